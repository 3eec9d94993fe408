//! The life of each milestone: claims in the order in which they count, and what reported, verified and assessed were
//! after each. Knows nothing of dates due or of preconditions.

use super::relation::{Relation, relation};
use super::spans::Spans;
use super::state::{Clocks, Figure, Judged, Said, Standing};
use super::voice::Voice;
use crate::model::condition::Condition;
use crate::model::entry::{Act, Entry};
use crate::model::level::{Level, Progress};
use crate::model::moment::{Moment, When};
use crate::model::plan::{Continuing, Plan, Quorum};
use crate::model::value::Value;
use rayon::prelude::*;

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
    /// Since when it is reported full, with no verifier saying less for later.
    pub reported_full: Option<Moment>,
    /// Since when it is verified full without a break.
    pub verified_full: Option<Moment>,
    pub split: bool,
    pub said: Vec<Said>,
    pub entries: Vec<usize>,
    /// The figures from each moment on, where a condition looks at them.
    pub measured: Vec<(Moment, Measured)>,
    /// The standing of each claim.
    standings: Vec<(usize, Standing)>,
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

    /// The moment of the latest change of rank.
    pub fn since(&self) -> Option<Moment> {
        self.ranks.last().map(|(moment, _)| *moment)
    }
}

/// Lives through all claims; a whole lives through its parts. Writes each claim's standing into the judged entries.
pub fn live(plan: &Plan, entries: &[Entry], judged: &[Judged], clocks: Clocks) -> Vec<Life> {
    let mut claims: Vec<Vec<usize>> = vec![Vec::new(); plan.milestones.len()];
    let mut named: Vec<Vec<usize>> = vec![Vec::new(); plan.milestones.len()];
    for (index, judged) in judged.iter().enumerate().filter(|(_, judged)| judged.why_not.is_none()) {
        let Some(milestone) = judged.milestone else { continue };
        named[milestone].push(index);
        if matches!(entries[index].act, Act::Claim(_)) {
            claims[milestone].push(index);
        }
    }
    let watched = watched(plan);
    let lives = claims.into_par_iter().zip(named).enumerate();
    lives
        .map(|(milestone, (mut claims, named))| {
            claims.sort_by_key(|index| (judged[*index].from, judged[*index].known, *index));
            let mut life = Walk::new(plan, entries, judged, milestone, watched[milestone]).through(&claims, clocks);
            life.entries = named;
            life
        })
        .collect()
}

/// Which milestones have figures that a condition looks at.
fn watched(plan: &Plan) -> Vec<bool> {
    let mut watched = vec![false; plan.milestones.len()];
    let of_phases = plan.phases.iter().flat_map(|phase| &phase.requires);
    let conditions = plan.milestones.iter().flat_map(|milestone| &milestone.requires).chain(of_phases);
    for leaf in conditions.flat_map(Condition::leaves) {
        if let Condition::Measured { milestone, .. } = leaf
            && let Some(place) = plan.milestone(milestone.as_str())
        {
            watched[place] = true;
        }
    }
    watched
}

/// The standings that the claims had in these lives.
pub fn standings(lives: &[Life]) -> impl Iterator<Item = (usize, Standing)> + '_ {
    lives.iter().flat_map(|life| life.standings.iter().copied())
}

/// One pass over a milestone's claims.
struct Walk<'a> {
    plan: &'a Plan,
    entries: &'a [Entry],
    judged: &'a [Judged],
    milestone: usize,
    owing: Vec<usize>,
    /// Whether a condition looks at its figures.
    watched: bool,
    voices: Vec<Voice>,
    standings: Vec<(usize, Standing)>,
}

/// What the voices amount to at one moment.
#[derive(Clone, Default)]
struct Tally {
    reported: Option<usize>,
    /// The voice that gives figure and date, and the voices that concur.
    verified: Option<(usize, Vec<usize>)>,
    assessed: Option<usize>,
}

