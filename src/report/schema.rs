//! The schemas of what milepost reads and answers (JSON Schema 2020-12), put together from the types themselves. What is read is
//! closed, but for keys that begin with `x-`; what is answered is open, since keys may be added.

use super::basis::AnswerDocument;
use super::flat::{EntryRow, own_keys};
use crate::ledger::opening::OpeningFields;
use crate::model::fields::LINK;
use crate::model::kinds;
use crate::model::plan::Plan;
use crate::model::schema::{any_of, not_null, object, or_null};
use schemars::generate::SchemaSettings;
use schemars::transform::{Transform, transform_subschemas};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// A schema as it is printed: first what it is, last its definitions.
#[derive(Serialize)]
pub struct SchemaDocument {
    #[serde(rename = "$schema")]
    dialect: Value,
    #[serde(rename = "$id")]
    id: String,
    title: &'static str,
    #[serde(flatten)]
    says: Map<String, Value>,
    #[serde(rename = "$defs")]
    definitions: Map<String, Value>,
}

/// A plan file.
pub fn plan() -> SchemaDocument {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let schema = Plan::json_schema(&mut generator);
    document("plan", "A plan of milepost", schema, generator, closed)
}

/// A line of a book, or of `export -o jsonl`.
pub fn entry() -> SchemaDocument {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let opening = generator.subschema_for::<OpeningFields>();
    let line = kinds::line(&mut generator);
    let exported = exported(&mut generator);
    for (name, schema) in [("BookLine", line), ("ExportedEntry", exported)] {
        generator.definitions_mut().insert(name.into(), schema.to_value());
    }
    let says = "One line of a book (`ledger/*.jsonl`): the one that opens it, an entry of some kind, or a seal. Or one line of \
        `milepost export -o jsonl`: an entry's own fields, and what milepost tells of it.";
    let schema = any_of([opening, kinds::reference("BookLine"), kinds::reference("ExportedEntry")], says);
    document("entry", "An entry of milepost", schema, generator, closed)
}

/// The answer of a command for machines.
pub fn answer<T: JsonSchema>(name: &'static str, command: &str, title: &'static str) -> SchemaDocument {
    let mut generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = AnswerDocument::<T>::json_schema(&mut generator);
    if let Some(format) = schema.pointer_mut("/properties/format") {
        format["const"] = format!("milepost/{command}/1").into();
    }
    document(name, title, schema, generator, open)
}

/// An entry's own fields as they stand in its line, and beside them what milepost tells of it; of two that have one name, the latter.
fn exported(generator: &mut SchemaGenerator) -> Schema {
    let mut teller = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let told = EntryRow::json_schema(&mut teller);
    let mut more = teller.take_definitions(false);
    let own = kinds::keys(generator);
    more.append(&mut generator.take_definitions(false));
    *generator.definitions_mut() = more;
    let properties = |schema: &Schema| schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let mut all: Map<String, Value> = properties(&own).into_iter().map(|(key, is)| (key, or_null(is))).collect();
    for key in LINK {
        all.entry(key).and_modify(|is| *is = not_null(is.take()));
    }
    all.extend(properties(&told));
    let always = told.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let required: Vec<Value> = own_keys().into_iter().map(Value::from).chain(always).collect();
    let says = "An entry as `export -o jsonl` tells it: the fields that a line can have, null where this one has \
        not, and beside them what milepost makes of it. `actor` is whose statement it is, and `from` the moment that it counts from, \
        whatever its line has under these names.";
    object(json!({"type": "object", "description": says, "properties": all, "required": required}))
}

fn document(
    name: &str,
    title: &'static str,
    mut schema: Schema,
    mut generator: SchemaGenerator,
    mut finish: fn(&mut Schema),
) -> SchemaDocument {
    let mut definitions = generator.take_definitions(false);
    for definition in definitions.values_mut() {
        if let Ok(definition) = definition.try_into() {
            Transform::transform(&mut finish, definition);
        }
    }
    finish(&mut schema);
    let mut says = schema.as_object().cloned().unwrap_or_default();
    says.remove("title");
    let dialect = generator.settings().meta_schema.as_deref().into();
    SchemaDocument { dialect, id: format!("urn:milepost:schema:{name}:1"), title, says, definitions }
}

/// Keys of one's own begin with `x-`: every object that is closed has room for them, and may give them any value.
fn closed(schema: &mut Schema) {
    plain(schema);
    let has = |key: &str| schema.get(key).is_some();
    if has("additionalProperties") || has("unevaluatedProperties") {
        let exempt = has("patternProperties");
        if let Some(names) = schema.get_mut("propertyNames").filter(|_| !exempt) {
            *names = json!({"anyOf": [names.take(), {"pattern": "^x-"}]});
        }
        match exempt {
            true => drop(schema.remove("patternProperties")),
            false => drop(schema.insert("patternProperties".into(), json!({"^x-": true}))),
        }
    }
    transform_subschemas(&mut closed, schema);
}

/// What is answered today may have more keys tomorrow.
fn open(schema: &mut Schema) {
    plain(schema);
    for key in ["additionalProperties", "unevaluatedProperties"] {
        if schema.get(key) == Some(&Value::Bool(false)) {
            schema.remove(key);
        }
    }
    transform_subschemas(&mut open, schema);
}

/// How wide a number is in this program is nobody else's concern.
fn plain(schema: &mut Schema) {
    if matches!(schema.get("type"), Some(kind) if *kind != "string") {
        schema.remove("format");
    }
}
