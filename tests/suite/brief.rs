//! What changed between two moments: happened, corrected, re-measured, moved, disputed, alleged, decided, due.
//!
//! Every world here is invented, but for the Helsinki example.

use super::tales::tale;
use super::world::{World, moment};
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::model::fields::Fields;
use milepost::model::id::Id;
use milepost::model::moment::{Day, Moment};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Two parties, two monitors of whom one suffices, a consultation every 14 days from 5 January 2026 on.
fn plan(quorum: usize, milestones: Value) -> Value {
    let actor = |id: &str, role: &str| json!({"id": id, "name": id, "role": role});
    let parties = json!({"by": ["role:party"], "quorum": "all"});
    json!({"format": "milepost/plan/1", "id": "invented", "version": "1", "title": "Invented plan", "signed": "2026-01-01",
        "sources": [{"id": "text", "title": "Invented text"}],
        "actors": [actor("gov", "party"), actor("mov", "party"), actor("mission", "monitor"), actor("watch", "monitor"),
            actor("friend", "guarantor"), actor("desk", "secretariat")],
        "rules": {"verify": {"by": ["role:monitor"], "quorum": quorum}, "reschedule": parties, "amend": parties,
            "suspend": parties, "settle": {"by": ["mission"], "quorum": 1}},
        "consultations": [{"id": "joint", "title": "Joint commission", "first": "2026-01-05", "every": "P14D",
            "with": ["gov", "mov", "mission"]}],
        "milestones": milestones})
}

fn milestone(id: &str, more: Value) -> Value {
    let mut usual = json!({"id": id, "title": format!("Invented {id}"), "responsible": ["mov"], "source": ["text"]});
    more.as_object().expect("keys").iter().for_each(|(key, value)| usual[key] = value.clone());
    usual
}

fn world(milestones: Value) -> World {
    World::new(&plan(1, milestones).to_string())
}

fn one() -> World {
    world(json!([milestone("A", json!({})), milestone("B", json!({"due": {"on": "2026-02-10"}}))]))
}

/// Records an entry's own fields, at noon of a day.
fn tell(world: &World, actor: &str, day: &str, entry: Value) {
    world.file("said.jsonl", entry.to_string()).at(day);
    world.ask(&format!("import said.jsonl --as {actor}")).ok();
}

/// What changed after the end of one day, until that of another.
fn between(world: &World, since: &str, until: &str) -> Value {
    world.ask(&format!("brief --since {} --until {until} -o json", after(since))).ok().json()
}

/// The day after a day; a moment, or `last`, as it is.
fn after(day: &str) -> String {
    Day::parse(day).and_then(|day| day.plus_days(1)).map_or(day.to_owned(), |day| day.to_string())
}

/// What moved of the milestones in a section: id, what, from, to.
fn moves(brief: &Value, section: &str) -> Vec<Value> {
    let changes = brief[section].as_array().unwrap_or_else(|| panic!("no {section} in {brief:#}"));
    let all = changes.iter().flat_map(|change| {
        let moves = change["moves"].as_array().expect("moves").iter();
        moves.map(|step| json!([change["id"], step["what"], step["from"], step["to"]]))
    });
    all.collect()
}

const CHANGES: [&str; 17] = [
    "advanced",
    "fell_back",
    "restored",
    "corrected",
    "remeasured",
    "other",
    "figures",
    "newly_overdue",
    "no_longer_overdue",
    "done",
    "moved_dates",
    "disputes_opened",
    "disputes_closed",
    "incidents",
    "findings",
    "decisions",
    "sides",
];

/// The sections with something in them.
fn told(brief: &Value) -> Vec<&'static str> {
    let any = |section: &&str| !brief[*section].as_array().unwrap_or_else(|| panic!("no {section}")).is_empty();
    CHANGES.into_iter().filter(any).collect()
}

fn full() -> Value {
    json!({"level": "full", "progress": 1.0})
}

// --- what became of milestones ---

