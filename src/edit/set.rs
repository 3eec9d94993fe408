//! Keys of a plan, or of one of its things, given other values.

use super::error::Unedited;
use super::found::{FoundThing, find};
use super::keys::{PlanKeys, ValueShape, order};
use super::layout::{ItemPlace, NewJson, TextHabits};
use super::noun::{LISTED, Noun};
use super::references::named_by;
use super::splice::{Splice, difference, spliced};
use super::tree::JsonNode;
use super::words::{is_json, value};
use crate::model::actor::calls;
use crate::model::called::{Names, ThingNames};
use serde_json::Value;
use std::ops::Range;

/// One `key=words`, `key+=words` or `key-=words`; a key may lead inside: `due.named`, `title.uk`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    pub key: String,
    pub how: Assigning,
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assigning {
    Is,
    /// A list gains these.
    Gains,
    /// A list loses these.
    Loses,
}

impl Assignment {
    /// Reads what was typed; nothing where it has no `=`.
    pub fn parse(typed: &str) -> Option<Assignment> {
        let (key, words) = typed.split_once('=')?;
        let (key, how) = match (key.strip_suffix('+'), key.strip_suffix('-')) {
            (Some(key), _) => (key, Assigning::Gains),
            (_, Some(key)) => (key, Assigning::Loses),
            _ => (key, Assigning::Is),
        };
        Some(Assignment { key: key.trim().to_owned(), how, words: words.trim().to_owned() })
    }
}

/// Gives keys of a thing, or of the plan itself, other values.
pub fn set(text: &str, thing: Option<&str>, assignments: &[Assignment]) -> Result<Vec<Splice>, Unedited> {
    let mut changed = text.to_owned();
    let name = thing.map(|typed| find(&JsonNode::of(text), typed).map(|found| found.address())).transpose()?;
    for assignment in assignments.iter().flat_map(one_by_one) {
        let root = JsonNode::of(&changed);
        let assignment = by_id(&root, &assignment);
        let found = name.as_deref().map(|name| find(&root, name)).transpose()?;
        let object = EditedObject::of(&changed, &root, found.as_ref());
        let splices = object.assign(&assignment)?;
        changed = spliced(&changed, &splices);
    }
    Ok(difference(text, &changed).into_iter().collect())
}

/// What a list loses goes one by one.
fn one_by_one(assignment: &Assignment) -> Vec<Assignment> {
    match assignment.how {
        Assigning::Loses => {
            let each = |words: &str| Assignment { words: words.to_owned(), ..assignment.clone() };
            split(&assignment.words).into_iter().map(each).collect()
        }
        _ => vec![assignment.clone()],
    }
}

/// The same with ids where a key names other things by what people call them.
pub fn by_id(root: &JsonNode, assignment: &Assignment) -> Assignment {
    let Some(noun) = named_by(&assignment.key) else { return assignment.clone() };
    let id = |words: &str| called(root, noun, words);
    let each = || split(&assignment.words).into_iter().map(|words| id(words).unwrap_or(words.into()));
    let words = match is_json(&assignment.words) {
        true => assignment.words.clone(),
        false => id(&assignment.words).unwrap_or_else(|| each().collect::<Vec<_>>().join(",")),
    };
    Assignment { words, ..assignment.clone() }
}

/// The id of the one thing that is called so.
fn called(root: &JsonNode, noun: Noun, words: &str) -> Option<String> {
    let items = root.get(noun.list()).map_or(&[][..], JsonNode::items);
    let all: Vec<(&str, &JsonNode)> = items.iter().filter_map(|item| Some((item.says("id")?, item))).collect();
    let lang = root.says("lang").unwrap_or("en");
    let in_short = match noun {
        Noun::Actor => calls(&all.iter().map(|(id, item)| (*id, name_in(item, lang))).collect::<Vec<_>>()),
        _ => Vec::new(),
    };
    let in_short = in_short.iter().map(|name| Some(name.as_str())).chain(std::iter::repeat(None));
    let names: Names<&str> =
        all.iter().zip(in_short).map(|((id, item), short)| (*id, thing(id, item, short))).collect();
    names.only(words).map(str::to_owned)
}

