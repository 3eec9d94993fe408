//! Decisions: what actors propose on one matter, gathered until a quorum of distinct sides says the same (design, section 5).
//!
//! ```text
//! goi: start from 15 Aug      gam: agree, or the same again     goi: start from 1 Sep
//! ─────●──────────────────────────●─────────────────────────────────●──────────────
//!      pending, gam is awaited    taken: both sides say the same    pending again; the first stays in force
//! ```

use super::adopt::Trust;
use super::editions::Editions;
use super::log::{JudgedLog, Log};
use super::proof::{had_seen, in_proven_order, past};
use super::relation::rule_for;
use super::same::equal;
use super::state::{Decision, DecisionIx, Judged, Judgements, WhyNot};
use crate::model::actor::Role;
use crate::model::decision::{Matter, Settlement, Terms};
use crate::model::entry::{Act, Disputed, Entry};
use crate::model::index::{ActorIx, EntryIx, Ix, Series, VersionIx};
use crate::model::moment::{Moment, Zone};
use crate::model::name::EntryName;
use crate::model::versions::Versions;
use std::collections::{BTreeMap, BTreeSet};

/// One actor's standing word on a matter.
#[derive(Clone, Copy)]
pub(super) struct Proposal {
    pub actor: ActorIx,
    /// The entry that speaks, and the one whose terms it says: itself, or what it agrees with.
    pub entry: EntryIx,
    pub terms: EntryIx,
}

