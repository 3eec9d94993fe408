//! An outline as Markdown: headings and bullet lists that paste into a report.

use super::markdown::flat;
use crate::report::outline::{Item, Outline, Section};

pub fn outline(outline: &Outline) -> String {
    let lead = outline.lead.iter().map(|line| format!("\n{}\n", flat(line)));
    let sections = outline.sections.iter().map(section);
    format!("# {}\n", flat(&outline.title)) + &lead.chain(sections).collect::<String>()
}

fn section(section: &Section) -> String {
    let items = section.items.iter().map(item);
    format!("\n## {}\n\n{}", flat(&section.title), items.collect::<String>())
}

fn item(item: &Item) -> String {
    format!("- {}\n", flat(&item.joined(&item.coded())))
}
