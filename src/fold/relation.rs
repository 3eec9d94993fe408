//! What an actor is to a milestone, and so what his claims count as; and whether he takes part in a decision.

use super::state::WhyNot;
use crate::model::actor::Role;
use crate::model::moment::{Moment, Zone};
use crate::model::plan::Plan;
use crate::model::rule::Rule;

/// First that applies (design, section 5, standing of a claim).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Owes,
    /// Shares a side with who owes it, without owing it himself: his claims have no standing.
    OwingSide,
    Verifies,
    OtherParty,
    Assesses,
}

/// What `actor` is to `milestone` for a claim that counts from `from`.
pub fn relation(plan: &Plan, milestone: usize, actor: usize, from: Moment) -> Relation {
    let named = |rule| plan.names(rule, actor) && in_mandate(plan, actor, from);
    if plan.owing(milestone).any(|owing| owing == actor) {
        Relation::Owes
    } else if plan.on_owing_side(milestone, actor) {
        Relation::OwingSide
    } else if plan.verify_rule(milestone).is_some_and(named) {
        Relation::Verifies
    } else if plan.actors[actor].role == Role::Party {
        Relation::OtherParty
    } else {
        Relation::Assesses
    }
}

/// Whether an actor's mandate covers a moment; an actor without one is always within it.
pub fn in_mandate(plan: &Plan, actor: usize, moment: Moment) -> bool {
    let zone: Zone = plan.timezone;
    plan.actors[actor].mandate.is_none_or(|mandate| {
        mandate.from.is_none_or(|from| from.first(zone) <= moment)
            && mandate.until.is_none_or(|until| moment <= until.last(zone))
    })
}

/// Whether an actor may take part in a decision under a rule: named by it, and within his mandate.
pub fn may_decide(plan: &Plan, rule: Option<&Rule>, actor: usize, from: Moment) -> Result<(), WhyNot> {
    let rule = rule.ok_or(WhyNot::NobodyDecides)?;
    match plan.names(rule, actor) && in_mandate(plan, actor, from) {
        true => Ok(()),
        false => Err(WhyNot::NotADecider(plan.actors[actor].id.clone())),
    }
}
