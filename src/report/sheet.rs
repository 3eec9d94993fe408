//! A table before it has a format: columns with stable keys, and typed cells.

use crate::model::level::Progress;
use crate::model::moment::Day;
use crate::model::value::Number;
use crate::model::when::When;
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
    /// An exact number.
    Number(Number),
    Day(Day),
    Yes(bool),
    /// A share of the whole, with the initial of who says so.
    Share(Option<char>, Progress),
    /// A share drawn as a bar.
    Bar(Progress),
}

/// A sheet that is written row by row and never stands there whole.
pub struct Table<'a> {
    /// Stable, for file names.
    pub key: &'static str,
    /// For people.
    pub title: &'static str,
    pub columns: Vec<Column>,
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

/// The columns of a table, and what makes its rows.
pub type Content<'a> = (Vec<Column>, Box<dyn Iterator<Item = Vec<Cell>> + 'a>);

/// Columns from their keys, titles and shapes.
pub fn columns(columns: impl IntoIterator<Item = (&'static str, &'static str, Shape)>) -> Vec<Column> {
    columns.into_iter().map(|(key, title, shape)| Column { key, title: title.into(), shape }).collect()
}

impl Sheet {
    pub fn new(named: impl IntoIterator<Item = (&'static str, &'static str, Shape)>) -> Sheet {
        Sheet { columns: columns(named), rows: Vec::new() }
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

    /// A date as precisely as it was given; only whole days are days.
    pub fn when(when: When) -> Cell {
        match when {
            When::Day(day) => Cell::Day(day),
            when => Cell::name(when),
        }
    }

    pub fn count(count: usize) -> Cell {
        Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// Several names or texts, parted by semicolons.
    pub fn list(all: impl IntoIterator<Item = impl ToString>) -> Cell {
        let all: Vec<String> = all.into_iter().map(|one| one.to_string()).collect();
        if all.is_empty() { Cell::Empty } else { Cell::Words(all.join("; ")) }
    }

    /// What may not be there.
    pub fn maybe<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
        value.map_or(Cell::Empty, cell)
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
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Yes(yes) => yes.to_string(),
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
            Cell::Yes(yes) => if *yes { "yes" } else { "no" }.into(),
            Cell::Count(_) | Cell::Number(_) | Cell::Day(_) => self.plain().into(),
        }
    }
}

/// A bar of so many places; full only where the share is.
fn bar(share: Progress, places: usize) -> String {
    let full = usize::from(share.percent()) * places / 100;
    "█".repeat(full) + &"░".repeat(places - full)
}
