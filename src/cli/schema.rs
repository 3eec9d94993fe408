//! `milepost schema`

use super::answer::Answer;
use crate::edit::keys::SCHEMA;
use clap::{Args, ValueEnum};

/// Print the JSON Schema of a file that milepost reads, or of an answer for machines
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost schema plan
  milepost schema entry > entry.schema.json")]
pub struct SchemaArgs {
    /// Of what
    #[arg(value_name = "OF")]
    of: Subject,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Subject {
    /// The plan file
    Plan,
    /// A line of a book, or of `export -o jsonl`
    Entry,
    /// The answer of `status -o json`
    Status,
    /// The answer of `export -o json`
    State,
}

impl SchemaArgs {
    /// The schemas are made of the types by a test, and stand in `data/schema`.
    pub fn run(self) -> Answer {
        let schema = match self.of {
            Subject::Plan => SCHEMA,
            Subject::Entry => include_str!("../../data/schema/entry.json"),
            Subject::Status => include_str!("../../data/schema/status.json"),
            Subject::State => include_str!("../../data/schema/state.json"),
        };
        Answer::say(schema.to_owned())
    }
}
