//! Adds entries to a book of this machine: all of them or none, and never to a book that is not whole.

use super::disk;
use super::error::StoreError;
use super::heads;
use super::lock::Lock;
use super::pages::{Reached, reached};
pub use super::pen::Pen;
use super::pen::{choose, damage, damaged};
use super::read::{Contents, VersionFile, read};
use super::shelf::{Shelf, is_apart};
use super::workspace::{DeskFile, OwnBook, Workspace};
use crate::ledger::chain::{Book, Opening, next_line, opening_line};
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::ledger::fork::BookVersion;
use crate::ledger::line::{Line, Sayings, signed_line, unsigned_line};
use crate::ledger::opening::opened;
use crate::ledger::point::Point;
use crate::ledger::seal::{signed_bytes, signer};
use crate::model::entry::Statement;
use crate::model::fields::Fields;
use crate::model::hash::Hash;
use crate::model::id::Id;
use crate::model::index::DeskIx;
use crate::model::moment::Moment;
use crate::model::name::{BookId, BookName, EntryName};
use crate::model::pairs::Pairs;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The right to write to a workspace, held until it is dropped.
#[derive(Debug)]
pub struct Writer {
    pub workspace: Workspace,
    pub desk: DeskFile,
    _lock: Lock,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    pub repaired: Option<Repair>,
}

/// What an earlier crash had left at the end of the book, and where it is kept now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    pub book: BookName,
    /// Whether somebody else had written it.
    pub foreign: bool,
    pub bytes: usize,
    pub saved: PathBuf,
}

impl Writer {
    /// Waits for the lock up to `patience`; `who` is what others are told who wait for it meanwhile.
    pub fn begin(workspace: Workspace, patience: Duration, who: &str) -> Result<Writer, StoreError> {
        disk::make_dir(&workspace.own()).map_err(StoreError::io("make", &workspace.own()))?;
        let lock = Lock::take(&workspace.lock(), patience, who)?;
        reached(Reached::Holding);
        let desk = DeskFile::read(&workspace)?;
        Ok(Writer { workspace, desk, _lock: lock })
    }

    /// What `append` builds on: read under the lock.
    pub fn read(&self) -> Result<Contents, StoreError> {
        read(&self.workspace)
    }

    /// True the first time it is asked in this workspace on this machine.
    pub fn reminded(&mut self) -> Result<bool, StoreError> {
        if self.desk.reminded {
            return Ok(false);
        }
        self.desk.reminded = true;
        self.desk.write(&self.workspace).map(|()| true)
    }

    /// Keeps a version of the plan under its hash, before an entry names it.
    pub fn keep(&self, version: &VersionFile) -> Result<(), StoreError> {
        write_aside(&version.path, version.text.as_bytes())
    }

    /// Remembers what books were met.
    pub fn met(&self, contents: &Contents) -> Result<(), StoreError> {
        match heads::grown(&contents.heads, &contents.met()) {
            Some(heads) => heads::write(&self.workspace, &heads),
            None => Ok(()),
        }
    }

    /// The same, and a book that was opened: from now on it is missed.
    fn opened(&self, contents: &Contents, book: BookId, head: Point) -> Result<(), StoreError> {
        let mut heads = heads::grown(&contents.heads, &contents.met()).unwrap_or_else(|| contents.heads.clone());
        heads.insert(book, head);
        heads::write(&self.workspace, &heads)
    }

    /// Keeps a draft of the plan that gives way to the plan of others.
    pub fn keep_draft(&self, text: &str) -> Result<PathBuf, StoreError> {
        let path = self.workspace.drafts().join(format!("{}.json", Hash::of(text.as_bytes())));
        write_aside(&path, text.as_bytes()).map(|()| path)
    }

    /// Whether this machine adds lines to the book at this place.
    pub fn adds_to(&self, contents: &Contents, place: DeskIx) -> bool {
        let book = &contents.books[place];
        let own = self.desk.owns(&book.id) && !contents.closed.contains(&book.id);
        own && damage(contents, &book.id.to_string()).is_none()
    }

    /// The book that `speaker`, a book of this machine or an actor of the plan, writes to at a moment.
    pub fn book_for(
        &self,
        contents: &Contents,
        speaker: &str,
        actors: &[&str],
        now: Moment,
    ) -> Result<Pen, StoreError> {
        choose(contents, &self.desk, speaker, actors, now)
    }

