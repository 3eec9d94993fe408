//! Dates as matrices write them, in seven languages: those that mean one thing are read, those that could mean two are not, and what
//! was assumed is told.

use crate::model::moment::{Day, Zone};
use crate::model::when::When;

/// In which order somebody says that dates of three numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayMonth {
    /// Day, month, year.
    Dmy,
    /// Month, day, year.
    Mdy,
}

crate::words! {
    DayMonth { Dmy: "dmy", Mdy: "mdy" }
}

/// How the dates of a file are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// What somebody says.
    pub order: Option<DayMonth>,
    /// What another date of the file shows.
    pub shown: Option<DayMonth>,
    /// The century of years of two digits, as its first two: 20.
    pub century: Option<u32>,
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

/// A date, and what was assumed to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadDate {
    pub when: When,
    pub assumed: Option<Assumed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Assumed {
    /// The century of a year of two digits.
    Century(i32),
    /// Day or month first, as another date of the file shows.
    Order(bool),
    /// A spreadsheet's count of days.
    Serial,
    /// Its weekday is another's.
    Weekday,
    /// Its end is the date, its beginning is kept.
    Range,
    /// A week: its last day is the date.
    WeekEnd,
    /// Counted from the entry into force.
    FromStart,
    /// A term counted from the entry into force: its end is the date, its beginning is kept.
    TermFromStart,
    /// The date that took the place of the one before it.
    Revised,
}

fn sure(when: When) -> ReadDate {
    ReadDate { when, assumed: None }
}

/// A day, or a month, a quarter, a half or a whole year in which a day lies that nobody tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayWithin {
    pub first: Day,
    pub last: Day,
    /// The same as entries write it; they have no word for quarters and halves.
    pub when: Option<When>,
    pub assumed: Option<Assumed>,
}

/// Reads a date as the days that it may be.
pub fn within(text: &str, habits: Habits) -> Result<DayWithin, Unclear> {
    let ReadDate { when, assumed } = date(text, habits)?;
    let lower = text.to_lowercase();
    let (words, _) = worded(without_time(lower.trim()));
    let (last, first) = (when.day(Zone::UTC), Zone::UTC.day_of(when.first(Zone::UTC)));
    Ok(match part_of_year(&words) {
        Some((When::Month(year, end), months)) => {
            let first = Day::of(year, end + 1 - months, 1).unwrap_or(first);
            DayWithin { first, last, when: None, assumed }
        }
        _ => DayWithin { first, last, when: Some(when), assumed },
    })
}

/// Reads a date: `2005-09-15`, `15 September 2005`, `15/9/05`, `September 2005`, `Q3 2005`, `week 40 of 2005`, `12/2005`, `2005`, `45900`.
pub fn date(text: &str, habits: Habits) -> Result<ReadDate, Unclear> {
    if let Ok(when) = When::parse(text.trim()) {
        return Ok(sure(without_midnight(text.trim(), when)));
    }
    let lower = text.to_lowercase();
    let lower = without_time(lower.trim());
    if let Some(when) = serial(lower) {
        return Ok(ReadDate { when, assumed: Some(Assumed::Serial) });
    }
    let (words, named) = worded(lower);
    if let Some((when, _)) = part_of_year(&words) {
        return Ok(sure(when));
    }
    if let Some(week) = week(&words) {
        let when = week.map(When::Day).ok_or(Unclear::Impossible)?;
        return Ok(ReadDate { when, assumed: Some(Assumed::WeekEnd) });
    }
    let dotted = lower.bytes().filter(|byte| *byte == b'.').count() >= 2;
    let read = PartialDate { habits, dotted, named };
    match words[..] {
        [a] => year(a).map(|year| sure(When::Year(year))),
        [a, b] => match (month(a), month(b), number(a), number(b)) {
            // `Jun-26` is a month of a year, as spreadsheets show it; `26 Jun` and `Jun 26` are days of no year.
            (Some(month), _, _, _) if b.len() == 4 || lower.contains(['-', '\'', '’']) => read.month(b, month),
            (_, Some(month), _, _) if a.len() == 4 => read.month(a, month),
            (_, _, Some(one @ 1..=12), Some(_)) if year(b).is_ok() => Ok(sure(When::Month(year(b)?, one))),
            (_, _, Some(_), Some(one @ 1..=12)) if year(a).is_ok() => Ok(sure(When::Month(year(a)?, one))),
            _ => Err(Unclear::NotUnderstood),
        },
        [a, b, c] => match (month(a), month(b)) {
            (Some(month), _) => read.day(c, month, nth(b)?),
            (_, Some(month)) if a.len() == 4 && year(a).is_ok() => read.day(a, month, nth(c)?),
            (_, Some(month)) => read.day(c, month, nth(a)?),
            _ => read.figures(a, b, c),
        },
        _ => Err(Unclear::NotUnderstood),
    }
}

