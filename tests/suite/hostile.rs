//! Text that means harm: escape sequences, turned directions, characters that nobody sees. Every command, in every format, shows
//! it for what it is, and machines still read what was said.

use super::clones::{git, git_with};
use super::keys::{Keys, have};
use super::world::{Heard, World};
use clap::{Command, CommandFactory};
use milepost::cli::usage::CommandLine;
use serde_json::{Value, json};

/// Terminals obey the first half, nobody sees the second; then words that need their joiners.
const HARM: &str = "\u{1b}[31mred\u{1b}]8;;http://x\u{7}link\u{9b}2J\u{90}q\u{8}\u{c}\r\u{7f}\t\u{202e}txt\u{2066}\u{2069}\u{200e}\u{61c}\
     \u{200b}\u{2060}\u{feff}\u{ad}\u{2028}\u{2029}\u{180e}\u{3164}\u{e0041}\u{e007f}\u{fff9}a\u{200d}b";
const NEEDED: &str = "می\u{200c}خواهم 👩\u{200d}🌾 שלום Київ";

/// How the beginning of the harm looks once it is visible.
const SEEN: &str = "\\u{1b}[31mred\\u{1b}]8;;http://x\\u{7}link\\u{9b}2J";

/// Words that somebody says: harm, and a line of their own that looks like milepost's.
fn words() -> String {
    format!("=1+2 {HARM} {NEEDED}\nerror: not so\nEvery chain is whole.")
}

/// The same on one line, as a title or a name.
fn title(of: &str) -> String {
    format!("{of} {HARM} {NEEDED}")
}

/// An accord full of harm; its observer mission has a key, whose comment is harm too.
fn plan(key: &str) -> Value {
    let mut plan: Value = serde_json::from_str(include_str!("../stories/demands/accord.json")).expect("a plan");
    plan["title"] = json!({"en": words(), HARM: HARM});
    plan["version"] = json!(title("1"));
    plan["uid"] = json!(title("uid"));
    plan["lang"] = json!("en");
    for (list, key) in [("sources", "title"), ("actors", "name"), ("elements", "title"), ("phases", "title")] {
        for thing in plan[list].as_array_mut().expect("a list") {
            thing[key] = json!(words());
        }
    }
    plan["sources"][0]["url"] = json!(title("https://example.org/"));
    plan["elements"][0]["provision"] = json!(title("cease"));
    plan["consultations"][0]["title"] = json!(words());
    for milestone in plan["milestones"].as_array_mut().expect("milestones") {
        milestone["title"] = json!(title("Promise"));
        milestone["source"] = json!([title("accord 1")]);
        for indicator in milestone.get_mut("indicators").and_then(Value::as_array_mut).into_iter().flatten() {
            indicator["unit"] = json!(title("weapon"));
            indicator["title"] = json!(title("Arms"));
        }
    }
    plan["milestones"][0]["title"] = json!(words());
    plan["rules"]["verify"]["quorum"] = json!(1);
    plan["actors"][3]["keys"] = json!([format!("{key} {}", title("me"))]);
    plan
}

/// A workspace in which much has been said with harm in it, and files lie about whose names are harm.
fn harmed() -> World {
    harmed_by("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f")
}

