//! What is before what, by proof: a line is later than the lines before it in its book, than all that these had seen of other books,
//! and than the entries that they name. Clocks only order what no line bears witness of (design, section 5, Trust).
//!
//! ```text
//! goi   1 ── 2 ── 3
//!            │
//! amm        └──► 1 (seen goi:2) ── 2      amm:2 is later than goi:2, whatever the clocks say; of goi:3 it knows nothing
//! ```

use super::log::{Log, MANY};
use crate::model::entry::{Desk, Desks, Entries, Entry, Sight};
use crate::model::index::{DeskIx, EntryIx, Ix, Series};
use rayon::prelude::*;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// How far some line knows each desk, itself included; a desk of which it knows nothing is missing.
pub type Knowledge = BTreeMap<DeskIx, u64>;

/// Adds to what desks had seen the entries that theirs name.
pub fn note_names(desks: &mut Desks, entries: &Entries) {
    let named = named(Log { desks, entries }, &entries.indices().collect::<Vec<_>>());
    for (desk, named) in desks.iter_mut().zip(named) {
        if !named.is_empty() {
            desk.sights.extend(named);
            desk.sights.sort_by_key(|sight| sight.line);
        }
    }
}

/// What each desk had seen by naming an entry of another in some of its own.
pub fn named(log: Log, naming: &[EntryIx]) -> Series<DeskIx, Vec<Sight>> {
    let seen = |place: &EntryIx| {
        let entry = &log.entries[*place];
        let (book, line) = (entry.book, entry.seq);
        let there = entry.names().filter_map(|name| log.find(name)).map(|place| &log.entries[place]);
        let others = there.filter(|named| named.book != book);
        others.map(|named| (book, Sight { line, desk: named.book, seq: named.seq, told: false })).collect::<Vec<_>>()
    };
    let mut named: Series<DeskIx, Vec<Sight>> = log.desks.each(Vec::new());
    let sights: Vec<(DeskIx, Sight)> = match naming.len() {
        ..MANY => naming.iter().flat_map(seen).collect(),
        _ => naming.par_iter().with_min_len(MANY).flat_map_iter(seen).collect(),
    };
    sights.into_iter().for_each(|(book, sight)| named[book].push(sight));
    named
}

/// What a line of a desk had seen, directly or through others.
pub fn past(desks: &Desks, desk: DeskIx, line: u64) -> Knowledge {
    let (mut past, mut ahead) = (Knowledge::new(), vec![(desk, line)]);
    while let Some((desk, line)) = ahead.pop() {
        let before = past.get(&desk).copied();
        if before.is_some_and(|before| before >= line) {
            continue;
        }
        past.insert(desk, line);
        let sights = &desks[desk].sights;
        let new = sights.partition_point(|sight| before.is_some_and(|before| sight.line <= before));
        let new = sights[new..].iter().take_while(|sight| sight.line <= line);
        ahead.extend(new.map(|sight| (sight.desk, sight.seq)));
        ahead.extend(desks[desk].branch.map(|(other, shared)| (other, shared.min(line))));
    }
    past
}

/// Whether a past holds an entry.
pub fn holds(past: &Knowledge, entry: &Entry) -> bool {
    past.get(&entry.book).is_some_and(|line| *line >= entry.seq)
}

/// Whether a word had seen another, where its book can prove that or the other's author has keys; else clocks are believed, as of what
/// was carried over: it was written down after the fact, so its silence proves nothing.
pub fn had_seen(
    desks: &Desks,
    upto: &Series<DeskIx, u64>,
    word: &Entry,
    other: &Entry,
    past: impl FnOnce(&Entry) -> Knowledge,
) -> Option<bool> {
    if word.book == other.book {
        return Some(other.seq < word.seq);
    }
    let keyed = upto[other.book] != u64::MAX;
    let proves = keyed || tells_of(&desks[word.book], word.seq, other.book);
    let seen = proves.then(|| holds(&past(word), other))?;
    (seen || word.known.is_none()).then_some(seen)
}

