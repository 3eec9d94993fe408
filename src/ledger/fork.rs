//! The versions of a book that disagree: which lines of them count, and under which name. Knows no files, and not in which order
//! the versions came: whoever has the same ones reads the same.
//!
//! ```text
//! goi, as one machine has it    0 ── 1 ── 2 ── 3 ── 4      gam had seen line 3: it counts, 4 does not
//!                                    │
//! goi, as another has it             └─── 2'── 3'          nobody had seen these: they count for nothing
//! ```

use super::chain::{Book, Hash, Point, Sight, read_book};
use super::flaw::{Flaw, FlawKind};
use crate::model::entry::Entry;
use crate::model::id::Id;
use crate::model::name::EntryName;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

/// A version of a book, as one file has it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The stem of the file, below the ledger: `goi`, `forks/goi.0123456789abcdef`.
    pub file: String,
    pub book: Book,
    pub entries: Vec<Entry>,
    pub flaws: Vec<Flaw>,
}

/// Up to which line a book is sealed by its actor's keys; nothing where he has none.
pub type Vouched<'a> = &'a dyn Fn(&Book) -> Option<u64>;

/// What the versions at hand come to.
#[derive(Debug, Default)]
pub struct Resolved {
    /// One for each name, sorted by it.
    pub readings: Vec<Reading>,
    /// All versions of the books of which there are several, as the files have them.
    pub apart: Vec<Book>,
    pub flaws: Vec<Flaw>,
    /// The books of which something else is read than what their file in the ledger has: nobody adds to them any more.
    pub closed: Vec<Id>,
}

/// Makes one reading for each name of all versions of all books.
pub fn resolve(readings: Vec<Reading>, vouched: Vouched) -> Resolved {
    let witnesses = witnesses(&readings, vouched);
    let (mut lone, mut many): (Vec<Reading>, Vec<(Id, Vec<Reading>)>) = Default::default();
    for (name, mut versions) in by_name(readings) {
        match versions.len() {
            1 if versions[0].file == name.as_str() => lone.append(&mut versions),
            _ => many.push((name, versions)),
        }
    }
    let names = lone.iter().map(|reading| &reading.book.name).chain(many.iter().map(|(name, _)| name));
    let mut taken = names.map(|name| Id::folded(name.as_str())).collect();
    let groups: Vec<Group> =
        many.iter().map(|(name, versions)| Group::of(name, versions, &witnesses, vouched, &mut taken)).collect();
    let mut resolved = Resolved::default();
    for group in &groups {
        resolved.flaws.append(&mut group.flaws());
        resolved.closed.extend(group.is_closed().then(|| group.name.clone()));
    }
    let pieces =
        groups.iter().flat_map(|group| group.pieces.iter().map(move |piece| (Some((group, piece)), piece.read(group))));
    let mut all: Vec<_> = lone.into_iter().map(|reading| (None, reading)).chain(pieces).collect();
    all.sort_by(|(_, a), (_, b)| a.book.name.cmp(&b.book.name));
    for (own, mut reading) in all {
        resolved.flaws.append(&mut reading.flaws);
        let memory = Memory::of(&groups, own, &reading.book);
        for entry in &mut reading.entries {
            if let Some(name) = entry.act.entry_mut()
                && let Some(meant) = memory.meant(entry.seq, name)
            {
                *name = meant;
            }
        }
        for sight in &mut reading.book.sights {
            sight.book = groups.iter().find_map(|group| group.shows(&sight.point)).unwrap_or(sight.book.clone());
        }
        resolved.readings.push(reading);
    }
    resolved.apart = many.into_iter().flat_map(|(_, versions)| versions).map(|version| version.book).collect();
    resolved.flaws.sort_by(|a, b| (&a.book, a.line).cmp(&(&b.book, b.line)));
    resolved
}

/// The versions of each book, the one in the ledger's own file first.
fn by_name(readings: Vec<Reading>) -> BTreeMap<Id, Vec<Reading>> {
    let mut groups: BTreeMap<Id, Vec<Reading>> = BTreeMap::new();
    for reading in readings {
        groups.entry(reading.book.opening.book.clone()).or_default().push(reading);
    }
    for (name, versions) in &mut groups {
        versions.sort_by(|a, b| (a.file != name.as_str(), &a.file).cmp(&(b.file != name.as_str(), &b.file)));
    }
    groups
}

/// What is on disk of a book of which there are several versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// What the ledger's own file has: a version and the number of its last line.
    pub kept: (usize, u64),
    /// The versions that have more, or something else, and are set aside.
    pub apart: Vec<usize>,
    /// The versions that are not their actor's: the line from which on he sealed nothing.
    pub forged: Vec<(usize, u64)>,
    /// Where versions that count part: the number of the first line that they do not share.
    pub parts: Option<u64>,
    /// How many machines opened the book.
    pub openings: usize,
}

/// How the versions of one book are kept. The first of those that are equal stands for the others.
pub fn layout(versions: &[&Book], vouched: Vouched) -> Option<Layout> {
    let families = families(versions, vouched);
    let first = families.first()?;
    let shared = Cut { upto: first.shared(versions), ..first.genuine[0] };
    let kept = if shared.upto < versions[shared.version].seq { whole_batches(versions, shared) } else { shared };
    let all: Vec<Cut> = versions.iter().enumerate().map(|(version, book)| Cut { version, upto: book.seq }).collect();
    let apart = longest(versions, all).into_iter().filter(|cut| !covers(versions, kept, *cut));
    let parts = families.iter().find(|family| family.genuine.len() > 1);
    Some(Layout {
        kept: (kept.version, kept.upto),
        apart: apart.map(|cut| cut.version).collect(),
        forged: families.iter().flat_map(|family| family.forged.clone()).collect(),
        parts: parts.map(|family| family.shared(versions) + 1),
        openings: families.len(),
    })
}

