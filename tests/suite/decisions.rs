//! Decisions, breaches, disputes and amendments, scene by scene. All plans and events here are invented.

use super::world::World;
use serde_json::{Value, json};
use sha2_of::hash;

/// SHA-256 by the program's own hand, so that scenes can name versions.
mod sha2_of {
    pub fn hash(text: &str) -> String {
        milepost::model::hash::Hash::of(text.as_bytes()).to_string()
    }
}

/// A plan with two parties, three monitors of whom two must verify, and rules for every decision.
fn plan(milestones: Value) -> Value {
    let actor = |id: &str, role: &str| json!({"id": id, "name": id, "role": role});
    let both = json!({"by": ["role:party"], "quorum": "all"});
    json!({
        "format": "milepost/plan/1", "id": "invented", "uid": "u", "version": "1", "title": "Invented plan",
        "signed": "2026-01-01", "sources": [{"id": "text", "title": "Invented text"}],
        "actors": [
            actor("gov", "party"), actor("mov", "party"),
            actor("one", "monitor"), actor("two", "monitor"),
            {"id": "three", "name": "three", "role": "monitor", "mandate": {"until": "2026-03-31"}},
            actor("friend", "guarantor"), actor("desk", "secretariat"),
        ],
        "phases": [{"id": "first", "title": "First"}],
        "rules": {
            "verify": {"by": ["role:monitor"], "quorum": 2}, "start": both, "reschedule": both, "amend": both,
            "suspend": {"by": ["role:party"], "quorum": 1}, "settle": {"by": ["one"], "quorum": 1},
        },
        "milestones": milestones,
    })
}

fn world(milestones: Value) -> World {
    World::new(&plan(milestones).to_string())
}

fn arms() -> Value {
    json!([{"id": "A", "title": "Arms handed in", "responsible": ["gov"], "source": ["text"], "phase": "first",
            "due": {"on": "2026-02-01"}, "indicators": [{"id": "arms", "target": 100}]}])
}

/// The desk writes down what others say, each on the day it was said; gives the last entry's number.
fn told(world: &World, day: &str, entries: Value) {
    let lines: Vec<String> = entries.as_array().expect("entries").iter().map(Value::to_string).collect();
    world.file("told.jsonl", lines.join("\n"));
    world.at(day).ask("import told.jsonl --as desk --again").ok();
}

fn refused(world: &World, day: &str, entry: Value, why: &str) {
    world.file("told.jsonl", entry.to_string());
    world.at(day).ask("import told.jsonl --as desk --again").code(3).remarks(why);
}

fn shown(world: &World, id: &str, pointer: &str, moments: &str) -> Value {
    world.ask(&format!("show {id} -o json {moments}")).ok().at(&format!("/milestone/{pointer}"))
}

fn status(world: &World, id: &str, moments: &str) -> String {
    shown(world, id, "status", moments).as_str().expect("a status").to_owned()
}

fn stage(world: &World, moments: &str) -> String {
    world.ask(&format!("status -o json {moments}")).ok().at("/plan/state").as_str().expect("a state").to_owned()
}

#[test]
fn a_quorum_of_verifiers_is_reached_lost_by_retraction_and_reached_again() {
    let world = world(arms());
    let full = |by: &str| json!({"milestone": "A", "level": "full", "by": by, "on": "2026-01-20"});
    told(&world, "2026-01-20", json!([full("one")]));
    assert_eq!(shown(&world, "A", "verified", ""), Value::Null);
    told(&world, "2026-01-21", json!([full("two")]));
    assert_eq!(status(&world, "A", ""), "achieved");
    told(&world, "2026-01-22", json!([{"kind": "retract", "entry": "desk:2", "by": "two"}]));
    assert_eq!((status(&world, "A", ""), shown(&world, "A", "verified", "")), ("open".into(), Value::Null));
    // What was known on the 21st is still to be asked.
    assert_eq!(status(&world, "A", "--known-by 2026-01-21"), "achieved");
    told(&world, "2026-01-23", json!([full("three")]));
    assert_eq!(shown(&world, "A", "verified/by", ""), json!(["one", "three"]));
}

