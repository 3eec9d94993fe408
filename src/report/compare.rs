//! `compare`: what changed in terms between two versions of a plan, and how obligations moved between the sides.

use super::obligations::{Side, obligations, share};
use super::prose::Para;
use super::sheet::{Cell, Columns, Shape, Sheet};
use super::terms::{KINDS, PlanPart, PlanThing, Term};
use super::words::shortened;
use crate::model::hash::Hash;
use crate::model::id::Id;
use crate::model::languages::ByLanguage;
use crate::model::level::Progress;
use crate::model::plan::Plan;
use crate::model::value::Number;
use crate::tongue::say;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What changed between two plans, and how the balance moved.
pub struct Comparison {
    /// In the order in which a plan file tells things; only what differs.
    pub changes: Vec<PlanChange>,
    /// For each side of either plan.
    pub moved: Vec<SideShift>,
}

/// What changed, kind by kind: `2 milestones added (A-1, A-2)`, `1 rule changed (amend)`.
pub fn summary(comparison: &Comparison) -> Vec<String> {
    use PlanPart::{Actor, Consultation, Element, Milestone, Phase, Rule, Source};
    let mut told: Vec<String> = Vec::new();
    for what in [Milestone, Phase, Element, Actor, Rule, Consultation, Source] {
        for kind in ChangeKind::ALL {
            let of = comparison.changes.iter().filter(|change| change.what == what && change.change == kind);
            let ids: Vec<&str> = of.map(|change| change.id.as_str()).collect();
            let (shown, more) = (ids[..ids.len().min(6)].join(", "), ids.len().saturating_sub(6));
            let more = if more > 0 { say!(" and {more} more", more) } else { String::new() };
            told.extend(
                (!ids.is_empty()).then(|| format!("{} ({shown}{more})", kind.done_to(&what.so_many(ids.len())))),
            );
        }
    }
    if told.is_empty() { vec![say!("only what names the plan").into()] } else { told }
}

/// What changed, key by key: ``milestone `DC-1` due: 2026-01-31 → 2026-05-01``.
pub fn by_key(comparison: &Comparison) -> Vec<String> {
    comparison.changes.iter().flat_map(PlanChange::told).collect()
}

/// One thing of a plan that is new, gone or other than it was.
#[derive(Serialize)]
pub struct PlanChange {
    pub what: PlanPart,
    /// Empty for the plan itself.
    pub id: String,
    pub change: ChangeKind,
    /// By language; empty for the plan itself and its rules.
    title: ByLanguage,
    /// The same in the plan's language.
    #[serde(skip)]
    heading: String,
    /// Of a dropped milestone, the ones that say they replace it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    replaced_by: Vec<String>,
    pub terms: Vec<Difference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    Added,
    Dropped,
    Changed,
}

/// One term before and after; nothing where it was not said.
#[derive(Serialize)]
pub struct Difference {
    pub term: String,
    /// Whether it is what people call the thing.
    #[serde(skip)]
    is_name: bool,
    pub old: Option<String>,
    pub new: Option<String>,
}

impl Difference {
    fn told(&self) -> String {
        let said = |text: &Option<String>| shortened(text.as_deref().unwrap_or(say!("nothing")), 60).into_owned();
        format!("{}: {} → {}", self.term, said(&self.old), said(&self.new))
    }
}

/// A figure before and after.
#[derive(Serialize)]
pub struct BeforeAfter<T> {
    pub old: T,
    pub new: T,
}

/// What a side owes before and after.
#[derive(Serialize)]
pub struct SideShift {
    pub side: String,
    pub owed: BeforeAfter<usize>,
    pub weight: BeforeAfter<Number>,
    /// Of the weight of all commitments.
    pub share: BeforeAfter<Progress>,
    /// How many of its commitments somebody outside the side may verify.
    pub verifiable: BeforeAfter<usize>,
    /// How many of them wait for another side's.
    pub waits: BeforeAfter<usize>,
    /// How many of them hang on no other side's doing, however far back.
    pub first: BeforeAfter<usize>,
}

