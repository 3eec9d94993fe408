//! What the figures of parts add up to, moment by moment.

use super::life::{Life, Lives, Measured};
use super::spans::Spans;
use crate::model::condition::FigureKind;
use crate::model::id::Id;
use crate::model::index::{IndicatorIx, MilestoneIx, Series};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::value::{Number, Value};

const VOICES: [FigureKind; 3] = [FigureKind::Reported, FigureKind::Verified, FigureKind::Assessed];

/// The figures of a whole, or of what restates others: indicators that `parts` have add up, by id, over the parts that count;
/// what only the whole has is its own. From each moment on where somebody looks at them `over_time`, else after the last.
/// `counts` tells of each part while it counts.
pub fn sums(
    plan: &Plan,
    lives: &Lives,
    whole: MilestoneIx,
    parts: &[MilestoneIx],
    over_time: bool,
    counts: impl Fn(MilestoneIx) -> Spans,
) -> Vec<(Moment, Measured)> {
    let parts: Vec<(MilestoneIx, Spans)> = parts.iter().map(|part| (*part, counts(*part))).collect();
    let members: Series<MemberIx, (MilestoneIx, Spans)> = parts.into_iter().chain([(whole, Spans::always())]).collect();
    let mut turns: Vec<(Moment, MemberIx)> = Vec::new();
    for (place, (member, counts)) in members.pairs() {
        let measured = lives[*member].measured.iter().map(|(moment, _)| *moment);
        turns.extend(measured.chain(counts.turns().filter(|turn| *turn > Moment::MIN)).map(|moment| (moment, place)));
    }
    turns.sort_unstable();
    turns.dedup();
    let mut totals = RunningTotals::new(plan, whole, &members);
    let mut sums = Vec::new();
    for moment in turns.chunk_by(|a, b| a.0 == b.0) {
        let now = moment[0].0;
        for (_, place) in moment {
            let (member, counts) = &members[*place];
            totals.turn(*place, counts.at(now).then(|| at(&lives[*member], now)));
        }
        if over_time {
            sums.push((now, totals.measured()));
        }
    }
    match (over_time, turns.last()) {
        (false, Some((last, _))) => vec![(*last, totals.measured())],
        _ => sums,
    }
}

fn at(life: &Life, moment: Moment) -> Option<&Measured> {
    let last = life.measured.partition_point(|(turn, _)| *turn <= moment).checked_sub(1)?;
    Some(&life.measured[last].1)
}

crate::index! {
    /// A place among those that add up to a whole: its parts, and itself.
    MemberIx
}

/// What a member says of each indicator, voice by voice.
type Contribution = Series<IndicatorIx, [Option<Option<Value>>; 3]>;

/// Running totals of a whole: for each of its indicators and each voice.
struct RunningTotals {
    /// For each member, the place there of each indicator of the whole that it has.
    places: Series<MemberIx, Series<IndicatorIx, Option<IndicatorIx>>>,
    totals: Series<IndicatorIx, [Total; 3]>,
    /// What each member contributes now: nothing where it does not count, and of one that counts perhaps no word.
    said: Series<MemberIx, Contribution>,
}

impl RunningTotals {
    fn new(plan: &Plan, whole: MilestoneIx, members: &Series<MemberIx, (MilestoneIx, Spans)>) -> RunningTotals {
        let measures: Vec<&Id> = plan.measures(whole).collect();
        let place = |member: MilestoneIx, id: &Id| plan.milestones[member].indicators.position(|known| known.id == *id);
        let parts = || members.iter().map(|(member, _)| *member).filter(|member| *member != whole);
        let of_parts = |id: &Id| parts().any(|part| place(part, id).is_some());
        let of = |(member, _): &(MilestoneIx, Spans)| {
            let own = |id: &Id| place(*member, id).filter(|_| *member != whole || !of_parts(id));
            measures.iter().map(|id| own(id)).collect()
        };
        let mut totals = RunningTotals {
            places: members.iter().map(of).collect(),
            totals: measures.iter().map(|_| Default::default()).collect(),
            said: members.each(measures.iter().map(|_| [None; 3]).collect()),
        };
        // Who counts from the beginning of time is silent until it speaks.
        let counting = members.pairs().filter(|(_, (_, counts))| counts.at(Moment::MIN));
        counting.for_each(|(place, _)| totals.turn(place, Some(None)));
        totals
    }

    /// A member's figures turn; nothing where it does not count.
    fn turn(&mut self, member: MemberIx, measured: Option<Option<&Measured>>) {
        for (indicator, place) in self.places[member].pairs() {
            let Some(place) = place else { continue };
            for (voice, total) in VOICES.into_iter().zip(&mut self.totals[indicator]) {
                let said = measured.map(|measured| measured.and_then(|measured| measured.value(voice, *place)));
                let before = std::mem::replace(&mut self.said[member][indicator][voice as usize], said);
                before.into_iter().for_each(|value| total.take(value));
                said.into_iter().for_each(|value| total.put(value));
            }
        }
    }

