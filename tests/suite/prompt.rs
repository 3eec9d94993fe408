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

/// A monitor's day, invented: what is typed, and what then stands in the book. The fifth was a slip of the hand.
const DIARY: [(&str, &str); 14] = [
    ("mil\tmark de-1 mi\t\r", r#""milestone":"DE-1","level":"minimum""#),
    ("mil\tmark de-1 h\t3\r", r#""milestone":"DE-1","values":{"hostile-incidents":3}"#),
    ("mil\tmark cp-1 c\t2 --on y\t\r", r#""milestone":"CP-1","values":{"civilian-casualties":2}"#),
    ("mil\tmark hc-1 co\t4 --on -3d\r", r#""milestone":"HC-1","values":{"corridors":4}"#),
    ("mil\tmark wd-1 fu\t\r", r#""milestone":"WD-1","level":"full""#),
    ("mil\tundo\r", r#""kind":"retract""#),
    ("mil\tmark wd-1 no\t\r", r#""milestone":"WD-1","level":"none""#),
    ("mil\tmark hc-2 mi\t--ev\tph\t\r", r#""milestone":"HC-2","level":"minimum""#),
    ("mil\tinc\tde-1 --s\ts\t\r", r#""kind":"incident""#),
    ("mil\tmark dc-3 me\t1\r", r#""milestone":"DC-3","values":{"meetings":1}"#),
    ("mil\tmark cp-2 mi\t--on y\t\r", r#""milestone":"CP-2","level":"minimum""#),
    ("mil\tmark wd-1 ar\t2\r", r#""milestone":"WD-1","values":{"areas-specified":2}"#),
    ("mil\tnote 'fog, no view of the bridge'\r", r#""kind":"note""#),
    ("mil\tmark hc-1 in\t--on -1d\r", r#""milestone":"HC-1","level":"intermediate""#),
];

/// Thirteen observations, some of days before, one taken back, one with a photo, one an incident.
#[test]
fn a_days_diary_takes_few_keys() {
    let world = World::empty();
    world.ask("init --as monitoring-mission").ok();
    world.file("photo-1.jpg", "not a real one");
    let Some(mut terminal) = Terminal::open(&["bash", "--norc", "--noprofile", "-i"], world.folder(), &[]) else {
        return;
    };
    terminal.types("source <(milepost completions bash); echo rea''dy\r").shows("ready");
    terminal.keys = 0;
    for (place, (typed, _)) in DIARY.iter().enumerate() {
        terminal.types(typed);
        let recorded = || world.ledger_lines("monitoring-mission").is_some_and(|lines| lines.len() == place + 2);
        terminal.until(typed, |screen| recorded() && screen.trim_end().ends_with("\n$"));
    }
    let lines = world.ledger_lines("monitoring-mission").expect("a book");
    for ((typed, said), line) in DIARY.iter().zip(&lines[1..]) {
        assert!(line.contains(said), "{typed}: {line}");
        assert_eq!(line.contains("\"on\":"), typed.contains("--on"), "{typed}: {line}");
        assert_eq!(line.contains("photo-1.jpg"), typed.contains("--ev"), "{typed}: {line}");
    }
    assert!(lines[9].contains(r#""severity":"serious""#), "{}", lines[9]);
    assert!(terminal.keys <= 350, "{} keys", terminal.keys);
    terminal.types("clear; milepost log --since today --mine -n 4\r").shows("HC-1");
}
