//! The tables that are exported, with typed cells for machines and spreadsheets: one list, the same rows in every format.

use super::consultations::{next_of, until};
use super::flat::weights;
use super::matrix;
use super::milestone::awaited;
use super::records;
use super::sheet::{Cell, Content, Shape, Table, columns};
use super::totals::{GroupBy, groups};
use super::view::View;
use super::words;
use crate::fold::score::Totals;
use crate::fold::state::{Figure, MilestoneState};
use crate::model::id::Id;
use crate::model::index::{ElementIx, IndicatorIx, Ix, MilestoneIx, PhaseIx, Series};
use crate::model::level::Level;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::rule::Quorum;
use crate::model::value::Number;
use crate::model::when::When;

/// A table by its key, with its title for people and what makes its rows.
pub type Entry = (&'static str, &'static str, for<'v, 'a> fn(&'v View<'a>) -> Content<'v>);

/// The list. A new table is one line here.
pub const TABLES: [Entry; 13] = [
    ("matrix", "Implementation matrix", matrix),
    ("milestones", "Milestones", milestones),
    ("entries", "Entries", records::entries),
    ("figures", "Figures", records::figures),
    ("actors", "Actors", actors),
    ("phases", "Phases", phases),
    ("elements", "Elements", elements),
    ("dates", "Dates moved", dates),
    ("requires", "Preconditions", requires),
    ("decisions", "Decisions", records::decisions),
    ("disputes", "Disputes", records::disputes),
    ("incidents", "Incidents", records::incidents),
    ("consultations", "Consultations", consultations),
];

/// The table with this key; the first of the list for a key that is none.
pub fn table<'v>(view: &'v View<'_>, key: &str) -> Table<'v> {
    let (key, title, content) = TABLES.iter().find(|(known, ..)| *known == key).unwrap_or(&TABLES[0]);
    let (columns, rows) = content(view);
    Table { key, title, columns, rows }
}

fn matrix<'v>(view: &'v View<'_>) -> Content<'v> {
    let places: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
    let sheet = matrix::matrix_sheet(&matrix::rows(view, &places), true);
    (sheet.columns, Box::new(sheet.rows.into_iter()))
}

fn milestones<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Figure as N, Whole as W, Words as T};
    let columns = columns([
        ("id", "Id", W),
        ("title", "Milestone", T),
        ("element", "Element", W),
        ("provision", "Provision", W),
        ("phase", "Phase", W),
        ("responsible", "Responsible", W),
        ("source", "Source", T),
        ("part_of", "Part of", W),
        ("plan_weight", "Weight in the plan", N),
        ("weight", "Weight in scores", N),
        ("quorum", "Verifiers needed", N),
        ("status", "Status", W),
        ("since", "Since", W),
        ("reported", "Reported", W),
        ("reported_code", "Reported, 0–3", N),
        ("reported_progress", "Reported, share", N),
        ("verified", "Verified", W),
        ("verified_code", "Verified, 0–3", N),
        ("verified_progress", "Verified, share", N),
        ("assessed", "Assessed", W),
        ("assessed_code", "Assessed, 0–3", N),
        ("assessed_progress", "Assessed, share", N),
        ("values", "Values", T),
        ("due", "Due", W),
        ("due_day", "Last day on time", W),
        ("readings", "Readings", T),
        ("first_due", "First due", W),
        ("moves", "Moves", N),
        ("slip_days", "Slip, days", N),
        ("done_on", "Done on", W),
        ("timing", "Timing", W),
        ("timing_days", "Days to or from", N),
        ("waits_for", "Waits for", T),
        ("contingent", "Contingent", W),
        ("disputed", "Disputed", W),
        ("split", "Verifiers differ", W),
        ("suspended", "Suspended", W),
        ("unverifiable", "Unverifiable", W),
        ("breaches", "Breaches", N),
        ("falls", "Falls", N),
        ("entries", "Entries", N),
    ]);
    let weights = weights(view);
    let rows = view.plan.milestones.indices().map(move |place| milestone(view, place, weights[place]));
    (columns, Box::new(rows))
}

