//! Whether quantities can be measured: targets apart from baselines, units that agree, sums that add up.

use super::finding::{PlanFinding, item};
use crate::model::index::{IndicatorIx, MilestoneIx};
use crate::model::milestone::{Direction, Indicator, Target};
use crate::model::plan::Plan;
use crate::model::value::Number;

/// Whether each target can be told apart from where it starts, and lies where its direction points.
pub fn indicators(plan: &Plan) -> Vec<PlanFinding> {
    each(plan, |place, at, indicator| {
        let goal = indicator.goal().filter(|_| !indicator.is_cap())?;
        let (id, milestone, start) = (&indicator.id, &plan.milestones[place].id, indicator.start());
        let (rule, message) = match indicator.direction {
            _ if goal == start => ("no-distance", format!("the target of `{id}` in `{milestone}` equals its baseline")),
            Some(Direction::Down) if goal > start => {
                ("direction", format!("`{id}` in `{milestone}` is to go down, from {start} to {goal}"))
            }
            Some(Direction::Up) if goal < start => {
                ("direction", format!("`{id}` in `{milestone}` is to go up, from {start} to {goal}"))
            }
            _ => return None,
        };
        let hint = (rule == "direction").then(|| "put `direction`, `baseline` or `target` right".to_owned());
        Some(PlanFinding::error(rule, message, item("milestones", place, "indicators", at)).hint(hint))
    })
}

/// Figures that are compared or added up although their units differ.
pub fn units(plan: &Plan) -> Vec<PlanFinding> {
    each(plan, |place, at, indicator| {
        let unit = indicator.unit.as_deref()?;
        let (whose, other) = [followed(plan, indicator), of_whole(plan, place, indicator)]
            .into_iter()
            .flatten()
            .find(|(_, other)| other.unit.as_deref().is_some_and(|known| known != unit))?;
        let (id, milestone, other_unit) = (&indicator.id, &plan.milestones[place].id, other.unit.as_deref()?);
        let (name, owner) = (&other.id, &plan.milestones[whose].id);
        let message = match indicator.follows() && plan.whole(place) != Some(whose) {
            true => {
                format!("`{id}` in `{milestone}` counts in {unit} and follows `{name}` in `{owner}`, in {other_unit}")
            }
            false => format!("`{id}` counts in {unit} in `{milestone}` and in {other_unit} in its whole `{owner}`"),
        };
        Some(PlanFinding::warning("unit", message, item("milestones", place, "indicators", at)))
    })
}

/// The indicator whose figure is the target here, and its milestone.
fn followed<'a>(plan: &'a Plan, indicator: &Indicator) -> Option<(MilestoneIx, &'a Indicator)> {
    let Some(Target::Other { milestone, indicator }) = &indicator.target else { return None };
    let place = plan.milestone(milestone.as_str())?;
    Some((place, find(plan, place, indicator.as_str())?))
}

/// The indicator of the same id in the whole of a part.
fn of_whole<'a>(plan: &'a Plan, place: MilestoneIx, indicator: &Indicator) -> Option<(MilestoneIx, &'a Indicator)> {
    let whole = plan.whole(place)?;
    Some((whole, find(plan, whole, indicator.id.as_str())?))
}

fn find<'a>(plan: &'a Plan, place: MilestoneIx, id: &str) -> Option<&'a Indicator> {
    plan.milestones[place].indicators.iter().find(|known| known.id == *id)
}

/// Targets of a whole that those of its parts do not add up to. Where a part may never count, or has no number of its own,
/// there is no sum.
pub fn sums(plan: &Plan) -> Vec<PlanFinding> {
    each(plan, |place, at, indicator| {
        let (goal, parts) = (indicator.goal()?, plan.parts(place));
        let counted = parts.iter().filter_map(|part| find(plan, *part, indicator.id.as_str()));
        let goals: Vec<Number> = counted.map(Indicator::goal).collect::<Option<_>>()?;
        let sum = goals.iter().fold(Number::ZERO, |sum, goal| sum.plus(*goal));
        if goals.is_empty() || sum == goal || parts.iter().any(|part| plan.milestones[*part].contingent) {
            return None;
        }
        let (id, milestone) = (&indicator.id, &plan.milestones[place].id);
        let message =
            format!("the target of `{id}` in `{milestone}` is {goal}, and those of its parts add up to {sum}");
        Some(PlanFinding::warning("sum", message, item("milestones", place, "indicators", at)))
    })
}

fn each<'a>(
    plan: &'a Plan,
    check: impl Fn(MilestoneIx, IndicatorIx, &'a Indicator) -> Option<PlanFinding>,
) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    for (place, milestone) in plan.milestones.pairs() {
        findings.extend(milestone.indicators.pairs().filter_map(|(at, one)| check(place, at, one)));
    }
    findings
}
