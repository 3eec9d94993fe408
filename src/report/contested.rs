//! Disputes and incidents between two pictures: opened, closed, alleged, concluded.

use super::incidents::happened;
use super::outline::Item;
use super::steps::{Named, bracketed, named};
use super::view::View;
use super::words;
use crate::fold::state::{Closed, Dispute, FindingState, IncidentState};
use crate::model::decision::Terms;
use crate::model::entry::Act;
use crate::model::id::Id;
use crate::model::incident::{Attribution, Outcome};
use crate::model::index::EntryIx;
use crate::model::name::EntryName;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct DisputeDoc<'a> {
    /// The entry that disputes.
    dispute: EntryName,
    /// The milestone that it is about, if it is about one.
    milestone: Option<&'a Id>,
    title: Option<&'a BTreeMap<String, String>>,
    #[serde(skip)]
    name: Option<Named<'a>>,
    /// The disputed entry, where it is one.
    disputed: Option<EntryName>,
    note: Option<&'a str>,
    opened: String,
    by: &'a Id,
    closed: Option<String>,
    /// `upheld`, `dismissed`, `withdrawn`; `fell` where the disputed entry was retracted, `retracted` where the dispute was.
    outcome: Option<&'static str>,
    settled_by: Vec<&'a Id>,
    entries: Vec<EntryName>,
}

/// What became of disputes.
pub struct Disputes<'a> {
    pub opened: Vec<DisputeDoc<'a>>,
    pub closed: Vec<DisputeDoc<'a>>,
    /// Open then and now.
    pub open: Vec<DisputeDoc<'a>>,
}

pub fn disputes<'a>(before: &View<'a>, now: &View<'a>) -> Disputes<'a> {
    let of = |view: &View<'a>| -> BTreeMap<EntryIx, &'a Dispute> {
        view.state.disputes.iter().map(|dispute| (dispute.entry, dispute)).collect()
    };
    let (was, is) = (of(before), of(now));
    let settled = settlements(now);
    let doc = |dispute: &&'a Dispute| dispute_doc(now, dispute, &settled);
    let was_open = |dispute: &Dispute| was.get(&dispute.entry).map(|known| known.is_open());
    let opened = is.values().filter(|dispute| was_open(dispute).is_none());
    let closed = is.values().filter(|dispute| !dispute.is_open() && was_open(dispute) != Some(false));
    let open = is.values().filter(|dispute| dispute.is_open() && was_open(dispute) == Some(true));
    let gone = was.values().filter(|dispute| dispute.is_open() && !is.contains_key(&dispute.entry));
    let retracted =
        gone.map(|dispute| DisputeDoc { outcome: Some("retracted"), ..dispute_doc(before, dispute, &settled) });
    Disputes {
        opened: opened.map(doc).collect(),
        closed: closed.map(doc).chain(retracted).collect(),
        open: open.map(doc).collect(),
    }
}

/// The entries of the decision that settled each dispute last.
fn settlements(view: &View) -> BTreeMap<EntryKey, Vec<EntryIx>> {
    let taken = view.state.decisions.iter().filter(|decision| decision.taken.is_some());
    let settles = taken.filter_map(|decision| match &decision.terms {
        Terms::Settle { dispute, .. } => Some((key(dispute), decision.entries.clone())),
        _ => None,
    });
    settles.collect()
}

/// An entry's name with an order.
type EntryKey = (String, u64);

fn key(name: &EntryName) -> EntryKey {
    (name.book.to_string(), name.seq)
}

fn dispute_doc<'a>(view: &View<'a>, dispute: &Dispute, settled: &BTreeMap<EntryKey, Vec<EntryIx>>) -> DisputeDoc<'a> {
    let zone = view.plan.timezone;
    let own = view.name(dispute.entry);
    let decided = settled.get(&key(&own)).filter(|_| matches!(dispute.closed, Some(Closed::Settled(..))));
    let decided = decided.map_or(&[][..], Vec::as_slice);
    let name = dispute.milestone.map(|milestone| named(view, milestone));
    DisputeDoc {
        milestone: name.as_ref().map(|name| name.milestone),
        title: name.as_ref().map(|name| name.title),
        name,
        disputed: dispute.disputed.map(|entry| view.name(entry)),
        note: view.entries[dispute.entry].note.as_deref(),
        opened: view.said_for(dispute.entry).to_string(),
        by: &view.plan.actors[dispute.actor].id,
        closed: dispute.closed.map(|closed| zone.day_of(closed.on()).to_string()),
        outcome: dispute.closed.map(|closed| match closed {
            Closed::Settled(outcome, _) => outcome.word(),
            Closed::Fell(_) => "fell",
        }),
        settled_by: super::steps::actors(view, decided),
        entries: std::iter::once(own.clone()).chain(decided.iter().map(|entry| view.name(*entry))).collect(),
        dispute: own,
    }
}

