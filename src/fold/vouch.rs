//! Whether a line was sealed by who speaks in it: which of his keys, under one version of the plan, covers it.
//!
//! ```text
//! line      1   2   3 (seal)   4   5 (seal)   6
//! counts    └───┴──── from 3   └──── from 5   not yet
//! ```

use crate::model::actor::Actor;
use crate::model::entry::Desk;
use crate::model::moment::Moment;

/// Since when a line of a book is vouched for: the earliest seal behind it by a key that may vouch for it; nothing where there
/// is none.
pub fn vouched(actor: &Actor, desk: &Desk, seq: u64) -> Option<Moment> {
    let behind = |seals: &[(u64, Moment)]| {
        let next = seals.partition_point(|(seal, _)| *seal <= seq);
        seals.get(next).map(|(_, at)| *at)
    };
    let since = |key: &crate::model::key::Key| {
        let sealed = desk.seals.iter().filter(|sealed| sealed.key == key.text);
        let limit = key.limit(&desk.book, |point| desk.bears.iter().any(|borne| borne == point));
        sealed.filter_map(|sealed| behind(&sealed.seals)).min().filter(|_| seq <= limit)
    };
    actor.keys.iter().filter_map(since).min()
}
