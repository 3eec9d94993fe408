//! At the prompt of real shells: what Tab completes, and a day's diary in few keys.

use super::clones::Hub;
use super::terminal::Terminal;
use super::world::World;

/// An invented commitment.
const AMNESTY: &str = r#"{"id":"AM-1","title":"Amnesty","phase":"one","responsible":["gov"],"source":["text 1"]}"#;

/// The built-in plan; `ukraine` has said something, and a file lies beside it.
fn workspace() -> World {
    let world = World::empty();
    world.at("2026-11-20").ask("init").ok();
    world.ask("mark HC-1 minimum --as ukraine").ok();
    world.file("week.csv", "milestone,level\n");
    world
}

/// What is typed, and what then stands on the screen.
const COMPLETED: [(&str, &[&str]); 10] = [
    ("milepost resc\t", &["milepost reschedule "]),
    ("milepost show wd-\t\t\t", &["WD-1", "WD-2", "WD-4"]),
    ("milepost show HC-2 --kn\t", &["HC-2 --known-by "]),
    ("milepost list --actor mon\t", &["--actor monitoring-mission"]),
    ("milepost list --phase=phase-1,phase-4,se\t\x15milepost list --element=sec\t", &["--element=security-guarantees"]),
    ("milepost mark wd-3 areas\t", &["areas-left="]),
    ("milepost mark de-1 interm\t", &["intermediate"]),
    ("milepost retract ukr\t", &["retract ukraine:1"]),
    ("milepost list --timing not\t", &["--timing not-running"]),
    ("milepost import wee\t", &["import week.csv"]),
];

fn completes(shell: &[&str], begin: &str) {
    let world = workspace();
    let Some(mut terminal) = Terminal::open(shell, world.folder(), &[]) else { return };
    let before = world.read(".milepost/heads.json");
    terminal.types(&format!("{begin}\r"));
    terminal.types("echo rea''dy\r").shows("ready");
    for (typed, shown) in COMPLETED {
        terminal.types(typed);
        shown.iter().for_each(|shown| _ = terminal.shows(shown));
        // The line is given up.
        terminal.types("\x15");
    }
    // A damaged workspace is told by commands, not at the prompt.
    world.file("plan.json", "{").file(&world.book("ukraine"), "{");
    terminal.types("milepost show WD-\t\t\x15echo still; pwd\r").shows("still");
    assert!(!terminal.screen().contains("error"), "{}", terminal.screen());
    assert_eq!(world.read(".milepost/heads.json"), before);
}

#[test]
fn bash_completes_what_the_workspace_knows() {
    completes(&["bash", "--norc", "--noprofile", "-i"], "source <(milepost completions bash)");
}

#[test]
fn zsh_completes_what_the_workspace_knows() {
    completes(&["zsh", "-f", "-i"], "autoload -U compinit; compinit -u -D; source <(milepost completions zsh)");
}

#[test]
fn fish_completes_what_the_workspace_knows() {
    completes(
        &["fish", "--no-config", "-i"],
        "set -g fish_autosuggestion_enabled 0; milepost completions fish | source",
    );
}

