//! Where the entry of a name stands, what an entry is called, and when it counts and became known by its own word.

use crate::model::entry::{Desks, Entries, Entry};
use crate::model::index::{DeskIx, EntryIx, Ix};
use crate::model::moment::{Moment, Zone};
use crate::model::name::EntryName;

/// The moment an entry counts from by its own date: its `on`, an imprecise one its last moment, but never after it became
/// known. Who agrees, finds or retracts does so from the moment of what it names.
pub fn counts_from(zone: Zone, entry: &Entry) -> Moment {
    let known = known(zone, entry);
    match entry.on {
        Some(on) if on.is_plain() => on.last(zone).min(known),
        Some(on) => on.last(zone),
        None => known,
    }
}

/// When an entry became known: `at`, or for a record carried over its `known`.
pub fn known(zone: Zone, entry: &Entry) -> Moment {
    entry.known.map_or(entry.at, |known| known.last(zone).min(entry.at))
}

/// The name of an entry.
pub fn name_of(desks: &Desks, entry: &Entry) -> EntryName {
    EntryName::new(desks[entry.book].book.clone(), entry.seq)
}

/// Where the entry of a name stands.
pub fn find(desks: &Desks, entries: &Entries, name: &EntryName) -> Option<EntryIx> {
    let book = desks.binary_search_by(|desk| desk.book.cmp(&name.book)).ok().filter(|_| name.meant.is_none())?;
    entries.find_by_key(&(DeskIx::at(book), name.seq), |entry| (entry.book, entry.seq))
}
