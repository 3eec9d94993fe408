//! The sentences of `why` are true: for every status of a milestone and of a whole, whatever its terms, the words fit. Each
//! scene keeps a rule that was once broken.
//!
//! Every world here is invented.

use super::rules::{stage, story};
use super::world::World;
use serde_json::{Value, json};

/// Terms, what was said in January and February 2026, and the status with its sentence.
type Scene = (Value, &'static [&'static str], &'static str, &'static str);

/// What `why` says at some place.
fn why(world: &World, id: &str, pointer: &str) -> String {
    world.ask(&format!("why {id} -o json")).ok().at(pointer).as_str().expect("words").to_owned()
}

fn tells(world: &World, id: &str, lines: &[&str], expected: &str, sentence: &str) {
    lines.iter().for_each(|line| story(world, &[&format!("2026-{line}")]));
    let told = ["/status", "/rules/status"].map(|pointer| why(world, id, pointer));
    assert_eq!(told, [expected, sentence], "{id} after {lines:?}");
}

const NOTHING: &str = "neither who owes it, nor enough of those who verify it, nor an assessor says above none";

fn with(usual: &Value, more: Value) -> Value {
    let mut all = usual.clone();
    more.as_object().expect("keys").iter().for_each(|(key, value)| all[key] = value.clone());
    all
}

/// What comes into play only where `X` slides back.
fn if_x_slides_back() -> Value {
    json!({"contingent": true, "requires": [{"milestone": "X", "is": "reversed"}]})
}

const SLIDES_BACK: [&str; 2] = ["01-02 mission X full", "01-03 mission X none"];

#[test]
fn every_status_of_a_milestone_says_why() {
    let free = format!("{NOTHING}, and nothing that it waits for is outstanding");
    let waits = format!("{NOTHING}, and outstanding is: X achieved");
    let after_x = json!({"requires": [{"milestone": "X", "is": "achieved"}]});
    let together = json!({"responsible": ["gov", "mov"]});
    let two = json!({"verify": {"by": ["role:monitor"], "quorum": 2}});
    let hold = json!({"hold": "P5D"});
    let scenes: Vec<(Value, &[&str], &str, &str)> = vec![
        (json!({}), &[], "open", &free),
        (json!({}), &["01-10 mov M none", "01-11 mission M none"], "open", &free),
        (two.clone(), &["01-10 mission M minimum"], "open", &free),
        (after_x.clone(), &["01-10 mission X full"], "open", &free),
        (after_x.clone(), &[], "waiting", &waits),
        (with(&after_x, hold.clone()), &[], "waiting", &waits),
        (with(&after_x, json!({"continuing": true})), &["01-10 mission X minimum"], "waiting", &waits),
        (json!({}), &["01-10 mov M minimum"], "under way", "it is reported above none and below full"),
        (json!({}), &["01-10 mission M minimum"], "under way", "it is verified above none and below full"),
        (
            json!({}),
            &["01-10 friend M full"],
            "under way",
            "it is assessed above none; an assessment moves it no further",
        ),
        (
            together.clone(),
            &["01-10 mov M minimum", "01-11 gov M none"],
            "under way",
            "some of those who owe it say above none, and the least of their words is none",
        ),
        (
            json!({}),
            &["01-10 mov M full", "01-11 mission M intermediate"],
            "under way",
            "it is reported full, but a verifier has said less for a later moment",
        ),
        (
            json!({}),
            &["01-09 mission M intermediate", "01-10 mov M full"],
            "reported",
            "it is reported full, no verifier has said less for a later moment, and it is not verified full",
        ),
        (
            two,
            &["01-10 mov M full", "01-11 mission M full"],
            "reported",
            "it is reported full, no verifier has said less for a later moment, and it is not verified full",
        ),
        (
            json!({}),
            &["01-10 mission M full", "01-11 mission M minimum"],
            "reversed",
            "it is verified at less than the highest level that it had reached",
        ),
        (json!({}), &["01-10 mission M full"], "achieved", "it is verified full, and nothing more is asked"),
    ];
    for (terms, lines, expected, sentence) in scenes {
        let world = stage(json!({}), vec![with(&terms, json!({"id": "M"})), json!({"id": "X"})]);
        tells(&world, "M", lines, expected, sentence);
    }
    let world = stage(json!({"rules": {}}), vec![json!({"id": "M"})]);
    tells(&world, "M", &["01-10 mov M full"], "reported", "it is reported full, and nobody may verify it");
}

