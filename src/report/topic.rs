//! What the sections of an outline are about. They are chosen and ordered by this; the words of each are its title, and are read nowhere.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    // Of an agenda.
    Late,
    SlidBack,
    CanStart,
    Awaited,
    Circles,
    Blocks,
    LostQuorums,
    Mandates,
    LatestChain,
    LongestChain,
    Dates,
    // Of a brief.
    InALine,
    Advanced,
    FellBack,
    Restored,
    Corrected,
    Remeasured,
    OtherwiseChanged,
    Figures,
    NewlyOverdue,
    NoLongerOverdue,
    Done,
    OverdueBefore,
    NotOverdueBefore,
    DoneBefore,
    MovedDates,
    DisputesOpened,
    DisputesClosed,
    DisputesOpen,
    Incidents,
    Findings,
    IncidentsBefore,
    FindingsBefore,
    DecisionsTaken,
    DecisionsPending,
    Sides,
    /// Due before the next consultation, or in so many days: its title names the day.
    DueNext,
    Recorded,
    // Of the first screen of a report.
    NeedsDecision,
    Happened,
    BecameKnown,
    ComesNext,
    // Of the chapters of a report that tell what is on record.
    Open,
    Closed,
    Pending,
    Taken,
}

crate::words! {
    Topic {
        Late: "Late",
        SlidBack: "Slid back, broken or suspended",
        CanStart: "Can start",
        Awaited: "Awaited",
        Circles: "Who goes first?",
        Blocks: "What holds up what",
        LostQuorums: "Quorums that cannot be reached",
        Mandates: "Mandates that end before the work is done",
        LatestChain: "The chain that decides the end",
        LongestChain: "The chain with most steps",
        Dates: "Dates ahead",
        InALine: "In a line",
        Advanced: "Advanced",
        FellBack: "Fell back",
        Restored: "Restored",
        Corrected: "Became known later: the past was otherwise than was known",
        Remeasured: "Re-measured by an amendment: neither progress nor fall",
        OtherwiseChanged: "Otherwise changed",
        Figures: "New figures",
        NewlyOverdue: "Newly overdue",
        NoLongerOverdue: "No longer overdue, though not done",
        Done: "Done",
        OverdueBefore: "Became known later: overdue before",
        NotOverdueBefore: "Became known later: not overdue, though not done",
        DoneBefore: "Became known later: done before",
        MovedDates: "Moved dates",
        DisputesOpened: "Disputes opened",
        DisputesClosed: "Disputes closed",
        DisputesOpen: "Disputes still open",
        Incidents: "Incidents alleged",
        Findings: "Findings",
        IncidentsBefore: "Became known later: incidents before",
        FindingsBefore: "Became known later: findings before",
        DecisionsTaken: "Decisions taken",
        DecisionsPending: "Decisions pending",
        Sides: "Sides that left or came back",
        DueNext: "Due next",
        Recorded: "Recorded in these days",
        NeedsDecision: "Needs a decision",
        Happened: "Happened since",
        BecameKnown: "Became known since",
        ComesNext: "Next",
        Open: "Open",
        Closed: "Closed",
        Pending: "Pending",
        Taken: "Taken, the latest first",
    }
}

impl Topic {
    /// Whether its items are things of a kind, and not sentences or steps of one chain.
    pub fn is_counted(self) -> bool {
        !matches!(self, Topic::InALine | Topic::LatestChain | Topic::LongestChain | Topic::Recorded)
    }
}

crate::told! { Topic: "section" }
