//! Comma-separated values: the sheet's keys as header, plain cells, words that a spreadsheet would compute made words again.

use super::safe::visible;
use crate::report::sheet::{Cell, Sheet};

pub fn csv(sheet: &Sheet) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = sheet.columns.iter().map(|column| column.key);
    let rows = sheet.rows.iter().map(|row| row.iter().map(field).collect::<Vec<_>>());
    // Writing to memory does not fail.
    let _ = writer.write_record(header);
    for row in rows {
        let _ = writer.write_record(row);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A cell whose words begin like a formula gets an apostrophe, which spreadsheets take for "this is text".
fn field(cell: &Cell) -> String {
    let plain = cell.plain();
    let plain = visible(&plain).into_owned();
    match cell {
        Cell::Words(_) | Cell::Name(_) if plain.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{plain}"),
        _ => plain,
    }
}
