//! What may be said of a matrix on the command line, and what is said where it cannot be read.

use super::actors::Cast;
use super::columns::{Column, Layout, NoLayout, Said, layout, recognised};
use super::dates::Order;
use super::drafted::{Doubt, Draft, What};
use super::encoding::text;
use super::grid::Grid;
use super::sheets::{Sheet, joined};
use super::status::{Taught, plain};
use super::text::grid;
use super::workbook::{BadBook, grids, is_workbook};
use crate::cli::failure::{Failure, USAGE};
use crate::cli::separated::{NotText, Stray};
use crate::model::actor::Role;
use crate::model::level::Level;
use crate::model::moment::{Moment, Zone};
use crate::model::when::When;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(next_help_heading = "From a matrix")]
pub struct Wishes {
    /// What a column is, by its heading, letter or number: activity="Agreed action", due=E
    #[arg(long, value_name = "COLUMN=HEADING", requires = "from", value_parser = mapped)]
    pub map: Vec<Said>,
    /// A sheet of a workbook, or several; without it, all that have the same header
    #[arg(long, value_name = "NAME", requires = "from")]
    pub sheet: Vec<String>,
    /// How dates such as 03/04/2005 are meant
    #[arg(long, value_name = "ORDER", requires = "from")]
    pub dates: Option<Order>,
    /// The century of years of two digits: 20
    #[arg(long, value_name = "CENTURY", requires = "from", value_parser = clap::value_parser!(u32).range(15..30))]
    pub century: Option<u32>,
    /// What a word of the status column means: delivered=full, "on track"=minimum
    #[arg(long, value_name = "WORD=LEVEL", requires = "from", value_parser = taught)]
    pub status: Vec<Taught>,
    /// What parts the names of a cell, beside `;`: `,`, `and`, `/`
    #[arg(long, value_name = "LINK", requires = "from")]
    pub split: Vec<String>,
    /// How a text is encoded, where it is not seen: windows-1251
    #[arg(long, value_name = "NAME", requires = "from", value_parser = encoding)]
    pub encoding: Option<&'static str>,
    /// What an actor is, by name or id: amm=monitor; without it, a party
    #[arg(long, value_name = "ACTOR=ROLE", requires = "from", value_parser = cast)]
    pub role: Vec<(String, Role)>,
    /// The plan's time zone; without it, UTC
    #[arg(long, value_name = "ZONE", requires = "from")]
    pub timezone: Option<String>,
    /// Write the statuses and remarks here, for `milepost import`: a plan does not hold them
    #[arg(long, value_name = "FILE", requires = "from")]
    pub claims: Option<PathBuf>,
    /// The day for which the matrix tells its statuses
    #[arg(long, value_name = "DATE", requires = "claims")]
    pub on: Option<String>,
}

fn mapped(text: &str) -> Result<Said, String> {
    let (word, heading) = text.split_once('=').ok_or("write COLUMN=HEADING, as in activity=\"Agreed action\"")?;
    let column = Column::named(word.trim());
    let column = column.ok_or_else(|| format!("the columns are: {}", Column::all().join(", ")))?;
    Ok((column, heading.to_owned()))
}

fn cast(text: &str) -> Result<(String, Role), String> {
    let (actor, word) = text.rsplit_once('=').ok_or("write ACTOR=ROLE, as in amm=monitor")?;
    let roles = Role::ALL.map(Role::word).join(", ");
    let role = Role::ALL.into_iter().find(|role| role.word() == word).ok_or(format!("the roles are: {roles}"))?;
    Ok((actor.trim().to_owned(), role))
}

fn taught(text: &str) -> Result<Taught, String> {
    let (word, level) = text.rsplit_once('=').ok_or("write WORD=LEVEL, as in delivered=full")?;
    let level = Level::from_word(level.trim()).ok_or("the levels are: none, minimum, intermediate, full")?;
    Ok((plain(word), level))
}

fn encoding(text: &str) -> Result<&'static str, String> {
    super::encoding::named(text).map(|encoding| encoding.name())
}

/// The id of who keeps the record, where a matrix names nobody who does.
const KEEPER: &str = "secretariat";

/// Whether a file is a plan, and so no matrix: it begins as JSON does, or is named so and has not begun otherwise.
pub fn is_plan(bytes: &[u8], is_json: bool) -> bool {
    let begun = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    !is_workbook(bytes) && (is_json || begun.starts_with(b"{"))
}

impl Wishes {
    /// Whether anything is said that only a matrix can be meant by.
    pub fn any(&self) -> bool {
        !self.map.is_empty()
            || !self.sheet.is_empty()
            || self.dates.is_some()
            || self.century.is_some()
            || !self.status.is_empty()
            || !self.split.is_empty()
            || self.encoding.is_some()
            || !self.role.is_empty()
            || self.timezone.is_some()
            || self.claims.is_some()
    }

