//! What is said of a word that is no level.

use crate::draft::status::status;
use crate::model::level::Level;

/// The level that a word or a percentage stands for in a matrix; a claim has words of its own.
pub fn as_in_a_matrix(word: &str) -> Option<String> {
    let read = status(word, &[]).filter(|read| !read.more)?;
    Some(format!("as in a matrix it would be `{}`", read.level.word()))
}

pub fn levels() -> String {
    Level::ALL.map(Level::word).join(", ")
}
