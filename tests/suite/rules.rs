//! What claims amount to: whose word counts for how much, in which order, measured against what, and since when. Each scene
//! keeps a rule that was once broken.
//!
//! Every world here is invented.

use super::deadlines::peace;
use super::world::{World, plan};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A workspace between `gov`, with its `army` and `police`, and `mov`; `mission` and `watch` may verify, `ally` and `friend`
/// look on. A milestone is owed by `mov` unless it says otherwise.
pub fn stage(terms: Value, milestones: Vec<Value>) -> World {
    let mut all = json!({"actors": actors(), "rules": {"verify": {"by": ["role:monitor"], "quorum": 1}}});
    terms.as_object().expect("terms").iter().for_each(|(key, value)| all[key] = value.clone());
    peace(all, milestones)
}

fn actors() -> Value {
    let actor = |id: &str, role: &str, side: &str| json!({"id": id, "name": id, "role": role, "side": side});
    json!([
        actor("ally", "guarantor", "ally"),
        actor("army", "party", "gov"),
        actor("friend", "guarantor", "friend"),
        actor("gov", "party", "gov"),
        actor("mission", "monitor", "mission"),
        actor("mov", "party", "mov"),
        actor("police", "party", "gov"),
        actor("watch", "monitor", "watch"),
    ])
}

/// The same actors; the mission's mandate ends with January.
fn mandated() -> Value {
    let mut actors = actors();
    actors[4]["mandate"] = json!({"until": "2026-02-01"});
    json!({"actors": actors})
}

/// What is said, line by line, each at its own moment: `2026-01-05 mov A full`, or a day alone, on which time passes.
pub fn story(world: &World, lines: &[&str]) {
    for line in lines {
        let mut words = line.splitn(3, ' ');
        match (words.next(), words.next(), words.next()) {
            (Some(day), Some(actor), Some(mark)) => drop(world.says(actor, day, mark)),
            _ => drop(world.at(line)),
        }
    }
}

/// A value inside `show ID` at the scene's own moment.
pub fn now(world: &World, id: &str, pointer: &str) -> Value {
    world.ask(&format!("show {id} -o json")).ok().at(&format!("/milestone{pointer}"))
}

pub fn status(world: &World, id: &str) -> String {
    now(world, id, "/status").as_str().expect("a status").to_owned()
}

/// Whether the first condition of `K` holds.
pub fn met(world: &World) -> bool {
    now(world, "K", "/requires/0/met").as_bool().expect("met or not")
}

/// The standing of what an actor said last.
fn standing(world: &World, id: &str, actor: &str) -> Value {
    let said = now(world, id, "/said");
    let own = said.as_array().expect("claims").iter().find(|said| said["actor"] == actor);
    own.unwrap_or_else(|| panic!("{actor} is silent in {said}"))["standing"].clone()
}

// --- no figure is too far off ---

/// Every command that reads answers.
fn answers(world: &World) {
    for line in ["list", "list -o csv", "show M", "why M", "status", "timeline", "log", "export", "export -o jsonl"] {
        world.ask(line).ok();
    }
}

