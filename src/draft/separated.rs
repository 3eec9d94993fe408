//! A text of rows, as spreadsheets save it: bytes in, the cells of every row out, and each quote that does not do what quotes do.
//!
//! Quotes stand around a whole cell, and twice within it. A lenient reader guesses where others end, and a stray one swallows rows
//! up to the next; here the row is told, and reading goes on in the line below. What the cells say is not known here.

/// Why bytes are no text: the first that belongs to no character, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotText(pub usize);

/// A row with something in it, if only a separator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellRow {
    /// The line on which it begins, counted from 1.
    pub line: usize,
    /// Its number, as a spreadsheet counts: a cell of several lines is one row, an empty line is one, too.
    pub row: usize,
    pub cells: Vec<String>,
}

/// A quote that begins or ends no cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// The line of the quote that opened the cell, else of the quote itself, counted from 1.
    pub line: usize,
    pub fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing closes it.
    Open,
    /// Something follows the quote that closes it.
    Behind,
    /// It stands within a cell that has no quotes around it.
    Within,
}

impl Fault {
    pub fn words(self) -> &'static str {
        match self {
            Fault::Open => "a quote opens here and nothing closes it",
            Fault::Behind => "a quote opens here, and something stands behind the one that closes it",
            Fault::Within => "a quote within a cell; write quotes around the whole cell, and this one twice",
        }
    }
}

/// What stands in a text: the rows that are whole, and what is wrong with the others.
pub type Rows = (Vec<CellRow>, Vec<Stray>);

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
            let mark = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
            let text = std::str::from_utf8(&bytes[mark..]).map_err(|bad| NotText(mark + bad.valid_up_to() + 1))?;
            match text.find('\0') {
                Some(at) => Err(NotText(mark + at + 1)),
                None => Ok(text.to_owned()),
            }
        }
    }
}

/// The rows, parted by whichever of comma, semicolon and tab suits best: `suits` says how well a beginning suits.
pub fn rows(text: &str, suits: impl Fn(&[CellRow]) -> usize) -> Rows {
    const BEGINNING: usize = 30;
    // The first line of a spreadsheet's own that says what it is parted by.
    let said = text.lines().next().and_then(|line| line.strip_prefix("sep=")?.bytes().next());
    if let Some(separator) = said.filter(|said| said.is_ascii() && *said != b'"') {
        let (mut rows, strays) = parted(text, separator, usize::MAX);
        rows.retain(|row| row.row > 1);
        return (rows, strays);
    }
    let beginning: Vec<&str> = text.lines().take(BEGINNING).collect();
    let suit = |separator: &u8| {
        let often = beginning.iter().map(|line| line.bytes().filter(|byte| byte == separator).count()).sum::<usize>();
        (suits(&parted(text, *separator, BEGINNING).0), often)
    };
    let best = [b'\t', b';', b','].into_iter().max_by_key(suit).unwrap_or(b',');
    parted(text, best, usize::MAX)
}

/// The first rows of a text, at most so many.
fn parted(text: &str, separator: u8, most: usize) -> Rows {
    let (mut rows, mut strays) = (Vec::new(), Vec::new());
    let mut at = TextPlace { byte: 0, line: 1 };
    let mut row = 0;
    while at.byte < text.len() && row < most {
        row += 1;
        let begun = at;
        match record(text, separator, &mut at) {
            Ok(cells) if matches!(cells.as_slice(), [only] if only.is_empty()) => {}
            Ok(cells) => rows.push(CellRow { line: begun.line, row, cells }),
            Err(stray) => {
                at = below(text, begun, stray.line);
                strays.push(stray);
            }
        }
    }
    (rows, strays)
}

/// A place in a text, and the line that it is on.
#[derive(Clone, Copy)]
struct TextPlace {
    byte: usize,
    line: usize,
}

impl TextPlace {
    /// Passes one line end, which is one or two bytes, if there is one here.
    fn pass_line_end(&mut self, bytes: &[u8]) -> bool {
        let long = match &bytes[self.byte..] {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return false,
        };
        self.byte += long;
        self.line += 1;
        true
    }
}

/// The beginning of what stands below a line.
fn below(text: &str, mut at: TextPlace, line: usize) -> TextPlace {
    let bytes = text.as_bytes();
    while at.byte < bytes.len() && at.line <= line {
        if !at.pass_line_end(bytes) {
            at.byte += 1;
        }
    }
    at
}

