//! One pass over a milestone's claims, in the order in which they count: what reported, verified and assessed were after
//! each. Knows nothing of dates due or of preconditions.

use super::breaches::Breaches;
use super::editions::{EditionIx, Editions};
use super::happenings::{Happening, Happens};
use super::heights::Heights;
use super::life::{Done, Full, Life, Ranking, Stood, Suspended};
use super::log::JudgedLog;
use super::relation::{Relation, relation};
use super::spans::Spans;
use super::state::{Fall, Figure, Judged, LatestClaim, Standing};
use super::voice::{Goal, Goals, Voice, VoiceIx, goals};
use crate::model::actor::Presence;
use crate::model::entry::Claim;
use crate::model::index::{ActorIx, EntryIx, IndicatorIx, MilestoneIx, Series};
use crate::model::level::{Level, Progress};
use crate::model::milestone::{Continuing, Milestone};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::when::When;
use std::cmp::Reverse;
use std::sync::Arc;

/// One pass over a milestone's claims.
pub struct Walk<'a> {
    pub(super) editions: &'a Editions,
    log: JudgedLog<'a>,
    pub(super) milestone: MilestoneIx,
    /// The version in force at the moment that has been reached.
    pub(super) plan: &'a Plan,
    pub(super) owing: Vec<ActorIx>,
    /// Whether somebody looks at its figures.
    watched: bool,
    /// The moment that has been reached.
    pub(super) reached: Moment,
    pub(super) goals: Goals,
    /// What the targets that follow others last turned to, by the indicator's place.
    followed: Series<IndicatorIx, Option<Goal>>,
    pub(super) voices: Series<VoiceIx, Voice>,
    standings: Vec<Stood>,
}

/// A claim heard: whose voice it is, and whether it says how far the milestone is.
#[derive(Clone, Copy)]
pub(super) struct Heard {
    pub voice: VoiceIx,
    claim: EntryIx,
    tells: bool,
}

/// What the voices amount to at one moment.
#[derive(Clone, Default)]
pub(super) struct DecidingVoices {
    pub reported: Option<VoiceIx>,
    pub verified: Option<Verified>,
    pub assessed: Option<VoiceIx>,
}

/// The voice that gives figure and date, the voices that concur, and what they make.
#[derive(Clone)]
pub(super) struct Verified {
    pub voice: VoiceIx,
    pub by: Vec<VoiceIx>,
    pub told: (Level, Progress),
}

