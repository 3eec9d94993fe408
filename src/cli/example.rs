//! The examples that the binary carries: real peace processes to look at and to learn on.

use crate::store::create::Book;

#[derive(Debug)]
pub struct Example {
    pub name: &'static str,
    pub plan: &'static str,
    pub books: &'static [Book<'static>],
}

pub const EXAMPLES: [Example; 1] = [Example {
    name: "helsinki-2005",
    plan: include_str!("../../data/helsinki-2005/plan.json"),
    books: &[
        ("amm", include_str!("../../data/helsinki-2005/ledger/amm.jsonl")),
        ("desk", include_str!("../../data/helsinki-2005/ledger/desk.jsonl")),
        ("gam", include_str!("../../data/helsinki-2005/ledger/gam.jsonl")),
        ("goi", include_str!("../../data/helsinki-2005/ledger/goi.jsonl")),
    ],
}];

/// An example by its name.
pub fn example(name: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.name == name)
}
