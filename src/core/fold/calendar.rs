//! What the lives of milestones do to dates and preconditions: anchors, deadlines, and what is met since when.

use super::counts::Triggers;
use super::dates::{DateHistory, Era};
use super::force::in_force;
use super::life::{Lives, Rank};
use super::order::far_end_first;
use super::spans::Spans;
use super::state::{Clocks, Decision, DecisionIx, Move, PhaseState, Precondition, Requires, Schedule};
use crate::model::condition::Condition;
use crate::model::due::{Due, DueRule, Event, MilestoneEvent};
use crate::model::index::{Ix, MilestoneIx, PhaseIx, Series};
use crate::model::milestone::Continuing;
use crate::model::moment::{Day, Moment, Zone};
use crate::model::plan::Plan;
use crate::model::span::Span;
use crate::model::web::{Thing, ThingIx, Web};
use crate::model::when::When;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Dates and preconditions of one plan, each worked out once.
pub struct Calendar<'a> {
    pub(super) plan: &'a Plan,
    pub(super) lives: &'a Lives,
    pub(super) clocks: Clocks,
    started: Option<When>,
    pub(super) triggers: &'a Triggers,
    pub(super) history: &'a BTreeMap<MilestoneIx, DateHistory>,
    pub(super) decisions: &'a Series<DecisionIx, Decision>,
    /// The milestones of each phase, without wholes.
    members: Series<PhaseIx, Vec<MilestoneIx>>,
    schedules: RefCell<Series<MilestoneIx, Memo<Option<Arc<Schedule>>>>>,
    /// The milestones whose earlier dates are being worked out.
    pub(super) asking: RefCell<Vec<MilestoneIx>>,
    /// Until when another version or other dates were in force, and what came to pass by these.
    pub(super) before: Option<(Moment, Box<Calendar<'a>>)>,
    required: RefCell<Series<PhaseIx, Memo<Spans>>>,
    done: RefCell<Series<PhaseIx, Memo<Spans>>>,
    awaited: RefCell<Series<PhaseIx, Memo<Arc<[Precondition]>>>>,
}

/// What dates and preconditions rest on beside the lives.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The version in force, with the dates that were decided.
    pub plan: &'a Plan,
    pub clocks: Clocks,
    pub started: Option<When>,
    /// The dates that something moved.
    pub history: &'a BTreeMap<MilestoneIx, DateHistory>,
    pub decisions: &'a Series<DecisionIx, Decision>,
    /// What was in force before, in order, each until some moment.
    pub past: &'a [Era],
}

/// A question's answer: not asked yet, being worked out, or known.
#[derive(Clone)]
enum Memo<T> {
    Unasked,
    Asking,
    Known(T),
}

