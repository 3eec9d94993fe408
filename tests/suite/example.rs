//! The example that users start from: its books are what their entries make, and `init --example` lays it out whole.
//!
//! To change an entry, edit its line in `data/helsinki-2005/ledger` and run this test with `MILEPOST_EXAMPLE=write`: it records
//! the entries anew, so that the chain holds.

use super::console::repository;
use super::world::{World, book_file};
use serde_json::Value;
use std::path::Path;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/helsinki-2005");
/// When the books were written.
const WRITTEN: &str = "2026-11-24T00:00:00Z";
/// The mission's findings name what stands in the other books, so its own comes last.
const BOOKS: [&str; 4] = ["desk", "gam", "goi", "amm"];

fn example(name: &str) -> String {
    std::fs::read_to_string(book_file(Path::new(EXAMPLE), name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An entry's own fields, without what the chain adds; nothing for the opening of a book.
fn own(line: &str) -> Option<String> {
    let fields = line.strip_prefix('{')?;
    let entry: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let linked = ["seq", "prev", "at", "batch"];
    // Text surgery keeps the order and the digits of the line: what the chain adds stands before `kind`.
    let start = if linked.iter().any(|key| entry.get(key).is_some()) { fields.find("\"kind\"")? } else { 0 };
    let fields = &fields[start..];
    let batch = entry.get("batch").map(|batch| format!("\"batch\":{batch},"));
    let fields = batch.map_or(fields.to_owned(), |batch| fields.replacen(&batch, "", 1));
    // What a line had seen of other books is seen anew; it stands last.
    let fields = fields.split_once(",\"seen\":{").map_or(fields.clone(), |(before, _)| format!("{before}}}"));
    entry.get("kind").map(|_| by_name(&format!("{{{fields}")))
}

/// With entries named as people type them: what a book's lines hash to is found anew.
fn by_name(fields: &str) -> String {
    let strings: Vec<String> = fields.split('"').map(|text| typed(text).unwrap_or_else(|| text.to_owned())).collect();
    strings.join("\"")
}

/// `desk:10` for `desk.<32 hex>:10:<64 hex>`.
fn typed(text: &str) -> Option<String> {
    let (entry, hash) = text.rsplit_once(':').filter(|(_, hash)| hash.len() == 64)?;
    let (book, seq) = entry.rsplit_once(':')?;
    let (name, digits) = book.rsplit_once('.').filter(|(_, digits)| digits.len() == 32)?;
    let hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (hex(hash) && hex(digits)).then(|| format!("{name}:{seq}"))
}

#[test]
fn the_books_are_what_their_entries_make() {
    let world = World::empty();
    world.at(WRITTEN).file("draft.json", example("plan.json"));
    world.ask("init --from draft.json").ok();
    for book in BOOKS {
        let lines: Vec<String> = example(&format!("ledger/{book}.jsonl")).lines().filter_map(own).collect();
        assert!(lines.len() > 10, "{book} has {} entries", lines.len());
        world.file("entries.jsonl", lines.join("\n")).ask(&format!("import entries.jsonl --as {book}")).ok();
        let (alias, named) = (format!("ledger/{book}.jsonl"), world.book(book));
        let made = world.read(&named);
        if std::env::var("MILEPOST_EXAMPLE").as_deref() == Ok("write") {
            std::fs::remove_file(book_file(Path::new(EXAMPLE), &alias)).expect("the former book");
            std::fs::write(Path::new(EXAMPLE).join(&named), &made).expect("a book");
        }
        assert!(made == example(&named), "{book} is not what its entries make");
        assert!(include_str!("../../src/cli/example.rs").contains(&named), "src/cli/example.rs is to include {named}");
    }
}

#[test]
fn the_example_begins_whole() {
    let world = World::empty();
    world
        .at("2026-12-01")
        .ask("init peace --example helsinki-2005")
        .ok()
        .hears("22 milestones, beside 1 summing up or restating others")
        .hears("4 books");
    // What is so of the memorandum, and was mended by decisions.
    let gap = "`EL-1` (due 2006-04-30) on the day: `amm` from 2005-09-15 until 2006-03-15\n";
    world.ask("-C peace check").ok().hears(gap).hears("0 errors, 1 warning\n");
    world.ask("-C peace audit").ok();
    assert_eq!(world.ask("-C peace status").ok().errors(), "");
    // Whoever goes on with it opens a book of their own.
    world.ask("-C peace mark HR-1 none --as amm").ok().hears("amm-2:1");
    world.ask("init other --example oslo").code(2).remarks("the examples are: helsinki-2005");
    world.ask("init other --example helsinki-2005 --from x.json").code(2).remarks("cannot be used with");
}

/// Every entry of the record says where it comes from, and no entry is left out of account.
#[test]
fn every_entry_has_its_source() {
    let world = World::empty();
    world.at("2026-12-01").ask("init --example helsinki-2005").ok();
    let log = world.ask("log -o json").ok().json();
    let entries = log["entries"].as_array().expect("entries");
    assert_eq!(
        entries.len(),
        BOOKS.iter().map(|book| example(&format!("ledger/{book}.jsonl")).lines().count() - 1).sum::<usize>()
    );
    let told = repository("data/guide/helsinki.md");
    assert!(told.contains(&format!("{} entries, each", entries.len())), "the guide counts {}", entries.len());
    for entry in entries {
        assert_eq!(entry["counts"], true, "{entry}");
        let url = entry["evidence"][0]["url"].as_str().unwrap_or_else(|| panic!("no source: {entry}"));
        assert!(url.starts_with("http"), "{url}");
    }
}
