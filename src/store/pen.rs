//! Which book a speaker writes to: one of this machine's own, or a new one.

use super::error::StoreError;
use super::read::Contents;
use super::workspace::DeskFile;
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::model::id::Id;

/// The book that a new entry goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pen {
    /// An index into the books.
    Own(usize),
    /// A book that is yet to be opened.
    New { name: Id, actor: Id },
}

/// The book for a speaker: the own book of that name, else the latest own book of that actor, else a new one, named after
/// the actor, with a number where that name is taken. A book of which versions disagree is left alone. `actors` are those of the
/// plan.
pub fn choose(contents: &Contents, desk: &DeskFile, speaker: &str, actors: &[&str]) -> Result<Pen, StoreError> {
    let heir = heir(contents, desk, speaker);
    let speaker = heir.as_deref().unwrap_or(speaker);
    if let Some(flaw) = damage(contents, speaker).filter(|_| is_own(desk, speaker) && !is_closed(contents, speaker)) {
        return Err(damaged(flaw));
    }
    if let Some(index) = own(contents, desk, speaker) {
        return Ok(Pen::Own(index));
    }
    match Id::new(speaker).ok().filter(|_| actors.contains(&speaker)) {
        Some(actor) => Ok(Pen::New { name: free_name(contents, desk, &actor), actor }),
        None => {
            let elsewhere = contents.books.iter().any(|book| book.name == *speaker);
            Err(StoreError::NoDesk { speaker: speaker.to_owned(), elsewhere })
        }
    }
}

fn is_own(desk: &DeskFile, book: &str) -> bool {
    desk.books.iter().any(|own| own == book)
}

/// Whether versions of the book disagree, so that nobody adds to it.
fn is_closed(contents: &Contents, book: &str) -> bool {
    contents.closed.iter().any(|closed| closed == book)
}

/// Who speaks where an own book is named that is closed: its actor, in another book.
fn heir(contents: &Contents, desk: &DeskFile, speaker: &str) -> Option<String> {
    let book = contents.books.iter().find(|book| book.name == *speaker)?;
    (is_own(desk, speaker) && is_closed(contents, speaker)).then(|| book.opening.actor.to_string())
}

fn own(contents: &Contents, desk: &DeskFile, speaker: &str) -> Option<usize> {
    let index =
        |name: &Id| contents.books.iter().position(|book| book.name == *name && !is_closed(contents, name.as_str()));
    let owned = desk.books.iter().rev().filter_map(index);
    let named = owned.clone().find(|index| contents.books[*index].name == *speaker);
    named.or_else(|| owned.clone().find(|index| contents.books[*index].opening.actor == *speaker))
}

fn free_name(contents: &Contents, desk: &DeskFile, actor: &Id) -> Id {
    let names = (1..).map(|number| match number {
        1 => actor.clone(),
        _ => numbered(actor, number),
    });
    names.into_iter().find(|name| is_free(contents, desk, name.as_str())).unwrap_or_else(|| actor.clone())
}

/// `amm-2`, shortened where an id has no room for the number.
fn numbered(actor: &Id, number: u32) -> Id {
    let number = format!("-{number}");
    let stem = &actor.as_str()[..actor.as_str().len().min(64 - number.len())];
    Id::new(&format!("{stem}{number}")).unwrap_or_else(|_| actor.clone())
}

/// Whether a new book may have this name. One that this machine once opened and that is gone may come back from elsewhere.
fn is_free(contents: &Contents, desk: &DeskFile, name: &str) -> bool {
    let same = |other: &str| Id::folded(other) == Id::folded(name);
    let taken = contents.books.iter().any(|book| same(book.name.as_str()))
        || contents.flaws.iter().any(|flaw| same(&flaw.book))
        || desk.books.iter().any(|book| same(book.as_str()));
    !taken || is_stub(contents, desk, name)
}

/// Whether this is an own book that a crash kept from being opened.
pub fn is_stub(contents: &Contents, desk: &DeskFile, name: &str) -> bool {
    let unopened = |flaw: &Flaw| flaw.book == name && matches!(flaw.kind, FlawKind::Empty | FlawKind::Torn { .. });
    is_own(desk, name) && contents.flaws.iter().any(unopened) && !contents.books.iter().any(|book| book.name == *name)
}

/// The damage that keeps a book from being written to.
pub fn damage<'a>(contents: &'a Contents, book: &str) -> Option<&'a Flaw> {
    contents.flaws.iter().find(|flaw| flaw.book == book && flaw.kind.is_damage())
}

pub fn damaged(flaw: &Flaw) -> StoreError {
    StoreError::DamagedBook { book: flaw.book.clone(), flaw: flaw.clone() }
}
