//! Which versions of the plan were adopted, one after the other, and so which lines exist. Follows from the files alone: what books
//! have seen of each other decides, never what they claim of their clocks (design, section 5, Trust 3 and 4).
//!
//! ```text
//! root ──► A      complete by goi and gam; amm, who took no part, has sealed that it saw it
//!    └───► B      complete as well, by gam and a stolen key, dated earlier: amm's witness sets it aside
//! ```

use super::editions::{EditionIx, Editions};
use super::log::{Log, counts_from, known};
use super::proof::{Knowledge, had_seen, holds, in_proven_order, past};
use super::same::equal;
use super::vouch::sealed_upto;
use crate::model::actor::{Actor, Presence, Role};
use crate::model::decision::Terms;
use crate::model::entry::{Act, Desk, Desks, Entry};
use crate::model::index::{ActorIx, DeskIx, EntryIx, Ix, Series, VersionIx};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::rule::Rule;
use crate::model::versions::Versions;
use std::collections::BTreeSet;

/// What exists and what was adopted, as far as all books at hand tell.
#[derive(Clone, Debug, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Trust {
    /// Of each desk the last line that exists; of an actor without keys every line does.
    pub upto: Series<DeskIx, u64>,
    /// The versions that were adopted, in order.
    pub adopted: Vec<Adoption>,
    /// Versions that are complete on one base and of which nothing tells which was first: none of them is in force.
    pub stalled: Vec<VersionIx>,
}

/// A version that was adopted.
#[derive(Clone, Debug, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Adoption {
    /// Its place among the versions.
    pub version: VersionIx,
    /// The entries that concur, in proven order.
    pub entries: Vec<EntryIx>,
    /// The entry that made them enough: one of them, or that of a side that left.
    pub latest: EntryIx,
}

impl Adoption {
    /// The entries that it took.
    pub fn lines(&self) -> impl Iterator<Item = EntryIx> {
        self.entries.iter().copied().chain([self.latest])
    }
}

impl Trust {
    /// The version that was adopted last.
    pub fn version(&self) -> VersionIx {
        self.adopted.last().map_or(VersionIx::FIRST, |adoption| adoption.version)
    }

    pub fn exists(&self, entry: &Entry) -> bool {
        entry.seq <= self.upto[entry.book]
    }
}

/// Evaluates the adoptions, from the first version on.
pub fn trust(versions: &Versions, log: Log) -> Trust {
    let mut editions = Editions::unread(versions);
    let mut floors = log.desks.each(0);
    let mut trust = Trust::default();
    let words = said(log);
    loop {
        let plan = editions.of(trust.version()).clone();
        trust.upto = existing(&plan, log.desks, &floors);
        if words.iter().all(|said| said.terms.is_none()) {
            return trust;
        }
        editions.reigns = vec![(Moment(i64::MIN), editions.place_of(trust.version()).unwrap_or(EditionIx::FIRST))];
        leave(&mut editions, &plan, log, &trust, &words);
        let round = Round::of(versions, &editions, log, &trust, &words);
        match &round.decided()[..] {
            [] => return trust,
            [only] => {
                let taken = &round.rivals[*only];
                round.keep_keyless(taken, &mut floors);
                trust.adopted.extend(taken.adoption.clone());
            }
            several => {
                trust.stalled = several.iter().map(|place| round.rivals[*place].version).collect();
                trust.stalled.sort_unstable();
                trust.stalled.dedup();
                return trust;
            }
        }
    }
}

/// Of each desk the last line that exists under a version's keys.
fn existing(plan: &Plan, desks: &Desks, floors: &Series<DeskIx, u64>) -> Series<DeskIx, u64> {
    let upto = |(desk, floor): (&Desk, &u64)| match with_keys(plan, desk) {
        Some(actor) => sealed_upto(actor, desk).max(*floor),
        None => u64::MAX,
    };
    desks.iter().zip(floors).map(upto).collect()
}

/// The actor whose desk it is, if it has keys in a version.
pub(super) fn with_keys<'a>(plan: &'a Plan, desk: &Desk) -> Option<&'a Actor> {
    let actor = &plan.actors[plan.actor(desk.actor.as_str())?];
    Some(actor).filter(|actor| !actor.keys.is_empty() && actor.presence == Presence::Here)
}

