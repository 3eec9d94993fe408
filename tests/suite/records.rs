//! The commands that record incidents, findings, disputes and decisions, as people try them: every refusal says what is so, where
//! it can, and what to do; what is recorded is told; a dry run writes nothing. The accord is invented.

use super::console::repository;
use super::world::World;
use milepost::ledger::chain::Hash;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The invented accord in force since 5 January, with an incident (north:2), a claim (south:2) and a dispute over it (north:3).
fn accord() -> World {
    let world = World::new(&repository("tests/stories/demands/accord.json"));
    world.at("2026-01-05").ask("start --from 2026-01-05 --as north").ok();
    world.ask("agree north:1 --as south").ok();
    world.at("2026-02-01").ask("incident CF-1 --severity serious --actor south --as north").ok();
    world.says("south", "2026-02-01", "PR-1 released=60");
    world.at("2026-02-02").ask("dispute south:2 --as north").ok();
    world.at("2026-02-03");
    world
}

/// Every file below a folder with the hash of its bytes, but for the lock's note of who held it last.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("a file").path();
        match path.is_dir() {
            true => all.extend(files(&path)),
            false if path.ends_with(".milepost/lock") => {}
            false => {
                let hash = Hash::of(&std::fs::read(&path).expect("bytes")).to_string();
                all.insert(path.display().to_string(), hash);
            }
        }
    }
    all
}

