//! The nouns of a peace plan and of what is said about it. Knows nothing of files, clocks or screens.
//!
//! `plan` is what was promised (`actor`, `rule` and `milestone` are its parts), `entry` what people say about it. The rest are the
//! small words both are made of.

pub mod act_kind;
pub mod actor;
pub mod called;
pub mod condition;
pub mod decision;
pub mod due;
pub mod entry;
pub mod evidence;
pub mod fields;
pub mod formula;
pub mod hash;
pub mod id;
pub mod incident;
pub mod index;
pub mod json;
pub mod key;
#[cfg(feature = "schema")]
pub mod kinds;
pub mod languages;
pub mod lean;
pub mod level;
pub mod long;
pub mod looks;
pub mod milestone;
pub mod misread;
pub mod moment;
pub mod name;
pub mod objects;
mod offsets;
pub mod pairs;
mod places;
pub mod plan;
pub mod progress;
pub mod rule;
#[cfg(feature = "schema")]
pub mod schema;
pub mod span;
pub mod text;
pub mod value;
pub mod versions;
pub mod web;
pub mod when;
pub mod words;
