//! Phases, elements and actors in figures: each as a row with what its milestones amount to, and the columns of such rows.

use super::sheet::{Cell, Columns, Shape};
use super::status::{GroupRow, group_docs, of_totals};
use super::totals::GroupBy;
use super::view::View;
use crate::fold::score::Totals;
use crate::fold::state::PhaseState;
use crate::model::actor::Actor;
use crate::model::moment::{Day, Moment};
use crate::tongue::say;

/// A phase with its milestones, or those without a phase.
pub struct PhaseRow {
    group: GroupRow,
    opened: Option<Day>,
    done: Option<Day>,
}

/// An element with its milestones, or those without an element.
pub struct ElementRow<'a> {
    group: GroupRow,
    provision: Option<&'a str>,
}

/// An actor with what it owes.
pub struct ActorRow<'a> {
    actor: &'a Actor,
    name: &'a str,
    /// How many of its entries count.
    entry_count: usize,
    totals: Totals,
}

pub fn phase_columns<'c>() -> Columns<'c, PhaseRow> {
    use Shape::{Whole, Words};
    let own = Columns::of([
        ("id", say!("Id"), Whole, |row: &PhaseRow| Cell::maybe(row.group.id.as_deref(), Cell::name)),
        ("title", say!("Title"), Words, |row| Cell::words(row.group.told.as_str())),
        ("opened", say!("Opened"), Whole, |row| Cell::maybe(row.opened, Cell::Day)),
        ("done", say!("Done"), Whole, |row| Cell::maybe(row.done, Cell::Day)),
    ]);
    own.and(figures(|row: &PhaseRow| &row.group.totals))
}

pub fn element_columns<'c, 'a: 'c>() -> Columns<'c, ElementRow<'a>> {
    use Shape::{Whole, Words};
    let own = Columns::of([
        ("id", say!("Id"), Whole, |row: &ElementRow| Cell::maybe(row.group.id.as_deref(), Cell::name)),
        ("title", say!("Title"), Words, |row| Cell::words(row.group.told.as_str())),
        ("provision", say!("Provision"), Whole, |row| Cell::maybe(row.provision, Cell::name)),
    ]);
    own.and(figures(|row: &ElementRow| &row.group.totals))
}

pub fn actor_columns<'c, 'a: 'c>() -> Columns<'c, ActorRow<'a>> {
    use Shape::{Figure, Whole, Words};
    let own = Columns::of([
        ("id", say!("Id"), Whole, |row: &ActorRow| Cell::name(&row.actor.id)),
        ("title", say!("Name"), Words, |row| Cell::words(row.name)),
        ("role", say!("Role"), Whole, |row| Cell::name(row.actor.role.told())),
        ("side", say!("Side"), Whole, |row| Cell::name(row.actor.side())),
        ("keys", say!("Keys"), Figure, |row| Cell::count(row.actor.keys.len())),
        ("mandate_from", say!("Mandate from"), Whole, |row| {
            Cell::maybe(row.actor.mandate.and_then(|mandate| mandate.from), Cell::when)
        }),
        ("mandate_until", say!("Mandate until"), Whole, |row| {
            Cell::maybe(row.actor.mandate.and_then(|mandate| mandate.until), Cell::when)
        }),
        ("entry_count", say!("Entries"), Figure, |row| Cell::count(row.entry_count)),
    ]);
    own.and(figures(|row: &ActorRow| &row.totals))
}

/// What these tables have of totals.
const FIGURES: [&str; 14] = [
    "milestones",
    "weight",
    "score_reported",
    "score_verified",
    "score_assessed",
    "spoken_reported",
    "spoken_verified",
    "none",
    "minimum",
    "intermediate",
    "full",
    "overdue",
    "due_soon",
    "disputed",
];

fn figures<'c, R: 'c>(of: fn(&R) -> &Totals) -> Columns<'c, R> {
    of_totals(of).choose(&FIGURES)
}

pub fn phase_rows<'v>(view: &'v View) -> impl Iterator<Item = PhaseRow> + 'v {
    let day = |moment: Option<Moment>| moment.filter(|moment| *moment > Moment::MIN).map(|moment| view.day(moment));
    let mut states = view.state.phases.iter();
    group_docs(view, GroupBy::Phase).into_iter().map(move |group| {
        let state: Option<&PhaseState> = states.next();
        let opened = day(state.and_then(|phase| phase.opened.first()));
        let done = day(state.and_then(|phase| phase.done.first()));
        PhaseRow { group, opened, done }
    })
}

pub fn element_rows<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = ElementRow<'a>> + 'v {
    let mut elements = view.plan.elements.iter();
    group_docs(view, GroupBy::Element).into_iter().map(move |group| {
        let provision = elements.next().and_then(|element| element.provision.as_deref());
        ElementRow { group, provision }
    })
}

pub fn actor_rows<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = ActorRow<'a>> + 'v {
    let mut said = view.plan.actors.each(0);
    let counts = view.state.entries.iter().filter(|judged| judged.why_not.is_none());
    counts.filter_map(|judged| judged.actor).for_each(|actor| said[actor] += 1);
    let owed = group_docs(view, GroupBy::Actor);
    view.plan.actors.iter().zip(said).map(move |(actor, entry_count)| {
        let group = owed.iter().find(|group| group.id.as_deref() == Some(actor.id.as_str()));
        let totals = group.map_or(Totals::default(), |group| group.totals.clone());
        ActorRow { actor, name: actor.name.get(view.lang()), entry_count, totals }
    })
}
