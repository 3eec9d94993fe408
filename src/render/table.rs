//! A table for a terminal. The only file that knows comfy-table.

use super::safe::visible;
use crate::report::sheet::{Cell, Shape, Sheet};
use comfy_table::{
    Attribute, CellAlignment, Color, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width,
};

/// Columns parted by two spaces, a thin line below the header. Words break where the terminal is narrow; ids, figures
/// and statuses never do, even if the table then is wider than the terminal.
pub fn table(sheet: &Sheet, width: Option<u16>, colour: bool) -> String {
    let mut table = Table::new();
    table.load_style(TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─')));
    table.force_no_tty();
    if colour {
        table.enforce_styling();
    }
    match width {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    let header = |title: &str| comfy_table::Cell::new(title).add_attribute(Attribute::Bold);
    table.set_header(sheet.columns.iter().map(|column| header(&column.title)));
    for row in &sheet.rows {
        table.add_row(row.iter().map(|cell| styled(cell, colour)));
    }
    for (column, shape) in table.column_iter_mut().zip(sheet.columns.iter().map(|column| column.shape)) {
        column.set_padding((0, 1));
        match shape {
            Shape::Words => drop(column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(14)))),
            Shape::Whole => drop(column.set_constraint(ColumnConstraint::ContentWidth)),
            Shape::Figure => {
                column.set_constraint(ColumnConstraint::ContentWidth);
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn styled(cell: &Cell, colour: bool) -> comfy_table::Cell {
    let shown = cell.shown();
    let plain = comfy_table::Cell::new(visible(&shown));
    match (cell, hue(&shown)) {
        (Cell::Name(_), Some(hue)) if colour => plain.fg(hue),
        _ => plain,
    }
}

/// The colour of a status or timing word; a word never depends on its colour to be understood.
fn hue(shown: &str) -> Option<Color> {
    let word = shown.lines().last().unwrap_or("");
    match shown.lines().next().unwrap_or("") {
        "achieved" | "holding" => Some(Color::Green),
        "reversed" | "error" => Some(Color::Red),
        "reported" | "under way" | "warning" => Some(Color::Yellow),
        "waiting" | "not triggered" => Some(Color::DarkGrey),
        _ if word.starts_with("overdue") => Some(Color::Red),
        _ => None,
    }
}
