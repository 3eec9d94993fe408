//! What somebody who reads no manual tries at the prompt and in a script.

use super::world::{Heard, World};
use serde_json::json;
use std::collections::BTreeMap;

/// Invented: one long overdue, one with a date that is read in two ways, one without a date, one whose date does not run, one done.
const MILESTONES: &str = r#"
{"id":"LA-1","title":"Late","phase":"one","responsible":["mov","army"],"source":["text 1"],"due":{"on":"2025-01-31"}},
{"id":"RE-1","title":"Read twice","phase":"one","responsible":["gov"],"source":["text 2"],"due":{"either":[{"on":"2026-05-01"},{"on":"2026-06-01"}]}},
{"id":"WO-1","title":"Without","phase":"one","responsible":["gov"],"source":["text 3"],"timeline":"as soon as possible"},
{"id":"DO-1","title":"Done","phase":"one","responsible":["gov"],"source":["text 4"],"due":{"on":"2026-03-31"}}"#;

fn world() -> World {
    let world = World::with(MILESTONES);
    world.at("2026-02-03T09:41:00.000Z").ask("mark DO-1 full --as gov --on 2026-02-02T16:30Z").ok();
    world
}

trait Silent {
    fn silent_on(self, words: &str) -> Self;
}

impl Silent for Heard {
    fn silent_on(self, words: &str) -> Heard {
        assert!(!self.errors().contains(words), "{}", self.errors());
        self
    }
}

fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(csv.as_bytes()).deserialize().map(|row| row.expect("a row")).collect()
}

#[test]
fn a_cell_of_a_list_for_programs_has_one_value() {
    let world = world();
    let list = rows(world.ask("list -o csv").ok().text());
    let column = |key: &str| list.iter().map(|row| row[key].as_str()).collect::<Vec<_>>();
    assert_eq!(column("due"), ["2025-01-31", "2026-06-01", "", "2026-03-31"]);
    assert_eq!(column("timing")[0], "overdue");
    assert_eq!(column("timing_days")[0], "368");
    assert_eq!(column("readings"), ["", "2026-05-01; 2026-06-01", "", ""]);
    assert_eq!(column("timeline"), ["", "", "as soon as possible", ""]);
    assert_eq!(column("responsible")[0], "mov; army");
    assert_eq!((column("status")[3], column("progress")[3], column("progress_by")[3]), ("reported", "1", "reported"));
}

#[test]
fn what_has_no_date_or_figure_comes_last_both_ways() {
    let world = world();
    let ids = |sort: &str| world.ask(&format!("list --sort {sort} -o ids")).ok().text().replace('\n', " ");
    assert_eq!(ids("due"), "LA-1 DO-1 RE-1 WO-1 ");
    assert_eq!(ids("-due"), "RE-1 DO-1 LA-1 WO-1 ");
    assert!(ids("progress").starts_with("DO-1"), "{}", ids("progress"));
    assert!(ids("-progress").starts_with("DO-1"), "{}", ids("-progress"));
}

#[test]
fn a_log_tells_the_time_and_keeps_to_a_line_where_a_program_reads() {
    let world = world();
    world.at("2026-02-04T18:05:00.000Z").run(&["note", "two\nlines", "--as", "mov", "--milestone", "LA-1"]).ok();
    let log = world.ask("log").ok();
    let log = log.hears("2026-02-03 09:41; for 2026-02-02 16:30").hears("2026-02-04 18:05");
    assert_eq!(log.text().lines().count(), 2 + 2, "{}", log.text());
    assert_eq!(world.ask("log --limit 1").ok().text(), world.ask("log -n 1").ok().text());
    let wide = world.width(80);
    wide.ask("log").ok().hears("2026-02-03 09:41").hears("for 2026-02-02 16:30").hears_not(";");
}

#[test]
fn who_speaks_is_somebody() {
    let world = world();
    world.ask("config as misson").code(3).remarks("close to it is `mission`");
    world.ask("config as Mission").ok().hears_not("No workspace");
    assert_eq!(world.ask("config as").ok().text(), "mission\n");
    world.ask("note one").ok().silent_on("your setting");
    let other = World::empty();
    other.ask("config as nobody-here").ok().hears("No workspace is here: whether a plan knows `nobody-here`");
    other.ask("init aceh --example helsinki-2005").ok();
    other.ask_in("aceh", "note one").ok().remarks("your setting `as` is `nobody-here`");
    other.ask_in("aceh", "note two --as amm").ok().silent_on("your setting");
    // What is written is nobody's name, and a name that begins like another is not that.
    other.ask_in("aceh", "note -- --as=me").ok().remarks("your setting `as` is `nobody-here`");
    other.ask("config as eu").ok();
    other.ask("init bonn --example helsinki-2005 --as eu-asean").ok();
    other
        .ask_in("bonn", "note one")
        .ok()
        .remarks("your setting `as` is `eu`, whom the plan here does not know; eu-asean spoke");
}

