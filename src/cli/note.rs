//! `milepost note`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::attach::Exhibits;
use super::failure::Failure;
use super::global::Global;
use super::lookup;
use super::record::Desktop;
use super::saying::{Circumstances, SpeakerArgs};
use super::statement::elsewhere;
use crate::model::entry::{Act, NoteOutcome};
use crate::tongue::say;
use clap::{Args, ValueEnum};

/// Keep a remark for the record; it counts for nothing
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost note \"the road is closed until Monday\"
  milepost note \"turned back at the bridge\" --milestone WD-1 --outcome no-access --as monitoring-mission")]
pub struct NoteArgs {
    /// The remark
    text: String,
    /// The milestone that it is about
    #[arg(long, value_name = "ID")]
    milestone: Option<String>,
    /// A verifier's visit that ended in no figure
    #[arg(long, value_name = "OUTCOME")]
    outcome: Option<NoteWord>,
    /// When it was so; default now
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    on: Option<String>,
    #[command(flatten)]
    exhibits: Exhibits,
    #[command(flatten)]
    voice: SpeakerArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NoteWord {
    Inconclusive,
    NoAccess,
}

impl NoteArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let mut desktop = Desktop::open(global, outside, &self.voice, "note")?;
        let milestone = self.milestone.as_deref().map(|id| lookup::milestone(desktop.plan(), id)).transpose()?;
        let act = Act::Note {
            milestone: milestone.map(|place| desktop.plan().milestones[place].id.clone()),
            outcome: self.outcome.map(|outcome| match outcome {
                NoteWord::Inconclusive => NoteOutcome::Inconclusive,
                NoteWord::NoAccess => NoteOutcome::NoAccess,
            }),
        };
        let circumstances = Circumstances { on: self.on, note: Some(self.text), exhibits: self.exhibits };
        let said = desktop.circumstances(&self.voice, &circumstances, act)?;
        let recorded = desktop.record(vec![said], self.voice.dry_run).map_err(|not| not.failure(&[]))?;
        let entry = &recorded.names[0];
        let text = match self.voice.dry_run {
            true => say!("{entry}: noted (not recorded: dry run)", entry),
            false => say!("{entry}: noted", entry),
        };
        let text = text + "\n";
        // It counts for nothing, but its seal makes count what waited for one.
        let text = text + &lines(&elsewhere(&recorded, None));
        Ok(recorded.answer(text))
    }
}
