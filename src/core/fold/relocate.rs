//! Entries and incidents stand elsewhere in a log that has grown: what was worked out is told their new places.

use super::life::Life;
use super::record::Record;
use super::state::{
    Breach, Decision, Dispute, Figure, FindingState, HeldIncident, IncidentIx, IncidentState, Judged, LatestClaim,
};
use crate::model::index::{EntryIx, Ix};
use crate::model::long::{Inserted, Lazily};
use std::sync::Arc;

/// Where what stood at a place stands now.
pub trait NewPlaces {
    fn entry(&self, before: EntryIx) -> EntryIx;
    fn incident(&self, before: IncidentIx) -> IncidentIx;
}

/// Where entries and incidents stand since some were put among them.
#[derive(Clone, Debug, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Moved {
    pub entries: Arc<Inserted>,
    pub incidents: Arc<Inserted>,
}

impl NewPlaces for Moved {
    fn entry(&self, before: EntryIx) -> EntryIx {
        EntryIx::at(self.entries.now(before.place()))
    }

    fn incident(&self, before: IncidentIx) -> IncidentIx {
        IncidentIx::at(self.incidents.now(before.place()))
    }
}

impl Moved {
    /// Where they stand since more were put among these.
    pub fn then(&self, later: &Moved) -> Moved {
        let both = |one: &Inserted, later: &Inserted| Arc::new(one.then(later));
        Moved { entries: both(&self.entries, &later.entries), incidents: both(&self.incidents, &later.incidents) }
    }
}

/// The same at its new places.
pub fn at_new_places<T: Relocate>(mut one: T, to: &impl NewPlaces) -> T {
    one.relocate(to);
    one
}

/// What tells of entries and incidents by their places.
pub trait Relocate {
    fn relocate(&mut self, to: &impl NewPlaces);
}

impl Relocate for EntryIx {
    fn relocate(&mut self, to: &impl NewPlaces) {
        *self = to.entry(*self);
    }
}

impl Relocate for IncidentIx {
    fn relocate(&mut self, to: &impl NewPlaces) {
        *self = to.incident(*self);
    }
}

impl<T: Relocate> Relocate for Option<T> {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.iter_mut().for_each(|one| one.relocate(to));
    }
}

impl<T: Relocate> Relocate for [T] {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.iter_mut().for_each(|one| one.relocate(to));
    }
}

impl<T: Relocate + Clone> Relocate for Arc<T> {
    fn relocate(&mut self, to: &impl NewPlaces) {
        Arc::make_mut(self).relocate(to);
    }
}

impl Relocate for Judged {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.says.relocate(to);
    }
}

impl Relocate for Decision {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.entries.relocate(to);
    }
}

impl Relocate for Dispute {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.entry.relocate(to);
        self.disputed.relocate(to);
    }
}

impl Relocate for IncidentState {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.entry.relocate(to);
        self.findings.relocate(to);
    }
}

impl Relocate for HeldIncident {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.incident.relocate(to);
    }
}

impl Relocate for FindingState {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.entry.relocate(to);
    }
}

impl Relocate for Figure {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.entries.relocate(to);
    }
}

impl Relocate for LatestClaim {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.entry.relocate(to);
    }
}

impl Relocate for Breach {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.incidents.relocate(to);
    }
}

/// A life without its record.
impl Relocate for Life {
    fn relocate(&mut self, to: &impl NewPlaces) {
        self.breaches.relocate(to);
        [&mut self.reported, &mut self.verified, &mut self.assessed].into_iter().for_each(|figure| figure.relocate(to));
        self.said.relocate(to);
        self.struck.relocate(to);
    }
}

/// A list that is told its new places when somebody reads it.
pub fn relocated<T: Relocate + Clone + Send + Sync + 'static>(
    list: &Lazily<Vec<T>>,
    to: &Arc<impl NewPlaces + Send + Sync + 'static>,
) -> Lazily<Vec<T>> {
    let (list, to) = (list.clone(), to.clone());
    Lazily::from_source(move || {
        let mut items = list.to_vec();
        items.relocate(&*to);
        items
    })
}

impl Record {
    /// The same in the log that has grown.
    pub fn relocated(&self, to: &Arc<impl NewPlaces + Send + Sync + 'static>) -> Record {
        Record {
            entries: relocated(&self.entries, to),
            about: relocated(&self.about, to),
            moving: relocated(&self.moving, to),
            incidents: relocated(&self.incidents, to),
            held: relocated(&self.held, to),
            ..self.clone()
        }
    }
}
