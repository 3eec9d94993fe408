//! What the command line says of a matrix, and what is said where none can be read.

use super::date::dated;
use super::failure::{Failure, USAGE};
use super::haste::{Toward, TypedOn};
use super::number::number;
use super::settings::DateOrder;
use crate::check::finding::nearest;
use crate::draft::claims::{is_ahead, told_for};
use crate::draft::columns::{NoLayout, TypedColumn};
use crate::draft::dates::DayMonth;
use crate::draft::drafted::{Drafted, MatrixDoubt, PlanDraft};
use crate::draft::encoding;
use crate::draft::headings::ColumnKind;
use crate::draft::separated::{NotText, Stray};
use crate::draft::status::{Taught, plain};
use crate::draft::wishes::{Unreadable, Wishes};
use crate::draft::workbook::BadBook;
use crate::model::actor::Role;
use crate::model::level::Level;
use crate::model::moment::{Moment, Zone};
use crate::model::when::When;
use crate::report::words::count;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(next_help_heading = "From a matrix")]
pub struct FromMatrix {
    /// What a column is, by its heading, letter or number: activity="Agreed action", due=E
    #[arg(long, value_name = "COLUMN=HEADING", requires = "from", value_parser = mapped)]
    map: Vec<TypedColumn>,
    /// A sheet of a workbook, or several; without it, all that have the same header
    #[arg(long, value_name = "NAME", requires = "from")]
    sheet: Vec<String>,
    /// How dates such as 03/04/2005 are meant
    #[arg(long, value_name = "ORDER", requires = "from")]
    dates: Option<DateOrder>,
    /// The century of years of two digits: 20
    #[arg(long, value_name = "CENTURY", requires = "from", value_parser = number::<u32>(15..=29))]
    century: Option<u32>,
    /// What a word of the status column means: delivered=full, "on track"=minimum
    #[arg(long, value_name = "WORD=LEVEL", requires = "from", value_parser = taught)]
    status: Vec<Taught>,
    /// What parts the names of a cell, beside `;`: `,`, `and`, `/`
    #[arg(long, value_name = "LINK", requires = "from")]
    split: Vec<String>,
    /// How a text is encoded, where it is not seen: windows-1251
    #[arg(long, value_name = "NAME", requires = "from", value_parser = encoded)]
    encoding: Option<&'static str>,
    /// What an actor is, by name or id: amm=monitor; without it, a party
    #[arg(long, value_name = "ACTOR=ROLE", requires = "from", value_parser = cast)]
    role: Vec<(String, Role)>,
    /// The plan's time zone; without it, UTC
    #[arg(long, value_name = "ZONE", requires = "from")]
    timezone: Option<String>,
    /// Write the statuses and remarks here, for `milepost import`: a plan does not hold them
    #[arg(long, value_name = "FILE", requires = "from")]
    pub claims: Option<PathBuf>,
    /// The day for which the matrix tells its statuses
    #[arg(long, value_name = "DATE", requires = "claims", allow_hyphen_values = true)]
    on: Option<String>,
}

fn mapped(text: &str) -> Result<TypedColumn, String> {
    let (word, heading) = text.split_once('=').ok_or("write COLUMN=HEADING, as in activity=\"Agreed action\"")?;
    let column = ColumnKind::named(word.trim());
    let column = column.ok_or_else(|| format!("the columns are: {}", ColumnKind::all().join(", ")))?;
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

/// The name of an encoding.
pub fn encoded(text: &str) -> Result<&'static str, String> {
    encoding::named(text).map(|encoding| encoding.name())
}

impl FromMatrix {
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

    pub fn wishes(&self) -> Result<Wishes, Failure> {
        Ok(Wishes {
            columns: self.map.clone(),
            sheets: self.sheet.clone(),
            dates: self.dates.map(DayMonth::from),
            century: self.century,
            statuses: self.status.clone(),
            split: self.split.clone(),
            encoding: self.encoding,
            roles: self.role.clone(),
            zone: self.zone()?,
        })
    }

    fn zone(&self) -> Result<Option<String>, Failure> {
        match self.timezone.as_deref() {
            Some(name) if Zone::parse(name).is_none() => {
                let near = nearest(name, Zone::names());
                let hint =
                    near.map_or("write it as Asia/Jakarta".to_owned(), |near| format!("close to it is `{near}`"));
                Err(Failure::usage(format!("unknown time zone `{name}`")).hint(hint))
            }
            zone => Ok(zone.map(str::to_owned)),
        }
    }

    /// The zone of the plan.
    pub fn plan_zone(&self) -> Zone {
        self.timezone.as_deref().and_then(Zone::parse).unwrap_or(Zone::UTC)
    }

