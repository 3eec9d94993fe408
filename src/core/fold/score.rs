//! Adding up: scores, distribution over the levels, statuses and timing of a group of milestones. Totals always add up.

use super::state::{Figure, MilestoneState, State, Status, TimingWord};
use crate::model::index::MilestoneIx;
use crate::model::level::{Level, Progress};
use crate::model::plan::Plan;
use std::collections::BTreeMap;

/// What a group of milestones amounts to. Counts leaves: parts, not wholes, and nothing twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    pub milestones: usize,
    /// Of the counted ones, in millionths of millionths.
    pub weight: u128,
    pub reported: Tally,
    pub verified: Tally,
    pub assessed: Tally,
    pub statuses: BTreeMap<Status, usize>,
    pub split: usize,
    /// With an open dispute, beside a full verification or not.
    pub disputed: usize,
    pub unverifiable: usize,
    pub overdue: usize,
    pub due_soon: usize,
}

/// One of the three voices of a group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Σ weight × progress ÷ Σ weight over counted milestones; nothing where nobody has spoken.
    pub score: Option<Progress>,
    pub spoken: usize,
    /// Counted milestones at each level, unspoken ones under none.
    pub levels: [usize; 4],
}

/// The totals of some milestones, given by their places in the plan; wholes among them, and what merely restates others, are
/// passed over.
pub fn total(plan: &Plan, state: &State, milestones: impl IntoIterator<Item = MilestoneIx>) -> Totals {
    let leaves: Vec<MilestoneIx> = milestones.into_iter().filter(|milestone| plan.is_leaf(*milestone)).collect();
    let states: Vec<&MilestoneState> = leaves.iter().map(|milestone| &state.milestones[*milestone]).collect();
    let counts = |milestone: MilestoneIx| state.milestones[milestone].counted;
    let counting: Vec<MilestoneIx> = leaves.iter().copied().filter(|milestone| counts(*milestone)).collect();
    let weights = plan.weights(&counting, counts);
    let counted: Vec<(&MilestoneState, u128)> =
        counting.iter().map(|milestone| &state.milestones[*milestone]).zip(weights).collect();
    let with = |timing: TimingWord| states.iter().filter(|state| state.timing.word == timing).count();
    let mut statuses = BTreeMap::new();
    states.iter().for_each(|state| *statuses.entry(state.status).or_insert(0) += 1);
    Totals {
        milestones: leaves.len(),
        weight: counted.iter().map(|(_, weight)| weight).sum(),
        reported: tally(&counted, |state| state.reported.as_deref()),
        verified: tally(&counted, |state| state.verified.as_deref()),
        assessed: tally(&counted, |state| state.assessed.as_deref()),
        statuses,
        split: states.iter().filter(|state| state.split).count(),
        disputed: states.iter().filter(|state| state.disputed).count(),
        unverifiable: states.iter().filter(|state| state.unverifiable).count(),
        overdue: with(TimingWord::Overdue),
        due_soon: with(TimingWord::DueSoon),
    }
}

fn tally(counted: &[(&MilestoneState, u128)], figure: impl Fn(&MilestoneState) -> Option<&Figure>) -> Tally {
    let figures = || counted.iter().map(|(state, weight)| (figure(state), *weight));
    let mut levels = [0; 4];
    figures().for_each(|(figure, _)| levels[figure.map_or(Level::None, |figure| figure.level) as usize] += 1);
    let spoken = figures().filter(|(figure, _)| figure.is_some()).count();
    let shares = figures().map(|(figure, weight)| (figure.map_or(Progress::NONE, |figure| figure.progress), weight));
    Tally { score: (spoken > 0).then(|| Progress::mean(shares)).flatten(), spoken, levels }
}
