//! The files of a workspace: found, made, read and written. Knows nothing of what a plan means.

pub mod agent;
pub mod create;
pub mod disk;
pub mod error;
pub mod evidence;
pub mod git_config;
pub mod heads;
pub mod lock;
pub mod pen;
pub mod read;
pub mod salts;
pub mod text;
pub mod workspace;
pub mod write;
