//! The user's own Git, called as a child process, and why it refuses. Knows nothing of books.
//!
//! Hooks, signing and credentials are as he has set them up. Nothing is ever forced, and no check of his is passed over.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

/// Why Git did not do what it was asked. `said` are its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitError {
    /// There is no Git on this machine.
    Missing,
    /// The folder is in no repository.
    NoRepository { folder: PathBuf },
    /// The repository is that of a folder further up.
    Inside { folder: PathBuf, top: PathBuf },
    /// A merge, a rebase or the like is not finished; `what` names it.
    Unfinished { what: &'static str },
    /// No branch is checked out.
    Detached,
    /// Another Git holds the lock, or one that was killed has left it.
    Locked { lock: PathBuf },
    /// Git does not know who commits.
    Nameless { said: String },
    /// No remote is called so.
    NoSuchRemote { name: String, known: Vec<String> },
    /// Which of several remotes is meant is not said.
    WhichRemote { known: Vec<String> },
    /// Nothing could be fetched.
    Unreachable { remote: String, said: String },
    /// Files that are not milepost's were changed here and by others.
    BothChanged { files: Vec<String> },
    /// Uncommitted changes to files that are not milepost's stand in the way.
    InTheWay { said: String },
    /// The other side refused, or could not be reached any more.
    NotPushed { remote: String, said: String },
    /// Others were faster, so many times.
    Outrun { times: usize },
    /// All else; `doing` is the word of the command.
    Failed { doing: String, said: String },
}

/// What a repository above milepost may have told the commands that it calls; a hook that calls milepost has it.
const NOT_OURS: [&str; 12] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_QUARANTINE_PATH",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
];

/// Git in one folder.
#[derive(Clone, Debug)]
pub struct Git {
    folder: PathBuf,
    /// An index of one's own, beside the user's.
    index: Option<PathBuf>,
}

impl Git {
    pub fn at(folder: &Path) -> Git {
        Git { folder: folder.to_owned(), index: None }
    }

    /// The same with another index.
    pub fn with_index(&self, index: &Path) -> Git {
        Git { index: Some(index.to_owned()), ..self.clone() }
    }

    /// What a command answers.
    pub fn ask(&self, words: &[&str]) -> Result<Vec<u8>, GitError> {
        self.feed(words, b"")
    }

    /// What it answers as a line of text.
    pub fn line(&self, words: &[&str]) -> Result<String, GitError> {
        Ok(text(&self.ask(words)?).trim_end().to_owned())
    }

    /// What a command answers that is given something to read.
    pub fn feed(&self, words: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
        let output = self.try_feed(words, input)?;
        match output.status.success() {
            true => Ok(output.stdout),
            false => Err(refusal(words, &output)),
        }
    }

    /// The outcome of a command, whatever it is.
    pub fn attempt(&self, words: &[&str]) -> Result<Output, GitError> {
        self.try_feed(words, b"")
    }

