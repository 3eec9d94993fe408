//! Whether every id is there once, and every reference leads somewhere.

use super::finding::{PlanFinding, item, nearest, path, some};
use crate::model::condition::{Condition, Required};
use crate::model::due::{Due, Event};
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::json::PathStep;
use crate::model::milestone::Target;
use crate::model::plan::Plan;
use crate::model::rule::{Rule, Who};
use std::collections::{HashMap, HashSet};

/// How many unknown names are compared with all known ones; further ones have no suggestion.
const SUGGESTED: usize = 100;

/// Ids that stand twice; case does not tell two apart.
pub fn ids(plan: &Plan) -> Vec<PlanFinding> {
    let lists: [(&str, Vec<&Id>); 6] = [
        ("sources", plan.sources.iter().map(|source| &source.id).collect()),
        ("actors", plan.actors.iter().map(|actor| &actor.id).collect()),
        ("elements", plan.elements.iter().map(|element| &element.id).collect()),
        ("phases", plan.phases.iter().map(|phase| &phase.id).collect()),
        ("consultations", plan.consultations.iter().map(|consultation| &consultation.id).collect()),
        ("milestones", plan.milestones.iter().map(|milestone| &milestone.id).collect()),
    ];
    let mut findings: Vec<PlanFinding> =
        lists.iter().flat_map(|(list, ids)| twice(list, ids, |at| path(list, at, &["id"]))).collect();
    for (place, milestone) in plan.milestones.pairs().filter(|(_, m)| m.indicators.len() > 1) {
        let ids: Vec<&Id> = milestone.indicators.iter().map(|indicator| &indicator.id).collect();
        findings.extend(twice("indicators", &ids, |at| {
            let mut inside = item("milestones", place, "indicators", at);
            inside.push(PathStep::Key("id".into()));
            inside
        }));
    }
    findings
}

fn twice(list: &str, ids: &[&Id], path: impl Fn(usize) -> Vec<PathStep>) -> Vec<PlanFinding> {
    let mut seen: HashMap<String, &Id> = HashMap::new();
    let mut findings = Vec::new();
    for (place, id) in ids.iter().enumerate() {
        if let Some(first) = seen.insert(Id::folded(id.as_str()), id) {
            let message = match first == *id {
                true => format!("the id `{id}` stands twice among the {list}"),
                false => format!("the ids `{first}` and `{id}` among the {list} differ only in case"),
            };
            findings.push(PlanFinding::error("duplicate-id", message, path(place)));
        }
    }
    findings
}

/// Clauses cited in a plan that lists no sources.
pub fn sources(plan: &Plan) -> Vec<PlanFinding> {
    let cites = |place: &MilestoneIx| plan.sources.is_empty() && !plan.milestones[*place].source.is_empty();
    let places: Vec<MilestoneIx> = plan.milestones.indices().filter(cites).collect();
    let Some(first) = places.first().copied() else { return Vec::new() };
    let citing: Vec<&Id> = places.iter().map(|place| &plan.milestones[*place].id).collect();
    let s = if citing.len() == 1 { "s" } else { "" };
    let message = format!("{} cite{s} a source, and the plan lists none", some(&citing));
    let hint = "name the texts in `sources`; a citation begins with the id of one".to_owned();
    vec![PlanFinding::warning("no-sources", message, path("milestones", first, &["source"])).hint(hint)]
}

/// References to what is not in the plan, each missing name once, at the first place that names it.
pub fn unknown(plan: &Plan) -> Vec<PlanFinding> {
    let mut search = Search::of(plan);
    for (place, phase) in plan.phases.pairs() {
        for (at, condition) in phase.requires.iter().enumerate() {
            search.condition(condition, &|| item("phases", place, "requires", at));
        }
    }
    for (name, rule) in plan.rules.named() {
        search.rule(rule, &|| vec![PathStep::Key("rules".into()), PathStep::Key(name.word().into())]);
    }
    for (place, consultation) in plan.consultations.iter().enumerate() {
        for (at, id) in consultation.with.iter().enumerate() {
            search.look(NameKind::Actor, id.as_str(), &|| item("consultations", place, "with", at));
        }
    }
    for place in plan.milestones.indices() {
        search.milestone(place);
    }
    search.told()
}

