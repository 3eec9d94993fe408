//! What verifiers conclude of alleged violations, and which of these can breach a commitment (design, section 6, breach).

use super::editions::Editions;
use super::log::{JudgedLog, Log, counts_from};
use super::relation::{Relation, relation};
use super::state::{FindingState, HeldIncident, IncidentIx, IncidentState, IncidentStates, Judgements, WhyNot};
use crate::model::entry::Act;
use crate::model::incident::{Attribution, Incident, Outcome, Severity};
use crate::model::index::{EntryIx, Ix, MilestoneIx, Series};
use crate::model::moment::Moment;
use std::collections::HashMap;

/// The incidents that count or that their authors have taken back, in the order of their moments.
pub fn incidents(editions: &Editions, log: JudgedLog) -> IncidentStates {
    let (findings, named) = (findings(log), named(log.log()));
    let mut incidents: Vec<IncidentState> = log.log().found(|index, entry| match &entry.act {
        Act::Incident(incident) => {
            let said = findings.get(&index).map_or(&[][..], Vec::as_slice);
            concluded(editions, log, index, incident, said).map(|state| IncidentState { named: named[index], ..state })
        }
        _ => None,
    });
    incidents.sort_by_key(|incident| (incident.on, log.judged[incident.entry].known, incident.entry));
    incidents.into()
}

/// Whether some entry names each.
fn named(log: Log) -> Series<EntryIx, bool> {
    let mut named = log.entries.each(false);
    let all = log.found(|_, entry| log.find(entry.act.entry()?));
    all.into_iter().for_each(|entry| named[entry] = true);
    named
}

/// The entries that conclude something of each incident, by the incident's entry.
fn findings(log: JudgedLog) -> HashMap<EntryIx, Vec<EntryIx>> {
    let said = log.log().found(|index, _| {
        let own = Some(&log.judged[index]).filter(|own| own.why_not.is_none())?;
        let incident = match (log.act_of(index), own.says) {
            (Act::Finding(finding), _) => log.find(&finding.incident),
            (Act::Incident(_), Some(says)) => Some(says),
            _ => None,
        };
        Some((incident?, index))
    });
    let mut findings: HashMap<EntryIx, Vec<EntryIx>> = HashMap::default();
    said.into_iter().for_each(|(incident, index)| findings.entry(incident).or_default().push(index));
    findings
}

fn concluded(
    editions: &Editions,
    log: JudgedLog,
    index: EntryIx,
    incident: &Incident,
    said: &[EntryIx],
) -> Option<IncidentState> {
    let own = &log.judged[index];
    let retracted = matches!(own.why_not, Some(WhyNot::Retracted(_) | WhyNot::Upheld(_)));
    let (milestone, actor) = (own.milestone?, own.actor?);
    if !(own.why_not.is_none() || retracted) {
        return None;
    }
    let own_date = counts_from(editions.first().timezone, &log.entries[index]);
    let verifies = relation(editions, milestone, actor, own_date) == Relation::Verifies;
    let spoken = said.iter().copied().chain((verifies && !retracted).then_some(index));
    let findings = latest(log, incident, spoken.collect());
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
        named: false,
        outcome: Outcome::ALL.into_iter().find(|outcome| reached(*outcome)),
        split: findings.windows(2).any(|pair| pair[0].outcome != pair[1].outcome),
        binding: sides(editions, own.from, &findings, against) >= quorum,
        findings,
    })
}

/// The latest conclusion of each verifier, in the order of the plan's actors.
fn latest(log: JudgedLog, incident: &Incident, mut spoken: Vec<EntryIx>) -> Vec<FindingState> {
    spoken.sort_by_key(|index| (log.judged[*index].known, *index));
    let mut findings: Vec<FindingState> = Vec::new();
    for entry in spoken {
        let Some(actor) = log.judged[entry].actor else { continue };
        let (outcome, attributed) = match log.act_of(entry) {
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
    editions.verifiers_needed(editions.at(moment), milestone, moment).unwrap_or(usize::MAX)
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

/// How many incidents stand in front of one of a moment, known since then, that an entry alleges. `now` tells where entries stand.
pub fn in_front(
    incidents: &IncidentStates,
    judged: &Judgements,
    key: (Moment, Moment, EntryIx),
    now: impl Fn(EntryIx) -> EntryIx,
) -> usize {
    let of = |incident: &IncidentState| (incident.on, judged[incident.entry].known, now(incident.entry));
    incidents.first_not(0..incidents.len(), |incident| of(incident) < key)
}

/// Where the incident stands that an entry alleges, if it is one.
pub fn place_of(incidents: &IncidentStates, judged: &Judgements, entry: EntryIx) -> Option<IncidentIx> {
    let own = &judged[entry];
    let place = in_front(incidents, judged, (own.from, own.known, entry), |entry| entry);
    let there = (place < incidents.len()).then(|| IncidentIx::at(place))?;
    Some(there).filter(|there| incidents[*there].entry == entry)
}

impl IncidentState {
    /// Whether there is more of it than what its author has taken back.
    pub fn stands(&self) -> bool {
        !self.retracted || !self.findings.is_empty()
    }

    /// Whether it stands, and nothing is concluded of it, or verifiers differ.
    pub fn is_open(&self) -> bool {
        self.stands() && (self.outcome.is_none() || self.split)
    }

    /// What of it is held against its milestone, if it is; it stands at a place among the incidents.
    pub fn held(&self, place: IncidentIx) -> Option<HeldIncident> {
        let held = HeldIncident { incident: place, on: self.on, can_breach: self.severity >= Severity::Serious };
        self.binding.then_some(held)
    }
}
