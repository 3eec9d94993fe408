//! Milestones: each as a row with what was promised and how it stands (design, section 9), and the columns of such rows.

use super::actor_name::ActorName;
use super::flat::weights;
use super::moves::{MoveRow, move_row};
use super::outline::Item;
use super::sheet::{Cell, Columns, Shape};
use super::view::View;
use super::words;
use super::written;
use crate::fold::state::{
    Breach, Fall, Figure, IncidentIx, LatestClaim, MilestoneState, Precondition, Status, Timing, TimingWord, WhyNot,
};
use crate::model::due::Due;
use crate::model::entry::{AsAgreed, Evidence};
use crate::model::id::Id;
use crate::model::index::{EntryIx, IndicatorIx, MilestoneIx, Series};
use crate::model::languages::ByLanguage;
use crate::model::level::{Level, Progress};
use crate::model::looks::JsonSchema;
use crate::model::milestone::{Direction, Indicator, Milestone, Target};
use crate::model::moment::{Day, Moment};
use crate::model::name::EntryName;
use crate::model::value::{Number, Value};
use crate::model::when::When;
use crate::tongue::say;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// One commitment: what was promised, and how it stands.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Milestone")]
pub struct MilestoneRow<'a> {
    /// The milestone's id.
    pub id: &'a Id,
    /// What is to be done, by language.
    pub title: &'a ByLanguage,
    /// The same in the plan's language.
    #[serde(skip)]
    pub told: &'a str,
    /// The element that it belongs to.
    pub element: Option<&'a Id>,
    /// The provision code of the Peace Accords Matrix.
    provision: Option<&'a str>,
    /// The phase that it belongs to.
    phase: Option<&'a Id>,
    /// Who owes it.
    pub responsible: Vec<ActorName<'a>>,
    /// The same, and of a part who owes its whole.
    #[serde(skip)]
    pub owing: Vec<ActorName<'a>>,
    /// The clauses that it comes from.
    source: &'a [String],
    /// The whole that it is part of.
    part_of: Option<&'a Id>,
    /// How much it counts beside others.
    weight: Number,
    /// What it weighs in scores; null where it does not count.
    score_weight: Option<Number>,
    /// How many sides must verify it; null where nobody may.
    quorum: Option<usize>,
    /// How it stands: the first of these words that applies.
    #[schemars(schema_with = "crate::vocabulary::status")]
    #[serde(serialize_with = "words::status")]
    pub status: Status,
    /// Since when it has that status.
    since: Option<Moment>,
    #[serde(skip)]
    said_since: Option<When>,
    /// What who owes it says; null while one who owes it is silent.
    pub reported: Option<FigureOf<'a>>,
    /// What who verifies it says; null while too few have spoken.
    pub verified: Option<FigureOf<'a>>,
    /// What others say; null while none has spoken.
    pub assessed: Option<FigureOf<'a>>,
    /// The latest claim of every actor, whatever it counts as.
    said: Vec<SaidRow<'a>>,
    /// The quantities by which it is measured.
    indicators: Vec<IndicatorRow<'a>>,
    /// Its parts, where it is split.
    parts: Vec<&'a Id>,
    /// When it is due; null where no date is or was set.
    pub due: Option<Deadline<'a>>,
    /// The last day on time, of its date and of the latest reading of it.
    #[serde(skip)]
    due_day: Option<Day>,
    #[serde(skip)]
    pub deadline: Option<Day>,
    /// When it was done, as precisely as it was said; null while it is not.
    #[schemars(with = "Option<crate::model::schema::PastDate>")]
    pub done_on: Option<When>,
    /// How it stands with its date.
    pub timing: TimingOf,
    /// What must hold before it can begin.
    requires: Vec<Requirement<'a>>,
    /// Whether it began before what it requires held.
    ahead: bool,
    /// How long it has stood; null where it does not hold.
    hold: Option<Hold>,
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
    breaches: Vec<BreachRow>,
    /// How often and when its verified level fell or a breach opened, and for how many days it had held.
    backsliding: Vec<FallRow>,
    /// When an amendment alone changed its figures.
    remeasured: &'a [Moment],
    /// Incidents by what verifiers conclude: their entries.
    #[schemars(schema_with = "crate::vocabulary::by_conclusion")]
    incidents: BTreeMap<&'static str, Vec<EntryName>>,
    /// Whether verifiers differ.
    split: bool,
    /// Whether a dispute is open.
    disputed: bool,
    /// Whether nobody may verify it.
    unverifiable: bool,
    /// What its entries rest on.
    pub evidence: Vec<EvidenceOf<'a>>,
    /// How many entries name it and count.
    entry_count: usize,
    #[serde(skip)]
    pub promised: &'a Milestone,
    #[serde(skip)]
    pub state: &'a MilestoneState,
    /// Whether it is counted by itself, and not by its parts or by what it restates.
    #[serde(skip)]
    pub leaf: bool,
    /// Whether it stands below its whole where it is shown.
    #[serde(skip)]
    pub below: bool,
}

