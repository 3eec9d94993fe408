//! Decisions: each as a row, taken or pending, the columns of such rows, and the same in words.

use super::actor_name::{ActorName, listed};
use super::sheet::{Cell, Columns, Shape};
use super::steps::source;
use super::view::View;
use crate::fold::state::Decision;
use crate::model::decision::{Matter, Scope, Terms};
use crate::model::due::Due;
use crate::model::id::Id;
use crate::model::index::ActorIx;
use crate::model::looks::JsonSchema;
use crate::model::moment::{Day, Moment};
use crate::model::name::EntryName;
use crate::model::when::When;
use crate::tongue::say;
use serde::Serialize;

/// A decision, taken or pending.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Decision")]
pub struct DecisionRow<'a> {
    /// What it is about.
    #[schemars(schema_with = "crate::vocabulary::matter")]
    matter: &'static str,
    /// The kind of entry that proposes it.
    #[schemars(schema_with = "crate::vocabulary::proposal")]
    kind: &'static str,
    /// What is decided, in English words.
    pub terms: String,
    /// The milestone that it is about; null for none. So with all that only some kinds have.
    milestone: Option<&'a Id>,
    /// The phase that it is about.
    phase: Option<&'a Id>,
    /// Whose mandate it is about.
    actor: Option<ActorName<'a>>,
    /// The new date, where the kind is `reschedule`; null leaves none.
    due: Option<&'a Due>,
    /// The new end of the mandate.
    until: Option<When>,
    /// True where it suspends, false where it resumes.
    suspends: Option<bool>,
    /// The SHA-256 of the version of the plan that it adopts.
    plan: Option<&'a str>,
    /// The dispute that it ends.
    dispute: Option<EntryName>,
    /// How the dispute ends.
    #[schemars(with = "Option<crate::model::decision::Settlement>")]
    outcome: Option<&'static str>,
    /// From when it holds; null where it voids what was decided before, or while nobody has said it.
    applies: Option<When>,
    /// Whether it takes entry into force back.
    voids: bool,
    /// When the quorum was complete; null while it is pending.
    taken: Option<Moment>,
    #[serde(skip)]
    taken_on: Option<Day>,
    /// Who concurs.
    by: Vec<ActorName<'a>>,
    /// The entries that say so.
    entries: Vec<EntryName>,
    /// How many sides must concur.
    needed: usize,
    /// The sides that have not concurred.
    awaiting: Vec<ActorName<'a>>,
}

/// The columns of decisions.
pub fn columns<'c, 'a: 'c>() -> Columns<'c, DecisionRow<'a>> {
    use Shape::{Figure, Whole, Words};
    Columns::of([
        ("kind", say!("Kind"), Whole, |row| Cell::name(row.kind)),
        ("terms", say!("What"), Words, |row| Cell::words(row.terms.as_str())),
        ("milestone", say!("Milestone"), Whole, |row| Cell::maybe(row.milestone, Cell::name)),
        ("applies", say!("Applies from"), Whole, |row| Cell::maybe(row.applies, Cell::when)),
        ("taken", say!("Taken"), Whole, |row| Cell::maybe(row.taken_on, Cell::Day)),
        ("by", say!("By"), Words, |row| Cell::actors(&row.by)),
        ("needed", say!("Sides needed"), Figure, |row| Cell::count(row.needed)),
        ("awaiting", say!("Awaited"), Words, |row| Cell::actors(&row.awaiting)),
        ("entries", say!("Entries"), Words, |row| Cell::list(&row.entries)),
    ])
}

pub fn decision_rows<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = DecisionRow<'a>> + 'v {
    view.state.decisions.iter().map(|decision| decision_row(view, decision))
}

