//! `milepost brief`

use super::answer::{Answer, Outside};
use super::ask::answered;
use super::failure::{Failure, USAGE};
use super::global::{Global, Prose};
use super::world::World;
use crate::fold::state::{Clocks, State};
use crate::model::moment::Moment;
use crate::render::json::json;
use crate::render::outline::outline;
use crate::render::prose::prose;
use crate::report::basis::answer;
use crate::report::brief::{Brief, Views, brief};
use crate::report::consultations;
use crate::report::view::View;
use clap::Args;
use std::mem::ManuallyDrop;

/// Tell what changed between two moments, for a consultation
///
/// The plan as it was known and stood at `--since` is held against the plan as it is known and stands at `--until`. What a late
/// record or a retraction changed about the past is told as corrected, what an amendment alone changed as re-measured.
#[derive(Debug, Args)]
#[command(name = "brief")]
pub struct BriefArgs {
    /// From when on: a date, after all of that day; or `last`, the last consultation before `--until`
    #[arg(long, value_name = "DATE|last")]
    since: String,
    /// Until when: a date, all of that day included; default now
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// How to write it
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: Prose,
}

impl BriefArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let clock = (outside.now)();
        let until = self.until(world, clock)?;
        let picture = |as_of: Moment, known_by: Moment| ManuallyDrop::new(world.state(Clocks { as_of, known_by }));
        let now = picture(until, until);
        let since = self.since(world, &now, until, clock)?;
        let before = picture(since, since);
        let moments = std::iter::once(since).chain(turns(&now, since));
        let mut course: Vec<ManuallyDrop<State>> = moments.map(|moment| picture(moment, until)).collect();
        course.push(now);
        let before = world.view(&before);
        let course: Vec<View> = course.iter().map(|state| world.view(state)).collect();
        let views = Views { before: &before, course: &course };
        let text = brief(&views).map_or(String::new(), |brief| self.write(&brief, &views, outside));
        Ok(answered(world, outside, text))
    }

    fn write<'a>(&self, brief: &Brief<'a>, views: &Views<'_, 'a>, outside: &Outside) -> String {
        match (self.output, views.course.last()) {
            (Prose::Json, Some(now)) => json(&answer("brief", now, brief)),
            (Prose::Md, _) => outline(&brief.outline(views)),
            _ => prose(&brief.outline(views).paras(), outside.width),
        }
    }

    fn until(&self, world: &World, clock: Moment) -> Result<Moment, Failure> {
        match &self.until {
            Some(text) => Ok(world.date(text, clock)?.last(world.zone())),
            None => Ok(clock),
        }
    }

    fn since(&self, world: &World, now: &State, until: Moment, clock: Moment) -> Result<Moment, Failure> {
        let zone = world.zone();
        if self.since == "last" {
            let last = consultations::last(&now.plan, until).ok_or_else(|| no_meeting(now))?;
            return Ok(last.on.last(zone));
        }
        let since = world.date(&self.since, clock)?.last(zone);
        match since <= until {
            true => Ok(since),
            false => Err(backwards(&self.since, since, until)),
        }
    }
}

/// The last moment of each version of the plan within the window, and the first of the next.
fn turns(now: &State, since: Moment) -> Vec<Moment> {
    let turns = now.editions.turns(now.clocks.as_of).into_iter().map(|(moment, _)| moment);
    turns.filter(|moment| since < *moment).flat_map(|moment| [Moment(moment.0 - 1), moment]).collect()
}

fn no_meeting(now: &State) -> Failure {
    let hint = "name a date: `--since 2005-09-30`";
    let message = match now.plan.consultations.is_empty() {
        true => "the plan has no consultations, so there is no last one",
        false => "no consultation was held before the end of this brief",
    };
    Failure::new(USAGE, "no-consultation", message).hint(hint)
}

fn backwards(typed: &str, since: Moment, until: Moment) -> Failure {
    let message = format!("this brief would end ({until}) before it begins (`--since {typed}`, {since})");
    Failure::new(USAGE, "window", message)
        .hint("a date stands for the end of its day; `--since` names an earlier moment than `--until`, which is now by default")
}
