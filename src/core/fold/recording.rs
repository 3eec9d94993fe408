//! The lives of milestones with what was said of each, and where nobody says more than a month, a year or *by a day*.

use super::editions::Editions;
use super::life::Lives;
use super::lives::{HappenedBeside, live};
use super::log::{JudgedLog, Log};
use super::record::is_loose;
use super::state::{IncidentIx, IncidentStates, Judgements};
use crate::model::entry::Act;
use crate::model::index::{EntryIx, Ix, MilestoneIx, Series};
use crate::model::moment::{Day, Moment};
use crate::model::plan::Plan;
use crate::model::when::When;
use rayon::prelude::*;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// The lives of all milestones, with what was said of each; the entries are told how they stand.
pub fn lived(
    plan: &Plan,
    editions: &Editions,
    log: Log,
    judged: &mut Judgements,
    incidents: &IncidentStates,
    beside: &HappenedBeside,
    as_of: Moment,
) -> Lives {
    let mut lives = live(plan, editions, log, judged, beside, as_of);
    record(&mut lives, plan, log.judged(judged), incidents);
    for (life, held) in lives.iter_mut().zip(beside.held) {
        Arc::make_mut(&mut life.record).held = held.clone().into();
    }
    lives
}

/// Fills in what was said of each milestone beside the entries that count.
fn record(lives: &mut Lives, plan: &Plan, log: JudgedLog, incidents: &IncidentStates) {
    let mut about: Series<MilestoneIx, Vec<EntryIx>> = lives.each(Vec::new());
    let mut moving = about.clone();
    for entry in log.judged.indices() {
        if let Some(milestone) = milestone_of(plan, log, entry) {
            about[milestone].push(entry);
            moving[milestone].extend(Some(entry).filter(|entry| moves(log, *entry)));
        }
    }
    let mut struck: Series<MilestoneIx, Vec<IncidentIx>> = lives.each(Vec::new());
    incidents.pairs().for_each(|(place, incident)| struck[incident.milestone].push(place));
    for (((life, about), moving), struck) in lives.iter_mut().zip(about).zip(moving).zip(struck) {
        let record = Arc::make_mut(&mut life.record);
        record.entry_count = record.entries.len();
        (record.about, record.moving, record.incidents) = (about.into(), moving.into(), struck.into());
    }
    let loose = loose(plan, log, lives, incidents);
    for (life, (moments, days)) in lives.iter_mut().zip(loose) {
        let record = Arc::make_mut(&mut life.record);
        (record.loose, record.loose_days) = (moments, days);
    }
}

/// The milestone that an entry is about. What the version of its time has not may be there by now.
pub(super) fn milestone_of(plan: &Plan, log: JudgedLog, entry: EntryIx) -> Option<MilestoneIx> {
    let named = || plan.milestone(log.entries[entry].act.milestone()?.as_str());
    log.judged[entry].milestone.or_else(named)
}

/// Whether an entry can move a milestone by more than an incident that is held against it.
pub(super) fn moves(log: JudgedLog, entry: EntryIx) -> bool {
    let alone = |act: &Act| matches!(act, Act::Incident(_) | Act::Finding(_) | Act::Note { .. });
    match &log.entries[entry].act {
        Act::Agree { .. } => !alone(log.act_of(entry)),
        Act::Retract { entry } => !log.find(entry).is_some_and(|named| alone(&log.entries[named].act)),
        act => !alone(act),
    }
}

/// Of each milestone the moments and the days for which something is said loosely, and what that is where nobody names the day.
type Loose = (Vec<(Moment, Option<When>)>, Vec<(Day, Option<When>)>);

fn loose(plan: &Plan, log: JudgedLog, lives: &Lives, incidents: &IncidentStates) -> Vec<Loose> {
    let zone = plan.timezone;
    let found = log.log().found(|entry, _| is_loose(log.worded_for(zone, entry)).then_some(entry));
    if found.is_empty() {
        return lives.iter().map(|_| Loose::default()).collect();
    }
    let mut is_found = log.entries.each(false);
    found.into_iter().for_each(|entry| is_found[entry] = true);
    let of = |milestone: MilestoneIx| {
        let others = plan.parts(milestone).iter().chain(plan.repeats(milestone)).copied();
        let told_of = |one: MilestoneIx| {
            let record = &lives[one].record;
            let struck = record.incidents.iter().map(|incident| &incidents[*incident]);
            let struck = struck.filter(|incident| incident.stands()).map(|incident| incident.entry);
            record.entries.iter().copied().chain(struck)
        };
        let telling = || std::iter::once(milestone).chain(others.clone()).flat_map(told_of);
        let counts = |entry: &EntryIx| log.judged[*entry].standing.is_some() && log.judged[*entry].voided.is_none();
        let claims = || told_of(milestone).filter(counts);
        let (from, day_of) = (|entry| log.judged[entry].from, |entry| zone.day_of(log.judged[entry].from));
        let said = |entry| log.worded_for(zone, entry);
        let moments = said_loosely(telling, |entry| is_found[entry], from, said, |moment| zone.day_of(moment));
        let days = said_loosely(claims, |entry| is_found[entry], day_of, said, |day| day);
        (moments, days)
    };
    (0..lives.len()).into_par_iter().map(MilestoneIx::at).map(of).collect()
}

/// By the key of what is said loosely what that is; nothing where another entry of the same key names the day.
fn said_loosely<K: Copy + Ord + Hash, E: Iterator<Item = EntryIx>>(
    entries: impl Fn() -> E,
    is_loose: impl Fn(EntryIx) -> bool,
    key: impl Fn(EntryIx) -> K,
    said: impl Fn(EntryIx) -> When,
    day: impl Fn(K) -> Day,
) -> Vec<(K, Option<When>)> {
    let mut told: HashMap<K, Option<When>> = HashMap::default();
    // Of several the first.
    entries().filter(|entry| is_loose(*entry)).for_each(|entry| {
        told.entry(key(entry)).or_insert_with(|| Some(said(entry)));
    });
    if !told.is_empty() {
        for entry in entries().filter(|entry| !is_loose(*entry)) {
            let key = key(entry);
            if let Some(loose) = told.get_mut(&key).filter(|_| said(entry) == When::Day(day(key))) {
                *loose = None;
            }
        }
    }
    let mut told: Vec<(K, Option<When>)> = told.into_iter().collect();
    told.sort_unstable_by_key(|(key, _)| *key);
    told
}
