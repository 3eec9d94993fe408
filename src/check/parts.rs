//! Whether parts have a whole that is not itself a part, and whether a whole asks for what only its parts can give.

use super::finding::{PlanFinding, item, path};
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::milestone::{Continuing, Indicator};
use crate::model::plan::Plan;

/// What is wrong with wholes and parts.
pub fn parts(plan: &Plan) -> Vec<PlanFinding> {
    nested(plan).into_iter().chain(asking(plan)).collect()
}

fn nested(plan: &Plan) -> Vec<PlanFinding> {
    let finding = |place: MilestoneIx| {
        let (id, whole) = (&plan.milestones[place].id, plan.whole(place)?);
        let message = match (whole == place, plan.whole(whole)) {
            (true, _) => format!("`{id}` is part of itself"),
            (_, Some(_)) => format!("`{id}` is part of a milestone that is itself a part"),
            _ => return None,
        };
        Some(PlanFinding::error("nested-parts", message, path("milestones", place, &["part_of"])))
    };
    plan.milestones.indices().filter_map(finding).collect()
}

/// What a whole cannot have, since it follows from its parts: claims go to them.
fn asking(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    for (place, whole) in plan.milestones.pairs().filter(|(place, _)| !plan.parts(*place).is_empty()) {
        let id = &whole.id;
        if whole.hold.is_some() || whole.continuing != Continuing::No {
            let message = format!("`{id}` follows from its parts: `hold` and `continuing` stand with them");
            let key = if whole.hold.is_some() { "hold" } else { "continuing" };
            findings.push(PlanFinding::error("whole-holds", message, path("milestones", place, &[key])));
        }
        let has = |part: &MilestoneIx, id: &Id| plan.milestones[*part].indicators.iter().any(|known| known.id == *id);
        let alone = |indicator: &Indicator| !plan.parts(place).iter().any(|part| has(part, &indicator.id));
        let aimed = whole.indicators.pairs().filter(|(_, indicator)| indicator.target.is_some());
        for (at, indicator) in aimed.filter(|(_, indicator)| alone(indicator)) {
            let message =
                format!("the target of `{}` in `{id}` is on no part, and claims go to the parts", indicator.id);
            findings.push(PlanFinding::warning("whole-target", message, item("milestones", place, "indicators", at)));
        }
    }
    findings
}
