//! `milepost import`

use super::answer::{Answer, Outside};
use super::ask::lines as joined;
use super::failure::{Failure, REFUSED, USAGE};
use super::global::{AnswerFormat, Global};
use super::record::{Desktop, NotRecorded, Recording, SpeakerArgs};
use super::rows::{Bad, clean, csv_lines, json_lines};
use super::statement::{MovesAnswer, moved};
use crate::draft::separated::{NotText, decoded};
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
use std::path::{Path, PathBuf};

/// Record many entries from a CSV or JSON Lines file: all of them or none
///
/// JSON Lines have an entry's own fields on each line: kind (default claim), milestone, level, values, add, on, known,
/// by, from, note, entry, evidence (links). CSV has a header of the same names, `values.weapons` or `add.weapons` for an indicator.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The file: .csv, or JSON Lines under any other name
    file: PathBuf,
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
        let text = read(&outside.folder.join(&self.file))?;
        // What begins as JSON does is JSON, whatever the file is called.
        let named = self.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let is_csv = named && !text.trim_start().starts_with('{');
        let clean = if is_csv { Vec::new() } else { clean(&text) };
        let (lines, mut bad) = if is_csv { csv_lines(&text) } else { json_lines(&clean) };
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
        Ok(recorded.answer(text))
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
            Failure::new(exit, "import", format!("nothing was recorded: {lines} wrong in {}", self.file.display()));
        failure.details = bad.iter().map(|bad| format!("line {}: {}", bad.line, bad.problem)).collect();
        failure.hint("an import is taken whole or not at all; put these right and try again")
    }
}

/// The text of a file, however a spreadsheet saved it.
fn read(path: &Path) -> Result<String, StoreError> {
    let bad = |NotText(byte)| StoreError::NotUtf8 { path: path.to_owned(), offset: byte - 1 };
    decoded(&read_whole(path)?).map_err(bad)
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
