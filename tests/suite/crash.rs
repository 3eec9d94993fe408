//! Every writing command, at every step that it takes, on a disk that is full, fails, keeps half, or loses power: what was
//! acknowledged stays, what was not is there whole or not at all, the answer is true, and the next write succeeds.

use super::console::repository;
use super::sea::{Fault, Loss, Sea, sail};
use super::world::{Heard, World};
use std::io::ErrorKind;

/// A writing command: what was said before, and who writes next in the same book.
struct Deed {
    before: fn() -> World,
    line: &'static str,
    next: &'static str,
}

/// The table. A command that writes is one line here.
const DEEDS: &[Deed] = &[
    Deed { before: World::empty, line: "init", next: "note next" },
    Deed { before: World::empty, line: "init a/b --as russia", next: "-C a/b note next" },
    Deed { before: late, line: "init --example helsinki-2005", next: "note next --as desk" },
    Deed { before: draft, line: "mark CF-1 full --as mission", next: "note next --as mission" },
    Deed { before: draft, line: "note 'the first word of all' --as desk", next: "note next --as desk" },
    Deed { before: spoken, line: "mark AR-1 arms=300 --as north", next: "note next --as north" },
    Deed { before: spoken, line: "mark CF-1 full --note 'a new book' --as union", next: "note next --as union" },
    Deed {
        before: spoken,
        line: "incident CF-1 --severity minor --place valley --as south",
        next: "note next --as south",
    },
    Deed { before: spoken, line: "retract north:1 --as north", next: "note next --as north" },
    Deed { before: spoken, line: "import many.jsonl --as south", next: "note next --as south" },
    Deed { before: spoken, line: "import many.jsonl --as mission", next: "note next --as mission" },
    Deed { before: torn, line: "mark AR-1 arms=200 --as north", next: "note next --as north" },
    Deed { before: unfinished, line: "import many.jsonl --as north", next: "note next --as north" },
    Deed { before: proposed, line: "agree north:3 --as south", next: "note next --as south" },
    Deed { before: amended, line: "amend next.json --as north", next: "note next --as north" },
    Deed { before: adopted, line: "agree north:3 --as south", next: "note next --as south" },
];

impl Deed {
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
    world.at("2026-12-01");
    world
}

fn draft() -> World {
    let world = World::new(&accord());
    world.at("2026-01-05");
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

/// A crash left a line unfinished.
fn torn() -> World {
    let world = spoken();
    let book = world.read("ledger/north.jsonl");
    world.file("ledger/north.jsonl", format!("{book}{{\"seq\":3,\"pr"));
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

/// What is on record; nothing where no workspace is. Every reading command reads fine.
fn record(world: &World, deed: &Deed) -> Vec<String> {
    let asked = |line: &str| world.ask(&format!("{}{line}", deed.place()));
    let shown = asked("export -o jsonl");
    if ["no workspace here", "not a workspace", "no folder"].iter().any(|none| shown.errors().contains(none)) {
        return vec![NONE.to_owned()];
    }
    asked("status").ok();
    shown.ok().text().lines().map(str::to_owned).collect()
}

const NONE: &str = "no workspace";

/// The step that fails, how, and what is lost then.
type Case = (usize, Fault, Loss);

/// Tries a deed out in one case, in a copy of its world; gives the disk as it was.
fn endure(deed: &Deed, world: &World, before: &[String], all: &[String], case: Case) -> Sea {
    let (at, fault, loss) = case;
    let told =
        |what: &str, heard: &Heard| format!("{}: {case:?}: {what}\n{}{}", deed.line, heard.text(), heard.errors());
    let world = world.copy();
    let (heard, sea) = sail(at, fault, || world.ask(deed.line));
    sea.lose(loss);
    let dead = sea.struck && fault == Fault::PowerCut;
    let now = record(&world, deed);
    let (none, whole) = (now == before, now == all);
    assert!(none || whole, "{}\n{now:#?}", told("half is visible", &heard));
    if dead {
        // Whatever it would have answered, nobody heard it.
    } else if heard.exit() == 0 {
        assert!(whole, "{}", told("acknowledged and lost", &heard));
    } else {
        assert_eq!(heard.exit(), 5, "{}", told("another exit code", &heard));
        assert!(heard.errors().starts_with("error: cannot "), "{}", told("no word of what failed", &heard));
        let denied = heard.errors().contains("nothing was recorded");
        let unsure = heard.errors().contains("it may be recorded, or not");
        assert!(denied != unsure, "{}", told("does not say what became of it", &heard));
        assert!(unsure || none, "{}", told("says that nothing was recorded", &heard));
        assert!(heard.errors().contains(&*world.folder().to_string_lossy()), "{}", told("does not say where", &heard));
    }
    goes_on(deed, &world, &now, &format!("{case:?}"));
    sea
}

/// The next write succeeds, and all is whole.
fn goes_on(deed: &Deed, world: &World, now: &[String], case: &str) {
    if *now == [NONE] {
        world.ask(deed.line).ok();
    }
    let now = record(world, deed);
    world.ask(deed.next).ok();
    let after = record(world, deed);
    assert_eq!(after.len(), now.len() + 1, "{}: {case}", deed.line);
    assert!(now.iter().all(|line| after.contains(line)), "{}: {case}", deed.line);
    let audit = world.ask(&format!("{}audit", deed.place()));
    assert_eq!(audit.exit(), 0, "{}: {case}\n{}{}", deed.line, audit.text(), audit.errors());
}

/// Every deed in the fault, at every step, with every loss; beyond the last step nothing strikes, and what was acknowledged
/// outlasts any loss.
fn at_every_step(fault: Fault) {
    for deed in DEEDS {
        let world = (deed.before)();
        let before = record(&world, deed);
        let done = world.copy();
        let (heard, fair) = sail(0, fault, || done.ask(deed.line));
        assert_eq!(heard.exit(), 0, "{}: {}", deed.line, heard.errors());
        let all = record(&done, deed);
        assert!(fair.steps > 5 && all != before, "{}: {} steps", deed.line, fair.steps);
        for at in 1..=fair.steps + 1 {
            let sea = endure(deed, &world, &before, &all, (at, fault, Loss::Nothing));
            assert_eq!(sea.struck, at <= fair.steps, "{}: {at}", deed.line);
            let losses = if fault == Fault::PowerCut { sea.losses() } else { Vec::new() };
            for loss in losses {
                endure(deed, &world, &before, &all, (at, fault, loss));
            }
        }
    }
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
