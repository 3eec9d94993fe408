//! A part of a log that has grown: what is gone through anew, and where it stands in all of it.

use super::admit::{admit, gather};
use super::adopt::Trust;
use super::disputes::disputes;
use super::grown_log::GrownLog;
use super::log::{JudgedLog, Log};
use super::record::is_loose;
use super::recording::milestone_of;
use super::relocate::NewPlaces;
use super::state::{Clocks, Dispute, IncidentIx, Judged, Judgements, WhyNot};
use crate::model::entry::{Desks, Entries};
use crate::model::index::{EntryIx, Ix, MilestoneIx};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use std::collections::BTreeSet;

/// Some entries as a log of their own.
pub(super) struct LogPart<'a> {
    desks: &'a Desks,
    entries: Entries,
    /// Where each of these stands in the whole log.
    pub places: Vec<EntryIx>,
    /// As the fold takes them, before it is known how claims stand.
    pub judged: Judgements,
}

impl<'a> LogPart<'a> {
    /// Those at some places, which all bear on each other.
    pub fn of(known: &GrownLog<'a>, mut places: Vec<EntryIx>, clocks: Clocks) -> Option<LogPart<'a>> {
        places.sort_unstable();
        places.dedup();
        known.read_ahead(&places);
        let entries = places.iter().map(|place| known.log.entries[*place].clone()).collect();
        let mut part = LogPart { desks: known.log.desks, entries, places, judged: Judgements::default() };
        part.judged = part.judge(known, clocks)?;
        Some(part)
    }

    /// What was decided stays so.
    fn judge(&self, known: &GrownLog, clocks: Clocks) -> Option<Judgements> {
        let trust = &Trust { upto: known.log.desks.each(u64::MAX), ..Trust::default() };
        let editions = &known.before.editions;
        let mut judged = gather(editions, self.log(), trust, clocks);
        for (place, entry) in judged.indices().zip(&self.places) {
            let Some(told) = known.told(*entry) else { continue };
            if known.decides(*entry)? || matches!(told.why_not, Some(WhyNot::Upheld(_))) {
                let says = self.place_of(told.says)?;
                judged[place] = Judged { says, standing: None, told: None, ..told };
            }
        }
        admit(editions, self.log(), &mut judged);
        Some(judged)
    }

    pub fn log(&self) -> Log<'_> {
        Log { desks: self.desks, entries: &self.entries }
    }

    pub fn judged_log(&self) -> JudgedLog<'_> {
        self.log().judged(&self.judged)
    }

    /// The disputes over some milestones that were there, and those that the new entries open.
    pub fn disputes(&self, known: &GrownLog, asked: &BTreeSet<MilestoneIx>, as_of: Moment) -> Option<Vec<Dispute>> {
        let over = |dispute: &&Dispute| dispute.milestone.is_some_and(|about| asked.contains(&about));
        let here = |dispute: &Dispute| {
            let entry = self.place(known.moved.entry(dispute.entry))?;
            let disputed = self.place_of(dispute.disputed.map(|disputed| known.moved.entry(disputed)))?;
            Some(Dispute { entry, disputed, ..dispute.clone() })
        };
        let stood = known.before.disputes.iter().filter(over).map(here);
        let all = disputes(self.judged_log(), &known.before.decisions, as_of);
        let opened = all.into_iter().filter(|dispute| known.is_new(self.places[dispute.entry.place()]));
        stood.chain(opened.map(Some)).collect()
    }

    /// Whether what was said loosely of some milestones, for a month or a year, is so still, whichever entries count or no longer do.
    pub fn leaves_days(&self, known: &GrownLog, plan: &Plan, milestones: &BTreeSet<MilestoneIx>) -> bool {
        let (log, zone) = (self.judged_log(), plan.timezone);
        let records = || milestones.iter().map(|milestone| &known.before.lives[*milestone].record);
        let leaves = |entry: EntryIx| {
            let from = log.judged[entry].from;
            let day = zone.day_of(from);
            let loosely = records().any(|record| {
                record.loose.binary_search_by_key(&from, |(from, _)| *from).is_ok()
                    || record.loose_days.binary_search_by_key(&day, |(day, _)| *day).is_ok()
            });
            !loosely && !is_loose(log.worded_for(zone, entry))
        };
        self.changes(known).all(|(entry, _)| leaves(entry))
    }

    /// The entries that count now and did not, or the other way round; whether they do now.
    pub fn changes(&self, known: &GrownLog) -> impl Iterator<Item = (EntryIx, bool)> {
        let counts = |own: &Judged| own.why_not.is_none();
        let each = self.judged.pairs().zip(&self.places);
        let counted =
            each.map(move |((entry, own), full)| (entry, counts(own), known.told(*full).as_ref().is_some_and(counts)));
        counted.filter(|(_, now, before)| now != before).map(|(entry, now, _)| (entry, now))
    }

    /// The milestone that an entry of this part is about.
    pub fn milestone_of(&self, plan: &Plan, entry: EntryIx) -> Option<MilestoneIx> {
        milestone_of(plan, self.judged_log(), entry)
    }

    /// Where an entry of the whole log stands in this one.
    fn place(&self, entry: EntryIx) -> Option<EntryIx> {
        self.places.binary_search(&entry).ok().map(EntryIx::at)
    }

    /// The same of an entry that need not be; nothing where it is, and elsewhere.
    fn place_of(&self, entry: Option<EntryIx>) -> Option<Option<EntryIx>> {
        entry.map_or(Some(None), |entry| self.place(entry).map(Some))
    }
}

/// Where the entries of a part of the log stand in all of it; its incidents are named by their places among all.
pub(super) struct FromPart<'a>(pub &'a [EntryIx]);

impl NewPlaces for FromPart<'_> {
    fn entry(&self, before: EntryIx) -> EntryIx {
        self.0[before.place()]
    }

    fn incident(&self, before: IncidentIx) -> IncidentIx {
        before
    }
}
