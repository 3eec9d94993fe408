//! A matrix of a later week: what its rows say as fields of entries, what the plan says otherwise, and every doubt.

use super::matched::{Meant, meant};
use super::rows::Bad;
use crate::check::finding::listed;
use crate::draft::claims::{ClaimLine, FIGURE, claims};
use crate::draft::drafted::{DoubtKind, DraftActor, DraftGroup, Drafted, MatrixDoubt, PlanDraft, ReadMatrix};
use crate::draft::headings::ColumnKind;
use crate::draft::links::each_event;
use crate::draft::own_words;
use crate::model::called::folded;
use crate::model::due::Event;
use crate::model::fields::Fields;
use crate::model::id::Id;
use crate::model::index::{EntryIx, MilestoneIx};
use crate::model::level::Level;
use crate::model::moment::Moment;
use crate::model::plan::Plan;
use crate::model::text::Text;
use crate::model::value::Value;
use crate::model::when::When;
use crate::report::matrix::{MatrixRow, is_worked_out, pieces, rows};
use crate::report::view::View;
use crate::report::words;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a matrix comes to.
pub struct WeekTable {
    pub lines: Vec<WeekLine>,
    pub bad: Vec<Bad>,
    /// What is in doubt, each with its row.
    pub doubts: Vec<MatrixDoubt>,
    /// Rows that say what the books say.
    pub same: usize,
}

/// What a row says, as the fields of an entry.
pub struct WeekLine {
    /// As a spreadsheet counts.
    pub row: usize,
    pub fields: Fields<'static>,
    /// Whether its day is its own.
    pub dated: bool,
}

/// What milepost worked out for the remarks of some milestones at a moment.
pub type WorkedOutAt<'a> = &'a dyn Fn(Moment, &[&Id]) -> BTreeMap<Id, Vec<String>>;

/// Finds the rows of a matrix in the plan, and tells what they say; `on` tells by when it was so, for rows that name no day.
pub fn week(view: &View, earlier: WorkedOutAt, matrix: &mut ReadMatrix, on: &str, now: Moment) -> WeekTable {
    let (printed, notes) =
        if matrix.draft.printed { (printed(view), notes(view)) } else { (BTreeMap::new(), BTreeMap::new()) };
    let draft = &mut matrix.draft;
    let mut doubts: Vec<MatrixDoubt> =
        draft.doubts.iter().filter(|doubt| is_of_statuses(doubt, draft.printed)).cloned().collect();
    let layout = &matrix.layout;
    let found = meant(view.plan, draft, draft.printed || layout.columns.contains_key(&ColumnKind::Id));
    let ids = own_ids(view.plan, draft, &found);
    doubts.extend(rowless(view, &found));
    let outdated = outdated(view, earlier, odd_remarks(draft, &found, &printed, &notes));
    let mut same = 0;
    let milestones = std::mem::take(&mut draft.milestones);
    let heading = |kind: ColumnKind| layout.columns.get(&kind).map(|at| layout.shown(*at));
    for (mut one, found) in milestones.into_iter().zip(found) {
        let at = one.at;
        let doubt = |column: Option<String>, text: &str, what: DoubtKind| MatrixDoubt {
            row: at,
            column,
            text: text.to_owned(),
            what,
        };
        let place = match found {
            Meant::One(place) => place,
            Meant::Nobody => {
                doubts.push(doubt(None, &one.title, DoubtKind::NoSuchMilestone));
                continue;
            }
            Meant::Several(all) => {
                let ids: Vec<String> = all.into_iter().map(|it| format!("`{}`", view.plan.milestones[it].id)).collect();
                doubts.push(doubt(None, &one.title, DoubtKind::SeveralMeant(ids.join(", "))));
                continue;
            }
        };
        let promised = &view.plan.milestones[place];
        if !is_called(view.plan, place, &one.title) {
            let (id, title) = (promised.id.to_string(), promised.title.get(view.lang()).to_owned());
            doubts.push(doubt(heading(ColumnKind::Activity), &one.title, DoubtKind::CalledElse { id, title }));
        }
        if let Some((text, says)) = other_date(view, place, &mut one, &ids) {
            let what = DoubtKind::PlanSays { id: promised.id.to_string(), says };
            doubts.push(doubt(heading(ColumnKind::Timeline), &text, what));
        }
        for (column, (text, says)) in others(view, place, &one, (&draft.actors, &draft.phases, &draft.elements)) {
            let what = DoubtKind::PlanHas { id: promised.id.to_string(), says };
            doubts.push(doubt(heading(column), &text, what));
        }
        if let Some(row) = printed.get(&place) {
            let text = one.status_text.clone();
            let (what, before) = unprint(&mut one, row, (notes.get(&place), outdated.get(&place)));
            let before = before.map(|text| doubt(heading(ColumnKind::Remarks), &text, DoubtKind::PrintedBefore));
            doubts.extend(before);
            same += usize::from(what.is_none() && !one.tells());
            doubts.extend(what.map(|what| MatrixDoubt { row: at, column: heading(ColumnKind::Status), text, what }));
        }
        one.id = promised.id.to_string();
        one.part_of = view.plan.whole(place).map(|whole| view.plan.milestones[whole].id.to_string());
        draft.milestones.push(one);
    }
    let (lines, odd) = claims(draft, on, now, view.plan.timezone);
    doubts.extend(odd);
    let mut table = WeekTable { lines: Vec::new(), bad: Vec::new(), doubts, same };
    for line in &lines {
        let row = line.of.at.map_or(0, |at| at.row);
        match fields(line) {
            Ok(fields) => table.lines.push(WeekLine { row, fields, dated: line.of.dated }),
            Err(problem) => table.bad.push(Bad::line(row, problem)),
        }
    }
    table
}

