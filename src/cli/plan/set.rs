//! `milepost plan set`

use super::change::Changing;
use crate::cli::answer::{Answer, Outside};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::edit::set::{Assignment, set};
use clap::Args;

/// Give keys of a milestone, an actor, the plan itself … other values
///
/// Without an ID, keys of the plan itself. `due=none` takes a key away, `responsible+=gam` adds to a list, `responsible-=gam` takes
/// from it, `title.uk=…` is the title in one language, `mandate.until=2027-01-01` a key inside.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan set DC-1 due=2026-05-01 weight=2
  milepost plan set DC-1 'due=30 days after signature' responsible+=goi
  milepost plan set DC-2 'verify=2 of amm,cmi' 'requires=DC-1, phase:from-signature'
  milepost plan set DC-1/accepted target=300
  milepost plan set signed=2005-08-16 'rules.settle=2 of amm,cmi'")]
pub struct PlanSetArgs {
    /// What is changed, if not the plan itself, then its keys: ID, actor:ID, MILESTONE/INDICATOR; KEY=VALUE
    #[arg(value_name = "[ID] KEY=VALUE", required = true)]
    words: Vec<String>,
    #[command(flatten)]
    changing: Changing,
}

impl PlanSetArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let (thing, assignments) = match self.words.split_first() {
            Some((first, rest)) if !first.contains('=') => (Some(first.as_str()), rest),
            _ => (None, &self.words[..]),
        };
        let assignments = assigned(assignments)?;
        if assignments.is_empty() {
            return Err(
                Failure::usage("nothing is said of what is to change").hint("write KEY=VALUE, such as due=2026-05-01")
            );
        }
        self.changing.apply(global, outside, &|text, _| set(text, thing, &assignments))
    }
}

/// What is to be set, as it was typed.
pub fn assigned(typed: &[String]) -> Result<Vec<Assignment>, Failure> {
    let one = |typed: &String| {
        Assignment::parse(typed).ok_or_else(|| {
            Failure::usage(format!("`{typed}` gives no key a value"))
                .hint("write KEY=VALUE, in quotes where it has spaces: 'title=Arms handed in'")
        })
    };
    typed.iter().map(one).collect()
}
