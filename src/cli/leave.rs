//! What leaving an agreement, or coming back to it, does: the plan's state, and the decisions that waited.

use super::ask::lines;
use super::global::AnswerFormat;
use super::recording::Recording;
use super::saying::SayingArgs;
use super::statement::supposed;
use super::statement::{MovesAnswer, elsewhere};
use crate::fold::state::Decision;
use crate::model::entry::Act;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::decisions::{DecisionRow, decision_row};
use crate::report::moved::field;
use crate::report::words;
use crate::tongue::say;
use serde::Serialize;

#[derive(Serialize)]
struct LeaveAnswer<'a> {
    entry: String,
    recorded: bool,
    #[serde(flatten)]
    moved: MovesAnswer<'a>,
    /// Decisions that what all others had said was enough for.
    taken: Vec<DecisionRow<'a>>,
}

pub fn told(command: &str, recorded: &Recording, saying: &SayingArgs) -> String {
    let view = recorded.after.view(&recorded.state);
    let count = |decisions: &[Decision]| decisions.iter().filter(|decision| decision.taken.is_some()).count();
    let taken = recorded.state.decisions.iter().take(count(&recorded.state.decisions));
    let taken: Vec<&Decision> = taken.skip(count(&recorded.before.decisions)).collect();
    match saying.output {
        AnswerFormat::Text => {
            let prefix = supposed(saying.voice.dry_run);
            let speaker = view.actors(recorded.state.entries[recorded.entries[0]].actor);
            let act = &recorded.after.contents.entries[recorded.entries[0]].act;
            let entry = &recorded.names[0];
            let first = match act {
                Act::Rejoin => say!("{prefix}{entry}: {speaker} comes back to the agreement", prefix, entry, speaker),
                _ => say!("{prefix}{entry}: {speaker} leaves the agreement", prefix, entry, speaker),
            };
            let (before, after) = (words::stage(&recorded.before), words::stage(recorded.told()));
            let stays = (before == after).then(|| field(say!("plan"), &after));
            let taken = taken.into_iter().map(|decision| field(say!("decided"), &decision_row(&view, decision).line()));
            lines(&[first].into_iter().chain(stays).chain(elsewhere(recorded, None)).chain(taken).collect::<Vec<_>>())
        }
        AnswerFormat::Json => {
            let entry = recorded.names[0].to_string();
            let taken = taken.into_iter().map(|decision| decision_row(&view, decision)).collect();
            let moved = MovesAnswer::of(recorded);
            json(&answer(command, &view, LeaveAnswer { entry, recorded: !saying.voice.dry_run, moved, taken }))
        }
    }
}
