//! One milestone whole, as answers for machines have it (design, section 9).

use super::view::View;
use super::vocabulary;
use super::words;
use crate::fold::state::{Breach, Fall, Figure, IncidentIx, MilestoneState, Move, Said, WhyNot};
use crate::model::due::Due;
use crate::model::entry::{AsAgreed, Evidence};
use crate::model::id::Id;
use crate::model::index::{IndicatorIx, MilestoneIx, Series};
use crate::model::level::{Level, Progress};
use crate::model::milestone::{Direction, Target};
use crate::model::moment::Moment;
use crate::model::name::EntryName;
use crate::model::value::{Number, Value};
use crate::model::when::{Past, When};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// One commitment: what was promised, and how it stands.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Milestone")]
pub struct MilestoneDoc<'a> {
    /// The milestone's id.
    pub id: &'a Id,
    /// What is to be done, by language.
    title: &'a BTreeMap<String, String>,
    /// The element that it belongs to.
    element: Option<&'a Id>,
    /// The provision code of the Peace Accords Matrix.
    provision: Option<&'a str>,
    /// The phase that it belongs to.
    phase: Option<&'a Id>,
    /// Who owes it.
    responsible: &'a [Id],
    /// The clauses that it comes from.
    source: &'a [String],
    /// How much it counts beside others.
    weight: Number,
    /// How it stands: the first of these words that applies.
    #[schemars(schema_with = "vocabulary::status")]
    pub status: &'static str,
    /// Since when it has that status.
    since: Option<Moment>,
    /// What who owes it says; null while one who owes it is silent.
    pub reported: Option<FigureDoc<'a>>,
    /// What who verifies it says; null while too few have spoken.
    pub verified: Option<FigureDoc<'a>>,
    /// What others say; null while none has spoken.
    pub assessed: Option<FigureDoc<'a>>,
    /// The latest claim of every actor, whatever it counts as.
    said: Vec<SaidDoc<'a>>,
    /// The quantities by which it is measured.
    indicators: Vec<IndicatorDoc<'a>>,
    /// Its parts, where it is split.
    parts: Vec<&'a Id>,
    /// When it is due; null where no date is or was set.
    due: Option<DueDoc>,
    /// When it was done, as precisely as it was said; null while it is not.
    #[schemars(with = "Option<Past>")]
    done_on: Option<String>,
    /// How it stands with its date.
    timing: TimingDoc,
    /// What must hold before it can begin.
    requires: Vec<RequiresDoc<'a>>,
    /// Whether it began before what it requires held.
    ahead: bool,
    /// How long it has stood; null where it does not hold.
    hold: Option<HoldDoc>,
    /// Whether it counts only once what it requires has held.
    contingent: bool,
    /// The milestones that unmet preconditions look at.
    waits_for: Vec<&'a Id>,
    /// The milestones whose unmet preconditions look at this one.
    blocks: Vec<&'a Id>,
    /// When an amendment dropped or replaced it; null while it stands.
    retired: Option<Moment>,
    /// The milestones that it takes the place of.
    replaces: &'a [Id],
    /// The milestones that it merely restates.
    repeats: &'a [Id],
    /// Whether it is suspended, whatever its status.
    suspended: bool,
    /// The times in which it was breached.
    breaches: Vec<BreachDoc>,
    /// How often and when its verified level fell or a breach opened, and for how many days it had held.
    backsliding: Vec<FallDoc>,
    /// When an amendment alone changed its figures.
    remeasured: &'a [Moment],
    /// Incidents by what verifiers conclude: their entries.
    #[schemars(schema_with = "vocabulary::by_conclusion")]
    incidents: BTreeMap<&'static str, Vec<EntryName>>,
    /// Whether verifiers differ.
    split: bool,
    /// Whether a dispute is open.
    disputed: bool,
    /// Whether nobody may verify it.
    unverifiable: bool,
    /// What its entries rest on.
    pub evidence: Vec<EvidenceDoc<'a>>,
}

/// How far a milestone is by one voice.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Figure")]
pub struct FigureDoc<'a> {
    /// The level.
    pub level: Level,
    /// The share of the whole.
    pub progress: Progress,
    /// Totals by indicator.
    values: BTreeMap<&'a str, Value>,
    /// When it was so.
    #[schemars(with = "Past")]
    on: When,
    /// Who says so.
    by: Vec<&'a Id>,
    /// The entries that say so.
    entries: Vec<EntryName>,
}

