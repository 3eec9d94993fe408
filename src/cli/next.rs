//! `milepost next`

use super::answer::{Answer, Outside};
use super::ask::{Moments, answered};
use super::fail_if::FailIf;
use super::failure::Failure;
use super::global::{Global, Prose};
use super::kept::Kept;
use super::lookup;
use crate::model::index::ActorIx;
use crate::model::plan::Plan;
use crate::render::json::json;
use crate::render::outline::{on_terminal, outline};
use crate::report::agenda::Concern;
use crate::report::list::{Filter, ListSort, select};
use crate::report::next::{next, next_doc};
use crate::report::view::View;
use clap::Args;

/// Tell what can start, what is late, what is awaited from whom, and what blocks what
///
/// Also who would have to go first where preconditions wait for each other, the chain of preconditions that decides the end,
/// quorums that can no longer be reached, mandates that end, and the dates of the next thirty days.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost next
  milepost next --actor ukraine --all")]
pub struct NextArgs {
    /// Only what concerns this actor or its side: what it owes, is awaited from it, or it takes part in
    #[arg(long, value_name = "ID")]
    actor: Option<String>,
    /// Only what concerns the milestones of this phase
    #[arg(long, value_name = "ID")]
    phase: Option<String>,
    /// All of it; without this, the first of every kind
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    fail_if: FailIf,
    #[command(flatten)]
    moments: Moments,
    /// How to write it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: Prose,
}

/// The milestones that are owed by whom the question concerns, in the phase that it names.
fn owed(view: &View, concern: &Concern) -> Filter {
    let side = |actor: ActorIx| view.plan.side(actor);
    let asked = |asked: ActorIx| view.plan.actors.indices().filter(move |actor| side(*actor) == side(asked));
    Filter {
        actors: concern.actor.into_iter().flat_map(asked).collect(),
        phases: concern.phase.into_iter().collect(),
        ..Filter::default()
    }
}

impl NextArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = self.moments.open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let view = world.view(&state);
        let concern = self.concern(&state.plan)?;
        let next = next(&view, &concern);
        let text = match self.output {
            Prose::Json => json(&next_doc(&view, &next)),
            Prose::Md => outline(&next.outline(&view, self.all)),
            Prose::Text => on_terminal(&next.outline(&view, self.all), outside.width, global.colour(outside)),
        };
        let places = select(&view, &owed(&view, &concern), ListSort::Plan);
        Ok(self.fail_if.judge(answered(world, outside, text), world, &view, &places))
    }

    fn concern(&self, plan: &Plan) -> Result<Concern, Failure> {
        let actor = self.actor.as_deref().map(|id| lookup::actor(plan, id)).transpose()?;
        let phase = self.phase.as_deref().map(|id| lookup::phase(plan, id)).transpose()?;
        Ok(Concern { actor, phase })
    }
}
