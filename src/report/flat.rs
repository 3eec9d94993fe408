//! Entries, each as a flat row: every key on every line, of one type, with what a query needs to come to the same score; and the
//! columns of such rows.

use super::actor_name::ActorName;
use super::entries::{files, links, says, states};
use super::incidents::one_word;
use super::sheet::{Cell, Columns, Shape};
use super::view::View;
use super::words;
use super::written;
use crate::fold::state::{Figure, Judged, MilestoneState, Standing, WhyNot};
use crate::model::decision::{Effect, Terms};
use crate::model::due::Due;
use crate::model::entry::{Act, Entry};
use crate::model::fields::Fields;
use crate::model::id::Id;
use crate::model::incident::{Attribution, Incident};
use crate::model::index::{EntryIx, MilestoneIx, Series};
use crate::model::json;
use crate::model::level::{Level, Progress};
use crate::model::looks::JsonSchema;
use crate::model::milestone::Indicator;
use crate::model::moment::{Day, Moment, Zone};
use crate::model::name::BookName;
use crate::model::name::EntryName;
use crate::model::value::{Number, Value};
use crate::model::when::When;
use crate::tongue::{many, say};
use rayon::prelude::*;
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What entries come to, worked out once for all of them.
pub struct Flat<'v, 'a> {
    view: &'v View<'a>,
    own: Vec<&'static str>,
    /// By place of the milestone: what it weighs in a score.
    pub weights: Series<MilestoneIx, Option<Number>>,
    /// By entry: the figure of its milestone that it gives now, where that is one of those that scores are made of.
    gives: HashMap<EntryIx, (&'static str, Level, Progress)>,
    /// Of the entries of which it is asked: their places in the order in which entries count, from 1.
    numbers: HashMap<EntryIx, usize>,
}

/// What is said of an entry beside its own fields.
#[derive(Serialize, JsonSchema)]
pub struct EntryRow<'a> {
    #[serde(skip)]
    entry: &'a Entry,
    /// The entry's name, `BOOK:NUMBER`.
    pub name: EntryName,
    /// The book that it stands in.
    pub book: &'a BookName,
    /// Whose statement it is.
    pub actor: ActorName<'a>,
    /// The side of that actor; null where it is none of the plan's.
    pub side: Option<ActorName<'a>>,
    /// Its role in the plan.
    #[schemars(with = "Option<crate::model::actor::Role>")]
    pub role: Option<&'static str>,
    /// Whether somebody else wrote it down.
    pub relayed: bool,
    /// Whether a seal of its author vouches for it.
    pub sealed: bool,
    /// What a claim counts as; null for other entries, and for claims that do not count.
    #[schemars(schema_with = "crate::vocabulary::standing_or_null")]
    #[serde(serialize_with = "words::standing_or_null")]
    pub standing: Option<Standing>,
    /// Whether it counts.
    pub counts: bool,
    /// Why it does not count, in English words; null where it does.
    pub why_not: Option<String>,
    /// The moment from which it counts.
    pub from: Moment,
    /// When it became known.
    pub known_at: Moment,
    /// Its place in the order of these two, from 1; 0 where it is not known at the moment asked about.
    pub nr: usize,
    /// The day of `from` in the plan's zone.
    #[serde(serialize_with = "words::text")]
    pub day: Day,
    /// The same as it was said: a month or a year where no more was.
    #[serde(skip)]
    for_day: When,
    /// The day on which it became known, in the plan's zone.
    #[serde(skip)]
    known_on: Day,
    /// The plan's zone, in which logs tell times of day.
    #[serde(skip)]
    zone: Zone,
    /// The milestone that it is about; of an entry that names another, what that is about.
    pub milestone: Option<&'a Id>,
    /// The phase of that milestone, or the one that a suspension names.
    pub phase: Option<&'a Id>,
    /// The element of that milestone.
    pub element: Option<&'a Id>,
    /// What the milestone weighs in scores; null where it does not count.
    pub score_weight: Option<Number>,
    /// The level that it states, 0 to 3.
    pub level_code: Option<u8>,
    /// The level that its author's word on the milestone amounted to after it.
    pub said_level: Option<Level>,
    /// The same, 0 to 3.
    pub said_code: Option<u8>,
    /// The progress that its author's word on the milestone amounted to after it.
    pub said_progress: Option<Progress>,
    /// Which figure of the milestone follows from it at the moment asked about: `reported`, `verified`, `assessed`, or none.
    #[schemars(schema_with = "crate::vocabulary::voice_or_null")]
    pub gives: Option<&'static str>,
    /// The level of that figure, 0 to 3.
    pub gives_code: Option<u8>,
    /// The progress of that figure.
    pub gives_progress: Option<Progress>,
    /// The values of indicators that it states, one by one.
    pub figures: Vec<FigureRow<'a>>,
    /// To whom an incident or a finding attributes it: ids parted by spaces, `undetermined` or `outside`.
    pub attributed: Option<String>,
    /// From when a decision is to apply: a date, or `none`.
    pub applies: Option<String>,
    /// The new date of a milestone in words, or `none`.
    pub new_due: Option<String>,
    /// How many pieces of evidence it names.
    pub evidence_count: usize,
    /// What it states, in English words, without its note.
    pub says: String,
}

