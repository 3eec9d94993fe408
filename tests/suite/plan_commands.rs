//! The plan written by command: what is changed is what was named, every other line stays byte for byte, and whatever is typed, the
//! file can be read.

use super::bad_input::TWO;
use super::console::repository;
use super::world::{Heard, World, plan};
use milepost::edit::tree::JsonNode;
use milepost::model::plan::Plan;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// A draft around two milestones, which parties amend.
fn draft() -> World {
    World::new(&plan(TWO).replace("\"amend\":\"never\"", "\"amend\":{\"by\":[\"role:party\"],\"quorum\":\"all\"}"))
}

/// The same in force: somebody has spoken.
fn in_force() -> World {
    let world = draft();
    world.ask("note first --as gov").ok();
    world
}

/// What is asked changes nothing, and says so.
fn refused(world: &World, line: &str, code: u8, words: &str) -> Heard {
    let before = world.read("plan.json");
    let heard = world.ask(line).code(code).remarks(words);
    assert_eq!(world.read("plan.json"), before, "{line}");
    heard
}

#[test]
fn a_plan_is_written_from_nothing() {
    let world = World::empty();
    world.ask("plan new --title 'Accord of the valley' --signed 2026-03-01 --timezone Europe/Kyiv").ok();
    world.ask("check").ok().hears("0 errors");
    world.ask("status").ok().hears("draft, until the first entry · as of");
    assert_eq!(world.ask("status -o json").ok().at("/plan/state"), "draft");
    for line in [
        "add actor gov name=Government role=party",
        "add actor mov name=Movement role=party",
        "add rule amend 'all of role:party'",
        "add phase one 'title=First stage'",
        "add milestone DC-1 'title=Arms handed in' phase=one responsible=mov 'due=30 days after signature'",
        "add actor amm name=Mission role=monitor",
        "add rule verify role:monitor",
        "add indicator DC-1/weapons unit=weapon target=210",
        "set DC-1 weight=2 title.uk=Зброя",
        "split DC-1 DC-1a=North DC-1b=South",
        "rename DC-1 AR-1",
    ] {
        world.ask(&format!("plan {line}")).ok().hears("plan.json is changed");
    }
    let plan: Value = serde_json::from_str(&world.read("plan.json")).expect("a plan");
    assert_eq!(plan["milestones"][0]["due"], json!({"after": "signature", "within": "P30D"}));
    assert_eq!(plan["milestones"][0]["title"], json!({"en": "Arms handed in", "uk": "Зброя"}));
    assert_eq!(plan["milestones"][1]["part_of"], "AR-1");
    world.ask("check").ok().hears("0 errors");
    world.at("2026-04-01").ask("mark DC-1a full --as mov").ok();
}

#[test]
fn only_the_line_that_is_named_changes() {
    let world = World::empty();
    world.file("accord.json", repository("tests/stories/demands/accord.json"));
    world.ask("init --from accord.json --as desk").ok();
    let before = world.read("plan.json");
    world.ask("plan set AR-1 weight=2").ok().hears("1 milestone changed (AR-1)").hears("+");
    let after = world.read("plan.json");
    let changed: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(old, new)| old != new).collect();
    let added = after.lines().count() - before.lines().count();
    assert!(changed.len() == 1 && added == 0 || added == 1, "{changed:?}");
    world.ask("plan set AR-1 weight=none").ok();
    assert_eq!(world.read("plan.json").lines().count(), before.lines().count() - usize::from(added == 0));
}

#[test]
fn a_dry_run_writes_nothing() {
    let world = draft();
    let before = world.read("plan.json");
    world.ask("plan set DC-1 due=2026-05-01 --dry-run").ok().hears("plan.json would be changed").hears("2026-05-01");
    assert_eq!(world.read("plan.json"), before);
    let answer = world.ask("plan set DC-1 due=2026-05-01 --dry-run -o json").ok();
    assert_eq!(answer.at("/written"), false);
    assert_eq!(answer.at("/changes/0"), "1 milestone changed (DC-1)");
}

