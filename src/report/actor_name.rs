//! An actor, or a side, in rows: to machines it is its id, to people what it is called.

use super::view::View;
use crate::model::id::Id;
use crate::model::incident::Attribution;
use crate::model::index::ActorIx;
use crate::model::looks::JsonSchema;
use crate::model::plan::Plan;
use serde::Serialize;
use std::cmp::Ordering;
use std::fmt;

#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct ActorName<'a> {
    pub id: &'a Id,
    #[serde(skip)]
    pub called: &'a str,
}

impl<'a> ActorName<'a> {
    pub fn of(plan: &'a Plan, actor: ActorIx) -> ActorName<'a> {
        let actor = &plan.actors[actor];
        ActorName { id: &actor.id, called: &actor.called }
    }

    /// The side of an actor; it is called as the actor that it is named after.
    pub fn of_side(plan: &'a Plan, actor: ActorIx) -> ActorName<'a> {
        ActorName::of_id(plan, plan.actors[actor].side())
    }

    /// Whoever has an id; by the id alone where the plan knows no such actor.
    pub fn of_id(plan: &'a Plan, id: &'a Id) -> ActorName<'a> {
        plan.actor(id.as_str()).map_or(ActorName { id, called: id.as_str() }, |actor| ActorName::of(plan, actor))
    }
}

/// Whom an incident is attributed to, as `ActorName` tells it.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Attributed<'a> {
    pub to: &'a Attribution,
    #[serde(skip)]
    plan: &'a Plan,
}

impl<'a> View<'a> {
    pub fn attributed(&self, to: &'a Attribution) -> Attributed<'a> {
        Attributed { to, plan: self.plan }
    }

    pub fn actor(&self, actor: ActorIx) -> ActorName<'a> {
        ActorName::of(self.plan, actor)
    }

    pub fn side(&self, actor: ActorIx) -> ActorName<'a> {
        ActorName::of_side(self.plan, actor)
    }

    pub fn who(&self, id: &'a Id) -> ActorName<'a> {
        ActorName::of_id(self.plan, id)
    }

    pub fn all(&self, ids: &'a [Id]) -> Vec<ActorName<'a>> {
        ids.iter().map(|id| self.who(id)).collect()
    }
}

/// Several, or some ids, with commas between.
pub fn listed(all: &[impl fmt::Display]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Attributed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.to {
            Attribution::Actors(ids) => {
                let called: Vec<&str> = ids.iter().map(|id| ActorName::of_id(self.plan, id).called).collect();
                f.write_str(&called.join(" and "))
            }
            other => other.fmt(f),
        }
    }
}

impl fmt::Display for ActorName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.called)
    }
}

impl PartialEq for ActorName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for ActorName<'_> {}

impl PartialOrd for ActorName<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ActorName<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.id.cmp(other.id)
    }
}
