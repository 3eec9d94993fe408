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
    of: BTreeMap<&'a Id, BTreeSet<&'a Id>>,
}

impl<'a> Concerned<'a> {
    pub fn of(view: &View<'a>) -> Concerned<'a> {
        let plan = view.plan;
        let of: BTreeMap<&Id, BTreeSet<&Id>> =
            plan.milestones.indices().map(|place| (&plan.milestones[place].id, concerned(view, place))).collect();
        let named: BTreeSet<&Id> = of.values().flatten().copied().collect();
        let all = plan.actors.indices().map(|actor| view.actor(actor)).filter(|one| named.contains(one.id)).collect();
        Concerned { all, of }
    }

    /// The ids of those whom a milestone concerns.
    pub fn by(&self, milestone: &Id) -> impl Iterator<Item = &'a Id> + '_ {
        self.of.get(milestone).into_iter().flatten().copied()
    }
}

/// Who owes a milestone and who may verify it, and the sides of these.
fn concerned<'a>(view: &View<'a>, place: MilestoneIx) -> BTreeSet<&'a Id> {
    let actors = view.plan.owing(place).chain(view.plan.verifiers(place));
    actors.flat_map(|actor| [view.actor(actor).id, view.side(actor).id]).collect()
}
