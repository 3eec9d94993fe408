//! The test crate: the scene language, stories, laws, and house rules.

mod again;
mod architecture;
mod asked_first;
mod at_hand;
mod bad_input;
mod balance;
mod brief;
mod browser;
mod cached;
mod checks;
mod clones;
mod commands;
mod compare;
mod conditions;
mod console;
mod crash;
mod deadlines;
mod decisions;
mod drawn;
mod engines;
mod evidence;
mod example;
mod examples;
mod exchange;
mod exports;
mod field;
mod forged;
mod from_matrix;
mod fuzz;
mod helsinki;
mod hostile;
mod instructions;
mod keys;
mod kills;
mod languages;
mod laws;
mod long_work;
mod matrix;
mod messages;
mod moved;
#[cfg(target_os = "linux")]
mod names;
mod next;
#[cfg(target_os = "linux")]
mod package;
mod pam;
mod plan_commands;
#[cfg(unix)]
mod prompt;
#[allow(dead_code)]
mod readers;
mod readme;
mod records;
mod report;
mod rules;
mod rules_plan;
mod rules_why;
mod schemas;
mod sea;
mod seals;
mod seeds;
#[cfg(unix)]
mod shared;
mod skipped;
mod start;
mod stories;
mod sync;
mod tales;
#[cfg(unix)]
mod terminal;
mod threats;
mod timeline;
mod trust;
mod widths;
mod world;
mod worlds;
mod writers;
