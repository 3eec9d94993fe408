//! What was kept is read, with what was written behind it since.

use super::super::disk::{self, Parts};
use super::super::heads;
use super::super::pages::{FilePart, PageSource, Pages, last, lazily, part};
use super::super::read::{Contents, NewLines, PlanFiles, TakenIn, versions};
use super::super::shelf::read as read_book;
use super::super::workspace::{DeskFile, OwnBook, Workspace};
use super::lines::{FoundLines, KeptLine, KeptLines, from_file, new_lines};
use super::{BookMark, Marks, heads_mark};
use crate::fold::adopt::Trust;
use crate::fold::altered::AlteredLists;
use crate::fold::grown::Growth;
use crate::fold::record::Record;
use crate::fold::said::SaidSoFar;
use crate::fold::state::Clocks;
use crate::ledger::chain::{Books, LinesElsewhere, place_of};
use crate::ledger::fork::BookVersion;
use crate::ledger::line::Sayings;
use crate::ledger::point::Point;
use crate::model::entry::{Desk, Desks, Sight};
use crate::model::hash::Hash;
use crate::model::index::{EntryIx, Ix, MilestoneIx, Series, VersionIx};
use crate::model::long::{Inserted, LongList};
use crate::model::moment::Moment;
use crate::model::name::BookId;
use borsh::{BorshDeserialize, BorshSerialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
    /// Where the lines of the entries stand.
    pub(super) lines: LongList<EntryIx, KeptLine>,
    /// What was kept first.
    pub(super) first: FilePart,
    pub(super) otherwise: SinceThen,
    /// What was written since it was kept.
    more: More,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum More {
    Nothing,
    Lines,
    /// Books that were begun since.
    Books,
}

/// What stands otherwise in the lists that were kept first.
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct SinceThen {
    pub lists: AlteredLists,
    /// Where the lines of the new entries stand, by their places.
    pub lines: BTreeMap<usize, KeptLine>,
    /// What the new lines of each desk saw.
    pub sights: Vec<Vec<Sight>>,
    /// The milestones of which other entries and incidents tell.
    pub milestones: BTreeSet<MilestoneIx>,
}

/// Of more than so many entries, and more than one of so many, the lists are written anew.
const MANY_ALTERED: usize = 4096;
const SHARE_ALTERED: usize = 64;

impl KeptPicture {
    /// Whether it stands at a moment.
    pub fn stands_at(&self, clocks: Clocks) -> bool {
        clocks.as_of == clocks.known_by && self.since <= clocks.as_of && clocks.as_of < self.until
    }

    /// The same with new entries.
    pub fn grown(mut self, growth: Growth, since: Moment) -> KeptPicture {
        let Growth { said, until, altered, milestones } = growth;
        self.otherwise.lists = self.otherwise.lists.then(altered);
        self.otherwise.milestones.extend(milestones);
        let more = if self.more == More::Books { More::Books } else { More::Lines };
        KeptPicture { said, since, until: self.until.min(until), more, ..self }
    }

    /// Whether it is to be kept again.
    pub fn is_new(&self) -> bool {
        self.more != More::Nothing
    }

    /// Whether so much stands otherwise in the lists that they are to be written anew.
    pub(super) fn is_far_from_first(&self) -> bool {
        self.more == More::Books
            || self.otherwise.lists.judged.len() > MANY_ALTERED.max(self.lines.len() / SHARE_ALTERED)
    }
}

/// What was kept of the books, and what was written behind that since.
pub struct KeptBooks {
    contents: Contents,
    picture: KeptPicture,
    more: Vec<NewLines>,
    /// Of each of these entries.
    lines: Vec<KeptLine>,
}

impl KeptBooks {
    /// Puts what was written since behind what was kept; tells where the new entries stand.
    pub fn joined(self) -> (Contents, KeptPicture, Arc<Inserted>) {
        let KeptBooks { mut contents, mut picture, more, lines } = self;
        if more.is_empty() {
            return (contents, picture, Default::default());
        }
        let TakenIn { inserted, sights } = contents.take_in(more);
        let lines: Vec<(usize, KeptLine)> = inserted.places().zip(lines).collect();
        let since = &mut picture.otherwise;
        let moved = std::mem::take(&mut since.lines).into_iter().map(|(place, line)| (inserted.now(place), line));
        since.lines = moved.chain(lines.clone()).collect();
        since.sights.resize(sights.len(), Vec::new());
        since.sights.iter_mut().zip(sights).for_each(|(known, more)| known.extend(more));
        picture.lines.put_in(&inserted, lines);
        (contents, picture, inserted)
    }
}

/// What stands at the end of what was kept first.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct FirstKept {
    pub root: Hash,
    /// The versions beside the first that amendments name: those that were here, and those that were not.
    pub named: (Vec<Hash>, Vec<Hash>),
    pub trust: Trust,
    pub stalled: Vec<VersionIx>,
    /// Whether some entry names one that was not there.
    pub dangling: bool,
    pub lists: KeptLists,
    /// A `KeptStanding`.
    pub standing: FilePart,
}

