//! `milepost clone`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::failure::{Failure, USAGE};
use super::global::{AnswerFormat, Global};
use super::sync::{Trip, located, on_a_sound_road};
use crate::fold::state::Clocks;
use crate::model::id::Id;
use crate::render::json::json;
use crate::render::safe::one_line;
use crate::report::basis::answer;
use crate::report::merged::{MergeAnswer, merged_doc};
use crate::report::voice::voice;
use crate::store::create::tell_git;
use crate::store::disk;
use crate::store::error::StoreError;
use crate::store::git::GitError;
use crate::store::road::{Road, shown};
use crate::store::sync::Sync;
use crate::store::workspace::{OWN, Workspace};
use crate::store::write::{Writer, rework};
use clap::Args;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Make a workspace of what others share through a Git remote
///
/// What comes is looked through as `sync` does. A clone that broke off is completed by the same command. Exit 1 if something was refused.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost clone ../hub.git ours
  milepost clone ../hub.git ours --as ukraine")]
pub struct CloneArgs {
    /// The remote that others run `milepost sync` with
    url: String,
    /// The folder; without it, one named after the remote
    folder: Option<PathBuf>,
    /// The actor who speaks from this machine
    #[arg(long = "as", value_name = "ACTOR")]
    speaker: Option<String>,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct CloneDoc {
    folder: String,
    remote: String,
    speaks: Option<Id>,
    merged: Option<MergeAnswer>,
}

impl CloneArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let start =
            global.dir.as_ref().or(outside.dir.as_ref()).map_or(outside.folder.clone(), |dir| outside.folder.join(dir));
        let folder = start.join(self.folder.clone().map_or_else(|| named_after(&self.url), Ok)?);
        let workspace = Workspace { dir: folder };
        let url = located(&outside.folder, &self.url);
        let new = may_begin(&workspace, &url)?;
        let who = format!("process {}, milepost clone", outside.process);
        let begin = || Ok(Writer::begin(workspace.clone(), global.patience(), &who)?);
        let made = on_a_sound_road(&workspace, begin, |writer| self.fill(writer, &url, outside));
        if made.is_err() && !workspace.plan().exists() {
            // Whatever is left of it is for the next one.
            let _ = disk::clear(&new);
        }
        made
    }

    fn fill(&self, writer: Writer, url: &str, outside: &Outside) -> Result<Answer, Failure> {
        let (workspace, now) = (writer.workspace.clone(), (outside.now)());
        let mut sync = Sync::begin(&workspace)?;
        if !sync.fetch(url)? {
            let branches = std::mem::take(&mut sync.branches);
            return Err(StoreError::from(GitError::NoBranch { remote: shown(url), branches }).into());
        }
        let folder = sync.lay_out(&Default::default())?;
        if !workspace.plan().exists() {
            let plan = sync.first_plan(url)?;
            sync.remember(url)?;
            // From here on it is a workspace, and the next `sync` completes it.
            rework(&workspace, &plan)?;
        }
        tell_git(&workspace.dir)?;
        let mut trip = Trip::begin(writer, sync, now)?;
        let taken =
            trip.arrive(url, folder).and_then(|()| trip.speak(self.speaker.as_deref())).and_then(|()| trip.keep());
        taken.map_err(|failure| trip.so_far(failure))?;
        self.answer(trip, url, outside)
    }

    fn answer(&self, trip: Trip, url: &str, outside: &Outside) -> Result<Answer, Failure> {
        let now = (outside.now)();
        let (world, speaks) = (&trip.world, trip.speaks());
        let folder = world.contents.workspace.dir.display().to_string();
        let text = match self.output {
            AnswerFormat::Json => {
                let merged = trip.done.came.as_ref().map(|merged| merged_doc(merged, false));
                let state = world.state(Clocks { as_of: now, known_by: now });
                json(&answer("clone", &world.view(&state), CloneDoc { folder, remote: shown(url), speaks, merged }))
            }
            AnswerFormat::Text => {
                let set = outside.settings.speaks.as_deref().filter(|id| world.root().actor(id).is_some());
                let desk = match (speaks, set) {
                    (Some(actor), _) => format!("This desk speaks for: {actor}."),
                    (None, Some(actor)) => format!("This desk speaks for: {actor}, as your settings say."),
                    (None, None) => "No actor speaks from here yet: `milepost init --as ACTOR` names one.".to_owned(),
                };
                let ready = format!("A workspace is ready in {}.", one_line(&folder));
                let next = "Next: `milepost status`, `milepost sync`.".to_owned();
                let heard = voice(world.contents.root.or(Some(world.contents.plan_hash)), world.root());
                lines(&[vec![ready], trip.done.done(), vec![desk, next], heard].concat())
            }
        };
        trip.finish(Answer::say(text))
    }
}

/// The folder that a remote is cloned to where none is named: `peace` of `https://hub.example/peace.git`.
fn named_after(url: &str) -> Result<PathBuf, Failure> {
    let last = url.trim_end_matches('/').rsplit(['/', ':', '\\']).next().unwrap_or_default();
    match last.strip_suffix(".git").unwrap_or(last) {
        "" | "." | ".." => Err(Failure::usage(format!("`{url}` names no folder")).hint("`milepost clone URL FOLDER`")),
        name => Ok(PathBuf::from(name)),
    }
}

/// Sees that a folder is not there, is empty, or holds what an earlier clone of this remote has left; gives what goes again should this
/// one fail.
fn may_begin(workspace: &Workspace, url: &str) -> Result<PathBuf, Failure> {
    let dir = &workspace.dir;
    if !dir.exists() {
        let new = dir.ancestors().take_while(|dir| !dir.exists() && *dir != Path::new(""));
        return Ok(new.last().unwrap_or(dir).to_owned());
    }
    let there = disk::everything(dir).map_err(StoreError::io("list", dir))?;
    let begun = there.keys().all(|name| name == OWN) && !workspace.desk().exists();
    let same = || Ok::<bool, StoreError>(Road::remote_of(workspace)?.as_deref() == Some(url));
    match begun || same()? {
        true => Ok(workspace.own()),
        false => Err(Failure::new(USAGE, "exists", format!("{} is there already, and is not empty", dir.display()))
            .hint("clone into another folder: `milepost clone URL FOLDER`; nothing was changed")),
    }
}
