//! A matrix of a later week: its rows found in the plan, what their statuses and remarks say as lines for `import`, and every doubt.

use super::rows::{Bad, ImportLine, json_lines};
use crate::draft::claims::{ClaimLine, ClaimOrigin, claims};
use crate::draft::columns::ColumnKind;
use crate::draft::drafted::{DoubtKind, Drafted, MatrixDoubt, ReadMatrix};
use crate::draft::grid::At;
use crate::draft::timeline;
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::level::Level;
use crate::model::plan::Plan;
use crate::report::matrix::{MatrixRow, pieces, rows};
use crate::report::view::View;
use crate::report::words;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What a matrix comes to.
#[derive(Default)]
pub struct WeekTable<'a> {
    /// The lines, each with whether its day is its own.
    pub lines: Vec<(ImportLine<'a>, bool)>,
    pub bad: Vec<Bad>,
    /// What is in doubt, each with its row.
    pub doubts: Vec<MatrixDoubt>,
    /// Rows that say what the books say.
    pub same: usize,
}

/// The lines of a matrix as text, each with the place that it comes from.
pub struct WeekLines {
    pub text: String,
    origins: Vec<ClaimOrigin>,
    doubts: Vec<MatrixDoubt>,
    same: usize,
}

/// Finds the rows of a matrix in the plan, and writes what they say; `on` tells by when it was so, for rows that name no day.
pub fn week(view: &View, matrix: &mut ReadMatrix, on: &str) -> WeekLines {
    let all: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
    let printed: BTreeMap<MilestoneIx, MatrixRow> = all.iter().copied().zip(rows(view, &all)).collect();
    let noted = if matrix.draft.printed { notes(view) } else { BTreeMap::new() };
    let draft = &mut matrix.draft;
    let mut doubts: Vec<MatrixDoubt> =
        draft.doubts.iter().filter(|doubt| is_of_statuses(doubt, draft.printed)).cloned().collect();
    let found = Finder::of(view.plan);
    let mut same = 0;
    let (milestones, layout) = (std::mem::take(&mut draft.milestones), &matrix.layout);
    let heading = |kind: ColumnKind| layout.columns.get(&kind).map(|at| layout.shown(*at));
    for mut one in milestones {
        let doubt = |column: Option<String>, text: &str, what: DoubtKind| MatrixDoubt {
            row: one.at,
            column,
            text: text.to_owned(),
            what,
        };
        let Some(place) = found.milestone(&one) else {
            doubts.push(doubt(None, &one.title, DoubtKind::NoSuchMilestone));
            continue;
        };
        let promised = &view.plan.milestones[place];
        if !is_called(view.plan, place, &one.title) {
            let (id, title) = (promised.id.to_string(), promised.title.get(view.lang()).to_owned());
            doubts.push(doubt(heading(ColumnKind::Activity), &one.title, DoubtKind::CalledElse { id, title }));
        }
        if let Some((text, says)) = other_date(view, place, &one) {
            let what = DoubtKind::PlanSays { id: promised.id.to_string(), says };
            doubts.push(doubt(heading(ColumnKind::Timeline), &text, what));
        }
        if let Some(row) = printed.get(&place).filter(|_| draft.printed) {
            let text = one.status_text.clone();
            let what = unprint(&mut one, row, noted.get(&place));
            same += usize::from(what.is_none() && !one.tells());
            doubts.extend(what.map(|what| MatrixDoubt {
                row: one.at,
                column: heading(ColumnKind::Status),
                text,
                what,
            }));
        }
        one.id = promised.id.to_string();
        one.part_of = view.plan.whole(place).map(|whole| view.plan.milestones[whole].id.to_string());
        draft.milestones.push(one);
    }
    let (lines, odd) = claims(draft, on);
    doubts.extend(odd);
    let text: Vec<String> = lines.iter().filter_map(|line| serde_json::to_string(line).ok()).collect();
    let origins: Vec<ClaimOrigin> = lines.iter().map(|line: &ClaimLine| line.of).collect();
    WeekLines { text: text.join("\n"), same, origins, doubts }
}

