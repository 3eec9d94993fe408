//! Disputes, as lines for people and as documents for machines.

use super::view::View;
use super::vocabulary;
use crate::fold::state::{Closed, Dispute};
use crate::model::id::Id;
use crate::model::moment::Moment;
use crate::model::name::EntryName;
use schemars::JsonSchema;
use serde::Serialize;

/// A dispute, open or closed.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Dispute")]
pub struct DisputeDoc<'a> {
    /// The entry that disputes.
    entry: EntryName,
    /// Who disputes.
    actor: &'a Id,
    /// The milestone that is disputed, or that the disputed entry speaks of.
    milestone: Option<&'a Id>,
    /// The disputed entry; null where it is the milestone.
    disputed: Option<EntryName>,
    /// Since when.
    opened: Moment,
    /// When it ended; null while it is open.
    closed: Option<Moment>,
    /// How it ended: as it was settled, or `fell` where the disputed entry was retracted; null while it is open.
    #[schemars(schema_with = "vocabulary::ended")]
    outcome: Option<&'static str>,
    /// What who disputes says.
    note: Option<&'a str>,
}

pub fn dispute_docs<'a>(view: &View<'a>) -> Vec<DisputeDoc<'a>> {
    view.state.disputes.iter().map(|dispute| dispute_doc(view, dispute)).collect()
}

pub fn dispute_doc<'a>(view: &View<'a>, dispute: &Dispute) -> DisputeDoc<'a> {
    DisputeDoc {
        entry: view.name(dispute.entry),
        actor: &view.plan.actors[dispute.actor].id,
        milestone: dispute.milestone.map(|at| &view.plan.milestones[at].id),
        disputed: dispute.disputed.map(|entry| view.name(entry)),
        opened: dispute.opened,
        closed: dispute.closed.map(Closed::on),
        outcome: dispute.closed.map(outcome),
        note: view.entries[dispute.entry].note.as_deref(),
    }
}

pub fn outcome(closed: Closed) -> &'static str {
    match closed {
        Closed::Settled(settlement, _) => settlement.word(),
        Closed::Fell(_) => "fell",
    }
}

/// A dispute in a line: `gam disputes DC-1 since 2005-09-15 (gam:9): open`.
pub fn dispute_line(view: &View, dispute: &Dispute) -> String {
    let zone = view.plan.timezone;
    let actor = &view.plan.actors[dispute.actor].id;
    let of = dispute.milestone.map(|at| view.plan.milestones[at].id.as_str());
    let what = match (dispute.disputed, of) {
        (Some(entry), Some(of)) => format!("{} on {of}", view.name(entry)),
        (Some(entry), None) => view.name(entry).to_string(),
        (None, of) => of.unwrap_or("the plan").to_owned(),
    };
    let closed = dispute.closed.map_or("open".to_owned(), |closed| match closed {
        Closed::Settled(settlement, on) => format!("{} on {}", settlement.word(), zone.day_of(on)),
        Closed::Fell(_) => "fell with the disputed entry, which was retracted".to_owned(),
    });
    let since = view.said_for(dispute.entry);
    format!("{actor} disputes {what} since {since} ({}): {closed}", view.name(dispute.entry))
}

/// The disputes that are open, each in a line.
pub fn open_disputes(view: &View) -> Vec<String> {
    view.state.disputes.iter().filter(|dispute| dispute.is_open()).map(|dispute| dispute_line(view, dispute)).collect()
}
