//! `brief`: what changed between two moments, for a consultation. Three pictures: the plan as it was known and stood then; the
//! same moment as it is known by now, where it differs corrected; and now, where what differs from that happened.

use super::actor_name::{ActorName, listed};
use super::changes::Changes;
use super::consultations;
use super::contested::{
    Alleged, DisputedThing, alleged_items, concluded_items, dispute_items, disputes, hush_disputes, hush_incidents,
    incidents, opened_items,
};
use super::deadlines::{
    ComparedPictures, MovedDate, Turned, done, due_items, due_next, moved, moved_items, newly_overdue,
    no_longer_overdue, turned_items,
};
use super::decisions::{DecisionRow, decision_row};
use super::milestone::MilestoneBrief;
use super::outline::{Item, Outline};
use super::recorded::{RecordedBy, known_later, recorded, recorded_items};
use super::shift::{ComparedTotals, Shift};
use super::status::everything;
use super::steps::{MilestoneChange, bracketed, items};
use super::topic::Topic;
use super::totals::{TotalsRow, total_doc};
use super::view::{View, Views};
use super::words;
use crate::fold::score::{Tally, Totals};
use crate::fold::state::Decision;
use crate::model::entry::Act;
use crate::model::id::Id;
use crate::model::index::EntryIx;
use crate::model::languages::ByLanguage;
use crate::model::moment::Moment;
use crate::model::name::EntryName;
use crate::tongue::{many, say};
use serde::Serialize;
use std::collections::BTreeSet;

/// What changed. Lists without anything in them are empty.
#[derive(Serialize)]
pub struct Brief<'a> {
    since: Moment,
    until: Moment,
    state: FromTo<String>,
    /// As it was known then, as it is known now of then, and now.
    total: Then<TotalsRow>,
    advanced: Vec<MilestoneChange<'a>>,
    fell_back: Vec<MilestoneChange<'a>>,
    restored: Vec<MilestoneChange<'a>>,
    corrected: Vec<MilestoneChange<'a>>,
    remeasured: Vec<MilestoneChange<'a>>,
    other: Vec<MilestoneChange<'a>>,
    figures: Vec<MilestoneChange<'a>>,
    newly_overdue: Vec<Turned<'a>>,
    no_longer_overdue: Vec<Turned<'a>>,
    done: Vec<Turned<'a>>,
    moved_dates: Vec<MovedDate<'a>>,
    disputes_opened: Vec<DisputedThing<'a>>,
    disputes_closed: Vec<DisputedThing<'a>>,
    disputes_open: Vec<DisputedThing<'a>>,
    incidents: Vec<Alleged<'a>>,
    findings: Vec<Alleged<'a>>,
    decisions: Vec<DecisionRow<'a>>,
    pending: Vec<DecisionRow<'a>>,
    sides: Vec<SideTurn<'a>>,
    due_next: Vec<MilestoneBrief<'a>>,
    next_consultation: Option<NextMeeting<'a>>,
    /// The last moment of what counts as next: the end of the consultation's day, or of 14 days.
    due_until: Moment,
    entries: Vec<RecordedBy<'a>>,
    /// Entries on the days of the window that became known only after it.
    known_later: usize,
}

#[derive(Serialize)]
struct FromTo<T> {
    from: T,
    to: T,
}

#[derive(Serialize)]
struct Then<T> {
    before: T,
    past: T,
    now: T,
}

/// A side that left the agreement, or came back.
#[derive(Serialize)]
struct SideTurn<'a> {
    side: ActorName<'a>,
    /// `left` or `came back`.
    what: &'static str,
    #[serde(skip)]
    left: bool,
    on: Option<String>,
    entries: Vec<EntryName>,
}

#[derive(Serialize)]
struct NextMeeting<'a> {
    id: &'a Id,
    title: &'a ByLanguage,
    on: String,
    with: &'a [Id],
}

/// For how many days dates ahead are told where no consultation is planned.
const AHEAD: i64 = 14;

