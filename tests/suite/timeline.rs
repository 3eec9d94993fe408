//! `timeline`: whole drawings as they stand on a terminal, in Unicode and ASCII, and what holds of all of them.

use super::world::{World, plan};
use milepost::render::room::width;
use proptest::prelude::*;
use serde_json::json;

/// Invented: every fate that a milestone can have, signed on the first day of 2026.
fn fates() -> World {
    let milestones = r#"
{"id":"ON","title":"Done on time","phase":"one","responsible":["mov"],"source":["text 1"],"due":{"on":"2026-02-15"}},
{"id":"LATE","title":"Done late","phase":"one","responsible":["mov"],"source":["text 1"],"due":{"on":"2026-02-01"}},
{"id":"SAID","title":"Said to be done, late","phase":"one","responsible":["mov"],"source":["text 1"],"due":{"on":"2026-02-15"}},
{"id":"OVER","title":"Begun and overdue","phase":"one","responsible":["mov"],"source":["text 1"],"due":{"on":"2026-03-15"}},
{"id":"IDLE","title":"Overdue, never begun","phase":"one","responsible":["mov"],"source":["text 1"],"due":{"on":"2026-03-01"}},
{"id":"KEEP","title":"Ceasefire kept","phase":"one","responsible":["mov"],"source":["text 1"],"due":{"on":"2026-01-20"},"continuing":true},
{"id":"W","title":"A whole of two parts","phase":"two","responsible":["gov"],"source":["text 2"],"due":{"on":"2026-05-15"}},
{"id":"AHEAD","title":"Begun, due ahead","phase":"two","responsible":["gov"],"source":["text 2"],"due":{"after":"signature","within":"P6M"}},
{"id":"W-1","title":"The first part","phase":"two","part_of":"W","responsible":["gov"],"source":["text 2"]},
{"id":"W-2","title":"The second part","part_of":"W","responsible":["gov"],"source":["text 2"],"due":{"on":"2026-05-01"}},
{"id":"EITHER","title":"A date read in two ways","phase":"two","responsible":["gov"],"source":["text 2"],
 "due":{"either":[{"on":"2026-05-20"},{"on":"2026-06-30"}]}},
{"id":"ANCHOR","title":"Not running yet","phase":"two","responsible":["gov"],"source":["text 2"],"due":{"after":"AHEAD","within":"P60D"}},
{"id":"NONE","title":"No date was agreed","responsible":["gov"],"source":["text 3"]},
{"id":"OPEN","title":"Begun without a date","responsible":["gov"],"source":["text 3"]}"#;
    let plan = plan(milestones)
        .replace(r#""version":"1""#, r#""version":"1","signed":"2026-01-01""#)
        .replace(r#"{"id":"one","title":"One"}"#, r#"{"id":"one","title":"One"},{"id":"two","title":"Two"}"#);
    let world = World::new(&plan);
    world.says("mov", "2026-01-10", "KEEP full").says("mission", "2026-01-12", "KEEP full");
    world.says("mov", "2026-01-20", "ON minimum").says("mov", "2026-01-25", "LATE minimum");
    world.says("mov", "2026-02-10", "ON full").says("mission", "2026-02-12", "ON full");
    world.says("gov", "2026-02-20", "AHEAD minimum").says("mov", "2026-02-25", "LATE full");
    world.says("mission", "2026-02-26", "LATE full").says("mov", "2026-03-01", "OVER none");
    world.says("mov", "2026-03-05", "OVER minimum").says("mov", "2026-03-08", "SAID full");
    world.says("gov", "2026-03-10", "W-1 full").says("gov", "2026-03-20", "OPEN intermediate").at("2026-04-10");
    world
}

/// The drawing of the day at 80 columns, without the plan's title and what is asked about it.
const FATES: &str = "
                                2026
                                Jan  Feb Mar Apr  May  Jun Jul
                               ─┴────┴───┴───┴─┬──┴────┴───┴─
One                             ░░░░░░░░░░░░░░░│
ON      Done on time            ───━━━●◇       │              on time
LATE    Done late               ────━◇╍╍●      │              late 24 d
SAID    Said to be done, late   ───────◇╍╍○    │              reported 21 d late
OVER    Begun and overdue       ─────────━━◇╍╍╍!              overdue 26 d
IDLE    Overdue, never begun    ─────────◇╍╍╍╍╍!              overdue 40 d
KEEP    Ceasefire kept          ─●━◇━━━━━━━━━━━┥              on time
                                               │
Two                             ░░░░░░░░░░░░░░░│░░░░░░░░░░░░
W       A whole of two parts    ──────────━━━━━┽────◇         due in 35 d
W-1     └ The first part        ──────────○────┼────◇         reported on time
W-2     └ The second part       ───────────────┼──◇           due in 21 d
AHEAD   Begun, due ahead        ───────━━━━━━━━┽───────────◇  due in 82 d
EITHER  A date read in two…     ───────────────┼─────◇─────◇  due in 81 d
ANCHOR  Not running yet                        │              not running
                                               │
Without phase                               ░░░│
NONE    No date was agreed                     │              no date
OPEN    Begun without a date                ━━━┥              no date

│ 2026-04-10   ─ time allowed   ━ in progress   ╍ past its date   ◇ date due
○ reported done   ● verified done   ! overdue   ░ phase
";

fn drawn(world: &World, line: &str) -> String {
    let heard = world.ask(line).ok();
    let (heading, drawing) = heard.text().split_once("\n\n").expect("a heading");
    assert_eq!(heading.lines().count(), 2, "{heading}");
    format!("\n{drawing}")
}

/// A plan of some milestones by id, title and due date, signed on a day.
fn dated(signed: &str, milestones: &[(&str, &str, &str)]) -> String {
    let milestone = |(id, title, on): &(&str, &str, &str)| json!({"id": id, "title": title, "due": {"on": on}});
    let milestones: Vec<_> = milestones.iter().map(milestone).collect();
    json!({"format": "milepost/plan/1", "id": "invented", "version": "1", "title": "Invented plan", "signed": signed,
        "milestones": milestones})
    .to_string()
}

#[test]
fn every_fate_has_its_drawing() {
    assert_eq!(drawn(&fates(), "timeline"), FATES);
}

#[test]
fn two_weeks_are_told_in_days() {
    let world = World::new(&dated("2026-02-20", &[("A", "Guns silent", "2026-02-23"), ("B", "Talks", "2026-03-06")]));
    let expected = "
               Feb 2026                       Mar 2026
                20 21  22 23 24  25 26  27 28 1   2  3  4   5  6
               ─┴──┴───┴──┴──┼───┴──┴───┴──┴──┴───┴──┴──┴───┴──┴─
A  Guns silent  ──────────◇╍╍!                                    overdue 1 d
B  Talks        ─────────────┼─────────────────────────────────◇  due soon, 10 d

│ 2026-02-24   ─ time allowed   ╍ past its date   ◇ date due   ! overdue
";
    assert_eq!(drawn(world.at("2026-02-24"), "timeline"), expected);
}

#[test]
fn thirty_years_are_told_in_years() {
    let world = World::new(&dated("1995-02-01", &[("A", "Borders", "2004-02-01"), ("B", "Union", "2026-02-01")]));
    let expected = "
            1995    2000    2005     2010    2015    2020    2025
           ─┴───────┴───────┴────────┴──┬────┴───────┴───────┴───
A  Borders  ───────────────◇╍╍╍╍╍╍╍╍╍╍╍╍!                         overdue 3012 d
B  Union    ────────────────────────────┼──────────────────────◇  due in 5024 d

│ 2012-05-01   ─ time allowed   ╍ past its date   ◇ date due   ! overdue
";
    assert_eq!(drawn(&world, "timeline --as-of 2012-05-01 --known-by 2012-05-01"), expected);
}

#[test]
fn ascii_draws_the_same_in_other_marks() {
    let world = fates();
    let plain = drawn(&world, "timeline --ascii");
    assert_eq!(plain, translated(FATES));
    assert!(plain.is_ascii(), "{plain}");
    assert_eq!(drawn(&world.ascii(), "timeline"), plain);
}

/// The same drawing in ASCII, mark by mark.
fn translated(drawing: &str) -> String {
    let marks = [("─", '-'), ("━", '='), ("╍~…", '~'), ("│┼├┤┿┝┥┽┾", '|'), ("┴┬└", '+'), ("░", '.')];
    let marks = marks.into_iter().chain([("◇", 'o'), ("◆", '*'), ("○", '@'), ("●", '#'), ("·", '-')]);
    let pairs: Vec<(&str, char)> = marks.collect();
    let plain = |c: char| pairs.iter().find(|(marks, _)| marks.contains(c)).map_or(c, |(_, plain)| *plain);
    // On the rule above the rows the day asked about is a tick like others.
    drawing
        .lines()
        .map(|line| line.replace("┼", if line.contains('┴') { "+" } else { "|" }) + "\n")
        .collect::<String>()
        .chars()
        .map(plain)
        .collect()
}

#[test]
fn in_ascii_titles_keep_their_words() {
    let world = World::new(&dated("2026-01-01", &[("A", "Зброя – здана", "2026-03-01")]));
    assert!(drawn(&world, "timeline --ascii").contains("A  Зброя – здана"));
}

#[test]
fn a_terminal_that_shows_ascii_only_gets_nothing_else() {
    let world = fates();
    let lines = ["list", "status", "log", "show ON", "timeline", "list -o md", "--help", "mark ON --help"];
    let before: Vec<String> = lines.iter().map(|line| world.ask(line).ok().text().to_owned()).collect();
    let world = world.ascii();
    for (line, before) in lines.iter().zip(before) {
        let heard = world.ask(line).ok();
        assert!(heard.text().is_ascii(), "{line}: {}", heard.text());
        let widths = |text: &str| text.lines().map(width).collect::<Vec<_>>();
        assert_eq!(widths(heard.text()), widths(&before), "{line}");
    }
    world.ask("mark W-2 minimum --as gov").ok().hears("open > under way");
    world.ask("mark W-2 none --as gov --note 'not “yet” …'").ok();
    world.ask("log W-2").ok().hears("none \"not \"yet\" ~\"");
    for machine in ["log -o json", "log -o csv", "export -o jsonl", "show W-2 -o json"] {
        world.ask(machine).ok().hears("not “yet” …");
    }
    let world = World::new(&dated("2026-01-01", &[("A", "So-called “truce”", "2026-03-01")])).ascii();
    world.ask("export").ok().hears("So-called “truce”");
    world.ask("list").ok().hears("So-called \"truce\"");
}

#[test]
fn the_day_asked_about_moves_the_line_and_hides_what_came_later() {
    let expected = "
                             Jan 2026       Feb 2026     Mar 2026
                               5  12  19 26 2   9  16 23  2  9  16
                            ───┴──┴───┴──┴──┴───┴┬─┴──┴───┴──┴──┴─
One                          ░░░░░░░░░░░░░░░░░░░░│░░░░░░░░░░░░░░░
ON    Done on time           ─────────━━━━━━━━━━●┼─◇               on time
LATE  Done late              ────────────━━━◇╍╍╍╍!                 overdue 11 d
SAID  Said to be done, late  ────────────────────┼─◇               due soon, 3 d
OVER  Begun and overdue      ────────────────────┼──────────────◇  due in 31 d
IDLE  Overdue, never begun   ────────────────────┼───────◇         due in 17 d
KEEP  Ceasefire kept         ────●━━━━◇━━━━━━━━━━┥                 on time

│ 2026-02-12   ─ time allowed   ━ in progress   ╍ past its date   ◇ date due
● verified done   ! overdue   ░ phase
";
    let world = fates();
    assert_eq!(drawn(&world, "timeline --phase one --as-of 2026-02-12"), expected);
    let known = drawn(&world, "timeline --text 'done late' --known-by 2026-02-25");
    assert!(known.contains("reported 24 d late") && known.contains('○'), "{known}");
}

#[test]
fn filters_are_those_of_list() {
    let world = fates();
    let ids = |line: &str| {
        let phases = world.ask(&format!("timeline {line} -o json")).ok().at("/phases");
        let all =
            phases.as_array().expect("phases").iter().flat_map(|phase| phase["milestones"].as_array().expect("rows"));
        let mut ids: Vec<String> = all.map(|row| row["id"].as_str().expect("an id").to_owned()).collect();
        ids.sort();
        ids
    };
    let filters =
        ["", "--phase one", "--phase TWO", "--actor gov", "--status open --status waiting", "--timing overdue"];
    for line in filters.into_iter().chain(["--text part", "--actor mov --timing 'on time'"]) {
        let list = world.ask(&format!("list {line} -o ids")).ok();
        let mut listed: Vec<&str> = list.text().lines().collect();
        listed.sort_unstable();
        assert_eq!(ids(line), listed, "{line}");
        assert!(!listed.is_empty(), "{line}");
    }
    world.ask("timeline --element arms").ok().hears("No milestone fits.");
    world.ask("timeline --phase three").code(3).remarks("phase `three` is not in the plan");
    world.ask("timeline --timing never").code(2).remarks("one of: no date");
}

#[test]
fn a_part_whose_whole_is_filtered_away_stands_by_itself() {
    let drawing = drawn(&fates(), "timeline --text 'part'");
    assert!(drawing.contains("W    A whole of two parts") && drawing.contains("W-2  └ The second part"), "{drawing}");
    let drawing = drawn(&fates(), "timeline --text 'second part'");
    assert!(drawing.contains("W-2  The second part") && !drawing.contains("Without phase"), "{drawing}");
}

#[test]
fn a_plan_without_milestones_and_one_without_dates_say_so() {
    let world = World::with("");
    assert_eq!(drawn(&world, "timeline"), "\nNo milestone fits.\n");
    let world = World::with(r#"{"id":"A","title":"Amnesty","responsible":["gov"]}"#);
    let expected = "
A  Amnesty  no date

None of these milestones has a date yet, so there is no axis to draw.
";
    assert_eq!(drawn(&world, "timeline"), expected);
    assert_eq!(world.ask("timeline -o json").ok().at("/from"), json!(null));
}

#[test]
fn machines_get_the_days() {
    let heard = fates().ask("timeline -o json").ok();
    assert_eq!(heard.at("/format"), json!("milepost/timeline/1"));
    assert_eq!(heard.at("/basis/as_of"), json!("2026-04-10T12:00:00.000Z"));
    let span = ["/from", "/until", "/as_of"].map(|day| heard.at(day));
    assert_eq!(span, ["2026-01-01", "2026-07-01", "2026-04-10"].map(|day| json!(day)));
    assert_eq!(heard.at("/phases/0/title"), json!({"en": "One"}));
    assert_eq!(
        heard.at("/phases/0/milestones/1"),
        json!({"id": "LATE", "title": {"en": "Done late"}, "responsible": ["mov"], "status": "achieved",
            "due": {"on": "2026-02-01", "readings": ["2026-02-01"], "first": "2026-02-01", "named": null, "running": true,
                "anchor": null, "moves": 0, "slip_days": 0, "history": [], "rule": "2026-02-01"},
            "timing": {"word": "late", "days": 24}, "part_of": null, "done_on": "2026-02-25",
            "drawn": {"window": {"from": "2026-01-01", "until": "2026-02-01"}, "first": "2026-02-01", "on": "2026-02-01",
                "readings": ["2026-02-01"], "began": "2026-01-25", "breaches": [], "falls": []}})
    );
    assert_eq!(heard.at("/phases/1/milestones/1/part_of"), json!("W"));
    assert_eq!(heard.at("/phases/1/milestones/4/drawn/readings"), json!(["2026-05-20", "2026-06-30"]));
    assert_eq!(heard.at("/phases/1/milestones/5/drawn/on"), json!(null));
    assert_eq!(heard.at("/phases/2/id"), json!(null));
}

#[test]
fn work_begins_with_the_first_claim_above_none_that_speaks_of_the_work() {
    let milestone = r#"{"id":"A","title":"Arms","responsible":["mov"],"source":["text 1"],"continuing":{"until":"2026-03-01"},
"indicators":[{"id":"arms","target":100},{"id":"seen"}]}"#;
    let world = World::with(milestone);
    let began = || world.ask("timeline -o json").ok().at("/phases/0/milestones/0/drawn/began");
    world.says("gov", "2026-01-02", "A minimum").says("mov", "2026-01-03", "A arms=0").says(
        "mov",
        "2026-01-04",
        "A seen=7",
    );
    assert_eq!(began(), json!(null), "another party's word, a figure of none, a count");
    world.says("mov", "2026-01-05", "A arms+=1").says("mission", "2026-01-08", "A full").at("2026-04-01");
    assert_eq!(began(), json!("2026-01-05"));
    world.ask("retract mov:3 --as mov").ok();
    assert_eq!(began(), json!("2026-01-08"));
    // Kept until its last day, then over.
    world
        .ask("timeline")
        .ok()
        .hears("A  Arms  ●━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━                      │  no date");
}

#[test]
fn a_date_before_an_event_has_no_window_that_runs_backward() {
    let milestones = r#"{"id":"A","title":"Vote","responsible":["gov"],"due":{"on":"2026-03-01"}},
{"id":"B","title":"Lists","responsible":["gov"],"due":{"before":"A:due","by":"P30D"}}"#;
    let heard = World::with(milestones).ask("timeline -o json").ok();
    assert_eq!(heard.at("/phases/0/milestones/1/drawn/on"), json!("2026-01-30"));
    assert_eq!(heard.at("/phases/0/milestones/1/drawn/window"), json!(null));
}

/// Titles of narrow and wide letters, letters that join, and what a terminal would obey.
fn title() -> impl Strategy<Value = String> {
    let words = [
        "Передача оружия",
        "武器の引き渡し",
        "تسليم السلاح لا",
        "Arms",
        "e\u{301}\u{302}",
        "👩‍🚒☁\u{fe0f}",
        "\u{1b}[31m\n",
        "─◇●│",
        " ",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 1..9).prop_map(|words| words.join(" "))
}

fn day() -> impl Strategy<Value = String> {
    (prop_oneof![Just(1i32), Just(40), Just(9000)], 0i32..1000, 1u32..13, 1u32..29)
        .prop_map(|(wide, share, month, day)| format!("{:04}-{month:02}-{day:02}", 2020 + wide * share / 1500))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_fit_and_columns_stand_below_each_other(
        rows in proptest::collection::vec((title(), proptest::option::of(day()), "[A-Z]{1,3}(-[a-z]{1,50})?"), 1..6),
        as_of in day(),
        columns in 1u16..220,
    ) {
        let milestone = |(at, (title, day, id)): (usize, &(String, Option<String>, String))| {
            json!({"id": format!("{at}{id}"), "title": title, "phase": "p",
                "due": day.as_ref().map_or(json!({"on": "2025"}), |day| json!({"on": day}))})
        };
        let milestones: Vec<_> = rows.iter().enumerate().map(milestone).collect();
        let plan = json!({"format": "milepost/plan/1", "id": "p", "version": "1", "title": "Plan", "signed": "2019-12-31",
            "phases": [{"id": "p", "title": rows[0].0}], "milestones": milestones});
        let world = World::new(&plan.to_string()).width(columns);
        let line = format!("timeline --as-of {as_of} --known-by {as_of}");
        let drawing = drawn(&world, &line);
        let (widest, lines) = (usize::from(columns.clamp(60, 160)), drawing.lines().skip(1).collect::<Vec<_>>());
        prop_assert!(lines.iter().all(|line| width(line) <= widest), "{widest}\n{drawing}");
        let rule = lines.iter().position(|line| line.contains('┬') || line.contains('┼')).expect("a rule");
        let today = lines[rule].chars().position(|c| c == '┬' || c == '┼').expect("the day asked about");
        for line in &lines[rule + 1..rule + 2 + rows.len()] {
            let there = line.char_indices().find(|(at, c)| width(&line[..*at]) == today && width(c.encode_utf8(&mut [0; 4])) == 1);
            prop_assert!(there.is_some_and(|(_, c)| "│┼├┤┿┝┥┽┾!◇●".contains(c)), "{today} {there:?}\n{drawing}");
        }
        let widths = |drawing: &str| drawing.lines().map(width).collect::<Vec<_>>();
        prop_assert_eq!(widths(&drawn(&world, &format!("{line} --ascii"))), widths(&drawing));
    }
}