/// The words of a date without those that say nothing, and the day of the week with which it begins.
fn worded(lower: &str) -> (Vec<&str>, Option<i64>) {
    let split = |c: char| c.is_whitespace() || ",./-()–’'".contains(c);
    let mut words: Vec<&str> = lower.split(split).filter(|word| !word.is_empty()).collect();
    let named = words.first().and_then(|word| weekday(word));
    if named.is_some() && words.len() > 1 {
        words.remove(0);
    }
    const FILLERS: [&str; 20] = [
        "е", "й", "of", "the", "de", "del", "des", "le", "den", "року", "рік", "р", "года", "году", "год", "г", "year",
        "tahun", "го", "pada",
    ];
    // `des` is December in Indonesian where nothing else is a month.
    let months = words.iter().filter(|word| month(word).is_some()).count();
    words.retain(|word| !(FILLERS.contains(word) && (*word != "des" || months > 1)));
    (words, named)
}

/// Which order the dates of three numbers show of which only one is in the calendar; nothing where they show both or none.
pub fn shown<'a>(texts: impl Iterator<Item = &'a str>) -> Option<DayMonth> {
    let mut found = None;
    for text in texts {
        let lower = text.to_lowercase();
        let text = without_time(lower.trim());
        let text = text
            .split_once(' ')
            .filter(|(word, _)| weekday(word.trim_end_matches(',')).is_some())
            .map_or(text, |(_, rest)| rest);
        let parts: Vec<u32> = text.split(['/', '-']).map_while(number).collect();
        let order = match parts[..] {
            [a, b, c] if c > 31 || text.len() >= 8 => match (a, b) {
                (13..=31, 1..=12) => DayMonth::Dmy,
                (1..=12, 13..=31) => DayMonth::Mdy,
                _ => continue,
            },
            _ => continue,
        };
        if found.is_some_and(|known| known != order) {
            return None;
        }
        found = Some(order);
    }
    found
}

/// A date-time that is the first moment of a day is that day.
fn without_midnight(text: &str, when: When) -> When {
    let bare = |text: &str| text.strip_suffix("T00:00:00Z").or(text.strip_suffix("T00:00:00.000Z")).map(When::parse);
    match bare(text).or_else(|| text.strip_suffix("T00:00:00").map(When::parse)) {
        Some(Ok(day)) => day,
        _ => when,
    }
}

/// A text without the time of day behind its date: `30/jun/26 12:00 am`.
pub fn without_time(text: &str) -> &str {
    let text = [" uhr", " hrs", " hours", " год", " год.", " ч", " ч."]
        .iter()
        .find_map(|end| text.strip_suffix(end))
        .unwrap_or(text);
    let text = text.strip_suffix(" am").or(text.strip_suffix(" pm")).unwrap_or(text);
    let Some((before, time)) = text.rsplit_once([' ', 't']) else { return text };
    let time = time.trim_end_matches("am").trim_end_matches("pm").trim_end_matches('z');
    let is_time = (2..=3).contains(&time.split(':').count())
        && time
            .split(':')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    let at = [" at", " um", " à", " a las", " о", " в", " pukul"];
    let bare = before.trim_end_matches([',', ' ']);
    let bare = at.iter().find_map(|at| bare.strip_suffix(at)).unwrap_or(bare);
    if is_time { bare.trim_end_matches([',', ' ']) } else { text }
}

