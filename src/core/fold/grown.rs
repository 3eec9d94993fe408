//! What a log comes to that has grown by a few entries. What is told (claims, incidents, findings, notes, who agrees with such or takes
//! them back) or is disputed moves only the milestones that it names, and those whose figures rest on theirs: these are gone through anew,
//! with what was ever said of them that bears on it, and the rest stands. What decides may move anything, and is not answered here.

use super::adopt::with_keys;
use super::altered::AlteredLists;
use super::dates;
use super::grown_log::GrownLog;
use super::incidents::{in_front, incidents};
use super::lives::{HappenedBeside, rests_on};
use super::log::Log;
use super::log_part::{FromPart, LogPart};
use super::record::Record;
use super::recording::{lived, moves};
use super::relocate::{Moved, NewPlaces, Relocate, at_new_places};
use super::said::SaidSoFar;
use super::state::{Clocks, HeldIncident, IncidentIx, IncidentState, IncidentStates};
use super::suspensions::Suspensions;
use crate::model::entry::Desk;
use crate::model::index::{EntryIx, Ix, MilestoneIx, Series};
use crate::model::long::{Inserted, Lazily};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a grown log comes to.
pub struct Growth {
    pub said: SaidSoFar,
    /// The first moment, after the one asked about, at which what the new entries moved may be otherwise.
    pub until: Moment,
    /// What stands otherwise in its lists.
    pub altered: AlteredLists,
    /// The milestones of which something stands otherwise.
    pub milestones: BTreeSet<MilestoneIx>,
}

/// What a log comes to into which entries were put, by what it came to before, which must still stand at the moment asked about; nothing
/// where all of it must be asked anew.
pub fn grown(
    versions: &Versions,
    before: &SaidSoFar,
    log: Log,
    inserted: &Arc<Inserted>,
    clocks: Clocks,
) -> Option<Growth> {
    // Under keys a line may begin to count later; in a plan that changes them it is not asked whose they were.
    let has_keys = |desk: &Desk| with_keys(before.editions.first(), desk).is_some();
    let mut actors = versions.0.iter().flat_map(|(_, plan)| &plan.actors);
    if log.desks.iter().any(has_keys) || versions.0.len() > 1 && actors.any(|actor| !actor.keys.is_empty()) {
        return None;
    }
    let editions = &before.editions;
    let history = dates::dated(versions, editions, &before.decisions, clocks.as_of);
    let plan = &dates::in_force(editions, &history, clocks.as_of);
    let moved = Moved { entries: inserted.clone(), incidents: Arc::default() };
    let known = &GrownLog::of(log, before, &moved);
    let mut touched = BTreeSet::new();
    for entry in known.arrived() {
        touched.extend(known.moves(entry, plan)?);
    }
    let rests = rests_on(plan, editions);
    let above = reached(touched, &turned(&rests));
    let asked = reached(above.iter().copied(), &rests);

    // All that was said of them is gone through where what bears on them does not tell enough.
    let part = known.bearing_on(&asked).filter(|places| places.len() <= known.most());
    let part = part.and_then(|places| LogPart::of(known, places, clocks));
    let part = part.filter(|part| part.leaves_days(known, plan, &above));
    let (mut part, days_stand) = match part {
        Some(part) => (part, true),
        None => (LogPart::of(known, known.all_about(&asked)?, clocks)?, false),
    };
    let disputes = part.disputes(known, &asked, clocks.as_of)?;
    let told_of = incidents(editions, part.judged_log());
    let put = put_incidents(known, &part, &told_of)?;
    let moved = Arc::new(Moved { incidents: put.inserted.clone(), entries: inserted.clone() });
    let held = held(known, &asked, &told_of, &put, &moved);
    let suspensions = Suspensions::of(&before.decisions, clocks.as_of);
    let beside = HappenedBeside { held: &held, disputes: &disputes, suspensions: &suspensions };
    let mut judged = std::mem::take(&mut part.judged);
    let mut lives = lived(plan, editions, part.log(), &mut judged, &told_of, &beside, clocks.as_of);
    part.judged = judged;

    // What they come to takes the place of what was known of them.
    let back = FromPart(&part.places);
    let mut said = before.relocated(&moved);
    let opened = disputes.into_iter().map(|dispute| at_new_places(dispute, &back));
    said.disputes.extend(opened.filter(|dispute| known.is_new(dispute.entry)));
    said.disputes.sort_unstable_by_key(|dispute| dispute.entry);
    let mut more = more_of_records(known, plan, &part, &told_of, &put);
    for milestone in &above {
        let mut life = std::mem::replace(&mut lives[*milestone], said.lives[*milestone].clone());
        life.relocate(&back);
        let now = std::mem::take(&mut life.record);
        let more = more.remove(milestone).unwrap_or_default();
        let mut record = more.put_among(&before.lives[*milestone].record, &moved);
        record.held = held[*milestone].clone().into();
        if !days_stand {
            (record.loose, record.loose_days) = (now.loose.clone(), now.loose_days.clone());
        }
        life.record = Arc::new(record);
        said.lives[*milestone] = life;
    }
    let until = said.stands_until(clocks.as_of, &part.judged);
    let mut own = BTreeMap::new();
    for (judged, full) in part.judged.into_iter().zip(&part.places) {
        let judged = at_new_places(judged, &back);
        if known.told(*full).as_ref() != Some(&judged) {
            own.insert(full.place(), judged);
        }
    }
    let bearing = known.arrived().filter(|entry| !log.entries[*entry].evidence.is_empty()).collect();
    let altered = AlteredLists { moved, judged: own, incidents: put.own, bearing };
    altered.alter(&mut said);
    Some(Growth { said, until, altered, milestones: above })
}

