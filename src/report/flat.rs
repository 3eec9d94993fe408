//! An entry flat: every key on every line, of one type, with what a query needs to come to the same score.

use super::entries::{in_order, states};
use super::view::View;
use super::vocabulary;
use super::words;
use crate::fold::state::{Figure, MilestoneState};
use crate::model::actor::Role;
use crate::model::decision::{Effect, Terms};
use crate::model::due::Due;
use crate::model::entry::{Act, Entry};
use crate::model::id::Id;
use crate::model::incident::Attribution;
use crate::model::index::{EntryIx, MilestoneIx, Series};
use crate::model::json;
use crate::model::level::{Level, Progress};
use crate::model::moment::{Day, Moment};
use crate::model::name::BookName;
use crate::model::name::EntryName;
use crate::model::value::{Number, Value};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What entries come to, worked out once for all of them.
pub struct Flat<'v, 'a> {
    view: &'v View<'a>,
    /// By place of the milestone: what it weighs in a score.
    pub weights: Series<MilestoneIx, Option<Number>>,
    /// By entry: the figure of its milestone that it gives now, where that is one of those that scores are made of.
    gives: Series<EntryIx, Option<(&'static str, Level, Progress)>>,
    /// By entry: its place in the order in which entries count, from 1; 0 for those not known at the moment asked about.
    numbers: Series<EntryIx, usize>,
}

/// What is said of an entry beside its own fields.
#[derive(Serialize, JsonSchema)]
pub struct FlatDoc<'a> {
    /// The entry's name, `BOOK:NUMBER`.
    pub name: EntryName,
    /// The book that it stands in.
    pub book: &'a BookName,
    /// Whose statement it is.
    pub actor: &'a Id,
    /// The side of that actor; null where it is none of the plan's.
    pub side: Option<&'a Id>,
    /// His role in the plan.
    #[schemars(with = "Option<Role>")]
    pub role: Option<&'static str>,
    /// Whether somebody else wrote it down.
    pub relayed: bool,
    /// Whether a seal of its author vouches for it.
    pub sealed: bool,
    /// What a claim counts as; null for other entries, and for claims that do not count.
    #[schemars(schema_with = "vocabulary::standing_or_null")]
    pub standing: Option<&'static str>,
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
    #[schemars(with = "Day")]
    pub day: String,
    /// The milestone that it is about; of an entry that names another, what that is about.
    pub milestone: Option<&'a Id>,
    /// The phase of that milestone, or the one that a suspension names.
    pub phase: Option<&'a Id>,
    /// The element of that milestone.
    pub element: Option<&'a Id>,
    /// What the milestone weighs in scores; null where it does not count.
    pub weight: Option<Number>,
    /// The level that it states, 0 to 3.
    pub level_code: Option<u8>,
    /// The level that its author's word on the milestone amounted to after it.
    pub said_level: Option<Level>,
    /// The same, 0 to 3.
    pub said_code: Option<u8>,
    /// The progress that its author's word on the milestone amounted to after it.
    pub said_progress: Option<Progress>,
    /// Which figure of the milestone follows from it at the moment asked about: `reported`, `verified`, `assessed`, or none.
    #[schemars(schema_with = "vocabulary::voice_or_null")]
    pub gives: Option<&'static str>,
    /// The level of that figure, 0 to 3.
    pub gives_code: Option<u8>,
    /// The progress of that figure.
    pub gives_progress: Option<Progress>,
    /// The values of indicators that it states, one by one.
    pub figures: Vec<FlatFigure<'a>>,
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
pub struct FlatFigure<'a> {
    /// The indicator's id.
    pub indicator: &'a Id,
    /// `exactly`, `at_least`, `at_most`, `between`, `about`, `of`, `withheld`; `add` for an increment.
    #[schemars(schema_with = "vocabulary::form")]
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
        Flat { view, weights: weights(view), gives: gives(view), numbers: numbers(view) }
    }

    pub fn doc(&self, index: EntryIx) -> FlatDoc<'a> {
        let view = self.view;
        let (entry, judged) = (&view.entries[index], &view.state.entries[index]);
        let desk = &view.desks[entry.book];
        let (plan, place) = (view.plan, judged.milestone);
        let actor = judged.actor.map(|actor| &plan.actors[actor]);
        let gives = self.gives[index];
        FlatDoc {
            name: view.name(index),
            book: &desk.book,
            actor: entry.by.as_ref().unwrap_or(&desk.actor),
            side: actor.map(|actor| actor.side()),
            role: actor.map(|actor| actor.role.word()),
            relayed: entry.by.as_ref().is_some_and(|by| *by != desk.actor),
            sealed: judged.sealed,
            standing: judged.standing.map(words::standing),
            counts: judged.why_not.is_none(),
            why_not: judged.why_not.as_ref().map(words::why_not),
            from: judged.from,
            known_at: judged.known,
            nr: self.numbers[index],
            day: plan.timezone.day_of(judged.from).to_string(),
            milestone: place.map(|place| &plan.milestones[place].id).or(entry.act.milestone()),
            phase: phase(entry).or_else(|| Some(&plan.phases[plan.phase_of(place?)?].id)),
            element: place.and_then(|place| Some(&plan.elements[plan.element_of(place)?].id)),
            weight: place.and_then(|place| self.weights[place]),
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
            String::from_utf8(page).unwrap_or_default()
        };
        order.par_chunks(512).map(page).collect()
    }

    /// The same as documents.
    fn documents(&self, order: &[EntryIx]) -> Vec<Box<RawValue>> {
        let document = |index: &EntryIx| {
            let mut line = Vec::new();
            self.line(&mut line, *index);
            RawValue::from_string(String::from_utf8(line).ok()?).ok()
        };
        order.par_iter().filter_map(document).collect()
    }

    fn line(&self, page: &mut Vec<u8>, index: EntryIx) {
        let entry = &self.view.entries[index];
        let line = self.view.books[entry.book].line_text(entry.seq);
        let mut own: BTreeMap<Cow<str>, &RawValue> = json::from_str(line).unwrap_or_default();
        page.push(b'{');
        for key in OWN {
            let value = own.remove(key).map_or("null", RawValue::get);
            page.extend([b"\"", key.as_bytes(), b"\":", value.as_bytes(), b","].concat());
        }
        for (key, value) in own.into_iter().filter(|(key, _)| !TAKEN.contains(&&**key)) {
            // Plain data written to memory does not fail.
            let _ = serde_json::to_writer(&mut *page, &key);
            page.extend([b":", value.get().as_bytes(), b","].concat());
        }
        let doc = serde_json::to_vec(&self.doc(index)).unwrap_or_default();
        page.extend_from_slice(&doc[1..]);
        page.push(b'\n');
    }
}

