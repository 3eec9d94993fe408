//! `log`: which entries are asked for; and entries as rows, for a terminal and for others.

use super::entries::known_in_order;
use super::flat::{EntryRow, Flat, columns, composed};
use super::sheet::{Columns, Sheet};
use super::view::View;
use crate::model::index::{ActorIx, DeskIx, EntryIx, Ix, MilestoneIx};
use crate::model::moment::Moment;
use crate::tongue::say;
use rayon::prelude::*;
use std::ops::Range;

/// Which entries a log is asked for; every filter that is set must fit.
#[derive(Clone, Debug, Default)]
pub struct EntryFilter {
    pub milestone: Option<MilestoneIx>,
    pub actor: Option<ActorIx>,
    /// The books in which they stand.
    pub books: Option<Vec<DeskIx>>,
    /// When they were recorded, both included.
    pub since: Option<Moment>,
    pub until: Option<Moment>,
    /// Only the last so many.
    pub last: Option<usize>,
}

impl EntryFilter {
    /// The entries that fit, in the order of logs. Of what was kept no more is read than what may fit.
    pub fn select(&self, view: &View) -> Vec<EntryIx> {
        let stretches = self.stretches(view);
        let maybe: Vec<EntryIx> = match self.milestone {
            None => stretches.into_iter().flatten().map(EntryIx::at).collect(),
            Some(milestone) => {
                let within = |entry: &&EntryIx| stretches.iter().any(|stretch| stretch.contains(&entry.place()));
                view.state.milestones[milestone].record.about.iter().filter(within).copied().collect()
            }
        };
        view.state.entries.read_ahead(&maybe);
        let judged = |entry: &EntryIx| &view.state.entries[*entry];
        let fits = |entry: &EntryIx| {
            (self.milestone.is_none() || judged(entry).milestone == self.milestone)
                && (self.actor.is_none() || judged(entry).actor == self.actor)
        };
        let mut found = known_in_order(view, maybe.into_iter().filter(fits));
        found.drain(..found.len().saturating_sub(self.last.unwrap_or(usize::MAX)));
        found
    }

    /// Where in each of the books those stand that were recorded then: no line of a book is dated before the one above it.
    fn stretches(&self, view: &View) -> Vec<Range<usize>> {
        let (desks, entries) = (view.log.desks, view.log.entries);
        let ends = desks.iter().skip(1).map(|desk| desk.before).chain([entries.len()]);
        let stretch = |(place, end): (DeskIx, usize)| {
            let begin = desks[place].before;
            let from = self.since.map_or(begin, |since| entries.first_not(begin..end, |entry| entry.at < since));
            from..self.until.map_or(end, |until| entries.first_not(from..end, |entry| entry.at <= until))
        };
        let asked = |(place, _): &(DeskIx, usize)| self.books.as_ref().is_none_or(|books| books.contains(place));
        desks.indices().zip(ends).filter(asked).map(stretch).collect()
    }
}

/// What a log tells of each entry.
const LOG: [&str; 12] =
    ["name", "at", "known", "actor", "on", "kind", "milestone", "standing", "says", "note", "evidence", "why_not"];

/// The same for a terminal: what is rarely there stands below what always is.
const SHORT: [&str; 5] = ["by", "recorded", "milestone", "counts_as", "told_briefly"];

/// Some entries, with every column of the log, or with those of these keys.
pub fn log_sheet(view: &View, order: &[EntryIx], keys: &[&str]) -> Sheet {
    let keys = if keys.is_empty() { &LOG } else { keys };
    let flat = if keys.contains(&"nr") { Flat::numbering(view, order) } else { Flat::of(view) };
    sheet(&flat, order, columns().choose(keys).titled("why_not", say!("Does not count")))
}

/// The log for a terminal.
pub fn log_table(view: &View, order: &[EntryIx]) -> Sheet {
    sheet(&Flat::of(view), order, columns().and(composed()).choose(&SHORT))
}

fn sheet<'a>(flat: &Flat<'_, 'a>, order: &[EntryIx], columns: Columns<EntryRow<'a>>) -> Sheet {
    flat.read_ahead(order);
    let rows = order.par_iter().map(|index| columns.cells(&flat.row(*index))).collect();
    Sheet { columns: columns.headings(), rows }
}
