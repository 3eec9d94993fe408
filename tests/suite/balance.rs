//! `balance`: who owes what, how early, verified by whom, and who waits for whom.

use super::console::repository;
use super::world::{World, plan};
use serde_json::{Value, json};

/// Invented: `gov` and `mov` wait for each other, one whole of two parts, one promise of both, one of nobody.
const PLAN: &str = r#"
{"id":"A","title":"Amnesty declared","phase":"one","responsible":["gov"],"source":["text 1"],"due":{"on":"2026-01-31"},"weight":3},
{"id":"B","title":"Posts left","phase":"one","responsible":["army"],"source":["text 2"],"due":{"on":"2026-02-28"},"requires":[{"milestone":"W","is":"achieved"}]},
{"id":"W","title":"Arms handed in","phase":"one","responsible":["mov"],"source":["text 3"],"due":{"on":"2026-03-31"},"weight":2},
{"id":"W-1","title":"First half","responsible":["mov"],"source":["text 3"],"part_of":"W"},
{"id":"W-2","title":"Second half","responsible":["mov"],"source":["text 3"],"part_of":"W","requires":[{"milestone":"A","at_least":"reported"}]},
{"id":"C","title":"Ceasefire kept","responsible":["gov","mov"],"source":["text 4"],"continuing":true},
{"id":"N","title":"Aid given","responsible":[],"source":["text 5"],"verify":{"by":["friend"]}},
{"id":"R","title":"Amnesty affirmed","phase":"one","responsible":["gov"],"source":["text 6"],"repeats":["A"],"weight":9}"#;

fn world() -> World {
    let world = World::with(PLAN);
    world.at("2026-01-10");
    world
}

/// A side of the answer by its id.
fn side(answer: &Value, id: &str) -> Value {
    let sides = answer["sides"].as_array().expect("sides");
    sides.iter().find(|side| side["id"] == id).unwrap_or_else(|| panic!("no {id} in {answer:#}")).clone()
}

fn figures(answer: &Value, id: &str, keys: &[&str]) -> Vec<Value> {
    let side = side(answer, id);
    keys.iter().map(|key| side[key].clone()).collect()
}

#[test]
fn what_each_side_owes_counts_parts_once_and_shared_commitments_twice() {
    let answer = world().ask("balance -o json").ok().json();
    assert_eq!(answer["format"], "milepost/balance/1");
    assert_eq!(answer["overlap"], true);
    assert_eq!(answer["total"], json!({"milestones": 6, "weight": 8, "unowed": ["N"], "repeats": ["R"]}));
    let keys = ["owed", "alone", "weight", "share"];
    assert_eq!(figures(&answer, "gov", &keys), [json!(3), json!(2), json!(5), json!(0.625)]);
    assert_eq!(figures(&answer, "mov", &keys), [json!(3), json!(2), json!(3), json!(0.375)]);
    assert_eq!(side(&answer, "gov")["actors"], json!(["gov", "army"]));
}

