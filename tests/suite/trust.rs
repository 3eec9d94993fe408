//! What people who do not trust each other see: books that were rewritten, cut back or taken away, forgeries of every kind, and
//! what `audit` says of each.

use super::keys::Keys;
use super::seals::plan;
use super::world::World;
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::ledger::opening::opened;
use milepost::model::fields::Fields;
use milepost::model::id::Id;
use milepost::model::moment::Moment;
use serde_json::{Value, json};
use std::path::PathBuf;

/// A world without keys in which `mov` has spoken three times, and `gov` after that.
fn spoken() -> World {
    let world = World::new(&plan(&[]).to_string());
    for arms in 1..=3 {
        world.says("mov", "2026-01-02", &format!("A arms={arms}"));
    }
    world.says("gov", "2026-01-03", "A arms=2");
    world
}

const MOV: &str = "ledger/mov.jsonl";

/// The same book in which every `from` reads `to`, chained anew.
fn rewritten(text: &str, from: &str, to: &str) -> String {
    let mut lines = text.lines();
    let mut made = lines.next().expect("an opening").to_owned() + "\n";
    for line in lines {
        let mut fields: Fields = serde_json::from_str(line).expect("an entry");
        let (seq, at) = (fields.seq.expect("a number"), Moment::parse(fields.at.as_deref().expect("a moment")));
        let head = Hash::of(made.lines().last().expect("a line").as_bytes());
        fields.prev = None;
        let line = next_line(head, seq, at.expect("a moment"), fields).replace(from, to);
        made += &(line + "\n");
    }
    made
}

/// As another machine would see it, which remembers nothing of its own.
fn elsewhere(world: &World) -> &World {
    let _ = std::fs::remove_dir_all(world.folder().join(".milepost"));
    world
}

#[test]
fn a_book_cut_back_is_contradicted_by_who_had_seen_more() {
    let world = spoken();
    world.ask("audit").ok().hears("seen up to 3 by gov:1 on 2026-01-03").hears("only who had seen more of it can tell");
    let text = world.read(MOV);
    world.file(MOV, text.split_inclusive('\n').take(3).collect::<String>());
    // This machine remembers; what gov's book says is its word.
    let told = "that its line 4 was seen; here it ends with line 3";
    let fact = "is the last, but this machine had read line 4 of it: it was cut back";
    world.ask("list").ok().hears("r 20 %").remarks(fact).remarks(told);
    world.ask("audit").code(1).hears("grave").hears("lines 1 to 3, as far as they go");
    let refused = world.ask("mark A arms=4 --as mov").code(4);
    refused.remarks("is damaged").remarks("it was cut back").remarks("a whole copy from another machine mends it");
    elsewhere(&world).ask("list").ok().remarks(told);
    // Cut back before anybody had seen more, it verifies by itself: this machine's memory alone tells.
    std::fs::remove_file(world.path("ledger/gov.jsonl")).expect("it goes");
    elsewhere(&world).file(MOV, &text).ask("list").ok();
    world.file(MOV, text.split_inclusive('\n').take(2).collect::<String>());
    world.ask("list").ok().remarks(fact);
    elsewhere(&world).ask("list").ok().hears("r 10 %");
    world.ask("audit").ok().hears("seen by nobody else");
}

#[test]
fn a_book_rewritten_is_contradicted_by_who_had_seen_it() {
    let world = spoken();
    let text = world.read(MOV);
    world.file(MOV, rewritten(&text, "{\"arms\":3}", "{\"arms\":9}"));
    elsewhere(&world).ask("list").ok().remarks("that its line 4 was seen; here other words stand there");
    world.ask("audit").ok().hears("doubt");
    // Rewritten and longer, its head is not what this machine remembers.
    let world = spoken();
    std::fs::remove_file(world.path("ledger/gov.jsonl")).expect("it goes");
    world.file(MOV, rewritten(&text, "{\"arms\":1}", "{\"arms\":7}"));
    world.ask("list").ok().remarks("is another than this machine had read: the book was rewritten");
    world.ask("list -o json").ok().hears("\"damaged\": [");
}

