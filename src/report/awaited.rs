//! What is awaited from whom: reports, verifications, findings, concurrence, settlement.

use super::actor_name::ActorName;
use super::agenda::{AgendaItem, Awaited, AwaitedWord, actor_names, owing, side_names};
use super::decisions::in_words;
use super::incidents::happened;
use super::quorums::{Verifiers, deciders};
use super::view::View;
use super::words;
use crate::fold::state::{
    Decision, Dispute, IncidentIx, LatestClaim, MilestoneState, PlanState, Standing, Status, TimingWord,
};
use crate::model::decision::Terms;
use crate::model::incident::Outcome;
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::level::Level;
use crate::model::name::EntryName;
use crate::tongue::say;
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;

/// Something that is awaited of somebody. What it says is worked out where somebody reads it.
pub struct Awaiting<'v, 'a> {
    view: &'v View<'a>,
    matter: AwaitedMatter<'a>,
    /// Of whom: actors, or by their first actors sides.
    pub from: Vec<ActorIx>,
    /// How many sides must say it.
    needed: usize,
}

/// What somebody is to say something about.
#[derive(Clone, Copy)]
enum AwaitedMatter<'a> {
    Report(MilestoneIx),
    Verification(MilestoneIx),
    Finding(IncidentIx),
    Concurrence(&'a Decision),
    Settlement(&'a Dispute),
    Start,
}

/// Everything that is awaited, by the first actor of whom it is, and for one actor in the order of the kinds; nothing where it is
/// awaited of nobody.
pub fn awaited<'v, 'a>(view: &'v View<'a>) -> Vec<AgendaItem<Awaiting<'v, 'a>>> {
    let mut verifiers = Verifiers::new(view);
    let leaves = view.plan.milestones.indices().filter(|place| leaf(view, *place));
    let mut asked: Vec<Awaiting> = Vec::new();
    for place in leaves {
        asked.extend(report(view, place));
        asked.extend(verification(view, &mut verifiers, place));
    }
    view.state.incidents.read_ahead(&view.state.open);
    asked.extend(view.state.open.iter().filter_map(|incident| finding(view, &mut verifiers, *incident)));
    asked.extend(view.state.decisions.iter().filter_map(|decision| concurrence(view, decision)));
    let proposed = proposed(view);
    let unsettled = view.state.disputes.iter().filter(|dispute| !proposed.contains(&view.name(dispute.entry)));
    asked.extend(unsettled.filter_map(|dispute| settlement(view, dispute)));
    asked.extend(start(view));
    asked.retain(|one| !one.from.is_empty());
    asked.sort_by_key(|one| one.from[0]);
    asked.into_iter().map(Awaiting::item).collect()
}

impl<'v, 'a> Awaiting<'v, 'a> {
    /// With whom and what it concerns.
    fn item(self) -> AgendaItem<Awaiting<'v, 'a>> {
        let milestones: Vec<MilestoneIx> = self.milestone().into_iter().collect();
        let mut actors = self.from.clone();
        actors.extend(owing(self.view, &milestones));
        if let AwaitedMatter::Settlement(dispute) = self.matter {
            actors.push(dispute.actor);
        }
        AgendaItem { milestones, actors, what: self }
    }

    fn milestone(&self) -> Option<MilestoneIx> {
        match self.matter {
            AwaitedMatter::Report(place) | AwaitedMatter::Verification(place) => Some(place),
            AwaitedMatter::Finding(incident) => Some(self.view.state.incidents[incident].milestone),
            AwaitedMatter::Concurrence(decision) => decision.milestone,
            AwaitedMatter::Settlement(dispute) => dispute.milestone,
            AwaitedMatter::Start => None,
        }
    }

    /// The names of those of whom it is awaited.
    pub fn names(&self) -> Vec<ActorName<'a>> {
        let from = self.from.iter().copied();
        match self.asks_sides() {
            true => side_names(self.view, from),
            false => actor_names(self.view, from),
        }
    }

    /// Whether it is awaited of whole sides.
    pub fn asks_sides(&self) -> bool {
        matches!(self.matter, AwaitedMatter::Concurrence(_) | AwaitedMatter::Start)
    }

    /// What it says.
    pub fn told(&self) -> Awaited<'a> {
        let (view, plan) = (self.view, self.view.plan);
        let promised = self.milestone().map(|place| &plan.milestones[place]);
        let about = |what: AwaitedWord, given: usize, reason: String| Awaited {
            what,
            from: self.names(),
            given,
            needed: self.needed,
            id: promised.map(|promised| &promised.id),
            title: promised.map(|promised| promised.title.by_language()),
            entry: None,
            terms: None,
            reason,
        };
        match self.matter {
            AwaitedMatter::Report(place) => {
                let state = &view.state.milestones[place];
                let soon = state.timing.word == TimingWord::DueSoon;
                let timing = if soon { words::timing(state.timing) } else { state.status.told().to_owned() };
                let reason = say!("{timing}, no report yet", timing);
                about(AwaitedWord::Report, self.needed - self.from.len(), reason)
            }
            AwaitedMatter::Verification(place) => {
                let state = &view.state.milestones[place];
                let on = state.done_on.map(|day| view.said_on(place, day));
                let day = on.or(state.reported.as_deref().map(|figure| figure.on));
                let day = day.map_or(String::new(), |day| day.to_string());
                let given = plan.sides_of(saying_full(state)).len();
                about(AwaitedWord::Verification, given, say!("reported full for {day}", day))
            }
            AwaitedMatter::Finding(incident) => {
                let incident = &view.state.incidents[incident];
                let agree = |outcome: Outcome| {
                    let same = incident.findings.iter().filter(|finding| finding.outcome == outcome);
                    plan.sides_of(same.map(|finding| finding.actor)).len()
                };
                let concluded = if incident.split { say!("verifiers differ") } else { words::outcome(incident) };
                let reason = say!(
                    "{word} incident of {incident}, {concluded}",
                    word = incident.severity.told(),
                    incident = happened(view, incident),
                    concluded
                );
                let given = Outcome::ALL.into_iter().map(agree).max().unwrap_or(0);
                let entry = Some(view.name(incident.entry));
                Awaited { entry, ..about(AwaitedWord::Finding, given, reason) }
            }
            AwaitedMatter::Concurrence(decision) => {
                let by = super::decisions::by(view, decision);
                let given = plan.sides_of(by.iter().copied()).len();
                let entry = decision.entries.iter().min().map(|entry| view.name(*entry));
                let reason = say!("proposed by {by}", by = view.actors(by));
                let terms = Some(in_words(view, decision));
                Awaited { entry, terms, ..about(AwaitedWord::Concurrence, given, reason) }
            }
            AwaitedMatter::Settlement(dispute) => {
                let disputed =
                    dispute.disputed.map_or(String::new(), |entry| say!("over {entry}, ", entry = view.name(entry)));
                let actor = view.actor(dispute.actor);
                let since = view.said_for(dispute.entry);
                let reason = say!("disputed by {actor}, {disputed}since {since}", actor, disputed, since);
                let entry = Some(view.name(dispute.entry));
                Awaited { entry, ..about(AwaitedWord::Settlement, 0, reason) }
            }
            AwaitedMatter::Start => about(AwaitedWord::Start, 0, say!("nobody has proposed it yet").into()),
        }
    }
}

