//! Dates between two pictures: newly overdue, done, moved, and due next.

use super::actor_name::{ActorName, listed};
use super::milestone::{MilestoneBrief, TimingOf, milestone_brief};
use super::moves::{Dates, MoveRow, Mover, move_row};
use super::outline::Item;
use super::steps::{MilestoneName, actors, day, named, source};
use super::view::View;
use super::words;
use crate::fold::state::{Decision, DecisionIx, MilestoneState, Status, TimingWord};
use crate::model::decision::Terms;
use crate::model::id::Id;
use crate::model::index::{EntryIx, MilestoneIx};
use crate::model::moment::{Moment, Zone};
use crate::model::name::EntryName;
use crate::tongue::say;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A milestone whose timing is another than it was known to be.
#[derive(Serialize)]
pub struct Turned<'a> {
    #[serde(flatten)]
    milestone: MilestoneBrief<'a>,
    /// The timing then, null where it was not there; now it is that of the milestone.
    was: Option<TimingOf>,
    /// Of what was done: the day.
    on: Option<String>,
    /// Whether it was so at the beginning of the window already, and only became known since.
    pub corrected: bool,
    by: Vec<ActorName<'a>>,
    entries: Vec<EntryName>,
}

/// The three pictures that timings are compared in.
pub struct ComparedPictures<'v, 'a> {
    pub before: &'v View<'a>,
    pub past: &'v View<'a>,
    pub now: &'v View<'a>,
}

pub fn newly_overdue<'a>(pictures: &ComparedPictures<'_, 'a>) -> Vec<Turned<'a>> {
    turned(pictures, |state| state.timing.word == TimingWord::Overdue, false)
}

pub fn no_longer_overdue<'a>(pictures: &ComparedPictures<'_, 'a>) -> Vec<Turned<'a>> {
    turned(pictures, |state| state.timing.word != TimingWord::Overdue, true)
}

pub fn done<'a>(pictures: &ComparedPictures<'_, 'a>) -> Vec<Turned<'a>> {
    turned(pictures, is_done, false)
}

/// Whether it counts as done: in time or late, or reported or verified where it has no date.
fn is_done(state: &MilestoneState) -> bool {
    let stands = matches!(state.status, Status::Achieved | Status::Holding | Status::Reported);
    match state.timing.word {
        TimingWord::OnTime
        | TimingWord::Late
        | TimingWord::ReportedOnTime
        | TimingWord::ReportedLate
        | TimingWord::DoneDayUnknown => true,
        TimingWord::NoDate | TimingWord::NotRunning => stands && state.done_on.is_some(),
        _ => false,
    }
}

/// The milestones of which something is true now and was not before; a mere repetition is left out. Where it must be `known` before, what had not been there
/// is left out.
fn turned<'a>(pictures: &ComparedPictures<'_, 'a>, is: fn(&MilestoneState) -> bool, known: bool) -> Vec<Turned<'a>> {
    let ComparedPictures { before, past, now } = pictures;
    let one = |place: MilestoneIx| {
        let was = state_of(before, now, place);
        let turned = is(&now.state.milestones[place]) && was.map_or(!known, |was| !is(was));
        let corrected = state_of(past, now, place).is_some_and(is);
        let own = now.plan.milestones[place].is_here() && now.plan.repeats(place).is_empty();
        (turned && own).then(|| timed(now, place, was, corrected))
    };
    now.plan.milestones.indices().filter_map(one).collect()
}

/// A milestone's state in another picture.
fn state_of<'a>(view: &View<'a>, now: &View, place: MilestoneIx) -> Option<&'a MilestoneState> {
    let at = view.plan.milestone(now.plan.milestones[place].id.as_str())?;
    Some(&view.state.milestones[at]).filter(|_| view.plan.milestones[at].is_here())
}

