//! Comma-separated values: the sheet's keys as header, plain cells, words that a spreadsheet would compute made words again.

use super::exported::{Exported, Written};
use super::safe::visible;
use crate::model::formula::guarded;
use crate::report::sheet::{Cell, Heading, Sheet, Table};
use std::borrow::Cow;

/// A table, or all of them in files of a folder.
pub fn export(exported: &Exported) -> Result<Written, String> {
    if exported.folder && exported.table.is_none() {
        let files = exported.tables().map(|one| (format!("{}.csv", one.key), table(one)));
        return Ok(Written { files: files.collect(), ..Written::default() });
    }
    Ok(Written::text(table(exported.one())))
}

pub fn csv(sheet: &Sheet) -> String {
    written(&sheet.columns, sheet.rows.iter())
}

/// The same of a table that is never there whole.
fn table(table: Table) -> String {
    written(&table.columns, table.rows)
}

fn written(columns: &[Heading], rows: impl Iterator<Item = impl AsRef<[Cell]>>) -> String {
    let mut text = String::new();
    record(&mut text, columns.iter().map(|column| Cow::Borrowed(&*column.key)));
    rows.for_each(|row| record(&mut text, row.as_ref().iter().map(field)));
    text
}

/// Rows of plain cells, as they stand.
pub fn plain_rows<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    let mut text = String::new();
    rows.for_each(|row| record(&mut text, row.into_iter().map(Cow::Owned)));
    text
}

/// One line, as RFC 4180 writes it: what holds a quote, a comma or a line's end stands in quotes, a quote in it twice. A line of
/// nothing but one empty cell would be no line.
fn record<'t>(text: &mut String, cells: impl Iterator<Item = Cow<'t, str>>) {
    let start = text.len();
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        match cell.contains(['"', ',', '\n', '\r']) {
            true => text.extend(["\"", &cell.replace('"', "\"\""), "\""]),
            false => text.push_str(&cell),
        }
    }
    if text.len() == start {
        text.push_str("\"\"");
    }
    text.push('\n');
}

fn field(cell: &Cell) -> Cow<'static, str> {
    let plain = cell.plain();
    let plain = visible(&plain);
    Cow::Owned(match cell {
        Cell::Words(_) | Cell::Name(_) | Cell::Toned(..) => guarded(&plain),
        _ => plain.into_owned(),
    })
}
