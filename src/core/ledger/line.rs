//! One line of a book: read into its link of the chain and what it says, or written. Does not know the lines around it.

use super::point::{Point, RawSight};
use crate::model::act_kind::ActKind;
use crate::model::entry::Entry;
use crate::model::fields::Fields;
use crate::model::hash::Hash;
use crate::model::index::{DeskIx, Ix};
use crate::model::json;
use crate::model::moment::{Moment, Zone};
use crate::model::name::BookId;
use crate::model::when::When;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The longest line, in bytes (design, section 4).
pub const LONGEST: usize = 1 << 20;

/// The line of a new entry, without its newline.
pub fn next_line(prev: Hash, seq: u64, at: Moment, mut fields: Fields) -> String {
    fields.seq = Some(seq);
    fields.prev = Some(prev.to_string().into());
    fields.at = Some(at.to_string().into());
    fields.kind.get_or_insert(ActKind::Claim.word().into());
    serde_json::to_string(&fields).expect("names and figures are JSON")
}

/// When a line says that it was recorded, whatever else it says.
pub fn recorded(line: &str) -> Option<Moment> {
    let bare: Bare = json::from_str(line).ok()?;
    Moment::parse(&bare.at)
}

/// How the last member of a seal line begins.
const SIGNATURE: &str = ",\"signature\":\"";

/// A seal line up to its signature: what is signed of it, and what its hash is made of. `key` is the fingerprint of the key that signs.
pub fn unsigned_line(prev: Hash, seq: u64, at: Moment, seen: &[(BookId, Point)], key: &str) -> String {
    let seen: Vec<String> = seen.iter().map(|(book, point)| format!("\"{book}\":\"{point}\"")).collect();
    let seen = if seen.is_empty() { String::new() } else { format!(",\"seen\":{{{}}}", seen.join(",")) };
    format!("{{\"seq\":{seq},\"prev\":\"{prev}\",\"at\":\"{at}\",\"kind\":\"seal\"{seen},\"key\":\"{key}\"")
}

/// What is signed of a seal line, and the signature as it stands there.
pub fn parted(line: &str) -> Option<(&str, &str)> {
    let (unsigned, rest) = line.rsplit_once(SIGNATURE)?;
    Some((unsigned, rest.strip_suffix("\"}")?))
}

/// The hash by which a line is named: of its bytes; of a seal line, of what is signed, since a signature can be made twice.
pub fn line_hash(bytes: &[u8]) -> Hash {
    match Line::read(bytes, &mut Sayings::default()) {
        Line::Linked { link, .. } => link.hash,
        _ => Hash::of(bytes),
    }
}

/// The same with its signature.
pub fn signed_line(unsigned: &str, signature: &str) -> String {
    format!("{unsigned}{SIGNATURE}{signature}\"}}")
}

/// A seal line of a book: its place in the chain, and the fingerprint of the key that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    pub seq: u64,
    pub at: Moment,
    pub key: Box<str>,
}

/// What the lines of a book say, each list in the order of the lines.
#[derive(Clone, Debug, Default)]
pub struct Sayings {
    pub entries: Vec<Entry>,
    pub seals: Vec<Seal>,
    pub sights: Vec<RawSight>,
}

impl Sayings {
    pub fn append(&mut self, mut other: Sayings) {
        self.entries.append(&mut other.entries);
        self.seals.append(&mut other.seals);
        self.sights.append(&mut other.sights);
    }

    /// Keeps the first of each, less those of lines whose numbers, sorted, do not count.
    pub fn keep(&mut self, first: Extent, late: &[u64]) {
        self.entries.truncate(first.entries);
        self.seals.truncate(first.seals);
        self.sights.truncate(first.sights);
        if !late.is_empty() {
            let counts = |seq: u64| late.binary_search(&seq).is_err();
            self.entries.retain(|entry| counts(entry.seq));
            self.seals.retain(|seal| counts(seal.seq));
            self.sights.retain(|sight| counts(sight.line));
        }
    }
}

/// How many entries, seals and sights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    pub entries: usize,
    pub seals: usize,
    pub sights: usize,
}

