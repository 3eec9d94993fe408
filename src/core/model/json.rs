//! Strict reading of JSON: unknown and duplicate keys are errors, an object is an object and no array, keys that begin with `x-`
//! are passed over, and every error knows its place in the text. Whatever milepost reads, it reads through here.

use super::{misread, objects};
use serde::Deserialize;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// What is wrong with a text, and where: a byte offset into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    pub problem: String,
    pub offset: usize,
    /// The names that would have been understood where one was not.
    pub expected: Vec<String>,
    /// The name that was not understood.
    pub found: Option<String>,
    /// The path of a value that is of another kind than belongs there.
    pub mistyped: Option<Vec<PathStep>>,
    /// The key that must be there and is not.
    pub missing: Option<Box<str>>,
}

/// One step from a JSON value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PathStep {
    Key(String),
    Index(usize),
}

/// How deep objects and arrays may nest (design, section 4).
const NESTING: usize = 64;

/// Reads `text` as a `T`, or says what does not fit and where.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Misfit> {
    if let Some(offset) = too_deep(text, NESTING) {
        return Err(Misfit::plain(format!("objects and arrays nest more than {NESTING} deep"), offset));
    }
    match read_borrowed(text) {
        Ok(value) => Ok(value),
        Err(misfit) => match without_extensions(text) {
            Some(blanked) => read_borrowed(&blanked),
            None => Err(broken_behind(&misfit, text).unwrap_or(misfit)),
        },
    }
}

/// What breaks a text behind an `x-` key, which is none the worse for it.
fn broken_behind(misfit: &Misfit, text: &str) -> Option<Misfit> {
    misfit.found.as_ref().filter(|key| key.starts_with("x-"))?;
    let error = serde_json::from_str::<serde::de::IgnoredAny>(text).err()?;
    Some(Misfit::plain(syntax(&placeless(&error)), offset(text, &error)))
}

/// The same for a `T` that borrows from a text without `x-` keys.
pub fn read_borrowed<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Misfit> {
    from_str(text).or_else(|_| explain(text))
}

/// The text of an object without what stands in a list under a key, and the items of that list, each a text by itself. Nothing where
/// there is no such list.
pub fn parted<'t>(text: &'t str, key: &str) -> Option<(String, Vec<&'t str>)> {
    let root: BTreeMap<Cow<str>, &RawValue> = serde_json::from_str(text).ok()?;
    let list = root.get(key)?.get();
    let items: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    let start = list.as_ptr() as usize - text.as_ptr() as usize;
    let rest = [&text[..start], "[]", &text[start + list.len()..]].concat();
    Some((rest, items.into_iter().map(RawValue::get).collect()))
}

/// Reads such an item as a `T`, if it fits as it is.
pub fn read_item<'a, T: Deserialize<'a>>(text: &'a str) -> Option<T> {
    // It stands in a list of an object.
    const ABOVE: usize = 2;
    too_deep(text, NESTING - ABOVE).map_or_else(|| from_str(text).ok(), |_| None)
}

/// Reads a whole text as a `T` that may borrow from it; of what does not fit it says no more than serde_json does.
#[inline]
pub fn from_str<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = objects::read(&mut reader)?;
    reader.end().map(|()| value)
}

/// The same for bytes.
pub fn from_slice<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> serde_json::Result<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = objects::read(&mut reader)?;
    reader.end().map(|()| value)
}

/// Reads again, slowly, to learn the path of what does not fit.
fn explain<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Misfit> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(objects::Objects(&mut reader)).map_err(|error| {
        let path: Vec<PathStep> = error.path().iter().filter_map(step).collect();
        misfit(text, &path, error.inner())
    })?;
    let end = |error| Misfit::plain("something follows the end of the JSON value".into(), offset(text, &error));
    reader.end().map_err(end)?;
    Ok(value)
}

fn step(segment: &serde_path_to_error::Segment) -> Option<PathStep> {
    match segment {
        serde_path_to_error::Segment::Seq { index } => Some(PathStep::Index(*index)),
        serde_path_to_error::Segment::Map { key } => Some(PathStep::Key(key.clone())),
        _ => None,
    }
}