    /// Sets aside, in every book, what a write that broke off has left at its end, as the next write to it would.
    pub fn repair(&self) -> Result<Vec<Repair>, StoreError> {
        let mut repairs = Vec::new();
        for reading in Shelf::read(&self.workspace)?.readings.iter().filter(|reading| is_torn(reading)) {
            let (name, whole) = (&reading.book.name, reading.book.whole);
            let torn = reading.book.behind();
            let Some(saved) = keep_torn(&self.workspace, &reading.book.id, whole, torn)? else { continue };
            let path = self.workspace.book(&reading.file);
            disk::append(&path, whole as u64, b"").map_err(StoreError::io("write", &path))?;
            repairs.push(Repair { book: name.clone(), foreign: false, bytes: torn.len(), saved });
        }
        Ok(repairs)
    }

    /// Adds entries recorded `at` that moment, as one batch; with `seal`, a line that seals them and all before them ends it.
    /// Without entries it is the seal alone. What other books have grown since this book last saw them is seen.
    pub fn append(
        &mut self,
        contents: &Contents,
        pen: Pen,
        at: Moment,
        entries: Vec<Statement>,
        seal: Option<&Sealer<'_>>,
    ) -> Result<Appended, StoreError> {
        let lines = entries.len() + usize::from(seal.is_some());
        let seen = seen(contents, &pen);
        if lines == 0 {
            return Ok(Appended { repaired: None });
        }
        let page = match pen {
            Pen::Own(index) => self.page_of(contents, &contents.books[index], at)?,
            Pen::New { name, actor, .. } => self.new_page(contents, name, actor, at)?,
        };
        let sworn: Vec<BookId> = seen.iter().map(|(book, _)| book.clone()).collect();
        let root = contents.root.unwrap_or(contents.plan_hash);
        let (text, head) = page.text(contents, at, (entries, seen), seal.map(|sealer| Sealing { root, sealer }))?;
        keep_seen(&self.workspace, &sworn)?;
        self.prepare(contents, &page, head)?;
        let repaired = page.save_torn(&self.workspace)?;
        let path = self.workspace.book(&page.id.to_string());
        match page.new {
            true => disk::write_aside(&path, text.as_bytes()),
            false => disk::append(&path, page.whole as u64, text.as_bytes()),
        }
        .map_err(StoreError::io("write", &path))?;
        reached(Reached::Recorded);
        // What cannot be remembered now is by the next command.
        let _ = match page.new {
            true => self.opened(contents, page.id, head),
            false => self.met(contents),
        };
        Ok(Appended { repaired })
    }
}

/// Whether nothing worse than a broken-off write is at the end of a book.
fn is_torn(reading: &BookVersion) -> bool {
    let torn = |flaw: &Flaw| matches!(flaw.kind, FlawKind::Torn { .. });
    !is_apart(&reading.file)
        && reading.flaws.iter().any(torn)
        && !reading.flaws.iter().any(|flaw| flaw.kind.is_damage())
}

/// Makes the working copy of the plan this text.
pub fn rework(workspace: &Workspace, text: &str) -> Result<(), StoreError> {
    let plan = workspace.plan();
    disk::write_aside(&plan, text.as_bytes()).map_err(StoreError::io("write", &plan))
}

/// What seals: a key, by its fingerprint, and how it signs bytes, which gives the signature as a seal line carries it.
pub struct Sealer<'a> {
    pub key: String,
    pub sign: Box<Sign<'a>>,
}

/// Signs bytes.
type Sign<'a> = dyn Fn(&[u8]) -> Result<String, StoreError> + 'a;

/// What a seal line takes beside its place.
struct Sealing<'a> {
    root: Hash,
    sealer: &'a Sealer<'a>,
}

/// So many books are seen by one line, so that no heap of books makes a line too long; the next sees more.
const MOST_SEEN: usize = 2_000;

