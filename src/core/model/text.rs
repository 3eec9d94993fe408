//! Text for people: one string, or one for each language.

use super::languages::Languages;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Text by language. A plain string of the plan stands under its `lang` once the plan is read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Text(ByLanguage);

/// The texts of the languages, sorted by their codes. Nearly always it is one, of very many milestones: it takes the room of one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ByLanguage(Vec<(String, String)>);

/// The key under which a plain string waits until the plan's language is known.
const UNNAMED: &str = "";

impl Text {
    pub fn plain(lang: &str, text: &str) -> Text {
        Text(ByLanguage(vec![(lang.to_owned(), text.to_owned())]))
    }

    /// Puts a plain string under the plan's language.
    pub fn in_language(&mut self, lang: &str) {
        if let Some(text) = self.0.remove(UNNAMED) {
            self.0.insert(lang.to_owned(), text);
        }
    }

    /// The text as it is read in these languages.
    pub fn get(&self, languages: &Languages) -> &str {
        languages.of(&self.0)
    }

    pub fn by_language(&self) -> &ByLanguage {
        &self.0
    }
}

impl ByLanguage {
    /// The languages with their texts.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> {
        self.0.iter().map(|(lang, text)| (lang, text))
    }

    pub fn values(&self) -> impl Iterator<Item = &String> {
        self.0.iter().map(|(_, text)| text)
    }

    /// A language with its text, if there is one in it.
    pub fn get(&self, lang: &str) -> Option<(&String, &String)> {
        self.find(lang).ok().map(|place| (&self.0[place].0, &self.0[place].1))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn find(&self, lang: &str) -> Result<usize, usize> {
        self.0.binary_search_by_key(&lang, |(known, _)| known)
    }

    fn insert(&mut self, lang: String, text: String) {
        match self.find(&lang) {
            Ok(place) => self.0[place].1 = text,
            Err(place) => self.0.insert(place, (lang, text)),
        }
    }

    fn remove(&mut self, lang: &str) -> Option<String> {
        self.find(lang).ok().map(|place| self.0.remove(place).1)
    }
}

impl FromIterator<(String, String)> for ByLanguage {
    fn from_iter<A: IntoIterator<Item = (String, String)>>(all: A) -> ByLanguage {
        let mut texts = ByLanguage::default();
        all.into_iter().for_each(|(lang, text)| texts.insert(lang, text));
        texts
    }
}

impl Serialize for ByLanguage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

/// As any map of texts.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for ByLanguage {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ByLanguage".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, String>::json_schema(generator)
    }
}

crate::looks! {
    Text, |_| {
        json_schema!({
            "description": "Text for people: a string in the plan's language, or an object with a string for each language, \
                such as {\"en\": \"Arms\", \"uk\": \"...\"}.",
            "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}],
        })
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Text, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string, or an object of strings by language")
            }

            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text::plain(UNNAMED, text))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                let mut texts = ByLanguage::default();
                while let Some((lang, text)) = map.next_entry::<String, String>()? {
                    if texts.get(&lang).is_some() {
                        return Err(A::Error::custom(format!("duplicate field `{lang}`")));
                    }
                    texts.insert(lang, text);
                }
                Ok(Text(texts))
            }
        }
        deserializer.deserialize_any(TextVisitor)
    }
}
