//! The lives of milestones with what was said of each, and where nobody says more than a month, a year or *by a day*.

use super::editions::Editions;
use super::life::Lives;
use super::lives::{HappenedBeside, live, standings};
use super::log::{JudgedLog, Log};
use super::record::is_loose;
use super::state::{IncidentIx, IncidentStates, Judgements};
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
    beside: &HappenedBeside,
    as_of: Moment,
) -> Lives {
    let mut lives = live(plan, editions, log.judged(judged), beside, as_of);
    for (index, standing, told) in standings(&mut lives) {
        (judged[index].standing, judged[index].told) = (Some(standing), told);
    }
    record(&mut lives, plan, log.judged(judged), beside.incidents);
    lives
}

/// Fills in what was said of each milestone beside the entries that count.
fn record(lives: &mut Lives, plan: &Plan, log: JudgedLog, incidents: &IncidentStates) {
    let mut about: Series<MilestoneIx, Vec<EntryIx>> = lives.each(Vec::new());
    for (entry, own) in log.judged.pairs() {
        // What the version of its time has not may be there by now.
        let named = || plan.milestone(log.entries[entry].act.milestone()?.as_str());
        let named = own.milestone.or_else(named).into_iter();
        named.for_each(|milestone| about[milestone].push(entry));
    }
    let mut struck: Series<MilestoneIx, Vec<IncidentIx>> = lives.each(Vec::new());
    incidents.pairs().for_each(|(place, incident)| struck[incident.milestone].push(place));
    for ((life, about), struck) in lives.iter_mut().zip(about).zip(struck) {
        let record = Arc::make_mut(&mut life.record);
        (record.entry_count, record.about, record.incidents) = (record.entries.len(), about.into(), struck.into());
    }
    let loose = loose(plan, log, lives, incidents);
    for (life, (moments, days)) in lives.iter_mut().zip(loose) {
        let record = Arc::make_mut(&mut life.record);
        (record.loose, record.loose_days) = (moments, days);
    }
}

/// Of each milestone the moments and the days of which nothing but loose dates is said.
type Loose = (Vec<(Moment, When)>, Vec<(Day, When)>);

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

/// By a key of some entries what was said, where that is loose and none of the others names the day.
fn said_loosely<K: Copy + Ord + Hash, E: Iterator<Item = EntryIx>>(
    entries: impl Fn() -> E,
    is_loose: impl Fn(EntryIx) -> bool,
    key: impl Fn(EntryIx) -> K,
    said: impl Fn(EntryIx) -> When,
    day: impl Fn(K) -> Day,
) -> Vec<(K, When)> {
    let mut told: HashMap<K, When> = HashMap::default();
    // Of several the first.
    entries().filter(|entry| is_loose(*entry)).for_each(|entry| {
        told.entry(key(entry)).or_insert_with(|| said(entry));
    });
    if !told.is_empty() {
        for entry in entries().filter(|entry| !is_loose(*entry)) {
            let key = key(entry);
            if told.contains_key(&key) && said(entry) == When::Day(day(key)) {
                told.remove(&key);
            }
        }
    }
    let mut told: Vec<(K, When)> = told.into_iter().collect();
    told.sort_unstable_by_key(|(key, _)| *key);
    told
}
