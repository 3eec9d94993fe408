//! Which files entries name, and which of these were taken away again, by whom. Knows no files, only their names.
//!
//! A note takes away the file that one entry names. It holds if the note counts and stands in a book of whose word that entry is, or
//! who wrote it down, or of a secretariat with keys, under its seal; a retracted note gives the file back. A file goes once every entry
//! that names it has it taken away.

use super::log::Log;
use super::state::Judgements;
use crate::model::actor::Role;
use crate::model::entry::{Entries, Evidence};
use crate::model::id::Id;
use crate::model::index::EntryIx;
use crate::model::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// A file, or a salted hash, as one entry names it.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    pub entry: EntryIx,
    pub evidence: &'a Evidence,
    /// The note that took it away.
    pub removed: Option<EntryIx>,
}

/// The entries that rest on evidence, or say that some was removed.
pub fn bearing(log: Log) -> Vec<EntryIx> {
    log.found(|place, entry| (!entry.evidence.is_empty()).then_some(place))
}

/// All of them, in the order of the entries, which are judged in the same order; `bearing` are those that rest on evidence.
pub fn namings<'a>(plan: &Plan, log: Log<'a>, judged: &Judgements, bearing: &[EntryIx]) -> Vec<Naming<'a>> {
    let removals = removals(plan, log, judged, bearing);
    let naming = |(entry, evidence): (EntryIx, &'a Evidence)| match evidence {
        Evidence::File { sha256, .. } => {
            let removed = removals.get(&(entry, sha256.as_str())).copied();
            Some(Naming { entry, evidence, removed })
        }
        Evidence::Confidential { .. } => Some(Naming { entry, evidence, removed: None }),
        Evidence::Link(_) | Evidence::Removed { .. } => None,
    };
    evidence(log.entries, bearing).filter_map(naming).collect()
}

/// The hashes of the files that were taken away and that no other entry names.
pub fn gone<'a>(namings: &[Naming<'a>]) -> BTreeSet<&'a str> {
    let files = |naming: &&Naming| matches!(naming.evidence, Evidence::File { .. });
    let hashes = |removed: bool| {
        let named = namings.iter().filter(files).filter(move |naming| naming.removed.is_some() == removed);
        named.filter_map(|naming| naming.evidence.sha256())
    };
    let kept: BTreeSet<&str> = hashes(false).collect();
    hashes(true).filter(|hash| !kept.contains(hash)).collect()
}

/// Why what a note says of a file's removal is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotFollowed {
    /// Neither named the file, nor is a secretariat.
    NotItsOwn,
    /// A secretariat without keys: anybody could have written in its name.
    Keyless,
}

/// Whether an actor may take away what an entry names. What a secretariat writes down for another is its own deed here.
pub fn may_remove(plan: &Plan, log: Log, entry: EntryIx, who: &Id) -> Result<(), NotFollowed> {
    let actor = plan.actor(who.as_str()).map(|actor| &plan.actors[actor]);
    match actor.filter(|actor| actor.role == Role::Secretariat) {
        _ if log.author(entry) == who || log.desk_of(entry).actor == *who => Ok(()),
        Some(secretariat) if !secretariat.keys.is_empty() => Ok(()),
        Some(_) => Err(NotFollowed::Keyless),
        None => Err(NotFollowed::NotItsOwn),
    }
}

/// A removal that a note tells of.
#[derive(Clone, Copy, Debug)]
pub struct Removal<'a> {
    pub note: EntryIx,
    /// The entry that named the file.
    pub entry: EntryIx,
    pub sha256: &'a str,
    pub follows: Result<(), NotFollowed>,
}

/// What the notes that count say of removals, followed or not.
pub fn told<'a>(plan: &Plan, log: Log<'a>, judged: &Judgements, bearing: &[EntryIx]) -> Vec<Removal<'a>> {
    let removal = |(note, evidence): (EntryIx, &'a Evidence)| {
        let Evidence::Removed { sha256, from } = evidence else { return None };
        let entry = log.find(from).filter(|_| judged[note].why_not.is_none())?;
        let follows = may_remove(plan, log, entry, &log.desk_of(note).actor);
        Some(Removal { note, entry, sha256, follows })
    };
    evidence(log.entries, bearing).filter_map(removal).collect()
}

/// The notes that take something away and hold, by the entry that named it and its hash.
fn removals<'a>(
    plan: &Plan,
    log: Log<'a>,
    judged: &Judgements,
    bearing: &[EntryIx],
) -> BTreeMap<(EntryIx, &'a str), EntryIx> {
    let mut removals = BTreeMap::new();
    let told = told(plan, log, judged, bearing).into_iter().filter(|told| told.follows.is_ok());
    for Removal { note, entry, sha256, .. } in told {
        removals.entry((entry, sha256)).or_insert(note);
    }
    removals
}

fn evidence<'a>(entries: &'a Entries, bearing: &[EntryIx]) -> impl Iterator<Item = (EntryIx, &'a Evidence)> {
    bearing.iter().flat_map(|place| entries[*place].evidence.iter().map(move |evidence| (*place, evidence)))
}
