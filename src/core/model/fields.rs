//! An entry as it stands in a line: its fields in the order in which milepost writes them, and the act that they describe.

use super::act_kind::ActKind;
use super::decision::{Effect, Scope, Settlement, Terms};
use super::due::Due;
use super::entry::{Act, AsAgreed, Claim, Disputed, Evidence, NoteOutcome, Statement};
use super::id::Id;
use super::incident::{Attribution, Finding, Incident, Outcome, Severity, count};
use super::level::Level;
use super::name::{BookId, EntryName};
use super::pairs::{Pairs, sorted};
use super::value::{Number, Value};
use super::when::{When, past};
use super::words::{either, meant};
use crate::model::looks::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// What every line has, whatever it says.
pub const LINK: [&str; 4] = ["seq", "prev", "at", "kind"];

/// What every entry may have beside.
pub const COMMON: [&str; 6] = ["batch", "on", "known", "by", "note", "seen"];

/// Declares the fields of a line, and with them what is said by each.
macro_rules! fields {
    ($(#[$says:meta])* pub struct $name:ident<$life:lifetime> { $($(#[$key_says:meta])* pub $key:ident: $type:ty,)+ }) => {
        $(#[$says])*
        pub struct $name<$life> {
            $($(#[$key_says])* pub $key: $type,)+
        }

        impl $name<'_> {
            /// All keys, in the order in which they are written.
            pub const KEYS: [&'static str; [$(stringify!($key)),+].len()] = [$(stringify!($key)),+];

            /// The keys under which something stands.
            fn said(&self) -> impl Iterator<Item = &'static str> {
                [$((stringify!($key), self.$key.is_said())),+].into_iter().filter(|(_, said)| *said).map(|(key, _)| key)
            }
        }
    };
}

/// Whether something stands under a key.
trait Stands {
    fn is_said(&self) -> bool;
}

impl<T> Stands for Option<T> {
    fn is_said(&self) -> bool {
        self.is_some()
    }
}

impl<T> Stands for Vec<T> {
    fn is_said(&self) -> bool {
        !self.is_empty()
    }
}

impl<T, K> Stands for Pairs<T, K> {
    fn is_said(&self) -> bool {
        !self.is_empty()
    }
}

fields! {
/// The fields of an entry as they stand in a line, in the order in which milepost writes them.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fields<'a> {
    /// The number of the line in its book, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// The SHA-256 of the raw bytes of the line before, without its newline: what makes the book a chain.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "crate::model::schema::hash")]
    pub prev: Option<Cow<'a, str>>,
    /// When it was recorded, by the clock of the machine that did.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<crate::model::moment::Moment>")]
    pub at: Option<Cow<'a, str>>,
    /// What kind of entry it is.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Cow<'a, str>>,
    /// How many lines, this one included, were recorded together: on the first line of an import.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<u64>,
    /// When it was so, as precisely as known; without it, when it was recorded. It may not begin after `at`, but for a plain day,
    /// which may be that day anywhere on Earth.
    #[serde(default, deserialize_with = "past", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<crate::model::schema::PastDate>")]
    pub on: Option<When>,
    /// When it became known, where a record is carried over from elsewhere. It may not begin after `at`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<crate::model::schema::RecordedDate>")]
    pub known: Option<When>,
    /// Whose statement it is, where that is not the book's actor. Only a secretariat writes down what another says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Id>,
    /// The milestone that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub milestone: Option<Id>,
    /// The entry that it speaks of.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<crate::model::name::Reference>")]
    pub entry: Option<Cow<'a, str>>,
    /// How far the milestone is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// Figures by indicator: totals.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub values: Pairs<Value>,
    /// Figures by indicator: what is added to the totals that its author last gave.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    pub add: Pairs<Number>,
    /// Whether what was done is what was agreed; a verifier's word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_agreed: Option<AsAgreed>,
    /// What it comes to.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Cow<'a, str>>,
    /// Who is held responsible.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Attribution>,
    /// How grave the violation is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// How many violations; 1 where it does not say. Victims are an indicator.
    #[serde(default, deserialize_with = "counted", skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1))]
    pub count: Option<u64>,
    /// Where it happened.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub place: Option<Cow<'a, str>>,
    /// The incident that it concludes on.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<crate::model::name::Reference>")]
    pub incident: Option<Cow<'a, str>>,
    /// The dispute that it ends.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<crate::model::name::Reference>")]
    pub dispute: Option<Cow<'a, str>>,
    /// The phase that it speaks of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<Id>,
    /// The new date; null leaves none.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub due: Option<Option<Due>>,
    /// The new end of the mandate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// The SHA-256 of the version of the plan that it changes; it counts only while that is in force.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub base: Option<Cow<'a, str>>,
    /// The SHA-256 of the version of the plan that it adopts.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub plan: Option<Cow<'a, str>>,
    /// From when it applies; without it, from the latest day for which the quorum concurred.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "crate::model::schema::RecordedDate")]
    pub from: Option<Option<When>>,
    /// A remark in one's own words.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub note: Option<Cow<'a, str>>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The row of a table that it was taken from: by it `import` knows the row again. It counts for nothing.
    #[serde(borrow, rename = "x-row", default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub row: Option<Cow<'a, str>>,
    /// How long other books were when it was recorded: by book, the number of its last line and the hash of that line.
    #[serde(default, skip_serializing_if = "Pairs::is_empty")]
    #[schemars(with = "Pairs<crate::model::schema::LinePoint, BookId>")]
    pub seen: Pairs<String, BookId>,
    /// The fingerprint of the key that a seal is made with: `SHA256:...`.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub key: Option<Cow<'a, str>>,
    /// The signature (SSHSIG, namespace `milepost`) in padded base64, without armor.
    #[serde(borrow, default, deserialize_with = "borrowed", skip_serializing_if = "Option::is_none")]
    pub signature: Option<Cow<'a, str>>,
}
}

/// A text of a line, without a copy where it has no escapes; serde copies every text behind an `Option`.
fn borrowed<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Cow<'de, str>>, D::Error> {
    #[derive(Deserialize)]
    struct PlainText<'a>(#[serde(borrow)] Cow<'a, str>);
    Ok(Option::<PlainText>::deserialize(deserializer)?.map(|text| text.0))
}

