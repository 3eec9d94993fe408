//! Evidence as people give it, check it, show it and take it away: kept under its hash before an entry names it, never trusted
//! where it came from others, and gone only with a line that says so.

use super::keys::Keys;
use super::skipped::{lacking, skipped};
use super::world::{World, moment, plan};
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::model::fields::Fields;
use milepost::model::id::Id;
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;

const ONE: &str = r#"{"id":"DC-1","title":"Arms handed in","element":"arms","phase":"one","responsible":["mov"],
"source":["text 1"],"indicators":[{"id":"weapons","baseline":0,"target":210}]}"#;

/// A workspace with a report that the mission may attach.
fn world() -> World {
    let world = World::new(&plan(ONE));
    world.file("report.pdf", "what was seen").at("2026-01-05");
    world
}

/// A workspace in which the mission has attached its report: mission:1.
fn attached() -> World {
    let world = world();
    world.ask("mark DC-1 minimum --evidence report.pdf --as mission").ok();
    world
}

fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Hash::of(bytes.as_ref()).to_string()
}

/// Where a file of these bytes is kept.
fn kept(bytes: &str) -> String {
    format!("evidence/{}", sha256(bytes))
}

/// The names of all that lies in a folder.
fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> =
        files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn evidence(world: &World) -> Vec<String> {
    names(&world.folder().join("evidence"))
}

/// A book of one line, written by hand with a right chain.
fn by_hand(world: &World, book: &str, actor: &str, fields: &str) {
    let root = Hash::of(world.read("plan.json").as_bytes());
    let id = |text: &str| Id::new(text).expect("an id");
    let at = moment("2026-01-06");
    let opening = opening_line(&Opening { book: id(book), actor: id(actor), root, at });
    let line =
        next_line(Hash::of(opening.as_bytes()), 1, at, Fields { kind: Some("note".into()), ..Fields::default() });
    let line = format!("{},{}", line.trim_end_matches('}'), &fields[1..]);
    world.file(&format!("ledger/{book}.jsonl"), format!("{opening}\n{line}\n"));
}

// --- given ---

#[test]
fn a_file_is_kept_under_its_hash_and_named_by_the_entry() {
    let world = attached();
    let hash = sha256("what was seen");
    assert_eq!(evidence(&world), [hash.as_str()]);
    assert_eq!(world.read(&kept("what was seen")), "what was seen");
    assert!(
        world
            .read("ledger/mission.jsonl")
            .contains(&format!(r#""evidence":[{{"sha256":"{hash}","name":"report.pdf"}}]"#))
    );
    let short = &hash[..12];
    world.ask("show DC-1").ok().hears(&format!("mission:1: report.pdf, 13 bytes, SHA-256 {short}"));
    world.ask("evidence").ok().hears(short).hears("report.pdf").hears("here").hears("1 here");
    world.ask("evidence list -o csv").ok().hears(&format!("{hash},report.pdf,13,mission:1,mission,here"));
    world.ask("log").ok().hears("[1 file]");
    world.ask("log -o csv").ok().hears(&format!("sha256:{hash}"));
    let shown = world.ask("show DC-1 -o json").ok().at("/milestone/evidence/0");
    let expected = json!({"entry": "mission:1", "sha256": hash, "name": "report.pdf", "state": "here", "bytes": 13, "removed_by": null});
    assert_eq!(shown, expected);
}

#[test]
fn every_command_that_records_takes_evidence() {
    let world = world();
    let lines = [
        "mark DC-1 minimum --evidence 1 --as mission",
        "incident DC-1 --severity minor --evidence 2 --as gov",
        "finding gov:1 confirmed --evidence 3 --as mission",
        "dispute mission:1 --evidence 4 --as mov",
        "settle mov:1 withdrawn --evidence 5 --as mov",
        "note 'a remark' --evidence 6 --as friend",
        "retract friend:1 --evidence 7 --as friend",
        "agree gov:1 --evidence 8 --as mission",
        "repudiate --evidence 9 --as gov",
        "rejoin --evidence 10 --as gov",
    ];
    for (place, line) in lines.iter().enumerate() {
        let name = (place + 1).to_string();
        world.file(&name, format!("bytes {name}")).ask(line).ok();
        assert_eq!(world.read(&kept(&format!("bytes {name}"))), format!("bytes {name}"), "{line}");
    }
    world.ask("evidence verify").ok().hears("10 right");
}

#[test]
fn what_is_not_recorded_leaves_no_file_behind() {
    let world = world();
    world.ask("mark DC-1 minimum --evidence report.pdf --as mission --dry-run").ok();
    world.ask("mark DC-1 minimum --evidence report.pdf --confidential --as mission --dry-run").ok();
    world.ask("mark DC-9 minimum --evidence report.pdf --as mission").code(3);
    world.ask("dispute DC-1 --evidence report.pdf --as mission").code(3);
    world.ask("mark DC-1 minimum --evidence report.pdf --evidence none.pdf --as mission").code(2);
    assert_eq!(evidence(&world), [""; 0]);
    assert!(!world.folder().join(".milepost/salts").exists());
    // Refused only when it was about to be written: too long for a line.
    let long = "x".repeat(1 << 20);
    world.run(&["note", &long, "--evidence", "report.pdf", "--as", "mission"]).code(2).remarks("too long");
    assert_eq!(evidence(&world), [""; 0]);
}

#[test]
fn what_cannot_be_evidence_is_told() {
    let world = world();
    world.file("empty", "").file("folder/a", "a");
    let large = fs::File::create(world.folder().join("film.mkv")).expect("a file");
    large.set_len((1 << 30) + 1).expect("a hole");
    let cases = [
        ("none.pdf", 2, "there is no file"),
        ("none.pdf", 2, "a link is written whole: https://..."),
        ("www.example.org", 2, "a link is written whole"),
        ("folder", 2, "folder is not a file"),
        ("folder", 2, "or one archive"),
        ("empty", 2, "empty is empty: it shows nothing"),
        ("film.mkv", 2, "film.mkv has 1.0 GiB; evidence has at most 1.0 GiB"),
        ("film.mkv", 2, "give the link"),
        ("file:///etc/hosts", 2, "leads nowhere on other machines"),
    ];
    for (evidence, code, words) in cases {
        world.run(&["mark", "DC-1", "minimum", "--as", "mission", "--evidence", evidence]).code(code).remarks(words);
    }
    world.ask("note a --confidential --as mission").code(2).remarks("--evidence");
    world.ask("note a --evidence https://a --confidential --as mission").code(2).remarks("is a link, and shows where");
    assert_eq!(evidence(&world), [""; 0]);
    #[cfg(unix)]
    {
        world.ask("note a --evidence /dev/zero --as mission").code(2).remarks("is not a file");
        use std::os::unix::fs::PermissionsExt;
        let closed = world.folder().join("closed");
        world.file("closed", "a");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o0)).expect("permissions");
        match fs::read(&closed) {
            Ok(_) => skipped("this user reads anything"),
            Err(_) => drop(world.ask("note a --evidence closed --as mission").code(5).remarks("cannot read")),
        }
    }
}

