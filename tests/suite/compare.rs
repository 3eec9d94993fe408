//! `compare`: what two versions of a plan say differently, and how that moves what each side owes.

use super::console::repository;
use super::world::{Heard, World, plan};
use serde_json::{Value, json};

/// Invented: three promises of an older version.
const OLD: &str = r#"
{"id":"A","title":"Amnesty declared","element":"arms","phase":"one","responsible":["gov","mov"],"source":["text 1"],"due":{"on":"2026-01-31","named":"agreed"}},
{"id":"B","title":"Posts left","phase":"one","responsible":["gov"],"source":["text 2"]},
{"id":"C","title":"Arms handed in","phase":"one","responsible":["mov"],"source":["text 3"],
"indicators":[{"id":"weapons","unit":"weapon","baseline":0,"target":200},{"id":"sites"}]}"#;

fn compared(old: &str, new: &str) -> World {
    let world = World::empty();
    world.file("old.json", old).file("new.json", new);
    world
}

/// Compares `OLD` with itself after a change of its words.
fn changed(from: &str, to: &str) -> Heard {
    let old = plan(OLD);
    assert!(old.contains(from), "no {from}");
    compared(&old, &old.replace(from, to)).ask("compare old.json new.json").ok()
}

#[test]
fn equal_plans_say_so_in_a_line() {
    let text = plan(OLD);
    compared(&text, &text)
        .ask("compare old.json new.json")
        .ok()
        .hears("No term differs: the files are the same, byte for byte.")
        .hears_not("Side");
    let spaced = text.replace(",\"version\"", ", \"x-note\":\"kept\",\n\"version\"");
    let world = compared(&text, &spaced);
    world.ask("compare old.json new.json").ok().hears("No term differs: the files differ in layout");
    let answer = world.ask("compare old.json new.json -o json").ok().json();
    assert_eq!((&answer["equal"], &answer["changes"]), (&json!(true), &json!([])));
    assert_eq!(world.ask("compare old.json new.json -o csv").ok().text(), "id,what,change,term,old,new\n");
}

/// Terms stand in the order in which a milestone tells them, whichever plan has them.
#[test]
fn terms_keep_their_order() {
    let heard =
        changed("\"source\":[\"text 2\"]", "\"source\":[\"text 7\"],\"due\":{\"on\":\"2026-02-01\"},\"weight\":2");
    heard.hears("    due: – → 2026-02-01\n    weight: 1 → 2\n    source: text 2 → text 7\n");
}

