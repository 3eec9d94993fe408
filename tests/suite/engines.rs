//! The ledgers of many workspaces asked by DuckDB, with the SQL of `data/engines`, against what milepost exports of each.

use super::readers::{python, told};
use super::tales::{Tale, founding, hasty, split, stormy, tale};
use super::world::{World, copy, plan};
use super::worlds;
use milepost::model::moment::Day;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use tempfile::TempDir;

/// Workspaces by name, side by side in one folder.
struct Side(TempDir, BTreeMap<String, World>);

impl Side {
    fn by_side(worlds: impl IntoIterator<Item = (String, World)>) -> Side {
        let root = tempfile::tempdir().expect("a folder");
        let worlds: BTreeMap<String, World> = worlds.into_iter().collect();
        for (name, world) in &worlds {
            let folder = root.path().join(name);
            std::fs::create_dir(&folder).expect("a folder");
            copy(world.folder(), &folder);
        }
        Side(root, worlds)
    }

    /// What DuckDB answers: rows by view; nothing where it is not here.
    fn asked(&self) -> Option<Value> {
        let text = told(python("engines.py")?.arg(self.0.path()));
        Some(serde_json::from_str(&text).expect("a document"))
    }
}

/// The rows of an answer, as they are printed.
fn rows<'a>(answers: &'a Value, view: &str) -> impl Iterator<Item = [&'a Value; 4]> {
    let rows = answers[view].as_array().unwrap_or_else(|| panic!("no {view}")).iter();
    rows.map(|row| [0, 1, 2, 3].map(|place| row.get(place).unwrap_or(&Value::Null)))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no word: {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn entries(world: &World) -> Vec<Value> {
    let text = world.ask("export -o jsonl").ok();
    text.text().lines().map(|line| serde_json::from_str(line).expect("an entry")).collect()
}

type Kinds = BTreeMap<(String, String), u64>;

/// How many entries of each kind each workspace exports.
fn exported_kinds(worlds: &BTreeMap<String, World>) -> Kinds {
    let mut kinds = Kinds::new();
    for (name, world) in worlds {
        for entry in entries(world) {
            *kinds.entry((name.clone(), word(&entry["kind"]).to_owned())).or_default() += 1;
        }
    }
    kinds
}

type Weeks = BTreeMap<(String, Option<String>), (u64, u64)>;

/// How many incidents, and violations, each workspace exports for each week; for none where no day is said.
fn exported_weeks(worlds: &BTreeMap<String, World>) -> Weeks {
    let mut weeks = Weeks::new();
    for (name, world) in worlds {
        let said: BTreeMap<String, Value> =
            entries(world).into_iter().map(|entry| (word(&entry["name"]).to_owned(), entry)).collect();
        let state = world.ask("export -o json").ok().json();
        for incident in list(&state["incidents"]).iter().filter(|incident| incident["retracted"] == false) {
            let entry = &said[word(&incident["entry"])];
            let date = entry["on"].as_str().or(entry["known"].as_str());
            let day_said = date.is_none_or(|date| date.len() >= 10 && !date.starts_with("../"));
            let week = day_said.then(|| week_of(Day::parse(word(&incident["day"])).expect("a day")));
            let counted = weeks.entry((name.clone(), week)).or_default();
            counted.0 += 1;
            counted.1 += incident["count"].as_u64().expect("a count");
        }
    }
    weeks
}

/// `2005-W34`: a week ends with its Sunday, and belongs to the year of its Thursday.
fn week_of(day: Day) -> String {
    let [thursday, sunday] = [3, 6].map(|place| day.plus_days(place - day.weekday()).expect("a day"));
    let (year, ..) = thursday.date();
    let first = Day::of_week(year, 1).expect("a week");
    format!("{year:04}-W{:02}", sunday.days_since(first) / 7 + 1)
}

/// By milestone: the level that DuckDB tells, and why it tells none where it leaves that to milepost.
type Levels = BTreeMap<String, (Option<String>, Option<String>)>;

/// The verified level of each milestone that a workspace exports.
fn exported_levels(world: &World) -> BTreeMap<String, Option<String>> {
    let state = world.ask("export -o json").ok().json();
    let level = |row: &Value| (word(&row["id"]).to_owned(), row["verified"]["level"].as_str().map(str::to_owned));
    list(&state["milestones"]).iter().map(level).collect()
}

/// Holds all three answers against milepost's. Gives how many milestones DuckDB answers with each level, and how many it leaves for
/// each reason.
fn agree(side: &Side, answers: &Value) -> BTreeMap<String, usize> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let number = |value: &Value| value.as_u64().unwrap_or_else(|| panic!("no number: {value}"));
    let kinds =
        rows(answers, "entries_by_kind").map(|[of, kind, n, _]| ((word(of).into(), word(kind).into()), number(n)));
    assert_eq!(kinds.collect::<Kinds>(), exported_kinds(&side.1));
    let left: BTreeSet<(&str, &str)> =
        rows(answers, "left_to_milepost").map(|[of, _, why, _]| (word(of), word(why))).collect();
    let weeks = rows(answers, "incidents_by_week")
        .map(|[of, week, n, violations]| ((word(of).to_owned(), text(week)), (number(n), number(violations))));
    // What a dispute or another version of the plan makes of an incident, the page leaves to milepost.
    let plain = |of: &str| ["plan: amendments", "dispute upheld"].iter().all(|why| !left.contains(&(of, *why)));
    let plain_weeks = |weeks: Weeks| -> Weeks { weeks.into_iter().filter(|((of, _), _)| plain(of)).collect() };
    assert_eq!(plain_weeks(weeks.collect()), plain_weeks(exported_weeks(&side.1)));

    let (mut met, mut wrong) = (BTreeMap::new(), Vec::new());
    let mut levels: BTreeMap<&str, Levels> = BTreeMap::new();
    for [of, id, level, why] in rows(answers, "verified_level") {
        levels.entry(word(of)).or_default().insert(word(id).into(), (text(level), text(why)));
    }
    for (name, world) in &side.1 {
        let (exported, found) = (exported_levels(world), &levels[name.as_str()]);
        let amended = left.iter().any(|(of, why)| of == name && why.starts_with("plan:"));
        assert!(amended || exported.keys().eq(found.keys()), "{name}: {:?} {:?}", exported.keys(), found.keys());
        for (id, (level, why)) in found {
            let counted = why.clone().or_else(|| level.clone()).unwrap_or_else(|| "nothing".into());
            *met.entry(counted).or_default() += 1;
            match why {
                Some(_) => assert_eq!(*level, None, "{name} {id}: what is left to milepost has no level"),
                None if *level != exported[id] => wrong.push(format!("{name} {id}: {level:?}, not {:?}", exported[id])),
                None => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    met
}

fn helsinki() -> World {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    world
}

#[test]
fn duckdb_tells_of_the_helsinki_example_what_milepost_tells_or_leaves_it() {
    let side = Side::by_side([("helsinki".into(), helsinki())]);
    let Some(answers) = side.asked() else { return };
    let met = agree(&side, &answers);
    assert_eq!(
        met.iter().map(|(what, count)| (what.as_str(), *count)).collect::<Vec<_>>(),
        [
            ("full", 4),
            ("indicators: the latest word is in figures", 4),
            ("intermediate", 1),
            ("nothing", 13),
            ("parts: a whole follows from them", 1)
        ]
    );
}

/// Everything that the SQL works out itself: retractions, quorums of sides, whom a rule names and passes over, words relayed, counts,
/// the day for which something is said, weeks.
fn plain_scenes() -> World {
    let milestones = r#"{"id":"BACK","title":"Taken back","responsible":["mov"]},
{"id":"AGAIN","title":"Said again","responsible":["mov"]},
{"id":"THREE","title":"Three sides","responsible":["mov"],"verify":{"by":["mission","friend","role:party"],"quorum":3}},
{"id":"ALL","title":"All sides","responsible":["gov"],"verify":{"by":["role:monitor","role:party","friend"],"quorum":"all"}},
{"id":"TWO","title":"One of two","responsible":["mov"],"verify":{"by":["mission","friend"],"quorum":2}},
{"id":"COUNT","title":"Counted","responsible":["mov"],"indicators":[{"id":"seen"}]},
{"id":"RELAY","title":"Relayed","responsible":["mov"]},
{"id":"ORDER","title":"In order","responsible":["mov"]},
{"id":"STATED","title":"Stated","responsible":["mov"],"indicators":[{"id":"arms","target":840}]}"#;
    let world = World::with(milestones);
    for (day, line) in [
        ("2026-01-05", "mark BACK intermediate --as mission"),
        ("2026-01-06", "mark BACK full --as mission"),
        ("2026-01-07", "retract mission:2 --as mission"),
        ("2026-01-08", "mark AGAIN full --as mission"),
        ("2026-01-09", "retract mission:4 --as mission"),
        ("2026-01-10", "retract mission:5 --as mission"),
        ("2026-01-11", "mark THREE full --as mission"),
        ("2026-01-11", "mark THREE minimum --as friend"),
        ("2026-01-11", "mark THREE none --as gov"),
        ("2026-01-12", "mark THREE intermediate --as army"),
        ("2026-01-12", "mark ALL full --as mission"),
        ("2026-01-12", "mark ALL intermediate --as friend"),
        ("2026-01-13", "mark ALL full --as mov"),
        ("2026-01-13", "mark TWO full --as mission"),
        ("2026-01-13", "mark COUNT full --as mission"),
        ("2026-01-14", "mark COUNT seen=12 --as mission"),
        ("2026-01-14", "mark RELAY full --as desk --by mission"),
        ("2026-01-15", "mark ORDER full --as mission"),
        ("2026-01-16", "mark ORDER none --on 2026-01-02 --as mission"),
        ("2026-01-16", "mark STATED arms=400 --as mission"),
        ("2026-01-17", "mark STATED full arms=801 --as mission"),
        ("2026-03-01", "incident BACK --severity minor --on 2026-02 --as mov"),
        ("2026-03-01", "incident BACK --severity minor --on ../2026-02-10 --as mov"),
        ("2026-03-01", "incident BACK --severity minor --on 2026 --as mov"),
        ("2026-03-01", "incident BACK --severity minor --count 4 --on 2026-01-04 --as mov"),
        ("2026-03-01", "incident BACK --severity minor --on 2026-01-05 --as mov"),
        ("2026-03-01", "incident BACK --severity minor --on 2025-12-29 --as mov"),
        ("2026-03-01", "incident BACK --severity grave --on 2026-02-08T23:30-03:00 --as mov"),
        ("2026-03-02", "incident BACK --severity minor --as gov"),
        ("2026-03-03", "incident BACK --severity minor --on 2026-02-03 --as gov"),
        ("2026-03-03", "retract gov:3 --as gov"),
    ] {
        world.at(day).ask(line).ok();
    }
    world
}

#[test]
fn duckdb_works_out_what_plain_sql_can() {
    let side = Side::by_side([("plain".into(), plain_scenes())]);
    let Some(answers) = side.asked() else { return };
    let met = agree(&side, &answers);
    assert_eq!(
        met.iter().map(|(what, count)| (what.as_str(), *count)).collect::<Vec<_>>(),
        [("full", 5), ("intermediate", 2), ("minimum", 1), ("nothing", 1)]
    );
    let weeks: Vec<String> = rows(&answers, "incidents_by_week")
        .map(|[_, week, n, violations]| format!("{week} {n} {violations}"))
        .collect();
    let right = [r#""2026-W01" 2 5"#, r#""2026-W02" 1 1"#, r#""2026-W07" 1 1"#, r#""2026-W10" 1 1"#, r#"null 3 3"#];
    assert_eq!(weeks, right);
}

/// What the SQL must not try: each workspace has one thing of it.
fn beyond_scenes() -> Vec<(String, World)> {
    let one = r#"{"id":"A","title":"A","responsible":["mov"]}"#;
    let marked = |world: World| {
        world.says("mission", "2026-01-05", "A full");
        world
    };
    let scene = |name: &str, world: World| (name.to_owned(), world);
    let edited = marked(World::with(one));
    edited.file("plan.json", edited.read("plan.json").replace("role:monitor", "friend"));
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHESyV6BxLbbIm61Ato8u2bBYRVXchLe/Dmomi90O7p7";
    let mission = r#"{"id":"mission","#;
    let keyed = World::new(&plan(one).replace(mission, &format!(r#"{mission}"keys":["{key}"],"#)));
    keyed.at("2026-01-05").ask("mark A full --no-seal --as mission").ok();
    let forked = marked(World::with(one));
    forked.file(
        &format!("ledger/forks/{}", &forked.book("mission")["ledger/".len()..]),
        forked.read("ledger/mission.jsonl"),
    );
    let torn = marked(World::with(one));
    torn.file("ledger/mission.jsonl", torn.read("ledger/mission.jsonl") + r#"{"seq":2,"prev":"#);
    let thrice = marked(World::with(one));
    for named in 1..=3 {
        thrice.at("2026-01-06").ask(&format!("retract mission:{named} --as mission")).ok();
    }
    let left = World::with(
        r#"{"id":"A","title":"A","responsible":["mov"],"verify":{"by":["mission","friend"],"quorum":"all"}}"#,
    );
    left.says("mission", "2026-01-05", "A full").at("2026-01-06").ask("repudiate --as friend").ok();
    let again =
        marked(World::with(&format!(r#"{one},{{"id":"B","title":"B","responsible":["mov"],"repeats":["A"]}}"#)));
    vec![
        scene("again", again),
        scene("edited", edited),
        scene("keyed", keyed),
        scene("forked", forked),
        scene("torn", torn),
        scene("thrice", thrice),
        scene("left", left),
    ]
}

#[test]
fn duckdb_leaves_to_milepost_what_plain_sql_would_get_wrong() {
    let side = Side::by_side(beyond_scenes());
    let Some(answers) = side.asked() else { return };
    agree(&side, &answers);
    let why: Vec<(&str, Option<&str>)> =
        rows(&answers, "verified_level").map(|[of, _, _, why]| (word(of), why.as_str())).collect();
    assert_eq!(
        why,
        [
            ("again", None),
            ("again", Some("repeats: it restates others")),
            ("edited", Some("plan: the books began with another version")),
            ("forked", Some("forks")),
            ("keyed", Some("seals: actors with keys")),
            ("left", Some("sides that left, where all must concur")),
            ("thrice", Some("retraction taken back, and that again")),
            ("torn", None),
        ]
    );
}

/// Worlds made up at random, the same in every run.
fn made_up(count: usize) -> impl Iterator<Item = (String, World)> {
    let mut runner = TestRunner::deterministic();
    let worlds = [tale().boxed(), split().boxed(), founding().boxed(), hasty().boxed(), stormy().boxed()];
    (0..count).map(move |at| {
        let tale: Tale = worlds[at % worlds.len()].new_tree(&mut runner).expect("a tale").current();
        (format!("made-up-{at:03}"), tale.told())
    })
}

#[test]
fn duckdb_never_tells_a_level_that_milepost_does_not() {
    let side = Side::by_side(made_up(150).chain(worlds::told()));
    let Some(answers) = side.asked() else { return };
    let met = agree(&side, &answers);
    for what in [
        "none",
        "minimum",
        "intermediate",
        "full",
        "nothing",
        "agreement with a claim",
        "dispute upheld",
        "indicators: the latest word is in figures",
        "mandates: moved by decision",
        "mandates: others have spoken since one ended",
        "odd: the latest word may not count",
        "parts: a whole follows from them",
        "plan: amendments",
    ] {
        assert!(met.contains_key(what), "no {what} in {met:?}");
    }
}
