//! Exports: documents that go to files, and what other people's programs read in them.

use super::console::repository;
use super::readers::{have, python, told};
use super::world::{World, moment, plan};
use milepost::model::moment::{Day, Zone};
use milepost::render::safe::visible;
use milepost::report::tables::TABLES;
use serde_json::Value;
use std::collections::BTreeSet;

fn helsinki() -> World {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    world
}

// Where answers go.

#[test]
fn a_file_gets_what_standard_output_would() {
    let world = helsinki();
    for format in ["json", "jsonl"] {
        let line = format!("export -o {format}");
        let shown = world.ask(&line).ok();
        let written = world.ask(&format!("{line} --to out.txt")).ok();
        assert_eq!(world.read("out.txt"), shown.text());
        assert!(
            written.text().starts_with("wrote out.txt (") && written.text().lines().count() == 1,
            "{}",
            written.text()
        );
    }
    std::fs::create_dir(world.folder().join("sub")).expect("a folder");
    world.ask("-C ledger export --to sub/state.json").ok();
    assert!(world.read("sub/state.json").starts_with("{\n  \"format\": \"milepost/export/1\""));
}

#[test]
fn what_is_the_workspaces_own_is_never_replaced() {
    let world = helsinki();
    let before = (world.read("plan.json"), world.read("ledger/amm.jsonl"));
    for path in [
        "plan.json",
        "PLAN.json",
        "./plan.json",
        "ledger/../plan.json",
        "ledger/amm.jsonl",
        "ledger/new.jsonl",
        "plans/x.json",
        "evidence/x",
        ".milepost/desk.json",
        ".gitignore",
    ] {
        std::fs::create_dir_all(world.folder().join("evidence")).expect("a folder");
        let heard = world.ask(&format!("export --to {path}")).code(2);
        heard.remarks("is one of the workspace's own files").remarks("hint: an answer takes the place of none of them");
    }
    assert_eq!(before, (world.read("plan.json"), world.read("ledger/amm.jsonl")));
    let other = World::empty();
    other.ask("init").ok();
    let plan = other.folder().join("plan.json");
    world.run(&["export", "--to", &plan.to_string_lossy()]).code(2).remarks("workspace's own files");
    world.ask("-C . export --to plan.txt").ok();
}

#[test]
fn where_no_file_can_be() {
    let world = helsinki();
    for (path, told) in [
        ("none/out.json", "there is no folder for none/out.json"),
        ("out/", "out/ is a folder, not a file"),
        (".", "is a folder, not a file"),
        ("..", ".. is a folder, not a file"),
        ("plan.json/x", "there is no folder for plan.json/x"),
    ] {
        world.ask(&format!("export --to {path}")).code(2).remarks(told).remarks("hint: ");
    }
    let long = "x".repeat(300);
    world
        .ask(&format!("export --to {long}"))
        .code(5)
        .remarks("cannot write x")
        .remarks("what stood there is as it was");
    let heard = world.ask("export -o json --to none/x").code(2);
    assert!(heard.errors().contains("\"code\": \"no-folder\""), "{}", heard.errors());
}

#[cfg(unix)]
#[test]
fn links_stay_and_permissions_too() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let world = helsinki();
    let path = |name: &str| world.folder().join(name);
    world.file("theirs", "theirs").file("mine", "mine").file("locked", "locked");
    symlink(path("theirs"), path("link")).expect("a link");
    symlink(path("plan.json"), path("plan-link")).expect("a link");
    symlink(path("ledger"), path("books")).expect("a link");
    for link in ["link", "plan-link"] {
        world.ask(&format!("export --to {link}")).code(2).remarks("is there already, and is not a regular file");
    }
    world.ask("export --to books/new.jsonl").code(2).remarks("workspace's own files");
    assert_eq!(world.read("theirs"), "theirs");
    let mode =
        |name: &str, mode| std::fs::set_permissions(path(name), PermissionsExt::from_mode(mode)).expect("a mode");
    mode("mine", 0o600);
    mode("locked", 0o444);
    world.ask("export --to mine").ok();
    assert_eq!(std::fs::metadata(path("mine")).expect("a file").permissions().mode() & 0o777, 0o600);
    world.ask("export --to locked").code(5).remarks("cannot write locked").remarks("you may not write there");
    assert_eq!(world.read("locked"), "locked");
}

// What other people's programs read.

/// Everything that is exported, in files of the world's folder; the tables in `tables/`.
fn export_all(world: &World, moments: &str) {
    for (format, file) in
        [("json", "out.json"), ("jsonl", "entries.jsonl"), ("xlsx", "out.xlsx"), ("ics", "out.ics"), ("md", "out.md")]
    {
        world.ask(&format!("export {moments} -o {format} --to {file}")).ok();
    }
    world.ask(&format!("export {moments} -o csv --to tables/")).ok();
}

/// What a script of `tests/readers` tells of files in the world's folder; nothing where it cannot run.
fn reads(world: &World, script: &str, words: &[&str]) -> Option<Value> {
    let mut command = python(script)?;
    Some(serde_json::from_str(&told(command.current_dir(world.folder()).args(words))).expect("a document"))
}

/// What the guide's query and others find in exported entries and milestones.
fn scores(world: &World) -> Option<Value> {
    let page = repository("data/guide/handing-over.md");
    let query = page.split_once("```sql\n").and_then(|(_, rest)| rest.split_once("```")).expect("a query").0;
    world.file("query.sql", query);
    reads(world, "score.py", &["query.sql"])
}

