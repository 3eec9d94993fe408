//! Things put into a plan: a milestone, an actor, an indicator, a rule; a milestone split into parts.

use super::error::Unedited;
use super::found::{FoundThing, find, ids_of, one_of, place_of};
use super::keys::{decisions, order};
use super::layout::{ItemPlace, NewJson, TextHabits};
use super::noun::Noun;
use super::set::{Assignment, by_id, set};
use super::splice::{Splice, spliced};
use super::tree::JsonNode;
use crate::model::id::Id;

/// What is to be added, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewThing {
    pub noun: Noun,
    pub id: String,
    /// The milestone of an indicator.
    pub of: Option<String>,
    pub beside: ListPlace,
    pub assignments: Vec<Assignment>,
}

/// Where in its list it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListPlace {
    Last,
    Before(String),
    After(String),
}

/// A part that a milestone is split into: its id, and its title, if it has one of its own.
pub type NewPart = (String, Option<String>);

/// Puts a thing into the plan.
pub fn add(text: &str, new: &NewThing) -> Result<Vec<Splice>, Unedited> {
    if new.noun == Noun::Rule {
        return rule(text, new);
    }
    Id::new(&new.id).map_err(Unedited::BadId)?;
    let root = JsonNode::of(text);
    let whole = new.of.as_deref().map(|of| one_of(&root, Noun::Milestone, of)).transpose()?;
    let holder = whole.as_ref().map_or(&root, |whole| whole.node);
    let list = holder.get(new.noun.list());
    free(list, new.noun, &new.id)?;
    let place = place(list, new)?;
    let assignments = new.assignments.iter().map(|assignment| by_id(&root, assignment)).collect();
    let json = laid_out(&NewThing { assignments, ..new.clone() }, root.says("lang").unwrap_or("en"))?;
    let habits = TextHabits::of(text, &root);
    Ok(vec![match list {
        Some(list) => habits.add(list, &json, place),
        None => {
            let noun = whole.as_ref().map(|_| Noun::Milestone);
            let others = whole.as_ref().map_or(&[][..], |whole| whole.holder.items());
            first(text, &habits, holder, new.noun, json, (&order(noun), others))
        }
    }])
}

/// The first of its kind: its list is put in too, laid out as a list of that plan is.
fn first(
    text: &str,
    habits: &TextHabits,
    holder: &JsonNode,
    noun: Noun,
    json: NewJson,
    (order, others): (&[String], &[JsonNode]),
) -> Splice {
    let empty = habits.put(holder, noun.list(), &NewJson::List(Vec::new()), order, others);
    let with_list = spliced(text, std::slice::from_ref(&empty));
    let root = JsonNode::of(&with_list);
    let start = empty.at.start + empty.with.find("[]").unwrap_or_default();
    let list = JsonNode { at: start..start + 2, holds: super::tree::Holding::Array(Vec::new()) };
    let inner = TextHabits::of(&with_list, &root).add(&list, &json, ItemPlace::Last);
    Splice::new(empty.at, empty.with.replacen("[]", &inner.with, 1))
}

fn free(list: Option<&JsonNode>, noun: Noun, id: &str) -> Result<(), Unedited> {
    match list.and_then(|list| place_of(list, id)).is_some() {
        true => Err(Unedited::Taken { noun, id: id.to_owned() }),
        false => Ok(()),
    }
}

fn place(list: Option<&JsonNode>, new: &NewThing) -> Result<ItemPlace, Unedited> {
    let of = |id: &String| {
        let unknown = || Unedited::NotThere { noun: Some(new.noun), id: id.clone(), known: ids_of(list) };
        list.and_then(|list| place_of(list, id)).ok_or_else(unknown)
    };
    match &new.beside {
        ListPlace::Last => Ok(ItemPlace::Last),
        ListPlace::Before(id) => of(id).map(ItemPlace::Before),
        ListPlace::After(id) => of(id).map(ItemPlace::After),
    }
}

/// The JSON of a new thing: its keys in the order in which plans have them, each as `set` would write it.
fn laid_out(new: &NewThing, lang: &str) -> Result<NewJson, Unedited> {
    let scratch = scratch(new, lang);
    let name = match &new.of {
        Some(_) => format!("W/{}", new.id),
        None => format!("{}:{}", new.noun.word(), new.id),
    };
    let made = spliced(&scratch, &set(&scratch, Some(&name), &new.assignments)?);
    let root = JsonNode::of(&made);
    let found = find(&root, &name)?;
    Ok(as_new(&made, found.node))
}

