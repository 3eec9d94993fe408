//! `milepost log`

use super::answer::{Answer, Outside};
use super::ask::{Moments, Output, Page, answered};
use super::failure::Failure;
use super::global::Global;
use super::lookup;
use super::world::World;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::entries::{in_order, log_sheet, log_table};
use crate::report::flat::log_doc;
use clap::Args;
use std::mem::ManuallyDrop;

/// Show the entries in the order in which they were recorded, with what each counts as
#[derive(Debug, Args)]
pub struct Log {
    /// Only what was said of this milestone
    id: Option<String>,
    /// Only what this actor says
    #[arg(long, value_name = "ID")]
    actor: Option<String>,
    #[command(flatten)]
    moments: Moments,
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: Output,
}

impl Log {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let state = ManuallyDrop::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let milestone = self.id.as_deref().map(|id| lookup::milestone(&state.plan, id)).transpose()?;
        let actor = self.actor.as_deref().map(|id| lookup::actor(&state.plan, id)).transpose()?;
        let view = world.view(&state);
        let order = in_order(&view, |index| {
            let judged = &state.entries[index];
            (milestone.is_none() || judged.milestone == milestone) && (actor.is_none() || judged.actor == actor)
        });
        let text = match self.output {
            Output::Json => json(&answer("log", &view, log_doc(&view, &order))),
            output => {
                let footing = match order.is_empty() {
                    true => vec!["Nothing is recorded yet.".to_owned()],
                    false => Vec::new(),
                };
                let sheet = if output == Output::Table { log_table(&view, &order) } else { log_sheet(&view, &order) };
                Page { heading: Vec::new(), sheet, footing }.write(output, global, outside)
            }
        };
        Ok(answered(world, outside, text))
    }
}
