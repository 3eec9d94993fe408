//! A date as agreements word it: on a day, so long after or before an event, whichever comes first, or disputed readings.

use super::id::Id;
use super::span::Span;
use super::when::When;
use crate::model::looks::JsonSchema;
use crate::tongue::say;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;

/// When a milestone is due (design, section 4, `due`).
#[derive(Clone, Debug, PartialEq, Deserialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(try_from = "DueFields")]
pub struct Due {
    pub rule: DueRule,
    /// Whether the source itself names the date.
    pub named: Option<Named>,
}

#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum DueRule {
    On(When),
    After { event: Event, within: Span },
    Before { event: Event, by: Span },
    EarliestOf(Vec<Due>),
    LatestOf(Vec<Due>),
    Either(Vec<Due>),
}

/// Whether the source itself names a date, or it is only indicative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[derive(borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Named {
    Agreed,
    Indicative,
}

crate::words! {
    Named { Agreed: "agreed", Indicative: "indicative" }
}

crate::told! { Named: "date" }

impl Due {
    /// Every event that the date leans on, however deep.
    pub fn events(&self) -> Vec<&Event> {
        match &self.rule {
            DueRule::On(_) => vec![],
            DueRule::After { event, .. } | DueRule::Before { event, .. } => vec![event],
            DueRule::EarliestOf(all) | DueRule::LatestOf(all) | DueRule::Either(all) => {
                all.iter().flat_map(Due::events).collect()
            }
        }
    }
}

/// Something that happens once and anchors dates.
#[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Event {
    Signature,
    Start,
    Milestone(Id, MilestoneEvent),
    PhaseOpened(Id),
    PhaseDone(Id),
}

/// Which moment of a milestone an event means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum MilestoneEvent {
    /// First achieved; a continuing one: first held.
    Achieved,
    Reported,
    Due,
}

impl Event {
    pub fn parse(text: &str) -> Result<Event, String> {
        let bad = |_| {
            format!(
                "`{text}` is not an event: write signature, start, ID, ID:reported, ID:due, phase:ID:opened or phase:ID:done"
            )
        };
        let parts: Vec<&str> = text.split(':').collect();
        match parts[..] {
            ["signature"] => Ok(Event::Signature),
            ["start"] => Ok(Event::Start),
            ["phase", id, "opened"] => Id::new(id).map(Event::PhaseOpened).map_err(bad),
            ["phase", id, "done"] => Id::new(id).map(Event::PhaseDone).map_err(bad),
            [id, "reported"] => Id::new(id).map(|id| Event::Milestone(id, MilestoneEvent::Reported)).map_err(bad),
            [id, "due"] => Id::new(id).map(|id| Event::Milestone(id, MilestoneEvent::Due)).map_err(bad),
            [id] => Id::new(id).map(|id| Event::Milestone(id, MilestoneEvent::Achieved)).map_err(bad),
            _ => Err(bad(super::id::BadId::Length(String::new()))),
        }
    }
}

impl Event {
    /// As people read it: `entry into force`, `DE-1 is reported`.
    pub fn words(&self) -> String {
        match self {
            Event::Signature => say!("signature").into(),
            Event::Start => say!("entry into force").into(),
            Event::Milestone(id, MilestoneEvent::Achieved) => say!("{id} is achieved", id),
            Event::Milestone(id, MilestoneEvent::Reported) => say!("{id} is reported", id),
            Event::Milestone(id, MilestoneEvent::Due) => say!("{id} is due", id),
            Event::PhaseOpened(id) => say!("{id} opens", id),
            Event::PhaseDone(id) => say!("{id} is done", id),
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Event::Signature => f.write_str("signature"),
            Event::Start => f.write_str("start"),
            Event::Milestone(id, MilestoneEvent::Achieved) => write!(f, "{id}"),
            Event::Milestone(id, MilestoneEvent::Reported) => write!(f, "{id}:reported"),
            Event::Milestone(id, MilestoneEvent::Due) => write!(f, "{id}:due"),
            Event::PhaseOpened(id) => write!(f, "phase:{id}:opened"),
            Event::PhaseDone(id) => write!(f, "phase:{id}:done"),
        }
    }
}

crate::looks! {
    Event, |_| {
        let id = schema::ID;
        let says = "What anchors a date: `signature`, `start` (entry into force), a milestone's id (when it was first achieved, or \
            first held where it is continuing), `ID:reported`, `ID:due`, `phase:ID:opened` or `phase:ID:done`.";
        let named = format!("{id}(:reported|:due)?|phase:{id}:(opened|done)");
        let named =
            schema::except(schema::shape(&format!("({named})")), &format!("^(phase:)?{}(:|$)", schema::RESERVED));
        schema::any_of([schema::words(["signature", "start"]), named], says)
    }
}

impl Serialize for Event {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Event, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Event::parse(&text).map_err(D::Error::custom)
    }
}

