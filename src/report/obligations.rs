//! What each side owes, from the plan alone: how much, in which phase, who may verify it, and who waits for whom. Knows
//! nothing of what has been said or done.

use crate::model::index::{ActorIx, MilestoneIx, PhaseIx, Series};
use crate::model::level::Progress;
use crate::model::plan::Plan;
use crate::model::web::{Thing, ThingIx, Web};
use std::collections::BTreeMap;

/// What all sides owe. A commitment owed by two sides counts for each of them.
pub struct Obligations {
    /// The places of the commitments that count (`leaves`).
    pub leaves: Vec<MilestoneIx>,
    /// The weight of each of them, in millionths of millionths.
    pub weights: Vec<u128>,
    /// In the order in which their first actor stands in the plan; who owes nothing and verifies nothing is left out.
    pub sides: Vec<Side>,
    /// The commitments that nobody owes.
    pub unowed: Vec<MilestoneIx>,
    /// Milestones left out because they merely repeat another.
    pub repeats: Vec<MilestoneIx>,
    /// By the first actors of two sides: how many commitments of the first wait for the second.
    pub waits: BTreeMap<(ActorIx, ActorIx), usize>,
    /// How often a commitment waits for a side, where that is so often that it is not told by pairs.
    pub unlisted: usize,
}

/// So many waits are told by pairs. A gate between two phases of very many sides has one for each two of them.
const LISTED: usize = 200_000;

