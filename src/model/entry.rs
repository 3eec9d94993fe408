//! One dated statement in a book. Knows its own fields; not whether it counts.

use super::id::Id;
use super::level::Level;
use super::moment::Moment;
use super::value::{Number, Value};
use super::when::When;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// The name of an entry: `book:seq`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryName {
    pub book: Id,
    pub seq: u64,
}

impl EntryName {
    pub fn parse(text: &str) -> Result<EntryName, String> {
        let bad = || format!("`{text}` is not the name of an entry: write BOOK:NUMBER, as `log` shows it");
        let (book, seq) = text.split_once(':').ok_or_else(bad)?;
        let seq = seq.parse().ok().filter(|_| !seq.starts_with(['+', '0'])).ok_or_else(bad)?;
        Ok(EntryName { book: Id::new(book).map_err(|_| bad())?, seq })
    }
}

impl fmt::Display for EntryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.book, self.seq)
    }
}

impl Serialize for EntryName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A book as readers of entries know it: its name, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desk {
    pub book: Id,
    pub actor: Id,
}

/// One entry of a book (design, section 5).
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Which of the books: an index into the desks, which are sorted by name.
    pub book: usize,
    pub seq: u64,
    /// When it was recorded.
    pub at: Moment,
    /// When it was so; nothing means at the time of recording.
    pub on: Option<When>,
    /// For records carried over from elsewhere: when it became known.
    pub known: Option<When>,
    /// Whose statement it is, where that is not the book's actor.
    pub by: Option<Id>,
    pub note: Option<Box<str>>,
    pub evidence: Vec<Evidence>,
    pub act: Act,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    Claim(Claim),
    Note {
        milestone: Option<Id>,
        outcome: Option<NoteOutcome>,
    },
    Retract {
        entry: EntryName,
    },
    /// Entry into force, as far as one actor is concerned.
    Start {
        from: Effect,
    },
}

/// From when a decision applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The latest day for which the quorum concurred.
    Unsaid,
    /// `null`: what was decided before no longer holds from the day of this entry on.
    Void,
    From(When),
}

impl Act {
    pub fn kind(&self) -> &'static str {
        match self {
            Act::Claim(_) => "claim",
            Act::Note { .. } => "note",
            Act::Retract { .. } => "retract",
            Act::Start { .. } => "start",
        }
    }

    /// Whether it takes part in a decision.
    pub fn decides(&self) -> bool {
        matches!(self, Act::Start { .. })
    }

    pub fn milestone(&self) -> Option<&Id> {
        match self {
            Act::Claim(claim) => Some(&claim.milestone),
            Act::Note { milestone, .. } => milestone.as_ref(),
            Act::Retract { .. } | Act::Start { .. } => None,
        }
    }
}

/// How far a milestone is, by somebody's word.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    pub milestone: Id,
    pub level: Option<Level>,
    /// Totals by indicator.
    pub values: Vec<(Id, Value)>,
    /// Increments by indicator.
    pub add: Vec<(Id, Number)>,
    pub as_agreed: Option<AsAgreed>,
}

/// Whether what was done is what was agreed; a verifier's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AsAgreed {
    Yes,
    Partly,
    No,
}

impl AsAgreed {
    pub fn word(self) -> &'static str {
        ["yes", "partly", "no"][self as usize]
    }
}

/// What came of a verifier's visit that ended in no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoteOutcome {
    Inconclusive,
    NoAccess,
}

impl NoteOutcome {
    pub fn word(self) -> &'static str {
        ["inconclusive", "no-access"][self as usize]
    }
}

/// What an entry rests on: a link, a file kept under its SHA-256, or a hash of something that stays closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub confidential: bool,
}

impl Evidence {
    pub fn link(url: &str) -> Evidence {
        Evidence { url: Some(url.into()), sha256: None, name: None, confidential: false }
    }
}

/// The fields of an entry as they stand in a line, in the order in which milepost writes them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub prev: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub at: Option<Cow<'a, str>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known: Option<When>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Id>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<Id>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub entry: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub values: Pairs<Value>,
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub add: Pairs<Number>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_agreed: Option<AsAgreed>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub from: Option<Option<When>>,
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub note: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<BTreeMap<Id, String>>,
}

/// A text of a line, without a copy where it has no escapes; serde copies every text behind an `Option`.
fn borrowed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    Ok(Option::<Text>::deserialize(deserializer)?.map(|text| text.0))
}

/// A date that is there, be it `null`; one that is not there is not asked.
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<When>>, D::Error> {
    Option::<When>::deserialize(deserializer).map(Some)
}