#[test]
fn a_decision_that_is_taken_cannot_be_lost() {
    let world = world(arms());
    let later = |by: &str| json!({"kind": "reschedule", "milestone": "A", "due": {"on": "2026-03-01"}, "by": by});
    told(&world, "2026-01-10", json!([later("gov")]));
    // Taken back in time, it counts for nothing, and to agree with it does neither.
    told(&world, "2026-01-11", json!([{"kind": "retract", "entry": "desk:1", "by": "gov"}]));
    refused(&world, "2026-01-11", json!({"kind": "agree", "entry": "desk:1", "by": "mov"}), "no longer stands");
    told(&world, "2026-01-12", json!([later("gov")]));
    told(&world, "2026-01-13", json!([{"kind": "agree", "entry": "desk:3", "by": "mov"}]));
    assert_eq!(shown(&world, "A", "due/on", ""), "2026-03-01");
    let late = json!({"kind": "retract", "entry": "desk:3", "by": "gov"});
    refused(&world, "2026-01-14", late, "helped to decide");
    let stale = json!({"kind": "agree", "entry": "desk:3", "by": "mov"});
    refused(&world, "2026-01-14", stale, "a decision cleared it");
    // Known from the moment that completed the quorum, and from then on only.
    assert_eq!(shown(&world, "A", "due/on", "--known-by 2026-01-12"), "2026-02-01");
}

#[test]
fn entry_into_force_ahead_is_voided_and_set_again() {
    let mut milestones = arms();
    milestones[0]["due"] = json!({"after": "start", "within": "P30D"});
    let world = world(milestones);
    let start = |by: &str, from: Value, on: &str| json!({"kind": "start", "by": by, "from": from, "on": on});
    let both = |from: Value, on: &str| json!([start("gov", from.clone(), on), start("mov", from, on)]);
    world.at("2026-01-05").ask("reschedule A D+30 --as gov").code(2);
    told(&world, "2026-01-05", both(json!("2026-02-01"), "2026-01-05"));
    assert_eq!((stage(&world, ""), shown(&world, "A", "due/on", "")), ("signed".into(), json!("2026-03-03")));
    told(&world, "2026-01-20", both(Value::Null, "2026-01-20"));
    assert_eq!((stage(&world, ""), shown(&world, "A", "due/on", "")), ("signed".into(), Value::Null));
    // Before the day of voiding the old start stands.
    assert_eq!(shown(&world, "A", "due/on", "--as-of 2026-01-19"), "2026-03-03");
    told(&world, "2026-01-25", both(json!("2026-01-25"), "2026-01-25"));
    assert_eq!((stage(&world, ""), shown(&world, "A", "due/on", "")), ("in force".into(), json!("2026-02-24")));
    assert_eq!(shown(&world, "A", "due/slip_days", ""), 0);
}

#[test]
fn a_date_moves_three_times() {
    let world = world(arms());
    let move_to = |due: Value, by: &str| json!({"kind": "reschedule", "milestone": "A", "due": due, "by": by});
    let both = |due: Value| json!([move_to(due.clone(), "gov"), move_to(due, "mov")]);
    told(&world, "2026-01-20", both(json!({"on": "2026-02-15"})));
    // Once after it had passed, once to no date at all.
    told(&world, "2026-02-20", both(json!({"on": "2026-03-15"})));
    told(&world, "2026-03-01", both(Value::Null));
    let due = shown(&world, "A", "due", "");
    assert_eq!((&due["on"], &due["first"], &due["moves"]), (&Value::Null, &json!("2026-02-01"), &json!(3)));
    let days: Vec<&Value> = due["history"].as_array().unwrap().iter().map(|step| &step["days"]).collect();
    assert_eq!(days, [&json!(14), &json!(28), &Value::Null]);
    assert_eq!(due["history"][1]["entries"], json!(["desk:3", "desk:4"]));
    assert_eq!(shown(&world, "A", "timing/word", ""), "no date");
    // Between deadline and the second move it was overdue, and a reader of that day was told so.
    let overdue = |moments: &str| shown(&world, "A", "timing", moments);
    assert_eq!(overdue("--as-of 2026-02-18 --known-by 2026-02-18"), json!({"word": "overdue", "days": 3}));
    assert_eq!(shown(&world, "A", "due/slip_days", "--as-of 2026-02-25 --known-by 2026-02-25"), 42);
    told(&world, "2026-03-10", both(json!({"on": "2026-04-01"})));
    assert_eq!(shown(&world, "A", "due/slip_days", ""), 59);
    world.ask("show A").ok().hears("moved        4 times, first 2026-02-01, +59 d in all");
}

