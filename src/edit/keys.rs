//! The keys that a plan and its things may have, and how each looks: taken from the schema of the plan, so that they are written once.

use super::noun::Noun;
use crate::model::actor::{Actor, Mandate};
use crate::model::condition::Condition;
use crate::model::due::Due;
use crate::model::json;
use crate::model::milestone::{Indicator, Milestone};
use crate::model::plan::{Consultation, Element, Phase, Plan, Source};
use crate::model::rule::{Rule, Rules};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::sync::LazyLock;

/// The schema of the plan, as a test makes it of the types.
pub const SCHEMA: &str = include_str!("../../data/schema/plan.json");

/// The schema of the plan, to look keys up in.
pub struct PlanKeys {
    root: Value,
    definitions: Map<String, Value>,
}

/// How the value of a key looks, as far as people type it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueShape<'k> {
    Text,
    Words,
    Number,
    Flag,
    Quorum,
    Due,
    Condition,
    Rule,
    Amend,
    Continuing,
    Target,
    /// Several of what that schema says.
    List(&'k Value),
    Object,
}

/// A key, its schema, and whether a thing must have it.
#[derive(Clone, Copy, Debug)]
pub struct PlanKey<'k> {
    pub name: &'k str,
    pub schema: &'k Value,
    pub must: bool,
}

impl PlanKeys {
    /// The keys of plans, read once.
    pub fn read() -> &'static PlanKeys {
        static KEYS: LazyLock<PlanKeys> = LazyLock::new(|| {
            let mut root: Value = json::from_str(SCHEMA).unwrap_or_default();
            let definitions = root.get_mut("$defs").and_then(Value::as_object_mut).map(std::mem::take);
            PlanKeys { root, definitions: definitions.unwrap_or_default() }
        });
        &KEYS
    }

    /// The schema of the plan itself.
    pub fn plan(&self) -> &Value {
        &self.root
    }

    pub fn definition(&self, name: &str) -> &Value {
        self.definitions.get(name).unwrap_or(&Value::Null)
    }

    /// The schema of a thing.
    pub fn of(&self, noun: Noun) -> &Value {
        self.definition(noun.definition())
    }

    /// What a schema says, behind the name that it refers by, and without the null that stands for an absent key; with that name.
    pub fn meant<'k>(&'k self, schema: &'k Value) -> (Option<&'k str>, &'k Value) {
        if let Some(name) = reference(schema) {
            return (Some(name), self.definition(name));
        }
        let ways = schema.get("anyOf").and_then(Value::as_array);
        let some: Vec<&Value> = ways.into_iter().flatten().filter(|way| way["type"] != "null").collect();
        match (&some[..], ways.map(Vec::len)) {
            ([only], Some(2)) => self.meant(only),
            _ => (None, schema),
        }
    }

    /// How a value looks.
    pub fn shape<'k>(&'k self, schema: &'k Value) -> ValueShape<'k> {
        let (name, meant) = self.meant(schema);
        match name {
            Some("Text") => ValueShape::Text,
            Some("Due") => ValueShape::Due,
            Some("Condition") => ValueShape::Condition,
            Some("Rule") => ValueShape::Rule,
            Some("Amend") => ValueShape::Amend,
            Some("Continuing") => ValueShape::Continuing,
            Some("Target") => ValueShape::Target,
            Some("Quorum") => ValueShape::Quorum,
            Some("Number" | "Weight") => ValueShape::Number,
            _ if has_type(meant, "boolean") => ValueShape::Flag,
            _ if has_type(meant, "number") || has_type(meant, "integer") => ValueShape::Number,
            _ if has_type(meant, "array") => ValueShape::List(&meant["items"]),
            _ if has_type(meant, "object") && meant.get("properties").is_some() => ValueShape::Object,
            _ => ValueShape::Words,
        }
    }

    /// The keys that an object of a schema may have, in the order in which plans have them where that is known.
    pub fn keys<'k>(&'k self, schema: &'k Value) -> Vec<PlanKey<'k>> {
        let (_, meant) = self.meant(schema);
        let ways = meant.get("anyOf").and_then(Value::as_array);
        let forms: Vec<&Value> = ways.map_or_else(|| vec![meant], |ways| ways.iter().collect());
        let mut keys: Vec<PlanKey> = Vec::new();
        for form in &forms {
            let (_, form) = self.meant(form);
            let must = |name: &str| form["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
            for (name, schema) in form["properties"].as_object().into_iter().flatten() {
                if keys.iter().all(|known| known.name != name) {
                    keys.push(PlanKey { name, schema, must: must(name) && forms.len() == 1 });
                }
            }
        }
        keys
    }

    /// One key of an object of a schema.
    pub fn key<'k>(&'k self, schema: &'k Value, name: &str) -> Option<PlanKey<'k>> {
        self.keys(schema).into_iter().find(|key| key.name == name)
    }
}

