//! The main uses, each told as a scene: what is said, what is answered, what stands afterwards.

use super::world::{World, plan};
use serde_json::json;

/// A milestone by `mov`: hand in 200 weapons by the end of January.
const WEAPONS: &str = r#"{"id":"DC-1","title":"Arms handed in","element":"arms","phase":"one","responsible":["mov"],"source":["text 1"],
"due":{"on":"2026-01-31"},"indicators":[{"id":"weapons","baseline":0,"target":200}]}"#;

/// A milestone by `gov` without figures: words alone.
const AMNESTY: &str =
    r#"{"id":"AM-1","title":"Amnesty declared","phase":"one","responsible":["gov"],"source":["text 2"]}"#;

fn weapons() -> World {
    World::with(WEAPONS)
}

fn status(world: &World, id: &str) -> String {
    world.ask(&format!("show {id} -o json")).ok().at("/milestone/status").as_str().expect("a status").to_owned()
}

/// The last word that a milestone's row of `list -o csv` ends with.
fn progress(world: &World, id: &str) -> String {
    let list = world.ask("list -o csv").ok();
    let row = list.text().lines().find(|line| line.starts_with(id)).expect("a row").to_owned();
    row.rsplit(',').next().expect("a cell").to_owned()
}

#[test]
fn an_empty_folder_needs_nothing_else() {
    let world = World::empty();
    world
        .ask("init")
        .ok()
        .hears("37 milestones, beside 1 summing up or restating others")
        .hears("speaks for: secretariat");
    world
        .ask("mark DE-1 minimum --note 'fewer incidents than last week'")
        .ok()
        .hears("secretariat:1: DE-1")
        .hears("assessed by Secretariat")
        .hears("status    waiting → under way")
        .hears("would verify");
    world.ask("list").ok().hears("DE-1").hears("a 33 %");
    world.ask("status").ok().hears("1 under way").hears("assessed 1 of 36");
    let export = world.ask("export -o json").ok();
    assert_eq!(export.at("/format"), json!("milepost/export/1"));
    assert_eq!(export.at("/total/score/assessed"), json!(0.009524));
    world.ask("log").ok().hears("minimum “fewer incidents than last week”");
}

