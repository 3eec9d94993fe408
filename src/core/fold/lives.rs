//! The lives of all milestones, side by side where they can be, else each after those whose figures it is measured against.

use super::disputes::disputed;
use super::editions::Editions;
use super::happenings::{Happens, TargetTurn};
use super::life::{Life, Lives, Stood, Suspended};
use super::log::{JudgedLog, Log};
use super::order::far_end_first;
use super::record::Record;
use super::spans::Spans;
use super::state::{Dispute, HeldIncident, IncidentStates, Judged, Judgements, Standing};
use super::sums::sums;
use super::suspensions::Suspensions;
use super::voice::Goal;
use super::walk::Walk;
use crate::model::condition::{Condition, FigureKind};
use crate::model::index::{EntryIx, IndicatorIx, Ix, MilestoneIx, Series};
use crate::model::milestone::Target;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use rayon::prelude::*;
use std::sync::Arc;

/// A target that follows another milestone: the place of the indicator, the other milestone, and its indicator there.
type Follows = (IndicatorIx, MilestoneIx, IndicatorIx);

/// What happened to milestones beside claims.
pub struct HappenedBeside<'a> {
    /// The incidents that are held against each milestone, in the order of their moments.
    pub held: &'a Series<MilestoneIx, Vec<HeldIncident>>,
    pub disputes: &'a [Dispute],
    pub suspensions: &'a Suspensions,
}

/// Lives through all claims, which are told how they stand. A whole lives through its own counts only; `parts` joins the rest.
pub fn live(
    plan: &Plan,
    editions: &Editions,
    log: Log,
    judged: &mut Judgements,
    beside: &HappenedBeside,
    as_of: Moment,
) -> Lives {
    let mut lives = lived_through(plan, editions, log.judged(judged), beside, as_of);
    for (index, standing, told) in standings(&mut lives) {
        (judged[index].standing, judged[index].told) = (Some(standing), told);
    }
    lives
}

fn lived_through(plan: &Plan, editions: &Editions, log: JudgedLog, beside: &HappenedBeside, as_of: Moment) -> Lives {
    let (named, idle) = rayon::join(
        || gather(plan, log.judged, |judged| judged.why_not.is_none()),
        || gather(plan, log.judged, |judged| judged.standing == Some(Standing::None)),
    );
    let (watched, follows) = (watched(editions), follows(editions));
    let measured = |milestone: MilestoneIx| watched[milestone] || totalled(plan, milestone);
    let walk = |milestone: MilestoneIx, turns: &[TargetTurn]| {
        let suspended = Suspended {
            by_name: beside.suspensions.by_name(plan, milestone),
            around: beside.suspensions.around(plan, milestone),
        };
        let (claims, idle) = (claims_on(log, &named[milestone]), claims_on(log, &idle[milestone]));
        // What is held against a whole is for `parts` to weigh.
        let held = &beside.held[milestone][..];
        let (own, of_whole) = if plan.is_leaf(milestone) { (held, &[][..]) } else { (&[][..], held) };
        let happens = Happens { claims: &claims, idle: &idle, turns, incidents: own, as_of };
        let life = Walk::new(editions, log, milestone, measured(milestone)).through(happens, suspended);
        Life { struck: of_whole.iter().copied().filter(|held| held.can_breach).collect(), ..life }
    };
    let all = plan.milestones.indices();
    let lives: Vec<Life> =
        (0..plan.milestones.len()).into_par_iter().map(|place| walk(MilestoneIx::at(place), &[])).collect();
    let mut lives = Lives::from(lives);
    let joined = |milestone: MilestoneIx| measured(milestone) && !plan.parts(milestone).is_empty();
    if follows.iter().any(|follows| !follows.is_empty()) || all.clone().any(joined) {
        for milestone in far_end_first(lives.len(), |milestone| leads(plan, &follows, milestone)) {
            if !follows[milestone].is_empty() {
                lives[milestone] = walk(milestone, &turns(&lives, &follows[milestone]));
            }
            if joined(milestone) {
                // Whether a contingent part counts is not known yet; `parts` adds it.
                let counts = |part: MilestoneIx| match plan.milestones[part].contingent {
                    true => Spans::never(),
                    false => Spans::always(),
                };
                lives[milestone].measured =
                    sums(plan, &lives, milestone, plan.parts(milestone), watched[milestone], counts);
            }
        }
    }
    let all = named.iter().zip(idle).map(|(named, idle)| named.iter().copied().chain(idle).collect());
    let disputed = disputed(&all.collect(), log, beside.disputes);
    for ((life, named), disputed) in lives.iter_mut().zip(named).zip(disputed) {
        (life.disputed, life.disputed_itself) = (disputed.clone(), disputed);
        life.record = Arc::new(Record { entries: named.into(), ..Record::default() });
    }
    lives
}

/// The incidents that are held against each milestone, in the order of their moments.
pub fn held(plan: &Plan, incidents: &IncidentStates) -> Series<MilestoneIx, Vec<HeldIncident>> {
    let mut held = plan.milestones.each(Vec::new());
    for (place, incident) in incidents.pairs() {
        held[incident.milestone].extend(incident.held(place));
    }
    held
}

/// For each milestone the entries that name it and are such.
fn gather(plan: &Plan, judged: &Judgements, such: impl Fn(&Judged) -> bool) -> Series<MilestoneIx, Vec<EntryIx>> {
    let mut named: Series<MilestoneIx, Vec<EntryIx>> = plan.milestones.each(Vec::new());
    for (index, judged) in judged.pairs().filter(|(_, judged)| such(judged)) {
        judged.milestone.into_iter().for_each(|milestone| named[milestone].push(index));
    }
    named
}

