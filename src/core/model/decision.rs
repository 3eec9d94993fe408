//! What several decide together: the matter, the terms, and from when they apply (design, section 5, decisions).

use super::act_kind::ActKind;
use super::due::Due;
use super::id::Id;
use super::name::EntryName;
use super::when::When;
use crate::model::looks::JsonSchema;
use crate::tongue::say;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What is proposed. Two say the same when their terms are equal.
#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Terms {
    /// Entry into force.
    Start {
        from: Effect,
    },
    /// A milestone's date; none, where `due` is nothing.
    Reschedule {
        milestone: Id,
        due: Option<Due>,
        from: Option<When>,
    },
    /// The end of an actor's mandate.
    Prolong {
        actor: Id,
        until: When,
        from: Option<When>,
    },
    Suspend {
        scope: Scope,
        from: Option<When>,
    },
    Resume {
        scope: Scope,
        from: Option<When>,
    },
    /// Another version of the plan, by the hashes of the files.
    Amend {
        base: String,
        plan: String,
        from: Option<When>,
    },
    Settle {
        dispute: EntryName,
        outcome: Settlement,
    },
}

/// What a decision is about; a later one on the same matter takes the place of the earlier.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    Start,
    Date(Id),
    Mandate(Id),
    Suspension(Scope),
    Plan,
    Dispute(EntryName),
}

/// What a suspension stops.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Scope {
    Plan,
    Phase(Id),
    Milestone(Id),
}

/// From when entry into force applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Effect {
    /// The latest day for which the quorum concurred.
    Unsaid,
    /// `null`: what was decided before no longer holds from the day of this entry on.
    Void,
    From(When),
}

/// How a dispute ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[derive(borsh::BorshSerialize, borsh::BorshDeserialize)]
#[schemars(rename = "EndOfDispute")]
pub enum Settlement {
    /// The disputed entry is void.
    Upheld,
    Dismissed,
    /// By who disputed, who needs nobody else.
    Withdrawn,
}

crate::words! {
    Settlement { Upheld: "upheld", Dismissed: "dismissed", Withdrawn: "withdrawn" }
}

crate::told! { Settlement: "dispute" }

impl Terms {
    pub fn matter(&self) -> Matter {
        match self {
            Terms::Start { .. } => Matter::Start,
            Terms::Reschedule { milestone, .. } => Matter::Date(milestone.clone()),
            Terms::Prolong { actor, .. } => Matter::Mandate(actor.clone()),
            Terms::Suspend { scope, .. } | Terms::Resume { scope, .. } => Matter::Suspension(scope.clone()),
            Terms::Amend { .. } => Matter::Plan,
            Terms::Settle { dispute, .. } => Matter::Dispute(dispute.clone()),
        }
    }

    /// The word for an entry that proposes it.
    pub fn kind(&self) -> ActKind {
        match self {
            Terms::Start { .. } => ActKind::Start,
            Terms::Reschedule { .. } | Terms::Prolong { .. } => ActKind::Reschedule,
            Terms::Suspend { .. } => ActKind::Suspend,
            Terms::Resume { .. } => ActKind::Resume,
            Terms::Amend { .. } => ActKind::Amend,
            Terms::Settle { .. } => ActKind::Settle,
        }
    }

    /// From when it is to apply, where that is said.
    pub fn from(&self) -> Option<When> {
        match self {
            Terms::Start { from: Effect::From(when) } => Some(*when),
            Terms::Start { .. } | Terms::Settle { .. } => None,
            Terms::Reschedule { from, .. }
            | Terms::Prolong { from, .. }
            | Terms::Suspend { from, .. }
            | Terms::Resume { from, .. }
            | Terms::Amend { from, .. } => *from,
        }
    }

    /// The milestone that it names.
    pub fn milestone(&self) -> Option<&Id> {
        match self {
            Terms::Reschedule { milestone: id, .. }
            | Terms::Suspend { scope: Scope::Milestone(id), .. }
            | Terms::Resume { scope: Scope::Milestone(id), .. } => Some(id),
            _ => None,
        }
    }
}

/// As people read it: `entry into force from 2005-08-15`, `DC-1 due 2005-10-31`.
impl fmt::Display for Terms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = match self {
            Terms::Start { from: Effect::Void } => return f.write_str(say!("no entry into force")),
            Terms::Start { from: Effect::From(from) } => {
                return f.write_str(&say!("entry into force from {from}", from));
            }
            Terms::Start { from: Effect::Unsaid } => return f.write_str(say!("entry into force")),
            Terms::Reschedule { milestone, due: Some(due), .. } => say!("{milestone} due {due}", milestone, due),
            Terms::Reschedule { milestone, due: None, .. } => say!("{milestone} without a date", milestone),
            Terms::Prolong { actor, until, .. } => say!("mandate of {actor} until {until}", actor, until),
            Terms::Suspend { scope, .. } => say!("{scope} suspended", scope),
            Terms::Resume { scope, .. } => say!("{scope} resumed", scope),
            Terms::Amend { plan, .. } => say!("plan version {version}", version = plan.get(..12).unwrap_or(plan)),
            Terms::Settle { dispute, outcome } => {
                say!("dispute {dispute} {outcome}", dispute, outcome = outcome.told())
            }
        };
        f.write_str(&told)?;
        self.from().map_or(Ok(()), |from| f.write_str(&say!(", from {from}", from)))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Plan => f.write_str(say!("plan")),
            Scope::Phase(id) => f.write_str(&say!("phase {id}", id)),
            Scope::Milestone(id) => write!(f, "{id}"),
        }
    }
}
