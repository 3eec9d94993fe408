//! `show`: one milestone whole, for people.

use super::entries::{in_order, says};
use super::milestone::{awaited, blocks};
use super::view::View;
use super::words;
use crate::fold::state::{Figure, MilestoneState};
use crate::model::plan::{Continuing, Indicator, Milestone, Quorum, Target, Who};

/// The milestone as titled groups of lines.
pub fn show(view: &View, place: usize) -> Vec<String> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let mut lines = vec![format!("{}  {}", promised.id, view.title(place)), String::new()];
    lines.extend(terms(view, place, promised, state));
    lines.push(String::new());
    lines.extend(standing(view, state));
    lines.extend(section("Waits for", requires(view, state)));
    let blocked = &blocks(view)[place];
    let ids: Vec<String> = blocked.iter().map(|place| view.plan.milestones[*place].id.to_string()).collect();
    lines.extend(section("Blocks", (!ids.is_empty()).then(|| ids.join(", ")).into_iter().collect()));
    lines.extend(section("Said", said(view, state)));
    lines.extend(section("History", history(view, place)));
    lines
}

fn field(name: &str, text: impl Into<String>) -> String {
    format!("  {name:<12} {}", text.into())
}

fn section(title: &str, lines: Vec<String>) -> Vec<String> {
    if lines.is_empty() {
        return lines;
    }
    let indented = lines.into_iter().map(|line| format!("  {line}"));
    [String::new(), title.to_owned()].into_iter().chain(indented).collect()
}

fn terms(view: &View, place: usize, promised: &Milestone, state: &MilestoneState) -> Vec<String> {
    let plan = view.plan;
    let title = |list: Option<&crate::model::text::Text>| list.map(|title| title.get(view.lang()).to_owned());
    let (element, phase) = (plan.element_of(place), plan.phase_of(place));
    let mut lines = Vec::new();
    lines.extend(title(element.map(|at| &plan.elements[at].title)).map(|text| field("element", text)));
    lines.extend(title(phase.map(|at| &plan.phases[at].title)).map(|text| field("phase", text)));
    lines.push(field("owed by", view.actors(plan.owing(place))));
    lines.push(field("verified by", verified_by(view, place)));
    lines.push(field("source", promised.source.join(", ")));
    let due = promised.due.as_ref().or_else(|| plan.milestones[plan.whole(place)?].due.as_ref());
    let named = due.and_then(|due| due.named).map_or(String::new(), |named| format!(", {named:?}").to_lowercase());
    lines.push(field("due", format!("{}{named}", words::due(due, state.due.as_ref()))));
    match promised.continuing {
        Continuing::No => {}
        Continuing::Always => lines.push(field("continuing", "kept or broken, never finished")),
        Continuing::Until(day) => lines.push(field("continuing", format!("until {day}"))),
    }
    lines.extend(promised.hold.map(|hold| field("holds", format!("{hold} after it is verified"))));
    lines.extend(promised.contingent.then(|| field("contingent", "counts only once what it waits for has happened")));
    lines.extend(promised.indicators.iter().map(|indicator| field("indicator", measured(indicator))));
    let parts: Vec<String> = plan.parts(place).iter().map(|part| plan.milestones[*part].id.to_string()).collect();
    lines.extend((!parts.is_empty()).then(|| field("parts", parts.join(", "))));
    lines.extend(plan.whole(place).map(|whole| field("part of", plan.milestones[whole].id.as_str())));
    lines
}

fn verified_by(view: &View, place: usize) -> String {
    let Some(rule) = view.plan.verify_rule(place) else { return "nobody".into() };
    let who: Vec<String> = rule
        .by
        .iter()
        .map(|who| match who {
            Who::Actor(id) => id.to_string(),
            Who::Role(role) => format!("any {}", role.word()),
        })
        .collect();
    match rule.quorum {
        Quorum::Sides(1) => who.join(" or "),
        Quorum::Sides(quorum) => format!("{quorum} of {}", who.join(", ")),
        Quorum::All => format!("all of {}", who.join(", ")),
    }
}

