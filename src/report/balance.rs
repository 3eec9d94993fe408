//! `balance`: obligations by side, without verdicts: how many, how heavy, how early, how verified, who waits for whom.

use super::actor_name::ActorName;
use super::basis::{AnswerDocument, answer};
use super::obligations::{Obligations, Side, obligations, share};
use super::sheet::{Cell, Columns, Heading, Shape, Sheet};
use super::status::{PlanStanding, plan_doc};
use super::view::View;
use crate::fold::score::total;
use crate::model::id::Id;
use crate::model::index::{ActorIx, MilestoneIx, PhaseIx};
use crate::model::level::{Level, Progress};
use crate::model::moment::Day;
use crate::model::plan::Plan;
use crate::model::value::Number;
use crate::tongue::{later, many, say, text};
use serde::Serialize;
use std::collections::BTreeMap;

/// What each side owes, and how far that has come.
pub struct Sides<'a> {
    pub plan: &'a Plan,
    pub obligations: Obligations,
    /// One for each side, in the order of the obligations.
    pub courses: Vec<SideCourse>,
    /// By the first actor of a side: all its actors.
    members: BTreeMap<ActorIx, Vec<ActorIx>>,
}

/// What has become of a side's commitments by the moment asked about.
pub struct SideCourse {
    /// How many are verified full.
    pub verified: usize,
    /// The days on which those are due whose date runs, the earliest first.
    pub due: Vec<Day>,
}

impl SideCourse {
    /// The middle one of the days; of two, the earlier.
    pub fn median(&self) -> Option<Day> {
        self.due.get(self.due.len().saturating_sub(1) / 2).copied()
    }
}

pub fn balance<'a>(view: &View<'a>) -> Sides<'a> {
    let obligations = obligations(view.plan);
    let courses = obligations.sides.iter().map(|side| course(view, side)).collect();
    let mut members: BTreeMap<ActorIx, Vec<ActorIx>> = BTreeMap::new();
    view.plan.actors.indices().for_each(|actor| members.entry(view.plan.side(actor)).or_default().push(actor));
    Sides { plan: view.plan, obligations, courses, members }
}

fn course(view: &View, side: &Side) -> SideCourse {
    let deadline = |at: &MilestoneIx| view.state.milestones[*at].due.as_deref()?.deadline;
    let mut due: Vec<Day> =
        side.owes.iter().filter_map(deadline).map(|moment| view.plan.timezone.day_of(moment)).collect();
    due.sort();
    let totals = total(view.plan, view.state, side.owes.iter().copied());
    SideCourse { verified: totals.verified.levels[Level::Full as usize], due }
}

#[derive(Serialize)]
pub struct BalanceAnswer<'a> {
    plan: PlanStanding,
    total: BalanceTotal<'a>,
    /// A commitment owed by two sides counts for each.
    overlap: bool,
    sides: Vec<SideBalance<'a>>,
    waits: Vec<SideWaits<'a>>,
    /// How often a commitment waits for a side, where that is too often to be listed in `waits`; else 0.
    waits_left_out: usize,
}

#[derive(Serialize)]
struct BalanceTotal<'a> {
    /// How many commitments, each counted once.
    milestones: usize,
    weight: Number,
    unowed: Vec<&'a Id>,
    /// Left out: they merely repeat another.
    repeats: Vec<&'a Id>,
}

#[derive(Serialize)]
struct SideBalance<'a> {
    id: &'a Id,
    actors: Vec<ActorName<'a>>,
    owed: usize,
    alone: usize,
    contingent: usize,
    weight: Number,
    /// Of the weight of all commitments.
    share: Progress,
    /// Those in which it owes anything.
    phases: Vec<PhaseBalance<'a>>,
    due: DueBalance,
    verifiable: usize,
    verified: usize,
    verifies: usize,
    waits: usize,
    awaited: usize,
    first: usize,
}

#[derive(Serialize)]
struct PhaseBalance<'a> {
    /// Null for what stands in no phase.
    id: Option<&'a Id>,
    owed: usize,
    weight: Number,
    /// Of the side's own weight.
    share: Progress,
}

#[derive(Serialize)]
struct DueBalance {
    dated: usize,
    first: Option<String>,
    median: Option<String>,
}