/// The day that a spreadsheet counts: 45900 is 2025-08-31.
fn serial(text: &str) -> Option<When> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let days: i64 = whole.parse().ok().filter(|_| whole.len() == 5 && digits(whole) && digits(part))?;
    let days = Some(days).filter(|days| (20_000..80_000).contains(days))?;
    Day::of(1899, 12, 30)?.plus_days(days).map(When::Day)
}

struct PartialDate {
    habits: Habits,
    /// Whether dots part it: then the day stands first.
    dotted: bool,
    named: Option<i64>,
}

impl PartialDate {
    fn month(&self, text: &str, month: u32) -> Result<ReadDate, Unclear> {
        if text.len() == 4 {
            return Ok(sure(When::Month(year(text)?, month)));
        }
        let short = number(text).filter(|_| text.len() == 2).ok_or(Unclear::NotUnderstood)?;
        let year = self.century(short);
        Ok(ReadDate { when: When::Month(year, month), assumed: self.told(year) })
    }

    /// A day of a year of four digits, or of two: of the century that somebody says, else of an assumed one, which a weekday confirms.
    fn day(&self, text: &str, month: u32, day: u32) -> Result<ReadDate, Unclear> {
        let of = |year: i32| Day::of(year, month, day).ok_or(Unclear::Impossible);
        if let Ok(year) = year(text) {
            let day = of(year)?;
            let odd = self.named.is_some_and(|named| named != day.weekday());
            return Ok(ReadDate { when: When::Day(day), assumed: odd.then_some(Assumed::Weekday) });
        }
        let short = number(text).filter(|_| text.len() == 2).ok_or(Unclear::NotUnderstood)?;
        let year = self.century(short);
        let day = of(year)?;
        let assumed = match self.named {
            Some(named) => (named != day.weekday()).then_some(Assumed::Weekday),
            None => self.told(year),
        };
        Ok(ReadDate { when: When::Day(day), assumed })
    }

    fn century(&self, short: u32) -> i32 {
        let century = self.habits.century.unwrap_or(if short < 80 { 20 } else { 19 });
        (century * 100 + short) as i32
    }

    fn told(&self, year: i32) -> Option<Assumed> {
        self.habits.century.is_none().then_some(Assumed::Century(year / 100))
    }

    /// Three numbers: the year first or last; then the order that somebody says, the only one that the calendar allows, or the one
    /// that another date of the file shows.
    fn figures(&self, a: &str, b: &str, c: &str) -> Result<ReadDate, Unclear> {
        let two = |text: &str| number(text).filter(|_| text.len() <= 2).ok_or(Unclear::NotUnderstood);
        if year(a).is_ok() {
            return self.day(a, two(b)?, two(c)?);
        }
        let (first, second) = (two(a)?, two(b)?);
        if first > 31 {
            return self.day(a, second, two(c)?);
        }
        match self.habits.order {
            Some(DayMonth::Dmy) => self.day(c, second, first),
            Some(DayMonth::Mdy) => self.day(c, first, second),
            None if first == second || first > 12 => self.day(c, second, first),
            None if second > 12 => self.day(c, first, second),
            None if self.dotted => self.day(c, second, first),
            None if self.named.is_some() => {
                // The weekday fits one of the two.
                let both = [(second, first), (first, second)].map(|(month, day)| self.day(c, month, day));
                let fits = |read: &&Result<ReadDate, Unclear>| read.is_ok_and(|read| read.assumed.is_none());
                let [one] = both.iter().filter(fits).collect::<Vec<_>>()[..] else { return Err(Unclear::DayOrMonth) };
                *one
            }
            None => {
                let shown = self.habits.shown.ok_or(Unclear::DayOrMonth)?;
                let dmy = shown == DayMonth::Dmy;
                let read = if dmy { self.day(c, second, first) } else { self.day(c, first, second) }?;
                Ok(ReadDate { assumed: Some(Assumed::Order(dmy)), ..read })
            }
        }
    }
}

