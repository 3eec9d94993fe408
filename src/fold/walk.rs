//! One pass over a milestone's claims, in the order in which they count: what reported, verified and assessed were after
//! each. Knows nothing of dates due or of preconditions.

use super::heights::Heights;
use super::life::{Done, Life, Measured, ranks};
use super::relation::{Relation, relation};
use super::spans::Spans;
use super::state::{Clocks, Figure, Judged, Said, Standing};
use super::voice::{Goal, Voice, goals};
use crate::model::entry::{Act, Entry};
use crate::model::level::{Level, Progress};
use crate::model::milestone::{Direction, Milestone};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::rule::Quorum;
use crate::model::value::Value;
use crate::model::when::When;
use std::cmp::Reverse;

/// A target that follows another milestone's figure turns at a moment: the indicator's place, and what it then is.
pub type Turn = (Moment, usize, Goal);

/// One pass over a milestone's claims.
pub struct Walk<'a> {
    plan: &'a Plan,
    entries: &'a [Entry],
    judged: &'a [Judged],
    milestone: usize,
    owing: Vec<usize>,
    /// Whether somebody looks at its figures.
    watched: bool,
    goals: Vec<Goal>,
    pub(super) voices: Vec<Voice>,
    standings: Vec<(usize, Standing)>,
}

/// What happens at one moment: claims that count from it, and targets that turn.
pub(super) struct Step<'a> {
    pub from: Moment,
    pub claims: &'a [usize],
    turns: &'a [Turn],
}

/// A claim heard: whose voice it is, and whether it says how far the milestone is.
#[derive(Clone, Copy)]
pub(super) struct Heard {
    pub voice: usize,
    tells: bool,
}

/// What the voices amount to at one moment.
#[derive(Clone, Default)]
pub(super) struct Tally {
    pub reported: Option<usize>,
    pub verified: Option<Verified>,
    assessed: Option<usize>,
}

/// The voice that gives figure and date, the voices that concur, and what they make.
#[derive(Clone)]
pub(super) struct Verified {
    voice: usize,
    pub by: Vec<usize>,
    pub told: (Level, Progress),
}

