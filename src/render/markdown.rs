//! A Markdown table.

use super::safe::visible;
use crate::report::sheet::{Shape, Sheet};

pub fn markdown(sheet: &Sheet) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let header = line(sheet.columns.iter().map(|column| escape(&column.title)).collect());
    let rule = |shape: Shape| if shape == Shape::Figure { "---:" } else { "---" };
    let rules = line(sheet.columns.iter().map(|column| rule(column.shape).to_owned()).collect());
    let rows = sheet.rows.iter().map(|row| line(row.iter().map(|cell| escape(&cell.shown())).collect()));
    header + &rules + &rows.collect::<String>()
}

/// Words that Markdown or HTML would take for marks, made words again.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '\n' => escaped.push_str("<br>"),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
    }
    escaped
}
