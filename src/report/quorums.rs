//! Who can still decide and verify: the sides that are left, quorums that can no longer be reached, mandates that run out.

use super::agenda::{AHEAD, AgendaItem, LostQuorum, MandateEnd, actor_names, days_to, ids, side_names};
use super::view::View;
use crate::fold::state::Status;
use crate::model::actor::Presence;
use crate::model::index::{ActorIx, MilestoneIx, Series};
use crate::model::rule::{Rule, RuleName};
use std::collections::HashMap;

/// Who may act under a rule at the moment asked about.
#[derive(Clone)]
pub struct Deciders {
    /// Actors within their mandate, of sides that have not left.
    pub actors: Vec<ActorIx>,
    /// The sides that the rule asks, and of them those left: that have not gone, and whose mandate has not ended.
    pub of: Vec<ActorIx>,
    pub left: Vec<ActorIx>,
    /// How many sides must concur.
    pub needed: usize,
}

/// Who acts under a rule; the sides in `passed_over` are not asked.
pub fn deciders(view: &View, rule: &Rule, passed_over: &[ActorIx]) -> Deciders {
    let (plan, editions, now) = (view.plan, &view.state.editions, view.state.clocks.as_of);
    let asked: Vec<ActorIx> = plan.named(rule).filter(|actor| !passed_over.contains(&plan.side(*actor))).collect();
    let stays = |actor: &ActorIx| !editions.has_left(plan.side(*actor), now);
    let able = |actor: &ActorIx| editions.in_mandate(*actor, now);
    Deciders {
        of: plan.sides_of(asked.iter().copied()),
        left: plan.sides_of(asked.iter().copied().filter(stays).filter(|actor| !editions.mandate_ended(*actor, now))),
        actors: asked.into_iter().filter(stays).filter(able).collect(),
        needed: editions.needed(plan, rule, now, passed_over),
    }
}

/// Who verifies what, each rule and owing side worked out once.
pub struct Verifiers<'a, 'v> {
    view: &'a View<'v>,
    /// By the owing sides, where the plan's rule holds.
    known: HashMap<Vec<ActorIx>, Deciders>,
}

impl<'a, 'v> Verifiers<'a, 'v> {
    pub fn new(view: &'a View<'v>) -> Verifiers<'a, 'v> {
        Verifiers { view, known: HashMap::new() }
    }

    /// Who verifies a milestone; nothing where no rule says so.
    pub fn of(&mut self, place: MilestoneIx) -> Option<Deciders> {
        let plan = self.view.plan;
        let rule = plan.verify_rule(place)?;
        let owing = plan.interested(place);
        if plan.milestones[place].verify.is_some() {
            return Some(deciders(self.view, rule, &owing));
        }
        let view = self.view;
        Some(self.known.entry(owing).or_insert_with_key(|owing| deciders(view, rule, owing)).clone())
    }
}

/// Whether a milestone still has its verification before it.
fn open(view: &View, place: MilestoneIx) -> bool {
    let state = &view.state.milestones[place];
    state.counted && view.plan.is_leaf(place) && state.status != Status::Achieved
}

/// The quorums that fewer sides are left for than they ask, milestones of one kind together.
pub fn lost<'a>(view: &View<'a>) -> Vec<AgendaItem<LostQuorum<'a>>> {
    // Who verifies is asked milestone by milestone; what has started needs no start.
    let asked = |name: RuleName| match name {
        RuleName::Verify => false,
        RuleName::Start => view.state.started.is_none(),
        _ => true,
    };
    let whole_plan = view.plan.rules.named().filter(|(name, _)| asked(*name));
    let lost = |(name, rule): (RuleName, &Rule)| {
        let deciders = deciders(view, rule, &[]);
        (deciders.left.len() < deciders.needed).then_some((name, deciders, Vec::new()))
    };
    let all = whole_plan.filter_map(lost).chain(of_milestones(view));
    all.map(|(name, deciders, milestones)| item(view, name, &deciders, milestones)).collect()
}