    fn measured(&self) -> Measured {
        let of = |voice: FigureKind| {
            let totals = self.totals.pairs();
            totals.filter_map(|(place, totals)| Some((place, totals[voice as usize].sum()?))).collect()
        };
        Measured {
            reported: of(FigureKind::Reported),
            verified: of(FigureKind::Verified),
            assessed: of(FigureKind::Assessed),
        }
    }
}

/// A running total of quantities, no more exact than the least exact of them; what is withheld or not said leaves a floor.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    silent: usize,
    withheld: usize,
    exactly: usize,
    about: usize,
    between: usize,
    at_least: usize,
    at_most: usize,
    shares: usize,
    low: Number,
    high: Number,
    of: Number,
}

impl Total {
    fn put(&mut self, value: Option<Value>) {
        *self.count(value) += 1;
        if let Some((low, high)) = value.and_then(|value| value.bounds()) {
            (self.low, self.high) = (self.low.plus(low), self.high.plus(high));
        }
        if let Some(Value::Of { of, .. }) = value {
            self.of = self.of.plus(of);
        }
    }

    fn take(&mut self, value: Option<Value>) {
        *self.count(value) -= 1;
        if let Some((low, high)) = value.and_then(|value| value.bounds()) {
            (self.low, self.high) = (self.low.minus(low), self.high.minus(high));
        }
        if let Some(Value::Of { of, .. }) = value {
            self.of = self.of.minus(of);
        }
    }

    fn count(&mut self, value: Option<Value>) -> &mut usize {
        match value {
            None => &mut self.silent,
            Some(Value::Withheld) => &mut self.withheld,
            Some(Value::Exactly(_)) => &mut self.exactly,
            Some(Value::About(_)) => &mut self.about,
            Some(Value::Between(..)) => &mut self.between,
            Some(Value::AtLeast(_)) => &mut self.at_least,
            Some(Value::AtMost(_)) => &mut self.at_most,
            Some(Value::Of { .. }) => &mut self.shares,
        }
    }

    /// The sum; nothing where nobody has spoken, where floors meet ceilings, or only some have denominators.
    fn sum(&self) -> Option<Value> {
        let plain = self.exactly + self.about + self.between + self.at_least + self.at_most;
        let unknown = self.silent + self.withheld;
        match self {
            _ if plain + self.shares + self.withheld == 0 => None,
            _ if plain + self.shares == 0 => Some(Value::Withheld),
            _ if self.shares > 0 && plain + unknown > 0 => None,
            _ if self.shares > 0 => Some(Value::Of { n: self.low, of: self.of }),
            _ if self.at_most > 0 && self.at_least + unknown > 0 => None,
            _ if self.at_least + unknown > 0 => Some(Value::AtLeast(self.low)),
            _ if self.at_most > 0 => Some(Value::AtMost(self.high)),
            _ if self.between > 0 => Some(Value::Between(self.low, self.high)),
            _ if self.about > 0 => Some(Value::About(self.low)),
            _ => Some(Value::Exactly(self.low)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(said: &[Option<&str>]) -> Option<Value> {
        let mut total = Total::default();
        for value in said {
            total.put(value.map(|text| Value::parse(text).unwrap()));
        }
        // What is taken out again leaves no trace.
        total.put(Some(Value::parse("at-most:7").unwrap()));
        total.take(Some(Value::parse("at-most:7").unwrap()));
        total.sum()
    }

    #[test]
    fn a_sum_is_no_more_exact_than_its_parts() {
        let cases: [(&[Option<&str>], Option<&str>); 11] = [
            (&[Some("3"), Some("4.5")], Some("7.5")),
            (&[Some("3"), Some("about:40")], Some("about:43")),
            (&[Some("3"), Some("between:1..2")], Some("between:4..5")),
            (&[Some("about:3"), Some("at-least:2")], Some("at-least:5")),
            (&[Some("at-most:3"), Some("2")], Some("at-most:5")),
            (&[Some("at-most:3"), Some("at-least:2")], None),
            (&[Some("1/2"), Some("3/4")], Some("4/6")),
            (&[Some("1/2"), Some("3")], None),
            (&[Some("3"), Some("withheld")], Some("at-least:3")),
            (&[Some("3"), None], Some("at-least:3")),
            (&[None, None], None),
        ];
        for (said, expected) in cases {
            assert_eq!(sum(said), expected.map(|text| Value::parse(text).unwrap()), "{said:?}");
        }
    }
}
