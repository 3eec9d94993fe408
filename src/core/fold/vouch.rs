//! Which lines of a desk exist: for an actor with keys, those that a good seal of its own covers.
//!
//! ```text
//! line      1   2   3 (seal)   4   5 (seal)   6
//! exists    └───┴──── by 3     └──── by 5     not yet
//! ```

use crate::model::actor::Actor;
use crate::model::entry::{Desk, Sealed};
use crate::model::moment::Moment;

/// The last line that a sound seal by one of the actor's keys covers; 0 where there is none.
pub fn sealed_upto(actor: &Actor, desk: &Desk) -> u64 {
    good(actor, desk).map(|(_, upto)| upto).max().unwrap_or(0)
}

/// Since when a line is vouched for: the earliest seal behind it by a key that may vouch for it; nothing where there is none.
pub fn vouched(actor: &Actor, desk: &Desk, seq: u64) -> Option<Moment> {
    let behind = |(sealed, upto): (&Sealed, u64)| {
        let next = sealed.seals.partition_point(|(seal, _)| *seal <= seq);
        sealed.seals.get(next).filter(|(seal, _)| *seal <= upto).map(|(_, at)| *at)
    };
    good(actor, desk).filter_map(behind).min()
}

/// The seals by each of the actor's keys, and the last of them that is good.
fn good<'a>(actor: &'a Actor, desk: &'a Desk) -> impl Iterator<Item = (&'a Sealed, u64)> {
    let of = move |sealed: &'a Sealed| {
        let key = actor.keys.iter().find(|key| key.text == sealed.key && (sealed.touched || !key.touch))?;
        let limit = key.limit(&desk.id, |point| desk.bears.iter().any(|borne| borne == point));
        let last = sealed.sound.iter().rev().find(|seal| **seal <= limit)?;
        Some((sealed, *last))
    };
    desk.seals.iter().filter_map(of)
}
