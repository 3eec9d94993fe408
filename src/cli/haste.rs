//! Dates as people type them in haste, `yesterday`, `-3d`, `friday 10:00`, `20.11`, made into the form in which they are recorded. What
//! may mean two days is asked back; a day that comes again is the one on the side of today that is asked for.

use super::failure::{Failure, USAGE};
use super::settings::DateOrder;
use crate::model::moment::Day;

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Where a date is looked for that comes again, such as a day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toward {
    Past,
    Future,
}

/// The day on which something is typed, and how dates are read there.
#[derive(Clone, Copy)]
pub struct TypedOn {
    pub today: Day,
    pub order: Option<DateOrder>,
    pub toward: Toward,
}

/// The date that is meant by words of haste on a day, as `2026-11-20` or `2026-11-20T10:00`; any other text as it is. `..` before
/// it stays there: by that day.
pub fn hasty(text: &str, typed: TypedOn) -> Result<String, Failure> {
    if let Some(by) = text.trim_start().strip_prefix("..") {
        return Ok(format!("../{}", hasty(by.trim_start_matches('/').trim(), typed)?));
    }
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let (date, time) = match &words[..] {
        [time] if clock(time).is_some() => (Some(typed.today), clock(time)),
        [date] => (day(date, text, typed)?, None),
        [date, time] => match clock(time) {
            Some(time) => (day(date, text, typed)?.or_else(|| Day::parse(date)), Some(time)),
            None => (None, None),
        },
        _ => (None, None),
    };
    Ok(match (date, time) {
        (Some(date), Some(time)) => format!("{date}T{time}"),
        (Some(date), None) => date.to_string(),
        (None, _) => text.to_owned(),
    })
}

/// A time of day, `9:30` or `09:30`.
fn clock(text: &str) -> Option<String> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, most: u32| {
        let shaped = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        shaped.then(|| text.parse::<u32>().ok()).flatten().filter(|number| *number <= most)
    };
    let (hour, minute) = (number(hour, 24)?, number(minute, 59).filter(|_| minute.len() == 2)?);
    Some(format!("{hour:02}:{minute:02}"))
}

fn day(word: &str, text: &str, typed: TypedOn) -> Result<Option<Day>, Failure> {
    let named = [("yesterday", -1), ("today", 0), ("tomorrow", 1)].into_iter().find(|(known, _)| *known == word);
    if let Some(days) = named.map(|(_, days)| days).or_else(|| away(word)) {
        return Ok(typed.today.plus_days(days));
    }
    if let Some(weekday) = WEEKDAYS.iter().position(|known| *known == word || known[..3] == *word) {
        return weekday_toward(weekday as i64, text, typed).map(Some);
    }
    for separator in ['.', '/', '-'] {
        let parts: Vec<&str> = word.trim_end_matches(separator).split(separator).collect();
        if let [first, second] | [first, second, _] = parts[..]
            && let (Some(first), Some(second)) = (number(first), number(second))
            && (separator != '-' || parts.len() == 3)
        {
            let year = parts.get(2).copied();
            return numbers((first, second), separator, year, text, typed).map(Some);
        }
    }
    Ok(None)
}

/// The days of `-3d` and `+2w`.
fn away(word: &str) -> Option<i64> {
    let (sign, rest) = match (word.strip_prefix('-'), word.strip_prefix('+')) {
        (Some(rest), _) => (-1, rest),
        (_, rest) => (1, rest?),
    };
    let (count, days) = match rest.strip_suffix('d') {
        Some(count) => (count, 1),
        None => (rest.strip_suffix('w')?, 7),
    };
    let shaped = (1..=4).contains(&count.len()) && count.bytes().all(|byte| byte.is_ascii_digit());
    count.parse::<i64>().ok().filter(|_| shaped).map(|count| sign * count * days)
}

fn number(text: &str) -> Option<u32> {
    let shaped = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    shaped.then(|| text.parse().ok()).flatten()
}

fn weekday_toward(weekday: i64, text: &str, typed: TypedOn) -> Result<Day, Failure> {
    let (sign, week) = match typed.toward {
        Toward::Past => (-1, "a week ago"),
        Toward::Future => (1, "in a week"),
    };
    let away = (sign * (weekday - typed.today.weekday())).rem_euclid(7);
    let day =
        |days: i64| typed.today.plus_days(sign * days).ok_or_else(|| bad(format!("`{text}` is beyond the calendar")));
    match away {
        0 => Err(bad(format!("`{text}` is today, or {week}")).hint(format!("write `today`, or {}", day(7)?))),
        days => day(days),
    }
}

/// `20.11`, the day first; `20/11`, where one of the two can be no month. Without a year the first such day on that side of today.
fn numbers(
    (first, second): (u32, u32),
    separator: char,
    year: Option<&str>,
    text: &str,
    typed: TypedOn,
) -> Result<Day, Failure> {
    let year = match year.filter(|year| !year.is_empty()) {
        Some(year) => match year.parse().ok().filter(|_| year.len() == 4) {
            Some(year) => Some(year),
            None => return Err(bad(format!("`{text}` has no year of four digits")).hint("such as 20.11.2026")),
        },
        None => None,
    };
    let of = |day: u32, month: u32| match year {
        Some(year) => Day::of(year, month, day),
        None => day_toward(day, month, typed),
    };
    let found = match separator {
        '.' => of(first, second),
        _ => match (of(first, second), of(second, first), typed.order) {
            (Some(one), Some(other), None) if one != other => {
                return Err(bad(format!("`{text}` may be {one} or {other}"))
                    .hint("write the one that is meant; `milepost config dates dmy`, or `mdy`, answers it for good"));
            }
            (one, other, Some(DateOrder::Mdy)) => other.or(one),
            (one, other, _) => one.or(other),
        },
    };
    found.ok_or_else(|| bad(format!("`{text}` is no day of the calendar")).hint("such as 20.11, or 2026-11-20"))
}