/// The fields of the entry that a row of a matrix comes to.
fn fields(line: &ClaimLine) -> Result<Fields<'static>, String> {
    let id = |id: &str| Id::new(id).map_err(|bad| bad.to_string());
    let mut fields = Fields {
        kind: Some(line.kind.into()),
        milestone: Some(id(line.milestone)?),
        level: line.level,
        on: Some(When::parse_past(&line.on).map_err(|bad| bad.to_string())?),
        note: line.note.clone().map(Cow::Owned),
        row: Some(Cow::Owned(line.row.clone())),
        ..Fields::default()
    };
    if let Some(values) = &line.values {
        fields.values.0.push((id(FIGURE)?, Value::Exactly(values.figure)));
    }
    Ok(fields)
}

/// Whether a doubt is about what an import takes: rows, statuses, their days and figures.
/// In a workbook that milepost exported nobody misses the other sheets, and its rows have ids beside their numbers.
fn is_of_statuses(doubt: &MatrixDoubt, printed: bool) -> bool {
    if matches!(doubt.what, DoubtKind::SheetLeft(_) | DoubtKind::SheetHidden(_) | DoubtKind::NumberTwice) {
        return !printed;
    }
    matches!(
        doubt.what,
        DoubtKind::NoActivity
            | DoubtKind::SecondTable(_)
            | DoubtKind::Total
            | DoubtKind::Note
            | DoubtKind::Fault
            | DoubtKind::Unworked
            | DoubtKind::Encoding(_)
            | DoubtKind::OnNotRead
            | DoubtKind::OnAhead
            | DoubtKind::AsOfUnclear
            | DoubtKind::AsOfNoYear
            | DoubtKind::RowsHidden(_)
            | DoubtKind::ColumnHidden
            | DoubtKind::DoneAhead
            | DoubtKind::NotAStatus
            | DoubtKind::StatusElsewhere(_)
            | DoubtKind::Clashes(_)
            | DoubtKind::DoneUnclear
            | DoubtKind::DoneUnclearKept
            | DoubtKind::DoneNoDay
            | DoubtKind::OfWhole
            | DoubtKind::NotAMark(_)
    )
}

/// The milestones that have no row any more, of a matrix that has most; an excerpt leaves out what it likes. A whole stands in its parts.
fn rowless<'m>(view: &View, found: &'m [Meant]) -> Option<MatrixDoubt> {
    const NAMED: usize = 5;
    // Of several that a row may mean none is missed: the row is told by itself.
    let may_be = |meant: &'m Meant| match meant {
        Meant::One(place) => std::slice::from_ref(place),
        Meant::Several(all) => all.as_slice(),
        Meant::Nobody => &[],
    };
    let told: BTreeSet<MilestoneIx> = found.iter().flat_map(may_be).copied().collect();
    let owed = |place: &MilestoneIx| view.plan.is_leaf(*place) && view.plan.milestones[*place].is_here();
    let (with, without): (Vec<_>, Vec<_>) =
        view.plan.milestones.indices().filter(owed).partition(|place| told.contains(place));
    if without.is_empty() || with.len() <= without.len() {
        return None;
    }
    let ids: Vec<String> = without.iter().map(|place| view.plan.milestones[*place].id.to_string()).collect();
    let text = listed(&ids, NAMED, ", ");
    Some(MatrixDoubt { row: None, column: None, text, what: DoubtKind::NoRow(without.len()) })
}

fn is_called(plan: &Plan, place: MilestoneIx, title: &str) -> bool {
    plan.milestones[place].title.by_language().values().any(|own| folded(own) == folded(title))
}

