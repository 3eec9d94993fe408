//! The smallest worlds in which one rule of the design decides: a plan, what was said in it, and what is then so.
//!
//! Each stands in a folder of `tests/stories/worlds`: `plan.json`; `entries.jsonl`, one saying a line with its `book` and `at`,
//! where others are named `book:seq`; `expected.json`, what a milestone is asked, for which day, and what it then is.

use super::tales::{Saying, Tale, key};
use super::world::World;
use milepost::model::moment::Moment;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn folders() -> Vec<PathBuf> {
    let all = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories/worlds");
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(all).expect("worlds").map(|folder| folder.expect("a folder").path()).collect();
    folders.sort();
    folders
}

fn read(folder: &Path, name: &str) -> String {
    let path = folder.join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(value: &Value) -> &'static str {
    value.as_str().expect("a text").to_owned().leak()
}

/// What was said, as tales have it.
fn sayings(lines: &str) -> Vec<Saying> {
    let (mut said, mut names): (Vec<Saying>, Vec<String>) = (Vec::new(), Vec::new());
    for line in lines.lines() {
        let mut fields: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"));
        let own = fields.as_object_mut().expect("fields");
        let (book, at, seq) = ["book", "at", "seq"].map(|key| own.remove(key).expect("a key")).into();
        let at = Moment::parse(text(&at)).expect("a moment");
        let named = fields.get(key(&fields)).and_then(Value::as_str).filter(|name| name.contains(':'));
        let named = named.map(|name| names.iter().position(|known| known == name).expect("an entry before it"));
        names.push(format!("{}:{seq}", text(&book)));
        said.push(Saying { book: text(&book), speaker: text(&book), at, fields, names: named });
    }
    said
}

/// The books of a plan: one for each actor, of its name.
fn books(plan: &Value) -> Vec<(&'static str, &'static str)> {
    let actors = plan["actors"].as_array().expect("actors").iter();
    actors.map(|actor| (text(&actor["id"]), text(&actor["id"]))).collect()
}

fn told_in(folder: &Path) -> World {
    let plan: Value = serde_json::from_str(&read(folder, "plan.json")).expect("a plan");
    let tale = Tale { later: None, said: sayings(&read(folder, "entries.jsonl")), plan: plan.clone() };
    tale.told_in(&books(&plan))
}

/// All of them, by the names of their folders.
pub fn told() -> impl Iterator<Item = (String, World)> {
    let name = |folder: &Path| folder.file_name().expect("a name").to_string_lossy().into_owned();
    folders().into_iter().map(move |folder| (name(&folder), told_in(&folder)))
}

#[test]
fn every_world_has_the_answer_of_the_design() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let world = told_in(&folder);
        let asked: Vec<Value> = serde_json::from_str(&read(&folder, "expected.json")).expect("questions");
        for question in &asked {
            let line = text(&question["ask"]);
            let answer = world.ask(&format!("{line} -o json")).ok().json();
            for (place, right) in question["is"].as_object().expect("answers") {
                let found = answer.pointer(place).unwrap_or(&Value::Null);
                if found != right {
                    let name = folder.file_name().expect("a name").display();
                    wrong.push(format!("{name}: {line}: {place} is {found}, not {right}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