#[test]
fn every_slip_of_the_hand_is_told() {
    let world = draft();
    refused(&world, "plan set DC-9 due=2026", 3, "nothing in the plan is called `DC-9`")
        .remarks("close to it is `DC-1`");
    refused(&world, "plan set treaty:DC-1 due=2026", 2, "a plan has no `treaty`").remarks("milestone, phase");
    refused(&world, "plan set DC-1 deu=2026", 2, "milestone `DC-1` has no key `deu`").remarks("close to it is `due`");
    refused(&world, "plan set DC-1 due=soon", 2, "`soon` is no value of `due`").remarks("30 days after signature");
    refused(&world, "plan set DC-1 weight=heavy", 2, "`heavy` is no value of `weight`").remarks("a number");
    refused(&world, "plan set DC-1 weight=0", 2, "a weight is above 0");
    refused(&world, "plan set DC-1 weight+=2", 2, "it is no list");
    refused(&world, "plan set DC-1 verify='2 of'", 2, "is no value of `verify`").remarks("2 of ACTOR,ACTOR");
    refused(&world, "plan set DC-1 due={'on':2026", 2, "whole JSON");
    refused(&world, "plan set DC-1 id=DC-2", 2, "`id` is not set as other keys are").remarks("plan rename");
    refused(&world, "plan set milestones=[]", 2, "`milestones` is not set").remarks("plan add");
    refused(&world, "plan set uid=1", 2, "`uid` is written by milepost alone");
    refused(&world, "plan set DC-1", 2, "nothing is said of what is to change");
    refused(&world, "plan set DC-1 due", 2, "`due` gives no key a value");
    refused(&world, "plan set DC-1 responsible=nobody", 3, "the actor `nobody` is not in the plan");
    refused(&world, "plan set DC-1 responsible=mov", 3, "the plan says that already");
    refused(&world, "plan add milestone dc-1 title=Again", 3, "the plan has the milestone `dc-1` already");
    refused(&world, "plan add milestone start title=Again", 2, "names an event");
    refused(&world, "plan add milestone DC-3", 2, "the key `title` is missing");
    refused(&world, "plan add milestone DC-3 title=Third --after DC-9", 3, "milestone `DC-9` is not in the plan");
    refused(&world, "plan add actor new name=New role=king", 2, "`king` is not known here").remarks("party, guarantor");
    refused(&world, "plan add indicator weapons", 2, "does not say of which milestone").remarks("MILESTONE/weapons");
    refused(&world, "plan add rule peace role:party", 2, "no decision is called `peace`").remarks("reschedule");
    refused(&world, "plan add rule settle", 2, "nothing is said of who decides `settle`");
    refused(&world, "plan add rule verify gov", 3, "the plan has a rule `verify` already")
        .remarks("plan set rules.verify");
    refused(&world, "plan rename DC-1 am-1", 3, "the plan has the milestone `am-1` already");
    refused(&world, "plan rename DC-1 'AM 1'", 2, "is not an id");
    refused(&world, "plan drop mov", 3, "actor `mov` is named by others").remarks("`responsible` of milestone `DC-1`");
    refused(&world, "plan drop phase:one", 3, "phase `one` is named by others").remarks("milestone `AM-1`");
    refused(&world, "plan drop DC-1/arms", 3, "indicator `arms` is not in the plan").remarks("weapons");
    world.ask("plan set DC-1 hold=P14D").ok();
    refused(&world, "plan split DC-1 DC-1a", 3, "`DC-1` has `hold`, which stands with parts").remarks("hold=none");
    world.ask("plan set DC-1 hold=none").ok();
    world.ask("plan split DC-1 DC-1a").ok();
    refused(&world, "plan split DC-1a DC-1b", 3, "`DC-1a` is a part of `DC-1`").remarks("plan split DC-1");
    world.ask("plan add phase gov title=Namesake").ok();
    refused(&world, "plan set gov title=Other", 3, "`gov` is the id of several things").remarks("phase:gov, actor:gov");
    refused(&World::new(&plan("")), "plan drop DC-1", 3, "nothing in the plan is called `DC-1`");
    World::empty()
        .ask("plan set DC-1 due=2026")
        .code(2)
        .remarks("there is no workspace here")
        .remarks("milepost plan new");
    world.file("plan.json", "{");
    refused(&world, "plan set DC-1 due=2026", 2, "the text ends in the middle");
}

#[test]
fn who_decides_may_come_after_what_is_decided() {
    let world = World::empty();
    world.ask("plan new").ok();
    world.ask("plan add rule verify role:monitor").ok().remarks("still to be put right").remarks("names nobody");
    world.ask("plan add actor amm name=Mission role=monitor").ok();
    world.ask("check").ok();
}

#[test]
fn in_force_a_change_is_proposed() {
    let world = in_force();
    refused(&world, "plan set DC-1 due=2026-05-01 --as gov", 3, "calls itself version `1`, as the one in force does")
        .remarks("--version NAME");
    refused(&world, "plan set DC-1 due=2026-05-01 --version 2 --as mission", 3, "not recorded");
    let before = world.read("plan.json");
    world.ask("plan set DC-1 due=2026-05-01 --version 2 --as gov --dry-run").ok().hears("would be gov:2");
    assert_eq!(world.read("plan.json"), before);
    world
        .ask("plan set DC-1 due=2026-05-01 --version 2 --as gov")
        .ok()
        .hears("proposed by Government")
        .hears("1 milestone changed (DC-1)");
    assert!(world.read("plan.json").contains("\"version\":\"2\""));
    world.ask("show DC-1").ok().hears("2026-01-31");
    world.ask("agree gov:2 --as mov").ok().hears("decided by");
    world.ask("show DC-1").ok().hears("2026-05-01");
}

