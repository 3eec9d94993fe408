//! The few ways in which milepost touches files. Whatever returns has reached the disk; an error has left things as they were,
//! unless it is `unsure`.

use super::access::{self, Access};
use super::steps::{self, OpenFile, WholeChange};
use crate::model::hash::Hash;
use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::ffi::OsString;
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

/// The bytes of a file; nothing if there is none.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    absent(fs::read(path))
}

/// The same, or the system's words where it does not let us read the file.
pub fn read_or_denied(path: &Path) -> io::Result<Result<Option<Vec<u8>>, String>> {
    match read(path) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Ok(Err(error.to_string())),
        read => read.map(Ok),
    }
}

/// The first bytes of a file, up to so many.
pub fn start(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes).map(|_| bytes)
}

/// The length of a file in bytes; nothing if there is none.
pub fn size(path: &Path) -> io::Result<Option<u64>> {
    absent(fs::metadata(path).map(|data| data.len()))
}

/// So many bytes at the end of a file are looked at: of a book, the last lines.
pub const END: u64 = 4096;

/// How a file stands: its length in bytes, when it was last changed, and the hash of its end.
pub fn mark(path: &Path) -> io::Result<(u64, Duration, Hash)> {
    let mut file = File::open(path)?;
    let data = file.metadata()?;
    let changed = changed(&data)?;
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(data.len().saturating_sub(END)))?;
    file.take(END).read_to_end(&mut end)?;
    Ok((data.len(), changed, Hash::of(&end)))
}

/// When a file was last changed, as the time since 1970; nothing before that.
fn changed(data: &Metadata) -> io::Result<Duration> {
    Ok(data.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default())
}

/// A file of which parts are read as long as it stands as it was, or has grown since: an error once it was changed otherwise.
#[derive(Debug)]
pub struct Parts {
    path: PathBuf,
    length: u64,
    changed: Duration,
    /// By what is known, once the file is longer, that it was only added to.
    end: Option<Hash>,
    /// The file itself, where it is read to the end.
    held: Option<Arc<HeldFile>>,
}

/// A file that stays open, until too many are.
type HeldFile = Mutex<Option<File>>;

/// So many files are held open at a time. One command needs two, and a process may answer many, each of which lives as long as it does.
const MOST_HELD: usize = 64;

