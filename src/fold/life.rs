//! What became of one milestone: what it stood at over time, and what it stands at.

use super::spans::Spans;
use super::state::{Clocks, Figure, Said, Standing};
use crate::model::condition::Voice;
use crate::model::milestone::Continuing;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::value::Value;

/// How far along a milestone stands for those who wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    None,
    Reported,
    Holding,
    Achieved,
}

/// What became of one milestone up to the moment asked about.
#[derive(Clone, Debug)]
pub struct Life {
    /// The rank from each moment on, ascending.
    pub ranks: Vec<(Moment, Rank)>,
    /// While its verified level was below the highest that it had reached.
    pub reversed: Spans,
    /// While somebody's figure was above none.
    pub begun: Spans,
    pub reported: Option<Figure>,
    pub verified: Option<Figure>,
    pub assessed: Option<Figure>,
    pub done: Done,
    /// Since when it is verified full without a break.
    pub verified_full: Option<Moment>,
    pub split: bool,
    pub said: Vec<Said>,
    pub entries: Vec<usize>,
    /// The figures from each moment on, where somebody looks at them: a condition, a target, a whole.
    pub measured: Vec<(Moment, Measured)>,
    /// The standing of each claim.
    pub standings: Vec<(usize, Standing)>,
}

/// Whether and when it was done.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Done {
    /// The moment for which it was reported full, with no verifier saying less for later, or verified; the earlier.
    pub on: Option<Moment>,
    pub verified: bool,
    /// Whether it counts as done: verified, or reported and the verifiers' figure for that or a later moment is not below full.
    pub stands: bool,
}

/// The figures of an instant, for conditions that look at numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    pub reported: Vec<(usize, Value)>,
    pub verified: Vec<(usize, Value)>,
    pub assessed: Vec<(usize, Value)>,
}

impl Life {
    /// While its rank was one that `fits`.
    pub fn while_rank(&self, fits: impl Fn(Rank) -> bool) -> Spans {
        Spans::of(self.ranks.iter().map(|(moment, rank)| (*moment, fits(*rank))))
    }

    pub fn rank(&self) -> Rank {
        self.ranks.last().map_or(Rank::None, |(_, rank)| *rank)
    }

    pub fn rank_at(&self, moment: Moment) -> Rank {
        let turned = self.ranks.partition_point(|(turn, _)| *turn <= moment);
        turned.checked_sub(1).map_or(Rank::None, |last| self.ranks[last].1)
    }
}

impl Measured {
    pub fn of(&self, voice: Voice) -> &[(usize, Value)] {
        match voice {
            Voice::Reported => &self.reported,
            Voice::Verified => &self.verified,
            Voice::Assessed => &self.assessed,
        }
    }

    /// The value of one indicator, by its place.
    pub fn value(&self, voice: Voice, place: usize) -> Option<Value> {
        self.of(voice).iter().find(|(named, _)| *named == place).map(|(_, value)| *value)
    }
}

/// The rank from each moment on, from when it was reported full and since when verified full; time alone ends a hold.
pub fn ranks(
    plan: &Plan,
    milestone: usize,
    full: &[(Moment, bool, Option<Moment>)],
    clocks: Clocks,
) -> Vec<(Moment, Rank)> {
    let promised = &plan.milestones[milestone];
    let zone = plan.timezone;
    let matures = |since: Moment| match (promised.continuing, promised.hold) {
        (Continuing::Always, _) => Moment::MAX,
        (Continuing::Until(day), _) => Moment(day.last(zone).0 + 1).max(since),
        (Continuing::No, Some(hold)) => zone.plus(since, hold),
        (Continuing::No, None) => since,
    };
    let mut ranks: Vec<(Moment, Rank)> = Vec::with_capacity(full.len());
    for (place, (from, reported, verified)) in full.iter().enumerate() {
        let until = full.get(place + 1).map_or(clocks.as_of, |next| Moment(next.0.0 - 1));
        match verified {
            None => ranks.push((*from, if *reported { Rank::Reported } else { Rank::None })),
            Some(since) if matures(*since) <= *from => ranks.push((*from, Rank::Achieved)),
            Some(since) => {
                ranks.push((*from, Rank::Holding));
                let achieved = matures(*since);
                if achieved <= until {
                    ranks.push((achieved, Rank::Achieved));
                }
            }
        }
    }
    ranks.dedup_by(|next, kept| next.1 == kept.1);
    ranks
}
