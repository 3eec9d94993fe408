//! What the books come to, kept beside them, so that a command reads what it asks about and not the whole history. Never believed over
//! the books: a file of another size, time or end than when it was written is read anew, as is everything after another program; of one
//! that grew, no more is read than what was written behind. It may be deleted at any time. It is the user's own file in this very folder:
//! what came with a copy, or from somebody else, is not read. Bytes that somebody changes without changing size and time are found by
//! `audit`, which never asks here.
//!
//! ```text
//! .milepost/cache        the lists that are as long as the history, and what they came to
//! .milepost/cache-since  what was put into the lists since, what of them was changed by that, and what they come to now
//! ```

mod keep;
mod kept;
mod lines;

pub use keep::{ToWrite, keep};
pub use kept::{KeptBooks, KeptPicture, read};

use super::disk::{self, Parts};
use super::workspace::{BOOK, Workspace};
use crate::model::hash::Hash;
use borsh::{BorshDeserialize, BorshSerialize};
use std::io;
use std::time::Duration;

/// Books of fewer bytes are read as fast as what is kept of them.
pub const WORTH_KEEPING: u64 = 1 << 20;

/// How the files stood that an answer rests on, and which program read them.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Marks {
    program: String,
    /// The folder, which no copy of it is.
    place: String,
    books: Vec<BookMark>,
    desk: Option<Hash>,
}

#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct BookMark {
    /// The stem of its file.
    name: String,
    length: u64,
    /// When it was last changed, in seconds and nanoseconds.
    changed: (u64, u32),
    /// The hash of its end.
    end: Hash,
}

impl BookMark {
    /// The file as it was marked, which may grow meanwhile.
    fn file(&self, workspace: &Workspace) -> Parts {
        let changed = Duration::new(self.changed.0, self.changed.1);
        Parts::of_growing(&workspace.book(&self.name), (self.length, changed, self.end))
    }
}

impl Marks {
    /// How they stand now; nothing where the books are of a kind of which nothing is kept: of fewer than so many bytes in all, or with
    /// versions set aside.
    pub fn of(workspace: &Workspace, program: impl FnOnce() -> String, least: u64) -> Option<Marks> {
        let names = disk::list(&workspace.ledger(), BOOK).ok().filter(|names| !names.is_empty())?;
        let sizes = names.iter().filter_map(|name| disk::size(&workspace.book(name)).ok()?);
        sizes.sum::<u64>().checked_sub(least)?;
        disk::list(&workspace.forks(), BOOK).ok().filter(Vec::is_empty)?;
        let mark = |name: String| {
            let (length, changed, end) = disk::mark(&workspace.book(&name)).ok()?;
            Some(BookMark { name, length, changed: (changed.as_secs(), changed.subsec_nanos()), end })
        };
        let books = names.into_iter().map(mark).collect::<Option<Vec<_>>>()?;
        let desk = disk::read(&workspace.desk()).ok()?.map(|bytes| Hash::of(&bytes));
        let place = disk::place(&workspace.dir)?;
        Some(Marks { program: program(), place, books, desk })
    }
}

/// How the heads stand that this machine has met.
fn heads_mark(workspace: &Workspace) -> io::Result<Option<Hash>> {
    Ok(disk::read(&workspace.heads())?.map(|bytes| Hash::of(&bytes)))
}
