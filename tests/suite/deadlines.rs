//! When a commitment is due, to the millisecond: local midnights, clock changes, relative dates, anchors, long chains, and
//! the words that timing uses.
//!
//! Every world here is invented; only the day counts of one agreement are real, and said to be so where they stand.

use super::world::{World, moment};
use serde_json::{Value, json};

/// A workspace between `gov` and `mov`, watched by `mission`; `friend` is a guarantor. `terms` are the plan's own keys
/// (timezone, signed, phases, rules …), added to or in the place of the usual ones; a milestone is owed by `mov` unless it
/// says otherwise.
pub fn peace(terms: Value, milestones: Vec<Value>) -> World {
    World::new(&plan(terms, milestones))
}

pub fn plan(terms: Value, milestones: Vec<Value>) -> String {
    let mut plan = json!({
        "format": "milepost/plan/1", "id": "invented", "version": "1", "title": "Invented plan",
        "sources": [{"id": "text", "title": "Invented text"}],
        "actors": [
            {"id": "gov", "name": "Government", "role": "party"},
            {"id": "mov", "name": "Movement", "role": "party"},
            {"id": "mission", "name": "Mission", "role": "monitor"},
            {"id": "friend", "name": "Friend", "role": "guarantor"},
        ],
        "rules": {"verify": {"by": ["mission"]}},
    });
    let usual = |milestone: &Value| json!({"title": milestone["id"], "responsible": ["mov"], "source": ["text"]});
    plan["milestones"] = milestones.into_iter().map(|milestone| with(usual(&milestone), milestone)).collect();
    with(plan, terms).to_string()
}

/// `usual` with the keys of `own` added or replaced.
fn with(mut usual: Value, own: Value) -> Value {
    let Value::Object(own) = own else { panic!("{own} is not an object") };
    own.into_iter().for_each(|(key, value)| usual[key] = value);
    usual
}

/// A value inside `show ID` as of a moment: `/due/on`.
pub fn shown(world: &World, id: &str, as_of: &str, pointer: &str) -> Value {
    world.ask(&format!("show {id} -o json --as-of {as_of}")).ok().at(&format!("/milestone{pointer}"))
}

/// The timing of a milestone as of a moment, with its days: `late 3`, `no date`.
pub fn timing(world: &World, id: &str, as_of: &str) -> String {
    let timing = shown(world, id, as_of, "/timing");
    let word = timing["word"].as_str().expect("a word");
    timing["days"].as_i64().map_or(word.to_owned(), |days| format!("{word} {days}"))
}

/// The instant one millisecond later.
fn next(instant: &str) -> String {
    milepost::model::moment::Moment(moment(instant).0 + 1).to_string()
}

/// A plan of one milestone, `M`, with a date.
fn due(terms: Value, due: Value) -> World {
    peace(terms, vec![json!({"id": "M", "due": due})])
}

// --- to the minute ---

const MIDNIGHT: &str = "2015-02-14T22:00:00.000Z";

fn kyiv_midnight() -> World {
    due(json!({"timezone": "Europe/Kyiv", "signed": "2015-02-12"}), json!({"on": "2015-02-15T00:00"}))
}

#[test]
fn at_a_midnight_deadline_the_moment_itself_is_still_on_time() {
    for (at, reported, verified) in [
        ("2015-02-14T21:59:59.999Z", "reported on time 1", "on time 1"),
        (MIDNIGHT, "reported on time 0", "on time 0"),
        ("2015-02-14T22:00:00.001Z", "reported late 0", "late 0"),
    ] {
        let world = kyiv_midnight();
        world.says("mov", at, "M full");
        assert_eq!(timing(&world, "M", "2015-03-01"), reported, "{at}");
        let world = kyiv_midnight();
        world.says("mission", at, "M full");
        assert_eq!(timing(&world, "M", "2015-03-01"), verified, "{at}");
    }
}

#[test]
fn overdue_begins_one_millisecond_after_the_deadline() {
    let world = kyiv_midnight();
    assert_eq!(timing(&world, "M", "2015-02-14T21:59:59.999Z"), "due soon 1");
    assert_eq!(timing(&world, "M", MIDNIGHT), "due soon 0");
    assert_eq!(timing(&world, "M", "2015-02-14T22:00:00.001Z"), "overdue 0");
    // The plan's 14 February ends a millisecond before the deadline; all of the 15th lies after it.
    assert_eq!(timing(&world, "M", "2015-02-14"), "due soon 1");
    assert_eq!(timing(&world, "M", "2015-02-15"), "overdue 0");
    assert_eq!(timing(&world, "M", "2015-02-16"), "overdue 1");
}

#[test]
fn a_machine_reads_a_local_deadline_as_an_instant() {
    assert_eq!(shown(&kyiv_midnight(), "M", "2015-02-12", "/due/on"), "2015-02-15T00:00+02:00");
}

