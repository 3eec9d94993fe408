//! Progress over time: reported, verified and due at the end of each day on which something changed, every fall of a verified
//! level, and the decisions and incidents that stand beside them.
//!
//! Each point is the score of its own day, by the version of the plan that was in force then, as it is known now: the same figure
//! that `status --as-of` gives.

use super::decisions::in_words;
use super::incidents::happened;
use super::sheet::{Cell, Columns, Shape, Sheet};
use super::status::everything;
use super::view::View;
use super::words::outcome;
use crate::fold::state::{Decision, IncidentState};
use crate::model::actor::Presence;
use crate::model::entry::Act;
use crate::model::incident::Outcome;
use crate::model::index::{ActorIx, EntryIx, MilestoneIx};
use crate::model::level::Progress;
use crate::model::moment::{Day, Moment};
use crate::model::when::When;
use crate::tongue::{many, say};
use std::collections::BTreeSet;

/// The scores over time, and the falls among them.
pub struct ScoreCourse<'a> {
    pub points: Vec<ScorePoint>,
    /// Days on which something changed and that are not among them.
    pub left_out: usize,
    pub falls: Vec<Fallen<'a>>,
    /// In the order of their days.
    pub notes: Vec<CourseNote>,
}

/// A decision, the end of a mandate, or an incident, on its day.
pub struct CourseNote {
    pub day: Day,
    /// The day as it was said, or the month where no more was.
    pub on: When,
    pub kind: NoteKind,
    pub words: String,
}

/// The gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoteKind {
    /// Confirmed by as many verifiers as the rule asks for.
    Confirmed,
    /// Any other that is not taken back.
    Alleged,
    MandateEnd,
    Decision,
}

crate::words! {
    NoteKind {
        Confirmed: "incident, confirmed",
        Alleged: "incident, not confirmed",
        MandateEnd: "end of a mandate",
        Decision: "decision",
    }
}

crate::told! { NoteKind: "mark" }

impl CourseNote {
    /// `2006-12-15: mandate of AMM ended`.
    pub fn told(&self) -> String {
        format!("{}: {}", self.on, self.words)
    }
}

/// The scores at the end of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScorePoint {
    pub day: Day,
    pub reported: Option<Progress>,
    pub verified: Option<Progress>,
    /// What was due by then: the weight of what had a date that had come, in the weight of all. Nothing while none has a date.
    pub due: Option<Progress>,
}

/// A milestone whose verified level fell, or that was breached.
pub struct Fallen<'a> {
    pub day: Day,
    /// The day as it was said, or the month where no more was.
    pub on: When,
    pub id: &'a str,
    pub what: String,
}

/// So many decisions and incidents are told in a table.
const NOTED: usize = 100;

/// At most so many days are looked at; between them the course may have been another, which the page says.
const MOST: usize = 60;

/// The days to look at: those on which a score can have changed, then those of incidents and notes as far as there is room, both thinned
/// out evenly where they are many; and the day asked about.
pub fn days(view: &View) -> Vec<Day> {
    let (moving, others) = changing(view);
    let room = MOST.saturating_sub(moving.len());
    let mut days: Vec<Day> = thinned(&moving, MOST).chain(thinned(&others, room)).collect();
    days.sort_unstable();
    days.push(view.day(view.state.clocks.as_of));
    days
}

/// The days before the one asked about on which something changed: those of claims, decisions and deadlines, and the others, each once.
fn changing(view: &View) -> (Vec<Day>, Vec<Day>) {
    let (zone, state) = (view.plan.timezone, view.state);
    let moves = |entry: &EntryIx| {
        !matches!(view.log.entries[*entry].act, Act::Incident(_) | Act::Finding(_) | Act::Note { .. })
    };
    let counting = state.entries.indices().filter(|entry| state.entries[*entry].why_not.is_none());
    let (moving, others): (Vec<EntryIx>, Vec<EntryIx>) = counting.partition(moves);
    let day = |entry: EntryIx| view.day(state.entries[entry].from);
    let deadlines = state.milestones.iter().filter_map(|one| one.due.as_ref()?.deadline);
    let signed = view.plan.signed.map(|signed| signed.day(zone));
    let moving = moving.into_iter().map(day).chain(signed).chain(deadlines.map(|due| view.day(due)));
    let today = view.day(state.clocks.as_of);
    let past = |day: &Day| *day < today;
    let moving: BTreeSet<Day> = moving.filter(past).collect();
    let others: BTreeSet<Day> = others.into_iter().map(day).filter(past).collect();
    let others = others.difference(&moving).copied().collect();
    (moving.into_iter().collect(), others)
}

