//! What came of a matrix, in words and as a document: what was taken and how it was recognised, then every doubt.

use super::prose::Para;
use super::words::{count, shortened};
use crate::draft::columns::Layout;
use crate::draft::dates::Assumed;
use crate::draft::drafted::{DoubtKind, DraftActor, Drafted, MatrixDoubt, PlanDraft, ReadMatrix};
use crate::draft::grid::{At, Grid, letters};
use crate::draft::headings::ColumnKind;
use crate::draft::status::word;
use crate::model::actor::Role;
use crate::model::level::Level;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub struct DraftAnswer<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    /// All sheets that were joined, where there are several.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    sheets: &'a [String],
    header_row: usize,
    columns: Vec<ColumnRow>,
    actors: Vec<DraftActorRow<'a>>,
    elements: Vec<&'a str>,
    phases: Vec<&'a str>,
    /// How many rows say so: by the field's three words.
    statuses: BTreeMap<&'static str, usize>,
    /// How many status cells are understood, of how many.
    understood: [usize; 2],
    remarks: usize,
    /// The file of claims, and how many lines it has.
    claims: Option<(String, usize)>,
    doubts: Vec<DoubtRow<'a>>,
}

#[derive(Serialize)]
struct ColumnRow {
    column: &'static str,
    heading: String,
    letters: String,
}

#[derive(Serialize)]
struct DraftActorRow<'a> {
    id: &'a str,
    name: &'a str,
    role: &'a str,
    assumed: bool,
}

#[derive(Serialize)]
struct DoubtRow<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    row: Option<usize>,
    column: Option<&'a str>,
    text: &'a str,
    what: String,
}

/// What there is to tell of a draft.
pub struct DraftTold<'a> {
    file: &'a str,
    grid: &'a Grid,
    layout: &'a Layout,
    draft: &'a PlanDraft,
    /// Where the claims are written, as it was typed, and how many lines.
    claims: Option<(String, usize)>,
    doubts: Vec<MatrixDoubt>,
}

/// The file of the claims with its number of lines, and what could not be claimed.
pub type Claimed = (Option<(String, usize)>, Vec<MatrixDoubt>);

