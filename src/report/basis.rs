//! What an answer rests on: by these anybody can compute it again.

use super::view::View;
use super::words;
use crate::fold::state::WhyNot;
use crate::ledger::flaw::FlawKind;
use crate::model::moment::{Moment, Zone};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct Basis {
    root: Option<String>,
    plan: String,
    version: String,
    pub as_of: Moment,
    pub known_by: Moment,
    tz: TimeZone,
    books: BTreeMap<String, Head>,
    not_understood: usize,
    unsealed: usize,
    damaged: Vec<String>,
}

#[derive(Serialize)]
struct TimeZone {
    name: &'static str,
    database: &'static str,
}

#[derive(Serialize)]
struct Head {
    seq: u64,
    head: String,
}

pub fn basis(view: &View) -> Basis {
    let clocks = view.state.clocks;
    let mut damaged: Vec<String> =
        view.flaws.iter().filter(|flaw| flaw.kind.is_damage()).map(|flaw| flaw.book.clone()).collect();
    damaged.dedup();
    let heads =
        view.books.iter().map(|book| (book.name.to_string(), Head { seq: book.seq, head: book.head.to_string() }));
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
            .filter(|j| matches!(j.why_not, Some(WhyNot::NotSealed(_) | WhyNot::NotHisOwn(_))))
            .count(),
        damaged,
    }
}

impl Basis {
    /// The same for people: names, and what stands under each.
    pub fn fields(&self) -> Vec<(String, String)> {
        let books = self.books.iter().map(|(name, head)| {
            (format!("Book {name}"), format!("{} ({})", words::count(head.seq as usize, "entry"), head.head))
        });
        let counts =
            [("Lines not understood", self.not_understood), ("Entries without a seal that they need", self.unsealed)];
        let counts = counts.into_iter().map(|(name, count)| (name.to_owned(), count.to_string()));
        let damaged = (!self.damaged.is_empty()).then(|| ("Damaged books".to_owned(), self.damaged.join(", ")));
        [
            ("Root", self.root.clone().unwrap_or_else(|| "none yet: the plan is a draft".into())),
            ("Plan", self.plan.clone()),
            ("Version", self.version.clone()),
            ("As of", self.as_of.to_string()),
            ("Known by", self.known_by.to_string()),
            ("Time zone", format!("{} (database {})", self.tz.name, self.tz.database)),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text))
        .chain(books)
        .chain(counts)
        .chain(damaged)
        .collect()
    }
}

/// An answer for machines: its format, what it rests on, and what it says.
#[derive(Serialize)]
pub struct Answer<T> {
    pub format: String,
    pub basis: Basis,
    #[serde(flatten)]
    pub body: T,
}

pub fn answer<T: Serialize>(command: &str, view: &View, body: T) -> Answer<T> {
    Answer { format: format!("milepost/{command}/1"), basis: basis(view), body }
}
