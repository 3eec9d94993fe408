//! `balance`: obligations by side, without verdicts: how many, how heavy, how early, how verified, who waits for whom.

use super::basis::{Answer, answer};
use super::obligations::{Obligations, Side, obligations, share};
use super::sheet::{Cell, Shape, Sheet};
use super::status::{PlanDoc, plan_doc};
use super::view::View;
use super::words::count;
use crate::fold::score::total;
use crate::model::id::Id;
use crate::model::level::{Level, Progress};
use crate::model::moment::Day;
use crate::model::plan::Plan;
use crate::model::value::Number;
use serde::Serialize;

/// What each side owes, and how far that has come.
pub struct Sides<'a> {
    pub plan: &'a Plan,
    pub obligations: Obligations,
    /// One for each side, in the order of the obligations.
    pub courses: Vec<Course>,
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
    Sides { plan: view.plan, obligations, courses }
}

fn course(view: &View, side: &Side) -> Course {
    let deadline = |at: &usize| view.state.milestones[*at].due.as_ref()?.deadline;
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
    let ids = |places: &[usize]| places.iter().map(|at| &plan.milestones[*at].id).collect();
    let side = |actor: usize| plan.actors[actor].side();
    let waits = |((own, other), milestones): (&(usize, usize), &usize)| WaitsDoc {
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
    answer("balance", view, BalanceDoc { plan: plan_doc(view), total, overlap: true, sides, waits })
}

fn side_doc<'a>(balance: &Sides<'a>, side: &Side, course: &Course) -> SideDoc<'a> {
    let plan = balance.plan;
    let id = plan.actors[side.actor].side();
    SideDoc {
        id,
        actors: plan.actors.iter().filter(|actor| actor.side() == id).map(|actor| &actor.id).collect(),
        owed: side.owes.len(),
        alone: side.alone,
        contingent: side.contingent,
        weight: Number::trillionths(side.weight),
        share: share(side.weight, balance.obligations.weight()),
        phases: phases(balance).map(|phase| phase_doc(plan, side, phase)).collect(),
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

fn phase_doc<'a>(plan: &'a Plan, side: &Side, phase: usize) -> PhaseDoc<'a> {
    let (owed, weight) = side.phases[phase];
    PhaseDoc {
        id: plan.phases.get(phase).map(|phase| &phase.id),
        owed,
        weight: Number::trillionths(weight),
        share: share(weight, side.weight),
    }
}

/// The phases by place; last what stands in none, where a side owes such a thing.
fn phases(balance: &Sides) -> impl Iterator<Item = usize> {
    let last = balance.plan.phases.len();
    let loose = balance.obligations.sides.iter().any(|side| side.phases[last].0 > 0);
    0..last + usize::from(loose)
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
/// `waits_for.SIDE` for each side.
pub fn balance_sheet(balance: &Sides) -> Sheet {
    let sides = &balance.obligations.sides;
    let mut sheet = Sheet::new(FIXED);
    for phase in phases(balance) {
        let id = balance.plan.phases.get(phase).map_or("none", |phase| phase.id.as_str());
        sheet.columns.push(column("phase", id));
    }
    sides.iter().for_each(|side| sheet.columns.push(column("waits_for", name(balance, side))));
    for (side, course) in sides.iter().zip(&balance.courses) {
        let phases = phases(balance).map(|phase| part(side.phases[phase].1, side.weight));
        let waits = sides.iter().map(|other| match other.actor == side.actor {
            true => Cell::Empty,
            false => figure(balance.obligations.waiting(side.actor, other.actor)),
        });
        sheet.push(fixed(balance, side, course).into_iter().chain(phases).chain(waits).collect());
    }
    sheet
}

/// A column whose key names something of the plan. Keys live as long as the program; a plan has few phases and sides.
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
    let sheet = balance_sheet(balance);
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
    let named =
        |places: &[usize]| places.iter().map(|at| plan.milestones[*at].id.as_str()).collect::<Vec<_>>().join(", ");
    let (many, weight) = (count(owed.leaves.len(), "commitment"), Number::trillionths(owed.weight()));
    let mut lines = vec![
        format!("{many}, weight {weight}; parts count, wholes do not."),
        "What two sides owe counts for each: shares can add up to more than 100 %.".into(),
        "Alone: owed by no other side. Verifiable: somebody outside the side may verify.".into(),
        "Verified: verified full by now. Verifies: how many the side may itself verify.".into(),
    ];
    let contingent: Vec<usize> = owed.leaves.iter().copied().filter(|at| plan.milestones[*at].contingent).collect();
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

/// Who waits for whom, a row for each two sides of which one waits for the other.
fn pairs(balance: &Sides) -> Option<Block> {
    let sides = &balance.obligations.sides;
    let mut sheet = Sheet::new([
        ("side", "Side A", Shape::Whole),
        ("other", "Side B", Shape::Whole),
        ("side_waits", "A waits for B", Shape::Figure),
        ("other_waits", "B waits for A", Shape::Figure),
    ]);
    for (at, side) in sides.iter().enumerate() {
        for other in &sides[at + 1..] {
            let waiting = |own: &Side, other: &Side| balance.obligations.waiting(own.actor, other.actor);
            let (there, back) = (waiting(side, other), waiting(other, side));
            if there + back > 0 {
                let names = [side, other].map(|side| Cell::name(name(balance, side)));
                sheet.push(names.into_iter().chain([figure(there), figure(back)]).collect());
            }
        }
    }
    let heading = vec!["Who waits for whom: commitments with such a precondition".to_owned()];
    (!sheet.rows.is_empty()).then_some(Block { heading, sheet, footing: Vec::new() })
}
