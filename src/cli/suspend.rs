//! `milepost suspend`

use super::answer::{Answer, Outside};
use super::decision::{hint, told};
use super::failure::Failure;
use super::global::Global;
use super::record::Desktop;
use super::saying::SayingArgs;
use super::scope::Scoped;
use crate::model::decision::Terms;
use clap::Args;

/// Suspend the plan, a phase or a milestone: a decision
///
/// Dates stay as they are and make nothing overdue; a hold stops counting until it is resumed.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost suspend WD-2 --as ukraine
  milepost suspend --phase phase-3 --as ukraine --from 2026-12-24")]
pub struct SuspendArgs {
    #[command(flatten)]
    scope: Scoped,
    #[command(flatten)]
    saying: SayingArgs,
}

impl SuspendArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "suspend")?;
        let (scope, from) = self.scope.named(&desktop)?;
        let recorded =
            desktop.say(&self.saying, Terms::Suspend { scope, from }, |why_not| hint(why_not, "rules.suspend"))?;
        let text = told("suspend", &recorded, &self.saying);
        Ok(recorded.answer(text))
    }
}
