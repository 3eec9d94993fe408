//! `milepost seal`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::failure::{Failure, REFUSED, USAGE};
use super::global::{AnswerFormat, Global};
use super::record::Desktop;
use super::saying::SpeakerArgs;
use super::shell::quoted;
use super::signing::Signing;
use super::world::World;
use crate::fold::state::Clocks;
use crate::fold::vouch::sealed_upto;
use crate::ledger::chain::Book;
use crate::ledger::line::{Seal as SealLine, parted};
use crate::ledger::seal::{armored, signed_bytes};
use crate::model::plan::Plan;
use crate::render::json::json;
use crate::store::disk;
use crate::store::error::StoreError;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Sign what this desk wrote, and bear witness to the other books
///
/// Where the speaker has keys in the plan, every command that records seals what it writes. This one seals what was recorded
/// with `--no-seal`, and what other books have grown since.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost seal --as amm --key ~/.ssh/id_ed25519
  milepost seal --export proof          writes what `ssh-keygen -Y verify` needs to check the last seal of every book")]
pub struct SealArgs {
    /// Write the last seal of every book and what it signs into this folder, for `ssh-keygen -Y verify`
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["speaker", "key"])]
    export: Option<PathBuf>,
    /// With `--export`: only this book
    #[arg(long, value_name = "BOOK", requires = "export")]
    book: Option<String>,
    /// Who seals: an actor of the plan, or a book of this machine
    #[arg(long = "as", value_name = "DESK|ACTOR")]
    speaker: Option<String>,
    /// The key to seal with; default: MILEPOST_KEY, the ssh-agent, Git's signing key
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct SealAnswer {
    format: &'static str,
    seal: Option<String>,
    waited: usize,
    seen: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct ExportedSeal {
    book: String,
    seal: String,
    key: String,
    signed: String,
    signature: String,
    command: String,
}

impl SealArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        match &self.export {
            Some(folder) => self.export(global, outside, &outside.folder.join(folder), folder),
            None => self.seal(global, outside),
        }
    }

    fn seal(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let signing = Signing { key: self.key, ..Signing::default() };
        let voice = SpeakerArgs { speaker: self.speaker, signing, ..SpeakerArgs::default() };
        let desktop = Desktop::open(global, outside, &voice, "seal")?;
        let actor = desktop.desk.actor.clone();
        let Some(sealed) = desktop.seal()? else {
            return Ok(match self.output {
                AnswerFormat::Text => {
                    Answer::say("nothing to seal: all that this desk wrote is, and no other book has grown\n")
                }
                AnswerFormat::Json => {
                    Answer::say(json(&SealAnswer { format: FORMAT, seal: None, waited: 0, seen: BTreeMap::new() }))
                }
            });
        };
        let text = match self.output {
            AnswerFormat::Json => {
                let seen = sealed.seen.iter().map(|(book, point)| (book.to_string(), point.to_string())).collect();
                json(&SealAnswer { format: FORMAT, seal: Some(sealed.name.to_string()), waited: sealed.waited, seen })
            }
            AnswerFormat::Text => {
                let mut told = vec![format!("{}: sealed by {actor}", sealed.name)];
                told.extend(sealed.signed.iter().map(|line| format!("  signs     {line}")));
                if sealed.waited > 0 {
                    told.push(format!("  counts    {} that had waited for it", entries(sealed.waited)));
                }
                if !sealed.seen.is_empty() {
                    let books: Vec<String> =
                        sealed.seen.iter().map(|(book, point)| format!("{book}:{}", point.seq)).collect();
                    told.push(format!("  witness   had seen {}", books.join(", ")));
                }
                lines(&told)
            }
        };
        let recorded = Some(sealed.name.to_string());
        Ok(Answer { recorded, ..Answer::say(text) }.remark(sealed.remarks))
    }

    fn export(&self, global: &Global, outside: &Outside, folder: &Path, shown: &Path) -> Result<Answer, Failure> {
        let world = World::open(global, outside)?;
        let books: Vec<&Book> = world
            .contents
            .books
            .iter()
            .filter(|book| {
                self.book.as_ref().is_none_or(|name| book.name.to_string() == *name || book.id.name == **name)
            })
            .collect();
        if let Some(name) = self.book.as_ref().filter(|_| books.is_empty()) {
            let known: Vec<String> = world.contents.books.iter().map(|book| book.name.to_string()).collect();
            return Err(Failure::new(REFUSED, "unknown-book", format!("there is no book `{name}` here"))
                .hint(format!("the books are: {}", known.join(", "))));
        }
        let now = (outside.now)();
        let state = world.state(Clocks { as_of: now, known_by: now });
        disk::make_free_dir(folder).map_err(StoreError::io("make", folder))?;
        let signers = folder.join(SIGNERS);
        write(&signers, &allowed(&state.plan))?;
        let exported = books
            .iter()
            .filter_map(|book| last_seal(world, &state.plan, book).map(|seal| one(book, seal, folder, shown)));
        let exported: Vec<ExportedSeal> = exported.collect::<Result<_, _>>()?;
        if exported.is_empty() {
            return Err(Failure::new(USAGE, "no-seal", "there is no seal to show")
                .hint("where an actor has keys in the plan, what it records is sealed"));
        }
        let text = match self.output {
            AnswerFormat::Json => json(&serde_json::json!({"format": FORMAT, "exported": exported})),
            AnswerFormat::Text => {
                let told = exported.iter().map(|seal| format!("{} by {}\n  {}", seal.seal, seal.key, seal.command));
                told.map(|told| told + "\n").collect()
            }
        };
        Ok(Answer::say(text))
    }
}

