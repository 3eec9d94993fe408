//! `why`: the rule and the entries behind a milestone's status, figures and timing (design, promise 4).

use super::basis::{AnswerDocument, answer};
use super::entries::known_in_order;
use super::milestone::{FigureOf, MilestoneBrief, Requirement, figure_of, milestone_brief, requirement};
use super::prose::Para;
use super::show::{requires, said};
use super::view::View;
use super::words;
use crate::fold::fold;
use crate::fold::grounds::{everything_behind, grounds, grounds_with_terms};
use crate::fold::log::Log;
use crate::fold::reasons::{self, AssessedReason, ReportedReason, VerifiedReason};
use crate::fold::state::{Figure, MilestoneState, Move, Schedule};
use crate::fold::statuses::{Asked, Begun, Status, StatusReason, TimingReason};
use crate::model::due::Due;
use crate::model::entry::Entries;
use crate::model::index::{EntryIx, MilestoneIx};
use crate::model::moment::{Moment, Zone};
use crate::model::name::EntryName;
use crate::model::when::When;
use crate::tongue::{later, say, text};
use serde::Serialize;
use std::sync::Arc;

/// Why a milestone stands where it stands.
pub struct Reasons {
    place: MilestoneIx,
    /// For its status, each of its three figures and its timing: the rule in words.
    status: String,
    reported: String,
    verified: String,
    assessed: String,
    timing: Vec<String>,
    /// The entries that give all of it again.
    entries: Vec<EntryIx>,
    /// The entries that name it and do not count.
    passed_over: Vec<EntryIx>,
}

pub fn why(view: &View, place: MilestoneIx) -> Reasons {
    let state = &view.state.milestones[place];
    let about = &state.record.about;
    view.state.entries.read_ahead(about);
    let passed = about.iter().copied().filter(|index| view.state.entries[*index].why_not.is_some());
    Reasons {
        place,
        status: status(state),
        reported: reported(view, place),
        verified: verified(view, place),
        assessed: assessed(view, place),
        timing: timing(view, place, state),
        entries: sufficient(view, place),
        passed_over: known_in_order(view, passed),
    }
}

/// The entries that give the same state when they are folded alone; that is tried before it is said.
fn sufficient(view: &View, place: MilestoneIx) -> Vec<EntryIx> {
    let again = |entries: &[EntryIx]| {
        let alone: Entries = entries.iter().map(|entry| view.log.entries[*entry].clone()).collect();
        let state = fold(view.versions, Log { desks: view.log.desks, entries: &alone }, view.state.clocks);
        let id = view.plan.milestones[place].id.as_str();
        state.plan.milestone(id).is_some_and(|at| same(&state.milestones[at], &view.state.milestones[place]))
    };
    let few = grounds(view.log, view.state, place);
    if again(&few) {
        return few;
    }
    let more = grounds_with_terms(view.log, view.state, place);
    match again(&more) {
        true => more,
        false => everything_behind(view.log, view.state, place),
    }
}

/// Whether two pictures of a milestone agree in status, marks, figures and timing.
fn same(a: &MilestoneState, b: &MilestoneState) -> bool {
    let told = |figure: &Option<Arc<Figure>>| {
        figure.as_ref().map(|figure| (figure.level, figure.progress, figure.values.clone()))
    };
    let figures = |state: &MilestoneState| [&state.reported, &state.verified, &state.assessed].map(told);
    let terms =
        |state: &MilestoneState| (state.status, state.ahead, state.split, state.hold, state.timing, state.done_on);
    let fallen = |state: &MilestoneState| (state.falls.clone(), state.breaches.len(), state.disputed, state.suspended);
    terms(a) == terms(b) && figures(a) == figures(b) && fallen(a) == fallen(b)
}

