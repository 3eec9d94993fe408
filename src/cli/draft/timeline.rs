//! What a Timeline cell says: a date, a span after or before an event, no date, or an obligation that goes on. Reads back all that
//! milepost itself prints there, and the phrases that agreements use. What it cannot read it does not guess.

use super::dates::{Order, Unclear, date};
use crate::model::due::{Due, DueRule, Event, Mark};
use crate::model::id::Id;
use crate::model::span::Span;
use crate::model::when::When;

#[derive(Clone, Debug, PartialEq)]
pub enum Timeline {
    NoDate,
    /// Kept or broken, and never finished.
    Continuing,
    Due(DueRule),
}

/// How long a wording may be, and how deep its lists may stand in each other: longer ones are no dates.
const LONGEST: usize = 2000;
const DEEPEST: usize = 20;

/// Reads a cell; the milestones that events name are not looked up here.
pub fn timeline(text: &str, order: Option<Order>) -> Result<Timeline, Unclear> {
    if text == "no date" {
        return Ok(Timeline::NoDate);
    }
    if text.len() > LONGEST {
        return Err(Unclear::NotUnderstood);
    }
    if let Some(rule) = printed(text) {
        return Ok(Timeline::Due(rule));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let phrase = words.join(" ").to_lowercase();
    phrased(phrase.trim_matches(['.', ' ']), order)
}

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
fn printed(text: &str) -> Option<DueRule> {
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
        "is achieved" => Some(Event::Milestone(id(name)?, Mark::Achieved)),
        "is reported" => Some(Event::Milestone(id(name)?, Mark::Reported)),
        "is due" => Some(Event::Milestone(id(name)?, Mark::Due)),
        "opens" => Some(Event::PhaseOpened(id(name)?)),
        "is done" => Some(Event::PhaseDone(id(name)?)),
        _ => None,
    }
}

/// What agreements say, in lower case.
fn phrased(text: &str, order: Option<Order>) -> Result<Timeline, Unclear> {
    const NONE: [&str; 11] = [
        "-",
        "–",
        "—",
        "n/a",
        "none",
        "no deadline",
        "tbd",
        "to be determined",
        "to be decided",
        "to be agreed",
        "not specified",
    ];
    const ALWAYS: [&str; 7] =
        ["continuous", "continuously", "continuing", "ongoing", "on-going", "permanent", "throughout"];
    if NONE.contains(&text) {
        return Ok(Timeline::NoDate);
    }
    if ALWAYS.contains(&text) {
        return Ok(Timeline::Continuing);
    }
    if let Some(rule) = relative(text) {
        return Ok(Timeline::Due(rule));
    }
    let when = match ended(text) {
        // The end of a year, a quarter or a month is its last day, and that is what such a date means.
        Some(rest) => date(rest, order).and_then(|when| match when {
            When::Year(_) | When::Month(..) => Ok(when),
            _ => Err(Unclear::NotUnderstood),
        }),
        None => date(without(text, &["by", "on", "no later than", "not later than", "in", "until"]), order),
    };
    Ok(Timeline::Due(DueRule::On(when?)))
}

/// What follows `by the end of`.
fn ended(text: &str) -> Option<&str> {
    let text = without(text, &["by", "no later than", "not later than"]);
    let text = without(text, &["the"]);
    text.strip_prefix("end of ").or_else(|| text.strip_prefix("end ")).map(|rest| without(rest, &["the"]))
}

fn without<'a>(text: &'a str, words: &[&str]) -> &'a str {
    words.iter().find_map(|word| text.strip_prefix(word)?.strip_prefix(' ')).unwrap_or(text)
}

/// A span after or before an event: `within 30 days of signature`, `D+30`, `two weeks before 9.1`, `upon signature`.
fn relative(text: &str) -> Option<DueRule> {
    if let Some(days) = crate::cli::date::offset(&text.replace(' ', "").replace('−', "-")) {
        let span = Span { days: days.unsigned_abs(), ..Span::default() };
        return Some(match days < 0 {
            true => DueRule::Before { event: Event::Start, by: span },
            false => DueRule::After { event: Event::Start, within: span },
        });
    }
    let at_once = ["immediately after ", "immediately upon ", "immediately on ", "upon ", "on ", "at "];
    if let Some(event @ (Event::Signature | Event::Start)) =
        at_once.iter().find_map(|word| text.strip_prefix(word)).and_then(event_of)
    {
        return Some(DueRule::After { event, within: Span::default() });
    }
    let text = without(text, &["within", "no later than", "not later than", "by"]);
    let links = [" after ", " following ", " from ", " of ", " before ", " prior to "];
    let (at, link) = links.iter().filter_map(|link| Some((text.find(link)?, *link))).min()?;
    let (span, event) = (span(&text[..at])?, event_of(&text[at + link.len()..])?);
    Some(match link {
        " before " | " prior to " => DueRule::Before { event, by: span },
        _ => DueRule::After { event, within: span },
    })
}

