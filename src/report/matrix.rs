//! `matrix`: the implementation matrix as secretariats print it, in the field's three words.

use super::sheet::{Cell, Columns, Heading, Shape, Sheet};
use super::view::View;
use super::words;
use crate::draft::columns::OWN_PARTS;
use crate::draft::drafted::{DoubtKind, MatrixDoubt, PlanDraft};
use crate::fold::state::{Status, TimingWord};
use crate::model::id::Id;
use crate::model::index::{ActorIx, EntryIx, MilestoneIx, Series};
use crate::model::languages::ByLanguage;
use crate::model::level::Level;
use crate::model::moment::Moment;
use crate::tongue::say;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

/// One line of the matrix. Parts are numbered below their whole: `9.1`.
#[derive(Serialize)]
pub struct MatrixRow<'a> {
    number: String,
    pub id: &'a Id,
    /// The clauses that it comes from.
    reference: &'a [String],
    activity: &'a ByLanguage,
    #[serde(skip)]
    title: &'a str,
    responsible: &'a [Id],
    /// What those are called, who are responsible.
    #[serde(skip)]
    names: Vec<&'a str>,
    #[serde(skip)]
    phase: Option<&'a str>,
    #[serde(skip)]
    element: Option<&'a str>,
    /// When it is due, as the plan words it or as it works out.
    timeline: String,
    /// `pending` (level none), `ongoing` (minimum, intermediate), `complete` (full), by the best founded word.
    status: &'static str,
    /// Whose word that is: verified, reported or assessed.
    by: Option<&'static str>,
    /// What must be seen before that word: `breached`, `suspended`, `reversed` or `contested`; else null.
    #[serde(serialize_with = "alarm")]
    alarm: Option<Status>,
    remarks: Vec<String>,
    /// What of these the secretariat noted.
    #[serde(skip)]
    noted: Option<&'a str>,
}

fn alarm<S: Serializer>(status: &Option<Status>, serializer: S) -> Result<S::Ok, S::Error> {
    status.map(Status::word).serialize(serializer)
}

/// The rows of some milestones, with the numbers that the plan gives them, else numbered as they stand in it.
pub fn rows<'a>(view: &View<'a>, places: &[MilestoneIx]) -> Vec<MatrixRow<'a>> {
    let own = |place: MilestoneIx| view.plan.milestones[place].number.clone();
    let numbers = match view.plan.milestones.indices().any(|place| own(place).is_some()) {
        true => view.plan.milestones.indices().map(|place| own(place).unwrap_or_default()).collect(),
        false => numbers(view),
    };
    let noted = noted(view);
    places.iter().map(|place| row(view, *place, numbers[*place].clone(), noted[*place])).collect()
}

fn numbers(view: &View) -> Series<MilestoneIx, String> {
    let plan = view.plan;
    let mut numbers = plan.milestones.each(String::new());
    let wholes = plan.milestones.indices().filter(|place| plan.whole(*place).is_none());
    for (number, place) in (1..).zip(wholes) {
        numbers[place] = format!("{number}");
        (1..).zip(plan.parts(place)).for_each(|(part, at)| numbers[*at] = format!("{number}.{part}"));
    }
    numbers
}

fn row<'a>(view: &View<'a>, place: MilestoneIx, number: String, noted: Option<&'a str>) -> MatrixRow<'a> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let by = state.best().map(|(initial, figure)| (words::founded(initial), figure.level));
    MatrixRow {
        number,
        id: &promised.id,
        reference: &promised.source,
        activity: promised.title.by_language(),
        title: promised.title.get(&view.plan.lang),
        responsible: &promised.responsible,
        names: names(view, place),
        phase: view.plan.phase_of(place).map(|phase| view.plan.phases[phase].title.get(view.lang())),
        element: view.plan.element_of(place).map(|element| view.plan.elements[element].title.get(view.lang())),
        timeline: words::due_of(promised, state.due.as_deref()),
        status: match by {
            None | Some((_, Level::None)) => say!("pending"),
            Some((_, Level::Minimum | Level::Intermediate)) => say!("ongoing"),
            Some((_, Level::Full)) => say!("complete"),
        },
        by: by.map(|(by, _)| by),
        alarm: Some(state.status).filter(|status| status.is_alarm()),
        remarks: remarks(view, place, noted),
        noted,
    }
}

