//! Names of books and of entries: as people read and type them, and as a line writes them, by content.
//!
//! ```text
//! amm:4                                    as people read it, where only one book is called `amm`
//! amm~3f2a:4                               where there are several: the first digits of the opening's hash tell them apart
//! amm.3f2a90c1…(32 digits):4:<64 digits>   as a line writes it: that book, that line, and those words
//! ```

use super::hash::Hash;
use super::id::Id;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// So many hexadecimal digits of the opening's hash stand in the name of a book's file.
const DIGITS: usize = 32;

/// A book by its content: what it is called, and the first half of the hash of its opening. `amm.3f2a…`, as its file is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct BookId {
    pub name: Id,
    half: [u8; DIGITS / 2],
}

impl BookId {
    pub fn new(name: Id, opening: Hash) -> BookId {
        let mut half = [0; DIGITS / 2];
        half.copy_from_slice(&opening.0[..DIGITS / 2]);
        BookId { name, half }
    }

    /// Reads the one spelling that `Display` writes.
    pub fn parse(text: &str) -> Option<BookId> {
        let (name, digits) = text.rsplit_once('.').filter(|(_, digits)| digits.len() == DIGITS)?;
        let opening = Hash::parse(&format!("{digits}{digits}"))?;
        Some(BookId::new(Id::new(name).ok()?, opening))
    }

    /// The digits behind the name.
    pub fn digits(&self) -> String {
        self.half.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What the book is called beside others of its name, by so many of its digits; none where it is the only one.
    pub fn called(&self, digits: usize) -> BookName {
        BookName { id: self.name.clone(), mark: self.digits()[..digits.min(DIGITS)].into() }
    }
}

impl fmt::Display for BookId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.name, self.digits())
    }
}

impl Serialize for BookId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BookId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BookId, D::Error> {
        let text = <Cow<str>>::deserialize(deserializer)?;
        let odd = || format!("`{text}` is no book: its name, a point and 32 hexadecimal digits");
        BookId::parse(&text).ok_or_else(|| serde::de::Error::custom(odd()))
    }
}

crate::looks! {
    BookId, |_| {
        let says =
            "A book: its name, and the first 32 hexadecimal digits of the SHA-256 of its opening line, `amm.3f2a...`.";
        schema::text(&format!("{}\\.[0-9a-f]{{{DIGITS}}}", schema::ID), says)
    }
}

/// How people call a book: by its name, and where several have that name, by the first digits of its opening's hash as well. Of a
/// book that goes on in two ways, those of one way are called by digits of the line at which it parts, too.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct BookName {
    pub id: Id,
    /// `3f2a`, `3f2a.90c1`; empty where the name says enough.
    pub mark: Box<str>,
}

impl BookName {
    pub fn parse(text: &str) -> Option<BookName> {
        let (name, mark) = text.split_once('~').unwrap_or((text, ""));
        let plain = mark.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'.'));
        let marked = mark.is_empty() != text.contains('~');
        Some(BookName { id: Id::new(name).ok().filter(|_| plain && marked)?, mark: mark.into() })
    }

    /// Whether what was typed may mean the book that is called so.
    pub fn may_mean(&self, called: &BookName, id: &BookId) -> bool {
        self.id == called.id && (called.mark.starts_with(&*self.mark) || id.digits().starts_with(&*self.mark))
    }
}

impl From<Id> for BookName {
    fn from(id: Id) -> BookName {
        BookName { id, mark: "".into() }
    }
}

impl fmt::Display for BookName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.mark {
            "" => f.pad(self.id.as_str()),
            mark => f.pad(&format!("{}~{mark}", self.id)),
        }
    }
}

crate::looks! {
    BookName, |_| {
        let says = "What a book is called: its name, and where several have it, the first digits of the opening's hash, `amm~3f2a`.";
        schema::text(&format!("{}(~[0-9a-f.]+)?", schema::ID), says)
    }
}

impl Serialize for BookName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The name of an entry: its book, and its number there.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct EntryName {
    pub book: BookName,
    pub seq: u64,
    /// The words that are meant, by their hash, as long as they were not found at that place.
    pub meant: Option<Hash>,
}

impl EntryName {
    pub fn new(book: BookName, seq: u64) -> EntryName {
        EntryName { book, seq, meant: None }
    }

