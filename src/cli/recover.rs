//! `milepost recover`

use super::answer::{Answer, Outside};
use super::ask::lines;
use super::failure::{Failure, REFUSED, USAGE};
use super::global::{AnswerFormat, Global};
use super::world::{World, workspace};
use crate::fold::vouch::sealed_upto;
use crate::ledger::chain::{Book, place_of};
use crate::model::name::{BookId, BookName};
use crate::render::json::json;
use crate::report::words;
use crate::store::assemble::Seals;
use crate::store::outside::Reason;
use crate::store::recover::{Recoverable, fetched, find, in_folder};
use crate::store::write::Writer;
use clap::Args;
use serde::Serialize;
use std::borrow::Cow;
use std::path::PathBuf;

/// Take back lines of one's own book after a lost disk or an older backup: as a finished book
///
/// Where a book of this machine is longer elsewhere, or another, nothing of it is taken by `merge` and `sync`: this machine does not
/// remember that it wrote that. This shows the lines. With `--yes` they are taken, of an actor with keys as far as they are sealed; the
/// next entry opens a new book, and what is here alone is kept to be said again with `import`.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost recover ukraine --from ../copy         shows what is there
  milepost recover ukraine --from ../copy --yes")]
pub struct RecoverArgs {
    /// The book, as `log` and `audit` show it
    book: String,
    /// A workspace that has more of it; default: what the latest `sync` fetched
    #[arg(long, value_name = "FOLDER")]
    from: Option<PathBuf>,
    /// Take them
    #[arg(long)]
    yes: bool,
    #[arg(short, long, value_name = "FORMAT", default_value = "text")]
    output: AnswerFormat,
}

#[derive(Serialize)]
struct RecoverAnswer<'a> {
    format: &'static str,
    book: String,
    recovered: bool,
    taken: Vec<Cow<'a, str>>,
    left: Vec<Cow<'a, str>>,
    again: Vec<Cow<'a, str>>,
    file: Option<String>,
}

impl RecoverArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let Some(workspace) = workspace(global, outside)? else {
            return Err(
                Failure::new(USAGE, "no-workspace", "there is no workspace here").hint("`-C DIR` names another folder")
            );
        };
        let who = format!("process {}, milepost recover", outside.process);
        let mut writer = Writer::begin(workspace, global.patience(), &who)?;
        let world = World::sound(World::of_workspace(&writer.workspace)?)?;
        let id = self.own(&writer, &world)?;
        let bytes = match &self.from {
            Some(folder) => in_folder(&outside.folder.join(folder), &id),
            None => {
                fetched(&writer.workspace, &id)?.ok_or_else(|| Reason::Unreadable("no `sync` has fetched it".into()))
            }
        };
        let found = find(&world.contents, &id, bytes, |book| sealed(&world, book)).map_err(|reason| {
            Failure::new(REFUSED, "not-recovered", format!("`{}`: {}", self.book, words::refusal(&reason)))
                .hint("name a workspace that has it: `--from FOLDER`")
        })?;
        let recovers = self.yes && found.is_more();
        let file = if recovers { found.carry_out(&mut writer)? } else { None };
        let file = file.map(|file| file.display().to_string());
        Ok(Answer::say(match self.output {
            AnswerFormat::Text => self.told(&found, file.as_deref()),
            AnswerFormat::Json => json(&RecoverAnswer {
                format: "milepost/recover/1",
                book: id.to_string(),
                recovered: recovers,
                taken: found.taken(),
                left: found.left(),
                again: found.again(),
                file,
            }),
        }))
    }

    /// The book of this machine that is meant.
    fn own(&self, writer: &Writer, world: &World) -> Result<BookId, Failure> {
        let typed = BookName::parse(&self.book);
        let called = |id: &BookId| {
            let here = place_of(&world.contents.books, id).map(|place| &world.contents.books[place]);
            here.map_or(BookName::from(id.name.clone()), |book| book.name.clone())
        };
        let means = |id: &BookId| {
            typed.as_ref().is_some_and(|typed| typed.may_mean(&called(id), id)) || id.to_string() == self.book
        };
        let own: Vec<&BookId> = writer.desk.books.iter().map(|own| &own.book).collect();
        let meant: Vec<&BookId> = own.iter().copied().filter(|id| means(id)).collect();
        let names: Vec<String> = own.iter().map(|id| called(id).to_string()).collect();
        match &meant[..] {
            [only] => Ok((*only).clone()),
            [] => Err(Failure::new(REFUSED, "unknown-book", format!("`{}` is no book of this machine", self.book))
                .hint(format!("its books are: {}", names.join(", ")))),
            _ => Err(Failure::new(REFUSED, "ambiguous", format!("`{}` may be several books", self.book))
                .hint(format!("its books are: {}", names.join(", ")))),
        }
    }

    fn told(&self, found: &Recoverable, file: Option<&str>) -> String {
        let (taken, left, again) = (found.taken(), found.left(), found.again());
        let mut told = Vec::new();
        let mut part = |heading: String, all: &[Cow<str>]| {
            if !all.is_empty() {
                told.push(heading);
                told.extend(all.iter().map(|line| format!("  {line}")));
            }
        };
        let verb = if self.yes { "Taken" } else { "Would be taken" };
        part(format!("{verb}, {}:", words::count(taken.len(), "line")), &taken);
        part(format!("Left, for nothing seals them, {}:", words::count(left.len(), "line")), &left);
        part(format!("Here, and counting no more, {}:", words::count(again.len(), "line")), &again);
        if !found.is_more() {
            told.push(format!("Nothing to recover: all of `{}` that counts is here.", self.book));
            return lines(&told);
        }
        match (self.yes, file) {
            (false, _) => told.push("Nothing is changed yet; `--yes` takes them.".into()),
            (true, Some(file)) => told.push(format!(
                "`{}` is finished; the next entry opens a new book. To say again what counts no more: milepost import {file}",
                self.book
            )),
            (true, None) => told.push(format!("`{}` is finished; the next entry opens a new book.", self.book)),
        }
        lines(&told)
    }
}

/// Up to which line a version is sealed by good keys of its actor; nothing where that has none.
fn sealed(world: &World, book: &Book) -> Option<u64> {
    let (_, plan) = &world.versions.0[world.last_adopted()];
    let actor = &plan.actors[plan.actor(book.opening.actor.as_str())?];
    let desk = Seals::of(&world.versions).desk(book).0;
    (!actor.keys.is_empty()).then(|| sealed_upto(actor, &desk))
}
