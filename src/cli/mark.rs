//! `milepost mark`

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::{AnswerFormat, Global};
use super::level::{as_in_a_matrix, levels};
use super::lookup::{self, AMBIGUOUS};
use super::record::Desktop;
use super::recording::Recording;
use super::remark::Remark;
use super::saying::{Circumstances, SpeakerArgs};
use super::statement::supposed;
use super::statement::{MovesAnswer, dated, moved};
use crate::check::finding::nearest;
use crate::fold::relation::{Relation, relation};
use crate::fold::state::Standing;
use crate::model::actor::Role;
use crate::model::entry::{Act, AsAgreed, Claim, Statement};
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::level::Level;
use crate::model::plan::Plan;
use crate::model::value::{Number, Value};
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::milestone::{MilestoneRow, Milestones};
use crate::tongue::say;
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::collections::BTreeSet;

/// Say how far a milestone is
///
/// The same command serves everybody: what the claim counts as follows from who makes it. Who owes the milestone
/// reports, who verifies it verifies, another party confirms or contests, all others assess.
#[derive(Debug, Args)]
#[command(after_help = "\
Values: weapons=243, weapons+=62 (that many more), at-least:401000, at-most:5, between:3..5, about:30000, 750/998, withheld.

Examples:
  milepost mark DE-1 minimum --note \"fewer incidents than last week\"
  milepost mark DC-1 accepted=243 --as amm --on 2005-09-17")]
pub struct MarkArgs {
    /// The milestone: its id as `list` shows it, its number, its title, or a beginning that only one has
    id: String,
    /// none, minimum, intermediate or full; and INDICATOR=VALUE or INDICATOR+=NUMBER; further milestones, to say the same of each
    #[arg(value_name = "LEVEL|INDICATOR=VALUE|ID")]
    said: Vec<String>,
    /// Whether what was done is what was agreed; a verifier's word
    #[arg(long, value_name = "YES|PARTLY|NO")]
    as_agreed: Option<Agreed>,
    #[command(flatten)]
    voice: SpeakerArgs,
    #[command(flatten)]
    circumstances: Circumstances,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Agreed {
    Yes,
    Partly,
    No,
}

#[derive(Serialize)]
struct MarkAnswer<'a> {
    #[serde(flatten)]
    first: Marked<'a>,
    recorded: bool,
    /// The further milestones, where several were named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<Marked<'a>>,
    #[serde(flatten)]
    moved: MovesAnswer<'a>,
}

/// One milestone that was marked.
#[derive(Serialize)]
struct Marked<'a> {
    entry: String,
    standing: Option<&'static str>,
    before: MilestoneRow<'a>,
    after: MilestoneRow<'a>,
}

/// What the words after the first id say: of which further milestones, and how far they are.
#[derive(Default)]
struct Said<'w> {
    level: Option<Level>,
    figures: Vec<&'w str>,
    also: Vec<MilestoneIx>,
}

