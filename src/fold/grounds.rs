//! What a milestone's state rests on: entries that by themselves give it again (design, promise 4).

use super::lives::claims_on;
use super::state::State;
use super::walk::Walk;
use crate::model::condition::Condition;
use crate::model::due::{Due, Event, Mark};
use crate::model::entry::{Act, Entry};
use crate::model::milestone::Target;
use crate::model::plan::Plan;
use std::collections::BTreeSet;

/// What must be known of a plan to know the state of a milestone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Question {
    /// How far a milestone was, at each moment.
    Rank(usize),
    /// When a contingent milestone began to count.
    Trigger(usize),
    /// When a milestone is due.
    Date(usize),
    /// When a phase opened.
    Opening(usize),
    /// When a phase was done.
    End(usize),
    /// When the plan entered into force.
    Start,
}

/// The entries that a milestone's status, figures and timing rest on: the claims at which something turned, those that the
/// words of today rest on, and those of other milestones where it waits for them or is dated by them. In the order of the
/// entries.
pub fn grounds(plan: &Plan, entries: &[Entry], state: &State, milestone: usize) -> Vec<usize> {
    let named = asked(plan, milestone).into_iter().flat_map(|question| match question {
        Question::Rank(other) => claims_behind(plan, entries, state, other),
        Question::Start => state.decisions.iter().flat_map(|decision| decision.entries.clone()).collect(),
        _ => BTreeSet::new(),
    });
    let named: BTreeSet<usize> = named.collect();
    named.into_iter().collect()
}

/// All entries that could bear on a milestone's state: more than `grounds` names, and sure to suffice.
pub fn everything_behind(plan: &Plan, entries: &[Entry], state: &State, milestone: usize) -> Vec<usize> {
    let questions = asked(plan, milestone);
    let bears = |index: &usize| {
        let judged = &state.entries[*index];
        let on_it = judged.milestone.is_some_and(|milestone| questions.contains(&Question::Rank(milestone)));
        let act = &entries[*index].act;
        judged.why_not.is_none() && (act.decides() || on_it && matches!(act, Act::Claim(_)))
    };
    (0..entries.len()).filter(bears).collect()
}

/// Every question that the state of a milestone leads to, however far.
fn asked(plan: &Plan, milestone: usize) -> BTreeSet<Question> {
    let mut open = vec![Question::Rank(milestone), Question::Trigger(milestone), Question::Date(milestone)];
    let whole = plan.whole(milestone).map(|whole| &plan.milestones[whole].requires);
    let own = &plan.milestones[milestone].requires;
    own.iter().chain(whole.into_iter().flatten()).for_each(|condition| open.extend(looks_at(plan, condition)));
    if let Some(phase) = plan.phase_of(milestone) {
        plan.phases[phase].requires.iter().for_each(|condition| open.extend(looks_at(plan, condition)));
    }
    let mut asked = BTreeSet::new();
    while let Some(question) = open.pop() {
        if asked.insert(question) {
            open.extend(leads(plan, question));
        }
    }
    asked
}

/// The questions that one question leads to.
fn leads(plan: &Plan, question: Question) -> Vec<Question> {
    let conditions = |conditions: &[Condition]| -> Vec<Question> {
        conditions.iter().flat_map(|condition| looks_at(plan, condition)).collect()
    };
    match question {
        Question::Start => Vec::new(),
        Question::Rank(milestone) => {
            let parts = plan.parts(milestone).iter().flat_map(|part| [Question::Rank(*part), Question::Trigger(*part)]);
            let targets =
                plan.milestones[milestone].indicators.iter().filter_map(|indicator| match &indicator.target {
                    Some(Target::Other { milestone, .. }) => plan.milestone(milestone.as_str()).map(Question::Rank),
                    _ => None,
                });
            parts.chain(targets).collect()
        }
        Question::Trigger(milestone) if plan.milestones[milestone].contingent => {
            conditions(&plan.milestones[milestone].requires)
        }
        Question::Trigger(_) => Vec::new(),
        Question::Date(milestone) => {
            let whole = plan.whole(milestone).and_then(|whole| plan.milestones[whole].due.as_ref());
            let due = plan.milestones[milestone].due.as_ref().or(whole);
            due.into_iter().flat_map(Due::events).flat_map(|event| of_event(plan, event)).collect()
        }
        Question::Opening(phase) => {
            conditions(&plan.phases[phase].requires).into_iter().chain([Question::Start]).collect()
        }
        Question::End(phase) => {
            let members = (0..plan.milestones.len()).filter(|place| plan.phase_of(*place) == Some(phase));
            members.flat_map(|member| [Question::Rank(member), Question::Trigger(member)]).collect()
        }
    }
}

