//! `milepost evidence reveal`

use super::answer::{Answer, Outside};
use super::ask::{answered, lines};
use super::failure::{Failure, REFUSED, USAGE};
use super::global::{AnswerFormat, Global};
use super::lookup;
use super::meant::open;
use super::shell::quoted;
use crate::model::entry::Evidence;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::store::evidence::Attachment;
use crate::store::salts::{Salt, Salts};
use clap::Args;
use serde::Serialize;
use std::path::PathBuf;

/// Show that a file is the confidential one that an entry meant: exit 1 if it is not
///
/// Tells the salt, so that others can check the same with the file and nothing but standard tools. Nothing is recorded.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost evidence reveal monitoring-mission:2 list.txt
  milepost evidence reveal monitoring-mission:2 list.txt -o json")]
pub struct EvidenceRevealArgs {
    /// The entry, BOOK:NUMBER
    #[arg(value_name = "ENTRY")]
    entry: String,
    /// The file, as it was when the entry was recorded
    file: PathBuf,
    /// The salt, from who recorded it; without it the one that this machine keeps
    #[arg(long, value_name = "HEX")]
    salt: Option<String>,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct RevealAnswer<'a> {
    entry: &'a str,
    matches: bool,
    salt: Option<String>,
    sha256: Vec<&'a str>,
}

impl EvidenceRevealArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let (world, state) = open(global, outside)?;
        let contents = &world.contents;
        let entry = lookup::entry(&contents.books, contents.log(), &self.entry)?;
        let recorded: Vec<&str> = contents.entries[entry]
            .evidence
            .iter()
            .filter_map(|evidence| match evidence {
                Evidence::Confidential { sha256 } => Some(sha256.as_str()),
                _ => None,
            })
            .collect();
        if recorded.is_empty() {
            return Err(Failure::new(REFUSED, "no-evidence", format!("`{}` names nothing confidential", self.entry))
                .hint("`milepost evidence` lists what entries name; `evidence verify` checks what is no secret"));
        }
        let path = outside.folder.join(&self.file);
        let mut fits = None;
        for (salt, wanted) in self.salts(&Salts::read(&contents.workspace)?, &recorded)? {
            let made = Attachment::measure(&path, Some(salt.clone()))?.hash.to_string();
            if wanted.contains(&made.as_str()) {
                fits = Some((salt, made));
                break;
            }
        }
        let text = match self.output {
            AnswerFormat::Text => lines(&self.words(fits.as_ref())),
            AnswerFormat::Json => {
                let salt = fits.as_ref().map(|(salt, _)| salt.to_string());
                let document = RevealAnswer { entry: &self.entry, matches: fits.is_some(), salt, sha256: recorded };
                json(&answer("evidence-reveal", &world.view(&state), document))
            }
        };
        Ok(answered(world, outside, text).code(u8::from(fits.is_none())))
    }

    /// The salts to try, each with the hashes that it may have made.
    fn salts<'a>(&self, kept: &Salts, recorded: &[&'a str]) -> Result<Vec<(Salt, Vec<&'a str>)>, Failure> {
        if let Some(text) = &self.salt {
            let salt = Salt::parse(text).ok_or_else(|| {
                Failure::usage(format!("`{text}` is not a salt")).hint("a salt is pairs of hexadecimal digits")
            })?;
            return Ok(vec![(salt, recorded.to_vec())]);
        }
        let known = recorded.iter().filter_map(|hash| Some((kept.find(hash)?.clone(), vec![*hash])));
        let known: Vec<_> = known.collect();
        match known.is_empty() {
            true => Err(Failure::new(USAGE, "no-salt", format!("this machine has no salt for `{}`", self.entry))
                .hint("who recorded it has it in .milepost/salts: `--salt HEX` takes it")),
            false => Ok(known),
        }
    }

    fn words(&self, fits: Option<&(Salt, String)>) -> Vec<String> {
        let (entry, file) = (&self.entry, self.file.display());
        match fits {
            None => vec![format!("{file} is not what {entry} means, or was changed since")],
            Some((salt, hash)) => vec![
                format!("{file} is what {entry} means, unchanged"),
                format!("  salt  {salt}"),
                format!("  hash  {hash}, as recorded: the SHA-256 of the salt's bytes and then the file's"),
                "By hand, with the file and nothing of milepost's:".to_owned(),
                format!("  (printf {salt} | xxd -r -p; cat {}) | sha256sum", quoted(&self.file)),
                "Who has the salt can try out what the file may be: give it only to whom you show the file.".to_owned(),
            ],
        }
    }
}
