//! What to write where a plan has a value of another kind than belongs there: what was meant, where that can be told, else an example.

use super::keys::{PlanKeys, ValueShape, everywhere};
use super::layout::{NewJson, TextHabits};
use super::tree::JsonNode;
use super::words::value;
use crate::model::json::PathStep;
use serde_json::Value;

/// JSON to write at a path of a plan's text.
pub fn instead(text: &str, path: &[PathStep]) -> Option<String> {
    let keys = PlanKeys::read();
    let root = JsonNode::of(text);
    let habits = TextHabits::of("{\"\": 0}", &JsonNode::of("{\"\": 0}"));
    let (schema, whole) = walk(keys, path)?;
    let meant = root.follow(path).and_then(JsonNode::words).and_then(|words| meant(keys.shape(schema), words));
    match meant {
        Some(json) => Some(habits.write(&json, &[])),
        None => example(keys, schema, whole).map(|example| spaced(&example)),
    }
}

/// The schema at the end of a path, and that of the last key on the way, which has the examples.
fn walk<'k>(keys: &'k PlanKeys, path: &[PathStep]) -> Option<(&'k Value, &'k Value)> {
    path.iter().try_fold((keys.plan(), keys.plan()), |(schema, whole), step| match step {
        PathStep::Key(name) => keys.key(schema, name).map(|key| (key.schema, key.schema)),
        PathStep::Index(_) => match keys.shape(schema) {
            ValueShape::List(items) => Some((items, whole)),
            _ => None,
        },
    })
}

/// What words of another shape mean, where they mean anything.
fn meant(shape: ValueShape, words: &str) -> Option<NewJson> {
    let shape = match shape {
        // One that stands where several may.
        ValueShape::List(_) => return Some(NewJson::List(vec![NewJson::words(words)])),
        ValueShape::Words | ValueShape::Text => return None,
        shape => shape,
    };
    value(shape, words).ok()
}

/// An example of a value: of the key itself, else of one in its list.
pub fn example(keys: &PlanKeys, schema: &Value, whole: &Value) -> Option<Value> {
    let of = |schema: &Value| schema.get("examples").and_then(Value::as_array).and_then(|all| all.first()).cloned();
    if !std::ptr::eq(schema, whole) {
        return of(whole).and_then(|list| list.as_array()?.first().cloned());
    }
    of(schema).or_else(|| match keys.shape(schema) {
        ValueShape::List(items) => Some(Value::Array(vec![thing(keys, items)?])),
        ValueShape::Object => thing(keys, schema),
        ValueShape::Number => Some(SOME.into()),
        _ => schema.get("const").or_else(|| schema.get("enum")?.get(0)).cloned(),
    })
}

/// Any number.
const SOME: u8 = 20;

/// A thing with the keys that it must have, or with one where it need have none.
fn thing(keys: &PlanKeys, schema: &Value) -> Option<Value> {
    let (must, may): (Vec<_>, Vec<_>) = keys.keys(schema).into_iter().partition(|key| key.must);
    let shown = if must.is_empty() { may.into_iter().take(1).collect() } else { must };
    let all = shown.into_iter().map(|key| Some((key.name.to_owned(), example(keys, key.schema, key.schema)?)));
    all.collect::<Option<_>>().map(Value::Object)
}

/// JSON on one line as people write it, with its gaps, and its keys in the order in which plans have them.
pub fn spaced(value: &Value) -> String {
    in_order(value, &everywhere())
}

fn in_order(value: &Value, order: &[String]) -> String {
    match value {
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by_key(|(key, _)| order.iter().position(|known| known == *key));
            let member =
                |(key, value): &(&String, &Value)| format!("{}: {}", Value::from(key.as_str()), in_order(value, order));
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| in_order(item, order)).collect::<Vec<_>>().join(", "))
        }
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_told_else_an_example() {
        let text = r#"{"title": 7, "milestones": [{"due": "2026-05-01", "responsible": "gov", "requires": ["DC-1"], "verify": "amm", "indicators": {}}]}"#;
        let at = |path: &str| {
            let steps: Vec<PathStep> = path
                .split('.')
                .map(|step| step.parse().map_or_else(|_| PathStep::Key(step.into()), PathStep::Index))
                .collect();
            instead(text, &steps).unwrap_or_default()
        };
        assert_eq!(at("milestones.0.due"), r#"{"on": "2026-05-01"}"#);
        assert_eq!(at("milestones.0.responsible"), r#"["gov"]"#);
        assert_eq!(at("milestones.0.requires.0"), r#"{"milestone": "DC-1", "is": "achieved"}"#);
        assert_eq!(at("milestones.0.verify"), r#"{"by": ["amm"]}"#);
        assert_eq!(at("milestones.0.indicators"), r#"[{"id": "weapons"}]"#);
        assert!(at("title").contains("Accord of the valley"));
        assert_eq!(at("nowhere"), "");
    }

    /// Every key that a plan may have has an example, and a plan made of them all can be read.
    #[test]
    fn the_examples_make_a_plan() {
        let keys = PlanKeys::read();
        let whole = full(keys, keys.plan());
        let plan = crate::model::plan::Plan::parse(&spaced(&whole));
        assert!(plan.is_ok(), "{plan:?}\n{}", spaced(&whole));
    }

    fn full(keys: &PlanKeys, schema: &Value) -> Value {
        let all = keys.keys(schema).into_iter().map(|key| {
            let own = key.schema.get("examples").and_then(|all| all.get(0)).cloned();
            let value = own.unwrap_or_else(|| match keys.shape(key.schema) {
                ValueShape::List(items) => Value::Array(vec![full(keys, items)]),
                ValueShape::Object => full(keys, key.schema),
                _ => example(keys, key.schema, key.schema).unwrap_or_else(|| panic!("{} has no example", key.name)),
            });
            (key.name.to_owned(), value)
        });
        Value::Object(all.collect())
    }
}
