//! A book as readers of entries know it: whose it is, by which keys it is sealed, and which places of it plans name.

use crate::ledger::chain::Book;
use crate::ledger::flaw::{BadSeal, Flaw, FlawKind};
use crate::ledger::point::Point;
use crate::ledger::seal::{Sealed, sealed};
use crate::model::entry::{self, Desk};
use crate::model::plan::Plan;

/// The desk of a book, and the seals at its end that are none.
pub fn desk(book: &Book) -> (Desk, Vec<Flaw>) {
    let (sealed, unsound) = sealed(book);
    let seals = sealed.into_iter().map(|Sealed { key, seals }| entry::Sealed {
        key: key.to_string(),
        seals: seals.into_iter().map(|seal| (seal.seq, seal.at)).collect(),
    });
    let desk = Desk { seals: seals.collect(), ..Desk::new(book.name.clone(), book.opening.actor.clone()) };
    let flaws = unsound.into_iter().map(|(seq, problem)| bad_seal(book, seq, problem));
    (desk, flaws.collect())
}

/// The flaw of a seal that vouches for nothing.
fn bad_seal(book: &Book, seq: u64, problem: BadSeal) -> Flaw {
    Flaw { book: book.name.to_string(), line: seq as usize + 1, kind: FlawKind::BadSeal(problem) }
}

/// Notes which of the places where versions of the plan end a key are in the books; desks and books are the same, in one order.
pub fn bear_out<'a>(desks: &mut [Desk], books: &[Book], plans: impl Iterator<Item = &'a Plan>) {
    let keys = plans.flat_map(|plan| &plan.actors).flat_map(|actor| &actor.keys);
    for (name, text) in keys.filter_map(|key| key.until.as_ref()).flatten() {
        let Ok(place) = books.binary_search_by(|book| book.name.cmp(name)) else { continue };
        if Point::parse(text).is_some_and(|point| books[place].has(&point)) {
            desks[place].bears.push(text.clone());
        }
    }
}
