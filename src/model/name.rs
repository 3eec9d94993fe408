//! The name of an entry: the book that it stands in, and its number there.

use super::id::Id;
use super::schema;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// The name of an entry: `book:seq`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryName {
    pub book: Id,
    pub seq: u64,
}

impl EntryName {
    pub fn parse(text: &str) -> Result<EntryName, String> {
        let bad = || format!("`{text}` is not the name of an entry: write BOOK:NUMBER, as `log` shows it");
        let (book, seq) = text.split_once(':').ok_or_else(bad)?;
        let seq = seq.parse().ok().filter(|_| !seq.starts_with(['+', '0'])).ok_or_else(bad)?;
        Ok(EntryName { book: Id::new(book).map_err(|_| bad())?, seq })
    }
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.book, self.seq)
    }
}

impl JsonSchema for EntryName {
    fn schema_name() -> Cow<'static, str> {
        "EntryName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let says = "The name of an entry: its book and its number there, `amm:41`.";
        let name = schema::text(&format!("{}:{}", schema::ID, schema::SEQ), says);
        schema::except(name, &format!("^{}:", schema::RESERVED))
    }
}

impl Serialize for EntryName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