/// What a line turned out to be.
pub enum Line {
    NotUtf8,
    TooLong,
    NotJson(String),
    /// JSON, but without a readable place in a chain.
    Loose,
    Linked {
        link: Link,
        /// How much it adds to what is said.
        says: Says,
        /// Why the line is not understood; nothing where it is.
        strange: Option<Box<str>>,
    },
}

/// What an understood line adds to what is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Says {
    pub seal: bool,
    pub sights: u32,
}

/// The place of a line in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The hash of this line.
    pub hash: Hash,
    /// What it says of the line before.
    pub prev: Hash,
    pub seq: u64,
    pub at: Moment,
    /// How many lines, this one included, were written together; 1 where it does not say.
    pub batch: u64,
}

impl Line {
    /// Reads one line, without its newline. What it says, if that is understood, goes to the end of `said`.
    pub fn read(bytes: &[u8], said: &mut Sayings) -> Line {
        if bytes.len() > LONGEST {
            return Line::TooLong;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Line::NotUtf8;
        };
        match json::from_str(text) {
            Ok(fields) => linked(text, fields, said).unwrap_or(Line::Loose),
            Err(error) => extended(text, said).unwrap_or_else(|| not_understood(text, &error)),
        }
    }
}

/// What an entry's line says that was read as such before: neither its hash nor its place in the chain is asked.
pub fn entry_of(line: &[u8]) -> Option<Entry> {
    let said = |text: &str| {
        let mut fields: Fields = json::from_str(text).ok()?;
        let link = link(fields.seq?, fields.prev.as_deref()?, fields.at.as_deref()?, fields.batch)?;
        entry(&mut fields, &link).ok()
    };
    let text = std::str::from_utf8(line).ok()?;
    said(text).or_else(|| said(&json::without_extensions(text)?))
}

/// Reads a line that may fit but for its `x-` members.
fn extended(text: &str, said: &mut Sayings) -> Option<Line> {
    let blanked = json::without_extensions(text)?;
    linked(text, json::from_str(&blanked).ok()?, said)
}

fn linked(text: &str, mut fields: Fields, said: &mut Sayings) -> Option<Line> {
    let mut link = link(fields.seq?, fields.prev.as_deref()?, fields.at.as_deref()?, fields.batch)?;
    let taken = take_in(text, &mut fields, &link, said);
    link.hash = match &taken {
        Ok(Says { seal: true, .. }) => Hash::of(parted(text)?.0.as_bytes()),
        _ => Hash::of(text.as_bytes()),
    };
    match taken {
        Ok(says) => Some(Line::Linked { link, says, strange: None }),
        Err(reason) => Some(strange(link, reason)),
    }
}

fn strange(link: Link, reason: String) -> Line {
    Line::Linked { link, says: Says::default(), strange: Some(reason.into()) }
}

/// Adds what a line says to the rest, if it is understood.
fn take_in(text: &str, fields: &mut Fields, link: &Link, said: &mut Sayings) -> Result<Says, String> {
    let seen = seen(fields)?;
    let is_seal = fields.kind.as_deref() == Some("seal");
    match is_seal {
        true => said.seals.push(seal(text, fields, link, &seen)?),
        false => said.entries.push(entry(fields, link)?),
    }
    let says = Says { seal: is_seal, sights: seen.len() as u32 };
    said.sights.extend(seen.into_iter().map(|(book, point)| RawSight { line: link.seq, book, point }));
    Ok(says)
}

fn seen(fields: &mut Fields) -> Result<Vec<(BookId, Point)>, String> {
    let seen = std::mem::take(&mut fields.seen).0.into_iter();
    let point = |point: String| Point::parse(&point).ok_or(format!("`{point}` in `seen` is no line and its hash"));
    seen.map(|(book, text)| Ok((book, point(text)?))).collect()
}

