//! A header of several rows, and a status that is told by marks below its words: both are made one before the columns are read.

use super::columns::{Layout, NoLayout, TypedColumn, layout};
use super::dates::month;
use super::drafted::{DoubtKind, MatrixDoubt};
use super::grid::{CellKind, Grid, GridCell, GridRow, letters};
use super::headings::{ColumnKind, heading, is_calendar, plain};
use super::rows::is_total;
use super::status;

/// The columns of a grid, whose header may go on in the rows below it, and what was done so that they can be read.
pub fn headed(grid: &mut Grid, said: &[TypedColumn]) -> (Result<Layout, NoLayout>, Vec<MatrixDoubt>) {
    const MOST: usize = 2;
    let mut doubts = Vec::new();
    let Ok(found) = layout(grid, &[]).or_else(|_| layout(grid, said)) else { return (layout(grid, said), doubts) };
    let mut rows = (0..MOST).map_while(|_| folded(grid, &found)).collect::<Vec<_>>();
    doubts.append(&mut rows);
    if !said.iter().any(|(what, _)| *what == ColumnKind::Status) {
        doubts.extend(layout(grid, said).ok().and_then(|found| marked(grid, &found)));
    }
    (layout(grid, said), doubts)
}

/// Writes what the row below the header says into it, where it names the columns that a heading spans.
fn folded(grid: &mut Grid, found: &Layout) -> Option<MatrixDoubt> {
    let (header, below) = (&grid.rows[found.header], grid.rows.get(found.header + 1)?);
    let span = |at: usize| header.cells.iter().rev().map(|(begin, _)| *begin).find(|begin| *begin <= at);
    let new: Vec<(usize, &str)> = below
        .cells
        .iter()
        .filter(|(at, cell)| header.text(*at) != Some(&cell.text))
        .map(|(at, cell)| (*at, cell.text.as_str()))
        .collect();
    let activity = found.columns.get(&ColumnKind::Activity)?;
    let named = [Some(activity), found.columns.get(&ColumnKind::Number)];
    let of_rows = named.into_iter().flatten().any(|at| new.iter().any(|(column, _)| column == at));
    let words = below.cells.iter().all(|(_, cell)| cell.kind == CellKind::Words);
    let within = |begin: usize| new.iter().filter(move |(at, _)| span(*at) == Some(begin)).count();
    let spans = new.iter().all(|(at, text)| span(*at).is_some_and(|begin| within(begin) > 1) && is_name(text));
    if below.number != header.number + 1 || new.is_empty() || of_rows || !words || !spans {
        return None;
    }
    let twice = |text: &str| new.iter().filter(|(_, other)| plain(other) == plain(text)).count() > 1;
    let all = |(at, text): &(usize, &str)| {
        let above = span(*at).and_then(|begin| header.text(begin)).unwrap_or_default();
        (*at, whole(above, text, twice(text)))
    };
    let names: Vec<(usize, String)> = new.iter().map(all).collect();
    let texts: Vec<&str> = new.iter().map(|(_, text)| *text).collect();
    let doubt =
        MatrixDoubt { row: Some(below.at()), column: None, text: texts.join(" | "), what: DoubtKind::HeaderGoesOn };
    grid.rows.remove(found.header + 1);
    names.into_iter().for_each(|(at, text)| put(&mut grid.rows[found.header], at, text));
    Some(doubt)
}

/// Whether a text may name a column: figures do only as weeks and months do.
fn is_name(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) || is_calendar(text)
}

/// A heading with the one above it: alone where it is known by itself, `Jan 2026`, `Status: Completed`.
fn whole(above: &str, text: &str, twice: bool) -> String {
    let kind = heading(above);
    let told = match heading(text) {
        Some(ColumnKind::Value | ColumnKind::Done | ColumnKind::Pending) => kind.is_none(),
        known => known.is_some(),
    };
    match (told && !twice, month(&plain(text)).is_some()) {
        (true, _) => text.to_owned(),
        (_, true) => format!("{text} {above}"),
        _ if kind == Some(ColumnKind::Status) => format!("{above}: {text}"),
        _ => format!("{above} {text}"),
    }
}

fn put(row: &mut GridRow, at: usize, text: String) {
    match row.cells.binary_search_by_key(&at, |(at, _)| *at) {
        Ok(place) => row.cells[place].1.text = text,
        Err(place) => row.cells.insert(place, (at, GridCell { text, kind: CellKind::Words })),
    }
}

/// A column of marks: its place, and the word of a status above it.
type MarkColumn = (usize, String);

