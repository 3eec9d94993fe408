//! How far a plan is at many moments, or several plans at one: a row for each.

use super::basis::{AnswerDocument, Basis, answer, basis};
use super::sheet::{Cell, Columns, Heading, Shape, Sheet, Tone};
use super::status::{GroupRow, PlanStanding, everything, group_docs, of_totals, plan_doc};
use super::totals::{GroupBy, TotalsRow, total_doc};
use super::view::View;
use crate::fold::score::Totals;
use crate::model::moment::Day;
use crate::tongue::say;
use serde::Serialize;

/// A plan at a moment.
#[derive(Serialize)]
pub struct ProgressRow {
    /// The folder of the workspace, where several are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    folder: Option<String>,
    /// Whether its books are not what their desks wrote, where several are told.
    #[serde(skip_serializing_if = "Option::is_none")]
    damaged: Option<bool>,
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
}

impl ProgressRow {
    pub fn of(view: &View, by: GroupBy) -> ProgressRow {
        let as_of = view.day(view.state.clocks.as_of);
        let totals = everything(view);
        let started = view.state.started.map(|started| started.day(view.plan.timezone));
        ProgressRow {
            folder: None,
            damaged: None,
            as_of: as_of.to_string(),
            day: as_of,
            plan: plan_doc(view),
            days_in_force: started.map(|started| as_of.days_since(started)).filter(|days| *days >= 0),
            total: total_doc(&totals),
            groups: group_docs(view, by),
            title: view.plan.title.get(view.lang()).to_owned(),
            totals,
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
    pub fn of(view: &View, by: GroupBy, folder: String, damaged: bool) -> PlanRow {
        let row = ProgressRow { folder: Some(folder), damaged: Some(damaged), ..ProgressRow::of(view, by) };
        PlanRow { basis: basis(view), row }
    }

    /// The plan of a folder, for below a table.
    pub fn titled(&self) -> String {
        format!("{}: {}", self.row.folder.as_deref().unwrap_or_default(), self.row.title)
    }
}

/// The answer for machines on several plans.
pub fn plans_doc(by: GroupBy, plans: Vec<PlanRow>) -> PlansAnswer {
    PlansAnswer { format: "milepost/plans/1", group_by: by.word(), plans }
}

/// What a table of moments shows people, and what programs get, a value in each cell.
const MOMENTS: [&str; 8] =
    ["as_of", "milestones", "bar", "score_reported", "score_assessed", "levels", "overdue", "breached"];
const GROUPED: [&str; 4] = ["as_of", "bar", "levels", "overdue"];
const PLANS: [&str; 8] =
    ["folder", "stands", "days_in_force", "score_verified", "score_reported", "levels", "overdue", "breached"];
const VALUES: [&str; 13] = [
    "as_of",
    "state",
    "days_in_force",
    "milestones",
    "score_verified",
    "score_reported",
    "score_assessed",
    "none",
    "minimum",
    "intermediate",
    "full",
    "overdue",
    "breached",
];

/// Many moments for programs, with all of each group.
pub fn course_values(rows: &[ProgressRow]) -> Sheet {
    let mut columns = columns().choose(&VALUES);
    known_groups(rows).into_iter().for_each(|group| with_values(&mut columns, group));
    columns.sheet(rows)
}

/// Many moments for people.
pub fn course_sheet(rows: &[ProgressRow]) -> Sheet {
    let unspoken = rows.iter().all(|row| row.totals.assessed.score.is_none());
    columns()
        .titled("milestones", "n")
        .choose(&MOMENTS)
        .without(|heading| unspoken && heading.key == "score_assessed")
        .sheet(rows)
}

/// The same with a column for each group, as they come up.
pub fn grouped_sheet(rows: &[ProgressRow]) -> Sheet {
    let mut columns = columns().choose(&GROUPED);
    known_groups(rows).into_iter().for_each(|group| with_group(&mut columns, group));
    columns.sheet(rows)
}

/// What stands before the groups.
pub const BEFORE_GROUPS: usize = GROUPED.len();

/// The groups, as people call them, with what programs know them by.
pub fn group_names(rows: &[ProgressRow]) -> Vec<String> {
    let named = |group: &GroupRow| match group.called == group.key() {
        true => group.called.clone(),
        false => format!("{} ({})", group.called, group.key()),
    };
    known_groups(rows).into_iter().map(named).collect()
}

/// Several plans.
pub fn plans_sheet(plans: &[PlanRow], values: bool) -> Sheet {
    let machine: Vec<&str> = ["folder", "plan", "damaged"].into_iter().chain(VALUES).collect();
    let chosen: &[&str] = if values { &machine } else { &PLANS };
    columns().choose(chosen).sheet(plans.iter().map(|plan| &plan.row))
}

fn columns<'r>() -> Columns<'r, &'r ProgressRow> {
    use Shape::{Figure, Whole, Words};
    let columns: Columns<&ProgressRow> = Columns::of([
        ("folder", say!("Workspace"), Words, |row| Cell::maybe(row.folder.as_deref(), Cell::words)),
        ("plan", say!("Plan"), Words, |row| Cell::words(row.title.as_str())),
        ("as_of", say!("By end of"), Whole, |row| Cell::Day(row.day)),
        ("state", say!("State"), Whole, |row| Cell::name(&row.plan.state)),
        ("stands", say!("State"), Whole, |row| match row.damaged {
            Some(true) => Cell::toned(Some(Tone::Bad), say!("{state}\ndamaged", state = row.plan.state)),
            _ => Cell::name(&row.plan.state),
        }),
        ("damaged", say!("Damaged"), Whole, |row| Cell::maybe(row.damaged, Cell::Yes)),
        ("days_in_force", say!("Days"), Figure, |row| Cell::maybe(row.days_in_force, Cell::Count)),
    ]);
    columns.and(of_totals(|row: &&ProgressRow| &row.totals))
}

/// The groups that any moment has, in the order in which they come up, each as it was last.
fn known_groups(rows: &[ProgressRow]) -> Vec<&GroupRow> {
    let mut known: Vec<&GroupRow> = Vec::new();
    for group in rows.iter().flat_map(|row| &row.groups) {
        match known.iter_mut().find(|other| other.id == group.id) {
            Some(same) => *same = group,
            None => known.push(group),
        }
    }
    known
}

impl ProgressRow {
    fn group(&self, id: &Option<String>) -> Option<&Totals> {
        self.groups.iter().find(|group| group.id == *id).map(|group| &group.totals)
    }
}

/// For people: how much of a group is verified, and of how many milestones.
fn with_group<'r>(columns: &mut Columns<'r, &'r ProgressRow>, group: &'r GroupRow) {
    let (key, title) = (group.key().to_owned().into(), group.called.clone());
    let heading = Heading { key, title, shape: Shape::Figure };
    columns.with(heading, move |row| {
        let told = |totals: &Totals| {
            let share = totals.verified.score.map_or("–".to_owned(), |score| format!("{} %", score.percent()));
            Cell::Name(say!("{share} of {milestones}", share, milestones = totals.milestones))
        };
        Cell::maybe(row.group(&group.id), told)
    });
}

/// The last part of a key, and what stands below it.
type GroupValue = (&'static str, fn(&Totals) -> Cell);

/// For programs: what a group amounts to, a value in each cell.
fn with_values<'r>(columns: &mut Columns<'r, &'r ProgressRow>, group: &'r GroupRow) {
    let values: [GroupValue; 4] = [
        ("milestones", |totals| Cell::count(totals.milestones)),
        ("score_verified", |totals| Cell::share(totals.verified.score)),
        ("score_reported", |totals| Cell::share(totals.reported.score)),
        ("overdue", |totals| Cell::count(totals.overdue)),
    ];
    for (key, value) in values {
        let key = format!("{}.{key}", group.key());
        let heading = Heading { title: key.clone(), key: key.into(), shape: Shape::Figure };
        columns.with(heading, move |row| row.group(&group.id).map_or(Cell::Empty, value));
    }
}
