//! What every report looks at: a plan, the books, and the picture they give.

use crate::fold::state::{IncidentState, State};
use crate::ledger::chain::{Book, Hash, by_file};
use crate::ledger::flaw::Flaw;
use crate::model::entry::{Act, Desk, Entry};
use crate::model::moment::{Day, Moment};
use crate::model::name::EntryName;
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use crate::model::when::When;

pub struct View<'a> {
    /// The version in force at the moment asked about.
    pub plan: &'a Plan,
    /// All versions that are known.
    pub versions: &'a Versions,
    pub state: &'a State,
    pub root: Option<Hash>,
    pub plan_hash: Hash,
    pub books: &'a [Book],
    pub desks: &'a [Desk],
    pub entries: &'a [Entry],
    pub flaws: &'a [Flaw],
}

/// The pictures that a brief looks at.
pub struct Views<'v, 'a> {
    /// The beginning of the window, as it was known then.
    pub before: &'v View<'a>,
    /// From the beginning of the window to its end, all as known at its end: first and last, and between them the last
    /// moment of each version of the plan and the first of the next.
    pub course: &'v [View<'a>],
}

/// Whether a date says less than a day.
fn is_coarse(on: When) -> bool {
    matches!(on, When::Year(_) | When::Month(..) | When::By(_))
}

impl<'a> View<'a> {
    /// The incidents on a milestone.
    pub fn incidents_on(&self, place: usize) -> impl Iterator<Item = &'a IncidentState> + use<'a> {
        let state = self.state;
        state.milestones[place].incidents.iter().map(|incident| &state.incidents[*incident])
    }

    /// The name of the entry at an index.
    pub fn name(&self, entry: usize) -> EntryName {
        let entry = &self.entries[entry];
        EntryName::new(self.desks[entry.book].book.clone(), entry.seq)
    }

    /// What people call the book of a file; a file that holds none by itself.
    pub fn called(&self, file: &str) -> String {
        by_file(self.books, file).map_or(file.to_owned(), |book| book.name.to_string())
    }

    /// The day of a moment in the plan's zone.
    pub fn day(&self, moment: Moment) -> Day {
        self.plan.timezone.day_of(moment)
    }

    /// From when an entry counts, as its author said it: a month or a year where no more was said, else the day. A finding counts no
    /// earlier than the incident that it names, of which no day may have been told: its own is shown.
    pub fn said_for(&self, entry: usize) -> When {
        let judged = &self.state.entries[entry];
        let says = &self.entries[judged.says.unwrap_or(entry)];
        match says.on {
            Some(on) if is_coarse(on) => on,
            Some(on) if matches!(says.act, Act::Finding(_)) => When::Day(on.day(self.plan.timezone)),
            _ => When::Day(self.day(judged.from)),
        }
    }

    /// A moment in the course of a milestone, as the entries that count from it say it: a month or a year where none says more.
    pub fn said_since(&self, place: usize, moment: Moment) -> When {
        self.said_when(place, self.day(moment), |entry| self.state.entries[entry].from == moment)
    }

    /// The same of the day on which it was done: as the claims say it that count.
    pub fn said_on(&self, place: usize, day: Day) -> When {
        self.said_when(place, day, |entry| {
            let judged = &self.state.entries[entry];
            judged.standing.is_some() && judged.voided.is_none() && self.day(judged.from) == day
        })
    }

    fn said_when(&self, place: usize, day: Day, is: impl Fn(usize) -> bool) -> When {
        let parts = self.plan.parts(place).iter().chain(self.plan.repeats(place));
        let of = |one: &usize| {
            let state = &self.state.milestones[*one];
            let incidents = state.incidents.iter().map(|incident| &self.state.incidents[*incident].entry);
            state.entries.iter().chain(incidents)
        };
        let entries = std::iter::once(&place).chain(parts).flat_map(of);
        let said = entries.filter(|entry| is(**entry)).map(|entry| self.said_for(*entry));
        let said = said.filter(|said| is_coarse(*said) || *said == When::Day(day));
        // Whoever names the day says more than who names its month.
        said.fold(None, |best, said| if is_coarse(said) { best.or(Some(said)) } else { Some(When::Day(day)) })
            .unwrap_or(When::Day(day))
    }

    /// By when an entry stands among those of a milestone: where what it tells of can have begun first.
    pub fn begins(&self, entry: usize) -> Moment {
        match self.said_for(entry) {
            said @ (When::Year(_) | When::Month(..)) => said.first(self.plan.timezone),
            _ => self.state.entries[entry].from,
        }
    }

    pub fn lang(&self) -> &'a str {
        &self.plan.lang
    }

    pub fn title(&self, milestone: usize) -> &'a str {
        self.plan.milestones[milestone].title.get(self.lang())
    }

    /// Which of some milestones, in the order in which they are shown, hang from the whole that stands above them: parts directly
    /// below it, and no others.
    pub fn hanging(&self, places: &[usize]) -> Vec<bool> {
        let mut above = None;
        let hangs = |place: &usize| {
            let whole = self.plan.whole(*place);
            let hangs = whole.is_some() && whole == above;
            if !hangs {
                above = whole.is_none().then_some(*place);
            }
            hangs
        };
        places.iter().map(hangs).collect()
    }

    /// Some milestones with the parts of each directly below it, if they are among them.
    pub fn gathered(&self, places: &[usize]) -> Vec<usize> {
        let among: std::collections::BTreeSet<usize> = places.iter().copied().collect();
        let top = |place: &&usize| self.plan.whole(**place).is_none_or(|whole| !among.contains(&whole));
        let parts = |place: usize| self.plan.parts(place).iter().copied().filter(|part| among.contains(part));
        places.iter().filter(top).flat_map(|place| std::iter::once(*place).chain(parts(*place))).collect()
    }

    /// The ids of actors, with commas between.
    pub fn actors(&self, actors: impl IntoIterator<Item = usize>) -> String {
        let ids: Vec<&str> = actors.into_iter().map(|actor| self.plan.actors[actor].id.as_str()).collect();
        ids.join(", ")
    }
}
