//! How much work a command is: its instructions, counted by valgrind, held against `tests/benches/instructions.json`. Counts of one
//! build hardly differ from run to run, so no clock is asked and no quiet machine is needed.
//!
//! For each command two figures: its count at the smaller size, with much room, since a compiler or a library may cost some; and its
//! growth when the size doubles, with little, since no compiler makes a straight line a curve. `MILEPOST_COUNTS=write` writes what is
//! counted; no growth beyond `STEEPEST` can be written.

use super::console::repository;
use super::readers::have;
use super::world::World;
use super::writers::milepost;
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// A count may be so much above what is written.
const ROOM: f64 = 1.5;
/// A growth may be so much above what is written.
const ROOM_TO_GROW: f64 = 1.1;
/// What doubles may take this much more: a line, and a little.
const STEEPEST: f64 = 2.2;

const BUDGETS: &str = "tests/benches/instructions.json";

/// What doubles from the smaller world to the larger.
#[derive(Clone, Copy, PartialEq)]
enum Doubles {
    Nothing,
    Entries,
    Milestones,
}

impl Doubles {
    fn told(self) -> &'static str {
        match self {
            Doubles::Nothing => "no workspace",
            Doubles::Entries => "twice the entries",
            Doubles::Milestones => "twice the milestones",
        }
    }
}

/// A command is counted as it stands: `cold` with nothing kept from before, `again` with what it kept itself right before, which must not
/// grow with the entries.
const COUNTED: &[(Doubles, &str, &str)] = &[
    (Doubles::Nothing, "cold", "--version"),
    (Doubles::Nothing, "cold", "list"),
    (Doubles::Entries, "cold", "status"),
    (Doubles::Entries, "again", "status"),
    (Doubles::Entries, "again", "list"),
    (Doubles::Entries, "cold", "audit"),
    (Doubles::Entries, "again", "mark M-1 full --as mission --dry-run"),
    (Doubles::Entries, "again", "incident M-1 --severity serious --as mission --dry-run"),
    (Doubles::Milestones, "cold", "list"),
];

/// A folder where a command is run, as large as asked for.
fn place(doubles: Doubles, times: usize) -> World {
    match doubles {
        Doubles::Nothing => World::empty(),
        Doubles::Entries => spoken(30, 500 * times),
        Doubles::Milestones => spoken(150 * times, 0),
    }
}

