//! What lies ahead as data: things to be done, awaited or decided, each with whom it concerns; and the dates to come.

use super::actor_name::ActorName;
use super::consultations::next_of;
use super::decisions::in_words;
use super::milestone::MilestoneBrief;
use super::view::View;
use super::words;
use crate::fold::state::{MilestoneState, Status, TimingWord};
use crate::model::actor::Presence;
use crate::model::decision::Terms;
use crate::model::id::Id;
use crate::model::index::{ActorIx, MilestoneIx, PhaseIx};
use crate::model::languages::ByLanguage;
use crate::model::level::Level;
use crate::model::moment::{Day, Moment};
use crate::model::name::EntryName;
use crate::model::rule::RuleName;
use crate::model::when::When;
use serde::{Serialize, Serializer};

/// Some words by language.
pub type Title<'a> = &'a ByLanguage;

/// One thing on the agenda, with whom and what it concerns: places in the plan.
pub struct AgendaItem<T> {
    pub milestones: Vec<MilestoneIx>,
    pub actors: Vec<ActorIx>,
    pub what: T,
}

/// For machines, a thing is what it says.
impl<T: Serialize> Serialize for AgendaItem<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.what.serialize(serializer)
    }
}

/// Whom and what an agenda is asked about; nothing set asks about all.
#[derive(Clone, Debug, Default)]
pub struct Concern {
    pub actor: Option<ActorIx>,
    pub phase: Option<PhaseIx>,
}

impl Concern {
    /// Whether a thing concerns the actor or its side, and a milestone of the phase.
    pub fn has<T>(&self, view: &View, item: &AgendaItem<T>) -> bool {
        let side = |actor: ActorIx| view.plan.side(actor);
        self.actor.is_none_or(|asked| item.actors.iter().any(|actor| side(*actor) == side(asked)))
            && self.phase.is_none_or(|asked| item.milestones.iter().any(|at| view.plan.phase_of(*at) == Some(asked)))
    }

    /// Only the things that concern these.
    pub fn only<T>(&self, view: &View, mut items: Vec<AgendaItem<T>>) -> Vec<AgendaItem<T>> {
        items.retain(|item| self.has(view, item));
        items
    }
}

/// A precondition that is outstanding.
#[derive(Serialize)]
pub struct OutstandingWait<'a> {
    pub condition: &'a str,
    pub phase: Option<&'a Id>,
    /// The milestones that it looks at, and who owes these.
    pub milestones: Vec<&'a Id>,
    pub responsible: Vec<ActorName<'a>>,
    /// How many more it looks at, which are named where it is told what it holds up.
    pub left_out: usize,
}

/// A milestone that is overdue.
#[derive(Serialize)]
pub struct Late<'a> {
    #[serde(flatten)]
    pub milestone: MilestoneBrief<'a>,
    /// Who owes it and has not reported it full, or whose report the verifiers contradict.
    pub awaited: Vec<ActorName<'a>>,
    pub reason: String,
    /// What it waits for.
    pub outstanding: Vec<OutstandingWait<'a>>,
}

/// How far something reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MendScope {
    Milestone,
    Phase,
    Plan,
}

/// Something that slid back, is broken or suspended, and whose word would mend it.
#[derive(Serialize)]
pub struct Mend<'a> {
    /// `breached`, `reversed` or `suspended`.
    #[serde(serialize_with = "words::status")]
    pub status: Status,
    pub scope: MendScope,
    /// Of the milestone or the phase.
    pub id: Option<&'a Id>,
    pub title: Title<'a>,
    pub responsible: Vec<ActorName<'a>>,
    pub since: Option<Moment>,
    /// The highest verified level before a fall, and the level now; the same in a breach.
    pub levels: Option<(Level, Level)>,
    /// Who can mend it, as it stands, and how many sides must concur.
    pub by: Vec<ActorName<'a>>,
    pub needed: usize,
    /// The incidents behind a breach.
    pub entries: Vec<EntryName>,
}

/// What somebody is to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AwaitedWord {
    Report,
    Verification,
    Finding,
    Concurrence,
    Settlement,
    Start,
}

/// Something that somebody is to say.
#[derive(Serialize)]
pub struct Awaited<'a> {
    pub what: AwaitedWord,
    /// Actors; of a concurrence and of entry into force, sides.
    pub from: Vec<ActorName<'a>>,
    /// How many sides have said it, and how many must.
    pub given: usize,
    pub needed: usize,
    /// Of the milestone, where it is about one.
    pub id: Option<&'a Id>,
    pub title: Option<Title<'a>>,
    /// The first entry that it answers: of an incident, a dispute, a proposal.
    pub entry: Option<EntryName>,
    /// What is proposed, in words.
    pub terms: Option<String>,
    pub reason: String,
}

