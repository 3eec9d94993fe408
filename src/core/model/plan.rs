//! The plan: what was promised. A plan that has been read has well-formed ids, dates and numbers; whether its references
//! lead anywhere is for `check` to say.

use super::actor::{Actor, Presence, Role, call};
use super::condition::Condition;
use super::hash::Hash;
use super::id::Id;
use super::index::{ActorIx, ElementIx, MilestoneIx, PhaseIx, Series};
use super::json::{self, Misfit};
use super::languages::{ByLanguage, Languages};
use super::milestone::Milestone;
use super::moment::Zone;
use super::places::PlacesById;
use super::rule::{Rule, Rules, Who};
use super::span::Span;
use super::text::Text;
use super::when::When;
use crate::model::looks::JsonSchema;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use std::borrow::Cow;

/// The format that this page of rules reads (design, section 4).
pub const FORMAT: &str = "milepost/plan/1";

/// The agreement or proposal being tracked, as one file. Keys of one's own begin with `x-`; others that are not known are refused.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The format of the file, and the rules by which it is read.
    #[serde(rename = "format")]
    _format: PlanFormat,
    /// The plan's id.
    #[schemars(example = &"accord-2026")]
    pub id: Id,
    /// What tells this plan from all others: random hexadecimal digits, put in by `milepost init`.
    #[schemars(example = &"0f1e2d3c4b5a69788796a5b4c3d2e1f0")]
    pub uid: Option<String>,
    /// The SHA-256 of the version that this one was written from; every version but the first names it, and `milepost amend` fills it in.
    #[schemars(example = &"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    pub base: Option<Hash>,
    /// The name of this version, such as a date.
    #[schemars(example = &"2026-03-01")]
    pub version: String,
    /// The language of plain texts.
    #[serde(default = "Languages::english")]
    #[schemars(with = "String", example = &"en")]
    pub lang: Languages,
    /// What the plan is called.
    #[schemars(example = serde_json::json!({"en": "Accord of the valley", "uk": "..."}))]
    pub title: Text,
    /// The time zone in which days begin and end; `UTC` where it does not say.
    #[serde(default = "utc")]
    #[schemars(example = &"Asia/Jakarta")]
    pub timezone: Zone,
    /// When it was signed.
    #[schemars(example = &"2026-03-01")]
    pub signed: Option<When>,
    /// The texts that it comes from.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// Who takes part.
    #[serde(default)]
    pub actors: Series<ActorIx, Actor>,
    /// The themes of the plan.
    #[serde(default)]
    pub elements: Series<ElementIx, Element>,
    /// The stages of the plan, in order.
    #[serde(default)]
    pub phases: Series<PhaseIx, Phase>,
    /// Who takes which decision.
    #[serde(default)]
    pub rules: Rules,
    /// The regular meetings at which progress is reviewed.
    #[serde(default)]
    pub consultations: Vec<Consultation>,
    /// The commitments.
    pub milestones: Series<MilestoneIx, Milestone>,
    #[serde(skip)]
    places: PlacesById,
}

/// The lists of a plan whose things other things name.
pub(super) struct Lists {
    pub milestones: Series<MilestoneIx, Milestone>,
    pub actors: Series<ActorIx, Actor>,
    pub phases: Series<PhaseIx, Phase>,
    pub elements: Series<ElementIx, Element>,
}

#[derive(Clone, Debug)]
struct PlanFormat;

#[cfg(feature = "schema")]
impl JsonSchema for PlanFormat {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Format".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"const": FORMAT})
    }
}

impl<'de> Deserialize<'de> for PlanFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<PlanFormat, D::Error> {
        let format = Cow::<str>::deserialize(deserializer)?;
        match &*format {
            FORMAT => Ok(PlanFormat),
            other => Err(D::Error::custom(format!("the format is {other:?}; this milepost reads {FORMAT:?}"))),
        }
    }
}

/// A text that the plan comes from.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The source's id, with which clauses begin.
    #[schemars(example = &"accord")]
    pub id: Id,
    /// What the text is called.
    #[schemars(example = &"Accord of the valley, the signed text")]
    pub title: Text,
    /// Where it can be read.
    #[schemars(example = &"https://example.org/accord.pdf")]
    pub url: Option<String>,
}

/// A theme of the plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Element {
    /// The element's id.
    #[schemars(example = &"arms")]
    pub id: Id,
    /// What it is called.
    #[schemars(example = &"Arms")]
    pub title: Text,
    /// The provision code of the Peace Accords Matrix that matches it.
    #[schemars(example = &"disarm")]
    pub provision: Option<String>,
}

