//! What each offered book comes to, held against ours: the same, more, less, or another version, and what is then done with its files.

use super::deed::Deed;
use super::merge::Door;
use super::offer::{BookOutcome, Offer};
use super::outside::Reason;
use super::shelf::{self, is_apart};
use crate::ledger::chain::Book;
use crate::ledger::flaw::Flaw;
use crate::ledger::fork::{BookVersion, shared_lines, upto_line};
use crate::ledger::seal::is_sound;
use crate::model::name::BookId;
use std::collections::{BTreeMap, HashMap};

/// So many versions of one book are taken, and so many are set aside at once.
const MOST_VERSIONS: usize = 16;
const MOST_ASIDES: usize = 512;

impl Door<'_> {
    /// What becomes of each offer, once those before it are taken.
    pub(super) fn settle(&self, offers: &mut [Offer]) -> SettledOffers {
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

/// What all offers come to.
#[derive(Default)]
pub(super) struct SettledOffers {
    pub outcomes: Vec<(String, BookOutcome)>,
    pub deeds: Vec<Deed>,
    pub taken: Vec<BookVersion>,
}