/// Every term of a milestone is told on a line of its own.
#[test]
fn each_term_of_a_milestone() {
    let of = |key: &str| changed("\"id\":\"B\"", &format!("\"id\":\"B\",{key}"));
    changed("\"Posts left\"", "\"All posts left\"").hears("title: Posts left → All posts left");
    changed("\"Posts left\"", "{\"en\":\"Posts left\",\"fr\":\"Postes quittés\"}")
        .hears("title (fr): – → Postes quittés");
    changed("\"element\":\"arms\",\"phase\"", "\"phase\"").hears("element: arms → –");
    changed("\"phase\":\"one\",\"responsible\":[\"gov\"]", "\"responsible\":[\"gov\"]").hears("phase: one → –");
    changed("[\"gov\",\"mov\"]", "[\"mov\"]").hears("responsible: gov, mov → mov");
    changed("2026-01-31", "2026-02-28").hears("due: 2026-01-31, agreed → 2026-02-28, agreed");
    changed("\"named\":\"agreed\"", "\"named\":\"indicative\"")
        .hears("due: 2026-01-31, agreed → 2026-01-31, indicative");
    of("\"due\":{\"either\":[{\"on\":\"2026-03-01\",\"named\":\"agreed\"},{\"on\":\"2026-04-01\"}]}")
        .hears("due: – → either: 2026-03-01, agreed; 2026-04-01");
    of("\"requires\":[{\"milestone\":\"A\",\"is\":\"achieved\"}]").hears("requires: – → A achieved");
    of("\"contingent\":true").hears("contingent: – → yes");
    of("\"hold\":\"P14D\"").hears("hold: – → P14D");
    of("\"continuing\":true").hears("continuing: – → never finished");
    of("\"continuing\":{\"until\":\"2027-01-01\"}").hears("continuing: – → until 2027-01-01");
    of("\"part_of\":\"C\"").hears("part of: – → C");
    of("\"replaces\":[\"Z\"]").hears("replaces: – → Z");
    of("\"repeats\":[\"A\"]").hears("repeats: – → A");
    of("\"verify\":{\"by\":[\"mission\",\"friend\"],\"quorum\":2}")
        .hears("verify: 1 of role:monitor (the plan's rule) → 2 of mission, friend");
    of("\"reschedule\":{\"by\":[\"role:party\"],\"quorum\":\"all\"}").hears("reschedule: – → all of role:party");
    of("\"suspend\":{\"by\":[\"gov\"]}").hears("suspend: – → 1 of gov");
    of("\"weight\":2.5").hears("weight: 1 → 2.5");
    changed("text 2", "text 7").hears("source: text 2 → text 7");
    changed("\"target\":200", "\"target\":400")
        .hears("indicator weapons: weapon, from 0, to 200 → weapon, from 0, to 400");
    changed("\"baseline\":0,", "\"direction\":\"down\",")
        .hears("indicator weapons: weapon, from 0, to 200 → weapon, to 200, direction down");
    changed("\"unit\":\"weapon\",", "\"unit\":\"gun\",")
        .hears("indicator weapons: weapon, from 0, to 200 → gun, from 0,");
    changed(",{\"id\":\"sites\"}", "").hears("indicator sites: counted → –");
    changed(
        "{\"id\":\"sites\"}",
        "{\"id\":\"sites\"},{\"id\":\"days\",\"target\":{\"milestone\":\"C\",\"indicator\":\"sites\"}}",
    )
    .hears("indicator days: – → to the figure of sites of C");
}

#[test]
fn a_list_in_another_order_says_the_same() {
    changed("[\"gov\",\"mov\"]", "[\"mov\",\"gov\"]").hears("No term differs");
}

#[test]
fn each_term_of_the_plan_around_the_milestones() {
    changed("\"version\":\"1\"", "\"version\":\"2\"")
        .hears("version: 1 → 2")
        .hears("What each side owes: the same in both");
    changed("\"version\":\"1\"", "\"version\":\"1\",\"signed\":\"2026-01-01\"").hears("signed: – → 2026-01-01");
    changed("\"version\":\"1\"", "\"version\":\"1\",\"timezone\":\"Asia/Jakarta\"")
        .hears("timezone: UTC → Asia/Jakarta");
    changed("\"id\":\"invented\"", "\"id\":\"other\"").hears("id: invented → other");
    changed("\"Invented text\"", "\"Text\"").hears("Sources: 1 changed").hears("title: Invented text → Text");
    changed("\"id\":\"mission\",", "\"id\":\"mission\",\"side\":\"gov\",").hears("side: mission → gov");
    changed("\"role\":\"guarantor\"", "\"role\":\"observer\"").hears("role: guarantor → observer");
    changed("\"name\":\"Friend\"", "\"name\":\"Friends\"").hears("name: Friend → Friends");
    changed("\"id\":\"mission\",", "\"id\":\"mission\",\"mandate\":{\"until\":\"2026-12-31\"},")
        .hears("mandate: – → until 2026-12-31");
    changed("\"id\":\"mission\",", "\"id\":\"mission\",\"keys\":[\"ssh-ed25519 AAAA\",\"ssh-ed25519 BBBB\"],")
        .hears("keys: – → 2");
    changed(",{\"id\":\"desk\",\"name\":\"Secretariat\",\"role\":\"secretariat\"}", "")
        .hears("desk  Secretariat (dropped)");
    changed("\"provision\":\"disarm\"", "\"provision\":\"demob\"").hears("provision: disarm → demob");
    changed("\"title\":\"One\"", "\"title\":\"One\",\"requires\":[{\"date\":\"2026-02-01\"}]")
        .hears("requires: – → 2026-02-01 has come");
    changed(
        "{\"id\":\"one\",\"title\":\"One\"}",
        "{\"id\":\"one\",\"title\":\"One\"},{\"id\":\"two\",\"title\":\"Two\"}",
    )
    .hears("Phases: 1 added")
    .hears("two  Two (added)");
    let consultation = r#","consultations":[{"id":"talks","title":"Talks","first":"2026-01-05","every":"P14D","with":["gov","mov"]}],"milestones""#;
    changed(",\n\"milestones\"", consultation).hears("Consultations: 1 added").hears("every: P14D");
    let rules = "\"verify\":{\"by\":[\"role:monitor\"],\"quorum\":1}";
    changed(rules, "\"verify\":{\"by\":[\"mission\"],\"quorum\":\"all\"}")
        .hears("Rules: 1 changed")
        .hears("decided by: 1 of role:monitor → all of mission")
        .hears_not("Milestones");
    changed("\"amend\":\"never\"", "\"amend\":{\"by\":[\"gov\"]}").hears("amend (added)");
    for rule in ["reschedule", "suspend", "settle", "start"] {
        changed(rules, &format!("{rules},\"{rule}\":{{\"by\":[\"gov\"]}}")).hears(&format!("{rule} (added)"));
    }
}

