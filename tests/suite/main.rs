//! The test crate: the scene language, stories, laws, and house rules.

mod architecture;
mod bad_input;
mod commands;
mod conditions;
mod console;
mod deadlines;
mod example;
mod helsinki;
mod laws;
mod pam;
mod readme;
mod seeds;
mod start;
mod stories;
mod timeline;
mod world;
mod writers;
