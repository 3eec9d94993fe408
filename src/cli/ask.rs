//! What every command that only reads is asked: at which moment, in which format.

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::Global;
use super::remark::Remark;
use super::world::World;
use crate::fold::state::Clocks;
use crate::model::moment::Moment;
use crate::render::{Format, markdown, render, safe};
use crate::report::sheet::Sheet;
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
pub enum Output {
    Table,
    Json,
    Csv,
    Md,
    Ids,
}

impl Output {
    fn format(self) -> Format {
        match self {
            Output::Table => Format::Table,
            Output::Json => Format::Json,
            Output::Csv => Format::Csv,
            Output::Md => Format::Md,
            Output::Ids => Format::Ids,
        }
    }

    /// Lines around a table in its format.
    pub fn lines(self, told: &[String]) -> String {
        if self == Output::Md { markdown::lines(told) } else { lines(told) }
    }
}

/// A report asked for in some format: lines around a table, or a document.
pub struct Page {
    pub heading: Vec<String>,
    pub sheet: Sheet,
    pub footing: Vec<String>,
}

impl Page {
    /// The page as text; lines around the table are left out where a machine reads.
    pub fn write(&self, output: Output, global: &Global, outside: &Outside) -> String {
        let table = render(&self.sheet, output.format(), outside.width, global.colour(outside));
        match output {
            Output::Table | Output::Md => {
                let (heading, footing) = (output.lines(&self.heading), output.lines(&self.footing));
                let gap = |part: &String| if part.is_empty() { "" } else { "\n" };
                format!("{heading}{}{table}{}{footing}", gap(&heading), gap(&footing))
            }
            _ => table,
        }
    }
}

/// Lines of text, made safe for a terminal.
pub fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| safe::one_line(line).into_owned() + "\n").collect()
}

/// An answer with the remarks that the workspace calls for.
pub fn answered(world: &World, outside: &Outside, text: String) -> Answer {
    let now = (outside.now)();
    let entries = world.contents.entries.iter().filter(|entry| entry.at > now).count();
    let clock = (entries > 0).then_some(Remark::Ahead { entries, now });
    Answer::say(text).remark(world.remarks(now).into_iter().chain(clock))
}
