//! `milepost schema`

use super::answer::Answer;
use crate::render::json::json;
use crate::report::export::ExportDoc;
use crate::report::schema::{answer, entry, plan};
use crate::report::status::StatusDoc;
use clap::{Args, ValueEnum};

/// Print the JSON Schema of a file that milepost reads, or of an answer for machines
#[derive(Debug, Args)]
pub struct Schema {
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

impl Schema {
    pub fn run(self) -> Answer {
        Answer::say(json(&match self.of {
            Subject::Plan => plan(),
            Subject::Entry => entry(),
            Subject::Status => answer::<StatusDoc>("status", "status", "The answer of milepost status"),
            Subject::State => answer::<ExportDoc>("state", "export", "The state that milepost exports"),
        }))
    }
}
