//! What an entry moves beyond the milestone that it names: every recording command tells every date, status and figure.

use super::world::{World, plan};
use serde_json::{Value, json};

/// Invented: `B` may begin when `A` is achieved, and is due thirty days after; `C` ten days before `B`; `W` is two parts.
const MILESTONES: &str = r#"
{"id":"A","title":"Arms handed in","responsible":["mov"],"source":["text 1"]},
{"id":"B","title":"Amnesty declared","responsible":["gov"],"source":["text 2"],"due":{"after":"A","within":"P30D"},
 "requires":[{"milestone":"A","is":"achieved"}]},
{"id":"C","title":"Lists exchanged","responsible":["gov"],"source":["text 3"],"due":{"before":"B:due","by":"P10D"}},
{"id":"W","title":"Posts left","responsible":["gov"],"source":["text 4"]},
{"id":"W-1","title":"In the north","responsible":["gov"],"source":["text 4"],"part_of":"W"},
{"id":"W-2","title":"In the south","responsible":["gov"],"source":["text 4"],"part_of":"W"}"#;

fn world() -> World {
    let world = World::with(MILESTONES);
    world.at("2026-06-01").ask("mark A full --on 2026-02-01 --as mission").ok();
    world
}

fn moves(answer: &Value) -> Value {
    json!([answer["dates"], answer["changes"], answer["opens"]])
}

/// A slip of the hand in `--on` moves what hangs on it by a year.
#[test]
fn a_mark_tells_the_dates_that_it_moves_elsewhere() {
    let dates = |world: &World, extra: &str| {
        world.ask(&format!("mark A full --on 2025-02-01 --as mission {extra}")).ok().text().to_owned()
    };
    let world = world();
    let dry = dates(&world, "--dry-run");
    let answer = world.ask("mark A full --on 2025-02-01 --as mission --dry-run -o json").ok().json();
    let date = |id: &str, before: &str, after: &str| json!({"milestone": id, "before": before, "after": after});
    let moved = json!([date("B", "2026-03-03", "2025-03-03"), date("C", "2026-02-21", "2025-02-21")]);
    assert_eq!((&answer["dates"], &answer["moves"]), (&moved, &json!(["B", "C"])));
    let told = dates(&world, "");
    assert_eq!(dry, format!("would be {told}"));
    assert_eq!(
        told,
        "mission:2: A Arms handed in, verified by Mission, for 2025-02-01\n  \
           dates     B 2026-03-03 → 2025-03-03\n            C 2026-02-21 → 2025-02-21\n"
    );
}

#[test]
fn a_mark_tells_what_begins_to_run_what_opens_and_what_a_whole_becomes() {
    let world = World::with(MILESTONES);
    world.at("2026-06-01");
    world
        .ask("mark A full --on 2026-02-01 --as mission")
        .ok()
        .hears("  dates     B 30 d after A is achieved → 2026-03-03\n")
        .hears("            C 10 d before B is due → 2026-02-21\n")
        .hears("  opens     B\n");
    world
        .ask("mark W-1 full --as gov")
        .ok()
        .hears("  status    open → reported\n")
        .hears("  status    W open → under way\n")
        .hears("  reported  W – → intermediate, 50 %\n");
    let answer = world.ask("mark W-2 full --as gov -o json --dry-run").ok().json();
    let (half, whole) = (json!({"level": "intermediate", "progress": 0.5}), json!({"level": "full", "progress": 1.0}));
    let own = json!({"milestone": "W-2", "figure": "reported", "before": null, "after": whole});
    let of_whole = json!({"milestone": "W", "figure": "reported", "before": half, "after": whole});
    assert_eq!(answer["figures"], json!([of_whole, own]));
}

#[test]
fn a_retraction_tells_what_was_said_and_the_figures_that_go() {
    let world = world();
    let told = world.ask("retract mission:1 --as mission --dry-run").ok().text().to_owned();
    let heard = world.ask("retract mission:1 --as mission -o json").ok().json();
    assert_eq!(
        told,
        "would be mission:2: mission:1 never counted: A full\n  \
           status    achieved → open\n  \
           verified  full, 100 % → –\n  \
           dates     B 2026-03-03 → 30 d after A is achieved\n            C 2026-02-21 → 10 d before B is due\n  \
           status    B open → waiting\n"
    );
    assert_eq!(
        (&heard["retracts"], &heard["said"], &heard["recorded"]),
        (&json!("mission:1"), &json!("A full"), &json!(true))
    );
    let date = |id: &str, before: &str| json!({"milestone": id, "before": before, "after": null});
    let change = |id: &str, before: &str, after: &str| json!({"milestone": id, "before": before, "after": after});
    let dates = [date("B", "2026-03-03"), date("C", "2026-02-21")];
    let changes = [change("A", "achieved", "open"), change("B", "open", "waiting")];
    assert_eq!(moves(&heard), json!([dates, changes, []]));
}