/// Makes one status of several columns that are headed by its words and hold marks; what is no mark stands behind the word above it.
fn marked(grid: &mut Grid, found: &Layout) -> Option<MatrixDoubt> {
    let columns = mark_columns(grid, found)?;
    let words: Vec<&str> = columns.iter().map(|(_, word)| word.as_str()).collect();
    let (first, last) = (columns.first()?.0, columns.last()?.0);
    let heading = format!("Status ({})", words.join(", "));
    let header = &grid.rows[found.header];
    let column = Some(format!("{} to {}", letters(first), letters(last)));
    let doubt = MatrixDoubt { row: Some(header.at()), column, text: words.join(" | "), what: DoubtKind::StatusByMarks };
    let is_here = |at: &usize| columns.iter().any(|(known, _)| known == at);
    for row in grid.rows[found.header + 1..].iter_mut().filter(|row| is_commitment(row, found)) {
        let told: Vec<String> = columns.iter().filter_map(|(at, word)| below_word(row.text(*at)?, word)).collect();
        let told = if told.len() > 1 { format!("several: {}", told.join(", ")) } else { told.concat() };
        row.cells.retain(|(at, _)| !is_here(at));
        if !told.is_empty() {
            put(row, first, told);
        }
    }
    let header = &mut grid.rows[found.header];
    header.cells.retain(|(at, _)| !is_here(at));
    put(header, first, heading);
    Some(doubt)
}

/// What a cell says below a word of a status.
fn below_word(text: &str, word: &str) -> Option<String> {
    match (status::is_mark(text), status::is_no_mark(text)) {
        (true, _) => Some(word.to_owned()),
        (_, true) => None,
        _ => Some(format!("{word}: {text}")),
    }
}

/// The columns of marks that tell a status together, where there are several and no other column tells it: those headed by its words,
/// and those among them that hold nothing but marks, whatever heads them.
fn mark_columns(grid: &Grid, found: &Layout) -> Option<Vec<MarkColumn>> {
    let cells = |at: usize| {
        let rows = grid.rows[found.header + 1..].iter().filter(|row| is_commitment(row, found));
        rows.filter_map(move |row| row.text(at))
    };
    let owner = |at: usize| found.columns.iter().find(|(_, place)| **place == at).map(|(what, _)| *what);
    let free = |at: usize| owner(at).is_none_or(is_mark_column);
    let all = found.headings.iter().map(|(at, text)| (*at, status_word(text))).filter(|(at, _)| free(*at));
    let (mut columns, others): (Vec<MarkColumn>, Vec<MarkColumn>) =
        all.partition(|(_, word)| status::status(word, &[]).is_some());
    let (first, last) = (columns.first()?.0, columns.last()?.0);
    let within = |at: usize| {
        let below_status = status_word(&found.headings[&at]) != found.headings[&at];
        let looks_so = owner(at) == Some(ColumnKind::Status) && heading(&found.headings[&at]).is_none();
        below_status || looks_so || (first..last).contains(&at)
    };
    let only_marks = |at: usize| cells(at).all(holds_mark) && cells(at).any(status::is_mark);
    let marked = |row: &GridRow, at: usize| row.text(at).is_some_and(status::is_mark);
    // A mark that stands beside another tells something else than how far it is.
    let beside = |at: usize| {
        let both = |row: &GridRow| marked(row, at) && columns.iter().any(|(other, _)| marked(row, *other));
        grid.rows[found.header + 1..].iter().any(both)
    };
    let more: Vec<MarkColumn> =
        others.into_iter().filter(|(at, _)| within(*at) && only_marks(*at) && !beside(*at)).collect();
    columns.extend(more);
    columns.sort();
    let taken = found.columns.get(&ColumnKind::Status).is_some_and(|at| !columns.iter().any(|(place, _)| place == at));
    let plain = |what: ColumnKind| [ColumnKind::Done, ColumnKind::Pending].contains(&what);
    let telling = columns.iter().any(|(at, _)| !owner(*at).is_some_and(plain));
    let (marks, odd): (Vec<&str>, Vec<&str>) =
        columns.iter().flat_map(|(at, _)| cells(*at)).partition(|text| holds_mark(text));
    let of_marks = marks.len() > odd.len() && marks.into_iter().any(status::is_mark);
    (columns.len() > 1 && telling && of_marks && !taken).then_some(columns)
}

/// The word of a status that a heading has below another, `Status: Completed`, or is.
pub fn status_word(text: &str) -> String {
    let word = text.split_once(": ").filter(|(above, _)| heading(above) == Some(ColumnKind::Status));
    word.map_or(text, |(_, word)| word).to_owned()
}

/// Whether a row tells of a commitment, and is no line of sums.
fn is_commitment(row: &GridRow, found: &Layout) -> bool {
    let told = found.columns.get(&ColumnKind::Activity).is_some_and(|at| row.text(*at).is_some());
    told && !row.cells.iter().take(2).any(|(_, cell)| is_total(&cell.text))
}

fn is_mark_column(what: ColumnKind) -> bool {
    [ColumnKind::Done, ColumnKind::Pending, ColumnKind::Status, ColumnKind::Value].contains(&what)
}

/// A mark, or what says that there is none.
fn holds_mark(text: &str) -> bool {
    status::is_no_mark(text) || status::is_mark(text)
}
