//! The lines of books of which no more than their heads was read, each found where it stands.

use super::super::assemble::{book_of, mean, meant};
use super::super::disk::Parts;
use super::super::pages::there;
use super::super::read::NewLines;
use super::super::shelf::read as read_book;
use crate::ledger::chain::{Book, Books, place_of};
use crate::ledger::line::{Sayings, entry_of};
use crate::ledger::point::RawSight;
use crate::ledger::witness::Shelves;
use crate::model::entry::{Entry, Sight};
use crate::model::index::{DeskIx, EntryIx, Ix};
use crate::model::long::{Lazily, ListSource, LongList};
use crate::model::moment::Moment;
use crate::model::name::{BookId, EntryName};
use borsh::{BorshDeserialize, BorshSerialize};
use rayon::prelude::*;
use std::io;
use std::sync::{Arc, LazyLock};

/// Where the line of an entry stands in its book.
#[derive(Clone, Copy, Debug, BorshSerialize, BorshDeserialize)]
pub struct KeptLine {
    start: u64,
    length: u32,
    /// Which of the entries that it names were found, by the place of the bit.
    found: u32,
}

/// Where the line of an entry stands; an error where it names more than can be told.
pub fn kept_line(books: &Books, entry: &Entry) -> io::Result<KeptLine> {
    let named: Vec<&EntryName> = entry.names().collect();
    let line = usize::try_from(entry.seq).ok().and_then(|seq| books[entry.book].lines.get(seq));
    let (Some(line), ..=NAMED) = (line, named.len()) else { return Err(io::ErrorKind::Unsupported.into()) };
    let found = named.iter().enumerate().map(|(bit, name)| u32::from(name.meant.is_none()) << bit).sum();
    let length = u32::try_from(line.len()).map_err(|_| io::ErrorKind::Unsupported)?;
    Ok(KeptLine { start: line.start as u64, length, found })
}

/// Whether an entry names one that is not here.
pub fn dangles(entry: &Entry) -> bool {
    entry.names().any(|name| name.meant.is_some())
}

/// The entries as their lines say them.
pub struct KeptLines {
    pub places: LongList<EntryIx, KeptLine>,
    /// Of each book.
    pub files: Vec<Parts>,
    pub books: Books,
    /// How many entries stand before the first of each desk.
    pub desks: Vec<usize>,
}

impl KeptLines {
    fn book_of(&self, place: usize) -> DeskIx {
        DeskIx::at(self.desks.partition_point(|before| *before <= place) - 1)
    }

    fn entry(&self, place: usize, line: KeptLine, bytes: &[u8]) -> Entry {
        let mut entry = there(entry_of(bytes).ok_or(io::ErrorKind::InvalidData.into()));
        entry.book = self.book_of(place);
        for (bit, name) in entry.names_mut().enumerate() {
            let book = book_of(name).and_then(|id| place_of(&self.books, &id));
            meant(name, &self.books, book.filter(|_| line.found.checked_shr(bit as u32).unwrap_or(0) & 1 != 0), book);
        }
        entry
    }
}

impl ListSource<Entry> for KeptLines {
    fn count(&self) -> usize {
        self.places.len()
    }

    fn around(&self, place: usize) -> (usize, Vec<Entry>) {
        let line = self.places[EntryIx::at(place)];
        let file = &self.files[self.book_of(place).place()];
        let bytes = there(file.read(line.start, line.length as usize));
        (place, vec![self.entry(place, line, &bytes)])
    }

    fn several(&self, places: &[usize]) -> Vec<Entry> {
        self.places.read_ahead(&places.iter().copied().map(EntryIx::at).collect::<Vec<_>>());
        let of_books = places.chunk_by(|one, next| self.book_of(*one) == self.book_of(*next));
        let entries = of_books.flat_map(|places| {
            let line = |place: &usize| self.places[EntryIx::at(*place)];
            let parts = places.iter().map(line).map(|line| (line.start, line.length as usize));
            let texts = there(self.files[self.book_of(places[0]).place()].read_several(parts));
            let entry = |(place, text): (&usize, Vec<u8>)| self.entry(*place, line(place), &text);
            places.par_iter().zip(texts).map(entry).collect::<Vec<_>>()
        });
        entries.collect()
    }

