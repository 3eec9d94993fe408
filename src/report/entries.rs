//! Entries in words: their order, what each says, and what it counts for.

use super::view::View;
use super::words;
use crate::fold::state::{Standing, WhyNot};
use crate::model::entry::{Act, Disputed, Entry, Evidence};
use crate::model::incident::Severity;
use crate::model::index::EntryIx;
use crate::tongue::{many, say};

/// Who reads what milepost hands over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Internal,
    /// Notes and places are left out.
    Public,
}

/// The indexes of entries in the order of logs, (`at`, book, `seq`); those not known at the moment asked about are left out.
pub fn in_order(view: &View, keep: impl Fn(EntryIx) -> bool) -> Vec<EntryIx> {
    known_in_order(view, view.state.entries.indices().filter(|index| keep(*index)))
}

/// The same of some.
pub fn known_in_order(view: &View, entries: impl Iterator<Item = EntryIx>) -> Vec<EntryIx> {
    let judged = &view.state.entries;
    let mut order: Vec<EntryIx> = entries.filter(|index| is_known(view, *index)).collect();
    order.sort_by_key(|index| (judged[*index].known, *index));
    order
}

/// Whether an entry was known at the moment asked about.
pub fn is_known(view: &View, index: EntryIx) -> bool {
    view.state.entries[index].why_not != Some(WhyNot::NotYetKnown)
}

/// What a claim counts as; of other entries, what they are.
pub fn standing(view: &View, index: EntryIx) -> &'static str {
    view.state.entries[index].standing.map_or(view.log.entries[index].act.kind().told(), Standing::told)
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
    let mut said: Vec<String> = Vec::new();
    match &entry.act {
        Act::Claim(claim) => {
            said.extend(claim.level.map(|level| level.told().to_owned()));
            said.extend(claim.values.iter().map(|(id, value)| format!("{id}={value}")));
            said.extend(claim.add.iter().map(|(id, number)| format!("{id}+={number}")));
            said.extend(claim.as_agreed.map(|agreed| say!("as agreed: {agreed}", agreed = agreed.told())));
        }
        Act::Note { outcome, .. } => said.extend(outcome.map(|outcome| outcome.told().to_owned())),
        Act::Retract { entry } => said.push(say!("retracts {entry}", entry)),
        Act::Incident(incident) => {
            said.push(incident_of(incident.severity).to_owned());
            said.extend((incident.count != 1).then(|| many!(incident.count, "({n} violation)", "({n} violations)")));
            said.extend(incident.place.iter().filter(|_| inside).map(|place| say!("at {place}", place)));
            said.extend(incident.actor.iter().map(|actor| say!("attributed to {actor}", actor)));
        }
        Act::Finding(finding) => {
            let outcome = finding.outcome.told();
            said.push(say!("incident {incident}: {outcome}", incident = finding.incident, outcome));
            said.extend(finding.actor.iter().map(|actor| say!("attributed to {actor}", actor)));
        }
        Act::Dispute(Disputed::Milestone(id)) => said.push(say!("disputes {what}", what = id)),
        Act::Dispute(Disputed::Entry(name)) => said.push(say!("disputes {what}", what = name)),
        Act::Decide(terms) => said.push(terms.to_string()),
        Act::Agree { entry } => said.push(say!("agrees with {entry}", entry)),
        Act::Repudiate => said.push(say!("leaves the agreement").to_owned()),
        Act::Rejoin => said.push(say!("comes back to the agreement").to_owned()),
    }
    said.extend(entry.evidence.iter().filter_map(|evidence| match evidence {
        Evidence::Removed { sha256, from } => {
            Some(say!("removes the file {file} of {entry}", file = words::short(sha256), entry = from))
        }
        _ => None,
    }));
    said.join(" ")
}

/// An incident by how grave it is.
fn incident_of(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => say!("minor incident"),
        Severity::Serious => say!("serious incident"),
        Severity::Grave => say!("grave incident"),
    }
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
