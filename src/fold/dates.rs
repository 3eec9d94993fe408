//! The dates and mandates that decisions and amendments gave: what each date was first, who moved it, and what rules now.

use super::editions::Editions;
use super::state::Decision;
use crate::model::decision::Terms;
use crate::model::due::Due;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The history of one milestone's date.
#[derive(Clone, Debug, Default)]
pub struct Dated {
    /// The first date ever in force; nothing where none was.
    pub first: Option<Due>,
    pub now: Option<Due>,
    /// The decisions that moved it: place of the decision, from what, to what. To set the first date is no move.
    pub moves: Vec<(usize, Option<Due>, Option<Due>)>,
}

/// The dates that something moved, by milestone; all others are as the plan has them.
pub fn dated(
    versions: &Versions,
    editions: &Editions,
    decisions: &[Decision],
    as_of: Moment,
) -> BTreeMap<usize, Dated> {
    let mut dated: BTreeMap<usize, Dated> = BTreeMap::new();
    let mut version = 0;
    for (place, decision) in decisions.iter().enumerate().filter(|(_, decision)| decision.taken.is_some()) {
        match &decision.terms {
            Terms::Reschedule { milestone, due, .. } if decision.begins <= as_of => {
                if let Some(milestone) = editions.plans[0].milestone(milestone.as_str()) {
                    let planned = || planned(&editions.plans[version], milestone);
                    dated.entry(milestone).or_insert_with(planned).moved(place, due.clone());
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
fn amended(dated: &mut BTreeMap<usize, Dated>, place: usize, before: &Plan, after: &Plan) {
    let both = before.milestones.iter().zip(&after.milestones).enumerate();
    for (milestone, (was, is)) in both.filter(|(_, (was, is))| was.is_here() && is.is_here()) {
        let rule = |due: &Option<Due>| due.as_ref().map(|due| due.rule.clone());
        if rule(&was.due) != rule(&is.due) {
            dated.entry(milestone).or_insert_with(|| planned(before, milestone)).moved(place, is.due.clone());
        }
    }
}

fn planned(plan: &Plan, milestone: usize) -> Dated {
    let due = plan.milestones[milestone].due.clone();
    Dated { first: due.clone(), now: due, moves: Vec::new() }
}

impl Dated {
    fn moved(&mut self, place: usize, to: Option<Due>) {
        let from = std::mem::replace(&mut self.now, to.clone());
        match self.first {
            None => self.first = to,
            Some(_) => self.moves.push((place, from, to)),
        }
    }
}

/// The version in force with the dates and mandates that were decided.
pub fn in_force(editions: &Editions, dated: &BTreeMap<usize, Dated>, as_of: Moment) -> Arc<Plan> {
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
