//! `milepost timeline`

use super::answer::{Answer, Outside};
use super::ask::{Moments, answered, lines};
use super::failure::Failure;
use super::filter::{Filters, NOTHING};
use super::global::{AnswerFormat, Global};
use super::kept::Kept;
use crate::render::json::json;
use crate::render::safe;
use crate::render::timeline::draw;
use crate::report::list::{ListSort, select};
use crate::report::status::heading;
use crate::report::timeline::{timeline, timeline_doc};
use crate::report::view::View;
use crate::tongue::text;
use clap::Args;

/// Draw phases and milestones on a time axis: windows, dates due, work, what is done
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost timeline
  milepost timeline --element withdrawals --as-of 2005-10-16")]
pub struct TimelineArgs {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    moments: Moments,
    /// Draw in ASCII
    #[arg(long)]
    ascii: bool,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

impl TimelineArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = self.moments.open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let filter = self.filters.filter(&state.plan)?;
        let view = world.view(&state);
        let timeline = timeline(&view, &select(&view, &filter, ListSort::Plan));
        let ascii = self.ascii || outside.ascii;
        let text = match self.output {
            AnswerFormat::Json => json(&timeline_doc(&view, timeline)),
            AnswerFormat::Text if timeline.phases.is_empty() => above(&view, ascii) + text(NOTHING) + "\n",
            AnswerFormat::Text => above(&view, ascii) + &draw(&timeline, outside.width, ascii),
        };
        Ok(answered(world, outside, text))
    }
}

/// The plan's title, in its own words, and what is asked about it.
fn above(view: &View, ascii: bool) -> String {
    let mut heading = heading(view);
    if ascii {
        heading.iter_mut().skip(1).for_each(|line| *line = safe::ascii(line).into_owned());
    }
    lines(&heading) + "\n"
}
