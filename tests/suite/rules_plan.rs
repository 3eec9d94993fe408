//! What a plan makes of it all: wholes and what they add up to, dates, circles, entry into force, totals, the clock, and
//! the sentences of `why`. Each scene keeps a rule that was once broken.
//!
//! Every world here is invented.

use super::deadlines::{plan, shown, timing};
use super::rules::{met, now, stage, status, story};
use super::world::World;
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::model::fields::Fields;
use milepost::model::id::Id;
use serde_json::{Value, json};

fn part(id: &str) -> Value {
    json!({"id": id, "part_of": "W"})
}

/// `usual` with more keys.
fn with(mut usual: Value, more: Value) -> Value {
    more.as_object().expect("keys").iter().for_each(|(key, value)| usual[key] = value.clone());
    usual
}

/// What comes into play only where `X` slides back.
fn if_x_slides_back() -> Value {
    json!({"contingent": true, "requires": [{"milestone": "X", "is": "reversed"}]})
}

fn statuses<const N: usize>(world: &World, ids: [&str; N]) -> [String; N] {
    ids.map(|id| status(world, id))
}

fn total(world: &World, pointer: &str) -> Value {
    world.ask("status -o json").ok().at(&format!("/total{pointer}"))
}

// --- wholes ---

/// A guarantee in two parts beside `A` in phase one; `K` waits for the phase. The phase is named by the whole or by the parts.
fn guarantee(whole: Value, parts: Value) -> World {
    let milestones = vec![
        with(with(json!({"id": "W"}), if_x_slides_back()), whole),
        with(part("P1"), parts.clone()),
        with(part("P2"), parts),
        json!({"id": "A", "phase": "one"}),
        json!({"id": "K", "requires": [{"phase": "one"}]}),
        json!({"id": "X"}),
    ];
    stage(json!({"phases": [{"id": "one", "title": "One"}]}), milestones)
}

#[test]
fn parts_of_a_guarantee_count_from_when_it_is_triggered() {
    let named = json!({"phase": "one"});
    for (whole, parts) in [(named.clone(), json!({})), (json!({}), named)] {
        let world = guarantee(whole, parts);
        story(&world, &["2026-01-05 mission X full", "2026-01-06 mission A full", "2026-01-07 mission P1 full"]);
        assert_eq!(statuses(&world, ["W", "P1", "P2"]), ["not triggered"; 3]);
        assert!(met(&world), "the phase is done without them");
        assert_eq!(total(&world, "/statuses"), json!({"achieved": 2, "not triggered": 2, "open": 1}));
        assert_eq!([total(&world, "/milestones"), total(&world, "/weight")], [5, 3]);
        assert_eq!([total(&world, "/score/verified"), total(&world, "/spoken/verified")], [json!(0.666667), json!(2)]);
        story(&world, &["2026-02-01 mission X none"]);
        assert_eq!(statuses(&world, ["W", "P1", "P2", "K"]), ["under way", "achieved", "open", "waiting"]);
        assert_eq!(total(&world, "/statuses"), json!({"achieved": 2, "open": 1, "reversed": 1, "waiting": 1}));
        // Of four that weigh the same, A is whole, the guarantee is half done, and X is gone.
        assert_eq!([total(&world, "/weight"), total(&world, "/score/verified")], [json!(4), json!(0.375)]);
        story(&world, &["2026-02-05 mission P2 full"]);
        assert_eq!(statuses(&world, ["W", "K"]), ["achieved", "open"]);
        assert_eq!(shown(&world, "P1", "2026-01-31", "/status"), "not triggered", "the past keeps what it was");
    }
}

#[test]
fn parts_stand_in_the_phase_that_their_whole_names() {
    let named = json!({"phase": "one"});
    for (whole, parts) in [(named.clone(), json!({})), (json!({}), named)] {
        let world = guarantee(whole.clone(), parts);
        let phase = world.ask("status --group phase -o json").ok().at("/groups/0");
        assert_eq!([&phase["id"], &phase["milestones"]], [&json!("one"), &json!(3)], "named by the whole: {whole}");
    }
}

/// `W` adds up three parts, the second of which comes into play only where `X` slides back; `K` waits for 150.
fn armed() -> World {
    let arms = |target: i32| json!({"indicators": [{"id": "arms", "target": target}]});
    let milestones = vec![
        with(json!({"id": "W"}), arms(300)),
        with(part("P1"), arms(100)),
        with(with(part("P2"), if_x_slides_back()), arms(100)),
        with(part("P3"), arms(100)),
        json!({"id": "X"}),
        json!({"id": "K", "requires": [{"milestone": "W", "indicator": "arms", "at_least": 150}]}),
    ];
    let world = stage(json!({}), milestones);
    story(&world, &["2026-01-02 mission X full"]);
    world
}

