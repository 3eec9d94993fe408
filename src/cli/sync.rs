//! `milepost sync`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::attach::{follow, gone};
use super::audit::verdict;
use super::failure::{Failure, USAGE};
use super::global::{Format, Global};
use super::record::repaired;
use super::sealing::bear_witness;
use super::signing::Signing;
use super::world::{World, parse, workspace};
use crate::check::errors;
use crate::fold::state::Clocks;
use crate::model::hash::Hash;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::synced::Exchange;
use crate::store::error::StoreError;
use crate::store::git::GitError;
use crate::store::merge::merge;
use crate::store::sync::{ATTEMPTS, Offer, Pushed, Sync};
use crate::store::workspace::PLAN;
use crate::store::write::{Writer, rework};
use clap::Args;

/// Exchange with others through Git: commit, fetch, look through what came, join, push
///
/// Only milepost's own files are committed. What others send is looked through before it is taken, as `merge` does; what is refused
/// is left out of what is pushed. Nothing is ever forced. Exit 1 if something was refused, or disagrees with ours.
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// The remote to exchange with; default: the one that the branch follows, else the only one
    #[arg(long, value_name = "NAME")]
    remote: Option<String>,
    /// Take in what others have, and keep what is ours here
    #[arg(long)]
    no_push: bool,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: Format,
}

/// A workspace on its way to the others and back.
struct Trip {
    writer: Writer,
    sync: Sync,
    world: World,
    now: Moment,
    done: Exchange,
    remarks: Vec<String>,
}

impl SyncArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let Some(workspace) = workspace(global, outside)? else {
            return Err(Failure::new(USAGE, "no-workspace", "there is no workspace here to exchange").hint(
                "`git clone URL` gets one that others have, `milepost init --git` begins one; `-C DIR` names another",
            ));
        };
        let now = (outside.now)();
        let who = format!("process {}, milepost sync", outside.process);
        let signing = Signing::default();
        signing.ask_agent(outside, &workspace, None);
        let writer = Writer::begin(workspace, global.patience(), &who)?;
        let sync = Sync::begin(&writer.workspace, self.remote.as_deref())?;
        let remarks = writer.repair()?.iter().map(repaired).collect();
        let world = World::of_workspace(&writer.workspace)?;
        let mut trip = Trip { writer, sync, world, now, done: Exchange::default(), remarks };
        trip.sync.let_go(&gone(&trip.world, now));
        trip.commit()?;
        trip.exchange(self.no_push, (&signing, outside)).map_err(|failure| trip.so_far(failure))?;
        trip.answer(self.output)
    }
}

impl Trip {
    /// Commits what is new here. What was committed once and is gone from the folder comes back first.
    fn commit(&mut self) -> Result<(), Failure> {
        let mut staged = self.sync.stage(&self.world.contents.flaws)?;
        if staged.lost {
            let folder = self.sync.unpack_ours()?;
            let merged = merge(&mut self.writer, &folder, self.now, false)?;
            self.sync.settle(&merged)?;
            self.done.take(merged);
            self.look()?;
            staged = self.sync.stage(&self.world.contents.flaws)?;
        }
        self.done.committed.extend(self.sync.commit(staged)?);
        Ok(())
    }

    /// To the remote and back, again while others are faster.
    fn exchange(&mut self, no_push: bool, outside: (&Signing, &Outside)) -> Result<(), Failure> {
        let Some(remote) = &self.sync.remote else {
            self.remarks.push(
                "note: there is no remote yet, so this stays here: `git remote add origin URL`, then `milepost sync`"
                    .into(),
            );
            return Ok(());
        };
        self.done.remote = Some((remote.name.clone(), remote.branch().to_owned()));
        for _ in 0..ATTEMPTS {
            if self.sync.fetch()? {
                self.take_in()?;
            }
            // Before the histories are joined, so that it travels with them.
            if !bear_witness(&mut self.writer, &self.world, self.now, outside)?.is_empty() {
                self.look()?;
            }
            self.done.committed.extend(self.sync.join(&self.world.contents.flaws)?);
            if no_push {
                return Ok(());
            }
            self.done.new_there = self.sync.is_new_there();
            self.done.sent = self.sync.sent()?;
            match self.sync.push()? {
                Pushed::Outrun => {}
                pushed => {
                    self.done.pushed = Some(pushed);
                    return Ok(());
                }
            }
        }
        Err(Failure::from(StoreError::from(GitError::Outrun { times: ATTEMPTS })))
    }

