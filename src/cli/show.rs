//! `milepost show`

use super::answer::{Answer, Outside};
use super::ask::{Moments, answered};
use super::failure::Failure;
use super::global::{Format, Global};
use super::kept::Kept;
use super::lookup;
use super::world::World;
use crate::fold::removals::Naming;
use crate::fold::state::WhyNot;
use crate::render::json::json;
use crate::render::prose::prose;
use crate::report::basis::answer;
use crate::report::entries::in_order;
use crate::report::exhibits::add_files;
use crate::report::flat::{LogDoc, log_doc};
use crate::report::milestone::{MilestoneRow, Milestones};
use crate::report::show::show;
use crate::store::evidence::pieces;
use clap::Args;
use serde::Serialize;

/// Show one milestone whole: clause, terms, state, who says what
#[derive(Debug, Args)]
pub struct Show {
    /// The milestone's id, as `list` shows it
    id: String,
    #[command(flatten)]
    moments: Moments,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: Format,
}

#[derive(Serialize)]
struct ShowDoc<'a> {
    milestone: Whole<'a>,
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    milestone: MilestoneRow<'a>,
    history: Vec<Box<serde_json::value::RawValue>>,
}

impl Show {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let place = lookup::milestone(&state.plan, &self.id)?;
        let view = world.view(&state);
        let known = |naming: &Naming| state.entries[naming.entry].why_not != Some(WhyNot::NotYetKnown);
        let named = world.namings(&state.plan, &state.entries).into_iter().filter(known).collect();
        let files = pieces(&world.contents.workspace, named)?;
        let text = match self.output {
            Format::Text => prose(&show(&view, place, &files), outside.width),
            Format::Json => {
                let LogDoc { entries } =
                    log_doc(&view, &in_order(&view, |index| state.entries[index].milestone == Some(place)));
                let mut milestone = Milestones::of(&view).row(place);
                add_files(&view, &files, &mut milestone.evidence);
                json(&answer("show", &view, ShowDoc { milestone: Whole { milestone, history: entries } }))
            }
        };
        Ok(answered(world, outside, text))
    }
}
