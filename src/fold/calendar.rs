//! What the lives of milestones do to dates and preconditions: anchors, deadlines, and what is met since when.

use super::life::{Life, Measured, Rank};
use super::spans::Spans;
use super::state::{Clocks, PhaseState, Precondition, Schedule};
use crate::model::condition::{Bound, Condition, Required, Voice};
use crate::model::due::{Due, DueRule, Event, Mark};
use crate::model::moment::{Day, Moment, Span, When};
use crate::model::plan::{Continuing, Plan};
use std::cell::{Cell, RefCell};

/// Dates and preconditions of one plan, each worked out once and when it is first asked for.
pub struct Calendar<'a> {
    plan: &'a Plan,
    lives: &'a [Life],
    clocks: Clocks,
    pub started: Option<When>,
    schedules: RefCell<Vec<Known<Option<Schedule>>>>,
    phases: RefCell<Vec<Known<PhaseState>>>,
    triggers: RefCell<Vec<Known<Option<Moment>>>>,
    /// How deep questions lead to questions; a circle ends where it began.
    asking: Cell<usize>,
}

/// A question's answer: not asked yet, being worked out, or known.
#[derive(Clone)]
enum Known<T> {
    Unasked,
    Asking,
    Yes(T),
}

impl<'a> Calendar<'a> {
    pub fn new(plan: &'a Plan, lives: &'a [Life], clocks: Clocks) -> Calendar<'a> {
        let calendar = Calendar {
            plan,
            lives,
            clocks,
            started: if plan.rules.start.is_none() { plan.signed } else { None },
            schedules: RefCell::new(vec![Known::Unasked; plan.milestones.len()]),
            phases: RefCell::new(vec![Known::Unasked; plan.phases.len()]),
            triggers: RefCell::new(vec![Known::Unasked; plan.milestones.len()]),
            asking: Cell::new(0),
        };
        calendar.work_out_chains();
        calendar
    }

    /// Works out dates that hang on other dates from the far end, so that a long chain needs no deep stack.
    fn work_out_chains(&self) {
        let mut seen = vec![false; self.plan.milestones.len()];
        for milestone in 0..seen.len() {
            let mut chain = vec![milestone];
            let mut path = Vec::new();
            while let Some(next) = chain.pop() {
                if std::mem::replace(&mut seen[next], true) {
                    continue;
                }
                path.push(next);
                let due = self.plan.milestones[self.dated(next)].due.as_ref();
                chain.extend(due.into_iter().flat_map(Due::events).filter_map(|event| match event {
                    Event::Milestone(id, Mark::Due) => self.plan.milestone(id.as_str()),
                    _ => None,
                }));
            }
            path.into_iter().rev().for_each(|milestone| drop(self.schedule(milestone)));
        }
    }

    /// Where a milestone's date stands: a part without one takes the whole's.
    fn dated(&self, milestone: usize) -> usize {
        match (&self.plan.milestones[milestone].due, self.plan.whole(milestone)) {
            (None, Some(whole)) => whole,
            _ => milestone,
        }
    }

    pub fn schedule(&self, milestone: usize) -> Option<Schedule> {
        self.once(&self.schedules, milestone, None, || {
            let due = self.plan.milestones[self.dated(milestone)].due.as_ref()?;
            Some(self.resolve(due))
        })
    }

    pub fn phase(&self, phase: usize) -> PhaseState {
        let nothing = PhaseState { requires: Spans::never(), opened: Spans::never(), done: Spans::never() };
        self.once(&self.phases, phase, nothing, || {
            let requires = self.all(&self.plan.phases[phase].requires);
            PhaseState { opened: requires.and(&self.in_force()), done: self.phase_done(phase), requires }
        })
    }

    /// When a contingent milestone was first triggered; it stays so.
    pub fn triggered(&self, milestone: usize) -> Option<Moment> {
        self.once(&self.triggers, milestone, None, || {
            self.all(&self.plan.milestones[milestone].requires).first().filter(|moment| *moment <= self.clocks.as_of)
        })
    }

    /// Answers a question once; while it is being worked out, a circle gets `meanwhile`.
    fn once<T: Clone>(&self, book: &RefCell<Vec<Known<T>>>, place: usize, meanwhile: T, work: impl FnOnce() -> T) -> T {
        match &book.borrow()[place] {
            Known::Yes(answer) => return answer.clone(),
            Known::Asking => return meanwhile,
            Known::Unasked => {}
        }
        if self.asking.get() > 500 {
            return meanwhile;
        }
        self.asking.set(self.asking.get() + 1);
        book.borrow_mut()[place] = Known::Asking;
        let answer = work();
        book.borrow_mut()[place] = Known::Yes(answer.clone());
        self.asking.set(self.asking.get() - 1);
        answer
    }

    /// While the plan is in force.
    fn in_force(&self) -> Spans {
        match (&self.plan.rules.start, self.plan.signed) {
            (None, None) => Spans::always(),
            _ => Spans::from(self.started.map(|start| start.first(self.plan.timezone))),
        }
    }

    /// All counted milestones of the phase achieved, continuing ones holding.
    fn phase_done(&self, phase: usize) -> Spans {
        let id = &self.plan.phases[phase].id;
        let of_phase = |milestone: &usize| {
            self.plan.milestones[*milestone].phase.as_ref() == Some(id) && self.plan.parts(*milestone).is_empty()
        };
        let mut members = (0..self.lives.len()).filter(of_phase).peekable();
        if members.peek().is_none() {
            return Spans::never();
        }
        members.fold(Spans::always(), |done, milestone| done.and(&self.done_or_not_counted(milestone)))
    }

    fn done_or_not_counted(&self, milestone: usize) -> Spans {
        let needed = match self.plan.milestones[milestone].continuing {
            Continuing::No => Rank::Achieved,
            _ => Rank::Holding,
        };
        let done = self.lives[milestone].while_rank(|rank| rank >= needed);
        match self.plan.milestones[milestone].contingent {
            true => done.or(&Spans::from(self.triggered(milestone)).not()),
            false => done,
        }
    }

    fn all(&self, conditions: &[Condition]) -> Spans {
        conditions.iter().fold(Spans::always(), |all, condition| all.and(&self.holds(condition)))
    }

    /// While a condition holds.
    fn holds(&self, condition: &Condition) -> Spans {
        let zone = self.plan.timezone;
        match condition {
            Condition::Is { milestone, status } => self.of(milestone.as_str(), |life| match status {
                Required::Reported => life.while_rank(|rank| rank == Rank::Reported),
                Required::Holding => life.while_rank(|rank| rank == Rank::Holding).and(&life.reversed.not()),
                Required::Achieved => life.while_rank(|rank| rank == Rank::Achieved).and(&life.reversed.not()),
                Required::Reversed => life.reversed.clone(),
                Required::Breached | Required::Retired => Spans::never(),
            }),
            Condition::AtLeast { milestone, status } => self.of(milestone.as_str(), |life| {
                let least = [Rank::Reported, Rank::Holding, Rank::Achieved][(*status as usize).min(2)];
                life.while_rank(|rank| rank >= least)
            }),
            Condition::Measured { milestone, indicator, bound, standing } => {
                self.measured(milestone.as_str(), indicator.as_str(), *bound, *standing)
            }
            Condition::PhaseDone(phase) => {
                self.plan.phase(phase.as_str()).map_or(Spans::never(), |p| self.phase(p).done)
            }
            Condition::Date(when) => Spans::from(Some(when.first(zone))),
            Condition::Elapsed { span, event } => Spans::from(self.event(event).and_then(|anchor| {
                let after = self.after(anchor, *span)?;
                Some(after.first(zone))
            })),
            Condition::Any(any) => any.iter().fold(Spans::never(), |all, condition| all.or(&self.holds(condition))),
            Condition::Not(inner) => self.holds(inner).not(),
        }
    }

    fn of(&self, milestone: &str, spans: impl Fn(&Life) -> Spans) -> Spans {
        self.plan.milestone(milestone).map_or(Spans::never(), |milestone| spans(&self.lives[milestone]))
    }

    fn measured(&self, milestone: &str, indicator: &str, bound: Bound, voice: Voice) -> Spans {
        let Some(milestone) = self.plan.milestone(milestone) else { return Spans::never() };
        let promised = &self.plan.milestones[milestone];
        let Some(place) = promised.indicators.iter().position(|ind| ind.id.as_str() == indicator) else {
            return Spans::never();
        };
        let within = |measured: &Measured| {
            let values = match voice {
                Voice::Reported => &measured.reported,
                Voice::Verified => &measured.verified,
                Voice::Assessed => &measured.assessed,
            };
            let value = values.iter().find(|(named, _)| *named == place).map(|(_, value)| value.numbers());
            value.is_some_and(|numbers| match bound {
                Bound::AtLeast(least) => numbers.first().is_some_and(|number| *number >= least),
                Bound::AtMost(most) => numbers.last().is_some_and(|number| *number <= most),
            })
        };
        Spans::of(self.lives[milestone].measured.iter().map(|(moment, measured)| (*moment, within(measured))))
    }

    /// When an event was, if it was.
    fn event(&self, event: &Event) -> Option<When> {
        let first = |spans: Spans| spans.first().filter(|m| *m > Moment::MIN).map(|moment| When::At(moment, 0));
        match event {
            Event::Signature => self.plan.signed,
            Event::Start => self.started,
            Event::Milestone(id, mark) => {
                let milestone = self.plan.milestone(id.as_str())?;
                let life = &self.lives[milestone];
                let least = match (mark, self.plan.milestones[milestone].continuing) {
                    (Mark::Due, _) => return self.schedule(milestone)?.on,
                    (Mark::Reported, _) => Rank::Reported,
                    (Mark::Achieved, Continuing::No) => Rank::Achieved,
                    (Mark::Achieved, _) => Rank::Holding,
                };
                first(life.while_rank(|rank| rank >= least))
            }
            Event::PhaseOpened(phase) => first(self.phase(self.plan.phase(phase.as_str())?).opened),
            Event::PhaseDone(phase) => first(self.phase(self.plan.phase(phase.as_str())?).done),
        }
    }

    /// So long after an anchor: a day where the span is of days, else a time; hours run from an anchor's last moment.
    fn after(&self, anchor: When, span: Span) -> Option<When> {
        let zone = self.plan.timezone;
        match span.is_calendar() {
            true => self.day(anchor).plus(span).map(When::Day),
            false => Some(When::At(zone.plus(anchor.last(zone), span), 0)),
        }
    }

    fn day(&self, anchor: When) -> Day {
        self.plan.timezone.day_of(anchor.last(self.plan.timezone))
    }

    fn resolve(&self, due: &Due) -> Schedule {
        let zone = self.plan.timezone;
        let fixed = |on: Option<When>, anchor| Schedule {
            on,
            deadline: on.map(|on| on.last(zone)),
            readings: on.into_iter().collect(),
            anchor,
        };
        match &due.rule {
            DueRule::On(on) => fixed(Some(*on), None),
            DueRule::After { event, within } => {
                let anchor = self.event(event);
                fixed(anchor.and_then(|anchor| self.after(anchor, *within)), Some((event.to_string(), anchor)))
            }
            DueRule::Before { event, by } => {
                let anchor = self.event(event);
                let on = anchor.and_then(|anchor| self.day(anchor).minus(*by)).map(When::Day);
                fixed(on, Some((event.to_string(), anchor)))
            }
            DueRule::EarliestOf(all) => {
                let running = all.iter().map(|due| self.resolve(due)).filter(|schedule| schedule.on.is_some());
                running.min_by_key(|schedule| schedule.deadline).unwrap_or_else(|| fixed(None, None))
            }
            DueRule::LatestOf(all) | DueRule::Either(all) => {
                let schedules: Vec<Schedule> = all.iter().map(|due| self.resolve(due)).collect();
                if schedules.iter().any(|schedule| schedule.on.is_none()) {
                    return fixed(None, None);
                }
                let readings: Vec<When> = schedules.iter().filter_map(|schedule| schedule.on).collect();
                let latest = schedules.into_iter().max_by_key(|schedule| schedule.deadline);
                let latest = latest.unwrap_or_else(|| fixed(None, None));
                match due.rule {
                    DueRule::Either(_) => Schedule { readings, ..latest },
                    _ => latest,
                }
            }
        }
    }

    /// What a milestone waits for: its own conditions, its whole's, and those of its phase.
    pub fn preconditions(&self, milestone: usize) -> Vec<Precondition> {
        let plan = self.plan;
        let promised = &plan.milestones[milestone];
        let triggered = promised.contingent && self.triggered(milestone).is_some();
        let own = promised.requires.iter().map(|condition| (condition, None, triggered));
        let whole = plan.whole(milestone).into_iter().flat_map(|whole| &plan.milestones[whole].requires);
        let phase = promised.phase.as_ref().and_then(|phase| plan.phase(phase.as_str()));
        let of_phase =
            phase.into_iter().flat_map(|phase| plan.phases[phase].requires.iter().map(move |c| (c, Some(phase))));
        own.chain(whole.map(|condition| (condition, None, false)))
            .chain(of_phase.map(|(condition, phase)| (condition, phase, false)))
            .map(|(condition, phase, met_for_good)| {
                let spans = self.holds(condition);
                let ids = condition.leaves().into_iter().filter_map(Condition::milestone);
                Precondition {
                    text: condition.to_string(),
                    phase,
                    milestones: ids.filter_map(|id| plan.milestone(id.as_str())).collect(),
                    met: met_for_good || spans.at(self.clocks.as_of),
                    since: spans.since(self.clocks.as_of),
                }
            })
            .collect()
    }

    /// While everything that a milestone waits for was met.
    pub fn free(&self, milestone: usize) -> Spans {
        let promised = &self.plan.milestones[milestone];
        let own = match promised.contingent {
            true => Spans::from(self.triggered(milestone)),
            false => self.all(&promised.requires),
        };
        let phase = promised.phase.as_ref().and_then(|phase| self.plan.phase(phase.as_str()));
        phase.map_or(own.clone(), |phase| own.and(&self.phase(phase).requires))
    }
}
