//! Books against what others had seen of them: a book that was rewritten or cut back contradicts whoever had seen more.
//!
//! ```text
//! goi   1 ── 2 ── 3                   cut back: it verifies by itself,
//! amm   1 ── 2 (seen goi 5:9f…)       but amm had seen line 5
//! ```

use super::chain::Book;
use super::flaw::{Flaw, FlawKind, Seen};
use super::point::{Point, Sight};
use crate::model::id::Id;
use crate::model::name::EntryName;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What books say of each other and what this machine remembers, where the books here are otherwise. Of each book the deepest
/// line that is not there, and the first that is another. Books that are known to be flawed are left out: `flaws` tells of them.
/// What a version has that is set aside is there: `apart` are these.
pub fn contradictions(books: &[Book], apart: &[Book], flaws: &[Flaw], remembered: &BTreeMap<Id, Point>) -> Vec<Flaw> {
    let told = |book: &Id| flaws.iter().any(|flaw| flaw.book == book.as_str() && flaw.kind.is_damage());
    let there = |name: &Id, point: &Point| {
        find(books, name).is_some_and(|book| book.has(point)) || apart.iter().any(|version| version.has(point))
    };
    let mut doubts: BTreeMap<Id, Doubt> = BTreeMap::new();
    let mut doubt = |book: &Id, point: Point, by: Option<EntryName>| {
        if !told(book) {
            doubts.entry(book.clone()).or_default().hear(find(books, book), point, by);
        }
    };
    let missed = |witness: &Book| {
        let missed = witness.sights.iter().filter(|sight| !there(&sight.book, &sight.point));
        missed.cloned().collect::<Vec<Sight>>()
    };
    let missed: Vec<Vec<Sight>> = books.par_iter().map(missed).collect();
    for (witness, missed) in books.iter().zip(missed) {
        for Sight { line, book, point } in missed {
            doubt(&book, point, Some(EntryName { book: witness.name.clone(), seq: line }));
        }
    }
    for (book, point) in remembered {
        if !there(book, point) {
            doubt(book, *point, None);
        }
    }
    doubts.into_iter().flat_map(|(name, doubt)| doubt.flaws(&name, books)).collect()
}

fn find<'a>(books: &'a [Book], name: &Id) -> Option<&'a Book> {
    books.binary_search_by(|book| book.name.cmp(name)).ok().map(|place| &books[place])
}

/// What speaks against one book.
#[derive(Default)]
struct Doubt {
    /// The deepest line beyond its end that was seen.
    beyond: Option<Seen>,
    /// The first line that was seen to be another.
    other: Option<Seen>,
}

impl Doubt {
    fn hear(&mut self, book: Option<&Book>, point: Point, by: Option<EntryName>) {
        let beyond = book.is_none_or(|book| point.seq > book.seq);
        let place = if beyond { &mut self.beyond } else { &mut self.other };
        let tells_more = |seen: &Seen| if beyond { point.seq > seen.seq } else { point.seq < seen.seq };
        match place {
            Some(seen) if seen.seq == point.seq => seen.by.extend(by),
            Some(seen) if !tells_more(seen) => {}
            _ => *place = Some(Seen { seq: point.seq, by: by.into_iter().collect() }),
        }
    }

    fn flaws(self, name: &Id, books: &[Book]) -> Vec<Flaw> {
        let flaw = |line: u64, kind| Flaw { book: name.to_string(), line: line as usize + 1, kind };
        let Some(book) = find(books, name) else {
            return self.beyond.into_iter().map(|seen| flaw(0, FlawKind::Gone { seen })).collect();
        };
        let stands = borne_out(book, books);
        let other = self.other.map(|seen| flaw(seen.seq, FlawKind::Rewritten { seen, stands }));
        let beyond = self.beyond.map(|seen| flaw(book.seq, FlawKind::CutBack { seen }));
        other.into_iter().chain(beyond).collect()
    }
}

/// The last line of a book that some other book had seen as it is.
fn borne_out(book: &Book, books: &[Book]) -> Option<u64> {
    let others = books.iter().filter(|other| other.name != book.name).flat_map(|other| &other.sights);
    let seen = others.filter(|sight| sight.book == book.name && book.has(&sight.point));
    seen.map(|sight| sight.point.seq).max()
}
