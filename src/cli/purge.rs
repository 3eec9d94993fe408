//! `milepost evidence purge`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::failure::{Failure, USAGE};
use super::global::Global;
use super::world::{World, workspace};
use crate::fold::removals::Naming;
use crate::fold::state::Clocks;
use crate::model::entry::Evidence;
use crate::model::hash::Hash;
use crate::render::safe::one_line;
use crate::report::words;
use crate::store::evidence::{purge, removed};
use crate::store::write::Writer;
use clap::Args;

/// Delete what others removed and this machine set aside, in .milepost/removed
///
/// A removal that comes from elsewhere deletes nothing here by itself: the file is set aside, and is yours to keep or to delete.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost evidence purge --dry-run
  milepost evidence purge")]
pub struct EvidencePurgeArgs {
    /// Only show what it would delete
    #[arg(long)]
    dry_run: bool,
}

impl EvidencePurgeArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let Some(workspace) = workspace(global, outside)? else {
            return Err(Failure::new(USAGE, "no-workspace", "there is no workspace here, so nothing is set aside")
                .hint("`-C DIR` names one"));
        };
        let who = format!("process {}, milepost evidence purge", outside.process);
        let writer = Writer::begin(workspace, global.patience(), &who)?;
        let world = World::sound(World::of_workspace(&writer.workspace)?)?;
        let now = (outside.now)();
        let state = world.state(Clocks { as_of: now, known_by: now });
        let namings = world.namings(&state);
        let mut told = Vec::new();
        for (hash, bytes) in removed(&writer.workspace)? {
            if !self.dry_run {
                purge(&writer.workspace, hash)?;
            }
            told.push(self.line(hash, bytes, &namings));
        }
        if told.is_empty() {
            told.push("nothing is set aside".to_owned());
        }
        Ok(Answer::say(lines(&told)).remark(world.remarks(now)))
    }

    /// `deleted report.pdf, 1.2 MiB, SHA-256 …`
    fn line(&self, hash: Hash, bytes: u64, namings: &[Naming]) -> String {
        let hash = hash.to_string();
        let names = namings.iter().filter_map(|naming| match naming.evidence {
            Evidence::File { sha256, name: Some(name) } if *sha256 == hash => Some(name),
            _ => None,
        });
        let name = names.min().map_or(String::new(), |name| format!("{}, ", one_line(name)));
        let verb = if self.dry_run { "would delete" } else { "deleted" };
        format!("{verb} {name}{}, SHA-256 {hash}", words::size(bytes))
    }
}