pub fn decision_row<'a>(view: &View<'a>, decision: &'a Decision) -> DecisionRow<'a> {
    let terms = &decision.terms;
    DecisionRow {
        matter: matter(terms),
        kind: terms.kind().told(),
        terms: in_words(view, decision),
        milestone: terms.milestone(),
        phase: match terms {
            Terms::Suspend { scope: Scope::Phase(id), .. } | Terms::Resume { scope: Scope::Phase(id), .. } => Some(id),
            _ => None,
        },
        actor: match terms {
            Terms::Prolong { actor, .. } => Some(view.who(actor)),
            _ => None,
        },
        due: match terms {
            Terms::Reschedule { due, .. } => due.as_ref(),
            _ => None,
        },
        until: match terms {
            Terms::Prolong { until, .. } => Some(*until),
            _ => None,
        },
        suspends: match terms {
            Terms::Suspend { .. } => Some(true),
            Terms::Resume { .. } => Some(false),
            _ => None,
        },
        plan: match terms {
            Terms::Amend { plan, .. } => Some(plan),
            _ => None,
        },
        dispute: match terms {
            Terms::Settle { dispute, .. } => Some(dispute.clone()),
            _ => None,
        },
        outcome: match terms {
            Terms::Settle { outcome, .. } => Some(outcome.told()),
            _ => None,
        },
        applies: decision.from.filter(|_| decision.taken.is_some() || terms.from().is_some()),
        voids: voids(terms),
        taken: decision.taken,
        taken_on: decision.taken.map(|taken| view.day(taken)),
        by: by(view, decision).into_iter().map(|actor| view.actor(actor)).collect(),
        entries: decision.entries.iter().map(|entry| view.name(*entry)).collect(),
        needed: decision.needed,
        awaiting: decision.awaited.iter().map(|actor| view.side(*actor)).collect(),
    }
}

fn matter(terms: &Terms) -> &'static str {
    match terms.matter() {
        Matter::Start => say!("start"),
        Matter::Date(_) => say!("date"),
        Matter::Mandate(_) => say!("mandate"),
        Matter::Suspension(_) => say!("suspension"),
        Matter::Plan => say!("plan"),
        Matter::Dispute(_) => say!("dispute"),
    }
}

fn voids(terms: &Terms) -> bool {
    matches!(terms, Terms::Start { from: crate::model::decision::Effect::Void })
}

/// What is decided, in words: `entry into force from 2005-08-15`, `DC-1 due 2005-10-31, from 2005-09-20`.
pub fn in_words(view: &View, decision: &Decision) -> String {
    let terms = &decision.terms;
    let zone = view.plan.timezone;
    let settled = decision.taken.is_some() || terms.from().is_some();
    match (terms, decision.from) {
        (Terms::Start { .. }, None) => {
            say!("no entry into force, since {begins}", begins = zone.day_of(decision.begins))
        }
        (Terms::Start { .. }, Some(from)) if settled => say!("entry into force from {from}", from),
        (Terms::Start { .. }, _) => say!("entry into force from the day that all concur").into(),
        (Terms::Settle { .. }, _) => terms.to_string(),
        (_, Some(from)) if settled && terms.from().is_none() => {
            say!("{terms}, from {day}", terms, day = from.day(zone))
        }
        _ => terms.to_string(),
    }
}

/// The decisions that are not taken yet, each in a line.
pub fn pending(view: &View) -> Vec<String> {
    decision_rows(view).filter(|decision| !decision.is_taken()).map(|decision| decision.line()).collect()
}

/// Those that are taken by the moment of which a view tells, the latest first, each in a line.
pub fn taken(view: &View) -> Vec<String> {
    let now = view.state.clocks.as_of;
    let rows = decision_rows(view).filter(|decision| decision.taken.is_some_and(|taken| taken <= now));
    let mut lines: Vec<String> = rows.map(|decision| decision.line()).collect();
    lines.reverse();
    lines
}

impl DecisionRow<'_> {
    pub fn is_taken(&self) -> bool {
        self.taken.is_some()
    }

    /// A decision in a line: what, by whom, and when it was taken or who is awaited.
    pub fn line(&self) -> String {
        let (what, by) = (&self.terms, self.who());
        match self.taken_on {
            Some(on) => say!("{what}: decided by {by} on {on}", what, by, on),
            None => say!("{what}: proposed by {by}, awaited: {awaited}", what, by, awaited = self.awaited()),
        }
    }

    /// The same with its entries: `DC-1 due 2005-10-31, decided on 2005-09-20 by goi, gam [goi:4, gam:5]`.
    pub fn decided(&self) -> String {
        let on = self.taken_on.map_or(String::new(), |on| say!(", decided on {on}", on));
        format!("{}{on}{}", self.terms, source(&self.by, &self.entries))
    }

    /// Who concurs, with commas between.
    pub fn who(&self) -> String {
        listed(&self.by)
    }

    /// The sides that have not concurred, with commas between.
    pub fn awaited(&self) -> String {
        listed(&self.awaiting)
    }
}

/// The actors who concur, in the order of the plan.
pub fn by(view: &View, decision: &Decision) -> Vec<ActorIx> {
    let mut actors: Vec<ActorIx> =
        decision.entries.iter().filter_map(|entry| view.state.entries[*entry].actor).collect();
    actors.sort_unstable();
    actors
}
