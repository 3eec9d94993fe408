//! Why a score is another than it was: what moved since, what became known of the time before, what an amendment measured anew.
//!
//! In points of the whole per cents that are shown, so that the parts add up to the difference that a reader sees.

use super::status::everything;
use super::view::Views;
use crate::fold::score::{Tally, Totals};
use crate::tongue::{many, say};

/// What a score's difference is made of; nothing where that part is none, and no points where it is too small to be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shift {
    pub moved: Option<i64>,
    /// Became known later of the time before.
    pub known: Option<i64>,
    pub remeasured: Option<i64>,
    /// Whether an amendment decided since, for the time before, is part of what became known later.
    pub amended: bool,
}

/// The totals that a brief compares: as it was known then, then those of its course.
pub struct ComparedTotals {
    before: Totals,
    course: Vec<Totals>,
    amended: bool,
}

impl ComparedTotals {
    pub fn of(views: &Views) -> ComparedTotals {
        let first = views.course.first();
        ComparedTotals {
            before: everything(views.before),
            course: views.course.iter().map(everything).collect(),
            amended: first.is_some_and(|first| first.state.version != views.before.state.version),
        }
    }

    /// One voice as it was known then and as it is now, with why they differ.
    pub fn voice(&self, of: fn(&Totals) -> &Tally) -> Option<(&Tally, &Tally, Shift)> {
        let course: Vec<&Tally> = self.course.iter().map(of).collect();
        let (before, first, last) = (of(&self.before), course.first()?, course.last()?);
        let known = apart(before, first);
        let mut shift = Shift { known, amended: known.is_some() && self.amended, ..Shift::default() };
        for (step, pair) in course.windows(2).enumerate() {
            let sum = if step % 2 == 0 { &mut shift.moved } else { &mut shift.remeasured };
            *sum = apart(pair[0], pair[1]).map(|points| points + sum.unwrap_or(0)).or(*sum);
        }
        Some((before, last, shift))
    }
}

/// By how many points two tallies differ; one that nobody has spoken of counts as 0.
fn apart(from: &Tally, to: &Tally) -> Option<i64> {
    let percent = |tally: &Tally| tally.score.map_or(0, |score| i64::from(score.percent()));
    (from != to).then(|| percent(to) - percent(from))
}

impl Shift {
    /// How many points it is in all, in whichever direction.
    pub fn points(self) -> i64 {
        [self.moved, self.known, self.remeasured].into_iter().flatten().map(i64::abs).sum()
    }

    /// `moved +6 points, became known later +1 point`; `as before` where nothing differs.
    pub fn words(self) -> String {
        let points = |points: i64| match points {
            0 => say!("by less than a point").to_owned(),
            points => {
                format!(
                    "{}{}",
                    if points < 0 { "-" } else { "+" },
                    many!(points.unsigned_abs() as usize, "{n} point", "{n} points")
                )
            }
        };
        if self == Shift::default() {
            return say!("as before").to_owned();
        }
        let moved = self.moved.map_or(say!("nothing moved").to_owned(), |by| say!("moved {by}", by = points(by)));
        let known = self.known.map(|by| match self.amended {
            true => say!("became known later, or was re-measured since {by}", by = points(by)),
            false => say!("became known later {by}", by = points(by)),
        });
        let anew = self.remeasured.map(|by| say!("re-measured by an amendment {by}", by = points(by)));
        [Some(moved), known, anew].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}
