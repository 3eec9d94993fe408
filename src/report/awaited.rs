//! What is awaited from whom: reports, verifications, findings, concurrence, settlement.

use super::agenda::{AgendaItem, Awaited, AwaitedWord, actor_names, side_names};
use super::decisions::in_words;
use super::incidents::happened;
use super::quorums::{Verifiers, deciders};
use super::view::View;
use super::words;
use crate::fold::state::{Decision, Dispute, IncidentState, LatestClaim, PlanState, Standing, Status, TimingWord};
use crate::model::decision::Terms;
use crate::model::incident::Outcome;
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::level::Level;
use crate::model::name::EntryName;
use crate::tongue::say;
use std::collections::BTreeSet;

/// Everything that is awaited, by the first actor of whom it is, and for one actor in the order of the kinds.
pub fn awaited<'a>(view: &View<'a>) -> Vec<AgendaItem<Awaited<'a>>> {
    let mut verifiers = Verifiers::new(view);
    let leaves = view.plan.milestones.indices().filter(|place| leaf(view, *place));
    let mut items: Vec<(ActorIx, AgendaItem<Awaited>)> = Vec::new();
    for place in leaves {
        items.extend(report(view, place));
        items.extend(verification(view, &mut verifiers, place));
    }
    view.read_incidents(&view.state.open);
    let open = view.state.open.iter().map(|place| &view.state.incidents[*place]);
    items.extend(open.filter_map(|incident| finding(view, &mut verifiers, incident)));
    items.extend(view.state.decisions.iter().filter_map(|decision| concurrence(view, decision)));
    let proposed = proposed(view);
    let unsettled = view.state.disputes.iter().filter(|dispute| !proposed.contains(&view.name(dispute.entry)));
    items.extend(unsettled.filter_map(|dispute| settlement(view, dispute)));
    items.extend(start(view));
    items.sort_by_key(|(first, _)| *first);
    items.into_iter().map(|(_, item)| item).collect()
}

fn leaf(view: &View, place: MilestoneIx) -> bool {
    view.plan.milestones[place].is_here() && view.state.milestones[place].counted && view.plan.is_leaf(place)
}

/// An item with the first actor of whom it is awaited; nothing where it is awaited of nobody.
fn item<'a>(
    view: &View<'a>,
    from: &[ActorIx],
    place: Option<MilestoneIx>,
    what: Awaited<'a>,
) -> Option<(ActorIx, AgendaItem<Awaited<'a>>)> {
    let milestones: Vec<MilestoneIx> = place.into_iter().collect();
    let mut actors = from.to_vec();
    actors.extend(super::agenda::owing(view, &milestones));
    Some((*from.first()?, AgendaItem { milestones, actors, what }))
}

fn about<'a>(view: &View<'a>, what: AwaitedWord, place: Option<MilestoneIx>) -> Awaited<'a> {
    let promised = place.map(|place| &view.plan.milestones[place]);
    Awaited {
        what,
        from: Vec::new(),
        given: 0,
        needed: 0,
        id: promised.map(|promised| &promised.id),
        title: promised.map(|promised| promised.title.by_language()),
        entry: None,
        terms: None,
        reason: String::new(),
    }
}

/// Who owes a milestone that is under way or due soon, and has not said how far it is. What is overdue is told as late.
fn report<'a>(view: &View<'a>, place: MilestoneIx) -> Option<(ActorIx, AgendaItem<Awaited<'a>>)> {
    let state = &view.state.milestones[place];
    let soon = state.timing.word == TimingWord::DueSoon;
    if state.timing.word == TimingWord::Overdue || !(soon || state.status == Status::UnderWay) {
        return None;
    }
    let from: Vec<ActorIx> = view.plan.owing(place).filter(|actor| reported(view, place, *actor).is_none()).collect();
    let owing = view.plan.owing(place).count();
    let timing = if soon { words::timing(state.timing) } else { state.status.told().to_owned() };
    let what = Awaited {
        from: actor_names(view, from.iter().copied()),
        given: owing - from.len(),
        needed: owing,
        reason: say!("{timing}, no report yet", timing),
        ..about(view, AwaitedWord::Report, Some(place))
    };
    item(view, &from, Some(place), what)
}

/// The level that who owes a milestone last stated.
fn reported(view: &View, place: MilestoneIx, actor: ActorIx) -> Option<Level> {
    let of = |said: &&LatestClaim| said.actor == actor && said.standing == Standing::Reported;
    view.state.milestones[place].said.iter().find(of).and_then(|said| said.level)
}

/// Of an overdue milestone, who owes it and has not reported it full, and what it last said; all who owe it where the
/// verifiers contradict their reports.
pub fn behind(view: &View, place: MilestoneIx) -> (Vec<ActorIx>, String) {
    let owing: Vec<ActorIx> = view.plan.owing(place).collect();
    let short: Vec<ActorIx> =
        owing.iter().copied().filter(|actor| reported(view, place, *actor) != Some(Level::Full)).collect();
    if short.is_empty() {
        return (owing, say!("verifiers have since said less than full").into());
    }
    let last = short.iter().filter_map(|actor| reported(view, place, *actor)).min();
    let word =
        last.map_or(say!("no report yet").to_owned(), |level| say!("last reported {level}", level = level.told()));
    (short, word)
}

