//! Disputes: each as a row with how it ended, the columns of such rows, and the same in words.

use super::actor_name::ActorName;
use super::sheet::{Cell, Columns, Shape};
use super::steps::{actors, source};
use super::view::View;
use crate::fold::state::{Closed, Dispute};
use crate::model::decision::{Settlement, Terms};
use crate::model::id::Id;
use crate::model::index::EntryIx;
use crate::model::looks::JsonSchema;
use crate::model::moment::{Day, Moment};
use crate::model::name::EntryName;
use crate::model::when::When;
use crate::tongue::say;
use serde::{Serialize, Serializer};
use std::collections::BTreeMap;

/// A dispute, open or closed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Dispute")]
pub struct DisputeRow<'a> {
    /// The entry that disputes.
    pub entry: EntryName,
    /// Who disputes.
    actor: ActorName<'a>,
    /// The milestone that is disputed, or that the disputed entry speaks of.
    pub milestone: Option<&'a Id>,
    /// What it is called.
    #[serde(skip)]
    title: &'a str,
    /// The disputed entry; null where it is the milestone.
    pub disputed: Option<EntryName>,
    /// Since when.
    opened: Moment,
    /// The same as it was said.
    #[serde(skip)]
    since: When,
    /// When it ended; null while it is open.
    closed: Option<Moment>,
    #[serde(skip)]
    closed_on: Option<Day>,
    /// How it ended: as it was settled; `fell` where the disputed entry was retracted, `retracted` where the dispute itself was;
    /// null while it is open.
    #[schemars(schema_with = "crate::vocabulary::ended")]
    pub outcome: Option<Ending>,
    /// What who disputes says.
    pub note: Option<&'a str>,
    /// Who settled it.
    settled_by: Vec<ActorName<'a>>,
    /// The entries of the decision that settled it.
    settlement: Vec<EntryName>,
}

/// How a dispute ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Settled(Settlement),
    /// The disputed entry was retracted.
    Fell,
    /// The dispute was.
    Retracted,
}

impl Ending {
    fn word(self) -> &'static str {
        match self {
            Ending::Settled(settlement) => settlement.told(),
            Ending::Fell => say!("fell"),
            Ending::Retracted => say!("retracted"),
        }
    }

    fn told(self) -> &'static str {
        match self {
            Ending::Settled(settlement) => settlement.told(),
            Ending::Fell => say!("fell with the disputed entry, which was retracted"),
            Ending::Retracted => say!("retracted by who disputed"),
        }
    }
}

impl Serialize for Ending {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// The columns of disputes.
pub fn columns<'c, 'a: 'c>() -> Columns<'c, DisputeRow<'a>> {
    use Shape::{Whole, Words};
    Columns::of([
        ("entry", say!("Entry"), Whole, |row| Cell::name(&row.entry)),
        ("actor", say!("Who"), Words, |row| Cell::actors([&row.actor])),
        ("milestone", say!("Milestone"), Whole, |row| Cell::maybe(row.milestone, Cell::name)),
        ("disputed", say!("Disputed entry"), Whole, |row| Cell::maybe(row.disputed.as_ref(), Cell::name)),
        ("opened", say!("Opened"), Whole, |row| Cell::when(row.since)),
        ("closed", say!("Closed"), Whole, |row| Cell::maybe(row.closed_on, Cell::Day)),
        ("outcome", say!("Outcome"), Whole, |row| {
            Cell::name(row.outcome.map_or(say!("dispute": "open"), Ending::word))
        }),
        ("note", say!("Note"), Words, |row| Cell::maybe(row.note, Cell::words)),
        ("settled_by", say!("Settled by"), Words, |row| Cell::actors(&row.settled_by)),
        ("settlement", say!("Settled with"), Words, |row| Cell::list(&row.settlement)),
    ])
}

/// The entries of the decision that settled each dispute last, by the dispute's name.
pub struct Settlements(BTreeMap<(String, u64), Vec<EntryIx>>);