/// How many violations, if they make an incident.
fn counted<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    match <&RawValue>::deserialize(deserializer)?.get() {
        "null" => Ok(None),
        given => count(given).map(Some).map_err(serde::de::Error::custom),
    }
}

/// A date that is there, be it `null`; one that is not there is not asked.
fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

impl Fields<'_> {
    /// What the fields say, or why they say nothing.
    pub fn statement(&mut self) -> Result<Statement, String> {
        Ok(Statement {
            act: self.act()?,
            on: self.on,
            known: self.known,
            by: self.by.take(),
            note: self.note.take().map(|note| note.into_owned().into()),
            evidence: std::mem::take(&mut self.evidence),
            row: self.row.take().map(|row| row.into_owned().into()),
        })
    }

    /// The act that the fields describe, or why they describe none.
    pub fn act(&mut self) -> Result<Act, String> {
        let kind = match self.kind.as_deref() {
            None => ActKind::Claim,
            Some(word) => ActKind::from_word(word).ok_or_else(|| format!("unknown kind `{word}`"))?,
        };
        let taken = match kind {
            ActKind::Claim => self.claim()?,
            ActKind::Incident => Act::Incident(Box::new(self.incident()?)),
            ActKind::Finding => Act::Finding(Box::new(self.finding()?)),
            ActKind::Dispute => Act::Dispute(self.dispute()?),
            ActKind::Settle => Act::Decide(Box::new(Terms::Settle {
                dispute: name(self.dispute.take(), "a settlement names a `dispute`")?,
                outcome: outcome(self.outcome.take(), &Settlement::ALL, Settlement::word)?,
            })),
            ActKind::Start => Act::Decide(Box::new(Terms::Start {
                from: match self.from.take() {
                    None => Effect::Unsaid,
                    Some(None) => Effect::Void,
                    Some(Some(when)) => Effect::From(when),
                },
            })),
            ActKind::Reschedule => Act::Decide(Box::new(self.reschedule()?)),
            ActKind::Suspend => Act::Decide(Box::new(Terms::Suspend { scope: self.scope()?, from: self.from()? })),
            ActKind::Resume => Act::Decide(Box::new(Terms::Resume { scope: self.scope()?, from: self.from()? })),
            ActKind::Amend => Act::Decide(Box::new(Terms::Amend {
                base: self.base.take().ok_or("an amendment names its `base`, the version that it changes")?.into(),
                plan: self.plan.take().ok_or("an amendment names the `plan` that it adopts")?.into(),
                from: self.from()?,
            })),
            ActKind::Agree => Act::Agree { entry: name(self.entry.take(), "who agrees names an `entry`")?.into() },
            ActKind::Repudiate => Act::Repudiate,
            ActKind::Rejoin => Act::Rejoin,
            ActKind::Note => Act::Note {
                milestone: self.milestone.take(),
                outcome: (self.outcome.take())
                    .map(|given| outcome(Some(given), &NoteOutcome::ALL, NoteOutcome::word))
                    .transpose()?,
            },
            ActKind::Retract => {
                Act::Retract { entry: name(self.entry.take(), "a retraction names an `entry`")?.into() }
            }
        };
        let removes = |evidence: &Evidence| matches!(evidence, Evidence::Removed { .. });
        if kind != ActKind::Note && self.evidence.iter().any(removes) {
            return Err("only a note says that evidence was `removed`".into());
        }
        match self.left_over() {
            Some(key) => Err(format!("a {} has no `{key}`", kind.word())),
            None => Ok(taken),
        }
    }

    fn incident(&mut self) -> Result<Incident, String> {
        Ok(Incident {
            milestone: self.milestone.take().ok_or("an incident names a `milestone`")?,
            actor: self.actor.take(),
            severity: self.severity.take().ok_or("an incident has a `severity`: minor, serious or grave")?,
            count: self.count.take().unwrap_or(1),
            place: self.place.take().map(|place| place.into()),
        })
    }

    fn finding(&mut self) -> Result<Finding, String> {
        Ok(Finding {
            incident: name(self.incident.take(), "a finding names an `incident`")?,
            outcome: outcome(self.outcome.take(), &Outcome::ALL, Outcome::word)?,
            actor: self.actor.take(),
        })
    }

    fn dispute(&mut self) -> Result<Disputed, String> {
        match (self.milestone.take(), self.entry.take()) {
            (Some(milestone), None) => Ok(Disputed::Milestone(milestone)),
            (None, Some(entry)) => Ok(Disputed::Entry(EntryName::parse(&entry)?.into())),
            _ => Err("a dispute names a `milestone` or an `entry`".into()),
        }
    }

    fn reschedule(&mut self) -> Result<Terms, String> {
        match (self.milestone.take(), self.actor.take()) {
            (Some(milestone), None) => Ok(Terms::Reschedule {
                milestone,
                due: self.due.take().ok_or("a new date is in `due`; null leaves none")?,
                from: self.from()?,
            }),
            (None, Some(Attribution::Actors(ids))) if ids.len() == 1 => Ok(Terms::Prolong {
                actor: ids[0].clone(),
                until: self.until.take().ok_or("a mandate ends with `until`")?,
                from: self.from()?,
            }),
            _ => Err("a new date names a `milestone` and its `due`, or an `actor` and `until` for a mandate".into()),
        }
    }

    fn scope(&mut self) -> Result<Scope, String> {
        match (self.milestone.take(), self.phase.take()) {
            (None, None) => Ok(Scope::Plan),
            (Some(milestone), None) => Ok(Scope::Milestone(milestone)),
            (None, Some(phase)) => Ok(Scope::Phase(phase)),
            _ => Err("one thing at a time: a `milestone`, a `phase`, or neither for the plan".into()),
        }
    }

    /// From when a decision applies; only entry into force can be voided by `null`.
    fn from(&mut self) -> Result<Option<When>, String> {
        match self.from.take() {
            Some(None) => Err("`from` is a date; only `start` takes null".into()),
            given => Ok(given.flatten()),
        }
    }

    fn claim(&mut self) -> Result<Act, String> {
        let milestone = self.milestone.take().ok_or("a claim names a `milestone`")?;
        let (level, as_agreed) = (self.level.take(), self.as_agreed.take());
        let (values, add) = (std::mem::take(&mut self.values).0, std::mem::take(&mut self.add).0);
        if level.is_none() && values.is_empty() && add.is_empty() && as_agreed.is_none() {
            return Err("a claim states a `level`, `values`, `add` or `as_agreed`".into());
        }
        let named = if add.is_empty() { Vec::new() } else { sorted(&values) };
        if let Some((twice, _)) = add.iter().find(|(id, _)| named.binary_search(&id).is_ok()) {
            return Err(format!("`{twice}` stands in `values` and in `add`"));
        }
        Ok(Act::Claim(Box::new(Claim { milestone, level, values, add, as_agreed })))
    }

    /// A key that the act has not taken, and that is none of those that every line may have.
    fn left_over(&self) -> Option<&'static str> {
        let beside = |key: &str| LINK.contains(&key) || COMMON.contains(&key) || ["evidence", "row"].contains(&key);
        self.said().find(|key| !beside(key))
    }
}

