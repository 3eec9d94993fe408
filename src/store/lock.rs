//! The lock of a workspace: one writer at a time. The system lets go of it when its holder ends, however it ends.

use super::disk;
use super::steps::OpenFile;
use std::fs::{File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Held until it is dropped. Its file stays; a deleted lock file would let two in.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it only needs to live")] OpenFile);

/// That nobody writes while it lives. Many readers may hold it at once, and none needs the right to write.
#[derive(Debug)]
pub struct Quiet(#[expect(dead_code, reason = "it only needs to live")] File);

#[derive(Debug)]
pub enum LockError {
    /// Somebody else holds it and says this of itself, if the system lets us read it.
    Held {
        by: String,
        path: PathBuf,
    },
    Io(io::Error, PathBuf),
}

const FIRST_WAIT: Duration = Duration::from_millis(5);
const LONGEST_WAIT: Duration = Duration::from_millis(50);

impl Lock {
    /// Takes the lock, waiting for it up to `patience`, and leaves word of `who` holds it.
    pub fn take(path: &Path, patience: Duration, who: &str) -> Result<Lock, LockError> {
        let failed = |error| LockError::Io(error, path.to_owned());
        let mut file = disk::lock_file(path).map_err(failed)?;
        if !wait(|| file.try_lock(), patience).map_err(failed)? {
            let mut by = String::new();
            let _ = file.read_to_string(&mut by);
            let by = by.lines().next().unwrap_or_default().to_owned();
            return Err(LockError::Held { by, path: path.to_owned() });
        }
        // The name first: whoever asks meanwhile finds one.
        let line = format!("{who}\n");
        file.write_at(0, line.as_bytes()).and_then(|()| file.cut(line.len() as u64)).map_err(failed)?;
        Ok(Lock(file))
    }
}

impl Quiet {
    /// Waits up to `patience` for whoever writes; nothing where there is no lock yet, and so no writer, or none to be had.
    pub fn wait(path: &Path, patience: Duration) -> Option<Quiet> {
        let file = File::open(path).ok()?;
        wait(|| file.try_lock_shared(), patience).ok()?.then_some(Quiet(file))
    }
}

fn wait(take: impl Fn() -> Result<(), TryLockError>, patience: Duration) -> io::Result<bool> {
    let (mut waited, mut step) = (Duration::ZERO, FIRST_WAIT);
    loop {
        match take() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if waited >= patience => return Ok(false),
            Err(TryLockError::WouldBlock) => {
                let pause = step.min(patience - waited);
                thread::sleep(pause);
                waited += pause;
                step = (step * 2).min(LONGEST_WAIT);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = Lock::take(&path, Duration::ZERO, "pid 1, milepost mark").unwrap();
        let refused = Lock::take(&path, Duration::from_millis(20), "pid 2").unwrap_err();
        assert!(matches!(refused, LockError::Held { by, .. } if cfg!(windows) || by == "pid 1, milepost mark"));
        thread::scope(|scope| {
            let second = scope.spawn(|| Lock::take(&path, Duration::from_secs(20), "pid 2"));
            thread::sleep(Duration::from_millis(20));
            drop(first);
            second.join().unwrap().unwrap();
        });
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "pid 2\n");
    }

    #[test]
    fn readers_wait_for_who_writes_and_not_for_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let moment = Duration::from_millis(1);
        assert!(Quiet::wait(&path, moment).is_none());
        let writer = Lock::take(&path, moment, "pid 1").unwrap();
        assert!(Quiet::wait(&path, moment).is_none());
        drop(writer);
        let readers = [Quiet::wait(&path, moment).unwrap(), Quiet::wait(&path, moment).unwrap()];
        assert!(matches!(Lock::take(&path, moment, "pid 2"), Err(LockError::Held { .. })));
        drop(readers);
        Lock::take(&path, moment, "pid 2").unwrap();
    }
}
