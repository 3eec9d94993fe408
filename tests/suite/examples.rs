//! The examples below every command's help, typed as they stand: on the built-in plan, on Helsinki, on that as a draft, or where nothing is yet.

use super::clones::git;
use super::console::repository;
use super::keys::{Keys, have};
use super::world::{World, copy};
use clap::{Command, CommandFactory};
use milepost::cli::usage::CommandLine;
use serde_json::{Value, json};

/// Where an example is typed: the first of these folders in which it is answered.
const STAGES: [&str; 8] = ["peace", "aceh", "sealed", "draft", "sketch", "begun", "drafted", "empty"];

/// An invented plan as it is begun, and as far as it has a first promise or two.
const BEGUN: &str = r#"{"format":"milepost/plan/1","id":"begun","version":"1","title":"Begun",
"sources":[{"id":"text","title":"Invented text"}],
"actors":[{"id":"gam","name":"Movement","role":"party"},{"id":"amm","name":"Mission","role":"monitor"}],
"phases":[{"id":"stage-1","title":"First stage"}],"rules":{},"milestones":[]}"#;
const DRAFTED: &str = r#"{"format":"milepost/plan/1","id":"drafted","version":"1","title":"Drafted","signed":"2026-03-01",
"sources":[{"id":"text","title":"Invented text"}],
"actors":[{"id":"goi","name":"Government","role":"party"},{"id":"gam","name":"Movement","role":"party"},
{"id":"amm","name":"Mission","role":"monitor"},{"id":"un","name":"Other mission","role":"monitor"}],
"phases":[{"id":"one","title":"One"}],"rules":{"verify":{"by":["role:monitor"],"quorum":1},"amend":"never"},
"milestones":[{"id":"DC-0","title":"Talks","responsible":["goi"],"source":["text 1"]},
{"id":"DC-1","title":"Arms","responsible":["gam"],"source":["text 2"],"indicators":[{"id":"weapons","unit":"weapon","baseline":0,"target":210}]},
{"id":"WD-1","title":"Withdrawal","responsible":["goi"],"source":["text 3"]}]}"#;

/// Every command that does something, commands in commands included, with its examples.
fn examples(command: &Command) -> Vec<(String, Vec<String>)> {
    let told = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let lines = told.lines().skip_while(|line| *line != "Examples:").skip(1).take_while(|line| !line.is_empty());
    // What three spaces part from an example is said of it.
    let typed = |line: &str| line.trim().split("   ").next().expect("a command").to_owned();
    let own = (command.get_name().to_owned(), lines.map(typed).collect());
    // One that only holds others has none of its own.
    Some(own)
        .filter(|_| !command.is_subcommand_required_set())
        .into_iter()
        .chain(command.get_subcommands().flat_map(examples))
        .collect()
}