/// The verifiers who have not said that a milestone reported full is so.
fn verification<'a>(
    view: &View<'a>,
    verifiers: &mut Verifiers,
    place: MilestoneIx,
) -> Option<(ActorIx, AgendaItem<Awaited<'a>>)> {
    let state = &view.state.milestones[place];
    let reported = state.reported.as_deref().filter(|figure| figure.level == Level::Full)?;
    if !matches!(state.status, Status::Reported | Status::Contested) {
        return None;
    }
    let who = verifiers.of(place)?;
    let full = |said: &&LatestClaim| said.standing == Standing::Verified && said.level == Some(Level::Full);
    let given: Vec<ActorIx> = state.said.iter().filter(full).map(|said| said.actor).collect();
    let from: Vec<ActorIx> = who.actors.into_iter().filter(|actor| !given.contains(actor)).collect();
    let what = Awaited {
        from: actor_names(view, from.iter().copied()),
        given: view.plan.sides_of(given.into_iter()).len(),
        needed: who.needed,
        reason: say!(
            "reported full for {day}",
            day = state.done_on.map_or(reported.on, |day| view.said_on(place, day))
        ),
        ..about(view, AwaitedWord::Verification, Some(place))
    };
    item(view, &from, Some(place), what)
}

/// The verifiers who have not concluded on an incident, or of whom as many do not agree.
fn finding<'a>(
    view: &View<'a>,
    verifiers: &mut Verifiers,
    incident: &IncidentState,
) -> Option<(ActorIx, AgendaItem<Awaited<'a>>)> {
    let promised = &view.plan.milestones[incident.milestone];
    if !promised.is_here() {
        return None;
    }
    let who = verifiers.of(incident.milestone)?;
    let spoken = |actor: &ActorIx| incident.findings.iter().any(|finding| finding.actor == *actor);
    let from: Vec<ActorIx> = match incident.split {
        true => who.actors,
        false => who.actors.into_iter().filter(|actor| !spoken(actor)).collect(),
    };
    let agree = |outcome: Outcome| {
        let same = incident.findings.iter().filter(|finding| finding.outcome == outcome);
        view.plan.sides_of(same.map(|finding| finding.actor)).len()
    };
    let concluded = if incident.split { say!("verifiers differ") } else { words::outcome(incident) };
    let what = Awaited {
        from: actor_names(view, from.iter().copied()),
        given: Outcome::ALL.into_iter().map(agree).max().unwrap_or(0),
        needed: who.needed,
        entry: Some(view.name(incident.entry)),
        reason: say!(
            "{word} incident of {incident}, {concluded}",
            word = incident.severity.told(),
            incident = happened(view, incident),
            concluded
        ),
        ..about(view, AwaitedWord::Finding, Some(incident.milestone))
    };
    item(view, &from, Some(incident.milestone), what)
}

/// The sides that have not concurred in what is proposed.
fn concurrence<'a>(view: &View<'a>, decision: &Decision) -> Option<(ActorIx, AgendaItem<Awaited<'a>>)> {
    if decision.taken.is_some() {
        return None;
    }
    let by = super::decisions::by(view, decision);
    let what = Awaited {
        from: side_names(view, decision.awaited.iter().copied()),
        given: view.plan.sides_of(by.iter().copied()).len(),
        needed: decision.needed,
        entry: decision.entries.iter().min().map(|entry| view.name(*entry)),
        terms: Some(in_words(view, decision)),
        reason: say!("proposed by {by}", by = view.actors(by)),
        ..about(view, AwaitedWord::Concurrence, decision.milestone)
    };
    item(view, &decision.awaited, decision.milestone, what)
}

/// Who settles an open dispute that nobody has proposed to settle.
fn settlement<'a>(view: &View<'a>, dispute: &Dispute) -> Option<(ActorIx, AgendaItem<Awaited<'a>>)> {
    let gone = dispute.milestone.is_some_and(|place| !view.plan.milestones[place].is_here());
    if !dispute.is_open() || gone {
        return None;
    }
    let who = deciders(view, view.plan.rules.settle.as_ref()?, &[]);
    let disputed = dispute.disputed.map_or(String::new(), |entry| say!("over {entry}, ", entry = view.name(entry)));
    let actor = view.actor(dispute.actor);
    let since = view.said_for(dispute.entry);
    let what = Awaited {
        from: actor_names(view, who.actors.iter().copied()),
        given: 0,
        needed: who.needed,
        entry: Some(view.name(dispute.entry)),
        reason: say!("disputed by {actor}, {disputed}since {since}", actor, disputed, since),
        ..about(view, AwaitedWord::Settlement, dispute.milestone)
    };
    let (first, mut item) = item(view, &who.actors, dispute.milestone, what)?;
    item.actors.push(dispute.actor);
    Some((first, item))
}

/// The disputes that somebody has proposed to settle.
fn proposed<'a>(view: &View<'a>) -> BTreeSet<&'a EntryName> {
    let pending = view.state.decisions.iter().filter(|decision| decision.taken.is_none());
    let settles = pending.filter_map(|decision| match &decision.terms {
        Terms::Settle { dispute, .. } => Some(dispute),
        _ => None,
    });
    settles.collect()
}

/// Entry into force, where the plan is not in force and nobody has proposed it.
pub fn start<'a>(view: &View<'a>) -> Option<(ActorIx, AgendaItem<Awaited<'a>>)> {
    let open = matches!(view.state.stage, PlanState::Draft | PlanState::Signed) && view.state.started.is_none();
    let said = view.state.decisions.iter().any(|one| one.taken.is_none() && matches!(one.terms, Terms::Start { .. }));
    let rule = view.plan.rules.start.as_ref().filter(|_| open && !said)?;
    let who = deciders(view, rule, &[]);
    let what = Awaited {
        from: side_names(view, who.left.iter().copied()),
        needed: who.needed,
        reason: say!("nobody has proposed it yet").into(),
        ..about(view, AwaitedWord::Start, None)
    };
    item(view, &who.left, None, what)
}