fn milestone(view: &View, place: MilestoneIx, weight: Option<Number>) -> Vec<Cell> {
    let (plan, state) = (view.plan, &view.state.milestones[place]);
    let (promised, due) = (&plan.milestones[place], state.due.as_ref());
    let on = due.and_then(|due| due.on);
    let element = plan.element_of(place).map(|element| &plan.elements[element]);
    let mut row = vec![
        Cell::name(&promised.id),
        Cell::words(view.title(place)),
        Cell::maybe(element, |element| Cell::name(&element.id)),
        Cell::maybe(element.and_then(|element| element.provision.as_ref()), Cell::name),
        Cell::maybe(plan.phase_of(place), |phase| Cell::name(&plan.phases[phase].id)),
        Cell::list(&promised.responsible),
        Cell::list(&promised.source),
        Cell::maybe(plan.whole(place), |whole| Cell::name(&plan.milestones[whole].id)),
        Cell::Number(promised.weight.number),
        Cell::maybe(weight, Cell::Number),
        Cell::maybe(quorum(plan, place), Cell::count),
        Cell::name(state.status.word()),
        Cell::maybe(state.since, |since| Cell::when(view.said_since(place, since))),
    ];
    [&state.reported, &state.verified, &state.assessed].iter().for_each(|figure| row.extend(figure_cells(figure)));
    row.extend([
        values(view, place, state),
        Cell::maybe(on, Cell::when),
        Cell::maybe(on, |on| Cell::Day(on.day(plan.timezone))),
        Cell::list(due.filter(|due| due.readings.len() > 1).into_iter().flat_map(|due| &due.readings)),
        Cell::maybe(due.and_then(|due| due.first), Cell::when),
        Cell::count(due.map_or(0, |due| due.moves.len())),
        Cell::maybe(due.and_then(|due| due.slip()), Cell::Count),
        Cell::maybe(state.done_on, |day| Cell::when(view.said_on(place, day))),
        Cell::name(state.timing.word.word()),
        Cell::maybe(state.timing.days, Cell::Count),
        Cell::list(awaited(state).into_iter().map(|place| &plan.milestones[place].id)),
        Cell::Yes(promised.contingent),
        Cell::Yes(state.disputed),
        Cell::Yes(state.split),
        Cell::Yes(state.suspended),
        Cell::Yes(state.unverifiable),
        Cell::count(state.breaches.len()),
        Cell::count(state.falls.len()),
        Cell::count(state.entries.len()),
    ]);
    row
}

/// How many sides must verify a milestone.
fn quorum(plan: &Plan, place: MilestoneIx) -> Option<usize> {
    match plan.verify_rule(place)?.quorum {
        Quorum::Sides(sides) => Some(sides),
        Quorum::All => Some(plan.sides_of(plan.verifiers(place).into_iter()).len()),
    }
}

fn figure_cells(figure: &Option<Figure>) -> [Cell; 3] {
    let figure = figure.as_ref();
    [
        Cell::maybe(figure, |figure| Cell::name(figure.level)),
        Cell::maybe(figure, |figure| Cell::Count(figure.level as i64)),
        Cell::share(figure.map(|figure| figure.progress)),
    ]
}

/// The best founded values: `weapons=243; caches=750/998`.
fn values(view: &View, place: MilestoneIx, state: &MilestoneState) -> Cell {
    let measures: Series<IndicatorIx, &Id> = view.plan.measures(place).collect();
    let values = state.best().into_iter().flat_map(|(_, figure)| &figure.values);
    Cell::list(values.map(|(measure, value)| format!("{}={value}", measures[*measure])))
}

