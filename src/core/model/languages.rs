//! The languages in which the texts of a plan are read.

use super::text::ByLanguage;
use serde::{Deserialize, Serialize};

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
