//! The charts of a page, as SVG that grows with it: places along a line are shares of its width, so that marks keep their shape.
//! Each has its words beside it for whoever does not see it, and shapes and hatching say what colours say.

use super::axis::short_month;
use super::safe::one_line;
use crate::model::level::{Level, Progress};
use crate::model::moment::Day;
use crate::model::value::Number;
use crate::report::measured::{CountVoice, MeasuredQuantity, MeasuredRow};
use crate::report::owed::{Owed, OwedRow};
use crate::report::progress::{CourseNote, NoteKind, ScoreCourse, ScorePoint};
use crate::report::timeline::TimelineRow;
use crate::report::weeks::{Bar, Weeks};
use crate::report::words::first_lines;
use crate::tongue::{many, say};
use maud::{Markup, PreEscaped, html};

/// Marks and hatchings that all charts use.
pub fn marks() -> Markup {
    PreEscaped(include_str!("marks.svg").trim_end().to_owned())
}

/// The side of a square with the air around it, as the patterns of the squares draw them.
const CELL: usize = 13;

/// Squares, one a milestone, for how many are full, intermediate, minimum and none; `whose` begins their words: `verified`.
pub fn squares(whose: &str, levels: [usize; 4]) -> Markup {
    let told: Vec<String> = (levels.iter().zip(Level::ALL).filter(|(count, _)| **count > 0))
        .map(|(count, level)| format!("{count} {}", level.told()))
        .collect();
    let label = format!("{whose}: {}", if told.is_empty() { say!("nothing").to_owned() } else { told.join(", ") });
    cells(&label, &[("q3", levels[3]), ("q2", levels[2]), ("q1", levels[1]), ("q0", levels[0])])
}

/// What has become of what a side owes, in the order of `Owed`.
pub fn owed(row: &OwedRow) -> Markup {
    let told: Vec<String> = (row.states().filter(|(_, count)| *count > 0))
        .map(|(owed, count)| format!("{count} {}", owed.told()))
        .collect();
    let squares: Vec<(&str, usize)> = row.states().map(|(owed, count)| (square_of(owed), count)).collect();
    cells(&format!("{}: {}", row.side, told.join(", ")), &squares)
}

/// The square of what has become of a commitment.
pub fn square_of(owed: Owed) -> &'static str {
    match owed {
        Owed::Broken => "qb",
        Owed::Verified => "q3",
        Owed::Overdue => "ql",
        Owed::Reported => "q1",
        Owed::NotOverdue => "q0",
    }
}

/// Squares in rows, so many of each class, those of a class together; a rectangle takes as many squares as it covers.
fn cells(label: &str, kinds: &[(&str, usize)]) -> Markup {
    let all: usize = kinds.iter().map(|(_, count)| count).sum();
    let in_row = if all > 100 { 50 } else { 25 }.min(all.max(1));
    let (wide, high) = (in_row * CELL, all.div_ceil(in_row).max(1) * CELL);
    let before = |at: usize| -> usize { kinds[..at].iter().map(|(_, count)| count).sum() };
    html! {
        svg.squares role="img" aria-label=(one_line(label)) width=(wide) height=(high) viewBox={ "0 0 " (wide) " " (high) } {
            @for (at, (class, count)) in kinds.iter().enumerate() {
                @for [x, y, w, h] in runs(before(at), before(at) + count, in_row).map(|run| run.map(|cells| cells * CELL)) {
                    rect.(class) x=(x) y=(y) width=(w) height=(h) {}
                }
            }
        }
    }
}

/// A window of so many days, beside the longest.
pub fn window(days: u64, most: u64) -> Markup {
    let share = format!("{:.2}%", 100.0 * days as f64 / most.max(1) as f64);
    html! {
        svg.span role="img" aria-label=(many!(days, "{n} day", "{n} days")) { rect width=(share) height="100%" {} }
    }
}

