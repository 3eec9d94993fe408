//! `balance`: obligations by side, without verdicts: how many, how heavy, how early, how verified, who waits for whom.

use super::basis::{Answer, answer};
use super::obligations::{Obligations, Side, obligations, share};
use super::sheet::{Cell, Shape, Sheet};
use super::status::{PlanDoc, plan_doc};
use super::view::View;
use super::words::count;
use crate::fold::score::total;
use crate::model::id::Id;
use crate::model::index::{ActorIx, MilestoneIx, PhaseIx};
use crate::model::level::{Level, Progress};
use crate::model::moment::Day;
use crate::model::plan::Plan;
use crate::model::value::Number;
use serde::Serialize;
use std::collections::BTreeMap;

/// What each side owes, and how far that has come.
pub struct Sides<'a> {
    pub plan: &'a Plan,
    pub obligations: Obligations,
    /// One for each side, in the order of the obligations.
    pub courses: Vec<Course>,
    /// By the first actor of a side: all its actors.
    members: BTreeMap<ActorIx, Vec<ActorIx>>,
}

/// What has become of a side's commitments by the moment asked about.
pub struct Course {
    /// How many are verified full.
    pub verified: usize,
    /// The days on which those are due whose date runs, the earliest first.
    pub due: Vec<Day>,
}

impl Course {
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

fn course(view: &View, side: &Side) -> Course {
    let deadline = |at: &MilestoneIx| view.state.milestones[*at].due.as_ref()?.deadline;
    let mut due: Vec<Day> =
        side.owes.iter().filter_map(deadline).map(|moment| view.plan.timezone.day_of(moment)).collect();
    due.sort();
    let totals = total(view.plan, view.state, side.owes.iter().copied());
    Course { verified: totals.verified.levels[Level::Full as usize], due }
}

#[derive(Serialize)]
pub struct BalanceDoc<'a> {
    plan: PlanDoc,
    total: TotalDoc<'a>,
    /// A commitment owed by two sides counts for each.
    overlap: bool,
    sides: Vec<SideDoc<'a>>,
    waits: Vec<WaitsDoc<'a>>,
    /// How often a commitment waits for a side, where that is too often to be listed in `waits`; else 0.
    waits_left_out: usize,
}

#[derive(Serialize)]
struct TotalDoc<'a> {
    /// How many commitments, each counted once.
    milestones: usize,
    weight: Number,
    unowed: Vec<&'a Id>,
    /// Left out: they merely repeat another.
    repeats: Vec<&'a Id>,
}

#[derive(Serialize)]
struct SideDoc<'a> {
    id: &'a Id,
    actors: Vec<&'a Id>,
    owed: usize,
    alone: usize,
    contingent: usize,
    weight: Number,
    /// Of the weight of all commitments.
    share: Progress,
    /// Those in which it owes anything.
    phases: Vec<PhaseDoc<'a>>,
    due: DueDoc,
    verifiable: usize,
    verified: usize,
    verifies: usize,
    waits: usize,
    awaited: usize,
    first: usize,
}

#[derive(Serialize)]
struct PhaseDoc<'a> {
    /// Null for what stands in no phase.
    id: Option<&'a Id>,
    owed: usize,
    weight: Number,
    /// Of the side's own weight.
    share: Progress,
}

#[derive(Serialize)]
struct DueDoc {
    dated: usize,
    first: Option<String>,
    median: Option<String>,
}

#[derive(Serialize)]
struct WaitsDoc<'a> {
    side: &'a Id,
    #[serde(rename = "for")]
    other: &'a Id,
    milestones: usize,
}

/// The answer for machines.
pub fn balance_doc<'a>(view: &View<'a>, balance: &Sides<'a>) -> Answer<BalanceDoc<'a>> {
    let (plan, owed) = (balance.plan, &balance.obligations);
    let ids = |places: &[MilestoneIx]| places.iter().map(|at| &plan.milestones[*at].id).collect();
    let side = |actor: ActorIx| plan.actors[actor].side();
    let waits = |((own, other), milestones): (&(ActorIx, ActorIx), &usize)| WaitsDoc {
        side: side(*own),
        other: side(*other),
        milestones: *milestones,
    };
    let total = TotalDoc {
        milestones: owed.leaves.len(),
        weight: Number::trillionths(owed.weight()),
        unowed: ids(&owed.unowed),
        repeats: ids(&owed.repeats),
    };
    let sides = owed.sides.iter().zip(&balance.courses).map(|(side, course)| side_doc(balance, side, course)).collect();
    let waits = owed.waits.iter().map(waits).collect();
    let (plan, waits_left_out) = (plan_doc(view), owed.unlisted);
    let body = BalanceDoc { plan, total, overlap: true, sides, waits, waits_left_out };
    answer("balance", view, body)
}

