//! What a milestone's state rests on: entries that by themselves give it again (design, promise 4).

use super::happenings::Happens;
use super::lives::claims_on;
use super::log::JudgedLog;
use super::state::{Decision, State, WhyNot};
use super::voice::VoiceIx;
use super::walk::Walk;
use crate::model::decision::{Matter, Scope, Terms};
use crate::model::entry::Act;
use crate::model::id::Id;
use crate::model::index::{EntryIx, MilestoneIx, Series};
use crate::model::lean::Lean;
use crate::model::milestone::Target;
use crate::model::plan::Plan;
use std::collections::BTreeSet;

/// What must be known to know the state of a milestone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    Lean(Lean),
    /// When a contingent milestone began to count.
    Trigger(MilestoneIx),
}

/// The entries that a milestone's status, figures and timing rest on: the claims at which something turned, those that the
/// words of today rest on, incidents, findings, disputes and decisions on it, and those of other milestones where it waits for
/// them or is dated by them. In the order of the entries.
pub fn grounds(log: JudgedLog, state: &State, milestone: MilestoneIx) -> Vec<EntryIx> {
    let plan = &*state.plan;
    let asked = asked(plan, milestone);
    let claims = asked.iter().flat_map(|question| match question {
        Question::Lean(Lean::Rank(other)) => claims_behind(plan, log, state, *other),
        _ => BTreeSet::new(),
    });
    let decided =
        state.decisions.iter().filter(|decision| decision.taken.is_some() && bears(plan, state, decision, &asked));
    let decided = decided.flat_map(|decision| decision.entries.iter().copied());
    with_named(log, state, claims.chain(decided).collect())
}

/// The same with what bears on every milestone: adopted versions, mandates, and who left.
pub fn grounds_with_terms(log: JudgedLog, state: &State, milestone: MilestoneIx) -> Vec<EntryIx> {
    let general = state.decisions.iter().filter(|decision| {
        decision.taken.is_some() && matches!(decision.terms, Terms::Amend { .. } | Terms::Prolong { .. })
    });
    let leaves = |index: &EntryIx| {
        matches!(log.entries[*index].act, Act::Repudiate | Act::Rejoin) && log.judged[*index].why_not.is_none()
    };
    let named =
        general.flat_map(|decision| decision.entries.iter().copied()).chain(log.entries.indices().filter(leaves));
    with_named(log, state, named.chain(grounds(log, state, milestone)).collect())
}

/// All entries that could bear on a milestone's state: more than `grounds` names, and sure to suffice.
pub fn everything_behind(log: JudgedLog, state: &State, milestone: MilestoneIx) -> Vec<EntryIx> {
    let questions = asked(&state.plan, milestone);
    let bears = |index: &EntryIx| {
        let judged = &log.judged[*index];
        let on_it =
            judged.milestone.is_some_and(|milestone| questions.contains(&Question::Lean(Lean::Rank(milestone))));
        match &log.entries[*index].act {
            Act::Note { .. } => false,
            Act::Claim(_) | Act::Incident(_) | Act::Finding(_) => on_it,
            _ => true,
        }
    };
    log.entries.indices().filter(bears).collect()
}

/// Whether a decision bears on what is asked: a date, a suspension, a dispute, entry into force, or the plan's version.
fn bears(plan: &Plan, state: &State, decision: &Decision, asked: &BTreeSet<Question>) -> bool {
    let rank = |milestone: MilestoneIx| asked.contains(&Question::Lean(Lean::Rank(milestone)));
    let phase = |id: &Id| {
        let phase = plan.phase(id.as_str());
        plan.milestones.indices().any(|milestone| rank(milestone) && plan.phase_of(milestone) == phase)
    };
    match &decision.terms {
        Terms::Start { .. } => asked.contains(&Question::Lean(Lean::Start)),
        Terms::Reschedule { .. } => {
            decision.milestone.is_some_and(|milestone| asked.contains(&Question::Lean(Lean::Date(milestone))))
        }
        Terms::Suspend { scope, .. } | Terms::Resume { scope, .. } => match scope {
            Scope::Plan => true,
            Scope::Phase(id) => phase(id),
            Scope::Milestone(_) => decision.milestone.is_some_and(rank),
        },
        Terms::Settle { .. } => decision.milestone.is_some_and(rank),
        Terms::Amend { .. } => !state.milestones.is_empty(),
        Terms::Prolong { .. } => false,
    }
}