#[test]
fn a_book_taken_away_is_missed() {
    let world = spoken();
    std::fs::remove_file(world.path(MOV)).expect("it goes");
    world
        .ask("list")
        .ok()
        .remarks("is not here, but this machine had read line 4 of it")
        .remarks("that its line 4 was seen; here it is not");
    let audit = world.ask("audit -o json").code(1);
    assert_eq!(audit.at("/findings/0/sort"), "witness");
    assert_eq!(audit.at("/findings/0/stands"), "nothing of it counts; all other books do");
    assert_eq!(audit.at("/whole"), false);
    let seen = audit.at("/sightings/0");
    assert_eq!((&seen["by"], &seen["agrees"]), (&json!("gov:1"), &json!(false)));
}

#[test]
fn what_this_machine_remembers_is_its_own() {
    let world = spoken();
    let heads = world.read(".milepost/heads.json");
    assert!(heads.contains("\"mov.") && heads.contains("\"gov.") && heads.contains("\": \"3:"), "{heads}");
    // A reader remembers what it meets, too.
    std::fs::remove_file(world.folder().join(".milepost/heads.json")).expect("a file");
    elsewhere(&world).ask("list").ok();
    assert!(world.read(".milepost/heads.json").contains("\"gov."));
    // A book that was opened is missed, though nobody has read it since.
    world.says("friend", "2026-01-04", "A arms=1");
    let alone = world.twin();
    std::fs::remove_file(alone.path("ledger/friend.jsonl")).expect("a file");
    alone.ask("list").ok().remarks("is not here, but this machine had read line");
    world
        .file(".milepost/heads.json", heads.replace("3:", "x:"))
        .ask("list")
        .code(4)
        .remarks("heads.json is not what milepost wrote");
    world
        .file(".milepost/heads.json", heads.replace("heads/2", "heads/9"))
        .ask("list")
        .code(4)
        .remarks("milepost/heads/9");
    world
        .file(".milepost/heads.json", "{")
        .ask("mark A arms=4 --as mov")
        .code(4)
        .remarks("put it right or move it away");
}

#[test]
fn every_line_bears_witness_to_the_books_that_grew() {
    let world = spoken();
    let gov = world.read("ledger/gov.jsonl");
    assert!(gov.lines().last().expect("a line").contains("\"seen\":{\"mov."), "{gov}");
    world.says("gov", "2026-01-04", "A arms=3");
    assert!(!world.read("ledger/gov.jsonl").lines().last().expect("a line").contains("seen"));
    world.says("mov", "2026-01-05", "A arms=4").says("gov", "2026-01-06", "A arms=4");
    assert!(world.read("ledger/gov.jsonl").lines().last().expect("a line").contains("\":\"4:"));
    // What contradicts a witness is not witnessed again.
    world.file("ledger/gov.jsonl", rewritten(&world.read("ledger/gov.jsonl"), "{\"arms\":3}", "{\"arms\":1}"));
    world.says("mov", "2026-01-07", "A arms=5");
    assert!(!world.read(MOV).lines().last().expect("a line").contains("seen"));
    world.file("odd.jsonl", "{\"milestone\":\"A\",\"level\":\"full\",\"seen\":{\"gov\":\"1:ab\"}}\n");
    world.ask("import odd.jsonl --as mov").code(2).remarks("nothing was recorded");
}

#[test]
fn clocks_that_contradict_each_other_are_told() {
    let world = World::new(&plan(&[]).to_string());
    world.says("gov", "2026-01-05", "A arms=2");
    world.at("2026-01-04").ask("mark A arms=3 --as mov").ok();
    world.at("2026-01-06").ask("audit").ok().hears("mov:1 had seen gov:1, which is dated 1440 min later");
    world
        .at("2026-01-04T20:00Z")
        .ask("audit")
        .ok()
        .hears("gov:1 is dated 2026-01-05T12:00:00.000Z, after this machine's clock");
}

