//! `milepost list`

use super::answer::{Answer, Outside};
use super::ask::{Moments, Output, Page, answered};
use super::failure::Failure;
use super::filter::{Filters, NOTHING};
use super::global::Global;
use super::world::World;
use crate::render::json::json_with;
use crate::report::basis::answer;
use crate::report::list::{Sort, list_sheet, select};
use crate::report::milestone::milestone_pages;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::mem::ManuallyDrop;

/// List milestones: who owes them, when they are due, how far they are
///
/// Progress stands with the initial of who says so: v verified, r reported, a assessed.
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    filters: Filters,
    #[arg(long, value_name = "BY", default_value = "plan")]
    sort: Order,
    #[command(flatten)]
    moments: Moments,
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: Output,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Order {
    Plan,
    Id,
    Due,
    Status,
    Progress,
}

#[derive(Serialize)]
struct ListDoc {
    /// Filled in line by line.
    milestones: [(); 0],
}

impl List {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let state = ManuallyDrop::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let filter = self.filters.filter(&state.plan)?;
        let view = world.view(&state);
        let sort = match self.sort {
            Order::Plan => Sort::Plan,
            Order::Id => Sort::Id,
            Order::Due => Sort::Due,
            Order::Status => Sort::Status,
            Order::Progress => Sort::Progress,
        };
        let places = select(&view, &filter, sort);
        let text = match self.output {
            Output::Json => json_with(
                &answer("list", &view, ListDoc { milestones: [] }),
                "milestones",
                &milestone_pages(&view, &places),
            ),
            output => {
                let footing = match places.is_empty() {
                    true => vec![NOTHING.to_owned()],
                    false => Vec::new(),
                };
                Page { heading: Vec::new(), sheet: list_sheet(&view, &places), footing }.write(output, global, outside)
            }
        };
        Ok(answered(world, outside, text))
    }
}