/// The number that the parts' verified arms come to, exact or not.
fn summed(world: &World) -> Option<i64> {
    let arms = now(world, "W", "/verified").get("values")?["arms"].clone();
    arms.as_i64().or_else(|| arms["at_least"].as_i64())
}

#[test]
fn a_sum_leaves_out_the_parts_that_do_not_count() {
    let world = armed();
    for (line, arms, holds) in [
        ("2026-01-05 mission P2 arms=50", None, false),
        ("2026-01-06 mission P1 arms=100", Some(100), false),
        ("2026-01-07 mission P3 arms=10", Some(110), false),
        ("2026-02-01 mission X none", Some(160), true),
        ("2026-02-02 mission P2 arms=30", Some(140), false),
        ("2026-02-03 mission P3 arms=20", Some(150), true),
    ] {
        story(&world, &[line]);
        assert_eq!(summed(&world), arms, "{line}");
        assert_eq!(met(&world), holds, "{line}");
    }
    assert_eq!(now(&world, "W", "/verified/values"), json!({"arms": 150}));
    assert_eq!(shown(&world, "K", "2026-02-01T12:00:00.000Z", "/requires/0/met"), true, "from the trigger on");
}

#[test]
fn a_sum_is_a_floor_while_a_part_that_counts_is_silent() {
    let world = armed();
    for (line, arms) in [
        ("2026-01-06 mission P1 arms=100", json!({"at_least": 100})),
        ("2026-02-01 mission X none", json!({"at_least": 100})),
        ("2026-02-02 mission P2 arms=50", json!({"at_least": 150})),
        ("2026-02-03 mission P3 arms=withheld", json!({"at_least": 150})),
        ("2026-02-04 mission P3 arms=10", json!(160)),
    ] {
        story(&world, &[line]);
        assert_eq!(now(&world, "W", "/verified/values"), json!({"arms": arms}), "{line}");
    }
}

#[test]
fn a_part_that_does_not_count_leaves_the_sum_exact() {
    let world = armed();
    story(&world, &["2026-01-06 mission P1 arms=100", "2026-01-07 mission P3 arms=10"]);
    assert_eq!(now(&world, "W", "/verified/values"), json!({"arms": 110}));
    story(&world, &["2026-02-01 mission X none"]);
    assert_eq!(
        now(&world, "W", "/verified/values"),
        json!({"arms": {"at_least": 110}}),
        "now it counts, and is silent"
    );
}

/// What `check` says of a whole with these terms, and one part that counts arms.
fn checked(whole: Value) -> super::world::Heard {
    let world = World::empty();
    let p = with(part("P"), json!({"indicators": [{"id": "arms", "target": 100}]}));
    let rules = json!({"rules": {"verify": {"by": ["mission"]}, "amend": {"by": ["role:party"], "quorum": "all"}}});
    world.file("draft.json", plan(rules, vec![with(json!({"id": "W"}), whole), p]));
    world.ask("check draft.json")
}

#[test]
fn a_whole_promises_nothing_that_only_its_parts_can_keep() {
    for whole in [
        json!({"hold": "P14D"}),
        json!({"continuing": true}),
        json!({"continuing": {"until": "2026-03-01"}}),
        json!({"hold": "P14D", "continuing": true}),
    ] {
        checked(whole).code(1).hears("error").hears("`W` follows from its parts");
    }
    let alone = json!({"indicators": [{"id": "homes", "target": 100}]});
    checked(alone).ok().hears("warning").hears("the target of `homes` in `W` is on no part");
    for whole in [json!({"indicators": [{"id": "arms", "target": 100}]}), json!({"indicators": [{"id": "homes"}]})] {
        checked(whole).ok().hears("0 errors, 0 warnings");
    }
}

#[test]
fn a_whole_takes_only_the_counts_that_no_part_has() {
    let m = json!({"id": "W", "indicators": [{"id": "arms"}, {"id": "homes"}]});
    let p = with(part("P"), json!({"indicators": [{"id": "arms"}]}));
    let condition = json!({"milestone": "W", "indicator": "homes", "at_least": 5, "standing": "reported"});
    let world = stage(json!({}), vec![m, p, json!({"id": "K", "requires": [condition]})]);
    world.at("2026-01-05");
    for said in ["arms=5", "arms+=5", "full", "full arms=5", "homes=5 arms=5"] {
        world.ask(&format!("mark W {said} --as mov")).code(3).remarks("`W` follows from its parts");
    }
    assert!(!met(&world));
    world
        .ask("mark W full homes=5 --as mov --dry-run")
        .ok()
        .remarks("follows from its parts (P); of this only the counts count");
    story(&world, &["2026-01-06 mov W full homes=5", "2026-01-06 mov P arms=5"]);
    assert!(met(&world));
    assert_ne!(status(&world, "W"), "reported", "a level beside its own counts says nothing of the whole");
}

