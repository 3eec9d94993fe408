//! At the prompt of real shells: what Tab completes, and a day's diary in few keys.

use super::terminal::Terminal;
use super::world::World;

/// The built-in plan; `ukraine` has said something, and a file lies beside it.
fn workspace() -> World {
    let world = World::empty();
    world.at("2026-11-20").ask("init").ok();
    world.ask("mark HC-1 minimum --as ukraine").ok();
    world.file("week.csv", "milestone,level\n");
    world
}

/// What is typed, and what then stands on the screen.
const COMPLETED: [(&str, &[&str]); 10] = [
    ("milepost resc\t", &["milepost reschedule "]),
    ("milepost show wd-\t\t\t", &["WD-1", "WD-2", "WD-4"]),
    ("milepost show HC-2 --kn\t", &["HC-2 --known-by "]),
    ("milepost list --actor mon\t", &["--actor monitoring-mission"]),
    ("milepost list --phase=phase-1,phase-4,se\t\x15milepost list --element=sec\t", &["--element=security-guarantees"]),
    ("milepost mark wd-3 areas\t", &["areas-left="]),
    ("milepost mark de-1 interm\t", &["intermediate"]),
    ("milepost retract ukr\t", &["retract ukraine:1"]),
    ("milepost list --timing not\t", &["--timing not-running"]),
    ("milepost import wee\t", &["import week.csv"]),
];

fn completes(shell: &[&str], begin: &str) {
    let world = workspace();
    let Some(mut terminal) = Terminal::open(shell, world.folder(), &[]) else { return };
    let before = world.read(".milepost/heads.json");
    terminal.types(&format!("{begin}\r"));
    terminal.types("echo rea''dy\r").shows("ready");
    for (typed, shown) in COMPLETED {
        terminal.types(typed);
        shown.iter().for_each(|shown| _ = terminal.shows(shown));
        // The line is given up.
        terminal.types("\x15");
    }
    // A damaged workspace is told by commands, not at the prompt.
    world.file("plan.json", "{").file(&world.book("ukraine"), "{");
    terminal.types("milepost show WD-\t\t\x15echo still; pwd\r").shows("still");
    assert!(!terminal.screen().contains("error"), "{}", terminal.screen());
    assert_eq!(world.read(".milepost/heads.json"), before);
}

#[test]
fn bash_completes_what_the_workspace_knows() {
    completes(&["bash", "--norc", "--noprofile", "-i"], "source <(milepost completions bash)");
}

#[test]
fn zsh_completes_what_the_workspace_knows() {
    completes(&["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source <(milepost completions zsh)");
}

#[test]
fn fish_completes_what_the_workspace_knows() {
    completes(
        &["fish", "--no-config", "-i"],
        "set -g fish_autosuggestion_enabled 0; milepost completions fish | source",
    );
}