impl WeekLines {
    /// The fields of the lines; `clean` is their text.
    pub fn table<'a>(&self, clean: &'a [Cow<'a, str>]) -> WeekTable<'a> {
        let (lines, bad) = json_lines(&self.text, clean);
        let row = |line: usize| self.origins.get(line - 1).and_then(|of| of.at).map_or(line, |at: At| at.row);
        let dated = |line: usize| self.origins.get(line - 1).is_some_and(|of| of.dated);
        WeekTable {
            bad: bad.into_iter().map(|bad| Bad { line: row(bad.line), ..bad }).collect(),
            lines: lines.into_iter().map(|(line, fields)| ((row(line), fields), dated(line))).collect(),
            doubts: self.doubts.clone(),
            same: self.same,
        }
    }
}

/// Whether a doubt is about what an import takes: rows, statuses, their days and figures.
/// In a workbook that milepost exported nobody misses the other sheets.
fn is_of_statuses(doubt: &MatrixDoubt, printed: bool) -> bool {
    if matches!(doubt.what, DoubtKind::SheetLeft(_)) {
        return !printed;
    }
    matches!(
        doubt.what,
        DoubtKind::NoActivity
            | DoubtKind::SecondTable(_)
            | DoubtKind::Encoding(_)
            | DoubtKind::OnNotRead
            | DoubtKind::NotAStatus
            | DoubtKind::OfWhole
            | DoubtKind::NotAMark(_)
            | DoubtKind::NumberTwice
    )
}

/// The milestones of a plan by what a matrix may call them.
pub struct Finder {
    ids: BTreeMap<String, MilestoneIx>,
    /// Nothing where two have it.
    numbers: BTreeMap<String, Option<MilestoneIx>>,
    titles: BTreeMap<String, Option<MilestoneIx>>,
}

impl Finder {
    pub fn of(plan: &Plan) -> Finder {
        let mut found = Finder { ids: BTreeMap::new(), numbers: BTreeMap::new(), titles: BTreeMap::new() };
        for place in plan.milestones.indices() {
            let one = &plan.milestones[place];
            found.ids.insert(Id::folded(one.id.as_str()), place);
            let add = |names: &mut BTreeMap<String, Option<MilestoneIx>>, name: String| {
                names
                    .entry(name)
                    .and_modify(|known| *known = known.filter(|known| *known == place))
                    .or_insert(Some(place));
            };
            one.number.iter().for_each(|number| add(&mut found.numbers, number.clone()));
            one.title.by_language().values().for_each(|title| add(&mut found.titles, folded(title)));
        }
        found
    }

    /// What a word means: an id, a number or a title.
    pub fn named(&self, text: &str) -> Option<MilestoneIx> {
        let id = self.ids.get(&Id::folded(text)).copied();
        let number = || self.numbers.get(text).copied().flatten();
        id.or_else(number).or_else(|| self.titles.get(&folded(text)).copied().flatten())
    }

    /// By its title where that is one milestone's alone, since numbers shift where a row comes in between; else by id, else by number.
    fn milestone(&self, one: &Drafted) -> Option<MilestoneIx> {
        let titled = self.titles.get(&folded(&one.title)).copied().flatten();
        let id = self.ids.get(&Id::folded(&one.id)).copied();
        let number = one.number.as_ref().and_then(|number| self.numbers.get(number).copied().flatten());
        titled.or(id).or(number)
    }
}

/// A title as it is compared.
fn folded(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn is_called(plan: &Plan, place: MilestoneIx, title: &str) -> bool {
    plan.milestones[place].title.by_language().values().any(|own| folded(own) == folded(title))
}

/// The words of a date that is not the plan's, with the plan's.
fn other_date(view: &View, place: MilestoneIx, one: &Drafted) -> Option<(String, String)> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let now = words::due_of(promised, state.due.as_ref());
    let rule = one.due.as_ref()?;
    let text = timeline::words(rule);
    let own = promised.due.as_ref().is_some_and(|due| due.rule == *rule);
    (!own && text != now).then_some((text, now))
}

/// The notes that anybody made of the milestones, piece by piece.
fn notes<'a>(view: &View<'a>) -> BTreeMap<MilestoneIx, BTreeSet<&'a str>> {
    let mut notes: BTreeMap<MilestoneIx, BTreeSet<&str>> = BTreeMap::new();
    let judged = &view.state.entries;
    for index in judged.indices() {
        if let (Some(place), Some(note)) = (judged[index].milestone, &view.log.entries[index].note) {
            notes.entry(place).or_default().extend(pieces(note));
        }
    }
    notes
}

/// Takes from a row that milepost printed what it printed by itself; tells of a status that is another's word and no longer so.
fn unprint(one: &mut Drafted, printed: &MatrixRow, noted: Option<&BTreeSet<&str>>) -> Option<DoubtKind> {
    let new = |piece: &&str| !noted.is_some_and(|noted| noted.contains(*piece));
    let remarks = one.remarks.take().and_then(|cell| printed.own_words(&cell));
    let remarks = remarks.map(|remarks| pieces(&remarks).filter(new).collect::<Vec<_>>().join("; "));
    one.remarks = remarks.filter(|remarks| !remarks.is_empty());
    let same = printed.says(&one.status_text);
    let foreign = one.status.as_ref().is_some_and(|told| told.by || told.level == Level::None);
    if same || foreign {
        (one.status, one.status_text) = (None, String::new());
    }
    (!same && foreign).then(|| DoubtKind::NotItsOwnWord(printed.status_told()))
}
