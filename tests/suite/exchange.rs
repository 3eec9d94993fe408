//! Books that go from one folder to another: what is taken, what is refused and why, and what is read where two versions disagree.

use super::world::World;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// Two milestones, by `mov` and by `gov`.
const TWO: &str = r#"{"id":"DC-1","title":"Arms handed in","element":"arms","phase":"one","responsible":["mov"],"source":["text 1"],
"indicators":[{"id":"weapons","baseline":0,"target":200}]},
{"id":"AM-1","title":"Amnesty declared","phase":"one","responsible":["gov"],"source":["text 2"]}"#;

/// A workspace in which `gov` has spoken.
fn begun() -> World {
    let world = World::with(TWO);
    world.says("gov", "2026-01-02", "AM-1 minimum");
    world
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder") {
        let path = file.expect("a file").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).expect("a copy")),
        }
    }
}

/// The same on another machine: all but what is this machine's own.
fn clone(world: &World) -> World {
    let twin = backup(world);
    fs::remove_dir_all(twin.folder().join(".milepost")).expect("a folder");
    twin
}

/// The same to the last byte, as a backup or a copied disk has it.
fn backup(world: &World) -> World {
    let twin = World::empty();
    copy(world.folder(), twin.folder());
    twin
}

/// Takes in what another has.
fn merge(world: &World, day: &str, from: &World) -> super::world::Heard {
    world.at(day).run(&["merge", &from.folder().display().to_string()])
}

/// What `merge` says of each book: its outcome.
fn outcomes(world: &World, day: &str, from: &World) -> Vec<(String, String)> {
    let told = world.at(day).run(&["merge", &from.folder().display().to_string(), "-o", "json"]).json();
    let books = told["books"].as_array().expect("books").clone();
    books.iter().map(|book| (text(&book["book"]), text(&book["outcome"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The names of the entries that are read, in the order of the log.
fn names(world: &World) -> Vec<String> {
    let lines = world.at("2026-03-01").ask("export -o jsonl").ok();
    let entries = lines.text().lines().map(|line| serde_json::from_str::<Value>(line).expect("an entry"));
    entries.map(|entry| format!("{}:{}", text(&entry["book"]), entry["seq"])).collect()
}

fn pair(a: &str, b: &str) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

#[test]
fn what_the_other_has_is_taken() {
    let here = begun();
    let there = clone(&here);
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    merge(&here, "2026-01-04", &there)
        .ok()
        .hears("gov  the same here and there")
        .hears("mov  new, 1 line")
        .hears("Taken: 1 new line, 0 versions of the plan, 0 files of evidence.");
    here.says("gov", "2026-01-05", "AM-1 full");
    there.says("mov", "2026-01-06", "DC-1 weapons=40");
    assert_eq!(outcomes(&there, "2026-01-07", &here), [pair("gov", "grew"), pair("mov", "behind")]);
    assert_eq!(outcomes(&here, "2026-01-07", &there), [pair("gov", "same"), pair("mov", "grew")]);
    assert_eq!(names(&here), names(&there));
    assert_eq!(outcomes(&here, "2026-01-07", &there), [pair("gov", "same"), pair("mov", "same")]);
}

#[test]
fn a_fork_counts_as_far_as_others_had_seen() {
    let here = begun();
    let there = backup(&here);
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    there.says("gov", "2026-01-04", "AM-1 full");
    merge(&here, "2026-01-05", &there)
        .code(1)
        .hears("gov  forked: it disagrees with what is here from line 3 on")
        .hears("This desk no longer adds to `gov`")
        .remarks("there are 2 versions of the book `gov`, which part at its entry 2")
        .remarks("nothing from there on counts, for nobody else had seen it");
    assert_eq!(names(&here), ["gov:1"]);
    merge(&there, "2026-01-05", &here).code(1);
    assert_eq!(names(&there), ["gov:1"]);
    here.ask("audit").code(1).hears("versions of the book");
    here.says("gov", "2026-01-06", "AM-1 intermediate");
    assert_eq!(names(&here), ["gov:1", "gov-2:1"]);
}

#[test]
fn two_machines_that_open_a_book_of_one_name_lose_nothing() {
    let (here, there) = (begun(), clone(&begun()));
    here.says("mov", "2026-01-03", "DC-1 weapons=20");
    there.says("mov", "2026-01-04", "DC-1 weapons=40");
    there.says("mov", "2026-01-05", "DC-1 weapons=50");
    merge(&there, "2026-01-06", &here).ok().remarks("was opened by 2 machines before they met: nothing is lost");
    merge(&here, "2026-01-06", &there).ok();
    let told = names(&here);
    assert_eq!(told, names(&there));
    assert_eq!(told.len(), 4, "{told:?}");
    here.says("mov", "2026-01-07", "DC-1 weapons=60");
    there.says("mov", "2026-01-08", "DC-1 weapons=70");
    assert!(
        here.read("ledger/mov.jsonl").lines().count() == 3 && there.read("ledger/mov-2.jsonl").lines().count() == 2
    );
    let _ = json!(null);
}
