//! Whether what is required can ever hold, and comes in the order of the phases.

use super::finding::{PlanFinding, item, some};
use crate::model::condition::{Bound, Condition, Required};
use crate::model::due::Event;
use crate::model::id::Id;
use crate::model::index::{MilestoneIx, PhaseIx};
use crate::model::json::PathStep;
use crate::model::milestone::Continuing;
use crate::model::plan::Plan;
use std::collections::HashMap;

/// Who requires something: a milestone, or a phase for all in it.
#[derive(Clone, Copy)]
struct Owner<'a> {
    who: Requiring,
    requires: &'a [Condition],
}

#[derive(Clone, Copy)]
enum Requiring {
    Milestone(MilestoneIx),
    Phase(PhaseIx),
}

impl Owner<'_> {
    fn at(self, index: usize) -> Vec<PathStep> {
        match self.who {
            Requiring::Milestone(place) => item("milestones", place, "requires", index),
            Requiring::Phase(place) => item("phases", place, "requires", index),
        }
    }

    fn name(self, plan: &Plan) -> String {
        match self.who {
            Requiring::Phase(place) => format!("phase `{}`", plan.phases[place].id),
            Requiring::Milestone(place) => format!("`{}`", plan.milestones[place].id),
        }
    }
}

fn owners(plan: &Plan) -> impl Iterator<Item = Owner<'_>> {
    let phases = plan.phases.pairs();
    let phases = phases.map(|(place, phase)| Owner { who: Requiring::Phase(place), requires: &phase.requires });
    let milestones = plan.milestones.pairs();
    let milestones =
        milestones.map(|(place, milestone)| Owner { who: Requiring::Milestone(place), requires: &milestone.requires });
    phases.chain(milestones)
}

/// With how many conditions on one subject a further one is compared, so that long lists stay quick.
const COMPARED: usize = 16;

/// Conditions of one list that exclude each other.
pub fn contradictions(plan: &Plan) -> Vec<PlanFinding> {
    owners(plan).filter(|owner| owner.requires.len() > 1).flat_map(|owner| contradicted(plan, owner)).collect()
}

fn contradicted(plan: &Plan, owner: Owner) -> Vec<PlanFinding> {
    let mut by_subject: HashMap<String, Vec<&Condition>> = HashMap::new();
    let mut findings = Vec::new();
    for (index, condition) in owner.requires.iter().enumerate() {
        let inner = if let Condition::Not(inner) = condition { inner } else { condition };
        let Some(subject) = subject(inner) else { continue };
        let earlier = by_subject.entry(subject).or_default();
        if let Some(first) = earlier.iter().find(|earlier| excludes(earlier, condition)) {
            let name = owner.name(plan);
            let message = format!("{name} requires what cannot be at once: {first}; {condition}");
            findings.push(PlanFinding::warning("contradiction", message, owner.at(index)));
        }
        if earlier.len() < COMPARED && !earlier.contains(&condition) {
            earlier.push(condition);
        }
    }
    findings
}

/// What a simple condition is about; only conditions on one subject can exclude each other.
fn subject(condition: &Condition) -> Option<String> {
    match condition {
        Condition::Measured { milestone, indicator, standing, .. } => {
            Some(format!("{milestone} {indicator} {}", *standing as usize))
        }
        Condition::Is { milestone, .. } | Condition::AtLeast { milestone, .. } => Some(milestone.to_string()),
        Condition::PhaseDone(phase) => Some(format!("phase {phase}")),
        Condition::Date(day) => Some(day.to_string()),
        Condition::Elapsed { span, event } => Some(format!("{span} after {event}")),
        Condition::Any(_) | Condition::Not(_) => None,
    }
}

fn excludes(one: &Condition, other: &Condition) -> bool {
    match (one, other) {
        (Condition::Not(_), Condition::Not(_)) => false,
        (yes, Condition::Not(no)) | (Condition::Not(no), yes) => implies(yes, no),
        (Condition::Is { status: a, .. }, Condition::Is { status: b, .. }) => a != b,
        (Condition::Is { status, .. }, Condition::AtLeast { status: least, .. })
        | (Condition::AtLeast { status: least, .. }, Condition::Is { status, .. }) => {
            status < least || *status == Required::Retired
        }
        (Condition::Measured { bound: a, .. }, Condition::Measured { bound: b, .. }) => match (a, b) {
            (Bound::AtLeast(least), Bound::AtMost(most)) | (Bound::AtMost(most), Bound::AtLeast(least)) => least > most,
            _ => false,
        },
        _ => false,
    }
}

