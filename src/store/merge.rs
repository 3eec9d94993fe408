//! Takes in what another workspace has and this one lacks: books, versions of the plan, evidence. Nothing that comes from there
//! is trusted: what does not fit is refused by book, with the reason, and changes nothing.
//!
//! Where two versions of a book disagree, both are kept in `ledger/forks/`, and the ledger has what they share. What is on disk
//! then depends on which versions were met, not on their order.

use super::disk;
use super::error::StoreError;
use super::evidence::make_folder;
use super::keys::Keys;
use super::outside::{self, Reason};
use super::read::{LARGEST_PLAN, Plan, adopted, version};
use super::shared::attached;
use super::shelf::{self, Shelf, book_of, is_apart, namesake};
use super::workspace::{BOOK, FORKS, Workspace};
use super::write::{Writer, keep_torn};
use crate::ledger::chain::Book;
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::ledger::fork::{Layout, Reading, layout, shared_lines, upto_line};
use crate::ledger::hash::Hash;
use crate::ledger::line::recorded;
use crate::model::id::Id;
use crate::model::moment::Moment;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What became of each file of their ledger, by its stem: `goi`, `forks/goi.0123456789abcdef`.
    pub books: Vec<(String, Outcome)>,
    /// How many versions of the plan came.
    pub plans: usize,
    /// How many files of evidence came.
    pub evidence: usize,
    /// The plans and evidence that were not taken.
    pub passed: Vec<(String, Reason)>,
    /// The books of this machine that it no longer adds to: it opens new ones.
    pub left: Vec<Id>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// So many lines of a book that we did not have.
    New(u64),
    /// So many lines more.
    Grew(u64),
    Same,
    /// We have all of it, and more.
    Behind,
    /// The line, counted from 1, and what follows are dated more than a day ahead; so many lines before it came.
    UpToFuture {
        taken: u64,
        line: usize,
    },
    /// Another machine opened a book of the same name, with so many lines that we did not have: both count, under two names.
    OpenedTwice(u64),
    /// It disagrees with ours from the line on, counted from 1; so many of its lines we did not have.
    Forked {
        taken: u64,
        line: usize,
    },
    Refused(Reason),
}

/// The largest book and the largest piece of evidence that are taken, in bytes.
const LARGEST: u64 = 1 << 30;
/// How far ahead of this machine's clock a line may be dated, in seconds.
const AHEAD: i64 = 24 * 3600;

/// Takes in what the folder `from`, laid out like a workspace, has and ours lacks; a dry run only tells.
pub fn merge(writer: &mut Writer, from: &Path, now: Moment, dry_run: bool) -> Result<Merged, StoreError> {
    let theirs = Workspace { dir: from.to_owned() };
    if !outside::is_folder(&theirs.ledger()) {
        return Err(StoreError::NoLedger { path: theirs.dir });
    }
    let ours = Ours::read(writer, &theirs)?;
    let offers = offers(&theirs, ours.root, now)?;
    let keys = KeyRing { ours: &ours, theirs: &theirs, offers: &offers, known: OnceCell::new() };
    let mut merged = Merged::default();
    let (mut deeds, mut taken) = (Vec::new(), Vec::new());
    let mut spellings = BTreeMap::new();
    for (name, offers) in by_book(&offers) {
        let spelled = *spellings.entry(Id::folded(name.as_str())).or_insert(name);
        let settled = Case::of(&ours, name, spelled, offers).settle(&keys);
        merged.left.extend(settled.left.then(|| name.clone()).filter(|name| writer.desk.books.contains(name)));
        merged.books.extend(settled.outcomes);
        deeds.extend(settled.deeds);
        taken.extend(settled.taken);
    }
    merged.books.extend(offers.iter().filter_map(|offer| Some((offer.file.clone(), offer.refused()?))));
    merged.books.sort_by(|(a, _), (b, _)| (is_apart(a), a).cmp(&(is_apart(b), b)));
    let entries = || ours.shelf.readings.iter().chain(taken.iter().copied()).flat_map(|reading| &reading.entries);
    if !dry_run && !deeds.is_empty() {
        ours.settle_plan()?;
    }
    let files = Files { ours: &writer.workspace, theirs: &theirs, dry_run };
    merged.plans = files.plans(entries().filter_map(adopted).chain([ours.root]).collect(), &mut merged.passed)?;
    merged.evidence = files.evidence(attached(entries()), &mut merged.passed)?;
    if !dry_run {
        leave(writer, &merged.left)?;
        deeds.iter().try_for_each(|deed| deed.carry_out(&writer.workspace))?;
    }
    Ok(merged)
}

