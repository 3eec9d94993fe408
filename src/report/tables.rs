//! The tables that are exported, with typed cells for machines and spreadsheets: one list, the same rows in every format.

use super::consultations;
use super::decisions;
use super::disputes;
use super::entries::in_order;
use super::flat::{self, Flat};
use super::groups;
use super::incidents;
use super::matrix::{self, MatrixReader};
use super::milestone::{self, Milestones, Requirement, requirement};
use super::moves;
use super::sheet::{Cell, Columns, Content, Shape, Table};
use super::view::View;
use super::words;
use crate::model::entry::Act;
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::moment::{Day, Moment};
use crate::model::when::When;
use crate::tongue::{later, say, text};

/// A table by its key, with its title for people and what makes its rows.
pub type TableEntry = (&'static str, &'static str, for<'v, 'a> fn(&'v View<'a>) -> Content<'v>);

/// The list. A new table is one line here.
pub const TABLES: [TableEntry; 13] = [
    ("matrix", later!("Implementation matrix"), matrix),
    ("milestones", later!("Milestones"), milestones),
    ("entries", later!("Entries"), entries),
    ("figures", later!("Figures"), figures),
    ("actors", later!("Actors"), actors),
    ("phases", later!("Phases"), phases),
    ("elements", later!("Elements"), elements),
    ("dates", later!("Dates moved"), dates),
    ("requires", later!("Preconditions"), requires),
    ("decisions", later!("Decisions"), decisions),
    ("disputes", later!("Disputes"), disputes),
    ("incidents", later!("Incidents"), incidents),
    ("consultations", later!("Consultations"), consultations),
];

/// The table with this key; the first of the list for a key that is none.
pub fn table<'v>(view: &'v View<'_>, key: &str) -> Table<'v> {
    let (key, title, content) = TABLES.iter().find(|(known, ..)| *known == key).unwrap_or(&TABLES[0]);
    let (columns, rows) = content(view);
    Table { key, title: text(title), columns, rows }
}

fn matrix<'v>(view: &'v View<'_>) -> Content<'v> {
    let places: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
    let sheet = matrix::matrix_sheet(&matrix::rows(view, &places), MatrixReader::Workbook);
    (sheet.columns, Box::new(sheet.rows.into_iter()))
}

fn milestones<'v>(view: &'v View<'_>) -> Content<'v> {
    let all = Milestones::of(view);
    milestone::columns().content(view.plan.milestones.indices().map(move |place| all.row_in_table(place, false)))
}

fn entries<'v>(view: &'v View<'_>) -> Content<'v> {
    let order = in_order(view, |_| true);
    let flat = Flat::numbering(view, &order);
    flat::columns().content(order.into_iter().map(move |index| flat.row(index)))
}

/// Every figure that a claim names, in a row of its own.
fn figures<'v>(view: &'v View<'_>) -> Content<'v> {
    let claims = in_order(view, |index| matches!(view.log.entries[index].act, Act::Claim(_)));
    flat::figure_columns().content(claims.into_iter().flat_map(move |index| flat::measured(view, index)))
}

fn actors<'v>(view: &'v View<'_>) -> Content<'v> {
    groups::actor_columns().content(groups::actor_rows(view))
}

fn phases<'v>(view: &'v View<'_>) -> Content<'v> {
    groups::phase_columns().content(groups::phase_rows(view))
}

fn elements<'v>(view: &'v View<'_>) -> Content<'v> {
    groups::element_columns().content(groups::element_rows(view))
}

/// Every decision that moved a date.
fn dates<'v>(view: &'v View<'_>) -> Content<'v> {
    moves::columns().content(moves::move_rows(view))
}

fn decisions<'v>(view: &'v View<'_>) -> Content<'v> {
    decisions::columns().content(decisions::decision_rows(view))
}

fn disputes<'v>(view: &'v View<'_>) -> Content<'v> {
    disputes::columns().content(disputes::dispute_rows(view).into_iter())
}

fn incidents<'v>(view: &'v View<'_>) -> Content<'v> {
    incidents::columns().content(incidents::incident_rows(view))
}

fn consultations<'v>(view: &'v View<'_>) -> Content<'v> {
    consultations::columns().content(consultations::consultation_rows(view))
}

fn requires<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Whole, Words};
    let columns: Columns<(&Id, Requirement, Option<Day>)> = Columns::of([
        ("milestone", say!("Milestone"), Whole, |(id, ..)| Cell::name(id)),
        ("phase", say!("Asked by phase"), Whole, |(_, asked, _)| Cell::maybe(asked.phase, Cell::name)),
        ("condition", say!("Requires"), Words, |(_, asked, _)| Cell::words(asked.condition)),
        ("met", say!("Met"), Whole, |(_, asked, _)| Cell::Yes(asked.met)),
        ("since", say!("Since"), Whole, |(.., since)| Cell::maybe(*since, Cell::Day)),
    ]);
    let promised = view.plan.milestones.iter().zip(&view.state.milestones);
    columns.content(promised.flat_map(move |(promised, state)| {
        let asked = state.requires.iter();
        asked.map(move |one| (&promised.id, requirement(view, one), one.since.map(|since| view.day(since))))
    }))
}

/// What the tables tell, in lines: the plan, its state, and the moment.
pub fn about(view: &View) -> Vec<(&'static str, String)> {
    let (clocks, zone) = (view.state.clocks, view.plan.timezone);
    let shown = |when: Moment| When::At(when, zone.offset(when)).to_string();
    vec![
        (say!("Plan"), view.plan.title.get(view.lang()).to_owned()),
        (say!("Id"), view.plan.id.to_string()),
        (say!("Version"), view.plan.version.clone()),
        (say!("State"), words::stage(view.state)),
        (say!("As of"), shown(clocks.as_of)),
        (say!("Known by"), shown(clocks.known_by)),
        (say!("Time zone"), zone.name().to_owned()),
        (say!("Root (SHA-256)"), view.root.map_or(say!("draft").into(), |root| root.to_string())),
        (say!("Plan in force (SHA-256)"), view.plan_hash.to_string()),
    ]
}
