//! What a commitment waits for: every form of `requires` as it opens and closes, holds, continuing and contingent
//! commitments, parts, and what figures amount to.
//!
//! Every world here is invented.

use super::deadlines::{peace, shown, timing};
use super::world::World;
use serde_json::{Value, json};

/// One line of a story: `2026-01-05 mov A full`, or a day alone, on which time passes.
fn told(world: &World, line: &str) {
    let Some((day, said)) = line.split_once(' ') else {
        world.at(line);
        return;
    };
    let (actor, mark) = said.split_once(' ').expect("who says what");
    world.says(actor, day, mark);
}

fn story(world: &World, lines: &[&str]) {
    lines.iter().for_each(|line| told(world, line));
}

/// A value inside `show ID` at the scene's own moment.
fn now(world: &World, id: &str, pointer: &str) -> Value {
    world.ask(&format!("show {id} -o json")).ok().at(&format!("/milestone{pointer}"))
}

fn status(world: &World, id: &str) -> String {
    now(world, id, "/status").as_str().expect("a status").to_owned()
}

// --- every form of what is required ---

/// A condition, the milestone that it looks at, and a story: after each line, whether it holds, and since when.
type Case = (Value, &'static str, &'static [(&'static str, bool, &'static str)]);

/// `M` waits for a condition, and `Q` stands in a phase that does. `A` makes up a phase; `H` must stand five days; `N` is
/// measured.
fn waiting_for(condition: &Value) -> World {
    let phases = json!([
        {"id": "one", "title": "One"},
        {"id": "gate", "title": "Gate", "requires": [condition]},
    ]);
    let arms = json!({"id": "arms", "baseline": 0, "target": 100});
    let troops = json!({"id": "troops", "direction": "down", "target": 14});
    let milestones = vec![
        json!({"id": "A", "phase": "one"}),
        json!({"id": "H", "hold": "P5D"}),
        json!({"id": "N", "indicators": [arms, troops]}),
        json!({"id": "M", "requires": [condition]}),
        json!({"id": "Q", "phase": "gate"}),
    ];
    let world = peace(json!({"signed": "2026-01-02", "phases": phases}), milestones);
    world.at("2026-01-02");
    world
}

fn noon(day: &str) -> Value {
    match day.len() {
        0 => Value::Null,
        10 => json!(format!("{day}T12:00:00.000Z")),
        _ => json!(day),
    }
}

fn opens_and_closes(cases: &[Case]) {
    for (condition, awaited, lines) in cases {
        let world = waiting_for(condition);
        for (line, met, since) in *lines {
            told(&world, line);
            let at = format!("{condition} after `{line}`");
            for (id, phase) in [("M", Value::Null), ("Q", json!("gate"))] {
                let requires = now(&world, id, "/requires/0");
                assert_eq!(requires["met"], *met, "{id}: {at}");
                assert_eq!(requires["since"], noon(since), "{id}: {at}");
                assert_eq!(requires["phase"], phase, "{id}: {at}");
                assert_eq!(status(&world, id), if *met { "open" } else { "waiting" }, "{id}: {at}");
                let waits = if *met || awaited.is_empty() { json!([]) } else { json!([awaited]) };
                assert_eq!(now(&world, id, "/waits_for"), waits, "{id}: {at}");
            }
            if !awaited.is_empty() {
                let blocks = if *met { json!([]) } else { json!(["M", "Q"]) };
                assert_eq!(now(&world, awaited, "/blocks"), blocks, "{at}");
            }
        }
    }
}

#[test]
fn a_status_asked_for_opens_while_it_lasts() {
    opens_and_closes(&[
        (
            json!({"milestone": "A", "is": "reported"}),
            "A",
            &[
                ("2026-01-03", false, ""),
                ("2026-01-04 mov A minimum", false, ""),
                ("2026-01-05 mov A full", true, "2026-01-05"),
                ("2026-01-07 mission A full", false, "2026-01-07"),
            ],
        ),
        (
            json!({"milestone": "A", "is": "achieved"}),
            "A",
            &[
                ("2026-01-05 mov A full", false, ""),
                ("2026-01-06 friend A full", false, ""),
                ("2026-01-07 mission A full", true, "2026-01-07"),
                ("2026-01-08 gov A none", true, "2026-01-07"),
                ("2026-01-09 mission A minimum", false, "2026-01-09"),
                ("2026-01-12 mission A full", true, "2026-01-12"),
            ],
        ),
        (
            json!({"milestone": "H", "is": "holding"}),
            "H",
            &[
                ("2026-01-05 mission H full", true, "2026-01-05"),
                ("2026-01-10T11:59:59.999Z", true, "2026-01-05"),
                ("2026-01-10T12:00Z", false, "2026-01-10"),
            ],
        ),
        (
            json!({"milestone": "A", "is": "reversed"}),
            "A",
            &[
                ("2026-01-05 mission A intermediate", false, ""),
                ("2026-01-07 mission A minimum", true, "2026-01-07"),
                ("2026-01-09 mission A intermediate", false, "2026-01-09"),
                ("2026-01-11 mission A full", false, "2026-01-09"),
                ("2026-01-13 mission A none", true, "2026-01-13"),
            ],
        ),
    ]);
}

#[test]
fn reported_holding_and_achieved_are_steps_of_one_stair() {
    opens_and_closes(&[
        (
            json!({"milestone": "H", "at_least": "reported"}),
            "H",
            &[
                ("2026-01-04 mov H intermediate", false, ""),
                ("2026-01-05 mov H full", true, "2026-01-05"),
                ("2026-01-06 mission H full", true, "2026-01-05"),
                ("2026-01-12", true, "2026-01-05"),
            ],
        ),
        (
            json!({"milestone": "H", "at_least": "reported"}),
            "H",
            &[("2026-01-05 mov H full", true, "2026-01-05"), ("2026-01-07 mission H minimum", false, "2026-01-07")],
        ),
        (
            json!({"milestone": "H", "at_least": "holding"}),
            "H",
            &[
                ("2026-01-04 mov H full", false, ""),
                ("2026-01-05 mission H full", true, "2026-01-05"),
                ("2026-01-10", true, "2026-01-05"),
                ("2026-01-12 mission H minimum", false, "2026-01-12"),
                ("2026-01-14 mission H full", true, "2026-01-14"),
            ],
        ),
        (
            json!({"milestone": "H", "at_least": "achieved"}),
            "H",
            &[
                ("2026-01-05 mission H full", false, ""),
                ("2026-01-10T11:59:59.999Z", false, ""),
                ("2026-01-10T12:00Z", true, "2026-01-10"),
                ("2026-01-12 mission H none", false, "2026-01-12"),
                ("2026-01-14 mission H full", false, "2026-01-12"),
                ("2026-01-19", true, "2026-01-19"),
            ],
        ),
    ]);
}

