//! What stands in a file to be imported: CSV or JSON Lines in, the fields of entries and the bad lines out. Knows no plan.

use super::haste::{Toward, TypedOn, hasty};
use super::level::{as_in_a_matrix, levels};
use crate::draft::dates::{self, Assumed, Habits, ReadDate};
use crate::draft::grid::{Grid, GridRow};
use crate::draft::ruled::{CountedDay, is_dated};
use crate::draft::separated::{self, CellRow, Stray};
use crate::model::due::{Due, DueRule};
use crate::model::entry::{AsAgreed, Evidence};
use crate::model::fields::Fields;
use crate::model::formula::unguarded;
use crate::model::id::Id;
use crate::model::incident::{Attribution, Severity, count};
use crate::model::json;
use crate::model::level::Level;
use crate::model::moment::Day;
use crate::model::progress::{self, Work};
use crate::model::value::{Number, Value};
use crate::model::when::When;
use crate::model::words;
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A line's number and its fields.
pub type ImportLine<'a> = (usize, Fields<'a>);

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    pub line: usize,
    pub problem: String,
    pub kind: BadKind,
}

/// What has to be put right: a line, or how the table is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadKind {
    Line,
    /// A heading that is no field of entries.
    Heading,
}

impl Bad {
    pub fn line(line: usize, problem: impl Into<String>) -> Bad {
        Bad { line, problem: problem.into(), kind: BadKind::Line }
    }
}

/// The lines of a JSON Lines file, each with its `x-` members passed over.
pub fn clean(text: &str) -> Vec<Cow<'_, str>> {
    text.lines().map(|line| json::without_extensions(line).map_or(Cow::Borrowed(line), Cow::Owned)).collect()
}

/// So many lines are read at once: their fields take much more room than what they say.
const AT_ONCE: usize = 8192;

/// Gives each line that fits to `take`, in their order, and those that do not. `text` is that of `raw` as `clean` gives it.
pub fn json_lines<'a>(raw: &str, text: &'a [Cow<'a, str>], mut take: impl FnMut(ImportLine<'a>)) -> Vec<Bad> {
    let raw: Vec<&str> = raw.lines().collect();
    let mut bad = Vec::new();
    progress::begin(Work::Taking, text.len() as u64);
    for first in (0..text.len()).step_by(AT_ONCE) {
        let places = first..(first + AT_ONCE).min(text.len());
        let read = |place: usize| json_line(place + 1, raw[place], &text[place]);
        progress::advance(places.len() as u64);
        let lines: Vec<JsonLine> = match places.len() {
            AT_ONCE => places.into_par_iter().map(read).collect(),
            _ => places.map(read).collect(),
        };
        for line in lines {
            match line {
                JsonLine::Empty => {}
                JsonLine::Fits(line) => take(*line),
                JsonLine::Odd(odd) => bad.push(odd),
                JsonLine::List(odd) => {
                    bad.push(odd);
                    // What follows belongs to the list.
                    return bad;
                }
            }
        }
    }
    bad
}

/// A line of JSON Lines.
enum JsonLine<'a> {
    Empty,
    Fits(Box<ImportLine<'a>>),
    Odd(Bad),
    /// It begins a list that goes on behind it.
    List(Bad),
}

fn json_line<'a>(number: usize, raw: &str, line: &'a str) -> JsonLine<'a> {
    if line.trim().is_empty() {
        return JsonLine::Empty;
    }
    if line.trim_start().starts_with('[') {
        let odd = Bad::line(number, LIST);
        return if json::from_str::<IgnoredAny>(line).is_ok() { JsonLine::Odd(odd) } else { JsonLine::List(odd) };
    }
    match json::read_borrowed::<Fields<'a>>(line) {
        Ok(fields) => JsonLine::Fits(Box::new((number, Fields { row: row(raw), ..fields }))),
        Err(misfit) => {
            let column = line[..misfit.offset].chars().count() + 1;
            JsonLine::Odd(Bad::line(number, format!("{} (column {column})", misfit.problem)))
        }
    }
}

/// The row of a table that a line says it is taken from.
pub fn row(line: &str) -> Option<Cow<'static, str>> {
    #[derive(Deserialize)]
    struct RowOfLine {
        #[serde(rename = "x-row")]
        row: Option<String>,
    }
    let said = line.contains("\"x-row\"").then(|| json::from_str::<RowOfLine>(line).ok()).flatten();
    said.and_then(|said| said.row).map(Cow::Owned)
}

const LIST: &str =
    "a list; JSON Lines have one object on each line, {\"milestone\": ...}, without brackets and commas around them";

