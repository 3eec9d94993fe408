//! Tables as a workbook, row by row, for whoever works in a spreadsheet. The only file that knows rust_xlsxwriter.
//!
//! Words stay words: nothing that anybody wrote becomes a formula or a link. The same tables give the same bytes.

use super::exported::{ExportedView, Written};
use super::safe::visible;
use super::table::width;
use crate::model::moment::Moment;
use crate::report::sheet::{Cell, Heading, Shape, Table, Tone};
use crate::report::tables::about;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// The characters, in UTF-16, that a cell holds at the most.
const LONGEST: usize = 32_767;
/// The rows of a sheet, the header among them.
const ROWS: usize = 1_048_576;
/// The width of columns in characters, at the least and at the most.
const NARROW: usize = 6;
const WIDE: [usize; 2] = [28, 60];
/// The height of a line, and of the tallest row, in points.
const LINE: usize = 15;
const TALLEST: usize = 405;

/// A workbook of a first sheet that says what it is, and a sheet for each table; its date is the moment asked about.
pub fn export(exported: &ExportedView) -> Result<Written, String> {
    let view = exported.view;
    let (title, as_of) = (view.plan.title.get(view.lang()), view.state.clocks.as_of);
    workbook(title, &about(view), as_of, exported.tables(), ROWS).map_err(|error| error.to_string())
}

fn workbook<'a>(
    title: &str,
    about: &[(&str, String)],
    as_of: Moment,
    tables: impl IntoIterator<Item = Table<'a>>,
    most: usize,
) -> Result<Written, XlsxError> {
    let (mut book, mut ink) = (Workbook::new(), Ink::new());
    let made =
        ExcelDateTime::from_timestamp(as_of.0.div_euclid(1000)).or_else(|_| ExcelDateTime::from_ymd(1980, 1, 1))?;
    let title: String = visible(title).chars().take(255).collect();
    book.set_properties(&DocProperties::new().set_title(title).set_author("milepost").set_creation_datetime(&made));
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

/// The first sheet: what the others are about.
fn cover(sheet: &mut Worksheet, about: &[(&str, String)], ink: &mut Ink) -> Result<(), XlsxError> {
    sheet.set_name("About")?;
    for (row, (label, words)) in (0..).zip(about) {
        sheet.write_string_with_format(row, 0, *label, &ink.label)?;
        let words = ink.fitting(words);
        sheet.write_string_with_format(row, 1, words, &ink.words)?;
    }
    sheet.set_column_width(0, 26)?.set_column_width(1, 80)?;
    page(sheet);
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
            write(sheet, (last, place), cell, ink)?;
            *wide = (*wide).max(breadth(cell).min(widest(column)));
        }
    }
    for (place, wide) in (0..).zip(widths) {
        sheet.set_column_width(place, wide as f64 + 1.0)?;
    }
    sheet.set_freeze_panes(1, 1)?.autofilter(0, 0, last, columns.len().saturating_sub(1) as u16)?;
    page(sheet).set_repeat_rows(0, 0)?;
    Ok(())
}

/// Prints on A4, as wide as the page.
fn page(sheet: &mut Worksheet) -> &mut Worksheet {
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0)
}

fn write(sheet: &mut Worksheet, (row, place): (u32, u16), cell: &Cell, ink: &mut Ink) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => Ok(()),
        Cell::Count(count) => sheet.write_number_with_format(row, place, *count as f64, &ink.plain).map(drop),
        Cell::Number(number) => match number.to_string() {
            // More digits than a spreadsheet keeps are words.
            long if long.bytes().filter(u8::is_ascii_digit).count() > 15 => {
                sheet.write_string_with_format(row, place, long, &ink.plain).map(drop)
            }
            text => sheet.write_number_with_format(row, place, text.parse().unwrap_or(0.0), &ink.plain).map(drop),
        },
        Cell::Share(_, share) | Cell::Bar(share) => {
            sheet.write_number_with_format(row, place, share.fraction(), &ink.share).map(drop)
        }
        Cell::Yes(yes) => sheet.write_boolean_with_format(row, place, *yes, &ink.plain).map(drop),
        Cell::Day(day) => match day.date() {
            // Spreadsheets count days from 1900, and take that for a leap year.
            (year, month, of) if (year, month) >= (1900, 3) => {
                let day = ExcelDateTime::from_ymd(year as u16, month as u8, of as u8)?;
                sheet.write_datetime_with_format(row, place, &day, &ink.day).map(drop)
            }
            _ => sheet.write_string_with_format(row, place, day.to_string(), &ink.plain).map(drop),
        },
        Cell::Name(text) | Cell::Toned(_, text) | Cell::Words(text) | Cell::Actors { ids: text, .. } => {
            let text = ink.fitting(text);
            let format = match cell {
                Cell::Toned(Tone::Bad | Tone::Halted, _) => &ink.alarm,
                Cell::Words(_) => &ink.words,
                _ if text.contains('\n') => &ink.words,
                _ => &ink.plain,
            };
            sheet.write_string_with_format(row, place, text, format).map(drop)
        }
    }
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
        cell => cell.plain().len(),
    }
}

/// The looks of cells, and how many texts were cut.
struct Ink {
    header: Format,
    label: Format,
    plain: Format,
    words: Format,
    alarm: Format,
    share: Format,
    day: Format,
    cut: usize,
}

impl Ink {
    fn new() -> Ink {
        let plain = Format::new().set_align(FormatAlign::Top);
        let label = plain.clone().set_bold();
        Ink {
            header: label
                .clone()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x1F_3A_5F))
                .set_font_color(Color::White)
                .set_border_bottom(FormatBorder::Thin),
            words: plain.clone().set_text_wrap(),
            alarm: label
                .clone()
                .set_text_wrap()
                .set_background_color(Color::RGB(0xFB_E3_D8))
                .set_font_color(Color::RGB(0x8A_24_00)),
            label,
            share: plain.clone().set_num_format("0.0%"),
            day: plain.clone().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            plain,
            cut: 0,
        }
    }

    /// Other people's words, made visible, and cut where a cell has no room for them, which they then say.
    fn fitting(&mut self, text: &str) -> String {
        let text = visible(text).into_owned();
        let long = text.encode_utf16().count();
        if long <= LONGEST {
            return text;
        }
        self.cut += 1;
        let mark = format!("… [cut here: {long} characters are more than a cell holds]");
        let mut room = LONGEST - mark.encode_utf16().count();
        let fits = |c: &char| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        };
        text.chars().take_while(fits).collect::<String>() + &mark
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
        let written = workbook("Numbers", &[], Moment(0), [table], 3).unwrap();
        let mut book = Xlsx::new(Cursor::new(written.bytes)).unwrap();
        assert_eq!(book.sheet_names(), ["About", "Numbers", "Numbers (2)", "Numbers (3)"]);
        let rows = |book: &mut Xlsx<_>, name: &str| book.worksheet_range(name).unwrap().height();
        let heights = ["Numbers", "Numbers (2)", "Numbers (3)"].map(|name| rows(&mut book, name));
        assert_eq!(heights, [3, 3, 2], "each with its header");
    }
}
