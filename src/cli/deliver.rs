//! Where an answer goes that is a document: to standard output, or to a file that gets all of it or stays as it was.

use super::answer::{Answer, MorePages, Outside, Parcel};
use super::failure::{Failure, USAGE};
use crate::render::safe;
use crate::report::words;
use crate::store::disk::{self, FileKind};
use crate::store::workspace::Workspace;
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf, is_separator};

/// What a command is asked that answers with a document.
#[derive(Clone, Debug, Default, Args)]
pub struct Delivery {
    /// Write the answer to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

/// A document in several files: the names of these, and what goes into them.
pub type NamedTexts = Vec<(String, String)>;

impl Delivery {
    /// Whether it goes to a folder: one that is there, or is written as one.
    pub fn is_folder(&self, outside: &Outside) -> bool {
        let written = |to: &PathBuf| to.as_os_str().to_string_lossy().ends_with(is_separator);
        self.to.as_ref().is_some_and(|to| written(to) || outside.folder.join(to).is_dir())
    }

    /// An answer in files of one folder, with its address on it.
    pub fn address_files(&self, answer: Answer, files: NamedTexts) -> Answer {
        let folder = self.to.clone().unwrap_or_default();
        let parcel = |(name, text)| Parcel { path: folder.join(name), text, new_folder: true, ..Parcel::default() };
        Answer { parcels: files.into_iter().map(parcel).collect(), ..answer }
    }

    /// The answer with its address on it.
    pub fn address(&self, answer: Answer) -> Answer {
        let Some(path) = self.to.clone() else { return answer };
        let Answer { mut text, more, bytes, .. } = answer;
        text.extend(more);
        let parcels = vec![Parcel { path, text, bytes, new_folder: false }];
        Answer { text: String::new(), more: MorePages::default(), bytes: Vec::new(), parcels, ..answer }
    }
}

/// Sends an answer on its way. Its files are written, each whole or not at all; what a terminal cannot show does not go there.
pub fn send(mut answer: Answer, outside: &Outside) -> Result<Answer, Failure> {
    if outside.terminal && !answer.bytes.is_empty() {
        let message = "this format is not text, and standard output is a terminal, which cannot show it";
        return Err(Failure::new(USAGE, "terminal", message).hint("`--to FILE` writes it to a file"));
    }
    for parcel in std::mem::take(&mut answer.parcels) {
        answer.text += &put(parcel, outside)?;
    }
    Ok(answer)
}

/// Writes one file and says so.
fn put(parcel: Parcel, outside: &Outside) -> Result<String, Failure> {
    let shown = parcel.path.display().to_string();
    if let Some(folder) = parcel.path.parent().filter(|_| parcel.new_folder) {
        make(folder, outside)?;
    }
    let place = place(&outside.folder.join(&parcel.path), &shown)?;
    let parts = [parcel.text.as_bytes(), &parcel.bytes];
    let mut aside = OsString::from(".");
    aside.push(place.file_name().unwrap_or_default());
    aside.push(format!(".{}.new", outside.process));
    let aside = place.with_file_name(aside);
    disk::deliver(&place, &aside, parts).map_err(|error| Failure::undelivered(&shown, &error))?;
    let size = parts.iter().map(|part| part.len() as u64).sum();
    Ok(format!("wrote {} ({})\n", safe::one_line(&shown), words::size(size)))
}

/// Makes a folder for files, in one that is there.
fn make(folder: &Path, outside: &Outside) -> Result<(), Failure> {
    let whole = outside.folder.join(folder);
    if whole.is_dir() {
        return Ok(());
    }
    let shown = folder.display().to_string();
    let place = place(&whole, shown.trim_end_matches(is_separator))?;
    disk::make_free_dir(&place).map_err(|error| Failure::undelivered(&shown, &error))
}

/// Where a file of this path lies, if an answer may be written there; `shown` is how the path was typed.
fn place(path: &Path, shown: &str) -> Result<PathBuf, Failure> {
    let refused = |code, message: String| Failure::new(USAGE, code, message);
    let Some(name) = path.file_name().filter(|_| !shown.ends_with(is_separator)) else {
        return Err(refused("not-a-file", format!("{shown} is a folder, not a file")).hint("name a file in it"));
    };
    let Some(folder) = path.parent().and_then(|folder| folder.canonicalize().ok()).filter(|folder| folder.is_dir())
    else {
        let message = format!("there is no folder for {shown}");
        return Err(refused("no-folder", message).hint("make it first; nothing was written"));
    };
    let place = folder.join(name);
    if let Some(workspace) = Workspace::owning(&place) {
        let message = format!("{shown} is one of the workspace's own files ({})", workspace.dir.display());
        return Err(refused("own-file", message).hint("an answer takes the place of none of them: name another file"));
    }
    match disk::look(&place).map_err(|error| Failure::undelivered(shown, &error))? {
        None | Some(FileKind::File(_)) => Ok(place),
        Some(FileKind::Folder) => {
            Err(refused("not-a-file", format!("{shown} is a folder, not a file")).hint("name a file in it"))
        }
        Some(_) => Err(refused("not-a-file", format!("{shown} is there already, and is not a regular file"))
            .hint("name another; without `--to` the answer goes to standard output")),
    }
}