#[test]
fn a_figure_asked_for_is_that_of_the_standing_named() {
    opens_and_closes(&[
        (
            json!({"milestone": "N", "indicator": "arms", "at_least": 50}),
            "N",
            &[
                ("2026-01-03 mov N arms=90", false, ""),
                ("2026-01-04 friend N arms=90", false, ""),
                ("2026-01-05 mission N arms=49.999999", false, ""),
                ("2026-01-06 mission N arms+=0.000001", true, "2026-01-06"),
                ("2026-01-07 mission N arms=10", false, "2026-01-07"),
            ],
        ),
        (
            json!({"milestone": "N", "indicator": "arms", "at_least": 50, "standing": "reported"}),
            "N",
            &[
                ("2026-01-03 mission N arms=90", false, ""),
                ("2026-01-05 mov N arms=50", true, "2026-01-05"),
                ("2026-01-06 mission N arms=10", true, "2026-01-05"),
                ("2026-01-07 mov N arms=49", false, "2026-01-07"),
            ],
        ),
        (
            json!({"milestone": "N", "indicator": "arms", "at_least": 50, "standing": "assessed"}),
            "N",
            &[
                ("2026-01-03 mission N arms=90", false, ""),
                ("2026-01-05 friend N arms=50", true, "2026-01-05"),
                ("2026-01-07 friend N arms=40", false, "2026-01-07"),
            ],
        ),
        (
            json!({"milestone": "N", "indicator": "troops", "at_most": 14}),
            "N",
            &[
                ("2026-01-03", false, ""),
                ("2026-01-04 mission N troops=20", false, ""),
                ("2026-01-05 mov N troops=3", false, ""),
                ("2026-01-06 mission N troops=14", true, "2026-01-06"),
                ("2026-01-07 mission N troops=14.5", false, "2026-01-07"),
            ],
        ),
        (
            json!({"milestone": "N", "indicator": "troops", "at_most": 14, "standing": "reported"}),
            "N",
            &[("2026-01-04 mission N troops=2", false, ""), ("2026-01-05 mov N troops=14", true, "2026-01-05")],
        ),
    ]);
}

#[test]
fn phases_dates_and_long_stops_open_and_alternatives_join() {
    opens_and_closes(&[
        (
            json!({"phase": "one"}),
            "",
            &[
                ("2026-01-04 mov A full", false, ""),
                ("2026-01-05 mission A full", true, "2026-01-05"),
                ("2026-01-07 mission A none", false, "2026-01-07"),
            ],
        ),
        (
            json!({"date": "2026-01-10"}),
            "",
            &[
                ("2026-01-09T23:59:59.999Z", false, ""),
                ("2026-01-10T00:00Z", true, "2026-01-10T00:00:00.000Z"),
                ("2026-05-01", true, "2026-01-10T00:00:00.000Z"),
            ],
        ),
        (
            json!({"date": "2026-02"}),
            "",
            &[("2026-01-31", false, ""), ("2026-02-01", true, "2026-02-01T00:00:00.000Z")],
        ),
        (
            json!({"elapsed": "P8D", "after": "signature"}),
            "",
            &[("2026-01-09", false, ""), ("2026-01-10", true, "2026-01-10T00:00:00.000Z")],
        ),
        (
            json!({"elapsed": "PT36H", "after": "A"}),
            "",
            &[
                ("2026-01-05 mission A full", false, ""),
                ("2026-01-06T23:59:59.999Z", false, ""),
                ("2026-01-07T00:00Z", true, "2026-01-07T00:00:00.000Z"),
                // A long stop counts from the first time, which stays.
                ("2026-01-08 mission A none", true, "2026-01-07T00:00:00.000Z"),
            ],
        ),
        (
            json!({"any": [{"milestone": "A", "is": "achieved"}, {"date": "2026-02-01"}]}),
            "A",
            &[
                ("2026-01-03", false, ""),
                ("2026-01-05 mission A full", true, "2026-01-05"),
                ("2026-01-07 mission A none", false, "2026-01-07"),
                ("2026-02-02", true, "2026-02-01T00:00:00.000Z"),
                ("2026-02-03 mission A full", true, "2026-02-01T00:00:00.000Z"),
            ],
        ),
        (
            json!({"not": {"milestone": "A", "is": "achieved"}}),
            "A",
            &[
                ("2026-01-03", true, ""),
                ("2026-01-05 mission A full", false, "2026-01-05"),
                ("2026-01-07 mission A none", true, "2026-01-07"),
            ],
        ),
        (
            json!({"not": {"any": [{"not": {"date": "2026-01-10"}}, {"milestone": "A", "is": "reversed"}]}}),
            "A",
            &[
                ("2026-01-05 mission A full", false, ""),
                ("2026-01-10", true, "2026-01-10T00:00:00.000Z"),
                ("2026-01-12 mission A none", false, "2026-01-12"),
            ],
        ),
    ]);
}

/// Whether a value said by the mission meets a bound.
fn meets(cases: &[(&str, Value, bool)]) {
    for (said, bound, met) in cases {
        let mut condition = json!({"milestone": "N", "indicator": "arms"});
        let (key, number) = bound.as_object().expect("a bound").iter().next().expect("a bound");
        condition[key] = number.clone();
        let world = waiting_for(&condition);
        world.says("mission", "2026-01-05", &format!("N minimum arms={said}"));
        assert_eq!(now(&world, "M", "/requires/0/met"), *met, "{said} for {bound}");
    }
}

