//! Takes in what another workspace has and this one lacks: books, versions of the plan, evidence. The one door for what comes from
//! outside: what does not fit is refused by book, with the reason, and leaves no trace.
//!
//! ```text
//! offered   0 ── 1 ── 2 ── 3 (seal) ── 4      of an actor with keys: up to its last sound seal
//! ours      0 ── 1                            it is the beginning of what is offered, so lines 2 and 3 come
//! ```

use super::assemble::{Assembled, Seals, read_versions, with_versions};
use super::disk;
use super::error::StoreError;
use super::evidence::make_folder;
use super::outside::{self, Reason};
use super::read::{Files, LARGEST_PLAN, Plan, adopted, version};
use super::shared::attached;
use super::shelf::{self, book_of, is_apart};
use super::workspace::{BOOK, FORKS, Workspace};
use super::write::{Writer, keep_torn};
use crate::fold::vouch::sealed_upto;
use crate::ledger::chain::{Book, place_of};
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::ledger::fork::{Reading, shared_lines, upto_line};
use crate::ledger::line::recorded;
use crate::ledger::seal::is_sound;
use crate::model::decision::Terms;
use crate::model::entry::{Act, Entry};
use crate::model::hash::Hash;
use crate::model::index::{Ix, VersionIx};
use crate::model::moment::Moment;
use crate::model::name::BookId;
use crate::model::versions::Versions;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What became of each file of their ledger, by its stem: `goi.<32 hex>`, `forks/goi.<32 hex>.0123456789abcdef`.
    pub books: Vec<(String, Outcome)>,
    /// How many versions of the plan came.
    pub plans: usize,
    /// How many files of evidence came.
    pub evidence: usize,
    /// The plans and evidence that were not taken.
    pub passed: Vec<(String, Reason)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// So many lines of a book that we did not have.
    New(u64),
    /// So many lines more.
    Grew(u64),
    Same,
    /// We have all of it, and more.
    Behind,
    /// The line, counted from 1, and what follows are left out; so many lines before it came.
    UpTo {
        taken: u64,
        line: usize,
        why: Short,
    },
    /// Its actor sealed another version, too: from the line on, counted from 1. So many of its lines we did not have.
    Forked {
        taken: u64,
        line: usize,
    },
    Refused(Reason),
}

/// Why the end of a book is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Short {
    /// It is dated more than a day ahead.
    Future,
    /// Its actor, who has keys, has not sealed it.
    Unsealed,
    /// It would set aside a version of the plan that is followed here, for the one of this hash.
    Rival { ours: String, theirs: String },
}