#[test]
fn days_end_and_are_counted_in_the_plans_zone() {
    let kathmandu = json!({"timezone": "Asia/Kathmandu", "signed": "2026-03-01"});
    for (at, late) in [("2026-03-10T18:14:59.999Z", "on time 0"), ("2026-03-10T18:15:00.000Z", "late 1")] {
        let world = due(kathmandu.clone(), json!({"on": "2026-03-10"}));
        world.says("mission", at, "M full");
        assert_eq!(timing(&world, "M", "2026-04-01"), late, "{at}");
    }
    let world = due(kathmandu, json!({"on": "2026-03-10"}));
    for (as_of, word) in [
        ("2026-03-08", "due soon 2"),
        ("2026-03-09T18:14:59.999Z", "due soon 1"),
        ("2026-03-09T18:15:00.000Z", "due soon 0"),
        ("2026-03-10", "due soon 0"),
        ("2026-03-10T18:15:00.000Z", "overdue 1"),
        ("2026-03-12", "overdue 2"),
    ] {
        assert_eq!(timing(&world, "M", as_of), word, "{as_of}");
    }
}

/// Zone, date due, the last moment that is on time.
fn ends(cases: &[(&str, &str, &str)]) {
    for (zone, on, last) in cases {
        let world = due(json!({"timezone": zone}), json!({"on": on}));
        assert_eq!(timing(&world, "M", last), "due soon 0", "{zone} {on} at {last}");
        assert!(timing(&world, "M", &next(last)).starts_with("overdue"), "{zone} {on} after {last}");
    }
}

#[test]
fn clock_changes_move_the_end_of_a_day() {
    ends(&[
        // An hour that is skipped counts as the end of the gap, one that is repeated as the later.
        ("Europe/Kyiv", "2015-03-29T03:30", "2015-03-29T01:00:00.000Z"),
        ("Europe/Kyiv", "2015-10-25T03:30", "2015-10-25T01:30:00.000Z"),
        ("Europe/Kyiv", "2015-10-25", "2015-10-25T21:59:59.999Z"),
        // The clock jumps from midnight to one o'clock: the 4th has no midnight.
        ("America/Sao_Paulo", "2018-11-03", "2018-11-04T02:59:59.999Z"),
        ("America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T03:00:00.000Z"),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-05T01:59:59.999Z"),
        ("Asia/Beirut", "2022-03-26", "2022-03-26T21:59:59.999Z"),
        ("Asia/Beirut", "2022-03-27", "2022-03-27T20:59:59.999Z"),
        // At midnight the clock goes back to eleven: the day's last hour is lived twice.
        ("America/Sao_Paulo", "2018-02-17", "2018-02-18T02:59:59.999Z"),
        ("Asia/Beirut", "2022-10-29", "2022-10-29T21:59:59.999Z"),
        // The island left out 30 December 2011.
        ("Pacific/Apia", "2011-12-29", "2011-12-30T09:59:59.999Z"),
        ("Pacific/Apia", "2011-12-31", "2011-12-31T09:59:59.999Z"),
    ]);
}

#[test]
fn a_day_ends_before_a_midnight_that_comes_twice() {
    // At one o'clock the clock goes back to midnight: the hour that repeats belongs to the new day.
    ends(&[
        ("Asia/Amman", "2021-10-28", "2021-10-28T20:59:59.999Z"),
        ("Asia/Gaza", "2021-10-28", "2021-10-28T20:59:59.999Z"),
        ("America/Havana", "2022-11-05", "2022-11-06T03:59:59.999Z"),
    ]);
}

#[test]
fn a_day_that_never_was_ends_where_it_would_have_begun() {
    let apia = || due(json!({"timezone": "Pacific/Apia"}), json!({"on": "2011-12-30"}));
    for (at, word) in [("2011-12-30T09:59:59.999Z", "on time 1"), ("2011-12-30T10:00:00.001Z", "late 1")] {
        let world = apia();
        world.says("mission", at, "M full");
        assert_eq!(timing(&world, "M", "2012-01-31"), word, "{at}");
    }
}

// --- so long before and after ---

#[test]
fn days_months_and_hours_are_counted_from_the_signature() {
    for (zone, signed, rule, on) in [
        // The day counts of a real agreement: its text gives the offsets, its mission named the dates.
        ("Asia/Aden", "2019-11-12", ["after", "P20D"], "2019-12-02"),
        ("Asia/Aden", "2019-11-12", ["after", "P50D"], "2020-01-01"),
        ("Asia/Aden", "2019-11-12", ["after", "P90D"], "2020-02-10"),
        ("Asia/Aden", "2019-11-12", ["after", "P100D"], "2020-02-20"),
        ("UTC", "2018-09-12", ["after", "P8M"], "2019-05-12"),
        ("UTC", "2026-01-31", ["after", "P1M"], "2026-02-28"),
        ("UTC", "2024-01-31", ["after", "P1M"], "2024-02-29"),
        ("UTC", "2024-02-29", ["after", "P1Y"], "2025-02-28"),
        ("UTC", "2024-12-31", ["after", "P1Y2M"], "2026-02-28"),
        ("UTC", "2026-01-31", ["after", "P1M1D"], "2026-03-01"),
        ("UTC", "2026-01-01", ["after", "P2W"], "2026-01-15"),
        ("UTC", "2026-01-01", ["after", "P0D"], "2026-01-01"),
        ("UTC", "2026-05-01", ["before", "P60D"], "2026-03-02"),
        ("UTC", "2026-03-31", ["before", "P1M"], "2026-02-28"),
        // Days are those of the plan's zone: 20:00 in UTC is the morning after in Jakarta.
        ("Asia/Jakarta", "2026-01-01T20:00Z", ["after", "P1D"], "2026-01-03"),
        ("Asia/Jakarta", "2026-01-01T20:00Z", ["before", "P1D"], "2026-01-01"),
        // Hours run from the last moment of a plain date, else from the moment; a clock change does not stretch them.
        ("UTC", "2026-01-10", ["after", "PT48H"], "2026-01-12T24:00Z"),
        ("Asia/Kathmandu", "2026-01-10", ["after", "PT48H"], "2026-01-12T24:00+05:45"),
        ("Asia/Kathmandu", "2026-01-10T08:00+05:45", ["after", "PT48H"], "2026-01-12T08:00+05:45"),
        ("Europe/Kyiv", "2015-03-28T10:00+02:00", ["after", "PT48H"], "2015-03-30T11:00+03:00"),
        // A day at the same local time, which a clock change shortens, and then hours by the clock.
        ("Europe/Kyiv", "2015-03-28T10:00+02:00", ["after", "P1DT12H"], "2015-03-29T22:00+03:00"),
    ] {
        let [side, span] = rule;
        let span_key = if side == "after" { "within" } else { "by" };
        let world = due(json!({"timezone": zone, "signed": signed}), json!({side: "signature", span_key: span}));
        assert_eq!(shown(&world, "M", "2030-01-01", "/due/on"), on, "{span} {side} {signed} in {zone}");
    }
}