#[test]
fn a_mandate_ends_and_is_prolonged() {
    let world = world(arms());
    let full = |by: &str, on: &str| json!({"milestone": "A", "level": "full", "by": by, "on": on});
    told(&world, "2026-04-10", json!([full("one", "2026-04-10"), full("three", "2026-04-10")]));
    // After its end it assesses.
    assert_eq!(
        (status(&world, "A", ""), shown(&world, "A", "said/1/standing", "")),
        ("under way".into(), "assessed".into())
    );
    let prolong = |by: &str| json!({"kind": "reschedule", "actor": "three", "until": "2026-06-30", "from": "2026-04-01", "by": by});
    told(&world, "2026-04-20", json!([prolong("gov"), prolong("mov")]));
    assert_eq!(status(&world, "A", ""), "achieved");
    assert_eq!(status(&world, "A", "--known-by 2026-04-19"), "under way");
}

#[test]
fn suspension_stops_the_count_of_days_and_makes_nothing_overdue() {
    let mut milestones = arms();
    milestones[0]["hold"] = json!("P10D");
    let mut second = arms()[0].clone();
    second["id"] = json!("B");
    milestones.as_array_mut().unwrap().push(second);
    let world = world(milestones);
    let full = |by: &str| json!({"milestone": "A", "level": "full", "by": by, "on": "2026-01-20"});
    told(&world, "2026-01-20", json!([full("one"), full("two")]));
    told(&world, "2026-01-24", json!([{"kind": "suspend", "by": "gov", "on": "2026-01-24"}]));
    world.at("2026-02-05");
    let timing = shown(&world, "B", "timing", "");
    assert_eq!((status(&world, "A", ""), timing), ("suspended".into(), json!({"word": "suspended", "days": null})));
    told(&world, "2026-02-10", json!([{"kind": "resume", "by": "mov", "on": "2026-02-10"}]));
    assert_eq!(shown(&world, "A", "hold", ""), json!({"day": 4, "of": 10}));
    assert_eq!(shown(&world, "B", "timing", ""), json!({"word": "overdue", "days": 9}));
    world.at("2026-02-20");
    assert_eq!(status(&world, "A", ""), "achieved");
    assert_eq!(status(&world, "A", "--as-of 2026-02-15"), "holding");
}

#[test]
fn what_is_not_suspended_does_not_resume() {
    let world = world(arms());
    refused(&world, "2026-01-24", json!({"kind": "resume", "by": "gov"}), "nothing is suspended");
    told(&world, "2026-01-24", json!([{"kind": "suspend", "phase": "first", "by": "gov"}]));
    assert_eq!(status(&world, "A", ""), "suspended");
    refused(&world, "2026-01-25", json!({"kind": "resume", "milestone": "A", "by": "gov"}), "nothing is suspended");
    refused(&world, "2026-01-25", json!({"kind": "suspend", "phase": "other", "by": "gov"}), "phase `other`");
    told(&world, "2026-01-25", json!([{"kind": "resume", "phase": "first", "by": "mov"}]));
    assert_eq!(status(&world, "A", ""), "open");
}

/// A ceasefire that is verified as held since 2026-01-10, and a release that waits for it.
fn ceasefire() -> World {
    let world = world(json!([
        {"id": "C", "title": "Ceasefire", "responsible": ["gov"], "source": ["text"], "continuing": true},
        {"id": "R", "title": "Release", "responsible": ["mov"], "source": ["text"],
         "requires": [{"milestone": "C", "is": "holding"}]},
    ]));
    let full = |by: &str| json!({"milestone": "C", "level": "full", "by": by, "on": "2026-01-10"});
    told(&world, "2026-01-10", json!([full("one"), full("two")]));
    world
}

