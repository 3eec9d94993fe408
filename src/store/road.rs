//! The road: milepost's own bare repository, `.milepost/road.git`. Nobody else's repository is asked or touched, there is no index and
//! no work tree, and what is committed are the bytes that milepost hands over.
//!
//! ```text
//! refs/heads/milepost    the remote's branch, as it was last taken in
//! refs/milepost/theirs   the same, as it was last fetched
//! refs/milepost/kept     what this folder shares, so that it can come back should the folder lose it; without history
//! refs/milepost/parcel   what is on its way to the remote
//! ```
//!
//! All of it can be made anew from the folder and the remote.

use super::disk::{self, FileKind};
use super::error::StoreError;
pub use super::git::Blobs;
use super::git::{Git, GitError, damaged, said, text};
use super::workspace::Workspace;
use crate::model::moment::Moment;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Output;

/// The branch of every remote.
pub const BRANCH: &str = "milepost";
pub const MET: &str = "refs/heads/milepost";
pub const THEIRS: &str = "refs/milepost/theirs";
pub const KEPT: &str = "refs/milepost/kept";
const PARCEL: &str = "refs/milepost/parcel";
/// Where the remote is remembered.
const REMOTE: &str = "milepost.remote";
/// From so many loose objects on they are packed.
const LOOSE: &str = "gc.auto=400";

/// A file of a commit, as Git lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Whether it is a plain file, and no link or folder of another repository.
    pub plain: bool,
    /// Git's name for the bytes.
    pub name: String,
    pub bytes: u64,
}

/// The files of a commit by their paths; those whose names are no UTF-8 are none of milepost's.
pub type CommitFiles = BTreeMap<String, Blob>;

/// What becomes of a file in a commit.
pub enum FileChange<'a> {
    /// Bytes that Git has already, by its name for them.
    Known(&'a str),
    Bytes(&'a [u8]),
    /// The bytes of a file on the disk.
    File(&'a Path, u64),
    Gone,
}

/// A commit that is to be made.
pub struct Commit<'a> {
    /// Of whose files those that are not changed stay; nothing begins with none.
    pub parent: Option<&'a str>,
    pub message: &'a str,
    pub at: Moment,
    /// Who commits where the user has told Git no name.
    pub desk: &'a str,
    pub changes: Vec<(&'a str, FileChange<'a>)>,
}

/// What came of a push.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    Done,
    /// They have all that we have.
    Needless,
    /// Somebody else has pushed since the fetch.
    Outrun,
}

pub struct Road {
    git: Git,
    dir: PathBuf,
}

impl Road {
    /// The road of a workspace, made where there is none. Asks for the lock of the workspace to be held, so that whatever lock is found
    /// in it was left by somebody who was killed.
    pub fn open(workspace: &Workspace) -> Result<Road, StoreError> {
        let dir = workspace.road();
        let road = Road { git: Git::at(&workspace.own(), &dir), dir };
        match disk::look(&road.dir).map_err(StoreError::io("read", &road.dir))? {
            Some(FileKind::Folder) => unlock(&road.dir)?,
            Some(_) => return Err(damaged("init", "it is no folder").into()),
            None => road.make(workspace)?,
        }
        Ok(road)
    }

    /// Takes the road away; the remote stays known where that can be read.
    pub fn rebuild(workspace: &Workspace) -> Result<(), StoreError> {
        let dir = workspace.road();
        let remote = Road::remote_of(workspace).unwrap_or_default();
        let cleared = if dir.is_dir() { disk::clear(&dir) } else { disk::remove(&dir) };
        cleared.map_err(StoreError::io("clear", &dir))?;
        let road = Road::open(workspace)?;
        remote.map_or(Ok(()), |remote| road.set_remote(&remote))
    }

    /// Made beside its place, so that nobody ever meets half of it.
    fn make(&self, workspace: &Workspace) -> Result<(), StoreError> {
        let aside = disk::aside(&self.dir);
        disk::clear(&aside).map_err(StoreError::io("clear", &aside))?;
        let place = aside.to_string_lossy();
        let words = ["init", "--quiet", "--bare", "--template=", "--initial-branch", BRANCH, "--", &place];
        Git::at(&workspace.own(), &aside).ask(&words)?;
        disk::move_folder(&aside, &self.dir).map_err(StoreError::io("make", &self.dir))
    }

    /// The remote of a workspace that may have no road.
    pub fn remote_of(workspace: &Workspace) -> Result<Option<String>, StoreError> {
        match workspace.road().is_dir() {
            true => Ok(Road { git: Git::at(&workspace.own(), &workspace.road()), dir: workspace.road() }.remote()?),
            false => Ok(None),
        }
    }

    pub fn remote(&self) -> Result<Option<String>, GitError> {
        self.git.may(&["config", "--file", &self.dir.join("config").to_string_lossy(), "--get", REMOTE])
    }