    fn try_feed(&self, words: &[&str], input: &[u8]) -> Result<Output, GitError> {
        let given = if input.is_empty() { Stdio::null() } else { Stdio::piped() };
        let mut command = self.command(words);
        let mut child = command.stdin(given).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(unborn)?;
        if let Some(mut stdin) = child.stdin.take() {
            // A Git that ends early says why by itself.
            let _ = stdin.write_all(input);
        }
        child.wait_with_output().map_err(unborn)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.current_dir(&self.folder).args(words);
        for name in NOT_OURS {
            git.env_remove(name);
        }
        git.envs([("LC_ALL", "C"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_LITERAL_PATHSPECS", "1")]);
        git.envs(self.index.iter().map(|index| ("GIT_INDEX_FILE", index)));
        git
    }

    /// Files by their Git names, byte for byte as they were committed.
    pub fn blobs(&self) -> Result<Blobs, GitError> {
        let mut command = self.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(unborn)?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().map(BufReader::new);
        Ok(Blobs { child, stdin, stdout })
    }
}

/// A Git that gives out files.
pub struct Blobs {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Option<BufReader<ChildStdout>>,
}

impl Blobs {
    /// Writes a file's bytes.
    pub fn copy(&mut self, name: &str, into: &mut impl Write) -> io::Result<()> {
        let lost = || io::Error::from(ErrorKind::UnexpectedEof);
        writeln!(self.stdin.as_mut().ok_or_else(lost)?, "{name}")?;
        let stdout = self.stdout.as_mut().ok_or_else(lost)?;
        let mut told = String::new();
        stdout.read_line(&mut told)?;
        let size = told.trim_end().strip_prefix(&format!("{name} blob ")).and_then(|size| size.parse().ok());
        let size: u64 = size.ok_or_else(|| io::Error::new(ErrorKind::NotFound, told.trim_end().to_owned()))?;
        if io::copy(&mut stdout.take(size), into)? < size {
            return Err(lost());
        }
        stdout.read_exact(&mut [0])
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        drop(self.stdin.take());
        drop(self.stdout.take());
        let _ = self.child.wait();
    }
}

/// Where a workspace's repository is, and what is checked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Git's own folder.
    pub own: PathBuf,
    /// The whole name of the branch.
    pub branch: String,
    /// The commit; nothing before the first.
    pub head: Option<String>,
}

/// The repository whose top the folder is.
pub fn repository(folder: &Path) -> Result<Repository, GitError> {
    let git = Git::at(folder);
    let words =
        ["rev-parse", "--show-toplevel", "--show-prefix", "--absolute-git-dir", "HEAD", "--symbolic-full-name", "HEAD"];
    let output = git.attempt(&words)?;
    let told = text(&output.stdout);
    let lines: Vec<&str> = told.lines().collect();
    let [top, prefix, own, rest @ ..] = &lines[..] else {
        return Err(match text(&output.stderr).contains("not a git repository") {
            true => GitError::NoRepository { folder: folder.to_owned() },
            false => refusal(&words, &output),
        });
    };
    if !prefix.is_empty() {
        return Err(GitError::Inside { folder: folder.to_owned(), top: PathBuf::from(top) });
    }
    let own = PathBuf::from(own);
    match rest {
        [_, "HEAD"] => Err(GitError::Detached),
        [head, branch] => Ok(Repository { own, branch: (*branch).to_owned(), head: Some((*head).to_owned()) }),
        _ => Ok(Repository { own, branch: git.line(&["symbolic-ref", "HEAD"])?, head: None }),
    }
}

impl Repository {
    /// Sees that nothing of the user's is half done: what milepost commits would become part of it.
    pub fn finished(&self) -> Result<(), GitError> {
        let marks = [
            ("MERGE_HEAD", "merge"),
            ("rebase-merge", "rebase"),
            ("rebase-apply", "rebase"),
            ("CHERRY_PICK_HEAD", "cherry-pick"),
            ("REVERT_HEAD", "revert"),
        ];
        match marks.iter().find(|(mark, _)| self.own.join(mark).exists()) {
            Some((_, what)) => Err(GitError::Unfinished { what }),
            None => Ok(()),
        }
    }
}

fn unborn(error: io::Error) -> GitError {
    match error.kind() {
        ErrorKind::NotFound => GitError::Missing,
        _ => GitError::Failed { doing: "start".into(), said: error.to_string() },
    }
}

/// What a command that failed is told as.
pub fn refusal(words: &[&str], output: &Output) -> GitError {
    let said = said(output);
    if let Some(lock) = lock(&said) {
        return GitError::Locked { lock };
    }
    let nameless = ["tell me who you are", "empty ident", "no email was given", "auto-detect email"];
    match nameless.iter().any(|words| said.contains(words)) {
        true => GitError::Nameless { said },
        false => GitError::Failed { doing: words.first().copied().unwrap_or_default().to_owned(), said },
    }
}

/// Git's own words, without the marks in front of them.
pub fn said(output: &Output) -> String {
    let told = if output.stderr.is_empty() { &output.stdout } else { &output.stderr };
    let told = text(told);
    let lines = told.lines().map(|line| line.trim_start_matches("fatal: ").trim_start_matches("error: ").trim());
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with("hint: ")).take(12).collect();
    lines.join("\n")
}

/// The lock that Git could not take.
fn lock(said: &str) -> Option<PathBuf> {
    let (_, rest) = said.split_once("Unable to create '")?;
    let (lock, _) = rest.split_once("': File exists")?;
    Some(PathBuf::from(lock))
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_named() {
        let said = "Unable to create '/a/.git/index.lock': File exists.\nAnother git process seems to be running";
        assert_eq!(lock(said), Some(PathBuf::from("/a/.git/index.lock")));
        assert_eq!(lock("something else"), None);
    }
}
