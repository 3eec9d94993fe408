//! Words of a page with links in them: ids of milestones lead to their records, names of entries to where they are told.

use super::safe::one_line;
use crate::model::moment::Day;
use crate::report::handout::{Handout, Part};
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// What a page has a place for.
#[derive(Default)]
pub struct Links<'a> {
    milestones: BTreeSet<&'a str>,
    /// Each with its name.
    phases: BTreeMap<&'a str, &'a str>,
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
                Part::Phases(phases) | Part::Wall(phases) => {
                    links.phases.extend(phases.iter().filter_map(|phase| Some((phase.id?, phase.title.as_str()))));
                }
                Part::Entries(lines) => links.entries.extend(lines.iter().map(|line| line.name.as_str())),
                _ => {}
            }
        }
        links
    }

    /// The words as HTML. An id of a milestone is taken for one where it stands first, or in brackets, or has letters and digits: a
    /// plan may call a milestone `1` or `open`, and not every 1 means it. A phase is told by its name where milepost speaks of it, and
    /// not in what is quoted.
    pub fn words(&self, text: &str) -> Markup {
        self.told(text, |piece| html! { (piece) })
    }

    /// The same, with days that no line breaks.
    pub fn whole_days(&self, text: &str) -> Markup {
        self.told(text, |piece| html! { @if Day::parse(piece).is_some() { span.day { (piece) } } @else { (piece) } })
    }

    fn told(&self, text: &str, other: impl Fn(&str) -> Markup) -> Markup {
        let text = one_line(text);
        html! {
            @for (at, piece) in pieces(&text) {
                @let (before, after) = (&text[..at], &text[at + piece.len()..]);
                @if let Some(place) = self.place(piece, before, after) { a href={ "#" (place) } { (piece) } }
                @else if let Some(name) = self.phase(piece, before, after) { bdi { (one_line(name)) } }
                @else { (other(piece)) }
            }
        }
    }

    fn phase(&self, piece: &str, before: &str, after: &str) -> Option<&str> {
        let name = *self.phases.get(piece)?;
        let meant = before.ends_with("phase ") || [" opens", " is done"].iter().any(|what| after.starts_with(what));
        let quoted = before.matches('“').count() > before.matches('”').count();
        (meant && !quoted).then_some(name)
    }

    fn place(&self, piece: &str, before: &str, after: &str) -> Option<String> {
        let bracketed =
            before.ends_with('(') && after.starts_with(')') && piece.bytes().any(|byte| byte.is_ascii_alphabetic());
        let meant = before.is_empty() || bracketed || is_mixed(piece);
        match piece.contains(':') {
            true => self.entries.contains(piece).then(|| entry_place(piece)),
            false => (meant && self.milestones.contains(piece)).then(|| milestone_place(piece)),
        }
    }
}

/// Whether a word has letters and digits, as hardly any has that is not a name.
fn is_mixed(piece: &str) -> bool {
    piece.bytes().any(|byte| byte.is_ascii_digit()) && piece.bytes().any(|byte| byte.is_ascii_alphabetic())
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
        let links = Links {
            milestones: ["DC-1", "1", "open"].into(),
            phases: [("phase-2", "Second <stage>"), ("done", "Last")].into(),
            entries: ["amm:4"].into(),
        };
        let told = links.words("1 open of DC-1 (amm:4): <b> see DC-1. And DC-11, amm:44").into_string();
        let expected = r##"<a href="#m-1">1</a> open of <a href="#m-DC-1">DC-1</a> (<a href="#e-amm-4">amm:4</a>): "##
            .to_owned()
            + r##"&lt;b&gt; see <a href="#m-DC-1">DC-1</a>. And DC-11, amm:44"##;
        assert_eq!(told, expected);
        let told = links.words("Doors (open), open; Annex (1)").into_string();
        assert_eq!(told, r##"Doors (<a href="#m-open">open</a>), open; Annex (1)"##);
        let told = links.words("30 d after phase-2 opens; phase done done “phase-2 opens” phase-2").into_string();
        assert_eq!(
            told,
            "30 d after <bdi>Second &lt;stage&gt;</bdi> opens; phase <bdi>Last</bdi> done “phase-2 opens” phase-2"
        );
    }
}
