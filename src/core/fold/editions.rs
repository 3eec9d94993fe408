//! Which version of the plan was in force when, and who could speak under it: versions on one page, mandates as decided,
//! and the sides that have left.

use crate::model::index::{ActorIx, Ix, MilestoneIx, Series, VersionIx};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::rule::{Quorum, Rule};
use crate::model::versions::{Versions, aligned};
use crate::model::when::When;
use std::collections::BTreeMap;
use std::sync::Arc;

crate::index! {
    /// A place among the versions that were in force; the first of all stands in front.
    pub EditionIx
}

/// The versions that were in force, and what decisions have changed about who speaks under them.
#[derive(Clone, Debug, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Editions {
    /// On one page: what has an id stands at the same place in each.
    #[borsh(skip)]
    pub plans: Series<EditionIx, Arc<Plan>>,
    /// The place of each among all versions that are known.
    pub numbers: Series<EditionIx, VersionIx>,
    /// From when each adopted version applies, in the order in which they were adopted; before, the first.
    pub reigns: Vec<(Moment, EditionIx)>,
    /// From when an actor's mandate ends otherwise than the plan says, in the order of the decisions.
    pub mandates: BTreeMap<ActorIx, Vec<(Moment, When)>>,
    /// When a side has left the agreement or come back, in the order in which that was said.
    pub left: BTreeMap<ActorIx, Vec<(Moment, bool)>>,
}

impl Editions {
    /// All versions as they were before any was adopted.
    pub fn unread(versions: &Versions) -> Editions {
        let plans: Series<EditionIx, Arc<Plan>> = versions.0.iter().map(|(_, plan)| plan.clone()).collect();
        let (reigns, mandates, left) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Editions {
            numbers: versions.0.indices().collect(),
            plans: aligned(&plans, EditionIx::FIRST),
            reigns,
            mandates,
            left,
        }
    }

    /// The first version of all.
    pub fn first(&self) -> &Arc<Plan> {
        &self.plans[EditionIx::FIRST]
    }

    /// Where a version stands among these, if it was ever in force.
    pub fn place_of(&self, version: VersionIx) -> Option<EditionIx> {
        self.numbers.position(|number| *number == version)
    }

    /// A version as it stands among these; the first where it never was in force.
    pub fn of(&self, version: VersionIx) -> &Arc<Plan> {
        &self.plans[self.place_of(version).unwrap_or(EditionIx::FIRST)]
    }

    /// The same with only the versions that were in force up to a moment, in the order of the last of them; and for each
    /// actor and milestone its place there, if it has one.
    pub fn up_to(&self, versions: &Versions, as_of: Moment) -> (Editions, Renumber) {
        let turns = self.turns(as_of);
        let mut reigned: Series<EditionIx, EditionIx> = Series::from(vec![EditionIx::FIRST]);
        for (_, version) in &turns {
            if !reigned.contains(version) {
                reigned.push(*version);
            }
        }
        let place = |version: EditionIx| reigned.position(|known| *known == version);
        let numbers: Series<EditionIx, VersionIx> = reigned.iter().map(|version| self.numbers[*version]).collect();
        let plans = numbers.iter().map(|number| versions.0[*number].1.clone()).collect();
        let plans = aligned(&plans, place(self.version(as_of)).unwrap_or(EditionIx::FIRST));
        let (before, after) = (self.first(), &plans[EditionIx::FIRST]);
        let renumber = Renumber {
            actors: before.actors.iter().map(|actor| after.actor(actor.id.as_str())).collect(),
            milestones: before.milestones.iter().map(|one| after.milestone(one.id.as_str())).collect(),
        };
        let actor = |actor: ActorIx| renumber.actors[actor];
        let side = |side: ActorIx| Some(after.side(actor(side)?));
        let editions = Editions {
            reigns: turns.iter().filter_map(|(from, version)| Some((*from, place(*version)?))).collect(),
            mandates: self.mandates.iter().filter_map(|(of, until)| Some((actor(*of)?, until.clone()))).collect(),
            left: self.left.iter().filter_map(|(of, left)| Some((side(*of)?, left.clone()))).collect(),
            plans,
            numbers,
        };
        (editions, renumber)
    }

    /// The same after they were kept without the plans.
    pub fn with_plans(self, versions: &Versions, as_of: Moment) -> Editions {
        let plans = self.numbers.iter().map(|number| versions.0[*number].1.clone()).collect();
        Editions { plans: aligned(&plans, self.version(as_of)), ..self }
    }

    /// The place of the version with a hash, if it was ever in force.
    pub fn place(&self, versions: &Versions, hash: &str) -> Option<EditionIx> {
        self.place_of(versions.find(hash)?)
    }

    /// The place of the version in force at a moment: of those adopted whose time has come, the last adopted.
    pub fn version(&self, moment: Moment) -> EditionIx {
        last_decided(self.reigns.iter().map(|(from, version)| (*from, *version)), moment).unwrap_or(EditionIx::FIRST)
    }

    /// The place of the same among all versions that are known.
    pub fn version_at(&self, moment: Moment) -> VersionIx {
        self.numbers[self.version(moment)]
    }

    /// The version in force at a moment.
    pub fn at(&self, moment: Moment) -> &Arc<Plan> {
        &self.plans[self.version(moment)]
    }

