//! `check`: every inconsistency that a plan can have, each provoked by one edit of a sound plan. All plans are invented.

use super::console::repository;
use super::world::World;
use serde_json::{Value, json};

/// A plan without a finding: two parties, one of them with an organ, two monitors of whom both verify, a phase for each element.
fn sound() -> Value {
    let actor = |id: &str, role: &str| json!({"id": id, "name": id, "role": role});
    let both = json!({"by": ["role:party"], "quorum": "all"});
    let milestone = |id: &str, owing: &str, more: Value| {
        let mut own = json!({"id": id, "title": format!("Invented {id}"), "responsible": [owing], "source": ["text 1"],
            "element": "arms", "phase": "one"});
        more.as_object().expect("keys").iter().for_each(|(key, value)| own[key] = value.clone());
        own
    };
    json!({
        "format": "milepost/plan/1", "id": "invented", "version": "1", "title": "Invented plan", "signed": "2026-01-01",
        "sources": [{"id": "text", "title": "Invented text"}],
        "actors": [actor("gov", "party"), {"id": "army", "name": "army", "role": "party", "side": "gov"}, actor("mov", "party"),
            actor("one", "monitor"), actor("two", "monitor"), actor("desk", "secretariat")],
        "elements": [{"id": "arms", "title": "Arms"}],
        "phases": [{"id": "one", "title": "One"}, {"id": "two", "title": "Two", "requires": [{"phase": "one"}]}],
        "rules": {"verify": {"by": ["role:monitor"], "quorum": 2}, "amend": both, "rekey": both, "start": both},
        "consultations": [{"id": "joint", "title": "Joint", "first": "2026-01-05", "every": "P14D", "with": ["gov", "mov"]}],
        "milestones": [
            milestone("A", "gov", json!({"due": {"on": "2026-03-01"},
                "indicators": [{"id": "arms", "unit": "weapon", "baseline": 0, "target": 100}]})),
            milestone("B", "mov", json!({"due": {"on": "2026-06-01"}, "requires": [{"milestone": "A", "at_least": "reported"}]})),
            milestone("W", "gov", json!({"indicators": [{"id": "men", "unit": "soldier", "target": 30}]})),
            milestone("W-1", "gov", json!({"part_of": "W", "indicators": [{"id": "men", "unit": "soldier", "target": 10}]})),
            milestone("W-2", "army", json!({"part_of": "W", "indicators": [{"id": "men", "unit": "soldier", "target": 20}]})),
            milestone("C", "mov", json!({"phase": "two", "continuing": true})),
            milestone("R", "mov", json!({"phase": "two", "repeats": ["A"]})),
        ],
    })
}

/// The same with something put at a place, or taken out.
fn with(edits: &[(&str, Value)]) -> Value {
    let mut plan = sound();
    for (at, value) in edits {
        let (parent, key) = at.rsplit_once('/').expect("a place");
        let inside = plan.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
        match inside {
            Value::Object(fields) if value.is_null() => drop(fields.remove(key)),
            Value::Object(fields) => drop(fields.insert(key.to_owned(), value.clone())),
            Value::Array(list) if key == "-" => list.push(value.clone()),
            list => list[key.parse::<usize>().expect("a number")] = value.clone(),
        }
    }
    plan
}

fn found(plan: &Value) -> Vec<Value> {
    let world = World::empty();
    world.file("plan.json", serde_json::to_string_pretty(plan).expect("JSON"));
    let heard = world.ask("check plan.json -o json");
    heard.json()["findings"].as_array().expect("findings").clone()
}

/// One edit, and the one finding that it makes: its rule, its words, and what stands in the line that it points at.
fn makes(at: &str, value: Value, severity: &str, rule: &str, words: &str, line: &str) {
    makes_of(&[(at, value)], severity, rule, words, line);
}

