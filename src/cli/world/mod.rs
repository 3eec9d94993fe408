//! The plan and the books that a command works on: those of the workspace, or the built-in plan.

mod follow;
mod kept;
mod told;

use super::answer::Outside;
use super::date::dated;
use super::failure::{Failure, USAGE};
use super::global::Global;
use super::haste::{Toward, TypedOn};
use super::kept::forever;
use super::plan_text::{parse, refused};
use super::settings::{DateOrder, LanguageCode};
use crate::fold::adopt::trust;
use crate::fold::removals::{Naming, namings};
use crate::fold::state::{Clocks, Judgements, State};
use crate::fold::{judge, picture, said, version_in_force};
use crate::ledger::seal::Ring;
use crate::model::entry::Evidence;
use crate::model::hash::Hash;
use crate::model::index::{Ix, Series, VersionIx};
use crate::model::moment::{Moment, Zone};
use crate::model::plan::Plan;
use crate::model::versions::Versions;
use crate::model::when::When;
use crate::report::view::View;
use crate::store::adoptable::adoptable;
use crate::store::cache::{KeptPicture, Marks};
use crate::store::heads::remember;
use crate::store::lock::Quiet;
use crate::store::read::{Contents, LARGEST_PLAN, VersionFile, read_beside};
use crate::store::text::read_text;
use crate::store::workspace::{PLAN, Workspace};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The plan that the binary carries.
pub const BUILT_IN: &str = include_str!("../../../data/refined-peace-plan.json");
/// The claims of the article that it follows.
pub const BUILT_IN_CLAIMS: &str = include_str!("../../../seeds/refined-peace-plan.md");

pub struct World {
    /// The versions of the plan that are known, the first in front.
    pub versions: Versions,
    /// How the file of each is called in messages.
    files: Series<VersionIx, String>,
    /// The versions that amendments name and that do not fit, with the reason.
    unfit: Vec<(String, String)>,
    /// How whoever asks means a date such as 3/4.
    order: Option<DateOrder>,
    /// The language in which whoever asks reads texts, where it is not each plan's own.
    lang: Option<LanguageCode>,
    /// The same, if a flag asked for it and the plan has no text in it.
    unspoken: Option<String>,
    /// Whether there is no workspace behind it.
    pub alone: bool,
    /// What its books come to, where that was kept.
    kept: Option<KeptPicture>,
    /// Where what they come to now is to be kept.
    to_keep: Option<ToKeep>,
    pub contents: Contents,
}

/// How the files stood before the books were read, when that was, and whether what they come to was kept.
struct ToKeep {
    marks: Marks,
    now: Moment,
    /// Whether the workspace is held for writing.
    held: bool,
    kept: OnceLock<()>,
}

