//! One thing that moved in a milestone, from where to where, with its day, its authors and its entries.

use super::outline::Item;
use super::view::View;
use crate::fold::state::Decision;
use crate::model::id::Id;
use crate::model::index::{ActorIx, EntryIx, MilestoneIx};
use crate::model::level::{Level, Progress};
use crate::model::moment::Zone;
use crate::model::name::EntryName;
use crate::model::value::Value;
use crate::model::when::When;
use serde::Serialize;
use std::collections::BTreeMap;

/// A milestone as lists name it.
#[derive(Serialize)]
pub struct Named<'a> {
    pub milestone: &'a Id,
    pub title: &'a BTreeMap<String, String>,
    #[serde(skip)]
    words: &'a str,
}

/// What moved in one milestone.
#[derive(Serialize)]
pub struct Change<'a> {
    #[serde(flatten)]
    pub name: Named<'a>,
    pub moves: Vec<Step<'a>>,
}

/// One thing that moved.
#[derive(Serialize)]
pub struct Step<'a> {
    pub what: Aspect,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<&'a Id>,
    pub from: Mark,
    pub to: Mark,
    /// The day on which, or for which, it moved.
    pub on: Option<String>,
    pub by: Vec<&'a Id>,
    pub entries: Vec<EntryName>,
    /// Of what fell: for how many whole days it had stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_days: Option<i64>,
}

/// What of a milestone moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    Status,
    Verified,
    Reported,
    Assessed,
    /// A verified level that fell or was regained.
    Level,
    Breach,
    /// One actor's figure.
    Figure,
    /// It was added.
    Milestone,
    /// By what it is measured.
    Terms,
}

impl Aspect {
    fn word(self) -> &'static str {
        match self {
            Aspect::Status => "status",
            Aspect::Verified => "verified",
            Aspect::Reported => "reported",
            Aspect::Assessed => "assessed",
            Aspect::Level => "verified level",
            Aspect::Breach => "breach",
            Aspect::Figure => "figure",
            Aspect::Milestone => "milestone",
            Aspect::Terms => "terms",
        }
    }
}

/// Where something stood.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Mark {
    Nothing,
    Word(&'static str),
    Breach(Doors),
    Figure { level: Level, progress: Progress },
    Value(Value),
}

/// Whether a breach is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Doors {
    Open,
    Closed,
}

pub fn named<'a>(view: &View<'a>, place: MilestoneIx) -> Named<'a> {
    let (plan, promised) = (view.plan, &view.plan.milestones[place]);
    Named { milestone: &promised.id, title: promised.title.by_language(), words: promised.title.get(&plan.lang) }
}

/// The authors of some entries, each once, in the order of the plan.
pub fn actors<'a>(view: &View<'a>, entries: &[EntryIx]) -> Vec<&'a Id> {
    let mut actors: Vec<ActorIx> = entries.iter().filter_map(|entry| view.state.entries[*entry].actor).collect();
    actors.sort_unstable();
    actors.dedup();
    actors.into_iter().map(|actor| &view.plan.actors[actor].id).collect()
}

/// A date as briefs give it: as precisely as it was given, but no time of day.
pub fn day(when: When, zone: Zone) -> String {
    match when.is_plain() {
        true => when.to_string(),
        false => when.day(zone).to_string(),
    }
}

impl<'a> Step<'a> {
    pub fn new(what: Aspect, from: Mark, to: Mark) -> Step<'a> {
        Step { what, indicator: None, from, to, on: None, by: Vec::new(), entries: Vec::new(), held_days: None }
    }

    pub fn level(&self) -> Option<Level> {
        match self.to {
            Mark::Figure { level, .. } => Some(level),
            _ => Some(Level::None),
        }
    }

    /// Told by the decision that made it so.
    pub fn decided(&mut self, view: &View<'a>, decision: &Decision) {
        self.on = Some(view.plan.timezone.day_of(decision.begins).to_string());
        self.by = actors(view, &decision.entries);
        self.entries = decision.entries.iter().map(|entry| view.name(*entry)).collect();
    }

    /// Told by the entries that corrected it.
    pub fn told_by(&mut self, view: &View<'a>, entries: &[EntryIx]) {
        self.by = actors(view, entries);
        self.entries = entries.iter().map(|entry| view.name(*entry)).collect();
    }

    fn words(&self) -> String {
        let (from, to) = (self.from.words(), self.to.words());
        let on = |word: &str| self.on.as_ref().map_or(String::new(), |on| format!(" {word} {on}"));
        let held = self.held_days.map_or(String::new(), |days| format!(", having held {days} d,"));
        let told = match (self.what, self.indicator) {
            (Aspect::Status, _) => format!("{from} → {to}{}", on("since")),
            (Aspect::Breach, _) => format!("breach {to}{}{held}", on("on")),
            (Aspect::Level, _) => format!("verified level {from} → {to}{}{held}", on("on")),
            (Aspect::Milestone, _) => format!("added{}", on("on")),
            (Aspect::Terms, _) => format!("measured by other terms{}, its figures stand", on("since")),
            (_, Some(indicator)) => format!("{indicator} {from} → {to}{}", on("for")),
            (what, None) => format!("{} {from} → {to}{}", what.word(), on("for")),
        };
        let source = source(&self.by, &self.entries);
        match self.by.is_empty() {
            true => told.trim_end_matches(',').to_owned() + &source,
            false => told + &source,
        }
    }
}

impl Mark {
    fn words(self) -> String {
        match self {
            Mark::Nothing => "–".into(),
            Mark::Word(word) => word.into(),
            Mark::Breach(Doors::Open) => "opened".into(),
            Mark::Breach(Doors::Closed) => "closed".into(),
            Mark::Figure { level, progress } => format!("{level}, {} %", progress.percent()),
            Mark::Value(value) => value.to_string(),
        }
    }
}

/// Who says so, and where: ` by amm [amm:10]`.
pub fn source(by: &[&Id], entries: &[EntryName]) -> String {
    let by: Vec<&str> = by.iter().map(|id| id.as_str()).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", by.join(", ")) };
    by + &bracketed(entries)
}

/// How many entries are named in a line before the rest is only counted.
const NAMED: usize = 8;

/// Entries in brackets: ` [amm:10, gam:3]`.
pub fn bracketed(entries: &[EntryName]) -> String {
    let mut names: Vec<String> = entries.iter().take(NAMED).map(ToString::to_string).collect();
    match entries.len() {
        0 => return String::new(),
        more if more > NAMED => names.push(format!("{} more", more - NAMED)),
        _ => {}
    }
    format!(" [{}]", names.join(", "))
}

impl Named<'_> {
    pub fn words(&self) -> String {
        format!("{}  {}", self.milestone, self.words)
    }
}

/// Changes as items of an outline.
pub fn items(changes: &[Change]) -> Vec<Item> {
    let item = |change: &Change| Item::of(change.name.words(), change.moves.iter().map(Step::words).collect());
    changes.iter().map(item).collect()
}
