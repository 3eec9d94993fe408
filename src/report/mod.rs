//! The picture as rows and documents, the same for every format. Computes; never renders.

pub mod balance;
pub mod basis;
pub mod compare;
pub mod consultations;
pub mod decisions;
pub mod disputes;
pub mod entries;
pub mod findings;
pub mod incidents;
pub mod list;
pub mod matrix;
pub mod milestone;
pub mod obligations;
pub mod prose;
pub mod sheet;
pub mod show;
pub mod status;
pub mod terms;
pub mod timeline;
pub mod totals;
pub mod view;
pub mod why;
pub mod words;
