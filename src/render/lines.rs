//! A table for a terminal whose rows keep to a line each, page by page: how wide its columns are is measured first, then it is laid out
//! from the first row on.

use super::pages::in_pages;
use super::prose::wrapped;
use super::room::{cut, cut_short, width};
use super::safe::one_line;
use super::table::{GAP, NARROW, Style, blank, card, hue, painted, total};
use crate::report::sheet::{Cell, Heading, LongSheet, Shape, SheetGroup, Tone};
use rayon::prelude::*;
use std::ops::Range;

/// The pages of a table, with something above the rows that belong together. Words are cut where there is no room for them; what finds
/// no room side by side even so stands one below the other.
pub fn lines<'a>(
    sheet: LongSheet<'a>,
    groups: &[SheetGroup],
    width: Option<u16>,
    colour: bool,
) -> Box<dyn Iterator<Item = String> + 'a> {
    let room = width.map_or(usize::MAX, usize::from);
    let wide = widths(&sheet);
    let is_narrow = room < least(&sheet.columns, &wide) || (room < NARROW && room < total(&wide));
    let above = GroupTitles::of(groups, room, colour, !is_narrow);
    if is_narrow {
        let row =
            move |row: usize| above.of_row(row).to_owned() + &card(&sheet.columns, &(sheet.row)(row), room, colour);
        return Box::new(in_pages(sheet.count, move |rows| rows.map(&row).collect()));
    }
    let layout = LineLayout::of(&sheet, &wide, room, colour);
    let titles = layout.titles(&sheet.columns);
    let page = move |rows: Range<usize>| {
        rows.fold(String::new(), |mut page, row| {
            page.push_str(above.of_row(row));
            layout.row(&sheet.columns, &(sheet.row)(row), &mut page);
            page
        })
    };
    Box::new([titles].into_iter().chain(in_pages(sheet.count, page)))
}

/// What stands above rows that belong together, by the first of them.
struct GroupTitles(Vec<(usize, String)>);

impl GroupTitles {
    /// Each group's title and count; `apart` where a blank line is to part it from the group before.
    fn of(groups: &[SheetGroup], room: usize, colour: bool, apart: bool) -> GroupTitles {
        let mut first = 0;
        let heading = |group: &SheetGroup| {
            let gap = if apart && first > 0 { "\n" } else { "" };
            let heading = (first, gap.to_owned() + &heading(group, room, colour));
            first += group.rows;
            heading
        };
        GroupTitles(groups.iter().map(heading).collect())
    }

    fn of_row(&self, row: usize) -> &str {
        let found = self.0.binary_search_by_key(&row, |(first, _)| *first);
        found.map_or("", |place| &self.0[place].1)
    }
}

/// A group's title and count, then what must be seen first.
fn heading(group: &SheetGroup, room: usize, colour: bool) -> String {
    let title = wrapped(&one_line(&group.title), room, GAP);
    let alarm = wrapped(&group.alarm, room.saturating_sub(GAP), 0);
    let beside = title.last().map_or(0, |line| width(line)) + GAP + width(&group.alarm) <= room;
    let title: Vec<String> = title.iter().map(|line| painted(line, Style::Bold, colour)).collect();
    let alarm = alarm.iter().filter(|line| !line.is_empty());
    let alarm: Vec<String> = alarm.map(|line| painted(line, Style::Toned(Tone::Bad), colour)).collect();
    let between = if beside { "  " } else { "\n  " };
    let told: Vec<String> =
        [title.join("\n")].into_iter().chain((!alarm.is_empty()).then(|| alarm.join("\n  "))).collect();
    told.join(between) + "\n"
}

/// How wide each column is where nothing is cut.
fn widths(sheet: &LongSheet) -> Vec<usize> {
    let of_cells = |row: usize| (sheet.row)(row).iter().map(|cell| width(&one_line(&cell.shown()))).collect();
    let wide = (0..sheet.count).into_par_iter().map(of_cells).reduce(Vec::new, wider);
    wider(title_widths(&sheet.columns), wide)
}

fn title_widths(columns: &[Heading]) -> Vec<usize> {
    columns.iter().map(|column| width(&column.title)).collect()
}

/// The wider of each two columns; no columns at all are wider than none.
fn wider(mut widths: Vec<usize>, others: Vec<usize>) -> Vec<usize> {
    widths.resize(widths.len().max(others.len()), 0);
    widths.iter_mut().zip(others).for_each(|(wide, other)| *wide = other.max(*wide));
    widths
}

/// How many columns of a terminal they take where they are as narrow as they may become.
fn least(columns: &[Heading], wide: &[usize]) -> usize {
    let narrow = columns.iter().zip(wide).map(|(column, wide)| if is_line(column) { SHORT.min(*wide) } else { *wide });
    let given_up = longest(columns, wide).map_or(0, |place| wide[place].saturating_sub(SHORT));
    total(&narrow.collect::<Vec<usize>>()) - given_up
}

/// How short a line may be cut.
const SHORT: usize = 10;

fn is_line(column: &Heading) -> bool {
    column.shape == Shape::Line
}

