//! What every command that proposes a decision answers: what is proposed or decided, who is awaited, and what it moves.

use super::ask::lines;
use super::global::AnswerFormat;
use super::recording::Recording;
use super::saying::SayingArgs;
use super::statement::supposed;
use super::statement::{MovesAnswer, elsewhere};
use crate::fold::state::{Decision, WhyNot};
use crate::model::entry::Act;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::decisions::{DecisionRow, decision_row};
use crate::report::moved::field;
use crate::tongue::say;
use serde::Serialize;

#[derive(Serialize)]
struct DecisionAnswer<'a> {
    entry: String,
    recorded: bool,
    /// Nothing where the entry does not count yet.
    decision: Option<DecisionRow<'a>>,
    #[serde(flatten)]
    moved: MovesAnswer<'a>,
}

/// The answer of a command that recorded one proposal, or an agreement with one.
pub fn told(command: &str, recorded: &Recording, saying: &SayingArgs) -> String {
    let dry_run = saying.voice.dry_run;
    let entry = recorded.entries[0];
    let decisions = &recorded.state.decisions;
    let decision = decisions.iter().rfind(|decision| decision.entries.contains(&entry));
    let view = recorded.after.view(&recorded.state);
    match saying.output {
        AnswerFormat::Text => {
            let first = decision
                .map_or_else(|| vec![in_waiting(recorded, dry_run)], |decision| in_lines(recorded, decision, dry_run));
            lines(&first.into_iter().chain(elsewhere(recorded, None)).collect::<Vec<_>>())
        }
        AnswerFormat::Json => {
            let document = DecisionAnswer {
                entry: recorded.names[0].to_string(),
                recorded: !dry_run,
                decision: decision.map(|decision| decision_row(&view, decision)),
                moved: MovesAnswer::of(recorded),
            };
            json(&answer(command, &view, document))
        }
    }
}

/// What was written down and takes part in no decision yet.
fn in_waiting(recorded: &Recording, dry_run: bool) -> String {
    let prefix = supposed(dry_run);
    let said = match &recorded.after.contents.entries[recorded.entries[0]].act {
        Act::Decide(terms) => terms.to_string(),
        Act::Agree { entry } => say!("agrees with {entry}", entry),
        act => act.kind().told().to_owned(),
    };
    say!("{prefix}{entry}: {said}, waits to count", prefix, entry = recorded.names[0], said)
}

fn in_lines(recorded: &Recording, decision: &Decision, dry_run: bool) -> Vec<String> {
    let view = recorded.after.view(&recorded.state);
    let prefix = supposed(dry_run);
    let row = decision_row(&view, decision);
    let (entry, terms, who) = (&recorded.names[0], &row.terms, row.who());
    let mut told = vec![match decision.taken {
        Some(_) => say!("{prefix}{entry}: {terms}, decided by {who}", prefix, entry, terms, who),
        None => say!("{prefix}{entry}: {terms}, proposed by {who}", prefix, entry, terms, who),
    }];
    let awaited = row.awaited();
    told.extend((!awaited.is_empty()).then(|| field(say!("awaited"), &awaited)));
    told
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