    /// Remembers another remote. What the former had is no measure for it.
    pub fn set_remote(&self, url: &str) -> Result<(), StoreError> {
        self.point(MET, None)?;
        Ok(self.git.ask(&["config", REMOTE, url]).map(drop)?)
    }

    /// Where a reference leads; nothing where there is none.
    pub fn tip(&self, reference: &str) -> Result<Option<String>, GitError> {
        self.git.may(&["rev-parse", "--quiet", "--verify", &format!("{reference}^{{commit}}")])
    }

    /// Has a reference lead to a commit, or to nothing.
    pub fn point(&self, reference: &str, commit: Option<&str>) -> Result<(), GitError> {
        let words = match commit {
            Some(commit) => vec!["update-ref", reference, commit],
            None => vec!["update-ref", "-d", reference],
        };
        self.git.ask(&words).map(drop)
    }

    /// Fetches the remote's branch, where it is among those that are there. What was fetched before is not fetched again.
    pub fn fetch(&self, url: &str, there: &BTreeMap<String, String>) -> Result<Option<String>, GitError> {
        let Some(tip) = there.get(BRANCH) else {
            self.point(THEIRS, None)?;
            return Ok(None);
        };
        if self.tip(THEIRS)?.as_ref() != Some(tip) {
            let refspec = format!("+{MET}:{THEIRS}");
            let words = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--", url, &refspec];
            self.remotely(url, &words).or_else(|error| self.is_whole().and(Err(error)))?;
        }
        self.tip(THEIRS)
    }

    /// The branches of a remote, and where they lead.
    pub fn branches(&self, url: &str) -> Result<BTreeMap<String, String>, GitError> {
        let told = self.remotely(url, &["ls-remote", "--quiet", "--heads", "--", url])?;
        let branch = |line: &str| {
            let (commit, name) = line.split_once('\t')?;
            Some((name.strip_prefix("refs/heads/")?.to_owned(), commit.to_owned()))
        };
        Ok(text(&told.stdout).lines().filter_map(branch).collect())
    }

    fn remotely(&self, url: &str, words: &[&str]) -> Result<Output, GitError> {
        let output = self.git.reach(words)?;
        match output.status.success() {
            true => Ok(output),
            false => Err(GitError::Unreachable { remote: shown(url), said: said(&output) }),
        }
    }

    /// Looks through all of the road: what does not get through may be broken on this side.
    fn is_whole(&self) -> Result<(), GitError> {
        self.git.ask(&["fsck", "--no-dangling", "--no-progress"]).map(drop)
    }

    /// The files of a commit; none where there is no such commit.
    pub fn files(&self, reference: &str) -> Result<CommitFiles, GitError> {
        match self.tip(reference)? {
            Some(commit) => Ok(listing(&self.git.ask(&["ls-tree", "-r", "-l", "-z", "--full-tree", &commit])?)),
            None => Ok(CommitFiles::new()),
        }
    }

    pub fn blobs(&self) -> Result<Blobs, GitError> {
        self.git.blobs()
    }

    /// Keeps what this folder shares.
    pub fn keep(&self, commit: Commit) -> Result<(), StoreError> {
        self.commit(KEPT, commit)
    }

    /// Makes the commit that is pushed.
    pub fn pack(&self, commit: Commit) -> Result<(), StoreError> {
        self.commit(PARCEL, commit)
    }

    fn commit(&self, reference: &str, commit: Commit) -> Result<(), StoreError> {
        let (name, mail) = self.committer(commit.desk)?;
        let seconds = commit.at.0.div_euclid(1000);
        let words = ["fast-import", "--quiet", "--force", "--date-format=raw"];
        let mut failed = None;
        let fed = self.git.feed(&words, |out| {
            writeln!(out, "feature done\ncommit {reference}\ncommitter {name} <{mail}> {seconds} +0000")?;
            write!(out, "data {}\n{}\n", commit.message.len(), commit.message)?;
            match commit.parent {
                Some(parent) => writeln!(out, "from {parent}")?,
                None => writeln!(out, "deleteall")?,
            }
            for (path, change) in &commit.changes {
                write_change(out, path, change, &mut failed)?;
            }
            writeln!(out, "done")
        })?;
        match (fed, failed) {
            (Err(error), Some(path)) => Err(StoreError::io("read", &path)(error)),
            (Err(error), None) => Err(damaged("fast-import", &error.to_string()).into()),
            (Ok(()), _) => Ok(()),
        }
    }

    /// Who commits: whoever the user has told Git, else the desk.
    fn committer(&self, desk: &str) -> Result<(String, String), GitError> {
        let told = self.git.reach(&["var", "GIT_COMMITTER_IDENT"])?;
        let told = if told.status.success() { text(&told.stdout) } else { String::new() };
        let person = told.split_once(" <").and_then(|(name, rest)| Some((name, rest.split_once('>')?.0)));
        Ok(match person {
            Some((name, mail)) => (name.to_owned(), mail.to_owned()),
            None => (format!("milepost ({desk})"), format!("{desk}@milepost.invalid")),
        })
    }

