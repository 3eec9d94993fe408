//! milepost tracks how a peace plan is carried out.
//!
//! The floors, from the ground up; imports only run downward:
//!
//! - `model`: what a plan and an entry are made of.
//! - `fold`: plan and entries in, picture out. `ledger`: bytes of books in, entries and flaws out. The two never meet.
//! - `store`: the files of a workspace. `check`: what is wrong with a plan.
//! - `report`: the picture as rows and documents.
//! - `render`: rows as table, JSON, CSV, Markdown.
//! - `cli`: one file a command. `main` alone knows clock, environment and terminal.

pub mod check;
pub mod cli;
pub mod fold;
pub mod ledger;
pub mod model;
pub mod render;
pub mod report;
pub mod store;
