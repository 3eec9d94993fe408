//! A participant of the plan: its role, the side that it counts for, the keys that it signs with, its mandate.

use super::id::Id;
use super::index::{ActorIx, Series};
use super::key::Key;
use super::languages::Languages;
use super::text::Text;
use super::when::When;
use crate::model::looks::JsonSchema;
use crate::tongue::say;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

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
    /// What tables and sentences call it: the short form that its name ends with, `Free Aceh Movement (GAM)`, else its name; its id
    /// where another is called the same.
    #[serde(skip)]
    pub called: String,
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

/// Says what actors are called.
pub fn call(actors: &mut Series<ActorIx, Actor>, lang: &Languages) {
    let named: Vec<(&str, &str)> = actors.iter().map(|actor| (actor.id.as_str(), actor.name.get(lang))).collect();
    let called = calls(&named);
    actors.iter_mut().zip(called).for_each(|(actor, called)| actor.called = called);
}

/// What actors of these ids and names are called: by no name that two share, and in quotes where a list of names would be read as more
/// of them.
pub fn calls(actors: &[(&str, &str)]) -> Vec<String> {
    let mut used: HashMap<String, usize> = HashMap::new();
    let forms = |name: &str| [short(name), Some(name.trim())].map(|form| form.map(in_a_list));
    for form in actors.iter().flat_map(|(_, name)| forms(name).into_iter().flatten().collect::<BTreeSet<_>>()) {
        *used.entry(form).or_default() += 1;
    }
    let clear = |form: &String| used.get(form) == Some(&1) && !form.is_empty() && !form.contains('\n');
    let called = |(id, name): &(&str, &str)| forms(name).into_iter().flatten().find(clear).unwrap_or((*id).to_owned());
    actors.iter().map(called).collect()
}

/// A name in short, where it ends with that in brackets.
pub fn short(name: &str) -> Option<&str> {
    let (_, short) = name.trim_end().strip_suffix(')')?.rsplit_once(" (")?;
    let one_word = !short.is_empty() && short.chars().all(|c| !c.is_whitespace()) && short.chars().count() <= 12;
    (one_word && short.contains(char::is_uppercase)).then_some(short)
}

/// A name as it stands among others.
fn in_a_list(name: &str) -> String {
    if name.contains([',', ';']) { format!("“{name}”") } else { name.to_owned() }
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

crate::told! { Role: "role" }

impl Role {
    /// Those who have it, for people.
    pub fn told_many(self) -> &'static str {
        match self {
            Role::Party => say!("roles": "parties"),
            Role::Guarantor => say!("roles": "guarantors"),
            Role::Monitor => say!("roles": "monitors"),
            Role::Secretariat => say!("roles": "secretariats"),
            Role::Observer => say!("roles": "observers"),
        }
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
