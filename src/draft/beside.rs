//! What a workbook holds beside the words of its cells: which are shown as percentages, which dates as months or years, and the comments on them. The only file that
//! knows zip.
//!
//! It is a matter of looks: what cannot be read here is not there, and the cells read all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// A row and a column, both from 0.
pub type CellPlace = (u32, u32);

/// What stands beside the cells of one sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beside {
    pub percent: BTreeSet<CellPlace>,
    /// The dates of which no day is shown, each with how many letters of `2026-12-01` are.
    pub short: BTreeMap<CellPlace, usize>,
    pub comments: BTreeMap<CellPlace, String>,
}

/// The same of all sheets, by their names.
pub fn beside(bytes: &[u8]) -> BTreeMap<String, Beside> {
    let Ok(mut book) = ZipArchive::new(Cursor::new(bytes)) else { return BTreeMap::new() };
    let looks = text(&mut book, "xl/styles.xml");
    let styles = ShownStyles { percent: percent_styles(&looks), short: short_styles(&looks) };
    let (workbook, related) = (text(&mut book, "xl/workbook.xml"), related(&mut book, "xl", "workbook.xml"));
    let sheets: Vec<(String, String)> = tags(&workbook)
        .filter(|tag| tag.is("sheet"))
        .filter_map(|tag| Some((tag.value("name")?, related.get(&tag.value("id")?)?.path.clone())))
        .collect();
    sheets.into_iter().map(|(name, path)| (name, sheet(&mut book, &path, &styles))).collect()
}

type Book<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// What the styles of a book say of how numbers are shown.
struct ShownStyles {
    percent: BTreeSet<u32>,
    short: BTreeMap<u32, usize>,
}

fn sheet(book: &mut Book, path: &str, styles: &ShownStyles) -> Beside {
    let mut told = Beside::default();
    if !styles.percent.is_empty() || !styles.short.is_empty() {
        let cells = text(book, path);
        for tag in tags(&cells).filter(|tag| tag.is("c") && tag.value("t").is_none_or(|kind| kind == "n")) {
            let style = tag.value("s").and_then(|style| style.parse::<u32>().ok());
            let (Some(style), Some(at)) = (style, tag.value("r").and_then(|cell| place(&cell))) else { continue };
            told.percent.extend(styles.percent.contains(&style).then_some(at));
            told.short.extend(styles.short.get(&style).map(|letters| (at, *letters)));
        }
    }
    let Some((folder, file)) = path.rsplit_once('/') else { return told };
    let comments = related(book, folder, file).into_values().filter(|part| part.kind == "comments");
    let paths: Vec<String> = comments.map(|part| part.path).collect();
    for path in paths {
        told.comments.extend(commented(&text(book, &path)));
    }
    told
}

/// The comments of a part, each with its cell.
fn commented(xml: &str) -> BTreeMap<CellPlace, String> {
    let mut found: BTreeMap<CellPlace, String> = BTreeMap::new();
    let mut here = None;
    for tag in tags(xml) {
        if tag.is("comment") {
            here = tag.value("ref").and_then(|cell| place(&cell));
        } else if let (true, Some(here)) = (tag.is("t"), here) {
            found.entry(here).or_default().push_str(&plain(tag.text));
        }
    }
    // What a newer program adds for older ones is no part of what somebody wrote.
    let words = |text: &String| {
        let own = text.rsplit_once("Comment:\n").filter(|_| text.starts_with("[Threaded comment]")).map(|(_, own)| own);
        own.unwrap_or(text).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let told = found.iter().map(|(place, text)| (*place, words(text)));
    told.filter(|(_, text)| !text.is_empty()).collect()
}

/// The styles by which a number is shown as a percentage.
fn percent_styles(xml: &str) -> BTreeSet<u32> {
    // The formats that every program knows by number.
    styles(xml, &|id, code| ["9", "10"].contains(&id) || code.contains('%')).collect()
}

/// The styles by which a date is shown without its day, each with how many letters of `2026-12-01` it shows.
fn short_styles(xml: &str) -> BTreeMap<u32, usize> {
    const MONTH: usize = 7;
    const YEAR: usize = 4;
    let years = styles(xml, &|_, code| shown_parts(code) == "y").map(|style| (style, YEAR));
    // The format 17 is `mmm-yy` in every program.
    let months = styles(xml, &|id, code| id == "17" || ["my", "ym"].contains(&&*shown_parts(code)));
    years.chain(months.map(|style| (style, MONTH))).collect()
}

/// The parts of a date that a format shows, each as one letter in their order: `my` of `mmm\-yy`.
fn shown_parts(code: &str) -> String {
    let (mut parts, mut quoted, mut bracketed, mut escaped) = (String::new(), false, false, false);
    for c in code.split(';').next().unwrap_or_default().to_lowercase().chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '[' => bracketed = true,
            ']' => bracketed = false,
            c if !quoted && !bracketed && c.is_alphanumeric() && !parts.ends_with(c) => parts.push(c),
            _ => {}
        }
    }
    parts
}

