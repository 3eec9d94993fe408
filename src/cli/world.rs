//! The plan and the books that a command works on: those of the workspace, or the built-in plan.

use super::answer::Outside;
use super::failure::{Failure, Place, REFUSED, USAGE};
use super::global::Global;
use crate::check;
use crate::fold::fold;
use crate::fold::state::{Clocks, State};
use crate::ledger::flaw::{Flaw, FlawKind};
use crate::model::id::Id;
use crate::model::json;
use crate::model::plan::Plan;
use crate::report::view::View;
use crate::report::words;
use crate::store::read::{Contents, read};
use crate::store::text::read_text;
use crate::store::workspace::Workspace;
use std::path::PathBuf;

/// The plan that the binary carries.
pub const BUILT_IN: &str = include_str!("../../data/refined-peace-plan.json");
/// The claims of the article that it follows.
pub const BUILT_IN_CLAIMS: &str = include_str!("../../seeds/refined-peace-plan.md");

pub struct World {
    pub plan: Plan,
    /// How the plan's file is called in messages.
    pub plan_file: String,
    /// Whether there is no workspace behind it.
    pub alone: bool,
    pub contents: Contents,
}

/// The workspace that a command was called in, if it is in one.
pub fn workspace(global: &Global, outside: &Outside) -> Result<Option<Workspace>, Failure> {
    let named = global.dir.as_ref().or(outside.dir.as_ref());
    let start: PathBuf = named.map_or(outside.folder.clone(), |dir| outside.folder.join(dir));
    if named.is_some() && !start.is_dir() {
        let message = format!("there is no folder {}", start.display());
        return Err(Failure::new(USAGE, "no-folder", message).hint("`milepost init FOLDER` begins one"));
    }
    let found = Workspace::find(&start);
    if named.is_some() && found.is_none() {
        let message = format!("{} is not a workspace, nor inside one", start.display());
        return Err(Failure::new(USAGE, "no-workspace", message).hint("`milepost init FOLDER` begins one"));
    }
    Ok(found)
}

