//! The keys of the actors, gathered from all versions of the plan that are at hand: enough to tell who may have written a version
//! of a book. Whether a line counts is asked of the version in force, elsewhere.

use crate::ledger::chain::Book;
use crate::ledger::seal::{Key, vouched};
use crate::model::id::Id;
use crate::model::plan::Plan;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub struct Keys(BTreeMap<Id, Vec<Key>>);

impl Keys {
    /// Of plans as their files have them; what cannot be read has no keys.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Keys {
        let mut keys: BTreeMap<Id, Vec<Key>> = BTreeMap::new();
        for actor in texts.into_iter().filter_map(|text| Plan::parse(text).ok()).flat_map(|plan| plan.actors.clone()) {
            let known = keys.entry(actor.id.clone()).or_default();
            known.extend(actor.keys.iter().filter_map(|key| Key::parse(&key.text)));
        }
        keys.retain(|_, keys| !keys.is_empty());
        Keys(keys)
    }

    /// Up to which line a book is sealed by its actor; nothing where he has no keys.
    pub fn vouched(&self, book: &Book) -> Option<u64> {
        self.0.get(&book.opening.actor).map(|keys| vouched(book, keys))
    }
}
