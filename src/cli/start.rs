//! `milepost start`

use super::answer::{Answer, Outside};
use super::ask::{date, lines};
use super::failure::{Failure, REFUSED};
use super::global::{Format, Global};
use super::record::{Circumstances, Desktop, Recorded, Voice};
use crate::fold::state::{Decision, WhyNot};
use crate::model::entry::Fields;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::decisions::{DecisionDoc, awaited, by, decision_docs};
use crate::report::words;
use clap::Args;
use serde::Serialize;

/// Put the plan into force: a decision that takes all whom the plan's rule names
///
/// Who says the same as the others concurs; when enough sides do, the decision is taken. Dates that run from entry into
/// force move with it when it is decided anew.
#[derive(Debug, Args)]
pub struct Start {
    /// From when; default: the latest day for which the deciding sides concurred
    #[arg(long, value_name = "DATE", conflicts_with = "void")]
    from: Option<String>,
    /// The plan is no longer in force, from the day of this entry on
    #[arg(long)]
    void: bool,
    #[command(flatten)]
    voice: Voice,
    #[command(flatten)]
    circumstances: Circumstances,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: Format,
}

#[derive(Serialize)]
struct StartDoc<'a> {
    entry: String,
    recorded: bool,
    decision: DecisionDoc<'a>,
    /// Milestones whose dates begin to run, stop, or move by it.
    moves: Vec<&'a str>,
}

impl Start {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.voice, "start")?;
        let from = match self.void {
            true => Some(None),
            false => {
                self.from.as_deref().map(date).transpose()?.map(|when| Some(when.settled(desktop.world.plan.timezone)))
            }
        };
        let fields = Fields { kind: Some("start".into()), from, ..Fields::default() };
        let fields = desktop.circumstances(&self.voice, &self.circumstances, fields)?;
        let recorded = desktop.record(vec![fields], self.voice.dry_run).map_err(|not| {
            let hint = match not.why_not() {
                Some(WhyNot::NotADecider(_)) => {
                    "`milepost check` shows the plan's rules; `rules.start` names who decides"
                }
                Some(WhyNot::NobodyDecides) => "a plan without `rules.start` is in force from the day it is signed",
                _ => return not.failure(&[]),
            };
            not.failure(&[]).hint(hint)
        })?;
        let entry = recorded.entries[0];
        let decisions = &recorded.state.decisions;
        let place = decisions.iter().rposition(|decision| decision.entries.contains(&entry));
        let place = place.ok_or_else(|| Failure::new(REFUSED, "refused", "this decision has been taken already"))?;
        let text = match self.output {
            Format::Text => lines(&self.words(&recorded, &decisions[place])),
            Format::Json => {
                let view = recorded.after.view(&recorded.state);
                let decision = decision_docs(&view).swap_remove(place);
                let entry = recorded.names[0].to_string();
                let document = StartDoc { entry, recorded: !self.voice.dry_run, decision, moves: moves(&recorded) };
                json(&answer("start", &view, document))
            }
        };
        Ok(recorded.answer(text))
    }

    fn words(&self, recorded: &Recorded, decision: &Decision) -> Vec<String> {
        let view = recorded.after.view(&recorded.state);
        let what = words::ruling(decision.ruling, view.plan.timezone);
        let prefix = if self.voice.dry_run { "would be " } else { "" };
        let done = if decision.taken.is_some() { "decided" } else { "proposed" };
        let mut told =
            vec![format!("{prefix}{}: {what}, {done} by {}", recorded.names[0], view.actors(by(&view, decision)))];
        let awaited = awaited(&view, decision);
        told.extend((!awaited.is_empty()).then(|| format!("  awaited   {awaited}")));
        let (before, after) = (words::plan_state(recorded.before.plan), words::plan_state(recorded.state.plan));
        told.extend((before != after).then(|| format!("  plan      {before} → {after}")));
        let moves = moves(recorded);
        told.extend((!moves.is_empty()).then(|| format!("  dates     {} move: {}", moves.len(), moves.join(", "))));
        told
    }
}

/// The milestones whose dates are no longer what they were.
fn moves(recorded: &Recorded) -> Vec<&str> {
    let pairs = recorded.before.milestones.iter().zip(&recorded.state.milestones).enumerate();
    let moved = pairs.filter(|(_, (before, after))| {
        before.due.as_ref().and_then(|due| due.on) != after.due.as_ref().and_then(|due| due.on)
    });
    moved.map(|(place, _)| recorded.after.plan.milestones[place].id.as_str()).collect()
}