/// The longest of the other columns, ids and states aside: it is cut before there is no table.
fn longest(columns: &[Heading], wide: &[usize]) -> Option<usize> {
    let inner = (1..wide.len().saturating_sub(1)).filter(|place| columns[*place].shape == Shape::Whole);
    inner.max_by_key(|place| wide[*place])
}

/// How the rows are laid out.
struct LineLayout {
    /// To how much each cell of a column is cut.
    given: Vec<usize>,
    widths: Vec<usize>,
    colour: bool,
}

impl LineLayout {
    fn of(sheet: &LongSheet, wide: &[usize], room: usize, colour: bool) -> LineLayout {
        let given = given(&sheet.columns, wide, room);
        LineLayout { widths: widths_once_cut(sheet, wide, &given), given, colour }
    }

    /// The titles of the columns, with a line below.
    fn titles(&self, columns: &[Heading]) -> String {
        let mut text = String::new();
        let titles = columns.iter().map(|column| (column.title.clone(), CellInk::Title));
        self.line(columns, titles, &mut text);
        text + &"─".repeat(total(&self.widths)) + "\n"
    }

    fn row(&self, columns: &[Heading], row: &[Cell], text: &mut String) {
        let cells = row.iter().zip(&self.given).map(|(cell, given)| match cell {
            Cell::Toned(tone, _) => (on_a_line(cell, *given), CellInk::Toned(*tone)),
            cell => (on_a_line(cell, *given), CellInk::Plain),
        });
        self.line(columns, cells, text);
    }

    /// Adds a line. Where it is coloured, so are the spaces that fill a cell.
    fn line(&self, columns: &[Heading], cells: impl Iterator<Item = (String, CellInk)>, text: &mut String) {
        let start = text.len();
        let last = columns.len().saturating_sub(1);
        for (place, (shown, ink)) in cells.enumerate() {
            let gap = self.widths[place].saturating_sub(width(&shown));
            let (before, after) = if columns[place].shape == Shape::Figure { (gap, 0) } else { (0, gap) };
            let (begins, ends) = if self.colour { ink.codes() } else { Default::default() };
            text.push_str(&begins);
            blank(text, before);
            text.push_str(&shown);
            blank(text, after + usize::from(place < last));
            text.push_str(ends);
            blank(text, usize::from(place < last));
        }
        text.truncate(start + text[start..].trim_end().len());
        text.push('\n');
    }
}

/// How a cell is to be seen.
enum CellInk {
    Plain,
    Title,
    Toned(Tone),
}

impl CellInk {
    /// What a terminal obeys before a cell and behind it.
    fn codes(&self) -> (String, &'static str) {
        match self {
            CellInk::Plain => (String::new(), ""),
            CellInk::Title => ("\u{1b}[1m".into(), "\u{1b}[0m"),
            CellInk::Toned(Tone::Waiting) => ("\u{1b}[2m".into(), "\u{1b}[0m"),
            CellInk::Toned(tone @ (Tone::Bad | Tone::Halted)) => {
                (format!("\u{1b}[38;5;{}m\u{1b}[1m", hue(*tone)), "\u{1b}[0m")
            }
            CellInk::Toned(tone) => (format!("\u{1b}[38;5;{}m", hue(*tone)), "\u{1b}[39m"),
        }
    }
}

/// To how much the columns are cut in the room that there is: the lines to a fair share, the first of them to what is left.
fn given(columns: &[Heading], wide: &[usize], room: usize) -> Vec<usize> {
    let mut given = wide.to_vec();
    let lines: Vec<usize> = (0..wide.len()).filter(|place| is_line(&columns[*place])).collect();
    let short = |given: &[usize]| {
        let rest: usize = (0..wide.len()).filter(|place| !is_line(&columns[*place])).map(|place| given[place]).sum();
        room.saturating_sub(rest + GAP * wide.len().saturating_sub(1))
    };
    let needed: usize = lines.iter().map(|place| wide[*place].min(SHORT)).sum();
    if let Some(place) = longest(columns, wide) {
        given[place] = given[place].saturating_sub(needed.saturating_sub(short(&given))).max(SHORT.min(wide[place]));
    }
    let mut left = short(&given);
    let share = (left / (lines.len() + 1)).max(SHORT);
    lines.iter().for_each(|place| given[*place] = wide[*place].min(share));
    left = left.saturating_sub(lines.iter().map(|place| given[*place]).sum());
    for place in lines {
        let more = left.min(wide[place] - given[place]);
        (given[place], left) = (given[place] + more, left - more);
    }
    given
}

