//! The few ways in which milepost touches files. Whatever returns has reached the disk, or left things as they were.

use crate::ledger::hash::Hash;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The bytes of a file; nothing if there is none.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    absent(fs::read(path))
}

/// The length of a file in bytes; nothing if there is none.
pub fn size(path: &Path) -> io::Result<Option<u64>> {
    absent(fs::metadata(path).map(|data| data.len()))
}

fn absent<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// The stems of the regular files in a folder whose names end in `.` and `extension`, sorted; none if there is no folder.
pub fn list(dir: &Path, extension: &str) -> io::Result<Vec<String>> {
    let mut stems = Vec::new();
    for file in absent(fs::read_dir(dir))?.into_iter().flatten() {
        let file = file?;
        let name = file.file_name().into_string().unwrap_or_default();
        let stem = name.strip_suffix(extension).and_then(|name| name.strip_suffix('.'));
        if let Some(stem) = stem
            && file.file_type()?.is_file()
        {
            stems.push(stem.to_owned());
        }
    }
    stems.sort();
    Ok(stems)
}

/// Writes `bytes` after the first `whole` bytes of a file, in place of whatever stood there. The file is made if there is
/// none. A write that fails leaves the first `whole` bytes.
pub fn append(path: &Path, whole: u64, bytes: &[u8]) -> io::Result<()> {
    let new = size(path)?.is_none();
    let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
    match file.metadata()?.len() {
        length if length < whole => return Err(ErrorKind::UnexpectedEof.into()),
        length if length > whole => file.set_len(whole)?,
        _ => {}
    }
    let written = file.seek(SeekFrom::Start(whole)).and_then(|_| file.write_all(bytes)).and_then(|()| file.sync_all());
    if written.is_err() {
        // The first error is the one to tell.
        let _ = file.set_len(whole).and_then(|()| file.sync_all());
    }
    written?;
    if new { settle(path) } else { Ok(()) }
}

/// Writes a file beside its place and moves it there, so that nobody ever meets half of it.
pub fn write_aside(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = Aside::begin(&aside(path))?;
    file.write_all(bytes)?;
    file.move_to(path)
}

/// Copies all that a reader gives to a new file at `aside` and moves it to its place, if it has this hash; tells whether it had.
pub fn copy_aside(from: impl Read, aside: &Path, path: &Path, hash: Hash) -> io::Result<bool> {
    let mut into = Aside::begin(aside)?;
    match Hash::of_reader(Tee { from, into: &mut into })? == hash {
        true => into.move_to(path).map(|()| true),
        false => Ok(false),
    }
}

/// Writes what is read.
struct Tee<'a, R> {
    from: R,
    into: &'a mut Aside,
}

impl<R: Read> Read for Tee<'_, R> {
    fn read(&mut self, part: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(part)?;
        self.into.write_all(&part[..length])?;
        Ok(length)
    }
}

fn aside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.new"))
}

/// What stands under a name. Links are not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// So many bytes.
    File(u64),
    Folder,
    Link,
    /// A device, a pipe.
    Other,
}

impl Thing {
    fn of(data: &Metadata) -> Thing {
        match data.file_type() {
            kind if kind.is_symlink() => Thing::Link,
            kind if kind.is_file() => Thing::File(data.len()),
            kind if kind.is_dir() => Thing::Folder,
            _ => Thing::Other,
        }
    }
}

/// What stands there; nothing if nothing does.
pub fn look(path: &Path) -> io::Result<Option<Thing>> {
    absent(fs::symlink_metadata(path).map(|data| Thing::of(&data)))
}

/// What a name leads to, links followed.
pub fn look_through(path: &Path) -> io::Result<Option<Thing>> {
    absent(fs::metadata(path).map(|data| Thing::of(&data)))
}

/// All that stands in a folder, by name; nothing if there is no folder.
pub fn everything(dir: &Path) -> io::Result<BTreeMap<OsString, Thing>> {
    let things = absent(fs::read_dir(dir))?.into_iter().flatten();
    things.map(|thing| thing.and_then(|thing| Ok((thing.file_name(), Thing::of(&thing.metadata()?))))).collect()
}

