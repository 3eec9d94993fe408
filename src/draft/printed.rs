//! A matrix that milepost printed in another language is read as it would have been printed in English.

use super::grid::{Grid, GridRow};
use crate::tongue::{Catalog, Language};

/// Whether a printed matrix says a message, by its context and its English text.
pub fn is_printed(context: &str, english: &str) -> bool {
    match context {
        "status" | "remark" | "timing" => true,
        "" => PRINTED.contains(&english),
        _ => false,
    }
}

/// What a printed matrix says beside statuses, timings and its own remarks: headings, words, dates as they are worded.
const PRINTED: [&str; 38] = [
    "Implementation matrix",
    "No",
    "Reference",
    "Activity",
    "Responsible",
    "Timeline",
    "Status",
    "Remarks",
    "Phase",
    "Element",
    "pending",
    "ongoing",
    "complete",
    "reported",
    "verified",
    "assessed",
    "{status} since {since}",
    "due in {days} d",
    "due soon, {days} d",
    "overdue {days} d",
    "reported {days} d late",
    "late {days} d",
    "no date",
    "{days} d",
    "{months} mo",
    "{hours} h",
    "{span} after {event}",
    "{span} before {event}",
    "earliest of: {dates}",
    "latest of: {dates}",
    "either: {dates}",
    "signature",
    "entry into force",
    "{id} is achieved",
    "{id} is reported",
    "{id} is due",
    "{id} opens",
    "{id} is done",
];

/// A header stands among the first rows.
const ABOVE: usize = 40;

/// What milepost said in another language, in English; a table whose header it did not print stays as it is.
pub fn in_english(mut grid: Grid) -> Grid {
    let found = Language::ALL.into_iter().find_map(|language| {
        let mut rows = grid.rows.iter().take(ABOVE).enumerate();
        let (at, columns) = rows.find_map(|(at, row)| Some((at, header(language, row)?)))?;
        Some((language.catalog(), at, columns))
    });
    let Some((catalog, at, columns)) = found else { return grid };
    let named = grid.name.as_ref().and_then(|name| catalog.in_english(name, is_printed));
    grid.name = named.or(grid.name.take());
    for (place, row) in grid.rows.iter_mut().enumerate() {
        for (column, cell) in &mut row.cells {
            let told = columns.iter().any(|told| told == column);
            match place {
                place if place == at => {
                    cell.text = catalog.in_english(&cell.text, is_printed).unwrap_or(std::mem::take(&mut cell.text))
                }
                place if place > at && told => cell.text = pieces(catalog, &cell.text),
                _ => {}
            }
        }
    }
    grid
}

/// The columns in which milepost speaks, where a row is its header in a language.
fn header(language: Language, row: &GridRow) -> Option<Vec<usize>> {
    let catalog = language.catalog();
    let place = |english: &str| {
        let told = catalog.text("", english)?;
        row.cells.iter().find(|(_, cell)| cell.text == told).map(|(column, _)| *column)
    };
    place("Activity")?;
    let places: Vec<usize> = ["Timeline", "Status", "Remarks"].into_iter().filter_map(place).collect();
    (places.len() == 3).then_some(places)
}

/// A cell piece by piece: what is no message is somebody's own.
fn pieces(catalog: &Catalog, cell: &str) -> String {
    let piece = |piece: &str| {
        let (own, said) = (piece.trim(), catalog.in_english(piece.trim(), is_printed));
        said.map_or(piece.to_owned(), |said| piece.replacen(own, &said, 1))
    };
    cell.split('\n').map(|line| line.split(';').map(piece).collect::<Vec<_>>().join(";")).collect::<Vec<_>>().join("\n")
}
