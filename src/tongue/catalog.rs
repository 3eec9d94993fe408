//! The languages that milepost speaks beside English, and what each calls things. The only file that knows polib.

use super::filling::{Argument, fill};
use polib::catalog::Catalog as Messages;
use polib::message::MessageView;
use polib::po_file::parse_from_reader;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::OnceLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Indonesian,
    Russian,
    Ukrainian,
}

/// What a language calls things.
pub struct Catalog {
    messages: Vec<Translation>,
    /// The messages by context and English text.
    places: HashMap<String, usize>,
}

/// A message in English, and its forms in another language.
struct Translation {
    context: String,
    one: String,
    many: Option<String>,
    forms: Vec<String>,
}

impl Language {
    pub const ALL: [Language; 3] = [Language::Indonesian, Language::Russian, Language::Ukrainian];

    pub fn code(self) -> &'static str {
        match self {
            Language::Indonesian => "id",
            Language::Russian => "ru",
            Language::Ukrainian => "uk",
        }
    }

    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Language::Indonesian => "bahasa Indonesia",
            Language::Russian => "русский",
            Language::Ukrainian => "українська",
        }
    }

    /// The file of its words.
    pub fn file(self) -> &'static str {
        match self {
            Language::Indonesian => include_str!("../../data/languages/id.po"),
            Language::Russian => include_str!("../../data/languages/ru.po"),
            Language::Ukrainian => include_str!("../../data/languages/uk.po"),
        }
    }

    /// The language of a code, whatever its region; nothing for English and what milepost does not speak.
    pub fn of_code(code: &str) -> Option<Language> {
        let primary = code.split(['-', '_', '.', '@']).next().unwrap_or(code);
        Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// Which of its forms a number asks for, as its file's `Plural-Forms` says.
    pub fn form(self, number: i64) -> usize {
        let (last, lasts) = (number.unsigned_abs() % 10, number.unsigned_abs() % 100);
        match self {
            Language::Indonesian => 0,
            Language::Russian | Language::Ukrainian => match (last, lasts) {
                (1, lasts) if lasts != 11 => 0,
                (2..=4, lasts) if !(12..=14).contains(&lasts) => 1,
                _ => 2,
            },
        }
    }

    /// How many forms a number can ask for.
    pub fn forms(self) -> usize {
        if self == Language::Indonesian { 1 } else { 3 }
    }

    /// Who stands by the translation, as `Last-Translator` of its file says; nothing where nobody has checked it. Of the file no more is
    /// read than its head.
    pub fn checked_by(self) -> Option<&'static str> {
        let named = |line: &'static str| line.strip_prefix("\"Last-Translator:")?.strip_suffix("\\n\"");
        let head = self.file().lines().take_while(|line| !line.is_empty());
        head.filter_map(named).map(str::trim).find(|name| !name.is_empty())
    }

    pub fn catalog(self) -> &'static Catalog {
        static READ: [OnceLock<Catalog>; 3] = [const { OnceLock::new() }; 3];
        READ[self as usize].get_or_init(|| Catalog::read(self.file()))
    }
}

impl Catalog {
    fn read(file: &str) -> Catalog {
        let read = parse_from_reader(file.as_bytes()).unwrap_or_else(|_| Messages::new(Default::default()));
        let (mut messages, mut places) = (Vec::new(), HashMap::new());
        for message in read.messages().filter(|message| message.is_translated() && !message.is_fuzzy()) {
            places.insert(key(message.msgctxt().unwrap_or_default(), message.msgid()), messages.len());
            messages.push(Translation {
                context: message.msgctxt().unwrap_or_default().to_owned(),
                one: message.msgid().to_owned(),
                many: message.msgid_plural().ok().map(str::to_owned),
                forms: forms(message),
            });
        }
        Catalog { messages, places }
    }

    pub fn text(&self, context: &str, english: &str) -> Option<&str> {
        let place = match context {
            "" => self.places.get(english),
            context => self.places.get(&key(context, english)),
        };
        self.messages[*place?].forms.first().map(String::as_str)
    }

    pub fn form(&self, one: &str, form: usize) -> Option<&str> {
        self.messages[*self.places.get(one)?].forms.get(form).map(String::as_str)
    }

    /// What is said here, as English says it: the whole as one of some messages, told by their contexts and English texts, and so
    /// what stands in it. Nothing where it is none of them.
    pub fn in_english(&self, said: &str, among: fn(&str, &str) -> bool) -> Option<String> {
        let messages = self.messages.iter().filter(|message| among(&message.context, &message.one));
        let found = messages.flat_map(|message| message.forms.iter().map(move |form| (message, form)));
        let found = found.filter_map(|(message, form)| {
            let arguments = matched(form, said)?;
            Some((message, weight(form), arguments))
        });
        // Of several that fit, the one that says most by itself.
        let (message, _, arguments) = found.max_by_key(|(message, weight, _)| (*weight, Reverse(message.one.len())))?;
        let many = arguments.iter().any(|(name, said)| *name == "n" && *said != "1");
        let english = message.many.as_ref().filter(|_| many).unwrap_or(&message.one);
        let within = |(name, said): &(&str, &str)| {
            (name.to_string(), self.in_english(said, among).unwrap_or_else(|| said.to_string()))
        };
        let arguments: Vec<(String, String)> = arguments.iter().map(within).collect();
        let arguments: Vec<Argument> =
            arguments.iter().map(|(name, said)| (name.as_str(), said as &dyn Display)).collect();
        Some(fill(english, &arguments))
    }
}

/// How many letters a text has by itself.
fn weight(text: &str) -> usize {
    parts(text).0.iter().flat_map(|part| part.chars()).filter(|c| c.is_alphabetic()).count()
}

/// A text parted at its arguments: what stands before, between and behind them, and their names.
fn parts(text: &str) -> (Vec<&str>, Vec<&str>) {
    let mut pieces = text.split('{');
    let (mut between, mut names) = (vec![pieces.next().unwrap_or_default()], Vec::new());
    for piece in pieces {
        let (name, behind) = piece.split_once('}').unwrap_or(("", piece));
        names.push(name);
        between.push(behind);
    }
    (between, names)
}

/// What the arguments of a text are where it says this; nothing where it cannot, or says nothing by itself.
fn matched<'t, 's>(text: &'t str, said: &'s str) -> Option<Vec<(&'t str, &'s str)>> {
    let mut rest = said.strip_prefix(text.split('{').next()?)?;
    let (between, names) = parts(text);
    let mut arguments = Vec::new();
    for (place, name) in names.iter().enumerate() {
        let behind = between[place + 1];
        let end = match place + 1 == names.len() {
            true => rest.len().checked_sub(behind.len()).filter(|end| rest.get(*end..) == Some(behind))?,
            // What stands last is a date or an id, and has none of these words in it.
            false if place + 2 == names.len() => rest.rfind(behind)?,
            false => rest.find(behind)?,
        };
        arguments.push((*name, &rest[..end]));
        rest = &rest[end + behind.len()..];
    }
    let whole = arguments.iter().all(|(_, said)| !said.is_empty()) && (names.is_empty() || weight(text) > 0);
    (rest.is_empty() && whole).then_some(arguments)
}

/// As gettext keeps it: the context, a byte that no text has, and the text.
fn key(context: &str, english: &str) -> String {
    if context.is_empty() { english.to_owned() } else { format!("{context}\u{4}{english}") }
}

fn forms(message: &dyn MessageView) -> Vec<String> {
    match message.msgstr_plural() {
        Ok(forms) => forms.clone(),
        Err(_) => message.msgstr().map(|text| vec![text.to_owned()]).unwrap_or_default(),
    }
}