impl<'a> Walk<'a> {
    pub fn new(editions: &'a Editions, log: JudgedLog<'a>, milestone: MilestoneIx, watched: bool) -> Walk<'a> {
        let plan = editions.first();
        let promised = &plan.milestones[milestone];
        let (owing, goals) = (plan.owing(milestone).collect(), goals(promised));
        let (followed, voices, standings) = (goals.each(None), Series::new(), Vec::new());
        Walk {
            editions,
            log,
            milestone,
            plan,
            owing,
            watched,
            reached: Moment::MIN,
            goals,
            followed,
            voices,
            standings,
        }
    }

    /// The life that all that happens makes.
    pub fn through(mut self, happens: Happens, suspended: Suspended) -> Life {
        let (mut full, mut reported_full, mut latest_full, mut verified_full) = (Vec::new(), None, None, None);
        let (mut heights, mut fallen, mut begun, mut measured) = (Heights::default(), vec![], vec![], vec![]);
        let (mut tally, mut breaches) = (DecidingVoices::default(), Breaches::default());
        let (mut falls, mut remeasured): (Vec<Fall>, _) = (Vec::new(), Vec::new());
        let mut affirmed: Vec<(Moment, Moment)> = Vec::new();
        for step in happens.steps(self.editions, self.log.judged) {
            let from = step.from;
            let (heard, anew) = self.live(&step);
            if anew {
                heights = Heights::default();
                remeasured.push(from);
            }
            tally = self.tally();
            self.stand(step.claims, &heard, &tally);
            reported_full = self.reported_full(reported_full, &heard, &tally, &step);
            latest_full = self.latest_full(latest_full, reported_full, &heard, from);
            let verified = tally.verified.as_ref().map(|verified| verified.told.0);
            let day_known = self.day_known(&heard, Relation::Verifies);
            let full_now = Full { since: from, day_known };
            verified_full = (verified == Some(Level::Full)).then(|| verified_full.unwrap_or(full_now));
            let fell = tally.verified.as_ref().and_then(|verified| {
                let promised = &self.plan.milestones[self.milestone];
                heights.fallen(promised, from, verified.told.0, &self.voices[verified.voice].values, &self.goals)
            });
            falls.extend(fell);
            fallen.push((from, tally.verified.is_some() && heights.below()));
            begun.push((from, self.begun(&tally)));
            full.push((from, reported_full.is_some(), verified_full.is_some()));
            let continuing = self.plan.milestones[self.milestone].continuing != Continuing::No;
            let last = self.affirmed();
            breaches.restored(from, last);
            affirmed.push((from, last));
            falls.extend(breaches.struck(from, step.incidents, continuing, verified));
            if self.watched {
                measured.push((from, self.measured(&tally)));
            }
        }
        affirmed.dedup_by_key(|(_, last)| *last);
        let verified = tally.verified.as_ref().and_then(|found| self.figure(found.voice, found.told, &found.by));
        let less = tally.verified.as_ref().filter(|found| found.told.0 < Level::Full);
        let less = less.and_then(|found| self.dated(found.voice)).map(|(from, ..)| from);
        let breached = breaches.spans();
        let ranking = Ranking {
            editions: self.editions,
            milestone: self.milestone,
            full,
            breached: &breached,
            incidents: happens.incidents.iter().map(|incident| incident.on).collect(),
            suspended: suspended.by_name.or(&suspended.around),
            as_of: happens.as_of,
        };
        let (ranks, holds_since) = ranking.ranks();
        Life {
            ranks,
            holds_since,
            reversed: Spans::of(fallen),
            breached_itself: breached.clone(),
            breached,
            breaches: breaches.all,
            falls,
            remeasured,
            retired: self.retired(happens.as_of),
            disputed: Spans::never(),
            disputed_itself: Spans::never(),
            suspended,
            begun: Spans::of(begun),
            reported: tally
                .reported
                .and_then(|voice| self.figure(voice, self.voices[voice].told()?, &self.owing_voices())),
            done: done([reported_full, latest_full], verified_full, less),
            verified,
            assessed: tally.assessed.and_then(|voice| self.figure(voice, self.voices[voice].told()?, &[voice])),
            split: self.split(),
            needed: self.quorum().filter(|_| self.voices.indices().any(|voice| self.verifies(voice))),
            said: self.said(happens.idle),
            affirmed,
            struck: Vec::new(),
            record: Arc::default(),
            measured,
            standings: self.standings,
        }
    }

    /// Has another version come into force, turns the targets of a moment, then hears its claims. Tells whether the terms by
    /// which it is measured are others than before.
    pub(super) fn live(&mut self, step: &Happening) -> (Vec<Heard>, bool) {
        self.reached = step.from;
        let anew = step.version.is_some_and(|version| self.amend(version));
        let promised = &self.plan.milestones[self.milestone];
        for (_, place, goal) in step.turns {
            self.followed[*place] = Some(*goal);
            if promised.indicators[*place].follows() {
                self.goals[*place] = *goal;
            }
        }
        if !step.turns.is_empty() || anew {
            self.voices.iter_mut().for_each(|voice| voice.measure(promised, &self.goals));
        }
        (step.claims.iter().filter_map(|index| self.hear(promised, *index)).collect(), anew)
    }

    /// Takes up the terms of another version; whether its indicators, its verification or who owes it are others (ruling 15).
    fn amend(&mut self, version: EditionIx) -> bool {
        let (before, after) = (self.plan, &*self.editions.plans[version]);
        let terms = |plan: &'a Plan| {
            let promised = &plan.milestones[self.milestone];
            let rule = plan.verify_rule(self.milestone);
            (&promised.indicators, rule, &promised.responsible)
        };
        let ((measures, rule, owing), (new_measures, new_rule, new_owing)) = (terms(before), terms(after));
        let measured = measures.len() != new_measures.len()
            || measures.iter().zip(new_measures).any(|(was, is)| !was.measures_like(is));
        self.plan = after;
        self.owing = after.owing(self.milestone).collect();
        if measured {
            let promised = &after.milestones[self.milestone];
            self.goals = goals(promised);
            for (place, goal) in self.followed.pairs() {
                if let Some(goal) = goal.filter(|_| promised.indicators[place].follows()) {
                    self.goals[place] = goal;
                }
            }
            self.voices.iter_mut().for_each(|voice| voice.reword());
        }
        measured || rule != new_rule || owing != new_owing
    }

    /// While a version without it was in force.
    fn retired(&self, as_of: Moment) -> Spans {
        let gone =
            |version: EditionIx| self.editions.plans[version].milestones[self.milestone].presence == Presence::Gone;
        Spans::of(self.editions.turns(as_of).into_iter().map(|(moment, version)| (moment, gone(version))))
    }

    /// For when as many as verify it last claimed full: the earliest of these claims. Never, while fewer do.
    fn affirmed(&self) -> Moment {
        let full = |voice: &VoiceIx| self.verifies(*voice) && self.voices[*voice].level() == Some(Level::Full);
        let mut voices: Vec<VoiceIx> = self.voices.indices().filter(full).collect();
        voices.sort_by_key(|voice| Reverse(self.dated(*voice)));
        let voices = self.one_for_each_side(voices);
        let last = self.quorum().and_then(|quorum| voices.get(quorum.checked_sub(1)?));
        last.and_then(|voice| self.dated(*voice)).map_or(Moment::MIN, |(from, ..)| from)
    }

    /// Whether the day is known for which somebody in a standing says now how far it is; where nobody does, something else
    /// has turned at this moment.
    fn day_known(&self, heard: &[Heard], relation: Relation) -> bool {
        let told = |heard: &&Heard| heard.tells && self.voices[heard.voice].relation == relation;
        let mut told = heard.iter().filter(told).peekable();
        let exact = |heard: &Heard| !matches!(self.log.said_for(heard.claim), When::By(_));
        told.peek().is_none() || told.any(exact)
    }

    fn hear(&mut self, promised: &Milestone, index: EntryIx) -> Option<Heard> {
        let Judged { actor: Some(actor), from, .. } = &self.log.judged[index] else { return None };
        let claim = self.log.claim_of(index)?;
        let relation = relation(self.editions, self.milestone, *actor, *from);
        let verifies = relation == Relation::Verifies;
        let voice = self.voice(*actor, verifies).unwrap_or_else(|| {
            // Who speaks in another standing than before still stands by the figures that it gave.
            let values = self.voice(*actor, !verifies).map_or(vec![], |other| self.voices[other].values.clone());
            self.voices.push(Voice { values, ..Voice::new(*actor, relation, index) })
        });
        self.voices[voice].relation = relation;
        // How far a whole is, its parts say.
        let whole = !self.plan.parts(self.milestone).is_empty();
        let counts = whole.then(|| Claim { level: None, ..claim.clone() });
        let claim = counts.as_ref().unwrap_or(claim);
        let tells = self.voices[voice].hear(promised, &self.goals, claim, index, *from);
        Some(Heard { voice, claim: index, tells })
    }

    /// The voice of an actor, as a verifier or otherwise.
    fn voice(&self, actor: ActorIx, verifies: bool) -> Option<VoiceIx> {
        self.voices.position(|voice| voice.actor == actor && (voice.relation == Relation::Verifies) == verifies)
    }

    pub(super) fn owing_voices(&self) -> Vec<VoiceIx> {
        let owes = |voice: &VoiceIx| self.voices[*voice].relation == Relation::Owes;
        self.owing.iter().filter_map(|actor| self.voice(*actor, false)).filter(owes).collect()
    }

    /// The place of a claim in a life: the moment it counts from, when it became known, and where it stands in the books.
    pub(super) fn key(&self, entry: EntryIx) -> (Moment, Moment, EntryIx) {
        (self.log.judged[entry].from, self.log.judged[entry].known, entry)
    }

    /// When a voice last said how far it is.
    pub(super) fn dated(&self, voice: VoiceIx) -> Option<(Moment, Moment, EntryIx)> {
        self.voices[voice].word.as_ref().map(|word| self.key(word.entry))
    }

    /// Gives each claim of one moment its standing; a contest is measured against what holds at that moment.
    fn stand(&mut self, claims: &[EntryIx], heard: &[Heard], tally: &DecidingVoices) {
        let bar = [tally.reported, tally.verified.as_ref().map(|verified| verified.voice)].into_iter().flatten();
        let bar = bar.max_by_key(|voice| self.voices[*voice].progress());
        for (&index, heard) in claims.iter().zip(heard) {
            let standing = match self.voices[heard.voice].relation {
                Relation::OtherParty if self.contests(index, heard.voice, bar) => Standing::Contested,
                relation => relation.standing(),
            };
            self.standings.push((index, standing, self.voices[heard.voice].told()));
        }
    }

    /// Whether a party's word is lower than what stands; two claims of full compare by the values that it states.
    fn contests(&self, index: EntryIx, voice: VoiceIx, bar: Option<VoiceIx>) -> bool {
        let (voice, Some(bar)) = (&self.voices[voice], bar.map(|bar| &self.voices[bar])) else { return false };
        let Some(claim) = self.log.claim_of(index) else { return false };
        let promised = &self.plan.milestones[self.milestone];
        let number =
            |said: &Voice, place: IndicatorIx| said.value(place).and_then(|value| value.bounds()).map(|(low, _)| low);
        let stated = |place: &IndicatorIx| {
            let id = &promised.indicators[*place].id;
            let named = claim.values.iter().map(|(id, _)| id).chain(claim.add.iter().map(|(id, _)| id));
            self.goals[*place] != Goal::Count && named.into_iter().any(|named| named == id)
        };
        let less = |place: IndicatorIx| match (number(voice, place), number(bar, place), self.goals[place]) {
            (Some(mine), Some(theirs), Goal::At(goal)) if promised.indicators[place].is_down(goal) => mine > theirs,
            (Some(mine), Some(theirs), _) => mine < theirs,
            _ => false,
        };
        match (voice.progress(), bar.progress()) {
            (Some(Progress::FULL), Some(Progress::FULL)) => promised.indicators.indices().filter(stated).any(less),
            (mine, theirs) => mine.is_some() && mine < theirs,
        }
    }

    /// Since when it is reported full: spoiled when a verifier says less for later, set anew by the next report.
    pub(super) fn reported_full(
        &self,
        since: Option<Full>,
        heard: &[Heard],
        tally: &DecidingVoices,
        step: &Happening,
    ) -> Option<Full> {
        let full = |voice: VoiceIx| self.voices[voice].level() == Some(Level::Full);
        if !tally.reported.is_some_and(full) {
            return None;
        }
        let told = |relation: Relation| {
            let of = move |heard: &&Heard| heard.tells && self.voices[heard.voice].relation == relation;
            heard.iter().filter(of).map(|heard| heard.voice)
        };
        let lessened = told(Relation::Verifies).any(|voice| self.verifies(voice) && !full(voice));
        let kept = since.filter(|full| !(lessened && full.since < step.from));
        let anew = told(Relation::Owes).next().is_some() || !step.turns.is_empty();
        let day_known = || self.day_known(heard, Relation::Owes);
        kept.or_else(|| anew.then(|| Full { since: step.from, day_known: day_known() }))
    }

    /// When it last was reported full, while that stands.
    fn latest_full(
        &self,
        latest: Option<Full>,
        reported_full: Option<Full>,
        heard: &[Heard],
        now: Moment,
    ) -> Option<Full> {
        let told = |heard: &Heard| heard.tells && self.voices[heard.voice].relation == Relation::Owes;
        let again = || Full { since: now, day_known: self.day_known(heard, Relation::Owes) };
        reported_full.and_then(|_| if heard.iter().any(told) { Some(again()) } else { latest })
    }

    fn figure(&self, deciding: VoiceIx, told: (Level, Progress), by: &[VoiceIx]) -> Option<Arc<Figure>> {
        let voice = &self.voices[deciding];
        let latest = voice.entries().last()?;
        let figure = Figure {
            level: told.0,
            progress: told.1,
            values: voice.values.clone(),
            on: self.log.said_for(latest),
            from: self.log.judged[latest].from,
            by: by.iter().map(|voice| self.voices[*voice].actor).collect(),
            entries: by.iter().flat_map(|voice| self.voices[*voice].entries()).collect(),
        };
        Some(Arc::new(figure))
    }

    /// The latest claim of every actor, those without standing included (ruling 22).
    fn said(&mut self, idle: &[EntryIx]) -> Vec<LatestClaim> {
        let mut rows: Vec<Voice> = self.voices.to_vec();
        rows.extend(self.idle(idle));
        rows.sort_by_key(|voice| (voice.actor, Reverse(self.key(voice.latest))));
        rows.dedup_by_key(|voice| voice.actor);
        let standing =
            |index: EntryIx| self.standings.iter().rev().find(|(named, ..)| *named == index).map(|(_, s, _)| *s);
        let said = |voice: Voice| LatestClaim {
            actor: voice.actor,
            standing: standing(voice.latest).unwrap_or_else(|| voice.relation.standing()),
            level: voice.level(),
            progress: voice.progress(),
            as_agreed: voice.as_agreed,
            entry: voice.latest,
            values: voice.values,
        };
        rows.into_iter().map(said).collect()
    }

    /// What those say whose words have no standing.
    fn idle(&self, claims: &[EntryIx]) -> Vec<Voice> {
        let promised = &self.plan.milestones[self.milestone];
        let mut voices: Vec<Voice> = Vec::new();
        for index in claims {
            let Judged { actor: Some(actor), from, .. } = self.log.judged[*index] else { continue };
            let Some(claim) = self.log.claim_of(*index) else { continue };
            let place = voices.iter().position(|voice| voice.actor == actor).unwrap_or_else(|| {
                let relation = relation(self.editions, self.milestone, actor, from);
                voices.push(Voice::new(actor, relation, *index));
                voices.len() - 1
            });
            voices[place].hear(promised, &self.goals, claim, *index, from);
        }
        voices
    }
}

/// `reported` tells since when it is reported full, and when it last was; `less` for when the verifiers say less, if they do.
fn done(reported: [Option<Full>; 2], verified_full: Option<Full>, less: Option<Moment>) -> Done {
    let stands = |full: Full| less.is_none_or(|less| less < full.since);
    let reported_full = reported.into_iter().flatten().find(|full| stands(*full)).or(reported[0]);
    Done {
        on: reported_full.into_iter().chain(verified_full).min_by_key(|full| (full.since, !full.day_known)),
        verified: verified_full.is_some(),
        stands: verified_full.is_some() || reported_full.is_some_and(stands),
    }
}
