//! What a log comes to that has grown by a few entries. What is told (claims, incidents, findings, notes, who agrees with such or takes
//! them back) or is disputed moves only the milestones that it names, and those whose figures rest on theirs: these are gone through anew,
//! with all that was ever said of them, and the rest stands. What decides may move anything, and is not answered here.

use super::admit::{admit, gather};
use super::adopt::{Trust, with_keys};
use super::altered::AlteredLists;
use super::dates;
use super::disputes::disputes;
use super::incidents::incidents;
use super::lives::{HappenedBeside, rests_on};
use super::log::Log;
use super::recording::lived;
use super::relocate::{Moved, NewPlaces, Relocate, at_new_places};
use super::said::SaidSoFar;
use super::state::{Clocks, Dispute, IncidentIx, IncidentState, IncidentStates, Judged, Judgements, WhyNot};
use super::suspensions::Suspensions;
use crate::model::entry::{Act, Desk, Desks, Disputed, Entries};
use crate::model::index::{EntryIx, Ix, MilestoneIx, Series};
use crate::model::long::Inserted;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    let has_keys = |desk: &Desk| with_keys(before.editions.first(), desk).is_some();
    if versions.0.len() > 1 || log.desks.iter().any(has_keys) {
        return None;
    }
    let trust = &Trust { upto: log.desks.each(u64::MAX), ..Trust::default() };
    let moved = Arc::new(Moved { entries: inserted.clone(), incidents: Arc::default() });
    let new: Vec<EntryIx> = inserted.places().map(EntryIx::at).collect();
    let disputed = before.disputes.iter().filter_map(|dispute| dispute.disputed).map(|entry| moved.entry(entry));
    let disputed = disputed.chain(new.iter().filter_map(|entry| log.disputed(*entry))).collect();
    let known = Told { log, judged: &before.judged, new: inserted, disputed, moved: &moved };
    let editions = &before.editions;
    let history = dates::dated(versions, editions, &before.decisions, clocks.as_of);
    let plan = dates::in_force(editions, &history, clocks.as_of);
    let mut touched = BTreeSet::new();
    for entry in &new {
        touched.extend(known.moves(*entry, &plan)?);
    }
    let rests = rests_on(&plan, editions);
    let above = reached(touched, &turned(&rests));
    let asked = reached(above.iter().copied(), &rests);

    let told_of: usize = asked.iter().map(|milestone| before.lives[*milestone].record.about.len()).sum();
    if told_of > MOST.max(log.entries.len() / 4) {
        return None;
    }
    let part = LogPart::of(before, &known, &asked, &new);
    let mut judged = part.judged(before, &known, trust, clocks)?;
    let opened = part.opened(before, &known, &judged, clocks.as_of);
    let disputes = [part.disputes(before, &known, &asked)?, opened.clone()].concat();
    let said_of = incidents(editions, part.log().judged(&judged));
    let suspensions = Suspensions::of(&before.decisions, clocks.as_of);
    let beside = HappenedBeside { incidents: &said_of, disputes: &disputes, suspensions: &suspensions };
    let mut lives = lived(&plan, editions, part.log(), &mut judged, &beside, clocks.as_of);

    // What they come to takes the place of what was known of them.
    let put = put_incidents(before, &known, &asked, (&judged, &said_of), &part.places)?;
    let moved = Arc::new(Moved { incidents: put.inserted.clone(), entries: inserted.clone() });
    let back = FromPart { entries: &part.places, incidents: &put.places };
    let mut said = before.relocated(&moved);
    said.disputes.extend(opened.into_iter().map(|dispute| at_new_places(dispute, &back)));
    said.disputes.sort_unstable_by_key(|dispute| dispute.entry);
    for milestone in &above {
        let mut life = std::mem::replace(&mut lives[*milestone], said.lives[*milestone].clone());
        life.relocate(&back);
        let record = Arc::make_mut(&mut life.record);
        record.entries.relocate(&back);
        record.about.relocate(&back);
        record.incidents.relocate(&back);
        said.lives[*milestone] = life;
    }
    let until = said.stands_until(clocks.as_of, &judged);
    let mut own = BTreeMap::new();
    for (judged, full) in judged.into_iter().zip(&part.places) {
        let judged = at_new_places(judged, &back);
        if known.told(*full).as_ref() != Some(&judged) {
            own.insert(full.place(), judged);
        }
    }
    let bearing = new.into_iter().filter(|entry| !log.entries[*entry].evidence.is_empty()).collect();
    let altered = AlteredLists { moved, judged: own, incidents: put.own, bearing };
    altered.alter(&mut said);
    Some(Growth { said, until, altered, milestones: above })
}

