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