    /// The table in a file, its layout, and what is in doubt before a row of it is read.
    pub fn table(&self, bytes: &[u8], file: &str) -> Result<(Grid, Layout, Vec<Doubt>), Failure> {
        let about = |text: String, what: What| Doubt { row: None, column: None, text, what };
        if is_workbook(bytes) {
            let mut grids = grids(bytes).map_err(|bad| bad_book(bad, file))?;
            let unseen = grids.iter_mut().map(Grid::clear).sum();
            let (grid, layout, mut doubts) = self.sheets(grids, file)?;
            doubts.extend((unseen > 0).then(|| about(file.to_owned(), What::Unseen(unseen))));
            return Ok((grid, layout, doubts));
        }
        if let Some(sheet) = self.sheet.first() {
            return Err(Failure::usage(format!("{file} is a text and has no sheet `{sheet}`")));
        }
        let said = self.encoding.map(super::encoding::named).transpose().ok().flatten();
        let (text, guessed) = text(bytes, said).map_err(|bad| not_text(bad, file))?;
        let (mut grid, strays) = grid(&text, |grid| recognised(grid, &self.map));
        if !strays.is_empty() {
            return Err(stray_quotes(&strays, file));
        }
        let unseen = grid.clear();
        let layout = layout(&grid, &self.map).map_err(|none| no_layout(none, file))?;
        let guessed = guessed.map(|name| about(file.to_owned(), What::Encoding(name)));
        let unseen = (unseen > 0).then(|| about(file.to_owned(), What::Unseen(unseen)));
        Ok((grid, layout, guessed.into_iter().chain(unseen).collect()))
    }

    /// The sheets that are named; else one that is called a matrix, or the first that has a header, with all that are like it.
    fn sheets(&self, mut grids: Vec<Grid>, file: &str) -> Result<(Grid, Layout, Vec<Doubt>), Failure> {
        let names: Vec<String> = grids.iter().filter_map(|grid| grid.name.clone()).collect();
        let is = |grid: &Grid, wanted: &str| grid.name.as_ref().is_some_and(|name| name.eq_ignore_ascii_case(wanted));
        if let Some(wanted) = self.sheet.iter().find(|wanted| !grids.iter().any(|grid| is(grid, wanted))) {
            let message = format!("{file} has no sheet `{wanted}`");
            return Err(Failure::new(USAGE, "no-sheet", message).hint(format!("its sheets are: {}", names.join(", "))));
        }
        if !self.sheet.is_empty() {
            grids.retain(|grid| self.sheet.iter().any(|wanted| is(grid, wanted)));
        }
        let called = |grid: &Grid| grid.name.as_ref().is_some_and(|name| name.to_lowercase().contains("matrix"));
        let mut why = NoLayout::Empty;
        let mut sheets = Vec::new();
        for grid in grids {
            let layout = layout(&grid, &self.map);
            if let (Err(none), NoLayout::Empty) = (&layout, &why) {
                why = none.clone();
            }
            sheets.push((grid, layout.ok()));
        }
        let headed = |(_, layout): &Sheet| layout.is_some();
        let first = sheets.iter().position(|sheet| headed(sheet) && called(&sheet.0));
        let Some(first) = first.or_else(|| sheets.iter().position(headed)) else { return Err(no_layout(why, file)) };
        match joined(sheets, first, !self.sheet.is_empty()) {
            (grid, Some(layout), doubts) => Ok((grid, layout, doubts)),
            _ => Err(no_layout(why, file)),
        }
    }

    /// What somebody says of the actors, and who keeps the record.
    pub fn roles(&self, cast: &mut Cast) -> Result<(), Failure> {
        for (name, role) in &self.role {
            let Some(place) = cast.find(name) else {
                let known: Vec<&str> = cast.actors.iter().map(|actor| actor.id.as_str()).collect();
                let message = format!("the matrix names no actor `{name}`");
                return Err(Failure::usage(message).hint(format!("its actors are: {}", known.join(", "))));
            };
            let actor = &mut cast.actors[place];
            (actor.role, actor.said) = (role.word(), true);
        }
        if !cast.actors.iter().any(|actor| actor.role == Role::Secretariat.word()) {
            cast.add(KEEPER, "Secretariat, who keeps the record", Role::Secretariat);
        }
        Ok(())
    }

    pub fn zone(&self) -> Result<Option<&str>, Failure> {
        match self.timezone.as_deref() {
            Some(name) if Zone::parse(name).is_none() => {
                let near = crate::check::finding::nearest(name, Zone::names());
                let hint =
                    near.map_or("write it as Asia/Jakarta".to_owned(), |near| format!("close to it is `{near}`"));
                Err(Failure::usage(format!("unknown time zone `{name}`")).hint(hint))
            }
            zone => Ok(zone),
        }
    }