fn actors<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Figure as N, Whole as W, Words as T};
    let own = [
        ("id", "Id", W),
        ("name", "Name", T),
        ("role", "Role", W),
        ("side", "Side", W),
        ("keys", "Keys", N),
        ("mandate_from", "Mandate from", W),
        ("mandate_until", "Mandate until", W),
        ("entries", "Entries", N),
    ];
    let mut said = view.plan.actors.each(0);
    let counts = view.state.entries.iter().filter(|judged| judged.why_not.is_none());
    counts.filter_map(|judged| judged.actor).for_each(|actor| said[actor] += 1);
    let owed = groups(view, GroupBy::Actor);
    let rows = view.plan.actors.iter().zip(said).map(move |(actor, said)| {
        let group = owed.iter().find(|group| group.id == Some(actor.id.as_str()));
        let mandate = actor.mandate.unwrap_or_default();
        let mut row = vec![
            Cell::name(&actor.id),
            Cell::words(actor.name.get(view.lang())),
            Cell::name(actor.role.word()),
            Cell::name(actor.side()),
            Cell::count(actor.keys.len()),
            Cell::maybe(mandate.from, Cell::when),
            Cell::maybe(mandate.until, Cell::when),
            Cell::count(said),
        ];
        row.extend(totals(group.map_or(&Totals::default(), |group| &group.totals)));
        row
    });
    (columns(own.into_iter().chain(TOTALS)), Box::new(rows))
}

fn phases<'v>(view: &'v View<'_>) -> Content<'v> {
    let own = [("opened", "Opened", Shape::Whole), ("done", "Done", Shape::Whole)];
    let state = |place: PhaseIx| view.state.phases.get(place);
    grouped(view, GroupBy::Phase, own, move |place| {
        let since = |open: fn(&crate::fold::state::PhaseState) -> Option<Moment>| {
            Cell::maybe(state(place).and_then(open).filter(|moment| *moment > Moment::MIN), |moment| {
                Cell::Day(view.day(moment))
            })
        };
        [since(|phase| phase.opened.first()), since(|phase| phase.done.first())]
    })
}

fn elements<'v>(view: &'v View<'_>) -> Content<'v> {
    let own = [("provision", "Provision", Shape::Whole)];
    grouped(view, GroupBy::Element, own, move |place: ElementIx| {
        let element = view.plan.elements.get(place);
        [Cell::maybe(element.and_then(|element| element.provision.as_ref()), Cell::name)]
    })
}

/// One row for each group, with cells of its own by its place.
fn grouped<'v, I: Ix, const N: usize>(
    view: &'v View<'_>,
    by: GroupBy,
    own: [(&'static str, &'static str, Shape); N],
    cells: impl Fn(I) -> [Cell; N] + 'v,
) -> Content<'v> {
    let named = [("id", "Id", Shape::Whole), ("title", "Title", Shape::Words)];
    let rows = groups(view, by).into_iter().enumerate().map(move |(place, group)| {
        let title = group.title.get(view.lang()).or_else(|| group.title.values().next());
        let named = [Cell::maybe(group.id, Cell::name), Cell::maybe(title, Cell::words)];
        named.into_iter().chain(cells(I::at(place))).chain(totals(&group.totals)).collect()
    });
    (columns(named.into_iter().chain(own).chain(TOTALS)), Box::new(rows))
}

const TOTALS: [(&str, &str, Shape); 14] = [
    ("milestones", "Milestones", Shape::Figure),
    ("weight", "Weight", Shape::Figure),
    ("reported_score", "Reported", Shape::Figure),
    ("verified_score", "Verified", Shape::Figure),
    ("assessed_score", "Assessed", Shape::Figure),
    ("reported_by", "Reported on", Shape::Figure),
    ("verified_by", "Verified on", Shape::Figure),
    ("none", "Verified none", Shape::Figure),
    ("minimum", "Verified minimum", Shape::Figure),
    ("intermediate", "Verified intermediate", Shape::Figure),
    ("full", "Verified full", Shape::Figure),
    ("overdue", "Overdue", Shape::Figure),
    ("due_soon", "Due soon", Shape::Figure),
    ("disputed", "Disputed", Shape::Figure),
];

fn totals(totals: &Totals) -> [Cell; 14] {
    let at = |level: Level| Cell::count(totals.verified.levels[level as usize]);
    [
        Cell::count(totals.milestones),
        Cell::Number(Number::trillionths(totals.weight)),
        Cell::share(totals.reported.score),
        Cell::share(totals.verified.score),
        Cell::share(totals.assessed.score),
        Cell::count(totals.reported.spoken),
        Cell::count(totals.verified.spoken),
        at(Level::None),
        at(Level::Minimum),
        at(Level::Intermediate),
        at(Level::Full),
        Cell::count(totals.overdue),
        Cell::count(totals.due_soon),
        Cell::count(totals.disputed),
    ]
}

