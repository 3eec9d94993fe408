//! A workbook: the bytes of an .xlsx file in, its sheets as grids out. The only file that knows calamine.
//!
//! Cells are taken one by one and only where something stands in them: a sheet with one word in its last corner is as small as it looks.

use super::beside::{BesideCells, beside};
use super::grid::{CellKind, Grid, GridCell, GridRow};
use calamine::{Data, Dimensions, Reader, Sheet, SheetVisible, Xlsx, XlsxError};
use std::collections::BTreeMap;
use std::io::Cursor;

/// Why a workbook is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadBook {
    Encrypted,
    /// Of the form before .xlsx.
    Old,
    OpenDocument,
    /// Unpacked, or with all its cells written out, it would take more room than a matrix ever does.
    TooLarge,
    Damaged(String),
}

/// What a workbook may come to, unpacked and with all its words written out.
const MOST: u64 = 512 << 20;

/// Whether a file is a plan, and so no matrix: it begins as JSON does, or is named so and has not begun otherwise.
pub fn is_plan(bytes: &[u8], is_json: bool) -> bool {
    let begun = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    !is_workbook(bytes) && (is_json || begun.starts_with(b"{"))
}

/// Whether bytes are a workbook's, whatever the file is called: a ZIP archive, or what held workbooks before.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(OLD)
}

const OLD: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// The sheets of a workbook, in its order.
pub fn grids(bytes: &[u8]) -> Result<Vec<Grid>, BadBook> {
    if bytes.starts_with(OLD) {
        let sealed: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        return Err(if holds(bytes, &sealed) { BadBook::Encrypted } else { BadBook::Old });
    }
    if holds(&bytes[..bytes.len().min(256)], b"opendocument.spreadsheet") {
        return Err(BadBook::OpenDocument);
    }
    if unpacked(bytes).is_none_or(|size| size > MOST) {
        return Err(BadBook::TooLarge);
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(bad)?;
    let mut room = MOST;
    let names = book.sheet_names();
    let hides = |sheet: &&Sheet| sheet.visible != SheetVisible::Visible;
    let hidden: Vec<String> = book.sheets_metadata().iter().filter(hides).map(|sheet| sheet.name.clone()).collect();
    let mut beside = beside(bytes);
    let sheets = names.into_iter().map(|name| {
        let looks = beside.remove(&name).unwrap_or_default();
        let hidden = hidden.contains(&name);
        sheet(&mut book, name, &mut room, looks).map(|grid| grid.map(|grid| Grid { hidden, ..grid }))
    });
    sheets.filter_map(Result::transpose).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn bad(error: XlsxError) -> BadBook {
    match error {
        XlsxError::Password => BadBook::Encrypted,
        error => BadBook::Damaged(error.to_string()),
    }
}

/// The sum of what the archive's own list says that its files are unpacked; nothing where there is no such list.
fn unpacked(bytes: &[u8]) -> Option<u64> {
    let word = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let half = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let end = bytes.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let (count, mut at, mut sum) = (half(end + 10)?, word(end + 16)? as usize, 0u64);
    for _ in 0..count {
        if word(at)? != u32::from_le_bytes(*b"PK\x01\x02") {
            return None;
        }
        sum += u64::from(word(at + 24)?);
        at += 46 + usize::from(half(at + 28)?) + usize::from(half(at + 30)?) + usize::from(half(at + 32)?);
    }
    Some(sum)
}

/// One sheet; nothing where it is a chart or the like.
fn sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: String,
    room: &mut u64,
    mut beside: BesideCells,
) -> Result<Option<Grid>, BadBook> {
    let mut rows: BTreeMap<u32, BTreeMap<usize, GridCell>> = BTreeMap::new();
    match book.worksheet_cells_reader(&name) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(None),
        Err(error) => return Err(bad(error)),
        Ok(mut cells) => {
            while let Some(found) = cells.next_cell().map_err(bad)? {
                let (row, column) = found.get_position();
                let data = Data::from(found.get_value().clone());
                let shown = if beside.percent.contains(&(row, column)) { share(&data) } else { None };
                let Some(mut cell) = shown.or_else(|| cell(&data)) else { continue };
                if let (CellKind::Date, Some(letters)) = (cell.kind, beside.short.get(&(row, column))) {
                    // A month stands there for everybody who looks, whatever day the program holds.
                    cell.text.truncate(*letters);
                }
                // What a cell takes beside its words is counted, too.
                *room = room.checked_sub(cell.text.len() as u64 + 64).ok_or(BadBook::TooLarge)?;
                rows.entry(row).or_default().insert(column as usize, cell);
            }
        }
    }
    for ((row, column), text) in std::mem::take(&mut beside.unworked) {
        let cells = rows.entry(row).or_default();
        cells.entry(column as usize).or_insert(GridCell { text, kind: CellKind::Fault });
    }
    // What is merged is a matter of looks: without it the sheet still reads.
    let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    merged.iter().for_each(|region| fill_down(&mut rows, region));
    let mut comments: BTreeMap<u32, Vec<(usize, String)>> = BTreeMap::new();
    for ((row, column), text) in std::mem::take(&mut beside.comments) {
        comments.entry(row).or_default().push((column as usize, text));
    }
    let hidden_rows = rows.keys().filter(|row| beside.hidden.contains(row)).count();
    let rows = rows.into_iter().map(|(row, cells)| GridRow {
        number: row as usize + 1,
        sheet: 0,
        cells: cells.into_iter().collect(),
        comments: comments.remove(&row).unwrap_or_default(),
    });
    Ok(Some(Grid {
        name: Some(name),
        rows: rows.collect(),
        hidden_rows,
        hidden_columns: beside.hidden_columns,
        ..Grid::default()
    }))
}

