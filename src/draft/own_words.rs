//! A date in the words in which milepost itself prints it, written and read back.

use crate::model::due::{Due, DueRule, Event, MilestoneEvent};
use crate::model::id::Id;
use crate::model::span::Span;
use crate::model::when::When;

/// So deep may lists stand in each other.
const DEEPEST: usize = 20;

/// How milepost prints a rule that does not run.
pub fn words(rule: &DueRule) -> String {
    match rule {
        DueRule::Either(all) if all.iter().all(|due| matches!(due.rule, DueRule::On(_))) => {
            all.iter().map(Due::to_string).collect::<Vec<_>>().join(" or ")
        }
        rule => plain(rule.clone()).to_string(),
    }
}

fn plain(rule: DueRule) -> Due {
    Due { rule, named: None }
}

/// What milepost prints: a date, readings, or a rule in its own short words.
pub fn printed(text: &str) -> Option<DueRule> {
    let readings: Option<Vec<Due>> =
        text.split(" or ").map(|part| Some(plain(DueRule::On(When::parse(part).ok()?)))).collect();
    match readings {
        Some(mut one) if one.len() == 1 => one.pop().map(|due| due.rule),
        Some(several) => Some(DueRule::Either(several)),
        None => rule(text, DEEPEST),
    }
}

/// A rule in which lists stand at most so deep in each other.
fn rule(text: &str, deep: usize) -> Option<DueRule> {
    let lists = ["earliest of: ", "latest of: ", "either: "];
    if let Some((kind, rest)) =
        lists.iter().enumerate().find_map(|(kind, begins)| Some((kind, text.strip_prefix(begins)?)))
    {
        let of = [DueRule::EarliestOf, DueRule::LatestOf, DueRule::Either][kind];
        return list(rest, deep.checked_sub(1)?).map(of);
    }
    if let Ok(when) = When::parse(text) {
        return Some(DueRule::On(when));
    }
    if let Some((ahead, event)) = text.split_once(" before ") {
        return Some(DueRule::Before { event: short_event(event)?, by: short_span(ahead)? });
    }
    let (within, event) = text.split_once(" after ")?;
    Some(DueRule::After { event: short_event(event)?, within: short_span(within)? })
}

/// Rules parted by commas; what begins another list has the rest of them.
fn list(text: &str, deep: usize) -> Option<Vec<Due>> {
    let (mut all, mut rest) = (Vec::new(), text);
    loop {
        if let Some(nested) = rule(rest, deep) {
            all.push(plain(nested));
            return Some(all);
        }
        let (first, more) = rest.split_once(", ")?;
        all.push(plain(rule(first, deep)?));
        rest = more;
    }
}

/// `30 d`, `6 mo`, `48 h`, `P1M2D`.
fn short_span(text: &str) -> Option<Span> {
    let counted = |count: &str, unit: &str| {
        let span = match unit {
            "d" => format!("P{count}D"),
            "mo" => format!("P{count}M"),
            "h" => format!("PT{count}H"),
            _ => return None,
        };
        Span::parse(&span).ok()
    };
    text.split_once(' ').map_or_else(|| Span::parse(text).ok(), |(count, unit)| counted(count, unit))
}

/// An event in milepost's own words.
fn short_event(text: &str) -> Option<Event> {
    let id = |text: &str| Id::new(text).ok();
    match text {
        "signature" => return Some(Event::Signature),
        "entry into force" => return Some(Event::Start),
        _ => {}
    }
    let (name, what) = text.split_once(' ')?;
    match what {
        "is achieved" => Some(Event::Milestone(id(name)?, MilestoneEvent::Achieved)),
        "is reported" => Some(Event::Milestone(id(name)?, MilestoneEvent::Reported)),
        "is due" => Some(Event::Milestone(id(name)?, MilestoneEvent::Due)),
        "opens" => Some(Event::PhaseOpened(id(name)?)),
        "is done" => Some(Event::PhaseDone(id(name)?)),
        _ => None,
    }
}
