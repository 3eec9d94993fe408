//! What it all amounts to: status and timing of every milestone, state of the plan.

use super::calendar::Calendar;
use super::counts::Triggers;
use super::decide::started;
use super::life::{Life, Rank};
use super::lives::standings;
use super::spans::Spans;
use super::state::{Clocks, Decision, Judged, MilestoneState, PlanState, Schedule, State, Status, Timing, TimingWord};
use super::trigger::trigger;
use crate::model::milestone::Continuing;
use crate::model::moment::{Day, Moment};
use crate::model::plan::Plan;
use crate::model::when::When;

/// Puts the picture together.
pub fn picture(
    plan: &Plan,
    mut entries: Vec<Judged>,
    mut lives: Vec<Life>,
    decisions: Vec<Decision>,
    clocks: Clocks,
) -> State {
    for (index, standing) in standings(&lives) {
        entries[index].standing = Some(standing);
    }
    let started = match plan.rules.start {
        None => plan.signed,
        Some(_) => started(&decisions, clocks.as_of),
    };
    let triggers = trigger(plan, &mut lives, started, clocks);
    let calendar = Calendar::new(plan, &lives, clocks, started, &triggers);
    let milestones =
        (0..lives.len()).map(|milestone| state(plan, &calendar, &lives, &triggers, milestone, clocks)).collect();
    let phases = (0..plan.phases.len()).map(|phase| calendar.phase(phase)).collect();
    State { clocks, plan: plan_state(plan, started, clocks), started, decisions, entries, milestones, phases }
}

fn plan_state(plan: &Plan, started: Option<When>, clocks: Clocks) -> PlanState {
    let has_come = |when: When| when.first(plan.timezone) <= clocks.as_of;
    match (&plan.rules.start, plan.signed) {
        (None, None) => PlanState::InForce,
        _ if started.is_some_and(has_come) => PlanState::InForce,
        (_, Some(signed)) if has_come(signed) => PlanState::Signed,
        _ => PlanState::Draft,
    }
}

fn state(
    plan: &Plan,
    calendar: &Calendar,
    lives: &[Life],
    triggers: &Triggers,
    milestone: usize,
    clocks: Clocks,
) -> MilestoneState {
    let (promised, life) = (&plan.milestones[milestone], &lives[milestone]);
    let course = Course { life, free: calendar.free(milestone), counts: triggers.counts(plan, milestone) };
    let counted = triggers.count(plan, milestone);
    let status = if counted { course.status(clocks.as_of) } else { Status::NotTriggered };
    let due = calendar.schedule(milestone);
    let began = life.begun.first();
    MilestoneState {
        status,
        since: course.since(status, clocks.as_of),
        timing: timing(plan, life, promised.due.is_some() || due.is_some(), due.as_ref(), counted, clocks),
        done_on: life.done.on.map(|moment| plan.timezone.day_of(moment)),
        began,
        ahead: began.is_some_and(|began| !course.free.at(began)),
        hold: hold(plan, milestone, life, clocks),
        counted,
        triggered: triggers.met(plan, milestone),
        split: life.split,
        unverifiable: status == Status::Reported && plan.verifiers(milestone).is_empty(),
        reported: life.reported.clone(),
        verified: life.verified.clone(),
        assessed: life.assessed.clone(),
        said: life.said.clone(),
        due,
        requires: calendar.preconditions(milestone),
        entries: life.entries.clone(),
    }
}

/// All that a status follows from, over time.
struct Course<'a> {
    life: &'a Life,
    /// While nothing that it waits for was outstanding.
    free: Spans,
    counts: Spans,
}

impl Course<'_> {
    /// The first that applies at a moment (design, section 6).
    fn status(&self, moment: Moment) -> Status {
        match self.life.rank_at(moment) {
            _ if !self.counts.at(moment) => Status::NotTriggered,
            _ if self.life.reversed.at(moment) => Status::Reversed,
            Rank::Achieved => Status::Achieved,
            Rank::Holding => Status::Holding,
            Rank::Reported => Status::Reported,
            Rank::None if self.life.begun.at(moment) => Status::UnderWay,
            Rank::None if !self.free.at(moment) => Status::Waiting,
            Rank::None => Status::Open,
        }
    }

    /// Since when it has had its status: the last moment at which something turned that gave it; nothing if it always had.
    fn since(&self, status: Status, as_of: Moment) -> Option<Moment> {
        let spans = [&self.life.reversed, &self.life.begun, &self.free, &self.counts];
        let ranks = self.life.ranks.iter().map(|(moment, _)| *moment);
        let mut turns: Vec<Moment> = spans.into_iter().flat_map(Spans::turns).chain(ranks).collect();
        turns.retain(|moment| *moment <= as_of && *moment > Moment::MIN);
        turns.sort_unstable_by_key(|moment| std::cmp::Reverse(*moment));
        turns.dedup();
        turns.into_iter().find(|moment| status != Status::NotTriggered && self.status(Moment(moment.0 - 1)) != status)
    }
}

/// Day k of n, where n is known. A whole holds through its parts.
fn hold(plan: &Plan, milestone: usize, life: &Life, clocks: Clocks) -> Option<(i64, Option<u64>)> {
    let holds = life.rank() == Rank::Holding && plan.parts(milestone).is_empty();
    let since = life.verified_full.filter(|_| holds)?;
    let zone = plan.timezone;
    let day = zone.day_of(clocks.as_of).days_since(zone.day_of(since));
    let promised = &plan.milestones[milestone];
    let of = match (promised.continuing, promised.hold) {
        (Continuing::No, Some(hold)) => {
            let end = zone.day_of(zone.plus(since, hold));
            u64::try_from(end.days_since(zone.day_of(since))).ok()
        }
        _ => None,
    };
    Some((day, of))
}

fn timing(plan: &Plan, life: &Life, dated: bool, due: Option<&Schedule>, counted: bool, clocks: Clocks) -> Timing {
    let word = |word, days| Timing { word, days };
    let Some(schedule) = due.filter(|_| dated || !counted) else {
        return word(if counted { TimingWord::NoDate } else { TimingWord::NotRunning }, None);
    };
    let (Some(deadline), Some(on), true) = (schedule.deadline, schedule.on, counted) else {
        return word(TimingWord::NotRunning, None);
    };
    let zone = plan.timezone;
    let day = on.day(zone);
    if let Some(done) = life.done.on.filter(|_| life.done.stands) {
        let late = zone.day_of(done).days_since(day);
        return match (life.done.verified, done > deadline) {
            (true, true) => word(TimingWord::Late, Some(late)),
            (true, false) => word(TimingWord::OnTime, Some(-late)),
            (false, true) => word(TimingWord::ReportedLate, Some(late)),
            (false, false) => word(TimingWord::ReportedOnTime, Some(-late)),
        };
    }
    let left = day.days_since(zone.day_of(clocks.as_of));
    if clocks.as_of > deadline {
        word(TimingWord::Overdue, Some(-left))
    } else if left <= soon(plan, schedule, day) {
        word(TimingWord::DueSoon, Some(left))
    } else {
        word(TimingWord::Due, Some(left))
    }
}

/// Days before a date from which it is due soon: 14, or a tenth of its window where that is longer (ruling 9).
fn soon(plan: &Plan, schedule: &Schedule, day: Day) -> i64 {
    let zone = plan.timezone;
    let from = schedule.window.or(plan.signed);
    let window = from.map_or(0, |from| day.days_since(zone.day_of(from.last(zone))));
    14.max(window / 10)
}
