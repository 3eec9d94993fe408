//! `milepost config`

use super::answer::{Answer, Outside};
use super::configured::{language, of_file, one_of, order};
use super::failure::{Failure, USAGE};
use super::global::Global;
use super::lookup;
use super::settings::{ColorWhen, Settings, USUAL_PAGER};
use super::shell;
use super::world::{World, workspace};
use crate::check::finding::nearest;
use crate::model::id::Id;
use crate::render::json::json;
use crate::render::prose::prose;
use crate::render::safe::one_line;
use crate::report::prose::Para;
use crate::store::disk;
use crate::store::workspace::DeskFile;
use clap::{Args, Command, ValueEnum};
use std::path::Path;

/// Show or change your own settings: who speaks, colour, pager, order of dates, language, aliases
///
/// They stand in `milepost/config.json` below `$XDG_CONFIG_HOME` or `~/.config`, or where `MILEPOST_CONFIG` says, and hold in every
/// workspace. A flag goes before a variable, a variable before the file.
#[derive(Debug, Args)]
#[command(after_help = "\
Keys: as (--as, MILEPOST_AS), color (--color, NO_COLOR), pager (--no-pager, MILEPOST_PAGER), dates (MILEPOST_DATES), lang (--lang, MILEPOST_LANG), aliases.NAME.

Examples:
  milepost config                                         shows what holds, and where it comes from
  milepost config as monitoring-mission
  milepost config dates dmy                               3/4 is the third of April
  milepost config lang uk                                 in Ukrainian; titles and names where a plan has them
  milepost config aliases.late \"list --timing overdue\"    then `milepost late` lists these")]
pub struct ConfigArgs {
    /// Which of the settings; without one, all
    key: Option<String>,
    /// What it is to be
    #[arg(allow_hyphen_values = true)]
    value: Option<String>,
    /// Remove the setting from the file
    #[arg(long, requires = "key", conflicts_with = "value")]
    unset: bool,
}

/// The keys, of which the last stands before a name.
pub const KEYS: [&str; 6] = ["as", "color", "pager", "dates", "lang", ALIAS];
const ALIAS: &str = "aliases.";

/// A setting as it holds: its key, its value, and where that comes from.
struct Held {
    key: String,
    value: String,
    from: String,
}

impl ConfigArgs {
    /// `all` is the whole command line, whose words no alias may take.
    pub fn run(self, all: &Command, global: &Global, outside: &Outside) -> Result<Answer, Failure> {
        let file = of_file(outside)?;
        match (&self.key, &self.value) {
            (None, _) => Ok(Answer::say(prose(&told(&held(&file, global, outside)?, outside), outside.width))),
            (Some(key), None) if !self.unset => one(key, held(&file, global, outside)?),
            (Some(key), value) => {
                let (known, unsure) = match (key.as_str(), value) {
                    ("as", Some(typed)) => known_speaker(typed, global, outside)?,
                    _ => (value.clone(), false),
                };
                let answer = write(changed(file, key, known.as_deref(), all)?, outside)?;
                Ok(match (unsure, known) {
                    (true, Some(name)) => Answer { text: answer.text + &untested(&name), ..answer },
                    _ => answer,
                })
            }
        }
    }
}

/// Where a value comes from that the file has, or nobody.
const FILE: &str = "the file";
const USUAL: &str = "by default";

/// All that holds.
fn held(file: &Settings, global: &Global, outside: &Outside) -> Result<Vec<Held>, Failure> {
    let row = |key: &str, (value, from): (String, &str)| Held { key: key.into(), value, from: from.into() };
    let aliases = file.aliases.iter().map(|(name, line)| row(&format!("{ALIAS}{name}"), (line.clone(), FILE)));
    let settings = [
        row("as", speaker(file, global, outside)?),
        row("color", color(file, global, outside)),
        row("pager", pager(file, outside)),
        row("dates", dates(file, outside)),
        row("lang", lang(file, global, outside)),
    ];
    Ok(settings.into_iter().chain(aliases).collect())
}

