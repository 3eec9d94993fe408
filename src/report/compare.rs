//! `compare`: what changed in terms between two versions of a plan, and how obligations moved between the sides.

use super::obligations::{Side, obligations, share};
use super::prose::Para;
use super::sheet::{Cell, Shape, Sheet};
use crate::ledger::hash::Hash;
use crate::model::actor::{Actor, Mandate};
use crate::model::due::{Due, DueRule};
use crate::model::id::Id;
use crate::model::level::Progress;
use crate::model::milestone::{Continuing, Direction, Indicator, Milestone, Target};
use crate::model::plan::Plan;
use crate::model::rule::{Quorum, Rule, Who};
use crate::model::text::Text;
use crate::model::value::Number;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What changed between two plans, and how the balance moved.
pub struct Comparison {
    /// In the order in which a plan file tells things; only what differs.
    pub changes: Vec<Change>,
    /// For each side of either plan.
    pub moved: Vec<Moved>,
}

/// One thing of a plan that is new, gone or other than it was.
#[derive(Serialize)]
pub struct Change {
    /// `plan`, `source`, `actor`, `element`, `phase`, `rule`, `consultation` or `milestone`.
    pub what: &'static str,
    /// Empty for the plan itself.
    pub id: String,
    pub change: Kind,
    #[serde(skip)]
    title: String,
    /// Of a dropped milestone, the ones that say they replace it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replaced_by: Vec<String>,
    pub terms: Vec<Difference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Added,
    Dropped,
    Changed,
}

/// One term before and after; nothing where it was not said.
#[derive(Serialize)]
pub struct Difference {
    pub term: String,
    pub old: Option<String>,
    pub new: Option<String>,
}

/// A figure before and after.
#[derive(Serialize)]
pub struct Pair<T> {
    pub old: T,
    pub new: T,
}

/// What a side owes before and after.
#[derive(Serialize)]
pub struct Moved {
    pub side: String,
    pub owed: Pair<usize>,
    pub weight: Pair<Number>,
    /// Of the weight of all commitments.
    pub share: Pair<Progress>,
    /// How many of its commitments somebody outside the side may verify.
    pub verifiable: Pair<usize>,
    /// How many of them wait for another side's.
    pub waits: Pair<usize>,
    /// How many of them hang on no other side's doing, however far back.
    pub first: Pair<usize>,
}

impl Comparison {
    /// Whether no term differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

pub fn compare(old: &Plan, new: &Plan) -> Comparison {
    let mut changes: Vec<Change> = Vec::new();
    for (what, things) in KINDS {
        changes.extend(differences(what, things(old), things(new)));
        changes.extend((what == "phase").then(|| reordered(old, new)).flatten());
    }
    tell_replaced(&mut changes, new);
    Comparison { changes, moved: moved(old, new) }
}

/// A thing of a plan with its terms.
struct Thing {
    id: String,
    title: String,
    terms: Vec<Term>,
}

/// A term as people read it, and as it compares: lists in which order says nothing are sorted.
struct Term {
    name: String,
    text: String,
    same: String,
}

/// What a plan has, in the order in which its file tells it.
const KINDS: [(&str, fn(&Plan) -> Vec<Thing>); 8] = [
    ("plan", the_plan),
    ("source", sources),
    ("actor", actors),
    ("element", elements),
    ("phase", phases),
    ("rule", rules),
    ("consultation", consultations),
    ("milestone", milestones),
];

/// The differences between things of one kind, matched by id: in the order of the new plan, what was dropped where it stood.
fn differences(what: &'static str, old: Vec<Thing>, new: Vec<Thing>) -> Vec<Change> {
    let places: BTreeMap<String, usize> = old.iter().enumerate().map(|(at, thing)| (thing.id.clone(), at)).collect();
    let kept: BTreeSet<String> = new.iter().map(|thing| thing.id.clone()).collect();
    let mut dropped = (0..old.len()).filter(|at| !kept.contains(&old[*at].id)).peekable();
    let mut changes = Vec::new();
    // Up to where the old plan has been told.
    let mut reached = 0;
    for thing in &new {
        let before = places.get(&thing.id).copied();
        while let Some(at) = dropped.next_if(|at| *at == reached || before.is_some_and(|before| *at < before)) {
            changes.push(Change::of(what, Some(&old[at]), None));
            reached = at + 1;
        }
        changes.push(Change::of(what, before.map(|at| &old[at]), Some(thing)));
        reached = before.map_or(reached, |before| before + 1);
    }
    changes.extend(dropped.map(|at| Change::of(what, Some(&old[at]), None)));
    changes.retain(|change| change.change != Kind::Changed || !change.terms.is_empty());
    changes
}

impl Change {
    fn of(what: &'static str, old: Option<&Thing>, new: Option<&Thing>) -> Change {
        let change = match (old, new) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Dropped,
            _ => Kind::Changed,
        };
        let thing = new.or(old);
        let text = |of: fn(&Thing) -> &String| thing.map_or(String::new(), |thing| of(thing).clone());
        Change {
            what,
            id: text(|thing| &thing.id),
            change,
            title: text(|thing| &thing.title),
            replaced_by: Vec::new(),
            terms: terms(old, new),
        }
    }
}

