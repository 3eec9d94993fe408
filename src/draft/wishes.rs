//! What somebody says of a matrix, and which table of a file it is by that; why a file is none.

use super::actors::Cast;
use super::columns::{Layout, NoLayout, TypedColumn, recognised};
use super::dates::DayMonth;
use super::drafted::{DoubtKind, DraftActor, MatrixDoubt};
use super::encoding::text;
use super::grid::{Grid, letters};
use super::headers::headed;
use super::printed::in_english;
use super::separated::{NotText, Stray};
use super::sheets::{MatrixSheet, joined};
use super::status::Taught;
use super::text::grid;
use super::workbook::{BadBook, grids, is_workbook};
use crate::model::actor::Role;

/// What somebody says of a matrix before it is read.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// What a column is, by its heading, letter or number.
    pub columns: Vec<TypedColumn>,
    /// The sheets that are read; without any, all that have the same header.
    pub sheets: Vec<String>,
    pub dates: Option<DayMonth>,
    /// The century of years of two digits, as its first two: 20.
    pub century: Option<u32>,
    /// What words of the status column mean.
    pub statuses: Vec<Taught>,
    /// What parts the names of a cell, beside `;`.
    pub split: Vec<String>,
    /// How a text is encoded, by a name that `encoding::named` knows.
    pub encoding: Option<&'static str>,
    /// What actors are, by name or id.
    pub roles: Vec<(String, Role)>,
    /// The plan's time zone.
    pub zone: Option<String>,
}

/// Why a file gives no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It is a text, and this sheet of it is asked for.
    TextHasNoSheets(String),
    NoSuchSheet {
        name: String,
        known: Vec<String>,
    },
    Workbook(BadBook),
    NotText(NotText),
    StrayQuotes(Vec<Stray>),
    NoLayout(NoLayout),
    /// No row is a commitment; so many rows or columns were passed over.
    NoRows(usize),
    NoSuchActor {
        name: String,
        known: Vec<String>,
    },
}

/// Whether somebody is called a secretariat, and nothing else.
fn is_keeper(name: &str) -> bool {
    const CALLED: [&str; 8] = [
        "secretariat",
        "the secretariat",
        "секретаріат",
        "секретариат",
        "secrétariat",
        "secretaría",
        "sekretariat",
        "secretariado",
    ];
    CALLED.contains(&name.to_lowercase().as_str())
}

/// The id of who keeps the record, where a matrix names nobody who does.
const KEEPER: &str = "secretariat";

/// The table in a file, its layout, and what is in doubt before a row of it is read.
pub type FoundTable = (Grid, Layout, Vec<MatrixDoubt>);

/// What is in doubt of a file.
fn about(file: &str, what: DoubtKind) -> MatrixDoubt {
    MatrixDoubt { row: None, column: None, text: file.to_owned(), what }
}

fn unseen(file: &str, dropped: usize) -> Option<MatrixDoubt> {
    (dropped > 0).then(|| about(file, DoubtKind::Unseen(dropped)))
}

impl Wishes {
    /// The table in the sheets of a workbook.
    pub fn book(&self, mut grids: Vec<Grid>, file: &str) -> Result<FoundTable, Unreadable> {
        let dropped = grids.iter_mut().map(Grid::clear).sum();
        grids.iter_mut().for_each(in_english);
        let (grid, layout, mut doubts) = self.joined(grids)?;
        doubts.extend(unseen(file, dropped));
        Ok((grid, layout, doubts))
    }

    /// The table in a file.
    pub fn table(&self, bytes: &[u8], file: &str) -> Result<FoundTable, Unreadable> {
        if is_workbook(bytes) {
            return self.book(grids(bytes).map_err(Unreadable::Workbook)?, file);
        }
        if let Some(sheet) = self.sheets.first() {
            return Err(Unreadable::TextHasNoSheets(sheet.clone()));
        }
        let said = self.encoding.map(super::encoding::named).transpose().ok().flatten();
        let (text, guessed) = text(bytes, said).map_err(Unreadable::NotText)?;
        let (mut grid, strays) = grid(&text, |grid| recognised(grid, &self.columns));
        if !strays.is_empty() {
            return Err(Unreadable::StrayQuotes(strays));
        }
        let dropped = grid.clear();
        in_english(&mut grid);
        let (layout, folded) = headed(&mut grid, &self.columns);
        let layout = layout.map_err(Unreadable::NoLayout)?;
        let guessed = guessed.map(|name| about(file, DoubtKind::Encoding(name)));
        Ok((grid, layout, guessed.into_iter().chain(unseen(file, dropped)).chain(folded).collect()))
    }