#[test]
fn so_many_hours_before_an_event_are_hours() {
    let world = due(json!({"signed": "2026-01-10T12:00Z"}), json!({"before": "signature", "by": "PT48H"}));
    assert_eq!(shown(&world, "M", "2026-01-01", "/due/on"), "2026-01-08T12:00Z");
}

#[test]
fn a_long_stop_of_eight_months_comes_with_the_day() {
    let stop = json!({"id": "M", "requires": [{"elapsed": "P8M", "after": "signature"}]});
    let world = peace(json!({"timezone": "Africa/Juba", "signed": "2018-09-12"}), vec![stop]);
    for (as_of, met, since) in [
        ("2019-05-11T20:59:59.999Z", false, Value::Null),
        ("2019-05-11T21:00:00.000Z", true, json!("2019-05-11T21:00:00.000Z")),
        ("2019-05-12", true, json!("2019-05-11T21:00:00.000Z")),
    ] {
        let requires = shown(&world, "M", as_of, "/requires/0");
        assert_eq!((&requires["met"], &requires["since"]), (&json!(met), &since), "{as_of}");
    }
}

// --- dates that are not precise ---

#[test]
fn an_imprecise_date_ends_with_its_last_day_and_is_shown_as_given() {
    for (on, last) in [("2001-06", "2001-06-30"), ("2001-02", "2001-02-28"), ("2006", "2006-12-31")] {
        let world = due(json!({"timezone": "Europe/Skopje"}), json!({"on": on}));
        assert_eq!(shown(&world, "M", last, "/due/on"), on);
        assert_eq!(timing(&world, "M", last), "due soon 0", "{on}");
        assert_eq!(timing(&world, "M", &format!("{}-01", next_month(on))), "overdue 1", "{on}");
        world.ask("list").ok().hears(&format!("  {on}, "));
    }
}

fn next_month(on: &str) -> &'static str {
    match on {
        "2001-06" => "2001-07",
        "2001-02" => "2001-03",
        _ => "2007-01",
    }
}

#[test]
fn an_imprecise_claim_counts_from_its_last_moment_or_from_when_it_was_recorded() {
    for (recorded, on, due_on, word) in [
        ("2007-01-10", "2006-04", "2006-04-30", "on time 0"),
        ("2007-01-10", "2006-04", "2006-04-29", "late 1"),
        ("2007-01-10", "2006", "2006-12-31", "on time 0"),
        ("2007-01-10", "2006", "2006-12-30", "late 1"),
        ("2006-04-10", "2006-04", "2006-04-10", "on time 0"),
        ("2006-04-10", "2006-04", "2006-04-09", "late 1"),
        ("2006-04-10", "2006", "2006-04-12", "on time 2"),
    ] {
        let world = due(json!({}), json!({"on": due_on}));
        world.says("mission", recorded, &format!("M full --on {on}"));
        let told = format!("for {on}, recorded {recorded}, due {due_on}");
        assert_eq!(timing(&world, "M", "2008-01-01"), word, "{told}");
        assert_eq!(shown(&world, "M", "2008-01-01", "/verified/on"), on, "{told}");
    }
}

// --- several dates ---

