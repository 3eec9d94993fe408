//! What goes wrong, each with the words and the exit code that answer it; nothing acknowledged is ever lost.

use super::skipped::skipped;
use super::world::{World, moment, plan};
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::model::fields::Fields;
use milepost::model::id::Id;
use milepost::model::level::Level;
use serde_json::json;
use std::path::Path;
use std::process::Command;

/// A milestone by `mov` with weapons to count, one by `gov` without.
pub const TWO: &str = r#"{"id":"DC-1","title":"Arms handed in","element":"arms","phase":"one","responsible":["mov"],"source":["text 1"],
"due":{"on":"2026-01-31"},"indicators":[{"id":"weapons","baseline":0,"target":200}]},
{"id":"AM-1","title":"Amnesty declared","phase":"one","responsible":["gov"],"source":["text 2"]}"#;

fn two() -> World {
    World::with(TWO)
}

/// Checks a plan file with these bytes.
fn checked(bytes: impl AsRef<[u8]>) -> super::world::Heard {
    World::empty().file("bad.json", bytes).ask("check bad.json")
}

// --- plans ---

#[test]
fn a_plan_cut_short_is_told_with_its_place() {
    let text = plan(TWO);
    checked(&text[..text.len() - 2])
        .code(2)
        .remarks("the text ends in the middle: it seems cut off")
        .remarks("--> bad.json:11:");
    for end in (0..text.len()).step_by(7) {
        checked(&text[..end]).code(2).remarks("error: ");
    }
}

#[test]
fn a_value_of_the_wrong_type_is_told_with_its_place() {
    let text = plan(TWO);
    let wrong = text.replace("\"title\":\"Arms\"", "\"title\":7");
    checked(wrong).code(2).remarks("--> bad.json:6:34").remarks("^");
    checked(text.replace("\"target\":200", "\"target\":\"many\"")).code(2).remarks("`\"many\"` is not a number");
    checked(text.replace("2026-01-31", "2026-02-30")).code(2).remarks("`2026-02-30` is not in the calendar");
    for no_plan in ["[]", "null", "7", "{}", "\"plan\""] {
        checked(no_plan).code(2).remarks("error: ");
    }
}

#[test]
fn a_key_given_twice_drops_nothing_silently() {
    let text = plan(TWO).replace("\"version\":\"1\"", "\"version\":\"1\",\"version\":\"2\"");
    checked(text).code(2).remarks("the key `version` stands twice").remarks("bad.json:1:");
}

#[test]
fn a_misspelt_key_is_told_with_the_right_one() {
    let text = plan(TWO).replacen("responsible", "resposible", 1);
    checked(text).code(2).remarks("`resposible`").remarks("close to it is `responsible`").remarks("--> bad.json:9:84");
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let mut bytes = plan(TWO).into_bytes();
    bytes[100] = 0xff;
    checked(&bytes).code(2).remarks("is not UTF-8: byte 101").remarks("save it as UTF-8");
    checked([b"\xef\xbb\xbf", plan(TWO).as_bytes()].concat()).code(2).remarks("byte order mark");
    checked("").code(2).remarks("bad.json:1:1");
    checked(plan(TWO).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>()).code(2).remarks("error: ");
}

#[test]
fn a_plan_with_windows_line_ends_is_fine() {
    let world = World::new(&plan(TWO).replace('\n', "\r\n"));
    world.says("mov", "2026-01-05", "DC-1 full");
    world.ask("list").ok().hears("reported");
}

#[test]
fn nesting_too_deep_is_refused() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    checked(&deep).code(2).remarks("error: ");
    let ignored = format!("\"id\":\"AM-1\",\"x-deep\":{deep}");
    checked(plan(TWO).replace("\"id\":\"AM-1\"", &ignored)).code(2).remarks("nest");
    let nots = format!("{}{{\"date\":\"2026-01-01\"}}{}", "{\"not\":".repeat(200), "}".repeat(200));
    checked(plan(&TWO.replace("\"id\":\"AM-1\"", &format!("\"id\":\"AM-1\",\"requires\":[{nots}]")))).code(2);
}

#[test]
fn a_plan_with_errors_is_told_in_file_line_and_column() {
    let text = plan(&TWO.replace("[\"gov\"]", "[\"govt\"]"));
    checked(&text).code(1).hears("bad.json:11:70").hears("`govt`").hears("gov").hears("1 error,");
    let found = World::empty().file("bad.json", &text).ask("check bad.json -o json").code(1);
    assert_eq!([found.at("/sound"), found.at("/findings/0/line")], [json!(false), json!(11)]);
    let world = World::new(&text);
    world.ask("list").code(3).remarks("`govt`").remarks("--> plan.json:");
    world.ask("mark AM-1 full --as gov").code(3).remarks("`govt`");
}

#[test]
fn dates_that_hang_on_each_other_are_an_error() {
    let circle = r#"{"id":"A","title":"A","responsible":["gov"],"source":["text"],"due":{"after":"B:due","within":"P1D"}},
{"id":"B","title":"B","responsible":["mov"],"source":["text"],"due":{"after":"A:due","within":"P1D"}}"#;
    checked(plan(circle)).code(1).hears("the dates of `A`, `B` hang on each other in a circle");
}

#[test]
fn who_owes_cannot_be_named_to_verify() {
    for name in ["gov", "army"] {
        let own = TWO.replace(
            "\"responsible\":[\"gov\"]",
            &format!("\"responsible\":[\"gov\"],\"verify\":{{\"by\":[\"{name}\"]}}"),
        );
        checked(plan(&own)).code(1).hears(&format!("`{name}` is named to verify `AM-1` but owes it"));
    }
}

// --- beginning ---

#[test]
fn a_workspace_is_begun_once() {
    let world = two();
    world.says("mov", "2026-01-05", "DC-1 full");
    let before = world.read("plan.json");
    world.ask("init").code(2).remarks("is there already").remarks("nothing was changed");
    assert_eq!(world.read("plan.json"), before);
    world.ask("list").ok().hears("reported");
}