/// One figure of a claim.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ClaimFigure")]
pub struct FigureRow<'a> {
    /// The indicator's id.
    pub indicator: &'a Id,
    /// `exactly`, `at_least`, `at_most`, `between`, `about`, `of`, `withheld`; `add` for an increment.
    #[schemars(schema_with = "crate::vocabulary::form")]
    pub form: &'static str,
    /// The number; null for a range and for what is withheld.
    pub number: Option<Number>,
    /// The lower end of a range.
    pub low: Option<Number>,
    /// The upper end of a range.
    pub high: Option<Number>,
    /// Its own denominator, where it has one.
    pub of: Option<Number>,
}

impl<'v, 'a> Flat<'v, 'a> {
    pub fn of(view: &'v View<'a>) -> Flat<'v, 'a> {
        Flat { view, own: own_keys(), weights: weights(view), gives: gives(view), numbers: HashMap::new() }
    }

    /// The same with the places of some entries in the order in which entries count: to tell one, all must be looked at.
    pub fn numbering(view: &'v View<'a>, some: &[EntryIx]) -> Flat<'v, 'a> {
        Flat { numbers: numbers(view, some), ..Flat::of(view) }
    }

    /// Reads at once entries that are about to be told of.
    pub fn read_ahead(&self, order: &[EntryIx]) {
        self.view.log.entries.read_ahead(order);
        self.view.state.entries.read_ahead(order);
    }

    pub fn row(&self, index: EntryIx) -> EntryRow<'a> {
        let view = self.view;
        let (entry, judged) = (&view.log.entries[index], &view.state.entries[index]);
        let desk = &view.log.desks[entry.book];
        let (plan, place) = (view.plan, judged.milestone);
        let actor = judged.actor.map(|actor| &plan.actors[actor]);
        let gives = self.gives.get(&index).copied();
        EntryRow {
            entry,
            name: view.name(index),
            book: &desk.book,
            actor: view.who(entry.by.as_ref().unwrap_or(&desk.actor)),
            side: actor.map(|actor| view.who(actor.side())),
            role: actor.map(|actor| actor.role.told()),
            relayed: entry.by.as_ref().is_some_and(|by| *by != desk.actor),
            sealed: judged.sealed,
            standing: judged.standing,
            counts: judged.why_not.is_none(),
            why_not: judged.why_not.as_ref().map(words::why_not),
            from: judged.from,
            known_at: judged.known,
            nr: self.numbers.get(&index).copied().unwrap_or(0),
            day: view.day(judged.from),
            for_day: view.said_for(index),
            known_on: view.day(judged.known),
            zone: plan.timezone,
            milestone: place.map(|place| &plan.milestones[place].id).or(entry.act.milestone()),
            phase: phase(entry).or_else(|| Some(&plan.phases[plan.phase_of(place?)?].id)),
            element: place.and_then(|place| Some(&plan.elements[plan.element_of(place)?].id)),
            score_weight: place.and_then(|place| self.weights[place]),
            level_code: stated(entry).map(|level| level as u8),
            said_level: judged.told.map(|(level, _)| level),
            said_code: judged.told.map(|(level, _)| level as u8),
            said_progress: judged.told.map(|(_, progress)| progress),
            gives: gives.map(|(figure, ..)| figure),
            gives_code: gives.map(|(_, level, _)| level as u8),
            gives_progress: gives.map(|(.., progress)| progress),
            figures: figures(entry),
            attributed: attribution(entry).map(one_word),
            applies: applies(entry),
            new_due: new_due(entry),
            evidence_count: entry.evidence.len(),
            says: states(entry),
        }
    }

    /// One line of JSON for each of some entries, many lines to a page: the line's own fields, every one that an entry can have
    /// on every line, and then what is said of it here. Where both have a word for a key, it is this one's: whose statement it is
    /// stands under `actor`, to whom it attributes an incident under `attributed`; `from` is when it counts from, `applies` what
    /// a decision says of that.
    pub fn pages(&self, order: &[EntryIx]) -> Vec<String> {
        let page = |part: &[EntryIx]| {
            let mut page = Vec::new();
            for index in part {
                self.line(&mut page, *index);
            }
            written::text(page)
        };
        order.par_chunks(512).map(page).collect()
    }

    /// The same as documents.
    fn documents(&self, order: &[EntryIx]) -> Vec<Box<RawValue>> {
        let document = |index: &EntryIx| {
            let mut line = Vec::new();
            self.line(&mut line, *index);
            RawValue::from_string(written::text(line)).expect("a line of the export is JSON")
        };
        self.read_ahead(order);
        order.par_iter().map(document).collect()
    }

    fn line(&self, page: &mut Vec<u8>, index: EntryIx) {
        let entry = &self.view.log.entries[index];
        let line = self.view.books[entry.book].line_text(entry.seq);
        let mut own: BTreeMap<Cow<str>, &RawValue> =
            json::from_str(&line).expect("what an entry was read from is an object");
        page.push(b'{');
        for key in &self.own {
            let value = own.remove(*key).map_or("null", RawValue::get);
            [b"\"", key.as_bytes(), b"\":", value.as_bytes(), b","]
                .iter()
                .for_each(|part| page.extend_from_slice(part));
        }
        for (key, value) in own.into_iter().filter(|(key, _)| !TAKEN.contains(&&**key)) {
            written::json(page, &key);
            [b":", value.get().as_bytes(), b","].iter().for_each(|part| page.extend_from_slice(part));
        }
        // The row's own brace gives way to what stands before it: the comma moves behind it.
        page.pop();
        let start = page.len();
        written::json(page, &self.row(index));
        page[start] = b',';
        page.push(b'\n');
    }
}

