//! What has become of what each side owes: so many broken, verified, late, reported and neither, which add up to what it owes.

use super::balance::Sides;
use super::sheet::{Cell, Columns, Shape, Sheet};
use super::view::View;
use crate::fold::state::{Figure, MilestoneState, Status, TimingWord};
use crate::model::index::MilestoneIx;
use crate::model::level::Level;

/// One side, or those commitments that nobody owes.
pub struct OwedRow<'a> {
    pub side: &'a str,
    pub owed: usize,
    /// How many are in each state, in the order of `Owed::ALL`.
    pub states: [usize; 5],
}

/// What has become of a commitment: the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Breached or reversed.
    Broken,
    /// Verified full.
    Verified,
    /// Past its date.
    Late,
    /// Reported full.
    Reported,
    NotDue,
}

crate::words! {
    Owed {
        Broken: "breached or reversed",
        Verified: "verified",
        Late: "late",
        Reported: "reported",
        NotDue: "not late",
    }
}

/// A row for each side that owes anything. What two sides owe counts for each of them.
pub fn owed<'a>(view: &View<'a>, balance: &Sides<'a>) -> Vec<OwedRow<'a>> {
    let obligations = &balance.obligations;
    let side = |actor| view.side(actor).called;
    let rows = obligations.sides.iter().map(|one| row(view, side(one.actor), &one.owes));
    let nobody = row(view, "nobody named", &obligations.unowed);
    rows.chain([nobody]).filter(|row| row.owed > 0).collect()
}

fn row<'a>(view: &View, side: &'a str, owes: &[MilestoneIx]) -> OwedRow<'a> {
    let mut states = [0; 5];
    owes.iter().for_each(|place| states[became(&view.state.milestones[*place]) as usize] += 1);
    OwedRow { side, owed: owes.len(), states }
}

fn became(state: &MilestoneState) -> Owed {
    let full = |figure: &Option<Figure>| figure.as_ref().is_some_and(|figure| figure.level == Level::Full);
    match state.status {
        Status::Breached | Status::Reversed => Owed::Broken,
        _ if full(&state.verified) => Owed::Verified,
        _ if state.timing.word == TimingWord::Overdue => Owed::Late,
        _ if full(&state.reported) => Owed::Reported,
        _ => Owed::NotDue,
    }
}

/// The same as a table; a state that no side has is left out.
pub fn owed_sheet(rows: &[OwedRow]) -> Sheet {
    use Shape::{Figure, Words};
    let columns: Columns<&OwedRow> = Columns::of([
        ("side", "Side", Words, |row| Cell::words(row.side)),
        ("owed", "Owes", Figure, |row| Cell::count(row.owed)),
        ("broken", "Breached or reversed", Figure, |row| Cell::count(row.states[0])),
        ("verified", "Verified", Figure, |row| Cell::count(row.states[1])),
        ("late", "Late", Figure, |row| Cell::count(row.states[2])),
        ("reported", "Reported", Figure, |row| Cell::count(row.states[3])),
        ("not_late", "Not late", Figure, |row| Cell::count(row.states[4])),
    ]);
    const KEYS: [&str; 5] = ["broken", "verified", "late", "reported", "not_late"];
    let kept = KEYS.into_iter().enumerate().filter(|(at, _)| rows.iter().any(|row| row.states[*at] > 0));
    let keys: Vec<&str> = ["side", "owed"].into_iter().chain(kept.map(|(_, key)| key)).collect();
    columns.choose(&keys).sheet(rows)
}
