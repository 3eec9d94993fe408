//! One milestone whole, as answers for machines have it (design, section 9).

use super::view::View;
use super::words;
use crate::fold::state::{Breach, Fall, Figure, MilestoneState, Move, Said, WhyNot};
use crate::model::due::Due;
use crate::model::entry::{AsAgreed, Evidence};
use crate::model::id::Id;
use crate::model::level::{Level, Progress};
use crate::model::milestone::{Direction, Target};
use crate::model::moment::{Day, Moment};
use crate::model::name::EntryName;
use crate::model::value::{Number, Value};
use crate::model::when::When;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct MilestoneDoc<'a> {
    pub id: &'a Id,
    title: &'a BTreeMap<String, String>,
    element: Option<&'a Id>,
    provision: Option<&'a str>,
    phase: Option<&'a Id>,
    responsible: &'a [Id],
    source: &'a [String],
    weight: Number,
    pub status: &'static str,
    since: Option<Moment>,
    pub reported: Option<FigureDoc<'a>>,
    pub verified: Option<FigureDoc<'a>>,
    pub assessed: Option<FigureDoc<'a>>,
    said: Vec<SaidDoc<'a>>,
    indicators: Vec<IndicatorDoc<'a>>,
    parts: Vec<&'a Id>,
    due: Option<DueDoc>,
    done_on: Option<String>,
    timing: TimingDoc,
    requires: Vec<RequiresDoc<'a>>,
    ahead: bool,
    hold: Option<HoldDoc>,
    contingent: bool,
    waits_for: Vec<&'a Id>,
    blocks: Vec<&'a Id>,
    retired: Option<Moment>,
    replaces: &'a [Id],
    repeats: &'a [Id],
    suspended: bool,
    breaches: Vec<BreachDoc>,
    /// How often and when its verified level fell or a breach opened, and for how many days it had held.
    backsliding: Vec<FallDoc>,
    remeasured: &'a [Moment],
    /// Incidents by what verifiers conclude: their entries.
    incidents: BTreeMap<&'static str, Vec<EntryName>>,
    split: bool,
    disputed: bool,
    unverifiable: bool,
    pub evidence: Vec<EvidenceDoc<'a>>,
}

#[derive(Serialize)]
pub struct FigureDoc<'a> {
    pub level: Level,
    pub progress: Progress,
    values: BTreeMap<&'a str, Value>,
    on: When,
    by: Vec<&'a Id>,
    entries: Vec<EntryName>,
}

#[derive(Serialize)]
struct SaidDoc<'a> {
    actor: &'a Id,
    standing: &'static str,
    level: Option<Level>,
    progress: Option<Progress>,
    values: BTreeMap<&'a str, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    as_agreed: Option<AsAgreed>,
    on: When,
    at: Moment,
    known: Option<When>,
    entry: EntryName,
    relayed: bool,
    sealed: bool,
    counts: bool,
    why_not: Option<String>,
}

#[derive(Serialize)]
struct IndicatorDoc<'a> {
    id: &'a Id,
    unit: Option<&'a str>,
    baseline: Option<Number>,
    target: Option<TargetDoc<'a>>,
    direction: Option<Direction>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum TargetDoc<'a> {
    Number(Number),
    Other { milestone: &'a Id, indicator: &'a Id },
}

#[derive(Serialize)]
struct DueDoc {
    on: Option<When>,
    readings: Vec<When>,
    first: Option<When>,
    named: Option<crate::model::due::Named>,
    running: bool,
    anchor: Option<AnchorDoc>,
    moves: usize,
    slip_days: Option<i64>,
    history: Vec<MoveDoc>,
    rule: Option<String>,
}

#[derive(Serialize)]
struct MoveDoc {
    decided: Moment,
    from: Option<When>,
    to: Option<When>,
    /// The rules that the dates follow from, in words; null for no date.
    from_rule: Option<String>,
    to_rule: Option<String>,
    days: Option<i64>,
    entries: Vec<EntryName>,
}

#[derive(Serialize)]
struct BreachDoc {
    opened: Moment,
    closed: Option<Moment>,
    incidents: Vec<EntryName>,
}

#[derive(Serialize)]
struct FallDoc {
    on: Moment,
    /// `breach` where one opened, else `level`.
    kind: &'static str,
    from: Level,
    to: Level,
    held_days: i64,
}

#[derive(Serialize)]
struct AnchorDoc {
    event: String,
    on: Option<When>,
}

#[derive(Serialize)]
struct TimingDoc {
    word: &'static str,
    days: Option<i64>,
}

#[derive(Serialize)]
struct RequiresDoc<'a> {
    condition: &'a str,
    phase: Option<&'a Id>,
    met: bool,
    since: Option<Moment>,
}

