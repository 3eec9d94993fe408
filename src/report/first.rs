//! What a reader must know before anything else, in a few sentences: what is broken, what is overdue, who no longer verifies, what is
//! verified complete, and when anything was verified last.

use super::quorums::mandates;
use super::view::View;
use super::words::{self, count};
use crate::fold::state::{MilestoneState, TimingWord};
use crate::model::index::{ElementIx, MilestoneIx};
use crate::model::level::Level;

/// How many things of a kind are named before the rest is only counted.
const NAMED: usize = 3;

pub fn sentences(view: &View) -> Vec<String> {
    let own = |place: &MilestoneIx| view.plan.repeats(*place).is_empty();
    let states = || view.plan.milestones.indices().filter(own).map(|place| (place, &view.state.milestones[place]));
    let mut broken: Vec<(MilestoneIx, &MilestoneState)> =
        states().filter(|(_, state)| state.status.is_alarm()).collect();
    broken.sort_by_key(|(_, state)| state.status);
    let mut late: Vec<(MilestoneIx, &MilestoneState)> =
        states().filter(|(_, state)| state.timing.word == TimingWord::Overdue).collect();
    late.sort_by_key(|(_, state)| std::cmp::Reverse(state.timing.days));
    let broken = named(view, &broken, |place, state| {
        let since = state.since.map_or(String::new(), |since| format!(" since {}", view.said_since(place, since)));
        format!("{}{since}", state.status.word())
    });
    let late = named(view, &late, |_, state| words::timing(state.timing));
    [broken, late, gone(view), complete(view), latest(view)].into_iter().flatten().collect()
}

/// `AM-2 Prisoners released: overdue 488 d.`, for the first few.
fn named(
    view: &View,
    all: &[(MilestoneIx, &MilestoneState)],
    what: impl Fn(MilestoneIx, &MilestoneState) -> String,
) -> Option<String> {
    let one = |(place, state): &(MilestoneIx, &MilestoneState)| {
        format!("{} {}: {}", view.plan.milestones[*place].id, view.title(*place), what(*place, state))
    };
    let told: Vec<String> = all.iter().take(NAMED).map(one).collect();
    let more = all.len() - told.len();
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    (!told.is_empty()).then(|| format!("{}{more}.", told.join("; ")))
}

/// The verifiers whose mandate ended before the work was done.
fn gone(view: &View) -> Option<String> {
    let ended = mandates(view).into_iter().filter(|item| item.what.ended);
    let told: Vec<String> = ended
        .map(|item| {
            let left = count(item.milestones.len(), "milestone");
            let name = item.actors.first().map_or("", |actor| view.plan.actors[*actor].name.get(view.lang()));
            format!("The mandate of {name} ended on {}: {left} that it verifies not achieved", item.what.until)
        })
        .collect();
    (!told.is_empty()).then(|| format!("{}.", told.join("; ")))
}

/// The elements of which everything is verified full, and the wholes of others, each with the last day of which that was said.
fn complete(view: &View) -> Option<String> {
    let (plan, states) = (view.plan, &view.state.milestones);
    let is_full =
        |place: &MilestoneIx| states[*place].verified.as_ref().is_some_and(|figure| figure.level == Level::Full);
    let counted = |element: ElementIx| {
        let own =
            states.indices().filter(move |place| plan.element_of(*place) == Some(element) && plan.is_leaf(*place));
        own.filter(|place| states[*place].counted).collect::<Vec<MilestoneIx>>()
    };
    let last = |places: &[MilestoneIx]| {
        let figures = places.iter().filter_map(|place| states[*place].verified.as_ref());
        figures.max_by_key(|figure| figure.from).map_or(String::new(), |figure| format!(" (by {})", figure.on))
    };
    let whole = |element: ElementIx| (!counted(element).is_empty()) && counted(element).iter().all(is_full);
    let elements = plan.elements.indices().filter(|element| whole(*element));
    let elements = elements.map(|at| format!("{}{}", plan.elements[at].title.get(view.lang()), last(&counted(at))));
    let others = states.indices().filter(|place| !plan.parts(*place).is_empty() && is_full(place));
    let others = others.filter(|place| plan.element_of(*place).is_none_or(|element| !whole(element)));
    let others = others.map(|place| format!("{} {}{}", plan.milestones[place].id, view.title(place), last(&[place])));
    let told: Vec<String> = elements.chain(others).collect();
    (!told.is_empty()).then(|| format!("Verified complete: {}.", told.join("; ")))
}

/// The verification that speaks of the latest moment.
fn latest(view: &View) -> Option<String> {
    let figures = view.state.milestones.iter().filter_map(|state| state.verified.as_ref());
    let last = figures.max_by_key(|figure| figure.from)?;
    let entries: Vec<String> = last.entries.iter().map(|entry| view.name(*entry).to_string()).collect();
    Some(format!("Nothing was verified for a later time than {} [{}].", last.on, entries.join(", ")))
}
