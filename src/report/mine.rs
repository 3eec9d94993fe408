//! Whose milestones are whose: what somebody owes, or their side, and what they may verify.

use super::actor_name::ActorName;
use super::view::View;
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use std::collections::{BTreeMap, BTreeSet};

/// Everybody who owes or verifies anything, and which milestones concern whom.
#[derive(Default)]
pub struct Concerned<'a> {
    /// In the order of the plan.
    pub all: Vec<ActorName<'a>>,
    of: BTreeMap<&'a Id, ConcernedBy<'a>>,
}

/// Whom a milestone concerns.
#[derive(Default)]
struct ConcernedBy<'a> {
    owing: BTreeSet<&'a Id>,
    verifying: BTreeSet<&'a Id>,
}

impl<'a> Concerned<'a> {
    pub fn of(view: &View<'a>) -> Concerned<'a> {
        let plan = view.plan;
        let of: BTreeMap<&Id, ConcernedBy> =
            plan.milestones.indices().map(|place| (&plan.milestones[place].id, concerned(view, place))).collect();
        let named: BTreeSet<&Id> = of.values().flat_map(|one| one.owing.union(&one.verifying)).copied().collect();
        let all = plan.actors.indices().map(|actor| view.actor(actor)).filter(|one| named.contains(one.id)).collect();
        Concerned { all, of }
    }

    /// The ids of those who owe a milestone, with spaces between.
    pub fn owing(&self, milestone: &Id) -> String {
        self.of.get(milestone).map_or(String::new(), |one| spaced(&one.owing))
    }

    /// The same of those who may verify it.
    pub fn verifying(&self, milestone: &Id) -> String {
        self.of.get(milestone).map_or(String::new(), |one| spaced(&one.verifying))
    }
}

fn spaced(ids: &BTreeSet<&Id>) -> String {
    ids.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" ")
}

/// Who owes a milestone and who may verify it, each with its side.
fn concerned<'a>(view: &View<'a>, place: MilestoneIx) -> ConcernedBy<'a> {
    let both = |actor| [view.actor(actor).id, view.side(actor).id];
    ConcernedBy {
        owing: view.plan.owing(place).flat_map(both).collect(),
        verifying: view.plan.verifiers(place).into_iter().flat_map(both).collect(),
    }
}