/// Down to where a batch ends: what was written together is kept together.
fn whole_batches(versions: &[&Book], cut: Cut) -> Cut {
    let book = versions[cut.version];
    let (whole, ..) = read_book(book.opening.book.as_str(), 0, upto_line(book, cut.upto));
    Cut { upto: whole.map_or(0, |whole| whole.seq), ..cut }
}

/// The bytes of a book up to a line, with its newline.
pub fn upto_line(book: &Book, upto: u64) -> Vec<u8> {
    let end = book.lines[usize::try_from(upto).unwrap_or(usize::MAX).min(book.lines.len() - 1)].end;
    [&book.bytes[..end], b"\n"].concat()
}

/// A version up to one of its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    version: usize,
    upto: u64,
}

/// How many lines two versions share after the opening; nothing where they do not even share that.
pub fn shared_lines(a: &Book, b: &Book) -> Option<u64> {
    let length = a.whole.min(b.whole);
    let same = a.bytes[..length].iter().zip(&b.bytes[..length]).take_while(|(a, b)| a == b).count();
    let lines = a.lines.iter().zip(&b.lines).take_while(|(a, b)| a == b && a.end <= same).count();
    (lines as u64).checked_sub(1)
}

fn shared(versions: &[&Book], a: Cut, b: Cut) -> Option<u64> {
    let lines = match a.version == b.version {
        true => Some(u64::MAX),
        false => shared_lines(versions[a.version], versions[b.version]),
    };
    lines.map(|lines| lines.min(a.upto).min(b.upto))
}

/// Whether one has all that the other has.
fn covers(versions: &[&Book], long: Cut, short: Cut) -> bool {
    shared(versions, long, short) == Some(short.upto)
}

/// Those that are no part of another; of equal ones the first.
fn longest(versions: &[&Book], cuts: Vec<Cut>) -> Vec<Cut> {
    let is_part = |at: usize, cut: Cut| {
        let other = |(place, other): (usize, &Cut)| {
            place != at && covers(versions, *other, cut) && (other.upto > cut.upto || place < at)
        };
        cuts.iter().enumerate().any(other)
    };
    cuts.iter().enumerate().filter(|(at, cut)| !is_part(*at, **cut)).map(|(_, cut)| *cut).collect()
}

/// The versions that begin with one opening: one machine wrote them, or somebody in its name.
struct Family {
    opening: Hash,
    /// What counts as written by the book's actor; more than one where he contradicts himself.
    genuine: Vec<Cut>,
    forged: Vec<(usize, u64)>,
}

/// The families in the order in which they claim the book's name: sealed ones first, then by age.
fn families(versions: &[&Book], vouched: Vouched) -> Vec<Family> {
    let all = versions.iter().enumerate().map(|(version, book)| Cut { version, upto: book.seq });
    let mut families: BTreeMap<Hash, Vec<Cut>> = BTreeMap::new();
    for cut in longest(versions, all.collect()) {
        families.entry(opening_hash(versions[cut.version])).or_default().push(cut);
    }
    let hands: Vec<Option<u64>> = match families.values().all(|family| family.len() == 1) && families.len() < 2 {
        true => vec![None; versions.len()],
        false => versions.iter().map(|book| vouched(book)).collect(),
    };
    let rank = |(opening, cuts): &(Hash, Vec<Cut>)| {
        let sealed = cuts.iter().any(|cut| hands[cut.version].is_some_and(|line| line > 0));
        (!sealed, versions[cuts[0].version].opening.at, *opening)
    };
    let mut families: Vec<_> = families.into_iter().collect();
    families.sort_by_key(rank);
    let family = |(opening, cuts)| {
        let (genuine, forged) = genuine(versions, cuts, &hands);
        Family { opening, genuine, forged }
    };
    families.into_iter().map(family).collect()
}

fn opening_hash(book: &Book) -> Hash {
    Hash::of(book.line_text(0).as_bytes())
}

impl Family {
    /// The last line that all share that count.
    fn shared(&self, versions: &[&Book]) -> u64 {
        all_share(versions, &self.genuine)
    }
}

fn all_share(versions: &[&Book], cuts: &[Cut]) -> u64 {
    cuts.iter().filter_map(|cut| shared(versions, cuts[0], *cut)).min().unwrap_or(0)
}

/// Of versions of which some are sealed, those whose seal stands beyond where the others part from them; of the others, from
/// which line on nobody sealed them. Where the seals of all stand before they part, what they share.
fn genuine(versions: &[&Book], cuts: Vec<Cut>, hands: &[Option<u64>]) -> (Vec<Cut>, Vec<(usize, u64)>) {
    let sealed = |cut: &Cut| hands[cut.version].map(|line| Cut { upto: line.min(cut.upto), ..*cut });
    let sealed: Option<Vec<Cut>> = cuts.iter().map(sealed).collect();
    let Some(sealed) = sealed.filter(|_| cuts.len() > 1) else { return (cuts, Vec::new()) };
    let (mut genuine, mut forged) = (Vec::new(), Vec::new());
    for top in longest(versions, sealed) {
        let holders: Vec<Cut> = cuts.iter().copied().filter(|cut| covers(versions, *cut, top)).collect();
        let upto = all_share(versions, &holders);
        genuine.push(Cut { upto, ..holders[0] });
        if holders.len() > 1 {
            forged.extend(holders.iter().map(|cut| (cut.version, upto + 1)));
        }
    }
    for cut in cuts {
        let with = |top: &Cut| shared(versions, *top, cut).unwrap_or(0);
        let own = genuine.iter().any(|top| top.version == cut.version);
        if !own && !forged.iter().any(|(version, _)| *version == cut.version) {
            forged.push((cut.version, genuine.iter().map(with).max().unwrap_or(0) + 1));
        }
    }
    (genuine, forged)
}

