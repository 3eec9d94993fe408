//! The examples that the binary carries: real peace processes to look at and to learn on.

use crate::store::create::CarriedBook;

#[derive(Debug)]
pub struct Example {
    pub name: &'static str,
    pub plan: &'static str,
    pub books: &'static [CarriedBook<'static>],
}

pub const EXAMPLES: [Example; 1] = [Example {
    name: "helsinki-2005",
    plan: include_str!("../../data/helsinki-2005/plan.json"),
    books: &[
        (
            "amm.97aec2acf4572e9233035f9b9cbf5d31",
            include_str!("../../data/helsinki-2005/ledger/amm.97aec2acf4572e9233035f9b9cbf5d31.jsonl"),
        ),
        (
            "desk.2f59b85835933c14f22eed385788c2d6",
            include_str!("../../data/helsinki-2005/ledger/desk.2f59b85835933c14f22eed385788c2d6.jsonl"),
        ),
        (
            "gam.9d287fb36890413b29e918778f856b75",
            include_str!("../../data/helsinki-2005/ledger/gam.9d287fb36890413b29e918778f856b75.jsonl"),
        ),
        (
            "goi.a336c188262de2cf17e3839ab3a20084",
            include_str!("../../data/helsinki-2005/ledger/goi.a336c188262de2cf17e3839ab3a20084.jsonl"),
        ),
    ],
}];

/// An example by its name.
pub fn example(name: &str) -> Option<&'static Example> {
    EXAMPLES.iter().find(|example| example.name == name)
}
