//! Comma-separated values: the sheet's keys as header, plain cells, words that a spreadsheet would compute made words again.

use super::safe::visible;
use crate::model::formula::guarded;
use crate::report::sheet::{Cell, Column, Sheet, Table};

pub fn csv(sheet: &Sheet) -> String {
    written(&sheet.columns, sheet.rows.iter())
}

/// The same of a table that is never there whole.
pub fn table(table: Table) -> String {
    written(&table.columns, table.rows)
}

fn written(columns: &[Column], rows: impl Iterator<Item = impl AsRef<[Cell]>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(columns.iter().map(|column| column.key));
    rows.for_each(|row| {
        let _ = writer.write_record(row.as_ref().iter().map(field));
    });
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Rows of plain cells, as they stand.
pub fn plain_rows<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    rows.for_each(|row| {
        let _ = writer.write_record(row);
    });
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn field(cell: &Cell) -> String {
    let plain = cell.plain();
    let plain = visible(&plain);
    match cell {
        Cell::Words(_) | Cell::Name(_) => guarded(&plain),
        _ => plain.into_owned(),
    }
}
