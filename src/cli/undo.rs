//! `milepost undo`

use super::answer::{Answer, Outside};
use super::attach::Exhibits;
use super::failure::{Failure, REFUSED};
use super::global::{AnswerFormat, Global};
use super::number::number;
use super::record::Desktop;
use super::saying::{Circumstances, SpeakerArgs};
use super::statement::stated;
use super::world::{World, workspace};
use crate::fold::state::WhyNot;
use crate::ledger::chain::Book;
use crate::model::entry::{Act, Entry, Statement};
use crate::model::id::Id;
use crate::model::index::EntryIx;
use crate::model::json;
use crate::model::name::EntryName;
use crate::report::entries::says;
use crate::store::workspace::DeskFile;
use crate::tongue::{many, say};
use clap::Args;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Take back what was said last from here: it never counted, and stays in the record
///
/// An import, which was recorded in one go, is taken back in one go, and what its rows had taken the place of counts again. What was
/// taken back already is passed over, and so is what `retract` and `undo` took back.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost undo --dry-run        shows what would be taken back
  milepost undo 3 --as ukraine   the last three things that `ukraine` said here")]
pub struct UndoArgs {
    /// How many of the latest commands
    #[arg(default_value_t = 1, value_parser = number::<u16>(1..=u16::MAX.into()))]
    count: u16,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    #[command(flatten)]
    voice: SpeakerArgs,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct UndoSaid {
    /// The entries that are taken back, the latest last, each with what it had said.
    retracts: Vec<Retracted>,
}

#[derive(Serialize)]
struct Retracted {
    entry: String,
    said: String,
}

impl UndoArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let voice = match self.voice.speaker.is_none() && outside.speaks.is_none() {
            true => SpeakerArgs { speaker: last_speaker(global, outside)?, ..self.voice.clone() },
            false => self.voice.clone(),
        };
        let mut desktop = Desktop::open(global, outside, &voice, "undo")?;
        let (taken, commands) = latest(&desktop, usize::from(self.count));
        if taken.is_empty() {
            let message = format!("`{}` has said nothing here that is not taken back", desktop.desk.actor);
            return Err(Failure::new(REFUSED, "nothing-to-undo", message)
                .hint("`milepost log` shows the entries; `--as` names another speaker"));
        }
        let circumstances = Circumstances { on: None, note: self.note, exhibits: Exhibits::default() };
        let said = taken.iter().map(|TakenBack { name, by, .. }| {
            let said = desktop.circumstances(&voice, &circumstances, Act::Retract { entry: Box::new(name.clone()) })?;
            Ok(Statement { by: by.clone().or(said.by), ..said })
        });
        let said = said.collect::<Result<Vec<Statement>, Failure>>()?;
        let recorded = desktop.record(said, self.voice.dry_run).map_err(|not| {
            let hint = "`milepost retract BOOK:NUMBER` takes back one entry";
            not.failure(&[]).advice(Some(hint.into()))
        })?;
        let words = match &taken[..] {
            [TakenBack { name, said, .. }] => say!("{name} never counted: {said}", name, said),
            several => many!(several.len(), "{n} entry never counted", "{n} entries never counted"),
        };
        let listed = if taken.len() == 1 { &[][..] } else { &taken[..] };
        let fewer = (commands < usize::from(self.count)).then(|| {
            let asked = self.count;
            say!("  that is all: {commands} of {asked} commands were there to take back", commands, asked)
        });
        let listed = listed.iter().map(|TakenBack { name, said, .. }| format!("  {name}  {said}"));
        let more = listed.chain(fewer).collect();
        let retracts =
            taken.into_iter().map(|TakenBack { name, said, .. }| Retracted { entry: name.to_string(), said }).collect();
        let text = stated("undo", &recorded, (self.voice.dry_run, self.output), (words, more), UndoSaid { retracts });
        Ok(recorded.answer(text))
    }
}