/// The rule that gave a status, in words.
fn status(state: &MilestoneState) -> String {
    let outstanding: Vec<&str> = state.requires.iter().filter(|one| !one.met).map(|one| &*one.text).collect();
    match state.why {
        StatusReason::Retired => say!("an amendment dropped or replaced it").into(),
        StatusReason::NeverTriggered => {
            say!("it counts only once what it requires has held, which it never has").into()
        }
        StatusReason::WholeNeverTriggered => {
            say!("its whole counts only once what that requires has held, which it never has").into()
        }
        StatusReason::NoPartCounts => say!("none of its parts counts yet").into(),
        StatusReason::BreachOpen => {
            say!("a breach is open: an incident that is held against it, and not restored since").into()
        }
        StatusReason::Suspended => {
            say!("it is suspended: by name, or with its phase or the plan before it was achieved").into()
        }
        StatusReason::DisputeOpen => say!("a dispute over it is open, and it is not verified full").into(),
        StatusReason::FellBack => say!("it is verified at less than the highest level that it had reached").into(),
        StatusReason::Achieved(Asked::Until(day)) => say!("it is verified full, and {day} has ended", day),
        StatusReason::Achieved(Asked::Hold(hold)) => say!("it is verified full and has held for {hold}", hold),
        StatusReason::Achieved(_) => say!("it is verified full, and nothing more is asked").into(),
        StatusReason::Holding(Asked::Until(day)) => say!("it is verified full, and is achieved when {day} ends", day),
        StatusReason::Holding(Asked::Hold(hold)) => {
            say!("it is verified full, and must hold for {hold} before it is achieved", hold)
        }
        StatusReason::Holding(_) => say!("it is verified full; the obligation goes on and is never finished").into(),
        StatusReason::NobodyVerifies => say!("it is reported full, and nobody may verify it").into(),
        StatusReason::ReportedFull => {
            say!("it is reported full, no verifier has said less for a later moment, and it is not verified full")
                .into()
        }
        StatusReason::UnderWay(begun) => under_way(begun).into(),
        StatusReason::Waiting => {
            say!(
"neither who owes it, nor enough of those who verify it, nor an assessor says above none, and outstanding is: {outstanding}", outstanding = outstanding.join("; "))
        }
        StatusReason::Open => say!("neither who owes it, nor enough of those who verify it, nor an assessor says above none, and nothing that it waits for is outstanding").into(),
        StatusReason::OfParts(Status::Waiting) => {
            say!(
                "no part that counts is above none, and outstanding is: {outstanding}",
                outstanding = outstanding.join("; ")
            )
        }
        StatusReason::OfParts(status) => of_parts(status).into(),
    }
}

fn of_parts(status: Status) -> &'static str {
    match status {
        Status::Breached => say!("a part is breached, or a breach of the whole is open"),
        Status::Suspended => say!("every part that counts is suspended"),
        Status::Contested => say!("a dispute over it or over a part is open, and not every part is verified full"),
        Status::Reversed => say!("a part is verified at less than the highest level that it had reached"),
        Status::Achieved => say!("every part that counts is achieved"),
        Status::Holding => say!("every part that counts is verified full, and not all are achieved yet"),
        Status::Reported => say!("every part that counts is at least reported full"),
        Status::UnderWay => say!("a part that counts is above none, and not every one is at least reported full"),
        Status::Open | Status::Waiting | Status::Retired | Status::NotTriggered => {
            say!("no part that counts is above none, and nothing that it waits for is outstanding")
        }
    }
}

fn under_way(begun: Begun) -> &'static str {
    match begun {
        Begun::FullDenied => say!("it is reported full, but a verifier has said less for a later moment"),
        Begun::Verified => say!("it is verified above none and below full"),
        Begun::Reported => say!("it is reported above none and below full"),
        Begun::Assessed => say!("it is assessed above none; an assessment moves it no further"),
        Begun::LeastIsNone => say!("some of those who owe it say above none, and the least of their words is none"),
        Begun::NoReportYet => {
            say!(
                "who owes it has said above none; that is no report until all who owe it say how far it is, by targets that are known"
            )
        }
    }
}

fn reported(view: &View, place: MilestoneIx) -> String {
    let (owing, silent, follows) = match reasons::reported(view.state, place) {
        ReportedReason::OfParts => return text(OF_PARTS).into(),
        ReportedReason::NobodyOwes => return say!("nobody owes it").into(),
        ReportedReason::LeastOf { owing, silent, follows } => (owing, silent, follows),
    };
    let rule = match owing {
        1 => say!("the latest word of who owes it").to_owned(),
        _ => say!("the least of the latest words of all who owe it").to_owned(),
    };
    if silent.is_empty() {
        return rule;
    }
    let unknown = if follows { say!(", or the target is not known yet") } else { "" };
    say!(
        "{rule}; without a level or a figure towards a target{unknown}: {silent}",
        rule,
        unknown,
        silent = view.actors(silent)
    )
}

const OF_PARTS: &str = later!("the weighted mean of its parts that count, a silent one counting nothing");

