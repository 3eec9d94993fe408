//! One desk's book: bytes in, entries and flaws out. Knows nothing of plans or clocks.
//!
//! ```text
//! line 1   {"format":"milepost/book/2","book":"amm","actor":"amm","root":…,"at":…}
//!             │ SHA-256 of the bytes without the newline
//! line 2   {"seq":1,"prev":…,"at":…,"kind":…}        amm:1
//!             │
//! line 3   {"seq":2,"prev":…,"at":…,"kind":…}        amm:2, the head
//! ```
//!
//! So a line can be altered only together with every line after it. What follows the last newline is a whole line if it
//! continues the chain, and else the trace of a crash.

pub use super::line::next_line;
pub use super::opening::{Opening, opening_line};
pub use super::point::{Point, RawSight};
pub use crate::model::hash::Hash;

use super::flaw::{Flaw, FlawKind};
use super::line::{Extent, LONGEST, Line, Sayings, Says, Seal, line_hash};
use crate::model::entry::Entry;
use crate::model::index::{DeskIx, Ix, Series};
use crate::model::long::Lazily;
use crate::model::moment::Moment;
use crate::model::name::{BookId, BookName};
use crate::model::progress;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::BufRead;
use std::ops::Range;
use std::sync::Arc;

/// A book that was read, as far as its chain holds.
#[derive(Clone, Debug, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Book {
    /// How it is called among the books at hand.
    pub name: BookName,
    /// What it is, by its opening.
    pub id: BookId,
    /// The hash of its opening.
    pub identity: Hash,
    pub opening: Opening,
    /// The whole file, with what does not count.
    #[borsh(skip)]
    pub bytes: Lazily<Vec<u8>>,
    /// Where the lines of the chain stand, the opening first, each without its newline.
    #[borsh(skip)]
    pub lines: Lazily<Vec<Range<usize>>>,
    /// The hash of the last line of the chain.
    pub head: Hash,
    /// The number of the last line of the chain; 0 if that is the opening.
    pub seq: u64,
    /// The latest `at` that counts, the opening's included.
    pub latest: Moment,
    /// Bytes up to the end of the last line of the chain, its newline included.
    pub whole: usize,
    /// Whether the last line of the chain lacks its newline.
    pub ends_open: bool,
    /// How many lines of the chain were not understood.
    pub not_understood: usize,
    /// Its seal lines; they are not among the entries.
    #[borsh(skip)]
    pub seals: Lazily<Vec<Seal>>,
    /// What its lines had seen of other books.
    #[borsh(skip)]
    pub sights: Lazily<Vec<RawSight>>,
    /// Where its lines are found one by one, if not all of them were read; then nothing stands behind them.
    #[borsh(skip)]
    pub elsewhere: Option<LinesElsewhere>,
}

/// The lines of a book that are not at hand, the opening's for 0.
#[derive(Clone)]
pub struct LinesElsewhere {
    pub find: Arc<FindLine>,
    /// What they last saw of other books.
    pub last_seen: BTreeMap<BookId, Point>,
}

type FindLine = dyn Fn(u64) -> Option<String> + Send + Sync;

impl fmt::Debug for LinesElsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinesElsewhere")
    }
}

/// The books at hand, sorted by what they are; desks are the same books as readers of entries know them.
pub type Books = Series<DeskIx, Book>;

/// The place of a book among books that are sorted by what they are; of a book that goes on in several ways, the first.
pub fn place_of(books: &Books, id: &BookId) -> Option<DeskIx> {
    let place = DeskIx::at(books.partition_point(|book| book.id < *id));
    books.get(place).is_some_and(|book| book.id == *id).then_some(place)
}

/// The same by the stem of its file.
pub fn by_file<'a>(books: &'a Books, file: &str) -> Option<&'a Book> {
    place_of(books, &BookId::parse(file)?).map(|place| &books[place])
}

impl Book {
    /// The hash of a line of the chain, the opening's for 0.
    pub fn hash_at(&self, seq: u64) -> Option<Hash> {
        match seq {
            0 => Some(self.identity),
            seq if seq == self.seq => Some(self.head),
            seq if seq > self.seq => None,
            // The next line names it, as milepost writes lines.
            seq => self.prev_of(seq + 1).or_else(|| Some(line_hash(self.line_text(seq).as_bytes()))),
        }
    }