/// As it stands in a file.
impl Serialize for Due {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        match &self.rule {
            DueRule::On(when) => map.serialize_entry("on", when)?,
            DueRule::After { event, within } => {
                map.serialize_entry("after", event)?;
                map.serialize_entry("within", within)?;
            }
            DueRule::Before { event, by } => {
                map.serialize_entry("before", event)?;
                map.serialize_entry("by", by)?;
            }
            DueRule::EarliestOf(all) => map.serialize_entry("earliest_of", all)?,
            DueRule::LatestOf(all) => map.serialize_entry("latest_of", all)?,
            DueRule::Either(all) => map.serialize_entry("either", all)?,
        }
        if let Some(named) = &self.named {
            map.serialize_entry("named", named)?;
        }
        map.end()
    }
}

/// As people read it: `30 d after start`, `2005-09-30`, `earliest of …`.
impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = |dues: &[Due]| dues.iter().map(Due::to_string).collect::<Vec<_>>().join(", ");
        match &self.rule {
            DueRule::On(when) => write!(f, "{when}"),
            DueRule::After { event, within } => {
                f.write_str(&say!("{span} after {event}", span = within.words(), event = event.words()))
            }
            DueRule::Before { event, by } => {
                f.write_str(&say!("{span} before {event}", span = by.words(), event = event.words()))
            }
            DueRule::EarliestOf(dues) => f.write_str(&say!("earliest of: {dates}", dates = all(dues))),
            DueRule::LatestOf(dues) => f.write_str(&say!("latest of: {dates}", dates = all(dues))),
            DueRule::Either(dues) => f.write_str(&say!("either: {dates}", dates = all(dues))),
        }
    }
}

crate::looks! {
    Due, |generator| {
        let keys = DueFields::json_schema(generator);
        let form = |name, says, must: &[&'static str]| Form::new(name, says).must(must).may(&["named"]);
        let forms = [
            form("On", "On a day, or at a time.", &["on"]),
            form("After", "So long after an event.", &["after", "within"]),
            form("Before", "So long before an event.", &["before", "by"]),
            form("EarliestOf", "Whichever of some dates comes first.", &["earliest_of"]),
            form("LatestOf", "Whichever of some dates comes last.", &["latest_of"]),
            form("Either", "Readings that the parties dispute; overdue only after the latest.", &["either"]),
        ];
        schema::forms(&keys, &forms, "When a milestone is due, in the words that agreements use.")
    }
}

/// The keys of a `due` as they stand in a file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct DueFields {
    /// The date. One that is less precise than a day ends with its last day.
    #[schemars(example = &"2026-05-01")]
    on: Option<When>,
    /// The event after which it is due.
    #[schemars(example = &"signature")]
    after: Option<Event>,
    /// How long after that event at the latest; its own day is day 0.
    #[schemars(example = &"P30D")]
    within: Option<Span>,
    /// The event before which it is due.
    #[schemars(example = &"AR-1")]
    before: Option<Event>,
    /// How long before that event at the latest.
    #[schemars(example = &"P14D")]
    by: Option<Span>,
    /// The dates of which the first counts.
    #[schemars(length(min = 1))]
    #[schemars(example = serde_json::json!([{"on": "2026-05-01"}, {"after": "AR-1", "within": "P30D"}]))]
    earliest_of: Option<Vec<Due>>,
    /// The dates of which the last counts.
    #[schemars(length(min = 1))]
    #[schemars(example = serde_json::json!([{"on": "2026-05-01"}, {"after": "AR-1", "within": "P30D"}]))]
    latest_of: Option<Vec<Due>>,
    /// The dates that the parties read out of the text.
    #[schemars(length(min = 1))]
    #[schemars(example = serde_json::json!([{"on": "2026-05-01"}, {"on": "2026-06-01"}]))]
    either: Option<Vec<Due>>,
    /// Whether the source itself names the date.
    #[schemars(example = &"agreed")]
    named: Option<Named>,
}

impl TryFrom<DueFields> for Due {
    type Error = &'static str;

    fn try_from(wording: DueFields) -> Result<Due, &'static str> {
        let DueFields { on, after, within, before, by, earliest_of, latest_of, either, named } = wording;
        let mut rules: Vec<DueRule> = Vec::new();
        rules.extend(on.map(DueRule::On));
        match (after, within) {
            (Some(event), Some(within)) => rules.push(DueRule::After { event, within }),
            (None, None) => {}
            _ => {
                return Err("`after` and `within` go together: {\"after\": EVENT, \"within\": \"P14D\"}");
            }
        }
        match (before, by) {
            (Some(event), Some(by)) => rules.push(DueRule::Before { event, by }),
            (None, None) => {}
            _ => {
                return Err("`before` and `by` go together: {\"before\": EVENT, \"by\": \"P60D\"}");
            }
        }
        rules.extend(earliest_of.map(DueRule::EarliestOf));
        rules.extend(latest_of.map(DueRule::LatestOf));
        rules.extend(either.map(DueRule::Either));
        match (rules.pop(), rules.is_empty()) {
            (Some(DueRule::EarliestOf(all) | DueRule::LatestOf(all) | DueRule::Either(all)), true)
                if all.is_empty() =>
            {
                Err("a date with no readings says nothing: leave `due` out where none was agreed")
            }
            (Some(rule), true) => Ok(Due { rule, named }),
            _ => Err("a due date is one of `on`, `after`, `before`, `earliest_of`, `latest_of` or `either`"),
        }
    }
}
