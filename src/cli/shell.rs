//! A file's name as a shell takes it, in a command that people copy.

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
    #[cfg(unix)]
    fn other_bytes_keep_their_value() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"a'\xe9\\ \x01.csv");
        assert_eq!(quoted(Path::new(name)), r"$'a\'\351\\ \001.csv'");
    }
}