impl World {
    /// Opens what a reading command shows. It lives as long as the process: taking a large world apart takes time that
    /// nobody has use for.
    pub fn open(global: &Global, outside: &Outside) -> Result<&'static World, Failure> {
        let world = match workspace(global, outside)? {
            Some(workspace) => World::of_workspace(&workspace)?,
            None => World::built_in()?,
        };
        Ok(Box::leak(Box::new(World::sound(world)?)))
    }

    /// The same without refusing a plan that has errors; for `check`, which tells them.
    pub fn open_unchecked(global: &Global, outside: &Outside) -> Result<World, Failure> {
        match workspace(global, outside)? {
            Some(workspace) => World::of_workspace(&workspace),
            None => World::built_in(),
        }
    }

    fn built_in() -> Result<World, Failure> {
        World::of_text(BUILT_IN, "the built-in plan")
    }

    /// A plan by itself, outside any workspace.
    pub fn of_text(text: &str, file: &str) -> Result<World, Failure> {
        let plan = parse(text, file)?;
        Ok(World { plan, plan_file: file.to_owned(), alone: true, contents: Contents::lone(text.to_owned()) })
    }

    /// Reads the books and, at the same time, the plan.json beside them: it mostly is the version in force.
    pub fn of_workspace(workspace: &Workspace) -> Result<World, Failure> {
        let working = || read_text(&workspace.plan()).ok().and_then(|text| Some((Plan::parse(&text).ok()?, text)));
        let (contents, working) = rayon::join(|| read(workspace), working);
        let contents = contents?;
        match working.filter(|(_, text)| *text == contents.plan_text) {
            Some((plan, _)) => Ok(World { plan, plan_file: file_name(&contents), alone: false, contents }),
            None => World::of(contents),
        }
    }

    /// The world that a workspace's contents make.
    pub fn of(contents: Contents) -> Result<World, Failure> {
        let plan_file = file_name(&contents);
        Ok(World { plan: parse(&contents.plan_text, &plan_file)?, plan_file, alone: false, contents })
    }

    /// The world, if its plan can be folded.
    pub fn sound(world: World) -> Result<World, Failure> {
        let errors = check::errors(&world.plan);
        let Some(first) = errors.first() else { return Ok(world) };
        let offset = json::locate(&world.contents.plan_text, &first.path);
        let mut failure = Failure::new(REFUSED, "plan", first.message.clone());
        failure.place = offset.map(|offset| Box::new(Place::of(&world.plan_file, &world.contents.plan_text, offset)));
        failure.hint = Some(match (&first.hint, errors.len()) {
            (Some(hint), 1) => hint.clone(),
            (_, 1) => "`milepost check` tells all that is wrong with a plan".into(),
            (_, count) => format!("`milepost check` tells this and {} more", count - 1),
        });
        Err(failure)
    }

    pub fn state(&self, clocks: Clocks) -> State {
        fold(&self.plan, &self.contents.desks, &self.contents.entries, clocks)
    }

    pub fn view<'a>(&'a self, state: &'a State) -> View<'a> {
        View {
            plan: &self.plan,
            state,
            root: self.contents.root,
            plan_hash: self.contents.plan_hash,
            books: &self.contents.books,
            desks: &self.contents.desks,
            entries: &self.contents.entries,
            flaws: &self.contents.flaws,
        }
    }

    /// What a reader must know beside the answer.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if self.alone {
            remarks.push("note: no workspace here, so this is the built-in plan; `milepost init` begins one".into());
        }
        if self.contents.edited {
            let version = if self.plan_file == "plan.json" { "the version in force" } else { self.plan_file.as_str() };
            remarks.push(format!("note: plan.json differs from the version in force, which answers here ({version}); changing a plan that has entries takes a decision to amend it"));
        }
        let not_understood =
            self.contents.flaws.iter().filter(|flaw| matches!(flaw.kind, FlawKind::NotUnderstood(_))).count();
        if not_understood > 0 {
            let lines =
                if not_understood == 1 { "1 line is".to_owned() } else { format!("{not_understood} lines are") };
            remarks
                .push(format!("warning: {lines} not understood and count for nothing; `milepost audit` tells which"));
        }
        let told = |flaw: &&Flaw| !matches!(flaw.kind, FlawKind::NotUnderstood(_));
        remarks.extend(self.contents.flaws.iter().filter(told).map(|flaw| format!("warning: {}", words::flaw(flaw))));
        remarks
    }

    /// Where a milestone stands, however its id's case was typed.
    pub fn milestone(&self, id: &str) -> Result<usize, Failure> {
        let folded = Id::folded(id);
        let like = || self.plan.milestones.iter().position(|milestone| Id::folded(milestone.id.as_str()) == folded);
        self.plan.milestone(id).or_else(like).ok_or_else(|| {
            let known = self.plan.milestones.iter().map(|milestone| milestone.id.as_str());
            Failure::unknown("milestone", id, known, "`milepost list` shows all of them")
        })
    }

    pub fn actor(&self, id: &str) -> Result<usize, Failure> {
        let known = || self.plan.actors.iter().map(|actor| actor.id.as_str());
        known().position(|known| known.eq_ignore_ascii_case(id)).ok_or_else(|| {
            let all: Vec<&str> = known().collect();
            Failure::unknown("actor", id, known(), &format!("the actors are: {}", all.join(", ")))
        })
    }

    /// Whether a book is not what its desk wrote.
    pub fn damaged(&self) -> bool {
        self.contents.flaws.iter().any(|flaw| flaw.kind.is_damage())
    }
}

/// How the plan's file is called in messages: its path below the workspace.
fn file_name(contents: &Contents) -> String {
    let inside = contents.plan_path.strip_prefix(&contents.workspace.dir).unwrap_or(&contents.plan_path);
    inside.display().to_string()
}

/// Reads a plan's text, or says what does not fit and where.
pub fn parse(text: &str, file: &str) -> Result<Plan, Failure> {
    Plan::parse(text).map_err(|misfit| Failure::misfit(USAGE, file, text, &misfit))
}