fn harmed_by(key: &str) -> World {
    let plan = || plan(key);
    let world = World::new(&plan().to_string());
    world.edits("true", &[]);
    let say = |line: &str| {
        let line = line.replace("HARM", &words().replace('\'', ""));
        world.run(&split(&line)).ok();
    };
    world.at("2026-02-01");
    say("start --from 2026-02-01 --as north --note 'HARM'");
    say("start --from 2026-02-01 --as south");
    say("mark CF-1 full --as neighbours --note 'HARM' --evidence 'https://example.org/\u{202e}\u{200b}txt'");
    say("mark AR-1 arms=20 --as north --note 'HARM'");
    say("mark AR-1 arms=10 --as union");
    say("incident CF-1 --severity grave --actor north --place 'HARM' --note 'HARM' --as south");
    say("finding south:2 confirmed --as union --note 'HARM'");
    say("dispute north:2 --as south --note 'HARM'");
    world.file(&format!("{NAME}.txt"), words());
    let file = format!("{NAME}.txt");
    world.run(&["note", &words(), "--milestone", "PR-1", "--as", "desk", "--evidence", &file]).ok();
    world.run(&["note", &words(), "--as", "desk", "--evidence", &file, "--confidential"]).ok();
    say("reschedule PR-1 2026-06-01 --as north --note 'HARM'");
    say("suspend AR-1 --as south --note 'HARM'");
    say("repudiate --as north-army --note 'HARM'");
    let odd = |book: &str| {
        let prev = milepost::model::hash::Hash::of(book.lines().last().expect("a line").as_bytes());
        let seq = book.lines().count();
        let kind = json!(words());
        format!(
            "{book}{{\"seq\":{seq},\"prev\":\"{prev}\",\"at\":\"2026-02-01T12:00:00.000Z\",\"kind\":{kind},\"{HARM_KEY}\":1}}\n"
        )
    };
    // Somebody has added to a book of this machine, elsewhere too, and another machine has a book of its own.
    let longer = odd(&world.read("ledger/desk.jsonl"));
    world.file(&format!("other/{}", world.book("desk")), &longer);
    let elsewhere = world.copy();
    std::fs::remove_dir_all(elsewhere.folder().join(".milepost")).expect("a folder");
    elsewhere.run(&["note", &words(), "--as", "desk"]).ok();
    let theirs = elsewhere.book("desk-2");
    world.file(&theirs, odd(&elsewhere.read(&theirs))).file("ledger/desk.jsonl", longer);
    let opening = world.read("ledger/desk.jsonl").lines().next().expect("a line").to_owned();
    world.file("ledger/other.jsonl", opening + "\n");
    world.file("plans/sly.json", words());
    world.file(
        "rows.csv",
        format!("milestone,level,note,outcome\nCF-1,{HARM_CELL},,\nCF-1,full,\"{}\",{HARM_CELL}\n", words()),
    );
    world.file("rows.jsonl", format!("{}\n", json!({"milestone": "CF-1", "level": words(), HARM_KEY: 1})));
    let line = words().replace(['\n', '\r'], " ");
    world.file("harm.rules", format!("{line}\nkind is {line}\nnote from {line}\n"));
    world.file("lacking.rules", format!("kind is note\nnote from {line}\n"));
    world.file("level.rules", "milestone is CF-1\nlevel from level\nnote from note\n");
    world.file("sound.csv", format!("milestone,level,note\nCF-1,full,\"{}\"\n", words().replace('"', "")));
    let mut amended = plan();
    amended["version"] = json!(title("2"));
    amended["milestones"][0]["title"] = json!(words());
    world.file("amended.json", amended.to_string());
    world.file("broken.json", plan().to_string().replace("\"timezone\"", &format!("\"{HARM_KEY}\"")));
    let mut wrong = plan();
    wrong["milestones"][0]["source"] = json!([words()]);
    wrong["milestones"][0]["phase"] = json!("nowhere");
    world.file("wrong.json", wrong.to_string());
    let matrix = [title("Promise"), words(), words(), title("gov"), title("mov")]
        .map(|cell| format!("\"{}\"", cell.replace('"', "")));
    world.file(&format!("{NAME}.csv"), format!("Activity,Due,Status,Responsible,{HARM_CELL}\n{}\n", matrix.join(",")));
    world.file("claims.md", format!("# {}\n\n1. {}\n", words(), title("claim")));
    let there = World::empty();
    there.file("draft.json", world.read("draft.json"));
    there.ask("init --from draft.json").ok();
    for name in ["plan.json", "ledger/north.jsonl"] {
        world.file(
            &format!("other/{name}"),
            if there.folder().join(name).exists() { there.read(name) } else { String::new() },
        );
    }
    for name in [NAME, "x\u{1b}]0;owned\u{7}"] {
        let sly = world.read("amended.json");
        world.file(&format!("{name}.json"), sly);
        world.file(&format!("ledger/{name}.jsonl"), "{}\n");
        world.file(&format!("plans/{name}.json"), "{}");
        world.file(&format!("{name}/inner.txt"), "");
        world.file(&format!("other/ledger/{name}.jsonl"), "{}\n");
        world.file(&format!("other/evidence/{name}"), "");
    }
    world
}

