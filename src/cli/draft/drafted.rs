//! What a matrix becomes: the parts of a plan draft, what its statuses claim, and every doubt about it.

use super::columns::Layout;
use super::grid::Grid;
use super::status::StatusWord;
use crate::model::due::DueRule;
use std::collections::BTreeMap;

/// A matrix that was read.
pub struct Read {
    pub grid: Grid,
    pub layout: Layout,
    pub draft: Draft,
    /// The text of the plan file.
    pub plan: String,
}

/// What comes of a matrix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    pub title: String,
    pub id: String,
    /// The texts that references name, each by the id with which they begin; without any, references are kept as they stand.
    pub sources: Vec<String>,
    pub actors: Vec<Actor>,
    pub elements: Vec<Titled>,
    pub phases: Vec<Titled>,
    pub milestones: Vec<Drafted>,
    pub doubts: Vec<Doubt>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Actor {
    pub id: String,
    pub name: String,
    pub role: &'static str,
    /// Whether somebody said the role, or the matrix does by its column; else it is assumed.
    pub said: bool,
}

/// A phase or an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Titled {
    pub id: String,
    pub title: String,
}

/// One commitment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drafted {
    /// The row that it stands in.
    pub row: usize,
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
    /// What is kept beside it, by keys that begin with `x-`.
    pub kept: BTreeMap<String, String>,
    pub status: Option<StatusWord>,
    /// The Status cell.
    pub status_text: String,
    /// The day for which the row tells its status, as a date of a plan.
    pub on: Option<String>,
    pub remarks: Option<String>,
}

/// What was not understood in a matrix, or only by an assumption: where, the words, and what was done instead.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    pub row: Option<usize>,
    pub column: Option<String>,
    pub text: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
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
    /// A row that says the header once more.
    HeaderAgain,
    /// A formula that failed; nothing was taken from it.
    Fault,
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
    /// A heading that is known and was taken already.
    KeptToo(String),
}
