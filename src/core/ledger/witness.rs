//! Books against what was seen of them: by this machine, which is a fact, and by other desks, which is their word.
//!
//! ```text
//! goi   1 ── 2 ── 3                   cut back? it verifies by itself
//! amm   1 ── 2 (seen goi 5:9f…)       amm says that it saw line 5
//! ```

use super::chain::Books;
use super::flaw::{Flaw, FlawKind, SeenLine};
use super::point::{Point, RawSight};
use crate::model::index::DeskIx;
use crate::model::name::{BookId, EntryName};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The books that have a line, wherever a book goes on in several ways.
pub struct Shelves<'a> {
    books: &'a Books,
    places: HashMap<&'a BookId, Vec<DeskIx>>,
}

impl<'a> Shelves<'a> {
    pub fn of(books: &'a Books) -> Shelves<'a> {
        let mut places: HashMap<&BookId, Vec<DeskIx>> = HashMap::with_capacity(books.len());
        for (place, book) in books.pairs() {
            places.entry(&book.id).or_default().push(place);
        }
        Shelves { books, places }
    }

    /// All that is there of a book.
    pub fn of_book(&self, id: &BookId) -> &[DeskIx] {
        self.places.get(id).map(Vec::as_slice).unwrap_or_default()
    }

    /// The book that has a line.
    pub fn having(&self, id: &BookId, point: &Point) -> Option<DeskIx> {
        self.of_book(id).iter().copied().find(|place| self.books[*place].has(point))
    }
}

/// Where books are otherwise than this machine remembers them, and than other desks say that they saw them: of each book the deepest
/// line that is not there, and the first that is another. Books that are known to be flawed are left out: `flaws` tells of them. What a
/// version has that is set aside is there: `apart` are these.
pub fn contradictions(
    shelves: &Shelves,
    missed: Vec<(DeskIx, RawSight)>,
    apart: &Books,
    flaws: &[Flaw],
    remembered: &BTreeMap<BookId, Point>,
) -> Vec<Flaw> {
    let flawed: HashSet<&str> = flaws.iter().filter(|flaw| flaw.kind.is_damage()).map(|flaw| &*flaw.book).collect();
    let told = |book: &BookId| !flawed.is_empty() && flawed.contains(&*book.to_string());
    let apart = Shelves::of(apart);
    let aside = |id: &BookId, point: &Point| apart.having(id, point).is_some();
    let mut doubts: BTreeMap<(BookId, bool), Contradictions> = BTreeMap::new();
    for (witness, RawSight { line, book, point }) in missed {
        if !told(&book) && !aside(&book, &point) {
            let by = EntryName::new(shelves.books[witness].name.clone(), line);
            doubts.entry((book.clone(), false)).or_default().hear(shelves, &book, point, Some(by));
        }
    }
    for (book, point) in remembered {
        if !told(book) && shelves.having(book, point).is_none() && !aside(book, point) {
            doubts.entry((book.clone(), true)).or_default().hear(shelves, book, *point, None);
        }
    }
    doubts.into_iter().flat_map(|((id, fact), doubt)| doubt.flaws(&id, fact, shelves)).collect()
}

/// What speaks against one book.
#[derive(Default)]
struct Contradictions {
    /// The deepest line beyond its end that was seen.
    beyond: Option<SeenLine>,
    /// The first line that was seen to be another.
    other: Option<SeenLine>,
}

/// So many lines are named that say the same.
const MOST: usize = 8;

impl Contradictions {
    fn hear(&mut self, shelves: &Shelves, id: &BookId, point: Point, by: Option<EntryName>) {
        let ends = shelves.of_book(id).iter().map(|place| shelves.books[*place].seq).max();
        let beyond = ends.is_none_or(|end| point.seq > end);
        let place = if beyond { &mut self.beyond } else { &mut self.other };
        let tells_more = |seen: &SeenLine| if beyond { point.seq > seen.seq } else { point.seq < seen.seq };
        match place {
            Some(seen) if seen.seq == point.seq => seen.by.extend(by.filter(|_| seen.by.len() < MOST)),
            Some(seen) if !tells_more(seen) => {}
            _ => *place = Some(SeenLine { seq: point.seq, by: by.into_iter().collect() }),
        }
    }

    fn flaws(self, id: &BookId, fact: bool, shelves: &Shelves) -> Vec<Flaw> {
        let flaw = |line: u64, kind| Flaw { book: id.to_string(), line: line as usize + 1, kind };
        let of = |kind: FlawKind| if fact { kind } else { FlawKind::Said(Box::new(kind)) };
        let Some(book) = shelves.of_book(id).first().map(|place| &shelves.books[*place]) else {
            let gone = |seen| Flaw { line: 0, ..flaw(0, of(FlawKind::Gone { seen })) };
            return self.beyond.into_iter().map(gone).collect();
        };
        let other = self.other.map(|seen| flaw(seen.seq, of(FlawKind::Rewritten { seen })));
        let beyond = self.beyond.map(|seen| flaw(book.seq, of(FlawKind::CutBack { seen })));
        other.into_iter().chain(beyond).collect()
    }
}
