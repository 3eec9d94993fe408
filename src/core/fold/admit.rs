//! Whether an entry counts. The same question is asked before an entry is written and whenever the books are read.

use super::adopt::Trust;
use super::editions::Editions;
use super::log::{JudgedLog, Log, counts_from, known};
use super::order::far_end_first;
use super::relation::{Relation, relation};
use super::state::{Clocks, Judged, Judgements, Standing, WhyNot};
use super::vouch::vouched;
use crate::model::actor::{Presence, Role};
use crate::model::entry::{Act, Claim, Desk, Desks, Disputed, Entry};
use crate::model::id::Id;
use crate::model::incident::Attribution;
use crate::model::index::{ActorIx, EntryIx, Ix, MilestoneIx, Series};
use crate::model::milestone::Indicator;
use crate::model::moment::Moment;
use crate::model::name::EntryName;
use crate::model::plan::Plan;
use crate::model::value::{Number, Value};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Takes in every entry: who speaks, from when it counts and since when it is known, what it names, what was taken back.
/// Whether what it says fits the plan is asked later, when it is known which version was in force.
pub fn gather(editions: &Editions, log: Log, trust: &Trust, clocks: Clocks) -> Judgements {
    let keys = &editions.of(trust.version());
    let adopts: BTreeSet<EntryIx> =
        trust.adopted.iter().flat_map(|adoption| adoption.entries.iter().copied()).collect();
    let judge = |(place, entry): (EntryIx, &Entry)| {
        let exists = trust.exists(entry) || adopts.contains(&place);
        judge(editions, keys, &log.desks[entry.book], entry, exists, clocks)
    };
    let judge = |(place, entry): (usize, &Entry)| judge((EntryIx::at(place), entry));
    let mut judged = Judgements::from(log.entries.par_iter().enumerate().map(judge).collect::<Vec<_>>());
    name(log, &mut judged, clocks);
    retract(log, &mut judged);
    judged
}

/// `keys` is the version that was adopted last, whose keys vouch for the entry: not the one of the moment at which the entry says it
/// was made, which who holds a key could choose. `exists` tells whether it is vouched for, or needs not to be.
fn judge(editions: &Editions, keys: &Plan, desk: &Desk, entry: &Entry, exists: bool, clocks: Clocks) -> Judged {
    let zone = editions.first().timezone;
    let (from, mut known) = (counts_from(zone, entry), known(zone, entry));
    let plan = editions.at(known);
    let keeper = plan.actor(desk.actor.as_str());
    let vouched = keeper.and_then(|keeper| vouched(&keys.actors[keeper], desk, entry.seq));
    // What was sealed later than it was recorded is known from then on.
    let sealed = vouched.filter(|sealed| *sealed > entry.at);
    known = sealed.map_or(known, |sealed| known.max(sealed));
    let recorded = sealed.unwrap_or(entry.at);
    let (actor, refused) = match speaker(plan, desk, entry) {
        Ok((keeper, actor)) => (Some(actor), unproven(keys, keeper, actor, exists).err()),
        Err(why_not) => (None, Some(why_not)),
    };
    let milestone = entry.act.milestone().and_then(|id| plan.milestone(id.as_str()));
    let why_not = too_late(&entry.act, from, known, clocks).or(refused);
    let (voided, standing, told, says, sealed) = (None, None, None, None, vouched.is_some());
    Judged { actor, milestone, from, known, recorded, voided, standing, told, says, sealed, why_not }
}

/// Whose book an entry stands in and whose statement it is, if it may be that actor's.
fn speaker(plan: &Plan, desk: &Desk, entry: &Entry) -> Result<(ActorIx, ActorIx), WhyNot> {
    let of = |id: &Id| match plan.actor(id.as_str()) {
        Some(actor) if plan.actors[actor].presence != Presence::Gone => Ok(actor),
        _ => Err(WhyNot::NotAnActor(id.clone())),
    };
    let keeper = of(&desk.actor)?;
    let actor = entry.by.as_ref().map_or(Ok(keeper), of)?;
    if actor != keeper && plan.actors[keeper].role != Role::Secretariat {
        return Err(WhyNot::NotARelay(desk.actor.clone()));
    }
    Ok((keeper, actor))
}

