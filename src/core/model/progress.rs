//! How far long work is, told to whoever shows it. Knows no clock and no terminal.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// What takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Books are read: in bytes.
    Reading,
    /// Rows of a table are made into entries: in rows.
    Taking,
}

crate::words! {
    Work { Reading: "reading the books", Taking: "taking in the rows" }
}

/// How much of a work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SoFar {
    pub work: Work,
    pub done: u64,
    pub whole: u64,
}

impl SoFar {
    pub fn percent(self) -> u64 {
        (self.done.min(self.whole) * 100).checked_div(self.whole).unwrap_or(100)
    }
}

type Listener = fn(SoFar);

/// Who is told, in the whole process.
static LISTENER: OnceLock<Listener> = OnceLock::new();
/// What is being done, as its place among `Work::ALL`, how much it is, and how much of it is done.
static WORK: AtomicUsize = AtomicUsize::new(0);
static WHOLE: AtomicU64 = AtomicU64::new(0);
static DONE: AtomicU64 = AtomicU64::new(0);

/// Has somebody told, from any thread, whenever some more is done.
pub fn listen(listener: Listener) {
    let _ = LISTENER.set(listener);
}

/// Work of a known size begins; parts of it may be done side by side.
pub fn begin(work: Work, whole: u64) {
    WORK.store(work as usize, Ordering::Relaxed);
    WHOLE.store(whole, Ordering::Relaxed);
    DONE.store(0, Ordering::Relaxed);
}

/// So much more is done.
pub fn advance(by: u64) {
    let Some(listener) = LISTENER.get() else { return };
    let done = DONE.fetch_add(by, Ordering::Relaxed) + by;
    listener(SoFar { work: Work::ALL[WORK.load(Ordering::Relaxed)], done, whole: WHOLE.load(Ordering::Relaxed) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_told_in_whole_percents_and_never_above_the_whole() {
        let told = |done, whole| SoFar { work: Work::Reading, done, whole }.percent();
        assert_eq!([told(0, 3), told(2, 3), told(3, 3), told(4, 3), told(0, 0)], [0, 66, 100, 100, 100]);
    }
}