fn verified(view: &View, place: MilestoneIx) -> String {
    let (verifiers, needed, spoken, capped) = match reasons::verified(view.state, place) {
        VerifiedReason::OfParts => return text(OF_PARTS).into(),
        VerifiedReason::NobodyVerifies => return say!("nobody verifies it").into(),
        VerifiedReason::BestOf { verifiers, needed, spoken, capped } => (verifiers, needed, spoken, capped),
    };
    let cap = match capped {
        true => say!("; after the end of a mandate a word counts no higher than the best that others have said since"),
        false => "",
    };
    let who = view.actors(verifiers);
    let so_far = match (spoken, needed) {
        (sides, needed) if sides >= needed => String::new(),
        (0, 1) => say!("; none has said how far it is").into(),
        (sides, needed) => say!("; {sides} of {needed} needed have said how far it is", sides, needed),
    };
    match needed {
        1 => say!("the best of the latest words of {who}{cap}{so_far}", who, cap, so_far),
        needed => {
            say!(
                "the most that {needed} sides say at least, by the latest words of {who}{cap}{so_far}",
                needed,
                who,
                cap,
                so_far
            )
        }
    }
}

fn assessed(view: &View, place: MilestoneIx) -> String {
    match reasons::assessed(view.state, place) {
        AssessedReason::LatestOfOthers => {
            say!("the latest word of those who neither owe nor verify it and are no party").into()
        }
        AssessedReason::OfParts => text(OF_PARTS).into(),
    }
}

fn timing(view: &View, place: MilestoneIx, state: &MilestoneState) -> Vec<String> {
    let plan = view.plan;
    let shared = state.due.as_deref().is_some_and(|schedule| schedule.shared);
    let whole = plan.whole(place).filter(|_| shared);
    let due = state.due.as_deref().and_then(|schedule| schedule.rule.as_ref());
    let Some(due) = due else {
        let moved = state.due.iter().flat_map(|schedule| moves(view, schedule)).collect::<Vec<_>>();
        return if moved.is_empty() { vec![say!("no date was agreed").into()] } else { moved };
    };
    let named = due.named.map_or(String::new(), |named| format!(", {}", named.told()));
    let of = whole.map_or(String::new(), |whole| say!(", the date of {id}", id = plan.milestones[whole].id));
    let mut lines = vec![say!("due: {due}{named}{of}", due, named, of)];
    let schedule = state.due.as_deref();
    lines.extend(schedule.and_then(|schedule| schedule.anchor.as_ref()).map(anchor));
    lines.extend(schedule.and_then(|schedule| ends(schedule, plan.timezone)));
    lines.extend(schedule.iter().flat_map(|schedule| moves(view, schedule)));
    lines.extend(match state.timing.why {
        TimingReason::NotCounted => Some(say!("it does not count, so it is neither due nor overdue").into()),
        TimingReason::NotRunning => {
            Some(say!("what it runs from has not happened, so it is neither due nor overdue").into())
        }
        TimingReason::Done { on, verified: true } => on.map(|day| {
            say!("done on {day}: the day for which it was reported or verified full, the earlier; verified since", day)
        }),
        TimingReason::Done { on, verified: false } => on.map(|day| {
            say!("done on {day}: the day for which it was reported full; no verifier has said less for later", day)
        }),
        TimingReason::DayUnknown => Some(say!("it was done by a day after its date; on which day is not known").into()),
        TimingReason::Passed => Some(say!("its last moment has passed, and no report of full stands").into()),
        TimingReason::Suspended => {
            Some(say!("while it is suspended its date stands and makes it neither due nor overdue").into())
        }
        TimingReason::Ahead | TimingReason::NoDate => None,
    });
    lines
}

/// What decisions did to a date, in order.
fn moves(view: &View, schedule: &Schedule) -> Vec<String> {
    let zone = view.plan.timezone;
    let date = |on: Option<When>, due: &Option<Due>| match (on, due) {
        (Some(on), _) => on.to_string(),
        (None, Some(due)) => due.to_string(),
        (None, None) => say!("no date").into(),
    };
    let told = |step: &Move| {
        let decision = &view.state.decisions[step.decision];
        let entries: Vec<String> = decision.entries.iter().map(|entry| view.name(*entry).to_string()).collect();
        let days = step.days.map_or(String::new(), |days| say!(", {days} d", days = format!("{days:+}")));
        let (from, to) = (date(step.from_on, &step.from), date(step.to_on, &step.to));
        say!(
            "moved from {from} to {to}{days}, decided on {decided} ({entries})",
            from,
            to,
            days,
            decided = zone.day_of(step.decided),
            entries = entries.join(", ")
        )
    };
    schedule.moves.iter().map(told).collect()
}

fn anchor((event, on): &(String, Option<When>)) -> String {
    match on {
        Some(on) => say!("{event} was on {on}", event, on),
        None => say!("{event} has not happened", event),
    }
}

/// The last moment that is on time.
fn ends(schedule: &Schedule, zone: Zone) -> Option<String> {
    let deadline = When::At(schedule.deadline?, zone.offset(schedule.deadline?));
    Some(match schedule.readings.len() {
        0 | 1 => say!("the last moment on time is {deadline}", deadline),
        _ => say!("the parties read the date differently; late only after the latest, {deadline}", deadline),
    })
}

