//! Whether each milestone can be verified: by others than who owes it, by enough of them, and in time.

use super::finding::{PlanFinding, SHOWN, listed, path, some};
use super::rules::is_unsound;
use super::stand::{Stand, due_of, stand};
use crate::model::actor::Mandate;
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::json::PathStep;
use crate::model::plan::Plan;
use crate::model::rule::{Quorum, Who};
use std::collections::BTreeMap;

/// Who verifies: nobody its own side, and enough of them for the quorum.
pub fn verification(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    let (mut unverified, mut low) = (Vec::new(), BTreeMap::<(usize, usize), Vec<MilestoneIx>>::new());
    let plans_own = plan.rules.verify.as_ref().is_some_and(|rule| is_unsound(plan, rule));
    for place in verifiable(plan) {
        let Some(rule) = plan.verify_rule(place) else {
            unverified.push(place);
            continue;
        };
        let unsound = match &plan.milestones[place].verify {
            Some(own) => is_unsound(plan, own),
            None => plans_own,
        };
        let own = own_verifiers(plan, place);
        if !unsound {
            let sides = plan.sides_of(plan.verifiers(place).into_iter()).len();
            match rule.quorum {
                _ if !own.is_empty() => {}
                Quorum::Sides(quorum) if quorum > sides => findings.push(short(plan, place, quorum, sides)),
                Quorum::All if sides == 0 => findings.push(short(plan, place, 1, 0)),
                Quorum::Sides(quorum) if quorum * 2 <= sides => low.entry((quorum, sides)).or_default().push(place),
                _ => {}
            }
        }
        findings.extend(own);
    }
    findings.extend(low.into_iter().map(|((quorum, sides), places)| {
        let (ids, s) = (ids(plan, &places), if places.len() == 1 { "s" } else { "" });
        let message = format!("{ids} count{s} as verified by {quorum} of {sides}: half of the verifiers or fewer");
        PlanFinding::warning("low-quorum", message, at(plan, places[0]))
    }));
    if !unverified.is_empty() {
        let (ids, it) = (ids(plan, &unverified), if unverified.len() == 1 { "it" } else { "they" });
        let message = format!("nobody verifies {ids}: {it} can get no further than reported");
        let hint = "name who verifies in `rules.verify`, or in its own `verify`".to_owned();
        findings.push(PlanFinding::warning("unverifiable", message, path("milestones", unverified[0], &[])).hint(hint));
    }
    findings
}

/// Leaves with progress of their own; what repeats another has none.
fn verifiable(plan: &Plan) -> impl Iterator<Item = MilestoneIx> {
    plan.milestones
        .indices()
        .filter(|place| plan.parts(*place).is_empty() && plan.milestones[*place].repeats.is_empty())
}

fn ids(plan: &Plan, places: &[MilestoneIx]) -> String {
    some(&places.iter().map(|place| &plan.milestones[*place].id).collect::<Vec<_>>())
}

/// Where it says who verifies a milestone.
fn at(plan: &Plan, place: MilestoneIx) -> Vec<PathStep> {
    match plan.milestones[place].verify {
        Some(_) => path("milestones", place, &["verify"]),
        None => vec![PathStep::Key("rules".into()), PathStep::Key("verify".into())],
    }
}

fn own_verifiers(plan: &Plan, place: MilestoneIx) -> Vec<PlanFinding> {
    let id = &plan.milestones[place].id;
    let named = plan.verify_rule(place).into_iter().flat_map(|rule| &rule.by);
    let own = named.filter_map(|who| match who {
        Who::Actor(named) => {
            plan.actor(named.as_str()).filter(|actor| plan.has_an_interest(place, *actor)).map(|_| named)
        }
        Who::Role(_) => None,
    });
    own.map(|named| {
        let message = format!("`{named}` is named to verify `{id}` but owes it, or shares a side with who does");
        let key: &[&str] = if plan.milestones[place].verify.is_some() { &["verify"] } else { &[] };
        PlanFinding::error("own-verifier", message, path("milestones", place, key))
            .hint("name somebody else in `verify`".to_owned())
    })
    .collect()
}

