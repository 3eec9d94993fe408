//! What every command that states something about a milestone answers: what was stated, and what it moved.

use super::ask::lines;
use super::global::Format;
use super::record::Recorded;
use crate::model::index::MilestoneIx;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::milestone::{MilestoneRow, Milestones};
use crate::report::moved::MovesDoc;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a, T> {
    entry: String,
    recorded: bool,
    #[serde(flatten)]
    said: T,
    before: Option<MilestoneRow<'a>>,
    after: Option<MilestoneRow<'a>>,
    #[serde(flatten)]
    moved: Moved<'a>,
}

/// The answer of a command that recorded one statement: in `words`, with what else is so, or as a document around `said`.
pub fn stated<T: Serialize>(
    command: &str,
    recorded: &Recorded,
    (dry_run, output): (bool, Format),
    (words, more): (String, Vec<String>),
    said: T,
) -> String {
    let milestone = recorded.told().entries[recorded.entries[0]].milestone;
    match output {
        Format::Text => {
            let prefix = if dry_run { "would be " } else { "" };
            let first = format!("{prefix}{}: {words}", recorded.names[0]);
            lines(&[first].into_iter().chain(moved(recorded, milestone)).chain(more).collect::<Vec<_>>())
        }
        Format::Json => {
            let (before, after) = (recorded.after.view(&recorded.before), recorded.after.view(&recorded.state));
            let document = Document {
                entry: recorded.names[0].to_string(),
                recorded: !dry_run,
                said,
                before: milestone.map(|place| Milestones::of(&before).row(place)),
                after: milestone.map(|place| Milestones::of(&after).row(place)),
                moved: Moved::of(recorded),
            };
            json(&answer(command, &after, document))
        }
    }
}

/// What the entries moved, first on the milestone that they name; for people, who are told also where nothing moves.
pub fn moved(recorded: &Recorded, named: Option<MilestoneIx>) -> Vec<String> {
    let lines = elsewhere(recorded, named);
    if lines.is_empty() { vec!["  moves neither status nor figures".into()] } else { lines }
}

/// The same where it is no matter that nothing moves.
pub fn elsewhere(recorded: &Recorded, named: Option<MilestoneIx>) -> Vec<String> {
    let lines = recorded.moves().lines(named);
    let once = (recorded.once.is_some() && !lines.is_empty()).then(|| "  once sealed:".to_owned());
    once.into_iter().chain(lines).collect()
}

/// The same for machines.
#[derive(Serialize)]
pub struct Moved<'a> {
    #[serde(flatten)]
    moves: MovesDoc<'a>,
    /// Whether that comes about only with a seal, and is not so yet.
    once_sealed: bool,
}

impl<'a> Moved<'a> {
    pub fn of(recorded: &'a Recorded) -> Moved<'a> {
        Moved { moves: recorded.moves().document(), once_sealed: recorded.once.is_some() }
    }
}
