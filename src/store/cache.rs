//! What the books come to, kept beside them, so that a command reads what it asks about and not the whole history. Never believed over
//! the books: a file of another size, time or end than when it was written is read anew, as is everything after another program. It may be
//! deleted at any time. It is the user's own file in this very folder: what came with a copy, or from somebody else, is not read. Bytes
//! that somebody changes without changing size and time are found by `audit`, which never asks here.

use super::assemble::{book_of, meant, names};
use super::disk::{self, Parts};
use super::heads;
use super::lock::Lock;
use super::pages::{FilePart, PageSource, Pages, PartWriter, last, lazily, there};
use super::read::{Contents, PlanFiles, versions};
use super::shelf::read as read_book;
use super::workspace::{BOOK, Workspace};
use crate::fold::adopt::Trust;
use crate::fold::record::Record;
use crate::fold::said::SaidSoFar;
use crate::ledger::chain::{Book, Books, place_of};
use crate::ledger::line::{Line, Sayings};
use crate::ledger::point::Point;
use crate::model::entry::{Desks, Entry, Evidence};
use crate::model::hash::Hash;
use crate::model::index::{DeskIx, Ix, VersionIx};
use crate::model::long::{Lazily, ListSource, LongList};
use crate::model::moment::Moment;
use crate::model::name::{BookId, EntryName};
use borsh::{BorshDeserialize, BorshSerialize};
use rayon::prelude::*;
use std::io::{self, BufWriter};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// So many bytes at the end of a book are looked at: the last lines.
const END: u64 = 4096;

/// Books of fewer bytes are read as fast as what is kept of them.
pub const WORTH_KEEPING: u64 = 1 << 20;

/// How the files stood that an answer rests on, and which program read them.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Marks {
    program: String,
    /// The folder, which no copy of it is.
    place: String,
    /// By the stem of its file: length, when it was last changed, in seconds and nanoseconds, and the hash of its end.
    books: Vec<(String, u64, (u64, u32), Hash)>,
    desk: Option<Hash>,
}

impl Marks {
    /// How they stand now; nothing where the books are of a kind of which nothing is kept: of fewer than so many bytes in all, or with
    /// versions set aside.
    pub fn of(workspace: &Workspace, program: impl FnOnce() -> String, least: u64) -> Option<Marks> {
        let names = disk::list(&workspace.ledger(), BOOK).ok().filter(|names| !names.is_empty())?;
        let sizes = names.iter().filter_map(|name| disk::size(&workspace.book(name)).ok()?);
        sizes.sum::<u64>().checked_sub(least)?;
        disk::list(&workspace.forks(), BOOK).ok().filter(Vec::is_empty)?;
        let mark = |name: String| {
            let (length, changed, end) = disk::mark(&workspace.book(&name), END).ok()?;
            Some((name, length, (changed.as_secs(), changed.subsec_nanos()), end))
        };
        let books = names.into_iter().map(mark).collect::<Option<Vec<_>>>()?;
        let desk = disk::read(&workspace.desk()).ok()?.map(|bytes| Hash::of(&bytes));
        let place = disk::place(&workspace.dir)?;
        Some(Marks { program: program(), place, books, desk })
    }
}

/// What was said, and the versions of the plan that stand against each other.
#[derive(Debug)]
pub struct KeptPicture {
    pub said: SaidSoFar,
    pub stalled: Vec<VersionIx>,
    /// How many entries say that they were recorded later than now.
    pub ahead: usize,
    /// It stands from this moment to before the other.
    pub since: Moment,
    pub until: Moment,
}

/// All that is read at once.
#[derive(BorshSerialize, BorshDeserialize)]
struct CacheHead {
    heads: Option<Hash>,
    since: Moment,
    until: Moment,
    root: Hash,
    /// The versions beside the first that amendments name: those that were here, and those that were not.
    named: (Vec<Hash>, Vec<Hash>),
    books: Books,
    desks: Desks,
    trust: Trust,
    stalled: Vec<VersionIx>,
    ahead: usize,
    said: SaidSoFar,
    lists: CacheLists,
}