/// At most so many of some days: the first, the last, and those between them evenly.
fn thinned(days: &[Day], most: usize) -> impl Iterator<Item = Day> {
    let kept = days.len().min(most);
    let last = days.len().saturating_sub(1);
    (0..kept).map(move |at| days[if kept > 1 { at * last / (kept - 1) } else { last }])
}

/// The last moment of a day that a picture can be asked for: its end, or the moment asked about.
pub fn moment(view: &View, day: Day) -> Moment {
    view.plan.timezone.end_of(day).min(view.state.clocks.as_of)
}

/// The scores of the moment that a view is of.
pub fn point(view: &View) -> ScorePoint {
    let totals = everything(view);
    ScorePoint {
        day: view.plan.timezone.day_of(view.state.clocks.as_of),
        reported: totals.reported.score,
        verified: totals.verified.score,
        due: due(view),
    }
}

/// The share of the whole that was due by the moment asked about.
fn due(view: &View) -> Option<Progress> {
    let counts = |place: MilestoneIx| view.state.milestones[place].counted;
    let counting: Vec<MilestoneIx> =
        view.plan.milestones.indices().filter(|place| view.plan.is_leaf(*place) && counts(*place)).collect();
    let deadlines: Vec<Option<Moment>> =
        counting.iter().map(|place| view.state.milestones[*place].due.as_deref()?.deadline).collect();
    deadlines.iter().flatten().next()?;
    let come = |deadline: &Option<Moment>| deadline.is_some_and(|deadline| deadline <= view.state.clocks.as_of);
    let shares = deadlines.iter().map(|deadline| if come(deadline) { Progress::FULL } else { Progress::NONE });
    Progress::mean(shares.zip(view.plan.weights(&counting, counts)))
}

/// The decisions taken, the mandates that have ended and the incidents not taken back, each on its day.
fn notes(view: &View) -> Vec<CourseNote> {
    let now = view.state.clocks.as_of;
    // What was decided later may be known, and stands beyond the days that are drawn.
    let decision = |decision: &Decision| {
        let day = view.day(decision.taken.filter(|taken| *taken <= now)?);
        let words = say!("decided: {decision}", decision = in_words(view, decision));
        Some(CourseNote { day, on: When::Day(day), kind: NoteKind::Decision, words })
    };
    let incident = |incident: &IncidentState| {
        let confirmed = incident.outcome == Some(Outcome::Confirmed);
        let (severity, found) = (incident.severity.told(), outcome(incident));
        let words = say!(
            "{severity} incident, {found}: {milestone}",
            severity,
            found,
            milestone = view.title(incident.milestone)
        );
        let kind = if confirmed { NoteKind::Confirmed } else { NoteKind::Alleged };
        CourseNote { day: view.day(incident.on), on: happened(view, incident), kind, words }
    };
    let mandate = |actor: ActorIx| {
        let editions = &view.state.editions;
        let on = editions.mandate_until(actor, now).filter(|_| editions.mandate_ended(actor, now))?;
        let actor = Some(&view.plan.actors[actor]).filter(|actor| actor.presence == Presence::Here)?;
        let words = say!("mandate of {name} ended", name = actor.name.get(view.lang()));
        Some(CourseNote { day: view.day(on.last(view.plan.timezone)), on, kind: NoteKind::MandateEnd, words })
    };
    let mandates = view.plan.actors.indices().filter_map(mandate);
    let incidents = view.incidents().filter(|incident| !incident.retracted).map(incident);
    let mut notes: Vec<CourseNote> =
        view.state.decisions.iter().filter_map(decision).chain(mandates).chain(incidents).collect();
    notes.sort_by_key(|note| note.day);
    notes
}

