//! Tables that come again, week after week: what was taken is known from the books alone, what changed is taken, and nothing is taken
//! twice; tables with headings of their own, by a rules file; and a matrix that goes through a spreadsheet and comes back.

use super::readers::{have, told};
use super::world::{Heard, World, plan};
use proptest::prelude::*;
use serde_json::{Value, json};

const TWO: &str = r#"{"id":"DC-1","title":"Arms handed in","responsible":["mov"],"source":["text 1"],
"indicators":[{"id":"weapons","baseline":0,"target":200},{"id":"mines"}]},
{"id":"CF-1","title":"Guns silent","responsible":["gov","mov"],"source":["text 2"],"continuing":true}"#;

fn begun() -> World {
    let world = World::with(TWO);
    world.at("2026-03-01");
    world
}

/// What the rows of a table came to: new, changed, as before, taken back, left out by rules.
fn counts(world: &World, line: &str) -> [u64; 5] {
    let rows = world.ask(&format!("{line} -o json")).ok().json()["rows"].clone();
    ["new", "changed", "before", "taken_back", "passed"].map(|key| rows[key].as_u64().expect("a number"))
}

#[test]
fn rows_that_were_taken_are_not_taken_again() {
    let world = begun();
    let table = "milestone,level,values.weapons,on,note\nDC-1,minimum,20,2026-01-10,first\nDC-1,,40,2026-02-10,\n";
    world.file("a.csv", table);
    world.ask("import a.csv --as mov").ok().hears("recorded entries mov:1 to mov:2: 2 new");
    world.ask("import a.csv --as mov").ok().hears("nothing to record: 2 as before");
    // Another name, other separators, another order: the same rows.
    world.file(
        "b.csv",
        "On;Note;milestone;values.weapons;level\n2026-02-10;;DC-1;40;\n2026-01-10;first;DC-1;20;minimum\n",
    );
    world.ask("import b.csv --as mov").ok().hears("nothing to record: 2 as before");
    // The figure of that day was another, and a day came.
    world.file("c.csv", table.replace("40", "45") + "DC-1,,60,2026-02-20,\n");
    world.ask("import c.csv --as mov").ok().hears("recorded entries mov:3 to mov:4: 1 new, 1 changed, 1 as before");
    assert_eq!(counts(&world, "import c.csv --as mov"), [0, 0, 3, 0, 0]);
    // Whose word it is matters; `--again` takes all the same.
    assert_eq!(counts(&world, "import c.csv --as gov --dry-run"), [3, 0, 0, 0, 0]);
    assert_eq!(counts(&world, "import c.csv --as mov --again"), [3, 0, 0, 0, 0]);
}

#[test]
fn another_desk_of_the_same_actor_knows_the_rows() {
    let here = begun();
    here.file("a.csv", "milestone,values.weapons,on\nDC-1,20,2026-01-10\nDC-1,40,2026-02-10\n");
    here.ask("import a.csv --as mov").ok();
    let there = here.copy();
    std::fs::remove_dir_all(there.folder().join(".milepost")).expect("a folder");
    there.at("2026-03-02").ask("import a.csv --as mov").ok().hears("nothing to record: 2 as before");
    there.file("a.csv", "milestone,values.weapons,on\nDC-1,20,2026-01-10\nDC-1,41,2026-02-10\n");
    there.ask("import a.csv --as mov").ok().hears("mov-2:1").hears("1 changed, 1 as before");
    here.at("2026-03-03").run(&["merge", &there.folder().display().to_string()]).ok();
    here.file("a.csv", "milestone,values.weapons,on\nDC-1,20,2026-01-10\nDC-1,41,2026-02-10\n");
    assert_eq!(counts(&here, "import a.csv --as mov"), [0, 0, 2, 0, 0]);
}

#[test]
fn what_was_taken_back_is_not_taken_again_in_silence() {
    let world = begun();
    world.file("a.csv", "milestone,values.weapons,on\nDC-1,20,2026-01-10\nDC-1,40,2026-02-10\n");
    world.ask("import a.csv --as mov").ok();
    world.ask("retract 2 --as mov --note 'counted twice'").ok();
    world
        .ask("import a.csv --as mov")
        .ok()
        .hears("nothing to record: 1 as before, 1 taken back since")
        .hears("line 3: mov:2 said this and was taken back; left out: `--again` takes it");
    // Put right in the table, it is a row like others.
    world.file("a.csv", "milestone,values.weapons,on\nDC-1,20,2026-01-10\nDC-1,38,2026-02-10\n");
    assert_eq!(counts(&world, "import a.csv --as mov"), [1, 0, 1, 0, 0]);
    world.ask("undo --as mov").ok();
    assert_eq!(counts(&world, "import a.csv --as mov"), [0, 0, 1, 1, 0]);
    assert_eq!(counts(&world, "import a.csv --as mov --again"), [2, 0, 0, 0, 0]);
}

#[test]
fn equal_rows_each_stand_for_an_entry() {
    let world = begun();
    let row = "incident,CF-1,2026-01-10,minor,\n";
    world.file("a.csv", format!("kind,milestone,on,severity,add.weapons\n{row}{row}"));
    assert_eq!(counts(&world, "import a.csv --as mov"), [2, 0, 0, 0, 0]);
    world.file("a.csv", format!("kind,milestone,on,severity,add.weapons\n{row}{row}{row}"));
    assert_eq!(counts(&world, "import a.csv --as mov"), [1, 0, 2, 0, 0]);
    // Increments add up: another one is another row, never a correction that nobody asked for.
    world.file("b.csv", "milestone,add.weapons,on\nDC-1,5,2026-01-10\n");
    assert_eq!(counts(&world, "import b.csv --as mov"), [1, 0, 0, 0, 0]);
    world.file("b.csv", "milestone,add.weapons,on\nDC-1,5,2026-01-10\nDC-1,7,2026-01-10\n");
    assert_eq!(counts(&world, "import b.csv --as mov"), [1, 0, 1, 0, 0]);
    assert_eq!(world.ask("show DC-1 -o json").ok().at("/milestone/reported/values/weapons"), json!(12));
}

