//! The nouns of a peace plan and of what is said about it. Knows nothing of files, clocks or screens.
//!
//! `plan` is what was promised, `entry` what people say about it. The rest are the small words both are made of.

pub mod condition;
pub mod due;
pub mod entry;
pub mod id;
pub mod json;
pub mod level;
pub mod moment;
pub mod plan;
pub mod text;
pub mod value;
