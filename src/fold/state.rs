//! The picture: what a milestone, an entry and a plan amount to at the moment asked about. Plain data.

use super::spans::Spans;
use crate::model::entry::{AsAgreed, EntryName};
use crate::model::id::Id;
use crate::model::level::{Level, Progress};
use crate::model::moment::{Day, Moment};
use crate::model::value::Value;
use crate::model::when::When;
use std::sync::Arc;

/// The moment asked about: what had happened by `as_of`, of what had been recorded by `known_by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    pub as_of: Moment,
    pub known_by: Moment,
}

#[derive(Clone, Debug)]
pub struct State {
    pub clocks: Clocks,
    pub plan: PlanState,
    /// When the plan entered into force.
    pub started: Option<When>,
    /// Taken ones in the order in which they were, then pending ones.
    pub decisions: Vec<Decision>,
    /// One for each entry, in the order of the entries.
    pub entries: Vec<Judged>,
    /// One for each milestone, in the order of the plan.
    pub milestones: Vec<MilestoneState>,
    /// One for each phase, in the order of the plan.
    pub phases: Vec<PhaseState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanState {
    Draft,
    Signed,
    InForce,
}

/// What several decide together: here entry into force.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub ruling: Ruling,
    /// When the quorum was complete; nothing while it is pending.
    pub taken: Option<Moment>,
    /// The concurring entries.
    pub entries: Vec<usize>,
    /// Of a pending one, the sides that have not concurred, each by its first actor.
    pub awaited: Vec<usize>,
}

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// In force from then.
    From(When),
    /// In force from the latest day for which the quorum will have concurred.
    Unsaid,
    /// From this moment on, what was decided before no longer holds.
    VoidSince(Moment),
}

#[derive(Clone, Debug, PartialEq)]
pub struct PhaseState {
    /// While all that it requires held.
    pub requires: Spans,
    pub opened: Spans,
    pub done: Spans,
}

/// What a claim counts as, from who makes it (design, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Reported,
    Verified,
    Confirmed,
    Contested,
    Assessed,
    None,
}

/// An entry as the fold takes it.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Whose statement it is.
    pub actor: Option<usize>,
    pub milestone: Option<usize>,
    /// The moment that it counts from.
    pub from: Moment,
    /// When it became known.
    pub known: Moment,
    /// Claims alone have one.
    pub standing: Option<Standing>,
    pub why_not: Option<WhyNot>,
}

/// Why an entry does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    NotAnActor(Id),
    /// Only a secretariat may write down what another says.
    NotARelay(Id),
    /// The actor has keys, and this is not sealed by him.
    NotSealed(Id),
    UnknownMilestone(Id),
    UnknownIndicator(Id, Id),
    /// Shares a side with who owes it, without owing it himself.
    OwingSide(Id, Id),
    /// A milestone with parts takes no level and no figure towards a target.
    Whole(Id),
    Negative(Id),
    /// `n` of `of` says nothing of a cap.
    ShareOfCap(Id),
    OnlyVerifiers,
    UnknownEntry(EntryName),
    OthersEntry(EntryName),
    Retracted(EntryName),
    /// What was decided is changed by deciding again.
    Decided(EntryName),
    /// It takes back a retraction of a proposal.
    SayAgain(EntryName),
    /// The plan has no rule for this decision.
    NobodyDecides,
    /// Not named by the rule, or outside his mandate.
    NotADecider(Id),
    NotYetKnown,
    NotYetHappened,
}

#[derive(Clone, Debug)]
pub struct MilestoneState {
    pub status: Status,
    pub since: Option<Moment>,
    pub reported: Option<Figure>,
    pub verified: Option<Figure>,
    pub assessed: Option<Figure>,
    /// The latest claim of every actor, in the order of the plan's actors.
    pub said: Vec<Said>,
    pub due: Option<Schedule>,
    pub timing: Timing,
    pub done_on: Option<Day>,
    pub requires: Requires,
    /// When somebody's figure first was above none.
    pub began: Option<Moment>,
    /// Began before what it requires.
    pub ahead: bool,
    /// Day k of n; n is missing where the milestone continues.
    pub hold: Option<(i64, Option<u64>)>,
    /// Neither retired nor never triggered.
    pub counted: bool,
    /// Of a contingent one, when what it requires first held.
    pub triggered: Option<Moment>,
    /// Verifiers' latest levels differ.
    pub split: bool,
    /// Reported full, and nobody may verify it.
    pub unverifiable: bool,
    /// Indexes of the entries that name it and count.
    pub entries: Vec<usize>,
}