#[test]
fn progress_is_told_with_its_voice_day_and_entry() {
    let world = one();
    world.says("mov", "2026-01-10", "A full").says("mission", "2026-01-12", "A full");
    let brief = between(&world, "2026-01-09", "2026-01-19");
    assert_eq!(told(&brief), ["advanced", "done"]);
    assert_eq!(
        moves(&brief, "advanced"),
        [
            json!(["A", "status", "open", "achieved"]),
            json!(["A", "verified", null, full()]),
            json!(["A", "reported", null, full()])
        ]
    );
    let verified = &brief["advanced"][0]["moves"][1];
    assert_eq!(
        [&verified["on"], &verified["by"], &verified["entries"]],
        [&json!("2026-01-12"), &json!(["mission"]), &json!(["mission:1"])]
    );
    assert_eq!(brief["total"]["before"]["score"]["verified"], Value::Null);
    assert_eq!(brief["total"]["now"]["score"]["verified"], 0.5);
    assert_eq!(brief["entries"][0], json!({"actor": "mission", "entry_count": 1, "not_counting": []}));
    let text =
        world.ask("brief --since 2026-01-10 --until 2026-01-19").ok().hears("verified – (2/0/0/0) → 50 % (1/0/0/1)");
    text.hears("A  Invented A")
        .hears("verified – → full, 100 % for 2026-01-12 by mission [mission:1]")
        .hears_not("Fell back");
}

#[test]
fn a_fall_is_told_with_how_long_it_had_held() {
    let world = one();
    world.says("mission", "2026-01-05", "A full").says("mission", "2026-02-04", "A none");
    let brief = between(&world, "2026-01-20", "2026-02-10");
    assert_eq!(told(&brief), ["fell_back"]);
    assert_eq!(
        moves(&brief, "fell_back"),
        [json!(["A", "level", "full", "none"]), json!(["A", "status", "achieved", "reversed"])]
    );
    let fall = &brief["fell_back"][0]["moves"][0];
    assert_eq!(
        [&fall["held_days"], &fall["on"], &fall["entries"]],
        [&json!(30), &json!("2026-02-04"), &json!(["mission:2"])]
    );
    world
        .ask("brief --since 2026-01-21 --until 2026-02-10")
        .ok()
        .hears("verified level full → none on 2026-02-04, having held 30 d, by mission [mission:2]");
    world.says("mission", "2026-02-20", "A full");
    let brief = between(&world, "2026-02-10", "2026-02-28");
    assert_eq!(moves(&brief, "restored")[0], json!(["A", "status", "reversed", "achieved"]));
    assert_eq!(moves(&brief, "advanced"), Vec::<Value>::new());
    // Both in one window: it fell, and was restored.
    let brief = between(&world, "2026-01-20", "2026-02-28");
    assert_eq!(moves(&brief, "fell_back"), [json!(["A", "level", "full", "none"])]);
    assert_eq!(moves(&brief, "restored"), [json!(["A", "level", "none", "full"])]);
}

#[test]
fn a_retraction_corrects_and_is_no_fall() {
    let world = one();
    world.says("mission", "2026-01-05", "A full").at("2026-01-25");
    world.ask("retract mission:1 --as mission").ok();
    let brief = between(&world, "2026-01-20", "2026-01-30");
    assert_eq!(told(&brief), ["corrected"]);
    assert_eq!(
        moves(&brief, "corrected"),
        [json!(["A", "status", "achieved", "open"]), json!(["A", "verified", full(), null])]
    );
    assert_eq!(brief["corrected"][0]["moves"][1]["entries"], json!(["mission:1", "mission:2"]));
    world
        .ask("brief --since 2026-01-21 --until 2026-01-30")
        .ok()
        .hears("verified 50 % (1/0/0/1) → – (2/0/0/0): nothing moved, became known later -50 points")
        .hears("no milestone moved")
        .hears_not("Fell back");
}

#[test]
fn a_late_record_corrects_and_is_no_progress() {
    let world = one();
    world.at("2026-01-25").ask("mark A full --as mission --on 2026-01-05").ok();
    let brief = between(&world, "2026-01-20", "2026-01-30");
    assert_eq!(told(&brief), ["corrected", "done"]);
    assert_eq!(brief["done"][0]["corrected"], true);
    assert_eq!(moves(&brief, "corrected")[1], json!(["A", "verified", null, full()]));
    let text = world.ask("brief --since 2026-01-21 --until 2026-01-30").ok();
    text.hears("verified – (2/0/0/0) → 50 % (1/0/0/1): nothing moved, became known later +50 points")
        .hears("no milestone moved")
        .hears("became known later of milestones: 1 corrected, 1 done")
        .hears("Became known later: done before")
        .hears_not("\nDone");
    // Asked for the days of the record itself, it is left out and counted.
    let early = between(&world, "2026-01-01", "2026-01-10");
    assert_eq!((told(&early), &early["known_later"]), (vec![], &json!(1)));
}