pub fn brief<'a>(views: &Views<'_, 'a>) -> Option<Brief<'a>> {
    let (before, past, now) = (views.before, views.course.first()?, views.course.last()?);
    let pictures = ComparedPictures { before, past, now };
    let changes = changes(views);
    let (disputes, incidents) = (disputes(before, now), incidents(before, now));
    let (since, until) = (before.state.clocks.as_of, now.state.clocks.as_of);
    let (next_consultation, due_until) = ahead(now);
    let total = |view: &View| total_doc(&everything(view));
    Some(Brief {
        since,
        until,
        state: FromTo { from: words::stage(before.state), to: words::stage(now.state) },
        total: Then { before: total(before), past: total(past), now: total(now) },
        advanced: changes.advanced,
        fell_back: changes.fell_back,
        restored: changes.restored,
        corrected: changes.corrected,
        remeasured: changes.remeasured,
        other: changes.other,
        figures: changes.figures,
        newly_overdue: newly_overdue(&pictures),
        no_longer_overdue: no_longer_overdue(&pictures),
        done: done(&pictures),
        moved_dates: moved(before, now),
        disputes_opened: disputes.opened,
        disputes_closed: disputes.closed,
        disputes_open: disputes.open,
        incidents: incidents.alleged,
        findings: incidents.concluded,
        decisions: taken(now, since).map(|decision| decision_row(now, decision)).collect(),
        pending: waiting(now).map(|decision| decision_row(now, decision)).collect(),
        sides: sides(before, now),
        due_next: due_next(now, due_until),
        next_consultation,
        due_until,
        entries: recorded(now, since),
        known_later: known_later(now, since),
    })
}

/// What became of milestones: time and amendments take turns.
fn changes<'a>(views: &Views<'_, 'a>) -> Changes<'a> {
    let mut changes = Changes::default();
    changes.correct(views.before, &views.course[0]);
    for (step, pair) in views.course.windows(2).enumerate() {
        match step % 2 {
            0 => changes.happen(&pair[0], &pair[1]),
            _ => changes.amend(&pair[0], &pair[1]),
        }
    }
    changes
}

/// The decisions taken after a moment, and by that of the picture.
fn taken<'a>(now: &View<'a>, since: Moment) -> impl Iterator<Item = &'a Decision> + use<'a> {
    let until = now.state.clocks.as_of;
    let within = move |taken: Moment| since < taken && taken <= until;
    now.state.decisions.iter().filter(move |decision| decision.taken.is_some_and(within))
}

fn waiting<'a>(now: &View<'a>) -> impl Iterator<Item = &'a Decision> + use<'a> {
    now.state.decisions.iter().filter(|decision| decision.taken.is_none())
}

/// The sides that left the agreement or came back, in the order of the plan.
fn sides<'a>(before: &View<'a>, now: &View<'a>) -> Vec<SideTurn<'a>> {
    let out = |view: &View<'a>| -> BTreeSet<ActorName<'a>> {
        view.state.left.iter().map(|(side, _)| view.side(*side)).collect()
    };
    let (was, is) = (out(before), out(now));
    let since = before.state.clocks.known_by;
    let one = |side: &ActorName<'a>| {
        let left = is.contains(side);
        let entries: Vec<EntryIx> = said_by(now, side.id, left, since);
        let from = entries.last().map(|entry| now.state.entries[*entry].from);
        SideTurn {
            side: *side,
            what: if left { "left" } else { "came back" },
            left,
            on: from.map(|from| now.plan.timezone.day_of(from).to_string()),
            entries: entries.into_iter().map(|entry| now.name(entry)).collect(),
        }
    };
    was.symmetric_difference(&is).map(one).collect()
}

/// The entries recorded since by which a side left, or came back.
fn said_by(now: &View, side: &Id, left: bool, since: Moment) -> Vec<EntryIx> {
    let says = |place: &EntryIx| {
        let judged = &now.state.entries[*place];
        let act = match &now.log.entries[*place].act {
            Act::Repudiate => left,
            Act::Rejoin => !left,
            _ => false,
        };
        let own = judged.actor.is_some_and(|actor| now.plan.actors[actor].side() == side);
        act && own && judged.why_not.is_none() && judged.known > since
    };
    now.log.entries.indices().filter(says).collect()
}

/// The next consultation, and the last moment of what is due before it.
fn ahead<'a>(now: &View<'a>) -> (Option<NextMeeting<'a>>, Moment) {
    let (zone, until) = (now.plan.timezone, now.state.clocks.as_of);
    let Some(next) = consultations::next(now.plan, until) else {
        let end = zone.day_of(until).plus_days(AHEAD).map_or(Moment::MAX, |day| zone.end_of(day));
        return (None, end);
    };
    let meeting = NextMeeting {
        id: &next.consultation.id,
        title: next.consultation.title.by_language(),
        on: next.on.to_string(),
        with: &next.consultation.with,
    };
    (Some(meeting), zone.end_of(next.on.day(zone)))
}