/// `30 days`, `thirty (30) days`, `six months`.
fn span(text: &str) -> Option<Span> {
    let (count, unit) = text.rsplit_once(' ')?;
    let count = match count.split_once(" (") {
        Some((word, figure)) => {
            let figure = figure.strip_suffix(')')?;
            figure.bytes().all(|byte| byte.is_ascii_digit()).then_some(figure).filter(|_| !word.is_empty())?
        }
        None => count,
    };
    const COUNTS: [(&str, &str); 17] = [
        ("one", "1"),
        ("a", "1"),
        ("two", "2"),
        ("three", "3"),
        ("four", "4"),
        ("five", "5"),
        ("six", "6"),
        ("seven", "7"),
        ("eight", "8"),
        ("nine", "9"),
        ("ten", "10"),
        ("twelve", "12"),
        ("fifteen", "15"),
        ("twenty", "20"),
        ("thirty", "30"),
        ("sixty", "60"),
        ("ninety", "90"),
    ];
    let count = COUNTS.iter().find(|(word, _)| *word == count).map_or(count, |(_, figure)| figure);
    let span = match unit.strip_suffix('s').unwrap_or(unit) {
        "day" | "d" => format!("P{count}D"),
        "week" => format!("P{count}W"),
        "month" | "mo" => format!("P{count}M"),
        "year" => format!("P{count}Y"),
        "hour" | "h" => format!("PT{count}H"),
        _ => return None,
    };
    Span::parse(&span).ok()
}

/// An event as people name it: the signature, the entry into force, or a commitment by its number or id.
fn event_of(text: &str) -> Option<Event> {
    let text = without(text, &["the"]);
    let text = text.strip_prefix("date of ").map_or(text, |rest| without(rest, &["the"]));
    let begins = |words: &[&str]| {
        words.iter().any(|word| text.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(" of ")))
    };
    if begins(&["signature", "signing"]) {
        return Some(Event::Signature);
    }
    if begins(&["entry into force", "coming into force", "start", "d", "d-day"]) {
        return Some(Event::Start);
    }
    let text = without(text, &["completion of", "achievement of"]);
    let text = without(text, &["activity", "milestone", "commitment", "item", "no.", "no", "number"]);
    let (name, mark) = match text.split_once(' ') {
        None => (text, Mark::Achieved),
        Some((name, "is completed" | "is complete" | "is achieved" | "is done")) => (name, Mark::Achieved),
        Some((name, "is reported")) => (name, Mark::Reported),
        Some((name, "is due")) => (name, Mark::Due),
        _ => return None,
    };
    Id::new(name).ok().map(|id| Event::Milestone(id, mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match timeline(text, None) {
            Ok(Timeline::Due(rule)) => words(&rule),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn what_milepost_prints_is_read_back() {
        for text in [
            "2005",
            "2005-08",
            "2005-09-15",
            "2005-09-15T24:00+07:00",
            "2005-09-15 or 2005-10",
            "0 d after signature",
            "30 d after entry into force",
            "P1M2D after DC-1 is achieved",
            "48 h before DC-1 is due",
            "6 mo after phase-2 opens",
            "14 d after one is done",
            "earliest of: 2005-09-15T10:00, 30 d after DC-1 is reported",
            "latest of: 1 d before signature, either: 2005, 2006",
        ] {
            assert_eq!(read(text), text);
        }
        assert_eq!(read("no date"), "Ok(NoDate)");
    }

    #[test]
    fn what_agreements_say_is_understood() {
        for (text, means) in [
            ("By 15 September 2005", "2005-09-15"),
            ("no later than the end of September 2005.", "2005-09"),
            ("end 2006", "2006"),
            ("Within thirty (30) days of the signing of the agreement", "30 d after signature"),
            ("Two weeks after signature", "14 d after signature"),
            ("within 6 months from entry into force", "6 mo after entry into force"),
            ("D+30", "30 d after entry into force"),
            ("D - 3", "3 d before entry into force"),
            ("30 days after completion of activity 9.1", "30 d after 9.1 is achieved"),
            ("10 days prior to DC-2", "10 d before dc-2 is achieved"),
            ("Immediately upon signature", "0 d after signature"),
            ("Ongoing", "Ok(Continuing)"),
            ("TBD", "Ok(NoDate)"),
        ] {
            assert_eq!(read(text), means, "{text}");
        }
    }

    #[test]
    fn what_could_mean_anything_is_not_guessed() {
        assert_eq!(read("03/04/2005"), "Err(DayOrMonth)");
        assert_eq!(read(&"either: ".repeat(21)), "Err(NotUnderstood)");
        assert_eq!(read(&format!("either: {}2005", "2005, ".repeat(400))), "Err(NotUnderstood)");
        for text in [
            "as soon as possible",
            "immediately",
            "before 15 September 2005",
            "within 10 working days of signature",
            "30 days after the general elections",
            "at least 30 days after signature",
            "after signature",
            "end of 15 September 2005",
            "upon completion",
            "early 2006",
            "30 days",
            "=HYPERLINK(\"x\")",
            "99999999999 days after signature",
        ] {
            assert_eq!(read(text), "Err(NotUnderstood)", "{text}");
        }
    }
}
