//! What stands in a file to be imported: CSV or JSON Lines in, the fields of entries and the bad lines out. Knows no plan.

use super::failure::{Failure, USAGE};
use crate::model::due::{Due, DueRule};
use crate::model::entry::Evidence;
use crate::model::fields::{Fields, Pairs};
use crate::model::id::Id;
use crate::model::incident::Attribution;
use crate::model::json;
use crate::model::level::Level;
use crate::model::value::{Number, Value};
use crate::model::when::When;
use std::borrow::Cow;

/// A line's number and its fields.
pub type Line<'a> = (usize, Fields<'a>);

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    pub line: usize,
    pub problem: String,
}

/// The lines of a JSON Lines file, each with its `x-` members passed over.
pub fn clean(text: &str) -> Vec<Cow<'_, str>> {
    text.lines().map(|line| json::without_extensions(line).map_or(Cow::Borrowed(line), Cow::Owned)).collect()
}

pub fn json_lines<'a>(text: &'a [Cow<'a, str>]) -> (Vec<Line<'a>>, Vec<Bad>) {
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    for (place, line) in text.iter().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match json::read_borrowed::<Fields<'a>>(line) {
            Ok(fields) => lines.push((place + 1, fields)),
            Err(misfit) => {
                let column = line[..misfit.offset].chars().count() + 1;
                bad.push(Bad { line: place + 1, problem: format!("{} (column {column})", misfit.problem) });
            }
        }
    }
    (lines, bad)
}

pub fn csv_lines(text: &str) -> Result<(Vec<Line<'static>>, Vec<Bad>), Failure> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let broken = |error: csv::Error| Failure::new(USAGE, "csv", format!("not CSV: {error}"));
    let header: Vec<String> = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    for name in &header {
        let known = COLUMNS.contains(&name.as_str())
            || name.starts_with("values.")
            || name.starts_with("add.")
            || name.starts_with("x-");
        if !known {
            let near = crate::check::finding::nearest(name, COLUMNS);
            let hint = near
                .map_or(format!("known are {}, values.INDICATOR and add.INDICATOR", COLUMNS.join(", ")), |near| {
                    format!("close to it is `{near}`")
                });
            return Err(Failure::new(USAGE, "csv", format!("unknown column `{name}`")).hint(hint));
        }
    }
    let (mut lines, mut bad) = (Vec::new(), Vec::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, |position| position.line() as usize);
                bad.push(Bad { line, problem: format!("not CSV: {error}") });
                continue;
            }
        };
        let line = record.position().map_or(0, |position| position.line() as usize);
        match csv_fields(&header, &record) {
            Ok(fields) => lines.push((line, fields)),
            Err(problem) => bad.push(Bad { line, problem }),
        }
    }
    Ok((lines, bad))
}

const COLUMNS: [&str; 23] = [
    "kind",
    "milestone",
    "level",
    "on",
    "known",
    "by",
    "from",
    "note",
    "entry",
    "as_agreed",
    "outcome",
    "evidence",
    "actor",
    "severity",
    "count",
    "place",
    "incident",
    "dispute",
    "phase",
    "due",
    "until",
    "base",
    "plan",
];

/// The fields of a row; empty cells say nothing.
fn csv_fields(header: &[String], record: &csv::StringRecord) -> Result<Fields<'static>, String> {
    let mut fields = Fields::default();
    let (mut values, mut add) = (Vec::new(), Vec::new());
    for (name, cell) in header.iter().zip(record).filter(|(_, cell)| !cell.is_empty()) {
        let id = || Id::new(cell).map_err(|bad| bad.to_string());
        let date = || When::parse(cell).map_err(|bad| bad.to_string());
        let indicator = |name: &str| Id::new(name).map_err(|bad| bad.to_string());
        match name.as_str() {
            "kind" => fields.kind = Some(cell.to_owned().into()),
            "milestone" => fields.milestone = Some(id()?),
            "level" => fields.level = Some(Level::from_word(cell).ok_or_else(|| format!("`{cell}` is not a level"))?),
            "on" => fields.on = Some(date()?),
            "known" => fields.known = Some(date()?),
            "by" => fields.by = Some(id()?),
            "from" if cell == "null" => fields.from = Some(None),
            "from" => fields.from = Some(Some(date()?)),
            "note" => fields.note = Some(cell.to_owned().into()),
            "entry" => fields.entry = Some(cell.to_owned().into()),
            "as_agreed" => fields.as_agreed = Some(one_of(cell, "yes, partly or no")?),
            "outcome" => fields.outcome = Some(cell.to_owned().into()),
            "actor" => fields.actor = Some(attribution(cell)?),
            "severity" => fields.severity = Some(one_of(cell, "minor, serious or grave")?),
            "count" => fields.count = Some(cell.parse().map_err(|_| format!("`{cell}` is not a whole number"))?),
            "place" => fields.place = Some(cell.to_owned().into()),
            "incident" => fields.incident = Some(cell.to_owned().into()),
            "dispute" => fields.dispute = Some(cell.to_owned().into()),
            "phase" => fields.phase = Some(id()?),
            "due" => fields.due = Some(due(cell)?),
            "until" => fields.until = Some(date()?),
            "base" => fields.base = Some(cell.to_owned().into()),
            "plan" => fields.plan = Some(cell.to_owned().into()),
            "evidence" => fields.evidence = cell.split_whitespace().map(Evidence::link).collect::<Result<_, _>>()?,
            name => {
                if let Some(name) = name.strip_prefix("values.") {
                    values.push((indicator(name)?, Value::parse(cell).map_err(|bad| bad.to_string())?));
                } else if let Some(name) = name.strip_prefix("add.") {
                    add.push((indicator(name)?, Number::parse(cell).map_err(|bad| bad.to_string())?));
                }
            }
        }
    }
    (fields.values, fields.add) = (Pairs(values), Pairs(add));
    Ok(fields)
}

/// A word of a few.
fn one_of<T: serde::de::DeserializeOwned>(cell: &str, words: &str) -> Result<T, String> {
    serde_json::from_value(cell.into()).map_err(|_| format!("`{cell}` is not {words}"))
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
