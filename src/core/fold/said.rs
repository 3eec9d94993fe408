//! What the entries of a log come to, before a calendar is held against it. Plain data.

use super::editions::Editions;
use super::life::{Lives, matures};
use super::matters::Closed;
use super::relocate::{NewPlaces, Relocate};
use super::state::{Decision, DecisionIx, Dispute, IncidentIx, IncidentStates, Judged, Judgements};
use crate::model::index::{EntryIx, Series};
use crate::model::long::Lazily;
use crate::model::moment::Moment;
use crate::model::versions::Versions;
use std::sync::Arc;

/// What was said by some moment, and what became of it. What is as long as the history, and the plans, are kept elsewhere.
#[derive(Clone, Debug, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct SaidSoFar {
    pub editions: Editions,
    #[borsh(skip)]
    pub judged: Judgements,
    pub decisions: Series<DecisionIx, Decision>,
    #[borsh(skip)]
    pub incidents: IncidentStates,
    pub disputes: Vec<Dispute>,
    pub lives: Lives,
    /// The incidents of which verifiers have not concluded anything, or differ.
    #[borsh(skip)]
    pub open: Arc<Lazily<Vec<IncidentIx>>>,
    /// The entries that rest on evidence, or say that some was removed.
    #[borsh(skip)]
    pub bearing: Arc<Lazily<Vec<EntryIx>>>,
}

impl SaidSoFar {
    /// The same after it was kept without the plans.
    pub fn with_plans(self, versions: &Versions, as_of: Moment) -> SaidSoFar {
        SaidSoFar { editions: self.editions.with_plans(versions, as_of), ..self }
    }

    /// The same in a log that has grown, but for the lists of entries and incidents.
    pub fn relocated(&self, to: &Arc<impl NewPlaces + Send + Sync + 'static>) -> SaidSoFar {
        let mut said = self.clone();
        said.decisions.relocate(&**to);
        said.disputes.relocate(&**to);
        for life in &mut said.lives {
            life.relocate(&**to);
            life.record = Arc::new(life.record.relocated(to));
        }
        said
    }

    /// The first moment after the one asked about at which any of this may be otherwise, though nobody says any more: what was said
    /// for later comes to count, what was decided for later begins, a hold is over. Up to there its picture is that of each moment. `judged`
    /// are the entries that are looked at.
    pub fn stands_until(&self, as_of: Moment, judged: &[Judged]) -> Moment {
        let zone = self.editions.first().timezone;
        let mut next = Moment::MAX;
        let mut turns = |moment: Moment| {
            if moment > as_of {
                next = next.min(moment);
            }
        };
        for own in judged {
            [own.from, own.known, own.recorded].into_iter().chain(own.voided).for_each(&mut turns);
        }
        for decision in &self.decisions {
            turns(decision.begins);
            decision.taken.into_iter().for_each(&mut turns);
            decision.from.into_iter().flat_map(|from| [from.first(zone), from.last(zone)]).for_each(&mut turns);
        }
        self.disputes.iter().filter_map(|dispute| dispute.closed).map(Closed::on).for_each(&mut turns);
        self.disputes.iter().for_each(|dispute| turns(dispute.opened));
        self.editions.reigns.iter().for_each(|(moment, _)| turns(*moment));
        self.editions.left.values().flatten().for_each(|(moment, _)| turns(*moment));
        self.editions.mandates.values().flatten().for_each(|(moment, _)| turns(*moment));
        for (milestone, life) in self.lives.pairs() {
            let suspended = life.suspended.by_name.or(&life.suspended.around);
            let since = life.holds_since.into_iter();
            since.map(|since| matures(&self.editions, milestone, &suspended, since, as_of)).for_each(&mut turns);
        }
        next
    }
}