/// The questions that a condition leads to.
fn looks_at(plan: &Plan, condition: &Condition) -> Vec<Question> {
    let of = |leaf: &Condition| match leaf {
        Condition::PhaseDone(phase) => plan.phase(phase.as_str()).map(Question::End).into_iter().collect(),
        Condition::Elapsed { event, .. } => of_event(plan, event),
        leaf => {
            let milestone = leaf.milestone().and_then(|id| plan.milestone(id.as_str()));
            milestone.map(Question::Rank).into_iter().collect()
        }
    };
    condition.leaves().into_iter().flat_map(of).collect()
}

fn of_event(plan: &Plan, event: &Event) -> Vec<Question> {
    let question = match event {
        Event::Signature => None,
        Event::Start => Some(Question::Start),
        Event::Milestone(id, Mark::Due) => plan.milestone(id.as_str()).map(Question::Date),
        Event::Milestone(id, _) => plan.milestone(id.as_str()).map(Question::Rank),
        Event::PhaseOpened(id) => plan.phase(id.as_str()).map(Question::Opening),
        Event::PhaseDone(id) => plan.phase(id.as_str()).map(Question::End),
    };
    question.into_iter().collect()
}

/// The claims on one milestone at which something turned, and those that today's words rest on.
fn claims_behind(plan: &Plan, entries: &[Entry], state: &State, milestone: usize) -> BTreeSet<usize> {
    let claims = claims_on(entries, &state.entries, &state.milestones[milestone].entries);
    if plan.milestones[milestone].indicators.iter().any(|ind| matches!(ind.target, Some(Target::Other { .. }))) {
        // What turns when another's figure does is not worth telling apart.
        return claims.into_iter().collect();
    }
    let mut walk = Walk::new(plan, entries, &state.entries, milestone, false);
    let mut rests = Rests { entries, plan, milestone, heard: Vec::new() };
    let (mut named, mut before, mut reported_full) = (BTreeSet::new(), None, None);
    for step in walk.steps(&claims, &[]) {
        let heard = walk.live(&step);
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
            let speaking: Vec<usize> = heard.iter().map(|heard| heard.voice).chain(by).chain(owing).collect();
            speaking.into_iter().for_each(|voice| named.extend(rests.of(&walk, voice)));
            before = Some(stands);
        }
    }
    (0..walk.voices.len()).for_each(|voice| named.extend(rests.of(&walk, voice)));
    named
}

/// The claims heard from each voice so far.
struct Rests<'a> {
    entries: &'a [Entry],
    plan: &'a Plan,
    milestone: usize,
    heard: Vec<Vec<usize>>,
}

impl Rests<'_> {
    fn hear(&mut self, voice: usize, claim: usize) {
        if self.heard.len() <= voice {
            self.heard.resize(voice + 1, Vec::new());
        }
        self.heard[voice].push(claim);
    }

    /// What a voice rests on now: the claim that said how far it is, and for each figure the latest total with the increments
    /// since.
    fn of(&self, walk: &Walk, voice: usize) -> Vec<usize> {
        let mut named: Vec<usize> = walk.voices[voice].word.map(|word| word.entry).into_iter().collect();
        for (place, _) in &walk.voices[voice].values {
            let id = &self.plan.milestones[self.milestone].indicators[*place].id;
            for claim in self.heard[voice].iter().rev() {
                let Act::Claim(said) = &self.entries[*claim].act else { continue };
                let total = said.values.iter().any(|(named, _)| named == id);
                if total || said.add.iter().any(|(named, _)| named == id) {
                    named.push(*claim);
                }
                if total {
                    break;
                }
            }
        }
        named
    }
}