    fn all(&self) -> Vec<Entry> {
        let read = |file: &Parts| there(file.read(0, file.length() as usize));
        let texts: Vec<Vec<u8>> = self.files.par_iter().map(read).collect();
        let entry = |(place, line): (usize, &KeptLine)| {
            let start = line.start as usize;
            let bytes = texts[self.book_of(place).place()].get(start..start + line.length as usize);
            self.entry(place, *line, there(bytes.ok_or(io::ErrorKind::UnexpectedEof.into())))
        };
        self.places.par_iter().enumerate().map(entry).collect()
    }
}

/// So many entries that one entry names can be told to be found.
const NAMED: usize = u32::BITS as usize;

/// Where the lines of a book are found, each of which is an entry.
pub struct FoundLines {
    pub places: LongList<EntryIx, KeptLine>,
    /// How many entries stand before the first of its desk.
    pub before: usize,
    pub count: u64,
    /// How many bytes of its file were kept.
    pub kept: u64,
    pub file: Parts,
}

impl FoundLines {
    /// A line of the book; `more` are those behind what was kept.
    pub fn line(&self, seq: u64, more: &[u8]) -> Option<String> {
        let of = |seq: u64| {
            let place = self.before + usize::try_from(seq).ok()?.checked_sub(1)?;
            self.places.get(EntryIx::at(place)).copied()
        };
        let (start, length) = match seq {
            0 => (0, if self.count == 0 { self.kept } else { of(1)?.start }.checked_sub(1)? as usize),
            seq if seq <= self.count => of(seq).map(|line| (line.start, line.length as usize))?,
            seq => {
                let line = more.split(|byte| *byte == b'\n').nth((seq - self.count - 1) as usize)?;
                return String::from_utf8(line.to_vec()).ok();
            }
        };
        String::from_utf8(there(self.file.read(start, length))).ok()
    }
}

/// A book of which no more than its head was read: what its lines say is read when somebody asks.
pub fn from_file(book: &mut Book, name: String, file: Parts) {
    let head = book.head;
    let whole = Arc::new(LazyLock::new(move || {
        let bytes = there(file.read(0, file.length() as usize));
        // Somebody may have changed a line and left size and time.
        let (reading, flaws) = read_book(&name, &name, bytes);
        let book = reading.map(|reading| reading.book).filter(|book| book.head == head && flaws.is_empty());
        there(book.ok_or(io::ErrorKind::InvalidData.into()))
    }));
    let (bytes, lines, seals, sights) = (whole.clone(), whole.clone(), whole.clone(), whole);
    book.bytes = Lazily::from_source(move || bytes.bytes.to_vec());
    book.lines = Lazily::from_source(move || lines.lines.to_vec());
    book.seals = Lazily::from_source(move || seals.seals.to_vec());
    book.sights = Lazily::from_source(move || sights.sights.to_vec());
}

/// The entries of lines that were written behind a book, which has them by now; nothing where they are ahead of now, or saw what is not
/// here.
pub fn new_lines(
    books: &Books,
    book: &BookId,
    bytes: &[u8],
    mut said: Sayings,
    now: Moment,
) -> Option<(NewLines, Vec<KeptLine>)> {
    let desk = place_of(books, book)?;
    let shelves = Shelves::of(books);
    let sight = |sight: &RawSight| {
        let (line, point) = (sight.line, sight.point);
        shelves.having(&sight.book, &point).map(|desk| Sight { line, desk, seq: point.seq, told: true })
    };
    let sights: Vec<Sight> = said.sights.iter().map(sight).collect::<Option<_>>()?;
    let mut start = (books[desk].whole - bytes.len()) as u64;
    let mut lines = Vec::with_capacity(said.entries.len());
    for (entry, line) in said.entries.iter_mut().zip(bytes.split(|byte| *byte == b'\n')) {
        entry.book = desk;
        (entry.at <= now).then_some(())?;
        entry.names_mut().for_each(|name| mean(name, books, &shelves));
        (!dangles(entry)).then_some(())?;
        let found = entry.names().enumerate().map(|(bit, name)| u32::from(name.meant.is_none()) << bit);
        (entry.names().count() <= NAMED).then_some(())?;
        lines.push(KeptLine { start, length: u32::try_from(line.len()).ok()?, found: found.sum() });
        start += line.len() as u64 + 1;
    }
    Some((NewLines { desk, entries: said.entries, sights }, lines))
}
