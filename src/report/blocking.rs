//! What waits for what at the moment asked about: what holds up how many, who would have to go first, and the chain that
//! decides the end.

use super::agenda::{
    AgendaItem, ChainStep, Circle, CircleSide, HoldUp, OutstandingWait, actor_names, date, ids, owing, shown,
    side_names,
};
use super::view::View;
use crate::fold::state::{Precondition, Status};
use crate::model::condition::Condition;
use crate::model::index::{ActorIx, Ix, MilestoneIx, PhaseIx, Series};
use crate::model::lean::Lean;
use crate::model::milestone::Continuing;
use crate::model::moment::Moment;
use crate::model::web::{Thing, ThingIx, Web, is_circle, knots};
use std::collections::HashMap;

/// What a milestone itself requires and its whole requires, each condition with how it stands.
fn own<'a>(view: &View<'a>, place: MilestoneIx) -> impl Iterator<Item = (&'a Condition, &'a Precondition)> + use<'a> {
    let (plan, state) = (view.plan, &view.state.milestones[place]);
    let whole = plan.whole(place).map(|whole| &plan.milestones[whole].requires[..]);
    plan.milestones[place].requires.iter().chain(whole.unwrap_or_default()).zip(&state.requires.own)
}

/// What a phase requires, each condition with how it stands; `member` is any of its milestones.
fn of_phase<'a>(
    view: &View<'a>,
    phase: PhaseIx,
    member: MilestoneIx,
) -> impl Iterator<Item = (&'a Condition, &'a Precondition)> + use<'a> {
    view.plan.phases[phase].requires.iter().zip(view.state.milestones[member].requires.phase.iter())
}

/// Whether nothing more is waited for: achieved, of one that continues holding, or it does not count.
fn settled(view: &View, place: MilestoneIx) -> bool {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let done = match promised.continuing {
        Continuing::No => state.status == Status::Achieved,
        _ => matches!(state.status, Status::Achieved | Status::Holding),
    };
    done || !state.counted || !promised.is_here()
}

fn waiting(view: &View, place: MilestoneIx) -> bool {
    view.state.milestones[place].status == Status::Waiting && shown(view, place)
}

/// What waits for what now: outstanding preconditions, openings of phases, wholes and their parts.
struct Live<'a, 'v> {
    view: &'a View<'v>,
    web: Web<'v>,
}

impl<'v> Live<'_, 'v> {
    /// What a thing waits for, by number.
    fn leads(&self, number: ThingIx) -> Vec<ThingIx> {
        let things = match self.web.thing(number) {
            Thing::Milestone(place) => self.milestone(place),
            Thing::Opening(phase) => self.opening(phase),
            Thing::End(phase) => self.web.members(phase).iter().copied().map(Thing::Milestone).collect(),
        };
        things.into_iter().filter(|thing| !self.done(*thing)).map(|thing| self.web.number(thing)).collect()
    }

    fn done(&self, thing: Thing) -> bool {
        matches!(thing, Thing::Milestone(place) if settled(self.view, place))
    }

    fn milestone(&self, place: MilestoneIx) -> Vec<Thing> {
        if settled(self.view, place) {
            return Vec::new();
        }
        let plan = self.view.plan;
        let closed = self.view.state.milestones[place].requires.phase.iter().any(|asked| !asked.met);
        let opening = plan.phase_of(place).filter(|_| closed).map(Thing::Opening);
        let parts = plan.parts(place).iter().copied().map(Thing::Milestone);
        self.outstanding(own(self.view, place)).into_iter().chain(opening).chain(parts).collect()
    }

    fn opening(&self, phase: PhaseIx) -> Vec<Thing> {
        let member = self.web.members(phase).first();
        member.map_or(Vec::new(), |member| self.outstanding(of_phase(self.view, phase, *member)))
    }

    fn outstanding(&self, asked: impl Iterator<Item = (&'v Condition, &'v Precondition)>) -> Vec<Thing> {
        self.web.awaited(asked.filter(|(_, stands)| !stands.met).map(|(condition, _)| condition)).collect()
    }

    /// The milestones of a group that stand for themselves.
    fn milestones(&self, knot: &[ThingIx]) -> Vec<MilestoneIx> {
        let place = |number: &ThingIx| match self.web.thing(*number) {
            Thing::Milestone(place) => Some(place).filter(|place| self.view.plan.is_leaf(*place)),
            _ => None,
        };
        knot.iter().filter_map(place).filter(|place| !settled(self.view, *place)).collect()
    }
}

