//! Decisions: what actors propose on one matter, gathered until a quorum of distinct sides says the same (design, section 5).
//!
//! ```text
//! goi: start from 15 Aug      gam: start from 15 Aug            goi: start from 1 Sep
//! ─────●──────────────────────────●─────────────────────────────────●──────────────
//!      pending, gam is awaited    taken: both sides say the same    pending again; the first stays in force
//! ```

use super::admit::find;
use super::state::{Decision, Judged, Ruling, WhyNot};
use crate::model::entry::{Act, Desk, Effect, Entry, EntryName};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::rule::{Quorum, Rule};
use crate::model::when::When;

/// One actor's standing word on a matter.
struct Proposal {
    actor: usize,
    terms: Effect,
    entry: usize,
}

/// Takes the decisions on entry into force, in the order in which they were made; pending ones come last. Tells of the
/// entries that cannot take part why.
pub fn decide(plan: &Plan, desks: &[Desk], entries: &[Entry], judged: &mut [Judged]) -> Vec<Decision> {
    let Some(rule) = &plan.rules.start else { return Vec::new() };
    let (mut taken, mut standing) = (Vec::new(), Vec::<Proposal>::new());
    for index in in_order(desks, entries, judged) {
        match &entries[index].act {
            Act::Start { from } => {
                let Some(actor) = judged[index].actor else { continue };
                standing.retain(|proposal| proposal.actor != actor);
                standing.push(Proposal { actor, terms: *from, entry: index });
                if let Some(decision) = quorum(plan, rule, entries, judged, &standing, *from) {
                    taken.push(decision);
                    standing.clear();
                }
            }
            Act::Retract { entry } => withdraw(desks, entries, judged, &mut standing, &taken, index, entry),
            _ => {}
        }
    }
    taken.extend(pending(plan, rule, entries, judged, &standing));
    taken
}

/// The entries that propose, and those that take a proposal back, as logs order them; what names an entry comes after it.
fn in_order(desks: &[Desk], entries: &[Entry], judged: &[Judged]) -> Vec<usize> {
    let speaks = |index: &usize| {
        let act = &entries[*index].act;
        judged[*index].why_not.is_none() && matches!(act, Act::Start { .. } | Act::Retract { .. })
    };
    let named = |index: usize| match &entries[index].act {
        Act::Retract { entry } => find(desks, entries, entry),
        _ => None,
    };
    let mut order: Vec<usize> = (0..entries.len()).filter(speaks).collect();
    order.sort_by_cached_key(|index| {
        let named = named(*index);
        (judged[*index].known, named.unwrap_or(*index).max(*index), named.is_some(), *index)
    });
    order
}

/// A concurrence may be taken back until the decision is taken, never after.
fn withdraw(
    desks: &[Desk],
    entries: &[Entry],
    judged: &mut [Judged],
    standing: &mut Vec<Proposal>,
    taken: &[Decision],
    index: usize,
    name: &EntryName,
) {
    let Some(named) = find(desks, entries, name).filter(|named| entries[*named].act.decides()) else { return };
    match taken.iter().any(|decision| decision.entries.contains(&named)) {
        true => judged[index].why_not = Some(WhyNot::Decided(name.clone())),
        false => {
            standing.retain(|proposal| proposal.entry != named);
            judged[index].from = judged[named].from;
            let by = EntryName { book: desks[entries[index].book].book.clone(), seq: entries[index].seq };
            judged[named].why_not = Some(WhyNot::Retracted(by));
        }
    }
}

/// The decision, if enough sides stand by these terms.
fn quorum(
    plan: &Plan,
    rule: &Rule,
    entries: &[Entry],
    judged: &[Judged],
    standing: &[Proposal],
    terms: Effect,
) -> Option<Decision> {
    let same: Vec<&Proposal> = standing.iter().filter(|proposal| equal(plan, proposal.terms, terms)).collect();
    let sides = plan.sides_of(same.iter().map(|proposal| proposal.actor));
    let completed = same.iter().map(|proposal| judged[proposal.entry].known).max();
    let taken = completed.filter(|_| sides.len() >= needed(plan, rule))?;
    Some(proposed(entries, judged, &same, terms, Vec::new(), Some(taken)))
}

/// What was proposed and is not decided, each set of terms with the sides that are awaited.
fn pending(plan: &Plan, rule: &Rule, entries: &[Entry], judged: &[Judged], standing: &[Proposal]) -> Vec<Decision> {
    let mut terms: Vec<Effect> = Vec::new();
    standing.iter().for_each(|proposal| {
        if !terms.iter().any(|known| equal(plan, *known, proposal.terms)) {
            terms.push(proposal.terms);
        }
    });
    let of = |terms: Effect| {
        let same: Vec<&Proposal> = standing.iter().filter(|proposal| equal(plan, proposal.terms, terms)).collect();
        let spoken = plan.sides_of(same.iter().map(|proposal| proposal.actor));
        let all = plan.sides_of(deciders(plan, rule));
        let awaited = all.into_iter().filter(|side| !spoken.contains(side)).collect();
        proposed(entries, judged, &same, terms, awaited, None)
    };
    terms.into_iter().map(of).collect()
}

fn proposed(
    entries: &[Entry],
    judged: &[Judged],
    same: &[&Proposal],
    terms: Effect,
    awaited: Vec<usize>,
    taken: Option<Moment>,
) -> Decision {
    let latest = same.iter().map(|proposal| proposal.entry).max_by_key(|entry| judged[*entry].from);
    let on = latest.map_or(Moment::MIN, |entry| judged[entry].from);
    let said_on = latest.and_then(|entry| entries[entry].on).unwrap_or(When::At(on, 0));
    let ruling = match terms {
        Effect::Unsaid if taken.is_some() => Ruling::From(said_on),
        Effect::Unsaid => Ruling::Unsaid,
        Effect::From(when) => Ruling::From(when),
        Effect::Void => Ruling::VoidSince(on),
    };
    Decision { ruling, taken, entries: same.iter().map(|proposal| proposal.entry).collect(), awaited }
}

/// Whether two say the same: dates are equal that begin with the same moment, however they are written.
fn equal(plan: &Plan, a: Effect, b: Effect) -> bool {
    match (a, b) {
        (Effect::From(a), Effect::From(b)) => a.first(plan.timezone) == b.first(plan.timezone),
        (a, b) => a == b,
    }
}

/// How many sides must concur.
fn needed(plan: &Plan, rule: &Rule) -> usize {
    match rule.quorum {
        Quorum::Sides(sides) => sides,
        Quorum::All => plan.sides_of(deciders(plan, rule)).len(),
    }
}

fn deciders<'a>(plan: &'a Plan, rule: &'a Rule) -> impl Iterator<Item = usize> + 'a {
    (0..plan.actors.len()).filter(|actor| plan.names(rule, *actor))
}

/// When the plan entered into force, by the decision taken last; one that voids it leaves earlier moments as they were.
pub fn started(decisions: &[Decision], as_of: Moment) -> Option<When> {
    let taken = decisions.iter().rev().filter(|decision| decision.taken.is_some());
    let holds = |decision: &Decision| match decision.ruling {
        Ruling::From(when) => Some(Some(when)),
        Ruling::VoidSince(since) => (since <= as_of).then_some(None),
        Ruling::Unsaid => None,
    };
    taken.map(holds).find_map(|holds| holds).flatten()
}
