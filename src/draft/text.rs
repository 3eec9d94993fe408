//! A matrix that is a text: its rows as a grid.

use super::grid::{Grid, GridCell, GridRow};
use super::printed::in_english;
use super::separated::{CellRow, Stray, rows};

/// The text as a grid, with the quotes in it that are none; `suits` says how well a beginning suits.
pub fn grid(text: &str, suits: impl Fn(&Grid) -> usize) -> (Grid, Vec<Stray>) {
    let (rows, strays) = rows(text, |rows| suits(&of(rows)));
    (of(&rows), strays)
}

fn of(rows: &[CellRow]) -> Grid {
    let cells = |record: &CellRow| {
        let cells = record.cells.iter().enumerate();
        cells.filter_map(|(column, text)| Some((column, GridCell::words(&text.replace("\r\n", "\n"))?))).collect()
    };
    let rows =
        rows.iter().map(|record| GridRow { number: record.row, sheet: 0, cells: cells(record), comments: Vec::new() });
    in_english(Grid { rows: rows.collect(), ..Grid::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_as_in_a_spreadsheet_and_empty_cells_are_left_out() {
        let (grid, strays) = grid("a;;\"b\nb\"\n\n;'=d\n", |_| 0);
        let texts = |row: &GridRow| row.cells.iter().map(|(at, cell)| (*at, cell.text.clone())).collect::<Vec<_>>();
        let told: Vec<_> = grid.rows.iter().map(|row| (row.number, texts(row))).collect();
        assert_eq!(told, [(1, vec![(0, "a".into()), (2, "b\nb".into())]), (3, vec![(1, "=d".into())])]);
        assert_eq!(strays, []);
    }
}
