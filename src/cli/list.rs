//! `milepost list`

use super::answer::{Answer, Outside};
use super::ask::{Moments, Output, Page, answered};
use super::failure::Failure;
use super::global::Global;
use super::world::World;
use crate::fold::state::{Status, TimingWord};
use crate::render::json::json_with;
use crate::report::basis::answer;
use crate::report::list::{Filter, Sort, list_sheet, select};
use crate::report::milestone::milestone_pages;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::mem::ManuallyDrop;

/// List milestones: who owes them, when they are due, how far they are
///
/// Progress stands with the initial of who says so: v verified, r reported, a assessed.
#[derive(Debug, Args)]
pub struct List {
    /// Only of this phase; may be given more than once
    #[arg(long, value_name = "ID")]
    phase: Vec<String>,
    /// Only of this element
    #[arg(long, value_name = "ID")]
    element: Vec<String>,
    /// Only owed by this actor
    #[arg(long, value_name = "ID")]
    actor: Vec<String>,
    /// Only with this status, such as reported or 'under way'
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,
    /// Only with this timing, such as overdue or 'not running'
    #[arg(long, value_name = "TIMING", value_parser = timing)]
    timing: Vec<TimingWord>,
    /// Only where id or title contains this
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
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

fn status(word: &str) -> Result<Status, String> {
    let known = Status::ALL.map(Status::word);
    Status::ALL.into_iter().find(|status| spelt(status.word(), word)).ok_or_else(|| unknown(word, &known))
}

fn timing(word: &str) -> Result<TimingWord, String> {
    let known = TimingWord::ALL.map(TimingWord::word);
    TimingWord::ALL.into_iter().find(|timing| spelt(timing.word(), word)).ok_or_else(|| unknown(word, &known))
}

/// Whether a typed word is a known one; `under-way` will do for `under way`.
fn spelt(known: &str, typed: &str) -> bool {
    known == typed || known.replace(' ', "-") == typed
}

fn unknown(word: &str, known: &[&str]) -> String {
    let near = crate::check::finding::nearest(word, known.iter().copied());
    near.map_or(format!("one of: {}", known.join(", ")), |near| format!("close to it is `{near}`"))
}

impl List {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let filter = self.filter(world)?;
        let state = ManuallyDrop::new(world.state(self.moments.clocks(world.plan.timezone, (outside.now)())?));
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
                    true => vec!["No milestone fits.".to_owned()],
                    false => Vec::new(),
                };
                Page { heading: Vec::new(), sheet: list_sheet(&view, &places), footing }.write(output, global, outside)
            }
        };
        Ok(answered(world, text))
    }

    fn filter(&self, world: &World) -> Result<Filter, Failure> {
        let plan = &world.plan;
        let phases: Vec<&str> = plan.phases.iter().map(|phase| phase.id.as_str()).collect();
        let elements: Vec<&str> = plan.elements.iter().map(|element| element.id.as_str()).collect();
        Ok(Filter {
            phases: self.phase.iter().map(|id| find("phase", id, &phases)).collect::<Result<_, _>>()?,
            elements: self.element.iter().map(|id| find("element", id, &elements)).collect::<Result<_, _>>()?,
            actors: self.actor.iter().map(|id| world.actor(id)).collect::<Result<_, _>>()?,
            statuses: self.status.clone(),
            timings: self.timing.clone(),
            text: self.text.clone(),
        })
    }
}

fn find(what: &str, id: &str, known: &[&str]) -> Result<usize, Failure> {
    let place = known.iter().position(|known| known.eq_ignore_ascii_case(id));
    place.ok_or_else(|| Failure::unknown(what, id, known.iter().copied(), &format!("there are: {}", known.join(", "))))
}