/// From now on this machine adds nothing to these books. Said before anything is changed: a crash in between costs a name.
fn leave(writer: &mut Writer, books: &[Id]) -> Result<(), StoreError> {
    if books.is_empty() {
        return Ok(());
    }
    writer.desk.books.retain(|book| !books.contains(book));
    writer.desk.write(&writer.workspace)
}

/// What we have.
struct Ours {
    workspace: Workspace,
    shelf: Shelf,
    plan: Plan,
    /// What their books must name.
    root: Hash,
    is_draft: bool,
}

impl Ours {
    fn read(writer: &Writer, theirs: &Workspace) -> Result<Ours, StoreError> {
        let mut shelf = Shelf::read(&writer.workspace)?;
        let root = shelf.root(&writer.desk);
        shelf.drop_others(root);
        let plan = match Plan::read(&writer.workspace, root) {
            // It is among what is about to be taken.
            Err(StoreError::PlanMissing { root }) => lent(theirs, root).ok_or(StoreError::PlanMissing { root })?,
            plan => plan?,
        };
        let workspace = writer.workspace.clone();
        Ok(Ours { workspace, shelf, root: root.unwrap_or(plan.hash), is_draft: root.is_none(), plan })
    }

    /// The first book makes the draft the plan for good.
    fn settle_plan(&self) -> Result<(), StoreError> {
        let path = self.workspace.version(self.root);
        match self.is_draft {
            true => write(&path, self.plan.text.as_bytes()),
            false => Ok(()),
        }
    }

    fn versions_of(&self, name: &Id) -> Vec<&Reading> {
        self.shelf.readings.iter().filter(|reading| reading.book.opening.book == *name).collect()
    }

    /// What is wrong with the file of a book that holds none.
    fn unread(&self, name: &Id) -> Option<&Flaw> {
        self.shelf.flaws.iter().find(|flaw| flaw.book == name.as_str())
    }

    /// A book of ours whose name differs from this one in case only.
    fn alike(&self, name: &Id) -> Option<&str> {
        let ours = self.shelf.readings.iter().map(|reading| reading.book.opening.book.as_str());
        let mut files = ours.chain(self.shelf.flaws.iter().map(|flaw| flaw.book.as_str()));
        files.find(|file| *file != name.as_str() && Id::folded(file) == Id::folded(name.as_str()))
    }
}

/// The first version of the plan, where only they have it.
fn lent(theirs: &Workspace, root: Hash) -> Option<Plan> {
    let path = theirs.version(root);
    let bytes = outside::read(&path, LARGEST_PLAN).ok().filter(|bytes| Hash::of(bytes) == root)?;
    Plan::of(path, bytes, None).ok()
}

/// A file of their ledger.
struct Offer {
    file: String,
    reading: Result<Reading, Reason>,
    /// The line from which on it is dated too far ahead; what is read ends before it.
    ahead: Option<usize>,
}

impl Offer {
    /// What is said of a file that holds no book to take.
    fn refused(&self) -> Option<Outcome> {
        match self.reading.as_ref().err()? {
            Reason::Flaw(flaw) if !flaw.kind.is_damage() => Some(Outcome::Behind),
            reason => Some(Outcome::Refused(reason.clone())),
        }
    }
}

fn offers(theirs: &Workspace, root: Hash, now: Moment) -> Result<Vec<Offer>, StoreError> {
    let mut offers = Vec::new();
    for (folder, prefix) in [(theirs.ledger(), String::new()), (theirs.forks(), format!("{FORKS}/"))] {
        let names = outside::list(&folder).map_err(StoreError::io("list", &folder))?;
        let suffix = format!(".{BOOK}");
        let stems: Vec<String> =
            names.iter().filter_map(|name| name.strip_suffix(&suffix)).map(str::to_owned).collect();
        for stem in &stems {
            let file = format!("{prefix}{stem}");
            let opened = match namesake(&stems, stem) {
                Some(other) => Err(Reason::SpelledAlike(other.to_owned())),
                None => open(&folder, stem, &file, root),
            };
            offers.push(dated(file, opened, now));
        }
    }
    Ok(offers)
}