/// From what is reported to what is verified: a ring, a disc, and the gap between them, along a line from nothing to all.
pub fn gap(reported: Option<Progress>, verified: Option<Progress>) -> Markup {
    let told =
        |share: Option<Progress>| share.map_or(say!("nothing").to_owned(), |share| format!("{} %", share.percent()));
    let x = |share: Progress| format!("{}%", share.percent());
    html! {
        svg.gap role="img" aria-label=(say!("reported {reported}, verified {verified}", reported = told(reported), verified = told(verified))) {
            line.grid x1="0" x2="100%" y1="8" y2="8" {}
            line.grid x1="0" x2="0" y1="4" y2="12" {}
            line.grid x1="100%" x2="100%" y1="4" y2="12" {}
            @if let (Some(reported), Some(verified)) = (reported, verified) {
                line.between x1=(x(reported)) x2=(x(verified)) y1="8" y2="8" {}
            }
            @if let Some(share) = reported { circle.k-paper cx=(x(share)) cy="8" r="5" {} }
            @if let Some(share) = verified { circle.k-full cx=(x(share)) cy="8" r=(if verified == reported { "2.5" } else { "5" }) {} }
        }
    }
}

/// What each counted of one quantity, along a line from nothing, or the least below it, to the most that anybody counted or that was
/// promised.
pub fn counts(row: &MeasuredRow, quantity: &MeasuredQuantity) -> Markup {
    let at = |number: Number| 2.0 + 96.0 * quantity.share(number);
    let x = |number: Number| format!("{:.2}%", at(number));
    let mark = |voice: CountVoice| match voice {
        CountVoice::Verifier => "verified",
        CountVoice::Owing => "reported",
        CountVoice::Other => "other",
    };
    html! {
        svg.counts role="img" aria-label=(one_line(&row.told())) {
            line.grid x1="2%" x2="98%" y1="9" y2="9" {}
            @if let Some(target) = row.target { line.target x1=(x(target)) x2=(x(target)) y1="1" y2="17" {} }
            @for count in &row.counts {
                @if count.bounds.0 != count.bounds.1 { line.between x1=(x(count.bounds.0)) x2=(x(count.bounds.1)) y1="9" y2="9" {} }
            }
            @for count in row.counts.iter().rev() { use href={ "#k-" (mark(count.voice)) } x=(x(count.bounds.0)) y="9" {} }
        }
    }
}

/// The places from one to another, row by row, as rectangles of column, row, columns and rows: what is left of the first row, whole
/// rows, what is begun of the last.
fn runs(from: usize, until: usize, in_row: usize) -> impl Iterator<Item = [usize; 4]> {
    let first = from.next_multiple_of(in_row).min(until);
    let last = (until / in_row * in_row).max(first);
    let pieces = [(from, first), (first, last), (last, until)];
    pieces.into_iter().filter(|(from, until)| from < until).map(move |(from, until)| {
        let many = until - from;
        [from % in_row, from / in_row, many.min(in_row), many.div_ceil(in_row)]
    })
}

/// A bar as long as the score that stands beside it.
pub fn meter(percent: u8) -> Markup {
    html! {
        svg.meter aria-hidden="true" { rect width={ (percent) "%" } height="100%" {} }
    }
}

/// Days along a line.
#[derive(Clone, Copy)]
pub struct Scale {
    first: Day,
    last: Day,
}

/// At most so many days are named along a line.
const TICKS: usize = 9;

impl Scale {
    pub fn new((first, last): (Day, Day)) -> Scale {
        Scale { first, last }
    }

    /// How far along a day is, with some room at both ends, in per cent of the width.
    fn at(&self, day: Day) -> f64 {
        let all = self.last.days_since(self.first).max(1) as f64;
        2.0 + 96.0 * day.days_since(self.first) as f64 / all
    }

    fn x(&self, day: Day) -> String {
        format!("{:.1}%", self.at(day))
    }