#[derive(Serialize)]
struct SideWaits<'a> {
    side: ActorName<'a>,
    #[serde(rename = "for")]
    other: ActorName<'a>,
    milestones: usize,
}

/// The answer for machines.
pub fn balance_doc<'a>(view: &View<'a>, balance: &Sides<'a>) -> AnswerDocument<BalanceAnswer<'a>> {
    let (plan, owed) = (balance.plan, &balance.obligations);
    let ids = |places: &[MilestoneIx]| places.iter().map(|at| &plan.milestones[*at].id).collect();
    let side = |actor: ActorIx| view.side(actor);
    let waits = |((own, other), milestones): (&(ActorIx, ActorIx), &usize)| SideWaits {
        side: side(*own),
        other: side(*other),
        milestones: *milestones,
    };
    let total = BalanceTotal {
        milestones: owed.leaves.len(),
        weight: Number::trillionths(owed.weight()),
        unowed: ids(&owed.unowed),
        repeats: ids(&owed.repeats),
    };
    let sides = owed.sides.iter().zip(&balance.courses).map(|(side, course)| side_doc(balance, side, course)).collect();
    let waits = owed.waits.iter().map(waits).collect();
    let (plan, waits_left_out) = (plan_doc(view), owed.unlisted);
    let body = BalanceAnswer { plan, total, overlap: true, sides, waits, waits_left_out };
    answer("balance", view, body)
}

fn side_doc<'a>(balance: &Sides<'a>, side: &Side, course: &SideCourse) -> SideBalance<'a> {
    let plan = balance.plan;
    let id = plan.actors[side.actor].side();
    SideBalance {
        id,
        actors: balance.members[&side.actor].iter().map(|actor| ActorName::of(plan, *actor)).collect(),
        owed: side.owes.len(),
        alone: side.alone,
        contingent: side.contingent,
        weight: Number::trillionths(side.weight),
        share: share(side.weight, balance.obligations.weight()),
        phases: side.phases().map(|(phase, owed)| phase_doc(plan, side, phase, owed)).collect(),
        due: DueBalance {
            dated: course.due.len(),
            first: course.due.first().map(Day::to_string),
            median: course.median().map(|day| day.to_string()),
        },
        verifiable: side.verifiable,
        verified: course.verified,
        verifies: side.verifies,
        waits: side.waits,
        awaited: side.awaited,
        first: side.first,
    }
}

fn phase_doc<'a>(
    plan: &'a Plan,
    side: &Side,
    phase: Option<PhaseIx>,
    (owed, weight): (usize, u128),
) -> PhaseBalance<'a> {
    PhaseBalance {
        id: phase.map(|phase| &plan.phases[phase].id),
        owed,
        weight: Number::trillionths(weight),
        share: share(weight, side.weight),
    }
}

/// So many phases, and so many sides that others wait for, have a column of their own; the rest share one.
const COLUMNS: usize = 48;

/// Columns that name something of the plan, each for one place or, the last of very many, for all that are left.
type ColumnPlaces<I> = Vec<(String, Vec<I>)>;

/// The first of many with a column each, and one for the others.
fn parted<'a, I>(all: impl IntoIterator<Item = (&'a str, I)>) -> ColumnPlaces<I> {
    let mut all: ColumnPlaces<I> = all.into_iter().map(|(name, place)| (name.to_owned(), vec![place])).collect();
    if all.len() > COLUMNS {
        let rest = all.split_off(COLUMNS - 1);
        all.push((say!("others").into(), rest.into_iter().flat_map(|(_, places)| places).collect()));
    }
    all
}

/// A phase by its id, or the rest of very many; `none` is what stands in no phase.
type PhasePlaces = (String, Vec<Option<PhaseIx>>);

/// The phases by place; last what stands in none, where a side owes such a thing.
fn phases(balance: &Sides) -> Vec<PhasePlaces> {
    let loose = balance.obligations.sides.iter().any(|side| side.phases().any(|(phase, _)| phase.is_none()));
    let named = balance.plan.phases.pairs().map(|(at, phase)| (phase.id.as_str(), Some(at)));
    let loose = parted(loose.then_some(("none", None)));
    parted(named).into_iter().chain(loose).collect()
}

