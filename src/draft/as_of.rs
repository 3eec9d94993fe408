//! The day for which a matrix tells its statuses, where its title or the heading of its statuses says one: *as of 20 November 2026*.

use super::dates::{Habits, Unclear, date, month};
use super::drafted::{AsOfDay, DoubtKind, MatrixDoubt};
use super::grid::GridRow;
use super::headings::ColumnKind;
use super::rows::GridTable;
use crate::model::when::When;

/// What stands before such a day.
const MARKS: &str = "as of|as at|status at|status on|status date|status per|status|situation at|situation on|updated on|updated|last update|\
    reporting date|cut-off date|estado al|situación al|avance al|corte al|a fecha de|a fecha del|situation du|posisi|per tanggal|станом на|по состоянию на|stand vom|stand|situation au|état au|mis à jour le|actualizado al|actualizado el|corte a|\
    con corte a|corte";

/// What stands before such a day at the beginning of a line, where it means nothing within one.
const BEGINS: &str = "al|au|per|am|zum|на|a";

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
            Some(Err(what)) => doubts.push(MatrixDoubt { row: Some(row.at()), column: None, text, what }),
            None => {}
        }
    }
    (None, doubts)
}

fn words(row: &GridRow) -> String {
    row.cells.iter().map(|(_, cell)| cell.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// The day behind the first mark that has one; a doubt where that could be two days, or no year stands there.
fn marked(text: &str, habits: Habits) -> Option<Result<When, DoubtKind>> {
    let lower = text.to_lowercase();
    let whole = |at: usize, mark: &str| {
        let (before, behind) = (&lower[..at], &lower[at + mark.len()..]);
        !before.ends_with(char::is_alphanumeric) && !behind.starts_with(char::is_alphanumeric)
    };
    let places = MARKS.split('|').flat_map(|mark| lower.match_indices(mark));
    let behind = places.filter(|(at, mark)| whole(*at, mark)).map(|(at, mark)| &lower[at + mark.len()..]);
    let begun = BEGINS.split('|').filter_map(|mark| lower.trim_start().strip_prefix(mark)?.strip_prefix(' '));
    let all: Vec<Result<When, DoubtKind>> = behind.chain(begun).filter_map(|rest| first_day(rest, habits)).collect();
    all.iter().find(|day| day.is_ok()).or(all.first()).cloned()
}

/// The day with which a text begins, in as many words as it takes.
fn first_day(text: &str, habits: Habits) -> Option<Result<When, DoubtKind>> {
    const MOST: usize = 6;
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || ":(-–—,".contains(c));
    let words: Vec<&str> = text.split_whitespace().take(MOST).collect();
    let begin = |many: usize| words[..many].join(" ").trim_end_matches([')', '.', ',', ';', ':', ' ', '"']).to_owned();
    let read = |many: usize| match date(&begin(many), habits) {
        Ok(dated) => matches!(dated.when, When::Day(_)).then_some(Ok(dated.when)),
        Err(unclear) => (unclear == Unclear::DayOrMonth).then_some(Err(DoubtKind::AsOfUnclear)),
    };
    let of_no_year = |many: usize| {
        let text = begin(many);
        let named = text.split(' ').any(|word| month(word).is_some()) && date(&text, habits).is_err();
        let day = date(&format!("{text} 2000"), habits).is_ok_and(|dated| matches!(dated.when, When::Day(_)));
        (named && day).then_some(Err(DoubtKind::AsOfNoYear))
    };
    let longest = || (1..=words.len()).rev();
    longest().find_map(read).or_else(|| longest().find_map(of_no_year))
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
            ("Al 20 de noviembre de 2026", "2026-11-20"),
            ("Estado al 20 de noviembre de 2026", "2026-11-20"),
            ("Matriz de seguimiento Corte: 20-11-2026", "2026-11-20"),
            ("Au 20 novembre 2026", "2026-11-20"),
            ("Umsetzungsstand (Stand: 20. November 2026)", "2026-11-20"),
        ] {
            assert_eq!(read(text), Some(Ok(day.to_owned())), "{text}");
        }
        assert_eq!(read("as of 03/04/2026"), Some(Err(DoubtKind::AsOfUnclear)));
        for text in
            ["Status as of 20 November", "as of November 20, by the desk", "Al 31 de octubre", "станом на 20 листопада"]
        {
            assert_eq!(read(text), Some(Err(DoubtKind::AsOfNoYear)), "{text}");
        }
        for text in
            ["Status", "Status 2026", "Accord of 20 November 2026", "as of today", "Outstanding 20 November 2026"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
