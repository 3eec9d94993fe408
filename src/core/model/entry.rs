//! One dated statement in a book. Knows its own fields; not whether it counts.

pub use super::evidence::Evidence;

use super::act_kind::ActKind;
use super::decision::Terms;
use super::id::Id;
use super::incident::{Finding, Incident};
use super::index::{DeskIx, EntryIx, Series};
use super::level::Level;
use super::long::{Lazily, LongList};
use super::moment::Moment;
use super::name::{BookId, BookName, EntryName};
use super::value::{Number, Value};
use super::when::When;
use crate::model::looks::JsonSchema;
use serde::{Deserialize, Serialize};

/// The books that are read, sorted by name.
pub type Desks = Series<DeskIx, Desk>;
/// What stands in them, sorted by book and number.
pub type Entries = LongList<EntryIx, Entry>;

/// A book as readers of entries know it: its name, whose it is, by which keys it is sealed, and what it had seen of others.
#[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Desk {
    pub book: BookName,
    pub id: BookId,
    pub actor: Id,
    pub seals: Vec<Sealed>,
    /// What its lines had seen of the other desks, in the order of the lines.
    #[borsh(skip)]
    pub sights: Lazily<Vec<Sight>>,
    /// The places of the book that some version of the plan names as where a key ends and that it has, as `41:<64 hex>`.
    pub bears: Vec<String>,
    /// Where it is the further course of a book that goes on in two ways: the desk of the other, and the last line of both.
    pub branch: Option<(DeskIx, u64)>,
    /// How many entries stand before its first, in the books before it.
    pub before: usize,
}

/// The seals that one key made in a book: their numbers, ascending, and when they were made.
#[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Sealed {
    /// As plans spell it, without a comment.
    pub key: String,
    /// Whether the key was touched, or is of a kind that is not.
    pub touched: bool,
    pub seals: Vec<(u64, Moment)>,
    /// The numbers of those that were checked; each covers all before it.
    pub sound: Vec<u64>,
}

/// That a line had seen a line of another desk, and so all before that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Sight {
    pub line: u64,
    /// An index into the desks.
    pub desk: DeskIx,
    pub seq: u64,
    /// Whether the line says so; else it names an entry there.
    pub told: bool,
}

impl Desk {
    /// A book without seals.
    pub fn new(book: BookName, id: BookId, actor: Id) -> Desk {
        Desk {
            book,
            id,
            actor,
            seals: Vec::new(),
            sights: Lazily::default(),
            bears: Vec::new(),
            branch: None,
            before: 0,
        }
    }
}

/// One entry of a book (design, section 5).
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which of the books: an index into the desks, which are sorted by name.
    pub book: DeskIx,
    pub seq: u64,
    /// When it was recorded.
    pub at: Moment,
    /// When it was so; nothing means at the time of recording.
    pub on: Option<When>,
    /// For records carried over from elsewhere: when it became known.
    pub known: Option<When>,
    /// Whose statement it is, where that is not the book's actor.
    pub by: Option<Id>,
    pub note: Option<Box<str>>,
    pub evidence: Vec<Evidence>,
    /// The row of a table that it was taken from. It counts for nothing.
    pub row: Option<Box<str>>,
    pub act: Act,
}

/// What somebody says, before a book has a line for it: an act, and what is said beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    pub act: Act,
    pub on: Option<When>,
    pub known: Option<When>,
    pub by: Option<Id>,
    pub note: Option<Box<str>>,
    pub evidence: Vec<Evidence>,
    /// The row of a table that it was taken from, where the table tells its rows apart.
    pub row: Option<Box<str>>,
}

impl From<Act> for Statement {
    fn from(act: Act) -> Statement {
        Statement { act, on: None, known: None, by: None, note: None, evidence: Vec::new(), row: None }
    }
}

impl From<Terms> for Statement {
    fn from(terms: Terms) -> Statement {
        Act::Decide(Box::new(terms)).into()
    }
}

impl Statement {
    /// The names of entries in it, to be read as others.
    pub fn names_mut(&mut self) -> impl Iterator<Item = &mut EntryName> {
        names_mut(&mut self.act, &mut self.evidence)
    }

    /// The entry that it is on a line of a book.
    pub fn entry(self, book: DeskIx, seq: u64, at: Moment) -> Entry {
        let Statement { act, on, known, by, note, evidence, row } = self;
        Entry { book, seq, at, on, known, by, note, evidence, row, act }
    }
}

