//! Who takes which decision, and how many must concur.

use super::actor::Role;
use super::id::Id;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// Who takes which decision, and how many must concur.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub verify: Option<Rule>,
    pub reschedule: Option<Rule>,
    pub suspend: Option<Rule>,
    pub amend: Option<Rule>,
    pub settle: Option<Rule>,
    pub start: Option<Rule>,
}

impl Rules {
    /// Those that the plan has, by name, in the order of the design.
    pub fn named(&self) -> impl Iterator<Item = (&'static str, &Rule)> {
        let rules = [
            ("verify", &self.verify),
            ("reschedule", &self.reschedule),
            ("suspend", &self.suspend),
            ("amend", &self.amend),
            ("settle", &self.settle),
            ("start", &self.start),
        ];
        rules.into_iter().filter_map(|(name, rule)| Some((name, rule.as_ref()?)))
    }
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub by: Vec<Who>,
    #[serde(default)]
    pub quorum: Quorum,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Actor(Id),
    Role(Role),
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Who, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        match text.strip_prefix("role:") {
            Some(word) => Role::ALL.into_iter().find(|role| role.word() == word).map(Who::Role).ok_or_else(|| {
                D::Error::custom(format!("`{word}` is not a role: party, guarantor, monitor, secretariat or observer"))
            }),
            None => Id::new(&text).map(Who::Actor).map_err(D::Error::custom),
        }
    }
}

/// How many distinct sides must concur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quorum {
    Sides(usize),
    All,
}

impl Default for Quorum {
    fn default() -> Quorum {
        Quorum::Sides(1)
    }
}

impl<'de> Deserialize<'de> for Quorum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Quorum, D::Error> {
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        match (raw, raw.parse::<usize>()) {
            ("\"all\"", _) => Ok(Quorum::All),
            (_, Ok(n)) if n > 0 => Ok(Quorum::Sides(n)),
            _ => Err(D::Error::custom("a quorum is a whole number from 1 on, or \"all\"")),
        }
    }
}
