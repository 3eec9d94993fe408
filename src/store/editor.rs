//! A text opened in the user's own editor, in a file of its own that stays until what was written in it is taken.

use super::disk;
use super::error::StoreError;
use super::text::read_unmarked;
use super::workspace::Workspace;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

/// A text being edited.
pub struct Scratch {
    pub path: PathBuf,
    /// What was put there to be edited.
    given: String,
}

impl Scratch {
    /// Puts a text where an editor finds it; the name tells people what it is.
    pub fn begin(workspace: &Workspace, name: &str, text: &str) -> Result<Scratch, StoreError> {
        let folder = workspace.edited();
        disk::make_dir(&folder).map_err(StoreError::before("make", &folder))?;
        let path = free(&folder, name).map_err(StoreError::before("look into", &folder))?;
        disk::write_aside(&path, text.as_bytes()).map_err(StoreError::before("write", &path))?;
        Ok(Scratch { path, given: text.to_owned() })
    }

    /// Opens it, and waits until the editor is closed; gives what was saved, nothing where the editor failed.
    pub fn open(&self, editor: &OsStr) -> Result<Option<String>, StoreError> {
        let status = run(editor, &self.path).map_err(StoreError::before("open an editor on", &self.path))?;
        if status.success() { read_unmarked(&self.path).map(Some) } else { Ok(None) }
    }

    /// Whether it is as it was given: nobody has written anything.
    pub fn is_as_given(&self) -> bool {
        matches!(disk::read(&self.path), Ok(Some(bytes)) if bytes == self.given.as_bytes())
    }

    /// What was written is taken. Should the file stay, nothing is lost by it.
    pub fn end(&self) {
        let _ = disk::remove(&self.path);
    }
}

/// A name that nothing has: what was kept of an earlier edit stays as it is.
fn free(folder: &Path, name: &str) -> io::Result<PathBuf> {
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, "txt"));
    let (mut path, mut number) = (folder.join(name), 1);
    while disk::look(&path)?.is_some() {
        number += 1;
        path = folder.join(format!("{stem}-{number}.{extension}"));
    }
    Ok(path)
}

/// As Git does it: what the variable says is a command line, and may have options.
#[cfg(unix)]
fn run(editor: &OsStr, path: &Path) -> io::Result<ExitStatus> {
    let mut line = OsString::from(editor);
    line.push(" \"$@\"");
    Command::new("sh").arg("-c").arg(line).arg(editor).arg(path).status()
}

#[cfg(not(unix))]
fn run(editor: &OsStr, path: &Path) -> io::Result<ExitStatus> {
    let mut line = OsString::from(editor);
    line.push(" \"");
    line.push(path);
    line.push("\"");
    Command::new("cmd").arg("/C").arg(line).status()
}