// --- totals ---

#[test]
fn parts_share_the_weight_of_their_whole_without_a_rest() {
    for parts in [1, 2, 3, 6, 7, 9, 11, 13] {
        let mut milestones = vec![json!({"id": "W"}), json!({"id": "X"})];
        milestones.extend((0..parts).map(|place| part(&format!("P{place}"))));
        let world = stage(json!({}), milestones);
        assert_eq!(total(&world, "/weight"), 2, "{parts} parts");
        assert_eq!(total(&world, "/milestones"), parts + 1);
    }
}

#[test]
fn the_lightest_whole_is_scored_when_it_is_spoken_of() {
    let milestones = vec![json!({"id": "W", "weight": 0.000001}), part("P1"), part("P2"), part("P3")];
    let world = stage(json!({}), milestones);
    assert_eq!([total(&world, "/weight"), total(&world, "/score/verified")], [json!(0.000001), Value::Null]);
    story(&world, &["2026-01-05 mission P1 full"]);
    assert_eq!(total(&world, "/score/verified"), 0.333333);
    story(&world, &["2026-01-06 mission P2 full", "2026-01-07 mission P3 full"]);
    assert_eq!(total(&world, "/score/verified"), 1.0);
}

// --- dates ---

#[test]
fn readings_inside_readings_are_those_that_can_come_true() {
    let on = |day: &str| json!({"on": format!("2026-{day}")});
    let either = |days: &[&str]| json!({"either": days.iter().map(|day| on(day)).collect::<Vec<_>>()});
    for (due, expected, overdue_from) in [
        (json!({"latest_of": [either(&["03-01", "07-01"]), on("05-01")]}), &["05-01", "07-01"][..], "2026-07-02"),
        (json!({"earliest_of": [either(&["03-01", "07-01"]), on("05-01")]}), &["03-01", "05-01"], "2026-05-02"),
        (
            json!({"latest_of": [either(&["03-01", "07-01"]), either(&["05-01", "06-01"])]}),
            &["05-01", "06-01", "07-01"],
            "2026-07-02",
        ),
        (
            json!({"earliest_of": [either(&["03-01", "07-01"]), either(&["05-01", "06-01"])]}),
            &["03-01", "05-01", "06-01"],
            "2026-06-02",
        ),
        // Equal readings are one, and that is no dispute.
        (either(&["05-01", "05-01"]), &["05-01"], "2026-05-02"),
        (json!({"latest_of": [either(&["03-01", "05-01"]), on("05-01")]}), &["05-01"], "2026-05-02"),
        (json!({"earliest_of": [either(&["05-01", "07-01"]), on("05-01")]}), &["05-01"], "2026-05-02"),
    ] {
        let world = stage(json!({}), vec![json!({"id": "M", "due": due})]);
        let mut readings: Vec<String> = serde_json::from_value(now(&world, "M", "/due/readings")).expect("readings");
        readings.sort();
        let expected: Vec<String> = expected.iter().map(|day| format!("2026-{day}")).collect();
        assert_eq!(readings, expected, "{due}");
        let last = &expected[expected.len() - 1];
        assert_eq!(now(&world, "M", "/due/on"), **last, "{due}");
        assert!(timing(&world, "M", last).starts_with("due soon"), "{due}");
        assert_eq!(timing(&world, "M", overdue_from), "overdue 1", "{due}");
    }
}

#[test]
fn hours_before_a_day_are_counted_from_its_end() {
    for (zone, last, after) in [
        ("UTC", "2025-12-30T23:59:59.999Z", "2025-12-31T00:00:00.000Z"),
        ("Asia/Jakarta", "2025-12-30T16:59:59.999Z", "2025-12-30T17:00:00.000Z"),
        ("Asia/Kathmandu", "2025-12-30T18:14:59.999Z", "2025-12-30T18:15:00.000Z"),
    ] {
        let m = json!({"id": "M", "due": {"before": "signature", "by": "PT48H"}});
        let world = stage(json!({"timezone": zone, "signed": "2026-01-01"}), vec![m]);
        assert_eq!(timing(&world, "M", last), "due soon 0", "{zone}");
        assert!(timing(&world, "M", after).starts_with("overdue"), "{zone}");
    }
}