/// The sides that others wait for, by their first actors; of very many first those that are awaited most.
fn waited_for(balance: &Sides) -> ColumnPlaces<ActorIx> {
    let mut sides: Vec<&Side> = balance.obligations.sides.iter().filter(|side| side.awaited > 0).collect();
    if sides.len() > COLUMNS {
        sides.sort_by_key(|side| std::cmp::Reverse(side.awaited));
    }
    parted(sides.into_iter().map(|side| (name(balance, side), side.actor)))
}

/// A table with a line above it that says what it holds, and lines below that say how to read it.
#[derive(Default)]
pub struct TableBlock {
    pub heading: Vec<String>,
    pub sheet: Sheet,
    pub footing: Vec<String>,
}

/// A side with what it owes and what has become of that.
struct SideRow<'b> {
    name: ActorName<'b>,
    side: &'b Side,
    course: &'b SideCourse,
    /// The weight of all commitments.
    whole: u128,
}

fn rows<'b>(balance: &'b Sides) -> Vec<SideRow<'b>> {
    let (sides, whole) = (&balance.obligations.sides, balance.obligations.weight());
    let name = |side: &Side| ActorName::of_side(balance.plan, side.actor);
    let row = |(side, course): (&'b Side, &'b SideCourse)| SideRow { name: name(side), side, course, whole };
    sides.iter().zip(&balance.courses).map(row).collect()
}

/// The columns that every plan has.
fn columns<'r, 'b: 'r>() -> Columns<'r, SideRow<'b>> {
    use Shape::{Figure, Whole};
    Columns::of([
        ("side", say!("Side"), Shape::Words, |row| Cell::actors([&row.name])),
        ("owed", say!("Owes"), Figure, |row| Cell::count(row.side.owes.len())),
        ("alone", say!("Alone"), Figure, |row| Cell::count(row.side.alone)),
        ("weight", say!("Weight"), Figure, |row| Cell::name(Number::trillionths(row.side.weight))),
        ("share", say!("Share"), Figure, |row| part(row.side.weight, row.whole)),
        ("verifiable", say!("Verifiable"), Figure, |row| Cell::count(row.side.verifiable)),
        ("verified", say!("Verified"), Figure, |row| Cell::count(row.course.verified)),
        ("verifies", say!("Verifies"), Figure, |row| Cell::count(row.side.verifies)),
        ("first", say!("First"), Figure, |row| Cell::count(row.side.first)),
        ("waits", say!("Waits"), Figure, |row| Cell::count(row.side.waits)),
        ("awaited", say!("how many": "Awaited"), Figure, |row| Cell::count(row.side.awaited)),
        ("dated", say!("Dated"), Figure, |row| Cell::count(row.course.due.len())),
        ("first_due", say!("First due"), Whole, |row| Cell::maybe(row.course.due.first(), Cell::name)),
        ("median_due", say!("Median due"), Whole, |row| Cell::maybe(row.course.median(), Cell::name)),
    ])
}

/// What each side owes.
const OWED: [&str; 8] = ["side", "owed", "alone", "weight", "share", "verifiable", "verified", "verifies"];

/// Who can move first, and when what each side owes is due.
const COURSE: [&str; 7] = ["side", "first", "waits", "awaited", "dated", "first_due", "median_due"];

/// One row for each side with all that is told of it: the columns of every plan, then `phase.ID` for each phase and
/// `waits_for.SIDE` for each side that another waits for.
pub fn balance_sheet(balance: &Sides) -> Sheet {
    let mut all = columns();
    phases(balance).into_iter().for_each(|phase| with_phase(&mut all, phase));
    let waits = &balance.obligations.waits;
    if balance.obligations.unlisted == 0 {
        for (id, others) in waited_for(balance) {
            all.with(heading("waits_for", &id, &id), move |row| match &others[..] {
                [other] if *other == row.side.actor => Cell::Empty,
                others => Cell::count(others.iter().filter_map(|other| waits.get(&(row.side.actor, *other))).sum()),
            });
        }
    }
    all.sheet(rows(balance))
}

