//! What people see on a terminal of whatever width: nothing wider than it, no word broken, a milestone a line, alarms first.

use super::terminal::Terminal;
use super::world::{World, plan};
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

/// Words of an invented plan: of Latin letters, of letters two columns wide, with marks above, and read from the right.
const WORDS: [&str; 12] = [
    "ceasefire",
    "of",
    "withdrawal",
    "re\u{301}gle\u{301}e",
    "武器の引渡し",
    "停戦",
    "зброю",
    "передано",
    "السلام",
    "اتفاق",
    "שלום",
    "क्षेत्र",
];

fn milestone(id: usize, title: &str, phase: &str, rest: &str) -> String {
    format!(
        r#"{{"id":"M-{id}","title":"{title}","element":"arms","responsible":["gov","mov"],"source":["text 1, in full"],"phase":"{phase}"{rest}}}"#
    )
}

/// A workspace of a plan with these titles, in two phases, of which much has been said.
fn told_of(titles: &[String], width: Option<u16>) -> World {
    let phase = |at: usize| if at.is_multiple_of(2) { "one" } else { "two" };
    let due = |at: usize| match at % 3 {
        0 => r#","due":{"on":"2026-02-01"}"#,
        1 => r#","due":{"after":"phase:two:opened","within":"P30D"}"#,
        _ => r#","continuing":true"#,
    };
    let all: Vec<String> =
        titles.iter().enumerate().map(|(at, title)| milestone(at, title, phase(at), due(at))).collect();
    let two = format!(
        r#"{{"id":"one","title":"One"}},{{"id":"two","title":"{}","requires":[{{"milestone":"M-0","is":"achieved"}}]}}"#,
        titles[0]
    );
    let plan = plan(&all.join(",\n")).replace(r#"{"id":"one","title":"One"}"#, &two);
    let plan = plan.replace(r#""name":"Movement""#, r#""name":"Movement of the Eastern Provinces""#);
    let world = match width {
        Some(width) => World::empty().width(width),
        None => World::empty(),
    };
    world.file("draft.json", &plan);
    world.at("2026-03-01").ask("init --from draft.json").ok();
    world.ask("mark M-0 minimum --as mov --note 'what was handed over was counted twice'").ok();
    world.ask("mark M-2 full --as mission").ok();
    world.ask("incident M-2 --severity grave --actor gov --as mission").ok();
    world
}

fn widest(text: &str) -> usize {
    text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0)
}

const LOOKED_AT: [&str; 12] = [
    "list",
    "list --flat",
    "list --sort due",
    "list --columns id,title,status,due,readings",
    "log",
    "matrix",
    "balance",
    "evidence",
    "status",
    "status --group actor",
    "status --every month",
    "next",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// A word stands whole wherever it fits its column: on cards, which take what has no room side by side, nearly always.
    #[test]
    fn nothing_is_wider_than_the_terminal_and_no_word_is_broken(
        width in 20..=200u16,
        titles in proptest::collection::vec(proptest::collection::vec(0..WORDS.len(), 1..12), 3..7),
    ) {
        let titles: Vec<String> =
            titles.iter().map(|words| words.iter().map(|at| WORDS[*at]).collect::<Vec<_>>().join(" ")).collect();
        let world = told_of(&titles, Some(width));
        for line in LOOKED_AT {
            let heard = world.ask(line).ok();
            prop_assert!(widest(heard.text()) <= width.into(), "{line} at {width}:\n{}", heard.text());
        }
        let (matrix, cards) = (world.ask("matrix").ok(), world.ask("list").ok());
        for word in titles.iter().flat_map(|title| title.split(' ')) {
            prop_assert!(matrix.text().split_whitespace().any(|told| told == word), "{word} at {width}:\n{}", matrix.text());
            prop_assert!(width >= 60 || cards.text().split_whitespace().any(|told| told == word), "{word}:\n{}", cards.text());
        }
    }
}

/// The lines of a list that are milestones.
fn rows(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.starts_with("M-")).collect()
}

#[test]
fn a_list_has_a_line_for_each_milestone_below_its_phase() {
    let titles: Vec<String> =
        (0..7).map(|at| format!("The {at}. of all commitments, which has a rather long title")).collect();
    for width in [80, 120, 200] {
        let world = told_of(&titles, Some(width));
        let heard =
            world.ask("list").ok().hears("Invented plan").hears("as of 2026-03-01").hears("7 listed: 1 breached, ");
        let text = heard.text();
        assert_eq!(rows(text).len(), 7, "{text}");
        let phases: Vec<&str> = text.split("(4)").collect();
        assert_eq!(phases.len(), 2, "{text}");
        let (one, two) = phases[1].split_once("(3)").expect("the other phase");
        let ids = |text: &str| rows(text).iter().map(|row| row[..3].to_owned()).collect::<Vec<_>>();
        assert_eq!(
            (ids(one), ids(two)),
            (["M-0", "M-2", "M-4", "M-6"].map(String::from).to_vec(), ["M-1", "M-3", "M-5"].map(String::from).to_vec())
        );
        assert!(one.lines().next().is_some_and(|rest| rest.contains("1 breached")), "{text}");
        assert_eq!(text.contains('…'), width < 200, "{text}");
        // The date tells what it waits for.
        let waiting = rows(two)[0];
        assert!(waiting.contains("30 d after two opens") && waiting.contains("○ waiting"), "{waiting}");
        let flat = world.ask("list --flat").ok().hears_not("(4)");
        assert_eq!(ids(flat.text()), ["M-0", "M-1", "M-2", "M-3", "M-4", "M-5", "M-6"]);
        world.ask("list --sort -id").ok().hears_not("(4)");
        world.ask("list --phase two").ok().hears("3 listed").hears("(3)").hears_not("(4)");
    }
    // Where output goes elsewhere, titles are whole.
    let piped = told_of(&titles, None).ask("list").ok().hears_not("…").hears("2026-02-01, overdue 28 d");
    titles.iter().for_each(|title| assert!(piped.text().contains(title)));
}

