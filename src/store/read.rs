//! Everything that a workspace holds, read at once: the plan in force, the books, and what is wrong with them.

pub use super::assemble::adopted;
use super::assemble::{Assembled, amending, assemble};
use super::disk;
use super::error::StoreError;
use super::heads::{self, Heads, MetBook};
use super::shelf::{Shelf, own_part};
use super::workspace::{DeskFile, Workspace};
use crate::fold::adopt::Trust;
use crate::fold::log::Log;
use crate::fold::proof::named;
use crate::ledger::chain::Books;
use crate::ledger::flaw::Flaw;
use crate::ledger::point::Point;
use crate::ledger::witness::{Shelves, contradictions};
use crate::model::entry::{Desk, Desks, Entries, Entry, Sight};
use crate::model::hash::Hash;
use crate::model::index::{DeskIx, EntryIx, Ix};
use crate::model::long::Inserted;
use crate::model::name::BookId;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a workspace holds.
#[derive(Debug)]
pub struct Contents {
    pub workspace: Workspace,
    /// The first version of the plan, byte for byte; of a draft, the draft.
    pub plan_text: String,
    /// The file it was read from.
    pub plan_path: PathBuf,
    pub plan_hash: Hash,
    /// The other versions that amendments name, in the order of their hashes.
    pub versions: Vec<VersionFile>,
    /// The hashes that amendments name and that no file in plans/ has.
    pub missing: Vec<Hash>,
    /// What plan.json holds now; nothing where it is gone.
    pub working: Option<Hash>,
    /// The hash of the first plan, which every book names; nothing while the plan is a draft.
    pub root: Option<Hash>,
    /// Sorted by name.
    pub books: Books,
    /// The same books as readers of entries know them.
    pub desks: Desks,
    /// The longest heads that this machine had met of the books before.
    pub heads: Heads,
    /// By book, then by number; `book` is an index into `books`.
    pub entries: Entries,
    /// By book, then by line; also of books that are not among `books`.
    pub flaws: Vec<Flaw>,
    /// How far the lines of each book exist, and which versions of the plan were adopted.
    pub trust: Trust,
    /// The books that go on in several ways: this machine adds nothing to them, should it have opened them.
    pub closed: Vec<BookId>,
    /// What of this machine's own files the system does not let us read, and why; the answer goes on without it.
    pub unread: Vec<(PathBuf, String)>,
}

/// A version of the plan, as its file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionFile {
    pub hash: Hash,
    pub path: PathBuf,
    pub text: String,
}

impl Contents {
    /// A plan by itself, outside any workspace.
    pub fn lone(plan_text: String) -> Contents {
        Contents {
            workspace: Workspace { dir: PathBuf::new() },
            plan_hash: Hash::of(plan_text.as_bytes()),
            plan_text,
            plan_path: PathBuf::new(),
            versions: Vec::new(),
            missing: Vec::new(),
            working: None,
            root: None,
            books: Books::new(),
            desks: Desks::new(),
            heads: Heads::new(),
            entries: Entries::default(),
            flaws: Vec::new(),
            trust: Trust::default(),
            closed: Vec::new(),
            unread: Vec::new(),
        }
    }
}

/// Lines of a book that were written behind those that are read.
pub struct NewLines {
    pub desk: DeskIx,
    pub entries: Vec<Entry>,
    /// What they saw of other books, but for the entries that they name.
    pub sights: Vec<Sight>,
}

/// New lines among those that were read.
pub struct TakenIn {
    /// Where the new entries stand.
    pub inserted: Arc<Inserted>,
    /// What the new lines of each desk saw, the entries among it that they name.
    pub sights: Vec<Vec<Sight>>,
}

