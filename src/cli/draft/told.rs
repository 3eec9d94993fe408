//! What came of a matrix, in words and as a document: what was taken and how it was recognised, then every doubt.

use super::columns::{Column, Layout};
use super::drafted::{Doubt, Draft, Read, What};
use super::grid::{Grid, letters};
use super::status::word;
use crate::model::level::Level;
use crate::report::prose::Para;
use crate::report::words::count;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct DraftDoc<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    header_row: usize,
    columns: Vec<ColumnDoc>,
    actors: Vec<ActorDoc<'a>>,
    elements: Vec<&'a str>,
    phases: Vec<&'a str>,
    /// How many rows say so: by the field's three words.
    statuses: BTreeMap<&'static str, usize>,
    remarks: usize,
    /// The file of claims, and how many lines it has.
    claims: Option<(String, usize)>,
    doubts: Vec<DoubtDoc<'a>>,
}

#[derive(Serialize)]
struct ColumnDoc {
    column: &'static str,
    heading: String,
    letters: String,
}

#[derive(Serialize)]
struct ActorDoc<'a> {
    id: &'a str,
    name: &'a str,
    role: &'a str,
    assumed: bool,
}

#[derive(Serialize)]
struct DoubtDoc<'a> {
    row: Option<usize>,
    column: Option<&'a str>,
    text: &'a str,
    what: String,
}

/// What there is to tell of a draft.
pub struct Told<'a> {
    file: &'a str,
    grid: &'a Grid,
    layout: &'a Layout,
    draft: &'a Draft,
    /// Where the claims are written, as it was typed, and how many lines.
    claims: Option<(String, usize)>,
    doubts: Vec<Doubt>,
}

/// The file of the claims with its number of lines, and what could not be claimed.
pub type Claimed = (Option<(String, usize)>, Vec<Doubt>);

impl<'a> Told<'a> {
    pub fn of(matrix: &'a Read, file: &'a str, (claims, doubts): Claimed) -> Told<'a> {
        let Read { grid, layout, draft, .. } = matrix;
        let doubts = draft.doubts.iter().cloned().chain(doubts).collect();
        Told { file, grid, layout, draft, claims, doubts }
    }

    pub fn document(&self) -> DraftDoc<'_> {
        let (layout, draft) = (self.layout, self.draft);
        let columns = layout.columns.iter().map(|(column, at)| ColumnDoc {
            column: column.word(),
            heading: layout.shown(*at),
            letters: letters(*at),
        });
        let actors = draft.actors.iter().map(|actor| ActorDoc {
            id: &actor.id,
            name: &actor.name,
            role: actor.role,
            assumed: !actor.said,
        });
        let doubts = self.doubts.iter().map(|doubt| DoubtDoc {
            row: doubt.row,
            column: doubt.column.as_deref(),
            text: &doubt.text,
            what: words(&doubt.what),
        });
        DraftDoc {
            file: self.file,
            sheet: self.grid.name.as_deref(),
            header_row: self.grid.rows[layout.header].number,
            columns: columns.collect(),
            actors: actors.collect(),
            elements: draft.elements.iter().map(|one| one.id.as_str()).collect(),
            phases: draft.phases.iter().map(|one| one.id.as_str()).collect(),
            statuses: self.statuses(),
            remarks: self.remarks(),
            claims: self.claims.clone(),
            doubts: doubts.collect(),
        }
    }

    fn statuses(&self) -> BTreeMap<&'static str, usize> {
        let mut statuses = BTreeMap::new();
        for told in self.draft.milestones.iter().filter_map(|one| one.status.as_ref()) {
            *statuses.entry(word(told.level)).or_default() += 1;
        }
        statuses
    }

    fn remarks(&self) -> usize {
        self.draft.milestones.iter().filter(|one| one.remarks.is_some()).count()
    }

    pub fn paras(&self) -> Vec<Para> {
        let draft = self.draft;
        let sheet = self.grid.name.as_ref().map_or(String::new(), |name| format!(", sheet {name}"));
        let header = self.grid.rows[self.layout.header].number;
        let from = format!("From {}{sheet}, whose header is row {header}:", self.file);
        let mut paras = vec![Para::gap(), Para::line(from)];
        paras.push(Para::field("columns", self.columns()));
        paras.push(Para::field("actors", self.actors()));
        for (name, list) in [("elements", &draft.elements), ("phases", &draft.phases)] {
            let ids: Vec<&str> = list.iter().map(|one| one.id.as_str()).collect();
            paras.extend((!ids.is_empty()).then(|| Para::field(name, ids.join(", "))));
        }
        paras.extend((!draft.sources.is_empty()).then(|| {
            Para::field(
                "sources",
                format!("{}, as references begin; their titles are yours to give", draft.sources.join(", ")),
            )
        }));
        paras.extend(self.left_out().map(|text| Para::field("not in it", text)));
        paras.extend(Para::section("Not understood, or understood with a doubt:", grouped(&self.doubts)));
        paras
    }

    fn columns(&self) -> String {
        let mut columns: Vec<(&Column, &usize)> = self.layout.columns.iter().collect();
        columns.sort_by_key(|(_, at)| **at);
        let told = columns.into_iter().map(|(column, at)| format!("{} is {}", self.layout.shown(*at), column.word()));
        told.collect::<Vec<_>>().join(", ")
    }

    fn actors(&self) -> String {
        let (said, assumed): (Vec<_>, Vec<_>) = self.draft.actors.iter().partition(|actor| actor.said);
        let mut told: Vec<String> = said.iter().map(|actor| format!("{} ({})", actor.id, actor.role)).collect();
        if !assumed.is_empty() {
            let ids: Vec<&str> = assumed.iter().map(|actor| actor.id.as_str()).collect();
            told.insert(0, format!("{} (taken for parties: `--role ID=ROLE` says otherwise)", ids.join(", ")));
        }
        told.join("; ")
    }

    /// What a plan does not hold, and what became of it.
    fn left_out(&self) -> Option<String> {
        let statuses: Vec<String> = self.statuses().iter().map(|(word, many)| format!("{many} {word}")).collect();
        let remarks = self.remarks();
        if let Some((path, lines)) = &self.claims {
            let least = if self.statuses().contains_key(word(Level::Minimum)) {
                "; what goes on is claimed as minimum, the least that it can be"
            } else {
                ""
            };
            return Some(format!(
                "statuses and remarks: {} for `milepost import {path}`{least}",
                count(*lines, "line")
            ));
        }
        if statuses.is_empty() && remarks == 0 {
            return None;
        }
        let all: Vec<String> = statuses.into_iter().chain((remarks > 0).then(|| count(remarks, "remark"))).collect();
        Some(format!(
            "{}: a plan holds what was promised; `--claims FILE --on DATE` writes them for `milepost import`",
            all.join(", ")
        ))
    }
}