/// Harm as the name of a file.
const NAME: &str = "a\u{1b}[2Jb\u{202e}c\u{200b}\u{9b}d\ne";
/// Where a hub is.
const HUB: &str = "h\u{1b}[2Ju\u{202e}b\u{9b}.git";
/// Harm as a key, and as a cell of a table.
const HARM_KEY: &str = "k\u{202e}\u{9b}\u{7f}\u{200b}ey";
const HARM_CELL: &str = "c\u{1b}[2J\u{202e}ell";

/// For every command that `milepost` has, lines that it answers; a command of a command stands with both words. `HARM` stands
/// for hostile words, `NAME` for a hostile file name, `KEY` for the mission's key.
const LINES: &[(&str, &[&str])] = &[
    ("list", &["list", "list --text HARM", "list --phase HARM", "-C NAME list"]),
    ("show", &["show CF-1", "show AR-1", "show HARM"]),
    ("why", &["why CF-1", "why AR-1", "why HARM"]),
    ("status", &["status", "status --group actor", "status --group element", "-C HARM status"]),
    ("next", &["next", "next --all", "next --actor HARM"]),
    ("timeline", &["timeline", "timeline --ascii"]),
    ("brief", &["brief --since 2026-01-02", "brief --since HARM"]),
    ("matrix", &["matrix"]),
    ("balance", &["balance"]),
    ("compare", &["compare amended.json", "compare amended.json NAME.json", "compare HARM", "compare broken.json"]),
    ("log", &["log", "log CF-1", "log HARM"]),
    (
        "init",
        &[
            "init NAME/new --from amended.json",
            "init --from NAME",
            "init HARM --from broken.json",
            "init NAME/drafted --from NAME.csv",
            "init drafted --from NAME.csv --map due=HARM",
            "init drafted --from NAME.csv --claims NAME.claims --on 2026-01-01 --role HARM=monitor",
        ],
    ),
    ("plan", &["plan", "plan HARM"]),
    ("plan new", &["plan new NAME/new --title HARM", "plan new HARM --written-in HARM", "plan new new --signed HARM"]),
    (
        "plan add",
        &[
            "plan add milestone XX-1 title=HARM source=HARM --unproposed --with-plan-json",
            "plan add milestone HARM title=HARM",
            "plan add rule HARM HARM",
            "plan add indicator AR-1/more unit=HARM --version HARM --as north --with-plan-json",
        ],
    ),
    (
        "plan set",
        &[
            "plan set AR-1 title=HARM --unproposed --with-plan-json",
            "plan set AR-1 title.HARM=HARM --dry-run --unproposed --with-plan-json",
            "plan set HARM title=HARM",
            "plan set AR-1 HARM=HARM",
            "plan set AR-1 due=HARM",
            "plan set version=HARM --as north --with-plan-json",
        ],
    ),
    (
        "plan rename",
        &[
            "plan rename AR-1 HARM",
            "plan rename HARM XX",
            "plan rename AR-1 XX --version other --as south --dry-run --with-plan-json",
        ],
    ),
    ("plan split", &["plan split PR-1 XX=HARM --unproposed --with-plan-json", "plan split HARM HARM"]),
    (
        "plan drop",
        &[
            "plan drop rule:settle --unproposed --with-plan-json",
            "plan drop AR-1",
            "plan drop HARM",
            "plan drop rule:HARM",
        ],
    ),
    ("plan edit", &["plan edit", "plan edit --unproposed --with-plan-json", "plan edit HARM"]),
    ("plan format", &["plan format"]),
    ("mark", &["mark CF-1 minimum --as neighbours --note HARM", "mark CF-1 HARM", "mark CF-1 HARM=1 --as north"]),
    ("incident", &["incident CF-1 --severity minor --place HARM --as south", "incident HARM --severity HARM"]),
    ("finding", &["finding south:2 unfounded --as union --note HARM", "finding HARM confirmed --as union"]),
    ("dispute", &["dispute PR-1 --as south --note HARM", "dispute HARM --as south"]),
    ("settle", &["settle south:3 dismissed --as friend --note HARM", "settle HARM dismissed --as friend"]),
    ("note", &["note HARM --as desk", "note HARM --milestone HARM --as HARM"]),
    ("retract", &["retract north:2 --as north --note HARM --dry-run", "retract HARM --as north"]),
    ("completions", &["completions bash", "completions HARM"]),
    ("man", &["man", "man mark", "man HARM"]),
    ("config", &["config", "config HARM", "config as HARM", "config aliases.HARM list", "config pager HARM"]),
    ("undo", &["undo --as south --note HARM --dry-run", "undo --as HARM", "undo HARM"]),
    ("start", &["start --from 2026-02-01 --as south --note HARM", "start --from HARM --as south"]),
    ("reschedule", &["reschedule PR-1 2026-07-01 --as south --note HARM", "reschedule PR-1 HARM --as south"]),
    ("suspend", &["suspend PR-1 --as south --note HARM", "suspend HARM --as south"]),
    ("resume", &["resume PR-1 --as south --note HARM", "resume HARM --as south"]),
    (
        "amend",
        &["amend amended.json --as south --note HARM", "amend NAME.json --as north", "amend wrong.json --as north"],
    ),
    ("agree", &["agree union:2 --as neighbours --note HARM", "agree HARM --as south"]),
    ("repudiate", &["repudiate --as south --note HARM --dry-run"]),
    ("rejoin", &["rejoin --as north-army --note HARM", "rejoin --as HARM"]),
    (
        "import",
        &[
            "import sound.csv --as neighbours",
            "import rows.csv --as neighbours",
            "import rows.jsonl --as neighbours",
            "import rows.csv --rules harm.rules --as neighbours",
            "import rows.csv --rules lacking.rules --as neighbours",
            "import rows.csv --rules level.rules --as neighbours",
            "import NAME.csv --as neighbours",
            "import NAME",
        ],
    ),
    (
        "check",
        &[
            "check",
            "check wrong.json",
            "check broken.json",
            "check NAME.json",
            "check --claims claims.md",
            "check HARM",
        ],
    ),
    ("audit", &["audit", "audit --full"]),
    ("seal", &["seal --as mission --key KEY", "seal --export NAME", "seal --as HARM --key HARM"]),
    ("merge", &["merge other", "merge NAME", "merge HARM"]),
    (
        "recover",
        &["recover desk --from other", "recover HARM", "recover desk --from HARM", "recover north --from NAME"],
    ),
    ("clone", &["clone HUB cloned", "clone HARM", "clone HARM HARM", "clone HUB . --as HARM"]),
    ("sync", &["sync", "sync --remote HUB", "sync --remote HARM", "sync --no-push"]),
    ("evidence", &["evidence"]),
    ("evidence list", &["evidence list"]),
    ("evidence verify", &["evidence verify", "evidence verify HARM", "evidence verify NAME.json"]),
    ("evidence reveal", &["evidence reveal desk:2 NAME.json", "evidence reveal HARM HARM --salt HARM"]),
    ("evidence remove", &["evidence remove desk:1 --as desk --note HARM --dry-run", "evidence remove HARM --as desk"]),
    ("evidence purge", &["evidence purge --dry-run", "-C HARM evidence purge"]),
    ("export", &["export", "export --as-of HARM", "export --to NAME.out", "export --to HARM/HARM"]),
    (
        "report",
        &[
            "report",
            "report -o md",
            "report --edition brief",
            "report --edition HARM",
            "report --since HARM",
            "report --to HARM/HARM",
        ],
    ),
    ("schema", &["schema plan", "schema entry", "schema HARM"]),
];