impl Contents {
    /// What all books say.
    pub fn log(&self) -> Log<'_> {
        Log { desks: &self.desks, entries: &self.entries }
    }

    /// Puts in a desk in whose book nothing stands yet, and which knows of no other; tells where it stands.
    pub fn add_desk(&mut self, desk: Desk) -> DeskIx {
        let free = DeskIx::at(self.desks.partition_point(|other| other.book < desk.book));
        let before = self.desks.get(free).map_or(self.entries.len(), |desk| desk.before);
        let moved = move |place: &mut DeskIx| *place = DeskIx::at(place.place() + usize::from(*place >= free));
        for desk in &mut self.desks {
            desk.sights.change(move |sight| moved(&mut sight.desk));
            desk.branch.iter_mut().for_each(|(other, _)| moved(other));
        }
        self.desks.insert(free, [Desk { before, ..desk }]);
        self.entries.change(move |entry| moved(&mut entry.book));
        free
    }

    /// Puts new lines behind those of their books, whose heads stay as they are; tells where the new entries stand.
    pub fn take_in(&mut self, lines: Vec<NewLines>) -> TakenIn {
        let mut new: Vec<Vec<Entry>> = self.desks.iter().map(|_| Vec::new()).collect();
        let mut sights: Vec<Vec<Sight>> = self.desks.iter().map(|_| Vec::new()).collect();
        for NewLines { desk, entries, sights: seen } in lines {
            new[desk.place()].extend(entries);
            sights[desk.place()].extend(seen);
        }
        let ends: Vec<usize> = self.desks.iter().skip(1).map(|desk| desk.before).chain([self.entries.len()]).collect();
        let mut own: Vec<(usize, Entry)> = Vec::new();
        for ((desk, end), new) in self.desks.iter_mut().zip(ends).zip(new) {
            desk.before += own.len();
            let first = end + own.len();
            own.extend((first..).zip(new));
        }
        let new: Vec<EntryIx> = own.iter().map(|(place, _)| EntryIx::at(*place)).collect();
        let inserted = Arc::new(Inserted::at(own.iter().map(|(place, _)| *place)));
        self.entries.put_in(&inserted, own);
        let named = named(self.log(), &new);
        for ((desk, seen), named) in self.desks.iter_mut().zip(&mut sights).zip(named) {
            seen.extend(named);
            seen.sort_by_key(|sight| sight.line);
            desk.sights.append(seen.clone());
        }
        TakenIn { inserted, sights }
    }

    /// The last line of a book that exists; nothing where none does, or where its lines are another course's.
    pub fn standing(&self, place: DeskIx) -> Option<Point> {
        let book = &self.books[place];
        let keyless = self.trust.upto[place] == u64::MAX;
        let seq = self.trust.upto[place].min(book.seq);
        let there = (keyless || seq > 0) && self.desks[place].branch.is_none();
        there.then(|| book.hash_at(seq).map(|hash| Point { seq, hash })).flatten()
    }

    /// The books in which something is said, with their last lines that exist.
    pub fn met(&self) -> Vec<MetBook<'_>> {
        let heads = self.books.indices().filter_map(|place| Some((&self.books[place], self.standing(place)?)));
        heads.filter(|(_, standing)| standing.seq > 0).collect()
    }
}

/// The largest plan, in bytes (design, section 4).
pub const LARGEST_PLAN: u64 = 64 << 20;

/// The files of a workspace, before they are put together.
pub struct WorkspaceFiles {
    pub shelf: Shelf,
    pub desk: DeskFile,
    pub plan: PlanFiles,
    /// Nothing while the plan is a draft.
    pub root: Option<Hash>,
    heads: Heads,
    unread: Vec<(PathBuf, String)>,
}

impl WorkspaceFiles {
    pub fn read(workspace: &Workspace) -> Result<WorkspaceFiles, StoreError> {
        WorkspaceFiles::with(workspace, |root| PlanFiles::read(workspace, root))
    }

    /// The same where the plan may come from elsewhere.
    pub fn with(
        workspace: &Workspace,
        plan: impl FnOnce(Option<Hash>) -> Result<PlanFiles, StoreError>,
    ) -> Result<WorkspaceFiles, StoreError> {
        let mut unread = Vec::new();
        let desk = or_without(DeskFile::read(workspace), &mut unread)?;
        let heads = or_without(heads::read(workspace), &mut unread)?;
        let mut shelf = Shelf::read(workspace)?;
        let root = shelf.root(&desk);
        shelf.drop_others(root);
        for own in &desk.books {
            let file = own.book.to_string();
            shelf.readings.iter_mut().filter(|reading| reading.file == file).for_each(|reading| own_part(reading, own));
        }
        Ok(WorkspaceFiles { shelf, desk, plan: plan(root)?, root, heads, unread })
    }

