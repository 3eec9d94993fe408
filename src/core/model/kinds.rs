//! The kinds of lines in a book as schemas: which keys each kind has, which of them it must have, and how they look there. It says
//! again, for readers, what `Fields::act` asks for; a test holds the two against each other.

use super::act_kind::ActKind;
use super::decision::Settlement;
use super::entry::NoteOutcome;
use super::fields::{COMMON, Fields, LINK};
use super::id::Id;
use super::incident::Outcome;
use super::schema::{Form, RecordedDate, any_of, except, object, shape};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// Takes the kinds of entries, and the seal, into the definitions, and gives what fits one of them.
pub fn line(generator: &mut SchemaGenerator) -> Schema {
    let whole = keys(generator);
    let common = Form::new("Line", "What a line has of any kind.").must(&LINK).may(&COMMON).of(&whole);
    define(generator, "Line", open(common));
    define(generator, "GivenEvidence", given());
    let kinds = kinds(generator).into_iter().map(|(kind, form)| (form.name, entry(kind, &form.of(&whole), &whole)));
    let kinds: Vec<(&str, Schema)> = kinds.chain([("Seal", seal(&whole))]).collect();
    let named: Vec<Schema> = kinds.iter().map(|(name, _)| reference(name)).collect();
    kinds.into_iter().for_each(|(name, schema)| define(generator, name, schema));
    any_of(named, "A line of a book after the one that opens it.")
}

/// Every key that a line can have, as an object in which each may be.
pub fn keys(generator: &mut SchemaGenerator) -> Schema {
    Fields::json_schema(generator)
}

/// The kinds of entries. One kind has a form for each of the things that it can be about.
fn kinds(generator: &mut SchemaGenerator) -> Vec<(ActKind, Form)> {
    let [finding, note, settlement] = [
        generator.subschema_for::<Outcome>(),
        generator.subschema_for::<Option<NoteOutcome>>(),
        generator.subschema_for::<Settlement>(),
    ];
    let (id, void) = (generator.subschema_for::<Id>(), voidable(generator));
    let one = any_of(
        [
            except(id.clone(), "^(undetermined|outside)$"),
            json_schema!({"type": "array", "items": id, "minItems": 1, "maxItems": 1}),
        ],
        "The actor whose mandate it is.",
    );
    let decision = |name, says| Form::new(name, says).may(&["from"]);
    vec![
        (
            ActKind::Claim,
            Form::new("Claim", "How far a milestone is: a level, figures, or whether it is what was agreed.")
                .must(&["milestone"])
                .may(&["level", "values", "add", "as_agreed"]),
        ),
        (
            ActKind::Incident,
            Form::new("Incident", "A violation is alleged.")
                .must(&["milestone", "severity"])
                .may(&["actor", "count", "place"]),
        ),
        (
            ActKind::Finding,
            Form::new("Finding", "A verifier's conclusion on an incident.")
                .must(&["incident", "outcome"])
                .may(&["actor"])
                .own("outcome", finding),
        ),
        (
            ActKind::Dispute,
            Form::new("DisputeOfMilestone", "A party contests what is said of a milestone.").must(&["milestone"]),
        ),
        (ActKind::Dispute, Form::new("DisputeOfEntry", "A party contests an entry.").must(&["entry"])),
        (
            ActKind::Settle,
            Form::new("Settlement", "A dispute ends.").must(&["dispute", "outcome"]).own("outcome", settlement),
        ),
        (ActKind::Start, decision("Start", "Entry into force; with `from` null, it is taken back.").own("from", void)),
        (ActKind::Reschedule, decision("NewDate", "A milestone's date moves.").must(&["milestone"]).given(&["due"])),
        (
            ActKind::Reschedule,
            decision("NewMandate", "The end of a mandate moves.").must(&["actor", "until"]).own("actor", one),
        ),
        (ActKind::Suspend, decision("SuspensionOfPlan", "The plan is suspended.")),
        (ActKind::Suspend, decision("SuspensionOfPhase", "A phase is suspended.").must(&["phase"])),
        (ActKind::Suspend, decision("SuspensionOfMilestone", "A milestone is suspended.").must(&["milestone"])),
        (ActKind::Resume, decision("ResumptionOfPlan", "The plan is resumed.")),
        (ActKind::Resume, decision("ResumptionOfPhase", "A phase is resumed.").must(&["phase"])),
        (ActKind::Resume, decision("ResumptionOfMilestone", "A milestone is resumed.").must(&["milestone"])),
        (ActKind::Amend, decision("Amendment", "Another version of the plan is adopted.").must(&["base", "plan"])),
        (ActKind::Agree, Form::new("Agreement", "Says the same as an entry.").must(&["entry"])),
        (ActKind::Repudiate, Form::new("Repudiation", "A party or guarantor leaves the agreement.")),
        (ActKind::Rejoin, Form::new("Rejoining", "A party or guarantor comes back to the agreement.")),
        (
            ActKind::Note,
            Form::new("Note", "Kept for the record, and counts for nothing.")
                .may(&["milestone", "outcome"])
                .own("outcome", note),
        ),
        (ActKind::Retract, Form::new("Retraction", "An entry of the same actor never counted.").must(&["entry"])),
    ]
}