/// A stage of the plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// The phase's id.
    #[schemars(example = &"stage-1")]
    pub id: Id,
    /// What it is called.
    #[schemars(example = &"First stage")]
    pub title: Text,
    /// What must hold before it opens, all of it.
    #[serde(default)]
    #[schemars(example = serde_json::json!([{"milestone": "CF-1", "is": "achieved"}]))]
    pub requires: Vec<Condition>,
}

/// A regular meeting at which progress is reviewed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consultation {
    /// The consultation's id.
    #[schemars(example = &"committee")]
    pub id: Id,
    /// What it is called.
    #[schemars(example = &"Joint committee")]
    pub title: Text,
    /// The first meeting.
    #[schemars(example = &"2026-03-15")]
    pub first: When,
    /// How long from one meeting to the next.
    #[schemars(example = &"P14D")]
    pub every: Span,
    /// The actors who meet.
    #[serde(default)]
    #[schemars(example = serde_json::json!(["north", "south"]))]
    pub with: Vec<Id>,
}

/// Reads a plan of very many milestones, these side by side. Nothing where it has fewer, or where anything does not fit: what that is
/// is told by who reads it as a whole.
fn read_in_parts(text: &str) -> Option<Plan> {
    const LARGE: usize = 1 << 20;
    if text.len() < LARGE {
        return None;
    }
    let (frame, milestones) = json::parted(text, "milestones")?;
    let (plan, milestones) = rayon::join(
        || json::read::<Plan>(&frame).ok(),
        || milestones.into_par_iter().map(json::read_item).collect::<Option<Vec<Milestone>>>(),
    );
    Some(Plan { milestones: milestones?.into(), ..plan? })
}

fn utc() -> Zone {
    Zone::UTC
}

impl Plan {
    /// Reads the text of a plan file.
    pub fn parse(text: &str) -> Result<Plan, Misfit> {
        let mut plan = read_in_parts(text).map_or_else(|| json::read(text), Ok)?;
        plan.settle_texts();
        call(&mut plan.actors, &plan.lang);
        plan.places = plan.found();
        Ok(plan)
    }

    /// The plan with other milestones, actors, phases and elements, found by their ids.
    pub(super) fn with_lists(&self, lists: Lists) -> Plan {
        let Lists { milestones, actors, phases, elements } = lists;
        let mut plan = Plan { milestones, actors, phases, elements, ..self.clone() };
        call(&mut plan.actors, &plan.lang);
        plan.places = plan.found();
        plan
    }

    /// Has its texts read in another language, where they have it.
    pub fn read_in(&mut self, language: &str) {
        self.lang.asked = Some(language.to_owned());
        call(&mut self.actors, &self.lang);
    }

    /// Its title, and what its milestones and actors are called, by language.
    pub fn called(&self) -> impl Iterator<Item = &ByLanguage> {
        let milestones = self.milestones.iter().map(|milestone| &milestone.title);
        let actors = self.actors.iter().map(|actor| &actor.name);
        milestones.chain(actors).chain([&self.title]).map(Text::by_language)
    }

    /// Whether something of it is called by a word of the language asked for.
    pub fn speaks_as_asked(&self) -> bool {
        self.called().any(|texts| self.lang.as_asked(texts).is_some())
    }

    fn found(&self) -> PlacesById {
        let (elements, phases) = (self.elements.iter().map(|it| &it.id), self.phases.iter().map(|it| &it.id));
        PlacesById::of((&self.milestones, &self.actors), elements, phases)
    }

