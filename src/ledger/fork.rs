//! A book that goes on in two ways: where its versions part, and which lines behind that count. Knows no files, and not in which order
//! the versions came: whoever has the same ones reads the same.
//!
//! ```text
//! goi   0 ── 1 ── 2 ── 3 ── 4      amm had sealed that it saw line 3: it counts, 4 does not
//!            │
//!            └─── 2'── 3'          nobody had seen these: they count for nothing
//! ```

use super::chain::Book;
use super::flaw::Flaw;
use crate::model::entry::Entry;
use crate::model::hash::Hash;
use std::collections::BTreeMap;

/// A version of a book, as one file has it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The stem of the file, below the ledger: `goi.<32 hex>`, `forks/goi.<32 hex>.0123456789abcdef`.
    pub file: String,
    pub book: Book,
    pub entries: Vec<Entry>,
    pub flaws: Vec<Flaw>,
}

/// One way in which a book goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// Which of the versions has it.
    pub version: usize,
    /// The last line that it shares with the course from which it parts; the first of all parts from none.
    pub parts: Option<u64>,
    /// Its last line that counts.
    pub upto: u64,
}

/// How many lines two versions of a book share after the opening; nothing where they do not even share that. A line names all before
/// it, so one equal hash says enough.
pub fn shared_lines(a: &Book, b: &Book) -> Option<u64> {
    let same = |seq: u64| a.hash_at(seq) == b.hash_at(seq);
    if a.identity != b.identity {
        return None;
    }
    let (mut known, mut beyond) = (0, a.seq.min(b.seq) + 1);
    while beyond - known > 1 {
        let middle = known + (beyond - known) / 2;
        if same(middle) { known = middle } else { beyond = middle }
    }
    Some(known)
}

/// The bytes of a book up to a line, with its newline.
pub fn upto_line(book: &Book, upto: u64) -> Vec<u8> {
    let end = book.lines[usize::try_from(upto).unwrap_or(usize::MAX).min(book.lines.len() - 1)].end;
    [&book.bytes[..end], b"\n"].concat()
}

/// The last line that all versions share, each up to a line of its own.
pub fn shared_by_all(versions: &[(&Book, u64)]) -> u64 {
    let Some((first, upto)) = versions.first() else { return 0 };
    versions[1..].iter().map(|(book, upto)| shared_lines(first, book).unwrap_or(0).min(*upto)).fold(*upto, u64::min)
}

/// The ways in which a book goes on, by its versions, each up to the line up to which it counts. At each parting the way whose first
/// line has the smallest hash goes on as the book; the others are courses of their own.
pub fn courses(versions: &[(&Book, u64)]) -> Vec<Course> {
    let mut courses = Vec::new();
    part(versions, (0..versions.len()).collect(), None, &mut courses);
    courses
}

fn part(versions: &[(&Book, u64)], group: Vec<usize>, parts: Option<u64>, courses: &mut Vec<Course>) {
    let among: Vec<(&Book, u64)> = group.iter().map(|version| versions[*version]).collect();
    let shared = shared_by_all(&among);
    let mut ways: BTreeMap<Hash, Vec<usize>> = BTreeMap::new();
    for version in &group {
        let (book, upto) = versions[*version];
        if let Some(hash) = book.hash_at(shared + 1).filter(|_| upto > shared) {
            ways.entry(hash).or_default().push(*version);
        }
    }
    if ways.is_empty() {
        courses.extend(group.first().map(|version| Course { version: *version, parts, upto: shared }));
    }
    for (place, way) in ways.into_values().enumerate() {
        part(versions, way, if place == 0 { parts } else { Some(shared) }, courses);
    }
}