impl Comparison {
    /// Whether no term differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

pub fn compare(old: &Plan, new: &Plan) -> Comparison {
    let mut changes: Vec<PlanChange> = Vec::new();
    for (what, things) in KINDS {
        changes.extend(differences(what, things(old), things(new)));
        changes.extend((what == PlanPart::Phase).then(|| reordered(old, new)).flatten());
    }
    tell_replaced(&mut changes, new);
    Comparison { changes, moved: moved(old, new) }
}

/// The differences between things of one kind, matched by id: in the order of the new plan, what was dropped where it stood.
fn differences(what: PlanPart, old: Vec<PlanThing>, new: Vec<PlanThing>) -> Vec<PlanChange> {
    let places: BTreeMap<String, usize> = old.iter().enumerate().map(|(at, thing)| (thing.id.clone(), at)).collect();
    let kept: BTreeSet<String> = new.iter().map(|thing| thing.id.clone()).collect();
    let mut dropped = (0..old.len()).filter(|at| !kept.contains(&old[*at].id)).peekable();
    let mut changes = Vec::new();
    // Up to where the old plan has been told.
    let mut reached = 0;
    for thing in &new {
        let before = places.get(&thing.id).copied();
        while let Some(at) = dropped.next_if(|at| *at == reached || before.is_some_and(|before| *at < before)) {
            changes.push(PlanChange::of(what, Some(&old[at]), None));
            reached = at + 1;
        }
        changes.push(PlanChange::of(what, before.map(|at| &old[at]), Some(thing)));
        reached = before.map_or(reached, |before| before + 1);
    }
    changes.extend(dropped.map(|at| PlanChange::of(what, Some(&old[at]), None)));
    changes.retain(|change| change.change != ChangeKind::Changed || !change.terms.is_empty());
    changes
}

impl PlanChange {
    fn told(&self) -> Vec<String> {
        let what = match (self.what, self.id.as_str()) {
            (what, "") => what.told().to_owned(),
            (what, id) => format!("{} `{id}`", what.told()),
        };
        match self.change {
            ChangeKind::Added => vec![say!("{what} is new", what)],
            ChangeKind::Dropped => vec![say!("{what} is gone", what)],
            ChangeKind::Changed => self.terms.iter().map(|term| format!("{what} {}", term.told())).collect(),
        }
    }

