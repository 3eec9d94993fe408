//! A matrix that milepost printed in another language is read as it would have been printed in English.

use super::grid::{Grid, GridRow};
use crate::tongue::{Catalog, Language};

/// Puts what milepost said in another language into English; a table whose header it did not print stays as it is.
pub fn in_english(grid: &mut Grid) {
    let found = Language::ALL.into_iter().find_map(|language| {
        let (at, columns) = grid.rows.iter().enumerate().find_map(|(at, row)| Some((at, header(language, row)?)))?;
        Some((language.catalog(), at, columns))
    });
    let Some((catalog, at, columns)) = found else { return };
    let named = grid.name.as_ref().and_then(|name| catalog.in_english(name));
    grid.name = named.or(grid.name.take());
    for (place, row) in grid.rows.iter_mut().enumerate() {
        for (column, cell) in &mut row.cells {
            let told = columns.iter().any(|told| told == column);
            match place {
                place if place == at => {
                    cell.text = catalog.in_english(&cell.text).unwrap_or(std::mem::take(&mut cell.text))
                }
                place if place > at && told => cell.text = pieces(catalog, &cell.text),
                _ => {}
            }
        }
    }
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
        let (own, said) = (piece.trim(), catalog.in_english(piece.trim()));
        said.map_or(piece.to_owned(), |said| piece.replacen(own, &said, 1))
    };
    cell.split('\n').map(|line| line.split(';').map(piece).collect::<Vec<_>>().join(";")).collect::<Vec<_>>().join("\n")
}
