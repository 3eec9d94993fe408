//! How the plan stands in a picture that fits on a page: sentences, a table by phase, one by status.

use super::first::state_sentences;
use super::quorums::mandates;
use super::sheet::{Cell, Columns, Shape, Sheet};
use super::status::{by_phase, everything, heading};
use super::view::View;
use super::words;
use crate::fold::state::Status;
use crate::tongue::say;

/// What a dashboard shows.
pub struct Board {
    /// The plan's name, its state and its moment.
    pub heading: Vec<String>,
    /// What a reader must know first.
    pub sentences: Vec<String>,
    /// A row a phase and one for the total, a value in each cell.
    pub phases: Sheet,
    /// How many milestones have each status.
    pub statuses: Sheet,
}

pub fn board(view: &View) -> Board {
    Board {
        heading: heading(view),
        sentences: state_sentences(view, &mandates(view)).iter().map(|sentence| sentence.text()).collect(),
        phases: by_phase(view),
        statuses: by_status(view),
    }
}

fn by_status(view: &View) -> Sheet {
    use Shape::{Figure, Whole};
    let columns: Columns<(Status, usize)> = Columns::of([
        ("status", say!("Status"), Whole, |(status, _)| Cell::toned(words::tone(*status), status.told())),
        ("milestones", say!("Milestones"), Figure, |(_, count)| Cell::count(*count)),
    ]);
    columns.sheet(everything(view).statuses)
}