/// The sides that have left the agreement, as far as lines exist that say so and were not taken back.
fn leave(editions: &mut Editions, plan: &Plan, log: Log, trust: &Trust, said: &[AmendmentEntry]) {
    editions.left.clear();
    let there = || said.iter().filter(|said| trust.exists(&log.entries[said.entry]));
    let speaks = |said: &AmendmentEntry| speaker(plan, log.desks, &log.entries[said.entry]).map(|(actor, _)| actor);
    let back: BTreeSet<(EntryIx, ActorIx)> =
        there().filter_map(|said| Some((said.takes_back?, speaks(said)?))).collect();
    let signatory = |actor: &ActorIx| matches!(plan.actors[*actor].role, Role::Party | Role::Guarantor);
    for said in there() {
        let entry = &log.entries[said.entry];
        let actor = speaks(said).filter(signatory).filter(|actor| !back.contains(&(said.entry, *actor)));
        if let (Some(leaves), Some(actor)) = (entry.act.leaves(), actor) {
            let from = counts_from(plan.timezone, entry);
            editions.left.entry(plan.side(actor)).or_default().push((from, leaves));
        }
    }
    editions.left.values_mut().for_each(|left| left.sort_by_key(|(from, _)| *from));
}

/// Who speaks, if it may, and whether in its own book: an actor with keys is not spoken for.
fn speaker(plan: &Plan, desks: &Desks, entry: &Entry) -> Option<(ActorIx, bool)> {
    let here = |id: &str| plan.actor(id).filter(|actor| plan.actors[*actor].presence != Presence::Gone);
    let keeper = here(desks[entry.book].actor.as_str())?;
    let actor = entry.by.as_ref().map_or(Some(keeper), |by| here(by.as_str()))?;
    let relayed = actor != keeper;
    let may = !relayed || plan.actors[keeper].role == Role::Secretariat && plan.actors[actor].keys.is_empty();
    may.then_some((actor, !relayed))
}

/// An entry about amendments: the one whose terms it says, or the entry that it takes back; neither where a side leaves or comes back.
#[derive(Clone, Copy)]
struct AmendmentEntry {
    entry: EntryIx,
    terms: Option<EntryIx>,
    takes_back: Option<EntryIx>,
}

/// Whether a new version changes the keys of an actor, or who may, so that its own word is asked for, or may change lost ones.
pub fn is_asked(base: &Plan, new: &Plan, actor: ActorIx) -> bool {
    let renewed = |own: &Actor| new.actor(own.id.as_str()).is_some_and(|place| new.actors[place].keys != own.keys);
    let replaces = || base.rules.rekey.as_ref().is_some_and(|rule| base.names(rule, actor));
    let own = &base.actors[actor];
    renewed(own)
        || (replaces() && base.actors.iter().any(renewed))
        || (new.rules.rekey != base.rules.rekey && !own.keys.is_empty())
}

/// Over how many agreements an amendment is looked for.
const LONGEST_AGREEMENT: usize = 16;

/// Every entry that proposes an amendment or agrees to one, leaves the agreement or comes back, or takes such a word back.
fn said(log: Log) -> Vec<AmendmentEntry> {
    let mut said: Vec<AmendmentEntry> = Vec::new();
    for (entry, one) in log.entries.pairs() {
        match &one.act {
            Act::Decide(_) | Act::Agree { .. } => {
                let terms = amends(log, entry);
                said.extend(terms.map(|terms| AmendmentEntry { entry, terms: Some(terms), takes_back: None }));
            }
            Act::Retract { entry: name } => {
                let bears =
                    |named: &EntryIx| log.entries[*named].act.leaves().is_some() || amends(log, *named).is_some();
                let named = log.find(name).filter(bears);
                said.extend(named.map(|named| AmendmentEntry { entry, terms: None, takes_back: Some(named) }));
            }
            Act::Repudiate | Act::Rejoin => said.push(AmendmentEntry { entry, terms: None, takes_back: None }),
            _ => {}
        }
    }
    said
}

