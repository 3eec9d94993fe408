//! The kinds of entries, and the words for them.

/// What kind of entry an act makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActKind {
    Claim,
    Incident,
    Finding,
    Dispute,
    Settle,
    Start,
    Reschedule,
    Suspend,
    Resume,
    Amend,
    Agree,
    Repudiate,
    Rejoin,
    Note,
    Retract,
}

crate::words! {
    ActKind {
        Claim: "claim",
        Incident: "incident",
        Finding: "finding",
        Dispute: "dispute",
        Settle: "settle",
        Start: "start",
        Reschedule: "reschedule",
        Suspend: "suspend",
        Resume: "resume",
        Amend: "amend",
        Agree: "agree",
        Repudiate: "repudiate",
        Rejoin: "rejoin",
        Note: "note",
        Retract: "retract",
    }
}

crate::told! { ActKind: "entry" }