#[test]
fn a_bound_asks_the_worse_end_of_what_was_said() {
    meets(&[
        ("between:40..60", json!({"at_least": 40}), true),
        ("between:40..60", json!({"at_least": 41}), false),
        ("between:40..60", json!({"at_most": 60}), true),
        ("between:40..60", json!({"at_most": 59}), false),
        ("about:50", json!({"at_least": 50}), true),
        ("about:50", json!({"at_most": 50}), true),
        ("at-least:50", json!({"at_least": 50}), true),
        ("at-most:50", json!({"at_most": 50}), true),
        ("50/80", json!({"at_least": 50}), true),
        ("50/80", json!({"at_least": 51}), false),
        ("withheld", json!({"at_least": 0}), false),
        ("withheld", json!({"at_most": 100}), false),
    ]);
}

#[test]
fn a_bound_is_not_met_by_what_may_lie_beyond_it() {
    meets(&[
        ("at-most:60", json!({"at_least": 50}), false),
        ("at-least:10", json!({"at_most": 14}), false),
        ("50/80", json!({"at_most": 50}), true),
    ]);
}

/// `M` waits for something of `N`.
fn after_n(n: Value, condition: Value) -> World {
    let mut own = json!({"milestone": "N"});
    condition.as_object().expect("a condition").iter().for_each(|(key, value)| own[key] = value.clone());
    peace(json!({"signed": "2026-01-02"}), vec![n, json!({"id": "M", "requires": [own]})])
}

#[test]
fn a_plain_count_opens_what_waits_for_it() {
    for (actor, standing) in [("mov", "reported"), ("mission", "verified"), ("friend", "assessed")] {
        let condition = json!({"indicator": "homes", "at_least": 1000, "standing": standing});
        let world = after_n(json!({"id": "N", "indicators": [{"id": "homes"}]}), condition);
        world.says(actor, "2026-01-05", "N homes=1200");
        assert_eq!(status(&world, "M"), "open", "{standing}");
    }
}

#[test]
fn what_is_reversed_is_not_reported_again_by_a_report() {
    for condition in [json!({"is": "reported"}), json!({"at_least": "reported"})] {
        let world = after_n(json!({"id": "N"}), condition.clone());
        story(&world, &["2026-01-05 mission N full", "2026-01-07 mission N minimum", "2026-01-09 mov N full"]);
        assert_eq!(status(&world, "N"), "reversed");
        assert_eq!(now(&world, "M", "/requires/0/met"), false, "{condition}");
    }
}

#[test]
fn all_that_is_required_must_hold_and_each_is_told_by_itself() {
    let requires = json!([{"milestone": "A", "is": "achieved"}, {"date": "2026-01-10"}, {"milestone": "B", "at_least": "reported"}]);
    let phases = json!([{"id": "gate", "title": "Gate", "requires": [{"milestone": "C", "is": "achieved"}]}]);
    let milestones = vec![
        json!({"id": "A"}),
        json!({"id": "B"}),
        json!({"id": "C"}),
        json!({"id": "M", "phase": "gate", "requires": requires}),
    ];
    let world = peace(json!({"signed": "2026-01-01", "phases": phases}), milestones);
    for (line, met, waits_for) in [
        ("2026-01-02", [false, false, false, false], json!(["A", "B", "C"])),
        ("2026-01-03 mission C full", [false, false, false, true], json!(["A", "B"])),
        ("2026-01-04 mov B full", [false, false, true, true], json!(["A"])),
        ("2026-01-05 mission A full", [true, false, true, true], json!([])),
        ("2026-01-10", [true, true, true, true], json!([])),
    ] {
        told(&world, line);
        let told = now(&world, "M", "/requires");
        let all: Vec<&Value> = told.as_array().expect("conditions").iter().map(|one| &one["met"]).collect();
        assert_eq!(all, met, "{line}");
        assert_eq!(now(&world, "M", "/waits_for"), waits_for, "{line}");
        assert_eq!(status(&world, "M") == "open", met == [true; 4], "{line}");
    }
    assert_eq!(now(&world, "M", "/since"), "2026-01-10T00:00:00.000Z");
}

#[test]
fn ahead_is_what_began_before_what_it_requires() {
    for (lines, ahead) in [
        (&["2026-01-03 mov M minimum", "2026-01-05 mission A full"][..], true),
        (&["2026-01-05 mission A full", "2026-01-07 mov M minimum"], false),
        (&["2026-01-05 mission A full", "2026-01-05 mov M minimum"], false),
        (&["2026-01-05 mission A full", "2026-01-07 mov M minimum", "2026-01-09 mission A none"], false),
        (&["2026-01-03 mission A full", "2026-01-05 mission A none", "2026-01-07 mov M minimum"], true),
        // What is said of none has not begun; what somebody assesses has.
        (&["2026-01-03 mov M none", "2026-01-05 mission A full", "2026-01-07 mov M minimum"], false),
        (&["2026-01-03 friend M minimum", "2026-01-05 mission A full"], true),
    ] {
        let world = waiting_for(&json!({"milestone": "A", "is": "achieved"}));
        story(&world, lines);
        assert_eq!(now(&world, "M", "/ahead"), ahead, "{lines:?}");
        let other: Vec<String> = lines.iter().map(|line| line.replace(" M ", " Q ")).collect();
        let world = waiting_for(&json!({"milestone": "A", "is": "achieved"}));
        other.iter().for_each(|line| told(&world, line));
        assert_eq!(now(&world, "Q", "/ahead"), ahead, "{other:?}");
    }
}

// --- what must stand, and what is never finished ---

/// A milestone `M` in Kyiv with these terms.
fn kyiv(mut terms: Value) -> World {
    terms["id"] = json!("M");
    peace(json!({"timezone": "Europe/Kyiv", "signed": "2015-02-12"}), vec![terms])
}