/// What a line bears witness of: that an actor had seen a line of another's book.
struct Witness {
    actor: Id,
    point: Point,
}

/// All that was seen, by lines that count for who has keys; the furthest first.
fn witnesses(readings: &[Reading], vouched: Vouched) -> Vec<Witness> {
    let mut witnesses = Vec::new();
    for book in readings.iter().map(|reading| &reading.book).filter(|book| !book.sights.is_empty()) {
        let upto = vouched(book).unwrap_or(u64::MAX);
        let seen = book.sights.iter().filter(|sight| sight.line <= upto);
        witnesses.extend(seen.map(|sight| Witness { actor: book.opening.actor.clone(), point: sight.point }));
    }
    witnesses.sort_by_key(|witness| std::cmp::Reverse(witness.point));
    witnesses.dedup_by(|a, b| (a.point, &a.actor) == (b.point, &b.actor));
    witnesses
}

/// The last line of a version that somebody else has seen.
fn seen(book: &Book, witnesses: &[Witness]) -> u64 {
    let other = |witness: &&Witness| witness.actor != book.opening.actor && book.has(&witness.point);
    witnesses.iter().find(other).map_or(0, |witness| witness.point.seq)
}

/// A book of which there are several versions, and what is read of them.
struct Group<'a> {
    name: &'a Id,
    versions: &'a [Reading],
    families: Vec<Family>,
    pieces: Vec<Piece>,
    /// The hashes of all lines of all versions, in hex; only asked for where an entry names a derived id.
    hashes: OnceCell<BTreeSet<(String, usize)>>,
}

/// Lines that are read under one name.
struct Piece {
    id: Id,
    family: usize,
    /// The number of the line before the first.
    from: u64,
    cut: Cut,
    /// The last line that it shares with each version.
    shares: Vec<Option<u64>>,
}

impl<'a> Group<'a> {
    fn of(
        name: &'a Id,
        versions: &'a [Reading],
        witnesses: &[Witness],
        vouched: Vouched,
        taken: &mut BTreeSet<String>,
    ) -> Group<'a> {
        let books: Vec<&Book> = versions.iter().map(|version| &version.book).collect();
        let families = families(&books, vouched);
        let mut pieces = Vec::new();
        for (place, family) in families.iter().enumerate() {
            let id = if place == 0 { name.clone() } else { derived(name, family.opening, taken) };
            let common = family.shared(&books);
            let counts = |cut: &Cut| match family.genuine.len() {
                1 => *cut,
                _ => Cut { upto: seen(books[cut.version], witnesses).clamp(common, cut.upto), ..*cut },
            };
            let cuts = family.genuine.iter().map(counts).collect();
            let mut branches = Vec::new();
            branch(&books, cuts, 0, None, &mut branches);
            for (from, first, cut) in branches {
                let id = first.map_or(id.clone(), |first| derived(name, first, taken));
                let with = |version| shared(&books, cut, Cut { version, upto: u64::MAX });
                let shares = (0..books.len()).map(with).collect();
                pieces.push(Piece { id, family: place, from, cut, shares });
            }
        }
        Group { name, versions, families, pieces, hashes: OnceCell::new() }
    }

    /// Whether something else is read than what stands in the ledger's own file, or not all of it.
    fn is_closed(&self) -> bool {
        let kept = &self.pieces[0].cut;
        let version = &self.versions[kept.version];
        self.families[0].genuine.len() > 1 || version.file != self.name.as_str() || kept.upto < version.book.seq
    }

    fn flaws(&self) -> Vec<Flaw> {
        let books: Vec<&Book> = self.versions.iter().map(|version| &version.book).collect();
        let of = |family: usize| self.pieces.iter().filter(move |piece| piece.family == family);
        let id = |family: usize| of(family).next().map(|piece| piece.id.to_string());
        let mut flaws = Vec::new();
        if self.families.len() > 1 {
            let read_as = (1..self.families.len()).filter_map(id).collect();
            flaws.push(Flaw { book: self.name.to_string(), line: 1, kind: FlawKind::OpenedTwice { read_as } });
        }
        for (place, family) in self.families.iter().enumerate() {
            if family.genuine.len() > 1 {
                let shared = family.shared(&books);
                let counts = of(place).filter(|piece| piece.cut.upto > shared);
                let counts = counts.map(|piece| (piece.id.to_string(), piece.cut.upto)).collect();
                let kind = FlawKind::Forked { versions: family.genuine.len(), counts };
                flaws.push(Flaw { book: id(place).unwrap_or_default(), line: shared as usize + 2, kind });
            }
            flaws.extend(family.forged.iter().map(|(version, line)| {
                let version = &self.versions[*version];
                let kind = FlawKind::Forged { actor: version.book.opening.actor.to_string() };
                Flaw { book: version.file.clone(), line: *line as usize + 1, kind }
            }));
        }
        let damage = self.versions.iter().flat_map(|version| &version.flaws).filter(|flaw| flaw.kind.is_damage());
        flaws.extend(damage.cloned());
        flaws
    }

    /// The name under which a line of a version is read; nothing where it does not count.
    fn read_as(&self, version: usize, seq: u64) -> Option<EntryName> {
        let has = |piece: &&Piece| piece.from < seq && piece.shares[version].is_some_and(|shared| seq <= shared);
        self.pieces.iter().find(has).map(|piece| EntryName { book: piece.id.clone(), seq })
    }

    /// Under which name a line is read that somebody had seen.
    fn shows(&self, point: &Point) -> Option<Id> {
        let having = (0..self.versions.len()).filter(|version| self.versions[*version].book.has(point));
        having.filter_map(|version| self.read_as(version, point.seq)).map(|name| name.book).min()
    }

    /// The versions that have a line whose hash begins so.
    fn with_line(&self, hash: &str) -> Vec<usize> {
        let all = || {
            let of = |version: usize| {
                let book = &self.versions[version].book;
                (0..=book.seq).filter_map(move |seq| Some((book.hash_at(seq)?.to_string(), version)))
            };
            (0..self.versions.len()).flat_map(of).collect()
        };
        let from = self.hashes.get_or_init(all).range((hash.to_owned(), 0)..);
        from.take_while(|(line, _)| line.starts_with(hash)).map(|(_, version)| *version).collect()
    }

    /// A name that no entry has, for a line of some versions that does not count, or that they do not have.
    fn uncounted(&self, versions: &[usize], seq: u64) -> Option<EntryName> {
        let hash = |seq| versions.iter().filter_map(|version| self.versions[*version].book.hash_at(seq)).min();
        hash(seq).or_else(|| hash(0)).map(|hash| EntryName { book: with_hash(self.name, hash, 32), seq })
    }
}