/// Where that stands which is read as it is asked for.
#[derive(BorshSerialize, BorshDeserialize)]
struct CacheLists {
    lines: Pages,
    judged: Pages,
    incidents: Pages,
    /// Of each desk.
    sights: Vec<FilePart>,
    /// Of each milestone.
    records: Vec<RecordParts>,
    open: FilePart,
    bearing: FilePart,
}

/// Where that stands which was said of a milestone.
#[derive(BorshSerialize, BorshDeserialize)]
struct RecordParts {
    entries: FilePart,
    about: FilePart,
    incidents: FilePart,
}

/// Where the line of an entry stands in its book.
#[derive(Clone, Copy, BorshSerialize, BorshDeserialize)]
struct KeptLine {
    start: u64,
    length: u32,
    /// Which of the entries that it names were found, by the place of the bit.
    found: u32,
}

/// How the heads stand that this machine has met.
fn heads_mark(workspace: &Workspace) -> io::Result<Option<Hash>> {
    Ok(disk::read(&workspace.heads())?.map(|bytes| Hash::of(&bytes)))
}

/// What was kept, if the files still stand as they did and the moment is one for which it stands. `working` is what plan.json says.
pub fn read(workspace: &Workspace, marks: &Marks, working: &str, now: Moment) -> Option<(Contents, KeptPicture)> {
    let file = Arc::new(Parts::of_own(&workspace.cache()).ok()?);
    let bytes = last(&file).ok()?;
    let mut rest = &bytes[..];
    let kept = Marks::deserialize(&mut rest).ok().filter(|kept| kept == marks)?;
    let head: CacheHead = borsh::from_slice(rest).ok()?;
    let stands = head.since <= now && now < head.until && heads_mark(workspace).ok()? == head.heads;
    stands.then_some(())?;
    let CacheHead { since, until, root, named, mut books, mut desks, trust, stalled, ahead, mut said, lists, .. } =
        head;
    let plan = PlanFiles::beside(workspace, Some(root), Some(working.as_bytes().to_vec())).ok()?;
    let all = named.0.iter().chain(&named.1).copied().collect();
    let (versions, missing) = versions(workspace, plan.hash, all).ok()?;
    (versions.iter().map(|version| version.hash).eq(named.0) && missing == named.1).then_some(())?;
    for ((book, desk), sights) in books.iter_mut().zip(desks.iter_mut()).zip(&lists.sights) {
        let name = book.id.to_string();
        let (_, length, ..) = kept.books.iter().find(|(stem, ..)| *stem == name)?;
        from_file(workspace, book, name, *length);
        desk.sights = lazily(&file, *sights);
    }
    for (life, kept) in said.lives.iter_mut().zip(&lists.records) {
        let record = Arc::make_mut(&mut life.record);
        record.entries = lazily(&file, kept.entries);
        record.about = lazily(&file, kept.about);
        record.incidents = lazily(&file, kept.incidents);
    }
    said.open = Arc::new(lazily(&file, lists.open));
    said.bearing = Arc::new(lazily(&file, lists.bearing));
    let files = books.iter().map(|book| Parts::of(&workspace.book(&book.id.to_string())));
    let lines = KeptLines {
        places: PageSource::new(file.clone(), lists.lines),
        files: files.collect::<io::Result<Vec<_>>>().ok()?,
        books: books.clone(),
        desks: desks.iter().map(|desk| desk.before).collect(),
    };
    said.judged = LongList::from_source(Arc::new(PageSource::new(file.clone(), lists.judged)));
    said.incidents = LongList::from_source(Arc::new(PageSource::new(file, lists.incidents)));
    let contents = Contents {
        workspace: workspace.clone(),
        plan_text: plan.text,
        plan_path: plan.path,
        plan_hash: plan.hash,
        versions,
        missing,
        working: plan.working,
        root: Some(root),
        books,
        desks,
        heads: heads::read(workspace).ok()?,
        entries: LongList::from_source(Arc::new(lines)),
        flaws: Vec::new(),
        trust,
        closed: Vec::new(),
        unread: Vec::new(),
    };
    Some((contents, KeptPicture { said, stalled, ahead, since, until }))
}

