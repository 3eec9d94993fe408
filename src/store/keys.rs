//! The keys of the version of the plan in force: who may have written a version of a book, asked where versions disagree.

use super::desk::{bear_out, desk};
use crate::fold::state::Clocks;
use crate::fold::version_in_force;
use crate::ledger::chain::Book;
use crate::ledger::fork::Reading;
use crate::model::hash::Hash;
use crate::ledger::point::Point;
use crate::ledger::seal::vouched;
use crate::model::entry::{Desk, Entry};
use crate::model::id::Id;
use crate::model::key::Key;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug, Default)]
pub struct Keys(BTreeMap<Id, Vec<Key>>);

impl Keys {
    /// Of the version that was adopted last, as far as the books tell of which no two versions disagree. A version that is merely
    /// proposed gives nobody a key. The first of the plans is the root.
    pub fn in_force<'a>(plans: Vec<(Hash, &str)>, readings: impl Iterator<Item = &'a Reading>) -> Keys {
        let read = |(hash, text): (Hash, &str)| Some((hash.to_string(), Arc::new(Plan::parse(text).ok()?)));
        let versions = Versions(plans.into_iter().filter_map(read).collect());
        if versions.0.is_empty() {
            return Keys::default();
        }
        let agreed = agreed(readings);
        let books: Vec<Book> = agreed.iter().map(|reading| reading.book.clone()).collect();
        let mut desks: Vec<Desk> = books.iter().map(|book| desk(book).0).collect();
        bear_out(&mut desks, &books, versions.0.iter().map(|(_, plan)| &**plan));
        let of = |(book, reading): (usize, &&Reading)| {
            reading.entries.iter().cloned().map(move |entry| Entry { book, ..entry }).collect()
        };
        let entries: Vec<Vec<Entry>> = agreed.iter().enumerate().map(of).collect();
        let ever = Clocks { as_of: Moment::MAX, known_by: Moment::MAX };
        let place = version_in_force(&versions, &desks, &entries.concat(), ever);
        let actors = versions.0[place].1.actors.iter().filter(|actor| !actor.keys.is_empty());
        Keys(actors.map(|actor| (actor.id.clone(), actor.keys.clone())).collect())
    }

    /// Up to which line a book is sealed by its actor; nothing where he has no keys.
    pub fn vouched(&self, book: &Book) -> Option<u64> {
        let keys = self.0.get(&book.opening.actor)?;
        let upto = |key: &Key| {
            let limit =
                key.limit(&book.opening.book, |point| Point::parse(point).is_some_and(|point| book.has(&point)));
            let sealed = crate::ledger::seal::Key::parse(&key.text).map_or(0, |key| vouched(book, &[key]));
            sealed.min(limit)
        };
        keys.iter().map(upto).max()
    }
}

/// Of every book the longest version, where no other says otherwise; sorted by name.
fn agreed<'a>(readings: impl Iterator<Item = &'a Reading>) -> Vec<&'a Reading> {
    let mut books: BTreeMap<&Id, Option<&Reading>> = BTreeMap::new();
    for reading in readings {
        let bytes = |reading: &'a Reading| &reading.book.bytes[..reading.book.whole];
        let longest = books.entry(&reading.book.opening.book).or_insert(Some(reading));
        *longest = longest.and_then(|known| match (bytes(known), bytes(reading)) {
            (known_bytes, new) if known_bytes.starts_with(new) => Some(known),
            (known_bytes, new) if new.starts_with(known_bytes) => Some(reading),
            _ => None,
        });
    }
    books.into_values().flatten().collect()
}