impl Settlements {
    pub fn of(view: &View) -> Settlements {
        let taken = view.state.decisions.iter().filter(|decision| decision.taken.is_some());
        let settles = taken.filter_map(|decision| match &decision.terms {
            Terms::Settle { dispute, .. } => Some((key(dispute), decision.entries.clone())),
            _ => None,
        });
        Settlements(settles.collect())
    }

    fn with(&self, name: &EntryName) -> &[EntryIx] {
        self.0.get(&key(name)).map_or(&[], Vec::as_slice)
    }
}

/// An entry's name with an order.
fn key(name: &EntryName) -> (String, u64) {
    (name.book.to_string(), name.seq)
}

pub fn dispute_rows<'a>(view: &View<'a>) -> Vec<DisputeRow<'a>> {
    let settlements = Settlements::of(view);
    view.state.disputes.iter().map(|dispute| dispute_row(view, &settlements, dispute)).collect()
}

pub fn dispute_row<'a>(view: &View<'a>, settlements: &Settlements, dispute: &Dispute) -> DisputeRow<'a> {
    let entry = view.name(dispute.entry);
    let settled = matches!(dispute.closed, Some(Closed::Settled(..)));
    let settling = if settled { settlements.with(&entry) } else { &[] };
    DisputeRow {
        actor: view.actor(dispute.actor),
        milestone: dispute.milestone.map(|at| &view.plan.milestones[at].id),
        title: dispute.milestone.map_or("", |at| view.title(at)),
        disputed: dispute.disputed.map(|entry| view.name(entry)),
        opened: dispute.opened,
        since: view.said_for(dispute.entry),
        closed: dispute.closed.map(Closed::on),
        closed_on: dispute.closed.map(|closed| view.day(closed.on())),
        outcome: dispute.closed.map(|closed| match closed {
            Closed::Settled(settlement, _) => Ending::Settled(settlement),
            Closed::Fell(_) => Ending::Fell,
        }),
        note: view.log.entries[dispute.entry].note.as_deref(),
        settled_by: actors(view, settling),
        settlement: settling.iter().map(|entry| view.name(*entry)).collect(),
        entry,
    }
}

impl DisputeRow<'_> {
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// A dispute in a line: `GAM disputes Arms handed in (DC-1) since 2005-09-15 (gam:9): open`.
    pub fn line(&self) -> String {
        let named = |milestone: &Id| format!("{} ({milestone})", self.title);
        let what = match (&self.disputed, self.milestone) {
            (Some(entry), Some(milestone)) => say!("{entry} on {milestone}", entry, milestone = named(milestone)),
            (Some(entry), None) => entry.to_string(),
            (None, milestone) => milestone.map_or(say!("the plan").to_owned(), named),
        };
        let ended = match (self.outcome, self.closed_on) {
            (Some(Ending::Settled(settlement)), Some(on)) => say!("{word} on {on}", word = settlement.told(), on),
            (Some(ending), _) => ending.told().to_owned(),
            (None, _) => say!("dispute": "open").to_owned(),
        };
        say!(
            "{actor} disputes {what} since {since} ({entry}): {ended}",
            actor = self.actor,
            what,
            since = self.since,
            entry = self.entry,
            ended
        )
    }

    /// How it was opened: `disputed over amm:4 on 2005-09-15 by gam [gam:9] “why”`.
    pub fn opening(&self) -> String {
        let over = self.disputed.as_ref().map_or(String::new(), |entry| say!(" over {entry}", entry));
        let note = self.note.map_or(String::new(), |note| format!(" “{note}”"));
        say!(
            "disputed{over} on {since} by {actor} [{entry}]{note}",
            over,
            since = self.since,
            actor = self.actor,
            entry = self.entry,
            note
        )
    }

    /// How it ended, and by whom it was settled.
    pub fn end(&self) -> Option<String> {
        let on = self.closed_on.map_or(String::new(), |on| say!(" on {on}", on));
        let told = self.outcome?.told();
        Some(format!("{told}{on}{}", source(&self.settled_by, &self.settlement)))
    }
}

/// The disputes that are open, each in a line.
pub fn open_disputes(view: &View) -> Vec<String> {
    dispute_rows(view).iter().filter(|dispute| dispute.is_open()).map(DisputeRow::line).collect()
}