/// What moved and what became known later are told apart, by name, and add up to the difference of the two scores.
#[test]
fn what_moved_and_what_became_known_later_are_told_apart() {
    let world = one();
    world.at("2026-01-25").ask("mark A full --as mission --on 2026-01-05").ok();
    world.says("mission", "2026-01-28", "B full").at("2026-01-31");
    let both = "nothing moved, became known later +50 points";
    world
        .ask("brief --since 2026-01-21 --until 2026-01-30")
        .ok()
        .hears("verified – (2/0/0/0) → 100 % (0/0/0/2): moved +50 points, became known later +50 points");
    for format in ["html", "md"] {
        let report =
            |since: &str, until: &str| world.ask(&format!("report -o {format} --since {since} --as-of {until}")).ok();
        report("2026-01-20", "2026-01-27").hears("nothing moved, became known later +50 points");
        report("2026-01-20", "2026-01-30").hears("moved +50 points, became known later +50 points").hears_not(both);
        report("2026-01-26", "2026-01-30").hears("moved +50 points").hears_not("became known later");
    }
}

/// An incident of the time before is none of these days.
#[test]
fn incidents_and_findings_of_the_time_before_became_known_later() {
    let world = one();
    world.at("2026-01-25").ask("incident A --severity minor --on 2026-01-05 --as mov").ok();
    world.at("2026-01-26").ask("finding mov:1 confirmed --on 2026-01-10 --as mission").ok();
    world.at("2026-01-27").ask("incident B --severity minor --as mov").ok();
    let text = world.ask("brief --since 2026-01-21 --until 2026-01-30").ok();
    let (these, before) = text.text().split_once("Became known later: incidents before").expect("both");
    assert!(these.contains("[mov:2]") && !these.contains("[mov:1]"), "{these}");
    assert!(before.contains("[mov:1]") && before.contains("Became known later: findings before"), "{before}");
}

/// An amendment's doing is neither progress nor late knowledge.
#[test]
fn what_an_amendment_measures_anew_is_told_apart_from_what_moved() {
    let world = one();
    world.says("mission", "2026-01-05", "A full").at("2026-01-25");
    let mut plan: Value = serde_json::from_str(&world.read("plan.json")).expect("JSON");
    plan["version"] = json!("2");
    plan["milestones"].as_array_mut().expect("milestones").truncate(1);
    world.file("plan.json", plan.to_string());
    world.ask("amend --as gov").ok();
    world.ask("agree gov:1 --as mov").ok();
    world
        .ask("brief --since 2026-01-21 --until 2026-01-30")
        .ok()
        .hears("verified 50 % (1/0/0/1) → 100 % (0/0/0/1): nothing moved, re-measured by an amendment +50 points");
}

#[test]
fn a_lower_report_is_neither_fall_nor_progress() {
    let world = one();
    world.says("mov", "2026-01-05", "A full").says("mov", "2026-01-25", "A minimum");
    let brief = between(&world, "2026-01-20", "2026-01-30");
    assert_eq!(told(&brief), ["other"]);
    assert_eq!(moves(&brief, "other")[0], json!(["A", "status", "reported", "under way"]));
}

#[test]
fn figures_of_each_actor_are_told_even_without_a_target() {
    let world = world(json!([milestone("A", json!({"indicators": [{"id": "arms"}]}))]));
    world.says("mov", "2026-01-05", "A arms=10").says("mov", "2026-01-25", "A arms+=5");
    let brief = between(&world, "2026-01-20", "2026-01-30");
    assert_eq!(moves(&brief, "figures"), [json!(["A", "figure", 10, 15])]);
    world.ask("brief --since 2026-01-21 --until 2026-01-30").ok().hears("arms 10 → 15 for 2026-01-25 by mov [mov:2]");
}

#[test]
fn a_whole_falls_back_with_its_part() {
    let world = world(json!([
        milestone("W", json!({})),
        milestone("W-1", json!({"part_of": "W"})),
        milestone("W-2", json!({"part_of": "W"}))
    ]));
    world.says("mission", "2026-01-05", "W-1 full").says("mission", "2026-01-25", "W-1 none");
    let brief = between(&world, "2026-01-20", "2026-01-30");
    assert_eq!(told(&brief), ["fell_back"]);
    assert_eq!(moves(&brief, "fell_back")[0], json!(["W", "status", "under way", "reversed"]));
}

// --- dates ---