#[test]
fn a_hold_is_counted_in_days_and_ends_at_the_same_local_time() {
    let world = kyiv(json!({"hold": "P5D"}));
    // 10:00 in Kyiv; the clock goes forward on the 29th.
    world.says("mission", "2015-03-27T08:00Z", "M full");
    for (as_of, status, day, since) in [
        ("2015-03-27", "holding", 0, "2015-03-27T08:00:00.000Z"),
        ("2015-03-27T22:00:00.000Z", "holding", 1, "2015-03-27T08:00:00.000Z"),
        ("2015-03-31", "holding", 4, "2015-03-27T08:00:00.000Z"),
        ("2015-04-01T06:59:59.999Z", "holding", 5, "2015-03-27T08:00:00.000Z"),
        ("2015-04-01T07:00:00.000Z", "achieved", -1, "2015-04-01T07:00:00.000Z"),
    ] {
        assert_eq!(shown(&world, "M", as_of, "/status"), status, "{as_of}");
        assert_eq!(shown(&world, "M", as_of, "/since"), since, "{as_of}");
        let hold = if day < 0 { Value::Null } else { json!({"day": day, "of": 5}) };
        assert_eq!(shown(&world, "M", as_of, "/hold"), hold, "{as_of}");
    }
}

#[test]
fn a_hold_that_would_end_in_a_skipped_hour_ends_with_the_gap() {
    let world = kyiv(json!({"hold": "P5D"}));
    world.says("mission", "2015-03-24T01:30Z", "M full");
    assert_eq!(shown(&world, "M", "2015-03-29T00:59:59.999Z", "/status"), "holding");
    assert_eq!(shown(&world, "M", "2015-03-29T01:00:00.000Z", "/status"), "achieved");
}

#[test]
fn a_broken_hold_begins_again_and_a_repeated_word_does_not() {
    let world = kyiv(json!({"hold": "P5D"}));
    for (line, status, day) in [
        ("2015-03-02 mission M full", "holding", Some(0)),
        ("2015-03-04 mission M full", "holding", Some(2)),
        ("2015-03-04 mov M full", "holding", Some(2)),
        ("2015-03-05 mission M intermediate", "reversed", None),
        ("2015-03-06 mission M full", "holding", Some(0)),
        ("2015-03-11T11:59:59.999Z", "holding", Some(5)),
        ("2015-03-11", "achieved", None),
        ("2015-03-20 mission M none", "reversed", None),
        ("2015-03-21 mission M full", "holding", Some(0)),
        ("2015-03-26", "achieved", None),
    ] {
        told(&world, line);
        assert_eq!(now(&world, "M", "/status"), status, "{line}");
        assert_eq!(now(&world, "M", "/hold")["day"].as_i64(), day, "{line}");
    }
}

#[test]
fn a_report_alone_holds_nothing_and_hours_hold_too() {
    let world = kyiv(json!({"hold": "PT48H", "due": {"on": "2015-03-03"}}));
    story(&world, &["2015-03-01 mov M full", "2015-03-04"]);
    assert_eq!(status(&world, "M"), "reported");
    told(&world, "2015-03-05 mission M full --on 2015-03-02T10:00Z");
    for (as_of, status) in [("2015-03-04T09:59:59.999Z", "holding"), ("2015-03-04T10:00Z", "achieved")] {
        assert_eq!(shown(&world, "M", as_of, "/status"), status, "{as_of}");
    }
    // Done when it was reported full, however long it must stand.
    assert_eq!(timing(&world, "M", "2015-03-06"), "on time 2");
}

#[test]
fn a_continuing_commitment_is_kept_day_by_day_and_never_finished() {
    let world = kyiv(json!({"continuing": true}));
    for (line, status, hold) in [
        ("2015-03-01 mov M full", "reported", Value::Null),
        ("2015-03-02 mission M full", "holding", json!({"day": 0, "of": null})),
        ("2015-03-12", "holding", json!({"day": 10, "of": null})),
        ("2015-03-13 mission M intermediate", "reversed", Value::Null),
        ("2015-03-15 mission M full", "holding", json!({"day": 0, "of": null})),
        ("2035-03-15", "holding", json!({"day": 7305, "of": null})),
    ] {
        told(&world, line);
        assert_eq!(now(&world, "M", "/status"), status, "{line}");
        assert_eq!(now(&world, "M", "/hold"), hold, "{line}");
    }
}

#[test]
fn a_commitment_that_continues_until_a_day_is_achieved_when_that_day_ends() {
    let until = || kyiv(json!({"continuing": {"until": "2015-03-31"}}));
    let world = until();
    told(&world, "2015-03-02 mission M full");
    assert_eq!(shown(&world, "M", "2015-03-31", "/status"), "holding");
    assert_eq!(shown(&world, "M", "2015-03-31", "/hold/day"), 29);
    assert_eq!(shown(&world, "M", "2015-03-31T21:00:00.000Z", "/status"), "achieved");
    assert_eq!(shown(&world, "M", "2015-04-30", "/since"), "2015-03-31T21:00:00.000Z");
    let world = until();
    story(&world, &["2015-03-02 mission M full", "2015-03-20 mission M none"]);
    assert_eq!(shown(&world, "M", "2015-04-01", "/status"), "reversed");
    told(&world, "2015-04-10 mission M full");
    assert_eq!(status(&world, "M"), "achieved");
    assert_eq!(now(&world, "M", "/since"), "2015-04-10T12:00:00.000Z");
}

#[test]
fn a_phase_is_done_when_the_continuing_hold_and_the_rest_is_achieved() {
    let milestones = vec![
        json!({"id": "KEEP", "phase": "one", "continuing": true}),
        json!({"id": "HAND", "phase": "one", "hold": "P5D"}),
        json!({"id": "M", "requires": [{"phase": "one"}]}),
    ];
    let world = peace(json!({"phases": [{"id": "one", "title": "One"}]}), milestones);
    for (line, met) in [
        ("2026-01-02 mission KEEP full", false),
        ("2026-01-05 mission HAND full", false),
        ("2026-01-10", true),
        ("2026-01-12 mission KEEP none", false),
        ("2026-01-14 mission KEEP full", true),
    ] {
        told(&world, line);
        assert_eq!(now(&world, "M", "/requires/0/met"), met, "{line}");
    }
}

