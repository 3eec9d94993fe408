//! Books as they were read, put together: which lines of them count where versions disagree, how each is called, what its lines had
//! seen of the others and which entries they mean, and how far each is vouched for.

use super::adoptable::adoptable;
use super::shelf::is_apart;
use crate::fold::adopt::{Trust, trust};
use crate::fold::log::{Log, MANY};
use crate::fold::proof::note_names;
use crate::ledger::chain::{Book, Books, place_of, read_book};
use crate::ledger::flaw::{BadSeal, Flaw, FlawKind};
use crate::ledger::fork::{BookVersion, Branch, courses, shared_by_all, upto_line};
use crate::ledger::point::{Point, RawSight};
use crate::ledger::seal::{CheckedSeals, Ring, sealed};
use crate::ledger::witness::Shelves;
use crate::model::decision::Terms;
use crate::model::entry::{self, Act, Desk, Desks, Entries, Entry};
use crate::model::hash::Hash;
use crate::model::id::Id;
use crate::model::index::{DeskIx, Ix, Series};
use crate::model::name::{BookId, EntryName};
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// All books at hand.
#[derive(Debug, Default)]
pub struct Assembled {
    /// By name and opening; where a book goes on in several ways, each way.
    pub books: Books,
    /// The same books as readers of entries know them.
    pub desks: Desks,
    /// By book, then by number; `book` is an index into `books`.
    pub entries: Entries,
    /// All versions of the books of which there are several, as the files have them.
    pub apart: Books,
    pub flaws: Vec<Flaw>,
    /// The books that go on in several ways: nobody adds to them any more.
    pub forked: Vec<BookId>,
    /// What lines say that they saw and that is not here: by the place of the book.
    pub missed: Vec<(DeskIx, RawSight)>,
    /// What exists and what was adopted.
    pub trust: Trust,
}