/// What is merged over several rows holds for each of them.
fn fill_down(rows: &mut BTreeMap<u32, BTreeMap<usize, GridCell>>, region: &Dimensions) {
    let column = region.start.1 as usize;
    let Some(cell) = rows.get(&region.start.0).and_then(|row| row.get(&column)).cloned() else { return };
    if region.end.0 > region.start.0 {
        for (_, row) in rows.range_mut(region.start.0 + 1..=region.end.0) {
            row.entry(column).or_insert_with(|| cell.clone());
        }
    }
}

/// A number that is shown as a percentage: `45%`.
fn share(data: &Data) -> Option<GridCell> {
    match data {
        Data::Int(whole) => GridCell::words(&format!("{}%", whole * 100)),
        Data::Float(part) => GridCell::words(&format!("{}%", (part * 1_000_000.0).round() / 10_000.0)),
        _ => None,
    }
}

fn cell(data: &Data) -> Option<GridCell> {
    let words = |text: String| GridCell::words(&text);
    match data {
        Data::Empty => None,
        Data::String(text) | Data::DurationIso(text) => words(text.replace("\r\n", "\n")),
        Data::Int(number) => words(number.to_string()),
        Data::Float(number) => words(number.to_string()),
        Data::Bool(is) => words(is.to_string()),
        Data::Error(fault) => Some(GridCell { text: fault.to_string(), kind: CellKind::Fault }),
        Data::DateTimeIso(text) => Some(GridCell { text: text.clone(), kind: CellKind::Date }),
        Data::DateTime(date) if date.is_duration() => words(date.as_f64().to_string()),
        Data::DateTime(date) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            let time = match (hour, minute, second) {
                (0, 0, 0) => String::new(),
                (_, _, 0) => format!("T{hour:02}:{minute:02}"),
                _ => format!("T{hour:02}:{minute:02}:{second:02}"),
            };
            Some(GridCell { text: format!("{year:04}-{month:02}-{day:02}{time}"), kind: CellKind::Date })
        }
    }
}
