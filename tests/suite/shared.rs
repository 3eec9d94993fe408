//! A folder that a group shares, its users with umasks of their own: all of them read and write, secrets are their owner's alone,
//! and what somebody may not read is told and left out. The users are made up, which takes root.

use super::console::repository;
use super::keys::have;
use super::skipped::lacking;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const GROUP: u32 = 64100;
const ANNA: User = User(64001, "077");
const BELA: User = User(64002, "022");

/// A user of the group, with a umask.
#[derive(Clone, Copy)]
struct User(u32, &'static str);

/// A workspace that `ANNA` began, in a folder of the group.
struct Shared {
    keep: TempDir,
    folder: PathBuf,
}

impl Shared {
    /// Nothing where users cannot be made up.
    fn new(mode: u32) -> Option<Shared> {
        let keep = tempfile::tempdir().expect("a folder");
        if fs::metadata(keep.path()).expect("a folder").uid() != 0 {
            lacking("root, who alone can make users up");
            return None;
        }
        if !have("setpriv") {
            return None;
        }
        permit(keep.path(), 0o755);
        // Wherever it was built, others may not look there.
        fs::copy(env!("CARGO_BIN_EXE_milepost"), keep.path().join("milepost")).expect("a copy");
        fs::write(keep.path().join("accord.json"), repository("tests/stories/demands/accord.json")).expect("a plan");
        let folder = keep.path().join("peace");
        fs::create_dir(&folder).expect("a folder");
        chown(&folder, None, Some(GROUP)).expect("the group's");
        permit(&folder, mode);
        let shared = Shared { keep, folder };
        shared.ask(ANNA, "init --from ../accord.json").code(0);
        Some(shared)
    }

    fn ask(&self, user: User, line: &str) -> Told {
        let mut command = Command::new("setpriv");
        let User(uid, umask) = user;
        command.arg(format!("--reuid={uid}")).arg(format!("--regid={uid}")).arg(format!("--groups={GROUP}"));
        command.args(["sh", "-c", "umask $0; exec \"$@\"", umask]).arg(self.keep.path().join("milepost"));
        command.args(line.split_whitespace()).current_dir(&self.folder).env("HOME", self.keep.path());
        for name in ["SSH_AUTH_SOCK", "MILEPOST_DIR", "MILEPOST_AS", "MILEPOST_KEY"] {
            command.env_remove(name);
        }
        Told(format!("{uid}: {line}"), command.stdin(Stdio::null()).output().expect("it runs"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
        chown(self.path(name), None, Some(GROUP)).expect("the group's");
        permit(&self.path(name), 0o660);
    }

    /// The one file in a folder.
    fn only(&self, folder: &str) -> PathBuf {
        let mut files = fs::read_dir(self.path(folder)).expect("a folder");
        files.next().expect("a file").expect("a file").path()
    }

    /// The first book of an actor.
    fn book(&self, actor: &str) -> PathBuf {
        let books = fs::read_dir(self.path("ledger")).expect("a folder").map(|book| book.expect("a book").path());
        let named = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(actor));
        books.into_iter().find(named).expect("a book")
    }
}

struct Told(String, Output);

impl Told {
    fn text(&self) -> String {
        [&self.1.stdout, &self.1.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned()).concat()
    }

    fn code(self, code: i32) -> Told {
        assert_eq!(self.1.status.code(), Some(code), "{}\n{}", self.0, self.text());
        self
    }

    fn tells(self, words: &str) -> Told {
        assert!(self.text().contains(words), "{}: no `{words}` in\n{}", self.0, self.text());
        self
    }

    fn tells_not(self, words: &str) -> Told {
        assert!(!self.text().contains(words), "{}: `{words}` in\n{}", self.0, self.text());
        self
    }
}

fn permit(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("permissions");
}

/// All files and folders below a folder.
fn everything(folder: &Path) -> Vec<PathBuf> {
    let things = fs::read_dir(folder).expect("a folder").map(|thing| thing.expect("a thing").path());
    things.flat_map(|path| if path.is_dir() { [everything(&path), vec![path]].concat() } else { vec![path] }).collect()
}

/// With the bit that hands the group on to what is new, and without.
#[test]
fn nobody_s_umask_shuts_the_group_out() {
    for mode in [0o2770, 0o770] {
        let Some(shared) = Shared::new(mode) else { return };
        shared.file("photo", "seen");
        let lines = [
            "note one --as north --evidence photo",
            "mark AR-1 arms=10 --as north",
            "start --as south",
            "list",
            "audit",
        ];
        for user in [ANNA, BELA, ANNA] {
            for line in lines {
                shared.ask(user, line).code(0).tells_not("cannot be read");
            }
        }
        for path in everything(&shared.folder) {
            let data = fs::metadata(&path).expect("a file");
            let open = if path.is_dir() { 0o070 } else { 0o060 };
            assert_eq!((data.gid(), data.mode() & 0o077), (GROUP, open), "{mode:o}: {}", path.display());
        }
    }
}

#[test]
fn salts_are_for_their_owner_alone_whatever_the_umask() {
    for umask in ["000", "022", "077", "777"] {
        let Some(shared) = Shared::new(0o2770) else { return };
        let user = User(ANNA.0, umask);
        shared.file("photo", "seen");
        shared.ask(user, "note one --as north --evidence photo --confidential").code(0);
        let salts = shared.path(".milepost/salts");
        let mode = || fs::metadata(&salts).expect("salts").mode() & 0o777;
        assert_eq!(mode(), 0o600, "{umask}");
        permit(&salts, 0o644);
        shared.ask(user, "note two --as north --evidence photo --confidential").code(0);
        assert_eq!(mode(), 0o600, "{umask}");
        shared.ask(BELA, "list").code(0);
        shared.ask(BELA, "evidence").code(0).tells("salts");
    }
}

#[test]
fn what_one_may_not_read_is_told_and_left_out() {
    let Some(shared) = Shared::new(0o2770) else { return };
    shared.file("photo", "seen");
    shared.ask(ANNA, "note one --as north --evidence photo").code(0);
    shared.ask(ANNA, "mark AR-1 arms=10 --as north").code(0);
    shared.ask(ANNA, "note one --as south").code(0);
    // What is remembered of heads is theirs, too.
    shared.ask(ANNA, "list").code(0);
    let north = shared.book("north");
    let whole = fs::read(&north).expect("a book");
    let cases = [
        (north.clone(), "cannot be read and is left out"),
        (shared.path(".milepost/heads.json"), ".milepost/heads.json cannot be read and is left out"),
        (shared.path(".milepost/desk.json"), ".milepost/desk.json cannot be read and is left out"),
        (shared.path("plan.json"), ""),
        (shared.only("evidence"), ""),
        (shared.path("evidence"), ""),
    ];
    for (path, words) in cases {
        let before = fs::metadata(&path).expect("a file").mode();
        permit(&path, 0o700 & before);
        for line in ["list", "status", "log", "next", "show AR-1", "why AR-1", "export -o jsonl"] {
            shared.ask(BELA, line).code(0).tells(words);
        }
        permit(&path, before);
    }
    assert_eq!(fs::read(&north).expect("a book"), whole);
    permit(&shared.only("evidence"), 0o600);
    shared.ask(BELA, "evidence verify").code(1).tells("cannot be read");
}

/// Nobody accuses who merely keeps a book to themselves, and nobody continues what they cannot read.
#[test]
fn a_book_that_one_may_not_read_is_neither_gone_nor_written_to() {
    let Some(shared) = Shared::new(0o2770) else { return };
    shared.ask(ANNA, "note one --as north").code(0);
    shared.ask(ANNA, "note one --as south").code(0);
    let north = shared.book("north");
    let whole = fs::read(&north).expect("a book");
    permit(&north, 0o600);
    shared.ask(BELA, "audit").code(1).tells("cannot be read").tells_not("is not here");
    shared.ask(BELA, "note two --as north").code(5).tells("cannot be read").tells("nothing was recorded");
    shared.ask(BELA, "note two --as south").code(0);
    assert_eq!(fs::read(&north).expect("a book"), whole);
    permit(&north, 0o660);
    shared.ask(BELA, "note two --as north").code(0);
    shared.ask(ANNA, "audit").code(0);
}

/// What this machine remembers of heads is not begun anew by who cannot read it.
#[test]
fn a_memory_that_one_may_not_read_stays() {
    let Some(shared) = Shared::new(0o2770) else { return };
    shared.ask(ANNA, "note one --as north").code(0);
    shared.ask(ANNA, "list").code(0);
    let heads = shared.path(".milepost/heads.json");
    let before = fs::read(&heads).expect("heads");
    permit(&heads, 0o600);
    shared.ask(BELA, "note two --as north").code(0).tells("heads.json cannot be read");
    assert_eq!(fs::read(&heads).expect("heads"), before);
    shared.ask(ANNA, "list").code(0).tells_not("cannot");
    assert_ne!(fs::read(&heads).expect("heads"), before);
}
