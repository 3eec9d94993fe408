//! `milepost retract`

use super::answer::{Answer, Outside};
use super::attach::Exhibits;
use super::failure::Failure;
use super::global::Global;
use super::record::{Circumstances, Desktop, Voice};
use crate::model::fields::Fields;
use crate::model::name::EntryName;
use clap::Args;

/// Take back an entry of one's own: it never counted, and stays in the record
#[derive(Debug, Args)]
pub struct Retract {
    /// The entry's name, BOOK:NUMBER, as `log` shows it
    entry: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    exhibits: Exhibits,
    #[command(flatten)]
    voice: Voice,
}

impl Retract {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let name = EntryName::parse(&self.entry).map_err(Failure::usage)?;
        let mut desktop = Desktop::open(global, outside, &self.voice, "retract")?;
        let fields = Fields { kind: Some("retract".into()), entry: Some(name.to_string().into()), ..Fields::default() };
        let circumstances = Circumstances { on: None, note: self.note, exhibits: self.exhibits };
        let fields = desktop.circumstances(&self.voice, &circumstances, fields)?;
        let recorded = desktop.record(vec![fields], self.voice.dry_run).map_err(|not| {
            let hint =
                "`milepost log` shows the entries; everyone retracts only what he said himself, with `--as` or `--by`";
            not.failure(&[]).advice(Some(hint.into()))
        })?;
        let mut text = format!(
            "{}: {name} never counted{}\n",
            recorded.names[0],
            if self.voice.dry_run { " (not recorded: dry run)" } else { "" }
        );
        let entry = &recorded.state.entries[recorded.entries[0]];
        if let Some(place) = entry.milestone {
            let (before, after) = (&recorded.before.milestones[place], &recorded.state.milestones[place]);
            let id = &recorded.state.plan.milestones[place].id;
            text += &format!("  {id}: {} → {}\n", before.status.word(), after.status.word());
        }
        Ok(recorded.answer(text))
    }
}