impl<'a> Brief<'a> {
    /// The same without notes and places, for the public.
    pub fn hushed(mut self) -> Brief<'a> {
        [&mut self.disputes_opened, &mut self.disputes_closed, &mut self.disputes_open]
            .into_iter()
            .for_each(|disputes| hush_disputes(disputes));
        [&mut self.incidents, &mut self.findings].into_iter().for_each(|incidents| hush_incidents(incidents));
        self
    }

    /// The same for people, with the views that it came from.
    pub fn outline(&self, views: &Views<'_, 'a>) -> Outline {
        let Some(now) = views.course.last() else { return Outline::default() };
        let mut outline =
            Outline { title: now.plan.title.get(now.lang()).to_owned(), lead: self.lead(now), sections: Vec::new() };
        outline.add(Topic::InALine, self.in_a_line(views));
        outline.add(Topic::Advanced, items(&self.advanced));
        outline.add(Topic::FellBack, items(&self.fell_back));
        outline.add(Topic::Restored, items(&self.restored));
        outline.add(Topic::Corrected, items(&self.corrected));
        outline.add(Topic::Remeasured, items(&self.remeasured));
        outline.add(Topic::OtherwiseChanged, items(&self.other));
        outline.add(Topic::Figures, items(&self.figures));
        let not_done = || self.no_longer_overdue.iter().filter(|one| !one.done());
        let then = |one: &&Turned| !one.corrected;
        outline.add(Topic::NewlyOverdue, turned_items(self.newly_overdue.iter().filter(then)));
        outline.add(Topic::NoLongerOverdue, turned_items(not_done().filter(then)));
        outline.add(Topic::Done, turned_items(self.done.iter().filter(then)));
        let later = |one: &&Turned| one.corrected;
        outline.add(Topic::OverdueBefore, turned_items(self.newly_overdue.iter().filter(later)));
        outline.add(Topic::NotOverdueBefore, turned_items(not_done().filter(later)));
        outline.add(Topic::DoneBefore, turned_items(self.done.iter().filter(later)));
        outline.add(Topic::MovedDates, moved_items(&self.moved_dates));
        outline.add(Topic::DisputesOpened, opened_items(&self.disputes_opened));
        outline.add(Topic::DisputesClosed, dispute_items(&self.disputes_closed));
        outline.add(Topic::DisputesOpen, dispute_items(&self.disputes_open));
        let told = |later: bool| move |incident: &&Alleged| incident.later == later;
        outline.add(Topic::Incidents, alleged_items(self.incidents.iter().filter(told(false))));
        outline.add(Topic::Findings, concluded_items(self.findings.iter().filter(told(false))));
        outline.add(Topic::IncidentsBefore, alleged_items(self.incidents.iter().filter(told(true))));
        outline.add(Topic::FindingsBefore, concluded_items(self.findings.iter().filter(told(true))));
        outline.add(Topic::DecisionsTaken, self.decisions.iter().map(|one| Item::line(one.decided())).collect());
        outline.add(Topic::DecisionsPending, self.pending.iter().map(|one| Item::line(one.line())).collect());
        outline.add(Topic::Sides, self.sides.iter().map(SideTurn::item).collect());
        let next = self.next(now);
        outline.add_titled(Topic::DueNext, self.next_title(now), next.len(), next);
        outline.add(Topic::Recorded, self.recorded());
        outline
    }

    fn lead(&self, now: &View) -> Vec<String> {
        let zone = now.plan.timezone;
        let state = match self.state.from == self.state.to {
            true => self.state.to.to_owned(),
            false => format!("{} → {}", self.state.from, self.state.to),
        };
        let (since, until) = (zone.day_of(Moment(self.since.0 + 1)), zone.day_of(self.until));
        vec![say!(
            "{state} · from {since} to {until} ({zone}), each as known then",
            state,
            since,
            until,
            zone = zone.name()
        )]
    }

    /// The scores then and now, with the levels behind them, and how much changed.
    fn in_a_line(&self, views: &Views) -> Vec<Item> {
        let course = ComparedTotals::of(views);
        let voice = |word: &str, of: fn(&Totals) -> &Tally| {
            let (before, now, shift) = course.voice(of)?;
            (before.score.is_some() || now.score.is_some())
                .then(|| Item::line(format!("{word} {}", scored(before, now, shift))))
        };
        let voices = [
            voice(say!("verified"), |totals| &totals.verified),
            voice(say!("reported"), |totals| &totals.reported),
            voice(say!("assessed"), |totals| &totals.assessed),
        ];
        let mut lines: Vec<Item> = voices.into_iter().flatten().collect();
        if !lines.is_empty() {
            lines.push(Item::line(say!("in brackets: how many are none/minimum/intermediate/full")));
        }
        lines.extend(self.counts().into_iter().map(Item::line));
        lines
    }

    /// How many milestones moved, and of how many it became known later.
    fn counts(&self) -> Vec<String> {
        let turned = |all: &[Turned], later: bool| all.iter().filter(|one| one.corrected == later).count();
        let counts = |later: bool| {
            [
                (turned(&self.newly_overdue, later), say!("newly overdue")),
                (turned(&self.no_longer_overdue, later), say!("no longer overdue")),
                (turned(&self.done, later), say!("done")),
            ]
        };
        let moved = [
            (self.advanced.len(), say!("advanced")),
            (self.fell_back.len(), say!("fell back")),
            (self.restored.len(), say!("restored")),
            (self.remeasured.len(), say!("re-measured")),
            (self.other.len(), say!("otherwise changed")),
        ];
        let moved = told(moved.into_iter().chain(counts(false)));
        let later = told([(self.corrected.len(), say!("corrected"))].into_iter().chain(counts(true)));
        let nothing = if later.is_some() { say!("no milestone moved") } else { say!("no milestone changed") };
        let moved = moved.map_or(nothing.to_owned(), |told| say!("milestones: {told}", told));
        let later = later.map(|told| say!("became known later of milestones: {told}", told));
        std::iter::once(moved).chain(later).collect()
    }

    fn next_title(&self, now: &View) -> String {
        let until = now.plan.timezone.day_of(self.due_until);
        match self.next_consultation {
            Some(_) => say!("Due before the next consultation, {until}", until),
            None => say!("Due in the next {days} days, until {until}", days = AHEAD, until),
        }
    }

    fn next(&self, now: &View) -> Vec<Item> {
        let mut lines = due_items(&self.due_next, now.plan.timezone);
        if let Some(meeting) = &self.next_consultation {
            let with = listed(&now.all(meeting.with));
            let with = if with.is_empty() { with } else { say!(" with {with}", with) };
            lines.push(Item::line(format!("{}: {}{with}", now.lang().of(meeting.title), meeting.on)));
        }
        lines
    }

    fn recorded(&self) -> Vec<Item> {
        let mut lines = recorded_items(&self.entries);
        let later = match self.known_later {
            0 => return lines,
            more => many!(
                more,
                "{n} entry on these days became known only later, and is left out",
                "{n} entries on these days became known only later, and are left out"
            ),
        };
        lines.push(Item::line(later));
        lines
    }
}

