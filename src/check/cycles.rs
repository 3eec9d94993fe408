//! Circles: dates and targets that hang on each other, and preconditions that wait for each other.

use super::finding::{PlanFinding, item, listed, path};
use crate::model::condition::Condition;
use crate::model::id::Id;
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::json::PathStep;
use crate::model::milestone::Indicator;
use crate::model::plan::Plan;
use crate::model::web::{Thing, Web};

/// Dates that hang on each other: none of them can be told.
pub fn dates(plan: &Plan) -> Vec<PlanFinding> {
    let web = Web::new(plan);
    let told = |circle: Vec<Thing>| {
        let message = match circle[..] {
            [_] => format!("the date of {} hangs on itself", names(plan, &circle)),
            _ => format!("the dates of {} hang on each other in a circle", names(plan, &circle)),
        };
        PlanFinding::error("date-cycle", message, place(plan, &circle, "due"))
    };
    web.circles(|thing| web.dates(thing)).into_iter().map(told).collect()
}

/// Targets that follow each other.
pub fn targets(plan: &Plan) -> Vec<PlanFinding> {
    if !plan.milestones.iter().any(|milestone| milestone.indicators.iter().any(Indicator::follows)) {
        return Vec::new();
    }
    let web = Web::new(plan);
    let told = |circle: Vec<Thing>| {
        let message = match circle[..] {
            [_] => format!("a target of {} follows itself", names(plan, &circle)),
            _ => format!("the targets of {} follow each other in a circle", names(plan, &circle)),
        };
        PlanFinding::error("target-cycle", message, place(plan, &circle, "indicators"))
    };
    web.circles(|thing| web.targets(thing)).into_iter().map(told).collect()
}

/// Preconditions that wait for each other: a question that real agreements leave open. Where different sides wait for one
/// another, it is said who owes what.
pub fn waits(plan: &Plan) -> Vec<PlanFinding> {
    let web = Web::new(plan);
    let told = |circle: Vec<Thing>| {
        let named = circle.iter().filter(|thing| !matches!(thing, Thing::End(_))).count();
        let wait = if named == 1 { "waits for itself" } else { "wait for each other" };
        let message = format!("who goes first? {} {wait}", owed(plan, &circle));
        PlanFinding::warning("who-goes-first", message, place(plan, &circle, "requires"))
    };
    web.circles(|thing| web.waits(thing)).into_iter().map(told).collect()
}

/// The milestones that require themselves, or the whole that they are a part of: they would wait for ever. Of a plan that is there this
/// is asked as of all circles; no change brings it in.
pub fn endless(plan: &Plan) -> Vec<PlanFinding> {
    let of = |place: MilestoneIx| {
        let milestone = &plan.milestones[place];
        let awaited = milestone.requires.iter().position(|condition| {
            awaits(condition, &milestone.id) || milestone.part_of.as_ref().is_some_and(|whole| awaits(condition, whole))
        })?;
        let message = format!("`{}` requires itself, or its own whole: it would wait for ever", milestone.id);
        let path = item("milestones", place, "requires", awaited);
        Some(PlanFinding::error("requires", message, path).hint("name what must be done before it".to_owned()))
    };
    plan.milestones.indices().filter_map(of).collect()
}

/// Whether a condition cannot come true before a milestone is done.
fn awaits(condition: &Condition, id: &Id) -> bool {
    match condition {
        Condition::Is { milestone, .. }
        | Condition::AtLeast { milestone, .. }
        | Condition::Measured { milestone, .. } => milestone == id,
        Condition::Any(ways) => ways.iter().all(|way| awaits(way, id)),
        _ => false,
    }
}

/// How many of a circle are named.
const MOST: usize = 12;

/// The ids in a circle; the end of a phase is its milestones.
fn names(plan: &Plan, circle: &[Thing]) -> String {
    told(plan, circle, |_| String::new())
}

/// The same, each with the sides that owe it where these are not the same for all.
fn owed(plan: &Plan, circle: &[Thing]) -> String {
    let owing = |place: MilestoneIx| plan.sides_of(plan.owing(place));
    let milestones =
        circle.iter().filter_map(|thing| if let Thing::Milestone(place) = thing { Some(*place) } else { None });
    let mut sides: Vec<Vec<ActorIx>> = milestones.map(owing).collect();
    sides.sort();
    sides.dedup();
    told(plan, circle, |place| match owing(place) {
        owing if sides.len() < 2 || owing.is_empty() => String::new(),
        owing => {
            let names: Vec<&str> = owing.iter().map(|actor| plan.actors[*actor].side().as_str()).collect();
            format!(" (owed by {})", names.join(", "))
        }
    })
}

fn told(plan: &Plan, circle: &[Thing], what: impl Fn(MilestoneIx) -> String) -> String {
    let name = |thing: &Thing| match thing {
        Thing::Milestone(place) => Some(format!("`{}`{}", plan.milestones[*place].id, what(*place))),
        Thing::Opening(phase) => Some(format!("phase `{}`", plan.phases[*phase].id)),
        Thing::End(_) => None,
    };
    let names: Vec<String> = circle.iter().filter_map(name).collect();
    listed(&names, MOST, ", ")
}

/// Where the first of a circle says so.
fn place(plan: &Plan, circle: &[Thing], key: &str) -> Vec<PathStep> {
    match circle[0] {
        Thing::Milestone(milestone) if key == "requires" && plan.milestones[milestone].requires.is_empty() => {
            path("milestones", milestone, &[])
        }
        Thing::Milestone(milestone) => path("milestones", milestone, &[key]),
        Thing::Opening(phase) | Thing::End(phase) => path("phases", phase, &["requires"]),
    }
}
