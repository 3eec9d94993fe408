//! `milepost start`

use super::answer::{Answer, Outside};
use super::decision::{hint, told};
use super::failure::Failure;
use super::global::Global;
use super::record::Desktop;
use super::saying::SayingArgs;
use crate::fold::state::WhyNot;
use crate::model::decision::{Effect, Terms};
use clap::Args;

/// Put the plan into force: a decision that takes all whom the plan's rule names
///
/// Who says the same as the others concurs; when enough sides do, the decision is taken. Dates that run from entry into
/// force move with it when it is decided anew.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost start --from 2026-12-01 --as ukraine
  milepost start --void --as ukraine")]
pub struct StartArgs {
    /// From when; default: the latest day for which the deciding sides concurred
    #[arg(long, value_name = "DATE", conflicts_with = "void", allow_hyphen_values = true)]
    from: Option<String>,
    /// The plan is no longer in force, from the day of this entry on
    #[arg(long)]
    void: bool,
    #[command(flatten)]
    saying: SayingArgs,
}

impl StartArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let desktop = Desktop::open(global, outside, &self.saying.voice, "start")?;
        let from = match self.void {
            true => Effect::Void,
            false => match &self.from {
                Some(from) => Effect::From(desktop.ahead(from)?),
                None => Effect::Unsaid,
            },
        };
        let recorded = desktop.say(&self.saying, Terms::Start { from }, |why_not| match why_not {
            Some(WhyNot::NobodyDecides) => {
                Some("a plan without `rules.start` is in force from the day it is signed".to_owned())
            }
            why_not => hint(why_not, "rules.start"),
        })?;
        let text = told("start", &recorded, &self.saying);
        Ok(recorded.answer(text))
    }
}
