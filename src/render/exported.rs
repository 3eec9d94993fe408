//! What an export is made of, and what comes of it in some format.

use crate::model::span::Span;
use crate::report::sheet::Table;
use crate::report::tables::{TABLES, table};
use crate::report::view::View;

/// A picture, and what is asked of its export.
pub struct ExportedView<'v, 'a> {
    pub view: &'v View<'a>,
    /// The table that is asked for, by its key.
    pub table: Option<&'v str>,
    /// Whether it goes to a folder, which has room for several files.
    pub folder: bool,
    /// How long before a due date to remind; nothing for not at all.
    pub alarm: Option<Span>,
}

/// An export in some format: text, a long one in pages, bytes, or files by their names.
#[derive(Default)]
pub struct Written {
    pub text: String,
    pub pages: Vec<String>,
    pub bytes: Vec<u8>,
    pub files: Vec<(String, String)>,
    /// Whether its lines end as calendars want it.
    pub crlf: bool,
    /// How many texts were cut, for want of room in the format.
    pub cut: usize,
}

/// What only some formats can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// One table of many.
    Table,
    /// To remind of dates.
    Alarm,
}

/// A format of exports.
pub struct ExportFormat {
    pub word: &'static str,
    /// What it holds.
    pub says: &'static str,
    pub takes: &'static [Wish],
    pub write: for<'v, 'a> fn(&ExportedView<'v, 'a>) -> Result<Written, String>,
}

impl<'v> ExportedView<'v, '_> {
    /// The table that is asked for, or the milestones.
    pub fn one(&self) -> Table<'v> {
        table(self.view, self.table.unwrap_or("milestones"))
    }

    pub fn tables(&self) -> impl Iterator<Item = Table<'v>> + use<'v> {
        let view: &'v View = self.view;
        TABLES.iter().map(move |(key, ..)| table(view, key))
    }
}

impl Written {
    pub fn text(text: String) -> Written {
        Written { text, ..Written::default() }
    }
}
