//! `milepost plan split`

use super::change::Changing;
use crate::cli::answer::{Answer, Outside};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::edit::add::{NewPart, split};
use clap::Args;

/// Split a milestone into parts: claims go to them, and the whole follows
///
/// Each part takes over who owes the whole, its sources and its own rules; phase, element and date it shares without saying so.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan split DC-1 DC-1-north DC-1-south
  milepost plan split AM-1 'AM-1a=Amnesty declared' 'AM-1b=Amnesty carried out'")]
pub struct PlanSplitArgs {
    /// The milestone
    id: String,
    /// The parts: their ids, each with a title where it has one of its own
    #[arg(value_name = "PART[=TITLE]", required = true)]
    parts: Vec<String>,
    #[command(flatten)]
    changing: Changing,
}

impl PlanSplitArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let part = |typed: &String| match typed.split_once('=') {
            Some((id, title)) => (id.trim().to_owned(), Some(title.trim().to_owned())),
            None => (typed.clone(), None),
        };
        let parts: Vec<NewPart> = self.parts.iter().map(part).collect();
        self.changing.apply(global, outside, &|text, _| split(text, &self.id, &parts))
    }
}
