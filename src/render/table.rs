//! A table for a terminal. The only file that knows comfy-table.

use super::prose::wrapped;
use super::room::width;
use super::safe::{one_line, visible};
use crate::report::sheet::{Cell, Heading, Shape, Sheet, Tone};
use comfy_table::{
    Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};
use rayon::prelude::*;
use std::borrow::Cow;

/// Columns parted by two spaces, a thin line below the header. Words break where the terminal is narrow; ids, figures and statuses are
/// whole. What finds no room side by side stands one below the other.
pub fn table(sheet: &Sheet, width: Option<u16>, colour: bool) -> String {
    let wide = widths(sheet);
    let room = width.map_or(usize::MAX, usize::from);
    if room < least(sheet, &wide) || (room < NARROW && room < total(&wide)) {
        return sheet.rows.iter().map(|row| card(&sheet.columns, row, room, colour)).collect();
    }
    match sheet.rows.len() > LONG && !colour {
        true => long(sheet),
        false => laid_out(sheet, width, colour),
    }
}

/// A terminal narrower than this shows a table as cards, unless the table is as narrow.
pub const NARROW: usize = 60;

/// Between two columns.
pub const GAP: usize = 2;

/// How wide each column is where nothing breaks.
fn widths(sheet: &Sheet) -> Vec<usize> {
    let titles = sheet.columns.iter().map(|column| column.title.lines().map(width).max().unwrap_or(0)).collect();
    let wide = |row: &Vec<Cell>| row.iter().enumerate().map(widest).collect::<Vec<usize>>();
    let wider = |a: Vec<usize>, b: Vec<usize>| a.into_iter().zip(b).map(|(a, b)| a.max(b)).collect();
    match sheet.rows.len() > LONG {
        true => wider(titles, sheet.rows.par_iter().map(wide).reduce(|| vec![0; sheet.columns.len()], wider)),
        false => sheet.rows.iter().map(wide).fold(titles, wider),
    }
}

/// How many columns of a terminal so wide columns take.
pub fn total(wide: &[usize]) -> usize {
    wide.iter().map(|wide| wide + GAP).sum::<usize>().saturating_sub(GAP)
}

/// The same where they are as narrow as they may become.
fn least(sheet: &Sheet, wide: &[usize]) -> usize {
    let columns = sheet.columns.iter().zip(wide).enumerate();
    let narrow = columns.map(|(place, (column, wide))| match column.shape {
        Shape::Whole | Shape::Figure => *wide,
        Shape::Words | Shape::Line => longest_word(sheet, place).clamp(LEAST, MOST).min(*wide),
    });
    total(&narrow.collect::<Vec<usize>>())
}

/// How many cells stand in the first line of a card: a name, and the words beside it.
fn headed(columns: &[Heading]) -> usize {
    let spoken = |column: &Heading| matches!(column.shape, Shape::Words | Shape::Line);
    match columns {
        [first, second, ..] if !spoken(first) && spoken(second) => 2,
        _ => 1,
    }
}

fn joined(title: &str) -> String {
    title.replace('\n', " ")
}

/// A row as a card: the first cell, with the words beside it, then the others below, each by the title of its column.
pub fn card(columns: &[Heading], row: &[Cell], room: usize, colour: bool) -> String {
    const LEAST: usize = 16;
    let headed = headed(columns).min(row.len());
    let label = columns.iter().skip(headed).map(|column| width(&joined(&column.title))).max().unwrap_or(0);
    let head: Vec<String> = row[..headed].iter().map(|cell| one_line(&cell.shown()).into_owned()).collect();
    let hang = if headed > 1 { (width(&head[0]) + GAP).min(room / 2) } else { GAP };
    let lines = wrapped(&head.join("  "), room, hang);
    let mut text: String = lines.iter().map(|line| painted(line, Style::Bold, colour) + "\n").collect();
    let beside = room >= label + 2 * GAP + LEAST;
    let indent = if beside { label + 2 * GAP } else { 2 * GAP };
    for (column, cell) in columns.iter().zip(row).skip(headed).filter(|(_, cell)| !cell.is_empty()) {
        let title = joined(&column.title);
        let mut first = match beside {
            true => format!("  {title}{}", " ".repeat(label + GAP - width(&title))),
            false => {
                wrapped(&title, room.saturating_sub(GAP), 0).iter().for_each(|line| text += &format!("  {line}\n"));
                " ".repeat(indent)
            }
        };
        let shown = cell.shown();
        let style = if let Cell::Toned(tone, _) = cell { Style::Toned(*tone) } else { Style::Plain };
        for line in visible(&shown).lines().flat_map(|line| wrapped(line.trim_start(), room.saturating_sub(indent), 0))
        {
            text += &std::mem::replace(&mut first, " ".repeat(indent));
            text += &painted(&line, style, colour);
            text.push('\n');
        }
    }
    text + "\n"
}

