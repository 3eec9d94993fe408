//! What is drawn is the figure that stands beside it: bars, squares, days along a line; and what must be seen first is.

use super::world::{World, plan};
use milepost::model::moment::Day;
use serde_json::Value;

const THEN: &str = "--as-of 2006-12-31 --known-by 2026-11-30";

fn helsinki() -> World {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    world
}

/// The texts that stand between two others.
fn pieces<'t>(text: &'t str, from: &str, until: &str) -> Vec<&'t str> {
    text.split(from).skip(1).filter_map(|rest| Some(rest.split_once(until)?.0)).collect()
}

/// The first number that an attribute has in a piece of a drawing.
fn number(piece: &str, name: &str) -> f64 {
    let value = pieces(piece, &format!(" {name}=\""), "\"");
    value[0].trim_end_matches('%').parse().unwrap_or_else(|_| panic!("{name} in {piece}"))
}

/// How many squares of each level a drawing has, counted by what its rectangles cover.
fn squares(drawing: &str) -> [f64; 4] {
    [0, 1, 2, 3].map(|level| {
        let rectangles = pieces(drawing, &format!("<rect class=\"q{level}\""), ">");
        rectangles.iter().map(|one| number(one, "width") * number(one, "height") / (13.0 * 13.0)).sum()
    })
}

fn levels(of: &Value) -> [f64; 4] {
    ["none", "minimum", "intermediate", "full"].map(|level| of[level].as_f64().expect("a count"))
}

fn percent(share: &Value) -> Option<f64> {
    share.as_f64().map(|share| (share * 100.0).round())
}

#[test]
fn bars_are_scores_and_squares_are_milestones() {
    let world = helsinki();
    let state = world.ask(&format!("export {THEN}")).ok().json();
    let page = world.ask(&format!("report {THEN}")).ok();
    for voice in ["verified", "reported", "assessed"] {
        let told = pieces(page.text(), &format!("<div class=\"voice {voice}\">"), "spoken of")[0];
        assert_eq!(squares(told), levels(&state["total"]["levels"][voice]), "{voice}");
        let bar = pieces(told, "<svg class=\"meter\"", "</svg>").first().map(|bar| number(bar, "width"));
        assert_eq!(bar, percent(&state["total"]["score"][voice]), "{voice}");
    }
    let table = pieces(page.text(), "<table class=\"elements\">", "</table>")[0];
    let rows = pieces(table, "<tr><th scope=\"row\">", "</tr>");
    let elements = state["elements"].as_array().expect("elements");
    assert_eq!(rows.len(), elements.len());
    for (row, element) in rows.iter().zip(elements) {
        for (cell, voice) in row.split("<td>").skip(1).zip(["verified", "reported"]) {
            assert_eq!(squares(cell), levels(&element["levels"][voice]), "{cell}");
        }
        for (voice, mark) in [("verified", "full"), ("reported", "paper")] {
            let mark = pieces(row, &format!("<circle class=\"k-{mark}\""), ">").first().map(|mark| number(mark, "cx"));
            assert_eq!(mark, percent(&element["score"][voice]), "{row}");
        }
    }
    let bars = pieces(page.text(), "<td class=\"figure bar\"", " %</td>");
    assert!(bars.len() > 20);
    for bar in bars {
        let drawn = pieces(bar, "style=\"--p:", "%\"")[0];
        assert_eq!(Some(drawn), bar.rsplit('>').next(), "{bar}");
    }
}

