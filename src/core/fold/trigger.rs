//! When contingent milestones began to count (design, section 4, `contingent`; ruling 13).

use super::calendar::{Calendar, Facts};
use super::counts::Triggers;
use super::life::Lives;
use super::parts::join;
use crate::model::index::MilestoneIx;
use crate::model::lean::Lean;
use crate::model::moment::Moment;
use crate::model::plan::Plan;

/// Joins the wholes, and tells of each contingent milestone when what it requires first held. The earliest comes first,
/// those of one moment together, until nothing changes: what one trigger moves, the next may look at.
///
/// ```text
/// phase one:  A ●──────────────────────────    B counts from here, so the phase, done when A was, is open again
///             B (if X slides back)  ╎────
/// ```
pub fn trigger(facts: Facts, lives: &mut Lives) -> Triggers {
    let plan = facts.plan;
    let mut triggers = Triggers::none(plan);
    let contingent = |place: MilestoneIx| {
        let past = facts.past.iter().map(|era| &*era.plan);
        past.chain([plan]).any(|plan| plan.milestones[place].contingent)
    };
    let mut waiting: Vec<MilestoneIx> = lives.indices().filter(|place| contingent(*place)).collect();
    join(plan, lives, &triggers);
    while !waiting.is_empty() {
        let calendar = Calendar::new(facts, lives, &triggers);
        let first_met = |milestone: &MilestoneIx| Some((calendar.first_met(*milestone)?, *milestone));
        let met: Vec<(Moment, MilestoneIx)> = waiting.iter().filter_map(first_met).collect();
        let Some(first) = met.iter().map(|(moment, _)| *moment).min() else { break };
        for (moment, milestone) in met {
            if moment == first || facts.past.is_empty() && stands_alone(plan, milestone) {
                triggers.0[milestone] = Some(moment);
            }
        }
        waiting.retain(|milestone| triggers.0[*milestone].is_none());
        join(plan, lives, &triggers);
    }
    triggers
}

/// Whether no other trigger can move what a milestone requires: it looks at no phase, no whole or part, nothing contingent.
fn stands_alone(plan: &Plan, milestone: MilestoneIx) -> bool {
    let simple = |place: MilestoneIx| {
        plan.parts(place).is_empty() && plan.whole(place).is_none() && !plan.milestones[place].contingent
    };
    plan.conditions_lean_on(&plan.milestones[milestone].requires).into_iter().all(|lean| match lean {
        Lean::Rank(place) => simple(place),
        Lean::Start => true,
        Lean::Date(_) | Lean::Opening(_) | Lean::End(_) => false,
    })
}
