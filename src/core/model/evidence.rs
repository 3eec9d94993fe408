//! What an entry rests on, as its line has it: a link, a file named by its SHA-256, or a hash of something that stays closed.
//! Knows no files.

use super::name::EntryName;
use crate::model::looks::JsonSchema;
use serde::{Deserialize, Serialize};

/// One piece of evidence. A hash is 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Keys", into = "Keys")]
pub enum Evidence {
    /// Somewhere else: `https://…`
    Link(String),
    /// A file kept in evidence/, and what it was called where it came from.
    File { sha256: String, name: Option<String> },
    /// The hash of a salt and a file, both with who recorded it; it shows nothing until these are shown.
    Confidential { sha256: String },
    /// The file that this entry names was taken away. Only a note says so.
    Removed { sha256: String, from: EntryName },
}

/// The same as keys of a line:
///
/// ```json
/// {"url":"https://…"}
/// {"sha256":"<64 hex>","name":"report.pdf"}
/// {"sha256":"<64 hex>","confidential":true}
/// {"sha256":"<64 hex>","removed":"amm:4"}
/// ```
#[derive(Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Keys {
    /// A link, written whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "link")]
    url: Option<String>,
    /// The SHA-256 of the file; of a confidential one, of a salt and the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "crate::model::schema::hash")]
    sha256: Option<String>,
    /// What the file was called where it came from: one name, without folders and hidden characters, of at most 255 bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "name")]
    name: Option<String>,
    /// True where the file is kept from the others.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    confidential: bool,
    /// The entry whose file was taken away.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<crate::model::name::Reference>")]
    removed: Option<String>,
}

crate::looks! {
    fn link, |_| {
    schema::shape(r"[A-Za-z][A-Za-z0-9+.-]+://[^\s\u0000-\u001f\u007f-\u009f]+")
    }
}

crate::looks! {
    fn name, |_| {
    let odd = r"/\\\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069";
    json_schema!({"type": ["string", "null"], "pattern": format!("^[^{odd}]+$"), "maxLength": LONGEST})
    }
}

crate::looks! {
    Evidence, |generator| {
        let keys = Keys::json_schema(generator);
        let [yes, no] = [true, false].map(|said| json_schema!({"const": said}));
        let file = |name, says| Form::new(name, says).must(&["sha256"]);
        let forms = [
            Form::new("Link", "Somewhere else.").must(&["url"]).may(&["confidential"]).own("confidential", no.clone()),
            file("File", "A file that the workspace keeps.")
                .may(&["name", "confidential"])
                .own("confidential", no.clone()),
            file("Confidential", "A salted hash, which shows nothing until the file and its salt are shown.")
                .must(&["confidential"])
                .own("confidential", yes),
            file("Removed", "A file that was taken away; only a note says so.")
                .must(&["removed"])
                .may(&["confidential"])
                .own("confidential", no),
        ];
        schema::forms(&keys, &forms, "One piece of what an entry rests on.")
    }
}

impl Evidence {
    /// A link, if the text is one: `scheme://` and somewhere to go.
    pub fn link(text: &str) -> Result<Evidence, String> {
        match is_link(text) {
            true => Ok(Evidence::Link(text.into())),
            false => Err(format!("`{text}` is not a link: write it whole, https://...")),
        }
    }

    /// The link, if it is one.
    pub fn url(&self) -> Option<&str> {
        match self {
            Evidence::Link(url) => Some(url),
            _ => None,
        }
    }

    /// The hash, of all but links.
    pub fn sha256(&self) -> Option<&str> {
        match self {
            Evidence::Link(_) => None,
            Evidence::File { sha256, .. } | Evidence::Confidential { sha256 } | Evidence::Removed { sha256, .. } => {
                Some(sha256)
            }
        }
    }
}

impl TryFrom<Keys> for Evidence {
    type Error = String;

    fn try_from(keys: Keys) -> Result<Evidence, String> {
        let hash = |sha256: String| match is_hash(&sha256) {
            true => Ok(sha256),
            false => Err("a `sha256` is 64 lower-case hexadecimal digits".to_owned()),
        };
        match keys {
            Keys { url: Some(url), sha256: None, name: None, confidential: false, removed: None } => {
                Evidence::link(&url)
            }
            Keys { url: None, sha256: Some(sha256), name: None, confidential: true, removed: None } => {
                Ok(Evidence::Confidential { sha256: hash(sha256)? })
            }
            Keys { url: None, sha256: Some(sha256), name: None, confidential: false, removed: Some(from) } => {
                Ok(Evidence::Removed { sha256: hash(sha256)?, from: EntryName::parse(&from)? })
            }
            Keys { url: None, sha256: Some(sha256), name, confidential: false, removed: None } => match name {
                Some(name) if harmless(&name).as_ref() != Some(&name) => {
                    Err("the `name` of a file is one name, without folders and hidden characters".into())
                }
                name => Ok(Evidence::File { sha256: hash(sha256)?, name }),
            },
            _ => Err("evidence is a `url`, or a `sha256` with `name`, `confidential` or `removed`".into()),
        }
    }
}

