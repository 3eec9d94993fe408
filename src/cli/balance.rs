//! `milepost balance`

use super::answer::{Answer, Outside};
use super::ask::{Moments, TableOutput, TablePage, answered};
use super::failure::Failure;
use super::global::Global;
use super::kept::Kept;
use crate::render::json::json;
use crate::report::balance::{ROOM, TableBlock, balance, balance_doc, balance_sheet, blocks};
use crate::report::status::heading;
use clap::Args;

/// Show obligations by side: how many, how early, who waits for whom
///
/// Figures without a verdict. Weights, phases and who waits for whom follow from the plan alone; days and what is
/// verified, from the moment asked about.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost balance
  milepost balance -o csv > balance.csv")]
pub struct BalanceArgs {
    #[command(flatten)]
    moments: Moments,
    /// How to write the tables
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

impl BalanceArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = self.moments.open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let view = world.view(&state);
        let balance = balance(&view);
        let write = |TableBlock { heading, sheet, footing }| {
            TablePage { heading, sheet, footing }.write(self.output, global, outside)
        };
        let text = match self.output {
            TableOutput::Json => json(&balance_doc(&view, &balance)),
            TableOutput::Csv | TableOutput::Ids => {
                write(TableBlock { sheet: balance_sheet(&balance), ..TableBlock::default() })
            }
            TableOutput::Table | TableOutput::Md => {
                let tables = blocks(&balance, ROOM).into_iter().map(write);
                std::iter::once(self.output.heading(&heading(&view), global, outside))
                    .chain(tables)
                    .collect::<Vec<_>>()
                    .join("\n")
            }
        };
        Ok(answered(world, outside, text))
    }
}
