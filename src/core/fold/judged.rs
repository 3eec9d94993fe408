//! What became of an entry: what it counts as, from when, and why it does not count, where it does not. Plain data.

use crate::model::id::Id;
use crate::model::index::{ActorIx, EntryIx, MilestoneIx};
use crate::model::level::{Level, Progress};
use crate::model::moment::Moment;
use crate::model::name::EntryName;

/// What a claim counts as, from who makes it (design, section 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Standing {
    Reported,
    Verified,
    Confirmed,
    Contested,
    Assessed,
    None,
}

crate::words! {
    Standing {
        Reported: "reported",
        Verified: "verified",
        Confirmed: "confirmed",
        Contested: "contested",
        Assessed: "assessed",
        None: "none",
    }
}

crate::told! { Standing: "standing" }

/// An entry as the fold takes it.
#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Judged {
    /// Whose statement it is.
    pub actor: Option<ActorIx>,
    pub milestone: Option<MilestoneIx>,
    /// The moment that it counts from.
    pub from: Moment,
    /// When it became known.
    pub known: Moment,
    /// When it was recorded, no earlier than what it names, whatever was carried over.
    pub recorded: Moment,
    /// When it was recorded that it never counted.
    pub voided: Option<Moment>,
    /// Claims alone have one, and who agrees with a claim.
    pub standing: Option<Standing>,
    /// How far the milestone is by its author's word after this claim, by what it was measured against then; nothing where it has
    /// spoken of counts alone.
    pub told: Option<(Level, Progress)>,
    /// The entry whose words it repeats: of who agrees, the one that it agrees with, or whose words that repeats.
    pub says: Option<EntryIx>,
    /// Whether a seal of the book's actor vouches for it.
    pub sealed: bool,
    pub why_not: Option<WhyNot>,
}

/// Why an entry does not count.
#[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum WhyNot {
    NotAnActor(Id),
    /// Only a secretariat may write down what another says.
    NotARelay(Id),
    /// The actor has keys, and this is not sealed by it.
    NotSealed(Id),
    /// Somebody else wrote it down, and the actor has keys: its own sealed word is needed.
    NotItsOwn(Id),
    UnknownMilestone(Id),
    UnknownIndicator(Id, Id),
    /// Shares a side with who owes it, without owing it itself.
    OwingSide(Id, Id),
    /// A milestone with parts takes no level and no figure towards a target.
    Whole(Id),
    Negative(Id),
    /// `n` of `of` says nothing of what is to go down.
    ShareOfCap(Id),
    OnlyVerifiers,
    /// Only a party disputes.
    NotAParty(Id),
    /// Only a party or a guarantor leaves an agreement, or comes back.
    NotASignatory(Id),
    /// An amendment dropped or replaced it.
    Retired(Id),
    /// It merely restates these, which claims go to.
    Repeats(Id, Vec<Id>),
    UnknownPhase(Id),
    NotAnIncident(EntryName),
    NotADispute(EntryName),
    /// Nobody can agree with what says nothing of its own.
    NothingToAgree(EntryName),
    /// A decision has cleared that proposal, or it was taken back.
    Cleared(EntryName),
    /// A dispute over it was upheld.
    Upheld(EntryName),
    /// Only who disputed withdraws.
    NotTheDisputant(EntryName),
    /// The version that it changes is not in force then.
    NotInForce(String),
    /// The version that it adopts is not here.
    UnknownVersion(String),
    /// Nothing is suspended that could resume.
    NotSuspended,
    /// The version that it adopts was written from another.
    OtherBase(String),
    UnknownEntry(EntryName),
    /// Other words stand at the place that it names than it means.
    OtherWords(EntryName),
    OthersEntry(EntryName),
    Retracted(EntryName),
    /// What was decided is changed by deciding again.
    Decided(EntryName),
    /// It takes back a retraction of a proposal.
    SayAgain(EntryName),
    /// The plan has no rule for this decision.
    NobodyDecides,
    /// Not named by the rule, or outside its mandate.
    NotADecider(Id),
    NotYetKnown,
    NotYetHappened,
}

impl WhyNot {
    /// Whether the words may still be another's own: they were not this speaker's to say, or not then (ruling 17).
    pub fn may_be_said_by_others(&self) -> bool {
        use WhyNot::{NobodyDecides, NotADecider, NotInForce, NotItsOwn, NotSuspended, NotTheDisputant};
        use WhyNot::{Retired, UnknownMilestone, UnknownPhase, UnknownVersion};
        matches!(
            self,
            NotItsOwn(_)
                | NotADecider(_)
                | NobodyDecides
                | NotTheDisputant(_)
                | NotSuspended
                | NotInForce(_)
                | UnknownVersion(_)
                | UnknownMilestone(_)
                | UnknownPhase(_)
                | Retired(_)
        )
    }
}
