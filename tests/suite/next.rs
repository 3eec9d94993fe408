//! `next`, scene by scene: what can start, what is late, broken or awaited, what blocks what. All plans and events are invented.

use super::world::World;
use serde_json::{Value, json};

/// Two parties, two monitors who must both verify, one of them with a mandate until the end of June; a guarantor settles.
fn plan(milestones: Value) -> Value {
    let actor = |id: &str, role: &str| json!({"id": id, "name": id, "role": role});
    let both = json!({"by": ["role:party"], "quorum": "all"});
    json!({
        "format": "milepost/plan/1", "id": "invented", "uid": "u", "version": "1", "title": "Invented plan",
        "signed": "2026-01-01", "sources": [{"id": "text", "title": "Invented text"}],
        "actors": [
            actor("gov", "party"), {"id": "army", "name": "army", "role": "party", "side": "gov"}, actor("mov", "party"),
            actor("one", "monitor"), {"id": "two", "name": "two", "role": "monitor", "mandate": {"until": "2026-06-30"}},
            actor("friend", "guarantor"), actor("desk", "secretariat"),
        ],
        "phases": [{"id": "first", "title": "First"},
                   {"id": "second", "title": "Second", "requires": [{"phase": "first"}]}],
        "rules": {
            "verify": {"by": ["role:monitor"], "quorum": 2}, "start": both, "reschedule": both, "amend": both,
            "suspend": {"by": ["role:party"], "quorum": 1}, "settle": {"by": ["friend"], "quorum": 1},
        },
        "consultations": [{"id": "joint", "title": "Joint commission", "first": "2026-01-05", "every": "P14D",
                           "with": ["gov", "mov"]}],
        "milestones": milestones,
    })
}

fn milestone(id: &str, owing: &str, more: Value) -> Value {
    let mut usual = json!({"id": id, "title": format!("Invented {id}"), "responsible": [owing], "source": ["text"]});
    more.as_object().expect("keys").iter().for_each(|(key, value)| usual[key] = value.clone());
    usual
}

fn world(milestones: Value) -> World {
    World::new(&plan(milestones).to_string())
}

/// The desk writes down what others say, on the day it was said.
fn told(world: &World, day: &str, entries: Value) {
    let lines: Vec<String> = entries.as_array().expect("entries").iter().map(Value::to_string).collect();
    world.file("told.jsonl", lines.join("\n"));
    world.at(day).ask("import told.jsonl --as desk").ok();
}

fn start(world: &World, day: &str) {
    told(world, day, json!([{"kind": "start", "by": "gov", "from": day}, {"kind": "start", "by": "mov", "from": day}]));
}

fn next(world: &World, words: &str) -> Value {
    world.ask(&format!("next {words} -o json")).ok().json()
}

/// One key of each thing in a section.
fn each(next: &Value, section: &str, key: &str) -> Vec<Value> {
    let list = next[section].as_array().unwrap_or_else(|| panic!("no {section} in {next:#}"));
    list.iter().map(|thing| thing[key].clone()).collect()
}

/// What is awaited: of what kind, from whom, on which milestone.
fn awaited(next: &Value) -> Vec<Value> {
    let list = next["awaited"].as_array().expect("a list");
    list.iter().map(|one| json!([one["what"], one["from"], one["id"]])).collect()
}

#[test]
fn what_can_start_and_what_is_late() {
    let world = world(json!([
        milestone("A", "gov", json!({"due": {"on": "2026-02-10"}})),
        milestone("B", "mov", json!({"due": {"on": "2026-01-20"}})),
        milestone(
            "C",
            "mov",
            json!({"requires": [{"milestone": "A", "at_least": "reported"}], "due": {"on": "2026-01-10"}})
        ),
        milestone("D", "mov", json!({})),
    ]));
    start(&world, "2026-01-05");
    let next = next(world.at("2026-01-15"), "");
    // The nearest date first, those without one last.
    assert_eq!(each(&next, "can_start", "id"), ["B", "A", "D"]);
    assert_eq!(each(&next, "late", "id"), ["C"]);
    assert_eq!(next["late"][0]["outstanding"][0]["condition"], "A at least reported");
    assert_eq!(next["late"][0]["outstanding"][0]["responsible"], json!(["gov"]));
    assert_eq!((&next["late"][0]["timing"]["days"], &next["late"][0]["awaited"]), (&json!(5), &json!(["mov"])));
    // What has begun no longer can start; who said how far it is need not say it again.
    world.says("mov", "2026-01-16", "B minimum");
    assert_eq!(each(&self::next(&world, ""), "can_start", "id"), ["A", "D"]);
    // Overdue and not full: its last word is told.
    let late = self::next(world.at("2026-01-25"), "");
    assert_eq!(each(&late, "late", "id"), ["C", "B"]);
    assert_eq!(late["late"][1]["reason"], "last reported minimum");
    let text = world.ask("next").ok();
    text.hears("overdue 15 d (2026-01-10), owed by mov").hears("waits: A at least reported, owed by gov");
}

