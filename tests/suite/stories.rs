//! Stories: sessions kept as files under `tests/stories`, each played as it stands.

use super::console::play;
use std::path::{Path, PathBuf};

pub fn stories(folder: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories").join(folder);
    let files = std::fs::read_dir(&dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let paths = files.map(|file| file.expect("a file").path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect();
    paths.sort();
    paths
}

/// Nine days of the Helsinki process: what the table, the list, the reasons and the axis said on each; on five of them also what
/// came next, and what had changed since the last meeting of the commission.
#[test]
fn helsinki_on_nine_days() {
    let days = stories("helsinki-2005");
    assert_eq!(days.len(), 9);
    let ran: Vec<usize> = days.iter().map(|day| play(day)).collect();
    assert_eq!(ran, [5, 7, 7, 5, 7, 5, 7, 5, 7]);
}

/// An invented draft that leans to one side, beside the built-in plan: what `compare` and `balance` say of both.
#[test]
fn a_draft_that_leans_to_one_side() {
    let sessions = stories("one-sided-draft");
    assert_eq!(sessions.len(), 1);
    assert_eq!(play(&sessions[0]), 9);
}

/// One story for each of the design's demands (section 8), in a small invented world.
#[test]
fn what_reality_demands() {
    let demands = stories("demands");
    assert_eq!(demands.len(), 12);
    for demand in demands {
        assert!(play(&demand) >= 8, "{}", demand.display());
    }
}
