//! The phases and elements of a matrix: from columns, headings and sheets, in the order in which they are met.

use super::drafted::{DoubtKind, DraftGroup, Drafted, MatrixDoubt};
use super::grid::{At, GridRow};
use super::headings::{ColumnKind, heading};
use super::names::{TakenIds, slug};
use super::rows::GridTable;
use std::collections::HashMap;

/// Phases or elements, in the order in which they are met.
#[derive(Default)]
pub(super) struct DraftGroupIds {
    pub(super) all: Vec<DraftGroup>,
    pub(super) ids: HashMap<String, String>,
    pub(super) taken: TakenIds,
    /// The one that a heading opened last.
    pub(super) current: Option<String>,
    /// Whether its column is filled once for the rows below.
    pub(super) carries: bool,
    /// The last one of the column, with its sheet and row.
    pub(super) last: Option<(String, At)>,
    /// The first row that took it from above.
    pub(super) taken_over: Option<MatrixDoubt>,
}

impl DraftGroupIds {
    pub(super) fn id(&mut self, title: &str, other: &str) -> String {
        if let Some(known) = self.ids.get(title) {
            return known.clone();
        }
        let wish = slug(title).unwrap_or_else(|| format!("{other}-{}", self.all.len() + 1));
        let (id, _) = self.taken.take(&wish);
        self.ids.insert(title.to_owned(), id.clone());
        self.all.push(DraftGroup { id: id.clone(), title: title.to_owned() });
        id
    }
}

impl DraftGroupIds {
    /// What the row just above has, where a column is filled once for several.
    pub(super) fn carried_down(&mut self, table: GridTable, row: &GridRow, column: ColumnKind) -> Option<String> {
        let (id, above) = self.last.clone().filter(|_| self.carries)?;
        if above.sheet != row.sheet || above.row + 1 != row.number {
            return None;
        }
        let title =
            self.all.iter().find(|group| group.id == id).map_or_else(|| id.clone(), |group| group.title.clone());
        let doubt = || table.doubt(row, column, title, DoubtKind::CarriedDown(column.word()));
        self.taken_over.get_or_insert_with(doubt);
        Some(id)
    }
}

/// Whether a column is filled once for several rows: some are empty, and no two that follow each other say the same.
pub(super) fn once_filled(table: GridTable, rows: &[&GridRow], column: ColumnKind) -> bool {
    let texts: Vec<Option<&str>> = rows.iter().map(|row| table.text(row, column)).collect();
    let same = texts.windows(2).any(|two| two[0].is_some() && two[0] == two[1]);
    texts.contains(&None) && !same
}

#[derive(Default)]
pub(super) struct Groups {
    pub(super) phases: DraftGroupIds,
    pub(super) elements: DraftGroupIds,
}

impl Groups {
    /// What was carried down, told once a column.
    pub(super) fn carried(&mut self) -> Vec<MatrixDoubt> {
        [self.phases.taken_over.take(), self.elements.taken_over.take()].into_iter().flatten().collect()
    }

    /// A heading opens a phase where it says so, else an element.
    pub(super) fn head(&mut self, table: GridTable, row: &GridRow, title: &str) -> MatrixDoubt {
        let first = title.split(|c: char| !c.is_alphabetic()).next().and_then(heading);
        let (group, kind) = match first == Some(ColumnKind::Phase) {
            true => (&mut self.phases, "phase"),
            false => (&mut self.elements, "element"),
        };
        let id = group.id(title, kind);
        group.current = Some(id.clone());
        MatrixDoubt { column: None, ..table.doubt(row, ColumnKind::Activity, title, DoubtKind::Heads { kind, id }) }
    }

    /// A sheet is an element, or a phase where elements have a column of their own; the headings of the sheet before it end.
    pub(super) fn sheet(&mut self, table: GridTable, title: &str) {
        (self.phases.current, self.elements.current) = (None, None);
        let has = |column: ColumnKind| table.layout.columns.contains_key(&column);
        match (has(ColumnKind::Element), has(ColumnKind::Phase)) {
            (false, _) => self.elements.current = Some(self.elements.id(title, "element")),
            (true, false) => self.phases.current = Some(self.phases.id(title, "phase")),
            (true, true) => {}
        }
    }

    /// Where a commitment stands: as its row says, else below the last heading.
    pub(super) fn place(&mut self, table: GridTable, row: &GridRow, one: &mut Drafted) {
        let of = |group: &mut DraftGroupIds, column: ColumnKind| {
            let own = table.text(row, column).map(|title| group.id(title, column.word()));
            let own = own.or_else(|| group.carried_down(table, row, column));
            group.last = own.clone().map(|id| (id, row.at()));
            own.or_else(|| group.current.clone())
        };
        one.phase = of(&mut self.phases, ColumnKind::Phase);
        one.element = of(&mut self.elements, ColumnKind::Element);
    }
}
