//! `milepost sync`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::attach::{follow, gone};
use super::audit::verdict;
use super::failure::{Failure, ROAD, USAGE};
use super::global::{AnswerFormat, Global};
use super::init::speaker;
use super::plan_text::parse;
use super::remark::Remark;
use super::sealing::bear_witness;
use super::signing::Signing;
use super::world::{World, workspace};
use crate::check::errors;
use crate::fold::state::Clocks;
use crate::model::id::Id;
use crate::model::moment::Moment;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::synced::Exchange;
use crate::store::error::StoreError;
use crate::store::git::GitError;
use crate::store::merge::merge;
use crate::store::road::{Pushed, Road, shown};
use crate::store::shared::{ShareRules, own, shared};
use crate::store::sync::{ATTEMPTS, CommitAuthor, DraftChange, Met, Sync};
use crate::store::workspace::{EVIDENCE, PLAN, Workspace};
use crate::store::write::{Writer, rework};
use clap::Args;
use std::path::{Path, PathBuf};

/// Exchange with others through a Git remote: fetch, look through what came, push
///
/// On a repository of milepost's own, in .milepost: a repository in which the folder lies is not touched. What others send is looked
/// through before it is taken, as `merge` does. Nothing is ever forced. Exit 1 if something was refused, or disagrees with ours.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost sync --remote ../hub.git
  milepost sync --no-push")]
pub struct SyncArgs {
    /// The remote to exchange with, from now on; needed the first time
    #[arg(long, value_name = "URL")]
    remote: Option<String>,
    /// Take in what others have, and send nothing
    #[arg(long)]
    no_push: bool,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

impl SyncArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let Some(workspace) = workspace(global, outside)? else {
            return Err(Failure::new(USAGE, "no-workspace", "there is no workspace here to exchange").hint(
                "`milepost clone URL` gets one that others have, `milepost init` begins one; `-C DIR` names another",
            ));
        };
        let who = format!("process {}, milepost sync", outside.process);
        let signing = Signing::default();
        signing.ask_agent(outside, &workspace, None);
        let begin = || Ok(Writer::begin(workspace.clone(), global.patience(), &who)?);
        on_a_sound_road(&workspace, begin, |writer| {
            let sync = Sync::begin(&writer.workspace)?;
            let mut trip = Trip::begin(writer, sync, (outside.now)())?;
            let asked = self.remote.as_ref().map(|url| located(&outside.folder, url));
            trip.exchange(asked, self.no_push, (&signing, outside)).map_err(|failure| trip.so_far(failure))?;
            trip.answer(self.output)
        })
    }
}

/// Does what needs the road; where that turns out to be broken, it is made anew, and all is done once more.
pub fn on_a_sound_road<T>(
    workspace: &Workspace,
    begin: impl Fn() -> Result<Writer, Failure>,
    work: impl Fn(Writer) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let done = match begin().and_then(&work) {
        Err(failure) if failure.code == ROAD => {
            let writer = begin()?;
            Road::rebuild(workspace)?;
            work(writer)
        }
        done => done,
    };
    done.map_err(|failure| match failure.code {
        "system" | "unsure" => failure.hint(
            "each book has come whole or not at all; once the system is well, the same command goes on from there",
        ),
        _ => failure,
    })
}

/// A remote as it was typed in a folder: the path of one on this machine is the same from everywhere.
pub fn located(folder: &Path, url: &str) -> String {
    match folder.join(url).canonicalize() {
        Ok(path) => path.display().to_string(),
        Err(_) => url.to_owned(),
    }
}

/// A workspace on its way to the others and back.
pub struct Trip {
    writer: Writer,
    sync: Sync,
    pub world: World,
    now: Moment,
    pub done: Exchange,
    remarks: Vec<Remark>,
}

