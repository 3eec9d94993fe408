//! A plan most of whose dates do not run yet, as a ladder: phase upon phase with what each waits for, and in each the windows in which
//! its milestones fall due once what they run from has happened.

use super::view::View;
use super::words;
use crate::fold::state::{Status, TimingWord};
use crate::model::due::DueRule;
use crate::model::id::Id;
use crate::model::index::{MilestoneIx, PhaseIx};
use crate::model::span::Span;
use crate::tongue::say;

/// One phase; the last one may hold what has none.
pub struct Rung<'a> {
    pub title: &'a str,
    /// What it waits for, and whether that is met.
    pub waits: Vec<(String, bool)>,
    pub windows: Vec<LadderWindow<'a>>,
}

/// Milestones that are due alike: `30 d after phase 2 opens`.
pub struct LadderWindow<'a> {
    pub words: String,
    /// How long the window is, a month as thirty days; nothing where it has no length.
    pub days: Option<u64>,
    pub steps: Vec<LadderStep<'a>>,
}

pub struct LadderStep<'a> {
    pub id: &'a Id,
    pub title: &'a str,
    pub status: Status,
}

/// The rungs; none where most dates run, or where there are none.
pub fn ladder<'a>(view: &View<'a>) -> Vec<Rung<'a>> {
    let places: Vec<MilestoneIx> = view.plan.milestones.indices().filter(|place| stands(view, *place)).collect();
    let waiting = |place: &&MilestoneIx| view.state.milestones[**place].timing.word == TimingWord::NotRunning;
    let dated = places.iter().filter(|place| view.state.milestones[**place].due.is_some()).count();
    if places.iter().filter(waiting).count() * 2 <= dated {
        return Vec::new();
    }
    let phases = view.plan.phases.indices().map(Some).chain([None]);
    phases.map(|phase| rung(view, phase, &places)).filter(|rung| !rung.windows.is_empty()).collect()
}

fn stands(view: &View, place: MilestoneIx) -> bool {
    view.plan.milestones[place].is_here() && view.plan.is_leaf(place)
}

fn rung<'a>(view: &View<'a>, phase: Option<PhaseIx>, places: &[MilestoneIx]) -> Rung<'a> {
    let those: Vec<MilestoneIx> = places.iter().copied().filter(|place| view.plan.phase_of(*place) == phase).collect();
    let waits = those.first().map_or(Vec::new(), |place| {
        let requires = view.state.milestones[*place].requires.phase.iter();
        requires.map(|one| (one.text.to_string(), one.met)).collect()
    });
    let mut windows: Vec<LadderWindow> = Vec::new();
    for place in those {
        let (words, days) = window(view, place);
        let step = LadderStep {
            id: &view.plan.milestones[place].id,
            title: view.title(place),
            status: view.state.milestones[place].status,
        };
        match windows.iter_mut().find(|window| window.words == words) {
            Some(window) => window.steps.push(step),
            None => windows.push(LadderWindow { words, days, steps: vec![step] }),
        }
    }
    windows.sort_by_key(|window| window.days.unwrap_or(u64::MAX));
    Rung {
        title: phase.map_or(say!("Without phase"), |at| view.plan.phases[at].title.get(view.lang())),
        waits,
        windows,
    }
}

/// When a milestone is due, in words, and how long it has.
fn window(view: &View, place: MilestoneIx) -> (String, Option<u64>) {
    let schedule = view.state.milestones[place].due.as_deref();
    let days = match schedule.and_then(|schedule| schedule.rule.as_ref()).map(|due| &due.rule) {
        Some(DueRule::After { within, .. }) => Some(days(*within)),
        _ => None,
    };
    (words::due_of(&view.plan.milestones[place], schedule), days)
}

fn days(span: Span) -> u64 {
    u64::from(span.months) * 30 + span.days + span.seconds.max(0) as u64 / 86_400
}

impl LadderWindow<'_> {
    /// `30 d after phase 2 opens: M-1 Arms handed in, open; M-2 …`.
    pub fn told(&self) -> String {
        let steps: Vec<String> =
            self.steps.iter().map(|step| format!("{} {}, {}", step.id, step.title, step.status.told())).collect();
        format!("{}: {}", self.words, steps.join("; "))
    }
}

impl Rung<'_> {
    /// What it waits for, in a line.
    pub fn waits_told(&self) -> Option<String> {
        let told =
            |(text, met): &(String, bool)| format!("{text} ({})", if *met { say!("met") } else { say!("not met") });
        let waits: Vec<String> = self.waits.iter().map(told).collect();
        (!waits.is_empty()).then(|| say!("Opens after: {waits}.", waits = waits.join("; ")))
    }
}
