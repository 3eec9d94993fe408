//! What every report looks at: a plan, the books, and the picture they give.

use crate::fold::incidents::place_of;
use crate::fold::log::JudgedLog;
use crate::fold::state::{IncidentIx, IncidentState, State};
use crate::ledger::chain::{Books, Hash, by_file};
use crate::ledger::flaw::Flaw;
use crate::model::entry::Act;
use crate::model::index::{ActorIx, EntryIx, MilestoneIx};
use crate::model::languages::Languages;
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
    pub books: &'a Books,
    /// What all books say, and what became of each entry.
    pub log: JudgedLog<'a>,
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

impl<'a> View<'a> {
    /// Reads at once incidents that are about to be told of, and what was said of them.
    pub fn read_incidents(&self, places: &[IncidentIx]) {
        self.state.incidents.read_ahead(places);
        let entries: Vec<EntryIx> = places.iter().map(|place| self.state.incidents[*place].entry).collect();
        self.log.entries.read_ahead(&entries);
    }

    /// The incidents on a milestone that stand.
    pub fn incidents_on(&self, place: MilestoneIx) -> impl Iterator<Item = &'a IncidentState> + use<'a> {
        let state = self.state;
        self.read_incidents(&state.milestones[place].record.incidents);
        let all = state.milestones[place].record.incidents.iter().map(|incident| &state.incidents[*incident]);
        all.filter(|incident| incident.stands())
    }

    /// All that stand, in the order of their moments.
    pub fn incidents(&self) -> impl DoubleEndedIterator<Item = &'a IncidentState> + use<'a> {
        self.state.incidents.iter().filter(|incident| incident.stands())
    }

    /// The incident that an entry alleges, or of which it tells what a verifier concludes.
    pub fn incident_of(&self, entry: EntryIx) -> Option<IncidentIx> {
        let state = self.state;
        let says = state.entries[entry].says.unwrap_or(entry);
        let alleging = match &self.log.entries[says].act {
            Act::Finding(finding) => self.log.find(&finding.incident)?,
            _ => says,
        };
        place_of(&state.incidents, &state.entries, alleging)
    }

    /// The name of the entry at an index.
    pub fn name(&self, entry: EntryIx) -> EntryName {
        self.log.name_of(entry)
    }

    /// What people call the book of a file; a file that holds none by itself.
    pub fn called(&self, file: &str) -> String {
        by_file(self.books, file).map_or(file.to_owned(), |book| book.name.to_string())
    }

    /// The day of a moment in the plan's zone.
    pub fn day(&self, moment: Moment) -> Day {
        self.plan.timezone.day_of(moment)
    }

    /// From when an entry counts, as its author said it.
    pub fn said_for(&self, entry: EntryIx) -> When {
        self.log.worded_for(self.plan.timezone, entry)
    }

    /// A moment in the course of a milestone, as the entries that count from it say it: a month or a year where none says more.
    pub fn said_since(&self, place: MilestoneIx, moment: Moment) -> When {
        self.state.milestones[place].record.said_since(moment, self.plan.timezone)
    }

    /// The same of many moments.
    pub fn said_at(&self, place: MilestoneIx, moments: impl IntoIterator<Item = Moment>) -> Vec<When> {
        moments.into_iter().map(|moment| self.said_since(place, moment)).collect()
    }

    /// The same of the day on which it was done: as the claims say it that count. A whole was done with the last of its parts, and is
    /// told as they are: of several of that day, as the one that says most.
    pub fn said_on(&self, place: MilestoneIx, day: Day) -> When {
        let members = match self.plan.parts(place) {
            [] => self.plan.repeats(place),
            parts => parts,
        };
        let last = members.iter().filter(|member| {
            let state = &self.state.milestones[**member];
            state.counted && state.done_on == Some(day)
        });
        let said = last.map(|member| self.said_on(*member, day));
        let vague = |said: &When| match said {
            When::Month(..) => 1,
            When::Year(_) => 2,
            When::By(_) => 3,
            _ => 0,
        };
        said.min_by_key(vague).unwrap_or_else(|| self.state.milestones[place].record.said_on(day))
    }

    /// By when an entry stands among those of a milestone: where what it tells of can have begun first.
    pub fn begins(&self, entry: EntryIx) -> Moment {
        match self.said_for(entry) {
            said @ (When::Year(_) | When::Month(..)) => said.first(self.plan.timezone),
            _ => self.state.entries[entry].from,
        }
    }

    /// The languages in which texts are read.
    pub fn lang(&self) -> &'a Languages {
        &self.plan.lang
    }

    pub fn title(&self, milestone: MilestoneIx) -> &'a str {
        self.plan.milestones[milestone].title.get(self.lang())
    }

    /// Which of some milestones, in the order in which they are shown, hang from the whole that stands above them: parts directly
    /// below it, and no others.
    pub fn hanging(&self, places: &[MilestoneIx]) -> Vec<bool> {
        let mut above = None;
        let hangs = |place: &MilestoneIx| {
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
    pub fn gathered(&self, places: &[MilestoneIx]) -> Vec<MilestoneIx> {
        let among: std::collections::BTreeSet<MilestoneIx> = places.iter().copied().collect();
        let top = |place: &&MilestoneIx| self.plan.whole(**place).is_none_or(|whole| !among.contains(&whole));
        let parts = |place: MilestoneIx| self.plan.parts(place).iter().copied().filter(|part| among.contains(part));
        places.iter().filter(top).flat_map(|place| std::iter::once(*place).chain(parts(*place))).collect()
    }

    /// What actors are called, with commas between.
    pub fn actors(&self, actors: impl IntoIterator<Item = ActorIx>) -> String {
        let called: Vec<&str> = actors.into_iter().map(|actor| self.plan.actors[actor].called.as_str()).collect();
        called.join(", ")
    }
}
