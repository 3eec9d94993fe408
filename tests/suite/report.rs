//! The document to hand over: read by a browser as its readers do, and held against what the other commands tell.

use super::readers::{have, node, told};
use super::world::World;
use milepost::model::hash::Hash;
use serde_json::{Value, json};
use std::path::Path;

/// The Helsinki example, in the middle of its course, as it was known then.
const THEN: &str = "--as-of 2006-06-30 --known-by 2026-11-30";

fn helsinki() -> World {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    world
}

/// What Chromium, axe-core and an HTML validator find on a page; nothing where they are not installed.
fn browsed(page: &Path, pdf: &Path, element: &str) -> Option<Value> {
    if !have("chromium") {
        return None;
    }
    let mut node = node("page.mjs")?;
    let found = told(node.arg(page).arg(pdf).arg(element));
    Some(serde_json::from_str(&found).expect("JSON"))
}

fn sound(found: &Value) {
    let lists = [
        "console",
        "requests",
        "violations",
        "wide",
        "apart",
        "invalid",
        "lost",
        "broken",
        "uncaptioned",
        "undirected",
    ];
    for list in lists {
        assert_eq!(found[list], json!([]), "{list}");
    }
    assert_eq!(found["pdf"][0], "%PDF-");
}

fn percent(share: &Value) -> String {
    share.as_f64().map_or("–".into(), |share| format!("{} %", (share * 100.0).round()))
}