/// What a name can be the name of.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum NameKind {
    Source,
    Actor,
    Element,
    Phase,
    Milestone,
}

crate::words! {
    NameKind { Source: "source", Actor: "actor", Element: "element", Phase: "phase", Milestone: "milestone" }
}

/// What is looked up, what was missed so far, and where.
struct Search<'a> {
    plan: &'a Plan,
    sources: HashSet<&'a str>,
    /// The ids of earlier versions that milestones of this one take the place of.
    replaced: HashSet<&'a str>,
    findings: Vec<PlanFinding>,
    /// Each missing name: its finding, and in how many places it stands.
    missed: HashMap<(NameKind, &'a str), (usize, usize)>,
}

impl<'a> Search<'a> {
    fn of(plan: &'a Plan) -> Search<'a> {
        Search {
            plan,
            sources: plan.sources.iter().map(|source| source.id.as_str()).collect(),
            replaced: plan.milestones.iter().flat_map(|milestone| &milestone.replaces).map(Id::as_str).collect(),
            findings: Vec::new(),
            missed: HashMap::new(),
        }
    }

    fn knows(&self, kind: NameKind, id: &str) -> bool {
        match kind {
            NameKind::Source => self.sources.contains(id),
            NameKind::Actor => self.plan.actor(id).is_some(),
            NameKind::Element => self.plan.element(id).is_some(),
            NameKind::Phase => self.plan.phase(id).is_some(),
            NameKind::Milestone => self.plan.milestone(id).is_some(),
        }
    }

    fn names(&self, kind: NameKind) -> Vec<&'a str> {
        let plan = self.plan;
        match kind {
            NameKind::Source => plan.sources.iter().map(|source| source.id.as_str()).collect(),
            NameKind::Actor => plan.actors.iter().map(|actor| actor.id.as_str()).collect(),
            NameKind::Element => plan.elements.iter().map(|element| element.id.as_str()).collect(),
            NameKind::Phase => plan.phases.iter().map(|phase| phase.id.as_str()).collect(),
            NameKind::Milestone => plan.milestones.iter().map(|milestone| milestone.id.as_str()).collect(),
        }
    }

    fn look(&mut self, kind: NameKind, id: &'a str, at: &impl Fn() -> Vec<PathStep>) {
        if self.knows(kind, id) {
            return;
        }
        if let Some((_, places)) = self.missed.get_mut(&(kind, id)) {
            *places += 1;
            return;
        }
        self.missed.insert((kind, id), (self.findings.len(), 1));
        let near = (self.findings.len() < SUGGESTED).then(|| nearest(id, self.names(kind))).flatten();
        let near = near.map(|near| format!("close to it is `{near}`"));
        let message = format!("the {} `{id}` is not in the plan", kind.word());
        self.findings.push(PlanFinding::error("unknown-id", message, at()).hint(near));
    }

