//! What it all amounts to: status and timing of every milestone, state of the plan.

use super::calendar::Calendar;
use super::editions::Editions;
use super::life::{Life, Rank, prolonged};
use super::reasons::of_status;
use super::spans::Spans;
use super::state::{Clocks, MilestoneState, PlanState, Schedule, Status, Timing, TimingReason, TimingWord};
use super::suspensions::Suspensions;
use crate::model::index::{MilestoneIx, Series};
use crate::model::milestone::Continuing;
use crate::model::moment::{Day, Moment};
use crate::model::plan::Plan;
use crate::model::when::When;

/// The state of the plan (design, section 6). Without a rule of entry into force and without a signature it is always in force.
pub fn plan_state(
    plan: &Plan,
    editions: &Editions,
    suspensions: &Suspensions,
    started: Option<When>,
    as_of: Moment,
) -> PlanState {
    let has_come = |when: When| when.first(plan.timezone) <= as_of;
    let in_force = match (&plan.rules.start, plan.signed) {
        (None, None) => true,
        _ => started.is_some_and(has_come),
    };
    match plan.signed {
        _ if editions.any_left(as_of) => PlanState::Repudiated,
        _ if in_force && suspensions.plan().at(as_of) => PlanState::Suspended,
        _ if in_force => PlanState::InForce,
        Some(signed) if has_come(signed) => PlanState::Signed,
        _ => PlanState::Draft,
    }
}

/// The states of all milestones, in the order of the plan.
pub fn states(calendar: &Calendar, editions: &Editions) -> Series<MilestoneIx, MilestoneState> {
    let lives = calendar.lives;
    let course = |milestone: MilestoneIx| StatusBasis {
        life: &lives[milestone],
        free: calendar.free(milestone),
        counts: calendar.counted(milestone),
    };
    let courses = StatusBases { plan: calendar.plan, all: lives.indices().map(course).collect() };
    lives.indices().map(|milestone| state(calendar, editions, &courses, milestone)).collect()
}

fn state(calendar: &Calendar, editions: &Editions, courses: &StatusBases, milestone: MilestoneIx) -> MilestoneState {
    let Calendar { plan, clocks, triggers, .. } = *calendar;
    let (course, promised) = (&courses.all[milestone], &plan.milestones[milestone]);
    let life = course.life;
    let retired = life.retired.last().then(|| life.retired.since(clocks.as_of)).flatten();
    let counted = triggers.count(plan, milestone) && promised.is_here();
    let status = courses.status(milestone, clocks.as_of);
    let due = calendar.schedule(milestone);
    let began = life.begun.first();
    let suspended =
        promised.is_here() && (life.suspended.by_name.at(clocks.as_of) || life.suspended.around.at(clocks.as_of));
    let dated = promised.due.is_some() || due.is_some();
    let triggered = triggers.met(plan, milestone);
    let unverifiable = status == Status::Reported && plan.verifiers(milestone).is_empty();
    MilestoneState {
        status,
        why: of_status(plan, milestone, status, life, triggered, unverifiable),
        since: courses.since(milestone, status, clocks.as_of),
        timing: match (promised.is_here(), status) {
            (false, _) => Timing { word: TimingWord::NoDate, days: None, why: TimingReason::NoDate },
            _ => timing(plan, life, dated, due.as_deref(), counted, suspended || status == Status::Suspended, clocks),
        },
        done_on: life.done.on.filter(|full| full.day_known).map(|full| plan.timezone.day_of(full.since)),
        began,
        ahead: promised.is_here() && began.is_some_and(|began| !course.free.at(began)),
        hold: hold(plan, milestone, course, editions, clocks).filter(|_| status == Status::Holding),
        counted,
        triggered,
        retired,
        suspended,
        breaches: life.breaches.clone(),
        falls: life.falls.clone(),
        remeasured: life.remeasured.clone(),
        disputed: promised.is_here() && life.disputed.at(clocks.as_of),
        needed: life.needed.or_else(|| editions.verifiers_needed(plan, milestone, clocks.as_of)),
        split: life.split,
        unverifiable,
        reported: life.reported.clone(),
        verified: life.verified.clone(),
        assessed: life.assessed.clone(),
        said: life.said.clone(),
        due,
        requires: calendar.preconditions(milestone),
        record: life.record.clone(),
    }
}

