//! The log: what all books say, what became of each entry of it, when an entry counts and became known by its own word.

use super::record::is_loose;
use super::state::Judgements;
use crate::model::entry::{Act, Claim, Desk, Desks, Disputed, Entries, Entry};
use crate::model::id::Id;
use crate::model::index::{DeskIx, EntryIx, Ix};
use crate::model::moment::{Moment, Zone};
use crate::model::name::EntryName;
use crate::model::when::When;
use rayon::prelude::*;

/// Below so many entries the threads cost more than they give.
pub const MANY: usize = 4096;

/// Whose books there are, sorted by name, and what stands in them, sorted by book and number.
#[derive(Clone, Copy)]
pub struct Log<'a> {
    pub desks: &'a Desks,
    pub entries: &'a Entries,
}

/// The log with what became of each entry.
#[derive(Clone, Copy)]
pub struct JudgedLog<'a> {
    pub desks: &'a Desks,
    pub entries: &'a Entries,
    pub judged: &'a Judgements,
}

impl<'a> Log<'a> {
    /// Where the entry of a name stands.
    pub fn find(self, name: &EntryName) -> Option<EntryIx> {
        let book = self.desks.binary_search_by(|desk| desk.book.cmp(&name.book)).ok();
        let book = book.filter(|_| name.meant.is_none()).map(DeskIx::at)?;
        let is_it = |entry: &&Entry| (entry.book, entry.seq) == (book, name.seq);
        // Where each line is an entry, its number tells its place.
        let place = usize::try_from(name.seq).ok()?.checked_add(self.desks[book].before)?.checked_sub(1)?;
        match self.entries.get(EntryIx::at(place)).filter(is_it) {
            Some(_) => Some(EntryIx::at(place)),
            None => self.entries.find_by_key(&(book, name.seq), |entry| (entry.book, entry.seq)),
        }
    }

    /// The entries of one book, of which no others are read.
    pub fn of_book(self, book: DeskIx) -> impl Iterator<Item = (EntryIx, &'a Entry)> + use<'a> {
        let entries = self.entries;
        let first = entries.first_not(0..entries.len(), |entry| entry.book < book);
        let own = (first..entries.len()).map(EntryIx::at).map(|place| (place, &entries[place]));
        own.take_while(move |(_, entry)| entry.book == book)
    }

    /// What each entry gives that gives anything, in their order; of many, looked for on all processors.
    pub fn found<T: Send>(self, of: impl Fn(EntryIx, &'a Entry) -> Option<T> + Sync) -> Vec<T> {
        match self.entries.len() {
            ..MANY => self.entries.pairs().filter_map(|(place, entry)| of(place, entry)).collect(),
            _ => {
                let each = self.entries.par_iter().enumerate();
                each.filter_map(|(place, entry)| of(EntryIx::at(place), entry)).collect()
            }
        }
    }

    /// The entry that an entry disputes.
    pub fn disputed(self, entry: EntryIx) -> Option<EntryIx> {
        match &self.entries[entry].act {
            Act::Dispute(Disputed::Entry(name)) => self.find(name),
            _ => None,
        }
    }

    /// The desk in whose book an entry stands.
    pub fn desk_of(self, entry: EntryIx) -> &'a Desk {
        &self.desks[self.entries[entry].book]
    }

    /// The name of an entry.
    pub fn name_of(self, entry: EntryIx) -> EntryName {
        EntryName::new(self.desk_of(entry).book.clone(), self.entries[entry].seq)
    }

    /// Whose word an entry is.
    pub fn author(self, entry: EntryIx) -> &'a Id {
        self.entries[entry].by.as_ref().unwrap_or(&self.desk_of(entry).actor)
    }

    pub fn judged(self, judged: &'a Judgements) -> JudgedLog<'a> {
        JudgedLog { desks: self.desks, entries: self.entries, judged }
    }
}

impl<'a> JudgedLog<'a> {
    pub fn log(self) -> Log<'a> {
        Log { desks: self.desks, entries: self.entries }
    }

    pub fn find(self, name: &EntryName) -> Option<EntryIx> {
        self.log().find(name)
    }

    pub fn desk_of(self, entry: EntryIx) -> &'a Desk {
        self.log().desk_of(entry)
    }

    pub fn name_of(self, entry: EntryIx) -> EntryName {
        self.log().name_of(entry)
    }

    pub fn author(self, entry: EntryIx) -> &'a Id {
        self.log().author(entry)
    }

    /// What an entry says: its own act, or that of the entry with which it agrees.
    pub fn act_of(self, index: EntryIx) -> &'a Act {
        &self.entries[self.judged[index].says.unwrap_or(index)].act
    }

    /// The claim that an entry makes: its own, or the one with which it agrees.
    pub fn claim_of(self, index: EntryIx) -> Option<&'a Claim> {
        match self.act_of(index) {
            Act::Claim(claim) => Some(claim),
            _ => None,
        }
    }

    /// From when an entry counts, as its author said it: a month or a year where no more was said, else the day. A finding counts no
    /// earlier than the incident that it names, of which no day may have been told: its own is shown.
    pub fn worded_for(self, zone: Zone, entry: EntryIx) -> When {
        let judged = &self.judged[entry];
        let says = &self.entries[judged.says.unwrap_or(entry)];
        match says.on {
            Some(on) if is_loose(on) => on,
            Some(on) if matches!(says.act, Act::Finding(_)) => When::Day(on.day(zone)),
            _ => When::Day(zone.day_of(judged.from)),
        }
    }

    /// For when an entry says what it says: who agrees with a claim or a finding says it for the same moment (ruling 7).
    pub fn said_for(self, index: EntryIx) -> When {
        let says = self.judged[index].says.filter(|says| !self.entries[*says].act.decides()).unwrap_or(index);
        self.entries[says].on.unwrap_or(When::At(self.judged[index].from, 0))
    }
}

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
