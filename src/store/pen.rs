//! Which book a speaker writes to: one of this machine's own, or a new one.

use super::error::StoreError;
use super::read::Contents;
use super::workspace::DeskFile;
use crate::ledger::chain::place_of;
use crate::ledger::flaw::Flaw;
use crate::model::id::Id;
use crate::model::index::DeskIx;
use crate::model::moment::Moment;
use crate::model::name::BookId;

/// The book that a new entry goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pen {
    /// An index into the books.
    Own(DeskIx),
    /// A book that is yet to be opened. `ahead`: one of this machine's is left alone, since its last line lies ahead of the clock.
    New { name: Id, actor: Id, ahead: bool },
}

/// The book for a speaker: the own book of that name, else the latest own book of that actor, else a new one, named after
/// the actor, with a number where that name is taken. A book that goes on in several ways, and one whose last line lies ahead, is left
/// alone. `actors` are those of the plan.
pub fn choose(
    contents: &Contents,
    desk: &DeskFile,
    speaker: &str,
    actors: &[&str],
    now: Moment,
) -> Result<Pen, StoreError> {
    let own: Vec<DeskIx> = desk.books.iter().rev().filter_map(|own| place_of(&contents.books, &own.book)).collect();
    let named: Vec<DeskIx> = own.iter().copied().filter(|place| is_called(contents, *place, speaker)).collect();
    let of = |speaker: &str| {
        let by = |place: &&DeskIx| contents.books[**place].opening.actor == *speaker;
        own.iter().filter(by).copied().collect::<Vec<DeskIx>>()
    };
    let mine = if named.is_empty() { of(speaker) } else { named };
    let usable = |place: &&DeskIx| !contents.closed.contains(&contents.books[**place].id);
    let ready = |place: &&DeskIx| contents.books[**place].latest <= now;
    let flawed = mine.iter().filter(usable).find_map(|place| damage(contents, &contents.books[*place].id.to_string()));
    if let Some(flaw) = flawed {
        return Err(damaged(flaw));
    }
    if let Some(place) = mine.iter().filter(usable).find(ready) {
        return Ok(Pen::Own(*place));
    }
    let heir = mine.first().map(|place| contents.books[*place].opening.actor.to_string());
    let actor = heir.as_deref().unwrap_or(speaker);
    // The book that was opened when this one was first left alone.
    let whole = |place: &&DeskIx| damage(contents, &contents.books[**place].id.to_string()).is_none();
    if let Some(place) = of(actor).iter().filter(usable).filter(whole).find(ready) {
        return Ok(Pen::Own(*place));
    }
    let lost = desk.books.iter().find(|own| own.book.name == *actor && place_of(&contents.books, &own.book).is_none());
    if let Some(flaw) = lost.and_then(|own| damage(contents, &own.book.to_string())).filter(|_| mine.is_empty()) {
        return Err(damaged(flaw));
    }
    match Id::new(actor).ok().filter(|_| actors.contains(&actor)) {
        Some(actor) => Ok(Pen::New {
            name: free_name(contents, desk, &actor),
            actor,
            ahead: mine.iter().any(|place| usable(&place)),
        }),
        None => {
            let elsewhere = contents.books.indices().any(|place| is_called(contents, place, speaker));
            Err(StoreError::NoDesk { speaker: speaker.to_owned(), elsewhere })
        }
    }
}

fn is_called(contents: &Contents, place: DeskIx, name: &str) -> bool {
    let book = &contents.books[place];
    book.id.name == *name || book.name.to_string() == name
}

fn free_name(contents: &Contents, desk: &DeskFile, actor: &Id) -> Id {
    let names = (1..).map(|number| match number {
        1 => actor.clone(),
        _ => numbered(actor, number),
    });
    names.into_iter().find(|name| is_free(contents, desk, name)).unwrap_or_else(|| actor.clone())
}

/// `amm-2`, shortened where an id has no room for the number.
fn numbered(actor: &Id, number: u32) -> Id {
    let number = format!("-{number}");
    let stem = &actor.as_str()[..actor.as_str().len().min(64 - number.len())];
    Id::new(&format!("{stem}{number}")).unwrap_or_else(|_| actor.clone())
}

/// Whether no book at hand is called so.
fn is_free(contents: &Contents, desk: &DeskFile, name: &Id) -> bool {
    let same = |other: &Id| Id::folded(other.as_str()) == Id::folded(name.as_str());
    !contents.books.iter().any(|book| same(&book.id.name))
        && !desk.books.iter().any(|own| same(&own.book.name) && !own.is_unwritten(&contents.workspace))
}

/// The damage that keeps a book, by its file, from being written to.
pub fn damage<'a>(contents: &'a Contents, file: &str) -> Option<&'a Flaw> {
    contents.flaws.iter().find(|flaw| flaw.book == file && flaw.kind.is_damage())
}

pub fn damaged(flaw: &Flaw) -> StoreError {
    let book = BookId::parse(&flaw.book).map_or(flaw.book.clone(), |id| id.name.to_string());
    StoreError::DamagedBook { book, flaw: flaw.clone() }
}