/// All that the statuses follow from, over time.
struct StatusBases<'a> {
    plan: &'a Plan,
    all: Series<MilestoneIx, StatusBasis<'a>>,
}

struct StatusBasis<'a> {
    life: &'a Life,
    /// While nothing that it waits for was outstanding.
    free: Spans,
    counts: Spans,
}

impl StatusBases<'_> {
    /// The status at a moment: of a whole, what its parts make; of what merely restates others, theirs.
    fn status(&self, milestone: MilestoneIx, moment: Moment) -> Status {
        let course = &self.all[milestone];
        let parts = match self.plan.parts(milestone) {
            [] => self.plan.repeats(milestone),
            parts => parts,
        };
        match parts {
            _ if course.life.retired.at(moment) => Status::Retired,
            _ if !course.counts.at(moment) => Status::NotTriggered,
            [] => course.status(moment),
            parts => course.of_parts(parts.iter().map(|part| self.status(*part, moment)).collect(), moment),
        }
    }

    /// Since when it has had its status: the last moment at which something turned that gave it; nothing if it always had.
    fn since(&self, milestone: MilestoneIx, status: Status, as_of: Moment) -> Option<Moment> {
        let mut turns: Vec<Moment> = self.turns(milestone);
        turns.retain(|moment| *moment <= as_of && *moment > Moment::MIN);
        turns.sort_unstable_by_key(|moment| std::cmp::Reverse(*moment));
        turns.dedup();
        let other = |moment: &Moment| self.status(milestone, Moment(moment.0 - 1)) != status;
        turns.into_iter().find(|moment| status != Status::NotTriggered && other(moment))
    }

    /// The moments at which anything turned that its status follows from.
    fn turns(&self, milestone: MilestoneIx) -> Vec<Moment> {
        let course = &self.all[milestone];
        let life = course.life;
        let spans = [
            &life.reversed,
            &life.begun,
            &life.breached,
            &life.disputed_itself,
            &life.retired,
            &life.suspended.by_name,
            &life.suspended.around,
            &course.free,
            &course.counts,
        ];
        let ranks = life.ranks.iter().map(|(moment, _)| *moment);
        let parts = self.plan.parts(milestone).iter().chain(self.plan.repeats(milestone));
        spans.into_iter().flat_map(Spans::turns).chain(ranks).chain(parts.flat_map(|part| self.turns(*part))).collect()
    }
}

impl StatusBasis<'_> {
    /// The first that applies at a moment (design, section 6).
    fn status(&self, moment: Moment) -> Status {
        let life = self.life;
        let rank = life.rank_at(moment);
        match rank {
            _ if life.breached.at(moment) => Status::Breached,
            _ if life.suspended.by_name.at(moment) => Status::Suspended,
            _ if rank != Rank::Achieved && life.suspended.around.at(moment) => Status::Suspended,
            _ if life.reversed.at(moment) => Status::Reversed,
            Rank::Achieved => Status::Achieved,
            Rank::Holding => Status::Holding,
            _ if life.disputed.at(moment) => Status::Contested,
            Rank::Reported => Status::Reported,
            Rank::None => self.begun(moment),
        }
    }

    fn begun(&self, moment: Moment) -> Status {
        match (self.life.begun.at(moment), self.free.at(moment)) {
            (true, _) => Status::UnderWay,
            (false, false) => Status::Waiting,
            (false, true) => Status::Open,
        }
    }

    /// What the statuses of counted parts make (design, section 6, parts).
    fn of_parts(&self, parts: Vec<Status>, moment: Moment) -> Status {
        let parts: Vec<Status> =
            parts.into_iter().filter(|part| !matches!(part, Status::NotTriggered | Status::Retired)).collect();
        let all = |known: &[Status]| !parts.is_empty() && parts.iter().all(|part| known.contains(part));
        let any = |status: Status| parts.contains(&status);
        match self.life {
            life if any(Status::Breached) || life.breached.at(moment) => Status::Breached,
            life if life.suspended.by_name.at(moment) => Status::Suspended,
            _ if all(&[Status::Achieved]) => Status::Achieved,
            life if life.suspended.around.at(moment) => Status::Suspended,
            _ if all(&[Status::Achieved, Status::Holding]) => Status::Holding,
            _ if any(Status::Reversed) => Status::Reversed,
            life if any(Status::Contested) || life.disputed_itself.at(moment) => Status::Contested,
            _ if all(&[Status::Achieved, Status::Holding, Status::Reported]) => Status::Reported,
            _ if all(&[Status::Suspended]) => Status::Suspended,
            _ => self.begun(moment),
        }
    }
}

