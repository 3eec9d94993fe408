//! Which milestones count: all but those that are contingent and were never triggered, with all their parts.

use super::spans::Spans;
use crate::model::index::{MilestoneIx, Series};
use crate::model::moment::Moment;
use crate::model::plan::Plan;

/// For each contingent milestone, when it began to count.
#[derive(Clone, Debug)]
pub struct Triggers(pub Series<MilestoneIx, Option<Moment>>);

impl Triggers {
    pub fn none(plan: &Plan) -> Triggers {
        Triggers(plan.milestones.each(None))
    }

    /// While a milestone counts: always, or from when it and its whole were triggered; a whole while any of its parts does.
    pub fn counts(&self, plan: &Plan, milestone: MilestoneIx) -> Spans {
        if !plan.milestones[milestone].is_here() {
            return Spans::never();
        }
        let own = self.own(plan, milestone);
        let parts = plan.parts(milestone);
        match plan.whole(milestone) {
            Some(whole) => own.and(&self.own(plan, whole)),
            None if parts.iter().all(|part| plan.milestones[*part].contingent) && !parts.is_empty() => {
                own.and(&Spans::any(&parts.iter().map(|part| self.own(plan, *part)).collect::<Vec<_>>()))
            }
            None => own,
        }
    }

    /// Whether a milestone counts by now.
    pub fn count(&self, plan: &Plan, milestone: MilestoneIx) -> bool {
        self.counts(plan, milestone).last()
    }

    /// Since when what a contingent milestone requires counts as met for good.
    pub fn met(&self, plan: &Plan, milestone: MilestoneIx) -> Option<Moment> {
        self.0[milestone].filter(|_| plan.milestones[milestone].contingent)
    }

    fn own(&self, plan: &Plan, milestone: MilestoneIx) -> Spans {
        match plan.milestones[milestone].contingent {
            true => Spans::from(self.0[milestone]),
            false => Spans::always(),
        }
    }
}
