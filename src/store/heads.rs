//! The longest head that this machine has met of every book: a memory that no other machine can rewrite.

use super::disk;
use super::error::StoreError;
use super::lock::Lock;
use super::workspace::Workspace;
use crate::ledger::chain::Book;
use crate::ledger::point::Point;
use crate::model::id::Id;
use crate::model::json;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

const FORMAT: &str = "milepost/heads/1";

pub type Heads = BTreeMap<Id, Point>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    heads: BTreeMap<Id, String>,
}

/// What this machine remembers; nothing where it has met no book.
pub fn read(workspace: &Workspace) -> Result<Heads, StoreError> {
    let path = workspace.heads();
    let Some(bytes) = disk::read(&path).map_err(StoreError::io("read", &path))? else {
        return Ok(Heads::new());
    };
    let unreadable = |reason: String| StoreError::DeskUnreadable { path: path.clone(), reason };
    let file: File = json::from_slice(&bytes).map_err(|error| unreadable(error.to_string()))?;
    if file.format != FORMAT {
        return Err(unreadable(file.format));
    }
    let point = |(book, text): (Id, String)| match Point::parse(&text) {
        Some(point) => Ok((book, point)),
        None => Err(unreadable(format!("`{text}` is no line and its hash"))),
    };
    file.heads.into_iter().map(point).collect()
}

/// The heads to remember from now on: those of books that have grown from what is remembered. A book that was cut back or
/// rewritten stays remembered as it was.
pub fn grown(known: &Heads, books: &[Book]) -> Option<Heads> {
    let longer = |book: &&Book| match known.get(&book.name) {
        None => true,
        Some(point) => book.seq > point.seq && book.has(point),
    };
    let new: Vec<&Book> = books.iter().filter(longer).collect();
    let mut heads = known.clone();
    heads.extend(new.iter().map(|book| (book.name.clone(), book.point())));
    (!new.is_empty()).then_some(heads)
}

/// Remembers, for a reader: where somebody is writing, or nothing can be written, it is left to the next command.
pub fn remember(workspace: &Workspace, known: &Heads, books: &[Book]) {
    if grown(known, books).is_none() || disk::make_dir(&workspace.own()).is_err() {
        return;
    }
    let Ok(_lock) = Lock::take(&workspace.lock(), Duration::ZERO, "a reader, who remembers heads") else { return };
    if let Ok(known) = read(workspace)
        && let Some(mut heads) = grown(&known, books)
    {
        heads.retain(|name, point| known.get(name) == Some(point) || stands(workspace, books, name));
        let _ = write(workspace, &heads);
    }
}

/// Whether what was read of a book is still there, now that nobody writes, and stays there when the power fails. A write that
/// was under way meanwhile may have failed and been taken back; remembered, it would make the whole book look cut.
fn stands(workspace: &Workspace, books: &[Book], name: &Id) -> bool {
    let path = workspace.book(name.as_str());
    let whole = books.iter().find(|book| book.name == *name).map_or(0, |book| book.whole as u64);
    disk::size(&path).is_ok_and(|size| size >= Some(whole)) && disk::keep(&path).is_ok()
}

/// Writes the heads down; asks for the lock to be held. A memory that the system does not let us read stays as it is.
pub fn write(workspace: &Workspace, heads: &Heads) -> Result<(), StoreError> {
    if disk::is_denied(&workspace.heads()) {
        return Ok(());
    }
    let heads = heads.iter().map(|(book, point)| (book.clone(), point.to_string())).collect();
    let file = File { format: FORMAT.into(), heads };
    let text = serde_json::to_string_pretty(&file).expect("names are JSON") + "\n";
    let path = workspace.heads();
    disk::write_aside(&path, text.as_bytes()).map_err(StoreError::io("write", &path))
}
