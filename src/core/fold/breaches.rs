//! When a commitment was breached (design, section 6, breach): opened by an incident that is held against it, closed when as
//! many as verify it claim full for a later moment.

use super::spans::Spans;
use super::state::{Breach, Fall, HeldIncident, IncidentIx};
use crate::model::level::Level;
use crate::model::moment::Moment;

/// The breaches so far, and what must be known to open the next.
#[derive(Clone, Default)]
pub struct Breaches {
    pub all: Vec<Breach>,
    ever_full: bool,
    /// Since when it has stood unbroken: verified full, or restored.
    stood: Option<Moment>,
}

impl Breaches {
    /// Closes the open breach where it is restored.
    pub fn restored(&mut self, now: Moment, affirmed: Moment) {
        if let Some(open) = self.all.last_mut().filter(|breach| breach.closed.is_none() && breach.opened < affirmed) {
            open.closed = Some(now);
            self.stood = Some(now);
        }
    }

    /// Hears of the incidents of a moment, at which it is verified at a level; tells of the breach that they open.
    pub fn struck(
        &mut self,
        now: Moment,
        incidents: &[HeldIncident],
        continuing: bool,
        verified: Option<Level>,
    ) -> Option<Fall> {
        let grave: Vec<IncidentIx> =
            incidents.iter().filter(|held| held.can_breach).map(|held| held.incident).collect();
        self.open(now, grave, continuing, verified)
    }

    fn open(&mut self, now: Moment, grave: Vec<IncidentIx>, continuing: bool, verified: Option<Level>) -> Option<Fall> {
        let full = verified == Some(Level::Full);
        self.ever_full |= full;
        self.stood = self.stood.filter(|_| full).or(full.then_some(now));
        if grave.is_empty() || !(self.ever_full || continuing) {
            return None;
        }
        if let Some(open) = self.all.last_mut().filter(|breach| breach.closed.is_none()) {
            open.incidents.extend(grave);
            return None;
        }
        self.all.push(Breach { opened: now, closed: None, incidents: grave });
        let level = verified.unwrap_or_default();
        let held = self.stood.map_or(0, |since| now.days_since(since));
        Some(Fall { on: now, levels: (level, level), breach: true, held })
    }

    /// The breaches of a whole itself, and the falls that they are: `full` while all its parts were verified full, `affirmed`
    /// from each moment on for when they last were claimed so (ruling 29).
    pub fn of_whole(
        struck: &[HeldIncident],
        continuing: bool,
        full: &Spans,
        affirmed: &[(Moment, Moment)],
    ) -> (Breaches, Vec<Fall>) {
        let (mut breaches, mut falls) = (Breaches::default(), Vec::new());
        let incidents = struck.iter().map(|held| held.on);
        let mut moments: Vec<Moment> =
            full.turns().chain(affirmed.iter().map(|(moment, _)| *moment)).chain(incidents).collect();
        moments.sort_unstable();
        moments.dedup();
        for now in moments {
            let last = affirmed.partition_point(|(moment, _)| *moment <= now).checked_sub(1);
            last.into_iter().for_each(|last| breaches.restored(now, affirmed[last].1));
            let grave = struck.iter().filter(|held| held.on == now).map(|held| held.incident).collect();
            falls.extend(breaches.open(now, grave, continuing, full.at(now).then_some(Level::Full)));
        }
        (breaches, falls)
    }

    pub fn spans(&self) -> Spans {
        let turns = |breach: &Breach| [Some((breach.opened, true)), breach.closed.map(|closed| (closed, false))];
        Spans::of(self.all.iter().flat_map(turns).flatten())
    }
}