/// The cells of the row that begins here; the place is then behind it.
fn record(text: &str, separator: u8, at: &mut TextPlace) -> Result<Vec<String>, Stray> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    loop {
        let quoted = bytes.get(at.byte) == Some(&b'"');
        cells.push(if quoted { within_quotes(text, separator, at)? } else { plain(text, separator, at)? });
        if bytes.get(at.byte) == Some(&separator) {
            at.byte += 1;
        } else {
            at.pass_line_end(bytes);
            return Ok(cells);
        }
    }
}

/// A cell up to its separator or the end of its line.
fn plain(text: &str, separator: u8, at: &mut TextPlace) -> Result<String, Stray> {
    let rest = &text[at.byte..];
    let ends = |byte: &u8| *byte == separator || b"\r\n".contains(byte);
    let cell = &rest[..rest.as_bytes().iter().position(ends).unwrap_or(rest.len())];
    if cell.contains('"') {
        return Err(Stray { line: at.line, fault: Fault::Within });
    }
    at.byte += cell.len();
    Ok(cell.to_owned())
}

/// A cell within quotes; the place is then behind the one that closes it.
fn within_quotes(text: &str, separator: u8, at: &mut TextPlace) -> Result<String, Stray> {
    let (bytes, opened) = (text.as_bytes(), at.line);
    let stray = |fault| Err(Stray { line: opened, fault });
    at.byte += 1;
    let mut cell = String::new();
    loop {
        let Some(length) = text[at.byte..].find('"') else { return stray(Fault::Open) };
        let part = &text[at.byte..at.byte + length];
        cell += part;
        at.line += line_ends(part);
        at.byte += length + 1;
        match bytes.get(at.byte) {
            Some(b'"') => {
                cell.push('"');
                at.byte += 1;
            }
            Some(byte) if *byte != separator && !b"\r\n".contains(byte) => return stray(Fault::Behind),
            _ => return Ok(cell),
        }
    }
}

fn line_ends(text: &str) -> usize {
    text.matches(['\r', '\n']).count() - text.matches("\r\n").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, row and cells.
    type Told = (usize, usize, Vec<String>);

    fn told(text: &str) -> (Vec<Told>, Vec<(usize, Fault)>) {
        let (rows, strays) = rows(text, |_| 0);
        let rows = rows.into_iter().map(|row| (row.line, row.row, row.cells)).collect();
        (rows, strays.into_iter().map(|stray| (stray.line, stray.fault)).collect())
    }

    fn row(line: usize, row: usize, cells: &[&str]) -> Told {
        (line, row, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn cells_are_parted_by_what_parts_them() {
        let whole = |text: &str, rows: &[Told]| assert_eq!(told(text), (rows.to_vec(), vec![]));
        whole("a;\"b, c\";d\n1;2;3\n", &[row(1, 1, &["a", "b, c", "d"]), row(2, 2, &["1", "2", "3"])]);
        whole("a\tb\n", &[row(1, 1, &["a", "b"])]);
        whole("sep=|\na|b,c,d\n", &[row(2, 2, &["a", "b,c,d"])]);
        whole("a,\"b\n\"\"b\"\n\nc,'=d", &[row(1, 1, &["a", "b\n\"b"]), row(4, 3, &["c", "'=d"])]);
        whole("\r\na,\"b\r\nb\"\r\n\r\nc,\r\n", &[row(2, 2, &["a", "b\r\nb"]), row(5, 4, &["c", ""])]);
        whole("a,\rb,\"\"\r", &[row(1, 1, &["a", ""]), row(2, 2, &["b", ""])]);
        whole(",\n", &[row(1, 1, &["", ""])]);
        whole("", &[]);
    }

    #[test]
    fn a_stray_quote_swallows_no_row() {
        let (rows, strays) = told("a,b\nc,\"d\ne,f\ng,6\" pipe\nh,\"i\" j\nk,l\n");
        assert_eq!(rows, [row(1, 1, &["a", "b"]), row(3, 3, &["e", "f"]), row(6, 6, &["k", "l"])]);
        assert_eq!(strays, [(2, Fault::Behind), (4, Fault::Within), (5, Fault::Behind)]);
        let (rows, strays) = told("a,\"b\nc,d\n");
        assert_eq!((rows, strays), (vec![row(2, 2, &["c", "d"])], vec![(1, Fault::Open)]));
        // A cell of several lines before it: the line is that of the quote.
        assert_eq!(told("\"a\nb\",\"c\nd,e\n").1, [(2, Fault::Open)]);
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
        assert_eq!(decoded(b"\xef\xbb\xbfa\0b\0"), Err(NotText(5)));
    }
}
