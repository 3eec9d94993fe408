//! When contingent milestones began to count (design, section 4, `contingent`; ruling 13).

use super::calendar::Calendar;
use super::life::Life;
use super::parts::join;
use super::state::Clocks;
use crate::model::condition::Condition;
use crate::model::due::{Event, Mark};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::when::When;

/// Joins the wholes, and tells of each contingent milestone when what it requires first held. The earliest comes first,
/// those of one moment together, until nothing changes: what one trigger moves, the next may look at.
///
/// ```text
/// phase one:  A ●──────────────────────────    B counts from here, so the phase, done when A was, is open again
///             B (if X slides back)  ╎────
/// ```
pub fn trigger(plan: &Plan, lives: &mut [Life], started: Option<When>, clocks: Clocks) -> Vec<Option<Moment>> {
    let mut triggered = vec![None; lives.len()];
    let mut waiting: Vec<usize> = (0..lives.len()).filter(|place| plan.milestones[*place].contingent).collect();
    join(plan, lives, &triggered);
    while !waiting.is_empty() {
        let calendar = Calendar::new(plan, lives, clocks, started, &triggered);
        let first_met = |milestone: &usize| Some((calendar.first_met(*milestone)?, *milestone));
        let met: Vec<(Moment, usize)> = waiting.iter().filter_map(first_met).collect();
        let Some(first) = met.iter().map(|(moment, _)| *moment).min() else { break };
        for (moment, milestone) in met {
            if moment == first || stands_alone(plan, milestone) {
                triggered[milestone] = Some(moment);
            }
        }
        waiting.retain(|milestone| triggered[*milestone].is_none());
        join(plan, lives, &triggered);
    }
    triggered
}

/// Whether no other trigger can move what a milestone requires: it looks at no phase, no whole, and nothing contingent.
fn stands_alone(plan: &Plan, milestone: usize) -> bool {
    let simple = |id: &str| {
        plan.milestone(id).is_none_or(|place| plan.parts(place).is_empty() && !plan.milestones[place].contingent)
    };
    plan.milestones[milestone].requires.iter().flat_map(Condition::leaves).all(|leaf| match leaf {
        Condition::PhaseDone(_) => false,
        Condition::Elapsed { event: Event::Signature | Event::Start, .. } | Condition::Date(_) => true,
        Condition::Elapsed { event: Event::Milestone(id, Mark::Achieved | Mark::Reported), .. } => simple(id.as_str()),
        Condition::Elapsed { .. } => false,
        leaf => leaf.milestone().is_none_or(|id| simple(id.as_str())),
    })
}
