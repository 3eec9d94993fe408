//! `milepost plan format`

use crate::cli::answer::{Answer, Outside};
use crate::render::prose::prose;
use crate::report::plan_format::plan_format;
use clap::Args;

/// Show every key of the plan file, with its shape, meaning and an example
///
/// `milepost schema plan` has the same for programs.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan format
  milepost plan format > keys.txt")]
pub struct PlanFormatArgs {}

impl PlanFormatArgs {
    pub fn run(self, outside: &Outside) -> Answer {
        Answer::say(prose(&plan_format(), outside.width))
    }
}
