//! What the columns of a matrix are, by their headings in the words of the field, or as somebody says with `--map`.

use super::grid::{Grid, Row, column, letters};
use std::collections::BTreeMap;

/// What a column tells of a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Number,
    Id,
    Reference,
    Activity,
    Responsible,
    Timeline,
    Verified,
    Phase,
    Element,
    /// The day for which the status is told.
    On,
    Status,
    Remarks,
}

/// The headings of each column, whole, in lower case; of two that are there, the first in this order is taken.
const HEADINGS: [(Column, &str); 12] = [
    (Column::Id, "id, code, identifier, milestone id, ref id"),
    (Column::Number, "no, number, #, nr, №, item, item no, s/n, sn, serial no, serial number"),
    (
        Column::Activity,
        "activity, activities, commitment, commitments, task, tasks, milestone, milestones, action, actions, \
         agreed action, agreed actions, action point, obligation, title, description, provision, provisions",
    ),
    (
        Column::Reference,
        "reference, references, ref, clause, clauses, article, articles, source, provision of the agreement, \
         agreement reference, legal basis, provision",
    ),
    (
        Column::Responsible,
        "responsible, responsibility, responsibilities, lead, owner, who, owed by, implementer, \
         implementing party, implementing body, implementing agency, lead institution, lead agency, lead actor, \
         parties",
    ),
    (
        Column::Timeline,
        "timeline, deadline, due, due date, timeframe, time frame, target date, completion date, date due, \
         schedule, timing, when",
    ),
    (Column::Verified, "verified by, verifier, verification by, monitor, monitored by"),
    (Column::Phase, "phase, stage"),
    (Column::Element, "element, theme, pillar, chapter, category, area, thematic area, component"),
    (Column::On, "status date, status as of, as of, last update, last updated, updated, date of status"),
    (Column::Status, "status, progress, state, implementation status, level of implementation"),
    (Column::Remarks, "remarks, remark, comments, comment, notes, note, observations"),
];

/// Words with which a heading may begin, whatever follows: `Responsible institution(s)`.
const BEGINNINGS: [(Column, &str); 6] = [
    (Column::Reference, "reference, clause, article"),
    (Column::Responsible, "responsible, lead"),
    (Column::Timeline, "timeline, deadline, timeframe, due, target date"),
    (Column::Verified, "verified by"),
    (Column::Status, "status, implementation status"),
    (Column::Remarks, "remarks, comments"),
];

impl Column {
    pub fn word(self) -> &'static str {
        [
            "number",
            "id",
            "reference",
            "activity",
            "responsible",
            "timeline",
            "verified",
            "phase",
            "element",
            "on",
            "status",
            "remarks",
        ][self as usize]
    }

    /// The column that a word of `--map` names.
    pub fn named(word: &str) -> Option<Column> {
        let all = HEADINGS.iter().map(|(column, _)| *column);
        let other = if word == "due" { "timeline" } else { word };
        all.into_iter().find(|column| column.word() == other)
    }

    pub fn all() -> Vec<&'static str> {
        let mut all: Vec<Column> = HEADINGS.iter().map(|(column, _)| *column).collect();
        all.sort();
        all.into_iter().map(Column::word).collect()
    }
}

/// What somebody says of a column: what it tells, and its heading, letter or number.
pub type Said = (Column, String);

/// Where the header of a grid stands, and what its columns are.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    /// The place of the header among the grid's rows.
    pub header: usize,
    pub columns: BTreeMap<Column, usize>,
    /// Every heading with its column.
    pub headings: BTreeMap<usize, String>,
}

/// Why a grid has no layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoLayout {
    Empty,
    /// No row is a header; the headings of the row that is most like one.
    NoHeader(Vec<String>),
    /// Nothing has the heading, letter or number that somebody says; the headings that are there.
    NoSuch(String, Vec<String>),
}

/// How far down a header may stand, below titles.
const DEEPEST: usize = 20;

/// Finds the header: the first row in which the activity and another column are recognised; where no row is one and somebody says
/// what the columns are, the row in which most is recognised.
pub fn layout(grid: &Grid, said: &[Said]) -> Result<Layout, NoLayout> {
    let rows = &grid.rows[..grid.rows.len().min(DEEPEST)];
    let widest = rows.iter().enumerate().max_by_key(|(at, row)| (row.cells.len(), usize::MAX - at));
    let Some((widest, row)) = widest.filter(|(_, row)| !row.cells.is_empty()) else { return Err(NoLayout::Empty) };
    let headings = || row.cells.iter().map(|(_, cell)| cell.text.clone()).collect();
    let layouts = || (0..rows.len()).filter_map(|at| of_row(grid, at, said).ok());
    let most = |layout: &Layout| (layout.columns.len(), layout.headings.len(), usize::MAX - layout.header);
    let found = layouts().find(Layout::is_header).or_else(|| layouts().max_by_key(most));
    let Some(layout) = found else {
        return Err(
            of_row(grid, widest, said).map_or_else(|name| NoLayout::NoSuch(name, headings()), |_| NoLayout::Empty)
        );
    };
    let known = layout.is_header() || (!said.is_empty() && layout.columns.contains_key(&Column::Activity));
    // A letter beyond the last column names nothing.
    let empty = |(what, _): &&Said| !grid.rows.iter().any(|row| row.cell(layout.columns[what]).is_some());
    match said.iter().find(empty) {
        Some((_, name)) => Err(NoLayout::NoSuch(name.clone(), headings())),
        None if known => Ok(layout),
        None => Err(NoLayout::NoHeader(headings())),
    }
}

