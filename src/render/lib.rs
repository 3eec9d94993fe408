//! The same rows in every format: one format, one file, one line in a list. Drawings beside them.

#[cfg(test)]
use milepost_core::ledger;
use milepost_core::{fold, model};
use milepost_report as report;
use milepost_tongue as tongue;

pub mod axis;
pub mod brief_page;
pub mod charts;
pub mod csv;
pub mod dashboard;
pub mod exported;
pub mod handout;
pub mod ical;
pub mod ink;
pub mod json;
pub mod json_lines;
pub mod lines;
pub mod linked;
pub mod markdown;
pub mod outline;
pub mod page;
pub mod pages;
pub mod prose;
pub mod record;
pub mod room;
pub mod safe;
pub mod spoken;
pub mod table;
pub mod timeline;
pub mod wall;
pub mod xlsx;

use crate::report::sheet::Sheet;
use exported::{ExportFormat, Wish};

/// The formats of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    Table,
    Json,
    Csv,
    Md,
    Ids,
}

/// The formats of an export. A new one is a file of this folder, and a line here.
pub const EXPORTS: [ExportFormat; 6] = [
    ExportFormat {
        word: "json",
        says: "The state: plan, totals, milestones, decisions, disputes, incidents",
        takes: &[],
        write: json::export,
    },
    ExportFormat {
        word: "jsonl",
        says: "Every entry on a line of its own, all with the same keys",
        takes: &[],
        write: json_lines::export,
    },
    ExportFormat {
        word: "csv",
        says: "A table, or with a folder for --to all of them",
        takes: &[Wish::Table],
        write: csv::export,
    },
    ExportFormat { word: "xlsx", says: "All tables as a workbook, or one", takes: &[Wish::Table], write: xlsx::export },
    ExportFormat {
        word: "ics",
        says: "Due dates and consultations as a calendar",
        takes: &[Wish::Alarm],
        write: ical::export,
    },
    ExportFormat { word: "md", says: "All tables as a document", takes: &[Wish::Table], write: markdown::export },
];

/// Renders a sheet; `width` is that of the terminal, if there is one. JSON answers are documents of their own.
pub fn render(sheet: &Sheet, format: TableFormat, width: Option<u16>, colour: bool) -> String {
    match format {
        TableFormat::Table | TableFormat::Json => table::table(sheet, width, colour),
        TableFormat::Csv => csv::csv(sheet),
        TableFormat::Md => markdown::markdown(sheet),
        TableFormat::Ids => sheet
            .rows
            .iter()
            .filter_map(|row| row.first())
            .map(|id| safe::one_line(&id.plain()).into_owned() + "\n")
            .collect(),
    }
}
