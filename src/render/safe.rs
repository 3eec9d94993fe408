//! Other people's words made harmless for a terminal: what it would obey, and what nobody would see, becomes visible.

use std::borrow::Cow;

/// The text with escapes in place of what a terminal would obey or not show; line feeds stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c.escape_unicode().to_string())
}

/// The same on one line: a line feed in other people's words must not begin a line that looks like milepost's own.
pub fn one_line(text: &str) -> Cow<'_, str> {
    match visible(text) {
        text if text.contains('\n') => Cow::Owned(text.replace('\n', " ")),
        text => text,
    }
}

/// The same where milepost itself colours words: its own colours stay.
pub fn coloured(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = visible(parts.next().unwrap_or_default()).into_owned();
    parts.fold(first, |text, part| {
        let words = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
        let escape = if words.starts_with('m') { "\u{1b}[" } else { "\\u{1b}[" };
        text + escape + &visible(part)
    })
}

/// A JSON text with the same characters as JSON's own escapes: whoever reads it as JSON gets what was said, whoever looks at it
/// sees it.
pub fn json(text: &str) -> Cow<'_, str> {
    let unit = |unit: &mut u16| format!("\\u{unit:04x}");
    escaped(text, |c| c.encode_utf16(&mut [0; 2]).iter_mut().map(unit).collect())
}

fn escaped(text: &str, shown: impl Fn(char) -> String) -> Cow<'_, str> {
    let (mut plain, mut from, mut at) = (String::new(), 0, 0);
    while let Some(suspect) = next_suspect(text.as_bytes(), at) {
        at = suspect;
        let before = text[..at].chars().next_back().unwrap_or(' ');
        let c = text[at..].chars().next().unwrap_or(' ');
        if is_hidden(before, c) {
            plain += &text[from..at];
            plain += &shown(c);
            from = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    if from == 0 { Cow::Borrowed(text) } else { Cow::Owned(plain + &text[from..]) }
}

/// Where the next byte stands that may begin a character that is hidden. A stretch without any is passed at once: nearly all texts are
/// nothing else.
fn next_suspect(bytes: &[u8], from: usize) -> Option<usize> {
    const STRETCH: usize = 64;
    let plain = |stretch: &&[u8]| !stretch.iter().fold(false, |any, byte| any | is_suspect(*byte));
    let from = from + bytes[from..].chunks_exact(STRETCH).take_while(plain).count() * STRETCH;
    bytes[from..].iter().position(|byte| is_suspect(*byte)).map(|at| from + at)
}

/// Whether a byte may begin a character that is hidden.
fn is_suspect(byte: u8) -> bool {
    (byte < b' ' && byte != b'\n') || byte >= 0x7f
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
        '✓' => "+",
        '◐' => "/",
        '≥' => ">=",
        '≤' => "<=",
        // Timelines, and the rules of tables.
        '─' => "-",
        '━' => "=",
        '═' | '✗' => "x",
        '▼' => "v",
        '■' => "#",
        '▣' => "%",
        '▤' => "=",
        '□' => ".",
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

/// Whether a terminal obeys a character, or shows nothing in its place. Behind which character it stands matters for a few that
/// some scripts cannot do without: joiners (Persian, Hindi, emoji) and marks that choose between shapes.
fn is_hidden(before: char, c: char) -> bool {
    match c {
        c if c.is_ascii() => c.is_control() && c != '\n',
        '\u{200c}' | '\u{200d}' => before.is_ascii() || is_joiner(before),
        '\u{fe00}'..='\u{fe0f}' => chooses(before) || is_joiner(before) || before.is_whitespace(),
        '\u{e0100}'..='\u{e01ef}' => !is_ideograph(before),
        c => c.is_control() || turns(c) || is_unseen(c) || is_none(c),
    }
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether it chooses a shape of the character before it.
fn chooses(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether it changes the direction in which other characters are written; letters have theirs by themselves.
fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether it is set aside as no character; XML and HTML take it for an error.
fn is_none(c: char) -> bool {
    c as u32 & 0xfffe == 0xfffe || matches!(c, '\u{fdd0}'..='\u{fdef}')
}

/// Whether it takes no room, breaks the line, or is a letter that shows nothing.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::{ascii, coloured, json, one_line, visible};

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(visible("red \u{1b}[31m"), "red \\u{1b}[31m");
        assert_eq!(visible("a\u{202e}b\u{9b}c\u{2028}"), "a\\u{202e}b\\u{9b}c\\u{2028}");
        assert_eq!(visible("a\u{fffe}\u{fdd0}\u{1ffff}"), "a\\u{fffe}\\u{fdd0}\\u{1ffff}");
        assert_eq!(visible("Київ\nسلام"), "Київ\nسلام");
        assert_eq!(one_line("a\nhint: b"), "a hint: b");
    }

    /// However far into a text it stands, and whatever stands before it.
    #[test]
    fn what_is_hidden_is_shown_wherever_it_stands() {
        for before in 0..200 {
            let (plain, script) = ("a".repeat(before), "ї".repeat(before));
            assert_eq!(visible(&format!("{plain}\u{1b}c")), format!("{plain}\\u{{1b}}c"));
            assert_eq!(visible(&format!("{script}\u{200b}c")), format!("{script}\\u{{200b}}c"));
            assert_eq!(visible(&format!("{plain}{script}c")), format!("{plain}{script}c"));
        }
    }

    #[test]
    fn what_a_script_needs_stays_where_it_needs_it() {
        for text in
            ["می\u{200c}خواهم", "क्\u{200d}ष", "👩\u{200d}🌾", "❤\u{fe0f}", "1\u{fe0f}\u{20e3}", "葛\u{e0100}城", "שלום"]
        {
            assert_eq!(visible(text), text);
        }
        assert_eq!(visible("goi\u{200c}"), "goi\\u{200c}");
        assert_eq!(visible("م\u{200c}\u{200d}"), "م\u{200c}\\u{200d}");
        assert_eq!(visible("❤\u{fe0f}\u{fe01}"), "❤\u{fe0f}\\u{fe01}");
        assert_eq!(visible("a\u{e0100}\u{e0041}"), "a\\u{e0100}\\u{e0041}");
        assert_eq!(visible("a\u{200b}b\u{feff}\u{ad}"), "a\\u{200b}b\\u{feff}\\u{ad}");
    }

    #[test]
    fn own_colours_stay_and_no_other_escape() {
        assert_eq!(coloured("\u{1b}[38;5;9mlate\u{1b}[0m"), "\u{1b}[38;5;9mlate\u{1b}[0m");
        assert_eq!(coloured("\u{1b}[2J\u{1b}]8;;x\u{7}\u{1b}["), "\\u{1b}[2J\\u{1b}]8;;x\\u{7}\\u{1b}[");
    }

    #[test]
    fn machines_read_what_was_said() {
        let said = "a\u{202e}\u{7f}\u{9b}\u{e0041}\u{1b}é";
        let written = serde_json::to_string(said).unwrap();
        assert_eq!(json(&written), "\"a\\u202e\\u007f\\u009b\\udb40\\udc41\\u001bé\"");
        assert_eq!(serde_json::from_str::<String>(&json(&written)).unwrap(), said);
    }

    #[test]
    fn own_marks_become_ascii_and_words_stay() {
        assert_eq!(ascii("─┬─ ━╍◇┿● ░█ –"), "-+- =~o|# .# -");
        assert_eq!(ascii("DC-1 “Зброя” → ≥50…"), "DC-1 \"Зброя\" > >=50~");
    }
}