/// A seal has one spelling: what is signed must not depend on who reads it.
fn seal(text: &str, fields: &Fields, link: &Link, seen: &[(BookId, Point)]) -> Result<Seal, String> {
    let Link { prev, seq, at, .. } = *link;
    let signature = fields.signature.as_deref().ok_or("a seal has a `signature`")?;
    let key = fields.key.as_deref().ok_or("a seal has a `key`, the fingerprint of the key that signed")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":+/=".contains(&byte);
    match signed_line(&unsigned_line(prev, seq, at, seen, key), signature) == text && key.bytes().all(plain) {
        true => Ok(Seal { seq, at, key: key.into() }),
        false => {
            Err("a seal is `seq`, `prev`, `at`, `kind`, `seen`, `key` and `signature` in this order, without spaces"
                .into())
        }
    }
}

/// A line's place, before its hash is known.
fn link(seq: u64, prev: &str, at: &str, batch: Option<u64>) -> Option<Link> {
    let (prev, at) = (Hash::parse(prev)?, Moment::parse(at)?);
    Some(Link { hash: prev, prev, seq, at, batch: batch.unwrap_or(1) })
}

fn entry(fields: &mut Fields, link: &Link) -> Result<Entry, String> {
    if fields.kind.is_none() {
        return Err("a line of a book names its `kind`".into());
    }
    let Link { at, seq, .. } = *link;
    fields.on.map(|on| past("on", on, at)).transpose()?;
    fields.known.map(|known| past("known", known, at)).transpose()?;
    if let Some(Some(When::Local(_))) = fields.from {
        return Err("the time in `from` needs an offset".into());
    }
    let mut said = fields.statement()?;
    if let Some(name) = said.names_mut().find(|name| name.meant.is_none()) {
        return Err(format!("`{name}` is not how a line refers to an entry: BOOK.<32 hex>:NUMBER:<64 hex>"));
    }
    // Whoever puts books together says which of them this is.
    Ok(said.entry(DeskIx::FIRST, seq, at))
}

/// How far ahead of UTC a plain date may begin: no zone's day begins a whole day after that of UTC, or before it.
const GRACE: i64 = 24 * 3600;

/// Whether a date is one that may stand in a line recorded `at` that moment.
fn past(key: &str, when: When, at: Moment) -> Result<(), String> {
    let ahead = match when {
        When::Local(_) => return Err(format!("the time in `{key}` needs an offset")),
        When::At(moment, _) => moment > at,
        When::By(_) => false,
        plain => plain.first(Zone::UTC) > at.plus_seconds(GRACE),
    };
    if ahead { Err(format!("`{key}` begins after `at`")) } else { Ok(()) }
}

/// The fields that make the chain, whatever else the line says.
#[derive(Deserialize)]
struct Bare<'a> {
    seq: u64,
    #[serde(borrow)]
    prev: Cow<'a, str>,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    batch: Option<&'a RawValue>,
}

