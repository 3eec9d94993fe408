//! Whether two actors propose the same.

use crate::model::decision::{Effect, Terms};
use crate::model::due::Due;
use crate::model::moment::Zone;
use crate::model::when::When;

/// Whether two say the same: dates are equal that begin with the same moment, however they are written.
pub fn equal(zone: Zone, a: &Terms, b: &Terms) -> bool {
    let when = |a: Option<When>, b: Option<When>| match (a, b) {
        (Some(a), Some(b)) => a.first(zone) == b.first(zone),
        (a, b) => a == b,
    };
    let rule = |due: &Option<Due>| due.as_ref().map(|due| due.rule.clone());
    match (a, b) {
        (Terms::Start { from: Effect::From(a) }, Terms::Start { from: Effect::From(b) }) => when(Some(*a), Some(*b)),
        (
            Terms::Reschedule { milestone: a, due: due_a, from: from_a },
            Terms::Reschedule { milestone: b, due: due_b, from: from_b },
        ) => a == b && rule(due_a) == rule(due_b) && when(*from_a, *from_b),
        (
            Terms::Prolong { actor: a, until: until_a, from: from_a },
            Terms::Prolong { actor: b, until: until_b, from: from_b },
        ) => a == b && until_a.last(zone) == until_b.last(zone) && when(*from_a, *from_b),
        (Terms::Suspend { scope: a, from: from_a }, Terms::Suspend { scope: b, from: from_b })
        | (Terms::Resume { scope: a, from: from_a }, Terms::Resume { scope: b, from: from_b }) => {
            a == b && when(*from_a, *from_b)
        }
        (
            Terms::Amend { base: a, plan: plan_a, from: from_a },
            Terms::Amend { base: b, plan: plan_b, from: from_b },
        ) => a == b && plan_a == plan_b && when(*from_a, *from_b),
        (a, b) => a == b,
    }
}
