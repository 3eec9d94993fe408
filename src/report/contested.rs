//! Disputes and incidents between two pictures: opened, closed, alleged, concluded.

use super::disputes::{DisputeRow, Ending, Settlements, dispute_row};
use super::incidents::{IncidentRow, incident_row};
use super::outline::Item;
use super::steps::{MilestoneName, bracketed, named};
use super::view::View;
use super::words;
use crate::fold::state::{Dispute, IncidentState};
use crate::model::index::EntryIx;
use crate::tongue::{many, say};
use serde::Serialize;
use std::collections::BTreeMap;

/// A dispute, and what the milestone is called that it is about.
#[derive(Serialize)]
pub struct DisputedThing<'a> {
    #[serde(flatten)]
    row: DisputeRow<'a>,
    #[serde(skip)]
    name: Option<MilestoneName<'a>>,
}

/// What became of disputes.
pub struct Disputes<'a> {
    pub opened: Vec<DisputedThing<'a>>,
    pub closed: Vec<DisputedThing<'a>>,
    /// Open then and now.
    pub open: Vec<DisputedThing<'a>>,
}

pub fn disputes<'a>(before: &View<'a>, now: &View<'a>) -> Disputes<'a> {
    let of = |view: &View<'a>| -> BTreeMap<EntryIx, &'a Dispute> {
        view.state.disputes.iter().map(|dispute| (dispute.entry, dispute)).collect()
    };
    let (was, is) = (of(before), of(now));
    let settlements = Settlements::of(now);
    let told = |view: &View<'a>, dispute: &'a Dispute| DisputedThing {
        row: dispute_row(view, &settlements, dispute),
        name: dispute.milestone.map(|milestone| named(view, milestone)),
    };
    let now_told = |dispute: &&'a Dispute| told(now, dispute);
    let was_open = |dispute: &Dispute| was.get(&dispute.entry).map(|known| known.is_open());
    let opened = is.values().filter(|dispute| was_open(dispute).is_none());
    let closed = is.values().filter(|dispute| !dispute.is_open() && was_open(dispute) != Some(false));
    let open = is.values().filter(|dispute| dispute.is_open() && was_open(dispute) == Some(true));
    let gone = was.values().filter(|dispute| dispute.is_open() && !is.contains_key(&dispute.entry));
    let retracted = gone.map(|dispute| {
        let mut told = told(before, dispute);
        told.row.outcome = Some(Ending::Retracted);
        told
    });
    Disputes {
        opened: opened.map(now_told).collect(),
        closed: closed.map(now_told).chain(retracted).collect(),
        open: open.map(now_told).collect(),
    }
}

impl DisputedThing<'_> {
    fn item(&self, words: Vec<String>) -> Item {
        match (&self.name, &self.row.disputed) {
            (Some(name), _) => name.item(words),
            (None, Some(disputed)) => Item::of(say!("entry {disputed}", disputed), words),
            (None, None) => Item::of(say!("dispute {entry}", entry = self.row.entry), words),
        }
    }
}

/// Takes out other people's notes.
pub fn hush_disputes(disputes: &mut [DisputedThing]) {
    disputes.iter_mut().for_each(|dispute| dispute.row.note = None);
}

/// Takes out places.
pub fn hush_incidents(incidents: &mut [Alleged]) {
    incidents.iter_mut().for_each(|incident| incident.row.place = None);
}

pub fn dispute_items(disputes: &[DisputedThing]) -> Vec<Item> {
    let words = |row: &DisputeRow| [row.opening()].into_iter().chain(row.end()).collect();
    disputes.iter().map(|dispute| dispute.item(words(&dispute.row))).collect()
}

/// The same without how they ended.
pub fn opened_items(disputes: &[DisputedThing]) -> Vec<Item> {
    disputes.iter().map(|dispute| dispute.item(vec![dispute.row.opening()])).collect()
}

/// An incident, and what was known of it then.
#[derive(Serialize)]
pub struct Alleged<'a> {
    #[serde(flatten)]
    row: IncidentRow<'a>,
    #[serde(skip)]
    name: MilestoneName<'a>,
    /// What verifiers concluded then; null where it had not been alleged.
    from: Option<&'static str>,
    /// Whether it was so before the window already, and only became known since.
    #[serde(skip)]
    pub later: bool,
}

/// What became of incidents.
pub struct Incidents<'a> {
    pub alleged: Vec<Alleged<'a>>,
    /// Of which verifiers conclude otherwise than was known then.
    pub concluded: Vec<Alleged<'a>>,
}

