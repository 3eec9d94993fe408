//! Books that go from one folder to another: what is taken, what is refused and why, and what is read where two versions disagree.

use super::keys::Keys;
use super::seals::{append_seal, plan as sealed_plan};
use super::world::{World, moment, plan};
use milepost::ledger::chain::{Hash, Opening, next_line, opening_line};
use milepost::ledger::line::line_hash;
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

/// An answer in which files of books are called by their names alone: `gov` for `gov.<32 hex>`.
struct Told {
    code: u8,
    text: String,
    errors: String,
}

impl Told {
    fn ok(self) -> Told {
        self.code(0)
    }

    fn code(self, code: u8) -> Told {
        assert_eq!(self.code, code, "{}{}", self.text, self.errors);
        self
    }

    fn hears(self, words: &str) -> Told {
        assert!(self.text.contains(words), "no `{words}` in\n{}{}", self.text, self.errors);
        self
    }

    fn remarks(self, words: &str) -> Told {
        assert!(self.errors.contains(words), "no `{words}` in\n{}{}", self.text, self.errors);
        self
    }
}

/// Leaves out the openings in the names of files.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for (place, part) in text.split('.').enumerate() {
        let hex = part.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
        match hex == 32 && place > 0 {
            true => plain += &part[32..],
            false => plain += &format!("{}{part}", if place > 0 { "." } else { "" }),
        }
    }
    plain
}

/// Takes in what another has.
fn merge(world: &World, day: &str, from: &World) -> Told {
    merge_with(world, day, from, &[])
}

fn merge_with(world: &World, day: &str, from: &World, options: &[&str]) -> Told {
    let path = from.folder().display().to_string();
    let heard = world.at(day).run(&[&["merge", &path], options].concat());
    Told { code: heard.exit(), text: plain(heard.text()), errors: plain(heard.errors()) }
}

/// What `merge` says of each book: its outcome.
fn outcomes(world: &World, day: &str, from: &World) -> Vec<(String, String)> {
    let told: Value = serde_json::from_str(&merge_with(world, day, from, &["-o", "json"]).text).expect("JSON");
    let books = told["books"].as_array().expect("books").clone();
    books.iter().map(|book| (text(&book["book"]), text(&book["outcome"]))).collect()
}

/// The same of one book: how many lines came, and from which on it is left out.
fn outcome(world: &World, day: &str, from: &World, book: &str) -> (String, u64, Option<u64>) {
    let told: Value = serde_json::from_str(&merge_with(world, day, from, &["-o", "json"]).text).expect("JSON");
    let books = told["books"].as_array().expect("books").clone();
    let of = books.iter().find(|one| one["book"] == book).unwrap_or_else(|| panic!("no {book} in {told:#}"));
    (text(&of["outcome"]), of["lines"].as_u64().expect("a count"), of["line"].as_u64())
}

