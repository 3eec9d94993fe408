//! Ids made from other people's words, each once: in Latin letters, as their languages are written in these.

use crate::model::id::Id;
use std::collections::HashSet;

/// The ids of one list that are taken, without regard to case.
#[derive(Default)]
pub struct TakenIds(HashSet<String>);

impl TakenIds {
    /// Takes this id, or the first free one with a number behind it; tells whether it was free.
    pub fn take(&mut self, id: &str) -> (String, bool) {
        if Id::new(id).is_ok() && self.0.insert(Id::folded(id)) {
            return (id.to_owned(), true);
        }
        const LONGEST: usize = 56;
        let stem: String = id.chars().take(LONGEST).collect();
        let free = (2..).map(|number| format!("{stem}-{number}")).find(|id| self.0.insert(Id::folded(id)));
        (free.unwrap_or_default(), false)
    }

    pub fn has(&self, id: &str) -> bool {
        self.0.contains(&Id::folded(id))
    }
}

/// Words as an id: what is an id stays, of the rest letters and digits remain; nothing where there are none that an id may have.
pub fn slug(words: &str) -> Option<String> {
    const LONGEST: usize = 40;
    if Id::new(words).is_ok() {
        return Some(words.to_owned());
    }
    let words = latin(words);
    let parts = words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let mut slug = String::new();
    for part in parts.map(str::to_ascii_lowercase) {
        if slug.len() + part.len() > LONGEST {
            // A first word that is too long by itself is cut.
            slug.push_str(if slug.is_empty() { &part[..LONGEST] } else { "" });
            break;
        }
        slug.push_str(if slug.is_empty() { "" } else { "-" });
        slug.push_str(&part);
    }
    Id::new(&slug).is_ok().then_some(slug)
}

/// Words in Latin letters: Ukrainian by the table of 2010, Russian as it is commonly written, German umlauts as two letters, and all
/// else letter by letter.
fn latin(words: &str) -> String {
    let lower = words.to_lowercase();
    let russian = lower.contains(['ы', 'э', 'ъ', 'ё']) && !lower.contains(['і', 'ї', 'є', 'ґ']);
    let chars: Vec<char> = lower.chars().collect();
    let mut text = String::new();
    for (at, c) in chars.iter().copied().enumerate() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        let first = !before.is_some_and(|c| c.is_alphabetic() || is_apostrophe(c));
        match c {
            c if is_apostrophe(c) && before.is_some_and(is_cyrillic) => {}
            c if is_cyrillic(c) => text.push_str(cyrillic(c, first, russian, before)),
            'ä' => text.push_str("ae"),
            'ö' => text.push_str("oe"),
            'ü' => text.push_str("ue"),
            c if c.is_ascii() => text.push(c),
            c if c.is_alphanumeric() => text.push_str(deunicode::deunicode_char(c).unwrap_or_default()),
            _ => text.push(' '),
        }
    }
    text
}

fn is_apostrophe(c: char) -> bool {
    ['\'', '’', 'ʼ', '`'].contains(&c)
}

fn is_cyrillic(c: char) -> bool {
    ('а'..='я').contains(&c) || "ёіїєґ".contains(c)
}

fn cyrillic(c: char, first: bool, russian: bool, before: Option<char>) -> &'static str {
    match (c, russian) {
        ('г', true) => "g",
        ('г', false) if before == Some('з') => "gh",
        ('г', false) => "h",
        ('и', true) => "i",
        ('и', false) => "y",
        ('й', true) => "y",
        ('й', false) => {
            if first {
                "y"
            } else {
                "i"
            }
        }
        ('є', _) => {
            if first {
                "ye"
            } else {
                "ie"
            }
        }
        ('ї', _) => {
            if first {
                "yi"
            } else {
                "i"
            }
        }
        ('ю', false) if !first => "iu",
        ('ю', _) => "yu",
        ('я', false) if !first => "ia",
        ('я', _) => "ya",
        ('щ', _) => "shch",
        ('ё', _) => "yo",
        ('ы', _) => "y",
        ('э', _) => "e",
        ('ь' | 'ъ', _) => "",
        ('і', _) => "i",
        ('ґ', _) => "g",
        ('а', _) => "a",
        ('б', _) => "b",
        ('в', _) => "v",
        ('д', _) => "d",
        ('е', _) => "e",
        ('ж', _) => "zh",
        ('з', _) => "z",
        ('к', _) => "k",
        ('л', _) => "l",
        ('м', _) => "m",
        ('н', _) => "n",
        ('о', _) => "o",
        ('п', _) => "p",
        ('р', _) => "r",
        ('с', _) => "s",
        ('т', _) => "t",
        ('у', _) => "u",
        ('ф', _) => "f",
        ('х', _) => "kh",
        ('ц', _) => "ts",
        ('ч', _) => "ch",
        ('ш', _) => "sh",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_ids_and_each_is_taken_once() {
        assert_eq!(slug("Government of Indonesia").as_deref(), Some("government-of-indonesia"));
        assert_eq!(slug("GoI").as_deref(), Some("GoI"));
        assert_eq!(slug(&"long ".repeat(50)).map(|slug| slug.len()), Some(39));
        assert_eq!(slug(&"x".repeat(10_000)).map(|slug| slug.len()), Some(40));
        assert_eq!([slug("…"), slug(""), slug("Start")], [None, None, None]);
        let mut taken = TakenIds::default();
        assert_eq!(taken.take("a"), ("a".into(), true));
        assert_eq!(taken.take("A"), ("A-2".into(), false));
        assert_eq!(taken.take("start"), ("start-2".into(), false));
    }

    #[test]
    fn every_script_has_ids() {
        for (words, id) in [
            ("Уряд України", "uriad-ukrainy"),
            ("Мін'юст", "miniust"),
            ("Розгін Єдності", "rozghin-yednosti"),
            ("Министерство юстиции Российской Федерации (объединённое)", "ministerstvo-yustitsii-rossiyskoy"),
            ("Comité de sécurité", "comite-de-securite"),
            ("Kommission für Überwachung", "kommission-fuer-ueberwachung"),
            ("República", "republica"),
        ] {
            assert_eq!(slug(words).as_deref(), Some(id), "{words}");
        }
        assert!(slug("حكومة").is_some() && slug("政府").is_some());
    }
}
