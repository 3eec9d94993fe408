//! `milepost evidence remove`

use super::answer::{Answer, Outside};
use super::attach::{Exhibits, clear};
use super::failure::{Failure, REFUSED};
use super::global::Global;
use super::lookup;
use super::meant::digits;
use super::record::{Circumstances, Desktop, Voice};
use crate::fold::removals::{Naming, author, gone, may_remove};
use crate::model::entry::Evidence;
use crate::model::fields::Fields;
use crate::report::words;
use clap::Args;

/// Delete a file from evidence/, after a line that says so
///
/// The entry that names it stays, and shows who removed it. Once the line is there, the same command on another machine deletes
/// the file there. What others have copied, and what Git has in its history, is out of reach.
#[derive(Debug, Args)]
pub struct Remove {
    /// The entry whose files are to go, BOOK:NUMBER; or the first digits of a file's hash
    #[arg(value_name = "ENTRY|HASH")]
    what: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    voice: Voice,
}

impl Remove {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let mut desktop = Desktop::open(global, outside, &self.voice, "evidence remove")?;
        let contents = &desktop.world.contents;
        let all = desktop.world.namings(desktop.plan(), &desktop.before.entries);
        let named = self.named(&desktop, &all)?;
        let who = match &self.voice.by {
            Some(by) => &desktop.plan().actors[lookup::actor(desktop.plan(), by)?].id,
            None => &desktop.desk.actor,
        };
        let standing: Vec<&Naming> = named.iter().filter(|naming| naming.removed.is_none()).collect();
        if standing.is_empty() {
            let notes: Vec<usize> = named.iter().filter_map(|naming| naming.removed).collect();
            return self.again(&desktop, &notes);
        }
        let his = |naming: &&Naming| may_remove(desktop.plan(), &contents.desks, &contents.entries[naming.entry], who);
        let own: Vec<&Naming> = standing.iter().copied().filter(his).collect();
        if own.is_empty() {
            return Err(self.not_his(&desktop, standing[0]));
        }
        let view = desktop.world.view(&desktop.before);
        let removed = own.iter().filter_map(|naming| {
            let sha256 = naming.evidence.sha256()?.to_owned();
            Some(Evidence::Removed { sha256, from: view.name(naming.entry) })
        });
        let fields = Fields { kind: Some("note".into()), evidence: removed.collect(), ..Fields::default() };
        let circumstances = Circumstances { on: None, note: self.note.clone(), exhibits: Exhibits::default() };
        let fields = desktop.circumstances(&self.voice, &circumstances, fields)?;
        let recorded = desktop.record(vec![fields], self.voice.dry_run).map_err(|not| not.failure(&[]))?;
        let note = recorded.entries[0];
        let contents = &recorded.after.contents;
        let all = recorded.after.namings(&recorded.state.plan, &recorded.state.entries);
        let gone = gone(&all);
        let would = if self.voice.dry_run { "would remove" } else { "removed" };
        let mut text = String::new();
        for evidence in &contents.entries[note].evidence {
            let Evidence::Removed { sha256, from } = evidence else { continue };
            text += &format!("{}: {would} {} from {from}", recorded.names[0], words::short(sha256));
            let view = recorded.after.view(&recorded.state);
            let others =
                all.iter().filter(|naming| naming.evidence.sha256() == Some(sha256) && naming.removed.is_none());
            let others: Vec<String> = others.map(|naming| view.name(naming.entry).to_string()).collect();
            match (gone.contains(sha256.as_str()), others.is_empty()) {
                (true, _) => text += "\n",
                (false, false) => text += &format!("; the file stays, since {} too\n", names(&others)),
                (false, true) => text += "; the file stays until the note counts\n",
            }
        }
        Ok(recorded.answer(text))
    }

    /// The files that are meant, as entries name them.
    fn named<'a>(&self, desktop: &Desktop, all: &[Naming<'a>]) -> Result<Vec<Naming<'a>>, Failure> {
        let files = |naming: &&Naming| matches!(naming.evidence, Evidence::File { .. });
        let contents = &desktop.world.contents;
        let (meant, closed): (Vec<Naming>, Vec<Naming>) = match digits(&self.what) {
            Some(digits) => {
                let meant = |naming: &&Naming| naming.evidence.sha256().is_some_and(|hash| hash.starts_with(digits));
                all.iter().filter(meant).copied().partition(|naming| files(&naming))
            }
            None => {
                let entry = lookup::entry(&contents.desks, &contents.entries, &self.what)?;
                all.iter().filter(|naming| naming.entry == entry).copied().partition(|naming| files(&naming))
            }
        };
        match (meant.is_empty(), closed.is_empty()) {
            (false, _) => Ok(meant),
            (true, false) => Err(Failure::new(
                REFUSED,
                "no-evidence",
                format!("`{}` is confidential: its file was never copied", self.what),
            )
            .hint(
                "delete your own file, and its salt in .milepost/salts, and nobody can show any more what was meant",
            )),
            (true, true) => Err(Failure::new(REFUSED, "no-evidence", format!("no file is kept for `{}`", self.what))
                .hint("`milepost evidence` lists what entries name")),
        }
    }

    /// The line is there already, from here or from another machine: only the file is to go.
    fn again(&self, desktop: &Desktop, notes: &[usize]) -> Result<Answer, Failure> {
        if !self.voice.dry_run {
            clear(&desktop.world, &desktop.before, notes)?;
        }
        let view = desktop.world.view(&desktop.before);
        let mut names: Vec<String> = notes.iter().map(|note| view.name(*note).to_string()).collect();
        names.dedup();
        let text = format!("{} says so already; the file is not on this machine any more\n", names.join(", "));
        Ok(Answer::say(text).remark(desktop.world.remarks(desktop.now)))
    }

    fn not_his(&self, desktop: &Desktop, naming: &Naming) -> Failure {
        let contents = &desktop.world.contents;
        let author = author(&contents.desks, &contents.entries[naming.entry]);
        let name = desktop.world.view(&desktop.before).name(naming.entry);
        Failure::new(REFUSED, "refused", format!("not recorded: `{name}` is the word of `{author}`"))
            .hint("who named a file removes it, or a secretariat: `--as` names who speaks")
    }
}

fn names(entries: &[String]) -> String {
    let verb = if entries.len() == 1 { "names it" } else { "name it" };
    format!("{} {verb}", entries.join(", "))
}
