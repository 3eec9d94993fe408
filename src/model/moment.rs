//! Time as agreements and records have it: instants, days of any precision, durations, and the zone that a day ends in.
//!
//! The only file that knows chrono. An instant is milliseconds since 1970 in UTC; a day has no instant until a zone gives it one.

use chrono::{Datelike, Days, LocalResult, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Timelike};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    pub const MIN: Moment = Moment(i64::MIN);
    pub const MAX: Moment = Moment(i64::MAX);

    /// Reads exactly `YYYY-MM-DDThh:mm:ss.mmmZ`, the form of an entry's `at`.
    pub fn parse(text: &str) -> Option<Moment> {
        let bytes = text.as_bytes();
        let shape = b"dddd-dd-ddTdd:dd:dd.dddZ";
        let fits = |(byte, shape): (&u8, &u8)| {
            if *shape == b'd' { byte.is_ascii_digit() } else { byte == shape }
        };
        if bytes.len() != shape.len() || !bytes.iter().zip(shape).all(fits) {
            return None;
        }
        let part = |from: usize, to: usize| bytes[from..to].iter().fold(0u32, |n, b| n * 10 + u32::from(b - b'0'));
        let date = NaiveDate::from_ymd_opt(part(0, 4) as i32, part(5, 7), part(8, 10))?;
        let time = date.and_hms_milli_opt(part(11, 13), part(14, 16), part(17, 19), part(20, 23))?;
        Some(Moment(time.and_utc().timestamp_millis()))
    }

    /// The whole days from `earlier` to here, by the clock alone.
    pub fn days_since(self, earlier: Moment) -> i64 {
        (self.0 - earlier.0).div_euclid(86_400_000)
    }

    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    fn utc(self) -> NaiveDateTime {
        chrono::DateTime::from_timestamp_millis(self.0).unwrap_or_default().naive_utc()
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let utc = self.utc();
        let (hour, minute, second, milli) = (utc.hour(), utc.minute(), utc.second(), utc.nanosecond() / 1_000_000);
        write!(f, "{}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z", Day(utc.date()))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A calendar day, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    /// Reads exactly `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Day> {
        match When::parse(text) {
            Ok(When::Day(day)) => Some(day),
            _ => None,
        }
    }

    /// The day of a year, month and day of the month, if the calendar has it.
    pub fn of(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day)
    }

    /// Year, month and day of the month.
    pub fn date(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// Calendar days from `earlier` to here; negative where this day is the earlier one.
    pub fn days_since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// This day moved by a span of months and days; months clamp to the last day. Nothing beyond the calendar.
    pub fn plus(self, span: Span) -> Option<Day> {
        let months = self.0.checked_add_months(Months::new(span.months))?;
        months.checked_add_days(Days::new(span.days)).map(Day)
    }

    pub fn minus(self, span: Span) -> Option<Day> {
        let months = self.0.checked_sub_months(Months::new(span.months))?;
        months.checked_sub_days(Days::new(span.days)).map(Day)
    }

    fn next(self) -> Day {
        Day(self.0.succ_opt().unwrap_or(self.0))
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

/// A named time zone of the IANA database; a plan has one, and its days begin and end there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(chrono_tz::Tz);

impl Zone {
    pub const UTC: Zone = Zone(chrono_tz::Tz::UTC);

    pub fn parse(name: &str) -> Option<Zone> {
        name.parse().ok().map(Zone)
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The version of the zone database that this binary carries.
    pub fn database() -> &'static str {
        chrono_tz::IANA_TZDB_VERSION
    }

    /// All zone names, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The first moment of a day.
    pub fn start_of(self, day: Day) -> Moment {
        let midnight = day.0.and_time(NaiveTime::MIN);
        match self.0.from_local_datetime(&midnight) {
            // Where the clock goes back to midnight, the hour that comes twice belongs to the new day.
            LocalResult::Ambiguous(first, _) => Moment(first.timestamp_millis()),
            _ => self.moment(midnight),
        }
    }

    /// The last moment of a day, 23:59:59.999 on most.
    pub fn end_of(self, day: Day) -> Moment {
        Moment(self.start_of(day.next()).0 - 1)
    }

    /// The day that holds a moment.
    pub fn day_of(self, moment: Moment) -> Day {
        Day(self.local(moment).date())
    }

    /// A moment moved by a span: months and days at the same local time, then seconds by the clock.
    pub fn plus(self, moment: Moment, span: Span) -> Moment {
        let later = self
            .local(moment)
            .checked_add_months(Months::new(span.months))
            .and_then(|local| local.checked_add_days(Days::new(span.days)));
        later.map_or(Moment::MAX, |local| self.moment(local)).plus_seconds(span.seconds)
    }

    /// A moment moved back by a span: months and days at the same local time, then seconds by the clock.
    pub fn minus(self, moment: Moment, span: Span) -> Option<Moment> {
        let local = self.local(moment).checked_sub_months(Months::new(span.months))?;
        Some(self.moment(local.checked_sub_days(Days::new(span.days))?).plus_seconds(-span.seconds))
    }

    /// By how many minutes local time is ahead of UTC at a moment.
    pub fn offset(self, moment: Moment) -> i32 {
        (self.local(moment) - moment.utc()).num_minutes() as i32
    }

    fn local(self, moment: Moment) -> NaiveDateTime {
        let utc = moment.utc();
        match self.0 {
            chrono_tz::Tz::UTC => utc,
            zone => zone.from_utc_datetime(&utc).naive_local(),
        }
    }

    /// The instant of a local time: one that a clock change skips is the end of the gap, a repeated one the later.
    fn moment(self, local: NaiveDateTime) -> Moment {
        if self.0 == chrono_tz::Tz::UTC {
            return Moment(local.and_utc().timestamp_millis());
        }
        match self.0.from_local_datetime(&local) {
            LocalResult::Single(instant) | LocalResult::Ambiguous(_, instant) => Moment(instant.timestamp_millis()),
            LocalResult::None => self.end_of_gap(local),
        }
    }

    /// The first instant whose local time is not before `local`; gaps are shorter than two days.
    fn end_of_gap(self, local: NaiveDateTime) -> Moment {
        let guess = local.and_utc().timestamp_millis();
        let (mut before, mut after) = (guess - 2 * 86_400_000, guess + 2 * 86_400_000);
        while before + 1 < after {
            let middle = (before + after).div_euclid(2);
            match self.local(Moment(middle)) < local {
                true => before = middle,
                false => after = middle,
            }
        }
        Moment(after)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Zone, D::Error> {
        let name = Cow::<str>::deserialize(deserializer)?;
        Zone::parse(&name).ok_or_else(|| D::Error::custom(format!("unknown time zone `{name}`")))
    }
}

/// A point in time as precisely as it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Year(i32),
    Month(i32, u32),
    Day(Day),
    /// A time of day in the plan's zone; only dates of a plan may leave the offset out.
    Local(NaiveDateTime),
    /// An instant, with the offset from UTC in minutes in which it was given.
    At(Moment, i32),
}

impl When {
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
            When::Day(day) => (day, day),
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

impl Serialize for When {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<When, D::Error> {
        #[derive(Deserialize)]
        struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
        When::parse(&Text::deserialize(deserializer)?.0).map_err(D::Error::custom)
    }
}

/// An ISO 8601 duration: months and days by the calendar, seconds by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
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

    fn instant(text: &str) -> Moment {
        Moment::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn an_instant_has_one_spelling() {
        let text = "2005-08-15T02:00:00.007Z";
        assert_eq!(instant(text).to_string(), text);
        for odd in [
            "2005-08-15T02:00:00Z",
            "2005-8-15T02:00:00.000Z",
            "2005-08-15 02:00:00.000Z",
            "2005-02-30T02:00:00.000Z",
            "2005-08-15T02:00:00.000z",
        ] {
            assert_eq!(Moment::parse(odd), None, "{odd}");
        }
    }

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

    #[test]
    fn spans_move_days_by_the_calendar() {
        let after =
            |day: &str, span: &str| Day::parse(day).unwrap().plus(Span::parse(span).unwrap()).unwrap().to_string();
        let offsets = [("P20D", "2019-12-02"), ("P50D", "2020-01-01"), ("P90D", "2020-02-10"), ("P100D", "2020-02-20")];
        for (span, day) in offsets {
            assert_eq!(after("2019-11-12", span), day);
        }
        assert_eq!(after("2018-09-12", "P8M"), "2019-05-12");
        assert_eq!(after("2019-01-31", "P1M"), "2019-02-28");
        for odd in ["P", "PT", "30D", "P30", "P1D1M", "P1.5D", "P-1D", "P999999D", "PT1D", "P1DT", "P1٣D"] {
            assert!(Span::parse(odd).is_err(), "{odd}");
        }
        assert_eq!(Span::parse("P1Y2M3W4DT5H").unwrap().to_string(), "P14M25DT5H");
    }
}