    fn of(what: PlanPart, old: Option<&PlanThing>, new: Option<&PlanThing>) -> PlanChange {
        let change = match (old, new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Dropped,
            _ => ChangeKind::Changed,
        };
        let thing = new.or(old);
        PlanChange {
            what,
            id: thing.map_or(String::new(), |thing| thing.id.clone()),
            change,
            title: thing.map_or(ByLanguage::default(), |thing| thing.title.clone()),
            heading: thing.map_or(String::new(), |thing| thing.heading.clone()),
            replaced_by: Vec::new(),
            terms: terms(old, new),
        }
    }
}

/// The terms that differ, in the order in which a thing tells them.
fn terms(old: Option<&PlanThing>, new: Option<&PlanThing>) -> Vec<Difference> {
    let (before, after) = (by_name(old), by_name(new));
    let differ = |name: &&str| before.get(name).map(|term| &term.same) != after.get(name).map(|term| &term.same);
    let text = |term: Option<&&Term>| term.map(|term| term.text.clone());
    let told = |name: &str| {
        let (old, new) = (before.get(name), after.get(name));
        let is_name = old.or(new).is_some_and(|term| term.is_name);
        Difference { term: name.into(), is_name, old: text(old), new: text(new) }
    };
    both_names(old, new).into_iter().filter(differ).map(told).collect()
}

fn by_name(thing: Option<&PlanThing>) -> BTreeMap<&str, &Term> {
    thing.into_iter().flat_map(|thing| &thing.terms).map(|term| (term.name.as_str(), term)).collect()
}

/// The names of the terms of both, each once: the old ones, and before each of them the new ones that stand before it.
fn both_names<'a>(old: Option<&'a PlanThing>, new: Option<&'a PlanThing>) -> Vec<&'a str> {
    let names =
        |thing: Option<&'a PlanThing>| thing.into_iter().flat_map(|thing| &thing.terms).map(|term| term.name.as_str());
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
fn reordered(old: &Plan, new: &Plan) -> Option<PlanChange> {
    let common = |plan: &Plan, other: &Plan| {
        let ids = plan.phases.iter().map(|phase| phase.id.as_str());
        ids.filter(|id| other.phase(id).is_some()).collect::<Vec<_>>().join(", ")
    };
    let (before, after) = (common(old, new), common(new, old));
    let order =
        Difference { term: say!("order").into(), is_name: false, old: Some(before.clone()), new: Some(after.clone()) };
    (before != after).then(|| PlanChange {
        what: PlanPart::Phase,
        id: String::new(),
        change: ChangeKind::Changed,
        title: ByLanguage::default(),
        heading: String::new(),
        replaced_by: Vec::new(),
        terms: vec![order],
    })
}

/// Tells of each dropped milestone which ones of the new plan take its place.
fn tell_replaced(changes: &mut [PlanChange], new: &Plan) {
    let mut replacing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for milestone in &new.milestones {
        milestone
            .replaces
            .iter()
            .for_each(|id| replacing.entry(id.as_str()).or_default().push(milestone.id.to_string()));
    }
    let dropped =
        changes.iter_mut().filter(|change| change.what == PlanPart::Milestone && change.change == ChangeKind::Dropped);
    for change in dropped {
        change.replaced_by = replacing.get(change.id.as_str()).cloned().unwrap_or_default();
    }
}

/// What each side of either plan owes in the one and in the other.
fn moved(old: &Plan, new: &Plan) -> Vec<SideShift> {
    let (before, after) = (by_side(old), by_side(new));
    let later = after.0.iter().filter(|id| !before.1.contains_key(*id));
    let owed = |figures: &BTreeMap<&Id, OwedFigures>, id: &Id| figures.get(id).copied().unwrap_or_default();
    before.0.iter().chain(later).map(|id| SideShift::of(id, owed(&before.1, id), owed(&after.1, id))).collect()
}

/// The figures that are compared of a side.
#[derive(Clone, Copy, Default)]
struct OwedFigures {
    owed: usize,
    weight: u128,
    share: Option<Progress>,
    verifiable: usize,
    waits: usize,
    first: usize,
}

/// The sides of a plan in their order, and what each owes.
fn by_side(plan: &Plan) -> (Vec<&Id>, BTreeMap<&Id, OwedFigures>) {
    let all = obligations(plan);
    let owed = |side: &Side| OwedFigures {
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

impl SideShift {
    fn of(side: &Id, old: OwedFigures, new: OwedFigures) -> SideShift {
        let pair = |of: fn(OwedFigures) -> usize| BeforeAfter { old: of(old), new: of(new) };
        let share = |owed: OwedFigures| owed.share.unwrap_or(Progress::NONE);
        SideShift {
            side: side.to_string(),
            owed: pair(|owed| owed.owed),
            weight: BeforeAfter { old: Number::trillionths(old.weight), new: Number::trillionths(new.weight) },
            share: BeforeAfter { old: share(old), new: share(new) },
            verifiable: pair(|owed| owed.verifiable),
            waits: pair(|owed| owed.waits),
            first: pair(|owed| owed.first),
        }
    }
}

/// Which plan was compared.
#[derive(Serialize)]
pub struct ComparedVersion<'a> {
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
pub struct CompareAnswer<'a> {
    format: &'static str,
    basis: BeforeAfter<ComparedVersion<'a>>,
    /// Whether no term differs.
    equal: bool,
    changes: &'a [PlanChange],
    /// A commitment owed by two sides counts for each.
    overlap: bool,
    balance: &'a [SideShift],
}

pub fn compare_doc<'a>(comparison: &'a Comparison, [old, new]: [ComparedVersion<'a>; 2]) -> CompareAnswer<'a> {
    CompareAnswer {
        format: "milepost/compare/1",
        basis: BeforeAfter { old, new },
        equal: comparison.is_empty(),
        changes: &comparison.changes,
        overlap: true,
        balance: &comparison.moved,
    }
}

/// A term before and after, of what and whether that is new, gone or changed.
struct TermRow<'a> {
    id: &'a str,
    what: &'static str,
    change: &'static str,
    term: &'a str,
    old: Cell,
    new: Cell,
}

/// One row for each term that differs, one more for each thing that is new or gone, and at the end the figures of the sides.
pub fn compare_sheet(comparison: &Comparison) -> Sheet {
    use Shape::{Whole, Words};
    let columns: Columns<TermRow> = Columns::of([
        ("id", say!("Id"), Whole, |row| Cell::name(row.id)),
        ("what", say!("What"), Whole, |row| Cell::name(row.what)),
        ("change", say!("Change"), Whole, |row| Cell::name(row.change)),
        ("term", say!("Term"), Words, |row| Cell::words(row.term)),
        ("old", say!("Before"), Words, |row| row.old.clone()),
        ("new", say!("After"), Words, |row| row.new.clone()),
    ]);
    let moved = comparison.moved.iter().filter(|_| !comparison.is_empty()).flat_map(SideShift::rows);
    columns.sheet(comparison.changes.iter().flat_map(PlanChange::rows).chain(moved))
}

crate::words! {
    ChangeKind { Added: "added", Dropped: "dropped", Changed: "changed" }
}

crate::told! { ChangeKind: "change" }

impl ChangeKind {
    /// What became of so many things: `2 milestones added`.
    fn done_to(self, things: &str) -> String {
        match self {
            ChangeKind::Added => say!("{things} added", things),
            ChangeKind::Dropped => say!("{things} dropped", things),
            ChangeKind::Changed => say!("{things} changed", things),
        }
    }
}

impl Difference {
    /// `term: old → new`; of a thing that is new or gone, the term as it is.
    fn line(&self, change: ChangeKind) -> String {
        let told = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".into());
        match change {
            ChangeKind::Added => format!("{}: {}", self.term, told(&self.new)),
            ChangeKind::Dropped => format!("{}: {}", self.term, told(&self.old)),
            ChangeKind::Changed => format!("{}: {} → {}", self.term, told(&self.old), told(&self.new)),
        }
    }
}

impl PlanChange {
    fn rows(&self) -> Vec<TermRow<'_>> {
        let cell = |text: &Option<String>| Cell::maybe(text.as_deref(), Cell::words);
        let row = |term, old, new| TermRow {
            id: &self.id,
            what: self.what.told(),
            change: self.change.word(),
            term,
            old,
            new,
        };
        let replaced = self.replaced().map(|ids| row(say!("replaced by"), Cell::Empty, Cell::Words(ids)));
        let terms = self.terms.iter().map(|differs| row(&differs.term, cell(&differs.old), cell(&differs.new)));
        replaced.into_iter().chain(terms).collect()
    }

    fn replaced(&self) -> Option<String> {
        (!self.replaced_by.is_empty()).then(|| self.replaced_by.join(", "))
    }

    /// The thing, and below it each term that differs.
    fn paras(&self) -> Vec<Para> {
        let title = if self.heading.is_empty() { self.id.clone() } else { format!("{}  {}", self.id, self.heading) };
        let head = match self.change {
            ChangeKind::Changed => title,
            kind => format!("{title} ({})", kind.told()),
        };
        let untold = |differs: &&Difference| self.change == ChangeKind::Changed || !differs.is_name;
        let replaced = self.replaced().map(|ids| say!("replaced by: {ids}", ids));
        let lines =
            replaced.into_iter().chain(self.terms.iter().filter(untold).map(|differs| differs.line(self.change)));
        let lines = lines.map(|line| Para { text: format!("    {line}"), hang: 8 });
        let head = (!self.id.is_empty()).then(|| Para { text: format!("  {head}"), hang: 6 });
        head.into_iter().chain(lines).collect()
    }
}

impl SideShift {
    /// A row for each figure of the side.
    fn rows(&self) -> Vec<TermRow<'_>> {
        let row = |term, pair: BeforeAfter<Cell>| TermRow {
            id: &self.side,
            what: "side",
            change: "balance",
            term,
            old: pair.old,
            new: pair.new,
        };
        vec![
            row(say!("owed"), self.owed.cells(Cell::count)),
            row(say!("weight"), self.weight.cells(Cell::name)),
            row(say!("share"), self.share.cells(|share| Cell::Share(None, share))),
            row(say!("verifiable"), self.verifiable.cells(Cell::count)),
            row(say!("waits"), self.waits.cells(Cell::count)),
            row(say!("how many": "first"), self.first.cells(Cell::count)),
        ]
    }
}

impl<T: Copy> BeforeAfter<T> {
    fn cells(&self, cell: impl Fn(T) -> Cell) -> BeforeAfter<Cell> {
        BeforeAfter { old: cell(self.old), new: cell(self.new) }
    }

