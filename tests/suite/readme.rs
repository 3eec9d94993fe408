//! The commands of the README and of the guide, run as they stand, with the output that stands below them.

use super::console::{play, repository};
use super::world::World;
use clap::CommandFactory;
use milepost::cli::usage::CommandLine;
use std::path::{Path, PathBuf};

/// The README, and the pages of the guide.
fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = std::fs::read_dir(root.join("data/guide")).expect("the guide");
    let mut pages: Vec<PathBuf> = guide.map(|page| page.expect("a page").path()).collect();
    pages.push(root.join("README.md"));
    pages.sort();
    pages
}

#[test]
fn every_shown_command_gives_what_is_shown() {
    let ran: usize = pages().iter().map(|page| play(page)).sum();
    assert!(ran >= 50, "{ran} commands");
}

/// Who types along from the top of a page, in a fresh checkout, finds every file that a command names, and comes back where it went.
#[test]
fn every_page_can_be_typed_along() {
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page");
        let mut inside = false;
        for command in text.lines().filter_map(|line| line.strip_prefix("$ ")) {
            match command.strip_prefix("cd ") {
                Some("..") => assert!(std::mem::take(&mut inside), "{}: {command}", page.display()),
                Some(_) => assert!(!std::mem::replace(&mut inside, true), "{}: {command}", page.display()),
                None => {}
            }
            let bare = command.split(' ').any(|word| word.starts_with("tests/"));
            assert!(!(bare && inside), "{}: from where one is then, there is no such file: {command}", page.display());
        }
    }
}

/// What a page leads to is there.
#[test]
fn every_link_of_a_page_leads_somewhere() {
    for page in pages() {
        let text = std::fs::read_to_string(&page).expect("a page");
        let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for link in links.filter(|link| !link.contains("://")) {
            assert!(page.with_file_name(link).exists(), "{}: {link}", page.display());
        }
    }
}

#[test]
fn the_readme_is_short_and_leads_to_every_page() {
    let readme = repository("README.md");
    assert!(readme.lines().count() <= 300, "{} lines", readme.lines().count());
    for page in pages().iter().filter(|page| !page.ends_with("README.md")) {
        let name = page.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(readme.contains(&format!("(data/guide/{name})")), "{name}");
    }
}

#[test]
fn the_readme_names_the_test_command_that_ci_calls() {
    let (ci, readme) = (repository(".ci/run"), repository("README.md"));
    assert!(ci.contains("cargo test") && readme.contains("cargo test"));
    assert!(readme.contains("cargo run --release -- status"));
    let version = repository("Cargo.toml");
    let version = version.lines().find_map(|line| line.strip_prefix("rust-version = ")).expect("a version");
    assert!(readme.contains(&format!("{} or later", version.trim_matches('"'))), "{version}");
}

/// Each command is told in the README, and once in `--help`.
#[test]
fn every_command_is_told() {
    let help = World::empty().ask("--help").ok();
    let readme = repository("README.md");
    let listed = |name: &str| help.text().lines().filter(|line| line.starts_with(&format!("  {name} "))).count();
    for command in CommandLine::command().get_subcommands() {
        let name = command.get_name();
        assert_eq!(listed(name), 1, "{name}");
        let own = World::empty().ask(&format!("{name} --help")).ok();
        assert!(
            own.text().find("For every command:") > own.text().find("\nOptions:"),
            "{name}: its own options stand first"
        );
        assert!(readme.contains(&format!("`{name}")) || readme.contains(&format!("milepost {name}")), "{name}");
    }
}
