//! Stories of the language in which a plan's texts are read.

use crate::world::World;
use serde_json::json;

/// A plan in English whose texts are also in Ukrainian, but for one.
fn peace() -> World {
    let plan = json!({
        "format": "milepost/plan/1", "id": "accord", "version": "1", "signed": "2026-01-01",
        "title": {"en": "Accord of the valley", "uk": "Угода долини"},
        "actors": [
            {"id": "north", "name": {"en": "Northern council (NC)", "uk": "Північна рада (ПР)"}, "role": "party"},
            {"id": "mission", "name": {"en": "Monitoring mission", "uk": "Місія моніторингу"}, "role": "monitor"},
        ],
        "elements": [{"id": "arms", "title": {"en": "Arms", "uk": "Зброя"}}],
        "phases": [{"id": "one", "title": {"aa": "Qafar", "en": "First stage", "uk": "Перший етап"}}],
        "rules": {"verify": {"by": ["role:monitor"], "quorum": 1}, "amend": {"by": ["role:party"], "quorum": "all"}},
        "milestones": [
            {"id": "A", "title": {"en": "Arms handed over", "uk": "Зброю передано"}, "responsible": ["north"],
             "phase": "one", "element": "arms", "due": {"on": "2026-02-01"}},
            {"id": "B", "title": {"aa": "Qafar", "en": "Posts removed"}, "responsible": ["north"], "due": {"on": "2026-03-01"}},
        ],
    });
    let world = World::empty();
    world.file("p.json", plan.to_string()).at("2026-01-02").ask("init --from p.json --as mission").ok();
    world
}

/// A command line, and who speaks.
fn split(line: &str, speaker: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).chain(["--as".to_owned(), speaker.to_owned()]).collect()
}

/// Who looks reads titles and names in their language; what the plan does not say in it stands in the plan's own, and in no third.
#[test]
fn whoever_reads_reads_in_their_language() {
    let world = peace();
    world.at("2026-01-05").ask("mark A minimum --lang uk").ok().hears("Зброю передано").hears_not("Arms handed over");
    world.at("2026-02-10").ask("list --lang uk").ok().hears("Зброю передано").hears("Posts removed").hears("ПР");
    world.ask("status --lang uk").ok().hears("Угода долини").hears("Перший етап").hears_not("First stage");
    world.ask("status --group element --lang uk").ok().hears("Зброя");
    world.ask("show A --lang uk").ok().hears("Зброю передано").hears("Місія моніторингу");
    for command in
        ["timeline", "matrix", "brief --since 2026-01-03", "next", "report -o md", "report -o html", "log", "why A"]
    {
        let told = world.ask(&format!("{command} --lang uk-UA")).ok();
        told.hears_not("Arms handed over").hears_not("Northern council").hears_not("Qafar");
    }
    world.ask("list").ok().hears("Arms handed over").hears("NC").hears_not("Зброю");
    // Who is meant is the same in every language.
    for name in ["NC", "ПР", "Northern council (NC)", "Північна рада (ПР)"] {
        for language in ["", " --lang uk"] {
            world.run(&split(&format!("mark A full --dry-run{language}"), name)).ok().hears("north:1");
        }
    }
}

#[test]
fn a_setting_holds_until_a_flag_says_otherwise() {
    let world = peace();
    world.ask("config lang uk_UA.UTF-8").ok();
    world.ask("config lang").ok().hears("uk-UA");
    world.ask("list").ok().hears("Зброю передано");
    world.ask("list --lang en").ok().hears("Arms handed over").hears_not("Зброю");
    // A language that the plan has not is told to whoever asked for it just now, and to nobody at every command.
    world.ask("list --lang fr").ok().hears("Arms handed over").remarks("the plan has no text in `fr`");
    world.ask("config lang fr").ok();
    assert_eq!(world.ask("list").ok().hears("Arms handed over").errors(), "");
    world.ask("config lang --unset").ok();
    world.ask("list").ok().hears("Arms handed over");
    for (wrong, why) in [
        ("list --lang ukrainian1", "is no language"),
        ("config lang 'u k'", "is no language"),
        ("list --lang ''", "is no language"),
    ] {
        world.ask(wrong).code(2).remarks(why);
    }
    world.file(".config/milepost/config.json", "{\"lang\": \"?\"}");
    world.ask("list").code(2).remarks("is no language").remarks("config.json");
}