    /// When a line was recorded, by its desk's clock; the opening for 0.
    pub fn at(&self, seq: u64) -> Option<Moment> {
        if seq == 0 {
            return Some(self.opening.at);
        }
        let line = self.line_text(seq);
        let (_, rest) = linked(&line)?;
        Moment::parse(rest.strip_prefix("\",\"at\":\"")?.get(..24)?)
    }

    fn prev_of(&self, seq: u64) -> Option<Hash> {
        Hash::parse(linked(&self.line_text(seq))?.0)
    }

    /// Whether the chain has this line.
    pub fn has(&self, point: &Point) -> bool {
        self.hash_at(point.seq) == Some(point.hash)
    }

    /// The last line of the chain.
    pub fn point(&self) -> Point {
        Point { seq: self.seq, hash: self.head }
    }

    /// The line of an entry as it stands in the book, the opening's for 0; empty beyond the end.
    pub fn line_text(&self, seq: u64) -> Cow<'_, str> {
        if let Some(elsewhere) = &self.elsewhere {
            return (elsewhere.find)(seq).unwrap_or_default().into();
        }
        let line = usize::try_from(seq).ok().and_then(|seq| self.lines.get(seq));
        line.and_then(|line| std::str::from_utf8(&self.bytes[line.clone()]).ok()).unwrap_or_default().into()
    }

    /// What its lines last saw of other books.
    pub fn last_seen(&self) -> BTreeMap<BookId, Point> {
        match &self.elsewhere {
            Some(elsewhere) => elsewhere.last_seen.clone(),
            None => self.sights.iter().map(|sight| (sight.book.clone(), sight.point)).collect(),
        }
    }

    /// Whether this is its last line.
    pub fn ends_in(&self, line: &str) -> bool {
        hash_of(line.as_bytes(), self.seq == 0) == self.head
    }

    /// What stands behind the last line of the chain.
    pub fn behind(&self) -> &[u8] {
        if self.elsewhere.is_some() { &[] } else { &self.bytes[self.whole..] }
    }

    /// The book with what was written behind its last line since, and what that says; nothing where it is anything but whole lines that
    /// continue the chain, are understood and are no seals. Lines and seals are not at hand then.
    pub fn grown(&self, more: &[u8]) -> Option<(Book, Sayings)> {
        let split = Split::of(more);
        let (mut book, mut said, mut batch_ends) = (self.clone(), Sayings::default(), 0);
        for (index, line) in split.lines.iter().enumerate() {
            let line = Line::read(&more[line.clone()], &mut said);
            let Line::Linked { link, says, strange: None } = line else { return None };
            let follows = link.prev == book.head && link.seq == book.seq + 1 && link.at >= book.latest;
            (follows && !says.seal).then_some(())?;
            if index >= batch_ends {
                batch_ends = index.saturating_add(usize::try_from(link.batch).ok()?);
            }
            (book.head, book.seq, book.latest) = (link.hash, link.seq, link.at);
        }
        (!split.open && batch_ends <= split.lines.len()).then_some(())?;
        book.whole += more.len();
        Some((book, said))
    }
}

/// The hash that a line names, and what follows it, where the line begins as milepost writes lines.
fn linked(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("{\"seq\":")?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.strip_prefix(",\"prev\":\"")?.split_at_checked(64)
}

/// The hash of a line; the opening's is that of its bytes, whatever it says.
fn hash_of(line: &[u8], is_opening: bool) -> Hash {
    if is_opening { Hash::of(line) } else { line_hash(line) }
}

/// Reads the book in the file named `name` (its stem); whoever puts books together says which of them each entry stands in.
pub fn read_book(name: &str, bytes: Vec<u8>) -> (Option<Book>, Vec<Entry>, Vec<Flaw>) {
    let flaw = |line, kind| Flaw { book: name.into(), line, kind };
    let split = Split::of(&bytes);
    let opening = match opening(name, &bytes, &split) {
        Ok(opening) => opening,
        Err((line, kind)) => return (None, Vec::new(), vec![flaw(line, kind)]),
    };
    let (lines, said) = read_lines(&bytes, &split.lines);
    let (count, broken) = extent(&lines, &split, bytes.len());
    let mut book = Book::up_to(count, opening, split, bytes);
    let (entries, mut flaws) = count_lines(&mut book, lines, said);
    flaws.extend(broken);
    (Some(book), entries, flaws.into_iter().map(|(line, kind)| flaw(line, kind)).collect())
}

