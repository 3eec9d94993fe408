//! What an actor is to a milestone, and so what its claims count as; and which rule a decision falls under.

use super::editions::Editions;
use super::state::Standing;
use crate::model::actor::Role;
use crate::model::decision::{Scope, Settlement, Terms};
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::rule::Rule;

/// First that applies (design, section 5, standing of a claim).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Owes,
    /// Shares a side with who owes it, without owing it itself: its claims have no standing.
    OwingSide,
    Verifies,
    OtherParty,
    Assesses,
}

impl Relation {
    /// What its claims count as; of another party, where it says no less than others.
    pub fn standing(self) -> Standing {
        match self {
            Relation::Owes => Standing::Reported,
            Relation::OwingSide => Standing::None,
            Relation::Verifies => Standing::Verified,
            Relation::OtherParty => Standing::Confirmed,
            Relation::Assesses => Standing::Assessed,
        }
    }
}

/// What `actor` is to `milestone` for a claim that counts from `from`, by the version then in force.
pub fn relation(editions: &Editions, milestone: MilestoneIx, actor: ActorIx, from: Moment) -> Relation {
    let plan = editions.at(from);
    let free = !plan.has_an_interest(milestone, actor);
    let named = |rule: &Rule| free && plan.names(rule, actor) && editions.in_mandate(actor, from);
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

/// The rule that a decision on these terms falls under, if the plan has one (design, section 4, rules). A mandate moves as
/// dates do; who withdraws its own dispute needs no rule.
pub fn rule_for<'a>(plan: &'a Plan, terms: &Terms) -> Option<&'a Rule> {
    let of = |milestone: &str, rule: fn(&'a Plan, MilestoneIx) -> Option<&'a Rule>| {
        plan.milestone(milestone).and_then(|milestone| rule(plan, milestone))
    };
    match terms {
        Terms::Start { .. } => plan.rules.start.as_ref(),
        Terms::Reschedule { milestone, .. } => of(milestone.as_str(), Plan::reschedule_rule),
        Terms::Prolong { .. } => plan.rules.reschedule.as_ref(),
        Terms::Suspend { scope: Scope::Milestone(id), .. } | Terms::Resume { scope: Scope::Milestone(id), .. } => {
            of(id.as_str(), Plan::suspend_rule)
        }
        Terms::Suspend { .. } | Terms::Resume { .. } => plan.rules.suspend.as_ref(),
        Terms::Amend { .. } => plan.rules.amend(),
        Terms::Settle { outcome: Settlement::Withdrawn, .. } => None,
        Terms::Settle { .. } => plan.rules.settle.as_ref(),
    }
}
