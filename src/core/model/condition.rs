//! What a milestone or a phase waits for.

use super::due::Event;
use super::id::Id;
use super::span::Span;
use super::value::Number;
use super::when::When;
use crate::model::looks::JsonSchema;
use crate::tongue::say;
use serde::{Deserialize, Serialize};

/// One precondition (design, section 4, `requires`).
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(try_from = "ConditionFields")]
pub enum Condition {
    Is { milestone: Id, status: Required },
    AtLeast { milestone: Id, status: Required },
    Measured { milestone: Id, indicator: Id, bound: Bound, standing: FigureKind },
    PhaseDone(Id),
    Date(When),
    Elapsed { span: Span, event: Event },
    Any(Vec<Condition>),
    Not(Box<Condition>),
}

/// A status that a condition can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Required {
    Reported,
    Holding,
    Achieved,
    Breached,
    Reversed,
    Retired,
}

crate::words! {
    Required {
        Reported: "reported",
        Holding: "holding",
        Achieved: "achieved",
        Breached: "breached",
        Reversed: "reversed",
        Retired: "retired",
    }
}

crate::told! { Required: "status" }

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    AtLeast(Number),
    AtMost(Number),
}

/// Whose figure a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum FigureKind {
    Reported,
    #[default]
    Verified,
    Assessed,
}

crate::words! {
    FigureKind { Reported: "reported", Verified: "verified", Assessed: "assessed" }
}

crate::told! { FigureKind: "figure" }

impl Condition {
    /// The simple conditions inside, however deep.
    pub fn leaves(&self) -> Vec<&Condition> {
        match self {
            Condition::Any(all) => all.iter().flat_map(Condition::leaves).collect(),
            Condition::Not(inner) => inner.leaves(),
            leaf => vec![leaf],
        }
    }

    /// The event that a simple condition runs from.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Condition::Elapsed { event, .. } => Some(event),
            _ => None,
        }
    }

    /// The milestone that a simple condition looks at.
    pub fn milestone(&self) -> Option<&Id> {
        match self {
            Condition::Is { milestone, .. }
            | Condition::AtLeast { milestone, .. }
            | Condition::Measured { milestone, .. } => Some(milestone),
            _ => None,
        }
    }
}

/// As people read it: `DC-1 achieved`, `phase stage-1 done`.
impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = |all: &[Condition]| all.iter().map(Condition::to_string).collect::<Vec<_>>().join("; ");
        f.write_str(&match self {
            Condition::Is { milestone, status } => format!("{milestone} {}", status.told()),
            Condition::AtLeast { milestone, status } => {
                say!("{milestone} at least {status}", milestone, status = status.told())
            }
            Condition::Measured { milestone, indicator, bound, standing } => {
                let (what, by) = (format!("{milestone} {indicator}"), standing.told());
                match bound {
                    Bound::AtLeast(number) => say!("{what} at least {number}, {by}", what, number, by),
                    Bound::AtMost(number) => say!("{what} at most {number}, {by}", what, number, by),
                }
            }
            Condition::PhaseDone(phase) => say!("phase {phase} done", phase),
            Condition::Date(when) => say!("{when} has come", when),
            Condition::Elapsed { span, event } => {
                say!("{span} after {event}", span = span.words(), event = event.words())
            }
            Condition::Any(some) => say!("any of: {conditions}", conditions = all(some)),
            Condition::Not(inner) => say!("not: {condition}", condition = inner),
        })
    }
}

crate::looks! {
    Condition, |generator| {
        let keys = ConditionFields::json_schema(generator);
        let rising = schema::words([Required::Reported, Required::Holding, Required::Achieved].map(Required::word));
        let number = generator.subschema_for::<Number>();
        let forms = [
            Form::new("Is", "A milestone has a status.").must(&["milestone", "is"]),
            Form::new("AtLeast", "A milestone is that far, or farther: reported, then holding, then achieved.")
                .must(&["milestone", "at_least"])
                .own("at_least", rising),
            Form::new("MeasuredAtLeast", "A figure of a milestone is no less than a number.")
                .must(&["milestone", "indicator", "at_least"])
                .may(&["standing"])
                .own("at_least", number),
            Form::new("MeasuredAtMost", "A figure of a milestone is no more than a number.")
                .must(&["milestone", "indicator", "at_most"])
                .may(&["standing"]),
            Form::new("PhaseDone", "All milestones of a phase that count are achieved, continuing ones hold.")
                .must(&["phase"]),
            Form::new("DateCome", "A date has come.").must(&["date"]),
            Form::new("Elapsed", "So much time has passed since an event.").must(&["elapsed", "after"]),
            Form::new("Any", "One of some conditions holds.").must(&["any"]),
            Form::new("Not", "A condition does not hold.").must(&["not"]),
        ];
        schema::forms(&keys, &forms, "What a milestone or a phase waits for.")
    }
}

