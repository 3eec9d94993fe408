//! `milepost evidence`, its list and its check

use super::answer::{Answer, Outside};
use super::ask::{TableOutput, TablePage, answered, lines};
use super::failure::Failure;
use super::global::Global;
use super::meant::{choose, open};
use super::purge::EvidencePurgeArgs;
use super::remark::Remark;
use super::remove::EvidenceRemoveArgs;
use super::reveal::EvidenceRevealArgs;
use super::world::World;
use crate::fold::state::State;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::exhibits::{FileRow, exhibits_sheet, hints, not_followed, piece_docs, tally};
use crate::store::evidence::{Piece, pieces, removed, verified};
use crate::store::salts::Salts;
use crate::tongue::say;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::ffi::OsString;

/// List, verify, reveal, remove or purge the files that entries rest on
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "\
Examples:
  milepost evidence
  milepost evidence verify")]
pub struct EvidenceArgs {
    #[command(subcommand)]
    what: Option<EvidenceCommand>,
    #[command(flatten)]
    list: EvidenceListArgs,
}

#[derive(Debug, Subcommand)]
enum EvidenceCommand {
    List(EvidenceListArgs),
    Verify(EvidenceVerifyArgs),
    Reveal(EvidenceRevealArgs),
    Remove(EvidenceRemoveArgs),
    Purge(EvidencePurgeArgs),
}

/// List the files that entries name, and what else lies in evidence/
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost evidence list
  milepost evidence list -o csv")]
struct EvidenceListArgs {
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

/// Hash the files again: exit 1 if one is missing or is not what entries name
///
/// Without an argument all files that entries name. A confidential file is not here; `evidence reveal` checks one.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost evidence verify
  milepost evidence verify monitoring-mission:1")]
struct EvidenceVerifyArgs {
    /// An entry, BOOK:NUMBER; the first digits of a hash; or a file of yours, to learn which entries name it
    #[arg(value_name = "ENTRY|HASH|FILE")]
    what: Option<OsString>,
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

impl EvidenceArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        match self.what {
            None => self.list.run(global, outside),
            Some(EvidenceCommand::List(command)) => command.run(global, outside),
            Some(EvidenceCommand::Verify(command)) => command.run(global, outside),
            Some(EvidenceCommand::Reveal(command)) => command.run(global, outside),
            Some(EvidenceCommand::Remove(command)) => command.run(global, outside),
            Some(EvidenceCommand::Purge(command)) => command.run(global, outside),
        }
    }
}

#[derive(Serialize)]
struct EvidenceAnswer<'a> {
    files: Vec<FileRow<'a>>,
}

impl EvidenceListArgs {
    fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let (world, state) = open(global, outside)?;
        let pieces = pieces(&world.contents.workspace, world.namings(&state))?;
        let text = told(world, &state, &pieces, Vec::new(), (self.output, global, outside));
        Ok(answered(world, outside, text).remark(unreadable_salts(world)).remark(unsettled(world, &state)?))
    }
}

impl EvidenceVerifyArgs {
    fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let (world, state) = open(global, outside)?;
        let (contents, namings) = (&world.contents, world.namings(&state));
        let all = pieces(&contents.workspace, namings)?;
        let chosen = match &self.what {
            None => all,
            Some(what) => choose(what, world, all, outside)?,
        };
        let pieces = verified(&contents.workspace, chosen);
        let trouble = pieces.iter().any(|piece| piece.condition.is_trouble());
        let text = told(world, &state, &pieces, hints(&pieces), (self.output, global, outside));
        let answer = answered(world, outside, text).remark(unreadable_salts(world)).remark(unsettled(world, &state)?);
        Ok(answer.code(u8::from(trouble)))
    }
}

/// What others say was removed: what is not followed, and what is set aside until this machine's user deletes it.
fn unsettled(world: &World, state: &State) -> Result<Vec<Remark>, Failure> {
    let aside = removed(&world.contents.workspace)?.len();
    let refused = not_followed(&world.view(state)).into_iter().map(Remark::NotFollowed);
    Ok(refused.chain((aside > 0).then_some(Remark::StillAside(aside))).collect())
}

/// A warning where the salts are damaged: without them nothing confidential can be shown.
fn unreadable_salts(world: &World) -> Option<Remark> {
    let failure = Failure::from(Salts::read(&world.contents.workspace).err()?);
    Some(Remark::SaltsUnreadable { message: failure.message, hint: failure.hint.unwrap_or_default() })
}

fn told(
    world: &World,
    state: &State,
    pieces: &[Piece],
    hints: Vec<String>,
    (output, global, outside): (TableOutput, &Global, &Outside),
) -> String {
    let view = world.view(state);
    let footing = match pieces.is_empty() {
        true => vec![say!("No entry names a file.").to_owned()],
        false => [tally(pieces)].into_iter().chain(hints).collect(),
    };
    match output {
        TableOutput::Json => json(&answer("evidence", &view, EvidenceAnswer { files: piece_docs(&view, pieces) })),
        TableOutput::Table if pieces.is_empty() => lines(&footing),
        output => {
            let sheet = exhibits_sheet(&view, pieces, output != TableOutput::Table);
            TablePage { heading: Vec::new(), sheet, footing }.write(output, global, outside)
        }
    }
}
