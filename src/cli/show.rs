//! `milepost show`

use super::answer::{Answer, Outside};
use super::ask::{Moments, answered};
use super::failure::Failure;
use super::global::{AnswerFormat, Global};
use super::kept::Kept;
use super::lookup;
use crate::fold::removals::Naming;
use crate::fold::state::WhyNot;
use crate::render::json::json;
use crate::render::prose::prose;
use crate::report::basis::answer;
use crate::report::entries::known_in_order;
use crate::report::exhibits::add_files;
use crate::report::flat::{LogAnswer, log_doc};
use crate::report::milestone::{MilestoneRow, Milestones};
use crate::report::show::show;
use crate::store::evidence::pieces;
use clap::Args;
use serde::Serialize;

/// Show one milestone whole: clause, terms, state, who says what
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost show DE-1
  milepost show DC-2 --as-of 2005-10-18")]
pub struct ShowArgs {
    /// The milestone's id, as `list` shows it
    id: String,
    #[command(flatten)]
    moments: Moments,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct ShowDoc<'a> {
    milestone: ShownMilestone<'a>,
}

#[derive(Serialize)]
struct ShownMilestone<'a> {
    #[serde(flatten)]
    milestone: MilestoneRow<'a>,
    history: Vec<Box<serde_json::value::RawValue>>,
}

impl ShowArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = self.moments.open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let place = lookup::milestone(&state.plan, &self.id)?;
        let view = world.view(&state);
        let known = |naming: &Naming| state.entries[naming.entry].why_not != Some(WhyNot::NotYetKnown);
        let named = world.namings(&state).into_iter().filter(known).collect();
        let files = pieces(&world.contents.workspace, named)?;
        let text = match self.output {
            AnswerFormat::Text => prose(&show(&view, place, &files), outside.width),
            AnswerFormat::Json => {
                let about = state.milestones[place].record.about.iter().copied();
                let LogAnswer { entries } = log_doc(
                    &view,
                    &known_in_order(&view, about.filter(|index| state.entries[*index].milestone == Some(place))),
                );
                let mut milestone = Milestones::of(&view).row(place);
                add_files(&view, &files, &mut milestone.evidence);
                json(&answer("show", &view, ShowDoc { milestone: ShownMilestone { milestone, history: entries } }))
            }
        };
        Ok(answered(world, outside, text))
    }
}