/// A milestone in short: of the keys of a whole row those that tell what it is, whose it is, and when.
#[derive(Serialize)]
pub struct MilestoneBrief<'a> {
    pub id: &'a Id,
    pub title: &'a ByLanguage,
    /// The same in the plan's language.
    #[serde(skip)]
    pub told: &'a str,
    pub responsible: Vec<ActorName<'a>>,
    #[serde(serialize_with = "words::status")]
    pub status: Status,
    pub due: Option<Deadline<'a>>,
    pub timing: TimingOf,
}

pub fn milestone_brief<'a>(view: &View<'a>, place: MilestoneIx) -> MilestoneBrief<'a> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    MilestoneBrief {
        id: &promised.id,
        title: promised.title.by_language(),
        told: view.title(place),
        responsible: view.all(&promised.responsible),
        status: state.status,
        due: deadline(view, place),
        timing: state.timing.into(),
    }
}

/// How far a milestone is by one voice.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Figure")]
pub struct FigureOf<'a> {
    /// The level.
    pub level: Level,
    /// The share of the whole.
    pub progress: Progress,
    /// Totals by indicator.
    values: BTreeMap<&'a str, Value>,
    /// When it was so.
    #[schemars(with = "crate::model::schema::PastDate")]
    on: When,
    /// Who says so.
    by: Vec<ActorName<'a>>,
    /// The entries that say so.
    entries: Vec<EntryName>,
}

/// What an actor last said of a milestone.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Said")]
struct SaidRow<'a> {
    /// Who says so.
    actor: ActorName<'a>,
    /// What it counts as.
    #[schemars(schema_with = "crate::vocabulary::standing")]
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
    #[schemars(with = "crate::model::schema::PastDate")]
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
struct IndicatorRow<'a> {
    /// The indicator's id.
    id: &'a Id,
    /// In what it is counted.
    unit: Option<&'a str>,
    /// Where it begins; null means 0.
    baseline: Option<Number>,
    /// What it should come to; null for a plain count.
    target: Option<TargetOf<'a>>,
    /// Whether more or less is better, where the plan says.
    direction: Option<Direction>,
}

/// What a quantity should come to: a number, or another milestone's verified figure.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Target")]
enum TargetOf<'a> {
    Number(Number),
    Other { milestone: &'a Id, indicator: &'a Id },
}

/// When a milestone is due.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Deadline")]
pub struct Deadline<'a> {
    /// The date; null while it is not running, or where none is set.
    pub on: Option<When>,
    /// The dates that the parties read out of the text; one where they agree.
    pub readings: Vec<When>,
    /// The first date that was ever in force.
    pub first: Option<When>,
    /// Whether the source itself names the date; null where the plan does not say.
    named: Option<crate::model::due::Named>,
    /// Whether the date is known.
    pub running: bool,
    /// The event that the date leans on; null where it leans on none.
    anchor: Option<Anchor<'a>>,
    /// How many decisions moved it.
    moves: usize,
    /// By how many days decisions moved it in all; null where one of them cannot be counted in days.
    slip_days: Option<i64>,
    /// The decisions that moved it, in order.
    history: Vec<MoveRow<'a>>,
    /// The date as the plan words it, in English words.
    #[serde(serialize_with = "words::text_or_null")]
    #[schemars(with = "Option<String>")]
    rule: Option<&'a Due>,
}

