//! The plan: what was promised. A plan that has been read has well-formed ids, dates and numbers; whether its references
//! lead anywhere is for `check` to say.

use super::condition::Condition;
use super::due::Due;
use super::id::Id;
use super::json::{self, Misfit};
use super::moment::{Span, When, Zone};
use super::text::Text;
use super::value::Number;
use rust_decimal::prelude::ToPrimitive;
use rustc_hash::FxHashMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// The format that this page of rules reads (design, section 4).
pub const FORMAT: &str = "milepost/plan/1";

/// The agreement or proposal being tracked (design, section 4).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    #[serde(rename = "format")]
    _format: Format,
    pub id: Id,
    pub uid: Option<String>,
    pub version: String,
    #[serde(default = "english")]
    pub lang: String,
    pub title: Text,
    #[serde(default = "utc")]
    pub timezone: Zone,
    pub signed: Option<When>,
    #[serde(default)]
    pub sources: Vec<Source>,
    #[serde(default)]
    pub actors: Vec<Actor>,
    #[serde(default)]
    pub elements: Vec<Element>,
    #[serde(default)]
    pub phases: Vec<Phase>,
    #[serde(default)]
    pub rules: Rules,
    #[serde(default)]
    pub consultations: Vec<Consultation>,
    pub milestones: Vec<Milestone>,
    #[serde(skip)]
    places: Places,
}

/// Where each id stands, so that a reference is found at once.
#[derive(Clone, Debug, Default)]
struct Places {
    milestones: FxHashMap<String, usize>,
    actors: FxHashMap<String, usize>,
    elements: FxHashMap<String, usize>,
    phases: FxHashMap<String, usize>,
    /// For each actor, the first actor of the same side.
    sides: Vec<usize>,
    /// For each milestone, the actors who owe it.
    owing: Vec<Vec<usize>>,
    parts: Vec<Vec<usize>>,
    wholes: Vec<Option<usize>>,
}

#[derive(Clone, Debug)]
struct Format;

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Format, D::Error> {
        let format = Cow::<str>::deserialize(deserializer)?;
        match &*format {
            FORMAT => Ok(Format),
            other => Err(D::Error::custom(format!("the format is {other:?}; this milepost reads {FORMAT:?}"))),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: Id,
    pub title: Text,
    pub url: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    pub id: Id,
    pub name: Text,
    pub role: Role,
    pub side: Option<Id>,
    #[serde(default)]
    pub keys: Vec<String>,
    pub mandate: Option<Mandate>,
}

impl Actor {
    /// The side an actor counts for; without one he is his own.
    pub fn side(&self) -> &Id {
        self.side.as_ref().unwrap_or(&self.id)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Party,
    Guarantor,
    Monitor,
    Secretariat,
    Observer,
}

impl Role {
    pub const ALL: [Role; 5] = [Role::Party, Role::Guarantor, Role::Monitor, Role::Secretariat, Role::Observer];

    pub fn word(self) -> &'static str {
        ["party", "guarantor", "monitor", "secretariat", "observer"][self as usize]
    }
}

/// The days between which a monitor may verify.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    pub from: Option<When>,
    pub until: Option<When>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Element {
    pub id: Id,
    pub title: Text,
    /// A provision code of the Peace Accords Matrix.
    pub provision: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    pub id: Id,
    pub title: Text,
    #[serde(default)]
    pub requires: Vec<Condition>,
}

/// Who takes which decision, and how many must concur.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub verify: Option<Rule>,
    pub reschedule: Option<Rule>,
    pub suspend: Option<Rule>,
    pub amend: Option<Rule>,
    pub settle: Option<Rule>,
    pub start: Option<Rule>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub by: Vec<Who>,
    #[serde(default)]
    pub quorum: Quorum,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Who {
    Actor(Id),
    Role(Role),
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Who, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        match text.strip_prefix("role:") {
            Some(word) => Role::ALL.into_iter().find(|role| role.word() == word).map(Who::Role).ok_or_else(|| {
                D::Error::custom(format!("`{word}` is not a role: party, guarantor, monitor, secretariat or observer"))
            }),
            None => Id::new(&text).map(Who::Actor).map_err(D::Error::custom),
        }
    }
}

/// How many distinct sides must concur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quorum {
    Sides(usize),
    All,
}

impl Default for Quorum {
    fn default() -> Quorum {
        Quorum::Sides(1)
    }
}

impl<'de> Deserialize<'de> for Quorum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Quorum, D::Error> {
        let raw = <&serde_json::value::RawValue>::deserialize(deserializer)?.get();
        match (raw, raw.parse::<usize>()) {
            ("\"all\"", _) => Ok(Quorum::All),
            (_, Ok(n)) if n > 0 => Ok(Quorum::Sides(n)),
            _ => Err(D::Error::custom("a quorum is a whole number from 1 on, or \"all\"")),
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    pub id: Id,
    pub title: Text,
    pub first: When,
    pub every: Span,
    #[serde(default)]
    pub with: Vec<Id>,
}

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
}