/// Holds a file open, and lets go of that which was held first, where they are too many.
fn hold(file: File) -> Arc<HeldFile> {
    static HELD: Mutex<VecDeque<Weak<HeldFile>>> = Mutex::new(VecDeque::new());
    let file = Arc::new(Mutex::new(Some(file)));
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.push_back(Arc::downgrade(&file));
    if held.len() > MOST_HELD
        && let Some(first) = held.pop_front().and_then(|first| first.upgrade())
    {
        *first.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
    file
}

impl Parts {
    pub fn of(path: &Path) -> io::Result<Parts> {
        let data = fs::metadata(path)?;
        Ok(Parts { path: path.to_owned(), length: data.len(), changed: changed(&data)?, end: None, held: None })
    }

    /// The same of a file that ended so: more may be written behind it meanwhile.
    pub fn of_growing(path: &Path, (length, changed, end): (u64, Duration, Hash)) -> Parts {
        Parts { path: path.to_owned(), length, changed, end: Some(end), held: None }
    }

    /// The same of a file that nobody else can have written, which is read to the end, though another takes its place meanwhile.
    pub fn of_own(path: &Path) -> io::Result<Parts> {
        match access::is_own(&fs::symlink_metadata(path)?) {
            true => Ok(Parts { held: Some(hold(File::open(path)?)), ..Parts::of(path)? }),
            false => Err(ErrorKind::PermissionDenied.into()),
        }
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    /// So many bytes from a place on.
    pub fn read(&self, at: u64, length: usize) -> io::Result<Vec<u8>> {
        Ok(self.read_several([(at, length)])?.remove(0))
    }

    /// The same for several places.
    pub fn read_several(&self, parts: impl IntoIterator<Item = (u64, usize)>) -> io::Result<Vec<Vec<u8>>> {
        let read = |file: &mut File| {
            self.check(file)?;
            let within = |at: u64, length: usize| at.checked_add(length as u64).is_some_and(|end| end <= self.length);
            let read = |(at, length)| match within(at, length) {
                true => part(file, at, length),
                false => Err(ErrorKind::UnexpectedEof.into()),
            };
            parts.into_iter().map(read).collect()
        };
        match &self.held {
            Some(file) => match &mut *file.lock().unwrap_or_else(PoisonError::into_inner) {
                Some(file) => read(file),
                // It was let go, and is read as long as nothing has taken its place.
                None => read(&mut File::open(&self.path)?),
            },
            // As many books as there may be, as few files are open.
            None => read(&mut File::open(&self.path)?),
        }
    }

    /// Whether a file is what it was.
    fn check(&self, file: &mut File) -> io::Result<()> {
        let data = file.metadata()?;
        let same = (data.len(), changed(&data)?) == (self.length, self.changed);
        let only_grew = |end: Hash| {
            let known = END.min(self.length);
            let bytes = part(file, self.length - known, known as usize);
            data.len() > self.length && bytes.is_ok_and(|bytes| Hash::of(&bytes) == end)
        };
        match same || self.end.is_some_and(only_grew) {
            true => Ok(()),
            false => Err(ErrorKind::InvalidData.into()),
        }
    }
}

fn part(file: &mut File, at: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn absent<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// What tells a folder of this machine from any copy of it: when it was made, and its number. FAT numbers anew whenever it is mounted,
/// and is known by its times of hundredths of a second.
pub fn place(folder: &Path) -> Option<String> {
    let data = fs::metadata(folder).ok()?;
    let born = data.created().ok().and_then(|born| born.duration_since(std::time::UNIX_EPOCH).ok());
    let machine = fs::read("/etc/machine-id").unwrap_or_default();
    let is_fat = born.is_some_and(|born| born.subsec_nanos() % 10_000_000 == 0);
    let number = access::number(&data).filter(|_| !is_fat);
    let told = format!("{number:?} {born:?} {}", String::from_utf8_lossy(&machine));
    Some(Hash::of(told.as_bytes()).to_string()[..32].to_owned())
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

/// A step that may have taken place although the system told an error, so that the disk may or may not have kept it.
#[derive(Debug)]
struct Unsure(io::Error);

impl fmt::Display for Unsure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Unsure {}

fn unsure(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), Unsure(error))
}

/// Whether after this error things may be as they were, or as they were to become.
pub fn is_unsure(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Unsure>())
}

/// Writes `bytes` after the first `whole` bytes of a file, in place of whatever stood there. The file is made if there is
/// none. A write that fails leaves the first `whole` bytes; where it cannot be taken back, the error is unsure. Where the file has
/// other names, as in a snapshot made of hard links, it is written anew, and what they lead to stays.
pub fn append(path: &Path, whole: u64, bytes: &[u8]) -> io::Result<()> {
    let _whole = WholeChange::begin();
    let new = size(path)?.is_none();
    let mut file = if new { OpenFile::make(path, Access::of_new(path))? } else { OpenFile::open(path)? };
    let length = file.length()?;
    if length < whole {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    if file.has_other_names()? {
        let all = [&start(path, whole)?, bytes].concat();
        return write_with(path, &all, Access::of_place(path));
    }
    if length > whole {
        file.cut(whole)?;
    }
    let written = file.write_at(whole, bytes).and_then(|()| file.keep());
    let written = written.and_then(|()| if new { steps::keep_name(path) } else { Ok(()) });
    written.map_err(|error| match file.cut(whole).and_then(|()| file.keep()) {
        Ok(()) => error,
        Err(_) => unsure(error),
    })
}

/// Has the disk keep what somebody wrote to a file, if there is one.
pub fn keep(path: &Path) -> io::Result<()> {
    absent(steps::keep(path)).map(|_| ())
}

/// Writes a file beside its place and moves it there, so that nobody ever meets half of it. It is for those whom the file was for
/// whose place it takes, else for those whom the folder is for. What we may not read we do not write over.
pub fn write_aside(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match is_denied(path) {
        true => Err(ErrorKind::PermissionDenied.into()),
        false => write_with(path, bytes, Access::of_place(path)),
    }
}

/// The same for what is its owner's alone, from the first byte on.
pub fn write_secret(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_with(path, bytes, Access::secret(path))
}

fn write_with(path: &Path, bytes: &[u8], access: Option<Access>) -> io::Result<()> {
    let mut aside = Aside::begin(&aside(path), access)?;
    aside.write_all(bytes)?;
    aside.move_to(path)
}

/// Whether something is there that the system does not let us read.
pub fn is_denied(path: &Path) -> bool {
    File::open(path).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}

/// Writes a file that is nobody's but the user's at `aside` and moves it to its place. A file that it takes the place of leaves it
/// its permissions; one that may not be written to stays.
pub fn deliver(path: &Path, aside: &Path, parts: [&[u8]; 2]) -> io::Result<()> {
    if absent(fs::metadata(path))?.is_some_and(|data| data.permissions().readonly()) {
        return Err(ErrorKind::PermissionDenied.into());
    }
    let mut file = Aside::begin(aside, Access::of_file(path))?;
    parts.iter().try_for_each(|part| file.write_all(part))?;
    file.move_to(path)
}

/// Copies all that a reader gives to a new file at `aside` and moves it to its place, if it has this hash; tells whether it had.
pub fn copy_aside(from: impl Read, aside: &Path, path: &Path, hash: Hash) -> io::Result<bool> {
    let mut into = Aside::begin(aside, Access::of_place(path))?;
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

/// Where a file is written that is to be moved to `path`.
pub fn aside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".new");
    path.with_file_name(name)
}

/// A new file beside its place, written a little at a time; what is not moved to its place goes again.
#[derive(Debug)]
pub struct Aside {
    path: PathBuf,
    file: Option<OpenFile>,
    _whole: WholeChange,
}

impl Aside {
    /// Whatever stood there is the trace of a crash, or a link that somebody laid: it goes, and is not followed.
    pub fn begin(path: &Path, access: Option<Access>) -> io::Result<Aside> {
        let whole = WholeChange::begin();
        if path.symlink_metadata().is_ok() {
            steps::remove(path)?;
        }
        Ok(Aside { path: path.to_owned(), file: Some(OpenFile::make(path, access)?), _whole: whole })
    }

    /// The same for what is to take a place and is its owner's alone.
    pub fn secret(path: &Path) -> io::Result<Aside> {
        Aside::begin(&aside(path), Access::secret(path))
    }

    /// Moves it to its place; the disk need not keep it.
    pub fn put(mut self, place: &Path) -> io::Result<()> {
        steps::rename(&self.path, place)?;
        self.file = None;
        Ok(())
    }

    /// Has the disk keep it and moves it to its place.
    pub fn move_to(mut self, place: &Path) -> io::Result<()> {
        if let Some(file) = &self.file {
            file.keep()?;
        }
        steps::rename(&self.path, place)?;
        self.file = None;
        steps::keep_name(place).map_err(unsure)
    }
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.as_mut().map_or(Ok(0), |file| file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = steps::remove(&self.path);
        }
    }
}