/// A time in which a milestone was breached.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Breach")]
pub struct BreachRow {
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
pub struct FallRow {
    /// When.
    on: Moment,
    /// `breach` where one opened, else `level`.
    #[schemars(schema_with = "crate::vocabulary::fall")]
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
struct Anchor<'a> {
    /// The event, in English words.
    event: &'a str,
    /// When it happened; null while it has not.
    on: Option<When>,
}

/// How a milestone stands with its date.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "Timing")]
pub struct TimingOf {
    /// How, in a word.
    #[schemars(schema_with = "crate::vocabulary::timing")]
    #[serde(serialize_with = "words::timing_word")]
    pub word: TimingWord,
    /// Whole days to the date, or from it; null where the word says it all.
    pub days: Option<i64>,
}

impl From<Timing> for TimingOf {
    fn from(timing: Timing) -> TimingOf {
        TimingOf { word: timing.word, days: timing.days }
    }
}

/// What must hold before a milestone can begin.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Requirement")]
pub struct Requirement<'a> {
    /// The condition, in English words.
    pub condition: &'a str,
    /// The phase that it opens; null where the milestone itself requires it.
    pub phase: Option<&'a Id>,
    /// Whether it holds.
    pub met: bool,
    /// Since when it holds; null while it does not.
    pub since: Option<Moment>,
}

/// How long a milestone has stood.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Hold")]
struct Hold {
    /// The day, counted from 1.
    day: i64,
    /// Of how many; null where it is continuing.
    of: Option<u64>,
}

/// A piece of evidence, and the entry that rests on it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceOfEntry")]
pub struct EvidenceOf<'a> {
    /// The entry.
    pub entry: EntryName,
    #[serde(flatten)]
    pub evidence: &'a Evidence,
    /// What is so with its file on this machine, where that was looked up.
    #[serde(flatten)]
    pub file: Option<FileState>,
}

/// What is so with a file on this machine.
#[derive(Serialize, JsonSchema)]
pub struct FileState {
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

/// Milestones with what is worked out once for all of them.
pub struct Milestones<'v, 'a> {
    view: &'v View<'a>,
    /// By place: which wait for it, once somebody asks for them.
    blocks: OnceLock<Series<MilestoneIx, Vec<MilestoneIx>>>,
    /// By place: what it weighs in scores, once somebody asks for it.
    weights: OnceLock<Series<MilestoneIx, Option<Number>>>,
    /// By place: the entries that count and rest on evidence, once somebody asks for them.
    bearing: OnceLock<Series<MilestoneIx, Vec<EntryIx>>>,
}

impl<'v, 'a> Milestones<'v, 'a> {
    pub fn of(view: &'v View<'a>) -> Milestones<'v, 'a> {
        Milestones { view, blocks: OnceLock::new(), weights: OnceLock::new(), bearing: OnceLock::new() }
    }

    /// A row of a table, in which it may stand below its whole: without what no column has.
    pub fn row_in_table(&self, place: MilestoneIx, below: bool) -> MilestoneRow<'a> {
        MilestoneRow { score_weight: self.score_weight(place), ..self.row_in_line(place, below) }
    }