fn state(world: &World) -> Value {
    serde_json::from_str(&world.read("out.json")).expect("a document")
}

/// Weights that differ, a milestone of parts, one that two must verify, one of whom nobody speaks.
fn weighed() -> World {
    let milestones = r#"{"id":"A","title":"A","element":"arms","phase":"one","responsible":["mov"],"weight":3,
  "indicators":[{"id":"arms","target":840}],"source":["text 1"],"due":{"on":"2026-06-30"}},
{"id":"B","title":"B","responsible":["gov"],"verify":{"by":["mission","friend"],"quorum":2},"source":["text 2"]},
{"id":"W","title":"W","responsible":["gov","mov"],"weight":2,"source":["text 3"]},
{"id":"W-1","title":"W, first","responsible":["gov"],"part_of":"W","source":["text 3"]},
{"id":"W-2","title":"W, second","responsible":["mov"],"part_of":"W","weight":0.5,"source":["text 3"]},
{"id":"C","title":"C","responsible":["gov"],"source":["text 4"]}"#;
    let world = World::with(milestones);
    for (actor, day, mark) in [
        ("mov", "2026-01-05", "A arms=210"),
        ("mission", "2026-01-06", "A arms=at-least:200"),
        ("mission", "2026-01-07", "A arms=420"),
        ("mission", "2026-01-08", "B full"),
        ("friend", "2026-01-09", "B minimum"),
        ("gov", "2026-01-10", "B full"),
        ("mission", "2026-01-11", "W-1 intermediate"),
        ("mov", "2026-01-12", "W-2 full"),
        ("friend", "2026-01-13", "A minimum"),
    ] {
        world.says(actor, day, mark);
    }
    world
}

#[test]
fn a_query_over_the_entries_comes_to_the_same_scores() {
    let dates = ["2005-09-20", "2005-12-31", "2012-12-31", "2026-12-01"];
    let helsinki = dates.iter().map(|day| (helsinki(), format!("--as-of {day}")));
    for (world, moments) in helsinki.chain([(weighed(), String::new())]) {
        export_all(&world, &moments);
        let Some(found) = scores(&world) else { return };
        let score = &state(&world)["total"]["score"];
        for figure in ["reported", "verified", "assessed"] {
            assert!(close(&found["given"][figure], &score[figure]), "{moments}: {figure}: {found:#} {score}");
        }
        let verified = if score["verified"].is_null() { &Value::from(0.0) } else { &score["verified"] };
        assert!(close(&found["claimed"], verified), "{moments}: {} {verified}", found["claimed"]);
        let keys = found["keys"].as_array().expect("a list");
        assert!(keys.iter().all(|line| *line == keys[0]), "every line has the same keys");
        for (key, kind) in [("nr", "BIGINT"), ("counts", "BOOLEAN"), ("day", "DATE"), ("said_progress", "DOUBLE")] {
            assert_eq!(found["types"][key], kind, "{key}");
        }
    }
}

/// Whether two fractions, which have six digits each, are the same.
fn close(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(one), Some(other)) => (one - other).abs() < 1.5e-6,
        (one, other) => one == other,
    }
}

#[test]
fn no_line_has_a_key_twice() {
    for world in [helsinki(), hostile("plain")] {
        for line in world.ask("export -o jsonl").ok().text().lines().chain(world.ask("log -o json").ok().text().lines())
        {
            let line = line.trim().trim_end_matches(',');
            let twice = |key: &str| line.matches(&format!("\"{key}\":")).count() > 1;
            assert!(!twice("actor") && !twice("from") && !twice("milestone"), "{line}");
        }
    }
}

type Rows = Vec<Vec<String>>;

fn rows(value: &Value) -> Rows {
    serde_json::from_value(value.clone()).expect("rows")
}

/// The rows of an exported table as one line of words for each cell, whatever a format needs to keep them so.
fn flat(rows: Rows) -> Rows {
    let cell = |cell: String| {
        let cell = match cell.strip_prefix('\'') {
            Some(guarded) if guarded.starts_with(['=', '+', '-', '@']) => guarded.to_owned(),
            _ => cell,
        };
        cell.replace(",\n", ", ").replace('\n', "; ")
    };
    rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
}