#[derive(Serialize)]
struct HoldDoc {
    day: i64,
    of: Option<u64>,
}

#[derive(Serialize)]
pub struct EvidenceDoc<'a> {
    pub entry: EntryName,
    #[serde(flatten)]
    pub evidence: &'a Evidence,
    /// What is so with its file on this machine, where that was looked up.
    #[serde(flatten)]
    pub file: Option<FileDoc>,
}

#[derive(Serialize)]
pub struct FileDoc {
    /// As `evidence -o json` has it.
    pub state: &'static str,
    pub bytes: Option<u64>,
    pub removed_by: Option<EntryName>,
}

/// Who waits for each milestone, by place; worked out once for all.
pub fn blocks(view: &View) -> Vec<Vec<usize>> {
    let mut blocks = vec![Vec::new(); view.plan.milestones.len()];
    let here = |(place, _): &(usize, &MilestoneState)| view.plan.milestones[*place].is_here();
    for (waiting, state) in view.state.milestones.iter().enumerate().filter(here) {
        for awaited in awaited(state) {
            blocks[awaited].push(waiting);
        }
    }
    blocks
}

/// The milestones that unmet preconditions look at.
pub fn awaited(state: &MilestoneState) -> Vec<usize> {
    let unmet = state.requires.iter().filter(|precondition| !precondition.met);
    let mut awaited: Vec<usize> = unmet.flat_map(|precondition| precondition.milestones.iter().copied()).collect();
    awaited.sort();
    awaited.dedup();
    awaited
}

pub fn milestone_doc<'a>(view: &View<'a>, place: usize, blocks: &[Vec<usize>]) -> MilestoneDoc<'a> {
    let (plan, state) = (view.plan, &view.state.milestones[place]);
    let promised = &plan.milestones[place];
    let ids = |places: &[usize]| places.iter().map(|place| &plan.milestones[*place].id).collect();
    let element = plan.element_of(place);
    let counted = state.entries.iter().map(|entry| (*entry, &view.entries[*entry].evidence));
    let evidence = counted.flat_map(|(entry, all)| all.iter().map(move |evidence| (entry, evidence)));
    MilestoneDoc {
        id: &promised.id,
        title: promised.title.by_language(),
        element: element.map(|at| &plan.elements[at].id),
        provision: element.and_then(|element| plan.elements[element].provision.as_deref()),
        phase: plan.phase_of(place).map(|at| &plan.phases[at].id),
        responsible: &promised.responsible,
        source: &promised.source,
        weight: promised.weight.number,
        status: state.status.word(),
        since: state.since,
        reported: state.reported.as_ref().map(|figure| figure_doc(view, place, figure)),
        verified: state.verified.as_ref().map(|figure| figure_doc(view, place, figure)),
        assessed: state.assessed.as_ref().map(|figure| figure_doc(view, place, figure)),
        said: state.said.iter().map(|said| said_doc(view, place, said)).collect(),
        indicators: promised.indicators.iter().map(indicator_doc).collect(),
        parts: ids(plan.parts(place)),
        due: due_doc(view, place, state),
        done_on: state.done_on.map(|day: Day| day.to_string()),
        timing: TimingDoc { word: state.timing.word.word(), days: state.timing.days },
        requires: state
            .requires
            .iter()
            .map(|precondition| RequiresDoc {
                condition: &precondition.text,
                phase: precondition.phase.map(|phase| &plan.phases[phase].id),
                met: precondition.met,
                since: precondition.since,
            })
            .collect(),
        ahead: state.ahead,
        hold: state.hold.map(|(day, of)| HoldDoc { day, of }),
        contingent: promised.contingent,
        waits_for: ids(&awaited(state)),
        blocks: ids(&blocks[place]),
        retired: state.retired,
        replaces: &promised.replaces,
        repeats: &promised.repeats,
        suspended: state.suspended,
        breaches: state.breaches.iter().map(|breach| breach_doc(view, breach)).collect(),
        backsliding: state.falls.iter().map(fall_doc).collect(),
        remeasured: &state.remeasured,
        incidents: incidents_by_outcome(view, place),
        split: state.split,
        disputed: state.disputed,
        unverifiable: state.unverifiable,
        evidence: evidence
            .map(|(entry, evidence)| EvidenceDoc { entry: view.name(entry), evidence, file: None })
            .collect(),
    }
}

/// Milestones as JSON, each on a line of its own that ends in a comma, many lines to a page.
pub fn milestone_pages(view: &View, places: &[usize]) -> Vec<String> {
    let blocks = blocks(view);
    let page = |places: &[usize]| {
        let mut page = Vec::new();
        for place in places {
            page.extend_from_slice(b"    ");
            // Plain data written to memory does not fail.
            let _ = serde_json::to_writer(&mut page, &milestone_doc(view, *place, &blocks));
            page.extend_from_slice(b",\n");
        }
        String::from_utf8(page).unwrap_or_default()
    };
    places.par_chunks(256).map(page).collect()
}

