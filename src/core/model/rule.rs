//! Who takes which decision, and how many must concur.

use super::actor::Role;
use super::id::Id;
use super::json;
use crate::model::looks::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// Who takes which decision, and how many must concur. Without a rule nobody can take that decision.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Who verifies milestones.
    #[schemars(example = serde_json::json!({"by": ["role:monitor"], "quorum": 1}))]
    pub verify: Option<Rule>,
    /// Who moves dates and the ends of mandates.
    #[schemars(example = serde_json::json!({"by": ["role:party"], "quorum": "all"}))]
    pub reschedule: Option<Rule>,
    /// Who suspends and resumes.
    #[schemars(example = serde_json::json!({"by": ["role:party"], "quorum": 1}))]
    pub suspend: Option<Rule>,
    /// Who adopts another version of the plan.
    #[schemars(example = serde_json::json!({"by": ["role:party"], "quorum": "all"}))]
    pub amend: Option<Amend>,
    /// Who may change the keys of an actor that has lost its own.
    #[schemars(example = serde_json::json!({"by": ["role:guarantor"], "quorum": 2}))]
    pub rekey: Option<Rule>,
    /// Who settles disputes.
    #[schemars(example = serde_json::json!({"by": ["mission"], "quorum": 1}))]
    pub settle: Option<Rule>,
    /// Who puts the plan into force; without this rule it is in force from `signed` on.
    #[schemars(example = serde_json::json!({"by": ["role:party"], "quorum": "all"}))]
    pub start: Option<Rule>,
}

/// Which decision a rule is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleName {
    Verify,
    Reschedule,
    Suspend,
    Amend,
    Rekey,
    Settle,
    Start,
}

crate::words! {
    RuleName {
        Verify: "verify",
        Reschedule: "reschedule",
        Suspend: "suspend",
        Amend: "amend",
        Rekey: "rekey",
        Settle: "settle",
        Start: "start",
    }
}

crate::told! { RuleName: "rule" }

impl Rules {
    /// Those that the plan has, by name, in the order of the design.
    pub fn named(&self) -> impl Iterator<Item = (RuleName, &Rule)> {
        let of = |name| match name {
            RuleName::Verify => self.verify.as_ref(),
            RuleName::Reschedule => self.reschedule.as_ref(),
            RuleName::Suspend => self.suspend.as_ref(),
            RuleName::Amend => self.amend(),
            RuleName::Rekey => self.rekey.as_ref(),
            RuleName::Settle => self.settle.as_ref(),
            RuleName::Start => self.start.as_ref(),
        };
        let rules = RuleName::ALL.map(|name| (name, of(name)));
        rules.into_iter().filter_map(|(name, rule)| Some((name, rule?)))
    }

    /// Who adopts another version, if anybody does.
    pub fn amend(&self) -> Option<&Rule> {
        match self.amend.as_ref()? {
            Amend::By(rule) => Some(rule),
            Amend::Never => None,
        }
    }
}

/// Who adopts another version of the plan, or that nobody ever does.
#[derive(Clone, Debug, PartialEq)]
pub enum Amend {
    Never,
    By(Rule),
}

crate::looks! {
    Amend, |generator| {
        let rule = generator.subschema_for::<Rule>();
        schema::any_of(
            [schema::words(["never"]), rule],
            "Who adopts another version of the plan, or that nobody ever does.",
        )
    }
}

impl<'de> Deserialize<'de> for Amend {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Amend, D::Error> {
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        match raw.starts_with('"') {
            false => json::from_str(raw).map(Amend::By).map_err(|error| D::Error::custom(json::plain(&error))),
            true if raw == "\"never\"" => Ok(Amend::Never),
            true => Err(D::Error::custom(
                "`amend` says who amends, {\"by\": [\"role:party\"], \"quorum\": \"all\"}, or \"never\"",
            )),
        }
    }
}

/// Who takes a decision, and how many of them must concur.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The actors, by id or by role.
    #[schemars(example = serde_json::json!(["mission", "role:guarantor"]))]
    pub by: Vec<Who>,
    /// How many distinct sides must concur; 1 where it does not say.
    #[serde(default)]
    #[schemars(example = 2)]
    pub quorum: Quorum,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Actor(Id),
    Role(Role),
}

crate::looks! {
    Who, |generator| {
        let roles =
            schema::words(["role:party", "role:guarantor", "role:monitor", "role:secretariat", "role:observer"]);
        schema::any_of([roles, generator.subschema_for::<Id>()], "An actor by its id, or all actors of a role.")
    }
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

crate::looks! {
    Quorum, |_| {
        json_schema!({
            "description": "How many distinct sides must concur: a whole number, or all that the rule names.",
            "anyOf": [{"type": "integer", "minimum": 1}, {"const": "all"}],
        })
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