/// What stands at the end of what was kept since.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct KeptSince {
    /// The end of what was kept first.
    pub first: FilePart,
    pub otherwise: SinceThen,
    /// Of each milestone of which other entries tell.
    pub records: Vec<RecordParts>,
    /// A `KeptStanding`.
    pub standing: FilePart,
}

/// How the books stood, and what they came to but for what is in lists.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct KeptStanding {
    pub marks: Marks,
    pub heads: Option<Hash>,
    pub since: Moment,
    pub until: Moment,
    pub ahead: usize,
    pub books: Books,
    pub desks: Desks,
    /// What each book last saw of others.
    pub last_seen: Vec<BTreeMap<BookId, Point>>,
    pub said: SaidSoFar,
}

/// Where that stands which is read as it is asked for.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct KeptLists {
    pub lines: Pages,
    pub judged: Pages,
    pub incidents: Pages,
    /// Of each desk.
    pub sights: Vec<FilePart>,
    /// Of each milestone.
    pub records: Vec<RecordParts>,
    pub open: FilePart,
    pub bearing: FilePart,
}

/// Where that stands which was said of a milestone.
#[derive(BorshSerialize, BorshDeserialize)]
pub struct RecordParts {
    pub entries: FilePart,
    pub about: FilePart,
    pub moving: FilePart,
    pub incidents: FilePart,
    pub held: FilePart,
}

impl RecordParts {
    fn read(&self, file: &Arc<Parts>) -> Record {
        Record {
            entries: lazily(file, self.entries),
            about: lazily(file, self.about),
            moving: lazily(file, self.moving),
            incidents: lazily(file, self.incidents),
            held: lazily(file, self.held),
            ..Record::default()
        }
    }
}

/// The end of a file that this program wrote, and where that stands.
fn end<T: BorshDeserialize>(file: &Parts, program: &str) -> Option<(FilePart, T)> {
    let (part, bytes) = last(file).ok()?;
    let mut rest = &bytes[..];
    let same = String::deserialize(&mut rest).ok()? == program;
    Some((part, borsh::from_slice(rest).ok().filter(|_| same)?))
}

/// So many bytes behind what was kept are read beside it; of more, all is read anew.
const MOST_MORE: u64 = 4 << 20;

/// The bytes that were written behind a book since it was so marked; nothing where it is no longer what it was up to there.
fn written_since(workspace: &Workspace, kept: &BookMark, now: &BookMark) -> Option<Vec<u8>> {
    if kept == now {
        return Some(Vec::new());
    }
    let begin = kept.length.saturating_sub(disk::END);
    let grown = kept.name == now.name && now.length > kept.length && now.length - kept.length <= MOST_MORE;
    let mut bytes = now.file(workspace).read(begin, (now.length - begin) as usize).ok().filter(|_| grown)?;
    let more = bytes.split_off((kept.length - begin) as usize);
    (Hash::of(&bytes) == kept.end).then_some(more)
}

