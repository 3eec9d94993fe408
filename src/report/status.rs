//! `status`: progress by group, the distribution behind it, what needs attention, and what comes next.

use super::basis::{AnswerDocument, answer};
use super::decisions::pending;
use super::disputes::open_disputes;
use super::incidents::unconcluded;
use super::sheet::{Cell, Columns, Heading, Shape, Sheet, told_initial};
use super::totals::{GroupBy, MilestoneGroup, TotalsRow, counted, groups, total_doc};
use super::view::View;
use super::words;
use crate::fold::score::{Tally, Totals, total};
use crate::fold::state::{MilestoneState, Status, TimingWord};
use crate::model::index::MilestoneIx;
use crate::model::languages::ByLanguage;
use crate::model::level::Level;
use crate::model::looks::JsonSchema;
use crate::model::value::Number;
use crate::tongue::{many, say};
use serde::Serialize;

/// How far the plan is, as a whole and by group.
#[derive(Serialize, JsonSchema)]
pub struct StatusAnswer {
    /// The plan, and how it stands.
    pub plan: PlanStanding,
    /// Totals over all milestones.
    pub total: TotalsRow,
    /// What milestones are grouped by.
    #[schemars(schema_with = "crate::vocabulary::group_by")]
    pub group_by: &'static str,
    /// Whether a milestone may stand in more than one group.
    pub overlap: bool,
    /// Totals by group, in the order of the plan.
    pub groups: Vec<GroupRow>,
}

/// The plan, and how it stands.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PlanState")]
pub struct PlanStanding {
    /// The plan's id.
    #[schemars(with = "crate::model::id::Id")]
    pub id: String,
    /// What it is called, by language.
    pub title: ByLanguage,
    /// How it stands.
    #[schemars(schema_with = "crate::vocabulary::stage")]
    pub state: String,
    /// When it entered into force; null where it has not.
    #[schemars(with = "Option<crate::model::when::When>")]
    pub started: Option<String>,
}

/// A group of milestones.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Group")]
pub struct GroupRow {
    /// The id of the phase, element or actor; null for those that have none.
    #[schemars(with = "Option<crate::model::id::Id>")]
    pub id: Option<String>,
    /// What it is called, by language.
    title: ByLanguage,
    #[serde(flatten)]
    total: TotalsRow,
    /// The title in the plan's language.
    #[serde(skip)]
    pub told: String,
    /// The same; of an actor the name by which it is called.
    #[serde(skip)]
    pub called: String,
    #[serde(skip)]
    pub totals: Totals,
}

impl GroupRow {
    fn of(view: &View, by: GroupBy, group: MilestoneGroup) -> GroupRow {
        let told = view.lang().of(&group.title).to_owned();
        let actor = group.id.filter(|_| by == GroupBy::Actor).and_then(|id| view.plan.actor(id));
        GroupRow {
            id: group.id.map(str::to_owned),
            title: group.title,
            total: total_doc(&group.totals),
            called: actor.map_or_else(|| told.clone(), |actor| view.plan.actors[actor].called.clone()),
            told,
            totals: group.totals,
        }
    }

    /// All milestones together.
    fn all(view: &View) -> GroupRow {
        let group = MilestoneGroup { id: None, title: ByLanguage::default(), totals: everything(view) };
        GroupRow { told: say!("Total").to_owned(), ..GroupRow::of(view, GroupBy::Phase, group) }
    }

    /// By what programs know it.
    pub fn key(&self) -> &str {
        self.id.as_deref().unwrap_or("none")
    }
}

pub fn plan_doc(view: &View) -> PlanStanding {
    PlanStanding {
        id: view.plan.id.to_string(),
        title: view.plan.title.by_language().clone(),
        state: words::stage(view.state),
        started: view.state.started.map(|started| started.to_string()),
    }
}

pub fn everything(view: &View) -> Totals {
    total(view.plan, view.state, view.plan.milestones.indices())
}

pub fn group_docs(view: &View, by: GroupBy) -> Vec<GroupRow> {
    groups(view, by).into_iter().map(|group| GroupRow::of(view, by, group)).collect()
}

