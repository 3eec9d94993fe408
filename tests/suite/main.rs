//! The test crate: the scene language, stories, laws, and house rules.

mod architecture;
mod bad_input;
mod balance;
mod brief;
mod commands;
mod compare;
mod conditions;
mod console;
mod deadlines;
mod decisions;
mod example;
mod helsinki;
mod laws;
mod matrix;
mod pam;
mod readme;
mod rules;
mod rules_plan;
mod rules_why;
mod seeds;
mod start;
mod stories;
mod tales;
mod timeline;
mod world;
mod writers;
