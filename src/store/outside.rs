//! Files that come from somebody else: only regular ones, no larger than they may be; links are not followed.

use super::disk::{self, FileKind};
use crate::ledger::flaw::Flaw;
use crate::model::hash::Hash;
use crate::model::id::Id;
use std::io::{self, Read};
use std::path::Path;

/// Why something from outside is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A link, a folder or a device.
    NotRegular,
    TooLarge {
        bytes: u64,
        most: u64,
    },
    /// The system does not let us read it.
    Unreadable(String),
    /// The name is not one that such a file may have.
    Name,
    /// The name differs from this one in case only.
    SpelledAlike(String),
    /// The bytes are not those that the name says.
    NotItsHash,
    /// Nothing names it.
    Unnamed,
    /// The book is not whole, or not one of this workspace.
    Flaw(Flaw),
    /// The line, counted from 1, is dated more than a day ahead.
    Ahead {
        line: usize,
    },
    /// The book's actor, who has keys, has sealed nothing of it.
    NotSealed {
        actor: String,
        line: usize,
    },
    /// The book is this machine's, and from this line on, counted from 1, somebody else wrote it.
    NotOurs {
        line: usize,
    },
    /// The book disagrees with ours from this line on, counted from 1, and nothing tells which is its author's.
    OtherVersion {
        line: usize,
    },
    /// Nothing is said in the book.
    Empty,
    /// No version of the plan has the actor whose book it is.
    NoActor(Id),
    /// More of its kind are not looked at.
    TooMany {
        most: usize,
    },
    /// The file that we have ourselves is damaged, and this does not make it whole.
    OursDamaged(Flaw),
}

impl Reason {
    /// The line of the file that it is about, counted from 1.
    pub fn line(&self) -> Option<usize> {
        match self {
            Reason::Flaw(flaw) => Some(flaw.line),
            Reason::Ahead { line }
            | Reason::NotSealed { line, .. }
            | Reason::NotOurs { line }
            | Reason::OtherVersion { line } => Some(*line),
            _ => None,
        }
    }
}

/// Whether this is a folder, and no link to one.
pub fn is_folder(path: &Path) -> bool {
    path.symlink_metadata().is_ok_and(|data| data.is_dir())
}

/// The names in a folder, sorted; none where there is no folder.
pub fn list(folder: &Path) -> io::Result<Vec<String>> {
    if !is_folder(folder) {
        return Ok(Vec::new());
    }
    let names = disk::everything(folder)?.into_keys();
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// The bytes of a file of at most so many.
pub fn read(path: &Path, most: u64) -> Result<Vec<u8>, Reason> {
    let mut bytes = Vec::new();
    let read = open(path, most)?.read_to_end(&mut bytes);
    read.map_err(|error| Reason::Unreadable(error.to_string()))?;
    Ok(bytes)
}

/// The hash of a file of at most so many bytes.
pub fn hash(path: &Path, most: u64) -> Result<Hash, Reason> {
    Hash::of_reader(open(path, most)?).map_err(|error| Reason::Unreadable(error.to_string()))
}

/// A regular file; whatever it grows to meanwhile, no more than `most` bytes are read of it.
pub fn open(path: &Path, most: u64) -> Result<impl Read, Reason> {
    let unreadable = |error: io::Error| Reason::Unreadable(error.to_string());
    match disk::look(path).map_err(unreadable)? {
        Some(FileKind::File(bytes)) if bytes > most => Err(Reason::TooLarge { bytes, most }),
        Some(FileKind::File(_)) => Ok(disk::open(path).map_err(unreadable)?.take(most)),
        Some(_) => Err(Reason::NotRegular),
        None => Err(unreadable(io::ErrorKind::NotFound.into())),
    }
}
