//! What a script asks beside an answer: the exit code is 1 where something is so.

use super::answer::Answer;
use super::remark::Remark;
use super::world::World;
use crate::check::finding::listed;
use crate::fold::state::{Status, TimingWord};
use crate::model::index::MilestoneIx;
use crate::report::view::View;
use crate::report::words::count;
use clap::builder::{EnumValueParser, PossibleValue, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Args, Command, ValueEnum};
use std::ffi::OsStr;

#[derive(Clone, Debug, Default, Args)]
pub struct FailIf {
    /// End with exit code 1 if any milestone that is asked about is so, or the books are damaged; several are parted by commas
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = EitherParser)]
    fail_if: Vec<Either>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FailCondition {
    Overdue,
    Breached,
    Contested,
    Damaged,
}

/// Conditions of which one is enough; beside commas, `|` parts them, as people say *or*.
#[derive(Clone, Debug)]
struct Either(Vec<FailCondition>);

#[derive(Clone)]
struct EitherParser;

impl TypedValueParser for EitherParser {
    type Value = Either;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, words: &OsStr) -> Result<Either, Error> {
        let one = |word: &OsStr| EnumValueParser::<FailCondition>::new().parse_ref(command, arg, word);
        let all = match words.to_str() {
            Some(words) => words.split('|').map(|word| one(word.as_ref())).collect(),
            None => one(words).map(|only| vec![only]),
        };
        all.map(Either)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(FailCondition::value_variants().iter().filter_map(FailCondition::to_possible_value)))
    }
}

/// So many ids are named.
const MOST: usize = 5;

impl FailIf {
    /// The answer, which is *no* where one of the conditions holds; it says for what.
    pub fn judge(&self, answer: Answer, world: &World, view: &View, places: &[MilestoneIx]) -> Answer {
        let found: Vec<String> = self
            .fail_if
            .iter()
            .flat_map(|either| &either.0)
            .filter_map(|what| what.found(world, view, places))
            .collect();
        let code = if found.is_empty() { answer.code } else { 1 };
        Answer { code, ..answer.remark(found.into_iter().map(Remark::FailIf)) }
    }
}

impl FailCondition {
    fn found(self, world: &World, view: &View, places: &[MilestoneIx]) -> Option<String> {
        let state = |place: MilestoneIx| &view.state.milestones[place];
        let (word, holds): (&str, Box<dyn Fn(MilestoneIx) -> bool + '_>) = match self {
            FailCondition::Damaged => return world.damaged().then(|| "the books are damaged".to_owned()),
            FailCondition::Overdue => {
                ("overdue", Box::new(move |place| state(place).timing.word == TimingWord::Overdue))
            }
            FailCondition::Breached => ("breached", Box::new(move |place| state(place).status == Status::Breached)),
            FailCondition::Contested => ("contested", Box::new(move |place| state(place).status == Status::Contested)),
        };
        let all: Vec<String> = places
            .iter()
            .filter(|place| holds(**place))
            .map(|place| view.plan.milestones[*place].id.to_string())
            .collect();
        let named = || listed(&all, MOST, ", ");
        (!all.is_empty()).then(|| format!("{} {word}: {}", count(all.len(), "milestone"), named()))
    }
}