/// Whose keys an entry lacks: who has some is not spoken for without them.
fn unproven(keys: &Plan, keeper: ActorIx, actor: ActorIx, sealed: bool) -> Result<(), WhyNot> {
    let has_keys = |actor: ActorIx| !keys.actors[actor].keys.is_empty();
    match (has_keys(keeper) && !sealed, has_keys(actor) && actor != keeper) {
        (true, _) => Err(WhyNot::NotSealed(keys.actors[keeper].id.clone())),
        (_, true) => Err(WhyNot::NotItsOwn(keys.actors[actor].id.clone())),
        _ => Ok(()),
    }
}

fn too_late(act: &Act, from: Moment, known: Moment, clocks: Clocks) -> Option<WhyNot> {
    match known > clocks.known_by {
        true => Some(WhyNot::NotYetKnown),
        false => (from > clocks.as_of && happens(act)).then_some(WhyNot::NotYetHappened),
    }
}

/// Whether an entry tells of something that happens: a retraction counts from when what it names did, and a decision holds
/// for the moment that it says, whenever it was taken.
fn happens(act: &Act) -> bool {
    !matches!(act, Act::Retract { .. } | Act::Decide(_) | Act::Agree { .. } | Act::Finding(_))
}

/// What names an entry: it is known no earlier than it, and so on along the names; who finds or agrees does so for the
/// moment of what it names.
fn name(log: Log, judged: &mut Judgements, clocks: Clocks) {
    let mut naming = namings(log);
    let mut finds = log.entries.each(false);
    naming.iter().for_each(|naming| finds[naming.index] = true);
    let mut moved = true;
    while std::mem::take(&mut moved) {
        for EntryReference { index, named, .. } in &naming {
            let (named, own) = (&judged[*named], &judged[*index]);
            if named.known > own.known || named.recorded > own.recorded {
                let (known, recorded) = (named.known.max(own.known), named.recorded.max(own.recorded));
                (judged[*index].known, judged[*index].recorded) = (known, recorded);
                moved = true;
            }
        }
    }
    // What others name comes before what names it.
    let rank = |act: &Act| match act {
        Act::Finding(_) => 0,
        Act::Dispute(_) => 1,
        Act::Decide(_) => 2,
        _ => 3,
    };
    naming.sort_by_key(|naming| (rank(&log.entries[naming.index].act), naming.index));
    for EntryReference { index, named, says } in naming {
        let judged_says = (judged[says].from, judged[says].milestone);
        let own = &mut judged[index];
        match &log.entries[index].act {
            Act::Agree { .. } => {
                own.says = Some(says);
                (own.milestone, own.from) = match log.entries[says].act.decides() {
                    true => (judged_says.1, own.from),
                    false => (judged_says.1, judged_says.0),
                };
            }
            Act::Finding(_) => (own.from, own.milestone) = judged_says,
            Act::Dispute(_) | Act::Decide(_) => own.milestone = judged_says.1,
            _ => {}
        }
        let unfit = fit(log.judged(judged), index, named, says).err();
        let own = &mut judged[index];
        own.why_not = own.why_not.take().or(unfit);
        let happened = own.from <= clocks.as_of || log.entries[says].act.decides();
        if own.known > clocks.known_by {
            own.why_not = Some(WhyNot::NotYetKnown);
        } else if matches!(log.entries[index].act, Act::Agree { .. } | Act::Finding(_)) && !happened {
            own.why_not = Some(WhyNot::NotYetHappened);
        }
    }
    for index in log.found(|index, entry| (entry.act.entry().is_some() && !finds[index]).then_some(index)) {
        let entry = &log.entries[index];
        let unknown = entry.act.entry().map(|name| {
            match name.meant.is_some() && log.desks.iter().any(|desk| desk.book == name.book) {
                true => WhyNot::OtherWords(name.clone()),
                false => WhyNot::UnknownEntry(name.clone()),
            }
        });
        judged[index].why_not = judged[index].why_not.take().or(unknown);
    }
}

/// An entry that names another, and the one whose words are said by agreeing with that: along the names, to where they end.
struct EntryReference {
    index: EntryIx,
    named: EntryIx,
    says: EntryIx,
}

crate::index! {
    /// A place among the entries that name another.
    NamingIx
}