    /// The same without its weight, which no line tells.
    pub fn row_in_line(&self, place: MilestoneIx, below: bool) -> MilestoneRow<'a> {
        MilestoneRow { below, ..self.lean(place) }
    }

    fn score_weight(&self, place: MilestoneIx) -> Option<Number> {
        self.weights.get_or_init(|| weights(self.view))[place]
    }

    pub fn row(&self, place: MilestoneIx) -> MilestoneRow<'a> {
        let (view, state) = (self.view, &self.view.state.milestones[place]);
        let figure = |figure: &Option<Arc<Figure>>| figure.as_ref().map(|figure| figure_of(view, place, figure));
        MilestoneRow {
            reported: figure(&state.reported),
            verified: figure(&state.verified),
            assessed: figure(&state.assessed),
            said: state.said.iter().map(|said| said_row(view, place, said)).collect(),
            breaches: state.breaches.iter().map(|breach| breach_row(view, breach)).collect(),
            incidents: incidents_by_outcome(view, place),
            evidence: self.evidence(place),
            score_weight: self.score_weight(place),
            blocks: ids(view, &self.blocks.get_or_init(|| blocks(view))[place]),
            ..self.lean(place)
        }
    }

    fn evidence(&self, place: MilestoneIx) -> Vec<EvidenceOf<'a>> {
        let view = self.view;
        let bearing = self.bearing.get_or_init(|| {
            let mut bearing: Series<MilestoneIx, Vec<EntryIx>> = view.state.milestones.each(Vec::new());
            for entry in view.state.bearing.iter() {
                let judged = &view.state.entries[*entry];
                let counts = judged.milestone.filter(|_| judged.why_not.is_none());
                counts.into_iter().for_each(|place| bearing[place].push(*entry));
            }
            bearing
        });
        let of = |entry: &EntryIx| {
            let name = view.name(*entry);
            view.log.entries[*entry].evidence.iter().map(move |evidence| (name.clone(), evidence))
        };
        let named = bearing[place].iter().flat_map(of);
        named.map(|(entry, evidence)| EvidenceOf { entry, evidence, file: None }).collect()
    }

    /// The same without what names entries (who said what, incidents, evidence), what it weighs and what waits for it.
    fn lean(&self, place: MilestoneIx) -> MilestoneRow<'a> {
        let view = self.view;
        let (plan, state) = (view.plan, &view.state.milestones[place]);
        let promised = &plan.milestones[place];
        let figure = |figure: &Option<Arc<Figure>>| figure.as_ref().map(|figure| nameless(view, place, figure));
        let element = plan.element_of(place).map(|at| &plan.elements[at]);
        let on = state.due.as_deref().and_then(|due| due.on);
        MilestoneRow {
            id: &promised.id,
            title: promised.title.by_language(),
            told: view.title(place),
            element: element.map(|element| &element.id),
            provision: element.and_then(|element| element.provision.as_deref()),
            phase: plan.phase_of(place).map(|at| &plan.phases[at].id),
            responsible: view.all(&promised.responsible),
            owing: plan.owing(place).map(|actor| view.actor(actor)).collect(),
            source: &promised.source,
            part_of: plan.whole(place).map(|whole| &plan.milestones[whole].id),
            weight: promised.weight.number,
            score_weight: None,
            quorum: state.needed,
            status: state.status,
            since: state.since,
            said_since: state.since.map(|since| view.said_since(place, since)),
            reported: figure(&state.reported),
            verified: figure(&state.verified),
            assessed: figure(&state.assessed),
            said: Vec::new(),
            indicators: promised.indicators.iter().map(indicator_row).collect(),
            parts: ids(view, plan.parts(place)),
            due: deadline(view, place),
            due_day: on.map(|on| on.day(plan.timezone)),
            deadline: state.due.as_deref().and_then(|due| due.deadline).map(|deadline| view.day(deadline)),
            done_on: state.done_on.map(|day| view.said_on(place, day)),
            timing: state.timing.into(),
            requires: state.requires.iter().map(|asked| requirement(view, asked)).collect(),
            ahead: state.ahead,
            hold: state.hold.map(|(day, of)| Hold { day, of }),
            contingent: promised.contingent,
            waits_for: ids(view, &awaited(state)),
            blocks: Vec::new(),
            retired: state.retired,
            replaces: &promised.replaces,
            repeats: &promised.repeats,
            suspended: state.suspended,
            breaches: state.breaches.iter().map(lean_breach_row).collect(),
            backsliding: state.falls.iter().map(fall_row).collect(),
            remeasured: &state.remeasured,
            incidents: BTreeMap::new(),
            split: state.split,
            disputed: state.disputed,
            unverifiable: state.unverifiable,
            evidence: Vec::new(),
            entry_count: state.record.entry_count,
            promised,
            state,
            leaf: plan.is_leaf(place),
            below: false,
        }
    }
}

fn ids<'a>(view: &View<'a>, places: &[MilestoneIx]) -> Vec<&'a Id> {
    places.iter().map(|place| &view.plan.milestones[*place].id).collect()
}

