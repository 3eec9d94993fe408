//! Books that go from one folder to another: what is taken, what is refused and why, and what is read where two versions disagree.

use super::keys::Keys;
use super::seals::plan as sealed_plan;
use super::world::{Heard, World, moment, plan};
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::model::fields::Fields;
use milepost::model::id::Id;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Two milestones, by `mov` and by `gov`.
const TWO: &str = r#"{"id":"DC-1","title":"Arms handed in","element":"arms","phase":"one","responsible":["mov"],"source":["text 1"],
"indicators":[{"id":"weapons","baseline":0,"target":200}]},
{"id":"AM-1","title":"Amnesty declared","phase":"one","responsible":["gov"],"source":["text 2"]}"#;

/// A workspace in which `gov` has spoken.
fn begun() -> World {
    let world = World::with(TWO);
    world.says("gov", "2026-01-02", "AM-1 minimum");
    world
}

/// Another machine, on which `mov` has spoken twice since.
fn with_mov(here: &World) -> World {
    let there = clone(here);
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    there.says("mov", "2026-01-03", "DC-1 weapons=40");
    there
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder") {
        let path = file.expect("a file").path();
        let target = to.join(path.file_name().expect("a name"));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).expect("a copy")),
        }
    }
}

/// The same on another machine: all but what is this machine's own.
fn clone(world: &World) -> World {
    let twin = backup(world);
    fs::remove_dir_all(twin.folder().join(".milepost")).expect("a folder");
    twin
}

/// The same to the last byte, as a backup or a copied disk has it.
fn backup(world: &World) -> World {
    let twin = World::empty();
    copy(world.folder(), twin.folder());
    twin
}

/// Takes in what another has.
fn merge(world: &World, day: &str, from: &World) -> Heard {
    world.at(day).run(&["merge", &from.folder().display().to_string()])
}

