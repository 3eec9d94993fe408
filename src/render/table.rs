//! A table for a terminal. The only file that knows comfy-table.

use super::safe::{one_line, visible};
use crate::report::sheet::{Cell, Heading, Shape, Sheet, Tone};
use comfy_table::{
    Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};
use rayon::prelude::*;
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Columns parted by two spaces, a thin line below the header. Words break where the terminal is narrow; ids, figures
/// and statuses never do, even if the table then is wider than the terminal.
pub fn table(sheet: &Sheet, width: Option<u16>, colour: bool) -> String {
    match sheet.rows.len() > LONG && !colour {
        true => long(sheet),
        false => laid_out(sheet, width, colour),
    }
}

/// From so many rows on, nobody reads a table on a screen: its words are not broken into lines, and no layout is sought.
const LONG: usize = 2_000;

/// The same table with every row as wide as it is, in two passes.
fn long(sheet: &Sheet) -> String {
    let titles: Vec<Cell> = sheet.columns.iter().map(|column| Cell::Name(column.title.clone())).collect();
    let wide = |row: &Vec<Cell>| row.iter().enumerate().map(widest).collect::<Vec<usize>>();
    let wider = |a: Vec<usize>, b: Vec<usize>| a.into_iter().zip(b).map(|(a, b)| a.max(b)).collect();
    let widths = sheet.rows.par_iter().map(wide).reduce(|| wide(&titles), wider);
    let rule = "─".repeat((widths.iter().map(|width| width + 2).sum::<usize>()).saturating_sub(1));
    let pages = sheet.rows.par_chunks(1_000).map(|rows| {
        rows.iter().fold(String::new(), |mut page, row| {
            pad(sheet, row, &widths, &mut page);
            page
        })
    });
    let mut text = String::new();
    pad(sheet, &titles, &widths, &mut text);
    text + &rule + "\n" + &pages.collect::<Vec<String>>().concat()
}

fn widest((column, cell): (usize, &Cell)) -> usize {
    safe(column, cell, &cell.shown()).lines().map(width).max().unwrap_or(0)
}

/// The text of a cell. At the left edge others' words keep to one line, lest they begin one that looks like milepost's.
fn safe<'t>(column: usize, cell: &Cell, shown: &'t str) -> Cow<'t, str> {
    match cell {
        Cell::Words(_) if column == 0 => one_line(shown),
        _ => visible(shown),
    }
}

/// How many columns of a terminal a line takes.
pub fn width(line: &str) -> usize {
    if line.is_ascii() { line.len() } else { line.width() }
}

/// The text in at most so many columns of a terminal; what does not fit is cut off, with a mark one column wide in its place. Cut
/// between words, from the first on in whatever direction they are read; within the first where not even that fits.
pub fn cut(text: &str, room: usize, mark: char) -> Cow<'_, str> {
    if width(text) <= room {
        return Cow::Borrowed(text);
    }
    // Halves the stretch in which the last character that fits must end.
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let (mut fits, mut beyond) = (0, ends.len());
    while fits + 1 < beyond {
        let middle = (fits + beyond) / 2;
        match width(&text[..ends[middle]]) < room {
            true => fits = middle,
            false => beyond = middle,
        }
    }
    let kept = &text[..ends[fits]];
    let whole = text[ends[fits]..].starts_with(char::is_whitespace);
    let words = if whole { kept } else { kept.rfind(char::is_whitespace).map_or(kept, |end| &kept[..end]) };
    let words = if words.trim().is_empty() { kept } else { words };
    Cow::Owned(format!("{}{mark}", words.trim_end()))
}

/// Adds one row, as many lines high as its highest cell.
fn pad(sheet: &Sheet, row: &[Cell], widths: &[usize], text: &mut String) {
    let shown: Vec<_> = row.iter().map(Cell::shown).collect();
    let cells: Vec<_> = (0..).zip(row).zip(&shown).map(|((column, cell), shown)| safe(column, cell, shown)).collect();
    let height = cells.iter().map(|cell| cell.lines().count()).max().unwrap_or(0);
    let mut lines: Vec<_> = cells.iter().map(|cell| cell.lines()).collect();
    for _ in 0..height {
        let start = text.len();
        for ((column, lines), wide) in sheet.columns.iter().zip(&mut lines).zip(widths) {
            let line = lines.next().unwrap_or("");
            let gap = wide - width(line);
            let (before, after) = if column.shape == Shape::Figure { (gap, 2) } else { (0, gap + 2) };
            blank(text, before);
            text.push_str(line);
            blank(text, after);
        }
        text.truncate(start + text[start..].trim_end().len());
        text.push('\n');
    }
}

/// Adds so many spaces.
fn blank(text: &mut String, places: usize) {
    const SPACES: &str = "                                                                ";
    let (whole, rest) = (places / SPACES.len(), places % SPACES.len());
    (0..whole).for_each(|_| text.push_str(SPACES));
    text.push_str(&SPACES[..rest]);
}