/// The keys of a condition as they stand in a file.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ConditionFields {
    /// The milestone that it looks at.
    #[schemars(example = &"CF-1")]
    milestone: Option<Id>,
    /// The status that the milestone has.
    #[schemars(example = &"achieved")]
    is: Option<Required>,
    /// How far the milestone is at least, or its figure.
    #[schemars(with = "Option<Number>")]
    #[schemars(example = &"holding")]
    at_least: Option<Threshold>,
    /// The figure that is not exceeded.
    #[schemars(example = 5)]
    at_most: Option<Number>,
    /// The indicator of the milestone whose figure it looks at.
    #[schemars(example = &"violations")]
    indicator: Option<Id>,
    /// Whose figure; `verified` where it does not say.
    #[schemars(example = &"verified")]
    standing: Option<FigureKind>,
    /// The phase that is done.
    #[schemars(example = &"stage-1")]
    phase: Option<Id>,
    /// The date that has come.
    #[schemars(example = &"2026-05-01")]
    date: Option<When>,
    /// How much time has passed.
    #[schemars(example = &"P8M")]
    elapsed: Option<Span>,
    /// The event since which it is counted.
    #[schemars(example = &"start")]
    after: Option<Event>,
    /// The conditions of which one holds.
    #[schemars(length(min = 1))]
    #[schemars(example = serde_json::json!([{"phase": "stage-1"}, {"date": "2026-05-01"}]))]
    any: Option<Vec<Condition>>,
    /// The condition that does not hold.
    #[schemars(example = serde_json::json!({"milestone": "CF-1", "is": "breached"}))]
    not: Option<Box<Condition>>,
}

/// `at_least` is a status beside a milestone and a number beside an indicator.
enum Threshold {
    Status(Required),
    Number(Number),
}

impl<'de> Deserialize<'de> for Threshold {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Threshold, D::Error> {
        use serde::de::Error;
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        match raw.starts_with('"') {
            true => super::json::from_str(raw)
                .map(Threshold::Status)
                .map_err(|error| D::Error::custom(super::json::plain(&error))),
            false => Number::parse(raw).map(Threshold::Number).map_err(D::Error::custom),
        }
    }
}

const FORMS: &str = "a condition is {\"milestone\": ID, \"is\" or \"at_least\": STATUS}, \
    {\"milestone\": ID, \"indicator\": ID, \"at_least\" or \"at_most\": N}, {\"phase\": ID}, {\"date\": DATE}, \
    {\"elapsed\": SPAN, \"after\": EVENT}, {\"any\": [...]} or {\"not\": ...}";

impl TryFrom<ConditionFields> for Condition {
    type Error = &'static str;

    fn try_from(wording: ConditionFields) -> Result<Condition, &'static str> {
        let ConditionFields {
            milestone,
            is,
            at_least,
            at_most,
            indicator,
            standing,
            phase,
            date,
            elapsed,
            after,
            any,
            not,
        } = wording;
        let mut forms = Vec::new();
        if let Some(milestone) = milestone {
            forms.push(match (indicator, is, at_least, at_most, standing) {
                (None, Some(status), None, None, None) => Condition::Is { milestone, status },
                (None, None, Some(Threshold::Status(status)), None, None) if status <= Required::Achieved => {
                    Condition::AtLeast { milestone, status }
                }
                (Some(indicator), None, Some(Threshold::Number(number)), None, standing) => {
                    let standing = standing.unwrap_or_default();
                    Condition::Measured { milestone, indicator, bound: Bound::AtLeast(number), standing }
                }
                (Some(indicator), None, None, Some(number), standing) => {
                    let standing = standing.unwrap_or_default();
                    Condition::Measured { milestone, indicator, bound: Bound::AtMost(number), standing }
                }
                _ => return Err(FORMS),
            });
        } else if indicator.is_some() || is.is_some() || at_least.is_some() || at_most.is_some() || standing.is_some() {
            return Err(FORMS);
        }
        forms.extend(phase.map(Condition::PhaseDone));
        forms.extend(date.map(Condition::Date));
        match (elapsed, after) {
            (Some(span), Some(event)) => forms.push(Condition::Elapsed { span, event }),
            (None, None) => {}
            _ => return Err(FORMS),
        }
        forms.extend(any.map(Condition::Any));
        forms.extend(not.map(Condition::Not));
        match (forms.pop(), forms.is_empty()) {
            (Some(Condition::Any(all)), true) if all.is_empty() => Err("`any` of nothing never holds"),
            (Some(condition), true) => Ok(condition),
            _ => Err(FORMS),
        }
    }
}
