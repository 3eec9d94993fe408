//! A milestone on one line of a terminal, and such lines by phase.

use super::milestone::{MilestoneRow, Milestones, columns, composed};
use super::sheet::{Cell, Columns, LongSheet, Shape, SheetGroup};
use super::view::View;
use super::words;
use crate::fold::state::{Status, TimingWord};
use crate::model::due::{Due, DueRule, Event, MilestoneEvent};
use crate::model::index::{MilestoneIx, PhaseIx};
use crate::tongue::{many, say};

/// How much a line says: all of it, or of dates and states what must be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineRoom {
    Ample,
    Tight,
}

impl LineRoom {
    /// On a terminal so many columns wide, or where output goes elsewhere; the narrowest have no lines, and room for all below each other.
    pub fn of(width: Option<u16>) -> LineRoom {
        let tight = width.is_some_and(|width| (60..130).contains(&width));
        if tight { LineRoom::Tight } else { LineRoom::Ample }
    }
}

/// Some milestones, a line each.
pub fn line_sheet<'a>(view: &'a View<'a>, places: Vec<MilestoneIx>, room: LineRoom) -> LongSheet<'a> {
    let keys: &[&str] = match room {
        LineRoom::Ample => &["id", "title", "responsible", "due_line", "standing_line", "progress"],
        LineRoom::Tight => &["id", "title", "responsible", "due_short", "standing_short"],
    };
    let columns = composed().and(lines()).and(columns()).choose(keys);
    let columns = columns.shaped("title", Shape::Line).shaped("responsible", Shape::Line);
    let (milestones, below) = (Milestones::of(view), view.hanging(&places));
    LongSheet {
        columns: columns.headings(),
        count: places.len(),
        row: Box::new(move |row| columns.cells(&milestones.row_in_line(places[row], below[row]))),
    }
}

fn lines<'c, 'a: 'c>() -> Columns<'c, MilestoneRow<'a>> {
    fn due(row: &MilestoneRow, words: String) -> Cell {
        Cell::toned(words::tone_of_timing(row.timing.word), words)
    }
    fn standing(row: &MilestoneRow, marks: Vec<String>) -> Cell {
        let word = format!("{} {}", mark(row.status), row.status.told());
        let told: Vec<String> = std::iter::once(word).chain(marks).collect();
        Cell::toned(words::tone(row.status), told.join(", "))
    }
    fn standing_short(row: &MilestoneRow) -> Cell {
        let share = row.state.best().map(|(initial, figure)| Cell::Share(Some(initial), figure.progress));
        let marks = first_marks(row);
        match share.filter(|_| marks.is_empty()) {
            Some(share) => {
                let told = format!("{} {} {}", mark(row.status), row.status.told(), share.shown());
                Cell::toned(words::tone(row.status), told)
            }
            None => standing(row, marks),
        }
    }
    Columns::of([
        ("due_line", say!("Due"), Shape::Whole, |row| due(row, due_line(row))),
        ("due_short", say!("Due"), Shape::Whole, |row| due(row, due_short(row))),
        ("standing_line", say!("Status"), Shape::Whole, |row| standing(row, words::marks(row.state))),
        ("standing_short", say!("Status"), Shape::Whole, standing_short),
    ])
}

/// The mark of a status, which the word beside it explains.
pub fn mark(status: Status) -> char {
    match status {
        Status::Achieved | Status::Holding => '✓',
        Status::Breached | Status::Reversed => '✗',
        Status::Contested | Status::Suspended => '!',
        Status::Reported | Status::UnderWay => '◐',
        Status::Open | Status::Waiting | Status::NotTriggered => '○',
        Status::Retired => '–',
    }
}

/// What is in dispute, and how long it has stood of how long it must.
fn first_marks(row: &MilestoneRow) -> Vec<String> {
    let state = row.state;
    let day = state.hold.and_then(|(day, of)| Some(format!("{day}/{}", of?)));
    let disputed = state.disputed && state.status != Status::Contested;
    let marks = [(disputed, say!("disputed")), (state.split, say!("split"))];
    day.into_iter().chain(marks.into_iter().filter(|(set, _)| *set).map(|(_, mark)| mark.to_owned())).collect()
}

/// The date, and how it stands with it.
fn due_line(row: &MilestoneRow) -> String {
    awaited(row).unwrap_or_else(|| row.due_lines().join(", ").replace('\n', " "))
}

