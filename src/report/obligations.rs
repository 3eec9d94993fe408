//! What each side owes, from the plan alone: how much, in which phase, who may verify it, and who waits for whom. Knows
//! nothing of what has been said or done.

use crate::model::condition::Condition;
use crate::model::lean::Lean;
use crate::model::level::Progress;
use crate::model::plan::Plan;
use std::collections::BTreeMap;

/// What all sides owe. A commitment owed by two sides counts for each of them.
pub struct Obligations {
    /// The places of the commitments that count (`leaves`).
    pub leaves: Vec<usize>,
    /// The weight of each of them, in millionths of millionths.
    pub weights: Vec<u128>,
    /// In the order in which their first actor stands in the plan; who owes nothing and verifies nothing is left out.
    pub sides: Vec<Side>,
    /// The commitments that nobody owes.
    pub unowed: Vec<usize>,
    /// Milestones left out because they merely repeat another.
    pub repeats: Vec<usize>,
    /// By the first actors of two sides: how many commitments of the first wait for the second.
    pub waits: BTreeMap<(usize, usize), usize>,
    /// How often a commitment waits for a side, where that is so often that it is not told by pairs.
    pub unlisted: usize,
}

/// So many waits are told by pairs. A gate between two phases of very many sides has one for each two of them.
const LISTED: usize = 200_000;

/// What one side owes.
#[derive(Default)]
pub struct Side {
    /// Its first actor's place in the plan.
    pub actor: usize,
    /// The places of its commitments.
    pub owes: Vec<usize>,
    /// How many of them no other side owes.
    pub alone: usize,
    /// How many of them count only once they are triggered.
    pub contingent: usize,
    pub weight: u128,
    /// For each phase, and last without one: how many of its commitments, and their weight; only where it owes anything.
    pub phases: BTreeMap<usize, (usize, u128)>,
    /// How many of them somebody outside the side may verify.
    pub verifiable: usize,
    /// How many commitments it may itself verify.
    pub verifies: usize,
    /// How many of its commitments have a precondition that leans on another side's.
    pub waits: usize,
    /// How many commitments of other sides have one that leans on its.
    pub awaited: usize,
    /// How many of its commitments hang on no other side's doing, however far back.
    pub first: usize,
}

/// The commitments that figures about obligations count: parts and not wholes, and nothing that merely repeats another.
pub fn leaves(plan: &Plan) -> Vec<usize> {
    (0..plan.milestones.len()).filter(|at| counts(plan, *at)).collect()
}

fn counts(plan: &Plan, at: usize) -> bool {
    plan.milestones[at].is_here() && plan.is_leaf(at) && !repeats(plan, at)
}

/// Whether a milestone, or the whole that it is part of, merely restates another.
fn repeats(plan: &Plan, at: usize) -> bool {
    let own = |at: usize| !plan.milestones[at].repeats.is_empty();
    own(at) || plan.whole(at).is_some_and(own)
}

pub fn obligations(plan: &Plan) -> Obligations {
    let leaves = leaves(plan);
    let weights = plan.weights(&leaves, |at| counts(plan, at));
    let ways = Ways::of(plan);
    let mut sides: Vec<Side> = (0..plan.actors.len()).map(|actor| Side { actor, ..Side::default() }).collect();
    let (mut waits, mut times) = (BTreeMap::new(), 0);
    for (leaf, weight) in leaves.iter().zip(&weights) {
        let commitment = Commitment::of(plan, &ways, *leaf, *weight);
        commitment.owing.iter().for_each(|side| sides[*side].takes(plan, &commitment));
        commitment.verifying.iter().for_each(|side| sides[*side].verifies += 1);
        commitment.awaited_by_others().for_each(|side| sides[side].awaited += 1);
        times += commitment.owing.len() * commitment.awaited.len();
        if times <= LISTED {
            commitment.waits().for_each(|pair| *waits.entry(pair).or_insert(0) += 1);
        }
    }
    if times > LISTED {
        waits.clear();
    }
    sides.retain(|side| !side.owes.is_empty() || side.verifies > 0);
    Obligations {
        unowed: leaves.iter().copied().filter(|leaf| plan.owing(*leaf).next().is_none()).collect(),
        repeats: (0..plan.milestones.len()).filter(|at| repeats(plan, *at)).collect(),
        waits,
        unlisted: if times > LISTED { times } else { 0 },
        leaves,
        weights,
        sides,
    }
}