/// What tells one lost quorum from another: the rule, the sides asked, those left, and how many it takes.
type QuorumKey = (RuleName, Vec<ActorIx>, Vec<ActorIx>, usize);

/// One rule's lost quorum, and the milestones that share it.
type Lost = (RuleName, Deciders, Vec<MilestoneIx>);

crate::index! {
    /// A place among the lost quorums of milestones.
    LostIx
}

fn of_milestones(view: &View) -> Series<LostIx, Lost> {
    let (mut verifiers, mut found): (_, Series<LostIx, Lost>) = (Verifiers::new(view), Series::new());
    let mut places: HashMap<QuorumKey, LostIx> = HashMap::new();
    for place in view.plan.milestones.indices().filter(|place| open(view, *place)) {
        let promised = &view.plan.milestones[place];
        let own = |rule: &Option<Rule>| rule.as_ref().map(|rule| deciders(view, rule, &[]));
        let asked = [
            (RuleName::Verify, verifiers.of(place)),
            (RuleName::Reschedule, own(&promised.reschedule)),
            (RuleName::Suspend, own(&promised.suspend)),
        ];
        for (name, deciders) in asked {
            let Some(deciders) = deciders.filter(|deciders| deciders.left.len() < deciders.needed) else { continue };
            let key = (name, deciders.of.clone(), deciders.left.clone(), deciders.needed);
            let at = *places.entry(key).or_insert_with(|| found.push((name, deciders, Vec::new())));
            found[at].2.push(place);
        }
    }
    found
}

fn item<'a>(
    view: &View<'a>,
    rule: RuleName,
    deciders: &Deciders,
    milestones: Vec<MilestoneIx>,
) -> AgendaItem<LostQuorum<'a>> {
    let what = LostQuorum {
        rule,
        needed: deciders.needed,
        left: side_names(view, deciders.left.iter().copied()),
        of: side_names(view, deciders.of.iter().copied()),
        milestones: ids(view, milestones.iter().copied()),
    };
    let actors = deciders.of.iter().copied().chain(super::agenda::owing(view, &milestones)).collect();
    AgendaItem { milestones, actors, what }
}

/// Mandates that end within thirty days, or have ended, while milestones that they verify are not achieved; earliest first.
pub fn mandates<'a>(view: &View<'a>) -> Vec<AgendaItem<MandateEnd<'a>>> {
    let (plan, now) = (view.plan, view.state.clocks.as_of);
    let until = |actor: ActorIx| view.state.editions.mandate_until(actor, now);
    let ends = |actor: &ActorIx| {
        let near = until(*actor).is_some_and(|until| days_to(view, until) <= AHEAD);
        near && plan.actors[*actor].presence == Presence::Here
    };
    let ending: Vec<ActorIx> = plan.actors.indices().filter(ends).collect();
    let unfinished: Vec<MilestoneIx> = match ending.is_empty() {
        true => Vec::new(),
        false => plan.milestones.indices().filter(|place| open(view, *place)).collect(),
    };
    let mut items: Vec<AgendaItem<MandateEnd>> = Vec::new();
    for actor in ending {
        let Some(until) = until(actor) else { continue };
        let verifies = |place: &MilestoneIx| {
            plan.verify_rule(*place).is_some_and(|rule| plan.names(rule, actor)) && !plan.has_an_interest(*place, actor)
        };
        let milestones: Vec<MilestoneIx> = unfinished.iter().copied().filter(verifies).collect();
        if milestones.is_empty() {
            continue;
        }
        let what = MandateEnd {
            actor: actor_names(view, [actor])[0],
            name: plan.actors[actor].name.by_language(),
            until,
            ended: view.state.editions.mandate_ended(actor, now),
            days: days_to(view, until).abs(),
            milestones: ids(view, milestones.iter().copied()),
        };
        items.push(AgendaItem { milestones, actors: vec![actor], what });
    }
    items.sort_by_key(|item| item.what.until.last(plan.timezone));
    items
}