/// Programs read the same bytes whatever people read: no answer to them depends on anybody's settings.
#[test]
fn programs_read_the_same_in_every_language() {
    let world = peace();
    world.at("2026-01-05").ask("mark A minimum").ok();
    world.at("2026-02-10");
    let lines = [
        "list -o json",
        "list -o csv",
        "list -o ids",
        "status -o json",
        "status -o csv",
        "status --group actor -o json",
        "status --every month -o json",
        "show A -o json",
        "why A -o json",
        "next -o json",
        "brief --since 2026-01-03 -o json",
        "timeline -o json",
        "log -o json",
        "log -o csv",
        "matrix -o json",
        "matrix -o csv",
        "balance -o json",
        "export",
        "export -o jsonl",
        "export -o csv",
        "audit -o json",
        "check -o json",
    ];
    for line in lines {
        let (own, theirs) = (world.ask(line).ok(), world.ask(&format!("{line} --lang uk")).ok());
        assert_eq!(own.text(), theirs.text(), "{line}");
    }
}

/// A plan whose every word is Ukrainian, and books with one of each kind of entry.
fn valley() -> World {
    let milestone = |id: &str, title: &str, due: serde_json::Value| {
        json!({"id": id, "title": title, "responsible": ["n"], "phase": "p", "element": "e", "due": due,
               "indicators": [{"id": "z", "unit": "шт", "baseline": 0, "target": 10}]})
    };
    let plan = json!({
        "format": "milepost/plan/1", "id": "u", "version": "1", "lang": "uk", "signed": "2026-01-01", "title": "Угода долини",
        "actors": [
            {"id": "n", "name": "Північна рада", "role": "party"}, {"id": "s", "name": "Південна рада", "role": "party"},
            {"id": "m", "name": "Місія", "role": "monitor", "mandate": {"until": "2026-06-01"}},
            {"id": "k", "name": "Секретаріат", "role": "secretariat"},
        ],
        "elements": [{"id": "e", "title": "Зброя"}], "phases": [{"id": "p", "title": "Перший етап"}],
        "rules": {"verify": {"by": ["role:monitor"], "quorum": 1}, "amend": {"by": ["role:party"], "quorum": "all"},
                  "reschedule": {"by": ["role:party"], "quorum": "all"}, "settle": {"by": ["role:monitor"], "quorum": 1},
                  "start": {"by": ["role:party"], "quorum": "all"}},
        "consultations": [{"id": "c", "title": "Зустріч", "first": "2026-01-10", "every": "P1M", "with": ["n", "s"]}],
        "milestones": [
            milestone("A", "Зброю передано", json!({"on": "2026-02-01"})), milestone("B", "Пости знято", json!({"after": "A", "within": "P30D"})),
            milestone("C", "Полонених звільнено", json!({"on": "2026-01-20"})), milestone("D", "Вогонь припинено", json!({"on": "2026-01-05"})),
        ],
    });
    let world = World::empty();
    world.file("p.json", plan.to_string()).at("2026-01-02").ask("init --from p.json --as k").ok();
    for (day, line) in [
        ("2026-01-03", "start --from 2026-01-03 --as n"),
        ("2026-01-03", "start --from 2026-01-03 --as s"),
        ("2026-01-10", "mark D full --as n"),
        ("2026-01-12", "mark D full --as m"),
        ("2026-01-15", "incident D --severity serious --on 2026-01-14 --actor n --as s"),
        ("2026-01-16", "finding s:2 confirmed --actor n --as m"),
        ("2026-01-17", "mark A minimum z=4 --as n"),
        ("2026-01-18", "dispute A --as s"),
        ("2026-01-19", "reschedule C 2026-03-01 --as n"),
        ("2026-01-20", "mark A intermediate --on 2026-01-18 --as m"),
        ("2026-01-21", "retract m:3 --as m"),
        ("2026-01-22", "reschedule C 2026-03-01 --as s"),
    ] {
        world.at(day).ask(line).ok();
    }
    world.at("2026-02-20");
    world
}

/// The words of a text that are English: of plain letters, and neither an id nor a command.
fn english(told: &str) -> Vec<String> {
    const SAME: [&str; 23] = [
        "milepost", "json", "export", "report", "lang", "known", "Etc", "UTC", "SHA", "Peace", "Accords", "Matrix",
        "balance", "log", "next", "all", "edition", "brief", "http", "https", "org", "show", "long",
    ];
    let plain = |word: &&str| word.len() > 2 && word.chars().all(|c| c.is_ascii_alphabetic());
    let mut words: Vec<String> = told
        .split(|c: char| !c.is_alphanumeric())
        .filter(plain)
        .filter(|word| !SAME.contains(word))
        .map(str::to_owned)
        .collect();
    words.sort();
    words.dedup();
    words
}

