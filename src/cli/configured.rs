//! Where the user's settings come from: a file of plain JSON, and variables that go before it.

use super::answer::{Answer, Outside};
use super::failure::{Failure, USAGE};
use super::settings::{DateOrder, Settings};
use crate::model::json::read;
use crate::render::safe::one_line;
use crate::store::disk;
use crate::store::error::StoreError;
use crate::store::text::read_text;
use clap::ValueEnum;
use std::ffi::OsString;
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

/// The settings that hold: those of the file, and variables before them.
pub fn held(outside: &Outside) -> Result<Settings, Failure> {
    let file = of_file(outside)?;
    let dates = outside.dates.as_deref().map(order).transpose()?;
    Ok(Settings { pager: outside.pager.clone().or(file.pager), dates: dates.or(file.dates), ..file })
}

/// An answer, with a note where something was recorded, and not by who speaks by the settings, though nobody named another.
pub fn noted(mut answer: Answer, arguments: &[OsString], outside: &Outside) -> Answer {
    let named = |argument: &OsString| argument.to_str().is_some_and(|text| text == "--as" || text.starts_with("--as="));
    let silent = outside.speaks.is_none() && !arguments.iter().any(named) && !answer.told_as_json;
    let set = outside.settings.speaks.as_deref().filter(|_| silent);
    let book = answer.recorded.as_deref().and_then(|names| names.split(':').next());
    let (Some(set), Some(book)) = (set, book) else { return answer };
    let own = |book: &str| {
        book.eq_ignore_ascii_case(set) || book.strip_prefix(set).is_some_and(|rest| rest.starts_with(['.', '-']))
    };
    if !own(book) {
        let note = format!("note: your setting `as` is `{set}`, whom the plan here does not know; {book} spoke");
        answer.remarks += &one_line(&note);
        answer.remarks.push('\n');
    }
    answer
}

/// An order of dates by its word.
pub fn order(word: &str) -> Result<DateOrder, Failure> {
    one_of("dates", word)
}

/// A choice by its word.
pub fn one_of<T: ValueEnum>(key: &str, word: &str) -> Result<T, Failure> {
    T::from_str(word, true).map_err(|_| {
        let known = T::value_variants().iter().filter_map(T::to_possible_value);
        let known: Vec<String> = known.map(|value| value.get_name().to_owned()).collect();
        Failure::usage(format!("`{word}` is nothing that `{key}` can be")).hint(format!("one of: {}", known.join(", ")))
    })
}
