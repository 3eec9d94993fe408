//! What a plan says, thing by thing and term by term, so that two plans can be held against each other.

use crate::model::actor::{Actor, Mandate};
use crate::model::due::{Due, DueRule};
use crate::model::id::Id;
use crate::model::languages::ByLanguage;
use crate::model::milestone::{Continuing, Direction, Indicator, Milestone, Target};
use crate::model::plan::{Consultation, Element, Phase, Plan, Source};
use crate::model::rule::{Quorum, Rule, RuleName, Who};
use crate::model::text::Text;
use crate::tongue::{many, say};
use serde::Serialize;

/// A thing of a plan with its terms.
pub struct PlanThing {
    pub id: String,
    /// By language; what has none has only its id.
    pub title: ByLanguage,
    /// The same in the plan's language.
    pub heading: String,
    pub terms: Vec<Term>,
}

/// A term as people read it, and as it compares: lists in which order says nothing are sorted.
pub struct Term {
    pub name: String,
    /// Whether it is what people call the thing.
    pub is_name: bool,
    pub text: String,
    pub same: String,
}

/// All things of one kind in a plan.
type Tells = fn(&Plan) -> Vec<PlanThing>;

/// The kinds of things that a plan has, in the order in which its file tells it.
pub const KINDS: [(PlanPart, Tells); 8] = [
    (PlanPart::Plan, the_plan),
    (PlanPart::Source, sources),
    (PlanPart::Actor, actors),
    (PlanPart::Element, elements),
    (PlanPart::Phase, phases),
    (PlanPart::Rule, rules),
    (PlanPart::Consultation, consultations),
    (PlanPart::Milestone, milestones),
];

/// A kind of things that a plan has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PlanPart {
    Plan,
    Source,
    Actor,
    Element,
    Phase,
    Rule,
    Consultation,
    Milestone,
}

crate::words! {
    PlanPart {
        Plan: "plan",
        Source: "source",
        Actor: "actor",
        Element: "element",
        Phase: "phase",
        Rule: "rule",
        Consultation: "consultation",
        Milestone: "milestone",
    }
}

crate::told! { PlanPart: "part" }

impl PlanPart {
    /// So many of its kind.
    pub fn so_many(self, many: usize) -> String {
        match self {
            PlanPart::Plan => many!(many, "{n} plan", "{n} plans"),
            PlanPart::Source => many!(many, "{n} source", "{n} sources"),
            PlanPart::Actor => many!(many, "{n} actor", "{n} actors"),
            PlanPart::Element => many!(many, "{n} element", "{n} elements"),
            PlanPart::Phase => many!(many, "{n} phase", "{n} phases"),
            PlanPart::Rule => many!(many, "{n} rule", "{n} rules"),
            PlanPart::Consultation => many!(many, "{n} consultation", "{n} consultations"),
            PlanPart::Milestone => many!(many, "{n} milestone", "{n} milestones"),
        }
    }

    /// Above what is told of things of this kind.
    pub fn heading(self) -> &'static str {
        match self {
            PlanPart::Plan => say!("Plan"),
            PlanPart::Source => say!("Sources"),
            PlanPart::Actor => say!("Actors"),
            PlanPart::Element => say!("Elements"),
            PlanPart::Phase => say!("Phases"),
            PlanPart::Rule => say!("Rules"),
            PlanPart::Consultation => say!("Consultations"),
            PlanPart::Milestone => say!("Milestones"),
        }
    }
}

fn term(name: impl Into<String>, text: impl ToString) -> Option<Term> {
    let text = text.to_string();
    Some(Term { name: name.into(), is_name: false, same: text.clone(), text })
}

/// A list in which order says nothing; nothing where it is empty.
fn list<T: ToString>(name: &str, items: &[T], between: &str) -> Option<Term> {
    let texts: Vec<String> = items.iter().map(T::to_string).collect();
    let mut sorted = texts.clone();
    sorted.sort();
    (!texts.is_empty()).then(|| Term {
        name: name.into(),
        is_name: false,
        text: texts.join(between),
        same: sorted.join("\n"),
    })
}

/// A text in each of its languages; that of the plan has no mark.
fn texts(name: &str, text: &Text, plan: &Plan) -> Vec<Option<Term>> {
    let named = |lang: &str| if lang == plan.lang.own { name.to_owned() } else { format!("{name} ({lang})") };
    let told =
        |(lang, text): (&String, &String)| Some(Term { is_name: *lang == plan.lang.own, ..term(named(lang), text)? });
    text.by_language().iter().map(told).collect()
}

