//! A place in a book and the hash of the line that stands there: what a witness remembers of it. `41:<64 hex>` in writing.

use crate::model::hash::Hash;
use crate::model::name::BookId;
use std::fmt;

/// A line of some book. Whoever has seen it has seen all lines before it, too: each names the hash of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Point {
    /// 0 is the opening.
    pub seq: u64,
    pub hash: Hash,
}

impl Point {
    /// Reads the one spelling that `Display` writes.
    pub fn parse(text: &str) -> Option<Point> {
        let (seq, hash) = text.split_once(':')?;
        let plain = !seq.starts_with('+') && (seq == "0" || !seq.starts_with('0'));
        let seq = seq.parse().ok().filter(|_| plain)?;
        Some(Point { seq, hash: Hash::parse(hash)? })
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

/// What a line says that its desk had seen of another book.
#[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct RawSight {
    /// The number of the line that says so.
    pub line: u64,
    pub book: BookId,
    pub point: Point,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_one_spelling() {
        let point = Point { seq: 41, hash: Hash::of(b"abc") };
        let text = point.to_string();
        assert_eq!(Point::parse(&text), Some(point));
        for odd in ["41", &text[1..text.len() - 1], &format!("0{text}"), &format!("+{text}"), &format!("{text} "), ":"]
        {
            assert_eq!(Point::parse(odd), None, "{odd}");
        }
    }
}