/// The terms that differ, in the order in which a thing tells them.
fn terms(old: Option<&Thing>, new: Option<&Thing>) -> Vec<Difference> {
    let (before, after) = (by_name(old), by_name(new));
    let differ = |name: &&str| before.get(name).map(|term| &term.same) != after.get(name).map(|term| &term.same);
    let text = |term: Option<&&Term>| term.map(|term| term.text.clone());
    let told = |name: &str| Difference { term: name.into(), old: text(before.get(name)), new: text(after.get(name)) };
    both_names(old, new).into_iter().filter(differ).map(told).collect()
}

fn by_name(thing: Option<&Thing>) -> BTreeMap<&str, &Term> {
    thing.into_iter().flat_map(|thing| &thing.terms).map(|term| (term.name.as_str(), term)).collect()
}

/// The names of the terms of both, each once: the old ones, and before each of them the new ones that stand before it.
fn both_names<'a>(old: Option<&'a Thing>, new: Option<&'a Thing>) -> Vec<&'a str> {
    let names =
        |thing: Option<&'a Thing>| thing.into_iter().flat_map(|thing| &thing.terms).map(|term| term.name.as_str());
    let after: BTreeSet<&str> = names(new).collect();
    let mut later = names(new);
    let mut all = Vec::new();
    for name in names(old) {
        if after.contains(name) {
            all.extend(later.by_ref().take_while(|new| *new != name));
        }
        all.push(name);
    }
    all.extend(later);
    let mut told = BTreeSet::new();
    all.retain(|name| told.insert(*name));
    all
}

