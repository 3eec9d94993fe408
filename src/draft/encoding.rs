//! The text of a matrix in whatever encoding a program saved it: bytes in, text out, and what was assumed. The only file that knows
//! encoding_rs.

use super::separated::{NotText, decoded};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

/// The text, and the encoding where it was guessed.
pub type Decoded = (String, Option<&'static str>);

/// An encoding by its name.
pub fn named(name: &str) -> Result<&'static Encoding, String> {
    let wanted = name.trim().to_lowercase().replace("cp", "windows-");
    Encoding::for_label(wanted.as_bytes())
        .ok_or_else(|| format!("unknown encoding `{name}`; known are utf-8, utf-16le, windows-1250, windows-1251, windows-1252 and the like"))
}

/// Reads a text: in the encoding that somebody names, else in UTF-8 or UTF-16, else in the one that it looks like.
pub fn text(bytes: &[u8], said: Option<&'static Encoding>) -> Result<Decoded, NotText> {
    if let Some(encoding) = said {
        let (text, _, bad) = encoding.decode(bytes);
        return if bad { Err(NotText(1)) } else { Ok((text.into_owned(), None)) };
    }
    let plain = decoded(bytes);
    let Err(why) = plain else { return plain.map(|text| (text, None)) };
    let guess = wide(bytes).or_else(|| single(bytes)).ok_or(why)?;
    let (text, _, bad) = guess.decode(bytes);
    if bad { Err(why) } else { Ok((text.into_owned(), Some(guess.name()))) }
}

/// UTF-16 without its mark: the upper half of almost every unit is that of Latin or Cyrillic letters, and some are zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4 || !bytes.len().is_multiple_of(2) || !bytes.contains(&0) {
        return None;
    }
    let pairs = bytes.len() / 2;
    let usual =
        |half: usize| bytes.chunks(2).filter(|pair| matches!(pair[half], 0 | 4 | 0x20)).count() * 10 >= pairs * 9;
    match (usual(1), usual(0)) {
        (true, false) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        _ => None,
    }
}

/// One byte a letter: in Cyrillic its letters stand beside each other, in western languages they stand among plain ones.
fn single(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.iter().any(|byte| *byte < b' ' && !b"\t\r\n".contains(byte)) {
        return None;
    }
    let high = |at: usize| bytes.get(at).is_some_and(|byte| *byte >= 0xa1);
    let all: Vec<usize> = (0..bytes.len()).filter(|at| high(*at)).collect();
    let beside = all.iter().filter(|at| high(**at + 1) || at.checked_sub(1).is_some_and(high)).count();
    Some(if beside * 2 > all.len() { WINDOWS_1251 } else { WINDOWS_1252 })
}

/// A text without letters that nobody sees, with plain spaces, and how many were dropped. Joiners stay: some scripts need them.
pub fn visible(text: &str) -> (String, usize) {
    let unseen = |c: char| matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let dropped = text.chars().filter(|c| unseen(*c)).count();
    let space = |c: char| if matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}') { ' ' } else { c };
    (text.chars().filter(|c| !unseen(*c)).map(space).collect(), dropped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_by_their_bytes() {
        let read = |bytes: &[u8]| text(bytes, None);
        let (cyrillic, western) = ("№;Захід;Строк\n1;Обмін списками;2026", "Mesure;Échéance\nRouvrir les écoles;2026");
        let bytes = |text: &str, encoding: &'static Encoding| encoding.encode(text).0.into_owned();
        assert_eq!(read(&bytes(cyrillic, WINDOWS_1251)), Ok((cyrillic.into(), Some("windows-1251"))));
        assert_eq!(read(&bytes(western, WINDOWS_1252)), Ok((western.into(), Some("windows-1252"))));
        let wide: Vec<u8> = cyrillic.replace('№', "No").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&wide), Ok((cyrillic.replace('№', "No"), Some("UTF-16LE"))));
        assert_eq!(read(western.as_bytes()), Ok((western.into(), None)));
        assert_eq!(read(b"a\0\x01\xff"), Err(NotText(4)));
        assert_eq!(text(b"\xe4", Some(named("cp1251").expect("known"))), Ok(("д".into(), None)));
        assert_eq!(visible("a\u{200b}b\u{a0}c\u{202e}"), ("ab c".into(), 2));
    }
}