/// An outstanding precondition, and what it holds up.
#[derive(Serialize)]
pub struct HoldUp<'a> {
    #[serde(flatten)]
    pub wait: OutstandingWait<'a>,
    pub holds_up: Vec<&'a Id>,
}

/// Milestones that wait for each other, none of them begun.
#[derive(Serialize)]
pub struct Circle<'a> {
    pub milestones: Vec<&'a Id>,
    pub phases: Vec<&'a Id>,
    /// Each side with what it owes.
    pub sides: Vec<CircleSide<'a>>,
    /// What they ask of each other.
    pub conditions: Vec<&'a str>,
}

#[derive(Serialize)]
pub struct CircleSide<'a> {
    pub side: ActorName<'a>,
    pub milestones: Vec<&'a Id>,
}

/// A quorum that can no longer be reached.
#[derive(Serialize, Clone)]
pub struct LostQuorum<'a> {
    #[serde(serialize_with = "words::rule_name")]
    pub rule: RuleName,
    pub needed: usize,
    /// The sides that are left, of those that the rule asks.
    pub left: Vec<ActorName<'a>>,
    pub of: Vec<ActorName<'a>>,
    /// The milestones whose own decision this is; of `verify`, those that it holds at reported.
    pub milestones: Vec<&'a Id>,
}

/// A mandate that ends before the work is done.
#[derive(Serialize)]
pub struct MandateEnd<'a> {
    pub actor: ActorName<'a>,
    pub name: Title<'a>,
    pub until: When,
    pub ended: bool,
    /// Whole days to its last day, or since.
    pub days: i64,
    /// What it verifies and is not achieved.
    pub milestones: Vec<&'a Id>,
}

/// A step of a chain: a milestone, or some that wait for each other.
#[derive(Serialize)]
pub struct ChainStep<'a> {
    #[serde(skip)]
    pub places: Vec<MilestoneIx>,
    pub milestones: Vec<&'a Id>,
    pub responsible: Vec<ActorName<'a>>,
    /// The last date of any of them.
    pub on: Option<When>,
    /// Whole days to the date of the next step; negative where that is earlier.
    pub slack_days: Option<i64>,
}

/// What happens on a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Occasion {
    Due,
    Consultation,
    Mandate,
    Decision,
}

/// A date to come.
#[derive(Serialize)]
pub struct DateAhead<'a> {
    #[serde(skip)]
    pub moment: Moment,
    pub on: When,
    pub days: i64,
    pub what: Occasion,
    /// Of the milestone, the consultation or the actor.
    pub id: Option<&'a Id>,
    pub title: Option<Title<'a>>,
    /// Who owes it, or takes part; empty for everybody.
    pub who: Vec<ActorName<'a>>,
    /// What is decided, in words.
    pub terms: Option<String>,
}

/// Whether a milestone stands for itself: one that counts, and of a whole its parts, unless its date is that of no part.
pub fn shown(view: &View, place: MilestoneIx) -> bool {
    let plan = view.plan;
    let counts = |place: MilestoneIx| plan.milestones[place].is_here() && view.state.milestones[place].counted;
    let dated = |place: MilestoneIx| plan.milestones[place].due.is_some();
    let parts = plan.parts(place);
    let own_date =
        || !parts.is_empty() && dated(place) && parts.iter().filter(|part| counts(**part)).all(|p| dated(*p));
    counts(place) && (plan.is_leaf(place) || own_date())
}

pub fn ids<'a>(view: &View<'a>, places: impl IntoIterator<Item = MilestoneIx>) -> Vec<&'a Id> {
    places.into_iter().map(|place| &view.plan.milestones[place].id).collect()
}

pub fn actor_names<'a>(view: &View<'a>, actors: impl IntoIterator<Item = ActorIx>) -> Vec<ActorName<'a>> {
    actors.into_iter().map(|actor| view.actor(actor)).collect()
}

/// The names of sides, each given by its first actor.
pub fn side_names<'a>(view: &View<'a>, sides: impl IntoIterator<Item = ActorIx>) -> Vec<ActorName<'a>> {
    sides.into_iter().map(|side| view.side(side)).collect()
}

/// Who owes some milestones, each once, in the order of the plan.
pub fn owing(view: &View, places: &[MilestoneIx]) -> Vec<ActorIx> {
    let mut actors: Vec<ActorIx> = places.iter().flat_map(|place| view.plan.owing(*place)).collect();
    actors.sort_unstable();
    actors.dedup();
    actors
}

/// The date of a milestone, where it has one by now.
pub fn date(state: &MilestoneState) -> Option<When> {
    state.due.as_deref().and_then(|due| due.on)
}

/// How many days ahead dates are told.
pub const AHEAD: i64 = 30;