fn misfit(text: &str, path: &[PathStep], error: &serde_json::Error) -> Misfit {
    let message = &placeless(error);
    let end = offset(text, error);
    let quoted: Vec<String> = message.split('`').skip(1).step_by(2).map(str::to_owned).collect();
    if error.is_syntax() || error.is_eof() {
        return Misfit::plain(syntax(message), end.min(text.len()));
    }
    let through_key = text.get(..=end).unwrap_or(text);
    let before_key = |key: &str| through_key.rfind(&format!("\"{key}\"")).unwrap_or(end);
    let at_value = locate(text, path).unwrap_or(end);
    let (problem, offset) = if message.starts_with("unknown field") {
        (format!("unknown key `{}`", short(&quoted[0])), before_key(&quoted[0]))
    } else if message.starts_with("duplicate field") {
        (format!("the key `{}` stands twice", short(&quoted[0])), before_key(&quoted[0]))
    } else if message.starts_with("missing field") {
        (format!("the key `{}` is missing", quoted[0]), at_value)
    } else if message.starts_with("unknown variant") {
        (format!("`{}` is not known here", short(&quoted[0])), at_value)
    } else {
        (short(&misread::plainly(message)).into_owned(), at_value)
    };
    let mistyped = misread::mistyped(message).map(|_| path.to_vec());
    let named = message.starts_with("unknown");
    let found = named.then(|| quoted[0].clone());
    let expected = if named { quoted[1..].to_vec() } else { Vec::new() };
    let missing = message.starts_with("missing field").then(|| quoted[0].as_str().into());
    Misfit { problem, offset, expected, found, mistyped, missing }
}

/// serde_json's words without the place, said plainly.
pub fn plain(error: &serde_json::Error) -> String {
    misread::plainly(&placeless(error))
}

fn placeless(error: &serde_json::Error) -> String {
    let words = error.to_string();
    words.rsplit_once(" at line ").map_or(words.as_str(), |(words, _)| words).to_owned()
}

/// The beginning of what may be as long as the file.
fn short(text: &str) -> Cow<'_, str> {
    const ENOUGH: usize = 500;
    match text.char_indices().nth(ENOUGH) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// serde_json's words for a broken text, said more plainly where they puzzle.
fn syntax(message: &str) -> String {
    match message {
        "EOF while parsing an object"
        | "EOF while parsing a list"
        | "EOF while parsing a value"
        | "EOF while parsing a string" => "the text ends in the middle: it seems cut off".into(),
        "trailing comma" => "a comma with nothing after it".into(),
        "key must be a string" => "a key in double quotes must stand here, or no comma before it".into(),
        other => format!("not JSON: {other}"),
    }
}

/// The byte offset that a serde_json error speaks of; its columns count bytes and are 0 after a newline.
fn offset(text: &str, error: &serde_json::Error) -> usize {
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut offset = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

impl Misfit {
    pub fn plain(problem: String, offset: usize) -> Misfit {
        Misfit { problem, offset, expected: Vec::new(), found: None, mistyped: None, missing: None }
    }
}

/// Where in `text` the value at `path` begins.
pub fn locate(text: &str, path: &[PathStep]) -> Option<usize> {
    locate_all(text, &[path])[0]
}

/// Where in `text` the value at each of the paths begins, in one walk.
pub fn locate_all(text: &str, paths: &[&[PathStep]]) -> Vec<Option<usize>> {
    let mut places = vec![None; paths.len()];
    if let Ok(root) = serde_json::from_str::<&RawValue>(text) {
        let wanted = paths.iter().copied().enumerate().collect();
        descend(text, root, wanted, &mut places);
    }
    places
}

/// Notes where `value` is for the paths that end here, and follows the others, each branch once.
fn descend(text: &str, value: &RawValue, wanted: Vec<(usize, &[PathStep])>, places: &mut [Option<usize>]) {
    let mut branches: std::collections::HashMap<&PathStep, Vec<(usize, &[PathStep])>> =
        std::collections::HashMap::new();
    for (which, path) in wanted {
        match path.split_first() {
            None => places[which] = Some(place(text, value)),
            Some((step, rest)) => branches.entry(step).or_default().push((which, rest)),
        }
    }
    if branches.is_empty() {
        return;
    }
    let items: Vec<&RawValue> = serde_json::from_str(value.get()).unwrap_or_default();
    let members = serde_json::from_str::<Members>(value.get()).map_or(Vec::new(), |members| members.0);
    for (step, wanted) in branches {
        let part = match step {
            PathStep::Index(index) => items.get(*index).copied(),
            PathStep::Key(key) => members.iter().find(|(name, _)| name == key).map(|(_, part)| *part),
        };
        if let Some(part) = part {
            descend(text, part, wanted, places);
        }
    }
}

fn place(text: &str, part: &RawValue) -> usize {
    part.get().as_ptr() as usize - text.as_ptr() as usize
}

/// The members of an object, in order, duplicates and all.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(All)
    }
}

/// The text with every `x-` member overwritten by spaces, so that all places stay; nothing if there is none, or if the text
/// nests too deep to be looked through.
pub fn without_extensions(text: &str) -> Option<String> {
    if !text.contains("\"x-") || too_deep(text, NESTING).is_some() {
        return None;
    }
    let root: &RawValue = serde_json::from_str(text).ok()?;
    let mut bytes = text.as_bytes().to_vec();
    blank(text, root, &mut bytes);
    String::from_utf8(bytes).ok()
}