impl MarkArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let mut desktop = Desktop::open(global, outside, &self.voice, "mark")?;
        let said = self.said(desktop.plan())?;
        let first = lookup::milestone(desktop.plan(), &self.id)?;
        let places = each_once(desktop.plan(), std::iter::once(first).chain(said.also.iter().copied()))?;
        let claims = places.iter().map(|place| self.claim(&said, desktop.plan().milestones[*place].id.clone()));
        let claims: Vec<Claim> = claims.collect::<Result<_, _>>()?;
        let first = Act::Claim(Box::new(claims[0].clone()));
        let first = desktop.circumstances(&self.voice, &self.circumstances, first)?;
        let all =
            claims.into_iter().map(|claim| Statement { act: Act::Claim(Box::new(claim)), ..first.clone() }).collect();
        let plan = desktop.plan();
        let parts: Vec<(MilestoneIx, String)> =
            places.iter().map(|place| (*place, parts(plan, *place))).filter(|(_, parts)| !parts.is_empty()).collect();
        let indicators: Vec<String> = places
            .iter()
            .flat_map(|place| plan.milestones[*place].indicators.iter().map(|indicator| indicator.id.to_string()))
            .collect();
        let recorded = desktop.record(all, self.voice.dry_run).map_err(|not| {
            let hint = parts.first().map(|(_, parts)| format!("its parts are {parts}"));
            not.failure(&indicators).advice(hint)
        })?;
        let text = match self.output {
            AnswerFormat::Text => self.words(&recorded, &places),
            AnswerFormat::Json => self.document(&recorded, &places),
        };
        let follows = |(place, parts): (MilestoneIx, String)| Remark::LevelFollows {
            milestone: recorded.state.plan.milestones[place].id.to_string(),
            parts,
        };
        let idle: Vec<Remark> = parts.into_iter().filter(|_| said.level.is_some()).map(follows).collect();
        Ok(recorded.answer(text).remark(idle))
    }

    /// What each word is: a figure, a level, or else a further milestone's id.
    fn said(&self, plan: &Plan) -> Result<Said<'_>, Failure> {
        let mut said = Said::default();
        for word in &self.said {
            match (word.contains('='), Level::from_word(&word.to_lowercase())) {
                (true, _) => said.figures.push(word),
                (false, Some(_)) if said.level.is_some() => {
                    return Err(Failure::usage(format!("a second level, `{word}`: a claim states one")).hint(
                        "say the same of several milestones at once, and each other word in a command of its own",
                    ));
                }
                (false, Some(level)) => said.level = Some(level),
                (false, None) => {
                    let place = lookup::milestone(plan, word);
                    said.also
                        .push(place.map_err(|not| if not.code == AMBIGUOUS { not } else { no_level(plan, word) })?);
                }
            }
        }
        Ok(said)
    }

    /// The claim that the words make on a milestone.
    fn claim(&self, said: &Said, milestone: Id) -> Result<Claim, Failure> {
        let (level, mut values, mut add) = (said.level, Vec::new(), Vec::new());
        for (name, figure) in said.figures.iter().filter_map(|word| word.split_once('=')) {
            match name.strip_suffix('+') {
                Some(name) => add.push((indicator(name)?, Number::parse(figure).map_err(wrong)?)),
                None => values.push((indicator(name)?, Value::parse(figure).map_err(wrong)?)),
            }
        }
        let mut named: Vec<&Id> = values.iter().map(|(id, _)| id).chain(add.iter().map(|(id, _)| id)).collect();
        named.sort();
        if let Some(twice) = named.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(Failure::usage(format!("`{}` is given twice", twice[0])));
        }
        let as_agreed = self.as_agreed.map(|agreed| match agreed {
            Agreed::Yes => AsAgreed::Yes,
            Agreed::Partly => AsAgreed::Partly,
            Agreed::No => AsAgreed::No,
        });
        if level.is_none() && named.is_empty() && as_agreed.is_none() {
            let how = format!("state a level ({}) or INDICATOR=VALUE", levels());
            return Err(Failure::usage("how far is it?").hint(how));
        }
        Ok(Claim { milestone, level, values, add, as_agreed })
    }

    fn words(&self, recorded: &Recording, places: &[MilestoneIx]) -> String {
        let plan = &recorded.state.plan;
        let prefix = supposed(self.voice.dry_run);
        let line = |(at, place): (usize, &MilestoneIx)| {
            let judged = &recorded.told().entries[recorded.entries[at]];
            let standing = judged.standing.unwrap_or(Standing::None).told();
            let speaker = judged.actor.map_or("", |actor| &plan.actors[actor].called);
            let milestone = &plan.milestones[*place];
            let title = milestone.title.get(&plan.lang);
            let on = dated(recorded, at);
            let what = format!("{} {title}", milestone.id);
            let entry = &recorded.names[at];
            say!("{prefix}{entry}: {what}, {standing} by {speaker}{on}", prefix, entry, what, standing, speaker, on)
        };
        let mut lines: Vec<String> = places.iter().enumerate().map(line).collect();
        let named = if let [only] = places { Some(*only) } else { None };
        lines.extend(moved(recorded, named));
        lines.extend(self.advice(plan, places[0], recorded).into_iter().flatten());
        super::ask::lines(&lines)
    }

    /// Where a secretariat assesses, it may have wanted to write down what another said.
    fn advice(&self, plan: &Plan, place: MilestoneIx, recorded: &Recording) -> Option<[String; 2]> {
        let judged = &recorded.told().entries[recorded.entries[0]];
        let keeps_record = judged.actor.is_some_and(|actor| plan.actors[actor].role == Role::Secretariat);
        if judged.standing != Some(Standing::Assessed) || !keeps_record || self.voice.by.is_some() {
            return None;
        }
        let now = recorded.state.clocks.as_of;
        let all = plan.actors.indices();
        let of = |wanted: Relation| -> Vec<&str> {
            all.clone()
                .filter(|actor| relation(&recorded.state.editions, place, *actor, now) == wanted)
                .map(|actor| plan.actors[actor].id.as_str())
                .collect()
        };
        let said = |who: Vec<&str>, does: &str| (!who.is_empty()).then(|| format!("--by {} {does}", who.join("|")));
        let ways = [said(of(Relation::Owes), say!("would report")), said(of(Relation::Verifies), say!("would verify"))];
        let ways: Vec<String> = ways.into_iter().flatten().collect();
        let own = say!("  This is your own assessment; to write down what another says:").to_owned();
        (!ways.is_empty()).then(|| [own, format!("    {}", ways.join(", "))])
    }

    fn document(&self, recorded: &Recording, places: &[MilestoneIx]) -> String {
        let (before, after) = (recorded.after.view(&recorded.before), recorded.after.view(&recorded.state));
        let marked = |(at, place): (usize, &MilestoneIx)| Marked {
            entry: recorded.names[at].to_string(),
            standing: recorded.state.entries[recorded.entries[at]].standing.map(Standing::word),
            before: Milestones::of(&before).row(*place),
            after: Milestones::of(&after).row(*place),
        };
        let document = MarkAnswer {
            first: marked((0, &places[0])),
            recorded: !self.voice.dry_run,
            also: places.iter().enumerate().skip(1).map(marked).collect(),
            moved: MovesAnswer::of(recorded),
        };
        json(&answer("mark", &after, document))
    }
}

