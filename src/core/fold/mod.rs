//! Plan and entries in, picture out. Knows no bytes, keys or files.
//!
//! `said` is what the entries come to (`grown`, what they come to with a few more), `picture` what a calendar makes of it. `log` is what all books say. `admit` asks whether an entry counts, `adopt` which versions of the plan were adopted (of several that
//! are complete, `rivals` says which), `decide` which decisions were taken (`pending` are those that were not), and so which version
//! of the plan was in force when (`editions`), what was suspended (`suspensions`) and which dates moved (`dates`); `relation` tells what
//! an author is to a milestone, `incidents` what verifiers conclude of alleged violations, `disputes` what is contested, `voice` what
//! one actor says of a milestone, `tally` what the words of all make at a moment, `walk` what they make over time (a `life`; `lives` are
//! all of them), `breaches` when it was breached, `parts` what a whole makes of its parts, `trigger` when contingent milestones begin
//! to count, `calendar` what that does to dates and preconditions (`conditions`), `status` what it all amounts to (in the words of `statuses`),
//! `reasons` what decided that, and `score` adds it up.

pub mod admit;
pub mod adopt;
pub mod altered;
pub mod breaches;
pub mod calendar;
pub mod conditions;
pub mod counts;
pub mod dates;
pub mod decide;
pub mod disputes;
pub mod editions;
pub mod firsts;
pub mod force;
pub mod grounds;
pub mod grown;
mod grown_log;
pub mod happenings;
pub mod heights;
pub mod incidents;
pub mod judged;
pub mod life;
pub mod lives;
pub mod log;
mod log_part;
pub mod matters;
pub mod order;
pub mod parts;
pub mod pending;
pub mod proof;
pub mod proposable;
pub mod reasons;
pub mod record;
pub mod recording;
pub mod relation;
pub mod relocate;
pub mod removals;
pub mod rivals;
pub mod said;
pub mod same;
pub mod score;
pub mod spans;
pub mod state;
pub mod status;
pub mod statuses;
pub mod sums;
pub mod suspensions;
pub mod tally;
pub mod trigger;
pub mod voice;
pub mod vouch;
pub mod walk;

use crate::model::index::{Ix, MilestoneIx, Series, VersionIx};
use crate::model::versions::Versions;
use calendar::{Calendar, Facts};
use editions::{Editions, Renumber};
use lives::HappenedBeside;
use log::Log;
use said::SaidSoFar;
use state::{Clocks, Decision, DecisionIx, Judgements, State};
use std::sync::Arc;
use suspensions::Suspensions;

/// The picture that the versions of a plan and entries give at the moment asked about (design, section 6).
///
/// Nothing of the order of the log matters but that it is sorted.
pub fn fold(versions: &Versions, log: Log, clocks: Clocks) -> State {
    picture(versions, said(versions, log, clocks), clocks)
}

/// What the entries come to that are known and have happened at the moment asked about, before a calendar is held against it.
pub fn said(versions: &Versions, log: Log, clocks: Clocks) -> SaidSoFar {
    let (editions, mut judged, decisions) = decided(versions, log, clocks);
    admit::admit(&editions, log, &mut judged);
    let incidents = incidents::incidents(&editions, log.judged(&judged));
    let disputes = disputes::disputes(log.judged(&judged), &decisions, clocks.as_of);
    let suspensions = Suspensions::of(&decisions, clocks.as_of);
    let history = dates::dated(versions, &editions, &decisions, clocks.as_of);
    let plan = dates::in_force(&editions, &history, clocks.as_of);
    let held = lives::held(&plan, &incidents);
    let beside = HappenedBeside { held: &held, disputes: &disputes, suspensions: &suspensions };
    let lives = recording::lived(&plan, &editions, log, &mut judged, &incidents, &beside, clocks.as_of);
    let open = incidents.pairs().filter(|(_, incident)| incident.is_open()).map(|(place, _)| place).collect::<Vec<_>>();
    let (open, bearing) = (Arc::new(open.into()), Arc::new(removals::bearing(log).into()));
    SaidSoFar { editions, judged, decisions, incidents, disputes, lives, open, bearing }
}