    /// Pushes what was packed.
    pub fn push(&self, url: &str) -> Result<Pushed, GitError> {
        let refspec = format!("{PARCEL}:{MET}");
        let words = ["push", "--porcelain", "--quiet", "--no-verify", "--no-signed", "--", url, &refspec];
        let output = self.git.reach(&words)?;
        if output.status.success() {
            self.point(MET, Some(PARCEL))?;
            self.point(THEIRS, Some(PARCEL))?;
            self.tidy();
            return Ok(Pushed::Done);
        }
        let told = text(&output.stdout);
        let faster = ["[rejected]", "cannot lock ref", "failed to update ref", "incorrect old value"];
        if told.lines().any(|line| line.starts_with('!') && faster.iter().any(|words| line.contains(words))) {
            return Ok(Pushed::Outrun);
        }
        self.is_whole()?;
        Err(GitError::NotPushed { remote: shown(url), said: said(&output) })
    }

    /// Packs what has gathered. Where that fails, it is for another day.
    fn tidy(&self) {
        let _ = self.git.may(&["-c", LOOSE, "-c", "gc.autoDetach=false", "gc", "--auto", "--quiet"]);
    }
}

fn write_change(
    out: &mut dyn Write,
    path: &str,
    change: &FileChange,
    failed: &mut Option<PathBuf>,
) -> std::io::Result<()> {
    match change {
        FileChange::Known(name) => writeln!(out, "M 100644 {name} {path}"),
        FileChange::Gone => writeln!(out, "D {path}"),
        FileChange::Bytes(bytes) => {
            writeln!(out, "M 100644 inline {path}\ndata {}", bytes.len())?;
            out.write_all(bytes).and_then(|()| writeln!(out))
        }
        FileChange::File(from, bytes) => {
            writeln!(out, "M 100644 inline {path}\ndata {bytes}")?;
            let copied = disk::open(from).and_then(|mut file| std::io::copy(&mut file, &mut *out));
            if !copied.as_ref().is_ok_and(|copied| copied == bytes) {
                *failed = Some((*from).to_owned());
                return Err(copied.err().unwrap_or_else(|| std::io::ErrorKind::UnexpectedEof.into()));
            }
            writeln!(out)
        }
    }
}

/// Takes away the locks that somebody who was killed has left.
fn unlock(dir: &Path) -> Result<(), StoreError> {
    let things = disk::everything(dir).map_err(StoreError::io("list", dir))?;
    for (name, thing) in things {
        let (path, name) = (dir.join(&name), name.to_string_lossy().into_owned());
        match thing {
            // The folders of loose objects have two letters, and no locks.
            FileKind::Folder if name.len() > 2 => unlock(&path)?,
            FileKind::File(_) if name.ends_with(".lock") || name == "gc.pid" => {
                disk::remove(&path).map_err(StoreError::io("delete", &path))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// What `git ls-tree -r -l -z` tells.
fn listing(told: &[u8]) -> CommitFiles {
    let record = |record: &[u8]| {
        let (head, path) = std::str::from_utf8(record).ok()?.split_once('\t')?;
        let [mode, _, name, bytes] = head.split_ascii_whitespace().collect::<Vec<_>>()[..] else { return None };
        let plain = matches!(mode, "100644" | "100755");
        let blob = Blob { plain, name: name.to_owned(), bytes: bytes.parse().unwrap_or(0) };
        Some((path.to_owned(), blob))
    };
    told.split(|byte| *byte == 0).filter_map(record).collect()
}

/// A remote as it may be shown: without a password or a token that stands in it.
pub fn shown(url: &str) -> String {
    let parts = url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?)));
    match parts {
        Some((scheme, (who, rest))) if scheme.starts_with("http") && !who.contains('/') => format!("{scheme}://{rest}"),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_read_whatever_its_names() {
        let told = b"100644 blob aa      12\tledger/a\nb.jsonl\x00160000 commit bb       -\tsub\tmodule\x00100644 blob cc 1\t\xff\0";
        let listing = listing(told);
        assert_eq!(listing["ledger/a\nb.jsonl"], Blob { plain: true, name: "aa".into(), bytes: 12 });
        assert!(!listing["sub\tmodule"].plain);
        assert_eq!(listing.len(), 2);
    }

    #[test]
    fn no_password_is_shown() {
        let told =
            ["https://me:secret@hub.example/x", "https://hub.example/x@y", "ssh://git@hub.example/x", "../hub.git"];
        let right = ["https://hub.example/x", "https://hub.example/x@y", "ssh://git@hub.example/x", "../hub.git"];
        assert_eq!(told.map(shown), right);
    }
}
