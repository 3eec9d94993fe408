//! Which files entries name, and which of these were taken away again, by whom. Knows no files, only their names.
//!
//! A note takes away the file that one entry names. It holds if the note counts and its author is who made that entry, or a
//! secretariat; a retracted note gives the file back. A file goes once every entry that names it has it taken away.

use super::admit::find;
use super::state::Judged;
use crate::model::actor::Role;
use crate::model::entry::{Desk, Entry, Evidence};
use crate::model::id::Id;
use crate::model::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// A file, or a salted hash, as one entry names it.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    pub entry: usize,
    pub evidence: &'a Evidence,
    /// The note that took it away.
    pub removed: Option<usize>,
}

/// All of them, in the order of the entries, which are judged in the same order.
pub fn namings<'a>(plan: &Plan, judged: &[Judged], desks: &[Desk], entries: &'a [Entry]) -> Vec<Naming<'a>> {
    let removals = removals(plan, judged, desks, entries);
    let naming = |(entry, evidence): (usize, &'a Evidence)| match evidence {
        Evidence::File { sha256, .. } => {
            let removed = removals.get(&(entry, sha256.as_str())).copied();
            Some(Naming { entry, evidence, removed })
        }
        Evidence::Confidential { .. } => Some(Naming { entry, evidence, removed: None }),
        Evidence::Link(_) | Evidence::Removed { .. } => None,
    };
    evidence(entries).filter_map(naming).collect()
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

/// Whose word an entry is.
pub fn author<'a>(desks: &'a [Desk], entry: &'a Entry) -> &'a Id {
    entry.by.as_ref().unwrap_or(&desks[entry.book].actor)
}

/// Whether an actor may take away what an entry names: the one whose word it is, or a secretariat.
pub fn may_remove(plan: &Plan, desks: &[Desk], entry: &Entry, who: &Id) -> bool {
    let role = plan.actor(who.as_str()).map(|actor| plan.actors[actor].role);
    author(desks, entry) == who || role == Some(Role::Secretariat)
}

/// The notes that take something away and hold, by the entry that named it and its hash.
fn removals<'a>(
    plan: &Plan,
    judged: &[Judged],
    desks: &[Desk],
    entries: &'a [Entry],
) -> BTreeMap<(usize, &'a str), usize> {
    let mut removals = BTreeMap::new();
    for (note, evidence) in evidence(entries) {
        let Evidence::Removed { sha256, from } = evidence else { continue };
        let counts = judged[note].why_not.is_none();
        let named = find(desks, entries, from).filter(|_| counts);
        if let Some(entry) = named
            && may_remove(plan, desks, &entries[entry], author(desks, &entries[note]))
        {
            removals.entry((entry, sha256.as_str())).or_insert(note);
        }
    }
    removals
}

fn evidence(entries: &[Entry]) -> impl Iterator<Item = (usize, &Evidence)> {
    entries.iter().enumerate().flat_map(|(place, entry)| entry.evidence.iter().map(move |evidence| (place, evidence)))
}
