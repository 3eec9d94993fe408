//! Moves of dates: each as a row, whether a decision moved the date or what it runs from, and the columns of such rows.

use super::actor_name::ActorName;
use super::sheet::{Cell, Columns, Shape};
use super::steps::{actors, source};
use super::view::View;
use crate::fold::state::{Decision, Move};
use crate::model::decision::Terms;
use crate::model::due::Due;
use crate::model::id::Id;
use crate::model::looks::JsonSchema;
use crate::model::moment::{Day, Moment};
use crate::model::name::EntryName;
use crate::model::when::When;
use crate::tongue::say;
use serde::Serialize;

/// A date that is another than it was.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Move")]
pub struct MoveRow<'a> {
    /// The milestone whose date it is.
    pub milestone: &'a Id,
    /// What moved it.
    why: Mover,
    /// When it was decided; null where nobody decided it.
    decided: Option<Moment>,
    #[serde(skip)]
    decided_on: Option<Day>,
    /// The date before; null for none.
    from: Option<When>,
    /// The date after; null for none.
    to: Option<When>,
    /// The rule of the date before, in English words; null for no date.
    from_rule: Option<String>,
    /// The rule of the date after, in English words; null for no date.
    to_rule: Option<String>,
    /// By how many whole days it moved; null where that cannot be counted.
    days: Option<i64>,
    /// Who decided it.
    by: Vec<ActorName<'a>>,
    /// The entries that decided it.
    entries: Vec<EntryName>,
}

/// What moves a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mover {
    /// A decision on the date itself.
    Decision,
    /// A new version of the plan.
    Amendment,
    /// A decision or a version that gave it its first date.
    Set,
    /// What the date runs from: the same rule, with another date.
    Anchor,
}

/// The columns of moves; each stands with its place among those of its milestone, from 1.
pub fn columns<'c, 'a: 'c>() -> Columns<'c, (i64, MoveRow<'a>)> {
    use Shape::{Figure, Whole, Words};
    Columns::of([
        ("milestone", say!("Milestone"), Whole, |(_, row)| Cell::name(row.milestone)),
        ("move", say!("Move"), Figure, |(number, _)| Cell::Count(*number)),
        ("why", say!("Moved by"), Whole, |(_, row)| Cell::name(row.why.told())),
        ("decided", say!("Decided"), Whole, |(_, row)| Cell::maybe(row.decided_on, Cell::Day)),
        ("from", say!("From"), Whole, |(_, row)| Cell::maybe(row.from, Cell::when)),
        ("from_rule", say!("From, as worded"), Words, |(_, row)| worded(&row.from_rule)),
        ("to", say!("To"), Whole, |(_, row)| Cell::maybe(row.to, Cell::when)),
        ("to_rule", say!("To, as worded"), Words, |(_, row)| worded(&row.to_rule)),
        ("days", say!("Days"), Figure, |(_, row)| Cell::maybe(row.days, Cell::Count)),
        ("by", say!("By"), Words, |(_, row)| Cell::actors(&row.by)),
        ("entries", say!("Entries"), Words, |(_, row)| Cell::list(&row.entries)),
    ])
}

fn worded(rule: &Option<String>) -> Cell {
    Cell::words(rule.as_deref().unwrap_or(say!("no date")))
}

/// Every move that was decided, each with its place among those of its milestone.
pub fn move_rows<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = (i64, MoveRow<'a>)> + 'v {
    let dated = view.state.milestones.iter().zip(&view.plan.milestones);
    dated.flat_map(move |(state, promised)| {
        let moves = state.due.iter().flat_map(|due| (1..).zip(&due.moves));
        moves.map(move |(number, step)| (number, move_row(view, &promised.id, step)))
    })
}

/// A move that was decided.
pub fn move_row<'a>(view: &View<'a>, milestone: &'a Id, step: &Move) -> MoveRow<'a> {
    let decision = &view.state.decisions[step.decision];
    let amends = matches!(decision.terms, Terms::Amend { .. });
    let dates = Dates { from: step.from_on, to: step.to_on, rules: (&step.from, &step.to), days: step.days };
    let row = MoveRow::of(milestone, if amends { Mover::Amendment } else { Mover::Decision }, dates);
    MoveRow { decided: Some(step.decided), decided_on: Some(view.day(step.decided)), ..row.by(view, decision) }
}

/// A date before and after, with its rules.
pub struct Dates<'d> {
    pub from: Option<When>,
    pub to: Option<When>,
    pub rules: (&'d Option<Due>, &'d Option<Due>),
    pub days: Option<i64>,
}

impl<'a> MoveRow<'a> {
    /// A move that nobody decided by itself.
    pub fn of(milestone: &'a Id, why: Mover, dates: Dates) -> MoveRow<'a> {
        let rule = |due: &Option<Due>| due.as_ref().map(Due::to_string);
        MoveRow {
            milestone,
            why,
            decided: None,
            decided_on: None,
            from: dates.from,
            to: dates.to,
            from_rule: rule(dates.rules.0),
            to_rule: rule(dates.rules.1),
            days: dates.days,
            by: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// The same with the decision that brought it about.
    pub fn by(self, view: &View<'a>, decision: &Decision) -> MoveRow<'a> {
        MoveRow {
            decided: decision.taken,
            decided_on: decision.taken.map(|taken| view.day(taken)),
            by: actors(view, &decision.entries),
            entries: decision.entries.iter().map(|entry| view.name(*entry)).collect(),
            ..self
        }
    }

    /// `2005-09-30 → 2005-10-31, 31 d later, decided on 2005-09-20 by goi, gam [goi:4, gam:5]`.
    pub fn line(&self) -> String {
        let shown = |date: Option<When>, rule: &Option<String>| match (date, rule) {
            (Some(date), _) => date.to_string(),
            (None, Some(rule)) => say!("not running ({rule})", rule),
            (None, None) => say!("no date").into(),
        };
        let by = self.days.map_or(String::new(), |days| match days {
            0 => say!(", the same day").into(),
            1.. => say!(", {days} d later", days),
            _ => say!(", {days} d earlier", days = -days),
        });
        let dates = format!("{} → {}{by}", shown(self.from, &self.from_rule), shown(self.to, &self.to_rule));
        let decided = self.decided_on.map_or(String::new(), |on| say!(" on {on}", on));
        let source = source(&self.by, &self.entries);
        match self.why {
            Mover::Anchor => {
                let rule = self.to_rule.as_ref().map_or(String::new(), |rule| format!(" ({rule})"));
                say!("{dates}: the same rule{rule}, with another date", dates, rule)
            }
            Mover::Set => say!("{dates}, its first date, decided{decided}{source}", dates, decided, source),
            Mover::Amendment => say!("{dates}, by the amendment decided{decided}{source}", dates, decided, source),
            Mover::Decision => say!("{dates}, decided{decided}{source}", dates, decided, source),
        }
    }
}

crate::words! {
    Mover { Decision: "decision", Amendment: "amendment", Set: "set", Anchor: "anchor" }
}

crate::told! { Mover: "mover" }
