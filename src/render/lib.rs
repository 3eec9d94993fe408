//! The same rows in every format: one format, one file, one line in a list. Drawings beside them.

#[cfg(test)]
use milepost_core::ledger;
use milepost_core::{fold, model};
use milepost_report as report;

pub mod axis;
pub mod charts;
pub mod csv;
pub mod handout;
pub mod ical;
pub mod json;
pub mod linked;
pub mod markdown;
pub mod outline;
pub mod page;
pub mod prose;
pub mod record;
pub mod safe;
pub mod table;
pub mod timeline;
pub mod xlsx;

use crate::report::sheet::Sheet;

/// The formats of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Table,
    Json,
    Csv,
    Md,
    Ids,
}

/// Renders a sheet; `width` is that of the terminal, if there is one. JSON answers are documents of their own.
pub fn render(sheet: &Sheet, format: Format, width: Option<u16>, colour: bool) -> String {
    match format {
        Format::Table | Format::Json => table::table(sheet, width, colour),
        Format::Csv => csv::csv(sheet),
        Format::Md => markdown::markdown(sheet),
        Format::Ids => sheet
            .rows
            .iter()
            .filter_map(|row| row.first())
            .map(|id| safe::one_line(&id.plain()).into_owned() + "\n")
            .collect(),
    }
}
