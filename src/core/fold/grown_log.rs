//! What was known of the entries of a log that has grown, and what the new ones move.

use super::incidents::place_of;
use super::log::Log;
use super::relocate::{Moved, NewPlaces, at_new_places};
use super::said::SaidSoFar;
use super::state::{Dispute, IncidentIx, Judged, WhyNot};
use crate::model::entry::{Act, Disputed};
use crate::model::index::{EntryIx, Ix, MilestoneIx};
use crate::model::long::Inserted;
use crate::model::plan::Plan;
use std::collections::{BTreeSet, HashSet};

/// So many entries are gone through in no time.
const FEW: usize = 1 << 16;

/// Along so many names it is asked what an entry is about.
const CHAIN: usize = 64;

/// A log that has grown, beside what was known of the entries that were there.
pub(super) struct GrownLog<'a> {
    pub log: Log<'a>,
    pub before: &'a SaidSoFar,
    pub new: &'a Inserted,
    pub moved: &'a Moved,
    /// The entries that are disputed.
    disputed: BTreeSet<EntryIx>,
}

impl<'a> GrownLog<'a> {
    /// `moved` tells of entries alone.
    pub fn of(log: Log<'a>, before: &'a SaidSoFar, moved: &'a Moved) -> GrownLog<'a> {
        let new = &*moved.entries;
        let stood = before.disputes.iter().filter_map(|dispute| dispute.disputed).map(|entry| moved.entry(entry));
        let disputed = new.places().filter_map(|place| log.disputed(EntryIx::at(place)));
        GrownLog { log, before, new, moved, disputed: stood.chain(disputed).collect() }
    }

    /// The new entries.
    pub fn arrived(&self) -> impl Iterator<Item = EntryIx> {
        self.new.places().map(EntryIx::at)
    }

    pub fn is_new(&self, entry: EntryIx) -> bool {
        self.new.is_new(entry.place())
    }

    /// What became of an entry that was there.
    pub fn told(&self, entry: EntryIx) -> Option<Judged> {
        let before = self.new.before(entry.place())?;
        Some(at_new_places(self.before.judged[EntryIx::at(before)].clone(), self.moved))
    }

    /// The place before of the incident that an entry alleged.
    pub fn incident(&self, entry: EntryIx) -> Option<IncidentIx> {
        let (before, at) = (self.before, EntryIx::at(self.new.before(entry.place())?));
        place_of(&before.incidents, &before.judged, at)
    }

    /// What has to be looked at to tell what some milestones come to: the entries that can move them and the new ones, with all that bears on
    /// these; nothing where what is taken back may bring other words back.
    pub fn bearing_on(&self, milestones: &BTreeSet<MilestoneIx>) -> Option<Vec<EntryIx>> {
        if self.arrived().any(|entry| self.takes_back_a_finding(entry)) {
            return None;
        }
        let lives = milestones.iter().map(|milestone| &self.before.lives[*milestone]);
        let moving = lives.flat_map(|life| life.record.moving.iter()).map(|entry| self.moved.entry(*entry));
        let over = |dispute: &&Dispute| dispute.milestone.is_some_and(|about| milestones.contains(&about));
        let disputed = self.before.disputes.iter().filter(over).filter_map(|dispute| dispute.disputed);
        let disputed = disputed.map(|entry| self.moved.entry(entry));
        let mut ahead: Vec<EntryIx> = moving.chain(disputed).chain(self.arrived()).collect();
        self.read_ahead(&ahead);
        let mut met = HashSet::new();
        while let Some(entry) = ahead.pop().filter(|_| met.len() <= self.most()) {
            if met.insert(entry) {
                ahead.extend(self.bears_on(entry));
            }
        }
        Some(met.into_iter().collect())
    }

    /// What bears on an entry: what it names, what takes it back, and of an incident what verifiers conclude.
    fn bears_on(&self, entry: EntryIx) -> impl Iterator<Item = EntryIx> {
        let act = &self.log.entries[entry].act;
        let named = act.entry().and_then(|name| self.log.find(name));
        let back = match self.told(entry).and_then(|told| told.why_not) {
            Some(WhyNot::Retracted(by)) => self.log.find(&by),
            _ => None,
        };
        let incident = Some(entry).filter(|_| matches!(act, Act::Incident(_))).and_then(|entry| self.incident(entry));
        let found = incident.map_or(&[][..], |place| &self.before.incidents[place].findings);
        named.into_iter().chain(back).chain(found.iter().map(|found| self.moved.entry(found.entry)))
    }

    /// Whether an entry takes back what is said of an incident, or one of which others speak: words on it that were overtaken may count
    /// again.
    fn takes_back_a_finding(&self, entry: EntryIx) -> bool {
        let Act::Retract { entry } = &self.log.entries[entry].act else { return false };
        let mut at = self.log.find(entry);
        let incident = at.filter(|at| matches!(self.log.entries[*at].act, Act::Incident(_)));
        if let Some(incident) = incident {
            return !self.is_new(incident)
                && self.incident(incident).is_none_or(|place| self.before.incidents[place].named);
        }
        for _ in 0..CHAIN {
            at = match at.map(|at| &self.log.entries[at].act) {
                Some(Act::Incident(_) | Act::Finding(_)) => return true,
                Some(Act::Agree { entry } | Act::Retract { entry }) => self.log.find(entry),
                _ => return false,
            };
        }
        true
    }

    /// All entries about some milestones, and the new ones; nothing where it is faster to go through all.
    pub fn all_about(&self, milestones: &BTreeSet<MilestoneIx>) -> Option<Vec<EntryIx>> {
        let about = milestones.iter().map(|milestone| &self.before.lives[*milestone].record.about);
        let stood = about.clone().map(|about| about.len()).sum::<usize>();
        let all = about.flat_map(|about| about.iter().map(|entry| self.moved.entry(*entry)));
        (stood <= self.most()).then(|| all.chain(self.arrived()).collect())
    }

    /// Of more entries than so many it is faster to go through all.
    pub fn most(&self) -> usize {
        FEW.max(self.log.entries.len() / 4)
    }

    /// Reads at once what was known of entries that are about to be looked at.
    pub fn read_ahead(&self, places: &[EntryIx]) {
        self.log.entries.read_ahead(places);
        let stood = places.iter().filter_map(|place| self.new.before(place.place()));
        self.before.judged.read_ahead(&stood.map(EntryIx::at).collect::<Vec<_>>());
    }

    /// The milestone that a new entry moves, if it moves one; nothing where more may move than a milestone.
    pub fn moves(&self, entry: EntryIx, plan: &Plan) -> Option<Option<MilestoneIx>> {
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
    pub fn decides(&self, entry: EntryIx) -> Option<bool> {
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
