//! `show`: one milestone whole, for people.

use super::decisions::decision_row;
use super::disputes::{DisputeRow, dispute_rows};
use super::entries::{is_known, known_in_order, links, says};
use super::exhibits::exhibit_lines;
use super::incidents::incident_row;
use super::milestone::blocks;
use super::prose::Para;
use super::view::View;
use super::words;
use crate::fold::state::{Decision, Fall, Figure, LatestClaim, MilestoneState, Precondition, Schedule};
use crate::model::id::Id;
use crate::model::index::{EntryIx, IndicatorIx, Ix, MilestoneIx, Series};
use crate::model::milestone::{Continuing, Indicator, Milestone, Target};
use crate::model::moment::Moment;
use crate::model::rule::{Quorum, Who};
use crate::model::value::Value;
use crate::model::when::When;
use crate::store::evidence::Piece;
use crate::tongue::{many, say};

/// The milestone as titled groups of paragraphs; `files` are those that entries name.
pub fn show(view: &View, place: MilestoneIx, files: &[Piece]) -> Vec<Para> {
    let id = &view.plan.milestones[place].id;
    let paras_of = |fields: Vec<Field>| fields.into_iter().map(|(name, text)| Para::field(name.told(), text));
    let mut paras = vec![Para::line(format!("{id}  {}", view.title(place))), Para::gap()];
    paras.extend(paras_of(terms(view, place)));
    paras.push(Para::gap());
    paras.extend(paras_of(standing(view, place)));
    for (title, lines) in course(view, place, &Around::all(view)[place]) {
        paras.extend(Para::section(title, lines));
    }
    paras.extend(Para::section(say!("History"), history(view, place)));
    paras.extend(Para::section(say!("Sources"), sources(view, place)));
    paras.extend(Para::section(say!("Evidence"), exhibit_lines(view, files, |entry| names(view, place, entry))));
    paras
}

/// What is told of a milestone, and the words.
pub type Field = (FieldName, String);

/// What of a milestone is told in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldName {
    Element,
    Phase,
    OwedBy,
    VerifiedBy,
    Source,
    Due,
    Moved,
    Continuing,
    Holds,
    Contingent,
    Indicator,
    Parts,
    PartOf,
    ReplacedBy,
    Status,
    Mark,
    Timing,
    DoneOn,
    Replaces,
    Restates,
    Reported,
    Verified,
    Assessed,
}

crate::words! {
    FieldName {
        Element: "element",
        Phase: "phase",
        OwedBy: "owed by",
        VerifiedBy: "verified by",
        Source: "source",
        Due: "due",
        Moved: "moved",
        Continuing: "continuing",
        Holds: "holds",
        Contingent: "contingent",
        Indicator: "indicator",
        Parts: "parts",
        PartOf: "part of",
        ReplacedBy: "replaced by",
        Status: "status",
        Mark: "mark",
        Timing: "timing",
        DoneOn: "done on",
        Replaces: "replaces",
        Restates: "restates",
        Reported: "reported",
        Verified: "verified",
        Assessed: "assessed",
    }
}

crate::told! { FieldName: "field" }

fn field(name: FieldName, text: impl Into<String>) -> Field {
    (name, text.into())
}

/// What there is around one milestone: those that wait for it, by place, and the decisions and disputes on it.
#[derive(Default)]
pub struct Around<'a> {
    blocks: Vec<MilestoneIx>,
    decisions: Vec<&'a Decision>,
    disputes: Vec<DisputeRow<'a>>,
}

