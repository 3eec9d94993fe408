//! A plan changed in its text: what a command names gives way, and every other byte stays as its editors left it. Knows no files, and
//! nothing of what is recorded.

pub mod add;
pub mod advice;
pub mod drop;
pub mod error;
pub mod found;
pub mod keys;
pub mod layout;
pub mod noun;
pub mod references;
pub mod rename;
pub mod set;
pub mod splice;
pub mod tree;
pub mod words;
