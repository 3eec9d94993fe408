//! The versions of a plan, side by side on one page: what has an id stands at the same place in each.

use super::actor::{Actor, Presence};
use super::id::Id;
use super::index::{Ix, Series, VersionIx};
use super::milestone::{Indicator, Milestone};
use super::plan::{Element, Lists, Phase, Plan};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// The versions that are known, the first of all in front, each with the SHA-256 of its file in hex.
#[derive(Clone, Debug)]
pub struct Versions(pub Series<VersionIx, (String, Arc<Plan>)>);

impl Versions {
    /// A plan that was never amended.
    pub fn one(plan: Plan) -> Versions {
        Versions(Series::from(vec![(String::new(), Arc::new(plan))]))
    }

    /// The first version of all.
    pub fn root(&self) -> &Arc<Plan> {
        &self.0[VersionIx::FIRST].1
    }

    /// Has the texts of all versions read in another language, where they have it.
    pub fn read_in(&mut self, language: &str) {
        self.0.iter_mut().for_each(|(_, plan)| Arc::make_mut(plan).read_in(language));
    }

    /// The place of a version.
    pub fn find(&self, hash: &str) -> Option<VersionIx> {
        self.0.position(|(known, _)| known == hash)
    }
}

/// The same versions, each with everything that any of them has, at the same places: in the order of the one at `first`, then
/// what only others have. What a version has not is marked, and is as the version before it had it, else the one after.
/// `versions` are in the order in which they came into force.
pub fn aligned<I: Ix>(versions: &Series<I, Arc<Plan>>, first: I) -> Series<I, Arc<Plan>> {
    if versions.len() == 1 {
        return versions.clone();
    }
    let count = versions.len();
    let milestones = columns(versions, first, |plan| &plan.milestones, |m| &m.id);
    let actors = columns(versions, first, |plan| &plan.actors, |actor| &actor.id);
    let phases = columns(versions, first, |plan| &plan.phases, |phase| &phase.id);
    let elements = columns(versions, first, |plan| &plan.elements, |element| &element.id);
    let milestones: Vec<Vec<Milestone>> =
        transposed(count, milestones.into_iter().map(|column| measured(column, first)));
    let actors: Vec<Vec<Actor>> = transposed(
        count,
        actors.into_iter().map(|column| {
            filled(&column).map(|(actor, presence)| Actor { presence, ..actor.clone() }).collect::<Vec<_>>()
        }),
    );
    let phases: Vec<Vec<Phase>> = transposed(
        count,
        phases.into_iter().map(|column| {
            let kept = |(phase, presence): (&Phase, Presence)| match presence {
                Presence::Here => phase.clone(),
                _ => Phase { requires: Vec::new(), ..phase.clone() },
            };
            filled(&column).map(kept).collect::<Vec<_>>()
        }),
    );
    let elements: Vec<Vec<Element>> = transposed(
        count,
        elements.into_iter().map(|column| filled(&column).map(|(element, _)| element.clone()).collect()),
    );
    let lists = milestones.into_iter().zip(actors).zip(phases.into_iter().zip(elements));
    let lists = lists.map(|((milestones, actors), (phases, elements))| Lists {
        milestones: milestones.into(),
        actors: actors.into(),
        phases: phases.into(),
        elements: elements.into(),
    });
    versions.iter().zip(lists).map(|(plan, lists)| Arc::new(plan.with_lists(lists))).collect()
}

/// One thing as each version has it.
type AcrossVersions<'a, I, T> = Series<I, Option<&'a T>>;

/// Everything that any version has, in the order of the first and then of the others.
fn columns<'a, I: Ix, T>(
    versions: &'a Series<I, Arc<Plan>>,
    first: I,
    list: impl Fn(&'a Plan) -> &'a [T],
    id: impl Fn(&'a T) -> &'a Id,
) -> Vec<AcrossVersions<'a, I, T>> {
    let (mut places, mut columns) = (FxHashMap::default(), Vec::new());
    let others = versions.indices().rev().filter(|version| *version != first);
    for version in std::iter::once(first).chain(others) {
        for thing in list(&versions[version]) {
            let place = *places.entry(id(thing).as_str()).or_insert_with(|| {
                columns.push(versions.each(None));
                columns.len() - 1
            });
            let column: &mut AcrossVersions<I, T> = &mut columns[place];
            column[version] = Some(thing);
        }
    }
    columns
}

/// A column without gaps: of what a version has not, the version before it tells, else the one after.
fn filled<'a, T>(column: &[Option<&'a T>]) -> impl Iterator<Item = (&'a T, Presence)> {
    (0..column.len()).filter_map(|version| match column[version] {
        Some(thing) => Some((thing, Presence::Here)),
        None => {
            let before = column[..version].iter().rev().flatten().next().map(|thing| (*thing, Presence::Gone));
            before.or_else(|| column[version..].iter().flatten().next().map(|thing| (*thing, Presence::ToCome)))
        }
    })
}

/// One milestone in each version, with the indicators that it has in any of them at the same places. An indicator that a
/// version has not is a plain count there.
fn measured<I: Ix>(column: AcrossVersions<I, Milestone>, first: I) -> Vec<Milestone> {
    let mut ids: Vec<&Id> = Vec::new();
    let order = std::iter::once(&column[first]).chain(column.iter().rev()).flatten();
    for indicator in order.flat_map(|milestone| &milestone.indicators) {
        if !ids.contains(&&indicator.id) {
            ids.push(&indicator.id);
        }
    }
    let of = |version: usize, id: &Id| -> Option<Indicator> {
        let each: Vec<Option<&Indicator>> = column
            .iter()
            .map(|milestone| milestone.as_ref()?.indicators.iter().find(|indicator| indicator.id == *id))
            .collect();
        let (indicator, presence) = filled(&each).nth(version)?;
        let target = indicator.target.clone().filter(|_| presence == Presence::Here);
        Some(Indicator { target, presence, ..indicator.clone() })
    };
    let each = filled(&column).enumerate().map(|(version, (milestone, presence))| {
        let indicators = match presence {
            Presence::Here => ids.iter().filter_map(|id| of(version, id)).collect(),
            // What is not here keeps its terms, measured as they were.
            _ => ids.iter().filter_map(|id| kept(milestone, id).or_else(|| of(version, id))).collect(),
        };
        Milestone { indicators, presence, ..milestone.clone() }
    });
    each.collect()
}

fn kept(milestone: &Milestone, id: &Id) -> Option<Indicator> {
    milestone.indicators.iter().find(|indicator| indicator.id == *id).cloned()
}

/// Columns made rows: for each version, its list.
fn transposed<T>(count: usize, columns: impl Iterator<Item = Vec<T>>) -> Vec<Vec<T>> {
    let mut rows: Vec<Vec<T>> = Vec::new();
    rows.resize_with(count, Vec::new);
    for column in columns {
        rows.iter_mut().zip(column).for_each(|(row, thing)| row.push(thing));
    }
    rows
}
