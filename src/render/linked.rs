//! Words of a page with links in them: ids of milestones lead to their records, names of entries to where they are told.

use super::safe::one_line;
use crate::model::moment::Day;
use crate::report::handout::{Handout, Part};
use maud::{Markup, html};
use std::collections::BTreeSet;

/// What a page has a place for.
#[derive(Default)]
pub struct Links<'a> {
    milestones: BTreeSet<&'a str>,
    entries: BTreeSet<&'a str>,
}

impl<'a> Links<'a> {
    pub fn of(handout: &'a Handout) -> Links<'a> {
        let mut links = Links::default();
        for part in handout.chapters.iter().flat_map(|chapter| &chapter.parts) {
            match part {
                Part::Records(records) => {
                    links.milestones.extend(records.iter().map(|record| record.id.as_str()));
                    let lines = records.iter().flat_map(|record| &record.entries);
                    links.entries.extend(lines.map(|line| line.name.as_str()));
                }
                Part::Entries(lines) => links.entries.extend(lines.iter().map(|line| line.name.as_str())),
                _ => {}
            }
        }
        links
    }

    /// The words as HTML. An id of a milestone is taken for one where it stands first, or has letters and digits: a plan may call
    /// a milestone `1` or `open`, and not every 1 means it.
    pub fn words(&self, text: &str) -> Markup {
        let text = one_line(text);
        html! {
            @for (at, piece) in pieces(&text) {
                @if let Some(place) = self.place(piece, at == 0) { a href={ "#" (place) } { (piece) } } @else { (piece) }
            }
        }
    }

    /// The same, with days that no line breaks.
    pub fn whole_days(&self, text: &str) -> Markup {
        let text = one_line(text);
        html! {
            @for (at, piece) in pieces(&text) {
                @if let Some(place) = self.place(piece, at == 0) { a href={ "#" (place) } { (piece) } }
                @else if Day::parse(piece).is_some() { span.day { (piece) } }
                @else { (piece) }
            }
        }
    }

    fn place(&self, piece: &str, first: bool) -> Option<String> {
        let mixed =
            || piece.bytes().any(|byte| byte.is_ascii_digit()) && piece.bytes().any(|byte| byte.is_ascii_alphabetic());
        match piece.contains(':') {
            true => self.entries.contains(piece).then(|| entry_place(piece)),
            false => (self.milestones.contains(piece) && (first || mixed())).then(|| milestone_place(piece)),
        }
    }
}

/// Where a milestone's record is.
pub fn milestone_place(id: &str) -> String {
    format!("m-{id}")
}

/// Where an entry is told, by its name: `amm:4`.
pub fn entry_place(name: &str) -> String {
    format!("e-{}", name.replace(':', "-"))
}

/// The pieces of a text, each with where it begins: what may be a name, and what stands between.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':');
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = &text[from..];
        let first = rest.chars().next()?;
        let run = rest.find(|c| named(c) != named(first)).unwrap_or(rest.len());
        // A full stop or colon at the end belongs to the sentence.
        let name = rest[..run].trim_end_matches(['.', ':']).len();
        let length = if named(first) && name > 0 { name } else { run };
        let piece = (from, &rest[..length]);
        from += length;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_links_and_numbers_are_not() {
        let links = Links { milestones: ["DC-1", "1", "open"].into(), entries: ["amm:4"].into() };
        let told = links.words("1 open of DC-1 (amm:4): <b> see DC-1. And DC-11, amm:44").into_string();
        let expected = r##"<a href="#m-1">1</a> open of <a href="#m-DC-1">DC-1</a> (<a href="#e-amm-4">amm:4</a>): "##
            .to_owned()
            + r##"&lt;b&gt; see <a href="#m-DC-1">DC-1</a>. And DC-11, amm:44"##;
        assert_eq!(told, expected);
    }
}
