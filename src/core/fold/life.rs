//! What became of one milestone: what it stood at over time, and what it stands at.

use super::editions::Editions;
use super::record::Record;
use super::spans::Spans;
use super::state::{Breach, Fall, Figure, HeldIncident, LatestClaim, Standing};
use crate::model::condition::FigureKind;
use crate::model::index::{EntryIx, IndicatorIx, MilestoneIx, Series};
use crate::model::level::{Level, Progress};
use crate::model::milestone::Continuing;
use crate::model::moment::Moment;
use crate::model::value::Value;
use std::sync::Arc;

/// How far along a milestone stands for those who wait for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Rank {
    None,
    Reported,
    Holding,
    Achieved,
}

/// What became of one milestone up to the moment asked about.
#[derive(Clone, Debug, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Life {
    /// The rank from each moment on, ascending.
    pub ranks: Vec<(Moment, Rank)>,
    /// While its verified level was below the highest that it had reached.
    pub reversed: Spans,
    /// While a breach was open.
    pub breached: Spans,
    pub breaches: Vec<Breach>,
    /// Every fall of its verified level and every breach.
    pub falls: Vec<Fall>,
    /// When an amendment changed by what it is measured.
    pub remeasured: Vec<Moment>,
    /// While an amendment had dropped or replaced it.
    pub retired: Spans,
    /// While a dispute over it was open, or over one of its parts.
    pub disputed: Spans,
    /// While one was open over it itself, not over one of its parts.
    pub disputed_itself: Spans,
    /// While it was suspended by name, and while its phase or the plan was.
    pub suspended: Suspended,
    /// While somebody's figure was above none.
    pub begun: Spans,
    pub reported: Option<Arc<Figure>>,
    pub verified: Option<Arc<Figure>>,
    pub assessed: Option<Arc<Figure>>,
    pub done: Done,
    /// Since when it holds: the later of verification and the end of the last breach or incident.
    pub holds_since: Option<Moment>,
    pub split: bool,
    /// How many sides had to verify it when their words were last counted; nothing while none has spoken.
    pub needed: Option<usize>,
    pub said: Vec<LatestClaim>,
    /// What was said of it.
    pub record: Arc<Record>,
    /// The figures from each moment on, where somebody looks at them: a condition, a target, a whole.
    pub measured: Vec<(Moment, Measured)>,
    /// Taken out once the entries are told.
    #[borsh(skip)]
    pub standings: Vec<Stood>,
    /// From each moment on, for when as many as verify it last claimed it full, the earliest of these claims.
    pub affirmed: Vec<(Moment, Moment)>,
    /// Of a whole, the incidents that can breach it.
    pub struck: Vec<HeldIncident>,
    /// While a breach of the milestone itself was open, not one of its parts.
    pub breached_itself: Spans,
}

/// The lives of all milestones, in the order of the plan.
pub type Lives = Series<MilestoneIx, Life>;

/// A claim, its standing, and what its author's word amounted to after it.
pub type Stood = (EntryIx, Standing, Option<(Level, Progress)>);

/// While a milestone was suspended.
#[derive(Clone, Debug, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Suspended {
    pub by_name: Spans,
    /// Its phase or the plan.
    pub around: Spans,
}

/// Since when it is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Full {
    pub since: Moment,
    /// Whether it is known that this was the day, and not only that it was so by then.
    pub day_known: bool,
}

/// Whether and when it was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Done {
    /// The moment for which it was reported full, with no verifier saying less for later, or verified; the earlier.
    pub on: Option<Full>,
    pub verified: bool,
    /// Whether it counts as done: verified, or reported and the verifiers' figure for that or a later moment is not below full.
    pub stands: bool,
}

/// The figures of an instant, for conditions that look at numbers.
#[derive(Clone, Debug, Default, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Measured {
    pub reported: Vec<(IndicatorIx, Value)>,
    pub verified: Vec<(IndicatorIx, Value)>,
    pub assessed: Vec<(IndicatorIx, Value)>,
}

impl Life {
    /// While its rank was one that `fits`.
    pub fn while_rank(&self, fits: impl Fn(Rank) -> bool) -> Spans {
        Spans::of(self.ranks.iter().map(|(moment, rank)| (*moment, fits(*rank))))
    }

    /// While it stood at a rank that fits, and had not slid back, was not breached and not retired.
    pub fn standing(&self, fits: impl Fn(Rank) -> bool) -> Spans {
        let fallen = Spans::any(&[self.reversed.clone(), self.breached.clone(), self.retired.clone()]);
        self.while_rank(fits).and(&fallen.not())
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
    pub fn of(&self, voice: FigureKind) -> &[(IndicatorIx, Value)] {
        match voice {
            FigureKind::Reported => &self.reported,
            FigureKind::Verified => &self.verified,
            FigureKind::Assessed => &self.assessed,
        }
    }

    /// The value of one indicator, by its place.
    pub fn value(&self, voice: FigureKind, place: IndicatorIx) -> Option<Value> {
        self.of(voice).iter().find(|(named, _)| *named == place).map(|(_, value)| *value)
    }
}

/// What ranks follow from: each since some moment, ascending.
pub struct Ranking<'a> {
    pub editions: &'a Editions,
    pub milestone: MilestoneIx,
    /// Whether it was reported full, and verified full.
    pub full: Vec<(Moment, bool, bool)>,
    pub breached: &'a Spans,
    /// Confirmed incidents.
    pub incidents: Vec<Moment>,
    /// While the count of days stood still.
    pub suspended: Spans,
    pub as_of: Moment,
}

