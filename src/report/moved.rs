//! What an act moved: the dates, statuses and figures that the picture after it tells otherwise than the picture before.

use super::words;
use crate::fold::state::{Figure, MilestoneState, State, Status};
use crate::model::condition::FigureKind;
use crate::model::id::Id;
use crate::model::index::MilestoneIx;
use crate::model::level::{Level, Progress};
use crate::model::moment::Moment;
use crate::model::when::When;
use crate::tongue::say;
use serde::Serialize;
use std::sync::Arc;

/// Two pictures of one moment, and the milestones in which they differ.
pub struct Moves<'a> {
    before: &'a State,
    after: &'a State,
    pairs: Vec<MovedMilestone<'a>>,
}

/// A milestone in both pictures.
#[derive(Clone, Copy)]
struct MovedMilestone<'a> {
    id: &'a Id,
    /// Its place after, and before if it was there.
    place: MilestoneIx,
    was_at: Option<MilestoneIx>,
    was: Option<&'a MilestoneState>,
    is: &'a MilestoneState,
}

/// The three figures of a milestone, by their names.
type Figures<'a> = [(FigureKind, &'a Option<Arc<Figure>>); 3];

/// What differs between two pictures of one moment.
pub fn moves<'a>(before: &'a State, after: &'a State) -> Moves<'a> {
    let pair = |(place, is): (MilestoneIx, &'a MilestoneState)| {
        let id = &after.plan.milestones[place].id;
        let was_at = before.plan.milestone(id.as_str());
        MovedMilestone { id, place, was_at, was: was_at.map(|at| &before.milestones[at]), is }
    };
    let all = after.milestones.pairs().map(pair);
    let mut moves = Moves { before, after, pairs: Vec::new() };
    moves.pairs = all.filter(|pair| moves.differs(pair)).collect();
    moves
}

impl<'a> Moves<'a> {
    fn differs(&self, pair: &MovedMilestone) -> bool {
        self.dated(pair) || pair.turned() || pair.marked() || !pair.figures().is_empty()
    }

    /// Whether its date begins to run, stops or is another.
    fn dated(&self, pair: &MovedMilestone) -> bool {
        let zone = self.after.plan.timezone;
        let days = |state: &MilestoneState| -> Option<(Option<Moment>, Vec<Moment>)> {
            let due = state.due.as_deref()?;
            Some((due.on.map(|on| on.last(zone)), due.readings.iter().map(|reading| reading.last(zone)).collect()))
        };
        let runs = |state: &MilestoneState| days(state).filter(|(on, readings)| on.is_some() || !readings.is_empty());
        pair.was.is_some_and(|was| runs(was) != runs(pair.is))
    }

    /// The milestones that waited and can now begin, and those that count from now on.
    fn opens(&self) -> impl Iterator<Item = &MovedMilestone<'a>> {
        self.pairs.iter().filter(|pair| pair.opened())
    }

    /// In lines, each kind with the first few and a count of the rest. Of the milestone that the act names, if it names one, all
    /// that moved comes first, and without its name.
    pub fn lines(&self, named: Option<MilestoneIx>) -> Vec<String> {
        let named = named.and_then(|place| self.pairs.iter().find(|pair| pair.place == place));
        let others: Vec<&MovedMilestone> =
            self.pairs.iter().filter(|pair| named.is_none_or(|named| named.place != pair.place)).collect();
        let mut lines = self.stage();
        lines.extend(named.into_iter().flat_map(|pair| own(pair)));
        lines.extend(self.dates());
        let opened: Vec<&str> = others.iter().filter(|pair| pair.opened()).map(|pair| pair.id.as_str()).collect();
        lines.extend((!opened.is_empty()).then(|| field(say!("opens"), &some(&opened))));
        lines.extend(statuses(&others));
        lines.extend(marks(&others));
        lines.extend(FigureKind::ALL.into_iter().flat_map(|kind| figures(kind, &others)));
        lines
    }

    fn stage(&self) -> Vec<String> {
        let (before, after) = (words::stage(self.before), words::stage(self.after));
        if before == after { Vec::new() } else { vec![field(say!("plan"), &format!("{before} → {after}"))] }
    }

    fn dates(&self) -> Vec<String> {
        let dated: Vec<&MovedMilestone> = self.pairs.iter().filter(|pair| self.dated(pair)).collect();
        let date = |pair: &MovedMilestone| {
            let was = pair.was_at.map_or_else(|| "–".to_owned(), |at| due(self.before, at));
            format!("{} {was} → {}", pair.id, due(self.after, pair.place))
        };
        listed(say!("dates"), &dated, |pair| date(pair))
    }
}