/// The course of those points, with every fall that the view knows of, in order.
pub fn course<'a>(view: &View<'a>, points: Vec<ScorePoint>) -> ScoreCourse<'a> {
    let zone = view.plan.timezone;
    let mut falls = Vec::new();
    for (place, state) in view.state.milestones.pairs() {
        let id = view.plan.milestones[place].id.as_str();
        let said = view.said_at(place, state.falls.iter().map(|fall| fall.on));
        for (fall, on) in state.falls.iter().zip(said) {
            let what = match fall.breach {
                true => say!("breached").to_owned(),
                false => say!("verified {from} → {to}", from = fall.levels.0.told(), to = fall.levels.1.told()),
            };
            falls.push(Fallen { day: zone.day_of(fall.on), on, id, what });
        }
    }
    falls.sort_by_key(|fall| fall.day);
    let (moving, others) = changing(view);
    let left_out = (moving.len() + others.len() + 1).saturating_sub(points.len());
    ScoreCourse { points, left_out, falls, notes: notes(view) }
}

impl ScoreCourse<'_> {
    /// The first day and the last, where they differ.
    pub fn span(&self) -> Option<(Day, Day)> {
        let (first, last) = (self.points.first()?.day, self.points.last()?.day);
        (first < last).then_some((first, last))
    }

    /// Whether anybody has reported or verified anything.
    pub fn is_told(&self) -> bool {
        self.points.iter().any(|point| point.reported.is_some() || point.verified.is_some())
    }

    /// That days are left out, where they are.
    pub fn thinned(&self) -> Option<String> {
        let days = many!(self.left_out, "{n} day", "{n} days");
        (self.left_out > 0).then(|| say!("Left out between the points: {days} on which something changed.", days))
    }

    /// The points on which a score changed, and the last, as a table.
    pub fn sheet(&self) -> Sheet {
        use Shape::{Figure, Whole};
        let columns: Columns<&ScorePoint> = Columns::of([
            ("day", say!("Day"), Whole, |point| Cell::name(point.day)),
            ("verified", say!("Verified"), Figure, |point| Cell::share(point.verified)),
            ("reported", say!("Reported"), Figure, |point| Cell::share(point.reported)),
            ("due", say!("Due by then"), Figure, |point| Cell::share(point.due)),
        ]);
        let last = self.points.len().saturating_sub(1);
        let told = |(at, point): &(usize, &ScorePoint)| {
            let before = at.checked_sub(1).map(|before| self.points[before]);
            let same = |before: ScorePoint| {
                (before.verified, before.reported, before.due) == (point.verified, point.reported, point.due)
            };
            *at == last || !before.is_some_and(same)
        };
        columns.sheet(self.points.iter().enumerate().filter(told).map(|(_, point)| point))
    }

    /// The falls as a table.
    pub fn falls(&self) -> Sheet {
        use Shape::{Whole, Words};
        let columns: Columns<&Fallen> = Columns::of([
            ("day", say!("Day"), Whole, |fall| Cell::name(fall.on)),
            ("milestone", say!("Milestone"), Whole, |fall| Cell::name(fall.id)),
            ("what", say!("Fall"), Words, |fall| Cell::words(fall.what.as_str())),
        ]);
        columns.sheet(&self.falls)
    }

    /// The latest notes of each kind that have come by the last point, in the order of their days, and how many others have.
    pub fn foremost_notes(&self) -> (Vec<&CourseNote>, usize) {
        const OF_A_KIND: usize = 2;
        let mut of_kind = [0; NoteKind::ALL.len()];
        let mut notes: Vec<&CourseNote> = Vec::new();
        let last = self.points.last().map(|point| point.day);
        let come: Vec<&CourseNote> = self.notes.iter().filter(|note| Some(note.day) <= last).collect();
        for note in come.iter().rev() {
            let is_told = notes.iter().any(|told| (told.on, &told.words) == (note.on, &note.words));
            if !is_told && of_kind[note.kind as usize] < OF_A_KIND {
                of_kind[note.kind as usize] += 1;
                notes.push(note);
            }
        }
        notes.reverse();
        let others = come.len() - notes.len();
        (notes, others)
    }

    /// The latest decisions, ends of mandates and incidents as a table, and how many earlier ones it leaves out.
    pub fn notes(&self) -> (Sheet, usize) {
        use Shape::{Whole, Words};
        let columns: Columns<&CourseNote> = Columns::of([
            ("day", say!("Day"), Whole, |note| Cell::name(note.on)),
            ("kind", say!("Mark"), Whole, |note| Cell::name(note.kind.told())),
            ("what", say!("What"), Words, |note| Cell::words(note.words.as_str())),
        ]);
        let earlier = self.notes.len().saturating_sub(NOTED);
        (columns.sheet(&self.notes[earlier..]), earlier)
    }
}
