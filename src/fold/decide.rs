//! Decisions: what actors propose on one matter, gathered until a quorum of distinct sides says the same (design, section 5).
//!
//! ```text
//! goi: start from 15 Aug      gam: agree, or the same again     goi: start from 1 Sep
//! ─────●──────────────────────────●─────────────────────────────────●──────────────
//!      pending, gam is awaited    taken: both sides say the same    pending again; the first stays in force
//! ```

use super::admit::{act_of, find, name_of, proposes};
use super::adopt::Trust;
use super::editions::Editions;
use super::proof::in_proven_order;
use super::relation::rule_for;
use super::state::{Decision, Judged, WhyNot};
use crate::model::actor::{Presence, Role};
use crate::model::decision::{Effect, Matter, Scope, Settlement, Terms};
use crate::model::due::Due;
use crate::model::entry::{Act, Desk, Disputed, Entry};
use crate::model::moment::{Moment, Zone};
use crate::model::name::EntryName;
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use crate::model::when::When;
use std::collections::{BTreeMap, BTreeSet};

/// One actor's standing word on a matter.
#[derive(Clone, Copy)]
struct Proposal {
    actor: usize,
    /// The entry that speaks, and the one whose terms it says: itself, or what it agrees with.
    entry: usize,
    terms: usize,
}

/// Takes the decisions in the order in which they were made; pending ones come last. Tells `editions` what was adopted, whose
/// mandate moved and who left, and of the entries that cannot take part why. Who is still awaited is asked for `now`.
pub fn decide(
    versions: &Versions,
    editions: &mut Editions,
    desks: &[Desk],
    entries: &[Entry],
    judged: &mut [Judged],
    trust: &Trust,
    now: Moment,
) -> Vec<Decision> {
    let order = in_order(desks, entries, judged);
    let (standing, gone, decided) = (BTreeMap::new(), BTreeSet::new(), BTreeSet::new());
    let (suspended, taken) = (BTreeSet::new(), Vec::new());
    let (heard, adopted) = (BTreeSet::new(), 0);
    let mut table =
        Table { versions, editions, desks, entries, trust, standing, gone, decided, suspended, heard, adopted, taken };
    for index in order {
        let heard = match &entries[index].act {
            Act::Decide(_) => table.propose(judged, index, index),
            Act::Agree { entry } => table.agree(judged, index, entry),
            Act::Retract { entry } => table.withdraw(judged, index, entry),
            _ => table.leave(judged, index),
        };
        if let Err(why_not) = heard {
            judged[index].why_not = Some(why_not);
        }
    }
    let pending = table.pending(judged, now);
    table.taken.into_iter().chain(pending).collect()
}

/// The entries that propose, agree, take back or leave, each after all that it is known to be later than; else by `at`. When a record
/// that was carried over became known decides only between those of one `at`.
fn in_order(desks: &[Desk], entries: &[Entry], judged: &[Judged]) -> Vec<usize> {
    let speaks = |index: &usize| {
        let act = &entries[*index].act;
        let kind = matches!(act, Act::Retract { .. } | Act::Repudiate | Act::Rejoin)
            || proposes(act_of(entries, judged, *index));
        kind && judged[*index].why_not.is_none()
    };
    let picked: Vec<usize> = (0..entries.len()).filter(speaks).collect();
    in_proven_order(desks, entries, &picked, |index| (entries[index].at, judged[index].known, index))
}

/// What lies on the table while the log is read.
struct Table<'a> {
    versions: &'a Versions,
    editions: &'a mut Editions,
    desks: &'a [Desk],
    entries: &'a [Entry],
    trust: &'a Trust,
    standing: BTreeMap<Matter, Vec<Proposal>>,
    /// Proposals that a decision cleared, and those that were taken back.
    gone: BTreeSet<usize>,
    /// The entries that helped to decide.
    decided: BTreeSet<usize>,
    suspended: BTreeSet<Scope>,
    /// The words that help to adopt a version, and how many versions were adopted by them.
    heard: BTreeSet<usize>,
    adopted: usize,
    taken: Vec<Decision>,
}

