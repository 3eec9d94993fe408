//! How much room a text takes on a terminal, and what of it fits.

use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// How many columns of a terminal a line takes.
pub fn width(line: &str) -> usize {
    if line.is_ascii() { line.len() } else { line.width() }
}

/// The text in at most so many columns of a terminal; what does not fit is cut off, with a mark one column wide in its place. Cut
/// between words, from the first on in whatever direction they are read; within the first where not even that fits.
pub fn cut(text: &str, room: usize, mark: char) -> Cow<'_, str> {
    let Some(end) = end_of_fitting(text, room) else { return Cow::Borrowed(text) };
    let kept = &text[..end];
    let whole = text[end..].starts_with(char::is_whitespace);
    let words = if whole { kept } else { kept.rfind(char::is_whitespace).map_or(kept, |end| &kept[..end]) };
    let words = if words.trim().is_empty() { kept } else { words };
    Cow::Owned(format!("{}{mark}", words.trim_end()))
}

/// The same cut at a character, for what keeps to a line: as much of it as there is room for. Marks stay with their letter.
pub fn cut_short(text: &str, room: usize) -> Cow<'_, str> {
    const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];
    let kept = |end: usize| text[..end].trim_end().trim_end_matches(JOINERS);
    end_of_fitting(text, room).map_or(Cow::Borrowed(text), |end| format!("{}…", kept(end)).into())
}

/// Where a text is to end that leaves one column for a mark; nothing where it fits as it is.
fn end_of_fitting(text: &str, room: usize) -> Option<usize> {
    if width(text) <= room {
        return None;
    }
    // Halves the stretch in which the last character that fits must end.
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let (mut fits, mut beyond) = (0, ends.len());
    while fits + 1 < beyond {
        let middle = (fits + beyond) / 2;
        match width(&text[..ends[middle]]) < room {
            true => fits = middle,
            false => beyond = middle,
        }
    }
    Some(ends[fits])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_leaves_a_mark() {
        assert_eq!(cut("First quarter", 13, '…'), "First quarter");
        assert_eq!(cut("First quarter", 12, '…'), "First…");
        assert_eq!(cut("First quarter", 4, '…'), "Fir…");
        assert_eq!(cut("اتفاق السلام الشامل", 14, '…'), "اتفاق السلام…");
        assert_eq!(cut("First quarter", 7, '…'), "First…");
        assert_eq!(cut("武器の引き渡し", 8, '~'), "武器の~");
        assert_eq!(cut("武器", 1, '…'), "…");
        assert_eq!(cut_short("First quarter", 9), "First qu…");
        assert_eq!(cut_short("First quarter", 7), "First…");
        assert_eq!(cut_short("武器の引き渡し", 8), "武器の…");
        // The accents stay on their letters, whichever is the last.
        let accents = "re\u{301}re\u{301}re\u{301}";
        assert_eq!(
            [3, 4, 5].map(|room| cut_short(accents, room).into_owned()),
            ["re\u{301}…", "re\u{301}r…", "re\u{301}re\u{301}…"]
        );
    }
}