fn laid_out(sheet: &Sheet, width: Option<u16>, colour: bool) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.force_no_tty();
    if colour {
        table.enforce_styling();
    }
    match width {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    let header = |title: &str| comfy_table::Cell::new(title).add_attribute(Attribute::Bold);
    table.set_header(sheet.columns.iter().map(|column| header(&column.title)));
    for row in &sheet.rows {
        table.add_row(row.iter().enumerate().map(|(column, cell)| styled(column, cell, colour)));
    }
    for (place, (column, heading)) in table.column_iter_mut().zip(&sheet.columns).enumerate() {
        column.set_padding((0, 1));
        match heading.shape {
            Shape::Words if width.is_none() => {}
            Shape::Words => {
                let least = Width::Fixed(longest_word(sheet, place).clamp(LEAST, MOST) as u16 + 1);
                column.set_constraint(ColumnConstraint::LowerBoundary(least));
            }
            Shape::Whole => drop(column.set_constraint(ColumnConstraint::ContentWidth)),
            Shape::Figure => {
                column.set_constraint(ColumnConstraint::ContentWidth);
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The same sheet with the titles of figures in lines about as wide as what stands below them; of a very long one the first.
pub fn headed_in_lines(mut sheet: Sheet) -> Sheet {
    let figures = sheet.columns.iter_mut().filter(|column| column.shape == Shape::Figure);
    figures.for_each(|column| column.title = in_lines(&column.title));
    sheet
}

fn in_lines(title: &str) -> String {
    const ROOM: usize = 11;
    const MOST: usize = 4;
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut().filter(|line| width(line) + 1 + width(word) <= ROOM) {
            Some(line) => *line = format!("{line} {word}"),
            None => lines.push(word.to_owned()),
        }
    }
    if lines.len() > MOST {
        lines.truncate(MOST);
        lines[MOST - 1].push('…');
    }
    lines.join("\n")
}

/// How many columns of a sheet, from the first on, there is room for.
pub fn fitting(sheet: &Sheet, room: u16) -> usize {
    const GAP: usize = 2;
    let widest = |(column, heading): (usize, &Heading)| {
        let cells = sheet.rows.iter().map(|row| width(&row[column].shown()));
        cells.chain(heading.title.lines().map(width)).max().unwrap_or(0) + GAP
    };
    let mut left = usize::from(room) + GAP;
    let wide = sheet.columns.iter().enumerate().map(widest);
    wide.take_while(|wide| left.checked_sub(*wide).map(|rest| left = rest).is_some()).count()
}

/// How narrow a column of words may become; a word longer than the most is broken.
const LEAST: usize = 8;
const MOST: usize = 20;

/// How wide the longest word of a column is.
fn longest_word(sheet: &Sheet, column: usize) -> usize {
    let cells = sheet.rows.iter().map(|row| row[column].shown());
    let longest = |text: &str| text.split_whitespace().map(width).max().unwrap_or(0);
    cells.map(|text| longest(&text)).max().unwrap_or(0).max(longest(&sheet.columns[column].title))
}

fn styled(column: usize, cell: &Cell, colour: bool) -> comfy_table::Cell {
    let shown = cell.shown();
    let plain = comfy_table::Cell::new(safe(column, cell, &shown));
    match cell {
        Cell::Toned(tone, _) if colour => plain.fg(hue(*tone)),
        _ => plain,
    }
}

/// The colour of a status or timing; a word never depends on its colour to be understood.
fn hue(tone: Tone) -> Color {
    match tone {
        Tone::Good => Color::Green,
        Tone::Bad => Color::Red,
        Tone::Halted => Color::Magenta,
        Tone::Moving => Color::Yellow,
        Tone::Waiting => Color::DarkGrey,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sheet::Columns;

    #[test]
    fn a_long_table_looks_like_a_short_one() {
        let columns: Columns<(&str, &str, Option<i64>)> = Columns::of([
            ("a", "Id", Shape::Whole, |row| Cell::name(row.0)),
            ("b", "Words", Shape::Words, |row| if row.1.is_empty() { Cell::Empty } else { Cell::words(row.1) }),
            ("c", "n", Shape::Figure, |row| Cell::maybe(row.2, Cell::Count)),
        ]);
        let rows = [("A-1", "some words", Some(7)), ("A-22\nmore", "слово", Some(1234)), ("A-3", "", None)];
        let sheet = columns.sheet(rows);
        assert_eq!(long(&sheet), laid_out(&sheet, None, false));
    }

    #[test]
    fn columns_fit_by_the_places_that_they_take() {
        let columns: Columns<(&str, &str)> = Columns::of([
            ("a", "By end of", Shape::Whole, |row| Cell::name(row.0)),
            ("b", "Government of the first part", Shape::Figure, |row| Cell::name(row.1)),
            ("c", "武器の引き渡し", Shape::Figure, |row| Cell::name(row.1)),
        ]);
        let sheet = headed_in_lines(columns.sheet([("2026-01-31", "40 % of 3")]));
        assert_eq!(sheet.columns[1].title, "Government\nof the\nfirst part");
        let room = [9, 10, 21, 22, 37, 38].map(|room| fitting(&sheet, room));
        assert_eq!(room, [0, 1, 1, 2, 2, 3]);
    }

    #[test]
    fn what_is_cut_off_leaves_a_mark() {
        assert_eq!(cut("First quarter", 13, '…'), "First quarter");
        assert_eq!(cut("First quarter", 12, '…'), "First…");
        assert_eq!(cut("First quarter", 4, '…'), "Fir…");
        assert_eq!(cut("اتفاق السلام الشامل", 14, '…'), "اتفاق السلام…");
        assert_eq!(cut("First quarter", 7, '…'), "First…");
        assert_eq!(cut("武器の引き渡し", 8, '~'), "武器の~");
        assert_eq!(cut("武器", 1, '…'), "…");
    }
}
