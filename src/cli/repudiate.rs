//! `milepost repudiate`

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::Global;
use super::leave::told;
use super::record::Desktop;
use super::saying::SayingArgs;
use crate::model::entry::Act;
use clap::Args;

/// Leave the agreement, as a party or a guarantor
///
/// Decisions that take all sides no longer wait for the one that left; what it owes stays in the plan.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost repudiate --as gam --dry-run
  milepost repudiate --as goi --on 2005-12-01 --note \"as announced\"")]
pub struct RepudiateArgs {
    #[command(flatten)]
    saying: SayingArgs,
}

impl RepudiateArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "repudiate")?;
        let recorded = desktop.say(&self.saying, Act::Repudiate, |_| None)?;
        let text = told("repudiate", &recorded, &self.saying);
        Ok(recorded.answer(text))
    }
}
