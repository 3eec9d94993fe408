//! Totals and groups as answers for machines have them (design, section 9).

use super::view::View;
use crate::fold::score::{Tally, Totals, total};
use crate::fold::state::Status;
use crate::model::index::{Ix, MilestoneIx};
use crate::model::languages::ByLanguage;
use crate::model::level::{Level, Progress};
use crate::model::looks::JsonSchema;
use crate::model::plan::Plan;
use crate::model::value::Number;
use crate::tongue::{many, say};
use serde::Serialize;
use std::collections::BTreeMap;

/// Totals over milestones. Those that are split into parts are counted by their parts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Totals")]
pub struct TotalsRow {
    /// How many milestones there are, whatever their status.
    pub milestones: usize,
    /// The weights of those that count, taken together.
    pub weight: Number,
    /// The mean progress of those that count, by weight; one that nobody has spoken of counts as 0. Null where nobody has spoken of any.
    pub score: Scores<Option<Progress>>,
    /// Of how many that count anybody has spoken.
    pub spoken: Scores<usize>,
    /// How many of those that count are at each level; one that nobody has spoken of is at none.
    pub levels: Scores<Levels>,
    /// How many milestones have each status; a status that none has is left out.
    #[schemars(schema_with = "crate::vocabulary::statuses")]
    pub statuses: BTreeMap<&'static str, usize>,
    /// On how many verifiers differ.
    pub split: usize,
    /// How many have an open dispute.
    pub disputed: usize,
    /// How many nobody may verify.
    pub unverifiable: usize,
    /// How many are past their date and not reported full.
    pub overdue: usize,
    /// How many are due soon: within 14 days, or within a tenth of their window where that is longer.
    pub due_soon: usize,
}

/// The same, by whose word it is.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ByVoice{T}")]
pub struct Scores<T> {
    /// By the word of who owes it.
    pub reported: T,
    /// By the word of who verifies it.
    pub verified: T,
    /// By the word of others.
    pub assessed: T,
}

/// How many are at each level.
#[derive(Serialize, JsonSchema)]
pub struct Levels {
    /// Level 0.
    none: usize,
    /// Level 1.
    minimum: usize,
    /// Level 2.
    intermediate: usize,
    /// Level 3.
    full: usize,
}

pub fn total_doc(totals: &Totals) -> TotalsRow {
    TotalsRow {
        milestones: totals.milestones,
        weight: Number::trillionths(totals.weight),
        score: scores(totals, |tally| tally.score),
        spoken: scores(totals, |tally| tally.spoken),
        levels: scores(totals, levels),
        statuses: totals.statuses.iter().map(|(status, count)| (status.word(), *count)).collect(),
        split: totals.split,
        disputed: totals.disputed,
        unverifiable: totals.unverifiable,
        overdue: totals.overdue,
        due_soon: totals.due_soon,
    }
}

fn scores<T>(totals: &Totals, of: impl Fn(&Tally) -> T) -> Scores<T> {
    Scores { reported: of(&totals.reported), verified: of(&totals.verified), assessed: of(&totals.assessed) }
}

fn levels(tally: &Tally) -> Levels {
    let at = |level: Level| tally.levels[level as usize];
    Levels {
        none: at(Level::None),
        minimum: at(Level::Minimum),
        intermediate: at(Level::Intermediate),
        full: at(Level::Full),
    }
}

/// The milestones of a plan: those that count by themselves, and those that sum up or restate others.
pub fn milestones(plan: &Plan) -> String {
    let leaves = plan.milestones.indices().filter(|place| plan.is_leaf(*place)).count();
    match plan.milestones.len() - leaves {
        0 => many!(leaves, "{n} milestone", "{n} milestones"),
        others => say!(
            "{leaves}, beside {others} summing up or restating others",
            leaves = many!(leaves, "{n} milestone", "{n} milestones"),
            others
        ),
    }
}