    /// Every later version with the moment from which it applied, up to one moment.
    pub fn turns(&self, as_of: Moment) -> Vec<(Moment, EditionIx)> {
        let mut turns: Vec<(Moment, EditionIx)> = Vec::new();
        let mut moments: Vec<Moment> =
            self.reigns.iter().map(|(from, _)| *from).filter(|from| *from <= as_of).collect();
        moments.sort_unstable();
        moments.dedup();
        for moment in moments {
            let version = self.version(moment);
            if turns.last().map_or(EditionIx::FIRST, |(_, last)| *last) != version {
                turns.push((moment, version));
            }
        }
        turns
    }

    /// The last moment of an actor's mandate, as it stands at a moment.
    pub fn mandate_ends(&self, actor: ActorIx, moment: Moment) -> Option<Moment> {
        self.mandate_until(actor, moment).map(|until| until.last(self.first().timezone))
    }

    /// Whether an actor's mandate was over at a moment; at its very end it is not.
    pub fn mandate_ended(&self, actor: ActorIx, moment: Moment) -> bool {
        self.mandate_ends(actor, moment).is_some_and(|end| end < moment)
    }

    /// Until when an actor's mandate lasts, as it stands at a moment.
    pub fn mandate_until(&self, actor: ActorIx, moment: Moment) -> Option<When> {
        let decided = self.mandates.get(&actor).into_iter().flatten().copied();
        let planned = || self.at(moment).actors[actor].mandate.and_then(|mandate| mandate.until);
        last_decided(decided, moment).or_else(planned)
    }

    /// Whether an actor's mandate covers a moment; an actor without one is always within it.
    pub fn in_mandate(&self, actor: ActorIx, moment: Moment) -> bool {
        let plan = self.at(moment);
        let from = plan.actors[actor].mandate.and_then(|mandate| mandate.from);
        from.is_none_or(|from| from.first(plan.timezone) <= moment) && !self.mandate_ended(actor, moment)
    }

    /// Whether a side had left the agreement at a moment.
    pub fn has_left(&self, side: ActorIx, moment: Moment) -> bool {
        self.left_since(side, moment).is_some()
    }

    /// The sides that had left at a moment, and since when.
    pub fn out(&self, moment: Moment) -> Vec<(ActorIx, Moment)> {
        self.left.keys().filter_map(|side| Some((*side, self.left_since(*side, moment)?))).collect()
    }

    /// Whether any side had left at a moment.
    pub fn any_left(&self, moment: Moment) -> bool {
        self.left.keys().any(|side| self.has_left(*side, moment))
    }

    /// Since when a side has been out of the agreement at a moment.
    pub fn left_since(&self, side: ActorIx, moment: Moment) -> Option<Moment> {
        let said = self.left.get(&side)?.iter().filter(|(from, _)| *from <= moment);
        // Of equal moments what was said last.
        said.max_by_key(|(from, _)| *from).filter(|(_, left)| *left).map(|(from, _)| *from)
    }

    /// How many sides must concur at a moment under a rule of a version; `passed_over` are not asked, nor are those that have
    /// left.
    pub fn needed(&self, plan: &Plan, rule: &Rule, moment: Moment, passed_over: &[ActorIx]) -> usize {
        let Quorum::Sides(sides) = rule.quorum else {
            let sides = plan.sides_of(plan.named(rule)).into_iter();
            let asked = sides.filter(|side| !passed_over.contains(side) && !self.has_left(*side, moment));
            return asked.count().max(1);
        };
        sides
    }

    /// How many sides must verify a milestone under a version at a moment; nothing where no rule says who. Who owes it, or shares a
    /// side with who does, is not asked.
    pub fn verifiers_needed(&self, plan: &Plan, milestone: MilestoneIx, moment: Moment) -> Option<usize> {
        plan.verify_rule(milestone).map(|rule| self.needed(plan, rule, moment, &plan.interested(milestone)))
    }
}

/// Where actors and milestones stand after versions have been left out; nothing for those that only these had.
pub struct Renumber {
    pub actors: Series<ActorIx, Option<ActorIx>>,
    pub milestones: Series<MilestoneIx, Option<MilestoneIx>>,
}

/// Of what was decided, in order, each from its moment on: what rules at a moment (ruling 5).
pub fn last_decided<T>(decided: impl DoubleEndedIterator<Item = (Moment, T)>, moment: Moment) -> Option<T> {
    decided.rev().find(|(from, _)| *from <= moment).map(|(_, ruling)| ruling)
}

/// What was decided, in order, each from its moment on, as it ruled over time: ascending, the last decided wins.
pub fn over_time<T: Clone>(decided: &[(Moment, T)]) -> Vec<(Moment, T)> {
    let mut ruled: Vec<(Moment, T)> = Vec::new();
    for ruling in decided {
        // What was decided before, for a later moment, never comes to rule.
        ruled.truncate(ruled.partition_point(|(from, _)| *from <= ruling.0));
        ruled.push(ruling.clone());
    }
    ruled
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn over_time_tells_what_rules_at_each_moment(decided in proptest::collection::vec((0i64..9, 0u8..9), 0..8)) {
            let decided: Vec<(Moment, u8)> = decided.into_iter().map(|(from, what)| (Moment(from), what)).collect();
            let ruled = over_time(&decided);
            for moment in (-1..10).map(Moment) {
                let told = ruled.iter().rev().find(|(from, _)| *from <= moment).map(|(_, what)| *what);
                prop_assert_eq!(told, last_decided(decided.iter().copied(), moment));
            }
        }
    }
}