/// All that can be reached from some milestones, they among it.
fn reached(
    from: impl IntoIterator<Item = MilestoneIx>,
    next: &Series<MilestoneIx, Vec<MilestoneIx>>,
) -> BTreeSet<MilestoneIx> {
    let (mut met, mut ahead) = (BTreeSet::new(), Vec::from_iter(from));
    while let Some(one) = ahead.pop() {
        if met.insert(one) {
            ahead.extend(&next[one]);
        }
    }
    met
}

/// The same ways the other way round.
fn turned(ways: &Series<MilestoneIx, Vec<MilestoneIx>>) -> Series<MilestoneIx, Vec<MilestoneIx>> {
    let mut turned = ways.each(Vec::new());
    for (from, to) in ways.pairs() {
        to.iter().for_each(|to| turned[*to].push(from));
    }
    turned
}

/// The incidents of a part of the log among all.
struct PutIncidents {
    inserted: Arc<Inserted>,
    /// By the place, those that are new or were changed.
    own: BTreeMap<usize, IncidentState>,
    /// Where those of the part stand.
    places: Vec<IncidentIx>,
    /// Which of the part are new.
    new: Vec<bool>,
}

/// Puts the incidents of a part of the log among all, in the order of their moments; nothing where one came that is not new.
fn put_incidents(known: &GrownLog, part: &LogPart, told_of: &IncidentStates) -> Option<PutIncidents> {
    let before = known.before;
    let (mut inserted, mut met) = (Vec::new(), Vec::with_capacity(told_of.len()));
    for incident in told_of {
        let at = part.places[incident.entry.place()];
        met.push(match known.is_new(at) {
            true => {
                let key = (incident.on, part.judged[incident.entry].known, at);
                let others = in_front(&before.incidents, &before.judged, key, |entry| known.moved.entry(entry));
                inserted.push(others + inserted.len());
                Err(others + inserted.len() - 1)
            }
            false => Ok(known.incident(at)?),
        });
    }
    let inserted = Inserted::at(inserted);
    let place = |met: &Result<IncidentIx, usize>| match met {
        Ok(was) => IncidentIx::at(inserted.now(was.place())),
        Err(now) => IncidentIx::at(*now),
    };
    let places: Vec<IncidentIx> = met.iter().map(place).collect();
    let back = FromPart(&part.places);
    let changed = told_of.iter().zip(&met).zip(&places).filter_map(|((incident, met), place)| {
        let mut own = at_new_places(incident.clone(), &back);
        // Who named it may be none of the part.
        own.named |= met.is_ok_and(|was| before.incidents[was].named);
        let stays = met.is_ok_and(|was| at_new_places(before.incidents[was].clone(), known.moved) == own);
        (!stays).then_some((place.place(), own))
    });
    let (own, new) = (changed.collect(), met.iter().map(|met| met.is_err()).collect());
    Some(PutIncidents { inserted: Arc::new(inserted), own, places, new })
}

