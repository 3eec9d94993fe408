//! Where another version of the plan comes into force, plan.json follows.

use super::super::failure::Failure;
use super::super::remark::Remark;
use super::World;
use crate::fold::state::State;
use crate::model::hash::Hash;
use crate::model::index::{Ix, VersionIx};
use crate::model::moment::Moment;
use crate::store::error::StoreError;
use crate::store::read::version as kept;
use crate::store::write::rework;

impl World {
    /// Where an entry has brought another version into force and plan.json is an unedited one, plan.json follows.
    /// The entry is recorded by then, so what goes wrong is only told.
    pub fn refresh(&self, before: &State, after: &State) -> Option<Remark> {
        if before.version == after.version { None } else { self.move_to(after.version) }
    }

    /// The same where entries of others may have: `before` was in force until they came.
    pub fn follow(&self, before: Hash, now: Moment) -> Option<Remark> {
        let after = self.version_in_force(now);
        if self.versions.0[after].0 == before.to_string() { None } else { self.move_to(after) }
    }

    /// Makes plan.json this version, unless somebody has edited it, and says so.
    fn move_to(&self, version: VersionIx) -> Option<Remark> {
        let known = self.contents.working.and_then(|hash| self.versions.find(&hash.to_string()));
        if known.is_none_or(|known| known == version) {
            return None;
        }
        let file = self.files[version].clone();
        Some(match self.rework(version) {
            Ok(()) => Remark::PlanFollows { file },
            Err(error) => Remark::PlanStays { file, why: Failure::from(error).message },
        })
    }

    /// Makes plan.json this version.
    fn rework(&self, version: VersionIx) -> Result<(), StoreError> {
        let text = match version {
            VersionIx::FIRST => Some(self.contents.plan_text.clone()),
            version => {
                let hash = Hash::parse(&self.versions.0[version].0);
                hash.map(|hash| kept(&self.contents.workspace, hash)).transpose()?.flatten().map(|kept| kept.text)
            }
        };
        text.map_or(Ok(()), |text| rework(&self.contents.workspace, &text))
    }
}
