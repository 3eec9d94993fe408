//! The real binary among accidents: killed while it writes, on a full disk, where it may not write, beside others who write.

use super::clones::git;
use super::keys::have;
use super::skipped::skipped;
use super::world::in_memory;
use super::writers::{milepost, ok, run, workspace, workspace_in};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How often something is killed, and how many rounds share a workspace.
fn rounds() -> usize {
    if std::env::var_os("MILEPOST_LONG").is_some() { 2000 } else { 200 }
}
const IN_A_ROW: usize = 40;
const BATCH: usize = 12;

/// A row of numbers that look like chance and are the same every time.
struct Dice(u64);

impl Dice {
    /// From 0 to 1.
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// A file of notes to import, each with the name of its batch.
fn batch(folder: &Path, name: &str) -> String {
    let note = |number| format!(r#"{{"kind":"note","note":"{name}. {}"}}"#, format!("{number} ").repeat(300)) + "\n";
    let file = format!("{name}.jsonl");
    std::fs::write(folder.join(&file), (0..BATCH).map(note).collect::<String>()).expect("a file");
    file
}

/// How many notes of a batch are on record.
fn recorded(export: &str, name: &str) -> usize {
    export.matches(&format!("\"{name}. ")).count()
}

fn begin(folder: &Path, line: &str) -> Child {
    milepost(folder, line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Waits until a child has the lock, or has ended; gives the moment.
fn await_lock(folder: &Path, child: &mut Child) -> Instant {
    let named = format!("process {},", child.id());
    let holds = || std::fs::read_to_string(folder.join(".milepost/lock")).is_ok_and(|by| by.starts_with(&named));
    while child.try_wait().expect("a child").is_none() && !holds() {
        std::thread::sleep(Duration::from_micros(100));
    }
    Instant::now()
}

/// Kills two writers at moments of the plan; then all that they acknowledged is there, no batch is half there, and the next
/// write succeeds.
#[test]
fn what_is_killed_while_it_writes() {
    let (mut dice, mut told) = (Dice(0x2005_0815), [0; 3]);
    for row in 0..rounds().div_ceil(IN_A_ROW) {
        // A disk takes its time, and memory does not.
        let place = if row % 2 == 0 { workspace_in(in_memory(), 1) } else { workspace(1) };
        let folder = place.path();
        ok(folder, "note first --as mission");
        let mut first = begin(folder, &format!("import {} --as mission", batch(folder, "first")));
        let locked = await_lock(folder, &mut first);
        assert!(first.wait_with_output().expect("it ends").status.success());
        let usual = locked.elapsed();
        let mut acknowledged = vec!["first".to_owned()];
        for round in 0..IN_A_ROW {
            let writers = ["mission", "mov"].map(|speaker| {
                let name = format!("{speaker}{row}x{round}");
                let child = begin(folder, &format!("import {} --as {speaker}", batch(folder, &name)));
                (name, child)
            });
            for (name, mut child) in writers {
                await_lock(folder, &mut child);
                std::thread::sleep(usual.mul_f64(dice.roll()));
                let _ = child.kill();
                let output = child.wait_with_output().expect("it ends");
                let said = String::from_utf8_lossy(&output.stdout).starts_with("recorded entries");
                assert!(said || !output.status.success(), "{name}: {output:?}");
                let export = ok(folder, "export -o jsonl");
                let there = recorded(&export, &name);
                assert!(there == BATCH || there == 0 && !said, "{name}: {there} of {BATCH} are there, said: {said}");
                told[usize::from(said) + usize::from(there > 0)] += 1;
                if there > 0 {
                    acknowledged.push(name);
                }
            }
            ok(folder, &format!("note next --as {}", ["mission", "mov"][round % 2]));
        }
        let export = ok(folder, "export -o jsonl");
        acknowledged.iter().for_each(|name| assert_eq!(recorded(&export, name), BATCH, "{name}"));
        for speaker in ["mission", "mov"] {
            ok(folder, &format!("note last --as {speaker}"));
        }
        let audit = run(folder, "audit");
        assert!(audit.status.success() && !stderr(&audit).contains("warning"), "{audit:?}");
    }
    println!("killed: {} before they wrote, {} before they said so, {} too late", told[0], told[1], told[2]);
}

/// Kills a clone at moments of the plan; the same command completes it, whatever is there, and the folder shares what it records.
#[test]
fn what_is_killed_while_it_clones() {
    if !have("git") {
        return;
    }
    let (hub, first) = (tempfile::tempdir().expect("a folder"), workspace(1));
    git(hub.path(), "init -q --bare hub.git");
    let url = hub.path().join("hub.git").display().to_string();
    ok(first.path(), "note first --as mission");
    ok(first.path(), &format!("sync --remote {url}"));
    let mut dice = Dice(0x2005_0815);
    for round in 0..rounds() / 25 {
        let there = tempfile::tempdir().expect("a folder");
        let line = format!("clone {url} peace");
        let mut child = begin(there.path(), &line);
        std::thread::sleep(Duration::from_millis((dice.roll() * 500.0) as u64));
        let _ = child.kill();
        child.wait_with_output().expect("it ends");
        ok(there.path(), &line);
        ok(there.path(), &format!("-C peace note round-{round} --as mov"));
        ok(there.path(), "-C peace sync");
        let export = ok(there.path(), "-C peace export -o jsonl");
        assert_eq!(export.matches("\"note\":\"first\"").count(), 1, "{export}");
    }
    ok(first.path(), "sync");
    ok(first.path(), "audit");
}

/// The binary where no file may grow beyond so many blocks: a disk that is full, for anybody.
#[cfg(unix)]
fn confined(folder: &Path, blocks: usize, line: &str) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_milepost")]).args(line.split_whitespace());
    command.current_dir(folder).stdin(Stdio::null()).output().expect("a shell")
}

#[cfg(unix)]
#[test]
fn no_file_may_grow() {
    let place = workspace(1);
    let folder = place.path();
    ok(folder, "note before --as mission");
    let (file, before) = (batch(folder, "big"), ok(folder, "export -o jsonl"));
    let mut refused = Vec::new();
    for blocks in 0.. {
        let output = confined(folder, blocks, &format!("import {file} --as mission"));
        if output.status.success() {
            break;
        }
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(5), "{blocks}: {told}");
        assert!(told.contains("nothing was recorded; free some space"), "{blocks}: {told}");
        assert_eq!(ok(folder, "export -o jsonl"), before, "{blocks}");
        refused.push(told);
    }
    assert!(refused[0].contains(".milepost/lock"), "{}", refused[0]);
    assert!(refused.last().is_some_and(|told| told.contains("/ledger/mission.")), "{refused:?}");
    assert_eq!(recorded(&ok(folder, "export -o jsonl"), "big"), BATCH);
    ok(folder, "audit");
}

/// A file system in memory, of a few pages; taken away again at the end.
#[cfg(target_os = "linux")]
struct Small(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl Small {
    /// Nothing where mounting is not allowed.
    fn mount() -> Option<Small> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=128k", "tmpfs"]).arg(folder.path()).output();
        mount.is_ok_and(|output| output.status.success()).then_some(Small(folder))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up() {
    // What no file may grow beyond is tested where mounting is not allowed, too.
    let Some(disk) = Small::mount() else { return skipped("no file system may be mounted here") };
    let folder = disk.0.path();
    std::fs::write(
        folder.join("draft.json"),
        super::world::plan(r#"{"id":"M-1","title":"One","responsible":["mov"]}"#),
    )
    .expect("a file");
    ok(folder, "init --from draft.json");
    let mut written = 0;
    let refused = loop {
        let name = format!("b{written}");
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let file = elsewhere.path().join(batch(elsewhere.path(), &name));
        let output = run(folder, &format!("import {} --as mission", file.display()));
        if !output.status.success() {
            break output;
        }
        written += 1;
    };
    assert_eq!(refused.status.code(), Some(5), "{refused:?}");
    assert!(stderr(&refused).contains("nothing was recorded; free some space"), "{refused:?}");
    let there = |export: String| (0..=written).map(|number| recorded(&export, &format!("b{number}"))).sum::<usize>();
    assert_eq!(there(ok(folder, "export -o jsonl")), written * BATCH);
    std::fs::remove_file(folder.join("draft.json")).expect("a file");
    ok(folder, "note short --as mission");
    ok(folder, "audit");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_nobody_gets_is_recorded_all_the_same() {
    let place = workspace(1);
    let folder = place.path();
    let full = |line: &str| {
        let full = std::fs::File::options().write(true).open("/dev/full").expect("a full device");
        milepost(folder, line).stdout(full).output().expect("the binary runs")
    };
    let told = full("mark M-1 full --as mission");
    assert_eq!(told.status.code(), Some(5));
    assert!(stderr(&told).contains("cannot write the answer: No space left"), "{told:?}");
    assert!(stderr(&told).contains("hint: recorded all the same: mission:1"), "{told:?}");
    assert!(ok(folder, "log -o ids").contains("mission:1"));
    for line in ["status", "mark M-1 none --as mission --dry-run"] {
        let told = full(line);
        assert_eq!((told.status.code(), stderr(&told).contains("recorded all")), (Some(5), false), "{line}");
    }
}

/// The binary as somebody who may not write here.
#[cfg(unix)]
fn as_guest(binary: &Path, folder: &Path, line: &str) -> Output {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(binary);
    command.args(line.split_whitespace()).current_dir(folder).stdin(Stdio::null());
    if is_root() {
        command.uid(65534).gid(65534);
    }
    command.output().expect("the binary runs")
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    let file = tempfile::NamedTempFile::new().expect("a file");
    file.as_file().metadata().expect("an owner").uid() == 0
}

#[cfg(unix)]
#[test]
fn who_may_not_write_may_read() {
    use std::os::unix::fs::PermissionsExt;
    let place = workspace(1);
    let folder = place.path();
    ok(folder, "note before --as mission");
    let before = ok(folder, "export -o jsonl");
    // A guest may not be let into the folder of the build.
    let binary = folder.join("guest");
    std::fs::copy(env!("CARGO_BIN_EXE_milepost"), &binary).expect("a copy");
    let allow = |mode: u32| {
        for below in [".", "ledger", "plans", ".milepost"] {
            std::fs::set_permissions(folder.join(below), PermissionsExt::from_mode(mode)).expect("the owner's right");
        }
    };
    for file in [".milepost/heads.json", ".milepost/lock"] {
        let _ = std::fs::remove_file(folder.join(file));
    }
    allow(0o555);
    for line in ["status", "export -o jsonl", "log", "audit", "mark M-1 full --as mission --dry-run"] {
        let heard = as_guest(&binary, folder, line);
        let code = if line.contains("mark") { 5 } else { 0 };
        assert_eq!(heard.status.code(), Some(code), "{line}: {heard:?}");
    }
    let heard = as_guest(&binary, folder, "mark M-1 full --as mission");
    assert_eq!(heard.status.code(), Some(5), "{heard:?}");
    for told in ["cannot lock", "Permission denied", "nothing was recorded; you may not write there"] {
        assert!(stderr(&heard).contains(told), "{heard:?}");
    }
    allow(0o755);
    assert_eq!(ok(folder, "export -o jsonl"), before);
}

/// A writer that holds the lock until something comes through a pipe, or it is killed.
#[cfg(unix)]
#[test]
fn who_holds_the_lock_is_named_and_once_killed_blocks_nobody() {
    let place = workspace(1);
    let folder = place.path();
    ok(folder, "note first --as mission");
    assert!(Command::new("mkfifo").arg(folder.join("pipe")).status().expect("mkfifo runs").success());
    let mut holder = begin(folder, "amend pipe --as mission");
    let named = format!("another milepost is writing here: process {}, milepost amend", holder.id());
    await_lock(folder, &mut holder);
    let refused = run(folder, "--wait 0 note next --as mission");
    assert_eq!(refused.status.code(), Some(5));
    for told in [&named, "hint: try again when it is done, or wait longer with `--wait SECONDS`", ".milepost/lock"] {
        assert!(stderr(&refused).contains(told), "{refused:?}");
    }
    ok(folder, "status");
    holder.kill().expect("it is killed");
    holder.wait().expect("it ends");
    ok(folder, "--wait 0 note next --as mission");
}

/// Beside busy writers, who swear to each other's books, no reader ever meets half a batch or takes one for damage.
#[test]
fn readers_beside_writers_see_nothing_half() {
    const BATCHES: usize = 25;
    let place = workspace(1);
    let (folder, busy) = (place.path(), AtomicUsize::new(2));
    std::thread::scope(|scope| {
        for speaker in ["mission", "mov"] {
            let busy = &busy;
            scope.spawn(move || {
                for number in 0..BATCHES {
                    ok(folder, &format!("import {} --as {speaker}", batch(folder, &format!("{speaker}{number}"))));
                }
                busy.fetch_sub(1, Ordering::Relaxed);
            });
        }
        for line in ["export -o jsonl", "audit"] {
            let busy = &busy;
            scope.spawn(move || {
                while busy.load(Ordering::Relaxed) > 0 {
                    let heard = run(folder, line);
                    assert!(heard.status.success() && !stderr(&heard).contains("warning"), "{line}: {heard:?}");
                    let export = String::from_utf8_lossy(&heard.stdout);
                    let notes = export.matches(r#""note":"#).count();
                    assert_eq!(notes % BATCH, 0, "{line}");
                }
            });
        }
    });
    let export = ok(folder, "export -o jsonl");
    assert_eq!(export.matches(r#""note":"#).count(), 2 * BATCHES * BATCH);
}
