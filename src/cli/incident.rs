//! `milepost incident`

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::finding::{attributed, concluded};
use super::global::Global;
use super::lookup;
use super::number::number;
use super::record::Desktop;
use super::saying::SayingArgs;
use super::statement::stated;
use crate::model::entry::Act;
use crate::model::incident;
use crate::model::incident::Severity;
use crate::report::incidents::{IncidentRow, incident_row};
use crate::tongue::say;
use clap::{Args, ValueEnum};
use serde::Serialize;

/// Allege a violation of a commitment
///
/// Anyone in the plan may allege; verifiers conclude with `finding`. Who verifies the milestone confirms it by alleging it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost incident DE-1 --severity serious --count 3
  milepost incident CH-1 --severity minor --actor undetermined --on 2005-10-14")]
pub struct IncidentArgs {
    /// The milestone that it violates
    id: String,
    #[arg(long, value_name = "SEVERITY")]
    severity: Severe,
    /// Who is held responsible: actors, parted by commas, `undetermined` or `outside`; left out where nobody is named
    #[arg(long, value_name = "ACTOR,...")]
    actor: Option<String>,
    /// How many violations; victims are an indicator
    #[arg(long, value_name = "N", value_parser = number::<u64>(1..=u64::MAX))]
    count: Option<u64>,
    /// Where it was, no closer than it is safe to say
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    #[command(flatten)]
    saying: SayingArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Severe {
    Minor,
    Serious,
    Grave,
}

#[derive(Serialize)]
struct IncidentSaid<'a> {
    incident: Option<IncidentRow<'a>>,
}

impl IncidentArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "incident")?;
        let plan = desktop.plan();
        let place = lookup::milestone(plan, &self.id)?;
        let severity = match self.severity {
            Severe::Minor => Severity::Minor,
            Severe::Serious => Severity::Serious,
            Severe::Grave => Severity::Grave,
        };
        let (id, title) = (plan.milestones[place].id.clone(), plan.milestones[place].title.get(&plan.lang).to_owned());
        let alleged = incident::Incident {
            milestone: id.clone(),
            actor: self.actor.as_deref().map(|named| attributed(plan, named)).transpose()?,
            severity,
            count: self.count.unwrap_or(1),
            place: self.place.as_deref().map(Into::into),
        };
        let recorded = desktop.say(&self.saying, Act::Incident(Box::new(alleged)), |_| None)?;
        let (entry, view) = (recorded.entries[0], recorded.after.view(&recorded.state));
        let incident = view.incident_of(entry);
        let speaker = view.actors(recorded.state.entries[entry].actor);
        let words = say!(
            "{severity} incident alleged on {what}, by {speaker}",
            severity = severity.told(),
            what = format!("{id} {title}"),
            speaker
        );
        let more = incident.map_or(Vec::new(), |place| concluded(&view, place));
        let said = IncidentSaid { incident: incident.map(|place| incident_row(&view, &view.state.incidents[place])) };
        let form = (self.saying.voice.dry_run, self.saying.output);
        let text = stated("incident", &recorded, form, (words, more), said);
        Ok(recorded.answer(text))
    }
}