fn side_doc<'a>(balance: &Sides<'a>, side: &Side, course: &Course) -> SideDoc<'a> {
    let plan = balance.plan;
    let id = plan.actors[side.actor].side();
    SideDoc {
        id,
        actors: balance.members[&side.actor].iter().map(|actor| &plan.actors[*actor].id).collect(),
        owed: side.owes.len(),
        alone: side.alone,
        contingent: side.contingent,
        weight: Number::trillionths(side.weight),
        share: share(side.weight, balance.obligations.weight()),
        phases: side.phases().map(|(phase, owed)| phase_doc(plan, side, phase, owed)).collect(),
        due: DueDoc {
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

fn phase_doc<'a>(plan: &'a Plan, side: &Side, phase: Option<PhaseIx>, (owed, weight): (usize, u128)) -> PhaseDoc<'a> {
    PhaseDoc {
        id: phase.map(|phase| &plan.phases[phase].id),
        owed,
        weight: Number::trillionths(weight),
        share: share(weight, side.weight),
    }
}

/// So many phases, and so many sides that others wait for, have a column of their own; the rest share one.
const COLUMNS: usize = 48;

/// Columns that name something of the plan, each for one place or, the last of very many, for all that are left.
type Places<I> = Vec<(String, Vec<I>)>;

/// The first of many with a column each, and one for the others.
fn columns<'a, I>(all: impl IntoIterator<Item = (&'a str, I)>) -> Places<I> {
    let mut all: Places<I> = all.into_iter().map(|(name, place)| (name.to_owned(), vec![place])).collect();
    if all.len() > COLUMNS {
        let rest = all.split_off(COLUMNS - 1);
        all.push(("others".into(), rest.into_iter().flat_map(|(_, places)| places).collect()));
    }
    all
}

/// The phases by place; last what stands in none, where a side owes such a thing.
fn phases(balance: &Sides) -> Places<Option<PhaseIx>> {
    let loose = balance.obligations.sides.iter().any(|side| side.phases().any(|(phase, _)| phase.is_none()));
    let named = balance.plan.phases.pairs().map(|(at, phase)| (phase.id.as_str(), Some(at)));
    let loose = columns(loose.then_some(("none", None)));
    columns(named).into_iter().chain(loose).collect()
}

/// The sides that others wait for, by their first actors; of very many first those that are awaited most.
fn waited_for(balance: &Sides) -> Places<ActorIx> {
    let mut sides: Vec<&Side> = balance.obligations.sides.iter().filter(|side| side.awaited > 0).collect();
    if sides.len() > COLUMNS {
        sides.sort_by_key(|side| std::cmp::Reverse(side.awaited));
    }
    columns(sides.into_iter().map(|side| (name(balance, side), side.actor)))
}

/// A table with a line above it that says what it holds, and lines below that say how to read it.
#[derive(Default)]
pub struct Block {
    pub heading: Vec<String>,
    pub sheet: Sheet,
    pub footing: Vec<String>,
}

/// The columns that every plan has: key, title, and whether ids or figures stand there.
const FIXED: [(&str, &str, Shape); 14] = [
    ("side", "Side", Shape::Whole),
    ("owed", "Owes", Shape::Figure),
    ("alone", "Alone", Shape::Figure),
    ("weight", "Weight", Shape::Figure),
    ("share", "Share", Shape::Figure),
    ("verifiable", "Verifiable", Shape::Figure),
    ("verified", "Verified", Shape::Figure),
    ("verifies", "Verifies", Shape::Figure),
    ("first", "First", Shape::Figure),
    ("waits", "Waits", Shape::Figure),
    ("awaited", "Awaited", Shape::Figure),
    ("dated", "Dated", Shape::Figure),
    ("first_due", "First due", Shape::Whole),
    ("median_due", "Median due", Shape::Whole),
];

