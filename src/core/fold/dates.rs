//! The dates and mandates that decisions and amendments gave: what each date was first, who moved it, and what rules now.

use super::editions::{EditionIx, Editions};
use super::state::{Decision, DecisionIx};
use crate::model::condition::Condition;
use crate::model::decision::Terms;
use crate::model::due::{Due, Event, MilestoneEvent};
use crate::model::id::Id;
use crate::model::index::{Ix, MilestoneIx, Series};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The history of one milestone's date.
#[derive(Clone, Debug, Default)]
pub struct DateHistory {
    /// As it was before any decision.
    pub planned: Option<Due>,
    pub now: Option<Due>,
    /// The decisions on it, as they were taken: place of the decision, from what, to what.
    pub changes: Vec<(DecisionIx, Option<Due>, Option<Due>)>,
}

/// A version and dates that conditions look at, as they were in force until a moment.
pub struct Era {
    pub until: Moment,
    pub plan: Arc<Plan>,
    pub history: BTreeMap<MilestoneIx, DateHistory>,
}

/// The dates that something moved, by milestone; all others are as the plan has them.
pub fn dated(
    versions: &Versions,
    editions: &Editions,
    decisions: &Series<DecisionIx, Decision>,
    as_of: Moment,
) -> BTreeMap<MilestoneIx, DateHistory> {
    let mut dated: BTreeMap<MilestoneIx, DateHistory> = BTreeMap::new();
    let mut version = EditionIx::FIRST;
    for (place, decision) in decisions.pairs().filter(|(_, decision)| decision.taken.is_some()) {
        match &decision.terms {
            Terms::Reschedule { milestone, due, .. } if decision.begins <= as_of => {
                if let Some(milestone) = editions.first().milestone(milestone.as_str()) {
                    let planned = planned(&editions.plans[version], &dated, milestone);
                    dated.entry(milestone).or_insert(planned).moved(place, due.clone());
                }
            }
            Terms::Amend { plan, .. } if decision.begins <= as_of => {
                if let Some(next) = editions.place(versions, plan) {
                    amended(&mut dated, place, &editions.plans[version], &editions.plans[next]);
                    version = next;
                }
            }
            _ => {}
        }
    }
    dated
}

/// What an amendment did to dates: a changed one counts as a move, whatever had been decided on it before.
fn amended(dated: &mut BTreeMap<MilestoneIx, DateHistory>, place: DecisionIx, before: &Plan, after: &Plan) {
    let both = before.milestones.pairs().zip(&after.milestones);
    for ((milestone, was), is) in both.filter(|((_, was), is)| was.is_here() && is.is_here()) {
        let rule = |due: &Option<Due>| due.as_ref().map(|due| due.rule.clone());
        if rule(&was.due) != rule(&is.due) {
            // A part that has a date of its own no longer takes its whole's anew.
            let whole = after.whole(milestone).map(|whole| planned(after, dated, whole).now);
            let planned = planned(before, dated, milestone);
            dated.entry(milestone).or_insert(planned).moved(place, is.due.clone().or(whole.flatten()));
        }
    }
}

/// What a date was before anything moved it; a part without one has its whole's (ruling 21).
fn planned(plan: &Plan, dated: &BTreeMap<MilestoneIx, DateHistory>, milestone: MilestoneIx) -> DateHistory {
    if let Some(dated) = dated.get(&milestone) {
        return dated.clone();
    }
    match (&plan.milestones[milestone].due, plan.whole(milestone)) {
        (None, Some(whole)) => planned(plan, dated, whole),
        (due, _) => DateHistory { planned: due.clone(), now: due.clone(), changes: Vec::new() },
    }
}

impl DateHistory {
    fn moved(&mut self, place: DecisionIx, to: Option<Due>) {
        let from = std::mem::replace(&mut self.now, to.clone());
        self.changes.push((place, from, to));
    }

    /// Whether it ever had a date.
    pub fn ever(&self) -> bool {
        self.planned.is_some() || self.changes.iter().any(|(.., to)| to.is_some())
    }
}

/// What was in force before, as far as conditions look at it: other versions, and other dates where a condition runs from one.
pub fn eras(
    versions: &Versions,
    editions: &Editions,
    decisions: &Series<DecisionIx, Decision>,
    as_of: Moment,
) -> Vec<Era> {
    let awaited = awaited(editions, decisions);
    let moved = decisions.iter().filter(|decision| decision.taken.is_some() && decision.begins <= as_of);
    let moved = moved.filter(|decision| match &decision.terms {
        Terms::Reschedule { milestone, .. } => awaited.contains(milestone),
        _ => false,
    });
    let turns = editions.turns(as_of).into_iter().map(|(moment, _)| moment);
    let mut turns: Vec<Moment> = moved.map(|decision| decision.begins).chain(turns).collect();
    turns.sort_unstable();
    turns.dedup();
    let era = |until: Moment| {
        let last = Moment(until.0 - 1);
        let history = dated(versions, editions, decisions, last);
        Era { until, plan: in_force(editions, &history, last), history }
    };
    turns.into_iter().map(era).collect()
}

/// The milestones whose dates conditions and other dates run from, in any version, however far.
fn awaited<'a>(editions: &Editions, decisions: &'a Series<DecisionIx, Decision>) -> BTreeSet<Id> {
    let of_due = |event: &Event| match event {
        Event::Milestone(id, MilestoneEvent::Due) => Some(id.clone()),
        _ => None,
    };
    let (mut awaited, mut open) = (BTreeSet::new(), Vec::new());
    let decided = |decision: &'a Decision| match &decision.terms {
        Terms::Reschedule { milestone, due: Some(due), .. } => Some((milestone, due)),
        _ => None,
    };
    let decided: Vec<(&Id, &Due)> = decisions.iter().filter_map(decided).collect();
    open.extend(decided.iter().flat_map(|(_, due)| due.events()).filter_map(of_due));
    for plan in &editions.plans {
        let planned = plan.milestones.iter().filter_map(|milestone| milestone.due.as_ref());
        open.extend(planned.flat_map(Due::events).filter_map(of_due));
        let phases = plan.phases.iter().flat_map(|phase| &phase.requires);
        let conditions = plan.milestones.iter().flat_map(|milestone| &milestone.requires).chain(phases);
        open.extend(conditions.flat_map(Condition::leaves).filter_map(Condition::event).filter_map(of_due));
    }
    // A part may have its date from its whole.
    while let Some(id) = open.pop() {
        let wholes = editions.plans.iter().filter_map(|plan| {
            let whole = plan.whole(plan.milestone(id.as_str())?)?;
            Some(plan.milestones[whole].id.clone())
        });
        open.extend(wholes.filter(|whole| !awaited.contains(whole)));
        awaited.insert(id);
    }
    awaited
}

/// The version in force with the dates and mandates that were decided.
pub fn in_force(editions: &Editions, dated: &BTreeMap<MilestoneIx, DateHistory>, as_of: Moment) -> Arc<Plan> {
    let mut plan = editions.at(as_of).clone();
    for (milestone, dated) in dated {
        if plan.milestones[*milestone].due != dated.now {
            Arc::make_mut(&mut plan).milestones[*milestone].due = dated.now.clone();
        }
    }
    for actor in editions.mandates.keys() {
        let until = editions.mandate_until(*actor, as_of);
        let mandate = plan.actors[*actor].mandate.unwrap_or_default();
        if mandate.until != until {
            Arc::make_mut(&mut plan).actors[*actor].mandate = Some(crate::model::actor::Mandate { until, ..mandate });
        }
    }
    plan
}
