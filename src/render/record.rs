//! One milestone on a page: its clauses, its terms, who says what, and its entries, each with a place that others link to.

use super::handout::earlier;
use super::linked::{Links, WEB, apart, direction, entry_place, is_web, milestone_place};
use super::safe::one_line;
use super::wall::mark;
use crate::fold::state::Status;
use crate::report::annex::{Clause, EntryLine, MilestoneRecord};
use crate::tongue::say;
use maud::{Markup, html};

pub fn record(record: &MilestoneRecord, links: &Links) -> Markup {
    html! {
        article.record id=(milestone_place(record.id.as_str())) {
            h3 { (apart(record.title)) " " span.id { (record.id) } }
            dl {
                div { dt { (say!("status")) } dd { (status(record.status)) } }
                div {
                    dt { (say!("clause")) }
                    dd {
                        @if record.clauses.is_empty() { (say!("none named")) }
                        @for (at, one) in record.clauses.iter().enumerate() { @if at > 0 { ", " } (clause(one)) }
                    }
                }
                @for alike in record.fields.chunk_by(|one, next| one.0 == next.0) {
                    div { dt { (alike[0].0.told()) } @for (_, words) in alike { dd { (links.words(words)) } } }
                }
            }
            @for (title, lines) in &record.course {
                h4 { (title) }
                ul { @for line in lines { li { (links.words(line)) } } }
            }
            @if !record.entries.is_empty() {
                h4 { (say!("Entries")) }
                (entries(&record.entries, links))
            }
            @if record.earlier > 0 { p.note { (links.words(&earlier(record))) } }
        }
    }
}

/// A status with its mark.
pub fn status(status: Status) -> Markup {
    html! {
        span.status.alarm[status.is_alarm()] { (mark(status)) (status.told()) }
    }
}

fn clause(clause: &Clause) -> Markup {
    let words = one_line(clause.text);
    html! { @if let Some(source) = clause.source { a href={ "#s-" (source) } dir="auto" { (words) } } @else { bdi { (words) } } }
}

/// Entries in a list, each with its place.
pub fn entries(lines: &[EntryLine], links: &Links) -> Markup {
    html! { ul.entries { @for line in lines { (entry(line, links)) } } }
}

fn entry(line: &EntryLine, links: &Links) -> Markup {
    html! {
        li id=(entry_place(&line.name)) {
            (line.on) " " code { (line.name) } " " b { (line.actor) } ", " (line.standing)
            @if !line.says.is_empty() { ": " @if direction(&line.says).is_some() { bdi { (links.words(&line.says)) } } @else { (links.words(&line.says)) } }
            @if let Some(why) = &line.why_not { " " em { (say!("(does not count: ")) (links.words(why)) ")" } }
            @for link in &line.links { " " (numbered(link, links)) }
            @for file in &line.files { " " code { (file) } }
        }
    }
}

/// An address under its number: whose it is on a screen, the number alone on paper, where all stand in one list.
fn numbered(url: &str, links: &Links) -> Markup {
    let host = url.split("://").nth(1).unwrap_or(url).split('/').next().unwrap_or(url);
    let host = host.strip_prefix("www.").unwrap_or(host);
    html! {
        @match links.number(url) {
            Some(number) => { a.out href=(url) rel="noopener noreferrer" { span { (one_line(host)) " " } "↗" (number) } },
            None => { (outward(url)) },
        }
    }
}

/// An address in a list of them, where nobody needs to be told how it begins.
pub fn listed(url: &str) -> Markup {
    let shown = WEB.iter().find_map(|start| url.strip_prefix(start)).unwrap_or(url);
    html! { a.out href=(url) rel="noopener noreferrer" { (one_line(shown)) } }
}

/// An address; only one that a browser fetches from the web can be followed.
pub fn outward(url: &str) -> Markup {
    let shown = one_line(url);
    html! { @if is_web(url) { a.out href=(url) rel="noopener noreferrer" { (shown) } } @else { span.out { (shown) } } }
}
