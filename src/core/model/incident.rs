//! An alleged violation, and what a verifier concludes of it (design, section 5).

use super::id::Id;
use super::json;
use super::name::EntryName;
use crate::model::looks::JsonSchema;
use crate::tongue::say;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An alleged violation of a commitment.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    pub milestone: Id,
    /// To whom it is attributed, if to anybody.
    pub actor: Option<Attribution>,
    pub severity: Severity,
    /// Of violations; victims are an indicator.
    pub count: u64,
    pub place: Option<Box<str>>,
}

/// A verifier's conclusion on an incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub incident: EntryName,
    pub outcome: Outcome,
    /// Who is responsible; without it, whom the incident names.
    pub actor: Option<Attribution>,
}

/// Who is held responsible.
#[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Attribution {
    Actors(Vec<Id>),
    /// It happened, and nobody can say who did it.
    Undetermined,
    /// By none of the plan's actors, which never breaches.
    Outside,
}

/// How grave a violation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[derive(borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Severity {
    Minor,
    Serious,
    Grave,
}

crate::words! {
    Severity { Minor: "minor", Serious: "serious", Grave: "grave" }
}

crate::told! { Severity: "severity" }

/// What a verifier concludes of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[derive(borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Outcome {
    Confirmed,
    Unconfirmed,
    Inconclusive,
    Unfounded,
    NoAccess,
}

crate::words! {
    Outcome {
        Confirmed: "confirmed",
        Unconfirmed: "unconfirmed",
        Inconclusive: "inconclusive",
        Unfounded: "unfounded",
        NoAccess: "no-access",
    }
}

crate::told! { Outcome: "incident" }

impl Attribution {
    /// The actors named, none where nobody is.
    pub fn actors(&self) -> &[Id] {
        match self {
            Attribution::Actors(ids) => ids,
            _ => &[],
        }
    }

    /// Reads one word: an actor's id, `undetermined` or `outside`.
    pub fn parse(word: &str) -> Result<Attribution, super::id::BadId> {
        Ok(match word {
            "undetermined" => Attribution::Undetermined,
            "outside" => Attribution::Outside,
            id => Attribution::Actors(vec![Id::new(id)?]),
        })
    }
}

/// As people read it: `gam`, `gam and goi`, `undetermined`.
impl fmt::Display for Attribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Attribution::Actors(ids) => {
                f.write_str(&ids.iter().map(Id::as_str).collect::<Vec<_>>().join(say!(" and ")))
            }
            Attribution::Undetermined => f.write_str(say!("nobody, undetermined")),
            Attribution::Outside => f.write_str(say!("others outside the plan")),
        }
    }
}

crate::looks! {
    Attribution, |generator| {
        let id = generator.subschema_for::<Id>();
        let says = "Who is held responsible: an actor's id, a list of ids, `undetermined` (it happened, and nobody can say who did it) or \
            `outside` (by none of the plan's actors).";
        schema::any_of([id.clone(), json_schema!({"type": "array", "items": id, "minItems": 1})], says)
    }
}

/// How many violations an incident is, as a line or a cell has it.
pub fn count(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(0) => {
            Err("0 violations are no incident: leave the line out, or give the figure as an indicator's value".into())
        }
        Ok(count) => Ok(count),
        Err(_) => Err(format!("`{text}` is no count of violations: write a whole number from 1 on")),
    }
}

impl Serialize for Attribution {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Attribution::Actors(ids) if ids.len() == 1 => ids[0].serialize(serializer),
            Attribution::Actors(ids) => ids.serialize(serializer),
            Attribution::Undetermined => serializer.serialize_str("undetermined"),
            Attribution::Outside => serializer.serialize_str("outside"),
        }
    }
}

impl<'de> Deserialize<'de> for Attribution {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Attribution, D::Error> {
        use serde::de::Error;
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        let bad = || D::Error::custom("`actor` is an actor's id, a list of ids, \"undetermined\" or \"outside\"");
        match raw.starts_with('[') {
            true => match json::from_str::<Vec<Id>>(raw) {
                Ok(ids) if !ids.is_empty() => Ok(Attribution::Actors(ids)),
                _ => Err(bad()),
            },
            false => {
                let word: String = json::from_str(raw).map_err(|_| bad())?;
                Attribution::parse(&word).map_err(|_| bad())
            }
        }
    }
}