/// A file to be read a little at a time.
pub fn open(path: &Path) -> io::Result<impl Read> {
    File::open(path)
}

/// Deletes a file; one that is not there is fine.
pub fn remove(path: &Path) -> io::Result<()> {
    match absent(fs::remove_file(path))? {
        Some(()) => settle(path),
        None => Ok(()),
    }
}

/// A new file beside its place, written a little at a time; what is not moved to its place goes again.
#[derive(Debug)]
pub struct Aside {
    path: PathBuf,
    file: Option<File>,
}

impl Aside {
    /// Whatever stood there is the trace of a crash, or a link that somebody planted, and goes.
    pub fn begin(path: &Path) -> io::Result<Aside> {
        absent(fs::remove_file(path))?;
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        Ok(Aside { path: path.to_owned(), file: Some(file) })
    }

    /// Has the disk keep it and moves it to its place.
    pub fn move_to(mut self, place: &Path) -> io::Result<()> {
        if let Some(file) = &self.file {
            file.sync_all()?;
        }
        fs::rename(&self.path, place)?;
        self.file = None;
        settle(place)
    }
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_ref().map_or(Ok(0), |mut file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Makes a folder and those above it; one that is there already is fine.
pub fn make_dir(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path)?;
    settle(path)
}

/// Makes the name of a file last: the folder that lists it goes to disk too.
#[cfg(unix)]
fn settle(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere the system sees to it.
#[cfg(not(unix))]
fn settle(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_appended_takes_the_place_of_what_was_torn() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        append(&path, 0, b"one\ntw").unwrap();
        append(&path, 4, b"two\n").unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), b"one\ntwo\n");
        assert_eq!(append(&path, 9, b"x").unwrap_err().kind(), ErrorKind::UnexpectedEof);
        assert_eq!(size(&path).unwrap(), Some(8));
    }

    #[test]
    fn only_regular_files_are_listed() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name| dir.path().join(name);
        for name in ["b.jsonl", "a.jsonl", "c.json", "jsonl", "xjsonl"] {
            write_aside(&path(name), b"").unwrap();
        }
        make_dir(&path("d.jsonl")).unwrap();
        assert_eq!(list(dir.path(), "jsonl").unwrap(), ["a", "b"]);
        assert!(list(&path("none"), "jsonl").unwrap().is_empty());
        assert_eq!(read(&path("none")).unwrap(), None);
    }

    #[test]
    fn what_is_not_moved_to_its_place_goes_again() {
        let dir = tempfile::tempdir().unwrap();
        let (aside, place) = (dir.path().join("new"), dir.path().join("a"));
        Aside::begin(&aside).unwrap().write_all(b"x").unwrap();
        assert_eq!(everything(dir.path()).unwrap().len(), 0);
        write_aside(&aside, b"left by a crash").unwrap();
        let mut whole = Aside::begin(&aside).unwrap();
        whole.write_all(b"x").unwrap();
        whole.move_to(&place).unwrap();
        assert_eq!(everything(dir.path()).unwrap(), [(OsString::from("a"), Thing::File(1))].into());
        remove(&place).unwrap();
        remove(&place).unwrap();
        assert_eq!(look(&place).unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_written_aside_goes_through_no_link() {
        let dir = tempfile::tempdir().unwrap();
        let [aside, other] = ["new", "other"].map(|name| dir.path().join(name));
        write_aside(&other, b"mine").unwrap();
        std::os::unix::fs::symlink(&other, &aside).unwrap();
        assert_eq!((look(&aside).unwrap(), look_through(&aside).unwrap()), (Some(Thing::Link), Some(Thing::File(4))));
        Aside::begin(&aside).unwrap().write_all(b"theirs").unwrap();
        assert_eq!(read(&other).unwrap().unwrap(), b"mine");
    }

    #[test]
    fn a_write_that_fails_leaves_nothing_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("taken");
        make_dir(&path.join("full")).unwrap();
        assert!(write_aside(&path, b"x").is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}
