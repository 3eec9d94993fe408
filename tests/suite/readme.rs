//! The README's commands, run as they stand, with the output that stands below them.
//!
//! In a `console` block a line that begins with `$ ` is a command and what follows is its output, standard error included;
//! a line that ends in `…` stands for that beginning and anything after it, `…` alone for any lines. `MILEPOST_README=write`
//! writes the output anew.

use crate::world::World;
use std::path::Path;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");

#[test]
fn every_shown_command_gives_what_is_shown() {
    let readme = std::fs::read_to_string(README).expect("the README");
    let world = World::empty().width(80);
    let (mut written, mut folder, mut inside, mut ran) = (String::new(), String::new(), false, 0);
    let mut lines = readme.lines().peekable();
    while let Some(line) = lines.next() {
        written += line;
        written.push('\n');
        inside = match line {
            "```console" => true,
            line if line.starts_with("```") => false,
            _ => inside,
        };
        let Some(command) = line.strip_prefix("$ ").filter(|_| inside) else { continue };
        let mut expected = Vec::new();
        while let Some(shown) = lines.next_if(|line| !line.starts_with("$ ") && !line.starts_with("```")) {
            expected.push(shown);
        }
        if let Some(dir) = command.strip_prefix("cd ") {
            folder = if dir == ".." { String::new() } else { dir.to_owned() };
            continue;
        }
        world.at(&format!("2026-12-01T12:{ran:02}Z"));
        let given = run(&world, &folder, command);
        let given: Vec<&str> = given.lines().collect();
        ran += 1;
        match std::env::var("MILEPOST_README").as_deref() {
            Ok("write") if !fits(&expected, &given) => written += &(given.join("\n") + "\n"),
            Ok("write") => expected.iter().for_each(|line| written += &format!("{line}\n")),
            _ => assert!(
                fits(&expected, &given),
                "$ {command}\n--- shown\n{}\n--- given\n{}",
                expected.join("\n"),
                given.join("\n")
            ),
        }
    }
    assert!(ran >= 8, "the tour has {ran} commands");
    if std::env::var("MILEPOST_README").as_deref() == Ok("write") {
        std::fs::write(README, written).expect("the README");
    }
}

/// Standard output, then standard error; the scene's own folder is left out of sight.
fn run(world: &World, folder: &str, command: &str) -> String {
    let words = command.strip_prefix("milepost ").unwrap_or_else(|| panic!("not a milepost command: {command}"));
    let line = if folder.is_empty() { words.to_owned() } else { format!("-C {folder} {words}") };
    let heard = world.ask(&line.replace('"', "'"));
    let all = format!("{}{}", heard.text(), heard.errors());
    let scene = format!("{}{}", world.folder().display(), std::path::MAIN_SEPARATOR);
    all.replace(&scene, "")
}

fn fits(expected: &[&str], given: &[&str]) -> bool {
    match (expected.split_first(), given.split_first()) {
        (None, None) => true,
        (Some((&"…", rest)), _) => (0..=given.len()).any(|from| fits(rest, &given[from..])),
        (Some((shown, rest)), Some((line, more))) => {
            let same =
                shown.strip_suffix('…').map_or(shown.trim_end() == line.trim_end(), |start| line.starts_with(start));
            same && fits(rest, more)
        }
        _ => false,
    }
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