fn thing<'t>(id: &'t str, item: &'t JsonNode, in_short: Option<&'t str>) -> ThingNames<'t> {
    let said =
        |text: &'t JsonNode| text.words().into_iter().chain(text.members().iter().filter_map(|it| it.value.words()));
    let names = ["title", "name"].into_iter().filter_map(|key| item.get(key)).flat_map(said);
    ThingNames { id, number: item.says("number"), names: names.chain(in_short).collect() }
}

/// The name of a thing in a language, else in whichever comes first.
fn name_in<'t>(item: &'t JsonNode, lang: &str) -> &'t str {
    let first = |text: &'t JsonNode| text.members().iter().min_by_key(|member| &member.key)?.value.words();
    let said = item.get("name").and_then(|text| text.words().or_else(|| text.says(lang)).or_else(|| first(text)));
    said.unwrap_or_default()
}

/// An object of the plan whose keys are given values.
struct EditedObject<'t> {
    text: &'t str,
    habits: TextHabits<'t>,
    /// The language of plain texts.
    lang: &'t str,
    what: String,
    schema: &'t Value,
    noun: Option<Noun>,
    node: &'t JsonNode,
    /// Its neighbours, by which what is new is laid out.
    others: &'t [JsonNode],
}

/// Where a key leads: the objects on the way are there, up to one that has not got the next.
struct Leaf<'t> {
    object: &'t JsonNode,
    key: String,
    /// The keys that lead on from there, where there is nothing yet.
    below: Vec<String>,
    shape: ValueShape<'t>,
    outermost: bool,
    /// Whether the key is the language of a text.
    in_text: bool,
}