#[test]
fn versions_of_the_plan_are_audited() {
    let world = spoken();
    let root = Hash::of(world.read("plan.json").as_bytes());
    let honest = world.read("plan.json");
    // A swapped working copy answers nothing.
    world.file("plan.json", honest.replace("\"target\":10", "\"target\":3"));
    world.ask("list").ok().hears("r 30 %").remarks("plan.json differs from the version in force");
    world.ask("audit").ok().hears("plan.json differs from the version in force").hears("doubt");
    // A swapped version in force is none, whatever its name says.
    let version = format!("plans/{root}.json");
    world.file(&version, honest.replace("\"target\":10", "\"target\":3"));
    world.ask("list").code(4).remarks("is not in plans/");
    world.file("plan.json", &honest).ask("list").ok().hears("r 30 %");
    world.ask("audit").code(1).hears("is not the version that its name says");
    world.file(&version, &honest).file("plans/notes.json", "{}");
    world.ask("audit").code(1).hears("plans/notes.json is not the version that its name says");
}

/// A book of `actor` around some lines, each with its moment, put into the ledger.
fn book(world: &World, name: &str, actor: &str, root: Hash, lines: &[(&str, &str)]) -> PathBuf {
    let [book, actor] = [name, actor].map(|id| Id::new(id).expect("an id"));
    let at = |text: &str| Moment::parse(text).unwrap_or_else(|| panic!("{text}"));
    let opening = Opening { book, actor, root, at: at("2026-01-01T00:00:00.000Z") };
    let path = world.folder().join(format!("ledger/{}.jsonl", opened(&opening)));
    let mut text = opening_line(&opening) + "\n";
    for (seq, (moment, fields)) in (1..).zip(lines) {
        let head = Hash::of(text.lines().last().expect("a line").as_bytes());
        let fields: Fields = serde_json::from_str(fields).unwrap_or_else(|error| panic!("{error}: {fields}"));
        text += &(next_line(head, seq, at(moment), fields) + "\n");
    }
    std::fs::write(&path, text).expect("a book");
    path
}

