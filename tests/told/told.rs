//! What the tests before this one in the same run did not try, and why.

#[allow(dead_code)]
#[path = "../suite/skipped.rs"]
mod skipped;

use std::collections::BTreeSet;

fn main() {
    let notes = skipped::notes();
    let text = std::fs::read_to_string(&notes).unwrap_or_default();
    let skipped: BTreeSet<&str> = text.lines().collect();
    match skipped.len() {
        0 => println!("\nnothing was skipped"),
        many => println!("\nskipped: {many}"),
    }
    skipped.iter().for_each(|line| println!("  {line}"));
    let _ = std::fs::remove_file(notes);
}
