//! The implementation matrix: the field's three words, whose word each is, and what they leave out.

use super::world::World;
use serde_json::json;

/// Invented: a whole of two parts and two promises beside it.
const PLAN: &str = r#"
{"id":"A","title":"Amnesty declared","responsible":["gov"],"source":["text 1","text 2"],"due":{"on":"2026-01-31"}},
{"id":"W","title":"Arms handed in","responsible":["mov"],"source":["text 3"],"due":{"on":"2026-03-31"}},
{"id":"W-1","title":"First half","responsible":["mov"],"source":["text 3"],"part_of":"W"},
{"id":"W-2","title":"Second half","responsible":["mov"],"source":["text 3"],"part_of":"W","requires":[{"milestone":"W-1","is":"achieved"}]},
{"id":"C","title":"Court set up","responsible":["gov","mov"],"source":["text 4"]}"#;

fn world() -> World {
    let world = World::with(PLAN);
    world.says("gov", "2026-01-20", "A full").says("mission", "2026-02-01", "W-1 full");
    world.says("mov", "2026-02-02", "W-2 minimum").says("friend", "2026-02-03", "C none");
    world.at("2026-04-02");
    world
}

#[test]
fn three_words_and_whose_they_are() {
    let rows = world().ask("matrix -o json").ok().at("/rows");
    let row = |at: usize| ["number", "id", "status", "by", "timeline"].map(|key| rows[at][key].clone());
    assert_eq!(row(0), [json!("1"), json!("A"), json!("complete"), json!("reported"), json!("2026-01-31")]);
    assert_eq!(row(1), [json!("2"), json!("W"), json!("ongoing"), json!("verified"), json!("2026-03-31")]);
    assert_eq!(row(2), [json!("2.1"), json!("W-1"), json!("complete"), json!("verified"), json!("2026-03-31")]);
    assert_eq!(row(3), [json!("2.2"), json!("W-2"), json!("ongoing"), json!("reported"), json!("2026-03-31")]);
    assert_eq!(row(4), [json!("3"), json!("C"), json!("pending"), json!("assessed"), json!("no date")]);
    assert_eq!(rows[0]["remarks"], json!(["not verified", "reported on time"]));
    assert_eq!(rows[3]["remarks"], json!(["overdue 2 d"]));
    assert_eq!(rows[0]["reference"], json!(["text 1", "text 2"]));
    assert_eq!(rows[4]["activity"]["en"], "Court set up");
}

#[test]
fn every_format_has_the_same_rows_and_a_terminal_is_wide_enough() {
    let world = world().width(80);
    let table = world.ask("matrix").ok().hears("2.1").hears("(W-1)").hears("reported on");
    assert!(table.text().lines().all(|line| line.chars().count() <= 80), "{}", table.text());
    world.ask("matrix -o ids").ok().hears("A\nW\nW-1\nW-2\nC\n");
    let csv = world.ask("matrix -o csv").ok();
    assert!(csv.text().starts_with(
        "number,reference,activity,responsible,timeline,status,remarks,word,by,alarm,noted\n1,text 1; text 2,"
    ));
    assert_eq!(csv.text().lines().count(), 6);
    world.ask("matrix -o md").ok().hears("| 2.2 | text 3 |");
}

/// What a cell of the matrix says together stands by itself too, so that a program need not part it, and comes back as nothing new.
#[test]
fn a_program_finds_status_and_remarks_part_by_part() {
    let world = world();
    world.ask("incident C --severity serious --as mov").ok();
    let csv = world.ask("matrix -o csv").ok();
    let rows: Vec<Vec<String>> =
        csv::Reader::from_reader(csv.text().as_bytes()).deserialize().map(|row| row.expect("a row")).collect();
    let parts = |at: usize| rows[at][7..].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(parts(0), ["complete", "reported", "", ""]);
    assert_eq!(parts(2), ["complete", "verified", "", ""]);
    assert_eq!(parts(4)[0], "pending");
    for row in &rows {
        let told: Vec<&str> =
            [&row[9], &row[7], &row[8]].into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        assert_eq!(row[5], told.join("; "));
    }
    let again = World::empty();
    again.file("matrix.csv", csv.text());
    let heard = again.ask("init --from matrix.csv -o json").ok();
    assert!(!heard.text().contains("noted") && !again.read("plan.json").contains("x-word"), "{}", heard.text());
}

#[test]
fn filters_keep_the_numbers_of_the_whole_plan() {
    let world = world();
    world.ask("matrix --text half -o csv").ok().hears("2.1,").hears("2.2,").hears_not("Amnesty");
    world.ask("matrix --text nothing-like-it").ok().hears("No milestone fits.");
    world.ask("matrix --phase nowhere").code(3).remarks("phase `nowhere` is not in the plan");
    world
        .ask("matrix --as-of 2026-01-10 -o csv")
        .ok()
        .hears("1,text 1; text 2,Amnesty declared (A),Government,2026-01-31,pending");
}