/// All that was ever said of some milestones, and the new entries, as a log of their own.
struct LogPart<'a> {
    desks: &'a Desks,
    entries: Entries,
    /// Where each of these stands in the whole log.
    places: Vec<EntryIx>,
}

impl<'a> LogPart<'a> {
    fn of(before: &SaidSoFar, known: &Told<'a>, asked: &BTreeSet<MilestoneIx>, new: &[EntryIx]) -> LogPart<'a> {
        let about = asked.iter().flat_map(|milestone| before.lives[*milestone].record.about.iter());
        let stood = about.map(|entry| known.moved.entry(*entry));
        let mut places: Vec<EntryIx> = stood.chain(new.iter().copied()).collect();
        places.sort_unstable();
        places.dedup();
        known.log.entries.read_ahead(&places);
        let stood = places.iter().filter_map(|place| known.new.before(place.place()));
        before.judged.read_ahead(&stood.map(EntryIx::at).collect::<Vec<_>>());
        let entries = places.iter().map(|place| known.log.entries[*place].clone()).collect();
        LogPart { desks: known.log.desks, entries, places }
    }

    fn log(&self) -> Log<'_> {
        Log { desks: self.desks, entries: &self.entries }
    }

    /// Where an entry of the whole log stands in this one.
    fn place(&self, entry: EntryIx) -> Option<EntryIx> {
        self.places.binary_search(&entry).ok().map(EntryIx::at)
    }

    /// Its entries as the fold takes them, before it is known how claims stand. What was decided stays so.
    fn judged(&self, before: &SaidSoFar, known: &Told, trust: &Trust, clocks: Clocks) -> Option<Judgements> {
        let mut judged = gather(&before.editions, self.log(), trust, clocks);
        for (place, entry) in judged.indices().zip(&self.places) {
            let Some(told) = known.told(*entry) else { continue };
            if known.decides(*entry)? || matches!(told.why_not, Some(WhyNot::Upheld(_))) {
                let says = self.place_of(told.says)?;
                judged[place] = Judged { says, standing: None, told: None, ..told };
            }
        }
        admit(&before.editions, self.log(), &mut judged);
        Some(judged)
    }

    /// The disputes that the new entries open.
    fn opened(&self, before: &SaidSoFar, known: &Told, judged: &Judgements, as_of: Moment) -> Vec<Dispute> {
        let mut opened = disputes(self.log().judged(judged), &before.decisions, as_of);
        opened.retain(|dispute| known.new.is_new(self.places[dispute.entry.place()].place()));
        opened
    }

    /// The disputes over some milestones that were there.
    fn disputes(&self, before: &SaidSoFar, known: &Told, asked: &BTreeSet<MilestoneIx>) -> Option<Vec<Dispute>> {
        let over = before.disputes.iter().filter(|one| one.milestone.is_some_and(|about| asked.contains(&about)));
        let here = |dispute: &Dispute| {
            let entry = self.place(known.moved.entry(dispute.entry))?;
            let disputed = self.place_of(dispute.disputed.map(|disputed| known.moved.entry(disputed)))?;
            Some(Dispute { entry, disputed, ..dispute.clone() })
        };
        over.map(here).collect()
    }

    /// The same of an entry that need not be; nothing where it is, and elsewhere.
    fn place_of(&self, entry: Option<EntryIx>) -> Option<Option<EntryIx>> {
        entry.map_or(Some(None), |entry| self.place(entry).map(Some))
    }
}

/// Where those of a part of the log stand in all of it.
struct FromPart<'a> {
    entries: &'a [EntryIx],
    incidents: &'a [IncidentIx],
}

impl NewPlaces for FromPart<'_> {
    fn entry(&self, before: EntryIx) -> EntryIx {
        self.entries[before.place()]
    }

    fn incident(&self, before: IncidentIx) -> IncidentIx {
        self.incidents[before.place()]
    }
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

/// Of more entries than so many, and than a quarter of the log, it is faster to go through all.
const MOST: usize = 1 << 16;

/// Along so many names it is asked what an entry is about.
const CHAIN: usize = 64;

/// What was known of the entries.
struct Told<'a> {
    log: Log<'a>,
    /// At their places before.
    judged: &'a Judgements,
    new: &'a Inserted,
    /// The entries that are disputed.
    disputed: BTreeSet<EntryIx>,
    moved: &'a Moved,
}

