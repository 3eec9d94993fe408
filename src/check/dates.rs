//! Whether dates can be kept: spans that run forwards, and deadlines after what they wait for.

use super::finding::{PlanFinding, item, path, some};
use super::stand::{Stand, due_of, signature, stand};
use crate::model::condition::{Condition, Required};
use crate::model::due::{Due, Event, MilestoneEvent};
use crate::model::id::Id;
use crate::model::index::{ActorIx, MilestoneIx, PhaseIx, Series};
use crate::model::json::PathStep;
use crate::model::milestone::Continuing;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::span::Span;

/// Mandates that end before they begin.
pub fn mandates(plan: &Plan) -> Vec<PlanFinding> {
    let of = |(place, actor): (ActorIx, &crate::model::actor::Actor)| {
        let mandate = actor.mandate?;
        let (from, until) = (mandate.from?, mandate.until?);
        let message = format!("the mandate of `{}` ends on {until}, before it begins on {from}", actor.id);
        let backwards = until.last(plan.timezone) < from.first(plan.timezone);
        backwards.then(|| PlanFinding::error("mandate", message, path("actors", place, &["mandate"])))
    };
    plan.actors.pairs().filter_map(of).collect()
}

/// Consultations that come round at once.
pub fn consultations(plan: &Plan) -> Vec<PlanFinding> {
    let still = plan.consultations.iter().enumerate().filter(|(_, consultation)| consultation.every == Span::default());
    still
        .map(|(place, consultation)| {
            let message = format!("the consultation `{}` comes round after no time", consultation.id);
            PlanFinding::error("no-interval", message, path("consultations", place, &["every"]))
                .hint("write how long it is to the next: \"P14D\"".to_owned())
        })
        .collect()
}

/// Deadlines before the signature, before what they wait for, or that nothing can start.
pub fn deadlines(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    let stands: Series<MilestoneIx, Option<Stand>> =
        plan.milestones.indices().map(|place| stand(plan, &due_of(plan, place)?.rule)).collect();
    for place in plan.milestones.indices() {
        findings.extend(unsigned(plan, place, stands[place]));
        findings.extend(after_itself(plan, place));
        findings.extend(after_whole(plan, place, &stands));
        findings.extend(too_early(plan, place, &stands));
    }
    findings.extend(gates(plan, &stands));
    findings
}

/// Where the due date of a milestone stands in the file.
fn at(plan: &Plan, place: MilestoneIx) -> Vec<PathStep> {
    path("milestones", place, if plan.milestones[place].due.is_some() { &["due"] } else { &[] })
}

/// A day that the plan names, before the day on which it was signed.
fn unsigned(plan: &Plan, place: MilestoneIx, stand: Option<Stand>) -> Option<PlanFinding> {
    let (due, signed) = (plan.milestones[place].due.as_ref()?, plan.signed?);
    let Some(Stand::On(_, last)) = stand else { return None };
    let before = last < signed.first(plan.timezone) && due.events().is_empty();
    before.then(|| {
        let message = format!("`{}` is due {due}, before the plan was signed on {signed}", plan.milestones[place].id);
        PlanFinding::warning("before-signature", message, at(plan, place))
    })
}

/// A date that runs only once the milestone is done, or all that is done of which it is a part. (Where it hangs on its own
/// date, that is a circle.)
fn after_itself(plan: &Plan, place: MilestoneIx) -> Option<PlanFinding> {
    let milestone = &plan.milestones[place];
    let (own, whole, phase) = (&milestone.id, plan.whole(place), plan.phase_of(place));
    let late = |event: &&Event| match event {
        Event::Milestone(id, MilestoneEvent::Achieved | MilestoneEvent::Reported) => {
            id == own || whole.is_some_and(|whole| plan.milestones[whole].id == *id)
        }
        Event::PhaseDone(id) => phase.is_some_and(|phase| plan.phases[phase].id == *id),
        _ => false,
    };
    let event = milestone.due.iter().flat_map(Due::events).find(late)?;
    let what = match event {
        Event::PhaseDone(phase) => format!("its own phase `{phase}` is done"),
        Event::Milestone(id, _) if id != own => format!("its whole `{id}` is done"),
        _ => "it is done itself".into(),
    };
    Some(PlanFinding::warning("own-date", format!("the date of `{own}` runs only once {what}"), at(plan, place)))
}

fn after_whole(plan: &Plan, place: MilestoneIx, stands: &Series<MilestoneIx, Option<Stand>>) -> Option<PlanFinding> {
    let whole = plan.whole(place).filter(|_| plan.milestones[place].due.is_some())?;
    stands[whole]?.is_before(&stands[place]?).then(|| {
        let (id, whole) = (&plan.milestones[place].id, &plan.milestones[whole].id);
        PlanFinding::warning(
            "part-too-late",
            format!("`{id}` is due after `{whole}`, of which it is a part"),
            at(plan, place),
        )
    })
}

/// What a milestone or its whole requires, and cannot have before it is due; each thing awaited once.
fn too_early(plan: &Plan, place: MilestoneIx, stands: &Series<MilestoneIx, Option<Stand>>) -> Vec<PlanFinding> {
    let Some(own) = stands[place] else { return Vec::new() };
    let milestone = &plan.milestones[place];
    // A part without a date of its own is due with its whole, of which the whole's preconditions are told.
    let whole = plan.whole(place).filter(|_| milestone.due.is_some());
    let all = milestone.requires.iter().chain(whole.into_iter().flat_map(|whole| &plan.milestones[whole].requires));
    let mut awaited: Vec<String> = all.filter_map(|condition| too_late(plan, &own, condition, stands)).collect();
    awaited.sort();
    awaited.dedup();
    let finding = |what: String| {
        let message = format!("`{}` is due before {what}, which it waits for", milestone.id);
        PlanFinding::warning("due-too-early", message, at(plan, place))
    };
    awaited.into_iter().map(finding).collect()
}