/// The ids of the plan by those that the rows were given when the matrix was read.
fn own_ids(plan: &Plan, draft: &PlanDraft, found: &[Meant]) -> HashMap<String, Id> {
    let id = |(one, meant): (&Drafted, &Meant)| match meant {
        Meant::One(place) => Some((Id::folded(&one.id), plan.milestones[*place].id.clone())),
        _ => None,
    };
    draft.milestones.iter().zip(found).filter_map(id).collect()
}

/// The words of when that are not the plan's, with the plan's; what dates count from gets the ids of the plan.
fn other_date(
    view: &View,
    place: MilestoneIx,
    one: &mut Drafted,
    ids: &HashMap<String, Id>,
) -> Option<(String, String)> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let now = words::due_of(promised, state.due.as_deref());
    let Some(rule) = one.due.as_mut() else {
        let text = one.words.clone().filter(|text| *text != now && promised.timeline.as_ref() != Some(text))?;
        return (promised.due.is_some() || promised.timeline.is_some()).then_some((text, now));
    };
    let mut strange = false;
    each_event(rule, &mut |event| {
        if let Event::Milestone(id, _) = event {
            match ids.get(&Id::folded(id.as_str())) {
                Some(own) => *id = own.clone(),
                None => strange = true,
            }
        }
    });
    let text = own_words::words(rule);
    let own = promised.due.as_ref().is_some_and(|due| due.rule == *rule);
    match strange {
        true => Some((one.kept.get("x-timeline").cloned().unwrap_or(text), now)),
        false => (!own && text != now).then_some((text, now)),
    }
}

/// The actors, phases and elements of a matrix.
type DraftedThings<'a> = (&'a [DraftActor], &'a [DraftGroup], &'a [DraftGroup]);

/// Who is responsible, which phase and which element it is by a row, where the plan says otherwise, with what that says.
fn others(
    view: &View,
    place: MilestoneIx,
    one: &Drafted,
    (actors, phases, elements): DraftedThings,
) -> Vec<(ColumnKind, (String, String))> {
    let (plan, lang) = (view.plan, view.lang());
    let group = |id: &Option<String>, all: &[DraftGroup]| {
        let id = id.as_ref()?;
        all.iter().find(|group| group.id == *id).map(|group| group.title.clone())
    };
    let differs = |own: Option<(&Id, &Text)>, said: Option<String>| {
        let said = said.filter(|said| !own.is_some_and(|(id, title)| is_name(said, id, title)))?;
        Some((said, own.map_or_else(String::new, |(_, title)| title.get(lang).to_owned())))
    };
    let phase = plan.phase_of(place).map(|at| (&plan.phases[at].id, &plan.phases[at].title));
    let element = plan.element_of(place).map(|at| (&plan.elements[at].id, &plan.elements[at].title));
    let all = [
        (ColumnKind::Responsible, other_actors(view, place, one, actors)),
        (ColumnKind::Phase, differs(phase, group(&one.phase, phases))),
        (ColumnKind::Element, differs(element, group(&one.element, elements))),
    ];
    all.into_iter().filter_map(|(column, said)| Some((column, said?))).collect()
}

fn is_name(said: &str, id: &Id, title: &Text) -> bool {
    title.by_language().values().any(|own| folded(own) == folded(said)) || Id::folded(id.as_str()) == Id::folded(said)
}

/// Those who are responsible by a row, and those by the plan, where they are others.
fn other_actors(view: &View, place: MilestoneIx, one: &Drafted, actors: &[DraftActor]) -> Option<(String, String)> {
    let (plan, own) = (view.plan, &view.plan.milestones[place].responsible);
    let said: Vec<&DraftActor> =
        one.responsible.iter().filter_map(|id| actors.iter().find(|actor| actor.id == *id)).collect();
    let known = |actor: &DraftActor| {
        let named = |it: &crate::model::actor::Actor| is_name(&actor.name, &it.id, &it.name);
        plan.actors.indices().map(|at| &plan.actors[at]).find(|it| named(it)).map(|it| it.id.as_str())
    };
    let now: BTreeSet<Option<&str>> = said
        .iter()
        .map(|actor| known(actor).or_else(|| plan.actor(&actor.id).map(|at| plan.actors[at].id.as_str())))
        .collect();
    let own: BTreeSet<Option<&str>> = own.iter().map(|id| Some(id.as_str())).collect();
    let name =
        |id: &str| plan.actor(id).map_or_else(|| id.to_owned(), |at| plan.actors[at].name.get(view.lang()).to_owned());
    let says: Vec<String> = own.iter().flatten().map(|id| name(id)).collect();
    let said: Vec<&str> = said.iter().map(|actor| actor.name.as_str()).collect();
    (!said.is_empty() && now != own).then(|| (said.join("; "), says.join("; ")))
}