/// Whether a condition holds wherever another on the same subject does.
fn implies(yes: &Condition, no: &Condition) -> bool {
    match (yes, no) {
        (
            Condition::Is { status, .. } | Condition::AtLeast { status, .. },
            Condition::AtLeast { status: least, .. },
        ) => (*least..=Required::Achieved).contains(status),
        (Condition::Measured { bound: a, .. }, Condition::Measured { bound: b, .. }) => match (a, b) {
            (Bound::AtLeast(more), Bound::AtLeast(less)) => more >= less,
            (Bound::AtMost(less), Bound::AtMost(more)) => less <= more,
            _ => false,
        },
        _ => yes == no,
    }
}

/// Conditions that nothing within the plan's terms can meet.
pub fn thresholds(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    for owner in owners(plan) {
        for (index, condition) in owner.requires.iter().enumerate() {
            let leaves = positive(condition).into_iter();
            let told = leaves.filter_map(|leaf| beyond(plan, leaf).map(|what| format!("{} {what}", owner.name(plan))));
            findings.extend(told.map(|message| PlanFinding::warning("out-of-reach", message, owner.at(index))));
        }
    }
    findings
}

/// The simple conditions that help to meet one; what must not hold does not.
fn positive(condition: &Condition) -> Vec<&Condition> {
    match condition {
        Condition::Any(all) => all.iter().flat_map(positive).collect(),
        Condition::Not(_) => Vec::new(),
        leaf => vec![leaf],
    }
}

/// What is so where a condition asks for more than its milestone promises.
fn beyond(plan: &Plan, leaf: &Condition) -> Option<String> {
    let id = leaf.milestone()?;
    let milestone = &plan.milestones[plan.milestone(id.as_str())?];
    match leaf {
        Condition::Measured { indicator, bound, .. } => {
            let known = milestone.indicators.iter().find(|known| known.id == *indicator)?;
            let goal = known.goal()?;
            match bound {
                Bound::AtLeast(least) if !known.is_down(goal) && *least > goal => {
                    Some(format!("requires at least {least} `{indicator}` of `{id}`, whose target is {goal}"))
                }
                Bound::AtMost(most) if known.is_down(goal) && *most < goal => {
                    Some(format!("requires at most {most} `{indicator}` of `{id}`, whose target is {goal}"))
                }
                _ => None,
            }
        }
        Condition::Is { status: Required::Achieved, .. } | Condition::AtLeast { status: Required::Achieved, .. }
            if milestone.continuing == Continuing::Always =>
        {
            Some(format!("requires `{id}` to be achieved, which continues and never is; it can be holding"))
        }
        Condition::Is { status: Required::Holding, .. }
            if milestone.hold.is_none()
                && milestone.continuing == Continuing::No
                && plan.parts(plan.milestone(id.as_str())?).is_empty() =>
        {
            Some(format!("requires `{id}` to be holding, which has no `hold` and is achieved at once"))
        }
        _ => None,
    }
}

/// Milestones and phases that wait for what a later phase brings.
pub fn order(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    for owner in owners(plan) {
        let own = match owner.who {
            Requiring::Phase(phase) => Some(phase),
            Requiring::Milestone(milestone) => plan.phase_of(milestone),
        };
        let Some(own) = own else { continue };
        let all = owner.requires.iter().enumerate();
        let all = all.filter_map(|(at, condition)| Some((at, awaited(plan, condition)?)));
        let found: Vec<(usize, &Id)> =
            all.filter(|(_, (_, phase))| *phase > own).map(|(at, (name, _))| (at, name)).collect();
        let Some((at, _)) = found.first() else { continue };
        let names: Vec<&Id> = found.iter().map(|(_, name)| *name).collect();
        let who = match owner.who {
            Requiring::Phase(_) => owner.name(plan),
            Requiring::Milestone(_) => format!("{} of phase `{}`", owner.name(plan), plan.phases[own].id),
        };
        let message = format!("{who} requires {}, of a later phase", some(&names));
        findings.push(PlanFinding::warning("phase-order", message, owner.at(*at)));
    }
    findings
}

/// What must be done for a condition to hold, and the phase in which that stands.
fn awaited<'a>(plan: &Plan, condition: &'a Condition) -> Option<(&'a Id, PhaseIx)> {
    match condition {
        Condition::Is { status: Required::Breached | Required::Reversed | Required::Retired, .. } => None,
        Condition::PhaseDone(phase)
        | Condition::Elapsed { event: Event::PhaseDone(phase) | Event::PhaseOpened(phase), .. } => {
            Some((phase, plan.phase(phase.as_str())?))
        }
        Condition::Elapsed { event: Event::Milestone(id, _), .. } => {
            Some((id, plan.phase_of(plan.milestone(id.as_str())?)?))
        }
        condition => {
            let id = condition.milestone()?;
            Some((id, plan.phase_of(plan.milestone(id.as_str())?)?))
        }
    }
}