#[test]
fn before_entry_into_force_the_parties_are_awaited() {
    let world = world(json!([milestone("A", "gov", json!({}))]));
    assert_eq!(awaited(&next(&world, "")), [json!(["start", ["gov", "mov"], null])]);
    world.ask("next").ok().hears("entry into force: nobody has proposed it yet");
    told(&world, "2026-01-02", json!([{"kind": "start", "by": "gov", "from": "2026-01-10"}]));
    assert_eq!(awaited(&next(&world, "")), [json!(["concurrence", ["mov"], null])]);
    told(&world, "2026-01-03", json!([{"kind": "agree", "entry": "desk:1", "by": "mov"}]));
    let decided = next(&world, "");
    assert_eq!(awaited(&decided), [json!(null); 0]);
    // It is decided, and lies ahead.
    let dates = decided["dates"].as_array().expect("dates");
    assert!(dates.iter().any(|date| date["what"] == "decision" && date["on"] == "2026-01-10" && date["days"] == 7));
}

#[test]
fn each_kind_of_word_is_awaited_from_those_who_can_give_it() {
    let world = world(json!([
        milestone("A", "gov", json!({})),
        milestone("B", "mov", json!({"due": {"on": "2026-01-12"}})),
        milestone("C", "mov", json!({"continuing": true})),
    ]));
    start(&world, "2026-01-01");
    told(
        &world,
        "2026-01-08",
        json!([
            {"milestone": "A", "level": "full", "by": "gov"},
            {"milestone": "A", "level": "full", "by": "one"},
            {"kind": "incident", "milestone": "C", "severity": "serious", "by": "gov"},
            {"kind": "dispute", "milestone": "A", "by": "mov"},
            {"kind": "reschedule", "milestone": "B", "due": {"on": "2026-02-01"}, "by": "mov"},
        ]),
    );
    let all = next(&world, "");
    let expected = [
        json!(["concurrence", ["gov"], "B"]),
        json!(["report", ["mov"], "B"]),
        json!(["finding", ["one", "two"], "C"]),
        json!(["verification", ["two"], "A"]),
        json!(["settlement", ["friend"], "A"]),
    ];
    assert_eq!(awaited(&all), expected);
    let of = |actor: &str| awaited(&next(&world, &format!("--actor {actor}"))).len();
    // The army is of the government's side; mov disputes, proposes and owes.
    assert_eq!((of("gov"), of("army"), of("friend"), of("desk")), (3, 3, 1, 0));
    world
        .ask("next")
        .ok()
        .hears("from one, two")
        .hears("finding on desk:5, Invented C (C): serious incident of 2026-01-08, alleged");
    // One monitor finds: the other is still awaited, until both agree or differ.
    told(&world, "2026-01-09", json!([{"kind": "finding", "incident": "desk:5", "outcome": "confirmed", "by": "one"}]));
    let finding = |world: &World| {
        next(world, "")["awaited"].as_array().expect("a list").iter().find(|one| one["what"] == "finding").cloned()
    };
    assert_eq!(
        finding(&world).map(|one| (one["from"].clone(), one["given"].clone())),
        Some((json!(["two"]), json!(1)))
    );
    told(&world, "2026-01-10", json!([{"kind": "finding", "incident": "desk:5", "outcome": "unfounded", "by": "two"}]));
    assert_eq!(finding(&world).map(|one| one["from"].clone()), Some(json!(["one", "two"])));
    told(&world, "2026-01-11", json!([{"kind": "finding", "incident": "desk:5", "outcome": "confirmed", "by": "two"}]));
    assert_eq!(finding(&world), None);
}

