//! A table becomes a draft: its rows commitments, its names actors, its headings phases and elements; what is not understood is a doubt.

use super::actors::Cast;
use super::columns::Column;
use super::dates::{Order, Unclear, date};
use super::drafted::{Doubt, Draft, Drafted, Titled, What};
use super::grid::{Row, letters};
use super::ids::{Called, called};
use super::names::{Taken, slug};
use super::rows::{Line, Table};
use super::status::status;
use super::timeline::{Timeline, timeline, words};
use crate::model::actor::Role;
use crate::model::due::{Due, DueRule, Event};
use crate::model::id::Id;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The draft of a table, and who is in it.
pub fn drafted(table: Table, stem: &str, order: Option<Order>) -> (Draft, Cast) {
    let (title, above) = table.above();
    let (lines, odd) = table.lines();
    let keys = keys(table);
    let rows: Vec<&Row> = lines.iter().filter_map(commitment).collect();
    let cells = [Column::Responsible, Column::Verified];
    let mut cast = Cast::of(rows.iter().flat_map(|row| cells.map(|column| table.text(row, column))).flatten());
    let (names, found, ids) = called(table, &rows);
    let mut draft = Draft {
        title: title.unwrap_or(stem).to_owned(),
        id: slug(stem).unwrap_or_else(|| "matrix".to_owned()),
        doubts: [above, odd, unknown(table, &keys), ids].concat(),
        ..Draft::default()
    };
    let (mut groups, mut at) = (Groups::default(), names.iter());
    for line in &lines {
        match line {
            Line::Heading(row, title) => draft.doubts.push(groups.head(table, row, title)),
            Line::Commitment(row) => {
                let Some(Called { id, title, part_of }) = at.next() else { continue };
                let part_of = part_of.map(|whole| names[whole].id.clone());
                let (id, title) = (id.clone(), title.clone());
                let mut one = Drafted { row: row.number, id, title, part_of, ..Drafted::default() };
                groups.place(table, row, &mut one);
                draft.doubts.extend(read(table, row, order, &mut cast, &mut one));
                one.kept.extend(keys.iter().filter_map(|(at, key)| Some((key.clone(), row.text(*at)?.to_owned()))));
                draft.milestones.push(one);
            }
        }
    }
    (draft.elements, draft.phases) = (groups.elements.all, groups.phases.all);
    resolve(table, &rows, &found, &mut draft);
    draft.sources = sources(&draft.milestones);
    let monitors = monitors(&draft);
    for actor in cast.actors.iter_mut().filter(|actor| monitors.contains(&actor.id)) {
        (actor.role, actor.said) = (Role::Monitor.word(), true);
    }
    (draft, cast)
}

fn commitment<'a>(line: &Line<'a>) -> Option<&'a Row> {
    match line {
        Line::Commitment(row) => Some(row),
        Line::Heading(..) => None,
    }
}

/// Those who verify and owe nothing.
fn monitors(draft: &Draft) -> HashSet<String> {
    let owing: HashSet<&String> = draft.milestones.iter().flat_map(|one| &one.responsible).collect();
    let verifying = draft.milestones.iter().flat_map(|one| &one.verified);
    verifying.filter(|id| !owing.contains(id)).cloned().collect()
}

/// The key under which a column is kept of which nothing is known.
fn keys(table: Table) -> BTreeMap<usize, String> {
    let mut taken = Taken::default();
    // Under this key stand the words of a date.
    taken.take("timeline");
    let key = |(at, heading): (usize, &str)| {
        let word = slug(&heading.to_lowercase()).unwrap_or_else(|| format!("column-{}", letters(at).to_lowercase()));
        (at, format!("x-{}", taken.take(&word).0))
    };
    table.layout.others().map(key).collect()
}

