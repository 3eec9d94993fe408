//! JSON written to memory. Of plain data that does not fail; if it ever did, no answer may pass for whole without it.

use serde::Serialize;

/// Adds a value to a page.
pub fn json(page: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(page, value).expect("plain data is always written");
}

/// A page as text.
pub fn text(page: Vec<u8>) -> String {
    String::from_utf8(page).expect("JSON is text")
}

/// A document, indented, with a line feed at its end.
pub fn document(value: &impl Serialize) -> String {
    serde_json::to_string_pretty(value).expect("plain data is always written") + "\n"
}

/// The same in one line.
pub fn line(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data is always written") + "\n"
}