// --- who goes first? ---

#[test]
fn a_circle_is_told_whatever_it_runs_through() {
    let elapsed = |after: &str| json!([{"elapsed": "P1D", "after": after}]);
    let achieved = |id: &str| json!([{"milestone": id, "is": "achieved"}]);
    let a = |requires: &Value| json!({"id": "A", "phase": "one", "requires": requires});
    let b = |requires: &Value| json!({"id": "B", "phase": "two", "requires": requires});
    let none = json!([]);
    for (a, b, two, told) in [
        (a(&elapsed("B")), b(&achieved("A")), &none, "who goes first? `A`, `B` wait for each other"),
        (a(&elapsed("B:reported")), b(&elapsed("A")), &none, "who goes first? `A`, `B` wait for each other"),
        (a(&elapsed("phase:two:done")), b(&achieved("A")), &none, "who goes first? `A`, `B` wait for each other"),
        (a(&elapsed("A")), b(&none), &none, "who goes first? `A` waits for itself"),
        (a(&achieved("A")), b(&none), &none, "who goes first? `A` waits for itself"),
        (a(&none), b(&none), &elapsed("B"), "who goes first? `B`, phase `two` wait for each other"),
    ] {
        let world = World::empty();
        let phases = json!([{"id": "one", "title": "One"}, {"id": "two", "title": "Two", "requires": two}]);
        let text = plan(json!({"phases": phases}), vec![a, b]);
        world.file("draft.json", &text);
        world.ask("check draft.json").ok().hears("warning").hears(told);
    }
    let world = World::empty();
    let free = plan(
        json!({"phases": [{"id": "one", "title": "One"}]}),
        vec![a(&none), json!({"id": "C", "requires": elapsed("A")})],
    );
    world.file("draft.json", &free).ask("check draft.json").ok().hears_not("who goes first");
}

#[test]
fn who_waits_for_the_end_of_its_own_phase_waits_for_itself() {
    for requires in [json!([{"elapsed": "P1D", "after": "phase:one:done"}]), json!([{"phase": "one"}])] {
        let world = World::empty();
        let a = json!({"id": "A", "phase": "one", "requires": requires});
        let phases = json!({"phases": [{"id": "one", "title": "One"}]});
        world.file("draft.json", plan(phases, vec![a, json!({"id": "B", "phase": "one"})]));
        world.ask("check draft.json").ok().hears("who goes first? `A` waits for itself");
    }
}

// --- entry into force ---

/// A plan of Jakarta that `gov` and `mov` put into force.
fn jakarta() -> World {
    let rules = json!({"verify": {"by": ["mission"]}, "start": {"by": ["gov", "mov"], "quorum": "all"}});
    let m = json!({"id": "M", "due": {"after": "start", "within": "P30D"}});
    let world = stage(json!({"timezone": "Asia/Jakarta", "signed": "2026-01-01", "rules": rules}), vec![m]);
    world.at("2026-02-10");
    world
}

#[test]
fn one_moment_is_one_set_of_terms_however_it_is_written() {
    let moment = ["2026-02-01T00:00Z", "2026-02-01T07:00+07:00", "2026-02-01T07:00"];
    for (first, second) in [(0, 1), (1, 0), (0, 2), (2, 1)] {
        let world = jakarta();
        world.ask(&format!("start --from {} --as gov", moment[first])).ok().hears("awaited   mov");
        world.ask(&format!("start --from {} --as mov", moment[second])).ok().hears("decided by gov, mov");
        assert_eq!(now(&world, "M", "/due/on"), "2026-03-03");
    }
    let world = jakarta();
    world.ask("start --from 2026-02-01T07:00Z --as gov").ok();
    world.ask("start --from 2026-02-01T07:00+07:00 --as mov").ok().hears("awaited   gov");
}

#[test]
fn an_imported_time_without_offset_is_the_plans() {
    for (file, text) in [
        ("start.jsonl", "{\"kind\":\"start\",\"from\":\"2026-02-01T07:00\"}\n"),
        ("start.csv", "kind,from\nstart,2026-02-01T07:00\n"),
    ] {
        let world = jakarta();
        world.file(file, text).ask(&format!("import {file} --as gov")).ok();
        assert!(world.read("ledger/gov.jsonl").contains("\"from\":\"2026-02-01T07:00+07:00\""), "{file}");
        world.ask("start --from 2026-02-01T00:00Z --as mov").ok().hears("decided by gov, mov");
    }
}

