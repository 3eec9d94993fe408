//! Dates as they are typed.

use super::failure::{Failure, USAGE};
use super::haste::{TypedOn, hasty};
use crate::model::moment::Zone;
use crate::model::when::When;

/// A date that was typed; `D+30` is the thirtieth day after the plan `started`, and `..20.11` is by that day, on a day not known.
pub fn typed(text: &str, on: TypedOn, zone: Zone, started: impl FnOnce() -> Option<When>) -> Result<When, Failure> {
    let Some(days) = offset(text) else {
        // What cannot be read is told as it was typed.
        let read = When::parse_past(&hasty(text, on)?).or_else(|_| When::parse_past(text));
        return read.map_err(|problem| bad(problem.to_string()).hint(UNDERSTOOD));
    };
    let Some(start) = started() else {
        return Err(bad(format!("`{text}` counts from entry into force, which has not been decided"))
            .hint("write the date itself, or decide entry into force with `milepost start`"));
    };
    let day = start.day(zone).plus_days(days);
    day.map(When::Day).ok_or_else(|| bad(format!("`{text}` is beyond the calendar")))
}

/// The same where a date itself is asked for, and not by which day it was.
pub fn dated(text: &str, on: TypedOn, zone: Zone, started: impl FnOnce() -> Option<When>) -> Result<When, Failure> {
    match typed(text, on, zone, started)? {
        When::By(_) => Err(bad(format!("`{text}` is by a day, and a day itself is asked for")).hint(UNDERSTOOD)),
        when => Ok(when),
    }
}

const UNDERSTOOD: &str = "also understood: D+30 (after entry into force), yesterday, -3d, +2w, friday, 20.11";

fn bad(problem: String) -> Failure {
    Failure::new(USAGE, "date", problem)
}

/// The days of `D+30` or `D-3`.
pub fn offset(text: &str) -> Option<i64> {
    let days = text.strip_prefix(['D', 'd'])?;
    let digits = days.strip_prefix(['+', '-'])?;
    let shaped = !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    days.parse().ok().filter(|_| shaped)
}