/// What an actor last said of a milestone.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Said")]
struct SaidDoc<'a> {
    /// Who says so.
    actor: &'a Id,
    /// What it counts as.
    #[schemars(schema_with = "vocabulary::standing")]
    standing: &'static str,
    /// The level; null where only counts were given.
    level: Option<Level>,
    /// The share of the whole; null where only counts were given.
    progress: Option<Progress>,
    /// Totals by indicator that it stands by.
    values: BTreeMap<&'a str, Value>,
    /// Whether what was done is what was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "AsAgreed")]
    as_agreed: Option<AsAgreed>,
    /// When it was so.
    #[schemars(with = "Past")]
    on: When,
    /// When it was recorded.
    at: Moment,
    /// When it became known, where it was carried over from elsewhere.
    known: Option<When>,
    /// The entry that says so.
    entry: EntryName,
    /// Whether a secretariat wrote it down for the actor.
    relayed: bool,
    /// Whether a key of its author vouches for it.
    sealed: bool,
    /// Whether it counts.
    counts: bool,
    /// Why it does not count, in English words; null where it does.
    why_not: Option<String>,
}

/// A measured quantity of a milestone.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Indicator")]
struct IndicatorDoc<'a> {
    /// The indicator's id.
    id: &'a Id,
    /// In what it is counted.
    unit: Option<&'a str>,
    /// Where it begins; null means 0.
    baseline: Option<Number>,
    /// What it should come to; null for a plain count.
    target: Option<TargetDoc<'a>>,
    /// Whether more or less is better, where the plan says.
    direction: Option<Direction>,
}

/// What a quantity should come to: a number, or another milestone's verified figure.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Target")]
enum TargetDoc<'a> {
    Number(Number),
    Other { milestone: &'a Id, indicator: &'a Id },
}

/// When a milestone is due.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Deadline")]
struct DueDoc {
    /// The date; null while it is not running, or where none is set.
    on: Option<When>,
    /// The dates that the parties read out of the text; one where they agree.
    readings: Vec<When>,
    /// The first date that was ever in force.
    first: Option<When>,
    /// Whether the source itself names the date; null where the plan does not say.
    named: Option<crate::model::due::Named>,
    /// Whether the date is known.
    running: bool,
    /// The event that the date leans on; null where it leans on none.
    anchor: Option<AnchorDoc>,
    /// How many decisions moved it.
    moves: usize,
    /// By how many days decisions moved it in all; null where one of them cannot be counted in days.
    slip_days: Option<i64>,
    /// The decisions that moved it, in order.
    history: Vec<MoveDoc>,
    /// The date as the plan words it, in English words.
    rule: Option<String>,
}

/// A decision that moved a date.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Move")]
struct MoveDoc {
    /// When it was taken.
    decided: Moment,
    /// The date before; null for none.
    from: Option<When>,
    /// The date after; null for none.
    to: Option<When>,
    /// The rule of the date before, in English words; null for no date.
    from_rule: Option<String>,
    /// The rule of the date after, in English words; null for no date.
    to_rule: Option<String>,
    /// By how many days it moved; null where that cannot be counted.
    days: Option<i64>,
    /// The entries that decided it.
    entries: Vec<EntryName>,
}

/// A time in which a milestone was breached.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Breach")]
struct BreachDoc {
    /// Since when.
    opened: Moment,
    /// When verifiers found it full again; null while it is open.
    closed: Option<Moment>,
    /// The entries of the incidents.
    incidents: Vec<EntryName>,
}

/// A verified level that fell, or a breach that opened.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fall")]
struct FallDoc {
    /// When.
    on: Moment,
    /// `breach` where one opened, else `level`.
    #[schemars(schema_with = "vocabulary::fall")]
    kind: &'static str,
    /// The level before.
    from: Level,
    /// The level after.
    to: Level,
    /// For how many days it had held.
    held_days: i64,
}

/// The event that a date leans on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Anchor")]
struct AnchorDoc {
    /// The event, in English words.
    event: String,
    /// When it happened; null while it has not.
    on: Option<When>,
}

/// How a milestone stands with its date.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Timing")]
struct TimingDoc {
    /// How, in a word.
    #[schemars(schema_with = "vocabulary::timing")]
    word: &'static str,
    /// Whole days to the date, or from it; null where the word says it all.
    days: Option<i64>,
}

/// What must hold before a milestone can begin.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Requirement")]
struct RequiresDoc<'a> {
    /// The condition, in English words.
    condition: &'a str,
    /// The phase that it opens; null where the milestone itself requires it.
    phase: Option<&'a Id>,
    /// Whether it holds.
    met: bool,
    /// Since when it holds; null while it does not.
    since: Option<Moment>,
}

