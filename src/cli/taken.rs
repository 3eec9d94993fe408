//! Which rows of a table were taken before: told from the books alone, so that whoever holds the same files gets the same answer.
//!
//! A row is known again by its `x-row`; a claim without one by the figures and the day that it speaks of; all else by what it says. Of
//! equal rows each stands for one entry.

use super::lookup;
use super::record::Desktop;
use crate::draft::claims::MATRIX;
use crate::fold::state::WhyNot;
use crate::model::act_kind::ActKind;
use crate::model::entry::{Act, Entry, Statement};
use crate::model::fields::Fields;
use crate::model::id::Id;
use crate::model::index::EntryIx;
use crate::model::when::When;
use crate::report::written;
use std::collections::{BTreeMap, BTreeSet};

/// A row of a table, as it would be recorded.
pub struct TableRow {
    /// Where it stands in the file.
    pub line: usize,
    pub said: Statement,
    /// Whether its day is its own; else it is the day on which the table was made, and tells nothing of the row.
    pub dated: bool,
}

impl TableRow {
    /// Whether it is the row of a matrix, which tells of a state, and not of an event: its key says so.
    pub fn is_of_matrix(&self) -> bool {
        self.said.row.as_deref().is_some_and(|row| row.starts_with(MATRIX))
    }
}

/// What is to be done with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFate {
    New,
    /// It stands in place of what an entry says.
    Changed(EntryIx),
    /// An entry says it.
    Before,
    /// An entry said it and was taken back since.
    TakenBack(EntryIx),
}

/// What is to be done with each row, in their order.
pub fn fates(desktop: &Desktop, rows: &[TableRow]) -> Vec<RowFate> {
    let mut fates = vec![RowFate::New; rows.len()];
    // Of most rows of a large table nothing was said before that they could be.
    let spoken = Spoken::of(desktop);
    let may_be = |row: &TableRow| spoken.holds(&row.said.act, row.said.row.as_deref());
    let compared = rows.iter().enumerate().filter(|(_, row)| may_be(row));
    let sayings: BTreeMap<usize, Saying> =
        compared.map(|(place, row)| (place, Saying::of(desktop, row.said.clone()))).collect();
    let mut wanted: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, saying) in &sayings {
        wanted.entry(saying.group(rows[*place].dated)).or_default().push(*place);
    }
    let known = Known::of(desktop, &Spoken::by(sayings.values()));
    for (group, places) in &wanted {
        let here: Vec<(usize, String)> =
            places.iter().map(|place| (*place, sayings[place].text(rows[*place].dated))).collect();
        let (dated, keyed) = (rows[places[0]].dated, sayings[&places[0]].row.is_some());
        match known.groups[usize::from(dated)].contains_key(group) {
            true => known.settle(group, dated, &here, &mut fates),
            // What was recorded otherwise, by hand or from another table, is known by what it says.
            false => here.into_iter().for_each(|row| {
                let group = if keyed { row.1.clone() } else { other(&row.1) };
                known.settle(&group, dated, &[row], &mut fates);
            }),
        }
    }
    fates
}

/// The group of what tables with keys say, for rows that have none.
fn other(text: &str) -> String {
    format!("keyed {text}")
}

/// What an entry or a row says, in a form that can be compared.
struct Saying {
    said: Statement,
    row: Option<Box<str>>,
}

impl Saying {
    fn of(desktop: &Desktop, mut said: Statement) -> Saying {
        if let Some(name) = said.act.entry_mut()
            && let Ok(Some(meant)) = lookup::meant(&desktop.world.contents.books, name)
        {
            *name = meant;
        }
        let row = said.row.take();
        Saying { said, row }
    }

    /// All that it says; without its day where that is not its own.
    fn text(&self, dated: bool) -> String {
        let fields = Fields { on: self.said.on.filter(|_| dated), ..Fields::of(&self.said) };
        written::line(&fields)
    }

    /// The group of those of which one may stand for another.
    fn group(&self, dated: bool) -> String {
        match (&self.row, &self.said.act) {
            // Of one row of a matrix several may have spoken, each for itself.
            (Some(row), _) if row.starts_with(MATRIX) => format!("row {row} by {:?}", self.said.by),
            (Some(row), _) => format!("row {row}"),
            // Increments add up: one does not stand in place of another.
            (None, Act::Claim(claim)) if claim.add.is_empty() => {
                let figures: BTreeSet<String> = claim.values.iter().map(|(id, _)| Id::folded(id.as_str())).collect();
                let on = self.said.on.filter(|_| dated).as_ref().map(When::to_string);
                let by = self.said.by.as_ref().map(Id::as_str);
                format!("claim {:?}", (Id::folded(claim.milestone.as_str()), figures, on, by))
            }
            _ => self.text(dated),
        }
    }
}

/// Of what somebody speaks: the kinds with the milestones, and the rows of tables that were taken.
#[derive(Default)]
struct Spoken<'a> {
    topics: BTreeSet<(ActKind, Option<String>)>,
    keys: BTreeSet<&'a str>,
}

