//! What parties contest: which disputes are open, and while which milestones are disputed (design, section 5).

use super::log::JudgedLog;
use super::spans::Spans;
use super::state::{Closed, Decision, Dispute, Judged, WhyNot};
use crate::model::decision::{Settlement, Terms};
use crate::model::entry::{Act, Disputed, Entry};
use crate::model::index::{EntryIx, MilestoneIx, Series};
use crate::model::moment::Moment;
use crate::model::name::EntryName;
use std::collections::BTreeMap;

/// The disputes that count, in the order of the entries.
pub fn disputes(log: JudgedLog, decisions: &[Decision], as_of: Moment) -> Vec<Dispute> {
    let mut settled: BTreeMap<EntryName, Closed> = BTreeMap::new();
    for (dispute, outcome, on) in decisions.iter().filter_map(|one| settlement(one, as_of)) {
        // What is settled once more was closed before.
        let first = settled.get(&dispute).map_or(on, |closed| closed.on().min(on));
        settled.insert(dispute, Closed::Settled(outcome, first));
    }
    let dispute = |entry: EntryIx, said: &Entry| {
        let Act::Dispute(disputed) = &said.act else { return None };
        let own = &log.judged[entry];
        let disputed = match disputed {
            Disputed::Entry(name) => Some(log.find(name)?),
            Disputed::Milestone(_) => None,
        };
        let settled = settled.get(&log.name_of(entry)).copied();
        // It cannot be open before there was what it is about.
        let opened = disputed.map_or(own.from, |named| own.from.max(log.judged[named].from));
        let fell = disputed.filter(|named| void(&log.judged[*named])).map(|_| Closed::Fell(opened));
        let actor = own.actor.filter(|_| own.why_not.is_none())?;
        Some(Dispute { entry, actor, milestone: own.milestone, disputed, opened, closed: settled.or(fell) })
    };
    log.log().found(dispute)
}

/// Whether an entry never counted: with it, every dispute over it falls (rulings 4 and 23).
fn void(entry: &Judged) -> bool {
    matches!(entry.why_not, Some(WhyNot::Retracted(_) | WhyNot::Upheld(_)))
}

/// The dispute that a decision settled by a moment, how and from when; of several the last in the order of decisions says how.
fn settlement(decision: &Decision, as_of: Moment) -> Option<(EntryName, Settlement, Moment)> {
    match &decision.terms {
        Terms::Settle { dispute, outcome } if decision.taken.is_some() && decision.begins <= as_of => {
            Some((dispute.clone(), *outcome, decision.begins))
        }
        _ => None,
    }
}

/// While each milestone was disputed. A dispute on an entry marks its milestone while that entry is its author's latest.
/// `named` are the entries that name each milestone, those without standing included.
pub fn disputed(
    named: &Series<MilestoneIx, Vec<EntryIx>>,
    log: JudgedLog,
    disputes: &[Dispute],
) -> Series<MilestoneIx, Spans> {
    let mut spans = named.each(Spans::never());
    let stands = |dispute: &&Dispute| !dispute.disputed.is_some_and(|named| void(&log.judged[named]));
    for dispute in disputes.iter().filter(stands) {
        let Some(milestone) = dispute.milestone else { continue };
        let replaced = dispute.disputed.and_then(|entry| replaced(log, &named[milestone], entry));
        let closed = dispute.closed.map(Closed::on).into_iter().chain(replaced).min();
        let ended = closed.map(|end| (end.max(dispute.opened), false));
        let own = Spans::of([(dispute.opened, true)].into_iter().chain(ended));
        spans[milestone] = spans[milestone].or(&own);
    }
    spans
}

/// When the author of a claim next spoke of its milestone.
fn replaced(log: JudgedLog, named: &[EntryIx], entry: EntryIx) -> Option<Moment> {
    let own = &log.judged[entry];
    let claims = |index: &EntryIx| matches!(log.act_of(*index), Act::Claim(_));
    let place = |index: EntryIx| (log.judged[index].from, log.judged[index].known, index);
    let later = |index: &EntryIx| log.judged[*index].actor == own.actor && place(*index) > place(entry);
    let after = named.iter().copied().filter(claims).filter(later);
    after.map(|index| log.judged[index].from).min().filter(|_| claims(&entry))
}
