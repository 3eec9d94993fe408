//! What every report looks at: a plan, the books, and the picture they give.

use crate::fold::state::{IncidentState, State};
use crate::ledger::chain::{Book, Hash};
use crate::ledger::flaw::Flaw;
use crate::model::entry::{Desk, Entry};
use crate::model::moment::{Day, Moment};
use crate::model::name::EntryName;
use crate::model::plan::Plan;
use crate::model::versions::Versions;

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
        let book = self.books.iter().find(|book| book.id.to_string() == file);
        book.map_or(file.to_owned(), |book| book.name.to_string())
    }

    /// The day of a moment in the plan's zone.
    pub fn day(&self, moment: Moment) -> Day {
        self.plan.timezone.day_of(moment)
    }

    pub fn lang(&self) -> &'a str {
        &self.plan.lang
    }

    pub fn title(&self, milestone: usize) -> &'a str {
        self.plan.milestones[milestone].title.get(self.lang())
    }

    /// The ids of actors, with commas between.
    pub fn actors(&self, actors: impl IntoIterator<Item = usize>) -> String {
        let ids: Vec<&str> = actors.into_iter().map(|actor| self.plan.actors[actor].id.as_str()).collect();
        ids.join(", ")
    }
}
