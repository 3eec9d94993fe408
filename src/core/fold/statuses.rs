//! The statuses and timings of milestones, and what gives each: data and their words.

use crate::model::moment::Day;
use crate::model::span::Span;
use crate::model::when::When;

/// A milestone's status; the first that applies (design, section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    Retired,
    NotTriggered,
    Breached,
    Suspended,
    Reversed,
    Achieved,
    Holding,
    Contested,
    Reported,
    UnderWay,
    Waiting,
    Open,
}

crate::words! {
    Status {
        Retired: "retired",
        NotTriggered: "not triggered",
        Breached: "breached",
        Suspended: "suspended",
        Reversed: "reversed",
        Achieved: "achieved",
        Holding: "holding",
        Contested: "contested",
        Reported: "reported",
        UnderWay: "under way",
        Waiting: "waiting",
        Open: "open",
    }
}

crate::told! { Status: "status" }

impl Status {
    /// Whether it must be seen before anything else: broken, slid back, stopped, or contradicted.
    pub fn is_alarm(self) -> bool {
        matches!(self, Status::Breached | Status::Suspended | Status::Reversed | Status::Contested)
    }
}

/// What gave a milestone its status.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StatusReason {
    /// An amendment dropped or replaced it.
    Retired,
    /// What it requires has never held.
    NeverTriggered,
    /// What its whole requires has never held.
    WholeNeverTriggered,
    /// None of its parts counts yet.
    NoPartCounts,
    BreachOpen,
    Suspended,
    DisputeOpen,
    /// It is verified at less than the highest level that it had reached.
    FellBack,
    /// It is verified full, and what was asked beside that is over.
    Achieved(Asked),
    /// It is verified full, and what is asked beside that goes on.
    Holding(Asked),
    ReportedFull,
    /// It is reported full, and nobody may verify it.
    NobodyVerifies,
    UnderWay(Begun),
    /// Nobody says above none, and something that it waits for is outstanding.
    Waiting,
    /// Nobody says above none, and nothing is outstanding.
    Open,
    /// Of a whole: what the statuses of its parts make, and what was said of it itself.
    OfParts(Status),
}

/// What is asked of a milestone beside that it is verified full.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    Nothing,
    /// That it stands so long.
    Hold(Span),
    /// That it is kept until the end of a day.
    Until(When),
    /// That it is kept without end.
    Always,
}

/// By whose word something has begun that is not reported full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// Reported full, but a verifier has said less for a later moment.
    FullDenied,
    Verified,
    Reported,
    Assessed,
    /// Some who owe it say above none, the least of their words is none.
    LeastIsNone,
    /// Who owes it has said above none, and not all of them are heard, or not all targets known.
    NoReportYet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    pub word: TimingWord,
    /// Whole days to or from the date.
    pub days: Option<i64>,
    pub why: TimingReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TimingWord {
    DoneDayUnknown,
    NoDate,
    NotRunning,
    Due,
    DueSoon,
    Overdue,
    ReportedOnTime,
    ReportedLate,
    OnTime,
    Late,
    Suspended,
}

crate::words! {
    TimingWord {
        NoDate: "no date",
        NotRunning: "not running",
        Due: "due",
        DueSoon: "due soon",
        Overdue: "overdue",
        ReportedOnTime: "reported on time",
        ReportedLate: "reported late",
        OnTime: "on time",
        Late: "late",
        Suspended: "suspended",
        DoneDayUnknown: "done, day not known",
    }
}

crate::told! { TimingWord: "timing" }

/// What gave a milestone its timing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimingReason {
    NoDate,
    NotCounted,
    /// What its date runs from has not happened.
    NotRunning,
    Suspended,
    /// Its last moment lies ahead.
    Ahead,
    /// Its last moment has passed, and no report of full stands.
    Passed,
    /// It was done for a day, if that is known; reported alone, or verified since.
    Done {
        on: Option<Day>,
        verified: bool,
    },
    /// It was done by a day after its date, and on which is not known.
    DayUnknown,
}
