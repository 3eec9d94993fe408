//! Circles: dates and targets that hang on each other, and preconditions that wait for each other.

use super::finding::{Finding, more, path};
use crate::model::condition::Condition;
use crate::model::json::Step;
use crate::model::lean::Lean;
use crate::model::milestone::{Indicator, Milestone, Target};
use crate::model::plan::Plan;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};

/// Dates that hang on each other: none of them can be told.
pub fn dates(plan: &Plan) -> Vec<Finding> {
    let web = Web::new(plan);
    let told = |circle: Vec<Thing>| {
        let message = match circle[..] {
            [_] => format!("the date of {} hangs on itself", web.names(&circle)),
            _ => format!("the dates of {} hang on each other in a circle", web.names(&circle)),
        };
        Finding::error("date-cycle", message, web.place(&circle, "due"))
    };
    web.circles(|thing| web.dates(thing)).into_iter().map(told).collect()
}

/// Targets that follow each other.
pub fn targets(plan: &Plan) -> Vec<Finding> {
    if !plan.milestones.iter().any(|milestone| milestone.indicators.iter().any(Indicator::follows)) {
        return Vec::new();
    }
    let web = Web::new(plan);
    let told = |circle: Vec<Thing>| {
        let message = match circle[..] {
            [_] => format!("a target of {} follows itself", web.names(&circle)),
            _ => format!("the targets of {} follow each other in a circle", web.names(&circle)),
        };
        Finding::error("target-cycle", message, web.place(&circle, "indicators"))
    };
    web.circles(|thing| web.targets(thing)).into_iter().map(told).collect()
}

/// Preconditions that wait for each other: a question that real agreements leave open. Where different sides wait for one
/// another, it is said who owes what.
pub fn waits(plan: &Plan) -> Vec<Finding> {
    let web = Web::new(plan);
    let told = |circle: Vec<Thing>| {
        let named = circle.iter().filter(|thing| !matches!(thing, Thing::End(_))).count();
        let wait = if named == 1 { "waits for itself" } else { "wait for each other" };
        let message = format!("who goes first? {} {wait}", web.owed(&circle));
        Finding::warning("who-goes-first", message, web.place(&circle, "requires"))
    };
    web.circles(|thing| web.waits(thing)).into_iter().map(told).collect()
}

/// How many of a circle are named.
const SHOWN: usize = 12;

/// What can lean on one another: milestones, and the opening and the end of phases.
#[derive(Clone, Copy)]
enum Thing {
    Milestone(usize),
    Opening(usize),
    End(usize),
}

/// A plan as a web of things, numbered: milestones first, then openings, then ends.
struct Web<'a> {
    plan: &'a Plan,
    members: Vec<Vec<usize>>,
}

