//! The sheets of a workbook that are one matrix: those whose header tells the same are joined, and every other one is told.

use super::columns::Layout;
use super::drafted::{DoubtKind, MatrixDoubt};
use super::grid::{At, CellKind, Grid, GridCell, GridRow};
use super::headings::{ColumnKind, plain};

/// A sheet with what its columns are, if it has a header, and what was done so that they can be read.
pub type MatrixSheet = (Grid, Option<Layout>, Vec<MatrixDoubt>);

/// Joins the sheets that are like the one at this place, each below its name; tells of those that are left out.
pub fn joined(mut sheets: Vec<MatrixSheet>, first: usize, asked: bool) -> (Grid, Option<Layout>, Vec<MatrixDoubt>) {
    let (grid, Some(layout), doubts) = sheets.remove(first) else { return (Grid::default(), None, Vec::new()) };
    let mut whole = OneMatrix { grid, layout, doubts };
    for (grid, layout, folded) in sheets {
        match layout {
            Some(layout) if asked || whole.is_like(&layout) => {
                let other = (!asked && !whole.is_headed_as(&layout)).then(|| renamed(&grid, &layout)).flatten();
                whole.doubts.extend(other);
                whole.add(grid, &layout);
                let sheet = whole.grid.sheets.len() - 1;
                let here = |doubt: MatrixDoubt| MatrixDoubt { row: doubt.row.map(|at| At { sheet, ..at }), ..doubt };
                whole.doubts.extend(folded.into_iter().map(here));
            }
            layout => whole.doubts.extend(left(&grid, layout.as_ref())),
        }
    }
    if !whole.grid.sheets.is_empty() {
        let name = whole.grid.sheets[0].clone();
        let place = whole.layout.header + 1;
        whole.grid.rows.insert(place, whole.named(0, &name));
    }
    (whole.grid, Some(whole.layout), whole.doubts)
}

/// A sheet that is not read, where anything stands in it.
fn left(grid: &Grid, layout: Option<&Layout>) -> Option<MatrixDoubt> {
    let below = layout.map_or(0, |layout| layout.header + 1);
    let rows = grid.rows[below..].iter().filter(|row| !row.cells.is_empty()).count();
    let text = grid.name.clone().unwrap_or_default();
    (rows > 0).then_some(MatrixDoubt { row: None, column: None, text, what: DoubtKind::SheetLeft(rows) })
}

/// A sheet that is read though it calls the activity otherwise.
fn renamed(grid: &Grid, layout: &Layout) -> Option<MatrixDoubt> {
    let heading = layout.shown(*layout.columns.get(&ColumnKind::Activity)?);
    let text = grid.name.clone().unwrap_or_default();
    Some(MatrixDoubt { row: None, column: None, text, what: DoubtKind::SheetAlike(heading) })
}

struct OneMatrix {
    grid: Grid,
    layout: Layout,
    doubts: Vec<MatrixDoubt>,
}

impl OneMatrix {
    /// Whether a sheet tells of commitments as the first does: the activity has the same heading, or in both another word for it beside
    /// who owes it and when; and either's known columns are all known in the other.
    fn is_like(&self, other: &Layout) -> bool {
        let owed = |layout: &Layout| {
            let both = [ColumnKind::Responsible, ColumnKind::Timeline].iter().all(|it| layout.columns.contains_key(it));
            both && layout.is_of_activities()
        };
        let within = |a: &Layout, b: &Layout| a.columns.keys().all(|column| b.columns.contains_key(column));
        let alike = self.is_headed_as(other) || (owed(&self.layout) && owed(other));
        alike && (within(&self.layout, other) || within(other, &self.layout))
    }

    fn is_headed_as(&self, other: &Layout) -> bool {
        let heading = |layout: &Layout| {
            layout.columns.get(&ColumnKind::Activity).and_then(|at| layout.headings.get(at)).map(|text| plain(text))
        };
        heading(&self.layout) == heading(other)
    }

    /// The row that says which sheet the rows below it are of.
    fn named(&self, sheet: usize, name: &str) -> GridRow {
        let at = self.layout.columns.get(&ColumnKind::Activity).copied().unwrap_or_default();
        let cells = vec![(at, GridCell { text: name.to_owned(), kind: CellKind::Sheet })];
        GridRow { number: 0, sheet, cells, comments: Vec::new() }
    }

    fn add(&mut self, grid: Grid, layout: &Layout) {
        if self.grid.sheets.is_empty() {
            self.grid.sheets.push(self.grid.name.clone().unwrap_or_default());
        }
        let (sheet, name) = (self.grid.sheets.len(), grid.name.clone().unwrap_or_default());
        self.grid.sheets.push(name.clone());
        self.grid.rows.push(self.named(sheet, &name));
        let places = self.places(&grid, layout);
        for (place, mut row) in grid.rows.into_iter().enumerate().filter(|(place, _)| *place != layout.header) {
            row.sheet = sheet;
            if place < layout.header {
                let texts: Vec<&str> = row.cells.iter().map(|(_, cell)| cell.text.as_str()).collect();
                let at = Some(At { sheet, row: row.number });
                let doubt = MatrixDoubt { row: at, column: None, text: texts.join(" | "), what: DoubtKind::Above };
                self.doubts.extend((!row.cells.is_empty()).then_some(doubt));
                continue;
            }
            for (at, _) in &mut row.cells {
                *at = places[*at];
            }
            for (at, _) in &mut row.comments {
                *at = places.get(*at).copied().unwrap_or(*at);
            }
            row.cells.sort_by_key(|(at, _)| *at);
            self.grid.rows.push(row);
        }
    }

    /// Where each column of a sheet goes: to what the first sheet knows or heads alike, else behind all.
    fn places(&mut self, grid: &Grid, layout: &Layout) -> Vec<usize> {
        let width = |grid: &Grid| grid.rows.iter().filter_map(|row| Some(row.cells.last()?.0 + 1)).max().unwrap_or(0);
        let mut end = width(&self.grid);
        let mut places: Vec<usize> = Vec::new();
        for at in 0..width(grid) {
            let known = layout.columns.iter().find(|(_, place)| **place == at).map(|(column, _)| *column);
            let heading = layout.headings.get(&at);
            let free = |place: &usize| !places.contains(place);
            let alike = |this: &Layout| match known {
                Some(column) => this.columns.get(&column).copied(),
                None => {
                    let alike =
                        this.others().find(|(_, other)| heading.is_some_and(|text| plain(text) == plain(other)));
                    alike.map(|(place, _)| place)
                }
            };
            let place = alike(&self.layout).filter(free).unwrap_or_else(|| {
                end += 1;
                end - 1
            });
            if let Some(heading) = heading {
                self.layout.headings.entry(place).or_insert_with(|| heading.clone());
            }
            if let Some(column) = known {
                self.layout.columns.entry(column).or_insert(place);
            }
            places.push(place);
        }
        places
    }
}