/// The definition that a schema refers to.
fn reference(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.rsplit('/').next()
}

fn has_type(schema: &Value, name: &str) -> bool {
    match &schema["type"] {
        Value::String(only) => only == name,
        Value::Array(types) => types.iter().any(|one| one == name),
        _ => false,
    }
}

/// The keys of a thing in the order in which plans have them; without a noun, those of the plan.
pub fn order(noun: Option<Noun>) -> Vec<String> {
    match noun {
        None => declared::<Plan>(),
        Some(Noun::Milestone) => declared::<Milestone>(),
        Some(Noun::Phase) => declared::<Phase>(),
        Some(Noun::Element) => declared::<Element>(),
        Some(Noun::Actor) => declared::<Actor>(),
        Some(Noun::Source) => declared::<Source>(),
        Some(Noun::Consultation) => declared::<Consultation>(),
        Some(Noun::Indicator) => declared::<Indicator>(),
        Some(Noun::Rule) => declared::<Rule>(),
    }
}

/// The decisions that a plan has rules for.
pub fn decisions() -> Vec<String> {
    declared::<Rules>()
}

/// The keys of all objects in plans: those of one in the order that it has.
pub fn everywhere() -> Vec<String> {
    let small = [declared::<Condition>(), declared::<Due>(), declared::<Rule>(), declared::<Mandate>()];
    small.into_iter().chain(Noun::ALL.map(|noun| order(Some(noun)))).chain([order(None)]).flatten().collect()
}

/// The keys of a type in its own order: those that its reader names when it meets one that it does not know.
fn declared<T: DeserializeOwned>() -> Vec<String> {
    json::read::<T>("{\"?\":0}").err().map_or(Vec::new(), |misfit| misfit.expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_of_the_schema_in_the_order_of_the_types() {
        let keys = PlanKeys::read();
        for noun in Noun::ALL {
            let mut declared = order(Some(noun));
            assert_eq!(declared.first().map(String::as_str), Some(if noun == Noun::Rule { "by" } else { "id" }));
            declared.sort();
            let known: Vec<&str> = keys.keys(keys.of(noun)).iter().map(|key| key.name).collect();
            assert_eq!(declared, known);
        }
        assert_eq!(order(None).first().map(String::as_str), Some("format"));
        assert!(decisions().contains(&"rekey".to_owned()));
    }

    #[test]
    fn values_have_shapes() {
        let keys = PlanKeys::read();
        let shape = |name| keys.shape(keys.key(keys.of(Noun::Milestone), name).expect("a key").schema);
        assert_eq!(shape("due"), ValueShape::Due);
        assert_eq!(shape("weight"), ValueShape::Number);
        assert_eq!(shape("title"), ValueShape::Text);
        assert_eq!(shape("contingent"), ValueShape::Flag);
        assert_eq!(shape("hold"), ValueShape::Words);
        assert_eq!(shape("number"), ValueShape::Words);
        assert!(matches!(shape("responsible"), ValueShape::List(_)));
        let due = keys.keys(keys.definition("Due"));
        assert!(due.iter().any(|key| key.name == "earliest_of") && due.iter().any(|key| key.name == "named"));
    }
}
