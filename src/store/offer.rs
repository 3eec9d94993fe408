//! What another folder offers of books: each file opened, cut where it is dated too far ahead, or refused with the reason; and what
//! comes of it.

use super::error::StoreError;
use super::outside::{self, Reason};
use super::shelf::{self, book_of, is_apart};
use super::workspace::{BOOK, FORKS, Workspace};
use crate::ledger::chain::Book;
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::ledger::fork::{BookVersion, upto_line};
use crate::ledger::line::recorded;
use crate::model::hash::Hash;
use crate::model::moment::Moment;
use crate::model::name::BookId;
use std::path::Path;

/// What became of a book that was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BookOutcome {
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
pub const LARGEST: u64 = 1 << 30;
/// How far ahead of this machine's clock a line may be dated, in seconds.
const AHEAD: i64 = 24 * 3600;
/// A file of their ledger.
pub struct Offer {
    pub file: String,
    pub reading: Result<BookVersion, Reason>,
    /// The line from which on it is left out, counted from 1; what is read ends before it.
    pub short: Option<(usize, Short)>,
}

/// All files of their ledger.
pub fn offers(theirs: &Workspace, root: Hash, now: Moment) -> Result<Vec<Offer>, StoreError> {
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
fn open(folder: &Path, stem: &str, file: &str, root: Hash) -> Result<BookVersion, Reason> {
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
fn dated(file: String, reading: Result<BookVersion, Reason>, now: Moment) -> Offer {
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
    let late = |seq: &u64| recorded(&book.line_text(*seq)).is_none_or(|at| at > limit);
    let may_be = book.latest > limit || book.not_understood > 0;
    may_be.then(|| (1..=book.seq).find(late)).flatten()
}

impl Offer {
    /// Leaves out what stands behind a line.
    pub fn cut(&mut self, upto: u64, why: Short) {
        let Ok(reading) = &self.reading else { return };
        if upto >= reading.book.seq {
            return;
        }
        let (part, _) = shelf::read(&reading.book.id.to_string(), &self.file, upto_line(&reading.book, upto));
        self.reading = part.ok_or(Reason::Name);
        self.short = Some((upto as usize + 2, why));
    }

    pub fn refuse(&mut self, reason: Reason) {
        self.reading = Err(reason);
    }

    /// What is said of a file that holds no book to take.
    pub fn refused(&self) -> Option<BookOutcome> {
        match self.reading.as_ref().err()? {
            Reason::Flaw(flaw) if !flaw.kind.is_damage() => Some(BookOutcome::Behind),
            reason => Some(BookOutcome::Refused(reason.clone())),
        }
    }
}

impl BookOutcome {
    /// Whether anything was taken that is more than the beginning of what was offered.
    pub fn takes(&self) -> bool {
        matches!(self, BookOutcome::New(_) | BookOutcome::Grew(_) | BookOutcome::Forked { .. })
    }
}

impl Offer {
    /// The outcome of a book whose end was left out.
    pub fn shortened(&self, outcome: BookOutcome) -> BookOutcome {
        let Some((line, why)) = self.short.clone() else { return outcome };
        match outcome {
            BookOutcome::New(taken) | BookOutcome::Grew(taken) => BookOutcome::UpTo { taken, line, why },
            BookOutcome::Same | BookOutcome::Behind => BookOutcome::UpTo { taken: 0, line, why },
            other => other,
        }
    }
}
