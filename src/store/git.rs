//! Git, called as a child process in milepost's own repository, and why it refuses. Knows nothing of books.
//!
//! What is done here alone reads none of the user's settings. What goes to a remote reads them, since credentials and proxies stand there,
//! less those that run programs, sign, or send more than is asked. Only the exit status tells whether a command succeeded.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};

/// Why Git did not do what it was asked. `said` are its own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GitError {
    /// There is no Git on this machine.
    Missing,
    /// The remote could not be asked.
    Unreachable { remote: String, said: String },
    /// The remote has no branch of milepost's; `branches` are those that it has.
    NoBranch { remote: String, branches: Vec<String> },
    /// The other side refused, or could not be reached any more.
    NotPushed { remote: String, said: String },
    /// Others were faster, so many times.
    Outrun { times: usize },
    /// Something is wrong with milepost's own repository; `doing` is the word of the command.
    Damaged { doing: String, said: String },
}

/// What points a Git elsewhere, or has it write something else; a hook or an alias that calls milepost may have it set.
const ASTRAY: [&str; 18] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_QUARANTINE_PATH",
    "GIT_SHALLOW_FILE",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_TEMPLATE_DIR",
    "GIT_DEFAULT_HASH",
    "GIT_DEFAULT_REF_FORMAT",
    "GIT_ATTR_SOURCE",
    "GIT_CONFIG",
];

/// The same for what is done here alone.
const SETTINGS: [&str; 2] = ["GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"];

/// What holds whatever the user has set: no program runs, nothing is signed, nothing goes along.
const HOLDS: [&str; 14] = [
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.alternateRefsCommand=",
    "push.gpgSign=false",
    "push.followTags=false",
    "push.pushOption=",
    "push.recurseSubmodules=no",
    "fetch.recurseSubmodules=no",
    "fetch.prune=false",
    "fetch.pruneTags=false",
    "fetch.writeCommitGraph=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "user.useConfigOnly=true",
];

/// Whose settings a command reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    Nobodys,
    TheUsers,
}

/// Git in one repository.
#[derive(Clone, Debug)]
pub struct Git {
    /// The folder that it works in.
    folder: PathBuf,
    /// The repository.
    own: PathBuf,
}

impl Git {
    pub fn at(folder: &Path, own: &Path) -> Git {
        Git { folder: folder.to_owned(), own: own.to_owned() }
    }

    /// What a command answers that works here alone.
    pub fn ask(&self, words: &[&str]) -> Result<Vec<u8>, GitError> {
        let output = output(self.command(Reads::Nobodys, words).stdin(Stdio::null()))?;
        finished(words, output)
    }

    /// The same as a line of text.
    pub fn line(&self, words: &[&str]) -> Result<String, GitError> {
        Ok(text(&self.ask(words)?).trim_end().to_owned())
    }

    /// The same of a command that ends in 1 where there is nothing to answer.
    pub fn may(&self, words: &[&str]) -> Result<Option<String>, GitError> {
        let output = output(self.command(Reads::Nobodys, words).stdin(Stdio::null()))?;
        match output.status.code() {
            Some(1) => Ok(None),
            _ => finished(words, output).map(|told| Some(text(&told).trim_end().to_owned())),
        }
    }

    /// The outcome of a command that goes by the user's settings.
    pub fn reach(&self, words: &[&str]) -> Result<Output, GitError> {
        output(self.command(Reads::TheUsers, words).stdin(Stdio::null()))
    }