/// The answer for machines.
pub fn status_doc(view: &View, by: GroupBy) -> AnswerDocument<StatusAnswer> {
    let body = StatusAnswer {
        plan: plan_doc(view),
        total: total_doc(&everything(view)),
        group_by: by.word(),
        overlap: by == GroupBy::Actor,
        groups: group_docs(view, by),
    };
    answer("status", view, body)
}

/// One row for each group and one for the total.
pub fn status_sheet(view: &View, by: GroupBy) -> Sheet {
    let heading = match by {
        GroupBy::Phase => say!("Phase"),
        GroupBy::Element => say!("Element"),
        GroupBy::Actor => say!("Actor"),
    };
    columns()
        .titled("title", heading)
        .titled("milestones", "n")
        .choose(&TABLE)
        .sheet(group_docs(view, by).into_iter().chain([GroupRow::all(view)]))
}

/// The same by phase, a value in each cell.
pub fn by_phase(view: &View) -> Sheet {
    let columns = columns().titled("title", say!("Phase")).choose(&BOARD);
    let columns = Level::ALL.into_iter().fold(columns, |columns, level| columns.titled(level.word(), level.told()));
    columns.sheet(group_docs(view, GroupBy::Phase).into_iter().chain([GroupRow::all(view)]))
}

/// The same for programs: the groups alone, a value in each cell.
pub fn status_values(view: &View, by: GroupBy) -> Sheet {
    columns().choose(&VALUES).sheet(group_docs(view, by))
}

const TABLE: [&str; 7] = ["title", "milestones", "bar", "score_reported", "score_assessed", "levels", "overdue"];
const BOARD: [&str; 10] = [
    "title",
    "milestones",
    "score_verified",
    "score_reported",
    "none",
    "minimum",
    "intermediate",
    "full",
    "overdue",
    "breached",
];
const VALUES: [&str; 12] = [
    "id",
    "title",
    "milestones",
    "score_verified",
    "score_reported",
    "score_assessed",
    "none",
    "minimum",
    "intermediate",
    "full",
    "overdue",
    "due_soon",
];

fn columns() -> Columns<'static, GroupRow> {
    use Shape::{Whole, Words};
    let own = Columns::of([
        ("id", say!("Id"), Whole, |row: &GroupRow| Cell::maybe(row.id.as_deref(), Cell::name)),
        ("title", say!("Title"), Words, |row| Cell::words(row.told.as_str())),
    ]);
    own.and(of_totals(|row: &GroupRow| &row.totals))
}

/// What milestones amount to, for rows of whatever kind that have it.
pub fn of_totals<'c, R: 'c>(of: fn(&R) -> &Totals) -> Columns<'c, R> {
    use Shape::{Figure, Whole};
    type Made = fn(&Totals) -> Cell;
    let columns: [(&'static str, &'static str, Shape, Made); 17] = [
        ("milestones", say!("Milestones"), Figure, |totals| Cell::count(totals.milestones)),
        ("weight", say!("Weight"), Figure, |totals| Cell::Number(Number::trillionths(totals.weight))),
        ("score_reported", say!("Reported"), Figure, |totals| Cell::share(totals.reported.score)),
        ("score_verified", say!("Verified"), Figure, |totals| Cell::share(totals.verified.score)),
        ("bar", say!("Verified"), Whole, |totals| Cell::maybe(totals.verified.score, Cell::Bar)),
        ("score_assessed", say!("Assessed"), Figure, |totals| Cell::share(totals.assessed.score)),
        ("spoken_reported", say!("Reported on"), Figure, |totals| Cell::count(totals.reported.spoken)),
        ("spoken_verified", say!("Verified on"), Figure, |totals| Cell::count(totals.verified.spoken)),
        ("levels", "0/1/2/3", Figure, |totals| Cell::levels(totals.verified.levels)),
        ("none", say!("Verified none"), Figure, |totals| verified_at(totals, Level::None)),
        ("minimum", say!("Verified minimum"), Figure, |totals| verified_at(totals, Level::Minimum)),
        ("intermediate", say!("Verified intermediate"), Figure, |totals| verified_at(totals, Level::Intermediate)),
        ("full", say!("Verified full"), Figure, |totals| verified_at(totals, Level::Full)),
        ("overdue", say!("Overdue"), Figure, |totals| Cell::count(totals.overdue)),
        ("due_soon", say!("Due soon"), Figure, |totals| Cell::count(totals.due_soon)),
        ("disputed", say!("Disputed"), Figure, |totals| Cell::count(totals.disputed)),
        ("breached", say!("Breached"), Figure, |totals| {
            Cell::count(totals.statuses.get(&Status::Breached).copied().unwrap_or(0))
        }),
    ];
    let mut all = Columns::of([]);
    for (key, title, shape, made) in columns {
        all.with(Heading { key: key.into(), title: title.into(), shape }, move |row| made(of(row)));
    }
    all
}

