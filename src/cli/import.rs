//! `milepost import`

use super::answer::{Answer, Outside};
use super::ask::lines as joined;
use super::failure::{Failure, REFUSED, SYSTEM, USAGE};
use super::from_matrix::{bad_book, encoded};
use super::global::{AnswerFormat, Global};
use super::record::{Desktop, NotRecorded, Recording, SpeakerArgs};
use super::remark::Remark;
use super::rows::{Bad, book_lines, clean, csv_lines, json_lines};
use super::statement::{MovesAnswer, moved};
use crate::draft::encoding::{self, Decoded};
use crate::draft::separated::NotText;
use crate::draft::workbook::{grids, is_workbook};
use crate::fold::state::WhyNot;
use crate::model::due::{Due, DueRule};
use crate::model::entry::Statement;
use crate::model::fields::Fields;
use crate::model::id::Id;
use crate::model::when::When;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::words;
use crate::store::error::StoreError;
use crate::store::text::read_whole;
use clap::Args;
use serde::Serialize;
use std::ffi::OsStr;
use std::path::PathBuf;

/// Record many entries from a table (.csv, .tsv, .xlsx) or JSON Lines: all of them or none
///
/// JSON Lines have an entry's own fields on each line: kind (default claim), milestone, level, values, add, on, known,
/// by, from, note, entry, evidence (links). A table has a header of the same names, in whatever case, `values.weapons` or `add.weapons`
/// for an indicator.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost import week.csv --dry-run
  milepost import - --as ukraine < week.csv")]
pub struct ImportArgs {
    /// The file: .csv, .tsv, .txt or .xlsx, or JSON Lines under any other name; `-` for standard input
    file: PathBuf,
    /// How a text is encoded, where it is not seen: windows-1251
    #[arg(long, value_name = "NAME", value_parser = encoded)]
    encoding: Option<&'static str>,
    #[command(flatten)]
    voice: SpeakerArgs,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct ImportAnswer<'a> {
    entries: Vec<String>,
    recorded: bool,
    #[serde(flatten)]
    moved: Option<MovesAnswer<'a>>,
}