/// Parts versions where their lines do: the branch whose first line has the smallest hash goes on under the name, which lasts
/// however the branches grow; the others are told as the line before their first, its hash, and how far they go.
fn branch(books: &[&Book], cuts: Vec<Cut>, from: u64, first: Option<Hash>, into: &mut Vec<(u64, Option<Hash>, Cut)>) {
    let cuts = longest(books, cuts);
    if cuts.len() < 2 {
        into.extend(cuts.first().map(|cut| (from, first, *cut)));
        return;
    }
    let shared = all_share(books, &cuts);
    let mut branches: BTreeMap<Option<Hash>, Vec<Cut>> = BTreeMap::new();
    for cut in cuts {
        branches.entry(books[cut.version].hash_at(shared + 1)).or_default().push(cut);
    }
    for (place, (hash, cuts)) in branches.into_iter().enumerate() {
        match place {
            0 => branch(books, cuts, from, first, into),
            _ => branch(books, cuts, shared, hash, into),
        }
    }
}

/// An id for what is read of a book beside its name: the name and the first digits of a hash, more of them where so many are
/// taken.
fn derived(name: &Id, hash: Hash, taken: &mut BTreeSet<String>) -> Id {
    let free = |digits: &usize| !taken.contains(&Id::folded(with_hash(name, hash, *digits).as_str()));
    let id = with_hash(name, hash, [8, 16].into_iter().find(free).unwrap_or(32));
    taken.insert(Id::folded(id.as_str()));
    id
}

fn with_hash(name: &Id, hash: Hash, digits: usize) -> Id {
    Id::new(&format!("{}.{}", stem_of(name, digits), &hash.to_string()[..digits])).unwrap_or_else(|_| name.clone())
}

/// As much of a name as leaves room for so many digits.
fn stem_of(name: &Id, digits: usize) -> &str {
    &name.as_str()[..name.as_str().len().min(63 - digits)]
}

impl Piece {
    /// What is read of its version under its name.
    fn read(&self, group: &Group) -> Reading {
        let version = &group.versions[self.cut.version];
        let mut reading = match self.cut.upto == version.book.seq {
            true => version.clone(),
            false => {
                let name = version.book.opening.book.as_str();
                let (book, entries, flaws) = read_book(name, 0, upto_line(&version.book, self.cut.upto));
                let flaws = flaws.into_iter().map(|flaw| Flaw { book: version.file.clone(), ..flaw }).collect();
                Reading { book: book.unwrap_or_else(|| version.book.clone()), entries, flaws, ..version.clone() }
            }
        };
        reading.book.name = self.id.clone();
        reading.entries.retain(|entry| entry.seq > self.from);
        // Damage is told of every version; a batch that is cut in two was whole in its file.
        let in_two = |flaw: &Flaw| self.cut.upto < version.book.seq && matches!(flaw.kind, FlawKind::Torn { .. });
        let told = |flaw: &Flaw| flaw.line as u64 > self.from + 1 && !flaw.kind.is_damage() && !in_two(flaw);
        reading.flaws.retain(told);
        reading
    }
}

/// Which version of each group a book had seen last, line by line.
struct Memory<'a> {
    groups: &'a [Group<'a>],
    own: Option<(&'a Group<'a>, &'a Piece)>,
    /// For each group, the lines that tell of it, and the versions that have what they tell.
    seen: Vec<Vec<(u64, Vec<usize>)>>,
}

