//! `timeline`: for each milestone the days that matter, by phase: from when, until when, first and moved dates, work, done.

use super::basis::{AnswerDocument, answer};
use super::milestone::{MilestoneBrief, milestone_brief};
use super::view::View;
use super::words;
use crate::fold::state::{Breach, MilestoneState, Precondition, Schedule, Status, Timing, TimingWord};
use crate::model::id::Id;
use crate::model::index::{MilestoneIx, PhaseIx, Series};
use crate::model::languages::ByLanguage;
use crate::model::level::Level;
use crate::model::milestone::Continuing;
use crate::model::moment::{Day, Zone};
use crate::model::when::When;
use crate::tongue::{later, text};
use serde::Serialize;
use std::sync::Arc;

/// Milestones over time. Days are those of the plan's zone.
pub struct Timeline<'a> {
    /// The first and the last day that any milestone names, or the day asked about; nothing where none names a day.
    pub span: Option<(Day, Day)>,
    pub as_of: Day,
    pub phases: Vec<TimelinePhase<'a>>,
}

/// The milestones of a phase, in the order of the plan, parts below their whole.
pub struct TimelinePhase<'a> {
    /// Nothing for those without a phase, which come last.
    pub id: Option<&'a Id>,
    pub title: &'a str,
    titles: ByLanguage,
    /// The first and the last day that its milestones name.
    pub span: Option<(Day, Day)>,
    pub rows: Vec<TimelineRow<'a>>,
}

/// One milestone. A stretch runs from its first day to its last.
pub struct TimelineRow<'a> {
    pub id: &'a Id,
    pub title: &'a str,
    brief: MilestoneBrief<'a>,
    part_of: Option<&'a Id>,
    /// Whether it stands below its whole.
    pub below: bool,
    /// The time allowed: from what the date runs from, else the signature or entry into force, to the date due.
    pub window: Option<(Day, Day)>,
    /// The first date due, and the one in force; they differ where the date moved.
    pub first: Option<Day>,
    pub due: Option<Day>,
    /// All dates in force, more than one where the parties read them differently.
    pub readings: Vec<Day>,
    /// The dates that it had between the first and the one in force, in the order in which they were decided.
    pub between: Vec<Day>,
    /// Whole days by which decisions have moved the date.
    pub slip: Option<i64>,
    /// What it requires, and since when that is met.
    pub waits: Vec<DrawnWait>,
    /// From the first claim above none to when it was done, or as long as it goes on.
    pub work: Option<(Day, Day)>,
    /// From the date due to when it was done after all, or the day asked about.
    pub past: Option<(Day, Day)>,
    /// When it was done, by who owes it or by a verifier.
    pub done: Option<Day>,
    /// Whether a verifier says that it is done.
    pub verified: bool,
    /// From the day on which each breach opened to that on which it ended, or the day asked about.
    pub breaches: Vec<(Day, Day)>,
    /// The days on which a verified level fell.
    pub falls: Vec<Day>,
    pub said: DrawnDays,
    pub status: Status,
    timing: Timing,
}

/// The days that a row draws, as precisely as they were said.
#[derive(Default)]
pub struct DrawnDays {
    pub first: Option<When>,
    pub due: Vec<When>,
    pub done: Option<When>,
    /// When each breach opened.
    pub breaches: Vec<When>,
    /// When it ended; nothing while it is open.
    closed: Vec<Option<Day>>,
    pub falls: Vec<When>,
    done_on: Option<When>,
}

/// A precondition.
pub struct DrawnWait {
    pub text: Arc<str>,
    pub met: bool,
    /// Since when it is met, or no longer is.
    pub since: Option<Day>,
}

/// The milestones at these places, phase by phase.
pub fn timeline<'a>(view: &View<'a>, places: &[MilestoneIx]) -> Timeline<'a> {
    let plan = view.plan;
    let as_of = plan.timezone.day_of(view.state.clocks.as_of);
    let below = below(view, places);
    let mut members: Series<PhaseIx, Vec<TimelineRow>> = plan.phases.iter().map(|_| Vec::new()).collect();
    let mut loose = Vec::new();
    for &place in places.iter().filter(|place| !below[**place]) {
        let members = plan.phase_of(place).map_or(&mut loose, |phase| &mut members[phase]);
        let parts = plan.parts(place).iter().filter(|part| below[**part]);
        members.extend(std::iter::once(&place).chain(parts).map(|&at| row(view, at, below[at])));
    }
    let phases = members.into_pairs().map(|(at, rows)| (Some(at), rows)).chain([(None, loose)]);
    let phases = phases.filter(|(_, rows)| !rows.is_empty());
    let phases: Vec<TimelinePhase> = phases.map(|(at, rows)| phase(view, at, rows)).collect();
    let named = stretch(phases.iter().flat_map(|phase| phase.span).flat_map(|(from, until)| [from, until]));
    Timeline { span: named.map(|(from, until)| (from.min(as_of), until.max(as_of))), as_of, phases }
}