#[test]
fn several_changes_are_proposed_together() {
    let world = in_force();
    world.ask("plan set DC-1 due=2026-05-01 --unproposed").ok().remarks("`milepost amend` proposes it");
    world.ask("plan add milestone DC-2 title=More responsible=mov --unproposed").ok();
    world.ask("plan set version=2 --unproposed").ok();
    world.ask("amend --as gov").ok().hears("1 milestone added (DC-2)").hears("1 milestone changed (DC-1)");
}

/// What plan.json holds beside the version in force is told, and goes along only where somebody says so.
#[test]
fn what_was_taken_back_is_not_proposed_again_unknowingly() {
    let world = in_force();
    world.ask("plan set DC-1 due=2026-05-01 --version 2 --as gov").ok();
    world.ask("retract gov:2 --as gov").ok();
    refused(
        &world,
        "plan set DC-1 weight=2 --version 3 --as gov",
        3,
        "plan.json also holds a version that was proposed",
    )
    .remarks("milestone `DC-1` due: 2026-01-31 → 2026-05-01")
    .remarks("`--with-plan-json` takes that along, `--afresh` begins from the version in force");
    refused(&world, "plan set DC-1 weight=2 --unproposed", 3, "plan.json also holds");
    world.edits("sed -i 's/Arms handed in/All arms handed in/'", &[]);
    refused(&world, "plan edit DC-1 --version 3 --as gov", 3, "plan.json also holds");
    let twin = world.twin();
    twin.ask("plan set DC-1 weight=2 --version 3 --as gov --with-plan-json").ok().hears("weight").hears("due");
    world.ask("plan set DC-1 weight=2 --version 3 --as gov --afresh").ok().hears("weight: 1 → 2");
    assert!(!world.read("plan.json").contains("2026-05-01"), "{}", world.read("plan.json"));
}

#[test]
fn what_somebody_wrote_in_plan_json_is_told_first() {
    let world = in_force();
    world.file("plan.json", world.read("plan.json").replace("Arms handed in", "All arms handed in"));
    refused(
        &world,
        "plan set DC-1 weight=2 --version 2 --as gov",
        3,
        "plan.json also holds changes that nobody has proposed",
    )
    .remarks("All arms handed in");
    world.ask("plan set DC-1 weight=2 --unproposed").ok().remarks("plan.json also holds: milestone `DC-1` title");
    world
        .ask("plan set version=2 --with-plan-json --as gov")
        .ok()
        .hears("title: Arms handed in → All arms handed in")
        .hears("weight: 1 → 2");
}

/// The other side's amendment was decided: plan.json of before is no reason to go back.
#[test]
fn a_superseded_plan_json_is_not_what_a_change_begins_from() {
    let world = in_force();
    let before = world.read("plan.json");
    world.ask("plan set DC-1 due=2026-05-01 --version 2 --as gov").ok();
    world.ask("agree gov:2 --as mov").ok();
    world.file("plan.json", &before);
    world.ask("plan set DC-1 weight=2 --version 3 --as gov").ok().hears("weight: 1 → 2");
    assert!(world.read("plan.json").contains("2026-05-01"));
}

#[test]
fn no_two_versions_are_called_the_same() {
    let world = in_force();
    world.ask("plan set DC-1 due=2026-05-01 --version 2 --as gov").ok();
    refused(
        &world,
        "plan set DC-1 weight=2 --version 2 --as gov --afresh",
        3,
        "as one that was proposed, or in force before, does",
    )
    .remarks("--version NAME");
    refused(&world, "plan set DC-1 weight=2 --version 1 --as gov --afresh", 3, "as the one in force does");
    // The very same may be proposed again, once it was taken back.
    world.ask("retract gov:2 --as gov").ok();
    world.ask("amend --as gov").ok().hears("due: 2026-01-31 → 2026-05-01");
}

#[test]
fn dates_are_read_as_people_write_them() {
    let world = draft();
    let due = |words: &str, written: &str| {
        world.ask(&format!("plan set DC-1 'due={words}'")).ok();
        let text = world.read("plan.json").replace(' ', "");
        assert!(text.contains(written), "{words}: {text}");
    };
    due("1.5.2026", "\"2026-05-01\"");
    due("12/2026", "\"2026-12\"");
    due("by end-2026", "{\"on\":\"2026\"");
    due("5 May 2026", "\"2026-05-05\"");
    due("D-Day", "{\"after\":\"start\",\"within\":\"P0D\"}");
    world.ask("plan set signed=1.5.2026").ok();
    assert!(world.read("plan.json").replace(' ', "").contains("\"signed\":\"2026-05-01\""));
    refused(&world, "plan set DC-1 due=2026-02-30", 2, "`2026-02-30` is not in the calendar");
    refused(&world, "plan set signed=30.2.2026", 2, "not in the calendar");
    refused(&world, "plan set DC-1 due=3/4/2026", 2, "does not tell the day from the month").remarks("write it as");
    refused(&world, "plan set DC-1 due=1.5.26", 2, "does not say plainly").remarks("write 2026-05-01");
}

