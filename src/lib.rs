//! milepost tracks how a peace plan is carried out.
//!
//! The floors, from the ground up; imports only run downward. The big walls between them are crates, which the compiler keeps:
//!
//! - `core`: `model` (what a plan and an entry are made of), `fold` (plan and entries in, picture out), `ledger` (bytes of books in,
//!   entries and flaws out; the two never meet).
//! - `check`: what is wrong with a plan. `edit`: a plan changed in its text.
//! - `store`: the files of a workspace. `draft`: a secretariat's own matrix, read as a plan.
//! - `report`: the picture as rows and documents.
//! - `render`: rows as table, JSON, CSV, Markdown.
//! - `tongue`: milepost's own words in the languages of those who read it.
//! - `cli`: one file a command; with this file a crate. `main`, the program, alone knows clock, environment and terminal.

pub mod cli;

pub use milepost_check as check;
pub use milepost_core::{fold, ledger, model};
pub use milepost_draft as draft;
pub use milepost_edit as edit;
pub use milepost_render as render;
pub use milepost_report as report;
pub use milepost_store as store;
pub use milepost_tongue as tongue;