/// The date, of several readings the first; how it stands with it where that says more.
fn due_short(row: &MilestoneRow) -> String {
    const MOST: usize = 25;
    let date = || match &row.due.as_ref()?.readings[..] {
        [] => None,
        [date] => Some(date.to_string()),
        [first, ..] => Some(say!("{first} or later", first)),
    };
    let told = match row.timing.word {
        TimingWord::Overdue | TimingWord::DueSoon | TimingWord::Late | TimingWord::Suspended => {
            words::timing(row.state.timing)
        }
        TimingWord::ReportedLate => words::timed(TimingWord::Late, row.timing.days),
        _ => awaited(row).or_else(date).unwrap_or_else(|| due_line(row)),
    };
    words::shortened(&told, MOST).into_owned()
}

/// What a date waits for that is not running yet: `30 d after phase 2 opens`.
fn awaited(row: &MilestoneRow) -> Option<String> {
    let schedule = row.state.due.as_deref().filter(|_| row.timing.word == TimingWord::NotRunning)?;
    let rule = schedule.rule.as_ref().filter(|_| schedule.on.is_none())?;
    Some(in_few_words(rule))
}

fn in_few_words(due: &Due) -> String {
    match &due.rule {
        DueRule::After { event, within } => {
            say!("{within} after {event}", within = within.words(), event = event_named(event))
        }
        DueRule::Before { event, by } => say!("{by} before {event}", by = by.words(), event = event_named(event)),
        DueRule::On(_) | DueRule::EarliestOf(_) | DueRule::LatestOf(_) | DueRule::Either(_) => due.to_string(),
    }
}

/// An event by its id; the id of a phase read as words.
fn event_named(event: &Event) -> String {
    match event {
        Event::Milestone(id, MilestoneEvent::Achieved) => id.to_string(),
        Event::Milestone(id, MilestoneEvent::Reported) => say!("{id} reported", id),
        Event::PhaseOpened(_) | Event::PhaseDone(_) => event.words().replace(['-', '_'], " "),
        Event::Start => event.to_string(),
        Event::Signature | Event::Milestone(_, MilestoneEvent::Due) => event.words(),
    }
}

/// How many there are, and of these what must be seen first: `23 listed: 1 breached, 1 overdue`.
pub fn listed(view: &View, places: &[MilestoneIx]) -> String {
    let alarms = alarms(view, places);
    match alarms.is_empty() {
        true => many!(places.len(), "{n} listed", "{n} listed"),
        false => many!(places.len(), "{n} listed: {alarms}", "{n} listed: {alarms}", alarms),
    }
}

/// How many are breached, suspended, slid back, contested or overdue; nothing where none is.
fn alarms(view: &View, places: &[MilestoneIx]) -> String {
    let count = |is: &dyn Fn(MilestoneIx) -> bool| places.iter().filter(|place| is(**place)).count();
    let states = &view.state.milestones;
    let alarming = Status::ALL.into_iter().filter(|status| status.is_alarm());
    let alarming = alarming.map(|status| (count(&|place| states[place].status == status), status.told()));
    let overdue = count(&|place| states[place].timing.word == TimingWord::Overdue);
    let told = alarming.chain([(overdue, TimingWord::Overdue.told())]).filter(|(many, _)| *many > 0);
    told.map(|(many, word)| format!("{many} {word}")).collect::<Vec<_>>().join(", ")
}

/// Milestones by phase, in the order of the phases; those of none come last. One group where the plan has no phases.
pub fn by_phase(view: &View, places: &[MilestoneIx]) -> (Vec<MilestoneIx>, Vec<SheetGroup>) {
    let phase = |place: &MilestoneIx| view.plan.phase_of(*place);
    let mut ordered = places.to_vec();
    ordered.sort_by_cached_key(|place| (phase(place).is_none(), phase(place)));
    let title = |phase: Option<PhaseIx>| {
        phase.map_or(say!("(no phase)").to_owned(), |phase| view.plan.phases[phase].title.get(view.lang()).to_owned())
    };
    let group = |rows: &[MilestoneIx]| SheetGroup {
        title: format!("{} ({})", title(phase(&rows[0])), rows.len()),
        alarm: alarms(view, rows),
        rows: rows.len(),
    };
    let groups = match view.plan.phases.is_empty() {
        true => Vec::new(),
        false => ordered.chunk_by(|a, b| phase(a) == phase(b)).map(group).collect(),
    };
    (ordered, groups)
}