impl ImportArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let bytes = self.bytes(outside)?;
        let book = is_workbook(&bytes);
        let (text, guessed) = if book { (String::new(), None) } else { self.text(&bytes)? };
        let is_csv = !book && self.is_csv(&text);
        let clean = if is_csv { Vec::new() } else { clean(&text) };
        let (lines, mut bad) = match (book, is_csv) {
            (true, _) => {
                book_lines(&grids(&bytes).map_err(|bad| bad_book(bad, &self.shown(), "nothing was recorded"))?)
            }
            (false, true) => csv_lines(&text),
            (false, false) => json_lines(&clean),
        };
        let desktop = Desktop::open(global, outside, &self.voice, "import")?;
        let (mut numbers, mut said) = (Vec::new(), Vec::new());
        for (line, fields) in lines {
            match statement(&desktop, &self.voice, fields) {
                Ok(statement) => {
                    numbers.push(line);
                    said.push(statement);
                }
                Err(problem) => bad.push(Bad { line, problem }),
            }
        }
        if said.is_empty() && bad.is_empty() {
            return Ok(Answer::say(self.nothing(&desktop)));
        }
        if !bad.is_empty() {
            bad.extend(refused_by_plan(desktop, &numbers, said));
            return Err(self.refused(bad, USAGE));
        }
        let recorded = desktop.record(said, self.voice.dry_run).map_err(|not| match not {
            NotRecorded::Failed(failure) => failure,
            NotRecorded::Refused(refused) => self.refused(told(&numbers, &refused), REFUSED),
        })?;
        let text = self.told(&recorded);
        Ok(recorded.answer(text).remark(guessed.map(Remark::ReadAs)))
    }

    /// What is to be imported: a file, or what standard input gives.
    fn bytes(&self, outside: &Outside) -> Result<Vec<u8>, Failure> {
        if self.file.as_os_str() == "-" {
            return (outside.input)()
                .map_err(|error| Failure::new(SYSTEM, "system", format!("cannot read standard input: {error}")));
        }
        Ok(read_whole(&outside.folder.join(&self.file))?)
    }

    /// The text of a file, however a program saved it, and its encoding where that was guessed.
    fn text(&self, bytes: &[u8]) -> Result<Decoded, Failure> {
        let said = self.encoding.map(encoding::named).transpose().ok().flatten();
        let bad = |NotText(byte)| StoreError::NotUtf8 { path: self.file.clone(), offset: byte - 1 };
        Ok(encoding::text(bytes, said).map_err(bad)?)
    }

    /// What begins as JSON does is JSON, whatever the file is called; else it is a table if it is called one, or comes from elsewhere.
    fn is_csv(&self, text: &str) -> bool {
        let named = |ending: &OsStr| ["csv", "tsv", "txt"].iter().any(|known| ending.eq_ignore_ascii_case(known));
        let table = self.file.as_os_str() == "-" || self.file.extension().is_some_and(named);
        table && !text.trim_start().starts_with(['{', '['])
    }

    fn shown(&self) -> String {
        match self.file.as_os_str() == "-" {
            true => "standard input".to_owned(),
            false => self.file.display().to_string(),
        }
    }

    /// What a file without entries comes to.
    fn nothing(&self, desktop: &Desktop) -> String {
        match self.output {
            AnswerFormat::Text => "nothing to record: the file has no entries\n".into(),
            AnswerFormat::Json => {
                let document = ImportAnswer { entries: Vec::new(), recorded: false, moved: None };
                json(&answer("import", &desktop.world.view(&desktop.before), document))
            }
        }
    }

    /// What was recorded, and what it moves.
    fn told(&self, recorded: &Recording) -> String {
        match self.output {
            AnswerFormat::Text => {
                let (first, last) = (&recorded.names[0], &recorded.names[recorded.names.len() - 1]);
                let would = if self.voice.dry_run { "would record" } else { "recorded" };
                let first = format!("{would} entries {first} to {last}");
                joined(&std::iter::once(first).chain(moved(recorded, None)).collect::<Vec<_>>())
            }
            AnswerFormat::Json => {
                let entries = recorded.names.iter().map(ToString::to_string).collect();
                let document =
                    ImportAnswer { entries, recorded: recorded.written, moved: Some(MovesAnswer::of(recorded)) };
                json(&answer("import", &recorded.after.view(&recorded.state), document))
            }
        }
    }

    fn refused(&self, mut bad: Vec<Bad>, exit: u8) -> Failure {
        bad.sort_by_key(|bad| bad.line);
        let count = bad.len();
        let lines = if count == 1 { "1 line is".to_owned() } else { format!("{count} lines are") };
        let mut failure =
            Failure::new(exit, "import", format!("nothing was recorded: {lines} wrong in {}", self.shown()));
        failure.details = bad.iter().map(|bad| format!("line {}: {}", bad.line, bad.problem)).collect();
        failure.hint("an import is taken whole or not at all; put these right and try again")
    }
}

/// What the plan has against the lines that are sound by themselves, where others are not: all bad lines are told at once.
fn refused_by_plan(desktop: Desktop, numbers: &[usize], said: Vec<Statement>) -> Vec<Bad> {
    if said.is_empty() {
        return Vec::new();
    }
    match desktop.record(said, true) {
        Err(NotRecorded::Refused(refused)) => told(numbers, &refused),
        _ => Vec::new(),
    }
}

fn told(numbers: &[usize], refused: &[(usize, WhyNot)]) -> Vec<Bad> {
    refused.iter().map(|(place, why)| Bad { line: numbers[*place], problem: words::why_not(why) }).collect()
}

/// What a line says, with what only the moment of recording can tell: dates, and what the desk itself decides.
fn statement(desktop: &Desktop, voice: &SpeakerArgs, mut fields: Fields) -> Result<Statement, String> {
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
    fields.statement()
}