#[test]
fn a_beginning_of_several_commands_names_them_and_a_stray_option_shows_the_usage() {
    let world = world();
    world.ask("sta").code(2).remarks("`sta` may be `status` or `start`").silent_on("seal");
    world.ask("-C . evidence re").code(2).remarks("`re` may be `reveal` or `remove`");
    world.ask("mrk").code(2).remarks("'mark'");
    let stray = world.ask("mark LA-1 --lvl").code(2);
    stray.remarks("unexpected argument '--lvl'").remarks("milepost mark").silent_on("as a value");
    world.ask("mark LA-1 --levl full").code(2).remarks("milepost mark").silent_on("as a value");
}

/// Whether every line fits a terminal of 80 columns.
fn fits(text: &str) {
    let wide = text.lines().find(|line| unicode_width::UnicodeWidthStr::width(*line) > 80);
    assert_eq!(wide, None, "{text}");
}

/// On a terminal, whatever is told beside an answer fits it; in a file, each remark is a line.
#[test]
fn errors_and_remarks_fit_the_terminal_that_they_are_told_on() {
    let lines = [
        "mark LA-2 full --as mov",
        "plan set LA-1 due=soon",
        "plan set LA-1 responsible=nobody",
        "plan set LA-1 colour=red",
        "frobnicate",
        "note again --as mov --on 3/4",
    ];
    let (plain, told) = (world(), world().remarks_width(80));
    for line in lines {
        let (one, other) = (plain.ask(line), told.ask(line));
        fits(other.errors());
        let joined = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(joined(one.errors()), joined(other.errors()), "{line}");
        assert!(one.errors().lines().all(|line| line.matches('`').count() % 2 == 0));
        assert!(other.errors().lines().all(|line| line.matches('`').count() % 2 == 0), "{}", other.errors());
    }
    assert!(lines.iter().any(|line| plain.ask(line).errors().lines().any(|line| line.len() > 80)));
    let narrow = world().remarks_width(20);
    narrow.ask("mark LA-2 full --as mov -o json").code(3).remarks("\"message\"");
    assert!(serde_json::from_str::<serde_json::Value>(narrow.ask("mark LA-2 full --as mov -o json").errors()).is_ok());
}

#[test]
fn the_course_and_several_plans_fit_a_terminal() {
    let world = World::empty().width(80);
    world.ask("init aceh --example helsinki-2005").ok();
    world.ask("init two").ok();
    fits(world.ask("-C aceh status --every month --as-of 2006-12-31").ok().text());
    let grouped = world.ask("-C aceh status --every quarter --group actor --as-of 2006-06-30").ok();
    fits(grouped.text());
    grouped
        .hears("Government")
        .hears("No room for")
        .hears("ASEAN states of the mission (eu-asean)")
        .hears(" % of ")
        .hears_not("goi");
    let wide = world.ask("-C aceh status --every quarter --group actor --as-of 2006-06-30 -o md").ok();
    wide.hears("| Government of Indonesia |").hears("| GAM |").hears_not("No room").hears_not("goi");
    let phases = world.ask("-C aceh status --every quarter --group phase --as-of 2006-06-30").ok();
    fits(phases.text());
    phases.hears("decommissioning").hears("(stage-4)");
    let csv = rows(world.ask("-C aceh status --every quarter --group actor --as-of 2006-06-30 -o csv").ok().text());
    for key in ["gam.milestones", "gam.score_verified", "gam.score_reported", "gam.overdue"] {
        assert!(csv.iter().all(|row| row.contains_key(key)), "{key}");
    }
    let both = world.ask("status aceh two").ok();
    fits(both.text());
    both.hears("aceh: Memorandum of Understanding, Helsinki").hears_not("damaged");
    world.ask("-C aceh status --every month --since 2030-01-01 --as-of 2006-12-31").code(2).remarks("lies after");
}

#[test]
fn a_damaged_workspace_is_marked_among_several() {
    let world = world();
    world.ask("init two").ok();
    let book = world.book("gov");
    let text = world.read(&book);
    world.file(&book, text.replace("\"full\"", "\"none\""));
    world.ask("status . two").ok().hears("damaged").remarks(".: ").silent_on("two: ");
    let rows = rows(world.ask("status . two -o csv").ok().text());
    assert_eq!(rows.iter().map(|row| row["damaged"].as_str()).collect::<Vec<_>>(), ["true", "false"]);
    assert_eq!(world.ask("status . two -o json").ok().at("/plans/0/damaged"), json!(true));
}

