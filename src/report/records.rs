//! What is on record as tables: entries, their figures, decisions, disputes and incidents.

use super::decisions::{by, in_words};
use super::disputes::outcome;
use super::entries::{files, in_order, links};
use super::flat::{Flat, FlatDoc, FlatFigure, figures as figures_of, one_word};
use super::incidents::{findings, happened};
use super::sheet::{Cell, Content, Shape, columns};
use super::view::View;
use super::words;
use crate::fold::state::Closed;
use crate::model::entry::{Act, Entry};
use crate::model::incident::Attribution;
use crate::model::index::EntryIx;
use crate::model::level::Level;
use crate::model::milestone::Indicator;

pub fn entries<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Figure as N, Whole as W, Words as T};
    let columns = columns([
        ("entry", "Entry", W),
        ("nr", "Place in order", N),
        ("kind", "Kind", W),
        ("at", "Recorded", W),
        ("known", "Carried over from", W),
        ("on", "For", W),
        ("day", "Counts from", W),
        ("actor", "Who", W),
        ("side", "Side", W),
        ("role", "Role", W),
        ("relayed", "Relayed", W),
        ("sealed", "Sealed", W),
        ("milestone", "Milestone", W),
        ("phase", "Phase", W),
        ("element", "Element", W),
        ("weight", "Weight in scores", N),
        ("standing", "Standing", W),
        ("counts", "Counts", W),
        ("why_not", "Why not", T),
        ("level", "Level stated", W),
        ("said", "Word after it", W),
        ("said_code", "Word, 0–3", N),
        ("said_progress", "Word, share", N),
        ("gives", "Gives the figure", W),
        ("says", "Says", T),
        ("note", "Note", T),
        ("names", "Names entry", W),
        ("severity", "Severity", W),
        ("count", "Violations", N),
        ("place", "Place", T),
        ("attributed", "Attributed to", W),
        ("outcome", "Outcome", W),
        ("new_due", "New date", T),
        ("evidence", "Evidence", T),
    ]);
    let flat = Flat::of(view);
    let rows = in_order(view, |_| true).into_iter().map(move |index| entry(view, index, &flat.doc(index)));
    (columns, Box::new(rows))
}

fn entry(view: &View, index: EntryIx, doc: &FlatDoc) -> Vec<Cell> {
    let entry = &view.entries[index];
    let incident = match &entry.act {
        Act::Incident(incident) => Some(incident),
        _ => None,
    };
    vec![
        Cell::name(&doc.name),
        Cell::count(doc.nr),
        Cell::name(entry.act.kind()),
        Cell::name(entry.at),
        Cell::maybe(entry.known, Cell::when),
        Cell::maybe(entry.on, Cell::when),
        Cell::when(view.said_for(index)),
        Cell::name(doc.actor),
        Cell::maybe(doc.side, Cell::name),
        Cell::maybe(doc.role, Cell::name),
        Cell::Yes(doc.relayed),
        Cell::Yes(doc.sealed),
        Cell::maybe(doc.milestone, Cell::name),
        Cell::maybe(doc.phase, Cell::name),
        Cell::maybe(doc.element, Cell::name),
        Cell::maybe(doc.weight, Cell::Number),
        Cell::maybe(doc.standing, Cell::name),
        Cell::Yes(doc.counts),
        Cell::maybe(doc.why_not.as_deref(), Cell::words),
        Cell::maybe(stated(entry), Cell::name),
        Cell::maybe(doc.said_level, Cell::name),
        Cell::maybe(doc.said_code, |code| Cell::Count(code.into())),
        Cell::share(doc.said_progress),
        Cell::maybe(doc.gives, Cell::name),
        Cell::maybe(Some(doc.says.as_str()).filter(|says| !says.is_empty()), Cell::words),
        Cell::maybe(entry.note.as_deref(), Cell::words),
        Cell::maybe(entry.act.entry(), Cell::name),
        Cell::maybe(incident, |incident| Cell::name(incident.severity.word())),
        Cell::maybe(incident, |incident| Cell::Count(i64::try_from(incident.count).unwrap_or(i64::MAX))),
        Cell::maybe(incident.and_then(|incident| incident.place.as_deref()), Cell::words),
        Cell::maybe(doc.attributed.as_deref(), Cell::name),
        Cell::maybe(concluded(entry), Cell::name),
        Cell::maybe(doc.new_due.as_deref(), Cell::words),
        Cell::list(links(entry).map(str::to_owned).chain(files(entry))),
    ]
}

fn stated(entry: &Entry) -> Option<Level> {
    match &entry.act {
        Act::Claim(claim) => claim.level,
        _ => None,
    }
}

fn concluded(entry: &Entry) -> Option<&'static str> {
    match &entry.act {
        Act::Finding(finding) => Some(finding.outcome.word()),
        Act::Note { outcome, .. } => outcome.map(|outcome| outcome.word()),
        _ => None,
    }
}

/// Every figure that a claim names, in a row of its own.
pub fn figures<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Figure as N, Whole as W};
    let columns = columns([
        ("entry", "Entry", W),
        ("milestone", "Milestone", W),
        ("indicator", "Indicator", W),
        ("unit", "Unit", W),
        ("form", "Form", W),
        ("number", "Number", N),
        ("low", "From", N),
        ("high", "To", N),
        ("of", "Of", N),
        ("baseline", "Baseline", N),
        ("target", "Target", N),
        ("day", "Counts from", W),
        ("actor", "Who", W),
        ("standing", "Standing", W),
        ("counts", "Counts", W),
    ]);
    let order = in_order(view, |index| matches!(view.entries[index].act, Act::Claim(_)));
    let rows = order.into_iter().flat_map(move |index| figure_rows(view, index));
    (columns, Box::new(rows))
}

