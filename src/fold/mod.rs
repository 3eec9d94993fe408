//! Plan and entries in, picture out. Knows no bytes, keys or files.
//!
//! `admit` asks whether an entry counts, `decide` which decisions were taken, `relation` what an author is to the milestone,
//! `voice` what he says of it, `walk` how the words of all make reported, verified and assessed over time (a `life`;
//! `lives` are all of them), `parts` what a whole makes of its parts, `trigger` when contingent
//! milestones begin to count, `calendar` what that does to dates and preconditions,
//! `status` what it all amounts to, and `score` adds it up.

pub mod admit;
pub mod calendar;
pub mod counts;
pub mod decide;
pub mod grounds;
pub mod heights;
pub mod life;
pub mod lives;
pub mod order;
pub mod parts;
pub mod relation;
pub mod score;
pub mod spans;
pub mod state;
pub mod status;
pub mod sums;
pub mod trigger;
pub mod voice;
pub mod walk;

use crate::model::entry::{Desk, Entry};
use crate::model::plan::Plan;
use state::{Clocks, State};

/// The picture that plan and entries give at the moment asked about (design, section 6).
///
/// `desks` are sorted by name and `entries` by (book, seq), as the books have them; nothing else of their order matters.
pub fn fold(plan: &Plan, desks: &[Desk], entries: &[Entry], clocks: Clocks) -> State {
    let mut gathered = admit::gather(plan, desks, entries, clocks);
    let decisions = decide::decide(plan, desks, entries, &mut gathered);
    let lives = lives::live(plan, entries, &gathered, clocks);
    status::picture(plan, gathered, lives, decisions, clocks)
}
