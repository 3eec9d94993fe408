//! A table read by rules: its rows as the fields of entries, each cell in the words that entries have.

use super::dates::{DayMonth, Habits, Unclear, date, shown};
use super::figures::figure;
use super::grid::{Grid, GridRow, column, letters};
use super::headings::plain as heading;
use super::reading::{FieldRule, FieldSource, KEY, ReadingRules, TIME};
use super::status::{plain, status};
use crate::model::level::Level;
use crate::model::when::When;
use std::collections::BTreeMap;

/// A row as the fields of an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuledRow {
    /// As a spreadsheet counts.
    pub number: usize,
    /// Every field with what it holds; what is empty is left out.
    pub cells: Vec<(String, String)>,
    pub key: Option<String>,
    /// What could not be read.
    pub bad: Vec<String>,
    /// Words that count from the day on which they are read.
    pub counted: Vec<CountedDay>,
}

/// A word that counts from the day on which it is read, `yesterday`, and the day that was taken, as it stands in entries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountedDay {
    pub word: String,
    pub written: String,
}

/// What a cell means that counts from the day on which it is read.
pub type CountedFrom<'a> = &'a dyn Fn(&str) -> Option<CountedDay>;

/// The rows of a table, and how many the rules pass over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuledTable {
    pub rows: Vec<RuledRow>,
    pub passed: usize,
}

/// How far down a header may stand where nothing says how far.
const DEEPEST: usize = 20;

impl ReadingRules {
    /// Whether a table has all the headings that the rules name, of which letters are none.
    pub fn fits(&self, grid: &Grid) -> bool {
        let named = self.columns().filter(|name| column(name).is_none()).count();
        named > 1 && self.header(grid).is_ok_and(|header| header.is_some())
    }

    /// Whether a table has all the columns that the rules name.
    pub fn heads(&self, grid: &Grid) -> bool {
        self.header(grid).is_ok()
    }

    /// The place of the header; nothing where there is none. Else the columns that no row has.
    fn header(&self, grid: &Grid) -> Result<Option<usize>, Vec<String>> {
        let below = self.skip.unwrap_or(0);
        let rows = || grid.rows.iter().enumerate().filter(|(_, row)| row.number > below && !row.cells.is_empty());
        if self.headless {
            return Ok(None);
        }
        let width = grid.rows.iter().filter_map(|row| Some(row.cells.last()?.0 + 1)).max().unwrap_or(0);
        let lacking = |row: &GridRow| -> Vec<String> {
            let lacks = |name: &&str| at(row, name).is_none_or(|at| at >= width);
            self.columns().filter(lacks).map(str::to_owned).collect()
        };
        let most = if self.skip.is_some() { 1 } else { DEEPEST };
        let best = rows()
            .take(most)
            .map(|(place, row)| (lacking(row), place))
            .min_by_key(|(lacks, place)| (lacks.len(), *place));
        match best {
            Some((lacks, place)) if lacks.is_empty() => Ok(Some(place)),
            Some((lacks, _)) => Err(lacks),
            None => Ok(None),
        }
    }

    /// The rows below the header; else the columns that are not there.
    pub fn rows(&self, grid: &Grid, counted: CountedFrom) -> Result<RuledTable, Vec<String>> {
        let header = self.header(grid)?;
        let row = header.map(|place| &grid.rows[place]);
        let below = grid.rows.iter().skip(header.map_or(0, |place| place + 1));
        let below: Vec<&GridRow> =
            below.filter(|row| !row.cells.is_empty() && row.number > self.skip.unwrap_or(0)).collect();
        let place = |name: &str| row.and_then(|row| at(row, name)).or_else(|| column(name));
        let places: BTreeMap<&str, usize> = self.columns().filter_map(|name| Some((name, place(name)?))).collect();
        let reader = CellReader { rules: self, habits: self.habits(&below, &places), places, counted };
        let (passed, taken): (Vec<&&GridRow>, Vec<_>) = below.iter().partition(|row| reader.passes(row));
        Ok(RuledTable { rows: taken.into_iter().map(|row| reader.row(row)).collect(), passed: passed.len() })
    }