/// The wall has a square for each milestone that the totals count, in its phase and with its status, and each leads to its record.
#[test]
fn the_wall_has_a_square_for_each_milestone() {
    for (world, moment) in [(helsinki(), THEN), (World::empty(), ""), (alarms(), "")] {
        let state = world.ask(&format!("export {moment}")).ok().json();
        let page = world.ask(&format!("report {moment}")).ok();
        let wall = pieces(page.text(), "<div class=\"wall\">", "<ul class=\"statuses\">")[0];
        let squares = |text: &str, word: &str| {
            let class = format!("<a class=\"w {}", word.replace(' ', "-"));
            text.split(&class).skip(1).filter(|rest| rest.starts_with(['"', ' '])).count() as u64
        };
        let total = &state["total"];
        assert_eq!(wall.matches("<a class=\"w ").count() as u64, total["milestones"].as_u64().expect("a count"));
        assert_eq!(wall.matches(" past-due\"").count() as u64, total["overdue"].as_u64().expect("a count"));
        for (word, count) in total["statuses"].as_object().expect("counts") {
            assert_eq!(Some(squares(wall, word)), count.as_u64(), "{word}");
            assert!(
                pieces(page.text(), &format!("data-status=\"{word}\"><b>{count}</b>"), "</li>").len() == 1,
                "{word}"
            );
        }
        let drawn = pieces(wall, "<div><p>", "</div></div>");
        let phases: Vec<&Value> = (state["phases"].as_array().expect("phases").iter())
            .filter(|phase| phase["milestones"].as_u64().is_some_and(|many| many > 0))
            .collect();
        assert!(drawn.len() >= phases.len());
        for (phase, drawn) in phases.iter().zip(&drawn) {
            for (word, count) in phase["statuses"].as_object().expect("counts") {
                assert_eq!(Some(squares(drawn, word)), count.as_u64(), "{word} in {drawn}");
            }
        }
        for one in state["milestones"].as_array().expect("milestones") {
            let (id, title) = (one["id"].as_str().expect("an id"), one["title"]["en"].as_str().expect("a title"));
            let status = one["status"].as_str().expect("a status");
            let square = pieces(wall, &format!("href=\"#m-{id}\" aria-label=\""), "\"");
            match one["parts"].as_array().is_some_and(|parts| !parts.is_empty()) {
                true => assert!(square.is_empty(), "{id} is counted by its parts"),
                false => {
                    assert!(square[0].starts_with(&format!("{}: {status}", title.replace('&', "&amp;"))), "{square:?}")
                }
            }
            assert!(page.text().contains(&format!("<article class=\"record\" id=\"m-{id}\">")));
        }
        // Each kind of square has a mark of its own, whatever the colours.
        let style = include_str!("../../src/render/page.css");
        for word in total["statuses"].as_object().expect("counts").keys() {
            assert!(style.contains(&format!(".w.{}::before", word.replace(' ', "-"))), "{word}");
        }
    }
}

/// What has become of what each side owes adds up to what it owes, in numbers and in squares.
#[test]
fn the_ledger_of_sides_adds_up() {
    for (world, moment) in [(helsinki(), THEN), (World::empty(), ""), (alarms(), "")] {
        let page = world.ask(&format!("report {moment}")).ok();
        let balance = world.ask(&format!("balance -o json {moment}")).ok().json();
        let ledger = pieces(page.text(), "<table class=\"ledger\">", "</table>")[0];
        let rows = pieces(ledger, "<tr><td>", "</tr>");
        let owing: Vec<u64> = (balance["sides"].as_array().expect("sides").iter())
            .filter_map(|side| side["owed"].as_u64())
            .filter(|owed| *owed > 0)
            .collect();
        assert_eq!(rows.len(), owing.len(), "{balance}");
        for (row, owed) in rows.iter().zip(&owing) {
            let numbers: Vec<u64> = pieces(row, "<td class=\"figure\">", "</td>")
                .iter()
                .map(|cell| cell.parse().unwrap_or_else(|_| panic!("{cell}")))
                .collect();
            assert_eq!((numbers[0], numbers[1..].iter().sum::<u64>()), (*owed, *owed), "{row}");
            let covered: f64 = pieces(row, "<rect class=\"q", ">")
                .iter()
                .map(|one| number(&format!(" {one}"), "width") * number(&format!(" {one}"), "height") / (13.0 * 13.0))
                .sum();
            assert_eq!(covered, *owed as f64, "{row}");
        }
    }
}

/// What each counted of one quantity stands beside each other, and nobody's count is left out.
#[test]
fn figures_stand_as_each_counted_them() {
    let world = helsinki();
    let page = world.ask(&format!("report {THEN}")).ok();
    let chapter = pieces(page.text(), "<section id=\"figures\"", "</section>")[0];
    let row = pieces(chapter, "<tr><th scope=\"row\"><a href=\"#m-DC-4\"", "</tr>");
    let accepted = row.iter().find(|row| row.contains(">840</b>")).expect("the arms accepted");
    for told in ["AMM <b>840</b>", "Government of Indonesia <b>769</b>", "target 840", "href=\"#e-"] {
        assert!(accepted.contains(told), "{told} in {accepted}");
    }
    let state = world.ask(&format!("export {THEN}")).ok().json();
    for one in state["milestones"].as_array().expect("milestones") {
        for said in one["said"].as_array().expect("claims") {
            for value in said["values"].as_object().into_iter().flat_map(|values| values.values()) {
                let Some(number) = value.as_f64() else { continue };
                let id = one["id"].as_str().expect("an id");
                let rows = pieces(chapter, &format!("<a href=\"#m-{id}\""), "</tr>");
                assert!(rows.iter().any(|row| row.contains(&format!("<b>{number}</b>"))), "{id} {value}");
            }
        }
    }
}

/// What was decided after the moment asked about has not happened by then, however much of it is known.
#[test]
fn what_is_still_to_come_has_not_happened() {
    let world = helsinki();
    let moment = "--as-of 2005-12-31 --known-by 2026-11-30";
    let brief = world.ask(&format!("report -o md {moment}")).ok();
    let told = brief.text().split("### Happened since 2005-12-27").nth(1).expect("the list");
    let told = told.split("\n## ").next().expect("its end").split("### Next").next().expect("its text");
    assert!(told.contains("1 done: ") && told.contains("(DM-1)") && !told.contains("2006-"), "{told}");
}

