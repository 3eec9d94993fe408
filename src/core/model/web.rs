//! What leans on what in a plan, as a web of milestones and of the openings and ends of phases. The only file of the program
//! that knows petgraph.

use super::condition::Condition;
use super::lean::Lean;
use super::milestone::{Milestone, Target};
use super::plan::Plan;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// What can lean on one another: milestones, and the opening and the end of phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    Milestone(usize),
    Opening(usize),
    End(usize),
}

/// A plan as a web of things, numbered: milestones first, then openings, then ends.
pub struct Web<'a> {
    pub plan: &'a Plan,
    /// The milestones of each phase, wholes and parts alike.
    pub members: Vec<Vec<usize>>,
}

impl<'a> Web<'a> {
    pub fn new(plan: &'a Plan) -> Web<'a> {
        let mut members = vec![Vec::new(); plan.phases.len()];
        for place in 0..plan.milestones.len() {
            plan.phase_of(place).into_iter().for_each(|phase| members[phase].push(place));
        }
        Web { plan, members }
    }

    pub fn thing(&self, number: usize) -> Thing {
        let (milestones, phases) = (self.plan.milestones.len(), self.plan.phases.len());
        match number.checked_sub(milestones) {
            None => Thing::Milestone(number),
            Some(phase) if phase < phases => Thing::Opening(phase),
            Some(phase) => Thing::End(phase - phases),
        }
    }

    pub fn number(&self, thing: Thing) -> usize {
        let (milestones, phases) = (self.plan.milestones.len(), self.plan.phases.len());
        match thing {
            Thing::Milestone(milestone) => milestone,
            Thing::Opening(phase) => milestones + phase,
            Thing::End(phase) => milestones + phases + phase,
        }
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
                let own: &Milestone = &self.plan.milestones[milestone];
                let whole = self.plan.whole(milestone).map(|whole| &self.plan.milestones[whole].requires[..]);
                let opening = self.plan.phase_of(milestone).map(Thing::Opening);
                let parts = self.plan.parts(milestone).iter().copied().map(Thing::Milestone);
                let all = own.requires.iter().chain(whole.unwrap_or_default());
                self.awaited(all).chain(opening).chain(parts).collect()
            }
            Thing::Opening(phase) => self.awaited(&self.plan.phases[phase].requires).collect(),
            Thing::End(phase) => self.members[phase].iter().copied().map(Thing::Milestone).collect(),
        }
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

    /// The groups of things that lead to each other, each in the order of the plan.
    pub fn circles(&self, leads: impl Fn(Thing) -> Vec<Thing>) -> Vec<Vec<Thing>> {
        let leads =
            |from: usize| -> Vec<usize> { leads(self.thing(from)).into_iter().map(|to| self.number(to)).collect() };
        let mut circles: Vec<Vec<usize>> =
            knots(self.count(), leads).into_iter().filter(|knot| is_circle(knot, leads)).collect();
        circles.sort();
        circles.into_iter().map(|circle| circle.into_iter().map(|number| self.thing(number)).collect()).collect()
    }
}

/// The things `0..count` in groups that lead to each other, most of one thing only: each group ascending, and after all groups
/// that it leads to.
pub fn knots(count: usize, leads: impl Fn(usize) -> Vec<usize>) -> Vec<Vec<usize>> {
    let mut graph = DiGraph::<(), ()>::with_capacity(count, count);
    for _ in 0..count {
        graph.add_node(());
    }
    for from in 0..count {
        for to in leads(from) {
            graph.add_edge(NodeIndex::new(from), NodeIndex::new(to), ());
        }
    }
    let ascending = |group: Vec<NodeIndex>| {
        let mut group: Vec<usize> = group.into_iter().map(NodeIndex::index).collect();
        group.sort_unstable();
        group
    };
    kosaraju_scc(&graph).into_iter().map(ascending).collect()
}

/// Whether the things of a group lead back to themselves.
pub fn is_circle(knot: &[usize], leads: impl Fn(usize) -> Vec<usize>) -> bool {
    knot.len() > 1 || leads(knot[0]).contains(&knot[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_comes_after_all_that_it_leads_to() {
        // 3 leads to 2, 2 and 1 to each other, 1 to 0, 0 to itself.
        let leads = |from: usize| [vec![0], vec![0, 2], vec![1], vec![2]][from].clone();
        assert_eq!(knots(4, leads), [vec![0], vec![1, 2], vec![3]]);
        assert_eq!([0, 3].map(|alone| is_circle(&[alone], leads)), [true, false]);
    }
}