impl Trip {
    /// Mends what a crash left, brings back what the folder has lost since it was shared, and keeps what it shares now.
    pub fn begin(writer: Writer, sync: Sync, now: Moment) -> Result<Trip, Failure> {
        let remarks = writer.repair()?.into_iter().map(Remark::SetAside).collect();
        let (mut writer, mut sync, mut done) = (writer, sync, Exchange::default());
        let (mut back, laid) = sync.restore(|path| !path.starts_with(EVIDENCE))?;
        if let Some(folder) = laid {
            let merged = merge(&mut writer, &folder, now, false)?;
            sync.restored(&merged);
            done.take(merged);
        }
        let world = World::of_workspace(&writer.workspace)?;
        let mut trip = Trip { writer, sync, world, now, done, remarks };
        let standing = trip.standing();
        back.extend(trip.sync.restore(|path| path.starts_with(EVIDENCE) && !standing.removes(path))?.0);
        trip.remarks.extend((!back.is_empty()).then_some(Remark::BroughtBack(back)));
        trip.look()?;
        trip.keep()?;
        Ok(trip)
    }

    /// To the remote and back, again while others are faster.
    fn exchange(&mut self, asked: Option<String>, no_push: bool, outside: (&Signing, &Outside)) -> Result<(), Failure> {
        let Some(url) = asked.or(self.sync.remote()?) else {
            self.remarks.push(Remark::NoRemote);
            return Ok(());
        };
        self.done.remote = Some(shown(&url));
        for _ in 0..ATTEMPTS {
            self.done.new_there = !self.sync.fetch(&url)?;
            let folder = self.sync.lay_out(&self.standing())?;
            self.arrive(&url, folder)?;
            // Before it is sent, so that it travels along.
            if !bear_witness(&mut self.writer, &self.world, self.now, outside)?.is_empty() {
                self.look()?;
            }
            self.keep()?;
            if no_push {
                return Ok(());
            }
            if self.send(&url)? {
                return Ok(());
            }
        }
        Err(StoreError::from(GitError::Outrun { times: ATTEMPTS }).into())
    }

    /// Sends what they lack; false where others were faster.
    fn send(&mut self, url: &str) -> Result<bool, Failure> {
        let desk = self.desk();
        let pen = CommitAuthor { at: self.now, desk: &desk };
        let sent = self.sync.send(url, &own(&self.writer.desk), &self.standing(), pen)?;
        if sent.pushed == Pushed::Outrun {
            return Ok(false);
        }
        self.done.committed.extend(sent.message);
        (self.done.sent, self.done.pushed) = (sent.lines, Some(sent.pushed));
        if self.done.new_there && !self.sync.branches.is_empty() {
            let others = self.sync.branches.join(", ");
            self.remarks.push(Remark::OtherBranches(others));
        }
        Ok(true)
    }

    /// Takes in what is laid out, as far as it holds.
    pub fn arrive(&mut self, url: &str, folder: Option<PathBuf>) -> Result<(), Failure> {
        self.done.refuse(&self.sync.refused);
        let contents = &self.world.contents;
        let met = match &folder {
            Some(_) => self.sync.meet(url, contents.root, self.world.root(), contents.plan_hash)?,
            None => Met::Ours,
        };
        self.remember(url)?;
        if let Some(folder) = folder {
            self.take_in(&folder, met)?;
        }
        Ok(self.sync.met()?)
    }

    /// The remote is remembered once it was reached, and is not another undertaking's.
    fn remember(&mut self, url: &str) -> Result<(), Failure> {
        let before = self.sync.remote()?;
        if before.as_deref() == Some(url) {
            return Ok(());
        }
        self.sync.remember(url)?;
        let told = |before: String| Remark::RemoteChanged { before: shown(&before), now: shown(url) };
        self.remarks.extend(before.map(told));
        Ok(())
    }

    fn take_in(&mut self, folder: &Path, met: Met) -> Result<(), Failure> {
        let before = self.world.hash(self.world.in_force(self.now).1);
        match met {
            Met::Begun(text) => self.begin_with(&text)?,
            Met::Draft if self.world.contents.root.is_none() => self.take_draft()?,
            Met::Draft | Met::Ours => {}
        }
        let merged = merge(&mut self.writer, folder, self.now, false)?;
        self.sync.settle(&merged);
        self.done.take(merged);
        self.look()?;
        if self.world.contents.root.is_some()
            && let Some(told) = self.world.follow(before, self.now)
        {
            self.remarks.push(told);
            self.look()?;
        }
        Ok(())
    }

