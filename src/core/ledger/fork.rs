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
pub struct BookVersion {
    /// The stem of the file, below the ledger: `goi.<32 hex>`, `forks/goi.<32 hex>.0123456789abcdef`.
    pub file: String,
    pub book: Book,
    pub entries: Vec<Entry>,
    pub flaws: Vec<Flaw>,
}

/// One way in which a book goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
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
pub fn courses(versions: &[(&Book, u64)]) -> Vec<Branch> {
    let mut courses = Vec::new();
    part(versions, (0..versions.len()).collect(), None, &mut courses);
    courses
}

fn part(versions: &[(&Book, u64)], group: Vec<usize>, parts: Option<u64>, courses: &mut Vec<Branch>) {
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
        courses.extend(group.first().map(|version| Branch { version: *version, parts, upto: shared }));
    }
    for (place, way) in ways.into_values().enumerate() {
        part(versions, way, if place == 0 { parts } else { Some(shared) }, courses);
    }
}

#[cfg(test)]
mod tests {
    use super::super::chain::{Opening, next_line, opening_line, read_book};
    use super::super::opening::opened;
    use super::*;
    use crate::model::fields::Fields;
    use crate::model::id::Id;
    use crate::model::moment::Moment;

    /// A version of the book `goi` with these notes.
    fn version(notes: &str) -> Book {
        let [book, actor] = ["goi", "goi"].map(|id| Id::new(id).unwrap());
        let opening = Opening { book, actor, root: Hash([1; 32]), at: Moment(0) };
        let mut lines = vec![opening_line(&opening)];
        for note in notes.chars() {
            let prev = Hash::of(lines[lines.len() - 1].as_bytes());
            let fields = Fields { kind: Some("note".into()), note: Some(note.to_string().into()), ..Fields::default() };
            lines.push(next_line(prev, lines.len() as u64, Moment(1), fields));
        }
        read_book(&opened(&opening).to_string(), (lines.join("\n") + "\n").into_bytes()).0.unwrap()
    }

    /// The courses of these versions in an order of their own: up to which line each has which lines, and where it parts.
    fn told(versions: &[(Book, u64)]) -> Vec<(Option<Hash>, Option<u64>)> {
        let among: Vec<(&Book, u64)> = versions.iter().map(|(book, upto)| (book, *upto)).collect();
        let told =
            courses(&among).into_iter().map(|course| (versions[course.version].0.hash_at(course.upto), course.parts));
        told.collect()
    }

    #[test]
    fn versions_share_what_is_before_they_part() {
        let [long, short, other] = ["abcdefg", "abc", "abcxy"].map(version);
        for (a, b, shared) in [(&long, &short, 3), (&long, &other, 3), (&short, &other, 3), (&long, &long, 7)] {
            assert_eq!((shared_lines(a, b), shared_lines(b, a)), (Some(shared), Some(shared)));
        }
        assert_eq!(shared_lines(&version("a"), &version("b")), Some(0));
        assert_eq!(upto_line(&long, 3), *short.bytes);
        let stranger = Book { identity: Hash([9; 32]), ..long.clone() };
        assert_eq!(shared_lines(&long, &stranger), None);
        assert_eq!(shared_by_all(&[(&long, 7), (&short, 3), (&other, 5)]), 3);
        assert_eq!(shared_by_all(&[(&long, 7), (&short, 2), (&other, 5)]), 2);
    }

    #[test]
    fn what_does_not_disagree_is_one_course() {
        let [long, short] = ["abcd", "ab"].map(version);
        let one = told(&[(long.clone(), 4), (short.clone(), 2)]);
        assert_eq!(one, [(long.hash_at(4), None)]);
        // Each counts only up to where it is vouched for.
        assert_eq!(told(&[(long.clone(), 1), (short, 2)]), [(long.hash_at(2), None)]);
    }

    #[test]
    fn in_which_order_versions_came_changes_nothing() {
        let versions = ["abcd", "abxy", "abxz", "ab"].map(|notes| (version(notes), notes.len() as u64));
        let honest = told(&versions);
        assert_eq!(honest.len(), 3);
        let mut parts: Vec<Option<u64>> = honest.iter().map(|(_, parts)| *parts).collect();
        parts.sort();
        assert!(matches!(parts[..], [None, Some(2 | 3), Some(2 | 3)]), "{parts:?}");
        for turn in 1..versions.len() {
            let mut turned = versions.to_vec();
            turned.rotate_left(turn);
            assert_eq!(told(&turned), honest);
            turned.swap(0, 2);
            assert_eq!(told(&turned), honest);
        }
    }
}