/// What one side owes.
pub struct Side {
    /// Its first actor's place in the plan.
    pub actor: ActorIx,
    /// The places of its commitments.
    pub owes: Vec<MilestoneIx>,
    /// How many of them no other side owes.
    pub alone: usize,
    /// How many of them count only once they are triggered.
    pub contingent: usize,
    pub weight: u128,
    /// For each phase: how many of its commitments, and their weight; only where it owes anything.
    phases: BTreeMap<PhaseIx, (usize, u128)>,
    /// The same of those without a phase.
    loose: (usize, u128),
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
pub fn leaves(plan: &Plan) -> Vec<MilestoneIx> {
    plan.milestones.indices().filter(|at| counts(plan, *at)).collect()
}

fn counts(plan: &Plan, at: MilestoneIx) -> bool {
    plan.milestones[at].is_here() && plan.is_leaf(at) && !repeats(plan, at)
}

/// Whether a milestone, or the whole that it is part of, merely restates another.
fn repeats(plan: &Plan, at: MilestoneIx) -> bool {
    let own = |at: MilestoneIx| !plan.milestones[at].repeats.is_empty();
    own(at) || plan.whole(at).is_some_and(own)
}

pub fn obligations(plan: &Plan) -> Obligations {
    let leaves = leaves(plan);
    let weights = plan.weights(&leaves, |at| counts(plan, at));
    let ways = Ways::of(plan);
    let mut sides: Series<ActorIx, Side> = plan.actors.indices().map(Side::of).collect();
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
    let sides = sides.into_iter().filter(|side| !side.owes.is_empty() || side.verifies > 0).collect();
    Obligations {
        unowed: leaves.iter().copied().filter(|leaf| plan.owing(*leaf).next().is_none()).collect(),
        repeats: plan.milestones.indices().filter(|at| repeats(plan, *at)).collect(),
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
    fn of(actor: ActorIx) -> Side {
        let (owes, phases, loose, weight) = (Vec::new(), BTreeMap::new(), (0, 0), 0);
        let (alone, contingent, verifiable, verifies, waits, awaited, first) = (0, 0, 0, 0, 0, 0, 0);
        Side { actor, owes, phases, loose, weight, alone, contingent, verifiable, verifies, waits, awaited, first }
    }

    /// For each phase, and last without one: how many of its commitments, and their weight; only where it owes anything.
    pub fn phases(&self) -> impl Iterator<Item = (Option<PhaseIx>, (usize, u128))> + '_ {
        let loose = (self.loose.0 > 0).then_some((None, self.loose));
        self.phases.iter().map(|(phase, owed)| (Some(*phase), *owed)).chain(loose)
    }

    /// Adds a commitment that the side owes.
    fn takes(&mut self, plan: &Plan, commitment: &Commitment) {
        let phase = match plan.phase_of(commitment.leaf) {
            Some(phase) => self.phases.entry(phase).or_default(),
            None => &mut self.loose,
        };
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
    leaf: MilestoneIx,
    weight: u128,
    owing: Vec<ActorIx>,
    verifying: Vec<ActorIx>,
    /// For whose commitments its preconditions wait.
    awaited: Vec<ActorIx>,
    before: Before,
}

impl Commitment {
    fn of(plan: &Plan, ways: &Ways, leaf: MilestoneIx, weight: u128) -> Commitment {
        Commitment {
            leaf,
            weight,
            owing: plan.sides_of(plan.owing(leaf)),
            verifying: plan.sides_of(plan.verifiers(leaf).into_iter()),
            awaited: union(waits_for(&ways.web, leaf).into_iter().flat_map(|thing| &ways.sides[thing])),
            before: ways.before[ways.web.number(Thing::Milestone(leaf))],
        }
    }

    /// The sides for which another one waits.
    fn awaited_by_others(&self) -> impl Iterator<Item = ActorIx> {
        let waits = |other: &ActorIx| self.owing.len() > 1 || self.owing.first().is_some_and(|own| own != other);
        self.awaited.iter().copied().filter(waits)
    }

    /// Who waits for whom: pairs of different sides.
    fn waits(&self) -> impl Iterator<Item = (ActorIx, ActorIx)> {
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
    One(ActorIx),
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

/// What leans on what, and so who on whom, over the things of a plan's web.
struct Ways<'a> {
    web: Web<'a>,
    /// For each thing, the sides whose commitments it stands for.
    sides: Series<ThingIx, Vec<ActorIx>>,
    /// For each thing, on whose doing it hangs, its own left out.
    before: Series<ThingIx, Before>,
}

impl<'a> Ways<'a> {
    fn of(plan: &'a Plan) -> Ways<'a> {
        let web = Web::new(plan);
        let leads = leads(&web);
        let sides = standing(&web, &leads);
        Ways { before: before(&web, &leads, &sides), sides, web }
    }
}

fn union<'a>(sides: impl Iterator<Item = &'a ActorIx>) -> Vec<ActorIx> {
    let mut sides: Vec<ActorIx> = sides.copied().collect();
    sides.sort_unstable();
    sides.dedup();
    sides
}

/// What the preconditions of a milestone lean on: its own, its whole's and its phase's.
fn waits_for(web: &Web, milestone: MilestoneIx) -> Vec<ThingIx> {
    web.preconditions(milestone).map(|thing| web.number(thing)).collect()
}

/// What each thing leans on: a milestone on its preconditions and its parts, an opening on what the phase requires, an end
/// on every milestone of the phase.
fn leads(web: &Web) -> Series<ThingIx, Vec<ThingIx>> {
    web.numbers().map(|thing| web.waits(web.thing(thing)).into_iter().map(|lead| web.number(lead)).collect()).collect()
}

/// The sides whose commitments each thing stands for: a milestone for who owes it or its parts, an end for who owes any of
/// the phase's, an opening for all those that it leans on.
fn standing(web: &Web, leads: &Series<ThingIx, Vec<ThingIx>>) -> Series<ThingIx, Vec<ActorIx>> {
    let plan = web.plan;
    let of = |at: MilestoneIx| plan.owing(at).chain(plan.parts(at).iter().flat_map(|part| plan.owing(*part)));
    let mut sides: Series<ThingIx, Vec<ActorIx>> = leads.each(Vec::new());
    for milestone in plan.milestones.indices() {
        sides[web.number(Thing::Milestone(milestone))] = plan.sides_of(of(milestone));
    }
    let phases = || plan.phases.indices();
    for thing in phases().map(Thing::End).chain(phases().map(Thing::Opening)).map(|thing| web.number(thing)) {
        sides[thing] = union(leads[thing].iter().flat_map(|lead| &sides[*lead]));
    }
    sides
}

/// On whose doing each thing hangs, however far back. A thing is looked at again only where that grew, so at most twice.
fn before(
    web: &Web,
    leads: &Series<ThingIx, Vec<ThingIx>>,
    sides: &Series<ThingIx, Vec<ActorIx>>,
) -> Series<ThingIx, Before> {
    let mut led: Series<ThingIx, Vec<ThingIx>> = leads.each(Vec::new());
    leads.pairs().for_each(|(thing, leads)| leads.iter().for_each(|lead| led[*lead].push(thing)));
    let own = |thing: ThingIx| match web.thing(thing) {
        Thing::Milestone(_) => sides[thing].iter().fold(Before::Nobody, |all, side| all.and(Before::One(*side))),
        _ => Before::Nobody,
    };
    let mut before = leads.each(Before::Nobody);
    let mut open: Vec<ThingIx> = leads.indices().collect();
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
