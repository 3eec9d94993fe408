//! What leans on what in a plan, as a web of milestones and of the openings and ends of phases. The only file of the program
//! that knows petgraph.

use super::condition::Condition;
use super::index::{Ix, MilestoneIx, PhaseIx, Series};
use super::lean::Lean;
use super::milestone::{Milestone, Target};
use super::plan::Plan;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use std::sync::OnceLock;

crate::index! {
    /// The number of a thing in a web: milestones first, then openings, then ends.
    pub ThingIx
}

/// What can lean on one another: milestones, and the opening and the end of phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Milestone(MilestoneIx),
    Opening(PhaseIx),
    End(PhaseIx),
}

/// A plan as a web of things, numbered: milestones first, then openings, then ends.
pub struct Web<'a> {
    pub plan: &'a Plan,
    /// The milestones of each phase; put together when they are first asked for.
    members: OnceLock<Series<PhaseIx, Vec<MilestoneIx>>>,
}

impl<'a> Web<'a> {
    pub fn new(plan: &'a Plan) -> Web<'a> {
        Web { plan, members: OnceLock::new() }
    }

    /// The milestones of a phase, wholes and parts alike.
    pub fn members(&self, phase: PhaseIx) -> &[MilestoneIx] {
        let all = || {
            let mut members = self.plan.phases.each(Vec::new());
            for place in self.plan.milestones.indices() {
                self.plan.phase_of(place).into_iter().for_each(|phase| members[phase].push(place));
            }
            members
        };
        &self.members.get_or_init(all)[phase]
    }

    pub fn thing(&self, number: ThingIx) -> Thing {
        let (milestones, phases) = (self.plan.milestones.len(), self.plan.phases.len());
        match number.place().checked_sub(milestones) {
            None => Thing::Milestone(MilestoneIx::at(number.place())),
            Some(phase) if phase < phases => Thing::Opening(PhaseIx::at(phase)),
            Some(phase) => Thing::End(PhaseIx::at(phase - phases)),
        }
    }

    pub fn number(&self, thing: Thing) -> ThingIx {
        let (milestones, phases) = (self.plan.milestones.len(), self.plan.phases.len());
        ThingIx::at(match thing {
            Thing::Milestone(milestone) => milestone.place(),
            Thing::Opening(phase) => milestones + phase.place(),
            Thing::End(phase) => milestones + phases + phase.place(),
        })
    }

    /// What a date hangs on: other dates, and the openings of phases, which may hang on dates.
    pub fn dates(&self, thing: Thing) -> Vec<Thing> {
        let leans = match thing {
            Thing::Milestone(milestone) => self.plan.date_leans_on(milestone),
            Thing::Opening(phase) => self.plan.conditions_lean_on(&self.plan.phases[phase].requires),
            Thing::End(_) => Vec::new(),
        };
        let dated = |lean: Lean| match lean {
            Lean::Date(milestone) => Some(Thing::Milestone(milestone)),
            Lean::Opening(phase) => Some(Thing::Opening(phase)),
            _ => None,
        };
        leans.into_iter().filter_map(dated).collect()
    }

    /// The milestones whose figures are targets here; a whole's figures come from its parts.
    pub fn targets(&self, thing: Thing) -> Vec<Thing> {
        let Thing::Milestone(milestone) = thing else { return Vec::new() };
        let targets =
            self.plan.milestones[milestone].indicators.iter().filter_map(|indicator| match &indicator.target {
                Some(Target::Other { milestone, .. }) => self.plan.milestone(milestone.as_str()),
                _ => None,
            });
        targets.chain(self.plan.parts(milestone).iter().copied()).map(Thing::Milestone).collect()
    }

    /// What a thing waits for.
    pub fn waits(&self, thing: Thing) -> Vec<Thing> {
        match thing {
            Thing::Milestone(milestone) => {
                let parts = self.plan.parts(milestone).iter().copied().map(Thing::Milestone);
                self.preconditions(milestone).chain(parts).collect()
            }
            Thing::Opening(phase) => self.awaited(&self.plan.phases[phase].requires).collect(),
            Thing::End(phase) => self.members(phase).iter().copied().map(Thing::Milestone).collect(),
        }
    }

    /// What a milestone, its whole and its phase require.
    pub fn preconditions(&self, milestone: MilestoneIx) -> impl Iterator<Item = Thing> {
        let own: &Milestone = &self.plan.milestones[milestone];
        let whole = self.plan.whole(milestone).map(|whole| &self.plan.milestones[whole].requires[..]);
        let opening = self.plan.phase_of(milestone).map(Thing::Opening);
        self.awaited(own.requires.iter().chain(whole.unwrap_or_default())).chain(opening)
    }

    /// The things that some conditions look at; dates and entry into force are none.
    pub fn awaited<'b>(&self, conditions: impl IntoIterator<Item = &'b Condition>) -> impl Iterator<Item = Thing> {
        let thing = |lean: Lean| match lean {
            Lean::Rank(milestone) => Some(Thing::Milestone(milestone)),
            Lean::Opening(phase) => Some(Thing::Opening(phase)),
            Lean::End(phase) => Some(Thing::End(phase)),
            Lean::Date(_) | Lean::Start => None,
        };
        self.plan.conditions_lean_on(conditions).into_iter().filter_map(thing)
    }