#[test]
fn others_are_named_by_what_they_are_called() {
    let world = draft();
    world.ask("plan add phase later 'title=Later on'").ok();
    world.ask("plan set DC-1 'phase=later on' responsible=GOVERNMENT").ok();
    world.ask("plan add milestone DC-9 title=Ninth 'phase=Later on' responsible=government").ok();
    let plan: Value = serde_json::from_str(&world.read("plan.json")).expect("a plan");
    let of = |id: &str| plan["milestones"].as_array().expect("all").iter().find(|one| one["id"] == id).expect("it");
    for id in ["DC-1", "DC-9"] {
        assert_eq!(of(id)["phase"], "later");
        assert_eq!(of(id)["responsible"], json!(["gov"]));
    }
}

#[test]
fn hints_say_what_to_write() {
    let world = draft();
    refused(&world, "plan set DC-1 due=", 2, "`` is no value of `due`").remarks("`due=none`, which takes it away");
    refused(&world, "plan set plan title=Other", 3, "nothing in the plan is called `plan`")
        .remarks("`plan set title=…`");
    refused(&world, "plan set DC-1 title=none", 2, "the key `title` is missing").remarks("typed 'title=\"none\"'");
    world.ask("plan set DC-1 'title=\"none\"'").ok();
    refused(&world, "plan set DC-1 weight=0", 2, "a weight is above 0").remarks("plan format");
    refused(&world, "plan set DC-1 requires=DC-1", 3, "`DC-1` requires itself").remarks("what must be done before");
    world.ask("plan split DC-1 DC-1a").ok();
    refused(&world, "plan set DC-1a requires=DC-1", 3, "`DC-1a` requires itself, or its own whole");
    world.ask("plan set DC-1 requires=AM-1").ok();
}

/// A line's end, blanks before it too, stays with its line.
#[test]
fn what_ends_a_line_stays() {
    let world = World::empty();
    let text = repository("data/helsinki-2005/plan.json").replacen("  ],\n", "  ],  \r\n", 3);
    world.file("accord.json", &text).ask("init --from accord.json").ok();
    let before = world.read("plan.json");
    for line in ["add phase stage-9 'title=Ninth'", "add actor new name=New role=monitor", "drop new"] {
        world.ask(&format!("plan {line}")).ok();
        let after = world.read("plan.json");
        let last = |text: &str| text.matches("  \r\n").count();
        assert_eq!(last(&after), last(&before), "{line}");
    }
    world.ask("plan drop phase:stage-9").ok();
    assert_eq!(world.read("plan.json"), before);
}

#[test]
fn a_new_name_keeps_what_is_on_record() {
    let world = in_force();
    world.says("mov", "2026-01-10", "DC-1 minimum");
    world.ask("plan rename DC-1 AR-1 --version 2 --as gov").ok();
    assert!(world.read("plan.json").contains("\"replaces\":[\"DC-1\"]"), "{}", world.read("plan.json"));
    refused(&world, "plan rename actor:gov state --version 3 --afresh", 3, "keeps that id")
        .remarks("under the actor `gov`")
        .remarks("plan set actor:gov name=…");
}

/// A suspension goes by the id of its phase, and counts on after the plan is changed.
#[test]
fn what_is_suspended_keeps_its_name() {
    let world = in_force();
    world.ask("plan set rules.suspend='all of role:party' --version 2 --as gov --with-plan-json").ok();
    world.ask("agree gov:2 --as mov").ok();
    world.ask("suspend --phase one --as gov").ok();
    refused(&world, "plan rename phase:ONE first --version 3 --as gov", 3, "under the phase `one`, and keeps that id")
        .remarks("plan set phase:one title=…");
    refused(&world, "plan rename one first --version 3 --unproposed", 3, "under the phase `one`");
}