/// Entries as `log` and `show` answer machines: each as a line of the export.
#[derive(Serialize)]
pub struct LogDoc {
    pub entries: Vec<Box<RawValue>>,
}

pub fn log_doc(view: &View, order: &[EntryIx]) -> LogDoc {
    LogDoc { entries: Flat::of(view).documents(order) }
}

/// The fields that an entry's line can have, but for those that stand under the same key of `FlatDoc`.
pub const OWN: [&str; 26] = [
    "seq",
    "prev",
    "at",
    "kind",
    "batch",
    "on",
    "known",
    "by",
    "entry",
    "level",
    "values",
    "add",
    "as_agreed",
    "outcome",
    "severity",
    "count",
    "place",
    "incident",
    "dispute",
    "due",
    "until",
    "base",
    "plan",
    "note",
    "evidence",
    "seen",
];

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

fn gives(view: &View) -> Series<EntryIx, Option<(&'static str, Level, Progress)>> {
    let mut gives = view.entries.each(None);
    let mut mark = |word, figure: &Option<Figure>| {
        let Some(figure) = figure else { return };
        figure.entries.iter().for_each(|entry| gives[*entry] = Some((word, figure.level, figure.progress)));
    };
    let leaf = |(place, _): &(MilestoneIx, &MilestoneState)| view.plan.is_leaf(*place);
    for (_, state) in view.state.milestones.pairs().filter(leaf) {
        mark("reported", &state.reported);
        mark("verified", &state.verified);
        mark("assessed", &state.assessed);
    }
    gives
}

fn numbers(view: &View) -> Series<EntryIx, usize> {
    let judged = &view.state.entries;
    // What becomes known later moves nobody's place.
    let mut order = in_order(view, |_| true);
    order.sort_by_key(|index| (judged[*index].from, judged[*index].known, *index));
    let mut numbers = judged.each(0);
    (1..).zip(order).for_each(|(number, index)| numbers[index] = number);
    numbers
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
pub fn figures(entry: &Entry) -> Vec<FlatFigure<'_>> {
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
        FlatFigure { indicator, form: form(value), number, low, high, of }
    });
    let more = claim.add.iter().map(|(indicator, number)| FlatFigure {
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

/// As `import` reads it.
pub fn one_word(attribution: &Attribution) -> String {
    match attribution {
        Attribution::Actors(ids) => ids.iter().map(Id::as_str).collect::<Vec<_>>().join(" "),
        Attribution::Undetermined => "undetermined".into(),
        Attribution::Outside => "outside".into(),
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
