//! What it all amounts to: status and timing of every milestone, state of the plan.

use super::calendar::Calendar;
use super::life::{Life, Rank, standings};
use super::spans::Spans;
use super::state::{Clocks, Figure, Judged, MilestoneState, PlanState, Schedule, State, Status, Timing, TimingWord};
use crate::model::level::{Level, Progress};
use crate::model::moment::{Day, Moment};
use crate::model::plan::{Continuing, Plan};
use crate::model::value::Value;

/// Puts the picture together.
pub fn picture(plan: &Plan, mut entries: Vec<Judged>, mut lives: Vec<Life>, clocks: Clocks) -> State {
    for (index, standing) in standings(&lives) {
        entries[index].standing = Some(standing);
    }
    join_parts(plan, &mut lives);
    let calendar = Calendar::new(plan, &lives, clocks);
    let milestones = (0..lives.len()).map(|milestone| state(plan, &calendar, &lives, milestone, clocks)).collect();
    let phases = (0..plan.phases.len()).map(|phase| calendar.phase(phase)).collect();
    let started = calendar.started;
    State { clocks, plan: plan_state(plan, &calendar, clocks), started, entries, milestones, phases }
}

fn plan_state(plan: &Plan, calendar: &Calendar, clocks: Clocks) -> PlanState {
    let has_come = |when: crate::model::moment::When| when.first(plan.timezone) <= clocks.as_of;
    match (&plan.rules.start, plan.signed) {
        (None, None) => PlanState::InForce,
        _ if calendar.started.is_some_and(has_come) => PlanState::InForce,
        (_, Some(signed)) if has_come(signed) => PlanState::Signed,
        _ => PlanState::Draft,
    }
}

/// A whole follows from its parts (design, section 6, parts).
fn join_parts(plan: &Plan, lives: &mut [Life]) {
    for whole in 0..lives.len() {
        let parts: Vec<&Life> = plan.parts(whole).iter().map(|part| &lives[*part]).collect();
        if parts.is_empty() {
            continue;
        }
        let weights: Vec<u64> = plan.parts(whole).iter().map(|part| plan.milestones[*part].weight.millionths).collect();
        let while_all = |least: Rank| {
            let each = parts.iter().map(|part| part.while_rank(|rank| rank >= least));
            each.fold(Spans::always(), |all, part| all.and(&part))
        };
        let ranks = joined_ranks(&parts, [Rank::Reported, Rank::Holding, Rank::Achieved].map(while_all));
        let begun = parts.iter().fold(Spans::never(), |any, part| any.or(&part.begun));
        let reversed = parts.iter().fold(Spans::never(), |any, part| any.or(&part.reversed));
        let join = |of: fn(&Life) -> Option<&Figure>| join_figures(plan, whole, &parts, &weights, of);
        let (reported, verified) = (join(|life| life.reported.as_ref()), join(|life| life.verified.as_ref()));
        let assessed = join(|life| life.assessed.as_ref());
        let last = |of: fn(&Life) -> Option<Moment>| {
            parts.iter().map(|part| of(part)).collect::<Option<Vec<_>>>()?.into_iter().max()
        };
        let (reported_full, verified_full) = (last(|life| life.reported_full), last(|life| life.verified_full));
        let split = parts.iter().any(|part| part.split);
        let life = &mut lives[whole];
        (life.ranks, life.begun, life.reversed, life.split) = (ranks, begun, reversed, split);
        (life.reported, life.verified, life.assessed) = (reported, verified, assessed);
        (life.reported_full, life.verified_full) = (reported_full, verified_full);
    }
}

fn joined_ranks(parts: &[&Life], at_least: [Spans; 3]) -> Vec<(Moment, Rank)> {
    let mut moments: Vec<Moment> = parts.iter().flat_map(|part| part.ranks.iter().map(|(moment, _)| *moment)).collect();
    moments.sort();
    moments.dedup();
    let steps = [Rank::Reported, Rank::Holding, Rank::Achieved];
    let rank = |moment: Moment| {
        let reached = steps.into_iter().zip(&at_least).rev().find(|(_, spans)| spans.at(moment));
        reached.map_or(Rank::None, |(rank, _)| rank)
    };
    let mut ranks: Vec<(Moment, Rank)> = moments.into_iter().map(|moment| (moment, rank(moment))).collect();
    ranks.dedup_by(|next, kept| next.1 == kept.1);
    ranks
}

/// The parts' weighted mean, a silent part counting 0; figures of the same indicator add up. Nothing where all are silent.
fn join_figures(
    plan: &Plan,
    whole: usize,
    parts: &[&Life],
    weights: &[u64],
    of: fn(&Life) -> Option<&Figure>,
) -> Option<Figure> {
    let latest = parts.iter().filter_map(|part| of(part)).max_by_key(|figure| figure.from)?;
    let shares =
        parts.iter().zip(weights).map(|(part, weight)| (of(part).map_or(Progress::NONE, |f| f.progress), *weight));
    let progress = Progress::mean(shares)?;
    let full = parts.iter().all(|part| of(part).is_some_and(|figure| figure.level == Level::Full));
    let level = if full { Level::Full } else { progress.level().min(Level::Intermediate) };
    let mut by: Vec<usize> = parts.iter().filter_map(|part| of(part)).flat_map(|figure| figure.by.clone()).collect();
    by.sort();
    by.dedup();
    Some(Figure {
        level,
        progress,
        values: join_values(plan, whole, parts, of),
        on: latest.on,
        from: latest.from,
        by,
        entries: parts.iter().filter_map(|part| of(part)).flat_map(|figure| figure.entries.clone()).collect(),
    })
}