#[test]
fn a_workspace_is_told_from_others_of_the_same_plan_by_chance() {
    let world = weapons();
    assert!(world.read("plan.json").contains(r#""uid": "00112233445566778899aabbccddeeff""#));
}

#[test]
fn without_a_workspace_the_built_in_plan_answers_and_nothing_is_recorded() {
    let world = World::empty();
    world.ask("list").ok().hears("DE-1").remarks("this is the built-in plan");
    world.ask("check").ok().hears("0 errors");
    world.ask("mark DE-1 full --as secretariat").code(2).remarks("`milepost init` begins one");
}

#[test]
fn the_reminder_not_to_name_victims_is_said_once() {
    let world = weapons();
    world.ask("mark DC-1 none --note a").ok().remarks("name no victims");
    let again = world.ask("mark DC-1 none --note b").ok();
    assert_eq!(again.errors(), "");
}

#[test]
fn who_owes_reports_and_the_mission_verifies() {
    let world = weapons();
    world.at("2026-01-05").ask("mark DC-1 weapons=200 --as mov").ok().hears("reported by Movement");
    assert_eq!(status(&world, "DC-1"), "reported");
    world
        .at("2026-01-07")
        .ask("mark DC-1 weapons=200 --as mission")
        .ok()
        .hears("verified by Mission")
        .hears("status    reported → achieved");
    assert_eq!(status(&world, "DC-1"), "achieved");
}

#[test]
fn another_party_confirms_what_agrees_and_contests_what_falls_short() {
    let world = weapons();
    world.says("mov", "2026-01-05", "DC-1 weapons=100");
    world.at("2026-01-06").ask("mark DC-1 weapons=100 --as gov").ok().hears("confirmed by Government");
    world
        .at("2026-01-07")
        .ask("mark DC-1 weapons=20 --as gov")
        .ok()
        .hears("contested by Government")
        .hears("moves neither");
    assert_eq!(status(&world, "DC-1"), "under way");
}

#[test]
fn a_guarantor_assesses_and_moves_nothing_beyond_under_way() {
    let world = weapons();
    world.at("2026-01-05").ask("mark DC-1 full --as friend").ok().hears("assessed by Friend");
    assert_eq!(status(&world, "DC-1"), "under way");
    world.ask("list").ok().hears("a 100 %");
}

#[test]
fn two_of_two_monitors_must_speak() {
    let two = plan(WEAPONS)
        .replace(r#"{"id":"friend""#, r#"{"id":"union","name":"Union","role":"monitor"},{"id":"friend""#)
        .replace(r#""quorum":1"#, r#""quorum":2"#);
    let world = World::new(&two);
    world.says("mov", "2026-01-05", "DC-1 full").says("mission", "2026-01-06", "DC-1 full");
    assert_eq!(status(&world, "DC-1"), "reported");
    world.says("union", "2026-01-07", "DC-1 minimum");
    world.ask("list").ok().hears("split").hears("v 33 %");
    world.says("union", "2026-01-08", "DC-1 full");
    assert_eq!(status(&world, "DC-1"), "achieved");
    world.ask("list").ok().hears_not("split");
}

#[test]
fn increments_add_up_to_a_total() {
    let world = weapons();
    world.says("mov", "2026-01-05", "DC-1 weapons=60").says("mov", "2026-01-06", "DC-1 weapons+=40");
    assert_eq!(progress(&world, "DC-1"), "0.5");
    world.says("mov", "2026-01-07", "DC-1 weapons+=0.5");
    world.ask("log DC-1").ok().hears("weapons=60").hears("weapons+=40").hears("weapons+=0.5");
    assert_eq!(progress(&world, "DC-1"), "0.5025");
}

#[test]
fn every_form_of_a_value_is_taken_and_shown_as_it_was_said() {
    for (typed, shown, share) in [
        ("243", "243", "1"),
        ("0", "0", "0"),
        ("1e2", "100", "0.5"),
        ("at-least:50", "≥50", "0.25"),
        ("at-most:50", "≤50", "0.25"),
        ("about:100", "~100", "0.5"),
        ("between:50..100", "50–100", "0.25"),
        ("75/100", "75/100", "0.75"),
        ("withheld", "withheld", ""),
    ] {
        let world = weapons();
        world.says("mov", "2026-01-05", &format!("DC-1 weapons={typed}"));
        world.ask("log").ok().hears(&format!("weapons={shown}"));
        assert_eq!(progress(&world, "DC-1"), share, "{typed}");
    }
}

#[test]
fn a_retraction_brings_back_the_state_before_and_stays_in_the_log() {
    let world = weapons();
    world.says("mov", "2026-01-05", "DC-1 minimum").says("mov", "2026-01-06", "DC-1 full");
    assert_eq!(status(&world, "DC-1"), "reported");
    world
        .at("2026-01-07")
        .ask("retract mov:2 --as mov --note 'counted twice'")
        .ok()
        .hears("mov:3: mov:2 never counted: DC-1 full")
        .hears("status    reported → under way")
        .hears("reported  full, 100 % → minimum, 33 %");
    world.ask("log").ok().hears("retracted by `mov:3`").hears("retracts mov:2 “counted twice”");
    world.ask("show DC-1 --known-by 2026-01-06 -o json").ok().hears(r#""status": "reported""#);
}

#[test]
fn what_had_happened_is_another_question_than_what_was_known() {
    let world = weapons();
    world.at("2026-01-20").ask("mark DC-1 full --as mov --on 2026-01-05").ok();
    let seen = |moments: &str| world.ask(&format!("show DC-1 {moments} -o json")).ok().at("/milestone/status");
    assert_eq!(seen("--as-of 2026-01-04"), json!("open"));
    assert_eq!(seen("--as-of 2026-01-05"), json!("reported"));
    assert_eq!(seen("--known-by 2026-01-19"), json!("open"));
    assert_eq!(seen("--known-by 2026-01-20"), json!("reported"));
    world.at("2026-02-10").ask("list").ok().hears("reported on time");
}

#[test]
fn a_relative_date_runs_from_its_anchor() {
    let later = r#"{"id":"AM-2","title":"Prisoners freed","responsible":["gov"],"source":["text 3"],
"due":{"after":"DC-1","within":"P15D"},"requires":[{"milestone":"DC-1","is":"achieved"}]}"#;
    let world = World::with(&format!("{WEAPONS},{later}"));
    world.at("2026-01-04").ask("list").ok().hears("15 d after DC-1 ").hears("waiting");
    world.says("mov", "2026-01-05", "DC-1 full");
    world.ask("list --timing 'not running' -o ids").ok().hears("AM-2");
    world.at("2026-01-06").ask("mark DC-1 full --as mission").ok().hears("opens     AM-2");
    world.ask("list").ok().hears("2026-01-21").hears("open").hears_not("waiting");
    world.at("2026-01-21").ask("list --timing overdue -o ids").ok().hears_not("AM-2");
    world.at("2026-01-24").ask("list").ok().hears("overdue 3 d");
    world.ask("list --timing overdue -o ids").ok().hears("AM-2");
}

#[test]
fn an_id_may_be_typed_in_any_case() {
    let world = weapons();
    world.ask("mark dc-1 full --as MOV").ok().hears("mov:1: DC-1 Arms handed in, reported by Movement");
    world.ask("show Dc-1").ok().hears("DC-1");
}

#[test]
fn a_dry_run_tells_all_and_records_nothing() {
    let world = weapons();
    world.ask("mark DC-1 full --as mov --dry-run").ok().hears("would be mov:1").hears("status    open → reported");
    world.ask("note hello --as mov --dry-run").ok().hears("not recorded");
    world.ask("log").ok().hears("Nothing is recorded yet.");
    assert!(!world.folder().join("ledger/mov.jsonl").exists());
    world.ask("mark DC-1 full --as mov").ok().hears("mov:1");
}

#[test]
fn the_secretariat_writes_down_what_others_say() {
    let world = weapons();
    world.ask("mark DC-1 full --as desk --by mov").ok().hears("desk:1").hears("reported by Movement");
    world.ask("mark DC-1 full --as desk --by mission").ok().hears("desk:2").hears("verified by Mission");
    assert_eq!(status(&world, "DC-1"), "achieved");
    world.ask("log --actor mov").ok().hears("desk:1").hears_not("desk:2");
}

#[test]
fn a_table_is_imported_at_once() {
    let world = weapons();
    world.file(
        "arms.csv",
        "milestone,on,values.weapons,note,x-sheet\nDC-1,2026-01-02,50,first day,a\nDC-1,2026-01-03,120,\"second, wet\",b\n",
    );
    world.at("2026-01-10").ask("import arms.csv --as mov --dry-run").ok().hears("would record entries mov:1 to mov:2");
    world.ask("import arms.csv --as mov").ok().hears("recorded entries mov:1 to mov:2");
    world.ask("log").ok().hears("weapons=120 “second, wet”");
    assert_eq!(progress(&world, "DC-1"), "0.6");
}

#[test]
fn a_table_is_imported_as_people_have_it() {
    let table = "Milestone;ON;Values.weapons;Note\nDC-1;2026-01-02;50;Збір\n";
    let cyrillic = encoding_rs::WINDOWS_1251.encode(table).0.into_owned();
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write(0, 0, "Who keeps this").expect("a cell");
    let sheet = book.add_worksheet();
    for (column, (head, cell)) in
        [("Milestone", "DC-1"), ("On", "2026-01-02"), ("values.weapons", "50"), ("Note", "Збір")]
            .into_iter()
            .enumerate()
    {
        sheet.write(0, column as u16, head).expect("a cell").write(2, column as u16, cell).expect("a cell");
    }
    sheet.write(2, 2, 50).expect("a number");
    let book = book.save_to_buffer().expect("a workbook");
    let wide: Vec<u8> = table.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (name, bytes, remark) in [
        ("a.csv", table.as_bytes(), ""),
        ("a.tsv", table.replace(';', "\t").as_bytes(), ""),
        ("a.csv", &cyrillic, "read as windows-1251"),
        ("a.csv", &wide, "read as UTF-16LE"),
        ("a.xlsx", &book, ""),
    ] {
        let world = weapons();
        world.file(name, bytes).at("2026-01-10");
        world.ask(&format!("import {name} --as mov")).ok().hears("mov:1").remarks(remark);
        world.ask("log").ok().hears("weapons=50 “Збір”");
        let world = weapons();
        world.pipes(bytes).at("2026-01-10").ask("import - --as mov").ok().hears("mov:1");
        world.ask("log").ok().hears("weapons=50 “Збір”");
    }
    let world = weapons();
    world.file("a.csv", &cyrillic).at("2026-01-10").ask("import a.csv --as mov --encoding cp1251").ok();
    world.ask("log").ok().hears("“Збір”");
    world.pipes("").ask("import - --as mov").ok().hears("nothing to record");
    world.pipes("Milestone,level\nDC-1,perhaps\n").ask("import - --as mov").code(2).remarks("wrong in standard input");
    world.file("b.xlsx", "PK\u{3}\u{4}torn").ask("import b.xlsx --as mov").code(2).remarks("nothing was recorded");
}

#[test]
fn an_export_of_entries_says_what_each_counts_as() {
    let world = weapons();
    world.says("mov", "2026-01-05", "DC-1 full --on 2026-01-04").says("mov", "2026-01-06", "DC-1 none");
    world.ask("retract mov:2 --as mov").ok();
    let export = world.ask("export -o jsonl").ok();
    let lines: Vec<serde_json::Value> =
        export.text().lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(lines.len(), 3);
    let first = &lines[0];
    assert_eq!(
        [&first["book"], &first["actor"], &first["standing"]],
        [&json!("mov"), &json!("mov"), &json!("reported")]
    );
    assert_eq!([&first["counts"], &first["why_not"]], [&json!(true), &json!(null)]);
    assert_eq!([&first["on"], &first["from"]], [&json!("2026-01-04"), &json!("2026-01-04T23:59:59.999Z")]);
    assert_eq!([&lines[1]["counts"], &lines[1]["why_not"]], [&json!(false), &json!("retracted by `mov:3`")]);
}

#[test]
fn keys_of_ones_own_are_kept_and_ignored() {
    let world = World::new(&plan(&WEAPONS.replace(r#""id":"DC-1","#, r#""id":"DC-1","x-map":{"sheet":[1,2]},"#)));
    assert!(world.read("plan.json").contains(r#""x-map":{"sheet":[1,2]}"#));
    world.file("one.jsonl", "{\"milestone\":\"DC-1\",\"level\":\"full\",\"x-form\":7}\n");
    world.ask("import one.jsonl --as mov").ok();
    assert_eq!(status(&world, "DC-1"), "reported");
    world.ask("check").ok().hears("0 errors");
}

#[test]
fn eighty_columns_hold_every_id_status_and_figure() {
    let world = World::empty().width(80);
    world.ask("init").ok();
    world.ask("mark DE-1 minimum").ok();
    let plan: serde_json::Value = serde_json::from_str(&world.read("plan.json")).expect("a plan");
    let list = world.ask("list").ok();
    let status = world.ask("status").ok();
    for line in list.text().lines().chain(status.text().lines()).filter(|line| !line.starts_with("Status: ")) {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
    for milestone in plan["milestones"].as_array().expect("milestones") {
        let id = milestone["id"].as_str().expect("an id");
        let row = list.text().lines().find(|line| line.starts_with(&format!("{id} ")));
        let row = row.unwrap_or_else(|| panic!("{id}"));
        let words = ["open", "waiting", "under way", "not triggered"];
        assert!(words.iter().any(|word| row.contains(word)), "{row}");
    }
    list.hears("◐ under way a 33 %")
        .hears("○ not triggered")
        .hears("Allied pa…")
        .hears("Ukraine +1")
        .hears("60 d after phase 2 opens");
    status.hears("Withdrawals").hears("36/0/0/0").hears_not("…");
}

/// A row for every span of time, each as `--as-of` its last day tells it, and one for now.
#[test]
fn the_course_is_what_was_so_by_each_day() {
    let world = weapons();
    world.at("2026-03-10T12:00:00.000Z");
    world.ask("mark DC-1 minimum --as mov --on 2026-01-20").ok();
    world.ask("mark DC-1 full --as mov --on 2026-02-20").ok();
    let course = world.ask("status --every month -o json").ok();
    let moments = course.at("/moments");
    let days: Vec<&str> =
        moments.as_array().expect("moments").iter().map(|one| one["as_of"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-01-31", "2026-02-28", "2026-03-10"]);
    for (one, day) in moments.as_array().expect("moments").iter().zip(&days) {
        let then = world.ask(&format!("status -o json --as-of {day}")).ok();
        assert_eq!((&one["total"], &one["groups"]), (&then.at("/total"), &then.at("/groups")), "{day}");
    }
    let csv = world
        .ask("status --every month -o csv")
        .ok()
        .hears("as_of,state,days_in_force,milestones,score_verified,score_reported,score_assessed");
    assert!(
        csv.text().contains(
            ",none,minimum,intermediate,full,overdue,breached,one.milestones,one.score_verified,one.score_reported,one.overdue"
        ),
        "{}",
        csv.text()
    );
    assert_eq!(csv.text().lines().count(), 4);
    world.ask("status --every month --group actor").ok().hears("By end of").hears("2026-01-31");
    world.ask("status --every week --since 2026-02-02").ok().hears("2026-02-08").hears_not("2026-02-01");
    world.ask("status --every week --since 0900").code(2).remarks("more than 1000 rows").remarks("`--since`");
    world.ask("status --since 2026-02-02").code(2).remarks("--every");
}

/// Several workspaces, a line each.
#[test]
fn several_plans_stand_beside_each_other() {
    let world = World::empty();
    world.ask("init one --example helsinki-2005").ok();
    world.ask("init two").ok();
    let told = world.ask("status one two").ok();
    told.hears("Memorandum of Understanding").hears("8");
    let plans = world.ask("status one two -o json").ok();
    assert_eq!((plans.at("/plans/0/folder"), plans.at("/plans/1/folder")), (json!("one"), json!("two")));
    assert_eq!(plans.at("/plans/0/total"), world.ask("-C one status -o json").ok().at("/total"));
    assert_eq!(plans.at("/plans/0/basis/root"), world.ask("-C one status -o json").ok().at("/basis/root"));
    world
        .ask("status one two -o csv")
        .ok()
        .hears("folder,plan,damaged,as_of,state")
        .hears("\none,")
        .hears(",false,")
        .hears("\none,");
    world.at("2026-12-01T12:00:00.000Z");
    world.ask("status one two --fail-if breached").code(1).remarks("1 milestone breached: CH-1");
    world.ask("status one three").code(2).remarks("three");
    world.ask("status one --every month").code(2);
}

#[test]
fn colour_is_only_for_who_asks() {
    let world = weapons();
    world.says("mov", "2026-01-05", "DC-1 full");
    for command in ["list", "status", "show DC-1", "log", "check", "audit", "export", "--color never list"] {
        world.ask(command).ok().hears_not("\u{1b}");
    }
    world.ask("list --color always").ok().hears("\u{1b}[");
}

#[test]
fn before_the_first_entry_the_plan_is_free_to_edit() {
    let world = weapons();
    let edited = world.read("plan.json").replace("Arms handed in", "All arms handed in");
    world.file("plan.json", &edited);
    let list = world.ask("list").ok().hears("All arms handed in");
    assert_eq!(list.errors(), "");
    world.ask("mark DC-1 full --as mov").ok().hears("All arms handed in");
}

#[test]
fn after_the_first_entry_an_edit_is_told_and_the_version_in_force_answers() {
    let world = weapons();
    world.says("mov", "2026-01-05", "DC-1 weapons=100");
    let edited = world.read("plan.json").replace("\"target\":200", "\"target\":100");
    world.file("plan.json", &edited);
    world.ask("list").ok().hears("50 %").remarks("plan.json differs from the version in force");
    world.ask("mark DC-1 weapons=120 --as mov").ok().hears("60 %").remarks("plan.json differs");
    std::fs::remove_file(world.folder().join("plan.json")).expect("a plan");
    world.ask("list").ok().hears("60 %").remarks("plan.json differs");
}

#[test]
fn hostile_text_is_made_visible() {
    let world = weapons();
    world.run(&["mark", "DC-1", "none", "--as", "mov", "--note", "\u{1b}[2Jgone \u{202e}txet"]).ok();
    for command in ["log", "show DC-1", "log -o md"] {
        world.ask(command).ok().hears_not("\u{1b}").hears_not("\u{202e}");
    }
    world.ask("log").ok().hears(r"\u{1b}[2Jgone \u{202e}txet");
    let entry: serde_json::Value =
        serde_json::from_str(world.ask("export -o jsonl").ok().text()).expect("a line of JSON");
    assert_eq!(entry["note"], json!("\u{1b}[2Jgone \u{202e}txet"));
}

#[test]
fn a_spreadsheet_computes_nothing() {
    let world = World::with(&AMNESTY.replace("Amnesty declared", "=HYPERLINK(1)"));
    world.ask("list -o csv").ok().hears(",'=HYPERLINK(1),");
    world.ask("note '=1+1' --as gov").ok();
    world.ask("log -o csv").ok().hears_not(",=");
}

#[test]
fn an_empty_selection_is_an_empty_answer() {
    let world = World::with(&format!("{WEAPONS},{AMNESTY}"));
    world.ask("list --status achieved").ok().hears("No milestone fits.");
    assert_eq!(world.ask("list --status achieved -o json").ok().at("/milestones"), json!([]));
    assert_eq!(world.ask("list --phase one --actor gov -o ids").ok().text(), "AM-1\n");
    assert_eq!(world.ask("list --element ARMS -o ids").ok().text(), "DC-1\n");
}

#[test]
fn the_log_of_a_day_or_a_desk_is_asked_for() {
    let world = World::with(&format!("{WEAPONS},{AMNESTY}"));
    world.ask("log --mine").ok().hears("Nothing is recorded yet.");
    world.says("gov", "2026-02-03", "AM-1 minimum").says("mov", "2026-02-04", "DC-1 weapons=20");
    world.says("gov", "2026-02-05", "AM-1 full");
    let names = |asked: &str| {
        let told = world.ask(&format!("log -o json {asked}")).ok().json();
        let entries = told["entries"].as_array().expect("a list").clone();
        entries.iter().filter_map(|entry| entry["name"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["gov:1", "mov:1", "gov:2"]);
    assert_eq!(names("--since today"), ["gov:2"]);
    assert_eq!(names("--since 2026-02-04 --until yesterday"), ["mov:1"]);
    assert_eq!(names("-n 2 --reverse"), ["gov:2", "mov:1"]);
    assert_eq!(names("--book gov --mine"), ["gov:1", "gov:2"]);
    let elsewhere = world.copy();
    elsewhere.ask("log --mine").ok().hears("No entry fits.");
    world.ask("log --book gow").code(3).remarks("there is no book `gow`").remarks("close to it is `gov`");
}

/// What shells and manuals get is what they understand.
#[test]
fn shells_are_told_and_manuals_have_pages() {
    let world = World::empty();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        world.ask(&format!("completions {shell}")).ok().hears(&format!("milepost completions {shell} -- "));
    }
    world
        .ask("man mark")
        .ok()
        .hears(".TH milepost-mark 1")
        .hears("SYNOPSIS")
        .hears(".SH EXAMPLES\n.nf\nmilepost mark ")
        .hears_not("EXTRA")
        .hears("\"milepost 0.");
    world.ask("man").ok().hears(".TH milepost 1");
    world.ask("man --to pages").ok().hears("wrote pages/milepost.1").hears("wrote pages/milepost-evidence-verify.1");
    assert!(world.read("pages/milepost-evidence-verify.1").contains(".TH milepost-evidence-verify 1"));
    world.ask("man marc").code(2).remarks("`marc` is no command").remarks("close to it is `mark`");
    // No command at all is answered with how things stand, and what one can do.
    world.ask("").ok().hears("Of 37 milestones").hears("What next: `milepost status`");
    // A command may be shortened as far as it stays clear.
    world.ask("ti").ok();
    world.ask("ls --limit 1").ok();
    world.ask("re").code(2);
}

#[test]
fn a_script_asks_for_some_in_an_order_and_by_the_exit_code() {
    let world = World::with(&format!("{WEAPONS},{AMNESTY}"));
    world.says("gov", "2026-02-03", "AM-1 full");
    let ids = |asked: &str| {
        let told = world.ask(&format!("list -o ids {asked}")).ok().text().to_owned();
        told.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids("--sort id"), ["AM-1", "DC-1"]);
    assert_eq!(ids("--sort -id"), ["DC-1", "AM-1"]);
    assert_eq!(ids("--sort -id --limit 1"), ["DC-1"]);
    assert_eq!(ids("--status reported,open"), ["DC-1", "AM-1"]);
    assert_eq!(ids("--status breached,reported"), ["AM-1"]);
    world.ask("list --limit 1").ok().hears("And 1 more milestone");
    world.ask("list --sort size").code(2).remarks("one of: plan, id, due, status, progress");
    // DC-1 was due on the last of January.
    world.ask("status --fail-if breached,contested,damaged").ok();
    world.ask("status --fail-if overdue").code(1).hears("Total").remarks("note: --fail-if: 1 milestone overdue: DC-1");
    world.ask("list --text amnesty --fail-if overdue").ok();
    world.ask("list --limit 0 --fail-if overdue").code(1);
    world.ask("status --fail-if late").code(2);
    let gov = world.read("ledger/gov.jsonl");
    let elsewhere = world.copy();
    std::fs::remove_dir_all(elsewhere.folder().join(".milepost")).expect("a folder");
    elsewhere.file("ledger/gov.jsonl", gov.replace("2026-02-03T", "2026-02-04T"));
    elsewhere.ask("status --fail-if damaged").code(1).remarks("--fail-if: the books are damaged");
}

#[test]
fn whether_it_was_what_was_agreed_is_a_verifiers_word() {
    let world = World::with(AMNESTY);
    world.ask("mark AM-1 full --as-agreed partly --as mission").ok().hears("verified by Mission");
    world.ask("log").ok().hears("as agreed: partly");
    world.ask("mark AM-1 full --as-agreed yes --as gov").code(3).remarks("only who verifies the milestone");
}

/// For programs a value in each cell and nothing summed up.
#[test]
fn a_status_for_programs_has_groups_alone() {
    let world = weapons();
    world.ask("mark DC-1 full --as mov").ok();
    let csv = world.ask("status -o csv").ok();
    let lines: Vec<&str> = csv.text().lines().collect();
    assert_eq!(
        lines[0],
        "id,title,milestones,score_verified,score_reported,score_assessed,none,minimum,intermediate,full,overdue,due_soon"
    );
    assert!(lines[1].starts_with("one,One,"), "{}", lines[1]);
    assert!(!csv.text().contains("Total") && !csv.text().contains('/'), "{}", csv.text());
}