fn measured(indicator: &Indicator) -> String {
    let unit = indicator.unit.as_ref().map_or(String::new(), |unit| format!(" ({unit})"));
    let target = match &indicator.target {
        None => "counted, no target".to_owned(),
        Some(Target::Number(number)) if indicator.is_cap() => format!("at most {number}"),
        Some(Target::Number(number)) => format!("from {} to {number}", indicator.start()),
        Some(Target::Other { milestone, indicator }) => format!("as many as {indicator} of {milestone}"),
    };
    format!("{}{unit}: {target}", indicator.id)
}

fn standing(view: &View, state: &MilestoneState) -> Vec<String> {
    let since = state.since.map_or(String::new(), |since| format!(", since {}", view.plan.timezone.day_of(since)));
    let mut lines = vec![field("status", format!("{}{since}", state.status.word()))];
    let marks = [
        (state.split, "verifiers differ"),
        (state.ahead, "began before what it requires"),
        (state.unverifiable, "nobody may verify it"),
    ];
    lines.extend(marks.iter().filter(|(set, _)| *set).map(|(_, mark)| field("mark", *mark)));
    lines.push(field("timing", words::timing(state.timing)));
    lines.extend(state.done_on.map(|day| field("done on", day.to_string())));
    let figures = [
        ("reported", &state.reported, "no report"),
        ("verified", &state.verified, "not verified"),
        ("assessed", &state.assessed, "not assessed"),
    ];
    for (name, figure, none) in figures {
        lines.push(field(name, figure.as_ref().map_or(none.to_owned(), |figure| told(view, figure))));
    }
    lines
}

/// A figure in words: `full, 100 %, 2005-09-17, amm (amm:4)`.
pub fn told(view: &View, figure: &Figure) -> String {
    let entries: Vec<String> = figure.entries.iter().map(|entry| view.name(*entry).to_string()).collect();
    let by = view.actors(figure.by.iter().copied());
    format!("{}, {} %, {}, {by} ({})", figure.level, figure.progress.percent(), figure.on, entries.join(", "))
}

fn requires(view: &View, state: &MilestoneState) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for precondition in &state.requires {
        let met = if precondition.met { "met" } else { "outstanding" };
        let since =
            precondition.since.map_or(String::new(), |since| format!(" since {}", view.plan.timezone.day_of(since)));
        let phase = precondition
            .phase
            .map_or(String::new(), |phase| format!(" (to open phase {})", view.plan.phases[phase].id));
        lines.push(format!("{}: {met}{since}{phase}", precondition.text));
    }
    debug_assert!(awaited(state).len() <= view.plan.milestones.len());
    lines
}

fn said(view: &View, state: &MilestoneState) -> Vec<String> {
    let line = |said: &crate::fold::state::Said| {
        let entry = &view.entries[said.entry];
        let on = entry.on.map_or(String::new(), |on| format!(" for {on}"));
        let actor = &view.plan.actors[said.actor].id;
        let relayed =
            entry.by.as_ref().map_or(String::new(), |_| format!(", relayed by {}", view.desks[entry.book].actor));
        format!(
            "{actor} ({}{relayed}){on}: {} [{}]",
            words::standing(said.standing),
            says(entry),
            view.name(said.entry)
        )
    };
    state.said.iter().map(line).collect()
}

/// Every known entry that names the milestone, those that do not count with the reason.
fn history(view: &View, place: usize) -> Vec<String> {
    let id = &view.plan.milestones[place].id;
    let names = |index: usize| {
        view.state.entries[index].milestone == Some(place) || view.entries[index].act.milestone() == Some(id)
    };
    let line = |index: usize| {
        let (entry, judged) = (&view.entries[index], &view.state.entries[index]);
        let actor = entry.by.as_ref().unwrap_or(&view.desks[entry.book].actor);
        let why =
            judged.why_not.as_ref().map_or(String::new(), |why| format!(" (does not count: {})", words::why_not(why)));
        format!("{} {} {actor}: {}{why}", view.plan.timezone.day_of(entry.at), view.name(index), says(entry))
    };
    in_order(view, names).into_iter().map(line).collect()
}
