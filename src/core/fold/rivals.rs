//! Versions of the plan that are complete on one base: which of them is adopted, by what witnesses saw and which keys are withdrawn.

use super::adopt::{Adoption, RivalIx, Round, with_keys};
use super::proof::{Knowledge, holds, past};
use super::vouch::sealed_upto;
use crate::model::entry::Desk;
use crate::model::index::ActorIx;
use std::collections::BTreeSet;

impl Round<'_> {
    /// The complete rivals that are left once witnesses and withdrawn keys have spoken: one is adopted, several are not.
    pub(super) fn decided(&self) -> Vec<RivalIx> {
        let complete: Vec<RivalIx> =
            self.rivals.indices().filter(|rival| self.rivals[*rival].adoption.is_some()).collect();
        if complete.len() < 2 {
            return complete;
        }
        let beaten = |rival: &RivalIx| complete.iter().any(|other| other != rival && self.witnessed(*other, *rival));
        let left: Vec<RivalIx> = complete.iter().copied().filter(|rival| !beaten(rival)).collect();
        let rests = |rival: &RivalIx| left.iter().any(|other| other != rival && self.withdraws(*other, *rival));
        let kept: Vec<RivalIx> = left.iter().copied().filter(|rival| !rests(rival)).collect();
        match kept.len() {
            1 => kept,
            // Nothing decides: both are named.
            _ if left.is_empty() => complete,
            _ => left,
        }
    }

    /// Whether more sides outside both quorums have sealed that they saw the one without the other, than the other without the one.
    pub(super) fn witnessed(&self, one: RivalIx, other: RivalIx) -> bool {
        let base = self.base();
        let took_part = |actor: ActorIx| {
            let concurs = |rival: RivalIx| {
                self.words.iter().any(|word| {
                    self.rivals[rival].entries().contains(&word.entry) && base.side(word.actor) == base.side(actor)
                })
            };
            concurs(one) || concurs(other)
        };
        let mut sides = [BTreeSet::new(), BTreeSet::new()];
        for (place, _) in base.actors.pairs().filter(|(place, _)| !took_part(*place)) {
            let saw = [(one, other), (other, one)].map(|(first, second)| self.saw(place, first, second));
            match saw {
                [true, false] => drop(sides[0].insert(base.side(place))),
                [false, true] => drop(sides[1].insert(base.side(place))),
                _ => {}
            }
        }
        sides[0].len() > sides[1].len()
    }

    /// Whether a sealed line of an actor had seen one adoption, and not the other.
    pub(super) fn saw(&self, actor: ActorIx, one: RivalIx, other: RivalIx) -> bool {
        let base = self.base();
        let own = |desk: &Desk| base.actor(desk.actor.as_str()) == Some(actor) && with_keys(base, desk).is_some();
        let desks = self.log.desks.pairs().filter(|(_, desk)| own(desk));
        desks.into_iter().any(|(place, desk)| {
            let upto = self.trust.upto[place];
            let lines = desk.sights.iter().map(|sight| sight.line).filter(|line| *line <= upto);
            let mut lines: Vec<u64> = lines.collect();
            lines.dedup();
            let has = |past: &Knowledge, rival: RivalIx| {
                let adoption = self.rivals[rival].adoption.iter();
                adoption.flat_map(Adoption::lines).all(|entry| holds(past, &self.log.entries[entry]))
            };
            // What a line has seen, every later one has: the first that saw the one is asked of the other.
            let first = lines.partition_point(|line| !has(&past(self.log.desks, place, *line), one));
            lines.get(first).is_some_and(|line| !has(&past(self.log.desks, place, *line), other))
        })
    }

    /// Whether one version withdraws a key on which a concurrence with the other rests.
    pub(super) fn withdraws(&self, one: RivalIx, other: RivalIx) -> bool {
        let plan = &self.versions.0[self.rivals[one].version].1;
        self.rivals[other].entries().iter().any(|entry| {
            let entry = &self.log.entries[*entry];
            let desk = &self.log.desks[entry.book];
            with_keys(self.base(), desk).is_some()
                && with_keys(plan, desk).is_some_and(|actor| sealed_upto(actor, desk) < entry.seq)
        })
    }
}