    /// How far this machine knows the books: what it met, and where its own end.
    fn remembered(&self, workspace: &Workspace) -> Heads {
        let own = self.desk.books.iter().filter(|own| !own.is_unwritten(workspace));
        let own = own.filter_map(|own| Some((own.book.clone(), Point::parse(&own.end)?)));
        let mut known = self.heads.clone();
        for (book, end) in own {
            let met = known.entry(book).or_insert(end);
            if met.seq < end.seq {
                *met = end;
            }
        }
        known
    }
}

/// Reads a workspace. Takes no lock: a book that is being written may look torn.
pub fn read(workspace: &Workspace) -> Result<Contents, StoreError> {
    contents(workspace, WorkspaceFiles::read(workspace)?)
}

/// The same beside a working copy of the plan that was read already.
pub fn read_beside(workspace: &Workspace, working: Option<&str>) -> Result<Contents, StoreError> {
    let Some(working) = working else { return read(workspace) };
    let plan = |root| PlanFiles::beside(workspace, root, Some(working.as_bytes().to_vec()));
    contents(workspace, WorkspaceFiles::with(workspace, plan)?)
}

fn contents(workspace: &Workspace, files: WorkspaceFiles) -> Result<Contents, StoreError> {
    let remembered = files.remembered(workspace);
    let WorkspaceFiles { shelf, plan, root, heads, unread, .. } = files;
    let (versions, missing) = versions(workspace, plan.hash, amending(&shelf.readings))?;
    let others = versions.iter().map(|version| (version.hash, version.text.as_str()));
    let texts: Vec<(Hash, &str)> = [(plan.hash, plan.text.as_str())].into_iter().chain(others).collect();
    let Assembled { books, desks, entries, apart, mut flaws, forked, missed, trust } = assemble(shelf.readings, &texts);
    flaws.extend(shelf.flaws);
    let doubts = contradictions(&Shelves::of(&books), missed, &apart, &flaws, &remembered);
    flaws.extend(doubts);
    flaws.sort_by(|a, b| (&a.book, a.line).cmp(&(&b.book, b.line)));
    let PlanFiles { text: plan_text, path: plan_path, hash: plan_hash, working } = plan;
    Ok(Contents {
        workspace: workspace.clone(),
        plan_text,
        plan_path,
        plan_hash,
        versions,
        missing,
        working,
        root,
        books,
        desks,
        heads,
        entries,
        flaws,
        trust,
        closed: forked,
        unread,
    })
}

/// What was read, or nothing where the system does not let us read it.
fn or_without<T: Default>(read: Result<T, StoreError>, unread: &mut Vec<(PathBuf, String)>) -> Result<T, StoreError> {
    match read {
        Err(StoreError::Io { path, source, .. }) if source.kind() == ErrorKind::PermissionDenied => {
            unread.push((path, source.to_string()));
            Ok(T::default())
        }
        read => read,
    }
}

/// The versions beside the first that amendments name, and the hashes of those that are not here.
pub(super) fn versions(
    workspace: &Workspace,
    root: Hash,
    named: BTreeSet<Hash>,
) -> Result<(Vec<VersionFile>, Vec<Hash>), StoreError> {
    let (mut versions, mut missing) = (Vec::new(), Vec::new());
    for hash in named.into_iter().filter(|hash| *hash != root) {
        match version(workspace, hash)? {
            Some(version) => versions.push(version),
            None => missing.push(hash),
        }
    }
    Ok((versions, missing))
}

/// A version of the plan by its hash, if plans/ has it whole and lets us read it.
pub fn version(workspace: &Workspace, hash: Hash) -> Result<Option<VersionFile>, StoreError> {
    let path = workspace.version(hash);
    let bytes = bytes_or_denied(&path)?.filter(|bytes| Hash::of(bytes) == hash);
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    Ok(text.map(|text| VersionFile { hash, path, text }))
}

/// The files in plans/ whose names are not the hashes of their bytes.
pub fn altered_versions(workspace: &Workspace) -> Result<Vec<String>, StoreError> {
    let folder = workspace.plans();
    let names = disk::list(&folder, "json").map_err(StoreError::io("list", &folder))?;
    let mut altered = Vec::new();
    for name in names {
        let path = folder.join(format!("{name}.json"));
        let Some(bytes) = bytes_or_denied(&path)? else { continue };
        if Hash::parse(&name) != Some(Hash::of(&bytes)) {
            altered.push(format!("{name}.json"));
        }
    }
    Ok(altered)
}

