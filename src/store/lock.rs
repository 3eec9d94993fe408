//! The lock of a workspace: one writer at a time. The system lets go of it when its holder ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Held until it is dropped. Its file stays; a deleted lock file would let two in.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it only needs to live")] File);

#[derive(Debug)]
pub enum LockError {
    /// Somebody else holds it and says this of himself, if the system lets us read it.
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
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = options.map_err(failed)?;
        if !wait(&file, patience).map_err(failed)? {
            let mut by = String::new();
            let _ = file.read_to_string(&mut by);
            return Err(LockError::Held { by: by.trim_end().to_owned(), path: path.to_owned() });
        }
        file.set_len(0).and_then(|()| writeln!(file, "{who}")).map_err(failed)?;
        Ok(Lock(file))
    }
}

fn wait(file: &File, patience: Duration) -> io::Result<bool> {
    let (mut waited, mut step) = (Duration::ZERO, FIRST_WAIT);
    loop {
        match file.try_lock() {
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
}