/// The id that a cell means in a column, where the cell may name it in other words.
pub type IdOf<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// What the rows of a table leave to who reads them.
#[derive(Clone, Copy)]
pub struct RowNames<'a> {
    pub today: Day,
    pub id: IdOf<'a>,
}

/// A table of entries.
#[derive(Default)]
pub struct PlainTable {
    pub lines: Vec<ImportLine<'static>>,
    pub bad: Vec<Bad>,
    /// Words that count from the day on which they are read, each once.
    pub counted: BTreeSet<CountedDay>,
}

/// The lines of a workbook: of its first sheet that has a header, else of its first.
pub fn book_lines(grids: &[Grid], known: RowNames) -> PlainTable {
    let headed =
        |grid: &&Grid| grid.rows.first().is_some_and(|row| row.cells.iter().any(|(_, cell)| is_column(&cell.text)));
    let Some(grid) = grids.iter().find(headed).or(grids.first()) else { return PlainTable::default() };
    let width = grid.rows.iter().flat_map(|row| &row.cells).map(|(column, _)| column + 1).max().unwrap_or(0);
    let row = |row: &GridRow| {
        let mut cells = vec![String::new(); width];
        row.cells.iter().for_each(|(column, cell)| cells[*column].clone_from(&cell.text));
        CellRow { line: row.number, row: row.number, cells }
    };
    lines(grid.rows.iter().map(row).collect(), Vec::new(), known)
}

/// The lines of a CSV file, whatever parts its cells; rows and columns in which nothing stands say nothing.
pub fn csv_lines(text: &str, known: RowNames) -> PlainTable {
    let headed =
        |rows: &[CellRow]| rows.first().map_or(0, |row| row.cells.iter().filter(|name| is_column(name)).count());
    let (records, strays) = separated::rows(text, headed);
    lines(records, strays, known)
}

fn lines(mut records: Vec<CellRow>, strays: Vec<Stray>, known: RowNames) -> PlainTable {
    let is_empty = |record: &CellRow| record.cells.iter().all(|cell| cell.trim().is_empty());
    let bad: Vec<Bad> = strays.iter().map(|stray| Bad::line(stray.line, stray.fault.words())).collect();
    records.retain(|record| !is_empty(record));
    let mut table = PlainTable { bad, ..PlainTable::default() };
    let Some((first, records)) = records.split_first_mut() else { return table };
    if strays.first().is_some_and(|stray| stray.line < first.line) {
        // The header itself cannot be read, so what stands in its place is none.
        return table;
    }
    let header = ColumnNames::of(first);
    table.bad.extend(header.problems(first.line));
    for record in records {
        table.counted.extend(header.settle(record, known.today));
        header.name(record, known.id);
        match header.fields(record) {
            Ok(fields) => table.lines.push((record.line, fields)),
            Err(problem) => table.bad.push(Bad::line(record.line, problem)),
        }
    }
    table
}

/// The names of the columns, up to the last that has one.
struct ColumnNames(Vec<String>);

impl ColumnNames {
    fn of(record: &CellRow) -> ColumnNames {
        let mut names: Vec<String> = record.cells.iter().map(|name| column(name)).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        ColumnNames(names)
    }

    /// The columns that are not known, and those given twice, in the header of this line.
    fn problems(&self, line: usize) -> Vec<Bad> {
        let named = self.0.iter().enumerate().filter(|(_, name)| !name.is_empty());
        let problem = |(place, name): (usize, &String)| match self.0[..place].contains(name) {
            true => Some(Bad::line(line, format!("the column `{name}` stands twice"))),
            false => (!is_column(name)).then(|| Bad { line, problem: unknown(name), kind: BadKind::Heading }),
        };
        named.filter_map(problem).collect()
    }

    /// Puts days in place of the words that count from today, and gives both.
    fn settle(&self, record: &mut CellRow, today: Day) -> Vec<CountedDay> {
        let mut settled = Vec::new();
        for (_, cell) in self.0.iter().zip(&mut record.cells).filter(|(name, _)| is_dated(name)) {
            if let Some(counted) = counted(cell, today) {
                cell.clone_from(&counted.written);
                settled.push(counted);
            }
        }
        settled
    }

    /// Puts ids in place of the names that stand for them.
    fn name(&self, record: &mut CellRow, id: IdOf) {
        for (name, cell) in self.0.iter().zip(&mut record.cells).filter(|(_, cell)| !cell.trim().is_empty()) {
            if let Some(id) = id(name, cell.trim()) {
                *cell = id;
            }
        }
    }