/// Opens a file of their ledger, if it is a whole book of this workspace. What a crash left at its end is left out.
fn open(folder: &Path, stem: &str, file: &str, root: Hash) -> Result<Reading, Reason> {
    let name = if is_apart(file) { stem.rsplit_once('.').map_or("", |(name, _)| name) } else { stem };
    if Id::new(name).is_err() {
        return Err(Reason::Name);
    }
    let bytes = outside::read(&folder.join(format!("{stem}.{BOOK}")), LARGEST)?;
    if is_apart(file) && book_of(stem, &bytes).is_none() {
        return Err(Reason::NotItsHash);
    }
    let (reading, flaws) = shelf::read(name, file, bytes);
    let damage = flaws.iter().find(|flaw| flaw.kind.is_damage());
    match (damage, reading) {
        (Some(flaw), _) => Err(Reason::Flaw(flaw.clone())),
        (None, None) => Err(flaws.first().map_or(Reason::Name, |flaw| Reason::Flaw(flaw.clone()))),
        (None, Some(reading)) if reading.book.opening.root != root => {
            let kind = FlawKind::OtherRoot { says: reading.book.opening.root };
            Err(Reason::Flaw(Flaw { book: file.to_owned(), line: 1, kind }))
        }
        (None, Some(reading)) => Ok(reading),
    }
}

/// The same up to the line that is dated too far ahead.
fn dated(file: String, reading: Result<Reading, Reason>, now: Moment) -> Offer {
    let limit = now.plus_seconds(AHEAD);
    match reading {
        Ok(reading) if reading.book.opening.at > limit => {
            Offer { reading: Err(Reason::Ahead { line: 1 }), ahead: None, file }
        }
        Ok(reading) => match first_after(&reading.book, limit) {
            None => Offer { file, reading: Ok(reading), ahead: None },
            Some(seq) => {
                let name = reading.book.name.as_str();
                let (cut, _) = shelf::read(name, &file, upto_line(&reading.book, seq - 1));
                Offer { reading: Ok(cut.unwrap_or(reading)), ahead: Some(seq as usize + 1), file }
            }
        },
        Err(reason) => Offer { file, reading: Err(reason), ahead: None },
    }
}

/// The number of the first line that is recorded after a moment, counting or not.
fn first_after(book: &Book, limit: Moment) -> Option<u64> {
    let late = |seq: &u64| recorded(book.line_text(*seq)).is_none_or(|at| at > limit);
    let may_be = book.latest > limit || book.not_understood > 0;
    may_be.then(|| (1..=book.seq).find(late)).flatten()
}

fn by_book(offers: &[Offer]) -> BTreeMap<&Id, Vec<(&Offer, &Reading)>> {
    let mut books: BTreeMap<&Id, Vec<(&Offer, &Reading)>> = BTreeMap::new();
    for offer in offers {
        if let Ok(reading) = &offer.reading {
            books.entry(&reading.book.opening.book).or_default().push((offer, reading));
        }
    }
    books
}

/// Whose seals count: asked only where versions disagree.
struct KeyRing<'a> {
    ours: &'a Ours,
    theirs: &'a Workspace,
    offers: &'a [Offer],
    known: OnceCell<Keys>,
}

impl KeyRing<'_> {
    fn vouched(&self, book: &Book) -> Option<u64> {
        self.known.get_or_init(|| self.gather()).vouched(book)
    }

    fn gather(&self) -> Keys {
        let offered = self.offers.iter().filter_map(|offer| offer.reading.as_ref().ok());
        let readings: Vec<&Reading> = self.ours.shelf.readings.iter().chain(offered).collect();
        let entries = readings.iter().flat_map(|reading| &reading.entries);
        let named: BTreeSet<Hash> = entries.filter_map(adopted).filter(|hash| *hash != self.ours.plan.hash).collect();
        let texts: Vec<(Hash, String)> = named.into_iter().filter_map(|hash| Some((hash, self.text(hash)?))).collect();
        let others = texts.iter().map(|(hash, text)| (*hash, text.as_str()));
        let plans = [(self.ours.plan.hash, self.ours.plan.text.as_str())].into_iter().chain(others).collect();
        Keys::in_force(plans, readings.into_iter())
    }

    fn text(&self, hash: Hash) -> Option<String> {
        let ours = version(&self.ours.workspace, hash).ok().flatten().map(|version| version.text);
        ours.or_else(|| lent(self.theirs, hash).map(|plan| plan.text))
    }
}