#[test]
fn what_became_overdue_and_what_was_done_late() {
    let world = one();
    world.at("2026-02-20");
    let brief = between(&world, "2026-02-10", "2026-02-12");
    assert_eq!(told(&brief), ["newly_overdue"]);
    assert_eq!(brief["newly_overdue"][0]["timing"], json!({"word": "overdue", "days": 2}));
    assert_eq!(between(&world, "2026-02-11", "2026-02-12")["newly_overdue"], json!([]));
    world.says("mission", "2026-02-15", "B full");
    let brief = between(&world, "2026-02-12", "2026-02-20");
    assert_eq!(told(&brief), ["advanced", "no_longer_overdue", "done"]);
    assert_eq!(brief["done"][0]["timing"], json!({"word": "late", "days": 5}));
    assert_eq!([&brief["done"][0]["on"], &brief["done"][0]["entries"]], [&json!("2026-02-15"), &json!(["mission:1"])]);
    world
        .ask("brief --since 2026-02-13")
        .ok()
        .hears("done on 2026-02-15 by mission [mission:1], was overdue 2 d, late 5 d, due 2026-02-10");
}

#[test]
fn a_moved_date_names_its_decision() {
    let world = one();
    let moved = json!({"kind": "reschedule", "milestone": "B", "due": {"on": "2026-03-10"}});
    tell(&world, "gov", "2026-01-20", moved.clone());
    world
        .ask("brief --since 2026-01-11")
        .ok()
        .hears("Decisions pending")
        .hears("awaited: mov")
        .hears_not("Moved dates");
    tell(&world, "mov", "2026-01-22", moved);
    let brief = between(&world, "2026-01-10", "2026-01-31");
    assert_eq!(told(&brief), ["moved_dates", "decisions"]);
    let date = &brief["moved_dates"][0];
    assert_eq!(
        [&date["why"], &date["from"], &date["to"], &date["days"]],
        [&json!("decision"), &json!("2026-02-10"), &json!("2026-03-10"), &json!(28)]
    );
    assert_eq!(
        [&date["decided"], &date["by"], &date["entries"]],
        [&json!("2026-01-22T12:00:00.000Z"), &json!(["gov", "mov"]), &json!(["gov:1", "mov:1"])]
    );
    world
        .ask("brief --since 2026-01-11")
        .ok()
        .hears("2026-02-10 → 2026-03-10, 28 d later, decided on 2026-01-22 by gov, mov");
    assert_eq!(told(&between(&world, "2026-01-22", "2026-01-31")), Vec::<&str>::new());
}

#[test]
fn an_anchor_moves_a_date_by_the_same_rule() {
    let world =
        world(json!([milestone("A", json!({})), milestone("B", json!({"due": {"after": "A", "within": "P30D"}}))]));
    world.says("mission", "2026-01-10", "A full").at("2026-01-20");
    let date = between(&world, "2026-01-05", "2026-01-20")["moved_dates"][0].clone();
    assert_eq!(
        [&date["milestone"], &date["why"], &date["from"], &date["to"]],
        [&json!("B"), &json!("anchor"), &Value::Null, &json!("2026-02-09")]
    );
    world.ask("brief --since 2026-01-06").ok().hears("not running").hears("the same rule");
}

#[test]
fn what_is_due_before_the_next_consultation() {
    let world = one();
    world.at("2026-02-03");
    let brief = between(&world, "2026-01-20", "2026-02-02");
    assert_eq!(
        brief["next_consultation"],
        json!({"id": "joint", "title": {"en": "Joint commission"}, "on": "2026-02-16", "with": ["gov", "mov", "mission"]})
    );
    assert_eq!([&brief["due_next"][0]["id"], &brief["due_next"][0]["timing"]["days"]], [&json!("B"), &json!(8)]);
    assert_eq!(
        between(&world, "2026-01-10", "2026-02-01")["due_next"],
        json!([]),
        "the commission meets on 2 February"
    );
    let text = world
        .ask("brief --since 2026-01-21 --until 2026-02-02")
        .ok()
        .hears("Due before the next consultation, 2026-02-16");
    text.hears("Joint commission: 2026-02-16 with gov, mov, mission");
    let mut alone = plan(1, json!([milestone("B", json!({"due": {"on": "2026-02-10"}}))]));
    alone.as_object_mut().expect("a plan").remove("consultations");
    let world = World::new(&alone.to_string());
    world
        .at("2026-02-03")
        .ask("brief --since 2026-01-21")
        .ok()
        .hears("Due in the next 14 days, until 2026-02-17")
        .hears("in 7 d");
    world.ask("brief --since last").code(2).remarks("the plan has no consultations").remarks("hint: name a date");
}

