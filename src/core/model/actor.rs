//! A participant of the plan: its role, the side that it counts for, the keys that it signs with, its mandate.

use super::id::Id;
use super::key::Key;
use super::text::Text;
use super::when::When;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A participant of the plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// The actor's id.
    #[schemars(example = &"north")]
    pub id: Id,
    /// What it is called.
    #[schemars(example = &"Northern council")]
    pub name: Text,
    /// What it is to the plan.
    #[schemars(example = &"party")]
    pub role: Role,
    /// The side that it counts for, shared by organs of one government or movement; without it, its own id.
    #[schemars(example = &"north")]
    pub side: Option<Id>,
    /// The keys that it signs with. Of an actor with keys only sealed lines count.
    #[serde(default)]
    #[schemars(example = serde_json::json!(["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f north"]))]
    pub keys: Vec<Key>,
    /// The time in which it may verify and decide; without it, always.
    #[schemars(example = serde_json::json!({"from": "2026-03-01", "until": "2026-12-31"}))]
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
    /// The side an actor counts for; without one it is its own.
    pub fn side(&self) -> &Id {
        self.side.as_ref().unwrap_or(&self.id)
    }
}

/// What an actor is to the plan: a party owes, a guarantor stands by, a monitor verifies, a secretariat keeps the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Party,
    Guarantor,
    Monitor,
    Secretariat,
    Observer,
}

crate::words! {
    Role {
        Party: "party",
        Guarantor: "guarantor",
        Monitor: "monitor",
        Secretariat: "secretariat",
        Observer: "observer",
    }
}

/// The days between which a monitor may verify.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// The first day; without it, from the beginning.
    #[schemars(example = &"2026-03-01")]
    pub from: Option<When>,
    /// The last day; without it, without end.
    #[schemars(example = &"2026-12-31")]
    pub until: Option<When>,
}
