//! What a change of the plan begins from: a draft, or the version in force; what plan.json holds beside that is taken along only by
//! who says so, for it may be what was taken back, or another side's.

use crate::check::finding::listed;
use crate::cli::failure::{Failure, REFUSED};
use crate::cli::world::World;
use crate::model::hash::Hash;
use crate::model::index::VersionIx;
use crate::model::plan::Plan;
use crate::report::compare::{by_key, compare};
use crate::store::read::read;
use crate::store::shelf::Shelf;
use crate::store::text::read_text;
use crate::store::workspace::Workspace;

/// Whether anything is on record under the plan's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanStage {
    Draft,
    InForce,
}

/// So many of its changes are told.
pub const SHOWN: usize = 4;

/// What is said of whatever plan.json holds beside the version in force.
#[derive(Clone, Copy, Debug)]
pub struct Along {
    pub with_plan_json: bool,
    pub afresh: bool,
    pub unproposed: bool,
}

/// The text that a change begins from.
pub struct Beginning {
    pub stage: PlanStage,
    pub text: String,
    /// What it holds beside the version in force.
    pub also: Vec<String>,
}

impl PlanStage {
    /// Of a workspace: the first book fixes the plan.
    pub fn of(workspace: &Workspace) -> Result<PlanStage, Failure> {
        Ok(if Shelf::is_begun(workspace)? { PlanStage::InForce } else { PlanStage::Draft })
    }
}

/// What a change begins from; a draft may be no plan yet.
pub fn beginning(along: Along, workspace: &Workspace) -> Result<Beginning, Failure> {
    match PlanStage::of(workspace)? {
        PlanStage::Draft => {
            let text = read_text(&workspace.plan())?;
            Ok(Beginning { stage: PlanStage::Draft, text, also: Vec::new() })
        }
        PlanStage::InForce => begun(along, &World::of(read(workspace)?)?),
    }
}

/// The same for a plan in force, in the world that is there.
pub fn begun(along: Along, world: &World) -> Result<Beginning, Failure> {
    let text = read_text(&world.contents.workspace.plan())?;
    let base = world.last_adopted();
    let also = beside(&world.versions.0[base].1, &text);
    let begins = |text: String, also| Ok(Beginning { stage: PlanStage::InForce, text, also });
    match recorded(world, base, &text) {
        _ if along.afresh => begins(in_force(world, base), Vec::new()),
        Recorded::Superseded if !along.with_plan_json => begins(in_force(world, base), Vec::new()),
        Recorded::Otherwise if !along.with_plan_json && !also.is_empty() => Err(held(&also, true)),
        Recorded::Nowhere if !along.with_plan_json && !along.unproposed && !also.is_empty() => Err(held(&also, false)),
        _ => begins(text, also),
    }
}

/// Where the text of plan.json is on record.
enum Recorded {
    /// As a version that the one in force came after.
    Superseded,
    /// As a version that was proposed.
    Otherwise,
    /// Somebody has written in it.
    Nowhere,
}

fn recorded(world: &World, in_force: VersionIx, text: &str) -> Recorded {
    let hash = Hash::of(text.as_bytes()).to_string();
    let versions = &world.versions;
    let before = |version: VersionIx| {
        let base = versions.0[version].1.base?.to_string();
        versions.find(&base)
    };
    let mut earlier = std::iter::successors(before(in_force), |version| before(*version)).take(versions.0.len());
    match versions.find(&hash) {
        Some(known) if earlier.any(|version| version == known) => Recorded::Superseded,
        Some(_) => Recorded::Otherwise,
        None => Recorded::Nowhere,
    }
}

/// What a text holds that a version does not say; of a text that cannot be read, nothing.
fn beside(version: &Plan, text: &str) -> Vec<String> {
    let Ok(mut plan) = Plan::parse(text) else { return Vec::new() };
    // A name of its own is what a new version is to have.
    plan.version.clone_from(&version.version);
    by_key(&compare(version, &plan))
}

fn in_force(world: &World, version: VersionIx) -> String {
    let contents = &world.contents;
    let hash = &world.versions.0[version].0;
    let kept = contents.versions.iter().find(|kept| kept.hash.to_string() == *hash);
    kept.map_or(&contents.plan_text, |kept| &kept.text).clone()
}

fn held(also: &[String], proposed: bool) -> Failure {
    let (what, lost) = match proposed {
        true => ("a version that was proposed and is not in force", ""),
        false => ("changes that nobody has proposed", ", and lets these go"),
    };
    let message = format!("plan.json also holds {what}: {}", listed(also, SHOWN, "; "));
    Failure::new(REFUSED, "plan-json-differs", message)
        .hint(format!("`--with-plan-json` takes that along, `--afresh` begins from the version in force{lost}"))
}
