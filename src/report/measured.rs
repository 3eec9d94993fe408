//! Indicators as each counted them: what every actor says of one quantity, milestone by milestone, so that different counts are
//! seen beside each other.

use super::sheet::{Cell, Columns, Shape, Sheet};
use super::view::View;
use crate::fold::state::{LatestClaim, Standing};
use crate::model::id::Id;
use crate::model::index::{ElementIx, MilestoneIx};
use crate::model::level::Progress;
use crate::model::milestone::{Indicator, Target};
use crate::model::value::{Number, Value};
use crate::tongue::say;
use std::collections::HashMap;

/// One quantity, in all milestones of an element that count it.
pub struct MeasuredQuantity<'a> {
    /// `Arms accepted (weapon)`.
    pub title: String,
    /// The smallest number, target or count, that is drawn, or zero where none is below it; and the largest.
    pub least: Number,
    pub most: Number,
    pub rows: Vec<MeasuredRow<'a>>,
}

/// One quantity in one milestone.
pub struct MeasuredRow<'a> {
    pub id: &'a Id,
    pub title: &'a str,
    pub target: Option<Number>,
    pub counts: Vec<CountedBy<'a>>,
}

/// What one actor says.
pub struct CountedBy<'a> {
    pub actor: &'a str,
    pub voice: CountVoice,
    pub value: Value,
    /// From where to where it may lie.
    pub bounds: (Number, Number),
    pub entry: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountVoice {
    Verifier,
    Owing,
    Other,
}

/// The quantities of which anybody has said a number, in the order of the plan.
pub fn measured<'a>(view: &View<'a>) -> Vec<MeasuredQuantity<'a>> {
    let mut found: Vec<MeasuredQuantity> = Vec::new();
    let mut places: HashMap<(Option<ElementIx>, &Id), usize> = HashMap::new();
    for place in view.plan.milestones.indices().filter(|place| view.plan.repeats(*place).is_empty()) {
        for indicator in &view.plan.milestones[place].indicators {
            let Some(row) = row(view, place, indicator) else { continue };
            let at = *places.entry((view.plan.element_of(place), &indicator.id)).or_insert_with(|| {
                found.push(MeasuredQuantity::new(title(view, indicator)));
                found.len() - 1
            });
            found[at].take(row);
        }
    }
    found
}

/// How many of some titles have room in so many lines of so many characters, the first whatever its length.
pub fn fitting<'t>(titles: impl Iterator<Item = &'t str>, (lines, long): (usize, usize)) -> usize {
    let mut room = lines;
    let fits = |(at, title): &(usize, &str)| {
        let takes = title.chars().count().div_ceil(long).max(1);
        let has = *at == 0 || takes <= room;
        room = room.saturating_sub(takes);
        has
    };
    titles.enumerate().take_while(fits).count()
}

/// The rows that have room of the quantities that more than one has counted, or of all where there is none, those counted most often
/// first; and how many rows are left out.
pub fn foremost(
    mut quantities: Vec<MeasuredQuantity>,
    (lines, long): (usize, usize),
) -> (Vec<MeasuredQuantity>, usize) {
    let rows = |quantities: &[MeasuredQuantity]| quantities.iter().map(|one| one.rows.len()).sum::<usize>();
    let all = rows(&quantities);
    if quantities.iter().any(MeasuredQuantity::is_compared) {
        quantities.retain(MeasuredQuantity::is_compared);
    }
    quantities.sort_by_key(|one| std::cmp::Reverse(one.rows.iter().filter(|row| row.counts.len() > 1).count()));
    let mut kept = fitting(quantities.iter().flat_map(|one| &one.rows).map(|row| row.title), (lines, long));
    for one in &mut quantities {
        one.rows.truncate(kept);
        kept -= one.rows.len();
    }
    quantities.retain(|one| !one.rows.is_empty());
    let left_out = all - rows(&quantities);
    (quantities, left_out)
}

fn title(view: &View, indicator: &Indicator) -> String {
    let title = indicator.title.as_ref().map_or(indicator.id.as_str(), |title| title.get(view.lang()));
    let unit = indicator.unit.as_ref().map_or(String::new(), |unit| format!(" ({unit})"));
    format!("{title}{unit}")
}

/// One quantity in one milestone; nothing where nobody has said a number that can be drawn.
fn row<'a>(view: &View<'a>, place: MilestoneIx, indicator: &'a Indicator) -> Option<MeasuredRow<'a>> {
    let promised = &view.plan.milestones[place];
    let count = |said: &LatestClaim| {
        let told = said.values.iter().find(|(at, _)| promised.indicators[*at].id == indicator.id);
        let value = told.map(|(_, value)| *value)?;
        let bounds = value.bounds()?;
        Some(CountedBy {
            actor: view.plan.actors[said.actor].called.as_str(),
            voice: match said.standing {
                Standing::Verified | Standing::Confirmed => CountVoice::Verifier,
                _ if view.plan.on_owing_side(place, said.actor) => CountVoice::Owing,
                _ => CountVoice::Other,
            },
            value,
            bounds,
            entry: view.name(said.entry).to_string(),
        })
    };
    let counts: Vec<CountedBy> = view.state.milestones[place].said.iter().filter_map(count).collect();
    let target = match indicator.target {
        Some(Target::Number(number)) => Some(number),
        _ => None,
    };
    (!counts.is_empty()).then(|| MeasuredRow { id: &promised.id, title: view.title(place), target, counts })
}

impl MeasuredRow<'_> {
    /// `AMM 243, Government 226; target 210`.
    pub fn told(&self) -> String {
        let counts: Vec<String> = self.counts.iter().map(|one| format!("{} {}", one.actor, one.value)).collect();
        let target = self.target.map_or(String::new(), |target| say!("; target {target}", target));
        counts.join(", ") + &target
    }
}

impl<'a> MeasuredQuantity<'a> {
    fn new(title: String) -> MeasuredQuantity<'a> {
        MeasuredQuantity { title, least: Number::ZERO, most: Number::ZERO, rows: Vec::new() }
    }

    fn take(&mut self, row: MeasuredRow<'a>) {
        let numbers = || row.counts.iter().flat_map(|count| [count.bounds.0, count.bounds.1]).chain(row.target);
        self.least = numbers().fold(self.least, Number::min);
        self.most = numbers().fold(self.most, Number::max);
        self.rows.push(row);
    }

    /// Where a number stands, from the smallest to the largest.
    pub fn share(&self, number: Number) -> f64 {
        Progress::of(number.0 - self.least.0, self.most.0 - self.least.0).fraction()
    }

    /// Whether more than one has counted it anywhere.
    pub fn is_compared(&self) -> bool {
        self.rows.iter().any(|row| row.counts.len() > 1)
    }

    /// The same as a table: a row for each count.
    pub fn sheet(&self) -> Sheet {
        use Shape::{Figure, Whole, Words};
        let columns: Columns<(&MeasuredRow, &CountedBy)> = Columns::of([
            ("milestone", say!("Milestone"), Whole, |(row, _)| Cell::name(row.id)),
            ("actor", say!("Counted by"), Words, |(_, count)| Cell::words(count.actor)),
            ("value", say!("Count"), Figure, |(_, count)| Cell::name(count.value)),
            ("target", say!("Target"), Figure, |(row, _)| Cell::maybe(row.target, Cell::name)),
            ("entry", say!("Entry"), Whole, |(_, count)| Cell::name(&count.entry)),
        ]);
        columns.sheet(self.rows.iter().flat_map(|row| row.counts.iter().map(move |count| (row, count))))
    }
}
