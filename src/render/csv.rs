//! Comma-separated values: the sheet's keys as header, plain cells, words that a spreadsheet would compute made words again.

use super::exported::{Exported, Written};
use super::safe::visible;
use crate::report::sheet::{Cell, Heading, Sheet, Table};
use std::borrow::Cow;

/// A table, or all of them in files of a folder.
pub fn export(exported: &Exported) -> Result<Written, String> {
    if exported.folder && exported.table.is_none() {
        let files = exported.tables().map(|one| (format!("{}.csv", one.key), table(one)));
        return Ok(Written { files: files.collect(), ..Written::default() });
    }
    Ok(Written::text(table(exported.one())))
}

pub fn csv(sheet: &Sheet) -> String {
    written(&sheet.columns, sheet.rows.iter())
}

/// The same of a table that is never there whole.
fn table(table: Table) -> String {
    written(&table.columns, table.rows)
}

fn written(columns: &[Heading], rows: impl Iterator<Item = impl AsRef<[Cell]>>) -> String {
    let mut text = String::new();
    record(&mut text, columns.iter().map(|column| Cow::Borrowed(&*column.key)));
    rows.for_each(|row| record(&mut text, row.as_ref().iter().map(field)));
    text
}

/// Rows of plain cells, as they stand.
pub fn plain_rows<const N: usize>(rows: impl Iterator<Item = [String; N]>) -> String {
    let mut text = String::new();
    rows.for_each(|row| record(&mut text, row.into_iter().map(Cow::Owned)));
    text
}

/// One line, as RFC 4180 writes it: what holds a quote, a comma or a line's end stands in quotes, a quote in it twice. A line of
/// nothing but one empty cell would be no line.
fn record<'t>(text: &mut String, cells: impl Iterator<Item = Cow<'t, str>>) {
    let start = text.len();
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        match cell.contains(['"', ',', '\n', '\r']) {
            true => text.extend(["\"", &cell.replace('"', "\"\""), "\""]),
            false => text.push_str(&cell),
        }
    }
    if text.len() == start {
        text.push_str("\"\"");
    }
    text.push('\n');
}

fn field(cell: &Cell) -> Cow<'static, str> {
    let plain = cell.plain();
    let plain = visible(&plain);
    Cow::Owned(match cell {
        Cell::Words(_) | Cell::Name(_) | Cell::Toned(..) => guarded(&plain),
        _ => plain.into_owned(),
    })
}

/// Words with an apostrophe before what begins like a formula, which spreadsheets take for "this is text": at the beginning, and
/// behind what parts cells or rows elsewhere. A program that parts at semicolons sees a cell of its own in `a;=b`.
pub fn guarded(words: &str) -> String {
    let mut guarded = String::with_capacity(words.len() + 1);
    let mut begins = true;
    for c in words.chars() {
        if begins && is_formula(c) {
            guarded.push('\'');
        }
        begins = parts(c) || begins && passes(c);
        guarded.push(c);
    }
    guarded
}

/// The same words without these apostrophes.
pub fn unguarded(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    let mut begins = true;
    let mut rest = words.chars().peekable();
    while let Some(c) = rest.next() {
        let guard = begins && c == '\'' && rest.peek().is_some_and(|next| is_formula(*next));
        if !guard {
            plain.push(c);
        }
        begins = parts(c) || begins && (guard || passes(c));
    }
    plain
}

/// The signs that a formula begins with, in either width, and what spreadsheets pass over before them.
fn is_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t' | '\r')
}

/// Whether a cell or a row may end here, for one program or another.
fn parts(c: char) -> bool {
    matches!(c, ';' | ',' | '\n' | '\t' | '\r')
}

/// Whether a formula may follow in the same cell.
fn passes(c: char) -> bool {
    c.is_whitespace() || c == '"'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_like_a_formula_stays_words() {
        for (words, written) in [
            ("=1+2", "'=1+2"),
            ("＝1＋2", "'＝1＋2"),
            ("a; =cmd|' /C calc'!A0", "a; '=cmd|' /C calc'!A0"),
            ("a,@b;\"=c\"", "a,'@b;\"'=c\""),
            ("a\n-b", "a\n'-b"),
            (" +b", " '+b"),
            ("2026-01-01, a-b; c=d", "2026-01-01, a-b; c=d"),
            ("it's 'so', isn't it", "it's 'so', isn't it"),
        ] {
            assert_eq!(guarded(words), written);
            assert_eq!(unguarded(written), words);
        }
        assert_eq!(unguarded("'a"), "'a");
    }
}
