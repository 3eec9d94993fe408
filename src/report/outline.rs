//! An outline: titled sections of short items, before it has a format.

use super::prose::Para;
use super::topic::Topic;
use std::borrow::Cow;

#[derive(Debug, Default)]
pub struct Outline {
    pub title: String,
    /// Lines below the title.
    pub lead: Vec<String>,
    pub sections: Vec<Section>,
}

#[derive(Debug)]
pub struct Section {
    pub topic: Topic,
    pub title: String,
    /// How many things it is about, of which `items` may tell the first; nothing where they are not counted.
    pub many: Option<usize>,
    pub items: Vec<Item>,
}

/// A thing, and what is said of it.
#[derive(Debug)]
pub struct Item {
    /// What one types for it, where it is a thing of the plan that has a name.
    pub code: Option<String>,
    pub head: String,
    pub rest: Vec<String>,
}

impl Item {
    pub fn line(text: impl Into<String>) -> Item {
        Item::of(text, Vec::new())
    }

    pub fn of(head: impl Into<String>, rest: Vec<String>) -> Item {
        Item { code: None, head: head.into(), rest }
    }

    /// Something of the plan, by its code and its name.
    pub fn named(code: impl ToString, name: &str, rest: Vec<String>) -> Item {
        Item { code: Some(code.to_string()), head: name.to_owned(), rest }
    }

    /// What it is where one types: the code first, set apart by two spaces.
    pub fn coded(&self) -> Cow<'_, str> {
        self.code.as_ref().map_or(Cow::from(&self.head), |code| format!("{code}  {}", self.head).into())
    }

    /// What it is where one reads: the name first.
    pub fn called(&self) -> Cow<'_, str> {
        self.code.as_ref().map_or(Cow::from(&self.head), |code| format!("{} ({code})", self.head).into())
    }

    /// The item in one line, after its head.
    pub fn joined(&self, head: &str) -> String {
        match self.rest.is_empty() {
            true => head.to_owned(),
            false => format!("{head}: {}", self.rest.join("; ")),
        }
    }
}

impl Outline {
    /// Adds a section; an empty one is left out.
    pub fn add(&mut self, topic: Topic, items: Vec<Item>) {
        self.add_first(topic, items.len(), items);
    }

    /// The same of so many things, of which the items tell the first, or several at once.
    pub fn add_first(&mut self, topic: Topic, many: usize, items: Vec<Item>) {
        self.add_titled(topic, topic.told().to_owned(), many, items);
    }

    /// The same under a title of its own.
    pub fn add_titled(&mut self, topic: Topic, title: String, many: usize, items: Vec<Item>) {
        if !items.is_empty() {
            self.sections.push(Section { topic, title, many: topic.is_counted().then_some(many), items });
        }
    }

    /// The outline as paragraphs: an item's head on a line of its own, what is said of it below.
    pub fn paras(&self) -> Vec<Para> {
        let lead = std::iter::once(&self.title).chain(&self.lead).map(Para::line);
        lead.chain(self.sections.iter().flat_map(Section::paras)).collect()
    }
}

impl Section {
    /// The title, and how many things stand below it.
    pub fn head(&self) -> String {
        self.many.map_or_else(|| self.title.clone(), |many| format!("{} ({many})", self.title))
    }

    /// A gap, the title, and the items.
    pub fn paras(&self) -> Vec<Para> {
        let below = |text: &String| Para { text: format!("      {text}"), hang: 8 };
        let mut paras = vec![Para::gap(), Para::line(self.head())];
        for item in &self.items {
            paras.push(Para { text: format!("  {}", item.coded()), hang: 6 });
            paras.extend(item.rest.iter().map(below));
        }
        paras
    }
}