/// The dates of so many days to come, the next of every consultation, and decided changes that begin later; nearest first.
pub fn dates<'a>(view: &View<'a>, within: i64) -> Vec<AgendaItem<DateAhead<'a>>> {
    let near = deadlines(view).chain(mandates(view)).filter(|item| item.what.days <= within);
    let mut dates: Vec<AgendaItem<DateAhead>> = near.chain(consultations(view)).chain(changes(view)).collect();
    dates.sort_by_key(|item| item.what.moment);
    dates
}

fn today(view: &View) -> Day {
    view.plan.timezone.day_of(view.state.clocks.as_of)
}

/// Whole days from the moment asked about to a date.
pub fn days_to(view: &View, on: When) -> i64 {
    on.day(view.plan.timezone).days_since(today(view))
}

fn deadlines<'a>(view: &View<'a>) -> impl Iterator<Item = AgendaItem<DateAhead<'a>>> {
    let soon = |state: &MilestoneState| matches!(state.timing.word, TimingWord::Due | TimingWord::DueSoon);
    let near = view.plan.milestones.indices().filter(move |place| soon(&view.state.milestones[*place]));
    near.filter(|place| shown(view, *place)).filter_map(|place| {
        let (on, promised) = (date(&view.state.milestones[place])?, &view.plan.milestones[place]);
        let what = DateAhead {
            moment: on.last(view.plan.timezone),
            on,
            days: days_to(view, on),
            what: Occasion::Due,
            id: Some(&promised.id),
            title: Some(promised.title.by_language()),
            who: view.all(&promised.responsible),
            terms: None,
        };
        Some(AgendaItem { milestones: vec![place], actors: view.plan.owing(place).collect(), what })
    })
}

fn consultations<'a>(view: &View<'a>) -> impl Iterator<Item = AgendaItem<DateAhead<'a>>> {
    let (zone, now) = (view.plan.timezone, view.state.clocks.as_of);
    view.plan.consultations.iter().filter_map(move |consultation| {
        let on = next_of(view.plan, consultation, now)?.on;
        let all = || view.plan.actors.indices().collect();
        let with: Vec<ActorIx> = consultation.with.iter().filter_map(|id| view.plan.actor(id.as_str())).collect();
        let what = DateAhead {
            moment: on.last(zone),
            on,
            days: days_to(view, on),
            what: Occasion::Consultation,
            id: Some(&consultation.id),
            title: Some(consultation.title.by_language()),
            who: view.all(&consultation.with),
            terms: None,
        };
        Some(AgendaItem { milestones: Vec::new(), actors: if with.is_empty() { all() } else { with }, what })
    })
}

fn mandates<'a>(view: &View<'a>) -> impl Iterator<Item = AgendaItem<DateAhead<'a>>> {
    let (zone, now) = (view.plan.timezone, view.state.clocks.as_of);
    view.plan.actors.indices().filter_map(move |place| {
        let actor = &view.plan.actors[place];
        let on = view.state.editions.mandate_until(place, now).filter(|_| actor.presence == Presence::Here)?;
        let what = DateAhead {
            moment: on.last(zone),
            on,
            days: days_to(view, on),
            what: Occasion::Mandate,
            id: Some(&actor.id),
            title: Some(actor.name.by_language()),
            who: vec![view.who(&actor.id)],
            terms: None,
        };
        let ended = view.state.editions.mandate_ended(place, now);
        (!ended).then_some(AgendaItem { milestones: Vec::new(), actors: vec![place], what })
    })
}

/// What is decided and does not apply yet.
fn changes<'a>(view: &View<'a>) -> impl Iterator<Item = AgendaItem<DateAhead<'a>>> {
    let now = view.state.clocks.as_of;
    let later = view.state.decisions.iter();
    let later = later.filter(move |decision| decision.taken.is_some_and(|taken| taken <= now) && decision.begins > now);
    later.filter_map(move |decision| {
        let on = decision.from?;
        let milestones: Vec<MilestoneIx> = decision.milestone.into_iter().collect();
        let mut actors: Vec<ActorIx> =
            decision.entries.iter().filter_map(|entry| view.state.entries[*entry].actor).collect();
        actors.extend(owing(view, &milestones));
        if let Terms::Prolong { actor, .. } = &decision.terms {
            actors.extend(view.plan.actor(actor.as_str()));
        }
        let promised = decision.milestone.map(|place| &view.plan.milestones[place]);
        let what = DateAhead {
            moment: decision.begins,
            on,
            days: view.plan.timezone.day_of(decision.begins).days_since(today(view)),
            what: Occasion::Decision,
            id: promised.map(|promised| &promised.id),
            title: promised.map(|promised| promised.title.by_language()),
            who: Vec::new(),
            terms: Some(in_words(view, decision)),
        };
        Some(AgendaItem { milestones, actors, what })
    })
}