/// Entries with those that they name, and with what took these back.
fn with_named(log: JudgedLog, state: &State, some: BTreeSet<EntryIx>) -> Vec<EntryIx> {
    let (mut all, mut open) = (BTreeSet::new(), some.into_iter().collect::<Vec<EntryIx>>());
    while let Some(index) = open.pop() {
        if !all.insert(index) {
            continue;
        }
        let taken_back = match &log.judged[index].why_not {
            Some(WhyNot::Retracted(by) | WhyNot::Upheld(by)) => Some(by),
            _ => None,
        };
        open.extend(log.entries[index].act.entry().into_iter().chain(taken_back).filter_map(|name| log.find(name)));
        if let Some(WhyNot::Upheld(by)) = &log.judged[index].why_not {
            let settled = Matter::Dispute(by.clone());
            let settling = state.decisions.iter().filter(|decision| decision.terms.matter() == settled);
            open.extend(settling.flat_map(|decision| decision.entries.iter().copied()));
        }
    }
    all.into_iter().collect()
}

/// Every question that the state of a milestone leads to, however far.
fn asked(plan: &Plan, milestone: MilestoneIx) -> BTreeSet<Question> {
    let own = [milestone].into_iter().chain(plan.whole(milestone));
    let mut open = vec![Question::Lean(Lean::Rank(milestone)), Question::Lean(Lean::Date(milestone))];
    for place in own {
        open.push(Question::Trigger(place));
        open.extend(questions(plan.conditions_lean_on(&plan.milestones[place].requires)));
    }
    let phase = plan.phase_of(milestone).into_iter();
    open.extend(phase.flat_map(|phase| questions(plan.conditions_lean_on(&plan.phases[phase].requires))));
    let mut asked = BTreeSet::new();
    while let Some(question) = open.pop() {
        if asked.insert(question) {
            open.extend(leads(plan, question));
        }
    }
    asked
}

fn questions(leans: Vec<Lean>) -> impl Iterator<Item = Question> {
    leans.into_iter().map(Question::Lean)
}

/// The questions that one question leads to.
fn leads(plan: &Plan, question: Question) -> Vec<Question> {
    let ranks = |places: &mut dyn Iterator<Item = MilestoneIx>| -> Vec<Question> {
        places.flat_map(|place| [Question::Lean(Lean::Rank(place)), Question::Trigger(place)]).collect()
    };
    match question {
        Question::Lean(Lean::Start) => Vec::new(),
        Question::Lean(Lean::Rank(milestone)) => {
            let targets =
                plan.milestones[milestone].indicators.iter().filter_map(|indicator| match &indicator.target {
                    Some(Target::Other { milestone, .. }) => plan.milestone(milestone.as_str()),
                    _ => None,
                });
            let others = plan.parts(milestone).iter().chain(plan.repeats(milestone)).copied();
            ranks(&mut others.chain(targets).chain([milestone])).into_iter().filter(|next| *next != question).collect()
        }
        Question::Trigger(milestone) if plan.milestones[milestone].contingent => {
            questions(plan.conditions_lean_on(&plan.milestones[milestone].requires)).collect()
        }
        Question::Trigger(_) => Vec::new(),
        Question::Lean(Lean::Date(milestone)) => questions(plan.date_leans_on(milestone)).collect(),
        Question::Lean(Lean::Opening(phase)) => {
            let requires = plan.conditions_lean_on(&plan.phases[phase].requires);
            questions(requires).chain([Question::Lean(Lean::Start)]).collect()
        }
        Question::Lean(Lean::End(phase)) => {
            ranks(&mut plan.milestones.indices().filter(|place| plan.phase_of(*place) == Some(phase)))
        }
    }
}

