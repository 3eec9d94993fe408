//! The README's commands, run as they stand, with the output that stands below them.

use super::console::play;
use super::world::World;
use std::path::Path;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

#[test]
fn every_shown_command_gives_what_is_shown() {
    let ran = play(Path::new(README));
    assert!(ran >= 14, "the README has {ran} commands");
}

#[test]
fn the_readme_names_the_test_command_that_ci_calls() {
    let ci = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/run")).expect(".ci/run");
    let readme = std::fs::read_to_string(README).expect("the README");
    assert!(ci.contains("cargo test") && readme.contains("cargo test"));
    assert!(readme.contains("cargo run --release -- status"));
}

/// Each command of `--help` is told in the README.
#[test]
fn every_command_is_told() {
    let help = World::empty().ask("--help").ok();
    let readme = std::fs::read_to_string(README).expect("the README");
    let commands =
        help.text().lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> = commands.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next()).collect();
    assert!(names.len() >= 12, "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        assert!(readme.contains(&format!("`{name}")) || readme.contains(&format!("milepost {name}")), "{name}");
    }
}
