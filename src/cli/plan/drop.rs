//! `milepost plan drop`

use super::change::Changing;
use crate::cli::answer::{Answer, Outside};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::edit::drop::drop;
use clap::Args;

/// Take something out of the plan, where nothing else names it
///
/// Once the plan is in force, what was said of a milestone stays on record, and it is *retired* from then on.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan drop LP-1
  milepost plan drop rule:settle")]
pub struct PlanDropArgs {
    /// What goes: ID, actor:ID, rule:DECISION, MILESTONE/INDICATOR
    id: String,
    #[command(flatten)]
    changing: Changing,
}

impl PlanDropArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        self.changing.apply(global, outside, &|text, _| drop(text, &self.id))
    }
}