    /// The days that are named: firsts of months, as many months apart as it takes for few of them.
    fn ticks(&self) -> Vec<Day> {
        let months = |day: Day| day.date().0 * 12 + day.date().1 as i32 - 1;
        let (from, until) = (months(self.first), months(self.last));
        let step = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000];
        let step = step.into_iter().find(|step| ((until - from) / step) as usize <= TICKS).unwrap_or(12_000);
        let firsts = (from.div_euclid(step)..=until.div_euclid(step)).map(|at| at * step);
        let day = |month: i32| Day::of(month.div_euclid(12), month.rem_euclid(12) as u32 + 1, 1);
        firsts.filter_map(day).filter(|day| (self.first..=self.last).contains(day)).collect()
    }

    /// The names of days, for the head of a table.
    pub fn axis(&self) -> Markup {
        let mut year = None;
        html! {
            svg.axis aria-hidden="true" width="100%" height="30" {
                @for tick in self.ticks() {
                    @let ((now, ..), x) = (tick.date(), self.x(tick));
                    text x=(x) y="12" { (short_month(tick)) }
                    @if year.replace(now) != Some(now) { text.year x=(x) y="26" { (now) } }
                }
            }
        }
    }

    /// Lines at the named days, and one today, for a group that others use.
    pub fn grid(&self, id: &str, height: u32, today: Day) -> Markup {
        html! {
            svg.defs aria-hidden="true" width="0" height="0" {
                defs {
                    g id=(id) {
                        @for tick in self.ticks() {
                            @let x = self.x(tick);
                            line.grid x1=(x) x2=(x) y1="0" y2=(height) {}
                        }
                        @let x = self.x(today);
                        line.today x1=(x) x2=(x) y1="0" y2=(height) {}
                    }
                }
            }
        }
    }
}

/// One milestone along the line of days.
pub fn row(row: &TimelineRow, scale: &Scale) -> Markup {
    let stretch = |class: &str, from: Day, until: Day, y: u32, height: u32| {
        let width = format!("{:.1}%", scale.at(until) - scale.at(from));
        html! { rect class=(class) x=(scale.x(from)) width=(width) y=(y) height=(height) {} }
    };
    let mark = |name: &str, day: Day| html! { use href={ "#k-" (name) } x=(scale.x(day)) y="11" {} };
    html! {
        svg.row role="img" aria-label=(told(row)) {
            use href="#days" {}
            @if let Some((from, until)) = row.window { (stretch("window", from, until, 10, 2)) }
            @if let Some((from, until)) = row.work { (stretch("work", from, until, 8, 6)) }
            @if let Some((from, until)) = row.past { (stretch("past", from, until, 8, 6)) }
            @for (from, until) in &row.breaches { (stretch("breach", *from, *until, 9, 4)) }
            @if let (Some(first), Some(due)) = (row.first, row.due) {
                @if first != due || !row.between.is_empty() {
                    (stretch("slip", first.min(due), first.max(due), 3, 1))
                    (mark("first", first))
                    @for day in row.between.iter().filter(|day| **day != first) { (mark("first", *day)) }
                }
            }
            @for wait in &row.waits {
                @if let Some(since) = wait.since.filter(|_| wait.met) { (mark("met", since)) }
            }
            @for due in &row.readings { (mark("due", *due)) }
            @if let Some(done) = row.done { (mark(if row.verified { "verified" } else { "reported" }, done)) }
            @for day in &row.falls { (mark("fall", *day)) }
            @for (from, _) in &row.breaches { (mark("breach", *from)) }
        }
    }
}

