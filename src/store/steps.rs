//! The steps in which files change, each a single call to the system. All pass one gate, at which a test may let one fail.

use super::access::{Access, has_other_names};
use std::cell::RefCell;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// A step that is about to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiskStep<'a> {
    /// An empty file comes to be.
    Make(&'a Path),
    /// So many bytes go into a file.
    Write(&'a Path, usize),
    /// A file keeps its first so many bytes.
    Cut(&'a Path, u64),
    /// Who may read and write a file is settled.
    Permit(&'a Path),
    /// The disk is to keep what is in a file.
    Keep(&'a Path),
    /// A file goes to another place, in place of what stands there.
    Move(&'a Path, &'a Path),
    Remove(&'a Path),
    /// A folder goes with all that is in it.
    Clear(&'a Path),
    MakeDir(&'a Path),
    /// The disk is to keep what names a folder has.
    KeepNames(&'a Path),
}

/// What becomes of a step.
#[derive(Debug)]
pub enum Fate {
    Done,
    Fails(io::Error),
    /// A write of which only the first so many bytes arrive.
    Short(usize, io::Error),
}

/// How many changes of several steps are being made that leave something behind where they break off, and whether the process ends:
/// then none begins any more.
static CHANGES: AtomicUsize = AtomicUsize::new(0);
static ENDING: AtomicBool = AtomicBool::new(false);

/// A change that is made whole, whatever the user interrupts meanwhile.
#[derive(Debug)]
pub struct WholeChange(());

impl WholeChange {
    pub fn begin() -> WholeChange {
        CHANGES.fetch_add(1, Ordering::SeqCst);
        while ENDING.load(Ordering::SeqCst) {
            CHANGES.fetch_sub(1, Ordering::SeqCst);
            thread::park();
            CHANGES.fetch_add(1, Ordering::SeqCst);
        }
        WholeChange(())
    }
}

impl Drop for WholeChange {
    fn drop(&mut self) {
        CHANGES.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Waits until what is being changed is changed whole; nothing is changed any more afterwards. The process is to end.
pub fn end() {
    ENDING.store(true, Ordering::SeqCst);
    while CHANGES.load(Ordering::SeqCst) > 0 {
        thread::sleep(Duration::from_millis(1));
    }
}

type Guard = Box<dyn FnMut(DiskStep) -> Fate>;

thread_local! {
    /// Who stands at the gate of this thread; nobody but in tests.
    static GUARD: RefCell<Option<Guard>> = const { RefCell::new(None) };
}

/// Does `work`, and has `guard` asked before every step that it takes on this thread.
pub fn guarded<T>(guard: impl FnMut(DiskStep) -> Fate + 'static, work: impl FnOnce() -> T) -> T {
    GUARD.set(Some(Box::new(guard)));
    let done = work();
    GUARD.set(None);
    done
}

/// The gate. The threads of the pool only read, so that every step of a command is taken in order, and here.
fn fate(step: DiskStep) -> Fate {
    debug_assert!(rayon::current_thread_index().is_none(), "{step:?} on a thread of the pool");
    GUARD.with_borrow_mut(|guard| guard.as_mut().map_or(Fate::Done, |guard| guard(step)))
}

fn pass(step: DiskStep) -> io::Result<()> {
    match fate(step) {
        Fate::Done => Ok(()),
        Fate::Fails(error) | Fate::Short(_, error) => Err(error),
    }
}

/// A file that is written to.
#[derive(Debug)]
pub struct OpenFile {
    path: PathBuf,
    file: File,
}

impl OpenFile {
    /// A new file. Whatever has that name already, a link that leads nowhere too, is left alone, and an error.
    pub fn make(path: &Path, access: Option<Access>) -> io::Result<OpenFile> {
        pass(DiskStep::Make(path))?;
        let mut options = OpenOptions::new();
        access.inspect(|access| access.ask(&mut options));
        let draft = OpenFile::opened(path, options.create_new(true))?;
        access.inspect(|access| draft.permit(*access));
        Ok(draft)
    }

    /// A file that is there.
    pub fn open(path: &Path) -> io::Result<OpenFile> {
        OpenFile::opened(path, &mut OpenOptions::new())
    }

    fn opened(path: &Path, options: &mut OpenOptions) -> io::Result<OpenFile> {
        let file = options.read(true).write(true).open(path)?;
        Ok(OpenFile { path: path.to_owned(), file })
    }

    pub fn length(&self) -> io::Result<u64> {
        self.file.metadata().map(|data| data.len())
    }

    /// Puts bytes at a place of the file.
    pub fn write_at(&mut self, place: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(place))?;
        self.write_all(bytes)
    }

    pub fn cut(&self, length: u64) -> io::Result<()> {
        pass(DiskStep::Cut(&self.path, length))?;
        self.file.set_len(length)
    }

    /// Whether the file has other names, under which nothing is to change.
    pub fn has_other_names(&self) -> io::Result<bool> {
        self.file.metadata().map(|data| has_other_names(&data))
    }

    /// Settles who may read and write it, as far as the system lets us.
    pub fn permit(&self, access: Access) {
        permit(&self.path, &self.file, access);
    }

    pub fn keep(&self) -> io::Result<()> {
        pass(DiskStep::Keep(&self.path))?;
        self.file.sync_all()
    }

    pub fn try_lock(&self) -> Result<(), TryLockError> {
        self.file.try_lock()
    }
}

impl Write for OpenFile {
    /// All of the bytes, or an error.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match fate(DiskStep::Write(&self.path, bytes.len())) {
            Fate::Done => self.file.write_all(bytes).map(|()| bytes.len()),
            Fate::Fails(error) => Err(error),
            Fate::Short(length, error) => self.file.write_all(&bytes[..length]).and(Err(error)),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for OpenFile {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.file.read(bytes)
    }
}

/// Has the disk keep what somebody wrote to a file.
pub fn keep(path: &Path) -> io::Result<()> {
    pass(DiskStep::Keep(path))?;
    // Windows asks for the right to write.
    OpenOptions::new().read(true).write(cfg!(windows)).open(path)?.sync_all()
}

pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    pass(DiskStep::Move(from, to))?;
    fs::rename(from, to)
}

pub fn remove(path: &Path) -> io::Result<()> {
    pass(DiskStep::Remove(path))?;
    fs::remove_file(path)
}

pub fn clear(folder: &Path) -> io::Result<()> {
    pass(DiskStep::Clear(folder))?;
    // What a killed command had begun may still put a last file there, so that the folder is not empty when its turn comes.
    for _ in 0..PATIENCE {
        match fs::remove_dir_all(folder) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => thread::sleep(BREATH),
            done => return done,
        }
    }
    fs::remove_dir_all(folder)
}

/// How often a folder is cleared anew that somebody still fills, and how long is waited before each time.
const PATIENCE: u32 = 40;
const BREATH: Duration = Duration::from_millis(25);

pub fn make_dir(path: &Path, access: Option<Access>) -> io::Result<()> {
    pass(DiskStep::MakeDir(path))?;
    let mut builder = DirBuilder::new();
    access.inspect(|access| access.ask_folder(&mut builder));
    builder.create(path)?;
    if let (Some(access), Ok(folder)) = (access, File::open(path)) {
        permit(path, &folder, access);
    }
    Ok(())
}

/// Not every file system has modes and groups, and not every user may give them away: what cannot be given is no error.
fn permit(path: &Path, file: &File, access: Access) {
    if !file.metadata().is_ok_and(|data| access.is_given(&data)) && pass(DiskStep::Permit(path)).is_ok() {
        let _ = access.give(file);
    }
}

/// Has the disk keep the names in the folder that holds `path`. Some file systems of other machines have no such call, and
/// promise nothing; nor has Windows, where the file system's own journal keeps names in order.
pub fn keep_name(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    pass(DiskStep::KeepNames(folder))?;
    if cfg!(windows) {
        return Ok(());
    }
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        kept => kept,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn every_step_passes_the_gate_while_it_is_guarded() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let told = Rc::new(RefCell::new(Vec::new()));
        let list = told.clone();
        let guard = move |step: DiskStep| {
            list.borrow_mut().push(format!("{step:?}").split('(').next().unwrap_or_default().to_owned());
            match step {
                DiskStep::Write(..) => Fate::Short(2, ErrorKind::StorageFull.into()),
                DiskStep::Keep(_) => Fate::Fails(ErrorKind::Other.into()),
                _ => Fate::Done,
            }
        };
        guarded(guard, || {
            make_dir(&path.with_extension("dir"), None).unwrap();
            let mut draft = OpenFile::make(&path, None).unwrap();
            assert_eq!(draft.write_at(0, b"four").unwrap_err().kind(), ErrorKind::StorageFull);
            assert!(draft.keep().is_err() && keep(&path).is_err());
            draft.cut(1).unwrap();
            rename(&path, &path.with_extension("b")).unwrap();
            keep_name(&path).unwrap();
        });
        assert_eq!(fs::read(path.with_extension("b")).unwrap(), b"f");
        assert_eq!(told.take(), ["MakeDir", "Make", "Write", "Keep", "Keep", "Cut", "Move", "KeepNames"]);
        remove(&path.with_extension("b")).unwrap();
        assert_eq!(told.take(), [""; 0]);
    }
}
