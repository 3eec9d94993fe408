//! What every command that states something about a milestone answers: what was stated, and what it moved.

use super::ask::lines;
use super::global::Format;
use super::record::Recorded;
use crate::fold::state::{Figure, MilestoneState};
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::milestone::{MilestoneDoc, blocks, milestone_doc};
use crate::report::words;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a, T> {
    entry: String,
    recorded: bool,
    #[serde(flatten)]
    said: T,
    before: Option<MilestoneDoc<'a>>,
    after: Option<MilestoneDoc<'a>>,
}

/// The answer of a command that recorded one statement: in `words`, with what else is so, or as a document around `said`.
pub fn stated<T: Serialize>(
    command: &str,
    recorded: &Recorded,
    (dry_run, output): (bool, Format),
    (words, more): (String, Vec<String>),
    said: T,
) -> String {
    let milestone = recorded.state.entries[recorded.entries[0]].milestone;
    match output {
        Format::Text => {
            let prefix = if dry_run { "would be " } else { "" };
            let pair = milestone.map(|place| (&recorded.before.milestones[place], &recorded.state.milestones[place]));
            let moved = pair.map_or(Vec::new(), |(before, after)| changes(before, after));
            let first = format!("{prefix}{}: {words}", recorded.names[0]);
            lines(&[first].into_iter().chain(moved).chain(more).collect::<Vec<_>>())
        }
        Format::Json => {
            let (before, after) = (recorded.after.view(&recorded.before), recorded.after.view(&recorded.state));
            let document = Document {
                entry: recorded.names[0].to_string(),
                recorded: !dry_run,
                said,
                before: milestone.map(|place| milestone_doc(&before, place, &blocks(&before))),
                after: milestone.map(|place| milestone_doc(&after, place, &blocks(&after))),
            };
            json(&answer(command, &after, document))
        }
    }
}

/// What an entry moved on its milestone, before → after.
pub fn changes(before: &MilestoneState, after: &MilestoneState) -> Vec<String> {
    let figure = |figure: &Option<Figure>| {
        figure.as_ref().map_or("–".to_owned(), |figure| format!("{}, {} %", figure.level, figure.progress.percent()))
    };
    let marked = |marked: bool| if marked { "disputed" } else { "–" }.to_owned();
    let rows = [
        ("status", before.status.word().to_owned(), after.status.word().to_owned()),
        ("mark", marked(before.disputed), marked(after.disputed)),
        ("reported", figure(&before.reported), figure(&after.reported)),
        ("verified", figure(&before.verified), figure(&after.verified)),
        ("assessed", figure(&before.assessed), figure(&after.assessed)),
        ("timing", words::timing(before.timing), words::timing(after.timing)),
    ];
    let moved = rows.into_iter().filter(|(_, before, after)| before != after);
    let lines: Vec<String> = moved.map(|(name, before, after)| format!("  {name:<9} {before} → {after}")).collect();
    if lines.is_empty() { vec!["  moves neither status nor figures".into()] } else { lines }
}