#[test]
fn the_same_file_is_kept_once_and_named_once() {
    let world = world();
    world.file("copy.pdf", "what was seen").file("folder/other.pdf", "something else");
    let line = "mark DC-1 minimum --as mission --evidence report.pdf --evidence copy.pdf --evidence report.pdf --evidence folder/other.pdf --evidence https://a";
    world.ask(line).ok();
    world.at("2026-01-06").ask("note again --evidence copy.pdf --as gov").ok();
    assert_eq!(evidence(&world).len(), 2);
    let named = world.ask("log -o json").ok().at("/entries/0/evidence");
    let names: Vec<_> = named.as_array().expect("a list").iter().map(|one| one["name"].as_str()).collect();
    assert_eq!(names, [Some("report.pdf"), Some("other.pdf"), None]);
    world.ask("evidence verify").ok().hears("2 right").hears("copy.pdf").hears("gov:1");
}

#[test]
fn a_file_whose_bytes_are_others_is_never_written_over() {
    let world = world();
    world.file(&kept("what was seen"), "forged");
    world.ask("note a --evidence report.pdf --as mission").code(4).remarks("is not what its name says");
    assert_eq!(world.read(&kept("what was seen")), "forged");
    assert!(!world.folder().join("ledger/mission.jsonl").exists());
    fs::remove_file(world.folder().join(kept("what was seen"))).expect("a file");
    world.file(&format!("{}/a", kept("what was seen")), "a folder in its place");
    world.ask("note a --evidence report.pdf --as mission").code(4).remarks("is not what its name says");
}

