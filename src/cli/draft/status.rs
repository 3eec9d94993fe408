//! The field's words for how far a commitment is, as claims: pending, ongoing, complete, and what people write instead.

use crate::fold::state::Status;
use crate::model::level::Level;

/// What a Status cell says.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusWord {
    pub level: Level,
    /// Whether milepost printed it: it says whose word it is.
    pub by: bool,
    /// What stands beside the word, and is more than whose word it is.
    pub more: bool,
}

const WORDS: [(Level, &str); 4] = [
    (
        Level::None,
        "pending, not started, not yet started, not begun, not implemented, no progress, none, planned, scheduled",
    ),
    // Of a thing that goes on nobody says how far it is: the least that it can be.
    (
        Level::Minimum,
        "ongoing, on-going, in progress, under way, underway, started, begun, partial, partially, partly done, \
         partially done, partially implemented, partially complete, partially completed, partly implemented, \
         being implemented, minimum, initiated",
    ),
    (Level::Intermediate, "intermediate"),
    (
        Level::Full,
        "complete, completed, done, implemented, fully implemented, achieved, fulfilled, finished, full, \
         accomplished",
    ),
];

/// What `matrix` prints before the word where that must be seen first; it is no claim.
fn after_alarm(text: &str) -> &str {
    let alarms = Status::ALL.iter().filter(|status| status.is_alarm());
    let rest = alarms.filter_map(|status| text.strip_prefix(status.word()));
    let mut rest = rest.map(|rest| rest.trim_start_matches([';', ' ', '\n']));
    rest.find(|rest| !rest.is_empty()).unwrap_or(text)
}

/// Reads a cell: the word, then whose word it is or whatever else stands there.
pub fn status(text: &str) -> Option<StatusWord> {
    let text = after_alarm(text);
    let end = text.find([';', '\n', ',', '(', ':']).unwrap_or(text.len());
    let (word, rest) = (text[..end].trim().to_lowercase(), text[end..].trim_matches([';', ' ', '\n']));
    let (level, _) = WORDS.iter().find(|(_, words)| words.split(", ").any(|known| known == word))?;
    let by = ["verified", "reported", "assessed"].contains(&rest);
    Some(StatusWord { level: *level, by, more: !by && !rest.is_empty() })
}

/// How `matrix` prints a level.
pub fn word(level: Level) -> &'static str {
    match level {
        Level::None => "pending",
        Level::Minimum | Level::Intermediate => "ongoing",
        Level::Full => "complete",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_words_and_what_people_write_instead() {
        let level = |text: &str| status(text).map(|told| told.level);
        assert_eq!(status("complete; verified"), Some(StatusWord { level: Level::Full, by: true, more: false }));
        assert_eq!(status("breached; complete; verified"), status("complete; verified"));
        assert_eq!(status("Ongoing (60 %)"), Some(StatusWord { level: Level::Minimum, by: false, more: true }));
        assert_eq!(
            [level("Not started"), level("DONE"), level("pending\nassessed")],
            [Some(Level::None), Some(Level::Full), Some(Level::None)]
        );
        assert_eq!([level("60 %"), level("delayed"), level("on track"), level("")], [None; 4]);
    }
}
