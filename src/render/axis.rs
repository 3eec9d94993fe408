//! Days along a line of columns, and the calendar above it. Knows nothing of milestones.

use super::room::width;
use crate::model::moment::Day;
use crate::model::span::Span;
use crate::tongue::{later, say, text};

/// Columns for the days from one to another, with one column of air on both sides.
pub struct Axis {
    from: Day,
    /// How many days follow the first, at least six.
    days: i64,
    pub columns: usize,
}

/// The calendar above an axis: lines of labels, and the columns in which what the last line names begins.
pub struct TickCalendar {
    pub labels: Vec<String>,
    pub ticks: Vec<usize>,
}

impl Axis {
    pub fn new((from, until): (Day, Day), columns: usize) -> Axis {
        let short = (7 - until.days_since(from)).max(0) / 2;
        let from = from.minus(days(short)).unwrap_or(from);
        Axis { from, days: until.days_since(from) + short, columns }
    }

    /// The column of a day.
    pub fn column(&self, day: Day) -> usize {
        self.place(day).clamp(0, self.columns as i64 - 1) as usize
    }

    /// The same without an end: days off the axis lie before its first column or after its last.
    fn place(&self, day: Day) -> i64 {
        let wide = self.columns as i64 - 3;
        1 + (day.days_since(self.from) * wide * 2 + self.days).div_euclid(self.days * 2)
    }

    /// The finest calendar whose labels stand apart.
    pub fn calendar(&self) -> TickCalendar {
        let fits = |step: &&TickStep| step.unit.days() * (self.columns as i64 - 3) >= (step.wide + 1) * self.days;
        let steps = steps();
        let step = steps.iter().find(fits).unwrap_or(&steps[steps.len() - 1]);
        let starts = self.starts(step.unit);
        let over = step.over.as_ref().map(|(unit, label)| self.line(&self.starts(*unit), Some(*unit), *label));
        let line = self.line(&starts, Some(step.unit).filter(|_| step.open), step.label);
        TickCalendar {
            labels: over.into_iter().chain([line]).collect(),
            ticks: starts.into_iter().map(|day| self.column(day)).collect(),
        }
    }

    /// The days on the axis on which a unit begins.
    fn starts(&self, unit: Unit) -> Vec<Day> {
        let days = std::iter::successors(unit.start(self.from), |day| unit.next(*day));
        let days = days.take_while(|day| self.place(*day) < self.columns as i64);
        days.filter(|day| self.place(*day) > 0).collect()
    }

    /// Labels at the days where they begin. An `open` unit that began before the axis is named at its left edge.
    fn line(&self, starts: &[Day], open: Option<Unit>, label: Label) -> String {
        let edge = open.and_then(|unit| unit.start(self.from)).filter(|day| self.place(*day) < 1);
        let mut line = edge.map_or(String::new(), label);
        if starts.first().is_some_and(|day| self.place(*day) <= columns(&line)) {
            line.clear();
        }
        for day in starts {
            let gap = self.place(*day) - columns(&line);
            if gap > 0 || line.is_empty() {
                line.extend(std::iter::repeat_n(' ', gap as usize));
                line += &label(*day);
            }
        }
        line
    }
}

/// How many columns a text takes.
fn columns(text: &str) -> i64 {
    width(text) as i64
}

/// A stretch of the calendar that a label names.
#[derive(Clone, Copy)]
enum Unit {
    Days(i64),
    Months(i64),
}

impl Unit {
    /// The days of the shortest such stretch.
    fn days(self) -> i64 {
        match self {
            Unit::Days(days) => days,
            Unit::Months(months) => months * 365 / 12 - if months < 12 { 2 } else { 0 },
        }
    }

    /// The day on which the stretch around a day began.
    fn start(self, day: Day) -> Option<Day> {
        let (year, month, _) = day.date();
        match self {
            Unit::Days(many) => day.minus(days(day.days_since(monday()?).rem_euclid(many))),
            Unit::Months(many) => {
                let place = i64::from(year) * 12 + i64::from(month) - 1;
                let place = place - place.rem_euclid(many);
                Day::of(place.div_euclid(12) as i32, place.rem_euclid(12) as u32 + 1, 1)
            }
        }
    }

    fn next(self, day: Day) -> Option<Day> {
        match self {
            Unit::Days(many) => day.plus(days(many)),
            Unit::Months(many) => day.plus(Span { months: many as u32, ..Span::default() }),
        }
    }
}

/// Any Monday; weeks are counted from it.
fn monday() -> Option<Day> {
    Day::of(1970, 1, 5)
}

fn days(many: i64) -> Span {
    Span { days: many.unsigned_abs(), ..Span::default() }
}

type Label = fn(Day) -> String;

/// One way to label an axis.
struct TickStep {
    unit: Unit,
    /// Columns of a label.
    wide: i64,
    label: Label,
    /// Whether a unit may be named that begins before the axis does.
    open: bool,
    /// What the line above names.
    over: Option<(Unit, Label)>,
}

/// From days to hundreds of thousands of years, the finest first.
fn steps() -> Vec<TickStep> {
    const YEAR: Unit = Unit::Months(12);
    let day = |many| TickStep {
        unit: Unit::Days(many),
        wide: 2,
        label: day_of_month,
        open: false,
        over: Some((Unit::Months(1), month_and_year)),
    };
    let month = |wide, label| TickStep { unit: Unit::Months(1), wide, label, open: true, over: Some((YEAR, year)) };
    let quarter = TickStep { unit: Unit::Months(3), wide: 2, label: quarter, open: true, over: Some((YEAR, year)) };
    let years =
        |many: i64| TickStep { unit: Unit::Months(12 * many), wide: 4, label: year, open: many == 1, over: None };
    let rounds = (0..6).flat_map(|zeros| [1, 2, 5].map(|round| round * 10_i64.pow(zeros)));
    [day(1), day(2), day(7), month(3, short_month), month(1, initial), quarter]
        .into_iter()
        .chain(rounds.map(years))
        .collect()
}

const MONTHS: [&str; 12] = [
    later!("Jan"),
    later!("Feb"),
    later!("Mar"),
    later!("Apr"),
    later!("May"),
    later!("Jun"),
    later!("Jul"),
    later!("Aug"),
    later!("Sep"),
    later!("Oct"),
    later!("Nov"),
    later!("Dec"),
];

fn day_of_month(day: Day) -> String {
    day.date().2.to_string()
}

/// The month of a day, as axes name it.
pub fn short_month(day: Day) -> String {
    text(MONTHS[day.date().1 as usize - 1]).to_owned()
}

fn initial(day: Day) -> String {
    short_month(day).chars().take(1).collect()
}

fn quarter(day: Day) -> String {
    say!("Q{quarter}", quarter = day.date().1.div_ceil(3))
}

fn month_and_year(day: Day) -> String {
    format!("{} {}", short_month(day), year(day))
}

fn year(day: Day) -> String {
    day.date().0.to_string()
}