/// For machines it is what it says.
impl Serialize for Awaiting<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.told().serialize(serializer)
    }
}

/// Reads at once what is told of the incidents among some things that are awaited.
pub fn read_ahead(view: &View, items: &[AgendaItem<Awaiting>]) {
    let incidents = items.iter().filter_map(|item| match item.what.matter {
        AwaitedMatter::Finding(incident) => Some(incident),
        _ => None,
    });
    view.read_incidents(&incidents.collect::<Vec<_>>());
}

fn leaf(view: &View, place: MilestoneIx) -> bool {
    view.plan.milestones[place].is_here() && view.state.milestones[place].counted && view.plan.is_leaf(place)
}

/// Who owes a milestone that is under way or due soon, and has not said how far it is. What is overdue is told as late.
fn report<'v, 'a>(view: &'v View<'a>, place: MilestoneIx) -> Option<Awaiting<'v, 'a>> {
    let state = &view.state.milestones[place];
    let soon = state.timing.word == TimingWord::DueSoon;
    if state.timing.word == TimingWord::Overdue || !(soon || state.status == Status::UnderWay) {
        return None;
    }
    let from: Vec<ActorIx> = view.plan.owing(place).filter(|actor| reported(view, place, *actor).is_none()).collect();
    Some(Awaiting { view, matter: AwaitedMatter::Report(place), from, needed: view.plan.owing(place).count() })
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
fn verification<'v, 'a>(view: &'v View<'a>, verifiers: &mut Verifiers, place: MilestoneIx) -> Option<Awaiting<'v, 'a>> {
    let state = &view.state.milestones[place];
    state.reported.as_deref().filter(|figure| figure.level == Level::Full)?;
    if !matches!(state.status, Status::Reported | Status::Contested) {
        return None;
    }
    let who = verifiers.of(place)?;
    let given: Vec<ActorIx> = saying_full(state).collect();
    let from = who.actors.iter().copied().filter(|actor| !given.contains(actor)).collect();
    Some(Awaiting { view, matter: AwaitedMatter::Verification(place), from, needed: who.needed })
}

/// The verifiers who last said that a milestone is full.
fn saying_full(state: &MilestoneState) -> impl Iterator<Item = ActorIx> {
    let full = |said: &&LatestClaim| said.standing == Standing::Verified && said.level == Some(Level::Full);
    state.said.iter().filter(full).map(|said| said.actor)
}

/// The verifiers who have not concluded on an incident, or of whom as many do not agree.
fn finding<'v, 'a>(view: &'v View<'a>, verifiers: &mut Verifiers, place: IncidentIx) -> Option<Awaiting<'v, 'a>> {
    let incident = &view.state.incidents[place];
    if !view.plan.milestones[incident.milestone].is_here() {
        return None;
    }
    let who = verifiers.of(incident.milestone)?;
    let spoken = |actor: &ActorIx| incident.findings.iter().any(|finding| finding.actor == *actor);
    let from = who.actors.iter().copied().filter(|actor| incident.split || !spoken(actor)).collect();
    Some(Awaiting { view, matter: AwaitedMatter::Finding(place), from, needed: who.needed })
}

/// The sides that have not concurred in what is proposed.
fn concurrence<'v, 'a>(view: &'v View<'a>, decision: &'a Decision) -> Option<Awaiting<'v, 'a>> {
    let (matter, from) = (AwaitedMatter::Concurrence(decision), decision.awaited.clone());
    decision.taken.is_none().then_some(Awaiting { view, matter, from, needed: decision.needed })
}

/// Who settles an open dispute that nobody has proposed to settle.
fn settlement<'v, 'a>(view: &'v View<'a>, dispute: &'a Dispute) -> Option<Awaiting<'v, 'a>> {
    let gone = dispute.milestone.is_some_and(|place| !view.plan.milestones[place].is_here());
    if !dispute.is_open() || gone {
        return None;
    }
    let who = deciders(view, view.plan.rules.settle.as_ref()?, &[]);
    Some(Awaiting { view, matter: AwaitedMatter::Settlement(dispute), from: who.actors, needed: who.needed })
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
pub fn start<'v, 'a>(view: &'v View<'a>) -> Option<Awaiting<'v, 'a>> {
    let open = matches!(view.state.stage, PlanState::Draft | PlanState::Signed) && view.state.started.is_none();
    let said = view.state.decisions.iter().any(|one| one.taken.is_none() && matches!(one.terms, Terms::Start { .. }));
    let rule = view.plan.rules.start.as_ref().filter(|_| open && !said)?;
    let who = deciders(view, rule, &[]);
    (!who.left.is_empty()).then_some(Awaiting {
        view,
        matter: AwaitedMatter::Start,
        from: who.left,
        needed: who.needed,
    })
}