/// The name of an entry, or what is missing.
fn name(given: Option<Cow<str>>, missing: &str) -> Result<EntryName, String> {
    EntryName::parse(&given.ok_or(missing)?)
}

/// One of the words that an outcome can be.
fn outcome<T: Copy>(given: Option<Cow<str>>, all: &[T], word: fn(T) -> &'static str) -> Result<T, String> {
    let given = given.ok_or_else(|| format!("the `outcome` is missing: {}", either(all, word)))?;
    meant(&given, all, word).map_err(|words| format!("`{given}` is not an outcome of this: {words}"))
}

impl<'a> Fields<'a> {
    /// The fields that say a statement.
    pub fn of(said: &'a Statement) -> Fields<'a> {
        let mut fields = Fields {
            kind: Some(said.act.kind().word().into()),
            on: said.on,
            known: said.known,
            by: said.by.clone(),
            note: said.note.as_deref().map(Into::into),
            evidence: said.evidence.clone(),
            row: said.row.as_deref().map(Into::into),
            ..Fields::default()
        };
        match &said.act {
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
            Act::Retract { entry } => fields.entry = Some(entry.written().into()),
            Act::Incident(incident) => {
                fields.milestone = Some(incident.milestone.clone());
                fields.actor = incident.actor.clone();
                fields.severity = Some(incident.severity);
                fields.count = (incident.count != 1).then_some(incident.count);
                fields.place = incident.place.as_deref().map(Into::into);
            }
            Act::Finding(finding) => {
                fields.incident = Some(finding.incident.written().into());
                fields.outcome = Some(finding.outcome.word().into());
                fields.actor = finding.actor.clone();
            }
            Act::Dispute(Disputed::Milestone(milestone)) => fields.milestone = Some(milestone.clone()),
            Act::Dispute(Disputed::Entry(entry)) => fields.entry = Some(entry.written().into()),
            Act::Agree { entry } => fields.entry = Some(entry.written().into()),
            Act::Repudiate | Act::Rejoin => {}
            Act::Decide(terms) => fields.propose(terms),
        }
        fields
    }

    fn propose(&mut self, terms: &'a Terms) {
        self.from = terms.from().map(Some);
        match terms {
            Terms::Start { from: Effect::Void } => self.from = Some(None),
            Terms::Start { .. } => {}
            Terms::Reschedule { milestone, due, .. } => {
                (self.milestone, self.due) = (Some(milestone.clone()), Some(due.clone()));
            }
            Terms::Prolong { actor, until, .. } => {
                (self.actor, self.until) = (Some(Attribution::Actors(vec![actor.clone()])), Some(*until));
            }
            Terms::Suspend { scope, .. } | Terms::Resume { scope, .. } => match scope {
                Scope::Plan => {}
                Scope::Phase(phase) => self.phase = Some(phase.clone()),
                Scope::Milestone(milestone) => self.milestone = Some(milestone.clone()),
            },
            Terms::Amend { base, plan, .. } => {
                (self.base, self.plan) = (Some(base.as_str().into()), Some(plan.as_str().into()));
            }
            Terms::Settle { dispute, outcome } => {
                (self.dispute, self.outcome) = (Some(dispute.written().into()), Some(outcome.word().into()));
            }
        }
    }
}