// --- disputes, incidents, decisions ---

#[test]
fn a_dispute_opens_stays_open_and_is_settled() {
    let world = one();
    tell(&world, "mov", "2026-01-10", json!({"kind": "dispute", "milestone": "A", "note": "not as agreed"}));
    let opened = between(&world, "2026-01-05", "2026-01-15");
    assert_eq!(told(&opened), ["other", "disputes_opened"]);
    assert_eq!(moves(&opened, "other"), [json!(["A", "status", "open", "contested"])]);
    world.at("2026-01-20");
    assert_eq!(between(&world, "2026-01-15", "2026-01-20")["disputes_open"][0]["entry"], "mov:1");
    tell(&world, "mission", "2026-01-25", json!({"kind": "settle", "dispute": "mov:1", "outcome": "dismissed"}));
    let closed = between(&world, "2026-01-20", "2026-01-31");
    assert_eq!(told(&closed), ["other", "disputes_closed", "decisions"]);
    let dispute = &closed["disputes_closed"][0];
    assert_eq!(
        [&dispute["entry"], &dispute["outcome"], &dispute["settled_by"], &dispute["settlement"]],
        [&json!("mov:1"), &json!("dismissed"), &json!(["mission"]), &json!(["mission:1"])]
    );
    world
        .ask("brief --since 2026-01-21")
        .ok()
        .hears("disputed on 2026-01-10 by mov [mov:1] “not as agreed”")
        .hears("dismissed on 2026-01-25 by mission [mission:1]");
}

#[test]
fn what_is_taken_back_is_told_as_taken_back() {
    let world = one();
    tell(&world, "mov", "2026-01-10", json!({"kind": "dispute", "milestone": "A"}));
    tell(&world, "gov", "2026-01-10", json!({"kind": "incident", "milestone": "A", "severity": "minor"}));
    world.at("2026-01-20").ask("retract mov:1 --as mov").ok();
    world.ask("retract gov:1 --as gov").ok();
    let brief = between(&world, "2026-01-15", "2026-01-25");
    assert_eq!(told(&brief), ["corrected", "disputes_closed", "findings"]);
    assert_eq!(brief["disputes_closed"][0]["outcome"], "retracted");
    assert_eq!([&brief["findings"][0]["entry"], &brief["findings"][0]["retracted"]], [&json!("gov:1"), &json!(true)]);
    world
        .ask("brief --since 2026-01-16")
        .ok()
        .hears("retracted by who disputed")
        .hears("who alleged it has taken it back");
}

fn ceasefire(quorum: usize) -> World {
    World::new(&plan(quorum, json!([milestone("C", json!({"continuing": true}))])).to_string())
}

#[test]
fn an_incident_is_alleged_confirmed_and_breaches() {
    let world = ceasefire(1);
    let incident = json!({"kind": "incident", "milestone": "C", "actor": "mov", "severity": "grave", "count": 3, "place": "North"});
    world.says("mission", "2026-01-02", "C full");
    tell(&world, "gov", "2026-01-12", incident);
    let alleged = between(&world, "2026-01-10", "2026-01-15");
    assert_eq!(told(&alleged), ["incidents"]);
    let one = &alleged["incidents"][0];
    assert_eq!(
        [&one["severity"], &one["count"], &one["attributed"], &one["outcome"]],
        [&json!("grave"), &json!(3), &json!("mov"), &json!("alleged")]
    );
    tell(&world, "mission", "2026-01-20", json!({"kind": "finding", "incident": "gov:1", "outcome": "confirmed"}));
    // Confirmed later for that day: the past is known to have been otherwise.
    let later = between(&world, "2026-01-15", "2026-01-25");
    assert_eq!(told(&later), ["corrected", "findings"]);
    assert_eq!(
        [&later["findings"][0]["from"], &later["findings"][0]["outcome"]],
        [&json!("alleged"), &json!("confirmed")]
    );
    // One window over both: a breach opened.
    let both = between(&world, "2026-01-10", "2026-01-25");
    assert_eq!(moves(&both, "fell_back")[0], json!(["C", "breach", null, "open"]));
    let breach = &both["fell_back"][0]["moves"][0];
    assert_eq!([&breach["held_days"], &breach["entries"]], [&json!(10), &json!(["gov:1", "mission:2"])]);
    world.says("mission", "2026-01-30", "C full");
    let closed = between(&world, "2026-01-25", "2026-01-31");
    assert_eq!(moves(&closed, "restored")[0], json!(["C", "breach", "open", "closed"]));
    world
        .ask("brief --since 2026-01-11")
        .ok()
        .hears("grave incident, 3 violations on 2026-01-12 at North, attributed to mov, alleged by gov [gov:1]");
}