/// The styles whose format suits, by its number and its code.
fn styles(xml: &str, suits: &dyn Fn(&str, &str) -> bool) -> impl Iterator<Item = u32> {
    let own = tags(xml).filter(|tag| tag.is("numFmt"));
    let codes: BTreeMap<String, String> =
        own.filter_map(|tag| Some((tag.value("numFmtId")?, tag.value("formatCode")?))).collect();
    let styles = xml.split_once("<cellXfs").and_then(|(_, rest)| rest.split_once("</cellXfs>"));
    let all = (0..).zip(tags(styles.map_or("", |(styles, _)| styles)).filter(|tag| tag.is("xf")));
    let suiting = all.filter(|(_, tag)| {
        tag.value("numFmtId").is_some_and(|id| suits(&id, codes.get(&id).map_or("", String::as_str)))
    });
    suiting.map(|(at, _)| at).collect::<Vec<_>>().into_iter()
}

/// A part that another leads to.
struct Part {
    kind: String,
    path: String,
}

/// The parts that a part leads to, by the ids that it has for them.
fn related(book: &mut Book, folder: &str, file: &str) -> BTreeMap<String, Part> {
    let xml = text(book, &format!("{folder}/_rels/{file}.rels"));
    let part = |tag: Tag| {
        let kind = tag.value("Type")?.rsplit('/').next()?.to_owned();
        Some((tag.value("Id")?, Part { kind, path: resolved(folder, &tag.value("Target")?) }))
    };
    tags(&xml).filter(|tag| tag.is("Relationship")).filter_map(part).collect()
}

/// A path as it stands in a part of a folder: `../comments1.xml`.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The text of a part; nothing where it is not there. The whole book was measured before.
fn text(book: &mut Book, path: &str) -> String {
    let mut text = String::new();
    match book.by_name(path).ok().map(|mut part| part.read_to_string(&mut text)) {
        Some(Ok(_)) => text,
        _ => String::new(),
    }
}

/// A tag with what stands behind it up to the next.
#[derive(Clone, Copy)]
struct Tag<'a> {
    /// Its name, without the prefix of its namespace.
    name: &'a str,
    values: &'a str,
    text: &'a str,
}

fn tags(xml: &str) -> impl Iterator<Item = Tag<'_>> {
    xml.split('<').skip(1).filter_map(|piece| {
        let (tag, text) = piece.split_once('>')?;
        let (name, values) = tag.split_once(char::is_whitespace).unwrap_or((tag.trim_end_matches('/'), ""));
        Some(Tag { name: name.rsplit(':').next()?, values, text })
    })
}

impl Tag<'_> {
    fn is(&self, name: &str) -> bool {
        self.name == name
    }

    /// What stands under a name, whatever its prefix.
    fn value(&self, name: &str) -> Option<String> {
        let mut rest = self.values;
        while let Some((before, behind)) = rest.split_once('=') {
            let behind = behind.trim_start();
            let quote = behind.chars().next().filter(|c| ['"', '\''].contains(c))?;
            let (value, more) = behind[1..].split_once(quote)?;
            if before.trim().rsplit(':').next() == Some(name) {
                return Some(plain(value));
            }
            rest = more;
        }
        None
    }
}

fn plain(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#10;", "\n"),
        ("&#xA;", "\n"),
        ("&amp;", "&"),
    ];
    signs.iter().fold(text.to_owned(), |text, (sign, meant)| text.replace(sign, meant))
}

/// The place of a cell by its name: `B2`.
fn place(name: &str) -> Option<CellPlace> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let column = super::grid::column(&name[..digits])?;
    Some((name[digits..].parse::<u32>().ok()?.checked_sub(1)?, u32::try_from(column).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_as_programs_write_them() {
        let xml = r#"<x:comments><comment ref="B2" a='1'><text><r><t xml:space="preserve">Desk:&#10;two </t></r><r><t>&lt;left&gt;</t></r></text></comment></x:comments>"#;
        assert_eq!(commented(xml), BTreeMap::from([((1, 1), "Desk: two <left>".to_owned())]));
        let styles = r#"<numFmts><numFmt numFmtId="170" formatCode="0.0%"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="9"/><xf numFmtId="170"/></cellXfs>"#;
        assert_eq!(percent_styles(styles), BTreeSet::from([1, 2]));
        let parts = |code: &str| shown_parts(code);
        for (code, shown) in [
            ("mmm\\-yy", "my"),
            ("[$-409]mmm\\-yy;@", "my"),
            ("yyyy/mm", "ym"),
            ("yyyy", "y"),
            ("d/m/yy", "dmy"),
            ("\"day\" mmm yyyy", "my"),
            ("mm:ss", "ms"),
        ] {
            assert_eq!(parts(code), shown, "{code}");
        }
        assert_eq!(resolved("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(beside(b"PK\x03\x04"), BTreeMap::new());
    }
}
