//! Why a milestone stands where it stands: what decided its status, its figures and its timing, as data. The words are for others.

use super::life::Life;
use super::state::{Figure, Standing, State};
use super::statuses::{Asked, Begun, Status, StatusReason};
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::level::Level;
use crate::model::milestone::{Continuing, Indicator, Milestone};
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use std::sync::Arc;

/// What a reported figure is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReportedReason {
    OfParts,
    NobodyOwes,
    /// The least of the latest words of so many; those who have not said how far it is are `silent`.
    LeastOf {
        owing: usize,
        silent: Vec<ActorIx>,
        /// Whether a target is another milestone's figure, which may not be known yet.
        follows: bool,
    },
}

/// What a verified figure is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerifiedReason {
    OfParts,
    NobodyVerifies,
    /// Of the latest words, the best for each side, number `needed` in order; so many sides have said how far it is.
    BestOf {
        verifiers: Vec<ActorIx>,
        needed: usize,
        spoken: usize,
        /// Whether the mandate of one of several ends, after which its word counts no higher than what others have said since.
        capped: bool,
    },
}

/// What an assessed figure is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssessedReason {
    OfParts,
    LatestOfOthers,
}

/// What gave a milestone its status; `triggered` is since when what it requires counts as met.
pub(super) fn of_status(
    plan: &Plan,
    milestone: MilestoneIx,
    status: Status,
    life: &Life,
    triggered: Option<Moment>,
    unverifiable: bool,
) -> StatusReason {
    let promised = &plan.milestones[milestone];
    let whole = !plan.parts(milestone).is_empty();
    match status {
        Status::NotTriggered if promised.contingent && triggered.is_none() => StatusReason::NeverTriggered,
        Status::NotTriggered if whole => StatusReason::NoPartCounts,
        Status::NotTriggered => StatusReason::WholeNeverTriggered,
        Status::Retired => StatusReason::Retired,
        status if whole => StatusReason::OfParts(status),
        Status::Breached => StatusReason::BreachOpen,
        Status::Suspended => StatusReason::Suspended,
        Status::Contested => StatusReason::DisputeOpen,
        Status::Reversed => StatusReason::FellBack,
        Status::Achieved => StatusReason::Achieved(asked(promised)),
        Status::Holding => StatusReason::Holding(asked(promised)),
        Status::Reported if unverifiable => StatusReason::NobodyVerifies,
        Status::Reported => StatusReason::ReportedFull,
        Status::UnderWay => StatusReason::UnderWay(begun(life)),
        Status::Waiting => StatusReason::Waiting,
        Status::Open => StatusReason::Open,
    }
}

fn asked(promised: &Milestone) -> Asked {
    match (promised.continuing, promised.hold) {
        (Continuing::Until(day), _) => Asked::Until(day),
        (Continuing::Always, _) => Asked::Always,
        (Continuing::No, Some(hold)) => Asked::Hold(hold),
        (Continuing::No, None) => Asked::Nothing,
    }
}

fn begun(life: &Life) -> Begun {
    let above = |figure: &Option<Arc<Figure>>| figure.as_ref().is_some_and(|figure| figure.level > Level::None);
    match &life.reported {
        Some(figure) if figure.level == Level::Full => Begun::FullDenied,
        _ if above(&life.verified) => Begun::Verified,
        reported if above(reported) => Begun::Reported,
        _ if above(&life.assessed) => Begun::Assessed,
        Some(_) => Begun::LeastIsNone,
        None => Begun::NoReportYet,
    }
}

/// What a milestone's reported figure is made of.
pub fn reported(state: &State, milestone: MilestoneIx) -> ReportedReason {
    let plan = &state.plan;
    let said = &state.milestones[milestone].said;
    let speaks = |actor: &ActorIx| {
        let own = said.iter().filter(|said| said.actor == *actor && said.standing == Standing::Reported);
        own.into_iter().any(|said| said.level.is_some())
    };
    let owing: Vec<ActorIx> = plan.owing(milestone).collect();
    match (plan.parts(milestone).is_empty(), owing.len()) {
        (false, _) => ReportedReason::OfParts,
        (true, 0) => ReportedReason::NobodyOwes,
        (true, count) => ReportedReason::LeastOf {
            owing: count,
            silent: owing.into_iter().filter(|actor| !speaks(actor)).collect(),
            follows: plan.milestones[milestone].indicators.iter().any(Indicator::follows),
        },
    }
}

/// What a milestone's verified figure is made of.
pub fn verified(state: &State, milestone: MilestoneIx) -> VerifiedReason {
    let plan = &state.plan;
    let needed = match (plan.parts(milestone).is_empty(), state.milestones[milestone].needed) {
        (false, _) => return VerifiedReason::OfParts,
        (true, None) => return VerifiedReason::NobodyVerifies,
        (true, Some(needed)) => needed,
    };
    let verifiers = plan.verifiers(milestone);
    let said = state.milestones[milestone].said.iter();
    let told = said.filter(|said| said.standing == Standing::Verified && said.level.is_some());
    let ends = |actor: &ActorIx| plan.actors[*actor].mandate.is_some_and(|mandate| mandate.until.is_some());
    VerifiedReason::BestOf {
        spoken: plan.sides_of(told.map(|said| said.actor)).len(),
        needed,
        capped: verifiers.len() > 1 && verifiers.iter().any(ends),
        verifiers,
    }
}

/// What a milestone's assessed figure is made of.
pub fn assessed(state: &State, milestone: MilestoneIx) -> AssessedReason {
    match state.plan.parts(milestone).is_empty() {
        true => AssessedReason::LatestOfOthers,
        false => AssessedReason::OfParts,
    }
}
