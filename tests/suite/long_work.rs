//! Long work: how far it is, told on a terminal alone, and what an interrupted command leaves behind.

use super::keys::have;
use super::terminal::Terminal;
use super::writers::{milepost, ok, workspace};
use std::path::Path;
use std::process::Command;

/// What a command writes to a terminal, with every control character.
fn on_a_terminal(folder: &Path, line: &str, progress: &str) -> Option<String> {
    if !have("script") {
        return None;
    }
    let typescript = folder.join("typescript");
    let command = format!("{} {line}", env!("CARGO_BIN_EXE_milepost"));
    let status = Command::new("script")
        .args(["-q", "-e", "-c", &command])
        .arg(&typescript)
        .current_dir(folder)
        .env("MILEPOST_PROGRESS", progress)
        .env_remove("MILEPOST_DIR")
        .output()
        .expect("script")
        .status;
    assert!(status.success(), "{status}");
    Some(std::fs::read_to_string(typescript).expect("a typescript"))
}

#[test]
fn how_far_it_is_stands_on_a_terminal_until_the_answer_does() {
    let workspace = workspace(3);
    ok(workspace.path(), "mark M-1 full --as mission");
    let Some(told) = on_a_terminal(workspace.path(), "status", "always") else { return };
    let (before, answer) = told.split_once("reading the books: 100 %\r\x1b[K").expect("how far it was, taken away");
    assert!(!before.contains("M-1") && answer.contains("Status"), "{told}");
    for patience in ["never", ""] {
        let told = on_a_terminal(workspace.path(), "status", patience).expect("a terminal");
        assert!(!told.contains("reading the books"), "{patience}: {told}");
    }
    // Where a program reads the remarks, there is none of it.
    let piped = milepost(workspace.path(), "status").env("MILEPOST_PROGRESS", "always").output().expect("the binary");
    assert!(!String::from_utf8_lossy(&piped.stderr).contains("reading"));
}

#[test]
fn who_interrupts_a_command_finds_nothing_changed() {
    let workspace = workspace(3);
    let books = || std::fs::read_dir(workspace.path().join("ledger")).map_or(0, Iterator::count);
    let bash = ["bash", "--norc", "--noprofile", "-i"];
    let Some(mut terminal) = Terminal::open(&bash, workspace.path(), &[]) else { return };
    terminal.types("echo rea''dy\r").shows("ready");
    terminal.types("clear; milepost import - --as mission\r{\"milestone\":\"M-1\",\"level\":\"full\"}\r").shows("M-1");
    terminal.types("\x03").types("\x15echo co''de $?\r").shows("code 130");
    assert_eq!(books(), 0);
    terminal.types("clear; milepost mark M-1 full --as mission; echo co''de $?\r").shows("code 0");
    assert_eq!(books(), 1);
}