    /// The sheets that are named; else one that is called a matrix, or the first that has a header, with all that are like it.
    fn joined(&self, mut grids: Vec<Grid>) -> Result<FoundTable, Unreadable> {
        let is = |grid: &Grid, wanted: &str| grid.name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
        if let Some(wanted) = self.sheets.iter().find(|wanted| !grids.iter().any(|grid| is(grid, wanted))) {
            let known = grids.iter().filter_map(|grid| grid.name.clone()).collect();
            return Err(Unreadable::NoSuchSheet { name: wanted.clone(), known });
        }
        if !self.sheets.is_empty() {
            grids.retain(|grid| self.sheets.iter().any(|wanted| is(grid, wanted)));
        }
        let (hidden, mut grids): (Vec<Grid>, Vec<Grid>) =
            grids.into_iter().partition(|grid| grid.hidden && self.sheets.is_empty());
        let left =
            |grid: &Grid| about(grid.name.as_deref().unwrap_or_default(), DoubtKind::SheetHidden(grid.rows.len()));
        let left: Vec<MatrixDoubt> = hidden.iter().filter(|grid| !grid.rows.is_empty()).map(left).collect();
        if grids.is_empty() {
            grids = hidden;
        }
        let called = |grid: &Grid| grid.name.as_ref().is_some_and(|name| name.to_lowercase().contains("matrix"));
        let mut why = NoLayout::Empty;
        let mut sheets = Vec::new();
        for mut grid in grids {
            let (layout, folded) = headed(&mut grid, &self.columns);
            if let (Err(none), NoLayout::Empty) = (&layout, &why) {
                why = none.clone();
            }
            sheets.push((grid, layout.ok(), folded));
        }
        let known = |(_, layout, _): &MatrixSheet| layout.is_some();
        let first = sheets.iter().position(|sheet| known(sheet) && called(&sheet.0));
        let Some(first) = first.or_else(|| sheets.iter().position(known)) else {
            return Err(Unreadable::NoLayout(why));
        };
        let rows =
            |(grid, ..): &MatrixSheet| Some((grid.name.clone()?, grid.hidden_rows)).filter(|(_, rows)| *rows > 0);
        let hidden_rows: Vec<(String, usize)> = sheets.iter().filter_map(rows).collect();
        match joined(sheets, first, !self.sheets.is_empty()) {
            (grid, Some(layout), doubts) => {
                let is_read = |name: &String| grid.name.as_ref() == Some(name) || grid.sheets.contains(name);
                let told = hidden_rows.into_iter().filter(|(name, _)| is_read(name));
                let told = told.map(|(name, rows)| about(&name, DoubtKind::RowsHidden(rows))).collect();
                let columns = hidden_columns(&grid, &layout);
                Ok((grid, layout, [told, columns, doubts, left].concat()))
            }
            _ => Err(Unreadable::NoLayout(why)),
        }
    }

    /// What somebody says of the actors, and who keeps the record.
    pub fn cast(&self, cast: &mut Cast) -> Result<(), Unreadable> {
        for (name, role) in &self.roles {
            let Some(place) = cast.find(name) else {
                let known = cast.actors.iter().map(|actor| actor.id.clone()).collect();
                return Err(Unreadable::NoSuchActor { name: name.clone(), known });
            };
            let actor = &mut cast.actors[place];
            (actor.role, actor.said) = (role.word(), true);
        }
        let keeps = |actor: &DraftActor| actor.role == Role::Secretariat.word();
        let called = |actor: &DraftActor| !actor.said && is_keeper(&actor.name);
        if let (false, Some(place)) = (cast.actors.iter().any(keeps), cast.actors.iter().position(called)) {
            cast.actors[place].role = Role::Secretariat.word();
        }
        if !cast.actors.iter().any(keeps) {
            cast.add(KEEPER, "Secretariat, who keeps the record", Role::Secretariat);
        }
        Ok(())
    }
}

/// The hidden columns of a matrix that have headings: nobody who looks sees them.
fn hidden_columns(grid: &Grid, layout: &Layout) -> Vec<MatrixDoubt> {
    let is_hidden = |at: usize| grid.hidden_columns.iter().any(|(first, last)| (*first..=*last).contains(&at));
    let told = |(at, text): (&usize, &String)| MatrixDoubt {
        row: Some(grid.rows[layout.header].at()),
        column: Some(letters(*at)),
        text: text.clone(),
        what: DoubtKind::ColumnHidden,
    };
    layout.headings.iter().filter(|(at, _)| is_hidden(**at)).map(told).collect()
}
