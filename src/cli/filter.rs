//! Which milestones a command shows: the filters that `list` and `timeline` share.

use super::failure::Failure;
use super::lookup;
use crate::fold::state::{Status, TimingWord};
use crate::model::plan::Plan;
use crate::report::list::Filter;
use crate::tongue::later;
use clap::Args;

/// What is answered where no milestone passes the filters.
pub const NOTHING: &str = later!("No milestone fits.");

#[derive(Clone, Debug, Args)]
pub struct Filters {
    /// Only of this phase; several are parted by commas, here and below
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    phase: Vec<String>,
    /// Only of this element
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    element: Vec<String>,
    /// Only owed by this actor
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    actor: Vec<String>,
    /// Only with this status, such as reported or 'under way'
    #[arg(long, value_name = "STATUS", value_parser = status, value_delimiter = ',')]
    status: Vec<Status>,
    /// Only with this timing, such as overdue or 'not running'
    #[arg(long, value_name = "TIMING", value_parser = timing, value_delimiter = ',')]
    timing: Vec<TimingWord>,
    /// Only where id or title contains this
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
}

impl Filters {
    /// The filters with every name looked up in the plan.
    pub fn filter(&self, plan: &Plan) -> Result<Filter, Failure> {
        Ok(Filter {
            phases: self.phase.iter().map(|id| lookup::phase(plan, id)).collect::<Result<_, _>>()?,
            elements: self.element.iter().map(|id| lookup::element(plan, id)).collect::<Result<_, _>>()?,
            actors: self.actor.iter().map(|id| lookup::actor(plan, id)).collect::<Result<_, _>>()?,
            statuses: self.status.clone(),
            timings: self.timing.clone(),
            text: self.text.clone(),
        })
    }
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