impl From<Evidence> for Keys {
    fn from(evidence: Evidence) -> Keys {
        match evidence {
            Evidence::Link(url) => Keys { url: Some(url), ..Keys::default() },
            Evidence::File { sha256, name } => Keys { sha256: Some(sha256), name, ..Keys::default() },
            Evidence::Confidential { sha256 } => Keys { sha256: Some(sha256), confidential: true, ..Keys::default() },
            Evidence::Removed { sha256, from } => {
                Keys { sha256: Some(sha256), removed: Some(from.written()), ..Keys::default() }
            }
        }
    }
}

/// Whether a text is a link. One letter before the colon is a drive, not a scheme.
pub fn is_link(text: &str) -> bool {
    let scheme = |scheme: &str| {
        scheme.len() > 1
            && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    };
    let whole = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    text.split_once("://").is_some_and(|(before, rest)| scheme(before) && !rest.is_empty() && whole)
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// The longest name of a file, in bytes, as most systems have it.
const LONGEST: usize = 255;

/// A file's name with `_` for what could lead elsewhere or deceive the eye; nothing if nothing is left.
pub fn harmless(name: &str) -> Option<String> {
    let mut kept: String = name.chars().map(|c| if is_odd(c) { '_' } else { c }).collect();
    kept.truncate(kept.floor_char_boundary(LONGEST));
    (!kept.is_empty()).then_some(kept)
}

fn is_odd(c: char) -> bool {
    let direction =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    direction || c.is_control() || matches!(c, '/' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn read(text: &str) -> Result<Evidence, String> {
        serde_json::from_str(&text.replace("HASH", HASH)).map_err(|error| error.to_string())
    }

    #[test]
    fn every_shape_is_written_as_it_is_read() {
        for text in [
            r#"{"url":"https://example.org/a"}"#,
            r#"{"sha256":"HASH"}"#,
            r#"{"sha256":"HASH","name":"звіт.pdf"}"#,
            r#"{"sha256":"HASH","confidential":true}"#,
            r#"{"sha256":"HASH","removed":"amm:4"}"#,
        ] {
            let evidence = read(text).unwrap();
            assert_eq!(serde_json::to_string(&evidence).unwrap(), text.replace("HASH", HASH));
        }
    }

    #[test]
    fn what_is_none_of_them_is_not_understood() {
        for text in [
            "{}",
            r#"{"name":"a"}"#,
            r#"{"url":"a"}"#,
            r#"{"url":"https://a b"}"#,
            r#"{"url":"https://a","sha256":"HASH"}"#,
            r#"{"url":"https://a","confidential":true}"#,
            r#"{"sha256":"HASH","name":"a","confidential":true}"#,
            r#"{"sha256":"HASH","confidential":true,"removed":"amm:4"}"#,
            r#"{"sha256":"HASH","removed":true}"#,
            r#"{"sha256":"HASH","removed":"amm"}"#,
            r#"{"sha256":"HASH","name":"../a"}"#,
            r#"{"sha256":"HASH","name":"a\u001b[2J"}"#,
            r#"{"sha256":"HASH","name":""}"#,
            r#"{"sha256":"HASH","size":3}"#,
            r#"{"sha256":"ba78"}"#,
            r#"{"sha256":"../../../../etc/passwd"}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(r#"{"sha256":"HASH"}"#.replace("HASH", &HASH.to_uppercase()).as_str()).is_err());
    }

    #[test]
    fn a_link_is_no_path() {
        for link in ["https://a", "ftp://a/b", "ipfs://c", "git+ssh://d"] {
            assert!(is_link(link), "{link}");
        }
        for other in ["a", "https:a", "://a", "https://", "c://a", "c:\\a", "1a://b", "a/b://c", "https://a\n"] {
            assert!(!is_link(other), "{other}");
        }
    }

    #[test]
    fn names_lead_nowhere() {
        assert_eq!(harmless("a b.pdf").as_deref(), Some("a b.pdf"));
        assert_eq!(harmless("..\\a/b\u{1b}\u{202e}fdp").as_deref(), Some(".._a_b__fdp"));
        assert_eq!(harmless(&"ї".repeat(200)).unwrap().len(), 254);
        assert_eq!(harmless(""), None);
    }
}