    /// How the dates of each column that has some are meant: told from all its cells, once.
    fn habits<'a>(&'a self, below: &[&GridRow], places: &BTreeMap<&str, usize>) -> BTreeMap<&'a str, Habits> {
        let dated = self.fields.iter().filter(|rule| is_dated(&rule.field));
        let of = |name: &'a str| {
            let all = below.iter().filter_map(|row| row.text(*places.get(name)?));
            (name, Habits { order: self.order, shown: shown(all), century: self.century })
        };
        let named = dated.filter_map(|rule| match &rule.source {
            FieldSource::Column(name) => Some(name.as_str()),
            FieldSource::Constant(_) => None,
        });
        named.map(of).collect()
    }
}

/// Whether a field of entries holds a date.
pub fn is_dated(field: &str) -> bool {
    ["on", "known", "from", "until"].contains(&field)
}

/// The column of a header that is called so, or has that letter.
fn at(row: &GridRow, name: &str) -> Option<usize> {
    let called = row.cells.iter().find(|(_, cell)| heading(&cell.text) == heading(name)).map(|(at, _)| *at);
    called.or_else(|| column(name).filter(|_| name.len() <= 2))
}

struct CellReader<'a> {
    rules: &'a ReadingRules,
    places: BTreeMap<&'a str, usize>,
    habits: BTreeMap<&'a str, Habits>,
    counted: CountedFrom<'a>,
}

