//! How new JSON is laid out: as its neighbours are, with their gaps, in their order. What is there is never laid out anew.

use super::splice::Splice;
use super::tree::{Holding, JsonMember, JsonNode};
use std::ops::Range;

/// JSON that is to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum NewJson {
    /// As it is.
    As(String),
    List(Vec<NewJson>),
    Object(Vec<(String, NewJson)>),
}

/// Where a new item of a list goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemPlace {
    Last,
    Before(usize),
    After(usize),
}

impl NewJson {
    /// A string.
    pub fn words(words: &str) -> NewJson {
        NewJson::As(serde_json::Value::from(words).to_string())
    }
}

/// A thing of a plan as a person sets it out on several lines.
const SET_OUT: &str = "{
  \"id\": 0, \"number\": 0, \"title\": 0,
  \"element\": 0, \"phase\": 0,
  \"responsible\": 0, \"source\": 0,
  \"due\": 0
}";

/// The habits of a text: what stands between a key and its value, after a comma, at the end of a line, and how deep a line goes in.
pub struct TextHabits<'a> {
    text: &'a str,
    colon: &'a str,
    comma: &'a str,
    newline: &'a str,
    indent: &'a str,
}

impl<'a> TextHabits<'a> {
    pub fn of(text: &'a str, root: &JsonNode) -> TextHabits<'a> {
        let colon = root.members().first().map_or(": ", |first| &text[first.key_at.end..first.value.at.start]);
        let opening = root.members().first().map_or("", |first| &text[root.at.start + 1..first.key_at.start]);
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let (opening, is_open) = match opening.rsplit_once('\n') {
            Some((_, indent)) => (indent, true),
            None => ("", false),
        };
        let comma = if colon.trim_end().len() == colon.len() { "" } else { " " };
        let newline = if is_open { newline } else { "" };
        TextHabits { text, colon, comma, newline, indent: opening }
    }

    /// JSON written as what is like it lies, the first of it before the others, else on one line.
    pub fn write(&self, json: &NewJson, like: &[&JsonNode]) -> String {
        match json {
            NewJson::As(text) => text.clone(),
            NewJson::List(items) => {
                let like = like.iter().find(|like| !like.items().is_empty());
                let [open, between, close] = like.map_or(["", self.comma, ""], |like| self.list_gaps(like));
                let inner: Vec<&JsonNode> = like.iter().filter_map(|like| like.items().last()).collect();
                enclosed("[", "]", open, close, items.iter().map(|item| (between, self.write(item, &inner))))
            }
            NewJson::Object(members) => {
                let like: Vec<&JsonNode> = like.iter().copied().filter(|like| !like.members().is_empty()).collect();
                let (open, close) = like.first().map_or(("", ""), |like| self.object_ends(like));
                let member = |(key, value): &(String, NewJson)| (self.gap(&like, key), self.member(key, value, &like));
                enclosed("{", "}", open, close, members.iter().map(member))
            }
        }
    }

    fn member(&self, key: &str, value: &NewJson, like: &[&JsonNode]) -> String {
        let inner: Vec<&JsonNode> = like.iter().filter_map(|like| like.get(key)).collect();
        format!("{}{}{}", serde_json::Value::from(key), self.colon, self.write(value, &inner))
    }

    /// A value given way to another.
    pub fn replace(&self, node: &JsonNode, json: &NewJson) -> Splice {
        Splice::new(node.at.clone(), self.write(json, &[node]))
    }

    /// A key put into an object, where the order of its keys has it, laid out as in one of some others that have it.
    pub fn put(&self, object: &JsonNode, key: &str, json: &NewJson, order: &[String], others: &[JsonNode]) -> Splice {
        if let Some(there) = object.get(key) {
            return self.replace(there, json);
        }
        let like = self.alike(object, others);
        let (member, gap) = (self.member(key, json, &like), self.gap(&like, key));
        let rank = |key: &str| order.iter().position(|known| known == key);
        let before = match rank(key) {
            Some(own) => object.members().iter().rfind(|known| rank(&known.key).is_some_and(|other| other < own)),
            None => object.members().last(),
        };
        match (before, object.members().first()) {
            (Some(before), _) => self.behind(before.value.at.end, gap, &member),
            (None, Some(first)) => {
                let start = first.key_at.start;
                Splice::new(start..start, format!("{member},{gap}"))
            }
            (None, None) => {
                let is_object = matches!(object.holds, Holding::Object(_));
                let (open, close) = if is_object { self.first_gaps(object) } else { Default::default() };
                Splice::new(object.at.clone(), format!("{{{open}{member}{close}}}"))
            }
        }
    }

    /// An item put into a list, laid out as its neighbour.
    pub fn add(&self, list: &JsonNode, json: &NewJson, place: ItemPlace) -> Splice {
        self.add_all(list, std::slice::from_ref(json), place)
    }

    /// Several items, one behind the other.
    pub fn add_all(&self, list: &JsonNode, all: &[NewJson], place: ItemPlace) -> Splice {
        let items = list.items();
        let Some(last) = items.last() else {
            let (open, close) = match all {
                [NewJson::Object(_), ..] => self.first_gaps(list),
                _ => (String::new(), String::new()),
            };
            let write = |json: &NewJson| match open.is_empty() {
                true => self.write(json, &[]),
                false => self.set_out(json, &open),
            };
            let gap = if open.is_empty() { self.comma } else { &open };
            let items = all.iter().map(write).collect::<Vec<_>>().join(&format!(",{gap}"));
            return Splice::new(list.at.clone(), format!("[{open}{items}{close}]"));
        };
        let [_, between, _] = self.list_gaps(list);
        let beside = |neighbour: &JsonNode| {
            let each = all.iter().map(|json| self.write(json, &self.alike(neighbour, items)));
            each.collect::<Vec<_>>().join(&format!(",{between}"))
        };
        match place {
            ItemPlace::Before(place) if place < items.len() => {
                let start = items[place].at.start;
                Splice::new(start..start, format!("{},{between}", beside(&items[place])))
            }
            ItemPlace::After(place) if place < items.len() => {
                self.behind(items[place].at.end, between, &beside(&items[place]))
            }
            _ => self.behind(last.at.end, between, &beside(last)),
        }
    }

    /// Something new behind what ends there. What follows on the line of that, blanks and the line's end, stays with it.
    fn behind(&self, end: usize, gap: &str, new: &str) -> Splice {
        let comma = self.comma_after(end);
        let from = comma.map_or(end, |comma| comma + 1);
        match (gap.split_once('\n'), self.line_after(from), comma) {
            (Some((ending, inset)), Some(next), Some(_)) => Splice::new(next..next, format!("{inset}{new},{ending}\n")),
            (Some((ending, inset)), Some(next), None) => {
                Splice::new(end..next, format!(",{}{inset}{new}{ending}\n", &self.text[end..next]))
            }
            (_, _, Some(_)) => Splice::new(from..from, format!("{gap}{new},")),
            (_, _, None) => Splice::new(end..end, format!(",{gap}{new}")),
        }
    }

    /// The comma that follows a value.
    fn comma_after(&self, end: usize) -> Option<usize> {
        let rest = self.text[end..].trim_ascii_start();
        rest.starts_with(',').then(|| self.text.len() - rest.len())
    }

    /// Where the next line begins, if nothing but blanks stands before it.
    fn line_after(&self, from: usize) -> Option<usize> {
        let newline = from + self.text[from..].find('\n')?;
        self.text[from..newline].trim_ascii().is_empty().then_some(newline + 1)
    }

    /// The first item of a list that goes on lines of its own, where there is no neighbour yet; a short one takes one line.
    fn set_out(&self, json: &NewJson, open: &str) -> String {
        const SHORT: usize = 100;
        let short = self.write(json, &[]);
        if short.len() <= SHORT {
            return short;
        }
        let root = JsonNode::of(SET_OUT);
        let long =
            TextHabits { colon: self.colon, comma: self.comma, ..TextHabits::of(SET_OUT, &root) }.write(json, &[&root]);
        let deeper = format!("{open}{}", self.indent);
        long.replace("\n  ", &deeper).replace("\n}", &format!("{open}}}"))
    }

    /// A neighbour, and behind it those of some others that are laid out in as many lines, or as few.
    fn alike<'n>(&self, neighbour: &'n JsonNode, others: &'n [JsonNode]) -> Vec<&'n JsonNode> {
        let is_open = |node: &JsonNode| self.object_ends(node).0.contains('\n');
        let alike = others.iter().filter(|other| is_open(other) == is_open(neighbour));
        std::iter::once(neighbour).chain(alike).collect()
    }

    /// An item taken out of a list.
    pub fn take_item(&self, list: &JsonNode, place: usize) -> Splice {
        let spans: Vec<_> = list.items().iter().map(|item| item.at.clone()).collect();
        self.taken(list, &spans, place)
    }

    /// A key taken out of an object.
    pub fn take_key(&self, object: &JsonNode, key: &str) -> Option<Splice> {
        let spans: Vec<_> = object.members().iter().map(|member| member.key_at.start..member.value.at.end).collect();
        let place = object.members().iter().position(|member| member.key == key)?;
        Some(self.taken(object, &spans, place))
    }

    /// What stands at a place goes, with the comma that parts it from a neighbour; of the gaps on both sides the new line stays.
    fn taken(&self, whole: &JsonNode, spans: &[Range<usize>], place: usize) -> Splice {
        let own = spans[place].clone();
        let before = place.checked_sub(1).map(|before| spans[before].end);
        let is_first_of_line = |before: usize| self.text[before..own.start].contains('\n');
        match (before, spans.get(place + 1)) {
            (Some(before), Some(next)) if is_first_of_line(before) => Splice::new(own.start..next.start, ""),
            (Some(before), None) if is_first_of_line(before) => self.last_taken(before, own.end),
            (Some(before), _) => Splice::new(before..own.end, ""),
            (None, Some(next)) => Splice::new(own.start..next.start, ""),
            (None, None) => Splice::new(whole.at.start + 1..whole.at.end - 1, ""),
        }
    }

    /// The last goes with its line; the line before keeps its end, without the comma.
    fn last_taken(&self, before: usize, end: usize) -> Splice {
        let from = self.comma_after(before).map_or(before, |comma| comma + 1);
        match (self.line_after(from), self.line_after(end)) {
            (Some(own), Some(next)) => Splice::new(before..next, &self.text[from..own]),
            _ => Splice::new(before..end, ""),
        }
    }

    /// The gaps of a list that has items: after its bracket, between items, before its end.
    fn list_gaps(&self, list: &JsonNode) -> [&'a str; 3] {
        let items = list.items();
        let (first, last) = (&items[0].at, &items[items.len() - 1].at);
        let open = without_trail(&self.text[list.at.start + 1..first.start]);
        let close = without_trail(&self.text[last.end..list.at.end - 1]);
        let between = match items {
            [.., before, last] => self.after_comma(before.at.end, last.at.start),
            _ if open.contains('\n') => open,
            _ => self.comma,
        };
        [open, between, close]
    }

    fn object_ends(&self, object: &JsonNode) -> (&'a str, &'a str) {
        match object.members() {
            [] => ("", ""),
            [first, ..] => {
                let end = object.members().last().map_or(object.at.end - 1, |last| last.value.at.end);
                let open = &self.text[object.at.start + 1..first.key_at.start];
                (without_trail(open), without_trail(&self.text[end..object.at.end - 1]))
            }
        }
    }

    /// What stands before a key that is not the first, in the first that has it; else before most keys of the first of all.
    fn gap(&self, like: &[&JsonNode], key: &str) -> &'a str {
        let later = |node: &&JsonNode| node.members().iter().skip(1).find(|member| member.key == key).cloned();
        match (like.iter().find_map(later), like.first()) {
            (Some(member), _) => self.before(&member),
            (None, Some(first)) => self.usual_gap(first),
            (None, None) => self.comma,
        }
    }