/// The first version of the plan, and the hash of the working copy.
pub struct PlanFiles {
    pub text: String,
    pub path: PathBuf,
    pub hash: Hash,
    pub working: Option<Hash>,
}

impl PlanFiles {
    pub fn read(workspace: &Workspace, root: Option<Hash>) -> Result<PlanFiles, StoreError> {
        let working = workspace.plan();
        match root {
            None => {
                let bytes = bytes_of(&working)?.ok_or_else(|| StoreError::io("read", &working)(not_found()))?;
                PlanFiles::beside(workspace, None, Some(bytes))
            }
            root => PlanFiles::beside(workspace, root, bytes_or_denied(&working)?),
        }
    }

    /// The same with the bytes of the working copy, if there is one.
    pub fn beside(workspace: &Workspace, root: Option<Hash>, copy: Option<Vec<u8>>) -> Result<PlanFiles, StoreError> {
        let working = workspace.plan();
        let Some(root) = root else {
            let bytes = copy.ok_or_else(|| StoreError::io("read", &working)(not_found()))?;
            let hash = Hash::of(&bytes);
            return PlanFiles::of(working, bytes, Some(hash));
        };
        let version = workspace.version(root);
        let kept = bytes_or_denied(&version)?.filter(|bytes| Hash::of(bytes) == root);
        let own = copy.as_deref().map(|copy| if kept.as_deref() == Some(copy) { root } else { Hash::of(copy) });
        match kept {
            Some(bytes) => PlanFiles::of(version, bytes, own),
            None => match copy.filter(|_| own == Some(root)) {
                Some(bytes) => PlanFiles::of(working, bytes, own),
                None => Err(StoreError::PlanMissing { root }),
            },
        }
    }

    /// A plan as its file has it, beside a working copy of this hash.
    pub fn of(path: PathBuf, bytes: Vec<u8>, working: Option<Hash>) -> Result<PlanFiles, StoreError> {
        let hash = Hash::of(&bytes);
        match String::from_utf8(bytes) {
            Ok(text) if text.starts_with('\u{feff}') => Err(StoreError::Bom { path }),
            Ok(text) => Ok(PlanFiles { text, path, hash, working }),
            Err(error) => Err(StoreError::NotUtf8 { path, offset: error.utf8_error().valid_up_to() }),
        }
    }
}

fn not_found() -> std::io::Error {
    std::io::ErrorKind::NotFound.into()
}

/// Nothing where the system does not let us read it, as where there is none.
fn bytes_or_denied(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    or_without(bytes_of(path), &mut Vec::new())
}