impl CellReader<'_> {
    fn text<'r>(&self, row: &'r GridRow, name: &str) -> &'r str {
        self.places.get(name).and_then(|at| row.text(*at)).unwrap_or_default().trim()
    }

    fn passes(&self, row: &GridRow) -> bool {
        let holds = |column: &str, words: &[String]| {
            let text = plain(self.text(row, column));
            words.iter().any(|word| *word == text || (word == "empty" && text.is_empty()))
        };
        self.rules.passes.iter().any(|pass| holds(&pass.column, &pass.words))
    }

    fn row(&self, row: &GridRow) -> RuledRow {
        let mut told = RuledRow { number: row.number, ..RuledRow::default() };
        let times = |rule: &&FieldRule| rule.field == TIME;
        for rule in self.rules.fields.iter().filter(|rule| !times(rule)) {
            let read = self.cell(row, rule);
            let counted = read.as_ref().ok().filter(|_| is_dated(&rule.field)).and_then(|text| (self.counted)(text));
            told.counted.extend(counted.clone());
            match read.map(|text| counted.map_or(text, |day| day.written)) {
                Ok(text) if text.is_empty() && rule.field == KEY => {
                    told.bad.push(format!("no key stands in {}", self.shown(rule)));
                }
                // Without a day an entry would speak of the moment at which it is imported.
                Ok(text) if text.is_empty() && rule.field == "on" => {
                    let FieldSource::Column(name) = &rule.source else { continue };
                    told.bad.push(format!(
                        "no day stands in column `{name}`; `empty means …` below its rule says which, `pass {name} is empty` leaves such rows out"
                    ));
                }
                Ok(text) if text.is_empty() => {}
                Ok(text) if rule.field == KEY => {
                    told.key = Some(told.key.map_or(text.clone(), |key| format!("{key}/{text}")));
                }
                Ok(text) => match told.cells.iter_mut().find(|(field, _)| *field == rule.field) {
                    Some((_, before)) => *before = format!("{before}; {text}"),
                    None => told.cells.push((rule.field.clone(), text)),
                },
                Err(problem) => told.bad.push(problem),
            }
        }
        if let Some(rule) = self.rules.fields.iter().find(times) {
            let day = told.cells.iter_mut().find(|(field, _)| field == "on").map(|(_, day)| day);
            let joined = self.cell(row, rule).and_then(|time| day.map_or(Ok(()), |day| self.joined(day, &time, rule)));
            told.bad.extend(joined.err());
        }
        told
    }

    /// Puts the time of day behind a day that has none.
    fn joined(&self, day: &mut String, time: &str, rule: &FieldRule) -> Result<(), String> {
        let refused =
            |why: &str| Err(format!("{}: `{time}` cannot stand behind `{day}`, which {why}", self.shown(rule)));
        match When::parse(day) {
            _ if time.is_empty() => {}
            Ok(When::Day(_)) => *day = format!("{day}T{time}"),
            Ok(When::Local(_) | When::At(..)) => return refused("has a time of day of its own"),
            _ => return refused("is no single day"),
        }
        Ok(())
    }

    fn shown(&self, rule: &FieldRule) -> String {
        match &rule.source {
            FieldSource::Column(name) => format!("column `{name}`"),
            FieldSource::Constant(_) => format!("`{}`", rule.field),
        }
    }

    /// What a cell says, in the words that the field has.
    fn cell(&self, row: &GridRow, rule: &FieldRule) -> Result<String, String> {
        let FieldSource::Column(name) = &rule.source else {
            let FieldSource::Constant(text) = &rule.source else { return Ok(String::new()) };
            return Ok(text.clone());
        };
        let text = self.text(row, name);
        let word = plain(text);
        let means = |wanted: &str| rule.meanings.iter().find(|(word, _)| word == wanted).map(|(_, meaning)| meaning);
        let taught = if text.is_empty() { means("empty") } else { means(&word).or_else(|| means("*")) };
        match taught {
            Some(meaning) if meaning == "empty" => Ok(String::new()),
            Some(meaning) if rule.field == TIME => {
                self.read(meaning, rule, name).map_err(|why| format!("{name}: {why}"))
            }
            Some(meaning) => Ok(meaning.clone()),
            None if text.is_empty() => Ok(String::new()),
            None => self.read(text, rule, name).map_err(|why| format!("{name}: {why}")),
        }
    }

    fn read(&self, text: &str, rule: &FieldRule, name: &str) -> Result<String, String> {
        match rule.field.as_str() {
            field if is_dated(field) => self.date(text, name),
            TIME => time_of_day(text).ok_or_else(|| {
                format!("`{text}` is no time of day: write it as 14:20, or say what it means: `{text} means 14:20`, `{text} means empty`")
            }),
            "level" => level(text).ok_or_else(|| {
                format!(
                    "`{text}` is no word for a level; say what it means below `level from {name}`: `{text} means full`"
                )
            }),
            "count" => self.number(text),
            field if field.starts_with("values.") || field.starts_with("add.") => self.number(text),
            _ => Ok(text.to_owned()),
        }
    }

    /// A date, with the time of day where one of 24 hours stands behind it.
    fn date(&self, text: &str, name: &str) -> Result<String, String> {
        if let Ok(when) = When::parse_past(text) {
            return Ok(when.to_string());
        }
        if (self.counted)(text).is_some() {
            return Ok(text.to_owned());
        }
        let habits = self.habits.get(name).copied().unwrap_or_default();
        let read = date(text, habits).map_err(|unclear| match unclear {
            Unclear::DayOrMonth => {
                format!("`{text}`: the day or the month first? `dates dmy` or `dates mdy` says which")
            }
            Unclear::Impossible => format!("`{text}` is not in the calendar{}", self.turned(text, habits)),
            Unclear::NotUnderstood => format!("`{text}` is no date that means one thing"),
        })?;
        let time = text.rsplit(' ').next().filter(|time| is_time(time) && matches!(read.when, When::Day(_)));
        Ok(time.map_or(read.when.to_string(), |time| format!("{}T{time:0>5}", read.when)))
    }

    /// What is told of a date that only the other order would read: dotted ones follow the rules, too.
    fn turned(&self, text: &str, habits: Habits) -> &'static str {
        let (other, told) = match habits.order {
            Some(DayMonth::Dmy) => (DayMonth::Mdy, " with the day first, as `dates dmy` says"),
            Some(DayMonth::Mdy) => (DayMonth::Dmy, " with the month first, as `dates mdy` says"),
            None => return "",
        };
        let reads = date(text, Habits { order: Some(other), ..habits }).is_ok();
        if reads { told } else { "" }
    }

    /// A number however thousands are parted; what is more than a number stays as it is.
    fn number(&self, text: &str) -> Result<String, String> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let figures = bare.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit() || b".,'".contains(&byte));
        match self.rules.decimal {
            _ if !figures => Ok(text.to_owned()),
            Some(mark) => {
                let other = if mark == ',' { '.' } else { ',' };
                Ok(bare.replace([other, '\''], "").replace(mark, "."))
            }
            None => figure(&bare).ok_or_else(|| {
                format!("`{text}` is no number that means one thing; `decimal ,` or `decimal .` says which")
            }),
        }
    }
}

