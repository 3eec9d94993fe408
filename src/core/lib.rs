//! What a plan and its entries are, and what they come to: the same on every machine, without files or clock.
//!
//! - `model`: what a plan and an entry are made of.
//! - `fold`: plan and entries in, picture out. `ledger`: bytes of books in, entries and flaws out. The two never meet.

// For the places that other crates declare.
#[doc(hidden)]
pub use borsh;
#[doc(hidden)]
pub use milepost_tongue as tongue;

pub mod fold;
pub mod ledger;
pub mod model;