fn bytes_of(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match disk::size(path).map_err(StoreError::io("read", path))? {
        Some(bytes) if bytes > LARGEST_PLAN => Err(StoreError::TooLarge { path: path.to_owned(), bytes }),
        _ => disk::read(path).map_err(StoreError::io("read", path)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::create::create;
    use super::*;
    use crate::ledger::flaw::FlawKind;
    use crate::ledger::line::next_line;
    use crate::ledger::opening::{Opening, opening_line};
    use crate::model::fields::Fields;
    use crate::model::id::Id;
    use crate::model::index::Ix;
    use crate::model::moment::Moment;
    use std::fs;
    use tempfile::TempDir;

    fn workspace() -> (TempDir, Workspace) {
        let dir = tempfile::tempdir().unwrap();
        let workspace = create(dir.path(), r#"{"id":"a"}"#, "u", None, &[]).unwrap();
        (dir, workspace)
    }

    /// A book with one note, and the stem of its file.
    fn book(name: &str, root: Hash, at: i64) -> (String, String) {
        let id = Id::new(name).unwrap();
        let opened = Opening { book: id.clone(), actor: id, root, at: Moment(at) };
        let (stem, opening) = (crate::ledger::opening::opened(&opened).to_string(), opening_line(&opened));
        let note = Fields { kind: Some("note".into()), ..Fields::default() };
        let line = next_line(Hash::of(opening.as_bytes()), 1, Moment(at), note);
        (stem, format!("{opening}\n{line}\n"))
    }

    fn put(workspace: &Workspace, name: &str, root: Hash, at: i64) -> String {
        let (stem, text) = book(name, root, at);
        fs::write(workspace.book(&stem), text).unwrap();
        stem
    }

    #[test]
    fn a_plan_is_a_draft_until_a_book_names_it() {
        let (_dir, workspace) = workspace();
        let draft = read(&workspace).unwrap();
        assert_eq!((draft.root, draft.plan_path.clone()), (None, workspace.plan()));
        put(&workspace, "amm", draft.plan_hash, 0);
        let signed = read(&workspace).unwrap();
        assert_eq!((signed.root, signed.plan_path), (Some(draft.plan_hash), workspace.plan()));
        fs::write(workspace.plan(), "{}").unwrap();
        assert!(matches!(read(&workspace), Err(StoreError::PlanMissing { root }) if root == draft.plan_hash));
        fs::write(workspace.version(draft.plan_hash), "{}").unwrap();
        assert!(matches!(read(&workspace), Err(StoreError::PlanMissing { .. })));
        fs::write(workspace.version(draft.plan_hash), &draft.plan_text).unwrap();
        let edited = read(&workspace).unwrap();
        assert_eq!((edited.working == edited.root, edited.plan_text), (false, draft.plan_text));
    }

    #[test]
    fn books_of_another_plan_are_refused() {
        let (_dir, workspace) = workspace();
        let (ours, theirs) = (read(&workspace).unwrap().plan_hash, Hash([1; 32]));
        let stems =
            [("a", ours, 1), ("b", theirs, 2), ("c", ours, 3)].map(|(name, root, at)| put(&workspace, name, root, at));
        let contents = read(&workspace).unwrap();
        let names: Vec<String> = contents.books.iter().map(|book| book.name.to_string()).collect();
        assert_eq!((contents.root, names), (Some(ours), vec!["a".to_owned(), "c".to_owned()]));
        assert_eq!(contents.entries.iter().map(|entry| entry.book).collect::<Vec<_>>(), [0, 1].map(DeskIx::at));
        assert_eq!(contents.desks[DeskIx::at(1)].actor.as_str(), "c");
        let kind = FlawKind::OtherRoot { says: theirs };
        assert_eq!(contents.flaws, [Flaw { book: stems[1].clone(), line: 1, kind }]);
    }

    #[test]
    fn names_are_told_apart_by_what_opened_them() {
        let (_dir, workspace) = workspace();
        let root = read(&workspace).unwrap().plan_hash;
        for (name, at) in [("amm", 0), ("amm", 1), ("AMM", 0), ("goi", 0)] {
            put(&workspace, name, root, at);
        }
        let contents = read(&workspace).unwrap();
        let names: Vec<String> = contents.books.iter().map(|book| book.name.to_string()).collect();
        assert_eq!((names[0].as_str(), names[3].as_str(), contents.flaws.len()), ("AMM", "goi", 0));
        assert!(names[1].starts_with("amm~") && names[2].starts_with("amm~") && names[1] != names[2], "{names:?}");
    }

    #[test]
    fn a_copy_of_a_book_under_another_name_is_passed_over() {
        let (_dir, workspace) = workspace();
        let root = read(&workspace).unwrap().plan_hash;
        let (stem, text) = book("amm", root, 0);
        fs::write(workspace.book("amm (copy)"), text).unwrap();
        let kind = FlawKind::WrongName { says: stem };
        assert_eq!(read(&workspace).unwrap().flaws, [Flaw { book: "amm (copy)".into(), line: 1, kind }]);
    }

    #[test]
    fn a_plan_that_is_no_plain_text_is_told() {
        let (_dir, workspace) = workspace();
        fs::write(workspace.plan(), b"\xef\xbb\xbf{}").unwrap();
        assert!(matches!(read(&workspace), Err(StoreError::Bom { .. })));
        fs::write(workspace.plan(), b"{\"\xff").unwrap();
        assert!(matches!(read(&workspace), Err(StoreError::NotUtf8 { offset: 2, .. })));
        fs::File::create(workspace.plan()).unwrap().set_len(LARGEST_PLAN + 1).unwrap();
        assert!(matches!(read(&workspace), Err(StoreError::TooLarge { .. })));
        fs::remove_file(workspace.plan()).unwrap();
        assert!(matches!(read(&workspace), Err(StoreError::Io { doing: "read", .. })));
    }
}