#[test]
#[cfg(unix)]
fn links_that_others_planted_are_not_followed() {
    use std::os::unix::fs::symlink;
    let world = world();
    let at = |name: &str| world.folder().join(name);
    world.file("elsewhere/mine", "precious");
    // The whole folder leads elsewhere.
    symlink(at("elsewhere"), at("evidence")).expect("a link");
    world.ask("note a --evidence report.pdf --as mission").code(4).remarks("evidence is there already");
    assert_eq!(names(&at("elsewhere")), ["mine"]);
    fs::remove_file(at("evidence")).expect("a link");
    // One file does, even to the right bytes.
    fs::create_dir(at("evidence")).expect("a folder");
    symlink(at("report.pdf"), at(&kept("what was seen"))).expect("a link");
    world.ask("note a --evidence report.pdf --as mission").code(4);
    fs::remove_file(at(&kept("what was seen"))).expect("a link");
    // And so does what a crash might have left.
    symlink(at("elsewhere/mine"), at(".milepost/copy.new")).expect("a link");
    world.ask("note a --evidence report.pdf --as mission").ok();
    assert_eq!((world.read("elsewhere/mine"), evidence(&world).len()), ("precious".to_owned(), 1));
    fs::remove_file(at(&kept("what was seen"))).expect("a file");
    symlink(at("elsewhere/mine"), at(&kept("what was seen"))).expect("a link");
    world.ask("evidence verify").code(1).hears("altered: a folder, a link or a device has its name");
    world.ask("show DC-1").ok();
    // Removal takes the link away, not what it leads to.
    world.ask("evidence remove mission:1 --as mission").ok();
    assert_eq!((world.read("elsewhere/mine"), evidence(&world).len()), ("precious".to_owned(), 0));
    // A link that somebody names themselves is their own.
    symlink(at("report.pdf"), at("latest")).expect("a link");
    world.ask("note b --evidence latest --as mission").ok();
    world.ask("evidence").ok().hears("latest");
}