#[test]
fn a_figure_however_far_off_leaves_every_command_an_answer() {
    for (terms, said, progress) in [
        (r#""baseline":0.001,"target":0"#, "900000000000000", 0.0),
        (r#""baseline":0.001,"target":0"#, "0", 1.0),
        (r#""baseline":0.000001,"target":0"#, "between:0..999999999999999.999999", 0.0),
        (r#""baseline":0,"target":0.000001"#, "999999999999999.999999", 1.0),
        (r#""target":-5"#, "900000000000000", 0.0),
        (r#""target":-5"#, "-900000000000000", 1.0),
        (r#""target":5"#, "0/1", 0.0),
        (r#""target":5"#, "999999999999999.999999/0.000001", 1.0),
    ] {
        let milestone =
            format!(r#"{{"id":"M","title":"M","responsible":["mov"],"indicators":[{{"id":"rate",{terms}}}]}}"#);
        let world = World::new(&plan(&milestone));
        story(&world, &[&format!("2026-01-05 friend M rate={said}")]);
        assert_eq!(now(&world, "M", "/assessed/progress"), progress, "{said} of {terms}");
        answers(&world);
    }
}

/// A number of at most 15 digits before and 6 after the point, in millionths.
fn number() -> impl Strategy<Value = i128> {
    const MOST: i128 = 999_999_999_999_999_999_999;
    prop_oneof![-5i128..=5, -20_000_000i128..=20_000_000, -MOST..=MOST, Just(MOST), Just(-MOST)]
}

fn decimal(millionths: i128) -> String {
    let (sign, size) = (if millionths < 0 { "-" } else { "" }, millionths.abs());
    format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_number_is_accepted_makes_a_share_between_nothing_and_all(
        (baseline, target) in (number(), number()).prop_filter("two numbers", |(baseline, target)| baseline != target),
        (n, other) in (number(), number()),
        form in 0..7,
    ) {
        let fits = |n: i128| if baseline < 0 || target < 0 { n } else { n.abs() };
        let (n, other) = (fits(n), fits(other));
        let said = match form {
            0 => format!("={}", decimal(n)),
            1 => format!("=at-least:{}", decimal(n)),
            2 => format!("=at-most:{}", decimal(n)),
            3 => format!("=about:{}", decimal(n)),
            4 => format!("=between:{}..{}", decimal(n.min(other)), decimal(n.max(other))),
            // A share of a total says nothing of what is to go down.
            5 if target > baseline => format!("={}/{}", decimal(n), decimal(other.abs().max(1))),
            _ => format!("+={}", decimal(n)),
        };
        let indicator = format!(r#"{{"id":"rate","baseline":{},"target":{}}}"#, decimal(baseline), decimal(target));
        let milestone = format!(r#"{{"id":"M","title":"M","responsible":["mov"],"indicators":[{indicator}]}}"#);
        let world = World::new(&plan(&milestone));
        story(&world, &[&format!("2026-01-05 friend M rate{said}"), &format!("2026-01-06 friend M rate{said}")]);
        let assessed = now(&world, "M", "/assessed");
        let progress = assessed["progress"].as_f64().expect("a share");
        prop_assert!((0.0..=1.0).contains(&progress), "{} of {}", said, indicator);
        prop_assert_eq!(progress == 1.0, assessed["level"] == "full", "{} of {}", said, indicator);
        answers(&world);
    }
}

// --- whose word counts ---

fn arms(target: Value) -> Value {
    json!([{"id": "arms", "baseline": 0, "target": target}])
}

#[test]
fn after_a_mandate_a_word_counts_no_higher_than_what_others_have_said_since() {
    let k = json!({"id": "K", "requires": [{"milestone": "M", "indicator": "arms", "at_least": 80}]});
    let world = stage(mandated(), vec![json!({"id": "M", "indicators": arms(json!(100))}), k]);
    // What the watch said within the mission's mandate bounds nothing.
    story(&world, &["2026-01-10 mission M arms=100", "2026-01-20 watch M arms=10", "2026-02-20"]);
    let verified = || now(&world, "M", "/verified");
    assert_eq!((verified()["level"].clone(), verified()["by"].clone()), (json!("full"), json!(["mission"])));
    assert!(met(&world), "until another speaks the word stands");
    story(&world, &["2026-03-01 watch M arms=20 --on 2026-03-01", "2026-03-02 gov M minimum"]);
    let verified = verified();
    let told = ["level", "progress", "values", "on", "by"].map(|key| verified[key].clone());
    assert_eq!(told, [json!("minimum"), json!(0.2), json!({"arms": 20}), json!("2026-03-01"), json!(["watch"])]);
    assert!(!met(&world));
    assert_eq!(standing(&world, "M", "gov"), "confirmed", "a third is no less than a fifth");
    let cap = "after the end of a mandate a word counts no higher than the best that others have said since";
    let rule = world.ask("why M -o json").ok().at("/rules/verified");
    assert!(rule.as_str().is_some_and(|rule| rule.ends_with(cap)), "{rule}");
    // A mandate that ends lifts nobody: whoever has said more since leaves the word as it was.
    story(&world, &["2026-03-05 watch M full"]);
    assert_eq!(now(&world, "M", "/verified/by"), json!(["mission"]), "of equals the earlier");
}

#[test]
fn who_goes_on_counting_after_a_mandate_goes_on_from_its_own_figure() {
    let world = stage(mandated(), vec![json!({"id": "M", "indicators": arms(json!(100))})]);
    story(&world, &["2026-01-10 mission M arms=50", "2026-03-01 mission M arms+=10"]);
    let told = |voice: &str| ["progress", "values"].map(|key| now(&world, "M", &format!("/{voice}/{key}")));
    assert_eq!(told("assessed"), [json!(0.6), json!({"arms": 60})]);
    assert_eq!(told("verified"), [json!(0.5), json!({"arms": 50})]);
}

// --- in which order ---

#[test]
fn of_what_is_said_for_one_moment_the_later_recorded_is_the_later() {
    for (first, second) in [("ally", "friend"), ("friend", "ally")] {
        for (one, other) in [("minimum", "intermediate"), ("intermediate", "minimum")] {
            let world = stage(json!({}), vec![json!({"id": "M"})]);
            story(&world, &[&format!("2026-03-01 {first} M {one} --on 2026-01-10")]);
            story(&world, &[&format!("2026-03-02 {second} M {other} --on 2026-01-10")]);
            let assessed = now(&world, "M", "/assessed");
            assert_eq!([&assessed["level"], &assessed["by"]], [&json!(other), &json!([second])], "{first}, {second}");
        }
    }
}

#[test]
fn of_verifiers_who_say_the_same_for_one_moment_the_earlier_recorded_ranks_first() {
    for (first, second) in [("mission", "watch"), ("watch", "mission")] {
        let world = stage(json!({}), vec![json!({"id": "M", "indicators": arms(json!(100))})]);
        story(&world, &[&format!("2026-03-01 {first} M arms=100 --on 2026-01-10")]);
        story(&world, &[&format!("2026-03-02 {second} M arms=110 --on 2026-01-10")]);
        let verified = now(&world, "M", "/verified");
        let told = ["values", "by", "entries"].map(|key| verified[key].clone());
        assert_eq!(told, [json!({"arms": 100}), json!([first]), json!([format!("{first}:1")])], "{first}, {second}");
    }
}

/// `K` waits until no more than five homes are counted in `M`.
fn counted(owing: Value, standing: &str, bound: Value) -> World {
    let mut condition = json!({"milestone": "M", "indicator": "homes", "standing": standing});
    bound.as_object().expect("a bound").iter().for_each(|(key, value)| condition[key] = value.clone());
    let m = json!({"id": "M", "responsible": owing, "indicators": [{"id": "homes"}]});
    stage(json!({}), vec![m, json!({"id": "K", "requires": [condition]})])
}

#[test]
fn of_counts_alone_the_latest_is_the_one_for_the_latest_moment() {
    for (standing, first, second) in [
        ("verified", "mission", "watch"),
        ("verified", "watch", "mission"),
        ("assessed", "ally", "friend"),
        ("assessed", "friend", "ally"),
    ] {
        for (on, holds) in [("2026-01-10", true), ("2026-01-20", false), ("2026-01-30", false)] {
            let world = counted(json!(["mov"]), standing, json!({"at_most": 5}));
            story(&world, &[&format!("2026-03-01 {first} M homes=5 --on 2026-01-20")]);
            story(&world, &[&format!("2026-03-02 {second} M homes=9 --on {on}")]);
            assert_eq!(met(&world), holds, "{second} after {first}, for {on}");
        }
    }
}

// --- what several owe together ---

#[test]
fn a_reported_count_is_the_least_of_all_who_owe_it() {
    let world = counted(json!(["gov", "mov"]), "reported", json!({"at_least": 1000}));
    for (line, holds) in [
        ("2026-01-05 gov M homes=1200", false),
        ("2026-01-06 mov M homes=1100", true),
        ("2026-01-07 mov M homes=900", false),
        ("2026-01-08 gov M homes=5000", false),
        ("2026-01-09 mov M homes=1000", true),
    ] {
        story(&world, &[line]);
        assert_eq!(met(&world), holds, "{line}");
    }
}

#[test]
fn figures_that_those_who_owe_it_give_apart_are_not_mixed() {
    for target in [Some(100), None] {
        let indicator = |id: &str| match target {
            Some(target) => json!({"id": id, "target": target}),
            None => json!({"id": id}),
        };
        let condition = |id: &str, least: i32| json!({"milestone": "M", "indicator": id, "at_least": least, "standing": "reported"});
        let m = json!({"id": "M", "responsible": ["army", "police"], "indicators": [indicator("soldiers"), indicator("police")]});
        let k = json!({"id": "K", "requires": [condition("soldiers", 100), condition("police", 60)]});
        let world = stage(json!({}), vec![m, k]);
        story(&world, &["2026-01-05 army M soldiers=100", "2026-01-06 police M police=60"]);
        for place in 0..2 {
            // The voice that gives the level gives the figures; of counts, those that all give.
            let met = place == 1 && target.is_some();
            assert_eq!(now(&world, "K", &format!("/requires/{place}/met")), met, "{place} with {target:?}");
        }
        if target.is_some() {
            let reported = now(&world, "M", "/reported");
            assert_eq!(reported["values"], json!({"police": 60}));
            // The police have done six tenths of one of two.
            assert_eq!([&reported["progress"], &reported["by"]], [&json!(0.3), &json!(["army", "police"])]);
        }
    }
}

// --- measured against what ---

/// `M` starts from a baseline and must get to what `S` counts.
fn following(baseline: i32, direction: Option<&str>) -> World {
    let mut indicator = json!({"id": "n", "baseline": baseline, "target": {"milestone": "S", "indicator": "stock"}});
    direction.into_iter().for_each(|direction| indicator["direction"] = json!(direction));
    stage(
        json!({}),
        vec![json!({"id": "S", "indicators": [{"id": "stock"}]}), json!({"id": "M", "indicators": [indicator]})],
    )
}

#[test]
fn a_target_that_turns_out_to_be_the_baseline_is_reached_or_it_is_not() {
    for (direction, said, progress, level) in [
        (None, 0, 0.0, "none"),
        (None, 9, 0.0, "none"),
        (None, 10, 1.0, "full"),
        (None, 11, 1.0, "full"),
        (Some("down"), 11, 0.0, "none"),
        (Some("down"), 10, 1.0, "full"),
        (Some("down"), 9, 1.0, "full"),
    ] {
        let own = format!("2026-01-05 mission M n={said}");
        for lines in [["2026-01-05 mission S stock=10", &own], [&own, "2026-01-05 mission S stock=10"]] {
            let world = following(10, direction);
            story(&world, &lines);
            let verified = now(&world, "M", "/verified");
            assert_eq!([&verified["progress"], &verified["level"]], [&json!(progress), &json!(level)], "{lines:?}");
        }
    }
}

#[test]
fn two_words_of_full_compare_by_which_figure_is_nearer() {
    for (baseline, target, first, second, stands) in [
        (100, 0, 0, 5, "contested"),
        (100, 0, 5, 0, "confirmed"),
        (100, 0, 5, 5, "confirmed"),
        (0, 100, 100, 95, "contested"),
        (0, 100, 95, 100, "confirmed"),
    ] {
        let indicator = json!({"id": "n", "baseline": baseline, "target": target});
        let world = stage(json!({}), vec![json!({"id": "M", "indicators": [indicator]})]);
        let [mov, gov] = [("mov", first), ("gov", second)].map(|(actor, n)| format!("2026-01-05 {actor} M full n={n}"));
        story(&world, &[&mov, &gov]);
        assert_eq!(standing(&world, "M", "gov"), stands, "{gov} after {mov}, from {baseline} to {target}");
    }
}

#[test]
fn a_lower_figure_towards_a_lower_target_is_measured_again_and_has_not_slid_back() {
    for (n, expected) in [(15, "under way"), (20, "under way"), (25, "reversed"), (10, "achieved")] {
        let world = following(100, None);
        story(&world, &["2026-01-05 mission S stock=20", "2026-01-06 mission M n=20"]);
        assert_eq!(status(&world, "M"), "achieved");
        story(&world, &["2026-02-01 mission S stock=10", &format!("2026-02-01 mission M n={n}")]);
        assert_eq!(status(&world, "M"), expected, "20 of 20, then {n} of 10");
    }
}

#[test]
fn the_same_word_of_a_larger_total_is_measured_again_and_has_not_slid_back() {
    for (first, then, expected) in [
        ("998", "998/1200", "under way"),
        ("998/998", "998/1200", "under way"),
        ("998/998", "1100/1200", "under way"),
        ("998/998", "900/1200", "reversed"),
        ("998", "900/1200", "reversed"),
        ("998", "900", "reversed"),
        ("998/998", "1200/1200", "achieved"),
    ] {
        let world = stage(json!({}), vec![json!({"id": "M", "indicators": arms(json!(998))})]);
        story(&world, &[&format!("2026-01-05 mission M arms={first}"), &format!("2026-02-05 mission M arms={then}")]);
        assert_eq!(status(&world, "M"), expected, "{then} after {first}");
    }
}

#[test]
fn a_figure_towards_a_target_that_nobody_knows_yet_is_no_report_and_has_begun() {
    let world = following(0, None);
    story(&world, &["2026-01-05 mov M full"]);
    assert_eq!(status(&world, "M"), "reported");
    story(&world, &["2026-02-05 mov M n=5"]);
    assert_eq!([now(&world, "M", "/reported"), json!(status(&world, "M"))], [Value::Null, json!("under way")]);
    story(&world, &["2026-03-05 mission S stock=10"]);
    assert_eq!(now(&world, "M", "/reported/progress"), 0.5);
}

#[test]
fn what_is_withheld_later_keeps_the_figure_for_when_the_target_turns() {
    let world = following(0, None);
    story(&world, &["2026-01-05 mov M n=50", "2026-01-10 mov M n=withheld"]);
    assert_eq!(now(&world, "M", "/reported"), Value::Null);
    for (line, progress) in [("2026-02-01 mission S stock=100", 0.5), ("2026-02-02 mission S stock=200", 0.25)] {
        story(&world, &[line]);
        assert_eq!(now(&world, "M", "/reported/progress"), progress, "{line}");
    }
}

// --- since when ---

#[test]
fn a_status_is_told_with_the_moment_at_which_it_last_began() {
    let guarantee = json!({"contingent": true, "requires": [{"milestone": "X", "is": "reversed"}]});
    let waiting = json!({"requires": [{"milestone": "X", "is": "achieved"}]});
    let cases: [(Value, &[&str], &str, &str); 8] = [
        (json!({}), &["01-10 mov M minimum", "02-10 mov M full"], "reported", "02-10"),
        (json!({}), &["01-10 mov M minimum", "02-10 mov M full", "03-10 mission M intermediate"], "under way", "03-10"),
        (json!({}), &["01-10 mov M minimum", "02-10 mov M none"], "open", "02-10"),
        (
            json!({}),
            &["01-10 mission M intermediate", "02-10 mission M minimum", "03-10 mission M intermediate"],
            "under way",
            "03-10",
        ),
        // What does not turn the status leaves the moment.
        (json!({}), &["01-10 mov M minimum", "02-10 mission M minimum", "03-10 gov M full"], "under way", "01-10"),
        (guarantee, &["01-05 mission X full", "01-10 mission M full", "03-10 mission X none"], "achieved", "03-10"),
        (waiting.clone(), &["02-10 mission X full"], "open", "02-10"),
        (waiting, &["02-10 mission X full", "03-10 mission X none"], "waiting", "03-10"),
    ];
    for (mut m, lines, expected, since) in cases {
        m["id"] = json!("M");
        let world = stage(json!({}), vec![m, json!({"id": "X"})]);
        lines.iter().for_each(|line| story(&world, &[&format!("2026-{line}")]));
        world.at("2026-04-01");
        let told = ["/status", "/since"].map(|pointer| now(&world, "M", pointer));
        assert_eq!(told, [json!(expected), json!(format!("2026-{since}T12:00:00.000Z"))], "{lines:?}");
    }
}

/// `W` in two parts, which come into play only where `X` slides back: both, or the second alone.
fn in_parts(both: bool) -> World {
    let part = |id: &str, guarantee: bool| match guarantee {
        true => {
            let requires = json!([{"milestone": "X", "is": "reversed"}]);
            json!({"id": id, "part_of": "W", "contingent": true, "requires": requires})
        }
        false => json!({"id": id, "part_of": "W"}),
    };
    stage(json!({}), vec![json!({"id": "W"}), part("P1", both), part("P2", true), json!({"id": "X"})])
}

/// Of `W`, after `X` has slid back on 10 March: status, and since when.
fn since(both: bool, lines: &[&str]) -> [Value; 2] {
    let world = in_parts(both);
    lines.iter().chain(&["01-05 mission X full", "03-10 mission X none"]).for_each(|line| {
        let (day, said) = line.split_once(' ').expect("a day");
        story(&world, &[&format!("2026-03-10 {said} --on 2026-{day}T12:00Z")]);
    });
    world.at("2026-04-01");
    ["/status", "/since"].map(|pointer| now(&world, "W", pointer))
}

fn on(status: &str, day: &str) -> [Value; 2] {
    [json!(status), json!(format!("2026-{day}T12:00:00.000Z"))]
}

#[test]
fn a_whole_changes_when_its_guarantees_are_triggered() {
    assert_eq!(since(false, &["01-10 mission P1 minimum"]), on("under way", "01-10"));
    assert_eq!(since(false, &["01-10 mission P1 full"]), on("under way", "03-10"));
    assert_eq!(since(true, &["01-10 mission P1 full", "01-11 mission P2 full"]), on("achieved", "03-10"));
}

#[test]
fn what_a_part_did_before_it_counted_began_nothing_in_its_whole() {
    assert_eq!(since(true, &[]), on("open", "03-10"));
    assert_eq!(since(false, &["02-01 mission P2 minimum"]), on("under way", "03-10"));
    assert_eq!(since(false, &["02-01 mission P2 full", "02-10 mission P2 none"]), on("reversed", "03-10"));
}
