//! Many writers at one desk, and the real binary at its edges: streams, exit codes, environment.

use super::world::book_file;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// The real binary in a folder, with nothing of milepost's in its environment.
pub fn milepost(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command.args(line.split_whitespace()).current_dir(folder).stdin(Stdio::null());
    for variable in ["MILEPOST_DIR", "MILEPOST_AS", "NO_COLOR", "COLUMNS"] {
        command.env_remove(variable);
    }
    command
}

pub fn run(folder: &Path, line: &str) -> Output {
    milepost(folder, line).output().expect("the binary runs")
}

pub fn ok(folder: &Path, line: &str) -> String {
    let Output { status, stdout, stderr } = run(folder, line);
    assert!(status.success(), "{line}: {status}\n{}", String::from_utf8_lossy(&stderr));
    String::from_utf8(stdout).expect("UTF-8")
}

/// A workspace around the invented plan with so many milestones: `M-1`, `M-2` and so on.
pub fn workspace(milestones: usize) -> TempDir {
    workspace_in(tempfile::tempdir().expect("a temporary folder"), milestones)
}

pub fn workspace_in(folder: TempDir, milestones: usize) -> TempDir {
    let milestone = |number| {
        format!(
            r#"{{"id":"M-{number}","title":"The promise of number {number}, as both sides signed it","responsible":["mov"]}}"#
        )
    };
    let milestones: Vec<String> = (1..=milestones).map(milestone).collect();
    std::fs::write(folder.path().join("draft.json"), super::world::plan(&milestones.join(","))).expect("a file");
    ok(folder.path(), "init --from draft.json");
    folder
}

const ROUNDS: usize = 5;
const PROCESSES: usize = 28;
const AT_ONCE: usize = 8;

#[test]
fn many_writers_lose_nothing() {
    for round in 1..=ROUNDS {
        let workspace = workspace(PROCESSES);
        let (folder, next) = (workspace.path(), AtomicUsize::new(1));
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    let mine = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|number| *number <= PROCESSES);
                    while let Some(number) = mine() {
                        ok(folder, &format!("mark M-{number} full --as mission"));
                    }
                });
            }
        });
        let book = std::fs::read_to_string(book_file(folder, "ledger/mission.jsonl")).expect("one book");
        assert_eq!(book.lines().count(), 1 + PROCESSES, "round {round}");
        for number in 1..=PROCESSES {
            let said = book.matches(&format!(r#""milestone":"M-{number}""#)).count();
            assert_eq!(said, 1, "round {round}, M-{number}");
        }
        assert_eq!(std::fs::read_dir(folder.join("ledger")).expect("a folder").count(), 1, "round {round}");
        ok(folder, "audit");
    }
}

#[test]
fn a_closed_pipe_is_no_error() {
    let workspace = workspace(3000);
    let mut command = milepost(workspace.path(), "list -o json");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    // More than a pipe holds, and nobody reads it.
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn answers_and_remarks_go_apart() {
    let workspace = workspace(1);
    let told = |output: &Output| [!output.stdout.is_empty(), !output.stderr.is_empty()];
    for (line, code, streams) in [
        ("status", 0, [true, false]),
        ("--help", 0, [true, false]),
        ("mark M-1", 2, [false, true]),
        ("mark M-9 full --as mission", 3, [false, true]),
        ("dance", 2, [false, true]),
        ("-C nowhere status", 2, [false, true]),
    ] {
        let output = run(workspace.path(), line);
        assert_eq!((output.status.code(), told(&output)), (Some(code), streams), "{line}: {output:?}");
    }
    let elsewhere = tempfile::tempdir().expect("a temporary folder");
    let output = run(elsewhere.path(), "status");
    assert_eq!((output.status.code(), told(&output)), (Some(0), [true, true]), "the built-in plan, and a remark");
}

#[test]
fn an_altered_book_is_told_by_the_exit_code() {
    let workspace = workspace(2);
    let folder = workspace.path();
    ok(folder, "mark M-1 none --as mission");
    ok(folder, "mark M-2 full --as mission");
    let book = book_file(folder, "ledger/mission.jsonl");
    let text = std::fs::read_to_string(&book).expect("a book");
    std::fs::write(&book, text.replace(r#""level":"none""#, r#""level":"full""#)).expect("a book");
    assert_eq!(run(folder, "audit").status.code(), Some(1));
    assert_eq!(run(folder, "status").status.code(), Some(0), "what is whole is told");
    assert_eq!(run(folder, "mark M-1 full --as mission").status.code(), Some(4), "and nothing is added");
}

#[test]
fn the_environment_names_workspace_and_speaker() {
    let (workspace, elsewhere) = (workspace(2), tempfile::tempdir().expect("a temporary folder"));
    let mark = |line: &str, dir: &Path, speaks: &str| {
        let mut command = milepost(elsewhere.path(), line);
        let output = command.env("MILEPOST_DIR", dir).env("MILEPOST_AS", speaks).output().expect("the binary runs");
        output.status.code()
    };
    assert_eq!(mark("mark M-1 full", workspace.path(), "mission"), Some(0));
    assert_eq!(mark("mark M-1 full", workspace.path(), "nobody"), Some(3));
    assert_eq!(mark("mark M-2 full --as mov", workspace.path(), "nobody"), Some(0), "words go before environment");
    assert_eq!(mark("mark M-1 full", &workspace.path().join("gone"), "mission"), Some(2));
    assert_eq!(mark("mark M-1 full", Path::new(""), "mission"), Some(2), "an empty variable names no folder");
    assert_eq!(run(elsewhere.path(), &format!("-C {} audit", workspace.path().display())).status.code(), Some(0));
    let mut books: Vec<_> = std::fs::read_dir(workspace.path().join("ledger"))
        .expect("a folder")
        .map(|book| book.expect("a book").file_name().into_string().expect("UTF-8"))
        .map(|file| file.split('.').next().expect("a name").to_owned())
        .collect();
    books.sort();
    assert_eq!(books, ["mission", "mov"]);
}

#[test]
fn tables_keep_to_the_columns_and_to_plain_text() {
    let workspace = workspace(3);
    let list = |set: &[(&str, &str)], line: &str| {
        let mut command = milepost(workspace.path(), line);
        let output = command.envs(set.iter().copied()).output().expect("the binary runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let widest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let (narrow, free) = (list(&[("COLUMNS", "60")], "list"), list(&[], "list"));
    assert!(widest(&narrow) <= 60 && widest(&free) > 60, "{narrow}\n{free}");
    assert_eq!(list(&[("COLUMNS", "wide")], "list"), free);
    assert!(!free.contains('\x1b'), "no colour where no terminal is");
    assert!(!list(&[("NO_COLOR", "1")], "list").contains('\x1b'));
    assert!(list(&[("NO_COLOR", "1")], "list --color always").contains('\x1b'), "words go before environment");
}