/// Whether a milestone's figures go into those of a whole, or are a whole's.
fn totalled(plan: &Plan, milestone: MilestoneIx) -> bool {
    let whole = plan.whole(milestone).unwrap_or(milestone);
    !plan.parts(whole).is_empty() && plan.measures(whole).next().is_some()
}

/// The claims among some entries, in the order in which they count.
pub fn claims_on(log: JudgedLog, named: &[EntryIx]) -> Vec<EntryIx> {
    let mut claims: Vec<EntryIx> = named.iter().copied().filter(|index| log.claim_of(*index).is_some()).collect();
    claims.sort_by_key(|index| (log.judged[*index].from, log.judged[*index].known, *index));
    claims
}

/// Which milestones have figures that a condition, a target or a repetition looks at, at whatever moment; the parts of such a
/// whole too.
fn watched(editions: &Editions) -> Series<MilestoneIx, bool> {
    let mut watched = editions.first().milestones.each(false);
    editions.plans.iter().for_each(|plan| watch(plan, &mut watched));
    watched
}

fn watch(plan: &Plan, watched: &mut Series<MilestoneIx, bool>) {
    let mut watch = |place: Option<MilestoneIx>| place.into_iter().for_each(|place| watched[place] = true);
    let of_phases = plan.phases.iter().flat_map(|phase| &phase.requires);
    let conditions = plan.milestones.iter().flat_map(|milestone| &milestone.requires).chain(of_phases);
    for leaf in conditions.flat_map(Condition::leaves) {
        if let Condition::Measured { milestone, .. } = leaf {
            watch(plan.milestone(milestone.as_str()));
        }
    }
    let targets = plan.milestones.iter().flat_map(|milestone| &milestone.indicators).map(|indicator| &indicator.target);
    for target in targets {
        if let Some(Target::Other { milestone, .. }) = target {
            watch(plan.milestone(milestone.as_str()));
        }
    }
    let counts = |place: &MilestoneIx| !plan.milestones[*place].indicators.is_empty();
    for again in plan.milestones.indices().filter(counts) {
        plan.repeats(again).iter().for_each(|other| watch(Some(*other)));
    }
    watched.indices().filter(|whole| watched[*whole]).collect::<Vec<_>>().into_iter().for_each(|whole| {
        plan.parts(whole).iter().for_each(|part| watched[*part] = true);
    });
}

/// For each milestone its targets that follow another's figure.
fn follows(editions: &Editions) -> Series<MilestoneIx, Vec<Follows>> {
    let mut follows = followed(editions.first());
    for plan in editions.plans.iter().skip(1) {
        for (known, more) in follows.iter_mut().zip(followed(plan)) {
            known.extend(more);
            known.sort_unstable();
            known.dedup();
        }
    }
    follows
}

fn followed(plan: &Plan) -> Series<MilestoneIx, Vec<Follows>> {
    let of = |place: IndicatorIx, target: &Target| {
        let Target::Other { milestone, indicator } = target else { return None };
        let other = plan.milestone(milestone.as_str())?;
        let there = plan.milestones[other].indicators.position(|known| known.id == *indicator)?;
        Some((place, other, there))
    };
    let each = plan.milestones.iter().map(|milestone| {
        let targets = milestone.indicators.pairs();
        targets.filter_map(|(place, indicator)| of(place, indicator.target.as_ref()?)).collect()
    });
    each.collect()
}

fn leads(plan: &Plan, follows: &Series<MilestoneIx, Vec<Follows>>, milestone: MilestoneIx) -> Vec<MilestoneIx> {
    let sources = follows[milestone].iter().map(|(_, source, _)| *source);
    sources.chain(plan.parts(milestone).iter().copied()).collect()
}

/// For each milestone the others that what becomes of it rests on: those whose figures it is measured against, its parts, and those that
/// it restates.
pub fn rests_on(plan: &Plan, editions: &Editions) -> Series<MilestoneIx, Vec<MilestoneIx>> {
    let follows = follows(editions);
    let on = |one: MilestoneIx| leads(plan, &follows, one).into_iter().chain(plan.repeats(one).iter().copied());
    plan.milestones.indices().map(|one| on(one).collect()).collect()
}

/// When the targets that follow others turn: whenever the other's verified value changes.
fn turns(lives: &Lives, follows: &[Follows]) -> Vec<TargetTurn> {
    let mut turns: Vec<TargetTurn> = Vec::new();
    for (place, other, there) in follows {
        let mut last = Goal::Unknown;
        for (moment, measured) in &lives[*other].measured {
            let number =
                measured.value(FigureKind::Verified, *there).and_then(|value| value.bounds()).map(|(_, high)| high);
            let goal = number.map_or(Goal::Unknown, Goal::At);
            if goal != last {
                turns.push((*moment, *place, goal));
                last = goal;
            }
        }
    }
    turns.sort_by_key(|(moment, place, _): &(Moment, IndicatorIx, Goal)| (*moment, *place));
    turns
}

/// Takes out the standings that the claims had in these lives, and what was told.
fn standings(lives: &mut Lives) -> impl Iterator<Item = Stood> + '_ {
    lives.iter_mut().flat_map(|life| std::mem::take(&mut life.standings))
}
