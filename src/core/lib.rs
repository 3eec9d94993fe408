//! What a plan and its entries are, and what they come to: the same on every machine, without files, clock or words for people.
//!
//! - `model`: what a plan and an entry are made of.
//! - `fold`: plan and entries in, picture out. `ledger`: bytes of books in, entries and flaws out. The two never meet.
//! - `check`: what is wrong with a plan. `edit`: a plan changed in its text.

pub mod check;
pub mod edit;
pub mod fold;
pub mod ledger;
pub mod model;