/// The columns of entries.
pub fn columns<'c, 'a: 'c>() -> Columns<'c, EntryRow<'a>> {
    use Shape::{Figure as N, Whole as W, Words as T};
    Columns::of([
        ("name", say!("Entry"), W, |row| Cell::name(&row.name)),
        ("nr", say!("Place in order"), N, |row| Cell::count(row.nr)),
        ("kind", say!("Kind"), W, |row| Cell::name(row.entry.act.kind().told())),
        ("at", say!("Recorded"), W, |row| Cell::Time(row.entry.at)),
        ("known", say!("Carried over from"), W, |row| Cell::maybe(row.entry.known, Cell::when)),
        ("on", say!("For"), W, |row| Cell::maybe(row.entry.on, Cell::when)),
        ("day", say!("Counts from"), W, |row| Cell::when(row.for_day)),
        ("actor", say!("Who"), T, |row| Cell::actors([&row.actor])),
        ("side", say!("Side"), T, |row| Cell::actors(&row.side)),
        ("role", say!("Role"), W, |row| Cell::maybe(row.role, Cell::name)),
        ("relayed", say!("Relayed"), W, |row| Cell::Yes(row.relayed)),
        ("sealed", say!("Sealed"), W, |row| Cell::Yes(row.sealed)),
        ("milestone", say!("Milestone"), W, |row| Cell::maybe(row.milestone, Cell::name)),
        ("phase", say!("Phase"), W, |row| Cell::maybe(row.phase, Cell::name)),
        ("element", say!("Element"), W, |row| Cell::maybe(row.element, Cell::name)),
        ("score_weight", say!("Weight in scores"), N, |row| Cell::maybe(row.score_weight, Cell::Number)),
        ("standing", say!("Standing"), W, |row| Cell::maybe(row.standing, told_standing)),
        ("counts", say!("Counts"), W, |row| Cell::Yes(row.counts)),
        ("why_not", say!("Why not"), T, |row| Cell::maybe(row.why_not.as_deref(), Cell::words)),
        ("level", say!("Level stated"), W, |row| Cell::maybe(stated(row.entry), |level| Cell::name(level.told()))),
        ("said_level", say!("Word after it"), W, |row| Cell::maybe(row.said_level, |level| Cell::name(level.told()))),
        ("said_code", say!("Word, 0–3"), N, |row| Cell::maybe(row.said_code, |code| Cell::Count(code.into()))),
        ("said_progress", say!("Word, share"), N, |row| Cell::share(row.said_progress)),
        ("gives", say!("Gives the figure"), W, |row| Cell::maybe(row.gives, Cell::name)),
        ("says", say!("Says"), T, |row| {
            Cell::maybe(Some(row.says.as_str()).filter(|says| !says.is_empty()), Cell::words)
        }),
        ("note", say!("Note"), T, |row| Cell::maybe(row.entry.note.as_deref(), Cell::words)),
        ("entry", say!("Names entry"), W, |row| Cell::maybe(row.entry.act.entry(), Cell::name)),
        ("severity", say!("Severity"), W, |row| {
            Cell::maybe(alleged(row), |incident| Cell::name(incident.severity.told()))
        }),
        ("count", say!("Violations"), N, |row| Cell::maybe(alleged(row), |incident| Cell::number(incident.count))),
        ("place", say!("Place"), T, |row| {
            Cell::maybe(alleged(row).and_then(|told| told.place.as_deref()), Cell::words)
        }),
        ("attributed", say!("Attributed to"), W, |row| Cell::maybe(row.attributed.as_deref(), Cell::name)),
        ("outcome", say!("Outcome"), W, |row| Cell::maybe(concluded(row.entry), Cell::name)),
        ("new_due", say!("New date"), T, |row| Cell::maybe(row.new_due.as_deref(), Cell::words)),
        ("evidence", say!("Evidence"), T, |row| Cell::list(row.evidence())),
    ])
}

