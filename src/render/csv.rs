//! Comma-separated values: the sheet's keys as header, plain cells, words that a spreadsheet would compute made words again.

use super::exported::{ExportedView, Written};
use super::safe::visible;
use crate::model::formula::guarded;
use crate::report::sheet::{Cell, Heading, Sheet, Table};

/// A table, or all of them in files of a folder.
pub fn export(exported: &ExportedView) -> Result<Written, String> {
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
    let mut page = Page::default();
    page.line(columns.iter().map(|column| &*column.key));
    rows.for_each(|row| page.line(row.as_ref().iter().map(field)));
    page.text()
}

/// Rows of plain cells, as they stand.
pub fn plain_rows<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    let mut page = Page::default();
    rows.for_each(|row| page.line(row.into_iter()));
    page.text()
}

/// Lines of cells in memory, where writing does not fail; if it ever did, no answer may pass for whole without them.
struct Page(csv::Writer<Vec<u8>>);

impl Default for Page {
    fn default() -> Page {
        Page(csv::Writer::from_writer(Vec::new()))
    }
}

impl Page {
    fn line(&mut self, cells: impl Iterator<Item = impl AsRef<str>>) {
        for cell in cells {
            self.0.write_field(cell.as_ref()).expect("memory takes a cell");
        }
        self.0.write_record(None::<&[u8]>).expect("every row has a cell for each column");
    }

    fn text(self) -> String {
        String::from_utf8(self.0.into_inner().expect("memory takes the last line")).expect("cells are text")
    }
}

fn field(cell: &Cell) -> String {
    let plain = cell.plain();
    let plain = visible(&plain);
    match cell {
        Cell::Words(_) | Cell::Actors { .. } | Cell::Name(_) | Cell::Toned(..) => guarded(&plain),
        _ => plain.into_owned(),
    }
}