impl Told<'_> {
    /// What became of an entry that was there.
    fn told(&self, entry: EntryIx) -> Option<Judged> {
        let before = self.new.before(entry.place())?;
        Some(at_new_places(self.judged[EntryIx::at(before)].clone(), self.moved))
    }

    /// The milestone that a new entry moves, if it moves one; nothing where more may move than a milestone.
    fn moves(&self, entry: EntryIx, plan: &Plan) -> Option<Option<MilestoneIx>> {
        let mut at = entry;
        for _ in 0..CHAIN {
            if let Some(told) = self.told(at) {
                return if self.decides(at)? { None } else { told.milestone.map(Some) };
            }
            let act = &self.log.entries[at].act;
            at = match act {
                Act::Claim(_) | Act::Incident(_) | Act::Note { .. } | Act::Dispute(Disputed::Milestone(_)) => {
                    return Some(act.milestone().and_then(|id| plan.milestone(id.as_str())));
                }
                Act::Finding(_) | Act::Agree { .. } | Act::Dispute(_) => self.log.find(act.entry()?)?,
                Act::Retract { entry } => self.log.find(entry).filter(|named| self.is_taken_back_alone(*named))?,
                _ => return None,
            };
        }
        None
    }

    /// Whether nothing goes with an entry that is taken back but what it says of a milestone.
    fn is_taken_back_alone(&self, named: EntryIx) -> bool {
        let act = &self.log.entries[named].act;
        let alone =
            matches!(act, Act::Claim(_) | Act::Incident(_) | Act::Note { .. } | Act::Finding(_) | Act::Agree { .. });
        alone && !self.disputed.contains(&named)
    }

    /// Whether an entry that was there decides or disputes, or says, agrees with or takes back what does; nothing where that is told too
    /// far away.
    fn decides(&self, entry: EntryIx) -> Option<bool> {
        let mut at = entry;
        for _ in 0..CHAIN {
            let act = &self.log.entries[at].act;
            let named = match act {
                Act::Claim(_) | Act::Incident(_) | Act::Note { .. } => return Some(false),
                Act::Finding(_) | Act::Agree { .. } | Act::Retract { .. } => self.log.find(act.entry()?),
                _ => return Some(true),
            };
            match self.told(at)?.says.or(named) {
                Some(named) => at = named,
                None => return Some(false),
            }
        }
        None
    }
}

/// The incidents of a part of the log among all.
struct PutIncidents {
    inserted: Arc<Inserted>,
    /// By the place, those that are new or were changed.
    own: BTreeMap<usize, IncidentState>,
    /// Where those of the part stand.
    places: Vec<IncidentIx>,
}

/// Puts the incidents of a part of the log among all, in the order of their moments; nothing where one went, or came that is not new.
fn put_incidents(
    before: &SaidSoFar,
    known: &Told,
    asked: &BTreeSet<MilestoneIx>,
    part: (&Judgements, &IncidentStates),
    places: &[EntryIx],
) -> Option<PutIncidents> {
    let there = asked.iter().flat_map(|milestone| before.lives[*milestone].record.incidents.iter());
    let there: Vec<IncidentIx> = there.copied().collect();
    before.incidents.read_ahead(&there);
    let entry = |place: IncidentIx| known.moved.entry(before.incidents[place].entry);
    let mut there: HashMap<EntryIx, IncidentIx> = there.into_iter().map(|place| (entry(place), place)).collect();
    let (judged, incidents) = part;
    let (mut inserted, mut met) = (Vec::new(), Vec::with_capacity(incidents.len()));
    for incident in incidents {
        let at = places[incident.entry.place()];
        let was = there.remove(&at);
        if was.is_none() {
            known.new.is_new(at.place()).then_some(())?;
            let others = in_front(before, known, (incident.on, judged[incident.entry].known, at));
            inserted.push(others + inserted.len());
        }
        met.push(was.ok_or(inserted.last().copied().unwrap_or(0)));
    }
    there.is_empty().then_some(())?;
    let inserted = Inserted::at(inserted);
    let place = |met: &Result<IncidentIx, usize>| match met {
        Ok(was) => IncidentIx::at(inserted.now(was.place())),
        Err(now) => IncidentIx::at(*now),
    };
    let all: Vec<IncidentIx> = met.iter().map(place).collect();
    let back = FromPart { entries: places, incidents: &all };
    let changed = incidents.iter().zip(&met).zip(&all).filter_map(|((incident, met), place)| {
        let own = at_new_places(incident.clone(), &back);
        let stays = met.is_ok_and(|was| at_new_places(before.incidents[was].clone(), known.moved) == own);
        (!stays).then_some((place.place(), own))
    });
    let own = changed.collect();
    Some(PutIncidents { inserted: Arc::new(inserted), own, places: all })
}

/// How many incidents stand in front of one with this moment, known since then, at this place in the log.
fn in_front(before: &SaidSoFar, known: &Told, key: (Moment, Moment, EntryIx)) -> usize {
    let of = |incident: &IncidentState| {
        (incident.on, before.judged[incident.entry].known, known.moved.entry(incident.entry))
    };
    before.incidents.first_not(0..before.incidents.len(), |incident| of(incident) < key)
}