/// Whether the books of this machine end where it wrote last.
fn ends_as_written(workspace: &Workspace, books: &Books) -> bool {
    let as_written = |own: &OwnBook| match place_of(books, &own.book) {
        Some(place) => own.ends().any(|end| end == books[place].point()),
        None => own.is_unwritten(workspace),
    };
    DeskFile::read(workspace).is_ok_and(|desk| desk.books.iter().all(as_written))
}

/// What was kept, if the files still stand as they did but for what was written behind, and the moment is one for which it stands.
/// `working` is what plan.json says.
pub fn read(workspace: &Workspace, marks: &Marks, working: &str, now: Moment) -> Option<KeptBooks> {
    let file = Arc::new(Parts::of_own(&workspace.cache()).ok()?);
    let (first, FirstKept { root, named, trust, stalled, dangling, lists, standing }) = end(&file, &marks.program)?;
    let since = Parts::of_own(&workspace.cache_since()).ok().map(Arc::new).and_then(|file| {
        let (_, since): (_, KeptSince) = end(&file, &marks.program)?;
        (since.first == first).then_some((file, since))
    });
    let standing: KeptStanding = match &since {
        Some((file, since)) => part(file, since.standing).ok()?,
        None => part(&file, standing).ok()?,
    };
    let KeptStanding { marks: kept, heads, since: from, until, ahead, mut books, mut desks, last_seen, mut said } =
        standing;
    let more = |now: &BookMark| match kept.books.iter().find(|kept| kept.name == now.name) {
        Some(kept) => written_since(workspace, kept, now),
        None => now.file(workspace).read(0, usize::try_from(now.length.min(MOST_MORE)).ok()?).ok(),
    };
    let more: Vec<Vec<u8>> = marks.books.iter().map(more).collect::<Option<_>>()?;
    let grown = more.iter().any(|more| !more.is_empty());
    (kept.place == marks.place && from <= now && now < until && !(grown && dangling)).then_some(())?;
    let plan = PlanFiles::beside(workspace, Some(root), Some(working.as_bytes().to_vec())).ok()?;
    let all = named.0.iter().chain(&named.1).copied().collect();
    let (versions, missing) = versions(workspace, plan.hash, all).ok()?;
    (versions.iter().map(|version| version.hash).eq(named.0) && missing == named.1).then_some(())?;

    // The lists as they were kept first, and with what stands otherwise.
    let mut lines: LongList<EntryIx, KeptLine> = list(&file, lists.lines);
    said.judged = list(&file, lists.judged);
    said.incidents = list(&file, lists.incidents);
    said.open = Arc::new(lazily(&file, lists.open));
    said.bearing = Arc::new(lazily(&file, lists.bearing));
    let mut records: Series<MilestoneIx, Record> = lists.records.iter().map(|parts| parts.read(&file)).collect();
    for (desk, sights) in desks.iter_mut().zip(&lists.sights) {
        desk.sights = lazily(&file, *sights);
    }
    let mut otherwise = SinceThen::default();
    if let Some((file, since)) = since {
        otherwise = since.otherwise;
        let moved = &otherwise.lists.moved;
        otherwise.lists.alter(&mut said);
        lines = lines.altered(moved.entries.clone(), otherwise.lines.clone(), |line| line);
        records = records.iter().map(|record| record.relocated(moved)).collect();
        for (milestone, parts) in otherwise.milestones.iter().zip(&since.records) {
            records[*milestone] = parts.read(&file);
        }
        for (desk, sights) in desks.iter_mut().zip(&otherwise.sights) {
            desk.sights.append(sights.clone());
        }
    }
    for (life, kept) in said.lives.iter_mut().zip(records) {
        let Record { entry_count, loose, loose_days, .. } = &*life.record;
        let (loose, loose_days) = (loose.clone(), loose_days.clone());
        life.record = Arc::new(Record { entry_count: *entry_count, loose, loose_days, ..kept });
    }

    // The books, with what was written behind.
    let mut new: Vec<(BookId, &[u8], Sayings)> = Vec::new();
    let mut files = Vec::new();
    let befores: Vec<usize> = desks.iter().map(|desk| desk.before).collect();
    for (place, mut last_seen) in desks.indices().zip(last_seen) {
        let book = &mut books[place];
        let name = book.id.to_string();
        let mark = marks.books.iter().position(|mark| mark.name == name)?;
        let file = || marks.books[mark].file(workspace);
        let before = befores[place.place()];
        let end = befores.get(place.place() + 1).copied().unwrap_or(lines.len());
        // Where each line is an entry, the place of a line tells where it stands.
        let found = ((end - before) as u64 == book.seq).then(|| FoundLines {
            places: lines.clone(),
            before,
            count: book.seq,
            kept: book.whole as u64,
            file: file(),
        });
        if !more[mark].is_empty() {
            found.as_ref()?;
            let (grown, said) = book.grown(&more[mark])?;
            *book = grown;
            last_seen.extend(said.sights.iter().map(|sight| (sight.book.clone(), sight.point)));
            new.push((book.id.clone(), &more[mark], said));
        }
        from_file(book, name, file());
        let more = more[mark].clone();
        book.elsewhere =
            found.map(|found| LinesElsewhere { find: Arc::new(move |seq| found.line(seq, &more)), last_seen });
        files.push(file());
    }
    let entries = KeptLines { places: lines.clone(), files, books: books.clone(), desks: befores };
    let mut contents = Contents {
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
        entries: LongList::from_source(Arc::new(entries)),
        flaws: Vec::new(),
        trust,
        closed: Vec::new(),
        unread: Vec::new(),
    };
    let mut picture =
        KeptPicture { said, stalled, ahead, since: from, until, lines, first, otherwise, more: More::Nothing };
    let known = |mark: &BookMark| kept.books.iter().any(|kept| kept.name == mark.name);
    for (mark, bytes) in marks.books.iter().zip(&more).filter(|(mark, _)| !known(mark)) {
        let (id, lines, said) = begun(&mut contents, mark, bytes)?;
        new.push((id, lines, said));
        picture.more = More::Books;
    }
    if (grown || kept.desk != marks.desk) && !ends_as_written(workspace, &contents.books) {
        return None;
    }
    if grown || heads_mark(workspace).ok()? != heads {
        let books = &contents.books;
        let has = |(id, point): (&BookId, &Point)| place_of(books, id).is_some_and(|place| books[place].has(point));
        contents.heads.iter().all(has).then_some(())?;
    }
    let new = new.into_iter().map(|(id, bytes, said)| new_lines(&contents.books, &id, bytes, said, now));
    let (more, new_lines): (Vec<NewLines>, Vec<Vec<KeptLine>>) = new.collect::<Option<Vec<_>>>()?.into_iter().unzip();
    Some(KeptBooks { contents, picture, more, lines: new_lines.into_iter().flatten().collect() })
}

