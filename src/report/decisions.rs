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
    /// From when it holds; null where it voids what was decided before, or while nobody has said it.
    from: Option<When>,
    voids: bool,
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
            Ruling::VoidSince(_) | Ruling::Unsaid => None,
        },
        voids: matches!(decision.ruling, Ruling::VoidSince(_)),
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
        let what = words::ruling(decision.ruling, view.plan.timezone);
        let by = view.actors(by(view, decision));
        format!("{what}: proposed by {by}, awaited: {}", awaited(view, decision))
    };
    view.state.decisions.iter().filter(|decision| decision.taken.is_none()).map(line).collect()
}

/// The sides that have not concurred, with commas between.
pub fn awaited(view: &View, decision: &Decision) -> String {
    let sides = decision.awaited.iter().map(|actor| view.plan.actors[*actor].side().as_str());
    sides.collect::<Vec<_>>().join(", ")
}

/// The actors who concur, in the order of the plan.
pub fn by(view: &View, decision: &Decision) -> Vec<usize> {
    let mut actors: Vec<usize> = decision.entries.iter().filter_map(|entry| view.state.entries[*entry].actor).collect();
    actors.sort_unstable();
    actors
}