fn timed<'a>(now: &View<'a>, place: MilestoneIx, was: Option<&MilestoneState>, corrected: bool) -> Turned<'a> {
    let state = &now.state.milestones[place];
    let on = state.done_on.filter(|_| is_done(state));
    let zone = now.plan.timezone;
    let full = |figure: &&crate::fold::state::Figure| figure.level == crate::model::level::Level::Full;
    let figures = [&state.verified, &state.reported].into_iter().filter_map(|figure| figure.as_deref().filter(full));
    let own: Vec<EntryIx> = match on {
        Some(on) => {
            let figures: Vec<_> = figures.collect();
            let of_day = figures.iter().find(|figure| figure.on.day(zone) == on).or(figures.first());
            of_day.map_or(Vec::new(), |figure| figure.entries.clone())
        }
        None => Vec::new(),
    };
    Turned {
        milestone: milestone_brief(now, place),
        was: was.map(|was| was.timing.into()),
        on: on.map(|day| now.said_on(place, day).to_string()),
        corrected,
        by: actors(now, &own),
        entries: own.iter().map(|entry| now.name(*entry)).collect(),
    }
}

impl Turned<'_> {
    pub fn done(&self) -> bool {
        self.on.is_some()
    }

    fn words(&self) -> String {
        let done =
            self.on.as_ref().map(|on| say!("done on {on}{entries}", on, entries = source(&self.by, &self.entries)));
        let MilestoneBrief { responsible, due, timing, .. } = &self.milestone;
        let due = due.as_ref().and_then(|due| due.on).map(|on| say!("due {on}", on));
        let owed = (self.on.is_none() && !responsible.is_empty())
            .then(|| say!("owed by {responsible}", responsible = listed(responsible)));
        let was = self.was.filter(|was| was != timing && was.word == TimingWord::Overdue);
        let was = was.map(|was| say!("was {days}", days = words::timed(was.word, was.days)));
        let timing = (due.is_some() || done.is_none()).then(|| words::timed(timing.word, timing.days));
        let told = [done, was, timing, due, owed];
        told.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

pub fn turned_items<'t, 'a: 't>(turned: impl Iterator<Item = &'t Turned<'a>>) -> Vec<Item> {
    turned.map(|one| one.milestone.item(vec![one.words()])).collect()
}

/// A date that is another than it was, and of what.
#[derive(Serialize)]
pub struct MovedDate<'a> {
    #[serde(skip)]
    name: MilestoneName<'a>,
    #[serde(flatten)]
    row: MoveRow<'a>,
}

/// The dates that decisions moved since, and those that an anchor moved.
pub fn moved<'a>(before: &View<'a>, now: &View<'a>) -> Vec<MovedDate<'a>> {
    let places = now.plan.milestones.indices().filter(|place| now.plan.milestones[*place].is_here());
    let setting = Setting::of(before, now);
    places.flat_map(|place| moved_one(before, now, &setting, place)).collect()
}

/// A part without a date of its own takes the whole's, and is not told beside it.
fn moved_one<'a>(before: &View<'a>, now: &View<'a>, setting: &Setting<'a>, place: MilestoneIx) -> Vec<MovedDate<'a>> {
    let state = &now.state.milestones[place];
    let own = state.due.as_deref().is_some_and(|schedule| !schedule.shared);
    let (Some(schedule), Some(was), true) = (&state.due, state_of(before, now, place), own) else { return Vec::new() };
    let told: BTreeSet<&[EntryIx]> =
        was.due.iter().flat_map(|due| &due.moves).map(|step| deciding(before, step.decision)).collect();
    let steps = schedule.moves.iter().filter(|step| !told.contains(deciding(now, step.decision)));
    let moved = |row| MovedDate { name: named(now, place), row };
    let id = &now.plan.milestones[place].id;
    let mut rows: Vec<MovedDate> = steps.map(|step| moved(move_row(now, id, step))).collect();
    if rows.is_empty() {
        rows.extend(unmoved(now, setting, place, was).map(moved));
    }
    rows
}