#[test]
fn a_plan_that_is_not_there_begins_nothing() {
    let world = World::empty();
    world.ask("init --from gone.json").code(2).remarks("there is no file");
    world.ask("init --as nobody").code(3).remarks("actor `nobody` is not in the plan");
    world.file("half.json", "{").ask("init --from half.json").code(2).remarks("half.json:1:");
    assert!(!world.folder().join("plan.json").exists());
    world.ask("-C nowhere list").code(2).remarks("there is no folder");
    world.ask("-C . list").code(2).remarks("is not a workspace");
}

// --- names ---

#[test]
fn an_unknown_name_is_told_with_a_near_one() {
    let world = two();
    for (line, words) in [
        ("mark DC-2 full --as mov", "milestone `DC-2` is not in the plan\nhint: close to it is `DC-1`"),
        ("show AM-11", "close to it is `AM-1`"),
        ("log DC1", "close to it is `DC-1`"),
        ("list --phase onne", "phase `onne` is not in the plan\nhint: close to it is `one`"),
        ("list --element amrs", "close to it is `arms`"),
        ("list --actor misson", "close to it is `mission`"),
        ("log --actor goov", "close to it is `gov`"),
        ("mark DC-1 full --as nobody", "actor `nobody` is not in the plan\nhint: the actors are: gov, army, mov"),
        ("mark DC-1 full --as desk --by mow", "close to it is `mov`"),
        ("note hello --milestone DC-3 --as mov", "close to it is `DC-1`"),
    ] {
        world.ask(line).code(3).remarks(words);
    }
    world
        .ask("mark DC-1 wepons=3 --as mov")
        .code(3)
        .remarks("no indicator `wepons`")
        .remarks("close to it is `weapons`");
    world.ask("mark AM-1 weapons=3 --as gov").code(3).remarks("it has none: state a level");
    world.ask("log").ok().hears("Nothing is recorded yet.");
}

#[test]
fn a_misspelt_filter_never_means_everything() {
    let world = two();
    world.ask("list --phase stage1x").code(3).remarks("the phases are: one");
    world.ask("list --stauts open").code(2).remarks("similar argument exists: '--status'");
    world.ask("show").code(2).remarks("write `milepost show <ID>`; `--help` tells more");
    world.ask("list --status acheived").code(2).remarks("close to it is `achieved`");
    world.ask("list --timing overdeu").code(2).remarks("close to it is `overdue`");
    world.ask("list --status xyzzyx").code(2).remarks("one of: ").remarks("under way");
    for line in ["list --phase stage1x", "list --stauts open", "list --status acheived"] {
        assert_eq!(world.ask(line).text(), "");
    }
    world.ask("lsit").code(2).remarks("list");
    world.ask("list -o yaml").code(2).remarks("yaml");
}

#[test]
fn a_level_that_is_none_is_told_with_a_near_one() {
    let world = two();
    world.ask("mark DC-1 ful --as mov").code(2).remarks("`ful` is not a level").remarks("close to it is `full`");
    world.ask("mark DC-1 done --as mov").code(2).remarks("the levels are none, minimum, intermediate, full");
    // What `done` means goes before what it is spelt like.
    let meant = |word: &str, level: &str| {
        let told = world.run(&["mark", "DC-1", word, "--as", "mov"]).code(2);
        let told = told.remarks(&format!("as in a matrix it would be `{level}`"));
        assert!(!told.errors().contains("close to it"), "{}", told.errors());
    };
    [
        ("done", "full"),
        ("Complete", "full"),
        ("100%", "full"),
        ("виконано", "full"),
        ("pending", "none"),
        ("ongoing", "minimum"),
    ]
    .into_iter()
    .for_each(|(word, level)| meant(word, level));
    world.ask("log").ok().hears("Nothing is recorded yet.");
    world.ask("mark DC-1 full none --as mov").code(2).remarks("a second level, `none`");
    world.ask("mark DC-1 --as mov").code(2).remarks("how far is it?");
}

// --- figures and dates ---

#[test]
fn a_figure_that_is_none_is_refused() {
    let world = two();
    for (said, words) in [
        ("weapons=NaN", "`NaN` is not a number"),
        ("weapons=inf", "`inf` is not a number"),
        ("weapons=-inf", "is not a number"),
        ("weapons=1,000", "`1,000` is not a number"),
        ("weapons=0x10", "is not a number"),
        ("weapons=", "is not a number"),
        ("weapons=--3", "is not a number"),
        ("weapons=٣", "is not a number"),
        ("weapons=1e300", "too many digits"),
        ("weapons=1e-300", "too many digits"),
        ("weapons=1000000000000000", "too many digits"),
        ("weapons=0.0000001", "too many digits"),
        ("weapons=5/0", "the whole of a share must be above 0"),
        ("weapons=between:5..3", "the lower end of a range comes first"),
        ("weapons=roughly:5", "is not a value"),
        ("weapons+=many", "`many` is not a number"),
        ("weapons=1 weapons+=2", "`weapons` is given twice"),
        ("=5", "error: "),
    ] {
        world.ask(&format!("mark DC-1 {said} --as mov")).code(2).remarks(words);
    }
    world.ask("mark DC-1 weapons=-3 --as mov").code(3).remarks("`weapons` cannot be below zero");
    world.ask("mark DC-1 weapons=999999999999999 --as mov").ok().hears("100 %");
    world.ask("mark DC-1 weapons+=999999999999999 --as mov").ok();
    world.ask("list").ok().hears("r 100 %");
}

#[test]
fn a_day_that_is_not_in_the_calendar_is_refused() {
    let world = two();
    world.ask("mark DC-1 full --as mov --on 2005-02-30").code(2).remarks("`2005-02-30` is not in the calendar");
    world.ask("mark DC-1 full --as mov --on 2005-13").code(2).remarks("not in the calendar");
    world.ask("list --as-of someday").code(2).remarks("`someday` is not a date: write 2005");
    world.ask("status --known-by 31.13.2005").code(2).remarks("`31.13.2005` is no day of the calendar");
    world.ask("mark DC-1 full --as mov --on 99999-01-01").code(2).remarks("is not a date");
}

