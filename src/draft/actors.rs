//! Who owes what: names parted and made actors, each once.

use super::drafted::{DoubtKind, DraftActor, MatrixDoubt};
use super::names::{TakenIds, slug};
use super::status::is_tick;
use super::vouched::{KnownNames, is_date};
use crate::model::actor::Role;
use std::collections::HashMap;

/// The actors of a matrix, found by what it calls them.
#[derive(Default)]
pub struct Cast {
    pub actors: Vec<DraftActor>,
    taken: TakenIds,
    /// The place of each actor by its name and its id, in lower case.
    known: HashMap<String, usize>,
    /// The names that stand alone in some cell, in lower case.
    alone: KnownNames,
    /// What somebody says that parts names.
    said: Vec<String>,
}

/// What somebody's part in a commitment is, as it stands in brackets behind a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PartIn {
    Owes,
    /// It owes nothing beside who does.
    Helps,
}

const PARTS: [(PartIn, &str); 2] = [
    (
        PartIn::Owes,
        "lead|leading|co-lead|lead agency|lead institution|main|primary|coordination|coordinator|coordinating|implementing|\
        implementation|verification|verifying|monitoring|oversight|responsible|accountable|chair|co-chair|facilitator|facilitation|\
        joint|alternate|focal point|funding|tbc|провідний|chef de file|federführend|за згодою|по согласованию|by consent",
    ),
    (
        PartIn::Helps,
        "support|supporting|in support|secondary|partner|partners|consulted|informed|observer|witness|співвиконавець|apoyo",
    ),
];

/// What may part names, or stand within one.
const LINKS: [&str; 15] =
    [",", " and ", " & ", "/", " + ", " та ", " і ", " и ", " y ", " e ", " et ", " und ", " u. ", " dan ", " або "];

