//! What became of milestones between two pictures: what happened, what was corrected, what an amendment measured anew.

use super::actor_name::ActorName;
use super::steps::{Aspect, ChangeStep, Doors, MilestoneChange, StepEnd, actors, day, named};
use super::view::View;
use crate::fold::state::{Breach, Decision, Fall, Figure, MilestoneState, Standing, Status};
use crate::model::decision::Terms;
use crate::model::entry::Act;
use crate::model::id::Id;
use crate::model::incident::Outcome;
use crate::model::index::{EntryIx, MilestoneIx};
use crate::model::level::{Level, Progress};
use crate::model::moment::{Moment, Zone};
use crate::model::name::BookName;
use crate::model::value::Value;
use crate::model::when::When;
use crate::tongue::say;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What became of all milestones, each list in the order of the plan.
#[derive(Default)]
pub struct Changes<'a> {
    pub advanced: Vec<MilestoneChange<'a>>,
    pub fell_back: Vec<MilestoneChange<'a>>,
    pub restored: Vec<MilestoneChange<'a>>,
    pub corrected: Vec<MilestoneChange<'a>>,
    pub remeasured: Vec<MilestoneChange<'a>>,
    /// Moved, but neither forward nor back: contested, suspended, lower by a report.
    pub other: Vec<MilestoneChange<'a>>,
    /// Figures that actors gave.
    pub figures: Vec<MilestoneChange<'a>>,
}

/// What moved in one milestone, before it is known how to call it.
#[derive(Default)]
struct Sorted<'a> {
    up: Vec<ChangeStep<'a>>,
    fell: Vec<ChangeStep<'a>>,
    restored: Vec<ChangeStep<'a>>,
    other: Vec<ChangeStep<'a>>,
}

/// One milestone in an earlier and a later picture.
struct PicturePair<'v, 'a> {
    a: &'v View<'a>,
    b: &'v View<'a>,
    /// Its places.
    at: (MilestoneIx, MilestoneIx),
}

impl<'a> Changes<'a> {
    /// What differs between two pictures of one moment: a late record or a retraction changed the past, or an amendment
    /// decided since, from before then, measures it anew.
    pub fn correct(&mut self, before: &View<'a>, past: &View<'a>) {
        let corrections = corrections(before, past);
        let amended = (before.state.version != past.state.version).then(|| amendment(past)).flatten();
        for pair in pairs(before, past) {
            let mut moves: Vec<ChangeStep> = pair.steps().map(|(_, step)| step).chain(pair.figures()).collect();
            match amended.filter(|_| pair.measured_anew()) {
                Some(decision) => {
                    moves.iter_mut().for_each(|step| step.decided(past, decision));
                    self.remeasured.extend(pair.change(moves));
                }
                None => {
                    let entries = corrections.get(&pair.at.1).map_or(&[][..], Vec::as_slice);
                    let alone = moves.len() == 1;
                    let vague =
                        |step: &&mut ChangeStep| step.entries.is_empty() && (alone || step.what != Aspect::Status);
                    moves.iter_mut().filter(vague).for_each(|step| step.told_by(past, entries));
                    self.corrected.extend(pair.change(moves));
                }
            }
        }
        amended.into_iter().for_each(|decision| self.add(before, past, decision));
    }

    /// What differs between two moments: it happened.
    pub fn happen(&mut self, earlier: &View<'a>, later: &View<'a>) {
        for pair in pairs(earlier, later) {
            let sorted = pair.sorted();
            self.advanced.extend(pair.change(sorted.up));
            self.fell_back.extend(pair.change(sorted.fell));
            self.restored.extend(pair.change(sorted.restored));
            self.other.extend(pair.change(sorted.other));
            self.figures.extend(pair.change(pair.figures().collect()));
        }
    }