#[test]
fn two_monitors_contradict_each_other() {
    let world = ceasefire(2);
    tell(&world, "gov", "2026-01-12", json!({"kind": "incident", "milestone": "C", "severity": "serious"}));
    tell(
        &world,
        "mission",
        "2026-01-14",
        json!({"kind": "finding", "incident": "gov:1", "outcome": "confirmed", "actor": "mov"}),
    );
    tell(&world, "watch", "2026-01-15", json!({"kind": "finding", "incident": "gov:1", "outcome": "unfounded"}));
    let finding = between(&world, "2026-01-13", "2026-01-20")["findings"][0].clone();
    assert_eq!(
        [&finding["split"], &finding["outcome"], &finding["findings"][0]["attributed"]],
        [&json!(true), &json!("alleged"), &json!("mov")]
    );
    let text = world
        .ask("brief --since 2026-01-14")
        .ok()
        .hears("mission: confirmed, attributed to mov [mission:1]; watch: unfounded [watch:1]");
    text.hears("the verifiers' conclusions differ");
}

#[test]
fn a_side_leaves_and_comes_back() {
    let world = one();
    tell(&world, "mov", "2026-01-10", json!({"kind": "repudiate"}));
    let brief = between(&world, "2026-01-05", "2026-01-15");
    assert_eq!(brief["sides"], json!([{"side": "mov", "what": "left", "on": "2026-01-10", "entries": ["mov:1"]}]));
    assert_eq!(brief["state"], json!({"from": "in force", "to": "repudiated by mov"}));
    tell(&world, "mov", "2026-01-20", json!({"kind": "rejoin"}));
    world
        .ask("brief --since 2026-01-16")
        .ok()
        .hears("mov came back on 2026-01-20 [mov:2]")
        .hears("repudiated by mov → in force");
}

// --- amendments ---

/// Another version, adopted by both parties on a day, in a book of one line each.
fn amend(world: &World, day: &str, version: &Value, more: Value) {
    let base = Hash::of(world.read("plan.json").as_bytes()).to_string();
    let first: Value = serde_json::from_str(&world.read("plan.json")).expect("a plan");
    let mut version = version.clone();
    version["uid"] = first["uid"].clone();
    version["base"] = json!(base);
    let text = version.to_string();
    let hash = Hash::of(text.as_bytes()).to_string();
    world.file(&format!("plans/{hash}.json"), text);
    let mut said = json!({"kind": "amend", "base": base, "plan": hash});
    more.as_object().expect("keys").iter().for_each(|(key, value)| said[key] = value.clone());
    let said = said.to_string();
    let (root, at) = (Hash::of(world.read("plan.json").as_bytes()), moment(day));
    for actor in ["gov", "mov"] {
        let id = Id::new(actor).expect("an id");
        let opening = opening_line(&Opening { book: id.clone(), actor: id, root, at });
        let fields: Fields = serde_json::from_str(&said).expect("fields");
        let line = next_line(Hash::of(opening.as_bytes()), 1, at, fields);
        world.file(&format!("ledger/{actor}.jsonl"), format!("{opening}\n{line}\n"));
    }
}

