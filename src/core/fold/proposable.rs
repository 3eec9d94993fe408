//! Whether what an actor proposes may be proposed: what it names is there to be decided, and the actor decides it, within its mandate.

use super::adopt::is_asked;
use super::decide::{Deliberation, Proposal};
use super::relation::rule_for;
use super::state::{Judged, Judgements, WhyNot};
use crate::model::actor::{Presence, Role};
use crate::model::decision::{Scope, Settlement, Terms};
use crate::model::entry::Act;
use crate::model::index::{ActorIx, EntryIx};
use crate::model::plan::Plan;

impl Deliberation<'_> {
    /// Whether what is proposed fits the version in force when it was said, and the actor is among those who decide it, within
    /// its mandate.
    pub(super) fn may_propose(
        &self,
        judged: &Judgements,
        index: EntryIx,
        actor: ActorIx,
        terms: &Terms,
    ) -> Result<(), WhyNot> {
        let own = &judged[index];
        let plan = self.editions.at(own.known);
        if self.adopts(index) {
            return Ok(());
        }
        self.fits(plan, actor, terms)?;
        if let Terms::Settle { dispute, outcome } = terms {
            let disputing = self.log.find(dispute).and_then(|entry| self.disputant(&judged[entry]));
            match (disputing, outcome) {
                (None, _) => return Err(WhyNot::NotADispute(dispute.clone())),
                (Some(disputant), Settlement::Withdrawn) if disputant == actor => return Ok(()),
                (Some(_), Settlement::Withdrawn) => return Err(WhyNot::NotTheDisputant(dispute.clone())),
                _ => {}
            }
        }
        let rule = rule_for(plan, terms).ok_or(WhyNot::NobodyDecides)?;
        if let Terms::Amend { plan: new, .. } = terms
            && self.versions.find(new).is_some_and(|new| is_asked(plan, &self.versions.0[new].1, actor))
        {
            return Ok(());
        }
        match plan.names(rule, actor) && self.editions.in_mandate(actor, own.from) {
            true => Ok(()),
            false => Err(WhyNot::NotADecider(plan.actors[actor].id.clone())),
        }
    }

    /// Whether a version was adopted by this entry.
    pub(super) fn adopts(&self, index: EntryIx) -> bool {
        self.trust.adopted.iter().any(|adoption| adoption.entries.contains(&index))
    }

    /// The party that disputes; nobody where somebody else says so.
    fn disputant(&self, dispute: &Judged) -> Option<ActorIx> {
        let party = |actor: &ActorIx| self.editions.at(dispute.from).actors[*actor].role == Role::Party;
        dispute.actor.filter(party)
    }

    /// Whether what the terms name is there to be decided.
    fn fits(&self, plan: &Plan, actor: ActorIx, terms: &Terms) -> Result<(), WhyNot> {
        if let Some(id) = terms.milestone() {
            match plan.milestone(id.as_str()).map(|at| plan.milestones[at].presence) {
                Some(Presence::Here) => {}
                Some(Presence::Gone) => return Err(WhyNot::Retired(id.clone())),
                _ => return Err(WhyNot::UnknownMilestone(id.clone())),
            }
        }
        match terms {
            Terms::Suspend { scope: Scope::Phase(id), .. } | Terms::Resume { scope: Scope::Phase(id), .. }
                if plan.phase(id.as_str()).is_none() =>
            {
                Err(WhyNot::UnknownPhase(id.clone()))
            }
            Terms::Resume { scope, .. } if !self.suspends(scope) && !self.would_suspend(actor, terms) => {
                Err(WhyNot::NotSuspended)
            }
            Terms::Prolong { actor, .. } if plan.actor(actor.as_str()).is_none() => {
                Err(WhyNot::NotAnActor(actor.clone()))
            }
            Terms::Amend { base, plan, .. } => match self.versions.find(plan) {
                _ if self.base() != base => Err(WhyNot::NotInForce(base.clone())),
                None => Err(WhyNot::UnknownVersion(plan.clone())),
                Some(version) if !self.versions.0[version].1.builds_on(base) => Err(WhyNot::OtherBase(plan.clone())),
                Some(_) => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Whether the decision taken last on a scope suspends it.
    fn suspends(&self, scope: &Scope) -> bool {
        let last = self.taken.iter().rev().find_map(|decision| match &decision.terms {
            Terms::Suspend { scope: of, .. } if of == scope => Some(true),
            Terms::Resume { scope: of, .. } if of == scope => Some(false),
            _ => None,
        });
        last.unwrap_or(false)
    }

    /// Whether an actor's latest word on a matter is to suspend, which it may take back.
    fn would_suspend(&self, actor: ActorIx, terms: &Terms) -> bool {
        let suspends = |proposal: &&Proposal| match &self.log.entries[proposal.terms].act {
            Act::Decide(said) => proposal.actor == actor && matches!(**said, Terms::Suspend { .. }),
            _ => false,
        };
        self.standing.get(&terms.matter()).into_iter().flatten().any(|proposal| suspends(&proposal))
    }
}