impl<'a> Around<'a> {
    /// What there is around each milestone, by place; worked out once for all.
    pub fn all(view: &View<'a>) -> Series<MilestoneIx, Around<'a>> {
        let mut all: Series<MilestoneIx, Around> =
            blocks(view).into_iter().map(|blocks| Around { blocks, ..Around::default() }).collect();
        for decision in &view.state.decisions {
            decision.milestone.iter().for_each(|at| all[*at].decisions.push(decision));
        }
        for (dispute, row) in view.state.disputes.iter().zip(dispute_rows(view)) {
            dispute.milestone.into_iter().zip([row]).for_each(|(at, row)| all[at].disputes.push(row));
        }
        all
    }
}

/// What became of it, in titled groups of lines, of which some are empty.
pub fn course(view: &View, place: MilestoneIx, around: &Around) -> [(&'static str, Vec<String>); 7] {
    let state = &view.state.milestones[place];
    let blocked: Vec<&str> = around.blocks.iter().map(|place| view.plan.milestones[*place].id.as_str()).collect();
    [
        (say!("Waits for"), requires(view, state)),
        (say!("Blocks"), (!blocked.is_empty()).then(|| blocked.join(", ")).into_iter().collect()),
        (say!("Who says what"), said(view, place)),
        (say!("Incidents"), latest_incidents(view, place)),
        (say!("Disputes"), around.disputes.iter().map(DisputeRow::line).collect()),
        (say!("Slid back"), falls(view, place)),
        (say!("Decisions"), around.decisions.iter().map(|decision| decision_row(view, decision).line()).collect()),
    ]
}

/// What was promised: names, and what is said of each.
pub fn terms(view: &View, place: MilestoneIx) -> Vec<Field> {
    let (promised, state) = (&view.plan.milestones[place], &view.state.milestones[place]);
    let plan = view.plan;
    let title = |list: Option<&crate::model::text::Text>| list.map(|title| title.get(view.lang()).to_owned());
    let (element, phase) = (plan.element_of(place), plan.phase_of(place));
    let mut lines: Vec<Field> = Vec::new();
    lines.extend(title(element.map(|at| &plan.elements[at].title)).map(|text| field(FieldName::Element, text)));
    lines.extend(title(phase.map(|at| &plan.phases[at].title)).map(|text| field(FieldName::Phase, text)));
    lines.push(field(FieldName::OwedBy, view.actors(plan.owing(place))));
    lines.push(field(FieldName::VerifiedBy, verified_by(view, place)));
    lines.extend((!promised.source.is_empty()).then(|| field(FieldName::Source, promised.source.join(", "))));
    let due = state.due.as_deref();
    let named =
        due.and_then(|due| due.rule.as_ref()?.named).map_or(String::new(), |named| format!(", {}", named.told()));
    lines.push(field(FieldName::Due, format!("{}{named}", words::due_of(promised, due))));
    lines.extend(state.due.as_deref().and_then(moved).map(|text| field(FieldName::Moved, text)));
    match promised.continuing {
        Continuing::No => {}
        Continuing::Always => lines.push(field(FieldName::Continuing, say!("kept or broken, never finished"))),
        Continuing::Until(day) => lines.push(field(FieldName::Continuing, say!("until {day}", day))),
    }
    lines.extend(
        promised.hold.map(|hold| field(FieldName::Holds, say!("{hold} after it is verified", hold = hold.words()))),
    );
    lines.extend(
        promised
            .contingent
            .then(|| field(FieldName::Contingent, say!("counts only once what it waits for has happened"))),
    );
    lines.extend(promised.indicators.iter().map(|indicator| field(FieldName::Indicator, measured(indicator))));
    let parts: Vec<String> = plan.parts(place).iter().map(|part| plan.milestones[*part].id.to_string()).collect();
    lines.extend((!parts.is_empty()).then(|| field(FieldName::Parts, parts.join(", "))));
    lines.extend(plan.whole(place).map(|whole| field(FieldName::PartOf, plan.milestones[whole].id.as_str())));
    let ids = |ids: &[Id]| ids.iter().map(Id::as_str).collect::<Vec<_>>().join(", ");
    let named = [(FieldName::Replaces, &promised.replaces), (FieldName::Restates, &promised.repeats)];
    lines.extend(named.into_iter().filter(|(_, all)| !all.is_empty()).map(|(name, all)| field(name, ids(all))));
    let replaced = plan.milestones.iter().filter(|other| other.is_here() && other.replaces.contains(&promised.id));
    lines.extend(replaced.map(|other| field(FieldName::ReplacedBy, other.id.as_str())));
    lines
}

/// How often decisions moved a date, from where, and by how many days in all.
fn moved(schedule: &Schedule) -> Option<String> {
    let times = match schedule.moves.len() {
        0 => return None,
        1 => say!("once").to_owned(),
        times => many!(times, "{n} time", "{n} times"),
    };
    let first = schedule.first.map_or(String::new(), |first| say!(", first {first}", first));
    let slip = schedule.slip().map_or(String::new(), |days| say!(", {days} d in all", days = format!("{days:+}")));
    Some(format!("{times}{first}{slip}"))
}

fn verified_by(view: &View, place: MilestoneIx) -> String {
    let Some(rule) = view.plan.verify_rule(place) else { return say!("nobody").into() };
    let one = rule.quorum == Quorum::Sides(1);
    let name = |who: &Who| match who {
        Who::Actor(id) => id.to_string(),
        Who::Role(role) if one => say!("any {role}", role = role.told()),
        Who::Role(role) => say!("the {role}", role = role.told_many()),
    };
    let who: Vec<String> = rule.by.iter().map(name).collect();
    match rule.quorum {
        Quorum::Sides(1) => who.join(say!(" or ")),
        Quorum::Sides(quorum) => say!("{quorum} of {who}", quorum, who = who.join(", ")),
        Quorum::All => say!("all of {who}", who = who.join(", ")),
    }
}

fn measured(indicator: &Indicator) -> String {
    let unit = indicator.unit.as_ref().map_or(String::new(), |unit| format!(" ({unit})"));
    let target = match &indicator.target {
        None => say!("counted, no target").to_owned(),
        Some(Target::Number(number)) if indicator.is_cap() => say!("at most {number}", number),
        Some(Target::Number(number)) => say!("from {start} to {number}", start = indicator.start(), number),
        Some(Target::Other { milestone, indicator }) => {
            say!("as many as {indicator} of {milestone}", indicator, milestone)
        }
    };
    format!("{}{unit}: {target}", indicator.id)
}

/// What it amounts to: names, and what is said of each.
pub fn standing(view: &View, place: MilestoneIx) -> Vec<Field> {
    let state = &view.state.milestones[place];
    let since =
        state.since.map_or(String::new(), |since| say!(", since {since}", since = view.said_since(place, since)));
    let mut lines = vec![field(FieldName::Status, format!("{}{since}", state.status.told()))];
    let marks = [
        (state.disputed, say!("disputed")),
        (state.suspended, say!("suspended")),
        (state.split, say!("verifiers differ")),
        (state.ahead, say!("began before what it requires")),
        (state.unverifiable, say!("nobody may verify it")),
    ];
    lines.extend(marks.iter().filter(|(set, _)| *set).map(|(_, mark)| field(FieldName::Mark, *mark)));
    lines.push(field(FieldName::Timing, words::timing(state.timing)));
    lines.extend(state.done_on.map(|day| field(FieldName::DoneOn, view.said_on(place, day).to_string())));
    let figures = [
        (FieldName::Reported, &state.reported, say!("no report")),
        (FieldName::Verified, &state.verified, say!("not verified")),
        (FieldName::Assessed, &state.assessed, say!("not assessed")),
    ];
    for (name, figure, none) in figures {
        lines.push(field(name, figure.as_ref().map_or(none.to_owned(), |figure| told(view, figure))));
    }
    lines
}

/// When its verified level fell or a breach opened, and how long it had held.
pub fn falls(view: &View, place: MilestoneIx) -> Vec<String> {
    let state = &view.state.milestones[place];
    let day = |moment: Moment| view.said_since(place, moment);
    let breach = |on: Moment| state.breaches.iter().find(|breach| breach.opened == on);
    let line = |fall: &Fall| {
        let held = many!(usize::try_from(fall.held).unwrap_or_default(), "{n} day", "{n} days");
        match breach(fall.on).filter(|_| fall.breach) {
            Some(breach) => {
                let incidents =
                    breach.incidents.iter().map(|at| view.name(view.state.incidents[*at].entry).to_string());
                let closed = breach.closed.map_or(say!("breach": "open").to_owned(), |closed| {
                    say!("restored on {closed}", closed = day(closed))
                });
                let incidents = incidents.collect::<Vec<_>>().join(", ");
                say!("{on}: breach ({incidents}), after {held}; {closed}", on = day(fall.on), incidents, held, closed)
            }
            None => say!(
                "{on}: verified {from} → {to}, after {held}",
                on = day(fall.on),
                from = fall.levels.0.told(),
                to = fall.levels.1.told(),
                held
            ),
        }
    };
    let anew = state.remeasured.iter().map(|on| say!("{on}: re-measured by an amendment", on = day(*on)));
    state.falls.iter().map(line).chain(anew).collect()
}

/// A figure in words: `full, 100 %, 2005-09-17, amm (amm:4)`.
pub fn told(view: &View, figure: &Figure) -> String {
    let entries: Vec<String> = figure.entries.iter().map(|entry| view.name(*entry).to_string()).collect();
    let by = view.actors(figure.by.iter().copied());
    format!("{}, {} %, {}, {by} ({})", figure.level.told(), figure.progress.percent(), figure.on, entries.join(", "))
}

/// What a milestone waits for, and since when it is met; what an amendment dropped waits for nothing.
pub fn requires(view: &View, state: &MilestoneState) -> Vec<String> {
    let line = |precondition: &Precondition| {
        let met = if precondition.met { say!("met") } else { say!("outstanding") };
        let since = precondition
            .since
            .map_or(String::new(), |since| say!(" since {since}", since = view.plan.timezone.day_of(since)));
        let phase = precondition
            .phase
            .map_or(String::new(), |phase| say!(" (to open phase {id})", id = view.plan.phases[phase].id));
        format!("{}: {met}{since}{phase}", precondition.text)
    };
    match state.retired {
        Some(_) => Vec::new(),
        None => state.requires.iter().map(line).collect(),
    }
}

/// The latest word of every actor with all the figures that it stands by.
pub fn said(view: &View, place: MilestoneIx) -> Vec<String> {
    let line = |said: &LatestClaim| {
        let entry = &view.log.entries[said.entry];
        let on = match entry.on {
            Some(When::By(day)) => say!(" done by {day}", day),
            Some(on) => say!(" for {on}", on),
            None => String::new(),
        };
        let actor = view.actor(said.actor);
        let relayed = entry.by.as_ref().map_or(String::new(), |_| {
            say!(", relayed by {actor}", actor = view.who(&view.log.desks[entry.book].actor))
        });
        let level = said
            .level
            .zip(said.progress)
            .map(|(level, progress)| format!("{}, {} %", level.told(), progress.percent()));
        let figures =
            said.values.iter().map(|(indicator, value)| amount(&view.plan.milestones[place], *indicator, value));
        let agreed = said.as_agreed.map(|agreed| say!("as agreed: {word}", word = agreed.told()));
        let words: Vec<String> = level.into_iter().chain(figures).chain(agreed).collect();
        let standing = said.standing.told();
        format!("{actor} ({standing}{relayed}){on}: {} [{}]", words.join(", "), view.name(said.entry))
    };
    view.state.milestones[place].said.iter().map(line).collect()
}

/// A figure beside its target: `accepted 243 of 210`.
fn amount(promised: &Milestone, indicator: IndicatorIx, value: &Value) -> String {
    let indicator = &promised.indicators[indicator];
    match &indicator.target {
        Some(Target::Number(target)) if indicator.is_cap() => {
            say!("{id} {value} (at most {target})", id = indicator.id, value, target)
        }
        Some(Target::Number(target)) => say!("{id} {value} (target {target})", id = indicator.id, value, target),
        _ => format!("{} {value}", indicator.id),
    }
}

/// So many incidents and entries are told; who reads more asks the log.
const TOLD: usize = 100;

/// Where those are that are not told.
fn earlier(view: &View, place: MilestoneIx, some: bool) -> Option<String> {
    let id = &view.plan.milestones[place].id;
    some.then(|| say!("“milepost log {id}” has earlier ones", id))
}

/// The latest incidents on a milestone.
fn latest_incidents(view: &View, place: MilestoneIx) -> Vec<String> {
    let all = &view.state.milestones[place].record.incidents;
    let from = all.len().saturating_sub(TOLD);
    view.read_incidents(&all[from..]);
    let told = all[from..].iter().map(|at| &view.state.incidents[*at]).filter(|incident| incident.stands());
    told.map(|incident| incident_row(view, incident).line()).chain(earlier(view, place, from > 0)).collect()
}

/// The known entries about a milestone that were recorded last, and whether there are others. Of each book the last are looked at.
fn latest_entries(view: &View, place: MilestoneIx) -> (Vec<EntryIx>, bool) {
    let mut about = &view.state.milestones[place].record.about[..];
    let begins = view.log.desks.iter().map(|desk| desk.before).rev();
    let (mut latest, mut more) = (Vec::new(), false);
    for begin in begins {
        let (before, own) = about.split_at(about.partition_point(|entry| entry.place() < begin));
        let mut known = own.iter().rev().copied().filter(|entry| is_known(view, *entry));
        latest.extend(known.by_ref().take(TOLD));
        more |= known.next().is_some();
        about = before;
    }
    latest.sort_by_key(|entry| (view.log.entries[*entry].at, *entry));
    more |= latest.len() > TOLD;
    (latest.split_off(latest.len().saturating_sub(TOLD)), more)
}

/// Known entries that name the milestone, those that do not count with the reason.
fn history(view: &View, place: MilestoneIx) -> Vec<String> {
    let line = |index: EntryIx| {
        let (entry, judged) = (&view.log.entries[index], &view.state.entries[index]);
        let actor = view.who(view.log.author(index));
        let why = judged
            .why_not
            .as_ref()
            .map_or(String::new(), |why| say!(" (does not count: {why})", why = words::why_not(why)));
        let on = entry.on.map_or_else(|| view.plan.timezone.day_of(entry.at).to_string(), |on| on.to_string());
        format!("{on} {} {actor}: {}{why}", view.name(index), says(entry))
    };
    let (latest, more) = latest_entries(view, place);
    let mut order = known_in_order(view, latest.into_iter());
    order.sort_by_key(|index| view.begins(*index));
    order.into_iter().map(line).chain(earlier(view, place, more)).collect()
}

/// The links that its entries rest on, each entry's on a line of its own.
fn sources(view: &View, place: MilestoneIx) -> Vec<String> {
    let counting = &view.state.milestones[place].record.entries;
    let counts = |entry: &EntryIx| counting.binary_search(entry).is_ok();
    let mut entries: Vec<EntryIx> = view.state.bearing.iter().copied().filter(counts).collect();
    entries.sort_by_key(|index| view.state.entries[*index].from);
    let line = |index: EntryIx| {
        let links: Vec<&str> = links(&view.log.entries[index]).collect();
        (!links.is_empty()).then(|| format!("{}: {}", view.name(index), links.join(" ")))
    };
    entries.into_iter().filter_map(line).collect()
}

/// Whether an entry is about a milestone.
pub fn names(view: &View, place: MilestoneIx, index: EntryIx) -> bool {
    let id = &view.plan.milestones[place].id;
    view.state.entries[index].milestone == Some(place) || view.log.entries[index].act.milestone() == Some(id)
}