/// A date that no decision moved: a first one, or one whose anchor moved.
fn unmoved<'a>(now: &View<'a>, setting: &Setting<'a>, place: MilestoneIx, was: &MilestoneState) -> Option<MoveRow<'a>> {
    let (promised, schedule) = (&now.plan.milestones[place], now.state.milestones[place].due.as_deref()?);
    let from = was.due.as_ref().and_then(|due| due.on);
    let zone = now.plan.timezone;
    let same = match (from, schedule.on) {
        (Some(from), Some(to)) => from.last(zone) == to.last(zone),
        (from, to) => from.is_none() && to.is_none(),
    };
    if was.due.is_none() {
        let decision = setting.first(&promised.id)?;
        let dates = Dates { from: None, to: schedule.on, rules: (&None, &promised.due), days: None };
        return Some(MoveRow::of(&promised.id, Mover::Set, dates).by(now, decision));
    }
    let days = from.zip(schedule.on).map(|(from, to)| to.day(zone).days_since(from.day(zone)));
    let dates = Dates { from, to: schedule.on, rules: (&schedule.rule, &schedule.rule), days };
    (!same).then(|| MoveRow::of(&promised.id, Mover::Anchor, dates))
}

/// The decisions taken since that can give a milestone its first date: by milestone, and the latest amendment.
struct Setting<'a> {
    dates: BTreeMap<&'a Id, &'a Decision>,
    amendment: Option<&'a Decision>,
}

impl<'a> Setting<'a> {
    fn of(before: &View, now: &View<'a>) -> Setting<'a> {
        let since = before.state.clocks.known_by;
        let recent = |decision: &&Decision| decision.taken.is_some_and(|taken| taken > since);
        let mut setting = Setting { dates: BTreeMap::new(), amendment: None };
        for decision in now.state.decisions.iter().filter(recent) {
            match &decision.terms {
                Terms::Reschedule { milestone, .. } => drop(setting.dates.entry(milestone).or_insert(decision)),
                Terms::Amend { .. } => setting.amendment = Some(decision),
                _ => {}
            }
        }
        setting
    }

    fn first(&self, id: &Id) -> Option<&'a Decision> {
        self.dates.get(id).copied().or(self.amendment)
    }
}

/// The entries of a decision: they tell it apart in every picture.
fn deciding<'a>(view: &View<'a>, decision: DecisionIx) -> &'a [EntryIx] {
    &view.state.decisions[decision].entries
}

pub fn moved_items(moved: &[MovedDate]) -> Vec<Item> {
    moved.iter().map(|one| one.name.item(vec![one.row.line()])).collect()
}

/// What is not done and due after the moment of a picture, up to another; the nearest first. A part that takes its whole's
/// date is not told beside it.
pub fn due_next<'a>(now: &View<'a>, until: Moment) -> Vec<MilestoneBrief<'a>> {
    let ahead = |place: &MilestoneIx| {
        let state = &now.state.milestones[*place];
        let running = matches!(state.timing.word, TimingWord::Due | TimingWord::DueSoon);
        let deadline = state.due.as_deref().and_then(|due| due.deadline)?;
        let own = state.due.as_deref().is_some_and(|schedule| !schedule.shared);
        let within = now.state.clocks.as_of < deadline && deadline <= until;
        (running && own && within).then_some((deadline, *place))
    };
    let mut places: Vec<(Moment, MilestoneIx)> =
        now.plan.milestones.indices().filter_map(|place| ahead(&place)).collect();
    places.sort_unstable();
    places.into_iter().map(|(_, place)| milestone_brief(now, place)).collect()
}

pub fn due_items(due: &[MilestoneBrief], zone: Zone) -> Vec<Item> {
    let item = |one: &MilestoneBrief| {
        let on = one.due.as_ref().and_then(|due| due.on).map_or(String::new(), |on| day(on, zone));
        let days = one.timing.days.map_or(String::new(), |days| say!(", in {days} d", days));
        let by = listed(&one.responsible);
        let owed = if by.is_empty() { by } else { say!(", owed by {by}", by) };
        let told = say!("due {on}{days}, {word}{owed}", on, days, word = one.status.told(), owed);
        one.item(vec![told])
    };
    due.iter().map(item).collect()
}