fn not_understood(text: &str, error: &serde_json::Error) -> Line {
    if let Err(error) = json::from_str::<IgnoredAny>(text) {
        return Line::NotJson(json::plain(&error));
    }
    let bare = json::from_str::<Bare>(text).ok().and_then(|bare| {
        let batch = bare.batch.and_then(|batch| batch.get().parse().ok());
        let link = link(bare.seq, &bare.prev, &bare.at, batch)?;
        Some(Link { hash: Hash::of(text.as_bytes()), ..link })
    });
    match bare {
        Some(link) => strange(link, json::plain(error)),
        None => Line::Loose,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::Id;

    fn said(rest: &str) -> Result<Entry, String> {
        let prev = Hash([7; 32]);
        let text = format!(r#"{{"seq":1,"prev":"{prev}","at":"2005-08-15T02:00:00.000Z",{rest}}}"#);
        let mut said = Sayings::default();
        let Line::Linked { link, strange, .. } = Line::read(text.as_bytes(), &mut said) else { panic!("{text}") };
        assert_eq!((link.hash, link.prev, link.seq), (Hash::of(text.as_bytes()), prev, 1));
        assert_eq!(said.entries.len(), usize::from(strange.is_none()));
        said.entries.pop().ok_or_else(|| strange.unwrap_or_default().into())
    }

    #[test]
    fn what_is_not_understood_keeps_its_place_in_the_chain() {
        assert!(said(r#""kind":"claim","milestone":"a","level":"full""#).is_ok());
        assert!(said(r#""kind":"note","x-a":[1,{"b":2}],"note":"n""#).is_ok());
        for odd in [
            r#""kind":"dance""#,
            r#""kind":"note","colour":1"#,
            r#""kind":"note","note":"a","note":"b""#,
            r#""kind":"note","note":1"#,
            r#""kind":"note","x-a":1,"colour":1"#,
            r#""kind":"note","batch":"two""#,
            r#""note":"no kind""#,
        ] {
            assert!(said(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_seal_has_one_spelling_and_bears_witness() {
        let (prev, point) = (Hash([7; 32]), Point { seq: 4, hash: Hash([1; 32]) });
        let seen =
            [("goi", point), ("gam", point)].map(|(book, point)| (BookId::new(Id::new(book).unwrap(), prev), point));
        let line = signed_line(&unsigned_line(prev, 3, Moment(0), &seen, "SHA256:ab"), "AAAA");
        let read = |text: &str| {
            let mut said = Sayings::default();
            let Line::Linked { strange, .. } = Line::read(text.as_bytes(), &mut said) else { panic!("{text}") };
            (said, strange)
        };
        let (said, strange) = read(&line);
        assert_eq!(
            (said.seals.as_slice(), strange),
            (&[Seal { seq: 3, at: Moment(0), key: "SHA256:ab".into() }][..], None)
        );
        assert_eq!(said.sights[0], RawSight { line: 3, book: seen[0].0.clone(), point });
        // A signature that can be made twice makes no second line.
        assert_eq!(line_hash(line.as_bytes()), line_hash(line.replace("AAAA", "BBBB").as_bytes()));
        assert_eq!(line_hash(line.as_bytes()), Hash::of(parted(&line).unwrap().0.as_bytes()));
        let odd = [
            line.replace("\"kind\"", "\"note\":\"n\",\"kind\""),
            line.replace(",\"kind\"", ", \"kind\""),
            line.replace("AAAA", "AA\\u0041A"),
            line.replace("\"gam.", "\"goi."),
            line.replace("SHA256:ab", "SHA256:\\u0061b"),
            line.replace(",\"key\":\"SHA256:ab\"", ""),
            line.replace("4:01", "4:1"),
            line.replace("\"}", "\",\"x-a\":1}"),
        ];
        for odd in odd {
            let (said, strange) = read(&odd);
            assert!(strange.is_some() && said.seals.is_empty() && said.sights.is_empty(), "{odd}");
        }
    }

    #[test]
    fn nothing_is_recorded_before_it_was_so() {
        let on = |on: &str| said(&format!(r#""kind":"note","on":"{on}""#));
        let known = |on: &str| said(&format!(r#""kind":"note","known":"{on}""#));
        for past in ["2005", "2005-08", "2005-08-16", "2005-08-15T02:00Z", "2005-08-15T09:00+07:00"] {
            assert!(on(past).is_ok() && known(past).is_ok(), "{past}");
        }
        for odd in ["2006", "2005-09", "2005-08-17", "2005-08-15T02:01Z", "2005-08-15T01:00", "2005-02-30"] {
            assert!(on(odd).is_err() && known(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_line_without_a_place_is_told_from_one_that_is_no_json() {
        let read = |bytes: &[u8]| Line::read(bytes, &mut Sayings::default());
        assert!(matches!(read(b"{}"), Line::Loose));
        assert!(matches!(read(b"[1]"), Line::Loose));
        assert!(matches!(read(br#"{"seq":1,"prev":"00","at":"then"}"#), Line::Loose));
        assert!(matches!(read(b""), Line::NotJson(_)));
        assert!(matches!(read(b"<<<<<<< HEAD"), Line::NotJson(_)));
        assert!(matches!(read(b"\xff"), Line::NotUtf8));
        assert!(matches!(read(&vec![b' '; LONGEST + 1]), Line::TooLong));
    }
}