#[test]
fn what_slid_back_and_what_mends_it() {
    let world = world(json!([
        milestone("A", "gov", json!({})),
        milestone("C", "mov", json!({"continuing": true, "phase": "first"})),
        milestone("D", "gov", json!({"phase": "second"})),
    ]));
    start(&world, "2026-01-01");
    let both = |day: &str, milestone: &str, level: &str| {
        told(
            &world,
            day,
            json!([{"milestone": milestone, "level": level, "by": "one"}, {"milestone": milestone, "level": level, "by": "two"}]),
        );
    };
    both("2026-01-05", "A", "full");
    both("2026-01-20", "A", "minimum");
    told(
        &world,
        "2026-01-21",
        json!([
            {"kind": "incident", "milestone": "C", "severity": "grave", "actor": "mov", "by": "one"},
            {"kind": "incident", "milestone": "C", "severity": "grave", "actor": "mov", "by": "two"},
            {"kind": "finding", "incident": "desk:7", "outcome": "confirmed", "by": "two"},
            {"kind": "suspend", "phase": "second", "by": "gov", "from": "2026-01-22"},
        ]),
    );
    let mended = next(world.at("2026-01-25"), "");
    assert_eq!(each(&mended, "mend", "status"), ["reversed", "breached", "suspended"]);
    assert_eq!(each(&mended, "mend", "by"), [json!(["one", "two"]), json!(["one", "two"]), json!(["gov", "mov"])]);
    assert_eq!(mended["mend"][0]["levels"], json!(["full", "minimum"]));
    world
        .ask("next")
        .ok()
        .hears("reversed since 2026-01-20: verified minimum, after full")
        .hears("mended when it is verified full again, by both one and two")
        .hears("breached since 2026-01-21 (desk:7)")
        .hears("phase second  Second")
        .hears("resumes when gov or mov decides so");
    // The mandate of one of two ends: nobody can mend it now, and it is said why.
    let ended = next(world.at("2026-07-02"), "");
    assert_eq!(each(&ended, "lost_quorums", "rule"), ["verify"]);
    assert_eq!((&ended["lost_quorums"][0]["left"], &ended["lost_quorums"][0]["needed"]), (&json!(["one"]), &json!(2)));
    assert_eq!(ended["lost_quorums"][0]["milestones"], json!(["A", "C", "D"]));
    world
        .ask("next")
        .ok()
        .hears("nobody can mend it as it stands: it takes 2")
        .hears("takes both one and two: one left");
}

#[test]
fn a_mandate_that_ends_is_told_thirty_days_ahead() {
    let world = world(json!([milestone("A", "gov", json!({}))]));
    start(&world, "2026-01-01");
    let mandates = |day: &str| next(world.at(day), "")["mandates"].clone();
    assert_eq!(mandates("2026-05-30"), json!([]));
    let near = mandates("2026-05-31");
    assert_eq!((&near[0]["actor"], &near[0]["days"], &near[0]["ended"]), (&json!("two"), &json!(30), &json!(false)));
    assert_eq!(near[0]["milestones"], json!(["A"]));
    assert_eq!(mandates("2026-07-02")[0]["ended"], true);
    // Prolonged, it is no longer near.
    let later = |by: &str| json!({"kind": "reschedule", "actor": "two", "until": "2026-12-31", "by": by});
    told(&world, "2026-06-20", json!([later("gov"), later("mov")]));
    assert_eq!(mandates("2026-06-21"), json!([]));
}

#[test]
fn a_side_that_leaves_makes_quorums_impossible() {
    let world = world(json!([
        milestone("A", "gov", json!({})),
        milestone("B", "mov", json!({"reschedule": {"by": ["mov", "friend"], "quorum": 2}}))
    ]));
    start(&world, "2026-01-01");
    assert_eq!(next(&world, "")["lost_quorums"], json!([]));
    told(&world, "2026-01-10", json!([{"kind": "repudiate", "by": "mov"}]));
    // "all" goes on without who has left; a number does not.
    let lost = next(&world, "")["lost_quorums"].clone();
    assert_eq!(lost.as_array().map(Vec::len), Some(1));
    assert_eq!((&lost[0]["rule"], &lost[0]["milestones"]), (&json!("reschedule"), &json!(["B"])));
    world.ask("next").ok().hears("Change of dates of 1 milestone takes both mov and friend: friend left\n      B\n");
}