fn blank(text: &str, value: &RawValue, bytes: &mut [u8]) {
    match value.get().as_bytes()[0] {
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(value.get()).unwrap_or_default();
            items.into_iter().for_each(|item| blank(text, item, bytes));
        }
        b'{' => {
            let members = serde_json::from_str::<Members>(value.get()).map_or(Vec::new(), |members| members.0);
            blank_members(text, value, &members, bytes);
        }
        _ => {}
    }
}

fn blank_members(text: &str, object: &RawValue, members: &[(String, &RawValue)], bytes: &mut [u8]) {
    let mut from = place(text, object) + 1;
    let mut kept = false;
    for (index, (key, value)) in members.iter().enumerate() {
        let end = place(text, value) + value.get().len();
        let next =
            members.get(index + 1).map(|(_, next)| end + text[end..place(text, next)].find(',').unwrap_or(0) + 1);
        if key.starts_with("x-") {
            bytes[from..end].fill(b' ');
            match next {
                Some(next) => bytes[end..next].fill(b' '),
                // The last member: the comma before it would dangle.
                None if kept => {
                    let comma = bytes[..from].iter().rposition(|byte| *byte == b',');
                    comma.into_iter().for_each(|comma| bytes[comma] = b' ');
                }
                None => {}
            }
        } else {
            kept = true;
            blank(text, value, bytes);
        }
        from = next.unwrap_or(end);
    }
}

/// Where a text first nests too deep, if it does.
fn too_deep(text: &str, most: usize) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (offset, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > most {
            return Some(offset);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        a: u32,
        b: Option<Vec<Sample>>,
    }

    #[test]
    fn extensions_are_passed_over_wherever_they_stand() {
        for text in [
            r#"{"x-n":1,"a":2}"#,
            r#"{"a":2,"x-n":{"deep":[1,"}"]}}"#,
            r#"{"x-n":1,"a":2,"x-m":[2],"x-o":3}"#,
            r#"{"a":2, "x-n" : null , "x-m":1 }"#,
        ] {
            assert_eq!(read::<Sample>(text), Ok(Sample { a: 2, b: None }), "{text}");
        }
        let nested = r#"{"a":1,"b":[{"x-k":1,"a":2},{"a":3}]}"#;
        assert_eq!(read::<Sample>(nested).unwrap().b.unwrap().len(), 2);
    }

    #[test]
    fn a_misfit_knows_its_place() {
        let at = |text: &str| {
            let misfit = read::<Sample>(text).unwrap_err();
            (misfit.problem, text[misfit.offset..].to_owned())
        };
        assert_eq!(at(r#"{"a":1,"bb":2}"#), ("unknown key `bb`".into(), r#""bb":2}"#.into()));
        assert_eq!(at(r#"{"a":1,"a":2}"#), ("the key `a` stands twice".into(), r#""a":2}"#.into()));
        assert_eq!(at(r#"{"a":1,"b":[{"a":1},{}]}"#), ("the key `a` is missing".into(), "{}]}".into()));
        assert_eq!(at(r#"{"a":1,"b":[{"a":"x"}]}"#).1, r#""x"}]}"#);
        assert_eq!(at(r#"{"a":1,"b":[{"#).0, "the text ends in the middle: it seems cut off");
        assert!(at(&format!("{}1{}", "[".repeat(70), "]".repeat(70))).0.contains("nest"));
        assert!(at(r#"{"a":1} x"#).0.contains("follows"));
        // An `x-` key before it is not what is wrong.
        assert_eq!(at(r#"{"x-n":1,"a":1,"bb":2}"#), ("unknown key `bb`".into(), r#""bb":2}"#.into()));
        assert_eq!(
            at(r#"{"x-n":1,"a":1,}"#),
            ("a key in double quotes must stand here, or no comma before it".into(), "}".into())
        );
        assert_eq!(at(r#"{"x-n":{"k":[}],"a":1}"#).1, r#"}],"a":1}"#);
        assert_eq!(at(r#"{"x-n":1,"a":1"#).0, "the text ends in the middle: it seems cut off");
        let array = |text: &str| at(text).0.contains("an array stands where an object belongs").then(|| at(text).1);
        assert_eq!(array("[1,null]").as_deref(), Some("[1,null]"));
        assert_eq!(array(r#"{"a":1,"b":[{"a":1},[2,null]]}"#).as_deref(), Some("[2,null]]}"));
    }

    #[test]
    fn a_word_is_a_word() {
        #[derive(Debug, Deserialize, PartialEq)]
        #[serde(rename_all = "lowercase")]
        enum SampleWord {
            Party,
        }
        assert_eq!(read::<Vec<SampleWord>>(r#"["party"]"#), Ok(vec![SampleWord::Party]));
        assert!(read::<Vec<SampleWord>>(r#"[{"party":null}]"#).is_err());
        assert_eq!(read::<Vec<SampleWord>>(r#"["king"]"#).unwrap_err().problem, "`king` is not known here");
    }
}