impl Table<'_> {
    /// Hears a proposal, or a concurrence with the one whose terms it says. On one matter an actor stands by his latest entry
    /// only.
    fn propose(&mut self, judged: &mut [Judged], index: usize, terms: usize) -> Result<(), WhyNot> {
        let (Act::Decide(said), Some(actor)) = (&self.entries[terms].act, judged[index].actor) else { return Ok(()) };
        self.may_propose(judged, index, actor, said)?;
        let standing = self.standing.entry(said.matter()).or_default();
        let replaced = standing.extract_if(.., |proposal| proposal.actor == actor).map(|proposal| proposal.entry);
        self.gone.extend(replaced.collect::<Vec<_>>());
        standing.push(Proposal { actor, entry: index, terms });
        self.settle(judged, said, index);
        Ok(())
    }

    /// Whether what is proposed fits the version in force when it was said, and the actor is among those who decide it, within
    /// his mandate.
    fn may_propose(&self, judged: &[Judged], index: usize, actor: usize, terms: &Terms) -> Result<(), WhyNot> {
        let own = &judged[index];
        let plan = self.editions.at(own.known);
        if self.trust.adopted.iter().any(|adoption| adoption.entries.contains(&index)) {
            return Ok(());
        }
        self.fits(plan, terms)?;
        if let Terms::Settle { dispute, outcome: Settlement::Withdrawn } = terms {
            let disputed = find(self.desks, self.entries, dispute);
            return match disputed.is_some_and(|disputed| judged[disputed].actor == Some(actor)) {
                true => Ok(()),
                false => Err(WhyNot::NotTheDisputant(dispute.clone())),
            };
        }
        let rule = rule_for(plan, terms).ok_or(WhyNot::NobodyDecides)?;
        if let Terms::Amend { plan: new, .. } = terms
            && self.is_asked(plan, actor, new)
        {
            return Ok(());
        }
        match plan.names(rule, actor) && self.editions.in_mandate(actor, own.from) {
            true => Ok(()),
            false => Err(WhyNot::NotADecider(plan.actors[actor].id.clone())),
        }
    }

    /// Whether what the terms name is there to be decided.
    fn fits(&self, plan: &Plan, terms: &Terms) -> Result<(), WhyNot> {
        if let Some(id) = terms.milestone() {
            match plan.milestone(id.as_str()).map(|at| plan.milestones[at].presence) {
                Some(Presence::Here) => {}
                Some(Presence::Gone) => return Err(WhyNot::Retired(id.clone())),
                _ => return Err(WhyNot::UnknownMilestone(id.clone())),
            }
        }
        match terms {
            Terms::Suspend { scope: Scope::Phase(id), .. } | Terms::Resume { scope: Scope::Phase(id), .. }
                if plan.phase(id.as_str()).is_none() =>
            {
                Err(WhyNot::UnknownPhase(id.clone()))
            }
            Terms::Resume { scope, .. } if !self.suspends(scope) => Err(WhyNot::NotSuspended),
            Terms::Prolong { actor, .. } if plan.actor(actor.as_str()).is_none() => {
                Err(WhyNot::NotAnActor(actor.clone()))
            }
            Terms::Amend { base, plan, .. } => match self.versions.find(plan) {
                _ if self.base() != base => Err(WhyNot::NotInForce(base.clone())),
                None => Err(WhyNot::UnknownVersion(plan.clone())),
                Some(version) if self.versions.0[version].1.base.as_ref() != Some(base) => {
                    Err(WhyNot::OtherBase(plan.clone()))
                }
                Some(_) => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// The hash of the version that was adopted last: what amendments build on.
    fn base(&self) -> &str {
        let last = self.adopted.checked_sub(1).map(|last| self.trust.adopted[last].version);
        &self.versions.0[last.unwrap_or(0)].0
    }

    /// Whether a new version changes the keys of an actor, or who may, so that its own word is asked for, or may change lost ones.
    fn is_asked(&self, plan: &Plan, actor: usize, new: &str) -> bool {
        let Some(new) = self.versions.find(new).map(|version| &self.versions.0[version].1) else { return false };
        let own = &plan.actors[actor];
        let renewed = new.actor(own.id.as_str()).is_some_and(|place| new.actors[place].keys != own.keys);
        let replaces = plan.rules.rekey.as_ref().is_some_and(|rule| plan.names(rule, actor));
        renewed || replaces || (new.rules.rekey != plan.rules.rekey && !own.keys.is_empty())
    }

    /// Whether the decision taken last on a scope suspends it.
    fn suspends(&self, scope: &Scope) -> bool {
        self.suspended.contains(scope)
    }

    /// Takes the decision if enough sides stand by these terms, and clears the table of its matter.
    fn settle(&mut self, judged: &mut [Judged], terms: &Terms, latest: usize) {
        if matches!(terms, Terms::Amend { .. }) {
            return self.adopt(judged, latest);
        }
        let known = judged[latest].known;
        let (same, milestone, needed) = self.count(judged, terms, known);
        if self.sides_of(&same, known).len() < needed {
            return;
        }
        let taken = Some(judged[latest].known);
        let decision =
            Decision { taken, awaited: Vec::new(), ..self.proposed(judged, &same, terms, milestone, needed) };
        self.decided.extend(&decision.entries);
        self.follow(judged, &decision);
        self.taken.push(decision);
        let cleared = self.standing.remove(&terms.matter()).unwrap_or_default();
        self.gone.extend(cleared.iter().map(|proposal| proposal.entry));
    }

    /// A version is adopted once all words are heard that adopt it.
    fn adopt(&mut self, judged: &mut [Judged], latest: usize) {
        self.heard.insert(latest);
        while let Some(adoption) = self.trust.adopted.get(self.adopted)
            && adoption.entries.iter().all(|entry| self.heard.contains(entry))
        {
            let entries = adoption.entries.clone();
            self.adopted += 1;
            let (entry, taken) = (entries[0], entries.iter().map(|entry| judged[*entry].known).max());
            let Act::Decide(terms) = act_of(self.entries, judged, entry) else { return };
            let same = entries.iter().filter_map(|entry| {
                let terms = judged[*entry].says.unwrap_or(*entry);
                Some(Proposal { actor: judged[*entry].actor?, entry: *entry, terms })
            });
            let same: Vec<Proposal> = same.collect();
            let needed = self.plan_needs(terms, taken.unwrap_or(judged[latest].known));
            let decision = Decision { taken, awaited: Vec::new(), ..self.proposed(judged, &same, terms, None, needed) };
            self.decided.extend(&decision.entries);
            self.follow(judged, &decision);
            self.taken.push(decision);
            let cleared = self.standing.remove(&terms.matter()).unwrap_or_default();
            self.gone.extend(cleared.iter().map(|proposal| proposal.entry));
        }
    }

    fn plan_needs(&self, terms: &Terms, moment: Moment) -> usize {
        let plan = self.editions.at(moment);
        rule_for(plan, terms).map_or(1, |rule| self.editions.needed(plan, rule, moment, &[]))
    }

    /// The standing proposals with these terms, the milestone that they name, and how many sides must concur.
    fn count(&self, judged: &[Judged], terms: &Terms, known: Moment) -> (Vec<Proposal>, Option<usize>, usize) {
        let zone = self.zone();
        let said = |proposal: &&Proposal| match &self.entries[proposal.terms].act {
            Act::Decide(said) => equal(zone, said, terms),
            _ => false,
        };
        let same: Vec<Proposal> =
            self.standing.get(&terms.matter()).into_iter().flatten().filter(said).copied().collect();
        let milestone = same.first().and_then(|proposal| judged[proposal.entry].milestone);
        let needed = self.plan_needs(terms, known);
        (same, milestone, needed)
    }

    fn zone(&self) -> Zone {
        self.editions.plans[0].timezone
    }

    /// What a decision does to those that follow: another version, another mandate, an entry that never counted.
    fn follow(&mut self, judged: &mut [Judged], decision: &Decision) {
        match &decision.terms {
            Terms::Amend { plan, .. } => {
                let version = self.versions.find(plan);
                self.editions.reigns.extend(version.map(|version| (decision.begins, version)));
            }
            Terms::Prolong { actor, until, .. } => {
                let actor = self.editions.plans[0].actor(actor.as_str());
                let mandates = actor.map(|actor| self.editions.mandates.entry(actor).or_default());
                mandates.into_iter().for_each(|mandates| mandates.push((decision.begins, *until)));
            }
            Terms::Suspend { scope, .. } => drop(self.suspended.insert(scope.clone())),
            Terms::Resume { scope, .. } => drop(self.suspended.remove(scope)),
            Terms::Settle { dispute, outcome: Settlement::Upheld } => self.uphold(judged, dispute),
            _ => {}
        }
    }

    /// A dispute upheld makes the disputed entry never have counted; what was decided stays decided.
    fn uphold(&mut self, judged: &mut [Judged], dispute: &EntryName) {
        let disputing = find(self.desks, self.entries, dispute).map(|entry| &self.entries[entry].act);
        let Some(Act::Dispute(Disputed::Entry(name))) = disputing else { return };
        let Some(named) = find(self.desks, self.entries, name) else { return };
        if self.decided.contains(&named) || judged[named].why_not.is_some() {
            return;
        }
        self.take_back(named);
        judged[named].why_not = Some(WhyNot::Upheld(dispute.clone()));
    }

    fn agree(&mut self, judged: &mut [Judged], index: usize, name: &EntryName) -> Result<(), WhyNot> {
        let Some(named) = find(self.desks, self.entries, name) else { return Ok(()) };
        let Some(terms) = judged[index].says else { return Ok(()) };
        // What was merely written down for somebody may be made one's own.
        let void = judged[named].why_not.as_ref().is_some_and(|why_not| !matches!(why_not, WhyNot::NotHisOwn(_)));
        match self.gone.contains(&named) || void {
            true => Err(WhyNot::Cleared(name.clone())),
            false => self.propose(judged, index, terms),
        }
    }

    /// A concurrence may be taken back until the decision is taken, never after.
    fn withdraw(&mut self, judged: &mut [Judged], index: usize, name: &EntryName) -> Result<(), WhyNot> {
        let named = find(self.desks, self.entries, name);
        let Some(named) = named.filter(|named| proposes(act_of(self.entries, judged, *named))) else { return Ok(()) };
        if self.decided.contains(&named) {
            return Err(WhyNot::Decided(name.clone()));
        }
        self.take_back(named);
        judged[index].from = judged[named].from;
        judged[named].why_not = Some(WhyNot::Retracted(name_of(self.desks, &self.entries[index])));
        Ok(())
    }

    fn take_back(&mut self, named: usize) {
        self.standing.values_mut().for_each(|standing| standing.retain(|proposal| proposal.entry != named));
        self.gone.insert(named);
    }

    /// A side that leaves is no longer awaited; what all others have said may now be enough.
    fn leave(&mut self, judged: &mut [Judged], index: usize) -> Result<(), WhyNot> {
        let Some(actor) = judged[index].actor else { return Ok(()) };
        let plan = self.editions.at(judged[index].known);
        if !matches!(plan.actors[actor].role, Role::Party | Role::Guarantor) {
            return Err(WhyNot::NotASignatory(plan.actors[actor].id.clone()));
        }
        let (side, leaves) = (plan.side(actor), matches!(self.entries[index].act, Act::Repudiate));
        self.editions.left.entry(side).or_default().push((judged[index].from, leaves));
        let standing: Vec<usize> = self.standing.values().flatten().map(|proposal| proposal.terms).collect();
        for terms in standing {
            if let Act::Decide(terms) = &self.entries[terms].act
                && self.standing.contains_key(&terms.matter())
            {
                self.settle(judged, terms, index);
            }
        }
        Ok(())
    }

    /// The sides that concur, without those that have left.
    fn sides_of(&self, same: &[Proposal], moment: Moment) -> Vec<usize> {
        let plan = self.editions.at(moment);
        let mut sides = plan.sides_of(same.iter().map(|proposal| proposal.actor));
        sides.retain(|side| !self.editions.has_left(*side, moment));
        sides
    }

    /// What was proposed and is not decided, each set of terms with the sides that are awaited.
    fn pending(&self, judged: &[Judged], now: Moment) -> Vec<Decision> {
        let mut pending: Vec<Decision> = Vec::new();
        for standing in self.standing.values() {
            let first = pending.len();
            for proposal in standing {
                let Act::Decide(terms) = &self.entries[proposal.terms].act else { continue };
                let stale = matches!(&**terms, Terms::Amend { base, .. } if self.base() != base);
                if !stale && !pending[first..].iter().any(|known| equal(self.zone(), &known.terms, terms)) {
                    pending.push(self.waiting(judged, terms, now));
                }
            }
        }
        pending.sort_by_key(|decision| decision.entries.iter().map(|entry| (judged[*entry].known, *entry)).min());
        pending
    }

    fn waiting(&self, judged: &[Judged], terms: &Terms, now: Moment) -> Decision {
        let (same, milestone, needed) = self.count(judged, terms, now);
        let plan = self.editions.at(now);
        let spoken = self.sides_of(&same, now);
        let all = rule_for(plan, terms).map_or(vec![], |rule| plan.sides_of(plan.named(rule)));
        let awaited =
            all.into_iter().filter(|side| !spoken.contains(side) && !self.editions.has_left(*side, now)).collect();
        Decision { awaited, ..self.proposed(judged, &same, terms, milestone, needed) }
    }

    fn proposed(
        &self,
        judged: &[Judged],
        same: &[Proposal],
        terms: &Terms,
        milestone: Option<usize>,
        needed: usize,
    ) -> Decision {
        let latest = same.iter().map(|proposal| proposal.entry).max_by_key(|entry| judged[*entry].from);
        let on = latest.map_or(Moment::MIN, |entry| judged[entry].from);
        let said_on = latest.and_then(|entry| self.entries[entry].on).unwrap_or(When::At(on, 0));
        let from = match terms {
            Terms::Start { from: Effect::Void } => None,
            terms => Some(terms.from().unwrap_or(said_on)),
        };
        Decision {
            terms: terms.clone(),
            milestone,
            from,
            begins: from.map_or(on, |from| from.first(self.zone())),
            taken: None,
            entries: same.iter().map(|proposal| proposal.entry).collect(),
            awaited: Vec::new(),
            needed,
        }
    }
}

/// Whether two say the same: dates are equal that begin with the same moment, however they are written.
pub fn equal(zone: Zone, a: &Terms, b: &Terms) -> bool {
    let when = |a: Option<When>, b: Option<When>| match (a, b) {
        (Some(a), Some(b)) => a.first(zone) == b.first(zone),
        (a, b) => a == b,
    };
    let rule = |due: &Option<Due>| due.as_ref().map(|due| due.rule.clone());
    match (a, b) {
        (Terms::Start { from: Effect::From(a) }, Terms::Start { from: Effect::From(b) }) => when(Some(*a), Some(*b)),
        (
            Terms::Reschedule { milestone: a, due: due_a, from: from_a },
            Terms::Reschedule { milestone: b, due: due_b, from: from_b },
        ) => a == b && rule(due_a) == rule(due_b) && when(*from_a, *from_b),
        (
            Terms::Prolong { actor: a, until: until_a, from: from_a },
            Terms::Prolong { actor: b, until: until_b, from: from_b },
        ) => a == b && until_a.last(zone) == until_b.last(zone) && when(*from_a, *from_b),
        (Terms::Suspend { scope: a, from: from_a }, Terms::Suspend { scope: b, from: from_b })
        | (Terms::Resume { scope: a, from: from_a }, Terms::Resume { scope: b, from: from_b }) => {
            a == b && when(*from_a, *from_b)
        }
        (
            Terms::Amend { base: a, plan: plan_a, from: from_a },
            Terms::Amend { base: b, plan: plan_b, from: from_b },
        ) => a == b && plan_a == plan_b && when(*from_a, *from_b),
        (a, b) => a == b,
    }
}

/// When the plan entered into force, by the decision taken last; one that voids it leaves earlier moments as they were.
pub fn started(decisions: &[Decision], as_of: Moment) -> Option<When> {
    let of_start = |decision: &&Decision| decision.taken.is_some() && decision.terms.matter() == Matter::Start;
    let mut latest_first = decisions.iter().rev().filter(of_start);
    latest_first.find(|decision| decision.from.is_some() || decision.begins <= as_of).and_then(|decision| decision.from)
}