fn figure_rows(view: &View, index: EntryIx) -> Vec<Vec<Cell>> {
    let (entry, judged) = (&view.entries[index], &view.state.entries[index]);
    let promised = judged.milestone.map(|place| &view.plan.milestones[place]);
    let actor = entry.by.as_ref().unwrap_or(&view.desks[entry.book].actor);
    let row = |figure: FlatFigure| {
        let known = |indicator: &&Indicator| indicator.id == *figure.indicator;
        let indicator = promised.and_then(|promised| promised.indicators.iter().find(known));
        vec![
            Cell::name(view.name(index)),
            Cell::maybe(promised.map(|promised| &promised.id).or(entry.act.milestone()), Cell::name),
            Cell::name(figure.indicator),
            Cell::maybe(indicator.and_then(|indicator| indicator.unit.as_deref()), Cell::words),
            Cell::name(figure.form),
            Cell::maybe(figure.number, Cell::Number),
            Cell::maybe(figure.low, Cell::Number),
            Cell::maybe(figure.high, Cell::Number),
            Cell::maybe(figure.of, Cell::Number),
            Cell::maybe(indicator.and_then(|indicator| indicator.baseline), Cell::Number),
            Cell::maybe(indicator.and_then(Indicator::goal), Cell::Number),
            Cell::when(view.said_for(index)),
            Cell::name(actor),
            Cell::maybe(judged.standing.map(words::standing), Cell::name),
            Cell::Yes(judged.why_not.is_none()),
        ]
    };
    figures_of(entry).into_iter().map(row).collect()
}

pub fn decisions<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Figure as N, Whole as W, Words as T};
    let columns = columns([
        ("kind", "Kind", W),
        ("terms", "What", T),
        ("milestone", "Milestone", W),
        ("applies", "Applies from", W),
        ("taken", "Taken", W),
        ("by", "By", T),
        ("needed", "Sides needed", N),
        ("awaited", "Awaited", T),
        ("entries", "Entries", T),
    ]);
    let rows = view.state.decisions.iter().map(|decision| {
        let said = decision.taken.is_some() || decision.terms.from().is_some();
        vec![
            Cell::name(decision.terms.kind()),
            Cell::words(in_words(view, decision)),
            Cell::maybe(decision.terms.milestone(), Cell::name),
            Cell::maybe(decision.from.filter(|_| said), Cell::when),
            Cell::maybe(decision.taken, |taken| Cell::Day(view.day(taken))),
            Cell::list(by(view, decision).into_iter().map(|actor| &view.plan.actors[actor].id)),
            Cell::count(decision.needed),
            Cell::list(decision.awaited.iter().map(|actor| view.plan.actors[*actor].side())),
            Cell::list(decision.entries.iter().map(|entry| view.name(*entry))),
        ]
    });
    (columns, Box::new(rows))
}

pub fn disputes<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Whole as W, Words as T};
    let columns = columns([
        ("entry", "Entry", W),
        ("actor", "Who", W),
        ("milestone", "Milestone", W),
        ("disputed", "Disputed entry", W),
        ("opened", "Opened", W),
        ("closed", "Closed", W),
        ("outcome", "Outcome", W),
        ("note", "Note", T),
    ]);
    let rows = view.state.disputes.iter().map(|dispute| {
        vec![
            Cell::name(view.name(dispute.entry)),
            Cell::name(&view.plan.actors[dispute.actor].id),
            Cell::maybe(dispute.milestone, |place| Cell::name(&view.plan.milestones[place].id)),
            Cell::maybe(dispute.disputed, |entry| Cell::name(view.name(entry))),
            Cell::when(view.said_for(dispute.entry)),
            Cell::maybe(dispute.closed.map(Closed::on), |closed| Cell::Day(view.day(closed))),
            Cell::name(dispute.closed.map_or("open", outcome)),
            Cell::maybe(view.entries[dispute.entry].note.as_deref(), Cell::words),
        ]
    });
    (columns, Box::new(rows))
}

pub fn incidents<'v>(view: &'v View<'_>) -> Content<'v> {
    use Shape::{Figure as N, Whole as W, Words as T};
    let columns = columns([
        ("entry", "Entry", W),
        ("milestone", "Milestone", W),
        ("actor", "Alleged by", W),
        ("day", "On", W),
        ("severity", "Severity", W),
        ("count", "Violations", N),
        ("place", "Place", T),
        ("attributed", "Attributed to", W),
        ("retracted", "Retracted", W),
        ("outcome", "Outcome", W),
        ("split", "Verifiers differ", W),
        ("held_against", "Held against who owes", W),
        ("findings", "Findings", T),
    ]);
    let rows = view.state.incidents.iter().map(|incident| {
        let told = match &view.entries[incident.entry].act {
            Act::Incident(told) => Some(told),
            _ => None,
        };
        let attributed: Option<&Attribution> = told.and_then(|told| told.actor.as_ref());
        vec![
            Cell::name(view.name(incident.entry)),
            Cell::name(&view.plan.milestones[incident.milestone].id),
            Cell::name(&view.plan.actors[incident.actor].id),
            Cell::when(happened(view, incident)),
            Cell::name(incident.severity.word()),
            Cell::Count(i64::try_from(incident.count).unwrap_or(i64::MAX)),
            Cell::maybe(told.and_then(|told| told.place.as_deref()), Cell::words),
            Cell::maybe(attributed.map(one_word), Cell::name),
            Cell::Yes(incident.retracted),
            Cell::name(words::outcome(incident)),
            Cell::Yes(incident.split),
            Cell::Yes(incident.binding),
            Cell::list(findings(view, incident)),
        ]
    });
    (columns, Box::new(rows))
}