/// What logs for people put together of these.
pub fn composed<'c, 'a: 'c>() -> Columns<'c, EntryRow<'a>> {
    use Shape::{Whole as W, Words as T};
    Columns::of([
        ("by", say!("Entry"), W, |row| {
            let by = row.entry.by.as_ref().map_or(String::new(), |by| say!("\nby {by}", by));
            Cell::Name(format!("{}{by}", row.name))
        }),
        ("recorded", say!("Recorded"), W, |row| {
            let on = match row.entry.on {
                Some(When::By(day)) => say!("\ndone by {day}", day),
                Some(on) => say!("\nfor {on}", on = to_the_minute(row.zone, on)),
                None => String::new(),
            };
            let over = if row.entry.known.is_some() { say!("\ncarried over") } else { "" };
            Cell::Name(format!("{}{}{on}{over}", row.known_on, recorded(row)))
        }),
        ("counts_as", say!("Standing"), W, |row| {
            row.standing.map_or_else(|| Cell::name(row.entry.act.kind().told()), told_standing)
        }),
        ("told_briefly", say!("Says"), T, |row| Cell::Words(row.told_briefly())),
    ])
}

/// The time at which an entry was recorded. One that was carried over has none here, nor one that names a whole day's beginning.
fn recorded(row: &EntryRow) -> String {
    const DAY: i64 = 86_400_000;
    let timed = row.entry.known.is_none() && row.entry.at.0.rem_euclid(DAY) != 0;
    if timed { format!(" {}", row.zone.time_of(row.entry.at)) } else { String::new() }
}

fn to_the_minute(zone: Zone, on: When) -> String {
    match on {
        When::At(moment, _) => format!("{} {}", zone.day_of(moment), zone.time_of(moment)),
        on => on.to_string().replace('T', " "),
    }
}

fn told_standing(standing: Standing) -> Cell {
    Cell::toned(words::tone_of_standing(standing), standing.told())
}

fn alleged<'a>(row: &EntryRow<'a>) -> Option<&'a Incident> {
    match &row.entry.act {
        Act::Incident(incident) => Some(incident),
        _ => None,
    }
}

fn concluded(entry: &Entry) -> Option<&'static str> {
    match &entry.act {
        Act::Finding(finding) => Some(finding.outcome.told()),
        Act::Note { outcome, .. } => outcome.map(|outcome| outcome.told()),
        _ => None,
    }
}

impl EntryRow<'_> {
    /// The links and files that it rests on.
    fn evidence(&self) -> impl Iterator<Item = String> {
        links(self.entry).map(str::to_owned).chain(files(self.entry))
    }

    /// What it says, how much it rests on, and why it does not count.
    fn told_briefly(&self) -> String {
        let mut told = says(self.entry);
        let (links, files) = (links(self.entry).count(), files(self.entry).count());
        (links > 0).then(|| told += &many!(links, " [{n} link]", " [{n} links]"));
        (files > 0).then(|| told += &many!(files, " [{n} file]", " [{n} files]"));
        self.why_not.iter().for_each(|why_not| told.extend([say!("\ndoes not count: "), why_not]));
        told
    }
}

