//! What a reader will miss, and what stands in the plan without a part in it.

use super::finding::{PlanFinding, item, path};
use crate::model::actor::Role;
use crate::model::id::Id;
use crate::model::index::{ActorIx, ElementIx, PhaseIx};
use crate::model::json::PathStep;
use crate::model::milestone::Milestone;
use crate::model::plan::Plan;
use crate::model::rule::Who;
use crate::model::text::Text;
use std::collections::HashSet;

/// What is missing from milestones: who owes one, where it comes from, what it is called, what triggers it.
pub fn milestones(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    for (place, milestone) in plan.milestones.pairs() {
        let (id, at) = (&milestone.id, || path("milestones", place, &[]));
        if milestone.responsible.is_empty() {
            findings.push(PlanFinding::warning("nobody-owes", format!("nobody owes `{id}`"), at()));
        }
        if milestone.source.is_empty() {
            findings.push(PlanFinding::warning(
                "no-source",
                format!("`{id}` names no clause that it comes from"),
                at(),
            ));
        }
        if milestone.contingent && milestone.requires.is_empty() {
            let message = format!("`{id}` is contingent and requires nothing, so it counts from the beginning");
            let hint = "say in `requires` what triggers it".to_owned();
            findings.push(
                PlanFinding::warning("no-trigger", message, path("milestones", place, &["contingent"])).hint(hint),
            );
        }
        let owing = twice(&milestone.responsible).map(|at| {
            let message = format!("`{id}` names `{}` twice among who owes it", milestone.responsible[at]);
            PlanFinding::warning("named-twice", message, item("milestones", place, "responsible", at))
        });
        findings.extend(owing);
    }
    findings.extend(untitled(plan));
    findings
}

/// Where a list first names somebody again.
fn twice(ids: &[Id]) -> Option<usize> {
    let mut seen = HashSet::new();
    ids.iter().position(|id| !seen.insert(id))
}

/// Something with an id, and what it is called.
type TitledId<'a> = (&'a Id, &'a Text);

/// Names and titles with no words in them.
fn untitled(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    let mut look = |what: &str, text: &Text, at: &dyn Fn() -> Vec<PathStep>| {
        let blank = |(_, words): &(&String, &String)| words.trim().is_empty();
        let texts = text.by_language();
        let message = match texts.iter().find(blank) {
            None if texts.is_empty() => format!("{what} has no title"),
            None => return,
            Some(_) if texts.len() == 1 => format!("{what} has an empty title"),
            Some((lang, _)) => format!("{what} has an empty title in `{lang}`"),
        };
        findings.push(PlanFinding::warning("no-title", message, at()));
    };
    look("the plan", &plan.title, &|| vec![PathStep::Key("title".into())]);
    let sources = plan.sources.iter().map(|source| (&source.id, &source.title)).collect();
    let actors = plan.actors.iter().map(|actor| (&actor.id, &actor.name)).collect();
    let elements = plan.elements.iter().map(|element| (&element.id, &element.title)).collect();
    let phases = plan.phases.iter().map(|phase| (&phase.id, &phase.title)).collect();
    let consultations = plan.consultations.iter().map(|one| (&one.id, &one.title)).collect();
    let milestones = plan.milestones.iter().map(|milestone| (&milestone.id, &milestone.title)).collect();
    let lists: [(&str, &str, Vec<TitledId>); 6] = [
        ("sources", "title", sources),
        ("actors", "name", actors),
        ("elements", "title", elements),
        ("phases", "title", phases),
        ("consultations", "title", consultations),
        ("milestones", "title", milestones),
    ];
    for (list, key, all) in lists {
        let thing = &list[..list.len() - 1];
        for (place, (id, text)) in all.into_iter().enumerate() {
            if text.by_language().values().any(|words| words.trim().is_empty()) || text.by_language().is_empty() {
                look(&format!("the {thing} `{id}`"), text, &|| path(list, place, &[key]));
            }
        }
    }
    findings
}

/// Phases and elements without milestones, parties and monitors without a part.
pub fn idle(plan: &Plan) -> Vec<PlanFinding> {
    let all = || plan.milestones.indices();
    let phases: HashSet<PhaseIx> = all().filter_map(|place| plan.phase_of(place)).collect();
    let elements: HashSet<ElementIx> = all().filter_map(|place| plan.element_of(place)).collect();
    let empty = |thing: &str, id: &Id, path: Vec<PathStep>| {
        PlanFinding::warning("empty", format!("no milestone stands in {thing} `{id}`"), path)
    };
    let mut findings = Vec::new();
    for (place, phase) in plan.phases.pairs().filter(|(place, _)| !phases.contains(place)) {
        findings.push(empty("phase", &phase.id, path("phases", place, &["id"])));
    }
    for (place, element) in plan.elements.pairs().filter(|(place, _)| !elements.contains(place)) {
        findings.push(empty("element", &element.id, path("elements", place, &["id"])));
    }
    findings.extend(unneeded(plan));
    findings
}

/// Parties and monitors whose side owes nothing, that no rule names and no consultation invites. Guarantors, observers and
/// secretariats have their part by being there: they assess and keep the record.
fn unneeded(plan: &Plan) -> Vec<PlanFinding> {
    let owing: HashSet<ActorIx> =
        plan.sides_of(plan.milestones.indices().flat_map(|m| plan.owing(m))).into_iter().collect();
    let rules = plan.rules.named().chain(plan.milestones.iter().flat_map(Milestone::rules)).map(|(_, rule)| rule);
    let (mut roles, mut named) = (Vec::new(), HashSet::new());
    for who in rules.flat_map(|rule| &rule.by) {
        match who {
            Who::Role(role) if !roles.contains(role) => roles.push(*role),
            Who::Role(_) => {}
            Who::Actor(id) => drop(named.insert(id.as_str())),
        }
    }
    named.extend(plan.consultations.iter().flat_map(|one| &one.with).map(Id::as_str));
    let active = |actor: &ActorIx| {
        let known = &plan.actors[*actor];
        roles.contains(&known.role) || named.contains(known.id.as_str())
    };
    let deciding: HashSet<ActorIx> = plan.sides_of(plan.actors.indices().filter(active)).into_iter().collect();
    let idle = |place: ActorIx| {
        let actor = &plan.actors[place];
        let side = plan.sides_of(std::iter::once(place)).first().copied()?;
        let called = matches!(actor.role, Role::Party | Role::Monitor);
        (called && !owing.contains(&side) && !deciding.contains(&side)).then(|| {
            let message = format!("the {} `{}` owes nothing, and no rule names it", actor.role.word(), actor.id);
            PlanFinding::warning("idle-actor", message, path("actors", place, &["id"]))
        })
    };
    plan.actors.indices().filter_map(idle).collect()
}