/// A world with so many milestones, a third of which wait for an earlier one, and so many entries by three actors.
fn spoken(milestones: usize, entries: usize) -> World {
    let milestone = |number: usize| {
        let requires = match number % 3 {
            2 => format!(r#","requires":[{{"milestone":"M-{}","at_least":"reported"}}]"#, number / 2),
            _ => String::new(),
        };
        format!(
            r#"{{"id":"M-{number}","title":"The promise of number {number}, as both sides signed it","phase":"one","element":"arms",
"responsible":["{}"],"source":["text {number}"],"due":{{"on":"2023-{:02}-10"}}{requires}}}"#,
            ["gov", "mov"][number % 2],
            1 + number % 12
        )
    };
    let milestones_told: Vec<String> = (1..=milestones).map(milestone).collect();
    let world = World::with(&milestones_told.join(","));
    world.at("2024-01-01");
    let entry = |number: usize| {
        let (milestone, day) = (1 + number * 7 % milestones, 1 + number % 28);
        match number % 4 {
            0 => format!(r#"{{"kind":"note","milestone":"M-{milestone}","note":"Team {number} saw nothing new."}}"#),
            1 => format!(
                r#"{{"kind":"incident","milestone":"M-{milestone}","severity":"minor","place":"km {number}","on":"2023-06-{day:02}"}}"#
            ),
            _ => {
                let level = ["none", "minimum", "intermediate", "full"][number / 4 % 4];
                format!(r#"{{"milestone":"M-{milestone}","level":"{level}","on":"2023-0{}-{day:02}"}}"#, 1 + number % 9)
            }
        }
    };
    for (desk, actor) in ["mission", "gov", "mov"].into_iter().enumerate() {
        let told: Vec<String> = (0..entries).filter(|number| number % 3 == desk).map(entry).collect();
        if !told.is_empty() {
            world.file("said.jsonl", told.join("\n"));
            world.ask(&format!("import said.jsonl --as {actor}")).ok();
        }
    }
    world
}

/// How many instructions the real binary takes for a command.
fn instructions(folder: &Path, state: &str, line: &str) -> f64 {
    let cache = if state == "again" { "always" } else { "never" };
    if state == "again" {
        let before = milepost(folder, line).env("MILEPOST_CACHE", cache).output().expect("the binary runs");
        assert!(before.status.success(), "{line}: {}", String::from_utf8_lossy(&before.stderr));
    }
    let counts = folder.with_extension("counts");
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--read-inline-info=no", "--error-exitcode=99"]);
    valgrind.arg(format!("--callgrind-out-file={}", counts.display()));
    valgrind.arg(env!("CARGO_BIN_EXE_milepost")).args(line.split(' ')).current_dir(folder);
    // One thread counts the same every time; nothing of the user's is read.
    valgrind.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("RAYON_NUM_THREADS", "1");
    valgrind.env("MILEPOST_CACHE", cache);
    let told = valgrind.output().expect("valgrind runs");
    assert!(told.status.success(), "{line}: {}", String::from_utf8_lossy(&told.stderr));
    let text = std::fs::read_to_string(&counts).expect("the counts");
    std::fs::remove_file(&counts).expect("the counts");
    let total = text.lines().find_map(|line| line.strip_prefix("totals: ").or_else(|| line.strip_prefix("summary: ")));
    total.and_then(|total| total.trim().parse().ok()).expect("a total")
}

/// The name of a command in the table, its count in millions, and its growth where something doubles.
type Counted = (String, f64, Option<f64>);

/// The commands counted in worlds of both sizes: one after the other in each, the worlds beside each other.
fn counted() -> Vec<Counted> {
    let sizes = |doubles| [1, 2].into_iter().filter(move |times| *times == 1 || doubles != Doubles::Nothing);
    let worlds: Vec<(Doubles, World)> = [Doubles::Nothing, Doubles::Entries, Doubles::Milestones]
        .into_iter()
        .flat_map(|doubles| sizes(doubles).map(move |times| (doubles, place(doubles, times))))
        .collect();
    let folders: Vec<(Doubles, &Path)> = worlds.iter().map(|(doubles, world)| (*doubles, world.folder())).collect();
    let in_world = |(doubles, folder): &(Doubles, &Path)| -> Vec<f64> {
        let of_world = COUNTED.iter().filter(|(of, ..)| of == doubles);
        of_world.map(|(_, state, line)| instructions(folder, state, line)).collect()
    };
    let counts: Vec<Vec<f64>> = folders.par_iter().map(in_world).collect();
    let mut all = Vec::new();
    for doubles in [Doubles::Nothing, Doubles::Entries, Doubles::Milestones] {
        let mut sizes = folders.iter().zip(&counts).filter(|((of, _), _)| *of == doubles).map(|(_, counts)| counts);
        let (smaller, larger) = (sizes.next().expect("a world"), sizes.next());
        let of_world = COUNTED.iter().filter(|(of, ..)| *of == doubles).enumerate();
        all.extend(of_world.map(|(row, (_, state, line))| {
            let growth = larger.map(|larger| larger[row] / smaller[row]);
            (format!("{line} ({}, {state})", doubles.told()), smaller[row] / 1e6, growth)
        }));
    }
    all
}

/// What is beyond its budget.
fn beyond(name: &str, count: f64, growth: Option<f64>, budgets: &Value) -> Vec<String> {
    let budget = &budgets[name];
    let mut told = Vec::new();
    let Some(written) = budget["millions"].as_f64() else {
        return vec![format!("{name}: there is no budget")];
    };
    if count > written * ROOM {
        told.push(format!(
            "{name}: {count:.1} million instructions, where {written} are written and {ROOM} times as many allowed"
        ));
    }
    if let Some(growth) = growth {
        let allowed = (budget["growth"].as_f64().unwrap_or(0.0) * ROOM_TO_GROW).min(STEEPEST);
        if growth > allowed {
            told.push(format!(
                "{name}: {growth:.2} times the instructions for twice as much, where {allowed:.2} times are allowed"
            ));
        }
    }
    told
}

#[test]
fn no_command_takes_many_more_instructions_than_it_did_and_none_grows_faster_than_what_it_reads() {
    if !have("valgrind") {
        return;
    }
    let all = counted();
    if std::env::var("MILEPOST_COUNTS").is_ok_and(|what| what == "write") {
        return write(&all);
    }
    let budgets = serde_json::from_str(&repository(BUDGETS)).expect("JSON");
    let told: Vec<String> =
        all.iter().flat_map(|(name, count, growth)| beyond(name, *count, *growth, &budgets)).collect();
    assert!(
        told.is_empty(),
        "{}\nif it has to be so, `MILEPOST_COUNTS=write cargo test instructions` writes {BUDGETS} anew",
        told.join("\n")
    );
}

fn write(all: &[Counted]) {
    let row = |(name, count, growth): &Counted| {
        assert!(
            growth.is_none_or(|growth| growth <= STEEPEST),
            "{name}: {growth:?} times the instructions for twice as much"
        );
        let rounded = |value: f64, by: f64| (value * by).round() / by;
        let mut row = json!({"millions": rounded(*count, 10.0)});
        if let Some(growth) = growth {
            row["growth"] = json!(rounded(*growth, 100.0));
        }
        (name.clone(), row)
    };
    let rows: BTreeMap<String, Value> = all.iter().map(row).collect();
    let text = serde_json::to_string_pretty(&rows).expect("JSON") + "\n";
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(BUDGETS), text).expect("the budgets");
}

#[test]
fn what_is_beyond_its_budget_is_told() {
    let budgets = json!({"list": {"millions": 10.0, "growth": 1.8}});
    let told = |count, growth| beyond("list", count, Some(growth), &budgets);
    assert_eq!(told(14.9, 1.97), [""; 0]);
    assert_eq!(
        told(15.1, 1.9),
        ["list: 15.1 million instructions, where 10 are written and 1.5 times as many allowed"]
    );
    assert_eq!(told(10.0, 2.0), ["list: 2.00 times the instructions for twice as much, where 1.98 times are allowed"]);
    assert_eq!(beyond("show", 1.0, None, &budgets), ["show: there is no budget"]);
}
