//! What an answer rests on: by these anybody can compute it again.

use super::view::View;
use crate::fold::state::WhyNot;
use crate::ledger::flaw::FlawKind;
use crate::model::looks::JsonSchema;
use crate::model::moment::{Moment, Zone};
use crate::tongue::{self, many, say};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What an answer rests on: by these anybody can compute it again.
#[derive(Serialize, JsonSchema)]
pub struct Basis {
    /// The SHA-256 of the plan file that the books begin with; null where there is no workspace.
    root: Option<String>,
    /// The SHA-256 of the version of the plan in force.
    plan: String,
    /// What that version calls itself.
    version: String,
    /// What had happened by then is told.
    pub as_of: Moment,
    /// What had been recorded by then is told.
    pub known_by: Moment,
    /// The zone in which days begin and end.
    tz: TimeZone,
    /// How long each book is, by its name.
    books: BTreeMap<String, BookLength>,
    /// How many lines of books were not understood, and count for nothing.
    not_understood: usize,
    /// How many entries count for nothing because their author has keys and has not sealed them.
    unsealed: usize,
    /// The actors with a book here that have no keys: their authorship is unproven.
    unproven: Vec<String>,
    /// The books that are damaged; what is whole of them counts.
    damaged: Vec<String>,
}

/// A time zone, and the database that says what its clocks do.
#[derive(Serialize, JsonSchema)]
struct TimeZone {
    /// The zone's name: `Asia/Jakarta`.
    name: &'static str,
    /// The version of the IANA database.
    database: &'static str,
}

/// How long a book is.
#[derive(Serialize, JsonSchema)]
struct BookLength {
    /// The number of its last line; 0 is the line that opens it.
    seq: u64,
    /// The SHA-256 of its last line.
    head: String,
}

pub fn basis(view: &View) -> Basis {
    let clocks = view.state.clocks;
    let damaged = view.flaws.iter().filter(|flaw| flaw.kind.is_damage());
    let mut damaged: Vec<String> = damaged.map(|flaw| view.called(&flaw.book)).collect();
    damaged.dedup();
    let heads = view
        .books
        .iter()
        .map(|book| (book.name.to_string(), BookLength { seq: book.seq, head: book.head.to_string() }));
    Basis {
        root: view.root.map(|root| root.to_string()),
        plan: view.plan_hash.to_string(),
        version: view.plan.version.clone(),
        as_of: clocks.as_of,
        known_by: clocks.known_by,
        tz: TimeZone { name: view.plan.timezone.name(), database: Zone::database() },
        books: heads.collect(),
        not_understood: view.flaws.iter().filter(|flaw| matches!(flaw.kind, FlawKind::NotUnderstood(_))).count(),
        unsealed: view
            .state
            .entries
            .iter()
            .filter(|j| matches!(j.why_not, Some(WhyNot::NotSealed(_) | WhyNot::NotItsOwn(_))))
            .count(),
        unproven: unproven(view),
        damaged,
    }
}

/// The actors who wrote something here without keys, each once, in the order of the plan.
fn unproven(view: &View) -> Vec<String> {
    let wrote: BTreeSet<&str> = view.log.desks.iter().map(|desk| desk.actor.as_str()).collect();
    let keyless = view.plan.actors.iter().filter(|actor| actor.keys.is_empty() && wrote.contains(actor.id.as_str()));
    keyless.map(|actor| actor.id.to_string()).collect()
}

impl Basis {
    /// The same for people: names, and what stands under each.
    pub fn fields(&self) -> Vec<(String, String)> {
        let books = self.books.iter().map(|(name, head)| {
            (
                say!("Book {name}", name),
                format!("{} ({})", many!(head.seq as usize, "{n} entry", "{n} entries"), head.head),
            )
        });
        let counts = self.counts().map(|(name, count)| (name.to_owned(), count.to_string()));
        [
            (say!("Root"), self.root.clone().unwrap_or_else(|| say!("none yet: the plan is a draft").into())),
            (say!("Plan"), self.plan.clone()),
            (say!("Version"), self.version.clone()),
            (say!("As of"), self.as_of.to_string()),
            (say!("Known by"), self.known_by.to_string()),
            (say!("Time zone"), say!("{name} (database {database})", name = self.tz.name, database = self.tz.database)),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text))
        .chain(books)
        .chain(counts)
        .chain(self.named())
        .collect()
    }

    /// What makes any of it doubtful: only what there is.
    pub fn doubts(&self) -> Vec<(String, String)> {
        let counts = self.counts().filter(|(_, count)| *count > 0);
        counts.map(|(name, count)| (name.to_owned(), count.to_string())).chain(self.named()).collect()
    }

    fn counts(&self) -> impl Iterator<Item = (&'static str, usize)> {
        [
            (say!("Lines not understood"), self.not_understood),
            (say!("Entries without a seal that they need"), self.unsealed),
        ]
        .into_iter()
    }

    fn named(&self) -> impl Iterator<Item = (String, String)> {
        let named = [(say!("Authorship unproven"), &self.unproven), (say!("Damaged books"), &self.damaged)].into_iter();
        let named = named.filter(|(_, names)| !names.is_empty());
        named.map(|(name, names)| (name.to_owned(), names.join(", "))).chain(translation())
    }
}

/// Who has checked the language in which this is told; of English nothing is said.
fn translation() -> Option<(String, String)> {
    let checked = match tongue::spoken()?.checked_by() {
        Some(name) => say!("checked by {name}", name),
        None => say!("no named reader has checked it yet").to_owned(),
    };
    Some((say!("Translation").to_owned(), checked))
}

/// An answer for machines: its format, what it rests on, and what it says.
#[derive(Serialize, JsonSchema)]
pub struct AnswerDocument<T> {
    /// The format of the answer, and its number.
    pub format: String,
    /// What it rests on.
    pub basis: Basis,
    #[serde(flatten)]
    pub body: T,
}

pub fn answer<T: Serialize>(command: &str, view: &View, body: T) -> AnswerDocument<T> {
    AnswerDocument { format: format!("milepost/{command}/1"), basis: basis(view), body }
}
