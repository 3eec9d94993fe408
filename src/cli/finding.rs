//! `milepost finding`

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::Global;
use super::lookup;
use super::record::Desktop;
use super::recording::Recording;
use super::saying::SayingArgs;
use super::statement::stated;
use crate::fold::state::{IncidentIx, WhyNot};
use crate::model::entry::Act;
use crate::model::incident;
use crate::model::incident::{Attribution, Outcome};
use crate::model::name::EntryName;
use crate::model::plan::Plan;
use crate::report::incidents::{IncidentRow, incident_row};
use crate::report::moved::field;
use crate::report::view::View;
use crate::report::words;
use crate::tongue::say;
use clap::{Args, ValueEnum};
use serde::Serialize;

/// Conclude on an incident, as who verifies the milestone
///
/// A breach opens where as many verifiers as the plan asks for confirm a serious or grave incident and do not attribute it
/// solely to others than who owes the milestone. Of several findings by one verifier the latest counts.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost finding ukraine:1 confirmed --as monitoring-mission
  milepost finding ukraine:1 no-access --as monitoring-mission --note \"turned back at the bridge\"")]
pub struct FindingArgs {
    /// The incident's entry, BOOK:NUMBER, as `log` shows it
    incident: String,
    outcome: Concluded,
    /// Who is responsible: actors, parted by commas, `undetermined` or `outside`; left out, whom the incident names
    #[arg(long, value_name = "ACTOR,...")]
    actor: Option<String>,
    #[command(flatten)]
    saying: SayingArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Concluded {
    Confirmed,
    Unconfirmed,
    Inconclusive,
    Unfounded,
    NoAccess,
}

#[derive(Serialize)]
struct FindingSaid<'a> {
    incident: Option<IncidentRow<'a>>,
}

impl FindingArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let name = EntryName::parse(&self.incident).map_err(Failure::usage)?;
        let desktop = Desktop::open(global, outside, &self.saying.voice, "finding")?;
        let outcome = Outcome::ALL[self.outcome as usize];
        let actor = self.actor.as_deref().map(|named| attributed(desktop.plan(), named)).transpose()?;
        let concluded = incident::Finding { incident: name.clone(), outcome, actor };
        let recorded = desktop.say(&self.saying, Act::Finding(Box::new(concluded)), hint)?;
        let text = answered("finding", &recorded, &self.saying, &format!("incident {name}: {}", outcome.word()));
        Ok(recorded.answer(text))
    }
}

/// The answer of a command that recorded a conclusion on an incident.
pub fn answered(command: &str, recorded: &Recording, saying: &SayingArgs, what: &str) -> String {
    let (entry, view) = (recorded.entries[0], recorded.after.view(&recorded.state));
    let incident = view.incident_of(entry);
    let words = say!("{what}, by {who}", what, who = view.actors(recorded.state.entries[entry].actor));
    let more = incident.map_or(Vec::new(), |place| concluded(&view, place));
    let said = FindingSaid { incident: incident.map(|place| incident_row(&view, &view.state.incidents[place])) };
    stated(command, recorded, (saying.voice.dry_run, saying.output), (words, more), said)
}

/// What verifiers say of an incident by now, and whether a breach is open by it.
pub fn concluded(view: &View, place: IncidentIx) -> Vec<String> {
    let incident = &view.state.incidents[place];
    let differ = if incident.split { say!(", and verifiers differ") } else { "" };
    let mut lines = vec![field(say!("concluded"), &format!("{}{differ}", words::outcome(incident)))];
    let found = incident_row(view, incident).found();
    let names = std::iter::once(say!("verifiers")).chain(std::iter::repeat(""));
    lines.extend(names.zip(found).map(|(name, found)| field(name, &found)));
    let open = view.state.milestones[incident.milestone].breaches.iter().find(|breach| breach.closed.is_none());
    let by_it = open.filter(|breach| breach.incidents.contains(&place));
    lines.extend(by_it.map(|breach| {
        field(say!("breach"), &say!("open since {day}", day = view.plan.timezone.day_of(breach.opened)))
    }));
    lines
}

/// Actors parted by commas, `undetermined` or `outside`.
pub fn attributed(plan: &Plan, named: &str) -> Result<Attribution, Failure> {
    match named {
        "undetermined" => Ok(Attribution::Undetermined),
        "outside" => Ok(Attribution::Outside),
        named => {
            let actors = named.split(',').map(|id| lookup::actor(plan, id.trim()));
            let ids = actors.map(|actor| actor.map(|actor| plan.actors[actor].id.clone()));
            Ok(Attribution::Actors(ids.collect::<Result<_, _>>()?))
        }
    }
}

fn hint(why_not: Option<&WhyNot>) -> Option<String> {
    match why_not? {
        WhyNot::OnlyVerifiers => {
            Some("`milepost show` tells who verifies the milestone; others allege with `incident`".into())
        }
        WhyNot::NotAnIncident(_) | WhyNot::UnknownEntry(_) => Some("`milepost log` shows the incidents by name".into()),
        _ => None,
    }
}
