//! What has become of what each side owes: so many broken, verified, overdue, reported and neither, which add up to what it owes.

use super::balance::Sides;
use super::sheet::{Cell, Columns, Heading, Shape, Sheet};
use super::view::View;
use crate::fold::state::{Figure, MilestoneState, Status, TimingWord};
use crate::model::index::MilestoneIx;
use crate::model::level::Level;
use crate::tongue::say;
use std::sync::Arc;

/// One side, or those commitments that nobody owes.
pub struct OwedRow<'a> {
    pub side: &'a str,
    pub owed: usize,
    /// How many are in each state, in the order of `Owed::ALL`.
    states: [usize; Owed::ALL.len()],
}

/// What has become of a commitment: the first that applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owed {
    /// Breached or reversed.
    Broken,
    /// Verified full.
    Verified,
    Overdue,
    /// Reported full.
    Reported,
    NotOverdue,
}

crate::words! {
    Owed {
        Broken: "breached or reversed",
        Verified: "verified",
        Overdue: "overdue",
        Reported: "reported",
        NotOverdue: "not overdue",
    }
}

crate::told! { Owed: "owed" }

impl OwedRow<'_> {
    /// Each state with how many are in it.
    pub fn states(&self) -> impl Iterator<Item = (Owed, usize)> {
        Owed::ALL.into_iter().zip(self.states)
    }

    fn many(&self, owed: Owed) -> usize {
        self.states[owed as usize]
    }
}

/// A row for each side that owes anything. What two sides owe counts for each of them.
pub fn owed<'a>(view: &View<'a>, balance: &Sides<'a>) -> Vec<OwedRow<'a>> {
    let obligations = &balance.obligations;
    let side = |actor| view.side(actor).called;
    let rows = obligations.sides.iter().map(|one| row(view, side(one.actor), &one.owes));
    let nobody = row(view, say!("nobody named"), &obligations.unowed);
    rows.chain([nobody]).filter(|row| row.owed > 0).collect()
}

fn row<'a>(view: &View, side: &'a str, owes: &[MilestoneIx]) -> OwedRow<'a> {
    let mut states = [0; Owed::ALL.len()];
    owes.iter().for_each(|place| states[became(&view.state.milestones[*place]) as usize] += 1);
    OwedRow { side, owed: owes.len(), states }
}

fn became(state: &MilestoneState) -> Owed {
    let full = |figure: &Option<Arc<Figure>>| figure.as_ref().is_some_and(|figure| figure.level == Level::Full);
    match state.status {
        Status::Breached | Status::Reversed => Owed::Broken,
        _ if full(&state.verified) => Owed::Verified,
        _ if state.timing.word == TimingWord::Overdue => Owed::Overdue,
        _ if full(&state.reported) => Owed::Reported,
        _ => Owed::NotOverdue,
    }
}

/// The same as a table; a state that no side has is left out.
pub fn owed_sheet(rows: &[OwedRow]) -> Sheet {
    use Shape::{Figure, Words};
    let mut columns: Columns<&OwedRow> = Columns::of([
        ("side", say!("Side"), Words, |row| Cell::words(row.side)),
        ("owed", say!("Owes"), Figure, |row| Cell::count(row.owed)),
    ]);
    for owed in Owed::ALL.into_iter().filter(|owed| rows.iter().any(|row| row.many(*owed) > 0)) {
        let mut letters = owed.told().chars();
        let title = letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect());
        columns.with(Heading { key: owed.word().into(), title, shape: Figure }, move |row| Cell::count(row.many(owed)));
    }
    columns.sheet(rows)
}
