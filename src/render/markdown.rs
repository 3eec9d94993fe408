//! Markdown: tables, and other people's words with nothing in them that it would obey.

use super::exported::{Exported, Written};
use super::safe::visible;
use crate::report::sheet::{Cell, Heading, Shape, Sheet, Table};
use crate::report::tables::about;

pub fn markdown(sheet: &Sheet) -> String {
    let mut text = String::new();
    write(&mut text, &sheet.columns, sheet.rows.iter());
    text
}

/// The table that is asked for, or all.
pub fn export(exported: &Exported) -> Result<Written, String> {
    let view = exported.view;
    let title = view.plan.title.get(view.lang());
    let lines: Vec<String> = about(view).iter().skip(1).map(|(label, words)| format!("{label}: {words}")).collect();
    Ok(Written::text(match exported.table {
        Some(_) => document(title, &lines, [exported.one()]),
        None => document(title, &lines, exported.tables()),
    }))
}

/// Tables under headings, below a title and lines that say what they are.
fn document<'a>(title: &str, lines: &[String], tables: impl IntoIterator<Item = Table<'a>>) -> String {
    let mut text = format!("# {}\n", flat(title));
    lines.iter().for_each(|line| text.extend(["\n", &flat(line), "\n"]));
    for table in tables {
        text.extend(["\n## ", table.title, "\n\n"]);
        write(&mut text, &table.columns, table.rows);
    }
    text
}

fn write(text: &mut String, columns: &[Heading], rows: impl Iterator<Item = impl AsRef<[Cell]>>) {
    let mut line = |cells: Vec<String>| text.extend(["| ", &cells.join(" | "), " |\n"]);
    let rule = |shape: Shape| if shape == Shape::Figure { "---:" } else { "---" };
    line(columns.iter().map(|column| escape(&column.title)).collect());
    line(columns.iter().map(|column| rule(column.shape).to_owned()).collect());
    rows.for_each(|row| line(row.as_ref().iter().map(|cell| escape(&cell.shown())).collect()));
}

/// Words on lines of their own.
pub fn lines(lines: &[String]) -> String {
    lines.iter().map(|line| flat(line) + "\n").collect()
}

/// Words as a line of their own, in a heading, or in an item of a list: they begin none of these themselves.
pub(super) fn flat(text: &str) -> String {
    let text = text.replace('\n', " ");
    let text = text.trim();
    let begins = text.len() - after_mark(text).len();
    let (mark, rest) = text.split_at(begins);
    // A heading leaves out signs at its end.
    let rest = escape(rest);
    let rest = rest.strip_suffix('#').map_or_else(|| rest.clone(), |before| format!("{before}\\#"));
    match mark.split_at_checked(mark.len().saturating_sub(1)) {
        Some((before, last)) if !mark.is_empty() => format!("{before}\\{last}{rest}"),
        _ => rest,
    }
}

/// What follows the mark of a heading, a quotation, a list or a rule, where a text begins with one; else all of it.
fn after_mark(text: &str) -> &str {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(' ');
    let (mark, rest) = text.split_at(digits);
    match (mark, rest.chars().next()) {
        ("", Some('#' | '>' | '=')) => &rest[1..],
        ("", Some('-' | '+')) if !rest[1..].starts_with(char::is_alphanumeric) => &rest[1..],
        (number, Some('.' | ')')) if !number.is_empty() && ends(&rest[1..]) => &rest[1..],
        _ => text,
    }
}

/// Words that Markdown or HTML would take for marks within a line, made words again.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for c in visible(text).chars() {
        match c {
            '\n' => escaped.push_str("<br>"),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' => escaped.extend(['\\', c]),
            // Only behind words it could end what is struck out; `~30000` stays as it is.
            '~' if !before.is_whitespace() => escaped.extend(['\\', c]),
            c => escaped.push(c),
        }
        before = c;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_no_heading_list_or_quotation() {
        for (words, written) in [
            ("# a #", "\\# a \\#"),
            ("- a", "\\- a"),
            ("---", "\\---"),
            ("-5 days", "-5 days"),
            ("+ a", "\\+ a"),
            ("> a > b", "\\> a > b"),
            ("===", "\\==="),
            ("12. a", "12\\. a"),
            ("12) a", "12\\) a"),
            ("1.2 a", "1.2 a"),
            ("2026-01-01 a", "2026-01-01 a"),
            ("    a\n# b", "a # b"),
            ("~~~", "~\\~\\~"),
            ("~~a~~ ~3", "~\\~a\\~\\~ ~3"),
            ("[a](b) <c>", "\\[a\\](b) &lt;c>"),
            ("7", "7"),
            ("", ""),
        ] {
            assert_eq!(flat(words), written, "{words}");
        }
    }
}