/// The milestones that are meant; refused where one is named twice.
fn each_once(plan: &Plan, places: impl Iterator<Item = MilestoneIx>) -> Result<Vec<MilestoneIx>, Failure> {
    let places: Vec<MilestoneIx> = places.collect();
    let mut met = BTreeSet::new();
    match places.iter().find(|place| !met.insert(**place)) {
        Some(twice) => Err(Failure::usage(format!("`{}` is named twice", plan.milestones[*twice].id))),
        None => Ok(places),
    }
}

/// The ids of a milestone's parts.
fn parts(plan: &Plan, place: MilestoneIx) -> String {
    let parts: Vec<&str> = plan.parts(place).iter().map(|part| plan.milestones[*part].id.as_str()).collect();
    parts.join(", ")
}

fn wrong(bad: impl std::fmt::Display) -> Failure {
    Failure::usage(bad.to_string())
}

fn indicator(name: &str) -> Result<Id, Failure> {
    Id::new(name).map_err(|bad| Failure::usage(bad.to_string()))
}

/// That a word is neither a level nor a milestone.
fn no_level(plan: &Plan, word: &str) -> Failure {
    let words = Level::ALL.map(Level::word);
    let known = words.into_iter().chain(plan.milestones.iter().map(|milestone| milestone.id.as_str()));
    let near = || nearest(&word.to_lowercase(), words).or_else(|| nearest(word, known));
    // `done` is spelt like `none`, and means another.
    let meant = as_in_a_matrix(word).or_else(|| Some(format!("close to it is `{}`", near()?)));
    let meant = meant.map_or(String::new(), |meant| format!("{meant}; "));
    Failure::usage(format!("`{word}` is not a level, and no milestone is called so"))
        .hint(format!("{meant}the levels are {}", levels()))
}