fn makes_of(edits: &[(&str, Value)], severity: &str, rule: &str, words: &str, line: &str) {
    let plan = with(edits);
    let findings = found(&plan);
    assert_eq!(findings.len(), 1, "{edits:?}: {findings:#?}");
    let told = &findings[0];
    assert_eq!((&told["severity"], &told["rule"]), (&json!(severity), &json!(rule)), "{told:#}");
    let message = format!("{} {}", told["message"].as_str().unwrap_or(""), told["hint"].as_str().unwrap_or(""));
    assert!(message.contains(words), "{edits:?}: no `{words}` in {message}");
    let text = serde_json::to_string_pretty(&plan).expect("JSON");
    let at = told["line"].as_u64().unwrap_or_else(|| panic!("no line in {told:#}")) as usize;
    let shown = text.lines().nth(at - 1).unwrap_or("");
    assert!(shown.contains(line), "{edits:?}: line {at} is `{shown}`, not `{line}`");
}

const ERROR: &str = "error";
const WARNING: &str = "warning";

#[test]
fn a_sound_plan_has_no_finding() {
    assert_eq!(found(&sound()), [Value::Null; 0]);
}

#[test]
fn what_things_are_called() {
    makes(
        "/actors/4/id",
        json!("ONE"),
        ERROR,
        "duplicate-id",
        "`one` and `ONE` among the actors differ only in case",
        "\"ONE\"",
    );
    makes(
        "/actors/1/side",
        json!("Gov"),
        ERROR,
        "side",
        "the sides `gov` and `Gov` differ in upper and lower case only",
        "\"Gov\"",
    );
    makes(
        "/sources/-",
        json!({"id": "text", "title": "Again"}),
        ERROR,
        "duplicate-id",
        "`text` stands twice",
        "\"text\"",
    );
    makes("/milestones/1/responsible/0", json!("move"), ERROR, "unknown-id", "close to it is `mov`", "\"move\"");
    makes("/milestones/1/requires/0/milestone", json!("AA"), ERROR, "unknown-id", "milestone `AA`", "{");
    makes(
        "/milestones/0/phase",
        json!("three"),
        ERROR,
        "unknown-id",
        "the phase `three` is not in the plan",
        "\"three\"",
    );
    makes("/milestones/0/element", json!("army"), ERROR, "unknown-id", "the element `army`", "\"army\"");
    makes("/milestones/0/source/0", json!("txt 4"), ERROR, "unknown-id", "close to it is `text`", "\"txt 4\"");
    makes("/consultations/0/with/1", json!("moo"), ERROR, "unknown-id", "the actor `moo`", "\"moo\"");
    makes("/rules/amend/by/0", json!("parliament"), ERROR, "unknown-id", "the actor `parliament`", "\"amend\"");
    makes("/sources", json!(null), WARNING, "no-sources", "the plan lists none", "[");
    // One typo at many places is told once.
    let milestone =
        |at: usize| json!({"id": format!("M-{at}"), "title": "Invented", "responsible": ["gvo"], "source": ["text"]});
    let many: Vec<(&str, Value)> = (0..50).map(|at| ("/milestones/-", milestone(at))).collect();
    makes_of(&many, ERROR, "unknown-id", "the actor `gvo` is not in the plan", "\"gvo\"");
}