/// All of them, each after the one that it names. A chain of names may be as long as a book, so none is walked twice.
fn namings(log: Log) -> Vec<EntryReference> {
    let pairs: Series<NamingIx, (EntryIx, EntryIx)> =
        log.found(|index, entry| Some((index, log.find(entry.act.entry()?)?))).into();
    let next = |place: NamingIx| pairs.find_by_key(&pairs[place].1, |(index, _)| *index);
    let mut says: Series<NamingIx, Option<EntryIx>> = pairs.each(None);
    let order = far_end_first(pairs.len(), |place| next(place).into_iter().collect());
    let naming = order.into_iter().map(|place| {
        let (index, named) = pairs[place];
        let agrees = matches!(log.entries[named].act, Act::Agree { .. });
        let further = next(place).filter(|_| agrees).and_then(|next| says[next]).unwrap_or(named);
        says[place] = Some(further);
        EntryReference { index, named, says: further }
    });
    naming.collect()
}

/// Whether an entry can name what it names.
fn fit(log: JudgedLog, index: EntryIx, named: EntryIx, says: EntryIx) -> Result<(), WhyNot> {
    let name = || log.name_of(named);
    if !earlier(log, named, index) {
        return Err(WhyNot::UnknownEntry(name()));
    }
    match (&log.entries[index].act, &log.entries[says].act) {
        (Act::Finding(_), Act::Incident(_)) => Ok(()),
        (Act::Finding(_), _) => Err(WhyNot::NotAnIncident(name())),
        (Act::Agree { .. }, Act::Claim(_) | Act::Finding(_) | Act::Incident(_) | Act::Decide(_)) => Ok(()),
        (Act::Agree { .. }, _) => Err(WhyNot::NothingToAgree(name())),
        (Act::Decide(_), Act::Dispute(_)) => Ok(()),
        (Act::Decide(_), _) => Err(WhyNot::NotADispute(name())),
        _ => Ok(()),
    }
}

/// Asks of every entry that tells of what happens whether it fits the version in force at its moment: the last question
/// that an entry is asked. Decisions have been asked by `decide`.
pub fn admit(editions: &Editions, log: Log, judged: &mut Judgements) {
    let zone = editions.first().timezone;
    lapse(log, judged);
    let asked: Vec<Option<(Option<Standing>, WhyNot)>> = (0..log.entries.len())
        .into_par_iter()
        .map(EntryIx::at)
        .map(|index| {
            let own = &judged[index];
            if own.why_not.is_some() {
                return None;
            }
            let Some(actor) = own.actor else {
                // Only a version that was not in force yet has the actor.
                let entry = &log.entries[index];
                let id = entry.by.as_ref().unwrap_or(&log.desks[entry.book].actor);
                return Some((None, WhyNot::NotAnActor(id.clone())));
            };
            let judged_on = counts_from(zone, &log.entries[index]);
            let refused = admitted(editions, log.judged(judged), index, actor, judged_on).err()?;
            Some((idle(&refused).then_some(Standing::None), refused))
        })
        .collect();
    for (own, refused) in judged.iter_mut().zip(asked) {
        if let Some((standing, why_not)) = refused {
            (own.standing, own.why_not) = (standing, Some(why_not));
        }
    }
}

/// Whether a claim that is refused is told beside the others on its milestone: it has no standing there, or goes to the parts.
fn idle(refused: &WhyNot) -> bool {
    matches!(refused, WhyNot::OwingSide(..) | WhyNot::Whole(_) | WhyNot::Repeats(..))
}