/// The picture that what was said gives at a moment until which it stands.
pub fn picture(versions: &Versions, said: SaidSoFar, clocks: Clocks) -> State {
    let SaidSoFar { editions, judged, decisions, incidents, disputes, mut lives, open, bearing } = said;
    let suspensions = Suspensions::of(&decisions, clocks.as_of);
    let history = dates::dated(versions, &editions, &decisions, clocks.as_of);
    let plan = dates::in_force(&editions, &history, clocks.as_of);
    let started = match plan.rules.start {
        None => plan.signed,
        Some(_) => force::started(&decisions, clocks.as_of),
    };
    let past = dates::eras(versions, &editions, &decisions, clocks.as_of);
    let facts = Facts { plan: &plan, clocks, started, history: &history, decisions: &decisions, past: &past };
    let triggers = trigger::trigger(facts, &mut lives);
    let calendar = Calendar::new(facts, &lives, &triggers);
    let milestones = status::states(&calendar, &editions);
    State {
        clocks,
        version: editions.version_at(clocks.as_of),
        stage: status::plan_state(&plan, &editions, &suspensions, started, clocks.as_of),
        started,
        left: editions.out(clocks.as_of),
        milestones,
        phases: plan.phases.indices().map(|phase| calendar.phase(phase)).collect(),
        decisions,
        disputes,
        incidents,
        open,
        bearing,
        entries: judged,
        editions,
        plan,
    }
}

/// Every entry as `fold` takes it, without the picture: who speaks, and whether it may.
pub fn judge(versions: &Versions, log: Log, clocks: Clocks) -> Judgements {
    let (editions, mut judged, _) = decided(versions, log, clocks);
    admit::admit(&editions, log, &mut judged);
    judged
}

/// Which of the versions is in force at the moment asked about, by its place among them.
pub fn version_in_force(versions: &Versions, log: Log, clocks: Clocks) -> VersionIx {
    match versions.0.len() {
        1 => VersionIx::FIRST,
        _ => {
            let (editions, ..) = decided(versions, log, clocks);
            editions.version_at(clocks.as_of)
        }
    }
}

/// Which version was in force when, the entries as far as that decides, and the decisions. Where there are several versions,
/// who may speak depends on what was adopted, and what was adopted on who may speak: the log is read twice.
fn decided(versions: &Versions, log: Log, clocks: Clocks) -> (Editions, Judgements, Series<DecisionIx, Decision>) {
    let unread = Editions::unread(versions);
    let trust = adopt::trust(versions, log);
    let read = |known: &Editions| {
        let mut judged = admit::gather(known, log, &trust, clocks);
        let mut editions = unread.clone();
        let decisions = decide::decide(versions, &mut editions, log, &mut judged, &trust, clocks.known_by);
        (editions, judged, decisions)
    };
    let first = read(&unread);
    if versions.0.len() == 1 {
        return first;
    }
    let (editions, judged, decisions) = read(&first.0);
    let (editions, renumber) = editions.up_to(versions, clocks.as_of);
    renumber.all(editions, judged, decisions)
}

impl Renumber {
    fn all(
        &self,
        editions: Editions,
        mut judged: Judgements,
        mut decisions: Series<DecisionIx, Decision>,
    ) -> (Editions, Judgements, Series<DecisionIx, Decision>) {
        let milestone = |old: Option<MilestoneIx>| old.and_then(|old| self.milestones[old]);
        for own in &mut judged {
            own.actor = own.actor.and_then(|old| self.actors[old]);
            own.milestone = milestone(own.milestone);
        }
        for decision in &mut decisions {
            decision.milestone = milestone(decision.milestone);
            decision.awaited = decision.awaited.iter().filter_map(|old| self.actors[*old]).collect();
            decision.awaited.sort_unstable();
        }
        (editions, judged, decisions)
    }
}