// --- contingent ---

/// `G` is promised for the case that `A` is reversed.
fn guarantee() -> World {
    let requires = json!([{"milestone": "A", "is": "reversed"}]);
    let due = json!({"after": "A:due", "within": "P30D"});
    let g = json!({"id": "G", "contingent": true, "responsible": ["gov"], "requires": requires, "due": due});
    peace(json!({"signed": "2026-01-01"}), vec![json!({"id": "A", "due": {"on": "2026-01-31"}}), g])
}

#[test]
fn a_guarantee_is_not_triggered_until_what_it_waits_for_happens_and_stays_so() {
    let world = guarantee();
    for (line, status, word, met) in [
        ("2026-01-05 mission A full", "not triggered", "not running", false),
        ("2026-04-01", "not triggered", "not running", false),
        ("2026-04-02 mission A none", "open", "overdue 31", true),
        ("2026-04-05 mission A full", "open", "overdue 34", true),
        ("2026-04-07 mov A full", "open", "overdue 36", true),
    ] {
        told(&world, line);
        assert_eq!(now(&world, "G", "/status"), status, "{line}");
        let today = line.split(' ').next().expect("a day");
        assert_eq!(timing(&world, "G", today), word, "{line}");
        assert_eq!(now(&world, "G", "/requires/0/met"), met, "{line}");
        let blocks = if met { json!([]) } else { json!(["G"]) };
        assert_eq!(now(&world, "A", "/blocks"), blocks, "{line}");
    }
    assert_eq!(shown(&world, "G", "2026-04-01", "/status"), "not triggered", "the past keeps what it was");
}

#[test]
fn what_triggered_a_guarantee_is_met_since_then() {
    let world = guarantee();
    story(&world, &["2026-01-05 mission A full", "2026-04-02 mission A none", "2026-04-05 mission A full"]);
    assert_eq!(
        now(&world, "G", "/requires/0"),
        json!({
            "condition": "A reversed", "phase": null, "met": true, "since": "2026-04-02T12:00:00.000Z",
        })
    );
}

#[test]
fn a_guarantee_counts_in_totals_from_when_it_is_triggered() {
    let world = guarantee();
    story(&world, &["2026-01-05 mission A full", "2026-01-06 mission G full"]);
    let total = |pointer: &str| world.ask("status -o json").ok().at(&format!("/total{pointer}"));
    assert_eq!(total("/statuses"), json!({"achieved": 1, "not triggered": 1}));
    assert_eq!([total("/weight"), total("/score/verified")], [json!(1), json!(1.0)]);
    assert_eq!(total("/levels/verified"), json!({"none": 0, "minimum": 0, "intermediate": 0, "full": 1}));
    assert_eq!([total("/milestones"), total("/spoken/verified")], [json!(2), json!(1)]);
    told(&world, "2026-04-02 mission A none");
    assert_eq!(total("/statuses"), json!({"achieved": 1, "reversed": 1}));
    assert_eq!([total("/weight"), total("/score/verified")], [json!(2), json!(0.5)]);
    assert_eq!(total("/levels/verified"), json!({"none": 1, "minimum": 0, "intermediate": 0, "full": 1}));
}

#[test]
fn a_triggered_guarantee_still_waits_for_its_phase() {
    let phases = json!([{"id": "gate", "title": "Gate", "requires": [{"milestone": "B", "is": "achieved"}]}]);
    let requires = json!([{"milestone": "A", "is": "achieved"}]);
    let g = json!({"id": "G", "phase": "gate", "contingent": true, "requires": requires});
    let world = peace(json!({"phases": phases}), vec![json!({"id": "A"}), json!({"id": "B"}), g]);
    for (line, status) in [
        ("2026-01-05 mission A full", "waiting"),
        ("2026-01-06 mission A none", "waiting"),
        ("2026-01-07 mission B full", "open"),
    ] {
        told(&world, line);
        assert_eq!(now(&world, "G", "/status"), status, "{line}");
    }
}

#[test]
fn a_phase_with_a_guarantee_is_done_without_it_until_it_is_triggered() {
    let milestones = || {
        vec![
            json!({"id": "K", "requires": [{"phase": "one"}]}),
            json!({"id": "A", "phase": "one"}),
            json!({"id": "G", "phase": "one", "contingent": true, "requires": [{"milestone": "B", "is": "reversed"}]}),
            json!({"id": "LATER", "contingent": true, "requires": [{"phase": "one"}]}),
            json!({"id": "B"}),
        ]
    };
    for milestones in [milestones(), milestones().into_iter().rev().collect()] {
        let world = peace(json!({"phases": [{"id": "one", "title": "One"}]}), milestones);
        for (line, k, g, later) in [
            ("2026-01-04 mission B full", "waiting", "not triggered", "not triggered"),
            ("2026-01-05 mission A full", "open", "not triggered", "open"),
            ("2026-01-06 mission B none", "waiting", "open", "open"),
            ("2026-01-07 mission G full", "open", "achieved", "open"),
        ] {
            told(&world, line);
            assert_eq!(["K", "G", "LATER"].map(|id| status(&world, id)), [k, g, later], "{line}");
        }
    }
}

#[test]
fn a_phase_in_which_nothing_counts_is_not_done() {
    let milestones = vec![
        json!({"id": "K", "requires": [{"phase": "one"}]}),
        json!({"id": "G", "phase": "one", "contingent": true, "requires": [{"milestone": "B", "is": "reversed"}]}),
        json!({"id": "B"}),
        json!({"id": "DATED", "due": {"after": "phase:one:done", "within": "P10D"}}),
    ];
    let world = peace(json!({"phases": [{"id": "one", "title": "One"}]}), milestones);
    for (line, k, on) in [
        ("2026-01-04 mission B full", "waiting", Value::Null),
        ("2026-01-06 mission B none", "waiting", Value::Null),
        ("2026-01-07 mission G full", "open", json!("2026-01-17")),
    ] {
        told(&world, line);
        assert_eq!(status(&world, "K"), k, "{line}");
        assert_eq!(now(&world, "DATED", "/due/on"), on, "{line}");
    }
}

