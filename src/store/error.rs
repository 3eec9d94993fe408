//! Why the files of a workspace could not be read or written. Data only; the words for people are written elsewhere.

use super::disk::is_unsure;
use super::git::GitError;
use super::lock::LockError;
use crate::ledger::flaw::{BadSeal, Flaw};
use crate::model::hash::Hash;

use crate::model::moment::Moment;
use crate::model::name::BookName;
use crate::model::plan::Plan;
use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub enum StoreError {
    /// The system refused; `doing` is a verb phrase such as `read` or `write`.
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    /// The system refused too late: it may be written, or not.
    Unsure { doing: &'static str, path: PathBuf, source: io::Error },
    /// There is no such file.
    Missing { path: PathBuf },
    /// There is something already where a workspace was to begin.
    Exists { path: PathBuf },
    /// Git did not do what it was asked.
    Git(GitError),
    /// Two undertakings, which cannot become one, meet at a remote: ours first, where there is ours.
    TwoPlans { remote: String, plans: Box<[Undertaking; 2]> },
    /// The branch of the remote holds no plan.
    NothingThere { remote: String },
    /// The folder has no `ledger`, so nothing can be taken from it.
    NoLedger { path: PathBuf },
    /// A plan over 64 MiB.
    TooLarge { path: PathBuf, bytes: u64 },
    /// `offset` is that of the first byte that is no UTF-8.
    NotUtf8 { path: PathBuf, offset: usize },
    /// The plan begins with a byte order mark.
    Bom { path: PathBuf },
    /// No file holds the plan that the books name.
    PlanMissing { root: Hash },
    /// `.milepost/desk.json` is not what milepost wrote.
    DeskUnreadable { path: PathBuf, reason: String },
    /// `.milepost/salts` is not what milepost wrote.
    SaltsUnreadable { path: PathBuf, reason: String },
    /// Evidence that is a folder or a device.
    NotAFile { path: PathBuf },
    /// Evidence of no bytes.
    EmptyEvidence { path: PathBuf },
    /// Evidence that is too large to be kept.
    EvidenceTooLarge { path: PathBuf, bytes: u64 },
    /// Where evidence is to be kept stands something else: other bytes, a link, a folder.
    EvidenceDamaged { path: PathBuf },
    /// Another milepost is writing; `by` is what it says of itself.
    LockHeld { by: String, path: PathBuf },
    /// The speaker has no book on this machine and is no actor either; `elsewhere`: a book of that name is another machine's.
    NoDesk { speaker: String, elsewhere: bool },
    /// The book is damaged and so not written to.
    DamagedBook { book: String, flaw: Flaw },
    /// This machine's clock is behind the latest line of the book.
    ClockBehind { book: BookName, now: Moment, latest: Moment },
    /// The `index`-th of the new entries, from 0, takes more than 1 MiB.
    LineTooLong { index: usize, bytes: usize },
    /// The `index`-th of the new entries, from 0, would not be understood when read.
    NotUnderstood { index: usize, reason: String },
    /// What was to be a seal is none; nothing is written.
    BadSeal { book: BookName, problem: BadSeal },
    /// The key could not sign.
    NotSigned { key: String, reason: String },
    /// The file is not as it was when it was read, though nobody else should write it.
    ChangedMeanwhile { path: PathBuf },
}

/// What tells an undertaking from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undertaking {
    /// The plan's id; nothing where the plan is not at hand.
    pub id: Option<String>,
    pub uid: Option<String>,
    /// Nothing while the plan is a draft.
    pub root: Option<Hash>,
}

impl Undertaking {
    pub fn of(plan: &Plan, root: Option<Hash>) -> Undertaking {
        Undertaking { id: Some(plan.id.to_string()), uid: plan.uid.clone(), root }
    }

    pub fn unknown(root: Hash) -> Undertaking {
        Undertaking { id: None, uid: None, root: Some(root) }
    }
}

impl StoreError {
    /// For `map_err`: what was being done, and to which file.
    pub fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        let path = path.to_owned();
        move |source| match is_unsure(&source) {
            true => StoreError::Unsure { doing, path, source },
            false => StoreError::Io { doing, path, source },
        }
    }

    /// The same for what comes when something is recorded already.
    pub fn unsure(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        move |source| StoreError::Unsure { doing, path: path.to_owned(), source }
    }

    /// The same for what comes before anything is recorded, so that nothing is, whatever became of this file.
    pub fn before(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> StoreError {
        move |source| StoreError::Io { doing, path: path.to_owned(), source }
    }
}

impl From<LockError> for StoreError {
    fn from(error: LockError) -> StoreError {
        match error {
            LockError::Held { by, path } => StoreError::LockHeld { by, path },
            LockError::Io(source, path) => StoreError::Io { doing: "lock", path, source },
        }
    }
}

impl From<GitError> for StoreError {
    fn from(error: GitError) -> StoreError {
        StoreError::Git(error)
    }
}