/// Indicators of the whole that its parts have too, by id, added up where all that spoke gave plain numbers.
fn join_values(plan: &Plan, whole: usize, parts: &[&Life], of: fn(&Life) -> Option<&Figure>) -> Vec<(usize, Value)> {
    let of_part = |part: usize, life: &Life, id: &crate::model::id::Id| {
        let place = plan.milestones[part].indicators.iter().position(|indicator| indicator.id == *id)?;
        of(life)?.values.iter().find(|(named, _)| *named == place).map(|(_, value)| *value)
    };
    let indicators = plan.milestones[whole].indicators.iter().enumerate();
    indicators
        .filter_map(|(place, indicator)| {
            let values =
                plan.parts(whole).iter().zip(parts).filter_map(|(part, life)| of_part(*part, life, &indicator.id));
            let sum = values.map(|value| match value {
                Value::Exactly(number) => Some(number),
                _ => None,
            });
            let numbers: Vec<_> = sum.collect::<Option<_>>()?;
            numbers.into_iter().reduce(|a, b| a.plus(b)).map(|sum| (place, Value::Exactly(sum)))
        })
        .collect()
}

fn state(plan: &Plan, calendar: &Calendar, lives: &[Life], milestone: usize, clocks: Clocks) -> MilestoneState {
    let (promised, life) = (&plan.milestones[milestone], &lives[milestone]);
    let requires = calendar.preconditions(milestone);
    let parts = plan.parts(milestone);
    let triggered =
        |milestone: usize| !plan.milestones[milestone].contingent || calendar.triggered(milestone).is_some();
    let counted = triggered(milestone) && (parts.is_empty() || parts.iter().any(|part| triggered(*part)));
    let waiting = requires.iter().any(|precondition| !precondition.met);
    let status = match life.rank() {
        _ if !counted => Status::NotTriggered,
        _ if life.reversed.last() => Status::Reversed,
        Rank::Achieved => Status::Achieved,
        Rank::Holding => Status::Holding,
        Rank::Reported => Status::Reported,
        Rank::None if life.begun.last() => Status::UnderWay,
        Rank::None if waiting => Status::Waiting,
        Rank::None => Status::Open,
    };
    let free = calendar.free(milestone);
    let since = match status {
        Status::NotTriggered => None,
        Status::Reversed => life.reversed.since(clocks.as_of),
        Status::UnderWay => life.begun.since(clocks.as_of),
        Status::Waiting | Status::Open => free.since(clocks.as_of),
        _ => life.since(),
    };
    let due = calendar.schedule(milestone);
    let done_on = done_on(plan, life);
    let began = life.begun.first();
    MilestoneState {
        status,
        since,
        timing: timing(plan, life, promised.due.is_some() || due.is_some(), due.as_ref(), counted, clocks),
        done_on,
        ahead: began.is_some_and(|began| !free.at(began)),
        hold: hold(plan, milestone, life, clocks),
        counted,
        split: life.split,
        unverifiable: status == Status::Reported && plan.verifiers(milestone).is_empty(),
        reported: life.reported.clone(),
        verified: life.verified.clone(),
        assessed: life.assessed.clone(),
        said: life.said.clone(),
        due,
        requires,
        entries: life.entries.clone(),
    }
}

fn hold(plan: &Plan, milestone: usize, life: &Life, clocks: Clocks) -> Option<(i64, Option<u64>)> {
    let since = life.verified_full.filter(|_| life.rank() == Rank::Holding)?;
    let day = plan.timezone.day_of(clocks.as_of).days_since(plan.timezone.day_of(since));
    let promised = &plan.milestones[milestone];
    match (promised.continuing, promised.hold) {
        (Continuing::No, Some(hold)) => {
            let end = plan.timezone.day_of(plan.timezone.plus(since, hold));
            Some((day, u64::try_from(end.days_since(plan.timezone.day_of(since))).ok()))
        }
        _ => Some((day, None)),
    }
}

/// The moment for which it counts as done: reported full unless a verifier said less for later, or verified; the earlier.
fn done(life: &Life) -> Option<Moment> {
    life.reported_full.into_iter().chain(life.verified_full).min()
}

fn done_on(plan: &Plan, life: &Life) -> Option<Day> {
    done(life).map(|moment| plan.timezone.day_of(moment))
}

fn timing(plan: &Plan, life: &Life, dated: bool, due: Option<&Schedule>, counted: bool, clocks: Clocks) -> Timing {
    let word = |word, days| Timing { word, days };
    let Some(schedule) = due.filter(|_| dated) else { return word(TimingWord::NoDate, None) };
    let (Some(deadline), true) = (schedule.deadline, counted) else { return word(TimingWord::NotRunning, None) };
    let zone = plan.timezone;
    let day = zone.day_of(deadline);
    let (verified, reported) = (life.verified_full.is_some(), stands_reported(life));
    if let Some(done) = done(life).filter(|_| verified || reported) {
        let late = zone.day_of(done).days_since(day);
        return match (verified, done > deadline) {
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

/// Whether a report of full still stands: the verifiers' figure for that or a later moment is not below full.
fn stands_reported(life: &Life) -> bool {
    life.reported_full.is_some_and(|since| {
        life.verified.as_ref().is_none_or(|verified| verified.level == Level::Full || verified.from < since)
    })
}

/// Days before a date from which it is due soon: 14, or a tenth of its window where that is longer (ruling 9).
fn soon(plan: &Plan, schedule: &Schedule, day: Day) -> i64 {
    let zone = plan.timezone;
    let anchor = schedule.anchor.as_ref().and_then(|(_, when)| *when).or(plan.signed);
    let window = anchor.map_or(0, |anchor| day.days_since(zone.day_of(anchor.last(zone))));
    14.max(window / 10)
}