fn shot(actor: Value, severity: &str) -> Value {
    json!({"kind": "incident", "milestone": "C", "by": "mov", "actor": actor, "severity": severity, "on": "2026-01-30"})
}

fn finds(by: &str, outcome: &str) -> Value {
    json!({"kind": "finding", "incident": "desk:3", "outcome": outcome, "by": by})
}

#[test]
fn a_breach_opens_when_the_quorum_confirms_and_closes_when_it_claims_full_again() {
    let world = ceasefire();
    told(&world, "2026-01-30", json!([shot(json!("gov"), "serious")]));
    assert_eq!((status(&world, "C", ""), status(&world, "R", "")), ("holding".into(), "open".into()));
    assert_eq!(shown(&world, "C", "incidents", ""), json!({"alleged": ["desk:3"]}));
    told(&world, "2026-02-01", json!([finds("one", "confirmed")]));
    assert_eq!(status(&world, "C", ""), "holding");
    told(&world, "2026-02-02", json!([finds("two", "confirmed")]));
    // It opened on the day of the incident; the release waits again, the level is as it was.
    assert_eq!(
        (status(&world, "C", "--as-of 2026-01-30"), status(&world, "R", "")),
        ("breached".into(), "waiting".into())
    );
    assert_eq!(shown(&world, "C", "verified/level", ""), "full");
    assert_eq!(shown(&world, "C", "backsliding/0/held_days", ""), 20);
    let full = |by: &str, on: &str| json!({"milestone": "C", "level": "full", "by": by, "on": on});
    told(&world, "2026-02-05", json!([full("one", "2026-02-05")]));
    assert_eq!(status(&world, "C", ""), "breached");
    told(&world, "2026-02-07", json!([full("two", "2026-02-07")]));
    assert_eq!((status(&world, "C", ""), status(&world, "R", "")), ("holding".into(), "open".into()));
    assert_eq!(shown(&world, "C", "hold", "--as-of 2026-02-07"), json!({"day": 0, "of": null}));
    let breach = shown(&world, "C", "breaches/0", "");
    assert_eq!(
        (breach["opened"].as_str().map(|on| &on[..10]), breach["closed"].as_str().map(|on| &on[..10])),
        (Some("2026-01-30"), Some("2026-02-07"))
    );
}

#[test]
fn what_is_attributed_to_others_breaches_nothing() {
    for (actor, severity, expected) in [
        (json!("mov"), "grave", "holding"),
        (json!("outside"), "grave", "holding"),
        (json!("gov"), "minor", "holding"),
        (json!("undetermined"), "serious", "breached"),
        (json!(["mov", "gov"]), "serious", "breached"),
        (Value::Null, "grave", "breached"),
    ] {
        let world = ceasefire();
        let mut incident = shot(actor.clone(), severity);
        if actor.is_null() {
            incident.as_object_mut().unwrap().remove("actor");
        }
        told(&world, "2026-02-02", json!([incident, finds("one", "confirmed"), finds("two", "confirmed")]));
        assert_eq!(status(&world, "C", ""), expected, "{actor} {severity}");
    }
}