#[test]
fn a_guarantee_that_its_own_phase_triggers_counts_from_then_on() {
    let milestones = || {
        vec![
            json!({"id": "K", "requires": [{"phase": "one"}]}),
            json!({"id": "A", "phase": "one"}),
            json!({"id": "G", "phase": "one", "contingent": true, "requires": [{"phase": "one"}]}),
        ]
    };
    for milestones in [milestones(), milestones().into_iter().rev().collect()] {
        let world = peace(json!({"phases": [{"id": "one", "title": "One"}]}), milestones);
        for (line, k, g) in [
            ("2026-01-04", "waiting", "not triggered"),
            ("2026-01-05 mission A full", "waiting", "open"),
            ("2026-01-07 mission G full", "open", "achieved"),
        ] {
            told(&world, line);
            assert_eq!(["K", "G"].map(|id| status(&world, id)), [k, g], "{line}");
        }
    }
}

#[test]
fn what_is_not_triggered_opens_and_triggers_nothing() {
    let milestones = vec![
        json!({"id": "A"}),
        json!({"id": "G", "contingent": true, "requires": [{"milestone": "A", "is": "reversed"}]}),
        json!({"id": "H", "contingent": true, "requires": [{"milestone": "G", "is": "achieved"}]}),
        json!({"id": "M", "requires": [{"milestone": "G", "at_least": "reported"}]}),
    ];
    let world = peace(json!({}), milestones);
    for (line, g, h, m) in [
        ("2026-01-04 mission A full", "not triggered", "not triggered", "waiting"),
        ("2026-01-05 mission G full", "not triggered", "not triggered", "waiting"),
        ("2026-01-06 mission A none", "achieved", "open", "open"),
    ] {
        told(&world, line);
        assert_eq!(["G", "H", "M"].map(|id| status(&world, id)), [g, h, m], "{line}");
    }
}

// --- parts ---

/// `W` in two parts: `P1` of 100 arms, and `P2` of 200 that weighs three times as much. `W` is due on 1 March, `P2` a month
/// later; `X` stands beside them.
fn split(whole: Value, second: Value) -> World {
    let arms = |target: u32| json!([{"id": "arms", "baseline": 0, "target": target}]);
    let mut w = json!({"id": "W", "due": {"on": "2026-03-01"}, "indicators": arms(300)});
    let mut p2 = json!({"id": "P2", "part_of": "W", "weight": 3, "indicators": arms(200), "due": {"on": "2026-04-01"}});
    whole.as_object().expect("keys").iter().for_each(|(key, value)| w[key] = value.clone());
    second.as_object().expect("keys").iter().for_each(|(key, value)| p2[key] = value.clone());
    let p1 = json!({"id": "P1", "part_of": "W", "indicators": arms(100)});
    let phases = json!([{"id": "one", "title": "One"}]);
    peace(json!({"signed": "2026-01-01", "phases": phases}), vec![w, p1, p2, json!({"id": "X"})])
}

fn halves() -> World {
    split(json!({}), json!({}))
}

#[test]
fn a_part_without_a_date_takes_the_wholes() {
    let world = halves();
    for (id, on) in [("W", "2026-03-01"), ("P1", "2026-03-01"), ("P2", "2026-04-01")] {
        assert_eq!(shown(&world, id, "2026-01-01", "/due/on"), on, "{id}");
    }
    assert_eq!(timing(&world, "P1", "2026-03-02"), "overdue 1");
    assert_eq!(timing(&world, "P2", "2026-03-02"), "due 30");
    assert_eq!(world.at("2026-03-02").ask("status -o json").ok().at("/total/overdue"), 1, "leaves alone are counted");
}

#[test]
fn a_whole_follows_from_its_parts_by_weight() {
    let world = halves();
    for (line, verified, level, arms) in [
        // Of P2 nothing is known yet, so there are at least so many.
        ("2026-01-05 mission P1 arms=100", 0.25, "minimum", json!({"at_least": 100})),
        ("2026-01-06 mission P2 arms=100", 0.625, "intermediate", json!(200)),
        ("2026-01-07 mission P2 arms=199", 0.99625, "intermediate", json!(299)),
        ("2026-01-08 mission P2 arms=200", 1.0, "full", json!(300)),
        ("2026-01-09 mission P1 arms=0", 0.75, "intermediate", json!(200)),
    ] {
        told(&world, line);
        let whole = now(&world, "W", "/verified");
        assert_eq!([&whole["progress"], &whole["level"]], [&json!(verified), &json!(level)], "{line}");
        assert_eq!(whole["values"], json!({"arms": arms}), "{line}");
        // W and X weigh the same; the parts share what W weighs.
        let total = world.ask("status -o json").ok().at("/total");
        assert_eq!(total["score"]["verified"].as_f64().map(|score| score * 2.0), Some(verified), "{line}");
        assert_eq!([&total["milestones"], &total["weight"]], [&json!(3), &json!(2)], "{line}");
    }
    assert_eq!(now(&world, "W", "/reported"), Value::Null);
}

#[test]
fn a_whole_is_full_only_when_every_part_is() {
    // A million times heavier: rounding alone must not complete it.
    let world = split(json!({}), json!({"weight": 1_000_000}));
    story(&world, &["2026-01-05 mission P2 full", "2026-01-06 mission P1 arms=99"]);
    assert_eq!(now(&world, "W", "/verified/level"), "intermediate");
    assert_eq!(now(&world, "W", "/verified/progress"), 0.999999);
    assert_eq!(status(&world, "W"), "under way");
}

