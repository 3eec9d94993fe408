//! Milestones that restate others, or take the place of those of an earlier version.

use super::finding::{PlanFinding, item, path};
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::milestone::Continuing;
use crate::model::plan::Plan;
use std::collections::HashMap;

/// What merely restates others has no progress of its own: it restates milestones that have, and nothing besides.
pub fn repeats(plan: &Plan) -> Vec<PlanFinding> {
    let all = plan.milestones.indices().filter(|place| !plan.milestones[*place].repeats.is_empty());
    all.flat_map(|place| restated(plan, place).into_iter().chain(own(plan, place))).collect()
}

fn restated(plan: &Plan, place: MilestoneIx) -> Vec<PlanFinding> {
    let (id, named) = (&plan.milestones[place].id, &plan.milestones[place].repeats);
    let mut findings = Vec::new();
    for (at, other) in named.iter().enumerate() {
        let Some(found) = plan.milestone(other.as_str()) else { continue };
        let message = if found == place {
            format!("`{id}` repeats itself")
        } else if plan.whole(place) == Some(found) {
            format!("`{id}` repeats its own whole `{other}`")
        } else if plan.whole(found) == Some(place) {
            format!("`{id}` repeats its own part `{other}`")
        } else if !plan.milestones[found].repeats.is_empty() {
            format!("`{id}` repeats `{other}`, which itself only repeats")
        } else {
            continue;
        };
        let hint = "name the milestone where the promise was first made".to_owned();
        findings.push(PlanFinding::error("repeats", message, item("milestones", place, "repeats", at)).hint(hint));
    }
    findings
}

/// What a milestone that repeats says of a progress that it does not have: nothing comes of it. A weight of 1 is as good as
/// unsaid.
fn own(plan: &Plan, place: MilestoneIx) -> Option<PlanFinding> {
    let milestone = &plan.milestones[place];
    let names = |other: MilestoneIx| milestone.repeats.contains(&plan.milestones[other].id);
    // That it repeats its own whole or part is told.
    let whole = milestone.part_of.is_some() && plan.whole(place).is_none_or(|whole| !names(whole));
    let parts = !plan.parts(place).is_empty() && !plan.parts(place).iter().any(|part| names(*part));
    let said = [
        ("weight", milestone.weight.millionths != 1_000_000),
        ("indicators", !milestone.indicators.is_empty()),
        ("part_of", whole),
        ("contingent", milestone.contingent),
        ("hold", milestone.hold.is_some()),
        ("continuing", milestone.continuing != Continuing::No),
    ];
    let keys: Vec<&str> = said.iter().filter(|(_, said)| *said).map(|(key, _)| *key).collect();
    let mut words: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    words.extend(parts.then(|| "parts".to_owned()));
    let message = format!(
        "`{}` repeats other milestones and has no progress of its own, so this has no effect: {}",
        milestone.id,
        joined(&words)?
    );
    let hint = format!("claims go to what it repeats: {}", joined(&milestone.repeats)?);
    let at = path("milestones", place, &[*keys.first().unwrap_or(&"repeats")]);
    Some(PlanFinding::warning("repeats-with-progress", message, at).hint(hint))
}

/// `a`, `a or b`, `a, b or c`; nothing of nothing.
fn joined<T: std::fmt::Display>(words: &[T]) -> Option<String> {
    let (last, others) = words.split_last()?;
    let others: Vec<String> = others.iter().map(T::to_string).collect();
    Some(if others.is_empty() { last.to_string() } else { format!("{} or {last}", others.join(", ")) })
}

/// What is replaced belongs to an earlier version, and one milestone takes its place. Whether an earlier version has it
/// is not known here.
pub fn replaces(plan: &Plan) -> Vec<PlanFinding> {
    if plan.milestones.iter().all(|milestone| milestone.replaces.is_empty()) {
        return Vec::new();
    }
    let ids = plan.milestones.pairs().map(|(place, m)| (Id::folded(m.id.as_str()), place));
    let present: HashMap<String, MilestoneIx> = ids.collect();
    let mut taken: HashMap<String, MilestoneIx> = HashMap::new();
    let mut findings = Vec::new();
    for (place, milestone) in plan.milestones.pairs() {
        for (at, old) in milestone.replaces.iter().enumerate() {
            let (id, at) = (&milestone.id, item("milestones", place, "replaces", at));
            let folded = Id::folded(old.as_str());
            if present.get(&folded) == Some(&place) {
                let message = format!("`{id}` replaces itself");
                let hint = "what keeps its id is changed, not replaced: leave it out".to_owned();
                findings.push(PlanFinding::error("replaces", message, at).hint(hint));
            } else if present.contains_key(&folded) {
                let message = format!("`{id}` replaces `{old}`, which is still in the plan");
                let hint = format!("take `{old}` out, or leave it out of `replaces`");
                findings.push(PlanFinding::error("replaces", message, at).hint(hint));
            } else if let Some(first) = taken.insert(folded, place) {
                let message = match first == place {
                    true => format!("`{id}` replaces `{old}` twice"),
                    false => format!("`{old}` is replaced by `{}` and by `{id}`", plan.milestones[first].id),
                };
                findings.push(PlanFinding::warning("replaced-twice", message, at));
            }
        }
    }
    findings
}
