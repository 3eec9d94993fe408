//! Who owes what: names parted and made actors, each once.

use super::drafted::{Actor, Doubt, What};
use super::names::{Taken, slug};
use crate::model::actor::Role;
use std::collections::{HashMap, HashSet};

/// The actors of a matrix, found by what it calls them.
#[derive(Default)]
pub struct Cast {
    pub actors: Vec<Actor>,
    taken: Taken,
    /// The place of each actor by its name and its id, in lower case.
    known: HashMap<String, usize>,
    /// The names that stand alone in some cell, in lower case.
    alone: HashSet<String>,
}

impl Cast {
    /// Who is there, from all cells that name somebody: what stands alone somewhere parts what is joined elsewhere.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Cast {
        let mut cast = Cast::default();
        cast.alone.extend(cells.flat_map(parts).map(str::to_lowercase));
        cast
    }

    /// The ids of those whom a cell names, and what is in doubt.
    pub fn named(&mut self, cell: &str, doubt: impl Fn(String, What) -> Doubt) -> (Vec<String>, Vec<Doubt>) {
        let (mut ids, mut doubts) = (Vec::new(), Vec::new());
        for part in parts(cell) {
            let joined = self.joined(part);
            let whole = joined.len() < 2 || !joined.iter().any(|name| self.alone.contains(&name.to_lowercase()));
            let names = if whole { vec![part] } else { joined.clone() };
            for name in &names {
                let (id, odd) = self.actor(name);
                doubts.extend(odd.map(|what| doubt((*name).to_owned(), what)));
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            if joined.len() > 1 {
                let what = match whole {
                    true => What::OneName(ids.last().cloned().unwrap_or_default()),
                    false => What::Parted(names.iter().map(|name| (*name).to_owned()).collect()),
                };
                doubts.push(doubt(part.to_owned(), what));
            }
        }
        (ids, doubts)
    }

    /// The halves of `A and B`, `A & B` or `A/B`.
    fn joined<'a>(&self, part: &'a str) -> Vec<&'a str> {
        let mut names = vec![part];
        for link in [" and ", " & ", "/", " + "] {
            names = names.into_iter().flat_map(|name| name.split(link)).collect();
        }
        names.into_iter().map(str::trim).filter(|name| !name.is_empty()).collect()
    }

    /// The id of an actor: its name where that is one, what stands in brackets behind it, else letters of the name.
    fn actor(&mut self, name: &str) -> (String, Option<What>) {
        let folded = name.to_lowercase();
        if let Some(place) = self.known.get(&folded) {
            return (self.actors[*place].id.clone(), None);
        }
        let short = bracketed(name);
        let of_short = short.and_then(|short| Some((short, *self.known.get(&short.to_lowercase())?)));
        if let Some((_, place)) = of_short.filter(|(short, place)| self.actors[*place].name.eq_ignore_ascii_case(short))
        {
            // The short name came first; now it has a long one.
            self.actors[place].name = name.to_owned();
            self.known.insert(folded, place);
            return (self.actors[place].id.clone(), None);
        }
        let wish = short.map(str::to_owned).or_else(|| slug(name));
        let (id, free) = self.taken.take(wish.as_deref().unwrap_or("actor"));
        let place = self.actors.len();
        self.known.insert(folded, place);
        self.known.entry(id.to_lowercase()).or_insert(place);
        self.actors.push(Actor { id: id.clone(), name: name.to_owned(), role: Role::Party.word(), said: false });
        let odd = match (wish.is_some(), free) {
            (false, _) => Some(What::Unspellable(id.clone())),
            (_, false) => Some(What::NewId(id.clone())),
            _ => None,
        };
        (id, odd)
    }

    /// The place of an actor by its id or name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.known.get(&name.to_lowercase()).copied()
    }

    /// An actor whom the matrix does not name.
    pub fn add(&mut self, id: &str, name: &str, role: Role) {
        let (id, _) = self.taken.take(id);
        self.actors.push(Actor { id, name: name.to_owned(), role: role.word(), said: true });
    }
}

/// The names of a cell, parted by what certainly parts names.
fn parts(cell: &str) -> impl Iterator<Item = &str> {
    const NOBODY: [&str; 6] = ["", "-", "–", "—", "n/a", "N/A"];
    cell.split([';', ',', '\n']).map(str::trim).filter(|name| !NOBODY.contains(name))
}

/// `GAM` of `Free Aceh Movement (GAM)`.
fn bracketed(name: &str) -> Option<&str> {
    const LONGEST: usize = 12;
    let (_, short) = name.strip_suffix(')')?.rsplit_once(" (")?;
    (short.len() <= LONGEST && slug(short).as_deref() == Some(short)).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(cells: &[&str]) -> (Vec<Vec<String>>, Vec<Doubt>) {
        let mut cast = Cast::of(cells.iter().copied());
        let doubt = |text, what| Doubt { row: None, column: None, text, what };
        let (ids, doubts): (Vec<_>, Vec<_>) = cells.iter().map(|cell| cast.named(cell, doubt)).unzip();
        (ids, doubts.concat())
    }

    #[test]
    fn names_are_parted_where_that_is_certain() {
        let (ids, doubts) = named(&["gov,\nmov", "Gov; friend"]);
        assert_eq!(
            (ids, doubts),
            (vec![vec!["gov".into(), "mov".into()], vec!["gov".into(), "friend".into()]], vec![])
        );
        let (ids, doubts) = named(&["North", "North and South", "Ministry of Justice and Human Rights"]);
        assert_eq!(
            ids[1..],
            [vec!["North".to_owned(), "South".into()], vec!["ministry-of-justice-and-human-rights".into()]]
        );
        assert_eq!(doubts[0].what, What::Parted(vec!["North".into(), "South".into()]));
        assert_eq!(doubts[1].what, What::OneName("ministry-of-justice-and-human-rights".into()));
    }

    #[test]
    fn a_short_name_in_brackets_is_the_id() {
        let (ids, doubts) = named(&["GAM", "Free Aceh Movement (GAM)", "Уряд", "Army (GAM)"]);
        assert_eq!(ids, [["GAM"], ["GAM"], ["actor"], ["GAM-2"]].map(|ids| ids.map(str::to_owned).to_vec()));
        assert_eq!(doubts[0].what, What::Unspellable("actor".into()));
        assert_eq!(doubts[1].what, What::NewId("GAM-2".into()));
    }
}