fn unknown(table: Table, keys: &BTreeMap<usize, String>) -> Vec<Doubt> {
    let header = &table.grid.rows[table.layout.header];
    let known = |heading: &str| table.layout.columns.values().any(|at| header.text(*at) == Some(heading));
    let doubt = |(at, heading): (usize, &str)| {
        let key = keys[&at].clone();
        let what = if known(heading) { What::KeptToo(key) } else { What::Kept(key) };
        Doubt { row: Some(header.number), column: Some(letters(at)), text: heading.to_owned(), what }
    };
    table.layout.others().map(doubt).collect()
}

/// What a row says beside its name.
fn read(table: Table, row: &Row, order: Option<Order>, cast: &mut Cast, one: &mut Drafted) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    let mut named = |column: Column| {
        let (ids, odd) = cast.named(table.text(row, column)?, |text, what| table.doubt(row, column, text, what));
        doubts.extend(odd);
        Some(ids)
    };
    one.responsible = named(Column::Responsible).unwrap_or_default();
    one.verified = named(Column::Verified).unwrap_or_default();
    one.source = table.text(row, Column::Reference).map(parted).unwrap_or_default();
    doubts.extend(when(table, row, order, one));
    if let Some(text) = table.text(row, Column::Status) {
        (one.status, one.status_text) = (status(text), text.to_owned());
        let odd = one.status.is_none().then(|| table.doubt(row, Column::Status, text, What::NotAStatus));
        doubts.extend(odd);
    }
    if let Some(text) = table.text(row, Column::On) {
        match date(text, order) {
            Ok(when) => one.on = Some(when.to_string()),
            Err(unclear) => doubts.push(table.doubt(row, Column::On, text, not_read(unclear))),
        }
    }
    one.remarks = table.text(row, Column::Remarks).map(str::to_owned);
    doubts
}

/// The clauses of a cell.
fn parted(cell: &str) -> Vec<String> {
    cell.split([';', '\n']).map(str::trim).filter(|clause| !clause.is_empty()).map(str::to_owned).collect()
}

/// When it is due. Words that milepost would not print are kept beside what they mean.
fn when(table: Table, row: &Row, order: Option<Order>, one: &mut Drafted) -> Option<Doubt> {
    let text = table.text(row, Column::Timeline)?;
    let mut keep = || drop(one.kept.insert("x-timeline".to_owned(), text.to_owned()));
    match timeline(text, order) {
        Ok(Timeline::NoDate) if text == "no date" => {}
        Ok(Timeline::NoDate) => keep(),
        Ok(Timeline::Continuing) => {
            keep();
            one.continuing = true;
        }
        Ok(Timeline::Due(rule)) => {
            if words(&rule) != text {
                keep();
            }
            one.due = Some(rule);
        }
        Err(unclear) => {
            keep();
            return Some(table.doubt(row, Column::Timeline, text, not_read(unclear)));
        }
    }
    None
}

fn not_read(unclear: Unclear) -> What {
    match unclear {
        Unclear::DayOrMonth => What::DayOrMonth,
        Unclear::Impossible => What::Impossible,
        Unclear::NotUnderstood => What::NotADate,
    }
}

/// Phases or elements, in the order in which they are met.
#[derive(Default)]
struct Group {
    all: Vec<Titled>,
    ids: HashMap<String, String>,
    taken: Taken,
    /// The one that a heading opened last.
    current: Option<String>,
}

impl Group {
    fn id(&mut self, title: &str, other: &str) -> String {
        if let Some(known) = self.ids.get(title) {
            return known.clone();
        }
        let wish = slug(title).unwrap_or_else(|| format!("{other}-{}", self.all.len() + 1));
        let (id, _) = self.taken.take(&wish);
        self.ids.insert(title.to_owned(), id.clone());
        self.all.push(Titled { id: id.clone(), title: title.to_owned() });
        id
    }
}

#[derive(Default)]
struct Groups {
    phases: Group,
    elements: Group,
}

impl Groups {
    /// A heading opens a phase where it says so, else an element.
    fn head(&mut self, table: Table, row: &Row, title: &str) -> Doubt {
        let lower = title.to_lowercase();
        let (group, kind) = match lower.starts_with("phase") || lower.starts_with("stage") {
            true => (&mut self.phases, "phase"),
            false => (&mut self.elements, "element"),
        };
        let id = group.id(title, kind);
        group.current = Some(id.clone());
        Doubt { column: None, ..table.doubt(row, Column::Activity, title, What::Heads { kind, id }) }
    }

