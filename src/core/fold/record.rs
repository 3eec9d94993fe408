//! What was said of a milestone. It is as long as the history, so what was kept of it is read when somebody asks. Plain data.

use super::matters::{HeldIncident, IncidentIx};
use crate::model::index::EntryIx;
use crate::model::long::Lazily;
use crate::model::moment::{Day, Moment, Zone};
use crate::model::when::When;

/// The entries and incidents of one milestone, in their order.
#[derive(Clone, Debug, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Record {
    /// The entries that name it and count.
    #[borsh(skip)]
    pub entries: Lazily<Vec<EntryIx>>,
    /// How many they are.
    pub entry_count: usize,
    /// All entries about it, those that do not count too.
    #[borsh(skip)]
    pub about: Lazily<Vec<EntryIx>>,
    /// Those of them that can move it by more than an incident that is held against it: claims, what is disputed or decided, who agrees
    /// with such or takes it back.
    #[borsh(skip)]
    pub moving: Lazily<Vec<EntryIx>>,
    #[borsh(skip)]
    pub incidents: Lazily<Vec<IncidentIx>>,
    /// Those of them that are held against it.
    #[borsh(skip)]
    pub held: Lazily<Vec<HeldIncident>>,
    /// The moments from which something counts that was said for a month, for a year or by a day, ascending, with what was said; nothing
    /// where somebody names the day. What is said of its parts, or of what it restates, is among it.
    pub loose: Vec<(Moment, Option<When>)>,
    /// The same of the days of its own claims.
    pub loose_days: Vec<(Day, Option<When>)>,
}

impl Record {
    /// A moment in the course of the milestone, as the entries that count from it say it: a month or a year where none says more.
    pub fn said_since(&self, moment: Moment, zone: Zone) -> When {
        let loose = self.loose.binary_search_by_key(&moment, |(from, _)| *from);
        loose.ok().and_then(|place| self.loose[place].1).unwrap_or(When::Day(zone.day_of(moment)))
    }

    /// The same of a day of its own claims, as those say it that count.
    pub fn said_on(&self, day: Day) -> When {
        let loose = self.loose_days.binary_search_by_key(&day, |(day, _)| *day);
        loose.ok().and_then(|place| self.loose_days[place].1).unwrap_or(When::Day(day))
    }
}

/// Whether a date says less than a day.
pub fn is_loose(on: When) -> bool {
    matches!(on, When::Year(_) | When::Month(..) | When::By(_))
}
