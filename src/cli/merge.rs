//! `milepost merge`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::attach::follow;
use super::failure::{Failure, USAGE};
use super::global::{AnswerFormat, Global};
use super::remark::Remark;
use super::world::{World, workspace};
use crate::fold::state::Clocks;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::merged::{MergeAnswer, is_refused, merged_doc, merged_lines, of_another_plan};
use crate::store::error::StoreError;
use crate::store::merge::merge_accepting;
use crate::store::write::Writer;
use clap::Args;
use std::path::PathBuf;

/// Each book comes whole or not at all, one after the other: where the system fails in between, some have come.
fn rest(error: StoreError) -> Failure {
    match error {
        StoreError::Io { .. } | StoreError::Unsure { .. } => Failure::from(error)
            .hint("each book has come whole or not at all; once the system is well, the same `milepost merge` takes in the rest"),
        error => error.into(),
    }
}

/// Take in books, plans and evidence from another workspace, or a copy of one
///
/// Nothing from there is trusted: a book that is not whole, or not of this workspace, is refused by itself, with the reason.
/// Where two versions of a book disagree, both are kept, and what others had seen of them counts. Exit 1 if a book was refused, or
/// disagrees with ours.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost merge ../theirs --dry-run
  milepost merge ../theirs")]
pub struct MergeArgs {
    /// The top folder of the other workspace
    path: PathBuf,
    /// Take lines that set aside a version of the plan which is followed here, for the one whose hash begins so
    #[arg(long, value_name = "VERSION")]
    accept: Option<String>,
    /// Only show what it would do
    #[arg(long)]
    dry_run: bool,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

impl MergeArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let Some(workspace) = workspace(global, outside)? else {
            return Err(Failure::new(USAGE, "no-workspace", "there is no workspace here to merge into")
                .hint("copy the other one whole, or `milepost init` begins one; `-C DIR` names another"));
        };
        let now = (outside.now)();
        let who = format!("process {}, milepost merge", outside.process);
        let mut writer = Writer::begin(workspace, global.patience(), &who)?;
        let merged =
            merge_accepting(&mut writer, &outside.folder.join(&self.path), now, self.dry_run, self.accept.as_deref());
        let merged = merged.map_err(rest)?;
        let world = World::of_workspace(&writer.workspace)?;
        let gone = if self.dry_run { Vec::new() } else { follow(&world, now)? };
        let text = match self.output {
            AnswerFormat::Text => lines(&merged_lines(&merged, self.dry_run)),
            AnswerFormat::Json => {
                let state = world.state(Clocks { as_of: now, known_by: now });
                let document: MergeAnswer = merged_doc(&merged, self.dry_run);
                json(&answer("merge", &world.view(&state), document))
            }
        };
        let another = of_another_plan(&merged).then_some(Remark::OtherUndertaking);
        let remarks = world.remarks(now).into_iter().chain(gone).chain(another);
        Ok(Answer::say(text).remark(remarks).code(u8::from(is_refused(&merged))))
    }
}
