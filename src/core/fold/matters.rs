//! What is brought up beside claims: decisions, disputes, and incidents with what verifiers find. Plain data.

use crate::model::decision::{Settlement, Terms};
use crate::model::incident::{Attribution, Outcome, Severity};
use crate::model::index::{ActorIx, EntryIx, MilestoneIx};
use crate::model::moment::Moment;
use crate::model::when::When;

crate::index! {
    /// A place among the decisions.
    pub DecisionIx
    /// A place among the incidents.
    pub IncidentIx
}

/// What several decide together.
#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Decision {
    pub terms: Terms,
    /// The rule's milestone: whose own rule may say who decides.
    pub milestone: Option<MilestoneIx>,
    /// From when it applies, as it was said; nothing where it voids entry into force, or while nobody has said it.
    pub from: Option<When>,
    /// The first moment at which it applies.
    pub begins: Moment,
    /// When the quorum was complete; nothing while it is pending.
    pub taken: Option<Moment>,
    /// The concurring entries.
    pub entries: Vec<EntryIx>,
    /// Of a pending one, the sides that have not concurred, each by its first actor.
    pub awaited: Vec<ActorIx>,
    /// How many sides must concur.
    pub needed: usize,
}

/// Something that a party contests.
#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Dispute {
    /// The entry that disputes.
    pub entry: EntryIx,
    pub actor: ActorIx,
    /// The milestone that it is about, if it is about one.
    pub milestone: Option<MilestoneIx>,
    /// The disputed entry, where it is an entry.
    pub disputed: Option<EntryIx>,
    pub opened: Moment,
    pub closed: Option<Closed>,
}

impl Dispute {
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }
}

/// How and when a dispute ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Closed {
    /// By a decision: its outcome, and from when.
    Settled(Settlement, Moment),
    /// The disputed entry was retracted.
    Fell(Moment),
}

impl Closed {
    pub fn on(self) -> Moment {
        match self {
            Closed::Settled(_, on) | Closed::Fell(on) => on,
        }
    }
}

/// An alleged violation, and what verifiers conclude of it.
#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct IncidentState {
    /// The entry that alleges it.
    pub entry: EntryIx,
    pub milestone: MilestoneIx,
    /// Who alleges it.
    pub actor: ActorIx,
    pub on: Moment,
    pub severity: Severity,
    pub count: u64,
    /// Whether its author has taken it back; findings on it stand by themselves.
    pub retracted: bool,
    /// Whether some entry names it, whether or not that counts.
    pub named: bool,
    /// The latest conclusion of each verifier, in the order of the plan's actors.
    pub findings: Vec<FindingState>,
    /// What as many verifiers conclude as the rule asks for; of several such, *confirmed* first. Nothing while none is.
    pub outcome: Option<Outcome>,
    /// Whether the verifiers' conclusions differ.
    pub split: bool,
    /// Confirmed by as many as verify it, none of them attributing it solely to others than the side that owes.
    pub binding: bool,
}

/// An incident that is held against a milestone, as far as that matters to it.
#[derive(Clone, Copy, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct HeldIncident {
    pub incident: IncidentIx,
    pub on: Moment,
    /// Whether it can open a breach.
    pub can_breach: bool,
}

#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct FindingState {
    pub entry: EntryIx,
    pub actor: ActorIx,
    pub outcome: Outcome,
    /// Who is responsible, in its eyes.
    pub attributed: Option<Attribution>,
}