/// Somebody writes behind the end of a book by hand: one more claim, a minute after the last line. Gives its number.
fn append(world: &World, book: &str, fields: Fields) -> u64 {
    let path = format!("ledger/{book}.jsonl");
    let text = world.read(&path);
    let last = text.lines().last().expect("a line");
    let at = serde_json::from_str::<Value>(last).expect("JSON")["at"].as_str().expect("a moment").to_owned();
    let seq = text.lines().count() as u64;
    let line = next_line(line_hash(last.as_bytes()), seq, moment(&at).plus_seconds(60), fields);
    world.file(&path, format!("{text}{line}\n"));
    seq
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
    assert!(after.remove(&there.book("friend")).is_some(), "all other books go on\n{}", heard.text);
    assert_eq!(after, before, "{}", heard.text);
    merge(&here, "2026-01-04", &there).code(1).hears("friend  ").hears("the same here and there");
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
        |there| written(there, there.read(MOV).replacen("milepost/book/2", "milepost/book/3", 1)),
        &["refused: ledger/mov.jsonl, line 1, does not open a book"],
    );
    refused(
        |there| written(there, there.read(MOV).replacen("milepost/book/2", "milepost/book/1", 1)),
        &["refused: ledger/mov.jsonl, line 1, opens a book of the first format"],
    );
    refused(
        |there| {
            let text = there.read(MOV);
            let root = text.split("\"root\":\"").nth(1).expect("a root")[..64].to_owned();
            let mut lines = text.lines();
            let opening = lines.next().expect("a line").replace(&root, &"ab".repeat(32));
            let line = next_line(Hash::of(opening.as_bytes()), 1, moment("2026-01-03"), note("n"));
            fs::remove_file(there.path(MOV)).expect("a file");
            there.file(MOV, format!("{opening}\n{line}\n"));
        },
        &["refused: ledger/mov.jsonl, line 1, belongs to another plan"],
    );
    refused(
        |there| {
            let text = there.read(MOV).replace("\"actor\":\"mov\"", "\"actor\":\"nobody\"");
            let opening = text.lines().next().expect("a line").to_owned();
            let line = next_line(Hash::of(opening.as_bytes()), 1, moment("2026-01-03"), note("n"));
            fs::remove_file(there.path(MOV)).expect("a file");
            there.file(MOV, format!("{opening}\n{line}\n"));
        },
        &["mov     refused: `nobody`, whose book it is, is no actor of the plan"],
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
        fs::rename(there.path(MOV), there.folder().join(format!("ledger/{name}"))).expect("a file");
    };
    refused(|there| moved(there, "mov (copy).jsonl"), &["mov (copy)", "refused: its name is none that milepost gives"]);
    refused(|there| moved(there, "..jsonl"), &["its name is none that milepost gives"]);
    refused(
        |there| {
            let stem = there.book("mov").replace("ledger/", "").replace(".jsonl", "");
            there.file(&format!("ledger/forks/{stem}.0123456789abcdef.jsonl"), there.read(MOV));
            fs::remove_file(there.path(MOV)).expect("a file");
        },
        &["forks/mov.0123456789abcdef  refused: its bytes are not those that its name says"],
    );
    refused(
        |there| {
            let file = fs::File::options().write(true).open(there.path(MOV)).expect("a file");
            file.set_len((1 << 30) + 1).expect("a long file");
        },
        &["refused: its 1073741825 bytes are too many: at most 1073741824"],
    );
    refused(
        |there| {
            fs::remove_file(there.path(MOV)).expect("a file");
            fs::create_dir(there.path(MOV)).expect("a folder");
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
            let (path, elsewhere) = (there.path(MOV), there.folder().join("elsewhere"));
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

/// Names that differ in case are two books, on whatever disk: their openings tell the files apart.
#[test]
fn names_that_differ_in_case_only_are_two_books() {
    let here = begun();
    let there = with_mov(&here);
    let text = there.read("ledger/mov.jsonl").replace("\"book\":\"mov\"", "\"book\":\"GOV\"");
    there.file("ledger/GOV.jsonl", format!("{}\n", text.lines().next().expect("a line")));
    append(&there, "GOV", note("n"));
    merge(&here, "2026-01-04", &there).ok().hears("GOV  new, 1 line").hears("gov  the same here and there");
    assert_eq!(names(&here), ["gov:1", "mov:1", "mov:2", "GOV:1"]);
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
    there
        .file("ledger/mov.jsonl", &whole[..whole.len() - 9])
        .file(&format!("ledger/friend.{}.jsonl", "0".repeat(32)), "");
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
        .hears("  new, 2 lines")
        .hears("Would take: 2 new lines");
    assert_eq!(here.run(&["merge", &path, "--dry-run", "-o", "json"]).ok().at("/merged"), json!(false));
    assert_eq!(files(&here), before);
    let told = here.run(&["merge", &path, "-o", "json"]).ok();
    assert_eq!(told.at("/format"), "milepost/merge/1");
    let stem = there.book("mov").replace("ledger/", "").replace(".jsonl", "");
    let book = json!({"book": stem, "outcome": "new", "lines": 2, "line": null, "message": "new, 2 lines"});
    assert_eq!((told.at("/merged"), told.at("/books/1")), (json!(true), book));
    assert_eq!(told.at("/basis/books/mov/seq"), 2);
    assert_eq!(files(&here), files(&there));
}

/// A machine whose disk is put back to an older day does not remember what it wrote since: nothing of it is taken before it is asked
/// for, and then as a finished book.
#[test]
fn a_restored_backup_asks_before_it_takes_its_own_lines_back() {
    let here = begun();
    let old: Vec<(String, Vec<u8>)> = files(&here).into_iter().collect();
    here.ask("list").ok();
    let memory = [".milepost/desk.json", ".milepost/heads.json"].map(|file| (file, here.read(file)));
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    let there = clone(&here);
    for (name, bytes) in old {
        here.file(&name, bytes);
    }
    for (name, text) in &memory {
        here.file(name, text);
    }
    assert_eq!(names(&here), ["gov:1"]);
    merge(&here, "2026-01-04", &there)
        .code(1)
        .hears("gov  refused: it is a book of this machine, and from line 3 on this machine did not write it")
        .hears("somebody has written in this book; `milepost recover` shows the lines");
    assert_eq!(names(&here), ["gov:1"]);
    let path = there.folder().display().to_string();
    let asked = here.run(&["recover", "gov", "--from", &path]).ok();
    asked.hears("Would be taken, 1 line:\n  {\"seq\":2,").hears("Nothing is changed yet; `--yes` takes them.");
    assert_eq!(names(&here), ["gov:1"]);
    here.run(&["recover", "gov", "--from", &path, "--yes"]).ok().hears("the next entry opens a new book");
    assert_eq!((names(&here), files(&here)), (names(&there), files(&there)));
    here.says("gov", "2026-01-05", "AM-1 full");
    assert_eq!(names(&here), ["gov:1", "gov:2", "gov-2:1"]);
    here.ask("audit").ok();
    assert_eq!(outcomes(&there, "2026-01-06", &here), [pair("gov-2", "new"), pair("gov", "same")]);
}

/// What was said here after the older day is kept to be said again, where the book went on elsewhere in another way.
#[test]
fn what_was_said_since_an_older_backup_may_be_said_again() {
    let here = begun();
    let there = clone(&here);
    append(&there, "gov", note("elsewhere"));
    here.says("gov", "2026-01-03", "AM-1 intermediate");
    merge(&here, "2026-01-04", &there).code(1).hears("gov  refused: it is a book of this machine, and from line 3 on");
    let path = there.folder().display().to_string();
    let told = here.run(&["recover", "gov", "--from", &path, "--yes", "-o", "json"]).ok().json();
    assert_eq!([&told["taken"], &told["again"]].map(|lines| lines.as_array().map(Vec::len)), [Some(1); 2]);
    here.at("2026-01-05").run(&["import", &text(&told["file"]), "--as", "gov"]).ok();
    assert_eq!(names(&here), ["gov:1", "gov:2", "gov-2:1"]);
    here.ask("log").ok().hears("elsewhere");
    let last = here.ask("export -o jsonl").ok().text().lines().last().map(str::to_owned).unwrap_or_default();
    assert!(last.contains("\"level\":\"intermediate\"") && last.contains("\"known\":\"2026-01-03T12:00Z\""), "{last}");
    here.ask("audit").ok();
}

/// What somebody writes behind the end of a book of this machine is no part of it, and the next write sets it aside.
#[test]
fn lines_that_others_wrote_into_ones_own_book_are_no_part_of_it() {
    let here = begun();
    append(&here, "gov", note("forged"));
    append(&here, "gov", note("forged too"));
    let told = "gov.jsonl, line 3, was not written by this machine, whose book it is: somebody has written in this book; 2 lines are";
    let told = Told { code: 0, text: String::new(), errors: plain(here.ask("list").ok().errors()) }.remarks(told);
    drop(told);
    assert_eq!(names(&here), ["gov:1"]);
    let taken = clone(&here);
    here.at("2026-01-03")
        .ask("mark AM-1 full --as gov")
        .ok()
        .remarks("bytes behind the end of `gov`; they are set aside in ");
    assert_eq!(names(&here), ["gov:1", "gov:2"]);
    assert!(!here.read("ledger/gov.jsonl").contains("forged"));
    assert_eq!(fs::read_dir(here.folder().join(".milepost/torn")).expect("a folder").count(), 1);
    here.ask("audit").ok();
    merge(&here, "2026-01-04", &taken).code(1).hears("gov  refused: it is a book of this machine, and from line 3 on");
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
        .hears("gov  refused: it is a book of this machine, and from line 2 on this machine did not write it");
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
fn of_two_versions_without_a_seal_ours_stays() {
    let first = begun();
    let (here, there) = (clone(&first), clone(&first));
    first.says("gov", "2026-01-03", "AM-1 intermediate");
    merge(&here, "2026-01-04", &first).ok().hears("gov  1 line more");
    append(&there, "gov", note("forged"));
    there.says("mov", "2026-01-03", "DC-1 weapons=20");
    let before = here.read("ledger/gov.jsonl");
    merge(&here, "2026-01-04", &there)
        .code(1)
        .hears("gov  refused: it disagrees with what is here from line 3 on, and no seal tells which of the two its author wrote")
        .hears("mov  new, 1 line");
    assert_eq!(
        (here.read("ledger/gov.jsonl"), names(&here)),
        (before, vec!["gov:1".into(), "gov:2".into(), "mov:1".into()])
    );
    assert!(!here.folder().join("ledger/forks").exists(), "what was refused leaves no trace");
    here.ask("audit").ok();
    // Whoever has the forged one keeps it, too: neither proves anything.
    merge(&there, "2026-01-04", &here).code(1).hears("gov  refused: it disagrees with what is here from line 3 on");
}

#[test]
fn two_machines_that_open_a_book_of_one_name_have_two_books() {
    let (here, there) = (begun(), clone(&begun()));
    let there = {
        merge(&there, "2026-01-02", &here).ok();
        there
    };
    here.says("mov", "2026-01-03", "DC-1 weapons=20");
    there.says("mov", "2026-01-04", "DC-1 weapons=40");
    there.says("mov", "2026-01-05", "DC-1 weapons=50");
    merge(&there, "2026-01-06", &here).ok().hears("mov  new, 1 line");
    let told = merge(&here, "2026-01-06", &there).ok().text;
    let of = |outcome: &str| told.lines().filter(|line| line.starts_with("mov~") && line.ends_with(outcome)).count();
    assert_eq!((of("new, 2 lines"), of("the same here and there")), (1, 1), "two of one name are told apart: {told}");
    let told = names(&here);
    assert_eq!((&told, told.len()), (&names(&there), 4), "{told:?}");
    assert!(told.iter().filter(|name| name.starts_with("mov~")).count() == 3, "{told:?}");
    assert_eq!(files(&here), files(&there));
    here.ask("audit").ok();
    here.ask("retract mov:1 --as mov").code(3).remarks("`mov:1` may be several entries");
    here.says("mov", "2026-01-07", "DC-1 weapons=60");
    there.says("mov", "2026-01-08", "DC-1 weapons=70");
    merge(&here, "2026-01-09", &there).ok().hears("mov~").hears("  1 line more");
    merge(&there, "2026-01-09", &here).ok().hears("mov~").hears("  1 line more");
    assert_eq!((names(&here).len(), names(&here)), (6, names(&there)));
}

/// A workspace in which `gov`, and `mission` have keys; `gov` has sealed one claim.
fn sealed() -> Option<(Keys, World)> {
    let keys = Keys::new()?;
    let with = ["gov", "mission"].map(|id| (id, json!([keys.make(id, "ed25519", "")])));
    let here = World::new(&sealed_plan(&with).to_string());
    here.at("2026-01-02").ask(&format!("mark A minimum --as gov {}", keys.with("gov"))).code(0);
    Some((keys, here))
}

/// A thief of the key writes on, and seals.
fn sealed_by_hand(world: &World, keys: &Keys, words: &str) {
    let seq = append(world, "gov", note(words));
    append_seal(world, "gov", seq + 1, keys, "gov");
}

#[test]
fn of_an_actor_with_keys_only_what_is_sealed_comes() {
    let Some((keys, here)) = sealed() else { return };
    let there = clone(&here);
    here.at("2026-01-03").ask("mark A full --as gov --no-seal").ok();
    merge(&there, "2026-01-04", &here)
        .ok()
        .hears("gov  0 lines; line 4 and what follows are not sealed by its actor, who has keys: not taken");
    let third = World::new(&here.read("draft.json"));
    fs::remove_dir_all(third.folder()).expect("a folder");
    let third = clone(&there);
    here.at("2026-01-05").ask(&format!("seal --as gov {}", keys.with("gov"))).ok();
    here.at("2026-01-06").ask("mark A none --as gov --no-seal").ok();
    assert_eq!(outcome(&there, "2026-01-06", &here, "gov"), ("up to seal".into(), 2, Some(6)));
    assert_eq!(names(&there), ["gov:1", "gov:3"]);
    // What somebody else adds is not sealed; what is sealed takes the place of what never was.
    append(&third, "gov", note("forged"));
    merge(&there, "2026-01-07", &third).ok().hears("gov  0 lines; line 4 and what follows are not sealed");
    merge(&third, "2026-01-07", &there).ok().hears("gov  2 lines more");
    assert_eq!(files(&third), files(&there));
    assert!(!third.folder().join("ledger/forks").exists());
    // A book of which nothing is sealed does not come.
    let opened = World::new(&here.read("draft.json"));
    drop(opened);
    let bare = clone(&there);
    bare.at("2026-01-07").ask("mark A full --as mission --no-seal").ok();
    merge(&there, "2026-01-08", &bare)
        .code(1)
        .hears("refused: `mission` has keys in the plan, and nothing of it is sealed");
}

/// A version of the plan that is merely proposed gives nobody a key: not even to write another's book twice.
#[test]
fn a_proposal_opens_no_door_to_anothers_book() {
    let Some((keys, here)) = sealed() else { return };
    let (there, third) = (clone(&here), clone(&here));
    here.at("2026-01-03").ask(&format!("mark A intermediate --as gov {}", keys.with("gov"))).ok();
    merge(&third, "2026-01-03", &here).ok();
    let thief = keys.make("thief", "ed25519", "");
    let mut other: Value = serde_json::from_str(&there.read("plan.json")).expect("a plan");
    other["actors"][0]["keys"] = json!([keys.public("gov"), thief]);
    other["version"] = json!("two");
    there.file("two.json", other.to_string()).at("2026-01-03").ask("amend two.json --as mov").ok();
    let seq = append(&there, "gov", note("forged"));
    append_seal(&there, "gov", seq + 1, &keys, "thief");
    merge(&third, "2026-01-05", &there)
        .ok()
        .hears("gov  0 lines; line 4 and what follows are not sealed by its actor")
        .hears("mov  new, 1 line");
    assert_eq!(names(&third), ["gov:1", "gov:3", "mov:1"]);
}

#[test]
fn who_seals_two_versions_contradicts_itself() {
    let Some((keys, here)) = sealed() else { return };
    let (there, third) = (clone(&here), clone(&here));
    here.at("2026-01-06").ask(&format!("mark A full --as gov {}", keys.with("gov"))).ok();
    sealed_by_hand(&there, &keys, "stolen");
    merge(&third, "2026-01-07", &here).ok().hears("gov  2 lines more");
    merge_with(&third, "2026-01-07", &there, &["--dry-run"]).code(1).hears("gov  forked");
    assert!(!third.folder().join("ledger/forks").exists());
    merge(&third, "2026-01-07", &there)
        .code(1)
        .hears("gov  forked: it disagrees with what is here from line 4 on; both versions are kept in ledger/forks")
        .remarks("there are 2 versions of the book `gov`, which part at its entry 3")
        .remarks("nothing from there on counts, for nobody else had seen it");
    assert_eq!(names(&third), ["gov:1"]);
    assert_eq!(third.ask("status -o json").ok().at("/basis/damaged"), json!(["gov"]));
    third.ask("audit").code(1).hears("versions of the book");
    // Whoever met them in the other order reads the same, and who hears of it later.
    merge(&there, "2026-01-07", &here).code(1);
    assert_eq!((files(&there), names(&there)), (files(&third), names(&third)));
    // Who had nothing of the book, and who had its beginning, come to the same files.
    for had in ["nothing", "the beginning"] {
        let fresh = clone(&third);
        let _ = fs::remove_dir_all(fresh.folder().join(".milepost"));
        fs::remove_dir_all(fresh.folder().join("ledger/forks")).expect("a folder");
        if had == "nothing" {
            fs::remove_file(fresh.path("ledger/gov.jsonl")).expect("a file");
        }
        merge(&fresh, "2026-01-07", &third).code(1).hears("forked");
        assert_eq!((files(&fresh), names(&fresh)), (files(&third), names(&third)), "{had}");
    }
    let late = World::empty();
    copy(third.folder(), late.folder());
    for folder in ["ledger", ".milepost"] {
        fs::remove_dir_all(late.folder().join(folder)).expect("a folder");
    }
    late.file("ledger/gov.jsonl", here.read("ledger/gov.jsonl"));
    merge(&late, "2026-01-08", &third).code(1);
    assert_eq!((files(&late), names(&late)), (files(&third), names(&third)));
    merge(&third, "2026-01-08", &late).ok();
    // Its own machine takes nothing that it did not write, and goes on where it is.
    merge(&here, "2026-01-08", &third).code(1).hears("refused: it is a book of this machine, and from line 4 on");
    assert_eq!(names(&here), ["gov:1", "gov:3"]);
}

/// A version that another actor's sealed line has seen goes on counting; a mere word of who has no key does not make it.
#[test]
fn of_two_sealed_versions_what_others_had_sealed_to_counts() {
    let Some((keys, here)) = sealed() else { return };
    let (there, third) = (clone(&here), clone(&here));
    here.at("2026-01-03").ask(&format!("mark A intermediate --as gov {}", keys.with("gov"))).ok();
    here.at("2026-01-03").ask(&format!("mark A minimum --as mission {}", keys.with("mission"))).ok();
    here.at("2026-01-04").ask(&format!("mark A full --as gov {}", keys.with("gov"))).ok();
    sealed_by_hand(&there, &keys, "stolen");
    there.says("mov", "2026-01-05", "A arms=1");
    merge(&third, "2026-01-06", &there).ok();
    merge(&third, "2026-01-06", &here).code(1).remarks("only what others had seen counts").remarks("` up to 4");
    assert_eq!(names(&third), ["gov:1", "gov:3", "mission:1", "mov:1"]);
    let late = clone(&here);
    merge(&late, "2026-01-06", &there).code(1);
    assert_eq!((files(&late), names(&late)), (files(&third), names(&third)));
}

#[test]
fn a_version_that_is_set_aside_and_altered_is_told_and_mended() {
    let Some((keys, here)) = sealed() else { return };
    let (there, third) = (clone(&here), clone(&here));
    here.at("2026-01-06").ask(&format!("mark A full --as gov {}", keys.with("gov"))).ok();
    sealed_by_hand(&there, &keys, "stolen");
    for from in [&here, &there] {
        merge(&third, "2026-01-07", from);
    }
    let (whole, other) = (files(&third), clone(&third));
    let fork = whole.keys().find(|name| name.starts_with("ledger/forks/")).expect("a fork").clone();
    fs::write(third.folder().join(&fork), "{}").expect("a file");
    third.ask("audit").code(1).hears("is not the version that its name says");
    third.ask("status").ok().remarks("is not the version that its name says, by its hash");
    merge(&third, "2026-01-07", &other);
    assert_eq!(files(&third), whole);
}

/// However many versions the holder of a key seals, and however many files claim to be versions, few are kept, and each is told.
#[test]
fn of_many_versions_few_are_kept() {
    let Some((keys, here)) = sealed() else { return };
    let (there, third) = (clone(&here), clone(&here));
    let whole = here.read("ledger/gov.jsonl");
    let stem = here.book("gov").replace("ledger/", "").replace(".jsonl", "");
    let aside = |bytes: &str| {
        let digits = Hash::of(bytes.as_bytes()).to_string()[..16].to_owned();
        fs::create_dir_all(there.folder().join("ledger/forks")).expect("a folder");
        fs::write(there.folder().join(format!("ledger/forks/{stem}.{digits}.jsonl")), bytes).expect("a file");
    };
    for version in 0..40 {
        sealed_by_hand(&there, &keys, &format!("version {version}"));
        aside(&there.read("ledger/gov.jsonl"));
        there.file("ledger/gov.jsonl", &whole);
    }
    for version in 0..1000 {
        append(&there, "gov", note(&format!("unsealed {version}")));
        aside(&there.read("ledger/gov.jsonl"));
        there.file("ledger/gov.jsonl", &whole);
    }
    here.at("2026-01-06").ask(&format!("mark A full --as gov {}", keys.with("gov"))).ok();
    merge(&third, "2026-01-07", &here).ok();
    let told = merge_with(&third, "2026-01-08", &there, &["-o", "json"]).code(1);
    let told: Value = serde_json::from_str(&told.text).expect("JSON");
    assert_eq!(told["books"].as_array().map(Vec::len), Some(1041));
    let forks = fs::read_dir(third.folder().join("ledger/forks")).expect("a folder").count();
    assert!((2..=17).contains(&forks), "{forks} are kept");
    assert_eq!(names(&third), ["gov:1"]);
    let told = third.ask("audit -o json").code(1).text().len();
    assert!(told < 100_000, "{told} bytes of findings");
}

/// Of one actor no more books are taken than anybody opens, and all are told.
#[test]
fn of_many_books_of_one_actor_some_are_left_out() {
    let here = begun();
    let there = clone(&here);
    let root = Opening::read(here.read("ledger/gov.jsonl").lines().next().expect("a line")).expect("an opening").root;
    for number in 0..1_040 {
        let [book, actor] = [&format!("b{number}")[..], "mov"].map(|id| Id::new(id).expect("an id"));
        let opening = opening_line(&Opening { book, actor, root, at: moment("2026-01-03") });
        let identity = Hash::of(opening.as_bytes());
        let line = next_line(identity, 1, moment("2026-01-03"), note("n")) + "\n";
        let said = if number % 52 == 0 { "" } else { &line };
        let file = format!("ledger/b{number}.{}.jsonl", &identity.to_string()[..32]);
        fs::write(there.folder().join(file), format!("{opening}\n{said}")).expect("a file");
    }
    let told = merge_with(&here, "2026-01-04", &there, &["--dry-run"]).code(1);
    let counted = |words: &str| told.text.lines().filter(|line| line.contains(words)).count();
    let refused = ["refused: there are more than 1000 of its kind", "refused: nothing is said in it"];
    assert_eq!([counted("new, 1 line"), counted(refused[0]), counted(refused[1])], [1_000, 20, 20]);
}

/// Seals by keys that no version has are looked up and never checked: some are told, and nothing counts for them.
#[test]
fn many_seals_by_strangers_are_told_in_few_words() {
    let Some((keys, here)) = sealed() else { return };
    keys.make("stranger", "ed25519", "");
    let there = clone(&here);
    let seq = append(&there, "gov", note("forged"));
    append_seal(&there, "gov", seq + 1, &keys, "stranger");
    let text = there.read("ledger/gov.jsonl");
    let seal: Value = serde_json::from_str(text.lines().last().expect("a seal")).expect("JSON");
    let (mut lines, mut prev) = (text.clone(), line_hash(text.lines().last().expect("a line").as_bytes()));
    for number in 1..=2000 {
        let line = format!(
            r#"{{"seq":{},"prev":"{prev}","at":{},"kind":"seal","key":{},"signature":{}}}"#,
            seq + 1 + number,
            seal["at"],
            seal["key"],
            seal["signature"]
        );
        prev = line_hash(line.as_bytes());
        lines += &(line + "\n");
    }
    there.file("ledger/gov.jsonl", lines);
    merge(&clone(&here), "2026-01-04", &there).ok().hears("gov  0 lines; line 4 and what follows are not sealed");
    let told = there.ask("audit -o json").text().len();
    assert!(told < 100_000, "{told} bytes of findings");
}

/// Two versions of the plan on one base, which two machines follow: neither hears the other's before it is asked.
#[test]
fn a_rival_amendment_is_cut_and_taken_when_it_is_asked_for() {
    let mut draft: Value = serde_json::from_str(&plan(TWO)).expect("a plan");
    draft["rules"]["amend"] = json!({"by": ["gov", "mov"], "quorum": 1});
    let here = World::new(&draft.to_string());
    here.says("gov", "2026-01-02", "AM-1 minimum");
    let there = clone(&here);
    let amends = |world: &World, version: &str, actor: &str| {
        let mut next: Value = serde_json::from_str(&world.read("plan.json")).expect("a plan");
        next["version"] = json!(version);
        world.file("next.json", next.to_string()).at("2026-01-03").ask(&format!("amend next.json --as {actor}")).ok();
        Hash::of(world.read("plan.json").as_bytes()).to_string()
    };
    let (ours, theirs) = (amends(&here, "ours", "gov"), amends(&there, "theirs", "mov"));
    there.says("mov", "2026-01-04", "DC-1 weapons=20");
    let told = format!(
        "mov  0 lines; line 2 would set aside the version {} of the plan, which is followed here, for {}: neither it nor what follows is taken",
        &ours[..12],
        &theirs[..12]
    );
    merge(&here, "2026-01-05", &there)
        .code(1)
        .hears(&told)
        .hears(&format!("`milepost merge --accept {}` takes it", &theirs[..12]));
    assert_eq!(names(&here), ["gov:1", "gov:2"]);
    assert_eq!(here.ask("status -o json").ok().at("/basis/plan"), json!(ours));
    merge_with(&here, "2026-01-05", &there, &["--accept", &ours]).code(1).hears(&told);
    merge_with(&here, "2026-01-05", &there, &["--accept", &theirs[..12]]).ok().hears("mov  2 lines more");
    assert_eq!(names(&here), ["gov:1", "gov:2", "mov:1", "mov:2"]);
    // Nobody had seen either: neither is in force, and that is said.
    assert_ne!(here.ask("status -o json").ok().at("/basis/plan"), json!(ours));
    let told = here.ask("list").ok();
    assert!([&ours, &theirs].iter().all(|hash| told.errors().contains(&hash[..12])), "{}", told.errors());
    merge_with(&there, "2026-01-05", &here, &["--accept", &ours[..12]]).ok();
    assert_eq!((files(&there), names(&there)), (files(&here), names(&here)));
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
        assert!(merge(&self.worlds[at], &when, &self.worlds[from]).code < 2);
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
        let books: Vec<BTreeMap<String, Vec<u8>>> = self.worlds.iter().map(files).collect();
        assert!(books.iter().all(|other| *other == books[0]));
        pictures[0].clone()
    }
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
        let (before, _) = machines.picture();
        // A copy of a machine's folder opens books of its own: all that is said counts for all.
        machines.all_speak();
        machines.meet(order + 1);
        let (after, state) = machines.picture();
        prop_assert_eq!(&state["basis"]["damaged"], &json!([]));
        prop_assert_eq!(after.lines().count(), before.lines().count() + 9);
    }
}
