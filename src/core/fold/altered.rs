//! The lists of a log that has grown: what was put into them, and what of them was changed.

use super::relocate::{Moved, at_new_places};
use super::said::SaidSoFar;
use super::state::{IncidentIx, IncidentState, Judged};
use crate::model::index::{EntryIx, Ix};
use crate::model::long::Lazily;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands otherwise in the lists that are as long as the history, by its place there.
#[derive(Clone, Debug, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AlteredLists {
    pub moved: Arc<Moved>,
    pub judged: BTreeMap<usize, Judged>,
    pub incidents: BTreeMap<usize, IncidentState>,
    /// The new entries that rest on evidence, or say that some was removed.
    pub bearing: Vec<EntryIx>,
}

impl AlteredLists {
    /// Makes of the lists, as they were before, those of the grown log.
    pub fn alter(&self, said: &mut SaidSoFar) {
        let (judged, incidents) = (self.moved.clone(), self.moved.clone());
        let whole = self.judged.clone();
        said.judged = said.judged.altered(self.moved.entries.clone(), whole, move |own| at_new_places(own, &*judged));
        let whole = self.incidents.clone();
        said.incidents =
            said.incidents.altered(self.moved.incidents.clone(), whole, move |one| at_new_places(one, &*incidents));
        let (before, moved) = (said.open.clone(), self.moved.clone());
        let changed: BTreeMap<usize, bool> =
            self.incidents.iter().map(|(place, incident)| (*place, incident.is_open())).collect();
        said.open = Arc::new(Lazily::from_source(move || {
            let stood = before.iter().map(|place| at_new_places(*place, &*moved));
            let stays = stood.filter(|place| !changed.contains_key(&place.place()));
            let opened = changed.iter().filter(|(_, open)| **open).map(|(place, _)| IncidentIx::at(*place));
            sorted(stays.chain(opened))
        }));
        let (before, moved, more) = (said.bearing.clone(), self.moved.clone(), self.bearing.clone());
        said.bearing = Arc::new(Lazily::from_source(move || {
            sorted(before.iter().map(|place| at_new_places(*place, &*moved)).chain(more.iter().copied()))
        }));
    }

    /// These, and then others of a log that has grown further.
    pub fn then(self, later: AlteredLists) -> AlteredLists {
        let AlteredLists { moved, judged, incidents, bearing } = self;
        let entry = |(place, own)| (later.moved.entries.now(place), at_new_places(own, &*later.moved));
        let incident = |(place, own)| (later.moved.incidents.now(place), at_new_places(own, &*later.moved));
        let bearing = bearing.into_iter().map(|place| at_new_places(place, &*later.moved));
        AlteredLists {
            moved: Arc::new(moved.then(&later.moved)),
            judged: judged.into_iter().map(entry).chain(later.judged).collect(),
            incidents: incidents.into_iter().map(incident).chain(later.incidents).collect(),
            bearing: bearing.chain(later.bearing).collect(),
        }
    }
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items
}