/// One row for each side with all that is told of it: the columns of every plan, then `phase.ID` for each phase and
/// `waits_for.SIDE` for each side that another waits for.
pub fn balance_sheet(balance: &Sides) -> Sheet {
    let mut sheet = figures(balance);
    if balance.obligations.unlisted > 0 {
        return sheet;
    }
    let awaited = waited_for(balance);
    sheet.columns.extend(awaited.iter().map(|(id, _)| column("waits_for", id)));
    let waits = waits_by_side(balance, &awaited);
    for (row, side) in sheet.rows.iter_mut().zip(&balance.obligations.sides) {
        row.extend(awaited.iter().enumerate().map(|(at, (_, others))| match others.as_slice() {
            [other] if *other == side.actor => Cell::Empty,
            _ => figure(waits.get(&(side.actor, at)).copied().unwrap_or(0)),
        }));
    }
    sheet
}

/// How many commitments of a side wait for those of each column.
fn waits_by_side(balance: &Sides, columns: &Places<ActorIx>) -> BTreeMap<(ActorIx, usize), usize> {
    let at = column_of(columns);
    let mut waits = BTreeMap::new();
    for ((own, other), milestones) in &balance.obligations.waits {
        at.get(other).into_iter().for_each(|at| *waits.entry((*own, *at)).or_insert(0) += milestones);
    }
    waits
}

/// In which of some columns each place is told.
fn column_of<I: Copy + Ord>(columns: &Places<I>) -> BTreeMap<I, usize> {
    let numbered = columns.iter().enumerate();
    numbered.flat_map(|(at, (_, all))| all.iter().map(move |place| (*place, at))).collect()
}

/// One row for each side: the columns of every plan, then one for each phase.
fn figures(balance: &Sides) -> Sheet {
    let mut sheet = Sheet::new(FIXED);
    let phases = phases(balance);
    sheet.columns.extend(phases.iter().map(|(id, _)| column("phase", id)));
    let at = column_of(&phases);
    for (side, course) in balance.obligations.sides.iter().zip(&balance.courses) {
        let mut weights = vec![0; phases.len()];
        side.phases().for_each(|(phase, (_, weight))| weights[at[&phase]] += weight);
        let parts = weights.into_iter().map(|weight| part(weight, side.weight));
        sheet.push(fixed(balance, side, course).into_iter().chain(parts).collect());
    }
    sheet
}

/// A column whose key names something of the plan. Keys live as long as the program; there are few of these.
fn column(of: &str, id: &str) -> super::sheet::Column {
    super::sheet::Column {
        key: Box::leak(format!("{of}.{id}").into_boxed_str()),
        title: id.into(),
        shape: Shape::Figure,
    }
}

fn name<'a>(balance: &Sides<'a>, side: &Side) -> &'a str {
    balance.plan.actors[side.actor].side().as_str()
}

fn fixed(balance: &Sides, side: &Side, course: &Course) -> Vec<Cell> {
    let day = |day: Option<Day>| day.map_or(Cell::Empty, Cell::name);
    vec![
        Cell::name(name(balance, side)),
        figure(side.owes.len()),
        figure(side.alone),
        Cell::name(Number::trillionths(side.weight)),
        part(side.weight, balance.obligations.weight()),
        figure(side.verifiable),
        figure(course.verified),
        figure(side.verifies),
        figure(side.first),
        figure(side.waits),
        figure(side.awaited),
        figure(course.due.len()),
        day(course.due.first().copied()),
        day(course.median()),
    ]
}

fn figure(count: usize) -> Cell {
    Cell::Count(count as i64)
}

/// A share of a weight; nothing where there is no weight to share.
fn part(weight: u128, whole: u128) -> Cell {
    if whole == 0 { Cell::Empty } else { Cell::Share(None, share(weight, whole)) }
}

/// The same as tables, each with the lines that it needs to be read; the phases of one take no more than `room` columns of text.
pub fn blocks(balance: &Sides, room: usize) -> Vec<Block> {
    let sheet = figures(balance);
    let owed = Block {
        heading: vec!["What each side owes".into()],
        sheet: cut(&sheet, |at, _| at < 8),
        footing: owed_lines(balance),
    };
    let course = Block {
        heading: vec!["Who can move first, and how early what is owed is due".into()],
        sheet: cut(&sheet, |at, _| at == 0 || (8..14).contains(&at)),
        footing: COURSE.map(str::to_owned).to_vec(),
    };
    let mut blocks = vec![owed];
    blocks.extend(phase_blocks(&sheet, room));
    blocks.push(course);
    blocks.extend(pairs(balance));
    blocks
}

const COURSE: [&str; 5] = [
    "First: commitments that hang on no other side's doing, however far back.",
    "Waits: those with a precondition, met or not, of their own, their whole or",
    "their phase that leans on another side's commitment.",
    "Awaited: those of other sides that lean on its.",
    "Dated: those whose date runs by now; first and median of the days due.",
];

