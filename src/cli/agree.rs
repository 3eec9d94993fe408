//! `milepost agree`

use super::answer::{Answer, Outside};
use super::decision::{hint, told};
use super::failure::Failure;
use super::finding;
use super::global::Global;
use super::lookup;
use super::record::Desktop;
use super::recording::Recording;
use super::saying::SayingArgs;
use super::statement::stated;
use crate::fold::state::{Decision, Standing, WhyNot};
use crate::model::decision::Terms;
use crate::model::entry::Act;
use crate::model::name::EntryName;
use crate::report::decisions::decision_row;
use crate::report::entries::says;
use crate::tongue::say;
use clap::Args;
use serde::Serialize;

/// Say the same as an entry: concur in a proposal, or make a claim or a finding one's own
///
/// A claim or finding is said for the same moment, with the standing of who agrees.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost agree ukraine:3 --as russia
  milepost agree monitoring-mission:1 --as auspices")]
pub struct AgreeArgs {
    /// The entry's name, BOOK:NUMBER, as `log` shows it
    entry: String,
    #[command(flatten)]
    saying: SayingArgs,
}

#[derive(Serialize)]
struct AgreeSaid {
    agrees_with: String,
    standing: Option<&'static str>,
}

impl AgreeArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let name = EntryName::parse(&self.entry).map_err(Failure::usage)?;
        let desktop = Desktop::open(global, outside, &self.saying.voice, "agree")?;
        let overtaken = overtaken(&desktop, &self.entry);
        let recorded =
            desktop.say(&self.saying, Act::Agree { entry: Box::new(name.clone()) }, |why_not| match why_not {
                Some(WhyNot::Cleared(_) | WhyNot::NotInForce(_)) if overtaken.is_some() => overtaken,
                Some(WhyNot::UnknownEntry(_) | WhyNot::NothingToAgree(_)) => {
                    Some("`milepost log` shows the entries by name".to_owned())
                }
                Some(WhyNot::OnlyVerifiers) => Some("others say what they know with `mark` or `note`".to_owned()),
                why_not => hint(why_not, "rules"),
            })?;
        let text = match recorded.after.view(&recorded.state).log.act_of(recorded.entries[0]) {
            Act::Decide(_) => told("agree", &recorded, &self.saying),
            Act::Claim(_) => self.claim(&recorded, &name),
            _ => finding::answered("agree", &recorded, &self.saying, &say!("agrees with {entry}", entry = name)),
        };
        Ok(recorded.answer(text))
    }

    fn claim(&self, recorded: &Recording, name: &EntryName) -> String {
        let (judged, view) = (&recorded.told().entries[recorded.entries[0]], recorded.after.view(recorded.told()));
        let standing = judged.standing.unwrap_or(Standing::None);
        let said = judged.says.map_or(String::new(), |entry| says(&view.log.entries[entry]));
        let (standing, by) = (standing.told(), view.actors(judged.actor));
        let words = say!("agrees with {name} ({said}), {standing} by {by}", name, said, standing, by);
        let document = AgreeSaid { agrees_with: name.to_string(), standing: judged.standing.map(Standing::word) };
        let form = (self.saying.voice.dry_run, self.saying.output);
        stated("agree", recorded, form, (words, Vec::new()), document)
    }
}

/// What became of a proposal that nobody can agree with any more, and what to do; nothing where nothing did.
fn overtaken(desktop: &Desktop, typed: &str) -> Option<String> {
    let (state, view) = (&desktop.before, desktop.world.view(&desktop.before));
    let contents = &desktop.world.contents;
    let named = lookup::entry(&contents.books, contents.log(), typed).ok()?;
    let Act::Decide(terms) = view.log.act_of(named) else { return None };
    if let Some(WhyNot::Retracted(by)) = &state.entries[named].why_not {
        return Some(format!("`{by}` took it back; who stands by it still proposes it anew"));
    }
    // What was decided before it was proposed took no place of it.
    let proposed = state.entries[named].known;
    let later = |decision: &Decision| decision.taken.is_some_and(|taken| taken >= proposed);
    let same = |decision: &&Decision| later(decision) && decision.terms.matter() == terms.matter();
    let taken = state.decisions.iter().rfind(same)?;
    let versions = &desktop.world.versions;
    let version = match &taken.terms {
        Terms::Amend { plan, .. } => {
            versions.find(plan).map(|version| format!("version `{}`: ", versions.0[version].1.version))
        }
        _ => None,
    };
    let decided = version.unwrap_or_default() + &decision_row(&view, taken).decided();
    let anew = match **terms {
        _ if taken.entries.contains(&named) => {
            return Some(format!("it is settled: {decided}; nothing is left to agree with"));
        }
        Terms::Amend { .. } => ", on the version in force: with `milepost plan`, or `milepost amend FILE`",
        _ => "",
    };
    Some(format!("what took its place: {decided}; propose anew what still seems right{anew}"))
}
