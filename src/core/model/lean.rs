//! What dates and preconditions lean on: the one statement of what depends on what in a plan.

use super::condition::Condition;
use super::due::{Due, Event, MilestoneEvent};
use super::index::{MilestoneIx, PhaseIx};
use super::plan::Plan;

/// Something that dates and preconditions lean on, by its place in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lean {
    /// How far a milestone is.
    Rank(MilestoneIx),
    /// When a milestone is due.
    Date(MilestoneIx),
    /// When a phase opens.
    Opening(PhaseIx),
    /// When a phase is done.
    End(PhaseIx),
    /// When the plan enters into force.
    Start,
}

impl Plan {
    /// What an event leans on; the signature on nothing.
    pub fn event_leans_on(&self, event: &Event) -> Option<Lean> {
        match event {
            Event::Signature => None,
            Event::Start => Some(Lean::Start),
            Event::Milestone(id, MilestoneEvent::Due) => self.milestone(id.as_str()).map(Lean::Date),
            Event::Milestone(id, _) => self.milestone(id.as_str()).map(Lean::Rank),
            Event::PhaseOpened(id) => self.phase(id.as_str()).map(Lean::Opening),
            Event::PhaseDone(id) => self.phase(id.as_str()).map(Lean::End),
        }
    }

    /// What a condition leans on, however deep.
    pub fn condition_leans_on(&self, condition: &Condition) -> Vec<Lean> {
        let of = |leaf: &Condition| match leaf {
            Condition::PhaseDone(phase) => self.phase(phase.as_str()).map(Lean::End),
            Condition::Elapsed { event, .. } => self.event_leans_on(event),
            leaf => leaf.milestone().and_then(|id| self.milestone(id.as_str())).map(Lean::Rank),
        };
        condition.leaves().into_iter().filter_map(of).collect()
    }

    /// What all of some conditions lean on.
    pub fn conditions_lean_on<'a>(&self, conditions: impl IntoIterator<Item = &'a Condition>) -> Vec<Lean> {
        conditions.into_iter().flat_map(|condition| self.condition_leans_on(condition)).collect()
    }

    /// What the date of a milestone leans on. A part without a date takes its whole's.
    pub fn date_leans_on(&self, milestone: MilestoneIx) -> Vec<Lean> {
        let due = self.milestones[milestone].due.as_ref();
        match (due, self.whole(milestone)) {
            (None, Some(whole)) => vec![Lean::Date(whole)],
            _ => due.into_iter().flat_map(Due::events).filter_map(|event| self.event_leans_on(event)).collect(),
        }
    }
}