/// Each line is refused with an exit code and words, and nothing is written. All that is not so is told at once.
fn refused(world: &World, cases: &[(&str, u8, &str)]) {
    let before = files(world.folder());
    let wrong: Vec<String> = cases.iter().flat_map(|(line, code, words)| wrong(world, line, *code, words)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(files(world.folder()), before, "a refusal leaves no trace");
}

fn wrong(world: &World, line: &str, code: u8, words: &str) -> Vec<String> {
    let heard = world.ask(line);
    let mut wrong = Vec::new();
    if heard.exit() != code {
        wrong.push(format!("{line}: exit {} and not {code}\n{}", heard.exit(), heard.errors()));
    }
    if !heard.errors().starts_with("error: ") {
        wrong.push(format!("{line}: no error but {}", heard.errors()));
    }
    let missing = words.split(" | ").filter(|words| !heard.errors().contains(words));
    wrong.extend(missing.map(|words| format!("{line}: no `{words}` in\n{}", heard.errors())));
    if code != 2 && !line.starts_with("note") {
        let json = world.ask(&format!("{line} -o json"));
        let told: Value = serde_json::from_str(json.errors()).unwrap_or(Value::Null);
        if told["format"] != "milepost/error/1" || json.exit() != code {
            wrong.push(format!("{line}: as JSON {}", json.errors()));
        }
    }
    wrong
}

#[test]
fn incidents_that_cannot_be_recorded() {
    refused(
        &accord(),
        &[
            ("incident CF-9 --severity minor --as north", 3, "milestone `CF-9` is not in the plan | `CF-1`"),
            ("incident CF-1 --as north", 2, "--severity"),
            ("incident CF-1 --severity bad --as north", 2, "bad | minor, serious, grave"),
            ("incident CF-1 --severity minor --count 0 --as north", 2, "the smallest number here is 1"),
            ("incident CF-1 --severity minor --count -3 --as north", 2, "-3"),
            ("incident CF-1 --severity minor --actor nroth --as north", 3, "`nroth` | `north`"),
            ("incident CF-1 --severity minor --actor north,outside --as south", 3, "`outside`"),
            (
                "incident CF-1 --severity minor --on 2027-01-01 --as north",
                2,
                "`2027-01-01` lies ahead | it is 2026-02-03",
            ),
            ("incident CF-1 --severity minor --on someday --as north", 2, "someday"),
            ("incident CF-1 --severity minor --as nobody", 3, "`nobody`"),
            ("incident CF-1 --severity minor --by south --as north", 3, "`north` speaks for another | secretariat"),
        ],
    );
}

#[test]
fn findings_that_cannot_be_recorded() {
    let world = accord();
    refused(
        &world,
        &[
            (
                "finding north:2 perhaps --as union",
                2,
                "perhaps | confirmed, unconfirmed, inconclusive, unfounded, no-access",
            ),
            ("finding north confirmed --as union", 2, "`north` is not the name of an entry | BOOK:NUMBER"),
            ("finding north:9 confirmed --as union", 3, "there is no earlier entry `north:9` | `milepost log`"),
            ("finding south:2 confirmed --as union", 3, "`south:2` is not an incident | `milepost log`"),
            (
                "finding north:2 confirmed --as south",
                3,
                "only who verifies the milestone | others allege with `incident`",
            ),
            ("finding north:2 confirmed --as friend", 3, "only who verifies the milestone"),
            ("finding north:2 confirmed --actor eveybody --as union", 3, "`eveybody`"),
        ],
    );
    // After its mandate the mission's conclusion counts for nothing.
    refused(world.at("2026-07-10"), &[("finding north:2 confirmed --as mission", 3, "within its mandate")]);
}

#[test]
fn disputes_and_settlements_that_cannot_be_recorded() {
    let world = accord();
    refused(
        &world,
        &[
            ("dispute PR-9 --as north", 3, "milestone `PR-9` is not in the plan | `PR-1`"),
            ("dispute PR-1 --as union", 3, "`union` is not a party of the plan | `mark` or `note`"),
            ("dispute PR-1 --as friend", 3, "only parties dispute"),
            ("dispute south:99 --as north", 3, "there is no earlier entry `south:99`"),
            ("dispute south:x --as north", 2, "`south:x` is not the name of an entry"),
            ("settle north:3 maybe --as friend", 2, "maybe | upheld, dismissed, withdrawn"),
            ("settle south:2 dismissed --as friend", 3, "`south:2` is not a dispute | `milepost status`"),
            ("settle north:33 dismissed --as friend", 3, "there is no earlier entry `north:33`"),
            (
                "settle north:3 dismissed --as union",
                3,
                "does not name `union` among those who decide this | rules.settle",
            ),
            ("settle north:3 withdrawn --as south", 3, "only who disputed withdraws `north:3`"),
            ("settle north:3 withdrawn --as friend", 3, "only who disputed withdraws"),
        ],
    );
    // Settled, it is settled anew by a later decision only, and who disputed can no longer withdraw what is closed.
    world.ask("settle north:3 dismissed --as friend").ok().hears("dismissed, decided by Friend of the accord");
    world.ask("status").ok().hears_not("Disputes open");
}

#[test]
fn dates_and_mandates_that_cannot_be_moved() {
    let world = accord();
    refused(
        &world,
        &[
            ("reschedule", 2, "<ID> <DATE>"),
            ("reschedule PR-1", 2, "<DATE"),
            ("reschedule PR-1 soon --as north", 2, "soon"),
            ("reschedule PR-1 2026-02-30 --as north", 2, "2026-02-30"),
            ("reschedule PR-1 D+ --as north", 2, "D+"),
            ("reschedule PR-1 D+99999999999999999999 --as north", 2, "D+9999"),
            ("reschedule PR-9 2026-05-01 --as north", 3, "`PR-9`"),
            ("reschedule PR-1 2026-05-01 --after start --within P1D --as north", 2, "cannot be used with"),
            ("reschedule PR-1 --after start --as north", 2, "--within"),
            ("reschedule PR-1 --within P3D --as north", 2, "--after"),
            ("reschedule PR-1 --before start --as north", 2, "--ahead"),
            ("reschedule PR-1 --after start --within 30 --as north", 2, "30 | P30D"),
            ("reschedule PR-1 --after PR-9 --within P1D --as north", 3, "`PR-9`"),
            ("reschedule PR-1 --after phase:third:done --within P1D --as north", 3, "third | first, second"),
            ("reschedule PR-1 --after PR-1:due --within P1D --as north", 3, "hangs on itself | does not hang on it"),
            (
                "reschedule PR-1 2026-05-01 --as union",
                3,
                "does not name `union` among those who decide this | rules.reschedule",
            ),
            ("reschedule PR-1 2026-05-01 --mandate mission --until 2026-09-01 --as north", 2, "cannot be used with"),
            ("reschedule --mandate mission --as north", 2, "--until"),
            ("reschedule --mandate nobody --until 2026-09-01 --as north", 3, "`nobody`"),
            ("reschedule --mandate mission --until whenever --as north", 2, "whenever"),
            ("reschedule PR-1 2026-05-01 --from someday --as north", 2, "someday"),
        ],
    );
    // Counted from entry into force, it needs one.
    let draft = World::new(&repository("tests/stories/demands/accord.json"));
    refused(draft.at("2026-01-02"), &[("reschedule PR-1 D+30 --as north", 2, "D+30 | entry into force")]);
}

#[test]
fn what_cannot_be_suspended_or_resumed() {
    refused(
        &accord(),
        &[
            ("suspend --as north", 2, "required"),
            ("suspend PR-1 --plan --as north", 2, "cannot be used with"),
            ("suspend --phase third --as north", 3, "`third` | first, second"),
            ("suspend PR-9 --as north", 3, "`PR-9`"),
            ("suspend PR-1 --as union", 3, "does not name `union` | rules.suspend"),
            ("resume PR-1 --as north", 3, "nothing is suspended there that could resume"),
            ("resume --phase first --as north", 3, "nothing is suspended there"),
            ("resume --plan --as north", 3, "nothing is suspended there"),
            ("suspend PR-1 --from never --as north", 2, "never"),
        ],
    );
}

#[test]
fn versions_that_cannot_be_adopted() {
    let world = accord();
    let text = repository("tests/stories/demands/accord.json");
    let amended = repository("tests/stories/demands/accord-amended.json");
    world.file("same.json", &text).file("broken.json", &text[..400]);
    world.file("typo.json", amended.replace("\"responsible\"", "\"responsable\""));
    world.file("wrong.json", amended.replace("\"AR-1\"", "\"AR-9\"").replacen("\"AR-9\"", "\"AR-1\"", 1));
    world.file("other.json", amended.replace("\"invented-accord\"", "\"another-accord\""));
    world.file("uid.json", amended.replace("invented-accord-of-north-and-south", "somebody-else"));
    world.file("zone.json", amended.replace("Indian/Mauritius", "Europe/Rome"));
    refused(
        &world,
        &[
            ("amend nowhere.json --as north", 2, "there is no file | nowhere.json"),
            ("amend broken.json --as north", 2, "broken.json:"),
            ("amend typo.json --as north", 2, "typo.json: | `responsable` | `responsible`"),
            ("amend wrong.json --as north", 3, "wrong.json: | `AR-9`"),
            ("amend other.json --as north", 3, "no version of this plan: `id` | a copy of the version in force"),
            ("amend uid.json --as north", 3, "`uid` is another than the first version's"),
            ("amend zone.json --as north", 3, "`timezone`"),
            ("amend --as north", 3, "plan.json is the version in force | edit plan.json"),
        ],
    );
    world.file("amended.json", &amended);
    refused(
        &world,
        &[
            ("amend amended.json --as union", 3, "does not name `union` | rules.amend"),
            ("amend amended.json --from someday --as north", 2, "someday"),
        ],
    );
    let draft = World::new(&text);
    refused(&draft, &[("amend --as north", 3, "the plan is a draft | edit plan.json as you like")]);
}

#[test]
fn what_was_said_last_is_taken_back_and_stays_in_the_record() {
    let world = accord();
    world.ask("undo --as mission").code(3).remarks("`mission` has said nothing here that is not taken back");
    world.ask("undo --as north --dry-run").ok().hears("would be north:4: north:3 never counted: disputes south:2");
    let shown = |id: &str| world.ask(&format!("list --text {id} -o ids")).ok().text().to_owned();
    assert_eq!(shown("PR-1"), "PR-1\n");
    world.ask("undo --as north").ok().hears("north:4: north:3 never counted").hears("disputed");
    world.ask("undo --as north").ok().hears("north:5: north:2 never counted: CF-1 ");
    // What was decided with others stands.
    world.ask("undo --as north").code(3).remarks("changed by deciding again");
    // An import is one thing.
    let rows: String = (1..=3).map(|number| format!("{{\"kind\":\"note\",\"note\":\"{number}\"}}\n")).collect();
    world.file("rows.jsonl", rows).at("2026-02-04").ask("import rows.jsonl --as south").ok();
    world.at("2026-02-05").says("south", "2026-02-05", "PR-1 released=61");
    let told = world.ask("undo 2 --as south -o json").ok().json();
    let names: Vec<&str> =
        told["retracts"].as_array().expect("a list").iter().filter_map(|one| one["entry"].as_str()).collect();
    assert_eq!((names, told["recorded"].clone()), (vec!["south:3", "south:4", "south:5", "south:6"], json!(true)));
    world.ask("undo --as south").ok().hears("south:2 never counted: PR-1 released=60");
    // A secretariat takes back the word that it wrote down, as whose it was.
    world.ask("mark PR-1 released=70 --as desk --by south").ok();
    world.ask("undo --as desk").ok().hears("desk:1 never counted: PR-1 released=70");
    // A bare number means one's own book.
    world.ask("note again --as desk").ok();
    world.ask("retract 3 --as desk").ok().hears("desk:3 never counted");
    world.ask("retract 3 --as desk").code(3).remarks("desk:3 was taken back before, by desk:4");
    // Of several, each line says of which milestone it is.
    world.ask("mark PR-1 AR-1 minimum --on 2026-02-04 --as north").ok();
    let told = world.ask("undo --as north").ok();
    told.hears("  status    AR-1 under way → open").hears("AR-1 minimum, 33 % → –");
    world.ask("audit").ok();
}

/// A date typed in haste is the day that is meant, or is asked back.
#[test]
fn dates_in_haste() {
    let world = accord();
    // A Tuesday, at noon.
    for (on, is) in [
        ("yesterday", "2026-02-02"),
        ("-1w", "2026-01-27"),
        ("monday", "2026-02-02"),
        ("31.1", "2026-01-31"),
        ("'yesterday 22:30'", "2026-02-02T22:30+04:00"),
        ("9:05", "2026-02-03T09:05+04:00"),
    ] {
        let told = world.ask(&format!("mark CF-1 minimum --as south --on {on} --dry-run -o json")).ok().json();
        let said = told["after"]["said"].as_array().expect("a list");
        let said = said.iter().find(|said| said["actor"] == "south").expect("a word");
        assert_eq!(said["on"], is, "{on}");
    }
    refused(
        &world,
        &[
            ("mark CF-1 minimum --as south --on tuesday", 2, "`tuesday` is today, or a week ago | 2026-01-27"),
            ("mark CF-1 minimum --as south --on 1/2", 2, "`1/2` may be 2026-02-01 or 2026-01-02"),
            ("mark CF-1 minimum --as south --on 30.2", 2, "no day of the calendar"),
            ("mark CF-1 minimum --as south --on 1.2.26", 2, "no year of four digits"),
            ("mark CF-1 minimum --as south --on 23:59", 2, "`23:59` lies ahead"),
            ("mark CF-1 minimum --as south --on tomorrow", 2, "`tomorrow` lies ahead"),
            ("mark CF-1 minimum --as south --on ..+1w", 2, "`..+1w` lies ahead"),
            ("mark CF-1 minimum --as south --on ..soon", 2, "`..soon` | also understood"),
            ("start --from ..yesterday --as south", 2, "`..yesterday` is by a day"),
        ],
    );
    // What is to come lies ahead, and the answer says which day that is.
    for (typed, is) in
        [("tomorrow", "2026-02-04"), ("monday", "2026-02-09"), ("+2w", "2026-02-17"), ("31.1", "2027-01-31")]
    {
        world.ask(&format!("reschedule PR-1 {typed} --as south --dry-run")).ok().hears(&format!("PR-1 due {is}"));
        world
            .ask(&format!("reschedule PR-1 none --from {typed} --as south --dry-run"))
            .ok()
            .hears(&format!("from {is}"));
    }
    refused(&world, &[("reschedule PR-1 tuesday --as south", 2, "`tuesday` is today, or in a week | 2026-02-10")]);
    world.ask("list --as-of yesterday").ok();
    world.ask("list --as-of ..2026-01-01").code(2).remarks("`..2026-01-01` is by a day");
    world.ask("brief --since -3d").ok();
}

#[test]
fn entries_that_nobody_can_agree_with() {
    let world = accord();
    world.at("2026-02-04").ask("reschedule PR-1 2026-05-01 --as south").ok();
    world.at("2026-02-05").ask("retract south:3 --as south").ok();
    world.at("2026-02-06").ask("note 'an invented remark' --as south").ok();
    // Named with the digits of its book it is the same entry.
    let book = world.book("south");
    let digits = book.trim_end_matches(".jsonl").rsplit('.').next().expect("digits")[..6].to_owned();
    let marked = format!("agree south~{digits}:3 --as north");
    refused(&world, &[(&marked, 3, "`south:4` took it back")]);
    refused(
        &world,
        &[
            ("agree south --as north", 2, "`south` is not the name of an entry"),
            ("agree south:99 --as north", 3, "there is no earlier entry `south:99` | `milepost log`"),
            ("agree south:5 --as north", 3, "there is nothing to agree with | `milepost log`"),
            ("agree north:3 --as south", 3, "there is nothing to agree with"),
            ("agree south:3 --as north", 3, "`south:3` no longer stands | `south:4` took it back"),
            ("agree north:1 --as north", 3, "`north:1` no longer stands: a decision cleared it | it is settled: "),
            ("agree north:2 --as friend", 3, "only who verifies the milestone | `mark` or `note`"),
            ("agree south:2 --as desk --by nobody", 3, "`nobody`"),
        ],
    );
}

#[test]
fn who_cannot_leave_or_start() {
    let world = accord();
    refused(
        &world,
        &[
            ("repudiate --as union", 3, "`union` is neither a party nor a guarantor"),
            ("rejoin --as union", 3, "`union` is neither a party nor a guarantor"),
            ("repudiate --on 2026-13-01 --as south", 2, "2026-13-01"),
            ("start --from soon --as north", 2, "soon"),
            ("start --from 2026-03-01 --void --as north", 2, "cannot be used with"),
            ("start --as union", 3, "does not name `union` | rules.start"),
            ("note 'a remark' --milestone XX-1 --as north", 3, "`XX-1`"),
            ("note 'a remark' --outcome confirmed --as north", 2, "confirmed | inconclusive, no-access"),
        ],
    );
    // A plan without a rule: nobody decides, and it is said what follows from that.
    let ruled = repository("tests/stories/demands/accord.json");
    let mut plan: Value = serde_json::from_str(&ruled).expect("a plan");
    plan["rules"] = json!({"verify": plan["rules"]["verify"]});
    let lawless = World::new(&plan.to_string());
    lawless.says("south", "2026-02-01", "PR-1 released=60");
    lawless.ask("dispute south:1 --as north").ok();
    lawless.file("amended.json", repository("tests/stories/demands/accord-amended.json"));
    let nobody = "the plan has no rule by which anybody decides this";
    refused(
        &lawless,
        &[
            ("start --as north", 3, &format!("{nobody} | in force from the day it is signed")),
            ("suspend --plan --as north", 3, nobody),
            ("reschedule PR-1 2026-05-01 --as north", 3, nobody),
            ("settle north:1 dismissed --as friend", 3, nobody),
            ("amend amended.json --as north", 3, nobody),
        ],
    );
}

/// What each command records, in the order of a story that each step makes possible.
const STORY: [(&str, &str); 16] = [
    (
        "incident CF-1 --severity grave --count 2 --place 'the ford' --actor south --on 2026-02-01 --as neighbours",
        "incident",
    ),
    ("finding neighbours:1 confirmed --as union", "finding"),
    ("dispute PR-1 --note 'not all of them' --as north", "dispute"),
    ("settle north:4 withdrawn --as north", "settle"),
    ("reschedule PR-1 2026-05-01 --as south", "reschedule"),
    ("agree south:3 --as north", "agree"),
    ("reschedule --mandate mission --until 2026-12-31 --as north", "reschedule"),
    ("suspend --phase second --from 2026-03-01 --as south", "suspend"),
    ("suspend CO-1 --as north", "suspend"),
    ("resume CO-1 --as south", "resume"),
    ("amend amended.json --as south", "amend"),
    ("agree south:6 --as north", "agree"),
    ("start --void --as north", "start"),
    ("note 'an invented remark' --outcome no-access --milestone AR-1 --as union", "note"),
    ("repudiate --as south", "repudiate"),
    ("rejoin --as south", "rejoin"),
];

#[test]
fn a_dry_run_writes_nothing_and_tells_the_same() {
    let world = accord();
    world.file("amended.json", repository("tests/stories/demands/accord-amended.json"));
    for (line, _) in STORY {
        let before = files(world.folder());
        let dry = world.ask(&format!("{line} --dry-run")).ok();
        assert_eq!(files(world.folder()), before, "{line} --dry-run");
        let told = world.ask(line).ok();
        let first = |text: &str| text.lines().next().unwrap_or("").to_owned();
        let dry = first(dry.text());
        assert!(dry.starts_with("would be ") || dry.ends_with("dry run)"), "{line}: {dry}");
        let dry = dry.replace(" (not recorded: dry run)", "");
        assert_eq!(dry.strip_prefix("would be ").unwrap_or(&dry), first(told.text()), "{line}");
        assert_ne!(files(world.folder()), before, "{line}");
    }
}

#[test]
fn answers_for_machines_have_their_entry_and_what_came_of_it() {
    let world = accord();
    world.file("amended.json", repository("tests/stories/demands/accord-amended.json"));
    for (line, command) in STORY.iter().filter(|(_, command)| *command != "note") {
        let answer = world.ask(&format!("{line} -o json")).ok().json();
        assert_eq!(answer["format"], format!("milepost/{command}/1"), "{line}");
        assert!(answer["basis"]["root"].is_string(), "{line}");
        let entry = answer["entry"].as_str().unwrap_or_else(|| panic!("{line}: no entry in {answer:#}"));
        assert!(world.ask("log -o ids").ok().text().lines().any(|name| name == entry), "{line}: {entry}");
    }
    world.ask("note 'an invented remark' --as union").ok();
}

/// One entry of each new kind as a line of CSV and of JSON Lines; and a bad one of each kind, told with its line.
#[test]
fn every_kind_can_be_imported_and_every_bad_line_is_told() {
    let good = [
        json!({"kind": "incident", "milestone": "CF-1", "severity": "minor", "by": "north"}),
        json!({"kind": "finding", "incident": "north:2", "outcome": "confirmed", "by": "union"}),
        json!({"kind": "dispute", "milestone": "AR-1", "by": "south"}),
        json!({"kind": "settle", "dispute": "north:3", "outcome": "dismissed", "by": "friend"}),
        json!({"kind": "reschedule", "milestone": "PR-1", "due": {"on": "2026-05-01"}, "by": "north"}),
        json!({"kind": "reschedule", "actor": "mission", "until": "2026-12-31", "by": "north"}),
        json!({"kind": "suspend", "phase": "second", "by": "north"}),
        json!({"kind": "resume", "phase": "second", "by": "north"}),
        json!({"kind": "agree", "entry": "south:2", "by": "union"}),
        json!({"kind": "repudiate", "by": "south"}),
        json!({"kind": "rejoin", "by": "south"}),
        json!({"kind": "start", "from": null, "by": "north"}),
    ];
    let world = accord();
    world.file("good.jsonl", good.iter().map(Value::to_string).collect::<Vec<_>>().join("\n"));
    world.ask("import good.jsonl --as desk").ok().hears("12");
    let world = accord();
    world.file(
        "good.csv",
        "kind,milestone,severity,incident,outcome,actor,until,entry,by\n\
         incident,CF-1,minor,,,,,,north\n\
         finding,,,north:2,confirmed,south,,,union\n\
         reschedule,,,,,mission,2026-12-31,,north\n\
         agree,,,,,,,south:2,union\n",
    );
    world.ask("import good.csv --as desk").ok().hears("4");
    let bad = [
        (json!({"kind": "incident", "milestone": "CF-1", "by": "north"}), "severity"),
        (json!({"kind": "incident", "milestone": "CF-1", "severity": "huge", "by": "north"}), "huge"),
        (
            json!({"kind": "finding", "incident": "north:2", "outcome": "maybe", "by": "union"}),
            "`maybe` is not an outcome",
        ),
        (json!({"kind": "finding", "outcome": "confirmed", "by": "union"}), "a finding names an `incident`"),
        (json!({"kind": "dispute", "by": "north"}), "a dispute names a `milestone` or an `entry`"),
        (json!({"kind": "settle", "dispute": "north:3", "by": "friend"}), "`outcome` is missing"),
        (json!({"kind": "reschedule", "milestone": "PR-1", "by": "north"}), "a new date is in `due`"),
        (json!({"kind": "reschedule", "actor": "mission", "by": "north"}), "`until`"),
        (json!({"kind": "suspend", "phase": "second", "milestone": "AR-1", "by": "north"}), "one thing at a time"),
        (json!({"kind": "amend", "by": "north"}), "`base`"),
        (json!({"kind": "agree", "by": "north"}), "names an `entry`"),
        (json!({"kind": "repudiate", "milestone": "AR-1", "by": "north"}), "a repudiate has no `milestone`"),
        (json!({"kind": "start", "from": "soon", "by": "north"}), "soon"),
    ];
    let world = accord();
    let before = files(world.folder());
    for (line, words) in &bad {
        world.file("bad.jsonl", format!("{}\n{line}\n", good[0]));
        world.ask("import bad.jsonl --as desk").code(2).remarks("line 2").remarks(words);
        std::fs::remove_file(world.folder().join("bad.jsonl")).expect("gone");
        assert_eq!(files(world.folder()), before, "{line}");
    }
    // All bad lines are told, not just the first.
    let lines: Vec<String> = bad.iter().map(|(line, _)| line.to_string()).collect();
    world.file("bad.jsonl", lines.join("\n"));
    let heard = world.ask("import bad.jsonl --as desk").code(2);
    (1..=bad.len()).for_each(|line| assert!(heard.errors().contains(&format!("line {line}:")), "line {line}"));
}