#[test]
fn a_state_that_comes_back_is_taken_again() {
    let world = begun();
    for (level, told) in [("minimum", [1, 0]), ("full", [0, 1]), ("minimum", [0, 1]), ("minimum", [0, 0])] {
        world.file("a.csv", format!("milestone,level\nDC-1,{level}\n"));
        assert_eq!(counts(&world, "import a.csv --as mov")[..2], told, "{level}");
    }
}

/// Invented: events as a watch exports them, with headings of its own.
const EVENTS: &str = "\
Log of the river watch (invented);;;;;
;;;;;
Ref;Day;Sector;What;Rounds;Words
E-1;03.02.2026 14:20;north bank;Shelling;12;two houses
E-2;04.02.2026;north bank;Shots;1;
E-3;04.02.2026;south bank;Exercise;;none of ours
E-4;05.02.2026;south bank;Shelling;1.200;
";

const RULES: &str = "\
# how the river watch writes
key from Ref
kind is incident
on from Day
milestone is CF-1
place from Sector
severity from What
  shelling means grave
  shots, small arms means minor
count from Rounds
decimal ,
note from Words
pass What is exercise
";

fn watched() -> World {
    let world = begun();
    world.file("river.csv", EVENTS).file("watch.rules", RULES);
    world
}

#[test]
fn any_list_goes_in_by_its_rules_and_they_are_remembered() {
    let world = watched();
    world
        .ask("import river.csv --as mov")
        .code(2)
        .remarks("unknown column `Log of the river watch (invented)`")
        .remarks("is read by a rules file: `--rules FILE`");
    world
        .ask("import river.csv --rules watch.rules --as mov --dry-run")
        .ok()
        .hears("would record entries mov:1 to mov:3: 3 new, 1 left out by the rules");
    assert!(!world.folder().join("rules").exists(), "a dry run remembers nothing");
    world
        .ask("import river.csv --rules watch.rules --as mov")
        .ok()
        .hears("recorded entries mov:1 to mov:3: 3 new, 1 left out by the rules")
        .remarks("the rules are kept in rules/watch.rules of the workspace");
    let lines: Vec<Value> =
        world.read("ledger/mov.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(
        (&lines[1]["on"], &lines[1]["count"], &lines[1]["x-row"]),
        (&json!("2026-02-03T14:20Z"), &json!(12), &json!("watch/E-1"))
    );
    assert_eq!((&lines[3]["count"], &lines[2]["severity"]), (&json!(1200), &json!("minor")));
    // The same name, and another with the same headings, find them.
    world
        .ask("import river.csv --as mov")
        .ok()
        .hears("nothing to record: 3 as before, 1 left out by the rules")
        .remarks("read by rules/watch.rules, as last time");
    world.file(
        "other.csv",
        EVENTS.replace("E-2;04.02.2026;north bank;Shots;1", "E-2;04.02.2026;north bank;Shots;4")
            + "E-5;06.02.2026;north bank;Small arms;2;\n",
    );
    world
        .ask("import other.csv --as mov")
        .ok()
        .hears("recorded entries mov:4 to mov:6: 1 new, 1 changed, 2 as before, 1 left out by the rules")
        .remarks("read by rules/watch.rules");
    // What was corrected is taken back, so that nothing counts twice; and that is nobody's retraction.
    let log = world.ask("log -o csv").ok();
    log.hears("retracts").hears("mov:2");
    assert_eq!(counts(&world, "import other.csv --as mov"), [0, 0, 4, 0, 1]);
    // By a workbook too.
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Export").expect("a name");
    for (row, line) in (0..).zip(world.read("other.csv").lines()) {
        for (column, cell) in (0..).zip(line.split(';')) {
            sheet.write_string(row, column, cell).expect("a cell");
        }
    }
    world.file("other.xlsx", book.save_to_buffer().expect("a workbook"));
    assert_eq!(counts(&world, "import other.xlsx --as mov"), [0, 0, 4, 0, 1]);
    // Who writes two that fit is asked which.
    world.file("rules/twin.rules", RULES);
    world
        .ask("import other.csv --as mov")
        .code(2)
        .remarks("several rules files fit other.csv: rules/twin.rules, rules/watch.rules");
}

/// Without a day an event would be one of the day of the import.
#[test]
fn a_row_without_its_day_is_not_of_today() {
    let world = watched();
    world.file("gap.csv", EVENTS.replace("04.02.2026;north", ";north"));
    world.ask("import gap.csv --rules watch.rules --as mov").code(2).remarks(
        "row 5: no day stands in column `Day`; `empty means …` below its rule says which, `pass Day is empty`",
    );
    world.file("said.rules", RULES.replace("on from Day\n", "on from Day\n  empty means 2026-02\n"));
    world.ask("import gap.csv --rules said.rules --as mov --dry-run").ok().hears("3 new");
    world.file("timed.rules", RULES.replace("on from Day\n", "on from Day\ntime from Hour\n"));
    world.ask("import river.csv --rules timed.rules --as mov").code(2).remarks("river.csv has no column `Hour`");
    world.file("left.rules", format!("{RULES}pass Day is empty\n"));
    world.ask("import gap.csv --rules left.rules --as mov --dry-run").ok().hears("2 new, 2 left out by the rules");
    // A key that two rows have is told.
    world.file("twice.csv", EVENTS.replace("E-4", "E-1"));
    world
        .ask("import twice.csv --rules watch.rules --as mov --dry-run")
        .ok()
        .hears("row 7: its key is that of row 4, `watch/E-1`");
}