/// Doubts that are alike are told once, with all their rows.
fn grouped(doubts: &[Doubt]) -> Vec<String> {
    let mut groups: Vec<(&Doubt, Vec<usize>)> = Vec::new();
    let mut places: BTreeMap<(Option<&str>, &str, &What), usize> = BTreeMap::new();
    let mut sorted: Vec<&Doubt> = doubts.iter().collect();
    sorted.sort_by_key(|doubt| doubt.row);
    for doubt in sorted {
        let key = (doubt.column.as_deref(), doubt.text.as_str(), &doubt.what);
        let place = *places.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push((doubt, Vec::new()));
        }
        groups[place].1.extend(doubt.row);
    }
    groups.iter().map(|(doubt, rows)| line(doubt, rows)).collect()
}

fn line(doubt: &Doubt, rows: &[usize]) -> String {
    let column = doubt.column.as_ref().map_or(String::new(), |column| format!(", {column}"));
    let at = match rows {
        [] => String::new(),
        [row] => format!("row {row}{column}: "),
        rows => format!("rows {}{column}: ", rows.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    };
    format!("{at}“{}”: {}", shortened(&doubt.text), words(&doubt.what))
}

/// So much of a text that a line stays readable.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 80;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn words(what: &What) -> String {
    match what {
        What::NoActivity => "no activity stands there; the row is left out".into(),
        What::Lone => "one cell that heads nothing; left out".into(),
        What::Heads { kind, id } => {
            format!("taken for a heading: {kind} `{id}`, with the rows below it up to the next {kind}")
        }
        What::Above => "stands above the header; left out".into(),
        What::HeaderAgain => "the header once more; left out".into(),
        What::Fault => "a formula that failed; read as empty".into(),
        What::DayOrMonth => "the day or the month first? No date; `--dates dmy` or `mdy` says which".into(),
        What::Impossible => "not in the calendar; no date, the words are kept".into(),
        What::NotADate => "not a date that means one thing; no date, the words are kept as `x-timeline`".into(),
        What::NoSuchEvent(name) => format!("no row is called `{name}`; no date, the words are kept as `x-timeline`"),
        What::Contradicts { key, why } => format!("`{key}` is left out, because {why}"),
        What::PhaseNamed(id) => format!("only a date names this phase; added as `{id}`, with nothing in it"),
        What::NotAStatus => "not pending, ongoing or complete, nor a word for it; no claim, only a note".into(),
        What::OfWhole => "this status is not claimed: the whole follows from its parts".into(),
        What::NumberIsDate => "the spreadsheet made a date of a number; read as no number".into(),
        What::NumberTwice => "the number stands above already; kept as a row of its own, with another id".into(),
        What::Deeper(whole) => format!("parts have no parts: taken as a part of `{whole}`"),
        What::NewId(id) => format!("called `{id}`"),
        What::OneName(id) => format!("taken for one name, `{id}`; of two, part them with `;`"),
        What::Parted(names) => format!("taken for {}, since one of them stands alone elsewhere", names.join(" and ")),
        What::Unspellable(id) => format!("called `{id}`: an id has Latin letters and digits"),
        What::Kept(key) => format!("not a known heading; kept with each row as `{key}`"),
        What::Unheaded => "no heading stands above it; left out".into(),
        What::KeptToo(key) => format!("a second column of that heading; kept with each row as `{key}`"),
    }
}
