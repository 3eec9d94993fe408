//! The picture: what a milestone, an entry and a plan amount to at the moment asked about. Plain data.

use super::editions::Editions;
pub use super::judged::{Judged, Standing, WhyNot};
pub use super::matters::{
    Closed, Decision, DecisionIx, Dispute, FindingState, HeldIncident, IncidentIx, IncidentState,
};
use super::record::Record;
use super::spans::Spans;
pub use super::statuses::{Status, StatusReason, Timing, TimingReason, TimingWord};
use crate::model::due::Due;
use crate::model::entry::AsAgreed;
use crate::model::index::{ActorIx, EntryIx, IndicatorIx, MilestoneIx, PhaseIx, Series, VersionIx};
use crate::model::level::{Level, Progress};
use crate::model::long::{Lazily, LongList};
use crate::model::moment::{Day, Moment};
use crate::model::plan::Plan;
use crate::model::value::Value;
use crate::model::when::When;
use std::sync::Arc;

/// What became of each entry, in the order of the entries.
pub type Judgements = LongList<EntryIx, Judged>;

/// The incidents that count, in the order of the moments from which they do.
pub type IncidentStates = LongList<IncidentIx, IncidentState>;

/// The moment asked about: what had happened by `as_of`, of what had been recorded by `known_by`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    pub as_of: Moment,
    pub known_by: Moment,
}

#[derive(Clone, Debug)]
pub struct State {
    pub clocks: Clocks,
    /// The version in force, with the dates and mandates that decisions gave it; what earlier versions had and it has not
    /// stands at the end of its lists, and is not `here`.
    pub plan: Arc<Plan>,
    /// Which of the versions is in force: its place among all that are known.
    pub version: VersionIx,
    /// Which version was in force when, and who could speak under it.
    pub editions: Editions,
    pub stage: PlanState,
    /// When the plan entered into force.
    pub started: Option<When>,
    /// The sides that have repudiated the plan, each by its first actor, and since when.
    pub left: Vec<(ActorIx, Moment)>,
    /// Taken ones in the order in which they were, then pending ones.
    pub decisions: Series<DecisionIx, Decision>,
    /// In the order of the entries.
    pub disputes: Vec<Dispute>,
    pub incidents: IncidentStates,
    /// Those of which verifiers have not concluded anything, or differ.
    pub open: Arc<Lazily<Vec<IncidentIx>>>,
    /// The entries that rest on evidence, or say that some was removed.
    pub bearing: Arc<Lazily<Vec<EntryIx>>>,
    /// One for each entry, in the order of the entries.
    pub entries: Judgements,
    /// One for each milestone, in the order of the plan.
    pub milestones: Series<MilestoneIx, MilestoneState>,
    /// One for each phase, in the order of the plan.
    pub phases: Series<PhaseIx, PhaseState>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanState {
    Draft,
    Signed,
    InForce,
    Suspended,
    /// By the sides in `State::left`.
    Repudiated,
}

/// A time in which a milestone was breached.
#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Breach {
    pub opened: Moment,
    pub closed: Option<Moment>,
    /// Places among the incidents.
    pub incidents: Vec<IncidentIx>,
}

/// A verified level that fell, or a breach that opened.
#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Fall {
    pub on: Moment,
    /// The verified level before and after; the same where a breach opened.
    pub levels: (Level, Level),
    pub breach: bool,
    /// For how many whole days it had stood at the level before.
    pub held: i64,
}

/// A decision, or an amendment, that moved a milestone's date.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The place of the decision.
    pub decision: DecisionIx,
    pub decided: Moment,
    pub from: Option<Due>,
    pub to: Option<Due>,
    /// What these work out to now.
    pub from_on: Option<When>,
    pub to_on: Option<When>,
    /// Whole days by which it moved the date; nothing where one of them is no date.
    pub days: Option<i64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct PhaseState {
    /// While all that it requires held.
    pub requires: Spans,
    pub opened: Spans,
    pub done: Spans,
}