/// A breach closes what waited for the milestone, whoever's word opens it and whoever's takes it back.
#[test]
fn incidents_findings_and_agreements_tell_what_they_close_elsewhere() {
    let world = world();
    let closed = "  status    B open → waiting\n";
    world.ask("incident A --severity grave --on 2026-03-01 --as mission --dry-run").ok().hears(closed);
    world.ask("incident A --severity grave --on 2026-03-01 --as gov").ok().hears_not("B open");
    world.ask("finding gov:1 confirmed --as mission").ok().hears("  status    achieved → breached\n").hears(closed);
    world.ask("finding gov:1 unfounded --as mission").ok().hears("  opens     B\n");
}

#[test]
fn a_settlement_tells_what_falls_with_the_entry() {
    let settle = r#""settle":{"by":["friend"]},"#;
    let text = plan(MILESTONES).replace(r#""rules":{"#, &format!(r#""rules":{{{settle}"#));
    let world = World::new(&text);
    world.at("2026-06-01").ask("mark A full --on 2026-02-01 --as mission").ok();
    world.ask("dispute mission:1 --as mov").ok().hears("  mark      – → disputed\n");
    world
        .ask("settle mov:1 upheld --as friend")
        .ok()
        .hears("  dates     B 2026-03-03 → 30 d after A is achieved\n")
        .hears("  status    A achieved → open\n            B open → waiting\n")
        .hears("  mark      A disputed → –\n")
        .hears("  verified  A full, 100 % → –\n");
}

#[test]
fn an_import_tells_what_moves_and_counts_the_rest() {
    let many: Vec<String> = (10..57)
        .map(|n| format!(r#"{{"id":"M-{n}","title":"Post {n} left","responsible":["gov"],"source":["text"]}}"#))
        .collect();
    let world = World::with(&format!("{MILESTONES},{}", many.join(",")));
    let rows: Vec<String> = (10..57).map(|n| format!("M-{n},full,2026-02-01")).collect();
    world.at("2026-06-01").file("words.csv", format!("milestone,level,on\nA,full,2026-02-01\n{}\n", rows.join("\n")));
    let dry = world
        .ask("import words.csv --as mission --dry-run")
        .ok()
        .hears("would record entries mission:1 to mission:48: 48 new\n")
        .hears("  dates     B 30 d after A is achieved → 2026-03-03\n")
        .hears("  opens     B\n")
        .hears("  status    A open → achieved\n            M-10 open → achieved\n")
        .hears("            and 36 more\n")
        .hears("  verified  A – → full, 100 %\n");
    assert_eq!(dry.text().lines().count(), 1 + 2 + 1 + 13 + 13, "{}", dry.text());
    let answer = world.ask("import words.csv --as mission --dry-run -o json").ok().json();
    assert_eq!((&answer["format"], &answer["recorded"]), (&json!("milepost/import/1"), &json!(false)));
    assert_eq!(answer["changes"].as_array().expect("changes").len(), 49);
    assert_eq!(answer["entries"].as_array().expect("entries").len(), 48);
    let told = world.ask("import words.csv --as mission").ok().text().to_owned();
    assert_eq!(dry.text(), told.replace("recorded entries", "would record entries"));
    world.ask("import words.csv --as mission --again").ok().hears("  moves neither status nor figures\n");
    world.file("none.csv", "milestone,level\n");
    world.ask("import none.csv --as mission -o json").ok().hears(r#""entries": []"#);
}

#[test]
fn an_agreement_of_a_verifier_tells_the_dates_too() {
    let world = World::with(MILESTONES);
    world.at("2026-06-01").ask("mark A full --on 2026-02-01 --as mov").ok().hears_not("dates");
    world.ask("agree mov:1 --as mission").ok().hears("  dates     B 30 d after A is achieved → 2026-03-03\n");
}
