//! What an answer rests on: by these anybody can compute it again.

use super::view::View;
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
    as_of: Moment,
    known_by: Moment,
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