impl DisputeDoc<'_> {
    fn head(&self) -> String {
        match (&self.name, &self.disputed) {
            (Some(name), _) => name.words(),
            (None, Some(disputed)) => format!("entry {disputed}"),
            (None, None) => format!("dispute {}", self.dispute),
        }
    }

    fn words(&self) -> Vec<String> {
        let over = self.disputed.as_ref().map_or(String::new(), |entry| format!(" over {entry}"));
        let note = self.note.map_or(String::new(), |note| format!(" “{note}”"));
        let mut lines = vec![format!("disputed{over} on {} by {} [{}]{note}", self.opened, self.by, self.dispute)];
        lines.extend(self.outcome.map(|outcome| {
            let on = self.closed.as_ref().map_or(String::new(), |on| format!(" on {on}"));
            let told = match outcome {
                "fell" => "fell with the disputed entry, which was retracted",
                "retracted" => "retracted by who disputed",
                outcome => outcome,
            };
            format!("{told}{on}{}", super::steps::source(&self.settled_by, &self.entries[1..]))
        }));
        lines
    }
}

/// Takes out other people's notes.
pub fn hush_disputes(disputes: &mut [DisputeDoc]) {
    disputes.iter_mut().for_each(|dispute| dispute.note = None);
}

/// Takes out places.
pub fn hush_incidents(incidents: &mut [IncidentDoc]) {
    incidents.iter_mut().for_each(|incident| incident.place = None);
}

pub fn dispute_items(disputes: &[DisputeDoc]) -> Vec<Item> {
    disputes.iter().map(|dispute| Item::of(dispute.head(), dispute.words())).collect()
}

/// The same without how they ended.
pub fn opened_items(disputes: &[DisputeDoc]) -> Vec<Item> {
    let opening = |dispute: &DisputeDoc| dispute.words().into_iter().take(1).collect();
    disputes.iter().map(|dispute| Item::of(dispute.head(), opening(dispute))).collect()
}

#[derive(Serialize)]
pub struct IncidentDoc<'a> {
    /// The entry that alleges it.
    incident: EntryName,
    #[serde(flatten)]
    name: Named<'a>,
    on: String,
    by: &'a Id,
    severity: &'static str,
    count: u64,
    place: Option<&'a str>,
    /// To whom it is attributed by who alleges it.
    attributed: Option<&'a Attribution>,
    /// What verifiers concluded then; null where it had not been alleged. `alleged` while they have not.
    from: Option<&'static str>,
    to: &'static str,
    /// Whether verifiers contradict each other.
    split: bool,
    retracted: bool,
    /// Whether it was so before the window already, and only became known since.
    #[serde(skip)]
    pub later: bool,
    findings: Vec<FindingDoc<'a>>,
    entries: Vec<EntryName>,
}

#[derive(Serialize)]
struct FindingDoc<'a> {
    by: &'a Id,
    outcome: &'static str,
    attributed: Option<&'a Attribution>,
    entry: EntryName,
}

/// What became of incidents.
pub struct Incidents<'a> {
    pub alleged: Vec<IncidentDoc<'a>>,
    /// Of which verifiers conclude otherwise than was known then.
    pub concluded: Vec<IncidentDoc<'a>>,
}

pub fn incidents<'a>(before: &View<'a>, now: &View<'a>) -> Incidents<'a> {
    let known: BTreeMap<EntryIx, &IncidentState> =
        before.state.incidents.iter().map(|incident| (incident.entry, incident)).collect();
    let is: BTreeMap<EntryIx, &IncidentState> =
        now.state.incidents.iter().map(|incident| (incident.entry, incident)).collect();
    let doc = |incident: &&IncidentState| incident_doc(now, incident, known.get(&incident.entry).copied());
    let found = |incident: &IncidentState| -> Vec<(EntryIx, &'static str)> {
        incident.findings.iter().map(|found| (found.entry, found.outcome.word())).collect()
    };
    let moved = |incident: &&&IncidentState| match known.get(&incident.entry) {
        None => !incident.findings.is_empty(),
        Some(was) => {
            found(was) != found(incident) || was.outcome != incident.outcome || was.retracted != incident.retracted
        }
    };
    let all: Vec<&IncidentState> = now.state.incidents.iter().collect();
    // What its author took back, and no verifier found on, is in no later picture.
    let gone = before.state.incidents.iter().filter(|incident| !is.contains_key(&incident.entry));
    let taken_back =
        gone.map(|incident| IncidentDoc { retracted: true, ..incident_doc(before, incident, Some(incident)) });
    let since = before.state.clocks.as_of;
    let alleged = all.iter().filter(|incident| !known.contains_key(&incident.entry));
    let alleged = alleged.map(|incident| IncidentDoc { later: incident.on <= since, ..doc(incident) });
    // Of what is concluded anew, whether all was found for the time before.
    let late = |incident: &IncidentState| {
        let told = known.get(&incident.entry).map_or(&[][..], |was| &was.findings);
        let mut new =
            incident.findings.iter().filter(|found| !told.iter().any(|was| was.entry == found.entry)).peekable();
        new.peek().is_some() && new.all(|found| now.state.entries[found.entry].from <= since)
    };
    let concluded = all.iter().filter(moved);
    let concluded = concluded.map(|incident| IncidentDoc { later: late(incident), ..doc(incident) });
    Incidents { alleged: alleged.collect(), concluded: concluded.chain(taken_back).collect() }
}