    fn milestone(&mut self, place: MilestoneIx) {
        let milestone = &self.plan.milestones[place];
        let singles = [
            (NameKind::Element, &milestone.element, "element"),
            (NameKind::Phase, &milestone.phase, "phase"),
            (NameKind::Milestone, &milestone.part_of, "part_of"),
        ];
        for (kind, id, key) in singles {
            id.iter().for_each(|id| self.look(kind, id.as_str(), &|| path("milestones", place, &[key])));
        }
        let lists = [
            (NameKind::Actor, &milestone.responsible, "responsible"),
            (NameKind::Milestone, &milestone.repeats, "repeats"),
        ];
        for (kind, ids, key) in lists {
            for (at, id) in ids.iter().enumerate() {
                self.look(kind, id.as_str(), &|| item("milestones", place, key, at));
            }
        }
        for (at, cited) in milestone.source.iter().enumerate().filter(|_| !self.plan.sources.is_empty()) {
            let source = cited.split_whitespace().next().unwrap_or("");
            self.look(NameKind::Source, source, &|| item("milestones", place, "source", at));
        }
        for (at, condition) in milestone.requires.iter().enumerate() {
            self.condition(condition, &|| item("milestones", place, "requires", at));
        }
        let events = milestone.due.iter().flat_map(Due::events);
        events.for_each(|event| self.event(event, &|| path("milestones", place, &["due"])));
        for (name, rule) in milestone.rules() {
            self.rule(rule, &|| path("milestones", place, &[name.word()]));
        }
        for (at, indicator) in milestone.indicators.pairs() {
            if let Some(Target::Other { milestone, indicator }) = &indicator.target {
                self.figure(milestone, indicator, &|| item("milestones", place, "indicators", at));
            }
        }
    }

    fn rule(&mut self, rule: &'a Rule, at: &impl Fn() -> Vec<PathStep>) {
        for who in &rule.by {
            if let Who::Actor(id) = who {
                self.look(NameKind::Actor, id.as_str(), at);
            }
        }
    }

    fn event(&mut self, event: &'a Event, at: &impl Fn() -> Vec<PathStep>) {
        match event {
            Event::Milestone(id, _) => self.look(NameKind::Milestone, id.as_str(), at),
            Event::PhaseOpened(id) | Event::PhaseDone(id) => self.look(NameKind::Phase, id.as_str(), at),
            Event::Signature | Event::Start => {}
        }
    }

    fn condition(&mut self, condition: &'a Condition, at: &impl Fn() -> Vec<PathStep>) {
        for leaf in condition.leaves() {
            match leaf {
                // What an earlier version had is retired where a milestone of this one takes its place.
                Condition::Is { milestone, status: Required::Retired }
                    if self.replaced.contains(milestone.as_str()) => {}
                Condition::Is { milestone, .. } | Condition::AtLeast { milestone, .. } => {
                    self.look(NameKind::Milestone, milestone.as_str(), at);
                }
                Condition::Measured { milestone, indicator, .. } => self.figure(milestone, indicator, at),
                Condition::PhaseDone(phase) => self.look(NameKind::Phase, phase.as_str(), at),
                Condition::Elapsed { event, .. } => self.event(event, at),
                Condition::Date(_) | Condition::Any(_) | Condition::Not(_) => {}
            }
        }
    }

    fn figure(&mut self, milestone: &'a Id, indicator: &'a Id, at: &impl Fn() -> Vec<PathStep>) {
        self.look(NameKind::Milestone, milestone.as_str(), at);
        let Some(place) = self.plan.milestone(milestone.as_str()) else { return };
        let known = self.plan.milestones[place].indicators.iter().map(|known| known.id.as_str());
        if known.clone().all(|known| known != indicator.as_str()) {
            let near = (self.findings.len() < SUGGESTED).then(|| nearest(indicator.as_str(), known)).flatten();
            let near = near.map(|near| format!("close to it is `{near}`"));
            let message = format!("`{milestone}` has no indicator `{indicator}`");
            self.findings.push(PlanFinding::error("unknown-id", message, at()).hint(near));
        }
    }

    /// The findings, each with how often its name stands elsewhere.
    fn told(mut self) -> Vec<PlanFinding> {
        for (finding, places) in self.missed.into_values().filter(|(_, places)| *places > 1) {
            let others = places - 1;
            let elsewhere = format!("it stands in {others} more place{}", if others == 1 { "" } else { "s" });
            let hint = &mut self.findings[finding].hint;
            *hint = Some(hint.take().map_or(elsewhere.clone(), |near| format!("{near}; {elsewhere}")));
        }
        self.findings
    }
}
