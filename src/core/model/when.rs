//! A point in time as precisely as it was given: a year, a month, a day, a time of day.

use super::moment::{Day, Moment, Zone};
use chrono::{DateTime, Months, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read, Write};

/// A point in time as precisely as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum When {
    Year(i32),
    Month(i32, u32),
    Day(Day),
    /// A time of day in the plan's zone; only dates of a plan may leave the offset out.
    Local(#[borsh(serialize_with = "write_time", deserialize_with = "read_time")] NaiveDateTime),
    /// An instant, with the offset from UTC in minutes in which it was given.
    At(Moment, i32),
    /// By a day, which is not known: only what has happened is told so.
    By(Day),
}

/// A time of day as milliseconds, for what is kept by this machine alone.
fn write_time<W: Write>(time: &NaiveDateTime, writer: &mut W) -> io::Result<()> {
    borsh::BorshSerialize::serialize(&time.and_utc().timestamp_millis(), writer)
}

fn read_time<R: Read>(reader: &mut R) -> io::Result<NaiveDateTime> {
    let time = DateTime::from_timestamp_millis(borsh::BorshDeserialize::deserialize_reader(reader)?);
    time.map(|time| time.naive_utc()).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// How a statement begins that says only by when it was so.
const OPEN: &str = "../";

impl When {
    /// Reads when something was so: also `../2005-08-15`, by that day, on a day not known.
    pub fn parse_past(text: &str) -> Result<When, BadDate> {
        match text.strip_prefix(OPEN).map(When::parse) {
            None => When::parse(text),
            Some(Ok(When::Day(day))) => Ok(When::By(day)),
            Some(Err(BadDate::Impossible(_))) => Err(BadDate::Impossible(text.into())),
            Some(_) => Err(BadDate::Form(text.into())),
        }
    }

    /// Reads `2005`, `2005-08`, `2005-08-15`, `2005-08-15T10:00[:00[.000]]` with or without `Z` or `+07:00`; `T24:00` ends the day.
    pub fn parse(text: &str) -> Result<When, BadDate> {
        let bad = || BadDate::Form(text.into());
        let (date, time) = match text.split_once('T') {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let parts: Vec<&str> = date.split('-').collect();
        let digits = |text: &str, n: usize| {
            (text.len() == n && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u32>().ok()).flatten()
        };
        let year = digits(parts[0], 4).filter(|year| *year > 0).ok_or_else(bad)? as i32;
        let impossible = || BadDate::Impossible(text.into());
        match (parts.len(), time) {
            (1, None) => Ok(When::Year(year)),
            (2, None) => match digits(parts[1], 2).ok_or_else(bad)? {
                month @ 1..=12 => Ok(When::Month(year, month)),
                _ => Err(impossible()),
            },
            (3, _) => {
                let (month, day) = (digits(parts[1], 2).ok_or_else(bad)?, digits(parts[2], 2).ok_or_else(bad)?);
                let day = NaiveDate::from_ymd_opt(year, month, day).ok_or_else(impossible)?;
                match time {
                    None => Ok(When::Day(Day(day))),
                    Some(time) => When::with_time(day, time, text),
                }
            }
            _ => Err(bad()),
        }
    }

    fn with_time(day: NaiveDate, time: &str, text: &str) -> Result<When, BadDate> {
        let bad = || BadDate::Form(text.into());
        let (clock, offset) = match time.find(['Z', '+', '-']) {
            Some(at) => (&time[..at], Some(&time[at..])),
            None => (time, None),
        };
        let shaped = |text: &str, shape: &str| {
            text.len() == shape.len()
                && text.bytes().zip(shape.bytes()).all(|(b, s)| if s == b'd' { b.is_ascii_digit() } else { b == s })
        };
        if !["dd:dd", "dd:dd:dd", "dd:dd:dd.ddd"].iter().any(|shape| shaped(clock, shape)) {
            return Err(bad());
        }
        let number = |from: usize, to: usize| clock.get(from..to).map_or(0, |part| part.parse::<u32>().unwrap_or(0));
        let local = match (number(0, 2), number(3, 5), number(6, 8), number(9, 12)) {
            (24, 0, 0, 0) => day.and_hms_milli_opt(23, 59, 59, 999),
            (hour, minute, second, milli) => day.and_hms_milli_opt(hour, minute, second, milli),
        };
        let local = local.ok_or_else(|| BadDate::Impossible(text.into()))?;
        let Some(offset) = offset else {
            return Ok(When::Local(local));
        };
        let minutes = match offset {
            "Z" => 0,
            _ if shaped(&offset[1..], "dd:dd") => {
                let minutes = offset[1..3].parse::<i32>().unwrap_or(0) * 60 + offset[4..6].parse::<i32>().unwrap_or(0);
                if minutes > 18 * 60 {
                    return Err(BadDate::Impossible(text.into()));
                }
                if offset.starts_with('-') { -minutes } else { minutes }
            }
            _ => return Err(bad()),
        };
        let instant = local - TimeDelta::minutes(minutes.into());
        Ok(When::At(Moment(instant.and_utc().timestamp_millis()), minutes))
    }

    /// The first moment that the statement can mean.
    pub fn first(self, zone: Zone) -> Moment {
        match self {
            When::By(_) => Moment::MIN,
            When::Local(local) => zone.moment(local),
            When::At(moment, _) => moment,
            _ => zone.start_of(self.days().0),
        }
    }

    /// The last moment that the statement can mean.
    pub fn last(self, zone: Zone) -> Moment {
        match self {
            When::Local(local) => zone.moment(local),
            When::At(moment, _) => moment,
            _ => zone.end_of(self.days().1),
        }
    }

    /// The statement with a time of day that stands without an offset made an instant.
    pub fn settled(self, zone: Zone) -> When {
        match self {
            When::Local(local) => {
                let moment = zone.moment(local);
                When::At(moment, zone.offset(moment))
            }
            when => when,
        }
    }

    /// The last calendar day that the statement can mean.
    pub fn day(self, zone: Zone) -> Day {
        if self.is_plain() { self.days().1 } else { zone.day_of(self.last(zone)) }
    }

    /// Whether the statement is a day or less precise, and so has no time of day.
    pub fn is_plain(self) -> bool {
        !matches!(self, When::Local(_) | When::At(..))
    }

    /// The first and last calendar day of a plain statement.
    fn days(self) -> (Day, Day) {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
        match self {
            When::Year(year) => (Day(day(year, 1, 1)), Day(day(year, 12, 31))),
            When::Month(year, month) => {
                let first = day(year, month, 1);
                let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(first);
                (Day(first), Day(last))
            }
            When::Day(day) | When::By(day) => (day, day),
            When::Local(local) => (Day(local.date()), Day(local.date())),
            When::At(moment, _) => (Day(moment.utc().date()), Day(moment.utc().date())),
        }
    }
}

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadDate {
    Form(String),
    Impossible(String),
}

impl fmt::Display for BadDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadDate::Form(text) => {
                write!(f, "`{text}` is not a date: write 2005, 2005-08, 2005-08-15 or 2005-08-15T10:00+07:00")
            }
            BadDate::Impossible(text) => write!(f, "`{text}` is not in the calendar"),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Year(year) => write!(f, "{year:04}"),
            When::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            When::Day(day) => write!(f, "{day}"),
            When::By(day) => write!(f, "{OPEN}{day}"),
            When::Local(local) => write!(f, "{}", clock(*local)),
            When::At(moment, 0) => write!(f, "{}Z", clock(moment.utc())),
            When::At(moment, offset) => {
                let sign = if *offset < 0 { '-' } else { '+' };
                let local = clock(moment.utc() + TimeDelta::minutes((*offset).into()));
                write!(f, "{local}{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
    }
}

/// A local time with no more digits than it needs.
fn clock(local: NaiveDateTime) -> String {
    let form = match (local.hour(), local.minute(), local.second(), local.nanosecond() / 1_000_000) {
        (23, 59, 59, 999) => "%Y-%m-%dT24:00",
        (_, _, 0, 0) => "%Y-%m-%dT%H:%M",
        (_, _, _, 0) => "%Y-%m-%dT%H:%M:%S",
        _ => "%Y-%m-%dT%H:%M:%S%.3f",
    };
    local.format(form).to_string()
}

crate::looks! {
    When as "Date", |_| {
        let says = "A point in time as precisely as it is known: `2005`, `2005-08`, `2005-08-15`, or with a time of day, \
            `2005-08-15T10:00+07:00`; without an offset it is a time in the plan's zone. `T24:00` is the end of the day.";
        schema::date("?", says)
    }
}

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<When, D::Error> {
        When::parse(&DateText::deserialize(deserializer)?.0).map_err(D::Error::custom)
    }
}

#[derive(Deserialize)]
struct DateText<'a>(#[serde(borrow)] Cow<'a, str>);

