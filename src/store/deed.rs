//! What a merge does to files: lines that are taken, versions that are set aside, copies of plans and evidence.

use super::disk;
use super::error::StoreError;
use super::evidence::make_folder;
use super::offer::LARGEST;
use super::outside::{self, Reason};
use super::read::{LARGEST_PLAN, version};
use super::shelf::{self, is_apart};
use super::workspace::Workspace;
use super::write::keep_torn;
use crate::ledger::fork::BookVersion;
use crate::model::hash::Hash;
use crate::model::name::BookId;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What is to be done with a book's files.
pub enum Deed {
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
    pub fn foresee(&self, versions: &mut Vec<BookVersion>) {
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

    pub fn carry_out(&self, workspace: &Workspace) -> Result<(), StoreError> {
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
pub struct Copies<'a> {
    pub ours: &'a Workspace,
    pub theirs: &'a Workspace,
    pub dry_run: bool,
}

impl Copies<'_> {
    /// The versions of the plan that are named; tells how many came.
    pub fn plans(&self, named: BTreeSet<Hash>, passed: &mut Vec<(String, Reason)>) -> Result<usize, StoreError> {
        let have = |hash| Ok(version(self.ours, hash)?.is_some());
        self.copy((&self.theirs.plans(), &self.ours.plans(), ".json", LARGEST_PLAN), &named, have, passed)
    }

    /// The evidence that is named; tells how many pieces came.
    pub fn evidence(&self, named: BTreeSet<Hash>, passed: &mut Vec<(String, Reason)>) -> Result<usize, StoreError> {
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

/// Writes a file whole, with its folder.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(path);
    disk::make_dir(folder).map_err(StoreError::io("make", folder))?;
    disk::write_aside(path, bytes).map_err(StoreError::io("write", path))
}