/// Phases that both plans have, in another order.
fn reordered(old: &Plan, new: &Plan) -> Option<Change> {
    let common = |plan: &Plan, other: &Plan| {
        let ids = plan.phases.iter().map(|phase| phase.id.as_str());
        ids.filter(|id| other.phase(id).is_some()).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (common(old, new), common(new, old));
    let order = Difference { term: "order".into(), old: Some(before.clone()), new: Some(after.clone()) };
    (before != after).then(|| Change {
        what: "phase",
        id: String::new(),
        change: Kind::Changed,
        title: String::new(),
        replaced_by: Vec::new(),
        terms: vec![order],
    })
}

/// Tells of each dropped milestone which ones of the new plan take its place.
fn tell_replaced(changes: &mut [Change], new: &Plan) {
    let mut replacing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for milestone in &new.milestones {
        milestone
            .replaces
            .iter()
            .for_each(|id| replacing.entry(id.as_str()).or_default().push(milestone.id.to_string()));
    }
    let dropped = changes.iter_mut().filter(|change| change.what == "milestone" && change.change == Kind::Dropped);
    for change in dropped {
        change.replaced_by = replacing.get(change.id.as_str()).cloned().unwrap_or_default();
    }
}

/// What each side of either plan owes in the one and in the other.
fn moved(old: &Plan, new: &Plan) -> Vec<Moved> {
    let (before, after) = (by_side(old), by_side(new));
    let later = after.0.iter().filter(|id| !before.1.contains_key(*id));
    let owed = |figures: &BTreeMap<&Id, Owed>, id: &Id| figures.get(id).copied().unwrap_or_default();
    before.0.iter().chain(later).map(|id| Moved::of(id, owed(&before.1, id), owed(&after.1, id))).collect()
}

/// The figures that are compared of a side.
#[derive(Clone, Copy, Default)]
struct Owed {
    owed: usize,
    weight: u128,
    share: Option<Progress>,
    verifiable: usize,
    waits: usize,
    first: usize,
}

/// The sides of a plan in their order, and what each owes.
fn by_side(plan: &Plan) -> (Vec<&Id>, BTreeMap<&Id, Owed>) {
    let all = obligations(plan);
    let owed = |side: &Side| Owed {
        owed: side.owes.len(),
        weight: side.weight,
        share: Some(share(side.weight, all.weight())),
        verifiable: side.verifiable,
        waits: side.waits,
        first: side.first,
    };
    let id = |side: &Side| plan.actors[side.actor].side();
    (all.sides.iter().map(id).collect(), all.sides.iter().map(|side| (id(side), owed(side))).collect())
}

impl Moved {
    fn of(side: &Id, old: Owed, new: Owed) -> Moved {
        let pair = |of: fn(Owed) -> usize| Pair { old: of(old), new: of(new) };
        let share = |owed: Owed| owed.share.unwrap_or(Progress::NONE);
        Moved {
            side: side.to_string(),
            owed: pair(|owed| owed.owed),
            weight: Pair { old: Number::trillionths(old.weight), new: Number::trillionths(new.weight) },
            share: Pair { old: share(old), new: share(new) },
            verifiable: pair(|owed| owed.verifiable),
            waits: pair(|owed| owed.waits),
            first: pair(|owed| owed.first),
        }
    }
}

// What each kind of thing says, term by term.

fn term(name: impl Into<String>, text: impl ToString) -> Option<Term> {
    let text = text.to_string();
    Some(Term { name: name.into(), same: text.clone(), text })
}

/// A list in which order says nothing; nothing where it is empty.
fn list<T: ToString>(name: &str, items: &[T], between: &str) -> Option<Term> {
    let texts: Vec<String> = items.iter().map(T::to_string).collect();
    let mut sorted = texts.clone();
    sorted.sort();
    (!texts.is_empty()).then(|| Term { name: name.into(), text: texts.join(between), same: sorted.join("\n") })
}

/// A text in each of its languages; that of the plan has no mark.
fn texts(name: &str, text: &Text, plan: &Plan) -> Vec<Option<Term>> {
    let named = |lang: &str| if lang == plan.lang { name.to_owned() } else { format!("{name} ({lang})") };
    text.by_language().iter().map(|(lang, text)| term(named(lang), text)).collect()
}

fn thing(id: impl ToString, title: &Text, plan: &Plan, terms: impl IntoIterator<Item = Option<Term>>) -> Thing {
    let title = title.get(&plan.lang).to_owned();
    Thing { id: id.to_string(), title, terms: terms.into_iter().flatten().collect() }
}

fn the_plan(plan: &Plan) -> Vec<Thing> {
    let terms = texts("title", &plan.title, plan).into_iter().chain([
        term("id", &plan.id),
        term("version", &plan.version),
        term("language", &plan.lang),
        term("timezone", plan.timezone.name()),
        plan.signed.and_then(|signed| term("signed", signed)),
    ]);
    vec![Thing { id: String::new(), title: String::new(), terms: terms.flatten().collect() }]
}

fn sources(plan: &Plan) -> Vec<Thing> {
    let of = |source: &crate::model::plan::Source| {
        let url = source.url.as_ref().and_then(|url| term("url", url));
        thing(&source.id, &source.title, plan, texts("title", &source.title, plan).into_iter().chain([url]))
    };
    plan.sources.iter().map(of).collect()
}

fn actors(plan: &Plan) -> Vec<Thing> {
    let of = |actor: &Actor| {
        let terms = [
            term("role", actor.role.word()),
            term("side", actor.side()),
            keys(actor),
            actor.mandate.as_ref().and_then(|mandate| term("mandate", in_words(mandate))),
        ];
        thing(&actor.id, &actor.name, plan, texts("name", &actor.name, plan).into_iter().chain(terms))
    };
    plan.actors.iter().map(of).collect()
}

/// How many keys an actor has; other keys are a difference even where they are as many.
fn keys(actor: &Actor) -> Option<Term> {
    let told = list("keys", &actor.keys, "")?;
    Some(Term { text: actor.keys.len().to_string(), ..told })
}

fn in_words(mandate: &Mandate) -> String {
    let from = mandate.from.map(|from| format!("from {from}"));
    let until = mandate.until.map(|until| format!("until {until}"));
    from.into_iter().chain(until).collect::<Vec<_>>().join(" ")
}

fn elements(plan: &Plan) -> Vec<Thing> {
    let of = |element: &crate::model::plan::Element| {
        let provision = element.provision.as_ref().and_then(|provision| term("provision", provision));
        thing(&element.id, &element.title, plan, texts("title", &element.title, plan).into_iter().chain([provision]))
    };
    plan.elements.iter().map(of).collect()
}

fn phases(plan: &Plan) -> Vec<Thing> {
    let of = |phase: &crate::model::plan::Phase| {
        let requires = list("requires", &phase.requires, "; ");
        thing(&phase.id, &phase.title, plan, texts("title", &phase.title, plan).into_iter().chain([requires]))
    };
    plan.phases.iter().map(of).collect()
}

fn rules(plan: &Plan) -> Vec<Thing> {
    let rules = &plan.rules;
    let named = [
        ("verify", &rules.verify),
        ("reschedule", &rules.reschedule),
        ("suspend", &rules.suspend),
        ("amend", &rules.amend),
        ("settle", &rules.settle),
        ("start", &rules.start),
    ];
    let of = |(name, rule): (&str, &Option<Rule>)| Thing {
        id: name.into(),
        title: String::new(),
        terms: decided("decided by", rule.as_ref()).into_iter().collect(),
    };
    named.into_iter().filter(|(_, rule)| rule.is_some()).map(of).collect()
}

fn consultations(plan: &Plan) -> Vec<Thing> {
    let of = |consultation: &crate::model::plan::Consultation| {
        let terms = [
            term("first", consultation.first),
            term("every", consultation.every),
            list("with", &consultation.with, ", "),
        ];
        let titles = texts("title", &consultation.title, plan);
        thing(&consultation.id, &consultation.title, plan, titles.into_iter().chain(terms))
    };
    plan.consultations.iter().map(of).collect()
}

fn milestones(plan: &Plan) -> Vec<Thing> {
    plan.milestones.iter().map(|milestone| commitment(milestone, plan)).collect()
}

fn commitment(milestone: &Milestone, plan: &Plan) -> Thing {
    let id = |name: &str, id: &Option<Id>| id.as_ref().and_then(|id| term(name, id));
    let terms = [
        id("element", &milestone.element),
        id("phase", &milestone.phase),
        id("part of", &milestone.part_of),
        list("responsible", &milestone.responsible, ", "),
        milestone.due.as_ref().and_then(|due| term("due", dated(due))),
        list("requires", &milestone.requires, "; "),
        milestone.contingent.then_some("yes").and_then(|yes| term("contingent", yes)),
        milestone.hold.and_then(|hold| term("hold", hold)),
        match milestone.continuing {
            Continuing::No => None,
            Continuing::Always => term("continuing", "never finished"),
            Continuing::Until(until) => term("continuing", format!("until {until}")),
        },
        list("replaces", &milestone.replaces, ", "),
        list("repeats", &milestone.repeats, ", "),
        verified_by(milestone, plan),
        decided("reschedule", milestone.reschedule.as_ref()),
        decided("suspend", milestone.suspend.as_ref()),
        term("weight", milestone.weight.number),
        list("source", &milestone.source, ", "),
    ];
    let indicator = |indicator: &Indicator| term(format!("indicator {}", indicator.id), measured(indicator));
    let titles = texts("title", &milestone.title, plan);
    let all = titles.into_iter().chain(terms).chain(milestone.indicators.iter().map(indicator));
    thing(&milestone.id, &milestone.title, plan, all)
}

/// A date in words at every depth, with who names it.
fn dated(due: &Due) -> String {
    let all = |word: &str, dues: &[Due]| format!("{word}: {}", dues.iter().map(dated).collect::<Vec<_>>().join("; "));
    let words = match &due.rule {
        DueRule::EarliestOf(dues) => all("earliest of", dues),
        DueRule::LatestOf(dues) => all("latest of", dues),
        DueRule::Either(dues) => all("either", dues),
        _ => due.to_string(),
    };
    due.named.map_or(words.clone(), |named| format!("{words}, {}", named.word()))
}

/// Who verifies. Where the plan's rule does in both plans, nothing differs here: a change of that rule is told by itself.
fn verified_by(milestone: &Milestone, plan: &Plan) -> Option<Term> {
    let name = "verify";
    decided(name, milestone.verify.as_ref()).or_else(|| {
        let rule = decided(name, plan.rules.verify.as_ref()).map(|rule| format!("{} (the plan's rule)", rule.text));
        let text = rule.unwrap_or_else(|| "nobody (the plan has no rule)".into());
        Some(Term { name: name.into(), text, same: String::new() })
    })
}

/// Who takes a decision: `1 of role:monitor`, `all of role:party`.
fn decided(name: &str, rule: Option<&Rule>) -> Option<Term> {
    let rule = rule?;
    let who = |who: &Who| match who {
        Who::Actor(id) => id.to_string(),
        Who::Role(role) => format!("role:{}", role.word()),
    };
    let many = match rule.quorum {
        Quorum::Sides(many) => many.to_string(),
        Quorum::All => "all".into(),
    };
    let by: Vec<String> = rule.by.iter().map(who).collect();
    let all = list(name, &by, ", ").or_else(|| term(name, "nobody"))?;
    Some(Term { text: format!("{many} of {}", all.text), same: format!("{many} of {}", all.same), ..all })
}

/// What is measured and how far it is to go: `weapon, from 0, to 840`.
fn measured(indicator: &Indicator) -> String {
    let target = indicator.target.as_ref().map(|target| match target {
        Target::Number(number) => format!("to {number}"),
        Target::Other { milestone, indicator } => format!("to the figure of {indicator} of {milestone}"),
    });
    let titles = indicator.title.iter().flat_map(|title| title.by_language().values());
    let direction = indicator.direction.map(|direction| match direction {
        Direction::Up => "direction up".to_owned(),
        Direction::Down => "direction down".to_owned(),
    });
    let baseline = indicator.baseline.map(|baseline| format!("from {baseline}"));
    let told = titles.map(|title| format!("“{title}”")).chain(indicator.unit.clone());
    let told: Vec<String> = told.chain(baseline).chain(target).chain(direction).collect();
    if told.is_empty() { "counted".into() } else { told.join(", ") }
}

// The answer, as a document, as rows and as paragraphs.

/// Which plan was compared.
#[derive(Serialize)]
pub struct Version<'a> {
    pub file: &'a str,
    /// The SHA-256 of its bytes.
    #[serde(serialize_with = "hex")]
    pub plan: Hash,
    pub id: &'a Id,
    pub version: &'a str,
}

