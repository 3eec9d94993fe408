//! The thing of a plan that was typed, found where it stands in the text.

use super::error::Unedited;
use super::noun::{LISTED, Noun};
use super::tree::JsonNode;
use crate::model::id::Id;

/// A thing that was found: which it is, what holds it, and where it stands there.
#[derive(Clone, Debug)]
pub struct FoundThing<'t> {
    pub noun: Noun,
    pub id: String,
    /// The milestone of an indicator.
    pub of: Option<String>,
    /// The list; for a rule, the object of rules.
    pub holder: &'t JsonNode,
    /// Its place in the list.
    pub place: usize,
    pub node: &'t JsonNode,
}

impl FoundThing<'_> {
    /// As people read it: ``milestone `DC-1` ``.
    pub fn told(&self) -> String {
        told(self.noun, &self.id, self.of.as_deref())
    }

    /// How it is named so that it is found again, and no other.
    pub fn address(&self) -> String {
        match &self.of {
            Some(of) => format!("{of}/{}", self.id),
            None => format!("{}:{}", self.noun.word(), self.id),
        }
    }

    /// Whether an object is this one.
    pub fn is(&self, node: &JsonNode) -> bool {
        self.node.at == node.at
    }
}

/// A thing in words.
pub fn told(noun: Noun, id: &str, of: Option<&str>) -> String {
    match of {
        Some(of) => format!("{} `{id}` of `{of}`", noun.word()),
        None => format!("{} `{id}`", noun.word()),
    }
}

/// Finds what was typed: `DC-1`, `actor:goi`, `DC-1/weapons`, `rule:verify`, whatever the case.
pub fn find<'t>(root: &'t JsonNode, typed: &str) -> Result<FoundThing<'t>, Unedited> {
    let (noun, name) = match typed.split_once(':') {
        Some((word, name)) => match Noun::ALL.into_iter().find(|noun| noun.word() == word) {
            Some(noun) => (Some(noun), name),
            None => return Err(Unedited::NoNoun(word.to_owned())),
        },
        None => (None, typed),
    };
    if let Some((milestone, indicator)) = name.split_once('/') {
        let whole = one_of(root, Noun::Milestone, milestone)?;
        return inside(&whole, indicator);
    }
    match noun {
        Some(Noun::Rule) => rule(root, name),
        Some(noun) => one_of(root, noun, name),
        None => anywhere(root, name),
    }
}

fn anywhere<'t>(root: &'t JsonNode, name: &str) -> Result<FoundThing<'t>, Unedited> {
    let mut found: Vec<FoundThing> = LISTED.into_iter().filter_map(|noun| one_of(root, noun, name).ok()).collect();
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => {
            let known = LISTED.into_iter().flat_map(|noun| ids(root, noun)).collect();
            Err(Unedited::NotThere { noun: None, id: name.to_owned(), known })
        }
        _ => Err(Unedited::Several { id: name.to_owned(), nouns: found.iter().map(|one| one.noun).collect() }),
    }
}

/// The one of a list that has that id.
pub fn one_of<'t>(root: &'t JsonNode, noun: Noun, name: &str) -> Result<FoundThing<'t>, Unedited> {
    let unknown = || Unedited::NotThere { noun: Some(noun), id: name.to_owned(), known: ids(root, noun) };
    let holder = root.get(noun.list()).ok_or_else(unknown)?;
    let place = place_of(holder, name).ok_or_else(unknown)?;
    let node = &holder.items()[place];
    let id = node.says("id").unwrap_or_default().to_owned();
    Ok(FoundThing { noun, id, of: None, holder, place, node })
}

fn inside<'t>(whole: &FoundThing<'t>, name: &str) -> Result<FoundThing<'t>, Unedited> {
    let indicators = whole.node.get(Noun::Indicator.list());
    let unknown = || Unedited::NotThere { noun: Some(Noun::Indicator), id: name.to_owned(), known: ids_of(indicators) };
    let holder = indicators.ok_or_else(unknown)?;
    let place = place_of(holder, name).ok_or_else(unknown)?;
    let node = &holder.items()[place];
    let id = node.says("id").unwrap_or_default().to_owned();
    Ok(FoundThing { noun: Noun::Indicator, id, of: Some(whole.id.clone()), holder, place, node })
}

fn rule<'t>(root: &'t JsonNode, name: &str) -> Result<FoundThing<'t>, Unedited> {
    let rules = root.get(Noun::Rule.list());
    let known = || rules.map_or(&[][..], JsonNode::members).iter().map(|member| member.key.clone()).collect();
    let unknown = || Unedited::NotThere { noun: Some(Noun::Rule), id: name.to_owned(), known: known() };
    let holder = rules.ok_or_else(unknown)?;
    let place = holder.members().iter().position(|member| member.key == name).ok_or_else(unknown)?;
    Ok(FoundThing {
        noun: Noun::Rule,
        id: name.to_owned(),
        of: None,
        holder,
        place,
        node: &holder.members()[place].value,
    })
}

fn ids(root: &JsonNode, noun: Noun) -> Vec<String> {
    ids_of(root.get(noun.list()))
}

/// The ids that a list has.
pub fn ids_of(list: Option<&JsonNode>) -> Vec<String> {
    let items = list.map_or(&[][..], JsonNode::items);
    items.iter().filter_map(|item| item.says("id")).map(str::to_owned).collect()
}

/// Where the one of an id stands in a list; whatever its case, where none is written just so.
pub fn place_of(list: &JsonNode, id: &str) -> Option<usize> {
    let exact = list.items().iter().position(|item| item.says("id") == Some(id));
    exact.or_else(|| list.items().iter().position(|item| is_called(item, id)))
}

/// Whether a thing has an id, whatever its case.
pub fn is_called(item: &JsonNode, id: &str) -> bool {
    item.says("id").is_some_and(|known| Id::folded(known) == Id::folded(id))
}