/// The entry whose terms an entry says, if these amend the plan.
fn amends(log: Log, entry: EntryIx) -> Option<EntryIx> {
    let mut place = entry;
    for _ in 0..LONGEST_AGREEMENT {
        match &log.entries[place].act {
            Act::Agree { entry } => place = log.find(entry)?,
            Act::Decide(terms) => return matches!(**terms, Terms::Amend { .. }).then_some(place),
            _ => return None,
        }
    }
    None
}

/// A word on the version to come, in one round.
pub(super) struct Vote {
    pub entry: EntryIx,
    pub actor: ActorIx,
    /// The rival whose terms it says.
    says: Option<RivalIx>,
    takes_back: Option<EntryIx>,
    /// Whether it says that a side leaves the agreement or comes back.
    leaves: bool,
    /// Whether it stands in the actor's own book.
    own: bool,
    past: Knowledge,
    /// Whether its book had seen that another version was adopted on this base: it concurs to none.
    late: bool,
}

crate::index! {
    /// A place among the versions that rival to be adopted on one base.
    pub(super) RivalIx
}

/// A version that was proposed on this base, and what was said of it.
pub(super) struct Rival {
    pub version: VersionIx,
    terms: EntryIx,
    /// What made it complete; nothing while it is not.
    pub adoption: Option<Adoption>,
}

impl Rival {
    /// The entries that concur, once they are enough.
    pub fn entries(&self) -> &[EntryIx] {
        self.adoption.as_ref().map(|adoption| &adoption.entries[..]).unwrap_or_default()
    }
}

/// One round: what was proposed on the version reached so far.
pub(super) struct Round<'a> {
    pub(super) versions: &'a Versions,
    editions: &'a Editions,
    pub(super) log: Log<'a>,
    pub(super) trust: &'a Trust,
    /// In proven order.
    pub(super) words: Vec<Vote>,
    pub(super) rivals: Series<RivalIx, Rival>,
}