fn hex<S: serde::Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(hash)
}

/// The answer for machines. It rests on two plans alone, so its basis names these and no books.
#[derive(Serialize)]
pub struct CompareDoc<'a> {
    format: &'static str,
    basis: Pair<Version<'a>>,
    /// Whether no term differs.
    equal: bool,
    changes: &'a [Change],
    /// A commitment owed by two sides counts for each.
    overlap: bool,
    balance: &'a [Moved],
}

pub fn compare_doc<'a>(comparison: &'a Comparison, [old, new]: [Version<'a>; 2]) -> CompareDoc<'a> {
    CompareDoc {
        format: "milepost/compare/1",
        basis: Pair { old, new },
        equal: comparison.is_empty(),
        changes: &comparison.changes,
        overlap: true,
        balance: &comparison.moved,
    }
}

/// One row for each term that differs, one more for each thing that is new or gone, and at the end the figures of the sides.
pub fn compare_sheet(comparison: &Comparison) -> Sheet {
    let mut sheet = Sheet::new([
        ("id", "Id", Shape::Whole),
        ("what", "What", Shape::Whole),
        ("change", "Change", Shape::Whole),
        ("term", "Term", Shape::Words),
        ("old", "Before", Shape::Words),
        ("new", "After", Shape::Words),
    ]);
    for change in &comparison.changes {
        change.rows().into_iter().for_each(|row| sheet.push(row));
    }
    for moved in comparison.moved.iter().filter(|_| !comparison.is_empty()) {
        moved.rows().into_iter().for_each(|row| sheet.push(row));
    }
    sheet
}

impl Kind {
    pub fn word(self) -> &'static str {
        match self {
            Kind::Added => "added",
            Kind::Dropped => "dropped",
            Kind::Changed => "changed",
        }
    }
}