#[test]
fn what_must_stand_and_what_goes_on_say_until_when() {
    let always = "it is verified full; the obligation goes on and is never finished";
    let until = "it is verified full, and is achieved when 2026-01-31 ends";
    let ended = "it is verified full, and 2026-01-31 has ended";
    let fell = "it is verified at less than the highest level that it had reached";
    let scenes: [Scene; 12] = [
        (
            json!({"hold": "P5D"}),
            &["01-10 mission M full"],
            "holding",
            "it is verified full, and must hold for P5D before it is achieved",
        ),
        (
            json!({"hold": "P5D"}),
            &["01-10 mission M full", "01-16"],
            "achieved",
            "it is verified full and has held for P5D",
        ),
        (json!({"hold": "P5D"}), &["01-10 mission M full", "01-12 mission M none"], "reversed", fell),
        (json!({"continuing": true}), &["01-10 mission M full", "02-28"], "holding", always),
        (json!({"continuing": true, "hold": "P5D"}), &["01-10 mission M full", "02-28"], "holding", always),
        (json!({"continuing": true}), &["01-10 mission M full", "01-12 mission M none"], "reversed", fell),
        (json!({"continuing": {"until": "2026-01-31"}}), &["01-10 mission M full"], "holding", until),
        (
            json!({"continuing": {"until": "2026-01-31"}, "hold": "P5D"}),
            &["01-10 mission M full", "01-20"],
            "holding",
            until,
        ),
        (json!({"continuing": {"until": "2026-01-31"}}), &["01-10 mission M full", "02-01"], "achieved", ended),
        (
            json!({"continuing": {"until": "2026-01-31"}, "hold": "P5D"}),
            &["01-10 mission M full", "02-01"],
            "achieved",
            ended,
        ),
        (json!({"continuing": {"until": "2026-01-31"}}), &["02-10 mission M full"], "achieved", ended),
        (
            json!({"continuing": {"until": "2026-01-31"}}),
            &["02-10 mov M full"],
            "reported",
            "it is reported full, no verifier has said less for a later moment, and it is not verified full",
        ),
    ];
    for (terms, lines, expected, sentence) in scenes {
        let world = stage(json!({}), vec![with(&terms, json!({"id": "M"}))]);
        tells(&world, "M", lines, expected, sentence);
        // The same promised only for a case that has come to pass.
        let world =
            stage(json!({}), vec![with(&with(&terms, if_x_slides_back()), json!({"id": "M"})), json!({"id": "X"})]);
        tells(&world, "M", &[], "not triggered", "it counts only once what it requires has held, which it never has");
        tells(&world, "M", &[&SLIDES_BACK, lines].concat(), expected, sentence);
    }
    let world = stage(json!({}), vec![with(&if_x_slides_back(), json!({"id": "M"})), json!({"id": "X"})]);
    let lines = [&SLIDES_BACK[..], &["01-04 mission X full"]].concat();
    tells(&world, "M", &lines, "open", &format!("{NOTHING}, and nothing that it waits for is outstanding"));
}

/// `W` in two parts that must each stand five days.
fn halves(whole: Value, first: Value, second: Value) -> World {
    let part = |id: &str, terms: Value| with(&terms, json!({"id": id, "part_of": "W"}));
    stage(json!({}), vec![with(&whole, json!({"id": "W"})), part("P1", first), part("P2", second), json!({"id": "X"})])
}

#[test]
fn every_status_of_a_whole_says_why() {
    let scenes: [Scene; 9] = [
        (json!({}), &[], "open", "no part that counts is above none, and nothing that it waits for is outstanding"),
        (
            json!({"requires": [{"milestone": "X", "is": "achieved"}]}),
            &[],
            "waiting",
            "no part that counts is above none, and outstanding is: X achieved",
        ),
        (
            json!({}),
            &["01-10 mission P1 full"],
            "under way",
            "a part that counts is above none, and not every one is at least reported full",
        ),
        (
            json!({}),
            &["01-10 mission P1 full", "01-11 mov P2 full"],
            "reported",
            "every part that counts is at least reported full",
        ),
        (
            json!({}),
            &["01-10 mission P1 full", "01-16 mission P2 full"],
            "holding",
            "every part that counts is verified full, and not all are achieved yet",
        ),
        (
            json!({}),
            &["01-10 mission P1 full", "01-11 mission P2 full", "01-20"],
            "achieved",
            "every part that counts is achieved",
        ),
        (
            json!({}),
            &["01-10 mission P1 full", "01-11 mission P1 none"],
            "reversed",
            "a part is verified at less than the highest level that it had reached",
        ),
        (if_x_slides_back(), &[], "not triggered", "it counts only once what it requires has held, which it never has"),
        (
            if_x_slides_back(),
            &["01-02 mission X full", "01-03 mission X none", "01-10 mission P1 minimum"],
            "under way",
            "a part that counts is above none, and not every one is at least reported full",
        ),
    ];
    for (terms, lines, expected, sentence) in scenes {
        let world = halves(terms, json!({"hold": "P5D"}), json!({"hold": "P5D"}));
        tells(&world, "W", lines, expected, sentence);
    }
    let world = halves(json!({}), json!({"continuing": true}), json!({}));
    let lines = ["01-10 mission P1 full", "01-11 mission P2 full", "02-20"];
    tells(&world, "W", &lines, "holding", "every part that counts is verified full, and not all are achieved yet");
}

#[test]
fn what_does_not_count_says_whose_condition_never_held() {
    let world = halves(json!({}), if_x_slides_back(), if_x_slides_back());
    tells(&world, "W", &[], "not triggered", "none of its parts counts yet");
    let its_own = "it counts only once what it requires has held, which it never has";
    tells(&world, "P1", &[], "not triggered", its_own);
    let world = halves(if_x_slides_back(), json!({}), if_x_slides_back());
    tells(
        &world,
        "P1",
        &[],
        "not triggered",
        "its whole counts only once what that requires has held, which it never has",
    );
    tells(&world, "P2", &[], "not triggered", its_own);
}