/// Every decision that moved a date.
fn dates<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Figure as N, Whole as W, Words as T};
    let columns = columns([
        ("milestone", "Milestone", W),
        ("move", "Move", N),
        ("decided", "Decided", W),
        ("from", "From", W),
        ("from_rule", "From, as worded", T),
        ("to", "To", W),
        ("to_rule", "To, as worded", T),
        ("days", "Days", N),
        ("entries", "Entries", T),
    ]);
    let moves = view.state.milestones.pairs().flat_map(|(place, state)| {
        let moves = state.due.iter().flat_map(|due| (1..).zip(&due.moves));
        moves.map(move |(number, step)| (place, number, step))
    });
    let rows = moves.map(|(place, number, step)| {
        vec![
            Cell::name(&view.plan.milestones[place].id),
            Cell::Count(number),
            Cell::Day(view.day(step.decided)),
            Cell::maybe(step.from_on, Cell::when),
            Cell::words(step.from.as_ref().map_or("no date".into(), ToString::to_string)),
            Cell::maybe(step.to_on, Cell::when),
            Cell::words(step.to.as_ref().map_or("no date".into(), ToString::to_string)),
            Cell::maybe(step.days, Cell::Count),
            Cell::list(view.state.decisions[step.decision].entries.iter().map(|entry| view.name(*entry))),
        ]
    });
    (columns, Box::new(rows))
}

fn requires<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Whole as W, Words as T};
    let columns = columns([
        ("milestone", "Milestone", W),
        ("phase", "Asked by phase", W),
        ("condition", "Requires", T),
        ("met", "Met", W),
        ("since", "Since", W),
    ]);
    let asked = view.state.milestones.pairs();
    let asked = asked.flat_map(|(place, state)| state.requires.iter().map(move |condition| (place, condition)));
    let rows = asked.map(|(place, condition)| {
        vec![
            Cell::name(&view.plan.milestones[place].id),
            Cell::maybe(condition.phase, |phase| Cell::name(&view.plan.phases[phase].id)),
            Cell::words(&*condition.text),
            Cell::Yes(condition.met),
            Cell::maybe(condition.since, |since| Cell::Day(view.day(since))),
        ]
    });
    (columns, Box::new(rows))
}

fn consultations<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Whole as W, Words as T};
    let columns = columns([
        ("id", "Id", W),
        ("title", "Title", T),
        ("first", "First", W),
        ("every", "Every", W),
        ("with", "With", T),
        ("next", "Next", W),
        ("until", "Until", W),
    ]);
    let rows = view.plan.consultations.iter().map(move |one| {
        let next: Option<When> = next_of(view.plan, one, view.state.clocks.as_of).map(|meeting| meeting.on);
        vec![
            Cell::name(&one.id),
            Cell::words(one.title.get(view.lang())),
            Cell::when(one.first),
            Cell::name(one.every),
            Cell::list(&one.with),
            Cell::maybe(next, Cell::when),
            Cell::maybe(until(view.plan, one), Cell::when),
        ]
    });
    (columns, Box::new(rows))
}

/// What the tables tell, in lines: the plan, its state, and the moment.
pub fn about(view: &View) -> Vec<(&'static str, String)> {
    let (clocks, zone) = (view.state.clocks, view.plan.timezone);
    let shown = |when: Moment| When::At(when, zone.offset(when)).to_string();
    vec![
        ("Plan", view.plan.title.get(view.lang()).to_owned()),
        ("Id", view.plan.id.to_string()),
        ("Version", view.plan.version.clone()),
        ("State", words::stage(view.state)),
        ("As of", shown(clocks.as_of)),
        ("Known by", shown(clocks.known_by)),
        ("Time zone", zone.name().to_owned()),
        ("Root (SHA-256)", view.root.map_or("draft".into(), |root| root.to_string())),
        ("Plan in force (SHA-256)", view.plan_hash.to_string()),
    ]
}
