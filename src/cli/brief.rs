//! `milepost brief`

use super::answer::{Answer, Outside};
use super::ask::answered;
use super::fail_if::FailIf;
use super::failure::Failure;
use super::global::{Global, Prose};
use super::kept::Kept;
use super::pictures::{pictures, since};
use super::world::World;
use crate::fold::state::Clocks;
use crate::model::index::MilestoneIx;
use crate::model::moment::Moment;
use crate::render::json::json;
use crate::render::outline::{on_terminal, outline};
use crate::report::basis::answer;
use crate::report::brief::{Brief, brief};
use crate::report::view::{View, Views};
use clap::Args;

/// Tell what changed between two moments, for a consultation
///
/// The plan as it was known and stood at `--since` is held against the plan as it is known and stands at `--until`. What a late
/// record or a retraction changed about the past is told as corrected, what an amendment alone changed as re-measured.
#[derive(Debug, Args)]
#[command(name = "brief")]
#[command(after_help = "\
Examples:
  milepost brief --since last
  milepost brief --since 2005-09-16 --until 2005-10-15")]
pub struct BriefArgs {
    /// From when on: a date, after all of that day; or `last`, the last consultation before `--until`
    #[arg(long, value_name = "DATE|last", allow_hyphen_values = true)]
    since: String,
    /// Until when: a date, all of that day included; default now
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    until: Option<String>,
    #[command(flatten)]
    fail_if: FailIf,
    /// How to write it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: Prose,
}

impl BriefArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let clock = (outside.now)();
        let until = self.until(world, clock)?;
        let now = Kept::new(world.state(Clocks { as_of: until, known_by: until }));
        let since = since(world, &now, &self.since, clock)?;
        let pictures = pictures(world, since, now);
        let before = world.view(&pictures.before);
        let course: Vec<View> = pictures.course.iter().map(|state| world.view(state)).collect();
        let views = Views { before: &before, course: &course };
        let text = brief(&views).map_or(String::new(), |brief| self.write(&brief, &views, global, outside));
        let answer = answered(world, outside, text);
        let Some(now) = views.course.last() else { return Ok(answer) };
        let all: Vec<MilestoneIx> = now.plan.milestones.indices().collect();
        Ok(self.fail_if.judge(answer, world, now, &all))
    }

    fn write<'a>(&self, brief: &Brief<'a>, views: &Views<'_, 'a>, global: &Global, outside: &Outside) -> String {
        match (self.output, views.course.last()) {
            (Prose::Json, Some(now)) => json(&answer("brief", now, brief)),
            (Prose::Md, _) => outline(&brief.outline(views)),
            _ => on_terminal(&brief.outline(views), outside.width, global.colour(outside)),
        }
    }

    fn until(&self, world: &World, clock: Moment) -> Result<Moment, Failure> {
        match &self.until {
            Some(text) => Ok(world.date(text, clock)?.last(world.zone())),
            None => Ok(clock),
        }
    }
}