/// Who agrees too late is told what was agreed on meanwhile, and goes on from there.
#[test]
fn a_proposal_that_was_overtaken_says_by_what() {
    let world = in_force();
    world.ask("plan set DC-1 weight=2 --version mine --as gov").ok();
    world.ask("plan set DC-1 weight=3 --version theirs --as mov --afresh").ok();
    world.ask("agree mov:1 --as gov").ok();
    for late in ["agree gov:2 --as mov", "agree gov:2 --as gov"] {
        let told = world.ask(late).code(3).remarks("`gov:2` no longer stands").remarks("what took its place: ");
        told.remarks("version `theirs`").remarks("[mov:1, gov:3]").remarks("`milepost amend FILE`");
    }
    world.ask("agree mov:1 --as gov").code(3).remarks("it is settled: ").remarks("nothing is left to agree with");
    world.ask("plan set DC-1 weight=2 --version again --as mov").ok();
}

/// What would wait for ever comes in by no door; what waits so already may be changed elsewhere.
#[test]
fn no_amendment_waits_for_ever() {
    let world = in_force();
    let new = world.read("plan.json").replacen("\"version\":\"1\"", "\"version\":\"2\"", 1);
    let waits = new.replacen(
        "\"id\":\"DC-1\"",
        "\"id\":\"DC-1\",\"requires\":[{\"milestone\":\"DC-1\",\"is\":\"achieved\"}]",
        1,
    );
    assert_ne!(waits, new);
    world.file("next.json", &waits);
    refused(&world, "amend next.json --as gov", 3, "`DC-1` requires itself")
        .remarks("next.json")
        .remarks("what must be done before");
    let there = World::new(&waits);
    there.ask("plan set DC-1 weight=2").ok();
}

#[test]
fn amend_asks_for_a_version_of_its_own() {
    let world = in_force();
    world.file("next.json", world.read("plan.json").replace("Arms handed in", "All arms handed in"));
    world
        .ask("amend next.json --as gov")
        .code(3)
        .remarks("next.json calls itself version `1`")
        .remarks("a `version` of its own");
}

#[test]
fn errors_of_form_say_what_to_write() {
    let told = |old: &str, new: &str| {
        let text = plan(TWO).replacen(old, new, 1);
        let world = World::empty();
        world.file("bad.json", text);
        let heard = world.ask("init --from bad.json").code(2);
        world.ask("check bad.json").code(2).remarks(heard.errors());
        heard
    };
    told("{\"on\":\"2026-01-31\"}", "\"2026-05-01\"")
        .remarks("the text \"2026-05-01\" stands where an object belongs")
        .remarks("hint: write {\"on\": \"2026-05-01\"}");
    told("{\"on\":\"2026-01-31\"}", "7").remarks("the number 7").remarks("hint: write {\"after\": \"start\"");
    told("[\"mov\"]", "\"mov\"").remarks("stands where a list belongs").remarks("hint: write [\"mov\"]");
    told("[{\"id\":\"weapons\"", "{\"a\":[{\"id\":\"weapons\"").remarks("error: ");
    told("\"Arms handed in\"", "7").remarks("hint: write \"Arms handed in\"");
    told("\"id\":\"DC-1\"", "\"id\":null").remarks("null stands where a text belongs").remarks("hint: write \"AR-1\"");
    told("{\"by\":[\"role:monitor\"],\"quorum\":1}", "\"mission\"").remarks("hint: write {\"by\": [\"mission\"]}");
}

/// Whatever stands in whatever place, no error speaks of what the program calls its types.
#[test]
fn no_error_of_form_speaks_of_the_program() {
    const WORDS: [&str; 12] = [
        "struct",
        "enum",
        "untagged",
        "variant",
        "invalid type",
        "expected",
        "Fields",
        "usize",
        "u64",
        "tuple",
        "sequence",
        "unit v",
    ];
    let whole: Value = serde_json::from_str(&repository("tests/fuzz/seeds/plan/all-words.json")).expect("a plan");
    let mut places = Vec::new();
    pointers(&whole, String::new(), &mut places);
    let odd = [
        json!(null),
        json!(true),
        json!(-7),
        json!(1.5),
        json!("x"),
        json!([]),
        json!({}),
        json!([[1]]),
        json!({"a": {}}),
    ];
    let world = World::empty();
    for place in places {
        for odd in &odd {
            let mut plan = whole.clone();
            *plan.pointer_mut(&place).expect("a place") = odd.clone();
            let heard = world.file("bad.json", plan.to_string()).ask("check bad.json");
            let told = heard.errors().lines().filter(|line| !line.contains(" | ")).collect::<Vec<_>>().join("\n");
            let leak = WORDS.iter().find(|word| told.contains(**word));
            assert!(leak.is_none(), "{leak:?} for {odd} at {place}: {told}");
        }
    }
}

fn pointers(value: &Value, at: String, places: &mut Vec<String>) {
    places.push(at.clone());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                pointers(value, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), places);
            }
        }
        Value::Array(items) => {
            for (place, value) in items.iter().enumerate() {
                pointers(value, format!("{at}/{place}"), places);
            }
        }
        _ => {}
    }
}

