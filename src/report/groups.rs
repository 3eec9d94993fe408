//! Phases, elements and actors in figures: each as a row with what its milestones amount to, and the columns of such rows.

use super::sheet::{Cell, Columns, Heading, Shape};
use super::status::{GroupRow, group_docs};
use super::totals::GroupBy;
use super::view::View;
use crate::fold::score::{Tally, Totals};
use crate::fold::state::PhaseState;
use crate::model::actor::Actor;
use crate::model::level::Level;
use crate::model::moment::{Day, Moment};
use crate::model::value::Number;

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
        ("id", "Id", Whole, |row: &PhaseRow| Cell::maybe(row.group.id.as_deref(), Cell::name)),
        ("title", "Title", Words, |row| Cell::words(row.group.told.as_str())),
        ("opened", "Opened", Whole, |row| Cell::maybe(row.opened, Cell::Day)),
        ("done", "Done", Whole, |row| Cell::maybe(row.done, Cell::Day)),
    ]);
    own.and(figures(|row: &PhaseRow| &row.group.totals))
}

pub fn element_columns<'c, 'a: 'c>() -> Columns<'c, ElementRow<'a>> {
    use Shape::{Whole, Words};
    let own = Columns::of([
        ("id", "Id", Whole, |row: &ElementRow| Cell::maybe(row.group.id.as_deref(), Cell::name)),
        ("title", "Title", Words, |row| Cell::words(row.group.told.as_str())),
        ("provision", "Provision", Whole, |row| Cell::maybe(row.provision, Cell::name)),
    ]);
    own.and(figures(|row: &ElementRow| &row.group.totals))
}

pub fn actor_columns<'c, 'a: 'c>() -> Columns<'c, ActorRow<'a>> {
    use Shape::{Figure, Whole, Words};
    let own = Columns::of([
        ("id", "Id", Whole, |row: &ActorRow| Cell::name(&row.actor.id)),
        ("title", "Name", Words, |row| Cell::words(row.name)),
        ("role", "Role", Whole, |row| Cell::name(row.actor.role.word())),
        ("side", "Side", Whole, |row| Cell::name(row.actor.side())),
        ("keys", "Keys", Figure, |row| Cell::count(row.actor.keys.len())),
        ("mandate_from", "Mandate from", Whole, |row| {
            Cell::maybe(row.actor.mandate.and_then(|mandate| mandate.from), Cell::when)
        }),
        ("mandate_until", "Mandate until", Whole, |row| {
            Cell::maybe(row.actor.mandate.and_then(|mandate| mandate.until), Cell::when)
        }),
        ("entry_count", "Entries", Figure, |row| Cell::count(row.entry_count)),
    ]);
    own.and(figures(|row: &ActorRow| &row.totals))
}

/// The columns of totals, of whatever rows have them.
fn figures<'c, R: 'c>(of: fn(&R) -> &Totals) -> Columns<'c, R> {
    let verified = |level: Level| move |totals: &Totals| Cell::count(totals.verified.levels[level as usize]);
    let score = |tally: fn(&Totals) -> &Tally| move |totals: &Totals| Cell::share(tally(totals).score);
    let mut columns = Columns::of([]);
    let mut add = |key: &'static str, title: &str, cell: Box<dyn Fn(&Totals) -> Cell + Send + Sync>| {
        let heading = Heading { key: key.into(), title: title.into(), shape: Shape::Figure };
        columns.with(heading, move |row| cell(of(row)));
    };
    add("milestone_count", "Milestones", Box::new(|totals| Cell::count(totals.milestones)));
    add("weight", "Weight", Box::new(|totals| Cell::Number(Number::trillionths(totals.weight))));
    add("score_reported", "Reported", Box::new(score(|totals| &totals.reported)));
    add("score_verified", "Verified", Box::new(score(|totals| &totals.verified)));
    add("score_assessed", "Assessed", Box::new(score(|totals| &totals.assessed)));
    add("spoken_reported", "Reported on", Box::new(|totals| Cell::count(totals.reported.spoken)));
    add("spoken_verified", "Verified on", Box::new(|totals| Cell::count(totals.verified.spoken)));
    add("none", "Verified none", Box::new(verified(Level::None)));
    add("minimum", "Verified minimum", Box::new(verified(Level::Minimum)));
    add("intermediate", "Verified intermediate", Box::new(verified(Level::Intermediate)));
    add("full", "Verified full", Box::new(verified(Level::Full)));
    add("overdue", "Overdue", Box::new(|totals| Cell::count(totals.overdue)));
    add("due_soon", "Due soon", Box::new(|totals| Cell::count(totals.due_soon)));
    add("disputed", "Disputed", Box::new(|totals| Cell::count(totals.disputed)));
    columns
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
