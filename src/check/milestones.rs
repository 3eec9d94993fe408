//! Whether each milestone can be verified, measured and traced.

use super::finding::{Finding, path};
use crate::model::due::DueRule;
use crate::model::id::Id;
use crate::model::milestone::{Continuing, Indicator};
use crate::model::plan::Plan;
use crate::model::rule::{Quorum, Who};

/// Who verifies: nobody his own side, and enough of them for the quorum.
pub fn verification(plan: &Plan) -> Vec<Finding> {
    let all = (0..plan.milestones.len()).filter(|milestone| plan.parts(*milestone).is_empty());
    all.flat_map(|milestone| verified(plan, milestone)).collect()
}

fn verified(plan: &Plan, place: usize) -> Vec<Finding> {
    let milestone = &plan.milestones[place];
    let at = || path("milestones", place, if milestone.verify.is_some() { &["verify"] } else { &[] });
    let id = &milestone.id;
    let Some(rule) = plan.verify_rule(place) else {
        return vec![Finding::warning(
            "unverifiable",
            format!("nobody verifies `{id}`: it can get no further than reported"),
            at(),
        )];
    };
    let mut findings = Vec::new();
    for who in &rule.by {
        if let Who::Actor(named) = who
            && plan.actor(named.as_str()).is_some_and(|actor| plan.on_owing_side(place, actor))
        {
            let message = format!("`{named}` is named to verify `{id}` but owes it, or shares a side with who does");
            findings
                .push(Finding::error("own-verifier", message, at()).hint("name somebody else in `verify`".to_owned()));
        }
    }
    let mut sides: Vec<_> = plan.verifiers(place).into_iter().map(|actor| plan.actors[actor].side()).collect();
    sides.sort();
    sides.dedup();
    match rule.quorum {
        Quorum::Sides(quorum) if quorum > sides.len() && findings.is_empty() => {
            let message = format!("`{id}` needs {quorum} verifiers and has {}", sides.len());
            findings.push(Finding::error("quorum", message, at()));
        }
        Quorum::Sides(quorum) if quorum * 2 <= sides.len() => {
            let message =
                format!("`{id}` counts as verified by {quorum} of {}: half of the verifiers or fewer", sides.len());
            findings.push(Finding::warning("low-quorum", message, at()));
        }
        Quorum::All if sides.is_empty() => {
            findings.push(Finding::error("quorum", format!("nobody is left who may verify `{id}`"), at()));
        }
        _ => {}
    }
    findings
}

/// Whether each target can be told apart from where it starts.
pub fn indicators(plan: &Plan) -> Vec<Finding> {
    let all = plan.milestones.iter().enumerate().flat_map(|(place, m)| m.indicators.iter().map(move |i| (place, m, i)));
    all.filter(|(_, _, indicator)| !indicator.is_cap() && indicator.goal() == Some(indicator.start()))
        .map(|(place, milestone, indicator)| {
            let message = format!("the target of `{}` in `{}` equals its baseline", indicator.id, milestone.id);
            Finding::error("no-distance", message, path("milestones", place, &["indicators"]))
        })
        .collect()
}

/// Whether parts have a whole that is not itself a part, and whether a whole asks for what only its parts can give.
pub fn parts(plan: &Plan) -> Vec<Finding> {
    nested(plan).into_iter().chain(asking(plan)).collect()
}

/// What a whole cannot have, since it follows from its parts: claims go to them.
fn asking(plan: &Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, whole) in plan.milestones.iter().enumerate().filter(|(place, _)| !plan.parts(*place).is_empty()) {
        let id = &whole.id;
        if whole.hold.is_some() || whole.continuing != Continuing::No {
            let message = format!("`{id}` follows from its parts: `hold` and `continuing` stand with them");
            let key = if whole.hold.is_some() { "hold" } else { "continuing" };
            findings.push(Finding::error("whole-holds", message, path("milestones", place, &[key])));
        }
        let has = |part: &usize, id: &Id| plan.milestones[*part].indicators.iter().any(|known| known.id == *id);
        let alone = |indicator: &&Indicator| !plan.parts(place).iter().any(|part| has(part, &indicator.id));
        for indicator in whole.indicators.iter().filter(|indicator| indicator.target.is_some()).filter(alone) {
            let message =
                format!("the target of `{}` in `{id}` is on no part, and claims go to the parts", indicator.id);
            findings.push(Finding::warning("whole-target", message, path("milestones", place, &["indicators"])));
        }
    }
    findings
}

fn nested(plan: &Plan) -> Vec<Finding> {
    let nested = (0..plan.milestones.len())
        .filter(|place| plan.whole(*place).is_some_and(|whole| whole == *place || plan.whole(whole).is_some()));
    nested
        .map(|place| {
            let message = format!("`{}` is part of a milestone that is itself a part", plan.milestones[place].id);
            Finding::error("nested-parts", message, path("milestones", place, &["part_of"]))
        })
        .collect()
}

/// What a reader will miss: who owes it, where it comes from, a date that its precondition allows.
pub fn gaps(plan: &Plan) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (place, milestone) in plan.milestones.iter().enumerate() {
        let (id, at) = (&milestone.id, || path("milestones", place, &[]));
        if milestone.responsible.is_empty() {
            findings.push(Finding::warning("nobody-owes", format!("nobody owes `{id}`"), at()));
        }
        if milestone.source.is_empty() {
            findings.push(Finding::warning("no-source", format!("`{id}` names no clause that it comes from"), at()));
        }
        for earlier in milestone.requires.iter().filter_map(|condition| plan.milestone(condition.milestone()?.as_str()))
        {
            if let (Some(own), Some(awaited)) = (fixed(plan, place), fixed(plan, earlier))
                && own < awaited
            {
                let message = format!("`{id}` is due before `{}`, which it waits for", plan.milestones[earlier].id);
                findings.push(Finding::warning("due-too-early", message, path("milestones", place, &["due"])));
            }
        }
    }
    findings
}

fn fixed(plan: &Plan, milestone: usize) -> Option<crate::model::moment::Moment> {
    match &plan.milestones[milestone].due.as_ref()?.rule {
        DueRule::On(on) => Some(on.last(plan.timezone)),
        _ => None,
    }
}