#[test]
fn who_decides_and_who_verifies() {
    makes("/rules/amend/quorum", json!(3), ERROR, "quorum", "asks for 3 sides and names 2: gov, mov", "\"amend\"");
    makes(
        "/rules/settle",
        json!({"by": ["role:guarantor"], "quorum": 1}),
        ERROR,
        "quorum",
        "no actor of the plan is a guarantor",
        "\"settle\"",
    );
    makes(
        "/rules/settle",
        json!({"by": ["gov", "role:observer"], "quorum": 1}),
        WARNING,
        "empty-role",
        "role:observer",
        "\"settle\"",
    );
    makes(
        "/rules/settle",
        json!({"by": ["gov", "gov"], "quorum": 1}),
        WARNING,
        "named-twice",
        "names `gov` twice",
        "\"settle\"",
    );
    makes(
        "/rules/settle",
        json!({"by": ["gov", "role:party"], "quorum": 1}),
        WARNING,
        "named-twice",
        "by name, and as role:party",
        "\"settle\"",
    );
    makes(
        "/milestones/0/verify",
        json!({"by": ["army", "one"], "quorum": 1}),
        ERROR,
        "own-verifier",
        "`army` is named to verify `A`",
        "\"verify\"",
    );
    makes(
        "/milestones/0/verify",
        json!({"by": ["role:party"], "quorum": 2}),
        ERROR,
        "quorum",
        "`A` needs 2 verifiers and has 1",
        "\"verify\"",
    );
    makes(
        "/milestones/0/verify",
        json!({"by": ["role:monitor"], "quorum": 1}),
        WARNING,
        "low-quorum",
        "1 of 2: half of the verifiers or fewer",
        "\"verify\"",
    );
    makes_of(
        &[("/rules/verify", json!(null)), ("/consultations/0/with", json!(["gov", "mov", "one", "two"]))],
        WARNING,
        "unverifiable",
        "they can get no further than reported",
        "{",
    );
    makes(
        "/actors/3/mandate",
        json!({"from": "2026-05-01", "until": "2026-04-01"}),
        ERROR,
        "mandate",
        "before it begins",
        "\"mandate\"",
    );
    makes(
        "/actors/3/mandate",
        json!({"until": "2026-04-01"}),
        WARNING,
        "mandate-gap",
        "fewer than 2 have a mandate to verify `B` (due 2026-06-01)",
        "\"due\"",
    );
}

#[test]
fn wholes_parts_and_repetitions() {
    let nested = found(&with(&[("/milestones/4/part_of", json!("W-1"))]));
    assert!(nested.iter().any(|one| one["rule"] == "nested-parts" && one["severity"] == "error"), "{nested:#?}");
    makes("/milestones/2/hold", json!("P14D"), ERROR, "whole-holds", "stand with them", "\"hold\"");
    makes_of(
        &[("/milestones/2/indicators/-", json!({"id": "guns", "target": 5}))],
        WARNING,
        "whole-target",
        "`guns`",
        "{",
    );
    makes("/milestones/6/repeats/0", json!("R"), ERROR, "repeats", "`R` repeats itself", "\"R\"");
    makes("/milestones/6/weight", json!(4), WARNING, "repeats-with-progress", "no effect: `weight`", "\"weight\"");
    makes("/milestones/6/replaces", json!(["B"]), ERROR, "replaces", "`B`, which is still in the plan", "\"B\"");
    makes("/milestones/6/replaces", json!(["Q", "Q"]), WARNING, "replaced-twice", "`R` replaces `Q` twice", "\"Q\"");
}

#[test]
fn how_things_are_measured() {
    makes("/milestones/0/indicators/0/target", json!(0), ERROR, "no-distance", "equals its baseline", "{");
    makes(
        "/milestones/0/indicators/0/direction",
        json!("down"),
        ERROR,
        "direction",
        "is to go down, from 0 to 100",
        "{",
    );
    makes("/milestones/3/indicators/0/unit", json!("platoon"), WARNING, "unit", "in platoon", "{");
    makes(
        "/milestones/4/indicators/0/target",
        json!(25),
        WARNING,
        "sum",
        "is 30, and those of its parts add up to 35",
        "{",
    );
    makes_of(
        &[
            ("/milestones/0/indicators/0/target", json!({"milestone": "B", "indicator": "arms"})),
            (
                "/milestones/1/indicators",
                json!([{"id": "arms", "unit": "weapon", "target": {"milestone": "A", "indicator": "arms"}}]),
            ),
        ],
        ERROR,
        "target-cycle",
        "the targets of `A`, `B` follow each other in a circle",
        "\"indicators\"",
    );
}