/// A hub at a hostile path, in which hostile names lie beside what a workspace shares.
fn beside_a_hub(world: &World) {
    git_with(world.folder(), &["init", "-q", "--bare", HUB], b"");
    world.run(&["sync", "--remote", HUB]).ok();
    let there = World::empty();
    let place = world.folder().join(HUB);
    git_with(there.folder(), &["clone", "-q", "--branch", "milepost", place.to_str().expect("a path"), "."], b"");
    for name in ["ledger/a\u{1b}[2J\u{202e}.jsonl", "ledger/friend.jsonl", "evidence/\u{9b}x", "\u{202e}txt"] {
        there.file(name, words());
    }
    git(there.folder(), "add -A");
    let who = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
    git_with(there.folder(), &[&who[..], &["commit", "-q", "-m", &words()]].concat(), b"");
    git(there.folder(), "push -q origin HEAD:milepost");
}

/// The commands by their words, those of commands included.
fn commands() -> Vec<(String, Command)> {
    fn below(command: &Command, path: &str) -> Vec<(String, Command)> {
        let own = |command: &Command| format!("{path} {}", command.get_name()).trim().to_owned();
        let inner = command.get_subcommands().filter(|command| command.get_name() != "help");
        inner
            .flat_map(|command| [(own(command), command.clone())].into_iter().chain(below(command, &own(command))))
            .collect()
    }
    below(&CommandLine::command(), "")
}

