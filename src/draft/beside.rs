//! What a workbook holds beside the words of its cells: which are shown as percentages, which dates as months or years, and the comments on
//! them. The only file that knows zip and XML.
//!
//! It is a matter of looks: what cannot be read here is not there, and the cells read all the same.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// A row and a column, both from 0.
pub type CellPlace = (u32, u32);

/// What stands beside the cells of one sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BesideCells {
    pub percent: BTreeSet<CellPlace>,
    /// The dates of which no day is shown, each with how many letters of `2026-12-01` are.
    pub short: BTreeMap<CellPlace, usize>,
    pub comments: BTreeMap<CellPlace, String>,
    /// The rows that are hidden, from 0.
    pub hidden: BTreeSet<u32>,
    /// The columns that are hidden, each span with its first and its last, from 0.
    pub hidden_columns: Vec<(usize, usize)>,
    /// The formulas of which the file holds no value, as no program has worked them out.
    pub unworked: BTreeMap<CellPlace, String>,
}

/// The same of all sheets, by their names.
pub fn beside(bytes: &[u8]) -> BTreeMap<String, BesideCells> {
    let Ok(mut book) = ZipArchive::new(Cursor::new(bytes)) else { return BTreeMap::new() };
    let styles = styles(&text(&mut book, "xl/styles.xml"));
    let (workbook, related) = (text(&mut book, "xl/workbook.xml"), related(&mut book, "xl", "workbook.xml"));
    let sheets: Vec<(String, String)> = tags(&workbook)
        .filter(|tag| is(tag, "sheet"))
        .filter_map(|tag| Some((value(&tag, "name")?, related.get(&value(&tag, "id")?)?.path.clone())))
        .collect();
    sheets.into_iter().map(|(name, path)| (name, sheet(&mut book, &path, &styles))).collect()
}

type SheetArchive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// How a style shows a number, where that is told here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ShownAs {
    Percent,
    /// A date without its day, in so many letters of `2026-12-01`.
    Date(usize),
}

