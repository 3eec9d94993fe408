//! Changes of a text by places: what stands somewhere gives way to something else, and every other byte stays.

use std::ops::Range;

/// What is to stand in a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    pub at: Range<usize>,
    pub with: String,
}

/// Lines of a text that a change touches, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TouchedLines {
    pub before: String,
    pub after: String,
}

impl Splice {
    pub fn new(at: Range<usize>, with: impl Into<String>) -> Splice {
        Splice { at, with: with.into() }
    }
}

/// The text with all changes made. Of two that stand in one place the first given comes first.
pub fn spliced(text: &str, splices: &[Splice]) -> String {
    let (mut made, mut from) = (String::with_capacity(text.len()), 0);
    for splice in in_order(splices) {
        made += text.get(from..splice.at.start).unwrap_or_default();
        made += &splice.with;
        from = splice.at.end.max(from);
    }
    made + &text[from..]
}

/// The one place in which two texts differ.
pub fn difference(old: &str, new: &str) -> Option<Splice> {
    let same = |pair: &(char, char)| pair.0 == pair.1;
    let start: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end: usize =
        old_rest.chars().rev().zip(new_rest.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    (old != new).then(|| Splice::new(start..old.len() - end, &new_rest[..new_rest.len() - end]))
}

/// Whether changes touch neither each other nor each other's edges.
pub fn are_apart(some: &[Splice], others: &[Splice]) -> bool {
    let apart = |one: &Splice, other: &Splice| one.at.end < other.at.start || other.at.end < one.at.start;
    some.iter().all(|one| others.iter().all(|other| apart(one, other)))
}

/// The lines that the changes touch, those that follow each other together.
pub fn touched(text: &str, splices: &[Splice]) -> Vec<TouchedLines> {
    let line = |at: &Range<usize>| {
        let start = text[..at.start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[at.end..].find('\n').map_or(text.len(), |newline| at.end + newline);
        start..end
    };
    let mut groups: Vec<(Range<usize>, Vec<Splice>)> = Vec::new();
    for splice in in_order(splices) {
        let lines = line(&splice.at);
        match groups.last_mut().filter(|(last, _)| lines.start <= last.end) {
            Some((last, inside)) => {
                last.end = last.end.max(lines.end);
                inside.push(splice.clone());
            }
            None => groups.push((lines, vec![splice.clone()])),
        }
    }
    groups.into_iter().map(|(lines, inside)| within(text, lines, inside)).collect()
}

fn within(text: &str, lines: Range<usize>, splices: Vec<Splice>) -> TouchedLines {
    let moved = |splice: Splice| Splice { at: splice.at.start - lines.start..splice.at.end - lines.start, ..splice };
    let inside: Vec<Splice> = splices.into_iter().map(moved).collect();
    let before = text[lines].to_owned();
    let after = spliced(&before, &inside);
    TouchedLines { before, after }
}

fn in_order(splices: &[Splice]) -> Vec<&Splice> {
    let mut all: Vec<&Splice> = splices.iter().collect();
    all.sort_by_key(|splice| splice.at.start);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_touched_stays() {
        let text = "one\ntwo\nthree\nfour\n";
        let changes = [Splice::new(4..7, "2"), Splice::new(0..3, "1"), Splice::new(14..14, "x")];
        assert_eq!(spliced(text, &changes), "1\n2\nthree\nxfour\n");
        let lines = touched(text, &changes);
        let told: Vec<(&str, &str)> = lines.iter().map(|lines| (&*lines.before, &*lines.after)).collect();
        assert_eq!(told, [("one", "1"), ("two", "2"), ("four", "xfour")]);
    }
}
