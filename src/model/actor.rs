//! A participant of the plan: his role, the side that he counts for, the keys that he signs with, his mandate.

use super::id::Id;
use super::key::Key;
use super::text::Text;
use super::when::When;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    pub id: Id,
    pub name: Text,
    pub role: Role,
    pub side: Option<Id>,
    #[serde(default)]
    pub keys: Vec<Key>,
    pub mandate: Option<Mandate>,
    #[serde(skip)]
    pub presence: Presence,
}

/// Whether a version of the plan has a thing that some version has (design, section 4: amendments).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Presence {
    #[default]
    Here,
    /// Only later versions have it.
    ToCome,
    /// An earlier version had it; this one does not.
    Gone,
}

impl Actor {
    /// The side an actor counts for; without one he is his own.
    pub fn side(&self) -> &Id {
        self.side.as_ref().unwrap_or(&self.id)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Party,
    Guarantor,
    Monitor,
    Secretariat,
    Observer,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Party, Role::Guarantor, Role::Monitor, Role::Secretariat, Role::Observer];

    pub fn word(self) -> &'static str {
        ["party", "guarantor", "monitor", "secretariat", "observer"][self as usize]
    }
}

/// The days between which a monitor may verify.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    pub from: Option<When>,
    pub until: Option<When>,
}