    /// What a row says.
    fn fields(&self, record: &CellRow) -> Result<Fields<'static>, String> {
        let cells: Vec<&str> = record.cells.iter().map(|cell| cell.trim()).collect();
        let (here, headed) = (cells.len(), self.0.len());
        if here < headed || cells[headed..].iter().any(|cell| !cell.is_empty()) {
            return Err(format!("{here} cells, where the header has {headed}"));
        }
        match self.0.iter().zip(&cells).find(|(name, cell)| name.is_empty() && !cell.is_empty()) {
            Some((_, cell)) => Err(format!("`{cell}` stands in a column without a name")),
            None => row_fields(&self.0, &cells),
        }
    }
}

/// The day that a cell means which counts from the day of the command: `yesterday`, `..today`, `today 10:00`.
pub fn counted(cell: &str, today: Day) -> Option<CountedDay> {
    let word = cell.trim().trim_start_matches(['.', '/']).trim().to_lowercase();
    let counts = word.split(' ').next().is_some_and(|first| ["today", "yesterday"].contains(&first));
    let written =
        counts.then(|| hasty(cell.trim(), TypedOn { today, order: None, toward: Toward::Past }).ok()).flatten()?;
    (written.to_lowercase() != cell.trim().to_lowercase()).then_some(CountedDay { word, written })
}

/// The name of a column as it is known, however it is spelled: `As agreed` is `as_agreed`.
fn column(name: &str) -> String {
    let name = name.trim();
    let spelled = name.to_lowercase().replace([' ', '-'], "_");
    if COLUMNS.iter().any(|(known, _)| *known == spelled) {
        return spelled;
    }
    let figures = ["values.", "add.", "x-"]
        .into_iter()
        .find(|beginning| name.get(..beginning.len()).is_some_and(|given| given.eq_ignore_ascii_case(beginning)));
    figures.map_or_else(|| name.to_owned(), |beginning| format!("{beginning}{}", &name[beginning.len()..]))
}

/// Whether a heading is a field of entries.
pub fn is_column(name: &str) -> bool {
    let name = &*column(name);
    COLUMNS.iter().any(|(known, _)| *known == name)
        || ["values.", "add.", "x-"].iter().any(|beginning| name.starts_with(beginning))
}

fn unknown(name: &str) -> String {
    let columns = COLUMNS.map(|(known, _)| known);
    let known = || format!("known are {}, values.INDICATOR and add.INDICATOR", columns.join(", "));
    let near = crate::check::finding::nearest(name, columns);
    format!("unknown column `{name}`; {}", near.map_or_else(known, |near| format!("close to it is `{near}`")))
}

/// What a cell says of an entry.
type Take = fn(&mut Fields<'static>, &str) -> Result<(), String>;

/// The columns, each with what its cells say. Figures stand in columns of their own, `values.INDICATOR` and `add.INDICATOR`.
const COLUMNS: [(&str, Take); 23] = [
    ("kind", |fields, cell| put(&mut fields.kind, text(cell))),
    ("milestone", |fields, cell| put(&mut fields.milestone, id(cell)?)),
    ("level", |fields, cell| {
        put(&mut fields.level, Level::from_word(&cell.to_lowercase()).ok_or_else(|| no_level(cell))?)
    }),
    ("on", |fields, cell| put(&mut fields.on, past(cell)?)),
    ("known", |fields, cell| put(&mut fields.known, date(cell)?)),
    ("by", |fields, cell| put(&mut fields.by, id(cell)?)),
    ("from", |fields, cell| put(&mut fields.from, if cell == "null" { None } else { Some(date(cell)?) })),
    ("note", |fields, cell| put(&mut fields.note, text(&unguarded(cell)))),
    ("entry", |fields, cell| put(&mut fields.entry, text(cell))),
    ("as_agreed", |fields, cell| put(&mut fields.as_agreed, one_of(cell, &AsAgreed::ALL, AsAgreed::word)?)),
    ("outcome", |fields, cell| put(&mut fields.outcome, text(cell))),
    ("evidence", |fields, cell| {
        fields.evidence = cell.split_whitespace().map(Evidence::link).collect::<Result<_, _>>()?;
        Ok(())
    }),
    ("actor", |fields, cell| put(&mut fields.actor, attribution(cell)?)),
    ("severity", |fields, cell| put(&mut fields.severity, one_of(cell, &Severity::ALL, Severity::word)?)),
    ("count", |fields, cell| put(&mut fields.count, count(cell)?)),
    ("place", |fields, cell| put(&mut fields.place, text(cell))),
    ("incident", |fields, cell| put(&mut fields.incident, text(cell))),
    ("dispute", |fields, cell| put(&mut fields.dispute, text(cell))),
    ("phase", |fields, cell| put(&mut fields.phase, id(cell)?)),
    ("due", |fields, cell| put(&mut fields.due, due(cell)?)),
    ("until", |fields, cell| put(&mut fields.until, date(cell)?)),
    ("base", |fields, cell| put(&mut fields.base, text(cell))),
    ("plan", |fields, cell| put(&mut fields.plan, text(cell))),
];

fn put<T>(field: &mut Option<T>, value: T) -> Result<(), String> {
    *field = Some(value);
    Ok(())
}

/// The column that tells the rows of a table apart.
const ROW: &str = "x-row";

/// The fields of a row; empty cells say nothing.
pub fn row_fields(header: &[String], cells: &[&str]) -> Result<Fields<'static>, String> {
    let mut fields = Fields::default();
    for (name, cell) in header.iter().zip(cells.iter().copied()).filter(|(_, cell)| !cell.is_empty()) {
        if let Some((_, take)) = COLUMNS.iter().find(|(known, _)| known == name) {
            take(&mut fields, cell)?;
        } else if name == ROW {
            put(&mut fields.row, text(cell))?;
        } else if let Some(indicator) = name.strip_prefix("values.") {
            fields.values.0.push((id(indicator)?, Value::parse(cell).map_err(|bad| bad.to_string())?));
        } else if let Some(indicator) = name.strip_prefix("add.") {
            fields.add.0.push((id(indicator)?, Number::parse(cell).map_err(|bad| bad.to_string())?));
        }
    }
    Ok(fields)
}

