//! A thing taken out of a plan, where nothing else names it.

use super::error::Unedited;
use super::found::{FoundThing, find};
use super::layout::TextHabits;
use super::noun::Noun;
use super::references::{NamedPlace, named_places};
use super::splice::Splice;
use super::tree::JsonNode;

/// Takes a thing out of the plan.
pub fn drop(text: &str, name: &str) -> Result<Vec<Splice>, Unedited> {
    let root = JsonNode::of(text);
    let found = find(&root, name)?;
    let by = naming(&root, &found);
    if !by.is_empty() {
        return Err(Unedited::StillNamed { what: found.told(), by });
    }
    let habits = TextHabits::of(text, &root);
    let taken = match found.noun {
        Noun::Rule => habits.take_key(found.holder, &found.id),
        _ => Some(habits.take_item(found.holder, found.place)),
    };
    Ok(taken.into_iter().collect())
}

/// Who names a thing, itself aside, each once.
fn naming(root: &JsonNode, found: &FoundThing) -> Vec<String> {
    let names = |place: &NamedPlace| {
        place.noun == found.noun && place.id == found.id && place.of == found.of && !place.loose && !owns(place, found)
    };
    let mut by: Vec<String> = named_places(root).into_iter().filter(names).map(|place| place.by).collect();
    by.dedup();
    by
}

/// Whether it is the thing itself that says so.
fn owns(place: &NamedPlace, found: &FoundThing) -> bool {
    found.node.at.start <= place.at.start && place.at.end <= found.node.at.end
}
