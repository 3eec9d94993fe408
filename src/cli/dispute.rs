//! `milepost dispute`

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::Global;
use super::lookup;
use super::record::Desktop;
use super::saying::SayingArgs;
use super::statement::stated;
use crate::fold::state::WhyNot;
use crate::model::entry::{Act, Disputed};
use crate::model::name::EntryName;
use crate::report::disputes::{DisputeRow, Settlements, dispute_row};
use clap::Args;
use serde::Serialize;

/// Contest a milestone, or an entry, as a party of the plan
///
/// A disputed milestone is contested until the dispute is settled; beside a full verification it is only marked.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost dispute DE-1 --as russia
  milepost dispute ukraine:2 --as russia --note \"no count was taken\"")]
pub struct DisputeArgs {
    /// A milestone's id, or an entry's name, BOOK:NUMBER
    #[arg(value_name = "ID|ENTRY")]
    what: String,
    #[command(flatten)]
    saying: SayingArgs,
}

#[derive(Serialize)]
struct DisputeSaid<'a> {
    dispute: Option<DisputeRow<'a>>,
}

impl DisputeArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "dispute")?;
        let disputed = match self.what.contains(':') {
            true => Disputed::Entry(EntryName::parse(&self.what).map_err(Failure::usage)?.into()),
            false => {
                let place = lookup::milestone(desktop.plan(), &self.what)?;
                Disputed::Milestone(desktop.plan().milestones[place].id.clone())
            }
        };
        let recorded = desktop.say(&self.saying, Act::Dispute(disputed), hint)?;
        let (entry, view) = (recorded.entries[0], recorded.after.view(&recorded.state));
        let dispute = recorded.state.disputes.iter().find(|dispute| dispute.entry == entry);
        let dispute = dispute.map(|dispute| dispute_row(&view, &Settlements::of(&view), dispute));
        let words = dispute.as_ref().map_or("disputed".to_owned(), DisputeRow::line);
        let said = DisputeSaid { dispute };
        let form = (self.saying.voice.dry_run, self.saying.output);
        let text = stated("dispute", &recorded, form, (words, Vec::new()), said);
        Ok(recorded.answer(text))
    }
}

fn hint(why_not: Option<&WhyNot>) -> Option<String> {
    match why_not? {
        WhyNot::NotAParty(_) => Some("others record what they see with `mark` or `note`".into()),
        WhyNot::UnknownEntry(_) => Some("`milepost log` shows the entries by name".into()),
        _ => None,
    }
}