/// How many of the milestones that one waits for are named beside it.
const NAMED: usize = 48;

crate::index! {
    /// A place among the groups of things that wait for each other.
    KnotIx
    /// A place among the outstanding preconditions that hold something up.
    HoldUpIx
}

/// What waits for what, in groups that wait for each other.
pub struct WaitOrder<'a, 'v> {
    live: Live<'a, 'v>,
    leads: Series<ThingIx, Vec<ThingIx>>,
    knots: Series<KnotIx, Vec<ThingIx>>,
}

impl<'a, 'v> WaitOrder<'a, 'v> {
    pub fn new(view: &'a View<'v>) -> WaitOrder<'a, 'v> {
        let live = Live { view, web: Web::new(view.plan) };
        let leads: Series<ThingIx, Vec<ThingIx>> = live.web.numbers().map(|number| live.leads(number)).collect();
        let knots = knots(leads.len(), |from: ThingIx| leads[from].clone()).into();
        WaitOrder { live, leads, knots }
    }

    /// The outstanding preconditions of a milestone.
    pub fn waits(&self, place: MilestoneIx) -> Vec<OutstandingWait<'v>> {
        let view = self.live.view;
        let around = view.plan.phase_of(place).into_iter().flat_map(|phase| of_phase(view, phase, place));
        let unmet = own(view, place).chain(around).filter(|(_, precondition)| !precondition.met);
        unmet.map(|(condition, precondition)| self.few(precondition, &self.looked_at(condition))).collect()
    }

    /// The first milestones that a condition looks at. Many may wait for the end of a phase of many, which `blocks` tells once
    /// and whole.
    fn few(&self, precondition: &'v Precondition, looked_at: &[MilestoneIx]) -> OutstandingWait<'v> {
        let named = &looked_at[..looked_at.len().min(NAMED)];
        OutstandingWait { left_out: looked_at.len() - named.len(), ..self.wait(precondition, named) }
    }

    fn wait(&self, precondition: &'v Precondition, looked_at: &[MilestoneIx]) -> OutstandingWait<'v> {
        let view = self.live.view;
        OutstandingWait {
            condition: &precondition.text,
            phase: precondition.phase.map(|phase| &view.plan.phases[phase].id),
            milestones: ids(view, looked_at.iter().copied()),
            responsible: actor_names(view, owing(view, looked_at)),
            left_out: 0,
        }
    }

    /// The milestones that a condition looks at; of the end of a phase, those that are outstanding.
    fn looked_at(&self, condition: &Condition) -> Vec<MilestoneIx> {
        let (view, plan) = (self.live.view, self.live.view.plan);
        let unsettled = |place: &MilestoneIx| plan.parts(*place).is_empty() && !settled(view, *place);
        let leans = plan.condition_leans_on(condition).into_iter();
        let mut all: Vec<MilestoneIx> = leans
            .flat_map(|lean| match lean {
                Lean::Rank(place) | Lean::Date(place) => vec![place],
                Lean::End(phase) => self.live.web.members(phase).iter().copied().filter(unsettled).collect(),
                Lean::Opening(_) | Lean::Start => Vec::new(),
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Each outstanding precondition with the waiting milestones that it holds up, the one that holds up most first.
    pub fn blocks(&self) -> Vec<AgendaItem<HoldUp<'v>>> {
        let view = self.live.view;
        let mut found: Series<HoldUpIx, (&Condition, &Precondition, Vec<MilestoneIx>)> = Series::new();
        let mut known: HashMap<&str, HoldUpIx> = HashMap::new();
        for place in view.plan.milestones.indices().filter(|place| waiting(view, *place)) {
            let around = view.plan.phase_of(place).into_iter().flat_map(|phase| of_phase(view, phase, place));
            for (condition, precondition) in own(view, place).chain(around).filter(|(_, asked)| !asked.met) {
                let new = || found.push((condition, precondition, Vec::new()));
                let at = *known.entry(&precondition.text).or_insert_with(new);
                if found[at].2.last() != Some(&place) {
                    found[at].2.push(place);
                }
            }
        }
        found.sort_by_key(|(.., held)| std::cmp::Reverse(held.len()));
        found.into_iter().map(|(condition, precondition, held)| self.block(condition, precondition, held)).collect()
    }

    fn block(
        &self,
        condition: &Condition,
        precondition: &'v Precondition,
        held: Vec<MilestoneIx>,
    ) -> AgendaItem<HoldUp<'v>> {
        let (view, looked_at) = (self.live.view, self.looked_at(condition));
        let what = HoldUp { wait: self.wait(precondition, &looked_at), holds_up: ids(view, held.iter().copied()) };
        let milestones: Vec<MilestoneIx> = looked_at.into_iter().chain(held).collect();
        AgendaItem { actors: owing(view, &milestones), milestones, what }
    }

    fn is_circle(&self, knot: &[ThingIx]) -> bool {
        is_circle(knot, |from| self.leads[from].clone())
    }

    /// Milestones that wait for each other while none of them has begun: who goes first?
    pub fn circles(&self) -> Vec<AgendaItem<Circle<'v>>> {
        let view = self.live.view;
        let mut circles: Vec<&Vec<ThingIx>> = self.knots.iter().filter(|knot| self.is_circle(knot)).collect();
        circles.sort();
        let stuck = |knot: &&Vec<ThingIx>| {
            let milestones = self.live.milestones(knot);
            !milestones.is_empty()
                && milestones.iter().all(|place| view.state.milestones[*place].status == Status::Waiting)
        };
        circles.into_iter().filter(stuck).map(|knot| self.circle(knot)).collect()
    }

    fn circle(&self, knot: &[ThingIx]) -> AgendaItem<Circle<'v>> {
        let (view, milestones) = (self.live.view, self.live.milestones(knot));
        let phase = |number: &ThingIx| match self.live.web.thing(*number) {
            Thing::Opening(phase) => Some(phase),
            _ => None,
        };
        let phases: Vec<PhaseIx> = knot.iter().filter_map(phase).collect();
        let side = |side: ActorIx| {
            let owes = |place: &MilestoneIx| view.plan.owing(*place).any(|actor| view.plan.side(actor) == side);
            CircleSide {
                side: side_names(view, [side])[0],
                milestones: ids(view, milestones.iter().copied().filter(owes)),
            }
        };
        let sides = view.plan.sides_of(owing(view, &milestones).into_iter());
        let what = Circle {
            milestones: ids(view, milestones.iter().copied()),
            phases: phases.iter().map(|phase| &view.plan.phases[*phase].id).collect(),
            sides: sides.into_iter().map(side).collect(),
            conditions: self.asked(knot),
        };
        AgendaItem { actors: owing(view, &milestones), milestones, what }
    }

    /// The outstanding conditions through which the things of a circle wait for each other.
    fn asked(&self, knot: &[ThingIx]) -> Vec<&'v str> {
        let (view, web) = (self.live.view, &self.live.web);
        let inside = |condition: &Condition| {
            web.awaited([condition]).any(|thing| knot.binary_search(&web.number(thing)).is_ok())
        };
        let mut texts: Vec<&str> = Vec::new();
        for number in knot {
            let asked: Vec<(&Condition, &Precondition)> = match web.thing(*number) {
                Thing::Milestone(place) => own(view, place).collect(),
                Thing::Opening(phase) => {
                    web.members(phase).first().map_or(Vec::new(), |member| of_phase(view, phase, *member).collect())
                }
                Thing::End(_) => Vec::new(),
            };
            let unmet = asked.into_iter().filter(|(condition, stands)| !stands.met && inside(condition));
            texts.extend(unmet.map(|(_, stands)| &*stands.text));
        }
        texts.dedup();
        texts
    }

    /// The chain with the latest date in it, the longest of such; where no date is known, the longest.
    pub fn latest(&self) -> Vec<AgendaItem<ChainStep<'v>>> {
        self.chain(|reach| (reach.latest, reach.steps))
            .filter(|(reach, _)| reach.latest.is_some() || reach.steps > 1)
            .map_or(Vec::new(), |(_, steps)| steps)
    }

    /// The chain with most steps, of such the one with the latest date; nothing where nothing waits.
    pub fn longest(&self) -> Vec<AgendaItem<ChainStep<'v>>> {
        self.chain(|reach| (reach.steps, reach.latest))
            .filter(|(reach, _)| reach.steps > 1)
            .map_or(Vec::new(), |(_, steps)| steps)
    }

    /// The chain that reaches furthest, in the order in which its steps can be taken.
    fn chain<K: Ord>(&self, far: impl Fn(&ChainReach) -> K) -> Option<(ChainReach, Vec<AgendaItem<ChainStep<'v>>>)> {
        let mut group = self.leads.each(KnotIx::FIRST);
        self.knots.pairs().for_each(|(at, knot)| knot.iter().for_each(|number| group[*number] = at));
        let mut reaches: Series<KnotIx, ChainReach> = Series::new();
        for (at, knot) in self.knots.pairs() {
            let before = knot.iter().flat_map(|number| &self.leads[*number]).map(|number| group[*number]);
            let before = before.filter(|before| *before != at);
            let best = before.max_by_key(|before| (far(&reaches[*before]), std::cmp::Reverse(self.knots[*before][0])));
            let own = self.live.milestones(knot);
            let from = best.map_or((None, 0), |best| (reaches[best].latest, reaches[best].steps));
            let due = own.iter().filter_map(|place| deadline(self.live.view, *place)).max();
            reaches.push(ChainReach {
                before: best,
                latest: from.0.max(due),
                steps: from.1 + usize::from(!own.is_empty()),
            });
        }
        // The end of a phase, or a whole, adds no step: the chain ends with the milestone that gave it its reach.
        let ends = reaches.indices().filter(|at| !self.live.milestones(&self.knots[*at]).is_empty());
        let last = ends.max_by_key(|at| (far(&reaches[*at]), std::cmp::Reverse(self.knots[*at][0])))?;
        let mut path = Vec::new();
        let mut next = Some(last);
        while let Some(at) = next {
            path.push(self.live.milestones(&self.knots[at]));
            next = reaches[at].before;
        }
        path.retain(|milestones| !milestones.is_empty());
        path.reverse();
        Some((reaches[last].clone(), steps(self.live.view, path)))
    }
}

