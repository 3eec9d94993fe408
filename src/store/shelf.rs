//! Every version of every book, as the files of the ledger have them: those that are in use, and those that are set aside.

use super::disk;
use super::error::StoreError;
use super::workspace::{BOOK, DeskFile, FORKS, OwnBook, Workspace};
use crate::ledger::chain::read_book;
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::ledger::fork::BookVersion;
use crate::ledger::line::LONGEST;
use crate::ledger::point::Point;
use crate::model::hash::Hash;
use crate::model::name::BookId;
use crate::model::progress::{self, Work};
use rayon::prelude::*;
use std::io::ErrorKind;

/// The books of a ledger.
#[derive(Debug, Default)]
pub struct Shelf {
    /// Those in use, sorted by name, then those that are set aside.
    pub readings: Vec<BookVersion>,
    /// What is wrong with files that hold no book.
    pub flaws: Vec<Flaw>,
}

impl Shelf {
    pub fn read(workspace: &Workspace) -> Result<Shelf, StoreError> {
        let folder = workspace.ledger();
        let names = disk::list(&folder, BOOK).map_err(StoreError::io("list", &folder))?;
        let forks = workspace.forks();
        let apart = disk::list(&forks, BOOK).map_err(StoreError::io("list", &forks))?;
        let sizes = names.iter().filter_map(|name| disk::size(&workspace.book(name)).ok()?);
        progress::begin(Work::Reading, sizes.sum());
        let mut shelf = Shelf::default();
        for read in each(&names, |name| in_use(workspace, name))? {
            shelf.take_in(read);
        }
        for read in each(&apart, |name| set_aside(workspace, name))? {
            shelf.take_in(read);
        }
        Ok(shelf)
    }

    /// Whether any book is begun: of those in use no more is looked at than how they open.
    pub fn is_begun(workspace: &Workspace) -> Result<bool, StoreError> {
        let folder = workspace.ledger();
        for name in disk::list(&folder, BOOK).map_err(StoreError::io("list", &folder))? {
            if opens(workspace, &name)? {
                return Ok(true);
            }
        }
        let forks = workspace.forks();
        let apart = disk::list(&forks, BOOK).map_err(StoreError::io("list", &forks))?;
        Ok(each(&apart, |name| set_aside(workspace, name))?.iter().any(|(reading, _)| reading.is_some()))
    }

    fn take_in(&mut self, (reading, mut flaws): ReadBook) {
        match reading {
            Some(reading) => self.readings.push(BookVersion { flaws, ..reading }),
            None => self.flaws.append(&mut flaws),
        }
    }

    /// The plan that the books are about. Where they disagree, the books of this machine are believed, else the oldest.
    pub fn root(&self, desk: &DeskFile) -> Option<Hash> {
        let rank = |reading: &&BookVersion| {
            let book = &reading.book;
            (is_apart(&reading.file), !desk.owns(&book.id), book.opening.at, book.id.clone())
        };
        self.readings.iter().min_by_key(rank).map(|reading| reading.book.opening.root)
    }

    pub fn drop_others(&mut self, root: Option<Hash>) {
        let others = self.readings.extract_if(.., |reading| Some(reading.book.opening.root) != root);
        self.flaws.extend(others.map(|reading| {
            let kind = FlawKind::OtherRoot { says: reading.book.opening.root };
            Flaw { book: reading.file, line: 1, kind }
        }));
    }
}

/// A book, if the file holds one, and what is wrong.
type ReadBook = (Option<BookVersion>, Vec<Flaw>);

fn each(
    names: &[String],
    read: impl Fn(&String) -> Result<ReadBook, StoreError> + Sync + Send,
) -> Result<Vec<ReadBook>, StoreError> {
    match names.len() {
        ..2 => names.iter().map(read).collect(),
        _ => names.par_iter().map(read).collect(),
    }
}

/// Whether a file in use opens a book of its name.
fn opens(workspace: &Workspace, name: &str) -> Result<bool, StoreError> {
    let path = workspace.book(name);
    match disk::start(&path, LONGEST as u64 + 1) {
        Ok(mut bytes) => {
            let first = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| newline + 1);
            bytes.truncate(first);
            Ok(read(name, name, bytes).0.is_some())
        }
        // As in reading it all.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => Ok(false),
        Err(error) => Err(StoreError::io("read", &path)(error)),
    }
}

