//! Other people's words made harmless for a terminal: control characters and hidden direction marks become visible.

use std::borrow::Cow;

/// The text with escapes in place of what a terminal would obey; line feeds stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| match is_hidden(c) {
        true => c.escape_unicode().to_string(),
        false => c.to_string(),
    };
    Cow::Owned(text.chars().map(shown).collect())
}

/// milepost's own marks in ASCII, for a terminal that shows nothing else; all other words stay as they are.
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    text.chars().for_each(|c| match in_ascii(c) {
        Some(mark) => plain.push_str(mark),
        None => plain.push(c),
    });
    Cow::Owned(plain)
}

/// A mark of the same width; only `≥` and `≤` grow, since `>` would say another thing.
fn in_ascii(c: char) -> Option<&'static str> {
    Some(match c {
        // Words and tables.
        '–' | '·' => "-",
        '→' => ">",
        '“' | '”' => "\"",
        '‘' | '’' => "'",
        '…' => "~",
        '└' => "+",
        '█' => "#",
        '≥' => ">=",
        '≤' => "<=",
        // Timelines, and the rules of tables.
        '─' => "-",
        '━' => "=",
        '╍' => "~",
        '░' => ".",
        '│' | '┼' | '├' | '┤' | '┿' | '┝' | '┥' | '┽' | '┾' => "|",
        '┬' | '┴' => "+",
        '◇' => "o",
        '◆' => "*",
        '○' => "@",
        '●' => "#",
        _ => return None,
    })
}

fn is_hidden(c: char) -> bool {
    let direction =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    direction || (c.is_control() && c != '\n')
}

#[cfg(test)]
mod tests {
    use super::{ascii, visible};

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(visible("red \u{1b}[31m"), "red \\u{1b}[31m");
        assert_eq!(visible("a\u{202e}b"), "a\\u{202e}b");
        assert_eq!(visible("Київ\nسلام"), "Київ\nسلام");
    }

    #[test]
    fn own_marks_become_ascii_and_words_stay() {
        assert_eq!(ascii("─┬─ ━╍◇┿● ░█ –"), "-+- =~o|# .# -");
        assert_eq!(ascii("DC-1 “Зброя” → ≥50…"), "DC-1 \"Зброя\" > >=50~");
    }
}
