//! What a matrix becomes: the parts of a plan draft, what its statuses claim, and every doubt about it.

use super::columns::Layout;
use super::dates::{Assumed, DayWithin};
use super::grid::{At, Grid};
use super::status::StatusWord;
use crate::model::due::DueRule;
use crate::model::moment::Day;
use crate::model::when::When;
use std::collections::BTreeMap;

/// A matrix that was read.
pub struct ReadMatrix {
    pub grid: Grid,
    pub layout: Layout,
    pub draft: PlanDraft,
    /// The text of the plan file.
    pub plan: String,
}

/// What comes of a matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlanDraft {
    pub title: String,
    pub id: String,
    /// The texts that references name, each by the id with which they begin; without any, references are kept as they stand.
    pub sources: Vec<String>,
    pub actors: Vec<DraftActor>,
    pub elements: Vec<DraftGroup>,
    pub phases: Vec<DraftGroup>,
    pub milestones: Vec<Drafted>,
    pub rules: Vec<Ruled>,
    pub doubts: Vec<MatrixDoubt>,
    /// Whether milepost printed it: behind every title stands its id.
    pub printed: bool,
    /// For which day it tells its statuses, where it says so itself.
    pub as_of: Option<AsOfDay>,
}

/// The day for which a matrix tells its statuses, where it says so above its table or in a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct AsOfDay {
    pub at: At,
    /// The words in which it stands.
    pub text: String,
    pub day: When,
}

#[derive(Clone, Debug, PartialEq)]
pub struct DraftActor {
    pub id: String,
    pub name: String,
    pub role: &'static str,
    /// Whether somebody said the role, or the matrix does by its column; else it is assumed.
    pub said: bool,
}

/// A phase or an element.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftGroup {
    pub id: String,
    pub title: String,
}

/// One commitment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drafted {
    /// The row that it stands in.
    pub at: Option<At>,
    pub id: String,
    pub title: String,
    pub element: Option<String>,
    pub phase: Option<String>,
    pub part_of: Option<String>,
    pub responsible: Vec<String>,
    pub source: Vec<String>,
    pub due: Option<DueRule>,
    pub continuing: bool,
    pub verified: Vec<String>,
    /// The number that the matrix gives it.
    pub number: Option<String>,
    /// What the matrix says of when, where that is no date.
    pub words: Option<String>,
    /// What must be achieved before, by id.
    pub requires: Vec<String>,
    /// What it is measured by.
    pub figure: Option<DraftFigure>,
    /// The figure reached.
    pub value: Option<String>,
    /// What is kept beside it, by keys that begin with `x-`.
    pub kept: BTreeMap<String, String>,
    pub status: Option<StatusWord>,
    /// The Status cell.
    pub status_text: String,
    /// Whether that cell was not understood, and another column says how far it is.
    pub unread: bool,
    /// The day for which the row tells its status, as a date of a plan.
    pub on: Option<String>,
    /// The words of a day that could not be read.
    pub on_words: Option<String>,
    /// Whether that day is the one on which it was done.
    pub done_then: bool,
    /// The first and the last day of a month, a quarter or a year in which it was done, on a day that is not told.
    pub done_in: Option<(Day, Day)>,
    /// The Percent cell.
    pub percent: Option<String>,
    pub remarks: Option<String>,
}

/// What the marks of a row in a chart say: the headings of the first and the last, and the date that this is.
#[derive(Debug, PartialEq)]
pub struct ChartBar {
    pub first: String,
    pub last: String,
    pub due: DueRule,
}

impl Drafted {
    /// Takes when it is to be done from the bar of a chart.
    pub fn drawn(&mut self, bar: Option<ChartBar>) {
        let Some(ChartBar { first, last, due }) = bar else { return };
        let words = if first == last { last } else { format!("{first} – {last}") };
        self.kept.insert("x-timeline".to_owned(), words);
        self.kept.entry("x-start".to_owned()).or_insert(first);
        self.due = Some(due);
    }

    /// Takes when it was done.
    pub fn done_within(&mut self, days: DayWithin) {
        let day = matches!(days.when, Some(When::Day(_) | When::Local(_) | When::At(..)));
        self.done_then = true;
        self.on = Some(days.when.unwrap_or(When::By(days.last)).to_string());
        self.done_in = (!day).then_some((days.first, days.last));
    }

    /// Whether it says anything that a plan does not hold.
    pub fn tells(&self) -> bool {
        let words = !self.status_text.is_empty() || self.remarks.is_some();
        words || self.status.is_some() || self.value.is_some() || self.percent.is_some()
    }
}

/// What a commitment is measured by; numbers as a plan writes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftFigure {
    pub unit: &'static str,
    pub baseline: Option<String>,
    pub target: Option<String>,
}

/// Who takes a decision, and how many must concur.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruled {
    pub decision: &'static str,
    pub by: String,
    /// Else one is enough.
    pub all: bool,
}

