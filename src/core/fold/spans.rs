//! A yes or no over time: the moments at which it turns. Starts with no.

use crate::model::moment::Moment;

/// Moments at which a truth turns, ascending; before the first it is false.
///
/// ```text
/// turns:  10    20       35
/// truth: __|‾‾‾‾|________|‾‾‾‾‾…
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Spans(Vec<Moment>);

impl Spans {
    pub fn never() -> Spans {
        Spans(Vec::new())
    }

    pub fn always() -> Spans {
        Spans(vec![Moment::MIN])
    }

    pub fn from(moment: Option<Moment>) -> Spans {
        Spans(moment.into_iter().collect())
    }

    /// The truth of states that follow each other, ascending.
    pub fn of(states: impl IntoIterator<Item = (Moment, bool)>) -> Spans {
        let mut spans = Spans::never();
        for (moment, truth) in states {
            if truth != spans.last() {
                match spans.0.last() == Some(&moment) {
                    true => drop(spans.0.pop()),
                    false => spans.0.push(moment),
                }
            }
        }
        spans
    }

    /// Whether it is true after all turns.
    pub fn last(&self) -> bool {
        self.0.len() % 2 == 1
    }

    /// Whether it is true at a moment.
    pub fn at(&self, moment: Moment) -> bool {
        self.0.partition_point(|turn| *turn <= moment) % 2 == 1
    }

    /// When it first became true.
    pub fn first(&self) -> Option<Moment> {
        self.0.first().copied()
    }

    /// Since when it has been as it is at a moment; nothing if it always was.
    pub fn since(&self, moment: Moment) -> Option<Moment> {
        let turned = self.0.partition_point(|turn| *turn <= moment);
        turned.checked_sub(1).map(|last| self.0[last]).filter(|turn| *turn > Moment::MIN)
    }

    pub fn not(&self) -> Spans {
        match self.0.first() {
            Some(&Moment::MIN) => Spans(self.0[1..].to_vec()),
            _ => Spans([&[Moment::MIN], &self.0[..]].concat()),
        }
    }

    pub fn and(&self, other: &Spans) -> Spans {
        self.merge(other, |a, b| a && b)
    }

    pub fn or(&self, other: &Spans) -> Spans {
        self.merge(other, |a, b| a || b)
    }

    /// While all of many hold, in one pass.
    pub fn all(many: &[Spans]) -> Spans {
        Spans::count(many, many.len())
    }

    /// While any of many holds, in one pass.
    pub fn any(many: &[Spans]) -> Spans {
        Spans::count(many, 1)
    }

    /// While at least so many hold.
    fn count(many: &[Spans], least: usize) -> Spans {
        let mut turns: Vec<(Moment, bool)> = Vec::new();
        for spans in many {
            turns.extend(spans.0.iter().enumerate().map(|(turn, moment)| (*moment, turn % 2 == 0)));
        }
        turns.sort_unstable();
        let (mut holding, mut states) = (0, Vec::new());
        if least == 0 {
            return Spans::always();
        }
        for moment in turns.chunk_by(|a, b| a.0 == b.0) {
            moment.iter().for_each(|(_, on)| if *on { holding += 1 } else { holding -= 1 });
            states.push((moment[0].0, holding >= least));
        }
        Spans::of(states)
    }

    /// The moments at which it turns.
    pub fn turns(&self) -> impl Iterator<Item = Moment> + '_ {
        self.0.iter().copied()
    }

    fn merge(&self, other: &Spans, rule: fn(bool, bool) -> bool) -> Spans {
        let (mut a, mut b, mut turns) = (0, 0, Vec::new());
        while a < self.0.len() || b < other.0.len() {
            let next = self.0.get(a).into_iter().chain(other.0.get(b)).min().copied().unwrap_or(Moment::MAX);
            a += usize::from(self.0.get(a) == Some(&next));
            b += usize::from(other.0.get(b) == Some(&next));
            turns.push((next, rule(a % 2 == 1, b % 2 == 1)));
        }
        Spans::of(turns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spans() -> impl Strategy<Value = Spans> {
        proptest::collection::btree_set(0i64..20, 0..6).prop_map(|turns| Spans(turns.into_iter().map(Moment).collect()))
    }

    proptest! {
        #[test]
        fn merging_asks_each_moment(a in spans(), b in spans(), at in -1i64..21) {
            let at = Moment(at);
            prop_assert_eq!(a.and(&b).at(at), a.at(at) && b.at(at));
            prop_assert_eq!(a.or(&b).at(at), a.at(at) || b.at(at));
            prop_assert_eq!(Spans::all(&[a.clone(), b.clone(), a.clone()]), a.and(&b));
            prop_assert_eq!(Spans::any(&[a.clone(), b.clone(), a.clone()]), a.or(&b));
            prop_assert_eq!(a.not().at(at), !a.at(at));
            prop_assert_eq!(a.not().not(), a);
        }
    }
}