/// Some columns of a sheet.
fn cut(sheet: &Sheet, keep: impl Fn(usize, &str) -> bool) -> Sheet {
    let kept: Vec<usize> = (0..sheet.columns.len()).filter(|at| keep(*at, sheet.columns[*at].key)).collect();
    Sheet {
        columns: kept.iter().map(|at| sheet.columns[*at].clone()).collect(),
        rows: sheet.rows.iter().map(|row| kept.iter().map(|at| row[*at].clone()).collect()).collect(),
    }
}

fn owed_lines(balance: &Sides) -> Vec<String> {
    let (plan, owed) = (balance.plan, &balance.obligations);
    let named = |places: &[MilestoneIx]| {
        places.iter().map(|at| plan.milestones[*at].id.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (many, weight) = (count(owed.leaves.len(), "commitment"), Number::trillionths(owed.weight()));
    let mut lines = vec![
        format!("{many}, weight {weight}; parts count, wholes do not."),
        "What two sides owe counts for each: shares can add up to more than 100 %.".into(),
        "Alone: owed by no other side. Verifiable: somebody outside the side may verify.".into(),
        "Verified: verified full by now. Verifies: how many the side may itself verify.".into(),
    ];
    let contingent: Vec<MilestoneIx> =
        owed.leaves.iter().copied().filter(|at| plan.milestones[*at].contingent).collect();
    let told = [
        ("Counted, though owed only once triggered", &contingent),
        ("Nobody owes", &owed.unowed),
        ("Left out, since they merely repeat others", &owed.repeats),
    ];
    lines.extend(told.iter().filter(|(_, at)| !at.is_empty()).map(|(what, at)| format!("{what}: {}.", named(at))));
    lines
}

/// How many columns the phases of one table may take beside the sides where a terminal shows it.
pub const ROOM: usize = 60;

/// What part of its weight each side owes in which phase, in as many tables as the phases need.
fn phase_blocks(sheet: &Sheet, most: usize) -> Vec<Block> {
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    for (at, column) in sheet.columns.iter().enumerate().filter(|(_, column)| column.key.starts_with("phase.")) {
        let room = column.title.len().max(5) + 2;
        match groups.last_mut().filter(|(taken, _)| *taken + room <= most) {
            Some((taken, group)) => {
                *taken += room;
                group.push(at);
            }
            None => groups.push((room, vec![at])),
        }
    }
    let heading =
        |first: bool| if first { vec!["Where each side's weight lies, by phase".to_owned()] } else { Vec::new() };
    let block = |(number, (_, group)): (usize, (usize, Vec<usize>))| Block {
        heading: heading(number == 0),
        sheet: cut(sheet, |at, _| at == 0 || group.contains(&at)),
        footing: Vec::new(),
    };
    groups.into_iter().enumerate().map(block).collect()
}

/// So many rows of who waits for whom are shown.
const PAIRS: usize = 200;

/// Who waits for whom, a row for each two sides of which one waits for the other; of very many those that wait most.
fn pairs(balance: &Sides) -> Option<Block> {
    let heading = vec!["Who waits for whom: commitments with such a precondition".to_owned()];
    let mut sheet = Sheet::new([
        ("side", "Side A", Shape::Whole),
        ("other", "Side B", Shape::Whole),
        ("side_waits", "A waits for B", Shape::Figure),
        ("other_waits", "B waits for A", Shape::Figure),
    ]);
    let mut pairs: Vec<((ActorIx, ActorIx), [usize; 2])> = both_ways(balance).into_iter().collect();
    let more = pairs.len().saturating_sub(PAIRS);
    if more > 0 {
        pairs.sort_by_key(|(_, waits)| std::cmp::Reverse(waits.iter().sum::<usize>()));
    }
    for ((side, other), [there, back]) in pairs.into_iter().take(PAIRS) {
        let names = [side, other].map(|actor| Cell::name(balance.plan.actors[actor].side().as_str()));
        sheet.push(names.into_iter().chain([figure(there), figure(back)]).collect());
    }
    let footing = match (more, balance.obligations.unlisted) {
        (0, 0) => Vec::new(),
        (0, times) => vec![format!("A commitment waits for a side {times} times: too many to list by pairs.")],
        (more, _) => vec![format!("And {more} more pairs, which wait less; `balance -o json` lists all.")],
    };
    (!sheet.rows.is_empty() || !footing.is_empty()).then_some(Block { heading, sheet, footing })
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