fn is_time(text: &str) -> bool {
    let two = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(':').is_some_and(|(hours, minutes)| two(hours) && minutes.len() == 2 && two(minutes))
}

/// A time of day as entries write it: `14:20`, `9.05`, `9h30`, `0930 hrs`, `2:20 pm`, the part of a day or the day 0 of a spreadsheet.
fn time_of_day(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let bare = lower.split_once('t').filter(|(day, _)| day.starts_with("1899-12-3") || *day == "1904-01-01");
    let bare = bare.map_or(lower.as_str(), |(_, time)| time).trim();
    if let Some(part) = bare.parse::<f64>().ok().filter(|part| bare.len() > 5 && (0.0..1.0).contains(part)) {
        let minutes = (part * 24.0 * 60.0).round() as u32 % (24 * 60);
        return Some(format!("{:02}:{:02}", minutes / 60, minutes % 60));
    }
    let (bare, half) = [("a.m.", 0), ("p.m.", 12), ("am", 0), ("pm", 12)]
        .into_iter()
        .find_map(|(end, half)| Some((bare.strip_suffix(end)?.trim_end(), Some(half))))
        .unwrap_or((bare, None));
    let bare = ["hours", "hrs", "uhr", "h"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare).trim_end();
    let parts: Vec<&str> = match bare.len() {
        4 if bare.bytes().all(|byte| byte.is_ascii_digit()) => vec![&bare[..2], &bare[2..]],
        _ => bare.split([':', '.', 'h']).collect(),
    };
    let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
    let (hour, minute) = match (&parts[..], half) {
        ([hour], Some(_)) => (number(hour)?, 0),
        ([hour, minute], _) | ([hour, minute, "00"], _) => {
            (number(hour)?, number(minute).filter(|_| minute.len() == 2)?)
        }
        _ => return None,
    };
    let hour = match half {
        None => Some(hour),
        Some(half) => (1..=12).contains(&hour).then_some(hour % 12 + half),
    }?;
    let told = minute < 60 && (hour < 24 || (hour == 24 && minute == 0));
    told.then(|| format!("{hour:02}:{minute:02}"))
}

/// The word of a level, or one for what matrices call it.
fn level(text: &str) -> Option<String> {
    let known = Level::from_word(text).or_else(|| status(text, &[]).map(|told| told.level));
    known.map(|level| level.to_string())
}

