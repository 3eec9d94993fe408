//! The first screen of a report: what it says adds up, agrees with what is told elsewhere, and leaves out nothing unsaid.

use super::world::{World, plan};
use milepost::model::moment::Day;
use std::collections::BTreeSet;

fn milestone(id: &str, title: &str, more: &str) -> String {
    format!(r#"{{"id":"{id}","title":"{title}","responsible":["mov"],"source":["text"]{more}}}"#)
}

/// The text between two others, the first of them.
fn between<'t>(text: &'t str, from: &str, until: &str) -> &'t str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from} in {text}")).1;
    rest.split_once(until).map_or(rest, |(told, _)| told)
}

/// A list of the brief part, of the report as Markdown.
fn list(world: &World, title: &str) -> String {
    let report = world.ask("report -o md").ok();
    let told = between(report.text(), "## In brief", "\n## ");
    let told = between(told, &format!("### {title}"), "\n### ");
    told.replace("\\[", "[").replace("\\]", "]")
}

/// An attribute of each drawn mark of a kind.
fn marks(page: &str, mark: &str) -> Vec<String> {
    let chart = between(page, "<svg class=\"course\"", "<svg class=\"axis\"");
    chart
        .split(&format!("<use href=\"#k-{mark}\""))
        .skip(1)
        .map(|rest| between(rest, ">", "</use>").to_owned())
        .collect()
}