/// When a milestone is due, in words.
fn due(state: &State, place: MilestoneIx) -> String {
    words::due(state.milestones[place].due.as_deref())
}

fn figure(figure: Option<&Figure>) -> String {
    figure.map_or("–".to_owned(), |figure| format!("{}, {} %", figure.level.told(), figure.progress.percent()))
}

fn mark(disputed: bool) -> &'static str {
    if disputed { say!("disputed") } else { "–" }
}

/// All that moved in the milestone that an act names.
fn own(pair: &MovedMilestone) -> Vec<String> {
    let Some(was) = pair.was else { return Vec::new() };
    let is = pair.is;
    let rows = [
        (say!("status"), was.status.told().to_owned(), is.status.told().to_owned()),
        (say!("mark"), mark(was.disputed).to_owned(), mark(is.disputed).to_owned()),
        (say!("reported"), figure(was.reported.as_deref()), figure(is.reported.as_deref())),
        (say!("verified"), figure(was.verified.as_deref()), figure(is.verified.as_deref())),
        (say!("assessed"), figure(was.assessed.as_deref()), figure(is.assessed.as_deref())),
        (say!("timing"), words::timing(was.timing), words::timing(is.timing)),
    ];
    let moved = rows.into_iter().filter(|(_, was, is)| was != is);
    moved.map(|(name, was, is)| field(name, &format!("{was} → {is}"))).collect()
}

/// The statuses that are others; what opens is told by itself.
fn statuses(pairs: &[&MovedMilestone]) -> Vec<String> {
    let turned: Vec<&MovedMilestone> = pairs.iter().copied().filter(|pair| pair.turned() && !pair.opened()).collect();
    listed(say!("status"), &turned, |pair| {
        format!("{} {} → {}", pair.id, pair.was.map_or("–", |was| was.status.told()), pair.is.status.told())
    })
}

fn marks(pairs: &[&MovedMilestone]) -> Vec<String> {
    let marked: Vec<&MovedMilestone> = pairs.iter().copied().filter(|pair| pair.marked()).collect();
    listed(say!("mark"), &marked, |pair| {
        format!("{} {} → {}", pair.id, mark(!pair.is.disputed), mark(pair.is.disputed))
    })
}

fn figures(kind: FigureKind, pairs: &[&MovedMilestone]) -> Vec<String> {
    let moved = pairs.iter().flat_map(|pair| pair.figures().into_iter().map(move |moved| (pair.id, moved)));
    let moved: Vec<_> = moved.filter(|(_, (what, ..))| *what == kind).collect();
    listed(kind.told(), &moved, |(id, (_, was, is))| format!("{id} {} → {}", figure(*was), figure(*is)))
}

impl<'a> MovedMilestone<'a> {
    fn turned(&self) -> bool {
        self.was.map(|was| was.status) != Some(self.is.status)
    }

    fn opened(&self) -> bool {
        match self.was.map(|was| was.status) {
            Some(Status::Waiting) => self.is.status == Status::Open,
            Some(Status::NotTriggered) => self.is.status != Status::NotTriggered,
            _ => false,
        }
    }

    fn marked(&self) -> bool {
        self.was.is_some_and(|was| was.disputed) != self.is.disputed
    }

    /// The figures that are others: which, before and after.
    fn figures(&self) -> Vec<(FigureKind, Option<&'a Figure>, Option<&'a Figure>)> {
        let Some(was) = self.was else { return Vec::new() };
        let far = |figure: Option<&Figure>| figure.map(|figure| (figure.level, figure.progress));
        let both = three(was).into_iter().zip(three(self.is));
        let both = both.map(|((name, was), (_, is))| (name, was.as_deref(), is.as_deref()));
        both.filter(|(_, was, is)| far(*was) != far(*is)).collect()
    }
}