/// The columns of milestones.
pub fn columns<'c, 'a: 'c>() -> Columns<'c, MilestoneRow<'a>> {
    use Shape::{Figure as N, Whole as W, Words as T};
    Columns::of([
        ("id", say!("Id"), W, |row| Cell::name(row.id)),
        ("title", say!("Milestone"), T, |row| Cell::words(row.told)),
        ("element", say!("Element"), W, |row| Cell::maybe(row.element, Cell::name)),
        ("provision", say!("Provision"), W, |row| Cell::maybe(row.provision, Cell::name)),
        ("phase", say!("Phase"), W, |row| Cell::maybe(row.phase, Cell::name)),
        ("responsible", say!("Responsible"), T, |row| Cell::actors(&row.responsible)),
        ("source", say!("Source"), T, |row| Cell::list(row.source)),
        ("part_of", say!("Part of"), W, |row| Cell::maybe(row.part_of, Cell::name)),
        ("weight", say!("Weight in the plan"), N, |row| Cell::Number(row.weight)),
        ("score_weight", say!("Weight in scores"), N, |row| Cell::maybe(row.score_weight, Cell::Number)),
        ("quorum", say!("Verifiers needed"), N, |row| Cell::maybe(row.quorum, Cell::count)),
        ("status", say!("Status"), W, |row| Cell::toned(words::tone(row.status), row.status.told())),
        ("since", say!("Since"), W, |row| Cell::maybe(row.said_since, Cell::when)),
        ("reported", say!("Reported"), W, |row| level(&row.reported)),
        ("reported_code", say!("Reported, 0–3"), N, |row| code(&row.reported)),
        ("reported_progress", say!("Reported, share"), N, |row| progress(&row.reported)),
        ("verified", say!("Verified"), W, |row| level(&row.verified)),
        ("verified_code", say!("Verified, 0–3"), N, |row| code(&row.verified)),
        ("verified_progress", say!("Verified, share"), N, |row| progress(&row.verified)),
        ("assessed", say!("Assessed"), W, |row| level(&row.assessed)),
        ("assessed_code", say!("Assessed, 0–3"), N, |row| code(&row.assessed)),
        ("assessed_progress", say!("Assessed, share"), N, |row| progress(&row.assessed)),
        ("values", say!("Values"), T, |row| Cell::list(row.values())),
        ("due", say!("Due"), W, |row| row.dated(|due| Cell::maybe(due.on, Cell::when))),
        ("due_day", say!("Last day on time"), W, |row| Cell::maybe(row.due_day, Cell::Day)),
        ("readings", say!("Readings"), T, |row| {
            row.dated(|due| Cell::list(Some(&due.readings).filter(|all| all.len() > 1).into_iter().flatten()))
        }),
        ("due_first", say!("First due"), W, |row| row.dated(|due| Cell::maybe(due.first, Cell::when))),
        ("moves", say!("Moves"), N, |row| Cell::count(row.due.as_ref().map_or(0, |due| due.moves))),
        ("slip_days", say!("Slip, days"), N, |row| row.dated(|due| Cell::maybe(due.slip_days, Cell::Count))),
        ("done_on", say!("Done on"), W, |row| Cell::maybe(row.done_on, Cell::when)),
        ("timing", say!("Timing"), W, |row| {
            Cell::toned(words::tone_of_timing(row.timing.word), row.timing.word.told())
        }),
        ("timing_days", say!("Days to or from"), N, |row| Cell::maybe(row.timing.days, Cell::Count)),
        ("waits_for", say!("Waits for"), T, |row| Cell::list(&row.waits_for)),
        ("contingent", say!("Contingent"), W, |row| Cell::Yes(row.contingent)),
        ("disputed", say!("Disputed"), W, |row| Cell::Yes(row.disputed)),
        ("split", say!("Verifiers differ"), W, |row| Cell::Yes(row.split)),
        ("suspended", say!("Suspended"), W, |row| Cell::Yes(row.suspended)),
        ("unverifiable", say!("Unverifiable"), W, |row| Cell::Yes(row.unverifiable)),
        ("breaches", say!("Breaches"), N, |row| Cell::count(row.breaches.len())),
        ("backsliding", say!("Falls"), N, |row| Cell::count(row.backsliding.len())),
        ("entry_count", say!("Entries"), N, |row| Cell::count(row.entry_count)),
    ])
}