/// Whoever reads in Ukrainian or Russian reads no English word, but for names of commands.
#[test]
fn no_view_falls_back_into_english() {
    let mut wrong: Vec<String> = Vec::new();
    let world = valley();
    for language in ["uk", "ru"] {
        for line in [
            "status",
            "status --group element",
            "status --group actor",
            "status --every month",
            "list",
            "show A",
            "show C",
            "show D",
            "why A",
            "why C",
            "why D",
            "next",
            "next --all",
            "brief --since 2026-01-04",
            "brief --since 2026-02-01",
            "timeline",
            "matrix",
            "log",
            "balance",
            "evidence list",
            "report -o md",
            "report --edition brief -o md",
            "mark A full --as n --dry-run",
            "incident A --severity grave --as m --dry-run",
            "dispute C --as n --dry-run",
            "retract n:2 --as n --dry-run",
            "undo --as m --dry-run",
        ] {
            let told = world.ask(&format!("{line} --lang {language}")).ok().text().to_owned();
            let left = english(&told);
            if !left.is_empty() {
                wrong.push(format!("{line} in {language}: {left:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Numbers stand with the form that they ask for.
#[test]
fn things_are_counted_by_the_rules_of_each_language() {
    for (language, forms) in [
        ("en", ["milestone", "milestones", "milestones"]),
        ("uk", ["віха", "віхи", "віх"]),
        ("ru", ["веха", "вехи", "вех"]),
        ("id", ["tonggak", "tonggak", "tonggak"]),
    ] {
        for number in [1, 2, 5, 11, 21, 22, 25, 111] {
            let form = match (language, number % 10, number % 100) {
                ("en", ..) => usize::from(number != 1),
                (_, 1, all) if all != 11 => 0,
                (_, 2..=4, all) if !(12..=14).contains(&all) => 1,
                _ => 2,
            };
            let milestones: Vec<serde_json::Value> =
                (0..number).map(|one| json!({"id": format!("M{one}"), "title": "T", "responsible": ["n"]})).collect();
            let plan = json!({
                "format": "milepost/plan/1", "id": "u", "version": "1", "title": "T",
                "actors": [{"id": "n", "name": "N", "role": "party"}], "milestones": milestones,
            });
            let world = World::empty();
            world.file("p.json", plan.to_string()).at("2026-01-02").ask("init --from p.json --as n").ok();
            let told = world.ask(&format!("status --lang {language}")).ok().text().to_owned();
            let counted = format!("{number} {}", forms[form]);
            let stands = told.match_indices(&counted).any(|(at, _)| {
                !told[at + counted.len()..].starts_with(char::is_alphabetic) && !told[..at].ends_with(char::is_numeric)
            });
            assert!(stands, "{counted:?} is not in\n{told}");
        }
    }
}

/// A matrix that was printed in a language comes back as what it was: it says nothing new, and begins the same plan.
#[test]
fn a_matrix_comes_back_from_every_language() {
    let world = valley();
    let (from, own) = ("init --from", world.ask("export -o xlsx --to own.xlsx").ok());
    drop(own);
    world.ask(&format!("--dir own {from} own.xlsx")).ok();
    let plan = |folder: &str| {
        let mut plan: serde_json::Value =
            serde_json::from_str(&world.read(&format!("{folder}/plan.json"))).expect("JSON");
        ["id", "title", "sources", "x-from"].iter().for_each(|named| plan[*named] = json!("the name of the file"));
        plan
    };
    for language in ["uk", "ru", "id"] {
        world.ask(&format!("export -o xlsx --to {language}.xlsx --lang {language}")).ok();
        world.ask(&format!("import {language}.xlsx --as k --dry-run")).ok().hears("nothing to record: 4 as before");
        world.ask(&format!("--dir {language} {from} {language}.xlsx")).ok();
        assert_eq!(plan(language), plan("own"), "{language}");
    }
}

/// The numbers of a text, sorted.
fn numbers(told: &str) -> Vec<&str> {
    let mut numbers: Vec<&str> =
        told.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    numbers.sort_unstable();
    numbers
}

/// Whatever language somebody reads, it is the same figures, days and entries.
#[test]
fn every_language_tells_the_same_numbers() {
    let world = valley();
    for line in [
        "status",
        "status --every month",
        "list",
        "show A",
        "why D",
        "next --all",
        "brief --since 2026-01-04",
        "matrix",
        "log",
        "balance",
        "report -o md",
        "report --edition brief -o md",
        "export -o ics",
    ] {
        let english = world.ask(line).ok().text().to_owned();
        for language in ["uk", "ru", "id"] {
            let told =
                world.ask(&format!("{line} --lang {language}")).ok().text().replace(&format!(" --lang {language}"), "");
            assert_eq!(numbers(&told), numbers(&english), "{line} in {language}:\n{told}\n{english}");
        }
    }
}

/// Two languages on one page: each chapter in both, each place once, and every link leads to one.
#[test]
fn two_languages_stand_side_by_side() {
    let world = peace();
    world.at("2026-01-05").ask("mark A minimum").ok();
    let told = world.at("2026-02-10").ask("report --lang uk,en").ok().text().to_owned();
    for both in [["Угода долини", "Accord of the valley"], ["Стисло", "In brief"], ["прострочено", "overdue"]]
    {
        both.iter().for_each(|words| assert!(told.contains(words), "no {words}"));
    }
    let named = |before: &str| -> Vec<&str> {
        told.split(before).skip(1).filter_map(|behind| behind.split('"').next()).collect()
    };
    let places = named(" id=\"");
    let once: std::collections::BTreeSet<&str> = places.iter().copied().collect();
    assert_eq!(once.len(), places.len());
    for link in named(" href=\"#").into_iter().chain(named(" aria-labelledby=\"")) {
        assert!(once.contains(link), "{link} leads nowhere");
    }
    assert!(!told.contains("<script"));
    world.ask("report --lang uk,en,ru").code(2).remarks("more than two languages");
    world.ask("report --lang uk,en -o md").code(2).remarks("long edition, as HTML");
    world.ask("list --lang uk,en").code(2).remarks("several languages").remarks("milepost report");
}

/// The locale of messages decides where nobody else does, and never what programs read.
#[test]
fn the_locale_decides_where_nobody_else_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = |line: &str, variables: &[(&str, &str)]| {
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_milepost"));
        for name in ["LC_ALL", "LC_MESSAGES", "LANG", "MILEPOST_LANG", "MILEPOST_DIR", "MILEPOST_AS"] {
            program.env_remove(name);
        }
        program.current_dir(folder.path()).env("MILEPOST_CONFIG", "none.json").envs(variables.iter().copied());
        let output = program.args(line.split(' ')).output().expect("the program runs");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    const AT: &str = "status --as-of 2026-06-01 --known-by 2026-06-01";
    let english = told(AT, &[]);
    assert!(english.contains("The plan has") || english.contains("Of 37 milestones"), "{english}");
    for (variables, speaks) in [
        (&[("LANG", "uk_UA.UTF-8")][..], "uk"),
        (&[("LANG", "en_GB.UTF-8"), ("LC_MESSAGES", "ru_RU")], "ru"),
        (&[("LANG", "uk_UA.UTF-8"), ("LC_ALL", "id_ID.UTF-8")], "id"),
        (&[("LANG", "uk_UA.UTF-8"), ("MILEPOST_LANG", "ru")], "ru"),
        (&[("LANG", "uk_UA.UTF-8"), ("LC_ALL", "C")], "en"),
        (&[("LANG", "uk_UA.UTF-8"), ("LC_ALL", "C.UTF-8")], "en"),
        (&[("LC_ALL", "POSIX")], "en"),
        (&[("LANG", "xx_nonsense_of_a_locale")], "en"),
    ] {
        assert_eq!(told(AT, variables), told(&format!("{AT} --lang {speaks}"), &[]), "{variables:?}");
        assert_eq!(told(&format!("{AT} -o json"), variables), told(&format!("{AT} -o json"), &[]), "{variables:?}");
    }
}

/// Who has checked a translation is told: at the version, and at the foot of what is handed over.
#[test]
fn an_unchecked_translation_says_so() {
    let world = valley();
    let told = world.ask("--version").ok().text().to_owned();
    assert!(told.starts_with("milepost 0.1.0\n"), "{told}");
    for language in milepost::tongue::Language::ALL {
        let unchecked = language.checked_by().is_none();
        let line = told.lines().find(|line| line.contains(&format!("{}  {}", language.code(), language.name())));
        assert_eq!(line.is_some_and(|line| line.contains("no named reader has checked")), unchecked, "{told}");
        let foot = language.catalog().text("", "no named reader has checked it yet").expect("a message").to_owned();
        for form in ["-o md", "-o html", "--edition brief -o md"] {
            let report = world.ask(&format!("report {form} --lang {}", language.code())).ok();
            assert_eq!(report.text().contains(&foot), unchecked, "{form} in {language:?}");
        }
    }
    world.ask("-V").ok().hears_not("checked");
    world.ask("report -o md").ok().hears_not("named reader");
}
