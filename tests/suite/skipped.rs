//! What a run does not try. The runner swallows what passing tests say, so it is kept for `tests/told`, which runs last.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the tests of one run keep it: those that the same `cargo` began.
pub fn notes() -> PathBuf {
    #[cfg(unix)]
    let run = std::os::unix::process::parent_id();
    #[cfg(not(unix))]
    let run = 0;
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("skipped-{run}"))
}

/// Keeps what a test does not try here, and why.
pub fn skipped(why: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let file = std::fs::OpenOptions::new().create(true).append(true).open(notes());
    let _ = file.and_then(|mut file| file.write_all(format!("{test}: {why}\n").as_bytes()));
}

/// The same for want of something that a machine can have; under `MILEPOST_TEST_REQUIRE_ALL=1` that fails the test.
pub fn lacking(what: &str) {
    let required = std::env::var("MILEPOST_TEST_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(!required, "MILEPOST_TEST_REQUIRE_ALL is set, and there is no {what}");
    skipped(&format!("there is no {what}"));
}
