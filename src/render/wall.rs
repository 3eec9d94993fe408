//! The wall of commitments: one square a milestone, by phase, coloured and marked by what it is, each leading to its record. The
//! mark is drawn by the page's style, so that a square is one node however many there are.

use super::linked::milestone_place;
use super::safe::one_line;
use crate::fold::state::{Status, TimingWord};
use crate::report::handout::PhaseChapter;
use crate::report::milestone::MilestoneRow;
use crate::report::words::{count, timed};
use maud::{Markup, html};

/// The squares of all phases. Wholes and what restates others stand for their parts, and have none.
pub fn wall(phases: &[PhaseChapter]) -> Markup {
    let counted = |phase: &&PhaseChapter| phase.totals.milestones > 0;
    html! {
        div.wall {
            @for phase in phases.iter().filter(counted) {
                div {
                    p { span dir="auto" { (one_line(&phase.title)) } " " b { (phase.totals.milestones) } }
                    div.cells role="group" aria-label=(format!("{}: {}", one_line(&phase.title), count(phase.totals.milestones, "milestone"))) {
                        @for row in phase.rows.iter().filter(|row| row.leaf) { (square(row)) }
                    }
                }
            }
        }
    }
}

fn square(row: &MilestoneRow) -> Markup {
    let overdue = row.timing.word == TimingWord::Overdue;
    let late = if overdue { format!(", {}", timed(row.timing.word, row.timing.days)) } else { String::new() };
    let told = format!("{}: {}{late}", one_line(row.told), row.status.word());
    html! {
        a class=(if overdue { format!("{} past-due", class(row.status)) } else { class(row.status) })
            href={ "#" (milestone_place(row.id.as_str())) } title=(told) aria-label=(told) {}
    }
}

/// A status as its mark.
pub fn mark(status: Status) -> Markup {
    html! { i class=(class(status)) {} }
}

fn class(status: Status) -> String {
    format!("w {}", status.word().replace(' ', "-"))
}

/// What the corner of an overdue square looks like.
pub fn corner() -> Markup {
    html! { i.w.past-due {} }
}
