//! What is wrong with a book, and where. Data only; the words for people are written elsewhere.

use crate::model::hash::Hash;
use crate::model::name::EntryName;

/// One thing wrong with a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The stem of the book's file; not always an id.
    pub book: String,
    /// Counted from 1, the opening; 0 where the whole book is meant.
    pub line: usize,
    pub kind: FlawKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FlawKind {
    /// Lines from here on do not count.
    NotUtf8,
    /// Over 1 MiB. Lines from here on do not count.
    TooLong,
    /// The line stays in the chain and counts for nothing. Carries the reason.
    NotUnderstood(String),
    /// `seq` or `prev` do not follow: this line or the one before was altered. Lines from the one before on do not count.
    BrokenChain,
    /// A complete line that is no JSON. Lines from here on do not count.
    NotJson(String),
    /// The file ends in an unfinished line or batch of this many bytes: the trace of a crash. The next write repairs it.
    Torn { bytes: usize },
    /// Recorded before the latest line that counts. This line does not count.
    ClockBehind,
    /// The first line opens no book. The whole book is unread.
    NoOpening,
    /// A book of the first format, which is not read.
    FirstFormat,
    /// The file's name is not that of the book that it opens, `says`. The whole book is unread.
    WrongName { says: String },
    /// The book belongs to another plan. The whole book is refused.
    OtherRoot { says: Hash },
    /// The file has no bytes.
    Empty,
    /// The system does not let us read the file; carries its words. What is in it is not known.
    Unreadable(String),
    /// A seal that vouches for nothing.
    BadSeal(BadSeal),
    /// The book ends before a line that this machine had read: somebody cut it back.
    CutBack { seen: SeenLine },
    /// A line is not the one that this machine had read: the book was rewritten.
    Rewritten { seen: SeenLine },
    /// A book that this machine had read is not here.
    Gone { seen: SeenLine },
    /// The same by the word of other desks, which proves nothing.
    Said(Box<FlawKind>),
    /// The actor sealed two versions, which part here. `counts`: under which names lines behind are read, and up to which; all others
    /// count for nothing.
    Forked { versions: usize, counts: Vec<(String, u64)> },
    /// A book of this machine goes on in lines that this machine did not write. They are no part of it.
    Foreign { lines: u64 },
    /// A set-aside version that proves nothing: its actor has no keys, or did not seal it. The whole file is passed over.
    Unproven,
    /// A set-aside version that is not what its name says. The whole file is passed over.
    Altered,
}

/// That a line of a book was seen, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenLine {
    /// The number of the line.
    pub seq: u64,
    /// The lines that say so; none where this machine alone remembers it.
    pub by: Vec<EntryName>,
}

/// Why a seal vouches for nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadSeal {
    /// Not the one spelling of an SSHSIG: padded, wrapped, cut, or with something behind it.
    Encoding,
    /// Made for something else than milepost.
    Namespace(String),
    /// A kind of key or hash that seals are not made with.
    Algorithm(String),
    /// The signature does not belong to these lines, this book and this workspace.
    Signature,
    /// As the one before, and so many more behind it, which are not told one by one.
    AndMore(usize),
}

impl FlawKind {
    /// Whether this is more than what crashes, slow clocks and later versions of milepost leave behind.
    pub fn is_damage(&self) -> bool {
        use FlawKind::*;
        let passing = matches!(self, Torn { .. } | NotUnderstood(_) | ClockBehind | Empty | BadSeal(_));
        !passing && !matches!(self, Said(_) | Foreign { .. } | Unproven)
    }

    /// Whether a book may look like this only because it is being written to while it is read, or another that swears to it.
    pub fn may_pass(&self) -> bool {
        use FlawKind::*;
        !matches!(
            self,
            NotUnderstood(_) | ClockBehind | BadSeal(_) | OtherRoot { .. } | Unreadable(_) | FirstFormat | Unproven
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_crash_leaves_is_no_damage() {
        assert!(!FlawKind::Torn { bytes: 3 }.is_damage());
        assert!(!FlawKind::Empty.is_damage());
        assert!(!FlawKind::Unproven.is_damage());
        assert!(FlawKind::BrokenChain.is_damage());
        assert!(FlawKind::OtherRoot { says: Hash([0; 32]) }.is_damage());
    }
}
