//! `milepost log`

use super::answer::{Answer, Outside};
use super::ask::{Moments, TableOutput, TablePage, answered, chosen, known_key};
use super::failure::{Failure, REFUSED};
use super::global::Global;
use super::kept::Kept;
use super::lookup;
use super::number::number;
use super::world::World;
use crate::check::finding::nearest;
use crate::ledger::chain::Book;
use crate::model::index::DeskIx;
use crate::model::name::BookName;
use crate::render::json::json;
use crate::report::basis::answer;
use crate::report::flat::{columns, log_doc};
use crate::report::log::{EntryFilter, log_sheet, log_table};
use crate::store::workspace::DeskFile;
use crate::tongue::say;
use clap::Args;

/// Show the entries in the order in which they were recorded, with what each counts as
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  milepost log --since today
  milepost log DC-2 -n 5 --reverse")]
pub struct LogArgs {
    /// Only what was said of this milestone
    id: Option<String>,
    /// Only what this actor says
    #[arg(long, value_name = "ID")]
    actor: Option<String>,
    /// Only what this book has
    #[arg(long, value_name = "BOOK")]
    book: Option<String>,
    /// Only what was recorded on this machine
    #[arg(long)]
    mine: bool,
    /// Only what was recorded from this day on
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    since: Option<String>,
    /// Only what was recorded until the end of this day
    #[arg(long, value_name = "DATE", allow_hyphen_values = true)]
    until: Option<String>,
    /// Only the last so many
    #[arg(short = 'n', long = "last", visible_alias = "limit", value_name = "N", value_parser = number::<usize>(0..=u64::MAX))]
    last: Option<usize>,
    /// These columns, by their keys in `export -o csv --table entries`: day,actor,says
    #[arg(long, value_name = "KEYS", value_delimiter = ',', value_parser = column)]
    columns: Vec<String>,
    /// The latest first
    #[arg(long)]
    reverse: bool,
    #[command(flatten)]
    moments: Moments,
    /// How to write the table
    #[arg(short, long, value_name = "FORMAT", default_value = "table")]
    output: TableOutput,
}

fn column(typed: &str) -> Result<String, String> {
    known_key(&columns(), typed)
}

impl LogArgs {
    pub fn run(self, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let keys = chosen(&self.columns, self.output)?;
        let world = self.moments.open(global, outside)?;
        let state = Kept::new(world.state(self.moments.clocks(world, (outside.now)())?));
        let milestone = self.id.as_deref().map(|id| lookup::milestone(&state.plan, id)).transpose()?;
        let actor = self.actor.as_deref().map(|id| lookup::actor(&state.plan, id)).transpose()?;
        let books = self.books(world)?;
        let (clock, zone) = ((outside.now)(), world.zone());
        let date = |typed: &Option<String>| typed.as_deref().map(|typed| world.date(typed, clock)).transpose();
        let (since, until) = (date(&self.since)?, date(&self.until)?);
        let view = world.view(&state);
        let filter = EntryFilter {
            milestone,
            actor,
            books,
            since: since.map(|since| since.first(zone)),
            until: until.map(|until| until.last(zone)),
            last: self.last,
        };
        let mut order = filter.select(&view);
        if self.reverse {
            order.reverse();
        }
        let text = match self.output {
            TableOutput::Json => json(&answer("log", &view, log_doc(&view, &order))),
            output => {
                let footing = match (view.log.entries.is_empty(), order.is_empty()) {
                    (true, _) => vec![say!("Nothing is recorded yet.").to_owned()],
                    (_, true) => vec![say!("No entry fits.").to_owned()],
                    _ => Vec::new(),
                };
                let short = output == TableOutput::Table && keys.is_empty();
                let sheet = if short { log_table(&view, &order) } else { log_sheet(&view, &order, &keys) };
                let piped = output == TableOutput::Table && outside.width.is_none();
                let sheet = if piped { sheet.on_lines() } else { sheet };
                TablePage { heading: Vec::new(), sheet, footing }.write(output, global, outside)
            }
        };
        Ok(answered(world, outside, text))
    }

    /// The places of the books that are asked for; nothing where all are.
    fn books(&self, world: &World) -> Result<Option<Vec<DeskIx>>, Failure> {
        let contents = &world.contents;
        let mut asked: Option<Vec<DeskIx>> = None;
        if let Some(typed) = &self.book {
            let meant = |book: &Book| {
                book.id.to_string() == *typed
                    || BookName::parse(typed).is_some_and(|typed| typed.may_mean(&book.name, &book.id))
            };
            let places: Vec<DeskIx> = contents.books.indices().filter(|place| meant(&contents.books[*place])).collect();
            if places.is_empty() {
                let names: Vec<String> = contents.books.iter().map(|book| book.name.to_string()).collect();
                let near = nearest(typed, names.iter().map(String::as_str));
                let close = near.map_or(String::new(), |near| format!("close to it is `{near}`; "));
                return Err(Failure::new(REFUSED, "unknown-id", format!("there is no book `{typed}`"))
                    .hint(close + "`milepost audit` names all"));
            }
            asked = Some(places);
        }
        if self.mine {
            let desk = DeskFile::read(&contents.workspace)?;
            let own = |place: &DeskIx| desk.owns(&contents.books[*place].id);
            asked = Some(asked.unwrap_or_else(|| contents.books.indices().collect()).into_iter().filter(own).collect());
        }
        Ok(asked)
    }
}
