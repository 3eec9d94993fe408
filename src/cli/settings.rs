//! The user's own settings, for all workspaces, as values. Knows no file.

use super::shell;
use crate::draft::dates::DayMonth;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ffi::OsString;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who speaks, in every workspace that knows it.
    #[serde(rename = "as", default, skip_serializing_if = "Option::is_none")]
    pub speaks: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<ColorWhen>,
    /// The program that shows long answers; empty for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pager: Option<String>,
    /// How a date such as 3/4/2026 is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// The language in which the plan's texts are read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<LanguageCode>,
    /// Commands by names of the user's own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub aliases: BTreeMap<String, String>,
}

impl Settings {
    /// A command line with the alias in it spelled out; an alias is no other's name.
    pub fn spelled_out(&self, arguments: &[OsString]) -> Vec<OsString> {
        let meant = |place: usize| self.aliases.get(arguments[place].to_str()?);
        match command_at(arguments).and_then(|place| Some((place, meant(place)?))) {
            Some((place, alias)) => {
                let words = shell::words(alias).into_iter().filter(|word| !word.is_empty()).map(OsString::from);
                arguments[..place].iter().cloned().chain(words).chain(arguments[place + 1..].iter().cloned()).collect()
            }
            None => arguments.to_vec(),
        }
    }
}

/// What shows long answers where nobody says otherwise.
pub const USUAL_PAGER: &str = "less";

/// Where the command stands in a command line, behind what may be said beside any.
fn command_at(arguments: &[OsString]) -> Option<usize> {
    let mut place = 1;
    loop {
        match arguments.get(place)?.to_str()? {
            "-C" | "--dir" | "--color" | "--lang" | "--wait" => place += 2,
            option if option.starts_with('-') => place += 1,
            _ => return Some(place),
        }
    }
}

/// A language as texts name it: `uk`, `pt-BR`; a locale such as `uk_UA.UTF-8` names its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct LanguageCode(String);

impl std::str::FromStr for LanguageCode {
    type Err = String;

    fn from_str(typed: &str) -> Result<LanguageCode, String> {
        let code = typed.split(['.', '@']).next().unwrap_or(typed).replace('_', "-");
        let mut parts = code.split('-');
        let is = |part: &str, least: usize| {
            (least..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric())
        };
        let first = parts.next().is_some_and(|part| is(part, 2) && !part.contains(|c: char| c.is_ascii_digit()));
        match first && parts.all(|part| is(part, 1)) {
            true => Ok(LanguageCode(code)),
            false => Err(format!("`{typed}` is no language; write a code such as `uk` or `pt-BR`")),
        }
    }
}

impl TryFrom<String> for LanguageCode {
    type Error = String;

    fn try_from(typed: String) -> Result<LanguageCode, String> {
        typed.parse()
    }
}

impl std::fmt::Display for LanguageCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::ops::Deref for LanguageCode {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

/// In which order dates of three numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
}

impl From<DateOrder> for DayMonth {
    fn from(order: DateOrder) -> DayMonth {
        match order {
            DateOrder::Dmy => DayMonth::Dmy,
            DateOrder::Mdy => DayMonth::Mdy,
        }
    }
}
