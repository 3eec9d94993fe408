//! Whether an entry counts. The same question is asked before an entry is written and whenever the books are read.

use super::relation::{Relation, may_decide, relation};
use super::state::{Clocks, Judged, Standing, WhyNot};
use crate::model::actor::Role;
use crate::model::entry::{Act, Claim, Desk, Entry, EntryName};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::value::{Number, Value};
use rayon::prelude::*;

/// The moment an entry counts from: its `on`, an imprecise one its last moment, but never after it became known.
pub fn counts_from(plan: &Plan, entry: &Entry) -> Moment {
    let known = known(plan, entry);
    match entry.on {
        Some(on) if on.is_plain() => on.last(plan.timezone).min(known),
        Some(on) => on.last(plan.timezone),
        None => known,
    }
}

/// When an entry became known: `at`, or for a record carried over its `known`.
pub fn known(plan: &Plan, entry: &Entry) -> Moment {
    entry.known.map_or(entry.at, |known| known.last(plan.timezone).min(entry.at))
}

/// Whether a statement of one desk may count at all, whatever the moment: who speaks, and of what.
pub fn admit(plan: &Plan, desk: &Desk, entry: &Entry) -> Result<(usize, Option<usize>), WhyNot> {
    let keeper = plan.actor(desk.actor.as_str()).ok_or_else(|| WhyNot::NotAnActor(desk.actor.clone()))?;
    let actor = match &entry.by {
        None => keeper,
        Some(by) => plan.actor(by.as_str()).ok_or_else(|| WhyNot::NotAnActor(by.clone()))?,
    };
    if actor != keeper && plan.actors[keeper].role != Role::Secretariat {
        return Err(WhyNot::NotARelay(desk.actor.clone()));
    }
    if !plan.actors[actor].keys.is_empty() || !plan.actors[keeper].keys.is_empty() {
        return Err(WhyNot::NotSealed(plan.actors[actor].id.clone()));
    }
    let named = entry.act.milestone();
    let found = named.map(|id| plan.milestone(id.as_str()).ok_or_else(|| WhyNot::UnknownMilestone(id.clone())));
    let milestone = found.transpose()?;
    if entry.act.decides() {
        may_decide(plan, plan.rules.start.as_ref(), actor, counts_from(plan, entry))?;
    }
    if let (Act::Claim(claim), Some(milestone)) = (&entry.act, milestone) {
        admit_figures(plan, milestone, claim)?;
        match relation(plan, milestone, actor, counts_from(plan, entry)) {
            Relation::OwingSide => {
                let (actor, milestone) = (&plan.actors[actor].id, &plan.milestones[milestone].id);
                return Err(WhyNot::OwingSide(actor.clone(), milestone.clone()));
            }
            Relation::Verifies => {}
            _ if claim.as_agreed.is_some() => return Err(WhyNot::OnlyVerifiers),
            _ => {}
        }
    }
    Ok((actor, milestone))
}

/// Whether a claim's figures fit the milestone's indicators.
fn admit_figures(plan: &Plan, milestone: usize, claim: &Claim) -> Result<(), WhyNot> {
    let promised = &plan.milestones[milestone];
    let whole = !plan.parts(milestone).is_empty();
    if whole && claim.level.is_some() {
        return Err(WhyNot::Whole(promised.id.clone()));
    }
    let totals = claim.values.iter().map(|(id, value)| (id, *value));
    let increments = claim.add.iter().map(|(id, number)| (id, Value::Exactly(*number)));
    for (id, value) in totals.chain(increments) {
        let unknown = || WhyNot::UnknownIndicator(promised.id.clone(), id.clone());
        let indicator = promised.indicators.iter().find(|indicator| indicator.id == *id).ok_or_else(unknown)?;
        let of_parts = |part: &usize| plan.milestones[*part].indicators.iter().any(|known| known.id == *id);
        if whole && (indicator.target.is_some() || plan.parts(milestone).iter().any(of_parts)) {
            return Err(WhyNot::Whole(promised.id.clone()));
        }
        let below_zero = indicator.start().is_negative() || indicator.goal().is_some_and(Number::is_negative);
        if !below_zero && value.numbers().into_iter().any(Number::is_negative) {
            return Err(WhyNot::Negative(id.clone()));
        }
        if indicator.is_cap() && matches!(value, Value::Of { .. }) {
            return Err(WhyNot::ShareOfCap(id.clone()));
        }
    }
    Ok(())
}

/// Judges every entry: who speaks, of what, from when, and whether it counts at the moment asked about.
pub fn gather(plan: &Plan, desks: &[Desk], entries: &[Entry], clocks: Clocks) -> Vec<Judged> {
    let mut judged: Vec<Judged> =
        entries.par_iter().map(|entry| judge(plan, &desks[entry.book], entry, clocks)).collect();
    postpone(desks, entries, &mut judged, clocks);
    retract(desks, entries, &mut judged);
    judged
}