impl Obligations {
    /// Of all counted commitments, each once.
    pub fn weight(&self) -> u128 {
        self.weights.iter().sum()
    }
}

impl Side {
    /// Adds a commitment that the side owes.
    fn takes(&mut self, plan: &Plan, commitment: &Commitment) {
        let phase = self.phases.entry(plan.phase_of(commitment.leaf).unwrap_or(plan.phases.len())).or_default();
        *phase = (phase.0 + 1, phase.1 + commitment.weight);
        self.owes.push(commitment.leaf);
        self.weight += commitment.weight;
        self.alone += usize::from(commitment.owing.len() == 1);
        self.contingent += usize::from(plan.milestones[commitment.leaf].contingent);
        self.verifiable += usize::from(!commitment.verifying.is_empty());
        self.waits += usize::from(commitment.awaited.iter().any(|side| *side != self.actor));
        self.first += usize::from([Before::Nobody, Before::One(self.actor)].contains(&commitment.before));
    }
}

/// A leaf with all that the figures ask of it; sides by their first actors.
struct Commitment {
    leaf: usize,
    weight: u128,
    owing: Vec<usize>,
    verifying: Vec<usize>,
    /// For whose commitments its preconditions wait.
    awaited: Vec<usize>,
    before: Before,
}

impl Commitment {
    fn of(plan: &Plan, ways: &Ways, leaf: usize, weight: u128) -> Commitment {
        Commitment {
            leaf,
            weight,
            owing: plan.sides_of(plan.owing(leaf)),
            verifying: plan.sides_of(plan.verifiers(leaf).into_iter()),
            awaited: union(waits_for(plan, leaf).into_iter().flat_map(|thing| &ways.sides[thing])),
            before: ways.before[leaf],
        }
    }

    /// The sides for which another one waits.
    fn awaited_by_others(&self) -> impl Iterator<Item = usize> {
        let waits = |other: &usize| self.owing.len() > 1 || self.owing.first().is_some_and(|own| own != other);
        self.awaited.iter().copied().filter(waits)
    }

    /// Who waits for whom: pairs of different sides.
    fn waits(&self) -> impl Iterator<Item = (usize, usize)> {
        let pairs = self.owing.iter().flat_map(|own| self.awaited.iter().map(move |other| (*own, *other)));
        pairs.filter(|(own, other)| own != other)
    }
}

/// A part of a whole weight.
pub fn share(part: u128, whole: u128) -> Progress {
    let shares = [(Progress::FULL, part), (Progress::NONE, whole.saturating_sub(part))];
    Progress::mean(shares).unwrap_or(Progress::NONE)
}

/// On whose doing a thing hangs, however far back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nobody,
    One(usize),
    Several,
}

impl Before {
    fn and(self, other: Before) -> Before {
        match (self, other) {
            (Before::Nobody, other) => other,
            (own, other) if own == other || other == Before::Nobody => own,
            _ => Before::Several,
        }
    }
}

/// What leans on what, and so who on whom. Things are milestones by place, then openings of phases, then their ends.
struct Ways {
    /// For each thing, the sides whose commitments it stands for.
    sides: Vec<Vec<usize>>,
    /// For each thing, on whose doing it hangs, its own left out.
    before: Vec<Before>,
}

impl Ways {
    fn of(plan: &Plan) -> Ways {
        let leads = leads(plan);
        let sides = standing(plan, &leads);
        Ways { before: before(&leads, &sides[..plan.milestones.len()]), sides }
    }
}

