//! A thing called otherwise, with everything that names it.

use super::error::Unedited;
use super::found::{FoundThing, find, is_called, one_of};
use super::keys::order;
use super::layout::{NewJson, TextHabits};
use super::noun::Noun;
use super::references::{NamedPlace, named_places};
use super::splice::Splice;
use super::tree::JsonNode;
use crate::model::id::Id;

/// What a milestone is to say of the name that it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OldName {
    /// Nobody has spoken of it yet.
    Forgotten,
    /// It takes the place of what is on record under that name.
    Replaced,
}

/// Calls a thing otherwise.
pub fn rename(text: &str, old: &str, new: &str, old_name: OldName) -> Result<Vec<Splice>, Unedited> {
    let root = JsonNode::of(text);
    let found = find(&root, old)?;
    if found.noun == Noun::Rule {
        return Err(Unedited::NotByHand { key: "rule".into(), instead: "milepost plan add rule, set and drop" });
    }
    Id::new(new).map_err(Unedited::BadId)?;
    if found.id == new {
        return Err(Unedited::AsItWas);
    }
    free(&root, &found, new)?;
    let family = family(&root, &found);
    let own = family.iter().filter_map(|thing| thing.get("id")).map(|id| id.at.clone());
    let own = own.map(|at| Splice::new(at, quoted(new)));
    let places = named_places(&root);
    let named = places.iter().filter(|place| is_of(place, &found, &family, &root));
    let followed =
        named.map(|place| Splice::new(place.at.clone(), quoted(&(place.around.0.clone() + new + &place.around.1))));
    let mut all: Vec<Splice> = own.chain(followed).collect();
    if found.noun == Noun::Milestone && old_name == OldName::Replaced {
        all.extend(replaces(text, &root, &found));
    }
    Ok(all)
}

fn quoted(words: &str) -> String {
    serde_json::Value::from(words).to_string()
}

/// Whether nothing else of its kind is called so.
fn free(root: &JsonNode, found: &FoundThing, new: &str) -> Result<(), Unedited> {
    let same = |item: &JsonNode| is_called(item, new) && !found.is(item);
    let taken = match found.noun {
        Noun::Indicator => family(root, found).into_iter().flat_map(siblings(root)).any(same),
        _ => found.holder.items().iter().any(same),
    };
    if taken { Err(Unedited::Taken { noun: found.noun, id: new.to_owned() }) } else { Ok(()) }
}

/// The indicators beside one that has another name.
fn siblings<'t>(root: &'t JsonNode) -> impl Fn(&'t JsonNode) -> Vec<&'t JsonNode> {
    move |indicator| {
        let all = root.get(Noun::Milestone.list()).map_or(&[][..], JsonNode::items);
        let beside = all.iter().filter_map(|milestone| milestone.get(Noun::Indicator.list()));
        let beside = beside.map(JsonNode::items).find(|items| items.iter().any(|item| item.at == indicator.at));
        beside.unwrap_or_default().iter().filter(|item| item.at != indicator.at).collect()
    }
}

/// The thing, and for an indicator those of the same name in its whole and the parts of that, with which it is summed up.
fn family<'t>(root: &'t JsonNode, found: &FoundThing<'t>) -> Vec<&'t JsonNode> {
    let Some(of) = found.of.as_deref() else { return vec![found.node] };
    let all = root.get(Noun::Milestone.list()).map_or(&[][..], JsonNode::items);
    let head = head(root, of);
    let kin =
        all.iter().filter(|milestone| milestone.says("id") == Some(&head) || milestone.says("part_of") == Some(&head));
    let indicators = kin.filter_map(|milestone| milestone.get(Noun::Indicator.list())).flat_map(JsonNode::items);
    indicators.filter(|indicator| indicator.says("id") == Some(&found.id)).collect()
}

/// The whole of a part, else itself.
fn head(root: &JsonNode, milestone: &str) -> String {
    let whole = one_of(root, Noun::Milestone, milestone).ok().and_then(|found| found.node.says("part_of"));
    whole.unwrap_or(milestone).to_owned()
}

fn is_of(place: &NamedPlace, found: &FoundThing, family: &[&JsonNode], root: &JsonNode) -> bool {
    if place.noun != found.noun || place.id != found.id {
        return false;
    }
    match (&place.of, &found.of) {
        (Some(named), Some(of)) => {
            family.len() == 1 && named == of || family.len() > 1 && head(root, named) == head(root, of)
        }
        _ => true,
    }
}

/// What is on record of a milestone stays under its old name, whose place it takes.
fn replaces(text: &str, root: &JsonNode, found: &FoundThing) -> Option<Splice> {
    let habits = TextHabits::of(text, root);
    let old = NewJson::words(&found.id);
    match found.node.get("replaces").filter(|list| !list.items().is_empty()) {
        Some(list) if list.items().iter().any(|item| item.words() == Some(&found.id)) => None,
        Some(list) => Some(habits.add(list, &old, super::layout::ItemPlace::Last)),
        None => {
            let order = order(Some(Noun::Milestone));
            Some(habits.put(found.node, "replaces", &NewJson::List(vec![old]), &order, found.holder.items()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::spliced;

    #[test]
    fn everything_that_names_it_follows() {
        let text = r#"{"actors": [{"id": "gov", "side": "gov"}, {"id": "army", "side": "gov"}],
 "rules": {"amend": {"by": ["gov", "role:party"]}},
 "phases": [{"id": "one", "requires": [{"any": [{"milestone": "A", "is": "achieved"}, {"elapsed": "P1D", "after": "A:due"}]}]}],
 "milestones": [{"id": "A", "responsible": ["gov"], "due": {"either": [{"after": "phase:one:opened", "within": "P1D"}]}},
  {"id": "B", "part_of": "A", "requires": [{"phase": "one"}], "x-A": "A"}]}"#;
        let named = |old: &str, new: &str| spliced(text, &rename(text, old, new, OldName::Forgotten).expect("renamed"));
        let renamed = named("a", "DC-1");
        assert_eq!(renamed.matches("DC-1").count(), 4);
        assert!(renamed.contains(r#""DC-1:due""#) && renamed.contains(r#""x-A": "A""#));
        assert_eq!(named("gov", "state").matches("state").count(), 5);
        assert!(named("phase:one", "first").contains("phase:first:opened"));
        assert_eq!(
            rename(text, "A", "b", OldName::Forgotten),
            Err(Unedited::Taken { noun: Noun::Milestone, id: "b".into() })
        );
        let replaced = spliced(text, &rename(text, "A", "C", OldName::Replaced).expect("renamed"));
        assert!(replaced.contains(r#""id": "C""#) && replaced.contains(r#""replaces": ["A"]"#));
    }
}