fn judge(plan: &Plan, desk: &Desk, entry: &Entry, clocks: Clocks) -> Judged {
    let (from, known) = (counts_from(plan, entry), known(plan, entry));
    let (actor, milestone, refused) = match admit(plan, desk, entry) {
        Ok((actor, milestone)) => (Some(actor), milestone, None),
        Err(why_not) => (None, None, Some(why_not)),
    };
    let later = match known > clocks.known_by {
        true => Some(WhyNot::NotYetKnown),
        false => (from > clocks.as_of && happens(&entry.act)).then_some(WhyNot::NotYetHappened),
    };
    let standing = matches!(refused, Some(WhyNot::OwingSide(..))).then_some(Standing::None);
    Judged { actor, milestone, from, known, standing, why_not: later.or(refused) }
}

/// Whether an entry tells of something that happens: a retraction counts from when what it names did, and a decision holds
/// for the moment that it says, whenever it was taken.
fn happens(act: &Act) -> bool {
    matches!(act, Act::Claim(_) | Act::Note { .. })
}

/// An entry that names another counts as no earlier than it, whatever its own date says; and so on along the names.
fn postpone(desks: &[Desk], entries: &[Entry], judged: &mut [Judged], clocks: Clocks) {
    let names = |(index, entry): (usize, &Entry)| match &entry.act {
        Act::Retract { entry } => Some((index, find(desks, entries, entry)?)),
        _ => None,
    };
    let naming: Vec<(usize, usize)> = entries.iter().enumerate().filter_map(names).collect();
    let mut moved = true;
    while std::mem::take(&mut moved) {
        for (index, named) in naming.iter().copied() {
            if judged[named].known > judged[index].known {
                judged[index].known = judged[named].known;
                moved = true;
            }
        }
    }
    for (index, _) in naming {
        if judged[index].known > clocks.known_by {
            judged[index].why_not = Some(WhyNot::NotYetKnown);
        }
    }
}

/// A retraction makes the entry that it names never have counted; the latest word on it rules.
fn retract(desks: &[Desk], entries: &[Entry], judged: &mut [Judged]) {
    let mut retractions: Vec<(usize, &EntryName)> = entries
        .iter()
        .enumerate()
        .filter(|(index, _)| judged[*index].why_not.is_none())
        .filter_map(|(index, entry)| match &entry.act {
            Act::Retract { entry } => Some((index, entry)),
            _ => None,
        })
        .collect();
    retractions.sort_by_key(|(index, _)| std::cmp::Reverse((judged[*index].known, *index)));
    for (index, name) in retractions {
        if judged[index].why_not.is_some() {
            continue;
        }
        match find(desks, entries, name).filter(|named| earlier(entries, judged, *named, index)) {
            None => judged[index].why_not = Some(WhyNot::UnknownEntry(name.clone())),
            Some(named) if judged[named].actor.is_none() || judged[named].actor != judged[index].actor => {
                judged[index].why_not = Some(WhyNot::OthersEntry(name.clone()));
            }
            // Whether it comes in time is for `decide` to say.
            Some(named) if entries[named].act.decides() => {}
            // What was taken back is said again, not brought back: a decision counts from when its quorum is complete.
            Some(named) if takes_back_a_proposal(desks, entries, named) => {
                judged[index].why_not = Some(WhyNot::SayAgain(name.clone()));
            }
            Some(named) => {
                judged[index].from = judged[named].from;
                judged[index].milestone = judged[named].milestone;
                let by = EntryName { book: desks[entries[index].book].book.clone(), seq: entries[index].seq };
                judged[named].why_not = Some(WhyNot::Retracted(by));
            }
        }
    }
}

fn takes_back_a_proposal(desks: &[Desk], entries: &[Entry], index: usize) -> bool {
    match &entries[index].act {
        Act::Retract { entry } => find(desks, entries, entry).is_some_and(|named| entries[named].act.decides()),
        _ => false,
    }
}

/// Whether the entry named stands before the one that names it: in its own book by number, elsewhere by time.
fn earlier(entries: &[Entry], judged: &[Judged], named: usize, by: usize) -> bool {
    match entries[named].book == entries[by].book {
        true => entries[named].seq < entries[by].seq,
        false => judged[named].known <= judged[by].known,
    }
}

/// Where the entry of a name stands.
pub fn find(desks: &[Desk], entries: &[Entry], name: &EntryName) -> Option<usize> {
    let book = desks.binary_search_by(|desk| desk.book.cmp(&name.book)).ok()?;
    entries.binary_search_by_key(&(book, name.seq), |entry| (entry.book, entry.seq)).ok()
}