/// What a row draws, in words.
fn told(row: &TimelineRow) -> String {
    let readings: Vec<String> = row.said.due.iter().map(ToString::to_string).collect();
    let moved = row.said.first.filter(|_| row.slip.is_some() && row.first != row.due);
    let until = row.breaches.iter().map(|(_, until)| until);
    let breaches: Vec<String> =
        row.said.breaches.iter().zip(until).map(|(from, until)| say!("{from} to {until}", from, until)).collect();
    let falls: Vec<String> = row.said.falls.iter().map(ToString::to_string).collect();
    let words = [
        row.status.is_alarm().then(|| row.status.told().to_owned()),
        (!breaches.is_empty()).then(|| say!("breach open {days}", days = breaches.join(", "))),
        (!falls.is_empty()).then(|| say!("verified level fell {days}", days = falls.join(", "))),
        moved.map(|first| say!("first due {first}", first)),
        (!readings.is_empty()).then(|| say!("due {on}", on = readings.join(say!(" or ")))),
        row.slip.map(|days| say!("slip {days} d", days = format!("{days:+}"))),
        row.work.map(|(from, _)| say!("began {from}", from)),
        row.said.done.map(|done| match row.verified {
            true => say!("done {done}, verified", done),
            false => say!("done {done}, reported", done),
        }),
        Some(row.timing()),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// How high the course is drawn, on a page and on paper.
pub const HEIGHT: f64 = 220.0;
pub const ON_PAPER: f64 = 105.0;
const TOP: f64 = 14.0;

/// Reported and verified over time, with every fall.
pub fn course(course: &ScoreCourse, high: f64) -> Markup {
    let Some(span) = course.span() else { return html! {} };
    let scale = Scale::new(span);
    let y = |percent: f64| TOP + (high - TOP) * (1.0 - percent / 100.0);
    let percent = |share: Progress| share.fraction() * 100.0;
    let last = course.points.last();
    let words = [say!("due by then"), say!("reported"), say!("verified")];
    let ends = COURSES.iter().zip(words).map(|((_, of), words)| (words, last.and_then(of)));
    let at_fall = |day: Day| {
        let after = course.points.partition_point(|point| point.day <= day);
        course.points[..after].last().and_then(|point| point.verified).map_or(0.0, percent)
    };
    let label: Vec<String> = ends
        .map(|(words, end)| format!("{words} {}", end.map_or("–".into(), |end| format!("{} %", end.percent()))))
        .collect();
    let falls = course.falls.iter().filter(|fall| (span.0..=span.1).contains(&fall.day));
    html! {
        svg.course role="img" width="100%" height=(high + LANES + 34.0)
            aria-label=(say!("Scores from {from} to {until}; at the end {ends}; falls: {falls}", from = span.0, until = span.1, ends = label.join(", "), falls = course.falls.len())) {
            @for share in [0.0, 25.0, 50.0, 75.0, 100.0] {
                line.grid x1="0" x2="100%" y1=(y(share)) y2=(y(share)) {}
                text.scale x="0" y=(y(share) - 3.0) { (share) " %" }
            }
            svg.plot width="100%" height=(high) viewBox={ "0 0 1000 " (high) } preserveAspectRatio="none" {
                @for (word, of) in COURSES {
                    path class=(word) vector-effect="non-scaling-stroke" d=(steps(&course.points, |point| of(point).map(percent), &scale, y)) {}
                }
            }
            @for fall in falls {
                use href="#k-fall" x=(scale.x(fall.day)) y=(format!("{:.1}", y(at_fall(fall.day)))) {}
            }
            (notes(&course.notes, span, &scale, high))
            svg.axis y=(high + LANES + 4.0) width="100%" height="30" {
                @let mut year = None;
                @for tick in scale.ticks() {
                    @let ((now, ..), x) = (tick.date(), scale.x(tick));
                    text x=(x) y="12" { (short_month(tick)) }
                    @if year.replace(now) != Some(now) { text.year x=(x) y="26" { (now) } }
                }
            }
        }
    }
}

/// The lines of the course, those that cover others last.
const COURSES: [(&str, ShareOf); 3] =
    [("due", |point| point.due), ("reported", |point| point.reported), ("verified", |point| point.verified)];

type ShareOf = fn(&ScorePoint) -> Option<Progress>;

/// How high the lanes below the plot are: one of decisions, one of incidents.
const LANES: f64 = 36.0;

/// Decisions and incidents at their days. Those that would cover each other are one mark, the gravest of them.
fn notes(notes: &[CourseNote], (first, last): (Day, Day), scale: &Scale, top: f64) -> Markup {
    let within = |note: &&CourseNote| (first..=last).contains(&note.day);
    let lane = |of: &[NoteKind]| covering(notes.iter().filter(within).filter(|note| of.contains(&note.kind)), scale);
    let lanes = [
        (lane(&[NoteKind::Decision, NoteKind::MandateEnd]), 10.0),
        (lane(&[NoteKind::Confirmed, NoteKind::Alleged]), 26.0),
    ];
    html! {
        @for (groups, y) in lanes {
            @for group in groups {
                use href={ "#k-" (mark_of(group[0].kind)) } x=(scale.x(group[0].day)) y=(top + y) { title { (noted(&group)) } }
            }
        }
    }
}

/// Notes in the order of their days, those that would cover the first of their group together: of each group the gravest first.
fn covering<'n>(notes: impl Iterator<Item = &'n CourseNote>, scale: &Scale) -> Vec<Vec<&'n CourseNote>> {
    let mut groups: Vec<Vec<&CourseNote>> = Vec::new();
    for note in notes {
        match groups.last_mut() {
            Some(group) if scale.at(note.day) - scale.at(group[0].day) < 0.5 => group.push(note),
            _ => groups.push(vec![note]),
        }
    }
    groups.iter_mut().for_each(|group| group.sort_by_key(|note| note.kind));
    groups
}