/// The other books that have grown, as far as their lines exist, since the book of this pen last saw them. One that is not what was
/// seen is not seen again.
pub fn seen(contents: &Contents, pen: &Pen) -> Vec<(BookId, Point)> {
    let own = match pen {
        Pen::Own(index) => Some(&contents.books[*index]),
        Pen::New { .. } => None,
    };
    let latest = own.map(Book::last_seen).unwrap_or_default();
    let others = contents.met().into_iter().filter(|(book, _)| own.is_none_or(|own| own.id != book.id));
    let damaged: BTreeSet<&str> =
        contents.flaws.iter().filter(|flaw| flaw.kind.is_damage()).map(|flaw| &*flaw.book).collect();
    let sound = others.filter(|(book, _)| !damaged.contains(&*book.id.to_string()));
    let grown = sound.filter(|(book, standing)| match latest.get(&book.id) {
        None => true,
        Some(point) => standing.seq > point.seq && book.has(point),
    });
    grown.map(|(book, standing)| (book.id.clone(), standing)).take(MOST_SEEN).collect()
}

/// Has the disk keep the books that are sworn to: no power failure may take back what was seen in them.
fn keep_seen(workspace: &Workspace, books: &[BookId]) -> Result<(), StoreError> {
    let paths = books.iter().map(|book| workspace.book(&book.to_string()));
    paths.into_iter().try_for_each(|path| disk::keep(&path).map_err(StoreError::before("keep", &path)))
}

/// The end of a book, where the next lines go.
struct BookEnd {
    name: BookName,
    id: BookId,
    /// The hash of the opening.
    identity: Hash,
    /// What stands before the new lines: the newline that is missing, or the opening.
    before: String,
    prev: Hash,
    seq: u64,
    /// How many bytes of the file stay.
    whole: usize,
    /// What stands after them, and goes; whether somebody else wrote it.
    torn: Vec<u8>,
    foreign: bool,
    new: bool,
}

impl Writer {
    fn page_of(&self, contents: &Contents, book: &Book, at: Moment) -> Result<BookEnd, StoreError> {
        let (name, file) = (book.name.clone(), book.id.to_string());
        if let Some(flaw) = damage(contents, &file) {
            return Err(damaged(flaw));
        }
        if at < book.latest {
            return Err(StoreError::ClockBehind { book: name, now: at, latest: book.latest });
        }
        let torn = book.behind().to_vec();
        self.unchanged(&file, Some(book.whole + torn.len()))?;
        // What is chained to is what stands there, also where no more than that was read.
        if !book.ends_in(&book.line_text(book.seq)) {
            return Err(StoreError::ChangedMeanwhile { path: self.workspace.book(&file) });
        }
        let before = if book.ends_open { "\n".into() } else { String::new() };
        let foreign = |flaw: &Flaw| flaw.book == file && matches!(flaw.kind, FlawKind::Foreign { .. });
        let foreign = contents.flaws.iter().any(foreign);
        let (id, identity, whole) = (book.id.clone(), book.identity, book.whole);
        Ok(BookEnd { name, id, identity, before, prev: book.head, seq: book.seq, whole, torn, foreign, new: false })
    }

    fn new_page(&self, contents: &Contents, name: Id, actor: Id, at: Moment) -> Result<BookEnd, StoreError> {
        // Without one readable book nothing tells what plan the unreadable ones are about.
        if contents.root.is_none()
            && let Some(flaw) = contents.flaws.iter().find(|flaw| flaw.kind.is_damage())
        {
            return Err(damaged(flaw));
        }
        let root = contents.root.unwrap_or(contents.plan_hash);
        let opening = Opening { book: name.clone(), actor, root, at };
        let (id, line) = (opened(&opening), opening_line(&opening));
        self.unchanged(&id.to_string(), None)?;
        let identity = Hash::of(line.as_bytes());
        let (name, before, torn) = (name.into(), line + "\n", Vec::new());
        Ok(BookEnd { name, id, identity, before, prev: identity, seq: 0, whole: 0, torn, foreign: false, new: true })
    }

    /// The book that a new one would be, opened at a moment.
    pub fn opening(&self, contents: &Contents, name: &Id, actor: &Id, at: Moment) -> BookId {
        let root = contents.root.unwrap_or(contents.plan_hash);
        opened(&Opening { book: name.clone(), actor: actor.clone(), root, at })
    }

    /// Sees that the book is as long as when it was read, so that nothing is cut off that was never read.
    fn unchanged(&self, file: &str, length: Option<usize>) -> Result<(), StoreError> {
        let path = self.workspace.book(file);
        let now = disk::size(&path).map_err(StoreError::io("read", &path))?;
        if now == length.map(|length| length as u64) { Ok(()) } else { Err(StoreError::ChangedMeanwhile { path }) }
    }

