//! `milepost evidence remove`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::attach::{Exhibits, clear, clear_away};
use super::failure::{Failure, REFUSED};
use super::global::Global;
use super::lookup;
use super::meant::digits;
use super::record::Desktop;
use super::remark::Remark;
use super::saying::{Circumstances, SpeakerArgs};
use super::statement::elsewhere;
use super::world::World;
use crate::fold::removals::{Naming, may_remove};
use crate::fold::state::State;
use crate::model::entry::Evidence;
use crate::model::entry::{Act, Statement};
use crate::model::index::EntryIx;
use crate::report::exhibits::unfollowed;
use crate::report::words;
use clap::Args;
use std::collections::BTreeSet;

/// Delete a file from evidence/, after a line that says so
///
/// The entry that names it stays, and shows who removed it. It is followed elsewhere where who named the file removed it, or a
/// secretariat with keys, under its seal: there the file is set aside, and `evidence purge` deletes it. What others have copied, and
/// what Git has in its history, is out of reach.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost evidence remove monitoring-mission:1 --as monitoring-mission --dry-run
  milepost evidence remove monitoring-mission:1 --as monitoring-mission --note \"shows faces\"")]
pub struct EvidenceRemoveArgs {
    /// The entry whose files are to go, BOOK:NUMBER; or the first digits of a file's hash
    #[arg(value_name = "ENTRY|HASH")]
    what: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    voice: SpeakerArgs,
}