/// What those are called who are responsible; an id where two have one name, or a name would part in two.
fn names<'a>(view: &View<'a>, place: MilestoneIx) -> Vec<&'a str> {
    let plan = view.plan;
    let called = |actor: ActorIx| plan.actors[actor].name.get(view.lang());
    let clear = |actor: ActorIx| {
        let name = called(actor);
        let alone = plan.actors.indices().all(|other| other == actor || called(other) != name);
        alone && !name.trim().is_empty() && !name.contains([';', '\n'])
    };
    let name = |id: &'a Id| plan.actor(id.as_str()).filter(|actor| clear(*actor)).map_or(id.as_str(), called);
    plan.milestones[place].responsible.iter().map(name).collect()
}

impl MatrixRow<'_> {
    /// What stands in the Status column, line by line.
    fn told(&self) -> impl Iterator<Item = &'static str> + use<> {
        [self.alarm.map(Status::told), Some(self.status), self.by].into_iter().flatten()
    }

    /// The same on one line.
    pub fn status_told(&self) -> String {
        self.told().collect::<Vec<_>>().join("; ")
    }

    /// Whether a Status cell says what is printed here now.
    pub fn says(&self, cell: &str) -> bool {
        pieces(cell).eq(self.told())
    }

    /// Of a Remarks cell, what is not printed here: somebody added it, though it be one of milepost's own words.
    pub fn own_words(&self, cell: &str) -> Option<String> {
        let printed = |piece: &str| self.remarks.iter().flat_map(|remark| pieces(remark)).any(|own| own == piece);
        let own: Vec<&str> = pieces(cell).filter(|piece| !printed(piece) && !is_counted(piece)).collect();
        (!own.is_empty()).then(|| own.join("; "))
    }
}

/// The pieces of a cell, however they are parted.
pub fn pieces(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '\n']).map(str::trim).filter(|piece| !piece.is_empty())
}

/// Whether a piece of a remark counts days to a date or from it, as milepost does, and as on another day it did otherwise.
fn is_counted(piece: &str) -> bool {
    uncounted(piece) != piece && is_timing(piece)
}

fn is_timing(piece: &str) -> bool {
    TimingWord::ALL.iter().any(|word| uncounted(&words::timed(*word, Some(1))) == uncounted(piece))
}

/// Whether a piece of a remark is one that milepost works out, of some row on some day.
pub fn is_worked_out(piece: &str) -> bool {
    let since =
        |rest: &str| rest.strip_prefix(" since ").is_some_and(|day| day.starts_with(|c: char| c.is_ascii_digit()));
    let status = |word: &str| piece.strip_prefix(word).is_some_and(|rest| rest.is_empty() || since(rest));
    let mark = MatrixMark::ALL.iter().any(|mark| mark.word() == piece);
    mark || is_timing(piece) || Status::ALL.iter().any(|known| status(known.word()))
}

/// Takes from the draft of a matrix that milepost printed what it works out by itself: remarks, and the word of what is contested. Tells
/// what was taken away.
pub fn unprinted(draft: &mut PlanDraft) -> Vec<MatrixDoubt> {
    const SHOWN: usize = 3;
    let (mut doubts, mut rows, mut seen) = (Vec::new(), 0, BTreeSet::new());
    for one in draft.milestones.iter_mut().filter(|_| draft.printed) {
        let cell = one.remarks.take().unwrap_or_default();
        let (printed, own): (Vec<&str>, Vec<&str>) = pieces(&cell).partition(|piece| is_worked_out(piece));
        rows += usize::from(!printed.is_empty());
        seen.extend(printed.into_iter().map(str::to_owned));
        one.remarks = (!own.is_empty()).then(|| own.join("; "));
        if pieces(&one.status_text).next() == Some(Status::Contested.word()) {
            one.status = None;
            let (row, text) = (one.at, pieces(&one.status_text).collect::<Vec<_>>().join("; "));
            doubts.push(MatrixDoubt { row, column: None, text, what: DoubtKind::WordContested });
        }
    }
    let text = seen.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join("; ");
    let told = MatrixDoubt { row: None, column: None, text, what: DoubtKind::WorkedOut(rows) };
    doubts.extend((rows > 0).then_some(told));
    doubts
}

/// What a remark says of a milestone beside its status and its timing.
#[derive(Clone, Copy)]
enum MatrixMark {
    NotVerified,
    Disputed,
    Split,
    Ahead,
    Unverifiable,
}

crate::words! {
    MatrixMark {
        NotVerified: "not verified",
        Disputed: "disputed",
        Split: "verifiers differ",
        Ahead: "began ahead",
        Unverifiable: "unverifiable",
    }
}

crate::told! { MatrixMark: "remark" }

/// What milepost works out for the remarks of every milestone.
pub fn worked_out(view: &View, ids: &[&Id]) -> BTreeMap<Id, Vec<String>> {
    let here = ids.iter().filter_map(|id| Some(((*id).clone(), view.plan.milestone(id.as_str())?)));
    here.map(|(id, place)| (id, remarks(view, place, None))).collect()
}