impl<'a> Spoken<'a> {
    /// What the desk's actor has spoken of, in whatever book.
    fn of(desktop: &'a Desktop) -> Spoken<'a> {
        let contents = &desktop.world.contents;
        let ours = |entry: &&Entry| contents.desks[entry.book].actor == desktop.desk.actor;
        let mut spoken = Spoken::default();
        contents.entries.iter().filter(ours).for_each(|entry| spoken.add(&entry.act, entry.row.as_deref()));
        spoken
    }

    fn by(sayings: impl Iterator<Item = &'a Saying>) -> Spoken<'a> {
        let mut spoken = Spoken::default();
        sayings.for_each(|saying| spoken.add(&saying.said.act, saying.row.as_deref()));
        spoken
    }

    fn add(&mut self, act: &Act, key: Option<&'a str>) {
        self.topics.insert(topic(act));
        self.keys.extend(key);
    }

    fn holds(&self, act: &Act, key: Option<&str>) -> bool {
        !self.topics.is_empty() && self.topics.contains(&topic(act)) || key.is_some_and(|key| self.keys.contains(key))
    }
}

fn topic(act: &Act) -> (ActKind, Option<String>) {
    (act.kind(), act.milestone().map(|id| Id::folded(id.as_str())))
}

/// An entry that may be what a row says.
struct KnownEntry {
    entry: EntryIx,
    saying: Saying,
    taken_back: bool,
}

/// What the desk's actor has said, in whatever book, in order.
struct Known {
    entries: Vec<KnownEntry>,
    /// The places of the entries of each group, by the groups of dated and of undated rows.
    groups: [BTreeMap<String, Vec<usize>>; 2],
}

impl Known {
    /// The entries that may be what the rows say.
    fn of(desktop: &Desktop, rows: &Spoken) -> Known {
        let contents = &desktop.world.contents;
        let may_be = |entry: &Entry| rows.holds(&entry.act, entry.row.as_deref());
        let ours = |entry: &Entry| contents.desks[entry.book].actor == desktop.desk.actor;
        let all = || contents.entries.indices().filter(|index| ours(&contents.entries[*index]));
        let retracted = |index: EntryIx| matches!(desktop.before.entries[index].why_not, Some(WhyNot::Retracted(_)));
        // What an import corrected was not taken back by anybody, while that stands.
        let corrected: BTreeSet<EntryIx> = all()
            .filter_map(|index| match &contents.entries[index].act {
                Act::Retract { entry } if contents.entries[index].row.is_some() && !retracted(index) => {
                    contents.log().find(entry)
                }
                _ => None,
            })
            .collect();
        let mut entries: Vec<KnownEntry> = all()
            .filter(|index| !corrected.contains(index) && may_be(&contents.entries[*index]))
            .map(|index| {
                let entry = &contents.entries[index];
                KnownEntry { entry: index, saying: Saying::of(desktop, statement(entry)), taken_back: retracted(index) }
            })
            .collect();
        entries.sort_by_key(|known| (contents.entries[known.entry].at, known.entry));
        let mut groups = [BTreeMap::new(), BTreeMap::new()];
        for (dated, groups) in [false, true].into_iter().zip(&mut groups) {
            for (place, known) in entries.iter().enumerate() {
                let (group, text) = (known.saying.group(dated), known.saying.text(dated));
                let text = if known.saying.row.is_some() { other(&text) } else { text };
                if text != group {
                    groups.entry(text).or_insert_with(Vec::new).push(place);
                }
                groups.entry(group).or_insert_with(Vec::new).push(place);
            }
        }
        Known { entries, groups }
    }

    /// Of so many rows of a group the latest entries are those that they may stand for.
    fn settle(&self, group: &str, dated: bool, rows: &[(usize, String)], fates: &mut [RowFate]) {
        let places = self.groups[usize::from(dated)].get(group).map_or(&[][..], Vec::as_slice);
        let (back, live): (Vec<&KnownEntry>, Vec<&KnownEntry>) =
            places.iter().map(|place| &self.entries[*place]).partition(|known| known.taken_back);
        let (mut latest, mut back) = (live[live.len().saturating_sub(rows.len())..].to_vec(), back);
        let take = |known: &mut Vec<&KnownEntry>, text: &str| {
            let place = known.iter().position(|known| known.saying.text(dated) == text)?;
            Some(known.remove(place).entry)
        };
        let mut open = Vec::new();
        for (place, text) in rows {
            let before = take(&mut latest, text).map(|_| RowFate::Before);
            match before.or_else(|| take(&mut back, text).map(RowFate::TakenBack)) {
                Some(fate) => fates[*place] = fate,
                None => open.push(*place),
            }
        }
        for (place, known) in open.into_iter().zip(latest) {
            fates[place] = RowFate::Changed(known.entry);
        }
    }
}

/// What an entry states.
fn statement(entry: &Entry) -> Statement {
    let Entry { on, known, by, note, evidence, row, act, .. } = entry.clone();
    Statement { act, on, known, by, note, evidence, row }
}