/// The mark of a note.
pub fn mark_of(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Confirmed => "breach",
        NoteKind::Alleged => "alleged",
        NoteKind::MandateEnd => "mandate",
        NoteKind::Decision => "due",
    }
}

/// What a mark stands for, the gravest of many by name.
fn noted(group: &[&CourseNote]) -> String {
    const NAMED: usize = 4;
    let told = group.iter().map(|note| format!("{} {}", note.on, one_line(&note.words)));
    first_lines(told, NAMED).join("\n")
}

/// A line that keeps its height until the next point, from the first point that has one.
fn steps(
    points: &[ScorePoint],
    of: impl Fn(&ScorePoint) -> Option<f64>,
    scale: &Scale,
    y: impl Fn(f64) -> f64,
) -> String {
    let mut path = String::new();
    for (point, share) in points.iter().filter_map(|point| Some((point, of(point)?))) {
        let (x, y) = (scale.at(point.day) * 10.0, y(share));
        match path.is_empty() {
            true => path = format!("M{x:.1} {y:.1}"),
            false => path += &format!("H{x:.1}V{y:.1}"),
        }
    }
    path
}

/// Incidents by week, each bar from what is confirmed to what is not.
pub fn weeks(weeks: &Weeks) -> Markup {
    let (count, most) = (weeks.bars.len(), weeks.most());
    let high = 140.0;
    let tall = |incidents: usize| high * incidents as f64 / most.max(1) as f64;
    let all: usize = weeks.bars.iter().map(Bar::all).sum();
    let (Some(first), Some(last)) = (weeks.bars.first(), weeks.bars.last()) else { return html! {} };
    let wide = 100.0 / count as f64;
    let step = (count / 6).max(1);
    html! {
        svg.weeks role="img" width="100%" height=(high + 40.0)
            aria-label=(say!("{incidents}, from {first} to {last}; most in one bar: {most}", incidents = many!(all, "{n} incident", "{n} incidents"), first = first.from, last = last.from, most)) {
            line.grid x1="0" x2="100%" y1="16" y2="16" {}
            text.scale x="0" y="12" { (most) }
            line.grid x1="0" x2="100%" y1=(high + 16.0) y2=(high + 16.0) {}
            @for (at, bar) in weeks.bars.iter().enumerate() {
                @let x = format!("{:.2}%", wide * at as f64);
                @let parts = [("confirmed", bar.confirmed), ("open", bar.open), ("others", bar.others)];
                @for (part, (class, incidents)) in parts.into_iter().enumerate().filter(|(_, (_, incidents))| *incidents > 0) {
                    @let below: usize = parts[..=part].iter().map(|(_, incidents)| incidents).sum();
                    rect class=(class) x=(x) y=(format!("{:.1}", high + 16.0 - tall(below)))
                        height=(format!("{:.1}", tall(incidents))) width=(format!("{:.2}%", wide * 0.8)) {}
                }
                @if at % step == 0 && (count - at >= step || at == 0) {
                    text.scale x=(x) y=(high + 30.0) { (bar.from) }
                }
            }
        }
    }
}