/// How words are to be seen.
#[derive(Clone, Copy, Debug)]
pub enum Style {
    Plain,
    Bold,
    Dim,
    Toned(Tone),
}

/// Words as a terminal shows them so.
pub fn painted(words: &str, style: Style, colour: bool) -> String {
    let code = match style {
        _ if !colour || words.is_empty() => return words.to_owned(),
        Style::Plain => return words.to_owned(),
        Style::Bold => "1".to_owned(),
        Style::Dim | Style::Toned(Tone::Waiting) => "2".to_owned(),
        Style::Toned(tone @ (Tone::Bad | Tone::Halted)) => format!("1;3{}", hue(tone)),
        Style::Toned(tone) => format!("3{}", hue(tone)),
    };
    format!("\u{1b}[{code}m{words}\u{1b}[0m")
}

/// From so many rows on, nobody reads a table on a screen: its words are not broken into lines, and no layout is sought.
const LONG: usize = 2_000;

/// The same table with every row as wide as it is, in two passes.
fn long(sheet: &Sheet) -> String {
    let titles: Vec<Cell> = sheet.columns.iter().map(|column| Cell::Name(column.title.clone())).collect();
    let widths = widths(sheet);
    // It reaches one column beyond the last.
    let rule = "─".repeat(total(&widths) + 1);
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
pub fn blank(text: &mut String, places: usize) {
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
            Shape::Words | Shape::Line if width.is_none() => {}
            Shape::Words | Shape::Line => {
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
    // The rule below the header reaches one column beyond the last.
    let room = width.map_or(usize::MAX, usize::from);
    let fitted = |line: String| match line.starts_with('─') {
        true => line.chars().take(room).collect(),
        false => line.trim_end().to_owned(),
    };
    table.lines().map(|line| fitted(line) + "\n").collect()
}

/// The same sheet with the titles of figures in lines about as wide as what stands below them; of a very long one the first.
pub fn headed_in_lines(mut sheet: Sheet) -> Sheet {
    let figures = sheet.columns.iter_mut().filter(|column| column.shape == Shape::Figure);
    figures.for_each(|column| column.title = broken(&column.title));
    sheet
}

fn broken(title: &str) -> String {
    const ROOM: usize = 11;
    const MOST: usize = 4;
    // A word that alone is wider stays whole.
    let room = title.split_whitespace().map(width).fold(ROOM, usize::max);
    let mut lines = wrapped(title, room, 0);
    if lines.len() > MOST {
        lines.truncate(MOST);
        lines[MOST - 1].push('…');
    }
    lines.join("\n")
}

/// How many columns of a sheet, from the first on, there is room for.
pub fn fitting(sheet: &Sheet, room: u16) -> usize {
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
        Cell::Toned(Tone::Waiting, _) if colour => plain.add_attribute(Attribute::Dim),
        Cell::Toned(tone @ (Tone::Bad | Tone::Halted), _) if colour => {
            plain.fg(Color::AnsiValue(hue(*tone))).add_attribute(Attribute::Bold)
        }
        Cell::Toned(tone, _) if colour => plain.fg(Color::AnsiValue(hue(*tone))),
        _ => plain,
    }
}

/// The colour of a status or timing, of the first eight, which terminals make to be read on their ground, be it dark or light; a word
/// never depends on its colour to be understood.
pub fn hue(tone: Tone) -> u8 {
    match tone {
        Tone::Good => 2,
        Tone::Bad => 1,
        Tone::Halted => 5,
        Tone::Moving | Tone::Waiting => 6,
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
}