/// One book, as we have it and as it is offered.
struct Case<'a> {
    name: &'a Id,
    ours: Vec<&'a Reading>,
    offers: Vec<(&'a Offer, &'a Reading)>,
    refused: Vec<(&'a Offer, Reason)>,
}

#[derive(Default)]
struct Settled<'a> {
    outcomes: Vec<(String, Outcome)>,
    deeds: Vec<Deed>,
    taken: Vec<&'a Reading>,
    /// Whether what the ledger has of the book is no longer what it had.
    left: bool,
}

impl<'a> Case<'a> {
    /// `spelled` is the first book of theirs whose name has these letters, in upper or lower case.
    fn of(ours: &'a Ours, name: &'a Id, spelled: &Id, offers: Vec<(&'a Offer, &'a Reading)>) -> Case<'a> {
        let alike = ours.alike(name).or_else(|| Some(spelled.as_str()).filter(|spelled| *spelled != name.as_str()));
        let mut case = Case { name, ours: ours.versions_of(name), offers: Vec::new(), refused: Vec::new() };
        for (offer, reading) in offers {
            let alike = alike.map(|other| Reason::SpelledAlike(other.to_owned()));
            match alike.or_else(|| case.unfit(ours, reading)) {
                Some(reason) => case.refused.push((offer, reason)),
                None => case.offers.push((offer, reading)),
            }
        }
        case
    }

    fn unfit(&self, ours: &Ours, offer: &Reading) -> Option<Reason> {
        if let Some(flaw) = ours.unread(self.name).filter(|flaw| flaw.kind.is_damage()) {
            return Some(Reason::OursDamaged(flaw.clone()));
        }
        let own = self.in_use()?;
        let flaw = own.flaws.iter().find(|flaw| flaw.kind.is_damage())?;
        // Whoever has fewer bytes than the damaged file may lack what stood behind the damage.
        (offer.book.whole < own.book.bytes.len()).then(|| Reason::OursDamaged(flaw.clone()))
    }

    /// Our version that is in use.
    fn in_use(&self) -> Option<&'a Reading> {
        self.ours.iter().copied().find(|reading| !is_apart(&reading.file))
    }

    /// Ours, and then what is offered.
    fn books(&self) -> Vec<&'a Book> {
        let offered = self.offers.iter().map(|(_, reading)| *reading);
        self.ours.iter().copied().chain(offered).map(|reading| &reading.book).collect()
    }

    fn settle(mut self, keys: &KeyRing) -> Settled<'a> {
        let mut layout = layout(&self.books(), &|book| keys.vouched(book));
        while let Some(forged) =
            layout.as_ref().map(|layout| self.forgeries(layout)).filter(|forged| !forged.is_empty())
        {
            for (at, line) in forged.into_iter().rev() {
                let (offer, reading) = self.offers.remove(at);
                let actor = reading.book.opening.actor.to_string();
                self.refused.push((offer, Reason::NotSealed { actor, line: line as usize + 1 }));
            }
            layout = self::layout(&self.books(), &|book| keys.vouched(book));
        }
        let mut settled = Settled::default();
        if let Some(layout) = layout.filter(|_| !self.offers.is_empty()) {
            settled.outcomes = self.outcomes(&layout);
            settled.deeds = self.deeds(&layout);
            settled.left = self.left(&layout);
            settled.taken = self.offers.iter().map(|(_, reading)| *reading).collect();
        }
        let refused = self.refused.into_iter().map(|(offer, reason)| (offer.file.clone(), Outcome::Refused(reason)));
        settled.outcomes.extend(refused);
        settled
    }

    /// The places of offers that their actor did not seal, with the line from which on, and that we do not have yet.
    fn forgeries(&self, layout: &Layout) -> Vec<(usize, u64)> {
        let offered =
            layout.forged.iter().filter_map(|(version, line)| Some((version.checked_sub(self.ours.len())?, *line)));
        offered.filter(|(at, _)| self.known(&self.offers[*at].1.book) != Some(self.offers[*at].1.book.seq)).collect()
    }

    /// How many lines of a book we have; nothing if not even its opening.
    fn known(&self, book: &Book) -> Option<u64> {
        self.ours.iter().filter_map(|ours| shared_lines(&ours.book, book)).max()
    }

    fn outcomes(&self, layout: &Layout) -> Vec<(String, Outcome)> {
        let outcome = |(offer, reading): &(&Offer, &Reading)| {
            let book = &reading.book;
            let known = self.known(book);
            let more = book.seq - known.unwrap_or(0);
            let longer = self.ours.iter().any(|ours| ours.book.seq > book.seq && known == Some(book.seq));
            let outcome = match (offer.ahead, known) {
                (Some(line), _) if known == Some(book.seq) => Outcome::UpToFuture { taken: 0, line },
                (None, Some(known)) if known == book.seq && longer => Outcome::Behind,
                (None, Some(known)) if known == book.seq => Outcome::Same,
                _ if layout.parts.is_some() => {
                    Outcome::Forked { taken: more, line: layout.parts.map_or(0, |line| line as usize + 1) }
                }
                _ if layout.openings > 1 => Outcome::OpenedTwice(more),
                (Some(line), _) => Outcome::UpToFuture { taken: more, line },
                (None, None) => Outcome::New(more),
                (None, Some(_)) => Outcome::Grew(more),
            };
            (offer.file.clone(), outcome)
        };
        self.offers.iter().map(outcome).collect()
    }

    fn deeds(&self, layout: &Layout) -> Vec<Deed> {
        let books = self.books();
        let apart =
            layout.apart.iter().filter(|version| self.ours.get(**version).is_none_or(|ours| !is_apart(&ours.file)));
        let apart = apart.map(|version| {
            let bytes = upto_line(books[*version], books[*version].seq);
            Deed::SetAside { file: shelf::apart(self.name, &bytes), bytes }
        });
        apart.chain(self.in_ledger(books[layout.kept.0], layout.kept.1)).collect()
    }

    /// What is to be done so that the ledger has a book up to a line.
    fn in_ledger(&self, book: &Book, upto: u64) -> Option<Deed> {
        let bytes = upto_line(book, upto);
        let name = self.name.clone();
        let Some(own) = self.in_use() else { return Some(Deed::Replace { name, whole: 0, bytes }) };
        let damaged = own.flaws.iter().any(|flaw| flaw.kind.is_damage());
        let part = shared_lines(&own.book, book).is_some_and(|shared| shared == own.book.seq);
        match part && own.book.seq <= upto {
            true if own.book.seq == upto && !damaged => None,
            true => {
                let bytes = bytes[own.book.whole..].to_vec();
                Some(Deed::Extend { name, whole: own.book.whole, bytes })
            }
            false => Some(Deed::Replace { name, whole: own.book.whole, bytes }),
        }
    }

    /// Whether lines that stood in the ledger, or that may have, stand there no more.
    fn left(&self, layout: &Layout) -> bool {
        let books = self.books();
        let kept = |own: &Reading| {
            shared_lines(&own.book, books[layout.kept.0])
                .is_some_and(|shared| shared.min(layout.kept.1) == own.book.seq)
        };
        layout.parts.is_some() || !self.in_use().is_some_and(kept)
    }
}

