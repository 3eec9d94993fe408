//! What was kept of the books: a world that is read from it, what it comes to with new lines, and keeping it for the next.

use super::super::answer::Outside;
use super::super::failure::Failure;
use super::super::global::Global;
use super::super::kept::forever;
use super::{ToKeep, World, workspace};
use crate::fold::grown::grown;
use crate::fold::said::SaidSoFar;
use crate::fold::state::Clocks;
use crate::model::index::{EntryIx, Ix};
use crate::model::long::Inserted;
use crate::model::moment::Moment;
use crate::store::cache::{self, KeptPicture, Marks, ToWrite, WORTH_KEEPING};
use crate::store::heads::remember;
use crate::store::read::{LARGEST_PLAN, NewLines, read};
use crate::store::text::read_text;
use crate::store::workspace::Workspace;
use std::sync::{Arc, OnceLock};

/// How the books stand, where what they come to is kept.
fn marks(workspace: &Workspace, outside: &Outside) -> Option<Marks> {
    let least = match outside.cache.as_deref() {
        Some("never") => None,
        Some("always") => Some(0),
        _ => Some(WORTH_KEEPING),
    };
    Marks::of(workspace, outside.build, least?)
}

impl World {
    /// The same for an answer about the present, which mostly needs but a part of the history: it is read from what was kept of the books,
    /// where nothing of theirs has changed, or else kept for the next.
    pub fn open_kept(global: &Global, outside: &Outside) -> Result<&'static World, Failure> {
        let Some(workspace) = workspace(global, outside)? else { return World::open(global, outside) };
        let world = World::kept_or(&workspace, outside, false, World::as_read)?;
        if world.kept.is_some() {
            remember(&workspace, &world.contents.heads, &world.contents.met());
        }
        Ok(forever(World::sound(world.read_by(global, outside))?))
    }

    /// The same of a workspace that is held for writing.
    pub fn open_held(workspace: &Workspace, global: &Global, outside: &Outside) -> Result<World, Failure> {
        World::sound(World::kept_or(workspace, outside, true, World::of_workspace)?.read_by(global, outside))
    }

    /// What was kept of the books, or else what is read of them.
    fn kept_or(
        workspace: &Workspace,
        outside: &Outside,
        held: bool,
        read: fn(&Workspace) -> Result<World, Failure>,
    ) -> Result<World, Failure> {
        let (marks, now) = (marks(workspace, outside), (outside.now)());
        let kept = marks.as_ref().and_then(|marks| World::of_cache(workspace, marks, now));
        let stale = kept.as_ref().is_none_or(|world| world.kept.as_ref().is_some_and(KeptPicture::is_new));
        let to_keep = marks.filter(|_| stale).map(|marks| ToKeep { marks, now, held, kept: OnceLock::new() });
        Ok(World { to_keep, ..kept.map_or_else(|| read(workspace), Ok)? })
    }

    fn of_cache(workspace: &Workspace, marks: &Marks, now: Moment) -> Option<World> {
        let working = read_text(&workspace.plan()).ok().filter(|text| text.len() as u64 <= LARGEST_PLAN)?;
        let (contents, kept, new) = cache::read(workspace, marks, &working, now)?.joined();
        let mut world = World { kept: Some(kept), ..World::of(contents).ok()? };
        (new.count() == 0 || world.grow(&new, Clocks { as_of: now, known_by: now })).then_some(world)
    }

    /// Takes in lines as if they were written; tells where their entries stand.
    pub fn take_in(&mut self, lines: NewLines, clocks: Clocks) -> Vec<EntryIx> {
        let new = self.contents.take_in(vec![lines]).inserted;
        self.grow(&new, clocks);
        new.places().map(EntryIx::at).collect()
    }

    /// Works out what new entries among those that were kept come to; where that is not answered, nothing is kept any more.
    fn grow(&mut self, new: &Arc<Inserted>, clocks: Clocks) -> bool {
        self.kept = self.kept.take().and_then(|kept| {
            kept.stands_at(clocks).then_some(())?;
            let before = kept.said.clone().with_plans(&self.versions, clocks.as_of);
            Some(kept.grown(grown(&self.versions, &before, self.contents.log(), new, clocks)?, clocks.as_of))
        });
        self.kept.is_some()
    }

    /// What completes a command line at the prompt: a look at the workspace that leaves nothing behind, not even what was met.
    pub fn glanced_at(workspace: Option<&Workspace>, outside: &Outside) -> Result<World, Failure> {
        let Some(workspace) = workspace else { return World::built_in() };
        World::only_kept(workspace, outside).map_or_else(|| World::of(read(workspace)?), Ok)
    }

    /// What was kept of the books, if it was; nothing is kept again.
    pub fn only_kept(workspace: &Workspace, outside: &Outside) -> Option<World> {
        World::of_cache(workspace, &marks(workspace, outside)?, (outside.now)())
    }

    /// What was kept, where it stands at a moment.
    pub(super) fn kept_at(&self, clocks: Clocks) -> Option<&KeptPicture> {
        self.kept.as_ref().filter(|kept| kept.stands_at(clocks))
    }

    /// Keeps for the next what the books come to now, where that was asked for.
    pub(super) fn keep(&self, said: &SaidSoFar, clocks: Clocks) {
        if let Some(to_keep) = &self.to_keep
            && clocks.as_of == clocks.known_by
            && clocks.as_of >= to_keep.now
        {
            let (stalled, kept) = (&self.stalled()[..], self.kept_at(clocks));
            let keep = || {
                let said = ToWrite { said, stalled, as_of: clocks.as_of, kept, held: to_keep.held };
                cache::keep(&self.contents, &to_keep.marks, said);
            };
            to_keep.kept.get_or_init(keep);
        }
    }
}
