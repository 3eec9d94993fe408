//! What people type for a value of a plan, as the JSON that stands for it: `due=30 days after signature`, `verify=2 of role:monitor`.
//! What begins like JSON is JSON.

use super::keys::ValueShape;
use super::layout::NewJson;
use crate::model::condition::Required;
use crate::model::due::Event;
use crate::model::id::Id;
use crate::model::json;
use crate::model::span::Span;
use crate::model::value::Number;
use crate::model::when::When;
use serde::de::IgnoredAny;

/// What to write where words are no value of a shape.
pub const DUE: &str = "2026-05-01, `30 days after signature`, `P14D before DC-1`, or `none`";
const CONDITION: &str =
    "ID, ID:reported, ID/INDICATOR>=N, phase:ID, 2026-05-01, or `8 months after start`, several parted by commas";
const RULE: &str = "ACTOR, role:monitor, `2 of ACTOR,ACTOR` or `all of role:party`";
const AMEND: &str = "`all of role:party`, `2 of ACTOR,ACTOR`, or `never`";

/// The JSON of some words; else what to write.
pub fn value(shape: ValueShape, words: &str) -> Result<NewJson, String> {
    let words = words.trim();
    if is_json(words) {
        return typed(words);
    }
    match shape {
        ValueShape::Text | ValueShape::Words | ValueShape::List(_) => Ok(NewJson::words(words)),
        ValueShape::Number => number(words).ok_or_else(|| "a number, such as 2 or 0.5".into()),
        ValueShape::Flag => flag(words).ok_or_else(|| "true or false".into()),
        ValueShape::Quorum => quorum(words).ok_or_else(|| "a whole number from 1 on, or `all`".into()),
        ValueShape::Due => due(words).ok_or_else(|| DUE.into()),
        ValueShape::Condition => condition(words).ok_or_else(|| CONDITION.into()),
        ValueShape::Rule => rule(words).ok_or_else(|| RULE.into()),
        ValueShape::Amend if words == "never" => Ok(NewJson::words(words)),
        ValueShape::Amend => rule(words).ok_or_else(|| AMEND.into()),
        ValueShape::Continuing => continuing(words).ok_or_else(|| "true, false, or `until 2026-12-31`".into()),
        ValueShape::Target => target(words).ok_or_else(|| "a number, or ID/INDICATOR for the figure of another".into()),
        ValueShape::Object => Err("each key by itself, as KEY.INNER=VALUE, or JSON".into()),
    }
}

/// Whether words begin as JSON does.
pub fn is_json(words: &str) -> bool {
    words.trim_start().starts_with(['{', '[', '"'])
}

/// JSON as somebody typed it.
fn typed(words: &str) -> Result<NewJson, String> {
    match json::from_str::<IgnoredAny>(words) {
        Ok(_) => Ok(NewJson::As(words.to_owned())),
        Err(error) => Err(format!("whole JSON: {}", json::plain(&error))),
    }
}