    /// Where a commitment stands: as its row says, else below the last heading.
    fn place(&mut self, table: Table, row: &Row, one: &mut Drafted) {
        let of = |group: &mut Group, column: Column| {
            let own = table.text(row, column).map(|title| group.id(title, column.word()));
            own.or_else(|| group.current.clone())
        };
        one.phase = of(&mut self.phases, Column::Phase);
        one.element = of(&mut self.elements, Column::Element);
    }
}

/// Looks up the commitments and phases that dates name: by id, else by number. A date that names another goes.
fn resolve(table: Table, rows: &[&Row], found: &HashMap<String, usize>, draft: &mut Draft) {
    let ids: Vec<Option<Id>> = draft.milestones.iter().map(|one| Id::new(&one.id).ok()).collect();
    let phases = draft.phases.iter().filter_map(|phase| Some((Id::folded(&phase.id), Id::new(&phase.id).ok()?)));
    let mut phases: HashMap<String, Id> = phases.collect();
    for (one, row) in draft.milestones.iter_mut().zip(rows) {
        let Some(mut rule) = one.due.take() else { continue };
        let (mut missing, mut named) = (None, Vec::new());
        each_event(&mut rule, &mut |event| match event {
            Event::Milestone(id, _) => {
                match found.get(&Id::folded(id.as_str())).and_then(|place| ids[*place].clone()) {
                    Some(known) => *id = known,
                    None => missing = Some(id.to_string()),
                }
            }
            Event::PhaseOpened(id) | Event::PhaseDone(id) => {
                let new = || {
                    named.push(id.to_string());
                    id.clone()
                };
                *id = phases.entry(Id::folded(id.as_str())).or_insert_with(new).clone();
            }
            Event::Signature | Event::Start => {}
        });
        for id in named {
            draft.phases.push(Titled { id: id.clone(), title: id.clone() });
            draft.doubts.push(Doubt {
                row: Some(row.number),
                column: None,
                text: id.clone(),
                what: What::PhaseNamed(id),
            });
        }
        match missing {
            None => one.due = Some(rule),
            Some(name) => {
                let text = table.text(row, Column::Timeline).unwrap_or_default();
                one.kept.insert("x-timeline".to_owned(), text.to_owned());
                draft.doubts.push(table.doubt(row, Column::Timeline, text, What::NoSuchEvent(name)));
            }
        }
    }
}

fn each_event(rule: &mut DueRule, see: &mut dyn FnMut(&mut Event)) {
    match rule {
        DueRule::On(_) => {}
        DueRule::After { event, .. } | DueRule::Before { event, .. } => see(event),
        DueRule::EarliestOf(all) | DueRule::LatestOf(all) | DueRule::Either(all) => {
            all.iter_mut().for_each(|Due { rule, .. }| each_event(rule, see));
        }
    }
}

/// The first words of all references, where each is the short name of a text: of few, and none a word for a clause.
fn sources(milestones: &[Drafted]) -> Vec<String> {
    const MOST: usize = 20;
    const CLAUSES: &str =
        "art arts article articles clause section sect sec para paragraph chapter annex point page item provision";
    let mut all: Vec<String> = Vec::new();
    for reference in milestones.iter().flat_map(|one| &one.source) {
        let name = reference.split_whitespace().next().unwrap_or_default();
        let is_name = Id::new(name).is_ok()
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !CLAUSES.split(' ').any(|word| word == name.trim_end_matches('.').to_lowercase());
        if !is_name || all.len() > MOST {
            return Vec::new();
        }
        if !all.iter().any(|known| known == name) {
            all.push(name.to_owned());
        }
    }
    let folded: HashSet<String> = all.iter().map(|name| Id::folded(name)).collect();
    if folded.len() < all.len() { Vec::new() } else { all }
}