impl Change {
    fn rows(&self) -> Vec<Vec<Cell>> {
        let cell = |text: &Option<String>| text.as_ref().map_or(Cell::Empty, |text| Cell::words(text.as_str()));
        let row = |term: &str, old: Cell, new: Cell| {
            vec![
                Cell::name(&self.id),
                Cell::name(self.what),
                Cell::name(self.change.word()),
                Cell::words(term),
                old,
                new,
            ]
        };
        let replaced = (!self.replaced_by.is_empty())
            .then(|| row("replaced by", Cell::Empty, Cell::words(self.replaced_by.join(", "))));
        let terms = self.terms.iter().map(|differs| row(&differs.term, cell(&differs.old), cell(&differs.new)));
        replaced.into_iter().chain(terms).collect()
    }

    /// The thing, and below it each term that differs: `term: old → new`; of one that is new or gone, its terms as they are.
    fn paras(&self) -> Vec<Para> {
        let title =
            [self.id.as_str(), &self.title].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("  ");
        let what = match self.change {
            Kind::Changed => String::new(),
            kind => format!(" ({})", kind.word()),
        };
        let line = |differs: &Difference| match (&differs.old, &differs.new) {
            (Some(old), Some(new)) => format!("{}: {old} → {new}", differs.term),
            (Some(old), None) if self.change == Kind::Changed => format!("{}: {old} → –", differs.term),
            (None, Some(new)) if self.change == Kind::Changed => format!("{}: – → {new}", differs.term),
            (old, new) => format!("{}: {}", differs.term, old.as_ref().or(new.as_ref()).map_or("", String::as_str)),
        };
        let shown =
            |differs: &&Difference| self.change == Kind::Changed || !["title", "name"].contains(&differs.term.as_str());
        let replaced = (!self.replaced_by.is_empty()).then(|| format!("replaced by: {}", self.replaced_by.join(", ")));
        let lines = replaced.into_iter().chain(self.terms.iter().filter(shown).map(line));
        let head = (!title.is_empty()).then(|| Para { text: format!("  {title}{what}"), hang: 6 });
        head.into_iter().chain(lines.map(|line| Para { text: format!("    {line}"), hang: 8 })).collect()
    }
}

