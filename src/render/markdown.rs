//! A Markdown table.

use super::safe::visible;
use crate::report::sheet::{Cell, Column, Shape, Sheet, Table};

pub fn markdown(sheet: &Sheet) -> String {
    let mut text = String::new();
    write(&mut text, &sheet.columns, sheet.rows.iter());
    text
}

/// Tables under headings, below a title and lines that say what they are.
pub fn document<'a>(title: &str, lines: &[String], tables: impl IntoIterator<Item = Table<'a>>) -> String {
    let one_line = |text: &str| escape(&text.replace('\n', " "));
    let mut text = format!("# {}\n", one_line(title));
    lines.iter().for_each(|line| text.extend(["\n", &one_line(line), "\n"]));
    for table in tables {
        text.extend(["\n## ", table.title, "\n\n"]);
        write(&mut text, &table.columns, table.rows);
    }
    text
}

fn write(text: &mut String, columns: &[Column], rows: impl Iterator<Item = impl AsRef<[Cell]>>) {
    let mut line = |cells: Vec<String>| text.extend(["| ", &cells.join(" | "), " |\n"]);
    let rule = |shape: Shape| if shape == Shape::Figure { "---:" } else { "---" };
    line(columns.iter().map(|column| escape(&column.title)).collect());
    line(columns.iter().map(|column| rule(column.shape).to_owned()).collect());
    rows.for_each(|row| line(row.as_ref().iter().map(|cell| escape(&cell.shown())).collect()));
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
