//! How far a plan is at many moments, or several plans at one: a row for each.

use super::basis::{AnswerDocument, Basis, answer, basis};
use super::sheet::{Cell, Columns, Heading, Shape, Sheet};
use super::status::{GroupRow, PlanStanding, everything, group_docs, levels, plan_doc};
use super::totals::{GroupBy, TotalsRow, groups, total_doc};
use super::view::View;
use crate::fold::score::Totals;
use crate::fold::state::Status;
use crate::model::level::Progress;
use crate::model::moment::Day;
use serde::Serialize;

/// A plan at a moment.
#[derive(Serialize)]
pub struct ProgressRow {
    /// The folder of the workspace, where several are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    as_of: String,
    plan: PlanStanding,
    /// Whole days since it entered into force; null where it has not.
    days_in_force: Option<i64>,
    total: TotalsRow,
    groups: Vec<GroupRow>,
    #[serde(skip)]
    day: Day,
    #[serde(skip)]
    title: String,
    #[serde(skip)]
    totals: Totals,
    /// The verified score of each group by its id.
    #[serde(skip)]
    verified: Vec<(Option<String>, Option<Progress>)>,
}

impl ProgressRow {
    pub fn of(view: &View, by: GroupBy, folder: Option<String>) -> ProgressRow {
        let as_of = view.day(view.state.clocks.as_of);
        let totals = everything(view);
        let started = view.state.started.map(|started| started.day(view.plan.timezone));
        let verified = groups(view, by).into_iter();
        ProgressRow {
            folder,
            as_of: as_of.to_string(),
            day: as_of,
            plan: plan_doc(view),
            days_in_force: started.map(|started| as_of.days_since(started)).filter(|days| *days >= 0),
            total: total_doc(&totals),
            groups: group_docs(view, by),
            title: view.plan.title.get(view.lang()).to_owned(),
            totals,
            verified: verified.map(|group| (group.id.map(str::to_owned), group.totals.verified.score)).collect(),
        }
    }
}

#[derive(Serialize)]
pub struct CourseAnswer {
    group_by: &'static str,
    moments: Vec<ProgressRow>,
}

/// The answer for machines on many moments of one plan; its basis is that of the last.
pub fn course_doc(last: &View, by: GroupBy, moments: Vec<ProgressRow>) -> AnswerDocument<CourseAnswer> {
    answer("course", last, CourseAnswer { group_by: by.word(), moments })
}

/// A plan among several, with what its row rests on.
#[derive(Serialize)]
pub struct PlanRow {
    basis: Basis,
    #[serde(flatten)]
    row: ProgressRow,
}

#[derive(Serialize)]
pub struct PlansAnswer {
    format: &'static str,
    group_by: &'static str,
    plans: Vec<PlanRow>,
}

impl PlanRow {
    pub fn of(view: &View, by: GroupBy, folder: String) -> PlanRow {
        PlanRow { basis: basis(view), row: ProgressRow::of(view, by, Some(folder)) }
    }
}

/// The answer for machines on several plans.
pub fn plans_doc(by: GroupBy, plans: Vec<PlanRow>) -> PlansAnswer {
    PlansAnswer { format: "milepost/plans/1", group_by: by.word(), plans }
}

/// What a table of moments shows people, and what programs get, a value in each cell.
const MOMENTS: [&str; 8] = ["as_of", "milestones", "verified", "reported", "assessed", "levels", "overdue", "breached"];
const PLANS: [&str; 8] = ["plan", "state", "days_in_force", "verified", "reported", "levels", "overdue", "breached"];
const VALUES: [&str; 13] = [
    "as_of",
    "state",
    "days_in_force",
    "milestones",
    "verified",
    "reported",
    "assessed",
    "none",
    "minimum",
    "intermediate",
    "full",
    "overdue",
    "breached",
];

/// Many moments; `grouped` with the verified score of each group.
pub fn course_sheet(rows: &[ProgressRow], values: bool, grouped: bool) -> Sheet {
    let chosen: &[&str] = if values { &VALUES } else { &MOMENTS };
    let mut columns = columns().choose(chosen);
    if grouped {
        with_groups(&mut columns, rows);
    }
    columns.sheet(rows)
}

/// Several plans.
pub fn plans_sheet(plans: &[PlanRow], values: bool) -> Sheet {
    let machine: Vec<&str> = ["folder", "plan"].into_iter().chain(VALUES).collect();
    let chosen: &[&str] = if values { &machine } else { &PLANS };
    columns().choose(chosen).sheet(plans.iter().map(|plan| &plan.row))
}

fn columns<'r>() -> Columns<'r, &'r ProgressRow> {
    use Shape::{Figure, Whole, Words};
    let columns: Columns<&ProgressRow> = Columns::of([
        ("folder", "Workspace", Words, |row| Cell::maybe(row.folder.as_deref(), Cell::words)),
        ("plan", "Plan", Words, |row| Cell::words(row.title.as_str())),
        ("as_of", "By the end of", Whole, |row| Cell::Day(row.day)),
        ("state", "State", Whole, |row| Cell::name(&row.plan.state)),
        ("days_in_force", "Days", Figure, |row| Cell::maybe(row.days_in_force, Cell::Count)),
        ("milestones", "n", Figure, |row| Cell::count(row.totals.milestones)),
        ("verified", "Verified", Whole, |row| Cell::maybe(row.totals.verified.score, Cell::Bar)),
        ("reported", "Reported", Figure, |row| Cell::share(row.totals.reported.score)),
        ("assessed", "Assessed", Figure, |row| Cell::share(row.totals.assessed.score)),
        ("levels", "0/1/2/3", Figure, |row| Cell::levels(row.totals.verified.levels)),
        ("overdue", "Overdue", Figure, |row| Cell::count(row.totals.overdue)),
        ("breached", "Breached", Figure, |row| {
            Cell::count(row.totals.statuses.get(&Status::Breached).copied().unwrap_or(0))
        }),
    ]);
    columns.and(levels(|row| row.totals.verified.levels))
}

/// A column for each group that any moment has.
fn with_groups<'r>(columns: &mut Columns<'r, &'r ProgressRow>, rows: &[ProgressRow]) {
    let mut known: Vec<Option<String>> = Vec::new();
    for (id, _) in rows.iter().flat_map(|row| &row.verified) {
        if !known.contains(id) {
            known.push(id.clone());
        }
    }
    for id in known {
        let name = id.clone().unwrap_or_else(|| "none".to_owned());
        let heading = Heading { key: format!("verified.{name}").into(), title: name, shape: Shape::Figure };
        columns.with(heading, move |row| {
            Cell::share(row.verified.iter().find(|(other, _)| *other == id).and_then(|(_, score)| *score))
        });
    }
}