#[derive(Clone, Debug)]
pub struct MilestoneState {
    pub status: Status,
    /// What gave it.
    pub why: StatusReason,
    pub since: Option<Moment>,
    pub reported: Option<Arc<Figure>>,
    pub verified: Option<Arc<Figure>>,
    pub assessed: Option<Arc<Figure>>,
    /// The latest claim of every actor, in the order of the plan's actors.
    pub said: Vec<LatestClaim>,
    pub due: Option<Arc<Schedule>>,
    pub timing: Timing,
    pub done_on: Option<Day>,
    pub requires: Requires,
    /// When somebody's figure first was above none.
    pub began: Option<Moment>,
    /// Began before what it requires.
    pub ahead: bool,
    /// Day k of n; n is missing where the milestone continues.
    pub hold: Option<(i64, Option<u64>)>,
    /// Neither retired nor never triggered.
    pub counted: bool,
    /// Of a contingent one, when what it requires first held.
    pub triggered: Option<Moment>,
    /// When an amendment dropped or replaced it.
    pub retired: Option<Moment>,
    /// Whether it is, by name or through its whole, its phase or the plan.
    pub suspended: bool,
    pub breaches: Vec<Breach>,
    /// Every fall of its verified level and every breach, in order.
    pub falls: Vec<Fall>,
    /// When an amendment measured it anew.
    pub remeasured: Vec<Moment>,
    /// Whether a dispute over it, or over its author's latest word on it, is open.
    pub disputed: bool,
    /// How many sides must verify it; nothing where no rule says who.
    pub needed: Option<usize>,
    /// Verifiers' latest levels differ.
    pub split: bool,
    /// Reported full, and nobody may verify it.
    pub unverifiable: bool,
    /// What was said of it.
    pub record: Arc<Record>,
}

impl MilestoneState {
    /// The best founded of the three figures, with its initial.
    pub fn best(&self) -> Option<(char, &Figure)> {
        let founded = [('v', &self.verified), ('r', &self.reported), ('a', &self.assessed)];
        founded.into_iter().find_map(|(initial, figure)| figure.as_deref().map(|figure| (initial, figure)))
    }
}

/// One of reported, verified and assessed.
#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Figure {
    pub level: Level,
    pub progress: Progress,
    /// By index of the indicator.
    pub values: Vec<(IndicatorIx, Value)>,
    /// For when it is so.
    pub on: When,
    pub from: Moment,
    pub by: Vec<ActorIx>,
    pub entries: Vec<EntryIx>,
}

#[derive(Clone, Debug, PartialEq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct LatestClaim {
    pub actor: ActorIx,
    pub standing: Standing,
    pub level: Option<Level>,
    pub progress: Option<Progress>,
    pub values: Vec<(IndicatorIx, Value)>,
    pub as_agreed: Option<AsAgreed>,
    pub entry: EntryIx,
}

/// When a milestone is due, as its rule works out now.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    /// Nothing while the date is not running.
    pub on: Option<When>,
    /// The last moment that is on time.
    pub deadline: Option<Moment>,
    /// More than one where the parties read the date differently.
    pub readings: Vec<When>,
    /// What the date runs from, and when that was.
    pub anchor: Option<(String, Option<When>)>,
    /// From when there was time for it: the anchor, else the signature.
    pub window: Option<When>,
    /// What the first date ever in force works out to.
    pub first: Option<When>,
    /// The decisions that moved it, in the order in which they were taken.
    pub moves: Vec<Move>,
    /// As the plan or a decision words it; nothing where it was taken away.
    pub rule: Option<Due>,
    /// Whether a part has it from its whole.
    pub shared: bool,
}

impl Schedule {
    /// Whether it has a date by now.
    pub fn runs(&self) -> bool {
        self.on.is_some()
    }

    /// Whole days by which decisions have moved it; what an anchor moves is not among them. Nothing while it has no date.
    pub fn slip(&self) -> Option<i64> {
        self.on.map(|_| self.moves.iter().filter_map(|step| step.days).sum())
    }
}

/// What a milestone waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Requires {
    /// What it and its whole require.
    pub own: Vec<Precondition>,
    /// What its phase requires; all milestones of the phase share it.
    pub phase: Arc<[Precondition]>,
}

impl Requires {
    pub fn iter(&self) -> impl Iterator<Item = &Precondition> {
        self.own.iter().chain(self.phase.iter())
    }
}

/// One thing that a milestone waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct Precondition {
    pub text: Arc<str>,
    /// The phase that asks for it, where it is not the milestone itself.
    pub phase: Option<PhaseIx>,
    /// The milestones that it looks at.
    pub milestones: Vec<MilestoneIx>,
    pub met: bool,
    pub since: Option<Moment>,
}
