//! Spans of time in words, and dates that are counted from the entry into force.

use super::dates::Assumed;
use crate::model::due::{DueRule, Event};
use crate::model::span::Span;

/// A text without the word of some lists with which it begins, the longest of several.
pub fn without<'a>(text: &'a str, lists: &[&[&str]]) -> &'a str {
    let words = lists.iter().flat_map(|list| list.iter());
    words.filter_map(|word| text.strip_prefix(word)?.strip_prefix(' ')).min_by_key(|rest| rest.len()).unwrap_or(text)
}

/// Counted from the day of the entry into force: `D-Day`, `D+30`, `M+6`, `month 6`, `18th month`.
pub fn counted(text: &str) -> Option<(DueRule, Option<Assumed>)> {
    let text = text.replace("d-day", "d").replace('−', "-");
    let after = |within: Span| DueRule::After { event: Event::Start, within };
    if text == "d" {
        return Some((after(Span::default()), None));
    }
    let ordinal = |text: &str| {
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).to_owned();
        digits.parse::<u32>().ok().filter(|count| (1..1000).contains(count))
    };
    if let [a, b] = text.split(' ').collect::<Vec<_>>()[..] {
        let unit = |word: &str| ["month", "week", "year", "day"].contains(&word).then(|| word.to_owned());
        let counted = match (unit(a), unit(b)) {
            (Some(unit), None) => Some((unit, ordinal(b)?)),
            (None, Some(unit)) if a.ends_with(|c: char| c.is_ascii_alphabetic()) => Some((unit, ordinal(a)?)),
            _ => None,
        };
        if let Some((unit, count)) = counted {
            return Some((after(span(&format!("{count} {unit}"))?), Some(Assumed::FromStart)));
        }
    }
    let letter = text.chars().next()?;
    let own = match letter {
        'd' | 't' | 'j' => "days",
        'm' => "months",
        'w' => "weeks",
        'y' => "years",
        _ => return None,
    };
    let rest = text[1..].trim_start();
    let (sign, rest) = (rest.chars().next().filter(|sign| ['+', '-'].contains(sign))?, rest[1..].trim_start());
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let unit = if rest[end..].trim().is_empty() { own } else { rest[end..].trim() };
    let span = span(&format!("{} {unit}", &rest[..end]))?;
    let assumed = (letter != 'd').then_some(Assumed::FromStart);
    Some(match sign {
        '+' => (after(span), assumed),
        _ => (DueRule::Before { event: Event::Start, by: span }, assumed),
    })
}

/// Every way in which a text may be a term: its beginning and its end.
pub fn terms(text: &str) -> impl Iterator<Item = (&str, &str)> {
    const LINKS: [&str; 20] = [
        " – ", "–", " — ", "—", " - ", "-", " to ", " until ", " till ", " bis ", " au ", " al ", " a ", " hasta ",
        " по ", " до ", " hingga ", " s/d ", " end: ", " and ",
    ];
    const BEGINS: &[&str] = &["from", "between", "з", "із", "с", "du", "de", "del", "von", "vom", "dari"];
    let parted = |link: &'static str| text.match_indices(link).map(move |(at, _)| (at, at + link.len()));
    LINKS
        .into_iter()
        .flat_map(parted)
        .map(move |(begin, end)| (without(text[..begin].trim_start_matches("start: "), &[BEGINS]), &text[end..]))
}

/// A term counted from the entry into force: `D+30 to D+60`, `months 6-12`. The end may leave out what the beginning says.
pub fn term(text: &str) -> Option<(DueRule, Option<Assumed>)> {
    const UNITS: [(&str, &str); 4] =
        [("days ", "day "), ("weeks ", "week "), ("months ", "month "), ("years ", "year ")];
    let one = |text: &str| {
        let several = UNITS.iter().find_map(|(many, one)| Some(format!("{one}{}", text.strip_prefix(many)?)));
        several.unwrap_or_else(|| text.to_owned())
    };
    terms(text).find_map(|(begin, end)| {
        let (begin, end) = (one(begin.trim()), one(end.trim()));
        let unit = &begin[..begin.find(|c: char| c.is_ascii_digit()).unwrap_or(0)];
        let (first, _) = counted(&begin)?;
        let (last, _) = counted(&end).or_else(|| counted(&format!("{unit}{end}")).filter(|_| !unit.is_empty()))?;
        (from_start(&first)? <= from_start(&last)?).then_some((last, Some(Assumed::TermFromStart)))
    })
}

/// How far a rule is from the entry into force, in days, a month taken for thirty.
fn from_start(rule: &DueRule) -> Option<i64> {
    let days = |span: &Span| i64::from(span.months) * 30 + span.days as i64;
    match rule {
        DueRule::After { event: Event::Start, within } => Some(days(within)),
        DueRule::Before { event: Event::Start, by } => Some(-days(by)),
        _ => None,
    }
}

/// `30 days`, `thirty (30) days`, `six months`, `30 календарних днів`.
pub fn span(text: &str) -> Option<Span> {
    let text = ["calendar ", "календарних ", "календарных ", "naturales ", "hari kalender "]
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(word, ""));
    let (count, unit) = text.rsplit_once(' ')?;
    let count = match count.split_once(" (") {
        // `thirty (30)`, `90 (ninety)`
        Some((one, other)) => {
            let both = [one, other.strip_suffix(')')?];
            let figures = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            both.into_iter().find(figures).filter(|_| both.iter().all(|text| !text.is_empty()))?
        }
        None => count,
    };
    const COUNTS: [(&str, &str); 16] = [
        ("1", "one a одного un una une einem einer satu"),
        ("2", "two двох двух dos deux zwei dua"),
        ("3", "three трьох трех трёх tres trois drei tiga"),
        ("4", "four чотирьох четырех четырёх cuatro quatre vier empat"),
        ("5", "five п'яти пяти cinco cinq fünf lima"),
        ("6", "six шести seis sechs enam"),
        ("7", "seven"),
        ("8", "eight"),
        ("9", "nine"),
        ("10", "ten десяти diez dix zehn sepuluh"),
        ("12", "twelve"),
        ("15", "fifteen"),
        ("20", "twenty"),
        ("30", "thirty тридцяти тридцати treinta trente dreißig"),
        ("60", "sixty"),
        ("90", "ninety"),
    ];
    const UNITS: [(&str, &str); 5] = [
        ("D", "day days d день дня дні днів дней jour jours día días tag tage tagen hari"),
        (
            "W",
            "week weeks тиждень тижні тижнів неделя недели недель semaine semaines semana semanas woche wochen minggu",
        ),
        ("M", "month months mo місяць місяці місяців месяц месяца месяцев mois mes meses monat monate monaten bulan"),
        ("Y", "year years рік роки років год года лет an ans año años jahr jahre jahren tahun"),
        ("H", "hour hours h година години годин час часа часов heure heures hora horas stunde stunden jam"),
    ];
    let count =
        COUNTS.iter().find(|(_, words)| words.split(' ').any(|word| word == count)).map_or(count, |(figure, _)| figure);
    let (unit, _) = UNITS.iter().find(|(_, words)| words.split(' ').any(|word| word == unit))?;
    let time = if *unit == "H" { "T" } else { "" };
    Span::parse(&format!("P{time}{count}{unit}")).ok()
}