#[test]
#[cfg(unix)]
fn names_that_would_deceive_are_made_harmless() {
    let world = world();
    let name = "a\u{202e}fdp\u{1b}[31m.exe";
    world.file(name, "odd").run(&["note", "a", "--evidence", name, "--as", "mission"]).ok();
    assert!(world.read("ledger/mission.jsonl").contains(r#""name":"a_fdp_[31m.exe""#));
    world.file("folder/deep/b", "deep").ask("note b --evidence folder/deep/b --as mission").ok();
    world.ask("evidence -o csv").ok().hears(",b,4,mission:2").hears_not("folder");
}

#[test]
fn evidence_that_no_line_should_have_is_not_understood() {
    let hash = sha256("a");
    let cases = [
        r#"{"evidence":[{"sha256":"../../etc/passwd"}]}"#.to_owned(),
        r#"{"evidence":[{"url":"not a link"}]}"#.to_owned(),
        r#"{"evidence":[{}]}"#.to_owned(),
        format!(r#"{{"evidence":[{{"sha256":"{}"}}]}}"#, hash.to_uppercase()),
        format!(r#"{{"evidence":[{{"sha256":"{hash}","name":"../a"}}]}}"#),
        format!(r#"{{"evidence":[{{"sha256":"{hash}","name":"a","confidential":true}}]}}"#),
    ];
    for fields in cases {
        let world = world();
        by_hand(&world, "gov", "gov", &fields);
        world.ask("log").ok().remarks("1 line is not understood").hears("Nothing is recorded");
        world.ask("evidence verify").ok().hears("No entry names a file.");
    }
    let world = world();
    by_hand(&world, "gov", "gov", &format!(r#"{{"x-a":1,"evidence":[{{"sha256":"{hash}"}}]}}"#));
    world.ask("evidence verify").code(1).hears("missing").hears("gov:1");
}

#[test]
fn an_import_takes_links_only() {
    let world = world();
    world.file("a.csv", "milestone,level,evidence\nDC-1,minimum,https://a https://b\nDC-1,minimum,report.pdf\n");
    world.ask("import a.csv --as mission").code(2).remarks("line 3: `report.pdf` is not a link: write it whole");
    let hash = sha256("what was seen");
    let line = |evidence: &str| format!(r#"{{"milestone":"DC-1","level":"minimum","evidence":[{evidence}]}}"#);
    let cases = [
        (r#"{"url":"report.pdf"}"#.to_owned(), "`report.pdf` is not a link"),
        (format!(r#"{{"sha256":"{hash}"}}"#), "evidence in an import is a link"),
        (format!(r#"{{"sha256":"{hash}","confidential":true}}"#), "evidence in an import is a link"),
        (format!(r#"{{"sha256":"{hash}","removed":"mission:1"}}"#), "evidence in an import is a link"),
    ];
    for (evidence, words) in cases {
        world
            .file("a.jsonl", line(&evidence))
            .ask("import a.jsonl --as mission")
            .code(2)
            .remarks("line 1: ")
            .remarks(words);
    }
    world.file("a.jsonl", line(r#"{"url":"https://a"}"#)).ask("import a.jsonl --as mission").ok();
}

#[test]
fn it_is_said_once_that_entries_cannot_be_erased() {
    let told = "entries travel and cannot be erased, only evidence files can: name no victims, witnesses or sources";
    for line in [
        "mark DC-1 minimum --note seen --as mission",
        "mark DC-1 minimum --evidence report.pdf --as mission",
        "mark DC-1 minimum --evidence https://a --as mission",
        "incident DC-1 --severity minor --place 'the bridge' --as mission",
    ] {
        let world = world();
        let quiet = world.ask("mark DC-1 minimum --as mission").ok();
        assert!(!quiet.errors().contains("erased"));
        world.ask(line).ok().remarks(told);
        let again = world.ask(line).ok();
        assert!(!again.errors().contains("erased"), "{line}");
    }
}

// --- confidential ---

/// The salt that scenes are given.
const SALT: &str = "00112233445566778899aabbccddeeff";

fn salted(bytes: &str) -> String {
    let salt: Vec<u8> = (0..16).map(|n| n * 0x11).collect();
    sha256([&salt, bytes.as_bytes()].concat())
}

fn confidential() -> World {
    let world = world();
    world.ask("mark DC-1 minimum --evidence report.pdf --confidential --as mission").ok();
    world
}

#[test]
fn a_confidential_file_stays_where_it_is_and_shows_nothing() {
    let world = world();
    let line = "mark DC-1 minimum --evidence report.pdf --confidential --as mission";
    world.ask(line).ok().remarks("1 confidential file not copied").remarks(".milepost/salts").remarks("back up both");
    assert_eq!(evidence(&world), [""; 0]);
    let hash = salted("what was seen");
    let book = world.read("ledger/mission.jsonl");
    assert!(book.contains(&format!(r#""evidence":[{{"sha256":"{hash}","confidential":true}}]"#)), "{book}");
    assert!(!book.contains("report") && !book.contains(SALT) && !book.contains(&sha256("what was seen")));
    assert!(world.read(".milepost/salts").contains(&format!(r#""{hash}": "{SALT}""#)));
    world
        .ask("show DC-1")
        .ok()
        .hears(&format!("mission:1: confidential, salted hash {}", &hash[..12]))
        .hears_not("report.pdf");
    world
        .ask("evidence verify")
        .ok()
        .hears("confidential, the salt is here")
        .hears("1 confidential")
        .hears_not("report.pdf");
    fs::remove_file(world.folder().join(".milepost/salts")).expect("salts");
    world.ask("evidence").ok().hears("confidential, the salt is elsewhere");
}

#[test]
fn a_confidential_file_is_revealed_to_whom_its_author_wants() {
    let world = confidential();
    world.file("other.pdf", "what was not seen");
    let shown = world.ask("evidence reveal mission:1 report.pdf").ok();
    let hash = salted("what was seen");
    let shown = shown.hears("report.pdf is what mission:1 means").hears(SALT).hears(&hash);
    world.ask("evidence reveal mission:1 other.pdf").code(1).hears("is not what mission:1 means").hears_not(SALT);
    let document = world.ask("evidence reveal mission:1 report.pdf -o json").ok();
    assert_eq!((document.at("/matches"), document.at("/salt")), (json!(true), json!(SALT)));
    // The other side has the book and the file, and is told the salt.
    fs::remove_file(world.folder().join(".milepost/salts")).expect("salts");
    world.ask("evidence reveal mission:1 report.pdf").code(2).remarks("no salt for `mission:1`").remarks("--salt HEX");
    world.ask(&format!("evidence reveal mission:1 report.pdf --salt {SALT}")).ok().hears("is what mission:1 means");
    world.ask("evidence reveal mission:1 report.pdf --salt 0011").code(1).hears("is not what mission:1 means");
    world.ask("evidence reveal mission:1 report.pdf --salt abc").code(2).remarks("`abc` is not a salt");
    world.ask(&format!("evidence reveal mission:1 none.pdf --salt {SALT}")).code(2).remarks("there is no file");
    world.ask("evidence reveal mission:9 report.pdf").code(3).remarks("there is no entry `mission:9`");
    world.ask("note plain --as mission").ok();
    world.ask("evidence reveal mission:2 report.pdf").code(3).remarks("`mission:2` names nothing confidential");
    // By hand, with what every system has.
    let recipe = shown.text().lines().find(|line| line.contains("sha256sum")).expect("a recipe").trim().to_owned();
    let tools = ["xxd", "sha256sum"].map(|tool| Command::new(tool).arg("--version").output().is_ok());
    if tools != [true, true] {
        return lacking("xxd or sha256sum, so the recipe is not tried");
    }
    let made = Command::new("sh").args(["-c", &recipe]).current_dir(world.folder()).output().expect("a shell");
    assert!(String::from_utf8_lossy(&made.stdout).starts_with(&hash), "{recipe}");
}

#[test]
fn salts_that_cannot_be_read_are_told_and_not_written_over() {
    let world = confidential();
    world.file(".milepost/salts", "{");
    world
        .ask("note a --evidence report.pdf --confidential --as mission")
        .code(4)
        .remarks("salts is not what milepost wrote");
    world.ask("evidence reveal mission:1 report.pdf").code(4).remarks("put it back from a copy");
    world.ask("evidence verify").ok().remarks("salts is not what milepost wrote").hears("the salt is elsewhere");
    world.ask("show DC-1").ok().hears("confidential");
    assert_eq!(world.read(".milepost/salts"), "{");
}

// --- verified ---

#[test]
fn verify_tells_what_is_missing_altered_or_nobodys() {
    let world = world();
    for name in ["a", "b", "c"] {
        world.file(name, format!("bytes {name}")).ask(&format!("note {name} --evidence {name} --as mission")).ok();
    }
    world.ask("evidence verify").ok().hears("3 right");
    world.file(&kept("bytes b"), "bytes B");
    fs::remove_file(world.folder().join(kept("bytes c"))).expect("a file");
    world.file(&kept("nobody's"), "nobody's").file("evidence/readme.txt", "x").file("evidence/folder/x", "x");
    let told = world.ask("evidence verify").code(1);
    let told = told.hears("1 right, 1 missing, 1 altered, 1 named by no entry, 2 no evidence");
    told.hears("Missing: copy it into evidence/").hears("Altered: ").hears("open it with care").hears("readme.txt");
    let states = world.ask("evidence verify -o json").code(1).at("/files");
    let states: Vec<_> = states.as_array().expect("files").iter().map(|file| file["state"].as_str()).collect();
    assert_eq!(states, ["right", "altered", "missing", "unnamed", "stray", "stray"].map(Some));
    // What was not hashed is only here.
    world.ask("evidence").ok().hears("2 here, 1 missing");
    world.ask("show DC-1").ok();
    for (what, code) in [("mission:1", 0), ("mission:2", 1), ("mission:3", 1)] {
        world.ask(&format!("evidence verify {what}")).code(code).hears(what);
    }
    world.ask(&format!("evidence verify {}", &sha256("bytes b")[..8])).code(1).hears("altered").hears_not("missing");
}

#[test]
fn an_audit_tells_the_same_by_book_and_line() {
    let world = attached();
    world.ask("audit").ok().hears("Every chain is whole.");
    let hash = sha256("what was seen");
    world.file(&kept("what was seen"), "what was not seen");
    let told = format!("evidence/{hash} (“report.pdf”), which mission:1 names, is altered");
    let found = world.ask("audit -o json").code(1).at("/findings/0");
    let expected = json!({"weight": "grave", "sort": "evidence", "book": "mission", "line": 2, "what": told,
        "stands": "the entry, and the hash that tells a right copy"});
    assert_eq!(found, expected);
    fs::remove_file(world.folder().join(kept("what was seen"))).expect("a file");
    world.ask("audit").code(1).hears("missing");
    world.ask("evidence remove mission:1 --as mission").ok();
    world.ask("audit").ok();
    world
        .file("evidence/readme.txt", "x")
        .ask("audit -o csv")
        .ok()
        .hears("doubt")
        .hears("evidence/readme.txt is no evidence");
}

#[test]
fn verify_tells_which_entries_name_a_file() {
    let world = attached();
    world.file("copy", "what was seen").file("other", "another");
    world.ask("evidence verify copy").ok().hears("mission:1").hears("1 right");
    world.ask("evidence verify other").code(1).remarks("no entry names other").remarks("evidence reveal");
    world.ask("evidence verify none").code(2).remarks("there is no file");
    world.ask("evidence verify mission:9").code(3).remarks("there is no entry `mission:9`");
    world.ask("evidence verify 00000000").code(3).remarks("no entry names a file 00000000");
    world.ask("note plain --as mission").ok();
    world.ask("evidence verify mission:2").code(3).remarks("`mission:2` names no file");
}

#[test]
fn evidence_needs_a_workspace() {
    let world = World::empty();
    for line in ["evidence", "evidence verify", "evidence reveal gov:1 a"] {
        world.ask(line).code(2).remarks("no workspace here");
    }
    world.ask("evidence remove gov:1").code(2).remarks("no workspace here");
    world.ask("evidence burn").code(2);
    let quiet = World::with(ONE);
    quiet.ask("evidence").ok().hears("No entry names a file.");
    assert_eq!(quiet.ask("evidence -o json").ok().at("/files"), json!([]));
}

// --- removed ---

#[test]
fn a_file_goes_after_a_line_that_says_so() {
    let world = attached();
    world
        .at("2026-01-07")
        .ask("evidence remove mission:1 --note 'a face can be seen' --as mission --dry-run")
        .ok()
        .hears("would remove");
    assert_eq!(evidence(&world).len(), 1);
    world
        .ask("evidence remove mission:1 --note 'a face can be seen' --as mission")
        .ok()
        .hears("mission:2: removed")
        .remarks("Git's history, still have it");
    assert_eq!(evidence(&world), [""; 0]);
    let by = "removed by mission on 2026-01-07 (mission:2)";
    world.ask("evidence verify").ok().hears(by).hears("1 removed").hears_not("missing");
    world.ask("show DC-1").ok().hears(&format!("report.pdf, SHA-256 {}: {by}", &sha256("what was seen")[..12]));
    assert_eq!(world.ask("show DC-1 -o json").ok().at("/milestone/evidence/0/removed_by"), json!("mission:2"));
    world.ask("log").ok().hears("removes the file").hears("of mission:1").hears("a face can be seen");
    // The entry stands as it did.
    world.ask("list").ok().hears("33 %");
    world.ask("audit").ok();
}

/// A workspace in which the secretariat has a key, in which the mission has attached its report: mission:1.
fn keyed() -> Option<(Keys, World)> {
    let keys = Keys::new()?;
    let key = keys.make("desk", "ed25519", "");
    let keyed = format!(r#""role":"secretariat","keys":["{key}"]"#);
    let world = World::new(&plan(ONE).replace(r#""role":"secretariat""#, &keyed));
    world.file("report.pdf", "what was seen").at("2026-01-05");
    world.ask("mark DC-1 minimum --evidence report.pdf --as mission").ok();
    Some((keys, world))
}

/// What a line says all the same takes nothing away, and is told.
#[test]
fn only_who_named_a_file_or_a_secretariat_with_keys_removes_it() {
    let hash = sha256("what was seen");
    let given = attached();
    let (path, text) = (given.path("ledger/mission.jsonl"), given.read("ledger/mission.jsonl"));
    let book = path.file_stem().and_then(|stem| stem.to_str()).expect("a name");
    let words = Hash::of(text.lines().nth(1).expect("an entry").as_bytes());
    let removal = format!(r#"{{"evidence":[{{"sha256":"{hash}","removed":"{book}:1:{words}"}}]}}"#);
    let by_another = removal.trim_start_matches('{');
    let cases = [
        ("gov", removal.clone(), "`gov` neither named the file nor is a secretariat with keys"),
        ("desk", removal.clone(), "`desk` is a secretariat without keys, in whose name anybody could write"),
        ("desk", format!(r#"{{"by":"mission",{by_another}"#), "`desk` is a secretariat without keys"),
    ];
    for (who, line, why) in cases {
        let world = attached();
        let by = if line.contains("\"by\"") { "--by mission" } else { "" };
        let refused = world.ask(format!("evidence remove mission:1 --as {who} {by}").trim_end()).code(3);
        refused.remarks("`mission:1` is the word of `mission`").remarks(why).remarks("or a secretariat with keys");
        let other = World::empty();
        other.at("2026-01-07");
        copy(world.folder(), other.folder());
        by_hand(world.at("2026-01-07"), who, who, &line);
        assert_eq!(evidence(&world), [hash.as_str()]);
        world.ask("evidence verify").ok().hears("1 right").remarks("is not followed").remarks(why);
        world.ask("audit").ok().hears(&format!("{who}:1 says that"));
        // Nor does it elsewhere.
        other.ask(&format!("merge {}", world.folder().display())).ok().remarks("is not followed");
        assert_eq!(evidence(&other), [hash.as_str()]);
    }
}

#[test]
fn a_secretariat_with_keys_removes_under_its_seal() {
    let Some((keys, world)) = keyed() else { return };
    world.ask("evidence remove mission:1 --as desk --no-seal").ok().hears("the file stays until this note counts");
    assert_eq!(evidence(&world).len(), 1);
    world.ask(&format!("seal --as desk {}", keys.with("desk"))).ok();
    world.ask("evidence remove mission:1 --as mission").ok().hears("desk:1 removed");
    assert_eq!(evidence(&world), [""; 0]);
    // From all entries at once.
    world.ask("note again --evidence report.pdf --as gov").ok();
    world.ask("note again --evidence report.pdf --as mission").ok();
    let hash = &sha256("what was seen")[..12];
    let removed = world.ask(&format!("evidence remove {hash} --as desk {}", keys.with("desk"))).ok();
    removed.hears("of gov:1").hears("of mission:2");
    assert_eq!(evidence(&world), [""; 0]);
    world.ask("evidence verify").ok().hears("removed by desk").hears("1 removed");
}

#[test]
fn a_file_that_others_name_stays() {
    let world = attached();
    world.ask("note mine --evidence report.pdf --as gov").ok();
    let hash = &sha256("what was seen")[..12];
    let stays = "the file stays since mission:1 names it too";
    world.ask(&format!("evidence remove {hash} --as gov --dry-run")).ok().hears(stays);
    world.ask(&format!("evidence remove {hash} --as gov")).ok().hears(stays);
    world.ask("evidence remove gov:1 --as gov").ok().hears("gov:2 removed").hears(stays);
    world.ask("evidence verify").ok().hears("1 right").hears("removed by gov").hears("another entry names it");
    world.ask(&format!("evidence remove {hash} --as mission")).ok().hears_not("stays");
    assert_eq!(evidence(&world), [""; 0]);
}

#[test]
fn a_second_removal_finishes_the_first_without_a_line() {
    let world = attached();
    world.ask("evidence remove mission:1 --as mission").ok();
    let book = world.read("ledger/mission.jsonl");
    // As after a crash before the file was deleted, or on a machine that has the line from elsewhere.
    world.file(&kept("what was seen"), "what was seen");
    world.ask("evidence verify").ok().hears("removed by mission").hears("and still here").hears("again deletes it");
    world
        .ask("evidence remove mission:1 --as gov")
        .ok()
        .hears("mission:2 removed")
        .hears("the file is not in evidence/ any more");
    assert_eq!((evidence(&world).len(), world.read("ledger/mission.jsonl")), (0, book));
    assert!(!world.folder().join("ledger/gov.jsonl").exists());
    world.ask("evidence remove mission:1 --as mission").ok();
}

/// A copy of all that travels.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder") {
        let path = file.expect("a file").path();
        let name = path.file_name().expect("a name");
        match path.is_dir() {
            true if name == ".milepost" => {}
            true => copy(&path, &to.join(name)),
            false => drop(fs::copy(&path, to.join(name)).expect("a copy")),
        }
    }
}

#[test]
fn what_was_removed_goes_from_other_workspaces_and_does_not_come_back() {
    let world = World::empty();
    world.file("draft.json", plan(ONE)).file("report.pdf", "what was seen").at("2026-01-05");
    world.ask("init a --from draft.json --as mission").ok();
    world.ask("-C a note seen --evidence report.pdf").ok();
    copy(&world.folder().join("a"), &world.folder().join("b"));
    copy(&world.folder().join("a"), &world.folder().join("c"));
    let has = |name: &str| names(&world.folder().join(name).join("evidence")).len();
    world.ask("-C a evidence remove mission:1").ok();
    world.ask("-C b merge a --dry-run").ok();
    assert_eq!(has("b"), 1);
    let aside = "evidence that was removed elsewhere is set aside here, in .milepost/removed: 1 file";
    world.ask("-C b merge a").ok().remarks(aside).remarks("`milepost evidence purge` deletes it");
    // From one who has not heard of it the file comes back for no longer than the merge takes.
    world.ask("-C b merge c").ok();
    world.ask("-C a merge c").ok();
    assert_eq!(["a", "b", "c"].map(has), [0, 0, 1]);
    world.ask("-C b evidence verify").ok().hears("removed by mission").remarks("set aside in .milepost/removed");
    // There it is its user's to delete.
    let removed = |name: &str| names(&world.folder().join(name).join(".milepost/removed"));
    let hash = sha256("what was seen");
    assert_eq!((removed("a"), removed("b")), (vec![], vec![hash.clone()]));
    let told = format!("report.pdf, 13 bytes, SHA-256 {hash}");
    world.ask("-C b evidence purge --dry-run").ok().hears(&format!("would delete {told}"));
    assert_eq!(removed("b").len(), 1);
    world.ask("-C b evidence purge").ok().hears(&format!("deleted {told}"));
    world.ask("-C b evidence purge").ok().hears("nothing is set aside");
    assert_eq!((removed("b"), has("b")), (vec![], 0));
    World::empty().ask("evidence purge").code(2).remarks("there is no workspace here");
}

/// Whoever took it away may have erred; what was set aside is not lost.
#[test]
fn a_removal_that_is_taken_back_gives_back_what_others_set_aside() {
    let world = World::empty();
    world.file("draft.json", plan(ONE)).file("report.pdf", "what was seen").at("2026-01-05");
    world.ask("init a --from draft.json --as mission").ok();
    world.ask("-C a note seen --evidence report.pdf").ok();
    copy(&world.folder().join("a"), &world.folder().join("b"));
    world.ask("-C a evidence remove mission:1").ok();
    world.ask("-C b merge a").ok();
    // Asked for by hand, where the line came from elsewhere, it is no other thing.
    world.file(&format!("b/{}", kept("what was seen")), "what was seen");
    world.ask("-C b evidence remove mission:1 --as gov").ok().hears("is not in evidence/ any more");
    assert_eq!(names(&world.folder().join("b/.milepost/removed")), [sha256("what was seen")]);
    world.ask("-C a retract mission:2").ok();
    world.ask("-C b merge a").ok().remarks("evidence that is removed no more is back in evidence/: 1 file");
    world.ask("-C b evidence verify").ok().hears("1 right");
    assert_eq!(names(&world.folder().join("b/.milepost/removed")), [""; 0]);
}

#[test]
#[cfg(unix)]
fn a_file_that_cannot_be_deleted_is_told_and_goes_with_a_second_try() {
    use std::os::unix::fs::PermissionsExt;
    let world = attached();
    let mode = |mode: u32| {
        let folder = world.folder().join("evidence");
        fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).expect("permissions");
        fs::write(folder.join("probe"), "").is_ok().then(|| fs::remove_file(folder.join("probe")).expect("a file"))
    };
    if mode(0o555).is_some() {
        return skipped("this user writes anywhere");
    }
    world
        .ask("evidence remove mission:1 --as mission")
        .code(5)
        .remarks("cannot delete")
        .remarks("the removal is recorded");
    mode(0o755);
    world.ask("evidence remove mission:1 --as mission").ok().hears("is not in evidence/ any more");
    assert_eq!(evidence(&world), [""; 0]);
}

#[test]
fn a_removal_that_is_retracted_gives_the_file_back() {
    let world = attached();
    world.ask("evidence remove mission:1 --as mission").ok();
    world.ask("retract mission:2 --as mission").ok();
    world.ask("evidence verify").code(1).hears("missing");
    world.file(&kept("what was seen"), "what was seen").ask("evidence verify").ok().hears("1 right");
}

#[test]
fn a_file_given_again_after_its_removal_is_there_again() {
    let world = attached();
    world.ask("evidence remove mission:1 --as mission").ok();
    world.ask("note again --evidence report.pdf --as mission").ok();
    world.ask("evidence verify").ok().hears("1 right").hears("another entry names it");
}

#[test]
fn what_cannot_be_removed_is_told() {
    let world = confidential();
    world.ask("note plain --as mission").ok();
    let cases = [
        ("mission:1", "is confidential: its file was never copied"),
        ("mission:2", "no file is kept for `mission:2`"),
        ("mission:9", "there is no entry `mission:9`"),
        ("0000000000", "no file is kept for `0000000000`"),
    ];
    for (what, words) in cases {
        world.ask(&format!("evidence remove {what} --as mission")).code(3).remarks(words);
    }
    world.ask("evidence remove report.pdf --as mission").code(2).remarks("BOOK:NUMBER");
    assert_eq!(world.ask("log -o json").ok().at("/entries").as_array().map(Vec::len), Some(2));
}

#[test]
fn digits_that_two_files_share_remove_neither() {
    let world = world();
    // Two hashes that begin alike are found here, not made: the files are named by hand.
    let hash = |end: char| format!("0123456789{}", end.to_string().repeat(54));
    let fields = format!(r#"{{"evidence":[{{"sha256":"{}"}},{{"sha256":"{}"}}]}}"#, hash('a'), hash('b'));
    by_hand(&world, "gov", "gov", &fields);
    world.at("2026-01-07").ask("evidence remove 0123456789 --as gov").code(2).remarks("the first digits of 2 files");
    world.ask("evidence remove 0123456789a --as gov").ok().hears("0123456789aa of gov:1");
    world.ask("evidence verify").code(1).hears("1 missing, 1 removed");
}

#[test]
fn a_file_stays_while_its_removal_waits_for_a_seal() {
    let key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFhmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZm";
    let world = World::new(&plan(ONE).replace(
        r#""name":"Mission","role":"monitor""#,
        &format!(r#""name":"Mission","role":"monitor","keys":["{key}"]"#),
    ));
    world.file("report.pdf", "what was seen").at("2026-01-05");
    world.ask("note a --evidence report.pdf --as mission --no-seal").ok();
    world.ask("evidence remove mission:1 --as mission --no-seal").ok().hears("the file stays until this note counts");
    world.ask("evidence verify").ok().hears("1 right");
}

#[test]
fn only_a_note_says_that_something_was_removed() {
    let world = attached();
    let hash = sha256("what was seen");
    let fields =
        format!(r#"{{"milestone":"DC-1","level":"full","evidence":[{{"sha256":"{hash}","removed":"mission:1"}}]}}"#);
    by_hand(&world, "gov", "gov", &fields);
    let book = world.read("ledger/gov.jsonl").replace(r#""kind":"note""#, r#""kind":"claim""#);
    world.file("ledger/gov.jsonl", book);
    world.ask("audit").ok().hears("only a note says that evidence was `removed`");
}