#[test]
fn nothing_is_recorded_before_it_has_happened() {
    let world = two();
    world.at("2026-01-05").ask("mark DC-1 full --as mov --on 2026-01-06").code(2).remarks("lies ahead");
    world
        .ask("mark DC-1 full --as mov --on 2026-01-05T12:01Z")
        .code(2)
        .remarks("in UTC, the plan's zone, it is 2026-01-05");
    world.ask("mark DC-1 full --as mov --on 2026-01-05").ok();
}

#[test]
fn overdue_without_a_report_is_never_done() {
    let world = two();
    world.at("2026-03-01").ask("list").ok().hears("overdue 29 d").hears_not("achieved").hears_not("reported");
    let shown = world.ask("show DC-1 -o json").ok();
    assert_eq!([shown.at("/milestone/reported"), shown.at("/milestone/verified")], [json!(null), json!(null)]);
    assert_eq!(shown.at("/milestone/status"), json!("open"));
    world.ask("show DC-1").ok().hears("no report");
}

// --- who may say what ---

#[test]
fn an_organ_that_does_not_owe_has_no_word_on_its_sides_debts() {
    let world = two();
    world.ask("mark AM-1 full --as army").code(3).remarks("`army` shares a side with who owes `AM-1`");
    world.ask("mark DC-1 full --as army").ok().hears("army");
}

#[test]
fn only_the_secretariat_writes_down_what_others_say() {
    let world = two();
    for speaker in ["mission", "gov", "friend"] {
        world.ask(&format!("mark DC-1 full --as {speaker} --by mov")).code(3).remarks("only a secretariat");
    }
    world.ask("log").ok().hears("Nothing is recorded yet.");
}

#[test]
fn everyone_takes_back_only_what_is_their_own() {
    let world = two();
    world.says("mov", "2026-01-05", "DC-1 full");
    world.ask("retract mov:1 --as mission").code(3).remarks("`mov:1` is not this actor's own entry");
    world.ask("retract mov:9 --as mov").code(3).remarks("there is no earlier entry `mov:9`");
    world.ask("retract gone:1 --as mov").code(3).remarks("there is no earlier entry `gone:1`");
    world.ask("retract mov --as mov").code(2).remarks("error: ");
    world.ask("list").ok().hears("reported");
}

/// A claim of full that stands in a book written by hand, with a right chain.
fn by_hand(world: &World, actor: &str) {
    let root = Hash::of(world.read("plan.json").as_bytes());
    let id = |text: &str| Id::new(text).expect("an id");
    let at = moment("2026-01-02");
    let opening = opening_line(&Opening { book: id(actor), actor: id(actor), root, at });
    let said = Fields { milestone: Some(id("DC-1")), level: Some(Level::Full), ..Fields::default() };
    let line = next_line(Hash::of(opening.as_bytes()), 1, at, said);
    world.file(&format!("ledger/{actor}.jsonl"), format!("{opening}\n{line}\n"));
}

#[test]
fn the_word_of_a_stranger_in_a_book_is_shown_and_not_counted() {
    let world = two();
    by_hand(&world, "stranger");
    world.at("2026-01-05").ask("log").ok().hears("stranger:1").hears("`stranger` is not an actor of the plan");
    world.ask("list").ok().hears_not("100 %").hears_not("reported");
    world.ask("audit").ok().hears("Every chain is whole");
}

// --- imports ---

#[test]
fn every_bad_line_of_an_import_is_told_and_nothing_is_recorded() {
    let world = two();
    world.file(
        "bad.csv",
        "milestone,level,on,values.weapons\nDC-1,full,2026-01-01,\nDC-1,fully,,\nDC-1,,2026-02-30,\nDC-1,,,many\nDC-1,full,2027-01-01,\nDC-1,full\n",
    );
    let told =
        world.ask("import bad.csv --as mov").code(2).remarks("nothing was recorded: 5 lines are wrong in bad.csv");
    for words in [
        "line 3: `fully` is not a level",
        "line 4: `2026-02-30` is not in the calendar",
        "line 5: `many` is not a number",
        "line 6: `2027-01-01` lies ahead",
        "line 7: ",
    ] {
        assert!(told.errors().contains(words), "{words}\n{}", told.errors());
    }
    world.file(
        "bad.jsonl",
        "{\"milestone\":\"DC-1\",\"level\":\"full\"}\n{\"milestone\":\"DC-1\",\"levl\":\"full\"}\n\nno json\n{\"milestone\":\"DC-1\"}\n{\"milestone\":\"DC-1\",\"level\":\"full\",\"seq\":4}\n",
    );
    let told = world.ask("import bad.jsonl --as mov").code(2).remarks("4 lines are wrong");
    for words in ["line 2: ", "`levl`", "line 4: ", "line 5: ", "line 6: `seq`"] {
        assert!(told.errors().contains(words), "{words}\n{}", told.errors());
    }
    world.ask("log").ok().hears("Nothing is recorded yet.");
}

/// A quote that somebody left open, typed within a cell, or closed too early.
#[test]
fn a_stray_quote_swallows_no_row_of_an_import() {
    let world = two();
    world.file(
        "in.csv",
        "milestone,level,note\nDC-1,minimum,\"begun\nDC-1,none,second\nAM-1,none,6\" pipe\nAM-9,none,third\nDC-1,none,\"a\" b\nDC-1,none,\"c",
    );
    world
        .ask("import in.csv --as mov")
        .code(2)
        .remarks("5 lines are wrong in in.csv")
        .remarks("line 2: a quote opens here, and something stands behind the one that closes it")
        .remarks("line 4: a quote within a cell")
        .remarks("line 5: milestone `AM-9` is not in the plan")
        .remarks("line 6: a quote opens here")
        .remarks("line 7: a quote opens here and nothing closes it");
    world.file("open.csv", "milestone,level,note\nDC-1,minimum,\"begun\nDC-1,none,second\n");
    world.ask("import open.csv --as mov").code(2).remarks("1 line is wrong").remarks("line 2: a quote opens here");
    world.file("m.csv", "Activity,Status\nArms,\"pending\nAmnesty,complete\n");
    let draft = World::empty();
    draft.file("wide.csv", "Activity,Status\nArms,pending,,more\n");
    draft.ask("init wide --from wide.csv").ok().hears("row 2, D: “more”: no heading stands above it; left out");
    draft.file("m.csv", world.read("m.csv"));
    draft.ask("init --from m.csv").code(2).remarks("m.csv cannot be parted into rows").remarks("line 2: a quote opens");
    world.ask("log").ok().hears("Nothing is recorded yet.");
}

