//! JSON for machines that people can read too.

use serde::Serialize;

/// The document, indented, with a line feed at its end.
pub fn json(document: &impl Serialize) -> String {
    // A document of plain data does not fail to serialize.
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}
