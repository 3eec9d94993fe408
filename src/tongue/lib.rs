//! milepost's own words in the language of whoever reads. English stands in the code, where it is said; each other language is one file
//! of `data/languages`, in the form of gettext, which translators' programs read.
//!
//! What language is spoken is one for the process at a time, as a locale is: `speak` sets it, and nothing that programs read or that is
//! written down asks for it.

mod catalog;
mod filling;

pub use catalog::{Catalog, Language};
use filling::{Argument, fill};
use std::fmt::Display;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A language that is none of `Language::ALL`: English.
const ENGLISH: usize = usize::MAX;

static SPOKEN: AtomicUsize = AtomicUsize::new(ENGLISH);

/// From now on everything is said in a language; in English without one.
pub fn speak(language: Option<Language>) {
    let place = language.and_then(|language| Language::ALL.iter().position(|one| *one == language));
    SPOKEN.store(place.unwrap_or(ENGLISH), Ordering::Relaxed);
}

/// The language that is spoken; nothing for English.
pub fn spoken() -> Option<Language> {
    Language::ALL.get(SPOKEN.load(Ordering::Relaxed)).copied()
}

/// A text in the language that is spoken; where that does not have it, as it is.
pub fn text(english: &'static str) -> &'static str {
    word("", english)
}

/// The same of a word that means several things, by what it is said of.
pub fn word(context: &str, english: &'static str) -> &'static str {
    spoken().and_then(|language| language.catalog().text(context, english)).unwrap_or(english)
}

/// The same with arguments in place of their names in braces.
pub fn filled(english: &'static str, arguments: &[Argument]) -> String {
    fill(text(english), arguments)
}

/// The same of so many, of which English has two forms; the number is the argument `n`.
pub fn counted(number: i64, one: &'static str, many: &'static str, arguments: &[Argument]) -> String {
    let english = if number == 1 { one } else { many };
    let found = spoken().and_then(|language| language.catalog().form(one, language.form(number)));
    let arguments: Vec<Argument> =
        std::iter::once(("n", &number as &dyn Display)).chain(arguments.iter().copied()).collect();
    fill(found.unwrap_or(english), &arguments)
}

/// A number of things, for the choice of a form.
pub fn number<N: TryInto<i64>>(number: N) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// `say!("no date")` is a text, `say!("breach": "open")` one that means something else of other things, `say!("moved from {from} to {to}",
/// from, to = day)` one with arguments: all in the language that is spoken.
#[macro_export]
macro_rules! say {
    ($text:literal $(,)?) => { $crate::text($text) };
    ($context:literal: $text:literal) => { $crate::word($context, $text) };
    ($text:literal, $($name:ident $(= $said:expr)?),+ $(,)?) => {
        $crate::filled($text, &[$((stringify!($name), &$crate::say!(@ $name $($said)?) as &dyn std::fmt::Display)),+])
    };
    (@ $name:ident $said:expr) => { $said };
    (@ $name:ident) => { $name };
}

/// `many!(lines.len(), "{n} line", "{n} lines")`: so many of something, in the form that the number asks for; further arguments behind.
#[macro_export]
macro_rules! many {
    ($number:expr, $one:literal, $many:literal $(, $name:ident $(= $said:expr)?)* $(,)?) => {
        $crate::counted($crate::number($number), $one, $many, &[
            $((stringify!($name), &$crate::say!(@ $name $($said)?) as &dyn std::fmt::Display)),*
        ])
    };
}

/// A text that stands in a constant, in English: `text` says it in the language that is spoken.
#[macro_export]
macro_rules! later {
    ($text:literal) => {
        $text
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn arguments_stand_where_their_names_are() {
        let (from, to) = (1, "two");
        assert_eq!(say!("from {from} to {to}, {from}", from, to), "from 1 to two, 1");
        assert_eq!(say!("a {stranger} and {", stranger = "{from}"), "a {from} and {");
        assert_eq!(many!(1, "{n} line of {whose}", "{n} lines of {whose}", whose = to), "1 line of two");
        assert_eq!(many!(0usize, "{n} line", "{n} lines"), "0 lines");
    }
}
