//! What every command that only reads is asked: at which moment, in which format.

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::Global;
use super::remark::Remark;
use super::world::World;
use crate::fold::state::Clocks;
use crate::model::moment::Moment;
use crate::render::lines::lines as lines_of;
use crate::render::prose::around;
use crate::render::table::{Style, painted};
use crate::render::{TableFormat, markdown, render, safe};
use crate::report::sheet::{Columns, LongSheet, Sheet, SheetGroup};
use clap::{Args, ValueEnum};

#[derive(Clone, Debug, Default, Args)]
pub struct Moments {
    /// What had happened by then: a date such as 2005-09-30, all of that day included
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    as_of: Option<String>,
    /// What had been recorded by then
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    known_by: Option<String>,
}

impl Moments {
    /// What an answer for these moments is read from.
    pub fn open(&self, global: &Global, outside: &Outside) -> Result<&'static World, Failure> {
        match (&self.as_of, &self.known_by) {
            (None, None) => World::open_kept(global, outside),
            _ => World::open(global, outside),
        }
    }

    pub fn clocks(&self, world: &World, now: Moment) -> Result<Clocks, Failure> {
        let moment = |given: &Option<String>| match given {
            None => Ok(now),
            Some(text) => world.date(text, now).map(|when| when.last(world.zone())),
        };
        Ok(Clocks { as_of: moment(&self.as_of)?, known_by: moment(&self.known_by)? })
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableOutput {
    Table,
    Json,
    Csv,
    Md,
    Ids,
}

/// Reads the key of one of some columns.
pub fn known_key<R>(columns: &Columns<R>, typed: &str) -> Result<String, String> {
    match columns.keys().any(|key| key == typed) {
        true => Ok(typed.to_owned()),
        false => Err(format!("one of: {}", columns.keys().collect::<Vec<_>>().join(", "))),
    }
}

/// The columns that a table is asked for, each once; none where it has its own.
pub fn chosen(keys: &[String], output: TableOutput) -> Result<Vec<&str>, Failure> {
    if !keys.is_empty() && matches!(output, TableOutput::Json | TableOutput::Ids) {
        return Err(Failure::usage("`--columns` is for tables: JSON has every key, and ids stand alone")
            .hint("leave one of the two out, or write `-o csv`"));
    }
    let mut chosen: Vec<&str> = Vec::new();
    keys.iter().for_each(|key| {
        if !chosen.contains(&key.as_str()) {
            chosen.push(key)
        }
    });
    Ok(chosen)
}

impl TableOutput {
    fn format(self) -> TableFormat {
        match self {
            TableOutput::Table => TableFormat::Table,
            TableOutput::Json => TableFormat::Json,
            TableOutput::Csv => TableFormat::Csv,
            TableOutput::Md => TableFormat::Md,
            TableOutput::Ids => TableFormat::Ids,
        }
    }

    /// Lines around a table in its format.
    pub fn lines(self, told: &[String], outside: &Outside) -> String {
        let broken = |line: &String| around(&safe::one_line(line), outside.width) + "\n";
        if self == TableOutput::Md { markdown::lines(told) } else { told.iter().map(broken).collect() }
    }

    /// The same above it: what it is, then of when.
    pub fn heading(self, told: &[String], global: &Global, outside: &Outside) -> String {
        let colour = self == TableOutput::Table && global.colour(outside);
        let styles = [Style::Bold, Style::Dim].into_iter().chain(std::iter::repeat(Style::Plain));
        let line = |(line, style): (&String, Style)| {
            let lines = self.lines(std::slice::from_ref(line), outside);
            lines.lines().map(|line| painted(line, style, colour) + "\n").collect::<String>()
        };
        if colour { told.iter().zip(styles).map(line).collect() } else { self.lines(told, outside) }
    }
}

/// A report asked for in some format: lines around a table, or a document.
pub struct TablePage {
    pub heading: Vec<String>,
    pub sheet: Sheet,
    pub footing: Vec<String>,
}

impl TablePage {
    /// The page as text; lines around the table are left out where a machine reads.
    pub fn write(&self, output: TableOutput, global: &Global, outside: &Outside) -> String {
        let table = render(&self.sheet, output.format(), outside.width, global.colour(outside));
        match output {
            TableOutput::Table | TableOutput::Md => {
                let heading = output.heading(&self.heading, global, outside);
                let footing = output.lines(&self.footing, outside);
                let gap = |part: &String| if part.is_empty() { "" } else { "\n" };
                format!("{heading}{}{table}{}{footing}", gap(&heading), gap(&footing))
            }
            _ => table,
        }
    }
}

/// A report for a terminal, a line to a row, with something above the rows that belong together.
pub struct LinePage<'a> {
    pub heading: Vec<String>,
    pub sheet: LongSheet<'a>,
    pub groups: Vec<SheetGroup>,
    pub footing: Vec<String>,
}

impl<'a> LinePage<'a> {
    /// The report page by page.
    pub fn pages(self, global: &Global, outside: &Outside) -> impl Iterator<Item = String> + use<'a> {
        let heading = TableOutput::Table.heading(&self.heading, global, outside) + "\n";
        let footing = TableOutput::Table.lines(&self.footing, outside);
        let footing = (!footing.is_empty()).then(|| format!("\n{footing}"));
        let rows = lines_of(self.sheet, &self.groups, outside.width, global.colour(outside));
        [heading].into_iter().chain(rows).chain(footing)
    }
}

/// Lines of text, made safe for a terminal.
pub fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| safe::one_line(line).into_owned() + "\n").collect()
}

/// An answer with the remarks that the workspace calls for.
pub fn answered(world: &World, outside: &Outside, text: String) -> Answer {
    remarked(world, outside, Answer::say(text))
}

/// The same of an answer.
pub fn remarked(world: &World, outside: &Outside, answer: Answer) -> Answer {
    let now = (outside.now)();
    let entries = world.ahead(now);
    let clock = (entries > 0).then_some(Remark::Ahead { entries, now });
    answer.remark(world.remarks(now).into_iter().chain(clock))
}