impl<'t> EditedObject<'t> {
    fn of(text: &'t str, root: &'t JsonNode, found: Option<&FoundThing<'t>>) -> EditedObject<'t> {
        let habits = TextHabits::of(text, root);
        let lang = root.says("lang").unwrap_or("en");
        match found {
            None => EditedObject {
                text,
                habits,
                lang,
                what: "the plan".into(),
                schema: PlanKeys::read().plan(),
                noun: None,
                node: root,
                others: &[],
            },
            Some(found) => EditedObject {
                text,
                habits,
                lang,
                what: found.told(),
                schema: PlanKeys::read().of(found.noun),
                noun: Some(found.noun),
                node: found.node,
                others: found.holder.items(),
            },
        }
    }

    fn assign(&self, assignment: &Assignment) -> Result<Vec<Splice>, Unedited> {
        self.guard(&assignment.key)?;
        let leaf = self.leaf(&assignment.key)?;
        let there = leaf.object.get(&leaf.key).filter(|_| leaf.below.is_empty());
        let words = assignment.words.as_str();
        // A variable of a shell that was never set takes no date away.
        if words.is_empty() {
            return Err(
                self.bad(assignment, format!("what it is to be, or `{}=none`, which takes it away", assignment.key))
            );
        }
        // A text that is that very word is typed as JSON has it, in quotes.
        if words == "none" && assignment.how == Assigning::Is {
            return Ok(there.and_then(|_| self.habits.take_key(leaf.object, &leaf.key)).into_iter().collect());
        }
        let json = match (leaf.shape, assignment.how, there) {
            (ValueShape::List(items), Assigning::Is, _) => {
                NewJson::List(self.said(assignment, PlanKeys::read().shape(items))?)
            }
            (ValueShape::List(items), how, there) => {
                let said = self.said(assignment, PlanKeys::read().shape(items))?;
                match there.filter(|there| !there.items().is_empty()) {
                    Some(list) if how == Assigning::Gains => return Ok(self.gained(list, said)),
                    Some(list) => return Ok(self.lost(list, &said)),
                    None if how == Assigning::Gains => NewJson::List(said),
                    None => return Ok(Vec::new()),
                }
            }
            (shape, Assigning::Is, there) => self.single(assignment, shape, there)?,
            _ => return Err(self.bad(assignment, format!("{}=VALUE: it is no list", assignment.key))),
        };
        let json = leaf.below.iter().rev().fold(json, |json, key| NewJson::Object(vec![(key.clone(), json)]));
        // A plain text becomes one of several.
        if leaf.in_text && leaf.object.words().is_some() {
            let own = (self.lang.to_owned(), NewJson::As(self.text[leaf.object.at.clone()].to_owned()));
            let all = if leaf.key == self.lang { vec![(leaf.key, json)] } else { vec![own, (leaf.key, json)] };
            return Ok(vec![self.habits.replace(leaf.object, &NewJson::Object(all))]);
        }
        let last = || leaf.object.members().iter().map(|member| member.key.clone()).chain([leaf.key.clone()]).collect();
        let (order, others) = if leaf.outermost { (order(self.noun), self.others) } else { (last(), &[][..]) };
        Ok(vec![self.habits.put(leaf.object, &leaf.key, &json, &order, others)])
    }

    /// What a list is to gain, lose, or have.
    fn said(&self, assignment: &Assignment, items: ValueShape) -> Result<Vec<NewJson>, Unedited> {
        let bad = |write| self.bad(assignment, write);
        if assignment.words.starts_with('[') {
            value(ValueShape::Object, &assignment.words).map_err(bad)?;
            let typed = JsonNode::of(&assignment.words);
            return Ok(typed
                .items()
                .iter()
                .map(|item| NewJson::As(assignment.words[item.at.clone()].to_owned()))
                .collect());
        }
        split(&assignment.words).into_iter().map(|words| value(items, words).map_err(bad)).collect()
    }

    fn gained(&self, list: &JsonNode, said: Vec<NewJson>) -> Vec<Splice> {
        let is_new = |json: &NewJson| !list.items().iter().any(|item| self.is_same(item, json));
        let new: Vec<NewJson> = said.into_iter().filter(is_new).collect();
        let splice = (!new.is_empty()).then(|| self.habits.add_all(list, &new, ItemPlace::Last));
        splice.into_iter().collect()
    }

    fn lost(&self, list: &JsonNode, said: &[NewJson]) -> Vec<Splice> {
        let place = list.items().iter().position(|item| said.iter().any(|json| self.is_same(item, json)));
        place.map(|place| self.habits.take_item(list, place)).into_iter().collect()
    }

    /// Whether JSON that stands somewhere says what other would.
    fn is_same(&self, node: &JsonNode, json: &NewJson) -> bool {
        let written = self.habits.write(json, &[]);
        same_said(self.text, node) == same_said(&written, &JsonNode::of(&written))
    }

    fn guard(&self, key: &str) -> Result<(), Unedited> {
        let instead = match (key, self.noun) {
            ("id", Some(_)) => "milepost plan rename OLD NEW",
            ("format" | "uid" | "base", None) => "",
            (list, None) if LISTED.iter().any(|noun| noun.list() == list) => "milepost plan add, set and drop",
            _ => return Ok(()),
        };
        Err(Unedited::NotByHand { key: key.to_owned(), instead })
    }

    /// Follows a dotted key.
    fn leaf(&self, dotted: &str) -> Result<Leaf<'t>, Unedited> {
        let (mut schema, mut object, mut below) = (self.schema, Some(self.node), Vec::new());
        let parts: Vec<&str> = dotted.split('.').collect();
        let (mut holder, mut last, mut in_text) = (self.node, parts[0].to_owned(), false);
        for (depth, part) in parts.iter().enumerate() {
            in_text = PlanKeys::read().shape(schema) == ValueShape::Text;
            let known = || self.known(schema, depth);
            let unknown = || Unedited::UnknownKey { of: self.what.clone(), key: dotted.to_owned(), known: known() };
            let next = match (in_text, PlanKeys::read().key(schema, part)) {
                (true, _) if depth + 1 == parts.len() && !part.is_empty() => &WORDS,
                (false, Some(key)) => key.schema,
                (false, None) if part.starts_with("x-") && part.len() > 2 && depth + 1 == parts.len() => &WORDS,
                _ => return Err(unknown()),
            };
            match object {
                Some(there) => {
                    (holder, last) = (there, (*part).to_owned());
                    object = there.get(part);
                }
                None => below.push((*part).to_owned()),
            }
            schema = next;
        }
        let shape = PlanKeys::read().shape(schema);
        Ok(Leaf { object: holder, key: last, below, shape, outermost: parts.len() == 1, in_text })
    }

