//! Dates as matrices write them: those that mean one thing are read, those that could mean two are not.

use crate::model::moment::Day;
use crate::model::when::When;

/// In which order somebody says that dates of three numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Order {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
}

/// Why a text gives no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unclear {
    /// Which of its numbers is the day?
    DayOrMonth,
    /// No such day is in the calendar.
    Impossible,
    NotUnderstood,
}

/// Reads a date: `2005-09-15`, `15 September 2005`, `Sept. 15, 2005`, `15/9/2005`, `September 2005`, `Q3 2005`, `2005`.
pub fn date(text: &str, order: Option<Order>) -> Result<When, Unclear> {
    if let Ok(when) = When::parse(text) {
        return Ok(when);
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| c.is_whitespace() || ",./-".contains(c)).filter(|word| !word.is_empty()).collect();
    let words = if words.first().is_some_and(|word| is_weekday(word)) { &words[1..] } else { &words[..] };
    let words: Vec<&str> = words.iter().copied().filter(|word| !matches!(*word, "of" | "the")).collect();
    match words[..] {
        [quarter, of] => match (month(quarter), quarter.strip_prefix('q').and_then(number)) {
            (Some(month), _) => Ok(When::Month(year(of)?, month)),
            (_, Some(quarter @ 1..=4)) => Ok(When::Month(year(of)?, quarter * 3)),
            _ => Err(Unclear::NotUnderstood),
        },
        [a, b, c] => match (month(a), month(b)) {
            (Some(month), _) => day(year(c)?, month, nth(b)?),
            (_, Some(month)) => day(year(c)?, month, nth(a)?),
            _ => figures(a, b, c, order),
        },
        _ => Err(Unclear::NotUnderstood),
    }
}

/// Three numbers: the year first or last; then the order that somebody says, or the only one that the calendar allows.
fn figures(a: &str, b: &str, c: &str, order: Option<Order>) -> Result<When, Unclear> {
    let two = |text: &str| number(text).filter(|_| text.len() <= 2).ok_or(Unclear::NotUnderstood);
    if let Ok(first) = year(a) {
        return day(first, two(b)?, two(c)?);
    }
    let (a, b, year) = (two(a)?, two(b)?, year(c)?);
    match order {
        Some(Order::Dmy) => day(year, b, a),
        Some(Order::Mdy) => day(year, a, b),
        None if a == b => day(year, a, b),
        None if a <= 12 && b <= 12 => Err(Unclear::DayOrMonth),
        None if a > 12 => day(year, b, a),
        None => day(year, a, b),
    }
}

fn day(year: i32, month: u32, day: u32) -> Result<When, Unclear> {
    Day::of(year, month, day).map(When::Day).ok_or(Unclear::Impossible)
}

/// A year of four digits: of two digits nobody knows the century.
fn year(text: &str) -> Result<i32, Unclear> {
    let year = number(text).filter(|year| text.len() == 4 && *year > 0);
    year.map(|year| year as i32).ok_or(Unclear::NotUnderstood)
}

/// A day of the month: `15`, `15th`.
fn nth(text: &str) -> Result<u32, Unclear> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    number(digits).filter(|_| digits.len() <= 2).ok_or(Unclear::NotUnderstood)
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month of a word: whole, or its first three letters; `sept` too.
fn month(text: &str) -> Option<u32> {
    let fits = |month: &str| month == text || (text.len() == 3 && month.starts_with(text));
    let place = MONTHS.into_iter().position(fits).or_else(|| (text == "sept").then_some(8))?;
    Some(place as u32 + 1)
}

fn is_weekday(text: &str) -> bool {
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        .iter()
        .any(|day| *day == text || (text.len() == 3 && day.starts_with(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_mean_one_thing_are_read() {
        for (text, means) in [
            ("2005-09-15", "2005-09-15"),
            ("15 September 2005", "2005-09-15"),
            ("15th of September, 2005", "2005-09-15"),
            ("Thursday, Sept. 15, 2005", "2005-09-15"),
            ("15-Sep-2005", "2005-09-15"),
            ("15.9.2005", "2005-09-15"),
            ("9/15/2005", "2005-09-15"),
            ("2005/9/15", "2005-09-15"),
            ("5/5/2005", "2005-05-05"),
            ("September 2005", "2005-09"),
            ("May 2006", "2006-05"),
            ("Q1 2006", "2006-03"),
            ("2006", "2006"),
        ] {
            assert_eq!(date(text, None).map(|when| when.to_string()).as_deref(), Ok(means), "{text}");
        }
    }

    #[test]
    fn dates_that_could_mean_two_are_not() {
        assert_eq!(date("03/04/2005", None), Err(Unclear::DayOrMonth));
        let read = |order| date("03/04/2005", Some(order)).map(|when| when.to_string());
        assert_eq!((read(Order::Dmy).as_deref(), read(Order::Mdy).as_deref()), (Ok("2005-04-03"), Ok("2005-03-04")));
        assert_eq!(date("31/02/2005", None), Err(Unclear::Impossible));
        assert_eq!(date("14/3/2005", Some(Order::Mdy)), Err(Unclear::Impossible));
        for text in ["15/09/05", "early 2006", "mid-September 2005", "Sept–Oct 2005", "soon", "1 2", "32 may 20055", ""]
        {
            assert_eq!(date(text, None), Err(Unclear::NotUnderstood), "{text}");
        }
    }
}
