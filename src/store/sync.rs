//! What goes between a folder and a remote, in steps: what the folder has lost comes back, what it shares is kept on the road, what others
//! have is fetched and laid out for `merge`, and what they lack is put on top of theirs and pushed. Git never merges a line of a book.
//!
//! ```text
//! restore    what this folder had shared, and has lost since
//! keep       what it shares now
//! fetch, lay out, (merge), keep
//! send       a commit after theirs; never forced; if others were faster, again from `fetch`
//! ```
//!
//! A step that breaks off leaves folder and remote as they were, or as they are after it.

use super::disk;
use super::error::{StoreError, Undertaking};
use super::merge::{BookOutcome, Merged};
use super::outside::Reason;
use super::read::LARGEST_PLAN;
use super::road::{Blob, Blobs, Commit, CommitFiles, FileChange, KEPT, MET, Pushed, Road, THEIRS, shown};
use super::shared::{ShareRules, Shared, SharedKind, book_in_use, continues, is_its_hash, is_shared, path_of};
use super::workspace::{BOOK, EVIDENCE, FORKS, LEDGER, PLAN, PLANS, Workspace};
use crate::ledger::opening::Opening;
use crate::model::hash::Hash;
use crate::model::moment::Moment;
use crate::model::name::BookId;
use crate::model::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How many times others may be faster.
pub const ATTEMPTS: usize = 10;
/// The largest book and the largest piece of evidence, in bytes.
const LARGEST: u64 = 1 << 30;

/// Files of others, and why they are not taken.
pub type Refused = Vec<(String, Reason)>;

/// A folder between its road and the remote. Asks for the lock of the workspace to be held.
pub struct Sync {
    road: Road,
    workspace: Workspace,
    /// What this folder shares, as the road keeps it.
    kept: CommitFiles,
    /// The books that the folder has otherwise than the road, and that could not be brought together.
    held: BTreeSet<String>,
    /// The remote's commit and its files; nothing where it has no branch of milepost's.
    theirs: Option<(String, CommitFiles)>,
    /// All branches that the remote has.
    pub branches: Vec<String>,
    /// The books of theirs that were not taken as they are.
    stay: BTreeSet<String>,
    /// What of theirs was not even looked at.
    pub refused: Refused,
}

/// Who writes a commit, and when.
#[derive(Clone, Copy)]
pub struct CommitAuthor<'a> {
    pub at: Moment,
    pub desk: &'a str,
}

/// What is laid out of others.
#[derive(Debug)]
pub enum Met {
    /// The undertaking of this folder.
    Ours,
    /// The same, in which nobody has spoken yet: a draft of its plan.
    Draft,
    /// The same, which they have begun with this version of the plan, while ours is a draft.
    Begun(String),
}

/// A draft of the plan, as theirs is to be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DraftChange {
    Ours,
    /// Only they have changed it.
    Theirs(Vec<u8>),
    /// Both have.
    Both(Vec<u8>),
}

/// What was sent.
#[derive(Debug)]
pub struct Sent {
    pub pushed: Pushed,
    /// The message of the commit.
    pub message: Option<String>,
    /// The lines of each book that they lacked.
    pub lines: Vec<(String, u64)>,
}

impl Sync {
    pub fn begin(workspace: &Workspace) -> Result<Sync, StoreError> {
        let road = Road::open(workspace)?;
        let kept = road.files(KEPT)?;
        let (held, theirs, branches, stay, refused) = Default::default();
        Ok(Sync { road, workspace: workspace.clone(), kept, held, theirs, branches, stay, refused })
    }

    pub fn remote(&self) -> Result<Option<String>, StoreError> {
        Ok(self.road.remote()?)
    }

    pub fn remember(&self, url: &str) -> Result<(), StoreError> {
        self.road.set_remote(url)
    }

    /// Brings back what was shared from here and what the folder has lost since: files that are gone, ends of books that are cut off;
    /// gives their paths. Books of which the folder has something else are laid out for `merge`, in the folder that is given.
    pub fn restore(&self, wanted: impl Fn(&str) -> bool) -> Result<(Vec<String>, Option<PathBuf>), StoreError> {
        let (mut blobs, mut back, mut others) = (self.road.blobs()?, Vec::new(), Vec::new());
        for (path, blob) in self.kept.iter().filter(|(path, _)| *path != PLAN && wanted(path)) {
            let place = self.workspace.dir.join(path);
            if !path.starts_with(LEDGER) && place.exists() {
                continue;
            }
            let bytes = blobs.bytes(&blob.name)?;
            let here = disk::read(&place).map_err(StoreError::io("read", &place))?;
            let had = here.as_deref().unwrap_or_default();
            if continues(had, &bytes) && here.is_some() || self.is_set_aside(&bytes)? {
                continue;
            }
            match bytes.strip_prefix(had) {
                Some(tail) => {
                    bring_back(&place, had.len(), tail)?;
                    back.push(path.clone());
                }
                None => others.push((path.as_str(), blob)),
            }
        }
        let laid = if others.is_empty() { None } else { Some(self.lay(others, &mut blobs)?) };
        Ok((back, laid))
    }