pub fn incidents<'a>(before: &View<'a>, now: &View<'a>) -> Incidents<'a> {
    let known: BTreeMap<EntryIx, &'a IncidentState> =
        before.incidents().map(|incident| (incident.entry, incident)).collect();
    let is: BTreeMap<EntryIx, &'a IncidentState> = now.incidents().map(|incident| (incident.entry, incident)).collect();
    let told = |incident: &'a IncidentState| alleged(now, incident, known.get(&incident.entry).copied());
    let found = |incident: &IncidentState| -> Vec<(EntryIx, &'static str)> {
        incident.findings.iter().map(|found| (found.entry, found.outcome.told())).collect()
    };
    let moved = |incident: &&&'a IncidentState| match known.get(&incident.entry) {
        None => !incident.findings.is_empty(),
        Some(was) => {
            found(was) != found(incident) || was.outcome != incident.outcome || was.retracted != incident.retracted
        }
    };
    let all: Vec<&'a IncidentState> = now.incidents().collect();
    // What its author took back, and no verifier found on, is in no later picture.
    let gone = before.incidents().filter(|incident| !is.contains_key(&incident.entry));
    let taken_back = gone.map(|incident| {
        let mut told = alleged(before, incident, Some(incident));
        told.row.retracted = true;
        told
    });
    let since = before.state.clocks.as_of;
    let new = all.iter().filter(|incident| !known.contains_key(&incident.entry));
    let new = new.map(|incident| Alleged { later: incident.on <= since, ..told(incident) });
    // Of what is concluded anew, whether all was found for the time before.
    let late = |incident: &IncidentState| {
        let told = known.get(&incident.entry).map_or(&[][..], |was| &was.findings);
        let mut new =
            incident.findings.iter().filter(|found| !told.iter().any(|was| was.entry == found.entry)).peekable();
        new.peek().is_some() && new.all(|found| now.state.entries[found.entry].from <= since)
    };
    let concluded = all.iter().filter(moved);
    let concluded = concluded.map(|incident| Alleged { later: late(incident), ..told(incident) });
    Incidents { alleged: new.collect(), concluded: concluded.chain(taken_back).collect() }
}

fn alleged<'a>(view: &View<'a>, incident: &'a IncidentState, was: Option<&IncidentState>) -> Alleged<'a> {
    Alleged {
        row: incident_row(view, incident),
        name: named(view, incident.milestone),
        from: was.map(words::outcome),
        later: false,
    }
}

impl Alleged<'_> {
    fn alleged(&self) -> String {
        let row = &self.row;
        let count = match row.count {
            1 => String::new(),
            count => format!(", {}", many!(count as usize, "{n} violation", "{n} violations")),
        };
        let place = row.place.map_or(String::new(), |place| say!(" at {place}", place));
        let whom = row.attributed.map_or(String::new(), |whom| say!(", attributed to {whom}", whom));
        let (severity, day, actor) = (row.severity.told(), row.day, row.actor);
        say!(
            "{severity} incident{count} on {day}{place}{whom}, alleged by {actor} [{entry}]",
            severity,
            count,
            day,
            place,
            whom,
            actor,
            entry = row.entry
        )
    }

    fn concluded(&self) -> String {
        let row = &self.row;
        let outcome = match self.from {
            Some(from) if from != row.outcome => format!("{from} → {}", row.outcome),
            _ => row.outcome.to_owned(),
        };
        let found = row.findings.iter().map(|found| {
            let entry = bracketed(std::slice::from_ref(&found.entry));
            format!("{}: {}{}{entry}", found.actor, found.outcome.told(), found.whom())
        });
        let split = row.split.then(|| say!("the verifiers' conclusions differ").to_owned());
        let retracted = row.retracted.then(|| say!("who alleged it has taken it back").to_owned());
        let told: Vec<String> = std::iter::once(outcome).chain(found).chain(split).chain(retracted).collect();
        told.join("; ")
    }
}

pub fn alleged_items<'i, 'a: 'i>(incidents: impl Iterator<Item = &'i Alleged<'a>>) -> Vec<Item> {
    incidents.map(|incident| incident.name.item(vec![incident.alleged()])).collect()
}

pub fn concluded_items<'i, 'a: 'i>(incidents: impl Iterator<Item = &'i Alleged<'a>>) -> Vec<Item> {
    let item = |incident: &Alleged| {
        let row = &incident.row;
        let what =
            say!("{word} incident of {day} [{entry}]", word = row.severity.told(), day = row.day, entry = row.entry);
        incident.name.item(vec![what, incident.concluded()])
    };
    incidents.map(item).collect()
}
