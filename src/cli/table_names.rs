//! The names that stand in the cells of a table, found in the plan.

use super::lookup;
use crate::model::called::Names;
use crate::model::incident::Attribution;
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::plan::Plan;

/// Milestones and actors as tables name them: whole, for who fills in a table meets no question about a beginning.
pub struct TableNames<'p> {
    plan: &'p Plan,
    milestones: Names<MilestoneIx>,
    actors: Names<ActorIx>,
}

impl<'p> TableNames<'p> {
    pub fn of(plan: &'p Plan) -> TableNames<'p> {
        TableNames { plan, milestones: lookup::milestones(plan), actors: lookup::actors(plan) }
    }

    fn milestone(&self, cell: &str) -> Option<String> {
        self.milestones.only(cell).map(|place| self.plan.milestones[place].id.to_string())
    }

    fn actor(&self, cell: &str) -> Option<String> {
        self.actors.only(cell).map(|place| self.plan.actors[place].id.to_string())
    }

    /// The ids of those whom a cell names, as far as the plan knows them; that it was nobody of the plan, or is not known, stays said.
    fn attributed(&self, cell: &str) -> String {
        if matches!(Attribution::parse(cell), Ok(Attribution::Undetermined | Attribution::Outside)) {
            return cell.to_owned();
        }
        let each = || cell.split([',', ';']).map(|name| self.actor(name).unwrap_or_else(|| name.trim().to_owned()));
        self.actor(cell).unwrap_or_else(|| each().collect::<Vec<_>>().join(" "))
    }

    /// The id that a cell of a table of entries stands for; nothing where it names nobody known.
    pub fn id(&self, column: &str, cell: &str) -> Option<String> {
        match column {
            "milestone" => self.milestone(cell),
            "by" => self.actor(cell),
            "actor" => Some(self.attributed(cell)),
            _ => None,
        }
    }
}