/// A flaw and the line, counted from 1, where it is.
type PlacedFlaw = (usize, FlawKind);

/// Where the lines of a file are.
struct Split {
    lines: Vec<Range<usize>>,
    /// Whether the last line has no newline.
    open: bool,
}

/// So many bytes a line has at least, mostly.
const USUAL: usize = 160;

impl Split {
    fn of(bytes: &[u8]) -> Split {
        let (mut rest, mut start) = (bytes, 0);
        let mut lines = Vec::with_capacity(bytes.len() / USUAL + 1);
        while let Ok(length @ 1..) = rest.skip_until(b'\n') {
            let newline = usize::from(bytes[start + length - 1] == b'\n');
            lines.push(start..start + length - newline);
            start += length;
        }
        Split { lines, open: !bytes.is_empty() && !bytes.ends_with(b"\n") }
    }

    /// Whether the line at this index is the one without a newline.
    fn is_open(&self, index: usize) -> bool {
        self.open && index + 1 == self.lines.len()
    }
}

fn opening(name: &str, bytes: &[u8], split: &Split) -> Result<Opening, PlacedFlaw> {
    let line = &bytes[split.lines.first().ok_or((0, FlawKind::Empty))?.clone()];
    let opening = match std::str::from_utf8(line) {
        _ if line.len() > LONGEST => Err(FlawKind::TooLong),
        Ok(text) if Opening::is_of_first_format(text) => Err(FlawKind::FirstFormat),
        Ok(text) => Opening::read(text).ok_or(FlawKind::NoOpening),
        Err(_) => Err(FlawKind::NotUtf8),
    };
    match opening {
        Err(kind) if kind != FlawKind::TooLong && split.is_open(0) => Err((1, FlawKind::Torn { bytes: bytes.len() })),
        Err(kind) => Err((1, kind)),
        Ok(opening) => {
            let id = BookId::new(opening.book.clone(), Hash::of(line)).to_string();
            if id == name { Ok(opening) } else { Err((1, FlawKind::WrongName { says: id })) }
        }
    }
}

/// Below so many lines the threads cost more than they give; where books are read side by side already, parts of so many keep all
/// threads at work to the end.
const MANY: usize = 1000;
const MANY_BESIDE_OTHERS: usize = 1 << 15;

/// What the chain asks of a line; there are as many as lines, so they are kept small.
enum LineCheck {
    Linked {
        /// Whether its number and the hash that it names are those of the line before.
        follows: bool,
        at: Moment,
        batch: u64,
        says: Says,
        strange: Option<Box<str>>,
    },
    /// A line without a place in a chain.
    Loose(Box<Line>),
}

/// After so many lines it is told how far reading is.
const TOLD: usize = 4096;

/// The lines behind the opening, and what those that are understood say.
fn read_lines(bytes: &[u8], lines: &[Range<usize>]) -> (Vec<LineCheck>, Sayings) {
    // Each line against the one before it, the first of them being at this place.
    let read = |(first, lines): (usize, &[Range<usize>])| {
        let mut said = Sayings { entries: Vec::with_capacity(lines.len()), ..Sayings::default() };
        let mut before = hash_of(&bytes[lines[0].clone()], first == 0);
        let mut told = if first == 0 { 0 } else { lines[0].end + 1 };
        let step = |(seq, line): (usize, &Range<usize>)| {
            if seq % TOLD == 0 {
                progress::advance((line.end - std::mem::replace(&mut told, line.end)) as u64);
            }
            match Line::read(&bytes[line.clone()], &mut said) {
                Line::Linked { link, says, strange } => {
                    let follows = link.prev == before && link.seq == seq as u64;
                    before = link.hash;
                    LineCheck::Linked { follows, at: link.at, batch: link.batch, says, strange }
                }
                loose => LineCheck::Loose(Box::new(loose)),
            }
        };
        let steps: Vec<LineCheck> = (first + 1..).zip(&lines[1..]).map(step).collect();
        progress::advance((lines[lines.len() - 1].end + 1 - told) as u64);
        (steps, said)
    };
    let (count, threads) = (lines.len() - 1, rayon::current_num_threads());
    let many = if rayon::current_thread_index().is_some() { MANY_BESIDE_OTHERS } else { MANY };
    if count < many || threads == 1 {
        return read((0, lines));
    }
    let size = count.div_ceil(4 * threads).max(many);
    let starts: Vec<usize> = (0..count).step_by(size).collect();
    let part = |first: &usize| read((*first, &lines[*first..=(first + size).min(count)]));
    let parts: Vec<_> = starts.par_iter().map(part).collect();
    let said = Sayings { entries: Vec::with_capacity(count), ..Sayings::default() };
    let mut all = (Vec::with_capacity(count), said);
    for (mut lines, said) in parts {
        all.0.append(&mut lines);
        all.1.append(said);
    }
    all
}