fn in_use(workspace: &Workspace, name: &str) -> Result<ReadBook, StoreError> {
    let path = workspace.book(name);
    match disk::read_or_denied(&path).map_err(StoreError::io("read", &path))? {
        Ok(bytes) => Ok(read(name, name, bytes.unwrap_or_default())),
        Err(why) => Ok(unreadable(name, why)),
    }
}

/// A book that the system does not let us read: told, and left out.
fn unreadable(file: &str, why: String) -> ReadBook {
    (None, vec![Flaw { book: file.to_owned(), line: 0, kind: FlawKind::Unreadable(why) }])
}

fn set_aside(workspace: &Workspace, name: &str) -> Result<ReadBook, StoreError> {
    let file = format!("{FORKS}/{name}");
    let path = workspace.book(&file);
    let bytes = match disk::read_or_denied(&path).map_err(StoreError::io("read", &path))? {
        Ok(bytes) => bytes.unwrap_or_default(),
        Err(why) => return Ok(unreadable(&file, why)),
    };
    match book_of(name, &bytes) {
        Some(book) => Ok(read(book, &file, bytes)),
        None => Ok((None, vec![Flaw { book: file, line: 0, kind: FlawKind::Altered }])),
    }
}

/// Reads the book `name` from a file of the ledger.
pub fn read(name: &str, file: &str, bytes: Vec<u8>) -> ReadBook {
    let (book, entries, mut flaws) = read_book(name, bytes);
    flaws.iter_mut().for_each(|flaw| flaw.book = file.to_owned());
    let reading = book.map(|book| BookVersion { file: file.to_owned(), book, entries, flaws: Vec::new() });
    (reading, flaws)
}

/// Keeps of a book of this machine what this machine wrote: what stands behind is no part of it, whatever it is.
pub fn own_part(reading: &mut BookVersion, own: &OwnBook) {
    let torn = reading.flaws.iter().any(|flaw| matches!(flaw.kind, FlawKind::Torn { .. }));
    let whole = reading.book.whole == reading.book.bytes.len();
    let at_end = |end: Point| reading.book.point() == end && (whole || torn);
    if own.ends().any(at_end) {
        return;
    }
    let Some(part) = own.ends().find_map(|end| up_to_end(reading, &end)) else { return };
    let BookVersion { mut book, entries, flaws, .. } = part;
    let lines = reading.book.bytes[book.whole..].split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
    if lines == 0 {
        return;
    }
    // The next write sets aside what is no part of it.
    book.bytes = std::mem::take(&mut reading.book.bytes);
    let kind = FlawKind::Foreign { lines: lines as u64 };
    let foreign = Flaw { book: reading.file.clone(), line: book.seq as usize + 2, kind };
    let own = flaws.into_iter().filter(|flaw| flaw.line as u64 <= book.seq + 1);
    *reading = BookVersion { file: reading.file.clone(), flaws: own.chain([foreign]).collect(), book, entries };
}

/// The book up to a line, if that is the line which stands there.
fn up_to_end(reading: &BookVersion, end: &Point) -> Option<BookVersion> {
    let bytes = &reading.book.bytes;
    let mut ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(place, _)| place + 1);
    let whole = match reading.book.lines.get(end.seq as usize) {
        Some(line) => (line.end + 1).min(bytes.len()),
        None => ends.nth(end.seq as usize)?,
    };
    if reading.book.seq == end.seq && reading.book.has(end) {
        return Some(reading.clone());
    }
    let (part, flaws) = read(&reading.book.id.to_string(), &reading.file, bytes[..whole].to_vec());
    part.filter(|part| part.book.seq == end.seq && part.book.has(end)).map(|part| BookVersion { flaws, ..part })
}

/// Whether this is the file of a version that is set aside.
pub fn is_apart(file: &str) -> bool {
    file.contains('/')
}

/// How the file of a set-aside version is called, below the ledger.
pub fn apart(book: &BookId, bytes: &[u8]) -> String {
    format!("{FORKS}/{book}.{}", &Hash::of(bytes).to_string()[..DIGITS])
}

/// So much of the hash stands in the name of a set-aside version.
const DIGITS: usize = 16;

/// The book that a set-aside file names, if its bytes are what its name says.
pub fn book_of<'a>(name: &'a str, bytes: &[u8]) -> Option<&'a str> {
    let (book, digits) = name.rsplit_once('.')?;
    (digits == &Hash::of(bytes).to_string()[..DIGITS]).then_some(book)
}