/// How many columns a grid's beginning lets recognise: what tells a separator.
pub fn recognised(grid: &Grid, said: &[Said]) -> usize {
    layout(grid, said).map_or(0, |layout| layout.columns.len())
}

/// What the columns are if this row is the header; else what somebody says that is not there.
fn of_row(grid: &Grid, header: usize, said: &[Said]) -> Result<Layout, String> {
    let row = &grid.rows[header];
    let headings: BTreeMap<usize, String> = row.cells.iter().map(|(at, cell)| (*at, cell.text.clone())).collect();
    let mut columns = BTreeMap::new();
    for (what, name) in said {
        let at = with_heading(row, name).or_else(|| column(name.trim())).ok_or_else(|| name.clone())?;
        columns.insert(*what, at);
    }
    let exact = HEADINGS.iter().flat_map(|(column, words)| words.split(", ").map(move |word| (*column, word)));
    for (what, word) in exact {
        take(&mut columns, what, &headings, |heading| heading == word);
    }
    let begun = BEGINNINGS.iter().flat_map(|(column, words)| words.split(", ").map(move |word| (*column, word)));
    for (what, word) in begun {
        let begins = |heading: &str| heading.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '/', '(']));
        take(&mut columns, what, &headings, begins);
    }
    Ok(Layout { header, columns, headings })
}

/// Takes the first heading that fits and is not taken, unless the column has one.
fn take(
    columns: &mut BTreeMap<Column, usize>,
    what: Column,
    headings: &BTreeMap<usize, String>,
    fits: impl Fn(&str) -> bool,
) {
    let free = |at: &usize| !columns.values().any(|taken| taken == at);
    let found = headings.iter().find(|(at, heading)| free(at) && fits(&plain(heading)));
    if let Some((at, _)) = found.filter(|_| !columns.contains_key(&what)) {
        columns.insert(what, *at);
    }
}

fn with_heading(row: &Row, name: &str) -> Option<usize> {
    row.cells.iter().find(|(_, cell)| plain(&cell.text) == plain(name)).map(|(at, _)| *at)
}

/// A heading as it is compared: in lower case, on one line, without what stands around its words.
fn plain(heading: &str) -> String {
    let words: Vec<&str> = heading.split_whitespace().collect();
    words.join(" ").trim_matches(['.', ':', '*', ' ']).to_lowercase()
}

impl Layout {
    /// Whether its row reads like a header: it heads the activity, another column, and all that somebody says.
    fn is_header(&self) -> bool {
        let headed = self.columns.values().all(|at| self.headings.contains_key(at));
        headed && self.columns.len() > 1 && self.columns.contains_key(&Column::Activity)
    }

    /// A column for people: its heading, else its letters.
    pub fn shown(&self, at: usize) -> String {
        self.headings
            .get(&at)
            .map_or_else(|| letters(at), |heading| heading.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The columns that nothing is known of, each with its heading.
    pub fn others(&self) -> impl Iterator<Item = (usize, &str)> {
        let known = |at: &usize| self.columns.values().any(|known| known == at);
        self.headings.iter().filter(move |(at, _)| !known(at)).map(|(at, heading)| (*at, heading.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::draft::grid::Cell;

    fn found(headings: &[&str], said: &[Said]) -> Vec<(&'static str, String)> {
        let cells = headings.iter().enumerate().filter_map(|(at, text)| Some((at, Cell::words(text)?)));
        let below = (0..headings.len()).filter_map(|at| Some((at, Cell::words("x")?)));
        let rows = [cells.collect(), below.collect()].map(|cells| Row { number: 1, cells });
        let grid = Grid { name: None, rows: rows.into() };
        let layout = layout(&grid, said).unwrap_or_else(|none| panic!("{headings:?}: {none:?}"));
        layout.columns.iter().map(|(column, at)| (column.word(), layout.shown(*at))).collect()
    }

    #[test]
    fn headings_are_known_in_the_words_of_the_field() {
        let own = ["number", "reference", "activity", "responsible", "timeline", "status", "remarks"];
        assert_eq!(found(&own, &[]).len(), 7);
        let field = found(
            &["No.", "Article", "Commitment", "Responsible\ninstitution(s)", "Due date:", "STATUS", "Comments"],
            &[],
        );
        let columns: Vec<&str> = field.iter().map(|(column, _)| *column).collect();
        assert_eq!(columns, own.map(|word| word));
        // What one heading could be is settled by the others.
        let provision = |others: &[&str]| found(&[&["No", "Provision"], others].concat(), &[])[1].0;
        assert_eq!(provision(&["Activity"]), "reference");
        assert_eq!(provision(&["Status"]), "activity");
        // `Status date` is no status; of two that are alike the first counts.
        let twice = found(&["Task", "Status date", "Status", "Status"], &[]);
        assert_eq!(twice[1..], [("on", "Status date".to_owned()), ("status", "Status".to_owned())]);
    }

    #[test]
    fn somebody_may_say_what_columns_are() {
        let said = |column: Column, name: &str| (column, name.to_owned());
        let said = [said(Column::Activity, "kegiatan"), said(Column::Timeline, "C")];
        assert_eq!(
            found(&["No", "Kegiatan", "", "Status"], &said)[1..3],
            [("activity", "Kegiatan".to_owned()), ("timeline", "C".to_owned())]
        );
    }
}