fn short(plan: &Plan, place: MilestoneIx, quorum: usize, sides: usize) -> PlanFinding {
    let id = &plan.milestones[place].id;
    let message = match sides {
        0 => format!("nobody is left who may verify `{id}`"),
        _ => format!("`{id}` needs {quorum} verifiers and has {sides}"),
    };
    let key: &[&str] = if plan.milestones[place].verify.is_some() { &["verify"] } else { &[] };
    PlanFinding::error("quorum", message, path("milestones", place, key))
        .hint("who owes it, or shares a side with who does, never verifies it".to_owned())
}

/// Milestones that are due when too few of their verifiers have a mandate, one finding for all with the same verifiers.
pub fn on_time(plan: &Plan) -> Vec<PlanFinding> {
    if plan.actors.iter().all(|actor| actor.mandate.is_none()) {
        return Vec::new();
    }
    let mut groups: BTreeMap<(Vec<ActorIx>, usize), Vec<MilestoneIx>> = BTreeMap::new();
    for place in verifiable(plan) {
        let verifiers = plan.verifiers(place);
        if let Some(needed) = absent(plan, place, &verifiers) {
            groups.entry((verifiers, needed)).or_default().push(place);
        }
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, places)| places[0]);
    groups.into_iter().map(|((verifiers, needed), places)| late(plan, &verifiers, needed, &places)).collect()
}

/// How many sides a milestone needs, where fewer have a mandate when it is due.
fn absent(plan: &Plan, place: MilestoneIx, verifiers: &[ActorIx]) -> Option<usize> {
    let Some(Stand::On(first, last)) = stand(plan, &due_of(plan, place)?.rule) else { return None };
    let zone = plan.timezone;
    // One that ends before it begins is told by itself.
    let backwards = |mandate: Mandate| {
        mandate.from.zip(mandate.until).is_some_and(|(from, until)| until.last(zone) < from.first(zone))
    };
    let serves = |actor: &ActorIx| {
        plan.actors[*actor].mandate.is_none_or(|mandate| {
            backwards(mandate)
                || mandate.from.is_none_or(|from| from.first(zone) <= last)
                    && mandate.until.is_none_or(|until| until.last(zone) >= first)
        })
    };
    let sides = plan.sides_of(verifiers.iter().copied()).len();
    let serving = plan.sides_of(verifiers.iter().copied().filter(serves)).len();
    let needed = match plan.verify_rule(place)?.quorum {
        Quorum::Sides(quorum) => quorum,
        Quorum::All => sides,
    };
    (needed <= sides && serving < needed).then_some(needed)
}

fn late(plan: &Plan, verifiers: &[ActorIx], needed: usize, places: &[MilestoneIx]) -> PlanFinding {
    let dated = |place: &MilestoneIx| {
        let due = due_of(plan, *place).and_then(|due| stand(plan, &due.rule));
        let on = due.map_or(String::new(), |due| format!(" (due {})", due.words(plan)));
        format!("`{}`{on}", plan.milestones[*place].id)
    };
    let names = listed(&places.iter().map(dated).collect::<Vec<_>>(), SHOWN, ", ");
    let who =
        if needed == 1 { "nobody has a mandate".to_owned() } else { format!("fewer than {needed} have a mandate") };
    let mandates: Vec<String> = verifiers.iter().filter_map(|actor| mandate(plan, *actor)).collect();
    let message = format!("{who} to verify {names} on the day: {}", mandates.join(", "));
    let owner = if plan.milestones[places[0]].due.is_some() { Some(places[0]) } else { plan.whole(places[0]) };
    PlanFinding::warning("mandate-gap", message, path("milestones", owner.unwrap_or(places[0]), &["due"])).hint(
        "a mandate can be extended by a decision to reschedule it; another verifier stands in `verify`".to_owned(),
    )
}

/// `amm from 2005-09-15 until 2006-12-15`
fn mandate(plan: &Plan, actor: ActorIx) -> Option<String> {
    let mandate = plan.actors[actor].mandate?;
    let from = mandate.from.map_or(String::new(), |from| format!(" from {from}"));
    let until = mandate.until.map_or(String::new(), |until| format!(" until {until}"));
    Some(format!("`{}`{from}{until}", plan.actors[actor].id))
}