#[test]
fn fail_if_takes_either_and_is_asked_beside_many_answers() {
    let world = world();
    for line in ["list", "status", "next", "matrix", "brief --since 2026-01-01"] {
        world.run(&[line.split(' ').collect::<Vec<_>>(), vec!["--fail-if", "breached|overdue"]].concat()).code(1);
        world.ask(&format!("{line} --fail-if=breached,contested")).ok();
    }
    world.ask("next --actor gov --fail-if overdue").code(1).remarks("1 milestone overdue: LA-1");
    world.ask("next --actor friend --fail-if overdue").ok();
    // Of nothing but that option, `|` parts anything.
    world.ask("list --fail-if 'breached|overdue,contested'").code(1);
    world.ask("list --fail-if 'breached|late'").code(2).remarks("'late'").remarks("overdue");
    world.ask("note --as mov -- --fail-if=a|b").ok();
    assert!(world.read(&world.book("mov")).contains("--fail-if=a|b"));
}

#[test]
fn the_words_of_tables_and_texts_are_explained() {
    let world = World::empty();
    for word in ["workspace", "rule", "entry into force", "prerequisite", "ahead", "owes", "distribution"] {
        world.ask(&format!("help {word}")).ok().hears(": ");
    }
    for word in ["v", "r", "a", "0/1/2/3", "2"] {
        world.ask(&format!("help {word}")).ok().hears(": ");
    }
}

#[test]
fn tab_offers_keys_decisions_and_orders() {
    let world = world();
    let offered = |line: &str| {
        let heard = world.run(&["completions", "bash", "--", line]).ok();
        String::from_utf8(heard.bytes().to_vec()).expect("text")
    };
    assert!(offered("milepost plan set LA-1 ").contains("due=\n"));
    assert!(offered("milepost plan set mov ").contains("role=\n"));
    assert!(offered("milepost plan set actor:mov ").contains("role=\n"));
    assert_eq!(offered("milepost plan set MOV rol"), "role=\n");
    assert!(offered("milepost plan drop ").lines().any(|word| word == "text"), "{}", offered("milepost plan drop "));
    assert!(offered("milepost plan set text ti").contains("title=\n"));
    assert_eq!(offered("milepost plan set LA-1 respo"), "responsible=\n");
    assert_eq!(offered("milepost plan add rule resc"), "reschedule\n");
    assert!(offered("milepost plan add actor new ").contains("role=\n"));
    assert_eq!(offered("milepost list --sort "), "plan\nid\ndue\nstatus\nprogress\n");
    assert_eq!(offered("milepost list --sort -d"), "-due\n");
    assert_eq!(offered("milepost init --example "), "helsinki-2005\n");
    assert_eq!(offered("milepost incident LA-1 --actor und"), "undetermined\n");
    assert_eq!(offered("milepost incident LA-1 --actor out"), "outside\n");
}

/// Of few entries each is offered, of many first the books.
#[test]
fn tab_offers_books_before_very_many_entries() {
    let world = world();
    let offered = |line: &str| {
        let words: Vec<&str> = ["completions", "fish", "--"].into_iter().chain(line.split(' ')).collect();
        let heard = world.run(&words).ok();
        let text = String::from_utf8(heard.bytes().to_vec()).expect("text");
        text.lines().map(|line| line.split('\t').next().expect("a word").to_owned()).collect::<Vec<_>>()
    };
    for place in 0..39 {
        world.at(&format!("2026-02-04T10:{place:02}:00.000Z")).ask("note again --as mov").ok();
    }
    let few = offered("milepost retract ");
    assert_eq!((few.len(), few[0].as_str(), few[39].as_str()), (40, "mov:39", "gov:1"));
    world.ask("note again --as army").ok();
    assert_eq!(offered("milepost retract "), ["army:", "gov:", "mov:"]);
    assert_eq!(offered("milepost retract m"), ["mov:"]);
    let of_one = offered("milepost retract MOV:");
    assert_eq!((of_one.len(), of_one[0].as_str(), of_one[38].as_str()), (39, "mov:39", "mov:1"));
    assert_eq!(offered("milepost retract mov:38"), ["mov:38"]);
}

#[test]
fn milepost_alone_fits_a_screen() {
    let world = World::empty().width(80);
    world.ask("init aceh --example helsinki-2005").ok();
    for line in ["", "-C aceh"] {
        let told = world.ask(line).ok();
        fits(told.text());
        assert!(told.text().lines().count() < 23, "{}", told.text());
        told.hears("What next:");
    }
    world.ask("-C aceh").ok().hears("Memorandum of Understanding, Helsinki").hears("overdue").hears("Needs attention");
}