impl Moved {
    fn rows(&self) -> Vec<Vec<Cell>> {
        let row = |term: &str, old: Cell, new: Cell| {
            vec![Cell::name(&self.side), Cell::name("side"), Cell::name("balance"), Cell::words(term), old, new]
        };
        let count = |count: usize| Cell::Count(count as i64);
        vec![
            row("owed", count(self.owed.old), count(self.owed.new)),
            row("weight", Cell::name(self.weight.old), Cell::name(self.weight.new)),
            row("share", Cell::Share(None, self.share.old), Cell::Share(None, self.share.new)),
            row("verifiable", count(self.verifiable.old), count(self.verifiable.new)),
            row("waits", count(self.waits.old), count(self.waits.new)),
            row("first", count(self.first.old), count(self.first.new)),
        ]
    }
}

/// Which plans are compared, and whether nothing differs.
pub fn opening(comparison: &Comparison, [old, new]: &[Version; 2]) -> Vec<String> {
    let line = |when: &str, plan: &Version| format!("{when:<7} {}, version {} ({})", plan.id, plan.version, plan.file);
    let same = match old.plan == new.plan {
        true => "No term differs: the files are the same, byte for byte.",
        false => "No term differs: the files differ in layout, `uid` or `x-` keys at most.",
    };
    let same = comparison.is_empty().then(|| same.to_owned());
    [line("before:", old), line("after:", new)].into_iter().chain(same).collect()
}

