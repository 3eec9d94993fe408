//! Bearing witness without saying anything else: a seal that names what other books have grown.

use super::answer::Outside;
use super::failure::Failure;
use super::signing::{Signing, usable};
use super::world::World;
use crate::fold::state::Clocks;
use crate::ledger::chain::place_of;
use crate::ledger::point::Point;
use crate::model::index::DeskIx;
use crate::model::moment::Moment;
use crate::model::name::{BookId, EntryName};
use crate::store::read::Contents;
use crate::store::write::{Pen, Writer, seen};

/// The other books that have grown by more than seals since the book at this place last saw them. Seals alone are nothing to
/// see: two desks that sealed for each other's seals would never come to an end.
pub fn unwitnessed(contents: &Contents, place: DeskIx) -> Vec<(BookId, Point)> {
    let latest = |other: &BookId| contents.books[place].sights.iter().rev().find(|sight| sight.book == *other);
    let told = |(other, point): &(BookId, Point)| {
        let book = place_of(&contents.books, other).map(|place| &contents.books[place]);
        let since = latest(other).map_or(0, |sight| sight.point.seq);
        let seals = book.map_or(0, |book| book.seals.iter().filter(|seal| seal.seq > since).count() as u64);
        point.seq - since > seals || latest(other).is_none()
    };
    seen(contents, &Pen::Own(place)).into_iter().filter(told).collect()
}

/// Has the own books whose actors have keys bear witness, as far as that takes no question: a key that needs a passphrase waits for
/// `milepost seal`. Gives the seals.
pub fn bear_witness(
    writer: &mut Writer,
    world: &World,
    now: Moment,
    (signing, outside): (&Signing, &Outside),
) -> Result<Vec<EntryName>, Failure> {
    let state = world.state(Clocks { as_of: now, known_by: now });
    let mut seals = Vec::new();
    for (place, book) in world.contents.books.pairs() {
        let keeper = state.plan.actor(book.opening.actor.as_str()).map(|actor| &state.plan.actors[actor]);
        let Some(keeper) = keeper.filter(|keeper| !usable(keeper).is_empty() && writer.adds_to(&world.contents, place))
        else {
            continue;
        };
        if unwitnessed(&world.contents, place).is_empty() {
            continue;
        }
        let Some(signer) = signing.signer(outside, keeper).ok().filter(|signer| !signer.asks()) else {
            continue;
        };
        writer.append(&world.contents, Pen::Own(place), now, Vec::new(), Some(&signer.sealer()))?;
        seals.push(EntryName::new(book.name.clone(), book.seq + 1));
    }
    Ok(seals)
}