/// Whether a desk tells, up to a line, what it had seen of another.
fn tells_of(desk: &Desk, line: u64, other: DeskIx) -> bool {
    desk.sights.iter().take_while(|sight| sight.line <= line).any(|sight| sight.told && sight.desk == other)
}

/// These entries, ascending by place, in an order in which each is later than all that it is proven to be later than; else by `key`.
pub fn in_proven_order<K: Ord + Clone>(log: Log, picked: &[EntryIx], key: impl Fn(EntryIx) -> K) -> Vec<EntryIx> {
    let mut order = picked.to_vec();
    if log.desks.iter().all(|desk| desk.sights.is_empty()) {
        let sorted = order.is_sorted_by_key(|place| key(*place));
        if !sorted {
            order.sort_by_cached_key(|place| key(*place));
        }
        if !bound(log.entries, &order) {
            return order;
        }
    }
    LineOrder::of(log, picked).order(key)
}

/// Whether some entry stands behind a later one of its own book.
fn bound(entries: &Entries, order: &[EntryIx]) -> bool {
    let mut last: BTreeMap<DeskIx, u64> = BTreeMap::new();
    order.iter().any(|place| {
        let Entry { book, seq, .. } = entries[*place];
        last.insert(book, seq).is_some_and(|before| before > seq)
    })
}

crate::index! {
    /// A place among the lines that are brought into an order.
    LineIx
}

/// The lines that have a place in an order, and which come before which.
struct LineOrder {
    /// The entry of each line; nothing where it only tells what was seen.
    lines: Series<LineIx, Option<EntryIx>>,
    /// The lines after each, and how many are before each.
    after: Series<LineIx, Vec<LineIx>>,
    before: Series<LineIx, usize>,
}

impl LineOrder {
    fn of(log: Log, picked: &[EntryIx]) -> LineOrder {
        let mut places: BTreeMap<(DeskIx, u64), Option<EntryIx>> = BTreeMap::new();
        for (desk, told) in log.desks.pairs() {
            places.extend(told.sights.iter().map(|sight| ((desk, sight.line), None)));
        }
        places.extend(picked.iter().map(|place| ((log.entries[*place].book, log.entries[*place].seq), Some(*place))));
        let keys: Series<LineIx, (DeskIx, u64)> = places.keys().copied().collect();
        let lines: Series<LineIx, Option<EntryIx>> = places.into_values().collect();
        let mut web = LineOrder { after: lines.each(Vec::new()), before: lines.each(0), lines };
        // The last line of a desk up to this one.
        let upto = |desk: DeskIx, line: u64| {
            let end = keys.partition_point(|key| *key <= (desk, line));
            end.checked_sub(1).map(LineIx::at).filter(|last| keys[*last].0 == desk)
        };
        for (node, &(desk, line)) in keys.pairs() {
            let own = upto(desk, line.saturating_sub(1)).filter(|own| *own != node);
            let shared =
                log.desks[desk].branch.filter(|_| own.is_none()).and_then(|(other, shared)| upto(other, shared));
            let sights = &log.desks[desk].sights;
            let first = sights.partition_point(|sight| sight.line < line);
            let seen = sights[first..].iter().take_while(|sight| sight.line == line);
            let seen = seen.filter_map(|sight| upto(sight.desk, sight.seq));
            for before in own.into_iter().chain(shared).chain(seen) {
                web.after[before].push(node);
                web.before[node] += 1;
            }
        }
        web
    }

    fn order<K: Ord>(mut self, key: impl Fn(EntryIx) -> K) -> Vec<EntryIx> {
        let ranked = |node: LineIx, lines: &Series<LineIx, Option<EntryIx>>| Reverse((lines[node].map(&key), node));
        let free = self.lines.indices().filter(|node| self.before[*node] == 0);
        let mut free: BinaryHeap<_> = free.map(|node| ranked(node, &self.lines)).collect();
        let mut order = Vec::new();
        while let Some(Reverse((_, node))) = free.pop() {
            order.extend(self.lines[node]);
            for next in std::mem::take(&mut self.after[node]) {
                self.before[next] -= 1;
                if self.before[next] == 0 {
                    free.push(ranked(next, &self.lines));
                }
            }
        }
        order
    }
}