impl<'a> Walk<'a> {
    fn new(plan: &'a Plan, entries: &'a [Entry], judged: &'a [Judged], milestone: usize, watched: bool) -> Walk<'a> {
        let owing = plan.owing(milestone).collect();
        Walk { plan, entries, judged, milestone, owing, watched, voices: Vec::new(), standings: Vec::new() }
    }

    fn through(mut self, claims: &[usize], clocks: Clocks) -> Life {
        let (mut full, mut reported_full, mut verified_full) = (Vec::new(), None, None);
        let (mut highest, mut fallen, mut begun, mut measured) = (Level::None, Vec::new(), Vec::new(), Vec::new());
        let mut tally = Tally::default();
        for moment in claims.chunk_by(|a, b| self.judged[*a].from == self.judged[*b].from) {
            let from = self.judged[moment[0]].from;
            let heard = self.hear(moment);
            tally = self.tally();
            self.stand(moment, &heard, &tally);
            reported_full = self.reported_full(reported_full, &heard, &tally, from);
            let verified = tally.verified.as_ref().and_then(|(voice, _)| self.voices[*voice].level());
            verified_full = (verified == Some(Level::Full)).then(|| verified_full.unwrap_or(from));
            fallen.push((from, verified.is_some_and(|level| level < highest)));
            highest = highest.max(verified.unwrap_or(Level::None));
            begun.push((from, self.begun(&tally)));
            full.push((from, reported_full.is_some(), verified_full));
            if self.watched {
                measured.push((from, self.measured(&tally)));
            }
        }
        Life {
            ranks: ranks(self.plan, self.milestone, &full, clocks),
            reversed: Spans::of(fallen),
            begun: Spans::of(begun),
            reported: tally.reported.map(|voice| self.figure(voice, &self.owing_voices())),
            verified: tally.verified.as_ref().map(|(voice, by)| self.figure(*voice, by)),
            assessed: tally.assessed.map(|voice| self.figure(voice, &[voice])),
            reported_full,
            verified_full,
            split: self.split(),
            said: self.said(),
            entries: Vec::new(),
            measured,
            standings: self.standings,
        }
    }

    /// Hears the claims that count from one moment; gives the voice of each.
    fn hear(&mut self, claims: &[usize]) -> Vec<usize> {
        let promised = &self.plan.milestones[self.milestone];
        let mut heard = Vec::with_capacity(claims.len());
        for &index in claims {
            let (Judged { actor: Some(actor), from, .. }, Act::Claim(claim)) =
                (&self.judged[index], &self.entries[index].act)
            else {
                continue;
            };
            let relation = relation(self.plan, self.milestone, *actor, *from);
            let voice = self.voice(*actor, relation == Relation::Verifies).unwrap_or_else(|| {
                self.voices.push(Voice::new(*actor, relation, index, *from));
                self.voices.len() - 1
            });
            self.voices[voice].hear(promised, claim, index, *from);
            heard.push(voice);
        }
        heard
    }

    fn tally(&self) -> Tally {
        Tally { reported: self.reported(), verified: self.verified(), assessed: self.assessed() }
    }

    /// The voice of an actor, as a verifier or otherwise.
    fn voice(&self, actor: usize, verifies: bool) -> Option<usize> {
        self.voices.iter().position(|voice| voice.actor == actor && (voice.relation == Relation::Verifies) == verifies)
    }

    fn owing_voices(&self) -> Vec<usize> {
        self.owing.iter().filter_map(|actor| self.voice(*actor, false)).collect()
    }

    /// The least progress among all who owe it; nothing while one is silent.
    fn reported(&self) -> Option<usize> {
        let voices = self.owing_voices();
        let told = voices.iter().filter(|voice| self.voices[**voice].told.is_some()).count();
        let latest = |voice: &usize| {
            let voice = &self.voices[*voice];
            (voice.level(), voice.progress(), std::cmp::Reverse((voice.from, voice.entry)))
        };
        (told == self.owing.len() && told > 0).then(|| voices.into_iter().min_by_key(latest)).flatten()
    }

    /// With quorum k, the k-th best of the sides that may verify; a side counts by its best organ (ruling 8).
    fn verified(&self) -> Option<(usize, Vec<usize>)> {
        let rule = self.plan.verify_rule(self.milestone)?;
        let mut ranked: Vec<usize> = (0..self.voices.len()).filter(|voice| self.verifies(*voice)).collect();
        ranked.sort_by_key(|voice| {
            let voice = &self.voices[*voice];
            (std::cmp::Reverse((voice.progress(), voice.level())), voice.from, voice.entry)
        });
        let mut sides = Vec::new();
        ranked.retain(|voice| {
            let side = self.plan.actors[self.voices[*voice].actor].side();
            let first = !sides.contains(&side);
            sides.push(side);
            first
        });
        let quorum = match rule.quorum {
            Quorum::Sides(quorum) => quorum,
            Quorum::All => self.sides_named(),
        };
        let deciding = *ranked.get(quorum.checked_sub(1)?)?;
        ranked.truncate(quorum);
        Some((deciding, ranked))
    }

    fn verifies(&self, voice: usize) -> bool {
        self.voices[voice].relation == Relation::Verifies && self.voices[voice].told.is_some()
    }

    fn sides_named(&self) -> usize {
        let mut sides: Vec<_> =
            self.plan.verifiers(self.milestone).into_iter().map(|actor| self.plan.actors[actor].side()).collect();
        sides.sort();
        sides.dedup();
        sides.len()
    }

    fn assessed(&self) -> Option<usize> {
        let assesses = |voice: &usize| {
            let voice = &self.voices[*voice];
            voice.relation == Relation::Assesses && voice.told.is_some()
        };
        (0..self.voices.len())
            .filter(assesses)
            .max_by_key(|voice| (self.voices[*voice].from, self.voices[*voice].entry))
    }

    /// Gives each claim of one moment its standing; a contest is measured against what holds at that moment.
    fn stand(&mut self, claims: &[usize], heard: &[usize], tally: &Tally) {
        let bar = [tally.reported, tally.verified.as_ref().map(|(voice, _)| *voice)].into_iter().flatten();
        let bar = bar.max_by_key(|voice| self.voices[*voice].progress());
        for (&index, &voice) in claims.iter().zip(heard) {
            let standing = match self.voices[voice].relation {
                Relation::Owes => Standing::Reported,
                Relation::Verifies => Standing::Verified,
                Relation::OwingSide => Standing::None,
                Relation::Assesses => Standing::Assessed,
                Relation::OtherParty if self.contests(voice, bar) => Standing::Contested,
                Relation::OtherParty => Standing::Confirmed,
            };
            self.standings.push((index, standing));
        }
    }

    /// Whether a party's word is lower than what stands; two claims of full compare by value.
    fn contests(&self, voice: usize, bar: Option<usize>) -> bool {
        let (voice, Some(bar)) = (&self.voices[voice], bar.map(|bar| &self.voices[bar])) else { return false };
        let number = |said: &Voice, place: usize| {
            said.values
                .iter()
                .find(|(named, _)| *named == place)
                .and_then(|(_, value)| value.numbers().first().copied())
        };
        match (voice.progress(), bar.progress()) {
            (Some(Progress::FULL), Some(Progress::FULL)) => voice.values.iter().any(|(place, _)| {
                number(voice, *place).zip(number(bar, *place)).is_some_and(|(mine, theirs)| mine < theirs)
            }),
            (mine, theirs) => mine.is_some() && mine < theirs,
        }
    }

    /// Since when it is reported full: spoiled when a verifier says less for later, set anew by the next report.
    fn reported_full(&self, since: Option<Moment>, heard: &[usize], tally: &Tally, from: Moment) -> Option<Moment> {
        let full = |voice: usize| self.voices[voice].level() == Some(Level::Full);
        if !tally.reported.is_some_and(full) {
            return None;
        }
        let spoken =
            |relation: Relation| heard.iter().copied().filter(move |voice| self.voices[*voice].relation == relation);
        let lessened = spoken(Relation::Verifies).any(|voice| self.verifies(voice) && !full(voice));
        let kept = since.filter(|since| !(lessened && *since < from));
        kept.or_else(|| spoken(Relation::Owes).next().map(|_| from))
    }

    /// Whether anybody's figure is above none, or anyone who owes it has claimed above none.
    fn begun(&self, tally: &Tally) -> bool {
        let above = |voice: usize| self.voices[voice].level().is_some_and(|level| level > Level::None);
        let verified = tally.verified.as_ref().map(|(voice, _)| *voice);
        let figures = [tally.reported, verified, tally.assessed].into_iter().flatten();
        figures.chain(self.owing_voices()).any(above)
    }

    fn measured(&self, tally: &Tally) -> Measured {
        let values = |voice: Option<usize>| voice.map_or(Vec::new(), |voice| self.voices[voice].values.clone());
        Measured {
            reported: values(tally.reported),
            verified: values(tally.verified.as_ref().map(|(voice, _)| *voice)),
            assessed: values(tally.assessed),
        }
    }

    fn split(&self) -> bool {
        let mut levels =
            (0..self.voices.len()).filter(|voice| self.verifies(*voice)).map(|voice| self.voices[voice].level());
        let first = levels.next();
        levels.any(|level| Some(level) != first)
    }

    fn figure(&self, deciding: usize, by: &[usize]) -> Figure {
        let voice = &self.voices[deciding];
        let (level, progress) = voice.told.unwrap_or((Level::None, Progress::NONE));
        Figure {
            level,
            progress,
            values: voice.values.clone(),
            on: self.entries[voice.entry].on.unwrap_or(When::At(voice.from, 0)),
            from: voice.from,
            by: by.iter().map(|voice| self.voices[*voice].actor).collect(),
            entries: by.iter().map(|voice| self.voices[*voice].entry).collect(),
        }
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

/// The rank from each moment on, from when it was reported full and since when verified full; time alone ends a hold.
fn ranks(
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