impl Entry {
    /// The names of other entries in it.
    pub fn names(&self) -> impl Iterator<Item = &EntryName> {
        let removed = self.evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Removed { from, .. } => Some(from),
            _ => None,
        });
        self.act.entry().into_iter().chain(removed)
    }

    /// The same, to be read as others.
    pub fn names_mut(&mut self) -> impl Iterator<Item = &mut EntryName> {
        names_mut(&mut self.act, &mut self.evidence)
    }
}

fn names_mut<'a>(act: &'a mut Act, evidence: &'a mut [Evidence]) -> impl Iterator<Item = &'a mut EntryName> {
    let removed = evidence.iter_mut().filter_map(|evidence| match evidence {
        Evidence::Removed { from, .. } => Some(from),
        _ => None,
    });
    act.entry_mut().into_iter().chain(removed)
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Claim(Box<Claim>),
    Incident(Box<Incident>),
    Finding(Box<Finding>),
    Dispute(Disputed),
    /// One actor's part in a decision.
    Decide(Box<Terms>),
    /// Says the same as that entry: a proposal, a claim or a finding.
    Agree {
        entry: Box<EntryName>,
    },
    Repudiate,
    Rejoin,
    Note {
        milestone: Option<Id>,
        outcome: Option<NoteOutcome>,
    },
    Retract {
        entry: Box<EntryName>,
    },
}

/// What a party contests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disputed {
    Milestone(Id),
    Entry(Box<EntryName>),
}

impl Act {
    /// Whether a side leaves the agreement by it, or comes back; nothing where neither.
    pub fn leaves(&self) -> Option<bool> {
        match self {
            Act::Repudiate => Some(true),
            Act::Rejoin => Some(false),
            _ => None,
        }
    }

    pub fn kind(&self) -> ActKind {
        match self {
            Act::Claim(_) => ActKind::Claim,
            Act::Incident(_) => ActKind::Incident,
            Act::Finding(_) => ActKind::Finding,
            Act::Dispute(_) => ActKind::Dispute,
            Act::Decide(terms) => terms.kind(),
            Act::Agree { .. } => ActKind::Agree,
            Act::Repudiate => ActKind::Repudiate,
            Act::Rejoin => ActKind::Rejoin,
            Act::Note { .. } => ActKind::Note,
            Act::Retract { .. } => ActKind::Retract,
        }
    }

    /// Whether it takes part in a decision.
    pub fn decides(&self) -> bool {
        matches!(self, Act::Decide(_))
    }

    /// The milestone that it names.
    pub fn milestone(&self) -> Option<&Id> {
        match self {
            Act::Claim(claim) => Some(&claim.milestone),
            Act::Incident(incident) => Some(&incident.milestone),
            Act::Dispute(Disputed::Milestone(id)) => Some(id),
            Act::Decide(terms) => terms.milestone(),
            Act::Note { milestone, .. } => milestone.as_ref(),
            _ => None,
        }
    }

    /// The name of an entry in it, to be read as another.
    pub fn entry_mut(&mut self) -> Option<&mut EntryName> {
        match self {
            Act::Finding(finding) => Some(&mut finding.incident),
            Act::Dispute(Disputed::Entry(entry)) | Act::Agree { entry } | Act::Retract { entry } => Some(entry),
            Act::Decide(terms) => match &mut **terms {
                Terms::Settle { dispute, .. } => Some(dispute),
                _ => None,
            },
            _ => None,
        }
    }

    /// The entry that it names.
    pub fn entry(&self) -> Option<&EntryName> {
        match self {
            Act::Finding(finding) => Some(&finding.incident),
            Act::Dispute(Disputed::Entry(entry)) | Act::Agree { entry } | Act::Retract { entry } => Some(entry),
            Act::Decide(terms) => match &**terms {
                Terms::Settle { dispute, .. } => Some(dispute),
                _ => None,
            },
            _ => None,
        }
    }
}

/// How far a milestone is, by somebody's word.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    pub milestone: Id,
    pub level: Option<Level>,
    /// Totals by indicator.
    pub values: Vec<(Id, Value)>,
    /// Increments by indicator.
    pub add: Vec<(Id, Number)>,
    pub as_agreed: Option<AsAgreed>,
}

/// Whether what was done is what was agreed; a verifier's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[derive(borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum AsAgreed {
    Yes,
    Partly,
    No,
}

crate::words! {
    AsAgreed { Yes: "yes", Partly: "partly", No: "no" }
}

crate::told! { AsAgreed: "as agreed" }

/// What came of a verifier's visit that ended in no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NoteOutcome {
    Inconclusive,
    NoAccess,
}

crate::words! {
    NoteOutcome { Inconclusive: "inconclusive", NoAccess: "no-access" }
}

crate::told! { NoteOutcome: "visit" }
