//! `list`: milestones as rows, filtered and sorted.

use super::milestone::{Milestones, columns, composed};
use super::sheet::{Heading, Sheet};
use super::view::View;
use crate::fold::state::{MilestoneState, Status, TimingWord};
use crate::model::index::{ActorIx, ElementIx, MilestoneIx, PhaseIx};
use rayon::prelude::*;

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
pub enum ListSort {
    #[default]
    Plan,
    Id,
    Due,
    Status,
    Progress,
}

impl ListSort {
    /// All orders, with the words for them.
    pub const ALL: [(&str, ListSort); 5] = [
        ("plan", ListSort::Plan),
        ("id", ListSort::Id),
        ("due", ListSort::Due),
        ("status", ListSort::Status),
        ("progress", ListSort::Progress),
    ];
}

/// The places of the milestones that fit, sorted; equal ones stay in the order of the plan.
pub fn select(view: &View, filter: &Filter, sort: ListSort) -> Vec<MilestoneIx> {
    let mut places: Vec<MilestoneIx> =
        view.plan.milestones.indices().filter(|place| fits(view, filter, *place)).collect();
    let state = |place: &MilestoneIx| &view.state.milestones[*place];
    let best = |state: &MilestoneState| state.best().map(|(_, figure)| figure.progress);
    match sort {
        ListSort::Plan => {}
        ListSort::Id => places.sort_by_key(|place| view.plan.milestones[*place].id.as_str()),
        ListSort::Due => places.sort_by_key(|place| {
            let deadline = state(place).due.as_ref().and_then(|due| due.deadline);
            (deadline.is_none(), deadline)
        }),
        ListSort::Status => places.sort_by_key(|place| state(place).status),
        ListSort::Progress => places.sort_by_key(|place| std::cmp::Reverse(best(state(place)))),
    }
    places
}

/// The same order turned round; what has no date or figure stays last.
pub fn turned(view: &View, mut places: Vec<MilestoneIx>, sort: ListSort) -> Vec<MilestoneIx> {
    places.reverse();
    places.sort_by_key(|place| {
        let state = &view.state.milestones[*place];
        match sort {
            ListSort::Due => state.due.as_deref().and_then(|due| due.deadline).is_none(),
            ListSort::Progress => state.best().is_none(),
            ListSort::Plan | ListSort::Id | ListSort::Status => false,
        }
    });
    places
}

/// Whether a column puts several values into a cell.
fn for_people(heading: &Heading) -> bool {
    ["title", "due", "status"].contains(&&*heading.key)
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

/// What a list shows.
const LIST: [&str; 6] = ["id", "title", "responsible", "due", "status", "progress"];

/// The same for programs, a value in each cell: what people see beside a date or a status stands by itself.
const VALUES: [&str; 18] = [
    "id",
    "title",
    "responsible",
    "due",
    "readings",
    "due_first",
    "timeline",
    "timing",
    "timing_days",
    "status",
    "hold_day",
    "disputed",
    "suspended",
    "split",
    "ahead",
    "unverifiable",
    "progress_by",
    "progress",
];

/// Some milestones, with what a list shows, or with the columns of these keys; `values` where a program reads them.
pub fn list_sheet(view: &View, places: &[MilestoneIx], keys: &[&str], values: bool) -> Sheet {
    let columns = match keys {
        [] if values => composed().without(for_people).and(columns()).choose(&VALUES),
        [] => composed().and(columns()).choose(&LIST),
        keys => columns().choose(keys),
    };
    let milestones = Milestones::of(view);
    let cells = |(place, below): (&MilestoneIx, bool)| columns.cells(&milestones.row_in_table(*place, below));
    let rows = places.par_iter().zip(view.hanging(places)).map(cells).collect();
    Sheet { columns: columns.headings(), rows }
}
