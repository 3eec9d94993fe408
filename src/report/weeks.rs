//! Incidents by week: how many are alleged to have happened in each, by what verifiers conclude of them.

use super::incidents::happened;
use super::sheet::{Cell, Columns, Shape, Sheet};
use super::view::View;
use crate::fold::state::IncidentState;
use crate::model::incident::Outcome;
use crate::model::moment::Day;
use crate::model::when::When;
use crate::tongue::say;

/// Incidents by week, or by a longer stretch where weeks would be too many to be seen, or where one is told of a month or a year.
pub struct Weeks {
    pub stretch: Stretch,
    /// From the first stretch with an incident to that of the day asked about, empty ones too.
    pub bars: Vec<Bar>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stretch {
    Week,
    Month,
    Year,
}

/// What happened in one stretch, which begins on `from`: incidents that are not retracted, each counted once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    pub from: Day,
    /// Confirmed by as many verifiers as the rule asks for.
    pub confirmed: usize,
    /// On which verifiers have concluded nothing, or nothing alike.
    pub open: usize,
    /// Unconfirmed or unfounded.
    pub others: usize,
}

/// The most bars that a page shows.
const MOST: usize = 106;

/// The incidents that the view knows of; nothing where there are none.
pub fn weeks(view: &View) -> Option<Weeks> {
    let zone = view.plan.timezone;
    let told: Vec<(Day, &IncidentState)> = (view.state.incidents.iter().filter(|incident| !incident.retracted))
        .map(|incident| (zone.day_of(incident.on), incident))
        .collect();
    let first = told.iter().map(|(day, _)| *day).min()?;
    let today = zone.day_of(view.state.clocks.as_of).max(first);
    let least = told.iter().map(|(_, incident)| precision(view, incident)).max()?;
    [Stretch::Week, Stretch::Month, Stretch::Year].into_iter().filter(|stretch| *stretch >= least).find_map(|stretch| {
        let mut bars = empty(stretch, first, today)?;
        for (day, incident) in &told {
            let at = bars.partition_point(|bar| bar.from <= *day).saturating_sub(1);
            *bars[at].of(incident) += 1;
        }
        Some(Weeks { stretch, bars })
    })
}

/// The shortest stretch in which an incident is known to have happened.
fn precision(view: &View, incident: &IncidentState) -> Stretch {
    match happened(view, incident) {
        When::Year(_) => Stretch::Year,
        When::Month(..) => Stretch::Month,
        _ => Stretch::Week,
    }
}

/// The stretches from one day to another; nothing where they are too many to be seen, unless no stretch is longer.
fn empty(stretch: Stretch, first: Day, last: Day) -> Option<Vec<Bar>> {
    let mut bars = Vec::new();
    let mut from = Some(stretch.begin(first));
    while let Some(day) = from.filter(|day| *day <= last) {
        bars.push(Bar { from: day, confirmed: 0, open: 0, others: 0 });
        from = stretch.next(day);
        if bars.len() > MOST && stretch != Stretch::Year {
            return None;
        }
    }
    Some(bars)
}

crate::words! {
    Stretch { Week: "week", Month: "month", Year: "year" }
}

impl Stretch {
    /// Above a table of incidents by such stretches.
    pub fn counted(self) -> &'static str {
        match self {
            Stretch::Week => say!("Incidents by week, each counted once:"),
            Stretch::Month => say!("Incidents by month, each counted once:"),
            Stretch::Year => say!("Incidents by year, each counted once:"),
        }
    }

    /// The first day of the stretch that a day is in; weeks begin on Monday.
    fn begin(self, day: Day) -> Day {
        let (year, month, _) = day.date();
        let begin = match self {
            Stretch::Week => day.plus_days(-day.weekday()),
            Stretch::Month => Day::of(year, month, 1),
            Stretch::Year => Day::of(year, 1, 1),
        };
        begin.unwrap_or(day)
    }

    fn next(self, begin: Day) -> Option<Day> {
        let (year, month, _) = begin.date();
        match self {
            Stretch::Week => begin.plus_days(7),
            Stretch::Month => Day::of(year + month as i32 / 12, month % 12 + 1, 1),
            Stretch::Year => Day::of(year + 1, 1, 1),
        }
    }
}

impl Bar {
    pub fn all(&self) -> usize {
        self.confirmed + self.open + self.others
    }

    fn of(&mut self, incident: &IncidentState) -> &mut usize {
        match incident.outcome {
            Some(Outcome::Confirmed) => &mut self.confirmed,
            Some(Outcome::Unconfirmed | Outcome::Unfounded) => &mut self.others,
            _ => &mut self.open,
        }
    }
}

impl Weeks {
    /// How high the highest bar is.
    pub fn most(&self) -> usize {
        self.bars.iter().map(Bar::all).max().unwrap_or(0)
    }

    /// The stretches with an incident, as a table.
    pub fn sheet(&self) -> Sheet {
        use Shape::{Figure, Whole};
        let columns: Columns<&Bar> = Columns::of([
            ("from", say!("From"), Whole, |bar| Cell::name(bar.from)),
            ("confirmed", say!("Confirmed"), Figure, |bar| Cell::count(bar.confirmed)),
            ("open", say!("Not concluded"), Figure, |bar| Cell::count(bar.open)),
            ("others", say!("Not confirmed"), Figure, |bar| Cell::count(bar.others)),
        ]);
        columns.sheet(self.bars.iter().filter(|bar| bar.all() > 0))
    }
}