/// A plan in that language with nothing in it but the thing's id.
fn scratch(new: &NewThing, lang: &str) -> String {
    let (id, lang) = (serde_json::Value::from(&*new.id), serde_json::Value::from(lang));
    match new.noun {
        Noun::Indicator => {
            format!(r#"{{"lang": {lang}, "milestones": [{{"id": "W", "indicators": [{{"id": {id}}}]}}]}}"#)
        }
        noun => format!(r#"{{"lang": {lang}, "{}": [{{"id": {id}}}]}}"#, noun.list()),
    }
}

/// What stands somewhere, to be laid out anew.
pub fn as_new(text: &str, node: &JsonNode) -> NewJson {
    match node.is_full() {
        true if !node.members().is_empty() => {
            let member = |member: &super::tree::JsonMember| (member.key.clone(), as_new(text, &member.value));
            NewJson::Object(node.members().iter().map(member).collect())
        }
        true => NewJson::List(node.items().iter().map(|item| as_new(text, item)).collect()),
        false => NewJson::As(text[node.at.clone()].to_owned()),
    }
}

fn rule(text: &str, new: &NewThing) -> Result<Vec<Splice>, Unedited> {
    let known = decisions();
    if !known.contains(&new.id) {
        return Err(Unedited::NoRule { rule: new.id.clone(), known });
    }
    let root = JsonNode::of(text);
    if root.get("rules").is_some_and(|rules| rules.get(&new.id).is_some()) {
        return Err(Unedited::Taken { noun: Noun::Rule, id: new.id.clone() });
    }
    let under = |assignment: &Assignment| match assignment.key.is_empty() {
        true => Assignment { key: format!("rules.{}", new.id), ..assignment.clone() },
        false => Assignment { key: format!("rules.{}.{}", new.id, assignment.key), ..assignment.clone() },
    };
    set(text, None, &new.assignments.iter().map(under).collect::<Vec<_>>())
}

/// What a part takes over from its whole, if that has it: whatever a part does not take by itself.
const TAKEN_OVER: [&str; 5] = ["responsible", "source", "verify", "reschedule", "suspend"];

/// Splits a milestone into parts, which stand right after it.
pub fn split(text: &str, id: &str, parts: &[NewPart]) -> Result<Vec<Splice>, Unedited> {
    let root = JsonNode::of(text);
    let whole = one_of(&root, Noun::Milestone, id)?;
    if let Some(of) = whole.node.says("part_of") {
        return Err(Unedited::IsPart { id: whole.id.clone(), whole: of.to_owned() });
    }
    let own: Vec<&'static str> =
        ["hold", "continuing"].into_iter().filter(|key| whole.node.get(key).is_some()).collect();
    if !own.is_empty() {
        return Err(Unedited::StandsWithParts { id: whole.id.clone(), keys: own });
    }
    let (habits, last) = (TextHabits::of(text, &root), last_of(&whole));
    let mut made = Vec::new();
    for (number, (id, title)) in parts.iter().enumerate() {
        Id::new(id).map_err(Unedited::BadId)?;
        free(Some(whole.holder), Noun::Milestone, id)?;
        if parts[..number].iter().any(|(other, _)| Id::folded(other) == Id::folded(id)) {
            return Err(Unedited::Taken { noun: Noun::Milestone, id: id.clone() });
        }
        made.push(part(text, &whole, id, title.as_deref()));
    }
    Ok(vec![habits.add_all(whole.holder, &made, ItemPlace::After(last))])
}

/// Where the last part of a milestone stands, else itself.
fn last_of(whole: &FoundThing) -> usize {
    let part = |item: &JsonNode| item.says("part_of") == Some(&whole.id);
    whole.holder.items().iter().rposition(part).unwrap_or(whole.place)
}

fn part(text: &str, whole: &FoundThing, id: &str, title: Option<&str>) -> NewJson {
    let taken = |key: &str| Some((key.to_owned(), as_new(text, whole.node.get(key)?)));
    let title = title.map(NewJson::words).or_else(|| taken("title").map(|(_, title)| title));
    let mut keys: Vec<(String, NewJson)> = vec![("id".into(), NewJson::words(id))];
    keys.extend(title.map(|title| ("title".to_owned(), title)));
    keys.extend(TAKEN_OVER.into_iter().filter_map(taken));
    keys.push(("part_of".into(), NewJson::words(&whole.id)));
    let order = order(Some(Noun::Milestone));
    keys.sort_by_key(|(key, _)| order.iter().position(|known| known == key));
    NewJson::Object(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "{\n\t\"lang\": \"en\",\n\t\"actors\": [],\n\t\"milestones\": [\n\t\t{\n\t\t\t\"id\": \"A\", \"title\": \"First\",\n\t\t\t\"responsible\": [\"gov\"],\n\t\t\t\"due\": {\"on\": \"2026-01\"}\n\t\t},\n\t\t{\"id\": \"B\", \"title\": \"Second\"}\n\t]\n}\n";

    fn added(line: &str, beside: ListPlace) -> String {
        let mut words = line.split(';').map(str::trim);
        let mut typed = words.next().unwrap_or_default().split(' ');
        let noun =
            typed.next().and_then(|word| Noun::ALL.into_iter().find(|noun| noun.word() == word)).expect("a noun");
        let id = typed.next().expect("an id").to_owned();
        let of = typed.next().map(str::to_owned);
        let assignments = words.filter_map(Assignment::parse).collect();
        let new = NewThing { noun, id, of, beside, assignments };
        spliced(PLAN, &add(PLAN, &new).expect("added"))
    }

    /// The lines that a text has more than the plan, which it has otherwise.
    fn new_lines(text: &str) -> Vec<&str> {
        let old: Vec<&str> = PLAN.lines().collect();
        text.lines().filter(|line| !old.contains(line)).collect()
    }

    #[test]
    fn what_is_new_lies_as_its_neighbours_do() {
        let many = added("milestone C; responsible=gov,mov; due=2026-05-01; title=Third", ListPlace::After("A".into()));
        let lines = [
            "\t\t\t\"id\": \"C\", \"title\": \"Third\",",
            "\t\t\t\"responsible\": [\"gov\", \"mov\"],",
            "\t\t\t\"due\": {\"on\": \"2026-05-01\"}",
        ];
        assert_eq!(new_lines(&many), lines);
        let one = added("milestone C; title=Third", ListPlace::Last);
        assert_eq!(
            new_lines(&one),
            ["\t\t{\"id\": \"B\", \"title\": \"Second\"},", "\t\t{\"id\": \"C\", \"title\": \"Third\"}"]
        );
        let first = added("milestone C; title=Third", ListPlace::Before("B".into()));
        assert_eq!(new_lines(&first), ["\t\t{\"id\": \"C\", \"title\": \"Third\"},"]);
    }

    #[test]
    fn the_first_of_a_list_goes_one_line_deeper() {
        let actor = added("actor gov; name=Government; role=party", ListPlace::Last);
        assert!(
            actor.contains(
                "\t\"actors\": [\n\t\t{\"id\": \"gov\", \"name\": \"Government\", \"role\": \"party\"}\n\t],\n"
            ),
            "{actor}"
        );
        let phase = added("phase one; title=One", ListPlace::Last);
        assert!(phase.contains("\n\t\"phases\": [\n\t\t{\"id\": \"one\", \"title\": \"One\"}\n\t],\n"), "{phase}");
        let indicator = added("indicator arms A; target=210", ListPlace::Last);
        assert!(indicator.contains("\t\t\t\"due\": {\"on\": \"2026-01\"},\n\t\t\t\"indicators\": [\n\t\t\t\t{\"id\": \"arms\", \"target\": 210}\n\t\t\t]\n"), "{indicator}");
        let inline = added("indicator arms B; target=210", ListPlace::Last);
        assert!(
            inline.contains("\"title\": \"Second\", \"indicators\": [{\"id\": \"arms\", \"target\": 210}]}\n"),
            "{inline}"
        );
        let rule = added("rule verify; by=role:monitor", ListPlace::Last);
        assert!(rule.contains("\"rules\": {\"verify\": {\"by\": [\"role:monitor\"]}}"), "{rule}");
    }

    #[test]
    fn parts_stand_behind_their_whole() {
        let parts = [("A-1".to_owned(), Some("North".to_owned())), ("A-2".to_owned(), None)];
        let made = spliced(PLAN, &split(PLAN, "a", &parts).expect("split"));
        let ids: Vec<&str> =
            made.match_indices("\"id\": \"").map(|(at, found)| &made[at + found.len()..][..3]).collect();
        assert_eq!(ids, ["A\",", "A-1", "A-2", "B\","]);
        assert_eq!(made.matches("\"part_of\": \"A\"").count(), 2);
        assert_eq!(
            split(PLAN, "A", &[("b".to_owned(), None)]),
            Err(Unedited::Taken { noun: Noun::Milestone, id: "b".into() })
        );
    }
}
