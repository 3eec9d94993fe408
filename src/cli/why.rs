//! `milepost why`

use super::answer::{Answer, Outside};
use super::ask::{Moments, answered};
use super::failure::Failure;
use super::global::{AnswerFormat, Global};
use super::kept::Kept;
use super::lookup;
use crate::render::json::json;
use crate::render::prose::prose;
use crate::report::why::{paras, why, why_doc};
use clap::Args;

/// Explain a milestone: the rules and the entries behind its status, figures and timing
///
/// The entries named give the same again by themselves; that is tried before it is said.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost why DE-1
  milepost why DC-2 --as-of 2005-10-18")]
pub struct WhyArgs {
    /// The milestone's id, as `list` shows it
    id: String,
    #[command(flatten)]
    moments: Moments,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

impl WhyArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = self.moments.open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let place = lookup::milestone(&state.plan, &self.id)?;
        let view = world.view(&state);
        let why = why(&view, place);
        let text = match self.output {
            AnswerFormat::Text => prose(&paras(&view, &why), outside.width),
            AnswerFormat::Json => json(&why_doc(&view, &why)),
        };
        Ok(answered(world, outside, text))
    }
}