#[test]
fn an_amendment_re_measures_and_is_neither_progress_nor_fall() {
    let arms = |target: usize, more: Value| {
        let mut arms = milestone("A", json!({"indicators": [{"id": "arms", "target": target}]}));
        more.as_object().expect("keys").iter().for_each(|(key, value)| arms[key] = value.clone());
        arms
    };
    let old = plan(
        1,
        json!([arms(100, json!({})), milestone("B", json!({})), milestone("E", json!({"due": {"on": "2026-02-10"}}))]),
    );
    let mut new = plan(
        1,
        json!([arms(200, json!({})), milestone("D", json!({})), milestone("E", json!({"due": {"on": "2026-03-10"}}))]),
    );
    new["version"] = json!("2");
    let world = World::new(&old.to_string());
    world.says("mission", "2026-01-05", "A arms=100");
    amend(&world, "2026-01-20", &new, json!({}));
    world.says("mission", "2026-01-25", "A arms=150");
    let brief = between(&world, "2026-01-10", "2026-01-31");
    let part = |progress: f64| json!({"level": "intermediate", "progress": progress});
    let remeasured = moves(&brief, "remeasured");
    assert!(remeasured.contains(&json!(["A", "verified", full(), part(0.5)])), "{remeasured:?}");
    assert!(remeasured.contains(&json!(["B", "status", "open", "retired"])), "{remeasured:?}");
    assert!(remeasured.contains(&json!(["D", "milestone", null, "added"])), "{remeasured:?}");
    assert_eq!(moves(&brief, "advanced"), [json!(["A", "verified", part(0.5), part(0.75)])]);
    assert_eq!([&brief["fell_back"], &brief["corrected"]], [&json!([]), &json!([])]);
    assert_eq!(brief["remeasured"][0]["moves"][0]["entries"], json!(["gov:1", "mov:1"]));
    assert_eq!(
        [&brief["moved_dates"][0]["milestone"], &brief["moved_dates"][0]["why"]],
        [&json!("E"), &json!("amendment")]
    );
    world.ask("brief --since 2026-01-11").ok().hears("Re-measured by an amendment").hears_not("Fell back");
}

#[test]
fn an_amendment_from_before_the_window_re_measures_too() {
    let arms = |target: usize| milestone("A", json!({"indicators": [{"id": "arms", "target": target}]}));
    let mut new = plan(1, json!([arms(200), milestone("D", json!({}))]));
    new["version"] = json!("2");
    let world = World::new(&plan(1, json!([arms(100)])).to_string());
    world.says("mission", "2026-01-05", "A arms=100");
    amend(&world, "2026-01-20", &new, json!({"from": "2026-01-08"}));
    let brief = between(&world, "2026-01-10", "2026-01-20");
    let half = json!({"level": "intermediate", "progress": 0.5});
    let remeasured = moves(&brief, "remeasured");
    assert!(remeasured.contains(&json!(["A", "verified", full(), half])), "{remeasured:?}");
    assert!(remeasured.contains(&json!(["D", "milestone", null, "added"])), "{remeasured:?}");
    assert_eq!([&brief["corrected"], &brief["fell_back"], &brief["other"]], [&json!([]), &json!([]), &json!([])]);
}

// --- the answer ---

#[test]
fn from_a_moment_to_the_same_moment_nothing_changed() {
    let worlds = [one(), ceasefire(2)];
    worlds[0].says("mov", "2026-01-10", "A full").says("mission", "2026-01-12", "A minimum");
    tell(&worlds[1], "gov", "2026-01-12", json!({"kind": "incident", "milestone": "C", "severity": "serious"}));
    let aceh = World::empty();
    aceh.at("2026-12-01").ask("init --example helsinki-2005").ok();
    for (world, days) in [
        (&worlds[0], ["2026-01-09", "2026-01-10", "2026-01-12"]),
        (&worlds[1], ["2026-01-11", "2026-01-12", "2026-01-31"]),
        (&aceh, ["2005-08-15", "2005-10-18", "2026-11-30"]),
    ] {
        for day in days {
            let brief = between(world, day, day);
            assert_eq!(told(&brief), Vec::<&str>::new(), "{day}");
            assert_eq!(brief["entries"], json!([]), "{day}");
            world.ask(&format!("brief --since {} --until {day}", after(day))).ok().hears("no milestone changed");
        }
    }
}

#[test]
fn the_formats_tell_the_same() {
    let world = one();
    world.says("mov", "2026-01-10", "A full");
    let md = world
        .ask("brief --since 2026-01-10 -o md")
        .ok()
        .hears("# Invented plan\n")
        .hears("\n## Advanced (1)\n\n- A  Invented A: open → reported");
    assert!(md.text().lines().all(|line| !line.starts_with(' ')), "{}", md.text());
    let json = world.ask("brief --since 2026-01-10 -o json").ok().json();
    assert_eq!(json["format"], "milepost/brief/1");
    assert_eq!(json["basis"]["known_by"], json["until"]);
    assert_eq!(json["since"], "2026-01-09T23:59:59.999Z");
    let keys = [
        "total",
        "state",
        "disputes_open",
        "pending",
        "due_next",
        "next_consultation",
        "due_until",
        "entries",
        "known_later",
    ];
    keys.iter().chain(&CHANGES).for_each(|key| assert!(json.get(key).is_some(), "{key}"));
    let narrow = world.width(80);
    let text = narrow.ask("brief --since 2026-01-10").ok();
    assert!(text.text().lines().all(|line| line.chars().count() <= 80), "{}", text.text());
}