/// `own_date` is the moment of the entry's own date, by which a finding's mandate is judged.
fn admitted(
    editions: &Editions,
    log: JudgedLog,
    index: EntryIx,
    actor: ActorIx,
    own_date: Moment,
) -> Result<(), WhyNot> {
    let own = &log.judged[index];
    let plan = editions.at(own.from);
    let entry = &log.entries[index];
    let milestone = || {
        let named = entry.act.milestone();
        let gone = |milestone: &MilestoneIx| plan.milestones[*milestone].presence == Presence::Gone;
        match (own.milestone, named) {
            (Some(milestone), _) if gone(&milestone) => Err(WhyNot::Retired(plan.milestones[milestone].id.clone())),
            (Some(milestone), _) => Ok(Some(milestone)),
            (None, Some(id)) => Err(WhyNot::UnknownMilestone(id.clone())),
            (None, None) => Ok(None),
        }
    };
    match log.act_of(index) {
        Act::Claim(claim) => milestone()?.map_or(Ok(()), |at| {
            relayed(editions, log.desks, entry, at, actor, own.from)?;
            admit_claim(editions, plan, at, actor, own.from, claim)
        }),
        Act::Incident(incident) if own.says.is_none() => {
            milestone()?;
            admit_attribution(plan, incident.actor.as_ref())
        }
        Act::Incident(_) | Act::Finding(_) => {
            let attributed = match &entry.act {
                Act::Finding(finding) => finding.actor.as_ref(),
                _ => None,
            };
            admit_attribution(plan, attributed)?;
            let verifies = |at: MilestoneIx| relation(editions, at, actor, own_date) == Relation::Verifies;
            let at = milestone()?.filter(|at| verifies(*at)).ok_or(WhyNot::OnlyVerifiers)?;
            relayed(editions, log.desks, entry, at, actor, own_date)
        }
        Act::Dispute(disputed) => {
            if let Disputed::Milestone(_) = disputed {
                milestone()?;
            }
            match plan.actors[actor].role {
                Role::Party => Ok(()),
                _ => Err(WhyNot::NotAParty(plan.actors[actor].id.clone())),
            }
        }
        Act::Note { .. } => match (own.milestone, entry.act.milestone()) {
            (None, Some(id)) => Err(WhyNot::UnknownMilestone(id.clone())),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Whether what was written down for another may be: nobody on the side that owes a milestone writes down its verification.
fn relayed(
    editions: &Editions,
    desks: &Desks,
    entry: &Entry,
    milestone: MilestoneIx,
    actor: ActorIx,
    from: Moment,
) -> Result<(), WhyNot> {
    if entry.by.is_none() {
        return Ok(());
    }
    let plan = editions.at(from);
    let keeper = plan.actor(desks[entry.book].actor.as_str()).filter(|keeper| *keeper != actor);
    match keeper.filter(|keeper| plan.has_an_interest(milestone, *keeper)) {
        Some(keeper) if relation(editions, milestone, actor, from) == Relation::Verifies => {
            Err(WhyNot::OwingSide(plan.actors[keeper].id.clone(), plan.milestones[milestone].id.clone()))
        }
        _ => Ok(()),
    }
}

fn admit_attribution(plan: &Plan, attributed: Option<&Attribution>) -> Result<(), WhyNot> {
    let unknown = |id: &&Id| plan.actor(id.as_str()).is_none();
    match attributed.and_then(|attributed| attributed.actors().iter().find(unknown)) {
        Some(id) => Err(WhyNot::NotAnActor(id.clone())),
        None => Ok(()),
    }
}

fn admit_claim(
    editions: &Editions,
    plan: &Plan,
    milestone: MilestoneIx,
    actor: ActorIx,
    from: Moment,
    claim: &Claim,
) -> Result<(), WhyNot> {
    let promised = &plan.milestones[milestone];
    if !plan.repeats(milestone).is_empty() {
        return Err(WhyNot::Repeats(promised.id.clone(), promised.repeats.clone()));
    }
    admit_figures(plan, milestone, claim)?;
    match relation(editions, milestone, actor, from) {
        Relation::OwingSide => Err(WhyNot::OwingSide(plan.actors[actor].id.clone(), promised.id.clone())),
        Relation::Verifies => Ok(()),
        _ if claim.as_agreed.is_some() => Err(WhyNot::OnlyVerifiers),
        _ => Ok(()),
    }
}

/// Whether a claim's figures fit the milestone's indicators.
fn admit_figures(plan: &Plan, milestone: MilestoneIx, claim: &Claim) -> Result<(), WhyNot> {
    let promised = &plan.milestones[milestone];
    let whole = !plan.parts(milestone).is_empty();
    // Of a claim on a whole, its counts alone count (ruling 10).
    if whole && claim.level.is_some() && claim.values.is_empty() && claim.add.is_empty() {
        return Err(WhyNot::Whole(promised.id.clone()));
    }
    let totals = claim.values.iter().map(|(id, value)| (id, *value));
    let increments = claim.add.iter().map(|(id, number)| (id, Value::Exactly(*number)));
    for (id, value) in totals.chain(increments) {
        let unknown = || WhyNot::UnknownIndicator(promised.id.clone(), id.clone());
        let named = |indicator: &&Indicator| indicator.id == *id && indicator.presence != Presence::Gone;
        let indicator = promised.indicators.iter().find(named).ok_or_else(unknown)?;
        let of_parts = |part: &MilestoneIx| plan.milestones[*part].indicators.iter().any(|known| known.id == *id);
        if whole && (indicator.target.is_some() || plan.parts(milestone).iter().any(of_parts)) {
            return Err(WhyNot::Whole(promised.id.clone()));
        }
        let below_zero = indicator.start().is_negative() || indicator.goal().is_some_and(Number::is_negative);
        if !below_zero && value.numbers().into_iter().any(Number::is_negative) {
            return Err(WhyNot::Negative(id.clone()));
        }
        let down = indicator.is_down(indicator.goal().unwrap_or(indicator.start()));
        if down && matches!(value, Value::Of { .. }) {
            return Err(WhyNot::ShareOfCap(id.clone()));
        }
    }
    Ok(())
}

/// A retraction makes the entry that it names never have counted; the latest word on it rules.
fn retract(log: Log, judged: &mut Judgements) {
    let mut retractions: Vec<(EntryIx, &EntryName)> = log.found(|index, entry| match &entry.act {
        Act::Retract { entry } if judged[index].why_not.is_none() => Some((index, &**entry)),
        _ => None,
    });
    retractions.sort_by_key(|(index, _)| std::cmp::Reverse((judged[*index].known, *index)));
    for (index, name) in retractions {
        if judged[index].why_not.is_some() {
            continue;
        }
        match log.find(name).filter(|named| earlier(log.judged(judged), *named, index)) {
            None => judged[index].why_not = Some(WhyNot::UnknownEntry(name.clone())),
            Some(named) if judged[named].actor.is_none() || judged[named].actor != judged[index].actor => {
                judged[index].why_not = Some(WhyNot::OthersEntry(name.clone()));
            }
            // Whether it comes in time is for `decide` to say.
            Some(named) if log.judged(judged).act_of(named).decides() => {}
            // What was taken back is said again, not brought back: a decision counts from when its quorum is complete.
            Some(named) if takes_back_a_proposal(log.judged(judged), named) => {
                judged[index].why_not = Some(WhyNot::SayAgain(name.clone()));
            }
            Some(named) => {
                judged[index].from = judged[named].from;
                judged[index].milestone = judged[named].milestone;
                judged[named].why_not = Some(WhyNot::Retracted(log.name_of(index)));
                judged[named].voided = Some(judged[index].recorded);
            }
        }
    }
}

/// Nobody agrees with what never counted, once that is on record; who agreed before stands by its own words (ruling 17).
fn lapse(log: Log, judged: &mut Judgements) {
    let mut agreeing: Vec<EntryIx> = log.found(|index, _| {
        let own = &judged[index];
        let agrees = own.why_not.is_none() && own.says.is_some_and(|says| !log.entries[says].act.decides());
        agrees.then_some(index)
    });
    agreeing.sort_by_key(|index| (judged[*index].recorded, *index));
    for index in agreeing {
        let Act::Agree { entry: name } = &log.entries[index].act else { continue };
        let name = &**name;
        let named = log.find(name).map(|named| &judged[named]);
        if named.is_some_and(|named| named.voided.is_some_and(|voided| voided < judged[index].recorded)) {
            judged[index].why_not = Some(WhyNot::Cleared(name.clone()));
            judged[index].voided = Some(judged[index].recorded);
        }
    }
}

fn takes_back_a_proposal(log: JudgedLog, index: EntryIx) -> bool {
    match &log.entries[index].act {
        Act::Retract { entry } => log.find(entry).is_some_and(|named| log.act_of(named).decides()),
        _ => false,
    }
}

/// Whether the entry named stands before the one that names it: in its own book by number, elsewhere by time.
fn earlier(log: JudgedLog, named: EntryIx, by: EntryIx) -> bool {
    match log.entries[named].book == log.entries[by].book {
        true => log.entries[named].seq < log.entries[by].seq,
        false => log.judged[named].known <= log.judged[by].known,
    }
}