/// A column for a phase, or for the last of very many.
fn with_phase<'r, 'b: 'r>(columns: &mut Columns<'r, SideRow<'b>>, (id, places): PhasePlaces) {
    columns.with(heading("phase", &id, &id), move |row| lies(row, &places));
}

/// What stands above a column that names something of the plan.
fn heading(of: &str, id: &str, title: &str) -> Heading {
    Heading { key: format!("{of}.{id}").into(), title: title.into(), shape: Shape::Figure }
}

fn titled<'p>(plan: &'p Plan, phase: &'p str) -> &'p str {
    plan.phase(phase).map_or(phase, |at| plan.phases[at].title.get(&plan.lang))
}

fn name<'a>(balance: &Sides<'a>, side: &Side) -> &'a str {
    balance.plan.actors[side.actor].side().as_str()
}

/// A share of a weight; nothing where there is no weight to share.
fn part(weight: u128, whole: u128) -> Cell {
    if whole == 0 { Cell::Empty } else { Cell::Share(None, share(weight, whole)) }
}

/// The same as tables, each with the lines that it needs to be read; the phases of one take no more than `room` columns of text.
pub fn blocks(balance: &Sides, room: usize) -> Vec<TableBlock> {
    let rows = rows(balance);
    let owed = TableBlock {
        heading: vec![say!("What each side owes").into()],
        sheet: columns().choose(&OWED).sheet_of(&rows),
        footing: owed_lines(balance),
    };
    let course = TableBlock {
        heading: vec![say!("Who can move first, and how early what is owed is due").into()],
        sheet: columns().choose(&COURSE).sheet_of(&rows),
        footing: READING.map(|line| text(line).to_owned()).to_vec(),
    };
    let mut blocks = vec![owed];
    blocks.extend(phase_blocks(balance, &rows, room));
    blocks.push(course);
    blocks.extend(pairs(balance));
    blocks
}

const READING: [&str; 5] = [
    later!("First: commitments that hang on no other side's doing, however far back."),
    later!("Waits: those with a precondition, met or not, of their own, their whole or"),
    later!("their phase that leans on another side's commitment."),
    later!("Awaited: those of other sides that lean on its."),
    later!("Dated: those whose date runs by now; first and median of the days due."),
];

fn owed_lines(balance: &Sides) -> Vec<String> {
    let (plan, owed) = (balance.plan, &balance.obligations);
    let named = |places: &[MilestoneIx]| {
        places.iter().map(|at| plan.milestones[*at].id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (many, weight) =
        (many!(owed.leaves.len(), "{n} commitment", "{n} commitments"), Number::trillionths(owed.weight()));
    let mut lines = vec![
        say!("{many}, weight {weight}; parts count, wholes do not.", many, weight),
        say!("What two sides owe counts for each: shares can add up to more than 100 %.").into(),
        say!("Alone: owed by no other side. Verifiable: somebody outside the side may verify.").into(),
        say!("Verified: verified full by now. Verifies: how many the side may itself verify.").into(),
    ];
    let contingent: Vec<MilestoneIx> =
        owed.leaves.iter().copied().filter(|at| plan.milestones[*at].contingent).collect();
    let told = [
        (say!("Counted, though owed only once triggered"), &contingent),
        (say!("Nobody owes"), &owed.unowed),
        (say!("Left out, since they merely repeat others"), &owed.repeats),
    ];
    lines.extend(told.iter().filter(|(_, at)| !at.is_empty()).map(|(what, at)| format!("{what}: {}.", named(at))));
    lines
}

/// How many columns the sides of one table may take beside the phases where a terminal shows it.
pub const ROOM: usize = 48;

/// What part of its weight each side owes in which phase: a row for each phase, in as many tables as the sides need.
fn phase_blocks(balance: &Sides, rows: &[SideRow], most: usize) -> Vec<TableBlock> {
    let mut groups: Vec<(usize, Vec<&SideRow>)> = Vec::new();
    for side in rows.iter().filter(|side| !side.side.owes.is_empty()) {
        let room = side.name.called.chars().count().max(5) + 2;
        match groups.last_mut().filter(|(taken, _)| *taken + room <= most) {
            Some((taken, group)) => {
                *taken += room;
                group.push(side);
            }
            None => groups.push((room, vec![side])),
        }
    }
    let heading =
        |first: bool| if first { vec![say!("Where each side's weight lies, by phase").to_owned()] } else { Vec::new() };
    let phases = phases(balance);
    let block = |(number, (_, group)): (usize, (usize, Vec<&SideRow>))| {
        let title = |row: &&PhasePlaces| Cell::words(titled(balance.plan, &row.0));
        let mut columns = Columns::of([]);
        columns.with(Heading { key: "phase".into(), title: say!("Phase").into(), shape: Shape::Words }, title);
        group.into_iter().for_each(|side| with_side(&mut columns, side));
        TableBlock { heading: heading(number == 0), sheet: columns.sheet(&phases), footing: Vec::new() }
    };
    groups.into_iter().enumerate().map(block).collect()
}

/// A column for a side.
fn with_side<'r>(columns: &mut Columns<'r, &'r PhasePlaces>, side: &'r SideRow) {
    columns.with(heading("side", side.name.id.as_str(), side.name.called), move |row| lies(side, &row.1));
}

/// What part of a side's weight lies in some phases.
fn lies(row: &SideRow, places: &[Option<PhaseIx>]) -> Cell {
    let own = row.side.phases().filter(|(phase, _)| places.contains(phase));
    part(own.map(|(_, (_, weight))| weight).sum(), row.side.weight)
}

/// So many rows of who waits for whom are shown.
const PAIRS: usize = 200;

/// How many commitments of each of two sides wait for the other.
struct Waiting<'b> {
    sides: (ActorName<'b>, ActorName<'b>),
    there: usize,
    back: usize,
}

