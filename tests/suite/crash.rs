//! Every writing command, at every step that it takes, on a disk that is full, fails, keeps half, or loses power: what was
//! acknowledged stays, what was not is there whole or not at all, the answer is true, and the next write succeeds.

use super::console::repository;
use super::keys::{Keys, have};
use super::sea::{Fault, Loss, Sea, sail};
use super::world::{Heard, World, copy};
use std::collections::HashMap;
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::ErrorKind;
use std::path::Path;

/// A writing command: what was said before, and who writes next in the same book.
struct Deed {
    before: fn() -> World,
    line: &'static str,
    next: &'static str,
    /// What becomes of it where the disk fails half way.
    comes: Comes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comes {
    Whole,
    /// Each book by itself, and the same command again takes in the rest.
    ByBook,
}

/// The table. A command that writes is one line here.
const DEEDS: &[Deed] = &[
    Deed::whole(World::empty, "init --as russia", "note next"),
    Deed::whole(late, "init a/b --from accord.json --as north", "-C a/b note next"),
    Deed::whole(late, "init --example helsinki-2005", "note next --as desk"),
    Deed::whole(late, "init --from matrix.csv --claims claims.jsonl --on 2026-01", "note next"),
    Deed::whole(draft, "plan set AR-1 weight=2", "note next --as north"),
    Deed::whole(draft, "plan split PR-1 PR-1a PR-1b", "note next --as north"),
    #[cfg(unix)]
    Deed::whole(editing, "plan edit AR-1", "note next --as north"),
    Deed::whole(spoken, "plan set AR-1 weight=2 --version 2 --as north", "note next --as north"),
    Deed::whole(spoken, "plan set AR-1 weight=2 --unproposed", "note next --as north"),
    Deed::whole(draft, "mark CF-1 full --as mission", "note next --as mission"),
    Deed::whole(draft, "note 'the first word of all' --as desk", "note next --as desk"),
    Deed::whole(spoken, "mark AR-1 arms=300 --as north", "note next --as north"),
    Deed::whole(spoken, "mark CF-1 full --note 'a new book' --as union", "note next --as union"),
    Deed::whole(spoken, "incident CF-1 --severity minor --place valley --as south", "note next --as south"),
    Deed::whole(spoken, "retract north:1 --as north", "note next --as north"),
    Deed::whole(spoken, "undo 2 --as north", "note next --as north"),
    Deed::whole(spoken, "import many.jsonl --as south", "note next --as south"),
    Deed::whole(spoken, "import many.jsonl --as mission", "note next --as mission"),
    Deed::whole(listed, "import list.csv --rules list.rules --as south", "note next --as south"),
    Deed::whole(torn, "mark AR-1 arms=200 --as north", "note next --as north"),
    #[cfg(unix)]
    Deed::whole(linked, "mark AR-1 arms=300 --as north", "note next --as north"),
    Deed::whole(unfinished, "import many.jsonl --as north", "note next --as north"),
    Deed::whole(proposed, "agree north:3 --as south", "note next --as south"),
    Deed::whole(amended, "amend next.json --as north", "note next --as north"),
    Deed::whole(adopted, "agree north:3 --as south", "note next --as south"),
    Deed::whole(filed, "mark AR-1 arms=10 --as north --evidence photo.jpg", "note next --as north"),
    Deed::whole(filed, "note hidden --as north --evidence photo.jpg --confidential", "note next --as north"),
    Deed::whole(exhibited, "evidence remove north:3 --note asked --as north", "note next --as north"),
    Deed::whole(put_back, "recover north --from other --yes", "note next --as north"),
    Deed { before: visited, line: "merge other", next: "note next --as north", comes: Comes::ByBook },
];

/// What needs Git; one line each, too.
const SHARED: &[Deed] = &[
    Deed { before: shared, line: "clone hub.git peace", next: "-C peace note next --as mission", comes: Comes::ByBook },
    Deed { before: outdated, line: "sync", next: "note next --as north", comes: Comes::ByBook },
];

/// What is sealed; one line each, too.
const SEALED: &[Deed] = &[
    Deed::whole(keyed, "mark A minimum --as mov --key key", "note next --as mov --key key"),
    Deed::whole(unsealed, "seal --as mov --key key", "note next --as mov --key key"),
];

impl Deed {
    const fn whole(before: fn() -> World, line: &'static str, next: &'static str) -> Deed {
        Deed { before, line, next, comes: Comes::Whole }
    }