/// How it stands at one moment.
#[derive(Clone, Copy, Default)]
struct RankState {
    reported: bool,
    verified: bool,
    breached: bool,
    /// Since when it holds.
    since: Option<Moment>,
    achieved: bool,
}

impl Ranking<'_> {
    /// The rank from each moment on, and since when it holds now; time alone ends a hold.
    ///
    /// ```text
    /// verified full     incident     breach opens   closes      hold over
    /// ●─────────────────●────────────●──────────────●───────────●────────
    /// holding, day 1…   day 1…       day count off   day 1…     achieved
    /// ```
    pub fn ranks(&self) -> (Vec<(Moment, Rank)>, Option<Moment>) {
        let (mut at, mut ranks) = (RankState::default(), Vec::new());
        let mut full = self.full.iter().peekable();
        let mut before = Moment::MIN;
        for moment in self.moments() {
            self.mature(&mut at, before, Moment(moment.0 - 1), &mut ranks);
            while let Some((_, reported, verified)) = full.next_if(|(from, ..)| *from <= moment) {
                (at.reported, at.verified) = (*reported, *verified);
            }
            self.turn(&mut at, moment);
            before = moment;
            self.mature(&mut at, moment, moment, &mut ranks);
            ranks.push((moment, at.rank()));
        }
        self.mature(&mut at, before, self.as_of, &mut ranks);
        ranks.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 = if same { next.1 } else { kept.1 };
            same
        });
        ranks.dedup_by(|next, kept| next.1 == kept.1);
        (ranks, at.since)
    }

    /// The moments at which something turns.
    fn moments(&self) -> Vec<Moment> {
        let full = self.full.iter().map(|(moment, ..)| *moment);
        let mut moments: Vec<Moment> =
            full.chain(self.breached.turns()).chain(self.incidents.iter().copied()).collect();
        if !moments.is_empty() {
            moments.extend(self.editions.turns(self.as_of).into_iter().map(|(moment, _)| moment));
        }
        moments.sort_unstable();
        moments.dedup();
        moments
    }

    fn turn(&self, at: &mut RankState, moment: Moment) {
        let breached = self.breached.at(moment);
        let ended = at.breached && !breached;
        at.breached = breached;
        if !at.verified {
            (at.since, at.achieved) = (None, false);
        } else if at.since.is_none() || ended {
            (at.since, at.achieved) = (Some(moment), false);
        } else if breached {
            at.achieved = false;
        } else if !at.achieved && self.incidents.binary_search(&moment).is_ok() {
            at.since = Some(moment);
        }
    }

    /// Whether the hold is over between two moments.
    fn mature(&self, at: &mut RankState, after: Moment, until: Moment, ranks: &mut Vec<(Moment, Rank)>) {
        let Some(since) = at.since.filter(|_| !at.achieved && !at.breached) else { return };
        let matures = self.matures(since, after);
        if matures <= until {
            at.achieved = true;
            ranks.push((matures.max(after), Rank::Achieved));
        }
    }

    fn matures(&self, since: Moment, terms: Moment) -> Moment {
        matures(self.editions, self.milestone, &self.suspended, since, terms)
    }
}

/// When what holds since a moment is achieved, by the terms in force at another.
pub fn matures(editions: &Editions, milestone: MilestoneIx, suspended: &Spans, since: Moment, terms: Moment) -> Moment {
    let plan = editions.at(terms);
    let (promised, zone) = (&plan.milestones[milestone], plan.timezone);
    match (promised.continuing, promised.hold) {
        (Continuing::Always, _) => Moment::MAX,
        (Continuing::Until(day), _) => Moment(day.last(zone).0 + 1).max(since),
        (Continuing::No, Some(hold)) => prolonged(suspended, since, zone.plus(since, hold)),
        (Continuing::No, None) => since,
    }
}

/// The end of a count of days that stands still while suspended.
pub fn prolonged(suspended: &Spans, since: Moment, end: Moment) -> Moment {
    let mut end = end;
    let turns: Vec<Moment> = suspended.turns().collect();
    for span in turns.chunks(2) {
        let (from, until) = (span[0].max(since), span.get(1).copied().unwrap_or(Moment::MAX));
        if from < end && until > from {
            end = match until {
                Moment::MAX => Moment::MAX,
                until => Moment(end.0.saturating_add(until.0 - from.0)),
            };
        }
    }
    end
}

impl RankState {
    fn rank(&self) -> Rank {
        match (self.verified, self.reported) {
            (true, _) if self.achieved => Rank::Achieved,
            (true, _) => Rank::Holding,
            (false, true) => Rank::Reported,
            (false, false) => Rank::None,
        }
    }
}
