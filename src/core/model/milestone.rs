//! One commitment that can be checked, and the quantities by which it is measured.

use super::actor::Presence;
use super::condition::Condition;
use super::due::Due;
use super::id::Id;
use super::index::{IndicatorIx, Series};
use super::json;
use super::rule::{Rule, RuleName};
use super::span::Span;
use super::text::Text;
use super::value::Number;
use super::when::When;
use crate::model::looks::JsonSchema;
use rust_decimal::prelude::ToPrimitive;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// One commitment that can be checked: who owes it, by when, after what, how much, who verifies.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// The milestone's id.
    #[schemars(example = &"AR-1")]
    pub id: Id,
    /// The number that the text or its secretariat gives it, where that is not its place in the plan.
    #[schemars(example = &"3.2")]
    pub number: Option<String>,
    /// What is to be done.
    #[schemars(example = &"Arms handed in")]
    pub title: Text,
    /// The element, or theme, that it belongs to; a part without one shares its whole's.
    #[schemars(example = &"arms")]
    pub element: Option<Id>,
    /// The phase that it belongs to; a part without one shares its whole's.
    #[schemars(example = &"stage-1")]
    pub phase: Option<Id>,
    /// Who owes it.
    #[serde(default)]
    #[schemars(example = serde_json::json!(["south"]))]
    pub responsible: Vec<Id>,
    /// The clauses that it comes from, each a source's id and a place in it: `mou 4.3`.
    #[serde(default)]
    #[schemars(example = serde_json::json!(["accord 3.2"]))]
    pub source: Vec<String>,
    /// When it is due; without it no date is agreed, and a part takes its whole's.
    #[schemars(example = serde_json::json!({"after": "start", "within": "P60D", "named": "agreed"}))]
    pub due: Option<Due>,
    /// What the text says of when, where that is no date: shown in place of one.
    #[schemars(example = &"as soon as possible")]
    pub timeline: Option<String>,
    /// What must hold before it can begin, all of it.
    #[serde(default)]
    #[schemars(example = serde_json::json!([{"milestone": "CF-1", "at_least": "holding"}]))]
    pub requires: Vec<Condition>,
    /// Whether it counts only from the moment at which what it requires first holds.
    #[serde(default)]
    #[schemars(example = true)]
    pub contingent: bool,
    /// How long it must stand unbroken after it is verified, before it is achieved.
    #[schemars(example = &"P14D")]
    pub hold: Option<Span>,
    /// Whether it is an obligation that is kept or broken, and until when.
    #[serde(default)]
    #[schemars(example = serde_json::json!({"until": "2026-12-31"}))]
    pub continuing: Continuing,
    /// The milestones of an earlier version that it takes the place of.
    #[serde(default)]
    #[schemars(example = serde_json::json!(["AR-0"]))]
    pub replaces: Vec<Id>,
    /// The milestones that it merely restates; it has no progress of its own.
    #[serde(default)]
    #[schemars(example = serde_json::json!(["CF-1"]))]
    pub repeats: Vec<Id>,
    /// The milestone that it is a part of. Claims go to parts, and the whole follows from them.
    #[schemars(example = &"AR-0")]
    pub part_of: Option<Id>,
    /// The quantities by which it is measured.
    #[serde(default)]
    pub indicators: Series<IndicatorIx, Indicator>,
    /// Who verifies it, in place of the plan's rule.
    #[schemars(example = serde_json::json!({"by": ["mission"], "quorum": 1}))]
    pub verify: Option<Rule>,
    /// Who moves its date, in place of the plan's rule.
    #[schemars(example = serde_json::json!({"by": ["role:party"], "quorum": "all"}))]
    pub reschedule: Option<Rule>,
    /// Who suspends and resumes it, in place of the plan's rule.
    #[schemars(example = serde_json::json!({"by": ["role:party"], "quorum": 1}))]
    pub suspend: Option<Rule>,
    /// How much it counts beside others; 1 where it does not say.
    #[serde(default = "one")]
    #[schemars(example = 2)]
    pub weight: Weight,
    #[serde(skip)]
    pub presence: Presence,
}

impl Milestone {
    /// Its own rules, by name.
    pub fn rules(&self) -> impl Iterator<Item = (RuleName, &Rule)> {
        let rules = [
            (RuleName::Verify, &self.verify),
            (RuleName::Reschedule, &self.reschedule),
            (RuleName::Suspend, &self.suspend),
        ];
        rules.into_iter().filter_map(|(name, rule)| Some((name, rule.as_ref()?)))
    }

    /// Whether this version of the plan has it.
    pub fn is_here(&self) -> bool {
        self.presence == Presence::Here
    }
}

/// How much a milestone counts beside others; in millionths, above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    pub millionths: u64,
    pub number: Number,
}