/// A book of which no more than its head was read: what its lines say is read when somebody asks.
fn from_file(workspace: &Workspace, book: &mut Book, name: String, length: u64) {
    let (path, head) = (workspace.book(&name), book.head);
    let whole = Arc::new(LazyLock::new(move || {
        let bytes = there(Parts::of(&path).and_then(|file| file.read(0, length as usize)));
        // Somebody may have changed a line and left size and time.
        let (reading, flaws) = read_book(&name, &name, bytes);
        let book = reading.map(|reading| reading.book).filter(|book| book.head == head && flaws.is_empty());
        there(book.ok_or(io::ErrorKind::InvalidData.into()))
    }));
    let (bytes, lines, seals, sights) = (whole.clone(), whole.clone(), whole.clone(), whole);
    book.bytes = Lazily::from_source(move || bytes.bytes.to_vec());
    book.lines = Lazily::from_source(move || lines.lines.to_vec());
    book.seals = Lazily::from_source(move || seals.seals.to_vec());
    book.sights = Lazily::from_source(move || sights.sights.to_vec());
}

/// The entries as their lines say them.
struct KeptLines {
    places: PageSource<KeptLine>,
    /// Of each book.
    files: Vec<Parts>,
    books: Books,
    /// How many entries stand before the first of each desk.
    desks: Vec<usize>,
}

impl KeptLines {
    fn book_of(&self, place: usize) -> DeskIx {
        DeskIx::at(self.desks.partition_point(|before| *before <= place) - 1)
    }

    fn entry(&self, place: usize, line: KeptLine, bytes: &[u8]) -> Entry {
        let mut said = Sayings::default();
        Line::read(bytes, &mut said);
        let mut entry = there(said.entries.pop().ok_or(io::ErrorKind::InvalidData.into()));
        entry.book = self.book_of(place);
        for (bit, name) in names(&mut entry).enumerate() {
            let book = book_of(name).and_then(|id| place_of(&self.books, &id));
            meant(name, &self.books, book.filter(|_| line.found.checked_shr(bit as u32).unwrap_or(0) & 1 != 0), book);
        }
        entry
    }
}

impl ListSource<Entry> for KeptLines {
    fn count(&self) -> usize {
        self.places.count()
    }

    fn around(&self, place: usize) -> (usize, Vec<Entry>) {
        let (first, lines) = self.places.around(place);
        let line = lines[place - first];
        let file = &self.files[self.book_of(place).place()];
        let bytes = there(file.read(line.start, line.length as usize));
        (place, vec![self.entry(place, line, &bytes)])
    }

    fn all(&self) -> Vec<Entry> {
        let lines = self.places.all();
        let read = |file: &Parts| there(file.read(0, file.length() as usize));
        let texts: Vec<Vec<u8>> = self.files.par_iter().map(read).collect();
        let entry = |(place, line): (usize, &KeptLine)| {
            let start = line.start as usize;
            let bytes = texts[self.book_of(place).place()].get(start..start + line.length as usize);
            self.entry(place, *line, there(bytes.ok_or(io::ErrorKind::UnexpectedEof.into())))
        };
        lines.par_iter().enumerate().map(entry).collect()
    }
}

/// So many entries that one entry names can be told to be found.
const NAMED: usize = u32::BITS as usize;