/// What was not understood in a matrix, or only by an assumption: where, the words, and what was done instead.
#[derive(Clone, Debug, PartialEq)]
pub struct MatrixDoubt {
    pub row: Option<At>,
    pub column: Option<String>,
    pub text: String,
    pub what: DoubtKind,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoubtKind {
    /// A row in which nothing stands where the activity does.
    NoActivity,
    /// A row of one cell that heads nothing, or stands where no heading does.
    Lone,
    /// A row of one cell that heads those below it.
    Heads {
        kind: &'static str,
        id: String,
    },
    /// A row above the header.
    Above,
    /// A sheet that is not read, with so many rows.
    SheetLeft(usize),
    /// A sheet that is read, and calls the activity so.
    SheetAlike(String),
    /// The header of another table below, with so many rows.
    SecondTable(usize),
    /// A line of sums.
    Total,
    /// A note beside the table.
    Note,
    /// So many hidden rows of a sheet that is read.
    RowsHidden(usize),
    /// A hidden column of a sheet that is read.
    ColumnHidden,
    /// A hidden sheet, with so many rows.
    SheetHidden(usize),
    /// A column that is filled once for the rows below: of such a kind.
    CarriedDown(&'static str),
    /// The encoding was guessed.
    Encoding(&'static str),
    /// Letters that nobody sees were dropped.
    Unseen(usize),
    /// What was assumed to read a date.
    Assumed(Assumed),
    /// The day of a status that could not be read.
    OnNotRead,
    /// The day of a status that has not come yet.
    OnAhead,
    /// The day for which the matrix tells its statuses by its own word, for rows that name none.
    AsOf,
    /// The same, where it has not come yet.
    AsOfAhead,
    /// The same, where it could be one of two.
    AsOfUnclear,
    /// The same, where no year stands behind it.
    AsOfNoYear,
    /// The day on which it was done, and that has not come yet.
    DoneAhead,
    /// The share of somebody's time behind a name.
    ShareDropped,
    /// Somebody's part in this behind its name.
    PartDropped,
    /// A name of somebody who helps, beside who owes it.
    Helps,
    /// A word for nobody, or for somebody named elsewhere.
    NoParty,
    /// A cell that says something of names, and is none.
    NotAName,
    /// No row says who is responsible.
    NobodyOwes,
    /// Somebody's comment on a cell.
    Commented,
    /// A name that stands for several, kept as one actor.
    Group(String),
    /// What must be done before and names no commitment.
    NoSuchBefore,
    /// How long after what must be done before: not kept.
    LagDropped,
    /// A figure that is no number that means one thing.
    NotANumber(&'static str),
    /// A cell below a heading of marks that is no mark.
    NotAMark(&'static str),
    /// So many columns that head months or weeks: the rows of which the marks were read, those whose marks were not, and whether they
    /// count from the entry into force.
    Calendar {
        columns: usize,
        read: usize,
        left: usize,
        counted: bool,
    },
    /// So many cells above which no heading stands.
    UnheadedCells(usize),
    /// A row below the header that names the columns below a heading of several.
    HeaderGoesOn,
    /// Columns that are headed by words of a status and hold marks.
    StatusByMarks,
    /// A row that says the header once more.
    HeaderAgain,
    /// A formula that failed; nothing was taken from it.
    Fault,
    /// A formula of which the file holds no value.
    Unworked,
    /// A date that could be read in two ways.
    DayOrMonth,
    Impossible,
    NotADate,
    /// An event that names no commitment of the matrix.
    NoSuchEvent(String),
    /// What stands under this key contradicts the rest of the plan.
    Contradicts {
        key: &'static str,
        why: String,
    },
    /// A phase that only a date names.
    PhaseNamed(String),
    /// A status that is none of the known words.
    NotAStatus,
    /// The same, where another column says how far it is.
    StatusElsewhere(String),
    /// What one column says of how far it is contradicts what is taken from another.
    Clashes(String),
    /// The day on which it was done, behind the word of its status, could be one of two.
    DoneUnclear,
    /// The same in a column of its own, kept beside.
    DoneUnclearKept,
    /// What stands behind the word for what is done is a date, but no one day.
    DoneNoDay,
    /// The status of a whole, which follows from its parts.
    OfWhole,
    /// A spreadsheet made a date of a number.
    NumberIsDate,
    /// A number that stands twice.
    NumberTwice,
    /// Part of a part: taken as a part of the whole.
    Deeper(String),
    /// An id that was taken, or is none.
    NewId(String),
    /// A word that could part two names and was kept whole.
    OneName(String),
    /// It was parted, because one half stands alone elsewhere.
    Parted(Vec<String>),
    /// A name without letters that an id may have.
    Unspellable(String),
    /// A heading that is not known: what it says is kept under a key.
    Kept(String),
    /// A cell in a column without a heading.
    Unheaded,
    /// A column in whose place a later or revised one is read; kept under a key.
    Earlier {
        chosen: String,
        key: String,
    },
    /// A heading that is known and was taken already.
    KeptToo(String),
    // Of a matrix that is imported.
    /// No milestone of the plan is meant by this row.
    NoSuchMilestone,
    /// So many milestones of the plan, some of them named in the text, have no row.
    NoRow(usize),
    /// The milestone has another title in the plan.
    CalledElse {
        id: String,
        title: String,
    },
    /// Several rows or milestones could be meant.
    SeveralMeant(String),
    /// The plan has others, or another phase.
    PlanHas {
        id: String,
        says: String,
    },
    /// The plan says otherwise.
    PlanSays {
        id: String,
        says: String,
    },
    /// A status that milepost printed for another's word, which is not what the books say now.
    NotItsOwnWord(String),
    /// Remarks of so many rows that milepost works out and prints by itself.
    WorkedOut(usize),
    /// A status that milepost printed of what is contested.
    WordContested,
    /// Remarks that milepost printed of the row at an earlier time, and prints no more.
    PrintedBefore,
}