/// A book of one actor, in which it has said one thing.
fn book(world: &World, actor: &str, said: Value) {
    let (id, text) = (Id::new(actor).expect("an id"), said.to_string());
    let root = Hash::of(world.read("plan.json").as_bytes());
    let at = super::world::moment("2026-02-02");
    let opening = opening_line(&Opening { book: id.clone(), actor: id, root, at });
    let fields: Fields = serde_json::from_str(&text).expect("fields");
    let line = next_line(Hash::of(opening.as_bytes()), 1, at, fields);
    world.file(&format!("ledger/{actor}.jsonl"), format!("{opening}\n{line}\n"));
}

#[test]
fn a_line_with_a_time_without_offset_is_not_understood() {
    for (from, understood) in [("2026-02-01T07:00", false), ("2026-02-01T07:00+07:00", true), ("2026-02-01", true)] {
        let world = jakarta();
        book(&world, "gov", json!({"kind": "start", "from": from}));
        let status = world.ask("status -o json").ok();
        assert_eq!(status.at("/basis/not_understood"), i32::from(!understood), "{from}");
        assert_eq!(status.errors().contains("not understood"), !understood, "{from}");
        let proposed = world.ask("export").ok().at("/decisions");
        assert_eq!(proposed.as_array().map(Vec::len), Some(usize::from(understood)), "{from}");
    }
}

#[test]
fn a_proposal_without_a_date_says_when_it_would_hold() {
    let world = jakarta();
    let words = "entry into force from the day that all concur";
    world.ask("start --on 2026-02-03 --as gov").ok().hears(words).hears("proposed by gov");
    world.ask("status").ok().hears(words);
    assert_eq!(world.ask("export").ok().at("/decisions/0/applies"), Value::Null);
    world
        .ask("start --on 2026-02-05 --as mov")
        .ok()
        .hears("entry into force from 2026-02-05, decided")
        .hears_not(words);
}

#[test]
fn what_was_taken_back_is_said_again_not_brought_back() {
    let world = jakarta();
    world.ask("start --from 2026-02-10 --as gov").ok();
    world.ask("retract gov:1 --as gov").ok();
    world.ask("retract gov:2 --as gov").code(3).remarks("took a proposal back").remarks("says it again");
    world.ask("start --from 2026-02-10 --as mov").ok().hears("awaited   gov");
    world.ask("start --from 2026-02-10 --as gov").ok().hears("gov:3").hears("decided by gov, mov");
}

#[test]
fn a_plan_is_put_into_force_voided_and_put_into_force_again() {
    let world = jakarta();
    let decides = |day: &str, terms: &str| {
        world.at(day);
        world.ask(&format!("start {terms} --as gov")).ok().hears("proposed by gov");
        world.ask(&format!("start {terms} --as mov")).ok().hears("decided by gov, mov");
    };
    let state = |more: &str| world.ask(&format!("status -o json {more}")).ok().at("/plan/state");
    let due = || now(&world, "M", "/due/on");
    decides("2026-02-11", "--from 2026-02-10");
    assert_eq!([state(""), due()], ["in force", "2026-03-12"]);
    decides("2026-03-20", "--void");
    assert_eq!([state(""), due()], [json!("signed"), Value::Null]);
    assert_eq!(state("--as-of 2026-03-15"), "in force", "what it was before stays");
    // The same terms as the first time decide anew.
    decides("2026-03-25", "--from 2026-02-10");
    assert_eq!([state(""), due()], ["in force", "2026-03-12"]);
    assert_eq!([state("--known-by 2026-03-24"), state("--known-by 2026-03-15")], ["signed", "in force"]);
    decides("2026-03-27", "--from 2026-04-01");
    assert_eq!([state(""), due()], ["signed", "2026-05-01"]);
}

// --- the clock ---

#[test]
fn whoever_reads_is_told_of_entries_that_are_dated_after_the_clock() {
    let world = stage(json!({}), vec![json!({"id": "M"})]);
    story(&world, &["2026-02-01 mov M minimum", "2026-03-01 mov M full", "2026-03-02 mission M full"]);
    let lines = ["status", "list", "show M", "why M", "timeline", "log", "export", "check", "status -o json"];
    for (clock, told) in [("2026-02-02", "2 entries are dated"), ("2026-03-01T12:00Z", "1 entry is dated")] {
        for line in lines {
            world.at(clock).ask(line).ok().remarks(&format!("warning: {told} after this machine's clock"));
        }
    }
    for line in lines {
        assert_eq!(world.at("2026-03-02").ask(line).ok().errors(), "", "{line}");
    }
}