/// Tables as CSV, and as a workbook before and after LibreOffice has opened and saved it: the same cells, with their types.
#[test]
fn spreadsheets_tell_the_same_rows() {
    let world = hostile("spreadsheet");
    export_all(&world, "");
    let mut books = vec!["out.xlsx"];
    if have("soffice") {
        let profile = format!("-env:UserInstallation=file://{}/profile", world.folder().display());
        let words =
            [&profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", "opened", "out.xlsx"];
        told(std::process::Command::new("soffice").current_dir(world.folder()).args(words));
        books.push("opened/out.xlsx");
    }
    let Some(found) = reads(&world, "tables.py", &[&["tables"], &books[..]].concat()) else { return };
    let csv = found["csv"].as_object().expect("tables");
    assert_eq!(csv.len(), TABLES.len());
    for (book, yes_or_no) in found["xlsx"].as_array().expect("workbooks").iter().zip(["b", "f"]) {
        let sheets = book["sheets"].as_array().expect("sheets");
        assert_eq!(sheets.len(), TABLES.len() + 2, "one for each table, how the plan stands, and what they are about");
        for ((key, title, _), sheet) in TABLES.iter().zip(&sheets[2..]) {
            assert_eq!(sheet["title"], *title);
            let (plain, cells) = (flat(rows(&csv[*key])), flat(rows(&sheet["rows"])));
            assert_eq!(plain[1..], cells[1..], "{key}");
            assert!(yes_or_no == "f" || sheet["frozen"] == "B2", "{key}: the header stays in sight");
            assert_eq!(sheet["filter"], sheet["dimensions"], "{key}");
            assert!(
                sheet["wide"][1].as_f64() < Some(70.0) && sheet["wide"][0].as_f64() > Some(5.0),
                "{}",
                sheet["wide"]
            );
        }
        let types = |title: &str, column: &str| {
            let sheet = sheets.iter().find(|sheet| sheet["title"] == title).expect("a sheet");
            let place = rows(&sheet["rows"])[0].iter().position(|name| name == column).expect("a column");
            sheet["types"][place].clone()
        };
        assert_eq!(types("Milestones", "Last day on time"), serde_json::json!(["d"]));
        assert_eq!(types("Milestones", "Verified, share"), serde_json::json!(["n"]));
        assert_eq!(types("Milestones", "Disputed"), serde_json::json!([yes_or_no]));
        assert_eq!(types("Entries", "Counts from"), serde_json::json!(["d"]));
        assert_eq!(types("Figures", "Number"), serde_json::json!(["n"]));
    }
    assert_eq!(found["xlsx"][0]["made"], "2026-02-01T12:00:00", "the moment asked about, not the clock");
    let entries: Vec<String> = rows(&csv["entries"])[1..].iter().map(|row| row[0].clone()).collect();
    let lines = world.read("entries.jsonl");
    let names = lines.lines().map(|line| serde_json::from_str::<Value>(line).expect("a line")["name"].clone());
    assert_eq!(names.collect::<Vec<_>>(), entries, "entries as lines and as rows");
    let document = world.read("out.md");
    let counted: Vec<usize> = document.split("\n## ").skip(1).map(|part| part.matches("\n| ").count() - 2).collect();
    let expected: Vec<usize> = TABLES.iter().map(|(key, ..)| rows(&csv[*key]).len() - 1).collect();
    assert_eq!(counted, expected, "tables as a document");
}

/// What the first sheet shows is what `status` tells, and its charts are made from these cells.
#[test]
fn a_workbook_opens_with_a_dashboard() {
    let world = helsinki();
    world.ask("export -o xlsx --as-of 2006-12-31 --to out.xlsx").ok();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(world.folder().join("out.xlsx")).expect("a workbook");
    let sheet = calamine::Reader::worksheet_range(&mut book, "Dashboard").expect("a dashboard");
    let text = |row: &[calamine::Data]| row.iter().map(ToString::to_string).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = sheet.rows().map(text).collect();
    let said = world.ask("status --as-of 2006-12-31").ok();
    assert_eq!(rows[0][0], said.text().lines().next().expect("a title"));
    assert!(said.unbroken().contains(&rows[2][0]), "{}", rows[2][0]);
    let header = rows.iter().position(|row| row[0] == "Phase").expect("a table by phase");
    let status = world.ask("status --as-of 2006-12-31 -o json").ok().json();
    let groups = status["groups"].as_array().expect("groups");
    let told = |row: &Vec<String>, group: &Value| {
        let score = |key: &str| group["score"][key].as_f64().map_or(String::new(), |score| score.to_string());
        let count = |key: &str| group[key].to_string();
        assert_eq!(row[1], count("milestones"), "{row:?}");
        assert_eq!([&row[2], &row[3]], [&score("verified"), &score("reported")], "{row:?}");
        let levels: Vec<String> = ["none", "minimum", "intermediate", "full"]
            .map(|level| group["levels"]["verified"][level].to_string())
            .into();
        assert_eq!(row[4..8], levels, "{row:?}");
        assert_eq!(row[8], count("overdue"), "{row:?}");
    };
    for (row, group) in rows[header + 1..].iter().zip(groups) {
        assert_eq!(row[0], group["title"]["en"].as_str().expect("a title"));
        told(row, group);
    }
    told(&rows[header + 1 + groups.len()], &status["total"]);
}

/// Of a wide table the first columns are printed, the others stand folded up beside them; a time of an entry is one that can be
/// reckoned with; and all of it reads the same in each language, figure by figure.
#[test]
fn a_workbook_prints_what_can_be_read_and_has_times() {
    let world = helsinki();
    let sheets = |language: &str| {
        world
            .ask(&format!(
                "export -o xlsx --as-of 2006-12-31 --known-by 2026-11-01 --lang {language} --to {language}.xlsx"
            ))
            .ok();
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook(world.folder().join(format!("{language}.xlsx"))).expect("a workbook");
        let names = calamine::Reader::sheet_names(&book);
        let sheets = names.iter().map(|name| calamine::Reader::worksheet_range(&mut book, name).expect("a sheet"));
        sheets.collect::<Vec<_>>()
    };
    let english = sheets("en");
    let entries = &english[4];
    let at = entries.rows().next().expect("a header").iter().position(|title| *title == "Recorded");
    let times: Vec<String> = entries
        .rows()
        .skip(1)
        .map(|row| match &row[at.expect("a column")] {
            calamine::Data::DateTime(time) => {
                let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
            }
            other => panic!("{other:?} is no time"),
        })
        .collect();
    let told =
        world.ask("export -o csv --table entries --as-of 2006-12-31 --known-by 2026-11-01").ok().text().to_owned();
    let mut reader = csv::Reader::from_reader(told.as_bytes());
    let rows = reader
        .deserialize()
        .map(|row: Result<std::collections::BTreeMap<String, String>, _>| row.expect("a row")["at"].clone());
    assert_eq!(times, rows.collect::<Vec<_>>());
    let figures = |sheets: &[calamine::Range<calamine::Data>]| {
        let cells = sheets.iter().map(|sheet| {
            let figures = sheet
                .used_cells()
                .filter(|(_, _, cell)| matches!(cell, calamine::Data::Float(_) | calamine::Data::DateTime(_)));
            figures.map(|(row, column, cell)| (row, column, cell.clone())).collect::<Vec<_>>()
        });
        cells.collect::<Vec<_>>()
    };
    for language in ["uk", "ru", "id"] {
        let theirs = sheets(language);
        assert_eq!(figures(&theirs)[1..], figures(&english)[1..], "{language}");
        assert_eq!(
            english.iter().map(calamine::Range::get_size).collect::<Vec<_>>(),
            theirs.iter().map(calamine::Range::get_size).collect::<Vec<_>>()
        );
    }
    let book = std::fs::read(world.folder().join("en.xlsx")).expect("a workbook");
    let part = |name: &str| {
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(&book)).expect("an archive");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut book.by_name(name).expect("a part"), &mut text).expect("text");
        text
    };
    assert!(
        part("xl/worksheets/sheet4.xml").contains("outlineLevel=\"1\""),
        "the milestones have more columns than paper has room for"
    );
    assert!(!part("xl/worksheets/sheet3.xml").contains("outlineLevel"), "the matrix is printed whole");
    let areas = part("xl/workbook.xml");
    assert!(areas.contains("Milestones!$A$1:") && !areas.contains("_xlnm.Print_Area\" localSheetId=\"2\""), "{areas}");
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let world = weighed();
    for format in ["jsonl", "csv", "xlsx", "ics", "md"] {
        let line = format!("export --as-of 2026-01-20 --known-by 2026-01-20 -o {format}");
        let (one, other) = (world.ask(&line).ok(), world.at("2026-05-05").ask(&line).ok());
        assert_eq!((one.text(), one.bytes()), (other.text(), other.bytes()), "{format}");
        world.at("2026-01-21");
    }
}