    /// The name by content: that line of a book, with these words.
    pub fn of_line(book: &BookId, seq: u64, line: Hash) -> EntryName {
        EntryName { book: book.called(DIGITS), seq, meant: Some(line) }
    }

    /// As a line writes it, where it came from one; else as people read it.
    pub fn written(&self) -> String {
        match self.meant.filter(|_| self.book.mark.len() == DIGITS) {
            Some(hash) => format!("{}.{}:{}:{hash}", self.book.id, self.book.mark, self.seq),
            None => self.to_string(),
        }
    }

    /// Reads what people type, or what a line writes.
    pub fn parse(text: &str) -> Result<EntryName, String> {
        let bad = || format!("`{text}` is not the name of an entry: write BOOK:NUMBER, as `log` shows it");
        let (book, rest) = text.split_once(':').ok_or_else(bad)?;
        let number = |seq: &str| seq.parse().ok().filter(|_| !seq.starts_with(['+', '0'])).ok_or_else(bad);
        match rest.split_once(':') {
            None => Ok(EntryName::new(BookName::parse(book).ok_or_else(bad)?, number(rest)?)),
            Some((seq, hash)) => {
                let (book, hash) = (BookId::parse(book).ok_or_else(bad)?, Hash::parse(hash).ok_or_else(bad)?);
                Ok(EntryName::of_line(&book, number(seq)?, hash))
            }
        }
    }
}

/// How a line refers to an entry.
pub fn reference(book: &BookId, seq: u64, line: Hash) -> String {
    format!("{book}:{seq}:{line}")
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Of a book that is not here, a few digits say enough.
        let few = self.book.mark.char_indices().nth(8).filter(|_| self.book.mark.len() == DIGITS);
        match few {
            Some((end, _)) => write!(f, "{}~{}:{}", self.book.id, &self.book.mark[..end], self.seq),
            None => write!(f, "{}:{}", self.book, self.seq),
        }
    }
}

crate::looks! {
    EntryName, |_| {
        let says = "The name of an entry: its book and its number there, `amm:41`; where several books have that name, `amm~3f2a:41`.";
        let name = schema::text(&format!("{}(~[0-9a-f.]+)?:{}", schema::ID, schema::SEQ), says);
        schema::except(name, &format!("^{}[:~]", schema::RESERVED))
    }
}

/// How a line names an entry, for schemas.
pub struct Reference;

crate::looks! {
    Reference, |_| {
        let says =
            "An entry by content: its book, its number there, and the hash of its line, `amm.<32 hex>:41:<64 hex>`.";
        let pattern = format!("{}\\.[0-9a-f]{{{DIGITS}}}:{}:{}", schema::ID, schema::SEQ, schema::HASH);
        schema::text(&pattern, says)
    }
}

impl Serialize for EntryName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        let book = BookId::new(Id::new("amm.2").unwrap(), Hash::of(b"opening"));
        assert_eq!(BookId::parse(&book.to_string()), Some(book.clone()));
        assert_eq!(BookId::parse(&book.to_string().to_uppercase()), None);
        let full = reference(&book, 7, Hash::of(b"line"));
        let name = EntryName::parse(&full).unwrap();
        assert_eq!((name.seq, name.meant, &*name.book.mark), (7, Some(Hash::of(b"line")), &*book.digits()));
        assert_eq!(name.to_string(), format!("amm.2~{}:7", &book.digits()[..8]));
        for text in ["amm:4", "amm~3f2a:4", "amm-2~3f2a.90c1:12"] {
            assert_eq!(EntryName::parse(text).unwrap().to_string(), text);
        }
        for odd in
            ["amm", "amm:0", "amm:+4", "amm~:4", "amm~XY:4", "a b:4", "amm:4:5", &full[1..], &full[..full.len() - 1]]
        {
            assert!(EntryName::parse(odd).is_err() || odd == &full[1..], "{odd}");
        }
    }

    #[test]
    fn a_few_digits_mean_a_book() {
        let book = BookId::new(Id::new("amm").unwrap(), Hash::of(b"opening"));
        let (called, digits) = (book.called(4), book.digits());
        let typed = |text: &str| BookName::parse(text).unwrap().may_mean(&called, &book);
        assert!(typed("amm") && typed(&format!("amm~{}", &digits[..2])) && typed(&format!("amm~{digits}")));
        assert!(!typed("goi") && !typed("amm~ffffffff"));
    }
}
