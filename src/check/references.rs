//! Whether every id is there once, and every reference leads somewhere.

use super::finding::{Finding, nearest, path};
use crate::model::condition::Condition;
use crate::model::due::{Due, Event};
use crate::model::id::Id;
use crate::model::json::Step;
use crate::model::milestone::Target;
use crate::model::plan::Plan;
use crate::model::rule::{Rule, Who};
use std::collections::{HashMap, HashSet};

/// Ids that stand twice; case does not tell two apart.
pub fn ids(plan: &Plan) -> Vec<Finding> {
    let lists: [(&str, Vec<&Id>); 6] = [
        ("sources", plan.sources.iter().map(|source| &source.id).collect()),
        ("actors", plan.actors.iter().map(|actor| &actor.id).collect()),
        ("elements", plan.elements.iter().map(|element| &element.id).collect()),
        ("phases", plan.phases.iter().map(|phase| &phase.id).collect()),
        ("consultations", plan.consultations.iter().map(|consultation| &consultation.id).collect()),
        ("milestones", plan.milestones.iter().map(|milestone| &milestone.id).collect()),
    ];
    let mut findings: Vec<Finding> =
        lists.iter().flat_map(|(list, ids)| twice(list, ids, |at| path(list, at, &["id"]))).collect();
    for (place, milestone) in plan.milestones.iter().enumerate() {
        let ids: Vec<&Id> = milestone.indicators.iter().map(|indicator| &indicator.id).collect();
        findings.extend(twice("indicators", &ids, |at| {
            let mut inside = path("milestones", place, &["indicators"]);
            inside.extend([Step::Index(at), Step::Key("id".into())]);
            inside
        }));
    }
    findings
}

fn twice(list: &str, ids: &[&Id], path: impl Fn(usize) -> Vec<Step>) -> Vec<Finding> {
    let mut seen: HashMap<String, &Id> = HashMap::new();
    let mut findings = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        if let Some(first) = seen.insert(Id::folded(id.as_str()), id) {
            let message = match first == *id {
                true => format!("the id `{id}` stands twice among the {list}"),
                false => format!("the ids `{first}` and `{id}` among the {list} differ only in case"),
            };
            findings.push(Finding::error("duplicate-id", message, path(place)));
        }
    }
    findings
}

/// References to what is not in the plan.
pub fn unknown(plan: &Plan) -> Vec<Finding> {
    let known = Known::of(plan);
    let mut findings = Vec::new();
    for (place, phase) in plan.phases.iter().enumerate() {
        let at = path("phases", place, &["requires"]);
        phase.requires.iter().for_each(|condition| known.condition(condition, &at, &mut findings));
    }
    for (name, rule) in known.rules() {
        let at = vec![Step::Key("rules".into()), Step::Key(name.into())];
        known.rule(rule, &at, &mut findings);
    }
    for (place, consultation) in plan.consultations.iter().enumerate() {
        let at = path("consultations", place, &["with"]);
        consultation.with.iter().for_each(|id| known.look("actor", &known.actors, id, &at, &mut findings));
    }
    for place in 0..plan.milestones.len() {
        known.milestone(place, &mut findings);
    }
    findings
}

