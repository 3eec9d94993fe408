//! The pictures that a brief looks at: the beginning of its window as it was known then, and the course from there to its end.

use super::failure::{Failure, USAGE};
use super::kept::Kept;
use super::world::World;
use crate::fold::state::{Clocks, State};
use crate::model::moment::Moment;
use crate::report::consultations;

/// Pictures of one workspace. They live as long as the process: taking them apart takes time that nobody has use for.
pub struct Pictures {
    pub before: Kept<State>,
    /// From the beginning of the window to its end, all as known at its end: first and last, and between them the last moment of
    /// each version of the plan and the first of the next.
    pub course: Vec<Kept<State>>,
}

/// The pictures from a moment to that of `now`, which is the last of them.
pub fn pictures(world: &World, since: Moment, now: Kept<State>) -> Pictures {
    let picture = |as_of: Moment, known_by: Moment| Kept::new(world.state(Clocks { as_of, known_by }));
    let known_by = now.clocks.known_by;
    let before = picture(since, since.min(known_by));
    let moments = std::iter::once(since).chain(turns(&now, since));
    let mut course: Vec<Kept<State>> = moments.map(|moment| picture(moment, known_by)).collect();
    course.push(now);
    Pictures { before, course }
}

/// The last moment of each version of the plan within the window, and the first of the next.
fn turns(now: &State, since: Moment) -> Vec<Moment> {
    let turns = now.editions.turns(now.clocks.as_of).into_iter().map(|(moment, _)| moment);
    turns.filter(|moment| since < *moment).flat_map(|moment| [Moment(moment.0 - 1), moment]).collect()
}

/// The moment before what is new since `typed`: right before a day begins, a moment itself, or the end of the last consultation before the moment
/// that `now` is of.
pub fn since(world: &World, now: &State, typed: &str, clock: Moment) -> Result<Moment, Failure> {
    let until = now.clocks.as_of;
    if typed == "last" {
        let last = consultations::last(&now.plan, until).ok_or_else(|| no_meeting(now))?;
        return Ok(last.on.last(world.zone()));
    }
    let date = world.date(typed, clock)?;
    let since = match date.is_plain() {
        true => Moment(date.first(world.zone()).0 - 1),
        false => date.last(world.zone()),
    };
    match since <= until {
        true => Ok(since),
        false => Err(backwards(typed, since, until)),
    }
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
        .hint("`--since` begins with its day, `--until` ends with its; the end is now by default")
}