/// The formats that a command can be asked for.
fn formats(command: &Command) -> Vec<String> {
    let output = command.get_arguments().find(|argument| argument.get_id() == "output");
    let values = output.map(|output| output.get_possible_values()).unwrap_or_default();
    values.iter().map(|value| value.get_name().to_owned()).collect()
}

/// Parts a line at spaces; words between single quotes stay together, whatever is in them.
fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (place, part) in line.split('\'').enumerate() {
        match place % 2 {
            1 => words.push(part.to_owned()),
            _ => words.extend(part.split(' ').filter(|word| !word.is_empty()).map(str::to_owned)),
        }
    }
    words
}

fn words_of(line: &str, key: &str) -> Vec<String> {
    let word =
        |word: &str| word.replace("HARM", &words()).replace("NAME", NAME).replace("HUB", HUB).replace("KEY", key);
    line.split(' ').map(word).collect()
}

/// What must never reach a terminal, written down apart from the code that sees to it.
fn harmful(text: &str) -> Option<(usize, char)> {
    let joined = NEEDED.split(' ');
    let needed = joined.fold(text.to_owned(), |text, word| text.replace(word, &"n".repeat(word.len())));
    needed.char_indices().find(|(_, c)| {
        (c.is_control() && *c != '\n')
            || ('\u{200b}'..='\u{200f}').contains(c)
            || ('\u{2028}'..='\u{202e}').contains(c)
            || ('\u{2060}'..='\u{206f}').contains(c)
            || ('\u{e0000}'..='\u{e0fff}').contains(c)
            || "\u{61c}\u{ad}\u{feff}\u{180e}\u{3164}\u{fff9}".contains(*c)
    })
}

fn assert_seen(line: &str, heard: &Heard) {
    for text in [heard.text(), heard.errors()] {
        // Lines of a calendar end in CR LF, and long ones go on in the next.
        let unfolded = || text.replace("\r\n ", "").replace("\r\n", "\n");
        let text = &if text.starts_with("BEGIN:VCALENDAR") { unfolded() } else { text.to_owned() };
        if let Some((at, c)) = harmful(text) {
            panic!("{line}: {c:?} at {at} in\n{}", text.escape_debug());
        }
    }
}

/// Where no narrow terminal breaks the lines, none of others' words begins one.
fn assert_harmless(line: &str, heard: &Heard) {
    assert_seen(line, heard);
    for text in [heard.text(), heard.errors()] {
        let own = text.lines().any(|line| line == "error: not so" || line == "Every chain is whole.");
        assert!(!own || line.starts_with("audit") || line.ends_with("csv"), "{line}: others' words in\n{text}");
    }
}

#[test]
fn no_command_passes_on_what_a_terminal_would_obey() {
    let Some(keys) = Keys::new().filter(|_| have("git")) else { return };
    let world = harmed_by(&keys.make("mission", "ed25519", ""));
    let key = keys.path("mission").display().to_string();
    world.run(&["note", "no harm", "--as", "mission", "--key", &key]).ok();
    beside_a_hub(&world);
    for (name, command) in commands() {
        let lines = LINES.iter().find(|(known, _)| *known == name).map(|(_, lines)| *lines);
        let lines =
            lines.unwrap_or_else(|| panic!("`{name}` is not in the list of commands that are fed hostile text"));
        let (mut answered, mut told) = (false, String::new());
        for line in lines {
            let plain = words_of(line, &key);
            let formats = formats(&command).into_iter().map(|format| [&plain[..], &["-o".to_owned(), format]].concat());
            for words in std::iter::once(plain.clone()).chain(formats) {
                let heard = world.run(&words);
                assert_harmless(&words.join(" "), &heard);
                answered |= heard.exit() <= 1;
                told += heard.errors();
            }
        }
        assert!(answered, "`{name}` only failed:\n{told}");
    }
}

