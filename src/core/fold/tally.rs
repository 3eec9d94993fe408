//! What the voices on a milestone amount to at one moment: who gives what is reported, verified and assessed, and which figures.

use super::life::Measured;
use super::relation::Relation;
use super::voice::{Voice, VoiceIx};
use super::walk::{DecidingVoices, Verified, Walk};
use crate::model::index::IndicatorIx;
use crate::model::level::Level;
use crate::model::value::Value;
use std::cmp::Reverse;

impl Walk<'_> {
    pub(super) fn tally(&self) -> DecidingVoices {
        DecidingVoices { reported: self.reported(), verified: self.verified(), assessed: self.assessed() }
    }

    /// The least progress among all who owe it; nothing while one is silent.
    pub(super) fn reported(&self) -> Option<VoiceIx> {
        let voices = self.owing_voices();
        let told = voices.iter().filter(|voice| self.voices[**voice].told().is_some()).count();
        let latest = |voice: &VoiceIx| {
            (self.voices[*voice].level(), self.voices[*voice].progress(), Reverse(self.dated(*voice)))
        };
        (told == self.owing.len() && told > 0).then(|| voices.into_iter().min_by_key(latest)).flatten()
    }

    /// With quorum k, the k-th best of the sides that may verify.
    pub(super) fn verified(&self) -> Option<Verified> {
        let ranked = self.ranked();
        let quorum = self.quorum()?;
        let voice = self.counts_as(*ranked.get(quorum.checked_sub(1)?)?);
        Some(Verified { voice, by: ranked[..quorum].to_vec(), told: self.voices[voice].told()? })
    }

    /// The verifiers' voices, best first; a side counts by its best organ, of equals the earlier (ruling 8).
    pub(super) fn ranked(&self) -> Vec<VoiceIx> {
        let mut ranked: Vec<VoiceIx> = self.voices.indices().filter(|voice| self.verifies(*voice)).collect();
        ranked.sort_by_cached_key(|voice| {
            let as_voice = self.counts_as(*voice);
            let counts_as = &self.voices[as_voice];
            (Reverse((counts_as.progress(), counts_as.level())), as_voice != *voice, self.dated(*voice))
        });
        self.one_for_each_side(ranked)
    }

    pub(super) fn one_for_each_side(&self, mut voices: Vec<VoiceIx>) -> Vec<VoiceIx> {
        let mut sides = Vec::new();
        voices.retain(|voice| {
            let side = self.plan.actors[self.voices[*voice].actor].side();
            let first = !sides.contains(&side);
            sides.push(side);
            first
        });
        voices
    }

    /// How many sides must have verified.
    pub(super) fn quorum(&self) -> Option<usize> {
        self.editions.verifiers_needed(self.plan, self.milestone, self.reached)
    }

    pub(super) fn verifies(&self, voice: VoiceIx) -> bool {
        let Voice { actor, relation, .. } = self.voices[voice];
        relation == Relation::Verifies
            && self.voices[voice].told().is_some()
            && !self.plan.has_an_interest(self.milestone, actor)
    }

    /// The voice that a verifier's counts as: after the end of its mandate no more than the best that others have claimed
    /// since (ruling 1).
    pub(super) fn counts_as(&self, voice: VoiceIx) -> VoiceIx {
        let actor = self.voices[voice].actor;
        let Some(end) = self.editions.mandate_ends(actor, self.reached) else { return voice };
        let since = |other: &VoiceIx| {
            let later = self.dated(*other).is_some_and(|(from, ..)| from > end);
            self.verifies(*other) && self.voices[*other].actor != actor && later
        };
        let worth = |voice: VoiceIx| (self.voices[voice].progress(), self.voices[voice].level());
        let best = self.voices.indices().filter(since).max_by_key(|other| worth(*other));
        best.filter(|best| worth(*best) < worth(voice)).unwrap_or(voice)
    }

    pub(super) fn assessed(&self) -> Option<VoiceIx> {
        let assesses = |voice: &VoiceIx| {
            self.voices[*voice].relation == Relation::Assesses && self.voices[*voice].told().is_some()
        };
        self.voices.indices().filter(assesses).max_by_key(|voice| self.dated(*voice))
    }

    /// Whether anybody's figure is above none, or anyone who owes it has claimed above none.
    pub(super) fn begun(&self, tally: &DecidingVoices) -> bool {
        let above = |voice: VoiceIx| self.voices[voice].level().is_some_and(|level| level > Level::None);
        let verified = tally.verified.as_ref().map(|verified| verified.voice);
        let figures = [tally.reported, verified, tally.assessed];
        let mut figures = figures.into_iter().flatten();
        let claimed = |voice: VoiceIx| self.voices[voice].reached.is_some_and(|level| level > Level::None);
        figures.any(above) || self.owing_voices().into_iter().any(claimed)
    }

    /// The figures of this moment: those of the voice that gives the level, and nobody else's (ruling 18). Where nobody has said
    /// how far it is, the counts that were given stand.
    pub(super) fn measured(&self, tally: &DecidingVoices) -> Measured {
        let values = |voice: VoiceIx| self.voices[voice].values.clone();
        let verified = tally.verified.as_ref().map(|verified| values(verified.voice));
        Measured {
            reported: tally.reported.map_or_else(|| self.counts_reported(), values),
            verified: verified
                .unwrap_or_else(|| self.counts_told(Relation::Verifies, self.quorum().unwrap_or(usize::MAX))),
            assessed: tally.assessed.map_or_else(|| self.counts_told(Relation::Assesses, 1), values),
        }
    }

    /// The least count of each indicator that all who owe it give.
    pub(super) fn counts_reported(&self) -> Vec<(IndicatorIx, Value)> {
        let voices = self.owing_voices();
        let least = |place: IndicatorIx| {
            let said: Option<Vec<Value>> = voices.iter().map(|voice| self.voices[*voice].value(place)).collect();
            said.filter(|said| said.len() == self.owing.len())?.into_iter().min_by_key(|value| value.bounds())
        };
        self.goals.indices().filter_map(|place| Some((place, least(place)?))).collect()
    }

    /// The counts that as many as it takes last gave in some standing, one for each side: all that they leave possible.
    pub(super) fn counts_told(&self, relation: Relation, quorum: usize) -> Vec<(IndicatorIx, Value)> {
        let of = |place: IndicatorIx| {
            let gives = |voice: &VoiceIx| {
                self.voices[*voice].relation == relation && self.voices[*voice].value(place).is_some()
            };
            let mut voices: Vec<VoiceIx> = self.voices.indices().filter(gives).collect();
            voices.sort_by_key(|voice| Reverse(self.key(self.voices[*voice].latest)));
            let latest = self.one_for_each_side(voices);
            let values = latest.get(..quorum)?.iter().filter_map(|voice| self.voices[*voice].value(place));
            values.reduce(Value::or)
        };
        self.goals.indices().filter_map(|place| Some((place, of(place)?))).collect()
    }

    pub(super) fn split(&self) -> bool {
        let mut levels =
            self.voices.indices().filter(|voice| self.verifies(*voice)).map(|voice| self.voices[voice].level());
        let first = levels.next();
        levels.any(|level| Some(level) != first)
    }
}
