//! When entries are recorded: on two thousand days, few on quiet weeks and weekends, many on days when much happens.

use super::dice::Dice;
use milepost::model::moment::Moment;

pub const SIGNED: &str = "2020-01-01";
/// The same in milliseconds.
const FIRST: i64 = 1_577_836_800_000;
const MINUTE: i64 = 60_000;
pub const DAY: i64 = 24 * 60 * MINUTE;
pub const DAYS: u64 = 2000;

/// A moment at which something is recorded.
pub struct Hour {
    pub at: Moment,
    /// How many days after the signature.
    pub day: u64,
    /// Whether much happens on that day.
    pub busy: bool,
}

/// The moment before the first entry.
pub fn signed() -> Moment {
    Moment(FIRST)
}

/// A day so many days before a moment, not before the signature.
pub fn day_before(at: Moment, days: u64) -> String {
    Moment(at.0 - days as i64 * DAY).max(signed()).to_string()[..10].to_owned()
}

/// So many moments, in order of time.
pub fn hours(count: u64, dice: &mut Dice) -> Vec<Hour> {
    let days = loads(dice);
    let total: u64 = days.iter().map(|(load, _)| load).sum();
    let (mut hours, mut before) = (Vec::with_capacity(count as usize), 0);
    for (day, (load, busy)) in (0..).zip(days) {
        let share = |upto: u64| (u128::from(count) * u128::from(upto) / u128::from(total)) as u64;
        let entries = share(before + load) - share(before);
        before += load;
        let mut times: Vec<i64> = (0..entries).map(|_| 5 * 60 * MINUTE + dice.below(15 * 3_600_000) as i64).collect();
        times.sort_unstable();
        hours.extend(times.into_iter().map(|time| Hour { at: Moment(FIRST + day as i64 * DAY + time), day, busy }));
    }
    hours
}

/// How much is recorded on each day, and whether it is a day of incidents.
fn loads(dice: &mut Dice) -> Vec<(u64, bool)> {
    let (mut quiet, mut burst) = (false, 0);
    let load = |day: u64| {
        if day.is_multiple_of(7) {
            quiet = dice.one_in(5);
        }
        burst = if dice.one_in(30) { 120 } else { burst / 3 };
        let usual = if day % 7 < 5 { 10 } else { 3 };
        (burst + if quiet { usual / 3 } else { usual }, burst > 10)
    };
    (0..DAYS).map(load).collect()
}