/// Two parties, a mission and a secretariat have said this and that; beside it lie a remote, what others have, and a longer copy.
fn stage(keys: &Keys) -> World {
    let world = World::empty();
    world.at("2026-12-10").edits("true", &[]);
    world.ask("init peace").ok();
    world.file("peace/count.txt", "19 counted\n").file("peace/list.txt", "names\n");
    for line in [
        "incident DE-1 --severity serious --as ukraine",
        "mark DE-1 minimum --as ukraine",
        "start --from 2026-12-01 --as ukraine",
        "repudiate --as united-states",
        "dispute ukraine:2 --as russia",
        "suspend WD-2 --as russia",
        "mark DE-2 minimum --evidence count.txt --as monitoring-mission",
        "note begun",
        "note withheld --evidence list.txt --confidential --as monitoring-mission",
    ] {
        world.ask_in("peace", line).ok();
    }
    let mut plan: Value = serde_json::from_str(&world.read("peace/plan.json")).expect("a plan");
    plan["version"] = json!("2");
    plan["milestones"][0]["weight"] = json!(2);
    world.file("peace/amended.json", plan.to_string()).file("peace/plan.json", plan.to_string());
    world.file("peace/week.csv", "milestone,on,level\nHC-1,2026-12-08,minimum\n");
    world.file("peace/claims.md", repository("seeds/refined-peace-plan.md"));
    copy(&world.folder().join("peace"), &world.folder().join("theirs"));
    std::fs::remove_dir_all(world.folder().join("theirs/.milepost")).expect("a folder");
    world.ask_in("theirs", "note 'seen from here' --as russia").ok();
    git(world.folder(), "init -q --bare --initial-branch=main hub.git");
    world.ask_in("peace", "sync --remote ../hub.git").ok();
    let (peace, earlier) = (world.folder().join("peace"), world.folder().join("earlier"));
    std::fs::create_dir(&earlier).expect("a folder");
    copy(&peace, &earlier);
    world.ask_in("peace", "note 'lost with the disk' --as ukraine").ok();
    std::fs::rename(&peace, world.folder().join("copy")).expect("a copy");
    std::fs::rename(&earlier, &peace).expect("an older backup");
    world.ask("init aceh --example helsinki-2005").ok();
    let mut plan: Value = serde_json::from_str(&world.read("aceh/plan.json")).expect("a plan");
    let amm = plan["actors"].as_array_mut().expect("actors").iter_mut().find(|actor| actor["id"] == "amm");
    amm.expect("the mission")["keys"] = json!([keys.make("amm", "ed25519", "")]);
    world.file("keyed.json", plan.to_string());
    world.ask("init sealed --from keyed.json").ok();
    world.ask_in("sealed", &format!("mark DC-1 accepted=243 --as amm --on 2005-09-17 {}", keys.with("amm"))).ok();
    world.ask_in("sealed", "mark DC-2 accepted=243 --as amm --on 2005-10-18 --no-seal").ok();
    world.ask("init draft").ok();
    for (name, plan) in [("begun", BEGUN), ("drafted", DRAFTED)] {
        world.file(&format!("{name}.json"), plan);
        world.ask(&format!("init {name} --from {name}.json")).ok();
    }
    world.file("sketch.json", repository("data/helsinki-2005/plan.json"));
    world.ask("init sketch --from sketch.json").ok();
    world.edits("true", &[]);
    world.file("empty/home/.local/share/man/whatis", "");
    world
}

/// Types a line as a shell would have it; what is read from a file is given, what goes to one or to another program is the answer.
fn answered(stage: &World, folder: &str, line: &str, keys: &Keys) -> Result<(), String> {
    let world = stage.twin();
    let line = line.trim_start_matches("EDITOR=nano ");
    let line = line.split([' ']).take_while(|word| !matches!(*word, "|" | ">")).collect::<Vec<_>>().join(" ");
    let (line, given) = line.split_once(" < ").unwrap_or((&line, ""));
    if !given.is_empty() && world.path(&format!("{folder}/{given}")).exists() {
        world.pipes(world.read(&format!("{folder}/{given}")));
    }
    let key = keys.path("amm").display().to_string();
    let words = line
        .strip_prefix("milepost ")
        .ok_or("no command of milepost")?
        .replace("~/.ssh/id_ed25519", &key)
        .replace("~/", "home/");
    let heard = world.ask_in(folder, &words.replace('"', "'"));
    let silent = heard.text().is_empty() && heard.bytes().is_empty();
    if heard.exit() == 0 && !silent { Ok(()) } else { Err(format!("{folder}: {}{}", heard.text(), heard.errors())) }
}

#[test]
fn every_command_ends_its_help_with_two_examples_that_work() {
    let Some(keys) = Keys::new().filter(|_| have("git")) else { return };
    let stage = stage(&keys);
    let mut wrong = Vec::new();
    for (name, lines) in examples(&CommandLine::command()).into_iter().skip(1) {
        if lines.len() < 2 {
            wrong.push(format!("{name}: {} examples", lines.len()));
        }
        for line in lines {
            let told: Vec<String> =
                STAGES.iter().map_while(|folder| answered(&stage, folder, &line, &keys).err()).collect();
            if told.len() == STAGES.len() {
                wrong.push(format!("{line}\n  {}", told.join("\n  ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