// Words of people.

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script> &amp; <b>",
    "\"quotes\" and 'more', a comma; a semicolon \\ a backslash \\n | `code` _x0041_ {{x}}",
    "two\nlines\n\n# no heading\n| no | table |",
    "=HYPERLINK(\"http://evil.example\";\"click\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "https://example.org/ mailto:x@example.org",
    "👩‍🌾 🏳️‍🌈 e\u{301}",
    "اتفاق السلام، المرحلة الأولى",
    "Мирный план: «первый шаг»",
    "safe\u{202e}gpj.exe\u{2066}x\u{2069}",
    "\u{1}\u{7}\u{1b}[31m\u{7f}\u{9b}\u{feff}\u{fffe}",
    "BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT",
];

/// All that, one text after another, and one of 10,000 characters.
fn texts() -> Vec<String> {
    HOSTILE
        .iter()
        .map(|text| text.to_string())
        .chain(["слово ".repeat(1700)[..].chars().take(10_000).collect()])
        .collect()
}

/// A world in which titles, names, clauses and notes are hostile; one milestone and one note for each text. `id` is its plan's.
fn hostile(id: &str) -> World {
    let milestones: Vec<Value> = texts()
        .iter()
        .enumerate()
        .map(|(place, text)| {
            serde_json::json!({"id": format!("M-{place}"), "title": text, "responsible": ["gov"], "source": [text],
                "element": "theme", "due": {"on": "2026-06-30"}, "indicators": [{"id": "n", "unit": text, "target": 10}]})
        })
        .collect();
    let plan = serde_json::json!({"format": "milepost/plan/1", "id": id, "version": "1", "title": HOSTILE[0],
        "actors": [{"id": "gov", "name": HOSTILE[3], "role": "party"}, {"id": "mov", "name": "M", "role": "party"},
            {"id": "mission", "name": HOSTILE[9], "role": "monitor"}],
        "elements": [{"id": "theme", "title": HOSTILE[1]}],
        "consultations": [{"id": "talks", "title": HOSTILE[13], "first": "2026-01-31", "every": "P1M", "with": ["gov"]}],
        "rules": {"verify": {"by": ["mission"], "quorum": 1}, "start": {"by": ["gov"], "quorum": 1}},
        "milestones": milestones});
    let world = World::new(&plan.to_string());
    world.at("2026-02-01").run(&["start", "--from", "2026-02-01", "--as", "gov", "--note", HOSTILE[2]]).ok();
    for (place, text) in texts().iter().enumerate() {
        let id = format!("M-{place}");
        world.run(&["mark", &id, &format!("n={place}"), "--as", "mission", &format!("--note={text}")]).ok();
    }
    world.run(&["incident", "M-1", "--severity", "minor", "--place", HOSTILE[3], "--as", "mov"]).ok();
    world.run(&["dispute", "M-2", "--note", HOSTILE[4], "--as", "mov"]).ok();
    world
}