    /// The keys that an object may have, in the order in which plans have them.
    fn known(&self, schema: &Value, depth: usize) -> Vec<String> {
        let order = if depth == 0 { order(self.noun) } else { Vec::new() };
        let mut known: Vec<String> = PlanKeys::read().keys(schema).iter().map(|key| key.name.to_owned()).collect();
        known.sort_by_key(|key| order.iter().position(|ordered| ordered == key));
        known
    }

    /// One value; a text of several languages and a date keep what the words say nothing of.
    fn single(
        &self,
        assignment: &Assignment,
        shape: ValueShape,
        there: Option<&JsonNode>,
    ) -> Result<NewJson, Unedited> {
        let json = value(shape, &assignment.words).map_err(|write| self.bad(assignment, write))?;
        let kept = |key: &str, json: &NewJson| {
            let members = there.map_or(&[][..], JsonNode::members);
            let as_is = |at: &Range<usize>| NewJson::As(self.text[at.clone()].to_owned());
            members
                .iter()
                .map(|member| match member.key == key {
                    true => (member.key.clone(), json.clone()),
                    false => (member.key.clone(), as_is(&member.value.at)),
                })
                .collect::<Vec<_>>()
        };
        Ok(match (shape, json) {
            (ValueShape::Text, plain)
                if there.is_some_and(|there| !there.members().is_empty()) && !is_json(&assignment.words) =>
            {
                let mut all = kept(self.lang, &plain);
                if all.iter().all(|(lang, _)| lang != self.lang) {
                    all.insert(0, (self.lang.to_owned(), plain));
                }
                NewJson::Object(all)
            }
            (ValueShape::Due, NewJson::Object(mut said)) => {
                said.extend(kept("", &NewJson::List(Vec::new())).into_iter().filter(|(key, _)| key == "named"));
                NewJson::Object(said)
            }
            (_, json) => json,
        })
    }

    fn bad(&self, assignment: &Assignment, write: String) -> Unedited {
        Unedited::BadWords { key: assignment.key.clone(), words: assignment.words.clone(), write }
    }
}

/// The schema of plain words.
static WORDS: Value = Value::Bool(true);

/// The same for whatever says the same: keys in order, no gaps.
fn same_said(text: &str, node: &JsonNode) -> String {
    let mut members: Vec<String> =
        node.members().iter().map(|member| format!("{:?}:{}", member.key, same_said(text, &member.value))).collect();
    members.sort();
    match node.words() {
        Some(words) => format!("{words:?}"),
        None if node.is_full() => {
            let items: Vec<String> = node.items().iter().map(|item| same_said(text, item)).collect();
            format!("<{}|{}>", members.join(","), items.join(","))
        }
        None => text[node.at.clone()].to_owned(),
    }
}

