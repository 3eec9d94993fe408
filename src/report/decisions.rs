//! Decisions: taken and pending, as lines for people and as documents for machines.

use super::view::View;
use super::words;
use crate::fold::state::{Decision, Ruling};
use crate::model::entry::EntryName;
use crate::model::id::Id;
use crate::model::moment::Moment;
use crate::model::when::When;
use serde::Serialize;

#[derive(Serialize)]
pub struct DecisionDoc<'a> {
    matter: &'static str,
    /// From when it holds; null where it voids what was decided before.
    from: Option<When>,
    /// When the quorum was complete; null while it is pending.
    taken: Option<Moment>,
    by: Vec<&'a Id>,
    entries: Vec<EntryName>,
    /// The sides that have not concurred.
    awaiting: Vec<&'a Id>,
}

pub fn decision_docs<'a>(view: &View<'a>) -> Vec<DecisionDoc<'a>> {
    let doc = |decision: &Decision| DecisionDoc {
        matter: "start",
        from: match decision.ruling {
            Ruling::From(when) => Some(when),
            Ruling::VoidSince(_) => None,
        },
        taken: decision.taken,
        by: by(view, decision).into_iter().map(|actor| &view.plan.actors[actor].id).collect(),
        entries: decision.entries.iter().map(|entry| view.name(*entry)).collect(),
        awaiting: decision.awaited.iter().map(|actor| view.plan.actors[*actor].side()).collect(),
    };
    view.state.decisions.iter().map(doc).collect()
}

/// The decisions that are not taken yet, each in a line.
pub fn pending(view: &View) -> Vec<String> {
    let line = |decision: &Decision| {
        let awaited: Vec<&str> =
            decision.awaited.iter().map(|actor| view.plan.actors[*actor].side().as_str()).collect();
        let what = words::ruling(decision.ruling, view.plan.timezone);
        format!("{what}: proposed by {}, awaited: {}", view.actors(by(view, decision)), awaited.join(", "))
    };
    view.state.decisions.iter().filter(|decision| decision.taken.is_none()).map(line).collect()
}

/// The actors who concur, in the order of the plan.
pub fn by(view: &View, decision: &Decision) -> Vec<usize> {
    let mut actors: Vec<usize> = decision.entries.iter().filter_map(|entry| view.state.entries[*entry].actor).collect();
    actors.sort_unstable();
    actors
}
