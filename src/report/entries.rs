//! Entries in words: their order, what each says, and what it counts for.

use super::view::View;
use super::words;
use crate::fold::state::{Standing, WhyNot};
use crate::model::entry::{Act, Disputed, Entry, Evidence};
use crate::model::index::EntryIx;
use std::fmt::Write;

/// Who reads what milepost hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Internal,
    /// Notes and places are left out.
    Public,
}

/// The indexes of entries in the order of logs, (`at`, book, `seq`); those not known at the moment asked about are left out.
pub fn in_order(view: &View, keep: impl Fn(EntryIx) -> bool) -> Vec<EntryIx> {
    let judged = &view.state.entries;
    let known = |index: &EntryIx| judged[*index].why_not != Some(WhyNot::NotYetKnown);
    let mut order: Vec<EntryIx> = judged.indices().filter(known).filter(|index| keep(*index)).collect();
    order.sort_by_key(|index| (judged[*index].known, *index));
    order
}

/// What a claim counts as; of other entries, what they are.
pub fn standing(view: &View, index: EntryIx) -> &'static str {
    view.state.entries[index].standing.map_or(view.log.entries[index].act.kind().word(), Standing::word)
}

/// What an entry says, in a line: `full weapons=243 "note"`.
pub fn says(entry: &Entry) -> String {
    says_to(entry, Audience::Internal)
}

/// The same for some readers: the public is not told notes and places.
pub fn says_to(entry: &Entry, audience: Audience) -> String {
    let mut said = states_to(entry, audience);
    entry.note.iter().filter(|_| audience == Audience::Internal).for_each(|note| {
        let gap = if said.is_empty() { "“" } else { " “" };
        said.extend([gap, note, "”"]);
    });
    said
}

/// The same without the note.
pub fn states(entry: &Entry) -> String {
    states_to(entry, Audience::Internal)
}

fn states_to(entry: &Entry, audience: Audience) -> String {
    let inside = audience == Audience::Internal;
    let mut said = String::new();
    let mut say = |words: std::fmt::Arguments| {
        if !said.is_empty() {
            said.push(' ');
        }
        said.write_fmt(words).expect("memory is always written");
    };
    match &entry.act {
        Act::Claim(claim) => {
            claim.level.iter().for_each(|level| say(format_args!("{level}")));
            claim.values.iter().for_each(|(id, value)| say(format_args!("{id}={value}")));
            claim.add.iter().for_each(|(id, number)| say(format_args!("{id}+={number}")));
            claim.as_agreed.iter().for_each(|agreed| say(format_args!("as agreed: {}", agreed.word())));
        }
        Act::Note { outcome, .. } => outcome.iter().for_each(|outcome| say(format_args!("{}", outcome.word()))),
        Act::Retract { entry } => say(format_args!("retracts {entry}")),
        Act::Incident(incident) => {
            say(format_args!("{} incident", incident.severity.word()));
            (incident.count != 1).then(|| say(format_args!("({} violations)", incident.count)));
            incident.place.iter().filter(|_| inside).for_each(|place| say(format_args!("at {place}")));
            incident.actor.iter().for_each(|actor| say(format_args!("attributed to {actor}")));
        }
        Act::Finding(finding) => {
            say(format_args!("incident {}: {}", finding.incident, finding.outcome.word()));
            finding.actor.iter().for_each(|actor| say(format_args!("attributed to {actor}")));
        }
        Act::Dispute(Disputed::Milestone(id)) => say(format_args!("disputes {id}")),
        Act::Dispute(Disputed::Entry(name)) => say(format_args!("disputes {name}")),
        Act::Decide(terms) => say(format_args!("{terms}")),
        Act::Agree { entry } => say(format_args!("agrees with {entry}")),
        Act::Repudiate => say(format_args!("leaves the agreement")),
        Act::Rejoin => say(format_args!("comes back to the agreement")),
    }
    entry.evidence.iter().for_each(|evidence| {
        if let Evidence::Removed { sha256, from } = evidence {
            say(format_args!("removes the file {} of {from}", words::short(sha256)));
        }
    });
    said
}

/// The links that an entry rests on.
pub fn links(entry: &Entry) -> impl Iterator<Item = &str> {
    entry.evidence.iter().filter_map(Evidence::url)
}

/// The files that an entry rests on, by their hashes; of confidential ones, the salted hash.
pub fn files(entry: &Entry) -> impl Iterator<Item = String> {
    entry.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::File { sha256, .. } => Some(format!("sha256:{sha256}")),
        Evidence::Confidential { sha256 } => Some(format!("confidential:{sha256}")),
        Evidence::Link(_) | Evidence::Removed { .. } => None,
    })
}
