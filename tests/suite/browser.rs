//! What a browser draws, measured: every length and place is held against the number that it stands for, within a pixel.

use super::readers::{have, node, python, told};
use super::world::World;
use milepost::model::moment::Day;
use serde_json::{Value, json};

const THEN: &str = "--as-of 2006-12-31 --known-by 2026-11-30";

/// What is drawn of the Helsinki example at the end of 2006, on a page so wide; nothing where no browser is installed.
fn drawn(world: &World, width: u32) -> Option<Value> {
    if !have("chromium") {
        return None;
    }
    let mut node = node("drawn.mjs")?;
    let page = world.folder().join("report.html");
    Some(serde_json::from_str(&told(node.arg(page).arg(width.to_string()))).expect("JSON"))
}

fn helsinki() -> World {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    world.ask(&format!("report {THEN} --to report.html")).ok();
    world
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn near(drawn: f64, expected: f64, what: &str) {
    assert!((drawn - expected).abs() <= 1.0, "{what}: drawn at {drawn}, should be at {expected}");
}

/// The number before a word: 67 of `reported 100 %, verified 67 %`.
fn after(told: &str, word: &str) -> Option<f64> {
    let rest = told.split_once(word)?.1.trim_start();
    rest.split([' ', ',', ';']).next()?.parse().ok()
}

/// Where a day stands on a drawing's line of days.
struct Line {
    left: f64,
    width: f64,
    first: Day,
    last: Day,
}

impl Line {
    fn of(drawing: &Value, first: Day, last: Day) -> Line {
        Line { left: number(&drawing["left"]), width: number(&drawing["width"]), first, last }
    }

    fn at(&self, day: Day) -> f64 {
        let share = day.days_since(self.first) as f64 / self.last.days_since(self.first) as f64;
        self.left + self.width * (0.02 + 0.96 * share)
    }

    /// The names of months and years above or below it stand at their first days.
    fn has(&self, axis: &Value) {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let ticks = list(axis);
        let mut year = 0;
        assert!(ticks.len() > 4);
        for (at, tick) in ticks.iter().enumerate() {
            let Some(month) = MONTHS.iter().position(|month| *month == text(&tick[0])) else { continue };
            if let Some(named) = ticks.get(at + 1).and_then(|next| text(&next[0]).parse().ok()) {
                year = named;
            }
            let day = Day::of(year, month as u32 + 1, 1).expect("a day");
            near(number(&tick[1]), self.at(day), &format!("the name of {day}"));
        }
    }
}

fn day(value: &Value) -> Option<Day> {
    value.as_str().and_then(|day| Day::parse(day.get(..10)?))
}

/// The first and the last day of a date that may be no more than a month.
fn stretch(on: &Value) -> (Day, Day) {
    let of = |number: &str| Day::parse(&format!("{}-{number}", text(on)));
    let last = || ["31", "30", "29", "28"].into_iter().find_map(of).expect("a last day");
    day(on).map_or_else(|| (of("01").expect("a first day"), last()), |day| (day, day))
}

#[test]
fn lengths_and_squares_are_their_numbers() {
    let world = helsinki();
    for width in [1280, 400] {
        let Some(found) = drawn(&world, width) else { return };
        let bars = list(&found["bars"]);
        assert!(bars.len() > 20);
        for bar in bars {
            let told: f64 = text(&bar["told"]).trim_end_matches(" %").parse().expect("per cent");
            near(number(&bar["filled"]), number(&bar["width"]) * told / 100.0, &bar.to_string());
            assert!(number(&bar["width"]) > 40.0 && number(&bar["height"]) > 5.0, "{width}: {bar}");
        }
        for meter in list(&found["meters"]) {
            let told: f64 = text(&meter["told"]).trim().trim_end_matches(" %").parse().expect("per cent");
            near(number(&meter["filled"]), number(&meter["width"]) * told / 100.0, &meter.to_string());
        }
        let drawings = list(&found["squares"]);
        assert!(drawings.len() > 20);
        let words = [("q3", "full"), ("q2", "intermediate"), ("q1", "minimum"), ("q0", "none")];
        let owed = [
            ("qb", "breached or reversed"),
            ("q3", "verified"),
            ("ql", "overdue"),
            ("q1", "reported"),
            ("q0", "not overdue"),
        ];
        for drawing in drawings {
            let label = text(&drawing["told"]);
            let (_, counts) = label.rsplit_once(": ").expect("counts");
            let ledger = counts.split(", ").any(|one| owed.iter().any(|(_, word)| one.ends_with(&format!(" {word}"))));
            let kinds = if ledger { &owed[..] } else { &words[..] };
            for (kind, word) in kinds {
                let told = counts.split(", ").find_map(|one| one.strip_suffix(word)?.trim().parse::<f64>().ok());
                let covered = drawing["kinds"][kind].as_f64().unwrap_or(0.0);
                assert!((covered - told.unwrap_or(0.0)).abs() < 0.05, "{kind} of {drawing}");
            }
        }
    }
}

#[test]
fn the_wall_is_a_grid_of_equal_squares() {
    let world = helsinki();
    let state = world.ask(&format!("export {THEN}")).ok().json();
    for width in [1920, 1280, 768, 400] {
        let Some(found) = drawn(&world, width) else { return };
        let squares = list(&found["wall"]);
        assert_eq!(json!(squares.len()), state["total"]["milestones"]);
        for square in squares {
            near(number(&square["width"]), 20.0, "how wide a square is");
            near(number(&square["height"]), 20.0, "how high a square is");
            assert!(number(&square["left"]) >= 0.0 && number(&square["left"]) + 20.0 <= f64::from(width), "{square}");
        }
        for milestone in list(&state["milestones"]) {
            let to = format!("#m-{}", text(&milestone["id"]));
            let Some(square) = squares.iter().find(|square| square["to"] == json!(to)) else { continue };
            let late = if milestone["timing"]["word"] == "overdue" { " past-due" } else { "" };
            assert_eq!(
                text(&square["is"]),
                format!("w {}{late}", text(&milestone["status"]).replace(' ', "-")),
                "{to}"
            );
        }
        for (at, one) in squares.iter().enumerate() {
            for other in &squares[at + 1..] {
                let apart = |side: &str| (number(&one[side]) - number(&other[side])).abs();
                assert!(apart("left") >= 23.0 || apart("top") >= 23.0, "{one} and {other}");
            }
        }
    }
}

#[test]
fn the_course_stands_at_its_days_and_scores() {
    let world = helsinki();
    let state = world.ask(&format!("export {THEN}")).ok().json();
    let scores = |day: Day| {
        let then = world.ask(&format!("status -o json --as-of {day} --known-by 2026-11-30")).ok().json();
        ["reported", "verified"].map(|voice| then["total"]["score"][voice].as_f64())
    };
    let markdown = world.ask(&format!("report -o md {THEN}")).ok();
    let points = markdown.text().split("## Progress over time").nth(1).expect("the chapter");
    let point = points.lines().find(|line| line.starts_with("| 200")).expect("the first point");
    let (first, last) = (Day::parse(&point[2..12]).expect("a day"), Day::parse("2006-12-31").expect("a day"));
    let days: Vec<Day> = ["2005-09-17", "2005-10-18", "2005-12-21", "2006-01-05", "2006-07-11", "2006-12-31"]
        .iter()
        .map(|day| Day::parse(day).expect("a day"))
        .collect();
    let expected: Vec<[Option<f64>; 2]> = days.iter().map(|day| scores(*day)).collect();
    for width in [1280, 400] {
        let Some(found) = drawn(&world, width) else { return };
        let course = &found["course"];
        let line = Line::of(course, first, last);
        line.has(&course["axis"]);
        let y = |share: f64| number(&course["top"]) + 14.0 + (220.0 - 14.0) * (1.0 - share);
        for (grid, share) in list(&course["grid"]).iter().zip([0.0, 0.25, 0.5, 0.75, 1.0]) {
            near(number(grid), y(share), &format!("the line of {share}"));
        }
        for (day, scores) in days.iter().zip(&expected) {
            for (voice, score) in ["reported", "verified"].iter().zip(scores) {
                let Some(score) = score else { continue };
                let points = list(&course["lines"][voice]);
                // The height of the line at that day: of the last step that begins no later.
                let mut until = points.iter().filter(|point| number(&point[0]) <= line.at(*day) + 0.6);
                let drawn = until.next_back().expect("a point");
                near(number(&drawn[1]), y(*score), &format!("{voice} on {day} at {width}"));
            }
        }
        // Each line at each point that its table tells, in whole per cents.
        let told: Vec<&Value> = list(&course["told"]).iter().filter(|row| row["Due by then"].is_string()).collect();
        assert!(told.len() > 20);
        for row in told {
            let on = day(&row["Day"]).expect("a day");
            for (voice, title) in [("reported", "Reported"), ("verified", "Verified"), ("due", "Due by then")] {
                let percent = row[title].as_str().and_then(|told| told.strip_suffix(" %")?.parse::<f64>().ok());
                let Some(percent) = percent else { continue };
                let mut until = list(&course["lines"][voice]).iter().filter(|p| number(&p[0]) <= line.at(on) + 0.6);
                let drawn = number(&until.next_back().expect("a point")[1]);
                let half_a_percent = (y(0.0) - y(1.0)) * 0.005;
                assert!((drawn - y(percent / 100.0)).abs() <= 1.0 + half_a_percent, "{voice} of {row}: {drawn}");
            }
        }
        let fell = day(&json!("2005-09-10")).expect("a day");
        let falls = list(&course["falls"]);
        assert_eq!(falls.len(), 1);
        near(number(&falls[0]), line.at(fell), "the fall");
        // A mark stands for all that would cover each other, somewhere in the month where no more was said; none stands elsewhere, and
        // none is missing.
        let incidents = list(&state["incidents"]).iter().filter(|one| one["retracted"] != json!(true));
        let places: Vec<(f64, f64)> =
            incidents.map(|one| stretch(&one["on"])).map(|(a, b)| (line.at(a), line.at(b))).collect();
        let drawn: Vec<f64> = list(&course["incidents"]).iter().map(number).collect();
        let within = |x: f64, (from, until): (f64, f64), more: f64| x >= from - more && x <= until + more;
        let close = 1.0 + line.width * 0.005;
        assert!(!drawn.is_empty() && drawn.len() <= places.len());
        assert!(drawn.iter().all(|x| places.iter().any(|place| within(*x, *place, 1.0))), "{drawn:?} {places:?}");
        assert!(places.iter().all(|place| drawn.iter().any(|x| within(*x, *place, close))), "{drawn:?} {places:?}");
        // Decisions have moments; which day that is in the plan's zone may be the next.
        let taken: Vec<Day> = list(&state["decisions"]).iter().filter_map(|one| day(&one["taken"])).collect();
        let a_day = line.at(last) - line.at(Day::parse("2006-12-30").expect("a day"));
        let held = |x: &Value| taken.iter().any(|day| within(number(x), (line.at(*day), line.at(*day) + a_day), 1.0));
        assert!(!taken.is_empty() && list(&course["decisions"]).iter().all(held));
    }
}

#[test]
fn gaps_counts_and_days_stand_where_their_numbers_say() {
    let world = helsinki();
    let timeline = world.ask(&format!("timeline -o json {THEN}")).ok().json();
    let (first, last) = (day(&timeline["from"]).expect("a day"), day(&timeline["until"]).expect("a day"));
    for width in [1280, 400] {
        let Some(found) = drawn(&world, width) else { return };
        let mut drawings = 0;
        for gap in list(&found["gaps"]) {
            for voice in ["reported", "verified"] {
                let place = list(&gap[voice]).first().map(|point| number(&point[0]));
                let share = after(text(&gap["told"]), voice);
                assert_eq!(place.is_some(), share.is_some(), "{gap}");
                if let Some((place, share)) = place.zip(share) {
                    near(place, number(&gap["left"]) + number(&gap["width"]) * share / 100.0, &gap.to_string());
                    drawings += 1;
                }
            }
        }
        assert!(drawings > 8);
        arms(&found);
        let rows = list(&found["gantt"]["rows"]);
        let line = Line::of(&rows[0], first, last);
        line.has(&found["gantt"]["axis"]);
        let milestones = list(&timeline["phases"]).iter().flat_map(|phase| list(&phase["milestones"]));
        let today = Day::parse("2006-12-31").expect("a day");
        let mut marks = 0;
        for one in milestones {
            let row = rows.iter().find(|row| row["id"] == one["id"]).expect("its row");
            let due = list(&one["drawn"]["readings"]).iter().filter_map(day);
            for (due, x) in due.zip(list(&row["due"])) {
                near(number(x), line.at(due), &format!("{} due at {width}", one["id"]));
            }
            for (breach, x) in list(&one["drawn"]["breaches"]).iter().zip(list(&row["breaches"])) {
                near(number(x), line.at(day(&breach["opened"]).expect("a day")), &format!("{} breached", one["id"]));
            }
            let done = day(&one["done_on"]).filter(|_| text(&one["done_on"]).len() == 10);
            if let Some((done, x)) = done.zip(list(&row["done"]).first()) {
                near(number(x), line.at(done), &format!("{} done at {width}", one["id"]));
                marks += 1;
            }
            let (began, on) = (day(&one["drawn"]["began"]), day(&one["drawn"]["on"]));
            if let Some((began, work)) = began.zip(list(&row["work"]).first()) {
                near(number(&work["left"]), line.at(began), &format!("{} begun at {width}", one["id"]));
                if let Some(done) = done.filter(|done| *done > began) {
                    near(number(&work["width"]), line.at(done) - line.at(began), &format!("{} worked on", one["id"]));
                }
                marks += 1;
            }
            if let Some((on, past)) = on.zip(list(&row["past"]).first()) {
                let until = if one["timing"]["word"] == "overdue" { Some(today) } else { done };
                near(number(&past["left"]), line.at(on), &format!("{} past at {width}", one["id"]));
                let until = until.expect("what is past its date is overdue or done");
                near(number(&past["width"]), line.at(until) - line.at(on), &format!("{} so long", one["id"]));
                marks += 1;
            }
            if let Some((slip, on)) = list(&row["slip"]).first().zip(on) {
                let first = stretch(&one["drawn"]["first"]).1;
                near(number(&slip["width"]), (line.at(on) - line.at(first)).abs(), &format!("{} slipped", one["id"]));
                near(number(&row["first"][0]), line.at(first), &format!("{} first at {width}", one["id"]));
                marks += 1;
            }
            for (breach, drawn) in list(&one["drawn"]["breaches"]).iter().zip(list(&row["breach"])) {
                let until = day(&breach["closed"]).unwrap_or(today);
                let opened = day(&breach["opened"]).expect("a day");
                near(number(&drawn["width"]), line.at(until) - line.at(opened), &format!("{} breached", one["id"]));
                marks += 1;
            }
            let window = &one["drawn"]["window"];
            if let Some((from, until)) = day(&window["from"]).zip(day(&window["until"])) {
                near(number(&row["window"]["left"]), line.at(from), &format!("{} from", one["id"]));
                near(number(&row["window"]["width"]), line.at(until) - line.at(from), &format!("{} long", one["id"]));
            }
        }
        assert!(marks > 20, "{marks}");
        incidents(&found["weeks"]);
    }
}

/// Bars of incidents, as high as their counts beside the most in one.
fn incidents(weeks: &Value) {
    let (rows, bars) = (list(&weeks["told"]), list(&weeks["bars"]));
    let count = |row: &Value, of: &str| row[of].as_str().map_or(0.0, |told| told.parse().expect("a count"));
    let kinds = [("confirmed", "Confirmed"), ("open", "Not concluded"), ("others", "Not confirmed")];
    let all = |row: &Value| kinds.iter().map(|(_, title)| count(row, title)).sum::<f64>();
    let most = rows.iter().map(all).fold(0.0, f64::max);
    let (top, base) = (number(&weeks["lines"][0]), number(&weeks["lines"][1]));
    let (mut drawn, unit) = (0, (base - top) / most);
    let days: Vec<Day> = rows.iter().filter_map(|row| day(&row["From"])).collect();
    assert!(days.len() > 3 && days.is_sorted());
    for row in rows {
        let mut below = 0.0;
        for (class, title) in kinds.iter().filter(|(_, title)| count(row, title) > 0.0) {
            let height = count(row, title) * unit;
            let foot = base - below * unit;
            let is_it = |bar: &&Value| {
                let (top, high) = (number(&bar["top"]), number(&bar["height"]));
                bar["is"] == *class && (top + high - foot).abs() <= 1.0 && (high - height).abs() <= 1.0
            };
            assert!(bars.iter().any(|bar| is_it(&bar)), "{row}: {bars:?}");
            below += count(row, title);
            drawn += 1;
        }
    }
    assert_eq!(drawn, bars.len());
    let lefts: Vec<f64> = bars.iter().map(|bar| number(&bar["left"])).collect();
    assert!(lefts.is_sorted() && number(&bars[0]["left"]) >= number(&weeks["left"]) - 1.0);
}

/// Where no date runs, the windows are as long as their days, beside the longest.
#[test]
fn a_ladder_has_windows_as_long_as_they_are() {
    let world = World::empty();
    world.ask("report --to report.html").ok();
    for width in [1280, 400] {
        let Some(found) = drawn(&world, width) else { return };
        let windows = list(&found["windows"]);
        let days = |window: &Value| -> f64 {
            text(&window["told"]).split(' ').next().and_then(|days| days.parse().ok()).expect("days")
        };
        let most = windows.iter().map(days).fold(0.0, f64::max);
        assert!(windows.len() > 15 && most == 180.0);
        for window in windows {
            near(number(&window["filled"]), number(&window["width"]) * days(window) / most, &window.to_string());
        }
    }
}

/// A made-up plan of three hundred milestones, most of them spoken of.
fn three_hundred() -> World {
    let milestone = |at: usize| {
        format!(
            r#"{{"id":"M-{at}","title":"Invented commitment number {at}","responsible":["mov"],"source":["text {at}"],"due":{{"on":"2026-{:02}-15"}}}}"#,
            1 + at % 12
        )
    };
    let world = World::with(&(1..=300).map(milestone).collect::<Vec<_>>().join(","));
    for (actor, every) in [("mov", 1), ("mission", 2)] {
        let claim = |at: usize| {
            let level = ["minimum", "intermediate", "full"][at % 3];
            format!(r#"{{"kind":"claim","milestone":"M-{at}","level":"{level}"}}"#)
        };
        let claims: Vec<String> = (1..=300).filter(|at| at % every == 0).map(claim).collect();
        world.file("claims.jsonl", claims.join("\n"));
        world.ask(&format!("import claims.jsonl --as {actor}")).ok();
    }
    world
}

/// It is light before anything in it is opened.
#[test]
fn three_hundred_milestones_are_light() {
    let world = three_hundred();
    world.ask("report --to report.html").ok();
    let Some(found) = drawn(&world, 1280) else { return };
    assert_eq!(list(&found["wall"]).len(), 300);
    assert!(number(&found["nodes"]) < 6_000.0, "{}", found["nodes"]);
    // What makes a page slow that asks nothing of a network: how much there is to read before it is seen.
    let size = world.read("report.html").len();
    assert!(size < 1_000_000, "{size} bytes");
}

/// Both editions, of a plan in its course and of one that nobody has spoken of.
#[test]
fn the_checker_of_the_w3c_finds_nothing() {
    if !have("java") {
        return;
    }
    let (aceh, empty) = (helsinki(), World::empty());
    for edition in ["long", "brief"] {
        aceh.ask(&format!("report --edition {edition} {THEN} --to {edition}.html")).ok();
        empty.ask(&format!("report --edition {edition} --to {edition}.html")).ok();
    }
    let Some(mut node) = node("w3c.mjs") else { return };
    let pages =
        [&aceh, &empty].into_iter().flat_map(|world| ["long.html", "brief.html"].map(|page| world.folder().join(page)));
    let found: Value = serde_json::from_str(&told(node.args(pages))).expect("JSON");
    assert_eq!(found, json!([]));
}

/// The long edition on paper: at most half of the sheets that it took when its annexes were printed as they stand on a screen, in type
/// that can be read, with nothing cut or beyond the edge, no heading alone at the end of a sheet, and heads of tables on each.
#[test]
fn the_long_edition_prints_in_half() {
    let aceh =
        ["2005-12-31", "2006-12-31"].map(|day| (helsinki(), format!("--as-of {day} --known-by 2026-11-30"), 14.0));
    for (world, when, most) in aceh.into_iter().chain([(three_hundred(), String::new(), 52.0)]) {
        world.ask(&format!("report {when} --to report.html")).ok();
        let Some(mut node) = have("chromium").then(|| node("paper.mjs")).flatten() else { return };
        let (page, pdf) = (world.folder().join("report.html"), world.folder().join("report.pdf"));
        let found: Value = serde_json::from_str(&told(node.arg(page).arg(&pdf))).expect("JSON");
        assert!((2.0..=most).contains(&number(&found["sheets"])), "{when}: {found}");
        for what in ["small", "cut"] {
            assert_eq!(found[what], json!([]), "{what} {when}");
        }
        assert!(number(&found["beyond"]) <= 0.0, "{when}: {found}");
        assert_eq!(found["figures"], true, "{when}");
        let Some(mut sheets) = python("sheets.py") else { return };
        let sheets: Value = serde_json::from_str(&told(sheets.arg(pdf).arg("MilestoneWhoDueStatus"))).expect("JSON");
        assert_eq!(sheets["lone"], json!([]), "{when}");
        let heads: f64 = list(&sheets["counts"]).iter().map(|sheet| number(&sheet[0])).sum();
        assert!(heads >= if most > 50.0 { 4.0 } else { 1.0 }, "{heads}");
    }
}

/// The brief edition is two sheets of paper, A4 or Letter, that can be read: nothing small, cut, torn or beyond the edge.
#[test]
fn the_brief_edition_is_two_sheets() {
    let days = ["2005-12-31", "2006-08-01", "2006-12-31"];
    let aceh = days.map(|day| (helsinki(), format!("--as-of {day} --known-by 2026-11-30")));
    let others = [(World::empty(), String::new()), (three_hundred(), String::new())];
    for (world, when) in aceh.into_iter().chain(others) {
        world.ask(&format!("report --edition brief {when} --to brief.html")).ok();
        if !have("chromium") {
            return;
        }
        let Some(mut node) = node("printed.mjs") else { return };
        let (page, pdf) = (world.folder().join("brief.html"), world.folder().join("printed"));
        let found: Value = serde_json::from_str(&told(node.arg(page).arg(pdf))).expect("JSON");
        for paper in ["a4", "letter"] {
            assert!((1.0..=2.0).contains(&number(&found["sheets"][paper])), "{paper} {when}: {found}");
        }
        for what in ["console", "small", "cut", "torn", "wide", "violations", "invalid"] {
            assert_eq!(found[what], json!([]), "{what} {when}");
        }
        assert!(number(&found["beyond"]) <= 0.0, "{when}");
    }
}

/// The arms accepted, as mission and government counted them: `AMM 243, Government of Indonesia 226`.
fn arms(found: &Value) {
    const MOST: f64 = 840.0;
    let counts = list(&found["counts"]);
    let mut checked = 0;
    for row in counts {
        let range: Vec<f64> = text(&row["range"]).split(' ').filter_map(|word| word.parse().ok()).collect();
        let [least, most] = range[..] else { panic!("{row}") };
        let x =
            |told: f64| number(&row["left"]) + number(&row["width"]) * (0.02 + 0.96 * (told - least) / (most - least));
        let told = text(&row["told"]).split("; target").next().unwrap_or("");
        // Those that are no number, as a share or a bound, are told in words alone.
        for counted in told.split(", ").filter_map(|one| one.rsplit(' ').next()?.parse::<f64>().ok()) {
            let drawn = list(&row["marks"]).iter().any(|mark| (number(mark) - x(counted)).abs() <= 1.0);
            assert!(drawn, "{counted}: {row}");
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
    let stage =
        |told: &str| counts.iter().find(|one| text(&one["told"]).contains(told)).unwrap_or_else(|| panic!("{told}"));
    for (told, numbers) in [("AMM 243", [243.0, 226.0]), ("AMM 840", [840.0, 769.0])] {
        let row = stage(told);
        let x = |number_: f64| number(&row["left"]) + number(&row["width"]) * (0.02 + 0.96 * number_ / MOST);
        for number_ in numbers {
            assert!(
                list(&row["marks"]).iter().any(|mark| (number(mark) - x(number_)).abs() <= 1.0),
                "{number_}: {row}"
            );
        }
    }
}