#[test]
fn a_table_is_read_as_spreadsheets_save_it() {
    for (what, bytes) in [
        ("columns", "milestone,level,,\nDC-1,minimum,,\n".as_bytes().to_vec()),
        ("rows", "milestone,level\nDC-1,minimum\n,\n   ,\n\n".into()),
        ("mark", "\u{feff}milestone,level\r\nDC-1,minimum\r\n".into()),
        ("semicolons", "milestone;level\nDC-1;minimum\n".into()),
        ("tabs", "milestone\tlevel\nDC-1\tminimum\n".into()),
        ("said", "sep=|\nmilestone|level\nDC-1|minimum\n".into()),
        ("wide", "\u{feff}milestone\tlevel\nDC-1\tminimum\n".encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        let world = two();
        world.file("in.csv", bytes);
        world.ask("import in.csv --as mov").ok();
        assert!(world.ask("show DC-1").ok().text().contains("minimum"), "{what}");
    }
}

#[test]
fn a_table_that_contradicts_its_header_is_told() {
    let world = two();
    let told = |text: &str, words: &[&str]| {
        world.file("in.csv", text);
        let told = world.ask("import in.csv --as mov").code(2);
        words.iter().for_each(|words| assert!(told.errors().contains(words), "{words}\n{}", told.errors()));
    };
    told("milestone,level,level\nDC-1,full,none\n", &["line 1: the column `level` stands twice"]);
    told("milestone,lvl,levle\nDC-1,,full\n", &["line 1: unknown column `lvl`", "line 1: unknown column `levle`"]);
    told(
        "milestone,level\nDC-1,full,more\nDC-1\n\nDC-1,full\n",
        &["2 lines are wrong", "line 2: 3 cells, where the header has 2", "line 3: 1 cells, where the header has 2"],
    );
    told("milestone,,level\nDC-1,x,full\n", &["line 2: `x` stands in a column without a name"]);
}

/// What is no count by the command is none in a file, nor in a book that comes from elsewhere.
#[test]
fn an_incident_counts_from_one_on() {
    let world = two();
    world.ask("incident DC-1 --severity minor --count 0 --as gov").code(2);
    world.file(
        "in.csv",
        "kind,milestone,severity,count\nincident,DC-1,minor,0\nincident,DC-1,minor,-2\nincident,DC-1,minor,1.5\nincident,DC-1,minor,3\n",
    );
    world
        .ask("import in.csv --as gov")
        .code(2)
        .remarks("3 lines are wrong")
        .remarks("line 2: 0 violations are no incident: leave the line out")
        .remarks("line 3: `-2` is no count of violations")
        .remarks("line 4: `1.5` is no count of violations");
    let line = |count: &str| {
        format!("{{\"kind\":\"incident\",\"milestone\":\"DC-1\",\"severity\":\"minor\",\"count\":{count}}}\n")
    };
    world.file("in.jsonl", ["0", "-2", "1.5", "\"3\"", "3", "null"].map(line).concat());
    world
        .ask("import in.jsonl --as gov")
        .code(2)
        .remarks("4 lines are wrong")
        .remarks("line 1: 0 violations are no incident")
        .remarks("line 2: `-2` is no count of violations");
    world.ask("note begun --as gov").ok();
    let world = elsewhere(&world);
    let book = world.read("ledger/gov.jsonl");
    let last = book.lines().last().expect("a line");
    let at =
        serde_json::from_str::<serde_json::Value>(last).expect("JSON")["at"].as_str().expect("a moment").to_owned();
    let prev = Hash::of(last.as_bytes());
    let forged = line("0").replacen('{', &format!("{{\"seq\":2,\"prev\":\"{prev}\",\"at\":\"{at}\","), 1);
    world.file("ledger/gov.jsonl", book + &forged);
    world.ask("audit").hears("0 violations are no incident");
    assert_eq!(world.ask("export -o json").ok().at("/incidents"), json!([]));
}

/// The count of a month is the month's: no day of it is named that nobody gave.
#[test]
fn a_month_s_count_keeps_its_month() {
    let world = two();
    world.file("in.csv", "kind,milestone,severity,count,on\nincident,DC-1,serious,12,2026-02\n");
    world.at("2026-03-05").ask("import in.csv --as gov").ok();
    for command in ["show DC-1", "next", "report -o md", "brief --since 2026-01-02"] {
        let told = world.ask(command).ok();
        assert!(told.text().contains("2026-02") && !told.text().contains("2026-02-28"), "{command}\n{}", told.text());
    }
    world.ask("export -o csv --table incidents").ok().hears(",2026-02,serious,12,").hears_not("2026-02-");
    assert_eq!(world.ask("export -o json").ok().at("/incidents/0/on"), json!("2026-02"));
    world.ask("report -o md").ok().hears("Incidents by month");
}

#[test]
fn a_list_is_no_line() {
    let world = two();
    world.file(
        "in.json",
        "[{\"milestone\":\"DC-1\",\"level\":\"full\"}]\n[\"DC-1\"]\n{\"milestone\":\"DC-9\",\"level\":\"full\"}\n",
    );
    world
        .ask("import in.json --as mov")
        .code(2)
        .remarks("3 lines are wrong")
        .remarks("line 1: a list; JSON Lines have one object on each line")
        .remarks("line 3: milestone `DC-9` is not in the plan");
    world.file("in.json", "[\n  {\n    \"milestone\": \"DC-1\"\n  }\n]\n");
    world.ask("import in.json --as mov").code(2).remarks("1 line is wrong").remarks("line 1: a list");
    world.file("in.csv", "kind,milestone,due\nreschedule,DC-1,\"{\"\"either\"\":[[\"\"2026-01-01\"\"]]}\"\n");
    world.ask("import in.csv --as mov").code(2).remarks("an array stands where an object belongs");
}

#[test]
fn an_array_stands_for_no_object_of_milepost_s_own() {
    let world = two();
    world.says("mov", "2026-01-05", "DC-1 full");
    world.ask("list").ok();
    let (desk, heads) = (world.read(".milepost/desk.json"), world.read(".milepost/heads.json"));
    world.file(".milepost/desk.json", "[\"milepost/desk/2\",null,null,[],true]");
    world.ask("mark DC-1 none --as mov").code(4).remarks("desk.json");
    world.file(".milepost/desk.json", desk);
    let books: serde_json::Value = serde_json::from_str(&heads).expect("heads");
    world.file(".milepost/heads.json", json!(["milepost/heads/2", books["heads"]]).to_string());
    world.ask("mark DC-1 none --as mov").code(4).remarks("heads.json");
    checked(plan(TWO).replace("{\"on\":\"2026-01-31\"}", "[\"2026-01-31\"]"))
        .code(2)
        .remarks("an array stands where an object belongs: write {\"KEY\": VALUE}")
        .remarks("--> bad.json:10:");
    checked("[\"milepost/plan/1\"]").code(2).remarks("an array stands where an object belongs");
}

#[test]
fn an_import_that_the_plan_refuses_is_refused_whole() {
    let world = two();
    world.file("odd.csv", "milestone,level\nDC-1,full\nDC-9,full\nDC-1,none\nAM-9,none\n");
    world
        .ask("import odd.csv --as mov")
        .code(3)
        .remarks("line 3: milestone `DC-9` is not in the plan")
        .remarks("line 5: milestone `AM-9` is not in the plan");
    world.file("key.csv", "milestone,levle\nDC-1,full\n");
    world.ask("import key.csv --as mov").code(2).remarks("unknown column `levle`").remarks("close to it is `level`");
    world.ask("import gone.csv --as mov").code(2).remarks("there is no file");
    world.file("empty.csv", "").ask("import empty.csv --as mov").ok().hears("nothing to record");
    world.ask("log").ok().hears("Nothing is recorded yet.");
}

// --- errors for machines ---

#[test]
fn a_machine_is_told_what_where_and_what_to_do() {
    let error = |world: &World, line: &str| -> serde_json::Value {
        serde_json::from_str(world.ask(line).errors()).expect("an error in JSON")
    };
    let unknown = error(&two(), "show DC-2 -o json");
    assert_eq!(unknown["format"], json!("milepost/error/1"));
    assert_eq!(unknown["code"], json!("unknown-id"));
    assert_eq!(unknown["message"], json!("milestone `DC-2` is not in the plan"));
    assert_eq!([&unknown["file"], &unknown["line"], &unknown["column"]], [&json!(null); 3]);
    assert!(unknown["hint"].as_str().is_some_and(|hint| hint.contains("`DC-1`")));
    let world = World::empty();
    world.file("bad.json", plan(TWO).replacen("resposible", "", 1).replacen("responsible", "resposible", 1));
    let misfit = error(&world, "check bad.json -o json");
    assert_eq!([&misfit["code"], &misfit["file"], &misfit["line"]], [&json!("misfit"), &json!("bad.json"), &json!(9)]);
    assert!(misfit["column"].as_u64().is_some_and(|column| column > 1));
    assert_eq!(error(&two(), "list --stauts open -o json")["code"], json!("usage"));
    assert_eq!(error(&two(), "mark AM-1 full --as army --output=json")["code"], json!("refused"));
}

// --- damaged books ---

/// A world in which `mov` has said three things.
fn spoken() -> World {
    let world = two();
    world.says("mov", "2026-01-05", "DC-1 weapons=20");
    world.says("mov", "2026-01-06", "DC-1 weapons=60");
    world.says("mov", "2026-01-07", "DC-1 weapons=100");
    world
}

/// The same on another machine, to which its books are another's.
fn elsewhere(world: &World) -> World {
    let copy = world.copy();
    std::fs::remove_dir_all(copy.folder().join(".milepost")).expect("a folder");
    copy
}

const BOOK: &str = "ledger/mov.jsonl";

#[test]
fn a_line_torn_at_any_byte_loses_nothing_before_it() {
    let world = spoken();
    let (whole, memory) = (world.read(BOOK), world.read(".milepost/desk.json"));
    let last = whole.trim_end().rfind('\n').expect("lines") + 1;
    for end in last + 1..whole.len() - 1 {
        world.file(".milepost/desk.json", &memory);
        let _ = std::fs::remove_dir_all(world.folder().join(".milepost/torn"));
        world.file(BOOK, &whole[..end]);
        world.forget();
        let bytes = end - last;
        let torn = format!("line 4, was never finished ({bytes} bytes of a write that broke off)");
        world.ask("list").ok().hears("r 30 %").remarks(&torn);
        world.ask("audit").ok().hears("never finished");
        world
            .ask("mark DC-1 weapons+=1 --as mov")
            .ok()
            .hears("mov:3")
            .remarks(&format!("a write to `mov` had broken off; its {bytes} bytes are set aside"));
        let kept: Vec<_> = std::fs::read_dir(world.folder().join(".milepost/torn")).expect("a folder").collect();
        assert_eq!(kept.len(), 1);
        let kept = std::fs::read_to_string(kept[0].as_ref().expect("a file").path()).expect("bytes");
        assert_eq!(kept, whole[last..end]);
        assert!(world.read(BOOK).starts_with(&whole[..last]));
        let audit = world.ask("audit").ok();
        assert!(audit.text().contains("Every chain is whole."), "{}", audit.text());
    }
    world.file(BOOK, &whole[..whole.len() - 1]).file(".milepost/desk.json", memory).forget();
    assert_eq!(world.ask("list").ok().hears("r 50 %").errors(), "");
}

#[test]
fn an_altered_line_is_told_and_its_book_not_written_to() {
    let world = spoken();
    let altered = world.read(BOOK).replace("\"weapons\":60", "\"weapons\":90");
    world.file(BOOK, &altered);
    world.ask("list").ok().hears("r 10 %").remarks("jsonl, line 4, does not follow from the line before");
    world.ask("status").ok().remarks("warning: ");
    world.ask("audit").code(1).hears("Damaged");
    world.ask("audit -o json").code(1).hears("\"whole\": false");
    world.ask("mark DC-1 full --as mov").code(4).remarks("the book `mov` is damaged").remarks("nothing was recorded");
    assert_eq!(world.read(BOOK), altered);
    world.ask("mark DC-1 full --as mission").ok().remarks("warning: ");
}

#[test]
fn windows_line_ends_make_another_opening_and_are_told() {
    let world = spoken();
    world.file(BOOK, world.read(BOOK).replace('\n', "\r\n"));
    world.ask("list").ok().remarks("line 1, opens the book `mov.").remarks("the whole file is passed over");
    world.ask("audit").code(1).hears("not this file's");
    world.ask("mark DC-1 full --as mov").code(4).remarks("damaged");
}

#[test]
fn a_line_of_two_million_bytes_is_told_and_what_stands_before_it_counts() {
    let world = elsewhere(&spoken());
    let long = format!("{}{{\"note\":\"{}\"}}\n", world.read(BOOK), "a".repeat(2 << 20));
    world.file(BOOK, &long);
    world.ask("list").ok().hears("r 50 %").remarks("line 5, is longer than 1 MiB");
    world.ask("audit").code(1).hears("longer than 1 MiB");
    world.ask("mark DC-1 full --as mov").ok().hears("mov-2:1").remarks("longer than 1 MiB");
    assert!(world.read(BOOK) == long);
    let note = "a".repeat(2 << 20);
    let world = two();
    world.run(&["mark", "DC-1", "full", "--as", "mov", "--note", &note]).code(2).remarks("too long: at most 1 MiB");
    world.ask("log").ok().hears("Nothing is recorded yet.");
}

#[test]
fn bytes_in_a_book_that_are_no_entry_are_told() {
    for (odd, words, counts) in [
        (&b"\xff\xfe\n"[..], "is not UTF-8", "r 50 %"),
        (b"<<<<<<< HEAD\n", "is not an entry", "r 50 %"),
        // Where a line does not follow, nobody knows which of the two is another.
        (b"{}\n", "line 5, does not follow", "r 30 %"),
    ] {
        let world = elsewhere(&spoken());
        let longer = [world.read(BOOK).as_bytes(), odd].concat();
        world.file(BOOK, &longer);
        world.ask("list").ok().hears(counts).remarks(words);
        world.ask("audit").code(1).hears("Damaged");
        world.ask("mark DC-1 full --as mov").ok().hears("mov-2:1").remarks(words);
        assert_eq!(std::fs::read(world.path(BOOK)).expect("a book"), longer);
    }
}

/// Whatever somebody puts behind a book of this machine is no part of it: the next write goes on where it ended, and keeps the bytes.
#[test]
fn bytes_behind_a_book_of_ones_own_are_told_and_set_aside() {
    let long = [&b"{\"note\":\""[..], &vec![b'a'; 2 << 20], b"\"}\n"].concat();
    for odd in [&b"\xff\xfe\n"[..], b"<<<<<<< HEAD\n", b"{}\n", &long] {
        let world = spoken();
        let whole = world.read(BOOK);
        world.file(BOOK, [whole.as_bytes(), odd].concat());
        let told = "line 5, was not written by this machine, whose book it is";
        world.ask("list").ok().hears("r 50 %").remarks(told);
        world.ask("audit").ok().hears("somebody has written in this book").hears("lines 1 to 4");
        world.ask("mark DC-1 weapons+=1 --as mov").ok().hears("mov:4").remarks("set aside");
        assert!(world.read(BOOK).starts_with(&whole) && world.read(BOOK).lines().count() == 5);
        let mut kept = std::fs::read_dir(world.folder().join(".milepost/torn")).expect("a folder");
        let kept = kept.next().expect("a file").expect("a file").path();
        assert!(std::fs::read(kept).expect("bytes") == odd);
        let audit = world.ask("audit").ok();
        assert!(audit.text().contains("Every chain is whole.") && audit.errors().is_empty(), "{}", audit.text());
    }
}

// --- the system ---

#[test]
fn where_nothing_can_be_written_nothing_is_acknowledged() {
    let world = two();
    std::fs::remove_dir_all(world.folder().join("ledger")).expect("a folder");
    world.file("ledger", "a file in the way");
    world.ask("mark DC-1 full --as mov").code(5).remarks("cannot ");
    assert_eq!(world.read("ledger"), "a file in the way");
}

#[test]
#[cfg(unix)]
fn a_folder_that_may_only_be_read_can_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let world = spoken();
    let only = |mode: u32| {
        for path in [BOOK, "ledger", ".milepost/lock", ".milepost", "."] {
            let bits = if world.folder().join(path).is_dir() { mode } else { mode & 0o666 };
            let path = world.folder().join(path);
            if path.exists() {
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(bits)).expect("permissions");
            }
        }
    };
    only(0o555);
    if std::fs::write(world.folder().join("probe"), "").is_ok() {
        only(0o755);
        return skipped("this user writes anywhere");
    }
    world.ask("list").ok().hears("r 50 %");
    world.ask("mark DC-1 full --as mov").code(5).remarks("cannot ");
    only(0o755);
    world.ask("mark DC-1 full --as mov").ok().hears("mov:4");
}