/// Where no consultation is held, what changed is told of the last week.
#[test]
fn without_consultations_the_last_week_is_told() {
    let world = World::with(r#"{"id":"A","title":"Arms handed in","responsible":["mov"],"source":["text"]}"#);
    world.at("2026-03-01").ask("mark A minimum --as mov").ok();
    world.at("2026-03-20").ask("mark A full --as mov").ok();
    world.at("2026-03-22");
    let told = text_of(world.ask("report").ok().text());
    assert!(told.contains("Happened since 2026-03-16") && told.contains("1 advanced: Arms handed in (A)"), "{told}");
    world.at("2026-04-22").ask("report").ok().hears("Happened since 2026-04-16").hears("Nothing.");
    world.ask("report --since 2026-03-20").ok().hears("Happened since 2026-03-20");
}

/// A plan whose dates do not run is told as a ladder: what each phase waits for, and in which windows its milestones are due.
#[test]
fn an_undated_plan_is_a_ladder() {
    let page = World::empty().ask("report").ok();
    let ladder = pieces(page.text(), "<ol class=\"ladder\">", "</ol>")[0];
    let rungs = pieces(ladder, "<li>", "</li>");
    assert_eq!(rungs.len(), 5);
    assert!(rungs[0].contains("14 d after entry into force") && rungs[4].contains("180 d after"), "{rungs:?}");
    assert!(rungs[2].contains("not met") && rungs[2].contains("href=\"#m-DE-1\""), "{}", rungs[2]);
    assert_eq!(ladder.matches("<a class=\"w ").count(), 37, "each milestone that stands by itself");
    World::empty().ask("report -o md").ok().hears("### Text of the framework").hears("- 14 d after entry into force: ");
    // A plan whose dates run has a timeline alone.
    assert!(!helsinki().ask(&format!("report {THEN}")).ok().text().contains("<ol class=\"ladder\">"));
}

/// Columns and chapters that have nothing in them are a line.
#[test]
fn what_is_empty_is_a_line() {
    let page = World::empty().ask("report").ok();
    let milestones = pieces(page.text(), "<section id=\"milestones\"", "</section>")[0];
    assert!(!milestones.contains("data-sort=\"number\""));
    page.hears("Nothing under: Verified, Reported, Assessed.")
        .hears("<section class=\"line\" id=\"disputes\"")
        .hears("No dispute is on record.");
    let nav = page_nav();
    assert_eq!(nav.matches("<li>").count(), 5, "{nav}");
}

fn page_nav() -> String {
    let page = helsinki().ask(&format!("report {THEN}")).ok();
    pieces(page.text(), "<nav", "</nav>")[0].to_owned()
}

/// Claimed, verified and due stand in one drawing, with the decisions and incidents on their days.
#[test]
fn the_course_has_what_was_due_and_what_happened() {
    let world = helsinki();
    let page = world.ask(&format!("report {THEN}")).ok();
    let chart = pieces(page.text(), "<svg class=\"course\"", "<svg class=\"axis\"")[0];
    for line in ["due", "reported", "verified"] {
        assert_eq!(chart.matches(&format!("<path class=\"{line}\"")).count(), 1, "{line}");
    }
    let marks = |mark: &str| pieces(chart, &format!("<use href=\"#k-{mark}\""), "</use>").join("\n");
    assert!(marks("breach").contains("2005-10-14 serious incident, confirmed: All violence between the parties ends"));
    assert!(marks("alleged").contains("2006-07-03 serious incident, alleged"), "{}", marks("alleged"));
    assert!(marks("due").contains("decided: "));
    assert!(
        marks("mandate").contains("2006-12-15 mandate of Aceh Monitoring Mission (AMM) ended"),
        "{}",
        marks("mandate")
    );
    // What was due by a day is what had a date by then, by weight.
    let markdown = world.ask(&format!("report -o md {THEN}")).ok();
    let course = markdown.text().split("## Progress over time").nth(1).expect("the chapter");
    let last = course.lines().rfind(|line| line.starts_with("| 2006-12-31")).expect("the last day");
    let state = world.ask(&format!("export {THEN}")).ok().json();
    let leaves: Vec<&Value> = (state["milestones"].as_array().expect("milestones").iter())
        .filter(|one| one["score_weight"] != Value::Null)
        .collect();
    let weight = |one: &&&Value| one["score_weight"].as_f64().expect("a weight");
    let all: f64 = leaves.iter().map(|one| weight(&one)).sum();
    let come = |one: &&&Value| one["due"]["on"].as_str().is_some_and(|on| on <= "2006-12-31");
    let due: f64 = leaves.iter().filter(come).map(|one| weight(&one)).sum();
    assert!(last.ends_with(&format!("| {} % |", (due / all * 100.0).round())), "{last}");
}

/// Two hundred incidents, one a day, are seen along the whole of their days, and a confirmed one stands on its own.
#[test]
fn many_incidents_stand_on_their_days() {
    let world = World::with(r#"{"id":"CF","title":"Fire ceases","responsible":["mov"],"source":["text"]}"#);
    let first = Day::parse("2026-01-02").expect("a day");
    let days: Vec<Day> = (0..200).filter_map(|at| first.plus_days(at)).collect();
    let incident = |day: &Day| format!(r#"{{"kind":"incident","milestone":"CF","severity":"minor","on":"{day}"}}"#);
    world.file("incidents.jsonl", days.iter().map(incident).collect::<Vec<_>>().join("\n"));
    world.at("2026-08-01").ask("mark CF minimum --on 2026-01-01 --as mov").ok();
    world.ask("import incidents.jsonl --as gov").ok();
    world.ask("finding gov:101 confirmed --as mission").ok();
    let page = world.ask("report").ok();
    let chart = pieces(page.text(), "<svg class=\"course\"", "<svg class=\"axis\"")[0];
    let places = |mark: &str| -> Vec<f64> {
        pieces(chart, &format!("<use href=\"#k-{mark}\""), ">").iter().map(|one| number(one, "x")).collect()
    };
    let (from, until) = pieces(chart, "Scores from ", ";")[0].split_once(" to ").expect("days");
    let (from, until) = (Day::parse(from).expect("a day"), Day::parse(until).expect("a day"));
    let x = |day: Day| 2.0 + 96.0 * day.days_since(from) as f64 / until.days_since(from) as f64;
    let mut all = [places("alleged"), places("breach")].concat();
    all.sort_by(f64::total_cmp);
    assert!(all.len() > 50 && (all[0] - x(days[0])).abs() < 0.1, "{all:?}");
    assert!(days.iter().all(|day| all.iter().any(|at| (at - x(*day)).abs() < 0.6)), "{all:?}");
    assert_eq!(places("breach").len(), 1);
    assert!((places("breach")[0] - x(days[100])).abs() < 0.1, "{:?}", places("breach"));
}

/// What is asked first stands beside the state, each in a line or a few.
#[test]
fn the_first_screen_tells_what_is_asked_first() {
    let world = helsinki();
    for format in ["html", "md"] {
        let heard = world.ask(&format!("report -o {format} {THEN}")).ok();
        let plain = text_of(heard.text());
        let told = plain.split("In brief").last().expect("the chapter").split("Since the last consultation").next();
        let told = told.expect("its text");
        for words in [
            "Needs a decision",
            "GAM disputes Law on the governing of Aceh in force (LO-2) since 2006-08-02",
            "Verification of 13 milestones takes AMM: nobody is left",
            "Happened since 2006-12-12",
            "Became known since 2006-12-12",
            "3 incidents: All violence between the parties ends (CH-1)",
            "Next",
            "LP-1",
        ] {
            assert!(told.contains(words), "{format}: {words} in {told}");
        }
    }
}

#[test]
fn a_terminal_draws_as_many_squares_as_count() {
    for (world, moment, squares) in [(helsinki(), THEN, [13, 0, 1, 8]), (World::empty(), "", [36, 0, 0, 0])] {
        let heard = world.ask(&format!("status {moment}")).ok();
        let drawn = pieces(heard.text(), "one square a milestone", "0/1/2/3:")[0].split_once(":\n").expect("squares").1;
        let count = |mark: char| drawn.matches(mark).count();
        assert_eq!(['□', '▤', '▣', '■'].map(count), squares);
    }
}

/// The calendar above the timeline, its grid and its marks stand where their days are, within a tenth of a per cent of its width.
#[test]
fn days_lines_and_marks_have_one_scale() {
    let world = helsinki();
    let told = world.ask(&format!("timeline -o json {THEN}")).ok().json();
    let page = world.ask(&format!("report {THEN}")).ok();
    let day = |value: &Value| value.as_str().and_then(Day::parse);
    let (first, last) = (day(&told["from"]).expect("a day"), day(&told["until"]).expect("a day"));
    let x = |day: Day| 2.0 + 96.0 * day.days_since(first) as f64 / last.days_since(first) as f64;
    let at = |drawn: f64, day: Day, what: &str| assert!((drawn - x(day)).abs() < 0.06, "{what}: {day} at {drawn}");
    let gantt = pieces(page.text(), "<table class=\"gantt\">", "</table>")[0];
    let ticks = ticks(pieces(gantt, "<svg class=\"axis\"", "</svg>")[0]);
    assert!(ticks.len() > 4 && ticks.iter().any(|(day, _)| *day == Day::parse("2007-01-01").expect("a day")));
    ticks.iter().for_each(|(day, drawn)| at(*drawn, *day, "the calendar"));
    let grid = pieces(page.text(), "<g id=\"days\">", "</g>")[0];
    let lines: Vec<f64> = pieces(grid, "<line class=\"grid\"", ">").iter().map(|line| number(line, "x1")).collect();
    assert_eq!(lines, ticks.iter().map(|(_, drawn)| *drawn).collect::<Vec<_>>());
    let today = pieces(grid, "<line class=\"today\"", ">")[0];
    at(number(today, "x1"), day(&told["as_of"]).expect("a day"), "the day asked about");
    assert!(x(Day::parse("2006-12-31").expect("a day")) < x(Day::parse("2007-01-01").expect("a day")));
    let phases = told["phases"].as_array().expect("phases");
    let mut marks = 0;
    for one in phases.iter().flat_map(|phase| phase["milestones"].as_array().expect("milestones")) {
        let id = one["id"].as_str().expect("an id");
        let row = pieces(gantt, &format!("<tr data-m=\"{id}\">"), "</tr>")[0];
        if let Some((from, until)) = day(&one["drawn"]["window"]["from"]).zip(day(&one["drawn"]["window"]["until"])) {
            let window = pieces(row, "<rect class=\"window\"", ">")[0];
            at(number(window, "x"), from, id);
            assert!((number(window, "width") - x(until) + x(from)).abs() < 0.06, "{id}");
        }
        let due = one["drawn"]["readings"].as_array().expect("dates").iter().filter_map(day);
        for (due, mark) in due.zip(pieces(row, "<use href=\"#k-due\"", ">")) {
            at(number(mark, "x"), due, id);
            marks += 1;
        }
        for breach in one["drawn"]["breaches"].as_array().expect("breaches") {
            at(number(pieces(row, "<use href=\"#k-breach\"", ">")[0], "x"), day(&breach["opened"]).expect("a day"), id);
            marks += 1;
        }
    }
    assert!(marks > 12);
}

/// The first days of months that an axis names, and where.
fn ticks(axis: &str) -> Vec<(Day, f64)> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut ticks: Vec<(String, f64)> = Vec::new();
    let mut year = String::new();
    for text in pieces(axis, "<text", "</text>") {
        let words = text.rsplit('>').next().expect("words").to_owned();
        match MONTHS.iter().position(|month| *month == words) {
            Some(month) => ticks.push((format!("-{:02}-01", month + 1), number(text, "x"))),
            None => {
                year = words;
                let (tick, _) = ticks.last_mut().expect("a month above its year");
                *tick = year.clone() + tick;
            }
        }
    }
    let mut named = String::new();
    let day = |(text, x): (String, f64)| {
        match text.starts_with('-') {
            true => named.truncate(4),
            false => named = text[..4].to_owned(),
        }
        let text = if text.starts_with('-') { named.clone() + &text } else { text };
        (Day::parse(&text).expect("a day"), x)
    };
    assert!(!year.is_empty());
    ticks.into_iter().map(day).collect()
}

/// Parts in another phase than their whole hang from nothing there.
#[test]
fn only_what_stands_below_its_whole_hangs_from_it() {
    let milestones = r#"{"id":"A","title":"Alone","responsible":["mov"],"source":["text"],"phase":"one"},
{"id":"P-1","title":"First part","responsible":["mov"],"source":["text"],"part_of":"P","phase":"one"},
{"id":"P","title":"Whole","responsible":["mov"],"source":["text"],"phase":"two"},
{"id":"Z","title":"Between","responsible":["mov"],"source":["text"],"phase":"two"},
{"id":"P-2","title":"Second part","responsible":["mov"],"source":["text"],"part_of":"P","phase":"two"}"#;
    let world = World::new(
        &plan(milestones)
            .replace(r#"{"id":"one","title":"One"}"#, r#"{"id":"one","title":"One"},{"id":"two","title":"Two"}"#),
    );
    world.ask("list").ok().hears_not("└");
    world.ask("list --sort id").ok().hears("└ First part").hears("└ Second part");
    world.ask("list --phase one").ok().hears("First part").hears_not("└");
    let document = world.ask("report -o md").ok();
    document.hears("| P-1 | First part |").hears("| P | Whole |").hears("| P-2 | └ Second part |");
    let page = world.ask("report").ok();
    let below = pieces(page.text(), "<td class=\"title below\">", "</td>");
    assert!(below.len() == 1 && below.iter().all(|cell| cell.contains("Second part")), "{below:?}");
    world.ask("timeline").ok().hears("└ Second part").hears_not("└ First part");
}

/// A report without its scores over time, which are those of days.
fn without_scores(report: &str) -> String {
    let chapters = [("<section id=\"progress\"", "</section>"), ("\n## Progress over time", "\n## ")];
    let cut = chapters.into_iter().find_map(|(begin, end)| {
        let (before, rest) = report.split_once(begin)?;
        Some(before.to_owned() + rest.split_once(end)?.1)
    });
    cut.unwrap_or_else(|| report.to_owned())
}

/// What happened in a month on a day that nobody told is shown as of that month, and before what was found on it.
#[test]
fn a_month_stays_a_month_wherever_it_is_shown() {
    let world =
        World::with(r#"{"id":"CF","title":"Fire ceases","responsible":["mov"],"source":["text"],"continuing":true}"#);
    world.at("2026-02-26").ask("incident CF --severity serious --on 2026-02 --as gov").ok();
    world.ask("finding gov:1 confirmed --on 2026-02-25 --as mission").ok();
    world.at("2026-04-20").ask("mark CF minimum --on 2026-03 --as mov").ok();
    world.at("2026-05-01");
    for view in ["show CF", "why CF", "matrix", "report", "report -o md", "next", "brief --since 2026-01-11"] {
        let heard = world.ask(view).ok();
        let told = without_scores(heard.text());
        assert!(told.contains("since 2026-02"), "{view}");
        assert!(!told.contains("2026-02-26") && !told.contains("2026-02-28"), "{view}");
    }
    for table in ["entries", "milestones", "incidents"] {
        let rows = world.ask(&format!("export -o csv --table {table}")).ok();
        let cells = || rows.text().lines().flat_map(|line| line.split(','));
        assert!(cells().any(|cell| cell == "2026-02"), "{}", rows.text());
        assert!(!cells().any(|cell| ["2026-02-26", "2026-02-28", "2026-03-31"].contains(&cell)), "{}", rows.text());
    }
    let page = world.ask("report").ok();
    let record = pieces(page.text(), "<ul class=\"entries\">", "</ul>")[0];
    assert!(record.find("gov:1").expect("the incident") < record.find("mission:1").expect("the finding"), "{record}");
    let state = world.ask("export -o json").ok().json();
    assert_eq!(state["incidents"][0]["on"], "2026-02");
    assert_eq!(state["milestones"][0]["reported"]["on"], "2026-03");
}

/// Where two tell of one moment, who names the day says more than who names its month, whoever speaks first.
#[test]
fn a_day_says_more_than_its_month() {
    for days in [["2026-02", "2026-02-28"], ["2026-02-28", "2026-02"]] {
        let world = World::with(r#"{"id":"A","title":"Joint step","responsible":["gov","mov"],"source":["text"]}"#);
        world.at("2026-03-20");
        for (who, on) in ["gov", "mov"].into_iter().zip(days) {
            world.ask(&format!("mark A full --on {on} --as {who}")).ok();
        }
        let rows = world.ask("export -o csv --table milestones").ok();
        let mut rows = rows.text().lines().map(|row| row.split(',').collect::<Vec<_>>());
        let since = rows.next().expect("a head").iter().position(|key| *key == "since").expect("the column");
        assert_eq!(rows.next().expect("a row")[since], "2026-02-28", "{days:?}");
    }
}

/// A whole was done with its last part: what another part says of the same day, which it was done before, names no day for it.
#[test]
fn a_whole_is_done_in_the_month_of_its_last_part() {
    let parts = ["B", "C"].map(|id| {
        format!(r#"{{"id":"{id}","title":"Part {id}","part_of":"A","responsible":["gov"],"source":["text"]}}"#)
    });
    let whole = r#"{"id":"A","title":"Whole","responsible":["gov"],"source":["text"]}"#;
    let world = World::with(&format!("{whole},{}", parts.join(",")));
    world.says("gov", "2026-01-11", "C full");
    world.at("2026-02-03");
    world.ask("mark B full --on 2026-02 --as gov").ok();
    world.ask("mark C full --on 2026-02-03 --as gov").ok();
    world.at("2026-03-20");
    let answer = world.ask("export -o json").ok().json();
    let done = |id: &str| {
        let rows = answer["milestones"].as_array().expect("milestones");
        rows.iter().find(|row| row["id"] == id).expect("a milestone")["done_on"].clone()
    };
    assert_eq!([done("A"), done("B"), done("C")], ["2026-02", "2026-02", "2026-01-11"]);
}

/// Four milestones that are breached, reversed, contested and suspended.
fn alarms() -> World {
    let one = |id: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","title":"Title of {id}","responsible":["mov"],"source":["text"],"due":{{"on":"2026-06-30"}}{more}}}"#
        )
    };
    let milestones = [one("BR", r#","continuing":true"#), one("RE", ""), one("CO", ""), one("SU", "")];
    let rules = r#""suspend":{"by":["gov"],"quorum":1},"verify""#;
    let world = World::new(&plan(&milestones.join(",")).replacen("\"verify\"", rules, 1));
    world.says("mission", "2026-01-05", "RE full").says("mission", "2026-02-05", "RE none");
    world.says("mov", "2026-01-06", "CO full").at("2026-01-20");
    world.ask("incident BR --severity grave --as mission").ok();
    world.ask("dispute CO --as gov").ok();
    world.ask("suspend SU --as gov").ok();
    world.at("2026-03-01");
    world
}

#[test]
fn what_is_broken_stopped_or_contradicted_is_seen_first() {
    let world = alarms();
    let words = [("BR", "breached"), ("RE", "reversed"), ("CO", "contested"), ("SU", "suspended")];
    let timeline = world.ask("timeline").ok();
    let matrix = world.ask("matrix -o csv").ok();
    let page = world.ask("report").ok();
    for (id, word) in words {
        let line = timeline.text().lines().find(|line| line.starts_with(id)).expect("a line");
        assert!(line.ends_with(word), "{line}");
        let row = matrix.text().lines().find(|row| row.contains(&format!("({id})"))).expect("a row");
        assert!(row.contains(&format!(",{word}; ")) && row.contains(&format!("{word} since 2026-")), "{row}");
        let rows = pieces(page.text(), &format!("<tr data-m=\"{id}\""), "</tr>");
        assert!(rows.len() == 2 && rows.iter().all(|row| row.contains("<span class=\"status alarm\">")), "{rows:?}");
        world.ask("report -o md").ok().hears(&format!("| {word}; "));
    }
    let line = |id: &str| timeline.text().lines().find(|line| line.starts_with(id)).expect("a line");
    assert!(line("BR").contains("✗═") && line("RE").contains('▼'), "{}", timeline.text());
    timeline.hears("✗ breach opened").hears("▼ verified level fell");
    world.ask("timeline --ascii").ok().hears("xxx").hears("x breach open");
    let drawn = pieces(page.text(), "<section id=\"timeline\"", "</section>")[0];
    assert_eq!(pieces(drawn, "<use href=\"#k-breach\" x", ">").len(), 2, "its mark, and what that means");
}

/// The first screen tells a reader without the tool what became of the Helsinki memorandum by the end of 2006.
#[test]
fn the_first_screen_tells_what_must_be_known() {
    let world = helsinki();
    for format in ["html", "md"] {
        let report = world.ask(&format!("report -o {format} {THEN}")).ok();
        let plain = text_of(report.text());
        let glance = plain.split("At a glance").last().expect("the chapter");
        let glance = glance.split("In a line").next().expect("its text").replace('\\', "");
        for told in [
            "All violence between the parties ends: breached since 2005-09-10",
            "Political prisoners and detainees released: overdue 488 d",
            "Aceh Monitoring Mission (AMM) ended on 2006-12-15",
            "Verified complete: Decommissioning of arms (by 2005-12-",
            "Non-organic army and police withdrawn (by 2006-01-05)",
            "Last verified for 2006-02-25 [amm:26], nothing since.",
        ] {
            assert!(glance.contains(told), "{format}: {told} in {}", &glance[..glance.len().min(2000)]);
        }
    }
}

/// What is said first is said by `status` too, and each name and number in it leads on.
#[test]
fn the_sentences_of_state_are_the_same_everywhere_and_lead_on() {
    let world = helsinki();
    let page = world.ask(&format!("report {THEN}")).ok();
    let paragraphs = pieces(page.text(), "<p class=\"first\">", "</p>");
    assert_eq!(paragraphs.len(), 2);
    let plain: Vec<String> = paragraphs.iter().map(|one| text_of(one)).collect();
    let markdown = world.ask(&format!("report -o md {THEN}")).ok();
    let status = world.ask(&format!("status {THEN}")).ok();
    for told in &plain {
        assert!(markdown.text().contains(&told.replace("[", "\\[").replace("]", "\\]")), "{told}");
        assert!(status.text().lines().take(6).any(|line| line == told), "{told}: {}", status.text());
    }
    let narrow = world.copy().width(80).ask(&format!("status {THEN}")).ok();
    assert!(narrow.text().lines().take(12).all(|line| line.chars().count() <= 80), "{}", narrow.text());
    let links = paragraphs.join(" ");
    for to in [
        "#m-CH-1",
        "#m-LO-2",
        "#m-AM-2",
        "#m-WD",
        "#e-amm-26",
        "#attention",
        "#milestones\" data-element=\"decommissioning",
    ] {
        assert!(links.contains(&format!("href=\"{to}\"")), "{to}: {links}");
    }
    // Of several, how many, the first of them by name.
    let late: Vec<String> = (1..=5)
        .map(|at| format!(r#"{{"id":"L-{at}","title":"Late {at}","responsible":["mov"],"source":["text"],"due":{{"on":"2026-01-0{at}"}}}}"#))
        .collect();
    let world = World::with(&late.join(","));
    world.at("2026-01-20").ask("status").ok().hears("5 overdue: Late 1 19 d; Late 2 18 d; Late 3 17 d; and 2 more.");
    // Where nobody has spoken, what can begin.
    let draft = World::empty();
    draft
        .ask("status")
        .ok()
        .hears("Nobody has reported or verified anything. Of 37 milestones: 1 not triggered, 31 waiting, 5 open.");
    draft.ask("report").ok().hears("<a href=\"#milestones\" data-status=\"waiting\">31 waiting</a>");
}

/// A page without its tags.
fn text_of(page: &str) -> String {
    page.split('<').map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text)).collect()
}

/// Rows, milestones and scores add up to each other, and each says what it counts.
#[test]
fn totals_say_what_they_count_and_add_up() {
    let world = World::empty();
    let status = world.ask("status").ok();
    status.hears("37 milestones in all; beside them 1 summed up from parts.");
    let status = world.ask("status").ok();
    status.hears("In the scores, each by its weight: 36; beside them 1 not triggered.").hears("of 36.");
    let told = world.ask("status -o json").ok().json();
    let counts = told["groups"].as_array().expect("groups").iter().map(|group| group["milestones"].as_u64());
    assert_eq!(counts.sum::<Option<u64>>(), Some(37));
    world.ask("check").ok().hears("37 milestones, beside 1 summing up or restating others");
    let page = world.ask("report").ok();
    let rows = pieces(page.text(), "<table class=\"milestones\">", "</table>")[0];
    assert_eq!((rows.matches("<tr data-m=").count(), rows.matches(" data-apart").count()), (38, 1));
    page.hears("37 milestones in all; beside them 1 summed up from parts.")
        .hears_not("1 milestones")
        .hears_not("entrys");
}

/// A title is cut at its own end, whichever way it is read.
#[test]
fn titles_are_cut_at_their_end_in_every_script() {
    let title = "اتفاق السلام الشامل بين الطرفين على وقف إطلاق النار";
    let world = World::with(&format!(
        r#"{{"id":"A","title":"{title}","responsible":["mov"],"source":["text"],"due":{{"on":"2026-06-30"}}}}"#
    ));
    world.ask("report").ok().hears(&format!("<a class=\"cut\" href=\"#m-A\" dir=\"auto\">{title}</a>"));
    let style = include_str!("../../src/render/page.css");
    let cutting = style.lines().filter(|line| line.contains("text-overflow") || line.contains("line-clamp: 3"));
    assert!(
        cutting.clone().count() == 2
            && cutting.clone().all(|line| [".gantt .cut", ".clamp"].iter().any(|own| line.starts_with(own)))
    );
    world.width(70).ask("timeline").ok().hears("A  اتفاق السلام").hears("…");
}

/// Who asks for one milestone reads what happened last, and where the rest is; programs get all.
#[test]
fn a_milestone_of_many_entries_shows_the_last() {
    let world =
        World::with(r#"{"id":"CF","title":"Fire ceases","responsible":["mov"],"source":["text"],"continuing":true}"#);
    let lines = (0..150).map(|place| {
        let day = 1 + place / 10;
        format!(
            r#"{{"kind":"incident","milestone":"CF","severity":"minor","place":"km {place}","on":"2026-01-{day:02}"}}"#
        )
    });
    world.at("2026-02-01");
    world.file("said.jsonl", lines.collect::<Vec<_>>().join("\n"));
    world.ask("import said.jsonl --as gov").ok();
    let shown = world.ask("show CF").ok();
    let counted = |needle: &str| shown.text().matches(needle).count();
    assert_eq!(counted("minor, alleged by"), 100, "{}", shown.text());
    assert_eq!((counted("km 149"), counted("km 50 "), counted("km 49 ")), (1, counted("km 60 "), 0));
    assert_eq!(counted("“milepost log CF” has earlier ones"), 2);
    // What became known later hides nothing of what was known.
    world.at("2026-03-01");
    for _ in 0..110 {
        world.says("mission", "2026-02-20", "CF minimum");
    }
    let then = world.ask("show CF --known-by 2026-02-02").ok();
    assert_eq!((then.text().matches("km 149").count(), then.text().matches("has earlier ones").count()), (1, 2));
    let all = world.ask("show CF -o json --known-by 2026-02-02").ok().json();
    assert_eq!(all["milestone"]["history"].as_array().map(Vec::len), Some(150));
    assert_eq!(world.ask("log CF").ok().text().matches("minor incident").count(), 150);
}