const FORMAT: &str = "milepost/seal/1";
const SIGNERS: &str = "allowed_signers";

/// The last good seal of a book.
fn last_seal<'a>(world: &World, plan: &Plan, book: &'a Book) -> Option<&'a SealLine> {
    let desk = world.contents.desks.iter().find(|desk| desk.book == book.name)?;
    let upto = sealed_upto(&plan.actors[plan.actor(desk.actor.as_str())?], desk);
    book.seals.iter().find(|seal| seal.seq == upto)
}

fn one(book: &Book, seal: &SealLine, folder: &Path, shown: &Path) -> Result<ExportedSeal, Failure> {
    let line = book.line_text(seal.seq);
    let (unsigned, text) = parted(&line).unwrap_or_default();
    let key = seal.key.to_string();
    let stem = format!("{}-{}", book.name, seal.seq);
    let (signed, signature) = (format!("{stem}.txt"), format!("{stem}.sig"));
    write(&folder.join(&signed), &signed_bytes(book.opening.root, book.identity, unsigned))?;
    write(&folder.join(&signature), armored(text).as_bytes())?;
    let at = |name: &str| quoted(&shown.join(name));
    let command = format!(
        "ssh-keygen -Y verify -f {} -I {} -n milepost -s {} < {}",
        at(SIGNERS),
        book.opening.actor,
        at(&signature),
        at(&signed)
    );
    Ok(ExportedSeal {
        book: book.name.to_string(),
        seal: format!("{}:{}", book.name, seal.seq),
        key,
        signed,
        signature,
        command,
    })
}

/// Who may sign as whom, in the form that ssh-keygen reads.
fn allowed(plan: &Plan) -> Vec<u8> {
    let keys = plan.actors.iter().flat_map(|actor| actor.keys.iter().map(move |key| (&actor.id, &key.text)));
    keys.map(|(id, key)| format!("{id} namespaces=\"milepost\" {key}\n")).collect::<String>().into_bytes()
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    Ok(disk::write_aside(path, bytes).map_err(StoreError::io("write", path))?)
}

fn entries(count: usize) -> String {
    if count == 1 { "1 entry".into() } else { format!("{count} entries") }
}
