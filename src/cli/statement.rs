//! What every command that states something about a milestone answers: what was stated, and what it moved.

use super::ask::lines;
use super::attach::AttachedFile;
use super::global::AnswerFormat;
use super::recording::Recording;
use crate::model::index::{EntryIx, MilestoneIx};
use crate::model::when::When;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::milestone::{MilestoneRow, Milestones};
use crate::report::moved::MovesMade;
use crate::tongue::say;
use serde::Serialize;

#[derive(Serialize)]
struct StatementAnswer<'a, T> {
    entry: String,
    recorded: bool,
    #[serde(flatten)]
    said: T,
    before: Option<MilestoneRow<'a>>,
    after: Option<MilestoneRow<'a>>,
    #[serde(flatten)]
    moved: MovesAnswer<'a>,
}

/// The answer of a command that recorded one statement, or several on no one milestone: in `words`, with what else is so, or as a document around `said`.
pub fn stated<T: Serialize>(
    command: &str,
    recorded: &Recording,
    (dry_run, output): (bool, AnswerFormat),
    (words, more): (String, Vec<String>),
    said: T,
) -> String {
    let about = |entry: &EntryIx| recorded.told().entries[*entry].milestone;
    let milestone =
        about(&recorded.entries[0]).filter(|one| recorded.entries.iter().all(|entry| about(entry) == Some(*one)));
    match output {
        AnswerFormat::Text => {
            let prefix = supposed(dry_run);
            let first = format!("{prefix}{}: {words}{}", recorded.names[0], dated(recorded, 0));
            lines(&[first].into_iter().chain(moved(recorded, milestone)).chain(more).collect::<Vec<_>>())
        }
        AnswerFormat::Json => {
            let (before, after) = (recorded.after.view(&recorded.before), recorded.after.view(&recorded.state));
            let document = StatementAnswer {
                entry: recorded.names[0].to_string(),
                recorded: !dry_run,
                said,
                before: milestone.map(|place| Milestones::of(&before).row(place)),
                after: milestone.map(|place| Milestones::of(&after).row(place)),
                moved: MovesAnswer::of(recorded),
            };
            json(&answer(command, &after, document))
        }
    }
}

/// What stands before an answer that only tells what would be.
pub fn supposed(dry_run: bool) -> &'static str {
    if dry_run { say!("would be ") } else { "" }
}

/// For when an entry says what it says, where its author named a date: it may have been typed in haste.
pub fn dated(recorded: &Recording, at: usize) -> String {
    match recorded.after.contents.entries[recorded.entries[at]].on {
        Some(When::By(day)) => say!(", done by {day}", day),
        Some(on) => say!(", for {on}", on),
        None => String::new(),
    }
}

/// What the entries moved, first on the milestone that they name; for people, who are told also where nothing moves.
pub fn moved(recorded: &Recording, named: Option<MilestoneIx>) -> Vec<String> {
    let lines = elsewhere(recorded, named);
    let none = lines.len() == recorded.attached.len();
    lines.into_iter().chain(none.then(|| say!("  moves neither status nor figures").to_owned())).collect()
}

/// The files that the entries rest on, so that whoever gave them sees that they are the right ones.
fn attached(recorded: &Recording) -> impl Iterator<Item = String> {
    recorded.attached.iter().map(|file| format!("  {file}"))
}

/// The same where it is no matter that nothing moves.
pub fn elsewhere(recorded: &Recording, named: Option<MilestoneIx>) -> Vec<String> {
    let lines = recorded.moves().lines(named);
    let once = (recorded.once.is_some() && !lines.is_empty()).then(|| say!("  once sealed:").to_owned());
    attached(recorded).chain(once).chain(lines).collect()
}

/// The same for machines.
#[derive(Serialize)]
pub struct MovesAnswer<'a> {
    #[serde(flatten)]
    moves: MovesMade<'a>,
    /// Whether that comes about only with a seal, and is not so yet.
    once_sealed: bool,
    /// The files that the entries rest on.
    evidence: &'a [AttachedFile],
}

impl<'a> MovesAnswer<'a> {
    pub fn of(recorded: &'a Recording) -> MovesAnswer<'a> {
        MovesAnswer {
            moves: recorded.moves().document(),
            once_sealed: recorded.once.is_some(),
            evidence: &recorded.attached,
        }
    }
}
