//! The page on threats holds what it says: commands and options that it names exist, and what it promises of the sorest points is so.

use super::seals::plan;
use super::world::World;
use clap::{Command, CommandFactory};
use milepost::cli::usage::CommandLine;
use serde_json::json;
use std::path::Path;

const PAGE: &str = include_str!("../../data/threats.md");

/// What stands between backticks and begins with `milepost`.
fn commands() -> Vec<Vec<&'static str>> {
    let spans = PAGE.split('`').skip(1).step_by(2).filter_map(|span| span.strip_prefix("milepost "));
    spans.map(|span| span.split_whitespace().collect()).collect()
}

#[test]
fn the_commands_it_names_exist() {
    let all = CommandLine::command();
    assert!(commands().len() > 20);
    for words in commands() {
        let (mut command, mut names): (&Command, Vec<&str>) = (&all, Vec::new());
        for word in words.iter().filter(|word| !word.starts_with('-')) {
            let Some(inner) = command.find_subcommand(word) else { break };
            (command, names) = (inner, [&names[..], &[*word]].concat());
        }
        assert!(!names.is_empty(), "`milepost {}` is no command", words.join(" "));
        for option in words.iter().filter_map(|word| word.strip_prefix("--")) {
            let known = command.get_arguments().any(|argument| argument.get_long() == Some(option));
            assert!(known, "`milepost {}` has no --{option}", names.join(" "));
        }
    }
}

#[test]
fn the_readme_leads_there_and_its_links_resolve() {
    assert!(include_str!("../../README.md").contains("](data/threats.md)"));
    for link in PAGE.split("](").skip(1).filter_map(|rest| rest.split(')').next()).filter(|link| !link.contains("://"))
    {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(link).exists(), "{link}");
    }
}

/// The form in which a withdrawn key is written on the page is one that a plan takes.
#[test]
fn a_withdrawn_key_is_written_as_shown() {
    let shown = PAGE.lines().map(str::trim).find(|line| line.starts_with("{\"key\"")).expect("an example");
    let key = include_str!("../fuzz/sealed/ed.pub").split(' ').take(2).collect::<Vec<_>>().join(" ");
    let written = shown
        .replace("ssh-ed25519 AAAA…", &key)
        .replace("<64 hex>", &"0".repeat(64))
        .replace("<32 hex>", &"0".repeat(32));
    let withdrawn: serde_json::Value = serde_json::from_str(&written).expect("JSON");
    let world = World::new(&plan(&[("mov", json!([withdrawn]))]).to_string());
    world.ask("check").code(0);
    world.ask("mark A arms=1 --as mov").code(3).remarks("all withdrawn");
}
