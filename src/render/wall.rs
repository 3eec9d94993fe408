//! The wall of commitments: one square a milestone, by phase, coloured and marked by what it is, each leading to its record. The
//! mark is drawn by the page's style, so that a square is one node however many there are.

use super::linked::milestone_place;
use super::safe::one_line;
use crate::fold::state::{Status, TimingWord};
use crate::model::id::Id;
use crate::report::handout::PhaseChapter;
use crate::report::milestone::MilestoneRow;
use crate::report::words::timed;
use crate::tongue::many;
use maud::{Markup, html};

/// The squares of all phases. Wholes and what restates others stand for their parts, and have none.
pub fn wall(phases: &[PhaseChapter]) -> Markup {
    squares(phases, |row| square(row.id, row.told, row.status, overdue(row)))
}

/// The same where no record is to lead to.
pub fn wall_alone(phases: &[PhaseChapter]) -> Markup {
    squares(phases, |row| {
        let told = told(row.told, row.status, overdue(row));
        html! { i class=(marked(row.status, overdue(row))) role="img" title=(told) aria-label=(told) {} }
    })
}

fn squares(phases: &[PhaseChapter], square: fn(&MilestoneRow) -> Markup) -> Markup {
    let counted = |phase: &&PhaseChapter| phase.totals.milestones > 0;
    html! {
        div.wall {
            @for phase in phases.iter().filter(counted) {
                div {
                    p { span dir="auto" { (one_line(&phase.title)) } " " b { (phase.totals.milestones) } }
                    div.cells role="group" aria-label=(format!("{}: {}", one_line(&phase.title), many!(phase.totals.milestones, "{n} milestone", "{n} milestones"))) {
                        @for row in phase.rows.iter().filter(|row| row.leaf) { (square(row)) }
                    }
                }
            }
        }
    }
}

fn overdue(row: &MilestoneRow) -> Option<i64> {
    (row.timing.word == TimingWord::Overdue).then_some(row.timing.days.unwrap_or(0))
}

/// One milestone: its name and state are told, and its corner where it is overdue by so many days.
pub fn square(id: &Id, title: &str, status: Status, overdue: Option<i64>) -> Markup {
    let told = told(title, status, overdue);
    html! {
        a class=(marked(status, overdue)) href={ "#" (milestone_place(id.as_str())) } aria-label=(told) {}
    }
}

fn told(title: &str, status: Status, overdue: Option<i64>) -> String {
    let late = overdue.map_or(String::new(), |days| format!(", {}", timed(TimingWord::Overdue, Some(days))));
    format!("{}: {}{late}", one_line(title), status.told())
}

fn marked(status: Status, overdue: Option<i64>) -> String {
    if overdue.is_some() { format!("{} past-due", class(status)) } else { class(status) }
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