fn thing(id: impl ToString, title: &Text, plan: &Plan, terms: impl IntoIterator<Item = Option<Term>>) -> PlanThing {
    PlanThing {
        id: id.to_string(),
        title: title.by_language().clone(),
        heading: title.get(&plan.lang).to_owned(),
        terms: terms.into_iter().flatten().collect(),
    }
}

fn untitled(id: &str, terms: Vec<Term>) -> PlanThing {
    PlanThing { id: id.into(), title: ByLanguage::default(), heading: String::new(), terms }
}

fn the_plan(plan: &Plan) -> Vec<PlanThing> {
    let terms = texts(say!("title"), &plan.title, plan).into_iter().chain([
        term(say!("id"), &plan.id),
        term(say!("version"), &plan.version),
        term(say!("language"), &plan.lang.own),
        term(say!("timezone"), plan.timezone.name()),
        plan.signed.and_then(|signed| term(say!("field": "signed"), signed)),
    ]);
    vec![untitled("", terms.flatten().collect())]
}

fn sources(plan: &Plan) -> Vec<PlanThing> {
    let of = |source: &Source| {
        let url = source.url.as_ref().and_then(|url| term(say!("url"), url));
        thing(&source.id, &source.title, plan, texts(say!("title"), &source.title, plan).into_iter().chain([url]))
    };
    plan.sources.iter().map(of).collect()
}

fn actors(plan: &Plan) -> Vec<PlanThing> {
    let of = |actor: &Actor| {
        let terms = [
            term(say!("role"), actor.role.told()),
            term(say!("side"), actor.side()),
            keys(actor),
            actor.mandate.as_ref().and_then(|mandate| term(say!("mandate"), in_words(mandate))),
        ];
        thing(&actor.id, &actor.name, plan, texts(say!("name"), &actor.name, plan).into_iter().chain(terms))
    };
    plan.actors.iter().map(of).collect()
}

/// How many keys an actor has; other keys are a difference even where they are as many.
fn keys(actor: &Actor) -> Option<Term> {
    let told = list(say!("keys"), &actor.keys, "")?;
    Some(Term { text: actor.keys.len().to_string(), ..told })
}

fn in_words(mandate: &Mandate) -> String {
    let from = mandate.from.map(|from| say!("from {from}", from));
    let until = mandate.until.map(|until| say!("until {until}", until));
    from.into_iter().chain(until).collect::<Vec<_>>().join(" ")
}

fn elements(plan: &Plan) -> Vec<PlanThing> {
    let of = |element: &Element| {
        let provision = element.provision.as_ref().and_then(|provision| term(say!("provision"), provision));
        thing(
            &element.id,
            &element.title,
            plan,
            texts(say!("title"), &element.title, plan).into_iter().chain([provision]),
        )
    };
    plan.elements.iter().map(of).collect()
}

fn phases(plan: &Plan) -> Vec<PlanThing> {
    let of = |phase: &Phase| {
        let requires = list(say!("requires"), &phase.requires, "; ");
        thing(&phase.id, &phase.title, plan, texts(say!("title"), &phase.title, plan).into_iter().chain([requires]))
    };
    plan.phases.iter().map(of).collect()
}

fn rules(plan: &Plan) -> Vec<PlanThing> {
    let of = |(name, rule): (RuleName, &Rule)| {
        untitled(name.word(), decided(say!("decided by"), Some(rule)).into_iter().collect())
    };
    plan.rules.named().map(of).collect()
}

fn consultations(plan: &Plan) -> Vec<PlanThing> {
    let of = |consultation: &Consultation| {
        let terms = [
            term(say!("field": "first"), consultation.first),
            term(say!("every"), consultation.every),
            list(say!("with"), &consultation.with, ", "),
        ];
        let titles = texts(say!("title"), &consultation.title, plan);
        thing(&consultation.id, &consultation.title, plan, titles.into_iter().chain(terms))
    };
    plan.consultations.iter().map(of).collect()
}

fn milestones(plan: &Plan) -> Vec<PlanThing> {
    plan.milestones.iter().map(|milestone| commitment(milestone, plan)).collect()
}