/// Who waits for whom, a row for each two sides of which one waits for the other; of very many those that wait most.
fn pairs(balance: &Sides) -> Option<TableBlock> {
    let heading = vec![say!("Who waits for whom: commitments with such a precondition").to_owned()];
    let columns: Columns<Waiting> = Columns::of([
        ("side", say!("Side A"), Shape::Words, |row| Cell::actors([&row.sides.0])),
        ("other", say!("Side B"), Shape::Words, |row| Cell::actors([&row.sides.1])),
        ("side_waits", say!("A waits for B"), Shape::Figure, |row| Cell::count(row.there)),
        ("other_waits", say!("B waits for A"), Shape::Figure, |row| Cell::count(row.back)),
    ]);
    let mut pairs: Vec<((ActorIx, ActorIx), [usize; 2])> = both_ways(balance).into_iter().collect();
    let more = pairs.len().saturating_sub(PAIRS);
    if more > 0 {
        pairs.sort_by_key(|(_, waits)| std::cmp::Reverse(waits.iter().sum::<usize>()));
    }
    let side = |actor: ActorIx| ActorName::of_side(balance.plan, actor);
    let row = |((one, other), [there, back]): ((ActorIx, ActorIx), [usize; 2])| Waiting {
        sides: (side(one), side(other)),
        there,
        back,
    };
    let sheet = columns.sheet(pairs.into_iter().take(PAIRS).map(row));
    let footing = match (more, balance.obligations.unlisted) {
        (0, 0) => Vec::new(),
        (0, times) => vec![many!(
            times,
            "A commitment waits for a side {n} time: too many to list by pairs.",
            "A commitment waits for a side {n} times: too many to list by pairs."
        )],
        (more, _) => vec![many!(
            more,
            "And {n} more pair, which waits less; `balance -o json` lists all.",
            "And {n} more pairs, which wait less; `balance -o json` lists all."
        )],
    };
    (!sheet.rows.is_empty() || !footing.is_empty()).then_some(TableBlock { heading, sheet, footing })
}

/// For each two sides of which one waits for the other, how often the first waits and how often the second.
fn both_ways(balance: &Sides) -> BTreeMap<(ActorIx, ActorIx), [usize; 2]> {
    let mut pairs: BTreeMap<(ActorIx, ActorIx), [usize; 2]> = BTreeMap::new();
    for ((own, other), milestones) in &balance.obligations.waits {
        let pair = pairs.entry((*own.min(other), *own.max(other))).or_default();
        pair[usize::from(own > other)] = *milestones;
    }
    pairs
}