/// What is overdue is counted as the totals count it, by leaves; a whole is told by its parts, unless it alone is overdue.
#[test]
fn a_whole_is_not_counted_beside_its_parts() {
    let whole = milestone("W", "Whole", r#","due":{"on":"2026-01-05"}"#);
    let parts = [("P", "Part one"), ("Q", "Part two")].map(|(id, title)| milestone(id, title, r#","part_of":"W""#));
    let world = World::with(&format!("{whole},{}", parts.join(",")));
    world.at("2026-01-20").ask("status").ok().hears("2 overdue: Part one 15 d; Part two 15 d.").hears_not("3 overdue");
    let report = world.ask("report -o md").ok();
    report.hears("2 overdue: Part one").hears("Among them: 2 overdue.");
    let later = r#","part_of":"W","due":{"on":"2026-06-30"}"#;
    let parts = [("P", "Part one"), ("Q", "Part two")].map(|(id, title)| milestone(id, title, later));
    let world =
        World::with(&format!("{},{}", milestone("W", "Whole", r#","due":{"on":"2026-01-05"}"#), parts.join(",")));
    world.at("2026-01-20").ask("status").ok().hears("Whole: overdue as a whole 15 d.").hears_not("1 overdue");
}

/// What comes next has every kind of date that the agenda has, however far ahead, under its name.
#[test]
fn what_comes_next_is_what_the_agenda_knows() {
    let text = plan(&milestone("A", "Arms handed in", r#","due":{"on":"2026-05-31"}"#))
        .replace(r#""role":"monitor"}"#, r#""role":"monitor","mandate":{"until":"2026-03-31"}}"#)
        .replace("\"verify\"", r#""suspend":{"by":["gov"],"quorum":1},"verify""#);
    let world = World::new(&text);
    world.at("2026-01-10").ask("mark A minimum --as mov").ok();
    let next = list(&world, "Next");
    let (mandate, due) = ("2026-03-31: the mandate of Mission ends", "2026-05-31: Arms handed in (A) due");
    assert!(next.find(mandate).expect(mandate) < next.find(due).expect(due), "{next}");
    // On its last day a mandate has not ended, for whoever asks.
    world.at("2026-04-02");
    let last = "2026-03-31T23:59:59.999Z --known-by 2026-04-02";
    world.ask(&format!("next --as-of {last}")).ok().hears("ends today, 2026-03-31");
    assert!(marks(world.ask(&format!("report --as-of {last}")).ok().text(), "mandate").is_empty());
    let over = world.ask("report --as-of 2026-04-01 --known-by 2026-04-02").ok();
    assert_eq!(marks(over.text(), "mandate").len(), 1, "{}", over.text());
    world.ask("next --as-of 2026-04-01 --known-by 2026-04-02").ok().hears("ended on 2026-03-31, 1 d ago");
}

/// A quorum that cannot be reached is told in the same words wherever it is told, with how many it takes.
#[test]
fn a_lost_quorum_is_told_in_one_way() {
    let text = plan(&milestone("A", "Arms handed in", ""))
        .replace(r#""role":"monitor"}"#, r#""role":"monitor","mandate":{"until":"2026-02-28"}}"#)
        .replace("\"verify\"", r#""settle":{"by":["mission","friend","desk"],"quorum":3},"verify""#);
    let world = World::new(&text);
    world.at("2026-01-10").ask("mark A minimum --as mov").ok();
    world.at("2026-03-10");
    let next = world.ask("next").ok();
    for told in [
        "Settling disputes takes all of Mission, Friend, Secretariat: Friend, Secretariat left",
        "Verification of 1 milestone takes Mission: nobody is left",
    ] {
        assert!(next.text().contains(told), "{told} in {}", next.text());
        assert!(list(&world, "Needs a decision").contains(told), "{told}");
    }
}

/// Counts are of what is named beside them, and in their number.
#[test]
fn counts_are_of_what_is_named() {
    let all: Vec<String> = ["A", "B", "C"].iter().map(|id| milestone(id, &format!("Title of {id}"), "")).collect();
    let world = World::with(&all.join(","));
    world.at("2026-03-01").ask("mark A minimum --as mov").ok();
    world.at("2026-03-10");
    for id in ["A", "B", "C", "A", "B"] {
        world.ask(&format!("incident {id} --severity minor --on 2026-03-09 --as gov")).ok();
    }
    let told = list(&world, "Happened since 2026-03-04");
    assert!(told.contains("5 incidents of 3 milestones: Title of A (A); Title of B (B); and 1 more"), "{told}");
    assert!(list(&world, "Needs a decision").contains("5 incidents open or in contradiction"));
    world.ask("finding gov:1 confirmed --as mission").ok();
    let told = list(&world, "Happened since 2026-03-04");
    assert!(told.contains("1 finding: Title of A (A)"), "{told}");
}

/// Since which day changes are told of is one day.
#[test]
fn changes_are_told_since_one_day() {
    let world = World::with(&milestone("A", "Arms handed in", ""));
    world.at("2026-03-01").ask("mark A minimum --as mov").ok();
    world.at("2026-03-20").ask("mark A full --as mov").ok();
    let report = world.ask("report -o md").ok();
    for told in ["Largest change since 2026-03-14: reported", "### Happened since 2026-03-14", "## Since 2026-03-14"] {
        assert!(report.text().contains(told), "{told} in {}", report.text());
    }
}

/// However many incidents there are, the days on which something was due or claimed are looked at, and those left out are told.
#[test]
fn incidents_do_not_hide_deadlines() {
    let first = Day::parse("2026-01-02").expect("a day");
    let day = |at: i64| first.plus_days(at).expect("a day");
    let due: Vec<String> = (0..20)
        .map(|at| milestone(&format!("D-{at}"), "Due", &format!(r#","due":{{"on":"{}"}}"#, day(at * 9 + 3))))
        .collect();
    let world = World::with(&due.join(","));
    let incident =
        |at: i64| format!(r#"{{"kind":"incident","milestone":"D-0","severity":"minor","on":"{}"}}"#, day(at));
    world.file("incidents.jsonl", (0..200).map(incident).collect::<Vec<_>>().join("\n"));
    world.at("2026-08-01").ask("mark D-0 minimum --on 2026-01-01 --as mov").ok();
    world.ask("import incidents.jsonl --as gov").ok();
    let report = world.ask("report -o md").ok();
    let course = between(report.text(), "## Progress over time", "\n### ");
    for at in 0..20 {
        // What was due by then grows on the very day that the date is over.
        let row = format!("| {} |", day(at * 9 + 3));
        let come = course.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("{row} in {course}"));
        assert!(come.ends_with(&format!("| {} % |", (at + 1) * 5)), "{come}");
    }
    assert!(course.contains("Left out between the points: "), "{course}");
    world.ask("report").ok().hears("Left out between the points: ");
}

/// Decisions, ends of mandates and incidents stand in a table as well, and of many it says how many it leaves out.
#[test]
fn marks_of_the_course_are_a_table() {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    let report = world.ask("report -o md --as-of 2006-12-31 --known-by 2026-11-30").ok();
    let told = between(report.text(), "### Decisions and incidents", "\n## ");
    for row in [
        "| 2005-10-14 | incident, confirmed | serious incident, confirmed: All violence between the parties ends |",
        "| 2006-12-15 | end of a mandate | mandate of Aceh Monitoring Mission (AMM) ended |",
        "| decision | decided: ",
    ] {
        assert!(told.contains(row), "{row} in {told}");
    }
    let page = world.ask("report --as-of 2006-12-31 --known-by 2026-11-30").ok();
    page.hears("serious incident, confirmed: All violence between the parties ends</bdi></td>");
}

/// Of many elements that are complete the first are named.
#[test]
fn of_many_complete_elements_the_first_are_named() {
    let elements: Vec<String> = (1..=5).map(|at| format!(r#"{{"id":"e{at}","title":"Element {at}"}}"#)).collect();
    let milestones: Vec<String> =
        (1..=5).map(|at| milestone(&format!("M-{at}"), "Done", &format!(r#","element":"e{at}""#))).collect();
    let text = plan(&milestones.join(",")).replace("\"elements\":[", &format!("\"elements\":[{},", elements.join(",")));
    let world = World::new(&text);
    for at in 1..=5 {
        world.at("2026-01-06").ask(&format!("mark M-{at} full --on 2026-01-05 --as mission")).ok();
    }
    world.at("2026-01-10").ask("status").ok().hears(
        "Verified complete: Element 1 (by 2026-01-05); Element 2 (by 2026-01-05); Element 3 (by 2026-01-05); and 2 more.",
    );
}

/// A count below zero is a count: it stands in the table and on a line that begins with it.
#[test]
fn figures_below_zero_are_kept() {
    let indicator = r#","indicators":[{"id":"net","title":"Net change","baseline":-40,"target":-10}]"#;
    let world = World::with(&milestone("A", "Balance mended", indicator));
    world.at("2026-01-10").ask("mark A net=-30 --as mov").ok();
    world.ask("mark A net=-40 --as gov").ok();
    let report = world.ask("report -o md").ok();
    let told = between(report.text(), "## Figures as each counted them", "\n## ");
    assert!(told.contains("| -30 | -10 |") && told.contains("| -40 | -10 |"), "{told}");
    let page = world.ask("report").ok();
    page.hears(", from -40 to 0");
    let page = world.ask("report").ok();
    let drawn = between(page.text(), "<svg class=\"counts\"", "</svg>");
    // From 2 % to 98 % of the line: -40 begins it, -30 is a quarter along, and the target three quarters.
    for place in ["x=\"2.00%\"", "x=\"26.00%\"", "x1=\"74.00%\""] {
        assert!(drawn.contains(place), "{place} in {drawn}");
    }
}

/// A reader meets names first, with the code beside; phases by name.
#[test]
fn names_come_before_codes() {
    let text = plan(&format!(
        "{},{}",
        milestone("A", "Arms handed in", r#","due":{"on":"2026-01-05"}"#),
        milestone(
            "B",
            "Guard posts left",
            r#","phase":"stage-2","due":{"after":"phase:stage-2:opened","within":"P30D"}"#
        )
    ))
    .replace(
        "\"phases\":[",
        r#""phases":[{"id":"stage-2","title":"Second stage","requires":[{"milestone":"A","is":"achieved"}]},"#,
    );
    let world = World::new(&text);
    world.at("2026-01-10").ask("mark A minimum --as mov").ok();
    let page = world.ask("report").ok();
    let told = between(page.text(), "<section id=\"attention\"", "</section>");
    let item = r##"<span dir="auto">Arms handed in</span> <span class="code"><a href="#m-A">A</a></span>"##;
    assert!(told.contains(item), "{told}");
    let told = between(page.text(), "<article class=\"record\" id=\"m-B\">", "</article>");
    assert!(told.contains("30 d after <bdi>Second stage</bdi> opens"), "{told}");
    // Where one types, the code is first.
    world.ask("next").ok().hears("  A  Arms handed in");
    let page = world.ask("report").ok();
    let told = between(page.text(), "<section id=\"now\"", "</section>");
    assert!(told.contains(r##"Arms handed in (<a href="#m-A">A</a>)"##), "{told}");
}

/// What the page looks like is decided once: outside the rules for paper and narrow screens no property of a selector is set twice.
#[test]
fn no_rule_of_the_page_overrides_another() {
    let style = include_str!("../../src/render/page.css");
    let mut seen = BTreeSet::new();
    let mut within = 0;
    for rule in style.split_inclusive(['{', '}']).collect::<Vec<_>>().windows(2) {
        let (opened, body) = (rule[0].strip_suffix('{'), rule[1].strip_suffix('}'));
        within += rule[0].matches('{').count() as i32 - rule[0].matches('}').count() as i32;
        let (Some(selectors), Some(body)) = (opened, body) else { continue };
        if within > 1 {
            continue;
        }
        let properties = || body.split(';').filter_map(|one| Some(one.split_once(':')?.0.trim()));
        for selector in selectors.split(',').map(str::trim) {
            for property in properties() {
                assert!(seen.insert((selector, property)), "`{selector}` sets {property} twice");
            }
        }
    }
    assert!(seen.len() > 300, "{}", seen.len());
}
