//! A length of time as agreements word it (ISO 8601): months and days by the calendar, seconds by the clock.

use crate::tongue::say;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// An ISO 8601 duration: months and days by the calendar, seconds by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Span {
    pub months: u32,
    pub days: u64,
    pub seconds: i64,
}

impl Span {
    /// Reads `P30D`, `P2W`, `P6M`, `P1Y2M3D`, `PT48H`, `P1DT12H`; whole numbers only, at most five digits each.
    pub fn parse(text: &str) -> Result<Span, BadSpan> {
        let bad = || BadSpan(text.into());
        let body = text.strip_prefix('P').ok_or_else(bad)?;
        let (date, time) = match body.split_once('T') {
            Some((_, "")) => return Err(bad()),
            Some((date, time)) => (date, time),
            None => (body, ""),
        };
        let mut span = Span::default();
        for (unit, count) in units(date, "YMWD").ok_or_else(bad)? {
            match unit {
                'Y' => span.months += count * 12,
                'M' => span.months += count,
                'W' => span.days += u64::from(count) * 7,
                _ => span.days += u64::from(count),
            }
        }
        for (unit, count) in units(time, "HMS").ok_or_else(bad)? {
            span.seconds += i64::from(count) * [3600, 60, 1]["HMS".find(unit).unwrap_or(2)];
        }
        if body.is_empty() { Err(bad()) } else { Ok(span) }
    }

    /// Whether the span is of whole days, so that a deadline it gives is a day.
    pub fn is_calendar(self) -> bool {
        self.seconds == 0
    }
}

/// The counts of a run like `1Y2M`, each unit at most once and in the given order.
fn units(text: &str, order: &str) -> Option<Vec<(char, u32)>> {
    let mut counts = Vec::new();
    let (mut order, mut rest) = (order, text);
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit = rest[end..].chars().next()?;
        let place = order.find(unit)?;
        if end == 0 || end > 5 {
            return None;
        }
        counts.push((unit, rest[..end].parse().ok()?));
        order = &order[place + 1..];
        rest = &rest[end + unit.len_utf8()..];
    }
    Some(counts)
}

/// A text that is not a duration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSpan(pub String);

impl fmt::Display for BadSpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a duration: write P30D, P2W, P6M or PT48H", self.0)
    }
}

impl Span {
    /// In short words: `30 d`, `6 mo`, `48 h`.
    pub fn words(self) -> String {
        match self {
            Span { months: 0, days, seconds: 0 } => say!("{days} d", days),
            Span { months, days: 0, seconds: 0 } => say!("{months} mo", months),
            Span { months: 0, days: 0, seconds } if seconds % 3600 == 0 => say!("{hours} h", hours = seconds / 3600),
            span => span.to_string(),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        let parts = [(u64::from(self.months), 'M'), (self.days, 'D')];
        for (count, unit) in parts.into_iter().filter(|(count, _)| *count > 0) {
            write!(f, "{count}{unit}")?;
        }
        match self.seconds {
            0 if self.months == 0 && self.days == 0 => write!(f, "0D"),
            0 => Ok(()),
            seconds if seconds % 3600 == 0 => write!(f, "T{}H", seconds / 3600),
            seconds if seconds % 60 == 0 => write!(f, "T{}M", seconds / 60),
            seconds => write!(f, "T{seconds}S"),
        }
    }
}

crate::looks! {
    Span as "Duration", |generator| {
        let says = "A length of time (ISO 8601): `P30D`, `P2W`, `P6M`, `P1Y2M3D`, `PT48H`, `P1DT12H`. Months and days go by the \
            calendar, hours, minutes and seconds by the clock.";
        // Years are told in months and weeks in days, which may take more digits than were written.
        let digits = if generator.contract().is_deserialize() { "[0-9]{1,5}" } else { "[0-9]+" };
        let units = |units: &str| units.chars().map(|unit| format!("({digits}{unit})?")).collect::<String>();
        let pattern = format!("P{}(T{})?", units("YMWD"), units("HMS"));
        schema::except(schema::text(&pattern, says), "[PT]$")
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Span, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Span::parse(&text).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_one_order_and_whole_numbers() {
        for odd in ["P", "PT", "30D", "P30", "P1D1M", "P1.5D", "P-1D", "P999999D", "PT1D", "P1DT", "P1٣D"] {
            assert!(Span::parse(odd).is_err(), "{odd}");
        }
        assert_eq!(Span::parse("P1Y2M3W4DT5H").unwrap().to_string(), "P14M25DT5H");
    }
}