/// A small disk of its own, taken away at the end.
struct Disk<'a>(&'a Path);

impl<'a> Disk<'a> {
    fn mount(folder: &'a Path) -> Option<Disk<'a>> {
        std::fs::create_dir_all(folder).expect("a folder");
        let mount =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=256k", "milepost-test"]).arg(folder).output();
        mount.is_ok_and(|done| done.status.success()).then(|| Disk(folder))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

/// How many there are to be is a whole number that the machine can count to.
#[test]
fn a_count_is_a_whole_number() {
    let world = World::with(TWO);
    for words in [&["list", "--limit", ""][..], &["log", "-n", "few"], &["undo", "1.5"], &["log", "--wait", "-1"]] {
        let told = world.run(words).code(2);
        assert!(!told.errors().contains("digit") && !told.errors().contains("parse"), "{}", told.errors());
    }
    world.run(&["list", "--limit", ""]).code(2).remarks("it is no whole number");
    let huge = "9".repeat(40);
    world.run(&["list", "--limit", &huge]).code(2).remarks("it is too large");
    world.run(&["undo", &huge]).code(2).remarks("the largest number here is 65535");
    world.run(&["undo", "0"]).code(2).remarks("the smallest number here is 1");
    world.ask("list --limit 1 -o ids").ok();
}

/// Milestones, actors, phases and elements are named as people name them, or by a beginning that only one has; the answer says which.
#[test]
fn who_is_meant_is_found_by_id_or_name() {
    let world = World::with(
        r#"{"id":"A","title":"Step","responsible":["mov"],"source":["text"],"phase":"one","element":"arms"}"#,
    );
    let listed = |filter: &str| world.ask(&format!("list -o ids {filter}")).ok().text().to_owned();
    for filter in [
        "--actor MOV",
        "--actor Movement",
        "--actor movement",
        "--actor move",
        "--actor mo",
        "--phase One",
        "--phase on",
        "--element Arms",
        "--element ar",
    ] {
        assert_eq!(listed(filter), "A\n", "{filter}");
    }
    assert_eq!(listed("--actor friend"), "");
    world.ask("list --actor m").code(3).remarks("`m` may be several actors").remarks("write one of: mov, mission");
    world.ask("list --actor").code(2);
    world.ask("mark A full --as m").code(3).remarks("`m` may be several actors");
    world.ask("mark A full --as move").ok().hears("mov:1: A Step");
    world.ask("mark A full --as Movement").ok().hears("mov:2");
    world.ask("show Step").ok().hears("A  Step");
    world.ask("show ste").ok().hears("A  Step");
    world.ask("mark ste full --as mov").ok().hears("mov:3: A Step");
    world.ask("mark step full --as mov").ok().hears("mov:4: A Step");
}

/// A beginning does not end within a number, though no other id begins so.
#[test]
fn a_number_is_typed_whole() {
    let world = World::with(r#"{"id":"DC-10","title":"Arms handed in","responsible":["mov"],"source":["text"]}"#);
    for command in ["mark DC-1 full --as mov", "show DC-1"] {
        world.ask(command).code(3).remarks("milestone `DC-1` is not in the plan");
    }
    world.ask("mark dc full --as mov").ok().hears("mov:1: DC-10 Arms handed in");
}

/// The number that a secretariat gives a milestone is a name of it; one that tables only count is none.
#[test]
fn a_number_of_the_secretariat_s_own_names_a_milestone() {
    let numbered = World::with(&TWO.replacen(r#""id":"DC-1","#, r#""id":"DC-1","number":"7a","#, 1));
    numbered.ask("mark 7A minimum --as mov").ok().hears("mov:1: DC-1");
    numbered.ask("show 7a").ok().hears("DC-1  Arms handed in");
    // A number is no beginning of another, nor of a title.
    for (number, typed) in [("1.1", "1"), ("2a", "2"), ("3", "3.")] {
        let world = World::with(&TWO.replacen(r#""id":"DC-1","#, &format!(r#""id":"DC-1","number":"{number}","#), 1));
        world.ask(&format!("mark {typed} minimum --as mov")).code(3).remarks("is not in the plan");
        world.ask(&format!("mark {number} minimum --as mov")).ok().hears("mov:1: DC-1");
    }
    let counted = World::with(&TWO.replacen("Arms handed in", "10 depots shut", 1));
    counted.ask("mark 10 minimum --as mov").code(3).remarks("milestone `10` is not in the plan");
    counted.run(&["mark", "10 dep", "minimum", "--as", "mov"]).ok().hears("mov:1: DC-1");
    two().ask("mark 1 minimum --as mov").code(3).remarks("milestone `1` is not in the plan");
}

/// Words of haste do behind `..` what they do alone.
#[test]
fn by_a_day_is_typed_in_haste_too() {
    let world = two();
    world.at("2026-03-01");
    for (typed, day) in [("..20.2", "2026-02-20"), ("..yesterday", "2026-02-28"), ("../-3d", "2026-02-26")] {
        world.run(&["mark", "DC-1", "full", "--as", "mov", "--on", typed]).ok();
        world.ask("export -o jsonl").ok().hears(&format!("\"on\":\"../{day}\""));
    }
    // People read it in words.
    world.ask("log").ok().hears("done by 2026-02-20").hears_not("../");
    world.ask("show DC-1").ok().hears("Movement (reported) done by 2026-02-28");
    world.ask("mark DC-1 full --as mov --on ..3/4").code(2).remarks("may be");
    world.ask("mark DC-1 full --as mov --on ..tomorrow").code(2).remarks("lies ahead");
}

/// Tables and sentences say what an actor is called, in short where its name ends with a short one; programs get ids.
#[test]
fn people_read_names_and_programs_ids() {
    let named = plan(r#"{"id":"A","title":"Step","responsible":["gov","mov"],"source":["text"]}"#)
        .replace(r#""name":"Movement""#, r#""name":"Movement of the North (MN)""#)
        .replace(r#""name":"Friend""#, r#""name":"Government""#);
    let world = World::new(&named);
    world.ask("list").ok().hears("gov; MN").hears_not("Movement of");
    world.ask("list -o csv").ok().hears(",gov; mov,");
    assert_eq!(world.ask("list -o json").ok().at("/milestones/0/responsible"), json!(["gov", "mov"]));
    world.ask("mark A full --as MN").ok().hears("mov:1: A Step, reported by MN");
    world.ask("show A").ok().hears("owed by      gov, MN").hears("MN (reported): full, 100 % [mov:1]");
    world.ask("list --actor mn -o ids").ok().hears("A");
    // Two that are called the same are told apart by their ids.
    world.ask("balance").ok().hears("\ngov ").hears("\nMN ");
}

/// One word on several milestones: all or none.
#[test]
fn several_milestones_are_marked_at_once() {
    let world = World::with(TWO);
    let told = world.ask("mark DC-1 AM-1 full --as mov").ok();
    told.hears("mov:1: DC-1").hears("mov:2: AM-1");
    let json = world.ask("mark DC-1 AM-1 minimum --as mov -o json").ok();
    assert_eq!((json.at("/entry"), json.at("/also/0/entry")), (json!("mov:3"), json!("mov:4")));
    assert_eq!(json.at("/also/0/after/id"), json!("AM-1"));
    world.ask("mark DC-1 AM-9 full --as mov").code(2).remarks("`AM-9` is not a level").remarks("close to it is `AM-1`");
    world.ask("mark DC-1 dc-1 full --as mov").code(2).remarks("`DC-1` is named twice");
    world.ask("mark AM-1 frobnicate --as mov").code(2).remarks("no milestone is called so");
    world.ask("mark DC-1 AM-1 full minimum --as mov").code(2).remarks("a second level, `minimum`");
    world.ask("mark DC-1 AM-1 weapons=5 --as mov").code(3).remarks("not recorded");
    assert_eq!(world.ask("log -o json").ok().at("/entries").as_array().expect("entries").len(), 4);
}

/// What was said last from here is taken back, whoever of this machine said it; where there is less to take back, that is told.
#[test]
fn undo_takes_back_what_was_said_last_from_here() {
    let world = World::with(TWO);
    world.ask("note minutes --as desk").ok();
    world.ask("mark DC-1 full --as mov --on 2026-01-01").ok().hears("reported by Movement, for 2026-01-01");
    world.ask("undo --dry-run").ok().hears("mov:1 never counted: DC-1 full");
    world.ask("undo").ok().hears("mov:1 never counted: DC-1 full");
    world.ask("undo").ok().hears("desk:1 never counted");
    world.ask("undo").code(3).remarks("has said nothing here that is not taken back");
    world.ask("mark AM-1 full --as gov").ok();
    world.ask("undo 3").ok().hears("that is all: 1 of 3 commands were there to take back");
}

/// Done by a day that is still to come is done by nobody's knowledge.
#[test]
fn a_day_by_which_it_is_done_does_not_lie_ahead() {
    let world = World::with(TWO);
    world.at("2026-01-01T12:30:00.000Z");
    let ahead = world.ask("mark DC-1 full --as mov --on ..2026-01-02").code(2);
    ahead.remarks("`..2026-01-02` lies ahead").remarks("in UTC, the plan's zone, it is 2026-01-01 12:30");
    world.ask("mark DC-1 full --as mov --on ..2026-01-01").ok().hears("done by 2026-01-01");
}

/// The answer tells which file was taken, so that a wrong one is seen at once.
#[test]
fn evidence_is_confirmed() {
    let world = World::with(TWO);
    world.file("photo.jpg", "a picture");
    let said = "mark DC-1 full --as mov --evidence photo.jpg";
    world.ask(&format!("{said} --dry-run")).ok().hears("  evidence photo.jpg, 9 bytes, SHA-256 ");
    let answer = world.ask(&format!("{said} -o json")).ok();
    assert_eq!((answer.at("/evidence/0/name"), answer.at("/evidence/0/bytes")), (json!("photo.jpg"), json!(9)));
    let file = answer.at("/evidence/0/file");
    assert!(world.path(&format!("evidence/{}", file.as_str().expect("a hash"))).is_file(), "{file}");
    let secret = world.ask("note seen --as mov --evidence photo.jpg --confidential").ok();
    secret.hears("  confidential photo.jpg, 9 bytes, salted SHA-256 ");
}

/// A year that was mistyped is remarked on, and recorded all the same.
#[test]
fn a_date_far_from_all_others_is_remarked_on() {
    let signed = || {
        World::new(
            &plan(TWO).replace(r#""title":"Invented plan","#, r#""title":"Invented plan","signed":"2026-01-01","#),
        )
    };
    let world = signed();
    world.at("2026-03-01T12:00:00.000Z");
    let far = |day: &str| world.ask(&format!("mark DC-1 full --as mov --on {day}")).ok().errors().to_owned();
    assert!(far("2024-02-28").contains("2024-02-28 lies a year or more before the signature"));
    for day in ["2026-02-25", "2026-02-26", "2026-02-27"] {
        assert_eq!(far(day), "");
    }
    let told = signed();
    told.at("2027-03-01T12:00:00.000Z");
    let far = |day: &str| told.ask(&format!("mark DC-1 full --as mov --on {day}")).ok().errors().to_owned();
    for day in ["2027-02-25", "2027-02-26", "2027-02-27"] {
        assert_eq!(far(day), "");
    }
    assert!(
        far("2026-02-28").contains("2026-02-28 lies far from every other date on record (the nearest is 2027-02-25)")
    );
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let world = World::empty();
    let folder = world.folder().join("small");
    let Some(_disk) = Disk::mount(&folder) else {
        return skipped("no disk can be mounted here");
    };
    world.file("draft.json", plan(TWO)).ask("init small --from draft.json").ok();
    world.file("small/ballast", [0; 65536]);
    let mut said = 0;
    let refused = loop {
        assert!(said < 1000, "the disk never fills");
        let note = format!("{said:0>3000}");
        let heard = world.run(&["-C", "small", "mark", "DC-1", "full", "--as", "mov", "--note", &note]);
        if heard.text().is_empty() {
            break heard;
        }
        assert!(heard.text().contains(&format!("mov:{}:", said + 1)), "{}", heard.text());
        said += 1;
    };
    assert!(said > 10);
    refused.code(5).remarks("cannot ").remarks("nothing was recorded");
    let entries = || world.ask("-C small export -o jsonl").ok().text().lines().count();
    assert_eq!(entries(), said);
    std::fs::remove_file(folder.join("ballast")).expect("the ballast");
    world.ask("-C small mark DC-1 none --as mov").ok().hears(&format!("mov:{}", said + 1));
    assert_eq!(entries(), said + 1);
    world.ask("-C small audit").ok().hears("Every chain is whole.");
}