fn verified_at(totals: &Totals, level: Level) -> Cell {
    Cell::count(totals.verified.levels[level as usize])
}

/// The lines above the table.
pub fn heading(view: &View) -> Vec<String> {
    let zone = view.plan.timezone;
    let clocks = view.state.clocks;
    let known = match clocks.known_by == clocks.as_of {
        true => String::new(),
        false => say!(", known by {known_by}", known_by = zone.day_of(clocks.known_by)),
    };
    vec![
        view.plan.title.get(view.lang()).to_owned(),
        say!(
            "{state} · as of {as_of} ({name}){known}",
            state = words::stage_told(view.state, ""),
            as_of = zone.day_of(clocks.as_of),
            name = zone.name(),
            known
        ),
    ]
}

/// The lines below the table.
pub fn footing(view: &View) -> Vec<String> {
    let totals = everything(view);
    let counts = |pairs: Vec<(usize, &str)>| {
        let told: Vec<String> = pairs.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{n} {word}")).collect();
        told.join(", ")
    };
    let statuses = Status::ALL.iter().map(|status| (totals.statuses.get(status).copied().unwrap_or(0), status.told()));
    if totals.milestones == 0 {
        return vec![say!("The plan has no milestones.").to_owned()];
    }
    let mut lines = counted(view, &totals);
    lines.extend(squares(&totals.verified));
    lines.push(say!("0/1/2/3: how many in the scores are verified none, minimum, intermediate, full.").to_owned());
    lines.extend(match unspoken(&totals) {
        0 => None,
        many => Some(many!(
            many,
            "Nobody has verified {n}; it counts as none.",
            "Nobody has verified {n}; they count as none."
        )),
    });
    lines.extend([
        say!(
            "Spoken of: reported {reported}, verified {verified}, assessed {assessed} of {all}.",
            reported = totals.reported.spoken,
            verified = totals.verified.spoken,
            assessed = totals.assessed.spoken,
            all = totals.verified.levels.iter().sum::<usize>()
        ),
        say!("Status: {statuses}.", statuses = counts(statuses.collect())),
    ]);
    let marks = counts(vec![
        (totals.disputed, say!("disputed")),
        (totals.split, say!("split between verifiers")),
        (totals.unverifiable, say!("unverifiable")),
    ]);
    if !marks.is_empty() {
        lines.push(say!("Marks: {marks}.", marks));
    }
    lines.extend(section(say!("Decisions pending"), pending(view)));
    lines.extend(section(say!("Disputes open"), open_disputes(view)));
    lines.extend(section(say!("Incidents open or in contradiction"), unconcluded(view)));
    lines.extend(section(say!("Needs attention"), attention(view)));
    lines.extend(section(say!("Next dates"), next_dates(view)));
    lines
}

/// The plan at a glance: what it is, a line of totals, the first of what needs attention.
pub fn glance(view: &View) -> Vec<String> {
    const FEW: usize = 5;
    let totals = everything(view);
    let score = |tally: &Tally| tally.score.map_or("–".to_owned(), |score| format!("{} %", score.percent()));
    let breached = totals.statuses.get(&Status::Breached).copied().unwrap_or(0);
    let told = say!(
        "Of {milestones}: verified {verified}, reported {reported}; {overdue} overdue, {breached} breached.",
        milestones = many!(totals.milestones, "{n} milestone", "{n} milestones"),
        verified = score(&totals.verified),
        reported = score(&totals.reported),
        overdue = totals.overdue,
        breached
    );
    let told = if totals.milestones == 0 { say!("The plan has no milestones.").to_owned() } else { told };
    let mut alarming = attention(view);
    let all = alarming.len();
    let more = all.saturating_sub(FEW);
    alarming.truncate(FEW);
    if more > 0 {
        alarming.push(say!("and {more} more: `milepost next`", more));
    }
    let mut lines = heading(view);
    lines.extend([String::new(), told]);
    lines.extend(section_of(say!("Needs attention"), all, alarming));
    lines
}

