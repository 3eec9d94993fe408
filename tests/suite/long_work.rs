//! Long work: how far it is, told on a terminal alone, and what an interrupted command leaves behind.

use super::keys::have;
use super::writers::{milepost, ok, workspace};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

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

/// Whether a process has said what is to be done when it is interrupted.
#[cfg(target_os = "linux")]
fn heeds_interrupts(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 0b10 != 0)
}

#[cfg(target_os = "linux")]
#[test]
fn who_interrupts_a_command_finds_nothing_changed() {
    let workspace = workspace(3);
    let books = || std::fs::read_dir(workspace.path().join("ledger")).map_or(0, Iterator::count);
    let mut command = milepost(workspace.path(), "import - --as mission");
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary runs");
    let mut rows = child.stdin.take().expect("a pipe");
    rows.write_all(b"{\"milestone\":\"M-1\",\"level\":\"full\"}\n").expect("a row");
    while !heeds_interrupts(child.id()) {
        std::thread::sleep(Duration::from_millis(1));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    // It ends by itself, and not by the signal.
    assert_eq!((child.wait().expect("a child").code(), books()), (Some(130), 0));
    ok(workspace.path(), "mark M-1 full --as mission");
    assert_eq!(books(), 1);
}

/// A list longer than what is written at once, of which each row is laid out as it is about to be written.
#[test]
fn a_long_list_is_told_whole_and_ends_where_nobody_reads_on() {
    let workspace = workspace(3_000);
    let list = ok(workspace.path(), "list --flat");
    let rows: Vec<&str> = list.lines().skip_while(|line| !line.starts_with('─')).skip(1).collect();
    let ids: Vec<&str> = rows.iter().filter_map(|row| row.split_whitespace().next()).collect();
    let names: Vec<String> = (1..=3_000).map(|milestone| format!("M-{milestone}")).collect();
    assert_eq!(ids, names);
    let mut command = milepost(workspace.path(), "list --flat");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    let mut beginning = [0; 64];
    std::io::Read::read_exact(child.stdout.as_mut().expect("a pipe"), &mut beginning).expect("a beginning");
    drop(child.stdout.take());
    let ended = child.wait_with_output().expect("a child");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(0), ""));
}
