//! How a shell takes words apart and together: a file's name in a command that people copy, and the words of a line that was typed.

use std::path::Path;

/// A name that is not UTF-8 is written byte by byte, so that it means this file and no other.
pub fn quoted(path: &Path) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    match path.to_str() {
        Some(text) if text.chars().all(plain) && !text.starts_with('-') => text.to_owned(),
        Some(text) => format!("'{}'", text.replace('\'', r"'\''")),
        None => {
            format!("$'{}'", path.as_os_str().as_encoded_bytes().iter().map(|byte| escaped(*byte)).collect::<String>())
        }
    }
}

/// The words of a line, without their quotes; the last is empty where the line ends between words. A quote may be open at the end.
pub fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote, mut escaped) = (vec![String::new()], None, false);
    let mut begun = false;
    for c in line.chars() {
        let word = words.last_mut().expect("a word");
        match (c, quote) {
            _ if escaped => {
                word.push(c);
                escaped = false;
            }
            ('\\', None | Some('"')) => escaped = true,
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => (quote, begun) = (Some(c), true),
            (c, None) if c.is_whitespace() => {
                if begun || !word.is_empty() {
                    words.push(String::new());
                }
                begun = false;
            }
            (c, _) => word.push(c),
        }
    }
    words
}

fn escaped(byte: u8) -> String {
    match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_quoted_where_a_shell_would_take_it_apart() {
        for (name, told) in [("a/b.txt", "a/b.txt"), ("-rf", "'-rf'"), ("it's", r"'it'\''s'"), ("a b", "'a b'")] {
            assert_eq!(quoted(Path::new(name)), told);
        }
    }

    #[test]
    fn a_line_is_taken_apart_as_a_shell_does() {
        for (line, told) in [
            ("", &[""][..]),
            ("a  b", &["a", "b"]),
            ("a ", &["a", ""]),
            ("a 'b c' \"d'e\" '' f", &["a", "b c", "d'e", "", "f"]),
            (r"a\ b \'c", &["a b", "'c"]),
            ("a 'b c", &["a", "b c"]),
        ] {
            assert_eq!(words(line), told, "{line}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn other_bytes_keep_their_value() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"a'\xe9\\ \x01.csv");
        assert_eq!(quoted(Path::new(name)), r"$'a\'\351\\ \001.csv'");
    }
}
