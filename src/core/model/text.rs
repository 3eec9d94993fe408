//! Text for people: one string, or one for each language.

use super::languages::{ByLanguage, Languages};
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Text by language. A plain string of the plan stands under its `lang` once the plan is read.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Text(ByLanguage);

/// The key under which a plain string waits until the plan's language is known.
const UNNAMED: &str = "";

impl Text {
    pub fn plain(lang: &str, text: &str) -> Text {
        Text(ByLanguage::one(lang, text))
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