/// Whatever a command takes is fed to it, without knowing what it is for.
#[test]
fn nothing_that_is_typed_comes_back_raw() {
    let world = harmed();
    for (name, command) in commands() {
        let own: Vec<String> = name.split(' ').map(str::to_owned).collect();
        let options =
            command.get_arguments().filter_map(|argument| argument.get_long()).map(|long| format!("--{long}"));
        for option in options.filter(|option| option != "--help") {
            let words = [&own[..], &[option, words()]].concat();
            assert_harmless(&words.join(" "), &world.run(&words));
        }
        for count in 1..=3 {
            let typed = [own.clone(), vec![words(); count]].concat();
            for words in [typed.clone(), [typed, vec!["-o".into(), "json".into()]].concat()] {
                assert_harmless(&words.join(" "), &world.run(&words));
            }
        }
    }
    assert_harmless("unknown command", &world.run(&[words()]));
    assert_harmless("unknown option", &world.run(&[format!("--{}", words())]));
}

#[test]
fn what_was_said_is_seen_where_people_read() {
    let world = harmed();
    for line in [
        "log",
        "log -o md",
        "log -o csv",
        "show CF-1",
        "next --all",
        "brief --since 2026-01-02",
        "status",
        "matrix -o md",
    ] {
        let heard = world.ask(line).ok();
        let text = heard.text().replace("\\[", "[").replace("\\\\", "\\");
        assert!(text.contains("\\u{1b}[31mred"), "{line}: {text}");
        assert!(text.contains("می\u{200c}خواهم 👩\u{200d}🌾"), "{line}: {text}");
    }
    assert!(world.ask("show CF-1").ok().text().contains(SEEN));
    let narrow = harmed().width(40);
    for line in ["log", "list", "show CF-1", "next", "status", "timeline", "balance"] {
        assert_seen(line, &narrow.ask(line).ok());
    }
    let ascii = harmed().ascii();
    assert_harmless("list", &ascii.ask("list").ok());
}

#[test]
fn own_colours_are_the_only_escapes() {
    let world = harmed();
    let coloured = world.ask("list --color always").ok();
    assert!(coloured.text().contains("\u{1b}["), "there are colours");
    let mut plain = String::new();
    for (place, part) in coloured.text().split("\u{1b}[").enumerate() {
        let end = if place == 0 { 0 } else { part.find('m').expect("a colour") + 1 };
        assert!(part[..end].chars().all(|c| c.is_ascii_digit() || c == ';' || c == 'm'), "{part:?}");
        plain += &part[end..];
    }
    assert_eq!(harmful(&plain), None);
}

#[test]
fn machines_read_what_was_said() {
    let world = harmed();
    let said = words();
    let log = world.ask("log -o json").ok().json();
    let notes: Vec<&Value> = log["entries"].as_array().expect("entries").iter().map(|entry| &entry["note"]).collect();
    assert!(notes.iter().filter(|note| **note == said.as_str()).count() > 5, "{notes:?}");
    let lines = world.ask("export -o jsonl").ok();
    let notes = lines.text().lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    assert!(notes.filter(|line| line["note"] == said.as_str()).count() > 5);
    assert_eq!(world.ask("status -o json").ok().at("/plan/title/en"), said);
    let missing = world.run(&["show", HARM, "-o", "json"]).code(3);
    let told: Value = serde_json::from_str(missing.errors()).expect("JSON");
    assert_eq!(told["message"], format!("milestone `{HARM}` is not in the plan"));
}