/// What is to be done with a book's files.
enum Deed {
    SetAside {
        file: String,
        bytes: Vec<u8>,
    },
    /// Writes behind the first `whole` bytes.
    Extend {
        name: Id,
        whole: usize,
        bytes: Vec<u8>,
    },
    /// Of what stood there, all that is behind the first `whole` bytes is kept aside; what is before stands elsewhere.
    Replace {
        name: Id,
        whole: usize,
        bytes: Vec<u8>,
    },
}

impl Deed {
    fn carry_out(&self, workspace: &Workspace) -> Result<(), StoreError> {
        match self {
            Deed::SetAside { file, bytes } => write(&workspace.book(file), bytes),
            Deed::Extend { name, whole, bytes } => {
                let path = tidied(workspace, name, *whole)?;
                disk::append(&path, *whole as u64, bytes).map_err(StoreError::io("write", &path))
            }
            Deed::Replace { name, whole, bytes } => write(&tidied(workspace, name, *whole)?, bytes),
        }
    }
}

/// The file of a book, once what stands behind its first `whole` bytes is kept.
fn tidied(workspace: &Workspace, name: &Id, whole: usize) -> Result<PathBuf, StoreError> {
    let path = workspace.book(name.as_str());
    let bytes = disk::read(&path).map_err(StoreError::io("read", &path))?.unwrap_or_default();
    keep_torn(workspace, name, whole, bytes.get(whole..).unwrap_or_default())?;
    Ok(path)
}