#[test]
fn a_whole_is_only_as_far_as_the_part_that_is_least() {
    let cases: [(&[&str], &str); 9] = [
        (&[], "open"),
        (&["2026-01-05 mov P1 minimum"], "under way"),
        (&["2026-01-05 mov P1 full"], "under way"),
        (&["2026-01-05 mov P1 full", "2026-01-06 mov P2 full"], "reported"),
        (&["2026-01-05 mov P1 full", "2026-01-06 mission P2 full"], "reported"),
        (&["2026-01-05 mission P1 full", "2026-01-06 mission P2 full"], "holding"),
        (&["2026-01-05 mission P1 full", "2026-01-06 mission P2 full", "2026-01-11"], "achieved"),
        (&["2026-01-05 mission P1 full", "2026-01-06 mission P1 none"], "reversed"),
        (&["2026-01-05 mission P1 full", "2026-01-06 mission P2 full", "2026-01-07 mission P1 none"], "reversed"),
    ];
    for (lines, expected) in cases {
        let world = split(json!({}), json!({"hold": "P5D"}));
        story(&world, lines);
        assert_eq!(status(&world, "W"), expected, "{lines:?}");
    }
}

#[test]
fn a_whole_is_done_when_its_last_part_is() {
    for (actor, whole, part) in [("mov", "reported late 5", "reported on time 86"), ("mission", "late 5", "on time 86")]
    {
        let world = halves();
        world.says(actor, "2026-01-05", "P2 full");
        assert_eq!(now(&world, "W", "/done_on"), Value::Null);
        world.says(actor, "2026-03-06", "P1 full");
        assert_eq!(now(&world, "W", "/done_on"), "2026-03-06");
        assert_eq!(timing(&world, "W", "2026-04-01"), whole);
        assert_eq!(timing(&world, "P2", "2026-04-01"), part);
    }
}

#[test]
fn a_whole_is_done_when_its_last_part_is_whoever_said_so() {
    let world = halves();
    story(&world, &["2026-01-05 mov P1 full", "2026-01-06 mission P2 full"]);
    assert_eq!(status(&world, "W"), "reported");
    assert_eq!(now(&world, "W", "/done_on"), "2026-01-06");
    assert_eq!(timing(&world, "W", "2026-03-31"), "reported on time 54");
}

#[test]
fn verifying_one_part_does_not_make_the_whole_overdue() {
    let world = halves();
    story(&world, &["2026-01-05 mov P1 full", "2026-01-06 mov P2 full"]);
    assert_eq!(timing(&world, "W", "2026-03-31"), "reported on time 54");
    told(&world, "2026-01-10 mission P1 full");
    assert_eq!(status(&world, "W"), "reported");
    assert_eq!(timing(&world, "W", "2026-03-31"), "reported on time 54");
}

#[test]
fn what_the_whole_requires_binds_its_parts() {
    let world = split(json!({"requires": [{"milestone": "X", "is": "achieved"}]}), json!({}));
    for id in ["W", "P1", "P2"] {
        assert_eq!(status(&world, id), "waiting", "{id}");
        assert_eq!(now(&world, id, "/waits_for"), json!(["X"]), "{id}");
    }
    assert_eq!(now(&world, "X", "/blocks"), json!(["W", "P1", "P2"]));
    told(&world, "2026-01-05 mission X full");
    for id in ["W", "P1", "P2"] {
        assert_eq!(status(&world, id), "open", "{id}");
        assert_eq!(now(&world, id, "/requires/0/since"), "2026-01-05T12:00:00.000Z", "{id}");
    }
}

#[test]
fn a_part_that_begins_before_what_its_whole_requires_is_ahead() {
    let world = split(json!({"requires": [{"milestone": "X", "is": "achieved"}]}), json!({}));
    story(&world, &["2026-01-04 mov P1 minimum", "2026-01-05 mission X full", "2026-01-06 mov P2 minimum"]);
    assert_eq!(["W", "P1", "P2"].map(|id| now(&world, id, "/ahead")), [true, true, false]);
    let world = split(json!({"requires": [{"milestone": "X", "is": "achieved"}]}), json!({}));
    told(&world, "2026-01-05 mission X full");
    assert_eq!(now(&world, "P1", "/since"), "2026-01-05T12:00:00.000Z", "open since then");
}

#[test]
fn a_whole_without_a_part_that_counts_is_not_triggered() {
    let requires = json!([{"milestone": "X", "is": "achieved"}]);
    let part = |id: &str| json!({"id": id, "part_of": "W", "contingent": true, "requires": requires});
    let milestones = vec![json!({"id": "W"}), part("P1"), part("P2"), json!({"id": "X"})];
    let world = peace(json!({}), milestones);
    assert_eq!(["W", "P1", "P2"].map(|id| status(&world, id)), ["not triggered"; 3]);
    assert_eq!(world.ask("status -o json").ok().at("/total/weight"), 1);
    story(&world, &["2026-01-05 mission X full", "2026-01-06 mission X none"]);
    assert_eq!(["W", "P1", "P2"].map(|id| status(&world, id)), ["open"; 3]);
    assert_eq!(world.ask("status -o json").ok().at("/total/weight"), 2);
}

#[test]
fn a_part_that_does_not_count_keeps_its_whole_from_nothing() {
    let guarantee = json!({"contingent": true, "requires": [{"milestone": "X", "is": "reversed"}]});
    let world = split(json!({}), guarantee);
    story(&world, &["2026-01-05 mission P1 full"]);
    assert_eq!(status(&world, "P2"), "not triggered");
    assert_eq!(status(&world, "W"), "achieved");
    assert_eq!(now(&world, "W", "/verified/progress"), 1.0);
    assert_eq!(timing(&world, "W", "2026-02-01"), "on time 55");
}