/// One figure of a claim, with whose it is and what it is measured against.
pub struct ClaimFigure<'a> {
    entry: EntryName,
    milestone: Option<&'a Id>,
    figure: FigureRow<'a>,
    indicator: Option<&'a Indicator>,
    for_day: When,
    actor: ActorName<'a>,
    standing: Option<Standing>,
    counts: bool,
}

/// The columns of figures.
pub fn figure_columns<'c, 'a: 'c>() -> Columns<'c, ClaimFigure<'a>> {
    use Shape::{Figure as N, Whole as W, Words as T};
    Columns::of([
        ("entry", say!("Entry"), W, |row| Cell::name(&row.entry)),
        ("milestone", say!("Milestone"), W, |row| Cell::maybe(row.milestone, Cell::name)),
        ("indicator", say!("Indicator"), W, |row| Cell::name(row.figure.indicator)),
        ("unit", say!("Unit"), W, |row| Cell::maybe(row.indicator.and_then(|one| one.unit.as_deref()), Cell::words)),
        ("form", say!("Form"), W, |row| Cell::name(row.figure.form)),
        ("number", say!("Number"), N, |row| Cell::maybe(row.figure.number, Cell::Number)),
        ("low", say!("From"), N, |row| Cell::maybe(row.figure.low, Cell::Number)),
        ("high", say!("To"), N, |row| Cell::maybe(row.figure.high, Cell::Number)),
        ("of", say!("Of"), N, |row| Cell::maybe(row.figure.of, Cell::Number)),
        ("baseline", say!("Baseline"), N, |row| Cell::maybe(row.indicator.and_then(|one| one.baseline), Cell::Number)),
        ("target", say!("Target"), N, |row| Cell::maybe(row.indicator.and_then(Indicator::goal), Cell::Number)),
        ("day", say!("Counts from"), W, |row| Cell::when(row.for_day)),
        ("actor", say!("Who"), T, |row| Cell::actors([&row.actor])),
        ("standing", say!("Standing"), W, |row| Cell::maybe(row.standing, told_standing)),
        ("counts", say!("Counts"), W, |row| Cell::Yes(row.counts)),
    ])
}

/// Every figure that an entry names.
pub fn measured<'a>(view: &View<'a>, index: EntryIx) -> Vec<ClaimFigure<'a>> {
    let (entry, judged) = (&view.log.entries[index], &view.state.entries[index]);
    let promised = judged.milestone.map(|place| &view.plan.milestones[place]);
    let row = |figure: FigureRow<'a>| ClaimFigure {
        entry: view.name(index),
        milestone: promised.map(|promised| &promised.id).or(entry.act.milestone()),
        indicator: promised.and_then(|promised| promised.indicators.iter().find(|one| one.id == *figure.indicator)),
        figure,
        for_day: view.said_for(index),
        actor: view.who(view.log.author(index)),
        standing: judged.standing,
        counts: judged.why_not.is_none(),
    };
    figures(entry).into_iter().map(row).collect()
}

/// Entries as `log` and `show` answer machines: each as a line of the export.
#[derive(Serialize)]
pub struct LogAnswer {
    pub entries: Vec<Box<RawValue>>,
}

pub fn log_doc(view: &View, order: &[EntryIx]) -> LogAnswer {
    LogAnswer { entries: Flat::numbering(view, order).documents(order) }
}

/// The keys that an entry's line can have, but for those that stand under the same key of `EntryRow`, and those of seals and tables.
pub fn own_keys() -> Vec<&'static str> {
    const APART: [&str; 3] = ["row", "key", "signature"];
    Fields::KEYS.into_iter().filter(|key| !TAKEN.contains(key) && !APART.contains(key)).collect()
}

const TAKEN: [&str; 4] = ["actor", "from", "milestone", "phase"];

/// What each milestone weighs in scores; nothing where it does not count.
pub fn weights(view: &View) -> Series<MilestoneIx, Option<Number>> {
    let counts = |place: MilestoneIx| view.state.milestones[place].counted;
    let all = view.plan.milestones.indices();
    let counting: Vec<MilestoneIx> = all.filter(|place| view.plan.is_leaf(*place) && counts(*place)).collect();
    let mut weights = view.plan.milestones.each(None);
    for (place, weight) in counting.iter().zip(view.plan.weights(&counting, counts)) {
        weights[*place] = Some(Number::trillionths(weight));
    }
    weights
}