#[test]
fn when_things_are_due() {
    makes_of(
        &[
            ("/milestones/0/due", json!({"after": "B:due", "within": "P1D"})),
            ("/milestones/1/due", json!({"after": "A:due", "within": "P1D"})),
        ],
        ERROR,
        "date-cycle",
        "the dates of `A`, `B` hang on each other",
        "\"due\"",
    );
    makes("/consultations/0/every", json!("P0D"), ERROR, "no-interval", "after no time", "\"every\"");
    makes(
        "/milestones/0/due/on",
        json!("2025-12-01"),
        WARNING,
        "before-signature",
        "before the plan was signed on 2026-01-01",
        "\"due\"",
    );
    makes(
        "/milestones/1/due/on",
        json!("2026-02-01"),
        WARNING,
        "due-too-early",
        "`B` is due before `A`, which it waits for",
        "\"due\"",
    );
    makes(
        "/milestones/0/due",
        json!({"after": "A", "within": "P1D"}),
        WARNING,
        "own-date",
        "runs only once it is done itself",
        "\"due\"",
    );
    makes_of(
        &[("/milestones/2/due", json!({"on": "2026-03-01"})), ("/milestones/3/due", json!({"on": "2026-04-01"}))],
        WARNING,
        "part-too-late",
        "`W-1` is due after `W`",
        "\"due\"",
    );
    makes(
        "/phases/0/requires",
        json!([{"date": "2026-04-01"}]),
        WARNING,
        "due-too-early",
        "before phase `one` can open on 2026-04-01",
        "\"due\"",
    );
    makes(
        "/milestones/5/continuing",
        json!({"until": "2025-06-01"}),
        WARNING,
        "ends-early",
        "before the plan was signed",
        "\"continuing\"",
    );
    makes("/milestones/5/hold", json!("P14D"), WARNING, "hold", "has no effect", "\"hold\"");
}

#[test]
fn what_things_wait_for() {
    let a = |more: Value| {
        let mut condition = json!({"milestone": "A"});
        more.as_object().expect("keys").iter().for_each(|(key, value)| condition[key] = value.clone());
        condition
    };
    let both = json!([a(json!({"is": "breached"})), a(json!({"is": "achieved"}))]);
    makes("/milestones/1/requires", both, WARNING, "contradiction", "`B` requires what cannot be at once", "{");
    let never = json!([a(json!({"at_least": "reported"})), {"not": a(json!({"at_least": "reported"}))}]);
    makes("/milestones/1/requires", never, WARNING, "contradiction", "what cannot be at once", "{");
    let beyond = json!([a(json!({"indicator": "arms", "at_least": 200}))]);
    makes(
        "/milestones/1/requires",
        beyond,
        WARNING,
        "out-of-reach",
        "at least 200 `arms` of `A`, whose target is 100",
        "{",
    );
    makes(
        "/milestones/6/requires",
        json!([{"milestone": "C", "at_least": "achieved"}]),
        WARNING,
        "out-of-reach",
        "it can be holding",
        "{",
    );
    makes(
        "/milestones/1/requires",
        json!([a(json!({"is": "holding"}))]),
        WARNING,
        "out-of-reach",
        "which has no `hold`",
        "{",
    );
    makes("/milestones/5/contingent", json!(true), WARNING, "no-trigger", "what triggers it", "\"contingent\"");
}