/// The headings of a table as they stand, for people.
pub fn headings(grid: &Grid) -> Vec<String> {
    let widest = grid.rows.iter().take(DEEPEST).max_by_key(|row| (row.cells.len(), usize::MAX - row.number));
    widest.map_or_else(Vec::new, |row| {
        row.cells.iter().map(|(at, cell)| format!("{} `{}`", letters(*at), cell.text)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::super::reading::reading_rules;
    use super::super::text::grid;
    use super::*;

    #[test]
    fn dotted_dates_follow_the_order_that_rules_say() {
        let read = |order: &str, day: &str| {
            let rules = reading_rules(&format!("on from Day\nnote from Words\n{order}"), &|_| true).expect("rules");
            let row = rules
                .rows(&grid(&format!("Day,Words\n{day},x\n"), |_| 0).0, &|_| None)
                .expect("a header")
                .rows
                .remove(0);
            if row.bad.is_empty() { row.cells[0].1.clone() } else { row.bad.join("; ") }
        };
        for (order, day, told) in [
            ("", "03.04.2026", "2026-04-03"),
            ("dates mdy", "03.04.2026", "2026-03-04"),
            ("dates mdy", "04.13.2026 9:20", "2026-04-13T09:20"),
            ("dates mdy", "3.4.26", "2026-03-04"),
            (
                "dates mdy",
                "13.04.2026",
                "Day: `13.04.2026` is not in the calendar with the month first, as `dates mdy` says",
            ),
            (
                "dates dmy",
                "04/13/2026",
                "Day: `04/13/2026` is not in the calendar with the day first, as `dates dmy` says",
            ),
            ("dates mdy", "31.31.2026", "Day: `31.31.2026` is not in the calendar"),
        ] {
            assert_eq!(read(order, day), told, "{order} {day}");
        }
    }

    /// So many rows that reading a column anew for each of its cells would not end.
    #[test]
    fn each_column_shows_the_order_of_its_dates_however_long_the_list() {
        const ROWS: usize = 30_000;
        let rules = reading_rules("on from Day\nknown from Told\n", &is_dated).expect("rules");
        let rows = "03/04/2026,03/04/2026\n".repeat(ROWS);
        let (grid, _) = grid(&format!("Day,Told\n{rows}13/04/2026,04/13/2026\n"), |_| 0);
        let table = rules.rows(&grid, &|_| None).expect("a header");
        assert_eq!(table.rows.len(), ROWS + 1);
        let cells = |days: [&str; 2]| Vec::from([("on".into(), days[0].into()), ("known".into(), days[1].into())]);
        assert!(table.rows[..ROWS].iter().all(|row| row.cells == cells(["2026-04-03", "2026-03-04"])));
        assert_eq!(table.rows[ROWS].cells, cells(["2026-04-13"; 2]));
    }

    #[test]
    fn a_day_and_a_time_of_two_columns_are_one_moment() {
        let rules = reading_rules(
            "on from Day\ntime from Hour\n  night means empty\n  dawn means 5:30\nnote from Words\n",
            &is_dated_or_note,
        )
        .expect("rules");
        let read = |day: &str, time: &str| {
            let table = rules.rows(&grid(&format!("Day;Hour;Words\n{day};{time};x\n"), |_| 0).0, &|_| None);
            let row = table.expect("a header").rows.remove(0);
            if row.bad.is_empty() { row.cells[0].1.clone() } else { row.bad.join("; ") }
        };
        for (day, time, told) in [
            ("03.11.2026", "14:20", "2026-11-03T14:20"),
            ("2026-11-03", "9:05", "2026-11-03T09:05"),
            ("3 Nov 2026", "9h30", "2026-11-03T09:30"),
            ("2026-11-03", "9.30", "2026-11-03T09:30"),
            ("2026-11-03", "0930 hrs", "2026-11-03T09:30"),
            ("2026-11-03", "2:20 pm", "2026-11-03T14:20"),
            ("2026-11-03", "12 am", "2026-11-03T00:00"),
            ("2026-11-03", "14:20:00", "2026-11-03T14:20"),
            ("2026-11-03", "0.395833333333333", "2026-11-03T09:30"),
            ("2026-11-03", "1899-12-31T09:30", "2026-11-03T09:30"),
            ("2026-11-03", "24:00", "2026-11-03T24:00"),
            ("2026-11-03", "", "2026-11-03"),
            ("2026-11-03", "Night", "2026-11-03"),
            ("2026-11-03", "dawn", "2026-11-03T05:30"),
        ] {
            assert_eq!(read(day, time), told, "{day} {time}");
        }
        for (day, time, told) in [
            ("2026-11-03", "25:00", "Hour: `25:00` is no time of day"),
            ("2026-11-03", "14:60", "Hour: `14:60` is no time of day"),
            ("2026-11-03", "13 pm", "Hour: `13 pm` is no time of day"),
            ("2026-11-03", "noon", "Hour: `noon` is no time of day"),
            ("2026-11-03", "9", "Hour: `9` is no time of day"),
            ("2026-11", "9:00", "column `Hour`: `09:00` cannot stand behind `2026-11`, which is no single day"),
            (
                "03.11.2026 8:00",
                "9:00",
                "column `Hour`: `09:00` cannot stand behind `2026-11-03T08:00`, which has a time",
            ),
        ] {
            assert!(read(day, time).starts_with(told), "{day} {time}: {}", read(day, time));
        }
        let faults = reading_rules("note from Words\ntime from Hour\n", &is_dated_or_note).expect_err("no day");
        assert!(faults[0].problem.contains("the time of day of `on`"), "{faults:?}");
    }

    fn is_dated_or_note(field: &str) -> bool {
        is_dated(field) || field == "note"
    }
}