/// The incidents that are held against some milestones.
fn held(
    known: &GrownLog,
    asked: &BTreeSet<MilestoneIx>,
    told_of: &IncidentStates,
    put: &PutIncidents,
    moved: &Moved,
) -> Series<MilestoneIx, Vec<HeldIncident>> {
    let anew: BTreeSet<IncidentIx> = put.places.iter().copied().collect();
    let mut held = known.before.lives.each(Vec::new());
    for milestone in asked {
        let stood = known.before.lives[*milestone].record.held.iter().map(|one| at_new_places(*one, moved));
        held[*milestone].extend(stood.filter(|one| !anew.contains(&one.incident)));
    }
    for (incident, place) in told_of.iter().zip(&put.places) {
        held[incident.milestone].extend(incident.held(*place));
    }
    held.iter_mut().for_each(|held| held.sort_by_key(|one| one.incident));
    held
}

/// What comes to the lists of entries and incidents of a milestone, and what goes.
#[derive(Default)]
struct MoreOfRecord {
    /// The entries that count now, and those that no longer do.
    counting: (Vec<EntryIx>, BTreeSet<EntryIx>),
    about: Vec<EntryIx>,
    moving: Vec<EntryIx>,
    incidents: Vec<IncidentIx>,
}

/// The same of all milestones.
fn more_of_records(
    known: &GrownLog,
    plan: &Plan,
    part: &LogPart,
    told_of: &IncidentStates,
    put: &PutIncidents,
) -> BTreeMap<MilestoneIx, MoreOfRecord> {
    let mut all: BTreeMap<MilestoneIx, MoreOfRecord> = BTreeMap::new();
    for (entry, full) in part.judged.indices().zip(&part.places).filter(|(_, full)| known.is_new(**full)) {
        if let Some(milestone) = part.milestone_of(plan, entry) {
            let more = all.entry(milestone).or_default();
            more.about.push(*full);
            more.moving.extend(moves(part.judged_log(), entry).then_some(*full));
        }
    }
    for (entry, counts) in part.changes(known) {
        if let Some(milestone) = part.judged[entry].milestone {
            let (come, gone) = &mut all.entry(milestone).or_default().counting;
            let full = part.places[entry.place()];
            if counts {
                come.push(full);
            } else {
                gone.insert(full);
            }
        }
    }
    for ((incident, place), _) in told_of.iter().zip(&put.places).zip(&put.new).filter(|(_, new)| **new) {
        all.entry(incident.milestone).or_default().incidents.push(*place);
    }
    all
}

impl MoreOfRecord {
    /// What was said of the milestone by now, but for what is held against it.
    fn put_among(self, record: &Record, moved: &Arc<Moved>) -> Record {
        let stood = record.relocated(moved);
        let (come, gone) = self.counting;
        let nothing = BTreeSet::new();
        Record {
            entry_count: record.entry_count + come.len() - gone.len(),
            entries: altered(stood.entries, come, gone),
            about: altered(stood.about, self.about, nothing.clone()),
            moving: altered(stood.moving, self.moving, nothing),
            incidents: altered(stood.incidents, self.incidents, BTreeSet::new()),
            ..stood
        }
    }
}

/// A list in its order to which some come, and from which others go, once it is read.
fn altered<T: Ord + Copy + Send + Sync + 'static>(
    list: Lazily<Vec<T>>,
    come: Vec<T>,
    gone: BTreeSet<T>,
) -> Lazily<Vec<T>> {
    if come.is_empty() && gone.is_empty() {
        return list;
    }
    Lazily::from_source(move || {
        let stay = list.iter().filter(|item| !gone.contains(item));
        let mut items: Vec<T> = stay.chain(&come).copied().collect();
        items.sort_unstable();
        items
    })
}
