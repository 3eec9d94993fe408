//! The statuses of a matrix as JSON Lines for `import`: what the secretariat says, for the day for which the matrix says it.

use super::drafted::{Doubt, Draft, Drafted, What};
use super::status::StatusWord;
use crate::model::level::Level;
use serde::Serialize;

#[derive(Serialize)]
struct Line<'a> {
    kind: &'static str,
    milestone: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<Level>,
    on: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// The lines, and the statuses that are not taken. `on` is the day for rows that name none.
pub fn claims(draft: &Draft, on: &str) -> (String, usize, Vec<Doubt>) {
    // A matrix that says whose words its statuses are is milepost's own: what is pending there by nobody's word was not spoken of.
    let own = draft.milestones.iter().any(|one| one.status.as_ref().is_some_and(|told| told.by));
    let wholes: std::collections::HashSet<&str> =
        draft.milestones.iter().filter_map(|one| one.part_of.as_deref()).collect();
    let (mut text, mut count, mut doubts) = (String::new(), 0, Vec::new());
    for one in &draft.milestones {
        let whole = wholes.contains(one.id.as_str());
        if whole && one.status.is_some() {
            let text = one.status_text.clone();
            doubts.push(Doubt { row: Some(one.row), column: None, text, what: What::OfWhole });
        }
        let spoken = |told: &&StatusWord| !whole && (told.by || !own || told.level != Level::None);
        let told = one.status.as_ref().filter(spoken);
        let (level, note) = (told.map(|told| told.level), note(one, told));
        if level.is_none() && note.is_none() {
            continue;
        }
        let kind = if level.is_some() { "claim" } else { "note" };
        let line = Line { kind, milestone: &one.id, level, on: one.on.as_deref().unwrap_or(on), note };
        // Plain data does not fail.
        text += &(serde_json::to_string(&line).unwrap_or_default() + "\n");
        count += 1;
    }
    (text, count, doubts)
}

/// The remarks, and of the status what is more than its word.
fn note(one: &Drafted, told: Option<&StatusWord>) -> Option<String> {
    let more = told.map_or(one.status.is_none() && !one.status_text.is_empty(), |told| told.more);
    let status = more.then(|| format!("status in the matrix: {}", one.status_text));
    let parts: Vec<String> = status.into_iter().chain(one.remarks.clone()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