/// When something was so, as lines of books have it.
pub fn past<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<When>, D::Error> {
    let text = Option::<DateText>::deserialize(deserializer)?;
    text.map(|text| When::parse_past(&text.0).map_err(D::Error::custom)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_any_precision_are_shown_as_given() {
        for text in [
            "2005",
            "2005-08",
            "2005-08-15",
            "2005-08-15T10:00",
            "2005-08-15T10:00+07:00",
            "2005-08-15T24:00Z",
            "2005-08-15T10:00:01-03:30",
        ] {
            assert_eq!(When::parse(text).unwrap().to_string(), text);
        }
        for text in [
            "2005-2-1",
            "05-08-15",
            "2005-08-15 ",
            "2005-08-15T10",
            "2005-08-15T10:00+7",
            "yesterday",
            "",
            "0000",
            "2005-08-15T",
        ] {
            assert!(matches!(When::parse(text), Err(BadDate::Form(_))), "{text}");
        }
        for text in ["2005-13", "2005-02-29", "2005-08-15T25:00", "2005-08-15T10:00+19:00", "2005-08-15T24:01Z"] {
            assert!(matches!(When::parse(text), Err(BadDate::Impossible(_))), "{text}");
        }
    }

    #[test]
    fn what_was_so_by_a_day_is_no_date_of_a_plan() {
        assert_eq!(When::parse_past("../2005-08-15").unwrap().to_string(), "../2005-08-15");
        assert_eq!(When::parse_past("2005-08").unwrap(), When::Month(2005, 8));
        for text in ["../2005-08", "../2005-08-15T10:00Z", "..", "2005-08-15/..", "../../2005-08-15"] {
            assert!(matches!(When::parse_past(text), Err(BadDate::Form(_))), "{text}");
        }
        assert!(matches!(When::parse_past("../2005-02-29"), Err(BadDate::Impossible(_))));
        assert!(When::parse("../2005-08-15").is_err());
    }

    #[test]
    fn a_day_begins_and_ends_in_its_zone() {
        let zone = |name| Zone::parse(name).unwrap();
        let first = |text, name| When::parse(text).unwrap().first(zone(name)).to_string();
        let last = |text, name| When::parse(text).unwrap().last(zone(name)).to_string();
        assert_eq!(first("2015-02-15", "Europe/Kyiv"), "2015-02-14T22:00:00.000Z");
        assert_eq!(last("2005-08-15", "Asia/Jakarta"), "2005-08-15T16:59:59.999Z");
        assert_eq!(last("2005-02", "Asia/Kathmandu"), "2005-02-28T18:14:59.999Z");
        assert_eq!(last("2004", "UTC"), "2004-12-31T23:59:59.999Z");
        // Kyiv, 2015: 03:00 on 29 March became 04:00; 04:00 on 25 October became 03:00.
        assert_eq!(first("2015-03-29T03:30", "Europe/Kyiv"), "2015-03-29T01:00:00.000Z");
        assert_eq!(first("2015-10-25T03:30", "Europe/Kyiv"), "2015-10-25T01:30:00.000Z");
    }
}
