//! Bytes of books in, entries and flaws out. Knows nothing of plans, clocks or folders.

pub mod chain;
pub mod flaw;
pub mod fork;
pub mod line;
pub mod lower;
pub mod opening;
pub mod point;
pub mod seal;
pub mod secret;
pub mod witness;
