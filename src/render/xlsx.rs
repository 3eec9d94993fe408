//! Tables as a workbook, row by row, for whoever works in a spreadsheet.
//!
//! Words stay words: nothing that anybody wrote becomes a formula or a link. The same tables give the same bytes.

use super::dashboard::dashboard;
use super::exported::{ExportedView, Written};
use super::ink::{Ink, paper};
use super::room::width;
use super::safe::visible;
use crate::model::moment::Moment;
use crate::report::board::{Board, board};
use crate::report::sheet::{Cell, Heading, Shape, Table};
use crate::report::tables::about;
use crate::tongue::say;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

/// The rows of a sheet, the header among them.
const ROWS: usize = 1_048_576;
/// The width of columns in characters, at the least and at the most.
const NARROW: usize = 6;
const WIDE: [usize; 2] = [28, 38];
/// So many characters stand beside each other on a sheet of paper.
const ON_PAPER: usize = 290;
/// The height of a line, and of the tallest row, in points.
const LINE: usize = 15;
const TALLEST: usize = 405;

/// A workbook of a sheet that shows how the plan stands, one that says what this is, and one for each table; or of one table alone.
/// Its date is the moment asked about.
pub fn export(exported: &ExportedView) -> Result<Written, String> {
    let view = exported.view;
    let (title, as_of) = (view.plan.title.get(view.lang()), view.state.clocks.as_of);
    let made = match exported.table {
        Some(_) => workbook(title, None, &about(view), as_of, [exported.one()], ROWS),
        None => workbook(title, Some(&board(view)), &about(view), as_of, exported.tables(), ROWS),
    };
    made.map_err(|error| error.to_string())
}

fn workbook<'a>(
    title: &str,
    board: Option<&Board>,
    about: &[(&str, String)],
    as_of: Moment,
    tables: impl IntoIterator<Item = Table<'a>>,
    most: usize,
) -> Result<Written, XlsxError> {
    let (mut book, mut ink) = (Workbook::new(), Ink::default());
    let made =
        ExcelDateTime::from_timestamp(as_of.0.div_euclid(1000)).or_else(|_| ExcelDateTime::from_ymd(1980, 1, 1))?;
    let title: String = visible(title).chars().take(255).collect();
    book.set_properties(&DocProperties::new().set_title(title).set_author("milepost").set_creation_datetime(&made));
    if let Some(board) = board {
        dashboard(book.add_worksheet(), board, &mut ink)?;
    }
    cover(book.add_worksheet_with_constant_memory()?, about, &mut ink)?;
    for table in tables {
        let mut rows = table.rows.peekable();
        for part in 1.. {
            let name = if part == 1 { table.title.to_owned() } else { format!("{} ({part})", table.title) };
            let sheet = book.add_worksheet_with_constant_memory()?;
            sheet.set_name(name)?;
            fill(sheet, &table.columns, &mut rows.by_ref().take(most - 1), &mut ink)?;
            if rows.peek().is_none() {
                break;
            }
        }
    }
    Ok(Written { bytes: book.save_to_buffer()?, cut: ink.cut, ..Written::default() })
}

/// What the sheets are about.
fn cover(sheet: &mut Worksheet, about: &[(&str, String)], ink: &mut Ink) -> Result<(), XlsxError> {
    sheet.set_name(say!("About"))?;
    for (row, (label, words)) in (0..).zip(about) {
        sheet.write_string_with_format(row, 0, *label, &ink.label)?;
        let words = ink.fitting(words);
        sheet.write_string_with_format(row, 1, words, &ink.words)?;
    }
    sheet.set_column_width(0, 26)?.set_column_width(1, 80)?;
    paper(sheet);
    Ok(())
}

/// A header that stays in sight and filters, and the rows below it.
fn fill(
    sheet: &mut Worksheet,
    columns: &[Heading],
    rows: &mut dyn Iterator<Item = Vec<Cell>>,
    ink: &mut Ink,
) -> Result<(), XlsxError> {
    let mut widths: Vec<usize> = columns.iter().map(|column| NARROW.max(width(&column.title) + 3)).collect();
    for (place, column) in (0..).zip(columns) {
        sheet.write_string_with_format(0, place, &column.title, &ink.header)?;
    }
    let mut last = 0;
    for row in rows {
        last += 1;
        let lines = row.iter().zip(columns).map(|(cell, column)| lines(cell, widest(column))).max().unwrap_or(1);
        if lines > 1 {
            // Not every program works out the height of a row by itself.
            sheet.set_row_height(last, (lines * LINE).min(TALLEST) as f64)?;
        }
        for ((place, cell), (column, wide)) in (0..).zip(&row).zip(columns.iter().zip(&mut widths)) {
            ink.write(sheet, (last, place), cell)?;
            *wide = (*wide).max(breadth(cell).min(widest(column)));
        }
    }
    let (printed, all) = (on_paper(&widths), widths.len());
    for (place, wide) in (0..).zip(widths) {
        sheet.set_column_width(place, wide as f64 + 1.0)?;
    }
    sheet.set_freeze_panes(1, 1)?.autofilter(0, 0, last, all.saturating_sub(1) as u16)?;
    paper(sheet).set_repeat_rows(0, 0)?;
    if printed < all {
        let (first, end) = (printed as u16, all as u16 - 1);
        sheet.group_columns(first, end)?.set_print_area(0, 0, last, first - 1)?;
        sheet.set_footer(format!("&L{}", say!("Further columns stand in the file.")));
    }
    Ok(())
}

/// How many columns, the first ones, fit on paper in letters that can be read.
fn on_paper(widths: &[usize]) -> usize {
    let mut wide = 0;
    let fit = widths.iter().take_while(|column| {
        wide += **column + 1;
        wide <= ON_PAPER
    });
    fit.count().max(1)
}

fn widest(column: &Heading) -> usize {
    WIDE[usize::from(column.shape == Shape::Words)]
}

/// How many lines a cell takes in a column of this width.
fn lines(cell: &Cell, wide: usize) -> usize {
    match cell {
        Cell::Name(text) | Cell::Toned(_, text) | Cell::Words(text) if text.len() > wide || text.contains('\n') => {
            text.split('\n').map(|line| width(line).div_ceil(wide).max(1)).sum()
        }
        _ => 1,
    }
}

/// How many columns of a terminal the longest line of a cell takes.
fn breadth(cell: &Cell) -> usize {
    match cell {
        Cell::Name(text) | Cell::Toned(_, text) | Cell::Words(text) => text.lines().map(width).max().unwrap_or(0),
        Cell::Day(_) => 10,
        Cell::Time(_) => 20,
        cell => cell.plain().len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sheet::Columns;
    use calamine::{Reader, Xlsx};
    use std::io::Cursor;

    #[test]
    fn a_table_longer_than_a_sheet_goes_on_in_the_next() {
        let columns: Columns<i64> = Columns::of([("number", "Number", Shape::Figure, |row| Cell::Count(*row))]);
        let (columns, rows) = columns.content(1..=5);
        let table = Table { key: "numbers", title: "Numbers", columns, rows };
        let written = workbook("Numbers", None, &[], Moment(0), [table], 3).unwrap();
        let mut book = Xlsx::new(Cursor::new(written.bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["About", "Numbers", "Numbers (2)", "Numbers (3)"]);
        let rows = |book: &mut Xlsx<_>, name: &str| book.worksheet_range(name).unwrap().height();
        let heights = ["Numbers", "Numbers (2)", "Numbers (3)"].map(|name| rows(&mut book, name));
        assert_eq!(heights, [3, 3, 2], "each with its header");
    }
}
