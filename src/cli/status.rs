//! `milepost status`

use super::answer::{Answer, Outside};
use super::ask::{Moments, TableOutput, TablePage, answered};
use super::fail_if::FailIf;
use super::failure::Failure;
use super::global::Global;
use super::kept::Kept;
use super::world::World;
use crate::model::hash::Hash;
use crate::model::index::MilestoneIx;
use crate::render::json::json;
use crate::report::status::{footing, heading, status_doc, status_sheet};
use crate::report::totals::GroupBy;
use crate::report::view::View;
use crate::report::voice::{unproven, voice};
use clap::{Args, ValueEnum};

/// Show progress by phase, element or actor, what needs attention and what comes next
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost status
  milepost status --group actor --as-of 2005-10-16")]
pub struct StatusArgs {
    /// What to group by
    #[arg(long, value_name = "BY", default_value = "phase")]
    group: GroupedBy,
    #[command(flatten)]
    moments: Moments,
    #[command(flatten)]
    fail_if: FailIf,
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum GroupedBy {
    Phase,
    Element,
    Actor,
}

impl StatusArgs {
    /// As it is without any option.
    pub fn plain() -> StatusArgs {
        StatusArgs {
            group: GroupedBy::Phase,
            moments: Moments::default(),
            fail_if: FailIf::default(),
            output: TableOutput::Table,
        }
    }

    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let view = world.view(&state);
        let by = match self.group {
            GroupedBy::Phase => GroupBy::Phase,
            GroupedBy::Element => GroupBy::Element,
            GroupedBy::Actor => GroupBy::Actor,
        };
        let text = match self.output {
            TableOutput::Json => json(&status_doc(&view, by)),
            output => TablePage {
                heading: heading(&view),
                sheet: status_sheet(&view, by),
                footing: footed(&view, world.contents.root),
            }
            .write(output, global, outside),
        };
        let all: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
        Ok(self.fail_if.judge(answered(world, outside, text), world, &view, &all))
    }
}

/// What stands below the table; last what two people compare by voice.
fn footed(view: &View, root: Option<Hash>) -> Vec<String> {
    let mut footing = footing(view);
    let heard: Vec<String> = voice(root, view.plan).into_iter().chain(unproven(view.plan)).collect();
    if !heard.is_empty() {
        footing.push(String::new());
    }
    footing.into_iter().chain(heard).collect()
}
