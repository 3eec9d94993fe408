//! `milepost resume`

use super::answer::{Answer, Outside};
use super::decision::{hint, told};
use super::failure::Failure;
use super::global::Global;
use super::record::Desktop;
use super::saying::SayingArgs;
use super::scope::Scoped;
use crate::model::decision::Terms;
use clap::Args;

/// Resume what was suspended, by the rule that suspended it
///
/// Name the same as was suspended: the plan, a phase or a milestone.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost resume WD-2 --as ukraine
  milepost resume WD-2 --as ukraine --from 2026-12-24")]
pub struct ResumeArgs {
    #[command(flatten)]
    scope: Scoped,
    #[command(flatten)]
    saying: SayingArgs,
}

impl ResumeArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "resume")?;
        let (scope, from) = self.scope.named(&desktop)?;
        let recorded =
            desktop.say(&self.saying, Terms::Resume { scope, from }, |why_not| hint(why_not, "rules.suspend"))?;
        let text = told("resume", &recorded, &self.saying);
        Ok(recorded.answer(text))
    }
}