/// The texts of the versions of a plan, the first in front.
pub type Texts<'a> = &'a [(Hash, &'a str)];

/// Puts the versions of all books together.
pub fn assemble(readings: Vec<BookVersion>, texts: Texts) -> Assembled {
    let versions = parsed(texts, &readings);
    with_versions(readings, &versions)
}

/// The same with versions that are read.
pub fn with_versions(readings: Vec<BookVersion>, versions: &Versions) -> Assembled {
    let seals = Seals::of(versions);
    let mut assembled = Assembled::default();
    let mut courses: Vec<(BookVersion, Option<(BookId, u64)>)> = Vec::new();
    let (lone, several): (Vec<_>, Vec<_>) = by_book(readings).into_values().partition(|all| is_lone(all));
    for reading in lone.into_iter().flatten() {
        courses.push((reading, None));
    }
    if !several.is_empty() {
        let witnesses =
            Witnesses::of(courses.iter().map(|(reading, _)| reading).chain(several.iter().flatten()), &seals);
        for versions in several {
            resolve(versions, &seals, &witnesses, &mut courses, &mut assembled);
        }
    }
    name(&mut courses);
    let mut parts: Vec<BookPart> = Vec::with_capacity(courses.len());
    let mut entries: Vec<Entry> = Vec::with_capacity(courses.iter().map(|(reading, _)| reading.entries.len()).sum());
    for (mut reading, part) in courses {
        let place = assembled.books.push(reading.book);
        reading.entries.iter_mut().for_each(|entry| entry.book = place);
        assembled.flaws.append(&mut reading.flaws);
        parts.push(BookPart { before: entries.len(), parts_from: part });
        entries.append(&mut reading.entries);
    }
    assembled.entries = entries.into();
    assembled.open_desks(&seals, parts);
    assembled.relate();
    note_names(&mut assembled.desks, &assembled.entries);
    assembled.trust = match versions.0.is_empty() {
        true => Trust { upto: assembled.desks.each(u64::MAX), ..Trust::default() },
        false => trust(versions, assembled.log()),
    };
    assembled
}

/// The versions that could be adopted; none where none has keys and there is but one, since nothing hangs on it then.
fn parsed(texts: Texts, readings: &[BookVersion]) -> Versions {
    let needless =
        texts.len() < 2 && !texts.iter().any(|(_, text)| text.contains("\"keys\"")) && amending(readings).is_empty();
    match needless {
        true => Versions(Series::new()),
        false => read_versions(texts),
    }
}

/// The versions that could be adopted, the first in front.
pub fn read_versions(texts: Texts) -> Versions {
    let mut plans: Vec<(String, Arc<Plan>)> = Vec::new();
    for (hash, text) in texts {
        let plan = match plans.first() {
            None => Plan::parse(text).ok(),
            Some((_, root)) => adoptable(text, root).ok(),
        };
        match plan {
            Some(plan) => plans.push((hash.to_string(), Arc::new(plan))),
            None if plans.is_empty() => break,
            None => {}
        }
    }
    Versions(plans.into())
}

/// The keys of all versions: who may have sealed what, up to where.
pub struct Seals {
    ring: Ring,
    /// The keys of each actor.
    keys: BTreeMap<Id, BTreeSet<String>>,
    /// The places at which versions end a key, by book.
    ends: BTreeMap<BookId, BTreeSet<String>>,
}

impl Seals {
    pub fn of(versions: &Versions) -> Seals {
        let actors = || versions.0.iter().flat_map(|(_, plan)| &plan.actors);
        let (mut keys, mut ends): (BTreeMap<Id, BTreeSet<String>>, BTreeMap<BookId, BTreeSet<String>>) =
            Default::default();
        for (actor, key) in actors().flat_map(|actor| actor.keys.iter().map(move |key| (actor, key))) {
            keys.entry(actor.id.clone()).or_default().insert(key.text.clone());
            for (book, point) in key.until.iter().flatten() {
                ends.entry(book.clone()).or_default().insert(point.clone());
            }
        }
        let ring = Ring::of(keys.values().flatten().map(String::as_str));
        Seals { ring, keys, ends }
    }

    /// The places of a book at which some version ends a key, as far as the book has them.
    fn ends_in(&self, book: &Book) -> Vec<(u64, String)> {
        let ends = self.ends.get(&book.id).into_iter().flatten();
        let there = ends.filter_map(|text| {
            let point = Point::parse(text).filter(|point| book.has(point))?;
            Some((point.seq, text.clone()))
        });
        there.collect()
    }

    fn sealed(&self, book: &Book) -> (Vec<CheckedSeals>, Vec<(u64, BadSeal)>) {
        let upto: Vec<u64> = self.ends_in(book).into_iter().map(|(seq, _)| seq).collect();
        sealed(book, &self.ring, &upto)
    }

    /// A book as readers of entries know it, and the seals that are none.
    pub fn desk(&self, book: &Book) -> (Desk, Vec<(u64, BadSeal)>) {
        let (sealed, unsound) = self.sealed(book);
        let told = sealed.into_iter().map(|CheckedSeals { key, touched, seals, sound }| entry::Sealed {
            key: key.to_string(),
            touched,
            seals,
            sound,
        });
        let bears = self.ends_in(book).into_iter().map(|(_, text)| text).collect();
        let new = Desk::new(book.name.clone(), book.id.clone(), book.opening.actor.clone());
        (Desk { seals: told.collect(), bears, ..new }, unsound)
    }

    /// Up to which line a book is sealed by a key that its actor has or had.
    pub fn vouched(&self, book: &Book) -> u64 {
        let Some(keys) = self.keys.get(&book.opening.actor) else { return 0 };
        let (sealed, _) = self.sealed(book);
        let own = sealed.iter().filter(|sealed| keys.contains(&sealed.key.to_string()));
        own.filter_map(|sealed| sealed.sound.last().copied()).max().unwrap_or(0)
    }
}

/// The version of the plan that an entry would adopt.
pub fn adopted(entry: &Entry) -> Option<Hash> {
    let Act::Decide(terms) = &entry.act else { return None };
    let Terms::Amend { plan, .. } = &**terms else { return None };
    Hash::parse(plan)
}

/// The versions of the plan that entries of some books would adopt.
pub fn amending(readings: &[BookVersion]) -> BTreeSet<Hash> {
    let named = |reading: &BookVersion| reading.entries.iter().filter_map(adopted).collect::<Vec<_>>();
    match readings.iter().map(|reading| reading.entries.len()).sum::<usize>() {
        ..MANY => readings.iter().flat_map(named).collect(),
        _ => readings.par_iter().flat_map_iter(named).collect(),
    }
}

/// The versions of each book, the one in the ledger's own file first.
fn by_book(readings: Vec<BookVersion>) -> BTreeMap<BookId, Vec<BookVersion>> {
    let mut books: BTreeMap<BookId, Vec<BookVersion>> = BTreeMap::new();
    for reading in readings {
        books.entry(reading.book.id.clone()).or_default().push(reading);
    }
    for versions in books.values_mut() {
        versions.sort_by(|a, b| (is_apart(&a.file), &a.file).cmp(&(is_apart(&b.file), &b.file)));
    }
    books
}

fn is_lone(versions: &[BookVersion]) -> bool {
    versions.len() == 1 && !is_apart(&versions[0].file)
}

/// What sealed lines of other actors had seen, by book.
struct Witnesses(BTreeMap<BookId, Vec<(Id, Point)>>);

impl Witnesses {
    fn of<'a>(readings: impl Iterator<Item = &'a BookVersion>, seals: &Seals) -> Witnesses {
        let mut seen: BTreeMap<BookId, Vec<(Id, Point)>> = BTreeMap::new();
        for book in readings.map(|reading| &reading.book).filter(|book| !book.sights.is_empty()) {
            let upto = seals.vouched(book);
            for sight in book.sights.iter().filter(|sight| sight.line <= upto) {
                seen.entry(sight.book.clone()).or_default().push((book.opening.actor.clone(), sight.point));
            }
        }
        Witnesses(seen)
    }

    /// The last line of a version that another actor's sealed line has seen; 0 where none has.
    fn saw(&self, book: &Book) -> u64 {
        let seen = self.0.get(&book.id).into_iter().flatten();
        let other = seen.filter(|(actor, point)| *actor != book.opening.actor && book.has(point));
        other.map(|(_, point)| point.seq).max().unwrap_or(0)
    }
}

/// So many versions of a book are looked at.
const MOST: usize = 64;

/// What the versions of one book come to. Only versions that are sealed say anything against each other; the ledger's own file is
/// otherwise taken as it is.
fn resolve(
    versions: Vec<BookVersion>,
    seals: &Seals,
    witnesses: &Witnesses,
    courses_of_all: &mut Vec<(BookVersion, Option<(BookId, u64)>)>,
    assembled: &mut Assembled,
) {
    let mut kept: Vec<(BookVersion, u64)> = Vec::new();
    for (place, mut reading) in versions.into_iter().enumerate() {
        let vouched = if place > MOST { 0 } else { seals.vouched(&reading.book) };
        if is_apart(&reading.file) && vouched == 0 {
            let kind = FlawKind::Unproven;
            assembled.flaws.push(Flaw { book: reading.file, line: 0, kind });
            continue;
        }
        let damage = reading.flaws.extract_if(.., |flaw| flaw.kind.is_damage() && is_apart(&reading.file));
        assembled.flaws.extend(damage);
        kept.push((reading, vouched));
    }
    let sealed: Vec<(&Book, u64)> = kept.iter().map(|(reading, vouched)| (&reading.book, *vouched)).collect();
    let shared = shared_by_all(&sealed);
    let disagree = courses(&sealed).len();
    let ends = |book: &Book| seals.ends_in(book).into_iter().map(|(seq, _)| seq).max().unwrap_or(0);
    let ended = sealed.iter().map(|(book, _)| ends(book)).max().filter(|end| *end > shared);
    let counts = |(book, vouched): &(&Book, u64)| match ended {
        Some(_) => ends(book).clamp(shared, (*vouched).max(shared)),
        None => witnesses.saw(book).clamp(shared, (*vouched).max(shared)),
    };
    let counting: Vec<(&Book, u64)> = sealed.iter().map(|version| (version.0, counts(version))).collect();
    match (disagree > 1, kept.len()) {
        (_, 0) => {}
        (false, _) => {
            let longest = (0..kept.len()).max_by_key(|place| (kept[*place].1, std::cmp::Reverse(*place))).unwrap_or(0);
            courses_of_all.push((kept[longest].0.clone(), None));
        }
        (true, _) => {
            let ways = courses(&counting);
            let id = kept[0].0.book.id.clone();
            assembled.forked.push(id.clone());
            let counts = ways.iter().filter(|way| way.upto > shared).map(|way| (id.to_string(), way.upto)).collect();
            let kind = FlawKind::Forked { versions: disagree, counts };
            assembled.flaws.push(Flaw { book: id.to_string(), line: shared as usize + 2, kind });
            for way in ways {
                let part = way.parts.map(|parts| (id.clone(), parts));
                courses_of_all.push((cut(&kept[way.version].0, way), part));
            }
            assembled.apart.extend(kept.into_iter().map(|(reading, _)| reading.book));
        }
    }
}

/// What one course of a book says.
fn cut(version: &BookVersion, course: Branch) -> BookVersion {
    let from = course.parts.unwrap_or(0);
    let name = version.book.id.to_string();
    let (book, mut entries, _) = read_book(&name, upto_line(&version.book, course.upto));
    entries.retain(|entry| entry.seq > from);
    let flaws = version.flaws.iter().filter(|flaw| !flaw.kind.is_damage() && flaw.line as u64 <= course.upto + 1);
    BookVersion {
        file: name,
        book: book.unwrap_or_else(|| version.book.clone()),
        entries,
        flaws: flaws.filter(|flaw| flaw.line as u64 > from + 1).cloned().collect(),
    }
}

/// What a book's desk cannot know by itself.
struct BookPart {
    /// How many entries stand in the books before it.
    before: usize,
    /// Where it is the further course of a book, that book, and the last line of both.
    parts_from: Option<(BookId, u64)>,
}

/// So many digits tell books of one name apart, where they do.
const FEW: usize = 4;

/// Sorts the courses and gives each book what it is called by.
fn name(courses: &mut [(BookVersion, Option<(BookId, u64)>)]) {
    let first = |(reading, part): &(BookVersion, Option<(BookId, u64)>)| {
        let way = part.as_ref().and_then(|(_, parts)| reading.book.hash_at(parts + 1));
        (reading.book.id.clone(), part.is_some(), way)
    };
    courses.sort_by_cached_key(first);
    let mut start = 0;
    while start < courses.len() {
        let name = &courses[start].0.book.id.name;
        let end = start + courses[start..].partition_point(|(reading, _)| reading.book.id.name == *name);
        let group = &courses[start..end];
        let several = group.first().map(|(one, _)| &one.book.id) != group.last().map(|(one, _)| &one.book.id);
        let digits = if several { telling(group.iter().map(|(reading, _)| reading.book.id.digits())) } else { 0 };
        for (reading, part) in &mut courses[start..end] {
            let mut called = reading.book.id.called(digits);
            if let Some((_, parts)) = part {
                let way = reading.book.hash_at(*parts + 1).unwrap_or(reading.book.head).to_string();
                let opening = reading.book.id.called(digits.max(FEW)).mark;
                called.mark = format!("{opening}.{}", &way[..FEW.max(8)]).into();
            }
            reading.book.name = called;
        }
        start = end;
    }
}

/// How many digits tell sorted texts apart, where they differ.
fn telling(digits: impl Iterator<Item = String>) -> usize {
    let mut all: Vec<String> = digits.collect();
    all.dedup();
    let common = |pair: &[String]| pair[0].bytes().zip(pair[1].bytes()).take_while(|(a, b)| a == b).count();
    all.windows(2).map(common).max().map_or(FEW, |common| FEW.max(common + 1))
}

impl Assembled {
    /// What all books say.
    pub fn log(&self) -> Log<'_> {
        Log { desks: &self.desks, entries: &self.entries }
    }

    /// The desks of the books, with the seals that were found sound.
    fn open_desks(&mut self, seals: &Seals, parts: Vec<BookPart>) {
        let look = |book: &Book| {
            let (desk, unsound) = seals.desk(book);
            let flaw = |(seq, problem): (u64, BadSeal)| Flaw {
                book: book.id.to_string(),
                line: seq as usize + 1,
                kind: FlawKind::BadSeal(problem),
            };
            let more = unsound.get(MOST).map(|(seq, _)| (*seq, BadSeal::AndMore(unsound.len() - MOST)));
            (desk, unsound.into_iter().take(MOST).chain(more).map(flaw).collect())
        };
        let (desks, unsound): (Vec<Desk>, Vec<Vec<Flaw>>) = self.books.par_iter().map(look).unzip();
        self.desks = desks.into();
        self.flaws.extend(unsound.into_iter().flatten());
        for (desk, part) in self.desks.iter_mut().zip(parts) {
            desk.branch = part.parts_from.and_then(|(id, shared)| Some((place_of(&self.books, &id)?, shared)));
            desk.before = part.before;
        }
    }

    /// Finds what lines had seen and which entries they mean.
    fn relate(&mut self) {
        let shelves = Shelves::of(&self.books);
        let look = |(place, book): (usize, &Book)| {
            let (mut there, mut missed) = (Vec::new(), Vec::new());
            for sight in book.sights.iter() {
                match shelves.having(&sight.book, &sight.point) {
                    Some(desk) => there.push(entry::Sight { line: sight.line, desk, seq: sight.point.seq, told: true }),
                    None => missed.push((DeskIx::at(place), sight.clone())),
                }
            }
            (there, missed)
        };
        let seen: Vec<_> = self.books.par_iter().enumerate().map(look).collect();
        let books = &self.books;
        self.entries.par_iter_mut().for_each(|entry| {
            for name in entry.names_mut() {
                mean(name, books, &shelves);
            }
        });
        for (desk, (there, mut missed)) in self.desks.iter_mut().zip(seen) {
            desk.sights = there.into();
            self.missed.append(&mut missed);
        }
    }
}

/// Makes of a reference by content the name that people read, if those words stand there.
pub fn mean(name: &mut EntryName, books: &Books, shelves: &Shelves) {
    let (Some(hash), Some(id)) = (name.meant, book_of(name)) else { return };
    let found = shelves.having(&id, &Point { seq: name.seq, hash });
    meant(name, books, found, shelves.of_book(&id).first().copied());
}

/// The same where the book is known in which the words were found, or else the one that is meant.
pub fn meant(name: &mut EntryName, books: &Books, found: Option<DeskIx>, book: Option<DeskIx>) {
    match (name.meant, found, book) {
        (None, ..) | (_, None, None) => {}
        (_, Some(place), _) => *name = EntryName::new(books[place].name.clone(), name.seq),
        (_, None, Some(place)) => name.book = books[place].name.clone(),
    }
}

/// The book that a reference by content means.
pub fn book_of(name: &EntryName) -> Option<BookId> {
    name.meant.and_then(|_| BookId::parse(&format!("{}.{}", name.book.id, name.book.mark)))
}