impl Cast {
    /// Who is there, from all cells that name somebody: what stands alone somewhere parts what is joined elsewhere.
    pub fn of<'a>(cells: impl Iterator<Item = &'a str>, said: &[String]) -> Cast {
        let mut cast = Cast { said: said.to_vec(), ..Cast::default() };
        let parts: Vec<String> = cells.flat_map(|cell| cast.parts(cell)).map(|(name, _)| name).collect();
        for name in parts.into_iter().filter(|name| !is_nobody(name)) {
            cast.alone.extend(bracketed(&name).map(str::to_lowercase));
            cast.alone.insert(name.to_lowercase());
        }
        cast
    }

    /// The ids of those whom a cell names, and what is in doubt.
    pub fn named(
        &mut self,
        cell: &str,
        doubt: impl Fn(String, DoubtKind) -> MatrixDoubt,
    ) -> (Vec<String>, Vec<MatrixDoubt>) {
        let (mut ids, mut doubts) = (Vec::new(), Vec::new());
        let helping = supporters(cell);
        for (part, share) in self.parts(cell) {
            if helping.contains(&part) {
                doubts.push(doubt(part, DoubtKind::Helps));
                continue;
            }
            doubts.extend(share.map(|(said, what)| doubt(said, what)));
            if is_nobody(&part) {
                doubts.push(doubt(part, DoubtKind::NoParty));
                continue;
            }
            if is_saying(&part, &self.alone) {
                doubts.push(doubt(part, DoubtKind::NotAName));
                continue;
            }
            let pieces = pieces(&part, &self.alone);
            let names: Vec<&str> = pieces.clone().unwrap_or_else(|| vec![&part]);
            for name in &names {
                let (id, odd) = self.actor(name);
                doubts.extend(odd.map(|what| doubt((*name).to_owned(), what)));
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            let id = || ids.last().cloned().unwrap_or_default();
            let what = match pieces {
                Some(names) => Some(DoubtKind::Parted(names.into_iter().map(str::to_owned).collect())),
                None if is_group(&part) => Some(DoubtKind::Group(id())),
                None => LINKS.iter().any(|link| part.contains(link)).then(|| DoubtKind::OneName(id())),
            };
            doubts.extend(what.map(|what| doubt(part.clone(), what)));
        }
        (ids, doubts)
    }

    /// The names of a cell, parted by what certainly parts names or somebody says, each with what stood behind it: the share of its time,
    /// or its part in this.
    fn parts(&self, cell: &str) -> Vec<(String, Option<(String, DoubtKind)>)> {
        let cell = numbered(&cell.replace("],", "];"));
        let mut parts: Vec<String> = listed(&cell).split([';', '\n']).map(|part| bare(part).to_owned()).collect();
        for link in &self.said {
            let worded = link.chars().all(char::is_alphanumeric);
            let link = if worded { format!(" {link} ") } else { link.clone() };
            parts = parts.iter().flat_map(|part| part.split(&link)).map(str::to_owned).collect();
        }
        let trimmed = parts.iter().map(|part| part.trim().trim_end_matches(',').trim());
        let unshared = trimmed.map(|name| match name.strip_suffix(']').and_then(|name| name.rsplit_once('[')) {
            Some((bare, share)) if share.ends_with('%') => {
                (bare.trim().to_owned(), Some((name.to_owned(), DoubtKind::ShareDropped)))
            }
            _ => match parted_off(name) {
                Some((bare, _)) => (bare.to_owned(), Some((name.to_owned(), DoubtKind::PartDropped))),
                None => (name.to_owned(), None),
            },
        });
        unshared.filter(|(name, _)| !name.is_empty()).collect()
    }

    /// The id of an actor: its name where that is one, what stands in brackets behind it, else letters of the name.
    fn actor(&mut self, name: &str) -> (String, Option<DoubtKind>) {
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
        self.actors.push(DraftActor { id: id.clone(), name: name.to_owned(), role: Role::Party.word(), said: false });
        let odd = match (wish.is_some(), free) {
            (false, _) => Some(DoubtKind::Unspellable(id.clone())),
            (_, false) => Some(DoubtKind::NewId(id.clone())),
            _ => None,
        };
        (id, odd)
    }

    /// The names that stand alone in some cell.
    pub fn names(&self) -> &KnownNames {
        &self.alone
    }

    /// The place of an actor by its id or name.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.known.get(&name.to_lowercase()).copied()
    }

    /// An actor whom the matrix does not name.
    pub fn add(&mut self, id: &str, name: &str, role: Role) {
        let (id, _) = self.taken.take(id);
        self.actors.push(DraftActor { id, name: name.to_owned(), role: role.word(), said: true });
    }
}

/// A name without the sign of a list before it: `• North`, `- North`, `2) North`.
fn bare(part: &str) -> &str {
    let text = part.trim();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let counted = (rest.len() < text.len()).then(|| rest.strip_prefix(['.', ')'])).flatten();
    let signed = ["•", "●", "▪", "◦", "·", "-", "–", "—", "*"].iter().find_map(|sign| text.strip_prefix(sign));
    let own = counted.or(signed).filter(|rest| rest.starts_with([' ', '\u{a0}', '\t']));
    own.map_or(text, str::trim)
}

/// A cell that counts its names on one line, `1. North 2. South`, with `;` for what parts these.
fn numbered(cell: &str) -> String {
    let mut text = cell.to_owned();
    for mark in ['.', ')'].into_iter().filter(|mark| cell.trim_start().starts_with(&format!("1{mark} "))) {
        for count in 2..=9 {
            text = text.replacen(&format!(" {count}{mark} "), "; ", 1);
        }
    }
    text
}

/// A cell in which somebody's part in this stands behind names, with `;` for what parts these: `North (lead), South (support)`.
fn listed(cell: &str) -> String {
    let (mut text, mut rest) = (String::new(), cell);
    while let Some(at) = rest.find(')') {
        let (part, behind) = rest.split_at(at + 1);
        text.push_str(part);
        rest = behind;
        let own = text.rsplit([';', '\n']).next().unwrap_or_default();
        if let (Some(other), Some(_)) = (behind_link(behind), parted_off(own.trim())) {
            text.push(';');
            rest = other;
        }
    }
    text + rest
}