    /// What differs between the last moment of a version and the first of the next.
    pub fn amend(&mut self, earlier: &View<'a>, later: &View<'a>) {
        let Some(decision) = amendment(later) else { return };
        for pair in pairs(earlier, later) {
            let mut moves: Vec<ChangeStep> = pair.steps().map(|(_, step)| step).collect();
            if moves.is_empty() && pair.measured_anew() {
                moves.push(ChangeStep::new(Aspect::Terms, StepEnd::Nothing, StepEnd::Word(say!("changed"))));
            }
            moves.iter_mut().for_each(|step| step.decided(later, decision));
            self.remeasured.extend(pair.change(moves));
        }
        self.add(earlier, later, decision);
    }

    /// The milestones that only the later version has.
    fn add(&mut self, earlier: &View<'a>, later: &View<'a>, decision: &Decision) {
        let places = later.plan.milestones.indices();
        for place in places.filter(|place| later.plan.milestones[*place].is_here()) {
            let id = &later.plan.milestones[place].id;
            let known = earlier.plan.milestone(id.as_str()).is_some_and(|at| earlier.plan.milestones[at].is_here());
            if !known {
                let mut step = ChangeStep::new(Aspect::Milestone, StepEnd::Nothing, StepEnd::Word(say!("added")));
                step.decided(later, decision);
                self.remeasured.push(MilestoneChange { name: named(later, place), moves: vec![step] });
            }
        }
    }
}

/// The milestones that two pictures share, in the order of the later.
fn pairs<'v, 'a>(a: &'v View<'a>, b: &'v View<'a>) -> impl Iterator<Item = PicturePair<'v, 'a>> {
    let place = |at: MilestoneIx| a.plan.milestone(b.plan.milestones[at].id.as_str());
    let here = move |(was, is): &(MilestoneIx, MilestoneIx)| {
        a.plan.milestones[*was].is_here() || b.plan.milestones[*is].is_here()
    };
    let places = b.plan.milestones.indices().filter_map(move |at| Some((place(at)?, at)));
    places.filter(here).map(move |at| PicturePair { a, b, at })
}

/// The latest amendment that had been decided for the moment of a picture.
fn amendment<'a>(view: &View<'a>) -> Option<&'a Decision> {
    let as_of = view.state.clocks.as_of;
    let amends = |decision: &&Decision| {
        decision.taken.is_some() && decision.begins <= as_of && matches!(decision.terms, Terms::Amend { .. })
    };
    view.state.decisions.iter().rev().find(amends)
}

/// The entries that count in one of two pictures and not in the other, and the retractions that made it so, by milestone.
fn corrections(before: &View, past: &View) -> BTreeMap<MilestoneIx, Vec<EntryIx>> {
    let mut corrections: BTreeMap<MilestoneIx, Vec<EntryIx>> = BTreeMap::new();
    let taken_back = retractions(past);
    for ((entry, was), is) in before.state.entries.pairs().zip(&past.state.entries) {
        let silent = matches!(past.log.entries[entry].act, Act::Note { .. });
        let turned = was.why_not.is_none() != is.why_not.is_none() && !silent;
        let Some(milestone) = is.milestone.filter(|_| turned) else { continue };
        let own = corrections.entry(milestone).or_default();
        own.push(entry);
        own.extend(taken_back.get(&entry));
    }
    corrections.values_mut().for_each(|entries| {
        entries.sort_unstable();
        entries.dedup();
    });
    corrections
}

/// The entry that takes back each.
fn retractions(view: &View) -> BTreeMap<EntryIx, EntryIx> {
    let places: BTreeMap<(&BookName, u64), EntryIx> =
        view.log.entries.pairs().map(|(place, entry)| ((&view.log.desks[entry.book].book, entry.seq), place)).collect();
    let counts = |entry: &EntryIx| view.state.entries[*entry].why_not.is_none();
    let taken_back = |entry: EntryIx| match &view.log.entries[entry].act {
        Act::Retract { entry: name } => Some((*places.get(&(&name.book, name.seq))?, entry)),
        _ => None,
    };
    view.log.entries.indices().filter(counts).filter_map(taken_back).collect()
}

