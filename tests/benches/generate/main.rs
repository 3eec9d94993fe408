//! Writes an invented workspace of realistic shape into a folder; equal seeds write equal bytes:
//!
//! ```text
//! cargo bench --bench generate -- FOLDER [--entries N] [--milestones N] [--seed N] [--sealed] [--peers FOLDER]
//! ```
//!
//! Without options 100,000 entries of forty actors in twelve books on 578 milestones, about 240 bytes a line: quiet weeks, and days of
//! many incidents. Three milestones in ten wait for an earlier one. `--sealed`: every desk has a key and seals its book after every
//! ten entries, bearing witness to all others. `--peers` writes beside them the same promises for Taskwarrior and TaskJuggler, the same
//! entries for hledger and ledger, and claims, incidents and notes as tables that `milepost import` takes.

mod agreement;
mod books;
mod dice;
mod moment;
mod peers;
mod speech;

use agreement::{DESKS, plan, promises};
use books::{Page, secret, written};
use dice::Dice;
use milepost::model::hash::Hash;
use milepost::store::create::create;
use milepost::store::disk::{make_dir, write_aside};
use milepost::store::workspace::{DeskFile, OwnBook, Workspace};
use peers::Peers;
use std::path::{Path, PathBuf};

/// The desk of this machine; the other books came from elsewhere.
const OWN: &str = "mission-hq";

struct Wanted {
    folder: PathBuf,
    peers: Option<PathBuf>,
    entries: u64,
    milestones: u64,
    seed: u64,
    is_sealed: bool,
}

fn main() {
    let Some(wanted) = wanted(std::env::args().skip(1)) else {
        println!(
            "which folder? `cargo bench --bench generate -- FOLDER [--entries N] [--milestones N] [--seed N] [--sealed] [--peers FOLDER]`"
        );
        std::process::exit(2);
    };
    let promises = promises(wanted.milestones, &mut Dice::new(wanted.seed));
    let key = |actor: &str| {
        let is_desk = DESKS.iter().any(|desk| desk.actor == actor);
        (wanted.is_sealed && is_desk).then(|| secret(actor).key().expect("a key").to_string())
    };
    let (workspace, root) = begun(&wanted.folder, &plan(&promises, key));
    let mut peers = Peers::new(wanted.peers.is_some());
    let mut dice = Dice::new(wanted.seed.wrapping_add(1));
    let books = written(root, wanted.entries, &promises, wanted.is_sealed, &mut dice, &mut peers);
    shelve(&workspace, books);
    if let Some(folder) = wanted.peers {
        peers.write(&folder, &promises);
    }
}

/// What the words ask for; none where they ask for nothing that can be made.
fn wanted(mut words: impl Iterator<Item = String>) -> Option<Wanted> {
    let mut wanted =
        Wanted { folder: PathBuf::new(), peers: None, entries: 100_000, milestones: 578, seed: 28, is_sealed: false };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {} // said by cargo
            "--sealed" => wanted.is_sealed = true,
            "--entries" => wanted.entries = words.next()?.parse().ok()?,
            "--milestones" => wanted.milestones = words.next()?.parse().ok().filter(|count| *count > 0)?,
            "--seed" => wanted.seed = words.next()?.parse().ok()?,
            "--peers" => wanted.peers = Some(words.next()?.into()),
            folder if !folder.starts_with('-') && wanted.folder.as_os_str().is_empty() => wanted.folder = folder.into(),
            _ => return None,
        }
    }
    (!wanted.folder.as_os_str().is_empty()).then_some(wanted)
}

/// A workspace around the plan, which is in force.
fn begun(folder: &Path, plan: &str) -> (Workspace, Hash) {
    let workspace = create(folder, plan, "00112233445566778899aabbccddeeff", None, &[]).expect("an empty folder");
    let plan = std::fs::read(workspace.plan()).expect("a plan");
    let root = Hash::of(&plan);
    make_dir(&workspace.plans()).expect("a folder");
    write_aside(&workspace.version(root), &plan).expect("the version in force");
    (workspace, root)
}

/// Writes the books, and which of them is this machine's.
fn shelve(workspace: &Workspace, books: Vec<Page>) {
    let mut own = Vec::new();
    for book in books {
        write_aside(&workspace.book(&book.id.to_string()), book.text.as_bytes()).expect("a book");
        if book.id.name.to_string() == OWN {
            own.push(OwnBook { book: book.id, end: book.head.to_string(), next: None });
        }
    }
    let speaks = Some(speech::id("mission"));
    DeskFile { speaks, books: own, reminded: true, ..DeskFile::default() }.write(workspace).expect("a desk");
}
