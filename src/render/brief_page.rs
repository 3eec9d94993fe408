//! The brief edition of a handout as one HTML file: two sheets of paper to lay on a table. It has no script, and nothing in it leads
//! anywhere, for paper leads nowhere.

use super::charts::{self, ON_PAPER};
use super::handout::others_told;
use super::linked::Links;
use super::page::{
    LEVELS, STYLE, UNSCRIPTED, among, captioned, counts_key, curve, filled_key, gap_key, head, language, ledger,
    masthead, percent, voice,
};
use super::record::status;
use super::safe::one_line;
use super::wall::wall_alone;
use crate::report::handout::{Chapter, ElementFigures, Handout, Headline, Part, PhaseChapter};
use crate::report::measured::{MeasuredQuantity, MeasuredRow};
use crate::report::outline::Section;
use crate::report::progress::ScoreCourse;
use crate::tongue::say;
use maud::{DOCTYPE, Markup, html};

/// What differs on paper that is laid on a table.
const ON_TABLE: &str = include_str!("brief.css");

pub fn brief_page(handout: &Handout) -> String {
    let links = Links::of(handout);
    let page = html! {
        (DOCTYPE)
        html.brief lang=(language()) {
            (head(handout, say!("in brief"), UNSCRIPTED, &[STYLE, ON_TABLE]))
            body {
                (charts::marks())
                header { (masthead(handout, say!("Implementation in brief"), &links)) }
                main { @for chapter in &handout.chapters { (section(chapter, &links)) } }
            }
        }
    };
    page.into_string() + "\n"
}

fn section(chapter: &Chapter, links: &Links) -> Markup {
    html! {
        section id=(chapter.key) aria-labelledby={ "h-" (chapter.key) } {
            h2 id={ "h-" (chapter.key) } { (chapter.title) }
            @match chapter.parts.as_slice() {
                [Part::Headline(headline), Part::Wall(phases)] => (glance(headline, phases, links)),
                parts => { @for piece in parts { (part(piece, links)) } },
            }
        }
    }
}

/// The parts that this edition has; each other has pages of its own in the long one.
fn part(part: &Part, links: &Links) -> Markup {
    match part {
        Part::Say(words) => html! { p.said { (links.words(words)) } },
        Part::Lists(sections) => html! { div.lists { @for section in sections { (list(section, links)) } } },
        Part::Curve(course) => over_time(course, links),
        Part::Elements(elements) => gaps(elements),
        Part::Ledger(rows) => ledger(rows, links),
        Part::Counted(quantities) => counted(quantities),
        Part::Fields(fields) => html! {
            p.said { @for (at, (name, words)) in fields.iter().enumerate() { @if at > 0 { " · " } (name) ": " b { (one_line(words)) } } }
        },
        Part::Headline(_)
        | Part::Wall(_)
        | Part::Table(_)
        | Part::Phases(_)
        | Part::Measured(_)
        | Part::Ladder(_)
        | Part::Timeline(_)
        | Part::Course(_)
        | Part::Weeks(_)
        | Part::Records(_)
        | Part::Entries(_)
        | Part::Sources(_) => html! {},
    }
}

fn list(section: &Section, links: &Links) -> Markup {
    html! {
        div.list {
            h3 { (one_line(&section.title)) }
            ul { @for item in &section.items { li { (links.words(&item.joined(&item.called()))) } } }
        }
    }
}

/// The state; then the squares, with how many have which status, and the scores beside them, or above them where phases are many.
fn glance(headline: &Headline, phases: &[PhaseChapter], links: &Links) -> Markup {
    const MANY: usize = 8;
    html! {
        div.state {
            @for sentence in &headline.state { p.first { (links.words(&sentence.text())) } }
            @if let Some(largest) = &headline.largest { p.note { (links.words(largest)) } }
        }
        div.beside.above[phases.len() > MANY] {
            (scores(headline))
            div {
                (commitments(phases))
                ul.statuses { @for (one, count) in &headline.statuses { li { b { (count) } " " (status(*one)) } } }
                (among(headline, false))
            }
        }
    }
}

/// The scores of those who have spoken.
fn scores(headline: &Headline) -> Markup {
    let spoken = || headline.voices.iter().filter(|voice| voice.tally.score.is_some());
    html! {
        @if spoken().count() > 0 {
            div.voices {
                @for one in spoken() { (voice(one, percent(one.tally.score))) }
                p.legend { @for (class, level) in LEVELS { (filled_key(class, level.told())) } }
            }
        }
    }
}

/// One square a milestone, smaller where they are many.
fn commitments(phases: &[PhaseChapter]) -> Markup {
    const MANY: usize = 150;
    let all: usize = phases.iter().map(|phase| phase.totals.milestones).sum();
    html! {
        div.commitments.many[all > MANY] {
            h3 { (say!("One square a commitment")) }
            (wall_alone(phases))
        }
    }
}

fn over_time(course: &ScoreCourse, links: &Links) -> Markup {
    let (notes, others) = course.foremost_notes();
    html! {
        (curve(course, ON_PAPER, say!("Each point is the score of its own day, as it is known now.")))
        ul.notes {
            @for note in notes { li { (links.words(&note.told())) } }
            @if let Some(others) = others_told(others) { li { (others) } }
        }
    }
}

/// The gap of each element, a line each.
fn gaps(elements: &[ElementFigures]) -> Markup {
    html! {
        (gap_key())
        table.gaps {
            (captioned(say!("Progress by element")))
            thead { tr { th scope="col" { (say!("Element")) } th.figure scope="col" { "n" } th scope="col" { (say!("Gap")) } th.figure scope="col" { (say!("Verified")) } th.figure scope="col" { (say!("Reported")) } } }
            tbody {
                @for element in elements {
                    @let (verified, reported) = (element.totals.verified.score, element.totals.reported.score);
                    tr {
                        th scope="row" dir="auto" { (one_line(&element.title)) }
                        td.figure { (element.totals.milestones) }
                        td { (charts::gap(reported, verified)) }
                        td.figure { (percent(verified)) }
                        td.figure { (percent(reported)) }
                    }
                }
            }
        }
    }
}

/// What each counted, a line for each milestone.
fn counted(quantities: &[MeasuredQuantity]) -> Markup {
    html! {
        (counts_key())
        @for one in quantities {
            h3 { bdi { (one_line(&one.title)) } span.note { (say!(", from {least} to {most}", least = one.least, most = one.most)) } }
            table.counted {
                (captioned(&one.title))
                thead.hidden { tr { th scope="col" { (say!("Milestone")) } th scope="col" { (say!("Drawn")) } th scope="col" { (say!("Counted")) } } }
                tbody { @for row in &one.rows { (count_row(row, one)) } }
            }
        }
    }
}

fn count_row(row: &MeasuredRow, quantity: &MeasuredQuantity) -> Markup {
    html! {
        tr {
            th scope="row" dir="auto" { (one_line(row.title)) }
            td { (charts::counts(row, quantity)) }
            td {
                @for count in &row.counts { span.count { (one_line(count.actor)) " " b { (count.value) } } " " }
                @if let Some(target) = row.target { span.count { (say!("target {target}", target)) } }
            }
        }
    }
}
