//! Names that were typed, found in the plan however their case was typed, else with what is close to them; and entries.

use super::failure::{Failure, REFUSED};
use crate::fold::log::Log;
use crate::ledger::chain::{Book, Books};
use crate::model::id::Id;
use crate::model::index::{ActorIx, ElementIx, EntryIx, Ix, MilestoneIx, PhaseIx};
use crate::model::name::EntryName;
use crate::model::plan::Plan;

/// Where a milestone stands.
pub fn milestone(plan: &Plan, id: &str) -> Result<MilestoneIx, Failure> {
    let known = || plan.milestones.iter().map(|milestone| milestone.id.as_str());
    find(id, known()).ok_or_else(|| Failure::unknown("milestone", id, known(), "`milepost list` shows all of them"))
}

/// Where an actor stands.
pub fn actor(plan: &Plan, id: &str) -> Result<ActorIx, Failure> {
    one_of("actor", id, plan.actors.iter().map(|actor| actor.id.as_str()))
}

/// Where a phase stands.
pub fn phase(plan: &Plan, id: &str) -> Result<PhaseIx, Failure> {
    one_of("phase", id, plan.phases.iter().map(|phase| phase.id.as_str()))
}

/// Where an element stands.
pub fn element(plan: &Plan, id: &str) -> Result<ElementIx, Failure> {
    one_of("element", id, plan.elements.iter().map(|element| element.id.as_str()))
}

/// Where the entry of a name stands.
pub fn entry(books: &Books, log: Log, name: &str) -> Result<EntryIx, Failure> {
    let parsed = EntryName::parse(name).map_err(Failure::usage)?;
    let found = meant(books, &parsed)?.and_then(|name| log.find(&name));
    found.ok_or_else(|| {
        Failure::new(REFUSED, "unknown-id", format!("there is no entry `{name}`"))
            .hint("`milepost log` shows the entries by name")
    })
}

/// So many books of one name are listed.
const MOST: usize = 8;

/// The name that a typed one stands for; nothing where no book is called so. Refused where several are.
pub fn meant(books: &Books, typed: &EntryName) -> Result<Option<EntryName>, Failure> {
    let may_be: Vec<&Book> = books.iter().filter(|book| typed.book.may_mean(&book.name, &book.id)).collect();
    let exact: Vec<&Book> = may_be.iter().copied().filter(|book| book.name == typed.book).collect();
    let means = |book: &&Book| typed.meant.is_none_or(|hash| book.hash_at(typed.seq) == Some(hash));
    let named = |book: &Book| EntryName::new(book.name.clone(), typed.seq);
    match (&exact[..], &may_be[..]) {
        ([only], _) | (_, [only]) => {
            Ok(Some(if means(only) { named(only) } else { EntryName { meant: typed.meant, ..named(only) } }))
        }
        (_, []) => Ok(None),
        (_, several) => match several.iter().find(|book| typed.meant.is_some() && means(book)) {
            Some(book) => Ok(Some(named(book))),
            None => {
                let some: Vec<String> = several.iter().take(MOST).map(|book| named(book).to_string()).collect();
                let more = if several.len() > MOST { " …" } else { "" };
                Err(Failure::new(REFUSED, "ambiguous", format!("`{typed}` may be several entries"))
                    .hint(format!("several books have that name: {}{more}", some.join(", "))))
            }
        },
    }
}

fn one_of<'a, I: Ix>(what: &str, id: &str, known: impl Iterator<Item = &'a str> + Clone) -> Result<I, Failure> {
    find(id, known.clone()).ok_or_else(|| {
        let all: Vec<&str> = known.clone().collect();
        let there = match all.is_empty() {
            true => format!("the plan has no {what}s"),
            false => format!("the {what}s are: {}", all.join(", ")),
        };
        Failure::unknown(what, id, known, &there)
    })
}

fn find<'a, I: Ix>(id: &str, known: impl Iterator<Item = &'a str>) -> Option<I> {
    let folded = Id::folded(id);
    let mut like = None;
    for (place, known) in known.enumerate() {
        if known == id {
            return Some(I::at(place));
        }
        like = like.or((Id::folded(known) == folded).then_some(I::at(place)));
    }
    like
}