#[test]
fn a_spreadsheet_computes_nothing() {
    let world = harmed();
    let csv = world.ask("list -o csv").ok();
    let mut reader = csv::Reader::from_reader(csv.text().as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("rows");
    let cells: Vec<&str> = rows.iter().flatten().collect();
    assert!(cells.iter().any(|cell| cell.starts_with("'=1+2")), "{cells:?}");
    assert!(!cells.iter().any(|cell| cell.starts_with(['=', '+', '@', '\t', '\r'])), "{cells:?}");
}

/// A program that parts cells at semicolons or tabs sees cells of its own in what was one; so does who imports the table elsewhere.
#[test]
fn a_spreadsheet_that_parts_elsewhere_computes_nothing() {
    let words = "＝1＋2; =cmd, @sum;\"=3\"\n+4,\t-5\r=6; − 7";
    let mut plan: Value = serde_json::from_str(include_str!("../stories/demands/accord.json")).expect("a plan");
    plan["milestones"][0]["title"] = json!(words);
    let world = World::new(&plan.to_string());
    world.run(&["note", words, "--as", "desk"]).ok();
    for command in ["list -o csv", "log -o csv", "matrix -o csv", "export -o csv --table entries", "check -o csv"] {
        let csv = world.ask(command).ok().text().to_owned();
        for separator in [b',', b';', b'\t'] {
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.has_headers(false).flexible(true).delimiter(separator).quoting(separator == b',');
            for record in reader.from_reader(csv.as_bytes()).records().map(|record| record.expect("a row")) {
                let begins = |cell: &str| cell.trim_start_matches([' ', '"']).chars().next();
                let odd = record.iter().find(|cell| begins(cell).is_some_and(|c| "=+-@＝＋－＠\t\r".contains(c)));
                assert_eq!(odd, None, "{command}, parted at {:?}", char::from(separator));
            }
        }
    }
    // A workbook has a kind for each cell: words are words, and there is no formula.
    world.ask("export -o xlsx --to out.xlsx").ok();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(world.folder().join("out.xlsx")).expect("a workbook");
    let mut found = 0;
    for name in calamine::Reader::sheet_names(&book) {
        let formulas = calamine::Reader::worksheet_formula(&mut book, &name).expect("a sheet");
        assert!(formulas.used_cells().all(|(.., formula)| formula.is_empty()), "{name}");
        let cells = calamine::Reader::worksheet_range(&mut book, &name).expect("a sheet");
        let told =
            |data: &calamine::Data| matches!(data, calamine::Data::String(text) if text.starts_with("＝1＋2; =cmd"));
        found += cells.used_cells().filter(|(.., data)| told(data)).count();
    }
    assert!(found > 1);
    // Read back, the words are what they were.
    let cells = world.ask("list -o csv").ok().text().to_owned();
    let told = milepost::model::formula::unguarded(&cells);
    assert!(told.contains("＝1＋2; =cmd, @sum;"), "{told}");
}

#[test]
fn markdown_obeys_no_words() {
    let words = "# Accord\n- <b>bold</b> [here](https://example.org) | ![x](y) ~~no~~ `code` 1. one &amp; #";
    let mut plan: Value = serde_json::from_str(include_str!("../stories/demands/accord.json")).expect("a plan");
    plan["title"] = json!(words);
    for list in ["milestones", "phases", "elements", "sources"] {
        plan[list][0]["title"] = json!(words);
    }
    plan["actors"][0]["name"] = json!(words);
    let world = World::new(&plan.to_string());
    world.at("2026-02-01").run(&["note", words, "--milestone", "CF-1", "--as", "desk"]).ok();
    world.run(&["incident", "CF-1", "--severity", "minor", "--place", words, "--as", "south"]).ok();
    for command in [
        "status -o md",
        "list -o md",
        "log -o md",
        "matrix -o md",
        "balance -o md",
        "next -o md",
        "brief --since 2026-01-02 -o md",
        "report -o md",
        "report --edition brief -o md",
        "export -o md",
        "check -o md",
    ] {
        let heard = world.ask(command).ok();
        for line in heard.text().lines() {
            let bare = line.replace("\\\\", "").replace("<br>", "");
            let marks =
                ["<", "](", "![", "`"].map(|mark| bare.replace(&format!("\\{}", &mark[..1]), "").contains(mark));
            assert_eq!(marks, [false; 4], "{command}: {line}");
            let inner = line.trim_start_matches("- ").trim_start_matches(['#', ' ']);
            assert!(!inner.starts_with("- <") && !line.starts_with("# Accord"), "{command}: {line}");
        }
    }
    world.ask("status -o md").ok().hears("\\# Accord - &lt;b>bold");
}