fn incident_doc<'a>(view: &View<'a>, incident: &IncidentState, was: Option<&IncidentState>) -> IncidentDoc<'a> {
    let own = view.name(incident.entry);
    let alleged = match &view.entries[incident.entry].act {
        Act::Incident(alleged) => Some(alleged),
        _ => None,
    };
    let whom = alleged.and_then(|alleged| alleged.actor.as_ref());
    let finding = |found: &FindingState| FindingDoc {
        by: &view.plan.actors[found.actor].id,
        outcome: found.outcome.word(),
        attributed: attributed(view, found.entry).or(whom).filter(|_| found.outcome == Outcome::Confirmed),
        entry: view.name(found.entry),
    };
    let found = incident.findings.iter().map(|found| found.entry).filter(|entry| *entry != incident.entry);
    IncidentDoc {
        name: named(view, incident.milestone),
        on: happened(view, incident).to_string(),
        by: &view.plan.actors[incident.actor].id,
        severity: incident.severity.word(),
        count: incident.count,
        place: alleged.and_then(|alleged| alleged.place.as_deref()),
        attributed: alleged.and_then(|alleged| alleged.actor.as_ref()),
        from: was.map(words::outcome),
        to: words::outcome(incident),
        split: incident.split,
        retracted: incident.retracted,
        later: false,
        findings: incident.findings.iter().map(finding).collect(),
        entries: std::iter::once(own.clone()).chain(found.map(|entry| view.name(entry))).collect(),
        incident: own,
    }
}

/// Whom a finding itself holds responsible.
fn attributed<'a>(view: &View<'a>, entry: EntryIx) -> Option<&'a Attribution> {
    let says = view.state.entries[entry].says.unwrap_or(entry);
    match &view.entries[says].act {
        Act::Finding(finding) => finding.actor.as_ref(),
        _ => None,
    }
}

impl IncidentDoc<'_> {
    fn alleged(&self) -> String {
        let count = if self.count == 1 {
            String::new()
        } else {
            format!(", {}", words::count(self.count as usize, "violation"))
        };
        let place = self.place.map_or(String::new(), |place| format!(" at {place}"));
        let whom = self.attributed.map_or(String::new(), |whom| format!(", attributed to {whom}"));
        format!(
            "{} incident{count} on {}{place}{whom}, alleged by {} [{}]",
            self.severity, self.on, self.by, self.incident
        )
    }

    fn concluded(&self) -> String {
        let outcome = match self.from {
            Some(from) if from != self.to => format!("{from} → {}", self.to),
            _ => self.to.to_owned(),
        };
        let found = self.findings.iter().map(|found| {
            let whom = found.attributed.map_or(String::new(), |whom| format!(", attributed to {whom}"));
            format!("{}: {}{whom}{}", found.by, found.outcome, bracketed(std::slice::from_ref(&found.entry)))
        });
        let split = self.split.then(|| "the verifiers' conclusions differ".to_owned());
        let retracted = self.retracted.then(|| "who alleged it has taken it back".to_owned());
        let told: Vec<String> = std::iter::once(outcome).chain(found).chain(split).chain(retracted).collect();
        told.join("; ")
    }
}

pub fn alleged_items<'i, 'a: 'i>(incidents: impl Iterator<Item = &'i IncidentDoc<'a>>) -> Vec<Item> {
    incidents.map(|incident| Item::of(incident.name.words(), vec![incident.alleged()])).collect()
}

pub fn concluded_items<'i, 'a: 'i>(incidents: impl Iterator<Item = &'i IncidentDoc<'a>>) -> Vec<Item> {
    let item = |incident: &IncidentDoc| {
        let what = format!("{} incident of {} [{}]", incident.severity, incident.on, incident.incident);
        Item::of(incident.name.words(), vec![what, incident.concluded()])
    };
    incidents.map(item).collect()
}
