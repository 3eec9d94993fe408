//! A calendar as iCalendar (RFC 5545), for whatever program keeps dates. Lines end in a line feed here; `Answer` gives them theirs.

use super::exported::{ExportedView, Written};
use super::safe::visible;
use crate::model::moment::{Moment, Zone};
use crate::model::span::Span;
use crate::report::calendar::{CalendarEvent, EventCalendar, Holds, Repeats, Starts, calendar};

/// Due dates and consultations.
pub fn export(exported: &ExportedView) -> Result<Written, String> {
    let text = ical(&calendar(exported.view, exported.alarm));
    Ok(Written { text, crlf: true, ..Written::default() })
}

fn ical(calendar: &EventCalendar) -> String {
    let mut lines = CalendarLines(String::new());
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//milepost//milepost//EN");
    lines.add("CALSCALE", "GREGORIAN");
    lines.add("METHOD", "PUBLISH");
    lines.add("X-WR-CALNAME", &text(&calendar.name));
    if let Some(note) = &calendar.note {
        lines.add("X-WR-CALDESC", &text(note));
        lines.add("DESCRIPTION", &text(note));
    }
    lines.add("X-WR-TIMEZONE", calendar.zone.name());
    let local = |event: &&CalendarEvent| matches!(event.starts, Starts::Local(_)) && calendar.zone != Zone::UTC;
    let first = calendar.events.iter().filter(local).filter_map(|event| match event.starts {
        Starts::Local(moment) => Some(moment),
        _ => None,
    });
    if let Some(first) = first.min() {
        zone(&mut lines, calendar.zone, first, calendar.stamp);
    }
    calendar.events.iter().for_each(|event| self::event(&mut lines, event, calendar));
    lines.add("END", "VCALENDAR");
    lines.0
}

fn event(lines: &mut CalendarLines, event: &CalendarEvent, calendar: &EventCalendar) {
    lines.add("BEGIN", "VEVENT");
    lines.add("UID", &text(&event.uid));
    lines.add("DTSTAMP", &utc(calendar.stamp));
    lines.add("SEQUENCE", &event.sequence.to_string());
    let (kind, start) = date(event.starts, calendar.zone);
    lines.add(&format!("DTSTART{kind}"), &start);
    if let Some(next) = next_day(event.starts) {
        lines.add("DTEND;VALUE=DATE", &next);
    }
    match &event.repeats {
        Repeats::Also(more) if !more.is_empty() => {
            let more: Vec<String> = more.iter().map(|starts| date(*starts, calendar.zone).1).collect();
            lines.add(&format!("RDATE{kind}"), &more.join(","));
        }
        repeats => {
            let until = event
                .until
                .map_or(String::new(), |until| format!(";UNTIL={}", last(event.starts, until, calendar.zone)));
            let rule = rule(repeats, event.starts, calendar.zone);
            rule.iter().for_each(|rule| lines.add("RRULE", &format!("{rule}{until}")));
        }
    }
    lines.add("SUMMARY", &text(&event.summary));
    if !event.description.is_empty() {
        lines.add("DESCRIPTION", &text(&event.description.join("\n")));
    }
    if !event.categories.is_empty() {
        lines.add("CATEGORIES", &event.categories.iter().map(|category| text(category)).collect::<Vec<_>>().join(","));
    }
    lines.add("STATUS", ["CONFIRMED", "TENTATIVE", "CANCELLED"][event.holds as usize]);
    if matches!(event.starts, Starts::Day(_)) {
        // A date that is due takes nobody's time.
        lines.add("TRANSP", "TRANSPARENT");
    }
    if let Some(before) = event.alarm.filter(|_| event.holds != Holds::No) {
        lines.add("BEGIN", "VALARM");
        lines.add("ACTION", "DISPLAY");
        lines.add("TRIGGER", &format!("-{}", span(before)));
        lines.add("DESCRIPTION", &text(&event.summary));
        lines.add("END", "VALARM");
    }
    lines.add("END", "VEVENT");
}

/// How a date is written: the parameters that its property takes, and its value.
fn date(starts: Starts, zone: Zone) -> (String, String) {
    match starts {
        Starts::Day(day) => (";VALUE=DATE".into(), day.basic()),
        Starts::Local(moment) if zone != Zone::UTC => {
            (format!(";TZID={}", zone.name()), moment.basic(zone.offset(moment)))
        }
        Starts::At(moment) | Starts::Local(moment) => (String::new(), utc(moment)),
    }
}

/// The last moment of a rule, in the form that its first takes.
fn last(starts: Starts, until: Moment, zone: Zone) -> String {
    match starts {
        Starts::Day(_) => zone.day_of(until).basic(),
        Starts::At(_) | Starts::Local(_) => utc(until),
    }
}

/// The day after an event of a whole day: its end, which it does not reach.
fn next_day(starts: Starts) -> Option<String> {
    match starts {
        Starts::Day(day) => Some(day.plus_days(1)?.basic()),
        _ => None,
    }
}

fn utc(moment: Moment) -> String {
    moment.basic(0) + "Z"
}

