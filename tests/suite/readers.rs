//! Other people's programs that read what milepost exports: Python's libraries, Node.js, Chromium, LibreOffice. What a test gives
//! them lies in `tests/readers`, what they need is installed by `tests/readers/install`.

use super::skipped::lacking;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A script of `tests/readers` in Python, with all its libraries; nothing where these are not installed.
pub fn python(script: &str) -> Option<Command> {
    installed("venv/bin/python").map(|python| run(&python, script))
}

/// A script of `tests/readers` in JavaScript, with all its libraries; nothing where these are not installed.
pub fn node(script: &str) -> Option<Command> {
    let libraries = installed("node_modules")?;
    have("node").then(|| {
        let mut node = run(Path::new("node"), script);
        node.env("MILEPOST_READERS", libraries);
        node
    })
}

/// Whether a program is on this machine.
pub fn have(program: &str) -> bool {
    let there = Command::new(program).arg("--version").stdin(Stdio::null()).output().is_ok();
    if !there {
        lacking(program);
    }
    there
}

/// What the program says, where it succeeds.
pub fn told(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.stdin(Stdio::null()).output().expect("the program runs");
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?}: {status}\n{stdout}\n{stderr}");
    stdout.into_owned()
}

fn run(program: &Path, script: &str) -> Command {
    let mut command = Command::new(program);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers").join(script));
    command
}

fn installed(path: &str) -> Option<PathBuf> {
    // The binary under test lies in `target/debug`.
    let target = Path::new(env!("CARGO_BIN_EXE_milepost")).ancestors().nth(2).expect("the target folder");
    let path = target.join("readers").join(path);
    if !path.exists() {
        lacking(&format!("{} (`tests/readers/install` installs it)", path.display()));
        return None;
    }
    Some(path)
}
