//! A JSON text as it lies: each value with the place where it stands. Knows nothing of plans.

use crate::model::json::{self, PathStep};
use std::ops::Range;

/// A value, and where it stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonNode {
    pub at: Range<usize>,
    pub holds: Holding,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Holding {
    Object(Vec<JsonMember>),
    Array(Vec<JsonNode>),
    Words(String),
    /// A number, `true`, `false` or `null`.
    Bare,
}

#[derive(Clone, Debug, PartialEq)]
pub struct JsonMember {
    pub key: String,
    /// Where the key stands, with its quotes.
    pub key_at: Range<usize>,
    pub value: JsonNode,
}

impl JsonNode {
    /// Reads a text that is JSON; of what is not, nobody knows what comes out.
    pub fn of(text: &str) -> JsonNode {
        Scanner { text, at: 0 }.value()
    }

    pub fn members(&self) -> &[JsonMember] {
        if let Holding::Object(members) = &self.holds { members } else { &[] }
    }

    pub fn items(&self) -> &[JsonNode] {
        if let Holding::Array(items) = &self.holds { items } else { &[] }
    }

    pub fn words(&self) -> Option<&str> {
        if let Holding::Words(words) = &self.holds { Some(words) } else { None }
    }

    pub fn get(&self, key: &str) -> Option<&JsonNode> {
        self.members().iter().find(|member| member.key == key).map(|member| &member.value)
    }

    /// The words under a key.
    pub fn says(&self, key: &str) -> Option<&str> {
        self.get(key)?.words()
    }

    /// Whether it is an object or a list with something in it.
    pub fn is_full(&self) -> bool {
        !self.members().is_empty() || !self.items().is_empty()
    }

    /// The value at the end of a path.
    pub fn follow(&self, path: &[PathStep]) -> Option<&JsonNode> {
        path.iter().try_fold(self, |node, step| match step {
            PathStep::Key(key) => node.get(key),
            PathStep::Index(place) => node.items().get(*place),
        })
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while self.next().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Whether that byte comes next; if so it is passed.
    fn pass(&mut self, byte: u8) -> bool {
        self.space();
        let is_there = self.next() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn value(&mut self) -> JsonNode {
        self.space();
        let start = self.at;
        let holds = match self.next() {
            Some(b'{') => self.object(),
            Some(b'[') => self.array(),
            Some(b'"') => Holding::Words(self.string()),
            _ => self.bare(),
        };
        JsonNode { at: start..self.at, holds }
    }

    fn object(&mut self) -> Holding {
        let mut members = Vec::new();
        self.at += 1;
        while !self.pass(b'}') && self.next().is_some() {
            let start = self.at;
            let key = self.string();
            let key_at = start..self.at;
            self.pass(b':');
            members.push(JsonMember { key, key_at, value: self.value() });
            self.pass(b',');
        }
        Holding::Object(members)
    }

    fn array(&mut self) -> Holding {
        let mut items = Vec::new();
        self.at += 1;
        while !self.pass(b']') && self.next().is_some() {
            items.push(self.value());
            self.pass(b',');
        }
        Holding::Array(items)
    }

    fn string(&mut self) -> String {
        let (start, mut escaped) = (self.at, false);
        self.at += 1;
        while let Some(byte) = self.next() {
            self.at += 1;
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => break,
                _ => {}
            }
        }
        json::from_str(&self.text[start..self.at]).unwrap_or_default()
    }

    fn bare(&mut self) -> Holding {
        let start = self.at;
        while self.next().is_some_and(|byte| !byte.is_ascii_whitespace() && !b",:]}".contains(&byte)) {
            self.at += 1;
        }
        // Never stands still.
        self.at += usize::from(self.at == start);
        Holding::Bare
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_knows_its_place() {
        let text = "{ \"a\" : [1, \"x\\\"]\" ],\n\t\"b\": {\"c\":null} }\n";
        let root = JsonNode::of(text);
        let at = |path: &[PathStep]| &text[root.follow(path).expect("a value").at.clone()];
        let key = |key: &str| PathStep::Key(key.into());
        assert_eq!(at(&[]), text.trim_end());
        assert_eq!(at(&[key("a")]), "[1, \"x\\\"]\" ]");
        assert_eq!(at(&[key("a"), PathStep::Index(1)]), "\"x\\\"]\"");
        assert_eq!(at(&[key("b"), key("c")]), "null");
        assert_eq!(root.get("a").expect("a").items()[1].words(), Some("x\"]"));
    }
}