fn sheet(book: &mut SheetArchive, path: &str, styles: &BTreeMap<u32, ShownAs>) -> BesideCells {
    let cells = text(book, path);
    let (hidden, hidden_columns) = hidden(&cells);
    let mut told = BesideCells { hidden, hidden_columns, unworked: unworked(&cells), ..BesideCells::default() };
    if !styles.is_empty() {
        for tag in tags(&cells).filter(|tag| is(tag, "c") && value(tag, "t").is_none_or(|kind| kind == "n")) {
            let style = value(&tag, "s").and_then(|style| styles.get(&style.parse::<u32>().ok()?));
            let (Some(style), Some(at)) = (style, value(&tag, "r").and_then(|cell| place(&cell))) else { continue };
            match style {
                ShownAs::Percent => told.percent.extend([at]),
                ShownAs::Date(letters) => told.short.extend([(at, *letters)]),
            }
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

/// The rows and the columns of a part that are hidden.
fn hidden(cells: &str) -> (BTreeSet<u32>, Vec<(usize, usize)>) {
    if !cells.contains("hidden=") {
        return (BTreeSet::new(), Vec::new());
    }
    let hides = |tag: &BytesStart| value(tag, "hidden").is_some_and(|set| ["1", "true"].contains(&set.as_str()));
    let (mut rows, mut columns) = (BTreeSet::new(), Vec::new());
    for tag in tags(cells).filter(hides) {
        let place = |name: &str| value(&tag, name)?.parse::<u32>().ok()?.checked_sub(1);
        if is(&tag, "row") {
            rows.extend(place("r"));
        } else if is(&tag, "col") {
            columns.extend(place("min").zip(place("max")).map(|(first, last)| (first as usize, last as usize)));
        }
    }
    (rows, columns)
}

/// The formulas of a part without a value; an empty text is one.
fn unworked(cells: &str) -> BTreeMap<CellPlace, String> {
    let mut found = BTreeMap::new();
    if !cells.contains("<f") && !cells.contains(":f>") {
        return found;
    }
    let (mut here, mut formula, mut within, mut valued) = (None, String::new(), None, false);
    for event in events(cells) {
        match &event {
            Event::Start(tag) if is(tag, "c") => {
                here = place_of(tag).filter(|_| value(tag, "t").is_none_or(|kind| kind == "n"));
                (formula, valued) = (String::new(), false);
            }
            Event::Start(tag) => within = ["f", "v"].into_iter().find(|name| is(tag, name)),
            Event::Text(text) if within == Some("f") => formula.push_str(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(sign) if within == Some("f") => formula.push_str(&meant(sign)),
            Event::Text(_) => valued |= within == Some("v"),
            Event::End(end) if end.local_name().as_ref() == "c" => {
                let told = here.take().filter(|_| !valued && !formula.is_empty());
                found.extend(told.map(|here| (here, format!("={formula}"))));
            }
            Event::End(_) => within = None,
            _ => {}
        }
    }
    found
}

fn place_of(tag: &BytesStart) -> Option<CellPlace> {
    place(&value(tag, "r")?)
}

/// The comments of a part, each with its cell.
fn commented(xml: &str) -> BTreeMap<CellPlace, String> {
    let mut found: BTreeMap<CellPlace, String> = BTreeMap::new();
    let (mut here, mut within) = (None, false);
    for event in events(xml) {
        match &event {
            Event::Start(tag) if is(tag, "comment") => here = value(tag, "ref").and_then(|cell| place(&cell)),
            Event::Start(tag) => within = is(tag, "t"),
            Event::End(_) => within = false,
            _ => {}
        }
        let words = match &event {
            Event::Text(text) => text.xml_content(XmlVersion::Implicit1_0).into_owned(),
            Event::CData(text) => text.xml_content(XmlVersion::Implicit1_0).into_owned(),
            Event::GeneralRef(sign) => meant(sign),
            _ => continue,
        };
        if let Some(here) = here.filter(|_| within) {
            found.entry(here).or_default().push_str(&words);
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

/// How each style shows a number, by its place.
fn styles(xml: &str) -> BTreeMap<u32, ShownAs> {
    let own = tags(xml).filter(|tag| is(tag, "numFmt"));
    let codes: BTreeMap<String, String> =
        own.filter_map(|tag| Some((value(&tag, "numFmtId")?, value(&tag, "formatCode")?))).collect();
    let opens = |event: &Event| matches!(event, Event::Start(tag) if is(tag, "cellXfs"));
    let within = events(xml).skip_while(|event| !opens(event)).skip(1);
    let cells = within.take_while(|event| !matches!(event, Event::End(end) if end.local_name().as_ref() == "cellXfs"));
    let all = (0..).zip(cells.filter_map(opened).filter(|tag| is(tag, "xf")));
    let shown = |tag: &BytesStart| {
        let id = value(tag, "numFmtId")?;
        shown_as(&id, codes.get(&id).map_or("", String::as_str))
    };
    all.filter_map(|(at, tag)| Some((at, shown(&tag)?))).collect()
}

/// How a format shows a number; 9, 10 and 17 are `0%`, `0.00%` and `mmm-yy` in every program.
fn shown_as(id: &str, code: &str) -> Option<ShownAs> {
    const MONTH: usize = 7;
    const YEAR: usize = 4;
    match (id, &*shown_parts(code)) {
        ("9" | "10", _) => Some(ShownAs::Percent),
        _ if code.contains('%') => Some(ShownAs::Percent),
        ("17", _) | (_, "my" | "ym") => Some(ShownAs::Date(MONTH)),
        (_, "y") => Some(ShownAs::Date(YEAR)),
        _ => None,
    }
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

/// A part that another leads to.
struct LinkedPart {
    kind: String,
    path: String,
}

/// The parts that a part leads to, by the ids that it has for them.
fn related(book: &mut SheetArchive, folder: &str, file: &str) -> BTreeMap<String, LinkedPart> {
    let xml = text(book, &format!("{folder}/_rels/{file}.rels"));
    let part = |tag: BytesStart| {
        let kind = value(&tag, "Type")?.rsplit('/').next()?.to_owned();
        Some((value(&tag, "Id")?, LinkedPart { kind, path: resolved(folder, &value(&tag, "Target")?) }))
    };
    tags(&xml).filter(|tag| is(tag, "Relationship")).filter_map(part).collect()
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
fn text(book: &mut SheetArchive, path: &str) -> String {
    let mut text = String::new();
    match book.by_name(path).ok().map(|mut part| part.read_to_string(&mut text)) {
        Some(Ok(_)) => text,
        _ => String::new(),
    }
}

/// What stands in a part, up to where it cannot be read.
fn events(xml: &str) -> impl Iterator<Item = Event<'_>> {
    let mut reader = quick_xml::Reader::from_str(xml);
    std::iter::from_fn(move || reader.read_event().ok().filter(|event| *event != Event::Eof))
}

/// The tags of a part that open something.
fn tags(xml: &str) -> impl Iterator<Item = BytesStart<'_>> {
    events(xml).filter_map(opened)
}

fn opened(event: Event) -> Option<BytesStart> {
    match event {
        Event::Start(tag) | Event::Empty(tag) => Some(tag),
        _ => None,
    }
}

/// Whether a tag is called so, whatever its prefix.
fn is(tag: &BytesStart, name: &str) -> bool {
    tag.local_name().as_ref() == name
}

/// What stands in a tag under a name, whatever its prefix.
fn value(tag: &BytesStart, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|one| one.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// The letters that a sign of XML stands for: `<` of `&lt;`, a line's end of `&#10;`.
fn meant(sign: &BytesRef) -> String {
    match sign.resolve_char_ref() {
        Ok(Some(letter)) => letter.to_string(),
        _ => quick_xml::escape::resolve_xml_entity(sign).unwrap_or_default().to_owned(),
    }
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
        assert_eq!(super::styles(styles), BTreeMap::from([(1, ShownAs::Percent), (2, ShownAs::Percent)]));
        // With prefixes, and signs that stand in a value as they are.
        let styles = r#"<x:styleSheet><x:numFmts><x:numFmt numFmtId="170" formatCode="[>1]0&quot; %&quot;;yyyy"/></x:numFmts><x:cellStyleXfs><x:xf numFmtId="9"/></x:cellStyleXfs><x:cellXfs count="3"><x:xf numFmtId="17"><x:alignment/></x:xf><x:xf numFmtId="170"/></x:cellXfs><x:dxfs><x:xf numFmtId="9"/></x:dxfs></x:styleSheet>"#;
        assert_eq!(super::styles(styles), BTreeMap::from([(0, ShownAs::Date(7)), (1, ShownAs::Percent)]));
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
        let hides = r#"<cols><col min="3" max="4" hidden="1"/><col min="5" max="5" hidden="0"/></cols><row r="2" hidden="true"/>"#;
        assert_eq!(hidden(hides), (BTreeSet::from([1]), vec![(2, 3)]));
        // An empty text is a value; nothing at all is none.
        let cells = r#"<row><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" s="1"><f>DATE(2026,3,31)</f><v/></c><c r="C1" t="str"><f>""</f><v></v></c><c r="D1"><f>IF(A1&lt;3,"x","")</f></c><c r="E1"><v>5</v></c></row>"#;
        let told = [((0, 1), "=DATE(2026,3,31)"), ((0, 3), r#"=IF(A1<3,"x","")"#)];
        assert_eq!(unworked(cells), told.map(|(at, text)| (at, text.to_owned())).into());
        assert_eq!(resolved("xl/worksheets", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(beside(b"PK\x03\x04"), BTreeMap::new());
    }
}