crate::looks! {
    Weight, |_| {
        let says = "How much a milestone counts beside others: above 0, at most 1000000, with at most 6 digits after the point.";
        json_schema!({"type": "number", "exclusiveMinimum": 0, "maximum": 1_000_000, "description": says})
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Weight, D::Error> {
        let number = Number::deserialize(deserializer)?;
        let millionths = (number.0 * rust_decimal::Decimal::from(1_000_000)).to_u64();
        match millionths {
            Some(millionths @ 1..=1_000_000_000_000) => Ok(Weight { millionths, number }),
            _ => Err(D::Error::custom("a weight is above 0 and at most 1000000")),
        }
    }
}

/// Whether a milestone is an obligation that is kept or broken and never finished.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Continuing {
    #[default]
    No,
    Always,
    Until(When),
}

/// Kept or broken until a day, and achieved when that day ends without an open breach.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Until {
    /// The last day.
    #[schemars(example = &"2026-12-31")]
    until: When,
}

crate::looks! {
    Continuing, |generator| {
        let says = "Whether an obligation is kept or broken and never finished (true), so until a day, or an act like others (false).";
        schema::any_of([json_schema!({"type": "boolean"}), Until::json_schema(generator)], says)
    }
}

impl<'de> Deserialize<'de> for Continuing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Continuing, D::Error> {
        match <&serde_json::value::RawValue>::deserialize(deserializer)?.get() {
            "true" => Ok(Continuing::Always),
            "false" => Ok(Continuing::No),
            raw => json::from_str::<Until>(raw)
                .map(|until| Continuing::Until(until.until))
                .map_err(|_| D::Error::custom("`continuing` is true, or {\"until\": DATE}")),
        }
    }
}

/// A measured quantity of a milestone.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// The indicator's id, by which claims name it.
    #[schemars(example = &"weapons")]
    pub id: Id,
    /// What is measured.
    #[schemars(example = &"Weapons handed in")]
    pub title: Option<Text>,
    /// In what it is counted, in the singular: `weapon`.
    #[schemars(example = &"weapon")]
    pub unit: Option<String>,
    /// Where it begins; 0 where it does not say.
    #[schemars(example = 0)]
    pub baseline: Option<Number>,
    /// What it should come to; without it, it is a plain count and no part of progress.
    #[schemars(example = 300)]
    pub target: Option<Target>,
    /// Whether more or less is better. `down` without a baseline is a ceiling: met, or not.
    #[schemars(example = &"up")]
    pub direction: Option<Direction>,
    #[serde(skip)]
    pub presence: Presence,
}

impl Indicator {
    /// A cap: `down` without a baseline; 1 while met, else 0.
    pub fn is_cap(&self) -> bool {
        self.direction == Some(Direction::Down) && self.baseline.is_none()
    }

    /// Whether less is better, with this target.
    pub fn is_down(&self, goal: Number) -> bool {
        self.direction == Some(Direction::Down) || goal < self.start()
    }

    /// Whether another asks for the same: unit and title aside.
    pub fn measures_like(&self, other: &Indicator) -> bool {
        let asks = |of: &Indicator| (of.id.clone(), of.baseline, of.target.clone(), of.direction, of.presence);
        asks(self) == asks(other)
    }

    /// Whether its target is another milestone's figure.
    pub fn follows(&self) -> bool {
        matches!(self.target, Some(Target::Other { .. }))
    }

    pub fn start(&self) -> Number {
        self.baseline.unwrap_or(Number::ZERO)
    }

    /// The target where it is a number of its own.
    pub fn goal(&self) -> Option<Number> {
        match &self.target {
            Some(Target::Number(number)) => Some(*number),
            _ => None,
        }
    }
}

/// Whether more or less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    Up,
    Down,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    Number(Number),
    Other { milestone: Id, indicator: Id },
}

/// As many as another milestone's verified figure says.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Other {
    /// The other milestone.
    #[schemars(example = &"AR-0")]
    milestone: Id,
    /// Its indicator.
    #[schemars(example = &"weapons")]
    indicator: Id,
}

crate::looks! {
    Target, |generator| {
        let number = generator.subschema_for::<Number>();
        let says = "What a quantity should come to: a number, or another milestone's verified figure.";
        schema::any_of([number, Other::json_schema(generator)], says)
    }
}

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Target, D::Error> {
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        match raw.starts_with('{') {
            true => json::from_str::<Other>(raw)
                .map(|Other { milestone, indicator }| Target::Other { milestone, indicator })
                .map_err(|_| D::Error::custom("a target is a number, or {\"milestone\": ID, \"indicator\": ID}")),
            false => Number::parse(raw).map(Target::Number).map_err(D::Error::custom),
        }
    }
}

fn one() -> Weight {
    Weight { millionths: 1_000_000, number: Number(rust_decimal::Decimal::ONE) }
}