/// How long a milestone has stood.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Hold")]
struct HoldDoc {
    /// The day, counted from 1.
    day: i64,
    /// Of how many; null where it is continuing.
    of: Option<u64>,
}

/// A piece of evidence, and the entry that rests on it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceOfEntry")]
pub struct EvidenceDoc<'a> {
    /// The entry.
    pub entry: EntryName,
    #[serde(flatten)]
    pub evidence: &'a Evidence,
    /// What is so with its file on this machine, where that was looked up.
    #[serde(flatten)]
    pub file: Option<FileDoc>,
}

/// What is so with a file on this machine.
#[derive(Serialize, JsonSchema)]
pub struct FileDoc {
    /// As `evidence -o json` has it.
    pub state: &'static str,
    /// How long the file is; null where it is not here.
    pub bytes: Option<u64>,
    /// The note that says that it was taken away.
    pub removed_by: Option<EntryName>,
}

/// Who waits for each milestone, by place; worked out once for all.
pub fn blocks(view: &View) -> Series<MilestoneIx, Vec<MilestoneIx>> {
    let mut blocks = view.plan.milestones.each(Vec::new());
    let here = |(place, _): &(MilestoneIx, &MilestoneState)| view.plan.milestones[*place].is_here();
    for (waiting, state) in view.state.milestones.pairs().filter(here) {
        for awaited in awaited(state) {
            blocks[awaited].push(waiting);
        }
    }
    blocks
}

/// The milestones that unmet preconditions look at.
pub fn awaited(state: &MilestoneState) -> Vec<MilestoneIx> {
    let unmet = state.requires.iter().filter(|precondition| !precondition.met);
    let mut awaited: Vec<MilestoneIx> =
        unmet.flat_map(|precondition| precondition.milestones.iter().copied()).collect();
    awaited.sort();
    awaited.dedup();
    awaited
}

pub fn milestone_doc<'a>(
    view: &View<'a>,
    place: MilestoneIx,
    blocks: &Series<MilestoneIx, Vec<MilestoneIx>>,
) -> MilestoneDoc<'a> {
    let (plan, state) = (view.plan, &view.state.milestones[place]);
    let promised = &plan.milestones[place];
    let ids = |places: &[MilestoneIx]| places.iter().map(|place| &plan.milestones[*place].id).collect();
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
        due: due_doc(view, state),
        done_on: state.done_on.map(|day| view.said_on(place, day).to_string()),
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
pub fn milestone_pages(view: &View, places: &[MilestoneIx]) -> Vec<String> {
    let blocks = blocks(view);
    let page = |places: &[MilestoneIx]| {
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

fn named<'a>(view: &View<'a>, place: MilestoneIx, values: &[(IndicatorIx, Value)]) -> BTreeMap<&'a str, Value> {
    let measures: Series<IndicatorIx, &Id> = view.plan.measures(place).collect();
    values.iter().map(|(measure, value)| (measures[*measure].as_str(), *value)).collect()
}

fn figure_doc<'a>(view: &View<'a>, place: MilestoneIx, figure: &Figure) -> FigureDoc<'a> {
    FigureDoc {
        level: figure.level,
        progress: figure.progress,
        values: named(view, place, &figure.values),
        on: figure.on,
        by: figure.by.iter().map(|actor| &view.plan.actors[*actor].id).collect(),
        entries: figure.entries.iter().map(|entry| view.name(*entry)).collect(),
    }
}

fn said_doc<'a>(view: &View<'a>, place: MilestoneIx, said: &Said) -> SaidDoc<'a> {
    let entry = &view.entries[said.entry];
    let judged = &view.state.entries[said.entry];
    SaidDoc {
        actor: &view.plan.actors[said.actor].id,
        standing: words::standing(said.standing),
        level: said.level,
        progress: said.progress,
        values: named(view, place, &said.values),
        as_agreed: said.as_agreed,
        on: view.log().said_for(said.entry),
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
    let incident = |place: &IncidentIx| view.name(view.state.incidents[*place].entry);
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

fn incidents_by_outcome(view: &View, place: MilestoneIx) -> BTreeMap<&'static str, Vec<EntryName>> {
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

fn due_doc(view: &View, state: &MilestoneState) -> Option<DueDoc> {
    let schedule = state.due.as_ref()?;
    let dated = schedule.rule.as_ref();
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
