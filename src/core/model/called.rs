//! What things are called, found by what somebody typed or wrote: an id, a number, a name in any language. Neither case nor the number of
//! spaces tells two names apart.

use super::id::Id;
use std::collections::HashMap;

/// The things of one kind by what they are called.
#[derive(Clone, Debug, PartialEq)]
pub struct Names<T> {
    ids: HashMap<String, T>,
    numbers: HashMap<String, Vec<T>>,
    names: HashMap<String, Vec<T>>,
}

/// What one thing is called.
pub struct ThingNames<'a> {
    pub id: &'a str,
    /// The number that its secretariat gives it.
    pub number: Option<&'a str>,
    /// In every language, and in short.
    pub names: Vec<&'a str>,
}

impl<'a, T: Copy + Ord> FromIterator<(T, ThingNames<'a>)> for Names<T> {
    fn from_iter<A: IntoIterator<Item = (T, ThingNames<'a>)>>(all: A) -> Names<T> {
        let mut found = Names { ids: HashMap::new(), numbers: HashMap::new(), names: HashMap::new() };
        for (thing, ThingNames { id, number, names }) in all {
            found.ids.entry(Id::folded(id)).or_insert(thing);
            number.iter().for_each(|number| note(&mut found.numbers, number, thing));
            names.iter().for_each(|name| note(&mut found.names, name, thing));
        }
        found
    }
}

/// Notes a thing under a name, once.
fn note<T: Copy + PartialEq>(names: &mut HashMap<String, Vec<T>>, name: &str, thing: T) {
    let all = names.entry(folded(name)).or_default();
    if !all.contains(&thing) {
        all.push(thing);
    }
}

impl<T: Copy + Ord> Names<T> {
    pub fn by_id(&self, id: &str) -> Option<T> {
        self.ids.get(&Id::folded(id)).copied()
    }

    pub fn numbered(&self, number: &str) -> &[T] {
        self.numbers.get(&folded(number)).map_or(&[], Vec::as_slice)
    }

    pub fn named(&self, name: &str) -> &[T] {
        self.names.get(&folded(name)).map_or(&[], Vec::as_slice)
    }

    /// All that are called so, whole: the one of an id, else those of a number or name.
    pub fn whole(&self, text: &str) -> Vec<T> {
        match self.by_id(text.trim()) {
            Some(only) => vec![only],
            None => each_once(self.numbered(text).iter().chain(self.named(text))),
        }
    }

    /// The only one that is called so, whole.
    pub fn only(&self, text: &str) -> Option<T> {
        if let [only] = self.whole(text)[..] { Some(only) } else { None }
    }

    /// All whose id or name begins so. Numbers are typed whole, and so is what ends in one: `DC-1` is no beginning of `DC-10`, nor `2` of
    /// `2a`.
    pub fn begun(&self, beginning: &str) -> Vec<T> {
        let beginning = folded(beginning);
        if beginning.is_empty() || beginning.ends_with(char::is_numeric) {
            return Vec::new();
        }
        let ids = self.ids.iter().filter(|(id, _)| id.starts_with(&beginning)).map(|(_, thing)| thing);
        let names = self.names.iter().filter(|(name, _)| name.starts_with(&beginning)).flat_map(|(_, all)| all);
        each_once(ids.chain(names))
    }
}

/// In order.
fn each_once<'a, T: Copy + Ord + 'a>(all: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut all: Vec<T> = all.copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A name as it is compared.
pub fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names<u8> {
        let thing = |id, number, names: &[&'static str]| ThingNames { id, number, names: names.to_vec() };
        [
            (1, thing("DC-10", Some("1.1"), &["Arms handed in", "Зброю здано"])),
            (2, thing("CF-1", Some("2a"), &["Guns  silent", "Guns silent"])),
            (3, thing("CF-2", None, &["Arms counted"])),
        ]
        .into_iter()
        .collect()
    }

    #[test]
    fn what_is_called_so_is_found_whole() {
        for (text, is) in [
            ("dc-10", &[1u8][..]),
            (" CF-1 ", &[2]),
            ("2A", &[2]),
            ("зброю   здано", &[1]),
            ("guns silent", &[2]),
            ("Arms", &[]),
            ("", &[]),
        ] {
            assert_eq!(names().whole(text), is, "{text}");
        }
        assert_eq!(names().only("Arms counted"), Some(3));
    }

    #[test]
    fn a_beginning_ends_in_no_number_and_begins_none() {
        for (text, is) in [
            ("arms", &[1u8, 3][..]),
            ("arms h", &[1]),
            ("cf-", &[2, 3]),
            ("DC-1", &[]),
            ("1", &[]),
            ("2", &[]),
            ("", &[]),
            (" ", &[]),
        ] {
            assert_eq!(names().begun(text), is, "{text}");
        }
    }
}