#[test]
fn phases_in_another_order_are_told() {
    let two = |first: &str, second: &str| {
        let phase = |id: &str| format!("{{\"id\":\"{id}\",\"title\":\"P\"}}");
        plan("").replace("{\"id\":\"one\",\"title\":\"One\"}", &format!("{},{}", phase(first), phase(second)))
    };
    let world = compared(&two("a", "b"), &two("b", "a"));
    world.ask("compare old.json new.json").ok().hears("Phases\n    order: a, b → b, a");
}

/// Keys are counted; other keys are a difference even where they are as many.
#[test]
fn other_keys_are_a_difference() {
    let keyed = |key: &str| plan(OLD).replace("\"id\":\"gov\",", &format!("\"id\":\"gov\",\"keys\":[\"{key}\"],"));
    compared(&keyed("ssh-ed25519 AAAA"), &keyed("ssh-ed25519 BBBB"))
        .ask("compare old.json new.json")
        .ok()
        .hears("keys: 1 → 1");
}

/// B gives way to two of the new plan; R restates A.
const NEW: &str = r#"
{"id":"A","title":"Amnesty declared","element":"arms","phase":"one","responsible":["mov"],"source":["text 1"],"due":{"on":"2026-01-31","named":"agreed"}},
{"id":"B-1","title":"First posts left","phase":"one","responsible":["mov"],"source":["text 2"],"replaces":["B"],"weight":2},
{"id":"B-2","title":"Last posts left","phase":"one","responsible":["gov"],"source":["text 2"],"replaces":["B"],"requires":[{"milestone":"B-1","is":"achieved"}]},
{"id":"C","title":"Arms handed in","phase":"one","responsible":["mov"],"source":["text 3"],
"indicators":[{"id":"weapons","unit":"weapon","baseline":0,"target":200},{"id":"sites"}]},
{"id":"R","title":"Amnesty affirmed","responsible":["gov"],"source":["text 4"],"repeats":["A"]}"#;

#[test]
fn what_is_dropped_names_what_replaces_it_and_stands_before_that() {
    let world = compared(&plan(OLD), &plan(NEW));
    let text = world
        .ask("compare old.json new.json")
        .ok()
        .hears("Milestones: 3 added, 1 dropped, 1 changed")
        .hears("B  Posts left (dropped)\n    replaced by: B-1, B-2")
        .hears("R  Amnesty affirmed (added)")
        .hears("repeats: A")
        .hears_not("C  Arms");
    let place = |words: &str| text.text().find(words).expect("words");
    assert!(place("B  Posts") < place("B-1  First") && place("B-2  Last") < place("R  Amnesty"));
    let answer = world.ask("compare old.json new.json -o json").ok().json();
    let changes = answer["changes"].as_array().unwrap();
    let told: Vec<(&str, &str)> =
        changes.iter().map(|change| (change["id"].as_str().unwrap(), change["change"].as_str().unwrap())).collect();
    assert_eq!(told, [("A", "changed"), ("B", "dropped"), ("B-1", "added"), ("B-2", "added"), ("R", "added")]);
    assert_eq!(changes[0]["terms"], json!([{"term": "responsible", "old": "gov, mov", "new": "mov"}]));
    assert_eq!(changes[0]["title"], json!({"en": "Amnesty declared"}));
    assert_eq!(changes[1]["replaced_by"], json!(["B-1", "B-2"]));
}