/// What stands behind the link with which a text begins.
fn behind_link(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let behind = |link: &&str| {
        let rest = text.strip_prefix(link.trim())?;
        let whole = !link.trim().ends_with(char::is_alphabetic) || rest.starts_with(char::is_whitespace);
        whole.then_some(rest)
    };
    LINKS.iter().find_map(behind)
}

/// Those of a cell who help, by the part that stands behind their names, where somebody else does not.
pub fn supporters(cell: &str) -> Vec<String> {
    let listed = listed(cell);
    let names: Vec<&str> = listed.split([';', '\n']).map(str::trim).filter(|name| !name.is_empty()).collect();
    let helping = names.iter().filter_map(|name| parted_off(name)).filter(|(_, part)| *part == PartIn::Helps);
    let all: Vec<String> = helping.map(|(name, _)| name.to_owned()).collect();
    if all.len() < names.len() { all } else { Vec::new() }
}

/// The names that a text joins, where every one of them also stands alone somewhere.
fn pieces<'a>(text: &'a str, alone: &KnownNames) -> Option<Vec<&'a str>> {
    for link in LINKS {
        for (at, _) in text.match_indices(link) {
            let (first, rest) = (text[..at].trim(), text[at + link.len()..].trim());
            // `North, South, and East`
            let rest = Some(rest).filter(|_| link == ",").and_then(behind_link).map_or(rest, str::trim);
            if first.is_empty() || rest.is_empty() || !alone.contains(&first.to_lowercase()) {
                continue;
            }
            if let Some(mut names) = pieces(rest, alone) {
                names.insert(0, first);
                return Some(names);
            }
            if alone.contains(&rest.to_lowercase()) {
                return Some(vec![first, rest]);
            }
        }
    }
    None
}

/// Whether a word stands where a name does, and names nobody.
fn is_nobody(name: &str) -> bool {
    const NOBODY: &str = "-|–|—|?|n/a|na|none|nobody|tbd|tbc|to be determined|to be decided|to be confirmed|ditto|\"|''|″|〃|-\"-|id|id.|idem|ibid|\
        ibid.|same|same as above|as above|see above|each party|each side|either party|every party|кожна сторона|каждая сторона|те саме|то же|\
        chaque partie|cada parte|jede partei|не визначено|не определено";
    let folded = name.to_lowercase();
    NOBODY.split('|').any(|known| known == folded)
}

/// Whether it says something of names rather than being one: `All except North`, `North or South`, `neither party`, `not yet`, `UN, 5 Nov 2026`.
fn is_saying(name: &str, alone: &KnownNames) -> bool {
    const ANSWERS: &str =
        "yes|no|pending|verified|unverified|confirmed|так|ні|да|нет|oui|non|sí|ja|nein|ya|tidak|belum";
    const BEGINS: &str = "to be|all except|all but|everyone except|everybody except|neither|either of|none of|not|not yet|todos excepto|todos menos|\
        tous sauf|alle außer|усі крім|всі крім|все кроме|semua kecuali|ще ні|ще не|еще не|pas encore|aún no|noch nicht";
    const WITHIN: &str = "except|and/or|not yet|in consultation with|after consultation with|in coordination with|in cooperation with|in agreement with|\
        with the support of|with support of|with support from|on behalf of|together with|jointly with|en consultation avec|avec l'appui de|\
        en consulta con|en coordinación con|con apoyo de|excepto|sauf|außer|in abstimmung mit|in absprache mit|за погодженням з|\
        по согласованию с|спільно з|совместно с|крім|кроме|kecuali|bersama dengan";
    const ARROWS: [&str; 5] = ["→", "->", "⇒", "↔", "=>"];
    const OR: [&str; 7] = ["or", "ou", "o", "oder", "або", "или", "atau"];
    let lower = name.to_lowercase().replace('’', "'").replace(['(', ')'], " ");
    let text = format!(" {} ", lower.split_whitespace().collect::<Vec<_>>().join(" "));
    let answers = is_tick(name) || ANSWERS.split('|').any(|known| text.trim() == known);
    let begins = BEGINS.split('|').any(|known| text.starts_with(&format!(" {known} ")));
    let within = WITHIN.split('|').any(|known| text.contains(&format!(" {known} ")))
        || ARROWS.iter().any(|arrow| text.contains(arrow));
    // An office may have the word in its name, `Office for Missing or Displaced Persons`: short names, or known ones, are meant.
    let choice = OR.iter().any(|or| {
        let (first, rest) = text.split_once(&format!(" {or} ")).unwrap_or_default();
        let is = |side: &str| alone.contains(side.trim()) || side.split_whitespace().count() <= 2;
        !first.trim().is_empty() && !rest.trim().is_empty() && is(first) && is(rest)
    });
    let day = |part: &str| part.contains(|c: char| c.is_ascii_digit()) && is_date(part);
    answers || begins || within || choice || name.split([',', '(', ')']).any(|part| day(part.trim()))
}

