//! What was proposed and is not decided: each set of terms with the sides that are awaited; and what some who concur make of terms.

use super::decide::{Deliberation, Proposal};
use super::relation::rule_for;
use super::same::equal;
use super::state::{Decision, Judged, Judgements};
use crate::model::decision::{Effect, Terms};
use crate::model::entry::Act;
use crate::model::index::EntryIx;
use crate::model::moment::Moment;
use crate::model::when::When;

impl Deliberation<'_> {
    /// What was proposed and is not decided, each set of terms with the sides that are awaited.
    pub(super) fn pending(&self, judged: &Judgements, now: Moment) -> Vec<Decision> {
        let mut pending: Vec<Decision> = Vec::new();
        for standing in self.standing.values() {
            let first = pending.len();
            for proposal in standing {
                let Act::Decide(terms) = &self.log.entries[proposal.terms].act else { continue };
                let stale = matches!(&**terms, Terms::Amend { base, .. } if self.base() != base);
                if !stale && !pending[first..].iter().any(|known| equal(self.zone(), &known.terms, terms)) {
                    pending.push(self.waiting(judged, terms, now));
                }
            }
        }
        pending.sort_by_key(|decision| decision.entries.iter().map(|entry| (judged[*entry].known, *entry)).min());
        pending
    }

    pub(super) fn waiting(&self, judged: &Judgements, terms: &Terms, now: Moment) -> Decision {
        let same = self.same(terms);
        let plan = self.editions.at(now);
        let spoken = plan.sides_of(self.present(same.clone(), terms, now).iter().map(|proposal| proposal.actor));
        let all = rule_for(plan, terms).map_or(vec![], |rule| plan.sides_of(plan.named(rule)));
        let awaited =
            all.into_iter().filter(|side| !spoken.contains(side) && !self.editions.has_left(*side, now)).collect();
        Decision { awaited, ..self.proposed(judged, &same, terms, now, self.needed(terms, now)) }
    }

    /// What some who concur make of their terms at a moment.
    pub(super) fn proposed(
        &self,
        judged: &Judgements,
        same: &[Proposal],
        terms: &Terms,
        moment: Moment,
        needed: usize,
    ) -> Decision {
        let zone = self.zone();
        let dates =
            self.quorum(same, moment).into_iter().map(|proposal| self.said_on(&judged[proposal.entry], proposal.entry));
        let on = dates.max_by_key(|on| on.first(zone)).unwrap_or(When::At(Moment::MIN, 0));
        let from = match terms {
            Terms::Start { from: Effect::Void } => None,
            terms => Some(terms.from().unwrap_or(on)),
        };
        Decision {
            terms: terms.clone(),
            milestone: same.first().and_then(|proposal| judged[proposal.entry].milestone),
            from,
            begins: from.unwrap_or(on).first(zone),
            taken: None,
            entries: same.iter().map(|proposal| proposal.entry).collect(),
            awaited: Vec::new(),
            needed,
        }
    }

    /// From when a word applies that does not say so: its own day, if it names just one (ruling 31).
    pub(super) fn said_on(&self, own: &Judged, entry: EntryIx) -> When {
        match self.log.entries[entry].on {
            Some(on @ (When::Day(_) | When::At(..))) => on,
            _ => When::At(own.known, 0),
        }
    }
}
