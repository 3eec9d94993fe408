//! The longest head that this machine has met of every book: a memory that no other machine can rewrite.

use super::disk;
use super::error::StoreError;
use super::lock::Lock;
use super::workspace::Workspace;
use crate::ledger::chain::Book;
use crate::ledger::point::Point;
use crate::model::json;
use crate::model::name::BookId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::time::Duration;

const FORMAT: &str = "milepost/heads/2";

pub type Heads = BTreeMap<BookId, Point>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: String,
    heads: BTreeMap<BookId, String>,
}

/// What this machine remembers; nothing where it has met no book.
pub fn read(workspace: &Workspace) -> Result<Heads, StoreError> {
    let path = workspace.heads();
    let Some(bytes) = disk::read(&path).map_err(StoreError::io("read", &path))? else {
        return Ok(Heads::new());
    };
    let unreadable = |reason: String| StoreError::DeskUnreadable { path: path.clone(), reason };
    let file: File = json::from_slice(&bytes).map_err(|error| unreadable(json::plain(&error)))?;
    if file.format != FORMAT {
        return Err(unreadable(file.format));
    }
    let point = |(book, text): (BookId, String)| match Point::parse(&text) {
        Some(point) => Ok((book, point)),
        None => Err(unreadable(format!("`{text}` is no line and its hash"))),
    };
    file.heads.into_iter().map(point).collect()
}

/// A book and its last line that exists.
pub type MetBook<'a> = (&'a Book, Point);

/// The heads to remember from now on: those of books that have grown from what is remembered. A book that was cut back or
/// rewritten stays remembered as it was.
pub fn grown(known: &Heads, met: &[MetBook]) -> Option<Heads> {
    let longer = |(book, point): &&MetBook| match known.get(&book.id) {
        None => true,
        Some(before) => point.seq > before.seq && book.has(before),
    };
    let new: Vec<&MetBook> = met.iter().filter(longer).collect();
    let mut heads = known.clone();
    heads.extend(new.iter().map(|(book, point)| (book.id.clone(), *point)));
    (!new.is_empty()).then_some(heads)
}

/// So many new heads are looked at by one reader, since the disk is asked to keep each book; the next goes on.
const MOST: usize = 256;

/// Remembers, for a reader: where somebody is writing, or nothing can be written, it is left to the next command.
pub fn remember(workspace: &Workspace, known: &Heads, met: &[MetBook]) {
    let is_new = |(book, point): &&MetBook| known.get(&book.id) != Some(point);
    let met: &[MetBook] = &met.iter().filter(is_new).take(MOST).copied().collect::<Vec<_>>();
    if grown(known, met).is_none() || disk::make_dir(&workspace.own()).is_err() {
        return;
    }
    let Ok(_lock) = Lock::take(&workspace.lock(), Duration::ZERO, "a reader, who remembers heads") else { return };
    if let Ok(known) = read(workspace)
        && let Some(mut heads) = grown(&known, met)
    {
        heads.retain(|id, point| known.get(id) == Some(point) || stands(workspace, met, id));
        let _ = write(workspace, &heads);
    }
}

/// Whether what was read of a book is still there, now that nobody writes, and stays there when the power fails. A write that
/// was under way meanwhile may have failed and been taken back; remembered, it would make the whole book look cut.
fn stands(workspace: &Workspace, met: &[MetBook], id: &BookId) -> bool {
    let path = workspace.book(&id.to_string());
    let whole = met.iter().find(|(book, _)| book.id == *id).map_or(0, |(book, _)| book.whole as u64);
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