#[test]
fn the_balance_moves_by_what_balance_says_of_each_plan() {
    let world = compared(&plan(OLD), &plan(NEW));
    let answer = world.ask("compare old.json new.json -o json").ok().json();
    let gov = answer["balance"][0].clone();
    assert_eq!((&gov["side"], &gov["owed"]), (&json!("gov"), &json!({"old": 2, "new": 1})));
    assert_eq!((&gov["share"], &gov["waits"]), (&json!({"old": 0.666667, "new": 0.2}), &json!({"old": 0, "new": 1})));
    for (version, text) in [("old", plan(OLD)), ("new", plan(NEW))] {
        let alone = World::new(&text).ask("balance -o json").ok().json();
        for (moved, side) in answer["balance"].as_array().unwrap().iter().zip(alone["sides"].as_array().unwrap()) {
            assert_eq!(moved["side"], side["id"]);
            for figure in ["owed", "weight", "share", "verifiable", "waits", "first"] {
                assert_eq!(moved[figure][version], side[figure], "{} {figure} {version}", side["id"]);
            }
        }
    }
}

/// A side that only one of the plans knows owes nothing in the other.
#[test]
fn a_new_side_owed_nothing_before() {
    let new = plan(OLD).replace("[\"gov\",\"mov\"]", "[\"gov\",\"friend\"]");
    let answer = compared(&plan(OLD), &new).ask("compare old.json new.json -o json").ok().json();
    let balance = answer["balance"].as_array().unwrap();
    let sides: Vec<&Value> = balance.iter().map(|moved| &moved["side"]).collect();
    assert_eq!(sides, ["gov", "mov", "mission", "friend"]);
    assert_eq!(balance[3]["weight"], json!({"old": 0, "new": 1}));
}

#[test]
fn every_format_tells_the_same_rows() {
    let world = compared(&plan(OLD), &plan(NEW)).width(80);
    let csv = world.ask("compare old.json new.json -o csv").ok();
    assert!(csv.text().starts_with("id,what,change,term,old,new\nA,milestone,changed,responsible,\"gov, mov\",mov\nB,milestone,dropped,replaced by,,\"B-1, B-2\"\n"), "{}", csv.text());
    let csv = csv.hears("gov,side,balance,share,0.666667,0.2\n");
    let md = world
        .ask("compare old.json new.json -o md")
        .ok()
        .hears("| A | milestone | changed | responsible | gov, mov | mov |");
    assert_eq!(md.text().lines().count(), csv.text().lines().count() + 4);
    world.ask("compare old.json new.json -o ids").ok().hears("A\nB\nB-1\nB-2\nR\n");
    assert_eq!(world.ask("compare old.json old.json -o ids").ok().text(), "");
    let table = world.ask("compare old.json new.json").ok().hears("67 % → 20 %");
    assert!(table.text().lines().all(|line| line.chars().count() <= 80), "{}", table.text());
    let json = world.ask("compare old.json new.json -o json").ok();
    assert_eq!(json.at("/format"), json!("milepost/compare/1"));
    assert_eq!(json.at("/basis/old/file"), json!("old.json"));
    assert_eq!(json.at("/basis/new/plan").as_str().map(str::len), Some(64));
}