    /// How many things there are.
    pub fn count(&self) -> usize {
        self.plan.milestones.len() + 2 * self.plan.phases.len()
    }

    /// The number of each of them.
    pub fn numbers(&self) -> impl Iterator<Item = ThingIx> {
        (0..self.count()).map(ThingIx::at)
    }

    /// The groups of things that lead to each other, each in the order of the plan.
    pub fn circles(&self, leads: impl Fn(Thing) -> Vec<Thing>) -> Vec<Vec<Thing>> {
        let leads =
            |from: ThingIx| -> Vec<ThingIx> { leads(self.thing(from)).into_iter().map(|to| self.number(to)).collect() };
        let mut circles: Vec<Vec<ThingIx>> =
            knots(self.count(), leads).into_iter().filter(|knot| is_circle(knot, leads)).collect();
        circles.sort();
        circles.into_iter().map(|circle| circle.into_iter().map(|number| self.thing(number)).collect()).collect()
    }
}

/// So many things in groups that lead to each other, most of one thing only: each group ascending, and after all groups
/// that it leads to.
pub fn knots<I: Ix>(count: usize, leads: impl Fn(I) -> Vec<I>) -> Vec<Vec<I>> {
    let mut graph = DiGraph::<(), ()>::with_capacity(count, count);
    for _ in 0..count {
        graph.add_node(());
    }
    for from in 0..count {
        for to in leads(I::at(from)) {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to.place()), ());
        }
    }
    let ascending = |group: Vec<NodeIndex>| {
        let mut group: Vec<I> = group.into_iter().map(|node| I::at(node.index())).collect();
        group.sort_unstable();
        group
    };
    kosaraju_scc(&graph).into_iter().map(ascending).collect()
}

/// Whether the things of a group lead back to themselves.
pub fn is_circle<I: Ix>(knot: &[I], leads: impl Fn(I) -> Vec<I>) -> bool {
    knot.len() > 1 || leads(knot[0]).contains(&knot[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_comes_after_all_that_it_leads_to() {
        // 3 leads to 2, 2 and 1 to each other, 1 to 0, 0 to itself.
        let leads = |from: ThingIx| {
            [vec![0], vec![0, 2], vec![1], vec![2]][from.place()].iter().copied().map(ThingIx::at).collect()
        };
        let places = |group: Vec<ThingIx>| group.into_iter().map(ThingIx::place).collect::<Vec<_>>();
        assert_eq!(knots(4, leads).into_iter().map(places).collect::<Vec<_>>(), [vec![0], vec![1, 2], vec![3]]);
        assert_eq!([0, 3].map(|alone| is_circle(&[ThingIx::at(alone)], leads)), [true, false]);
    }
}
