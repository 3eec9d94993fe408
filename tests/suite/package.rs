//! The Debian package: built twice with the same bytes, and put in place in a root with nothing in it.

use super::keys::have;
use super::terminal::Terminal;
use super::world::World;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn run(command: &mut Command) -> Vec<u8> {
    let told = command.stdin(Stdio::null()).output().expect("a program that runs");
    assert!(told.status.success(), "{command:?}: {}", String::from_utf8_lossy(&told.stderr));
    told.stdout
}

/// Builds the package around a word that calls the binary under test, which is too large to pack in a moment.
fn package(world: &World, folder: &str) -> PathBuf {
    let into = world.folder().join(folder);
    std::fs::create_dir(&into).expect("a folder");
    let binary = world.folder().join("milepost");
    world.file("milepost", format!("#!/bin/sh\nexec {} \"$@\"\n", env!("CARGO_BIN_EXE_milepost")));
    std::fs::set_permissions(&binary, PermissionsExt::from_mode(0o755)).expect("a program");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".packaging/deb");
    run(Command::new(script).arg(&into).env("MILEPOST_BINARY", binary).env("SOURCE_DATE_EPOCH", "1780000000"));
    let mut made = std::fs::read_dir(&into).expect("a folder");
    made.next().expect("a package").expect("a file").path()
}

#[test]
fn a_debian_package_puts_all_in_place() {
    if !["dpkg", "dpkg-deb", "man", "gzip"].into_iter().all(have) {
        return;
    }
    let world = World::empty();
    world.at("2026-11-20").ask("init peace").ok();
    let (one, other) = (package(&world, "one"), package(&world, "other"));
    assert!(std::fs::read(&one).expect("a package") == std::fs::read(&other).expect("a package"), "other bytes");

    let root = world.folder().join("root");
    world.file("root/var/lib/dpkg/status", "");
    let place = format!("--root={}", root.display());
    run(Command::new("dpkg").args([&place, "--force-depends", "--force-not-root", "--install"]).arg(&one));
    assert!(
        run(Command::new("dpkg").args([&place, "--status", "milepost"]))
            .starts_with(b"Package: milepost\nStatus: install ok")
    );
    assert!(world.read("root/usr/share/doc/milepost/copyright").contains("MIT License"));

    let share = root.join("usr/share");
    for (page, told) in [
        ("milepost", "milestone by milestone"),
        ("milepost-mark", "milepost mark"),
        ("milepost-evidence-verify", "EXAMPLES"),
    ] {
        let text = run(Command::new("man")
            .arg("-M")
            .arg(share.join("man"))
            .arg(page)
            .env("MANWIDTH", "80")
            .env("LC_ALL", "C.UTF-8"));
        let text = String::from_utf8_lossy(&text).replace('\u{8}', "");
        assert!(text.to_lowercase().contains(&told.to_lowercase()), "{page}: {text}");
    }
    tab(&world, &root, &["bash", "--norc", "--noprofile", "-i"], "source $SHARE/bash-completion/completions/milepost");
    tab(
        &world,
        &root,
        &["zsh", "-f", "-i"],
        "fpath+=($SHARE/zsh/vendor-completions); autoload -U compinit; compinit -u -D",
    );
    // fish finds what packages give by itself.
    tab(
        &world,
        &root,
        &["fish", "--no-config", "-i"],
        "set -g fish_autosuggestion_enabled 0; set -g fish_complete_path $SHARE/fish/vendor_completions.d",
    );
}

/// Tab, with the program and the completions that the package has put there.
fn tab(world: &World, root: &Path, shell: &[&str], begin: &str) {
    let share = root.join("usr/share").display().to_string();
    let path = format!("{}:/usr/bin:/bin", root.join("usr/bin").display());
    let variables = [("SHARE", share.as_str()), ("PATH", &path)];
    let Some(mut terminal) = Terminal::open(shell, &world.folder().join("peace"), &variables) else { return };
    terminal.types(&format!("{begin}; echo rea''dy\r")).shows("ready");
    terminal.types("milepost timel\t").shows("milepost timeline ");
    terminal.types("\x15milepost show HC-2 --kn\t").shows("HC-2 --known-by ");
    terminal.types("\x15milepost show WD-4\t\r").shows("share of the withdrawals");
}