/// Preconditions between two sides that wait for each other are a question, not an error; the rest of the plan goes on.
#[test]
fn who_goes_first() {
    let waits = json!([{"milestone": "B", "at_least": "reported"}]);
    let edits = [("/milestones/0/requires", waits), ("/milestones/0/due", json!(null))];
    let circle = "who goes first? `A` (owed by gov), `B` (owed by mov) wait for each other";
    makes_of(&edits, WARNING, "who-goes-first", circle, "\"requires\"");
    // Through a phase, too.
    let through = [("/phases/0/requires", json!([{"milestone": "C", "is": "holding"}]))];
    let told = found(&with(&through));
    assert!(
        told.iter()
            .any(|one| one["rule"] == "who-goes-first"
                && one["message"].as_str().is_some_and(|m| m.contains("phase `one`"))),
        "{told:#?}"
    );
    let world = World::new(&with(&edits).to_string());
    world.ask("check").ok().hears("who goes first?").hears("0 errors, 1 warning");
    world.says("mov", "2026-01-10", "B minimum");
    world.ask("status").ok();
    world.ask("list --status waiting -o ids").ok().hears("A");
}

#[test]
fn what_is_missing_or_idle() {
    makes("/milestones/5/responsible", json!([]), WARNING, "nobody-owes", "nobody owes `C`", "{");
    makes("/milestones/5/source", json!([]), WARNING, "no-source", "`C` names no clause", "{");
    makes("/milestones/5/title", json!("  "), WARNING, "no-title", "the milestone `C` has an empty title", "\"title\"");
    makes(
        "/milestones/5/responsible",
        json!(["mov", "mov"]),
        WARNING,
        "named-twice",
        "`C` names `mov` twice",
        "\"mov\"",
    );
    makes(
        "/elements/-",
        json!({"id": "talks", "title": "Talks"}),
        WARNING,
        "empty",
        "no milestone stands in element `talks`",
        "\"talks\"",
    );
    makes(
        "/phases/-",
        json!({"id": "three", "title": "Three"}),
        WARNING,
        "empty",
        "no milestone stands in phase `three`",
        "\"three\"",
    );
    let idle = json!({"id": "rebels", "name": "rebels", "role": "monitor"});
    makes_of(
        &[("/rules/verify", json!({"by": ["one", "two"], "quorum": 2})), ("/actors/-", idle)],
        WARNING,
        "idle-actor",
        "the monitor `rebels` owes nothing, and no rule names it",
        "\"rebels\"",
    );
    let key = json!(["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHESyV6BxLbbIm61Ato8u2bBYRVXchLe/Dmomi90O7p7"]);
    makes_of(
        &[("/actors/0/keys", key.clone()), ("/actors/2/keys", key.clone())],
        ERROR,
        "shared-key",
        "`gov`, `mov` have the same key",
        "\"keys\"",
    );
    makes_of(
        &[("/actors/0/keys", key), ("/rules/rekey", json!(null))],
        WARNING,
        "rekey",
        "no rule says who may change the keys of an actor that has lost its own",
        "\"rules\"",
    );
}