/// Where the line of an entry stands; an error where it names more than can be told.
fn kept_line(books: &Books, entry: &Entry) -> io::Result<KeptLine> {
    let removed = entry.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Removed { from, .. } => Some(from),
        _ => None,
    });
    let named: Vec<&EntryName> = entry.act.entry().into_iter().chain(removed).collect();
    let line = usize::try_from(entry.seq).ok().and_then(|seq| books[entry.book].lines.get(seq));
    let (Some(line), ..=NAMED) = (line, named.len()) else { return Err(io::ErrorKind::Unsupported.into()) };
    let found = named.iter().enumerate().map(|(bit, name)| u32::from(name.meant.is_none()) << bit).sum();
    let length = u32::try_from(line.len()).map_err(|_| io::ErrorKind::Unsupported)?;
    Ok(KeptLine { start: line.start as u64, length, found })
}

/// Keeps what was said by a moment, for a reader, who holds no lock: where somebody writes, something is wrong with the books, or they
/// have changed since `marks`, nothing is kept. What goes wrong is nobody's loss.
pub fn keep(contents: &Contents, marks: &Marks, said: &SaidSoFar, stalled: &[VersionIx], as_of: Moment) {
    let workspace = &contents.workspace;
    let whole = |book: &Book| !book.ends_open && book.whole == book.bytes.len() && book.not_understood == 0;
    let sound = contents.flaws.is_empty() && contents.unread.is_empty() && contents.closed.is_empty();
    let Some(root) = contents.root.filter(|_| sound && contents.books.iter().all(whole)) else { return };
    let Ok(_lock) = Lock::take(&workspace.lock(), Duration::ZERO, "a reader, who keeps what it worked out") else {
        return;
    };
    let has = |(id, point): (&BookId, &Point)| {
        place_of(&contents.books, id).is_some_and(|place| contents.books[place].has(point))
    };
    let met = |heads: heads::Heads| heads.iter().all(has).then_some(());
    if Marks::of(workspace, || marks.program.clone(), 0).as_ref() == Some(marks)
        && heads::read(workspace).ok().and_then(met).is_some()
        && let Ok(heads) = heads_mark(workspace)
    {
        let _ = write(workspace, marks, contents, said, stalled, (root, heads, as_of));
    }
}

fn write(
    workspace: &Workspace,
    marks: &Marks,
    contents: &Contents,
    said: &SaidSoFar,
    stalled: &[VersionIx],
    (root, heads, since): (Hash, Option<Hash>, Moment),
) -> io::Result<()> {
    let aside = disk::Aside::secret(&workspace.cache())?;
    let mut out = PartWriter::new(BufWriter::with_capacity(1 << 16, aside));
    let mut record = |record: &Record| {
        let (entries, about) = (out.whole(&*record.entries)?, out.whole(&*record.about)?);
        Ok(RecordParts { entries, about, incidents: out.whole(&*record.incidents)? })
    };
    let records = said.lives.iter().map(|life| record(&life.record)).collect::<io::Result<_>>()?;
    let lists = CacheLists {
        lines: out.list(&contents.entries, |entry| kept_line(&contents.books, entry))?,
        judged: out.list(&said.judged, |own| Ok(own.clone()))?,
        incidents: out.list(&said.incidents, |incident| Ok(incident.clone()))?,
        sights: contents.desks.iter().map(|desk| out.whole(&*desk.sights)).collect::<io::Result<_>>()?,
        records,
        open: out.whole(&**said.open)?,
        bearing: out.whole(&**said.bearing)?,
    };
    let here: Vec<Hash> = contents.versions.iter().map(|version| version.hash).collect();
    let named = (here, &contents.missing);
    let ahead: Vec<Moment> = contents.log().found(|_, entry| (entry.at > since).then_some(entry.at));
    let until = ahead.iter().copied().chain([said.stands_until(since)]).min().unwrap_or(Moment::MAX);
    let mut last = borsh::to_vec(marks)?;
    let head = (heads, since, until, root, named);
    borsh::to_writer(&mut last, &head)?;
    borsh::to_writer(
        &mut last,
        &(&contents.books, &contents.desks, &contents.trust, stalled, ahead.len(), said, lists),
    )?;
    let last = out.part(&last)?;
    let aside = out.end(last)?.into_inner()?;
    aside.put(&workspace.cache())
}