fn text(cell: &str) -> Cow<'static, str> {
    cell.to_owned().into()
}

fn id(cell: &str) -> Result<Id, String> {
    Id::new(cell).map_err(|bad| bad.to_string())
}

fn no_level(cell: &str) -> String {
    let meant = as_in_a_matrix(cell).map_or(String::new(), |meant| format!("; {meant}"));
    format!("`{cell}` is not a level{meant} ({})", levels())
}

/// A date as milepost writes it, or one in other words that mean one thing: `20.11.2026`, a spreadsheet's count of days.
fn date(cell: &str) -> Result<When, String> {
    // `../2026-02-28`, by a day, is no day.
    let sure = |read: &ReadDate| matches!(read.assumed, None | Some(Assumed::Serial)) && !cell.starts_with("..");
    let other = || dates::date(cell, Habits::default()).ok().filter(sure).map(|read| read.when);
    When::parse(cell).or_else(|bad| other().ok_or_else(|| format!("{bad}{BY_RULES}")))
}

/// When it was so: also `..` and the day by which it was.
fn past(cell: &str) -> Result<When, String> {
    match cell.strip_prefix("..") {
        Some(day) => {
            let day = date(day.trim_start_matches('/').trim())?;
            When::parse_past(&format!("../{day}")).map_err(|bad| bad.to_string())
        }
        None => date(cell),
    }
}

/// What reads dates that could mean two.
const BY_RULES: &str = "; a rules file reads others, with `dates dmy` or `dates mdy` (`--rules`)";

/// A word of a few.
fn one_of<T: Copy>(cell: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    words::meant(cell, all, word).map_err(|words| format!("`{cell}` is not {words}"))
}

/// An actor's id, several parted by spaces, `undetermined` or `outside`.
fn attribution(cell: &str) -> Result<Attribution, String> {
    match cell.contains(' ') {
        false => Attribution::parse(cell).map_err(|bad| bad.to_string()),
        true => {
            let ids = cell.split_whitespace().map(|id| Id::new(id).map_err(|bad| bad.to_string()));
            Ok(Attribution::Actors(ids.collect::<Result<_, _>>()?))
        }
    }
}

/// A date, `none`, or a rule as a plan file writes it.
fn due(cell: &str) -> Result<Option<Due>, String> {
    match cell {
        "none" | "null" => Ok(None),
        cell if cell.starts_with('{') => json::from_str(cell).map(Some).map_err(|error| json::plain(&error)),
        cell => {
            let on = When::parse(cell).map_err(|bad| bad.to_string())?;
            Ok(Some(Due { rule: DueRule::On(on), named: None }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an entry can say, a table can give; what milepost writes by itself, it cannot.
    #[test]
    fn every_field_of_a_statement_has_its_column() {
        const OWN: [&str; 8] = ["seq", "prev", "at", "batch", "seen", "row", "key", "signature"];
        const FIGURES: [&str; 2] = ["values", "add"];
        let mut fields: Vec<&str> =
            Fields::KEYS.into_iter().filter(|key| !OWN.contains(key) && !FIGURES.contains(key)).collect();
        let mut columns = COLUMNS.map(|(name, _)| name).to_vec();
        fields.sort_unstable();
        columns.sort_unstable();
        assert_eq!(columns, fields);
    }
}
