//! A key that an actor signs with, as the plan names it. Knows no cryptography; keys are equal that are spelled alike.

use super::name::BookId;
use crate::model::looks::JsonSchema;
use serde::de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;

/// A public key in OpenSSH's spelling, and how far it vouches where it was withdrawn.
///
/// A plan names a key as a text, `"ssh-ed25519 AAAA… comment"`, or withdraws it:
/// `{"key": "ssh-ed25519 AAAA…", "until": {"amm.<32 hex>": "41:<64 hex>"}}`. Never by date, which who holds the key could choose.
/// Of a security key it may say `"touch": false`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Kind and key, `ssh-ed25519 AAAA…`, without the comment.
    pub text: String,
    pub comment: String,
    /// The last line of each book that it vouches for, with its hash; in a book that is not named, none.
    pub until: Option<BTreeMap<BookId, String>>,
    /// Whether a security key must have been touched for what it signs.
    pub touch: bool,
}

impl Key {
    pub fn parse(text: &str) -> Key {
        let mut words = text.split_whitespace();
        let key: Vec<&str> = words.by_ref().take(2).collect();
        Key { text: key.join(" "), comment: words.collect::<Vec<_>>().join(" "), until: None, touch: true }
    }

    /// The last line of a book that the key may vouch for; `bears_out` tells whether the book has a line of that hash.
    pub fn limit(&self, book: &BookId, bears_out: impl Fn(&str) -> bool) -> u64 {
        let Some(until) = &self.until else { return u64::MAX };
        let point = until.get(book).filter(|point| bears_out(point));
        point.and_then(|point| point.split_once(':')?.0.parse().ok()).unwrap_or(0)
    }
}

/// As lists of changes show it: enough to tell keys apart.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        match &self.until {
            None => Ok(()),
            Some(until) if until.is_empty() => f.write_str(" withdrawn"),
            Some(until) => {
                let points: Vec<String> = until.iter().map(|(book, point)| format!("{book}:{point}")).collect();
                write!(f, " withdrawn after {}", points.join(", "))
            }
        }
    }
}

crate::looks! {
    Key, |generator| {
        let text = json_schema!({"type": "string", "description": "The public key in OpenSSH's spelling: `ssh-ed25519 AAAA... comment`."});
        schema::any_of(
            [text, KeyFields::json_schema(generator)],
            "A public key that an actor signs with, or signed with.",
        )
    }
}

/// A key of which more is to be said: that it no longer vouches, but for what it had sealed; that it need not be touched.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct KeyFields {
    /// The public key in OpenSSH's spelling.
    key: String,
    /// Where it is withdrawn: for each book, the last line that the key vouches for and its hash, `41:<64 hex>`; in a book that is
    /// not named, none.
    #[serde(default)]
    #[schemars(schema_with = "lines")]
    until: Option<BTreeMap<BookId, String>>,
    /// False where a security key signs without being touched.
    touch: Option<bool>,
}

crate::looks! {
    fn lines, |generator| {
    let id = generator.subschema_for::<BookId>();
    json_schema!({"type": ["object", "null"], "propertyNames": id, "additionalProperties": {"type": "string", "pattern": ":"}})
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a public key, or an object with `key` and `until` or `touch`")
            }

            fn visit_str<E>(self, text: &str) -> Result<Key, E> {
                Ok(Key::parse(text))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Key, A::Error> {
                let KeyFields { key, until, touch } = KeyFields::deserialize(MapAccessDeserializer::new(map))?;
                match until.iter().flatten().find(|(_, point)| !point.contains(':')) {
                    Some((_, odd)) => {
                        Err(A::Error::custom(format!("`{odd}` is no line and its hash, such as 41:<64 hex>")))
                    }
                    None => Ok(Key { until, touch: touch.unwrap_or(true), ..Key::parse(&key) }),
                }
            }
        }
        deserializer.deserialize_any(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_named_or_withdrawn() {
        let plain: Key = serde_json::from_str("\"ssh-ed25519  AAAA me and you\"").unwrap();
        assert_eq!((plain.text.as_str(), plain.comment.as_str()), ("ssh-ed25519 AAAA", "me and you"));
        let book = |name: &str| BookId::parse(&format!("{name}.{}", "0".repeat(32))).unwrap();
        let (amm, id) = (book("amm"), book("amm").to_string());
        assert_eq!(plain.limit(&amm, |_| false), u64::MAX);
        let withdrawn: Key =
            serde_json::from_str(&format!(r#"{{"key":"ssh-ed25519 AAAA","until":{{"{id}":"41:ab"}}}}"#)).unwrap();
        assert_eq!(withdrawn.text, plain.text);
        assert_eq!(withdrawn.limit(&amm, |point| point == "41:ab"), 41);
        assert_eq!(withdrawn.limit(&amm, |_| false), 0);
        assert_eq!(withdrawn.limit(&book("goi"), |_| true), 0);
        let untouched: Key =
            serde_json::from_str(r#"{"key":"sk-ssh-ed25519@openssh.com AAAA","touch":false}"#).unwrap();
        assert!(!untouched.touch && plain.touch && untouched.until.is_none());
        for odd in [r#"{"key":"a","until":{"amm":"41:ab"}}"#, r#"{"until":{}}"#, r#"{"key":"a","until":{},"x":1}"#, "1"]
        {
            assert!(serde_json::from_str::<Key>(odd).is_err(), "{odd}");
        }
    }
}