#[test]
fn who_goes_first_is_asked_between_the_sides_and_the_rest_goes_on() {
    let world = world(json!([
        milestone("A", "gov", json!({"requires": [{"milestone": "B", "at_least": "reported"}]})),
        milestone("B", "mov", json!({"requires": [{"milestone": "A", "at_least": "reported"}]})),
        milestone("C", "mov", json!({"requires": [{"milestone": "A", "at_least": "achieved"}]})),
        milestone("D", "gov", json!({})),
    ]));
    start(&world, "2026-01-01");
    let stuck = next(&world, "");
    assert_eq!(each(&stuck, "circles", "milestones"), [json!(["A", "B"])]);
    let sides = json!([{"side": "gov", "milestones": ["A"]}, {"side": "mov", "milestones": ["B"]}]);
    assert_eq!(stuck["circles"][0]["sides"], sides);
    assert_eq!(stuck["circles"][0]["conditions"], json!(["B at least reported", "A at least reported"]));
    assert_eq!(each(&stuck, "can_start", "id"), ["D"]);
    world.ask("next").ok().hears("Who goes first?").hears("gov owes A").hears("mov owes B");
    // The circle is a step of the chain.
    assert_eq!(each(&stuck, "chain", "milestones"), [json!(["A", "B"]), json!(["C"])]);
    // One goes first; nobody is stuck any longer.
    world.says("mov", "2026-01-10", "B full");
    let moved = next(&world, "");
    assert_eq!(moved["circles"], json!([]));
    assert_eq!(each(&moved, "can_start", "id"), ["A", "D"]);
}

#[test]
fn what_holds_up_most_comes_first_and_phases_hold_up_what_is_in_them() {
    let waits = |on: &str| json!({"requires": [{"milestone": on, "at_least": "achieved"}], "phase": "first"});
    let world = world(json!([
        milestone("A", "gov", json!({"phase": "first"})),
        milestone("B", "gov", json!({"phase": "first"})),
        milestone("C", "mov", waits("B")),
        milestone("D", "mov", waits("B")),
        milestone("E", "mov", waits("A")),
        milestone("F", "mov", json!({"phase": "second"})),
        milestone("G", "mov", json!({"phase": "second"})),
        milestone("H", "mov", json!({"phase": "second"})),
    ]));
    start(&world, "2026-01-01");
    let blocks = next(&world, "");
    let held = [json!(["F", "G", "H"]), json!(["C", "D"]), json!(["E"])];
    assert_eq!(each(&blocks, "blocks", "holds_up"), held);
    assert_eq!(blocks["blocks"][0]["milestones"], json!(["A", "B", "C", "D", "E"]));
    assert_eq!(blocks["blocks"][0]["phase"], "second");
    assert_eq!(each(&next(&world, "--phase second"), "blocks", "holds_up"), held[..1]);
    assert_eq!(each(&next(&world, "--phase second"), "can_start", "id"), [json!(null); 0]);
}

#[test]
fn the_chain_with_the_latest_date_decides_the_end() {
    let after =
        |on: &str, due: &str| json!({"requires": [{"milestone": on, "at_least": "achieved"}], "due": {"on": due}});
    let world = world(json!([
        milestone("A", "gov", json!({"due": {"on": "2026-02-01"}})),
        milestone("B", "mov", after("A", "2026-03-01")),
        milestone("C", "gov", after("B", "2026-02-20")),
        milestone("X", "mov", json!({"due": {"on": "2026-08-01"}})),
        milestone("Y", "mov", after("X", "2026-09-01")),
    ]));
    start(&world, "2026-01-01");
    let chains = next(&world, "");
    assert_eq!(each(&chains, "chain", "milestones"), [json!(["X"]), json!(["Y"])]);
    assert_eq!(each(&chains, "chain", "slack_days"), [json!(31), json!(null)]);
    assert_eq!(each(&chains, "longest", "milestones"), [json!(["A"]), json!(["B"]), json!(["C"])]);
    // A step that is due after the one that waits for it: the slack is negative.
    assert_eq!(each(&chains, "longest", "slack_days"), [json!(28), json!(-9), json!(null)]);
    world.ask("next").ok().hears("due 2026-03-01, owed by mov, 9 d after the next");
    // What is achieved is no step any more.
    told(
        &world,
        "2026-01-10",
        json!([{"milestone": "A", "level": "full", "by": "one"}, {"milestone": "A", "level": "full", "by": "two"}]),
    );
    // Now the chain to the end has as many steps as any, and is told once.
    let left = next(&world, "");
    assert_eq!((each(&left, "chain", "milestones").len(), each(&left, "longest", "milestones").len()), (2, 0));
}

