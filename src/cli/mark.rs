//! `milepost mark`

use super::answer::{Answer, Outside};
use super::failure::Failure;
use super::global::{AnswerFormat, Global};
use super::lookup;
use super::record::{Circumstances, Desktop, Recording, SpeakerArgs};
use super::remark::Remark;
use super::statement::{MovesAnswer, moved};
use crate::check::finding::nearest;
use crate::fold::relation::{Relation, relation};
use crate::fold::state::Standing;
use crate::model::actor::Role;
use crate::model::entry::{Act, AsAgreed, Claim};
use crate::model::id::Id;
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::level::Level;
use crate::model::plan::Plan;
use crate::model::value::{Number, Value};
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::milestone::{MilestoneRow, Milestones};
use crate::report::words;
use clap::{Args, ValueEnum};
use serde::Serialize;

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
    /// The milestone's id, as `list` shows it
    id: String,
    /// none, minimum, intermediate or full; and INDICATOR=VALUE or INDICATOR+=NUMBER
    #[arg(value_name = "LEVEL|INDICATOR=VALUE")]
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
struct MarkDoc<'a> {
    entry: String,
    recorded: bool,
    standing: Option<&'static str>,
    before: MilestoneRow<'a>,
    after: MilestoneRow<'a>,
    #[serde(flatten)]
    moved: MovesAnswer<'a>,
}

impl MarkArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let mut desktop = Desktop::open(global, outside, &self.voice, "mark")?;
        let place = lookup::milestone(desktop.plan(), &self.id)?;
        let indicators: Vec<String> =
            desktop.plan().milestones[place].indicators.iter().map(|ind| ind.id.to_string()).collect();
        let claim = self.claim(desktop.plan().milestones[place].id.clone())?;
        let stated = claim.level.is_some();
        let said = desktop.circumstances(&self.voice, &self.circumstances, Act::Claim(claim))?;
        let plan = desktop.plan();
        let parts: Vec<String> = plan.parts(place).iter().map(|part| plan.milestones[*part].id.to_string()).collect();
        let recorded = desktop.record(vec![said], self.voice.dry_run).map_err(|not| {
            let hint = (!parts.is_empty()).then(|| format!("its parts are {}", parts.join(", ")));
            not.failure(&indicators).advice(hint)
        })?;
        let text = match self.output {
            AnswerFormat::Text => self.words(&recorded, place),
            AnswerFormat::Json => self.document(&recorded, place),
        };
        let idle = (stated && !parts.is_empty()).then(|| {
            let milestone = recorded.state.plan.milestones[place].id.to_string();
            Remark::LevelFollows { milestone, parts: parts.join(", ") }
        });
        Ok(recorded.answer(text).remark(idle))
    }

    /// The claim that the words make.
    fn claim(&self, milestone: Id) -> Result<Claim, Failure> {
        let (mut level, mut values, mut add) = (None, Vec::new(), Vec::new());
        for word in &self.said {
            match word.split_once('=') {
                Some((name, number)) if name.ends_with('+') => {
                    let number = Number::parse(number).map_err(|bad| Failure::usage(bad.to_string()))?;
                    add.push((indicator(&name[..name.len() - 1])?, number));
                }
                Some((name, value)) => {
                    values
                        .push((indicator(name)?, Value::parse(value).map_err(|bad| Failure::usage(bad.to_string()))?));
                }
                None if level.is_some() => {
                    return Err(Failure::usage(format!("a second level, `{word}`: a claim states one")));
                }
                None => level = Some(typed_level(word)?),
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
            let levels = Level::ALL.map(Level::word).join(", ");
            return Err(Failure::usage("how far is it?").hint(format!("state a level ({levels}) or INDICATOR=VALUE")));
        }
        Ok(Claim { milestone, level, values, add, as_agreed })
    }

    fn words(&self, recorded: &Recording, place: MilestoneIx) -> String {
        let plan = &recorded.state.plan;
        let judged = &recorded.told().entries[recorded.entries[0]];
        let standing = judged.standing.unwrap_or(Standing::None);
        let speaker = judged.actor.map_or("", |actor| plan.actors[actor].id.as_str());
        let prefix = if self.voice.dry_run { "would be " } else { "" };
        let title = plan.milestones[place].title.get(&plan.lang);
        let mut lines = vec![format!(
            "{prefix}{}: {} {title}, {} by {speaker}",
            recorded.names[0],
            plan.milestones[place].id,
            words::standing(standing)
        )];
        lines.extend(moved(recorded, Some(place)));
        lines.extend(self.advice(plan, place, standing, judged.actor, recorded).into_iter().flatten());
        super::ask::lines(&lines)
    }

    /// Where a secretariat assesses, it may have wanted to write down what another said.
    fn advice(
        &self,
        plan: &Plan,
        place: MilestoneIx,
        standing: Standing,
        actor: Option<ActorIx>,
        recorded: &Recording,
    ) -> Option<[String; 2]> {
        let keeps_record = actor.is_some_and(|actor| plan.actors[actor].role == Role::Secretariat);
        if standing != Standing::Assessed || !keeps_record || self.voice.by.is_some() {
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
        let ways = [said(of(Relation::Owes), "would report"), said(of(Relation::Verifies), "would verify")];
        let ways: Vec<String> = ways.into_iter().flatten().collect();
        let own = "  This is your own assessment; to write down what another says:".to_owned();
        (!ways.is_empty()).then(|| [own, format!("    {}", ways.join(", "))])
    }

    fn document(&self, recorded: &Recording, place: MilestoneIx) -> String {
        let (before, after) = (recorded.after.view(&recorded.before), recorded.after.view(&recorded.state));
        let standing = recorded.state.entries[recorded.entries[0]].standing.map(words::standing);
        let document = MarkDoc {
            entry: recorded.names[0].to_string(),
            recorded: !self.voice.dry_run,
            standing,
            before: Milestones::of(&before).row(place),
            after: Milestones::of(&after).row(place),
            moved: MovesAnswer::of(recorded),
        };
        json(&answer("mark", &after, document))
    }
}

fn indicator(name: &str) -> Result<Id, Failure> {
    Id::new(name).map_err(|bad| Failure::usage(bad.to_string()))
}

fn typed_level(word: &str) -> Result<Level, Failure> {
    let typed = word.to_lowercase();
    Level::from_word(&typed).ok_or_else(|| {
        let known = Level::ALL.map(Level::word);
        let near = nearest(&typed, known).map_or(String::new(), |near| format!("close to it is `{near}`; "));
        Failure::usage(format!("`{word}` is not a level")).hint(format!("{near}the levels are {}", known.join(", ")))
    })
}