/// What a row stood in place of is said again where the row is taken back.
#[test]
fn an_import_that_is_undone_leaves_what_was_there_before() {
    let world = watched();
    world.ask("import river.csv --rules watch.rules --as mov").ok();
    let before = world.ask("export -o json").ok().json()["incidents"].as_array().expect("incidents").len();
    assert_eq!(before, 3);
    world.at("2026-03-02").file("river.csv", EVENTS.replace("Shots;1", "Shots;4"));
    world.ask("import river.csv --as mov").ok().hears("1 changed");
    world.at("2026-03-03").ask("undo --as mov").ok().hears("retracts mov:2");
    let stands: Vec<Value> =
        world.ask("export -o json").ok().json()["incidents"].as_array().expect("incidents").clone();
    let counts: Vec<&Value> = stands.iter().map(|incident| &incident["count"]).collect();
    assert_eq!(counts.iter().filter(|count| ***count == json!(1)).count(), 1, "{counts:?}");
    assert!(!counts.contains(&&json!(4)), "{counts:?}");
    // The table as it was is known again; the changed one was taken back.
    world.file("river.csv", EVENTS).ask("import river.csv --as mov").ok().hears("nothing to record: 3 as before");
    world.file("river.csv", EVENTS.replace("Shots;1", "Shots;4"));
    world.ask("import river.csv --as mov").ok().hears("1 taken back since");
    // Two imports that are undone at once leave nothing: what one had put aside, the other had said.
    world.ask("undo 2 --as mov").ok();
    assert_eq!(world.ask("export -o json").ok().json()["incidents"].as_array().map_or(0, |all| standing(all)), 0);
}

/// How many incidents are not taken back.
fn standing(incidents: &[Value]) -> usize {
    incidents.iter().filter(|incident| incident["retracted"].is_null() || incident["retracted"] == json!(false)).count()
}

/// Each side's word in a row of a matrix is its own, and what is no claim takes nothing back.
#[test]
fn a_row_that_two_spoke_of_is_each_ones_own() {
    let world = matrix();
    let of = |level: &str| format!("No,Activity,Status\n3,Camps built,{level}\n");
    world.file("n.csv", of("in progress")).ask("import n.csv --on 2026-11-20 --by north").ok();
    world.at("2026-12-04").file("s.csv", of("completed 5 November 2026"));
    world.ask("import s.csv --on 2026-12-04 --by south").ok();
    let said = |actor: &str| {
        let told = world.ask("show M-3 -o json").ok().at("/milestone/said");
        told.as_array().expect("a list").iter().find(|one| one["actor"] == actor).map(|one| one["level"].clone())
    };
    assert_eq!((said("North"), said("South")), (Some(json!("minimum")), Some(json!("full"))));
    world.file("n.csv", of("as agreed on 5 November 2026")).ask("import n.csv --on 2026-12-04 --by north").ok();
    assert_eq!(said("North"), Some(json!("minimum")));
}

#[test]
fn a_rules_file_tells_all_that_is_wrong_with_it_and_a_row_all_that_is_with_that() {
    let world = watched();
    let wrong = |rules: &str| world.file("w.rules", rules).ask("import river.csv --rules w.rules --as mov").code(2);
    wrong("kind is incident\nsevrity from What\n  a mean b\n")
        .remarks("an entry has no `sevrity`")
        .remarks("w.rules:2:1")
        .remarks("line 3, column 3: an indented line says what words mean");
    wrong("kind is incident\nplace from Sektor\n")
        .remarks("river.csv has no column `Sektor`, which w.rules names")
        .remarks("C `Sector`");
    wrong(&RULES.replace("decimal ,\n", ""))
        .remarks("row 7: Rounds: `1.200` is no number that means one thing; `decimal ,` or `decimal .`");
    wrong(&RULES.replace("  shots, small arms means minor\n", ""))
        .remarks("row 5: `Shots` is not minor, serious or grave");
    wrong(&RULES.replace("milestone is CF-1", "milestone from Sector"))
        .remarks("`north bank` is no milestone of the plan")
        .remarks("`north bank means ID`");
    wrong("status from What\nlevel from Ref\n")
        .remarks("`status` is a column of a matrix: say which is its `activity`");
    let told = wrong("kind is incident\nplace from Sektor\nplace is x\n").remarks("`place` stands twice");
    drop(told);
    let error = world.ask("import river.csv --rules w.rules --as mov -o json").code(2);
    let error: Value = serde_json::from_str(error.errors()).expect("JSON");
    assert_eq!([&error["file"], &error["line"], &error["column"]], [&json!("w.rules"), &json!(3), &json!(1)]);
    assert!(!world.folder().join("rules").exists());
    world.ask("import river.csv --rules gone.rules --as mov").code(2).remarks("there is no file");
    // Names in whatever case, and a mark that some editors put before a text.
    world.file("n.rules", "\u{feff}skip 2\r\nKind is note\r\nNote from Sector\r\n");
    world.ask("import river.csv --rules n.rules --as mov --dry-run").ok().hears("4 new");
    wrong("kind is note\nnote from No\n").remarks("river.csv has no column `No`, which w.rules names");
    wrong("kind is note\nx-row from Ref\n").remarks("an entry has no `x_row`");
    world.ask("import river.csv --rules n.rules --on 2026-02-01 --as mov").code(2).remarks("and river.csv is none");
    // One that somebody spoilt stands in nobody's way.
    world.file("rules/spoilt.rules", "what\n").file("a.csv", "milestone,level,on\nDC-1,minimum,2026-01-02\n");
    world.ask("import a.csv --as mov").ok().remarks("rules/spoilt.rules is left out, for it is no rules file: line 1");
    // Claims: words for levels are known, others are taught; no header, dates of the other order.
    world.file("n.csv", "x,1\n03/04/2026,DC-1,done,\"1,5\"\n04/13/2026,guns silent,on track,\n");
    let rules = "skip 1\nheadless\ndates mdy\ncentury 20\non from A\nmilestone from B\nlevel from C\n  on track means minimum\nvalues.mines from D\ndecimal ,\n";
    world.file("n.rules", rules).at("2026-06-01").ask("import n.csv --rules n.rules --as mov").ok().hears("2 new");
    let last = world.read("ledger/mov.jsonl");
    assert!(
        last.contains("\"on\":\"2026-03-04\",\"milestone\":\"DC-1\",\"level\":\"full\",\"values\":{\"mines\":1.5}"),
        "{last}"
    );
    assert!(last.contains("\"on\":\"2026-04-13\",\"milestone\":\"CF-1\",\"level\":\"minimum\""), "{last}");
}