    /// Takes in what was fetched, as far as it holds.
    fn take_in(&mut self) -> Result<(), Failure> {
        self.sync.joinable()?;
        let before = self.world.hash(self.world.in_force(self.now).1);
        let folder = self.sync.unpack()?;
        self.done.refuse(&self.sync.refused);
        if self.world.contents.root.is_some() || !self.begin_with_theirs()? {
            self.take_plan()?;
        }
        let merged = merge(&mut self.writer, &folder, self.now, false)?;
        self.sync.settle(&merged)?;
        self.done.take(merged);
        self.sync.take_git_files()?;
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
        self.sync.let_go(&gone(&self.world, self.now));
        Ok(())
    }

    /// While our plan is a draft and others have begun with another draft of it, theirs is the plan; ours is kept.
    fn begin_with_theirs(&mut self) -> Result<bool, Failure> {
        let contents = &self.world.contents;
        let Some((root, bytes)) = self.sync.their_root()? else { return Ok(false) };
        let text = String::from_utf8(bytes).unwrap_or_default();
        let same = |plan: &Plan| plan.uid == self.world.root().uid && plan.id == self.world.root().id;
        if root == contents.plan_hash || !Plan::parse(&text).is_ok_and(|plan| same(&plan)) {
            return Ok(false);
        }
        if !matches!(self.sync.offer(PLAN)?, Offer::Theirs(_)) {
            let kept = self.writer.keep_draft(&contents.plan_text)?;
            self.remarks.push(format!(
                "note: others have begun with another draft of the plan, which is the plan now; yours is kept in {}: `milepost amend` proposes it",
                kept.display()
            ));
        }
        rework(&self.writer.workspace, &text)?;
        Ok(true)
    }

    /// Takes their plan.json where only they have edited it.
    fn take_plan(&mut self) -> Result<(), Failure> {
        let known = |hash: Hash| self.world.versions.find(&hash.to_string()).is_some();
        let is_edited = self.world.contents.working.is_none_or(|hash| !known(hash));
        match self.sync.offer(PLAN)? {
            Offer::Ours => {}
            Offer::Theirs(bytes) => match sound(&bytes) {
                Some(text) => rework(&self.writer.workspace, text)?,
                None => {
                    self.remarks.push("warning: the plan.json of others is no plan without errors; ours stays".into())
                }
            },
            Offer::Both(bytes) if is_edited || !known(Hash::of(&bytes)) => {
                self.remarks.push(format!(
                    "warning: plan.json was edited here and by others; ours stays, theirs is `git show HEAD^2:{PLAN}`"
                ));
            }
            Offer::Both(_) => {}
        }
        Ok(())
    }

    /// The same failure, with what is safe nevertheless.
    fn so_far(&self, failure: Failure) -> Failure {
        let details = [failure.details.clone(), self.done.done()].concat();
        Failure { details, ..failure }
    }

    fn answer(self, output: Format) -> Result<Answer, Failure> {
        self.writer.met(&self.world.contents)?;
        let (whole, verdict) = verdict(&self.world, self.now)?;
        let text = match output {
            Format::Text => lines(&[self.done.lines(), vec![verdict.to_owned()]].concat()),
            Format::Json => {
                let state = self.world.state(Clocks { as_of: self.now, known_by: self.now });
                json(&answer("sync", &self.world.view(&state), self.done.document(whole)))
            }
        };
        let left_out = "note: what was refused is left out of what is shared from here: others who sync get ours";
        let left_out = self.done.is_refused().then(|| left_out.to_owned());
        let remarks = self.remarks.into_iter().chain(left_out).chain(self.world.remarks(self.now));
        Ok(Answer::say(text).remark(remarks).code(u8::from(self.done.is_refused())))
    }
}

/// The text of a plan that has no errors.
fn sound(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    parse(text, PLAN).is_ok_and(|plan| errors(&plan).is_empty()).then_some(text)
}