/// `North` of `North (lead)`, and its part: what somebody's part in this is does not belong to its name.
fn parted_off(name: &str) -> Option<(&str, PartIn)> {
    let (bare, said) = name.strip_suffix(')')?.rsplit_once('(')?;
    let (bare, said) = (bare.trim(), said.trim().to_lowercase());
    let (part, _) = PARTS.iter().find(|(_, words)| words.split('|').any(|known| known == said))?;
    (!bare.is_empty()).then_some((bare, *part))
}

/// A name that stands for several who have names of their own.
fn is_group(name: &str) -> bool {
    const GROUPS: [&str; 23] = [
        "parties",
        "the parties",
        "both parties",
        "all parties",
        "both sides",
        "all sides",
        "all",
        "both",
        "the sides",
        "сторони",
        "обидві сторони",
        "стороны",
        "обе стороны",
        "les parties",
        "las partes",
        "die parteien",
        "beide parteien",
        "les deux parties",
        "ambas partes",
        "las dos partes",
        "kedua pihak",
        "kedua belah pihak",
        "para pihak",
    ];
    GROUPS.contains(&name.to_lowercase().as_str())
}

/// `GAM` of `Free Aceh Movement (GAM)`.
fn bracketed(name: &str) -> Option<&str> {
    const LONGEST: usize = 12;
    let (_, short) = name.strip_suffix(')')?.rsplit_once(" (")?;
    // A word in small letters tells something of the name; it is no name.
    let is_name = !short.chars().all(|c| c.is_lowercase() || !c.is_alphabetic());
    (is_name && short.len() <= LONGEST && slug(short).as_deref() == Some(short)).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(cells: &[&str], said: &[String]) -> (Vec<Vec<String>>, Vec<MatrixDoubt>) {
        let mut cast = Cast::of(cells.iter().copied(), said);
        let doubt = |text, what| MatrixDoubt { row: None, column: None, text, what };
        let (ids, doubts): (Vec<_>, Vec<_>) = cells.iter().map(|cell| cast.named(cell, doubt)).unzip();
        (ids, doubts.concat())
    }

    #[test]
    fn names_are_parted_where_that_is_certain() {
        let (ids, doubts) = named(&["gov,\nmov", "Gov; friend"], &[]);
        assert_eq!(
            (ids, doubts),
            (vec![vec!["gov".into(), "mov".into()], vec!["gov".into(), "friend".into()]], vec![])
        );
        let cells =
            ["North", "South", "East", "North, South and East", "North/West", "Office for Roads, Housing and Water"];
        let (ids, doubts) = named(&cells, &[]);
        assert_eq!(
            ids[3..],
            [vec!["North", "South", "East"], vec!["north-west"], vec!["office-for-roads-housing-and-water"]]
        );
        assert_eq!(doubts[0].what, DoubtKind::Parted(["North", "South", "East"].map(str::to_owned).into()));
        assert_eq!(doubts[1].what, DoubtKind::OneName("north-west".into()));
        let (ids, doubts) = named(&["MoF, MoI"], &[",".to_owned()]);
        assert_eq!((ids[0].len(), doubts), (2, vec![]));
        let (ids, doubts) = named(&["Joint staff[50%],Survey unit"], &[]);
        assert_eq!(ids[0], ["joint-staff", "survey-unit"]);
        assert_eq!(doubts[0].what, DoubtKind::ShareDropped);
        let (ids, doubts) = named(&["North (Lead); South (SUPPORT )", "TBD", "ditto", "each party", "-"], &[]);
        assert_eq!(ids, [vec!["North"], vec![], vec![], vec![], vec![]]);
        assert_eq!(doubts.iter().filter(|doubt| doubt.what == DoubtKind::PartDropped).count(), 1);
        assert_eq!(doubts.iter().filter(|doubt| doubt.what == DoubtKind::Helps).count(), 1);
        assert_eq!(doubts.iter().filter(|doubt| doubt.what == DoubtKind::NoParty).count(), 4);
        assert_eq!(named(&["Both Parties"], &[]).1[0].what, DoubtKind::Group("both-parties".into()));
    }

    #[test]
    fn what_is_said_of_names_is_no_name() {
        let cells = [
            "North",
            "South",
            "All except North",
            "North or South",
            "neither party",
            "North in consultation with South",
            "North→South",
            "North->South",
            "not yet",
            "Yes",
            "UN, 5 Nov 2026",
            "12/05/2026",
            "Norte o Sur",
            "North and/or South",
            "North (except annex 2)",
            "To be verified",
            "Ministry of Justice (not yet)",
        ];
        let (ids, doubts) = named(&cells, &[]);
        assert!(ids[2..].iter().all(Vec::is_empty), "{ids:?}");
        assert_eq!(doubts.iter().filter(|doubt| doubt.what == DoubtKind::NotAName).count(), cells.len() - 2);
        for office in [
            "Office for Missing or Displaced Persons",
            "Notary Chamber",
            "Not-for-profit Council",
            "Yes Foundation",
            "May",
        ] {
            assert_eq!(named(&[office], &[]).0[0].len(), 1, "{office}");
        }
    }

    #[test]
    fn parts_in_brackets_part_names_and_who_helps_owes_nothing() {
        let cells =
            ["North (lead), Office of Roads, Rivers (support)", "East (co-lead) and West (co-lead)", "South (support)"];
        let (ids, doubts) = named(&cells, &[]);
        assert_eq!(ids, [vec!["North"], vec!["East", "West"], vec!["South"]]);
        let helping = doubts.iter().find(|doubt| doubt.what == DoubtKind::Helps).map(|doubt| doubt.text.as_str());
        assert_eq!(helping, Some("Office of Roads, Rivers"));
        assert_eq!(supporters(cells[0]), ["Office of Roads, Rivers"]);
        for link in LINKS {
            let cell = format!("North (lead){link} Sea (partner)");
            let (ids, doubts) = named(&[&cell], &[]);
            assert_eq!((&ids[0], supporters(&cell)), (&vec!["North".to_owned()], vec!["Sea".to_owned()]), "{cell}");
            assert!(doubts.iter().any(|doubt| doubt.what == DoubtKind::Helps), "{cell}");
        }
        assert_eq!(named(&["North (lead) yonder"], &[]).0[0].len(), 1);
        let cells = ["Nord", "Süd", "Ost", "Nord, Süd, und Ost"];
        assert_eq!(named(&cells, &[]).0[3], ["Nord", "sued", "Ost"]);
        assert_eq!(named(&["Army (North), Navy"], &[]).0[0].len(), 1);
    }

    #[test]
    fn a_short_name_in_brackets_is_the_id() {
        let (ids, doubts) = named(&["GAM", "Free Aceh Movement (GAM)", "…", "Army (GAM)"], &[]);
        assert_eq!(ids, [["GAM"], ["GAM"], ["actor"], ["GAM-2"]].map(|ids| ids.map(str::to_owned).to_vec()));
        assert_eq!(doubts[0].what, DoubtKind::Unspellable("actor".into()));
        assert_eq!(doubts[1].what, DoubtKind::NewId("GAM-2".into()));
    }
}