fn color(file: &Settings, global: &Global, outside: &Outside) -> (String, &'static str) {
    match (global.color, file.color) {
        (Some(when), _) => (word(when), "--color"),
        (None, _) if outside.no_color => (word(ColorWhen::Never), "NO_COLOR"),
        (None, Some(when)) => (word(when), FILE),
        (None, None) => (word(ColorWhen::Auto), USUAL),
    }
}

fn pager(file: &Settings, outside: &Outside) -> (String, &'static str) {
    match (&outside.pager, &file.pager, &outside.usual_pager) {
        (Some(pager), ..) => (pager.clone(), "MILEPOST_PAGER"),
        (None, Some(pager), _) => (pager.clone(), FILE),
        (None, None, Some(pager)) => (pager.clone(), "PAGER"),
        (None, None, None) => (USUAL_PAGER.into(), USUAL),
    }
}

fn dates(file: &Settings, outside: &Outside) -> (String, &'static str) {
    match (&outside.dates, file.dates) {
        (Some(order), _) => (order.clone(), "MILEPOST_DATES"),
        (None, Some(order)) => (word(order), FILE),
        (None, None) => (String::new(), "what may mean two days is asked back"),
    }
}

fn lang(file: &Settings, global: &Global, outside: &Outside) -> (String, &'static str) {
    match (global.lang.first(), &outside.lang, &file.lang) {
        (Some(lang), ..) => (lang.to_string(), "--lang"),
        (None, Some(lang), _) => (lang.clone(), "MILEPOST_LANG"),
        (None, None, Some(lang)) => (lang.to_string(), FILE),
        (None, None, None) => match &outside.settings.lang {
            Some(lang) => (lang.to_string(), "the locale"),
            None => (String::new(), "English, and texts in the plan's own language"),
        },
    }
}

/// Who speaks, and who says so.
fn speaker(file: &Settings, global: &Global, outside: &Outside) -> Result<(String, &'static str), Failure> {
    let desk = workspace(global, outside)?.map(|workspace| DeskFile::read(&workspace)).transpose()?;
    let own = desk.and_then(|desk| desk.speaks).map(|id| id.to_string());
    Ok(match (&outside.speaks, &file.speaks, own) {
        (Some(speaks), ..) => (speaks.to_string_lossy().into_owned(), "MILEPOST_AS"),
        (None, Some(speaks), _) => (speaks.clone(), "the file, where the plan knows it"),
        (None, None, Some(speaks)) => (speaks, "the workspace"),
        (None, None, None) => (String::new(), "nobody speaks until `--as` says who"),
    })
}

fn word(choice: impl ValueEnum) -> String {
    choice.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
}

fn told(held: &[Held], outside: &Outside) -> Vec<Para> {
    let file = match &outside.config {
        Some(path) => {
            let there = if path.is_file() { "" } else { ", which is not there yet" };
            format!("The file is {}{there}.", path.display())
        }
        None => "There is no file: MILEPOST_CONFIG names one.".to_owned(),
    };
    let row = |held: &Held| match held.value.is_empty() {
        true => Para::field(&held.key, format!("({})", held.from)),
        false => Para::field(&held.key, format!("{} ({})", held.value, held.from)),
    };
    held.iter().map(row).chain([Para::gap(), Para::line(file)]).collect()
}

/// One of the settings by itself, for scripts; nothing where nothing holds.
fn one(key: &str, held: Vec<Held>) -> Result<Answer, Failure> {
    match held.into_iter().find(|held| held.key == key) {
        Some(held) if held.value.is_empty() => Ok(Answer::default()),
        Some(held) => Ok(Answer::say(format!("{}\n", one_line(&held.value)))),
        None if key.starts_with(ALIAS) => Ok(Answer::default()),
        None => Err(unknown(key)),
    }
}

fn unknown(key: &str) -> Failure {
    let near = nearest(key, KEYS).map_or(String::new(), |near| format!("close to it is `{near}`; "));
    Failure::usage(format!("`{key}` is no setting")).hint(format!("{near}the keys are: {}NAME", KEYS.join(", ")))
}