/// How long a reader waits for whoever writes.
const READERS_PATIENCE: Duration = Duration::from_secs(5);

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
            Some(workspace) => World::as_read(&workspace)?,
            None => World::built_in()?,
        };
        Ok(forever(World::sound(world.read_by(global, outside))?))
    }

    /// The world as whoever asks for it writes dates and reads texts.
    pub fn read_by(mut self, global: &Global, outside: &Outside) -> World {
        self.order = outside.settings.dates;
        if let Some(language) = &outside.settings.lang {
            self.versions.read_in(language);
            let spoken = self.versions.0.iter().any(|(_, plan)| plan.speaks_as_asked());
            self.lang = Some(language.clone());
            self.unspoken = global.lang.first().filter(|_| !spoken).map(ToString::to_string);
        }
        self
    }

    /// What a reading command shows, whatever its plan is like.
    pub fn open_any(global: &Global, outside: &Outside) -> Result<World, Failure> {
        let world = match workspace(global, outside)? {
            Some(workspace) => World::only_kept(&workspace, outside).map_or_else(|| World::as_read(&workspace), Ok),
            None => World::built_in(),
        };
        Ok(world?.read_by(global, outside))
    }

    /// A workspace as readers see it, who hold no lock. What looks wrong may only be half written yet: it is read again while
    /// nobody writes.
    fn as_read(workspace: &Workspace) -> Result<World, Failure> {
        let world = World::of_workspace(workspace);
        if world.as_ref().is_ok_and(|world| !world.contents.flaws.iter().any(|flaw| flaw.kind.may_pass())) {
            return world;
        }
        match Quiet::wait(&workspace.lock(), READERS_PATIENCE) {
            Some(_quiet) => World::of_workspace(workspace),
            None => world,
        }
    }

    /// The working copy of the plan by itself; without one, the first version.
    pub fn working(&self) -> Result<World, Failure> {
        match self.contents.working {
            Some(_) => World::of_text(&read_text(&self.contents.workspace.plan())?, PLAN),
            None => World::of_text(&self.contents.plan_text, self.file()),
        }
    }

    pub fn built_in() -> Result<World, Failure> {
        World::of_text(BUILT_IN, "the built-in plan")
    }

    /// A plan by itself, outside any workspace.
    pub fn of_text(text: &str, file: &str) -> Result<World, Failure> {
        let contents = Contents::lone(text.to_owned());
        let versions = Versions(vec![(contents.plan_hash.to_string(), Arc::new(parse(text, file)?))].into());
        Ok(World {
            versions,
            files: vec![file.to_owned()].into(),
            unfit: Vec::new(),
            order: None,
            lang: None,
            unspoken: None,
            alone: true,
            kept: None,
            to_keep: None,
            contents,
        })
    }

    /// Reads the books and, at the same time, the plan.json beside them: it mostly is the first version.
    pub fn of_workspace(workspace: &Workspace) -> Result<World, Failure> {
        let working = read_text(&workspace.plan()).ok().filter(|text| text.len() as u64 <= LARGEST_PLAN);
        let parsed = || working.as_ref().and_then(|text| Plan::parse(text).ok());
        let (contents, plan) = rayon::join(|| read_beside(workspace, working.as_deref()), parsed);
        let contents = contents?;
        remember(workspace, &contents.heads, &contents.met());
        match plan.filter(|_| working.as_ref() == Some(&contents.plan_text)) {
            Some(plan) => Ok(World::with(contents, plan)),
            None => World::of(contents),
        }
    }

    /// The world that a workspace's contents make.
    pub fn of(contents: Contents) -> Result<World, Failure> {
        let plan = parse(&contents.plan_text, &file_name(&contents, &contents.plan_path))?;
        Ok(World::with(contents, plan))
    }

    /// The world of a first version, with those that amendments name. One that has errors is not adopted.
    fn with(contents: Contents, root: Plan) -> World {
        let files = vec![file_name(&contents, &contents.plan_path)].into();
        let versions = Versions(vec![(contents.plan_hash.to_string(), Arc::new(root))].into());
        let named = contents.versions.clone();
        let mut world = World {
            versions,
            files,
            unfit: Vec::new(),
            order: None,
            lang: None,
            unspoken: None,
            alone: false,
            kept: None,
            to_keep: None,
            contents,
        };
        named.iter().for_each(|version| world.gain(version));
        world
    }

    /// Takes in a further version, if it could be adopted.
    pub fn gain(&mut self, version: &VersionFile) {
        let file = file_name(&self.contents, &version.path);
        match adoptable(&version.text, self.root()) {
            Ok(mut plan) => {
                self.lang.iter().for_each(|language| plan.read_in(language));
                self.versions.0.push((version.hash.to_string(), Arc::new(plan)));
                self.files.push(file);
            }
            Err(reason) => self.unfit.push((file, reason)),
        }
    }

    /// The keys of all versions, to check seals with.
    pub fn ring(&self) -> Ring {
        let actors = self.versions.0.iter().flat_map(|(_, plan)| &plan.actors);
        Ring::of(actors.flat_map(|actor| &actor.keys).map(|key| key.text.as_str()))
    }

    /// The place of the version that was adopted last: what amendments build on.
    pub fn last_adopted(&self) -> VersionIx {
        match self.versions.0.len() {
            1 => VersionIx::FIRST,
            _ => trust(&self.versions, self.contents.log()).version(),
        }
    }

    /// The versions of the plan that stand against each other: none of them is in force.
    fn stalled(&self) -> Vec<VersionIx> {
        match (&self.kept, self.versions.0.len()) {
            (Some(kept), _) => kept.stalled.clone(),
            (_, 1) => Vec::new(),
            _ => trust(&self.versions, self.contents.log()).stalled,
        }
    }

    /// The world, if its first version can be folded.
    pub fn sound(world: World) -> Result<World, Failure> {
        match refused(world.root(), world.file(), &world.contents.plan_text) {
            Some(failure) => Err(failure),
            None => Ok(world),
        }
    }

    /// Every entry, with whether it counts.
    pub fn judged(&self, now: Moment) -> Judgements {
        let clocks = Clocks { as_of: now, known_by: now };
        judge(&self.versions, self.contents.log(), clocks)
    }

    /// The version in force, as its file has it, and how that file is called in messages.
    pub fn in_force(&self, now: Moment) -> (&Plan, &str) {
        let version = self.version_in_force(now);
        (&self.versions.0[version].1, &self.files[version])
    }

    fn version_in_force(&self, now: Moment) -> VersionIx {
        let clocks = Clocks { as_of: now, known_by: now };
        match self.kept_at(clocks) {
            Some(kept) => kept.said.editions.version_at(now),
            None => version_in_force(&self.versions, self.contents.log(), clocks),
        }
    }

    /// How many entries say that they were recorded later than now.
    pub fn ahead(&self, now: Moment) -> usize {
        match self.kept_at(Clocks { as_of: now, known_by: now }) {
            Some(kept) => kept.ahead,
            None => self.contents.entries.iter().filter(|entry| entry.at > now).count(),
        }
    }

    /// The hash of the version whose file is called so.
    pub fn hash(&self, file: &str) -> Hash {
        let version = self.files.position(|known| known == file);
        version.and_then(|version| Hash::parse(&self.versions.0[version].0)).unwrap_or(self.contents.plan_hash)
    }

    /// The first version of the plan.
    pub fn root(&self) -> &Plan {
        self.versions.root()
    }

    /// How the first version's file is called in messages.
    pub fn file(&self) -> &str {
        &self.files[VersionIx::FIRST]
    }

    /// The zone in which days begin and end; no amendment changes it.
    pub fn zone(&self) -> Zone {
        self.root().timezone
    }

    pub fn state(&self, clocks: Clocks) -> State {
        let said = match self.kept_at(clocks) {
            Some(kept) => kept.said.clone().with_plans(&self.versions, clocks.as_of),
            None => said(&self.versions, self.contents.log(), clocks),
        };
        self.keep(&said, clocks);
        picture(&self.versions, said, clocks)
    }

    pub fn view<'a>(&'a self, state: &'a State) -> View<'a> {
        let hash = match state.version {
            VersionIx::FIRST => self.contents.plan_hash,
            version => Hash::parse(&self.versions.0[version].0).unwrap_or(self.contents.plan_hash),
        };
        View {
            plan: &state.plan,
            versions: &self.versions,
            state,
            root: self.contents.root,
            plan_hash: hash,
            books: &self.contents.books,
            log: self.contents.log().judged(&state.entries),
            flaws: &self.contents.flaws,
        }
    }

    /// The files that entries name, with what was taken away.
    pub fn namings(&self, state: &State) -> Vec<Naming<'_>> {
        namings(&state.plan, self.contents.log(), &state.entries, &state.bearing)
    }

    /// Whether some entry says that evidence was removed.
    pub fn removes(&self) -> bool {
        let removes = |evidence: &Evidence| matches!(evidence, Evidence::Removed { .. });
        self.contents.entries.iter().any(|entry| entry.evidence.iter().any(removes))
    }

    /// A date that was typed; `D+30` is the thirtieth day after entry into force.
    pub fn date(&self, text: &str, now: Moment) -> Result<When, Failure> {
        let started = || self.state(Clocks { as_of: now, known_by: now }).started;
        dated(text, self.typed_on(now, Toward::Past), self.zone(), started)
    }

    /// How dates are meant that are typed now.
    pub fn typed_on(&self, now: Moment, toward: Toward) -> TypedOn {
        TypedOn { today: self.zone().day_of(now), order: self.order, toward }
    }

    /// Whether a book is not what its desk wrote.
    pub fn damaged(&self) -> bool {
        self.contents.flaws.iter().any(|flaw| flaw.kind.is_damage())
    }
}

/// How a plan's file is called in messages: its path below the workspace.
fn file_name(contents: &Contents, path: &Path) -> String {
    path.strip_prefix(&contents.workspace.dir).unwrap_or(path).display().to_string()
}
