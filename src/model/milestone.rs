//! One commitment that can be checked, and the quantities by which it is measured.

use super::actor::Presence;
use super::condition::Condition;
use super::due::Due;
use super::id::Id;
use super::rule::Rule;
use super::span::Span;
use super::text::Text;
use super::value::Number;
use super::when::When;
use rust_decimal::prelude::ToPrimitive;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// One commitment that can be checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    pub id: Id,
    pub title: Text,
    pub element: Option<Id>,
    pub phase: Option<Id>,
    #[serde(default)]
    pub responsible: Vec<Id>,
    #[serde(default)]
    pub source: Vec<String>,
    pub due: Option<Due>,
    #[serde(default)]
    pub requires: Vec<Condition>,
    #[serde(default)]
    pub contingent: bool,
    pub hold: Option<Span>,
    #[serde(default)]
    pub continuing: Continuing,
    #[serde(default)]
    pub replaces: Vec<Id>,
    #[serde(default)]
    pub repeats: Vec<Id>,
    pub part_of: Option<Id>,
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    pub verify: Option<Rule>,
    pub reschedule: Option<Rule>,
    pub suspend: Option<Rule>,
    #[serde(default = "one")]
    pub weight: Weight,
    #[serde(skip)]
    pub presence: Presence,
}

impl Milestone {
    /// Its own rules, by name.
    pub fn rules(&self) -> impl Iterator<Item = (&'static str, &Rule)> {
        let rules = [("verify", &self.verify), ("reschedule", &self.reschedule), ("suspend", &self.suspend)];
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

impl<'de> Deserialize<'de> for Continuing {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Continuing, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Until {
            until: When,
        }
        match <&serde_json::value::RawValue>::deserialize(deserializer)?.get() {
            "true" => Ok(Continuing::Always),
            "false" => Ok(Continuing::No),
            raw => serde_json::from_str::<Until>(raw)
                .map(|until| Continuing::Until(until.until))
                .map_err(|_| D::Error::custom("`continuing` is true, or {\"until\": DATE}")),
        }
    }
}

/// A measured quantity of a milestone.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    pub id: Id,
    pub title: Option<Text>,
    pub unit: Option<String>,
    pub baseline: Option<Number>,
    pub target: Option<Target>,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl<'de> Deserialize<'de> for Target {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Target, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Other {
            milestone: Id,
            indicator: Id,
        }
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        match raw.starts_with('{') {
            true => serde_json::from_str::<Other>(raw)
                .map(|Other { milestone, indicator }| Target::Other { milestone, indicator })
                .map_err(|_| D::Error::custom("a target is a number, or {\"milestone\": ID, \"indicator\": ID}")),
            false => Number::parse(raw).map(Target::Number).map_err(D::Error::custom),
        }
    }
}

fn one() -> Weight {
    Weight { millionths: 1_000_000, number: Number(rust_decimal::Decimal::ONE) }
}
