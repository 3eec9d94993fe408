//! `milepost matrix`

use super::answer::{Answer, Outside};
use super::ask::{Moments, TableOutput, TablePage, answered};
use super::fail_if::FailIf;
use super::failure::Failure;
use super::filter::{Filters, NOTHING};
use super::global::Global;
use super::kept::Kept;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::list::{ListSort, select};
use crate::report::matrix::{MatrixReader, MatrixRow, matrix_sheet, rows};
use crate::report::status::heading;
use crate::tongue::text;
use clap::Args;
use serde::Serialize;

/// Print the implementation matrix as secretariats do
///
/// Number, reference, activity, responsible, timeline, status, remarks. The status is one of the field's three words:
/// pending (level none), ongoing (minimum, intermediate) or complete (full), and
/// below it stands whose word that is. As CSV, what these cells say together also stands by itself: word, by, alarm, noted.
/// As a workbook to print or to mail: `milepost export -o xlsx --table matrix --to matrix.xlsx`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost matrix
  milepost matrix --phase phase-3 -o csv > matrix.csv")]
pub struct MatrixArgs {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    fail_if: FailIf,
    #[command(flatten)]
    moments: Moments,
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

#[derive(Serialize)]
struct MatrixDoc<'a> {
    rows: Vec<MatrixRow<'a>>,
}

impl MatrixArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = self.moments.open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let filter = self.filters.filter(&state.plan)?;
        let view = world.view(&state);
        let places = select(&view, &filter, ListSort::Plan);
        let rows = rows(&view, &places);
        let text = match self.output {
            TableOutput::Json => json(&answer("matrix", &view, MatrixDoc { rows })),
            TableOutput::Ids => rows.iter().map(|row| format!("{}\n", row.id)).collect(),
            output => {
                let footing = if rows.is_empty() { vec![text(NOTHING).to_owned()] } else { Vec::new() };
                let reader = if output == TableOutput::Csv { MatrixReader::Program } else { MatrixReader::Person };
                TablePage { heading: heading(&view), sheet: matrix_sheet(&rows, reader), footing }
                    .write(output, global, outside)
            }
        };
        Ok(self.fail_if.judge(answered(world, outside, text), world, &view, &places))
    }
}