#[test]
fn the_reference_page_has_every_key() {
    let page = World::empty().width(80).ask("plan format").ok();
    let schema: Value = serde_json::from_str(World::empty().ask("schema plan").ok().text()).expect("a schema");
    for of in ["", "/$defs/Milestone", "/$defs/Actor", "/$defs/Indicator", "/$defs/Rules"] {
        for key in schema.pointer(&format!("{of}/properties")).expect("keys").as_object().expect("keys").keys() {
            let shown = page.text().lines().any(|line| {
                line.trim_start().trim_start_matches(key.as_str()).starts_with([' ', '*'])
                    && line.starts_with(&format!("  {key}"))
            });
            assert!(shown, "{of} {key}");
        }
    }
    let fits = |line: &str| line.chars().count() <= 80 || line.trim().split(' ').count() == 1;
    assert!(page.text().lines().all(fits));
    page.hears("{\"on\": \"2026-05-01\"}").hears("A date has come.");
}

#[cfg(unix)]
mod in_an_editor {
    use super::*;

    #[test]
    fn one_milestone_is_edited_and_nothing_else_moves() {
        let world = World::empty();
        world.file("accord.json", repository("tests/stories/demands/accord.json").replace('\n', "\r\n"));
        world.ask("init --from accord.json --as desk").ok();
        let before = world.read("plan.json");
        world.edits("sed -i 's/Arms handed in/All arms handed in/'", &[]);
        world.ask("plan edit AR-1").ok().hears("1 milestone changed (AR-1)");
        assert_eq!(world.read("plan.json"), before.replacen("Arms handed in", "All arms handed in", 1));
        world.edits("true", &[]).ask("plan edit").ok().hears("Nothing was changed");
        assert!(!world.folder().join(".milepost/edit/plan.json").exists());
    }

    #[test]
    fn a_broken_plan_goes_back_to_the_editor_or_is_left() {
        let world = draft();
        let before = world.read("plan.json");
        world.edits("sed -i 's/\"due\"/\"deu\"/'", &["x\n"]);
        world.ask("plan edit DC-1").ok().hears("Nothing was changed").hears(".milepost/edit/DC-1.json");
        assert_eq!(world.read("plan.json"), before);
        // The first time it is broken, the second time mended.
        world.edits(
            "sed -i -e 's/\"deu\":{[^}]*}/\"due\":{\"on\":\"2027-01-01\"}/;t' -e 's/\"due\"/\"deu\"/'",
            &["e\n"],
        );
        world.ask("plan edit DC-1").ok().hears("1 milestone changed (DC-1)");
        assert!(world.read("plan.json").contains("2027-01-01"));
    }

    #[test]
    fn without_a_terminal_a_broken_plan_is_an_error() {
        let world = draft();
        world.edits("sed -i 's/\"mov\"/\"nobody\"/'", &[]);
        refused(&world, "plan edit DC-1", 3, "the actor `nobody` is not in the plan").remarks("what you wrote is in");
        assert!(world.read(".milepost/edit/DC-1.json").contains("nobody"));
        world.edits("false", &[]);
        refused(&world, "plan edit", 2, "the editor `false` ended with an error");
        refused(&World::new(&plan(TWO)), "plan edit", 2, "no editor is named").remarks("EDITOR=nano");
    }

    /// What was typed in vain once stays, whatever is edited after it.
    #[test]
    fn what_was_kept_of_an_earlier_edit_stays() {
        let world = draft();
        for (place, nobody) in [("DC-1", "nobody"), ("DC-1-2", "no-one"), ("DC-1-3", "none-such")] {
            world.edits(&format!("sed -i 's/\"mov\"/\"{nobody}\"/'"), &[]);
            refused(&world, "plan edit DC-1", 3, "is not in the plan").remarks(&format!("edit/{place}.json"));
            assert!(world.read(&format!(".milepost/edit/{place}.json")).contains(nobody));
        }
        assert!(world.read(".milepost/edit/DC-1.json").contains("nobody"));
        world.edits("sed -i 's/Arms handed in/All arms handed in/'", &[]).ask("plan edit DC-1").ok();
        assert!(!world.folder().join(".milepost/edit/DC-1-4.json").exists());
        let left = refused(world.edits("false", &[]), "plan edit DC-1", 2, "ended with an error");
        assert!(!left.errors().contains("what you wrote"), "{}", left.errors());
        assert!(!world.folder().join(".milepost/edit/DC-1-4.json").exists());
    }

    #[test]
    fn an_id_is_not_changed_in_the_editor() {
        let world = draft();
        world.edits("sed -i 's/\"DC-1\"/\"DC-9\"/'", &[]);
        let heard = refused(&world, "plan edit DC-1", 3, "the id `DC-1` is changed to `DC-9`")
            .remarks("`milepost plan rename DC-1 DC-9`");
        assert_eq!(heard.errors().matches("nothing was changed").count(), 1);
    }