    /// Gives a command what `write` writes.
    pub fn feed(
        &self,
        words: &[&str],
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<io::Result<()>, GitError> {
        let mut command = self.command(Reads::Nobodys, words);
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
        let mut child = child.map_err(unborn)?;
        let mut written = Ok(());
        if let Some(stdin) = child.stdin.take() {
            let mut stdin = io::BufWriter::new(stdin);
            written = write(&mut stdin).and_then(|()| stdin.flush());
        }
        let output = child.wait_with_output().map_err(unborn)?;
        match written {
            // A Git that ends early says why by itself.
            Err(error) if error.kind() != ErrorKind::BrokenPipe => Ok(Err(error)),
            _ => finished(words, output).map(|_| Ok(())),
        }
    }

    fn command(&self, reads: Reads, words: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.current_dir(&self.folder).arg("--git-dir").arg(&self.own);
        git.args(HOLDS.iter().flat_map(|held| ["-c", held])).args(words);
        let settings = if reads == Reads::Nobodys { &SETTINGS[..] } else { &[] };
        for name in ASTRAY.iter().chain(settings) {
            git.env_remove(name);
        }
        if reads == Reads::Nobodys {
            git.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")]);
        }
        git.envs([("LC_ALL", "C"), ("GIT_NO_REPLACE_OBJECTS", "1")]);
        git
    }

    /// Files by their Git names, byte for byte.
    pub fn blobs(&self) -> Result<Blobs, GitError> {
        let mut command = self.command(Reads::Nobodys, &["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(unborn)?;
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().map(BufReader::new);
        Ok(Blobs { child, stdin, stdout })
    }
}

fn output(command: &mut Command) -> Result<Output, GitError> {
    command.output().map_err(unborn)
}

fn finished(words: &[&str], output: Output) -> Result<Vec<u8>, GitError> {
    match output.status.success() {
        true => Ok(output.stdout),
        false => Err(damaged(words[0], &said(&output))),
    }
}

/// A Git that gives out files.
pub struct Blobs {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Option<BufReader<ChildStdout>>,
}

impl Blobs {
    /// Writes a file's bytes. What Git cannot give is told as damage, what cannot be written as the system's error.
    pub fn copy(&mut self, name: &str, into: &mut impl Write) -> Result<io::Result<()>, GitError> {
        let lost = |error: io::Error| damaged("cat-file", &format!("{name}: {error}"));
        let size = self.size(name).map_err(lost)?;
        let stdout = self.stdout.as_mut().ok_or_else(|| lost(ErrorKind::UnexpectedEof.into()))?;
        let (mut left, mut part) = (size, [0; 1 << 16]);
        while left > 0 {
            let most = part.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            stdout.read_exact(&mut part[..most]).map_err(lost)?;
            if let Err(error) = into.write_all(&part[..most]) {
                return Ok(Err(error));
            }
            left -= most as u64;
        }
        stdout.read_exact(&mut [0]).map_err(lost).map(Ok)
    }

    pub fn bytes(&mut self, name: &str) -> Result<Vec<u8>, GitError> {
        let mut bytes = Vec::new();
        self.copy(name, &mut bytes)?.map_err(|error| damaged("cat-file", &error.to_string()))?;
        Ok(bytes)
    }

    fn size(&mut self, name: &str) -> io::Result<u64> {
        let closed = || io::Error::from(ErrorKind::UnexpectedEof);
        writeln!(self.stdin.as_mut().ok_or_else(closed)?, "{name}")?;
        let mut told = String::new();
        self.stdout.as_mut().ok_or_else(closed)?.read_line(&mut told)?;
        let size = told.trim_end().strip_prefix(&format!("{name} blob ")).and_then(|size| size.parse().ok());
        size.ok_or_else(|| io::Error::new(ErrorKind::NotFound, told.trim_end().to_owned()))
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        drop(self.stdin.take());
        drop(self.stdout.take());
        let _ = self.child.wait();
    }
}

fn unborn(error: io::Error) -> GitError {
    match error.kind() {
        ErrorKind::NotFound => GitError::Missing,
        _ => damaged("start", &error.to_string()),
    }
}

pub fn damaged(doing: &str, said: &str) -> GitError {
    GitError::Damaged { doing: doing.to_owned(), said: said.to_owned() }
}

/// Git's own last words, without the marks in front of them.
pub fn said(output: &Output) -> String {
    const MOST: usize = 12;
    let told = if output.stderr.is_empty() { &output.stdout } else { &output.stderr };
    let told = text(told);
    let lines = told.lines().map(|line| line.trim_start_matches("fatal: ").trim_start_matches("error: ").trim());
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with("hint: ")).collect();
    lines[lines.len().saturating_sub(MOST)..].join("\n")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