#[test]
fn a_rules_file_of_whatever_name_corrects_and_counts_nothing_twice() {
    for name in ["matrix", "Matrix", "watch"] {
        let world = begun();
        let rules = format!("{name}.rules");
        world.file("river.csv", EVENTS).file(&rules, RULES);
        world.ask(&format!("import river.csv --rules {rules} --as mov")).ok().hears("3 new");
        world.file("river.csv", EVENTS.replace("Shots;1", "Shots;4"));
        world.ask("import river.csv --as mov").ok().hears("entries mov:4 to mov:5").hears("1 changed");
        let log: Vec<Value> =
            world.read("ledger/mov.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!(log[4]["kind"], json!("retract"), "{name}");
        assert!(log[4]["entry"].as_str().is_some_and(|entry| entry.contains(":2:")), "{name}: {}", log[4]);
        // The key of one that is called `matrix` is none of the rows of a matrix.
        let key = if name == "matrix" { "matrix.rules/E-2" } else { &format!("{name}/E-2") };
        assert_eq!(log[5]["x-row"], json!(key));
        assert_eq!(counts(&world, "import river.csv --as mov"), [0, 0, 3, 0, 1]);
    }
}

/// Invented: a matrix in week one.
const WEEK_ONE: &str = "\
No,Activity,Owner,Deadline,Status,Remarks
1,Roads cleared,North,2026-10-10,done,
2,Depots shut,South,2026-12-20,in progress,half of them
3,Camps built,North,2026-12-31,pending,
4,Lists swapped,South,2027-01-10,pending,
5,Courts opened,South,as soon as possible,delayed,judges are missing
6,Mines mapped,North,2027-02-01,,
7,Ferry runs again,North,2027-03-01,pending,
";

fn matrix() -> World {
    let world = World::empty();
    world.at("2026-11-20").file("m1.csv", WEEK_ONE);
    world.ask("init --from m1.csv --claims c.csv --on 2026-11-20").ok();
    world.ask("import c.csv").ok().hears("6 new");
    world
}

fn week_two() -> String {
    let changes = [
        ("half of them", "three quarters"),
        ("2026-12-31,pending", "2027-03-31,in progress"),
        ("2027-02-01,,", "2027-02-01,done,by the sappers"),
        ("delayed,judges are missing", "done,"),
        ("2027-03-01,pending", "2027-03-01,under way"),
    ];
    let text = changes.into_iter().fold(WEEK_ONE.to_owned(), |text, (old, new)| text.replace(old, new));
    text + "8,Bridge mended,North,2027-05-01,pending,\n"
}

#[test]
fn week_two_of_a_matrix_takes_what_changed() {
    let world = matrix();
    world.at("2026-11-30").ask("import m1.csv").ok().hears("nothing to record: 6 as before");
    world.file("any name.csv", week_two());
    world
        .ask("import 'any name.csv' --on 2026-11-28")
        .ok()
        .hears("1 new, 4 changed, 2 as before")
        .hears(
            "row 4, Deadline: “2027-03-31”: the plan has “2026-12-31” for `M-3`; a date moves by `milepost reschedule`",
        )
        .hears("row 9: “Bridge mended”: no milestone of the plan has this id, number or title; left out");
    world.ask("import 'any name.csv'").ok().hears("nothing to record: 7 as before").hears("the plan has “2026-12-31”");
    let log = world.ask("log -o csv").ok();
    log.hears("../2026-11-28").hears("three quarters");
    // A mark made by hand in between stands: the row has not changed.
    world.ask("mark M-7 full --on 2026-11-29").ok();
    world.ask("import 'any name.csv'").ok().hears("nothing to record: 7 as before");
    // Rows that moved are known by their titles.
    let moved = week_two()
        .replace("7,Ferry", "9,Ferry")
        .replace("6,Mines", "7,Mines")
        .replace("4,Lists swapped", "4,Lists exchanged");
    world.file("m3.csv", moved);
    world
        .ask("import m3.csv")
        .ok()
        .hears("nothing to record: 7 as before")
        .hears("“Lists exchanged”: taken for `M-4`, which the plan calls “Lists swapped”");
}

/// What a matrix tells now of an earlier day outlasts what it told before it was known, and nothing else.
#[test]
fn a_row_that_names_an_earlier_day_takes_the_place_of_what_it_said_since() {
    let world = matrix();
    let status =
        |id: &str, moment: &str| world.ask(&format!("show {id} -o json {moment}")).ok().at("/milestone/assessed/level");
    world.at("2026-11-27").file("m2.csv", WEEK_ONE.replace("2026-12-31,pending", "2026-12-31,in progress"));
    world.ask("import m2.csv --on 2026-11-27").ok().hears("1 changed");
    assert_eq!(status("M-3", ""), json!("minimum"));
    let done = WEEK_ONE.replace("2026-12-31,pending", "2026-12-31,completed 5 November 2026");
    world.at("2026-12-04").file("m3.csv", &done).ask("import m3.csv --on 2026-12-04").ok().hears("1 changed");
    assert_eq!(status("M-3", ""), json!("full"));
    assert_eq!(status("M-3", "--as-of 2026-11-25"), json!("full"), "neither the first word nor the second outlasts it");
    assert_eq!(status("M-3", "--as-of 2026-11-25 --known-by 2026-11-25"), json!("none"), "it was so known then");
    world.ask("import m3.csv --on 2026-12-04").ok().hears("nothing to record");
    // An older copy that turns up later says nothing of what was told for later days.
    world
        .at("2026-12-11")
        .file("m4.csv", WEEK_ONE.replace("2026-12-20,in progress", "2026-12-20,completed 1 December 2026"));
    world.ask("import m4.csv --on 2026-12-11").ok();
    world.file("old.csv", WEEK_ONE.replace("2026-12-20,in progress", "2026-12-20,completed 1 October 2026"));
    world.ask("mark M-2 minimum --on 2026-12-05").ok();
    world.ask("import old.csv --on 2026-11-01").ok().hears("1 changed");
    world.ask("log M-2 -o csv").ok().hears_not("retracts");
}

#[test]
fn a_matrix_that_milepost_printed_says_nothing_new_until_somebody_changes_it() {
    let world = matrix();
    world.ask("mark M-3 full --as north").ok();
    world.at("2026-12-25").file("p.csv", world.ask("matrix -o csv --as-of 2026-11-21").ok().text());
    world.ask("import p.csv").ok().hears("nothing to record: 7 as before");
    let edit = |old: &str, new: &str| {
        let text = world.read("p.csv");
        assert!(text.contains(old), "{old} in {text}");
        world.file("e.csv", text.replace(old, new));
        world.ask("import e.csv --dry-run").ok()
    };
    edit("half of them", "half of them; the rest in May").hears("1 changed, 6 as before");
    edit("2026-12-20,ongoing; assessed", "2026-12-20,complete").hears("1 changed, 6 as before").hears("M-2");
    edit("2026-12-20,ongoing; assessed", "2026-12-20,complete; verified")
        .hears("nothing to record: 6 as before")
        .hears("“complete; verified”: not taken: milepost printed it for somebody's word, and now says “ongoing; assessed”");
    // What somebody adds is its remark, though milepost has these words for others.
    for added in ["disputed", "suspended", "unverifiable", "breached since 2026-01-05", "not verified"] {
        edit("half of them", &format!("half of them; {added}")).hears("1 changed, 6 as before");
    }
    edit("half of them", "half of them; disputed");
    world.ask("import e.csv").ok();
    world.ask("log -o csv").ok().hears(",note,M-2,,,disputed,");
    world.file("p.csv", world.ask("matrix -o csv").ok().text());
    // What milepost prints of the row itself is none, nor are its days as of another day.
    edit("overdue 5 d; disputed", "due in 77 d; disputed").hears("nothing to record: 7 as before");
    world.ask("dispute secretariat:1 --as south").ok();
    world.file("p.csv", world.ask("matrix -o csv").ok().hears("contested since").hears("unverifiable").text());
    world.ask("import p.csv").ok().hears("nothing to record: 7 as before");
    // What it printed of the row some time ago is nobody's remark, and is told.
    world.ask("dispute North:1 --as south").ok();
    world
        .ask("import p.csv")
        .ok()
        .hears("nothing to record: 6 as before")
        .hears("remarks: “unverifiable”: not taken: milepost printed it of this row at an earlier time");
}

/// The secretariat's month, with a real spreadsheet program in between.
#[test]
fn a_matrix_goes_through_a_spreadsheet_and_nothing_has_changed() {
    let world = matrix();
    world.at("2026-11-21").ask("start --from 2026-11-21 --as north").ok();
    world.ask("start --from 2026-11-21 --as south").ok();
    world.ask("mark M-3 full --as north --note 'both camps; counted'").ok();
    world.at("2026-11-30").file("m2.csv", week_two());
    world.ask("import m2.csv").ok().hears("1 new, 4 changed, 2 as before");
    world.ask("export -o xlsx --to meeting.xlsx").ok();
    let (before, books) = (world.ask("matrix -o csv").ok(), ledger(&world));
    if have("soffice") {
        let profile = format!("-env:UserInstallation=file://{}/profile", world.folder().display());
        let words = [
            &profile,
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            "mailed",
            "meeting.xlsx",
        ];
        told(std::process::Command::new("soffice").current_dir(world.folder()).args(words));
        world.at("2026-12-02").ask("import mailed/meeting.xlsx").ok().hears("nothing to record: 7 as before");
    }
    world.at("2026-12-02").ask("import meeting.xlsx").ok().hears("nothing to record: 7 as before");
    // The matrix alone, as it is printed and mailed.
    world.ask("export -o xlsx --table matrix --to printed.xlsx").ok();
    let book: calamine::Xlsx<_> =
        calamine::open_workbook(world.folder().join("printed.xlsx")).expect("a workbook of one table");
    assert_eq!(calamine::Reader::sheet_names(&book), ["About", "Implementation matrix"]);
    world.ask("import printed.xlsx").ok().hears("nothing to record: 7 as before");
    assert_eq!(ledger(&world), books);
    let _: Heard = world.at("2026-11-30").ask("matrix -o csv").ok().hears(before.text());
}

fn ledger(world: &World) -> Vec<(String, String)> {
    let files = std::fs::read_dir(world.folder().join("ledger")).expect("books");
    let names = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    let mut books: Vec<_> = names.map(|name| (world.read(&format!("ledger/{name}")), name)).collect();
    books.sort();
    books
}

#[test]
fn a_matrix_with_headings_of_its_own_is_read_by_rules_too() {
    let world = matrix();
    world.file(
        "own.csv",
        "Punkt|Was|Wie weit\n2|Depots shut|so gut wie fertig\n3|Camps built|pending\n".replace('|', ";"),
    );
    world.file(
        "own.rules",
        "number from Punkt\nactivity from Was\nstatus from Wie weit\n  so gut wie fertig means intermediate\n",
    );
    world
        .ask("import own.csv --rules own.rules")
        .ok()
        .hears("1 changed, 1 as before")
        .remarks("kept in rules/own.rules");
    world.ask("show M-2 -o json").ok().hears("intermediate");
    world.file("own-2.csv", world.read("own.csv").replace("pending", "done"));
    world.ask("import own-2.csv").ok().hears("1 changed, 1 as before").remarks("read by rules/own.rules");
    world.file("bad.rules", "activity from Was\nstatus from Wie weit\n  fertig means most\n");
    world
        .ask("import own.csv --rules bad.rules")
        .code(2)
        .remarks("`most` is no level: none, minimum, intermediate or full");
}

/// Rows of one number on several sheets are rows of their own, each with or without a day.
#[test]
fn sheets_do_not_mix_their_rows() {
    let book = |status: &str| {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, title, day) in [("Land", "Fields mapped", "2026-11-02"), ("Sea", "Buoys set", "")] {
            let sheet = book.add_worksheet().set_name(name).expect("a name");
            let rows = [["No", "Activity", "Owner", "Status", "Status date"], ["1", title, "North", status, day]];
            for (row, cells) in (0..).zip(rows) {
                for (column, cell) in (0..).zip(cells) {
                    sheet.write_string(row, column, cell).expect("a cell");
                }
            }
        }
        book.save_to_buffer().expect("a workbook")
    };
    let world = World::empty();
    world.at("2026-11-20").file("m.xlsx", book("in progress"));
    world.ask("init --from m.xlsx").ok();
    assert_eq!(counts(&world, "import m.xlsx"), [2, 0, 0, 0, 0]);
    world.at("2026-11-30");
    assert_eq!(counts(&world, "import m.xlsx"), [0, 0, 2, 0, 0]);
    world.file("m.xlsx", book("done"));
    assert_eq!(counts(&world, "import m.xlsx"), [0, 2, 0, 0, 0]);
}