fn gives(view: &View) -> HashMap<EntryIx, (&'static str, Level, Progress)> {
    let mut gives = HashMap::new();
    let mut mark = |word, figure: &Option<Arc<Figure>>| {
        let Some(figure) = figure else { return };
        figure.entries.iter().for_each(|entry| {
            gives.insert(*entry, (word, figure.level, figure.progress));
        });
    };
    let leaf = |(place, _): &(MilestoneIx, &MilestoneState)| view.plan.is_leaf(*place);
    for (_, state) in view.state.milestones.pairs().filter(leaf) {
        mark("reported", &state.reported);
        mark("verified", &state.verified);
        mark("assessed", &state.assessed);
    }
    gives
}

/// The places of some known entries, from 1, among all that are known.
fn numbers(view: &View, some: &[EntryIx]) -> HashMap<EntryIx, usize> {
    let judged = &view.state.entries;
    judged.read_ahead(some);
    // What becomes known later moves nobody's place.
    let key = |index: EntryIx, judged: &Judged| (judged.from, judged.known, index);
    let mut asked: Vec<_> = some.iter().map(|index| key(*index, &judged[*index])).collect();
    asked.sort_unstable();
    // How many stand before each of them, but not before the one before it.
    let mut before = vec![0; asked.len() + 1];
    for (index, judged) in judged.pairs().filter(|(_, judged)| judged.why_not != Some(WhyNot::NotYetKnown)) {
        before[asked.partition_point(|asked| *asked <= key(index, judged))] += 1;
    }
    let mut number = 1;
    let mut next = |((.., index), before): ((Moment, Moment, EntryIx), usize)| {
        number += before;
        (index, number)
    };
    asked.into_iter().zip(before).map(&mut next).collect()
}

fn stated(entry: &Entry) -> Option<Level> {
    match &entry.act {
        Act::Claim(claim) => claim.level,
        _ => None,
    }
}

/// The phase that a suspension names.
fn phase(entry: &Entry) -> Option<&Id> {
    use crate::model::decision::Scope::Phase;
    match &entry.act {
        Act::Decide(terms) => match &**terms {
            Terms::Suspend { scope: Phase(id), .. } | Terms::Resume { scope: Phase(id), .. } => Some(id),
            _ => None,
        },
        _ => None,
    }
}

/// The figures that a claim names, totals first.
pub fn figures(entry: &Entry) -> Vec<FigureRow<'_>> {
    let Act::Claim(claim) = &entry.act else { return Vec::new() };
    let totals = claim.values.iter().map(|(indicator, value)| {
        let bounds = value.bounds();
        let number = bounds.filter(|_| !matches!(value, Value::Between(..))).map(|(number, _)| number);
        let of = match value {
            Value::Of { of, .. } => Some(*of),
            _ => None,
        };
        let (low, high) = match value {
            Value::Between(low, high) => (Some(*low), Some(*high)),
            _ => (None, None),
        };
        FigureRow { indicator, form: form(value), number, low, high, of }
    });
    let more = claim.add.iter().map(|(indicator, number)| FigureRow {
        indicator,
        form: "add",
        number: Some(*number),
        low: None,
        high: None,
        of: None,
    });
    totals.chain(more).collect()
}

fn form(value: &Value) -> &'static str {
    match value {
        Value::Exactly(_) => "exactly",
        Value::AtLeast(_) => "at_least",
        Value::AtMost(_) => "at_most",
        Value::Between(..) => "between",
        Value::About(_) => "about",
        Value::Of { .. } => "of",
        Value::Withheld => "withheld",
    }
}

fn attribution(entry: &Entry) -> Option<&Attribution> {
    match &entry.act {
        Act::Incident(incident) => incident.actor.as_ref(),
        Act::Finding(finding) => finding.actor.as_ref(),
        _ => None,
    }
}

fn applies(entry: &Entry) -> Option<String> {
    let Act::Decide(terms) = &entry.act else { return None };
    match &**terms {
        Terms::Start { from: Effect::Void } => Some("none".into()),
        terms => terms.from().map(|from| from.to_string()),
    }
}

fn new_due(entry: &Entry) -> Option<String> {
    match &entry.act {
        Act::Decide(terms) => match &**terms {
            Terms::Reschedule { due, .. } => Some(due.as_ref().map_or("none".into(), Due::to_string)),
            _ => None,
        },
        _ => None,
    }
}