#[test]
fn monitors_contradict_each_other_and_both_stay_visible() {
    let world = ceasefire();
    let others = [finds("one", "confirmed"), finds("two", "unfounded")];
    told(&world, "2026-02-02", json!([shot(json!("gov"), "serious"), others[0], others[1]]));
    assert_eq!(status(&world, "C", ""), "holding");
    world.ask("show C").ok().hears("confirmed by one").hears("unfounded by two").hears("verifiers differ");
    world.ask("status").ok().hears("C: 2026-01-30, serious (desk:3): verifiers differ");
    // A third decides; a verifier changes its mind; a finding is taken back.
    told(&world, "2026-02-03", json!([{"kind": "agree", "entry": "desk:4", "by": "three"}]));
    assert_eq!(status(&world, "C", ""), "breached");
    told(&world, "2026-02-04", json!([finds("one", "inconclusive")]));
    assert_eq!(status(&world, "C", ""), "holding");
    told(&world, "2026-02-05", json!([{"kind": "retract", "entry": "desk:7", "by": "one"}]));
    assert_eq!(status(&world, "C", ""), "breached");
    // Taking the allegation back withdraws only its author's word.
    told(&world, "2026-02-06", json!([{"kind": "retract", "entry": "desk:3", "by": "mov"}]));
    assert_eq!(status(&world, "C", ""), "breached");
    world.ask("show C").ok().hears("who took it back");
    refused(
        &world,
        "2026-02-07",
        json!({"kind": "finding", "incident": "desk:3", "outcome": "confirmed", "by": "friend"}),
        "only who verifies",
    );
    refused(
        &world,
        "2026-02-07",
        json!({"kind": "finding", "incident": "desk:1", "outcome": "confirmed", "by": "one"}),
        "`desk:1` is not an incident",
    );
}

#[test]
fn a_confirmed_incident_restarts_a_hold_while_it_runs() {
    let mut milestones = arms();
    milestones[0]["hold"] = json!("P14D");
    let world = world(milestones);
    let full = |by: &str| json!({"milestone": "A", "level": "full", "by": by, "on": "2026-01-10"});
    let incident = json!({"kind": "incident", "milestone": "A", "by": "mov", "severity": "minor", "on": "2026-01-20"});
    told(
        &world,
        "2026-01-20",
        json!([full("one"), full("two"), incident, finds("one", "confirmed"), finds("two", "confirmed")]),
    );
    world.at("2026-01-26");
    assert_eq!(
        (status(&world, "A", ""), shown(&world, "A", "hold", "")),
        ("holding".into(), json!({"day": 6, "of": 14}))
    );
    world.at("2026-02-03");
    assert_eq!(status(&world, "A", ""), "achieved");
    assert_eq!(shown(&world, "A", "breaches", ""), json!([]));
}

#[test]
fn a_dispute_contests_until_it_is_settled() {
    let world = world(arms());
    told(
        &world,
        "2026-01-20",
        json!([
            {"milestone": "A", "level": "full", "by": "gov", "on": "2026-01-20"},
            {"kind": "dispute", "milestone": "A", "by": "mov", "note": "not the arms that were meant"},
        ]),
    );
    assert_eq!(status(&world, "A", ""), "contested");
    let settle = |outcome: &str, by: &str| json!({"kind": "settle", "dispute": "desk:2", "outcome": outcome, "by": by});
    refused(&world, "2026-01-21", settle("withdrawn", "gov"), "only who disputed withdraws");
    refused(&world, "2026-01-21", settle("dismissed", "two"), "does not name `two`");
    refused(
        &world,
        "2026-01-21",
        json!({"kind": "dispute", "milestone": "A", "by": "friend"}),
        "`friend` is not a party",
    );
    refused(
        &world,
        "2026-01-21",
        json!({"kind": "settle", "dispute": "desk:1", "outcome": "upheld", "by": "one"}),
        "not a dispute",
    );
    told(&world, "2026-01-22", json!([settle("dismissed", "one")]));
    assert_eq!(status(&world, "A", ""), "reported");
    assert_eq!(status(&world, "A", "--as-of 2026-01-21"), "contested");
    // Decided again, and withdrawn by who disputed.
    told(&world, "2026-01-23", json!([settle("withdrawn", "mov")]));
    assert_eq!(world.ask("export").ok().at("/disputes/0/outcome"), "withdrawn");
}