/// What a condition waits for, in words, where it comes after a date.
fn too_late(
    plan: &Plan,
    own: &Stand,
    condition: &Condition,
    stands: &Series<MilestoneIx, Option<Stand>>,
) -> Option<String> {
    match condition {
        Condition::Date(day) => {
            let first = day.first(plan.timezone);
            own.is_before(&Stand::On(first, first)).then(|| day.to_string())
        }
        Condition::Elapsed { span, event } => {
            let passed = match event {
                Event::Signature => signature(plan, *span, true)?,
                event => Stand::After(event, *span),
            };
            own.is_before(&passed).then(|| format!("{} after {} have passed", span.words(), event.words()))
        }
        condition => {
            let id = done(condition)?;
            let late = stands[plan.milestone(id.as_str())?].is_some_and(|other| own.is_before(&other));
            (late || precedes(own, id)).then(|| format!("`{id}`"))
        }
    }
}

/// The milestone that must be done, or well under way, for a condition to hold.
fn done(condition: &Condition) -> Option<&Id> {
    match condition {
        Condition::Is { status: Required::Breached | Required::Reversed | Required::Retired, .. } => None,
        condition => condition.milestone(),
    }
}

/// Whether a date lies before the milestone's own end or date.
fn precedes(own: &Stand, id: &Id) -> bool {
    matches!(own, Stand::Before(Event::Milestone(anchor, MilestoneEvent::Achieved | MilestoneEvent::Due), by) if anchor == id && *by != Span::default())
}

/// Milestones that are due before their phase can open, one finding for a phase.
fn gates(plan: &Plan, stands: &Series<MilestoneIx, Option<Stand>>) -> Vec<PlanFinding> {
    let opening: Series<PhaseIx, Option<(Moment, String)>> =
        plan.phases.indices().map(|phase| opens(plan, phase)).collect();
    let mut early: Series<PhaseIx, Vec<MilestoneIx>> = plan.phases.each(Vec::new());
    for (place, due) in stands.pairs() {
        let Some((phase, due)) = plan.phase_of(place).zip(due.as_ref()) else { continue };
        if opening[phase].as_ref().is_some_and(|(opens, _)| due.is_before(&Stand::On(*opens, *opens))) {
            early[phase].push(place);
        }
    }
    let finding = |(phase, places): (PhaseIx, Vec<MilestoneIx>)| {
        let (_, day) = opening[phase].as_ref()?;
        let ids: Vec<&Id> = places.iter().map(|place| &plan.milestones[*place].id).collect();
        let are = if ids.len() == 1 { "is" } else { "are" };
        let message = format!("{} {are} due before phase `{}` can open on {day}", some(&ids), plan.phases[phase].id);
        Some(PlanFinding::warning("due-too-early", message, at(plan, *places.first()?)))
    };
    early.into_pairs().filter_map(finding).collect()
}

/// The day before which a phase cannot open, where it waits for a date.
fn opens(plan: &Plan, phase: PhaseIx) -> Option<(Moment, String)> {
    let day = |condition: &Condition| match condition {
        Condition::Date(day) => Some((day.first(plan.timezone), day.to_string())),
        _ => None,
    };
    plan.phases[phase].requires.iter().filter_map(day).max()
}

/// Obligations and holds that last for no time, or whose time has no effect.
pub fn lasting(plan: &Plan) -> Vec<PlanFinding> {
    let mut findings = Vec::new();
    for (place, milestone) in plan.milestones.pairs() {
        let (id, at) = (&milestone.id, |key: &str| path("milestones", place, &[key]));
        if let Continuing::Until(until) = milestone.continuing {
            let before = early_end(plan, place, until.last(plan.timezone));
            findings.extend(before.map(|before| {
                PlanFinding::warning(
                    "ends-early",
                    format!("`{id}` continues until {until}, {before}"),
                    at("continuing"),
                )
            }));
        }
        if milestone.hold.is_some() && milestone.continuing != Continuing::No {
            let message =
                format!("the `hold` of `{id}` has no effect: what is continuing is held as long as it continues");
            findings.push(PlanFinding::warning("hold", message, at("hold")));
        } else if milestone.hold == Some(Span::default()) {
            findings.push(PlanFinding::warning("hold", format!("the `hold` of `{id}` lasts no time"), at("hold")));
        }
    }
    findings.extend(waits_for_own_date(plan));
    findings
}

fn early_end(plan: &Plan, place: MilestoneIx, until: Moment) -> Option<String> {
    if let Some(signed) = plan.signed.filter(|signed| until < signed.first(plan.timezone)) {
        return Some(format!("before the plan was signed on {signed}"));
    }
    let late = stand(plan, &due_of(plan, place)?.rule).filter(|due| Stand::On(until, until).is_before(due))?;
    Some(format!("before it is due on {}", late.words(plan)))
}

/// Milestones that can begin only after their own date.
fn waits_for_own_date(plan: &Plan) -> Vec<PlanFinding> {
    let own = |place: MilestoneIx, condition: &Condition| {
        let id = &plan.milestones[place].id;
        matches!(condition, Condition::Elapsed { event: Event::Milestone(of, MilestoneEvent::Due), .. } if of == id)
    };
    let of = |place: MilestoneIx| {
        let at = plan.milestones[place].requires.iter().position(|condition| own(place, condition))?;
        let message = format!("`{}` can begin only after its own date", plan.milestones[place].id);
        Some(PlanFinding::warning("own-date", message, item("milestones", place, "requires", at)))
    };
    plan.milestones.indices().filter_map(of).collect()
}
