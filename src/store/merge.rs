//! Takes in what another workspace has and this one lacks: books, versions of the plan, evidence. The one door for what comes from
//! outside: what does not fit is refused by book, with the reason, and leaves no trace.
//!
//! ```text
//! offered   0 ── 1 ── 2 ── 3 (seal) ── 4      of an actor with keys: up to its last sound seal
//! ours      0 ── 1                            it is the beginning of what is offered, so lines 2 and 3 come
//! ```

pub use super::offer::{BookOutcome, Short};

use super::assemble::{Assembled, Seals, read_versions, with_versions};
use super::deed::{Copies, Deed, write};
use super::error::StoreError;
use super::offer::{Offer, offers};
use super::outside::{self, Reason};
use super::read::{LARGEST_PLAN, PlanFiles, WorkspaceFiles, adopted, version};
use super::shared::attached;
use super::shelf::{self, is_apart};
use super::workspace::{FORKS, Workspace};
use super::write::Writer;
use crate::fold::vouch::sealed_upto;
use crate::ledger::chain::{Book, place_of};
use crate::ledger::flaw::Flaw;
use crate::ledger::fork::{BookVersion, shared_lines, upto_line};
use crate::ledger::seal::is_sound;
use crate::model::decision::Terms;
use crate::model::entry::{Act, Entry};
use crate::model::hash::Hash;
use crate::model::index::{Ix, VersionIx};
use crate::model::moment::Moment;
use crate::model::name::BookId;
use crate::model::versions::Versions;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What became of each file of their ledger, by its stem: `goi.<32 hex>`, `forks/goi.<32 hex>.0123456789abcdef`.
    pub books: Vec<(String, BookOutcome)>,
    /// How many versions of the plan came.
    pub plans: usize,
    /// How many files of evidence came.
    pub evidence: usize,
    /// The plans and evidence that were not taken.
    pub passed: Vec<(String, Reason)>,
}

/// So many books of one actor are taken, and so many versions of one book.
const MOST_BOOKS: usize = 1_000;
const MOST_VERSIONS: usize = 16;
/// So many versions are set aside at once.
const MOST_ASIDES: usize = 512;

/// Takes in what the folder `from`, laid out like a workspace, has and ours lacks; a dry run only tells.
pub fn merge(writer: &mut Writer, from: &Path, now: Moment, dry_run: bool) -> Result<Merged, StoreError> {
    merge_accepting(writer, from, now, dry_run, None)
}

/// The same; a version whose hash begins like `accept` may set aside one that is followed here.
pub fn merge_accepting(
    writer: &mut Writer,
    from: &Path,
    now: Moment,
    dry_run: bool,
    accept: Option<&str>,
) -> Result<Merged, StoreError> {
    let theirs = Workspace { dir: from.to_owned() };
    if !outside::is_folder(&theirs.ledger()) {
        return Err(StoreError::NoLedger { path: theirs.dir });
    }
    let workspace = writer.workspace.clone();
    let ours = WorkspaceFiles::with(&workspace, |root| match PlanFiles::read(&workspace, root) {
        // It is among what is about to be taken.
        Err(StoreError::PlanMissing { root }) => lent(&theirs, root).ok_or(StoreError::PlanMissing { root }),
        plan => plan,
    })?;
    let root = ours.root.unwrap_or(ours.plan.hash);
    let mut offers = offers(&theirs, root, now)?;
    let door = Door::of(&ours, &workspace, &theirs, &offers, accept)?;
    door.look(&mut offers);
    let settled = door.settle(&mut offers);
    let mut merged = Merged { books: settled.outcomes, ..Merged::default() };
    merged.books.sort_by(|(a, _), (b, _)| (is_apart(a), a).cmp(&(is_apart(b), b)));
    let entries = || ours.shelf.readings.iter().chain(&settled.taken).flat_map(|reading| &reading.entries);
    if !dry_run && !settled.deeds.is_empty() && ours.root.is_none() {
        // The first book makes the draft the plan for good.
        write(&workspace.version(root), ours.plan.text.as_bytes())?;
    }
    let files = Copies { ours: &workspace, theirs: &theirs, dry_run };
    merged.plans = files.plans(entries().filter_map(adopted).chain([root]).collect(), &mut merged.passed)?;
    merged.evidence = files.evidence(attached(entries()), &mut merged.passed)?;
    if !dry_run {
        settled.deeds.iter().try_for_each(|deed| deed.carry_out(&workspace))?;
    }
    Ok(merged)
}