    /// Both in one cell: `3 → 4`.
    fn turn(&self, cell: impl Fn(T) -> Cell) -> Cell {
        let BeforeAfter { old, new } = self.cells(cell);
        Cell::Name(format!("{} → {}", old.shown(), new.shown()))
    }
}

/// Which plans are compared, and whether nothing differs.
pub fn opening(comparison: &Comparison, [old, new]: &[ComparedVersion; 2]) -> Vec<String> {
    let line = |when: &str, plan: &ComparedVersion| {
        say!(
            "{when} {id}, version {version} ({file})",
            when = format!("{when:<7}"),
            id = plan.id,
            version = plan.version,
            file = plan.file
        )
    };
    let same = match old.plan == new.plan {
        true => say!("No term differs: the files are the same, byte for byte."),
        false => say!("No term differs: the files differ in layout, `uid` or `x-` keys at most."),
    };
    let same = comparison.is_empty().then(|| same.to_owned());
    [line(say!("before:"), old), line(say!("after:"), new)].into_iter().chain(same).collect()
}

/// What changed, for people.
pub fn paras(comparison: &Comparison, versions: &[ComparedVersion; 2]) -> Vec<Para> {
    let opening = opening(comparison, versions).into_iter();
    let mut paras: Vec<Para> = opening.map(|text| Para { text, hang: 8 }).collect();
    for (what, _) in KINDS {
        let of = |change: &&PlanChange| change.what == what;
        let all: Vec<&PlanChange> = comparison.changes.iter().filter(of).collect();
        if !all.is_empty() {
            paras.extend([Para::gap(), Para::line(heading(what, &all))]);
            paras.extend(all.into_iter().flat_map(PlanChange::paras));
        }
    }
    paras
}

/// The ids of the milestones that are new, gone or other than they were.
pub fn ids(comparison: &Comparison) -> impl Iterator<Item = &str> {
    let milestones = comparison.changes.iter().filter(|change| change.what == PlanPart::Milestone);
    milestones.map(|change| change.id.as_str())
}

/// `Milestones: 1 added, 1 dropped, 4 changed`.
fn heading(what: PlanPart, changes: &[&PlanChange]) -> String {
    let of = |kind: ChangeKind| changes.iter().filter(|change| change.change == kind && !change.id.is_empty()).count();
    let counts = [ChangeKind::Added, ChangeKind::Dropped, ChangeKind::Changed].map(|kind| (of(kind), kind.told()));
    let counts = counts.iter().filter(|(many, _)| *many > 0).map(|(many, word)| format!("{many} {word}"));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let title = what.heading();
    if counts.is_empty() { title.to_owned() } else { format!("{title}: {counts}") }
}

/// What stands above the sides' figures.
pub fn told(comparison: &Comparison) -> Vec<String> {
    let stayed = comparison.moved.iter().flat_map(SideShift::rows).all(|row| row.old == row.new);
    let what = if stayed {
        say!("What each side owes: the same in both")
    } else {
        say!("What each side owes, before → after")
    };
    vec![what.into()]
}

/// How the sides' figures are to be read.
pub fn legend() -> Vec<String> {
    let lines = [
        say!("What two sides owe counts for each; the share is of all weight."),
        say!("Verifiable: somebody outside the side may verify."),
        say!("Waits: with a precondition that leans on another side's commitment."),
    ];
    lines.map(str::to_owned).to_vec()
}

/// A row for each side: commitments, weight, share of all weight, how many others may verify, how many wait.
pub fn moved_sheet(comparison: &Comparison) -> Sheet {
    use Shape::{Figure, Whole};
    let columns: Columns<&SideShift> = Columns::of([
        ("side", say!("Side"), Whole, |side| Cell::name(&side.side)),
        ("owed", say!("Owes"), Figure, |side| side.owed.turn(Cell::count)),
        ("weight", say!("Weight"), Figure, |side| side.weight.turn(Cell::name)),
        ("share", say!("Share"), Figure, |side| side.share.turn(|share| Cell::Share(None, share))),
        ("verifiable", say!("Verifiable"), Figure, |side| side.verifiable.turn(Cell::count)),
        ("waits", say!("Waits"), Figure, |side| side.waits.turn(Cell::count)),
    ]);
    columns.sheet(&comparison.moved)
}
