//! While conditions held: each by the lives of what it looks at, and by the version and dates of its moment.

use super::calendar::Calendar;
use super::life::{Life, Measured, Rank};
use super::spans::Spans;
use crate::model::condition::{Bound, Condition, FigureKind, Required};
use crate::model::due::{Event, MilestoneEvent};
use crate::model::index::MilestoneIx;
use crate::model::moment::Moment;
use crate::model::value::Value;
use crate::model::when::When;

impl Calendar<'_> {
    pub(super) fn all(&self, conditions: &[Condition]) -> Spans {
        conditions.iter().fold(Spans::always(), |all, condition| all.and(&self.holds(condition)))
    }

    /// While a condition held, by the version and the dates of each moment.
    pub(super) fn held(&self, condition: &Condition) -> Spans {
        self.over_time(self.holds(condition), |era| era.held(condition))
    }

    /// While a condition holds by this version and these dates.
    pub(super) fn holds(&self, condition: &Condition) -> Spans {
        let zone = self.plan.timezone;
        match condition {
            Condition::Is { milestone, status } => self.of(milestone.as_str(), |life| match status {
                Required::Reported => life.standing(|rank| rank == Rank::Reported),
                Required::Holding => life.standing(|rank| rank == Rank::Holding),
                Required::Achieved => life.standing(|rank| rank == Rank::Achieved),
                Required::Reversed => life.reversed.and(&life.breached.or(&life.retired).not()),
                Required::Breached => life.breached.and(&life.retired.not()),
                Required::Retired => life.retired.clone(),
            }),
            Condition::AtLeast { milestone, status } => self.of(milestone.as_str(), |life| {
                let least = [Rank::Reported, Rank::Holding, Rank::Achieved][(*status as usize).min(2)];
                life.standing(|rank| rank >= least)
            }),
            Condition::Measured { milestone, indicator, bound, standing } => {
                self.measured(milestone.as_str(), indicator.as_str(), *bound, *standing)
            }
            Condition::PhaseDone(phase) => {
                self.plan.phase(phase.as_str()).map_or(Spans::never(), |phase| self.done(phase))
            }
            Condition::Date(when) => Spans::from(Some(when.first(zone))),
            Condition::Elapsed { span, event } => {
                // For conditions a date counts from its first moment, for hours from its last (ruling 9).
                let after = |anchor: When| match span.is_calendar() {
                    true => Some(zone.start_of(self.day(anchor).plus(*span)?)),
                    false => Some(zone.plus(anchor.last(zone), *span)),
                };
                match event {
                    Event::Milestone(id, MilestoneEvent::Due) => {
                        let milestone = self.plan.milestone(id.as_str());
                        milestone.map_or(Spans::never(), |milestone| self.elapsed_since_date(milestone, after))
                    }
                    event => Spans::from(self.event(event, Moment::MAX).and_then(after)),
                }
            }
            Condition::Any(any) => any.iter().fold(Spans::never(), |all, condition| all.or(&self.holds(condition))),
            Condition::Not(inner) => self.holds(inner).not(),
        }
    }

    pub(super) fn of(&self, milestone: &str, spans: impl Fn(&Life) -> Spans) -> Spans {
        let of = |milestone: MilestoneIx| match self.plan.milestones[milestone].is_here() {
            true => spans(&self.lives[milestone]).and(&self.counts(milestone)),
            // What is retired counts no more, but that it is can be waited for.
            false => spans(&self.lives[milestone]),
        };
        self.plan.milestone(milestone).map_or(Spans::never(), of)
    }

    pub(super) fn measured(&self, milestone: &str, indicator: &str, bound: Bound, voice: FigureKind) -> Spans {
        let Some(milestone) = self.plan.milestone(milestone) else { return Spans::never() };
        let promised = &self.plan.milestones[milestone];
        let Some(place) = promised.indicators.position(|ind| ind.id.as_str() == indicator) else {
            return Spans::never();
        };
        let within = |measured: &Measured| match (bound, measured.value(voice, place)) {
            // A lower bound says nothing of a ceiling, nor an upper bound of a floor.
            (_, None) | (Bound::AtLeast(_), Some(Value::AtMost(_))) | (Bound::AtMost(_), Some(Value::AtLeast(_))) => {
                false
            }
            (Bound::AtLeast(least), Some(value)) => value.bounds().is_some_and(|(low, _)| low >= least),
            (Bound::AtMost(most), Some(value)) => value.bounds().is_some_and(|(_, high)| high <= most),
        };
        let measured = self.lives[milestone].measured.iter();
        Spans::of(measured.map(|(moment, measured)| (*moment, within(measured)))).and(&self.counts(milestone))
    }
}
