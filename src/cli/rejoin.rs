//! `milepost rejoin`

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::Global;
use super::leave::told;
use super::record::Desktop;
use super::saying::SayingArgs;
use crate::model::entry::Act;
use clap::Args;

/// Come back to the agreement
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost rejoin --as russia --dry-run
  milepost rejoin --as russia --note \"as announced\"")]
pub struct RejoinArgs {
    #[command(flatten)]
    saying: SayingArgs,
}

impl RejoinArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "rejoin")?;
        let recorded = desktop.say(&self.saying, Act::Rejoin, |_| None)?;
        let text = told("rejoin", &recorded, &self.saying);
        Ok(recorded.answer(text))
    }
}