#[test]
fn a_disputed_entry_marks_its_milestone_while_it_is_its_authors_latest() {
    let world = world(arms());
    let full = |by: &str| json!({"milestone": "A", "level": "full", "by": by, "on": "2026-01-20"});
    told(&world, "2026-01-20", json!([full("one"), full("two"), {"kind": "dispute", "entry": "desk:2", "by": "mov"}]));
    assert_eq!((status(&world, "A", ""), shown(&world, "A", "disputed", "")), ("achieved".into(), json!(true)));
    assert_eq!(world.ask("status -o json").ok().at("/total/disputed"), 1);
    told(&world, "2026-01-25", json!([{"milestone": "A", "level": "full", "by": "two", "on": "2026-01-25"}]));
    assert_eq!(shown(&world, "A", "disputed", ""), json!(false));
    // Upheld, the disputed entry never counted: the quorum is complete only with the later word.
    told(&world, "2026-01-26", json!([{"kind": "settle", "dispute": "desk:3", "outcome": "upheld", "by": "one"}]));
    assert_eq!(shown(&world, "A", "verified/on", ""), "2026-01-25");
    world.ask("log A").ok().hears("void since the dispute `desk:3` was upheld");
    // A dispute over a retracted entry falls.
    told(
        &world,
        "2026-01-27",
        json!([{"kind": "dispute", "entry": "desk:4", "by": "gov"}, {"kind": "retract", "entry": "desk:4", "by": "two"}]),
    );
    assert_eq!(world.ask("export").ok().at("/disputes/1/outcome"), "fell");
}

#[test]
fn a_side_that_leaves_is_no_longer_awaited() {
    let world = world(arms());
    told(
        &world,
        "2026-01-10",
        json!([{"kind": "reschedule", "milestone": "A", "due": {"on": "2026-03-01"}, "by": "gov"}]),
    );
    assert_eq!(world.ask("export").ok().at("/decisions/0/awaiting"), json!(["mov"]));
    told(&world, "2026-01-15", json!([{"kind": "repudiate", "by": "mov"}]));
    assert_eq!(
        (stage(&world, ""), shown(&world, "A", "due/on", "")),
        ("repudiated by mov".into(), json!("2026-03-01"))
    );
    told(&world, "2026-01-20", json!([{"kind": "rejoin", "by": "mov"}]));
    assert_eq!((stage(&world, ""), stage(&world, "--as-of 2026-01-19")), ("signed".into(), "repudiated by mov".into()));
    refused(&world, "2026-01-21", json!({"kind": "repudiate", "by": "one"}), "neither a party nor a guarantor");
}

#[test]
fn to_agree_is_to_say_the_same_for_the_same_moment() {
    let world = world(arms());
    told(&world, "2026-01-15", json!([{"milestone": "A", "values": {"arms": 60}, "by": "one", "on": "2026-01-12"}]));
    told(
        &world,
        "2026-01-20",
        json!([{"kind": "agree", "entry": "desk:1", "by": "two"}, {"kind": "agree", "entry": "desk:1", "by": "mov"}]),
    );
    assert_eq!(shown(&world, "A", "verified/values/arms", "--as-of 2026-01-12"), 60);
    assert_eq!(shown(&world, "A", "said/0/standing", ""), "confirmed");
    // The author takes its word back; who agreed stands by it.
    told(&world, "2026-01-21", json!([{"kind": "retract", "entry": "desk:1", "by": "one"}]));
    assert_eq!(shown(&world, "A", "verified", ""), Value::Null);
    assert_eq!(shown(&world, "A", "said/1/progress", ""), 0.6);
    refused(&world, "2026-01-22", json!({"kind": "agree", "entry": "desk:4", "by": "gov"}), "nothing to agree with");
    refused(
        &world,
        "2026-01-22",
        json!({"kind": "agree", "entry": "desk:9", "by": "gov"}),
        "no earlier entry `desk:9`",
    );
}

/// The world after an amendment from 2026-03-01 on, decided on 2026-02-20: `change` makes the second version.
fn amended(milestones: Value, change: impl FnOnce(&mut Value)) -> World {
    let first = plan(milestones);
    let world = World::new(&first.to_string());
    let full = |by: &str| json!({"milestone": "A", "values": {"arms": 100}, "by": by, "on": "2026-01-20"});
    told(&world, "2026-01-20", json!([full("gov"), full("one"), full("two")]));
    amend(&world, &first, "2026-02-20", change);
    world
}