#[test]
fn a_browser_shows_what_the_export_tells() {
    let world = helsinki();
    world.ask(&format!("report {THEN} --to report.html")).ok();
    let state = world.ask(&format!("export -o json {THEN}")).ok().json();
    let (page, pdf) = (world.folder().join("report.html"), world.folder().join("report.pdf"));
    let Some(found) = browsed(&page, &pdf, "decommissioning") else { return };
    sound(&found);
    let total = &state["total"];
    let scores = ["verified", "reported", "assessed"].map(|voice| percent(&total["score"][voice]));
    assert_eq!(found["scores"], json!(scores));
    let spread = |voice: &str| {
        let level = |level: &str| format!("{} {level}", total["levels"][voice][level]);
        ["full", "intermediate", "minimum", "none"].map(level).join(", ")
    };
    assert_eq!(found["spreads"], json!(["verified", "reported", "assessed"].map(spread)));
    let mut statuses: Vec<String> =
        total["statuses"].as_object().expect("counts").iter().map(|(word, count)| format!("{count} {word}")).collect();
    let mut shown: Vec<String> = serde_json::from_value(found["statuses"].clone()).expect("words");
    statuses.sort();
    shown.sort();
    assert_eq!(shown, statuses);
    let milestones = state["milestones"].as_array().expect("milestones");
    let rows = found["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), milestones.len());
    for milestone in milestones {
        let row = rows.iter().find(|row| row[0] == milestone["id"]).expect("its row");
        assert_eq!(row[1], milestone["title"]["en"]);
        assert_eq!(row[5], percent(&milestone["verified"]["progress"]), "{row}");
        assert_eq!(row[6], percent(&milestone["reported"]["progress"]), "{row}");
        let status = milestone["status"].as_str().expect("a status");
        assert!(row[4].as_str().is_some_and(|told| told.starts_with(status)), "{row}");
    }
    let arms: Vec<&Value> =
        milestones.iter().filter(|one| one["element"] == "decommissioning").map(|one| &one["id"]).collect();
    assert_eq!(found["filtered"], json!(arms));
    assert_eq!(found["drawn"], json!(arms));
    assert_eq!(found["again"], milestones.len());
    assert_eq!(found["bystatus"].as_array().map(Vec::len), Some(1), "one is breached");
}

/// What is filtered and sorted stands in the address, where the back button and a copy find it; the counts are the page's figures.
#[test]
fn what_is_chosen_stands_in_the_address() {
    let world = helsinki();
    let when = "--as-of 2006-12-31 --known-by 2026-11-30";
    world.ask(&format!("report {when} --to report.html")).ok();
    let state = world.ask(&format!("export -o json {when}")).ok().json();
    let balance = world.ask("balance -o json").ok().json();
    let Some(mut node) = have("chromium").then(|| node("views.mjs")).flatten() else { return };
    let found: Value =
        serde_json::from_str(&told(node.arg(world.folder().join("report.html")).arg("gam"))).expect("JSON");
    for list in ["console", "requests"] {
        assert_eq!(found[list], json!([]), "{list}");
    }
    let milestones = state["milestones"].as_array().expect("milestones");
    let all = || milestones.iter().filter(|one| one["parts"].as_array().is_some_and(Vec::is_empty));
    let ids = |fits: &dyn Fn(&Value) -> bool| -> Vec<&Value> {
        milestones.iter().filter(|one| fits(one)).map(|one| &one["id"]).collect()
    };
    // Counts are those of the page.
    assert_eq!(found["counts"]["overdue"], state["total"]["overdue"].to_string());
    assert_eq!(found["counts"]["breached"], state["total"]["statuses"]["breached"].to_string());
    let side = |id: &str| balance["sides"].as_array().and_then(|sides| sides.iter().find(|one| one["id"] == id));
    for id in ["goi", "gam"] {
        let one = side(id).expect("a side");
        let told = format!("(owes {}, verifies {})", one["owed"], one["verifies"]);
        assert!(found["counts"][id].as_str().is_some_and(|counted| counted.ends_with(&told)), "{told}: {found}");
    }
    assert!(found["counts"]["amm"].as_str().is_some_and(|told| told.ends_with("(verifies 21)")), "{}", found["counts"]);
    assert_eq!(
        all().count().to_string(),
        found["all"]["count"].as_str().expect("a count").split(' ').next().unwrap_or("")
    );
    // What is chosen is shown, and nothing else; the address says it.
    let overdue = ids(&|one| one["timing"]["word"] == "overdue");
    assert_eq!(found["overdue"]["shown"], json!(overdue));
    assert_eq!(found["overdue"]["hash"], "#?overdue=1");
    assert_eq!(found["breached"]["shown"], json!(ids(&|one| one["status"] == "breached")));
    // What it owes, and what it verifies of what the mission owes.
    let of_gam = |one: &Value| {
        let owes = one["responsible"].as_array().is_some_and(|owing| owing.contains(&json!("gam")));
        owes || one["id"] == "MM-1"
    };
    let shows = |step: &str, mut expected: Vec<&Value>| {
        let mut shown: Vec<&Value> = found[step]["shown"].as_array().expect("a list").iter().collect();
        shown.sort_by_key(|id| id.to_string());
        expected.sort_by_key(|id| id.to_string());
        assert_eq!(shown, expected, "{step}");
    };
    shows("mine", ids(&of_gam));
    assert_eq!(found["mine"]["hash"], "#?mine=gam");
    // Sorted across phases, what has no value last whichever way.
    let sorted = |step: &str| -> Vec<String> { serde_json::from_value(found[step]["keys"].clone()).expect("keys") };
    for (step, down) in [("due", false), ("late", true)] {
        let keys = sorted(step);
        let dated: Vec<&String> = keys.iter().take_while(|key| !key.is_empty()).collect();
        assert_eq!(keys.len(), milestones.len());
        assert!(dated.len() > 8 && keys[dated.len()..].iter().all(String::is_empty), "{keys:?}");
        assert!(if down { dated.is_sorted_by(|a, b| a >= b) } else { dated.is_sorted() }, "{keys:?}");
        assert_eq!(found[step]["sort"], if down { "descending" } else { "ascending" });
        assert_eq!(found[step]["arrow"], if down { "\" ↓\"" } else { "\" ↑\"" });
        assert_eq!(found[step]["phases"], 0);
    }
    assert_eq!(found["late"]["hash"], "#?sort=-due");
    assert_eq!(found["urgent"]["statuses"][0], "breached");
    assert_eq!(found["urgent"]["statuses"][1], "contested");
    // Back and forward, and a copy opened anew.
    assert_eq!(found["back"], found["due"]);
    assert_eq!(found["forward"], found["late"]);
    assert_eq!(found["copy"], found["both"]);
    assert!(found["both"]["shown"].as_array().is_some_and(|shown| !shown.is_empty()));
    shows("plan", ids(&|_| true));
    assert_eq!(found["link"]["shown"], found["breached"]["shown"]);
    assert_eq!(found["record"], true);
    // Heads stay in sight.
    assert_eq!(found["stuck"], json!([0, 0]));
    // Without the script all is there, and nothing that would need it.
    shows("plain", ids(&|_| true));
    assert_eq!(found["plain"]["filter"], false);
    assert_eq!(found["plain"]["opened"], true);
}

/// The brief edition tells a reader away from the books what must be known, in the figures of the long one, and not much more.
#[test]
fn the_brief_edition_tells_the_same_in_less() {
    let world = helsinki();
    for day in ["2005-12-31", "2006-08-01", "2006-12-31"] {
        let when = format!("--as-of {day} --known-by 2026-11-30");
        let long = world.ask(&format!("report -o md {when}")).ok();
        let brief = world.ask(&format!("report --edition brief -o md {when}")).ok();
        assert!(brief.text().lines().count() <= 120, "{day}: {}", brief.text().lines().count());
        let rows = || brief.text().lines().filter(|line| line.starts_with("| "));
        assert!(rows().count() > 15 && rows().all(|row| long.text().contains(row)), "{day}: {}", brief.text());
        let (long, brief) =
            (world.ask(&format!("report {when}")).ok(), world.ask(&format!("report --edition brief {when}")).ok());
        for drawing in ["<svg class=\"gap\"", "<svg class=\"squares\"", "<svg class=\"counts\"", "<p class=\"spread\">"]
        {
            let labels: Vec<&str> =
                brief.text().split(drawing).skip(1).map(|rest| &rest[..rest.find('>').unwrap_or(0)]).collect();
            assert!(labels.len() > 1 && labels.iter().all(|one| long.text().contains(one)), "{day}: {labels:?}");
        }
        let square = |page: &str| page.matches(" class=\"w ").count();
        assert!(square(brief.text()) >= 22 && !brief.text().contains("href=\"#m-"), "{day}");
        assert!(!brief.text().contains("<script") && brief.text().len() < 100_000, "{day}");
        // What had not come is not told.
        assert_eq!(brief.text().contains("mandate of Aceh Monitoring Mission (AMM) ended"), day == "2006-12-31");
    }
    for format in ["html", "md"] {
        let brief =
            world.ask(&format!("report --edition brief -o {format} --as-of 2006-12-31 --known-by 2026-11-30")).ok();
        let plain = brief
            .text()
            .replace("<time>", "")
            .replace("</time>", "")
            .replace("</span>", "")
            .replace("<b>", "")
            .replace("</b>", "")
            .replace('\\', "");
        for told in [
            "All violence between the parties ends: breached since 2005-09-10",
            "Political prisoners and detainees released: overdue 488 d",
            "Verified complete: Decommissioning of arms (by 2005-12-19); Non-organic army and police withdrawn (by 2006-01-05)",
            "Last verified for 2006-02-25 [amm:26], nothing since.",
            "Aceh Monitoring Mission (AMM) ended on 2006-12-15",
            "Root, in digits: ",
        ] {
            assert!(plain.contains(told), "{format}: {told} in {plain}");
        }
    }
}

/// What has no room on two sheets is counted, and what nobody has spoken of is one sentence.
#[test]
fn the_brief_edition_says_what_it_leaves_out() {
    let each = |one: fn(usize) -> String| (1..=20).map(one).collect::<Vec<_>>().join(",");
    let milestones = each(|at| {
        format!(
            r#"{{"id":"M-{at}","title":"Invented commitment {at}","element":"e{at}","responsible":["mov"],"source":["text"],"indicators":[{{"id":"n","title":"Things"}}]}}"#
        )
    });
    let elements = each(|at| format!(r#"{{"id":"e{at}","title":"Element {at}"}}"#));
    let plan = super::world::plan(&milestones);
    let world = World::new(&plan.replace(r#"{"id":"arms","title":"Arms","provision":"disarm"}"#, &elements));
    let claims =
        (1..=18).map(|at| format!(r#"{{"kind":"claim","milestone":"M-{at}","level":"full","values":{{"n":{at}}}}}"#));
    world.file("claims.jsonl", claims.collect::<Vec<_>>().join("\n"));
    world.ask("import claims.jsonl --as mov").ok();
    for format in ["html", "md"] {
        let brief = world.ask(&format!("report --edition brief -o {format}")).ok();
        brief
            .hears("and 8 more elements; “milepost report” tells all")
            .hears("Nothing is reported or verified of: Element 19 (1); Element 20 (1).")
            .hears("Element 10")
            .hears_not("Element 11<")
            .hears_not("| Element 11 ")
            .hears("more of what was counted; “milepost report” tells all");
    }
    world.ask("report --edition longer").code(2).remarks("brief");
}

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</style></script><img src=x onerror=alert(1)>",
    "\"quoted\" 'and' `ticks` & &amp;",
    "first\nsecond\r\nthird",
    "=HYPERLINK(\"https://example.org\")",
    "🕊️ 👩‍🌾",
    "اتفاق السلام",
    "Мирна угода",
    "\u{202e}turned\u{200b}",
];

#[test]
fn hostile_words_are_words_on_the_page() {
    let long = "long ".repeat(2000);
    let words: Vec<&str> = HOSTILE.iter().copied().chain([long.as_str()]).collect();
    let milestones: Vec<String> = (1..)
        .zip(&words)
        .map(|(number, title)| {
            json!({"id": format!("M-{number}"), "title": title, "responsible": ["mov"], "source": [format!("text {title}")]}).to_string()
        })
        .collect();
    let world = World::with(&milestones.join(","));
    for (number, note) in (1..).zip(&words) {
        world.run(&["mark", &format!("M-{number}"), "full", "--as", "mov", "--note", note]).ok();
        world.run(&["incident", &format!("M-{number}"), "--severity", "minor", "--place", note, "--as", "mov"]).ok();
    }
    let page = world.ask("report --to report.html").ok();
    assert!(page.text().starts_with("wrote report.html"));
    let text = world.read("report.html");
    assert_eq!(text.matches("<script").count(), 1);
    assert!(
        text.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !text.contains("<img") && !text.contains('\u{202e}')
    );
    assert!(text.contains(&long.trim_end().to_owned()));
    let brief = world.ask("report --edition brief").ok();
    assert!(!brief.text().contains("<script") && !brief.text().contains("<img") && !brief.text().contains('\u{202e}'));
    let markdown = world.ask("report -o md").ok();
    assert!(!markdown.text().contains("<script>") && markdown.text().contains("Мирна угода"));
    let Some(found) = browsed(&world.folder().join("report.html"), &world.folder().join("report.pdf"), "") else {
        return;
    };
    sound(&found);
    let rows = found["rows"].as_array().expect("rows");
    assert!(rows[0][1] == HOSTILE[0] && rows[6][1] == HOSTILE[6], "{rows:?}");
}

#[test]
fn the_public_is_not_told_notes_and_places() {
    let world = World::with(r#"{"id":"CF-1","title":"Fire ceases","responsible":["mov"],"continuing":true}"#);
    world
        .run(&[
            "incident",
            "CF-1",
            "--severity",
            "serious",
            "--place",
            "Upper Ford",
            "--note",
            "Seen by K.",
            "--as",
            "mission",
        ])
        .ok();
    world.run(&["dispute", "CF-1", "--note", "Not so, says K.", "--as", "mov"]).ok();
    for format in ["html", "md"] {
        let inside = world.ask(&format!("report -o {format} --since 2020-01-02")).ok();
        let public = world.ask(&format!("report -o {format} --since 2020-01-02 --audience public")).ok();
        for word in ["Upper Ford", "Seen by K.", "Not so, says K."] {
            assert!(inside.text().contains(word), "{format}: {word}");
            assert!(!public.text().contains(word), "{format}: {word}");
        }
        assert!(public.text().contains("notes and places are left out") && public.text().contains("serious"));
        let brief = world.ask(&format!("report --edition brief -o {format} --since 2020-01-02 --audience public")).ok();
        let brief = brief.hears("notes and places are left out").hears("Fire ceases: breached");
        assert!(["Upper Ford", "Seen by K.", "Not so, says K."].iter().all(|word| !brief.text().contains(word)));
    }
}

#[test]
fn each_point_of_the_course_is_the_score_of_its_day() {
    let world = helsinki();
    let report = world.ask(&format!("report -o md {THEN}")).ok();
    let course = report.text().split("## Progress over time").nth(1).expect("the chapter");
    let course = course.split("\n### ").next().expect("the table of scores");
    let points: Vec<Vec<&str>> = (course.lines().filter(|line| line.starts_with("| 200")))
        .map(|line| line.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect())
        .filter(|cells: &Vec<&str>| !cells[1].contains('-'))
        .collect();
    assert!(points.len() > 10, "{course}");
    for point in points.iter().step_by(4) {
        let day = point[0];
        let then = world.ask(&format!("status -o json --as-of {day} --known-by 2026-11-30")).ok().json();
        let score = |voice: &str| percent(&then["total"]["score"][voice]);
        assert_eq!([point[1], point[2]], [score("verified"), score("reported")], "{day}");
    }
}

#[test]
fn both_forms_have_the_same_chapters_and_the_same_files_give_the_same_bytes() {
    let world = helsinki();
    let page = world.ask(&format!("report {THEN}")).ok();
    assert_eq!(page.text(), world.copy().at("2026-12-02").ask(&format!("report {THEN}")).ok().text());
    let markdown = world.ask(&format!("report -o md {THEN}")).ok();
    let mut from = 0;
    for chapter in markdown.text().lines().filter_map(|line| line.strip_prefix("## ")) {
        let heading = format!(">{chapter}</h2>");
        from += page.text()[from..].find(&heading).unwrap_or_else(|| panic!("{chapter} in its order"));
    }
    let entries = world.ask(&format!("export -o jsonl {THEN}")).ok();
    for line in entries.text().lines() {
        let entry: Value = serde_json::from_str(line).expect("JSON");
        let name = entry["name"].as_str().expect("a name");
        assert!(page.text().contains(&format!(r#"id="e-{}""#, name.replace(':', "-"))), "{name}");
        assert!(markdown.text().contains(name), "{name}");
    }
}

/// A decision that was taken later is none of the decisions of a day, though it is known.
#[test]
fn decisions_of_later_are_not_told() {
    let world = helsinki();
    let chapter = |day: &str| {
        let report = world.ask(&format!("report -o md --as-of {day} --known-by 2026-11-30")).ok();
        let chapter = report.text().split("\n## Decisions\n").nth(1).expect("the chapter").to_owned();
        chapter.split("\n## ").next().unwrap_or("").to_owned()
    };
    assert!(chapter("2006-03-01").contains("on 2006-02-27") && !chapter("2006-02-26").contains("2006-02-27"));
    assert!(chapter("2005-08-20").contains("on 2005-08-15") && !chapter("2005-08-20").contains("2005-12-21"));
}

#[test]
fn a_plan_of_which_nobody_has_spoken_has_a_report_too() {
    let world = World::empty();
    let page = world.ask("report").ok();
    page.hears("Nothing has been reported or verified yet.").hears("No incident is on record.");
    world.ask("report --since 2035-01-02").code(2).remarks("would end");
    world.ask("report --since last").code(2).remarks("no consultation").remarks("hint: name a date");
    world.ask("init").ok();
    world.ask("report --to plan.json").code(2).remarks("one of the workspace's own files");
}

/// What a browser runs is the script as it stands here, and nothing else.
#[test]
fn the_policy_names_the_script() {
    let script = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/render/page.js")).expect("the script");
    let hash = base64(&Hash::of(&script).0);
    World::empty().ask("report").ok().hears(&format!("script-src 'sha256-{hash}'"));
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let four = |three: &[u8]| {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        let sign = |at: usize| if at > three.len() { '=' } else { SIGNS[(bits >> (18 - 6 * at)) as usize & 63].into() };
        (0..4).map(sign).collect::<String>()
    };
    bytes.chunks(3).map(four).collect()
}

/// An accord of the size of Colombia's, with 20,000 entries.
#[test]
fn a_large_accord_has_a_page_below_two_megabytes() {
    let milestone = |number: usize| {
        let after = if number > 3 {
            format!(r#"{{"milestone":"M-{}","at_least":"reported"}}"#, number - 3)
        } else {
            String::new()
        };
        format!(
            r#"{{"id":"M-{number}","title":"What was promised under number {number} of the agreement","responsible":["mov"],"source":["text {number}"],"due":{{"on":"203{}-0{}-15"}},"requires":[{after}]}}"#,
            number % 5,
            1 + number % 9
        )
    };
    let world = World::with(&(1..=578).map(milestone).collect::<Vec<_>>().join(","));
    let claim = |at: usize| {
        let level = ["none", "minimum", "intermediate", "full"][at * 7 % 4];
        format!(
            r#"{{"kind":"claim","milestone":"M-{}","level":"{level}","note":"Entry {at}, as the team saw it that day"}}"#,
            1 + at % 578
        )
    };
    for (actor, half) in [("mov", 0..10_000), ("mission", 10_000..20_000)] {
        world.file("claims.jsonl", half.map(claim).collect::<Vec<_>>().join("\n"));
        world.ask(&format!("import claims.jsonl --as {actor}")).ok();
    }
    world.ask("report --to report.html").ok();
    let size = world.read("report.html").len();
    assert!(size < 2_000_000, "{size} bytes");
}