impl<'a> Web<'a> {
    fn new(plan: &'a Plan) -> Web<'a> {
        let mut members = vec![Vec::new(); plan.phases.len()];
        for place in 0..plan.milestones.len() {
            plan.phase_of(place).into_iter().for_each(|phase| members[phase].push(place));
        }
        Web { plan, members }
    }

    fn thing(&self, number: usize) -> Thing {
        let (milestones, phases) = (self.plan.milestones.len(), self.plan.phases.len());
        match number.checked_sub(milestones) {
            None => Thing::Milestone(number),
            Some(phase) if phase < phases => Thing::Opening(phase),
            Some(phase) => Thing::End(phase - phases),
        }
    }

    fn number(&self, thing: Thing) -> usize {
        let (milestones, phases) = (self.plan.milestones.len(), self.plan.phases.len());
        match thing {
            Thing::Milestone(milestone) => milestone,
            Thing::Opening(phase) => milestones + phase,
            Thing::End(phase) => milestones + phases + phase,
        }
    }

    /// What a date hangs on: other dates, and the openings of phases, which may hang on dates.
    fn dates(&self, thing: Thing) -> Vec<Thing> {
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
    fn targets(&self, thing: Thing) -> Vec<Thing> {
        let Thing::Milestone(milestone) = thing else { return Vec::new() };
        let targets =
            self.plan.milestones[milestone].indicators.iter().filter_map(|indicator| match &indicator.target {
                Some(Target::Other { milestone, .. }) => self.plan.milestone(milestone.as_str()),
                _ => None,
            });
        targets.chain(self.plan.parts(milestone).iter().copied()).map(Thing::Milestone).collect()
    }

    /// What a thing waits for.
    fn waits(&self, thing: Thing) -> Vec<Thing> {
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

    fn awaited<'b>(&self, conditions: impl IntoIterator<Item = &'b Condition>) -> impl Iterator<Item = Thing> {
        let thing = |lean: Lean| match lean {
            Lean::Rank(milestone) => Some(Thing::Milestone(milestone)),
            Lean::Opening(phase) => Some(Thing::Opening(phase)),
            Lean::End(phase) => Some(Thing::End(phase)),
            Lean::Date(_) | Lean::Start => None,
        };
        self.plan.conditions_lean_on(conditions).into_iter().filter_map(thing)
    }

    /// The groups of things that lead to each other, each in the order of the plan.
    fn circles(&self, leads: impl Fn(Thing) -> Vec<Thing>) -> Vec<Vec<Thing>> {
        let count = self.plan.milestones.len() + 2 * self.plan.phases.len();
        let mut graph = DiGraph::<(), ()>::with_capacity(count, count);
        for _ in 0..count {
            graph.add_node(());
        }
        for from in 0..count {
            for to in leads(self.thing(from)) {
                graph.add_edge(NodeIndex::new(from), NodeIndex::new(self.number(to)), ());
            }
        }
        let mut circles: Vec<Vec<usize>> = kosaraju_scc(&graph)
            .into_iter()
            .filter(|group| group.len() > 1 || graph.contains_edge(group[0], group[0]))
            .map(|group| group.into_iter().map(NodeIndex::index).collect())
            .collect();
        circles.iter_mut().for_each(|circle| circle.sort_unstable());
        circles.sort();
        circles.into_iter().map(|circle| circle.into_iter().map(|number| self.thing(number)).collect()).collect()
    }

    /// The ids in a circle; the end of a phase is its milestones.
    fn names(&self, circle: &[Thing]) -> String {
        self.listed(circle, |_| String::new())
    }

    /// The same, each with the sides that owe it where these are not the same for all.
    fn owed(&self, circle: &[Thing]) -> String {
        let milestones =
            circle.iter().filter_map(|thing| if let Thing::Milestone(place) = thing { Some(*place) } else { None });
        let mut sides: Vec<Vec<usize>> = milestones.map(|place| self.sides(place)).collect();
        sides.sort();
        sides.dedup();
        self.listed(circle, |place| match self.sides(place) {
            owing if sides.len() < 2 || owing.is_empty() => String::new(),
            owing => {
                let names: Vec<&str> = owing.iter().map(|actor| self.plan.actors[*actor].side().as_str()).collect();
                format!(" (owed by {})", names.join(", "))
            }
        })
    }

    /// The sides that owe a milestone, each by its first actor.
    fn sides(&self, milestone: usize) -> Vec<usize> {
        self.plan.sides_of(self.plan.owing(milestone))
    }

    fn listed(&self, circle: &[Thing], what: impl Fn(usize) -> String) -> String {
        let name = |thing: &Thing| match thing {
            Thing::Milestone(place) => Some(format!("`{}`{}", self.plan.milestones[*place].id, what(*place))),
            Thing::Opening(phase) => Some(format!("phase `{}`", self.plan.phases[*phase].id)),
            Thing::End(_) => None,
        };
        let names: Vec<String> = circle.iter().filter_map(name).collect();
        let shown = &names[..names.len().min(SHOWN)];
        more(shown.join(", "), names.len() - shown.len())
    }

    /// Where the first of a circle says so.
    fn place(&self, circle: &[Thing], key: &str) -> Vec<Step> {
        match circle[0] {
            Thing::Milestone(milestone) if key == "requires" && self.plan.milestones[milestone].requires.is_empty() => {
                path("milestones", milestone, &[])
            }
            Thing::Milestone(milestone) => path("milestones", milestone, &[key]),
            Thing::Opening(phase) | Thing::End(phase) => path("phases", phase, &["requires"]),
        }
    }
}