/// What tables for people put together of these; where both have a key, people are shown this.
pub fn composed<'c, 'a: 'c>() -> Columns<'c, MilestoneRow<'a>> {
    use Shape::{Figure as N, Whole as W, Words as T};
    Columns::of([
        ("title", say!("Milestone"), T, |row| {
            Cell::Words(format!("{}{}", if row.below { "└ " } else { "" }, row.told))
        }),
        ("responsible", say!("Who"), T, |row| Cell::actors(&row.owing)),
        ("who", say!("Who"), T, |row| Cell::actors(&row.owing)),
        ("due", say!("Due"), W, |row| Cell::toned(words::tone_of_timing(row.timing.word), row.due_lines().join("\n"))),
        ("status", say!("Status"), W, |row| {
            let marks = words::marks(row.state);
            let lines: Vec<&str> = std::iter::once(row.status.told()).chain(marks.iter().map(String::as_str)).collect();
            Cell::toned(words::tone(row.status), lines.join("\n"))
        }),
        ("progress", say!("Progress"), N, |row| {
            Cell::maybe(row.state.best(), |(initial, figure)| Cell::Share(Some(initial), figure.progress))
        }),
        ("progress_by", say!("Whose word"), W, |row| {
            Cell::maybe(row.state.best(), |(initial, _)| Cell::name(words::founded(initial)))
        }),
        ("timeline", say!("In the plan's words"), T, |row| Cell::maybe(row.promised.timeline.as_deref(), Cell::words)),
        ("hold_day", say!("Day of the hold"), N, |row| Cell::maybe(row.state.hold, |(day, _)| Cell::Count(day))),
        ("ahead", say!("Began ahead"), W, |row| Cell::Yes(row.ahead)),
    ])
}

impl MilestoneBrief<'_> {
    /// By its code and its name, with what is said of it.
    pub fn item(&self, rest: Vec<String>) -> Item {
        Item::named(self.id, self.told, rest)
    }
}

impl Deadline<'_> {
    /// The date, or the dates where the parties read it differently.
    pub fn words(&self) -> String {
        let all = if self.readings.len() > 1 { &self.readings[..] } else { self.on.as_slice() };
        all.iter().map(ToString::to_string).collect::<Vec<_>>().join(say!(" or "))
    }
}

fn level(figure: &Option<FigureOf>) -> Cell {
    Cell::maybe(figure.as_ref(), |figure| Cell::name(figure.level))
}

fn code(figure: &Option<FigureOf>) -> Cell {
    Cell::maybe(figure.as_ref(), |figure| Cell::Count(figure.level as i64))
}

fn progress(figure: &Option<FigureOf>) -> Cell {
    Cell::share(figure.as_ref().map(|figure| figure.progress))
}

impl MilestoneRow<'_> {
    /// Who owes it.
    pub fn who(&self, between: &str) -> String {
        self.owing.iter().map(|one| one.called).collect::<Vec<_>>().join(between)
    }

    /// The date, and how it stands, in lines.
    pub fn due_lines(&self) -> Vec<String> {
        words::due_lines(self.promised, self.state)
    }

    fn dated(&self, cell: impl Fn(&Deadline) -> Cell) -> Cell {
        self.due.as_ref().map_or(Cell::Empty, cell)
    }

    /// The best founded values: `weapons=243`, `caches=750/998`.
    fn values(&self) -> impl Iterator<Item = String> {
        let best = self.verified.as_ref().or(self.reported.as_ref()).or(self.assessed.as_ref());
        best.into_iter().flat_map(|figure| &figure.values).map(|(indicator, value)| format!("{indicator}={value}"))
    }
}

pub fn requirement<'a>(view: &View<'a>, asked: &'a Precondition) -> Requirement<'a> {
    Requirement {
        condition: &asked.text,
        phase: asked.phase.map(|phase| &view.plan.phases[phase].id),
        met: asked.met,
        since: asked.since,
    }
}

/// Milestones as JSON, each on a line of its own that ends in a comma, many lines to a page.
pub fn milestone_pages(view: &View, places: &[MilestoneIx]) -> Vec<String> {
    let milestones = Milestones::of(view);
    let struck = places.iter().flat_map(|place| view.state.milestones[*place].record.incidents.iter());
    view.read_incidents(&struck.copied().collect::<Vec<_>>());
    let page = |places: &[MilestoneIx]| {
        let mut page = Vec::new();
        for place in places {
            page.extend_from_slice(b"    ");
            written::json(&mut page, &milestones.row(*place));
            page.extend_from_slice(b",\n");
        }
        written::text(page)
    };
    places.par_chunks(256).map(page).collect()
}