fn amend(world: &World, base: &Value, day: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut second = base.clone();
    second["base"] = json!(hash(&base.to_string()));
    change(&mut second);
    world.file(&format!("plans/{}.json", hash(&second.to_string())), second.to_string());
    let entry = |by: &str| json!({"kind": "amend", "base": hash(&base.to_string()), "plan": hash(&second.to_string()), "from": "2026-03-01", "by": by});
    told(world, day, json!([entry("gov"), entry("mov")]));
    second
}

#[test]
fn an_amendment_measures_anew_and_leaves_the_past_as_it_was() {
    let world = amended(arms(), |plan| {
        plan["milestones"][0]["indicators"][0]["target"] = json!(200);
        plan["milestones"][0]["due"] = json!({"on": "2026-06-01"});
    });
    world.at("2026-03-10");
    assert_eq!(
        (status(&world, "A", ""), shown(&world, "A", "verified/progress", "")),
        ("under way".into(), json!(0.5))
    );
    assert_eq!(
        (shown(&world, "A", "backsliding", ""), shown(&world, "A", "remeasured/0", "")),
        (json!([]), json!("2026-03-01T00:00:00.000Z"))
    );
    assert_eq!(shown(&world, "A", "due/slip_days", ""), 120);
    for moments in ["--as-of 2026-02-28", "--known-by 2026-02-19"] {
        assert_eq!(
            (status(&world, "A", moments), shown(&world, "A", "due/on", moments)),
            ("achieved".into(), json!("2026-02-01")),
            "{moments}"
        );
    }
}

#[test]
fn commitments_are_retired_replaced_added_and_repeated() {
    let mut both = arms();
    both.as_array_mut().unwrap().push(json!({"id": "B", "title": "Talks", "responsible": ["mov"], "source": ["text"]}));
    let world = amended(both, |plan| {
        let milestones = plan["milestones"].as_array_mut().unwrap();
        milestones.truncate(1);
        milestones.push(
            json!({"id": "B2", "title": "Talks anew", "responsible": ["mov"], "source": ["text"], "replaces": ["B"]}),
        );
        milestones.push(
            json!({"id": "A2", "title": "Arms, again", "responsible": ["gov"], "source": ["text"], "repeats": ["A"]}),
        );
    });
    world.at("2026-03-10");
    assert_eq!(
        (status(&world, "B", ""), status(&world, "B2", ""), status(&world, "A2", "")),
        ("retired".into(), "open".into(), "achieved".into())
    );
    assert_eq!(status(&world, "B", "--as-of 2026-02-25"), "open");
    world.ask("show B2 --as-of 2026-02-25").code(3).remarks("milestone `B2` is not in the plan");
    // A promise repeated is no progress: A counts once, B no more.
    let total = world.ask("status -o json").ok().at("/total");
    assert_eq!(
        (&total["milestones"], &total["weight"], &total["score"]["verified"]),
        (&json!(3), &json!(2), &json!(0.5))
    );
    world.ask("show B").ok().hears("replaced by  B2").hears("retired, since 2026-03-01");
    refused(&world, "2026-03-11", json!({"milestone": "A2", "level": "none", "by": "gov"}), "merely restates `A`");
    refused(&world, "2026-03-11", json!({"milestone": "B", "level": "full", "by": "mov"}), "dropped or replaced `B`");
    // A late record of a day before is still taken.
    told(&world, "2026-03-11", json!([{"milestone": "B", "level": "minimum", "by": "mov", "on": "2026-02-01"}]));
}

