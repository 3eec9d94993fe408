//! What is kept of the books beside them: it is used, it is never believed over them, and nobody misses it.
//!
//! That it changes no answer, every scene says, since `world` asks three times; `laws` asks at many moments.

use super::world::World;
use super::writers::{milepost, workspace};
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

const LINES: [&str; 12] = [
    "list",
    "status",
    "next",
    "show M-1",
    "show M-1 -o json",
    "timeline",
    "matrix",
    "why M-2",
    "log",
    "log M-2 -n 2 --since 2025-12-01",
    "log -o json",
    "export -o json",
];

/// A mission that has said a little of two milestones, an incident, and an answer kept of it.
fn kept() -> World {
    let world = World::with(
        r#"{"id":"M-1","title":"One","responsible":["mov"]},
        {"id":"M-2","title":"Two","responsible":["gov"],"requires":[{"milestone":"M-1","is":"achieved"}],"due":{"on":"2026-03-01"}}"#,
    );
    world.ask("mark M-1 full --as mission --on 2025-12-01").ok();
    world.ask("mark M-1 minimum --as mov --on 2025-11-01 --note half").ok();
    world.ask("incident M-2 --as gov --severity serious --on 2025-12-05").ok();
    // The end of a book is looked at whatever its time; what is to be changed unnoticed stands before.
    let note = "a report of the day ".repeat(20);
    (0..12).for_each(|_| {
        drop(world.run(&["mark", "M-2", "minimum", "--as", "mission", "--on", "2025-12-20", "--note", &note]).ok())
    });
    world.ask_cache("always", "status").ok();
    world
}

fn cache(world: &World) -> PathBuf {
    world.folder().join(".milepost/cache")
}

/// What more was said since it was kept, kept beside it.
fn kept_since() -> (World, PathBuf) {
    let world = kept();
    world.ask("incident M-1 --as mov --severity serious --on 2025-12-23").ok();
    world.ask_cache("always", "status").ok();
    let since = world.folder().join(".milepost/cache-since");
    assert!(since.exists());
    (world, since)
}

fn answers(world: &World, mode: &str) -> Vec<String> {
    LINES.iter().map(|line| world.ask_cache(mode, line).ok().text().to_owned()).collect()
}

/// The book of the mission, with a word in the place of another that is as long.
fn edited(world: &World) -> (PathBuf, String) {
    let book = world.folder().join(world.book("mission"));
    let text = fs::read_to_string(&book).expect("a book");
    let new = text.replacen("\"full\"", "\"none\"", 1);
    assert_ne!(text, new);
    (book, new)
}

/// Writes a file and lets it look as old as it was.
fn rewritten(path: &PathBuf, text: &str) {
    let time = fs::metadata(path).and_then(|data| data.modified()).expect("a time");
    fs::write(path, text).expect("a file");
    File::options().write(true).open(path).and_then(|file| file.set_modified(time)).expect("a time");
}

#[test]
fn what_was_kept_is_what_is_read() {
    let world = kept();
    let before = answers(&world, "always");
    assert_eq!(before, answers(&world, "never"));
    let (book, text) = edited(&world);
    rewritten(&book, &text);
    // A change that leaves size and time is for an audit to find; nothing else than the cache can have answered as before.
    let first = |mode: &str| LINES[..3].iter().map(|line| world.ask_cache(mode, line).ok().text().to_owned()).collect();
    let (with, without): (Vec<String>, Vec<String>) = (first("always"), first("never"));
    assert_eq!(with, before[..3]);
    assert_ne!(without, before[..3]);
    world.ask_cache("always", "audit").code(1);
    fs::remove_file(cache(&world)).expect("a cache");
    assert_eq!(answers(&world, "always"), answers(&world, "never"));
    assert!(!cache(&world).exists(), "nothing is kept of damaged books");
}

