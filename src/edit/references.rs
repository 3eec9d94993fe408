//! Where a plan's text names its own things: who names what, and in which words.

use super::noun::{LISTED, Noun};
use super::tree::{Holding, JsonNode};
use std::ops::Range;

/// A place in which a thing is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPlace {
    pub noun: Noun,
    pub id: String,
    /// The milestone, where an indicator is named.
    pub of: Option<String>,
    /// Who names it, and under which key: ``requires of `DC-2` ``.
    pub by: String,
    /// The string in which it is named, with its quotes.
    pub at: Range<usize>,
    /// That string before the name, and after it.
    pub around: (String, String),
    /// Whether it only groups: a side may be called after an actor, and needs none.
    pub loose: bool,
}

/// Every place in which a thing is named.
pub fn named_places(root: &JsonNode) -> Vec<NamedPlace> {
    let mut found = Places::default();
    for noun in LISTED {
        for item in root.get(noun.list()).map_or(&[][..], JsonNode::items) {
            let id = item.says("id").unwrap_or_default();
            found.thing(item, &|key| format!("`{key}` of {} `{id}`", noun.word()));
        }
    }
    for rule in root.get(Noun::Rule.list()).map_or(&[][..], JsonNode::members) {
        found.rule(&rule.value, &format!("`rules.{}`", rule.key));
    }
    found.0
}

/// The things that a key names by their bare ids, one or a list of them.
pub fn named_by(key: &str) -> Option<Noun> {
    match key {
        "element" => Some(Noun::Element),
        "phase" => Some(Noun::Phase),
        "part_of" | "repeats" => Some(Noun::Milestone),
        "responsible" | "with" | "side" => Some(Noun::Actor),
        _ => None,
    }
}

#[derive(Default)]
struct Places(Vec<NamedPlace>);

impl Places {
    /// Looks through the keys of a thing. Those of other kinds of things are not there.
    fn thing(&mut self, node: &JsonNode, by: &dyn Fn(&str) -> String) {
        for member in node.members() {
            let key = member.key.as_str();
            let (value, by) = (&member.value, &by(key));
            if let Some(noun) = named_by(key) {
                let before = self.0.len();
                std::iter::once(value).chain(value.items()).for_each(|one| self.whole(noun, one, by));
                self.0[before..].iter_mut().for_each(|place| place.loose = key == "side");
                continue;
            }
            match key {
                "source" => value.items().iter().for_each(|item| self.cited(item, by)),
                "requires" => value.items().iter().for_each(|item| self.condition(item, by)),
                "due" => self.due(value, by),
                "verify" | "reschedule" | "suspend" => self.rule(value, by),
                "indicators" => value.items().iter().for_each(|item| self.target(item, by)),
                _ => {}
            }
        }
    }

    fn place(&mut self, noun: Noun, id: &str, node: &JsonNode, around: (&str, &str), by: &str) {
        let around = (around.0.to_owned(), around.1.to_owned());
        let (id, by, at) = (id.to_owned(), by.to_owned(), node.at.clone());
        self.0.push(NamedPlace { noun, id, of: None, by, at, around, loose: false });
    }

    fn whole(&mut self, noun: Noun, node: &JsonNode, by: &str) {
        if let Some(id) = node.words() {
            self.place(noun, id, node, ("", ""), by);
        }
    }

    /// `mou 4.3` names the source `mou`.
    fn cited(&mut self, node: &JsonNode, by: &str) {
        let Some(words) = node.words() else { return };
        let clause = words.trim_start();
        let source = clause.split_whitespace().next().unwrap_or_default();
        let start = words.len() - clause.len();
        self.place(Noun::Source, source, node, (&words[..start], &words[start + source.len()..]), by);
    }

    fn rule(&mut self, node: &JsonNode, by: &str) {
        let who = node.get("by").map_or(&[][..], JsonNode::items);
        let actors = who.iter().filter(|who| who.words().is_some_and(|words| !words.starts_with("role:")));
        actors.for_each(|actor| self.whole(Noun::Actor, actor, by));
    }

    /// `DC-1:due`, `phase:one:opened`; `signature` and `start` name nothing.
    fn event(&mut self, node: &JsonNode, by: &str) {
        let Some(words) = node.words() else { return };
        match words.split(':').collect::<Vec<_>>()[..] {
            ["signature" | "start"] => {}
            ["phase", id, which] => self.place(Noun::Phase, id, node, ("phase:", &format!(":{which}")), by),
            [id, which] => self.place(Noun::Milestone, id, node, ("", &format!(":{which}")), by),
            _ => self.place(Noun::Milestone, words, node, ("", ""), by),
        }
    }

    fn due(&mut self, node: &JsonNode, by: &str) {
        for member in node.members() {
            match member.key.as_str() {
                "after" | "before" => self.event(&member.value, by),
                "earliest_of" | "latest_of" | "either" => member.value.items().iter().for_each(|one| self.due(one, by)),
                _ => {}
            }
        }
    }

    fn condition(&mut self, node: &JsonNode, by: &str) {
        self.figure(node, by);
        for member in node.members() {
            match member.key.as_str() {
                "phase" => self.whole(Noun::Phase, &member.value, by),
                "after" => self.event(&member.value, by),
                "any" => member.value.items().iter().for_each(|one| self.condition(one, by)),
                "not" => self.condition(&member.value, by),
                _ => {}
            }
        }
    }

    fn target(&mut self, indicator: &JsonNode, by: &str) {
        let other = indicator.get("target").filter(|target| matches!(target.holds, Holding::Object(_)));
        other.into_iter().for_each(|other| self.figure(other, by));
    }

    /// A milestone, and an indicator of it.
    fn figure(&mut self, node: &JsonNode, by: &str) {
        let Some(milestone) = node.get("milestone") else { return };
        self.whole(Noun::Milestone, milestone, by);
        if let (Some(indicator), Some(of)) = (node.get("indicator"), milestone.words()) {
            self.whole(Noun::Indicator, indicator, by);
            self.0.last_mut().into_iter().for_each(|place| place.of = Some(of.to_owned()));
        }
    }
}
