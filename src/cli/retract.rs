//! `milepost retract`

use super::answer::{Answer, Outside};
use super::attach::Exhibits;
use super::failure::{Failure, REFUSED};
use super::global::{AnswerFormat, Global};
use super::lookup;
use super::record::Desktop;
use super::recording::Recording;
use super::saying::{Circumstances, SpeakerArgs};
use super::statement::stated;
use crate::fold::state::WhyNot;
use crate::model::entry::Act;
use crate::model::name::EntryName;
use crate::report::entries::says;
use crate::tongue::say;
use clap::Args;
use serde::Serialize;

/// Take back an entry of one's own: it never counted, and stays in the record
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost retract 2 --as ukraine
  milepost retract ukraine:2 --as ukraine --note \"counted twice\"")]
pub struct RetractArgs {
    /// The entry's name, BOOK:NUMBER, as `log` shows it; a bare NUMBER means one's own book
    entry: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    exhibits: Exhibits,
    #[command(flatten)]
    voice: SpeakerArgs,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct RetractSaid {
    retracts: String,
    /// What the entry had said, in words.
    said: String,
}

impl RetractArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let own = self.entry.parse::<u64>().ok();
        let parsed = own.is_none().then(|| EntryName::parse(&self.entry).map_err(Failure::usage)).transpose()?;
        let mut desktop = Desktop::open(global, outside, &self.voice, "retract")?;
        let name = parsed.unwrap_or_else(|| EntryName::new(desktop.desk.book.clone(), own.unwrap_or_default()));
        if let Some(failure) = taken_back(&desktop, &name) {
            return Err(failure);
        }
        let circumstances = Circumstances { on: None, note: self.note, exhibits: self.exhibits };
        let retraction =
            desktop.circumstances(&self.voice, &circumstances, Act::Retract { entry: Box::new(name.clone()) })?;
        let recorded = desktop.record(vec![retraction], self.voice.dry_run).map_err(|not| {
            let hint =
                "`milepost log` shows the entries; each actor retracts only what it said itself, with `--as` or `--by`";
            not.failure(&[]).advice(Some(hint.into()))
        })?;
        let said = said(&recorded, &name);
        let words = match said.is_empty() {
            true => say!("{name} never counted", name),
            false => say!("{name} never counted: {said}", name, said),
        };
        let document = RetractSaid { retracts: name.to_string(), said };
        let text = stated("retract", &recorded, (self.voice.dry_run, self.output), (words, Vec::new()), document);
        Ok(recorded.answer(text))
    }
}

/// Why what was taken back is not taken back again.
fn taken_back(desktop: &Desktop, name: &EntryName) -> Option<Failure> {
    let contents = &desktop.world.contents;
    let entry = lookup::entry(&contents.books, contents.log(), &name.to_string()).ok()?;
    let Some(WhyNot::Retracted(by)) = &desktop.before.entries[entry].why_not else { return None };
    let message = format!("{name} was taken back before, by {by}");
    Some(Failure::new(REFUSED, "retracted", message).hint("`milepost show ID` tells what stands; nothing was recorded"))
}

/// What an entry had said, after the milestone that it is about.
fn said(recorded: &Recording, name: &EntryName) -> String {
    let (contents, told) = (&recorded.after.contents, recorded.told());
    let Ok(entry) = lookup::entry(&contents.books, contents.log(), &name.to_string()) else {
        return String::new();
    };
    let milestone = told.entries[recorded.entries[0]].milestone;
    let id = milestone.map_or(String::new(), |place| format!("{} ", told.plan.milestones[place].id));
    format!("{id}{}", says(&contents.entries[entry])).trim_end().to_owned()
}
