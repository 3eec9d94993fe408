//! One thing that moved in a milestone, from where to where, with its day, its authors and its entries.

use super::actor_name::{ActorName, listed};
use super::outline::Item;
use super::view::View;
use crate::fold::state::Decision;
use crate::model::id::Id;
use crate::model::index::{ActorIx, EntryIx, MilestoneIx};
use crate::model::languages::ByLanguage;
use crate::model::level::{Level, Progress};
use crate::model::moment::Zone;
use crate::model::name::EntryName;
use crate::model::value::Value;
use crate::model::when::When;
use crate::tongue::say;
use serde::Serialize;

/// A milestone as lists name it.
#[derive(Serialize)]
pub struct MilestoneName<'a> {
    pub id: &'a Id,
    pub title: &'a ByLanguage,
    #[serde(skip)]
    words: &'a str,
}

/// What moved in one milestone.
#[derive(Serialize)]
pub struct MilestoneChange<'a> {
    #[serde(flatten)]
    pub name: MilestoneName<'a>,
    pub moves: Vec<ChangeStep<'a>>,
}

/// One thing that moved.
#[derive(Serialize)]
pub struct ChangeStep<'a> {
    pub what: Aspect,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub indicator: Option<&'a Id>,
    pub from: StepEnd,
    pub to: StepEnd,
    /// The day on which, or for which, it moved.
    pub on: Option<String>,
    pub by: Vec<ActorName<'a>>,
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

crate::words! {
    Aspect {
        Status: "status",
        Verified: "verified",
        Reported: "reported",
        Assessed: "assessed",
        Level: "verified level",
        Breach: "breach",
        Figure: "figure",
        Milestone: "milestone",
        Terms: "terms",
    }
}

crate::told! { Aspect: "aspect" }

/// Where something stood.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum StepEnd {
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

pub fn named<'a>(view: &View<'a>, place: MilestoneIx) -> MilestoneName<'a> {
    let (plan, promised) = (view.plan, &view.plan.milestones[place]);
    MilestoneName { id: &promised.id, title: promised.title.by_language(), words: promised.title.get(&plan.lang) }
}

/// The authors of some entries, each once, in the order of the plan.
pub fn actors<'a>(view: &View<'a>, entries: &[EntryIx]) -> Vec<ActorName<'a>> {
    let mut actors: Vec<ActorIx> = entries.iter().filter_map(|entry| view.state.entries[*entry].actor).collect();
    actors.sort_unstable();
    actors.dedup();
    actors.into_iter().map(|actor| view.actor(actor)).collect()
}

/// A date as briefs give it: as precisely as it was given, but no time of day.
pub fn day(when: When, zone: Zone) -> String {
    match when.is_plain() {
        true => when.to_string(),
        false => when.day(zone).to_string(),
    }
}

impl<'a> ChangeStep<'a> {
    pub fn new(what: Aspect, from: StepEnd, to: StepEnd) -> ChangeStep<'a> {
        ChangeStep { what, indicator: None, from, to, on: None, by: Vec::new(), entries: Vec::new(), held_days: None }
    }

    pub fn level(&self) -> Option<Level> {
        match self.to {
            StepEnd::Figure { level, .. } => Some(level),
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
        let since = self.on.as_ref().map_or(String::new(), |on| say!(" since {on}", on));
        let on = self.on.as_ref().map_or(String::new(), |on| say!(" on {on}", on));
        let day = self.on.as_ref().map_or(String::new(), |on| say!(" for {on}", on));
        let held = self.held_days.map_or(String::new(), |days| say!(", having held {days} d", days));
        let told = match (self.what, self.indicator) {
            (Aspect::Status, _) => format!("{from} → {to}{since}"),
            (Aspect::Breach, _) => say!("breach {to}{on}{held}", to, on, held),
            (Aspect::Level, _) => say!("verified level {from} → {to}{on}{held}", from, to, on, held),
            (Aspect::Milestone, _) => say!("added{on}", on),
            (Aspect::Terms, _) => say!("measured by other terms{on}, its figures stand", on = since),
            (_, Some(indicator)) => format!("{indicator} {from} → {to}{day}"),
            (what, None) => format!("{} {from} → {to}{day}", what.told()),
        };
        let comma = if self.held_days.is_some() && !self.by.is_empty() { "," } else { "" };
        told + comma + &source(&self.by, &self.entries)
    }
}

impl StepEnd {
    fn words(self) -> String {
        match self {
            StepEnd::Nothing => "–".into(),
            StepEnd::Word(word) => word.into(),
            StepEnd::Breach(Doors::Open) => say!("opened").into(),
            StepEnd::Breach(Doors::Closed) => say!("closed").into(),
            StepEnd::Figure { level, progress } => format!("{}, {} %", level.told(), progress.percent()),
            StepEnd::Value(value) => value.to_string(),
        }
    }
}

/// Who says so, and where: ` by amm [amm:10]`.
pub fn source(by: &[ActorName], entries: &[EntryName]) -> String {
    let by = if by.is_empty() { String::new() } else { say!(" by {by}", by = listed(by)) };
    by + &bracketed(entries)
}

/// How many entries are named in a line before the rest is only counted.
const NAMED: usize = 8;

/// Entries in brackets: ` [amm:10, gam:3]`.
pub fn bracketed(entries: &[EntryName]) -> String {
    let mut names: Vec<String> = entries.iter().take(NAMED).map(ToString::to_string).collect();
    match entries.len() {
        0 => return String::new(),
        more if more > NAMED => names.push(say!("{more} more", more = more - NAMED)),
        _ => {}
    }
    format!(" [{}]", names.join(", "))
}

impl MilestoneName<'_> {
    pub fn item(&self, rest: Vec<String>) -> Item {
        Item::named(self.id, self.words, rest)
    }
}

/// Changes as items of an outline.
pub fn items(changes: &[MilestoneChange]) -> Vec<Item> {
    let item = |change: &MilestoneChange| change.name.item(change.moves.iter().map(ChangeStep::words).collect());
    changes.iter().map(item).collect()
}