impl Indicator {
    /// A cap: `down` without a baseline; 1 while met, else 0.
    pub fn is_cap(&self) -> bool {
        self.direction == Some(Direction::Down) && self.baseline.is_none()
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

fn english() -> String {
    "en".into()
}

fn utc() -> Zone {
    Zone::UTC
}

fn one() -> Weight {
    Weight { millionths: 1_000_000, number: Number(rust_decimal::Decimal::ONE) }
}

impl Plan {
    /// Reads the text of a plan file.
    pub fn parse(text: &str) -> Result<Plan, Misfit> {
        let mut plan: Plan = json::read(text)?;
        plan.settle_texts();
        plan.places = Places::of(&plan);
        Ok(plan)
    }

    fn settle_texts(&mut self) {
        let lang = self.lang.clone();
        self.title.in_language(&lang);
        self.sources.iter_mut().for_each(|source| source.title.in_language(&lang));
        self.actors.iter_mut().for_each(|actor| actor.name.in_language(&lang));
        self.elements.iter_mut().for_each(|element| element.title.in_language(&lang));
        self.phases.iter_mut().for_each(|phase| phase.title.in_language(&lang));
        self.consultations.iter_mut().for_each(|consultation| consultation.title.in_language(&lang));
        for milestone in &mut self.milestones {
            milestone.title.in_language(&lang);
            milestone
                .indicators
                .iter_mut()
                .filter_map(|indicator| indicator.title.as_mut())
                .for_each(|title| title.in_language(&lang));
        }
    }

    /// Where a milestone stands in `milestones`; the spelling must be the plan's.
    pub fn milestone(&self, id: &str) -> Option<usize> {
        self.places.milestones.get(id).copied()
    }

    pub fn actor(&self, id: &str) -> Option<usize> {
        self.places.actors.get(id).copied()
    }

    pub fn phase(&self, id: &str) -> Option<usize> {
        self.places.phases.get(id).copied()
    }

    pub fn element(&self, id: &str) -> Option<usize> {
        self.places.elements.get(id).copied()
    }

    /// The phase of a milestone; a part that names none stands in its whole's.
    pub fn phase_of(&self, milestone: usize) -> Option<usize> {
        let own = |milestone: usize| self.phase(self.milestones[milestone].phase.as_ref()?.as_str());
        own(milestone).or_else(|| own(self.whole(milestone)?))
    }

    /// The element of a milestone; a part that names none shares its whole's.
    pub fn element_of(&self, milestone: usize) -> Option<usize> {
        let own = |milestone: usize| self.element(self.milestones[milestone].element.as_ref()?.as_str());
        own(milestone).or_else(|| own(self.whole(milestone)?))
    }

    /// The parts of a milestone, in order; none where it is not split.
    pub fn parts(&self, milestone: usize) -> &[usize] {
        &self.places.parts[milestone]
    }

    /// The whole that a part belongs to.
    pub fn whole(&self, milestone: usize) -> Option<usize> {
        self.places.wholes[milestone]
    }

    /// The rule by which a milestone is verified: its own, else the plan's.
    pub fn verify_rule(&self, milestone: usize) -> Option<&Rule> {
        self.milestones[milestone].verify.as_ref().or(self.rules.verify.as_ref())
    }

    /// Whether a rule names an actor.
    pub fn names(&self, rule: &Rule, actor: usize) -> bool {
        let actor = &self.actors[actor];
        rule.by.iter().any(|who| match who {
            Who::Actor(id) => *id == actor.id,
            Who::Role(role) => *role == actor.role,
        })
    }

    /// The sides that some actors speak for, each once, by the first actor of the side in the plan's order.
    pub fn sides_of(&self, actors: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut sides: Vec<usize> = actors.map(|actor| self.places.sides[actor]).collect();
        sides.sort_unstable();
        sides.dedup();
        sides
    }

    /// Whether an actor owes a milestone, or shares a side with who owes it.
    pub fn on_owing_side(&self, milestone: usize, actor: usize) -> bool {
        let side = self.places.sides[actor];
        self.owing(milestone).any(|owing| self.places.sides[owing] == side)
    }

    /// The actors who owe a milestone.
    pub fn owing(&self, milestone: usize) -> impl Iterator<Item = usize> + '_ {
        self.places.owing[milestone].iter().copied()
    }

    /// The actors who may verify a milestone: named by the rule, and not on the side that owes it.
    pub fn verifiers(&self, milestone: usize) -> Vec<usize> {
        let Some(rule) = self.verify_rule(milestone) else {
            return Vec::new();
        };
        (0..self.actors.len())
            .filter(|actor| self.names(rule, *actor) && !self.on_owing_side(milestone, *actor))
            .collect()
    }

    /// The actor who keeps the record, if the plan has one.
    pub fn secretariat(&self) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.role == Role::Secretariat)
    }
}

impl Places {
    fn of(plan: &Plan) -> Places {
        let milestones = by_id(plan.milestones.iter().map(|milestone| &milestone.id));
        let actors = by_id(plan.actors.iter().map(|actor| &actor.id));
        let elements = by_id(plan.elements.iter().map(|element| &element.id));
        let phases = by_id(plan.phases.iter().map(|phase| &phase.id));
        let first = |side: &Id| plan.actors.iter().position(|actor| actor.side() == side);
        let sides = plan.actors.iter().map(|actor| first(actor.side()).unwrap_or_default()).collect();
        let owes = |m: &Milestone| m.responsible.iter().filter_map(|id| actors.get(id.as_str()).copied()).collect();
        let owing = plan.milestones.iter().map(owes).collect();
        let wholes: Vec<Option<usize>> = plan
            .milestones
            .iter()
            .map(|m| m.part_of.as_ref().and_then(|id| milestones.get(id.as_str()).copied()))
            .collect();
        let mut parts = vec![Vec::new(); plan.milestones.len()];
        for (part, whole) in wholes.iter().enumerate().filter_map(|(part, whole)| Some((part, (*whole)?))) {
            parts[whole].push(part);
        }
        Places { milestones, actors, elements, phases, sides, owing, parts, wholes }
    }
}

/// Where each id stands; of a duplicate, which `check` tells, the last.
fn by_id<'a>(ids: impl Iterator<Item = &'a Id>) -> FxHashMap<String, usize> {
    ids.enumerate().map(|(place, id)| (id.to_string(), place)).collect()
}