    /// What must be on disk before lines are: that they are this machine's, and for a new book the plan that it names.
    fn prepare(&mut self, contents: &Contents, page: &BookEnd, head: Point) -> Result<(), StoreError> {
        if page.new && contents.root.is_none() {
            let version = self.workspace.version(contents.plan_hash);
            write_aside(&version, contents.plan_text.as_bytes())?;
        }
        make_dir(&self.workspace.ledger())?;
        self.desk.books.retain(|own| !own.is_unwritten(&self.workspace));
        let end = Point { seq: page.seq, hash: page.prev }.to_string();
        let own = OwnBook { book: page.id.clone(), end, next: Some(head.to_string()) };
        match self.desk.books.iter_mut().find(|known| known.book == page.id) {
            Some(known) => *known = own,
            None => self.desk.books.push(own),
        }
        self.desk.write(&self.workspace)
    }
}

/// Below so many lines the threads cost more than they give.
const MANY: usize = 1000;

impl BookEnd {
    /// All that is to be written, and the last line of it. The first line says what is seen, and how many lines there are.
    fn text(
        &self,
        contents: &Contents,
        at: Moment,
        (entries, mut seen): (Vec<Statement>, Vec<(BookId, Point)>),
        sealing: Option<Sealing>,
    ) -> Result<(String, Point), StoreError> {
        let (mut text, mut prev, mut new) = (self.before.clone(), self.prev, Vec::with_capacity(entries.len()));
        let mut places = Vec::with_capacity(entries.len());
        text.reserve(entries.len() * 256);
        let seq = self.seq + 1 + entries.len() as u64;
        let lines = entries.len() + usize::from(sealing.is_some());
        for (index, mut said) in entries.into_iter().enumerate() {
            self.refer(contents, &new, &mut said).map_err(|reason| StoreError::NotUnderstood { index, reason })?;
            let fields = Fields {
                batch: (index == 0 && lines > 1).then_some(lines as u64),
                seen: Pairs(seen.drain(..).map(|(book, point)| (book, point.to_string())).collect()),
                ..Fields::of(&said)
            };
            let line = next_line(prev, self.seq + 1 + index as u64, at, fields);
            prev = Hash::of(line.as_bytes());
            new.push(prev);
            places.push(text.len()..text.len() + line.len());
            text += &line;
            text.push('\n');
        }
        let odd = |(index, place): (usize, Range<usize>)| understood(&text[place], index).err();
        let odd = match places.len() {
            ..MANY => places.into_iter().enumerate().find_map(odd),
            _ => places.into_par_iter().enumerate().find_map_first(odd),
        };
        if let Some(odd) = odd {
            return Err(odd);
        }
        let Some(sealing) = sealing else { return Ok((text, Point { seq: seq - 1, hash: prev })) };
        let (line, hash) = self.seal(prev, seq, at, &seen, sealing)?;
        text += &line;
        text.push('\n');
        Ok((text, Point { seq, hash }))
    }

    /// Makes of the names of entries what lines refer to them by: their words. `new` are the hashes of the new lines so far.
    fn refer(&self, contents: &Contents, new: &[Hash], said: &mut Statement) -> Result<(), String> {
        let by_content = |name: &EntryName| -> Option<EntryName> {
            if name.book == self.name && name.seq > self.seq {
                let hash = new.get((name.seq - self.seq - 1) as usize)?;
                return Some(EntryName::of_line(&self.id, name.seq, *hash));
            }
            let book = contents.books.iter().find(|book| book.name == name.book)?;
            Some(EntryName::of_line(&book.id, name.seq, book.hash_at(name.seq)?))
        };
        for name in said.names_mut().filter(|name| name.meant.is_none()) {
            *name = by_content(name).ok_or_else(|| format!("there is no entry `{name}`"))?;
        }
        Ok(())
    }

    /// A seal line, checked as readers will check it, and its hash.
    fn seal(
        &self,
        prev: Hash,
        seq: u64,
        at: Moment,
        seen: &[(BookId, Point)],
        sealing: Sealing,
    ) -> Result<(String, Hash), StoreError> {
        let unsigned = unsigned_line(prev, seq, at, seen, &sealing.sealer.key);
        let signed = signed_bytes(sealing.root, self.identity, &unsigned);
        let signature = (sealing.sealer.sign)(&signed)?;
        signer(&signed, &signature).map_err(|problem| StoreError::BadSeal { book: self.name.clone(), problem })?;
        let line = signed_line(&unsigned, &signature);
        let hash = understood(&line, 0)?;
        Ok((line, hash))
    }