#[test]
fn dates_ahead_of_all_kinds() {
    let world = world(json!([
        milestone("A", "gov", json!({"due": {"on": "2026-06-20"}})),
        milestone("B", "gov", json!({"due": {"on": "2026-08-20"}}))
    ]));
    start(&world, "2026-01-01");
    let ahead = next(world.at("2026-06-15"), "");
    let dates: Vec<Value> = ahead["dates"]
        .as_array()
        .expect("dates")
        .iter()
        .map(|date| json!([date["on"], date["what"], date["id"]]))
        .collect();
    let expected = [
        json!(["2026-06-20", "due", "A"]),
        json!(["2026-06-22", "consultation", "joint"]),
        json!(["2026-06-30", "mandate", "two"]),
    ];
    assert_eq!(dates, expected);
    world.ask("next").ok().hears("2026-06-20, in 5 d: A due, Invented A, owed by gov");
    world.ask("next").ok().hears("2026-06-22, in 7 d: Joint commission with gov, mov").hears("the mandate of two ends");
}

#[test]
fn lists_are_cut_and_told_whole_when_asked() {
    let many: Vec<Value> = (1..=20).map(|n| milestone(&format!("M-{n}"), "gov", json!({}))).collect();
    let world = world(json!(many));
    start(&world, "2026-01-01");
    world.ask("next").ok().hears("M-8 ").hears_not("M-9 ").hears("and 12 more; `--all` shows them");
    world.ask("next --all").ok().hears("M-20 ").hears_not("--all");
    assert_eq!(each(&next(&world, ""), "can_start", "id").len(), 20);
    world.ask("next -o md").ok().hears("## Can start").hears("- M-1");
}

#[test]
fn what_is_asked_wrongly_is_told_and_nothing_is_told_of_nothing() {
    let world = world(json!([]));
    world.ask("next --actor govt").code(3).remarks("`govt`").remarks("gov");
    world.ask("next --phase third").code(3).remarks("`third`").remarks("first, second");
    world.ask("next --as-of soon").code(2).remarks("soon");
    world.ask("next --sort").code(2);
    start(&world, "2026-01-01");
    world.at("2026-12-31").ask("next --actor friend").ok().hears("Nothing can start, is late, awaited or held up.");
}

/// Whoever is late behind a gate between very many names a few of those it waits for; what holds all of them up is told once, whole.
#[test]
fn a_gate_between_very_many_is_not_told_by_each_of_them() {
    let milestone = |n: usize| {
        let phase = if n < 300 { "one" } else { "two" };
        format!(
            r#"{{"id":"M-{n}","title":"M","phase":"{phase}","responsible":["gov"],"source":["text"],"due":{{"on":"2026-01-02"}}}}"#
        )
    };
    let milestones: Vec<String> = (0..600).map(milestone).collect();
    let gate = r#"{"id":"one","title":"One"},{"id":"two","title":"Two","requires":[{"phase":"one"}]}"#;
    let text = super::world::plan(&milestones.join(",")).replace(r#"{"id":"one","title":"One"}"#, gate);
    let world = World::new(&text);
    let answer = world.at("2026-02-01").ask("next -o json").ok().json();
    let waits = |late: &Value| late["outstanding"][0]["milestones"].as_array().map_or(0, Vec::len);
    let late = answer["late"].as_array().expect("late");
    assert_eq!(late.iter().map(waits).max(), Some(48));
    assert!(late.iter().any(|late| late["outstanding"][0]["left_out"] == 252), "{}", late[599]);
    assert_eq!(answer["blocks"][0]["milestones"].as_array().expect("milestones").len(), 300);
    world.ask("next --phase two").ok().hears("owed by Government and by who owes 252 more");
}