/// What is due, then the date before and after A, and all readings after A. A is achieved on 10 January, C never.
#[test]
fn the_earliest_runs_with_the_first_the_latest_and_disputed_readings_with_all() {
    let march = || json!({"on": "2026-03-01"});
    let a = |days: u32| json!({"after": "A", "within": format!("P{days}D")});
    let never = || json!({"after": "C", "within": "P1D"});
    let cases = [
        (json!({"earliest_of": [march(), a(10)]}), Some("2026-03-01"), Some("2026-01-20"), vec!["2026-01-20"]),
        (json!({"earliest_of": [march(), a(90)]}), Some("2026-03-01"), Some("2026-03-01"), vec!["2026-03-01"]),
        (json!({"earliest_of": [a(10), a(20)]}), None, Some("2026-01-20"), vec!["2026-01-20"]),
        (json!({"earliest_of": [never(), a(20)]}), None, Some("2026-01-30"), vec!["2026-01-30"]),
        (json!({"latest_of": [march(), a(10)]}), None, Some("2026-03-01"), vec!["2026-03-01"]),
        (json!({"latest_of": [march(), never()]}), None, None, vec![]),
        (json!({"either": [march(), a(10)]}), None, Some("2026-03-01"), vec!["2026-03-01", "2026-01-20"]),
        (json!({"either": [march(), never()]}), None, None, vec![]),
        (
            json!({"earliest_of": [{"latest_of": [march(), a(60)]}, {"on": "2026-06-01"}]}),
            Some("2026-06-01"),
            Some("2026-03-11"),
            vec!["2026-03-11"],
        ),
        (
            json!({"latest_of": [{"earliest_of": [never(), a(10)]}, march()]}),
            None,
            Some("2026-03-01"),
            vec!["2026-03-01"],
        ),
        (
            json!({"either": [{"earliest_of": [march(), a(10)]}, {"latest_of": [march(), a(60)]}]}),
            None,
            Some("2026-03-11"),
            vec!["2026-01-20", "2026-03-11"],
        ),
        // One that is sooner than all disputed readings settles nothing; the range is what comes first.
        (
            json!({"earliest_of": [{"either": [march(), a(10)]}, {"on": "2026-06-01"}]}),
            Some("2026-06-01"),
            Some("2026-03-01"),
            vec!["2026-03-01", "2026-01-20"],
        ),
    ];
    let dated = cases.iter().enumerate().map(|(at, case)| json!({"id": format!("M-{at}"), "due": case.0}));
    let mut milestones: Vec<Value> = dated.collect();
    milestones.extend([json!({"id": "A"}), json!({"id": "C"})]);
    let world = peace(json!({"signed": "2025-12-01"}), milestones);
    world.says("mission", "2026-01-10", "A full");
    for (at, (rule, before, after, readings)) in cases.iter().enumerate() {
        let id = format!("M-{at}");
        for (as_of, on) in [("2026-01-09", before), ("2026-01-10", after)] {
            let due = shown(&world, &id, as_of, "/due");
            assert_eq!((due["on"].as_str(), &due["running"]), (*on, &json!(on.is_some())), "{rule} as of {as_of}");
        }
        assert_eq!(shown(&world, &id, "2026-01-10", "/due/readings"), json!(readings), "{rule}");
        let Some(on) = after else {
            assert_eq!(timing(&world, &id, "2036-01-01"), "not running", "{rule}");
            continue;
        };
        assert_eq!(timing(&world, &id, on), "due soon 0", "{rule}");
        assert_eq!(timing(&world, &id, &next(&format!("{on}T23:59:59.999Z"))), "overdue 1", "{rule}");
    }
    world.ask("show M-6").ok().hears("2026-03-01 or 2026-01-20");
}

#[test]
fn a_list_shows_disputed_readings_as_a_range() {
    let world = due(json!({}), json!({"either": [{"on": "2026-03-01"}, {"on": "2026-01-20"}]}));
    world.ask("list").ok().hears("2026-03-01 or").hears("2026-01-20");
}

#[test]
fn disputed_readings_inside_disputed_readings_are_all_shown() {
    let both = json!({"either": [{"either": [{"on": "2026-01-01"}, {"on": "2026-02-01"}]}, {"on": "2026-03-01"}]});
    let world = due(json!({}), both);
    assert_eq!(shown(&world, "M", "2026-01-01", "/due/readings"), json!(["2026-01-01", "2026-02-01", "2026-03-01"]));
}

#[test]
fn whether_the_source_names_the_date_is_told() {
    for named in ["agreed", "indicative"] {
        let world = due(json!({}), json!({"either": [{"on": "2026-01-01"}, {"on": "2026-02-01"}], "named": named}));
        assert_eq!(shown(&world, "M", "2026-01-01", "/due/named"), named);
        world.ask("show M").ok().hears(&format!("2026-01-01 or 2026-02-01, {named}"));
    }
    assert_eq!(shown(&due(json!({}), json!({"on": "2026"})), "M", "2026-01-01", "/due/named"), Value::Null);
    assert_eq!(shown(&peace(json!({}), vec![json!({"id": "M"})]), "M", "2026-01-01", "/due"), Value::Null);
}

// --- what dates run from ---

/// One milestone per event, due ten days after it.
fn ten_days_after(events: &[&str]) -> Vec<Value> {
    let dated =
        |(at, event): (usize, &&str)| json!({"id": format!("M-{at}"), "due": {"after": event, "within": "P10D"}});
    events.iter().enumerate().map(dated).collect()
}

