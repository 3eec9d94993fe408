//! The languages that milepost speaks beside English, and what each calls things. The only file that knows polib.

use polib::catalog::Catalog as Messages;
use polib::message::MessageView;
use polib::po_file::parse_from_reader;
use std::collections::HashMap;
use std::sync::OnceLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Indonesian,
    Russian,
    Ukrainian,
}

/// What a language calls things.
pub struct Catalog {
    texts: HashMap<String, Vec<String>>,
    /// Who stands by the translation, as `Last-Translator` of its file says; nothing where nobody has checked it.
    pub checked_by: Option<String>,
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

    pub fn catalog(self) -> &'static Catalog {
        static READ: [OnceLock<Catalog>; 3] = [const { OnceLock::new() }; 3];
        READ[self as usize].get_or_init(|| Catalog::read(self.file()))
    }
}

impl Catalog {
    fn read(file: &str) -> Catalog {
        let messages = parse_from_reader(file.as_bytes()).unwrap_or_else(|_| Messages::new(Default::default()));
        let said = messages.messages().filter(|message| message.is_translated() && !message.is_fuzzy());
        Catalog {
            texts: said
                .map(|message| (key(message.msgctxt().unwrap_or_default(), message.msgid()), forms(message)))
                .collect(),
            checked_by: Some(messages.metadata.last_translator.clone()).filter(|name| !name.is_empty()),
        }
    }

    pub fn text(&self, context: &str, english: &str) -> Option<&str> {
        let found = match context {
            "" => self.texts.get(english),
            context => self.texts.get(&key(context, english)),
        };
        found?.first().map(String::as_str)
    }

    pub fn form(&self, one: &str, form: usize) -> Option<&str> {
        self.texts.get(one)?.get(form).map(String::as_str)
    }
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