fn phase<'a>(view: &View<'a>, at: Option<PhaseIx>, rows: Vec<TimelineRow<'a>>) -> TimelinePhase<'a> {
    let span = stretch(rows.iter().flat_map(TimelineRow::days));
    let (id, title, titles) = match at.map(|at| &view.plan.phases[at]) {
        Some(phase) => (Some(&phase.id), phase.title.get(view.lang()), phase.title.by_language().clone()),
        None => (None, text(NO_PHASE), ByLanguage::from_iter([("en".to_owned(), NO_PHASE.to_owned())])),
    };
    TimelinePhase { id, title, titles, span, rows }
}

const NO_PHASE: &str = later!("Without phase");

/// Which milestones stand below their whole: parts whose whole is shown, and whose phase is no other.
fn below(view: &View, places: &[MilestoneIx]) -> Series<MilestoneIx, bool> {
    let mut shown = view.plan.milestones.each(false);
    places.iter().for_each(|place| shown[*place] = true);
    let with_whole = |place: MilestoneIx| {
        let phase = view.plan.phase_of(place);
        view.plan.whole(place).is_some_and(|whole| shown[whole] && phase == view.plan.phase_of(whole))
    };
    shown.indices().map(|place| shown[place] && with_whole(place)).collect()
}

fn row<'a>(view: &View<'a>, place: MilestoneIx, below: bool) -> TimelineRow<'a> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let zone = view.plan.timezone;
    let as_of = zone.day_of(view.state.clocks.as_of);
    let began = state.began.map(|moment| zone.day_of(moment));
    let schedule = state.due.as_deref().filter(|_| state.timing.word != TimingWord::NotRunning);
    let day = |when: When| when.day(zone);
    let due = schedule.and_then(|schedule| schedule.on).map(day);
    let done = done(state);
    let said_on = |day: Day| view.said_on(place, day);
    let fallen = || state.falls.iter().filter(|fall| !fall.breach);
    let end = match promised.continuing {
        Continuing::Until(until) => Some(day(until).min(as_of)),
        Continuing::Always => None,
        Continuing::No => done,
    };
    TimelineRow {
        id: &promised.id,
        title: promised.title.get(view.lang()),
        brief: milestone_brief(view, place),
        part_of: promised.part_of.as_ref(),
        below,
        window: schedule.zip(due).and_then(|(schedule, due)| Some((opens(view, schedule, due)?, due))),
        first: schedule.and_then(|schedule| schedule.first).map(day).or(due),
        due,
        readings: schedule.map_or(Vec::new(), |schedule| schedule.readings.iter().copied().map(day).collect()),
        between: schedule.map_or(Vec::new(), |schedule| {
            let moved = schedule.moves.iter().filter_map(|step| step.to_on).map(day);
            moved.filter(|day| Some(*day) != due).collect()
        }),
        slip: state.due.as_deref().filter(|due| !due.moves.is_empty()).and_then(Schedule::slip),
        waits: state.requires.iter().map(|one| wait(one, zone)).collect(),
        work: began.map(|began| (began, end.unwrap_or(as_of).max(began))),
        past: match state.timing.word {
            TimingWord::Overdue => due.map(|due| (due, as_of)),
            TimingWord::Late | TimingWord::ReportedLate => due.zip(done),
            _ => None,
        },
        done,
        verified: state.verified.as_deref().is_some_and(|figure| figure.level == Level::Full),
        breaches: state.breaches.iter().map(|breach| breached(view, breach)).collect(),
        falls: fallen().map(|fall| zone.day_of(fall.on)).collect(),
        said: DrawnDays {
            first: schedule.and_then(|schedule| schedule.first.or(schedule.on)),
            due: schedule.map_or(Vec::new(), |schedule| schedule.readings.clone()),
            done: done.map(said_on),
            breaches: view.said_at(place, state.breaches.iter().map(|breach| breach.opened)),
            closed: state.breaches.iter().map(|breach| breach.closed.map(|closed| view.day(closed))).collect(),
            falls: view.said_at(place, fallen().map(|fall| fall.on)),
            done_on: state.done_on.map(said_on),
        },
        status: state.status,
        timing: state.timing,
    }
}

fn breached(view: &View, breach: &Breach) -> (Day, Day) {
    (view.day(breach.opened), view.day(breach.closed.unwrap_or(view.state.clocks.as_of)))
}

fn wait(precondition: &Precondition, zone: Zone) -> DrawnWait {
    DrawnWait {
        text: precondition.text.clone(),
        met: precondition.met,
        since: precondition.since.map(|since| zone.day_of(since)),
    }
}