/// What was said of a matrix when the plan was begun from it holds in the weeks to come.
#[test]
fn what_init_was_told_of_a_matrix_is_remembered() {
    let world = World::empty();
    let text = "Punkt;Was zu tun ist;Wie weit\n1;Depots leeren;so gut wie fertig\n2;Lager bauen;pending\n";
    world.at("2026-11-20").file("m.csv", text);
    world
        .ask("init --from m.csv --map activity='Was zu tun ist' --map status=C --map number=Punkt --status 'so gut wie fertig=intermediate' --claims c.csv --on 2026-11-20")
        .ok()
        .remarks("the rules are kept in rules/m.rules");
    world.ask("import c.csv").ok();
    world.at("2026-11-30").file("later.csv", text.replace("pending", "so gut wie fertig"));
    world.ask("import later.csv").ok().hears("1 changed, 1 as before").remarks("read by rules/m.rules, as last time");
    world.ask("import m.csv --dry-run").ok().hears("1 changed, 1 as before");
    let plain = World::empty();
    plain.file("m.csv", "No,Activity,Status\n1,One,done\n").ask("init --from m.csv").ok();
    assert!(!plain.folder().join("rules").exists());
}

/// A list with keys, and one without, may tell the same things; two rows with keys of their own are two, however alike.
#[test]
fn keys_tell_rows_apart_and_words_join_tables() {
    let world = begun();
    world.file("r.rules", "key from Id\nmilestone is CF-1\nkind is incident\nseverity is minor\non from Day\n");
    world.file("a.csv", "Id,Day\n1,2026-01-10\n");
    world.ask("import a.csv --rules r.rules --as mov").ok();
    world.file("a.csv", "Id,Day\n1,2026-01-10\n2,2026-01-10\n");
    assert_eq!(counts(&world, "import a.csv --as mov"), [1, 0, 1, 0, 0]);
    world.file("b.csv", "kind,milestone,severity,on\nincident,CF-1,minor,2026-01-10\n");
    assert_eq!(counts(&world, "import b.csv --as mov"), [0, 0, 1, 0, 0]);
    // A day that is put right is taken back and said anew.
    world.file("a.csv", "Id,Day\n1,2026-01-09\n2,2026-01-10\n");
    assert_eq!(counts(&world, "import a.csv --as mov"), [0, 1, 1, 0, 0]);
    assert_eq!(world.ask("export -o json").ok().json()["incidents"].as_array().map(Vec::len), Some(2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a table says: taken once, it is not taken again, in whatever order its rows stand; and what is added is taken alone.
    #[test]
    fn a_table_is_taken_once(
        rows in proptest::collection::vec((0..3usize, 0..3usize, 0..3usize, 0..3usize), 1..8),
        more in (0..3usize, 0..3usize, 0..3usize, 0..3usize),
    ) {
        let kinds = ["claim", "note", "incident"];
        let line = |(kind, day, level, note): &(usize, usize, usize, usize)| {
            let on = ["", "2026-01-02", "2026-02"][*day];
            let level = if *kind == 0 { ["minimum", "full", "none"][*level] } else { "" };
            let severity = if *kind == 2 { "minor" } else { "" };
            format!("{},CF-1,{level},{on},{severity},{}\n", kinds[*kind], ["", "a", "b"][*note])
        };
        let header = "kind,milestone,level,on,severity,note\n";
        let world = begun();
        let mut lines: Vec<String> = rows.iter().map(line).collect();
        world.file("a.csv", format!("{header}{}", lines.concat()));
        prop_assert_eq!(counts(&world, "import a.csv --as mov")[0], lines.len() as u64);
        prop_assert_eq!(counts(&world, "import a.csv --as mov")[2], lines.len() as u64);
        lines.reverse();
        world.file("a.csv", format!("{header}{}", lines.concat()));
        prop_assert_eq!(counts(&world, "import a.csv --as mov")[2], lines.len() as u64);
        lines.insert(0, line(&more));
        world.file("a.csv", format!("{header}{}", lines.concat()));
        let told = counts(&world, "import a.csv --as mov");
        prop_assert_eq!((told[0] + told[1], told[2]), (1, lines.len() as u64 - 1));
    }
}

/// Invented: two rows of one title, a date that counts from another row, and a word for a date.
const EQUAL: &str = "\
No,Activity,Responsible,Phase,Deadline,Status
1,Guns silent,North,One,2026-12-20,done
2,Depots shut,North; South,One,2026-12-21,in progress
3,Law passed,South,Two,as soon as possible,pending
4,Courts opened,Ministry of Law,Two,30 days after 2,done
5,Report given,North,Two,2027-01-01,pending
6,Report given,South,Two,2027-02-01,pending
";

fn of_equals() -> World {
    let world = World::empty();
    world.at("2026-11-20").file("m.csv", EQUAL);
    world.ask("init --from m.csv --claims c.csv --on 2026-11-20").ok();
    world.ask("import c.csv").ok();
    world
}

/// A row that comes in between shifts all numbers below it, and takes nothing from those that stood there.
#[test]
fn a_row_in_between_takes_no_other_row_s_place() {
    let world = of_equals();
    world.at("2026-11-30").ask("import m.csv").ok().hears("nothing to record: 6 as before");
    let rows = [
        "1,Guns silent,North,One,2026-12-20,done",
        "2,Prisoners freed,South,One,2026-12-20,done",
        "3,Depots shut,North; South,One,2026-12-21,in progress",
        "4,Law passed,South,Two,as soon as possible,pending",
        "5,Courts opened,Ministry of Law,Two,30 days after 3,done",
        "6,Report given,North,Two,2027-01-01,done",
        "7,Report given,South,Two,2027-02-01,pending",
    ];
    world.file("m.csv", format!("No,Activity,Responsible,Phase,Deadline,Status\n{}\n", rows.join("\n")));
    world
        .ask("import m.csv")
        .ok()
        .hears("nothing to record: 4 as before")
        .hears("row 3: “Prisoners freed”: no milestone of the plan")
        .hears("rows 7, 8: “Report given”: `M-5`, `M-6` could be meant; nothing of this row is taken")
        .hears_not("reschedule");
    // Two rows of one title, where the plan has one.
    world.file("m.csv", "No,Activity,Status\n1,Guns silent,pending\n2,Guns silent,done\n");
    world.ask("import m.csv").ok().hears("nothing to record").hears("`M-1` could be meant");
}

#[test]
fn what_else_a_later_week_changes_is_told() {
    let world = of_equals();
    let changes = [
        ("1,Guns silent,North,One", "1,Guns silent,South,One"),
        ("2,Depots shut,North; South,One", "2,Depots shut,South; North,Two"),
        ("30 days after 2", "45 days after 2"),
        ("North,Two,2027-01-01", "North,Two,when it rains"),
    ];
    world.file("m.csv", changes.into_iter().fold(EQUAL.to_owned(), |text, (old, new)| text.replace(old, new)));
    world
        .ask("import m.csv")
        .ok()
        .hears("nothing to record: 6 as before")
        .hears("row 2, Responsible: “South”: the plan has “North” for `M-1`; it changes by `milepost amend`")
        .hears("row 3, Phase: “Two”: the plan has “One” for `M-2`")
        .hears("row 5, Deadline: “45 d after M-2 is achieved”: the plan has")
        .hears("row 6, Deadline: “when it rains”: the plan has “2027-01-01” for `M-5`")
        .hears_not("row 3, Responsible");
}

#[test]
fn a_day_that_lies_ahead_is_no_day_by_which_anything_was_done() {
    let world = of_equals();
    world.file("a.csv", "milestone,level,on\nM-1,full,../2026-11-21\n");
    world.ask("import a.csv").code(2).remarks("lies ahead");
    world.file("a.csv", "milestone,level,on\nM-1,full,../2026-11-20\n");
    world.ask("import a.csv --again").ok();
    let rows = "1,Guns silent,done,12/2027\n2,Depots shut,done,2026\n3,Law passed,in progress,2026\n4,Courts opened,in progress,12/2027\n";
    world.file("m.csv", format!("No,Activity,Status,Status date\n{rows}"));
    world
        .ask("import m.csv --on 2026-11-19 --again")
        .ok()
        .hears("“2027-12”: lies ahead; its status is claimed by the day of `--on`")
        .hears("“2026”: lies ahead");
    let fresh = World::empty();
    fresh.at("2026-11-20").file("m.csv", world.read("m.csv"));
    fresh.ask("init --from m.csv --claims c.csv").code(2).remarks("`--claims` needs `--on DATE`");
    fresh.ask("init --from m.csv --claims c.csv --on 2026-11-19").ok();
    let claims = fresh.read("c.csv");
    assert_eq!(claims.matches("../2026-11-19").count(), 3, "{claims}");
    assert_eq!(claims.matches("status date in the matrix: 2027-12").count(), 2, "{claims}");
    fresh.ask("import c.csv").ok().hears("4 new");
}

/// Dates, levels and names as people write them in a plain table.
#[test]
fn a_plain_table_is_read_as_people_write_it() {
    let world = begun();
    world.file("a.csv", "milestone,level,on\nDC-1,Minimum,20.01.2026\nDC-1,MINIMUM,..2026-02-01\nDC-1,minimum,46064\n");
    world.ask("import a.csv --as mov").ok().hears("3 new");
    world.ask("log -o csv").ok().hears("2026-01-20").hears("../2026-02-01").hears("2026-02-11");
    // What counts from today is read by the moment of the command, and told.
    world
        .at("2026-03-01")
        .file("y.csv", "milestone,level,on\nDC-1,minimum,Yesterday\nCF-1,full,today 00:00\nCF-1,minimum,..yesterday\n");
    world
        .ask("import y.csv --as mov")
        .ok()
        .hears("3 new")
        .remarks("`yesterday` in the table is read as 2026-02-28, counted from now: write the day itself")
        .remarks("`today 00:00` in the table is read as 2026-03-01T00:00");
    world.ask("log -o csv").ok().hears("2026-02-28").hears("../2026-02-28");
    world.file("y.csv", "milestone,level,on\nDC-1,minimum,the day before yesterday\n");
    world.ask("import y.csv --as mov").code(2).remarks("the day before yesterday");
    // What is no day is none, whatever word is in it.
    for (column, cell) in [
        ("known", "/yesterday"),
        ("known", "..yesterday"),
        ("until", "../2026-02-01"),
        ("on", "yesterday/"),
        ("on", "today?"),
    ] {
        world.file("y.csv", format!("milestone,level,{column}\nDC-1,minimum,{cell}\n"));
        world.ask("import y.csv --as mov").code(2).remarks("line 2");
    }
    world.file("b.csv", "milestone,level,on\nDC-1,full,03/04/2025\n");
    world.ask("import b.csv --as mov").code(2).remarks("`dates dmy`").remarks("--rules");
    world.file("c.csv", "milestone,level,on\nDC-1,full,2026-02-20\n");
    // Whom `--by` means is found as elsewhere; that it may not be said is another matter.
    world.ask("import c.csv --as mov --by MOV --dry-run").ok().hears("1 new");
    world.ask("import c.csv --as mov --by nobody").code(2).remarks("nobody");
}

/// A list read by rules takes the words of haste that a plain table takes, and tells which days they were.
#[test]
fn a_list_read_by_rules_counts_from_today_too() {
    let world = watched();
    let rows = "E-1;Yesterday;north bank;Shelling;1;\nE-2;..today;north bank;Shelling;1;\nE-3;yesterday 9:20;north bank;Shelling;1;\n";
    world.at("2026-03-01").file("river.csv", format!("Ref;Day;Sector;What;Rounds;Words\n{rows}"));
    world
        .ask("import river.csv --rules watch.rules --as mov")
        .ok()
        .hears("3 new")
        .remarks("`yesterday` in the table is read as 2026-02-28, counted from now")
        .remarks("`today` in the table is read as 2026-03-01");
    let on = |line: &str| serde_json::from_str::<Value>(line).expect("JSON")["on"].clone();
    let days: Vec<Value> = world.read("ledger/mov.jsonl").lines().skip(1).map(on).collect();
    assert_eq!(days, ["2026-02-28", "../2026-03-01", "2026-02-28T09:20Z"]);
    world.file("river.csv", "Ref;Day;Sector;What;Rounds;Words\nE-4;the day before yesterday;north bank;Shelling;1;\n");
    world
        .ask("import river.csv --as mov")
        .code(2)
        .remarks("`the day before yesterday` is no date that means one thing");
}

/// In a table of entries, too, ids stand in any case, and names for them; the rows are the same rows.
#[test]
fn a_plain_table_names_things_as_people_do() {
    let world = begun();
    world.file(
        "a.csv",
        "milestone,level,on,by\ndc-1,minimum,2026-01-10,Movement\narms  handed in,intermediate,2026-02-10,MOV\n",
    );
    world.ask("import a.csv --as desk").ok().hears("2 new");
    world.file("b.csv", "milestone,level,on,by\nDC-1,minimum,2026-01-10,mov\nDC-1,intermediate,2026-02-10,mov\n");
    world.ask("import b.csv --as desk").ok().hears("nothing to record: 2 as before");
    world
        .file("c.csv", "kind,milestone,actor,severity,on\nincident,Guns SILENT,\"Government, mov\",minor,2026-02-11\n");
    world.ask("import c.csv --as mission").ok().hears("1 new");
    world.ask("log -n 1").ok().hears("CF-1").hears("attributed to gov and mov");
    world.file("d.csv", "milestone,level\nArms,full\nDC-1,done\nDC-1,3\n");
    world
        .ask("import d.csv --as desk")
        .code(2)
        .remarks("milestone `Arms` is not in the plan")
        .remarks("`done` is not a level; as in a matrix it would be `full` (none, minimum, intermediate, full)")
        .remarks("`3` is not a level (none, minimum, intermediate, full)");
}

/// In a table no beginning names anybody, and that it was nobody of the plan, or is not known, stays said.
#[test]
fn a_table_puts_nobody_else_on_record() {
    let named = plan(TWO).replace("\"id\":\"friend\"", "\"id\":\"outsiders\"").replace("Friend", "Undetermined group");
    let world = World::new(&named);
    world.at("2026-03-01").file(
        "a.csv",
        "kind,milestone,actor,severity,on\nincident,CF-1,outside,minor,2026-02-10\nincident,CF-1,undetermined,minor,2026-02-11\n",
    );
    world.ask("import a.csv --as mission").ok().hears("2 new");
    world.ask("log").ok().hears("others outside the plan").hears("nobody, undetermined").hears_not("outsiders");
    for (column, cell) in [("actor", "outs"), ("actor", "gov, arm"), ("by", "mo"), ("by", "G")] {
        world
            .file("b.csv", format!("kind,milestone,severity,on,{column}\nincident,CF-1,minor,2026-02-12,\"{cell}\"\n"));
        world.ask("import b.csv --as desk").code(3).remarks("of the plan");
    }
}

#[test]
fn of_two_columns_for_one_thing_the_later_is_read_and_that_is_told() {
    let world = World::empty();
    world.at("2026-11-20").file(
        "m.csv",
        "No,Activity,Owner,Original deadline,Revised deadline,Status Q1,Status Q2\n1,Guns silent,North,2026-05-01,2026-08-01,in progress,done\n\
            2,Depots shut,North,2026-06-01,,done,\n",
    );
    world
        .ask("init --from m.csv --claims c.csv --on 2026-11-20")
        .ok()
        .hears("“Original deadline”: “Revised deadline” is read instead")
        .hears("“Status Q1”: “Status Q2” is read instead");
    let plan: Value = serde_json::from_str(&world.read("plan.json")).expect("JSON");
    let due = |at: usize| plan["milestones"][at]["due"].clone();
    assert_eq!((due(0), due(1)), (json!({"on": "2026-08-01"}), json!({"on": "2026-06-01"})));
    assert_eq!(world.read("c.csv").matches("full").count(), 2);
}

/// A row that is gone from a matrix of a later week is told; an excerpt of few rows leaves out what it likes.
#[test]
fn a_milestone_without_a_row_is_told() {
    let world = World::empty();
    world.at("2026-11-20").file("m.csv", DEEDS);
    world.ask("init --from m.csv").ok();
    let rows: Vec<&str> = DEEDS.lines().collect();
    world.ask("import m.csv").ok().hears_not("without a row");
    world.file("less.csv", rows[..rows.len() - 1].join("\n"));
    world.ask("import less.csv").ok().hears("“M-4”: 1 milestone of the plan without a row; what is on record stays");
    // Of one that has two rows these are told, and not that it has none.
    world.file("twice.csv", format!("{DEEDS}\n5;Clear the road;Movement;2026-06-01;pending"));
    world.ask("import twice.csv").ok().hears("“Clear the road”").hears_not("without a row");
    world.file("excerpt.csv", rows[..2].join("\n"));
    world.ask("import excerpt.csv").ok().hears_not("without a row");
}

/// Four milestones of an invented plan.
const DEEDS: &str = "No;Activity;Responsible;Deadline;Status
1;Open the crossing;Government;2026-03-01;Done
2;Return prisoners;Movement;2026-04-01;pending
3;Count arms;Movement;2026-05-01;ongoing
4;Clear the road;Government;2026-06-01;pending";