/// A monitor's day, invented: what is typed, and what then stands in the book. The fifth was a slip of the hand.
const DIARY: [(&str, &str); 14] = [
    ("mil\tmark de-1 mi\t\r", r#""milestone":"DE-1","level":"minimum""#),
    ("mil\tmark de-1 h\t3\r", r#""milestone":"DE-1","values":{"hostile-incidents":3}"#),
    ("mil\tmark cp-1 c\t2 --on y\t\r", r#""milestone":"CP-1","values":{"civilian-casualties":2}"#),
    ("mil\tmark hc-1 co\t4 --on -3d\r", r#""milestone":"HC-1","values":{"corridors":4}"#),
    ("mil\tmark wd-1 fu\t\r", r#""milestone":"WD-1","level":"full""#),
    ("mil\tundo\r", r#""kind":"retract""#),
    ("mil\tmark wd-1 no\t\r", r#""milestone":"WD-1","level":"none""#),
    ("mil\tmark hc-2 mi\t--ev\tph\t\r", r#""milestone":"HC-2","level":"minimum""#),
    ("mil\tinc\tde-1 --s\ts\t\r", r#""kind":"incident""#),
    ("mil\tmark dc-3 me\t1\r", r#""milestone":"DC-3","values":{"meetings":1}"#),
    ("mil\tmark cp-2 mi\t--on y\t\r", r#""milestone":"CP-2","level":"minimum""#),
    ("mil\tmark wd-1 ar\t2\r", r#""milestone":"WD-1","values":{"areas-specified":2}"#),
    ("mil\tnote 'fog, no view of the bridge'\r", r#""kind":"note""#),
    ("mil\tmark hc-1 in\t--on -1d\r", r#""milestone":"HC-1","level":"intermediate""#),
];

/// Thirteen observations, some of days before, one taken back, one with a photo, one an incident.
#[test]
fn a_days_diary_takes_few_keys() {
    let world = World::empty();
    world.ask("init --as monitoring-mission").ok();
    world.file("photo-1.jpg", "not a real one");
    let Some(mut terminal) = Terminal::open(&["bash", "--norc", "--noprofile", "-i"], world.folder(), &[]) else {
        return;
    };
    terminal.types("source <(milepost completions bash); echo rea''dy\r").shows("ready");
    terminal.keys = 0;
    for (place, (typed, _)) in DIARY.iter().enumerate() {
        terminal.types(typed);
        let recorded = || world.ledger_lines("monitoring-mission").is_some_and(|lines| lines.len() == place + 2);
        terminal.until(typed, |screen| recorded() && screen.trim_end().ends_with("\n$"));
    }
    let lines = world.ledger_lines("monitoring-mission").expect("a book");
    for ((typed, said), line) in DIARY.iter().zip(&lines[1..]) {
        assert!(line.contains(said), "{typed}: {line}");
        assert_eq!(line.contains("\"on\":"), typed.contains("--on"), "{typed}: {line}");
        assert_eq!(line.contains("photo-1.jpg"), typed.contains("--ev"), "{typed}: {line}");
    }
    assert!(lines[9].contains(r#""severity":"serious""#), "{}", lines[9]);
    assert!(terminal.keys <= 350, "{} keys", terminal.keys);
    terminal.types("clear; milepost log --since today --mine -n 4\r").shows("HC-1");
}

/// A terminal with a workspace, at 80 columns and 24 lines.
fn bash(world: &World, variables: &[(&str, &str)]) -> Option<Terminal> {
    let mut terminal = Terminal::open(&["bash", "--norc", "--noprofile", "-i"], world.folder(), variables)?;
    terminal.types("echo rea''dy\r").shows("ready");
    Some(terminal)
}

#[test]
fn a_long_answer_is_shown_by_a_pager_and_a_short_one_is_not() {
    let world = workspace();
    let Some(mut terminal) = bash(&world, &[]) else { return };
    let page = |screen: &str| screen.lines().any(|line| line == ":");
    // less shows the first page, with colours, and waits; `q` leaves it, and the exit code is that of the command.
    terminal.types("clear; milepost list --color always --fail-if overdue; echo fir''st $?\r").shows("TX-1");
    let first = terminal.until("a page", page);
    assert!(!first.contains("first 0") && !first.contains("RC-2") && !first.contains("[1m"), "{first}");
    terminal.types("q").shows("first 0");
    // Ctrl-C is for the pager.
    terminal
        .types("clear; milepost list; echo seco''nd $?\r")
        .until("a page", |screen| !screen.contains("first") && page(screen));
    terminal.types("\x03");
    // The keys that come right behind Ctrl-C are dropped with it.
    for _ in 0..200 {
        if terminal.screen().contains("second 0") {
            break;
        }
        terminal.types("q");
    }
    terminal.types("\x15").shows("second 0");
    for (place, line) in [
        "milepost --no-pager list",
        "MILEPOST_PAGER=nowhere-at-all milepost list",
        "MILEPOST_PAGER= PAGER=false milepost list",
        "PAGER='head -3' milepost list | cat",
        "milepost list --limit 2",
        "milepost mark HC-1 full --as russia",
    ]
    .iter()
    .enumerate()
    {
        terminal.types(&format!("clear; {line}; echo co''de{place} $?\r")).shows(&format!("code{place} 0"));
    }
    // One that takes what it wants and leaves is no error.
    terminal.types("clear; PAGER='head -9' milepost list; echo la''st $?\r");
    let some = terminal.shows("last 0");
    assert!(some.contains("TX-1") && !some.contains("RC-2"), "{some}");
}

/// The terminal breaks no word of an error in two; what goes elsewhere has its lines whole.
#[test]
fn an_error_is_as_wide_as_the_terminal() {
    let world = workspace();
    let Some(mut terminal) = bash(&world, &[]) else { return };
    let longest = |screen: &str| screen.lines().map(|line| line.trim_end().chars().count()).max();
    terminal.types("clear; milepost mark HC-1 --lvl > none; echo do''ne\r");
    let told = terminal.shows("done");
    assert!(told.contains("error: ") && told.contains("\n  ") && longest(&told) <= Some(80), "{told}");
    terminal.types("clear; milepost mark HC-1 --lvl 2>&1 | cat; echo whol''e\r");
    let whole = terminal.shows("whole");
    assert!(whole.contains("error: ") && longest(&whole) > Some(80), "{whole}");
}

#[test]
fn only_what_tells_is_paged() {
    let world = World::empty().terminal().width(80);
    world.ask("init").ok();
    let pager = |line: &str| world.ask(line).pager();
    assert_eq!(pager("list").as_deref(), Some("less"));
    assert_eq!(pager("list --no-pager"), None);
    assert_eq!(pager("list --limit 3"), None);
    assert_eq!(pager("--help").as_deref(), Some("less"));
    assert_eq!(pager("plan format").as_deref(), Some("less"));
    assert_eq!(pager("plan format --no-pager"), None);
    assert_eq!(pager("mark HC-1 full --as ukraine --dry-run -o json"), None);
    world.pages("less -S --use-color");
    assert_eq!(pager("list").as_deref(), Some("less -S --use-color"));
    assert_eq!(pager("config pager cat"), None);
    assert_eq!(pager("list").as_deref(), Some("less -S --use-color"));
    world.pages("");
    assert_eq!(pager("list"), None);
}

/// Where a scene has its settings.
const CONFIG: &str = ".config/milepost/config.json";

#[test]
fn settings_are_for_every_workspace_and_a_flag_goes_before_them() {
    let world = World::empty();
    world.ask("config").ok().hears("nobody speaks").hears("color        auto").hears("which is not there yet");
    world.ask("config as ukraine").ok().hears("wrote ");
    world.ask("config dates mdy").ok();
    world.run(&["config", "aliases.late", "list --timing 'not running' -o ids"]).ok();
    assert_eq!(
        world.read(CONFIG),
        "{\n  \"as\": \"ukraine\",\n  \"dates\": \"mdy\",\n  \"aliases\": {\n    \"late\": \"list --timing 'not running' -o ids\"\n  }\n}\n"
    );
    world.at("2026-12-10").ask("init").ok().hears("This desk speaks for: ukraine");
    world.ask("late --limit 1").ok().hears("TX-1");
    world.ask("-C . late").ok();
    world.ask("mark HC-1 minimum --on 11/12/2026").ok().hears("reported by Ukraine");
    assert!(world.read("ledger/ukraine.jsonl").contains(r#""on":"2026-11-12""#));
    world.ask("mark HC-1 minimum --as russia").ok().hears("reported by Russia");
    world.ask("list --as-of 3/4/2026").ok();
    world.ask("config").ok().hears("ukraine (the file, where the plan knows it)").hears("mdy (the file)");
    assert_eq!(world.ask("config dates").ok().text(), "mdy\n");
    world.ask("config dates --unset").ok();
    world
        .ask("mark HC-1 minimum --on 11/12/2026")
        .code(2)
        .remarks("may be 2026-12-11 or 2026-11-12")
        .remarks("config dates");
    assert_eq!(world.ask("config dates").ok().text(), "");
    // Where the plan does not know who is meant, the workspace says who speaks.
    world.ask("init aceh --example helsinki-2005").ok().hears("speaks for: desk");
    world.ask_in("aceh", "note 'a remark' --dry-run").ok().hears("desk-2:1");
    world.ask("config as --unset").ok();
    world.ask("config aliases.late --unset").ok();
    assert_eq!(world.read(CONFIG), "{}\n");
}

#[test]
fn a_clone_speaks_as_the_settings_say() {
    let Some((hub, _)) = Hub::around(&super::world::plan(AMNESTY)) else { return };
    let world = World::empty();
    let clone = |folder: &str| world.ask(&format!("clone {} {folder}", hub.path().display())).ok();
    clone("one").hears("No actor speaks from here yet");
    world.ask("config as gov").ok();
    clone("other").hears("This desk speaks for: gov, as your settings say.");
    world.ask_in("other", "mark AM-1 full").ok().hears("gov:1");
}

#[test]
fn settings_that_are_none_are_told_with_what_is_meant() {
    let world = World::empty();
    world.ask("config colour").code(2).remarks("`colour` is no setting").remarks("close to it is `color`");
    world.ask("config color pink").code(2).remarks("one of: auto, always, never");
    world.ask("config dates 'day first'").code(2).remarks("one of: dmy, mdy");
    world.ask("config aliases.list status").code(2).remarks("`list` is a command");
    world.ask("config aliases.od '!rm'").code(2).remarks("an alias stands for a command of milepost");
    world.ask("config aliases.-x list").code(2);
    world.ask("config as 'no name'").code(2);
    assert!(!world.path(CONFIG).exists());
    world.file(CONFIG, "{\"as\": \"ukraine\",\n \"colour\": \"never\"}");
    world
        .ask("list")
        .code(2)
        .remarks("unknown key `colour`")
        .remarks("config.json:2:2")
        .remarks("close to it is `color`");
    world.ask("config as russia").code(2).remarks("unknown key");
    world.ask("list --help").ok();
    let read = world.read(CONFIG);
    assert!(read.contains("colour"), "{read}");
    world.file(CONFIG, "{\"aliases\": {\"x\": \"x\"}}");
    world.ask("x").code(2).remarks("unrecognized subcommand 'x'");
}

#[test]
fn help_explains_words_and_commands() {
    let world = World::empty().width(80);
    assert_eq!(world.ask("help").ok().text(), world.ask("--help").ok().text());
    assert_eq!(world.ask("help evidence verify").ok().text(), world.ask("evidence verify --help").ok().text());
    assert_eq!(world.ask("help ls").ok().text(), world.ask("list --help").ok().text());
    // What a seal is, and what `seal` does.
    world.ask("help seal").ok().hears("seal: A signature over all lines").hears("Usage: milepost seal");
    for word in ["plan", "element", "phase", "milestone", "actor", "Levels", "indicator", "entry", "book", "claim"] {
        world.ask(&format!("help {word}")).ok().hears(": ");
    }
    for word in ["standing", "incident", "finding", "decision", "quorum", "consultation", "root", "desk", "verified"] {
        world.ask(&format!("help {word}")).ok().hears(": ");
    }
    for word in ["overdue", "slip", "score", "not running", "under-way", "retired", "due soon", "monitor"] {
        world.ask(&format!("help {word}")).ok().hears(": ");
    }
    world.ask("help quorm").code(2).remarks("neither a command nor a word").remarks("close to it is `quorum`");
    let help = world.ask("help").ok();
    assert!(help.text().lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 80), "{}", help.text());
}

/// Other people's words stand beside an offer on its line, and obey no terminal.
#[test]
fn what_is_offered_is_one_harmless_line_each() {
    let plan = super::world::plan(
        "{\"id\":\"AR-1\",\"title\":\"Arms \\u001b[2J\\nnot:an offer\\t!\",\"phase\":\"one\",\"responsible\":[\"mov\"],\"source\":[\"text 1\"]}",
    );
    let world = World::new(&plan);
    world.at("2026-02-01").ask("mark AR-1 full --as mov").ok();
    let offered = |line: &str| {
        let heard = world.ask(&format!("completions {line}")).ok();
        String::from_utf8(heard.bytes().to_vec()).expect("text")
    };
    assert_eq!(offered("fish -- milepost show A"), "AR-1\tArms \\u{1b}[2J not:an offer\\u{9}!\n");
    assert_eq!(offered("zsh -- milepost retract mov:"), "mov\\:1:AR-1 full\n");
    assert_eq!(offered("bash -- 'milepost --color never show a'"), "AR-1\n");
    assert_eq!(offered("bash -- 'milepost config dates '"), "dmy\nmdy\n");
    assert_eq!(offered("bash -- 'milepost help stand'"), "standing\n");
    assert_eq!(offered("bash -- 'milepost list --phase one,'"), "");
    assert_eq!(offered("bash -- 'milepost export --to '"), "/\n");
    assert_eq!(offered("bash -- 'milepost -C nowhere show A'"), "");
    assert!(offered("bash -- ''").starts_with("list\n"));
    world.ask("config aliases.mine 'list --actor mov'").ok();
    assert_eq!(offered("bash -- 'milepost min'"), "mine\n");
    assert_eq!(offered("bash -- 'milepost mine --ph'"), "--phase\n");
    for line in [
        "bash -- 'milepost list --phase='",
        "fish -- milepost mark AR-1 -",
        "fish -- é \u{1b}[2J '\"' =",
        "bash -- 'milepost -'",
    ] {
        assert!(!offered(line).contains('\u{1b}'), "{line}");
    }
}

/// The program itself, with the variables that name and overrule the file of settings.
#[test]
fn a_flag_goes_before_a_variable_and_a_variable_before_the_file() {
    let world = World::empty();
    world.ask("init peace").ok();
    let milepost = |line: &str, variables: &[(&str, &str)]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_milepost"));
        let clean =
            ["MILEPOST_AS", "MILEPOST_DATES", "MILEPOST_PAGER", "PAGER", "NO_COLOR", "XDG_CONFIG_HOME", "COLUMNS"];
        clean.iter().for_each(|name| _ = program.env_remove(name));
        program
            .current_dir(world.folder().join("peace"))
            .env("HOME", world.folder())
            .env("MILEPOST_CONFIG", "../own.json");
        let told = program.args(line.split(' ')).envs(variables.iter().copied()).output().expect("milepost");
        String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr)
    };
    assert_eq!(milepost("config as ukraine", &[]), "wrote ../own.json\n");
    milepost("config color always", &[]);
    milepost("config dates dmy", &[]);
    milepost("config pager more", &[]);
    assert!(milepost("note x --dry-run", &[]).starts_with("ukraine:1"));
    assert!(milepost("note x --dry-run", &[("MILEPOST_AS", "russia")]).starts_with("russia:1"));
    assert!(milepost("note x --dry-run --as auspices", &[("MILEPOST_AS", "russia")]).starts_with("auspices:1"));
    assert!(milepost("list", &[]).contains("\u{1b}["));
    assert!(!milepost("list", &[("NO_COLOR", "1")]).contains("\u{1b}["));
    assert!(milepost("list --color always", &[("NO_COLOR", "1")]).contains("\u{1b}["));
    assert!(!milepost("list --color never", &[]).contains("\u{1b}["));
    let all = milepost(
        "config",
        &[("MILEPOST_DATES", "mdy"), ("PAGER", "most"), ("NO_COLOR", "1"), ("MILEPOST_AS", "russia")],
    );
    for row in ["russia (MILEPOST_AS)", "never (NO_COLOR)", "more (the file)", "mdy (MILEPOST_DATES)"] {
        assert!(all.contains(row), "{row}: {all}");
    }
    assert!(milepost("list", &[("MILEPOST_DATES", "american")]).contains("one of: dmy, mdy"));
    // Without a name for it the file lies where programs keep theirs.
    let there = world.folder().join("there").display().to_string();
    let told = milepost("config dates mdy", &[("MILEPOST_CONFIG", ""), ("XDG_CONFIG_HOME", &there)]);
    assert_eq!(told, format!("wrote {there}/milepost/config.json\n"));
    milepost("config dates mdy", &[("MILEPOST_CONFIG", "")]);
    assert_eq!(world.read(CONFIG), world.read("there/milepost/config.json"));
}

/// What a hand slips on gets on, or is told what to write instead.
#[test]
fn slips_of_the_hand_lead_somewhere() {
    let world = workspace();
    // The keyboard was still the Cyrillic one.
    world.ask("show НС-1").ok().hears("HC-1");
    world.ask("mark НС-1 full --as ukraine --dry-run").ok().hears("HC-1");
    world.ask("show Щ-1").code(3).remarks("milestone `Щ-1` is not in the plan");
    world
        .ask("matrix -o xlsx")
        .code(2)
        .remarks("invalid value 'xlsx'")
        .remarks("hint: `milepost export -o xlsx` writes a workbook, with `--table matrix` the matrix alone");
    world.ask("list -o xml").code(2).remarks("hint: `--help` shows what is understood");
    World::empty()
        .ask("plan add milestone id=DC-1 title=Arms")
        .code(2)
        .remarks("hint: write `milepost plan add milestone DC-1 …`");
}

/// The day of a matrix is typed as any other: in haste, and asked back where it may be two.
#[test]
fn the_day_of_a_matrix_is_typed_in_haste() {
    let world = World::empty();
    world.at("2026-11-29").file("m.csv", "No,Task,Responsible,Status\n1,One,North,done\n");
    for (day, on) in [
        ("yesterday", "../2026-11-28"),
        ("friday", "../2026-11-27"),
        ("20.11", "../2026-11-20"),
        ("..20.11", "../2026-11-20"),
        ("-3d", "../2026-11-26"),
        ("today", "../2026-11-29"),
        ("2026-11", "../2026-11-29"),
        ("2026-10", "../2026-10-31"),
    ] {
        world
            .ask(&format!("init peace-{on}-{day} --from m.csv --claims c{day}.csv --on {day}").replace("../", ""))
            .ok();
        assert!(world.read(&format!("c{day}.csv")).contains(on), "{day}: {}", world.read(&format!("c{day}.csv")));
    }
    // Days ago, wherever a date is typed.
    world.ask("plan new valley --title Valley --signed friday").ok();
    assert!(world.read("valley/plan.json").contains(r#""signed": "2026-11-27""#));
    world.ask("plan new other --title Other --signed 3/4/2026").code(2).remarks("may be 2026-04-03 or 2026-03-04");
    world.ask("-C peace-2026-11-29-today import m.csv --on -3d --dry-run").ok().hears("1 new");
    world.ask("-C peace-2026-11-29-today start --from -3d --as north --dry-run").ok().hears("2026-11-26");
    let wrong = |day: &str| world.ask(&format!("init other --from m.csv --claims other.csv --on {day}")).code(2);
    wrong("3/4/2026").remarks("`3/4/2026` may be 2026-04-03 or 2026-03-04");
    wrong("tomorrow").remarks("`tomorrow` lies ahead");
    wrong("1.12.2026").remarks("`1.12.2026` lies ahead");
    wrong("soon").remarks("`soon` is not a date").remarks("friday, 20.11");
}