/// `from` where null has a meaning.
fn voidable(generator: &mut SchemaGenerator) -> Schema {
    let date = generator.subschema_for::<RecordedDate>();
    any_of([date, json_schema!({"type": "null"})], "From when the plan is in force; null takes entry into force back.")
}

/// One kind of entry: the keys of every line, and its own. Only a note takes evidence away.
fn entry(kind: ActKind, own: &Schema, whole: &Schema) -> Schema {
    let mut schema = own.clone();
    let says = whole.pointer("/properties/evidence/description").cloned().unwrap_or_default();
    let given = json!({"$ref": "#/$defs/GivenEvidence", "description": says});
    let any = whole.pointer("/properties/evidence").cloned().unwrap_or_default();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("kind".into(), json!({"const": kind.word()}));
        properties.insert("evidence".into(), if kind == ActKind::Note { any } else { given });
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.push("kind".into());
    }
    if kind == ActKind::Claim {
        schema.insert("anyOf".into(), claimed());
    }
    schema.insert("allOf".into(), json!([reference("Line")]));
    schema.remove("additionalProperties");
    schema.insert("unevaluatedProperties".into(), false.into());
    schema
}

/// A claim states something, be it one thing.
fn claimed() -> Value {
    let (word, figures) = (json!({"type": "string"}), json!({"minProperties": 1}));
    let states = |key: &str, is: &Value| json!({"properties": {key: is}, "required": [key]});
    let [level, agreed] = ["level", "as_agreed"].map(|key| states(key, &word));
    let [values, add] = ["values", "add"].map(|key| states(key, &figures));
    json!([level, values, add, agreed])
}

/// Evidence as all entries but notes have it.
fn given() -> Schema {
    let says = "What an entry rests on, none of it taken away.";
    object(json!({
        "type": "array",
        "description": says,
        "items": {"allOf": [reference("Evidence"), {"not": {"required": ["removed"]}}]},
    }))
}

/// The line that signs a book up to itself. It has no keys of one's own, nor has what it had seen.
fn seal(whole: &Schema) -> Schema {
    let says = "Signs the book up to here. It is written with these keys in the order `seq`, `prev`, `at`, `kind`, `seen`, `key`, \
        `signature`, and without spaces.";
    let form = Form::new("Seal", says).must(&LINK).must(&["key", "signature"]).may(&["seen"]);
    let form = form.own("kind", object(json!({"const": "seal"}))).own("key", shape("[A-Za-z0-9:+/=]*"));
    let mut schema = form.of(whole);
    schema.insert("patternProperties".into(), json!({}));
    if let Some(seen) = schema.pointer_mut("/properties/seen") {
        seen["patternProperties"] = json!({});
        seen["minProperties"] = json!(1);
    }
    schema
}

/// The same for keys that others have beside it.
fn open(mut schema: Schema) -> Schema {
    schema.remove("additionalProperties");
    schema
}

fn define(generator: &mut SchemaGenerator, name: &str, schema: Schema) {
    generator.definitions_mut().insert(name.to_owned(), schema.to_value());
}

pub fn reference(name: &str) -> Schema {
    Schema::new_ref(format!("#/$defs/{name}"))
}
