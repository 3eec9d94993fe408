//! Due dates and consultations as events of a calendar. Knows what happens when; not how a calendar file writes it.

use super::consultations::{self, meeting};
use super::totals::milestones;
use super::view::View;
use super::words;
use crate::fold::state::{MilestoneState, Schedule, Status, TimingWord};
use crate::model::decision::Terms;
use crate::model::due::{Due, Event as Anchor};
use crate::model::index::MilestoneIx;
use crate::model::moment::{Day, Moment, Zone};
use crate::model::plan::Consultation;
use crate::model::span::Span;
use crate::model::when::When;
use crate::tongue::{many, say};

#[derive(Clone, Debug)]
pub struct EventCalendar {
    pub name: String,
    /// What a reader must know who finds no date in it.
    pub note: Option<String>,
    pub zone: Zone,
    /// The moment of the books that it is made from.
    pub stamp: Moment,
    pub events: Vec<CalendarEvent>,
}

/// An event. Its uid stays when its date moves, and `sequence` grows.
#[derive(Clone, Debug)]
pub struct CalendarEvent {
    pub uid: String,
    pub starts: Starts,
    pub repeats: Repeats,
    /// The last moment at which it may come again.
    pub until: Option<Moment>,
    pub sequence: usize,
    pub holds: Holds,
    pub summary: String,
    pub description: Vec<String>,
    pub categories: Vec<String>,
    /// How long before it to remind, if at all.
    pub alarm: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Starts {
    /// All of a day.
    Day(Day),
    At(Moment),
    /// The same by the clocks of the plan's zone, which repetitions follow.
    Local(Moment),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeats {
    Never,
    /// Every so many days, months or seconds.
    Days(u64),
    /// On the same day of the month, or the month's last where it has no such day.
    Months(u32),
    Seconds(i64),
    /// What no rule tells: at these too.
    Also(Vec<Starts>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Yes,
    /// Disputed, or suspended.
    Perhaps,
    No,
}

/// How long before a consultation to remind.
const EVE: Span = Span { months: 0, days: 1, seconds: 0 };

/// All dates, as they stand at the moment asked about. `alarm`: how long before a due date to remind.
pub fn calendar(view: &View, alarm: Option<Span>) -> EventCalendar {
    let places = view.plan.milestones.indices();
    let due: Vec<CalendarEvent> = places.flat_map(|place| due_events(view, place, alarm)).collect();
    let meetings = view.plan.consultations.iter().map(|one| consultation(view, one, alarm));
    EventCalendar {
        name: view.plan.title.get(view.lang()).to_owned(),
        note: due.is_empty().then(|| no_dates(view)),
        zone: view.plan.timezone,
        stamp: view.state.clocks.known_by,
        events: due.into_iter().chain(meetings).collect(),
    }
}

/// Why no milestone is in the calendar.
fn no_dates(view: &View) -> String {
    let waits =
        view.state.milestones.iter().filter(|state| state.due.as_deref().is_some_and(|due| due.rule.is_some())).count();
    let all = milestones(view.plan);
    match waits {
        0 => say!("No milestone of this plan has a date ({all}).", all),
        _ => say!(
            "No date of this plan is running yet ({all}): {waits} will, once what it runs from has happened.",
            all,
            waits
        ),
    }
}

fn uid(view: &View, what: &str) -> String {
    format!("{what}.{}@milepost", view.plan.uid.as_deref().unwrap_or(view.plan.id.as_str()))
}

/// The due date of a milestone, or each reading of it where the parties differ; a date that was taken away is cancelled. A part
/// that shares its whole's date has none of its own, and what was never triggered has none yet.
fn due_events(view: &View, place: MilestoneIx, alarm: Option<Span>) -> Vec<CalendarEvent> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let own = |schedule: &&Schedule| !schedule.shared && state.status != Status::NotTriggered;
    let Some(schedule) = state.due.as_deref().filter(own) else {
        return Vec::new();
    };
    let gone = schedule.readings.is_empty() && schedule.on.is_none();
    let before = schedule.moves.iter().rev().find_map(|step| step.from_on).filter(|_| gone);
    let dates: Vec<When> = match (schedule.on, schedule.readings.len()) {
        (_, 2..) => schedule.readings.clone(),
        (on, _) => on.or(before).into_iter().collect(),
    };
    let holds = match state.status {
        _ if gone || state.status == Status::Retired => Holds::No,
        _ if dates.len() > 1 || state.suspended => Holds::Perhaps,
        _ => Holds::Yes,
    };
    let ahead = |on: &When| on.last(view.plan.timezone) > view.state.clocks.as_of;
    let remind = |on: &When| holds != Holds::No && state.done_on.is_none() && ahead(on);
    let event = |(number, on): (usize, &When)| {
        let reading = if number == 0 { String::new() } else { format!(".{}", number + 1) };
        let of = if dates.len() > 1 {
            say!(" (reading {number} of {all})", number = number + 1, all = dates.len())
        } else {
            String::new()
        };
        CalendarEvent {
            uid: uid(view, &format!("due.{}{reading}", promised.id)),
            starts: starts(view, *on),
            repeats: Repeats::Never,
            until: None,
            sequence: sequence(view, schedule, state),
            holds,
            summary: format!("{}{} {}{of}{}", how(state), promised.id, view.title(place), coarse(*on)),
            description: describe(view, place, state, schedule, *on),
            categories: categories(view, place),
            alarm: alarm.filter(|_| remind(on)),
        }
    };
    dates.iter().enumerate().map(event).collect()
}

/// How a date stands, before the name of what is due: whoever reads only titles must not take what is done for open.
fn how(state: &MilestoneState) -> &'static str {
    match (state.status, state.timing.word) {
        (Status::Retired, _) => say!("Dropped: "),
        (Status::Breached, _) => say!("Breached: "),
        (Status::Reversed, _) => say!("Reversed: "),
        (Status::Contested, _) => say!("Contested: "),
        (_, TimingWord::Overdue) => say!("Overdue: "),
        (_, TimingWord::OnTime | TimingWord::Late | TimingWord::DoneDayUnknown) => say!("Done: "),
        (_, TimingWord::ReportedOnTime | TimingWord::ReportedLate) => say!("Reported done: "),
        (_, TimingWord::Suspended) => say!("Suspended: "),
        _ => "",
    }
}

/// What a calendar's day cannot say: that no day was named.
fn coarse(on: When) -> String {
    if matches!(on, When::Year(_) | When::Month(..)) { say!(" (by the end of {on})", on) } else { String::new() }
}

/// A whole day; of less precise dates the last, which is the deadline.
fn starts(view: &View, on: When) -> Starts {
    match on.is_plain() {
        true => Starts::Day(on.day(view.plan.timezone)),
        false => Starts::At(on.last(view.plan.timezone)),
    }
}

/// How often the date was decided anew: its own moves, entry into force set again where it runs from that, and that it fell.
fn sequence(view: &View, schedule: &Schedule, state: &MilestoneState) -> usize {
    let is_start = |event: &&Anchor| **event == Anchor::Start;
    let from_start = schedule.rule.as_ref().is_some_and(|due| due.events().iter().any(is_start));
    let taken = view.state.decisions.iter().filter(|decision| decision.taken.is_some());
    let starts = taken.filter(|decision| matches!(decision.terms, Terms::Start { .. })).count();
    let again = if from_start { starts.saturating_sub(1) } else { 0 };
    schedule.moves.len() + again + usize::from(state.status == Status::Retired)
}

fn describe(view: &View, place: MilestoneIx, state: &MilestoneState, schedule: &Schedule, on: When) -> Vec<String> {
    let promised = &view.plan.milestones[place];
    let list = |label: &str, all: String| (!all.is_empty()).then(|| format!("{label}: {all}"));
    let precise = matches!(on, When::Day(_));
    let rule = schedule.rule.as_ref().map(Due::to_string).filter(|rule| *rule != on.to_string());
    let moves = schedule.moves.len();
    let first = schedule.first.map_or(say!("no date").to_owned(), |first| first.to_string());
    [
        Some(say!("Status: {word}, {timing}", word = state.status.told(), timing = words::timing(state.timing))),
        (!precise).then(|| say!("Due: {on}", on)),
        rule.and_then(|rule| list(say!("Date as agreed"), rule)),
        (moves > 0)
            .then(|| say!("First date: {first}; moved {moves}", first, moves = many!(moves, "{n} time", "{n} times"))),
        list(say!("Responsible"), view.actors(view.plan.owing(place))),
        list(say!("Source"), promised.source.join("; ")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn categories(view: &View, place: MilestoneIx) -> Vec<String> {
    let plan = view.plan;
    let element = plan.element_of(place).map(|at| plan.elements[at].title.get(view.lang()).to_owned());
    let phase = plan.phase_of(place).map(|at| plan.phases[at].title.get(view.lang()).to_owned());
    element.into_iter().chain(phase).collect()
}

fn consultation(view: &View, one: &Consultation, alarm: Option<Span>) -> CalendarEvent {
    let with: Vec<&str> = one.with.iter().map(|id| id.as_str()).collect();
    let (starts, repeats) = rhythm(view, one);
    let until = consultations::until(view.plan, one);
    let ends = until.map(|until| say!("Until: {until}, with the mandates of those who meet", until));
    let singly = matches!(repeats, Repeats::Also(_));
    let singly =
        singly.then(|| say!("Every {every}, which no rule of a calendar tells: here date by date", every = one.every));
    let with = (!with.is_empty()).then(|| say!("With: {with}", with = with.join(", ")));
    CalendarEvent {
        uid: uid(view, &format!("meeting.{}", one.id)),
        starts,
        repeats,
        until: consultations::ends(view.plan, one),
        sequence: 0,
        holds: Holds::Yes,
        summary: one.title.get(view.lang()).to_owned(),
        description: with.into_iter().chain(ends).chain(singly).collect(),
        categories: vec![say!("Consultation").to_owned()],
        alarm: alarm.map(|_| EVE),
    }
}

/// When a consultation first is, and the rule by which it comes again; where no rule tells it, meeting by meeting for the ten
/// years from the first or from the moment asked about, whichever is later.
fn rhythm(view: &View, one: &Consultation) -> (Starts, Repeats) {
    let (zone, every) = (view.plan.timezone, one.every);
    let plain = one.first.is_plain();
    let first = one.first.last(zone);
    let day = || Starts::Day(one.first.day(zone));
    let local = || if plain { day() } else { Starts::Local(first) };
    let steady = plain || !meets_a_clock_change(view, one);
    match (every.months, every.days, every.seconds) {
        (0, 0, 0) => (starts(view, one.first), Repeats::Never),
        _ if !steady && every.is_calendar() => {
            let later = meetings(view, one).skip(1).map(|on| Starts::At(on.last(zone)));
            (Starts::At(first), Repeats::Also(later.collect()))
        }
        (0, days, 0) => (local(), Repeats::Days(days)),
        (months, 0, 0) => (local(), Repeats::Months(months)),
        (0, 0, seconds) if !plain => (Starts::At(first), Repeats::Seconds(seconds)),
        _ => {
            let starts =
                |on: When| if every.is_calendar() && plain { starts(view, on) } else { Starts::At(on.last(zone)) };
            (starts(one.first), Repeats::Also(meetings(view, one).skip(1).map(starts).collect()))
        }
    }
}

/// The meetings one by one, as long as it meets, at the most for ten years.
fn meetings(view: &View, one: &Consultation) -> impl Iterator<Item = When> {
    let zone = view.plan.timezone;
    let ten = zone.plus(one.first.last(zone).max(view.state.clocks.as_of), Span { months: 120, ..Span::default() });
    let until = consultations::ends(view.plan, one).map_or(ten, |ends| ends.min(ten));
    let all = (0..).map_while(move |place| meeting(one, zone, place)).map(|meeting| meeting.on);
    all.take_while(move |on| on.last(zone) <= until).take(MOST)
}

/// Whether a meeting falls on a local time that a clock change skips or repeats: calendars place it elsewhere than the plan does.
fn meets_a_clock_change(view: &View, one: &Consultation) -> bool {
    let zone = view.plan.timezone;
    let local = |moment: Moment| (moment.0 + i64::from(zone.offset(moment)) * 60_000).rem_euclid(86_400_000);
    let usual = local(one.first.last(zone));
    let repeated = |moment: Moment| {
        let before = zone.offset(Moment(moment.0 - 3 * 3_600_000));
        let back = i64::from(before - zone.offset(moment)) * 60_000;
        back > 0 && zone.offset(Moment(moment.0 - back)) == before
    };
    meetings(view, one).map(|on| on.last(zone)).any(|moment| local(moment) != usual || repeated(moment))
}

/// How many meetings are told one by one at the most.
const MOST: usize = 1000;
