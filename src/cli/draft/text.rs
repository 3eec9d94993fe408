//! A matrix that is a text: bytes in UTF-8 or UTF-16 in, a grid out, whatever separates its cells.

use super::grid::{Cell, Grid, Row};

/// Why bytes are no text: the first that belongs to no character, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText(pub usize);

/// The text of a file: UTF-8, or UTF-16 where a byte order mark says so.
pub fn decoded(bytes: &[u8]) -> Result<String, NotText> {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks(2).map(|pair| read([pair[0], *pair.get(1).unwrap_or(&0)]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.map_err(|_| NotText(1))
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            let text = std::str::from_utf8(bytes).map_err(|error| NotText(error.valid_up_to() + 1))?;
            match text.find('\0') {
                Some(at) => Err(NotText(at + 1)),
                None => Ok(text.to_owned()),
            }
        }
    }
}

/// The text as a grid, parted by whichever of comma, semicolon and tab suits best: `suits` says how well a beginning suits.
pub fn grid(text: &str, suits: impl Fn(&Grid) -> usize) -> Grid {
    const BEGINNING: usize = 30;
    // The first line of a spreadsheet's own that says what it is parted by.
    let said = text.lines().next().and_then(|line| line.strip_prefix("sep=")?.bytes().next());
    if let Some(separator) = said {
        let mut grid = parted(text, separator, usize::MAX);
        grid.rows.retain(|row| row.number > 1);
        return grid;
    }
    let beginning: Vec<&str> = text.lines().take(BEGINNING).collect();
    let suit = |separator: &u8| {
        let often = beginning.iter().map(|line| line.bytes().filter(|byte| byte == separator).count()).sum::<usize>();
        (suits(&parted(text, *separator, BEGINNING)), often)
    };
    let best = [b'\t', b';', b','].into_iter().max_by_key(suit).unwrap_or(b',');
    parted(text, best, usize::MAX)
}

/// Rows are numbered as a spreadsheet does it: a cell of several lines is one row, an empty line is one, too.
fn parted(text: &str, separator: u8, most: usize) -> Grid {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let (mut rows, mut number) = (Vec::new(), 0);
    for record in reader.records().take(most).flatten() {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        number += 1 + empty_lines(text, start);
        let cells = record.iter().enumerate().filter_map(|(column, text)| Some((column, Cell::words(text)?)));
        rows.push(Row { number, cells: cells.collect() });
    }
    Grid { name: None, rows }
}

/// How many empty lines stand before a record, which the reader passes over.
fn empty_lines(text: &str, start: usize) -> usize {
    let before = text.as_bytes()[..start].last();
    let rest = text.as_bytes()[start..].iter().take_while(|byte| b"\r\n".contains(byte));
    let feeds = rest.filter(|byte| **byte == b'\n').count();
    // The second half of the line end before it.
    feeds - usize::from(before == Some(&b'\r') && feeds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<(usize, Vec<String>)> {
        let cells = |row: &Row| row.cells.iter().map(|(_, cell)| cell.text.clone()).collect();
        grid(text, |_| 0).rows.iter().map(|row| (row.number, cells(row))).collect()
    }

    fn row(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn cells_are_parted_by_what_parts_them() {
        assert_eq!(texts("a;b, c;d\n1;2;3\n"), [row(1, &["a", "b, c", "d"]), row(2, &["1", "2", "3"])]);
        assert_eq!(texts("a\tb\n"), [row(1, &["a", "b"])]);
        assert_eq!(texts("sep=|\na|b,c,d\n"), [row(2, &["a", "b,c,d"])]);
        assert_eq!(texts("a,\"b\nb\"\n\nc,'=d\n"), [row(1, &["a", "b\nb"]), row(3, &["c", "=d"])]);
        assert_eq!(texts("\r\na,b\r\n\r\nc,d\r\n"), [row(2, &["a", "b"]), row(4, &["c", "d"])]);
    }

    #[test]
    fn bytes_are_text_in_three_ways() {
        let wide = |text: &str, write: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(write).collect::<Vec<u8>>();
        for bytes in [
            b"\xef\xbb\xbf\xd0\x9a,b".to_vec(),
            wide("\u{feff}К,b", u16::to_le_bytes),
            wide("\u{feff}К,b", u16::to_be_bytes),
        ] {
            assert_eq!(decoded(&bytes).as_deref(), Ok("К,b"));
        }
        assert_eq!(decoded(b"caf\xe9"), Err(NotText(4)));
        assert_eq!(decoded(b"a\0b\0"), Err(NotText(2)));
    }
}
