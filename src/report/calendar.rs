//! Due dates and consultations as events of a calendar. Knows what happens when; not how a calendar file writes it.

use super::consultations::meeting;
use super::view::View;
use super::words;
use crate::fold::state::{MilestoneState, Schedule, Status};
use crate::model::decision::Terms;
use crate::model::due::{Due, Event as Anchor};
use crate::model::moment::{Day, Moment, Zone};
use crate::model::plan::Consultation;
use crate::model::span::Span;
use crate::model::when::When;

#[derive(Clone, Debug)]
pub struct Calendar {
    pub name: String,
    pub zone: Zone,
    /// The moment of the books that it is made from.
    pub stamp: Moment,
    pub events: Vec<Event>,
}

/// An event. Its uid stays when its date moves, and `sequence` grows.
#[derive(Clone, Debug)]
pub struct Event {
    pub uid: String,
    pub starts: Starts,
    pub repeats: Repeats,
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
pub fn calendar(view: &View, alarm: Option<Span>) -> Calendar {
    let places = 0..view.plan.milestones.len();
    let due = places.flat_map(|place| due_events(view, place, alarm));
    let meetings = view.plan.consultations.iter().map(|one| consultation(view, one, alarm));
    Calendar {
        name: view.plan.title.get(view.lang()).to_owned(),
        zone: view.plan.timezone,
        stamp: view.state.clocks.known_by,
        events: due.chain(meetings).collect(),
    }
}

fn uid(view: &View, what: &str) -> String {
    format!("{what}.{}@milepost", view.plan.uid.as_deref().unwrap_or(view.plan.id.as_str()))
}

/// The due date of a milestone, or each reading of it where the parties differ; a date that was taken away is cancelled. A part
/// that shares its whole's date has none of its own, and what was never triggered has none yet.
fn due_events(view: &View, place: usize, alarm: Option<Span>) -> Vec<Event> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let own = |schedule: &&Schedule| !schedule.shared && state.status != Status::NotTriggered;
    let Some(schedule) = state.due.as_ref().filter(own) else {
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
        let of = if dates.len() > 1 { format!(" (reading {} of {})", number + 1, dates.len()) } else { String::new() };
        Event {
            uid: uid(view, &format!("due.{}{reading}", promised.id)),
            starts: starts(view, *on),
            repeats: Repeats::Never,
            sequence: sequence(view, schedule, state),
            holds,
            summary: format!("{} {}{of}", promised.id, view.title(place)),
            description: describe(view, place, state, schedule, *on),
            categories: categories(view, place),
            alarm: alarm.filter(|_| remind(on)),
        }
    };
    dates.iter().enumerate().map(event).collect()
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

fn describe(view: &View, place: usize, state: &MilestoneState, schedule: &Schedule, on: When) -> Vec<String> {
    let promised = &view.plan.milestones[place];
    let list = |label: &str, all: String| (!all.is_empty()).then(|| format!("{label}: {all}"));
    let precise = matches!(on, When::Day(_));
    let rule = schedule.rule.as_ref().map(Due::to_string).filter(|rule| *rule != on.to_string());
    let moves = schedule.moves.len();
    let first = schedule.first.map_or("no date".to_owned(), |first| first.to_string());
    [
        Some(format!("Status: {}, {}", state.status.word(), words::timing(state.timing))),
        (!precise).then(|| format!("Due: {on}")),
        rule.and_then(|rule| list("Date as agreed", rule)),
        (moves > 0).then(|| format!("First date: {first}; moved {}", words::count(moves, "time"))),
        list("Responsible", view.actors(view.plan.owing(place))),
        list("Source", promised.source.join("; ")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn categories(view: &View, place: usize) -> Vec<String> {
    let plan = view.plan;
    let element = plan.element_of(place).map(|at| plan.elements[at].title.get(view.lang()).to_owned());
    let phase = plan.phase_of(place).map(|at| plan.phases[at].title.get(view.lang()).to_owned());
    element.into_iter().chain(phase).collect()
}

fn consultation(view: &View, one: &Consultation, alarm: Option<Span>) -> Event {
    let with: Vec<&str> = one.with.iter().map(|id| id.as_str()).collect();
    let (starts, repeats) = rhythm(view, one);
    let singly = matches!(repeats, Repeats::Also(_));
    let singly = singly.then(|| format!("Every {}, which no rule of a calendar tells: here date by date", one.every));
    let with = (!with.is_empty()).then(|| format!("With: {}", with.join(", ")));
    Event {
        uid: uid(view, &format!("meeting.{}", one.id)),
        starts,
        repeats,
        sequence: 0,
        holds: Holds::Yes,
        summary: one.title.get(view.lang()).to_owned(),
        description: with.into_iter().chain(singly).collect(),
        categories: vec!["Consultation".to_owned()],
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
    match (every.months, every.days, every.seconds) {
        (0, 0, 0) => (starts(view, one.first), Repeats::Never),
        (0, days, 0) => (local(), Repeats::Days(days)),
        (months, 0, 0) => (local(), Repeats::Months(months)),
        (0, 0, seconds) if !plain => (Starts::At(first), Repeats::Seconds(seconds)),
        _ => {
            let starts =
                |on: When| if every.is_calendar() && plain { starts(view, on) } else { Starts::At(on.last(zone)) };
            let until = zone.plus(first.max(view.state.clocks.as_of), Span { months: 120, ..Span::default() });
            let later = (1..).map_while(|place| meeting(one, zone, place));
            let later = later.map(|meeting| meeting.on).take_while(|on| on.last(zone) <= until).take(MOST);
            (starts(one.first), Repeats::Also(later.map(starts).collect()))
        }
    }
}

/// How many meetings are told one by one at the most.
const MOST: usize = 1000;