fn union<'a>(sides: impl Iterator<Item = &'a usize>) -> Vec<usize> {
    let mut sides: Vec<usize> = sides.copied().collect();
    sides.sort_unstable();
    sides.dedup();
    sides
}

/// The thing that a condition leans on. A date and the plan's start come without a commitment.
fn thing(plan: &Plan, lean: Lean) -> Option<usize> {
    match lean {
        Lean::Rank(milestone) => Some(milestone),
        Lean::Opening(phase) => Some(plan.milestones.len() + phase),
        Lean::End(phase) => Some(plan.milestones.len() + plan.phases.len() + phase),
        Lean::Date(_) | Lean::Start => None,
    }
}

fn things<'a>(plan: &'a Plan, requires: &'a [Condition]) -> impl Iterator<Item = usize> + 'a {
    plan.conditions_lean_on(requires).into_iter().filter_map(|lean| thing(plan, lean))
}

/// What the preconditions of a milestone lean on: its own, its whole's and its phase's.
fn waits_for(plan: &Plan, milestone: usize) -> Vec<usize> {
    let of = |at: usize| things(plan, &plan.milestones[at].requires);
    let whole = plan.whole(milestone).into_iter().flat_map(of);
    let opening = plan.phase_of(milestone).map(|phase| plan.milestones.len() + phase);
    of(milestone).chain(whole).chain(opening).collect()
}

/// What each thing leans on: a milestone on its preconditions and its parts, an opening on what the phase requires, an end
/// on every milestone of the phase.
fn leads(plan: &Plan) -> Vec<Vec<usize>> {
    let of = |at: usize| waits_for(plan, at).into_iter().chain(plan.parts(at).iter().copied()).collect();
    let milestones = (0..plan.milestones.len()).map(of);
    let openings = plan.phases.iter().map(|phase| things(plan, &phase.requires).collect());
    let mut ends = vec![Vec::new(); plan.phases.len()];
    (0..plan.milestones.len()).for_each(|at| plan.phase_of(at).into_iter().for_each(|phase| ends[phase].push(at)));
    milestones.chain(openings).chain(ends).collect()
}

/// The sides whose commitments each thing stands for: a milestone for who owes it or its parts, an end for who owes any of
/// the phase's, an opening for all those that it leans on.
fn standing(plan: &Plan, leads: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let of = |at: usize| plan.owing(at).chain(plan.parts(at).iter().flat_map(|part| plan.owing(*part)));
    let mut sides: Vec<Vec<usize>> = (0..plan.milestones.len()).map(|at| plan.sides_of(of(at))).collect();
    sides.resize(leads.len(), Vec::new());
    let openings = plan.milestones.len()..plan.milestones.len() + plan.phases.len();
    for thing in (openings.end..leads.len()).chain(openings) {
        sides[thing] = union(leads[thing].iter().flat_map(|lead| &sides[*lead]));
    }
    sides
}

/// On whose doing each thing hangs, however far back. A thing is looked at again only where that grew, so at most twice.
fn before(leads: &[Vec<usize>], owing: &[Vec<usize>]) -> Vec<Before> {
    let mut led = vec![Vec::new(); leads.len()];
    leads.iter().enumerate().for_each(|(thing, leads)| leads.iter().for_each(|lead| led[*lead].push(thing)));
    let own = |thing: usize| {
        let sides = owing.get(thing).into_iter().flatten();
        sides.fold(Before::Nobody, |all, side| all.and(Before::One(*side)))
    };
    let mut before = vec![Before::Nobody; leads.len()];
    let mut open: Vec<usize> = (0..leads.len()).collect();
    while let Some(lead) = open.pop() {
        let grown = own(lead).and(before[lead]);
        for thing in &led[lead] {
            let now = before[*thing].and(grown);
            if now != before[*thing] {
                before[*thing] = now;
                open.push(*thing);
            }
        }
    }
    before
}