impl<'a> DraftTold<'a> {
    pub fn of(matrix: &'a ReadMatrix, file: &'a str, (claims, doubts): Claimed) -> DraftTold<'a> {
        let ReadMatrix { grid, layout, draft, .. } = matrix;
        let doubts = draft.doubts.iter().cloned().chain(doubts).collect();
        DraftTold { file, grid, layout, draft, claims, doubts }
    }

    pub fn document(&self) -> DraftAnswer<'_> {
        let (layout, draft) = (self.layout, self.draft);
        let columns = layout.columns.iter().map(|(column, at)| ColumnRow {
            column: column.word(),
            heading: layout.shown(*at),
            letters: letters(*at),
        });
        let actors = draft.actors.iter().map(|actor| DraftActorRow {
            id: &actor.id,
            name: &actor.name,
            role: actor.role,
            assumed: !actor.said,
        });
        let doubts = self.doubts.iter().map(|doubt| DoubtRow {
            sheet: doubt.row.and_then(|at| self.grid.sheets.get(at.sheet)).map(String::as_str),
            row: doubt.row.map(|at| at.row),
            column: doubt.column.as_deref(),
            text: &doubt.text,
            what: words(&doubt.what),
        });
        DraftAnswer {
            file: self.file,
            sheet: self.grid.name.as_deref(),
            sheets: &self.grid.sheets,
            header_row: self.grid.rows[layout.header].number,
            columns: columns.collect(),
            actors: actors.collect(),
            elements: draft.elements.iter().map(|one| one.id.as_str()).collect(),
            phases: draft.phases.iter().map(|one| one.id.as_str()).collect(),
            statuses: self.statuses(),
            understood: self.understood().into(),
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

    /// How many rows tell how far they are in words that are understood, of how many that do.
    fn understood(&self) -> (usize, usize) {
        let told = |one: &&Drafted| one.status.is_some() || !one.status_text.is_empty() || one.percent.is_some();
        let all: Vec<&Drafted> = self.draft.milestones.iter().filter(told).collect();
        (all.iter().filter(|one| one.status.is_some()).count(), all.len())
    }

    fn remarks(&self) -> usize {
        self.draft.milestones.iter().filter(|one| one.remarks.is_some()).count()
    }

    pub fn paras(&self) -> Vec<Para> {
        let draft = self.draft;
        let sheet = match &self.grid.sheets[..] {
            [] => self.grid.name.as_ref().map_or(String::new(), |name| format!(", sheet {name}")),
            names => format!(", sheets {}", names.join(", ")),
        };
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
        let rules = draft
            .rules
            .iter()
            .map(|rule| format!("{} {} {}", rule.decision, if rule.all { "all of" } else { "one of" }, rule.by));
        let rules = rules.collect::<Vec<_>>().join(", ");
        paras.extend(
            (!rules.is_empty()).then(|| Para::field("rules", format!("{rules}: yours to change while it is a draft"))),
        );
        paras.extend(self.statuses_told().map(|text| Para::field("statuses", text)));
        paras.extend(self.left_out().map(|text| Para::field("not in it", text)));
        paras.extend(Para::section(
            "Not understood, or understood with a doubt:",
            grouped(&self.doubts, &self.grid.sheets),
        ));
        paras
    }

    fn columns(&self) -> String {
        let mut columns: Vec<(&ColumnKind, &usize)> = self.layout.columns.iter().collect();
        columns.sort_by_key(|(_, at)| **at);
        let told = columns.into_iter().map(|(column, at)| format!("{} is {}", self.layout.shown(*at), column.word()));
        told.collect::<Vec<_>>().join(", ")
    }

    fn actors(&self) -> String {
        let party = |actor: &&DraftActor| !actor.said && actor.role == Role::Party.word();
        let (parties, others): (Vec<_>, Vec<_>) = self.draft.actors.iter().partition(party);
        let role = |actor: &&DraftActor| match actor.said {
            true => format!("{} ({})", actor.id, actor.role),
            false => format!("{} (taken for a {} by its name: `--role` says otherwise)", actor.id, actor.role),
        };
        let mut told: Vec<String> = others.iter().map(role).collect();
        if !parties.is_empty() {
            let ids: Vec<&str> = parties.iter().map(|actor| actor.id.as_str()).collect();
            told.insert(0, format!("{} (taken for parties: `--role ID=ROLE` says otherwise)", ids.join(", ")));
        }
        told.join("; ")
    }

    /// How many statuses are understood, where not all are.
    fn statuses_told(&self) -> Option<String> {
        let (understood, all) = self.understood();
        (understood < all).then(|| {
            format!("{understood} of {all} understood; `--status \"WORD=LEVEL\"` says what others mean (none, minimum, intermediate, full)")
        })
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

/// Doubts in words; those that are alike are told once, with all their rows.
pub fn grouped(doubts: &[MatrixDoubt], sheets: &[String]) -> Vec<String> {
    let mut groups: Vec<(&MatrixDoubt, Vec<At>)> = Vec::new();
    let mut places: BTreeMap<(Option<&str>, &str, &DoubtKind), usize> = BTreeMap::new();
    let mut sorted: Vec<&MatrixDoubt> = doubts.iter().collect();
    sorted.sort_by_key(|doubt| doubt.row);
    for doubt in sorted {
        // What was assumed to read a date is told once for all that are read so.
        let text = if matches!(doubt.what, DoubtKind::Assumed(_)) { "" } else { doubt.text.as_str() };
        let key = (doubt.column.as_deref(), text, &doubt.what);
        let place = *places.entry(key).or_insert(groups.len());
        if place == groups.len() {
            groups.push((doubt, Vec::new()));
        }
        groups[place].1.extend(doubt.row);
    }
    groups.iter().map(|(doubt, rows)| line(doubt, rows, sheets)).collect()
}

fn line(doubt: &MatrixDoubt, rows: &[At], sheets: &[String]) -> String {
    let column = doubt.column.as_ref().map_or(String::new(), |column| format!(", {column}"));
    let row = |at: &At| match sheets.get(at.sheet) {
        Some(sheet) => format!("{sheet} {}", at.row),
        None => at.row.to_string(),
    };
    let at = match rows {
        [] => String::new(),
        [one] => format!("row {}{column}: ", row(one)),
        rows => format!("rows {}{column}: ", rows.iter().map(row).collect::<Vec<_>>().join(", ")),
    };
    let more = match (&doubt.what, rows.len()) {
        (DoubtKind::Assumed(_), many) if many > 1 => " and the like",
        _ => "",
    };
    format!("{at}“{}”{more}: {}", shortened(&doubt.text, SHOWN), words(&doubt.what))
}

/// So many characters of a text leave a line readable.
const SHOWN: usize = 80;

fn assumed(assumed: Assumed) -> String {
    match assumed {
        Assumed::Century(century) => format!("read as a year of {century}00 to {century}99; `--century` says another"),
        Assumed::Order(true) => {
            "read with the day first, as another date of the file shows; `--dates mdy` says otherwise".into()
        }
        Assumed::Order(false) => {
            "read with the month first, as another date of the file shows; `--dates dmy` says otherwise".into()
        }
        Assumed::Serial => "read as a spreadsheet's count of days".into(),
        Assumed::Weekday => "that day is another day of the week; the date is taken".into(),
        Assumed::Range => "a term: its end is the date, the words are kept as `x-timeline`".into(),
        Assumed::WeekEnd => "a week of the calendar: its last day is the date".into(),
        Assumed::Revised => "the date that took the place of the other; the words are kept as `x-timeline`".into(),
        Assumed::FromStart => "counted from the entry into force".into(),
        Assumed::TermFromStart => {
            "a term counted from the entry into force: its end is the date, the words are kept as `x-timeline`".into()
        }
    }
}

fn words(what: &DoubtKind) -> String {
    match what {
        DoubtKind::NoActivity => "no activity stands there; the row is left out".into(),
        DoubtKind::Lone => "one cell that heads nothing; left out".into(),
        DoubtKind::Heads { kind, id } => {
            format!("taken for a heading: {kind} `{id}`, with the rows below it up to the next {kind}")
        }
        DoubtKind::Above => "stands above the header; left out".into(),
        DoubtKind::HeaderGoesOn => "read as part of the header: what stands above is the heading of several columns".into(),
        DoubtKind::StatusByMarks => "marks below words of a status; read as one column of statuses".into(),
        DoubtKind::HeaderAgain => "the header once more; left out".into(),
        DoubtKind::Fault => "a formula that failed; read as empty".into(),
        DoubtKind::Unworked => {
            "a formula whose value the file does not hold; read as empty: open it in a spreadsheet, and save it".into()
        }
        DoubtKind::DayOrMonth => "the day or the month first? No date; `--dates dmy` or `mdy` says which".into(),
        DoubtKind::Impossible => "not in the calendar; no date, the words are kept".into(),
        DoubtKind::NotADate => "not a date that means one thing; no date, the words are kept and shown".into(),
        DoubtKind::NoSuchEvent(name) => format!("no row is called `{name}`; no date, the words are kept and shown"),
        DoubtKind::SheetLeft(rows) => {
            format!("a sheet of {}, not read; `--sheet` names those that are", count(*rows, "row"))
        }
        DoubtKind::SheetAlike(heading) => {
            format!("read as a sheet of the matrix, too, which calls the activity “{heading}”; `--sheet` names those that are")
        }
        DoubtKind::SecondTable(rows) => format!("the header of another table; left out with {} below it", count(*rows, "row")),
        DoubtKind::Note => "a note beside the table; left out".into(),
        DoubtKind::RowsHidden(rows) => {
            format!("{}, read as the others are; what no longer holds is to be deleted there", count(*rows, "hidden row"))
        }
        DoubtKind::ColumnHidden => "a hidden column, read as the others are; what no longer holds is to be deleted there".into(),
        DoubtKind::SheetHidden(rows) => {
            format!("a hidden sheet of {}, not read; `--sheet` reads it", count(*rows, "row"))
        }
        DoubtKind::CarriedDown(kind) => format!("filled once for the rows below it; read as their {kind}, too, up to the next or an empty row"),
        DoubtKind::Total => "a line of sums; left out".into(),
        DoubtKind::Encoding(name) => format!("read as {name}; `--encoding` names another"),
        DoubtKind::Unseen(letters) => format!("{} that nobody sees dropped", count(*letters, "letter")),
        DoubtKind::Assumed(assumed) => self::assumed(*assumed),
        DoubtKind::OnNotRead => {
            "not a date that means one thing; its status is claimed by the day of `--on`, on a day not known, and the words go into the note".into()
        }
        DoubtKind::OnAhead => {
            "lies ahead; its status is claimed by the day of `--on`, on a day not known, and that date goes into the note".into()
        }
        DoubtKind::AsOf => "the day for which statuses are taken where a row names none; `--on` says another".into(),
        DoubtKind::AsOfAhead => "lies ahead; no status is taken for that day".into(),
        DoubtKind::AsOfUnclear => {
            "the day or the month first? No status is taken for that day; `--dates`, or a rules file, says which".into()
        }
        DoubtKind::AsOfNoYear => "no year stands there; no status is taken for that day: write the year, or say `--on`".into(),
        DoubtKind::DoneAhead => "lies ahead, and so nothing was done on it; no claim, only a note".into(),
        DoubtKind::Commented => "a comment on the cell; kept with the remarks".into(),
        DoubtKind::Helps => "helps, and owes nothing beside who leads; kept as `x-support`".into(),
        DoubtKind::PartDropped => "somebody's part in this; left out".into(),
        DoubtKind::NoParty => "names nobody; nobody is responsible by it: write the name".into(),
        DoubtKind::NotAName => {
            "says something of names and is none; nobody owes or verifies by it, the words are kept: write the names, parted with `;`".into()
        }
        DoubtKind::NobodyOwes => {
            "no row says who is responsible, so nobody owes anything and the secretariat alone decides; `--map responsible=HEADING` names the column".into()
        }
        DoubtKind::ShareDropped => "a share of somebody's time; left out".into(),
        DoubtKind::Group(id) => format!("stands for several; taken for one actor, `{id}`: name them, parted with `;`"),
        DoubtKind::NoSuchBefore => "no row is called so; kept as `x-requires`".into(),
        DoubtKind::LagDropped => "read as *once that is done*; the time between is kept as `x-requires` only".into(),
        DoubtKind::NotANumber(key) => format!("not a number that means one thing; kept as `x-{key}`"),
        DoubtKind::NotAMark(key) => format!("neither a mark nor a date; kept as `x-{key}`"),
        DoubtKind::Calendar { columns, read: 0, .. } => {
            format!("{columns} columns of a chart, not read as dates; kept with each row by their headings")
        }
        DoubtKind::Calendar { columns, read, left, counted } => charted(*columns, (*read, *left), *counted),
        DoubtKind::UnheadedCells(cells) => format!("{cells} cells of columns without a heading; left out"),
        DoubtKind::Contradicts { key, why } => format!("`{key}` is left out, because {why}"),
        DoubtKind::PhaseNamed(id) => format!("only a date names this phase; added as `{id}`, with nothing in it"),
        DoubtKind::NotAStatus => "not pending, ongoing or complete, nor a word for it; no claim, only a note".into(),
        DoubtKind::StatusElsewhere(heading) => {
            format!("not pending, ongoing or complete, nor a word for it; {heading} says how far it is, and these words go into the note")
        }
        DoubtKind::Clashes(says) => format!("contradicts “{says}”, which is what is taken; ask who wrote it"),
        DoubtKind::DoneUnclear => {
            "the day or the month first? Taken as done by the day for which statuses are told; `--dates`, or a rules file, says which".into()
        }
        DoubtKind::DoneUnclearKept => {
            "the day or the month first? Not taken, kept as `x-done`; `--dates`, or a rules file, says which".into()
        }
        DoubtKind::DoneNoDay => {
            "done on which day? Taken as done by the day for which statuses are told, and the words go into the note".into()
        }
        DoubtKind::OfWhole => "this status is not claimed: the whole follows from its parts".into(),
        DoubtKind::NumberIsDate => "the spreadsheet made a date of a number; read as no number".into(),
        DoubtKind::NumberTwice => "the number stands above already; kept as a row of its own, with another id".into(),
        DoubtKind::Deeper(whole) => format!("parts have no parts: taken as a part of `{whole}`"),
        DoubtKind::NewId(id) => format!("called `{id}`"),
        DoubtKind::OneName(id) => format!("taken for one name, `{id}`; of two, part them with `;`, or say `--split`"),
        DoubtKind::Parted(names) => format!("taken for {}, since each of them stands alone elsewhere", names.join(" and ")),
        DoubtKind::Unspellable(id) => format!("called `{id}`: an id has Latin letters and digits"),
        DoubtKind::Kept(key) => format!("not a known heading; kept with each row as `{key}`"),
        DoubtKind::Unheaded => "no heading stands above it; left out".into(),
        DoubtKind::NoSuchMilestone => "no milestone of the plan has this id, number or title; left out: `milepost amend` adds one".into(),
        DoubtKind::NoRow(many) => format!("{} of the plan without a row; what is on record stays", count(*many, "milestone")),
        DoubtKind::CalledElse { id, title } => format!("taken for `{id}`, which the plan calls “{}”", shortened(title, SHOWN)),
        DoubtKind::SeveralMeant(ids) => format!("{ids} could be meant; nothing of this row is taken: tell them apart by title or number"),
        DoubtKind::PlanHas { id, says } => format!("the plan has “{says}” for `{id}`; it changes by `milepost amend`, not by an import"),
        DoubtKind::PlanSays { id, says } => format!("the plan has “{says}” for `{id}`; a date moves by `milepost reschedule`, not by an import"),
        DoubtKind::NotItsOwnWord(says) => format!(
            "not taken: milepost printed it for somebody's word, and now says “{says}”; to state it, write the word alone, as `complete`"
        ),
        DoubtKind::WorkedOut(rows) => {
            format!("not taken from the remarks of {}: milepost works this out by itself; to state it, write it in words of your own", count(*rows, "row"))
        }
        DoubtKind::WordContested => "contested where it was printed; no claim, only a note".into(),
        DoubtKind::PrintedBefore => "not taken: milepost printed it of this row at an earlier time; to state it, write it in words of your own".into(),
        DoubtKind::Earlier { chosen, key } => {
            format!("“{chosen}” is read instead, and this one only where that is empty; kept with each row as `{key}`: `--map` says otherwise")
        }
        DoubtKind::KeptToo(key) => format!("a second column of that heading; kept with each row as `{key}`"),
    }
}

/// What is told of a chart whose marks were read.
fn charted(columns: usize, (read, left): (usize, usize), counted: bool) -> String {
    let from = if counted { ", counted from the entry into force" } else { "" };
    let other = match left {
        0 => String::new(),
        _ => format!("; {} with gaps or words there not read, and kept by the headings", count(left, "row")),
    };
    format!(
        "{columns} columns of a chart; the marks of {} read as a term, whose end is the date{from}{other}",
        count(read, "row")
    )
}