    fn look(&mut self) -> Result<(), Failure> {
        self.world = World::of_workspace(&self.writer.workspace)?;
        let told = follow(&self.world, self.now)?;
        self.remarks.extend(told.into_iter().filter(|told| !self.remarks.contains(told)).collect::<Vec<_>>());
        Ok(())
    }

    pub fn keep(&mut self) -> Result<(), Failure> {
        let standing = self.standing();
        let files = shared(&self.world.contents, &standing)?;
        let desk = self.desk();
        Ok(self.sync.keep(&files, &standing, CommitAuthor { at: self.now, desk: &desk })?)
    }

    fn standing(&self) -> ShareRules {
        let in_force = self.world.hash(self.world.in_force(self.now).1);
        ShareRules { in_force: Some(in_force), removed: gone(&self.world, self.now) }
    }

    /// Who speaks from here.
    fn desk(&self) -> String {
        let desk = &self.writer.desk;
        desk.speaks.as_ref().or(desk.books.first().map(|own| &own.book.name)).map_or("desk".into(), ToString::to_string)
    }

    /// Has an actor speak from here, where one is named.
    pub fn speak(&mut self, actor: Option<&str>) -> Result<(), Failure> {
        let Some(actor) = actor else { return Ok(()) };
        self.writer.desk.speaks = speaker(self.world.root(), actor)?;
        Ok(self.writer.desk.write(&self.writer.workspace)?)
    }

    pub fn speaks(&self) -> Option<Id> {
        self.writer.desk.speaks.clone()
    }

    /// While our plan is a draft and others have begun with another draft of it, theirs is the plan; ours is kept.
    fn begin_with(&mut self, text: &str) -> Result<(), Failure> {
        if !matches!(self.sync.draft()?, DraftChange::Theirs(_)) {
            let kept = self.writer.keep_draft(&self.world.contents.plan_text)?;
            self.remarks.push(Remark::TheirDraft { ours: kept.display().to_string() });
        }
        Ok(rework(&self.writer.workspace, text)?)
    }

    /// Takes their draft where only they have edited it; where both have, theirs is kept beside ours.
    fn take_draft(&mut self) -> Result<(), Failure> {
        let draft = self.sync.draft()?;
        let (DraftChange::Theirs(bytes) | DraftChange::Both(bytes)) = &draft else { return Ok(()) };
        let Some(text) = sound(bytes) else {
            self.remarks.push(Remark::TheirDraftUnsound);
            return Ok(());
        };
        if let DraftChange::Theirs(_) = draft {
            return Ok(rework(&self.writer.workspace, text)?);
        }
        let kept = self.writer.keep_draft(text)?;
        self.remarks.push(Remark::BothEdited { theirs: kept.display().to_string() });
        Ok(())
    }

    /// The same failure, with what came nevertheless.
    pub fn so_far(&self, failure: Failure) -> Failure {
        let details = [failure.details.clone(), self.done.done()].concat();
        Failure { details, ..failure }
    }

    fn answer(self, output: AnswerFormat) -> Result<Answer, Failure> {
        let (whole, verdict) = verdict(&self.world, self.now)?;
        let text = match output {
            AnswerFormat::Text => lines(&[self.done.lines(), vec![verdict.to_owned()]].concat()),
            AnswerFormat::Json => {
                let state = self.world.state(Clocks { as_of: self.now, known_by: self.now });
                json(&answer("sync", &self.world.view(&state), self.done.document(whole)))
            }
        };
        self.finish(Answer::say(text))
    }

    /// Remembers what was met, and adds what there is to know beside the answer.
    pub fn finish(self, answer: Answer) -> Result<Answer, Failure> {
        self.writer.met(&self.world.contents)?;
        let stays = self.done.is_refused().then_some(Remark::RefusedStays);
        let remarks = self.remarks.into_iter().chain(stays).chain(self.world.remarks(self.now));
        Ok(answer.remark(remarks).code(u8::from(self.done.is_refused())))
    }
}

/// The text of a plan that has no errors.
fn sound(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    parse(text, PLAN).is_ok_and(|plan| errors(&plan).is_empty()).then_some(text)
}
