//! The rows below the header: which is a commitment, which heads others, and which is neither.

use super::columns::{Column, Layout};
use super::drafted::{Doubt, What};
use super::grid::{Cell, Grid, Kind, Row, letters};

pub enum Line<'a> {
    Commitment(&'a Row),
    /// One cell that heads the rows below it.
    Heading(&'a Row, &'a str),
}

/// A grid with its layout: what the cells of a row are.
#[derive(Clone, Copy)]
pub struct Table<'a> {
    pub grid: &'a Grid,
    pub layout: &'a Layout,
}

impl<'a> Table<'a> {
    /// What a row has in a column; nothing where a formula failed.
    pub fn text(&self, row: &'a Row, column: Column) -> Option<&'a str> {
        let cell = row.cell(*self.layout.columns.get(&column)?)?;
        (cell.kind != Kind::Fault).then_some(cell.text.as_str())
    }

    /// The same with the place in doubt.
    pub fn doubt(&self, row: &Row, column: Column, text: impl Into<String>, what: What) -> Doubt {
        let heading = self.layout.columns.get(&column).map(|at| self.layout.shown(*at));
        Doubt { row: Some(row.number), column: heading, text: text.into(), what }
    }

    /// The rows below the header, and what is no row of a matrix.
    pub fn lines(&self) -> (Vec<Line<'a>>, Vec<Doubt>) {
        let (mut lines, mut doubts) = (Vec::new(), Vec::new());
        for row in self.grid.rows[self.layout.header + 1..].iter().filter(|row| !row.cells.is_empty()) {
            match self.line(row) {
                Ok(line) => {
                    if matches!(line, Line::Commitment(_)) {
                        doubts.extend(self.unheaded(row));
                    }
                    lines.push(line);
                }
                Err(what) => doubts.push(whole(row, what)),
            }
            doubts.extend(self.faults(row));
        }
        // A heading that heads nothing is a remark that somebody made below the table.
        let mut headed = false;
        let mut kept: Vec<Line> = Vec::new();
        for line in lines.into_iter().rev() {
            match line {
                Line::Heading(row, _) if !headed => doubts.push(whole(row, What::Lone)),
                line => kept.push(line),
            }
            headed |= matches!(kept.last(), Some(Line::Commitment(_)));
        }
        kept.reverse();
        (kept, doubts)
    }

    /// The cells of a commitment above which no heading stands.
    fn unheaded(&self, row: &Row) -> Vec<Doubt> {
        let layout = self.layout;
        let known = |at: &usize| layout.headings.contains_key(at) || layout.columns.values().any(|known| known == at);
        let odd = row.cells.iter().filter(|(at, cell)| !known(at) && cell.kind != Kind::Fault);
        let doubt = |(at, cell): &(usize, Cell)| Doubt {
            row: Some(row.number),
            column: Some(letters(*at)),
            text: cell.text.clone(),
            what: What::Unheaded,
        };
        odd.map(doubt).collect()
    }

    fn line(&self, row: &'a Row) -> Result<Line<'a>, What> {
        let header = &self.grid.rows[self.layout.header];
        let same = |column: &usize| row.text(*column) == header.text(*column);
        if self.layout.columns.values().all(same) {
            return Err(What::HeaderAgain);
        }
        let first = self.layout.headings.keys().next().copied();
        if let ([(at, cell)], true) = (&row.cells[..], self.layout.headings.len() > 1) {
            let heads = [Column::Number, Column::Activity].map(|column| self.layout.columns.get(&column).copied());
            let stands = heads.contains(&Some(*at)) || first == Some(*at);
            return if stands && cell.kind == Kind::Words {
                Ok(Line::Heading(row, &cell.text))
            } else {
                Err(What::Lone)
            };
        }
        match self.text(row, Column::Activity) {
            Some(_) => Ok(Line::Commitment(row)),
            None => Err(What::NoActivity),
        }
    }

    /// Formulas that failed, in columns that are known.
    fn faults(&self, row: &'a Row) -> Vec<Doubt> {
        let fault = |(column, at): (&Column, &usize)| {
            let cell = row.cell(*at).filter(|cell| cell.kind == Kind::Fault)?;
            Some(self.doubt(row, *column, cell.text.as_str(), What::Fault))
        };
        self.layout.columns.iter().filter_map(fault).collect()
    }

    /// The title above the header, if there is one, and the rows there that are none.
    pub fn above(&self) -> (Option<&'a str>, Vec<Doubt>) {
        const LONGEST: usize = 200;
        let (mut title, mut doubts) = (None, Vec::new());
        for row in self.grid.rows[..self.layout.header].iter().filter(|row| !row.cells.is_empty()) {
            match &row.cells[..] {
                [(_, cell)] if title.is_none() && cell.text.len() <= LONGEST => title = Some(cell.text.as_str()),
                _ => doubts.push(whole(row, What::Above)),
            }
        }
        (title, doubts)
    }
}

/// A whole row in doubt.
fn whole(row: &Row, what: What) -> Doubt {
    let texts: Vec<&str> = row.cells.iter().map(|(_, cell)| cell.text.as_str()).collect();
    Doubt { row: Some(row.number), column: None, text: texts.join(" | "), what }
}
