//! Names that were typed, found in the plan however their case was typed, else with what is close to them; and entries.

use super::failure::{Failure, REFUSED};
use crate::fold::admit::find as find_entry;
use crate::model::entry::{Desk, Entry};
use crate::model::id::Id;
use crate::model::name::EntryName;
use crate::model::plan::Plan;

/// Where a milestone stands.
pub fn milestone(plan: &Plan, id: &str) -> Result<usize, Failure> {
    let known = || plan.milestones.iter().map(|milestone| milestone.id.as_str());
    find(id, known()).ok_or_else(|| Failure::unknown("milestone", id, known(), "`milepost list` shows all of them"))
}

/// Where an actor stands.
pub fn actor(plan: &Plan, id: &str) -> Result<usize, Failure> {
    one_of("actor", id, plan.actors.iter().map(|actor| actor.id.as_str()))
}

/// Where a phase stands.
pub fn phase(plan: &Plan, id: &str) -> Result<usize, Failure> {
    one_of("phase", id, plan.phases.iter().map(|phase| phase.id.as_str()))
}

/// Where an element stands.
pub fn element(plan: &Plan, id: &str) -> Result<usize, Failure> {
    one_of("element", id, plan.elements.iter().map(|element| element.id.as_str()))
}

/// Where the entry of a name stands.
pub fn entry(desks: &[Desk], entries: &[Entry], name: &str) -> Result<usize, Failure> {
    let parsed = EntryName::parse(name).map_err(Failure::usage)?;
    find_entry(desks, entries, &parsed).ok_or_else(|| {
        Failure::new(REFUSED, "unknown-id", format!("there is no entry `{name}`"))
            .hint("`milepost log` shows the entries by name")
    })
}

fn one_of<'a>(what: &str, id: &str, known: impl Iterator<Item = &'a str> + Clone) -> Result<usize, Failure> {
    find(id, known.clone()).ok_or_else(|| {
        let all: Vec<&str> = known.clone().collect();
        let there = match all.is_empty() {
            true => format!("the plan has no {what}s"),
            false => format!("the {what}s are: {}", all.join(", ")),
        };
        Failure::unknown(what, id, known, &there)
    })
}

fn find<'a>(id: &str, known: impl Iterator<Item = &'a str>) -> Option<usize> {
    let folded = Id::folded(id);
    let mut like = None;
    for (place, known) in known.enumerate() {
        if known == id {
            return Some(place);
        }
        like = like.or((Id::folded(known) == folded).then_some(place));
    }
    like
}