impl EvidenceRemoveArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let mut desktop = Desktop::open(global, outside, &self.voice, "evidence remove")?;
        let named = self.named(&desktop.world, desktop.world.namings(&desktop.before))?;
        let standing: Vec<Naming> = named.iter().copied().filter(|naming| naming.removed.is_none()).collect();
        if standing.is_empty() {
            return self.again(&desktop, &named);
        }
        let removed = self.own(&desktop, &standing)?;
        let note = Act::Note { milestone: None, outcome: None };
        let note = Statement { evidence: removed.clone(), ..note.into() };
        let circumstances = Circumstances { on: None, note: self.note.clone(), exhibits: Exhibits::default() };
        let note = desktop.circumstances(&self.voice, &circumstances, note)?;
        let mut recorded = desktop.record(vec![note], self.voice.dry_run).map_err(|not| not.failure(&[]))?;
        let would = if self.voice.dry_run { "would remove" } else { "removed" };
        let counts = recorded.state.entries[recorded.entries[0]].why_not.is_none();
        let line = |evidence: &Evidence| {
            let Evidence::Removed { sha256, from } = evidence else { return String::new() };
            let stays = match counts {
                true => stays(&recorded.after, &recorded.state, sha256),
                false => Some("until this note counts".to_owned()),
            };
            let stays = stays.map_or(String::new(), |why| format!("; the file stays {why}"));
            format!("{}: {would} {} of {from}{stays}", recorded.names[0], words::short(sha256))
        };
        let told = removed.iter().map(line).chain(elsewhere(&recorded, None));
        let text = lines(&told.collect::<Vec<_>>());
        recorded.remarks.extend((!self.voice.dry_run).then_some(Remark::CopiesRemain));
        Ok(recorded.answer(text))
    }

    /// The one file, or the files of the one entry, that are meant.
    fn named<'a>(&self, world: &World, all: Vec<Naming<'a>>) -> Result<Vec<Naming<'a>>, Failure> {
        let meant: Vec<Naming> = match digits(&self.what) {
            Some(digits) => {
                let hash = |naming: &Naming<'a>| naming.evidence.sha256().filter(|hash| hash.starts_with(digits));
                let hashes: BTreeSet<&str> = all.iter().filter_map(hash).collect();
                if hashes.len() > 1 {
                    let message = format!("{digits} are the first digits of {} files", hashes.len());
                    return Err(Failure::usage(message).hint("more digits tell them apart"));
                }
                all.into_iter().filter(|naming| hash(naming).is_some()).collect()
            }
            None => {
                let entry = lookup::entry(&world.contents.books, world.contents.log(), &self.what)?;
                all.into_iter().filter(|naming| naming.entry == entry).collect()
            }
        };
        let refused = |message: String| Failure::new(REFUSED, "no-evidence", message);
        let (files, closed): (Vec<Naming>, Vec<Naming>) =
            meant.into_iter().partition(|naming| matches!(naming.evidence, Evidence::File { .. }));
        match (files.is_empty(), closed.is_empty()) {
            (false, _) => Ok(files),
            (true, false) => Err(refused(format!("`{}` is confidential: its file was never copied", self.what)).hint(
                "without your own file, or its salt in .milepost/salts, nobody can show any more what was meant",
            )),
            (true, true) => Err(refused(format!("no file is kept for `{}`", self.what))
                .hint("`milepost evidence` lists what entries name")),
        }
    }

    /// What takes those away that the speaker may take away; an error if there are none.
    fn own(&self, desktop: &Desktop, standing: &[Naming]) -> Result<Vec<Evidence>, Failure> {
        let (plan, contents, who) = (desktop.plan(), &desktop.world.contents, &desktop.desk.actor);
        let may = |naming: &Naming| may_remove(plan, contents.log(), naming.entry, who);
        let name = |naming: &Naming| desktop.world.view(&desktop.before).name(naming.entry);
        let removed = standing.iter().filter(|naming| may(naming).is_ok()).filter_map(|naming| {
            Some(Evidence::Removed { sha256: naming.evidence.sha256()?.to_owned(), from: name(naming) })
        });
        let removed: Vec<Evidence> = removed.collect();
        match may(&standing[0]) {
            Err(why) if removed.is_empty() => {
                let author = contents.log().author(standing[0].entry);
                let (entry, why) = (name(&standing[0]), unfollowed(why, who));
                Err(Failure::new(
                    REFUSED,
                    "refused",
                    format!("not recorded: `{entry}` is the word of `{author}`, and {why}"),
                )
                .hint("who named a file removes it, or a secretariat with keys: `--as` names who speaks"))
            }
            _ => Ok(removed),
        }
    }

    /// The line is there already, from here or from another machine: only the file is to go.
    fn again(&self, desktop: &Desktop, named: &[Naming]) -> Result<Answer, Failure> {
        let (world, view) = (&desktop.world, desktop.world.view(&desktop.before));
        if !self.voice.dry_run {
            let notes = named.iter().filter_map(|naming| naming.removed);
            let (own, others): (Vec<EntryIx>, Vec<EntryIx>) = notes.partition(|note| desktop.is_own(*note));
            clear(world, &desktop.before, &own)?;
            clear_away(world, &desktop.before, &others)?;
        }
        let line = |naming: &Naming| {
            let (note, sha256) = (view.name(naming.removed?), naming.evidence.sha256()?);
            let fate = match stays(world, &desktop.before, sha256) {
                Some(why) => format!("stays {why}"),
                None if self.voice.dry_run => "would go from evidence/".to_owned(),
                None => "is not in evidence/ any more".to_owned(),
            };
            Some(format!(
                "{note} removed {} of {} already; the file {fate}",
                words::short(sha256),
                view.name(naming.entry)
            ))
        };
        let text = lines(&named.iter().filter_map(line).collect::<Vec<_>>());
        Ok(Answer::say(text).remark(world.remarks(desktop.now)))
    }
}

/// Why a file stays although it was taken away: other entries name it.
fn stays(world: &World, state: &State, sha256: &str) -> Option<String> {
    let all = world.namings(state);
    let names = |naming: &&Naming| naming.removed.is_none() && naming.evidence.sha256() == Some(sha256);
    let others: Vec<String> =
        all.iter().filter(names).map(|naming| world.view(state).name(naming.entry).to_string()).collect();
    let verb = if others.len() == 1 { "names" } else { "name" };
    (!others.is_empty()).then(|| format!("since {} {verb} it too", others.join(", ")))
}