/// Files that are named by their hash.
struct Files<'a> {
    ours: &'a Workspace,
    theirs: &'a Workspace,
    dry_run: bool,
}

impl Files<'_> {
    fn plans(&self, named: BTreeSet<Hash>, passed: &mut Vec<(String, Reason)>) -> Result<usize, StoreError> {
        let have = |hash| Ok(version(self.ours, hash)?.is_some());
        self.copy((&self.theirs.plans(), &self.ours.plans(), ".json", LARGEST_PLAN), &named, have, passed)
    }

    fn evidence(&self, named: BTreeSet<Hash>, passed: &mut Vec<(String, Reason)>) -> Result<usize, StoreError> {
        let have = |hash: Hash| {
            let path = self.ours.evidence().join(hash.to_string());
            Ok(disk::size(&path).map_err(StoreError::io("read", &path))?.is_some())
        };
        if outside::is_folder(&self.theirs.evidence()) && !self.dry_run {
            make_folder(self.ours)?;
        }
        self.copy((&self.theirs.evidence(), &self.ours.evidence(), "", LARGEST), &named, have, passed)
    }

    /// Copies the files that are named and that we lack.
    fn copy(
        &self,
        (theirs, ours, ending, most): (&Path, &Path, &str, u64),
        named: &BTreeSet<Hash>,
        have: impl Fn(Hash) -> Result<bool, StoreError>,
        passed: &mut Vec<(String, Reason)>,
    ) -> Result<usize, StoreError> {
        let mut copied = 0;
        for name in outside::list(theirs).map_err(StoreError::io("list", theirs))? {
            let Some(stem) = name.strip_suffix(ending).filter(|_| !name.starts_with('.')) else { continue };
            let hash = match Hash::parse(stem) {
                Some(hash) if !named.contains(&hash) => Err(Reason::Unnamed),
                Some(hash) if have(hash)? => continue,
                Some(hash) => Ok(hash),
                None => Err(Reason::Name),
            };
            let taken = match hash {
                Ok(hash) => self.take(&theirs.join(&name), &ours.join(&name), most, hash)?,
                Err(reason) => Err(reason),
            };
            match taken {
                Ok(()) => copied += 1,
                Err(reason) => passed.push((shown(theirs, &name), reason)),
            }
        }
        Ok(copied)
    }

    fn take(&self, from: &Path, to: &Path, most: u64, hash: Hash) -> Result<Result<(), Reason>, StoreError> {
        if self.dry_run {
            let same = |found| if found == hash { Ok(()) } else { Err(Reason::NotItsHash) };
            return Ok(outside::hash(from, most).and_then(same));
        }
        let source = match outside::open(from, most) {
            Ok(source) => source,
            Err(reason) => return Ok(Err(reason)),
        };
        let folder = to.parent().unwrap_or(to);
        disk::make_dir(folder).map_err(StoreError::io("make", folder))?;
        let copied = disk::copy_aside(source, &self.ours.aside(), to, hash).map_err(StoreError::io("write", to))?;
        Ok(if copied { Ok(()) } else { Err(Reason::NotItsHash) })
    }
}

/// How a file of theirs is called: `plans/….json`.
fn shown(folder: &Path, name: &str) -> String {
    format!("{}/{name}", folder.file_name().unwrap_or_default().to_string_lossy())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(path);
    disk::make_dir(folder).map_err(StoreError::io("make", folder))?;
    disk::write_aside(path, bytes).map_err(StoreError::io("write", path))
}