/// How wide the columns are once their cells are cut. Mostly one of the first cells fills what its column is given, and no more need be
/// looked at.
fn widths_once_cut(sheet: &LongSheet, wide: &[usize], given: &[usize]) -> Vec<usize> {
    const STRETCH: usize = 1_024;
    let is_cut = |place: usize| given[place] < wide[place];
    let of_cells = |row: usize| {
        let cells = (sheet.row)(row);
        (0..cells.len())
            .map(|place| if is_cut(place) { width(&on_a_line(&cells[place], given[place])) } else { 0 })
            .collect()
    };
    let titles = title_widths(&sheet.columns);
    let uncut = |place: usize| if is_cut(place) { titles[place] } else { wide[place] };
    let mut widths: Vec<usize> = (0..wide.len()).map(uncut).collect();
    for start in (0..sheet.count).step_by(STRETCH) {
        let full = |widths: &[usize]| widths.iter().zip(given).all(|(wide, given)| wide >= given);
        if full(&widths) {
            break;
        }
        let stretch = (start..sheet.count.min(start + STRETCH)).into_par_iter().map(of_cells).reduce(Vec::new, wider);
        widths = wider(widths, stretch);
    }
    widths
}

/// A cell in at most so many columns; of several actors the first, and how many more.
fn on_a_line(cell: &Cell, room: usize) -> String {
    let shown = cell.shown();
    let shown = one_line(&shown);
    let others = shown.matches("; ").count();
    match cell {
        Cell::Actors { .. } if others > 0 && width(&shown) > room => {
            let more = format!(" +{others}");
            let first = shown.split("; ").next().unwrap_or_default();
            cut(first, room.saturating_sub(width(&more)), '…').into_owned() + &more
        }
        _ => cut_short(&shown, room).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn column(key: &'static str, title: &str, shape: Shape) -> Heading {
        Heading { key: key.into(), title: title.into(), shape }
    }

    fn sheet<'a>(rows: Vec<Vec<Cell>>, made: &'a [AtomicUsize]) -> LongSheet<'a> {
        let shapes = [Shape::Whole, Shape::Line, Shape::Whole, Shape::Figure];
        let columns = ["Id", "Milestone", "Status", "Progress"].into_iter().zip(shapes);
        let row = move |row: usize| {
            if let Some(made) = made.get(row) {
                made.fetch_add(1, Ordering::Relaxed);
            }
            rows[row % rows.len()].clone()
        };
        let columns = columns.map(|(title, shape)| column("", title, shape)).collect();
        LongSheet { columns, count: made.len().max(1), row: Box::new(row) }
    }

    fn row(title: &str, tone: Tone) -> Vec<Cell> {
        vec![Cell::name("A-1"), Cell::words(title), Cell::Toned(tone, "word".into()), Cell::Count(7)]
    }

    #[test]
    fn colours_fill_their_cells_and_titles_stand_out() {
        let group = SheetGroup { title: "One".into(), alarm: "1 late".into(), rows: 1 };
        let told = |tone: Tone, colour: bool| {
            lines(sheet(vec![row("слово", tone)], &[]), std::slice::from_ref(&group), None, colour).collect::<String>()
        };
        let plain = "Id   Milestone  Status  Progress\n\
            ────────────────────────────────\n\
            One  1 late\n\
            A-1  слово      word           7\n";
        assert_eq!(told(Tone::Good, false), plain);
        for (tone, begins, ends) in [
            (Tone::Good, "\u{1b}[38;5;2m", "\u{1b}[39m"),
            (Tone::Bad, "\u{1b}[38;5;1m\u{1b}[1m", "\u{1b}[0m"),
            (Tone::Halted, "\u{1b}[38;5;5m\u{1b}[1m", "\u{1b}[0m"),
            (Tone::Moving, "\u{1b}[38;5;6m", "\u{1b}[39m"),
            (Tone::Waiting, "\u{1b}[2m", "\u{1b}[0m"),
        ] {
            let told = told(tone, true);
            assert!(told.contains(&format!("слово      {begins}word   {ends}        7\n")), "{told:?}");
            assert!(told.starts_with("\u{1b}[1mId  \u{1b}[0m \u{1b}[1mMilestone \u{1b}[0m "), "{told:?}");
        }
    }

    #[test]
    fn a_column_is_as_wide_as_what_is_left_of_its_cells() {
        let title = "what was promised to all of the sea who live there";
        let rows = vec![row(title, Tone::Good), row("short", Tone::Good)];
        let told: String = lines(sheet(rows, &[0, 0].map(AtomicUsize::new)), &[], Some(60), false).collect();
        let told: Vec<&str> = told.lines().collect();
        assert_eq!(told[2], "A-1  what was promised to all of the sea…  word           7");
        assert_eq!(told[3], "A-1  short                                 word           7");
        assert_eq!(told[1], "─".repeat(59));
    }

    #[test]
    fn the_first_page_is_laid_out_before_the_last_row() {
        let made: Vec<AtomicUsize> = std::iter::repeat_with(AtomicUsize::default).take(5_000).collect();
        let mut pages = lines(sheet(vec![row("slow", Tone::Good)], &made), &[], None, true);
        let times = |row: usize| made[row].load(Ordering::Relaxed);
        assert_eq!((pages.next().is_some(), pages.next().is_some()), (true, true));
        // The last was measured, the first laid out too.
        assert_eq!((times(0), times(4_999)), (2, 1));
        assert_eq!(pages.map(|page| page.lines().count()).sum::<usize>(), 5_000 - 256);
        assert_eq!(times(4_999), 2);
    }
}