#[test]
fn hostile_words_come_back_as_they_were_said() {
    let world = hostile("hostile");
    export_all(&world, "");
    let (Some(lines), Some(tables), Some(dates)) = (
        scores(&world),
        reads(&world, "tables.py", &["tables", "out.xlsx"]),
        reads(&world, "calendar_file.py", &["out.ics", "2027-01-01"]),
    ) else {
        return;
    };
    let notes: Vec<&str> = lines["notes"].as_array().expect("notes").iter().filter_map(Value::as_str).collect();
    assert!(texts().iter().all(|text| notes.contains(&text.as_str())), "every character of every note");
    // Where people look at it, what they would not see is shown.
    let seen: Vec<String> = texts().iter().map(|text| visible(text).into_owned()).collect();
    let unguarded =
        |text: &String| text.strip_prefix('\'').filter(|_| text.as_bytes()[1] != b'q').unwrap_or(text).to_owned();
    let titles: Vec<String> = rows(&tables["csv"]["milestones"])[1..].iter().map(|row| unguarded(&row[1])).collect();
    assert_eq!(titles, seen);
    let sheets = tables["xlsx"][0]["sheets"].as_array().expect("sheets");
    let sheet = sheets.iter().find(|sheet| sheet["title"] == "Milestones").expect("a sheet");
    let titles: Vec<String> = rows(&sheet["rows"])[1..].iter().map(|row| row[1].clone()).collect();
    assert_eq!(titles, seen);
    let events = dates["events"].as_array().expect("events");
    let summaries = events.iter().filter_map(|event| event["summary"].as_str()?.split_once("M-"));
    let titles: Vec<&str> = summaries.filter_map(|(_, told)| Some(told.split_once(' ')?.1)).collect();
    assert_eq!(titles, seen);
    assert_eq!(events.len(), texts().len() + 1, "nobody's words make an event");
    let document = world.read("out.md");
    for raw in ["<script", "<b>", "\n# no heading", "| no | table |", "\u{202e}", "\u{1b}"] {
        assert!(!document.contains(raw), "{raw:?}");
    }
}

