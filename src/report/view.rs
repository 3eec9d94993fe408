//! What every report looks at: a plan, the books, and the picture they give.

use crate::fold::state::State;
use crate::ledger::chain::{Book, Hash};
use crate::ledger::flaw::Flaw;
use crate::model::entry::{Desk, Entry, EntryName};
use crate::model::plan::Plan;

pub struct View<'a> {
    pub plan: &'a Plan,
    pub state: &'a State,
    pub root: Option<Hash>,
    pub plan_hash: Hash,
    pub books: &'a [Book],
    pub desks: &'a [Desk],
    pub entries: &'a [Entry],
    pub flaws: &'a [Flaw],
}

impl View<'_> {
    /// The name of the entry at an index.
    pub fn name(&self, entry: usize) -> EntryName {
        let entry = &self.entries[entry];
        EntryName { book: self.desks[entry.book].book.clone(), seq: entry.seq }
    }

    pub fn lang(&self) -> &str {
        &self.plan.lang
    }

    pub fn title(&self, milestone: usize) -> &str {
        self.plan.milestones[milestone].title.get(self.lang())
    }

    /// The ids of actors, with commas between.
    pub fn actors(&self, actors: impl IntoIterator<Item = usize>) -> String {
        let ids: Vec<&str> = actors.into_iter().map(|actor| self.plan.actors[actor].id.as_str()).collect();
        ids.join(", ")
    }
}