/// The rule by which an event comes again. A day that a month may lack becomes the last of those that it has.
fn rule(repeats: &Repeats, starts: Starts, zone: Zone) -> Option<String> {
    match repeats {
        Repeats::Never | Repeats::Also(_) => None,
        Repeats::Days(days) if days % 7 == 0 => Some(format!("FREQ=WEEKLY;INTERVAL={}", days / 7)),
        Repeats::Days(days) => Some(format!("FREQ=DAILY;INTERVAL={days}")),
        Repeats::Seconds(seconds) if seconds % 3600 == 0 => Some(format!("FREQ=HOURLY;INTERVAL={}", seconds / 3600)),
        Repeats::Seconds(seconds) if seconds % 60 == 0 => Some(format!("FREQ=MINUTELY;INTERVAL={}", seconds / 60)),
        Repeats::Seconds(seconds) => Some(format!("FREQ=SECONDLY;INTERVAL={seconds}")),
        Repeats::Months(months) => {
            let day = match starts {
                Starts::Day(day) => day,
                Starts::At(moment) | Starts::Local(moment) => zone.day_of(moment),
            };
            let last = day.date().2;
            let days: Vec<String> = (28..=last).map(|day| day.to_string()).collect();
            let clamp = if last > 28 { format!(";BYMONTHDAY={};BYSETPOS=-1", days.join(",")) } else { String::new() };
            Some(format!("FREQ=MONTHLY;INTERVAL={months}{clamp}"))
        }
    }
}

/// A span of days, or of time; a calendar's reminders know no months.
fn span(span: Span) -> String {
    match (span.days, span.seconds) {
        (days, 0) => format!("P{days}D"),
        (0, seconds) => format!("PT{seconds}S"),
        (days, seconds) => format!("P{days}DT{seconds}S"),
    }
}

/// The clocks of a zone, from before a moment until twenty years after another: one part for each way in which they change.
fn zone(lines: &mut CalendarLines, zone: Zone, first: Moment, now: Moment) {
    const YEAR: i64 = 366 * 86_400_000;
    let from = Moment(first.0 - YEAR);
    let changes = zone.changes(from, Moment(first.max(now).0 + 20 * YEAR));
    let mut kinds: Vec<((i32, i32), Vec<String>)> = Vec::new();
    let base = zone.offset(from);
    for (moment, before, after) in [(from, base, base)].into_iter().chain(changes) {
        let onset = moment.basic(before);
        match kinds.iter_mut().find(|(kind, _)| *kind == (before, after)) {
            Some((_, onsets)) => onsets.push(onset),
            None => kinds.push(((before, after), vec![onset])),
        }
    }
    lines.add("BEGIN", "VTIMEZONE");
    lines.add("TZID", zone.name());
    for ((before, after), onsets) in kinds {
        let kind = if after > before { "DAYLIGHT" } else { "STANDARD" };
        lines.add("BEGIN", kind);
        lines.add("DTSTART", &onsets[0]);
        if onsets.len() > 1 {
            lines.add("RDATE", &onsets[1..].join(","));
        }
        lines.add("TZOFFSETFROM", &offset(before));
        lines.add("TZOFFSETTO", &offset(after));
        lines.add("END", kind);
    }
    lines.add("END", "VTIMEZONE");
}

fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

/// Other people's words with nothing that a calendar would obey.
fn text(words: &str) -> String {
    let mut escaped = String::with_capacity(words.len());
    for c in visible(words).chars() {
        match c {
            '\n' => escaped.push_str("\\n"),
            ',' | ';' | '\\' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Lines of at most 75 octets; a longer one goes on in the next, behind a space.
struct CalendarLines(String);

const LONGEST: usize = 75;

impl CalendarLines {
    fn add(&mut self, name: &str, value: &str) {
        let mut long = 0;
        for piece in pieces(&format!("{name}:{value}")) {
            if long + piece.len() > LONGEST {
                self.0.push_str("\n ");
                long = 1;
            }
            self.0.push_str(piece);
            long += piece.len();
        }
        self.0.push('\n');
    }
}

/// The characters of a line, each with those that lean on it: what no line breaks apart. Whoever wrote more of these than a line
/// holds has it broken all the same.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?.len_utf8();
        let end = |(at, c): &(usize, char)| *at >= first && (!leans(*c) || at + c.len_utf8() >= LONGEST);
        let end = rest.char_indices().find(end).map_or(rest.len(), |(at, _)| at);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(piece)
    })
}

/// Whether a character says something only behind the one before it, and so begins no line.
fn leans(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_75_octets_and_none_begins_with_what_leans() {
        let many = "👩\u{200d}🌾❤\u{fe0f}می\u{200c}خواهمé".repeat(40);
        let leaning = format!("a{}", "\u{200d}".repeat(400));
        let parameters = format!("DTSTART;X-NAME={}", "é".repeat(90));
        for words in [&many, &leaning, &"x".repeat(300), ""] {
            for shift in 0..80 {
                let mut lines = CalendarLines(String::new());
                lines.add("SUMMARY", &format!("{}{words}", "-".repeat(shift)));
                lines.add(&parameters, words);
                let told = &lines.0;
                assert!(told.lines().all(|line| line.len() <= LONGEST), "{told}");
                assert!(words == leaning || !told.lines().any(|line| line.trim_start().starts_with(leans)), "{told}");
                let unfolded = told.replace("\n ", "");
                assert_eq!(unfolded, format!("SUMMARY:{}{words}\n{parameters}:{words}\n", "-".repeat(shift)));
            }
        }
    }
}