    #[test]
    fn a_key_of_ones_own_is_not_what_is_wrong() {
        let world = draft();
        world.file("plan.json", world.read("plan.json").replacen("\"id\":\"DC-1\"", "\"id\":\"DC-1\",\"x-mine\":1", 1));
        world.edits("sed -i 's/\"due\":/\"due\" /'", &[]);
        let heard = refused(&world, "plan edit", 2, "not JSON");
        assert!(!heard.errors().contains("unknown key"), "{}", heard.errors());
        world.edits("sed -i 's/\"due\"/\"deu\"/'", &[]);
        refused(&world, "plan edit DC-1", 2, "unknown key `deu`");
    }

    /// Some editors put a mark before what they save; it is theirs, and no part of the plan.
    #[test]
    fn a_mark_that_the_editor_puts_before_is_left_out() {
        let world = draft();
        world.edits("sed -i '1s/^/\\xef\\xbb\\xbf/;s/Arms handed in/All arms handed in/'", &[]);
        world.ask("plan edit DC-1").ok().hears("1 milestone changed (DC-1)");
        assert!(!world.read("plan.json").contains('\u{feff}'));
    }

    #[test]
    fn a_plan_that_cannot_be_read_is_mended() {
        let world = draft();
        let whole = world.read("plan.json");
        world.file("plan.json", whole.replacen("\"due\"", "\"deu\"", 1));
        refused(&world, "plan set DC-1 weight=2", 2, "unknown key `deu`");
        world.edits("sed -i 's/\"deu\"/\"due\"/'", &[]).ask("plan edit").ok();
        assert_eq!(world.read("plan.json"), whole);
    }

    #[test]
    fn in_force_what_was_edited_is_proposed() {
        let world = in_force();
        world.edits("sed -i 's/Arms handed in/All arms handed in/'", &[]);
        refused(&world, "plan edit DC-1 --as gov", 3, "calls itself version `1`").remarks("what you wrote is in");
        world
            .ask("plan edit DC-1 --as gov --version 2")
            .ok()
            .hears("proposed by Government")
            .hears("1 milestone changed (DC-1)");
    }
}

// --- whatever is typed ---

/// Plans that say the same and are laid out in different ways.
fn layouts() -> [String; 6] {
    let by_hand = repository("data/helsinki-2005/plan.json");
    let value: Value = serde_json::from_str(&by_hand).expect("a plan");
    let pretty = serde_json::to_string_pretty(&value).expect("JSON");
    let compact = plan(TWO);
    [
        by_hand.clone(),
        by_hand.replace('\n', "\r\n"),
        pretty.replace("  ", "\t"),
        value.to_string(),
        compact,
        repository("tests/stories/demands/accord.json").trim_end().to_owned(),
    ]
}

const IDS: [&str; 14] =
    ["AM-1", "DC-1", "WD-1", "WD", "DE-9", "gov", "goi", "amm", "stage-1", "one", "mou", "NEW-1", "NEW-2", "actor:gam"];
const KEYS: [&str; 16] = [
    "due=2026-05-01",
    "due=30 days after signature",
    "due=soon",
    "due=none",
    "weight=2",
    "weight=x",
    "title=Other",
    "title.uk=Інша",
    "responsible+=gam",
    "responsible-=goi",
    "responsible=nobody",
    "x-mine=1",
    "requires+=NEW-1",
    "verify=role:monitor",
    "hold=P14D",
    "deu=1",
];

/// A command of `plan`, by numbers.
fn command((verb, one, other, key): (u8, usize, usize, usize)) -> Vec<String> {
    let (one, other, key) = (IDS[one % IDS.len()], IDS[other % IDS.len()], KEYS[key % KEYS.len()]);
    let words: Vec<&str> = match verb % 9 {
        0 => vec!["set", one, key],
        1 => vec!["add", "milestone", one, "title=New", key],
        2 => vec!["add", "milestone", one, "title=New", "--after", other],
        3 => vec!["add", "phase", one, "title=New"],
        4 => vec!["add", "actor", one, "name=New", "role=party"],
        5 => vec!["rename", one, other],
        6 => vec!["split", one, other, "NEW-1=First part"],
        7 => vec!["drop", one],
        _ => vec!["add", "indicator", "NEW-1/arms", "target=3"],
    };
    ["plan"].into_iter().chain(words).map(str::to_owned).collect()
}

