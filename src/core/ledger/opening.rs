//! The first line of a book: whose it is, and of which plan; and the name that it gives the book.

use crate::model::hash::Hash;
use crate::model::id::Id;
use crate::model::json;
use crate::model::looks::JsonSchema;
use crate::model::moment::Moment;
use crate::model::name::BookId;
use serde::{Deserialize, Serialize};

const FORMAT: &str = "milepost/book/2";
/// The first format, which nobody ever released.
const FIRST_FORMAT: &str = "milepost/book/1";

/// The first line of a book: whose it is, and of which plan.
#[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Opening {
    pub book: Id,
    pub actor: Id,
    pub root: Hash,
    pub at: Moment,
}

/// The line that opens a book.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Opening")]
pub struct OpeningFields {
    /// The format of the book.
    #[schemars(schema_with = "book_format")]
    format: String,
    /// The book's name.
    book: Id,
    /// Whose book it is.
    actor: Id,
    /// The SHA-256 of the plan file that all books of the workspace begin with.
    #[schemars(schema_with = "crate::model::schema::hash")]
    root: String,
    /// When it was opened.
    #[schemars(with = "Moment")]
    at: String,
}

crate::looks! {
    fn book_format, |_| {
    json_schema!({"const": FORMAT})
    }
}

impl Opening {
    pub fn read(line: &str) -> Option<Opening> {
        let OpeningFields { format, book, actor, root, at } = json::read(line).ok()?;
        let (root, at) = (Hash::parse(&root)?, Moment::parse(&at)?);
        (format == FORMAT).then_some(Opening { book, actor, root, at })
    }

    /// Whether a line opens a book of the first format.
    pub fn is_of_first_format(line: &str) -> bool {
        json::read::<OpeningFields>(line).is_ok_and(|header| header.format == FIRST_FORMAT)
    }
}

/// The book that a line opens.
pub fn opened(opening: &Opening) -> BookId {
    BookId::new(opening.book.clone(), Hash::of(opening_line(opening).as_bytes()))
}

/// The first line of a new book, without its newline.
pub fn opening_line(opening: &Opening) -> String {
    let Opening { book, actor, root, at } = opening.clone();
    let header = OpeningFields { format: FORMAT.into(), book, actor, root: root.to_string(), at: at.to_string() };
    serde_json::to_string(&header).expect("strings are JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_read_strictly() {
        let [book, actor] = ["amm-2", "amm"].map(|id| Id::new(id).unwrap());
        let opening = Opening { book, actor, root: Hash([9; 32]), at: Moment(0) };
        let line = opening_line(&opening);
        assert!(line.starts_with(r#"{"format":"milepost/book/2","book":"amm-2","actor":"amm","root":"0909"#), "{line}");
        assert_eq!(Opening::read(&line), Some(opening.clone()));
        assert_eq!(Opening::read(&line.replace('}', r#","x-by":{"a":1}}"#)), Some(opening));
        for (old, new) in [("book/2", "book/1"), ("amm-2", "a b"), ("0909", "090"), (".000Z", "Z"), ("}", ",\"a\":1}")]
        {
            assert_eq!(Opening::read(&line.replacen(old, new, 1)), None, "{new}");
        }
    }
}