fn commitment(milestone: &Milestone, plan: &Plan) -> PlanThing {
    let id = |name: &str, id: &Option<Id>| id.as_ref().and_then(|id| term(name, id));
    let terms = [
        milestone.number.as_ref().and_then(|number| term(say!("number"), number)),
        id(say!("element"), &milestone.element),
        id(say!("phase"), &milestone.phase),
        id(say!("part of"), &milestone.part_of),
        list(say!("responsible"), &milestone.responsible, ", "),
        milestone.due.as_ref().and_then(|due| term(say!("due"), dated(due))),
        milestone.timeline.as_ref().and_then(|words| term(say!("timeline"), words)),
        list(say!("requires"), &milestone.requires, "; "),
        milestone.contingent.then_some(say!("yes")).and_then(|yes| term(say!("contingent"), yes)),
        milestone.hold.and_then(|hold| term(say!("hold"), hold)),
        match milestone.continuing {
            Continuing::No => None,
            Continuing::Always => term(say!("continuing"), say!("never finished")),
            Continuing::Until(until) => term(say!("continuing"), say!("until {until}", until)),
        },
        list(say!("replaces"), &milestone.replaces, ", "),
        list(say!("repeats"), &milestone.repeats, ", "),
        verified_by(milestone, plan),
        decided(say!("reschedule"), milestone.reschedule.as_ref()),
        decided(say!("suspend"), milestone.suspend.as_ref()),
        term(say!("weight"), milestone.weight.number),
        list(say!("source"), &milestone.source, ", "),
    ];
    let indicator = |indicator: &Indicator| term(say!("indicator {id}", id = indicator.id), measured(indicator));
    let titles = texts(say!("title"), &milestone.title, plan);
    let all = titles.into_iter().chain(terms).chain(milestone.indicators.iter().map(indicator));
    thing(&milestone.id, &milestone.title, plan, all)
}

/// A date in words at every depth, with who names it.
fn dated(due: &Due) -> String {
    let all = |word: &str, dues: &[Due]| format!("{word}: {}", dues.iter().map(dated).collect::<Vec<_>>().join("; "));
    let words = match &due.rule {
        DueRule::EarliestOf(dues) => all(say!("earliest of"), dues),
        DueRule::LatestOf(dues) => all(say!("latest of"), dues),
        DueRule::Either(dues) => all(say!("either"), dues),
        _ => due.to_string(),
    };
    due.named.map_or(words.clone(), |named| format!("{words}, {}", named.told()))
}

/// Who verifies. Where the plan's rule does in both plans, nothing differs here: a change of that rule is told by itself.
fn verified_by(milestone: &Milestone, plan: &Plan) -> Option<Term> {
    let name = say!("verify");
    decided(name, milestone.verify.as_ref()).or_else(|| {
        let rule =
            decided(name, plan.rules.verify.as_ref()).map(|rule| say!("{text} (the plan's rule)", text = rule.text));
        let text = rule.unwrap_or_else(|| say!("nobody (the plan has no rule)").into());
        Some(Term { name: name.into(), is_name: false, text, same: String::new() })
    })
}

/// Who takes a decision: `1 of role:monitor`, `all of role:party`.
fn decided(name: &str, rule: Option<&Rule>) -> Option<Term> {
    let rule = rule?;
    let who = |who: &Who| match who {
        Who::Actor(id) => id.to_string(),
        Who::Role(role) => format!("role:{}", role.word()),
    };
    let many = match rule.quorum {
        Quorum::Sides(many) => many.to_string(),
        Quorum::All => say!("all").into(),
    };
    let by: Vec<String> = rule.by.iter().map(who).collect();
    let all = list(name, &by, ", ").or_else(|| term(name, say!("nobody")))?;
    Some(Term {
        text: say!("{many} of {text}", many, text = all.text),
        same: say!("{many} of {same}", many, same = all.same),
        ..all
    })
}

/// What is measured and how far it is to go: `weapon, from 0, to 840`.
fn measured(indicator: &Indicator) -> String {
    let target = indicator.target.as_ref().map(|target| match target {
        Target::Number(number) => say!("to {number}", number),
        Target::Other { milestone, indicator } => {
            say!("to the figure of {indicator} of {milestone}", indicator, milestone)
        }
    });
    let titles = indicator.title.iter().flat_map(|title| title.by_language().values());
    let direction = indicator.direction.map(|direction| match direction {
        Direction::Up => say!("direction up").to_owned(),
        Direction::Down => say!("direction down").to_owned(),
    });
    let baseline = indicator.baseline.map(|baseline| say!("from {baseline}", baseline));
    let told = titles.map(|title| format!("“{title}”")).chain(indicator.unit.clone());
    let told: Vec<String> = told.chain(baseline).chain(target).chain(direction).collect();
    if told.is_empty() { say!("counted").into() } else { told.join(", ") }
}
