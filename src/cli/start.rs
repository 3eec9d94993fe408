//! `milepost start`

use super::answer::{Answer, Outside};
use super::decision::{hint, told};
use super::failure::Failure;
use super::global::{Format, Global};
use super::record::{Circumstances, Desktop, Voice};
use crate::fold::state::WhyNot;
use crate::model::fields::Fields;
use clap::Args;

/// Put the plan into force: a decision that takes all whom the plan's rule names
///
/// Who says the same as the others concurs; when enough sides do, the decision is taken. Dates that run from entry into
/// force move with it when it is decided anew.
#[derive(Debug, Args)]
pub struct Start {
    /// From when; default: the latest day for which the deciding sides concurred
    #[arg(long, value_name = "DATE", conflicts_with = "void")]
    from: Option<String>,
    /// The plan is no longer in force, from the day of this entry on
    #[arg(long)]
    void: bool,
    #[command(flatten)]
    voice: Voice,
    #[command(flatten)]
    circumstances: Circumstances,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: Format,
}

impl Start {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.voice, "start")?;
        let from = match self.void {
            true => Some(None),
            false => self.from.as_deref().map(|from| desktop.ahead(from)).transpose()?.map(Some),
        };
        let fields = Fields { kind: Some("start".into()), from, ..Fields::default() };
        let fields = desktop.circumstances(&self.voice, &self.circumstances, fields)?;
        let recorded = desktop.record(vec![fields], self.voice.dry_run).map_err(|not| {
            let hint = match not.why_not() {
                Some(WhyNot::NobodyDecides) => {
                    Some("a plan without `rules.start` is in force from the day it is signed".to_owned())
                }
                why_not => hint(why_not, "rules.start"),
            };
            Failure { hint, ..not.failure(&[]) }
        })?;
        let text = told("start", &recorded, self.voice.dry_run, self.output)?;
        Ok(recorded.answer(text))
    }
}
