//! `milepost plan set`

use super::change::Changing;
use crate::cli::answer::{Answer, Outside};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::cli::settings::DateOrder;
use crate::draft::dates::{Assumed, DayMonth, Habits, ReadDate, Unclear, date};
use crate::edit::set::{Assignment, set};
use crate::model::when::{BadDate, When};
use clap::Args;

/// Give keys of a milestone, an actor, the plan itself … other values
///
/// Without an ID, keys of the plan itself. `due=none` takes a key away (a text that is this word is typed 'title="none"'), `responsible+=gam` adds to a list, `responsible-=gam` takes
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
        let assignments = assigned(assignments, outside.settings.dates)?;
        if assignments.is_empty() {
            return Err(
                Failure::usage("nothing is said of what is to change").hint("write KEY=VALUE, such as due=2026-05-01")
            );
        }
        self.changing.apply(global, outside, &|text, _| set(text, thing, &assignments))
    }
}

/// What is to be set, as it was typed.
pub fn assigned(typed: &[String], order: Option<DateOrder>) -> Result<Vec<Assignment>, Failure> {
    let one = |typed: &String| {
        Assignment::parse(typed).ok_or_else(|| {
            Failure::usage(format!("`{typed}` gives no key a value"))
                .hint("write KEY=VALUE, in quotes where it has spaces: 'title=Arms handed in'")
        })
    };
    typed.iter().map(|typed| dated(one(typed)?, order)).collect()
}

/// The month or year that something is to be done by the end of: a date that has no day ends with its last.
fn ended(words: &str) -> &str {
    let words = words.strip_prefix("by ").unwrap_or(words);
    ["end-", "end of ", "end "].iter().find_map(|end| words.strip_prefix(end)).unwrap_or(words)
}

/// Keys that hold a date.
const DATED: [&str; 7] = ["due", "signed", "on", "until", "first", "from", "date"];

/// The same with the date as plans have it, where it is written as matrices have it: `1.5.2026`, `12/2026`, `by end-2026`.
fn dated(assignment: Assignment, order: Option<DateOrder>) -> Result<Assignment, Failure> {
    let key = assignment.key.rsplit('.').next().unwrap_or_default();
    let said = ["", "none"].contains(&&*assignment.words) || When::parse(&assignment.words).is_ok();
    if !DATED.contains(&key) || said {
        return Ok(assignment);
    }
    let words = &assignment.words;
    let impossible = || {
        Failure::usage(format!("`{words}` is not in the calendar"))
            .hint("write a day that there is, such as 2026-05-01")
    };
    if let Err(BadDate::Impossible(_)) = When::parse(words) {
        return Err(impossible());
    }
    let order = order.map(DayMonth::from);
    let unsure = |message: String, hint: String| Err(Failure::usage(message).hint(hint));
    match date(ended(words), Habits { order, ..Habits::default() }) {
        Ok(ReadDate { when: When::By(day), assumed: None }) => Ok(Assignment { words: day.to_string(), ..assignment }),
        Ok(ReadDate { when, assumed: None | Some(Assumed::Order(_)) }) => {
            Ok(Assignment { words: when.to_string(), ..assignment })
        }
        Ok(ReadDate {
            when,
            assumed: Some(Assumed::Century(_) | Assumed::Weekday | Assumed::Range | Assumed::WeekEnd),
        }) => unsure(
            format!("`{words}` does not say plainly which day it means"),
            format!("write {when}, if that is meant"),
        ),
        Err(Unclear::DayOrMonth) => {
            unsure(format!("`{words}` does not tell the day from the month"), "write it as 2026-05-01".into())
        }
        Err(Unclear::Impossible) => Err(impossible()),
        // Other words, such as `30 days after signature`, may mean something to the key.
        Ok(_) | Err(Unclear::NotUnderstood) => Ok(assignment),
    }
}