/// Day k of n, where n is known: days in which the count stood still are not counted. A whole holds through its parts.
fn hold(
    plan: &Plan,
    milestone: MilestoneIx,
    course: &StatusBasis,
    editions: &Editions,
    clocks: Clocks,
) -> Option<(i64, Option<u64>)> {
    let life = course.life;
    let since = life.holds_since.filter(|_| life.rank() == Rank::Holding && plan.is_leaf(milestone))?;
    let promised = &editions.at(clocks.as_of).milestones[milestone];
    let (zone, until) = (plan.timezone, clocks.as_of);
    let suspended = life.suspended.by_name.or(&life.suspended.around);
    let still = prolonged(&suspended, since, until).0.saturating_sub(until.0).clamp(0, until.0 - since.0);
    let day = zone.day_of(Moment(until.0 - still)).days_since(zone.day_of(since));
    let of = match (promised.continuing, promised.hold) {
        (Continuing::No, Some(hold)) => {
            let end = zone.day_of(zone.plus(since, hold));
            u64::try_from(end.days_since(zone.day_of(since))).ok()
        }
        _ => None,
    };
    Some((day, of))
}

fn timing(
    plan: &Plan,
    life: &Life,
    dated: bool,
    due: Option<&Schedule>,
    counted: bool,
    suspended: bool,
    clocks: Clocks,
) -> Timing {
    let word = |word, days, why| Timing { word, days, why };
    let neither = |counted: bool, undated: bool| match (counted, undated) {
        (false, _) => word(TimingWord::NotRunning, None, TimingReason::NotCounted),
        (true, true) => word(TimingWord::NoDate, None, TimingReason::NoDate),
        (true, false) => word(TimingWord::NotRunning, None, TimingReason::NotRunning),
    };
    let Some(schedule) = due.filter(|_| dated || !counted) else {
        return neither(counted, true);
    };
    let (Some(deadline), Some(on), true) = (schedule.deadline, schedule.on, counted) else {
        return neither(counted, schedule.rule.is_none());
    };
    let zone = plan.timezone;
    let day = on.day(zone);
    if let Some(done) = life.done.on.filter(|_| life.done.stands) {
        let (verified, late) = (life.done.verified, zone.day_of(done.since).days_since(day));
        let why = TimingReason::Done { on: done.day_known.then(|| zone.day_of(done.since)), verified };
        let in_time = if verified { TimingWord::OnTime } else { TimingWord::ReportedOnTime };
        let too_late = if verified { TimingWord::Late } else { TimingWord::ReportedLate };
        return match (done.since > deadline, done.day_known) {
            (true, false) => word(TimingWord::DoneDayUnknown, None, TimingReason::DayUnknown),
            (true, true) => word(too_late, Some(late), why),
            (false, known) => word(in_time, known.then_some(-late), why),
        };
    }
    let left = day.days_since(zone.day_of(clocks.as_of));
    if suspended {
        word(TimingWord::Suspended, None, TimingReason::Suspended)
    } else if clocks.as_of > deadline {
        word(TimingWord::Overdue, Some(-left), TimingReason::Passed)
    } else if left <= soon(plan, schedule, day) {
        word(TimingWord::DueSoon, Some(left), TimingReason::Ahead)
    } else {
        word(TimingWord::Due, Some(left), TimingReason::Ahead)
    }
}

/// Days before a date from which it is due soon: 14, or a tenth of its window where that is longer (ruling 9).
fn soon(plan: &Plan, schedule: &Schedule, day: Day) -> i64 {
    let zone = plan.timezone;
    let from = schedule.window.or(plan.signed);
    let window = from.map_or(0, |from| day.days_since(zone.day_of(from.last(zone))));
    14.max(window / 10)
}