impl<'a> Round<'a> {
    fn of(
        versions: &'a Versions,
        editions: &'a Editions,
        log: Log<'a>,
        trust: &'a Trust,
        said: &[AmendmentEntry],
    ) -> Round<'a> {
        let mut round = Round { versions, editions, log, trust, words: Vec::new(), rivals: Series::new() };
        let there: Vec<&AmendmentEntry> = said.iter().filter(|said| trust.exists(&log.entries[said.entry])).collect();
        let picked: Vec<EntryIx> = there.iter().map(|said| said.entry).collect();
        let key = |entry: EntryIx| (log.entries[entry].at, known(round.zone(), &log.entries[entry]), entry);
        for entry in in_proven_order(log, &picked, key) {
            let said = there[there.partition_point(|said| said.entry < entry)];
            round.hear(said);
        }
        round.complete();
        round
    }

    pub(super) fn base(&self) -> &Plan {
        self.editions.of(self.trust.version())
    }

    fn zone(&self) -> crate::model::moment::Zone {
        self.editions.first().timezone
    }

    fn hear(&mut self, said: &AmendmentEntry) {
        let entry = &self.log.entries[said.entry];
        let Some((actor, own)) = speaker(self.base(), self.log.desks, entry) else { return };
        let says = match said.terms.map(|terms| self.rival(terms)) {
            Some(None) => return,
            says => says.flatten(),
        };
        let past = past(self.log.desks, entry.book, entry.seq);
        let (takes_back, leaves) = (said.takes_back, said.terms.is_none() && said.takes_back.is_none());
        self.words.push(Vote { entry: said.entry, actor, says, takes_back, leaves, own, past, late: false });
    }

    /// The place of the rival with these terms, if they build on the version reached so far and could be adopted.
    fn rival(&mut self, terms: EntryIx) -> Option<RivalIx> {
        let Act::Decide(said) = &self.log.entries[terms].act else { return None };
        let Terms::Amend { base, plan, .. } = &**said else { return None };
        let (hash, _) = &self.versions.0[self.trust.version()];
        let version = self.versions.find(plan)?;
        let fits = base == hash && self.versions.0[version].1.builds_on(base) && self.keeps_keys(version);
        if !fits {
            return None;
        }
        let same = |rival: &Rival| match &self.log.entries[rival.terms].act {
            Act::Decide(other) => equal(self.zone(), other, said),
            _ => false,
        };
        let known = self.rivals.position(same);
        Some(known.unwrap_or_else(|| self.rivals.push(Rival { version, terms, adoption: None })))
    }

    /// A key leaves a plan only as one that is withdrawn, and what was withdrawn stays so.
    fn keeps_keys(&self, version: VersionIx) -> bool {
        let new = &self.versions.0[version].1;
        let (_, base) = &self.versions.0[self.trust.version()];
        base.actors.iter().all(|actor| {
            let kept = new.actor(actor.id.as_str()).map(|place| &new.actors[place].keys[..]).unwrap_or_default();
            actor.keys.iter().all(|key| {
                let same = kept.iter().find(|other| other.text == key.text);
                same.is_some_and(|same| key.until.is_none() || same.until == key.until)
            })
        })
    }

    /// Which words come too late, and which rivals are complete.
    fn complete(&mut self) {
        let mut late = vec![false; self.words.len()];
        let many = self.rivals.len() > 1;
        for place in (0..self.words.len()).filter(|_| many) {
            let word = &self.words[place];
            let others = self.rivals.indices().filter(|rival| word.says.is_some_and(|says| says != *rival));
            late[place] = others.into_iter().any(|rival| self.completed(rival, Some(&word.past)).is_some());
            self.words[place].late = late[place];
        }
        for rival in self.rivals.indices() {
            self.rivals[rival].adoption = self.completed(rival, None);
        }
    }

    /// What makes a rival complete, among the lines of a past, or all: a concurrence, or that a side left that did not concur.
    fn completed(&self, rival: RivalIx, within: Option<&Knowledge>) -> Option<Adoption> {
        let there = |word: &&Vote| within.is_none_or(|past| holds(past, &self.log.entries[word.entry]));
        let says = |word: &&Vote| word.leaves || (word.says == Some(rival) && !word.late);
        self.words.iter().filter(there).filter(says).find_map(|latest| {
            let standing = self.standing(rival, latest);
            let taking_part = || standing.iter().filter(|word| self.takes_part(rival, word, latest));
            self.suffices(rival, &standing, latest).then(|| Adoption {
                version: self.rivals[rival].version,
                entries: taking_part().map(|word| word.entry).collect(),
                latest: latest.entry,
            })
        })
    }

    /// Whether a word is among those that make a rival complete: of who decides and has not left, or of whom the keys concern.
    fn takes_part(&self, rival: RivalIx, word: &Vote, latest: &Vote) -> bool {
        let (base, new) = (self.base(), &self.versions.0[self.rivals[rival].version].1);
        let moment = known(self.zone(), &self.log.entries[latest.entry]);
        let decides = |rule: &Rule| self.decides(rule, word) && !self.editions.has_left(base.side(word.actor), moment);
        base.rules.amend().is_some_and(decides) || is_asked(base, new, word.actor)
    }

    /// The words for a rival that stand when this one is said: one falls only by a word of its own author that this one had seen.
    fn standing(&self, rival: RivalIx, latest: &Vote) -> Vec<&Vote> {
        let upto = self.words.iter().position(|word| word.entry == latest.entry).unwrap_or(0);
        let heard = &self.words[..=upto];
        let mut standing: Vec<&Vote> = Vec::new();
        for (place, word) in heard.iter().enumerate().filter(|(_, word)| word.says == Some(rival) && !word.late) {
            let falls = |other: &Vote| {
                let takes_back = other.takes_back == Some(word.entry);
                let says_else = other.takes_back.is_none() && !other.leaves && other.says != Some(rival);
                other.actor == word.actor && (takes_back || says_else) && self.had_seen(latest, other)
            };
            let again = standing.iter().any(|known| known.actor == word.actor && known.own >= word.own);
            if !again && !heard[place + 1..].iter().any(falls) {
                standing.push(word);
            }
        }
        standing
    }

    /// Whether a word had seen one before it; where nothing proves that, clocks have told.
    fn had_seen(&self, word: &Vote, other: &Vote) -> bool {
        let [own, other] = [word, other].map(|word| &self.log.entries[word.entry]);
        had_seen(self.log.desks, &self.trust.upto, own, other, |_| word.past.clone()).unwrap_or(true)
    }

    /// Whether those who concur are enough: the quorum of `amend`, and for keys and `rekey` those whom they concern.
    fn suffices(&self, rival: RivalIx, standing: &[&Vote], latest: &Vote) -> bool {
        let base = self.base();
        let moment = known(self.zone(), &self.log.entries[latest.entry]);
        let Some(amend) = base.rules.amend() else { return false };
        let new = &self.versions.0[self.rivals[rival].version].1;
        self.meets(amend, standing, moment) && self.new_keys(new, standing, moment) && self.new_rekey(new, standing)
    }

    fn decides(&self, rule: &Rule, word: &Vote) -> bool {
        let from = counts_from(self.zone(), &self.log.entries[word.entry]);
        self.base().names(rule, word.actor) && self.editions.in_mandate(word.actor, from)
    }

    fn meets(&self, rule: &Rule, standing: &[&Vote], moment: Moment) -> bool {
        let base = self.base();
        let sides = base.sides_of(standing.iter().filter(|word| self.decides(rule, word)).map(|word| word.actor));
        let here = sides.iter().filter(|side| !self.editions.has_left(**side, moment)).count();
        here > 0 && here >= self.editions.needed(base, rule, moment, &[])
    }

    /// Whether every actor whose keys change concurs itself: under a key that it had, or by the rule for lost ones; whoever gets its
    /// first keys, under one of these.
    fn new_keys(&self, new: &Plan, standing: &[&Vote], moment: Moment) -> bool {
        let base = self.base();
        let own = |actor: ActorIx| standing.iter().find(|word| word.actor == actor && word.own);
        base.actors.pairs().filter(|(_, actor)| actor.presence == Presence::Here).all(|(place, actor)| {
            let keys = new.actor(actor.id.as_str()).map(|place| &new.actors[place]);
            match keys {
                None => true,
                Some(renewed) if renewed.keys == actor.keys => true,
                Some(renewed) if actor.keys.is_empty() => {
                    own(place).is_some_and(|word| self.is_sealed_by(renewed, word))
                }
                Some(_) => {
                    own(place).is_some()
                        || base.rules.rekey.as_ref().is_some_and(|rule| self.meets(rule, standing, moment))
                }
            }
        })
    }

    fn is_sealed_by(&self, actor: &Actor, word: &Vote) -> bool {
        let Entry { book, seq, .. } = self.log.entries[word.entry];
        seq <= sealed_upto(actor, &self.log.desks[book])
    }

    /// Who may change lost keys is changed only by all who have keys.
    fn new_rekey(&self, new: &Plan, standing: &[&Vote]) -> bool {
        let base = self.base();
        let with_keys =
            base.actors.pairs().filter(|(_, actor)| !actor.keys.is_empty() && actor.presence == Presence::Here);
        new.rules.rekey == base.rules.rekey
            || with_keys.into_iter().all(|(place, _)| standing.iter().any(|word| word.actor == place && word.own))
    }

    /// What an actor had written before it got keys stays, as far as the line by which it took them had seen it.
    fn keep_keyless(&self, taken: &Rival, floors: &mut Series<DeskIx, u64>) {
        let (base, new) = (self.base(), &self.versions.0[taken.version].1);
        for word in self.words.iter().filter(|word| word.own && taken.entries().contains(&word.entry)) {
            let actor = &base.actors[word.actor];
            let renewed = new.actor(actor.id.as_str()).is_some_and(|place| !new.actors[place].keys.is_empty());
            if !actor.keys.is_empty() || !renewed {
                continue;
            }
            for (desk, line) in word.past.iter().filter(|(desk, _)| self.log.desks[**desk].actor == actor.id) {
                floors[*desk] = floors[*desk].max(*line);
            }
        }
    }
}
