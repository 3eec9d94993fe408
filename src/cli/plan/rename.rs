//! `milepost plan rename`

use super::beginning::PlanStage;
use super::change::{Changing, TextEdit};
use crate::cli::answer::{Answer, Outside};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::edit::error::Unedited;
use crate::edit::found::find;
use crate::edit::noun::Noun;
use crate::edit::rename::{OldName, rename};
use crate::edit::splice::Splice;
use crate::edit::tree::JsonNode;
use clap::Args;

/// Give something another id; everything that names it follows
///
/// Once the plan is in force, a milestone says that it `replaces` the one of the old name, under which its record stays; actors,
/// phases and indicators keep their ids, for books, suspensions and figures are on record under them.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan rename DC-1 AR-1
  milepost plan rename phase:stage-1 first-stage")]
pub struct PlanRenameArgs {
    /// What it is called: ID, actor:ID, MILESTONE/INDICATOR
    old: String,
    /// The id that it is to have
    new: String,
    #[command(flatten)]
    changing: Changing,
}

impl PlanRenameArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let told = format!("`{}` is now `{}`", self.old, self.new);
        let edit = TextEdit { told: Some(told), mends: false, change: &|text, stage| self.renamed(text, stage) };
        self.changing.make(edit, global, outside)
    }

    fn renamed(&self, text: &str, stage: PlanStage) -> Result<Vec<Splice>, Unedited> {
        let root = JsonNode::of(text);
        let found = find(&root, &self.old)?;
        match (stage, found.noun) {
            (PlanStage::Draft, _) => rename(text, &self.old, &self.new, OldName::Forgotten),
            (PlanStage::InForce, Noun::Actor | Noun::Phase | Noun::Indicator) => {
                Err(Unedited::OnRecord { told: found.told(), address: found.address(), noun: found.noun })
            }
            (PlanStage::InForce, _) => rename(text, &self.old, &self.new, OldName::Replaced),
        }
    }
}
