//! Exports: documents that go to files, and what other people's programs read in them.

use super::world::World;

fn helsinki() -> World {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    world
}

// Where answers go.

#[test]
fn a_file_gets_what_standard_output_would() {
    let world = helsinki();
    for format in ["json", "jsonl"] {
        let line = format!("export -o {format}");
        let shown = world.ask(&line).ok();
        let written = world.ask(&format!("{line} --to out.txt")).ok();
        assert_eq!(world.read("out.txt"), shown.text());
        assert!(
            written.text().starts_with("wrote out.txt (") && written.text().lines().count() == 1,
            "{}",
            written.text()
        );
    }
    std::fs::create_dir(world.folder().join("sub")).expect("a folder");
    world.ask("-C ledger export --to sub/state.json").ok();
    assert!(world.read("sub/state.json").starts_with("{\n  \"format\": \"milepost/export/1\""));
}

#[test]
fn what_is_the_workspaces_own_is_never_replaced() {
    let world = helsinki();
    let before = (world.read("plan.json"), world.read("ledger/amm.jsonl"));
    for path in [
        "plan.json",
        "PLAN.json",
        "./plan.json",
        "ledger/../plan.json",
        "ledger/amm.jsonl",
        "ledger/new.jsonl",
        "plans/x.json",
        "evidence/x",
        ".milepost/desk.json",
        ".gitignore",
    ] {
        std::fs::create_dir_all(world.folder().join("evidence")).expect("a folder");
        let heard = world.ask(&format!("export --to {path}")).code(2);
        heard.remarks("is one of the workspace's own files").remarks("hint: an answer takes the place of none of them");
    }
    assert_eq!(before, (world.read("plan.json"), world.read("ledger/amm.jsonl")));
    let other = World::empty();
    other.ask("init").ok();
    let plan = other.folder().join("plan.json");
    world.run(&["export", "--to", &plan.to_string_lossy()]).code(2).remarks("workspace's own files");
    world.ask("-C . export --to plan.txt").ok();
}

#[test]
fn where_no_file_can_be() {
    let world = helsinki();
    for (path, told) in [
        ("none/out.json", "there is no folder for none/out.json"),
        ("out/", "out/ is a folder, not a file"),
        (".", "is a folder, not a file"),
        ("..", ".. is a folder, not a file"),
        ("plan.json/x", "there is no folder for plan.json/x"),
    ] {
        world.ask(&format!("export --to {path}")).code(2).remarks(told).remarks("hint: ");
    }
    let long = "x".repeat(300);
    world
        .ask(&format!("export --to {long}"))
        .code(5)
        .remarks("cannot write x")
        .remarks("what stood there is as it was");
    let heard = world.ask("export -o json --to none/x").code(2);
    assert!(heard.errors().contains("\"code\": \"no-folder\""), "{}", heard.errors());
}

#[cfg(unix)]
#[test]
fn links_stay_and_permissions_too() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let world = helsinki();
    let path = |name: &str| world.folder().join(name);
    world.file("theirs", "theirs").file("mine", "mine").file("locked", "locked");
    symlink(path("theirs"), path("link")).expect("a link");
    symlink(path("plan.json"), path("plan-link")).expect("a link");
    symlink(path("ledger"), path("books")).expect("a link");
    for link in ["link", "plan-link"] {
        world.ask(&format!("export --to {link}")).code(2).remarks("is there already, and is not a regular file");
    }
    world.ask("export --to books/new.jsonl").code(2).remarks("workspace's own files");
    assert_eq!(world.read("theirs"), "theirs");
    let mode =
        |name: &str, mode| std::fs::set_permissions(path(name), PermissionsExt::from_mode(mode)).expect("a mode");
    mode("mine", 0o600);
    mode("locked", 0o444);
    world.ask("export --to mine").ok();
    assert_eq!(std::fs::metadata(path("mine")).expect("a file").permissions().mode() & 0o777, 0o600);
    world.ask("export --to locked").code(5).remarks("cannot write locked").remarks("you may not write there");
    assert_eq!(world.read("locked"), "locked");
}