/// What comes into play only once `X` is reported.
fn once_x_is_reported() -> Value {
    json!({"contingent": true, "requires": [{"milestone": "X", "at_least": "reported"}]})
}

#[test]
fn a_triggered_part_of_an_untriggered_whole_waits_for_what_the_whole_requires() {
    let world = halves(if_x_slides_back(), once_x_is_reported(), json!({}));
    let sentence = "its whole counts only once what that requires has held, which it never has";
    tells(&world, "P1", &["01-02 mission X full"], "not triggered", sentence);
}

#[test]
fn a_triggered_whole_without_a_triggered_part_says_that_no_part_counts() {
    let world = halves(once_x_is_reported(), if_x_slides_back(), if_x_slides_back());
    tells(&world, "W", &["01-02 mission X full"], "not triggered", "none of its parts counts yet");
}

#[test]
fn a_part_that_does_not_count_is_not_passed_over_in_silence() {
    let world = halves(json!({}), json!({}), if_x_slides_back());
    story(&world, &["2026-01-10 mission P2 full"]);
    assert_eq!(why(&world, "W", "/status"), "open");
    assert!(!why(&world, "W", "/rules/status").contains("no part is above none"), "P2 is, though it does not count");
}

#[test]
fn who_alone_owes_it_has_no_others_beside_it() {
    let n = json!({"id": "n", "target": {"milestone": "X", "indicator": "stock"}});
    let x = json!({"id": "X", "indicators": [{"id": "stock"}]});
    let world = stage(json!({}), vec![json!({"id": "M", "indicators": [n]}), x]);
    story(&world, &["2026-01-10 mov M full", "2026-01-11 mov M n=5"]);
    assert_eq!(why(&world, "M", "/status"), "under way");
    assert!(!why(&world, "M", "/rules/status").contains("the others"), "{}", why(&world, "M", "/rules/status"));
}

#[test]
fn of_three_who_owe_it_two_may_say_above_none() {
    let world = stage(json!({}), vec![json!({"id": "M", "responsible": ["gov", "army", "mov"]})]);
    story(&world, &["2026-01-10 gov M minimum", "2026-01-11 army M minimum"]);
    assert_eq!(why(&world, "M", "/status"), "under way");
    assert!(
        !why(&world, "M", "/rules/status").contains("the others are silent"),
        "{}",
        why(&world, "M", "/rules/status")
    );
}

#[test]
fn a_quorum_says_how_many_have_been_heard() {
    let two = json!({"by": ["role:monitor"], "quorum": 2});
    let n = json!([{"id": "n", "target": 10}, {"id": "seen"}]);
    let world = stage(json!({}), vec![json!({"id": "M", "verify": two, "indicators": n})]);
    let rule = "the most that 2 sides say at least, by the latest words of mission, watch";
    for (line, so_far) in [
        ("2026-01-04", "; 0 of 2 needed have said how far it is"),
        ("2026-01-05 mission M full", "; 1 of 2 needed have said how far it is"),
        ("2026-01-06 mission M minimum", "; 1 of 2 needed have said how far it is"),
        // Counts alone say nothing of how far it is.
        ("2026-01-07 watch M seen=3", "; 1 of 2 needed have said how far it is"),
        ("2026-01-08 watch M n=4", ""),
    ] {
        story(&world, &[line]);
        assert_eq!(why(&world, "M", "/rules/verified"), format!("{rule}{so_far}"), "{line}");
    }
}

#[test]
fn how_many_must_verify_is_one_number_wherever_it_is_told() {
    let all = json!({"by": ["role:guarantor"], "quorum": "all"});
    let told = |world: &World| {
        let export = world.ask("export").ok();
        (why(world, "M", "/rules/verified"), export.at("/milestones/0/quorum"), export.at("/milestones/0/status"))
    };
    let rule = |who: &str| format!("the best of the latest words of {who}");
    let both = stage(json!({}), vec![json!({"id": "M", "verify": all})]);
    story(&both, &["2026-01-05 ally M full"]);
    let two = "the most that 2 sides say at least, by the latest words of ally, friend; 1 of 2 needed have said how far it is";
    assert_eq!(told(&both), (two.into(), json!(2), json!("open")), "nobody has left");
    story(&both, &["2026-01-06 friend M full"]);
    assert_eq!((told(&both).1, told(&both).2), (json!(2), json!("achieved")));

    let one = stage(json!({}), vec![json!({"id": "M", "verify": all})]);
    one.at("2026-01-05").ask("repudiate --as friend").ok();
    assert_eq!(told(&one).1, json!(1), "friend has left before anybody spoke");
    story(&one, &["2026-01-06 ally M full"]);
    assert_eq!(told(&one), (rule("ally, friend"), json!(1), json!("achieved")));
    one.ask("list -o csv --columns id,quorum").ok().hears("M,1");
}