/// Words without their figures.
fn uncounted(words: &str) -> String {
    words.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// What the three words leave out: the status where it says more, lateness, and marks.
fn remarks(view: &View, place: MilestoneIx, noted: Option<&str>) -> Vec<String> {
    let state = &view.state.milestones[place];
    let telling = [Status::Retired, Status::NotTriggered, Status::Holding, Status::Waiting];
    let status = state.status.told();
    let since = |since: Moment| say!("{status} since {since}", status, since = view.said_since(place, since));
    let status = match state.status.is_alarm() {
        true => Some(state.since.map_or(status.to_owned(), since)),
        false => telling.contains(&state.status).then(|| status.to_owned()),
    };
    let marked = |set: bool, mark: MatrixMark| set.then(|| mark.told().to_owned());
    let unverified = marked(state.status == Status::Reported && !state.unverifiable, MatrixMark::NotVerified);
    let marks = [
        marked(state.disputed && state.status != Status::Contested, MatrixMark::Disputed),
        marked(state.split, MatrixMark::Split),
        marked(state.ahead, MatrixMark::Ahead),
        marked(state.unverifiable, MatrixMark::Unverifiable),
    ];
    let marks = unverified.into_iter().chain([words::timing(state.timing)]).chain(marks.into_iter().flatten());
    status.into_iter().chain(marks).chain(noted.map(str::to_owned)).collect()
}

/// What the secretariat noted of each milestone for the latest moment, as its status is: its own remark, given back.
fn noted<'a>(view: &View<'a>) -> Series<MilestoneIx, Option<&'a str>> {
    let mut notes = view.plan.milestones.each(None);
    let Some(secretariat) = view.plan.secretariat() else { return notes };
    let (log, judged) = (view.log, &view.state.entries);
    let mut its: Vec<EntryIx> = judged
        .indices()
        .filter(|index| judged[*index].why_not.is_none() && log.entries[*index].note.is_some())
        .filter(|index| *log.author(*index) == secretariat.id)
        .collect();
    its.sort_by_key(|index| (judged[*index].from, judged[*index].known, *index));
    for index in its {
        if let Some(place) = judged[index].milestone {
            notes[place] = log.entries[index].note.as_deref();
        }
    }
    notes
}

fn columns<'c, 'a: 'c>() -> Columns<'c, &'c MatrixRow<'a>> {
    use Shape::{Whole, Words};
    Columns::of([
        ("number", say!("No"), Whole, |row| Cell::name(&row.number)),
        ("reference", say!("Reference"), Words, |row| Cell::Words(row.reference.join("; "))),
        ("activity", say!("Activity"), Words, |row| Cell::Words(format!("{} ({})", row.title, row.id))),
        ("responsible", say!("Responsible"), Words, |row| Cell::Words(row.names.join("; "))),
        ("timeline", say!("Timeline"), Words, |row| Cell::words(row.timeline.as_str())),
        ("status", say!("Status"), Whole, |row| {
            Cell::toned(row.alarm.and_then(words::tone), row.told().collect::<Vec<_>>().join("\n"))
        }),
        ("remarks", say!("Remarks"), Words, |row| Cell::Words(row.remarks.join("; "))),
        ("phase", say!("Phase"), Words, |row| Cell::words(row.phase.unwrap_or_default())),
        ("element", say!("Element"), Words, |row| Cell::words(row.element.unwrap_or_default())),
        ("word", say!("Word"), Whole, |row| Cell::name(row.status)),
        ("by", say!("By"), Whole, |row| Cell::maybe(row.by, Cell::name)),
        ("alarm", say!("Alarm"), Whole, |row| Cell::maybe(row.alarm, |alarm| Cell::name(alarm.told()))),
        ("noted", say!("Noted"), Words, |row| Cell::maybe(row.noted, Cell::words)),
    ])
}

/// Who reads a matrix.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum MatrixReader {
    Person,
    /// Each row with its phase and element, where the plan has any.
    Workbook,
    /// Also what the cells of status and remarks say together, part by part.
    Program,
}

/// The matrix.
pub fn matrix_sheet(rows: &[MatrixRow], reader: MatrixReader) -> Sheet {
    let (phases, elements) = (rows.iter().any(|row| row.phase.is_some()), rows.iter().any(|row| row.element.is_some()));
    let left_out = |heading: &Heading| match &*heading.key {
        "phase" => reader == MatrixReader::Person || !phases,
        "element" => reader == MatrixReader::Person || !elements,
        key => reader != MatrixReader::Program && OWN_PARTS.contains(&key),
    };
    columns().without(left_out).sheet(rows)
}