/// The largest book and the largest piece of evidence that are taken, in bytes.
const LARGEST: u64 = 1 << 30;
/// How far ahead of this machine's clock a line may be dated, in seconds.
const AHEAD: i64 = 24 * 3600;
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
    let ours = Files::with(&workspace, |root| match Plan::read(&workspace, root) {
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
fn lent(theirs: &Workspace, root: Hash) -> Option<Plan> {
    let path = theirs.version(root);
    let bytes = outside::read(&path, LARGEST_PLAN).ok().filter(|bytes| Hash::of(bytes) == root)?;
    Plan::of(path, bytes, None).ok()
}

/// A file of their ledger.
struct Offer {
    file: String,
    reading: Result<Reading, Reason>,
    /// The line from which on it is left out, counted from 1; what is read ends before it.
    short: Option<(usize, Short)>,
}

fn offers(theirs: &Workspace, root: Hash, now: Moment) -> Result<Vec<Offer>, StoreError> {
    let mut offers = Vec::new();
    for (folder, prefix) in [(theirs.ledger(), String::new()), (theirs.forks(), format!("{FORKS}/"))] {
        let names = outside::list(&folder).map_err(StoreError::io("list", &folder))?;
        let suffix = format!(".{BOOK}");
        for stem in names.iter().filter_map(|name| name.strip_suffix(&suffix)) {
            let file = format!("{prefix}{stem}");
            let reading = open(&folder, stem, &file, root);
            offers.push(dated(file, reading, now));
        }
    }
    Ok(offers)
}

/// Opens a file of their ledger, if it is a whole book of this workspace. What a crash left at its end is left out.
fn open(folder: &Path, stem: &str, file: &str, root: Hash) -> Result<Reading, Reason> {
    let name = if is_apart(file) { stem.rsplit_once('.').map_or("", |(name, _)| name) } else { stem };
    let bytes = outside::read(&folder.join(format!("{stem}.{BOOK}")), LARGEST)?;
    if BookId::parse(name).is_none() {
        return Err(Reason::Name);
    }
    if is_apart(file) && book_of(stem, &bytes).is_none() {
        return Err(Reason::NotItsHash);
    }
    let (reading, flaws) = shelf::read(name, file, bytes);
    let damage = flaws.iter().find(|flaw| flaw.kind.is_damage());
    match (damage, reading) {
        (Some(flaw), _) => Err(Reason::Flaw(flaw.clone())),
        (None, None) => Err(flaws.first().map_or(Reason::Name, |flaw| Reason::Flaw(flaw.clone()))),
        (None, Some(reading)) if reading.book.opening.root != root => {
            let kind = FlawKind::OtherRoot { says: reading.book.opening.root };
            Err(Reason::Flaw(Flaw { book: file.to_owned(), line: 1, kind }))
        }
        (None, Some(reading)) if reading.book.seq == 0 => Err(Reason::Empty),
        (None, Some(reading)) => Ok(reading),
    }
}

/// The same up to the line that is dated too far ahead.
fn dated(file: String, reading: Result<Reading, Reason>, now: Moment) -> Offer {
    let limit = now.plus_seconds(AHEAD);
    match reading {
        Ok(reading) if reading.book.opening.at > limit => {
            Offer { reading: Err(Reason::Ahead { line: 1 }), short: None, file }
        }
        Ok(reading) => {
            let first = first_after(&reading.book, limit);
            let mut offer = Offer { file, reading: Ok(reading), short: None };
            first.into_iter().for_each(|seq| offer.cut(seq - 1, Short::Future));
            offer
        }
        Err(reason) => Offer { file, reading: Err(reason), short: None },
    }
}

/// The number of the first line that is recorded after a moment, counting or not.
fn first_after(book: &Book, limit: Moment) -> Option<u64> {
    let late = |seq: &u64| recorded(book.line_text(*seq)).is_none_or(|at| at > limit);
    let may_be = book.latest > limit || book.not_understood > 0;
    may_be.then(|| (1..=book.seq).find(late)).flatten()
}

impl Offer {
    /// Leaves out what stands behind a line.
    fn cut(&mut self, upto: u64, why: Short) {
        let Ok(reading) = &self.reading else { return };
        if upto >= reading.book.seq {
            return;
        }
        let (part, _) = shelf::read(&reading.book.id.to_string(), &self.file, upto_line(&reading.book, upto));
        self.reading = part.ok_or(Reason::Name);
        self.short = Some((upto as usize + 2, why));
    }

    fn refuse(&mut self, reason: Reason) {
        self.reading = Err(reason);
    }

    /// What is said of a file that holds no book to take.
    fn refused(&self) -> Option<Outcome> {
        match self.reading.as_ref().err()? {
            Reason::Flaw(flaw) if !flaw.kind.is_damage() => Some(Outcome::Behind),
            reason => Some(Outcome::Refused(reason.clone())),
        }
    }
}

/// What decides on what comes: what is here, the versions of the plan, and their keys.
struct Door<'a> {
    ours: &'a Files,
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
        ours: &'a Files,
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
        let in_use = |(_, reading): &(usize, &Reading)| !is_apart(&reading.file);
        let mut places: HashMap<BookId, usize> = readings
            .iter()
            .enumerate()
            .filter(in_use)
            .map(|(place, reading)| (reading.book.id.clone(), place))
            .collect();
        for offered in offers.iter().filter_map(|offer| offer.reading.as_ref().ok()) {
            match places.get(&offered.book.id).map(|place| &mut readings[*place]) {
                Some(known) if shared_lines(&known.book, &offered.book) == Some(known.book.seq) => {
                    *known = Reading { file: known.file.clone(), ..offered.clone() };
                }
                Some(known) if shared_lines(&known.book, &offered.book) == Some(offered.book.seq) => {}
                Some(_) => readings.push(Reading { file: format!("{FORKS}/{}", offered.file), ..offered.clone() }),
                None => {
                    places.insert(offered.book.id.clone(), readings.len());
                    readings.push(Reading { file: offered.book.id.to_string(), ..offered.clone() });
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
        reading: &Reading,
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

    fn versions_of(&self, id: &BookId) -> impl Iterator<Item = &'a Reading> + use<'a, '_> {
        let places = self.places.get(id).map(Vec::as_slice).unwrap_or_default();
        places.iter().map(|place| &self.ours.shelf.readings[*place])
    }

    /// What becomes of each offer, once those before it are taken.
    fn settle(&self, offers: &mut [Offer]) -> Settled {
        let mut settled = Settled::default();
        let mut here: HashMap<BookId, Vec<Reading>> = HashMap::new();
        let mut apart: BTreeMap<BookId, BTreeMap<String, Vec<u8>>> = BTreeMap::new();
        let mut asides = 0;
        for offer in offers.iter_mut() {
            let versions = match &offer.reading {
                Ok(Reading { book, .. }) => {
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
            let Found { outcome, deed, fork } = self.compare(versions, reading);
            if let Some(parted) = fork {
                let others = apart.entry(reading.book.id.clone()).or_default();
                let known = versions.iter().filter(|reading| is_apart(&reading.file)).count();
                let most = match () {
                    () if known >= MOST_VERSIONS => Some(MOST_VERSIONS),
                    () if asides >= MOST_ASIDES => Some(MOST_ASIDES),
                    () => None,
                };
                if let Some(most) = most {
                    settled.outcomes.push((offer.file.clone(), Outcome::Refused(Reason::TooMany { most })));
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
            if outcome_takes(&outcome) {
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
    fn ours_damaged(&self, versions: &[Reading], offer: &Reading) -> Option<Flaw> {
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
    fn compare(&self, versions: &[Reading], offer: &Reading) -> Found {
        let book = &offer.book;
        let found = |outcome, deed| Found { outcome, deed, fork: None };
        let Some(own) = versions.iter().find(|reading| !is_apart(&reading.file)) else {
            let bytes = upto_line(book, book.seq);
            return found(Outcome::New(book.seq), Some(Deed::Replace { id: book.id.clone(), whole: 0, bytes }));
        };
        let shared = shared_lines(&own.book, book).unwrap_or(0);
        let damaged = own.flaws.iter().any(|flaw| flaw.kind.is_damage());
        if versions.iter().any(|ours| shared_lines(&ours.book, book) == Some(book.seq)) && !damaged {
            let longer = own.book.seq > book.seq || shared < book.seq;
            return found(if longer { Outcome::Behind } else { Outcome::Same }, self.respelled(own, book, shared));
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
            return found(Outcome::Grew(more), Some(deed));
        }
        let sealed = |reading: &Reading| self.sealed(&reading.book);
        match (sealed(own), sealed(offer)) {
            // Ours has no seal where they part, so those lines never existed.
            (Some(ours), Some(_)) if ours <= shared && !forked => {
                let whole = upto_line(&own.book, shared).len();
                let bytes = upto_line(book, book.seq);
                found(Outcome::Grew(book.seq - shared), Some(Deed::Replace { id: book.id.clone(), whole, bytes }))
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
                Found { outcome: Outcome::Forked { taken: more, line }, deed, fork: Some(versions) }
            }
            _ => found(Outcome::Refused(Reason::OtherVersion { line: shared as usize + 2 }), None),
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
    fn respelled(&self, own: &Reading, book: &Book, shared: u64) -> Option<Deed> {
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
struct Found {
    outcome: Outcome,
    deed: Option<Deed>,
    /// The versions to set aside, where they part.
    fork: Option<Vec<Vec<u8>>>,
}

fn outcome_takes(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::New(_) | Outcome::Grew(_) | Outcome::Forked { .. })
}

impl Offer {
    /// The outcome of a book whose end was left out.
    fn shortened(&self, outcome: Outcome) -> Outcome {
        let Some((line, why)) = self.short.clone() else { return outcome };
        match outcome {
            Outcome::New(taken) | Outcome::Grew(taken) => Outcome::UpTo { taken, line, why },
            Outcome::Same | Outcome::Behind => Outcome::UpTo { taken: 0, line, why },
            other => other,
        }
    }
}

#[derive(Default)]
struct Settled {
    outcomes: Vec<(String, Outcome)>,
    deeds: Vec<Deed>,
    taken: Vec<Reading>,
}

/// What is to be done with a book's files.
enum Deed {
    SetAside {
        file: String,
        bytes: Vec<u8>,
    },
    /// Writes behind the first `whole` bytes.
    Extend {
        id: BookId,
        whole: usize,
        bytes: Vec<u8>,
    },
    /// Of what stood there, all that is behind the first `whole` bytes is kept aside; what is before stands elsewhere.
    Replace {
        id: BookId,
        whole: usize,
        bytes: Vec<u8>,
    },
}

impl Deed {
    /// Makes of the versions of its book what they are once it is carried out.
    fn foresee(&self, versions: &mut Vec<Reading>) {
        let own = versions.iter().position(|reading| !is_apart(&reading.file));
        let (id, bytes) = match self {
            Deed::SetAside { .. } => return,
            Deed::Extend { id, whole, bytes } => {
                let had = own.map_or(&[][..], |own| &versions[own].book.bytes[..*whole]);
                (id, [had, bytes].concat())
            }
            Deed::Replace { id, bytes, .. } => (id, bytes.clone()),
        };
        let Some(reading) = shelf::read(&id.to_string(), &id.to_string(), bytes).0 else { return };
        match own {
            Some(own) => versions[own] = reading,
            None => versions.push(reading),
        }
    }

    fn carry_out(&self, workspace: &Workspace) -> Result<(), StoreError> {
        match self {
            Deed::SetAside { file, bytes } => write(&workspace.book(file), bytes),
            Deed::Extend { id, whole, bytes } => {
                let path = tidied(workspace, id, *whole)?;
                disk::append(&path, *whole as u64, bytes).map_err(StoreError::io("write", &path))
            }
            Deed::Replace { id, whole, bytes } => write(&tidied(workspace, id, *whole)?, bytes),
        }
    }
}

/// The file of a book, once what stands behind its first `whole` bytes is kept.
fn tidied(workspace: &Workspace, id: &BookId, whole: usize) -> Result<PathBuf, StoreError> {
    let path = workspace.book(&id.to_string());
    let bytes = disk::read(&path).map_err(StoreError::io("read", &path))?.unwrap_or_default();
    keep_torn(workspace, id, whole, bytes.get(whole..).unwrap_or_default())?;
    Ok(path)
}

/// Files that are named by their hash.
struct Copies<'a> {
    ours: &'a Workspace,
    theirs: &'a Workspace,
    dry_run: bool,
}

impl Copies<'_> {
    fn plans(&self, named: BTreeSet<Hash>, passed: &mut Vec<(String, Reason)>) -> Result<usize, StoreError> {
        let have = |hash| Ok(version(self.ours, hash)?.is_some());
        self.copy((&self.theirs.plans(), &self.ours.plans(), ".json", LARGEST_PLAN), &named, have, passed)
    }

    fn evidence(&self, named: BTreeSet<Hash>, passed: &mut Vec<(String, Reason)>) -> Result<usize, StoreError> {
        let have = |hash: Hash| {
            let path = self.ours.evidence().join(hash.to_string());
            Ok(disk::size(&path).map_err(StoreError::io("read", &path))?.is_some())
        };
        if outside::is_folder(&self.theirs.evidence()) && !self.dry_run {
            make_folder(self.ours)?;
        }
        self.copy((&self.theirs.evidence(), &self.ours.evidence(), "", LARGEST), &named, have, passed)
    }

    /// Copies the files that are named and that we lack.
    fn copy(
        &self,
        (theirs, ours, ending, most): (&Path, &Path, &str, u64),
        named: &BTreeSet<Hash>,
        have: impl Fn(Hash) -> Result<bool, StoreError>,
        passed: &mut Vec<(String, Reason)>,
    ) -> Result<usize, StoreError> {
        let mut copied = 0;
        for name in outside::list(theirs).map_err(StoreError::io("list", theirs))? {
            let Some(stem) = name.strip_suffix(ending).filter(|_| !name.starts_with('.')) else { continue };
            let hash = match Hash::parse(stem) {
                Some(hash) if !named.contains(&hash) => Err(Reason::Unnamed),
                Some(hash) if have(hash)? => continue,
                Some(hash) => Ok(hash),
                None => Err(Reason::Name),
            };
            let taken = match hash {
                Ok(hash) => self.take(&theirs.join(&name), &ours.join(&name), most, hash)?,
                Err(reason) => Err(reason),
            };
            match taken {
                Ok(()) => copied += 1,
                Err(reason) => passed.push((shown(theirs, &name), reason)),
            }
        }
        Ok(copied)
    }

    fn take(&self, from: &Path, to: &Path, most: u64, hash: Hash) -> Result<Result<(), Reason>, StoreError> {
        if self.dry_run {
            let same = |found| if found == hash { Ok(()) } else { Err(Reason::NotItsHash) };
            return Ok(outside::hash(from, most).and_then(same));
        }
        let source = match outside::open(from, most) {
            Ok(source) => source,
            Err(reason) => return Ok(Err(reason)),
        };
        let folder = to.parent().unwrap_or(to);
        disk::make_dir(folder).map_err(StoreError::io("make", folder))?;
        let copied = disk::copy_aside(source, &self.ours.aside(), to, hash).map_err(StoreError::io("write", to))?;
        Ok(if copied { Ok(()) } else { Err(Reason::NotItsHash) })
    }
}

/// How a file of theirs is called: `plans/….json`.
fn shown(folder: &Path, name: &str) -> String {
    format!("{}/{name}", folder.file_name().unwrap_or_default().to_string_lossy())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(path);
    disk::make_dir(folder).map_err(StoreError::io("make", folder))?;
    disk::write_aside(path, bytes).map_err(StoreError::io("write", path))
}
