//! What every command that proposes a decision answers: what is proposed or decided, who is awaited, and what it moves.

use super::ask::lines;
use super::global::Format;
use super::record::{Recorded, Saying};
use crate::fold::state::{Decision, MilestoneState, WhyNot};
use crate::model::entry::Act;
use crate::model::moment::Zone;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::decisions::{DecisionDoc, awaited, by, decision_doc, in_words};
use crate::report::words;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    entry: String,
    recorded: bool,
    /// Nothing where the entry does not count yet.
    decision: Option<DecisionDoc<'a>>,
    /// Milestones whose dates begin to run, stop, or move by it.
    moves: Vec<&'a str>,
    /// Milestones whose status is another by it.
    changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    milestone: &'a str,
    before: Option<&'static str>,
    after: &'static str,
}

/// The answer of a command that recorded one proposal, or an agreement with one.
pub fn told(command: &str, recorded: &Recorded, saying: &Saying) -> String {
    let dry_run = saying.voice.dry_run;
    let entry = recorded.entries[0];
    let decisions = &recorded.state.decisions;
    let decision = decisions.iter().rfind(|decision| decision.entries.contains(&entry));
    let view = recorded.after.view(&recorded.state);
    match saying.output {
        Format::Text => lines(
            &decision
                .map_or_else(|| vec![in_waiting(recorded, dry_run)], |decision| in_lines(recorded, decision, dry_run)),
        ),
        Format::Json => {
            let document = Document {
                entry: recorded.names[0].to_string(),
                recorded: !dry_run,
                decision: decision.map(|decision| decision_doc(&view, decision)),
                moves: moves(recorded),
                changes: changes(recorded),
            };
            json(&answer(command, &view, document))
        }
    }
}

/// What was written down and takes part in no decision yet.
fn in_waiting(recorded: &Recorded, dry_run: bool) -> String {
    let prefix = if dry_run { "would be " } else { "" };
    let said = match &recorded.after.contents.entries[recorded.entries[0]].act {
        Act::Decide(terms) => terms.to_string(),
        Act::Agree { entry } => format!("agrees with {entry}"),
        act => act.kind().to_owned(),
    };
    format!("{prefix}{}: {said}, waits to count", recorded.names[0])
}

fn in_lines(recorded: &Recorded, decision: &Decision, dry_run: bool) -> Vec<String> {
    let view = recorded.after.view(&recorded.state);
    let prefix = if dry_run { "would be " } else { "" };
    let done = if decision.taken.is_some() { "decided" } else { "proposed" };
    let who = view.actors(by(&view, decision));
    let mut told = vec![format!("{prefix}{}: {}, {done} by {who}", recorded.names[0], in_words(&view, decision))];
    let awaited = awaited(&view, decision);
    told.extend((!awaited.is_empty()).then(|| format!("  awaited   {awaited}")));
    let (before, after) = (words::stage(&recorded.before), words::stage(&recorded.state));
    told.extend((before != after).then(|| format!("  plan      {before} → {after}")));
    let moves = moves(recorded);
    told.extend((!moves.is_empty()).then(|| format!("  dates     {} move: {}", moves.len(), some(&moves))));
    let changes: Vec<String> = changes(recorded)
        .into_iter()
        .map(|change| format!("{} {} → {}", change.milestone, change.before.unwrap_or("–"), change.after))
        .collect();
    told.extend(listed("status", &changes));
    told
}

const SHOWN: usize = 12;

/// A named list, one line for each of the first few.
pub fn listed(name: &str, all: &[String]) -> Vec<String> {
    let more = all.len().saturating_sub(SHOWN);
    let rest = (more > 0).then(|| format!("and {more} more"));
    let names = std::iter::once(name).chain(std::iter::repeat(""));
    let shown = all[..all.len() - more].iter().cloned().chain(rest);
    names.zip(shown).map(|(name, line)| format!("  {name:<9} {line}")).collect()
}

/// The first few of many.
fn some(all: &[&str]) -> String {
    let more = all.len().saturating_sub(SHOWN);
    let shown = all[..all.len() - more].join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// Each milestone after, with what it was before, if it was there.
fn pairs(recorded: &Recorded) -> impl Iterator<Item = (&str, Option<&MilestoneState>, &MilestoneState)> {
    let after = recorded.state.plan.milestones.iter().zip(&recorded.state.milestones);
    after.map(|(promised, after)| {
        let before = recorded.before.plan.milestone(promised.id.as_str());
        (promised.id.as_str(), before.map(|place| &recorded.before.milestones[place]), after)
    })
}

/// The milestones whose dates are no longer what they were.
fn moves(recorded: &Recorded) -> Vec<&str> {
    let zone: Zone = recorded.state.plan.timezone;
    let on = |state: &MilestoneState| state.due.as_ref().and_then(|due| due.on).map(|on| on.last(zone));
    let moved = pairs(recorded).filter(|(_, before, after)| before.is_some_and(|before| on(before) != on(after)));
    moved.map(|(id, ..)| id).collect()
}

/// The milestones whose status is no longer what it was.
fn changes(recorded: &Recorded) -> Vec<Change<'_>> {
    let changed = pairs(recorded).filter(|(_, before, after)| before.map(|before| before.status) != Some(after.status));
    let change = |(milestone, before, after): (_, Option<&MilestoneState>, &MilestoneState)| Change {
        milestone,
        before: before.map(|before| before.status.word()),
        after: after.status.word(),
    };
    changed.map(change).collect()
}

/// What to do where a proposal was refused; `rule` is the plan's rule that it falls under.
pub fn hint(why_not: Option<&WhyNot>, rule: &str) -> Option<String> {
    match why_not? {
        WhyNot::NotADecider(_) => Some(format!("`milepost check` shows the plan's rules; `{rule}` names who decides")),
        WhyNot::NobodyDecides => Some(format!("a plan decides this by its `{rule}`, which this plan has not")),
        WhyNot::NotInForce(_) => Some("propose it again, changing the version that is in force now".into()),
        WhyNot::Cleared(_) => Some("`milepost log` shows what was decided; propose anew what still seems right".into()),
        _ => None,
    }
}