/// What changed, for people.
pub fn paras(comparison: &Comparison, versions: &[Version; 2]) -> Vec<Para> {
    let opening = opening(comparison, versions).into_iter();
    let mut paras: Vec<Para> = opening.map(|text| Para { text, hang: 8 }).collect();
    for (what, _) in KINDS {
        let of = |change: &&Change| change.what == what;
        let all: Vec<&Change> = comparison.changes.iter().filter(of).collect();
        if !all.is_empty() {
            paras.extend([Para::gap(), Para::line(heading(what, &all))]);
            paras.extend(all.into_iter().flat_map(Change::paras));
        }
    }
    paras
}

/// The ids of the milestones that are new, gone or other than they were.
pub fn ids(comparison: &Comparison) -> impl Iterator<Item = &str> {
    let milestones = comparison.changes.iter().filter(|change| change.what == "milestone");
    milestones.map(|change| change.id.as_str())
}

/// `Milestones: 1 added, 1 dropped, 4 changed`.
fn heading(what: &str, changes: &[&Change]) -> String {
    let of = |kind: Kind| changes.iter().filter(|change| change.change == kind && !change.id.is_empty()).count();
    let counts = [Kind::Added, Kind::Dropped, Kind::Changed].map(|kind| (of(kind), kind.word()));
    let counts = counts.iter().filter(|(many, _)| *many > 0).map(|(many, word)| format!("{many} {word}"));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let title = what[..1].to_uppercase() + &what[1..] + if what == "plan" { "" } else { "s" };
    if counts.is_empty() { title } else { format!("{title}: {counts}") }
}

/// What stands above the sides' figures.
pub fn told(comparison: &Comparison) -> Vec<String> {
    let stayed = comparison.moved.iter().flat_map(Moved::rows).all(|row| row[4] == row[5]);
    let what = if stayed { "What each side owes: the same in both" } else { "What each side owes, before → after" };
    vec![what.into()]
}

/// How the sides' figures are to be read.
pub fn legend() -> Vec<String> {
    let lines = [
        "What two sides owe counts for each; the share is of all weight.",
        "Verifiable: somebody outside the side may verify.",
        "Waits: with a precondition that leans on another side's commitment.",
    ];
    lines.map(str::to_owned).to_vec()
}

/// A row for each side: commitments, weight, share of all weight, how many others may verify, how many wait.
pub fn moved_sheet(comparison: &Comparison) -> Sheet {
    let mut sheet = Sheet::new([
        ("side", "Side", Shape::Whole),
        ("owed", "Owes", Shape::Figure),
        ("weight", "Weight", Shape::Figure),
        ("share", "Share", Shape::Figure),
        ("verifiable", "Verifiable", Shape::Figure),
        ("waits", "Waits", Shape::Figure),
    ]);
    for moved in &comparison.moved {
        let shown = |row: Vec<Cell>| Cell::Name(format!("{} → {}", row[4].shown(), row[5].shown()));
        let figures = moved.rows().into_iter().take(5).map(shown);
        sheet.push(std::iter::once(Cell::name(&moved.side)).chain(figures).collect());
    }
    sheet
}
