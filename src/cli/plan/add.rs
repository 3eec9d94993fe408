//! `milepost plan add`

use super::change::Changing;
use super::set::assigned;
use crate::cli::answer::{Answer, Outside};
use crate::cli::failure::Failure;
use crate::cli::global::Global;
use crate::edit::add::{ListPlace, NewThing, add};
use crate::edit::noun::Noun;
use crate::edit::set::{Assigning, Assignment};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// Add a milestone, a phase, an element, an actor, a source, a consultation, an indicator or a rule
///
/// An indicator is named with its milestone, MILESTONE/INDICATOR; a rule by its decision, with who takes it.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost plan add actor un 'name=United Nations' role=monitor
  milepost plan add phase stage-5 'title=Fifth stage' --after stage-4
  milepost plan add milestone DC-5 'title=Last arms handed in' responsible=gam due=2026-05-01
  milepost plan add indicator AM-1/granted unit=person target=1400
  milepost plan add rule rekey 'all of role:party'")]
pub struct PlanAddArgs {
    /// What is added
    #[arg(value_parser = nouns())]
    what: Noun,
    /// Its id; of an indicator MILESTONE/INDICATOR; of a rule its decision: verify, reschedule, suspend, amend, rekey, settle, start
    id: String,
    /// Its keys: KEY=VALUE, such as role=party; of a rule who decides, `2 of amm,un`
    #[arg(value_name = "KEY=VALUE")]
    words: Vec<String>,
    /// Behind which of its kind it goes, if not behind the last
    #[arg(long, value_name = "ID", conflicts_with = "before")]
    after: Option<String>,
    /// Before which of its kind it goes
    #[arg(long, value_name = "ID")]
    before: Option<String>,
    #[command(flatten)]
    changing: Changing,
}

impl PlanAddArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let new = self.thing(outside)?;
        self.changing.apply(global, outside, &|text, _| add(text, &new))
    }

    fn thing(&self, outside: &Outside) -> Result<NewThing, Failure> {
        let noun = self.what;
        if let Some(id) = self.id.strip_prefix("id=") {
            return Err(Failure::usage(format!("`{}` names a key, and here stands the id itself", self.id))
                .hint(format!("write `milepost plan add {} {id} …`", noun.word())));
        }
        let (of, id) = match (noun, self.id.split_once('/')) {
            (Noun::Indicator, Some((of, id))) => (Some(of.to_owned()), id.to_owned()),
            (Noun::Indicator, None) => {
                return Err(Failure::usage(format!(
                    "`{}` does not say of which milestone it is an indicator",
                    self.id
                ))
                .hint(format!("write MILESTONE/{}", self.id)));
            }
            _ => (None, self.id.clone()),
        };
        let beside = match (&self.after, &self.before) {
            (Some(id), _) => ListPlace::After(id.clone()),
            (None, Some(id)) => ListPlace::Before(id.clone()),
            (None, None) => ListPlace::Last,
        };
        Ok(NewThing { noun, id, of, beside, assignments: self.assignments(noun, outside)? })
    }

    fn assignments(&self, noun: Noun, outside: &Outside) -> Result<Vec<Assignment>, Failure> {
        match (noun, &self.words[..]) {
            // A rule is told in one word: who decides.
            (Noun::Rule, [who]) if !who.contains('=') || who.starts_with('{') => {
                Ok(vec![Assignment { key: String::new(), how: Assigning::Is, words: who.clone() }])
            }
            (Noun::Rule, []) => Err(Failure::usage(format!("nothing is said of who decides `{}`", self.id))
                .hint("write who, such as role:party, `2 of amm,un` or `all of role:party`")),
            (_, words) => assigned(words, outside.settings.dates),
        }
    }
}

/// A kind of thing by its word.
fn nouns() -> impl TypedValueParser<Value = Noun> {
    let named = |word: String| Noun::ALL.into_iter().find(|noun| noun.word() == word).ok_or(word);
    PossibleValuesParser::new(Noun::ALL.map(Noun::word)).try_map(named)
}