/// A version of the plan, where only they have it.
fn lent(theirs: &Workspace, root: Hash) -> Option<PlanFiles> {
    let path = theirs.version(root);
    let bytes = outside::read(&path, LARGEST_PLAN).ok().filter(|bytes| Hash::of(bytes) == root)?;
    PlanFiles::of(path, bytes, None).ok()
}

/// What decides on what comes: what is here, the versions of the plan, and their keys.
struct Door<'a> {
    ours: &'a WorkspaceFiles,
    /// Which of our readings are versions of a book.
    places: HashMap<BookId, Vec<usize>>,
    versions: Versions,
    seals: Seals,
    /// Which versions are followed here.
    followed: Vec<String>,
    accept: Option<&'a str>,
}

impl<'a> Door<'a> {
    fn of(
        ours: &'a WorkspaceFiles,
        workspace: &Workspace,
        theirs: &Workspace,
        offers: &[Offer],
        accept: Option<&'a str>,
    ) -> Result<Door<'a>, StoreError> {
        let offered = offers.iter().filter_map(|offer| offer.reading.as_ref().ok());
        let entries = ours.shelf.readings.iter().chain(offered).flat_map(|reading| &reading.entries);
        let named: BTreeSet<Hash> = entries.filter_map(adopted).filter(|hash| *hash != ours.plan.hash).collect();
        let mut texts: Vec<(Hash, String)> = vec![(ours.plan.hash, ours.plan.text.clone())];
        for hash in named {
            let own = version(workspace, hash)?.map(|version| version.text);
            let text = own.or_else(|| lent(theirs, hash).map(|plan| plan.text));
            texts.extend(text.map(|text| (hash, text)));
        }
        let texts: Vec<(Hash, &str)> = texts.iter().map(|(hash, text)| (*hash, text.as_str())).collect();
        let versions = read_versions(&texts);
        let seals = Seals::of(&versions);
        let mut places: HashMap<BookId, Vec<usize>> = HashMap::new();
        for (place, reading) in ours.shelf.readings.iter().enumerate() {
            places.entry(reading.book.id.clone()).or_default().push(place);
        }
        let mut door = Door { ours, places, versions, seals, followed: Vec::new(), accept };
        let assembled = with_versions(ours.shelf.readings.clone(), &door.versions);
        door.followed = door.adopted(&assembled);
        Ok(door)
    }

    fn adopted(&self, assembled: &Assembled) -> Vec<String> {
        assembled.trust.adopted.iter().map(|adoption| self.versions.0[adoption.version].0.clone()).collect()
    }

    /// Everything that would be at hand, were the offers taken as they are now.
    fn union(&self, offers: &[Offer]) -> Assembled {
        let mut readings = self.ours.shelf.readings.clone();
        let in_use = |(_, reading): &(usize, &BookVersion)| !is_apart(&reading.file);
        let mut places: HashMap<BookId, usize> = readings
            .iter()
            .enumerate()
            .filter(in_use)
            .map(|(place, reading)| (reading.book.id.clone(), place))
            .collect();
        for offered in offers.iter().filter_map(|offer| offer.reading.as_ref().ok()) {
            match places.get(&offered.book.id).map(|place| &mut readings[*place]) {
                Some(known) if shared_lines(&known.book, &offered.book) == Some(known.book.seq) => {
                    *known = BookVersion { file: known.file.clone(), ..offered.clone() };
                }
                Some(known) if shared_lines(&known.book, &offered.book) == Some(offered.book.seq) => {}
                Some(_) => readings.push(BookVersion { file: format!("{FORKS}/{}", offered.file), ..offered.clone() }),
                None => {
                    places.insert(offered.book.id.clone(), readings.len());
                    readings.push(BookVersion { file: offered.book.id.to_string(), ..offered.clone() });
                }
            }
        }
        with_versions(readings, &self.versions)
    }

    /// Refuses and cuts what may not come in, whatever is here.
    fn look(&self, offers: &mut [Offer]) {
        self.known_actors(offers);
        offers.iter_mut().for_each(|offer| self.own_book(offer));
        let union = self.union(offers);
        self.sealed_only(offers, &union);
        let union = if offers.iter().any(|offer| offer.short.is_some()) { self.union(offers) } else { union };
        self.no_rivals(offers, union);
    }

    /// Refuses books of actors whom no version has, and more books of one than anybody opens.
    fn known_actors(&self, offers: &mut [Offer]) {
        let mut books: BTreeMap<String, usize> = BTreeMap::new();
        for offer in offers {
            let Ok(reading) = &offer.reading else { continue };
            let actor = reading.book.opening.actor.clone();
            let known = self.versions.0.iter().any(|(_, plan)| plan.actor(actor.as_str()).is_some());
            let count = books.entry(actor.to_string()).or_default();
            *count += 1;
            if !known && !self.versions.0.is_empty() {
                offer.refuse(Reason::NoActor(actor));
            } else if *count > MOST_BOOKS {
                offer.refuse(Reason::TooMany { most: MOST_BOOKS });
            }
        }
    }

    /// Of a book of this machine nothing comes in but what this machine wrote.
    fn own_book(&self, offer: &mut Offer) {
        let Ok(reading) = &offer.reading else { return };
        let Some(own) = self.ours.desk.books.iter().find(|own| own.book == reading.book.id) else { return };
        let known = own.ends().filter(|end| reading.book.has(end)).map(|end| end.seq).max();
        let here = self.versions_of(&reading.book.id).find(|known| !is_apart(&known.file));
        let shared = here.and_then(|here| shared_lines(&here.book, &reading.book));
        match known.max(shared) {
            Some(known) if known >= reading.book.seq => {}
            known => {
                let line = known.unwrap_or(0) as usize + 2;
                offer.refuse(Reason::NotOurs { line });
            }
        }
    }

    /// Of an actor with keys only what a sound seal of its own covers comes in.
    fn sealed_only(&self, offers: &mut [Offer], union: &Assembled) {
        let Some((_, plan)) = self.versions.0.get(union.trust.version()) else { return };
        for offer in offers {
            let Ok(reading) = &offer.reading else { continue };
            let book = &reading.book;
            let Some(actor) = plan.actor(book.opening.actor.as_str()).map(|place| &plan.actors[place]) else {
                continue;
            };
            if actor.keys.is_empty() {
                continue;
            }
            let place = place_of(&union.books, &book.id);
            let kept = place.map(|place| union.trust.upto[place].min(union.books[place].seq));
            let kept =
                kept.filter(|seq| place.is_some_and(|place| union.books[place].hash_at(*seq) == book.hash_at(*seq)));
            let upto = sealed_upto(actor, &self.seals.desk(book).0).max(kept.unwrap_or(0));
            match upto {
                0 => offer.refuse(Reason::NotSealed { actor: actor.id.to_string(), line: 2 }),
                upto => offer.cut(upto, Short::Unsealed),
            }
        }
    }

    /// Leaves out what would set aside a version that is followed here.
    fn no_rivals(&self, offers: &mut [Offer], mut union: Assembled) {
        for _ in 0..=offers.len() {
            let adopted = self.adopted(&union);
            let common = adopted.iter().zip(&self.followed).take_while(|(a, b)| a == b).count();
            let Some(ours) = self.followed.get(common) else { return };
            let base = common.checked_sub(1).map_or(&self.versions.0[VersionIx::FIRST].0, |last| &self.followed[last]);
            let rival = |entry: &Entry| -> Option<String> {
                let Act::Decide(terms) = &entry.act else { return None };
                let Terms::Amend { base: from, plan, .. } = &**terms else { return None };
                (from == base && plan != ours).then(|| plan.clone())
            };
            let mut cut = false;
            for offer in offers.iter_mut() {
                let Ok(reading) = &offer.reading else { continue };
                let known = self.known(&reading.book).unwrap_or(0);
                let union_says = |entry: &Entry| self.says(&union, reading, entry, &rival);
                let first = reading
                    .entries
                    .iter()
                    .filter(|entry| entry.seq > known)
                    .find_map(|entry| Some((entry.seq, union_says(entry)?)));
                let Some((seq, theirs)) = first else { continue };
                if self.accept.is_some_and(|accept| theirs.starts_with(accept)) {
                    continue;
                }
                let desk = self.seals.desk(&reading.book).0;
                let seals = desk.seals.iter().flat_map(|sealed| &sealed.seals).map(|(seal, _)| *seal);
                let before =
                    if desk.seals.is_empty() { seq - 1 } else { seals.filter(|seal| *seal < seq).max().unwrap_or(0) };
                offer.cut(before.max(known), Short::Rival { ours: ours.clone(), theirs });
                cut = true;
            }
            if !cut {
                return;
            }
            union = self.union(offers);
        }
    }

    /// The rival version that an entry proposes, or agrees to.
    fn says(
        &self,
        union: &Assembled,
        reading: &BookVersion,
        entry: &Entry,
        rival: &dyn Fn(&Entry) -> Option<String>,
    ) -> Option<String> {
        let place = union.desks.position(|desk| desk.id == reading.book.id)?;
        let at = union.entries.find_by_key(&(place, entry.seq), |known| (known.book, known.seq));
        let mut entry = at.map_or(entry, |at| &union.entries[at]);
        for _ in 0..16 {
            let Act::Agree { entry: name } = &entry.act else { break };
            entry = &union.entries[union.log().find(name)?];
        }
        rival(entry)
    }

    /// How many lines of a book we have; nothing if not even its opening.
    fn known(&self, book: &Book) -> Option<u64> {
        self.versions_of(&book.id).filter_map(|ours| shared_lines(&ours.book, book)).max()
    }

    fn versions_of(&self, id: &BookId) -> impl Iterator<Item = &'a BookVersion> + use<'a, '_> {
        let places = self.places.get(id).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|place| &self.ours.shelf.readings[*place])
    }

    /// What becomes of each offer, once those before it are taken.
    fn settle(&self, offers: &mut [Offer]) -> SettledOffers {
        let mut settled = SettledOffers::default();
        let mut here: HashMap<BookId, Vec<BookVersion>> = HashMap::new();
        let mut apart: BTreeMap<BookId, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
        let mut asides = 0;
        for offer in offers.iter_mut() {
            let versions = match &offer.reading {
                Ok(BookVersion { book, .. }) => {
                    here.entry(book.id.clone()).or_insert_with(|| self.versions_of(&book.id).cloned().collect())
                }
                Err(_) => &mut Vec::new(),
            };
            if let Ok(reading) = &offer.reading
                && let Some(flaw) = self.ours_damaged(versions, reading)
            {
                offer.refuse(Reason::OursDamaged(flaw));
            }
            let Ok(reading) = &offer.reading else {
                settled.outcomes.extend(offer.refused().map(|outcome| (offer.file.clone(), outcome)));
                continue;
            };
            let OfferResult { outcome, deed, fork } = self.compare(versions, reading);
            if let Some(parted) = fork {
                let others = apart.entry(reading.book.id.clone()).or_default();
                let known = versions.iter().filter(|reading| is_apart(&reading.file)).count();
                let most = match () {
                    () if known >= MOST_VERSIONS => Some(MOST_VERSIONS),
                    () if asides >= MOST_ASIDES => Some(MOST_ASIDES),
                    () => None,
                };
                if let Some(most) = most {
                    settled.outcomes.push((offer.file.clone(), BookOutcome::Refused(Reason::TooMany { most })));
                    continue;
                }
                asides += parted.len();
                for bytes in parted {
                    let file = shelf::apart(&reading.book.id, &bytes);
                    versions.extend(shelf::read(&reading.book.id.to_string(), &file, bytes.clone()).0);
                    others.insert(file, bytes);
                }
            }
            if let Some(deed) = &deed {
                deed.foresee(versions);
            }
            if outcome.takes() {
                settled.taken.push(reading.clone());
            }
            settled.deeds.extend(deed);
            settled.outcomes.push((offer.file.clone(), offer.shortened(outcome)));
        }
        let apart = apart.into_values().flatten().map(|(file, bytes)| Deed::SetAside { file, bytes });
        settled.deeds.splice(0..0, apart);
        settled
    }

    /// What is wrong with the file of ours that what is offered does not make whole.
    fn ours_damaged(&self, versions: &[BookVersion], offer: &BookVersion) -> Option<Flaw> {
        let file = offer.book.id.to_string();
        let damage = |flaw: &&Flaw| flaw.kind.is_damage();
        let unread = self.ours.shelf.flaws.iter().filter(damage).find(|flaw| flaw.book == file);
        let own = versions.iter().find(|reading| !is_apart(&reading.file));
        let damage = own.and_then(|own| own.flaws.iter().find(damage));
        // Whoever has fewer bytes than the damaged file may lack what stood behind the damage.
        let shorter = own.is_some_and(|own| offer.book.whole < own.book.bytes.len());
        let held = self.ours.desk.books.iter().find(|own| own.book == offer.book.id);
        let whole = held.is_some_and(|own| own.ends().next().is_some_and(|end| offer.book.has(&end)));
        unread.or(damage.filter(|_| shorter && !whole)).cloned()
    }

    /// A book as it is offered against what we have of it.
    fn compare(&self, versions: &[BookVersion], offer: &BookVersion) -> OfferResult {
        let book = &offer.book;
        let found = |outcome, deed| OfferResult { outcome, deed, fork: None };
        let Some(own) = versions.iter().find(|reading| !is_apart(&reading.file)) else {
            let bytes = upto_line(book, book.seq);
            return found(BookOutcome::New(book.seq), Some(Deed::Replace { id: book.id.clone(), whole: 0, bytes }));
        };
        let shared = shared_lines(&own.book, book).unwrap_or(0);
        let damaged = own.flaws.iter().any(|flaw| flaw.kind.is_damage());
        if versions.iter().any(|ours| shared_lines(&ours.book, book) == Some(book.seq)) && !damaged {
            let longer = own.book.seq > book.seq || shared < book.seq;
            return found(
                if longer { BookOutcome::Behind } else { BookOutcome::Same },
                self.respelled(own, book, shared),
            );
        }
        let known = versions.iter().filter_map(|ours| shared_lines(&ours.book, book)).max();
        let more = book.seq - known.unwrap_or(0);
        let forked = versions.len() > 1;
        if shared == own.book.seq && !forked {
            let bytes = upto_line(book, book.seq)[own.book.whole.min(upto_line(book, book.seq).len())..].to_vec();
            let deed = match self.respelled(own, book, shared) {
                Some(_) => {
                    Deed::Replace { id: book.id.clone(), whole: own.book.whole, bytes: lesser(&own.book, book, shared) }
                }
                None => Deed::Extend { id: book.id.clone(), whole: own.book.whole, bytes },
            };
            return found(BookOutcome::Grew(more), Some(deed));
        }
        let sealed = |reading: &BookVersion| self.sealed(&reading.book);
        match (sealed(own), sealed(offer)) {
            // Ours has no seal where they part, so those lines never existed.
            (Some(ours), Some(_)) if ours <= shared && !forked => {
                let whole = upto_line(&own.book, shared).len();
                let bytes = upto_line(book, book.seq);
                found(BookOutcome::Grew(book.seq - shared), Some(Deed::Replace { id: book.id.clone(), whole, bytes }))
            }
            (Some(ours), Some(theirs)) if theirs > shared => {
                let line = shared as usize + 2;
                let mut versions = vec![upto_line(book, book.seq)];
                let mut deed = None;
                if !forked {
                    versions.push(upto_line(&own.book, ours));
                    let whole = upto_line(&own.book, shared).len();
                    deed = Some(Deed::Replace { id: book.id.clone(), whole, bytes: upto_line(book, shared) });
                }
                OfferResult { outcome: BookOutcome::Forked { taken: more, line }, deed, fork: Some(versions) }
            }
            _ => found(BookOutcome::Refused(Reason::OtherVersion { line: shared as usize + 2 }), None),
        }
    }

    /// Up to which line a book is sealed by a key of its actor; nothing where that has none.
    fn sealed(&self, book: &Book) -> Option<u64> {
        let sealed = self.seals.vouched(book);
        let has_keys = |actor: &str| {
            self.versions
                .0
                .iter()
                .any(|(_, plan)| plan.actor(actor).is_some_and(|place| !plan.actors[place].keys.is_empty()))
        };
        has_keys(book.opening.actor.as_str()).then_some(sealed)
    }

    /// Ours, where a seal line that both have is spelled otherwise and the lesser of two sound signatures is theirs.
    fn respelled(&self, own: &BookVersion, book: &Book, shared: u64) -> Option<Deed> {
        let (ours, theirs) = (upto_line(&own.book, shared), upto_line(book, shared));
        if ours == theirs {
            return None;
        }
        let better = lesser(&own.book, book, shared);
        (better != ours).then(|| {
            let rest = own.book.bytes.get(ours.len()..own.book.whole).unwrap_or_default();
            let bytes = [&better[..], rest].concat();
            Deed::Replace { id: book.id.clone(), whole: own.book.whole, bytes }
        })
    }
}

/// The lines that two books share and those that only the second has; of two spellings of a seal line the lesser that is sound.
fn lesser(own: &Book, other: &Book, shared: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(other.whole);
    for seq in 0..=shared.max(other.seq) {
        let (ours, theirs) = (own.line_text(seq), other.line_text(seq));
        let sound =
            |book: &Book| book.seals.iter().find(|seal| seal.seq == seq).is_some_and(|seal| is_sound(book, seal));
        let line = match seq <= shared {
            false => theirs,
            true if ours == theirs => ours,
            true => match (sound(own), sound(other)) {
                (true, true) => ours.min(theirs),
                (false, true) => theirs,
                _ => ours,
            },
        };
        bytes.extend_from_slice(line.as_bytes());
        bytes.push(b'\n');
    }
    bytes
}

/// What an offer comes to.
struct OfferResult {
    outcome: BookOutcome,
    deed: Option<Deed>,
    /// The versions to set aside, where they part.
    fork: Option<Vec<Vec<u8>>>,
}

#[derive(Default)]
struct SettledOffers {
    outcomes: Vec<(String, BookOutcome)>,
    deeds: Vec<Deed>,
    taken: Vec<BookVersion>,
}