#[test]
fn keys_that_no_seal_could_be_checked_with() {
    let key = json!(["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0"]);
    makes_of(
        &[("/actors/0/keys", key)],
        ERROR,
        "key",
        "`ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0` of `gov` is not a key that seals are made with",
        "\"ssh-ed25519",
    );
    let key = json!([{"key": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHESyV6BxLbbIm61Ato8u2bBYRVXchLe/Dmomi90O7p7", "until": {"gov.00112233445566778899aabbccddeeff": "41:9f"}}]);
    makes_of(
        &[("/actors/0/keys", key)],
        ERROR,
        "key",
        "`41:9f`, where a key of `gov` ends in the book `gov.00112233445566778899aabbccddeeff`, is no line and its hash",
        "{",
    );
}

#[test]
fn findings_of_one_kind_are_one_finding() {
    let milestone =
        |at: usize| json!({"id": format!("M-{at}"), "title": "Invented", "responsible": ["gov"], "source": ["text"]});
    let many: Vec<(&str, Value)> = std::iter::once(("/rules/verify", json!(null)))
        .chain((0..20).map(|at| ("/milestones/-", milestone(at))))
        .chain([("/consultations/0/with", json!(["gov", "mov", "one", "two"]))])
        .collect();
    makes_of(&many, WARNING, "unverifiable", "and 17 more", "{");
}

#[test]
fn every_format_tells_the_same_findings_and_errors_alone_fail() {
    let world = World::empty();
    world.file(
        "warned.json",
        with(&[("/milestones/5/source", json!([])), ("/milestones/1/source", json!([]))]).to_string(),
    );
    world.file("wrong.json", with(&[("/milestones/1/responsible/0", json!("move"))]).to_string());
    world.file("broken.json", "{\"format\": \"milepost/plan/1\",");
    world.ask("check warned.json").ok().hears("0 errors, 2 warnings").hears("--> warned.json:1:");
    world.ask("check wrong.json").code(1).hears("hint: close to it is `mov`").hears("1 error, 0 warnings");
    world.ask("check broken.json").code(2).remarks("broken.json");
    world.ask("check nowhere.json").code(2).remarks("nowhere.json");
    let csv = world.ask("check warned.json -o csv").ok();
    assert_eq!(csv.text().lines().count(), 3, "{}", csv.text());
    let md = world.ask("check warned.json -o md").ok();
    assert_eq!(md.text().matches("names no clause").count(), 2, "{}", md.text());
    assert_eq!(world.ask("check wrong.json -o json").code(1).at("/sound"), false);
}

/// In a workspace the working copy is what is checked, edited or not; that it differs from the version in force is told.
#[test]
fn an_edited_plan_is_checked_before_it_is_proposed() {
    let world = World::new(&sound().to_string());
    world.says("gov", "2026-01-10", "A arms=10");
    world
        .ask("check")
        .ok()
        .hears("plan.json: 5 milestones, beside 2 summing up or restating others; 0 errors, 0 warnings");
    world.file("plan.json", with(&[("/milestones/1/responsible/0", json!("move"))]).to_string());
    world.ask("check").code(1).hears("--> plan.json:1:").remarks("plan.json differs from the version in force");
    // The version in force answers meanwhile.
    world.ask("status").ok().remarks("plan.json differs");
}

#[test]
fn who_decides_is_said_in_words() {
    let said = |rules: Value, words: &str| {
        let world = World::empty();
        let mut plan = sound();
        plan["rules"] = rules;
        world.file("plan.json", plan.to_string());
        let heard = world.ask("check plan.json");
        assert!(heard.text().contains(words), "no `{words}` in\n{}", heard.text());
    };
    let rule = |by: &[&str], quorum: Value| json!({"by": by, "quorum": quorum});
    said(json!({}), "  nobody can   verify, reschedule, suspend, amend, settle, start");
    said(json!({"verify": rule(&["one"], json!(1))}), "  verify       one\n");
    said(json!({"verify": rule(&["role:monitor"], json!(1))}), "  verify       one or two\n");
    said(json!({"verify": rule(&["role:monitor"], json!("all"))}), "  verify       both one and two\n");
    said(json!({"settle": rule(&["one", "two", "mov"], json!("all"))}), "  settle       all of mov, one, two\n");
    said(json!({"settle": rule(&["one", "two", "mov"], json!(2))}), "  settle       2 of mov, one, two\n");
    let mut plan = sound();
    plan["milestones"][0]["verify"] = rule(&["one"], json!(1));
    let world = World::empty();
    world
        .file("plan.json", plan.to_string())
        .ask("check plan.json")
        .ok()
        .hears("both one and two; 1 milestone has its own");
}

/// What ships with milepost is sound, and what is invented for stories says which questions it leaves open.
#[test]
fn the_plans_in_the_repository() {
    let world = World::empty();
    for (path, told) in [
        ("data/refined-peace-plan.json", "0 errors, 0 warnings"),
        ("data/helsinki-2005/plan.json", "0 errors, 1 warning"),
        ("tests/stories/demands/accord.json", "0 errors, 1 warning"),
        ("tests/stories/demands/accord-amended.json", "0 errors, 1 warning"),
    ] {
        world.file("plan.json", repository(path)).ask("check plan.json").ok().hears(told);
    }
}