/// How many lines, the opening included, the chain has, and what ends it before the file does.
fn extent(lines: &[LineCheck], split: &Split, length: usize) -> (usize, Option<PlacedFlaw>) {
    let (mut count, mut broken) = links(lines, split);
    let torn = matches!(broken, Some((_, FlawKind::Torn { .. })));
    let whole = split.lines.len() - usize::from(torn);
    let batch = unfinished_batch(&lines[..count - 1], whole - 1).map(|start| start + 1);
    if let Some(start) = batch.filter(|_| torn || broken.is_none()) {
        broken = Some((start + 1, FlawKind::Torn { bytes: 0 }));
    }
    count = batch.unwrap_or(count);
    if let Some((_, FlawKind::Torn { bytes })) = &mut broken {
        *bytes = length - split.lines[count].start;
    }
    (count, broken)
}

/// Follows the chain to where it breaks.
fn links(lines: &[LineCheck], split: &Split) -> (usize, Option<PlacedFlaw>) {
    for (index, line) in (1..).zip(lines) {
        let loose = match line {
            LineCheck::Linked { follows: true, .. } => continue,
            LineCheck::Linked { .. } => &Line::Loose,
            LineCheck::Loose(line) => &**line,
        };
        let kind = match loose {
            Line::TooLong => FlawKind::TooLong,
            _ if split.is_open(index) => FlawKind::Torn { bytes: 0 },
            Line::NotUtf8 => FlawKind::NotUtf8,
            Line::NotJson(problem) => FlawKind::NotJson(problem.clone()),
            // The line before does not count either; but the opening still says whose book this is.
            Line::Loose | Line::Linked { .. } => return ((index - 1).max(1), Some((index + 1, FlawKind::BrokenChain))),
        };
        return (index, Some((index + 1, kind)));
    }
    (lines.len() + 1, None)
}

/// Where a batch begins that says it has more lines than there are in the file.
fn unfinished_batch(lines: &[LineCheck], whole: usize) -> Option<usize> {
    let mut end = 0;
    for (index, line) in lines.iter().enumerate() {
        if let LineCheck::Linked { batch, .. } = line
            && index >= end
        {
            end = index.saturating_add(usize::try_from(*batch).unwrap_or(usize::MAX));
            if end > whole && *batch > 1 {
                return Some(index);
            }
        }
    }
    None
}

impl Book {
    /// The book of the first `count` lines, before they are looked at.
    fn up_to(count: usize, opening: Opening, mut split: Split, bytes: Vec<u8>) -> Book {
        let ends_open = split.is_open(count - 1);
        split.lines.truncate(count);
        let identity = Hash::of(&bytes[split.lines[0].clone()]);
        Book {
            name: opening.book.clone().into(),
            id: BookId::new(opening.book.clone(), identity),
            identity,
            head: hash_of(&bytes[split.lines[count - 1].clone()], count == 1),
            seq: count as u64 - 1,
            latest: opening.at,
            whole: split.lines[count - 1].end + usize::from(!ends_open),
            lines: split.lines.into(),
            ends_open,
            not_understood: 0,
            seals: Lazily::default(),
            sights: Lazily::default(),
            elsewhere: None,
            opening,
            bytes: bytes.into(),
        }
    }
}

