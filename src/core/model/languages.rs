//! The languages in which the texts of a plan are written and read.

use serde::{Deserialize, Serialize, Serializer};

/// The plan's own language, and the one that whoever reads asks for, both as codes such as `uk` or `pt-BR`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Languages {
    pub own: String,
    pub asked: Option<String>,
}

impl Languages {
    pub fn english() -> Languages {
        Languages::from("en".to_owned())
    }

    /// The text in the language asked for, else in the plan's own, else in whichever comes first; empty if there is none.
    pub fn of<'t>(&self, texts: &'t ByLanguage) -> &'t str {
        self.chosen(texts).map_or("", |(_, text)| text)
    }

    /// The text in the language asked for, if somebody asks for one and it is there.
    pub fn as_asked<'t>(&self, texts: &'t ByLanguage) -> Option<(&'t String, &'t String)> {
        nearest(self.asked.as_deref()?, texts)
    }

    /// The language in which `of` reads, and the text.
    pub fn chosen<'t>(&self, texts: &'t ByLanguage) -> Option<(&'t String, &'t String)> {
        self.as_asked(texts).or_else(|| texts.get(&self.own)).or_else(|| texts.iter().next())
    }
}

impl From<String> for Languages {
    fn from(own: String) -> Languages {
        Languages { own, asked: None }
    }
}

/// As the plan's file says it.
impl From<Languages> for String {
    fn from(languages: Languages) -> String {
        languages.own
    }
}

/// The texts of the languages, sorted by their codes. Nearly always it is one, of very many milestones: it takes the room of one.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ByLanguage(Vec<(String, String)>);

impl ByLanguage {
    /// One text alone, for which there is room and for no more.
    pub fn one(lang: &str, text: &str) -> ByLanguage {
        ByLanguage(vec![(lang.to_owned(), text.to_owned())])
    }

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

    /// Puts a text in the place of the one that a language has.
    pub fn insert(&mut self, lang: String, text: String) {
        match self.find(&lang) {
            Ok(place) => self.0[place].1 = text,
            Err(place) => self.0.insert(place, (lang, text)),
        }
    }

    /// Takes out the text of a language.
    pub fn remove(&mut self, lang: &str) -> Option<String> {
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

/// The text in a language, whatever its case and its region: `pt` where `pt-BR` is asked for, and the other way round.
fn nearest<'t>(asked: &str, texts: &'t ByLanguage) -> Option<(&'t String, &'t String)> {
    let whole = || texts.iter().find(|(code, _)| code.eq_ignore_ascii_case(asked));
    let like = || texts.iter().find(|(code, _)| primary(code).eq_ignore_ascii_case(primary(asked)));
    texts.get(asked).or_else(whole).or_else(like)
}

/// A language without its script and region.
fn primary(code: &str) -> &str {
    code.split(['-', '_']).next().unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_near_to_what_is_asked_as_there_is_one() {
        let texts =
            |codes: &[&str]| codes.iter().map(|code| (code.to_string(), format!("in {code}"))).collect::<ByLanguage>();
        for (asked, there, read) in [
            (None, &["aa", "en", "uk"][..], "in en"),
            (Some("uk"), &["aa", "en", "uk"], "in uk"),
            (Some("UK"), &["aa", "en", "uk"], "in uk"),
            (Some("uk-UA"), &["aa", "en", "uk"], "in uk"),
            (Some("pt"), &["en", "pt-BR"], "in pt-BR"),
            (Some("pt-BR"), &["en", "pt", "pt-BR"], "in pt-BR"),
            (Some("ru"), &["aa", "en", "uk"], "in en"),
            (Some("ru"), &["aa", "uk"], "in aa"),
            (Some("ru"), &[], ""),
        ] {
            let languages = Languages { asked: asked.map(str::to_owned), ..Languages::english() };
            assert_eq!(languages.of(&texts(there)), read, "{asked:?} of {there:?}");
        }
    }
}