impl<'a> Calendar<'a> {
    pub fn new(facts: Facts<'a>, lives: &'a Lives, triggers: &'a Triggers) -> Calendar<'a> {
        let mut before = None;
        for era in facts.past {
            let facts = Facts { plan: &era.plan, history: &era.history, ..facts };
            before = Some((era.until, Box::new(Calendar::of_era(facts, lives, triggers, before))));
        }
        Calendar::of_era(facts, lives, triggers, before)
    }

    fn of_era(
        facts: Facts<'a>,
        lives: &'a Lives,
        triggers: &'a Triggers,
        before: Option<(Moment, Box<Calendar<'a>>)>,
    ) -> Calendar<'a> {
        let Facts { plan, clocks, started, history, decisions, .. } = facts;
        let calendar = Calendar {
            plan,
            lives,
            clocks,
            started,
            triggers,
            history,
            decisions,
            members: members(plan),
            before,
            asking: RefCell::default(),
            schedules: RefCell::new(plan.milestones.each(Memo::Unasked)),
            required: RefCell::new(plan.phases.each(Memo::Unasked)),
            done: RefCell::new(plan.phases.each(Memo::Unasked)),
            awaited: RefCell::new(plan.phases.each(Memo::Unasked)),
        };
        // Dates and openings can hang on each other; the far end is worked out first.
        let web = Web::new(plan);
        let leads = |thing: ThingIx| web.dates(web.thing(thing)).into_iter().map(|thing| web.number(thing)).collect();
        for thing in far_end_first(plan.milestones.len() + plan.phases.len(), leads) {
            match web.thing(thing) {
                Thing::Milestone(milestone) => drop(calendar.date(milestone)),
                Thing::Opening(phase) | Thing::End(phase) => drop(calendar.required(phase)),
            }
        }
        calendar
    }

    /// What came to pass over time: each moment is judged by the version and the dates that were in force then (rulings 15
    /// and 24).
    pub(super) fn over_time(&self, now: Spans, of: impl Fn(&Calendar<'a>) -> Spans) -> Spans {
        match &self.before {
            None => now,
            Some((until, before)) => {
                let since = Spans::from(Some(*until));
                of(before).and(&since.not()).or(&now.and(&since))
            }
        }
    }

    /// Where a milestone's date stands: a part without one takes the whole's.
    pub(super) fn dated(&self, milestone: MilestoneIx) -> MilestoneIx {
        match (&self.plan.milestones[milestone].due, self.plan.whole(milestone)) {
            (None, Some(whole)) if !self.history.contains_key(&milestone) => whole,
            _ => milestone,
        }
    }

    /// When a milestone is due; nothing where it never had a date.
    pub(super) fn date(&self, milestone: MilestoneIx) -> Option<Arc<Schedule>> {
        once(&self.schedules, milestone, None, || {
            let place = self.dated(milestone);
            let due = self.plan.milestones[place].due.as_ref();
            let schedule = match self.history.get(&place) {
                None => due.map(|due| self.resolve(due, Moment::MAX)),
                Some(dated) => dated.ever().then(|| self.moved(due, dated)),
            };
            schedule.map(|schedule| Arc::new(Schedule { rule: due.cloned(), shared: place != milestone, ..schedule }))
        })
    }

    /// A date that something moved, with what each date was that it had.
    fn moved(&self, due: Option<&Due>, dated: &DateHistory) -> Schedule {
        let zone = self.plan.timezone;
        // What it was then; where it ran only later, what it then was.
        let on = |due: &Option<Due>, moment: Moment| {
            let due = due.as_ref()?;
            self.resolved_at(due, moment).or_else(|| self.resolve(due, Moment::MAX).on)
        };
        let mut last = None;
        let step = |(decision, from, to): &(DecisionIx, Option<Due>, Option<Due>)| {
            let begins = self.decisions[*decision].begins;
            let (from_on, to_on) = (on(from, Moment(begins.0 - 1)), on(to, begins));
            last = from_on.or(last);
            let days = last.zip(to_on).map(|(last, to)| to.day(zone).days_since(last.day(zone)));
            let decided = self.decisions[*decision].taken.unwrap_or(Moment::MIN);
            Move { decision: *decision, decided, from: from.clone(), to: to.clone(), from_on, to_on, days }
        };
        let moves = dated.changes.iter().map(step).collect();
        let now = due.map_or_else(|| fixed(None, None, None, zone), |due| self.resolve(due, Moment::MAX));
        Schedule { moves, ..now }
    }

    pub fn phase(&self, phase: PhaseIx) -> PhaseState {
        PhaseState { requires: self.required(phase), opened: self.opened(phase), done: self.done(phase) }
    }

    /// While all that a phase requires held.
    fn required(&self, phase: PhaseIx) -> Spans {
        once(&self.required, phase, Spans::never(), || {
            self.over_time(self.all(&self.plan.phases[phase].requires), |era| era.required(phase))
        })
    }

    fn opened(&self, phase: PhaseIx) -> Spans {
        self.required(phase).and(&self.in_force())
    }

    /// While all counted milestones of a phase were achieved, continuing ones holding.
    pub(super) fn done(&self, phase: PhaseIx) -> Spans {
        once(&self.done, phase, Spans::never(), || {
            let members = &self.members[phase];
            let any = members.iter().fold(Spans::never(), |any, milestone| any.or(&self.counts(*milestone)));
            let done = members.iter().fold(any, |done, milestone| done.and(&self.done_or_not_counted(*milestone)));
            self.over_time(done, |era| era.done(phase))
        })
    }

    /// When everything that a milestone itself requires first held.
    pub fn first_met(&self, milestone: MilestoneIx) -> Option<Moment> {
        self.met(milestone).first().filter(|moment| *moment <= self.clocks.as_of)
    }

    /// While everything that a contingent milestone itself requires held.
    fn met(&self, milestone: MilestoneIx) -> Spans {
        let promised = &self.plan.milestones[milestone];
        let now = if promised.contingent { self.all(&promised.requires) } else { Spans::never() };
        self.over_time(now, |era| era.met(milestone))
    }

    /// While the plan is in force.
    fn in_force(&self) -> Spans {
        match (&self.plan.rules.start, self.plan.signed) {
            (None, None) => Spans::always(),
            (None, Some(signed)) => Spans::from(Some(signed.first(self.plan.timezone))),
            (Some(_), _) => in_force(self.decisions),
        }
    }

    fn done_or_not_counted(&self, milestone: MilestoneIx) -> Spans {
        let needed = match self.plan.milestones[milestone].continuing {
            Continuing::No => Rank::Achieved,
            _ => Rank::Holding,
        };
        self.lives[milestone].standing(|rank| rank >= needed).or(&self.counts(milestone).not())
    }

    /// While a milestone counts by this version.
    pub(super) fn counts(&self, milestone: MilestoneIx) -> Spans {
        self.triggers.counts(self.plan, milestone)
    }

    /// While a milestone counted, by the version of each moment.
    pub fn counted(&self, milestone: MilestoneIx) -> Spans {
        self.over_time(self.counts(milestone), |era| era.counted(milestone))
    }

    /// When an event was, if it was by a moment.
    pub(super) fn event(&self, event: &Event, by: Moment) -> Option<When> {
        let happened = |moment: &Moment| *moment > Moment::MIN && *moment <= by;
        let first = |spans: Spans| spans.first().filter(happened).map(|moment| When::At(moment, 0));
        match event {
            Event::Signature => self.plan.signed,
            Event::Start => self.started,
            Event::Milestone(id, mark) => {
                let milestone = self.plan.milestone(id.as_str())?;
                let life = &self.lives[milestone];
                let least = match (mark, self.plan.milestones[milestone].continuing) {
                    (MilestoneEvent::Due, _) if by == Moment::MAX => return self.date(milestone)?.on,
                    (MilestoneEvent::Due, _) => return self.date_at(milestone, by),
                    (MilestoneEvent::Reported, _) => Rank::Reported,
                    (MilestoneEvent::Achieved, Continuing::No) => Rank::Achieved,
                    (MilestoneEvent::Achieved, _) => Rank::Holding,
                };
                // While it is breached, it is not held (ruling 20).
                first(life.standing(|rank| rank >= least).and(&self.counted(milestone)))
            }
            Event::PhaseOpened(phase) => {
                let opened = first(self.opened(self.plan.phase(phase.as_str())?));
                opened.filter(|when| when.first(self.plan.timezone) <= self.clocks.as_of)
            }
            Event::PhaseDone(phase) => first(self.done(self.plan.phase(phase.as_str())?)),
        }
    }

    /// So long after an anchor: a day where the span is of days, else a time; hours run from an anchor's last moment.
    fn after(&self, anchor: When, span: Span) -> Option<When> {
        let zone = self.plan.timezone;
        match span.is_calendar() {
            true => self.day(anchor).plus(span).map(When::Day),
            false => {
                let moment = zone.plus(anchor.last(zone), span);
                Some(When::At(moment, zone.offset(moment)))
            }
        }
    }

    /// So long before an anchor.
    fn before(&self, anchor: When, span: Span) -> Option<When> {
        let zone = self.plan.timezone;
        match span.is_calendar() {
            true => self.day(anchor).minus(span).map(When::Day),
            false => zone.minus(anchor.last(zone), span).map(|moment| When::At(moment, zone.offset(moment))),
        }
    }

    pub(super) fn day(&self, anchor: When) -> Day {
        self.plan.timezone.day_of(anchor.last(self.plan.timezone))
    }

    /// What a rule gives, as far as what it runs from had happened by a moment.
    pub(super) fn resolve(&self, due: &Due, by: Moment) -> Schedule {
        let zone = self.plan.timezone;
        match &due.rule {
            DueRule::On(on) => fixed(Some(on.settled(zone)), None, self.plan.signed, zone),
            DueRule::After { event, within } => {
                let anchor = self.event(event, by);
                let on = anchor.and_then(|anchor| self.after(anchor, *within));
                fixed(on, Some((event.to_string(), anchor)), anchor, zone)
            }
            DueRule::Before { event, by: span } => {
                let anchor = self.event(event, by);
                let on = anchor.and_then(|anchor| self.before(anchor, *span));
                fixed(on, Some((event.to_string(), anchor)), self.plan.signed, zone)
            }
            DueRule::EarliestOf(all) => {
                let running: Vec<Schedule> =
                    all.iter().map(|due| self.resolve(due, by)).filter(Schedule::runs).collect();
                let bound = running.iter().filter_map(|schedule| schedule.deadline).min();
                together(running, |when| Some(when.last(zone)) <= bound, zone)
            }
            DueRule::LatestOf(all) | DueRule::Either(all) => {
                let schedules: Vec<Schedule> = all.iter().map(|due| self.resolve(due, by)).collect();
                if !schedules.iter().all(Schedule::runs) {
                    return fixed(None, None, None, zone);
                }
                let earliest = |schedule: &Schedule| schedule.readings.iter().map(|when| when.last(zone)).min();
                let bound = schedules.iter().filter_map(earliest).max();
                let any = matches!(due.rule, DueRule::Either(_));
                together(schedules, |when| any || Some(when.last(zone)) >= bound, zone)
            }
        }
    }

    /// What a milestone waits for: its own conditions, its whole's, and those of its phase.
    pub fn preconditions(&self, milestone: MilestoneIx) -> Requires {
        let plan = self.plan;
        let of = |milestone: MilestoneIx| {
            let met = self.triggers.met(plan, milestone);
            plan.milestones[milestone].requires.iter().map(move |condition| self.precondition(condition, None, met))
        };
        let whole = plan.whole(milestone).into_iter().flat_map(of);
        let phase = plan.phase_of(milestone).map_or_else(|| Arc::from([]), |phase| self.awaited(phase));
        Requires { own: of(milestone).chain(whole).collect(), phase }
    }

    /// What a phase waits for; all its milestones share it.
    fn awaited(&self, phase: PhaseIx) -> Arc<[Precondition]> {
        once(&self.awaited, phase, Arc::from([]), || {
            let conditions = self.plan.phases[phase].requires.iter();
            conditions.map(|condition| self.precondition(condition, Some(phase), None)).collect()
        })
    }

    /// How a condition stands; one that triggered a contingent milestone is met for good.
    fn precondition(&self, condition: &Condition, phase: Option<PhaseIx>, met_since: Option<Moment>) -> Precondition {
        let spans = self.held(condition);
        let ids = condition.leaves().into_iter().filter_map(Condition::milestone);
        let since = met_since.or_else(|| spans.since(self.clocks.as_of));
        Precondition {
            text: condition.to_string().into(),
            phase,
            milestones: ids.filter_map(|id| self.plan.milestone(id.as_str())).collect(),
            met: met_since.is_some() || spans.at(self.clocks.as_of),
            since: since.filter(|moment| *moment > Moment::MIN),
        }
    }

    /// While everything that a milestone waits for was met: what it, its whole and its phase require.
    pub fn free(&self, milestone: MilestoneIx) -> Spans {
        let of = |milestone: MilestoneIx| match self.plan.milestones[milestone].contingent {
            true => Spans::from(self.triggers.0[milestone]),
            false => self.all(&self.plan.milestones[milestone].requires),
        };
        let whole = self.plan.whole(milestone).map(of);
        let phase = self.plan.phase_of(milestone).map(|phase| self.required(phase));
        let free = whole.into_iter().chain(phase).fold(of(milestone), |free, spans| free.and(&spans));
        self.over_time(free, |era| era.free(milestone))
    }
}

fn fixed(on: Option<When>, anchor: Option<(String, Option<When>)>, window: Option<When>, zone: Zone) -> Schedule {
    let deadline = on.map(|on| on.last(zone));
    let (readings, moves) = (on.into_iter().collect(), Vec::new());
    Schedule { on, deadline, readings, anchor, window, first: on, moves, rule: None, shared: false }
}

/// Of several schedules the one date that they make together; where some are read in more than one way, every reading that
/// is `possible`. Late only after the latest.
fn together(schedules: Vec<Schedule>, possible: impl Fn(When) -> bool, zone: Zone) -> Schedule {
    let mut readings: Vec<When> = Vec::new();
    for when in schedules.iter().flat_map(|schedule| &schedule.readings).filter(|when| possible(**when)) {
        if !readings.iter().any(|known| known.last(zone) == when.last(zone)) {
            readings.push(*when);
        }
    }
    let Some(on) = readings.iter().copied().max_by_key(|when| when.last(zone)) else {
        return fixed(None, None, None, zone);
    };
    let source = schedules.into_iter().find(|schedule| schedule.readings.contains(&on));
    let (anchor, window) = source.map_or((None, None), |source| (source.anchor, source.window));
    Schedule { readings, ..fixed(Some(on), anchor, window, zone) }
}

/// Answers a question once; while it is being worked out, a circle gets `meanwhile`.
fn once<I: Ix, T: Clone>(book: &RefCell<Series<I, Memo<T>>>, place: I, meanwhile: T, work: impl FnOnce() -> T) -> T {
    match &book.borrow()[place] {
        Memo::Known(answer) => return answer.clone(),
        Memo::Asking => return meanwhile,
        Memo::Unasked => {}
    }
    book.borrow_mut()[place] = Memo::Asking;
    let answer = work();
    book.borrow_mut()[place] = Memo::Known(answer.clone());
    answer
}

fn members(plan: &Plan) -> Series<PhaseIx, Vec<MilestoneIx>> {
    let mut members = plan.phases.each(Vec::new());
    for place in plan.milestones.indices().filter(|place| plan.is_leaf(*place) && plan.milestones[*place].is_here()) {
        plan.phase_of(place).into_iter().for_each(|phase| members[phase].push(place));
    }
    members
}
