//! Entry into force: a decision that takes enough distinct sides, and moves every date that runs from it.

use super::world::World;
use serde_json::{Value, json};

/// An invented plan that enters into force when both sides say so; `army` is on the government's side.
fn plan(rules: Value) -> String {
    let actor = |id: &str, role: &str, side: &str| json!({"id": id, "name": id, "role": role, "side": side});
    json!({
        "format": "milepost/plan/1", "id": "invented", "version": "1", "title": "Invented plan", "signed": "2026-01-01",
        "sources": [{"id": "text", "title": "Invented text"}],
        "actors": [
            actor("gov", "party", "gov"), actor("army", "party", "gov"), actor("mov", "party", "mov"),
            {"id": "mission", "name": "Mission", "role": "monitor", "mandate": {"until": "2026-02-28"}},
            actor("desk", "secretariat", "desk"),
        ],
        "rules": rules,
        "milestones": [
            {"id": "A", "title": "Thirty days after entry into force", "responsible": ["gov"], "source": ["text"],
             "due": {"after": "start", "within": "P30D"}},
            {"id": "B", "title": "Ten days after A is due", "responsible": ["gov"], "source": ["text"],
             "due": {"after": "A:due", "within": "P10D"}},
        ],
    })
    .to_string()
}

fn world() -> World {
    World::new(&plan(json!({"start": {"by": ["role:party"], "quorum": "all"}})))
}

fn due(world: &World, id: &str, more: &str) -> Value {
    world.ask(&format!("show {id} -o json {more}")).ok().at("/milestone/due/on")
}

fn state(world: &World, more: &str) -> (Value, Value) {
    let plan = world.ask(&format!("status -o json {more}")).ok().at("/plan");
    (plan["state"].clone(), plan["started"].clone())
}

#[test]
fn two_sides_put_a_plan_into_force() {
    let world = world();
    world.at("2026-02-01").ask("start --from 2026-02-10 --as gov").ok().hears("proposed by gov").hears("awaited   mov");
    // Another organ of the same side is no second side.
    world.ask("start --from 2026-02-10 --as army").ok().hears("proposed by gov, army").hears("awaited   mov");
    world
        .ask("status")
        .ok()
        .hears("Decisions pending (")
        .hears("entry into force from 2026-02-10: proposed by gov, army");
    assert_eq!((state(&world, ""), due(&world, "A", "")), ((json!("signed"), Value::Null), Value::Null));
    world
        .at("2026-02-03")
        .ask("start --from 2026-02-10 --as mov")
        .ok()
        .hears("decided by gov, army, mov")
        .hears("dates     A 30 d after entry into force → 2026-03-12\n            B 10 d after A is due → 2026-03-22\n")
        .hears_not("awaited");
    // Known at once, so its dates run; in force when the day comes.
    assert_eq!((due(&world, "A", ""), due(&world, "B", "")), (json!("2026-03-12"), json!("2026-03-22")));
    assert_eq!(state(&world, "").0, "signed");
    world.at("2026-02-10T00:00Z");
    assert_eq!(state(&world, ""), (json!("in force"), json!("2026-02-10")));
    world.ask("status").ok().hears_not("Decisions pending");
}

#[test]
fn terms_must_be_the_same() {
    let world = world();
    world.at("2026-02-01").ask("start --from 2026-02-10 --as gov").ok();
    world.ask("start --from 2026-02-11 --as mov").ok().hears("proposed by mov").hears("awaited   gov");
    assert_eq!(state(&world, "").1, Value::Null);
    let decisions = world.ask("export").ok().at("/decisions");
    assert_eq!(decisions.as_array().map(Vec::len), Some(2));
    // Whoever changes their mind stands by their latest word.
    world.ask("start --from 2026-02-11 --as gov").ok().hears("decided by gov, mov");
    assert_eq!(state(&world, "").1, "2026-02-11");
}

#[test]
fn without_a_date_it_is_the_latest_day_of_those_who_concur() {
    let world = world();
    world.at("2026-02-05").ask("start --on 2026-02-01 --as gov").ok();
    world.ask("start --on 2026-02-03 --as mov").ok().hears("entry into force from 2026-02-03, decided");
    assert_eq!(state(&world, "").1, "2026-02-03");
    assert_eq!(due(&world, "A", ""), "2026-03-05");
}

#[test]
fn it_is_known_when_the_last_side_spoke() {
    let world = world();
    world.at("2026-02-01").ask("start --from 2026-01-15 --as gov").ok();
    world.at("2026-02-20").ask("start --from 2026-01-15 --as mov").ok();
    assert_eq!(state(&world, "--known-by 2026-02-19").1, Value::Null);
    assert_eq!(state(&world, "--known-by 2026-02-20").1, "2026-01-15");
    // What was decided later holds for every moment asked about.
    assert_eq!(state(&world, "--as-of 2026-01-15").0, "in force");
    assert_eq!(state(&world, "--as-of 2026-01-14").0, "signed");
}

