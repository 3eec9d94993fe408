//! `milepost audit`

use super::answer::{Answer, Outside};
use super::ask::{Output, Page};
use super::failure::{Failure, USAGE};
use super::global::Global;
use super::world::World;
use crate::fold::state::Clocks;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::findings::{FlawDoc, flaw_docs, flaws_sheet};
use clap::Args;
use serde::Serialize;
use std::mem::ManuallyDrop;

/// Walk the chain of every book and tell what is not whole; exit 1 if a book is damaged
#[derive(Debug, Args)]
pub struct Audit {
    /// How to write the findings
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: Output,
}

#[derive(Serialize)]
struct AuditDoc {
    whole: bool,
    flaws: Vec<FlawDoc>,
}

impl Audit {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        if world.alone {
            return Err(Failure::new(USAGE, "no-workspace", "there are no books to audit: no workspace here")
                .hint("`milepost init` begins one, `-C DIR` names one"));
        }
        let damaged = world.damaged();
        let text = match self.output {
            Output::Json => {
                let now = (outside.now)();
                let state = ManuallyDrop::new(world.state(Clocks { as_of: now, known_by: now }));
                let document = AuditDoc { whole: !damaged, flaws: flaw_docs(&world.contents.flaws) };
                json(&answer("audit", &world.view(&state), document))
            }
            output => {
                let heads = world
                    .contents
                    .books
                    .iter()
                    .map(|book| format!("{}: entries {}, head {}", book.name, book.seq, book.head));
                let root = world.contents.root.map_or("no entry yet".to_owned(), |root| format!("root {root}"));
                let verdict = match (damaged, world.contents.flaws.is_empty()) {
                    (true, _) => "Damaged: what stands above does not count.",
                    (false, true) => "Every chain is whole.",
                    (false, false) => "Every chain is whole; see above for what does not count.",
                };
                let footing: Vec<String> = std::iter::once(root).chain(heads).chain([verdict.to_owned()]).collect();
                match world.contents.flaws.is_empty() && output == Output::Table {
                    true => super::ask::lines(&footing),
                    false => Page { heading: Vec::new(), sheet: flaws_sheet(&world.contents.flaws), footing }
                        .write(output, global, outside),
                }
            }
        };
        Ok(Answer::say(text).code(u8::from(damaged)))
    }
}