/// The claims on one milestone at which something turned, those that today's words rest on, and what else is said of it.
fn claims_behind(plan: &Plan, log: JudgedLog, state: &State, milestone: MilestoneIx) -> BTreeSet<EntryIx> {
    let named = &state.milestones[milestone].record.entries;
    let claims = claims_on(log, named);
    let beside = |index: &EntryIx| {
        let act = log.act_of(*index);
        matches!(act, Act::Incident(_) | Act::Finding(_) | Act::Dispute(_))
    };
    let beside = named.iter().copied().filter(beside);
    if plan.milestones[milestone].indicators.iter().any(|ind| matches!(ind.target, Some(Target::Other { .. }))) {
        // What turns when another's figure does is not worth telling apart.
        return claims.into_iter().chain(beside).collect();
    }
    let held = &state.milestones[milestone].record.held;
    let happens = Happens { claims: &claims, idle: &[], turns: &[], incidents: held, as_of: state.clocks.as_of };
    let mut walk = Walk::new(&state.editions, log, milestone, false);
    let mut rests = Rests { log, plan, milestone, figures: Series::new() };
    let (mut named, mut before, mut reported_full) = (BTreeSet::new(), None, None);
    for step in happens.steps(&state.editions, log.judged) {
        let (heard, _) = walk.live(&step);
        for (claim, heard) in step.claims.iter().zip(&heard) {
            rests.hear(heard.voice, *claim);
        }
        let tally = walk.tally();
        reported_full = walk.reported_full(reported_full, &heard, &tally, &step);
        let verified = tally.verified.as_ref().map(|verified| verified.told.0);
        let stands = (verified, reported_full, walk.begun(&tally), walk.split());
        if before.as_ref() != Some(&stands) {
            let by = tally.verified.iter().flat_map(|verified| verified.by.clone());
            let owing = tally.reported.iter().flat_map(|_| walk.owing_voices());
            let speaking: Vec<VoiceIx> = heard.iter().map(|heard| heard.voice).chain(by).chain(owing).collect();
            speaking.into_iter().for_each(|voice| rests.name(&walk, voice, &mut named));
            before = Some(stands);
        }
    }
    walk.voices.indices().for_each(|voice| rests.name(&walk, voice, &mut named));
    named.extend(beside);
    named
}

/// For each voice and figure the claims that it rests on: the latest total with the increments since.
struct Rests<'a> {
    log: JudgedLog<'a>,
    plan: &'a Plan,
    milestone: MilestoneIx,
    figures: Series<VoiceIx, Vec<FigureClaims>>,
}

/// The claims that a figure rests on, and how many of them have been named.
#[derive(Clone, Default)]
struct FigureClaims {
    claims: Vec<EntryIx>,
    named: usize,
}

impl Rests<'_> {
    fn hear(&mut self, voice: VoiceIx, claim: EntryIx) {
        let indicators = &self.plan.milestones[self.milestone].indicators;
        while self.figures.get(voice).is_none() {
            self.figures.push(vec![FigureClaims::default(); indicators.len()]);
        }
        let Some(said) = self.log.claim_of(claim) else { return };
        for (figure, indicator) in self.figures[voice].iter_mut().zip(indicators) {
            if said.values.iter().any(|(named, _)| *named == indicator.id) {
                *figure = FigureClaims { claims: vec![claim], named: 0 };
            } else if said.add.iter().any(|(named, _)| *named == indicator.id) {
                figure.claims.push(claim);
            }
        }
    }

    /// Names what a voice rests on now, with the claim that said how far it is; what was named before is not gone through again.
    fn name(&mut self, walk: &Walk, voice: VoiceIx, named: &mut BTreeSet<EntryIx>) {
        named.extend(walk.voices[voice].word.as_ref().map(|word| word.entry));
        for figure in &mut self.figures[voice] {
            named.extend(&figure.claims[figure.named..]);
            figure.named = figure.claims.len();
        }
    }
}