/// The lines of a text that have to do with some ids: those of things called so, those that name them, and the lines before and behind
/// a thing, whose commas it moves.
fn near(text: &str, ids: &BTreeSet<String>) -> BTreeSet<usize> {
    let line_of = |offset: usize| text[..offset].matches('\n').count();
    let mut lines = BTreeSet::new();
    let mut wait = vec![JsonNode::of(text)];
    while let Some(node) = wait.pop() {
        let own = node.says("id").is_some_and(|id| ids.contains(&id.to_lowercase()));
        if own {
            lines.extend(line_of(node.at.start).saturating_sub(1)..=line_of(node.at.end) + 1);
        }
        if node.words().is_some_and(|words| words.split([':', ' ']).any(|word| ids.contains(&word.to_lowercase()))) {
            lines.extend(line_of(node.at.start)..=line_of(node.at.end));
        }
        wait.extend(node.items().iter().cloned());
        wait.extend(node.members().iter().map(|member| member.value.clone()));
    }
    lines
}

/// Asserts that all lines but some stand in the other text, byte for byte and in order.
fn stays(old: &str, new: &str, but: &BTreeSet<usize>, said: &str) {
    let mut rest = new.split_inclusive('\n');
    for (place, line) in old.split_inclusive('\n').enumerate().filter(|(place, _)| !but.contains(place)) {
        assert!(rest.any(|other| other == line), "{said}: line {} is lost: {line}", place + 1);
    }
}

/// The lines in which a new thing may be put: those of the ends of lists, and of lists that were empty.
fn ends(text: &str) -> BTreeSet<usize> {
    let line_of = |offset: usize| text[..offset].matches('\n').count();
    let root = JsonNode::of(text);
    let mut lines = BTreeSet::from([line_of(root.at.end)]);
    for member in root.members() {
        let last = member.value.items().last().map_or(member.value.at.end, |last| last.at.end);
        lines.extend([line_of(last), line_of(member.value.at.end), line_of(member.key_at.start).saturating_sub(1)]);
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any sequence of commands leaves a plan that can be read; what is refused changes nothing; lines that have nothing to do with what
    /// was named are as they were.
    #[test]
    fn whatever_is_typed_the_plan_can_be_read(
        layout in 0usize..6,
        numbers in vec((any::<u8>(), 0usize..64, 0usize..64, 0usize..64), 1..10),
    ) {
        let world = World::empty();
        world.file("draft.json", &layouts()[layout]).ask("init --from draft.json").ok();
        for numbers in numbers {
            let words = command(numbers);
            let said = words.join(" ");
            let before = world.read("plan.json");
            let heard = world.run(&words);
            let after = world.read("plan.json");
            prop_assert!(matches!(heard.exit(), 0 | 2 | 3), "{said}: {}", heard.errors());
            prop_assert_eq!(heard.exit() == 0, before != after, "{}", said);
            prop_assert!(Plan::parse(&after).is_ok(), "{said}\n{after}");
            prop_assert!(world.ask("check").exit() <= 1, "{}", said);
            let bare = |word: &String| word.split([':', '/', '=']).map(str::to_lowercase).collect::<Vec<_>>();
            let ids: BTreeSet<String> = words[2..].iter().flat_map(bare).collect();
            let but: BTreeSet<usize> = near(&before, &ids).union(&ends(&before)).copied().collect();
            stays(&before, &after, &but, &said);
        }
    }

    /// What is called otherwise means the same: the same picture, name for name.
    #[test]
    fn a_rename_changes_no_meaning(layout in 0usize..6, which in 0usize..60) {
        let world = World::empty();
        let text = &layouts()[layout];
        world.file("draft.json", text).ask("init --from draft.json").ok();
        let plan = Plan::parse(text).expect("a plan");
        let ids: Vec<String> = plan.milestones.iter().map(|one| format!("milestone:{}", one.id))
            .chain(plan.actors.iter().map(|one| format!("actor:{}", one.id)))
            .chain(plan.phases.iter().map(|one| format!("phase:{}", one.id)))
            .chain(plan.elements.iter().map(|one| format!("element:{}", one.id))).collect();
        let old = &ids[which % ids.len()];
        let new = "Zz-new-name";
        let seen = |world: &World| (world.ask("list -o json").ok().at("/milestones").to_string(), world.ask("status -o json").ok().at("/total"));
        let before = seen(&world);
        world.ask(&format!("plan rename {old} {new}")).ok();
        let bare = old.split_once(':').expect("a kind").1;
        let told_back = |told: &str| told.replace(new, bare);
        let after = seen(&world);
        prop_assert_eq!(told_back(&after.0), before.0, "{}", old);
        prop_assert_eq!(after.1, before.1);
        world.ask(&format!("plan rename {}:{new} {bare}", old.split_once(':').expect("a kind").0)).ok();
        prop_assert_eq!(world.read("plan.json"), milepost::store::create::with_uid(text, "00112233445566778899aabbccddeeff"));
    }
}
