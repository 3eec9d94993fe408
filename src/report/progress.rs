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
use crate::model::incident::Outcome;
use crate::model::index::{ActorIx, MilestoneIx};
use crate::model::level::Progress;
use crate::model::moment::{Day, Moment};
use crate::model::when::When;

/// The scores over time, and the falls among them.
pub struct ScoreCourse<'a> {
    pub points: Vec<ScorePoint>,
    pub falls: Vec<Fallen<'a>>,
    /// In the order of their days.
    pub notes: Vec<CourseNote>,
}

/// A decision, the end of a mandate, or an incident, on its day.
pub struct CourseNote {
    pub day: Day,
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

/// At most so many days are looked at; between them the course may have been another, which the page says.
const MOST: usize = 60;

/// The days to look at: those on which something changed, thinned out evenly where they are many, and the day asked about.
pub fn days(view: &View) -> Vec<Day> {
    let (zone, state) = (view.plan.timezone, view.state);
    let today = zone.day_of(state.clocks.as_of);
    let mut days: Vec<Day> = (state.entries.iter().filter(|judged| judged.why_not.is_none()))
        .map(|judged| zone.day_of(judged.from))
        .chain(view.plan.signed.map(|signed| signed.day(zone)))
        .chain(state.milestones.iter().filter_map(|one| one.due.as_ref()?.deadline).map(|due| zone.day_of(due)))
        .filter(|day| *day < today)
        .collect();
    days.sort_unstable();
    days.dedup();
    if days.len() >= MOST {
        days = (0..MOST).map(|at| days[at * (days.len() - 1) / (MOST - 1)]).collect();
    }
    days.push(today);
    days
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
        counting.iter().map(|place| view.state.milestones[*place].due.as_ref()?.deadline).collect();
    deadlines.iter().flatten().next()?;
    let come = |deadline: &Option<Moment>| deadline.is_some_and(|deadline| deadline <= view.state.clocks.as_of);
    let shares = deadlines.iter().map(|deadline| if come(deadline) { Progress::FULL } else { Progress::NONE });
    Progress::mean(shares.zip(view.plan.weights(&counting, counts)))
}

/// The decisions taken, the mandates that have ended and the incidents not taken back, each on its day.
fn notes(view: &View) -> Vec<CourseNote> {
    let decision = |decision: &Decision| {
        let day = view.day(decision.taken?);
        let words = format!("{day} decided: {}", in_words(view, decision));
        Some(CourseNote { day, kind: NoteKind::Decision, words })
    };
    let incident = |incident: &IncidentState| {
        let confirmed = incident.outcome == Some(Outcome::Confirmed);
        let found = if confirmed { "confirmed" } else { outcome(incident) };
        let (on, severity) = (happened(view, incident), incident.severity.word());
        let words = format!("{on} {severity} incident, {found}: {}", view.title(incident.milestone));
        let kind = if confirmed { NoteKind::Confirmed } else { NoteKind::Alleged };
        CourseNote { day: view.day(incident.on), kind, words }
    };
    let now = view.state.clocks.as_of;
    let mandate = |actor: ActorIx| {
        let until = view.state.editions.mandate_until(actor, now)?;
        let ended = until.last(view.plan.timezone) <= now && view.plan.actors[actor].presence == Presence::Here;
        let words = format!("{until} mandate of {} ended", view.plan.actors[actor].name.get(view.lang()));
        ended.then(|| CourseNote { day: view.day(until.last(view.plan.timezone)), kind: NoteKind::MandateEnd, words })
    };
    let mandates = view.plan.actors.indices().filter_map(mandate);
    let incidents = view.state.incidents.iter().filter(|incident| !incident.retracted).map(incident);
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
                true => "breached".to_owned(),
                false => format!("verified {} → {}", fall.levels.0, fall.levels.1),
            };
            falls.push(Fallen { day: zone.day_of(fall.on), on, id, what });
        }
    }
    falls.sort_by_key(|fall| fall.day);
    ScoreCourse { points, falls, notes: notes(view) }
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

    /// The points on which a score changed, and the last, as a table.
    pub fn sheet(&self) -> Sheet {
        use Shape::{Figure, Whole};
        let columns: Columns<&ScorePoint> = Columns::of([
            ("day", "Day", Whole, |point| Cell::name(point.day)),
            ("verified", "Verified", Figure, |point| Cell::share(point.verified)),
            ("reported", "Reported", Figure, |point| Cell::share(point.reported)),
            ("due", "Due by then", Figure, |point| Cell::share(point.due)),
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
            ("day", "Day", Whole, |fall| Cell::name(fall.on)),
            ("milestone", "Milestone", Whole, |fall| Cell::name(fall.id)),
            ("what", "Fall", Words, |fall| Cell::words(fall.what.as_str())),
        ]);
        columns.sheet(&self.falls)
    }
}
