//! `milepost settle`

use super::answer::{Answer, Outside};
use super::decision::{hint, told};
use super::failure::Failure;
use super::global::Global;
use super::record::Desktop;
use super::saying::SayingArgs;
use crate::fold::state::WhyNot;
use crate::model::decision::Settlement;
use crate::model::decision::Terms;
use crate::model::name::EntryName;
use clap::{Args, ValueEnum};

/// Settle a dispute: a decision
///
/// Who disputed may withdraw alone. Upheld, the disputed entry never counted; what was decided stays decided.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost settle russia:1 dismissed --as auspices
  milepost settle russia:1 upheld --as auspices --note \"the count was never made\"")]
pub struct SettleArgs {
    /// The dispute's entry, BOOK:NUMBER, as `log` shows it
    dispute: String,
    outcome: SettledAs,
    #[command(flatten)]
    saying: SayingArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum SettledAs {
    Upheld,
    Dismissed,
    Withdrawn,
}

impl SettleArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let name = EntryName::parse(&self.dispute).map_err(Failure::usage)?;
        let desktop = Desktop::open(global, outside, &self.saying.voice, "settle")?;
        let outcome = match self.outcome {
            SettledAs::Upheld => Settlement::Upheld,
            SettledAs::Dismissed => Settlement::Dismissed,
            SettledAs::Withdrawn => Settlement::Withdrawn,
        };
        let recorded =
            desktop.say(&self.saying, Terms::Settle { dispute: name, outcome }, |why_not| match why_not {
                Some(WhyNot::NotADispute(_) | WhyNot::UnknownEntry(_)) => {
                    Some("`milepost status` shows the open disputes by name".to_owned())
                }
                why_not => hint(why_not, "rules.settle"),
            })?;
        let text = told("settle", &recorded, &self.saying);
        Ok(recorded.answer(text))
    }
}