#[test]
fn deciding_again_moves_every_date_and_voiding_stops_them() {
    let world = world();
    for actor in ["gov", "mov"] {
        world.at("2026-02-01").ask(&format!("start --from 2026-02-10 --as {actor}")).ok();
    }
    world.at("2026-02-05").ask("start --from 2026-03-10 --as gov").ok();
    assert_eq!(due(&world, "B", ""), "2026-03-22");
    world
        .ask("start --from 2026-03-10 --as mov")
        .ok()
        .hears("A 2026-03-12 → 2026-04-09")
        .hears("B 2026-03-22 → 2026-04-19");
    assert_eq!((due(&world, "A", ""), due(&world, "B", "")), (json!("2026-04-09"), json!("2026-04-19")));
    world.at("2026-03-20").ask("start --void --as gov").ok().hears("no entry into force");
    world.ask("start --void --as mov").ok().hears("decided by gov, mov").hears("plan      in force → signed");
    assert_eq!((state(&world, ""), due(&world, "A", "")), ((json!("signed"), Value::Null), Value::Null));
    // Earlier moments keep the old start.
    assert_eq!(state(&world, "--as-of 2026-03-15").0, "in force");
    for actor in ["mov", "gov"] {
        world.at("2026-03-25").ask(&format!("start --from 2026-04-01 --as {actor}")).ok();
    }
    assert_eq!(due(&world, "A", ""), "2026-05-01");
}

#[test]
fn a_concurrence_is_taken_back_before_the_decision_and_never_after() {
    let world = world();
    world.at("2026-02-01").ask("start --from 2026-02-10 --as gov").ok();
    world.ask("retract gov:1 --as gov").ok();
    world.ask("log").ok().hears("does not count: retracted by `gov:2`");
    world.at("2026-02-02").ask("start --from 2026-02-10 --as mov").ok().hears("proposed by mov");
    world.at("2026-02-03").ask("start --from 2026-02-10 --as gov").ok().hears("decided by gov, mov");
    world
        .at("2026-02-04")
        .ask("retract gov:3 --as gov")
        .code(3)
        .remarks("what was decided is changed by deciding again");
    world.ask("retract mov:1 --as mov").code(3).remarks("`mov:1` helped to decide");
    assert_eq!(state(&world, "").1, "2026-02-10");
}

#[test]
fn who_may_not_decide_is_told() {
    let world = world();
    world.at("2026-02-01").ask("start --as mission").code(3).remarks("does not name `mission`").remarks("rules.start");
    world.ask("start --as desk").code(3).remarks("does not name `desk`");
    world.ask("start --as desk --by mov").ok().hears("proposed by mov");
    world.ask("start --from soon --as gov").code(2).remarks("`soon` is not a date");
    world.ask("start --from 2026-02-10 --void --as gov").code(2).remarks("cannot be used with");
    world.ask("start --as gov --dry-run").ok().hears("would be gov:1");
    assert!(!world.folder().join("ledger/gov.jsonl").exists());
    // Without a rule nobody decides: the plan is in force from its signature.
    let other = World::new(&plan(json!({})));
    assert_eq!(state(&other, "").0, "in force");
    other.at("2026-02-01").ask("start --as gov").code(3).remarks("no rule by which anybody decides");
    // A mandate that has ended binds decisions too.
    let third = World::new(&plan(json!({"start": {"by": ["mission"], "quorum": 1}})));
    third.at("2026-03-01").ask("start --as mission").code(3).remarks("or not at that time");
    third.ask("start --on 2026-02-28 --as mission").ok().hears("decided by Mission");
}

#[test]
fn a_start_is_imported_and_exported() {
    let world = world();
    world.at("2026-02-10");
    world.file("gov.jsonl", "{\"kind\":\"start\",\"from\":\"2026-02-01\",\"known\":\"2026-02-02\"}\n");
    world.file("mov.csv", "kind,from,known\nstart,2026-02-01,2026-02-03\n");
    world.ask("import gov.jsonl --as gov").ok();
    world.ask("import mov.csv --as mov").ok();
    assert_eq!(world.ask("export").ok().at("/decisions/0/taken"), "2026-02-03T23:59:59.999Z");
    world.ask("export -o jsonl").ok().hears("\"applies\":\"2026-02-01\"");
    world.file("void.csv", "kind,from\nstart,null\n").ask("import void.csv --as mov --dry-run").ok();
    world.file("wrong.csv", "kind,from\nstart,soon\n").ask("import wrong.csv --as mov").code(2).remarks("not a date");
    world.file("bad.jsonl", "{\"kind\":\"start\",\"milestone\":\"A\"}\n");
    world.ask("import bad.jsonl --as gov").code(2).remarks("a start has no `milestone`");
    world.file("void.jsonl", "{\"kind\":\"start\",\"from\":null}\n");
    world.ask("import void.jsonl --as gov").ok();
    assert!(world.read("ledger/gov.jsonl").contains("\"kind\":\"start\",\"from\":null"));
}