    /// Where the workspace is, if not here.
    fn place(&self) -> &str {
        self.next.find("note").map_or("", |end| &self.next[..end])
    }
}

fn accord() -> String {
    repository("tests/stories/demands/accord.json")
}

/// After the example's entries.
fn late() -> World {
    let world = World::empty();
    world.at("2026-12-01").file("accord.json", accord());
    world.file("matrix.csv", "No,Activity,Responsible,Due,Status\n1,Amnesty declared,gov,2026-03-15,done\n");
    world
}

fn draft() -> World {
    let world = World::new(&accord());
    world.at("2026-01-05");
    world
}

/// An editor that writes a weight.
#[cfg(unix)]
fn editing() -> World {
    let world = draft();
    world.edits("sed -i 's/\"responsible\"/\"weight\": 2, \"responsible\"/'", &[]);
    world
}

/// Two books, of two entries each.
fn spoken() -> World {
    let world = draft();
    for line in [
        "note one --as north",
        "mark AR-1 arms=100 --as north",
        "note one --as south",
        "mark PR-1 released=10 --as south",
    ] {
        world.ask(line).ok();
    }
    let many =
        (1..=5).map(|number| format!(r#"{{"kind":"note","note":"{}"}}"#, format!("{number} ").repeat(40)) + "\n");
    world.file("many.jsonl", many.collect::<String>());
    world
}

/// A table that is read by rules, which are remembered.
fn listed() -> World {
    let world = spoken();
    world.file("list.csv", "Nr;Day;What\n1;02.01.2026;first\n2;03.01.2026;second\n");
    world.file("list.rules", "key from Nr\nkind is note\non from Day\nnote from What\n");
    world
}

/// A crash left a line unfinished.
fn torn() -> World {
    let world = spoken();
    let book = world.read("ledger/north.jsonl");
    world.file("ledger/north.jsonl", format!("{book}{{\"seq\":3,\"pr"));
    world
}

/// A snapshot made of hard links has the books of the day.
#[cfg(unix)]
fn linked() -> World {
    let world = torn();
    let snapshot = world.folder().join("snapshot.jsonl");
    std::fs::hard_link(world.path("ledger/north.jsonl"), snapshot).expect("a link");
    world
}

/// A crash left a batch unfinished.
fn unfinished() -> World {
    let world = spoken();
    let whole = world.read("ledger/north.jsonl");
    world.ask("import many.jsonl --as north").ok();
    let book = world.read("ledger/north.jsonl");
    let lines: Vec<&str> = book.lines().collect();
    world.file("ledger/north.jsonl", lines[..lines.len() - 2].join("\n") + "\n").forget();
    assert!(world.read("ledger/north.jsonl").len() > whole.len());
    world
}

fn proposed() -> World {
    let world = spoken();
    world.ask("start --from 2026-01-05 --as north").ok();
    world
}

fn amended() -> World {
    let world = spoken();
    world.file("next.json", repository("tests/stories/demands/accord-amended.json"));
    world
}

fn adopted() -> World {
    let world = amended();
    world.ask("amend next.json --as north").ok();
    world
}

/// What is under a folder that another machine filled: two books have grown, two are new.
fn visited() -> World {
    let world = spoken();
    let other = world.copy();
    std::fs::remove_dir_all(other.folder().join(".milepost")).expect("a folder");
    for line in ["import many.jsonl --as mission", "mark CF-1 full --as union --evidence many.jsonl"] {
        other.ask(line).ok();
    }
    std::fs::create_dir(world.folder().join("other")).expect("a folder");
    copy(other.folder(), &world.folder().join("other"));
    world
}

/// The disk was put back to the day before, and `other` has what was written since.
fn put_back() -> World {
    let world = spoken();
    let book = world.book("north");
    let memory = [book.as_str(), ".milepost/desk.json", ".milepost/heads.json"];
    let old = memory.map(|file| world.read(file));
    world.ask("note 'on the lost disk' --as north").ok();
    let other = world.copy();
    memory.iter().zip(old).for_each(|(file, text)| _ = world.file(file, text));
    std::fs::create_dir(world.folder().join("other")).expect("a folder");
    copy(other.folder(), &world.folder().join("other"));
    world
}

/// A hub beside a workspace, in which two books are.
fn shared() -> World {
    let world = World::empty();
    let first = spoken();
    super::clones::git(world.folder(), "init -q --bare hub.git");
    first.ask(&format!("sync --remote {}", world.folder().join("hub.git").display())).ok();
    world.at("2026-01-05");
    world
}

/// One machine has not got yet what others have sent since: two books have grown, two are new. The hub stays where it is.
fn outdated() -> World {
    static HUBS: std::sync::Mutex<Vec<World>> = std::sync::Mutex::new(Vec::new());
    let (hub, world) = (shared(), World::empty());
    let url = hub.folder().join("hub.git").display().to_string();
    world.at("2026-01-05").ask(&format!("clone {url} . --as desk")).ok();
    let other = World::empty();
    other.at("2026-01-05").ask(&format!("clone {url} .")).ok();
    for line in ["note more --as mission", "mark CF-1 full --as union"] {
        other.ask(line).ok();
    }
    other.ask("sync").ok();
    HUBS.lock().expect("a list").push(hub);
    world
}

fn filed() -> World {
    let world = spoken();
    world.file("photo.jpg", [7; 100_000]);
    world
}

fn exhibited() -> World {
    let world = filed();
    world.ask("note shown --as north --evidence photo.jpg").ok();
    world
}

/// `mov` has a key, in the file `key`.
fn keyed() -> World {
    let keys = Keys::new().expect("ssh-keygen is here");
    let public = keys.make("key", "ed25519", "");
    let world = World::new(&super::seals::plan(&[("mov", serde_json::json!([public]))]).to_string());
    std::fs::copy(keys.path("key"), world.folder().join("key")).expect("a key");
    world.ask("note first --as mov --key key").ok();
    world
}

fn unsealed() -> World {
    let world = keyed();
    world.ask("mark A minimum --as mov --no-seal").ok();
    world
}

/// What is on record; nothing where no workspace is. Every reading command reads fine.
fn record(world: &World, deed: &Deed) -> Vec<String> {
    let asked = |line: &str| world.ask(&format!("{}{line}", deed.place()));
    let shown = asked("export -o jsonl");
    if ["no workspace here", "not a workspace", "no folder"].iter().any(|none| shown.errors().contains(none)) {
        return vec![NONE.to_owned()];
    }
    let entries = shown.ok().text().lines().map(str::to_owned).collect::<Vec<_>>();
    // What only the plan says is no entry.
    let plan = (deed.line.starts_with("plan ") && !deed.line.contains("--version")).then(|| world.read("plan.json"));
    entries.into_iter().chain(plan).collect()
}

const NONE: &str = "no workspace";

/// The step that fails, how, and what is lost then.
type Case = (usize, Fault, Loss);

/// How a disk may be left, and what was then found to be on record: from there on everything goes the same way, whatever led to it.
type LeftBehind = HashMap<u64, Vec<String>>;

/// How many names a file has.
fn names(data: &Metadata) -> u64 {
    #[cfg(unix)]
    return if data.is_dir() { 1 } else { std::os::unix::fs::MetadataExt::nlink(data) };
    #[cfg(not(unix))]
    1
}

/// Every file below a folder, who may read it and what it says, where the folder is aside.
fn as_it_is(folder: &Path) -> u64 {
    fn look(below: &Path, top: &Path, told: &mut DefaultHasher) {
        let place = milepost::store::disk::place(below).unwrap_or_default();
        let mut things: Vec<_> =
            std::fs::read_dir(below).expect("a folder").map(|thing| thing.expect("a file")).collect();
        things.sort_by_key(|thing| thing.file_name());
        for thing in things {
            let path = thing.path();
            let data = thing.metadata().expect("a file");
            path.strip_prefix(top).expect("below it").hash(told);
            format!("{:?} {}", data.permissions(), names(&data)).hash(told);
            match thing.file_type().expect("a kind").is_dir() {
                true => look(&path, top, told),
                false => {
                    let bytes = std::fs::read(&path).expect("a file");
                    let told_of_it = String::from_utf8(bytes)
                        .map(|text| text.replace(&*top.to_string_lossy(), "here").replace(&place, "here").into_bytes());
                    told_of_it.unwrap_or_else(|error| error.into_bytes()).hash(told);
                }
            }
        }
    }
    let mut told = DefaultHasher::new();
    look(folder, folder, &mut told);
    told.finish()
}

/// Tries a deed out in one case, in a copy of its world; gives the disk as it was.
fn endure(deed: &Deed, world: &World, known: (&[String], &[String], &mut LeftBehind), case: Case) -> Sea {
    let (before, all, left) = known;
    let (at, fault, loss) = case;
    let told =
        |what: &str, heard: &Heard| format!("{}: {case:?}: {what}\n{}{}", deed.line, heard.text(), heard.errors());
    let world = world.twin();
    let (heard, sea) = sail(at, fault, || world.ask(deed.line));
    sea.lose(loss);
    let dead = sea.struck && fault == Fault::PowerCut;
    let is = as_it_is(world.folder());
    let seen = left.get(&is).cloned();
    let now = seen.clone().unwrap_or_else(|| record(&world, deed));
    let (none, whole) = (now == before, now == all);
    let sound = none || whole || deed.comes == Comes::ByBook && by_book(&now, before, all);
    assert!(sound, "{}\n{now:#?}", told("half is visible", &heard));
    if dead {
        // Whatever it would have answered, nobody heard it.
    } else if heard.exit() == 0 {
        assert!(whole, "{}", told("acknowledged and lost", &heard));
    } else {
        assert_eq!(heard.exit(), 5, "{}", told("another exit code", &heard));
        assert!(heard.errors().starts_with("error: cannot "), "{}", told("no word of what failed", &heard));
        let says = |words: &str| heard.errors().contains(words);
        let true_words = match () {
            () if says("nothing was recorded") => none,
            () if says("the removal is recorded") => whole,
            () if says("each book has come whole or not at all") => deed.comes == Comes::ByBook,
            () => says("it may be recorded, or not"),
        };
        assert!(true_words, "{}", told("does not say what became of it", &heard));
        assert!(heard.errors().contains(&*world.folder().to_string_lossy()), "{}", told("does not say where", &heard));
    }
    if seen.is_none() {
        goes_on(deed, &world, &now, &format!("{case:?}"));
        left.insert(is, now);
    }
    sea
}

/// What an entry says, without what is thought of it: a later seal may have it count.
fn said(line: &str) -> &str {
    line.split_once(r#","name":"#).map_or(line, |(said, _)| said)
}

/// Whether of every book there is what was before, or all.
fn by_book(now: &[String], before: &[String], all: &[String]) -> bool {
    let of = |lines: &[String], book: &str| {
        let of_book = |line: &&String| line.contains(&format!(r#""book":"{book}""#));
        lines.iter().filter(of_book).map(|line| said(line).to_owned()).collect::<Vec<_>>()
    };
    ["north", "south", "mission", "union"].iter().all(|book| {
        let now = of(now, book);
        now == of(before, book) || now == of(all, book)
    })
}

/// The next write succeeds, and all is whole.
fn goes_on(deed: &Deed, world: &World, now: &[String], case: &str) {
    let again = || {
        world.ask(deed.line).ok();
        record(world, deed)
    };
    let now = if *now == [NONE] || deed.comes == Comes::ByBook { again() } else { now.to_vec() };
    world.ask(deed.next).ok();
    let after = record(world, deed);
    let next = after.iter().filter(|line| line.contains(r#""note":"next""#)).count();
    let kept = |line: &String| after.iter().any(|other| said(other) == said(line));
    assert!(next == 1 && now.iter().all(kept), "{}: {case}\n{after:#?}", deed.line);
    let audit = world.ask(&format!("{}audit", deed.place()));
    assert_eq!(audit.exit(), 0, "{}: {case}\n{}{}", deed.line, audit.text(), audit.errors());
}

fn long() -> bool {
    std::env::var("MILEPOST_LONG").is_ok_and(|value| value == "1")
}

/// Every deed in the fault, at every step, with every loss; beyond the last step nothing strikes, and what was acknowledged
/// outlasts any loss.
fn at_every_step(fault: Fault) {
    let sealed = if have("ssh-keygen") { SEALED } else { &[] };
    let shared = if have("git") { SHARED } else { &[] };
    // Git takes its time: of these, every seventh step is enough for a day.
    let stride = |deed: &Deed| if shared.iter().any(|one| one.line == deed.line) && !long() { 7 } else { 1 };
    for deed in DEEDS.iter().chain(sealed).chain(shared) {
        let world = (deed.before)();
        let before = record(&world, deed);
        let done = world.twin();
        let (heard, fair) = sail(0, fault, || done.ask(deed.line));
        assert_eq!(heard.exit(), 0, "{}: {}", deed.line, heard.errors());
        let all = record(&done, deed);
        assert!(fair.steps > 5 && all != before, "{}: {} steps", deed.line, fair.steps);
        let bytes = matches!(fault, Fault::Half | Fault::AllButOne);
        let mut left = LeftBehind::new();
        let steps = if bytes { fair.writes } else { (1..=fair.steps + 1).collect() };
        for at in steps.into_iter().step_by(stride(deed)) {
            let sea = endure(deed, &world, (&before, &all, &mut left), (at, fault, Loss::Nothing));
            assert_eq!(sea.struck, at <= fair.steps, "{}: {at}", deed.line);
            let losses = if fault == Fault::PowerCut { sea.losses() } else { Vec::new() };
            for loss in losses {
                endure(deed, &world, (&before, &all, &mut left), (at, fault, loss));
            }
        }
    }
}

#[test]
fn readers_answer_on_a_disk_that_takes_nothing() {
    let world = adopted();
    world.forget();
    for line in ["status", "list", "log", "next", "audit", "check", "export -o jsonl", "show AR-1", "why AR-1"] {
        let fair = world.twin().ask(line);
        for kind in [ErrorKind::ReadOnlyFilesystem, ErrorKind::StorageFull] {
            let world = world.twin();
            let (heard, sea) = sail(1, Fault::From(kind), || world.ask(line));
            assert_eq!((heard.exit(), heard.text(), heard.errors()), (0, fair.text(), fair.errors()), "{line}");
            assert!(sea.struck, "{line} remembers what it met");
        }
    }
}

#[test]
fn what_to_do_where_the_system_refuses() {
    let world = spoken();
    for (kind, told) in [
        (ErrorKind::StorageFull, "nothing was recorded; free some space"),
        (ErrorKind::QuotaExceeded, "nothing was recorded; free some space"),
        (ErrorKind::ReadOnlyFilesystem, "nothing was recorded; nothing can be written there; a copy"),
        (ErrorKind::PermissionDenied, "nothing was recorded; you may not write there"),
        (ErrorKind::Other, "nothing was recorded; free space, permissions and the disk"),
    ] {
        for line in
            ["mark AR-1 arms=10 --as north", "retract north:1 --as north", "start --as north", "note n --as north"]
        {
            let heard = sail(1, Fault::From(kind), || world.ask(line)).0;
            assert!(heard.code(5).remarks("cannot lock").errors().contains(told), "{line}: {kind:?}");
        }
    }
}

#[test]
fn a_plan_that_cannot_follow_is_told_and_no_error() {
    let world = adopted();
    let line = "agree north:3 --as south";
    let steps = sail(0, Fault::PowerCut, || world.twin().ask(line)).1.steps;
    // The last four: the new plan.json is made, written, kept and moved to its place.
    let heard = sail(steps - 2, Fault::From(ErrorKind::Other), || world.ask(line)).0;
    heard.ok().hears("decided by North, South").remarks("warning: plan.json is not the version in force: cannot write");
    world.ask("list").ok().remarks("plan.json differs from the version in force");
}

/// What is no record but a document: whatever fails, the file is the old one or the new one, and what is said of it is true.
#[test]
fn an_answer_goes_into_its_file_whole_or_not_at_all() {
    let line = "export -o jsonl --to out.jsonl";
    let world = spoken();
    world.forget();
    let new = world.twin().ask("export -o jsonl").ok().text().to_owned();
    world.file("out.jsonl", "old");
    let fair = sail(0, Fault::PowerCut, || world.twin().ask(line)).1;
    for fault in [Fault::Once(ErrorKind::StorageFull), Fault::From(ErrorKind::Other), Fault::Half, Fault::PowerCut] {
        for at in 1..=fair.steps {
            let losses = sail(at, fault, || world.twin().ask(line)).1.losses();
            for loss in [Loss::Nothing].into_iter().chain(losses.into_iter().filter(|_| fault == Fault::PowerCut)) {
                delivered(&world.twin(), line, &new, (at, fault, loss));
            }
        }
    }
}

/// The same in one case.
fn delivered(world: &World, line: &str, new: &str, case: Case) {
    let (at, fault, loss) = case;
    let (heard, sea) = sail(at, fault, || world.ask(line));
    sea.lose(loss);
    let now = world.read("out.jsonl");
    assert!(now == "old" || now == new, "{case:?}: half is visible");
    let says = |words: &str| heard.errors().contains(words);
    let unsure = says("it may be the new one, or as it was");
    let true_words = match heard.exit() {
        0 => now == new,
        5 => unsure || says("what stood there is as it was") && now == "old",
        _ => false,
    };
    assert!(fault == Fault::PowerCut || true_words, "{case:?}: {}", heard.errors());
    let names = std::fs::read_dir(world.folder()).expect("a folder").map(|file| file.expect("a file").file_name());
    let beside = names.filter(|name| name.to_string_lossy().starts_with(".out.jsonl.")).count();
    assert!(beside == 0 || matches!(fault, Fault::From(_) | Fault::PowerCut), "{case:?}: something is left beside it");
    world.ask(line).ok();
    assert_eq!(world.read("out.jsonl"), new, "{case:?}: the next does not succeed");
}

#[test]
fn a_step_that_fails() {
    at_every_step(Fault::Once(ErrorKind::StorageFull));
}

#[test]
fn a_disk_that_fails_from_some_step_on() {
    at_every_step(Fault::From(ErrorKind::Other));
}

#[test]
fn a_write_that_stops_half_way() {
    at_every_step(Fault::Half);
}

#[test]
fn a_write_that_lacks_its_last_byte_and_cannot_be_taken_back() {
    at_every_step(Fault::AllButOne);
}

#[test]
fn power_that_goes_at_any_step() {
    at_every_step(Fault::PowerCut);
}