/// What stands under a name. Links are not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// So many bytes.
    File(u64),
    Folder,
    Link,
    /// A device, a pipe.
    Other,
}

impl FileKind {
    fn of(data: &Metadata) -> FileKind {
        match data.file_type() {
            kind if kind.is_symlink() => FileKind::Link,
            kind if kind.is_file() => FileKind::File(data.len()),
            kind if kind.is_dir() => FileKind::Folder,
            _ => FileKind::Other,
        }
    }
}

/// What stands there; nothing if nothing does.
pub fn look(path: &Path) -> io::Result<Option<FileKind>> {
    absent(fs::symlink_metadata(path).map(|data| FileKind::of(&data)))
}

/// What a name leads to, links followed.
pub fn look_through(path: &Path) -> io::Result<Option<FileKind>> {
    absent(fs::metadata(path).map(|data| FileKind::of(&data)))
}

/// All that stands in a folder, by name; nothing if there is no folder.
pub fn everything(dir: &Path) -> io::Result<BTreeMap<OsString, FileKind>> {
    let things = absent(fs::read_dir(dir))?.into_iter().flatten();
    things.map(|thing| thing.and_then(|thing| Ok((thing.file_name(), FileKind::of(&thing.metadata()?))))).collect()
}

/// A file to be read a little at a time.
pub fn open(path: &Path) -> io::Result<impl Read> {
    File::open(path)
}