/// How far a chain reaches that ends in a group.
#[derive(Clone)]
struct ChainReach {
    /// The group before.
    before: Option<KnotIx>,
    /// The latest date along it.
    latest: Option<Moment>,
    steps: usize,
}

fn deadline(view: &View, place: MilestoneIx) -> Option<Moment> {
    view.state.milestones[place].due.as_deref().and_then(|due| due.deadline)
}

fn steps<'v>(view: &View<'v>, path: Vec<Vec<MilestoneIx>>) -> Vec<AgendaItem<ChainStep<'v>>> {
    let zone = view.plan.timezone;
    let due = |places: &[MilestoneIx]| {
        let last = places.iter().copied().max_by_key(|place| deadline(view, *place));
        last.and_then(|place| date(&view.state.milestones[place]))
    };
    let dues: Vec<_> = path.iter().map(|places| due(places)).collect();
    let slack = |at: usize| Some(dues.get(at + 1).copied()??.day(zone).days_since(dues[at]?.day(zone)));
    let step = |(at, places): (usize, Vec<MilestoneIx>)| {
        let actors = owing(view, &places);
        let what = ChainStep {
            places: places.clone(),
            milestones: ids(view, places.iter().copied()),
            responsible: actor_names(view, actors.iter().copied()),
            on: dues[at],
            slack_days: slack(at),
        };
        AgendaItem { milestones: places, actors, what }
    };
    path.into_iter().enumerate().map(step).collect()
}