/// The names that references can lead to.
struct Known<'a> {
    plan: &'a Plan,
    sources: HashSet<&'a str>,
    actors: HashSet<&'a str>,
    elements: HashSet<&'a str>,
    phases: HashSet<&'a str>,
    milestones: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(plan: &'a Plan) -> Known<'a> {
        Known {
            plan,
            sources: plan.sources.iter().map(|source| source.id.as_str()).collect(),
            actors: plan.actors.iter().map(|actor| actor.id.as_str()).collect(),
            elements: plan.elements.iter().map(|element| element.id.as_str()).collect(),
            phases: plan.phases.iter().map(|phase| phase.id.as_str()).collect(),
            milestones: plan.milestones.iter().map(|milestone| milestone.id.as_str()).collect(),
        }
    }

    fn rules(&self) -> impl Iterator<Item = (&'static str, &'a Rule)> {
        let rules = &self.plan.rules;
        let named = [
            ("verify", &rules.verify),
            ("reschedule", &rules.reschedule),
            ("suspend", &rules.suspend),
            ("amend", &rules.amend),
            ("settle", &rules.settle),
            ("start", &rules.start),
        ];
        named.into_iter().filter_map(|(name, rule)| Some((name, rule.as_ref()?)))
    }

    fn look(&self, what: &str, known: &HashSet<&str>, id: &Id, at: &[Step], findings: &mut Vec<Finding>) {
        if !known.contains(id.as_str()) {
            findings.push(missing(what, known, id.as_str(), at));
        }
    }

    fn milestone(&self, place: usize, findings: &mut Vec<Finding>) {
        let milestone = &self.plan.milestones[place];
        let at = |key: &str| path("milestones", place, &[key]);
        let mut look = |what: &str, known: &HashSet<&str>, id: &Id, key: &str| {
            if !known.contains(id.as_str()) {
                findings.push(missing(what, known, id.as_str(), &at(key)));
            }
        };
        milestone.element.iter().for_each(|id| look("element", &self.elements, id, "element"));
        milestone.phase.iter().for_each(|id| look("phase", &self.phases, id, "phase"));
        milestone.responsible.iter().for_each(|id| look("actor", &self.actors, id, "responsible"));
        milestone.part_of.iter().for_each(|id| look("milestone", &self.milestones, id, "part_of"));
        milestone.repeats.iter().for_each(|id| look("milestone", &self.milestones, id, "repeats"));
        for cited in &milestone.source {
            let source = cited.split_whitespace().next().unwrap_or("");
            if !self.sources.contains(source) {
                findings.push(missing("source", &self.sources, source, &at("source")));
            }
        }
        milestone.requires.iter().for_each(|condition| self.condition(condition, &at("requires"), findings));
        let events = milestone.due.iter().flat_map(Due::events);
        events.for_each(|event| self.event(event, &at("due"), findings));
        let rules =
            [("verify", &milestone.verify), ("reschedule", &milestone.reschedule), ("suspend", &milestone.suspend)];
        for (name, rule) in rules.into_iter().filter_map(|(name, rule)| Some((name, rule.as_ref()?))) {
            self.rule(rule, &at(name), findings);
        }
        for indicator in &milestone.indicators {
            if let Some(Target::Other { milestone, indicator }) = &indicator.target {
                self.figure(milestone, indicator, &at("indicators"), findings);
            }
        }
    }

    fn rule(&self, rule: &Rule, at: &[Step], findings: &mut Vec<Finding>) {
        for who in &rule.by {
            if let Who::Actor(id) = who {
                self.look("actor", &self.actors, id, at, findings);
            }
        }
    }

    fn event(&self, event: &Event, at: &[Step], findings: &mut Vec<Finding>) {
        match event {
            Event::Milestone(id, _) => self.look("milestone", &self.milestones, id, at, findings),
            Event::PhaseOpened(id) | Event::PhaseDone(id) => self.look("phase", &self.phases, id, at, findings),
            Event::Signature | Event::Start => {}
        }
    }

    fn condition(&self, condition: &Condition, at: &[Step], findings: &mut Vec<Finding>) {
        for leaf in condition.leaves() {
            match leaf {
                Condition::Is { milestone, .. } | Condition::AtLeast { milestone, .. } => {
                    self.look("milestone", &self.milestones, milestone, at, findings);
                }
                Condition::Measured { milestone, indicator, .. } => self.figure(milestone, indicator, at, findings),
                Condition::PhaseDone(phase) => self.look("phase", &self.phases, phase, at, findings),
                Condition::Elapsed { event, .. } => self.event(event, at, findings),
                Condition::Date(_) | Condition::Any(_) | Condition::Not(_) => {}
            }
        }
    }

    fn figure(&self, milestone: &Id, indicator: &Id, at: &[Step], findings: &mut Vec<Finding>) {
        self.look("milestone", &self.milestones, milestone, at, findings);
        if let Some(place) = self.plan.milestone(milestone.as_str()) {
            let indicators = self.plan.milestones[place].indicators.iter().map(|ind| ind.id.as_str()).collect();
            self.look("indicator", &indicators, indicator, at, findings);
        }
    }
}

fn missing(what: &str, known: &HashSet<&str>, name: &str, at: &[Step]) -> Finding {
    let near = nearest(name, known.iter().copied());
    Finding::error("unknown-id", format!("the {what} `{name}` is not in the plan"), at.to_vec())
        .hint(near.map(|near| format!("close to it is `{near}`")))
}
