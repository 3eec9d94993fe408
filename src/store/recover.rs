//! Takes back what this machine wrote in one of its books and lost: as a finished book, to which it adds nothing more. What is here
//! alone, and what no good seal covers any more, is kept to be said again.

use super::error::StoreError;
use super::outside::{self, Reason};
use super::read::Contents;
use super::road::{Road, THEIRS};
use super::shared::path_of;
use super::shelf;
use super::workspace::{BOOK, Workspace};
use super::write::{Writer, keep_torn, write_new};
use crate::ledger::chain::{Book, place_of};
use crate::ledger::fork::{shared_lines, upto_line};
use crate::model::json;
use crate::model::name::BookId;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

/// A book of this machine, as it is here and as it is elsewhere.
pub struct Recoverable {
    pub id: BookId,
    here: Option<Book>,
    elsewhere: Book,
    /// The last line that is taken.
    upto: u64,
    shared: u64,
}

/// The largest book that is looked at, in bytes.
const LARGEST: u64 = 1 << 30;

/// The bytes of a book in another folder.
pub fn in_folder(from: &Path, id: &BookId) -> Result<Vec<u8>, Reason> {
    let theirs = Workspace { dir: from.to_owned() };
    outside::read(&theirs.book(&id.to_string()), LARGEST)
}

/// The bytes of a book as the latest `sync` fetched it; nothing where it fetched none.
pub fn fetched(workspace: &Workspace, id: &BookId) -> Result<Option<Vec<u8>>, StoreError> {
    if Road::remote_of(workspace)?.is_none() {
        return Ok(None);
    }
    let road = Road::open(workspace)?;
    let files = road.files(THEIRS)?;
    let blob = files.get(&path_of(&id.to_string())).filter(|blob| blob.plain && blob.bytes <= LARGEST);
    Ok(blob.map(|blob| road.blobs()?.bytes(&blob.name)).transpose()?)
}

/// Holds a book of this machine against its bytes elsewhere, if there are any. `sealed` tells up to which line a good seal of its actor
/// covers a version, where that has keys.
pub fn find(
    contents: &Contents,
    id: &BookId,
    bytes: Result<Vec<u8>, Reason>,
    sealed: impl Fn(&Book) -> Option<u64>,
) -> Result<Recoverable, Reason> {
    let here = place_of(&contents.books, id).map(|place| contents.books[place].clone());
    let elsewhere = match bytes {
        Ok(bytes) => match shelf::read(&id.to_string(), &id.to_string(), bytes) {
            (Some(reading), _) => reading.book,
            (None, flaws) => return Err(flaws.into_iter().next().map_or(Reason::Name, Reason::Flaw)),
        },
        Err(reason) => here.clone().ok_or(reason)?,
    };
    let shared = here.as_ref().and_then(|here| shared_lines(here, &elsewhere)).unwrap_or(0);
    let upto = sealed(&elsewhere).unwrap_or(elsewhere.seq);
    Ok(Recoverable { id: id.clone(), here, elsewhere, upto, shared })
}

impl Recoverable {
    /// The lines that come: beyond what is here, and sealed where the actor has keys.
    pub fn taken(&self) -> Vec<Cow<'_, str>> {
        lines(&self.elsewhere, self.shared + 1..=self.upto)
    }

    /// The lines elsewhere that nothing seals: they are left there.
    pub fn left(&self) -> Vec<Cow<'_, str>> {
        lines(&self.elsewhere, self.upto.max(self.shared) + 1..=self.elsewhere.seq)
    }

    /// The lines that are here and count no more: only here, or beyond the last good seal.
    pub fn again(&self) -> Vec<Cow<'_, str>> {
        let first = self.shared.min(self.upto) + 1;
        self.here.as_ref().map_or(Vec::new(), |here| lines(here, first..=here.seq))
    }

    /// Whether anything comes, or counts no more where it is.
    pub fn is_more(&self) -> bool {
        !self.taken().is_empty() || !self.again().is_empty()
    }

    /// Makes it a finished book; gives the file with what may be said again, in the form that `import` reads.
    pub fn carry_out(&self, writer: &mut Writer) -> Result<Option<PathBuf>, StoreError> {
        let workspace = writer.workspace.clone();
        let again: String =
            self.again().into_iter().filter_map(|line| said_again(&line)).map(|line| line + "\n").collect();
        let kept = workspace.recovered().join(format!("{}.{BOOK}", self.id));
        if !again.is_empty() {
            write_new(&kept, again.as_bytes())?;
        }
        let bytes = upto_line(&self.elsewhere, self.upto);
        if let Some(here) = &self.here {
            let whole = upto_line(here, self.shared.min(self.upto)).len();
            keep_torn(&workspace, &self.id, whole, here.bytes.get(whole..).unwrap_or_default())?;
        }
        write_new(&workspace.book(&self.id.to_string()), &bytes)?;
        writer.desk.books.retain(|own| own.book != self.id);
        writer.desk.write_after(&workspace)?;
        Ok((!again.is_empty()).then_some(kept))
    }
}

fn lines(book: &Book, numbers: RangeInclusive<u64>) -> Vec<Cow<'_, str>> {
    numbers.map(|seq| book.line_text(seq)).filter(|line| !line.is_empty()).collect()
}

/// An entry's own fields, known since it was first recorded; nothing for a seal.
fn said_again(line: &str) -> Option<String> {
    let mut fields: Map<String, Value> = json::from_str(line).ok()?;
    if fields.get("kind").is_some_and(|kind| kind == "seal") {
        return None;
    }
    let at = fields.get("at").cloned();
    ["seq", "prev", "at", "batch", "seen"].iter().for_each(|key| drop(fields.remove(*key)));
    if let (false, Some(at)) = (fields.contains_key("known"), at) {
        fields.insert("known".into(), at);
    }
    serde_json::to_string(&fields).ok()
}