impl MilestoneState {
    /// The best founded of the three figures, with its initial.
    pub fn best(&self) -> Option<(char, &Figure)> {
        let founded = [('v', &self.verified), ('r', &self.reported), ('a', &self.assessed)];
        founded.into_iter().find_map(|(initial, figure)| figure.as_ref().map(|figure| (initial, figure)))
    }
}

/// One of reported, verified and assessed.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    pub level: Level,
    pub progress: Progress,
    /// By index of the indicator.
    pub values: Vec<(usize, Value)>,
    /// For when it is so.
    pub on: When,
    pub from: Moment,
    pub by: Vec<usize>,
    pub entries: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    pub actor: usize,
    pub standing: Standing,
    pub level: Option<Level>,
    pub progress: Option<Progress>,
    pub values: Vec<(usize, Value)>,
    pub as_agreed: Option<AsAgreed>,
    pub entry: usize,
}

/// A milestone's status; the first that applies (design, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    NotTriggered,
    Reversed,
    Achieved,
    Holding,
    Reported,
    UnderWay,
    Waiting,
    Open,
}

impl Status {
    pub const ALL: [Status; 8] = [
        Status::NotTriggered,
        Status::Reversed,
        Status::Achieved,
        Status::Holding,
        Status::Reported,
        Status::UnderWay,
        Status::Waiting,
        Status::Open,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Status::NotTriggered => "not triggered",
            Status::Reversed => "reversed",
            Status::Achieved => "achieved",
            Status::Holding => "holding",
            Status::Reported => "reported",
            Status::UnderWay => "under way",
            Status::Waiting => "waiting",
            Status::Open => "open",
        }
    }
}

/// When a milestone is due, as its rule works out now.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Nothing while the date is not running.
    pub on: Option<When>,
    /// The last moment that is on time.
    pub deadline: Option<Moment>,
    /// More than one where the parties read the date differently.
    pub readings: Vec<When>,
    /// What the date runs from, and when that was.
    pub anchor: Option<(String, Option<When>)>,
    /// From when there was time for it: the anchor, else the signature.
    pub window: Option<When>,
}

impl Schedule {
    /// Whether it has a date by now.
    pub fn runs(&self) -> bool {
        self.on.is_some()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    pub word: TimingWord,
    /// Whole days to or from the date.
    pub days: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimingWord {
    NoDate,
    NotRunning,
    Due,
    DueSoon,
    Overdue,
    ReportedOnTime,
    ReportedLate,
    OnTime,
    Late,
}

impl TimingWord {
    pub const ALL: [TimingWord; 9] = [
        TimingWord::NoDate,
        TimingWord::NotRunning,
        TimingWord::Due,
        TimingWord::DueSoon,
        TimingWord::Overdue,
        TimingWord::ReportedOnTime,
        TimingWord::ReportedLate,
        TimingWord::OnTime,
        TimingWord::Late,
    ];

    pub fn word(self) -> &'static str {
        match self {
            TimingWord::NoDate => "no date",
            TimingWord::NotRunning => "not running",
            TimingWord::Due => "due",
            TimingWord::DueSoon => "due soon",
            TimingWord::Overdue => "overdue",
            TimingWord::ReportedOnTime => "reported on time",
            TimingWord::ReportedLate => "reported late",
            TimingWord::OnTime => "on time",
            TimingWord::Late => "late",
        }
    }
}

/// What a milestone waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Requires {
    /// What it and its whole require.
    pub own: Vec<Precondition>,
    /// What its phase requires; all milestones of the phase share it.
    pub phase: Arc<[Precondition]>,
}

impl Requires {
    pub fn iter(&self) -> impl Iterator<Item = &Precondition> {
        self.own.iter().chain(self.phase.iter())
    }
}

/// One thing that a milestone waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Precondition {
    pub text: Arc<str>,
    /// The phase that asks for it, where it is not the milestone itself.
    pub phase: Option<usize>,
    /// The milestones that it looks at.
    pub milestones: Vec<usize>,
    pub met: bool,
    pub since: Option<Moment>,
}
