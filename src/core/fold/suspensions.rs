//! While what was suspended: the plan, phases and milestones (design, section 6).

use super::editions::over_time;
use super::spans::Spans;
use super::state::Decision;
use crate::model::decision::{Scope, Terms};
use crate::model::index::MilestoneIx;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use std::collections::BTreeMap;

/// While the plan, a phase or a milestone was suspended by decisions on just that.
#[derive(Clone, Debug, Default)]
pub struct Suspensions(BTreeMap<Scope, Spans>);

impl Suspensions {
    /// What was suspended up to a moment.
    pub fn of(decisions: &[Decision], as_of: Moment) -> Suspensions {
        let mut decided: BTreeMap<Scope, Vec<(Moment, bool)>> = BTreeMap::new();
        for decision in decisions.iter().filter(|decision| decision.taken.is_some() && decision.begins <= as_of) {
            if let Terms::Suspend { scope, .. } | Terms::Resume { scope, .. } = &decision.terms {
                let suspends = matches!(decision.terms, Terms::Suspend { .. });
                decided.entry(scope.clone()).or_default().push((decision.begins, suspends));
            }
        }
        Suspensions(decided.into_iter().map(|(scope, decided)| (scope, Spans::of(over_time(&decided)))).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is suspended at a moment, and since when.
    pub fn at(&self, moment: Moment) -> impl Iterator<Item = (&Scope, Option<Moment>)> {
        let now = self.0.iter().filter(move |(_, spans)| spans.at(moment));
        now.map(move |(scope, spans)| (scope, spans.since(moment)))
    }

    /// While the plan was.
    pub fn plan(&self) -> Spans {
        self.on(&Scope::Plan)
    }

    /// While a milestone was by name; a whole's suspension binds its parts.
    pub fn by_name(&self, plan: &Plan, milestone: MilestoneIx) -> Spans {
        let own = |milestone: MilestoneIx| self.on(&Scope::Milestone(plan.milestones[milestone].id.clone()));
        match (self.is_empty(), plan.whole(milestone)) {
            (true, _) => Spans::never(),
            (_, None) => own(milestone),
            (_, Some(whole)) => own(milestone).or(&own(whole)),
        }
    }

    /// While its phase or the plan was.
    pub fn around(&self, plan: &Plan, milestone: MilestoneIx) -> Spans {
        let phase = plan.phase_of(milestone).filter(|_| !self.is_empty());
        let phase = phase.map(|phase| self.on(&Scope::Phase(plan.phases[phase].id.clone())));
        phase.map_or_else(|| self.plan(), |phase| phase.or(&self.plan()))
    }

    fn on(&self, scope: &Scope) -> Spans {
        self.0.get(scope).cloned().unwrap_or_default()
    }
}
