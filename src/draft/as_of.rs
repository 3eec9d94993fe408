//! The day for which a matrix tells its statuses, where its title or the heading of its statuses says one: *as of 20 November 2026*.

use super::columns::ColumnKind;
use super::dates::{Habits, Unclear, date};
use super::drafted::{AsOfDay, DoubtKind, MatrixDoubt};
use super::grid::GridRow;
use super::rows::GridTable;
use crate::model::when::When;

/// What stands before such a day.
const MARKS: &str = "as of|as at|status at|status on|status date|status per|status|situation at|situation on|updated on|updated|last update|\
    reporting date|cut-off date|станом на|по состоянию на|stand vom|stand|situation au|état au|mis à jour le|actualizado al|actualizado el|corte a|\
    con corte a";

/// The day, by the heading of the statuses before the rows above the header; else what could be one of two.
pub fn as_of(table: GridTable, habits: Habits) -> (Option<AsOfDay>, Vec<MatrixDoubt>) {
    let header = &table.grid.rows[table.layout.header];
    let heading = table.layout.columns.get(&ColumnKind::Status).and_then(|at| header.text(*at));
    let heading = heading.into_iter().map(|text| (header, text.to_owned()));
    let above = table.grid.rows[..table.layout.header].iter().map(|row| (row, words(row)));
    let mut doubts = Vec::new();
    for (row, text) in heading.chain(above) {
        match marked(&text, habits) {
            Some(Ok(day)) => return (Some(AsOfDay { at: row.at(), text, day }), Vec::new()),
            Some(Err(_)) => {
                doubts.push(MatrixDoubt { row: Some(row.at()), column: None, text, what: DoubtKind::AsOfUnclear });
            }
            None => {}
        }
    }
    (None, doubts)
}

fn words(row: &GridRow) -> String {
    row.cells.iter().map(|(_, cell)| cell.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The day behind the first mark that has one; an error where that could be two days.
fn marked(text: &str, habits: Habits) -> Option<Result<When, Unclear>> {
    let lower = text.to_lowercase();
    let whole = |at: usize, mark: &str| {
        let (before, behind) = (&lower[..at], &lower[at + mark.len()..]);
        !before.ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric)
    };
    let places = MARKS.split('|').flat_map(|mark| lower.match_indices(mark));
    let behind = places.filter(|(at, mark)| whole(*at, mark)).map(|(at, mark)| &lower[at + mark.len()..]);
    let all: Vec<Result<When, Unclear>> = behind.filter_map(|rest| first_day(rest, habits)).collect();
    all.iter().find(|day| day.is_ok()).or(all.first()).copied()
}

/// The day with which a text begins, in as many words as it takes.
fn first_day(text: &str, habits: Habits) -> Option<Result<When, Unclear>> {
    const MOST: usize = 6;
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || ":(-–—,".contains(c));
    let words: Vec<&str> = text.split_whitespace().take(MOST).collect();
    let read = |many: usize| {
        let text = words[..many].join(" ");
        match date(text.trim_end_matches([')', '.', ',', ';', ':', ' ', '"']), habits) {
            Ok(dated) => matches!(dated.when, When::Day(_)).then_some(Ok(dated.when)),
            Err(unclear) => (unclear == Unclear::DayOrMonth).then_some(Err(unclear)),
        }
    };
    (1..=words.len()).rev().find_map(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_behind_the_words_for_it_is_found() {
        let read = |text: &str| marked(text, Habits::default()).map(|day| day.map(|day| day.to_string()));
        for (text, day) in [
            ("Matrix of the accord, as of 20 November 2026", "2026-11-20"),
            ("STATE OF THE MEASURES, as of 02.07.2025", "2025-07-02"),
            ("Status at 20/11/2026", "2026-11-20"),
            ("Status (20 Nov. 2026)", "2026-11-20"),
            ("Implementation status as at 2026-11-20 (third report)", "2026-11-20"),
            ("Last updated: 20-Nov-2026, by the desk", "2026-11-20"),
            ("Матриця, станом на 20.11.2026", "2026-11-20"),
            ("Umsetzungsstand (Stand: 20. November 2026)", "2026-11-20"),
        ] {
            assert_eq!(read(text), Some(Ok(day.to_owned())), "{text}");
        }
        assert_eq!(read("as of 03/04/2026"), Some(Err(Unclear::DayOrMonth)));
        for text in
            ["Status", "Status 2026", "Accord of 20 November 2026", "as of today", "Outstanding 20 November 2026"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
