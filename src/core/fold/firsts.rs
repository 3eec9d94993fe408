//! The first date that was ever in force, and the decisions that moved it since (design, section 6, timing).
//!
//! ```text
//! rule:      after X ────────────┬ on 30 June ────────┬ no date ───
//! in force:  nothing, X is open  │ 30 June: the first │ moved
//! ```

use super::calendar::Calendar;
use super::dates::DateHistory;
use super::spans::Spans;
use super::state::{Move, Schedule};
use crate::model::due::{Due, DueRule, Event, MilestoneEvent};
use crate::model::index::MilestoneIx;
use crate::model::moment::Moment;
use crate::model::when::When;
use std::sync::Arc;

impl Calendar<'_> {
    /// A milestone's date with its first one, and of the decisions on it those that moved it: who sets the first moves
    /// nothing.
    pub fn schedule(&self, milestone: MilestoneIx) -> Option<Arc<Schedule>> {
        let schedule = self.date(milestone)?;
        let plain = |due: &Due| !matches!(due.rule, DueRule::EarliestOf(_));
        if self.before.is_none() && schedule.moves.is_empty() && schedule.rule.as_ref().is_none_or(plain) {
            return Some(schedule);
        }
        let first = self.first_in_force(milestone);
        let begins = |step: &Move| self.decisions[step.decision].begins;
        let moves = schedule.moves.iter().filter(|step| first.is_some_and(|(since, _)| since < begins(step)));
        let (first, moves) = (first.map(|(_, first)| first), moves.cloned().collect());
        Some(Arc::new(Schedule { first, moves, ..(*schedule).clone() }))
    }

    /// The first date in force, and since when it was.
    fn first_in_force(&self, milestone: MilestoneIx) -> Option<(Moment, When)> {
        // Before it is signed, nothing is in force.
        let begun = self.plan.signed.map_or(Moment::MIN, |signed| signed.first(self.plan.timezone));
        let begun = begun.min(self.clocks.as_of);
        let moments = [begun].into_iter().chain(self.turns(milestone).into_iter().filter(|moment| *moment > begun));
        moments.into_iter().find_map(|moment| Some((moment, self.date_at(milestone, moment)?)))
    }

    /// The moments at which a milestone's date can have turned, ascending.
    fn turns(&self, milestone: MilestoneIx) -> Vec<Moment> {
        let mut moments = Vec::new();
        self.turns_of_date(milestone, &mut moments, &mut Vec::new());
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    /// While so long had passed since a milestone's date, as it was known then.
    pub(super) fn elapsed_since_date(&self, milestone: MilestoneIx, after: impl Fn(When) -> Option<Moment>) -> Spans {
        let moments: Vec<Moment> = [Moment::MIN].into_iter().chain(self.turns(milestone)).collect();
        let mut states = Vec::new();
        for (place, moment) in moments.iter().enumerate() {
            let until = moments.get(place + 1).copied().unwrap_or(Moment::MAX);
            let over = self.date_at(milestone, *moment).and_then(&after);
            states.push((*moment, over.is_some_and(|over| over <= *moment)));
            states.extend(over.filter(|over| moment < over && *over < until).map(|over| (over, true)));
        }
        Spans::of(states)
    }

    /// The moments at which a milestone's date can have turned: other rules for it, and what it runs from.
    fn turns_of_date(&self, milestone: MilestoneIx, moments: &mut Vec<Moment>, asked: &mut Vec<MilestoneIx>) {
        if asked.contains(&milestone) {
            return;
        }
        asked.push(milestone);
        if let Some((until, before)) = &self.before {
            moments.push(*until);
            before.turns_of_date(milestone, moments, &mut asked[..asked.len() - 1].to_vec());
        }
        let place = self.dated(milestone);
        let planned = self.plan.milestones[place].due.iter();
        let dated = self.history.get(&place).into_iter();
        let changes = dated.clone().flat_map(|dated| &dated.changes);
        moments.extend(changes.clone().map(|(decision, ..)| self.decisions[*decision].begins));
        let rules =
            planned.chain(dated.flat_map(|dated| &dated.planned)).chain(changes.filter_map(|(.., to)| to.as_ref()));
        for event in rules.flat_map(Due::events) {
            match event {
                Event::Signature | Event::Start => {}
                Event::Milestone(id, MilestoneEvent::Due) => {
                    let other = self.plan.milestone(id.as_str());
                    other.into_iter().for_each(|other| self.turns_of_date(other, moments, asked));
                }
                event => moments.extend(self.event(event, Moment::MAX).map(|when| when.first(self.plan.timezone))),
            }
        }
    }

    /// The date of a milestone as it was in force and running at a moment.
    pub(super) fn date_at(&self, milestone: MilestoneIx, moment: Moment) -> Option<When> {
        if let Some((_, before)) = self.before.as_ref().filter(|(until, _)| moment < *until) {
            return before.date_at(milestone, moment);
        }
        let place = self.dated(milestone);
        if self.asking.borrow().contains(&place) {
            return None;
        }
        let rule = match self.history.get(&place) {
            None => self.plan.milestones[place].due.as_ref(),
            Some(dated) => self.rule_at(dated, moment),
        };
        self.asking.borrow_mut().push(place);
        let on = rule.and_then(|rule| self.resolve(rule, moment).on);
        self.asking.borrow_mut().pop();
        on
    }

    /// The rule for a date at a moment: of those whose time had come, the one decided last.
    fn rule_at<'b>(&self, dated: &'b DateHistory, moment: Moment) -> Option<&'b Due> {
        let ruled = dated.changes.iter().rev().find(|(decision, ..)| self.decisions[*decision].begins <= moment);
        ruled.map_or(dated.planned.as_ref(), |(.., to)| to.as_ref())
    }

    /// What a rule gave at a moment.
    pub(super) fn resolved_at(&self, due: &Due, moment: Moment) -> Option<When> {
        match self.before.as_ref().filter(|(until, _)| moment < *until) {
            Some((_, before)) => before.resolved_at(due, moment),
            None => self.resolve(due, moment).on,
        }
    }
}