/// Words parted by commas, but not inside brackets or quotes.
pub fn split(words: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut quoted) = (Vec::new(), 0, 0i32, false);
    for (at, byte) in words.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth -= 1,
            b',' if !quoted && depth == 0 => {
                parts.push(words[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(words[from..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "{\r\n  \"id\":\"p\", \"lang\":\"uk\",\r\n  \"title\":\"План\",\r\n  \"rules\":{\"amend\":\"never\"},\r\n  \"milestones\":[\r\n    {\"id\":\"A\",\r\n     \"title\":{\"en\":\"First\",\"uk\":\"Перший\"},\r\n     \"responsible\":[\"gov\",\r\n                    \"mov\"],\r\n     \"due\":{\"on\":\"2026-01-01\",\"named\":\"agreed\"}, \"x-mine\":[1,  2]}\r\n  ]\r\n}";

    fn after(thing: Option<&str>, typed: &[&str]) -> String {
        let assignments: Vec<Assignment> = typed.iter().filter_map(|typed| Assignment::parse(typed)).collect();
        spliced(PLAN, &set(PLAN, thing, &assignments).expect("set"))
    }

    #[test]
    fn one_value_gives_way_and_every_other_byte_stays() {
        let cases = [
            ("due=2026-05-01", "\"2026-01-01\"", "\"2026-05-01\""),
            ("title=Інший", "\"Перший\"", "\"Інший\""),
            ("title.en=One", "\"First\"", "\"One\""),
            ("responsible+=army,gov", "\"mov\"]", "\"mov\",\r\n                    \"army\"]"),
            ("responsible-=mov", "[\"gov\",\r\n                    \"mov\"]", "[\"gov\"]"),
            ("due.named=indicative", "\"agreed\"", "\"indicative\""),
            ("due=none", "\r\n     \"due\":{\"on\":\"2026-01-01\",\"named\":\"agreed\"}, ", "\r\n     "),
            ("weight=2", "\"agreed\"}, ", "\"agreed\"},\r\n     \"weight\":2, "),
            ("x-new=7 of them", "\"x-mine\":[1,  2]", "\"x-mine\":[1,  2],\r\n     \"x-new\":\"7 of them\""),
        ];
        for (typed, old, new) in cases {
            let made = after(Some("a"), &[typed]);
            assert_eq!(made, PLAN.replacen(old, new, 1), "{typed}");
        }
    }

    #[test]
    fn none_takes_any_key_away_and_the_word_is_typed_in_quotes() {
        assert!(!after(Some("A"), &["title=none"]).contains("Перший"));
        assert!(after(Some("A"), &["title=\"none\""]).contains("\"title\":\"none\""));
    }

    #[test]
    fn others_are_named_by_id_in_any_case_or_by_what_they_are_called() {
        let text = r#"{"phases":[{"id":"one","title":"First"},{"id":"two","title":{"en":"Last, at length"}}],"actors":[{"id":"gov","name":"Government"},{"id":"mov","name":{"en":"Movement of the North (MN)","uk":"Рух"}}],"milestones":[{"id":"A","number":"7a"}]}"#;
        let root = JsonNode::of(text);
        let said = |typed| by_id(&root, &Assignment::parse(typed).expect("typed")).words;
        assert_eq!(said("phase=first"), "one");
        assert_eq!(said("phase=TWO"), "two");
        assert_eq!(said("phase=Last, at length"), "two");
        assert_eq!(said("responsible+=government, mov"), "gov,mov");
        assert_eq!(said("responsible+=mn, Рух"), "mov,mov");
        assert_eq!(said("part_of=7A"), "A");
        assert_eq!(said("phase=third"), "third");
        assert_eq!(said("title=first"), "first");
        assert_eq!(said("phase=last,  at length"), "two");
    }

    #[test]
    fn the_plan_itself_has_keys_too() {
        assert!(after(None, &["title.en=Plan"]).contains("\"title\":{\"uk\":\"План\",\"en\":\"Plan\"}"));
        let rules = after(None, &["rules.verify=2 of amm,un", "rules.amend=all of role:party"]);
        assert!(rules.contains("\"amend\":{\"by\":[\"role:party\"],\"quorum\":\"all\"}"), "{rules}");
        assert!(rules.contains("\"verify\":{\"by\":[\"amm\",\"un\"],\"quorum\":2}"), "{rules}");
        assert!(after(Some("rule:amend"), &["by=gov"]).contains("\"amend\":{\"by\":[\"gov\"]}"));
    }

    #[test]
    fn what_is_no_key_or_no_value_is_refused() {
        let refused = |thing, typed: &str| {
            let assignments: Vec<Assignment> = Assignment::parse(typed).into_iter().collect();
            set(PLAN, thing, &assignments).expect_err(typed)
        };
        assert!(matches!(refused(Some("A"), "deu=2026"), Unedited::UnknownKey { .. }));
        assert!(matches!(refused(Some("A"), "due.onn=2026"), Unedited::UnknownKey { .. }));
        assert!(matches!(refused(Some("A"), "due=soon"), Unedited::BadWords { .. }));
        assert!(matches!(refused(Some("A"), "weight+=2"), Unedited::BadWords { .. }));
        assert!(matches!(refused(Some("A"), "id=B"), Unedited::NotByHand { .. }));
        assert!(matches!(refused(None, "milestones=[]"), Unedited::NotByHand { .. }));
        assert!(matches!(refused(Some("B"), "weight=2"), Unedited::NotThere { .. }));
    }
}
