//! The rows below the header: which is a commitment, which heads others, and which is neither.

use super::columns::Layout;
use super::drafted::{DoubtKind, MatrixDoubt};
use super::grid::{CellKind, Grid, GridCell, GridRow, letters};
use super::headings::{ColumnKind, heading, plain};

pub enum MatrixLine<'a> {
    Commitment(&'a GridRow),
    /// One cell that heads the rows below it.
    Heading(&'a GridRow, &'a str),
    /// The name of a sheet, above its rows.
    Sheet(&'a GridRow, &'a str),
}

/// A grid with its layout: what the cells of a row are.
#[derive(Clone, Copy)]
pub struct GridTable<'a> {
    pub grid: &'a Grid,
    pub layout: &'a Layout,
}

impl<'a> GridTable<'a> {
    /// What a row has in a column; nothing where a formula failed.
    pub fn text(&self, row: &'a GridRow, column: ColumnKind) -> Option<&'a str> {
        let earlier = || self.layout.earlier.get(&column)?.iter().find_map(|at| row.cell(*at));
        let cell = row.cell(*self.layout.columns.get(&column)?).or_else(earlier)?;
        (cell.kind != CellKind::Fault).then_some(cell.text.as_str())
    }

    /// The same with the place in doubt.
    pub fn doubt(&self, row: &GridRow, column: ColumnKind, text: impl Into<String>, what: DoubtKind) -> MatrixDoubt {
        let heading = self.layout.columns.get(&column).map(|at| self.layout.shown(*at));
        MatrixDoubt { row: Some(row.at()), column: heading, text: text.into(), what }
    }

    /// The rows below the header, and what is no row of a matrix.
    pub fn lines(&self) -> (Vec<MatrixLine<'a>>, Vec<MatrixDoubt>) {
        let (mut lines, mut doubts) = (Vec::new(), Vec::new());
        let below = &self.grid.rows[self.layout.header + 1..];
        let (mut skipped, mut last) = (None, None);
        for (place, row) in below.iter().enumerate().filter(|(_, row)| !row.cells.is_empty()) {
            if skipped == Some(row.sheet) {
                continue;
            }
            // Below an empty row another table may begin whose headings are not known.
            let apart = last.is_some_and(|(sheet, number)| sheet == row.sheet && number + 1 < row.number);
            last = Some((row.sheet, row.number));
            if self.is_other_header(row) || (apart && self.begins_another(row)) {
                // What follows is another table, down to the end of the sheet.
                let more =
                    below[place + 1..].iter().filter(|other| other.sheet == row.sheet && !other.cells.is_empty());
                doubts.push(whole(row, DoubtKind::SecondTable(more.count())));
                skipped = Some(row.sheet);
                continue;
            }
            match self.line(row) {
                Ok(line) => {
                    if matches!(line, MatrixLine::Commitment(_)) {
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
        let mut kept: Vec<MatrixLine> = Vec::new();
        for line in lines.into_iter().rev() {
            match line {
                MatrixLine::Heading(row, _) if !headed => doubts.push(whole(row, DoubtKind::Lone)),
                line => kept.push(line),
            }
            headed |= matches!(kept.last(), Some(MatrixLine::Commitment(_)));
        }
        kept.reverse();
        (kept, doubts)
    }

    /// The cells of a commitment above which no heading stands.
    fn unheaded(&self, row: &GridRow) -> Vec<MatrixDoubt> {
        let layout = self.layout;
        let known = |at: &usize| layout.headings.contains_key(at) || layout.columns.values().any(|known| known == at);
        let odd = row.cells.iter().filter(|(at, cell)| !known(at) && cell.kind != CellKind::Fault);
        let doubt = |(at, cell): &(usize, GridCell)| MatrixDoubt {
            row: Some(row.at()),
            column: Some(letters(*at)),
            text: cell.text.clone(),
            what: DoubtKind::Unheaded,
        };
        odd.map(doubt).collect()
    }

    /// Whether every cell of a row is a heading, and one that of an activity, though it is not this header.
    fn is_other_header(&self, row: &GridRow) -> bool {
        let header = &self.grid.rows[self.layout.header];
        let same = self.layout.columns.values().all(|at| row.text(*at) == header.text(*at));
        let columns: Option<Vec<ColumnKind>> = row.cells.iter().map(|(_, cell)| heading(&cell.text)).collect();
        !same && columns.is_some_and(|columns| columns.len() > 2 && columns.contains(&ColumnKind::Activity))
    }

    /// Whether a row below a gap heads a table of people or words, or stands in the column of numbers without being numbered.
    fn begins_another(&self, row: &GridRow) -> bool {
        const HEADINGS: &str = "name|names|phone|telephone|tel|mobile|mail|e-mail|email|contact|contacts|address|position|job title|colour|color|\
            meaning|abbreviation|acronym|legend|code|explanation|signature|ім'я|телефон|пошта|имя|почта|nom|téléphone|courriel|nombre|teléfono|correo";
        let texts: Vec<String> = row.cells.iter().map(|(_, cell)| plain(&cell.text)).collect();
        let known = texts.iter().filter(|text| HEADINGS.split('|').any(|known| known == *text)).count();
        let word = |text: &str| text.chars().count() > 2 && text.chars().all(char::is_alphabetic);
        let roman = |text: &str| text.chars().all(|c| "IVXLCivxlc".contains(c));
        let unnumbered = self.text(row, ColumnKind::Number).is_some_and(|text| word(text) && !roman(text));
        known > 1 || (unnumbered && known > 0 && texts.len() > 1)
    }

    fn line(&self, row: &'a GridRow) -> Result<MatrixLine<'a>, DoubtKind> {
        if let [(_, GridCell { text, kind: CellKind::Sheet })] = &row.cells[..] {
            return Ok(MatrixLine::Sheet(row, text));
        }
        let header = &self.grid.rows[self.layout.header];
        let same = |column: &usize| row.text(*column) == header.text(*column);
        if self.layout.columns.values().all(same) {
            return Err(DoubtKind::HeaderAgain);
        }
        if row.cells.first().is_some_and(|(_, cell)| is_note(&cell.text, row.cells.len())) {
            return Err(DoubtKind::Note);
        }
        if row.cells.iter().take(2).any(|(_, cell)| is_total(&cell.text)) {
            return Err(DoubtKind::Total);
        }
        let first = self.layout.headings.keys().next().copied();
        if let ([(at, cell)], true) = (&row.cells[..], self.layout.headings.len() > 1) {
            let heads =
                [ColumnKind::Number, ColumnKind::Activity].map(|column| self.layout.columns.get(&column).copied());
            let stands = heads.contains(&Some(*at)) || first == Some(*at);
            return if stands && cell.kind == CellKind::Words {
                Ok(MatrixLine::Heading(row, &cell.text))
            } else {
                Err(DoubtKind::Lone)
            };
        }
        if let Some(title) = self.chapter(row) {
            return Ok(MatrixLine::Heading(row, title));
        }
        match self.text(row, ColumnKind::Activity) {
            Some(_) => Ok(MatrixLine::Commitment(row)),
            None => Err(DoubtKind::NoActivity),
        }
    }

    /// The title of a row that heads a chapter, `II | Security`: of a Roman number or a letter and a title alone, where others are numbered
    /// with figures and none below the chapter's own.
    fn chapter(&self, row: &'a GridRow) -> Option<&'a str> {
        let (number, title) = (self.text(row, ColumnKind::Number)?, self.text(row, ColumnKind::Activity)?);
        let bare = |text: &'a str| text.trim_end_matches(['.', ')']);
        let number = bare(number);
        let roman = number.chars().all(|c| "IVXІХ".contains(c))
            || (number.len() == 1 && number.starts_with(|c: char| c.is_ascii_uppercase()));
        if !roman || number.is_empty() || row.cells.len() > 2 || self.layout.headings.len() < 4 {
            return None;
        }
        let below = self.grid.rows[self.layout.header + 1..].iter();
        let numbers =
            below.filter(|other| other.cells.len() > 2).filter_map(|other| self.text(other, ColumnKind::Number));
        let counts = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let (figures, others): (Vec<&str>, Vec<&str>) = numbers.partition(|text| counts(text));
        (!figures.is_empty() && others.is_empty()).then_some(title)
    }

    /// Formulas that failed, in columns that are known.
    fn faults(&self, row: &'a GridRow) -> Vec<MatrixDoubt> {
        let fault = |(column, at): (&ColumnKind, &usize)| {
            let cell = row.cell(*at).filter(|cell| cell.kind == CellKind::Fault)?;
            let what = if cell.text.starts_with('=') { DoubtKind::Unworked } else { DoubtKind::Fault };
            Some(self.doubt(row, *column, cell.text.as_str(), what))
        };
        self.layout.columns.iter().filter_map(fault).collect()
    }

    /// The row of a title above the header.
    pub fn titled(&self, title: &str) -> Option<&'a GridRow> {
        self.grid.rows[..self.layout.header].iter().find(|row| row.cells.len() == 1 && row.cells[0].1.text == title)
    }

    /// The title above the header, if there is one, and the rows there that are none.
    pub fn above(&self) -> (Option<&'a str>, Vec<MatrixDoubt>) {
        const LONGEST: usize = 200;
        let (mut title, mut doubts) = (None, Vec::new());
        for row in self.grid.rows[..self.layout.header].iter().filter(|row| !row.cells.is_empty()) {
            match &row.cells[..] {
                [(_, cell)] if title.is_none() && cell.text.len() <= LONGEST => title = Some(cell.text.as_str()),
                _ => doubts.push(whole(row, DoubtKind::Above)),
            }
        }
        (title, doubts)
    }
}

/// Whether a cell begins a line of sums.
pub(super) fn is_total(text: &str) -> bool {
    const TOTALS: [&str; 15] = [
        "total",
        "totals",
        "grand total",
        "sum",
        "subtotal",
        "всього",
        "усього",
        "разом",
        "итого",
        "всего",
        "summe",
        "gesamt",
        "sous total",
        "total général",
        "jumlah",
    ];
    let text = text.trim_end_matches([':', ' ', '.']).to_lowercase().replace('-', " ").replace("sub total", "subtotal");
    // `Total activities: 2` counts; `Total withdrawal of forces` is to be done.
    let counts = |rest: &str| {
        rest.starts_with(' ') && rest.ends_with(|c: char| c.is_ascii_digit() || c == '%') && rest.contains([':', '='])
    };
    TOTALS.iter().any(|total| text.strip_prefix(total).is_some_and(|rest| rest.is_empty() || counts(rest)))
}

/// Whether a row is a note beside the table: `Note: …`, `Source: …`, `* …`, `Page 1 of 2`; of so many cells.
fn is_note(text: &str, cells: usize) -> bool {
    const NOTES: [&str; 18] = [
        "note",
        "notes",
        "nb",
        "n.b.",
        "source",
        "sources",
        "legend",
        "remark",
        "signed",
        "prepared by",
        "last updated",
        "updated",
        "примітка",
        "джерело",
        "примечание",
        "источник",
        "nota",
        "fuente",
    ];
    let text = text.to_lowercase();
    let marked =
        NOTES.iter().any(|note| text.strip_prefix(note).is_some_and(|rest| rest.trim_start().starts_with(':')));
    let starred = text.starts_with(['*', '†', '‡']) && text.chars().any(char::is_alphabetic);
    let page = text.strip_prefix("page ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    marked || (cells == 1 && (starred || page))
}

/// A whole row in doubt.
fn whole(row: &GridRow, what: DoubtKind) -> MatrixDoubt {
    let texts: Vec<&str> = row.cells.iter().map(|(_, cell)| cell.text.as_str()).collect();
    MatrixDoubt { row: Some(row.at()), column: None, text: texts.join(" | "), what }
}