#[test]
fn sides_stand_in_the_order_of_their_actors_and_idle_ones_are_left_out() {
    let answer = world().ask("balance -o json").ok().json();
    let ids: Vec<&str> = answer["sides"].as_array().unwrap().iter().map(|side| side["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["gov", "mov", "mission", "friend"]);
    assert_eq!(figures(&answer, "mission", &["owed", "share", "verifies"]), [json!(0), json!(0.0), json!(5)]);
    assert_eq!(figures(&answer, "friend", &["owed", "verifies"]), [json!(0), json!(1)]);
}

#[test]
fn weight_lies_in_phases_and_outside_them() {
    let answer = world().ask("balance -o json").ok().json();
    let phases = |id: &str| side(&answer, id)["phases"].clone();
    let phase = |id: Value, owed: usize, weight: usize, share: f64| json!({"id": id, "owed": owed, "weight": weight, "share": share});
    assert_eq!(phases("gov"), json!([phase(json!("one"), 2, 4, 0.8), phase(json!(null), 1, 1, 0.2)]));
    assert_eq!(phases("mov"), json!([phase(json!("one"), 2, 2, 0.666667), phase(json!(null), 1, 1, 0.333333)]));
    let csv = world().ask("balance -o csv").ok();
    assert!(csv.text().starts_with(
        "side,owed,alone,weight,share,verifiable,verified,verifies,first,waits,awaited,dated,first_due,median_due,phase.one,phase.none,waits_for.gov,waits_for.mov\n\
         gov,3,2,5,0.625,3,0,0,2,1,1,2,2026-01-31,2026-01-31,0.8,0.2,,1\n"
    ), "{}", csv.text());
}

#[test]
fn days_and_verified_ones_follow_the_moment_asked_about() {
    let world = world();
    world.says("gov", "2026-01-11", "A full").says("mission", "2026-01-12", "A full");
    world.says("mission", "2026-01-13", "W-1 intermediate");
    let answer = world.ask("balance -o json").ok().json();
    assert_eq!(side(&answer, "gov")["due"], json!({"dated": 2, "first": "2026-01-31", "median": "2026-01-31"}));
    assert_eq!(side(&answer, "mov")["due"], json!({"dated": 2, "first": "2026-03-31", "median": "2026-03-31"}));
    assert_eq!(figures(&answer, "gov", &["verifiable", "verified"]), [json!(3), json!(1)]);
    assert_eq!(figures(&answer, "mov", &["verifiable", "verified"]), [json!(3), json!(0)]);
    let before = world.ask("balance -o json --as-of 2026-01-11").ok().json();
    assert_eq!(side(&before, "gov")["verified"], 0);
    let unknown = world.ask("balance -o json --known-by 2026-01-11").ok().json();
    assert_eq!(side(&unknown, "gov")["verified"], 0);
}

#[test]
fn who_waits_for_whom_and_who_can_move_first() {
    let answer = world().ask("balance -o json").ok().json();
    let keys = ["waits", "awaited", "first"];
    // B waits for W, which W-1 and W-2 make; W-2 waits for A. A, C and W-1 wait for nobody.
    assert_eq!(figures(&answer, "gov", &keys), [json!(1), json!(1), json!(2)]);
    assert_eq!(figures(&answer, "mov", &keys), [json!(1), json!(1), json!(2)]);
    let pairs = json!([{"side": "gov", "for": "mov", "milestones": 1}, {"side": "mov", "for": "gov", "milestones": 1}]);
    assert_eq!(answer["waits"], pairs);
}

/// A wait for one's own commitment is none by itself, but what that one waits for stays in the way.
#[test]
fn first_looks_however_far_back() {
    let chain = r#"
{"id":"A","title":"A","responsible":["mov"],"source":["text"]},
{"id":"B","title":"B","responsible":["gov"],"source":["text"],"requires":[{"milestone":"A","is":"achieved"}]},
{"id":"C","title":"C","responsible":["gov"],"source":["text"],"requires":[{"milestone":"B","is":"achieved"}]},
{"id":"D","title":"D","responsible":["gov"],"source":["text"],"requires":[{"milestone":"E","is":"achieved"}]},
{"id":"E","title":"E","responsible":["gov"],"source":["text"],"requires":[{"milestone":"D","is":"achieved"}]}"#;
    let answer = World::with(chain).ask("balance -o json").ok().json();
    assert_eq!(figures(&answer, "gov", &["owed", "waits", "first"]), [json!(4), json!(1), json!(2)]);
}

/// A phase that must be done stands for every commitment in it; a phase that opens, for all that it requires.
#[test]
fn phases_are_waited_for_with_all_that_stands_in_them() {
    let two = |condition: &str| {
        plan(
            r#"{"id":"A","title":"A","phase":"one","responsible":["gov"],"source":["text"]},
{"id":"M","title":"M","phase":"one","responsible":["mov"],"source":["text"]},
{"id":"F","title":"F","phase":"two","responsible":["friend"],"source":["text"]}"#,
        )
        .replace(
            r#"{"id":"one","title":"One"}"#,
            &format!(r#"{{"id":"one","title":"One"}},{{"id":"two","title":"Two","requires":[{condition}]}}"#),
        )
    };
    let friend = |condition: &str| {
        let answer = World::new(&two(condition)).ask("balance -o json").ok().json();
        (figures(&answer, "friend", &["waits", "first"]), answer["waits"].as_array().unwrap().len())
    };
    assert_eq!(friend(r#"{"phase":"one"}"#), (vec![json!(1), json!(0)], 2));
    assert_eq!(
        friend(r#"{"any":[{"milestone":"M","is":"achieved"},{"date":"2026-02-01"}]}"#),
        (vec![json!(1), json!(0)], 1)
    );
    // Neither a date nor the opening of a phase that requires nothing waits for anybody.
    assert_eq!(friend(r#"{"date":"2026-02-01"}"#), (vec![json!(0), json!(1)], 0));
    assert_eq!(friend(r#"{"elapsed":"P1M","after":"phase:one:opened"}"#), (vec![json!(0), json!(1)], 0));
}

/// Parts wait for what their whole requires, and merely repeat where it does.
#[test]
fn parts_follow_their_whole() {
    let parts = |whole: &str| {
        let text = format!(
            r#"{{"id":"A","title":"A","responsible":["mov"],"source":["text"]}},
{{"id":"W","title":"W","responsible":["gov"],"source":["text"],{whole}}},
{{"id":"W-1","title":"W","responsible":["gov"],"source":["text"],"part_of":"W"}},
{{"id":"W-2","title":"W","responsible":["gov"],"source":["text"],"part_of":"W","weight":3}}"#
        );
        World::with(&text).ask("balance -o json").ok().json()
    };
    let waiting = parts(r#""requires":[{"milestone":"A","is":"achieved"}],"weight":2"#);
    assert_eq!(figures(&waiting, "gov", &["owed", "weight", "waits"]), [json!(2), json!(2), json!(2)]);
    let repeating = parts(r#""repeats":["A"]"#);
    assert_eq!(repeating["total"]["repeats"], json!(["W", "W-1", "W-2"]));
    assert_eq!(repeating["sides"].as_array().unwrap().len(), 2, "mov and the mission");
}

/// A part that merely repeats leaves its whole's weight to the others.
#[test]
fn a_part_that_repeats_has_no_weight() {
    let text = r#"{"id":"W","title":"W","responsible":["gov"],"source":["text"],"weight":2},
{"id":"W-1","title":"W","responsible":["gov"],"source":["text"],"part_of":"W","repeats":["W-2"]},
{"id":"W-2","title":"W","responsible":["gov"],"source":["text"],"part_of":"W"}"#;
    let answer = World::with(text).ask("balance -o json").ok().json();
    assert_eq!(answer["total"], json!({"milestones": 1, "weight": 2, "unowed": [], "repeats": ["W-1"]}));
}

#[test]
fn what_is_owed_only_once_triggered_is_counted_and_told() {
    World::empty().ask("balance").ok().hears("Counted, though owed only once triggered: SG-4.");
    let answer = World::empty().ask("balance -o json").ok().json();
    assert_eq!(figures(&answer, "united-states", &["owed", "contingent"]), [json!(18), json!(1)]);
}

#[test]
fn tables_fit_a_terminal_and_say_how_they_are_read() {
    let world = world().width(80);
    let table = world
        .ask("balance")
        .ok()
        .hears("6 commitments, weight 8; parts count, wholes do not.")
        .hears("Nobody owes: N.")
        .hears("Left out, since they merely repeat others: R.")
        .hears("A waits for B");
    assert!(table.text().lines().all(|line| line.chars().count() <= 80), "{}", table.text());
    world.ask("balance -o md").ok().hears("| Government | 3 | 2 | 5 | 63 % |").hears("Who waits for whom");
    world.ask("balance -o ids").ok().hears("gov\nmov\nmission\nfriend\n");
}

#[test]
fn many_phases_are_rows_and_many_sides_take_more_than_one_table() {
    let phases: Vec<String> = (10..40).map(|n| format!(r#"{{"id":"phase-{n}","title":"The phase {n}"}}"#)).collect();
    let sides: Vec<String> =
        (10..30).map(|n| format!(r#"{{"id":"side-{n}","name":"The side {n}","role":"party"}},"#)).collect();
    let owes: Vec<String> = (10..30)
        .map(|n| {
            format!(r#"{{"id":"A-{n}","title":"A","phase":"phase-{n}","responsible":["side-{n}"],"source":["text"]}}"#)
        })
        .collect();
    let text = plan(&owes.join(","))
        .replace(r#"{"id":"one","title":"One"}"#, &phases.join(","))
        .replace(r#""actors":["#, &format!(r#""actors":[{}"#, sides.concat()));
    let table = World::new(&text).width(80).ask("balance").ok();
    for named in ["The phase 10", "The phase 39", "The side 10", "The side 29"] {
        assert!(table.text().contains(named), "{named}: {}", table.text());
    }
    assert!(table.text().lines().all(|line| line.chars().count() <= 80), "{}", table.text());
}

#[test]
fn a_plan_without_commitments_has_nothing_to_weigh() {
    let world = World::with("");
    let answer = world.ask("balance -o json").ok().json();
    assert_eq!((&answer["sides"], &answer["waits"]), (&json!([]), &json!([])));
    world.ask("balance").ok().hears("0 commitments, weight 0");
}

/// The draft that leans to one side leans to the other by as much once the sides are swapped.
#[test]
fn the_figures_know_no_names() {
    let draft = repository("tests/stories/one-sided-draft/plan.json");
    let swapped =
        draft.replace("\"ukraine\"", "\"?\"").replace("\"russia\"", "\"ukraine\"").replace("\"?\"", "\"russia\"");
    let told = |text: &str, id: &str| side(&World::new(text).ask("balance -o json").ok().json(), id);
    let without_names = |mut side: Value| {
        side["id"].take();
        side["actors"].take();
        side
    };
    for (own, other) in [("russia", "ukraine"), ("ukraine", "russia"), ("united-states", "united-states")] {
        assert_eq!(without_names(told(&draft, own)), without_names(told(&swapped, other)), "{own}");
    }
}

#[test]
fn what_is_asked_wrongly_is_told() {
    let world = world();
    world.ask("balance -o xml").code(2).remarks("invalid value 'xml'");
    world.ask("balance --as-of soon").code(2).remarks("`soon`");
    world.ask("balance --known-by 2026-02-30").code(2).remarks("not in the calendar");
    world.ask("balance gov").code(2).remarks("unexpected argument 'gov'");
    world.ask("balance --phase one").code(2).remarks("unexpected argument '--phase'");
    world.ask("balance -C nowhere").code(2).remarks("there is no folder");
    let heard = world.ask("balance --as-of soon -o json").code(2);
    assert!(heard.errors().contains("milepost/error/1"), "{}", heard.errors());
    World::new(&plan(&PLAN.replace("\"one\"", "\"oen\""))).ask("balance").code(3).remarks("`oen`");
    World::empty().ask("balance").ok().remarks("this is the built-in plan");
}

/// Very many sides of which each waits for another: what is told grows as they do, not as their square.
#[test]
fn two_thousand_sides_take_two_thousand_rows() {
    let told = |sides: usize, format: &str| World::new(&chain(sides)).ask(&format!("balance -o {format}")).ok();
    let csv = told(2_000, "csv");
    let cells: usize = csv.text().lines().map(|line| line.split(',').count()).sum();
    assert!(cells <= 2_001 * (14 + 2 + 48), "{cells} cells");
    assert!(csv.text().lines().next().is_some_and(|line| line.ends_with(",waits_for.others")), "{}", csv.text());
    // Each waits once for the one before it: all of that but 47 of a column's own is told as the others'.
    let others = csv.text().lines().skip(1).filter(|line| line.ends_with(",1")).count();
    assert_eq!(others, 1_999 - 47);
    told(2_000, "table").hears("And 1799 more pairs, which wait less; `balance -o json` lists all.");
    let json = told(2_000, "json").json();
    assert_eq!((json["sides"].as_array().unwrap().len(), json["waits"].as_array().unwrap().len()), (2_000, 1_999));
    for format in ["table", "md", "csv", "json"] {
        let (some, more) = (told(500, format).text().len(), told(2_000, format).text().len());
        assert!(more < 5 * some, "{format}: {some} bytes of 500 sides, {more} of 2,000");
    }
}

/// Invented: so many parties, each of which owes one milestone that waits for the one before.
fn chain(sides: usize) -> String {
    let actors = (0..sides).map(|n| format!(r#"{{"id":"side-{n}","name":"Side {n}","role":"party"}}"#));
    let milestone = |n: usize| {
        let before = n.checked_sub(1).map(|before| format!(r#"{{"milestone":"M-{before}","is":"achieved"}}"#));
        let requires = before.unwrap_or_default();
        format!(r#"{{"id":"M-{n}","title":"M","responsible":["side-{n}"],"source":["text"],"requires":[{requires}]}}"#)
    };
    let milestones: Vec<String> = (0..sides).map(milestone).collect();
    many_sided(&actors.collect::<Vec<_>>().join(","), r#"{"id":"one","title":"One"}"#, &milestones.join(","))
}

fn many_sided(actors: &str, phases: &str, milestones: &str) -> String {
    format!(
        r#"{{"format":"milepost/plan/1","id":"many","version":"1","title":"Many","sources":[{{"id":"text","title":"T"}}],
"actors":[{actors}],"phases":[{phases}],"milestones":[{milestones}]}}"#
    )
}

/// A gate between two phases of very many sides: everybody waits for everybody, which is told as one figure.
#[test]
fn where_all_wait_for_all_it_is_counted_and_not_listed() {
    let actor = |n: usize| format!(r#"{{"id":"side-{n}","name":"Side {n}","role":"party"}}"#);
    let milestone = |n: usize| {
        let phase = if n < 500 { "one" } else { "two" };
        format!(r#"{{"id":"M-{n}","title":"M","phase":"{phase}","responsible":["side-{n}"],"source":["text"]}}"#)
    };
    let list = |of: &dyn Fn(usize) -> String| (0..1_000).map(of).collect::<Vec<_>>().join(",");
    let phases = r#"{"id":"one","title":"One"},{"id":"two","title":"Two","requires":[{"phase":"one"}]}"#;
    let world = World::new(&many_sided(&list(&actor), phases, &list(&milestone)));
    let answer = world.ask("balance -o json").ok().json();
    assert_eq!((&answer["waits"], &answer["waits_left_out"]), (&json!([]), &json!(250_000)));
    assert_eq!(figures(&answer, "side-0", &["waits", "awaited"]), [json!(0), json!(500)]);
    assert_eq!(figures(&answer, "side-999", &["waits", "awaited"]), [json!(1), json!(0)]);
    world.ask("balance").ok().hears("A commitment waits for a side 250000 times: too many to list by pairs.");
    world.ask("balance -o csv").ok().hears_not("waits_for");
}