/// Figures by indicator, each indicator once.
#[derive(Debug)]
pub struct Pairs<T>(pub Vec<(Id, T)>);

impl<T> Default for Pairs<T> {
    fn default() -> Self {
        Pairs(Vec::new())
    }
}

impl<T> Pairs<T> {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> Serialize for Pairs<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, value)| (id, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pairs<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::{Error, MapAccess, Visitor};
        struct Each<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Each<T> {
            type Value = Pairs<T>;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object of figures by indicator")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<T>, A::Error> {
                let mut pairs: Vec<(Id, T)> = Vec::new();
                while let Some((id, value)) = map.next_entry::<Id, T>()? {
                    if pairs.iter().any(|(known, _)| *known == id) {
                        return Err(A::Error::custom(format!("duplicate field `{id}`")));
                    }
                    pairs.push((id, value));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Each(std::marker::PhantomData))
    }
}

impl Fields<'_> {
    /// The act that the fields describe, or why they describe none.
    pub fn act(&mut self) -> Result<Act, String> {
        let kind = self.kind.as_deref().unwrap_or("claim").to_owned();
        let taken = match kind.as_str() {
            "claim" => self.claim()?,
            "note" => Act::Note {
                milestone: self.milestone.take(),
                outcome: self.outcome.take().map(|word| outcome(&word)).transpose()?,
            },
            "retract" => {
                let entry = self.entry.take().ok_or("a retraction names an `entry`")?;
                Act::Retract { entry: EntryName::parse(&entry)? }
            }
            "start" => Act::Start {
                from: match self.from.take() {
                    None => Effect::Unsaid,
                    Some(None) => Effect::Void,
                    Some(Some(when)) => Effect::From(when),
                },
            },
            other => return Err(format!("unknown kind `{other}`")),
        };
        match self.left_over() {
            Some(key) => Err(format!("a {kind} has no `{key}`")),
            None => Ok(taken),
        }
    }

    fn claim(&mut self) -> Result<Act, String> {
        let milestone = self.milestone.take().ok_or("a claim names a `milestone`")?;
        let (level, as_agreed) = (self.level.take(), self.as_agreed.take());
        let (values, add) = (std::mem::take(&mut self.values).0, std::mem::take(&mut self.add).0);
        if level.is_none() && values.is_empty() && add.is_empty() && as_agreed.is_none() {
            return Err("a claim states a `level`, `values`, `add` or `as_agreed`".into());
        }
        if let Some((twice, _)) = add.iter().find(|(id, _)| values.iter().any(|(named, _)| named == id)) {
            return Err(format!("`{twice}` stands in `values` and in `add`"));
        }
        Ok(Act::Claim(Claim { milestone, level, values, add, as_agreed }))
    }

    fn left_over(&self) -> Option<&'static str> {
        let left = [
            ("milestone", self.milestone.is_some()),
            ("entry", self.entry.is_some()),
            ("level", self.level.is_some()),
            ("values", !self.values.is_empty()),
            ("add", !self.add.is_empty()),
            ("as_agreed", self.as_agreed.is_some()),
            ("outcome", self.outcome.is_some()),
            ("from", self.from.is_some()),
        ];
        left.into_iter().find(|(_, left)| *left).map(|(key, _)| key)
    }
}

fn outcome(word: &str) -> Result<NoteOutcome, String> {
    match word {
        "inconclusive" => Ok(NoteOutcome::Inconclusive),
        "no-access" => Ok(NoteOutcome::NoAccess),
        other => Err(format!("`{other}` is not an outcome of a note: inconclusive or no-access")),
    }
}

impl<'a> Fields<'a> {
    /// These fields, saying what an act says.
    pub fn saying(self, act: &'a Act) -> Fields<'a> {
        let mut fields = Fields { kind: Some(act.kind().into()), ..self };
        match act {
            Act::Claim(claim) => {
                fields.milestone = Some(claim.milestone.clone());
                fields.level = claim.level;
                fields.values = Pairs(claim.values.clone());
                fields.add = Pairs(claim.add.clone());
                fields.as_agreed = claim.as_agreed;
            }
            Act::Note { milestone, outcome } => {
                fields.milestone = milestone.clone();
                fields.outcome = outcome.map(|outcome| outcome.word().into());
            }
            Act::Retract { entry } => fields.entry = Some(entry.to_string().into()),
            Act::Start { from } => {
                fields.from = match from {
                    Effect::Unsaid => None,
                    Effect::Void => Some(None),
                    Effect::From(when) => Some(Some(*when)),
                }
            }
        }
        fields
    }
}
