//! The words that answers for machines choose from, for their schemas.

use crate::fold::state::{Standing, Status, TimingWord};
use crate::model::incident::Outcome;
use crate::model::name::EntryName;
use crate::model::schema;
use schemars::{Schema, SchemaGenerator, json_schema};

pub fn status(_: &mut SchemaGenerator) -> Schema {
    schema::words(Status::ALL.map(Status::word))
}

/// How many by status; a status that nothing has is left out.
pub fn statuses(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": status(generator),
        "additionalProperties": {"type": "integer", "minimum": 1},
    })
}

pub fn timing(_: &mut SchemaGenerator) -> Schema {
    schema::words(TimingWord::ALL.map(TimingWord::word))
}

pub fn standing(_: &mut SchemaGenerator) -> Schema {
    schema::words(Standing::ALL.map(Standing::word))
}

/// What a claim counts as; null for what is none.
pub fn standing_or_null(generator: &mut SchemaGenerator) -> Schema {
    or_null(standing(generator))
}

/// By whose word a figure is; null for none.
pub fn voice_or_null(_: &mut SchemaGenerator) -> Schema {
    or_null(schema::words(["reported", "verified", "assessed"]))
}

/// How a figure of a claim is stated.
pub fn form(_: &mut SchemaGenerator) -> Schema {
    schema::words(["exactly", "at_least", "at_most", "between", "about", "of", "withheld", "add"])
}

/// What verifiers conclude of an incident.
pub fn concluded(_: &mut SchemaGenerator) -> Schema {
    schema::words(std::iter::once("alleged").chain(Outcome::ALL.map(Outcome::word)))
}

/// Entries by what verifiers conclude.
pub fn by_conclusion(generator: &mut SchemaGenerator) -> Schema {
    let (names, entries) = (concluded(generator), generator.subschema_for::<Vec<EntryName>>());
    json_schema!({"type": "object", "propertyNames": names, "additionalProperties": entries})
}

/// The state of the plan.
pub fn stage(_: &mut SchemaGenerator) -> Schema {
    let one = schema::words(["draft", "signed", "in force", "suspended"]);
    let left = schema::shape(&format!("repudiated by {0}(, {0})*", schema::ID));
    json_schema!({"anyOf": [one, left]})
}

pub fn matter(_: &mut SchemaGenerator) -> Schema {
    schema::words(["start", "date", "mandate", "suspension", "plan", "dispute"])
}

/// The kind of entry that proposes a decision.
pub fn proposal(_: &mut SchemaGenerator) -> Schema {
    schema::words(["start", "reschedule", "suspend", "resume", "amend", "settle"])
}

/// How a dispute ended; null while it is open.
pub fn ended(_: &mut SchemaGenerator) -> Schema {
    or_null(schema::words(["upheld", "dismissed", "withdrawn", "fell", "retracted"]))
}

pub fn fall(_: &mut SchemaGenerator) -> Schema {
    schema::words(["level", "breach"])
}

pub fn group_by(_: &mut SchemaGenerator) -> Schema {
    schema::words(["phase", "element", "actor"])
}

fn or_null(words: Schema) -> Schema {
    schema::object(schema::or_null(words.to_value()))
}
