//! Takes in what another workspace has and this one lacks: books, versions of the plan, evidence. The one door for what comes from
//! outside: what does not fit is refused by book, with the reason, and leaves no trace.
//!
//! ```text
//! offered   0 ── 1 ── 2 ── 3 (seal) ── 4      of an actor with keys: up to its last sound seal
//! ours      0 ── 1                            it is the beginning of what is offered, so lines 2 and 3 come
//! ```

pub use super::offer::{BookOutcome, Short};

use super::assemble::{Assembled, Seals, read_versions, with_versions};
use super::deed::{Copies, write};
use super::error::StoreError;
use super::offer::{Offer, offers};
use super::outside::{self, Reason};
use super::read::{LARGEST_PLAN, PlanFiles, WorkspaceFiles, adopted, version};
use super::shared::attached;
use super::shelf::is_apart;
use super::workspace::{FORKS, Workspace};
use super::write::Writer;
use crate::fold::vouch::sealed_upto;
use crate::ledger::chain::{Book, place_of};
use crate::ledger::fork::{BookVersion, shared_lines};
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

/// So many books of one actor are taken.
const MOST_BOOKS: usize = 1_000;

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
pub(super) struct Door<'a> {
    pub(super) ours: &'a WorkspaceFiles,
    /// Which of our readings are versions of a book.
    pub(super) places: HashMap<BookId, Vec<usize>>,
    pub(super) versions: Versions,
    pub(super) seals: Seals,
    /// Which versions are followed here.
    pub(super) followed: Vec<String>,
    pub(super) accept: Option<&'a str>,
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
    pub(super) fn known(&self, book: &Book) -> Option<u64> {
        self.versions_of(&book.id).filter_map(|ours| shared_lines(&ours.book, book)).max()
    }

    pub(super) fn versions_of(&self, id: &BookId) -> impl Iterator<Item = &'a BookVersion> + use<'a, '_> {
        let places = self.places.get(id).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|place| &self.ours.shelf.readings[*place])
    }
}