/// Takes the decisions in the order in which they were made; pending ones come last. Tells `editions` what was adopted, whose
/// mandate moved and who left, and of the entries that cannot take part why. Who is still awaited is asked for `now`.
pub fn decide(
    versions: &Versions,
    editions: &mut Editions,
    log: Log,
    judged: &mut Judgements,
    trust: &Trust,
    now: Moment,
) -> Series<DecisionIx, Decision> {
    let order = in_order(log.judged(judged));
    let (standing, spoken) = (BTreeMap::new(), BTreeMap::new());
    let (gone, decided, taken) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let (heard, adopted) = (BTreeSet::new(), 0);
    let back = taken_back(log.judged(judged));
    let mut table =
        Deliberation { versions, editions, log, trust, standing, spoken, back, gone, decided, heard, adopted, taken };
    for index in order {
        let heard = match &log.entries[index].act {
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

/// The entries that propose, agree, take back or leave, each after all that it is proven to be later than; else as they were recorded:
/// what was carried over ranks among concurrences by when that was done, not by when it says that it was known.
fn in_order(log: JudgedLog) -> Vec<EntryIx> {
    let speaks = |index: EntryIx, entry: &Entry| {
        let why_not = &log.judged[index].why_not;
        match &entry.act {
            // What was decided does not hang on the moment asked about.
            Act::Repudiate | Act::Rejoin => matches!(why_not, None | Some(WhyNot::NotYetHappened)),
            Act::Retract { .. } => why_not.is_none(),
            _ => why_not.is_none() && log.act_of(index).decides(),
        }
    };
    let picked: Vec<EntryIx> = log.log().found(|index, entry| speaks(index, entry).then_some(index));
    in_proven_order(log.log(), &picked, |index| (log.entries[index].at, index))
}

/// By which entry a word was taken back, and when that was recorded: from then on nobody agrees with it, and nothing is decided by it.
fn taken_back(log: JudgedLog) -> BTreeMap<EntryIx, (EntryIx, Moment)> {
    let back = log.log().found(|index, entry| match &entry.act {
        Act::Retract { entry } if log.judged[index].why_not.is_none() => {
            Some((log.find(entry)?, (index, log.judged[index].recorded)))
        }
        _ => None,
    });
    back.into_iter().collect()
}

/// What lies on the table while the log is read.
pub(super) struct Deliberation<'a> {
    pub(super) versions: &'a Versions,
    pub(super) editions: &'a mut Editions,
    pub(super) log: Log<'a>,
    pub(super) trust: &'a Trust,
    /// The latest word of each actor on each matter, in the order in which they were said.
    pub(super) standing: BTreeMap<Matter, Vec<Proposal>>,
    /// All that was said on a matter since it was last decided, whoever said it.
    spoken: BTreeMap<Matter, Vec<EntryIx>>,
    /// By which entry, and when, words were taken back.
    back: BTreeMap<EntryIx, (EntryIx, Moment)>,
    /// Words that a decision cleared, and those that were taken back: nobody agrees with them any more.
    gone: BTreeSet<EntryIx>,
    /// The entries that helped to decide.
    decided: BTreeSet<EntryIx>,
    /// The words that help to adopt a version, and how many versions were adopted by them.
    heard: BTreeSet<EntryIx>,
    adopted: usize,
    /// By when they were known to be taken.
    pub(super) taken: Vec<Decision>,
}

impl Deliberation<'_> {
    /// Hears a proposal, or the same words in another's name. On one matter an actor stands by its latest entry only
    /// (ruling 17).
    fn propose(&mut self, judged: &mut Judgements, index: EntryIx, terms: EntryIx) -> Result<(), WhyNot> {
        let (Act::Decide(said), Some(actor)) = (&self.log.entries[terms].act, judged[index].actor) else {
            return Ok(());
        };
        self.spoken.entry(said.matter()).or_default().push(index);
        self.may_propose(judged, index, actor, said)?;
        let standing = self.standing.entry(said.matter()).or_default();
        standing.retain(|proposal| proposal.actor != actor);
        standing.push(Proposal { actor, entry: index, terms });
        self.settle(judged, said, index);
        Ok(())
    }

    /// The hash of the version that was adopted last: what amendments build on.
    pub(super) fn base(&self) -> &str {
        let last = self.adopted.checked_sub(1).map(|last| self.trust.adopted[last].version);
        &self.versions.0[last.unwrap_or(VersionIx::FIRST)].0
    }

    /// A version is adopted once all words are heard that adopt it.
    fn adopt(&mut self, judged: &mut Judgements, latest: EntryIx) {
        self.heard.insert(latest);
        while let Some(adoption) = self.trust.adopted.get(self.adopted)
            && adoption.lines().all(|entry| self.heard.contains(&entry))
        {
            self.adopted += 1;
            let known = adoption.lines().map(|entry| judged[entry].known).max().unwrap_or(judged[latest].known);
            let Act::Decide(terms) = self.log.judged(judged).act_of(adoption.entries[0]).clone() else { return };
            let said = |entry: &EntryIx| {
                let terms = judged[*entry].says.unwrap_or(*entry);
                Some(Proposal { actor: judged[*entry].actor?, entry: *entry, terms })
            };
            let same: Vec<Proposal> = adoption.entries.iter().filter_map(said).collect();
            let needed = self.needed(&terms, known);
            let decision = Decision { taken: Some(known), ..self.proposed(judged, &same, &terms, known, needed) };
            self.decided.extend(&decision.entries);
            self.stand(judged, &decision.entries);
            self.follow(judged, decision, judged[latest].recorded);
        }
    }

    /// What helped to decide stands, though it was taken back elsewhere meanwhile: that comes too late.
    fn stand(&self, judged: &mut Judgements, decided: &[EntryIx]) {
        for entry in decided {
            if let (Some(WhyNot::Retracted(_)), Some((back, _))) = (&judged[*entry].why_not, self.back.get(entry)) {
                judged[*entry].why_not = None;
                judged[*back].why_not = Some(WhyNot::Decided(self.log.name_of(*entry)));
            }
        }
    }

    /// Takes the decision if enough sides stand by these terms, and clears the table of its matter. Who has left by then
    /// counts in no quorum (ruling 28).
    fn settle(&mut self, judged: &mut Judgements, terms: &Terms, latest: EntryIx) {
        if matches!(terms, Terms::Amend { .. }) {
            return self.adopt(judged, latest);
        }
        let mut same = self.same(terms);
        same.retain(|proposal| !self.taken_back(proposal.entry, judged, latest));
        same.extend(self.unfallen(judged, terms, &same, latest));
        let known = same.iter().map(|proposal| judged[proposal.entry].known).max().unwrap_or(Moment::MIN);
        let known = known.max(judged[latest].known);
        let present = self.present(same, terms, known);
        let needed = self.needed(terms, known);
        if self.quorum(&present, known).len() < needed {
            return;
        }
        let decision = Decision { taken: Some(known), ..self.proposed(judged, &present, terms, known, needed) };
        self.decided.extend(&decision.entries);
        self.stand(judged, &decision.entries);
        self.follow(judged, decision, judged[latest].recorded);
    }

    /// The standing proposals with these terms, in the order in which they were said.
    pub(super) fn same(&self, terms: &Terms) -> Vec<Proposal> {
        let zone = self.zone();
        let said = |proposal: &&Proposal| match &self.log.entries[proposal.terms].act {
            Act::Decide(said) => equal(zone, said, terms),
            _ => false,
        };
        self.standing.get(&terms.matter()).into_iter().flatten().filter(said).copied().collect()
    }

    /// Those of actors whose side had not left at a moment; who withdraws a dispute is no quorum.
    pub(super) fn present(&self, mut proposals: Vec<Proposal>, terms: &Terms, moment: Moment) -> Vec<Proposal> {
        let plan = self.editions.at(moment);
        let alone = matches!(terms, Terms::Settle { outcome: Settlement::Withdrawn, .. });
        proposals.retain(|proposal| alone || !self.editions.has_left(plan.side(proposal.actor), moment));
        proposals
    }

    /// Whether a word had been taken back, as far as another knows.
    fn taken_back(&self, entry: EntryIx, judged: &Judgements, other: EntryIx) -> bool {
        self.back
            .get(&entry)
            .is_some_and(|(back, recorded)| self.had_seen(other, *back).unwrap_or(*recorded < judged[other].recorded))
    }

    /// Whether a word had seen another; nothing where clocks are believed.
    fn had_seen(&self, word: EntryIx, other: EntryIx) -> Option<bool> {
        let seen = |word: &Entry| past(self.log.desks, word.book, word.seq);
        had_seen(self.log.desks, &self.trust.upto, &self.log.entries[word], &self.log.entries[other], seen)
    }

    /// The words with these terms that their authors have replaced or taken back since, but not as far as the latest word had seen: a
    /// concurrence falls only by what the line that completes the quorum had seen (design, section 5, Trust 5).
    fn unfallen(&self, judged: &Judgements, terms: &Terms, standing: &[Proposal], latest: EntryIx) -> Vec<Proposal> {
        let zone = self.zone();
        let spoken = self.spoken.get(&terms.matter()).map(Vec::as_slice).unwrap_or_default();
        let mut kept: Vec<Proposal> = Vec::new();
        for (place, entry) in spoken.iter().copied().enumerate() {
            let (Some(actor), says) = (judged[entry].actor, judged[entry].says.unwrap_or(entry)) else { continue };
            let same = matches!(&self.log.entries[says].act, Act::Decide(said) if equal(zone, said, terms));
            let heard = matches!(judged[entry].why_not, None | Some(WhyNot::Retracted(_)));
            let known = standing.iter().chain(&kept).any(|proposal| proposal.actor == actor);
            if !same || !heard || known {
                continue;
            }
            let later = spoken[place + 1..].iter().copied().filter(|later| judged[*later].actor == Some(actor));
            let back = self.back.get(&entry).map(|(back, _)| *back);
            if later.chain(back).all(|fall| self.had_seen(latest, fall) == Some(false)) {
                kept.push(Proposal { actor, entry, terms: says });
            }
        }
        kept
    }

    /// One word for each side: that of the organ that said it first (ruling 8).
    pub(super) fn quorum(&self, proposals: &[Proposal], moment: Moment) -> Vec<Proposal> {
        let (plan, mut sides) = (self.editions.at(moment), BTreeSet::new());
        proposals.iter().copied().filter(|proposal| sides.insert(plan.side(proposal.actor))).collect()
    }

    /// How many sides must concur.
    pub(super) fn needed(&self, terms: &Terms, moment: Moment) -> usize {
        let plan = self.editions.at(moment);
        rule_for(plan, terms).map_or(1, |rule| self.editions.needed(plan, rule, moment, &[]))
    }

    pub(super) fn zone(&self) -> Zone {
        self.editions.first().timezone
    }

    /// What a decision does to those that follow: a cleared table, another version, another mandate, an entry that never counted.
    fn follow(&mut self, judged: &mut Judgements, decision: Decision, recorded: Moment) {
        let place = self.taken.partition_point(|known| known.taken <= decision.taken);
        self.taken.insert(place, decision.clone());
        self.standing.remove(&decision.terms.matter());
        self.gone.extend(self.spoken.remove(&decision.terms.matter()).unwrap_or_default());
        match &decision.terms {
            Terms::Amend { plan, .. } => {
                let version = self.editions.place(self.versions, plan);
                self.editions.reigns.extend(version.map(|version| (decision.begins, version)));
            }
            Terms::Prolong { actor: id, .. } => {
                let decided = self.taken.iter().filter_map(|decision| match &decision.terms {
                    Terms::Prolong { actor, until, .. } if actor == id => Some((decision.begins, *until)),
                    _ => None,
                });
                let actor = self.editions.first().actor(id.as_str());
                actor.map(|actor| self.editions.mandates.insert(actor, decided.collect()));
            }
            Terms::Settle { dispute, outcome: Settlement::Upheld } => self.uphold(judged, dispute, recorded),
            _ => {}
        }
    }

    /// A dispute upheld makes the disputed entry never have counted; what was decided stays decided.
    fn uphold(&mut self, judged: &mut Judgements, dispute: &EntryName, recorded: Moment) {
        let disputing = self.log.find(dispute).map(|entry| &self.log.entries[entry].act);
        let Some(Act::Dispute(Disputed::Entry(name))) = disputing else { return };
        let Some(named) = self.log.find(name) else { return };
        if self.decided.contains(&named) || !matches!(judged[named].why_not, None | Some(WhyNot::NotYetHappened)) {
            return;
        }
        self.take_back(named);
        self.undo_leaving(&judged[named], named);
        (judged[named].why_not, judged[named].voided) = (Some(WhyNot::Upheld(dispute.clone())), Some(recorded));
    }

    fn agree(&mut self, judged: &mut Judgements, index: EntryIx, name: &EntryName) -> Result<(), WhyNot> {
        let Some(named) = self.log.find(name) else { return Ok(()) };
        let Some(terms) = judged[index].says else { return Ok(()) };
        let void = judged[named].why_not.as_ref().is_some_and(|why_not| !why_not.may_be_said_by_others());
        let unaware = self.back.get(&named).is_some_and(|(back, _)| self.had_seen(index, *back) == Some(false));
        match !unaware
            && !self.adopts(index)
            && (self.gone.contains(&named) || self.taken_back(named, judged, index) || void)
        {
            true => Err(WhyNot::Cleared(name.clone())),
            false => self.propose(judged, index, terms),
        }
    }

    /// A concurrence may be taken back until the decision is taken, never after.
    fn withdraw(&mut self, judged: &mut Judgements, index: EntryIx, name: &EntryName) -> Result<(), WhyNot> {
        let named = self.log.find(name);
        let Some(named) = named.filter(|named| self.log.judged(judged).act_of(*named).decides()) else { return Ok(()) };
        if self.decided.contains(&named) {
            return Err(WhyNot::Decided(name.clone()));
        }
        self.take_back(named);
        judged[index].from = judged[named].from;
        judged[named].why_not = Some(WhyNot::Retracted(self.log.name_of(index)));
        Ok(())
    }

    fn take_back(&mut self, named: EntryIx) {
        self.standing.values_mut().for_each(|standing| standing.retain(|proposal| proposal.entry != named));
        self.gone.insert(named);
    }

    /// A side that leaves is no longer awaited; what all others have said may now be enough.
    fn leave(&mut self, judged: &mut Judgements, index: EntryIx) -> Result<(), WhyNot> {
        let Some(actor) = judged[index].actor else { return Ok(()) };
        let plan = self.editions.at(judged[index].known);
        if !matches!(plan.actors[actor].role, Role::Party | Role::Guarantor) {
            return Err(WhyNot::NotASignatory(plan.actors[actor].id.clone()));
        }
        let (side, leaves) = (plan.side(actor), matches!(self.log.entries[index].act, Act::Repudiate));
        self.editions.left.entry(side).or_default().push((judged[index].from, leaves));
        self.adopt(judged, index);
        let standing: Vec<EntryIx> = self.standing.values().flatten().map(|proposal| proposal.terms).collect();
        for terms in standing {
            if let Act::Decide(terms) = &self.log.entries[terms].act
                && self.standing.contains_key(&terms.matter())
            {
                self.settle(judged, terms, index);
            }
        }
        Ok(())
    }

    /// A side that left, or came back, never did.
    fn undo_leaving(&mut self, judged: &Judged, named: EntryIx) {
        let (Some(leaves), Some(actor)) = (self.log.entries[named].act.leaves(), judged.actor) else { return };
        let said = self.editions.left.entry(self.editions.at(judged.known).side(actor)).or_default();
        if let Some(place) = said.iter().position(|said| *said == (judged.from, leaves)) {
            said.remove(place);
        }
    }
}