/// For people.
pub fn paras(view: &View, why: &Reasons) -> Vec<Para> {
    let state = &view.state.milestones[why.place];
    let promised = &view.plan.milestones[why.place];
    let since =
        state.since.map_or(String::new(), |since| say!(", since {since}", since = view.said_since(why.place, since)));
    let figure = |figure: &Option<Arc<Figure>>, none: &str| {
        figure
            .as_ref()
            .map_or(none.to_owned(), |figure| format!("{}, {} %", figure.level.told(), figure.progress.percent()))
    };
    let mut paras = vec![Para::line(format!("{}  {}", promised.id, view.title(why.place))), Para::gap()];
    let mut say = |name: &str, what: String, rules: &[String]| {
        paras.push(Para::field(name, what));
        paras.extend(rules.iter().map(|rule| Para::field("", rule.as_str())));
    };
    say(say!("status"), format!("{}{since}", state.status.told()), std::slice::from_ref(&why.status));
    say(say!("reported"), figure(&state.reported, say!("no report")), std::slice::from_ref(&why.reported));
    say(say!("verified"), figure(&state.verified, say!("not verified")), std::slice::from_ref(&why.verified));
    if state.assessed.is_some() {
        say(say!("assessed"), figure(&state.assessed, ""), std::slice::from_ref(&why.assessed));
    }
    say(say!("timing"), words::timing(state.timing), &why.timing);
    if state.ahead {
        say(say!("mark"), say!("ahead").into(), &[say!("it began before what it requires held").to_owned()]);
    }
    paras.extend(Para::section(say!("Waits for"), requires(view, state)));
    paras.extend(Para::section(say!("Who says what"), said(view, why.place)));
    let entries = match why.entries.is_empty() {
        true => say!("none: without any entry it stands so").into(),
        false => names_of(view, &why.entries).iter().map(EntryName::to_string).collect::<Vec<_>>().join(", "),
    };
    paras.extend(Para::section(say!("Entries that give this again by themselves"), vec![entries]));
    let passed = |index: &EntryIx| {
        let why_not = view.state.entries[*index].why_not.as_ref().map_or(String::new(), words::why_not);
        format!("{}: {why_not}", view.name(*index))
    };
    paras.extend(Para::section(say!("Entries that do not count"), why.passed_over.iter().map(passed).collect()));
    paras
}

fn names_of(view: &View, entries: &[EntryIx]) -> Vec<EntryName> {
    entries.iter().map(|entry| view.name(*entry)).collect()
}

#[derive(Serialize)]
pub struct WhyAnswer<'a> {
    #[serde(flatten)]
    milestone: MilestoneBrief<'a>,
    since: Option<Moment>,
    reported: Option<FigureOf<'a>>,
    verified: Option<FigureOf<'a>>,
    assessed: Option<FigureOf<'a>>,
    /// What gave each of these, in words.
    rules: RulesWhy<'a>,
    ahead: bool,
    requires: Vec<Requirement<'a>>,
    /// Folded alone, these give the same status, figures and timing.
    entries: Vec<EntryName>,
    passed_over: Vec<PassedEntry>,
}

#[derive(Serialize)]
struct RulesWhy<'a> {
    status: &'a str,
    reported: &'a str,
    verified: &'a str,
    assessed: &'a str,
    timing: &'a [String],
}

#[derive(Serialize)]
struct PassedEntry {
    entry: EntryName,
    why_not: String,
}

/// For machines.
pub fn why_doc<'a>(view: &View<'a>, why: &'a Reasons) -> AnswerDocument<WhyAnswer<'a>> {
    let state = &view.state.milestones[why.place];
    let figure = |figure: &Option<Arc<Figure>>| figure.as_ref().map(|figure| figure_of(view, why.place, figure));
    let passed = |index: &EntryIx| PassedEntry {
        entry: view.name(*index),
        why_not: view.state.entries[*index].why_not.as_ref().map_or(String::new(), words::why_not),
    };
    let requires = state.requires.iter();
    let body = WhyAnswer {
        milestone: milestone_brief(view, why.place),
        since: state.since,
        reported: figure(&state.reported),
        verified: figure(&state.verified),
        assessed: figure(&state.assessed),
        rules: RulesWhy {
            status: &why.status,
            reported: &why.reported,
            verified: &why.verified,
            assessed: &why.assessed,
            timing: &why.timing,
        },
        ahead: state.ahead,
        requires: requires.map(|one| requirement(view, one)).collect(),
        entries: names_of(view, &why.entries),
        passed_over: why.passed_over.iter().map(passed).collect(),
    };
    answer("why", view, body)
}