impl<'a> PicturePair<'_, 'a> {
    fn was(&self) -> &'a MilestoneState {
        &self.a.state.milestones[self.at.0]
    }

    fn is(&self) -> &'a MilestoneState {
        &self.b.state.milestones[self.at.1]
    }

    fn zone(&self) -> Zone {
        self.b.plan.timezone
    }

    fn within(&self, moment: Moment) -> bool {
        self.a.state.clocks.as_of < moment && moment <= self.b.state.clocks.as_of
    }

    fn change(&self, moves: Vec<ChangeStep<'a>>) -> Option<MilestoneChange<'a>> {
        (!moves.is_empty()).then(|| MilestoneChange { name: named(self.b, self.at.1), moves })
    }

    /// Whether an amendment did something to it by itself.
    fn measured_anew(&self) -> bool {
        let (was, is) = (self.was(), self.is());
        was.remeasured != is.remeasured || was.retired.is_some() != is.retired.is_some()
    }

    /// The status and the three figures where they differ, with their direction.
    fn steps(&self) -> impl Iterator<Item = (Ordering, ChangeStep<'a>)> + use<'a> {
        let (was, is) = (self.was(), self.is());
        let figure = |what, was: &'a Option<Arc<Figure>>, is: &'a Option<Arc<Figure>>| {
            self.figure(what, was.as_deref(), is.as_deref())
        };
        let steps = [
            self.status(was.status, is),
            figure(Aspect::Verified, &was.verified, &is.verified),
            figure(Aspect::Reported, &was.reported, &is.reported),
            figure(Aspect::Assessed, &was.assessed, &is.assessed),
        ];
        steps.into_iter().flatten()
    }

    fn status(&self, was: Status, is: &MilestoneState) -> Option<(Ordering, ChangeStep<'a>)> {
        let on = is.since.map(|since| self.b.said_since(self.at.1, since).to_string());
        let step = ChangeStep {
            on,
            ..ChangeStep::new(Aspect::Status, StepEnd::Word(was.told()), StepEnd::Word(is.status.told()))
        };
        let direction = match (height(was), height(is.status)) {
            (Some(was), Some(is)) => is.cmp(&was),
            _ => Ordering::Equal,
        };
        (was != is.status).then_some((direction, step))
    }

    fn figure(
        &self,
        what: Aspect,
        was: Option<&'a Figure>,
        is: Option<&'a Figure>,
    ) -> Option<(Ordering, ChangeStep<'a>)> {
        let mark = |figure: Option<&Figure>| match figure {
            Some(figure) => StepEnd::Figure { level: figure.level, progress: figure.progress },
            None => StepEnd::Nothing,
        };
        let far =
            |figure: Option<&Figure>| figure.map_or((Level::None, Progress::NONE), |own| (own.level, own.progress));
        let step = ChangeStep {
            on: is.map(|is| day(is.on, self.zone())),
            by: is.map_or(Vec::new(), |is| is.by.iter().map(|actor| self.b.actor(*actor)).collect()),
            entries: is.map_or(Vec::new(), |is| is.entries.iter().map(|entry| self.b.name(*entry)).collect()),
            ..ChangeStep::new(what, mark(was), mark(is))
        };
        (mark(was) != mark(is)).then(|| (far(is).cmp(&far(was)), step))
    }

    /// The figures that actors gave otherwise. An actor has two words where a mandate parts them: as a verifier, and beside it.
    fn figures(&self) -> impl Iterator<Item = ChangeStep<'a>> + use<'a> {
        let indicators = |view: &View<'a>, at: MilestoneIx| &view.plan.milestones[at].indicators;
        let (before, after) = (indicators(self.a, self.at.0), indicators(self.b, self.at.1));
        let mut known: BTreeMap<(&'a Id, bool, &'a Id), Value> = BTreeMap::new();
        for said in &self.was().said {
            let actor = &self.a.plan.actors[said.actor].id;
            let verifies = said.standing == Standing::Verified;
            known.extend(said.values.iter().map(|(at, value)| ((actor, verifies, &before[*at].id), *value)));
        }
        let mut steps: Vec<ChangeStep> = Vec::new();
        for said in &self.is().said {
            let actor = &self.b.plan.actors[said.actor].id;
            let verifies = said.standing == Standing::Verified;
            for (at, value) in &said.values {
                let was = known.remove(&(actor, verifies, &after[*at].id));
                if was != Some(*value) {
                    steps.push(ChangeStep {
                        indicator: Some(&after[*at].id),
                        by: vec![self.b.who(actor)],
                        entries: vec![self.b.name(said.entry)],
                        on: Some(day(self.dated(said.entry), self.zone())),
                        ..ChangeStep::new(
                            Aspect::Figure,
                            was.map_or(StepEnd::Nothing, StepEnd::Value),
                            StepEnd::Value(*value),
                        )
                    });
                }
            }
        }
        let now = self.b.plan;
        let gone = known.into_iter().map(move |((actor, _, indicator), value)| ChangeStep {
            indicator: Some(indicator),
            by: vec![ActorName::of_id(now, actor)],
            ..ChangeStep::new(Aspect::Figure, StepEnd::Value(value), StepEnd::Nothing)
        });
        steps.into_iter().chain(gone)
    }

    /// For when an entry says what it says.
    fn dated(&self, entry: EntryIx) -> When {
        self.b.log.said_for(entry)
    }

    /// What moved, each step where it belongs. A verified level that fell and came back within the window is told twice.
    fn sorted(&self) -> Sorted<'a> {
        let mut sorted = Sorted::default();
        let falls: Vec<&Fall> = self.is().falls.iter().filter(|fall| self.within(fall.on)).collect();
        let verified = self.verified_at(&falls);
        sorted.fell.extend(falls.iter().map(|fall| self.fall(fall, &verified)));
        let ended = self.is().breaches.iter().filter_map(|breach| breach.closed.filter(|end| self.within(*end)));
        sorted.restored.extend(ended.map(|end| self.closed(end, &verified)));
        let regained = self.regained();
        let mut came_back = regained.is_some();
        for (direction, step) in self.steps() {
            let place = match (step.what, direction) {
                (Aspect::Verified, Ordering::Greater) if came_back => {
                    came_back = false;
                    &mut sorted.restored
                }
                (Aspect::Verified, Ordering::Less)
                    if falls.last().is_some_and(|fall| !fall.breach && Some(fall.levels.1) == step.level()) =>
                {
                    continue;
                }
                (Aspect::Verified, Ordering::Less) if !falls.is_empty() || self.part_fell() => &mut sorted.fell,
                (Aspect::Status, _) => self.place_of_status(&mut sorted, direction, regained.is_some()),
                (_, Ordering::Greater) => &mut sorted.up,
                _ => &mut sorted.other,
            };
            place.push(step);
        }
        if let Some((low, high)) = regained.filter(|_| came_back) {
            sorted.restored.push(self.level(low, high));
        }
        sorted
    }

    /// Whether a part fell: a whole has no falls of its own.
    fn part_fell(&self) -> bool {
        let mut falls = self.b.plan.parts(self.at.1).iter().flat_map(|part| &self.b.state.milestones[*part].falls);
        falls.any(|fall| self.within(fall.on))
    }

    fn place_of_status<'s>(
        &self,
        sorted: &'s mut Sorted<'a>,
        direction: Ordering,
        regained: bool,
    ) -> &'s mut Vec<ChangeStep<'a>> {
        let low = |status: Status| matches!(status, Status::Breached | Status::Reversed);
        match (low(self.was().status), low(self.is().status)) {
            (_, true) if !sorted.fell.is_empty() || self.part_fell() => &mut sorted.fell,
            (true, false) if regained || !sorted.restored.is_empty() => &mut sorted.restored,
            (false, false) if direction == Ordering::Greater => &mut sorted.up,
            _ => &mut sorted.other,
        }
    }

    /// The verifiers' entries by the moment from which they count; of milestones where somebody looks.
    fn verified_at(&self, falls: &[&Fall]) -> BTreeMap<Moment, Vec<EntryIx>> {
        let mut verified: BTreeMap<Moment, Vec<EntryIx>> = BTreeMap::new();
        if falls.is_empty() && self.is().breaches.is_empty() {
            return verified;
        }
        for entry in self.is().record.entries.iter() {
            let judged = &self.b.state.entries[*entry];
            if judged.standing == Some(Standing::Verified) {
                verified.entry(judged.from).or_default().push(*entry);
            }
        }
        verified
    }

    fn fall(&self, fall: &Fall, verified: &BTreeMap<Moment, Vec<EntryIx>>) -> ChangeStep<'a> {
        let word = |level: Level| StepEnd::Word(level.told());
        let breaches = &self.is().breaches;
        let breach = breaches.partition_point(|breach| breach.opened < fall.on);
        let (step, entries) = match fall.breach {
            true => (
                ChangeStep::new(Aspect::Breach, StepEnd::Nothing, StepEnd::Breach(Doors::Open)),
                breaches.get(breach).map_or(Vec::new(), |breach| self.breaking(breach)),
            ),
            false => (
                ChangeStep::new(Aspect::Level, word(fall.levels.0), word(fall.levels.1)),
                verified.get(&fall.on).cloned().unwrap_or_default(),
            ),
        };
        ChangeStep { held_days: Some(fall.held), ..self.at(step, fall.on, entries) }
    }

    fn closed(&self, end: Moment, verified: &BTreeMap<Moment, Vec<EntryIx>>) -> ChangeStep<'a> {
        let step = ChangeStep::new(Aspect::Breach, StepEnd::Breach(Doors::Open), StepEnd::Breach(Doors::Closed));
        self.at(step, end, verified.get(&end).cloned().unwrap_or_default())
    }

    /// The entries that opened a breach: incidents, and what verifiers confirm of them.
    fn breaking(&self, breach: &Breach) -> Vec<EntryIx> {
        let incidents = breach.incidents.iter().map(|place| &self.b.state.incidents[*place]);
        let mut entries: Vec<EntryIx> = incidents
            .flat_map(|incident| {
                let found = incident.findings.iter().filter(|found| found.outcome == Outcome::Confirmed);
                std::iter::once(incident.entry).chain(found.map(|found| found.entry))
            })
            .collect();
        entries.sort_unstable();
        entries.dedup();
        entries
    }

    /// A verified level that had fallen and stands again where it was: the lowest and the regained one. What an amendment
    /// measured anew is not compared.
    fn regained(&self) -> Option<(Level, Level)> {
        let level = |state: &MilestoneState| state.verified.as_deref().map_or(Level::None, |figure| figure.level);
        let (was, is) = (level(self.was()), level(self.is()));
        let since = self.is().remeasured.iter().filter(|moment| **moment <= self.a.state.clocks.as_of).max();
        let falls = self.is().falls.iter().filter(|fall| !fall.breach && since.is_none_or(|since| fall.on > *since));
        let back = falls.filter(|fall| is >= fall.levels.0 && (self.within(fall.on) || was < fall.levels.0));
        back.map(|fall| (fall.levels.1, is)).min_by_key(|(low, _)| *low)
    }

    fn level(&self, low: Level, high: Level) -> ChangeStep<'a> {
        let step = ChangeStep::new(Aspect::Level, StepEnd::Word(low.told()), StepEnd::Word(high.told()));
        let figure = self.is().verified.as_ref();
        let entries = figure.map_or(Vec::new(), |figure| figure.entries.clone());
        self.at(step, figure.map_or(self.b.state.clocks.as_of, |figure| figure.from), entries)
    }

    fn at(&self, step: ChangeStep<'a>, moment: Moment, entries: Vec<EntryIx>) -> ChangeStep<'a> {
        let on = Some(self.b.said_since(self.at.1, moment).to_string());
        ChangeStep {
            on,
            by: actors(self.b, &entries),
            entries: entries.iter().map(|entry| self.b.name(*entry)).collect(),
            ..step
        }
    }
}

/// How far along a status is; nothing where it says something else.
fn height(status: Status) -> Option<u8> {
    [Status::Waiting, Status::Open, Status::UnderWay, Status::Reported, Status::Holding, Status::Achieved]
        .into_iter()
        .zip(0..)
        .find_map(|(known, height)| (known == status).then_some(height))
}