/// Keeps the entries of the chain that count, and fills in what the book knows of its lines.
fn count_lines(book: &mut Book, lines: Vec<LineCheck>, mut said: Sayings) -> (Vec<Entry>, Vec<PlacedFlaw>) {
    let (mut flaws, mut late, mut extent) = (Vec::new(), Vec::new(), Extent::default());
    for (number, line) in (2..).zip(lines).take(book.lines.len() - 1) {
        let LineCheck::Linked { at, says, strange, .. } = line else { continue };
        extent.entries += usize::from(strange.is_none() && !says.seal);
        extent.seals += usize::from(says.seal);
        extent.sights += says.sights as usize;
        match strange {
            Some(reason) => {
                book.not_understood += 1;
                flaws.push((number, FlawKind::NotUnderstood(reason.into())));
            }
            None if at < book.latest => {
                late.push(number as u64 - 1);
                flaws.push((number, FlawKind::ClockBehind));
            }
            None => book.latest = at,
        }
    }
    said.keep(extent, &late);
    (book.seals, book.sights) = (said.seals.into(), said.sights.into());
    (said.entries, flaws)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::opening::opened;
    use crate::model::fields::Fields;
    use crate::model::id::Id;

    fn moment(second: i64) -> Moment {
        Moment(1_124_071_200_000 + second * 1000)
    }

    fn opening() -> Opening {
        let [book, actor] = ["amm", "amm"].map(|id| Id::new(id).unwrap());
        Opening { book, actor, root: Hash([1; 32]), at: moment(0) }
    }

    /// The stem of the book's file.
    fn stem() -> String {
        opened(&opening()).to_string()
    }

    /// A book `amm` with a claim for each of `at`, in seconds; the first may open a batch.
    fn book(at: &[i64], batch: Option<u64>) -> String {
        let mut line = opening_line(&opening());
        let mut text = format!("{line}\n");
        for (seq, at) in (1..).zip(at) {
            let mut fields: Fields =
                serde_json::from_str(r#"{"milestone":"DC-1","level":"full","note":"né"}"#).unwrap();
            fields.batch = batch.filter(|_| seq == 1);
            line = next_line(Hash::of(line.as_bytes()), seq, moment(*at), fields);
            text += &format!("{line}\n");
        }
        text
    }

    /// The numbers of the entries that count, and the flaws.
    fn read(bytes: impl Into<Vec<u8>>) -> (Vec<u64>, Vec<(usize, FlawKind)>) {
        let (_, entries, flaws) = read_book(&stem(), bytes.into());
        let flaws = flaws.into_iter().map(|flaw| (flaw.line, flaw.kind)).collect();
        (entries.into_iter().map(|entry| entry.seq).collect(), flaws)
    }

    #[test]
    fn a_whole_book_has_no_flaws() {
        let text = book(&[1, 1, 2], None);
        assert_eq!(read(text.clone()), (vec![1, 2, 3], vec![]));
        let last = text.lines().last().unwrap();
        let (book, ..) = read_book(&stem(), text.clone().into());
        let book = book.unwrap();
        assert_eq!((book.head, book.seq, book.whole), (Hash::of(last.as_bytes()), 3, text.len()));
        assert_eq!(
            (&*book.line_text(3), &*book.line_text(4), book.latest, book.ends_open),
            (last, "", moment(2), false)
        );
    }

    #[test]
    fn a_book_may_be_cut_anywhere_in_its_last_line_and_keeps_the_lines_before() {
        let text = book(&[1, 2], None);
        let start = text[..text.len() - 1].rfind('\n').unwrap() + 1;
        assert_eq!(read(&text.as_bytes()[..start]), (vec![1], vec![]));
        for end in start + 1..text.len() - 1 {
            let torn = FlawKind::Torn { bytes: end - start };
            assert_eq!(read(&text.as_bytes()[..end]), (vec![1], vec![(3, torn)]), "{end}");
        }
        let (open, entries, flaws) = read_book(&stem(), text.trim_end().into());
        assert_eq!((open.unwrap().ends_open, entries.len(), flaws), (true, 2, vec![]));
    }

    #[test]
    fn an_opening_may_be_cut_anywhere() {
        let text = book(&[], None);
        assert_eq!(read(""), (vec![], vec![(0, FlawKind::Empty)]));
        for end in 1..text.len() - 1 {
            assert_eq!(read(&text[..end]), (vec![], vec![(1, FlawKind::Torn { bytes: end })]));
        }
        assert!(read_book(&stem(), text.trim_end().into()).0.unwrap().ends_open);
    }

    #[test]
    fn every_altered_byte_but_in_the_last_line_is_noticed() {
        let text = book(&[1, 2, 3, 4], None);
        let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        for at in starts[1]..starts[2] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let (entries, flaws) = read(bytes);
            assert!([&[][..], &[1]].contains(&&entries[..]));
            assert!(flaws.len() == 1 && flaws[0].1.is_damage(), "{at}: {entries:?} {flaws:?}");
        }
        let altered =
            text.replacen("\"note\":\"né\"", "\"note\":\"no\"", 2).replacen("\"note\":\"no\"", "\"note\":\"né\"", 1);
        assert_eq!(read(altered), (vec![1], vec![(4, FlawKind::BrokenChain)]));
    }

    #[test]
    fn a_book_with_other_line_ends_is_broken() {
        let text = book(&[1, 2], None).replace('\n', "\r\n");
        // Its opening is another, so it is not the book that its file is named after.
        assert!(matches!(&read(text).1[..], [(1, FlawKind::WrongName { .. })]));
    }

    #[test]
    fn an_unfinished_batch_is_torn() {
        let text = book(&[1, 2, 3], Some(3));
        let starts: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        assert_eq!(read(text.clone()), (vec![1, 2, 3], vec![]));
        assert_eq!(read(text.trim_end()), (vec![1, 2, 3], vec![]));
        for end in starts[0] + 1..text.len() - 1 {
            let torn = FlawKind::Torn { bytes: end - starts[0] };
            assert_eq!(read(&text.as_bytes()[..end]), (vec![], vec![(2, torn)]), "{end}");
        }
        assert_eq!(read(book(&[1, 2, 3], Some(u64::MAX))).0, vec![0u64; 0]);
        assert_eq!(read(book(&[1, 2, 3], Some(0))).0, vec![1, 2, 3]);
    }

    #[test]
    fn a_line_behind_the_clock_does_not_count_and_mutes_nothing() {
        assert_eq!(read(book(&[5, 3, 5, 6], None)), (vec![1, 3, 4], vec![(3, FlawKind::ClockBehind)]));
        assert_eq!(read(book(&[-1, 1], None)), (vec![2], vec![(2, FlawKind::ClockBehind)]));
    }

    #[test]
    fn a_line_that_is_not_understood_stays_in_the_chain() {
        let start = book(&[1], None);
        let prev = Hash::of(start.lines().last().unwrap().as_bytes());
        let fields = Fields { kind: Some("dance".into()), ..Fields::default() };
        let strange = next_line(prev, 2, moment(9), fields);
        let last = next_line(
            Hash::of(strange.as_bytes()),
            3,
            moment(2),
            Fields { kind: Some("note".into()), ..Fields::default() },
        );
        let (entries, flaws) = read(format!("{start}{strange}\n{last}\n"));
        assert_eq!(entries, vec![1, 3]);
        assert!(matches!(&flaws[..], [(3, FlawKind::NotUnderstood(_))]), "{flaws:?}");
    }

    #[test]
    fn damage_ends_what_is_read() {
        let text = book(&[1, 2], None);
        let long = " ".repeat(2 << 20);
        for (damage, kind) in
            [("<<<<<<<", None), ("\u{fffd}", Some(FlawKind::NotUtf8)), (&long, Some(FlawKind::TooLong))]
        {
            let raw = if damage == "\u{fffd}" { b"\xff".to_vec() } else { damage.into() };
            let bytes = [text.as_bytes(), &raw, b"\n", text.as_bytes()].concat();
            let (entries, flaws) = read(bytes);
            assert_eq!(entries, vec![1, 2]);
            assert!(flaws.len() == 1 && flaws[0].0 == 4 && kind.is_none_or(|kind| kind == flaws[0].1), "{flaws:?}");
        }
        assert_eq!(read("{}\n"), (vec![], vec![(1, FlawKind::NoOpening)]));
        assert_eq!(read(text.replace("book/2", "book/1")).1, vec![(1, FlawKind::FirstFormat)]);
    }

    #[test]
    fn a_file_is_named_by_what_it_opens() {
        let other = book(&[1], None).replace("\"book\":\"amm\"", "\"book\":\"goi\"");
        let flaws = read(other).1;
        assert!(matches!(&flaws[..], [(1, FlawKind::WrongName { says })] if says.starts_with("goi.")), "{flaws:?}");
    }

    #[test]
    fn a_long_book_is_read_as_a_short_one() {
        let at: Vec<i64> = (1..=3000).collect();
        let (entries, flaws) = read(book(&at, None));
        assert!(entries.into_iter().eq(1..=3000) && flaws.is_empty());
    }
}
