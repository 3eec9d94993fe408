//! What verifiers conclude of alleged violations, and which of these can breach a commitment (design, section 6, breach).

use super::admit::{act_of, counts_from, find};
use super::editions::Editions;
use super::relation::{Relation, relation};
use super::state::{FindingState, IncidentIx, IncidentState, Judgements, WhyNot};
use crate::model::entry::{Act, Desks, Entries};
use crate::model::incident::{Attribution, Incident, Outcome, Severity};
use crate::model::index::{EntryIx, MilestoneIx, Series};
use crate::model::moment::Moment;
use std::collections::HashMap;

/// The incidents that count, in the order of their moments; one whose author has taken it back only where findings stand.
pub fn incidents(
    editions: &Editions,
    desks: &Desks,
    entries: &Entries,
    judged: &Judgements,
) -> Series<IncidentIx, IncidentState> {
    let mut findings = findings(desks, entries, judged);
    let alleged = |index: EntryIx| match &entries[index].act {
        Act::Incident(incident) => Some((index, incident)),
        _ => None,
    };
    let mut incidents: Vec<IncidentState> = entries
        .indices()
        .filter_map(alleged)
        .filter_map(|(index, incident)| {
            let said = findings.remove(&index).unwrap_or_default();
            concluded(editions, entries, judged, index, incident, said)
        })
        .collect();
    incidents.sort_by_key(|incident| (incident.on, judged[incident.entry].known, incident.entry));
    incidents.into()
}

/// The entries that conclude something of each incident, by the incident's entry.
fn findings(desks: &Desks, entries: &Entries, judged: &Judgements) -> HashMap<EntryIx, Vec<EntryIx>> {
    let mut findings: HashMap<EntryIx, Vec<EntryIx>> = HashMap::default();
    for index in entries.indices().filter(|index| judged[*index].why_not.is_none()) {
        let incident = match (act_of(entries, judged, index), judged[index].says) {
            (Act::Finding(finding), _) => find(desks, entries, &finding.incident),
            (Act::Incident(_), Some(says)) => Some(says),
            _ => None,
        };
        incident.into_iter().for_each(|incident| findings.entry(incident).or_default().push(index));
    }
    findings
}

fn concluded(
    editions: &Editions,
    entries: &Entries,
    judged: &Judgements,
    index: EntryIx,
    incident: &Incident,
    said: Vec<EntryIx>,
) -> Option<IncidentState> {
    let own = &judged[index];
    let retracted = matches!(own.why_not, Some(WhyNot::Retracted(_) | WhyNot::Upheld(_)));
    let (milestone, actor) = (own.milestone?, own.actor?);
    if !(own.why_not.is_none() || retracted && !said.is_empty()) {
        return None;
    }
    let own_date = counts_from(editions.first().timezone, &entries[index]);
    let verifies = relation(editions, milestone, actor, own_date) == Relation::Verifies;
    let spoken = said.into_iter().chain((verifies && !retracted).then_some(index));
    let findings = latest(entries, judged, incident, spoken.collect());
    let quorum = quorum(editions, milestone, own.from);
    let reached = |outcome: Outcome| sides(editions, own.from, &findings, |found| found.outcome == outcome) >= quorum;
    let against = |found: &FindingState| {
        found.outcome == Outcome::Confirmed && held_against(editions, milestone, own.from, found.attributed.as_ref())
    };
    Some(IncidentState {
        entry: index,
        milestone,
        actor,
        on: own.from,
        severity: incident.severity,
        count: incident.count,
        retracted,
        outcome: Outcome::ALL.into_iter().find(|outcome| reached(*outcome)),
        split: findings.windows(2).any(|pair| pair[0].outcome != pair[1].outcome),
        binding: sides(editions, own.from, &findings, against) >= quorum,
        findings,
    })
}

/// The latest conclusion of each verifier, in the order of the plan's actors.
fn latest(entries: &Entries, judged: &Judgements, incident: &Incident, mut spoken: Vec<EntryIx>) -> Vec<FindingState> {
    spoken.sort_by_key(|index| (judged[*index].known, *index));
    let mut findings: Vec<FindingState> = Vec::new();
    for entry in spoken {
        let Some(actor) = judged[entry].actor else { continue };
        let (outcome, attributed) = match act_of(entries, judged, entry) {
            Act::Finding(finding) => (finding.outcome, finding.actor.as_ref()),
            _ => (Outcome::Confirmed, None),
        };
        let attributed = attributed.or(incident.actor.as_ref()).cloned();
        findings.retain(|finding| finding.actor != actor);
        findings.push(FindingState { entry, actor, outcome, attributed });
    }
    findings.sort_by_key(|finding| finding.actor);
    findings
}

/// How many sides must verify a milestone; more than there are where nobody may.
fn quorum(editions: &Editions, milestone: MilestoneIx, moment: Moment) -> usize {
    let plan = editions.at(moment);
    let passed_over = plan.interested(milestone);
    plan.verify_rule(milestone).map_or(usize::MAX, |rule| editions.needed(plan, rule, moment, &passed_over))
}

fn sides(
    editions: &Editions,
    moment: Moment,
    findings: &[FindingState],
    fits: impl Fn(&FindingState) -> bool,
) -> usize {
    let actors = findings.iter().filter(|finding| fits(finding)).map(|finding| finding.actor);
    editions.at(moment).sides_of(actors).len()
}

/// Whether an attribution leaves it with the side that owes: it names one of that side, or nobody (ruling 6).
fn held_against(editions: &Editions, milestone: MilestoneIx, moment: Moment, attributed: Option<&Attribution>) -> bool {
    let plan = editions.at(moment);
    match attributed {
        None | Some(Attribution::Undetermined) => true,
        Some(Attribution::Outside) => false,
        Some(Attribution::Actors(ids)) => {
            ids.iter().filter_map(|id| plan.actor(id.as_str())).any(|actor| plan.on_owing_side(milestone, actor))
        }
    }
}

impl IncidentState {
    /// Whether it can open a breach.
    pub fn breaches(&self) -> bool {
        self.binding && self.severity >= Severity::Serious
    }
}