fn three(state: &MilestoneState) -> Figures<'_> {
    [
        (FigureKind::Reported, &state.reported),
        (FigureKind::Verified, &state.verified),
        (FigureKind::Assessed, &state.assessed),
    ]
}

/// How many of one kind are told before the rest is only counted.
const SHOWN: usize = 12;

/// A named list, one line for each of the first few.
pub fn listed<T>(name: &str, all: &[T], line: impl Fn(&T) -> String) -> Vec<String> {
    let more = all.len().saturating_sub(SHOWN);
    let rest = (more > 0).then(|| say!("and {more} more", more));
    let names = std::iter::once(name).chain(std::iter::repeat(""));
    let shown = all[..all.len() - more].iter().map(line).chain(rest);
    names.zip(shown).map(|(name, line)| field(name, &line)).collect()
}

/// A name and what is said of it, in columns.
pub fn field(name: &str, line: &str) -> String {
    format!("  {name:<9} {line}")
}

/// The first few of many.
fn some(all: &[&str]) -> String {
    let more = all.len().saturating_sub(SHOWN);
    let shown = all[..all.len() - more].join(", ");
    if more > 0 { say!("{shown} and {more} more", shown, more) } else { shown }
}

/// The same for machines, and whole.
#[derive(Serialize)]
pub struct MovesMade<'a> {
    plan: MoveEnds<String>,
    /// Milestones whose dates begin to run, stop, or move.
    moves: Vec<&'a Id>,
    /// The same with the dates; null where none runs.
    dates: Vec<Of<'a, Option<When>>>,
    /// Milestones whose status is another; null before where the milestone is new.
    changes: Vec<Of<'a, Option<&'static str>>>,
    /// Milestones that are disputed, or no longer.
    disputed: Vec<Of<'a, bool>>,
    figures: Vec<MovedFigure<'a>>,
    /// Milestones that waited and can now begin, and those that count from now on.
    opens: Vec<&'a Id>,
}

#[derive(Serialize)]
struct MoveEnds<T> {
    before: T,
    after: T,
}

#[derive(Serialize)]
struct Of<'a, T> {
    milestone: &'a Id,
    #[serde(flatten)]
    turn: MoveEnds<T>,
}

#[derive(Serialize)]
struct MovedFigure<'a> {
    milestone: &'a Id,
    figure: FigureKind,
    #[serde(flatten)]
    turn: MoveEnds<Option<Far>>,
}

/// How far a figure is.
#[derive(Serialize)]
struct Far {
    level: Level,
    progress: Progress,
}

impl<'a> Moves<'a> {
    pub fn document(&self) -> MovesMade<'a> {
        let on = |state: &MilestoneState| state.due.as_deref().and_then(|due| due.on);
        let dated: Vec<&MovedMilestone<'a>> = self.pairs.iter().filter(|pair| self.dated(pair)).collect();
        let turned = self.pairs.iter().filter(|pair| pair.turned());
        let marked = self.pairs.iter().filter(|pair| pair.marked());
        MovesMade {
            plan: MoveEnds { before: words::stage(self.before), after: words::stage(self.after) },
            moves: dated.iter().map(|pair| pair.id).collect(),
            dates: dated.iter().map(|pair| pair.of(pair.was.and_then(on), on(pair.is))).collect(),
            changes: turned
                .map(|pair| pair.of(pair.was.map(|was| was.status.told()), Some(pair.is.status.told())))
                .collect(),
            disputed: marked.map(|pair| pair.of(!pair.is.disputed, pair.is.disputed)).collect(),
            figures: self.pairs.iter().flat_map(|pair| pair.figure_docs()).collect(),
            opens: self.opens().map(|pair| pair.id).collect(),
        }
    }
}

impl<'a> MovedMilestone<'a> {
    fn of<T>(&self, before: T, after: T) -> Of<'a, T> {
        Of { milestone: self.id, turn: MoveEnds { before, after } }
    }

    fn figure_docs(&self) -> Vec<MovedFigure<'a>> {
        let far = |figure: Option<&Figure>| figure.map(|figure| Far { level: figure.level, progress: figure.progress });
        let doc = |(figure, was, is)| MovedFigure {
            milestone: self.id,
            figure,
            turn: MoveEnds { before: far(was), after: far(is) },
        };
        self.figures().into_iter().map(doc).collect()
    }
}