impl<'a> Walk<'a> {
    pub fn new(
        plan: &'a Plan,
        entries: &'a [Entry],
        judged: &'a [Judged],
        milestone: usize,
        watched: bool,
    ) -> Walk<'a> {
        let owing = plan.owing(milestone).collect();
        let goals = goals(&plan.milestones[milestone]);
        Walk { plan, entries, judged, milestone, owing, watched, goals, voices: Vec::new(), standings: Vec::new() }
    }

    /// The life that claims and turns of targets make; both in the order of their moments.
    pub fn through(mut self, claims: &[usize], turns: &[Turn], clocks: Clocks) -> Life {
        let (mut full, mut reported_full, mut verified_full) = (Vec::new(), None, None);
        let (mut heights, mut fallen, mut begun, mut measured) = (Heights::default(), vec![], vec![], vec![]);
        let (mut tally, promised) = (Tally::default(), &self.plan.milestones[self.milestone]);
        for step in self.steps(claims, turns) {
            let from = step.from;
            let heard = self.live(&step);
            tally = self.tally();
            self.stand(step.claims, &heard, &tally);
            reported_full = self.reported_full(reported_full, &heard, &tally, &step);
            let verified = tally.verified.as_ref().map(|verified| verified.told.0);
            verified_full = (verified == Some(Level::Full)).then(|| verified_full.unwrap_or(from));
            let fell = tally.verified.as_ref().is_some_and(|verified| {
                heights.fallen(promised, verified.told.0, &self.voices[verified.voice].values, &self.goals)
            });
            fallen.push((from, fell));
            begun.push((from, self.begun(&tally)));
            full.push((from, reported_full.is_some(), verified_full));
            if self.watched {
                measured.push((from, self.measured(&tally)));
            }
        }
        let verified = tally.verified.as_ref().and_then(|found| self.figure(found.voice, found.told, &found.by));
        Life {
            ranks: ranks(self.plan, self.milestone, &full, clocks),
            reversed: Spans::of(fallen),
            begun: Spans::of(begun),
            reported: tally
                .reported
                .and_then(|voice| self.figure(voice, self.voices[voice].told()?, &self.owing_voices())),
            done: done(reported_full, verified_full, verified.as_ref()),
            verified,
            assessed: tally.assessed.and_then(|voice| self.figure(voice, self.voices[voice].told()?, &[voice])),
            verified_full,
            split: self.split(),
            said: self.said(),
            entries: Vec::new(),
            measured,
            standings: self.standings,
        }
    }

    /// Claims and turns, moment by moment.
    pub(super) fn steps<'b>(&self, mut claims: &'b [usize], mut turns: &'b [Turn]) -> Vec<Step<'b>> {
        let mut steps = Vec::new();
        let next = |claims: &[usize], turns: &[Turn]| {
            claims
                .first()
                .map(|claim| self.judged[*claim].from)
                .into_iter()
                .chain(turns.first().map(|turn| turn.0))
                .min()
        };
        while let Some(from) = next(claims, turns) {
            let (now, later) = claims.split_at(claims.partition_point(|claim| self.judged[*claim].from == from));
            let (turned, to_turn) = turns.split_at(turns.partition_point(|turn| turn.0 == from));
            steps.push(Step { from, claims: now, turns: turned });
            (claims, turns) = (later, to_turn);
        }
        steps
    }

    /// Turns the targets of a moment, then hears its claims.
    pub(super) fn live(&mut self, step: &Step) -> Vec<Heard> {
        let promised = &self.plan.milestones[self.milestone];
        if !step.turns.is_empty() {
            step.turns.iter().for_each(|(_, place, goal)| self.goals[*place] = *goal);
            self.voices.iter_mut().for_each(|voice| voice.measure(promised, &self.goals));
        }
        step.claims.iter().filter_map(|index| self.hear(promised, *index)).collect()
    }

    fn hear(&mut self, promised: &Milestone, index: usize) -> Option<Heard> {
        let (Judged { actor: Some(actor), from, .. }, Act::Claim(claim)) =
            (&self.judged[index], &self.entries[index].act)
        else {
            return None;
        };
        let relation = relation(self.plan, self.milestone, *actor, *from);
        let voice = self.voice(*actor, relation == Relation::Verifies).unwrap_or_else(|| {
            self.voices.push(Voice::new(*actor, relation, index));
            self.voices.len() - 1
        });
        let tells = self.voices[voice].hear(promised, &self.goals, claim, index, *from);
        Some(Heard { voice, tells })
    }

    pub(super) fn tally(&self) -> Tally {
        Tally { reported: self.reported(), verified: self.verified(), assessed: self.assessed() }
    }

    /// The voice of an actor, as a verifier or otherwise.
    fn voice(&self, actor: usize, verifies: bool) -> Option<usize> {
        self.voices.iter().position(|voice| voice.actor == actor && (voice.relation == Relation::Verifies) == verifies)
    }

    pub(super) fn owing_voices(&self) -> Vec<usize> {
        self.owing.iter().filter_map(|actor| self.voice(*actor, false)).collect()
    }

    /// When a voice last said how far it is, and by which entry.
    fn dated(&self, voice: usize) -> (Moment, usize) {
        self.voices[voice].word.map_or((Moment::MIN, 0), |word| (word.from, word.entry))
    }

    /// The least progress among all who owe it; nothing while one is silent.
    fn reported(&self) -> Option<usize> {
        let voices = self.owing_voices();
        let told = voices.iter().filter(|voice| self.voices[**voice].told().is_some()).count();
        let latest =
            |voice: &usize| (self.voices[*voice].level(), self.voices[*voice].progress(), Reverse(self.dated(*voice)));
        (told == self.owing.len() && told > 0).then(|| voices.into_iter().min_by_key(latest)).flatten()
    }

    /// With quorum k, the k-th best of the sides that may verify.
    fn verified(&self) -> Option<Verified> {
        let ranked = self.ranked(|voice| self.verifies(voice));
        let quorum = self.quorum()?;
        let voice = *ranked.get(quorum.checked_sub(1)?)?;
        let told = self.counted(voice)?;
        Some(Verified { voice, by: ranked[..quorum].to_vec(), told })
    }

    /// The verifiers' voices that `fit`, best first; a side counts by its best organ, of equals the earlier (ruling 8).
    fn ranked(&self, fit: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut ranked: Vec<usize> = (0..self.voices.len()).filter(|voice| fit(*voice)).collect();
        ranked.sort_by_cached_key(|voice| {
            let (level, progress) = self.counted(*voice).unzip();
            (Reverse((progress, level)), self.dated(*voice))
        });
        let mut sides = Vec::new();
        ranked.retain(|voice| {
            let side = self.plan.actors[self.voices[*voice].actor].side();
            let first = !sides.contains(&side);
            sides.push(side);
            first
        });
        ranked
    }

    /// How many sides must have verified.
    fn quorum(&self) -> Option<usize> {
        Some(match self.plan.verify_rule(self.milestone)?.quorum {
            Quorum::Sides(quorum) => quorum,
            Quorum::All => self.plan.sides_of(self.plan.verifiers(self.milestone).into_iter()).len(),
        })
    }

    fn verifies(&self, voice: usize) -> bool {
        self.voices[voice].relation == Relation::Verifies && self.voices[voice].told().is_some()
    }

    /// What a verifier's word counts for: after the end of his mandate no more than the best that others have claimed since
    /// (ruling 1).
    fn counted(&self, voice: usize) -> Option<(Level, Progress)> {
        let told = self.voices[voice].told()?;
        let actor = self.voices[voice].actor;
        let until = self.plan.actors[actor].mandate.and_then(|mandate| mandate.until);
        let Some(end) = until.map(|until| until.last(self.plan.timezone)) else { return Some(told) };
        let since =
            |other: &usize| self.verifies(*other) && self.voices[*other].actor != actor && self.dated(*other).0 > end;
        let best = (0..self.voices.len()).filter(since).filter_map(|other| self.voices[other].told());
        let best = best.max_by_key(|(level, progress)| (*progress, *level));
        Some(best.filter(|best| best.1 < told.1).unwrap_or(told))
    }

    fn assessed(&self) -> Option<usize> {
        let assesses =
            |voice: &usize| self.voices[*voice].relation == Relation::Assesses && self.voices[*voice].told().is_some();
        (0..self.voices.len()).filter(assesses).max_by_key(|voice| self.dated(*voice))
    }

    /// Gives each claim of one moment its standing; a contest is measured against what holds at that moment.
    fn stand(&mut self, claims: &[usize], heard: &[Heard], tally: &Tally) {
        let bar = [tally.reported, tally.verified.as_ref().map(|verified| verified.voice)].into_iter().flatten();
        let bar = bar.max_by_key(|voice| self.voices[*voice].progress());
        for (&index, heard) in claims.iter().zip(heard) {
            let standing = match self.voices[heard.voice].relation {
                Relation::Owes => Standing::Reported,
                Relation::Verifies => Standing::Verified,
                Relation::OwingSide => Standing::None,
                Relation::Assesses => Standing::Assessed,
                Relation::OtherParty if self.contests(index, heard.voice, bar) => Standing::Contested,
                Relation::OtherParty => Standing::Confirmed,
            };
            self.standings.push((index, standing));
        }
    }

    /// Whether a party's word is lower than what stands; two claims of full compare by the values that he states.
    fn contests(&self, index: usize, voice: usize, bar: Option<usize>) -> bool {
        let (voice, Some(bar)) = (&self.voices[voice], bar.map(|bar| &self.voices[bar])) else { return false };
        let Act::Claim(claim) = &self.entries[index].act else { return false };
        let promised = &self.plan.milestones[self.milestone];
        let number = |said: &Voice, place: usize| {
            said.values
                .iter()
                .find(|(named, _)| *named == place)
                .and_then(|(_, value)| value.numbers().first().copied())
        };
        let stated = |place: &usize| {
            let id = &promised.indicators[*place].id;
            let named = claim.values.iter().map(|(id, _)| id).chain(claim.add.iter().map(|(id, _)| id));
            self.goals[*place] != Goal::Count && named.into_iter().any(|named| named == id)
        };
        let less = |place: usize| {
            let pair = number(voice, place).zip(number(bar, place));
            let down = promised.indicators[place].direction == Some(Direction::Down);
            pair.is_some_and(|(mine, theirs)| if down { mine > theirs } else { mine < theirs })
        };
        match (voice.progress(), bar.progress()) {
            (Some(Progress::FULL), Some(Progress::FULL)) => (0..promised.indicators.len()).filter(stated).any(less),
            (mine, theirs) => mine.is_some() && mine < theirs,
        }
    }

    /// Since when it is reported full: spoiled when a verifier says less for later, set anew by the next report.
    pub(super) fn reported_full(
        &self,
        since: Option<Moment>,
        heard: &[Heard],
        tally: &Tally,
        step: &Step,
    ) -> Option<Moment> {
        let full = |voice: usize| self.voices[voice].level() == Some(Level::Full);
        if !tally.reported.is_some_and(full) {
            return None;
        }
        let told = |relation: Relation| {
            let of = move |heard: &&Heard| heard.tells && self.voices[heard.voice].relation == relation;
            heard.iter().filter(of).map(|heard| heard.voice)
        };
        let lessened = told(Relation::Verifies).any(|voice| self.verifies(voice) && !full(voice));
        let kept = since.filter(|since| !(lessened && *since < step.from));
        let anew = told(Relation::Owes).next().is_some() || !step.turns.is_empty();
        kept.or_else(|| anew.then_some(step.from))
    }

    /// Whether anybody's figure is above none, or anyone who owes it has claimed above none.
    pub(super) fn begun(&self, tally: &Tally) -> bool {
        let above = |voice: usize| self.voices[voice].level().is_some_and(|level| level > Level::None);
        let verified = tally.verified.as_ref().map(|verified| verified.voice);
        let figures = [tally.reported, verified, tally.assessed].into_iter().flatten();
        figures.chain(self.owing_voices()).any(above)
    }

    /// The figures of this moment. Where nobody has said how far it is, the counts that were given stand.
    fn measured(&self, tally: &Tally) -> Measured {
        let counts = |voice: &usize| !self.voices[*voice].values.is_empty();
        let verifies = |voice: usize| self.voices[voice].relation == Relation::Verifies && counts(&voice);
        let reported = tally.reported.or_else(|| self.owing_voices().into_iter().find(counts));
        let verified = tally.verified.as_ref().map(|verified| verified.voice);
        let verified = verified.or_else(|| self.ranked(verifies).get(self.quorum()?.checked_sub(1)?).copied());
        let assesses = |voice: &usize| self.voices[*voice].relation == Relation::Assesses && counts(voice);
        let latest = || (0..self.voices.len()).filter(assesses).max_by_key(|voice| self.voices[*voice].latest);
        let values = |voice: Option<usize>, others: &[usize]| voice.map_or(vec![], |voice| self.values(voice, others));
        Measured {
            reported: values(reported, &self.owing_voices()),
            verified: values(verified, tally.verified.as_ref().map_or(&[], |verified| &verified.by[..])),
            assessed: values(tally.assessed.or_else(latest), &[]),
        }
    }

    /// The figures of the deciding voice, and of the others that count with it those that it does not give.
    fn values(&self, deciding: usize, others: &[usize]) -> Vec<(usize, Value)> {
        let mut values = self.voices[deciding].values.clone();
        for (place, value) in others.iter().flat_map(|voice| &self.voices[*voice].values) {
            if !values.iter().any(|(known, _)| known == place) {
                values.push((*place, *value));
            }
        }
        values.sort_by_key(|(place, _)| *place);
        values
    }

    pub(super) fn split(&self) -> bool {
        let mut levels =
            (0..self.voices.len()).filter(|voice| self.verifies(*voice)).map(|voice| self.voices[voice].level());
        let first = levels.next();
        levels.any(|level| Some(level) != first)
    }

    fn figure(&self, deciding: usize, told: (Level, Progress), by: &[usize]) -> Option<Figure> {
        let voice = &self.voices[deciding];
        let word = voice.word?;
        let rests = |voice: &usize| self.voices[*voice].word.map(|word| word.entry);
        Some(Figure {
            level: told.0,
            progress: told.1,
            values: self.values(deciding, by),
            on: self.entries[word.entry].on.unwrap_or(When::At(word.from, 0)),
            from: word.from,
            by: by.iter().map(|voice| self.voices[*voice].actor).collect(),
            entries: by.iter().filter_map(rests).collect(),
        })
    }

    fn said(&self) -> Vec<Said> {
        let standing = |index: usize| self.standings.iter().rev().find(|(named, _)| *named == index).map(|(_, s)| *s);
        let mut voices: Vec<&Voice> = self.voices.iter().collect();
        voices.sort_by_key(|voice| (voice.actor, voice.relation != Relation::Verifies));
        let said = |voice: &Voice| Said {
            actor: voice.actor,
            standing: standing(voice.latest).unwrap_or(Standing::None),
            level: voice.level(),
            progress: voice.progress(),
            values: voice.values.clone(),
            as_agreed: voice.as_agreed,
            entry: voice.latest,
        };
        voices.into_iter().map(said).collect()
    }
}

fn done(reported_full: Option<Moment>, verified_full: Option<Moment>, verified: Option<&Figure>) -> Done {
    let stands = |since: Moment| verified.is_none_or(|figure| figure.level == Level::Full || figure.from < since);
    Done {
        on: reported_full.into_iter().chain(verified_full).min(),
        verified: verified_full.is_some(),
        stands: verified_full.is_some() || reported_full.is_some_and(stands),
    }
}
