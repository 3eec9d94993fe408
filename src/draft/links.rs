//! What rows of a matrix say of other rows: dates that count from these, and what must be done before.

use super::drafted::{DoubtKind, DraftGroup, MatrixDoubt, PlanDraft};
use super::grid::GridRow;
use super::headings::ColumnKind;
use super::ids::Numbering;
use super::rows::GridTable;
use crate::model::due::{Due, DueRule, Event};
use crate::model::id::Id;
use std::collections::HashMap;

/// Looks up the commitments and phases that dates name: by id, else by number. A date that names another goes.
pub(super) fn resolve(table: GridTable, rows: &[&GridRow], found: &Numbering, draft: &mut PlanDraft) {
    let ids: Vec<Option<Id>> = draft.milestones.iter().map(|one| Id::new(&one.id).ok()).collect();
    let phases = draft.phases.iter().filter_map(|phase| Some((Id::folded(&phase.id), Id::new(&phase.id).ok()?)));
    let mut phases: HashMap<String, Id> = phases.collect();
    for (place, (one, row)) in draft.milestones.iter_mut().zip(rows).enumerate() {
        let Some(mut rule) = one.due.take() else { continue };
        let (mut missing, mut named) = (None, Vec::new());
        each_event(&mut rule, &mut |event| match event {
            Event::Milestone(id, _) => match found.named(id.as_str(), place).and_then(|place| ids[place].clone()) {
                Some(known) => *id = known,
                None => missing = Some(id.to_string()),
            },
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
            draft.phases.push(DraftGroup { id: id.clone(), title: id.clone() });
            draft.doubts.push(MatrixDoubt {
                row: Some(row.at()),
                column: None,
                text: id.clone(),
                what: DoubtKind::PhaseNamed(id),
            });
        }
        match missing {
            None => one.due = Some(rule),
            Some(name) => {
                let text = table.text(row, ColumnKind::Timeline).unwrap_or_default();
                one.kept.remove("x-timeline");
                one.words = Some(text.to_owned());
                draft.doubts.push(table.doubt(row, ColumnKind::Timeline, text, DoubtKind::NoSuchEvent(name)));
            }
        }
    }
}

/// Looks up what must be done before, by id, number or title; the links of planning programs are read as *once that is done*.
pub(super) fn required(
    table: GridTable,
    rows: &[&GridRow],
    found: &Numbering,
    titles: &HashMap<String, Id>,
    draft: &mut PlanDraft,
) {
    let ids: Vec<String> = draft.milestones.iter().map(|one| one.id.clone()).collect();
    let lookup = |name: &str, from: usize| {
        let of_title = || titles.get(&name.to_lowercase()).map(Id::to_string);
        found.named(name, from).map(|place| ids[place].clone()).or_else(of_title)
    };
    for (place, row) in rows.iter().enumerate() {
        let Some(text) = table.text(row, ColumnKind::Requires) else { continue };
        let mut odd = Vec::new();
        for part in
            text.split([',', ';', '\n']).map(str::trim).filter(|part| !["", "-", "–", "—", "n/a"].contains(part))
        {
            let (id, lag) = match lookup(part, place) {
                Some(id) => (Some(id), ""),
                None => linked(part).map_or((None, ""), |(name, lag)| (lookup(name, place), lag)),
            };
            let id = id.filter(|id| *id != ids[place]);
            let what = match id {
                None => Some(DoubtKind::NoSuchBefore),
                Some(_) => (!lag.is_empty()).then_some(DoubtKind::LagDropped),
            };
            odd.extend(what.map(|what| table.doubt(row, ColumnKind::Requires, part, what)));
            let known = &mut draft.milestones[place].requires;
            known.extend(id.filter(|id| !known.contains(id)));
        }
        if !odd.is_empty() {
            draft.milestones[place].kept.insert("x-requires".to_owned(), text.to_owned());
        }
        draft.doubts.extend(odd);
    }
}

/// `3` and `+1 day` of `3FS+1 day`: it begins once that is finished.
fn linked(part: &str) -> Option<(&str, &str)> {
    let (name, link) = part.split_at(part.find(|c: char| !c.is_ascii_digit() && c != '.')?);
    let (link, lag) = link.split_at_checked(2)?;
    link.eq_ignore_ascii_case("fs").then_some((name, lag))
}

/// Shows every event that a rule counts from.
pub fn each_event(rule: &mut DueRule, see: &mut dyn FnMut(&mut Event)) {
    match rule {
        DueRule::On(_) => {}
        DueRule::After { event, .. } | DueRule::Before { event, .. } => see(event),
        DueRule::EarliestOf(all) | DueRule::LatestOf(all) | DueRule::Either(all) => {
            all.iter_mut().for_each(|Due { rule, .. }| each_event(rule, see));
        }
    }
}
