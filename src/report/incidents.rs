//! Incidents: each as a row with what verifiers conclude of it, the columns of such rows, and the same in words.

use super::actor_name::{ActorName, Attributed};
use super::sheet::{Cell, Columns, Shape};
use super::view::View;
use super::words;
use crate::fold::state::{FindingState, IncidentState};
use crate::model::entry::Act;
use crate::model::id::Id;
use crate::model::incident::{Attribution, Outcome, Severity};
use crate::model::looks::JsonSchema;
use crate::model::name::EntryName;
use crate::model::when::When;
use crate::tongue::{many, say};
use serde::Serialize;

/// An alleged violation, and what verifiers conclude of it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Incident")]
pub struct IncidentRow<'a> {
    /// The entry that alleges it.
    pub entry: EntryName,
    /// The milestone that it violates.
    pub milestone: &'a Id,
    /// Who alleges it.
    pub actor: ActorName<'a>,
    /// When it happened, as precisely as it was said.
    #[schemars(with = "crate::model::schema::PastDate")]
    on: When,
    /// The same as a day of the plan's zone; as the month or the year where no more is said, so that a month's count stays the month's.
    #[schemars(with = "crate::model::schema::PastDate")]
    pub day: When,
    /// How grave it is.
    pub severity: Severity,
    /// How many violations.
    pub count: u64,
    /// Where it happened.
    pub place: Option<&'a str>,
    /// To whom its author attributes it.
    pub attributed: Option<Attributed<'a>>,
    /// Whether its author took it back.
    pub retracted: bool,
    /// What as many verifiers conclude as the rule asks for, else `alleged`.
    #[schemars(schema_with = "crate::vocabulary::concluded")]
    pub outcome: &'static str,
    /// Whether verifiers' findings contradict each other.
    pub split: bool,
    /// Whether it is held against the side that owes.
    held_against: bool,
    /// What each verifier finds.
    pub findings: Vec<FindingRow<'a>>,
}

/// A verifier's conclusion.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub struct FindingRow<'a> {
    /// The entry that says so.
    pub entry: EntryName,
    /// Who concludes.
    pub actor: ActorName<'a>,
    /// What it concludes.
    pub outcome: Outcome,
    /// Whom it holds responsible; where it names nobody, whom the incident is attributed to.
    attributed: Option<Attributed<'a>>,
}

/// The columns of incidents.
pub fn columns<'c, 'a: 'c>() -> Columns<'c, IncidentRow<'a>> {
    use Shape::{Figure, Whole, Words};
    Columns::of([
        ("entry", say!("Entry"), Whole, |row| Cell::name(&row.entry)),
        ("milestone", say!("Milestone"), Whole, |row| Cell::name(row.milestone)),
        ("actor", say!("Alleged by"), Words, |row| Cell::actors([&row.actor])),
        ("day", say!("On"), Whole, |row| Cell::when(row.day)),
        ("severity", say!("Severity"), Whole, |row| Cell::name(row.severity.told())),
        ("count", say!("Violations"), Figure, |row| Cell::number(row.count)),
        ("place", say!("Place"), Words, |row| Cell::maybe(row.place, Cell::words)),
        ("attributed", say!("Attributed to"), Whole, |row| {
            Cell::maybe(row.attributed.map(|whom| one_word(whom.to)), Cell::name)
        }),
        ("retracted", say!("Retracted"), Whole, |row| Cell::Yes(row.retracted)),
        ("outcome", say!("Outcome"), Whole, |row| Cell::name(row.outcome)),
        ("split", say!("Verifiers differ"), Whole, |row| Cell::Yes(row.split)),
        ("held_against", say!("Held against who owes"), Whole, |row| Cell::Yes(row.held_against)),
        ("findings", say!("Findings"), Words, |row| Cell::list(row.found())),
    ])
}

/// What tables for people put together of these.
pub fn composed<'c, 'a: 'c>() -> Columns<'c, IncidentRow<'a>> {
    Columns::of([
        ("alleged", say!("Alleged by"), Shape::Words, |row| {
            let back = if row.retracted { say!(", taken back") } else { "" };
            Cell::words(format!("{} ({}){back}", row.actor, row.entry))
        }),
        ("found", say!("Found"), Shape::Words, |row| Cell::words(row.found().join("; ") + row.differ())),
    ])
}

pub fn incident_rows<'v, 'a>(view: &'v View<'a>) -> impl Iterator<Item = IncidentRow<'a>> + 'v {
    view.incidents().map(|incident| incident_row(view, incident))
}

