//! The short name of a thing in a plan or of a book.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An id: `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`, and not `signature` or `start`, which name events (design, section 4).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Id(Box<str>);

impl Id {
    /// The id that `text` spells, or what is wrong with it.
    pub fn new(text: &str) -> Result<Id, BadId> {
        let bytes = text.as_bytes();
        let plain = |b: &u8| b.is_ascii_alphanumeric();
        if bytes.is_empty() || bytes.len() > 64 {
            return Err(BadId::Length(text.into()));
        }
        if !plain(&bytes[0]) || !bytes.iter().all(|b| plain(b) || b"._-".contains(b)) {
            return Err(BadId::Characters(text.into()));
        }
        if ["signature", "start"].iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return Err(BadId::Reserved(text.into()));
        }
        Ok(Id(text.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The spelling under which ids are unique: case does not tell two apart.
    pub fn folded(text: &str) -> String {
        text.to_ascii_lowercase()
    }
}

/// Why a text is not an id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadId {
    Length(String),
    Characters(String),
    Reserved(String),
}

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadId::Length(_) => write!(f, "an id has 1 to 64 characters"),
            BadId::Characters(text) => {
                write!(f, "`{text}` is not an id: use letters, digits, `.`, `_` and `-`, a letter or digit first")
            }
            BadId::Reserved(text) => write!(f, "`{text}` names an event and cannot be an id"),
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

crate::looks! {
    Id, |_| {
        let says = "The short name of a thing: 1 to 64 letters, digits, `.`, `_` and `-`, a letter or digit first. \
            Ids of one list are unique whatever the case; `signature` and `start` name events and are no ids.";
        schema::except(schema::text(schema::ID, says), &format!("^{}$", schema::RESERVED))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        struct IdVisitor;
        impl serde::de::Visitor<'_> for IdVisitor {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id, E> {
                Id::new(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_str(IdVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_keep_to_their_alphabet() {
        assert!(Id::new("DC-1").is_ok());
        assert!(Id::new("4.3_b").is_ok());
        assert_eq!(Id::new(""), Err(BadId::Length("".into())));
        assert!(matches!(Id::new(&"a".repeat(65)), Err(BadId::Length(_))));
        assert_eq!(Id::new("-a"), Err(BadId::Characters("-a".into())));
        assert_eq!(Id::new("a b"), Err(BadId::Characters("a b".into())));
        assert_eq!(Id::new("Start"), Err(BadId::Reserved("Start".into())));
    }
}