/// A cache that others can have written, or that came with a copy, could say anything.
#[cfg(unix)]
#[test]
fn what_may_be_anothers_is_not_read() {
    use std::os::unix::fs::PermissionsExt;
    let world = kept();
    let copy = world.copy();
    for book in fs::read_dir(world.folder().join("ledger")).expect("a ledger").map(|book| book.expect("a book").path())
    {
        let time = fs::metadata(&book).and_then(|data| data.modified()).expect("a time");
        let copied = copy.folder().join("ledger").join(book.file_name().expect("a name"));
        File::options().write(true).open(copied).and_then(|file| file.set_modified(time)).expect("a time");
    }
    for (world, mode) in [(&world, 0o666), (&copy, 0o600)] {
        let (book, text) = edited(world);
        rewritten(&book, &text);
        fs::set_permissions(cache(world), fs::Permissions::from_mode(mode)).expect("a cache");
        assert_eq!(answers(world, "always"), answers(world, "never"));
    }
    assert_eq!(fs::metadata(cache(&kept())).expect("a cache").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_book_that_was_changed_is_read_anew() {
    let world = kept();
    let before = answers(&world, "always");
    let book = world.folder().join(world.book("mission"));
    let text = fs::read_to_string(&book).expect("a book");
    // Longer, by somebody else's hand; as it was before, as from a backup; shorter; of the same length, later.
    world.ask("mark M-2 minimum --as mission").ok();
    assert_eq!(answers(&world, "always"), answers(&world, "never"));
    assert_ne!(answers(&world, "always"), before);
    fs::write(&book, &text).expect("a file");
    assert_eq!(answers(&world, "always"), answers(&world, "never"));
    fs::write(&book, &text[..text.trim_end().rfind('\n').expect("lines") + 1]).expect("a file");
    assert_eq!(answers(&world, "always"), answers(&world, "never"));
    fs::write(&book, &text).expect("a file");
    assert_eq!(answers(&world, "always"), answers(&world, "never"));
    let (book, text) = edited(&world);
    fs::write(&book, text).expect("a file");
    assert_eq!(answers(&world, "always"), answers(&world, "never"));
}

/// What is told of milestones is read behind what was kept, and only what decides is cause to read all anew.
#[test]
fn what_was_written_since_is_read_beside_what_was_kept() {
    let world = kept();
    let made = || fs::metadata(cache(&world)).and_then(|data| data.modified()).expect("a cache");
    let told = [
        "mark M-1 minimum --as mission --on 2025-12-22",
        "incident M-1 --as mov --severity serious --on 2025-12-23 --count 2",
        "incident M-2 --as gov --severity grave --on 2025-12-01",
        "finding gov:1 confirmed --as mission",
        "finding mov:2 unfounded --as mission",
        "note 'nobody was let in' --as mission",
        "note 'a road was closed' --milestone M-2 --as gov",
        "agree mission:2 --as gov",
        "retract mission:15 --as mission",
        "mark M-2 full --as gov --on 2025-12-30",
        "retract gov:2 --as gov",
        "retract gov:1 --as gov",
        "finding gov:2 unconfirmed --as mission",
        "dispute M-1 --as gov",
        "dispute mission:1 --as mov",
        "dispute mission:1 --as gov",
        "mark M-1 full --as mission",
    ];
    for line in told {
        let before = made();
        world.ask(line).ok();
        assert_eq!(answers(&world, "always"), answers(&world, "never"), "{line}");
        assert_eq!(made(), before, "{line}");
    }
    for line in ["settle gov:8 withdrawn --as gov", "retract mission:1 --as mission", "mark M-1 none --as mission"] {
        world.ask(line).ok();
        assert_eq!(answers(&world, "always"), answers(&world, "never"), "{line}");
    }
}

#[test]
fn what_is_no_cache_is_passed_over() {
    let (world, since) = kept_since();
    [cache(&world), since].into_iter().for_each(|path| passed_over(&world, &path));
}

fn passed_over(world: &World, path: &Path) {
    let expected = answers(world, "never");
    let whole = fs::read(path).expect("a cache");
    for length in (0..whole.len()).step_by(97).chain([whole.len() - 1]) {
        fs::write(path, &whole[..length]).expect("a file");
        assert_eq!(answers(world, "always"), expected, "cut to {length} of {} bytes", whole.len());
    }
    for text in ["", "milepost", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"] {
        fs::write(path, text).expect("a file");
        assert_eq!(answers(world, "always"), expected);
    }
    fs::remove_file(path).expect("a cache");
    fs::create_dir(path).expect("a folder");
    assert_eq!(answers(world, "always"), expected);
    fs::remove_dir(path).expect("a folder");
}

#[test]
fn a_part_that_the_disk_lost_is_never_a_figure() {
    let (world, since) = kept_since();
    [cache(&world), since].into_iter().for_each(|path| lost(&world, &path));
}

fn lost(world: &World, path: &Path) {
    let expected = answers(world, "never");
    let whole = fs::read(path).expect("a cache");
    let mut lost = 0;
    for place in (0..whole.len()).step_by(37) {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x10;
        for (line, expected) in LINES.iter().zip(&expected) {
            fs::write(path, &bytes).expect("a file");
            // The program answers anew from the books then, as below.
            match catch_unwind(AssertUnwindSafe(|| world.ask_cache("always", line).ok().text().to_owned())) {
                Ok(answer) => assert_eq!(&answer, expected, "{line}: byte {place} of {}", whole.len()),
                Err(_) => lost += 1,
            }
        }
    }
    fs::write(path, &whole).expect("a file");
    assert!(lost > 0, "parts are read as they are asked for");
}

#[test]
fn the_program_answers_from_the_books_where_a_part_is_lost() {
    let workspace = workspace(2);
    let folder = workspace.path();
    let answer = |cache: &str| {
        let output =
            milepost(folder, "show M-1 -o json").env("MILEPOST_CACHE", cache).output().expect("the binary runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).expect("an answer");
        answer["milestone"].clone()
    };
    super::writers::ok(folder, "mark M-1 full --as mission");
    let expected = answer("always");
    let path = folder.join(".milepost/cache");
    let mut bytes = fs::read(&path).expect("a cache");
    bytes[..64].iter_mut().for_each(|byte| *byte ^= 0xff);
    fs::write(&path, bytes).expect("a file");
    assert_eq!(answer("always"), expected);
}

#[test]
fn nobody_misses_what_cannot_be_kept() {
    let world = kept();
    let expected = answers(&world, "never");
    fs::remove_file(cache(&world)).expect("a cache");
    // Somebody is writing.
    let lock = File::options().write(true).open(world.folder().join(".milepost/lock")).expect("a lock");
    lock.lock().expect("a lock");
    assert_eq!(answers(&world, "always"), expected);
    assert!(!cache(&world).exists());
    lock.unlock().expect("a lock");
    assert_eq!(answers(&world, "always"), expected);
    assert!(cache(&world).exists());
    // Small books are read as fast.
    fs::remove_file(cache(&world)).expect("a cache");
    assert_eq!(answers(&world, "auto"), expected);
    assert!(!cache(&world).exists());
}

#[test]
fn what_was_kept_stands_for_its_time_alone() {
    let world = kept();
    for day in ["2026-01-02", "2026-02-20", "2026-03-01T23:59:59Z", "2026-03-02", "2025-12-03", "2026-09-01"] {
        let world = world.at(day);
        assert_eq!(answers(world, "always"), answers(world, "never"), "{day}");
    }
}
