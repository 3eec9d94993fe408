//! An outline as Markdown, headings and bullet lists that paste into a report, and for a terminal.

use super::markdown::flat;
use super::prose::prose;
use super::table::{Style, painted};
use crate::report::outline::{Item, Outline, Section};
use crate::report::prose::Para;

pub fn outline(outline: &Outline) -> String {
    let lead = outline.lead.iter().map(|line| format!("\n{}\n", flat(line)));
    let sections = outline.sections.iter().map(section);
    format!("# {}\n", flat(&outline.title)) + &lead.chain(sections).collect::<String>()
}

/// The same for a terminal: titles stand out, and what is said below the first steps back.
pub fn on_terminal(outline: &Outline, width: Option<u16>, colour: bool) -> String {
    let told = |paras: &[Para], style| {
        let text = prose(paras, width);
        text.lines().map(|line| painted(line, style, colour) + "\n").collect::<String>()
    };
    let lead: Vec<Para> = outline.lead.iter().map(Para::line).collect();
    let section = |section: &Section| {
        let paras = section.paras();
        told(&paras[..2], Style::Bold) + &told(&paras[2..], Style::Plain)
    };
    let above = told(&[Para::line(&outline.title)], Style::Bold) + &told(&lead, Style::Dim);
    above + &outline.sections.iter().map(section).collect::<String>()
}

fn section(section: &Section) -> String {
    let items = section.items.iter().map(item);
    format!("\n## {}\n\n{}", flat(&section.head()), items.collect::<String>())
}

fn item(item: &Item) -> String {
    format!("- {}\n", flat(&item.joined(&item.coded())))
}