/// A square for each milestone, by ten, from full to none, below what the squares mean.
fn squares(tally: &Tally) -> Vec<String> {
    const SQUARES: [char; 4] = ['□', '▤', '▣', '■'];
    let levels = || (0..4).rev().filter(|level| tally.levels[*level] > 0);
    let all: Vec<char> = levels().flat_map(|level| std::iter::repeat_n(SQUARES[level], tally.levels[level])).collect();
    let tens: Vec<String> = all.chunks(10).map(String::from_iter).collect();
    let meanings: Vec<String> =
        levels().map(|level| format!("{} {}", SQUARES[level], Level::ALL[level].told())).collect();
    let head = say!("Verified, one square a milestone ({meanings}):", meanings = meanings.join(", "));
    std::iter::once(head).chain(tens.chunks(6).map(|tens| format!("  {}", tens.join(" ")))).collect()
}

fn unspoken(totals: &Totals) -> usize {
    totals.verified.levels.iter().sum::<usize>() - totals.verified.spoken
}

/// How many lines of a list are shown before the rest is only counted.
const SHOWN: usize = 8;

fn section(title: &str, lines: impl IntoIterator<Item = String, IntoIter: ExactSizeIterator>) -> Vec<String> {
    let lines = lines.into_iter();
    section_of(title, lines.len(), lines)
}

/// The same of so many things, of which the lines tell the first.
fn section_of(
    title: &str,
    many: usize,
    lines: impl IntoIterator<Item = String, IntoIter: ExactSizeIterator>,
) -> Vec<String> {
    let lines = lines.into_iter();
    if lines.len() == 0 {
        return Vec::new();
    }
    let head = format!("{title} ({many}):");
    let indented = words::first_lines(lines, SHOWN).into_iter().map(|line| format!("  {line}"));
    [String::new(), head].into_iter().chain(indented).collect()
}

/// Milestones that are breached, suspended, slid back or contested, then those that are overdue, the longest first.
fn attention(view: &View) -> Vec<String> {
    let mut found: Vec<(i64, MilestoneIx, String)> = Vec::new();
    let own = |(place, _): &(MilestoneIx, &MilestoneState)| view.plan.repeats(*place).is_empty();
    for (place, state) in view.state.milestones.pairs().filter(own) {
        let best = state.best().map_or(say!("no report").to_owned(), |(initial, f)| {
            format!("{} {} %", told_initial(initial), f.progress.percent())
        });
        let fallen = state.status.is_alarm();
        if fallen && state.timing.word == TimingWord::Overdue {
            let what = format!("{}, {}, {best}", state.status.told(), words::timing(state.timing));
            found.push((i64::MIN + state.status as i64, place, what));
        } else if fallen {
            found.push((i64::MIN + state.status as i64, place, format!("{}, {best}", state.status.told())));
        } else if state.timing.word == TimingWord::Overdue {
            found.push((-state.timing.days.unwrap_or(0), place, format!("{}, {best}", words::timing(state.timing))));
        } else if state.split {
            found.push((i64::MAX, place, say!("verifiers differ, {best}", best)));
        }
    }
    found.sort();
    found.into_iter().map(|(_, place, what)| line(view, place, &what)).collect()
}

/// The dates ahead, the nearest first.
pub fn next_dates(view: &View) -> Vec<String> {
    let mut ahead: Vec<(i64, MilestoneIx)> = Vec::new();
    for (place, state) in view.state.milestones.pairs() {
        if matches!(state.timing.word, TimingWord::Due | TimingWord::DueSoon) && view.plan.is_leaf(place) {
            ahead.push((state.timing.days.unwrap_or(0), place));
        }
    }
    ahead.sort();
    let date = |place: MilestoneIx| view.state.milestones[place].due.as_deref().and_then(|due| due.on);
    ahead.into_iter().filter_map(|(_, place)| Some(line(view, place, &date(place)?.to_string()))).collect()
}

fn line(view: &View, place: MilestoneIx, what: &str) -> String {
    format!("{} {} ({what})", view.plan.milestones[place].id, view.title(place))
}
