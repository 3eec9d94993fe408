//! Ids made from other people's words, each once.

use crate::model::id::Id;
use std::collections::HashSet;

/// The ids of one list that are taken, without regard to case.
#[derive(Default)]
pub struct Taken(HashSet<String>);

impl Taken {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_ids_and_each_is_taken_once() {
        assert_eq!(slug("Government of Indonesia").as_deref(), Some("government-of-indonesia"));
        assert_eq!(slug("GoI").as_deref(), Some("GoI"));
        assert_eq!(slug(&"long ".repeat(50)).map(|slug| slug.len()), Some(39));
        assert_eq!(slug(&"x".repeat(10_000)).map(|slug| slug.len()), Some(40));
        assert_eq!([slug("Уряд"), slug("…"), slug(""), slug("Start")], [None, None, None, None]);
        let mut taken = Taken::default();
        assert_eq!(taken.take("a"), ("a".into(), true));
        assert_eq!(taken.take("A"), ("A-2".into(), false));
        assert_eq!(taken.take("start"), ("start-2".into(), false));
    }
}