    fn settle_texts(&mut self) {
        let lang = self.lang.own.clone();
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
    pub fn milestone(&self, id: &str) -> Option<MilestoneIx> {
        self.places.milestones.get(id).copied()
    }

    /// Whether this version was written from the one with that SHA-256.
    pub fn builds_on(&self, base: &str) -> bool {
        self.base.is_some_and(|own| own.to_string() == base)
    }

    pub fn actor(&self, id: &str) -> Option<ActorIx> {
        self.places.actors.get(id).copied()
    }

    pub fn phase(&self, id: &str) -> Option<PhaseIx> {
        self.places.phases.get(id).copied()
    }

    pub fn element(&self, id: &str) -> Option<ElementIx> {
        self.places.elements.get(id).copied()
    }

    /// The phase of a milestone; a part that names none stands in its whole's.
    pub fn phase_of(&self, milestone: MilestoneIx) -> Option<PhaseIx> {
        self.places.stages[milestone]
    }

    /// The element of a milestone; a part that names none shares its whole's.
    pub fn element_of(&self, milestone: MilestoneIx) -> Option<ElementIx> {
        let own = |milestone: MilestoneIx| self.element(self.milestones[milestone].element.as_ref()?.as_str());
        own(milestone).or_else(|| own(self.whole(milestone)?))
    }

    /// The parts of a milestone, in order; none where it is not split.
    pub fn parts(&self, milestone: MilestoneIx) -> &[MilestoneIx] {
        &self.places.parts[milestone]
    }

    /// The whole that a part belongs to.
    pub fn whole(&self, milestone: MilestoneIx) -> Option<MilestoneIx> {
        self.places.wholes[milestone]
    }

    /// The rule by which a milestone is verified: its own, else the plan's.
    pub fn verify_rule(&self, milestone: MilestoneIx) -> Option<&Rule> {
        self.milestones[milestone].verify.as_ref().or(self.rules.verify.as_ref())
    }

    /// Whether a rule names an actor.
    pub fn names(&self, rule: &Rule, actor: ActorIx) -> bool {
        let actor = &self.actors[actor];
        let named = |who: &Who| match who {
            Who::Actor(id) => *id == actor.id,
            Who::Role(role) => *role == actor.role,
        };
        actor.presence == Presence::Here && rule.by.iter().any(named)
    }

    /// The actors that a rule names, in the order of the plan. It may name very many, so it is gone through once.
    pub fn named(&self, rule: &Rule) -> impl Iterator<Item = ActorIx> + '_ {
        let (mut named, mut roles) = (self.actors.each(false), Vec::new());
        for who in &rule.by {
            match who {
                Who::Actor(id) => self.actor(id.as_str()).into_iter().for_each(|actor| named[actor] = true),
                Who::Role(role) if roles.contains(role) => {}
                Who::Role(role) => roles.push(*role),
            }
        }
        let here = |actor: &Actor| actor.presence == Presence::Here;
        let is_named =
            move |place: &ActorIx, actor: &Actor| here(actor) && (named[*place] || roles.contains(&actor.role));
        self.actors.indices().filter(move |place| is_named(place, &self.actors[*place]))
    }

    /// The sides that some actors speak for, each once, by the first actor of the side in the plan's order.
    pub fn sides_of(&self, actors: impl Iterator<Item = ActorIx>) -> Vec<ActorIx> {
        let mut sides: Vec<ActorIx> = actors.map(|actor| self.places.sides[actor]).collect();
        sides.sort_unstable();
        sides.dedup();
        sides
    }

    /// Whether an actor owes a milestone, or shares a side with who owes it.
    pub fn on_owing_side(&self, milestone: MilestoneIx, actor: ActorIx) -> bool {
        let side = self.places.sides[actor];
        self.owing(milestone).any(|owing| self.places.sides[owing] == side)
    }

    /// Whether an actor is of a side that owes a milestone, or the whole of which it is a part, and so never verifies it.
    pub fn has_an_interest(&self, milestone: MilestoneIx, actor: ActorIx) -> bool {
        self.on_owing_side(milestone, actor)
            || self.whole(milestone).is_some_and(|whole| self.on_owing_side(whole, actor))
    }

    /// The sides that never verify a milestone.
    pub fn interested(&self, milestone: MilestoneIx) -> Vec<ActorIx> {
        let whole = self.whole(milestone).into_iter().flat_map(|whole| self.owing(whole));
        self.sides_of(self.owing(milestone).chain(whole))
    }