    /// By when what the rows tell was so, where a row names no day; nothing where no claims are asked for.
    /// With it what is told of a day that the matrix says.
    pub fn day(
        &self,
        draft: &PlanDraft,
        now: Moment,
        order: Option<DateOrder>,
    ) -> Result<(String, Option<MatrixDoubt>), Failure> {
        let zone = self.plan_zone();
        let Some(day) = &self.on else {
            let own = |one: &Drafted| one.on.is_some() && !is_ahead(one, now, zone);
            let (told_for, told) = told_for(draft, now, zone);
            return match told_for {
                _ if draft.milestones.iter().all(|one| own(one) || !one.tells()) => Ok((String::new(), None)),
                Some(by) => Ok((by.to_string(), told)),
                None => {
                    Err(Failure::usage("for which day does the matrix tell its statuses? `--claims` needs `--on DATE`")
                        .hint("a claim is of a day; what has no date of its own in the matrix takes this one"))
                }
            };
        };
        let bare = day.strip_prefix("..").map_or(day.as_str(), |rest| rest.trim_start_matches('/'));
        let typed_on = TypedOn { today: zone.day_of(now), order, toward: Toward::Past };
        let when = dated(bare, typed_on, zone, || None)?;
        match when.first(zone) > now {
            true => Err(Failure::new(USAGE, "date", format!("`{day}` lies ahead: what is recorded has happened"))),
            false => Ok((When::By(when.day(zone).min(zone.day_of(now))).to_string(), None)),
        }
    }
}

/// Why a file gives no plan, in words; `file` is its name as it was typed, `so` what came of it: nothing was begun.
pub fn unreadable(why: Unreadable, file: &str, so: &str) -> Failure {
    match why {
        Unreadable::TextHasNoSheets(sheet) => Failure::usage(format!("{file} is a text and has no sheet `{sheet}`")),
        Unreadable::NoSuchSheet { name, known } => {
            Failure::new(USAGE, "no-sheet", format!("{file} has no sheet `{name}`"))
                .hint(format!("its sheets are: {}", known.join(", ")))
        }
        Unreadable::Workbook(bad) => bad_book(bad, file, so),
        Unreadable::NotText(bad) => not_text(bad, file, so),
        Unreadable::StrayQuotes(strays) => stray_quotes(&strays, file, so),
        Unreadable::NoLayout(none) => no_layout(none, file, so),
        Unreadable::NoRows(passed) => no_rows(passed, file, so),
        Unreadable::NoSuchActor { name, known } => Failure::usage(format!("the matrix names no actor `{name}`"))
            .hint(format!("its actors are: {}", known.join(", "))),
    }
}

fn no_rows(passed: usize, file: &str, so: &str) -> Failure {
    let hint = match passed {
        0 => "below its header stands nothing".to_owned(),
        _ => format!("{passed} rows or columns were passed over; `--map` says what a column is"),
    };
    Failure::new(USAGE, "no-rows", format!("no row of {file} is a commitment; {so}")).hint(hint)
}

fn no_layout(none: NoLayout, file: &str, so: &str) -> Failure {
    let bad = |message: String| Failure::new(USAGE, "no-header", message);
    let seen = |headings: &[String]| -> String {
        let shown: Vec<String> = headings.iter().take(20).map(|heading| format!("`{}`", short(heading))).collect();
        format!("the headings seem to be: {}", shown.join(", "))
    };
    match none {
        NoLayout::Empty => bad(format!("{file} has no rows; {so}")),
        NoLayout::NoHeader(headings) => {
            let failure = bad(format!("no heading in {file} is known as that of the activity; {so}"));
            Failure { details: vec![seen(&headings)], ..failure }
                .hint("say what the columns are, by heading, letter or number: `--map activity=C --map due=E`")
        }
        NoLayout::NoSuch(name, headings) => {
            let failure = bad(format!("{file} has no column `{name}`; {so}"));
            Failure { details: vec![seen(&headings)], ..failure }
                .hint("name a heading as it stands there, a letter or a number")
        }
    }
}

fn short(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(40).collect()
}

fn stray_quotes(strays: &[Stray], file: &str, so: &str) -> Failure {
    let count = count(strays.len(), "line");
    let details = strays.iter().map(|stray| format!("line {}: {}", stray.line, stray.fault.words())).collect();
    let message = format!("{file} cannot be parted into rows: {count} with a stray quote; {so}");
    Failure { details, ..Failure::new(USAGE, "stray-quote", message) }
        .hint("a spreadsheet writes them right: open it there, look at these rows, and save it anew")
}

fn not_text(NotText(byte): NotText, file: &str, so: &str) -> Failure {
    Failure::new(
        USAGE,
        "not-utf8",
        format!("{file} is neither UTF-8 nor a workbook: byte {byte} belongs to no character"),
    )
    .hint(format!("name its encoding with `--encoding`, or save it as `CSV UTF-8` or as .xlsx; {so}"))
}

/// Why a workbook cannot be read; `so` is what came of it: nothing was begun.
pub fn bad_book(bad: BadBook, file: &str, so: &str) -> Failure {
    let new = |message: String| Failure::new(USAGE, "workbook", message);
    match bad {
        BadBook::Encrypted => new(format!("{file} is protected by a password"))
            .hint(format!("open it, and save it without a password, or as CSV; {so}")),
        BadBook::Old => {
            new(format!("{file} is a workbook of the old form, .xls")).hint(format!("save it as .xlsx or as CSV; {so}"))
        }
        BadBook::OpenDocument => {
            new(format!("{file} is an OpenDocument spreadsheet")).hint(format!("save it as .xlsx or as CSV; {so}"))
        }
        BadBook::TooLarge => new(format!("{file} would unpack to more than 512 MiB, or says nothing of its size"))
            .hint(format!("a table is smaller: save its one sheet as CSV; {so}")),
        BadBook::Damaged(why) => {
            new(format!("{file} is not a whole workbook: {why}")).hint(format!("open it, and save it anew; {so}"))
        }
    }
}