/// Moves a folder to a place where there is none, or an empty one.
pub fn move_folder(from: &Path, to: &Path) -> io::Result<()> {
    steps::rename(from, to)?;
    steps::keep_name(to).map_err(unsure)
}

/// Moves a file to another folder, in place of what stands there.
pub fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    steps::rename(from, to)?;
    steps::keep_name(to).and_then(|()| steps::keep_name(from)).map_err(unsure)
}

/// A new file that is worth nothing after a crash, so the disk need not keep it.
pub fn scrap(path: &Path) -> io::Result<impl Write> {
    OpenFile::make(path, Access::of_new(path))
}

/// Deletes a folder with all that is in it; one that is not there is fine.
pub fn clear(folder: &Path) -> io::Result<()> {
    absent(steps::clear(folder)).map(|_| ())
}

/// Deletes a file; one that is not there is fine.
pub fn remove(path: &Path) -> io::Result<()> {
    match absent(steps::remove(path))? {
        Some(()) => steps::keep_name(path).map_err(unsure),
        None => Ok(()),
    }
}

/// Makes a folder and those above it, for those whom the one is for that they are in, and has the disk keep each; one that is there
/// already is fine.
pub fn make_dir(path: &Path) -> io::Result<()> {
    make_dirs(path, Access::of_new_folder)
}

/// The same for a folder that is in nobody's workspace: it is for those whom the user's umask lets in.
pub fn make_free_dir(path: &Path) -> io::Result<()> {
    make_dirs(path, |_| None)
}

fn make_dirs(path: &Path, access: fn(&Path) -> Option<Access>) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        make_dirs(above, access)?;
    }
    match steps::make_dir(path, access(path)) {
        Err(_) if path.is_dir() => {}
        made => made?,
    }
    steps::keep_name(path)
}