#[test]
fn one_plan_is_held_against_the_version_in_force() {
    let world = World::with(OLD);
    world.file("new.json", plan(NEW));
    let heard = world
        .ask("compare new.json")
        .ok()
        .hears("before: invented, version 1 (plan.json)\nafter:  invented, version 1 (new.json)");
    assert_eq!(heard.errors(), "");
    world.says("mov", "2026-01-05", "C full");
    world.file("plan.json", plan(NEW));
    world
        .ask("compare plan.json")
        .ok()
        .hears("(plan.json)\n\nMilestones: 3 added")
        .remarks("plan.json differs from the version in force");
    let nowhere = World::empty();
    nowhere.file("new.json", plan(NEW));
    nowhere.ask("compare new.json").ok().hears("the built-in plan").remarks("this is the built-in plan");
}

/// A plan with errors can be read, so it is compared, and its errors are told beside the answer.
#[test]
fn an_unsound_plan_is_compared_as_it_stands() {
    let text = plan(OLD);
    compared(
        &text,
        &text.replace("\"phase\":\"one\",\"responsible\":[\"gov\"]", "\"phase\":\"oen\",\"responsible\":[\"gov\"]"),
    )
    .ask("compare old.json new.json")
    .ok()
    .hears("phase: one → oen")
    .remarks("note: new.json has 1 error, told by `milepost check new.json`");
}

/// Looked at from the other end, what was added is dropped, and before and after change places; nothing else moves.
#[test]
fn the_other_way_round_tells_the_same_backwards() {
    let draft = repository("tests/stories/one-sided-draft/plan.json");
    let world = compared(&repository("data/refined-peace-plan.json"), &draft);
    let told = |line: &str, [before, after]: [&str; 2], [added, dropped]: [&str; 2]| {
        let answer = world.ask(line).ok().json();
        let mut rows = Vec::new();
        for change in answer["changes"].as_array().unwrap() {
            let kind = change["change"].as_str().unwrap().replace("added", added).replace("dropped", dropped);
            for term in change["terms"].as_array().unwrap() {
                rows.push(
                    json!([change["what"], change["id"], kind, term["term"], term[before], term[after]]).to_string(),
                );
            }
        }
        for side in answer["balance"].as_array().unwrap() {
            let figures = ["owed", "weight", "share", "waits"].map(|key| json!([side[key][before], side[key][after]]));
            rows.push(json!([side["side"], figures]).to_string());
        }
        rows.sort();
        rows
    };
    let forth = told("compare old.json new.json -o json", ["old", "new"], ["added", "dropped"]);
    let back = told("compare new.json old.json -o json", ["new", "old"], ["gone", "added"]);
    let back: Vec<String> = back.into_iter().map(|row| row.replace("\"gone\"", "\"dropped\"")).collect();
    assert!(forth.len() > 80, "{}", forth.len());
    assert_eq!(forth.into_iter().collect::<std::collections::BTreeSet<_>>(), back.into_iter().collect());
}

#[test]
fn what_cannot_be_compared_is_told() {
    let world = compared(&plan(OLD), &plan(NEW));
    world.file("no.json", "{}").file("cut.json", &plan(OLD)[..200]).file("bytes.json", b"\xff\xfe");
    world.ask("compare").code(2).remarks("required arguments were not provided");
    world.ask("compare old.json missing.json").code(2).remarks("there is no file").remarks("missing.json");
    world.ask("compare missing.json new.json").code(2).remarks("missing.json");
    world.ask("compare missing.json").code(2).remarks("missing.json");
    world.ask("compare old.json no.json").code(2).remarks("no.json:1:");
    world.ask("compare no.json new.json").code(2).remarks("no.json:1:");
    world.ask("compare old.json cut.json").code(2).remarks("cut.json:").remarks("cut off");
    world.ask("compare old.json bytes.json").code(2).remarks("is not UTF-8");
    world.ask("compare old.json new.json third.json").code(2).remarks("unexpected argument 'third.json'");
    world.ask("compare old.json new.json -o xml").code(2).remarks("invalid value 'xml'");
    world.ask("compare new.json -C nowhere").code(2).remarks("there is no folder");
    let heard = world.ask("compare old.json missing.json -o json").code(2);
    assert!(heard.errors().contains("\"code\": \"no-file\""), "{}", heard.errors());
}
