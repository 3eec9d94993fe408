//! When a commitment was breached (design, section 6, breach): opened by an incident that is held against it, closed when as
//! many as verify it claim full for a later moment.

use super::spans::Spans;
use super::state::{Breach, Fall, IncidentState};
use crate::model::level::Level;
use crate::model::moment::Moment;

/// The breaches so far, and what must be known to open the next.
#[derive(Default)]
pub struct Breaches {
    pub all: Vec<Breach>,
    ever_full: bool,
    /// Since when it has stood unbroken: verified full, or restored.
    stood: Option<Moment>,
}

impl Breaches {
    /// Closes the open breach where it is restored.
    pub fn restored(&mut self, now: Moment, restores: impl FnOnce(Moment) -> bool) {
        if let Some(open) = self.all.last_mut().filter(|breach| breach.closed.is_none() && breach.opened < now)
            && restores(open.opened)
        {
            open.closed = Some(now);
            self.stood = Some(now);
        }
    }

    /// Hears of the incidents of a moment, at which it is verified at a level; tells of the breach that they open.
    pub fn struck(
        &mut self,
        now: Moment,
        incidents: &[(usize, &IncidentState)],
        continuing: bool,
        verified: Option<Level>,
    ) -> Option<Fall> {
        let full = verified == Some(Level::Full);
        self.ever_full |= full;
        self.stood = self.stood.filter(|_| full).or(full.then_some(now));
        let grave: Vec<usize> =
            incidents.iter().filter(|(_, incident)| incident.breaches()).map(|(place, _)| *place).collect();
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

    pub fn spans(&self) -> Spans {
        let turns = |breach: &Breach| [Some((breach.opened, true)), breach.closed.map(|closed| (closed, false))];
        Spans::of(self.all.iter().flat_map(turns).flatten())
    }
}