    fn before(&self, member: &JsonMember) -> &'a str {
        let start = member.key_at.start;
        let gap = self.text[..start].trim_ascii_end().len();
        without_trail(&self.text[gap..start])
    }

    /// What stands between members of an object: a new line where it has any.
    fn usual_gap(&self, object: &JsonNode) -> &'a str {
        let gaps = || object.members().iter().map(|member| self.before(member));
        gaps().find(|gap| gap.contains('\n')).or_else(|| gaps().nth(1)).unwrap_or(self.comma)
    }

    fn after_comma(&self, end: usize, start: usize) -> &'a str {
        let between = &self.text[end..start];
        without_trail(between.split_once(',').map_or(between, |(_, gap)| gap))
    }

    /// The gaps around the first thing in what was empty: one line deeper where the text has lines, and the thing that has it, too.
    fn first_gaps(&self, empty: &JsonNode) -> (String, String) {
        let line = self.text[..empty.at.start].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &self.text[line..];
        let (outer, begun) = line.split_at(line.len() - line.trim_start_matches([' ', '\t']).len());
        if self.newline.is_empty() || begun.starts_with('{') {
            return (String::new(), String::new());
        }
        let newline = match self.text[empty.at.end..].split_once('\n') {
            Some((rest, _)) if rest.ends_with('\r') => "\r\n",
            Some(_) => "\n",
            None => self.newline,
        };
        (format!("{newline}{outer}{}", self.indent), format!("{newline}{outer}"))
    }
}

