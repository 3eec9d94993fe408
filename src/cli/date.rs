//! Dates as they are typed.

use super::failure::{Failure, USAGE};
use crate::model::moment::Zone;
use crate::model::when::When;

/// A date that was typed; `D+30` is the thirtieth day after the plan `started`.
pub fn typed(text: &str, zone: Zone, started: impl FnOnce() -> Option<When>) -> Result<When, Failure> {
    let bad = |problem: String| Failure::new(USAGE, "date", problem);
    let Some(days) = offset(text) else {
        return When::parse(text).map_err(|problem| {
            bad(problem.to_string())
                .hint("also understood: D+30 (after entry into force), yesterday, -3d, +2w, friday, 20.11".to_owned())
        });
    };
    let Some(start) = started() else {
        return Err(bad(format!("`{text}` counts from entry into force, which has not been decided"))
            .hint("write the date itself, or decide entry into force with `milepost start`"));
    };
    let day = start.day(zone).plus_days(days);
    day.map(When::Day).ok_or_else(|| bad(format!("`{text}` is beyond the calendar")))
}

/// The days of `D+30` or `D-3`.
pub fn offset(text: &str) -> Option<i64> {
    let days = text.strip_prefix(['D', 'd'])?;
    let digits = days.strip_prefix(['+', '-'])?;
    let shaped = !digits.is_empty() && digits.len() <= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    days.parse().ok().filter(|_| shaped)
}