/// The file of a lock, made if there is none, for all who may write to its folder. A link is not followed: what is written there is
/// no lock's.
pub fn lock_file(path: &Path) -> io::Result<OpenFile> {
    let access = Access::of_new(path);
    let file = match path.symlink_metadata() {
        Ok(data) if data.is_file() => OpenFile::open(path),
        Ok(_) => Err(io::Error::new(ErrorKind::InvalidInput, "it is not a file")),
        Err(_) => match OpenFile::make(path, access) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => OpenFile::open(path),
            made => made,
        },
    }?;
    access.inspect(|access| file.permit(*access));
    Ok(file)
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
    fn a_write_that_fails_leaves_nothing_aside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("taken");
        make_dir(&path.join("full")).unwrap();
        assert!(write_aside(&path, b"x").is_err());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_moved_to_its_place_goes_again() {
        let dir = tempfile::tempdir().unwrap();
        let (aside, place) = (dir.path().join("new"), dir.path().join("a"));
        Aside::begin(&aside, None).unwrap().write_all(b"x").unwrap();
        assert_eq!(size(&aside).unwrap(), None);
        fs::write(&aside, b"left by a crash").unwrap();
        let mut whole = Aside::begin(&aside, None).unwrap();
        whole.write_all(b"x").unwrap();
        whole.move_to(&place).unwrap();
        assert_eq!((size(&aside).unwrap(), read(&place).unwrap().unwrap()), (None, b"x".to_vec()));
        remove(&place).unwrap();
        remove(&place).unwrap();
        assert_eq!(size(&place).unwrap(), None);
    }

    /// What `ls` shows of who may read and write it.
    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[cfg(unix)]
    fn permit(path: &Path, mode: u32) {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Whatever the umask is: none of these modes is what 022 makes.
    #[cfg(unix)]
    #[test]
    fn what_is_new_follows_its_folder_and_what_replaces_a_file_that_file() {
        let dir = tempfile::tempdir().unwrap();
        for (folder, file, below) in
            [(0o770, 0o660, 0o770), (0o2777, 0o666, 0o2777), (0o700, 0o600, 0o700), (0o1777, 0o664, 0o775)]
        {
            permit(dir.path(), folder);
            let path = |name: &str| dir.path().join(format!("{name}-{folder:o}"));
            append(&path("book"), 0, b"x").unwrap();
            write_aside(&path("heads"), b"x").unwrap();
            copy_aside(&b"x"[..], &path("aside"), &path("evidence"), Hash::of(b"x")).unwrap();
            lock_file(&path("lock")).unwrap();
            make_dir(&path("folder")).unwrap();
            for name in ["book", "heads", "evidence", "lock"] {
                assert_eq!(mode(&path(name)), file, "{name} in {folder:o}");
            }
            assert_eq!(mode(&path("folder")), below, "{folder:o}");
            permit(&path("heads"), 0o640);
            write_aside(&path("heads"), b"y").unwrap();
            assert_eq!(mode(&path("heads")), 0o640);
            permit(&path("lock"), 0o600);
            lock_file(&path("lock")).unwrap();
            assert_eq!(mode(&path("lock")), file);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_secret_is_its_owner_s_alone_from_its_first_byte_on() {
        let dir = tempfile::tempdir().unwrap();
        permit(dir.path(), 0o2777);
        let path = dir.path().join("salts");
        let seen = std::rc::Rc::new(std::cell::RefCell::new(Vec::new()));
        let modes = seen.clone();
        let guard = move |step: steps::DiskStep| {
            if let steps::DiskStep::Write(path, _) = step {
                modes.borrow_mut().push(mode(path));
            }
            steps::Fate::Done
        };
        steps::guarded(guard, || write_secret(&path, b"x").unwrap());
        permit(&path, 0o644);
        write_secret(&path, b"y").unwrap();
        assert_eq!((seen.take(), mode(&path)), (vec![0o600], 0o600));
    }

    #[cfg(unix)]
    #[test]
    fn a_snapshot_of_hard_links_does_not_grow_along() {
        let dir = tempfile::tempdir().unwrap();
        let (book, snapshot) = (dir.path().join("a.jsonl"), dir.path().join("snapshot"));
        append(&book, 0, b"one\ntw").unwrap();
        fs::hard_link(&book, &snapshot).unwrap();
        permit(&book, 0o640);
        append(&book, 4, b"two\n").unwrap();
        assert_eq!((read(&book).unwrap().unwrap(), mode(&book)), (b"one\ntwo\n".to_vec(), 0o640));
        assert_eq!(read(&snapshot).unwrap().unwrap(), b"one\ntw");
        assert_eq!(append(&snapshot, 9, b"x").unwrap_err().kind(), ErrorKind::UnexpectedEof);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        fs::write(path("theirs"), b"mine").unwrap();
        for (name, target) in [(".a.new", "theirs"), ("b", "nowhere"), ("lock", "theirs")] {
            std::os::unix::fs::symlink(path(target), path(name)).unwrap();
        }
        write_aside(&path("a"), b"x").unwrap();
        assert!(append(&path("b"), 0, b"x").is_err());
        assert!(lock_file(&path("lock")).is_err());
        assert_eq!(
            (read(&path("theirs")).unwrap().unwrap(), size(&path("nowhere")).unwrap()),
            (b"mine".to_vec(), None)
        );
    }
}