/// What `matrix` prints of each milestone.
fn printed<'a>(view: &View<'a>) -> BTreeMap<MilestoneIx, MatrixRow<'a>> {
    let all: Vec<MilestoneIx> = view.plan.milestones.indices().collect();
    all.iter().copied().zip(rows(view, &all)).collect()
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

/// Of a remark, what its row does not print and nobody has noted.
fn own_pieces(one: &Drafted, printed: &MatrixRow, noted: Option<&BTreeSet<&str>>) -> Vec<String> {
    let new = |piece: &&str| !noted.is_some_and(|noted| noted.contains(*piece));
    let own = one.remarks.as_ref().and_then(|cell| printed.own_words(cell));
    own.map_or_else(Vec::new, |own| pieces(&own).filter(new).map(str::to_owned).collect())
}

/// Remarks in milepost's own words that their rows do not print, each with its milestone.
fn odd_remarks(
    draft: &PlanDraft,
    found: &[Meant],
    printed: &BTreeMap<MilestoneIx, MatrixRow>,
    notes: &BTreeMap<MilestoneIx, BTreeSet<&str>>,
) -> BTreeSet<(MilestoneIx, String)> {
    let odd = |(one, meant): (&Drafted, &Meant)| {
        let Meant::One(place) = meant else { return Vec::new() };
        let own = printed.get(place).map_or_else(Vec::new, |row| own_pieces(one, row, notes.get(place)));
        own.into_iter().filter(|piece| is_worked_out(piece)).map(|piece| (*place, piece)).collect()
    };
    draft.milestones.iter().zip(found).flat_map(odd).collect()
}

/// Those of odd remarks that milepost printed itself at an earlier time: after one of the latest entries that can have moved these
/// milestones, or before any entry. Each moment is a picture of its own, so there are only so many.
fn outdated(
    view: &View,
    earlier: WorkedOutAt,
    mut odd: BTreeSet<(MilestoneIx, String)>,
) -> BTreeMap<MilestoneIx, BTreeSet<String>> {
    const MOST: usize = 40;
    let (plan, judged) = (view.plan, &view.state.entries);
    let places: BTreeSet<MilestoneIx> = odd.iter().map(|(place, _)| *place).collect();
    let near = |place: &MilestoneIx| plan.whole(*place).into_iter().chain(plan.parts(*place).iter().copied());
    let near: BTreeSet<MilestoneIx> = places.iter().flat_map(near).chain(places.iter().copied()).collect();
    let moves = |index: &EntryIx| judged[*index].milestone.is_none_or(|place| near.contains(&place));
    let moments: BTreeSet<Moment> = judged.indices().filter(moves).map(|index| judged[index].known).collect();
    let before = judged.indices().map(|index| judged[index].known).min().map(|first| first.plus_seconds(-1));
    let ids: Vec<&Id> = places.iter().map(|place| &plan.milestones[*place].id).collect();
    let mut found: BTreeMap<MilestoneIx, BTreeSet<String>> = BTreeMap::new();
    for moment in moments.into_iter().rev().take(MOST).chain(before) {
        if odd.is_empty() {
            break;
        }
        let told = earlier(moment, &ids);
        let printed = |place: MilestoneIx, piece: &String| {
            told.get(&plan.milestones[place].id).is_some_and(|remarks| remarks.contains(piece))
        };
        let (then, rest): (BTreeSet<_>, _) = odd.into_iter().partition(|(place, piece)| printed(*place, piece));
        odd = rest;
        for (place, piece) in then {
            found.entry(place).or_default().insert(piece);
        }
    }
    found
}

/// Takes from a row that milepost printed what it printed by itself; tells of a status that is another's word and no longer so, and of
/// remarks that are outdated.
fn unprint(
    one: &mut Drafted,
    printed: &MatrixRow,
    (noted, outdated): (Option<&BTreeSet<&str>>, Option<&BTreeSet<String>>),
) -> (Option<DoubtKind>, Option<String>) {
    let own = own_pieces(one, printed, noted);
    let (old, own): (Vec<String>, Vec<String>) =
        own.into_iter().partition(|piece| outdated.is_some_and(|outdated| outdated.contains(piece)));
    let told = |pieces: Vec<String>| (!pieces.is_empty()).then(|| pieces.join("; "));
    one.remarks = told(own);
    let same = printed.says(&one.status_text);
    let foreign = one.status.as_ref().is_some_and(|told| told.by || told.level == Level::None);
    if same || foreign {
        (one.status, one.status_text) = (None, String::new());
    }
    ((!same && foreign).then(|| DoubtKind::NotItsOwnWord(printed.status_told())), told(old))
}