/// What a total of the whole plan counts, so that every other total on the screen adds up to it: rows, milestones, scores.
pub fn counted(view: &View, totals: &Totals) -> Vec<String> {
    let told = |pairs: [(usize, &str); 2]| {
        let told = pairs.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
        let told: Vec<String> = told.collect();
        if told.is_empty() { String::new() } else { say!("; beside them {told}", told = told.join(say!(" and "))) }
    };
    let others: Vec<MilestoneIx> = view.plan.milestones.indices().filter(|place| !view.plan.is_leaf(*place)).collect();
    let again = others.iter().filter(|place| !view.plan.repeats(**place).is_empty()).count();
    let status = |status: Status| (totals.statuses.get(&status).copied().unwrap_or(0), status.told());
    let scored: usize = totals.verified.levels.iter().sum();
    let wholes = told([(others.len() - again, say!("summed up from parts")), (again, say!("only restating others"))]);
    let apart = told([status(Status::Retired), status(Status::NotTriggered)]);
    vec![
        say!(
            "{milestones} in all{wholes}.",
            milestones = many!(totals.milestones, "{n} milestone", "{n} milestones"),
            wholes
        ),
        say!("In the scores, each by its weight: {scored}{apart}.", scored, apart),
    ]
}

/// By what a group gathers milestones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    Phase,
    Element,
    Actor,
}

crate::words! {
    GroupBy { Phase: "phase", Element: "element", Actor: "actor" }
}

/// What the group of those is called that are in no group.
fn of_none(by: GroupBy) -> &'static str {
    match by {
        GroupBy::Phase => say!("(no phase)"),
        GroupBy::Element => say!("(no element)"),
        GroupBy::Actor => say!("(no actor)"),
    }
}

/// A group of milestones: its id (nothing for those without one), its title by language, and its members' places.
pub struct MilestoneGroup<'a> {
    pub id: Option<&'a str>,
    pub title: ByLanguage,
    pub totals: Totals,
}

/// The groups in the order of the plan; milestones without a group come last, in one of their own.
pub fn groups<'a>(view: &View<'a>, by: GroupBy) -> Vec<MilestoneGroup<'a>> {
    let plan = view.plan;
    let names: Vec<(&str, &crate::model::text::Text)> = match by {
        GroupBy::Phase => plan.phases.iter().map(|phase| (phase.id.as_str(), &phase.title)).collect(),
        GroupBy::Element => plan.elements.iter().map(|element| (element.id.as_str(), &element.title)).collect(),
        GroupBy::Actor => plan.actors.iter().map(|actor| (actor.id.as_str(), &actor.name)).collect(),
    };
    let mut members = vec![Vec::new(); names.len() + 1];
    for place in plan.milestones.indices() {
        let of: Vec<usize> = match by {
            GroupBy::Phase => plan.phase_of(place).into_iter().map(Ix::place).collect(),
            GroupBy::Element => plan.element_of(place).into_iter().map(Ix::place).collect(),
            GroupBy::Actor => plan.owing(place).map(Ix::place).collect(),
        };
        match of.is_empty() {
            true => members[names.len()].push(place),
            false => of.into_iter().for_each(|group| members[group].push(place)),
        }
    }
    let rest = members.pop().unwrap_or_default();
    let group = |id: Option<&'a str>, title, members: Vec<MilestoneIx>| MilestoneGroup {
        id,
        title,
        totals: total(plan, view.state, members),
    };
    let mut groups: Vec<MilestoneGroup<'a>> = names
        .into_iter()
        .zip(members)
        .filter(|(_, members)| by != GroupBy::Actor || !members.is_empty())
        .map(|((id, title), members)| group(Some(id), title.by_language().clone(), members))
        .collect();
    if !rest.is_empty() {
        let title = ByLanguage::from_iter([("en".to_owned(), of_none(by).to_owned())]);
        groups.push(group(None, title, rest));
    }
    groups
}