/// Everything that somebody could forge: none of it counts, and each is named.
#[test]
fn no_forgery_counts_and_each_is_named() {
    let Some(keys) = Keys::new() else { return };
    let key = keys.make("mission", "ed25519", "");
    let mut plan = plan(&[("mission", json!([key]))]);
    let more = [
        json!({"id": "watch", "name": "Watch", "role": "monitor", "side": "mov"}),
        json!({"id": "union-a", "name": "Union, north", "role": "monitor", "side": "union"}),
        json!({"id": "union-b", "name": "Union, south", "role": "monitor", "side": "union"}),
    ];
    plan["actors"].as_array_mut().expect("actors").extend(more);
    plan["milestones"][0]["verify"] = json!({"by": ["role:monitor"], "quorum": 2});
    let world = World::new(&plan.to_string());
    world.at("2026-01-01").ask("mark A minimum --as desk").ok();
    world.ask("incident A --severity serious --as desk").ok();
    world.at("2026-01-10");
    let root = Hash::of(world.read("plan.json").as_bytes());
    let full = r#"{"kind":"claim","milestone":"A","level":"full"}"#;
    let day = "2026-01-02T12:00:00.000Z";
    let figures = |world: &World| {
        let shown = world.ask("show A -o json").ok();
        (shown.at("/milestone/reported"), shown.at("/milestone/verified"), shown.at("/milestone/status"))
    };
    let nothing = (Value::Null, Value::Null, json!("under way"));
    let forged = |name: &str, actor: &str, lines: &[(&str, &str)], told: &str| {
        let path = book(&world, name, actor, root, lines);
        let (reported, verified, _) = figures(&world);
        assert_eq!((reported, verified), (Value::Null, Value::Null), "{told}");
        let audit = world.ask("audit");
        let all: String = audit.unbroken();
        assert!(all.contains(told), "no `{told}` in\n{all}");
        std::fs::remove_file(path).expect("it goes");
        let _ = std::fs::remove_file(world.folder().join(".milepost/heads.json"));
    };
    forged("mission", "mission", &[(day, full)], "mission:1 is not sealed by a key of `mission`");
    forged("nobody", "nobody", &[(day, full)], "nobody:1 counts for nothing: `nobody` is not an actor of the plan");
    let relayed = r#"{"kind":"claim","by":"mov","milestone":"A","level":"full"}"#;
    forged("gov", "gov", &[(day, relayed)], "gov:1 counts for nothing: `gov` speaks for another");
    let by_mission = r#"{"kind":"claim","by":"mission","milestone":"A","level":"full"}"#;
    forged("desk-2", "desk", &[(day, by_mission)], "written down for `mission`, who has keys");
    forged("watch", "watch", &[(day, full)], "watch:1 counts for nothing: `watch` shares a side with who owes `A`");
    let late = "2099-01-01T00:00:00.000Z";
    forged("mov", "mov", &[(late, full)], "mov:1 is dated 2099-01-01T00:00:00.000Z, after this machine's clock");
    let desk = world.read("ledger/desk.jsonl");
    let file = world.book("desk");
    let named = format!(
        "{}:2:{}",
        &file["ledger/".len()..file.len() - ".jsonl".len()],
        Hash::of(desk.lines().nth(2).expect("a line").as_bytes())
    );
    let finding = &format!(r#"{{"kind":"finding","incident":"{named}","outcome":"confirmed"}}"#);
    forged("friend", "friend", &[(day, finding)], "friend:1 counts for nothing: only who verifies the milestone");
    let dispute = r#"{"kind":"dispute","milestone":"A"}"#;
    forged("friend", "friend", &[(day, dispute)], "friend:1 counts for nothing: `friend` is not a party");
    // Two organs of one side are one vote of two.
    book(&world, "union-a", "union-a", root, &[(day, full)]);
    book(&world, "union-b", "union-b", root, &[(day, full)]);
    assert_eq!(figures(&world), nothing);
    // A book of another workspace is refused whole.
    forged("mov", "mov", &[], "mov");
    book(&world, "mov", "mov", Hash([7; 32]), &[(day, full)]);
    assert_eq!(figures(&world), nothing);
    world.ask("audit").code(1).hears("belongs to another plan");
    // One book under another's name.
    let text = world.read("ledger/union-a.jsonl");
    world.file("ledger/mov.jsonl", text).ask("audit").code(1).hears("opens the book `union-a.");
    assert_eq!(figures(&world), nothing);
}

/// A seal from another book, or for other lines, is none there.
#[test]
fn a_seal_is_not_replayed() {
    let Some(keys) = Keys::new() else { return };
    let key = keys.make("mission", "ed25519", "");
    let world = World::new(&plan(&[("mission", json!([key]))]).to_string());
    world.ask(&format!("mark A full --as mission {}", keys.with("mission"))).ok();
    world.ask("list").ok().hears("v 100 %");
    let honest = world.read("ledger/mission.jsonl");
    let seal = honest.lines().last().expect("a seal");
    // The same lines and seal in another book of the same actor.
    let unsealed = honest.replace(&format!("{seal}\n"), "");
    let other = rewritten(&unsealed.replacen("\"book\":\"mission\"", "\"book\":\"mission-2\"", 1), "", "");
    let head = Hash::of(other.lines().last().expect("a line").as_bytes());
    let start = seal.find(",\"at\":").expect("a moment");
    world.file("ledger/mission-2.jsonl", format!("{other}{{\"seq\":2,\"prev\":\"{head}\"{}\n", &seal[start..]));
    world.ask("audit").code(1).hears("mission-2").hears("the signature is not of these lines");
    let said = world.ask("show A -o json").ok().at("/milestone/said");
    assert_eq!(said.as_array().expect("said").iter().filter(|row| row["counts"] == true).count(), 1, "{said}");
}