/// A year of four digits.
fn year(text: &str) -> Result<i32, Unclear> {
    let year = number(text).filter(|year| text.len() == 4 && (1800..2200).contains(year));
    year.map(|year| year as i32).ok_or(Unclear::NotUnderstood)
}

/// A day of the month: `15`, `15th`, `1er`.
fn nth(text: &str) -> Result<u32, Unclear> {
    let digits = ["st", "nd", "rd", "th", "er", "º", "ª", "°"].iter().find_map(|end| text.strip_suffix(end));
    let digits = digits.unwrap_or(text);
    number(digits).filter(|_| digits.len() <= 2).ok_or(Unclear::NotUnderstood)
}

fn number(text: &str) -> Option<u32> {
    text.parse().ok().filter(|_| text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A quarter or a half of a year: the month in which it ends, and how many it has.
fn part_of_year(words: &[&str]) -> Option<(When, u32)> {
    const QUARTERS: &str = "quarter quarters qtr quartal quartals trimestre trimester trim квартал кварталу квартала квартале кварталі кв triwulan kuartal";
    const HALVES: &str = "half halbjahr hj semestre semester semestr півріччя полугодие полугодия";
    let all = |list: &'static str, word: &str| list.split(' ').any(|known| known == word);
    let of = |count: u32, months: u32, most: u32| (1..=most).contains(&count).then_some((count * months, months));
    let short = |word: &str| {
        let (letter, count) = match word.as_bytes() {
            [letter, count @ b'1'..=b'4'] | [count @ b'1'..=b'4', letter] => (*letter, u32::from(count - b'0')),
            _ => return None,
        };
        match letter {
            b'q' | b't' => of(count, 3, 4),
            b'h' | b's' => of(count, 6, 2),
            _ => None,
        }
    };
    let (mut month, mut found) = (None, None);
    match words {
        [_, _] => {
            for word in words {
                match (short(word), year(word)) {
                    (Some(last), _) => month = Some(last),
                    (_, Ok(year)) => found = Some(year),
                    _ => return None,
                }
            }
        }
        [_, _, _] => {
            let months = words.iter().find_map(|word| match (all(QUARTERS, word), all(HALVES, word)) {
                (true, _) => Some((3, 4)),
                (_, true) => Some((6, 2)),
                _ => None,
            })?;
            for word in words {
                match (ordinal(word), year(word)) {
                    (Some(count), _) => month = of(count, months.0, months.1),
                    (_, Ok(year)) => found = Some(year),
                    _ if all(QUARTERS, word) || all(HALVES, word) => {}
                    _ => return None,
                }
            }
        }
        _ => return None,
    }
    let (month, months) = month?;
    Some((When::Month(found?, month), months))
}

/// A numbered week of a year, `KW 40/2026`, `2026-W40`: its last day, if the year has so many.
fn week(words: &[&str]) -> Option<Option<Day>> {
    const WEEKS: [&str; 15] = [
        "kw",
        "week",
        "woche",
        "kalenderwoche",
        "wk",
        "w",
        "semaine",
        "semana",
        "minggu",
        "тиждень",
        "тижня",
        "тижні",
        "неделя",
        "недели",
        "неделе",
    ];
    let count = |word: &str| number(word).filter(|_| word.len() <= 2);
    let stuck = |word: &str| WEEKS.iter().find_map(|name| count(word.strip_prefix(name)?));
    let of = |named: &str, week: Option<u32>, of: &str| WEEKS.contains(&named).then_some((week?, year(of).ok()?));
    let (week, year) = match words {
        [a, b] => stuck(a).zip(year(b).ok()).or_else(|| stuck(b).zip(year(a).ok())),
        [a, b, c] => {
            let readings = [(a, b, c), (b, a, c), (b, c, a), (c, b, a)];
            readings.into_iter().find_map(|(named, week, year)| of(named, count(week), year))
        }
        _ => None,
    }?;
    Some(Day::of_week(year, week))
}

/// `3`, `3rd`, `iii`, `third`.
fn ordinal(word: &str) -> Option<u32> {
    let word = word.trim_end_matches(['º', 'ª', '°']);
    const WORDS: [&str; 4] = [
        "1 i 1st first 1er 1ère premier primer erstes і перший перше первый первое pertama",
        "2 ii 2nd second 2e 2ème deuxième segundo zweites іі другий друге второй второе kedua",
        "3 iii 3rd third 3e 3ème troisième tercer drittes ііі третій третий ketiga",
        "4 iv 4th fourth 4e 4ème quatrième cuarto viertes іv четвертий четвертый keempat",
    ];
    WORDS.iter().position(|words| words.split(' ').any(|known| known == word)).map(|place| place as u32 + 1)
}

/// The months in English, French, Spanish, German, Indonesian, Ukrainian and Russian, as they stand in dates and by themselves.
const MONTHS: [&str; 12] = [
    "january janvier enero januar jänner januari січень січня січні январь января январе",
    "february février fevrier febrero februar februari лютий лютого лютому февраль февраля феврале",
    "march mars marzo märz maerz maret березень березня березні март марта марте",
    "april avril abril квітень квітня квітні апрель апреля апреле",
    "may mai mayo mei травень травня травні май мая мае",
    "june juin junio juni червень червня червні июнь июня июне",
    "july juillet julio juli липень липня липні июль июля июле",
    "august août aout agosto agustus серпень серпня серпні август августа августе",
    "september septembre septiembre setiembre вересень вересня вересні сентябрь сентября сентябре",
    "october octobre octubre oktober жовтень жовтня жовтні октябрь октября октябре",
    "november novembre noviembre nopember листопад листопада листопаді ноябрь ноября ноябре",
    "december décembre decembre diciembre dezember desember грудень грудня грудні декабрь декабря декабре",
];

/// The month of a word: whole, or three letters or more of its beginning, where these are of one month only.
pub fn month(text: &str) -> Option<u32> {
    let long = text.chars().count() >= 3 && text.chars().all(char::is_alphabetic);
    let fits = |month: &&str| month.split(' ').any(|name| name == text || (long && name.starts_with(text)));
    let mut found = MONTHS.iter().enumerate().filter(|(_, month)| fits(month));
    let (place, _) = found.next()?;
    found.next().is_none().then_some(place as u32 + 1)
}

/// The day of the week of a word, from Monday as 0.
fn weekday(text: &str) -> Option<i64> {
    const DAYS: [&str; 7] = [
        "monday mon lundi lunes montag senin понеділок понедельник пн",
        "tuesday tue tues mardi martes dienstag selasa вівторок вторник вт",
        "wednesday wed mercredi miércoles mittwoch rabu середа среда ср",
        "thursday thu thurs thur jeudi jueves donnerstag kamis четвер четверг чт",
        "friday fri vendredi viernes freitag jumat п'ятниця пятница пт",
        "saturday sat samedi sábado samstag sabtu субота суббота сб",
        "sunday sun dimanche domingo sonntag minggu неділя воскресенье нд вс",
    ];
    DAYS.iter().position(|names| names.split(' ').any(|name| name == text)).map(|place| place as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, Unclear> {
        date(text, Habits::default()).map(|dated| dated.when.to_string())
    }

    #[test]
    fn dates_that_mean_one_thing_are_read() {
        for (text, means) in [
            ("2005-09-15", "2005-09-15"),
            ("2005-09-15T00:00:00Z", "2005-09-15"),
            ("15 September 2005", "2005-09-15"),
            ("15th of September, 2005", "2005-09-15"),
            ("Thursday, Sept. 15, 2005", "2005-09-15"),
            ("15-Sep-2005", "2005-09-15"),
            ("15.9.2005", "2005-09-15"),
            ("3.4.2005", "2005-04-03"),
            ("9/15/2005", "2005-09-15"),
            ("2005/9/15", "2005-09-15"),
            ("5/5/2005", "2005-05-05"),
            ("September 2005", "2005-09"),
            ("May 2006", "2006-05"),
            ("12/2006", "2006-12"),
            ("Q1 2006", "2006-03"),
            ("2006-Q3", "2006-09"),
            ("2025 (Q3)", "2025-09"),
            ("4th quarter 2025", "2025-12"),
            ("IV квартал 2026 р.", "2026-12"),
            ("2. Halbjahr 2026", "2026-12"),
            ("2006", "2006"),
            ("1er septembre 2026", "2026-09-01"),
            ("31. Dezember 2026", "2026-12-31"),
            ("15 de marzo de 2026", "2026-03-15"),
            ("1 березня 2027 року", "2027-03-01"),
            ("2 мая 2026 г.", "2026-05-02"),
            ("17 Agustus 2026", "2026-08-17"),
            ("Des 2026", "2026-12"),
            ("12/31/2026 11:02 AM", "2026-12-31"),
            ("Thu 30/04/26", "2026-04-30"),
            ("Fri 03/04/26", "2026-04-03"),
            ("Mon 03/05/99", "1999-05-03"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(means), "{text}");
            assert_eq!(date(text, Habits::default()).map(|dated| dated.assumed), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_is_assumed_is_told() {
        let told = |text: &str, habits| date(text, habits).map(|dated| (dated.when.to_string(), dated.assumed));
        let none = Habits::default();
        assert_eq!(told("30-Jun-24", none), Ok(("2024-06-30".into(), Some(Assumed::Century(20)))));
        assert_eq!(told("30/Jun/26 12:00 AM", none), Ok(("2026-06-30".into(), Some(Assumed::Century(20)))));
        assert_eq!(told("30-Jun-24", Habits { century: Some(19), ..none }), Ok(("1924-06-30".into(), None)));
        assert_eq!(told("45900", none), Ok(("2025-08-31".into(), Some(Assumed::Serial))));
        assert_eq!(told("Monday, 15 September 2005", none), Ok(("2005-09-15".into(), Some(Assumed::Weekday))));
        let week = |day: &str| Ok((day.to_owned(), Some(Assumed::WeekEnd)));
        for text in ["KW 40/2026", "KW40/2026", "2026-W40", "week 40, 2026", "40 тиждень 2026 року"] {
            assert_eq!(told(text, none), week("2026-10-04"), "{text}");
        }
        assert_eq!(told("week 53 of 2026", none), week("2027-01-03"));
        assert_eq!(told("KW 53/2025", none), Err(Unclear::Impossible));
        assert_eq!(told("Jun-26", none), Ok(("2026-06".into(), Some(Assumed::Century(20)))));
        assert_eq!(told("Wed 30/06/26", none), Ok(("2026-06-30".into(), Some(Assumed::Weekday))));
        let mdy = Habits { shown: shown(["10/01/2023", "08/31/2025"].into_iter()), ..none };
        assert_eq!(told("10/01/2023", mdy), Ok(("2023-10-01".into(), Some(Assumed::Order(false)))));
        assert_eq!(shown(["31/08/2025", "08/31/2025"].into_iter()), None);
    }

    #[test]
    fn dates_that_could_mean_two_are_not() {
        assert_eq!(read("03/04/2005"), Err(Unclear::DayOrMonth));
        let read = |order| {
            let habits = Habits { order: Some(order), ..Habits::default() };
            date("03/04/2005", habits).map(|dated| dated.when.to_string())
        };
        assert_eq!(
            (read(DayMonth::Dmy).as_deref(), read(DayMonth::Mdy).as_deref()),
            (Ok("2005-04-03"), Ok("2005-03-04"))
        );
        let read = |text| date(text, Habits::default()).map(|dated| dated.when);
        assert_eq!(read("31/02/2005"), Err(Unclear::Impossible));
        let mdy = Habits { order: Some(DayMonth::Mdy), ..Habits::default() };
        assert_eq!(date("14/3/2005", mdy).map(|dated| dated.when), Err(Unclear::Impossible));
        for text in [
            "31 Dec",
            "12 Dec",
            "Dec 12",
            "26-Jun",
            "31 грудня",
            "early 2006",
            "mid-September 2005",
            "soon",
            "1 2",
            "32 may 20055",
            "",
            "month 1-8",
            "2024-26",
        ] {
            assert!(matches!(read(text), Err(Unclear::NotUnderstood)), "{text}");
        }
    }
}
