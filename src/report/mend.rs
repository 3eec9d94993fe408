//! What slid back, is broken or suspended, and whose word would mend it.

use super::agenda::{AgendaItem, Mend, MendScope, actor_names, owing, side_names};
use super::quorums::{Deciders, Verifiers, deciders};
use super::rules::concur;
use super::view::View;
use crate::fold::state::Status;
use crate::fold::suspensions::Suspensions;
use crate::model::decision::Scope;
use crate::model::index::MilestoneIx;
use crate::model::level::Level;
use crate::model::moment::Moment;
use crate::model::rule::Rule;
use crate::tongue::{many, say};

/// Breaches and falls in the order of the plan, then what is suspended.
pub fn mends<'a>(view: &View<'a>) -> Vec<AgendaItem<Mend<'a>>> {
    let mut verifiers = Verifiers::new(view);
    let leaves = view.plan.milestones.indices().filter(|place| view.plan.is_leaf(*place));
    let mut found: Vec<AgendaItem<Mend>> = leaves.filter_map(|place| restored(view, &mut verifiers, place)).collect();
    let suspensions = Suspensions::of(&view.state.decisions, view.state.clocks.as_of);
    let now = suspensions.at(view.state.clocks.as_of);
    found.extend(now.filter_map(|(scope, since)| resumed(view, scope, since)));
    found
}

/// A milestone that is breached, or verified below what it had reached.
fn restored<'a>(view: &View<'a>, verifiers: &mut Verifiers, place: MilestoneIx) -> Option<AgendaItem<Mend<'a>>> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let now = state.verified.as_deref().map_or(Level::None, |figure| figure.level);
    let open = state.breaches.last().filter(|breach| breach.closed.is_none());
    let (since, levels, incidents) = match (state.status, open) {
        (Status::Breached, Some(breach)) => (Some(breach.opened), None, &breach.incidents[..]),
        (Status::Reversed, _) => {
            let highest = state.falls.iter().map(|fall| fall.levels.0).max().unwrap_or(now);
            (state.since, Some((highest, now)), &[][..])
        }
        _ => return None,
    };
    let who = verifiers.of(place);
    let by = who.as_ref().map_or(&[][..], |who| &who.actors);
    let what = Mend {
        status: state.status,
        scope: MendScope::Milestone,
        id: Some(&promised.id),
        title: promised.title.by_language(),
        responsible: view.all(&promised.responsible),
        since,
        levels,
        by: actor_names(view, by.iter().copied()),
        needed: who.as_ref().map_or(0, |who| who.needed),
        entries: incidents.iter().map(|incident| view.name(view.state.incidents[*incident].entry)).collect(),
    };
    let actors = view.plan.owing(place).chain(by.iter().copied()).collect();
    Some(AgendaItem { milestones: vec![place], actors, what })
}

/// What is suspended by name, with those who can resume it.
fn resumed<'a>(view: &View<'a>, scope: &Scope, since: Option<Moment>) -> Option<AgendaItem<Mend<'a>>> {
    let plan = view.plan;
    let all = || plan.milestones.indices().filter(|place| plan.milestones[*place].is_here());
    let of_plan = plan.rules.suspend.as_ref();
    let (reach, id, title, milestones, rule): (_, _, _, Vec<MilestoneIx>, Option<&Rule>) = match scope {
        Scope::Plan => (MendScope::Plan, None, &plan.title, all().collect(), of_plan),
        Scope::Phase(phase) => {
            let place = plan.phase(phase.as_str())?;
            let phase = &plan.phases[place];
            let inside = all().filter(|one| plan.phase_of(*one) == Some(place)).collect();
            (MendScope::Phase, Some(&phase.id), &phase.title, inside, of_plan)
        }
        Scope::Milestone(id) => {
            let place = plan.milestone(id.as_str()).filter(|place| plan.milestones[*place].is_here())?;
            let promised = &plan.milestones[place];
            (MendScope::Milestone, Some(&promised.id), &promised.title, vec![place], plan.suspend_rule(place))
        }
    };
    let who: Option<Deciders> = rule.map(|rule| deciders(view, rule, &[]));
    let left = who.as_ref().map_or(&[][..], |who| &who.left);
    let what = Mend {
        status: Status::Suspended,
        scope: reach,
        id,
        title: title.by_language(),
        responsible: match (scope, &milestones[..]) {
            (Scope::Milestone(_), [place]) => view.all(&plan.milestones[*place].responsible),
            _ => Vec::new(),
        },
        since,
        levels: None,
        by: side_names(view, left.iter().copied()),
        needed: who.as_ref().map_or(0, |who| who.needed),
        entries: Vec::new(),
    };
    let mut actors = owing(view, &milestones);
    actors.extend_from_slice(left);
    Some(AgendaItem { milestones, actors, what })
}

impl Mend<'_> {
    /// What is so, and what would mend it.
    pub fn words(&self, view: &View) -> Vec<String> {
        let place =
            self.id.and_then(|id| view.plan.milestone(id.as_str())).filter(|_| self.scope == MendScope::Milestone);
        let day = |moment: Moment| match place {
            Some(place) => say!(" since {moment}", moment = view.said_since(place, moment)),
            None => say!(" since {moment}", moment = view.day(moment)),
        };
        let since = self.since.map_or(String::new(), day);
        let entries: Vec<String> = self.entries.iter().map(ToString::to_string).collect();
        let behind = if entries.is_empty() { String::new() } else { format!(" ({})", entries.join(", ")) };
        let levels = self.levels.map_or(String::new(), |(from, to)| {
            say!(": verified {to}, after {from}", to = to.told(), from = from.told())
        });
        let who = concur(self.needed, &self.by);
        let mended = match self.status {
            _ if self.by.len() < self.needed || self.by.is_empty() => {
                say!("nobody can mend it as it stands: it takes {needed}", needed = self.needed.max(1))
            }
            Status::Breached => say!("ends when it is verified full for a later moment, by {who}", who),
            Status::Suspended => {
                many!(self.needed, "resumes when {who} decides so", "resumes when {who} decide so", who)
            }
            _ => say!(
                "mended when it is verified {from} again, by {who}",
                from = self.levels.map_or(Level::Full, |(from, _)| from).told(),
                who
            ),
        };
        vec![format!("{}{since}{behind}{levels}", self.status.told()), mended]
    }
}