fn object<const N: usize>(members: [(&str, NewJson); N]) -> NewJson {
    NewJson::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn number(words: &str) -> Option<NewJson> {
    Number::parse(words).ok()?;
    json::from_str::<IgnoredAny>(words).ok()?;
    Some(NewJson::As(words.to_owned()))
}

fn flag(words: &str) -> Option<NewJson> {
    match words {
        "true" | "yes" => Some(NewJson::As("true".into())),
        "false" | "no" => Some(NewJson::As("false".into())),
        _ => None,
    }
}

fn quorum(words: &str) -> Option<NewJson> {
    match words {
        "all" => Some(NewJson::words("all")),
        _ => words.parse::<usize>().ok().filter(|sides| *sides > 0).map(|sides| NewJson::As(sides.to_string())),
    }
}

fn due(words: &str) -> Option<NewJson> {
    if When::parse(words).is_ok() {
        return Some(object([("on", NewJson::words(words))]));
    }
    let from_start = |span: String| object([("after", NewJson::words("start")), ("within", NewJson::words(&span))]);
    if let Some(days) = words.strip_prefix("D+").filter(|days| days.parse::<u16>().is_ok()) {
        return Some(from_start(format!("P{days}D")));
    }
    if words.eq_ignore_ascii_case("D-Day") {
        return Some(from_start("P0D".into()));
    }
    if let Some(months) = words.strip_prefix("M+").filter(|months| months.parse::<u16>().is_ok()) {
        return Some(from_start(format!("P{months}M")));
    }
    let (span, event, is_after) = distance(words)?;
    let (event, span) = (NewJson::words(event), NewJson::words(&span));
    Some(if is_after {
        object([("after", event), ("within", span)])
    } else {
        object([("before", event), ("by", span)])
    })
}

/// `30 days after signature`: how long, which event, and whether after it.
fn distance(words: &str) -> Option<(String, &str, bool)> {
    let (long, event, is_after) = match words.split_once(" after ") {
        Some((long, event)) => (long, event, true),
        None => words.split_once(" before ").map(|(long, event)| (long, event, false))?,
    };
    let event = event.trim();
    Event::parse(event).ok()?;
    Some((span(long.trim())?, event, is_after))
}

/// A length of time as ISO 8601 has it: of `P30D`, `30 days`, `2 weeks`.
fn span(words: &str) -> Option<String> {
    if Span::parse(words).is_ok() {
        return Some(words.to_owned());
    }
    let (count, unit) = words.split_once(' ')?;
    let sign = match unit.trim_end_matches('s') {
        "day" | "d" => "D",
        "week" => "W",
        "month" => "M",
        "year" => "Y",
        "hour" | "h" => "TH",
        _ => return None,
    };
    let (time, unit) = sign.split_at(sign.len() - 1);
    let iso = format!("P{time}{count}{unit}");
    Span::parse(&iso).is_ok().then_some(iso)
}

fn condition(words: &str) -> Option<NewJson> {
    if let Some(phase) = words.strip_prefix("phase:") {
        return Id::new(phase).is_ok().then(|| object([("phase", NewJson::words(phase))]));
    }
    if let Some((span, event, true)) = distance(words) {
        return Some(object([("elapsed", NewJson::words(&span)), ("after", NewJson::words(event))]));
    }
    if let Some(measured) = measured(words) {
        return Some(measured);
    }
    let (id, word) = words.split_once(':').unwrap_or((words, "achieved"));
    if Id::new(id).is_ok() && (words.contains(':') || When::parse(words).is_err()) {
        let status = Required::ALL.into_iter().find(|status| status.word() == word)?;
        let key = if status < Required::Achieved { "at_least" } else { "is" };
        return Some(object([("milestone", NewJson::words(id)), (key, NewJson::words(word))]));
    }
    When::parse(words).is_ok().then(|| object([("date", NewJson::words(words))]))
}

/// `DC-1/weapons>=200`.
fn measured(words: &str) -> Option<NewJson> {
    let (figure, key, bound) = match words.split_once(">=") {
        Some((figure, bound)) => (figure, "at_least", bound),
        None => words.split_once("<=").map(|(figure, bound)| (figure, "at_most", bound))?,
    };
    let (milestone, indicator) = figure.trim().split_once('/')?;
    let bound = number(bound.trim())?;
    Some(object([("milestone", NewJson::words(milestone)), ("indicator", NewJson::words(indicator)), (key, bound)]))
}

fn rule(words: &str) -> Option<NewJson> {
    let (sides, who) = match words.split_once(" of ") {
        Some((sides, who)) => (Some(quorum(sides.trim())?), who),
        None => (None, words),
    };
    let who: Vec<&str> = who.split(',').map(str::trim).collect();
    let is_who = |who: &&str| Id::new(who.strip_prefix("role:").unwrap_or(who)).is_ok();
    let by = who.iter().all(is_who).then(|| NewJson::List(who.iter().map(|who| NewJson::words(who)).collect()))?;
    Some(match sides {
        Some(sides) => object([("by", by), ("quorum", sides)]),
        None => object([("by", by)]),
    })
}

fn continuing(words: &str) -> Option<NewJson> {
    let until = || words.strip_prefix("until ").map(str::trim).filter(|day| When::parse(day).is_ok());
    flag(words).or_else(|| until().map(|day| object([("until", NewJson::words(day))])))
}

fn target(words: &str) -> Option<NewJson> {
    let other = || {
        let (milestone, indicator) = words.split_once('/')?;
        Some(object([("milestone", NewJson::words(milestone)), ("indicator", NewJson::words(indicator))]))
    };
    number(words).or_else(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::TextHabits;
    use crate::tree::JsonNode;

    fn says(shape: ValueShape, words: &str) -> Option<String> {
        let text = "{\"a\": 1}";
        let written = value(shape, words).ok()?;
        Some(TextHabits::of(text, &JsonNode::of(text)).write(&written, &[]))
    }

    #[test]
    fn dates_are_typed_as_agreements_word_them() {
        let due = |words| says(ValueShape::Due, words);
        assert_eq!(due("2026-05-01").as_deref(), Some(r#"{"on": "2026-05-01"}"#));
        assert_eq!(due("30 days after signature").as_deref(), Some(r#"{"after": "signature", "within": "P30D"}"#));
        assert_eq!(
            due("48 hours after DC-1:reported").as_deref(),
            Some(r#"{"after": "DC-1:reported", "within": "PT48H"}"#)
        );
        assert_eq!(
            due("P60D before phase:one:opened").as_deref(),
            Some(r#"{"before": "phase:one:opened", "by": "P60D"}"#)
        );
        assert_eq!(due("D+30").as_deref(), Some(r#"{"after": "start", "within": "P30D"}"#));
        assert_eq!(due("D-Day").as_deref(), Some(r#"{"after": "start", "within": "P0D"}"#));
        assert_eq!(due("M+6").as_deref(), Some(r#"{"after": "start", "within": "P6M"}"#));
        assert_eq!(due(r#"{"on": "2026-05"}"#).as_deref(), Some(r#"{"on": "2026-05"}"#));
        for odd in ["soon", "30 days", "1.5.2026", "30 days after", "-3 days after start", "{\"on\"", "2026-02-30"] {
            assert_eq!(due(odd), None, "{odd}");
        }
    }

    #[test]
    fn conditions_and_rules_are_typed_short() {
        let condition = |words| says(ValueShape::Condition, words).unwrap_or_default();
        assert_eq!(condition("DC-1"), r#"{"milestone": "DC-1", "is": "achieved"}"#);
        assert_eq!(condition("DC-1:holding"), r#"{"milestone": "DC-1", "at_least": "holding"}"#);
        assert_eq!(condition("phase:one"), r#"{"phase": "one"}"#);
        assert_eq!(condition("2026-05-01"), r#"{"date": "2026-05-01"}"#);
        assert_eq!(condition("8 months after start"), r#"{"elapsed": "P8M", "after": "start"}"#);
        assert_eq!(condition("DC-1/arms>=20"), r#"{"milestone": "DC-1", "indicator": "arms", "at_least": 20}"#);
        let rule = |words| says(ValueShape::Rule, words).unwrap_or_default();
        assert_eq!(rule("role:monitor"), r#"{"by": ["role:monitor"]}"#);
        assert_eq!(rule("2 of amm, un"), r#"{"by": ["amm", "un"], "quorum": 2}"#);
        assert_eq!(says(ValueShape::Amend, "never").as_deref(), Some("\"never\""));
        assert_eq!(says(ValueShape::Rule, "0 of amm"), None);
    }
}