/// The settings of the file with one of them changed, or taken out.
fn changed(file: Settings, key: &str, value: Option<&str>, all: &Command) -> Result<Settings, Failure> {
    let text = value.map(str::to_owned);
    Ok(match (key, key.strip_prefix(ALIAS)) {
        ("as", _) => Settings { speaks: value.map(named).transpose()?, ..file },
        ("color", _) => Settings { color: value.map(|word| one_of("color", word)).transpose()?, ..file },
        ("pager", _) => Settings { pager: text, ..file },
        ("dates", _) => Settings { dates: value.map(order).transpose()?, ..file },
        ("lang", _) => Settings { lang: value.map(language).transpose()?, ..file },
        (_, Some(name)) => {
            let mut aliases = file.aliases;
            match value {
                Some(line) => _ = aliases.insert(name.to_owned(), alias(name, line, all)?),
                None => _ = aliases.remove(name),
            }
            Settings { aliases, ..file }
        }
        _ => return Err(unknown(key)),
    })
}

/// Who is meant, as the plan here or this machine calls it, and whether there was no workspace to ask.
fn known_speaker(typed: &str, global: &Global, outside: &Outside) -> Result<(Option<String>, bool), Failure> {
    let Some(workspace) = workspace(global, outside)? else { return Ok((Some(typed.to_owned()), true)) };
    let own = DeskFile::read(&workspace)?.books.iter().any(|own| own.book.name == *typed);
    if own {
        return Ok((Some(typed.to_owned()), false));
    }
    let world = World::open_any(global, outside)?;
    let plan = world.in_force((outside.now)()).0;
    let found = lookup::actor(plan, typed)?;
    Ok((Some(plan.actors[found].id.to_string()), false))
}

fn untested(name: &str) -> String {
    format!("No workspace is here: whether a plan knows `{}` shows where one does.\n", one_line(name))
}

fn named(id: &str) -> Result<String, Failure> {
    Id::new(id).map(|id| id.to_string()).map_err(|bad| Failure::usage(bad.to_string()))
}

/// The line of an alias, if the name is free and it begins with a command.
fn alias(name: &str, line: &str, all: &Command) -> Result<String, Failure> {
    let shaped = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && name.starts_with(char::is_alphanumeric);
    if !shaped {
        return Err(Failure::usage(format!("`{name}` cannot name an alias")).hint("letters, digits and `-` can"));
    }
    if all.find_subcommand(name).is_some() {
        return Err(Failure::usage(format!("`{name}` is a command, and stays one")).hint("choose another name"));
    }
    let words = shell::words(line);
    let begins = |inner: &Command| words[0].len() > 1 && inner.get_name().starts_with(&words[0]);
    match words[0].starts_with('-') || all.find_subcommand(&words[0]).is_some() || all.get_subcommands().any(begins) {
        true => Ok(line.to_owned()),
        false => Err(Failure::usage(format!("an alias stands for a command of milepost, and `{}` is none", words[0]))
            .hint("such as `list --timing overdue`, without `milepost` before it")),
    }
}

fn write(settings: Settings, outside: &Outside) -> Result<Answer, Failure> {
    let Some(path) = &outside.config else {
        return Err(Failure::new(USAGE, "no-file", "no file for settings is known here")
            .hint("`MILEPOST_CONFIG=FILE` names one; nothing was changed"));
    };
    // Where the file is a link, what it leads to is written.
    let place = path.canonicalize().unwrap_or(path.clone());
    let shown = path.display().to_string();
    let kept = || {
        place.parent().map_or(Ok(()), disk::make_free_dir)?;
        disk::deliver(&place, &aside(&place, outside), [json(&settings).as_bytes(), b""])
    };
    kept().map_err(|error| Failure::undelivered(&shown, &error))?;
    Ok(Answer::say(format!("wrote {}\n", one_line(&shown))))
}

fn aside(place: &Path, outside: &Outside) -> std::path::PathBuf {
    place.with_extension(format!("{}.new", outside.process))
}
