//! A table before anybody knows what it says: the rows of a file or of one of its sheets, and the cells that have something in them.

use super::encoding::visible;
use crate::model::formula::unguarded;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// The name of the sheet, where the file has sheets; of several that were joined, of the first.
    pub name: Option<String>,
    pub rows: Vec<GridRow>,
    /// Whether the file hides it.
    pub hidden: bool,
    /// How many of its rows the file hides.
    pub hidden_rows: usize,
    /// The columns that the file hides, each span with its first and its last.
    pub hidden_columns: Vec<(usize, usize)>,
    /// The names of all sheets that were joined, where there are several.
    pub sheets: Vec<String>,
}

/// Where something stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The place of its sheet among those that were joined.
    pub sheet: usize,
    /// Counted from 1, as a spreadsheet counts.
    pub row: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GridRow {
    /// Counted from 1, as a spreadsheet counts.
    pub number: usize,
    /// The place of its sheet among those that were joined.
    pub sheet: usize,
    /// The cells that are not empty, each with its column from 0, from left to right.
    pub cells: Vec<(usize, GridCell)>,
    /// What somebody wrote on cells, each with its column.
    pub comments: Vec<(usize, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct GridCell {
    /// What stands there, without the space around it; a date as `2005-08-15`.
    pub text: String,
    pub kind: CellKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    Words,
    /// A cell that a spreadsheet holds as a date.
    Date,
    /// A formula that failed: `#REF!`; or one that nobody has worked out.
    Fault,
    /// The name of a sheet, above its rows, where several were joined.
    Sheet,
}

impl GridCell {
    /// A cell of words; nothing where there are none. The apostrophes go again that keep spreadsheets from computing words.
    pub fn words(text: &str) -> Option<GridCell> {
        let text = unguarded(text.trim());
        (!text.is_empty()).then_some(GridCell { text, kind: CellKind::Words })
    }
}

impl Grid {
    /// Drops the letters that nobody sees, and tells how many there were.
    pub fn clear(&mut self) -> usize {
        let mut dropped = 0;
        for row in &mut self.rows {
            for (_, cell) in &mut row.cells {
                let (text, count) = visible(&cell.text);
                dropped += count;
                cell.text = text.trim().to_owned();
            }
            row.cells.retain(|(_, cell)| !cell.text.is_empty());
        }
        dropped
    }
}

impl GridRow {
    pub fn at(&self) -> At {
        At { sheet: self.sheet, row: self.number }
    }

    pub fn cell(&self, column: usize) -> Option<&GridCell> {
        let place = self.cells.binary_search_by_key(&column, |(at, _)| *at).ok()?;
        Some(&self.cells[place].1)
    }

    pub fn text(&self, column: usize) -> Option<&str> {
        self.cell(column).map(|cell| cell.text.as_str())
    }
}

/// The letters by which a spreadsheet names a column: `A`, `Z`, `AA`.
pub fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => last.to_string(),
        rest => letters(rest - 1) + &last.to_string(),
    }
}

/// The column that letters, or a number from 1, name.
pub fn column(name: &str) -> Option<usize> {
    if let Ok(number) = name.parse::<usize>() {
        return number.checked_sub(1);
    }
    let place = |c: char| c.is_ascii_alphabetic().then(|| c.to_ascii_uppercase() as usize - 'A' as usize + 1);
    let letters = (1..=3).contains(&name.len()).then_some(name)?;
    letters.chars().try_fold(0, |sum, c| Some(sum * 26 + place(c)?))?.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters_and_numbers() {
        for (at, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(at), name);
            assert_eq!(column(name), Some(at));
            assert_eq!(column(&(at + 1).to_string()), Some(at));
        }
        assert_eq!([column(""), column("0"), column("due date"), column("É")], [None; 4]);
    }
}