    /// Whether a version that is set aside says all that these bytes say.
    fn is_set_aside(&self, bytes: &[u8]) -> Result<bool, StoreError> {
        let forks = self.workspace.forks();
        for stem in disk::list(&forks, BOOK).map_err(StoreError::io("list", &forks))? {
            let path = forks.join(format!("{stem}.{BOOK}"));
            let apart = disk::read(&path).map_err(StoreError::io("read", &path))?;
            if apart.is_some_and(|apart| continues(&apart, bytes)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What came of the books that were laid out to be brought back: those that were refused stay on the road as they are.
    pub fn restored(&mut self, merged: &Merged) {
        self.held = refused(merged).collect();
    }

    /// Keeps on the road what the folder shares.
    pub fn keep(&mut self, files: &[Shared], standing: &ShareRules, pen: CommitAuthor) -> Result<(), StoreError> {
        let mut blobs = self.road.blobs()?;
        let mut changes = BTreeMap::new();
        for file in files.iter().filter(|file| !self.held.contains(&file.path)) {
            match (&file.what, self.kept.get(&file.path)) {
                (SharedKind::Named(..), Some(_)) => {}
                (SharedKind::Named(place, bytes), None) if is_its_hash(place) => {
                    changes.insert(&*file.path, FileChange::File(place, *bytes));
                }
                (SharedKind::Named(..), None) => {}
                (SharedKind::Bytes(bytes), Some(blob)) if same(&mut blobs, blob, bytes)? => {}
                (SharedKind::Bytes(bytes), _) => {
                    changes.insert(&*file.path, FileChange::Bytes(bytes));
                }
            }
        }
        let removed = |path: &&String| standing.removes(path);
        if changes.is_empty() && !self.kept.keys().any(|path| removed(&path)) {
            return Ok(());
        }
        for (path, blob) in self.kept.iter().filter(|(path, _)| !removed(path)) {
            changes.entry(path).or_insert(FileChange::Known(&blob.name));
        }
        let changes = changes.into_iter().collect();
        self.road.keep(Commit { parent: None, message: "milepost: kept", at: pen.at, desk: pen.desk, changes })?;
        self.kept = self.road.files(KEPT)?;
        Ok(())
    }

    /// Fetches what the remote has; tells whether it has a branch of milepost's.
    pub fn fetch(&mut self, url: &str) -> Result<bool, StoreError> {
        (self.theirs, self.stay, self.refused) = Default::default();
        let there = self.road.branches(url)?;
        if let Some(commit) = self.road.fetch(url, &there)? {
            self.theirs = Some((commit, self.road.files(THEIRS)?));
        }
        self.branches = there.into_keys().collect();
        Ok(self.theirs.is_some())
    }

    /// Lays out what was fetched as a workspace in a folder of its own, less what is here already; nothing where that is all.
    pub fn lay_out(&mut self, standing: &ShareRules) -> Result<Option<PathBuf>, StoreError> {
        let Some((commit, theirs)) = self.theirs.take() else { return Ok(None) };
        let differs = |(path, blob): &(&String, &Blob)| self.kept.get(*path) != Some(blob);
        let candidates = theirs.iter().filter(|(path, _)| is_shared(path) && !standing.removes(path)).filter(differs);
        let (mut wanted, mut refused) = (Vec::new(), Vec::new());
        for (path, blob) in candidates {
            match unfit(path, blob) {
                Some(reason) => refused.push((path.clone(), reason)),
                None => wanted.push((path.as_str(), blob)),
            }
        }
        let mut blobs = self.road.blobs()?;
        refused.extend(alike(&mut wanted, &mut blobs)?);
        self.stay.extend(refused.iter().map(|(path, _)| path.clone()));
        let folder = if wanted.is_empty() { None } else { Some(self.lay(wanted, &mut blobs)?) };
        (self.refused, self.theirs) = (refused, Some((commit, theirs)));
        Ok(folder)
    }

    fn lay(&self, files: Vec<(&str, &Blob)>, blobs: &mut Blobs) -> Result<PathBuf, StoreError> {
        let folder = self.workspace.arrivals();
        clear(&folder)?;
        for part in [LEDGER.to_owned(), format!("{LEDGER}/{FORKS}"), PLANS.to_owned(), EVIDENCE.to_owned()] {
            let path = folder.join(part);
            disk::make_dir(&path).map_err(StoreError::io("make", &path))?;
        }
        for (path, blob) in files {
            let path = folder.join(path);
            let mut file = disk::scrap(&path).map_err(StoreError::io("write", &path))?;
            blobs.copy(&blob.name, &mut file)?.map_err(StoreError::io("write", &path))?;
        }
        Ok(folder)
    }

    /// Sees that what is laid out belongs to the undertaking of this folder, whose first plan is `ours`.
    pub fn meet(&self, url: &str, root: Option<Hash>, ours: &Plan, draft: Hash) -> Result<Met, StoreError> {
        let here = Undertaking::of(ours, root);
        let roots = self.roots()?;
        if self.shares_a_book() || roots.contains_key(&root.unwrap_or(draft)) {
            return Ok(Met::Ours);
        }
        let there = |root: Option<Hash>, plan: Option<&Plan>| plan.map(|plan| Undertaking::of(plan, root));
        let begun = roots.values().flatten().find(|(plan, _)| root.is_none() && is_same(plan, ours));
        let other = match (begun, roots.first_key_value()) {
            (Some((_, text)), _) => return Ok(Met::Begun(text.clone())),
            (None, Some((root, plan))) => {
                there(Some(*root), plan.as_ref().map(|(plan, _)| plan)).unwrap_or(Undertaking::unknown(*root))
            }
            (None, None) => match self.laid_plan(&PathBuf::from(PLAN))? {
                Some((plan, _)) if !is_same(&plan, ours) => Undertaking::of(&plan, None),
                _ => return Ok(Met::Draft),
            },
        };
        Err(StoreError::TwoPlans { remote: shown(url), plans: Box::new([here, other]) })
    }

    /// The plan that a new folder is to begin with.
    pub fn first_plan(&self, url: &str) -> Result<String, StoreError> {
        let named = self.laid_plan(Path::new(PLAN))?;
        let same = |plan: &Plan| named.as_ref().is_none_or(|(named, _)| is_same(plan, named));
        let mut known: Vec<(Hash, (Plan, String))> =
            self.roots()?.into_iter().filter_map(|(root, plan)| Some((root, plan?))).collect();
        if known.len() > 1 {
            known.retain(|(_, (plan, _))| same(plan));
        }
        match (&known[..], named) {
            ([(_, (_, text))], _) => Ok(text.clone()),
            ([], Some((_, text))) => Ok(text),
            ([], None) => Err(StoreError::NothingThere { remote: shown(url) }),
            ([(one, (a, _)), (two, (b, _)), ..], _) => Err(StoreError::TwoPlans {
                remote: shown(url),
                plans: Box::new([Undertaking::of(a, Some(*one)), Undertaking::of(b, Some(*two))]),
            }),
        }
    }

    /// The first plans that books of theirs name, with their text where it is at hand.
    fn roots(&self) -> Result<BTreeMap<Hash, Option<(Plan, String)>>, StoreError> {
        let theirs = Workspace { dir: self.workspace.arrivals() };
        let mut roots = BTreeMap::new();
        for folder in [theirs.ledger(), theirs.forks()] {
            for stem in disk::list(&folder, BOOK).map_err(StoreError::io("list", &folder))? {
                let path = folder.join(format!("{stem}.{BOOK}"));
                let bytes = disk::read(&path).map_err(StoreError::io("read", &path))?.unwrap_or_default();
                if let Some(Opening { root, .. }) = opening(&bytes) {
                    let plan = self.laid_plan(&PathBuf::from(PLANS).join(format!("{root}.json")))?;
                    roots.insert(root, plan.filter(|(_, text)| Hash::of(text.as_bytes()) == root));
                }
            }
        }
        Ok(roots)
    }

    /// Whether one of our books is among theirs, byte for byte.
    fn shares_a_book(&self) -> bool {
        let files = self.theirs.as_ref().map(|(_, files)| files);
        let same = |(path, blob): (&String, &Blob)| book_in_use(path).is_some() && self.kept.get(path) == Some(blob);
        files.is_some_and(|files| files.iter().any(same))
    }

    fn laid_plan(&self, path: &Path) -> Result<Option<(Plan, String)>, StoreError> {
        let path = self.workspace.arrivals().join(path);
        let bytes = disk::read(&path).map_err(StoreError::io("read", &path))?;
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(text.and_then(|text| Some((Plan::parse(&text).ok()?, text))))
    }

    /// What is to become of the draft of the plan, once theirs is laid out.
    pub fn draft(&self) -> Result<DraftChange, StoreError> {
        let base = self.road.files(MET)?;
        let name = |files: &CommitFiles| files.get(PLAN).map(|blob| blob.name.clone());
        let (ours, base) = (name(&self.kept), name(&base));
        let Some(theirs) = self.theirs.as_ref().and_then(|(_, files)| name(files)).map(Some) else {
            return Ok(DraftChange::Ours);
        };
        let at = self.workspace.arrivals().join(PLAN);
        let Some(bytes) = disk::read(&at).map_err(StoreError::io("read", &at))? else { return Ok(DraftChange::Ours) };
        Ok(match () {
            () if theirs == ours || theirs == base => DraftChange::Ours,
            () if ours == base => DraftChange::Theirs(bytes),
            () => DraftChange::Both(bytes),
        })
    }

    /// Once what is laid out is merged: the books that were not taken as they are stay with them as they are.
    pub fn settle(&mut self, merged: &Merged) {
        self.stay.extend(refused(merged));
    }

    /// Notes that all of theirs was looked at.
    pub fn met(&self) -> Result<(), StoreError> {
        Ok(self.road.point(MET, self.theirs.as_ref().map(|(commit, _)| &**commit))?)
    }

    /// Sends what they lack. `own` are the paths of this machine's own books.
    pub fn send(
        &self,
        url: &str,
        own: &BTreeSet<String>,
        standing: &ShareRules,
        pen: CommitAuthor,
    ) -> Result<Sent, StoreError> {
        let nothing = CommitFiles::new();
        let (parent, theirs) = match &self.theirs {
            Some((commit, files)) => (Some(&**commit), files),
            None => (None, &nothing),
        };
        let (mut blobs, mut changes, mut lines) = (self.road.blobs()?, Vec::new(), Vec::new());
        for (path, mine) in self.kept.iter().filter(|(path, blob)| theirs.get(*path) != Some(blob)) {
            let theirs = theirs.get(path);
            if path.starts_with(LEDGER) {
                let mine = blobs.bytes(&mine.name)?;
                let stays = self.stay.contains(path) && !own.contains(path);
                let before = match theirs {
                    Some(theirs) if unfit(path, theirs).is_none() => Some(blobs.bytes(&theirs.name)?),
                    _ => None,
                };
                if theirs.is_some() && stays || before.as_ref().is_some_and(|before| continues(before, &mine)) {
                    continue;
                }
                lines.extend(book_in_use(path).map(|book| (book.to_owned(), grown(before.as_deref(), &mine))));
            }
            changes.push((path.as_str(), FileChange::Known(&mine.name)));
        }
        let gone = theirs.keys().filter(|path| standing.removes(path));
        changes.extend(gone.map(|path| (path.as_str(), FileChange::Gone)));
        lines.retain(|(_, lines)| *lines > 0);
        if changes.is_empty() {
            return Ok(Sent { pushed: Pushed::Needless, message: None, lines });
        }
        let message = match parent {
            Some(_) => message(&lines, &changes),
            None => "milepost: begin".to_owned(),
        };
        self.road.pack(Commit { parent, message: &message, at: pen.at, desk: pen.desk, changes })?;
        let pushed = self.road.push(url)?;
        Ok(Sent { pushed, message: Some(message), lines })
    }
}

impl Drop for Sync {
    fn drop(&mut self) {
        let _ = clear(&self.workspace.arrivals());
    }
}

/// The books that a merge did not take as they are.
fn refused(merged: &Merged) -> impl Iterator<Item = String> {
    let refused = |outcome: &BookOutcome| matches!(outcome, BookOutcome::Refused(_) | BookOutcome::UpTo { .. });
    merged.books.iter().filter(move |(_, outcome)| refused(outcome)).map(|(stem, _)| path_of(stem))
}

/// Puts the rest of a file back behind its first `whole` bytes.
fn bring_back(place: &Path, whole: usize, tail: &[u8]) -> Result<(), StoreError> {
    let folder = place.parent().unwrap_or(place);
    disk::make_dir(folder).map_err(StoreError::io("make", folder))?;
    let written = match whole {
        0 => disk::write_aside(place, tail),
        whole => disk::append(place, whole as u64, tail),
    };
    written.map_err(StoreError::io("write", place))
}

fn same(blobs: &mut Blobs, blob: &Blob, bytes: &[u8]) -> Result<bool, StoreError> {
    Ok(blob.bytes == bytes.len() as u64 && blobs.bytes(&blob.name)? == bytes)
}

/// Why a file of theirs is not looked at.
fn unfit(path: &str, blob: &Blob) -> Option<Reason> {
    let most = if path == PLAN || path.starts_with(PLANS) { LARGEST_PLAN } else { LARGEST };
    match blob {
        Blob { plain: false, .. } => Some(Reason::NotRegular),
        Blob { bytes, .. } if *bytes > most => Some(Reason::TooLarge { bytes: *bytes, most }),
        _ => None,
    }
}

/// Leaves of names that differ in case only, which some disks do not tell apart, the one whose file opens a book of that name, else the
/// first; gives the others.
fn alike(wanted: &mut Vec<(&str, &Blob)>, blobs: &mut Blobs) -> Result<Refused, StoreError> {
    let mut spelt: BTreeMap<String, Vec<(&str, &Blob)>> = BTreeMap::new();
    for (path, blob) in &*wanted {
        spelt.entry(path.to_lowercase()).or_default().push((path, blob));
    }
    let mut refused = Vec::new();
    for twins in spelt.into_values().filter(|twins| twins.len() > 1) {
        let mut right = twins[0].0;
        for (path, blob) in &twins {
            if opening(&blobs.bytes(&blob.name)?).is_some_and(|opening| names(path, opening.book.as_str())) {
                right = path;
                break;
            }
        }
        let others = twins.iter().filter(|(path, _)| *path != right);
        refused.extend(others.map(|(path, _)| ((*path).to_owned(), Reason::SpelledAlike(right.to_owned()))));
    }
    wanted.retain(|(path, _)| !refused.iter().any(|(other, _)| other == path));
    Ok(refused)
}

/// Whether a path names this book.
fn names(path: &str, book: &str) -> bool {
    let file = path.rsplit('/').next().and_then(|file| file.strip_prefix(book));
    file.is_some_and(|rest| rest.starts_with('.'))
}

fn opening(bytes: &[u8]) -> Option<Opening> {
    let first = bytes.split(|byte| *byte == b'\n').next()?;
    Opening::read(std::str::from_utf8(first).ok()?)
}

/// Whether two plans are versions of one.
fn is_same(a: &Plan, b: &Plan) -> bool {
    (&a.id, &a.uid) == (&b.id, &b.uid)
}

/// How many entries a book has grown by.
fn grown(before: Option<&[u8]>, mine: &[u8]) -> u64 {
    let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    match before
        .and_then(|before| mine.strip_prefix(before))
        .filter(|_| before.is_some_and(|before| !before.is_empty()))
    {
        Some(more) => lines(more),
        None => lines(mine).saturating_sub(1),
    }
}

/// Says which books grew, or what else has changed.
fn message(lines: &[(String, u64)], changes: &[(&str, FileChange)]) -> String {
    const MOST: usize = 10;
    let name = |book: &str| BookId::parse(book).map_or(book.to_owned(), |id| id.name.to_string());
    let books: Vec<String> = lines.iter().map(|(book, lines)| format!("{} +{lines}", name(book))).collect();
    let parts = match books.is_empty() {
        true => changes.iter().map(|(path, _)| (*path).to_owned()).collect(),
        false => books,
    };
    let more = parts.len().saturating_sub(MOST);
    let told = parts[..parts.len() - more].join(", ");
    if more == 0 { format!("milepost: {told}") } else { format!("milepost: {told} and {more} more") }
}

fn clear(folder: &Path) -> Result<(), StoreError> {
    disk::clear(folder).map_err(StoreError::io("clear", folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_which_books_grew() {
        let lines = [(format!("amm.{}", "3f".repeat(16)), 3), ("goi".to_owned(), 1)];
        assert_eq!(message(&lines, &[]), "milepost: amm +3, goi +1");
        assert_eq!(message(&[], &[("plan.json", FileChange::Gone)]), "milepost: plan.json");
        assert_eq!(grown(None, b"opening\none\n"), 1);
        assert_eq!(grown(Some(b"opening\n"), b"opening\none\ntwo\n"), 2);
    }
}
