//! Whether enough sides are there for each decision, and nobody is named twice.

use super::finding::{PlanFinding, path};
use crate::model::actor::Role;
use crate::model::index::ActorIx;
use crate::model::json::PathStep;
use crate::model::plan::Plan;
use crate::model::rule::{Quorum, Rule, Who};

/// Every rule of the plan, then those that milestones have of their own.
pub fn rules(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    for (name, rule) in plan.rules.named() {
        let name = name.word();
        let at = vec![PathStep::Key("rules".into()), PathStep::Key(name.into())];
        findings.extend(sound(plan, rule, &format!("`rules.{name}`"), at));
    }
    for (place, milestone) in plan.milestones.pairs() {
        for (name, rule) in milestone.rules() {
            let name = name.word();
            let what = format!("`{name}` of `{}`", milestone.id);
            findings.extend(sound(plan, rule, &what, path("milestones", place, &[name])));
        }
    }
    findings
}

fn sound(plan: &Plan, rule: &Rule, what: &str, at: Vec<PathStep>) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    let empty =
        || rule.by.iter().filter_map(|who| role(who).filter(|role| !plan.actors.iter().any(|a| a.role == *role)));
    match shortage(plan, rule) {
        Some(message) => {
            let nobody = empty().next().map(|role| format!("no actor of the plan is a {}", role.word()));
            let once = "a side counts once, however many of its actors are named".to_owned();
            findings.push(
                PlanFinding::error("quorum", format!("{what} {message}"), at.clone()).hint(nobody.unwrap_or(once)),
            );
        }
        None => findings.extend(empty().map(|role| {
            let message = format!("{what} names role:{0}, and no actor of the plan is a {0}", role.word());
            PlanFinding::warning("empty-role", message, at.clone())
        })),
    }
    findings.extend(twice(plan, rule).into_iter().map(|(actor, how)| {
        let message = format!("{what} names `{}` twice{how}", plan.actors[actor].id);
        PlanFinding::warning("named-twice", message, at.clone()).hint("it counts once".to_owned())
    }));
    findings
}

/// What is so where a rule asks for more sides than it names; nothing where it names somebody unknown, which is told.
fn shortage(plan: &Plan, rule: &Rule) -> Option<String> {
    if rule.by.iter().any(|who| matches!(who, Who::Actor(id) if plan.actor(id.as_str()).is_none())) {
        return None;
    }
    let sides = sides(plan, rule);
    let names: Vec<&str> = sides.iter().map(|actor| plan.actors[*actor].side().as_str()).collect();
    match rule.quorum {
        _ if sides.is_empty() => Some("names nobody, so nobody can take this decision".into()),
        Quorum::Sides(quorum) if quorum > sides.len() => {
            Some(format!("asks for {quorum} sides and names {}: {}", sides.len(), names.join(", ")))
        }
        _ => None,
    }
}

/// Whether a rule can never be met, or names somebody unknown; either is told of the rule itself.
pub fn is_unsound(plan: &Plan, rule: &Rule) -> bool {
    shortage(plan, rule).is_some()
        || rule.by.iter().any(|who| matches!(who, Who::Actor(id) if plan.actor(id.as_str()).is_none()))
}

/// The sides that a rule names, each by its first actor.
pub fn sides(plan: &Plan, rule: &Rule) -> Vec<ActorIx> {
    plan.sides_of(plan.named(rule))
}

/// The actors that a rule names more than once, and how.
fn twice(plan: &Plan, rule: &Rule) -> Vec<(ActorIx, String)> {
    let of = |actor: ActorIx| {
        let named = &plan.actors[actor];
        let by_name = rule.by.iter().filter(|who| matches!(who, Who::Actor(id) if *id == named.id)).count();
        let by_role = rule.by.iter().any(|who| role(who) == Some(named.role));
        match (by_name, by_role) {
            (2.., _) => Some((actor, String::new())),
            (1, true) => Some((actor, format!(": by name, and as role:{}", named.role.word()))),
            _ => None,
        }
    };
    let ids = || rule.by.iter().filter_map(|who| if let Who::Actor(id) = who { plan.actor(id.as_str()) } else { None });
    let mut actors: Vec<ActorIx> = ids().collect();
    actors.sort_unstable();
    actors.dedup();
    actors.into_iter().filter_map(of).collect()
}

fn role(who: &Who) -> Option<Role> {
    match who {
        Who::Role(role) => Some(*role),
        Who::Actor(_) => None,
    }
}
