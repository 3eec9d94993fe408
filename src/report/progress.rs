//! Progress over time: reported and verified at the end of each day on which something changed, and every fall of a verified level.
//!
//! Each point is the score of its own day, by the version of the plan that was in force then, as it is known now: the same figure
//! that `status --as-of` gives.

use super::sheet::{Cell, Columns, Shape, Sheet};
use super::status::everything;
use super::view::View;
use crate::model::level::Progress;
use crate::model::moment::{Day, Moment};
use crate::model::when::When;

/// The scores over time, and the falls among them.
pub struct Course<'a> {
    pub points: Vec<Point>,
    pub falls: Vec<Fallen<'a>>,
}

/// The scores at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub day: Day,
    pub reported: Option<Progress>,
    pub verified: Option<Progress>,
}

/// A milestone whose verified level fell, or that was breached.
pub struct Fallen<'a> {
    pub day: Day,
    /// The day as it was said, or the month where no more was.
    pub on: When,
    pub id: &'a str,
    pub what: String,
}

/// At most so many days are looked at; between them the course may have been another, which the page says.
const MOST: usize = 60;

/// The days to look at: those on which something changed, thinned out evenly where they are many, and the day asked about.
pub fn days(view: &View) -> Vec<Day> {
    let (zone, state) = (view.plan.timezone, view.state);
    let today = zone.day_of(state.clocks.as_of);
    let mut days: Vec<Day> = (state.entries.iter().filter(|judged| judged.why_not.is_none()))
        .map(|judged| zone.day_of(judged.from))
        .chain(view.plan.signed.map(|signed| signed.day(zone)))
        .filter(|day| *day < today)
        .collect();
    days.sort_unstable();
    days.dedup();
    if days.len() >= MOST {
        days = (0..MOST).map(|at| days[at * (days.len() - 1) / (MOST - 1)]).collect();
    }
    days.push(today);
    days
}

/// The last moment of a day that a picture can be asked for: its end, or the moment asked about.
pub fn moment(view: &View, day: Day) -> Moment {
    view.plan.timezone.end_of(day).min(view.state.clocks.as_of)
}

/// The scores of the moment that a view is of.
pub fn point(view: &View) -> Point {
    let totals = everything(view);
    Point {
        day: view.plan.timezone.day_of(view.state.clocks.as_of),
        reported: totals.reported.score,
        verified: totals.verified.score,
    }
}

/// The course of those points, with every fall that the view knows of, in order.
pub fn course<'a>(view: &View<'a>, points: Vec<Point>) -> Course<'a> {
    let zone = view.plan.timezone;
    let mut falls = Vec::new();
    for (place, state) in view.state.milestones.pairs() {
        let id = view.plan.milestones[place].id.as_str();
        let said = view.said_at(place, state.falls.iter().map(|fall| fall.on));
        for (fall, on) in state.falls.iter().zip(said) {
            let what = match fall.breach {
                true => "breached".to_owned(),
                false => format!("verified {} → {}", fall.levels.0, fall.levels.1),
            };
            falls.push(Fallen { day: zone.day_of(fall.on), on, id, what });
        }
    }
    falls.sort_by_key(|fall| fall.day);
    Course { points, falls }
}

impl Course<'_> {
    /// The first day and the last, where they differ.
    pub fn span(&self) -> Option<(Day, Day)> {
        let (first, last) = (self.points.first()?.day, self.points.last()?.day);
        (first < last).then_some((first, last))
    }

    /// Whether anybody has reported or verified anything.
    pub fn is_told(&self) -> bool {
        self.points.iter().any(|point| point.reported.is_some() || point.verified.is_some())
    }

    /// The points on which a score changed, and the last, as a table.
    pub fn sheet(&self) -> Sheet {
        use Shape::{Figure, Whole};
        let columns: Columns<&Point> = Columns::of([
            ("day", "Day", Whole, |point| Cell::name(point.day)),
            ("verified", "Verified", Figure, |point| Cell::share(point.verified)),
            ("reported", "Reported", Figure, |point| Cell::share(point.reported)),
        ]);
        let last = self.points.len().saturating_sub(1);
        let told = |(at, point): &(usize, &Point)| {
            let before = at.checked_sub(1).map(|before| self.points[before]);
            let same = |before: Point| (before.verified, before.reported) == (point.verified, point.reported);
            *at == last || !before.is_some_and(same)
        };
        columns.sheet(self.points.iter().enumerate().filter(told).map(|(_, point)| point))
    }

    /// The falls as a table.
    pub fn falls(&self) -> Sheet {
        use Shape::{Whole, Words};
        let columns: Columns<&Fallen> = Columns::of([
            ("day", "Day", Whole, |fall| Cell::name(fall.on)),
            ("milestone", "Milestone", Whole, |fall| Cell::name(fall.id)),
            ("what", "Fall", Words, |fall| Cell::words(fall.what.as_str())),
        ]);
        columns.sheet(&self.falls)
    }
}