impl<'a> Memory<'a> {
    fn of(groups: &'a [Group<'a>], own: Option<(&'a Group<'a>, &'a Piece)>, book: &Book) -> Memory<'a> {
        let seen = |group: &Group| {
            let having = |sight: &Sight| -> Vec<usize> {
                (0..group.versions.len()).filter(|version| group.versions[*version].book.has(&sight.point)).collect()
            };
            let seen = book.sights.iter().map(|sight| (sight.line, having(sight)));
            seen.filter(|(_, versions)| !versions.is_empty()).collect()
        };
        Memory { groups, own, seen: groups.iter().map(seen).collect() }
    }

    /// The entry that a name means which stands in a line of the book. In the book itself it is its own; else it is of the
    /// version that the book had seen last; else of the one that keeps the name.
    fn meant(&self, line: u64, name: &EntryName) -> Option<EntryName> {
        let place = |group: &Group| named(group.name, &name.book).map(str::to_owned);
        let (at, hash) = self.groups.iter().enumerate().find_map(|(at, group)| Some((at, place(group)?)))?;
        let group = &self.groups[at];
        let own = self.own.filter(|(own, _)| hash.is_empty() && own.name == group.name);
        let versions: Vec<usize> = match own {
            Some((_, piece)) => vec![piece.cut.version],
            None if hash.is_empty() => {
                let known = self.seen[at].partition_point(|(told, _)| *told <= line);
                self.seen[at][..known].last().map(|(_, versions)| versions.clone()).unwrap_or_default()
            }
            None => group.with_line(&hash),
        };
        let read = versions.iter().filter_map(|version| group.read_as(*version, name.seq));
        let read = read.min_by_key(|read| group.pieces.iter().position(|piece| piece.id == read.book));
        read.or_else(|| group.uncounted(&versions, name.seq))
    }
}

/// The digits behind a book's name where an id is derived from it, none where it is the name.
fn named<'a>(name: &Id, id: &'a Id) -> Option<&'a str> {
    if name == id {
        return Some("");
    }
    let (stem, digits) = id.as_str().rsplit_once('.')?;
    let derived = [8, 16, 32].contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    (derived && stem == stem_of(name, digits.len())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::super::chain::{Opening, next_line, opening_line};
    use super::*;
    use crate::model::fields::{Fields, Pairs};
    use crate::model::moment::Moment;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::Index;

    fn id(text: &str) -> Id {
        Id::new(text).unwrap()
    }

    /// A line of a made-up book: a note, sealed or not, that has seen points and takes back an entry.
    #[derive(Clone, Debug, Default)]
    struct Said {
        note: String,
        seen: Vec<(String, Point)>,
        retracts: Option<String>,
    }

    fn note(note: &str) -> Said {
        Said { note: note.into(), ..Said::default() }
    }

    fn notes(notes: &str) -> Vec<Said> {
        notes.chars().map(|letter| note(&letter.to_string())).collect()
    }

    fn bytes(book: &str, opened: i64, said: &[Said]) -> Vec<u8> {
        let actor = id(book.split('-').next().unwrap());
        let mut line = opening_line(&Opening { book: id(book), actor, root: Hash([1; 32]), at: Moment(opened) });
        let mut text = format!("{line}\n");
        for (seq, said) in (1..).zip(said) {
            let kind = if said.retracts.is_some() { "retract" } else { "note" };
            let fields = Fields {
                kind: Some(kind.into()),
                note: Some(said.note.as_str().into()),
                entry: said.retracts.as_deref().map(Into::into),
                seen: Pairs(said.seen.iter().map(|(book, point)| (id(book), point.to_string())).collect()),
                ..Fields::default()
            };
            line = next_line(Hash::of(line.as_bytes()), seq, Moment(opened + seq as i64), fields);
            text += &format!("{line}\n");
        }
        text.into_bytes()
    }

    fn reading(file: &str, bytes: Vec<u8>) -> Reading {
        let name = Opening::read(std::str::from_utf8(bytes.split(|byte| *byte == b'\n').next().unwrap()).unwrap());
        let (book, entries, flaws) = read_book(name.unwrap().book.as_str(), 0, bytes);
        Reading { file: file.into(), book: book.unwrap(), entries, flaws }
    }

    fn version(book: &str, opened: i64, said: &[Said]) -> Reading {
        let bytes = bytes(book, opened, said);
        reading(&format!("forks/{book}.{}", &Hash::of(&bytes).to_string()[..16]), bytes)
    }

    /// Nobody has keys.
    fn keyless(_: &Book) -> Option<u64> {
        None
    }

    /// `goi` has keys; a capital letter is a seal.
    fn keyed(book: &Book) -> Option<u64> {
        let sealed = |seq: &u64| {
            book.line_text(*seq).split("\"note\":\"").nth(1).is_some_and(|note| note.starts_with(char::is_uppercase))
        };
        (book.opening.actor.as_str() == "goi").then(|| (1..=book.seq).rev().find(sealed).unwrap_or(0))
    }

    fn point(reading: &Reading, seq: u64) -> Point {
        Point { seq, hash: reading.book.hash_at(seq).unwrap() }
    }

    /// What is read: under which name, which line, and what it names.
    fn lines(resolved: &Resolved) -> Vec<String> {
        let of = |reading: &Reading| -> Vec<String> {
            let told = |entry: &Entry| {
                let named = entry.act.entry().map_or(String::new(), |name| format!(" {name}"));
                format!("{}:{} {}{named}", reading.book.name, entry.seq, entry.note.as_deref().unwrap_or_default())
            };
            reading.entries.iter().map(told).collect()
        };
        resolved.readings.iter().flat_map(of).collect()
    }

    fn resolved(readings: &[&Reading]) -> Resolved {
        resolve(readings.iter().map(|reading| (*reading).clone()).collect(), &keyless)
    }

    #[test]
    fn unseen_lines_after_the_last_shared_one_count_for_nothing() {
        let (ours, theirs) = (version("goi", 0, &notes("abc")), version("goi", 0, &notes("ade")));
        let found = resolved(&[&ours, &theirs]);
        assert_eq!(lines(&found), ["goi:1 a"]);
        let kind = FlawKind::Forked { versions: 2, counts: vec![] };
        assert_eq!(found.flaws, [Flaw { book: "goi".into(), line: 3, kind }]);
        assert_eq!(found.closed, [id("goi")]);
        assert_eq!((found.readings[0].book.seq, found.readings[0].book.head), (1, ours.book.hash_at(1).unwrap()));
    }

    #[test]
    fn what_another_actor_had_seen_keeps_counting_and_his_own_books_prove_nothing() {
        let (ours, theirs) = (version("goi", 0, &notes("abc")), version("goi", 0, &notes("ade")));
        let saw = |reading: &Reading, seq| Said { seen: vec![("goi".into(), point(reading, seq))], ..note("x") };
        let gam = version("gam", 0, &[saw(&ours, 2)]);
        let found = resolved(&[&ours, &theirs, &gam]);
        assert_eq!(lines(&found), ["gam:1 x", "goi:1 a", "goi:2 b"]);
        let kind = FlawKind::Forked { versions: 2, counts: vec![("goi".into(), 2)] };
        assert_eq!(found.flaws[0].kind, kind);
        let own = version("goi-2", 0, &[saw(&ours, 3)]);
        assert_eq!(lines(&resolved(&[&ours, &theirs, &own])), ["goi:1 a", "goi-2:1 x"]);
        // Both seen: both count, the one whose first line has the smaller hash under the name.
        let amm = version("amm", 0, &[saw(&theirs, 3)]);
        let found = resolved(&[&ours, &theirs, &gam, &amm]);
        let first = |reading: &Reading| point(reading, 2).hash;
        let (other, kept, away) = match first(&ours) < first(&theirs) {
            true => (&theirs, "goi:2 b", vec!["2 d", "3 e"]),
            false => (&ours, "goi:2 d", vec!["2 b"]),
        };
        let name = format!("goi.{}", &first(other).to_string()[..8]);
        let told = lines(&found);
        assert!(told.contains(&kept.to_owned()), "{told:?}");
        assert!(away.iter().all(|line| told.contains(&format!("{name}:{line}"))), "{told:?}");
        assert_eq!(told.len(), 6, "{told:?}");
        let seen: Vec<&str> = found.readings[..2].iter().map(|reading| reading.book.sights[0].book.as_str()).collect();
        assert!(seen.contains(&name.as_str()) && seen.contains(&"goi"), "{seen:?}");
    }

    #[test]
    fn two_openings_are_two_books() {
        let (first, second) = (version("goi", 0, &notes("a")), version("goi", 5, &notes("bc")));
        let found = resolved(&[&second, &first]);
        let name = format!("goi.{}", &point(&second, 0).hash.to_string()[..8]);
        assert_eq!(lines(&found), ["goi:1 a", &format!("{name}:1 b"), &format!("{name}:2 c")]);
        let kind = FlawKind::OpenedTwice { read_as: vec![name] };
        assert_eq!(found.flaws, [Flaw { book: "goi".into(), line: 1, kind }]);
    }

    #[test]
    fn a_derived_name_that_is_taken_is_lengthened() {
        let (first, second) = (version("goi", 0, &[]), version("goi", 5, &notes("b")));
        let digits = point(&second, 0).hash.to_string();
        let taken = version(&format!("goi.{}", &digits[..8]), 0, &notes("z"));
        let found = resolved(&[&first, &second, &taken]);
        assert_eq!(lines(&found), [format!("goi.{}:1 z", &digits[..8]), format!("goi.{}:1 b", &digits[..16])]);
        let long = "g".repeat(64);
        let found = resolved(&[&version(&long, 0, &[]), &version(&long, 5, &notes("b"))]);
        assert_eq!(found.readings.iter().map(|reading| reading.book.name.as_str().len()).collect::<Vec<_>>(), [64, 64]);
    }

    #[test]
    fn a_name_means_what_the_book_had_seen() {
        let (first, second) = (version("goi", 0, &notes("ab")), version("goi", 5, &notes("cd")));
        let second_id = format!("goi.{}", &point(&second, 0).hash.to_string()[..8]);
        let saw = |reading: &Reading, seq, names: &str| Said {
            seen: vec![("goi".into(), point(reading, seq))],
            retracts: Some(names.into()),
            ..note("r")
        };
        let said = [saw(&second, 1, "goi:1"), saw(&first, 2, "goi:2"), saw(&first, 2, &format!("{second_id}:2"))];
        let blind = Said { retracts: Some("goi:1".into()), ..note("r") };
        let books = [version("gam", 0, &said), version("amm", 0, &[blind])];
        let found = resolved(&[&first, &second, &books[0], &books[1]]);
        let named = [format!("gam:1 r {second_id}:1"), "gam:2 r goi:2".into(), format!("gam:3 r {second_id}:2")];
        assert_eq!(lines(&found)[..4], [&["amm:1 r goi:1".to_owned()][..], &named].concat());
        // Its own are its own.
        let own = Said { retracts: Some("goi:1".into()), ..note("r") };
        let second = version("goi", 5, &[note("c"), own]);
        let second_id = format!("goi.{}", &point(&second, 0).hash.to_string()[..8]);
        let found = resolved(&[&first, &second]);
        assert_eq!(lines(&found)[3], format!("{second_id}:2 r {second_id}:1"));
        // A line that does not count is named by nobody's name.
        let (ours, theirs) = (version("goi", 0, &notes("ab")), version("goi", 0, &notes("ac")));
        let own = version("goi-2", 0, &[saw(&theirs, 2, "goi:2")]);
        let found = resolved(&[&ours, &theirs, &own]);
        let head = theirs.book.head.to_string();
        assert_eq!(lines(&found)[1], format!("goi-2:1 r goi.{}:2", &head[..32]));
    }

    #[test]
    fn a_name_that_was_read_before_a_longer_version_came_still_means_the_same() {
        let (first, second, earlier) =
            (version("goi", 5, &notes("a")), version("goi", 6, &notes("b")), version("goi", 0, &[]));
        let derived = |reading: &Reading| format!("goi.{}", &point(reading, 0).hash.to_string()[..8]);
        let names = |names: String| Said { retracts: Some(names), ..note("r") };
        let gam =
            version("gam", 0, &[names(format!("{}:1", derived(&second))), names(format!("{}:1", derived(&first)))]);
        let found = resolved(&[&first, &second, &gam]);
        assert_eq!(lines(&found)[..2], [format!("gam:1 r {}:1", derived(&second)), "gam:2 r goi:1".into()]);
        let found = resolved(&[&first, &second, &gam, &earlier]);
        let told = lines(&found);
        assert_eq!(told[..2], [format!("gam:1 r {}:1", derived(&second)), format!("gam:2 r {}:1", derived(&first))]);
    }

    #[test]
    fn who_has_keys_is_not_forked_by_others() {
        let (his, forged) = (version("goi", 0, &notes("aBcD")), version("goi", 0, &notes("aBxyz")));
        let both = |a: &Reading, b: &Reading| resolve(vec![a.clone(), b.clone()], &keyed);
        let found = both(&his, &forged);
        assert_eq!(lines(&found), ["goi:1 a", "goi:2 B", "goi:3 c", "goi:4 D"]);
        let kind = FlawKind::Forged { actor: "goi".into() };
        assert_eq!(found.flaws, [Flaw { book: forged.file.clone(), line: 4, kind }]);
        // A third version that parts earlier does not make the second his.
        let junk = version("goi", 0, &notes("q"));
        let found = resolve(vec![junk, forged.clone(), his.clone()], &keyed);
        assert_eq!(lines(&found), ["goi:1 a", "goi:2 B", "goi:3 c", "goi:4 D"]);
        // Sealed both: he contradicts himself.
        let found = both(&his, &version("goi", 0, &notes("aBxY")));
        assert_eq!(lines(&found), ["goi:1 a", "goi:2 B"]);
        assert!(matches!(found.flaws[..], [Flaw { line: 4, kind: FlawKind::Forked { versions: 2, .. }, .. }]));
        // Sealed neither beyond where they part: what is shared counts.
        let found = both(&version("goi", 0, &notes("aBcd")), &forged);
        assert_eq!(lines(&found), ["goi:1 a", "goi:2 B"]);
        assert_eq!(found.flaws.len(), 2);
        // An older opening that he never sealed does not take the name.
        let older = version("goi", -9, &notes("x"));
        assert_eq!(lines(&both(&older, &his))[..4], ["goi:1 a", "goi:2 B", "goi:3 c", "goi:4 D"]);
    }

    #[test]
    fn a_witness_with_keys_bears_witness_under_seal() {
        let (ours, theirs) = (version("gam", 0, &notes("abc")), version("gam", 0, &notes("ade")));
        let saw = |seq| Said { seen: vec![("gam".into(), point(&ours, seq))], ..note("x") };
        let goi = version("goi", 0, &[saw(2), note("S"), saw(3)]);
        let found = resolve(vec![ours, theirs, goi], &keyed);
        assert_eq!(lines(&found)[..2], ["gam:1 a", "gam:2 b"]);
        assert_eq!(found.readings[0].book.seq, 2);
    }

    #[test]
    fn the_ledger_keeps_what_is_shared_in_whole_batches() {
        let at = |versions: &[&Reading]| {
            let books: Vec<&Book> = versions.iter().map(|reading| &reading.book).collect();
            layout(&books, &keyless).unwrap()
        };
        let (ours, theirs) = (version("goi", 0, &notes("abc")), version("goi", 0, &notes("abde")));
        assert_eq!(at(&[&ours]), Layout { kept: (0, 3), apart: vec![], forged: vec![], parts: None, openings: 1 });
        assert_eq!(
            at(&[&ours, &theirs]),
            Layout { kept: (0, 2), apart: vec![0, 1], forged: vec![], parts: Some(3), openings: 1 }
        );
        let part = version("goi", 0, &notes("ab"));
        assert_eq!(at(&[&part, &ours]).kept, (1, 3));
        let batch = |last: &str| {
            let text = String::from_utf8(bytes("goi", 0, &notes("abc"))).unwrap();
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines[2] = lines[2].replace("\"kind\"", "\"batch\":2,\"kind\"");
            let head = Hash::of(lines[2].as_bytes());
            let fields = Fields { kind: Some("note".into()), note: Some(last.into()), ..Fields::default() };
            lines[3] = next_line(head, 3, Moment(3), fields);
            reading("forks/goi", (lines.join("\n") + "\n").into_bytes())
        };
        let (ours, theirs) = (batch("c"), batch("d"));
        assert_eq!(ours.book.seq, 3, "{:?}", ours.flaws);
        assert_eq!(at(&[&ours, &theirs]).kept.1, 1);
        assert_eq!(lines(&resolved(&[&ours, &theirs])), ["goi:1 a"]);
    }

    /// A world of versions: for each book, what its versions say, as letters; who saw which line; what each line names.
    #[derive(Clone, Debug)]
    struct Sketch {
        versions: Vec<(u8, String)>,
        sights: Vec<(bool, Index, Index, Option<u8>)>,
    }

    fn sketch() -> impl Strategy<Value = Sketch> {
        let versions = vec((0u8..2, "[abS]{0,5}"), 1..6);
        let sights = vec((any::<bool>(), any::<Index>(), any::<Index>(), prop::option::of(0u8..5)), 0..6);
        (versions, sights).prop_map(|(versions, sights)| Sketch { versions, sights })
    }

    impl Sketch {
        fn readings(&self) -> Vec<Reading> {
            let goi: Vec<Reading> =
                self.versions.iter().map(|(opened, said)| version("goi", i64::from(*opened), &notes(said))).collect();
            let saw = |(_, at, line, names): &(bool, Index, Index, Option<u8>)| {
                let seen = at.get(&goi);
                let point = point(seen, line.index(seen.book.lines.len()) as u64);
                Said {
                    note: "w".into(),
                    seen: vec![("goi".into(), point)],
                    retracts: names.map(|seq| format!("goi:{}", seq + 1)),
                }
            };
            let by = |gam: bool| self.sights.iter().filter(|sight| sight.0 == gam).map(saw).collect::<Vec<_>>();
            let witnesses = [version("gam", 0, &by(true)), version("amm", 0, &by(false))];
            goi.into_iter().chain(witnesses).collect()
        }
    }

    /// All that does not hang on how files are called.
    fn picture(readings: Vec<Reading>, vouched: Vouched) -> (Vec<String>, Vec<String>, Vec<FlawKind>) {
        let found = resolve(readings, vouched);
        let heads =
            found.readings.iter().map(|reading| format!("{} {}", reading.book.name, reading.book.head)).collect();
        let flaws = found.flaws.iter().map(|flaw| flaw.kind.clone());
        let mut flaws: Vec<FlawKind> = flaws.collect();
        flaws.sort_by_key(|kind| format!("{kind:?}"));
        (lines(&found), heads, flaws)
    }

    proptest! {
        #[test]
        fn what_is_read_depends_on_which_versions_there_are(sketch in sketch(), order in any::<u64>(), has_keys: bool) {
            let vouched: Vouched = if has_keys { &keyed } else { &keyless };
            let readings = sketch.readings();
            let told = picture(readings.clone(), vouched);
            let mut other = readings.clone();
            other.sort_by_key(|reading| Hash::of(format!("{order}{}", reading.file).as_bytes()));
            // Whichever stands in the ledger's own file, and whatever beginnings of it are at hand.
            let at = order as usize % other.len();
            let own = other[at].clone();
            other[at].file = own.book.name.to_string();
            let part = reading(&own.file, upto_line(&own.book, order % (own.book.seq + 1)));
            other.push(part);
            other.push(own);
            prop_assert_eq!(picture(other, vouched), told);
        }

        #[test]
        fn every_line_is_read_once_and_every_seen_one_is_read(sketch in sketch()) {
            let readings = sketch.readings();
            let found = resolve(readings.clone(), &keyless);
            let names: Vec<&Id> = found.readings.iter().map(|reading| &reading.book.name).collect();
            prop_assert!(names.is_sorted_by(|a, b| a < b), "{:?}", names);
            let mut read = Vec::new();
            for reading in &found.readings {
                read.extend(reading.entries.iter().map(|entry| point(reading, entry.seq)));
            }
            let all = read.len();
            read.sort();
            read.dedup();
            prop_assert_eq!(read.len(), all);
            let seen = readings.iter().flat_map(|reading| &reading.book.sights).filter(|sight| sight.point.seq > 0);
            for sight in seen {
                prop_assert!(read.contains(&sight.point), "{:?}", sight);
            }
            // One version of a book, and all of it counts.
            let lone = sketch.versions.iter().collect::<BTreeSet<_>>().len() == 1;
            prop_assert!(!lone || found.flaws.is_empty() && all == readings.iter().skip(sketch.versions.len() - 1).map(|reading| reading.entries.len()).sum::<usize>());
        }

        #[test]
        fn the_layout_is_the_same_by_every_way(sketch in sketch(), order in any::<u64>(), has_keys: bool) {
            let vouched: Vouched = if has_keys { &keyed } else { &keyless };
            let goi: Vec<Reading> = sketch.readings().into_iter().take(sketch.versions.len()).collect();
            let mut other = goi.clone();
            other.sort_by_key(|reading| Hash::of(format!("{order}{}", reading.file).as_bytes()));
            prop_assert_eq!(arrived(&goi, vouched), arrived(&other, vouched));
        }
    }

    /// The bytes of the ledger's file, and the versions set aside that are not the beginning of another, after versions came
    /// one by one.
    fn arrived(versions: &[Reading], vouched: Vouched) -> (Vec<u8>, BTreeSet<Vec<u8>>) {
        let (mut ledger, mut apart) = (Vec::new(), BTreeSet::new());
        for next in versions {
            let mut all: Vec<Reading> =
                apart.iter().map(|bytes: &Vec<u8>| reading("forks/goi", bytes.clone())).collect();
            if !ledger.is_empty() {
                all.insert(0, reading("goi", ledger));
            }
            all.push(next.clone());
            let books: Vec<&Book> = all.iter().map(|reading| &reading.book).collect();
            let layout = layout(&books, vouched).unwrap();
            apart.extend(layout.apart.iter().map(|at| upto_line(books[*at], books[*at].seq)));
            ledger = upto_line(books[layout.kept.0], layout.kept.1);
        }
        let longest = apart
            .iter()
            .filter(|bytes| !apart.iter().any(|other| other.len() > bytes.len() && other.starts_with(bytes)));
        let longest = longest.filter(|bytes| !ledger.starts_with(bytes)).cloned().collect();
        (ledger, longest)
    }
}