/// What `merge` says of each book: its outcome.
fn outcomes(world: &World, day: &str, from: &World) -> Vec<(String, String)> {
    let told = world.at(day).run(&["merge", &from.folder().display().to_string(), "-o", "json"]).json();
    let books = told["books"].as_array().expect("books").clone();
    books.iter().map(|book| (text(&book["book"]), text(&book["outcome"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

/// The names of the entries that are read, in the order of the log.
fn names(world: &World) -> Vec<String> {
    let lines = world.at("2026-03-01").ask("export -o jsonl").ok();
    let entries = lines.text().lines().map(|line| serde_json::from_str::<Value>(line).expect("an entry"));
    entries.map(|entry| format!("{}:{}", text(&entry["book"]), entry["seq"])).collect()
}

fn pair(a: &str, b: &str) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

/// Every file that travels, with its bytes.
fn files(world: &World) -> BTreeMap<String, Vec<u8>> {
    fn enter(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for file in fs::read_dir(folder).into_iter().flatten() {
            let path = file.expect("a file").path();
            match path.is_dir() {
                true => enter(root, &path, files),
                false => {
                    let name = path.strip_prefix(root).expect("below").display().to_string();
                    files.insert(name, fs::read(&path).expect("bytes"));
                }
            }
        }
    }
    let mut files_found = BTreeMap::new();
    for folder in ["ledger", "plans", "evidence"] {
        enter(world.folder(), &world.folder().join(folder), &mut files_found);
    }
    files_found
}

/// `there` is merged once it is altered: the words are told, nothing of ours changes but what `changes` names.
fn refused(alter: impl Fn(&World), words: &[&str]) {
    let here = begun();
    let there = with_mov(&here);
    there.says("friend", "2026-01-03", "AM-1 full");
    alter(&there);
    let before = files(&here);
    let mut heard = merge(&here, "2026-01-04", &there).code(1);
    for words in words {
        heard = heard.hears(words);
    }
    let mut after = files(&here);
    assert!(after.remove("ledger/friend.jsonl").is_some(), "all other books go on\n{}", heard.text());
    assert_eq!(after, before, "{}", heard.text());
    let again = merge(&here, "2026-01-04", &there).code(1);
    assert!(again.text().contains("friend  ") && again.text().contains("the same here and there"), "{}", again.text());
}

#[test]
fn what_the_other_has_is_taken() {
    let here = begun();
    let there = clone(&here);
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    merge(&here, "2026-01-04", &there)
        .ok()
        .hears("gov  the same here and there")
        .hears("mov  new, 1 line")
        .hears("Taken: 1 new line, 0 versions of the plan, 0 files of evidence.");
    here.says("gov", "2026-01-05", "AM-1 full");
    there.says("mov", "2026-01-06", "DC-1 weapons=40");
    assert_eq!(outcomes(&there, "2026-01-07", &here), [pair("gov", "grew"), pair("mov", "behind")]);
    assert_eq!(outcomes(&here, "2026-01-07", &there), [pair("gov", "same"), pair("mov", "grew")]);
    assert_eq!(names(&here), names(&there));
    assert_eq!(outcomes(&here, "2026-01-07", &there), [pair("gov", "same"), pair("mov", "same")]);
}

#[test]
fn a_book_that_is_not_whole_is_refused_whole() {
    const MOV: &str = "ledger/mov.jsonl";
    refused(
        |there| written(there, there.read(MOV).replace("\"weapons\":20", "\"weapons\":90")),
        &["mov", "refused: ledger/mov.jsonl, line 3, does not follow from the line before"],
    );
    refused(
        |there| written(there, there.read(MOV) + "<<<<<<< HEAD\n"),
        &["refused: ledger/mov.jsonl, line 4, is not an entry"],
    );
    refused(
        |there| written(there, there.read(MOV).replace("\"book\":\"mov\"", "\"book\":\"mow\"")),
        &["refused: ledger/mov.jsonl, line 1, opens the book `mow`"],
    );
    refused(
        |there| written(there, there.read(MOV).replacen("milepost/book/1", "milepost/book/2", 1)),
        &["refused: ledger/mov.jsonl, line 1, does not open a book"],
    );
    refused(
        |there| {
            let text = there.read(MOV);
            let root = text.split("\"root\":\"").nth(1).expect("a root")[..64].to_owned();
            let mut lines = text.lines();
            let opening = lines.next().expect("a line").replace(&root, &"ab".repeat(32));
            let line = next_line(Hash::of(opening.as_bytes()), 1, moment("2026-01-03"), note("n"));
            there.file(MOV, format!("{opening}\n{line}\n"));
        },
        &["refused: ledger/mov.jsonl, line 1, belongs to another plan"],
    );
}

fn written(there: &World, mov: String) {
    there.file("ledger/mov.jsonl", mov);
}

fn note(text: &str) -> Fields<'_> {
    Fields { kind: Some("note".into()), note: Some(text.into()), ..Fields::default() }
}

#[test]
fn names_links_and_sizes_from_outside_are_not_trusted() {
    const MOV: &str = "ledger/mov.jsonl";
    let moved = |there: &World, name: &str| {
        fs::rename(there.folder().join(MOV), there.folder().join(format!("ledger/{name}"))).expect("a file");
    };
    refused(|there| moved(there, "mov (copy).jsonl"), &["mov (copy)  refused: its name is none that milepost gives"]);
    refused(|there| moved(there, "..jsonl"), &["its name is none that milepost gives"]);
    refused(
        |there| {
            there.file("ledger/forks/mov.0123456789abcdef.jsonl", there.read(MOV));
            fs::remove_file(there.folder().join(MOV)).expect("a file");
        },
        &["forks/mov.0123456789abcdef  refused: its bytes are not those that its name says"],
    );
    refused(
        |there| {
            let file = fs::File::options().write(true).open(there.folder().join(MOV)).expect("a file");
            file.set_len((1 << 30) + 1).expect("a long file");
        },
        &["refused: its 1073741825 bytes are too many: at most 1073741824"],
    );
    refused(
        |there| {
            fs::remove_file(there.folder().join(MOV)).expect("a file");
            fs::create_dir(there.folder().join(MOV)).expect("a folder");
        },
        &["refused: it is a link, a folder or a device"],
    );
}

#[test]
#[cfg(unix)]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    const MOV: &str = "ledger/mov.jsonl";
    refused(
        |there| {
            let (path, elsewhere) = (there.folder().join(MOV), there.folder().join("elsewhere"));
            fs::rename(&path, &elsewhere).expect("a file");
            symlink(&elsewhere, &path).expect("a link");
        },
        &["mov     refused: it is a link"],
    );
    let here = begun();
    let there = with_mov(&here);
    let (ledger, elsewhere) = (there.folder().join("ledger"), there.folder().join("elsewhere"));
    fs::rename(&ledger, &elsewhere).expect("a folder");
    symlink(&elsewhere, &ledger).expect("a link");
    merge(&here, "2026-01-04", &there).code(2).remarks("has no folder `ledger`").remarks("name the top folder");
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_differ_in_case_only_are_refused() {
    let here = begun();
    let there = with_mov(&here);
    let text = there.read("ledger/mov.jsonl").replace("\"book\":\"mov\"", "\"book\":\"GOV\"");
    let opening = text.lines().next().expect("a line");
    there.file("ledger/GOV.jsonl", format!("{opening}\n"));
    fs::remove_file(there.folder().join("ledger/gov.jsonl")).expect("a file");
    merge(&here, "2026-01-04", &there)
        .code(1)
        .hears("GOV  refused: its name differs from `gov` in upper and lower case only");
    let opening = format!("{}\n", opening.replace("GOV", "MOV"));
    there.file(&format!("ledger/forks/MOV.{}.jsonl", &Hash::of(opening.as_bytes()).to_string()[..16]), &opening);
    merge(&begun(), "2026-01-04", &there).code(1).hears("mov        ").hears("refused: its name differs from `MOV` in");
    there.file("ledger/Mov.jsonl", there.read("ledger/mov.jsonl"));
    merge(&here, "2026-01-04", &there).code(1).hears("refused: its name differs from `Mov` in");
}

#[test]
fn a_line_from_the_future_is_not_taken() {
    let here = begun();
    let there = with_mov(&here);
    there.says("mov", "2026-02-01", "DC-1 weapons=60").says("friend", "2026-02-01", "AM-1 full");
    merge(&here, "2026-01-04", &there)
        .code(1)
        .hears("mov     2 lines; line 4 is dated more than a day ahead of this machine's clock: neither it nor")
        .hears("friend  refused: line 1 is dated more than a day ahead");
    assert_eq!(here.read("ledger/mov.jsonl").lines().count(), 3);
    merge(&here, "2026-01-04", &there).code(1).hears("mov     0 lines; line 4");
    merge(&here, "2026-01-31T12:01Z", &there).ok().hears("mov     1 line more").hears("friend  new, 1 line");
}

#[test]
fn what_a_crash_left_is_left_out() {
    let here = begun();
    let there = with_mov(&here);
    let whole = there.read("ledger/mov.jsonl");
    there.file("ledger/mov.jsonl", &whole[..whole.len() - 9]).file("ledger/friend.jsonl", "");
    merge(&here, "2026-01-04", &there).ok().hears("mov     new, 1 line").hears("friend  nothing that is not here");
    assert_eq!(here.read("ledger/mov.jsonl").lines().count(), 2);
    // A batch is taken whole or not at all; what a crash left here is kept and mended.
    there.file("ledger/mov.jsonl", &whole).forget();
    there
        .file("more.csv", "milestone,values.weapons\nDC-1,50\nDC-1,60\n")
        .at("2026-01-05")
        .ask("import more.csv --as mov")
        .ok();
    let batch = there.read("ledger/mov.jsonl");
    let cut = batch.trim_end().rfind('\n').expect("lines") + 1;
    there.file("ledger/mov.jsonl", &batch[..cut]);
    here.file("ledger/mov.jsonl", &whole[..whole.len() - 20]).forget();
    merge(&here, "2026-01-05", &there).ok().hears("mov     1 line more");
    assert_eq!(here.read("ledger/mov.jsonl"), whole);
    let torn: Vec<_> = fs::read_dir(here.folder().join(".milepost/torn")).expect("a folder").collect();
    assert_eq!(torn.len(), 1, "{torn:?}");
    there.file("ledger/mov.jsonl", &batch);
    merge(&here, "2026-01-05", &there).ok().hears("mov     2 lines more");
    assert_eq!(here.read("ledger/mov.jsonl"), batch);
}

#[test]
fn a_dry_run_only_tells() {
    let here = begun();
    let there = with_mov(&here);
    let before = files(&here);
    let path = there.folder().display().to_string();
    here.at("2026-01-04")
        .run(&["merge", &path, "--dry-run"])
        .ok()
        .hears("mov  new, 2 lines")
        .hears("Would take: 2 new lines");
    assert_eq!(here.run(&["merge", &path, "--dry-run", "-o", "json"]).ok().at("/merged"), json!(false));
    assert_eq!(files(&here), before);
    let told = here.run(&["merge", &path, "-o", "json"]).ok();
    assert_eq!(told.at("/format"), "milepost/merge/1");
    let book = json!({"book": "mov", "outcome": "new", "lines": 2, "line": null, "message": "new, 2 lines"});
    assert_eq!((told.at("/merged"), told.at("/books/1")), (json!(true), book));
    assert_eq!(told.at("/basis/books/mov/seq"), 2);
    assert_eq!(files(&here), files(&there));
}

#[test]
fn a_restored_backup_gets_its_own_lines_back() {
    let here = begun();
    let old = backup(&here);
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    merge(&old, "2026-01-04", &here).ok().hears("gov  1 line more").hears_not("no longer");
    old.says("gov", "2026-01-05", "AM-1 full");
    assert_eq!(old.read("ledger/gov.jsonl").lines().count(), 4);
    assert_eq!(outcomes(&here, "2026-01-06", &old), [pair("gov", "grew")]);
}

#[test]
fn a_damaged_book_is_mended_by_a_whole_copy_and_not_by_a_short_one() {
    let here = begun();
    let short = backup(&here);
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    here.says("gov", "2026-01-03", "AM-1 full");
    let whole = backup(&here);
    let damaged = here.read("ledger/gov.jsonl").replace("minimum", "maximum");
    here.file("ledger/gov.jsonl", &damaged);
    merge(&here, "2026-01-04", &short)
        .code(1)
        .hears("gov  refused: the file here is damaged, and this copy is too short");
    assert_eq!(here.read("ledger/gov.jsonl"), damaged);
    merge(&here, "2026-01-04", &whole).ok();
    assert_eq!(here.read("ledger/gov.jsonl"), whole.read("ledger/gov.jsonl"));
    here.ask("audit").ok();
    assert_eq!(fs::read_dir(here.folder().join(".milepost/torn")).expect("a folder").count(), 1);
    here.file("ledger/gov.jsonl", "not a book\n");
    merge(&here, "2026-01-04", &whole).code(1).hears("gov  refused: the file here is damaged");
}

#[test]
fn a_draft_takes_books_of_the_very_same_plan() {
    let there = begun();
    let draft = World::empty();
    draft.file("draft.json", plan(TWO)).ask("init --from draft.json").ok();
    merge(&draft, "2026-01-04", &there).ok().hears("gov  new, 1 line");
    assert_eq!(files(&draft), files(&there));
    let edited = World::new(&plan(TWO).replace("Amnesty", "Pardon"));
    merge(&edited, "2026-01-04", &there)
        .code(1)
        .hears("gov  refused: ledger/gov.jsonl, line 1, belongs to another plan")
        .remarks("hint: this is another undertaking: begin with a copy of the other folder");
    assert_eq!(files(&edited), BTreeMap::new());
}

#[test]
fn folders_without_books_are_told() {
    let here = begun();
    here.ask("merge nowhere")
        .code(2)
        .remarks("nowhere has no folder `ledger`")
        .remarks("name the top folder of another");
    World::empty().ask("merge somewhere").code(2).remarks("there is no workspace here to merge into");
    here.ask("merge").code(2).remarks("<PATH>");
    assert_eq!(outcomes(&here, "2026-01-04", &here), [pair("gov", "same")]);
}

#[test]
fn plans_and_evidence_are_taken_by_their_hash() {
    let here = begun();
    let there = clone(&here);
    let hash = Hash::of(b"a photograph, invented").to_string();
    let opening = there.read("ledger/gov.jsonl").lines().next().expect("a line").to_owned();
    let root = Opening::read(&opening).expect("an opening").root;
    let [book, actor] = ["mov", "mov"].map(|id| Id::new(id).expect("an id"));
    let opening = opening_line(&Opening { book, actor, root, at: moment("2026-01-03") });
    let said = format!(r#"{{"kind":"note","note":"n","evidence":[{{"sha256":"{hash}","name":"photo.jpg"}}]}}"#);
    let fields: Fields = serde_json::from_str(&said).expect("fields");
    let line = next_line(Hash::of(opening.as_bytes()), 1, moment("2026-01-03"), fields);
    there.file("ledger/mov.jsonl", format!("{opening}\n{line}\n"));
    let evidence = format!("evidence/{hash}");
    let stray = Hash::of(b"stray").to_string();
    there
        .file(&evidence, "another photograph")
        .file(&format!("evidence/{stray}"), "stray")
        .file("evidence/notes.txt", "x");
    merge(&here, "2026-01-04", &there)
        .code(1)
        .hears(&format!("{evidence}  passed over: its bytes are not those that its name says"))
        .hears(&format!("evidence/{stray}  passed over: no entry names it"))
        .hears("evidence/notes.txt  passed over: its name is none that milepost gives");
    assert!(!files(&here).keys().any(|name| name.starts_with("evidence")));
    fs::remove_file(there.folder().join("evidence/notes.txt")).expect("a file");
    there.file(&evidence, "a photograph, invented");
    let path = there.folder().display().to_string();
    here.run(&["merge", &path, "--dry-run"]).ok().hears("1 file of evidence");
    assert!(!files(&here).keys().any(|name| name.starts_with("evidence")));
    merge(&here, "2026-01-04", &there).ok().hears("1 file of evidence");
    assert_eq!(here.read(&evidence), "a photograph, invented");
    // The first version of the plan is gone here: it comes back.
    let version = format!("plans/{root}.json");
    let plan = here.read(&version);
    fs::remove_file(here.folder().join(&version)).expect("a file");
    here.file("plan.json", "{}");
    here.ask("status").code(4).remarks("is not in plans/");
    there.file(&version, "{}");
    merge(&here, "2026-01-04", &there).code(4).remarks("is not in plans/");
    there.file(&version, &plan);
    merge(&here, "2026-01-04", &there).ok().hears("1 version of the plan");
    assert_eq!(here.read(&version), plan);
}

#[test]
fn a_fork_counts_as_far_as_others_had_seen() {
    let here = begun();
    let there = backup(&here);
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    there.says("gov", "2026-01-04", "AM-1 full");
    merge(&here, "2026-01-05", &there)
        .code(1)
        .hears("gov  forked: it disagrees with what is here from line 3 on")
        .hears("This desk no longer adds to `gov`")
        .remarks("there are 2 versions of the book `gov`, which part at its entry 2")
        .remarks("nothing from there on counts, for nobody else had seen it");
    assert_eq!(names(&here), ["gov:1"]);
    merge(&there, "2026-01-05", &here).code(1);
    assert_eq!(names(&there), ["gov:1"]);
    assert_eq!(files(&here), files(&there));
    here.ask("audit").code(1).hears("versions of the book");
    here.says("gov", "2026-01-06", "AM-1 intermediate");
    there.says("mov", "2026-01-06", "DC-1 weapons=20");
    assert_eq!(names(&here), ["gov:1", "gov-2:1"]);
    assert_eq!(here.read("ledger/gov.jsonl").lines().count(), 2);
    merge(&here, "2026-01-07", &there).ok().hears("gov  ");
}

#[test]
fn a_fork_that_others_had_seen_in_part() {
    let here = begun();
    let there = backup(&here);
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    here.says("mission", "2026-01-03", "AM-1 minimum");
    here.says("gov", "2026-01-04", "AM-1 full");
    there.says("gov", "2026-01-04", "AM-1 none");
    merge(&there, "2026-01-05", &here).code(1).remarks("only what others had seen counts: `gov` up to 2");
    merge(&here, "2026-01-05", &there).code(1);
    for world in [&here, &there] {
        assert_eq!(names(world), ["gov:1", "gov:2", "mission:1"]);
        world.ask("list").ok().remarks("there are 2 versions of the book `gov`");
        assert_eq!(world.ask("status -o json").ok().at("/basis/damaged"), json!(["gov"]));
    }
    // A machine that hears of it later, from either, reads the same.
    let third = clone(&begun());
    merge(&third, "2026-01-06", &there).code(1);
    assert_eq!(names(&third), names(&here));
    assert_eq!(files(&third), files(&here));
}

#[test]
fn a_version_that_is_set_aside_and_altered_is_told_and_mended() {
    let here = begun();
    let there = backup(&here);
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    there.says("gov", "2026-01-04", "AM-1 full");
    merge(&here, "2026-01-05", &there).code(1);
    let whole = files(&here);
    let fork = whole.keys().find(|name| name.starts_with("ledger/forks/")).expect("a fork").clone();
    here.file(&fork, "{}");
    here.ask("audit").code(1).hears("is not the version that its name says");
    here.ask("status").ok().remarks("is not the version that its name says, by its hash");
    merge(&here, "2026-01-05", &backup(&there)).code(1);
    merge(&there, "2026-01-05", &clone(&begun())).ok();
    let other = clone(&begun());
    for (name, bytes) in &whole {
        other.file(name, bytes);
    }
    merge(&here, "2026-01-05", &other);
    assert_eq!(files(&here), whole);
}

#[test]
fn two_machines_that_open_a_book_of_one_name_lose_nothing() {
    let (here, there) = (begun(), clone(&begun()));
    here.says("mov", "2026-01-03", "DC-1 weapons=20");
    there.says("mov", "2026-01-04", "DC-1 weapons=40");
    there.says("mov", "2026-01-05", "DC-1 weapons=50");
    merge(&there, "2026-01-06", &here)
        .ok()
        .hears("mov  opened by another machine")
        .remarks("the book `mov` was opened by 2 machines before they met: nothing is lost");
    merge(&here, "2026-01-06", &there).ok();
    let told = names(&here);
    assert_eq!((&told, told.len()), (&names(&there), 4), "{told:?}");
    assert_eq!(files(&here), files(&there));
    here.ask("audit").ok().hears("was opened by 2 machines");
    here.says("mov", "2026-01-07", "DC-1 weapons=60");
    there.says("mov", "2026-01-08", "DC-1 weapons=70");
    assert_eq!(here.read("ledger/mov.jsonl").lines().count(), 3);
    assert_eq!(there.read("ledger/mov-2.jsonl").lines().count(), 2);
    merge(&here, "2026-01-09", &there).ok();
    merge(&there, "2026-01-09", &here).ok();
    assert_eq!((names(&here).len(), names(&here)), (6, names(&there)));
}

#[test]
fn a_book_that_was_put_in_the_place_of_ones_own_is_not_written_to() {
    let (here, there) = (begun(), clone(&begun()));
    here.says("mov", "2026-01-03", "DC-1 weapons=20");
    there.says("mov", "2026-01-04", "DC-1 weapons=40");
    let own = files(&there);
    merge(&here, "2026-01-06", &there).ok();
    // As after a pull by hand: their files, this machine's memory.
    for (name, bytes) in files(&here) {
        there.file(&name, bytes);
    }
    there.says("mov", "2026-01-07", "DC-1 weapons=50");
    assert_eq!(there.read("ledger/mov-2.jsonl").lines().count(), 2);
    assert!(own.contains_key("ledger/mov.jsonl") && there.read("ledger/mov.jsonl") == here.read("ledger/mov.jsonl"));
}

#[test]
fn a_forged_version_of_a_sealed_book_is_refused() {
    let Some(keys) = Keys::new() else { return };
    let plan = sealed_plan(&[("gov", json!([keys.make("gov", "ed25519", "")]))]);
    let here = World::new(&plan.to_string());
    here.at("2026-01-02").ask(&format!("mark A minimum --as gov {}", keys.with("gov"))).code(0);
    let there = backup(&here);
    here.at("2026-01-03").ask(&format!("mark A intermediate --as gov {}", keys.with("gov"))).ok();
    there.at("2026-01-03").ask("mark A full --as gov --no-seal").ok();
    there.says("mov", "2026-01-04", "A arms=1");
    let before = files(&here);
    merge(&here, "2026-01-05", &there)
        .code(1)
        .hears("gov  refused: it disagrees with what is here from line 4 on, and is not sealed by `gov`, who has keys")
        .hears("mov  new, 1 line");
    let mut after = files(&here);
    after.remove("ledger/mov.jsonl");
    assert_eq!(after, before);
    // Whoever met the forgery first is put right by what is sealed.
    merge(&there, "2026-01-05", &here)
        .ok()
        .hears("gov  2 lines more")
        .remarks("was not sealed by `gov`, who has keys and sealed other lines there");
    assert_eq!(there.read("ledger/gov.jsonl"), here.read("ledger/gov.jsonl"));
    assert_eq!(names(&there), names(&here));
    // By the forgery that `mov` had seen, `gov` is warned: what he adds to that book might be doubted, a new one is not.
    here.at("2026-01-06").ask(&format!("mark A full --as gov {}", keys.with("gov"))).ok().hears("gov-2:1");
}

/// A version of the plan that is merely proposed gives nobody a key: not even to write another's book twice.
#[test]
fn a_proposal_opens_no_door_to_anothers_book() {
    let Some(keys) = Keys::new() else { return };
    let (own, thief) = (keys.make("gov", "ed25519", ""), keys.make("thief", "ed25519", ""));
    let plan = sealed_plan(&[("gov", json!([own]))]);
    let here = World::new(&plan.to_string());
    here.at("2026-01-02").ask(&format!("mark A minimum --as gov {}", keys.with("gov"))).ok();
    let there = backup(&here);
    here.at("2026-01-03").ask(&format!("mark A intermediate --as gov {}", keys.with("gov"))).ok();
    let mut other: serde_json::Value = serde_json::from_str(&here.read("plan.json")).expect("a plan");
    other["actors"][0]["keys"] = json!([own, thief]);
    other["version"] = json!("two");
    there.file("two.json", other.to_string()).at("2026-01-03").ask("amend two.json --as mov").ok();
    there.ask("mark A full --as gov --no-seal").ok();
    super::seals::append_seal(&there, "gov", 4, &keys, "thief");
    merge(&here, "2026-01-05", &there).code(1).hears("gov  refused").hears("is not sealed by `gov`, who has keys");
    assert_eq!(names(&here), ["gov:1", "gov:3", "mov:1"]);
}

#[test]
fn who_seals_two_versions_contradicts_himself() {
    let Some(keys) = Keys::new() else { return };
    let plan = sealed_plan(&[("gov", json!([keys.make("gov", "ed25519", "")]))]);
    let here = World::new(&plan.to_string());
    here.at("2026-01-02").ask(&format!("mark A minimum --as gov {}", keys.with("gov"))).ok();
    let twice = backup(&here);
    here.at("2026-01-06").ask(&format!("mark A full --as gov {}", keys.with("gov"))).ok();
    twice.at("2026-01-06").ask(&format!("mark A none --as gov {}", keys.with("gov"))).ok();
    merge(&here, "2026-01-07", &twice)
        .code(1)
        .hears("gov  forked: it disagrees with what is here from line 4 on")
        .remarks("there are 2 versions of the book `gov`, which part at its entry 3");
    assert_eq!(names(&here), ["gov:1"]);
}

/// What happens among machines: somebody speaks, one merges another, one is restored from another's backup.
#[derive(Clone, Debug)]
enum Event {
    Says(usize, &'static str),
    Merges(usize, usize),
    Restored(usize, usize),
}

fn event() -> impl Strategy<Value = Event> {
    let machine = || 0usize..3;
    prop_oneof![
        6 => (machine(), prop::sample::select(vec!["gov", "mov", "mission"])).prop_map(|(at, who)| Event::Says(at, who)),
        2 => (machine(), machine()).prop_map(|(at, from)| Event::Merges(at, from)),
        1 => (machine(), machine()).prop_map(|(at, from)| Event::Restored(at, from)),
    ]
}

/// Machines with one undertaking, and the hour that it is.
struct Machines {
    worlds: Vec<World>,
    hour: u32,
}

impl Machines {
    fn tick(&mut self) -> String {
        self.hour += 1;
        format!("2026-02-{:02}T{:02}:00Z", 1 + self.hour / 24, self.hour % 24)
    }

    fn says(&mut self, at: usize, who: &str) {
        let when = self.tick();
        let mark = if who == "mov" { "DC-1 weapons+=1" } else { "AM-1 minimum" };
        self.worlds[at].says(who, &when, mark);
    }

    fn merges(&mut self, at: usize, from: usize) {
        let when = self.tick();
        assert!(merge(&self.worlds[at], &when, &self.worlds[from]).exit() < 2);
    }

    fn happens(&mut self, event: &Event) {
        match *event {
            Event::Says(at, who) => self.says(at, who),
            Event::Merges(at, from) => self.merges(at, from),
            Event::Restored(at, from) => self.worlds[at] = backup(&self.worlds[from]),
        }
    }

    /// All three merge from each other, beginning with another, until all have met.
    fn meet(&mut self, order: usize) {
        for (at, from) in [(0, 1), (2, 0), (1, 2), (0, 2), (1, 0), (2, 1)] {
            self.merges((at + order) % 3, (from + order) % 3);
        }
    }

    fn all_speak(&mut self) {
        for (at, who) in (0..3).flat_map(|at| ["gov", "mov", "mission"].map(|who| (at, who))) {
            self.says(at, who);
        }
    }

    /// What all read, which is the same for all.
    fn picture(&self) -> (String, Value) {
        let pictures: Vec<(String, Value)> = self
            .worlds
            .iter()
            .map(|world| {
                world.at("2026-03-01");
                let state = world.ask("export -o json").ok().json();
                (world.ask("export -o jsonl").ok().text().to_owned(), state)
            })
            .collect();
        assert!(pictures.iter().all(|picture| *picture == pictures[0]), "{pictures:#?}");
        let books: Vec<BTreeMap<String, Vec<u8>>> = self.worlds.iter().map(settled).collect();
        assert!(books.iter().all(|other| *other == books[0]));
        pictures[0].clone()
    }
}

/// The ledger, but for set-aside versions that a longer one begins with.
fn settled(world: &World) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(world);
    let all = files.clone();
    let longer = |name: &str, bytes: &Vec<u8>| {
        all.iter().any(|(other, more)| other != name && more.len() > bytes.len() && more.starts_with(bytes))
    };
    files.retain(|name, bytes| !name.contains("/forks/") || !longer(name, bytes));
    files
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whoever_has_met_everybody_reads_the_same(events in vec(event(), 4..16), order in 0usize..9) {
        let first = begun();
        let mut machines = Machines { worlds: vec![clone(&first), clone(&first), first], hour: 0 };
        for event in &events {
            machines.happens(event);
        }
        machines.meet(order);
        machines.picture();
        // Copies of one machine that were of one mind until now part here.
        machines.all_speak();
        machines.meet(order + 1);
        let (before, damaged) = machines.picture();
        // From here on nobody adds to a book that is forked: all that is said counts for all.
        machines.all_speak();
        machines.meet(order);
        let (after, still) = machines.picture();
        prop_assert_eq!(&damaged["basis"]["damaged"], &still["basis"]["damaged"]);
        prop_assert_eq!(after.lines().count(), before.lines().count() + 9);
    }
}