#[test]
fn every_event_starts_its_date_once_and_for_good() {
    let moments = ["2026-02-04", "2026-02-05", "2026-02-10", "2026-02-20", "2026-03-15", "2026-09-01"];
    let (no, signed) = (None, Some("2026-01-11"));
    let (reported, done, kept) = (Some("2026-02-15"), Some("2026-02-20"), Some("2026-03-02"));
    let cases = [
        ("signature", [signed; 6]),
        ("A:reported", [no, reported, reported, reported, reported, reported]),
        ("A", [no, no, done, done, done, done]),
        ("B", [no; 6]),
        ("B:reported", [no; 6]),
        ("B:due", [Some("2026-06-11"); 6]),
        ("KEEP", [no, no, no, kept, kept, kept]),
        ("phase:one:opened", [signed; 6]),
        ("phase:one:done", [no, no, done, done, done, done]),
        ("phase:two:opened", [no, no, done, done, done, done]),
        ("phase:two:done", [no; 6]),
    ];
    let mut milestones = ten_days_after(&cases.map(|(event, _)| event));
    milestones.extend([
        json!({"id": "A", "phase": "one"}),
        json!({"id": "B", "phase": "two", "due": {"on": "2026-06-01"}}),
        json!({"id": "KEEP", "continuing": true}),
    ]);
    let phases = json!([{"id": "one", "title": "One"}, {"id": "two", "title": "Two", "requires": [{"phase": "one"}]}]);
    let world = peace(json!({"signed": "2026-01-01", "phases": phases}), milestones);
    world
        .says("mov", "2026-02-05", "A full")
        .says("mission", "2026-02-10", "A full")
        .says("mission", "2026-02-20", "KEEP full")
        .says("mission", "2026-03-01", "A minimum")
        .says("mission", "2026-03-02", "KEEP none")
        .says("mission", "2026-08-01", "A full");
    for (at, (event, dates)) in cases.iter().enumerate() {
        for (as_of, on) in moments.iter().zip(dates) {
            let due = shown(&world, &format!("M-{at}"), as_of, "/due");
            let told = format!("10 days after {event} as of {as_of}");
            assert_eq!((due["on"].as_str(), &due["running"]), (*on, &json!(on.is_some())), "{told}");
            assert_eq!((due["anchor"]["event"].as_str(), due["anchor"]["on"].is_null()), (Some(*event), on.is_none()));
            let timing = timing(&world, &format!("M-{at}"), as_of);
            assert_eq!(timing == "not running", on.is_none(), "{told}: {timing}");
        }
    }
    // The signature and a date are known before they come.
    assert_eq!(shown(&world, "M-0", "2025-12-15", "/due/on"), "2026-01-11");
    assert_eq!(shown(&world, "M-5", "2025-12-15", "/due/on"), "2026-06-11");
}

#[test]
fn an_event_that_lies_ahead_has_not_happened() {
    let mut milestones = ten_days_after(&["phase:later:opened", "phase:first:opened"]);
    milestones.push(json!({"id": "A", "phase": "later"}));
    let phases = json!([
        {"id": "first", "title": "First"},
        {"id": "later", "title": "Later", "requires": [{"date": "2026-09-01"}]},
    ]);
    let world = peace(json!({"signed": "2026-03-01", "phases": phases}), milestones);
    for (id, as_of, on) in [
        ("M-0", "2026-08-31", None),
        ("M-0", "2026-09-01", Some("2026-09-11")),
        ("M-1", "2026-02-28", None),
        ("M-1", "2026-03-01", Some("2026-03-11")),
    ] {
        assert_eq!(shown(&world, id, as_of, "/due/on").as_str(), on, "{id} as of {as_of}");
    }
}

#[test]
fn what_runs_from_entry_into_force_does_not_run_before_it() {
    let rules = json!({"verify": {"by": ["mission"]}, "start": {"by": ["role:party"], "quorum": "all"}});
    let mut milestones = ten_days_after(&["start", "phase:one:opened", "signature"]);
    milestones.push(json!({"id": "A", "phase": "one"}));
    let phases = json!([{"id": "one", "title": "One"}]);
    let world = peace(json!({"signed": "2026-01-01", "rules": rules, "phases": phases}), milestones.clone());
    for id in ["M-0", "M-1"] {
        assert_eq!(timing(&world, id, "2036-01-01"), "not running", "{id}");
        assert_eq!(shown(&world, id, "2036-01-01", "/status"), "open", "{id}");
        assert_eq!(shown(&world, id, "2036-01-01", "/due/running"), false, "{id}");
    }
    assert_eq!(shown(&world, "M-2", "2026-01-01", "/due/on"), "2026-01-11");
    assert_eq!(shown(&world, "A", "2026-01-01", "/status"), "open", "entry into force closes no milestone");
    // Without such a rule the signature puts the plan in force.
    let world = peace(json!({"signed": "2026-01-01", "phases": phases}), milestones);
    for id in ["M-0", "M-1", "M-2"] {
        assert_eq!(shown(&world, id, "2026-01-01", "/due/on"), "2026-01-11", "{id}");
    }
}

// --- long chains ---