#[test]
fn the_last_consultation_begins_a_window() {
    let world = one();
    world.at("2026-02-05");
    assert_eq!(world.ask("brief --since last -o json").ok().at("/since"), "2026-02-02T23:59:59.999Z");
    assert_eq!(between(&world, "last", "2026-02-02")["since"], "2026-01-19T23:59:59.999Z", "from meeting to meeting");
    world
        .ask("brief --since last --until 2026-01-04")
        .code(2)
        .remarks("no consultation was held before the end of this brief");
}

#[test]
fn each_flag_says_what_is_wrong_with_it() {
    let world = one();
    world.at("2026-02-05");
    world.ask("brief").code(2).remarks("--since");
    world.ask("brief --since someday").code(2).remarks("`someday` is not a date");
    world.ask("brief --since 2026-01-02 --until 2026-02-30").code(2).remarks("`2026-02-30` is not in the calendar");
    world
        .ask("brief --since 2026-01-21 --until 2026-01-10")
        .code(2)
        .remarks("would end")
        .remarks("hint: `--since` begins with its day");
    world.ask("brief --since 2026-02-06").code(2).remarks("`--since 2026-02-06`");
    world.ask("brief --since 2026-01-02 --known-by 2026-01-05").code(2).remarks("--known-by");
    world.ask("brief --since 2026-01-02 -o csv").code(2).remarks("csv");
    world.ask("brief --since 2026-01-21 --until 2026-01-10 -o json").code(2).remarks("\"code\": \"window\"");
    world.ask("brief --help").ok().hears("`last`, the last consultation before");
}

/// Helsinki: between the commission's meetings around the third stage, as it was known.
#[test]
fn helsinki_between_two_meetings() {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    let brief = between(&world, "2005-11-21", "2005-11-28");
    let advanced = moves(&brief, "advanced");
    assert!(advanced.contains(&json!(["DC-3", "status", "open", "achieved"])), "{advanced:?}");
    assert_eq!(brief["done"].as_array().map(Vec::len), Some(2), "stage 2 became known, stage 3 was done");
    assert_eq!(brief["next_consultation"]["on"], "2005-12-05");
    let corrected = moves(&brief, "corrected");
    assert!(corrected.contains(&json!(["DC-2", "status", "under way", "achieved"])), "{corrected:?}");
}

// --- laws ---

/// The status and figures of each milestone, as an export has them.
fn picture(world: &World, moment: Moment) -> BTreeMap<String, [Value; 4]> {
    let export = world.ask(&format!("export --as-of {moment} --known-by {moment}")).ok().json();
    let far = |figure: &Value| json!([figure["level"], figure["progress"]]);
    let row = |row: &Value| {
        let figures = [&row["verified"], &row["reported"], &row["assessed"]].map(far);
        let [verified, reported, assessed] = figures;
        (row["id"].as_str().expect("an id").to_owned(), [row["status"].clone(), verified, reported, assessed])
    };
    export["milestones"].as_array().expect("milestones").iter().map(row).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn nothing_changes_in_no_time(tale in tale(), at in 0u8..=120) {
        let moment = tale.moment(at);
        let brief = between(&tale.told(), &moment.to_string(), &moment.to_string());
        prop_assert_eq!(told(&brief), Vec::<&str>::new());
    }

    /// Whatever differs between the pictures of two moments is told, under one heading or another.
    #[test]
    fn no_difference_is_left_out(tale in tale(), one in 0u8..=120, other in 0u8..=120) {
        let (since, until) = (tale.moment(one.min(other)), tale.moment(one.max(other)));
        let world = tale.told();
        let (before, now) = (picture(&world, since), picture(&world, until));
        let brief = between(&world, &since.to_string(), &until.to_string());
        let sections = ["advanced", "fell_back", "restored", "corrected", "remeasured", "other"];
        for (place, what) in ["status", "verified", "reported", "assessed"].into_iter().enumerate() {
            let steps = sections.iter().flat_map(|section| moves(&brief, section));
            let named = |step: &Value| step[1] == what || what == "verified" && step[1] == "level";
            let told: BTreeSet<String> =
                steps.filter(named).map(|step| step[0].as_str().expect("an id").to_owned()).collect();
            for (id, row) in before.iter().filter(|(id, row)| row[place] != now[*id][place]) {
                prop_assert!(told.contains(id), "{id}: {what} {} → {} is not told", row[place], now[id][place]);
            }
        }
    }
}
