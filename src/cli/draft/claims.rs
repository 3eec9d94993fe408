//! The statuses of a matrix as JSON Lines for `import`: what the secretariat says, for the day for which the matrix says it.

use super::drafted::{Doubt, Draft, Drafted, What};
use super::status::StatusWord;
use crate::model::level::Level;
use crate::model::moment::Zone;
use crate::model::value::Number;
use crate::model::when::When;
use crate::render::csv::{guarded, plain_rows};
use serde::Serialize;

#[derive(Serialize)]
struct Line<'a> {
    kind: &'static str,
    milestone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    #[serde(skip_serializing_if = "Option::is_none")]
    values: Option<Values>,
    on: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

#[derive(Serialize)]
struct Values {
    figure: Number,
}

/// As which file the lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    JsonLines,
    Csv,
}

/// The lines, and the statuses that are not taken. `on` tells by when it was so, for rows that name no day.
pub fn claims(draft: &Draft, on: &str, form: Form) -> (String, usize, Vec<Doubt>) {
    // A matrix that says whose words its statuses are is milepost's own: what is pending there by nobody's word was not spoken of.
    let own = draft.milestones.iter().any(|one| one.status.as_ref().is_some_and(|told| told.by));
    let wholes: std::collections::HashSet<&str> =
        draft.milestones.iter().filter_map(|one| one.part_of.as_deref()).collect();
    let (mut lines, mut doubts) = (Vec::new(), Vec::new());
    for one in &draft.milestones {
        let whole = wholes.contains(one.id.as_str());
        if whole && one.status.is_some() {
            let text = if one.status_text.is_empty() {
                one.percent.clone().unwrap_or_default()
            } else {
                one.status_text.clone()
            };
            doubts.push(Doubt { row: one.at, column: None, text, what: What::OfWhole });
        }
        let spoken = |told: &&StatusWord| !whole && (told.by || !own || told.level != Level::None);
        let told = one.status.as_ref().filter(spoken);
        let value = one.value.as_deref().filter(|_| !whole).and_then(|value| Number::parse(value).ok());
        let values = value.map(|figure| Values { figure });
        let (level, note) = (told.map(|told| told.level), note(one, told));
        if level.is_none() && note.is_none() && values.is_none() {
            continue;
        }
        let kind = if level.is_some() || values.is_some() { "claim" } else { "note" };
        lines.push(Line { kind, milestone: &one.id, level, values, on: when(one, level, on), note });
    }
    // Plain data does not fail.
    let json = |line: &Line| serde_json::to_string(line).unwrap_or_default() + "\n";
    let text = match form {
        Form::JsonLines => lines.iter().map(json).collect(),
        Form::Csv => csv_text(&lines),
    };
    (text, lines.len(), doubts)
}

/// For when it is claimed. What is done was done by the day for which the status is told, on a day not known; only a day on which it
/// was done is that day itself.
fn when(one: &Drafted, level: Option<Level>, on: &str) -> String {
    match &one.on {
        None => on.to_owned(),
        Some(day) if level == Some(Level::Full) && !one.done_then => {
            let when = When::parse(day).map(|when| When::By(when.day(Zone::UTC)).to_string());
            when.unwrap_or_else(|_| on.to_owned())
        }
        Some(day) => day.clone(),
    }
}

fn csv_text(lines: &[Line]) -> String {
    let header = ["kind", "milestone", "level", "values.figure", "on", "note"].map(str::to_owned);
    let row = |line: &Line| {
        let figure = line.values.as_ref().map(|values| values.figure.to_string());
        [
            line.kind.to_owned(),
            line.milestone.to_owned(),
            line.level.map_or(String::new(), |level| level.to_string()),
            figure.unwrap_or_default(),
            line.on.clone(),
            line.note.as_deref().map_or(String::new(), guarded),
        ]
    };
    plain_rows(std::iter::once(header).chain(lines.iter().map(row)))
}

/// The remarks, and of the status what is more than its word.
fn note(one: &Drafted, told: Option<&StatusWord>) -> Option<String> {
    let more = told.map_or(one.status.is_none() && !one.status_text.is_empty(), |told| told.more);
    let status = (more && !one.status_text.is_empty()).then(|| format!("status in the matrix: {}", one.status_text));
    let share = one.percent.as_ref().filter(|share| !["0%", "100%"].contains(&share.as_str()));
    let share = share.map(|share| format!("done in the matrix: {share}"));
    let day = one.on_words.as_ref().map(|words| format!("status date in the matrix: {words}"));
    let parts: Vec<String> = status.into_iter().chain(share).chain(day).chain(one.remarks.clone()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
