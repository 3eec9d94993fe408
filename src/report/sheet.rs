//! A table before it has a format: columns with stable keys, and typed cells.

use crate::model::level::Progress;
use std::borrow::Cow;

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Stable, for CSV and spreadsheets.
    pub key: &'static str,
    /// For people.
    pub title: String,
    pub shape: Shape,
}

/// How a column behaves where room is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Ids, figures, statuses, dates: never cut or broken.
    Whole,
    /// The same, set to the right.
    Figure,
    /// Words that may break into lines.
    Words,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Empty,
    /// The plan's or a reporter's own words.
    Words(String),
    /// Ids, statuses and dates: milepost's own spelling. Lines for a table are parted by line feeds.
    Name(String),
    Count(i64),
    /// A share of the whole, with the initial of who says so.
    Share(Option<char>, Progress),
    /// A share drawn as a bar.
    Bar(Progress),
}

impl Sheet {
    pub fn new(columns: impl IntoIterator<Item = (&'static str, &'static str, Shape)>) -> Sheet {
        let columns = columns.into_iter().map(|(key, title, shape)| Column { key, title: title.into(), shape });
        Sheet { columns: columns.collect(), rows: Vec::new() }
    }

    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len());
        self.rows.push(row);
    }
}

impl Cell {
    pub fn share(share: Option<Progress>) -> Cell {
        share.map_or(Cell::Empty, |share| Cell::Share(None, share))
    }

    pub fn name(name: impl ToString) -> Cell {
        Cell::Name(name.to_string())
    }

    pub fn words(words: impl Into<String>) -> Cell {
        Cell::Words(words.into())
    }

    /// The cell as text for machines: a share as a fraction, lines joined.
    pub fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Words(words) => words.clone(),
            Cell::Name(name) => name.replace(",\n", ", ").replace('\n', "; "),
            Cell::Count(count) => count.to_string(),
            Cell::Share(_, share) | Cell::Bar(share) => share.fraction().to_string(),
        }
    }

    /// The cell as text for people.
    pub fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Share(None, share) => format!("{} %", share.percent()).into(),
            Cell::Share(Some(initial), share) => format!("{initial} {} %", share.percent()).into(),
            Cell::Bar(share) => format!("{} {:>3} %", bar(*share, 8), share.percent()).into(),
            Cell::Empty => "–".into(),
            Cell::Name(text) | Cell::Words(text) => text.into(),
            Cell::Count(count) => count.to_string().into(),
        }
    }
}

/// A bar of so many places; full only where the share is.
fn bar(share: Progress, places: usize) -> String {
    let full = usize::from(share.percent()) * places / 100;
    "█".repeat(full) + &"░".repeat(places - full)
}
