//! `milepost import`

use super::answer::{Answer, Outside};
use super::failure::{Failure, REFUSED, USAGE};
use super::global::Global;
use super::record::{Desktop, NotRecorded, Voice};
use crate::model::due::{Due, DueRule};
use crate::model::entry::Evidence;
use crate::model::fields::{Fields, Pairs};
use crate::model::id::Id;
use crate::model::incident::Attribution;
use crate::model::json;
use crate::model::level::Level;
use crate::model::value::{Number, Value};
use crate::model::when::When;
use crate::report::words;
use crate::store::text::read_text;
use clap::Args;
use std::borrow::Cow;
use std::path::PathBuf;

/// Record many entries from a CSV or JSON Lines file: all of them or none
///
/// JSON Lines have an entry's own fields on each line: kind (default claim), milestone, level, values, add, on, known,
/// by, from, note, entry, evidence (links). CSV has a header of the same names, `values.weapons` or `add.weapons` for an indicator.
#[derive(Debug, Args)]
pub struct Import {
    /// The file: .csv, or JSON Lines under any other name
    file: PathBuf,
    #[command(flatten)]
    voice: Voice,
}

/// What is wrong with a line.
struct Bad {
    line: usize,
    problem: String,
}

/// A line's number and its fields.
type Line<'a> = (usize, Fields<'a>);

impl Import {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let text = read_text(&outside.folder.join(&self.file))?;
        let is_csv = self.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let clean: Vec<Cow<str>> = text.lines().map(without_extensions).collect();
        let (mut lines, mut bad) = if is_csv { csv_lines(&text)? } else { json_lines(&clean) };
        let desktop = Desktop::open(global, outside, &self.voice, "import")?;
        for (line, fields) in &mut lines {
            bad.extend(complete(&desktop, &self.voice, fields).err().map(|problem| Bad { line: *line, problem }));
        }
        if !bad.is_empty() {
            return Err(self.refused(bad, USAGE));
        }
        if lines.is_empty() {
            return Ok(Answer::say("nothing to record: the file has no entries\n"));
        }
        let (numbers, fields): (Vec<usize>, Vec<Fields>) = lines.into_iter().unzip();
        let recorded = desktop.record(fields, self.voice.dry_run).map_err(|not| match not {
            NotRecorded::Failed(failure) => failure,
            NotRecorded::Refused(refused) => {
                let bad =
                    refused.iter().map(|(place, why)| Bad { line: numbers[*place], problem: words::why_not(why) });
                self.refused(bad.collect(), REFUSED)
            }
        })?;
        let (first, last) = (&recorded.names[0], &recorded.names[recorded.names.len() - 1]);
        let would = if self.voice.dry_run { "would record" } else { "recorded" };
        let text = format!("{would} entries {first} to {last}\n");
        Ok(recorded.answer(text))
    }

    fn refused(&self, mut bad: Vec<Bad>, exit: u8) -> Failure {
        bad.sort_by_key(|bad| bad.line);
        let count = bad.len();
        let lines = if count == 1 { "1 line is".to_owned() } else { format!("{count} lines are") };
        let mut failure =
            Failure::new(exit, "import", format!("nothing was recorded: {lines} wrong in {}", self.file.display()));
        failure.details = bad.iter().map(|bad| format!("line {}: {}", bad.line, bad.problem)).collect();
        failure.hint("an import is taken whole or not at all; put these right and try again")
    }
}

/// Checks what only the moment of recording can: dates, and what the desk itself decides.
fn complete(desktop: &Desktop, voice: &Voice, fields: &mut Fields) -> Result<(), String> {
    let zone = desktop.world.zone();
    if fields.seq.is_some()
        || fields.prev.is_some()
        || fields.at.is_some()
        || fields.batch.is_some()
        || !fields.seen.is_empty()
    {
        return Err("`seq`, `prev`, `at`, `batch` and `seen` are set when it is recorded; leave them out".into());
    }
    if fields.evidence.iter().any(|evidence| evidence.url().is_none()) {
        return Err("evidence in an import is a link; `note` and its like attach files, with `--evidence FILE`".into());
    }
    for when in [&mut fields.on, &mut fields.known].into_iter().flatten() {
        if when.first(zone) > desktop.now {
            return Err(format!("`{when}` lies ahead: what is recorded has happened"));
        }
        if matches!(when, When::Local(_)) {
            *when = when.settled(zone);
        }
    }
    fields.from = fields.from.map(|from| from.map(|when| when.settled(zone)));
    if let Some(Some(Due { rule: DueRule::On(on), .. })) = &mut fields.due {
        *on = on.settled(zone);
    }
    fields.until = fields.until.map(|until| until.settled(zone));
    if fields.by.is_none() {
        fields.by = voice.by.as_deref().map(Id::new).transpose().map_err(|bad| bad.to_string())?;
    }
    fields.by = fields.by.take().filter(|by| *by != desktop.desk.actor);
    // Says what is wrong with the act itself; the fields stay as they are.
    let text = serde_json::to_string(fields).map_err(|error| error.to_string())?;
    let mut copy: Fields = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    copy.act().map(drop)
}

/// A line with its `x-` members passed over.
fn without_extensions(line: &str) -> Cow<'_, str> {
    json::without_extensions(line).map_or(Cow::Borrowed(line), Cow::Owned)
}

fn json_lines<'a>(text: &'a [Cow<'a, str>]) -> (Vec<Line<'a>>, Vec<Bad>) {
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

fn csv_lines(text: &str) -> Result<(Vec<Line<'static>>, Vec<Bad>), Failure> {
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
        cell if cell.starts_with('{') => serde_json::from_str(cell).map(Some).map_err(|error| error.to_string()),
        cell => {
            let on = When::parse(cell).map_err(|bad| bad.to_string())?;
            Ok(Some(Due { rule: DueRule::On(on), named: None }))
        }
    }
}
