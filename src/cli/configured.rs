//! Where the user's settings come from: a file of plain JSON, and variables that go before it.

use super::answer::Outside;
use super::failure::{Failure, USAGE};
use super::settings::{DateOrder, LanguageCode, Settings};
use crate::model::json::read;
use crate::store::disk;
use crate::store::error::StoreError;
use crate::store::text::read_text;
use clap::ValueEnum;
use std::io::ErrorKind;

/// What the file says; nothing where there is none.
pub fn of_file(outside: &Outside) -> Result<Settings, Failure> {
    let Some(path) = &outside.config else { return Ok(Settings::default()) };
    match disk::look_through(path) {
        Ok(None) => return Ok(Settings::default()),
        // Where one may not even look, as with the home of another, one has no settings.
        Err(error) if error.kind() == ErrorKind::PermissionDenied => return Ok(Settings::default()),
        there => there.map_err(StoreError::io("read", path))?,
    };
    let (text, file) = (read_text(path)?, path.display().to_string());
    read(&text).map_err(|misfit| Failure::misfit(USAGE, &file, &text, &misfit))
}

/// The settings that hold: those of the file, and variables before them; the locale behind them.
pub fn held(outside: &Outside) -> Result<Settings, Failure> {
    let file = of_file(outside)?;
    let dates = outside.dates.as_deref().map(order).transpose()?;
    let lang = outside.lang.as_deref().map(language).transpose()?;
    // A locale that names no language says nothing of one.
    let locale = outside.locale.as_deref().filter(|locale| !locale.starts_with("POSIX"));
    let locale = locale.and_then(|locale| language(locale).ok());
    let pager = outside.pager.clone().or(file.pager);
    Ok(Settings { pager, dates: dates.or(file.dates), lang: lang.or(file.lang).or(locale), ..file })
}

/// An order of dates by its word.
pub fn order(word: &str) -> Result<DateOrder, Failure> {
    one_of("dates", word)
}

/// A language by its code.
pub fn language(code: &str) -> Result<LanguageCode, Failure> {
    code.parse().map_err(Failure::usage)
}

/// A choice by its word.
pub fn one_of<T: ValueEnum>(key: &str, word: &str) -> Result<T, Failure> {
    T::from_str(word, true).map_err(|_| {
        let known = T::value_variants().iter().filter_map(T::to_possible_value);
        let known: Vec<String> = known.map(|value| value.get_name().to_owned()).collect();
        Failure::usage(format!("`{word}` is nothing that `{key}` can be")).hint(format!("one of: {}", known.join(", ")))
    })
}