    /// Keeps what is about to be cut off; nothing that was ever in a book is lost.
    fn save_torn(&self, workspace: &Workspace) -> Result<Option<Repair>, StoreError> {
        let saved = keep_torn(workspace, &self.id, self.whole, &self.torn)?;
        Ok(saved.map(|saved| Repair { book: self.name.clone(), foreign: self.foreign, bytes: self.torn.len(), saved }))
    }
}

/// Keeps what stood behind the first `whole` bytes of a book; where nothing did, there is nothing to keep.
pub fn keep_torn(
    workspace: &Workspace,
    book: &BookId,
    whole: usize,
    torn: &[u8],
) -> Result<Option<PathBuf>, StoreError> {
    if torn.is_empty() {
        return Ok(None);
    }
    let saved = free_place(&workspace.torn(), &format!("{book}-{whole}"), torn)?;
    make_dir(&workspace.torn())?;
    write_aside(&saved, torn)?;
    Ok(Some(saved))
}

/// The first file of that name, or of that name with a number, that does not hold something else.
fn free_place(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
    let mut path = folder.join(name);
    for number in 2.. {
        match disk::read(&path).map_err(StoreError::io("read", &path))? {
            Some(other) if other != bytes => path = folder.join(format!("{name}-{number}")),
            _ => break,
        }
    }
    Ok(path)
}

/// What is written is what could be read: the same rules at both gates. Gives the hash of the line.
fn understood(line: &str, index: usize) -> Result<Hash, StoreError> {
    let not = |reason: &str| Err(StoreError::NotUnderstood { index, reason: reason.to_owned() });
    match Line::read(line.as_bytes(), &mut Sayings::default()) {
        Line::Linked { strange: None, link, .. } => Ok(link.hash),
        Line::Linked { strange: Some(reason), .. } => not(&reason),
        Line::NotJson(reason) => not(&reason),
        Line::TooLong => Err(StoreError::LineTooLong { index, bytes: line.len() }),
        // An instant beyond the four-digit years has no spelling in a book.
        Line::Loose | Line::NotUtf8 => not("`at` cannot be written"),
    }
}

fn make_dir(path: &Path) -> Result<(), StoreError> {
    disk::make_dir(path).map_err(StoreError::io("make", path))
}

/// Writes a file as a whole.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_aside(path, bytes)
}

fn write_aside(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    make_dir(path.parent().unwrap_or(path))?;
    disk::write_aside(path, bytes).map_err(StoreError::before("write", path))
}

#[cfg(test)]
mod tests {
    use super::super::create::create;
    use super::*;
    use crate::model::entry::{Act, Entry, NoteOutcome};
    use crate::model::index::Ix;
    use proptest::prelude::*;
    use std::fs;
    use tempfile::TempDir;

    fn begin(dir: &TempDir) -> Writer {
        let workspace = Workspace { dir: dir.path().to_owned() };
        Writer::begin(workspace, Duration::from_secs(5), "test").unwrap()
    }

