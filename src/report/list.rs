//! `list`: milestones as rows, filtered and sorted.

use super::sheet::{Cell, Shape, Sheet};
use super::view::View;
use super::words;
use crate::fold::state::{MilestoneState, Status, TimingWord};
use crate::model::index::{ActorIx, ElementIx, MilestoneIx, PhaseIx};
use crate::model::milestone::Milestone;

/// Which milestones a list shows; every filter that is set must fit.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub phases: Vec<PhaseIx>,
    pub elements: Vec<ElementIx>,
    pub actors: Vec<ActorIx>,
    pub statuses: Vec<Status>,
    pub timings: Vec<TimingWord>,
    /// Words that id or title contain, whatever the case.
    pub text: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Plan,
    Id,
    Due,
    Status,
    Progress,
}

impl Sort {
    /// All orders, with the words for them.
    pub const ALL: [(&str, Sort); 5] = [
        ("plan", Sort::Plan),
        ("id", Sort::Id),
        ("due", Sort::Due),
        ("status", Sort::Status),
        ("progress", Sort::Progress),
    ];
}

/// The places of the milestones that fit, sorted; equal ones stay in the order of the plan.
pub fn select(view: &View, filter: &Filter, sort: Sort) -> Vec<MilestoneIx> {
    let mut places: Vec<MilestoneIx> =
        view.plan.milestones.indices().filter(|place| fits(view, filter, *place)).collect();
    let state = |place: &MilestoneIx| &view.state.milestones[*place];
    let best = |state: &MilestoneState| state.best().map(|(_, figure)| figure.progress);
    match sort {
        Sort::Plan => {}
        Sort::Id => places.sort_by_key(|place| view.plan.milestones[*place].id.as_str()),
        Sort::Due => places.sort_by_key(|place| {
            let deadline = state(place).due.as_ref().and_then(|due| due.deadline);
            (deadline.is_none(), deadline)
        }),
        Sort::Status => places.sort_by_key(|place| state(place).status),
        Sort::Progress => places.sort_by_key(|place| std::cmp::Reverse(best(state(place)))),
    }
    places
}

fn fits(view: &View, filter: &Filter, place: MilestoneIx) -> bool {
    let (plan, promised, state) = (view.plan, &view.plan.milestones[place], &view.state.milestones[place]);
    let phase = || plan.phase_of(place);
    let element = || plan.element_of(place);
    let says = |text: &String| {
        let text = text.to_lowercase();
        promised.id.as_str().to_lowercase().contains(&text)
            || promised.title.by_language().values().any(|title| title.to_lowercase().contains(&text))
    };
    (filter.phases.is_empty() || phase().is_some_and(|phase| filter.phases.contains(&phase)))
        && (filter.elements.is_empty() || element().is_some_and(|element| filter.elements.contains(&element)))
        && (filter.actors.is_empty() || plan.owing(place).any(|actor| filter.actors.contains(&actor)))
        && (filter.statuses.is_empty() || filter.statuses.contains(&state.status))
        && (filter.timings.is_empty() || filter.timings.contains(&state.timing.word))
        && filter.text.as_ref().is_none_or(says)
}

pub fn list_sheet(view: &View, places: &[MilestoneIx]) -> Sheet {
    let mut sheet = Sheet::new([
        ("id", "Id", Shape::Whole),
        ("title", "Milestone", Shape::Words),
        ("responsible", "Who", Shape::Whole),
        ("due", "Due", Shape::Whole),
        ("status", "Status", Shape::Whole),
        ("progress", "Progress", Shape::Figure),
    ]);
    for (place, hangs) in places.iter().zip(view.hanging(places)) {
        sheet.push(row(view, *place, hangs));
    }
    sheet
}

fn row(view: &View, place: MilestoneIx, hangs: bool) -> Vec<Cell> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let title = view.title(place);
    let title = if hangs { format!("└ {title}") } else { title.to_owned() };
    vec![
        Cell::name(&promised.id),
        Cell::Words(title),
        Cell::Name(view.actors(view.plan.owing(place)).replace(", ", ",\n")),
        Cell::Name(due(promised, state).join("\n")),
        Cell::Name(status(state)),
        state.best().map_or(Cell::Empty, |(initial, figure)| Cell::Share(Some(initial), figure.progress)),
    ]
}

/// In lines: the date, or the dates where the parties read it differently; below it the first one where a decision moved it, and how it
/// stands where that is more than the date tells. Where there is no date, what the text says of when.
pub fn due(promised: &Milestone, state: &MilestoneState) -> Vec<String> {
    let said = promised.timeline.clone().filter(|_| state.timing.word == TimingWord::NoDate && state.due.is_none());
    let words = said.unwrap_or_else(|| words::timing(state.timing));
    let Some(schedule) = state.due.as_ref() else { return vec![words] };
    let readings: Vec<String> = schedule.readings.iter().map(ToString::to_string).collect();
    let told = state.timing.word == TimingWord::Due && readings.len() == 1;
    let date = (!readings.is_empty()).then(|| readings.join(" or\n"));
    let moved = schedule.first.filter(|first| !schedule.moves.is_empty() && Some(*first) != schedule.on);
    let lines = [date, moved.map(|first| format!("first {first}")), (!told).then_some(words)];
    lines.into_iter().flatten().collect()
}

/// The status, and below it the marks beside it.
fn status(state: &MilestoneState) -> String {
    std::iter::once(state.status.word().to_owned()).chain(marks(state)).collect::<Vec<_>>().join("\n")
}

/// What stands beside a status: `day 3 of 14`, `disputed`.
pub fn marks(state: &MilestoneState) -> Vec<String> {
    let shown = |status: Status| state.status == status;
    let marks = [
        (state.disputed && !shown(Status::Contested), "disputed"),
        (state.suspended && !shown(Status::Suspended), "suspended"),
        (state.split, "split"),
        (state.ahead, "ahead"),
        (state.unverifiable, "unverifiable"),
    ];
    let marks = marks.into_iter().filter(|(set, _)| *set).map(|(_, mark)| mark.to_owned());
    let day = state.hold.map(|(day, of)| match of {
        Some(of) => format!("day {day} of {of}"),
        None => format!("day {day}"),
    });
    day.into_iter().chain(marks).collect()
}