fn day_toward(day: u32, month: u32, TypedOn { today, toward, .. }: TypedOn) -> Option<Day> {
    let this = today.date().0;
    // The 29th of February is in every fourth year, or every eighth.
    let mut years = (0..9).map(|away| if toward == Toward::Past { this - away } else { this + away });
    let lies = |day: &Day| if toward == Toward::Past { *day <= today } else { *day >= today };
    years.find_map(|year| Day::of(year, month, day).filter(lies))
}

fn bad(problem: String) -> Failure {
    Failure::new(USAGE, "date", problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str) -> String {
        ordered(text, None)
    }

    fn ordered(text: &str, order: Option<DateOrder>) -> String {
        // A Sunday.
        let today = Day::parse("2026-11-29").unwrap();
        hasty(text, TypedOn { today, order, toward: Toward::Past }).unwrap_or_else(|failure| failure.message)
    }

    #[test]
    fn what_comes_again_is_looked_for_ahead_where_dates_lie_ahead() {
        let today = Day::parse("2026-11-29").unwrap();
        let ahead = TypedOn { today, order: Some(DateOrder::Dmy), toward: Toward::Future };
        for (typed, is) in [
            ("tomorrow", "2026-11-30"),
            ("yesterday", "2026-11-28"),
            ("+3d", "2026-12-02"),
            ("+2w 23:59", "2026-12-13T23:59"),
            ("friday", "2026-12-04"),
            ("Mon", "2026-11-30"),
            ("sunday", "`sunday` is today, or in a week"),
            ("29.11", "2026-11-29"),
            ("28.11", "2027-11-28"),
            ("20/11", "2027-11-20"),
            ("29.2", "2028-02-29"),
            ("31.4", "`31.4` is no day of the calendar"),
            ("+3", "+3"),
            ("2005-08", "2005-08"),
        ] {
            assert_eq!(hasty(typed, ahead).unwrap_or_else(|failure| failure.message), is, "{typed}");
        }
    }

    #[test]
    fn the_order_that_is_set_answers_what_may_mean_two_days() {
        for (typed, dmy, mdy) in [
            ("3/4", "2026-04-03", "2026-03-04"),
            ("3-4-2026", "2026-04-03", "2026-03-04"),
            ("1/12/2025", "2025-12-01", "2025-01-12"),
            ("20/11", "2026-11-20", "2026-11-20"),
            ("3.4", "2026-04-03", "2026-04-03"),
        ] {
            assert_eq!(ordered(typed, Some(DateOrder::Dmy)), dmy);
            assert_eq!(ordered(typed, Some(DateOrder::Mdy)), mdy);
        }
    }

    #[test]
    fn words_of_haste_mean_one_day_or_are_asked_back() {
        for (typed, is) in [
            ("today", "2026-11-29"),
            ("Yesterday", "2026-11-28"),
            ("today 9:05", "2026-11-29T09:05"),
            ("10:00", "2026-11-29T10:00"),
            ("2026-11-20 10:00", "2026-11-20T10:00"),
            ("tomorrow", "2026-11-30"),
            ("-3d", "2026-11-26"),
            ("+1w", "2026-12-06"),
            ("-2w 23:59", "2026-11-15T23:59"),
            ("friday", "2026-11-27"),
            ("Mon", "2026-11-23"),
            ("sunday", "`sunday` is today, or a week ago"),
            ("20.11", "2026-11-20"),
            ("20.11.", "2026-11-20"),
            ("1.12", "2025-12-01"),
            ("1.12.2026", "2026-12-01"),
            ("29.2", "2024-02-29"),
            ("31.4", "`31.4` is no day of the calendar"),
            ("20/11", "2026-11-20"),
            ("11/20/2026", "2026-11-20"),
            ("5/5", "2026-05-05"),
            ("3/4", "`3/4` may be 2026-04-03 or 2026-03-04"),
            ("3-4-2026", "`3-4-2026` may be 2026-04-03 or 2026-03-04"),
            ("1.12.26", "`1.12.26` has no year of four digits"),
            ("2005-08", "2005-08"),
            ("../2005-08-15", "../2005-08-15"),
            ("..2005-08-15", "../2005-08-15"),
            ("..20.11", "../2026-11-20"),
            ("../ yesterday", "../2026-11-28"),
            ("..3/4", "`3/4` may be 2026-04-03 or 2026-03-04"),
            ("D+30", "D+30"),
            ("-3", "-3"),
            ("25:00", "25:00"),
            ("today or so", "today or so"),
            ("", ""),
            ("-é", "-é"),
        ] {
            assert_eq!(meant(typed), is, "{typed}");
        }
    }
}