/// Counts and what they count: `2 advanced, 1 done`; nothing where all are none.
fn told<'w>(counts: impl Iterator<Item = (usize, &'w str)>) -> Option<String> {
    let told: Vec<String> =
        counts.filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

/// A score then and now, with how many are at each level, and why it differs: `5 % (20/1/1/1) → 9 % (20/0/1/2): moved +4 points`.
fn scored(before: &Tally, now: &Tally, shift: Shift) -> String {
    let score = |tally: &Tally| {
        let share = tally.score.map_or("–".to_owned(), |score| format!("{} %", score.percent()));
        let levels: Vec<String> = tally.levels.iter().map(usize::to_string).collect();
        format!("{share} ({})", levels.join("/"))
    };
    match shift == Shift::default() {
        true => say!("{now}, as before", now = score(now)),
        false => format!("{} → {}: {}", score(before), score(now), shift.words()),
    }
}

impl SideTurn<'_> {
    fn item(&self) -> Item {
        let on = self.on.as_ref().map_or(String::new(), |on| say!(" on {on}", on));
        let (side, entries) = (self.side, bracketed(&self.entries));
        Item::line(match self.left {
            true => say!("{side} left{on}{entries}", side, on, entries),
            false => say!("{side} came back{on}{entries}", side, on, entries),
        })
    }
}
