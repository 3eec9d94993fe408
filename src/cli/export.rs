//! `milepost export`

use super::answer::{Answer, Outside};
use super::ask::{Moments, remarked};
use super::deliver::Delivery;
use super::failure::{Failure, SYSTEM};
use super::global::Global;
use super::kept::Kept;
use super::remark::Remark;
use super::world::World;
use crate::model::span::Span;
use crate::render::EXPORTS;
use crate::render::exported::{ExportFormat, ExportedView, Wish, Written};
use crate::report::tables::TABLES;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

/// Export state, entries, tables and dates for other programs
///
/// Words of people that a format cannot hold, or that a terminal or a spreadsheet would obey, are written so that they are seen.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost export -o csv --table milestones
  milepost export -o xlsx --to peace.xlsx")]
pub struct ExportArgs {
    #[command(flatten)]
    moments: Moments,
    /// The format
    #[arg(short, long, value_name = "FORMAT", default_value = "json", value_parser = formats())]
    output: String,
    /// Of csv, md and xlsx, which table; without it md, xlsx and csv into a folder have all of them
    #[arg(long, value_name = "TABLE", value_parser = tables())]
    table: Option<String>,
    /// Of ics, how long before a due date to remind: days such as P7D, hours such as PT12H, or none
    #[arg(long, value_name = "SPAN", value_parser = alarm)]
    alarm: Option<Alarm>,
    #[command(flatten)]
    delivery: Delivery,
}

/// How long before a due date to remind; nothing for not at all.
#[derive(Clone, Copy, Debug)]
struct Alarm(Option<Span>);

impl Default for Alarm {
    fn default() -> Alarm {
        Alarm(Some(Span { days: 7, ..Span::default() }))
    }
}

fn alarm(text: &str) -> Result<Alarm, String> {
    match text {
        "none" => Ok(Alarm(None)),
        text => match Span::parse(text).map_err(|bad| bad.to_string())? {
            Span { months: 0, days, seconds } => Ok(Alarm(Some(Span { months: 0, days, seconds }))),
            _ => Err("a reminder comes days or hours before: write P7D, P2W or PT12H".into()),
        },
    }
}

fn tables() -> PossibleValuesParser {
    PossibleValuesParser::new(TABLES.iter().map(|(key, ..)| *key))
}

fn formats() -> PossibleValuesParser {
    PossibleValuesParser::new(EXPORTS.iter().map(|format| PossibleValue::new(format.word).help(format.says)))
}

impl ExportArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let format = self.format()?;
        let world = World::open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let exported = ExportedView {
            view: &world.view(&state),
            table: self.table.as_deref(),
            folder: self.delivery.is_folder(outside),
            alarm: self.alarm.unwrap_or_default().0,
        };
        let written = (format.write)(&exported).map_err(|error| unmade(format, &error))?;
        let Written { text, pages, bytes, files, crlf, cut } = written;
        let told = Answer::in_pages([text].into_iter().chain(pages));
        let answer = Answer { bytes, crlf, ..remarked(world, outside, told) };
        let answer = answer.remark((cut > 0).then_some(Remark::TextsCut(cut)));
        Ok(match files.is_empty() {
            true => self.delivery.address(answer),
            false => self.delivery.address_files(answer, files),
        })
    }

    /// The format, if the options go with it.
    fn format(&self) -> Result<&'static ExportFormat, Failure> {
        let format = EXPORTS.iter().find(|format| format.word == self.output).unwrap_or(&EXPORTS[0]);
        if self.table.is_some() && !format.takes.contains(&Wish::Table) {
            return Err(odd("--table", Wish::Table).hint("the other formats have all of it"));
        }
        if self.alarm.is_some() && !format.takes.contains(&Wish::Alarm) {
            return Err(odd("--alarm", Wish::Alarm).hint("the other formats remind of nothing"));
        }
        Ok(format)
    }
}

/// An option that goes with other formats.
fn odd(option: &str, wish: Wish) -> Failure {
    let fit = EXPORTS.iter().filter(|format| format.takes.contains(&wish));
    let fit: Vec<String> = fit.map(|format| format!("`-o {}`", format.word)).collect();
    Failure::usage(format!("`{option}` goes with {}", fit.join(", ")))
}

fn unmade(format: &ExportFormat, error: &str) -> Failure {
    Failure::new(SYSTEM, "system", format!("cannot make the {}: {error}", format.word))
        .hint("it is put together in the folder for temporary files: is there room in it, and may you write there?")
}