#[test]
fn a_phase_is_done_with_its_whole() {
    let world = split(json!({"phase": "one"}), json!({}));
    let milestones = world.read("plan.json").replacen(r#""id":"X""#, r#""id":"X","requires":[{"phase":"one"}]"#, 1);
    world.file("plan.json", &milestones);
    assert_eq!(status(&world, "X"), "waiting");
    story(&world, &["2026-01-05 mission P1 full", "2026-01-06 mission P2 full"]);
    assert_eq!([status(&world, "W"), status(&world, "X")], ["achieved", "open"]);
}

#[test]
fn a_figure_that_parts_add_up_to_opens_what_waits_for_it() {
    let arms = |id: &str| json!({"id": id, "part_of": "W", "indicators": [{"id": "arms", "target": 100}]});
    let m = json!({"id": "M", "requires": [{"milestone": "W", "indicator": "arms", "at_least": 150}]});
    let whole = json!({"id": "W", "indicators": [{"id": "arms", "target": 200}]});
    let world = peace(json!({}), vec![whole, arms("P1"), arms("P2"), m]);
    story(&world, &["2026-01-05 mission P1 arms=100", "2026-01-06 mission P2 arms=50"]);
    assert_eq!(now(&world, "W", "/verified/values"), json!({"arms": 150}));
    assert_eq!(now(&world, "M", "/requires/0/met"), true);
}

// --- figures ---

#[test]
fn every_form_of_a_value_counts_on_its_worse_side() {
    let up = json!({"id": "n", "baseline": 100, "target": 300});
    let down = json!({"id": "n", "baseline": 300, "target": 100});
    let cap = json!({"id": "n", "direction": "down", "target": 100});
    for (indicator, typed, value, progress, level) in [
        (&up, "100", json!(100), 0.0, "none"),
        (&up, "50", json!(50), 0.0, "none"),
        (&up, "199.999999", json!(199.999999), 0.5, "minimum"),
        (&up, "about:300", json!({"about": 300}), 1.0, "full"),
        (&up, "at-least:400", json!({"at_least": 400}), 1.0, "full"),
        (&up, "at-most:400", json!({"at_most": 400}), 0.999999, "intermediate"),
        (&up, "at-most:200", json!({"at_most": 200}), 0.5, "intermediate"),
        (&up, "between:200..400", json!({"between": [200, 400]}), 0.5, "intermediate"),
        (&up, "between:300..400", json!({"between": [300, 400]}), 1.0, "full"),
        (&up, "30/40", json!({"n": 30, "of": 40}), 0.75, "intermediate"),
        (&up, "41/40", json!({"n": 41, "of": 40}), 1.0, "full"),
        (&down, "250", json!(250), 0.25, "minimum"),
        (&down, "about:90", json!({"about": 90}), 1.0, "full"),
        (&down, "at-most:100", json!({"at_most": 100}), 1.0, "full"),
        (&down, "at-least:100", json!({"at_least": 100}), 0.999999, "intermediate"),
        (&down, "between:100..200", json!({"between": [100, 200]}), 0.5, "intermediate"),
        (&cap, "100", json!(100), 0.666667, "intermediate"),
        (&cap, "about:101", json!({"about": 101}), 0.0, "none"),
        (&cap, "at-most:100", json!({"at_most": 100}), 0.666667, "intermediate"),
        (&cap, "at-least:90", json!({"at_least": 90}), 0.0, "none"),
        (&cap, "between:90..101", json!({"between": [90, 101]}), 0.0, "none"),
    ] {
        let world = peace(json!({}), vec![json!({"id": "M", "indicators": [indicator]})]);
        world.says("mission", "2026-01-05", &format!("M n={typed}"));
        let verified = now(&world, "M", "/verified");
        let found = [&verified["values"]["n"], &verified["progress"], &verified["level"]];
        assert_eq!(found, [&value, &json!(progress), &json!(level)], "{typed} of {indicator}");
    }
}

#[test]
fn what_is_withheld_or_unsaid_counts_nothing_unless_a_level_was_stated() {
    let two = json!([{"id": "arms", "target": 100}, {"id": "sites", "target": 10}]);
    for (lines, progress, level) in [
        (&["M arms=100 sites=withheld"][..], json!(0.5), json!("intermediate")),
        (&["M arms=100"], json!(0.5), json!("intermediate")),
        (&["M arms=withheld sites=withheld"], Value::Null, Value::Null),
        (&["M full arms=withheld"], json!(1.0), json!("full")),
        (&["M intermediate arms=60 sites=withheld"], json!(0.6), json!("intermediate")),
        (&["M minimum arms=60"], json!(0.333333), json!("minimum")),
        // Unnamed ones stay as they were last given; a number withheld later takes nothing back.
        (&["M arms=100", "M sites=5"], json!(0.75), json!("intermediate")),
        (&["M arms=50 sites=5", "M arms=withheld"], json!(0.5), json!("intermediate")),
    ] {
        let world = peace(json!({}), vec![json!({"id": "M", "indicators": two})]);
        for mark in lines {
            world.says("mission", "2026-01-05", mark);
        }
        let verified = now(&world, "M", "/verified");
        let found = ["progress", "level"].map(|key| verified.get(key).cloned().unwrap_or_default());
        assert_eq!(found, [progress, level], "{lines:?}");
    }
}

#[test]
fn increments_keep_what_they_add_to_and_are_exact() {
    let from_ten = json!({"id": "n", "baseline": 10, "target": 110});
    let tenths = json!({"id": "n", "target": 0.8});
    for (indicator, marks, value, progress) in [
        (&from_ten, &["n+=5"][..], json!(15), 0.05),
        (&from_ten, &["n=30", "n+=30"], json!(60), 0.5),
        (&from_ten, &["n=at-least:50", "n+=10"], json!({"at_least": 60}), 0.5),
        (&from_ten, &["n=about:50", "n+=10"], json!({"about": 60}), 0.5),
        (&from_ten, &["n=withheld", "n+=50"], json!({"at_least": 60}), 0.5),
        (&from_ten, &["n=30", "n+=30", "n=20"], json!(20), 0.1),
        (&tenths, &["n=0.7", "n+=0.1"], json!(0.8), 1.0),
        (&tenths, &["n+=0.1", "n+=0.2", "n+=0.5"], json!(0.8), 1.0),
        (&tenths, &["n+=0.7", "n+=0.099999"], json!(0.799999), 0.999999),
    ] {
        let world = peace(json!({}), vec![json!({"id": "M", "indicators": [indicator]})]);
        for mark in marks {
            world.says("mission", "2026-01-05", &format!("M {mark}"));
        }
        let verified = now(&world, "M", "/verified");
        assert_eq!([&verified["values"]["n"], &verified["progress"]], [&value, &json!(progress)], "{marks:?}");
    }
}