#[test]
fn a_text_too_long_for_a_cell_is_cut_and_says_so() {
    let long = "ж".repeat(40_000);
    let world = World::with(&format!(r#"{{"id":"A","title":"{long}","responsible":["gov"],"source":["text"]}}"#));
    world.ask("export -o xlsx --to out.xlsx").ok().remarks("2 texts longer than a spreadsheet's cell were cut");
    world.ask("export -o csv --to tables/").ok();
    assert!(world.read("tables/milestones.csv").contains(&long));
    let Some(found) = reads(&world, "tables.py", &["tables", "out.xlsx"]) else { return };
    let cell = found["xlsx"][0]["sheets"][3]["rows"][1][1].as_str().expect("words").to_owned();
    assert!(
        cell.encode_utf16().count() == 32_767
            && cell.ends_with("… [cut here: 40000 characters are more than a cell holds]")
    );
}

// Dates.

/// Meetings in every rhythm, in a zone whose clocks change.
fn meetings() -> World {
    let meetings = [
        ("weekly", "2026-01-05", "P7D"),
        ("daily", "2026-01-05", "P3D"),
        ("m31", "2026-01-31", "P1M"),
        ("m30", "2026-01-30", "P1M"),
        ("m29", "2026-01-29", "P1M"),
        ("quarter", "2026-01-15", "P3M"),
        ("leap", "2024-02-29", "P1Y"),
        ("local", "2026-01-05T10:00", "P14D"),
        ("month-end", "2026-01-31T09:30", "P1M"),
        ("hours", "2026-01-05T10:00+02:00", "PT50H"),
        ("odd", "2026-01-31", "P1M15D"),
        ("mixed", "2026-01-05T08:00", "P1DT1H"),
        ("month", "2026-02", "P1M"),
        ("night", "2026-01-04T03:30", "P7D"),
    ];
    let meetings =
        meetings.map(|(id, first, every)| serde_json::json!({"id": id, "title": id, "first": first, "every": every}));
    let plan = serde_json::json!({"format": "milepost/plan/1", "id": "meetings", "version": "1", "title": "Meetings",
        "timezone": "Europe/Kyiv", "consultations": meetings, "milestones": []});
    World::new(&plan.to_string())
}

#[test]
fn consultations_come_again_when_milepost_says() {
    let world = meetings();
    world.ask("export -o ics --to out.ics").ok();
    let Some(found) = reads(&world, "calendar_file.py", &["out.ics", "2029-06-01"]) else { return };
    assert_eq!(found["clocks"], serde_json::json!([{"zone": "Europe/Kyiv", "wrong": 0}]));
    let (events, kyiv) = (found["events"].as_array().expect("events"), Zone::parse("Europe/Kyiv").expect("a zone"));
    for as_of in
        ["2026-02-01", "2026-03-28", "2026-03-30", "2026-10-24", "2026-10-31", "2027-02-28", "2027-12-31", "2028-02-29"]
    {
        let state = world.ask(&format!("export --as-of {as_of}")).ok().json();
        let over = kyiv.end_of(Day::parse(as_of).expect("a day"));
        for one in state["consultations"].as_array().expect("consultations") {
            let (id, next) = (one["id"].as_str().expect("an id"), one["next"].as_str().expect("a date"));
            let event = events.iter().find(|event| event["summary"] == id).expect("an event");
            let mut met = event["occurrences"].as_array().expect("dates").iter().filter_map(Value::as_str);
            let first = met.find(|text| if text.len() == 10 { *text > as_of } else { moment(text) > over });
            let next = if next.len() <= 10 { next.to_owned() } else { instant(next) };
            assert!(first.is_some_and(|first| first.starts_with(&next)), "{id} as of {as_of}: {first:?}, {next}");
        }
    }
}

/// A moment as the reader tells it: `2026-01-05T08:00:00Z`.
fn instant(text: &str) -> String {
    moment(text).to_string().replace(".000Z", "Z")
}

#[test]
fn a_date_keeps_its_uid_and_counts_its_moves() {
    let due = |id: &str, due: &str| {
        format!(r#"{{"id":"{id}","title":"{id}","responsible":["mov"],"source":["text"],"due":{due}}}"#)
    };
    let milestones = [
        due("DAY", r#"{"on":"2026-06-30"}"#),
        due("TIME", r#"{"on":"2026-06-30T18:00+02:00"}"#),
        due("MONTH", r#"{"on":"2026-06"}"#),
        due("READ", r#"{"either":[{"on":"2026-07-01"},{"on":"2026-08-01"}]}"#),
        due("RUN", r#"{"after":"start","within":"P30D"}"#),
        r#"{"id":"NONE","title":"NONE","responsible":["mov"],"source":["text"]}"#.to_owned(),
    ];
    let rules = r#""reschedule":{"by":["gov"],"quorum":1},"start":{"by":["gov"],"quorum":1},"suspend":{"by":["gov"],"quorum":1},"verify""#;
    let world = World::new(&plan(&milestones.join(",")).replacen("\"verify\"", rules, 1));
    let read = |options: &str| {
        world.ask(&format!("export -o ics --to out.ics {options}")).ok();
        let found = reads(&world, "calendar_file.py", &["out.ics", "2027-01-01"])?;
        Some(found["events"].as_array().expect("events").clone())
    };
    let event = |events: &[Value], id: &str, key: &str| {
        let found =
            events.iter().filter(|event| event["uid"].as_str().expect("a uid").starts_with(&format!("due.{id}.")));
        found.map(|event| event[key].clone()).collect::<Vec<_>>()
    };
    let Some(first) = read("") else { return };
    assert_eq!(event(&first, "DAY", "start"), ["2026-06-30"]);
    assert_eq!(event(&first, "DAY", "days"), [1]);
    assert_eq!(event(&first, "DAY", "alarms"), [serde_json::json!(["-P7D"])]);
    assert_eq!(event(&first, "TIME", "start"), ["2026-06-30T16:00:00Z"]);
    assert_eq!(event(&first, "MONTH", "start"), ["2026-06-30"], "a month is over with its last day");
    assert_eq!(event(&first, "READ", "start"), ["2026-07-01", "2026-08-01"]);
    assert_eq!(event(&first, "READ", "status"), ["TENTATIVE", "TENTATIVE"]);
    assert!(event(&first, "RUN", "uid").is_empty() && event(&first, "NONE", "uid").is_empty());
    world.at("2026-01-10").ask("reschedule DAY 2026-07-31 --as gov").ok();
    world.ask("reschedule TIME none --as gov").ok();
    world.ask("start --from 2026-02-01 --as gov").ok();
    world.ask("suspend MONTH --as gov").ok();
    world.says("mov", "2026-02-02", "RUN full");
    let then = read("--alarm PT12H").expect("it reads");
    assert_eq!(event(&then, "DAY", "uid"), event(&first, "DAY", "uid"));
    assert_eq!(
        (event(&then, "DAY", "start"), event(&then, "DAY", "sequence")),
        (vec!["2026-07-31".into()], vec![1.into()])
    );
    assert_eq!(event(&then, "DAY", "alarms"), [serde_json::json!(["-PT12H"])]);
    assert_eq!(
        (event(&then, "TIME", "status"), event(&then, "TIME", "sequence")),
        (vec!["CANCELLED".into()], vec![1.into()])
    );
    assert_eq!(event(&then, "MONTH", "status"), ["TENTATIVE"]);
    assert_eq!(
        (event(&then, "RUN", "start"), event(&then, "RUN", "sequence")),
        (vec!["2026-03-03".into()], vec![0.into()])
    );
    assert_eq!(event(&then, "RUN", "alarms"), [serde_json::json!([])], "nobody is reminded of what is done");
    world.at("2026-02-03").ask("start --from 2026-02-10 --as gov").ok();
    let last = read("--alarm none").expect("it reads");
    assert_eq!(
        (event(&last, "RUN", "start"), event(&last, "RUN", "sequence")),
        (vec!["2026-03-12".into()], vec![1.into()])
    );
    assert!(last.iter().all(|event| event["alarms"] == serde_json::json!([])));
}

/// Who reads titles alone must not take what is done for open, nor a month for its last day.
#[test]
fn a_calendars_titles_say_what_is_done_overdue_and_imprecise() {
    let due = |id: &str, due: &str| {
        format!(r#"{{"id":"{id}","title":"Title","responsible":["mov"],"source":["text"],"due":{due}}}"#)
    };
    let on = |id: &str, on: &str| due(id, &format!(r#"{{"on":"{on}"}}"#));
    let milestones =
        [on("DONE", "2026-01-10"), on("SAID", "2026-01-10"), on("LATE", "2026-01-10"), on("MONTH", "2026-06")];
    let world = World::with(&milestones.join(","));
    world.says("mission", "2026-01-05", "DONE full").says("mov", "2026-01-05", "SAID full").at("2026-02-01");
    let calendar = world.ask("export -o ics").ok();
    for title in
        ["Done: DONE Title", "Reported done: SAID Title", "Overdue: LATE Title", "MONTH Title (by the end of 2026-06)"]
    {
        let summary = format!("SUMMARY:{title}");
        assert!(calendar.text().lines().any(|line| line == summary), "{title}: {}", calendar.text());
    }
    assert!(!calendar.text().contains("X-WR-CALDESC"));
}

/// Meetings end with the mission that they are held with, in the calendar as in `next`.
#[test]
fn meetings_end_with_the_mandate_of_who_meets() {
    let text = plan(r#"{"id":"A","title":"A","responsible":["mov"],"source":["text"]}"#)
        .replace(r#""role":"monitor"}"#, r#""role":"monitor","mandate":{"until":"2026-02-20"}}"#)
        .replacen(
            r#""rules""#,
            r#""consultations":[
{"id":"day","title":"Day","first":"2026-01-05","every":"P7D","with":["gov","mission"]},
{"id":"hour","title":"Hour","first":"2026-01-06T10:00Z","every":"P7D","with":["mov","mission"]},
{"id":"parties","title":"Parties","first":"2026-01-07","every":"P7D","with":["gov","mov"]}],"rules""#,
            1,
        );
    let world = World::new(&text);
    world.ask("export -o ics --to out.ics").ok();
    let calendar = world.read("out.ics");
    assert!(calendar.contains("FREQ=WEEKLY;INTERVAL=1;UNTIL=20260220\r\n"), "{calendar}");
    assert!(calendar.contains("UNTIL=20260220T235959Z"), "{calendar}");
    assert!(calendar.contains("X-WR-CALDESC:No milestone of this plan has a date"), "{calendar}");
    let next = |as_of: &str| {
        let state = world.ask(&format!("export --as-of {as_of}")).ok().json();
        let all = state["consultations"].as_array().expect("meetings").clone();
        all.iter().map(|one| one["next"].as_str().map(|on| on[..10].to_owned())).collect::<Vec<_>>()
    };
    let told = |days: [Option<&str>; 3]| days.map(|day| day.map(str::to_owned)).to_vec();
    assert_eq!(next("2026-02-10"), told([Some("2026-02-16"), Some("2026-02-17"), Some("2026-02-11")]));
    assert_eq!(next("2026-02-21"), told([None, None, Some("2026-02-25")]));
    let Some(found) = reads(&world, "calendar_file.py", &["out.ics", "2027-01-01"]) else { return };
    let last = |title: &str| {
        let events = found["events"].as_array().expect("events");
        let event = events.iter().find(|event| event["summary"] == title).expect("an event");
        event["occurrences"].as_array().expect("dates").last().expect("a date").clone()
    };
    assert_eq!([last("Day"), last("Hour")], ["2026-02-16", "2026-02-17T10:00:00Z"]);
    assert_eq!(last("Parties"), "2026-12-30");
    world.at("2026-02-23").ask("brief --since last").ok().hears("from 2026-02-19");
}

#[test]
fn a_plan_without_running_dates_says_so_in_its_calendar() {
    let calendar = World::empty().ask("export -o ics").ok();
    assert!(calendar.text().replace("\n ", "").contains("X-WR-CALDESC:No date of this plan is running yet"));
}

#[test]
fn options_go_with_their_formats() {
    let world = weighed().terminal();
    world.ask("export -o json --table entries").code(2).remarks("`--table` goes with `-o csv`, `-o xlsx`, `-o md`");
    world.ask("export -o csv --alarm P7D").code(2).remarks("`--alarm` goes with `-o ics`");
    world.ask("export -o ics --alarm P1M").code(2).remarks("a reminder comes days or hours before");
    world.ask("export -o ics --alarm soon").code(2).remarks("is not a duration");
    world.ask("export -o csv --table x").code(2).remarks("possible values: matrix, milestones");
    world.ask("export -o xlsx").code(2).remarks("cannot show it").remarks("hint: `--to FILE` writes it to a file");
    world.ask("export -o csv --table figures").ok().hears("entry,milestone,indicator,unit,form,number");
    world.ask("export -o md --table requires").ok().hears("## Preconditions").hears_not("## Milestones");
    world.ask("export -o csv --to plans/").code(2).remarks("workspace's own files");
    world.ask("export -o csv --to a/b/").code(2).remarks("there is no folder for a/b");
    world.ask("export -o json --to a/").code(2).remarks("is a folder, not a file");
}

/// A list or a log of chosen columns has the cells of the export, in the order asked for.
#[test]
fn columns_are_chosen_by_the_keys_of_the_export() {
    let world = helsinki();
    for (command, table, keys) in [
        ("list", "milestones", ["due_day", "id", "verified_progress", "responsible"]),
        ("log", "entries", ["says", "name", "day", "note"]),
    ] {
        let all = cells(world.ask(&format!("export -o csv --table {table}")).ok().text());
        let place = |key: &&str| all[0].iter().position(|known| known == key).expect("a key of the export");
        let places: Vec<usize> = keys.iter().map(place).collect();
        let wanted = all.iter().map(|row| places.iter().map(|place| row[*place].clone()).collect::<Vec<_>>());
        let heard = world.ask(&format!("{command} --columns {} -o csv", keys.join(","))).ok();
        assert_eq!(cells(heard.text()), wanted.collect::<Vec<_>>(), "{command}");
        world.ask(&format!("{command} --columns {0},{0} -o csv", keys[1])).ok().hears_not(",");
        world.ask(&format!("{command} --columns {}", keys[1])).ok();
        world.ask(&format!("{command} --columns colour")).code(2).remarks("one of: ").remarks(keys[0]);
        world.ask(&format!("{command} --columns {} -o ids", keys[0])).code(2).remarks("`--columns` is for tables");
    }
}

/// What CSV tells of a noun, and where the schemas have its keys.
const NOUNS: [(&str, &[&str]); 14] = [
    ("export -o csv --table milestones", &["state Milestone"]),
    ("export -o csv --table entries", &["entry ExportedEntry"]),
    ("export -o csv --table figures", &["entry ClaimFigure", "entry ExportedEntry", "state Indicator"]),
    ("export -o csv --table actors", &["plan Actor", "state Group", "state Milestone"]),
    ("export -o csv --table phases", &["state Group"]),
    ("export -o csv --table elements", &["state Group", "plan Element"]),
    ("export -o csv --table dates", &["state Move"]),
    ("export -o csv --table requires", &["state Requirement", "entry ExportedEntry"]),
    ("export -o csv --table decisions", &["state Decision"]),
    ("export -o csv --table disputes", &["state Dispute"]),
    ("export -o csv --table incidents", &["state Incident"]),
    ("export -o csv --table consultations", &["state Consultation"]),
    ("list -o csv", &["state Milestone"]),
    ("status -o csv", &["state Group"]),
];

/// The columns that only tables have, each with its reason.
const OF_TABLES: [(&str, &[&str]); 6] = [
    ("a level as a number, to be computed with", &["reported_code", "verified_code", "assessed_code"]),
    ("whose word the figure is that a list shows", &["progress_by"]),
    (
        "how many are verified at each level, of which the answer has all three voices",
        &["none", "minimum", "intermediate", "full"],
    ),
    ("a day of the plan's zone, to be sorted by", &["due_day", "opened", "done"]),
    ("the plan's own words", &["timeline"]),
    ("its place in a list", &["move"]),
];

/// One key means one thing, whoever asks: what a table calls a column is what the answer for machines calls it, alone or with the
/// object that it stands in.
#[test]
fn a_column_has_the_key_of_the_answer() {
    let world = World::empty();
    let schemas = ["state", "entry", "plan"].map(|name| (name, world.ask(&format!("schema {name}")).ok().json()));
    let alone: Vec<&str> = OF_TABLES.iter().flat_map(|(_, columns)| *columns).copied().collect();
    let mut met: BTreeSet<&str> = BTreeSet::new();
    for (line, places) in NOUNS {
        let known: BTreeSet<String> = places.iter().flat_map(|place| keys(&schemas, place)).collect();
        for column in &cells(world.ask(line).ok().text())[0] {
            if !known.contains(column) {
                let own = alone.iter().find(|one| *one == column);
                met.insert(own.unwrap_or_else(|| panic!("`{line}` has a column `{column}`, not in {places:?}")));
            }
        }
    }
    assert_eq!(met.len(), alone.len(), "no table has all of {alone:?}");
}

/// The keys of a definition, and of the objects in it, these also with the key that they stand under: `due`, `first`, `due_first`.
fn keys(schemas: &[(&str, Value)], place: &str) -> Vec<String> {
    let (schema, definition) = place.split_once(' ').expect("a schema and a definition");
    let (_, schema) = schemas.iter().find(|(name, _)| *name == schema).expect("a schema");
    let own = |definition: &str| schema["$defs"][definition]["properties"].as_object().cloned().unwrap_or_default();
    let mut keys = Vec::new();
    for (key, is) in own(definition) {
        let is = is.to_string();
        let within = is.split("#/$defs/").skip(1).filter_map(|rest| rest.split('"').next());
        keys.extend(
            within.flat_map(|inner| own(inner).into_iter()).flat_map(|(inner, _)| [format!("{key}_{inner}"), inner]),
        );
        keys.push(key);
    }
    assert!(!keys.is_empty(), "no {place}");
    keys
}

/// A milestone is told by the same keys with the same values wherever it is told, whatever stands beside them.
#[test]
fn a_milestone_is_the_same_in_every_answer() {
    let world = helsinki();
    let mut told = 0;
    for day in ["2005-12-01", "2006-09-01", "2006-12-31"] {
        let moments = format!("--as-of {day} --known-by {day}");
        let export = world.ask(&format!("export {moments}")).ok().at("/milestones");
        let rows = export.as_array().expect("milestones");
        let brief = format!("brief --since 2005-09-01 --until {day} -o json");
        let asked = ["next --all", "timeline", "list"].map(|line| format!("{line} {moments} -o json"));
        let why = rows.iter().map(|row| format!("why {} {moments} -o json", row["id"].as_str().expect("an id")));
        for line in asked.into_iter().chain([brief]).chain(why) {
            let before = told;
            milestones(&world.ask(&line).ok().json(), &mut |one| {
                let row = rows.iter().find(|row| row["id"] == one["id"]).unwrap_or_else(|| panic!("{line}: {one}"));
                let both = one.as_object().expect("an object").iter().filter(|(key, _)| row.get(key).is_some());
                both.for_each(|(key, is)| assert_eq!(*is, row[key], "{line}: `{key}` of {}", one["id"]));
                told += 1;
            });
            assert!(told > before, "{line}");
        }
    }
    assert!(told > 250, "{told}");
}

/// Every milestone that an answer tells, at whatever depth: what has an id, a status and a timing.
fn milestones(answer: &Value, each: &mut dyn FnMut(&Value)) {
    if ["id", "status", "timing"].iter().all(|key| answer.get(key).is_some()) {
        each(answer);
    }
    match answer {
        Value::Object(parts) => parts.values().for_each(|part| milestones(part, each)),
        Value::Array(parts) => parts.iter().for_each(|part| milestones(part, each)),
        _ => {}
    }
}

fn cells(csv: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}