/// An entry that is to be taken back.
struct TakenBack {
    name: EntryName,
    /// What it said.
    said: String,
    /// Whose word it was, where a secretariat wrote it down.
    by: Option<Id>,
}

/// The book of this machine in which something was said last that is not taken back.
fn last_speaker(global: &Global, outside: &Outside) -> Result<Option<String>, Failure> {
    let Some(workspace) = workspace(global, outside)? else { return Ok(None) };
    let desk = DeskFile::read(&workspace)?;
    let world = World::only_kept(&workspace, outside).map_or_else(|| World::of_workspace(&workspace), Ok)?;
    let contents = &world.contents;
    let name = |entry: &Entry| EntryName::new(contents.desks[entry.book].book.clone(), entry.seq);
    let books = || contents.desks.indices().filter(|book| desk.owns(&contents.desks[*book].id));
    let own = || books().flat_map(|book| contents.log().of_book(book)).map(|(_, entry)| entry);
    let taken = taken_back(own());
    let stands = |entry: &&Entry| !matches!(entry.act, Act::Retract { .. }) && !taken.contains(&name(entry));
    Ok(own().filter(stands).max_by_key(|entry| entry.at).map(|entry| contents.desks[entry.book].book.to_string()))
}

/// The entries that some of these take back.
fn taken_back<'e>(entries: impl Iterator<Item = &'e Entry>) -> BTreeSet<&'e EntryName> {
    let taken = |entry: &'e Entry| match &entry.act {
        Act::Retract { entry } => Some(&**entry),
        _ => None,
    };
    entries.filter_map(taken).collect()
}

/// The entries of the latest commands that wrote in the desk's book and are not taken back, in order; and how many commands these are.
/// What an import took back to put other rows in its place goes with them.
fn latest(desktop: &Desktop, count: usize) -> (Vec<TakenBack>, usize) {
    let contents = &desktop.world.contents;
    let Some(place) = contents.desks.position(|desk| desk.id == desktop.desk.id) else { return (Vec::new(), 0) };
    let own = contents.log().of_book(place).collect();
    let retracts = |entry: &Entry| matches!(entry.act, Act::Retract { .. });
    let stands = |index: EntryIx| !matches!(desktop.before.entries[index].why_not, Some(WhyNot::Retracted(_)));
    let goes = |(index, entry): &(EntryIx, &Entry)| stands(*index) && (!retracts(entry) || entry.row.is_some());
    let mut commands = by_command(&contents.books[place], own);
    commands.retain(|command| command.iter().any(|one| goes(one) && !retracts(one.1)));
    let undone = commands.split_off(commands.len().saturating_sub(count));
    let found = undone.len();
    let taken = undone.into_iter().flatten().filter(goes).map(|(index, entry)| {
        let milestone = entry.act.milestone().map_or(String::new(), |id| format!("{id} "));
        let said = format!("{milestone}{}", says(entry)).trim_end().to_owned();
        TakenBack { name: contents.log().name_of(index), said, by: entry.by.clone() }
    });
    (taken.collect(), found)
}

/// The entries of a book by the commands that recorded them: a batch is one.
fn by_command<'a>(book: &Book, entries: Vec<(EntryIx, &'a Entry)>) -> Vec<Vec<(EntryIx, &'a Entry)>> {
    #[derive(Deserialize)]
    struct LineOfCommand {
        #[serde(default)]
        batch: u64,
    }
    let (mut commands, mut end): (Vec<Vec<(EntryIx, &Entry)>>, u64) = (Vec::new(), 0);
    for (index, entry) in entries {
        match commands.last_mut().filter(|_| entry.seq <= end) {
            Some(command) => command.push((index, entry)),
            None => {
                let batch =
                    json::from_str::<LineOfCommand>(&book.line_text(entry.seq)).map_or(1, |line| line.batch.max(1));
                end = entry.seq + batch - 1;
                commands.push(vec![(index, entry)]);
            }
        }
    }
    commands
}
