//! Words of a page with links in them: ids of milestones lead to their records, names of entries to where they are told.

use super::safe::one_line;
use crate::model::moment::Day;
use crate::report::annex::EntryLine;
use crate::report::handout::{Handout, Part};
use crate::tongue::say;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// What a page has a place for.
#[derive(Default)]
pub struct Links<'a> {
    /// Each with its name.
    milestones: BTreeMap<&'a str, &'a str>,
    /// Each with its name.
    phases: BTreeMap<&'a str, &'a str>,
    entries: BTreeSet<&'a str>,
    /// The addresses on the web that entries lead to, in the order in which they come.
    addresses: Vec<&'a str>,
    numbers: BTreeMap<&'a str, usize>,
}

/// How milepost speaks of a phase: what stands before its id, and behind it.
fn spoken_of() -> [(String, String); 4] {
    const ID: &str = "\u{1}";
    [
        say!("phase {id}", id = ID),
        say!("phase {phase} done", phase = ID),
        say!("{id} opens", id = ID),
        say!("{id} is done", id = ID),
    ]
    .map(|told| {
        let (ahead, behind) = told.split_once(ID).unwrap_or((&told, ""));
        (ahead.to_owned(), behind.to_owned())
    })
}

impl<'a> Links<'a> {
    pub fn of(handout: &'a Handout) -> Links<'a> {
        let mut links = Links::default();
        for part in handout.chapters.iter().flat_map(|chapter| &chapter.parts) {
            match part {
                Part::Records(records) => {
                    links.milestones.extend(records.iter().map(|record| (record.id.as_str(), record.title)));
                    records.iter().flat_map(|record| &record.entries).for_each(|line| links.tells(line));
                }
                Part::Phases(phases) | Part::Wall(phases) => {
                    links.phases.extend(phases.iter().filter_map(|phase| Some((phase.id?, phase.title.as_str()))));
                }
                Part::Entries(lines) => lines.iter().for_each(|line| links.tells(line)),
                _ => {}
            }
        }
        links
    }

    fn tells(&mut self, line: &'a EntryLine) {
        self.entries.insert(&line.name);
        for url in line.links.iter().copied().filter(|url| is_web(url)) {
            self.numbers.entry(url).or_insert_with(|| {
                self.addresses.push(url);
                self.addresses.len()
            });
        }
    }

    pub fn addresses(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.addresses.iter().copied()
    }

    /// The number of an address among them.
    pub fn number(&self, url: &str) -> Option<usize> {
        self.numbers.get(url).copied()
    }

    /// The words as HTML. An id of a milestone is taken for one where it stands first, or in brackets, or has letters and digits: a
    /// plan may call a milestone `1` or `open`, and not every 1 means it. A phase is told by its name where milepost speaks of it, and
    /// not in what is quoted.
    pub fn words(&self, text: &str) -> Markup {
        self.told(text, false)
    }

    /// The same, with milestones by their names where only their ids stand: a reader of many knows none of them.
    pub fn named(&self, text: &str) -> Markup {
        self.told(text, true)
    }

    fn told(&self, text: &str, by_name: bool) -> Markup {
        let text = one_line(text);
        html! {
            @for (at, piece) in pieces(&text) {
                @let (before, after) = (&text[..at], &text[at + piece.len()..]);
                @if let Some(name) = self.name(piece, before).filter(|_| by_name) { a href={ "#" (milestone_place(piece)) } dir="auto" { (one_line(name)) } }
                @else if let Some(place) = self.place(piece, before, after) { a href={ "#" (place) } { (piece) } }
                @else if let Some(name) = self.phase(piece, before, after) { bdi { (one_line(name)) } }
                @else { (whole(piece)) }
            }
        }
    }

    fn phase(&self, piece: &str, before: &str, after: &str) -> Option<&str> {
        let name = *self.phases.get(piece)?;
        let meant = spoken_of().iter().any(|(ahead, behind)| before.ends_with(ahead) && after.starts_with(behind));
        let quoted = before.matches('“').count() > before.matches('”').count();
        (meant && !quoted).then_some(name)
    }

    /// What a milestone is called whose id stands alone; in brackets its name stands before it.
    fn name(&self, piece: &str, before: &str) -> Option<&str> {
        let alone = is_mixed(piece) && !before.ends_with('(');
        self.milestones.get(piece).copied().filter(|_| alone)
    }

    fn place(&self, piece: &str, before: &str, after: &str) -> Option<String> {
        let bracketed =
            before.ends_with('(') && after.starts_with(')') && piece.bytes().any(|byte| byte.is_ascii_alphabetic());
        let meant = before.is_empty() || bracketed || is_mixed(piece);
        match piece.contains(':') {
            true => self.entries.contains(piece).then(|| entry_place(piece)),
            false => (meant && self.milestones.contains_key(piece)).then(|| milestone_place(piece)),
        }
    }
}

/// A piece of words; no line breaks a day, and what runs from right to left does not turn what stands around it.
fn whole(piece: &str) -> Markup {
    html! { @if Day::parse(piece).is_some() { time { (piece) } } @else if piece.get(..10).and_then(Day::parse).is_some() { span.day { (piece) } } @else if turns(piece) { bdi { (piece) } } @else { (piece) } }
}

/// Whether a word has letters and digits, as hardly any has that is not a name.
fn is_mixed(piece: &str) -> bool {
    piece.bytes().any(|byte| byte.is_ascii_digit()) && piece.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Words of others, apart from what stands around them where they run from right to left.
pub fn apart(text: &str) -> Markup {
    let words = one_line(text);
    html! { @if turns(&words) { bdi { (words) } } @else { (words) } }
}

/// The direction of an element whose words may run from right to left: its browser's to find, where any does.
pub fn direction(text: &str) -> Option<&'static str> {
    turns(text).then_some("auto")
}

/// Whether any letter of it is written from right to left.
fn turns(piece: &str) -> bool {
    piece.chars().any(|c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'))
}

pub const WEB: [&str; 2] = ["http://", "https://"];

/// Whether a browser fetches an address from the web.
pub fn is_web(url: &str) -> bool {
    WEB.iter().any(|start| url.starts_with(start))
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
            milestones: [("DC-1", "Arms <handed> in"), ("1", "One"), ("open", "Opened")].into(),
            phases: [("phase-2", "Second <stage>"), ("done", "Last")].into(),
            entries: ["amm:4"].into(),
            ..Links::default()
        };
        let told = links.words("1 open of DC-1 (amm:4): <b> see DC-1. And DC-11, amm:44").into_string();
        let expected = r##"<a href="#m-1">1</a> open of <a href="#m-DC-1">DC-1</a> (<a href="#e-amm-4">amm:4</a>): "##
            .to_owned()
            + r##"&lt;b&gt; see <a href="#m-DC-1">DC-1</a>. And DC-11, amm:44"##;
        assert_eq!(told, expected);
        let told = links.words("Doors (open), open; Annex (1)").into_string();
        assert_eq!(told, r##"Doors (<a href="#m-open">open</a>), open; Annex (1)"##);
        let told = links.named("holds up DC-1, open; One (1), Arms (DC-1)").into_string();
        let expected = r##"holds up <a href="#m-DC-1" dir="auto">Arms &lt;handed&gt; in</a>, open; "##.to_owned()
            + r##"One (1), Arms (<a href="#m-DC-1">DC-1</a>)"##;
        assert_eq!(told, expected);
        let told = links.words("30 d after phase-2 opens; phase done done “phase-2 opens” phase-2").into_string();
        assert_eq!(
            told,
            "30 d after <bdi>Second &lt;stage&gt;</bdi> opens; phase <bdi>Last</bdi> done “phase-2 opens” phase-2"
        );
    }
}