#[test]
fn a_narrow_terminal_shows_cards_and_a_wider_one_tables() {
    let titles = ["Arms handed over", "Soldiers withdrawn", "The ceasefire is kept"].map(str::to_owned);
    let at = |width: u16, line: &str| told_of(&titles, Some(width)).ask(line).ok().text().to_owned();
    let list = at(59, "list");
    assert!(
        list.contains("M-2  The ceasefire is kept\n  Who       Government; Movement of the Eastern Provinces\n"),
        "{list}"
    );
    assert!(list.contains("\n  Status    ✗ breached\n"), "{list}");
    for line in ["list", "log", "matrix"] {
        assert!(!at(59, line).contains("──") && at(120, line).contains("──"), "{line}");
    }
    // What has room is a table on a narrow one too.
    assert!(at(59, "list --columns id,status").contains("──"));
}

#[test]
fn colours_are_of_the_first_eight_and_alarms_have_theirs() {
    let titles = ["Arms handed over", "Soldiers withdrawn", "The ceasefire is kept"].map(str::to_owned);
    for width in [40, 80] {
        let world = told_of(&titles, Some(width));
        for line in ["list", "log", "matrix", "status", "next"] {
            let told = world.ask(&format!("{line} --color always")).ok().text().to_owned();
            for code in told.split("\u{1b}[").skip(1).filter_map(|part| part.split_once('m')).map(|(code, _)| code) {
                let known = ["0", "1", "2", "22", "39", "1;31", "1;35", "32", "36"];
                let hue = code.strip_prefix("38;5;").and_then(|hue| hue.parse::<u8>().ok());
                assert!(known.contains(&code) || hue.is_some_and(|hue| hue < 8), "{line} at {width}: {code}");
            }
        }
        let list = world.ask("list --color always").ok().text().to_owned();
        let before = list.split_once("✗ breached").expect("a breach").0;
        let red = ["\u{1b}[38;5;1m\u{1b}[1m", "\u{1b}[1;31m"].iter().any(|red| before.ends_with(red));
        assert!(red, "{before:?}");
        world.ask("next --color always").ok().hears("\u{1b}[1mLate (1)\u{1b}[0m");
        assert!(list.starts_with("\u{1b}[1mInvented plan\u{1b}[0m\n\u{1b}[2m"), "{list:?}");
    }
}

/// What the terminal shows is what was written for its width, line by line, in the letters that it has.
#[test]
fn a_real_terminal_shows_each_line_as_it_was_written() {
    for (columns, locale) in [(80, "C.UTF-8"), (59, "C.UTF-8"), (60, "C.UTF-8"), (120, "C.UTF-8"), (80, "C")] {
        let world = World::empty().width(columns);
        world.at("2026-11-20").ask("init").ok();
        world.ask("mark DE-1 full --as ukraine").ok();
        let world = if locale == "C" { world.ascii() } else { world };
        let asked = "list --phase phase-2,phase-3 --as-of 2026-11-20 --known-by 2026-11-20";
        let text = world.ask(asked).ok().text().to_owned();
        let shell = ["bash", "--norc", "--noprofile", "-i"];
        let Some(mut terminal) = Terminal::sized((columns, 120), &shell, world.folder(), &[("LC_ALL", locale)]) else {
            return;
        };
        terminal.types(&format!("clear; milepost --no-pager --color never {asked}; echo en''d\r"));
        let screen = terminal.shows("\nend");
        let shown = screen.split_once("\nend").expect("the end").0;
        assert_eq!(shown.trim(), text.trim(), "at {columns}");
        assert_eq!(text.is_ascii(), locale == "C", "{text}");
        assert!(text.contains(if locale == "C" { "@ waiting" } else { "○ waiting" }), "{text}");
    }
}

/// Three hundred invented commitments: the first screen tells what is broken, whatever comes below.
#[test]
fn a_long_list_says_first_what_is_broken() {
    let titles: Vec<String> = (0..300).map(|at| format!("Commitment {at} of three hundred")).collect();
    let text = told_of(&titles, Some(80)).ask("list").ok().text().to_owned();
    let first: String = text.lines().take(8).collect::<Vec<_>>().join("\n");
    assert!(first.contains("300 listed: 1 breached, 100 overdue"), "{first}");
    assert!(first.contains("One (150)  1 breached, "), "{first}");
    assert_eq!(rows(&text).len(), 300);
}