/// A gap without the blanks at the end of the line on which it begins: they are that line's own.
fn without_trail(gap: &str) -> &str {
    match gap.trim_start_matches([' ', '\t']) {
        line if line.starts_with(['\r', '\n']) => line,
        _ => gap,
    }
}

fn enclosed<'g>(
    open: &str,
    close: &str,
    first: &str,
    last: &str,
    items: impl Iterator<Item = (&'g str, String)>,
) -> String {
    let (mut written, mut any) = (open.to_owned(), false);
    for (gap, item) in items {
        match any {
            true => written += &format!(",{gap}"),
            false => written += first,
        }
        written += &item;
        any = true;
    }
    written + if any { last } else { "" } + close
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::splice::spliced;

    fn with(text: &str, change: impl Fn(&TextHabits, &JsonNode) -> Splice) -> String {
        let root = JsonNode::of(text);
        spliced(text, &[change(&TextHabits::of(text, &root), &root)])
    }

    #[test]
    fn what_ends_a_line_stays_with_it() {
        let order = ["a", "n", "b"].map(String::from);
        let put = |text: &str| with(text, |habits, root| habits.put(root, "n", &NewJson::words("x"), &order, &[]));
        let text = "{\n  \"a\": [\n    1\n  ],  \n  \"b\": 2\r\n}";
        assert_eq!(put(text), text.replace("],  \n", "],  \n  \"n\": \"x\",\n"));
        // Each line that was there keeps its own end, be it of one kind or of the other.
        assert_eq!(put("{\n  \"a\": 1,\r\n  \"b\": 2\n}"), "{\n  \"a\": 1,\r\n  \"n\": \"x\",\n  \"b\": 2\n}");
        assert_eq!(put("{\n  \"a\": 1\t\r\n}\n"), "{\n  \"a\": 1,\t\r\n  \"n\": \"x\"\n}\n");
        let two = [NewJson::words("x"), NewJson::words("y")];
        let all = with("[\n  1 \r\n]", |habits, list| habits.add_all(list, &two, ItemPlace::Last));
        assert_eq!(all, "[\n  1, \r\n  \"x\",\n  \"y\"\n]");
        assert_eq!(put("{\"a\": 1, \"b\": 2}"), "{\"a\": 1, \"n\": \"x\", \"b\": 2}");
    }

    #[test]
    fn what_goes_takes_its_own_line_with_it() {
        let last = with("[\n  1,  \n  2 \r\n]", |habits, list| habits.take_item(list, 1));
        assert_eq!(last, "[\n  1  \n]");
        let first = with("[\n  1,  \r\n  2\n]", |habits, list| habits.take_item(list, 0));
        assert_eq!(first, "[\n  2\n]");
        assert_eq!(with("[1, 2]", |habits, list| habits.take_item(list, 1)), "[1]");
    }
}