    /// By when what the rows tell was so, where a row names no day; nothing where no claims are asked for.
    pub fn day(&self, draft: &Draft, now: Moment) -> Result<String, Failure> {
        let zone = self.timezone.as_deref().and_then(Zone::parse).unwrap_or(Zone::UTC);
        let Some(day) = &self.on else {
            return match draft.milestones.iter().all(|one| one.on.is_some() || !one.tells()) {
                true => Ok(String::new()),
                false => {
                    Err(Failure::usage("for which day does the matrix tell its statuses? `--claims` needs `--on DATE`")
                        .hint("a claim is of a day; what has no date of its own in the matrix takes this one"))
                }
            };
        };
        let bare = day.strip_prefix("..").map_or(day.as_str(), |rest| rest.trim_start_matches('/'));
        let when = When::parse(bare).map_err(|bad| Failure::new(USAGE, "date", bad.to_string()))?;
        match when.first(zone) > now {
            true => Err(Failure::new(USAGE, "date", format!("`{day}` lies ahead: what is recorded has happened"))),
            false => Ok(When::By(when.day(zone).min(zone.day_of(now))).to_string()),
        }
    }

    pub fn no_rows(&self, file: &str, draft: &Draft) -> Failure {
        let passed = draft.doubts.len();
        let hint = match passed {
            0 => "below its header stands nothing".to_owned(),
            _ => format!("{passed} rows or columns were passed over; `--map` says what a column is"),
        };
        Failure::new(USAGE, "no-rows", format!("no row of {file} is a commitment; nothing was begun")).hint(hint)
    }
}

fn no_layout(none: NoLayout, file: &str) -> Failure {
    let bad = |message: String| Failure::new(USAGE, "no-header", message);
    let seen = |headings: &[String]| -> String {
        let shown: Vec<String> = headings.iter().take(20).map(|heading| format!("`{}`", short(heading))).collect();
        format!("the headings seem to be: {}", shown.join(", "))
    };
    match none {
        NoLayout::Empty => bad(format!("{file} has no rows; nothing was begun")),
        NoLayout::NoHeader(headings) => {
            let failure = bad(format!("no heading in {file} is known as that of the activity; nothing was begun"));
            Failure { details: vec![seen(&headings)], ..failure }
                .hint("say what the columns are, by heading, letter or number: `--map activity=C --map due=E`")
        }
        NoLayout::NoSuch(name, headings) => {
            let failure = bad(format!("{file} has no column `{name}`; nothing was begun"));
            Failure { details: vec![seen(&headings)], ..failure }
                .hint("name a heading as it stands there, a letter or a number")
        }
    }
}

fn short(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect()
}

fn stray_quotes(strays: &[Stray], file: &str) -> Failure {
    let count = crate::report::words::count(strays.len(), "line");
    let details = strays.iter().map(|stray| format!("line {}: {}", stray.line, stray.fault.words())).collect();
    let message = format!("{file} cannot be parted into rows: {count} with a stray quote; nothing was begun");
    Failure { details, ..Failure::new(USAGE, "stray-quote", message) }
        .hint("a spreadsheet writes them right: open it there, look at these rows, and save it anew")
}

fn not_text(NotText(byte): NotText, file: &str) -> Failure {
    Failure::new(
        USAGE,
        "not-utf8",
        format!("{file} is neither UTF-8 nor a workbook: byte {byte} belongs to no character"),
    )
    .hint("name its encoding with `--encoding`, or save it as `CSV UTF-8` or as .xlsx; nothing was begun")
}

fn bad_book(bad: BadBook, file: &str) -> Failure {
    let new = |message: String| Failure::new(USAGE, "workbook", message);
    match bad {
        BadBook::Encrypted => new(format!("{file} is protected by a password"))
            .hint("open it, and save it without a password, or as CSV; nothing was begun"),
        BadBook::Old => new(format!("{file} is a workbook of the old form, .xls"))
            .hint("save it as .xlsx or as CSV; nothing was begun"),
        BadBook::OpenDocument => {
            new(format!("{file} is an OpenDocument spreadsheet")).hint("save it as .xlsx or as CSV; nothing was begun")
        }
        BadBook::TooLarge => new(format!("{file} would unpack to more than 512 MiB, or says nothing of its size"))
            .hint("a matrix is smaller: save its one sheet as CSV; nothing was begun"),
        BadBook::Damaged(why) => {
            new(format!("{file} is not a whole workbook: {why}")).hint("open it, and save it anew; nothing was begun")
        }
    }
}
