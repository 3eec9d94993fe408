//! `milepost plan`: the plan written by command, its file laid out as its editors left it.

pub mod add;
pub mod beginning;
pub mod change;
pub mod drop;
pub mod edit;
pub mod format;
pub mod new;
pub mod refusal;
pub mod rename;
pub mod set;
pub mod split;

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::Global;
use clap::{Args, Subcommand};

/// Write the plan: begin one, add to it, change it
///
/// While the plan is a draft, plan.json is changed, and nothing else. Once it is in force, the change is proposed as an amendment, as
/// `milepost amend` does, under the name that `--version` gives it. Lines that a change does not touch stay as they are.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan set DC-1 due=2026-05-01
  milepost plan edit DC-1
  milepost plan format")]
pub struct PlanArgs {
    #[command(subcommand)]
    what: PlanCommand,
}

#[derive(Debug, Subcommand)]
enum PlanCommand {
    New(new::PlanNewArgs),
    Add(add::PlanAddArgs),
    Set(set::PlanSetArgs),
    Rename(rename::PlanRenameArgs),
    Split(split::PlanSplitArgs),
    Drop(drop::PlanDropArgs),
    Edit(edit::PlanEditArgs),
    Format(format::PlanFormatArgs),
}

impl PlanArgs {
    /// Whether it tells something for people to read, and changes nothing.
    pub fn only_tells(&self) -> bool {
        matches!(self.what, PlanCommand::Format(_))
    }

    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        match self.what {
            PlanCommand::New(command) => command.run(global, outside),
            PlanCommand::Add(command) => command.run(global, outside),
            PlanCommand::Set(command) => command.run(global, outside),
            PlanCommand::Rename(command) => command.run(global, outside),
            PlanCommand::Split(command) => command.run(global, outside),
            PlanCommand::Drop(command) => command.run(global, outside),
            PlanCommand::Edit(command) => command.run(global, outside),
            PlanCommand::Format(command) => Ok(command.run(outside)),
        }
    }
}