pub fn incident_row<'a>(view: &View<'a>, incident: &'a IncidentState) -> IncidentRow<'a> {
    let (place, attributed) = match &view.log.entries[incident.entry].act {
        Act::Incident(told) => (told.place.as_deref(), told.actor.as_ref()),
        _ => (None, None),
    };
    IncidentRow {
        entry: view.name(incident.entry),
        milestone: &view.plan.milestones[incident.milestone].id,
        actor: view.actor(incident.actor),
        on: view.log.entries[incident.entry].on.unwrap_or(When::At(incident.on, 0)),
        day: happened(view, incident),
        severity: incident.severity,
        count: incident.count,
        place,
        attributed: attributed.map(|to| view.attributed(to)),
        retracted: incident.retracted,
        outcome: words::outcome(incident),
        split: incident.split,
        held_against: incident.binding,
        findings: incident.findings.iter().map(|finding| finding_row(view, finding)).collect(),
    }
}

fn finding_row<'a>(view: &View<'a>, finding: &'a FindingState) -> FindingRow<'a> {
    FindingRow {
        entry: view.name(finding.entry),
        actor: view.actor(finding.actor),
        outcome: finding.outcome,
        attributed: finding.attributed.as_ref().map(|to| view.attributed(to)),
    }
}

/// The day on which it happened; the month or the year where no more is said.
pub fn happened(view: &View, incident: &IncidentState) -> When {
    match view.log.entries[incident.entry].on {
        Some(when @ (When::Year(_) | When::Month(..))) => when,
        _ => When::Day(view.plan.timezone.day_of(incident.on)),
    }
}

/// As `import` reads it.
pub fn one_word(attribution: &Attribution) -> String {
    match attribution {
        Attribution::Actors(ids) => ids.iter().map(Id::as_str).collect::<Vec<_>>().join(" "),
        Attribution::Undetermined => "undetermined".into(),
        Attribution::Outside => "outside".into(),
    }
}

impl FindingRow<'_> {
    /// Whom it confirms to be responsible: `, attributed to TNI`.
    pub fn whom(&self) -> String {
        let confirmed = self.attributed.filter(|_| self.outcome == Outcome::Confirmed);
        confirmed.map_or(String::new(), |whom| say!(", attributed to {whom}", whom))
    }
}

impl IncidentRow<'_> {
    /// An incident in a line: `2005-10-12 serious, alleged by GAM (gam:9): confirmed by AMM (amm:14), attributed to Government of Indonesia`.
    pub fn line(&self) -> String {
        let count =
            if self.count == 1 { String::new() } else { many!(self.count, ", {n} violation", ", {n} violations") };
        let retracted = if self.retracted { say!(", who took it back") } else { "" };
        let (day, severity, found) = (self.day, self.severity.told(), self.found().join("; "));
        let (actor, entry, differ) = (self.actor, &self.entry, self.differ());
        say!(
            "{day} {severity}{count}, alleged by {actor} ({entry}){retracted}: {found}{differ}",
            day,
            severity,
            count,
            actor,
            entry,
            retracted,
            found,
            differ
        )
    }

    /// What each verifier finds, or that none has found anything.
    pub fn found(&self) -> Vec<String> {
        let one = |finding: &FindingRow| {
            say!(
                "{word} by {actor} ({entry}){whom}",
                word = finding.outcome.told(),
                actor = finding.actor,
                entry = finding.entry,
                whom = finding.whom()
            )
        };
        match self.findings.is_empty() {
            true => vec![say!("no finding yet").into()],
            false => self.findings.iter().map(one).collect(),
        }
    }

    fn differ(&self) -> &'static str {
        if self.split { say!("; verifiers differ") } else { "" }
    }
}

/// The incidents on which verifiers have not concluded, or contradict each other; each in a short line.
pub fn unconcluded<'v>(view: &'v View) -> impl ExactSizeIterator<Item = String> + use<'v> {
    let open = view.state.open.iter().map(|place| &view.state.incidents[*place]);
    let line = move |incident: &IncidentState| {
        let (id, on) = (&view.plan.milestones[incident.milestone].id, happened(view, incident));
        let found = match (incident.split, incident.findings.len()) {
            (true, _) => say!("verifiers differ"),
            (false, 0) => say!("no finding yet"),
            (false, _) => say!("too few findings yet"),
        };
        format!("{id}: {on}, {} ({}): {found}", incident.severity.told(), view.name(incident.entry))
    };
    open.map(line)
}
