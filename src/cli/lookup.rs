//! Names that were typed, found in the plan by id or by name, however their case was typed, else with what is close to them; and
//! entries.

use super::failure::{Failure, REFUSED};
use crate::fold::log::Log;
use crate::ledger::chain::{Book, Books};
use crate::model::id::Id;
use crate::model::index::{ActorIx, ElementIx, EntryIx, Ix, MilestoneIx, PhaseIx};
use crate::model::name::EntryName;
use crate::model::plan::Plan;
use crate::model::text::Text;

/// Where a milestone stands.
pub fn milestone(plan: &Plan, typed: &str) -> Result<MilestoneIx, Failure> {
    if let Some(there) = plan.milestone(typed) {
        return Ok(there);
    }
    let known: Vec<Known> = (plan.milestones.iter())
        .map(|one| Known { short: one.number.as_deref(), ..Known::of(&one.id, &one.title) })
        .collect();
    one_of(("milestone", "list"), typed, &known)
}

/// Something of the plan by which it may be meant: its id, its name in any language, what tables call it or the number that its
/// secretariat gives it.
struct Known<'p> {
    id: &'p Id,
    name: &'p Text,
    short: Option<&'p str>,
}

impl<'p> Known<'p> {
    fn of(id: &'p Id, name: &'p Text) -> Known<'p> {
        Known { id, name, short: None }
    }
}

/// Where an actor stands.
pub fn actor(plan: &Plan, typed: &str) -> Result<ActorIx, Failure> {
    one_of(("actor", "status --group actor"), typed, &actors(plan))
}

/// Whether an actor is called so, whole: a setting is not typed for this plan, and no beginning in it is meant here.
pub fn is_actor(plan: &Plan, name: &str) -> bool {
    called_whole(name, &actors(plan)).len() == 1
}

fn actors(plan: &Plan) -> Vec<Known<'_>> {
    (plan.actors.iter())
        .map(|actor| Known { short: Some(&actor.called), ..Known::of(&actor.id, &actor.name) })
        .collect()
}

/// Where a phase stands.
pub fn phase(plan: &Plan, typed: &str) -> Result<PhaseIx, Failure> {
    let known: Vec<Known> = plan.phases.iter().map(|phase| Known::of(&phase.id, &phase.title)).collect();
    one_of(("phase", "status"), typed, &known)
}

/// Where an element stands.
pub fn element(plan: &Plan, typed: &str) -> Result<ElementIx, Failure> {
    let known: Vec<Known> = plan.elements.iter().map(|element| Known::of(&element.id, &element.title)).collect();
    one_of(("element", "status --group element"), typed, &known)
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

/// The one that is meant: by its id, else by its name in any language, else by the beginning of either. `what` it is, and the command
/// that shows all of these.
fn one_of<I: Ix>((what, shown): (&str, &str), typed: &str, known: &[Known]) -> Result<I, Failure> {
    let ids = || known.iter().map(|one| one.id.as_str());
    let mut meant = called_whole(typed, known);
    if meant.is_empty() && !typed.is_empty() {
        let folded = typed.to_lowercase();
        meant = called(known, |name| begins(name, &folded));
    }
    match meant[..] {
        [only] => Ok(I::at(only)),
        [] => {
            let there = match (known.is_empty(), known.len() > MOST) {
                (true, _) => format!("the plan has no {what}s"),
                (false, true) => format!("`milepost {shown}` shows all of them"),
                (false, false) => format!("the {what}s are: {}", ids().collect::<Vec<_>>().join(", ")),
            };
            Err(Failure::unknown(what, typed, ids(), &there))
        }
        ref several => {
            let more = if several.len() > MOST { " …" } else { "" };
            let several: Vec<&str> = several.iter().take(MOST).map(|place| known[*place].id.as_str()).collect();
            Err(Failure::new(REFUSED, "ambiguous", format!("`{typed}` may be several {what}s"))
                .hint(format!("write one of: {}{more}", several.join(", "))))
        }
    }
}

/// The places of what is called so: by its id, else by its name in any language.
fn called_whole(typed: &str, known: &[Known]) -> Vec<usize> {
    let by_id = |fits: &dyn Fn(&str) -> bool| known.iter().position(|one| fits(one.id.as_str()));
    let folded = Id::folded(typed);
    let found = by_id(&|id| id == typed).or_else(|| by_id(&|id| Id::folded(id) == folded));
    let name = typed.to_lowercase();
    found.map_or_else(|| called(known, |known| known == name), |only| vec![only])
}

/// The places of those whose id or name, in lower case, fits.
fn called(known: &[Known], fits: impl Fn(&str) -> bool) -> Vec<usize> {
    let fit = |one: &Known| {
        let names = one.name.by_language().values().map(String::as_str).chain(one.short);
        fits(&Id::folded(one.id.as_str())) || names.into_iter().any(|name| fits(&name.to_lowercase()))
    };
    (0..known.len()).filter(|place| fit(&known[*place])).collect()
}

/// Whether a name begins so: not within a number, for `DC-1` is no beginning of `DC-10`.
fn begins(name: &str, beginning: &str) -> bool {
    let digit = |text: Option<char>| text.is_some_and(|c| c.is_numeric());
    name.strip_prefix(beginning)
        .is_some_and(|rest| !(digit(beginning.chars().next_back()) && digit(rest.chars().next())))
}