fn named<'a>(view: &View<'a>, place: usize, values: &[(usize, Value)]) -> BTreeMap<&'a str, Value> {
    let indicators = &view.plan.milestones[place].indicators;
    values.iter().map(|(indicator, value)| (indicators[*indicator].id.as_str(), *value)).collect()
}

fn figure_doc<'a>(view: &View<'a>, place: usize, figure: &Figure) -> FigureDoc<'a> {
    FigureDoc {
        level: figure.level,
        progress: figure.progress,
        values: named(view, place, &figure.values),
        on: figure.on,
        by: figure.by.iter().map(|actor| &view.plan.actors[*actor].id).collect(),
        entries: figure.entries.iter().map(|entry| view.name(*entry)).collect(),
    }
}

fn said_doc<'a>(view: &View<'a>, place: usize, said: &Said) -> SaidDoc<'a> {
    let entry = &view.entries[said.entry];
    let judged = &view.state.entries[said.entry];
    SaidDoc {
        actor: &view.plan.actors[said.actor].id,
        standing: words::standing(said.standing),
        level: said.level,
        progress: said.progress,
        values: named(view, place, &said.values),
        as_agreed: said.as_agreed,
        on: entry.on.unwrap_or(When::At(judged.from, 0)),
        at: entry.at,
        known: entry.known,
        entry: view.name(said.entry),
        relayed: entry.by.as_ref().is_some_and(|by| *by != view.desks[entry.book].actor),
        sealed: judged.sealed,
        counts: judged.why_not.is_none(),
        why_not: judged.why_not.as_ref().map(|why_not: &WhyNot| words::why_not(why_not)),
    }
}

fn indicator_doc(indicator: &crate::model::milestone::Indicator) -> IndicatorDoc<'_> {
    IndicatorDoc {
        id: &indicator.id,
        unit: indicator.unit.as_deref(),
        baseline: indicator.baseline,
        target: indicator.target.as_ref().map(|target| match target {
            Target::Number(number) => TargetDoc::Number(*number),
            Target::Other { milestone, indicator } => TargetDoc::Other { milestone, indicator },
        }),
        direction: indicator.direction,
    }
}

fn breach_doc(view: &View, breach: &Breach) -> BreachDoc {
    let incident = |place: &usize| view.name(view.state.incidents[*place].entry);
    BreachDoc {
        opened: breach.opened,
        closed: breach.closed,
        incidents: breach.incidents.iter().map(incident).collect(),
    }
}

fn fall_doc(fall: &Fall) -> FallDoc {
    let kind = if fall.breach { "breach" } else { "level" };
    FallDoc { on: fall.on, kind, from: fall.levels.0, to: fall.levels.1, held_days: fall.held }
}

fn incidents_by_outcome(view: &View, place: usize) -> BTreeMap<&'static str, Vec<EntryName>> {
    let mut incidents: BTreeMap<&'static str, Vec<EntryName>> = BTreeMap::new();
    for incident in view.incidents_on(place) {
        incidents.entry(words::outcome(incident)).or_default().push(view.name(incident.entry));
    }
    incidents
}

fn move_doc(view: &View, step: &Move) -> MoveDoc {
    let rule = |due: &Option<Due>| due.as_ref().map(Due::to_string);
    MoveDoc {
        decided: step.decided,
        from: step.from_on,
        to: step.to_on,
        from_rule: rule(&step.from),
        to_rule: rule(&step.to),
        days: step.days,
        entries: view.state.decisions[step.decision].entries.iter().map(|entry| view.name(*entry)).collect(),
    }
}

fn due_doc(view: &View, place: usize, state: &MilestoneState) -> Option<DueDoc> {
    let schedule = state.due.as_ref()?;
    let dated = view.plan.milestones[place].due.as_ref();
    let dated = dated.or_else(|| view.plan.milestones[view.plan.whole(place)?].due.as_ref());
    Some(DueDoc {
        on: schedule.on,
        readings: schedule.readings.clone(),
        first: schedule.first,
        named: dated.and_then(|dated| dated.named),
        running: schedule.on.is_some(),
        anchor: schedule.anchor.clone().map(|(event, on)| AnchorDoc { event, on }),
        moves: schedule.moves.len(),
        slip_days: schedule.slip(),
        history: schedule.moves.iter().map(|step| move_doc(view, step)).collect(),
        rule: dated.map(Due::to_string),
    })
}