#[test]
fn of_two_amendments_from_one_base_the_first_decided_is_adopted() {
    let first = plan(arms());
    let world = World::new(&first.to_string());
    told(&world, "2026-01-02", json!([{"kind": "note", "note": "opened"}]));
    let named = |name: &str| {
        let mut plan = first.clone();
        plan["version"] = json!(name);
        plan["base"] = json!(hash(&first.to_string()));
        world.file(&format!("plans/{}.json", hash(&plan.to_string())), plan.to_string());
        hash(&plan.to_string())
    };
    let (red, blue, base) = (named("red"), named("blue"), hash(&first.to_string()));
    let entry = |plan: &str, by: &str| json!({"kind": "amend", "base": base, "plan": plan, "by": by});
    told(&world, "2026-02-01", json!([entry(&red, "gov"), entry(&blue, "mov")]));
    assert_eq!(world.ask("status -o json").ok().at("/basis/version"), "1");
    told(&world, "2026-02-02", json!([{"kind": "agree", "entry": "desk:3", "by": "gov"}]));
    assert_eq!(world.ask("status -o json").ok().at("/basis/version"), "blue");
    let stale = json!({"kind": "agree", "entry": "desk:2", "by": "mov"});
    refused(&world, "2026-02-03", stale, "no longer stands");
    refused(&world, "2026-02-03", entry(&red, "gov"), "is not in force");
    // The working copy, which nobody had edited, follows; an edited one stays, and that is told.
    assert!(world.read("plan.json").contains("blue"));
    world.file("plan.json", "{}");
    world.ask("status").ok().remarks("plan.json differs from the version in force").remarks("`milepost amend`");
}

#[test]
fn a_version_that_is_not_here_is_told_and_counts_for_nothing() {
    let world = amended(arms(), |plan| plan["version"] = json!("2"));
    world.at("2026-03-10");
    assert_eq!(world.ask("status -o json").ok().at("/basis/version"), "2");
    for file in std::fs::read_dir(world.folder().join("plans")).unwrap().map(|file| file.unwrap().path()) {
        if std::fs::read_to_string(&file).unwrap().contains(r#""version":"2""#) {
            std::fs::remove_file(file).unwrap();
        }
    }
    assert_eq!(world.ask("status -o json").ok().remarks("is not in plans/").at("/basis/version"), "1");
}

/// A whole that is dropped keeps its parts: it is counted through them, as before.
#[test]
fn a_dropped_whole_is_counted_through_its_parts() {
    let own = |id: &str, more: Value| {
        let mut milestone = json!({"id": id, "title": id, "responsible": ["gov"], "source": ["text"]});
        more.as_object().expect("keys").iter().for_each(|(key, value)| milestone[key] = value.clone());
        milestone
    };
    let (kept, part) = (own("X", json!({})), json!({"part_of": "W"}));
    let all = json!([kept, own("W", json!({})), own("W-a", part.clone()), own("W-b", part)]);
    let (world, count) = (world(all), |world: &World| world.ask("status -o json").ok().at("/total/milestones"));
    assert_eq!(count(&world), 3);
    let mut later = plan(json!([kept]));
    later["version"] = json!("2");
    world.file("later.json", later.to_string());
    world.at("2026-01-10").ask("note 'an invented remark' --as gov").ok();
    world.ask("amend later.json --as gov").ok();
    world.ask("agree gov:2 --as mov").ok();
    assert_eq!(count(&world), 3);
    assert_eq!(world.ask("status -o json").ok().at("/total/statuses"), json!({"open": 1, "retired": 2}));
    assert_eq!(shown(&world, "W", "parts", ""), json!(["W-a", "W-b"]));
}

/// What restates another has its figures where it measures the same, and none that it does not measure.
#[test]
fn a_repetition_shows_the_figures_that_it_measures() {
    let again = json!([
        arms()[0],
        {"id": "B", "title": "Again", "responsible": ["gov"], "source": ["text"], "repeats": ["A"]},
        {"id": "C", "title": "Again, counted", "responsible": ["gov"], "source": ["text"], "repeats": ["A"],
         "indicators": [{"id": "tanks"}, {"id": "arms"}]},
    ]);
    let world = world(again);
    world.says("gov", "2026-01-10", "A arms=50");
    assert_eq!(shown(&world, "B", "reported/level", ""), "intermediate");
    assert_eq!(shown(&world, "B", "reported/values", ""), json!({}));
    assert_eq!(shown(&world, "C", "reported/values", ""), json!({"arms": 50}));
}