    /// The actors who owe a milestone.
    pub fn owing(&self, milestone: MilestoneIx) -> impl Iterator<Item = ActorIx> + '_ {
        self.places.owing[milestone].iter().copied()
    }

    /// The side of an actor, by its first actor in the plan's order.
    pub fn side(&self, actor: ActorIx) -> ActorIx {
        self.places.sides[actor]
    }

    /// Whether a milestone stands for itself in counts: not split into parts, and not a mere repetition of others.
    pub fn is_leaf(&self, milestone: MilestoneIx) -> bool {
        self.places.parts[milestone].is_empty() && self.places.repeats[milestone].is_empty()
    }

    /// The weight of each of some leaves, in millionths of millionths; the parts that count share their whole's.
    pub fn weights(&self, leaves: &[MilestoneIx], counts: impl Fn(MilestoneIx) -> bool) -> Vec<u128> {
        let own = |place: MilestoneIx| u128::from(self.milestones[place].weight.millionths);
        let all =
            |whole: MilestoneIx| self.parts(whole).iter().copied().filter(|part| self.is_leaf(*part) && counts(*part));
        let mut shared: FxHashMap<MilestoneIx, u128> = FxHashMap::default();
        let mut weight = |leaf: &MilestoneIx| {
            let Some(whole) = self.whole(*leaf) else { return own(*leaf) * FINE };
            let shared = *shared.entry(whole).or_insert_with(|| all(whole).map(own).sum::<u128>().max(1));
            own(whole) * FINE * own(*leaf) / shared
        };
        leaves.iter().map(&mut weight).collect()
    }

    /// By what a milestone's figures are told: its own indicators, then those that only its parts have.
    pub fn measures(&self, milestone: MilestoneIx) -> impl Iterator<Item = &Id> {
        let own = self.milestones[milestone].indicators.iter().map(|indicator| &indicator.id);
        own.chain(&self.places.totals[milestone])
    }

    /// The milestones that one merely restates.
    pub fn repeats(&self, milestone: MilestoneIx) -> &[MilestoneIx] {
        &self.places.repeats[milestone]
    }

    /// The rule by which a milestone's date moves, or it is suspended: its own, else the plan's.
    pub fn reschedule_rule(&self, milestone: MilestoneIx) -> Option<&Rule> {
        self.milestones[milestone].reschedule.as_ref().or(self.rules.reschedule.as_ref())
    }

    pub fn suspend_rule(&self, milestone: MilestoneIx) -> Option<&Rule> {
        self.milestones[milestone].suspend.as_ref().or(self.rules.suspend.as_ref())
    }

    /// The actors who may verify a milestone: named by the rule, and not on the side that owes it or its whole.
    pub fn verifiers(&self, milestone: MilestoneIx) -> Vec<ActorIx> {
        let Some(rule) = self.verify_rule(milestone) else {
            return Vec::new();
        };
        self.named(rule).filter(|actor| !self.has_an_interest(milestone, *actor)).collect()
    }

    /// The actor who keeps the record, if the plan has one.
    pub fn secretariat(&self) -> Option<&Actor> {
        self.actors.iter().find(|actor| actor.role == Role::Secretariat && actor.presence == Presence::Here)
    }
}

/// So many parts of a millionth: weights are shared between parts without a visible rest.
const FINE: u128 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(last: &str) -> String {
        let milestone = |at: usize| format!(r#"{{"id":"M-{at}","title":"What number {at} promises"}},"#);
        let milestones: String = (0..20_000).map(milestone).collect();
        format!(
            r#"{{"format":"milepost/plan/1","id":"a","version":"1","title":"A","milestones":[{milestones}{last}],"signed":"2026-01-01"}}"#
        )
    }

    #[test]
    fn a_plan_of_very_many_milestones_is_the_same_read_in_parts() {
        let text = plan(r#"{"id":"Z","title":{"uk":"б","en":"b"},"requires":[{"milestone":"M-7","is":"achieved"}]}"#);
        let in_parts = read_in_parts(&text).expect("a plan that fits");
        let whole: Plan = json::read(&text).expect("a plan that fits");
        assert_eq!(format!("{in_parts:?}"), format!("{whole:?}"));
        assert!(read_in_parts(r#"{"milestones":[]}"#).is_none());
    }

    #[test]
    fn what_does_not_fit_in_one_of_very_many_is_told_as_ever() {
        let deep = "[".repeat(70);
        for (last, problem) in [
            (r#"{"id":"Z","titel":"Z"}"#, "unknown key `titel`"),
            (r#"{"id":"Z","title":"Z"},"#, "a comma with nothing after it"),
            (&format!(r#"{{"id":"Z","title":"Z","x-deep":{deep}"#), "objects and arrays nest more than 64 deep"),
        ] {
            assert_eq!(Plan::parse(&plan(last)).map_err(|misfit| misfit.problem).err().as_deref(), Some(problem));
        }
        let extended = Plan::parse(&plan(r#"{"id":"Z","title":"Z","x-own":1}"#)).expect("a key of one's own");
        assert_eq!(extended.milestones.len(), 20_001);
    }
}
