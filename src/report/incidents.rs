//! Incidents and what verifiers conclude of them, as lines for people and as documents for machines.

use super::view::View;
use super::vocabulary;
use super::words;
use crate::fold::state::{FindingState, IncidentState};
use crate::model::entry::Act;
use crate::model::id::Id;
use crate::model::incident::{Attribution, Outcome, Severity};
use crate::model::name::EntryName;
use crate::model::when::{PastDate, When};
use schemars::JsonSchema;
use serde::Serialize;

/// An alleged violation, and what verifiers conclude of it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Incident")]
pub struct IncidentDoc<'a> {
    /// The entry that alleges it.
    entry: EntryName,
    /// The milestone that it violates.
    milestone: &'a Id,
    /// Who alleges it.
    actor: &'a Id,
    /// When it happened, as precisely as it was said.
    #[schemars(with = "PastDate")]
    on: When,
    /// How grave it is.
    severity: Severity,
    /// How many violations.
    count: u64,
    /// Where it happened.
    place: Option<&'a str>,
    /// To whom its author attributes it.
    attributed: Option<&'a Attribution>,
    /// Whether its author took it back.
    retracted: bool,
    /// What as many verifiers conclude as the rule asks for, else `alleged`.
    #[schemars(schema_with = "vocabulary::concluded")]
    outcome: &'static str,
    /// Whether verifiers' findings contradict each other.
    split: bool,
    /// Whether it is held against the side that owes.
    held_against: bool,
    /// What each verifier finds.
    findings: Vec<FindingDoc<'a>>,
}

/// A verifier's conclusion.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
struct FindingDoc<'a> {
    /// The entry that says so.
    entry: EntryName,
    /// Who concludes.
    actor: &'a Id,
    /// What it concludes.
    #[schemars(with = "Outcome")]
    outcome: &'static str,
    /// Whom it holds responsible.
    attributed: Option<&'a Attribution>,
}

pub fn incident_docs<'a>(view: &View<'a>) -> Vec<IncidentDoc<'a>> {
    view.state.incidents.iter().map(|incident| incident_doc(view, incident)).collect()
}

pub fn incident_doc<'a>(view: &View<'a>, incident: &'a IncidentState) -> IncidentDoc<'a> {
    let (place, attributed) = match &view.entries[incident.entry].act {
        Act::Incident(told) => (told.place.as_deref(), told.actor.as_ref()),
        _ => (None, None),
    };
    IncidentDoc {
        entry: view.name(incident.entry),
        milestone: &view.plan.milestones[incident.milestone].id,
        actor: &view.plan.actors[incident.actor].id,
        on: view.entries[incident.entry].on.unwrap_or(When::At(incident.on, 0)),
        severity: incident.severity,
        count: incident.count,
        place,
        attributed,
        retracted: incident.retracted,
        outcome: words::outcome(incident),
        split: incident.split,
        held_against: incident.binding,
        findings: incident.findings.iter().map(|finding| finding_doc(view, finding)).collect(),
    }
}

fn finding_doc<'a>(view: &View<'a>, finding: &'a FindingState) -> FindingDoc<'a> {
    FindingDoc {
        entry: view.name(finding.entry),
        actor: &view.plan.actors[finding.actor].id,
        outcome: finding.outcome.word(),
        attributed: finding.attributed.as_ref(),
    }
}

/// The day on which it happened; the month or the year where no more is said, so that a month's count stays the month's.
pub fn happened(view: &View, incident: &IncidentState) -> When {
    match view.entries[incident.entry].on {
        Some(when @ (When::Year(_) | When::Month(..))) => when,
        _ => When::Day(view.plan.timezone.day_of(incident.on)),
    }
}

/// An incident in a line: `2005-10-12 serious, alleged by gam (gam:9): confirmed by amm (amm:14), attributed to goi`.
pub fn incident_line(view: &View, incident: &IncidentState) -> String {
    let day = happened(view, incident);
    let count = if incident.count == 1 { String::new() } else { format!(", {} violations", incident.count) };
    let (actor, name) = (&view.plan.actors[incident.actor].id, view.name(incident.entry));
    let retracted = if incident.retracted { ", who took it back" } else { "" };
    let differ = if incident.split { "; verifiers differ" } else { "" };
    format!(
        "{day} {}{count}, alleged by {actor} ({name}){retracted}: {}{differ}",
        incident.severity.word(),
        findings(view, incident).join("; ")
    )
}

/// What each verifier finds, or that none has found anything.
pub fn findings(view: &View, incident: &IncidentState) -> Vec<String> {
    let found = |finding: &FindingState| {
        let attributed = match (&finding.attributed, finding.outcome) {
            (Some(attributed), crate::model::incident::Outcome::Confirmed) => format!(", attributed to {attributed}"),
            _ => String::new(),
        };
        let (actor, name) = (&view.plan.actors[finding.actor].id, view.name(finding.entry));
        format!("{} by {actor} ({name}){attributed}", finding.outcome.word())
    };
    match incident.findings.is_empty() {
        true => vec!["no finding yet".into()],
        false => incident.findings.iter().map(found).collect(),
    }
}

/// The incidents on which verifiers have not concluded, or contradict each other; each in a short line.
pub fn unconcluded(view: &View) -> Vec<String> {
    let open = view.state.incidents.iter().filter(|incident| incident.outcome.is_none() || incident.split);
    let line = |incident: &IncidentState| {
        let (id, on) = (&view.plan.milestones[incident.milestone].id, happened(view, incident));
        let found = match (incident.split, incident.findings.len()) {
            (true, _) => "verifiers differ",
            (false, 0) => "no finding yet",
            (false, _) => "too few findings yet",
        };
        format!("{id}: {on}, {} ({}): {found}", incident.severity.word(), view.name(incident.entry))
    };
    open.map(line).collect()
}
