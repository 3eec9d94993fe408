//! Where the things of a plan stand, by their ids, and who is whose: side, whole and part, and what repeats what.

use super::actor::Actor;
use super::id::Id;
use super::index::{ActorIx, ElementIx, Ix, MilestoneIx, PhaseIx, Series};
use super::milestone::Milestone;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Index;

/// Where each id stands, so that a reference is found at once.
#[derive(Clone, Debug, Default)]
pub struct PlacesById {
    pub milestones: FxHashMap<String, MilestoneIx>,
    pub actors: FxHashMap<String, ActorIx>,
    pub elements: FxHashMap<String, ElementIx>,
    pub phases: FxHashMap<String, PhaseIx>,
    /// For each actor, the first actor of the same side.
    pub sides: Series<ActorIx, ActorIx>,
    /// For each milestone, the actors who owe it.
    pub owing: Several<MilestoneIx, ActorIx>,
    pub parts: Several<MilestoneIx, MilestoneIx>,
    pub wholes: Series<MilestoneIx, Option<MilestoneIx>>,
    /// The phase of each milestone; a part that names none stands in its whole's.
    pub stages: Series<MilestoneIx, Option<PhaseIx>>,
    pub repeats: Several<MilestoneIx, MilestoneIx>,
    /// For each whole, the indicators that only its parts have.
    pub totals: Several<MilestoneIx, Id>,
}

/// Beside each thing of a kind several others, mostly none or one: all of them in one list.
#[derive(Clone, Debug)]
pub struct Several<I, T> {
    all: Vec<T>,
    /// Where those of each end.
    ends: Series<I, u32>,
}

impl<I: Ix, T> Index<I> for Several<I, T> {
    type Output = [T];

    fn index(&self, at: I) -> &[T] {
        let start = at.place().checked_sub(1).map_or(0, |before| self.ends[I::at(before)]);
        &self.all[start as usize..self.ends[at] as usize]
    }
}

impl<I: Ix, T, A: IntoIterator<Item = T>> FromIterator<A> for Several<I, T> {
    fn from_iter<B: IntoIterator<Item = A>>(lists: B) -> Several<I, T> {
        let mut all = Vec::new();
        let mut end = |list: A| {
            all.extend(list);
            u32::try_from(all.len()).expect("less than four thousand million")
        };
        let ends = lists.into_iter().map(&mut end).collect();
        Several { all, ends }
    }
}

impl<I: Ix, T> Default for Several<I, T> {
    fn default() -> Several<I, T> {
        Several { all: Vec::new(), ends: Series::default() }
    }
}

impl PlacesById {
    pub fn of<'p>(
        (promised, taking_part): (&Series<MilestoneIx, Milestone>, &Series<ActorIx, Actor>),
        elements: impl Iterator<Item = &'p Id>,
        phases: impl Iterator<Item = &'p Id>,
    ) -> PlacesById {
        let milestones = by_id(promised.iter().map(|milestone| &milestone.id));
        let actors = by_id(taking_part.iter().map(|actor| &actor.id));
        let elements = by_id(elements);
        let phases: FxHashMap<String, PhaseIx> = by_id(phases);
        let mut first: FxHashMap<&Id, ActorIx> = FxHashMap::default();
        let sides = taking_part.pairs().map(|(place, actor)| *first.entry(actor.side()).or_insert(place));
        let sides = sides.collect();
        let owing = promised.iter().map(|m| m.responsible.iter().filter_map(|id| actors.get(id.as_str()).copied()));
        let owing = owing.collect();
        // What an amendment dropped is no part of what it kept.
        let whole = |m: &Milestone| {
            let whole = milestones.get(m.part_of.as_ref()?.as_str()).copied()?;
            (promised[whole].is_here() == m.is_here()).then_some(whole)
        };
        let wholes: Series<MilestoneIx, Option<MilestoneIx>> = promised.iter().map(whole).collect();
        let own = |m: &Milestone| phases.get(m.phase.as_ref()?.as_str()).copied();
        let stage = |(m, whole): (&Milestone, &Option<MilestoneIx>)| own(m).or_else(|| own(&promised[(*whole)?]));
        let stages = promised.iter().zip(&wholes).map(stage).collect();
        let repeats = promised.iter().map(|m| m.repeats.iter().filter_map(|id| milestones.get(id.as_str()).copied()));
        let repeats = repeats.collect();
        let mut among: FxHashMap<MilestoneIx, Vec<MilestoneIx>> = FxHashMap::default();
        for (part, whole) in wholes.pairs().filter_map(|(part, whole)| Some((part, (*whole)?))) {
            among.entry(whole).or_default().push(part);
        }
        let parts: Several<MilestoneIx, MilestoneIx> =
            promised.indices().map(|whole| among.remove(&whole).unwrap_or_default()).collect();
        let totals = promised.indices().map(|whole| only_of_parts(promised, whole, &parts[whole])).collect();
        PlacesById { milestones, actors, elements, phases, sides, owing, parts, wholes, stages, repeats, totals }
    }
}

/// The indicators of parts that the whole has not itself, each once.
fn only_of_parts(promised: &Series<MilestoneIx, Milestone>, whole: MilestoneIx, parts: &[MilestoneIx]) -> Vec<Id> {
    if parts.is_empty() {
        return Vec::new();
    }
    let of = |milestone: MilestoneIx| promised[milestone].indicators.iter().map(|indicator| &indicator.id);
    let mut known: FxHashSet<&Id> = of(whole).collect();
    parts.iter().flat_map(|part| of(*part)).filter(|id| known.insert(*id)).cloned().collect()
}

/// Where each id stands; of a duplicate, which `check` tells, the last.
fn by_id<'a, I: Ix>(ids: impl Iterator<Item = &'a Id>) -> FxHashMap<String, I> {
    ids.enumerate().map(|(place, id)| (id.to_string(), I::at(place))).collect()
}