/// When it was done; a report that a verifier answered with less is none as long as the date says so.
fn done(state: &MilestoneState) -> Option<Day> {
    let pending = matches!(state.timing.word, TimingWord::Due | TimingWord::DueSoon | TimingWord::Overdue);
    state.done_on.filter(|_| !pending)
}

/// Where the window of a date begins: what it runs from, else the signature, else entry into force (ruling 9).
fn opens(view: &View, schedule: &Schedule, due: Day) -> Option<Day> {
    let zone = view.plan.timezone;
    let opens = [schedule.window, view.plan.signed, view.state.started].into_iter().flatten();
    opens.map(|when| when.day(zone)).find(|day| *day <= due)
}

impl TimelineRow<'_> {
    /// Every day that it names.
    fn days(&self) -> impl Iterator<Item = Day> + '_ {
        let stretches =
            [self.window, self.work, self.past].into_iter().flatten().flat_map(|(from, until)| [from, until]);
        let stretches = stretches.chain(self.breaches.iter().flat_map(|(from, until)| [*from, *until]));
        let days = stretches.chain(self.first).chain(self.due).chain(self.done);
        days.chain(self.readings.iter().copied()).chain(self.falls.iter().copied())
    }

    /// Whether its date has passed and it is not done.
    pub fn is_overdue(&self) -> bool {
        self.timing.word == TimingWord::Overdue
    }

    pub fn timing(&self) -> String {
        words::timing(self.timing)
    }

    /// The status where that must be seen first, else how it stands with its date.
    pub fn words(&self) -> String {
        match (self.status.is_alarm(), self.is_overdue()) {
            (true, true) => format!("{}, {}", self.status.told(), self.timing()),
            (true, false) => self.status.told().to_owned(),
            (false, _) => self.timing(),
        }
    }
}

/// The first and the last of some days.
fn stretch(days: impl Iterator<Item = Day>) -> Option<(Day, Day)> {
    days.fold(None, |span, day| span.map_or(Some((day, day)), |(from, until)| Some((day.min(from), day.max(until)))))
}

#[derive(Serialize)]
pub struct TimelineAnswer<'a> {
    from: Option<String>,
    until: Option<String>,
    as_of: String,
    phases: Vec<TimelinePhaseRow<'a>>,
}

#[derive(Serialize)]
struct TimelinePhaseRow<'a> {
    id: Option<&'a Id>,
    title: ByLanguage,
    milestones: Vec<TimelineMilestone<'a>>,
}

/// A milestone with the days that are drawn of it.
#[derive(Serialize)]
struct TimelineMilestone<'a> {
    #[serde(flatten)]
    milestone: MilestoneBrief<'a>,
    part_of: Option<&'a Id>,
    done_on: Option<When>,
    drawn: Drawn,
}

/// What is drawn of a milestone.
#[derive(Serialize)]
struct Drawn {
    /// The time allowed.
    window: Option<DayWindow>,
    first: Option<When>,
    on: Option<String>,
    readings: Vec<When>,
    began: Option<String>,
    breaches: Vec<DrawnBreach>,
    /// When a verified level fell.
    falls: Vec<When>,
}

/// A breach, from when to when; to null while it is open.
#[derive(Serialize)]
struct DrawnBreach {
    opened: When,
    closed: Option<String>,
}

#[derive(Serialize)]
struct DayWindow {
    from: String,
    until: String,
}

/// The answer for machines.
pub fn timeline_doc<'a>(view: &View<'a>, timeline: Timeline<'a>) -> AnswerDocument<TimelineAnswer<'a>> {
    let phase = |phase: TimelinePhase<'a>| TimelinePhaseRow {
        id: phase.id,
        title: phase.titles,
        milestones: phase.rows.into_iter().map(row_doc).collect(),
    };
    let body = TimelineAnswer {
        from: timeline.span.map(|(from, _)| from.to_string()),
        until: timeline.span.map(|(_, until)| until.to_string()),
        as_of: timeline.as_of.to_string(),
        phases: timeline.phases.into_iter().map(phase).collect(),
    };
    answer("timeline", view, body)
}

fn row_doc(row: TimelineRow) -> TimelineMilestone {
    let window = |(from, until): (Day, Day)| DayWindow { from: from.to_string(), until: until.to_string() };
    let text = |day: Option<Day>| day.map(|day| day.to_string());
    let breach = |(opened, closed)| DrawnBreach { opened, closed: text(closed) };
    TimelineMilestone {
        milestone: row.brief,
        part_of: row.part_of,
        done_on: row.said.done_on,
        drawn: Drawn {
            window: row.window.map(window),
            first: row.said.first,
            on: text(row.due),
            readings: row.said.due,
            began: text(row.work.map(|(began, _)| began)),
            breaches: row.said.breaches.into_iter().zip(row.said.closed).map(breach).collect(),
            falls: row.said.falls,
        },
    }
}