/// The numbers below `count` forward, backward, and shuffled.
fn orders(count: usize) -> [(&'static str, Vec<usize>); 3] {
    // 389 is prime and divides no count here, so every number comes once.
    let shuffled = (0..count).map(|at| at * 389 % count).collect();
    [("forward", (0..count).collect()), ("backward", (0..count).rev().collect()), ("shuffled", shuffled)]
}

/// A date, and each next a day after the one before.
fn chained(at: usize) -> Value {
    match at {
        0 => json!({"id": "M-0", "due": {"on": "2000-01-01"}}),
        _ => json!({"id": format!("M-{at}"), "due": {"after": format!("M-{}:due", at - 1), "within": "P1D"}}),
    }
}

fn adds_up(count: usize, last: &str, orders: &[(&str, Vec<usize>)]) {
    for (order, places) in orders {
        let world = peace(json!({}), places.iter().map(|at| chained(*at)).collect());
        let on = |at: usize| shown(&world, &format!("M-{at}"), "2000-01-01", "/due/on");
        assert_eq!(on(count - 1), last, "{count} {order}");
        assert_eq!([on(0), on(1), on(31)], ["2000-01-01", "2000-01-02", "2000-02-01"], "{count} {order}");
    }
}

#[test]
fn long_chains_of_dates_add_up_whichever_order_they_stand_in() {
    adds_up(1000, "2002-09-26", &orders(1000));
    adds_up(5000, "2013-09-08", &orders(5000)[..1]);
}

#[test]
fn very_long_chains_of_dates_add_up_whichever_order_they_stand_in() {
    adds_up(5000, "2013-09-08", &orders(5000)[1..]);
}

/// `END` looks at the chain's end twice: by itself, and through `SIDE`.
#[test]
fn a_chain_of_dates_that_is_reached_by_two_ways_adds_up() {
    let end = json!({"latest_of": [{"after": "SIDE:due", "within": "P1D"}, {"after": "M-999:due", "within": "P1D"}]});
    let mut milestones =
        vec![json!({"id": "END", "due": end}), json!({"id": "SIDE", "due": {"after": "M-999:due", "within": "P1D"}})];
    milestones.extend((0..1000).map(chained));
    let world = peace(json!({}), milestones);
    for (id, on) in [("M-999", "2002-09-26"), ("SIDE", "2002-09-27"), ("END", "2002-09-28")] {
        assert_eq!(shown(&world, id, "2000-01-01", "/due/on"), on, "{id}");
    }
}

/// Reports that everything named `M-…` is done, in one import.
fn all_done(world: &World, count: usize) {
    let lines: String = (0..count).map(|at| format!("{{\"milestone\":\"M-{at}\",\"level\":\"full\"}}\n")).collect();
    world.file("done.jsonl", lines).at("2026-02-01").ask("import done.jsonl --as mission").ok();
}

#[test]
fn a_thousand_milestones_may_wait_each_for_the_one_before() {
    for (order, places) in orders(1000) {
        let waiting = |at: usize| match at {
            0 => json!({"id": "M-0"}),
            _ => {
                json!({"id": format!("M-{at}"), "requires": [{"milestone": format!("M-{}", at - 1), "is": "achieved"}]})
            }
        };
        let world = peace(json!({"signed": "2026-01-01"}), places.into_iter().map(waiting).collect());
        assert_eq!(world.ask("list --status open -o ids").ok().text(), "M-0\n", "{order}");
        world.says("mission", "2026-01-10", "M-0 full");
        assert_eq!(world.ask("list --status open -o ids").ok().text(), "M-1\n", "{order}");
        all_done(&world, 1000);
        let all = world.ask("list -o json").ok().at("/milestones");
        let all = all.as_array().expect("milestones");
        assert!(all.iter().all(|row| row["status"] == "achieved" && row["ahead"] == false), "{order}");
    }
}

/// Phases `P-0` to `P-999`, each waiting for the one before; each with a milestone.
fn phases(places: &[usize]) -> World {
    let phase = |at: &usize| match at {
        0 => json!({"id": "P-0", "title": "First"}),
        _ => json!({"id": format!("P-{at}"), "title": "Next", "requires": [{"phase": format!("P-{}", at - 1)}]}),
    };
    let milestone = |at: &usize| json!({"id": format!("M-{at}"), "phase": format!("P-{at}")});
    let phases: Vec<Value> = places.iter().map(phase).collect();
    peace(json!({"signed": "2026-01-01", "phases": phases}), places.iter().map(milestone).collect())
}

fn phases_open_one_by_one(order: usize) {
    let (order, places) = &orders(1000)[order];
    let world = phases(places);
    assert_eq!(world.ask("list --status open -o ids").ok().text(), "M-0\n", "{order}");
    world.says("mission", "2026-01-10", "M-0 full");
    assert_eq!(world.ask("list --status open -o ids").ok().text(), "M-1\n", "{order}");
    all_done(&world, 1000);
    let all = world.ask("list -o json").ok().at("/milestones");
    let ahead = all.as_array().expect("milestones").iter().filter(|row| row["ahead"] == true).count();
    assert_eq!(ahead, 0, "{order}: all began when what they waited for was done");
}

#[test]
fn a_thousand_phases_may_wait_each_for_the_one_before() {
    phases_open_one_by_one(0);
}

#[test]
fn a_thousand_phases_open_whichever_order_they_stand_in() {
    phases_open_one_by_one(1);
    phases_open_one_by_one(2);
}

// --- circles ---

/// A circle of dates: every reading command refuses it, and `check` names all in it.
fn refused(terms: Value, milestones: Vec<Value>, named: &str) {
    refused_as(terms, milestones, &format!("the dates of {named} hang on each other in a circle"));
}

fn refused_as(terms: Value, milestones: Vec<Value>, told: &str) {
    let world = peace(terms, milestones);
    world.ask("check").code(1).hears(told);
    for command in ["list", "status", "show A", "log", "export"] {
        world.ask(command).code(3).remarks(told);
    }
    world.ask("mark A full --as mission").code(3).remarks(told);
}

fn after_due(id: &str, other: &str) -> Value {
    json!({"id": id, "due": {"after": format!("{other}:due"), "within": "P1D"}})
}

#[test]
fn dates_in_a_circle_are_refused_everywhere_and_all_named() {
    refused_as(json!({}), vec![after_due("A", "A")], "the date of `A` hangs on itself");
    let three = || vec![after_due("A", "B"), after_due("B", "C"), after_due("C", "A")];
    refused(json!({}), three(), "`A`, `B`, `C`");
    // One that leans on the circle is not in it.
    refused(json!({}), [three(), vec![after_due("D", "A")]].concat(), "`A`, `B`, `C`");
    let hidden = json!({"latest_of": [{"on": "2026"}, {"either": [{"before": "B:due", "by": "P1D"}]}]});
    refused(json!({}), vec![json!({"id": "A", "due": hidden}), after_due("B", "A")], "`A`, `B`");
}

#[test]
fn a_part_that_takes_its_wholes_date_can_close_a_circle() {
    let part = json!({"id": "PART", "part_of": "A"});
    refused(json!({}), vec![after_due("A", "PART"), part], "`A`, `PART`");
}

#[test]
fn dates_in_a_circle_through_a_phase_are_refused() {
    let gate = json!([{"id": "gate", "title": "Gate", "requires": [{"elapsed": "P1D", "after": "A:due"}]}]);
    let a = json!({"id": "A", "phase": "gate", "due": {"after": "phase:gate:opened", "within": "P1D"}});
    refused(json!({"phases": gate, "signed": "2026-01-01"}), vec![a], "`A`, phase `gate`");
}

fn waits_for(id: &str, other: &str) -> Value {
    json!({"id": id, "requires": [{"milestone": other, "is": "achieved"}]})
}

#[test]
fn who_goes_first_is_asked_and_nobody_is_stopped() {
    let world =
        peace(json!({}), vec![waits_for("A", "B"), waits_for("B", "C"), waits_for("C", "A"), json!({"id": "D"})]);
    world.ask("check").ok().hears("who goes first? `A`, `B`, `C` wait for each other").hears("0 errors");
    assert_eq!(world.ask("list --status waiting -o ids").ok().text(), "A\nB\nC\n");
    // Somebody goes first, and the circle turns.
    world.says("mission", "2026-01-10", "B full");
    assert_eq!(world.ask("list --status open -o ids").ok().text(), "A\nD\n");
    assert_eq!(shown(&world, "B", "2026-01-10", "/ahead"), true);
}

fn two_phases() -> World {
    let phases = json!([
        {"id": "one", "title": "One", "requires": [{"phase": "two"}]},
        {"id": "two", "title": "Two", "requires": [{"phase": "one"}]},
    ]);
    let mut milestones = vec![json!({"id": "A", "phase": "one"}), json!({"id": "B", "phase": "two"})];
    milestones.extend(ten_days_after(&["phase:one:opened", "phase:two:opened"]));
    peace(json!({"signed": "2026-01-01", "phases": phases}), milestones)
}

#[test]
fn phases_that_wait_for_each_other_hang_nothing() {
    let world = two_phases();
    assert_eq!(world.ask("list --status waiting -o ids").ok().text(), "A\nB\n");
    world.says("mission", "2026-01-10", "B full");
    assert_eq!(shown(&world, "A", "2026-01-10", "/status"), "open");
    let world = two_phases();
    world.says("mission", "2026-01-10", "A full");
    assert_eq!(shown(&world, "B", "2026-01-10", "/status"), "open");
}

#[test]
fn phases_that_wait_for_each_other_open_when_one_goes_first() {
    for (first, dated) in [("B", "M-0"), ("A", "M-1")] {
        let world = two_phases();
        world.says("mission", "2026-01-10", &format!("{first} full"));
        assert_eq!(shown(&world, dated, "2026-01-10", "/due/on"), "2026-01-20", "{first} goes first");
    }
}

#[test]
fn who_goes_first_is_asked_of_phases_too() {
    two_phases().ask("check").ok().hears("who goes first?");
    let through = json!([{"id": "one", "title": "One", "requires": [{"milestone": "B", "is": "achieved"}]}]);
    let milestones = vec![json!({"id": "A", "phase": "one"}), waits_for("B", "A")];
    peace(json!({"phases": through}), milestones).ask("check").ok().hears("who goes first?");
    let own = json!([{"id": "one", "title": "One"}]);
    let inside = json!({"id": "A", "phase": "one", "requires": [{"phase": "one"}]});
    peace(json!({"phases": own}), vec![inside]).ask("check").ok().hears("who goes first?");
}

// --- the words of timing ---

#[test]
fn every_word_of_timing_comes_with_its_days() {
    let on = |id: &str, day: &str| json!({"id": id, "due": {"on": day}});
    let milestones = vec![
        json!({"id": "NONE"}),
        json!({"id": "NEVER", "due": {"after": "NONE", "within": "P1D"}}),
        on("DUE", "2026-07-15"),
        on("SOON", "2026-06-20"),
        on("OVER", "2026-06-01"),
        on("R-TIME", "2026-06-01"),
        on("R-LATE", "2026-06-01"),
        on("V-TIME", "2026-06-01"),
        on("V-LATE", "2026-06-01"),
        on("V-LATER", "2026-06-01"),
    ];
    let world = peace(json!({"signed": "2026-05-01"}), milestones);
    world
        .says("mov", "2026-05-30", "R-TIME full")
        .says("mov", "2026-05-30", "V-TIME full")
        .says("mov", "2026-06-03", "R-LATE full")
        .says("mov", "2026-06-04", "V-LATE full")
        .says("mission", "2026-06-05", "V-LATER full")
        .says("mov", "2026-06-06", "V-LATER full")
        .says("mission", "2026-06-10", "V-TIME full")
        .says("mission", "2026-06-10", "V-LATE full")
        .at("2026-06-15");
    for (id, told, words) in [
        ("NONE", "no date", "no date"),
        ("NEVER", "not running", "not running"),
        ("DUE", "due 30", "due in 30 d"),
        ("SOON", "due soon 5", "due soon, 5 d"),
        ("OVER", "overdue 14", "overdue 14 d"),
        ("R-TIME", "reported on time 2", "reported on time"),
        ("R-LATE", "reported late 2", "reported 2 d late"),
        ("V-TIME", "on time 2", "on time"),
        ("V-LATE", "late 3", "late 3 d"),
        ("V-LATER", "late 4", "late 4 d"),
    ] {
        assert_eq!(timing(&world, id, "2026-06-15"), told, "{id}");
        world.ask(&format!("show {id}")).ok().hears(&format!("{words}\n"));
        let word = told.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ');
        world.ask(&format!("list --timing '{word}' -o ids")).ok().hears(&format!("{id}\n"));
    }
    assert_eq!(world.ask("status -o json").ok().at("/total/overdue"), 1);
    assert_eq!(world.ask("status -o json").ok().at("/total/due_soon"), 1);
    for (id, day) in
        [("R-TIME", "2026-05-30"), ("V-TIME", "2026-05-30"), ("V-LATE", "2026-06-04"), ("V-LATER", "2026-06-05")]
    {
        assert_eq!(shown(&world, id, "2026-06-15", "/done_on"), day, "{id}");
    }
}

#[test]
fn due_soon_is_fourteen_days_or_a_tenth_of_the_window() {
    let year_end = json!({"on": "2026-12-31"});
    for (signed, rule, soon, not_yet) in [
        // 364 days from the signature: a tenth is 36.
        (Some("2026-01-01"), year_end.clone(), "2026-11-25", "2026-11-24"),
        // A window of 140 days or fewer: 14 days.
        (Some("2026-08-13"), year_end.clone(), "2026-12-17", "2026-12-16"),
        // Nothing to run from: 14 days.
        (None, year_end, "2026-12-17", "2026-12-16"),
        // The window runs from the anchor, 300 days, not from the signature long before it.
        (Some("2010-01-01"), json!({"after": "A:due", "within": "P300D"}), "2026-11-26", "2026-11-25"),
    ] {
        let terms = signed.map_or(json!({}), |signed| json!({"signed": signed}));
        let world =
            peace(terms, vec![json!({"id": "M", "due": rule}), json!({"id": "A", "due": {"on": "2026-03-01"}})]);
        assert!(timing(&world, "M", soon).starts_with("due soon"), "{signed:?} {rule}");
        assert!(timing(&world, "M", not_yet).starts_with("due ") && !timing(&world, "M", not_yet).contains("soon"));
    }
}

/// What is said before a question on 1 March; due on 31 January.
#[test]
fn a_report_stands_until_verifiers_say_less_for_that_moment_or_later() {
    let cases: [(&[&str], &str, Option<&str>); 9] = [
        (&["mov 2026-01-20"], "reported on time 11", Some("2026-01-20")),
        (&["mov 2026-01-20", "mission 2026-02-05 minimum"], "overdue 29", None),
        (&["mov 2026-01-20", "mission 2026-01-20 minimum"], "overdue 29", Some("2026-01-20")),
        (&["mission 2026-01-10 minimum", "mov 2026-01-20"], "reported on time 11", Some("2026-01-20")),
        (&["mov 2026-01-20", "mission 2026-02-20"], "on time 11", Some("2026-01-20")),
        (&["mov 2026-01-20", "mission 2026-02-05 minimum", "mission 2026-02-07"], "late 7", Some("2026-02-07")),
        (&["mov 2026-01-20", "mission 2026-02-05 minimum", "mov 2026-02-10"], "reported late 10", Some("2026-02-10")),
        (&["mov 2026-02-10", "mission 2026-02-20 --on 2026-01-30"], "on time 1", Some("2026-01-30")),
        // Nobody who cannot verify it takes the report away.
        (
            &["mov 2026-01-20", "gov 2026-02-05 none", "friend 2026-02-06 none"],
            "reported on time 11",
            Some("2026-01-20"),
        ),
    ];
    for (said, word, done_on) in cases {
        let world = due(json!({}), json!({"on": "2026-01-31"}));
        for saying in said {
            let mut words = saying.splitn(3, ' ');
            let (actor, day) = (words.next().expect("an actor"), words.next().expect("a day"));
            let level = words.next().unwrap_or("full");
            let level = if level.starts_with("--") { format!("full {level}") } else { level.to_owned() };
            world.says(actor, day, &format!("M {level}"));
        }
        assert_eq!(timing(&world, "M", "2026-03-01"), word, "{said:?}");
        assert_eq!(shown(&world, "M", "2026-03-01", "/done_on").as_str(), done_on, "{said:?}");
    }
}