/// Puts a book that was begun since beside the others, if it is one of plain lines and of a name that no other has; gives its lines
/// behind the opening and what they say.
fn begun<'a>(contents: &mut Contents, mark: &BookMark, bytes: &'a [u8]) -> Option<(BookId, &'a [u8], Sayings)> {
    let (reading, flaws) = read_book(&mark.name, &mark.name, bytes.to_vec());
    let BookVersion { book, entries, flaws: more, .. } = reading?;
    let plain = flaws.is_empty() && more.is_empty() && !book.ends_open && book.seals.is_empty();
    let whole = book.whole as u64 == mark.length && book.not_understood == 0;
    let other = contents.books.iter().any(|known| known.id.name == book.id.name);
    (plain && whole && !other && Some(book.opening.root) == contents.root).then_some(())?;
    let place = contents.add_desk(Desk::new(book.name.clone(), book.id.clone(), book.opening.actor.clone()));
    let opening = book.lines.first()?.end + 1;
    let said = Sayings { entries, sights: book.sights.to_vec(), ..Sayings::default() };
    let id = book.id.clone();
    contents.books.insert(place, [book]);
    contents.trust.upto.insert(place, [u64::MAX]);
    Some((id, &bytes[opening..], said))
}

fn list<I: Ix, T: BorshDeserialize + Send + Sync + 'static>(file: &Arc<Parts>, pages: Pages) -> LongList<I, T> {
    LongList::from_source(Arc::new(PageSource::new(file.clone(), pages)))
}
