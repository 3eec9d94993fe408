//! The reference page of the plan file: every key with its shape, meaning and an example. All of it comes from the schema of the plan,
//! that is, from the types that read it.

use super::prose::Para;
use crate::edit::advice::{example, spaced};
use crate::edit::keys::{PlanKey, PlanKeys, decisions, order};
use crate::edit::noun::{LISTED, Noun};
use serde_json::Value;
use std::collections::BTreeSet;

/// The page.
pub fn plan_format() -> Vec<Para> {
    let keys = PlanKeys::read();
    let mut page = vec![
        Para::line(format!("plan.json: {}", says(keys.plan()))),
        Para::line("A key with * must be there. Below each key is how it looks, and an example."),
    ];
    page.extend(group("The plan", &keys.keys(keys.plan()), keys, &order(None)));
    for noun in LISTED.into_iter().chain([Noun::Indicator, Noun::Rule]) {
        let title = match noun {
            Noun::Indicator => "Indicators, of a milestone".to_owned(),
            Noun::Rule => "A rule, of the plan, or a milestone's own".to_owned(),
            noun => format!("{}: {}", noun.list(), says(keys.of(noun))),
        };
        page.extend(group(&title, &keys.keys(keys.of(noun)), keys, &order(Some(noun))));
    }
    let rules = keys.definition("Rules");
    page.extend(group(&format!("rules: {}", says(rules)), &keys.keys(rules), keys, &decisions()));
    page.extend([Para::gap(), Para::line("Values:")]);
    page.extend(values(keys).iter().flat_map(|name| definition(keys, name)));
    page
}

/// A thing, then its keys.
fn group(title: &str, all: &[PlanKey], keys: &PlanKeys, order: &[String]) -> Vec<Para> {
    let mut all: Vec<&PlanKey> = all.iter().collect();
    all.sort_by_key(|key| order.iter().position(|known| known == key.name));
    let head = [Para::gap(), Para::line(title)];
    head.into_iter().chain(all.into_iter().flat_map(|key| told(keys, key))).collect()
}

/// A key: what it means, how it looks, an example.
fn told(keys: &PlanKeys, key: &PlanKey) -> Vec<Para> {
    let star = if key.must { "*" } else { "" };
    let looks = Para { text: format!("{:15}{}", "", looks(keys, key.schema)), hang: 15 };
    let shown = example(keys, key.schema, key.schema).map(|example| {
        let line = format!("{:15}{}: {}", "", Value::from(key.name), spaced(&example));
        Para { text: line, hang: 17 }
    });
    let name = format!("{}{star}", key.name);
    let head = Para { text: format!("  {name:<12} {}", says(key.schema)), hang: 15 };
    [head, looks].into_iter().chain(shown).collect()
}

/// How a value looks, in a few words: the names are those of the values below.
fn looks(keys: &PlanKeys, schema: &Value) -> String {
    match keys.meant(schema) {
        (Some(name), _) => name.to_lowercase(),
        (None, meant) => match (meant["type"].as_str().or_else(|| meant["type"][0].as_str()), meant.get("const")) {
            (_, Some(only)) => spaced(only),
            (Some("array"), _) => format!("several, [ … ]: {}", looks(keys, &meant["items"])),
            (Some("boolean"), _) => "true or false".into(),
            (Some("string"), _) if meant.get("enum").is_some() => words(meant),
            (Some("string"), _) => "words".into(),
            (Some(other), _) => other.to_owned(),
            _ => "one of the forms below".into(),
        },
    }
}

fn words(schema: &Value) -> String {
    let all = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    all.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
}

fn says(schema: &Value) -> &str {
    schema.get("description").and_then(Value::as_str).unwrap_or_default()
}

/// The names of the values that keys refer to, and that are no things with a group of their own.
fn values(keys: &PlanKeys) -> BTreeSet<String> {
    let things: Vec<&str> = Noun::ALL.into_iter().map(Noun::definition).chain(["Rules"]).collect();
    let mut found = BTreeSet::new();
    referred(keys, keys.plan(), &mut found);
    found.into_iter().filter(|name| !things.contains(&name.as_str())).collect()
}

fn referred(keys: &PlanKeys, schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next())
                && found.insert(name.to_owned())
            {
                referred(keys, keys.definition(name), found);
            }
            members.values().for_each(|inner| referred(keys, inner, found));
        }
        Value::Array(items) => items.iter().for_each(|item| referred(keys, item, found)),
        _ => {}
    }
}

/// A value by its name: what it is, and its words or forms.
fn definition(keys: &PlanKeys, name: &str) -> Vec<Para> {
    let schema = keys.definition(name);
    let one_of = if schema.get("enum").is_some() { format!(" One of {}.", words(schema)) } else { String::new() };
    let mut told = vec![Para::field(&name.to_lowercase(), format!("{}{one_of}", says(schema)).trim())];
    let ways = schema.get("anyOf").and_then(Value::as_array);
    let forms = ways.into_iter().flatten().chain([schema]).filter(|form| form.get("properties").is_some());
    told.extend(forms.map(|form| Para { text: format!("{:15}{}", "", form_told(keys, form)), hang: 17 }));
    told
}

/// One form of an object, with the keys that it must have.
fn form_told(keys: &PlanKeys, form: &Value) -> String {
    let all = keys.keys(form);
    let must: Vec<&PlanKey> = all.iter().filter(|key| key.must).collect();
    let shown = if must.is_empty() { all.iter().collect() } else { must };
    let value = |key: &&PlanKey| {
        let own = example(keys, key.schema, key.schema).map_or_else(|| looks(keys, key.schema), |value| spaced(&value));
        format!("\"{}\": {own}", key.name)
    };
    let shown: Vec<String> = shown.iter().map(value).collect();
    let about = says(form);
    format!("{{{}}}{}", shown.join(", "), if about.is_empty() { String::new() } else { format!("  {about}") })
}