fn named<'a>(view: &View<'a>, place: MilestoneIx, values: &[(IndicatorIx, Value)]) -> BTreeMap<&'a str, Value> {
    let measures: Series<IndicatorIx, &Id> = view.plan.measures(place).collect();
    values.iter().map(|(measure, value)| (measures[*measure].as_str(), *value)).collect()
}

pub fn figure_of<'a>(view: &View<'a>, place: MilestoneIx, figure: &Figure) -> FigureOf<'a> {
    let entries = figure.entries.iter().map(|entry| view.name(*entry)).collect();
    FigureOf { entries, ..nameless(view, place, figure) }
}

/// The same without the names of its entries.
fn nameless<'a>(view: &View<'a>, place: MilestoneIx, figure: &Figure) -> FigureOf<'a> {
    FigureOf {
        level: figure.level,
        progress: figure.progress,
        values: named(view, place, &figure.values),
        on: figure.on,
        by: figure.by.iter().map(|actor| view.actor(*actor)).collect(),
        entries: Vec::new(),
    }
}

fn said_row<'a>(view: &View<'a>, place: MilestoneIx, said: &LatestClaim) -> SaidRow<'a> {
    let entry = &view.log.entries[said.entry];
    let judged = &view.state.entries[said.entry];
    SaidRow {
        actor: view.actor(said.actor),
        standing: said.standing.word(),
        level: said.level,
        progress: said.progress,
        values: named(view, place, &said.values),
        as_agreed: said.as_agreed,
        on: view.log.said_for(said.entry),
        at: entry.at,
        known: entry.known,
        entry: view.name(said.entry),
        relayed: entry.by.as_ref().is_some_and(|by| *by != view.log.desks[entry.book].actor),
        sealed: judged.sealed,
        counts: judged.why_not.is_none(),
        why_not: judged.why_not.as_ref().map(|why_not: &WhyNot| words::why_not(why_not)),
    }
}

fn indicator_row(indicator: &Indicator) -> IndicatorRow<'_> {
    IndicatorRow {
        id: &indicator.id,
        unit: indicator.unit.as_deref(),
        baseline: indicator.baseline,
        target: indicator.target.as_ref().map(|target| match target {
            Target::Number(number) => TargetOf::Number(*number),
            Target::Other { milestone, indicator } => TargetOf::Other { milestone, indicator },
        }),
        direction: indicator.direction,
    }
}

fn breach_row(view: &View, breach: &Breach) -> BreachRow {
    let incident = |place: &IncidentIx| view.name(view.state.incidents[*place].entry);
    BreachRow { incidents: breach.incidents.iter().map(incident).collect(), ..lean_breach_row(breach) }
}

fn lean_breach_row(breach: &Breach) -> BreachRow {
    BreachRow { opened: breach.opened, closed: breach.closed, incidents: Vec::new() }
}

fn fall_row(fall: &Fall) -> FallRow {
    let kind = if fall.breach { "breach" } else { "level" };
    FallRow { on: fall.on, kind, from: fall.levels.0, to: fall.levels.1, held_days: fall.held }
}

fn incidents_by_outcome(view: &View, place: MilestoneIx) -> BTreeMap<&'static str, Vec<EntryName>> {
    let mut incidents: BTreeMap<&'static str, Vec<EntryName>> = BTreeMap::new();
    for incident in view.incidents_on(place) {
        incidents.entry(words::outcome(incident)).or_default().push(view.name(incident.entry));
    }
    incidents
}

pub fn deadline<'a>(view: &View<'a>, place: MilestoneIx) -> Option<Deadline<'a>> {
    let (id, schedule) = (&view.plan.milestones[place].id, view.state.milestones[place].due.as_deref()?);
    let dated = schedule.rule.as_ref();
    Some(Deadline {
        on: schedule.on,
        readings: schedule.readings.clone(),
        first: schedule.first,
        named: dated.and_then(|dated| dated.named),
        running: schedule.on.is_some(),
        anchor: schedule.anchor.as_ref().map(|(event, on)| Anchor { event, on: *on }),
        moves: schedule.moves.len(),
        slip_days: schedule.slip(),
        history: schedule.moves.iter().map(|step| move_row(view, id, step)).collect(),
        rule: dated,
    })
}