    fn fresh() -> (TempDir, Writer) {
        let dir = tempfile::tempdir().unwrap();
        create(dir.path(), r#"{"id":"a"}"#, "u", None, &[]).unwrap();
        let writer = begin(&dir);
        (dir, writer)
    }

    fn note(text: &str) -> Statement {
        Statement { note: Some(text.into()), ..Act::Note { milestone: None, outcome: None }.into() }
    }

    fn say(writer: &mut Writer, at: i64, notes: &[&str]) -> Result<Appended, StoreError> {
        let contents = writer.read()?;
        let pen = writer.book_for(&contents, "amm", &["amm"], Moment(at))?;
        writer.append(&contents, pen, Moment(at), notes.iter().map(|text| note(text)).collect(), None)
    }

    fn notes(writer: &Writer) -> Vec<String> {
        let contents = writer.read().unwrap();
        contents.entries.into_iter().map(|entry| entry.note.unwrap().into()).collect()
    }

    /// Where the first book of that name is.
    fn place(writer: &Writer, name: &str) -> PathBuf {
        let stems = disk::list(&writer.workspace.ledger(), "jsonl").unwrap();
        let of_name = |stem: &&String| stem.rsplit_once('.').is_some_and(|(known, _)| known == name);
        writer.workspace.book(stems.iter().find(of_name).unwrap())
    }

    /// As before a write that broke off: only a whole one is remembered.
    fn forget(writer: &mut Writer, desk: &DeskFile) {
        fs::remove_file(writer.workspace.heads()).unwrap();
        writer.desk = desk.clone();
        desk.write(&writer.workspace).unwrap();
    }

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    #[test]
    fn the_first_entry_fixes_the_plan_and_opens_a_book() {
        let (_dir, mut writer) = fresh();
        let draft = writer.read().unwrap();
        let appended = say(&mut writer, 1, &["one"]).unwrap();
        assert_eq!(appended, Appended { repaired: None });
        say(&mut writer, 1, &["two", "three"]).unwrap();
        let contents = writer.read().unwrap();
        assert_eq!(
            (contents.root, contents.plan_path),
            (Some(draft.plan_hash), writer.workspace.version(draft.plan_hash))
        );
        assert_eq!((notes(&writer), contents.flaws), (vec!["one".into(), "two".into(), "three".into()], vec![]));
        assert!(contents.books[DeskIx::FIRST].line_text(2).contains("\"batch\":2"));
        let own = DeskFile::read(&writer.workspace).unwrap().books;
        assert_eq!((own.len(), &own[0].book), (1, &contents.books[DeskIx::FIRST].id));
        assert_eq!(own[0].ends().next(), Some(contents.books[DeskIx::FIRST].point()));
        assert_eq!(say(&mut writer, 2, &[]).unwrap(), Appended { repaired: None });
    }

    #[test]
    fn a_book_torn_anywhere_is_repaired_and_what_was_torn_is_kept() {
        let (_dir, mut writer) = fresh();
        say(&mut writer, 1, &["one"]).unwrap();
        let path = place(&writer, "amm");
        let whole = fs::read(&path).unwrap();
        say(&mut writer, 2, &["two"]).unwrap();
        let (all, desk) = (fs::read(&path).unwrap(), writer.desk.clone());
        for end in whole.len()..all.len() {
            fs::write(&path, &all[..end]).unwrap();
            forget(&mut writer, &desk);
            let repaired = say(&mut writer, 3, &["three"]).unwrap().repaired;
            let kept = if end + 1 == all.len() { vec!["one", "two", "three"] } else { vec!["one", "three"] };
            assert_eq!(
                (notes(&writer), writer.read().unwrap().flaws),
                (kept.iter().map(|s| s.to_string()).collect(), vec![])
            );
            let torn = (end > whole.len() && end + 1 < all.len()).then(|| all[whole.len()..end].to_vec());
            assert_eq!(repaired.as_ref().map(|repair| repair.bytes), torn.as_ref().map(Vec::len));
            assert_eq!(repaired.map(|repair| fs::read(repair.saved).unwrap()), torn);
        }
    }

    #[test]
    fn what_somebody_else_wrote_behind_the_end_is_no_part_of_it() {
        let (_dir, mut writer) = fresh();
        say(&mut writer, 1, &["one"]).unwrap();
        let path = place(&writer, "amm");
        let (text, point) = (fs::read_to_string(&path).unwrap(), writer.read().unwrap().books[DeskIx::FIRST].point());
        let more = |seq: u64, prev: Hash| next_line(prev, seq, Moment(2), Fields::of(&note("forged")));
        let first = more(2, point.hash);
        let second = more(3, Hash::of(first.as_bytes()));
        for tail in
            [format!("{first}\n"), format!("{first}\n{second}\n"), "no line\n".to_owned(), "{}\n{}\n".to_owned()]
        {
            fs::write(&path, format!("{text}{tail}")).unwrap();
            let contents = writer.read().unwrap();
            assert_eq!(
                (contents.books[DeskIx::FIRST].point(), notes(&writer)),
                (point, vec!["one".to_owned()]),
                "{tail}"
            );
            let lines = tail.lines().count() as u64;
            assert!(
                matches!(contents.flaws[..], [Flaw { line: 3, kind: FlawKind::Foreign { lines: told }, .. }] if told == lines),
                "{:?}",
                contents.flaws
            );
        }
        let repaired = say(&mut writer, 3, &["two"]).unwrap().repaired.unwrap();
        assert_eq!(
            (notes(&writer), fs::read_to_string(repaired.saved).unwrap()),
            (vec!["one".into(), "two".into()], "{}\n{}\n".to_owned())
        );
        assert_eq!(writer.read().unwrap().flaws, []);
    }

    #[test]
    fn in_a_copy_of_the_folder_a_new_book_is_opened() {
        let (dir, mut writer) = fresh();
        say(&mut writer, 1, &["one"]).unwrap();
        drop(writer);
        let copy = tempfile::tempdir().unwrap();
        for folder in [".milepost", "ledger", "plans"] {
            fs::create_dir_all(copy.path().join(folder)).unwrap();
            for file in fs::read_dir(dir.path().join(folder)).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), copy.path().join(folder).join(file.file_name())).unwrap();
            }
        }
        let mut there = begin(&copy);
        say(&mut there, 2, &["two"]).unwrap();
        let names: Vec<String> = there.read().unwrap().books.iter().map(|book| book.name.to_string()).collect();
        assert_eq!(names, ["amm", "amm-2"]);
    }

    #[test]
    fn a_damaged_book_is_not_written_to() {
        let (_dir, mut writer) = fresh();
        say(&mut writer, 1, &["one"]).unwrap();
        say(&mut writer, 2, &["two"]).unwrap();
        let path = place(&writer, "amm");
        let text = fs::read_to_string(&path).unwrap();
        for damaged in [text.replace("one", "eno"), text.replace("milepost", "mile"), text.replace('\n', "\r\n")] {
            fs::write(&path, &damaged).unwrap();
            assert!(
                matches!(say(&mut writer, 3, &["three"]), Err(StoreError::DamagedBook { book, .. }) if book == "amm")
            );
            let contents = writer.read().unwrap();
            assert!(writer.book_for(&contents, "goi", &["goi"], Moment(3)).is_ok());
            assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
        }
    }

    #[test]
    fn what_would_not_count_is_not_written() {
        let (_dir, mut writer) = fresh();
        say(&mut writer, 5, &["one"]).unwrap();
        let contents = writer.read().unwrap();
        let early = writer.append(&contents, Pen::Own(DeskIx::FIRST), Moment(4), vec![note("early")], None);
        assert!(matches!(early, Err(StoreError::ClockBehind { latest: Moment(5), .. })));
        let long = "x".repeat(2 << 20);
        assert!(matches!(say(&mut writer, 6, &["short", &long]), Err(StoreError::LineTooLong { index: 1, .. })));
        let contents = writer.read().unwrap();
        let wrong = vec![Act::Retract { entry: EntryName::new(id("amm").into(), 7).into() }.into()];
        let refused = writer.append(&contents, Pen::Own(DeskIx::FIRST), Moment(6), wrong, None);
        assert!(matches!(refused, Err(StoreError::NotUnderstood { index: 0, .. })));
        fs::write(place(&writer, "amm"), "").unwrap();
        let refused = writer.append(&contents, Pen::Own(DeskIx::FIRST), Moment(6), vec![note("n")], None);
        assert!(matches!(refused, Err(StoreError::ChangedMeanwhile { .. })));
    }

    #[test]
    fn a_speaker_finds_its_own_book_or_a_free_name() {
        let (dir, mut writer) = fresh();
        say(&mut writer, 1, &["one"]).unwrap();
        drop(writer);
        // The same ledger on another machine.
        fs::remove_dir_all(dir.path().join(".milepost")).unwrap();
        let mut writer = begin(&dir);
        let contents = writer.read().unwrap();
        let pen = |writer: &Writer, who: &str| writer.book_for(&contents, who, &["amm", "AMM", "goi"], Moment(9));
        let new = |name: &str, actor: &str| Pen::New { name: id(name), actor: id(actor), ahead: false };
        assert_eq!(pen(&writer, "goi").unwrap(), new("goi", "goi"));
        assert_eq!(pen(&writer, "amm").unwrap(), new("amm-2", "amm"));
        assert_eq!(pen(&writer, "AMM").unwrap(), new("AMM-2", "AMM"));
        assert!(matches!(pen(&writer, "gam"), Err(StoreError::NoDesk { elsewhere: false, .. })));
        say(&mut writer, 2, &["two"]).unwrap();
        let contents = writer.read().unwrap();
        assert_eq!(contents.books[DeskIx::at(1)].name.to_string(), "amm-2");
        for who in ["amm", "amm-2"] {
            assert_eq!(writer.book_for(&contents, who, &["amm"], Moment(9)).unwrap(), Pen::Own(DeskIx::at(1)));
        }
        // A clock that jumped ahead mutes no desk for good.
        let ahead = Pen::New { name: id("amm-3"), actor: id("amm"), ahead: true };
        assert_eq!(writer.book_for(&contents, "amm", &["amm"], Moment(1)).unwrap(), ahead);
        // Of a book with one write nobody knows whether it was finished; this one has two.
        say(&mut writer, 10, &["three"]).unwrap();
        fs::remove_file(place(&writer, "amm-2")).unwrap();
        let gone = writer.read().unwrap();
        assert_eq!(writer.book_for(&gone, "amm", &["amm"], Moment(11)).unwrap(), new("amm-3", "amm"));
        assert!(matches!(
            writer.book_for(&gone, "amm", &[], Moment(9)),
            Err(StoreError::NoDesk { elsewhere: true, .. })
        ));
    }

    #[test]
    fn it_is_said_once() {
        let (dir, mut writer) = fresh();
        assert!(writer.reminded().unwrap());
        assert!(!writer.reminded().unwrap());
        drop(writer);
        assert!(!begin(&dir).reminded().unwrap());
    }

    #[test]
    fn a_repair_touches_only_what_broke_off() {
        let (_dir, mut writer) = fresh();
        say(&mut writer, 1, &["one"]).unwrap();
        say(&mut writer, 2, &["two"]).unwrap();
        assert_eq!(writer.repair().unwrap(), []);
        let path = place(&writer, "amm");
        let text = fs::read_to_string(&path).unwrap();
        let (torn, damaged) = (text.clone() + "{\"seq\":3", text.replace("one", "eno"));
        fs::write(&path, &torn).unwrap();
        let repairs = writer.repair().unwrap();
        assert_eq!((repairs.len(), repairs[0].bytes), (1, 8));
        assert_eq!(fs::read_to_string(&repairs[0].saved).unwrap(), "{\"seq\":3");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        fs::write(&path, &damaged).unwrap();
        assert_eq!(writer.repair().unwrap(), []);
        assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
    }

    #[test]
    fn an_unfinished_batch_is_repaired_whole() {
        let (_dir, mut writer) = fresh();
        say(&mut writer, 1, &["one"]).unwrap();
        let path = place(&writer, "amm");
        let whole = fs::metadata(&path).unwrap().len();
        say(&mut writer, 2, &["two", "three"]).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n").unwrap();
        let desk = writer.desk.clone();
        forget(&mut writer, &desk);
        let flaws = writer.read().unwrap().flaws;
        assert!(matches!(flaws[..], [Flaw { line: 3, kind: FlawKind::Torn { .. }, .. }]), "{flaws:?}");
        let repair = say(&mut writer, 3, &["four"]).unwrap().repaired.unwrap();
        assert_eq!(repair.saved, writer.workspace.torn().join(format!("{}-{whole}", writer.desk.books[0].book)));
        assert_eq!(notes(&writer), ["one", "four"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn what_was_written_is_read_again(batches in prop::collection::vec(prop::collection::vec(any::<(String, bool)>(), 0..4), 0..5)) {
            let (_dir, mut writer) = fresh();
            let mut expected = Vec::new();
            for (at, batch) in batches.iter().enumerate() {
                let at = Moment(at as i64);
                let contents = writer.read().unwrap();
                let pen = writer.book_for(&contents, "amm", &["amm"], at).unwrap();
                let acts: Vec<Act> = batch.iter().map(|(_, seen)| Act::Note { milestone: Some(id("DC-1")), outcome: seen.then_some(NoteOutcome::NoAccess) }).collect();
                let said = |(act, (text, _)): (&Act, &(String, bool))| Statement { note: Some(text.as_str().into()), ..act.clone().into() };
                writer.append(&contents, pen, at, acts.iter().zip(batch).map(said).collect(), None).unwrap();
                for (act, (text, _)) in acts.into_iter().zip(batch) {
                    let note = Some(text.as_str().into());
                    expected.push(Entry { book: DeskIx::FIRST, seq: expected.len() as u64 + 1, at, on: None, known: None, by: None, note, evidence: vec![], row: None, act });
                }
            }
            let contents = writer.read().unwrap();
            prop_assert_eq!(contents.entries.to_vec(), expected);
            prop_assert_eq!(contents.flaws, vec![]);
        }
    }
}
